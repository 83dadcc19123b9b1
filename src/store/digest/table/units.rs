//! Amounts whose unit is named elsewhere: in the heading (`Investment (USD million)`), or in a column of its own
//! (`Currency`, `investment unit`).

use super::cells::key;
use crate::catalog::{Field, Type};
use crate::value::{Amount, NUMBER, Qualifier, Unit, Units};

/// The scales of a heading, each with its power of ten. The language knows the words.
const SCALES: [(i64, &str); 7] = [
    (1_000, "k"),
    (10_000, "万"),
    (1_000_000, "m"),
    (100_000_000, "亿"),
    (1_000_000_000, "bn"),
    (1_000_000_000_000, "tn"),
    (1, ""),
];

/// The scale and the unit that a heading gives the numbers below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CountedIn<'c> {
    /// `m` for millions; empty for ones.
    pub(super) scale: &'static str,
    pub(super) unit: Option<&'c Unit>,
}

/// Returns the field that a heading begins with, if its other words are a scale or a unit: `Length (km)`, `Investment, m EUR`.
pub(super) fn heading<'c>(
    fields: impl Iterator<Item = &'c Field>,
    header: &str,
    units: &'c Units,
) -> Option<(&'c Field, CountedIn<'c>)> {
    let begins = |field: &'c Field| {
        let name = key(&field.name);
        let ends = header.char_indices().skip(1).filter(|(_, c)| !c.is_alphanumeric());
        let end =
            ends.map(|(at, _)| at).find(|at| header.get(..*at).is_some_and(|h| key(h) == name))?;
        Some((field, header.get(end..)?))
    };
    let amounts = fields.filter(|field| field.ty.is_amount());
    amounts.filter_map(begins).find_map(|(field, rest)| Some((field, counted(field, rest, units)?)))
}

/// Reads the scale and the unit of words such as `(USD million)`.
fn counted<'c>(field: &Field, words: &str, units: &'c Units) -> Option<CountedIn<'c>> {
    if !field.ty.is_amount() {
        return None;
    }
    let layout = |c: char| c.is_whitespace() || "()[]{}（）【】,;:，；：、-–—/_.".contains(c);
    let words = words.trim_matches(layout);
    let words = words.strip_prefix("in ").unwrap_or(words).replace(['_', ','], " ");
    let words =
        words.replace("'000", "thousand").replace("’000", "thousand").replace(" 000", " thousand");
    if words.is_empty() {
        return None;
    }
    let mut ways = vec![format!("1 {words}"), format!("1{words}"), words.clone()];
    for (at, _) in words.char_indices().skip(1) {
        let (first, second) = words.split_at(at);
        let (first, second) = (first.trim(), second.trim());
        ways.extend([format!("{first}1 {second}"), format!("1 {second} {first}")]);
    }
    let one = |dimension| ways.iter().find_map(|way| one(way, dimension, units));
    one(field.ty.dimension())
        .or_else(|| one(Some(NUMBER)).filter(|counted| !counted.scale.is_empty()))
}

/// Returns the scale and the unit of an amount of one, a thousand, a million …
fn one<'c>(text: &str, dimension: Option<&str>, units: &'c Units) -> Option<CountedIn<'c>> {
    let amount = Amount::read(text, dimension, false, units).ok()?;
    let unit = units.get(&amount.unit).filter(|unit| !unit.hidden);
    let number = amount.at / unit.map_or(1, |unit| unit.factor);
    let (_, scale) = SCALES.iter().find(|(power, _)| *power == number)?;
    (amount.qualifier == Qualifier::Exactly && (unit.is_some() || !scale.is_empty()))
        .then_some(CountedIn { scale, unit })
}

/// Returns the field whose unit a column gives: `investment unit`, `investment currency`. A column `currency` or `unit` gives the
/// unit of all fields of its row.
#[expect(
    clippy::option_option,
    reason = "the outer says whether it is such a column, the inner for which field"
)]
pub(super) fn column<'c>(
    fields: impl Iterator<Item = &'c Field>,
    key: &str,
) -> Option<Option<&'c Field>> {
    let mut amounts = fields.filter(|field| takes_units(field));
    let words = ["currency", "currency code", "unit", "units", "unit of measure"];
    if words.contains(&key) {
        let fits = |field: &Field| !key.starts_with("currency") || takes_money(field);
        return amounts.any(fits).then_some(None);
    }
    let is_of = |field: &Field, word: &str| format!("{} {word}", self::key(&field.name)) == key;
    amounts.find(|field| words.iter().any(|word| is_of(field, word))).map(Some)
}

pub(super) fn takes_units(field: &Field) -> bool {
    matches!(field.ty, Type::Money | Type::Quantity(_) | Type::Share)
}

fn takes_money(field: &Field) -> bool {
    matches!(field.ty, Type::Money | Type::Quantity(None))
}
