//! The SQL that gives the outcomes of the tests of a condition, for each row that it leaves open.
//!
//! Where several items of a link leave a test open, the outcome that sorts first is taken.

use super::outcome::{Outcome, constant_outcome, open_value, unrecorded_outcome, with_detail};
use super::reason::Reason;
use crate::catalog::{Kind, Link};
use crate::query::plan::{
    Cond, ItemQuantifier, Leaf, LinkStep, NamedPath, PathExpr, Plan, RefStep, Test, TypedPredicate,
};
use crate::query::sql::condition::{
    cond_predicate, possible_predicate, test_predicate as predicate_of,
};
use crate::query::sql::expr::{Expr, sql};
use crate::query::sql::labels::thing_column;
use crate::query::sql::link_predicate::{self, LinkRecords};
use crate::query::sql::row_scope::RowScope;
use crate::query::sql::truth::Truth;
use crate::query::sql::{Statement, from_tables, member_scope};

/// The largest number of tests that are explained. With more, rows left open are only counted.
const EXPLAINED: usize = 60;

/// The rows of a statement about open rows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ReadRows {
    /// Those left open.
    Open,
    /// Those left open, and with NULL those that certainly match.
    Possible,
}

/// Selects, for each row that a condition leaves open, the outcomes of its tests: a JSON array, empty where there are too many
/// tests. `None` means that no row can be open.
pub(super) fn outcomes_of_rows(plan: &Plan<'_>, rows: ReadRows) -> Option<Statement> {
    let filter = plan.filter.as_ref().filter(|filter| can_be_open(filter))?;
    let at = member_scope(plan);
    let outcomes =
        outcomes_of_tests(filter, &at).map(|outcomes| Expr::join(outcomes, " || ',' ||\n       "));
    let outcomes = outcomes.map_or("'[]'".into(), |all| sql!["'[' || ", all, " || ']'"]);
    let (outcomes, which) = match rows {
        ReadRows::Open => (outcomes, open_predicate(filter, &at)),
        ReadRows::Possible => {
            let certain = cond_predicate(filter, &at, Truth::Certain);
            (
                sql!["CASE WHEN ", certain, " THEN NULL ELSE ", outcomes, " END"],
                possible_predicate(filter, &at),
            )
        }
    };
    let from = from_tables(plan, &at);
    Some(Statement::from_expr(sql!["SELECT ", outcomes, from, "\n WHERE ", which]))
}

/// Gives the outcomes of a condition's tests for a row that it leaves open. `None` means that there are too many to explain.
fn outcomes_of_tests<'c>(cond: &Cond<'c>, at: &RowScope<'c>) -> Option<Vec<Expr>> {
    let mut outcomes = Vec::new();
    if cond.tests().len() > EXPLAINED {
        return None;
    }
    collect_outcomes(cond, RuledOut { not_true: true, not_false: true }, at, &mut outcomes);
    Some(outcomes)
}

/// The outcome of a part of a condition that leaves a row open.
#[derive(Clone, Copy)]
struct RuledOut {
    not_true: bool,
    not_false: bool,
}

fn collect_outcomes<'c>(
    cond: &Cond<'c>,
    left: RuledOut,
    at: &RowScope<'c>,
    outcomes: &mut Vec<Expr>,
) {
    let all = |parts: &[Cond<'c>], of: &dyn Fn(bool) -> RuledOut, outcomes: &mut Vec<Expr>| {
        let open = parts.iter().filter(|part| can_be_open(part)).count();
        for part in parts {
            collect_outcomes(part, of(open == 1 && can_be_open(part)), at, outcomes);
        }
    };
    let RuledOut { not_true, not_false } = left;
    match cond {
        // A conjunction that isn't false has no false part; its only part that can be open isn't true either.
        Cond::All(parts) if not_false => {
            all(parts, &|only| RuledOut { not_true: not_true && only, not_false }, outcomes);
        }
        Cond::Any(parts) if not_true => {
            all(parts, &|only| RuledOut { not_true, not_false: not_false && only }, outcomes);
        }
        Cond::All(parts) | Cond::Any(parts) => {
            all(parts, &|_| RuledOut { not_true: false, not_false: false }, outcomes);
        }
        Cond::Not(inner) => {
            let left = RuledOut { not_true: not_false, not_false: not_true };
            collect_outcomes(inner, left, at, outcomes);
        }
        Cond::Possibly(inner) => {
            collect_outcomes(inner, RuledOut { not_true: false, not_false }, at, outcomes);
        }
        Cond::OneReading(_, inner) => outcomes.push(outcome_of_readings(cond, inner, at)),
        Cond::Test(_) if not_false && !can_be_open(cond) => {
            outcomes.push(constant_outcome(&Outcome::True(())));
        }
        Cond::Test(_) if not_true && !can_be_open(cond) => {
            outcomes.push(constant_outcome(&Outcome::False(())));
        }
        Cond::Test(test) => outcomes.push(outcome_of_test(test, left, at)),
    }
}

/// Writes that a condition leaves a row open. Parts that can't be open are asked for as they are, so that an index serves them.
fn open_predicate<'c>(cond: &Cond<'c>, at: &RowScope<'c>) -> Expr {
    let Cond::All(parts) = cond else {
        return Expr::all_of([
            possible_predicate(cond, at),
            cond_predicate(cond, at, Truth::Certain).or_open(),
        ]);
    };
    let (open, settled): (Vec<&Cond<'c>>, Vec<&Cond<'c>>) =
        parts.iter().partition(|part| can_be_open(part));
    let certain = |part: &&Cond<'c>| cond_predicate(part, at, Truth::Certain);
    let all =
        settled.iter().map(certain).chain(open.iter().map(|part| possible_predicate(part, at)));
    let some = Expr::all_of(open.iter().map(certain)).or_open();
    Expr::all_of(all.chain([some]))
}

/// Checks whether a condition can leave anything open at all: names are always known.
fn can_be_open(cond: &Cond<'_>) -> bool {
    match cond {
        Cond::All(parts) | Cond::Any(parts) => parts.iter().any(can_be_open),
        Cond::Not(inner) => can_be_open(inner),
        Cond::OneReading(..) => true,
        Cond::Possibly(_) => false,
        Cond::Test(test) => !matches!(
            (&test.check, &test.path.steps),
            (TypedPredicate::Known(_) | TypedPredicate::Mentions(_), _)
                | (_, PathExpr::Leaf(Leaf::Name(_) | Leaf::Slug(_) | Leaf::Kind | Leaf::Itself(_)))
        ),
    }
}

/// Gives the outcome of a test for a row.
fn outcome_of_test<'c>(test: &Test<'c>, left: RuledOut, at: &RowScope<'c>) -> Expr {
    let mut cases = Expr::default();
    if !left.not_true {
        cases.push(outcome_if(predicate_of(test, at, Truth::Certain), &Outcome::True(())));
    }
    if !left.not_false {
        cases.push(outcome_if(predicate_of(test, at, Truth::Refuted), &Outcome::False(())));
    }
    let why = open_along(&test.path.steps, &test.check, at, "");
    if cases == Expr::default() { why } else { sql!["CASE", cases, " ELSE ", why, " END"] }
}

/// Gives the outcome of a condition on one value, all of whose readings count.
fn outcome_of_readings<'c>(cond: &Cond<'c>, recorded: &Cond<'c>, at: &RowScope<'c>) -> Expr {
    let tests = recorded.tests();
    let Some(test) = tests.first() else { return constant_outcome(&Outcome::True(())) };
    let of = |cond: &Cond<'c>, truth| cond_predicate(cond, at, truth);
    let settled = [of(recorded, Truth::Certain), of(recorded, Truth::Refuted)];
    let disputed = Outcome::Open(Reason::Disputed(test.path.text.clone()));
    let cases = sql![
        outcome_if(of(cond, Truth::Certain), &Outcome::True(())),
        outcome_if(of(cond, Truth::Refuted), &Outcome::False(())),
        outcome_if(Expr::any_of(settled), &disputed)
    ];
    sql!["CASE", cases, " ELSE ", open_along(&test.path.steps, &test.check, at, ""), " END"]
}

/// Gives an outcome where a predicate is met.
fn outcome_if(met: Expr, outcome: &Outcome) -> Expr {
    sql![" WHEN ", met, " THEN ", constant_outcome(outcome)]
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
            _ => unrecorded_outcome(passed, &link.name),
        },
        PathExpr::Leaf(end) => open_value(*end, check, at, passed),
        PathExpr::Ref(RefStep { field, then, lacking }) => {
            let beyond = format!("{passed}{}.", field.name);
            let mut branches: Vec<Expr> = then
                .iter()
                .map(|(target, way)| {
                    let next = at.joined_scope(target);
                    let why = open_along(way, check, &next, &beyond);
                    sql!["(", at.select_joined(&next, field, why), ")"]
                })
                .collect();
            if !lacking.is_empty() {
                let absent = with_detail("absent", "kind".into());
                branches.push(thing_column(absent, at.id_at_step(field)));
            }
            branches.push(unrecorded_outcome(passed, &field.name));
            sql!["coalesce(", Expr::join(branches, ", "), ")"]
        }
        PathExpr::Link(LinkStep { link, via, then }) => {
            let next = at.joined_scope(via);
            let path = NamedPath { text: String::new(), steps: (**then).clone() };
            let rest = Test { path, check: check.clone(), text: String::new() };
            let refuted = predicate_of(&rest, &next, Truth::Refuted);
            let why = open_along(then, check, &next, "");
            first_outcome((link, via), vec![(link_item(link, why), refuted.or_open())], at)
        }
    }
}

/// Gives the reason why it is open how many items of a link meet a condition.
fn in_items<'c>(
    passing: LinkRecords<'c>,
    share: ItemQuantifier,
    conds: Option<&[(&'c Kind, Cond<'c>)]>,
    at: &RowScope<'c>,
) -> Expr {
    let (link, via) = passing;
    let next = at.joined_scope(via);
    let mut reasons = Vec::new();
    let own = |(kind, _): &&(&Kind, Cond<'c>)| kind.name == via.name;
    let cond = conds.map(|conds| conds.iter().find(own).map(|(_, cond)| cond));
    match cond.map(|cond| cond.and_then(|cond| Some((cond, outcomes_of_tests(cond, &next)?)))) {
        Some(Some((cond, tests))) => {
            let tests = tests.into_iter().map(|test| sql!["json(", test, ")"]);
            let tests = sql!["json_array(", Expr::join(tests, ", "), ")"];
            let item =
                sql![item_names(link), ", 'kind', ", Expr::bind_text(&via.name), ", 'tests', "];
            let item = sql!["json_object(", item, tests, ")"];
            reasons.push((with_detail("quantified", item), open_predicate(cond, &next)));
        }
        Some(_) => reasons.push((link_item(link, "'null'".into()), Expr::always_true())),
        None => {}
    }
    if let (ItemQuantifier::AtLeast(_), Some(to)) = (share, &link.to) {
        // One more thing may be reached by a record that does not say which.
        let unnamed = sql![next.column(to), " IS NULL"];
        reasons.push((link_item(link, unrecorded_outcome("", to)), unnamed));
    }
    first_outcome(passing, reasons, at)
}

/// Gives the first outcome of items that meet a predicate; if none does, the items recorded aren't all.
fn first_outcome<'c>(
    passing: LinkRecords<'c>,
    reasons: Vec<(Expr, Expr)>,
    at: &RowScope<'c>,
) -> Expr {
    let open_list = constant_outcome(&Outcome::Open(Reason::OpenList(passing.0.name.clone())));
    let firsts = reasons.into_iter().map(|(outcome, meets)| {
        let (table, filter) = link_predicate::join_records(passing, at);
        let wanted = Expr::all_of([filter, meets]);
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
    sql!["'one', ", Expr::bind_text(&link.one), ", 'to', ", Expr::bind_text(to)]
}
