//! Why a test leaves a row open, as a short code the notes turn into words.
//!
//! A code is a letter and a detail: `T` and `F` settled, `U` not recorded (the field, from the thing asked about or the item),
//! `P` a bound derived from the whole (its wording), `W` recorded too vaguely (its wording), `C` an amount in another unit (the
//! unit), `I` a place that contains the one asked for (its name), `S` a place of which it is not known (its name), `A` a thing
//! of a kind without the field (the kind), `O` the items recorded of a link are not all (the link), `L` an item of a link is
//! open, the first code of all: the link for one, the field that leads on from the item, and the code of the rest of the way.
//! `Q` is the same of a condition in parentheses, as JSON: the link, that field, the kind of the item, a code for each test.

use super::REASONS;
use super::condition::{RowScope, Truth, field_known, predicate as of_cond, test as predicate};
use super::expr::{Expr, sql};
use super::link_predicate::{self, Passing};
use crate::catalog::{Kind, Link, Type, columns};
use crate::query::plan::{
    Bound, Cond, ItemQuantifier, Leaf, LinkStep, Named, NamedPath, PathExpr, RefStep, Step, Test,
    TypedPredicate,
};
use crate::value::MONEY;

/// The code of a test for a row.
pub(super) fn code<'c>(test: &Test<'c>, at: &RowScope<'c>) -> Expr {
    let why = fold_path(&test.path.steps, &test.check, at, "");
    let certain = predicate(test, at, Truth::Certain);
    let refuted = predicate(test, at, Truth::Refuted);
    sql!["CASE WHEN ", certain, " THEN 'T' WHEN ", refuted, " THEN 'F' ELSE ", why, " END"]
}

/// The code of what is open; `passed` are the references it has come through, each with a dot.
fn fold_path<'c>(
    way: &PathExpr<'c>,
    check: &TypedPredicate<'c>,
    at: &RowScope<'c>,
    passed: &str,
) -> Expr {
    match way {
        PathExpr::Leaf(Leaf::Link(link, via)) => match check {
            TypedPredicate::Quantified(share, conds) => {
                in_items((link, via), *share, conds.as_deref(), at)
            }
            _ => unrecorded(passed, &link.name),
        },
        PathExpr::Leaf(end) => open(*end, check, at, passed),
        PathExpr::Ref(RefStep { step, then, lacking }) => {
            let (Step::Ref(field) | Step::Level(field)) = step;
            let beyond = format!("{passed}{}.", field.name);
            let mut branches: Vec<Expr> = then
                .iter()
                .map(|(target, way)| {
                    let next = at.joined(target);
                    sql![
                        "(",
                        at.select_joined(&next, *step, fold_path(way, check, &next, &beyond)),
                        ")"
                    ]
                })
                .collect();
            if !lacking.is_empty() {
                branches.push(sql![
                    "(SELECT 'A' || kind FROM thing WHERE id = ",
                    at.step(*step),
                    ")"
                ]);
            }
            branches.push(unrecorded(passed, &field.name));
            sql!["coalesce(", Expr::join(branches, ", "), ")"]
        }
        PathExpr::Link(LinkStep { link, via, then }) => {
            let next = at.joined(via);
            let (text, said) = (String::new(), String::new());
            let path = NamedPath { text, steps: (**then).clone() };
            let rest = Test { path, check: check.clone(), text: said };
            let refuted = predicate(&rest, &next, Truth::Refuted);
            let code = sql![item(link), " || ", fold_path(then, check, &next, "")];
            first((link, via), vec![(code, refuted.or_open())], at)
        }
    }
}

/// Why it is open how many items of a link meet a condition.
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
        Some(Some((_, cond))) if cond.tests().len() <= REASONS => {
            let names = [&link.one, link.to.as_ref().unwrap_or(&link.one), &via.name];
            let names = names.into_iter().map(|name| Expr::text(name));
            let codes = cond.tests().into_iter().map(|test| code(test, &next));
            let codes = Expr::join(names.chain(codes), ", ");
            let certain = of_cond(cond, &next, Truth::Certain).or_open();
            let refuted = of_cond(cond, &next, Truth::Refuted).or_open();
            let open = Expr::all(vec![certain, refuted]);
            reasons.push((sql!["'Q' || json_array(", codes, ")"], open));
        }
        Some(_) => reasons.push((item(link), Expr::yes())),
        None => {}
    }
    if let (ItemQuantifier::AtLeast(_), Some(to)) = (share, &link.to) {
        // One more thing may be reached by a record that does not say which.
        let unnamed = sql![next.column(to), " IS NULL"];
        reasons.push((sql![item(link), " || ", unrecorded("", to)], unnamed));
    }
    first(passing, reasons, at)
}

/// The first code of items that meet a predicate; if none does, the items recorded are not all.
fn first<'c>(passing: Passing<'c>, reasons: Vec<(Expr, Expr)>, at: &RowScope<'c>) -> Expr {
    let mut codes: Vec<Expr> = Vec::new();
    for (code, meets) in reasons {
        let (table, filter) = link_predicate::joined(passing, at);
        let wanted = Expr::all(vec![filter, meets]);
        codes.push(sql!["(SELECT min(", code, ") FROM ", table, " WHERE ", wanted, ")"]);
    }
    let not_all = Expr::text(&format!("O{}", passing.0.name));
    if codes.is_empty() {
        return not_all;
    }
    sql!["coalesce(", Expr::join(codes, ", "), ", ", not_all, ")"]
}

/// The code of an item, without what is open about it.
fn item(link: &Link) -> Expr {
    Expr::text(&format!("L{} {} ", link.one, link.to.as_ref().unwrap_or(&link.one)))
}

fn unrecorded(passed: &str, name: &str) -> Expr {
    Expr::text(&format!("U{passed}{name}"))
}

fn open(end: Leaf<'_>, check: &TypedPredicate<'_>, at: &RowScope<'_>, passed: &str) -> Expr {
    let unknown = match end {
        Leaf::Field(field) => unrecorded(passed, &field.name),
        Leaf::Part(field, part) => unrecorded(passed, &format!("{}.{}", field.name, part.noun())),
        _ => unrecorded(passed, "name"),
    };
    match (check, end) {
        (TypedPredicate::Within(places), Leaf::Field(field)) => match &field.ty {
            Type::Level(level) => place(&at.place(level), places, unknown),
            _ => place(&at.column(&field.name), places, unknown),
        },
        (TypedPredicate::Within(places), _) => place(&at.column("id"), places, unknown),
        (TypedPredicate::Amount(_, bound), Leaf::Field(field))
            if field.ty != (Type::Number { exact: true }) =>
        {
            let wording = at.column(&field.name);
            let mut cases = sql!["CASE WHEN ", wording.clone(), " IS NULL THEN ", unknown];
            if field.whole.is_some() {
                cases.push(sql![
                    " WHEN NOT (",
                    field_known(field, at),
                    ") THEN 'P' || ",
                    wording.clone()
                ]);
            }
            let currency = match bound {
                Bound::In { unit, .. } => {
                    at.catalog.units.get(unit).filter(|unit| unit.dimension == MONEY)
                }
                Bound::Unitless(..) => None,
            };
            if let Some(currency) = currency {
                let unit = at.column(&columns::unit(&field.name));
                cases.push(sql![
                    " WHEN ",
                    unit.clone(),
                    " <> ",
                    Expr::text(&currency.name),
                    " THEN 'C' || ",
                    unit
                ]);
            }
            sql![cases, " ELSE 'W' || ", wording, " END"]
        }
        (TypedPredicate::Time(..), Leaf::Field(field)) => {
            sql!["coalesce('W' || ", at.column(&field.name), ", ", unknown, ")"]
        }
        _ => unknown,
    }
}

/// Why it is open whether a place lies in another.
fn place(place: &Expr, places: &[Named], unknown: Expr) -> Expr {
    let ids = Expr::join(places.iter().map(|place| Expr::integer(place.id)), ", ");
    let around = sql![
        "EXISTS (SELECT 1 FROM inside WHERE container = ",
        place.clone(),
        " AND place IN (",
        ids,
        "))"
    ];
    let name = sql!["(SELECT name FROM thing WHERE id = ", place.clone(), ")"];
    sql![
        "CASE WHEN ",
        place.clone(),
        " IS NULL THEN ",
        unknown,
        " WHEN ",
        around,
        " THEN 'I' || ",
        name.clone(),
        " ELSE 'S' || ",
        name,
        " END"
    ]
}

/// Whether a test can leave anything open at all: names are always known.
pub(super) fn can_be_open(test: &Test<'_>) -> bool {
    !matches!(
        (&test.check, &test.path.steps),
        (TypedPredicate::Known(_), _)
            | (_, PathExpr::Leaf(Leaf::Name(_) | Leaf::Slug(_) | Leaf::Kind | Leaf::Itself(_)))
    )
}
