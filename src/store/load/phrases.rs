//! Values that contradict the words they are cited with: `30bn CNY` for “20 billion yuan”. They are loaded, with a warning: only a
//! person can say which of the two is wrong.

use crate::catalog::{Field, Sort, Type};
use crate::store::digest::{Claim, Digest, Entry, Given, Mistake, Problems, STATED};
use crate::text::{list_and, quote};
use crate::value::{
    Amount, Conventions, FigureSort, LocatedAmount, Period, Qualifier, StatedAmount, Units,
    amounts, figures,
};

/// Warns of each value of a digest that no figure of its phrase agrees with.
pub(super) fn warn_contradicted(digests: &[Digest<'_>], units: &Units, problems: &mut Problems) {
    let entries = digests.iter().flat_map(|digest| &digest.entries).filter(|e| e.row.is_none());
    for entry in entries {
        for given in &entry.given {
            let Some(phrase) = phrase_for(entry, given) else { continue };
            let Some(value) = entry.shown(&given.field.name) else { continue };
            if let Some(printed) = contradicting(given.field, (value, phrase), units) {
                let sentence =
                    format!("`{}` is {value}, but its phrase has {printed}", given.field.name);
                let help = "correct the one that is wrong; if the phrase means this value, say so with `read_as` or `basis = \"inferred\"`";
                problems.warn(&given.at, Mistake::new(sentence).help(help));
            }
        }
    }
}

/// Returns the phrase that states the value of a field, if one claim with a phrase does, and no reading is given.
fn phrase_for<'e>(entry: &'e Entry<'_>, given: &Given<'_>) -> Option<&'e str> {
    let is_own = |claim: &&Claim| claim.field.as_deref() == Some(given.field.name.as_str());
    let mut own = entry.claims.iter().filter(is_own);
    let claim = match (own.next(), own.next()) {
        (Some(claim), None) => claim,
        // The words for a record as a whole are those for its value.
        (None, _) if entry.kind.sort == Sort::Record => {
            let mut whole = entry.claims.iter().filter(|claim| claim.field.is_none());
            whole.next().filter(|_| whole.next().is_none())?
        }
        _ => return None,
    };
    let is_plain = claim.basis == STATED && claim.read_as.is_none() && claim.says.is_none();
    claim.phrase.as_deref().filter(|_| is_plain)
}

/// Returns the figures of a phrase that contradict a value; `None` means that one agrees with it, or that there are none like it.
fn contradicting(field: &Field, (value, phrase): (&str, &str), units: &Units) -> Option<String> {
    let printed: Vec<&str> = match &field.ty {
        Type::Number { .. } | Type::Share | Type::Money | Type::Quantity(_) => {
            let of = (field.ty.dimension(), true);
            let value = StatedAmount::read_as(value, of, units, Conventions::default()).ok()?;
            amounts_beside(&value.amount, phrase, units)?
        }
        Type::Date | Type::Period => dates_beside(value, phrase)?,
        Type::Text | Type::Enum(_) | Type::YesNo | Type::Ref(_) | Type::Level(_) => return None,
    };
    let printed: Vec<String> = printed.into_iter().map(quote).collect();
    (!printed.is_empty()).then(|| list_and(&printed))
}

/// Returns the amounts of a phrase in units that compare with that of a value; `None` means that it is one of them, or their sum.
fn amounts_beside<'p>(value: &Amount, phrase: &'p str, units: &Units) -> Option<Vec<&'p str>> {
    let mut found = amounts(phrase, units);
    found.retain(|found| units.are_comparable(&found.amount.unit, &value.unit));
    let sum = found.iter().try_fold(0_i64, |sum, found| sum.checked_add(found.amount.at.abs()));
    // A source rounds.
    let is_close = |printed: i64| {
        let near = |end: i64| end.abs_diff(printed) <= printed.unsigned_abs() / 10;
        [value.at, last(value)].into_iter().any(|end| near(end.abs()))
    };
    let agrees = |found: &LocatedAmount| {
        is_close(found.amount.at.abs()) || is_close(last(&found.amount).abs())
    };
    if found.iter().any(agrees) || sum.is_some_and(is_close) {
        return None;
    }
    Some(found.iter().filter_map(|found| phrase.get(found.at.clone())).collect())
}

/// Returns the second end of a range, or the number of any other amount.
fn last(amount: &Amount) -> i64 {
    match amount.qualifier {
        Qualifier::To(end) => end,
        _ => amount.at,
    }
}

/// Returns the dates of a phrase; `None` means that a value shares a day with one of them.
fn dates_beside<'p>(value: &str, phrase: &'p str) -> Option<Vec<&'p str>> {
    let value = Period::read(value.strip_prefix("within ").unwrap_or(value)).ok()?;
    let dates = figures(phrase).into_iter().filter(|figure| figure.sort == FigureSort::Date);
    let dates = dates.filter_map(|figure| phrase.get(figure.at));
    let dates: Vec<(&str, Period)> =
        dates.filter_map(|text| Some((text, Period::read(text).ok()?))).collect();
    let shares = |date: &Period| date.first <= value.last && value.first <= date.last;
    if dates.iter().any(|(_, date)| shares(date)) {
        return None;
    }
    Some(dates.into_iter().map(|(text, _)| text).collect())
}
