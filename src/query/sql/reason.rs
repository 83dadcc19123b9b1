//! Why a test leaves a row open, as a short code the notes turn into words.
//!
//! A code is a letter and a detail: `T` and `F` settled, `U` not recorded, `P` a bound derived from the whole (its wording),
//! `W` recorded too vaguely (its wording), `C` an amount in another unit (the unit), `I` a place that contains the one asked
//! for (its name), `S` a place of which it is not known (its name), `A` a thing of a kind without the field (the kind), `L` items of a link.

use super::expr::{Expr, sql};
use super::truth::{At, Truth, field_known, test as predicate};
use crate::catalog::{Type, columns};
use crate::query::plan::{Bound, Check, End, Named, Test, Through, Way};
use crate::value::MONEY;

/// The code of a test for a row.
pub(super) fn code<'c>(test: &Test<'c>, at: &At<'c>) -> Expr {
    let why = along(&test.path.way, &test.check, at);
    let certain = predicate(test, at, Truth::Certain);
    let refuted = predicate(test, at, Truth::Refuted);
    sql!["CASE WHEN ", certain, " THEN 'T' WHEN ", refuted, " THEN 'F' ELSE ", why, " END"]
}

fn along<'c>(way: &Way<'c>, check: &Check<'c>, at: &At<'c>) -> Expr {
    match way {
        Way::End(end) => open(*end, check, at),
        Way::Through(Through { step, then, without }) => {
            let mut branches: Vec<Expr> = then
                .iter()
                .map(|(target, way)| {
                    let next = at.beyond(target);
                    sql!["(", at.reached(&next, *step, along(way, check, &next)), ")"]
                })
                .collect();
            if !without.is_empty() {
                branches.push(sql![
                    "(SELECT 'A' || kind FROM thing WHERE id = ",
                    at.step(*step),
                    ")"
                ]);
            }
            branches.push("'U'".into());
            sql!["coalesce(", Expr::join(branches, ", "), ")"]
        }
        Way::Items(_) => "'L'".into(),
    }
}

fn open(end: End<'_>, check: &Check<'_>, at: &At<'_>) -> Expr {
    match (check, end) {
        (Check::Items(..), _) => "'L'".into(),
        (Check::Within(places), End::Field(field)) => match &field.ty {
            Type::Level(level) => place(&at.place(level), places),
            _ => place(&at.column(&field.name), places),
        },
        (Check::Within(places), _) => place(&at.column("id"), places),
        (Check::Amount(_, bound), End::Field(field))
            if field.ty != (Type::Number { exact: true }) =>
        {
            let wording = at.column(&field.name);
            let mut cases = sql!["CASE WHEN ", wording.clone(), " IS NULL THEN 'U'"];
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
                Bound::Own(..) => None,
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
        (Check::Time(..), End::Field(field)) => {
            sql!["coalesce('W' || ", at.column(&field.name), ", 'U')"]
        }
        _ => "'U'".into(),
    }
}

/// Why it is open whether a place lies in another.
fn place(place: &Expr, places: &[Named]) -> Expr {
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
        " IS NULL THEN 'U' WHEN ",
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
        (&test.check, &test.path.way),
        (Check::Known(_), _) | (_, Way::End(End::Name(_) | End::Slug | End::Kind | End::Itself(_)))
    )
}
