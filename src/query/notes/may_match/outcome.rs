//! The outcome of a test for a row, and the SQL that gives it.
//!
//! SQL writes an outcome as JSON, and [`Outcome`] reads it. Where several items of a link leave a test open, the outcome
//! that sorts first is taken.

use serde::{Deserialize, Serialize};

use crate::catalog::{Kind, Link, Type, columns};
use crate::query::plan::{
    Bound, Cond, ItemQuantifier, Leaf, LinkStep, Named, NamedPath, PathExpr, Plan, RefStep, Step,
    Test, TypedPredicate,
};
use crate::query::sql::condition::{
    RowScope, Truth, field_known, possible, predicate, test as predicate_of,
};
use crate::query::sql::expr::{Expr, sql};
use crate::query::sql::link_predicate::{self, Passing};
use crate::query::sql::{Statement, from, member};
use crate::value::MONEY;

/// The outcome of a test for a row: true, false or why it is open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    /// The thing reached is of this kind, which hasn't the field.
    Absent(String),
    /// The amount is in this other currency.
    Currency(String),
    /// Certainly false.
    False(()),
    /// The place recorded contains the one asked for: its name.
    LargerPlace(String),
    /// An item of a link is open.
    LinkItem {
        /// The link, by its name for one.
        one: String,
        /// The field that leads on from the item.
        to: String,
        /// The outcome for the item; `None` means that there are too many tests to say.
        why: Option<Box<Outcome>>,
    },
    /// The items recorded of this link aren't all.
    OpenList(String),
    /// Only a bound is known, from the amount of the whole: its wording.
    PartBound(String),
    /// A condition on an item of a link is open.
    Quantified {
        /// The link, by its name for one.
        one: String,
        /// The field that leads on from the item.
        to: String,
        /// The kind of the item.
        kind: String,
        /// The outcomes of the condition's tests.
        tests: Vec<Outcome>,
    },
    /// Certainly true.
    True(()),
    /// It isn't known whether the place recorded is within the one asked for: its name.
    Unplaced(String),
    /// The field isn't recorded: its path from the thing asked about or from the item.
    Unrecorded(String),
    /// The value is recorded too vaguely: its wording.
    Vague(String),
}

/// Rows left open that are alike in the outcome of each test.
#[derive(Debug, Deserialize)]
pub(super) struct OpenGroup {
    /// The outcome of each test, in the order written; none where there are too many tests.
    pub(super) tests: Vec<Outcome>,
    /// The number of rows.
    pub(super) rows: u64,
}

/// The largest number of tests that are explained. With more, rows left open are only counted.
const EXPLAINED: usize = 60;

/// Selects the rows that a condition leaves open, grouped by the outcomes of its tests ([`OpenGroup`]). `None` means that none
/// can be open.
pub(super) fn open_groups(plan: &Plan<'_>) -> Option<Statement> {
    let filter = plan.filter.as_ref()?;
    let mut tests = filter.tests();
    if !tests.iter().any(|test| can_be_open(test)) {
        return None;
    }
    tests.truncate(if tests.len() <= EXPLAINED { EXPLAINED } else { 0 });
    let at = member(plan);
    let outcomes = Expr::join(tests.iter().map(|test| outcome(test, &at)), " || ',' ||\n       ");
    let outcomes =
        if tests.is_empty() { "'[]'".into() } else { sql!["'[' || ", outcomes, " || ']'"] };
    let certain = predicate(filter, &at, Truth::Certain);
    Some(Statement::bare(sql![
        "SELECT json_object('tests', json(tests), 'rows', rows) FROM (SELECT ",
        outcomes,
        " AS tests, count(*) AS rows",
        from(plan, &at),
        "\n WHERE ",
        Expr::all(vec![certain.or_open(), possible(filter, &at)]),
        "\n GROUP BY 1)"
    ]))
}

/// Whether a test can leave anything open at all: names are always known.
fn can_be_open(test: &Test<'_>) -> bool {
    !matches!(
        (&test.check, &test.path.steps),
        (TypedPredicate::Known(_), _)
            | (_, PathExpr::Leaf(Leaf::Name(_) | Leaf::Slug(_) | Leaf::Kind | Leaf::Itself(_)))
    )
}

/// Gives the outcome of a test for a row.
fn outcome<'c>(test: &Test<'c>, at: &RowScope<'c>) -> Expr {
    sql![
        "CASE WHEN ",
        predicate_of(test, at, Truth::Certain),
        " THEN ",
        constant(&Outcome::True(())),
        " WHEN ",
        predicate_of(test, at, Truth::Refuted),
        " THEN ",
        constant(&Outcome::False(())),
        " ELSE ",
        open_along(&test.path.steps, &test.check, at, ""),
        " END"
    ]
}

/// Gives an outcome that is the same for all rows.
fn constant(outcome: &Outcome) -> Expr {
    Expr::text(&serde_json::to_string(outcome).unwrap_or_default())
}

/// Gives the outcome of a name with this detail.
fn with_detail(name: &str, detail: Expr) -> Expr {
    sql![format!("json_object('{name}', "), detail, ")"]
}

fn unrecorded(passed: &str, name: &str) -> Expr {
    constant(&Outcome::Unrecorded(format!("{passed}{name}")))
}

/// Gives the reason why the end of a path is open; `passed` are the references on the way to it, each with a dot.
fn open_along<'c>(
    steps: &PathExpr<'c>,
    check: &TypedPredicate<'c>,
    at: &RowScope<'c>,
    passed: &str,
) -> Expr {
    match steps {
        PathExpr::Leaf(Leaf::Link(link, via)) => match check {
            TypedPredicate::Quantified(share, conds) => {
                in_items((link, via), *share, conds.as_deref(), at)
            }
            _ => unrecorded(passed, &link.name),
        },
        PathExpr::Leaf(end) => open_value(*end, check, at, passed),
        PathExpr::Ref(RefStep { step, then, lacking }) => {
            let (Step::Ref(field) | Step::Level(field)) = step;
            let beyond = format!("{passed}{}.", field.name);
            let mut branches: Vec<Expr> = then
                .iter()
                .map(|(target, way)| {
                    let next = at.joined(target);
                    let why = open_along(way, check, &next, &beyond);
                    sql!["(", at.select_joined(&next, *step, why), ")"]
                })
                .collect();
            if !lacking.is_empty() {
                let absent = with_detail("absent", "kind".into());
                branches.push(sql![
                    "(SELECT ",
                    absent,
                    " FROM thing WHERE id = ",
                    at.step(*step),
                    ")"
                ]);
            }
            branches.push(unrecorded(passed, &field.name));
            sql!["coalesce(", Expr::join(branches, ", "), ")"]
        }
        PathExpr::Link(LinkStep { link, via, then }) => {
            let next = at.joined(via);
            let path = NamedPath { text: String::new(), steps: (**then).clone() };
            let rest = Test { path, check: check.clone(), text: String::new() };
            let refuted = predicate_of(&rest, &next, Truth::Refuted);
            let why = open_along(then, check, &next, "");
            first((link, via), vec![(link_item(link, why), refuted.or_open())], at)
        }
    }
}

/// Gives the reason why it is open how many items of a link meet a condition.
fn in_items<'c>(
    passing: Passing<'c>,
    share: ItemQuantifier,
    conds: Option<&[(&'c Kind, Cond<'c>)]>,
    at: &RowScope<'c>,
) -> Expr {
    let (link, via) = passing;
    let next = at.joined(via);
    let mut reasons = Vec::new();
    match conds.map(|conds| conds.iter().find(|(kind, _)| kind.name == via.name)) {
        Some(Some((_, cond))) if cond.tests().len() <= EXPLAINED => {
            let tests =
                cond.tests().into_iter().map(|test| sql!["json(", outcome(test, &next), ")"]);
            let tests = sql!["json_array(", Expr::join(tests, ", "), ")"];
            let item = sql![item_names(link), ", 'kind', ", Expr::text(&via.name), ", 'tests', "];
            let item = sql!["json_object(", item, tests, ")"];
            let certain = predicate(cond, &next, Truth::Certain).or_open();
            let refuted = predicate(cond, &next, Truth::Refuted).or_open();
            reasons.push((with_detail("quantified", item), Expr::all(vec![certain, refuted])));
        }
        Some(_) => reasons.push((link_item(link, "'null'".into()), Expr::yes())),
        None => {}
    }
    if let (ItemQuantifier::AtLeast(_), Some(to)) = (share, &link.to) {
        // One more thing may be reached by a record that does not say which.
        let unnamed = sql![next.column(to), " IS NULL"];
        reasons.push((link_item(link, unrecorded("", to)), unnamed));
    }
    first(passing, reasons, at)
}

/// Gives the first outcome of items that meet a predicate; if none does, the items recorded aren't all.
fn first<'c>(passing: Passing<'c>, reasons: Vec<(Expr, Expr)>, at: &RowScope<'c>) -> Expr {
    let open_list = constant(&Outcome::OpenList(passing.0.name.clone()));
    let firsts = reasons.into_iter().map(|(outcome, meets)| {
        let (table, filter) = link_predicate::joined(passing, at);
        let wanted = Expr::all(vec![filter, meets]);
        sql!["(SELECT min(", outcome, ") FROM ", table, " WHERE ", wanted, ")"]
    });
    let firsts: Vec<Expr> = firsts.collect();
    if firsts.is_empty() {
        return open_list;
    }
    sql!["coalesce(", Expr::join(firsts, ", "), ", ", open_list, ")"]
}

/// Gives the outcome of an item of a link, from that of the rest of the path.
fn link_item(link: &Link, why: Expr) -> Expr {
    let item = sql!["json_object(", item_names(link), ", 'why', json(", why, "))"];
    with_detail("link_item", item)
}

fn item_names(link: &Link) -> Expr {
    let to = link.to.as_ref().unwrap_or(&link.one);
    sql!["'one', ", Expr::text(&link.one), ", 'to', ", Expr::text(to)]
}

/// Gives the reason why the value at the end of a path is open.
fn open_value(end: Leaf<'_>, check: &TypedPredicate<'_>, at: &RowScope<'_>, passed: &str) -> Expr {
    let unknown = match end {
        Leaf::Field(field) => unrecorded(passed, &field.name),
        Leaf::Part(field, part) => unrecorded(passed, &format!("{}.{}", field.name, part.noun())),
        _ => unrecorded(passed, "name"),
    };
    match (check, end) {
        (TypedPredicate::Within(places), Leaf::Field(field)) => match &field.ty {
            Type::Level(level) => open_place(&at.place(level), places, unknown),
            _ => open_place(&at.column(&field.name), places, unknown),
        },
        (TypedPredicate::Within(places), _) => open_place(&at.column("id"), places, unknown),
        (TypedPredicate::Amount(_, bound), Leaf::Field(field))
            if field.ty != (Type::Number { exact: true }) =>
        {
            let wording = at.column(&field.name);
            let mut cases = sql!["CASE WHEN ", wording.clone(), " IS NULL THEN ", unknown];
            if field.whole.is_some() {
                let known = field_known(field, at);
                let part_bound = with_detail("part_bound", wording.clone());
                cases.push(sql![" WHEN NOT (", known, ") THEN ", part_bound]);
            }
            let currency = match bound {
                Bound::In { unit, .. } => {
                    at.catalog.units.get(unit).filter(|unit| unit.dimension == MONEY)
                }
                Bound::Unitless(..) => None,
            };
            if let Some(currency) = currency {
                let (unit, asked) =
                    (at.column(&columns::unit(&field.name)), Expr::text(&currency.name));
                let other = with_detail("currency", unit.clone());
                cases.push(sql![" WHEN ", unit, " <> ", asked, " THEN ", other]);
            }
            sql![cases, " ELSE ", with_detail("vague", wording), " END"]
        }
        (TypedPredicate::Time(..), Leaf::Field(field)) => {
            let wording = at.column(&field.name);
            let vague = with_detail("vague", wording.clone());
            sql!["CASE WHEN ", wording, " IS NULL THEN ", unknown, " ELSE ", vague, " END"]
        }
        _ => unknown,
    }
}

/// Gives the reason why it is open whether a place is within another.
fn open_place(place: &Expr, places: &[Named], unknown: Expr) -> Expr {
    let ids = Expr::join(places.iter().map(|place| Expr::integer(place.id)), ", ");
    let name = sql!["(SELECT name FROM thing WHERE id = ", place.clone(), ")"];
    sql![
        "CASE WHEN ",
        place.clone(),
        " IS NULL THEN ",
        unknown,
        " WHEN EXISTS (SELECT 1 FROM inside WHERE container = ",
        place.clone(),
        " AND place IN (",
        ids,
        ")) THEN ",
        with_detail("larger_place", name.clone()),
        " ELSE ",
        with_detail("unplaced", name),
        " END"
    ]
}
