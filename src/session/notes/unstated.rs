//! Values of the answer that no source states: dates that were asked about, with the reason, and amounts and dates that are
//! shown, with their number.

use anyhow::Result;

use super::{few, groups};
use crate::catalog::{Field, Sort, Type};
use crate::query::notes::{Note, Unprinted};
use crate::query::plan::{Cond, Item, Leaf, PathExpr, Plan, Test, TypedPredicate};
use crate::query::sql;
use crate::store::Base;

/// The notes on them: what is told of a date that was asked about is not told once more because it is shown.
pub(super) fn unstated(base: &Base, plan: &Plan<'_>) -> Result<Vec<Note>> {
    let mut notes = tested(base, plan)?;
    let told = notes.iter().filter_map(|note| match note {
        Note::Unstated { field, .. } => Some(field.as_str()),
        _ => None,
    });
    let shown = shown(base, plan, &told.collect::<Vec<_>>())?;
    notes.extend(shown);
    Ok(notes)
}

/// What a date stands on where no source states it, on what it then does not stand, and how to say so.
const UNSTATED: [(&str, &[&str], &str); 2] = [
    ("external", &["stated"], "known from outside the documents"),
    ("inferred", &["stated", "external"], "inferred"),
];

/// Dates that were tested and that no source states.
fn tested(base: &Base, plan: &Plan<'_>) -> Result<Vec<Note>> {
    let is_time = |test: &&Test<'_>| matches!(test.check, TypedPredicate::Time(..));
    let mut notes = Vec::new();
    let mut told: Vec<&str> = Vec::new();
    for test in plan.filter.iter().flat_map(Cond::tests).filter(is_time) {
        if told.contains(&test.path.text.as_str()) {
            continue;
        }
        told.push(&test.path.text);
        let Some(field) =
            test.path.field().filter(|field| matches!(field.ty, Type::Date | Type::Period))
        else {
            continue;
        };
        for (basis, better, how) in UNSTATED {
            let Some(statement) = sql::of_basis(plan, test, basis, better) else { continue };
            let values: Vec<_> = groups(base, &statement)?
                .into_iter()
                .filter_map(|(row, n)| match row.as_slice() {
                    [value, why] => Some((value.clone(), why.clone(), n)),
                    _ => None,
                })
                .collect();
            if !values.is_empty() {
                notes.push(Note::Unstated { field: field.name.clone(), how, values });
            }
        }
    }
    Ok(notes)
}

/// Amounts and dates of the things themselves that no source states as printed, without the fields of which that is told.
fn shown(base: &Base, plan: &Plan<'_>, told: &[&str]) -> Result<Option<Note>> {
    let is_told = plan.cited || plan.count || plan.groups.is_some();
    if is_told || plan.kind.sort == Sort::Evidence || !few(base, plan)? {
        return Ok(None);
    }
    let mut fields: Vec<&Field> = Vec::new();
    for path in plan.shown.iter().filter_map(Item::path) {
        let PathExpr::Leaf(Leaf::Field(field) | Leaf::Part(field, _)) = &path.steps else {
            continue;
        };
        let name = field.name.as_str();
        if printed(&field.ty) && !told.contains(&name) && fields.iter().all(|f| f.name != name) {
            fields.push(field);
        }
    }
    if fields.is_empty() {
        return Ok(None);
    }
    let found = groups(base, &sql::how_known(plan, &fields))?;
    let nouns = (plan.kind.name.clone(), plan.kind.plural.clone());
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    Ok(Unprinted::of(nouns, &names, &found).map(Note::Unprinted))
}

/// Whether a value of this type is one a source prints: a number or a date.
fn printed(ty: &Type) -> bool {
    use Type::{Date, Money, Number, Period, Quantity};
    matches!(ty, Money | Quantity(_) | Number { .. } | Date | Period)
}
