//! Finds values that contradict their phrase: `30bn CNY` for “20 billion yuan”. They are loaded with a warning, because only a
//! person can say which of the two is wrong.

use crate::catalog::{Field, Sort, Type};
use crate::store::digest::{Claim, Digest, Entry, Given, Mistake, Problems, STATED};
use crate::text::{list_and, quote_safely};
use crate::value::{
    Amount, Conventions, FigureSort, LocatedAmount, Period, Qualifier, StatedAmount, Units,
    find_amounts, find_figures,
};

/// Warns of each value of a digest that no figure of its phrase agrees with.
pub(super) fn warn_contradicted(digests: &[Digest<'_>], units: &Units, problems: &mut Problems) {
    for entry in digests.iter().flat_map(|digest| &digest.entries) {
        for (given, value, claim) in stated_values(entry) {
            let printed = claim
                .phrase
                .as_deref()
                .and_then(|phrase| conflicting_figures(given.field, (value, phrase), units));
            if let Some(printed) = printed {
                let sentence =
                    format!("`{}` is {value}, but its phrase has {printed}", given.field.name);
                let help = "correct the one that is wrong; if the phrase means this value, say so with `read_as` or `basis = \"inferred\"`";
                problems.warn(&given.at, Mistake::new(sentence).help(help));
            }
        }
    }
}

/// Warns of each value of an entry that agrees with its phrase alone, and not with the words around it in the document that say
/// how exact the number is. `with_qualifiers` returns the phrase of a claim with these words.
pub(in crate::store) fn warn_cut<'d>(
    entry: &Entry<'_>,
    units: &Units,
    with_qualifiers: impl Fn(&Claim) -> Option<&'d str>,
    problems: &mut Problems,
) {
    for (given, value, claim) in stated_values(entry) {
        let (Some(phrase), Some(longer)) = (claim.phrase.as_deref(), with_qualifiers(claim)) else {
            continue;
        };
        let read = |phrase| conflicting_figures(given.field, (value, phrase), units);
        if let (None, Some(printed)) = (read(phrase), read(longer)) {
            let field = &given.field.name;
            let sentence = format!("`{field}` is {value}, but the document has {printed}");
            let help = format!("correct the value, and cite {}", quote_safely(longer));
            problems.warn(&given.at, Mistake::new(sentence).help(help));
        }
    }
}

/// Lists the values of an entry, and their equivalents, with the claims that state them.
fn stated_values<'e, 'c>(
    entry: &'e Entry<'c>,
) -> impl Iterator<Item = (&'e Given<'c>, &'e str, &'e Claim)> {
    entry.given.iter().flat_map(|given| {
        let field = given.field.name.as_str();
        let own = entry.claims.iter().filter(|claim| claim.field.as_deref() == Some(field));
        let also = own.filter_map(move |claim| Some((given, claim.equivalent()?, claim)));
        let value = entry.shown_text(field).zip(claim_for(entry, given));
        value.map(|(value, claim)| (given, value, claim)).into_iter().chain(also)
    })
}

/// Returns the claim that states the value of a field, if one does, and no reading is given.
fn claim_for<'e>(entry: &'e Entry<'_>, given: &Given<'_>) -> Option<&'e Claim> {
    let is_own = |claim: &&Claim| {
        claim.field.as_deref() == Some(given.field.name.as_str()) && claim.equivalent().is_none()
    };
    let mut own = entry.claims.iter().filter(is_own);
    let claim = match (own.next(), own.next()) {
        (Some(claim), None) => claim,
        // The phrase of a record as a whole is also that of its value.
        (None, _) if entry.kind.sort == Sort::Record => {
            let mut whole = entry.claims.iter().filter(|claim| claim.field.is_none());
            whole.next().filter(|_| whole.next().is_none())?
        }
        _ => return None,
    };
    let is_plain = claim.basis == STATED && claim.read_as.is_none() && claim.says.is_none();
    Some(claim).filter(|_| is_plain)
}

/// Returns the figures of a phrase that contradict a value; `None` means that one agrees with it, or that there are none like it.
fn conflicting_figures(
    field: &Field,
    (value, phrase): (&str, &str),
    units: &Units,
) -> Option<String> {
    let printed: Vec<&str> = match &field.ty {
        Type::Number { .. } | Type::Share | Type::Money | Type::Quantity(_) => {
            let of = (field.ty.dimension(), true);
            let value = StatedAmount::read_as(value, of, units, Conventions::default()).ok()?;
            amounts_beside(&value.amount, phrase, units)?
        }
        Type::Date | Type::Period => dates_beside(value, phrase)?,
        Type::Text | Type::Enum(_) | Type::YesNo | Type::Ref(_) | Type::Level(_) => return None,
    };
    let printed: Vec<String> = printed.into_iter().map(quote_safely).collect();
    (!printed.is_empty()).then(|| list_and(&printed))
}

/// Returns the amounts of a phrase in units that compare with that of a value; `None` means that it is one of them, or their sum.
fn amounts_beside<'p>(value: &Amount, phrase: &'p str, units: &Units) -> Option<Vec<&'p str>> {
    let mut found = find_amounts(phrase, units);
    found.retain(|found| units.are_comparable(&found.amount.unit, &value.unit));
    let sum = found.iter().try_fold(0_i64, |sum, found| sum.checked_add(found.amount.at.abs()));
    // A source rounds.
    let is_close = |printed: i64| {
        let near = |end: i64| end.abs_diff(printed) <= printed.unsigned_abs() / 10;
        [value.at, range_end(value)].into_iter().any(|end| near(end.abs()))
    };
    let agrees = |found: &LocatedAmount| {
        is_close(found.amount.at.abs()) || is_close(range_end(&found.amount).abs())
    };
    // If the numbers are the same, the words about their exactness count too.
    let says = |found: &&LocatedAmount| {
        let printed = found.amount.qualifier;
        !matches!(printed, Qualifier::Exactly | Qualifier::To(_)) && printed != value.qualifier
    };
    let same: Vec<&LocatedAmount> = found.iter().filter(|found| agrees(found)).collect();
    if !same.is_empty() && same.iter().all(says) {
        let printed = same.iter().filter_map(|found| phrase.get(found.at.clone()));
        return Some(printed.collect());
    }
    if !same.is_empty() || sum.is_some_and(is_close) {
        return None;
    }
    Some(found.iter().filter_map(|found| phrase.get(found.at.clone())).collect())
}

/// Returns the second end of a range, or the number of any other amount.
fn range_end(amount: &Amount) -> i64 {
    if let Qualifier::To(end) = amount.qualifier { end } else { amount.at }
}

/// Returns the dates of a phrase; `None` means that a value shares a day with one of them.
fn dates_beside<'p>(value: &str, phrase: &'p str) -> Option<Vec<&'p str>> {
    let value = Period::read(value.strip_prefix("within ").unwrap_or(value)).ok()?;
    let dates = find_figures(phrase).into_iter().filter(|figure| figure.sort == FigureSort::Date);
    let dates = dates.filter_map(|figure| phrase.get(figure.at));
    let dates: Vec<(&str, Period)> =
        dates.filter_map(|text| Some((text, Period::read(text).ok()?))).collect();
    let shares = |date: &Period| date.first <= value.last && value.first <= date.last;
    if dates.iter().any(|(_, date)| shares(date)) {
        return None;
    }
    Some(dates.into_iter().map(|(text, _)| text).collect())
}
