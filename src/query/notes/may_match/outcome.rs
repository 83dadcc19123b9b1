//! The outcome of a test for a row: true, false or open, and why a value leaves it open.
//!
//! SQL writes an outcome as JSON, and [`Outcome`] reads it.

use serde::{Deserialize, Serialize};

use super::reason::Reason;
use crate::catalog::{Type, columns};
use crate::query::plan::{Bound, Leaf, Named, TypedPredicate};
use crate::query::sql::equivalents::{self, comparable_units};
use crate::query::sql::expr::{Expr, sql};
use crate::query::sql::labels::thing_column;
use crate::query::sql::row_scope::RowScope;
use crate::query::sql::value_predicate::tested_place_id;
use crate::text::list_or;
use crate::value::MONEY;

/// The outcome of a test for a row: true, false or why it is open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    /// The thing reached is of this kind, which hasn't the field.
    Absent(String),
    /// Certainly false.
    False(()),
    /// An item of a link is open.
    LinkItem {
        /// The link, by its name for one.
        one: String,
        /// The field that leads on from the item.
        to: String,
        /// The outcome for the item; `None` means that there are too many tests to say.
        why: Option<Box<Outcome>>,
    },
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
    /// Open for this reason.
    #[serde(untagged)]
    Open(Reason),
}

/// Gives an outcome that is the same for all rows.
pub(super) fn constant_outcome(outcome: &Outcome) -> Expr {
    Expr::bind_text(&serde_json::to_string(outcome).unwrap_or_default())
}

/// Gives the outcome of a name with this detail.
pub(super) fn with_detail(name: &str, detail: Expr) -> Expr {
    sql![format!("json_object('{name}', "), detail, ")"]
}

pub(super) fn unrecorded_outcome(passed: &str, name: &str) -> Expr {
    constant_outcome(&Outcome::Open(Reason::Unrecorded(format!("{passed}{name}"))))
}

/// Gives the reason why the value at the end of a path is open.
pub(super) fn open_value(
    end: Leaf<'_>,
    check: &TypedPredicate<'_>,
    at: &RowScope<'_>,
    passed: &str,
) -> Expr {
    let unknown = match end {
        Leaf::Field(field) => unrecorded_outcome(passed, &field.name),
        Leaf::Part(field, part) => {
            unrecorded_outcome(passed, &format!("{}.{}", field.name, part.noun()))
        }
        _ => unrecorded_outcome(passed, "name"),
    };
    match (check, end) {
        (TypedPredicate::Within(places), _) => {
            open_place(&tested_place_id(end, at), places, unknown)
        }
        (TypedPredicate::Amount(_, bound), Leaf::Field(field))
            if field.ty != (Type::Number { exact: true }) =>
        {
            let wording = at.column(&field.name);
            let mut cases = sql!["CASE WHEN ", wording.clone(), " IS NULL THEN ", unknown];
            if field.whole.is_some() {
                let known = at.is_known(field);
                let part_bound = with_detail("part_bound", wording.clone());
                cases.push(sql![" WHEN NOT (", known, ") THEN ", part_bound]);
            }
            let unit = at.column(&columns::unit_column(&field.name));
            let literal = match bound {
                Bound::In { unit, equivalents, .. } => {
                    at.catalog.units.get(unit).map(|unit| (unit, *equivalents))
                }
                Bound::Unitless(..) => None,
            };
            if let Some((literal, true)) = literal {
                let (id, units) = (at.column("id"), comparable_units(literal, &at.catalog.units));
                let own = sql![unit.clone(), " IN (", Expr::join(units.clone(), ", "), ")"];
                let given = equivalents::equivalents_exist(field, units.clone(), &id);
                let wordings = equivalents::equivalent_wordings(field, units, &id);
                let vague = with_detail("vague", wordings);
                cases.push(sql![" WHEN NOT ", own, " AND ", given, " THEN ", vague]);
            }
            if let Some((currency, _)) = literal.filter(|(unit, _)| unit.dimension == MONEY) {
                let asked = Expr::bind_text(&currency.name);
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
    let ids = Expr::join(places.iter().map(|place| Expr::bind_integer(place.id)), ", ");
    let asked = list_or(&places.iter().map(|place| place.name.as_str()).collect::<Vec<_>>());
    let name = thing_column("name", place.clone());
    let both = sql!["json_array(", name, ", ", Expr::bind_text(&asked), ")"];
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
        with_detail("larger_place", both.clone()),
        " ELSE ",
        with_detail("unplaced", both),
        " END"
    ]
}
