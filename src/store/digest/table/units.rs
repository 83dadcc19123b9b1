//! Amounts whose unit is named elsewhere: in the heading (`Investment (USD million)`), or in a column of its own
//! (`Currency`, `investment unit`).

use std::fmt;

use super::super::problem::Mistake;
use super::cells::fold_heading;
use crate::answer::PART_OF;
use crate::catalog::Field;
use crate::value::{
    Amount, AmountForm, Conventions, MONEY, NUMBER, Number, Qualifier, Unit, Units, plain_decimal,
};

/// The scales of a heading, each with its power of ten. The language has the words for them.
const SCALES: [(i64, &str); 7] = [
    (1_000, "k"),
    (10_000, "万"),
    (1_000_000, "m"),
    (100_000_000, "亿"),
    (1_000_000_000, "bn"),
    (1_000_000_000_000, "tn"),
    (1, ""),
];

/// The scale and the unit that a heading, or another cell, gives a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ScaleAndUnit<'c> {
    /// `m` for millions; empty for ones.
    pub(super) scale: &'static str,
    pub(super) unit: Option<&'c Unit>,
}

impl fmt::Display for ScaleAndUnit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = self.unit.map_or("", |unit| unit.name.as_str());
        f.write_str(format!("{} {unit}", self.scale).trim())
    }
}

impl ScaleAndUnit<'_> {
    /// Returns both together; `None` means that they disagree.
    pub(super) fn combine(self, other: Self) -> Option<Self> {
        let units = self.unit.zip(other.unit).is_none_or(|(one, other)| one.name == other.name);
        let scales = self.scale == other.scale || self.scale.is_empty() || other.scale.is_empty();
        let scale = if self.scale.is_empty() { other.scale } else { self.scale };
        (units && scales).then_some(Self { scale, unit: self.unit.or(other.unit) })
    }

    /// Writes the cell of a field with this scale and unit. Returns `None` if the cell has its own unit. It is a mistake if that
    /// unit differs, or if the scale of the heading may or may not apply.
    pub(super) fn apply_to(
        self,
        (field, text): (&Field, &str),
        place: &str,
        units: &Units,
    ) -> Result<Option<String>, Mistake> {
        // An amount that follows from the whole is never entered.
        let derived = text.trim_start().starts_with(PART_OF);
        if !field.ty.is_amount() || derived {
            return Ok(None);
        }
        // A text that isn't an amount is refused as it is written.
        let Some(AmountForm { scaled, unit }) = AmountForm::read(text, field.ty.dimension(), units)
        else {
            return Ok(None);
        };
        match (unit.filter(|unit| !unit.hidden), self.unit) {
            (Some(own), Some(unit)) if !is_converted(own, unit) => Err(Mistake::new(format!(
                "this is in `{}`, but its {place} is in `{}`",
                own.name, unit.name
            ))),
            // `$1,500` below `in millions`: the cells give the currency that the heading lacks.
            (Some(_), None) if !scaled && !self.scale.is_empty() && ends_in_digit(text) => {
                Ok(Some(with_scale(text.trim(), self.scale)))
            }
            (Some(own), unit)
                if !scaled && !self.scale.is_empty() && unit.is_none_or(|u| u.name == own.name) =>
            {
                self.two_readings((field, text), (own, place), units)
            }
            (Some(_), _) => Ok(None),
            (None, unit) => {
                let text = if scaled { text.to_owned() } else { with_scale(text, self.scale) };
                Ok(Some(unit.map_or(text.clone(), |unit| unit.print(&text))))
            }
        }
    }

    /// Returns why an amount with a unit can't be below a heading with that unit and a scale: `3000元` below `万元`.
    fn two_readings(
        self,
        (field, text): (&Field, &str),
        (own, place): (&Unit, &str),
        units: &Units,
    ) -> Result<Option<String>, Mistake> {
        let dimension = (field.ty.dimension(), field.signed);
        let Ok(alone) = Amount::read_as(text, dimension, units, Conventions::default()) else {
            return Ok(None);
        };
        let power = SCALES.iter().find(|(_, scale)| *scale == self.scale);
        let power = power.map_or(1, |(power, _)| *power);
        let times = |part: i64| part.saturating_mul(power);
        let qualifier = match alone.qualifier {
            Qualifier::To(end) => Qualifier::To(times(end)),
            qualifier => qualifier,
        };
        let scaled = Amount { at: times(alone.at), qualifier, ..alone.clone() };
        let number = |factor: i64| plain_decimal(alone.at, own.factor.saturating_mul(factor));
        let numbers = [power, 1].map(|factor| format!("`{}`", number(factor)));
        let heading = ScaleAndUnit { scale: self.scale, unit: Some(own) };
        let [alone, scaled] = [&alone, &scaled].map(|amount| amount.text(units));
        let sentence =
            format!("this can mean {alone}, or {scaled} if its {place} (`{heading}`) applies");
        let help = format!("write only the number: {}", numbers.join(" or "));
        Err(Mistake::new(sentence).help(help))
    }
}

/// Checks whether the unit of an amount is before its number.
fn ends_in_digit(text: &str) -> bool {
    text.trim_end().ends_with(|c: char| c.is_ascii_digit())
}

/// Checks whether amounts of two units can be compared: two currencies can't.
fn is_converted(one: &Unit, other: &Unit) -> bool {
    one.name == other.name || one.dimension == other.dimension && one.dimension != MONEY
}

/// Writes a scale after a number, or after both of a range.
fn with_scale(text: &str, scale: &str) -> String {
    // A power of ten has no scale after it.
    let text = match Number::read(text) {
        Ok(number) if number.scaled && number.rest.is_empty() => number.value.to_string(),
        _ => text.to_owned(),
    };
    match text.split_once(" to ") {
        Some((first, second)) => format!("{first}{scale} to {second}{scale}"),
        None => format!("{text}{scale}"),
    }
}

/// Checks whether a field takes amounts in a unit.
pub(super) fn accepts_unit(field: &Field, unit: &Unit) -> bool {
    field.ty.has_unit() && field.ty.dimension().is_none_or(|dimension| dimension == unit.dimension)
}

/// Reads a cell that names a unit, a sign or a scale: `EUR`, `€`, `million EUR`, `万元`.
pub(super) fn read_unit_cell<'c>(
    text: &str,
    of: Option<&Field>,
    units: &'c Units,
) -> Result<ScaleAndUnit<'c>, Mistake> {
    let unit = units.find(text).or_else(|| units.find_by_symbol(text));
    if let Some(unit) = unit {
        return Ok(ScaleAndUnit { scale: "", unit: Some(unit) });
    }
    let dimensions = [of.and_then(|of| of.ty.dimension()), Some(MONEY), None, Some(NUMBER)];
    let found = dimensions.into_iter().find_map(|dimension| in_words(text, dimension, units));
    found.ok_or_else(|| {
        let mistake = Mistake::new(format!("`{}` isn't a unit or a currency", text.trim()));
        mistake.did_you_mean(text, units.iter().map(|unit| unit.name.as_str()))
    })
}

/// The most bytes of a heading or of words that can name a unit: each part of them is tried.
const LONGEST_WORDS: usize = 300;

/// Returns the field that a heading begins with, if its other words are a scale or a unit: `Length (km)`, `Investment, m EUR`.
pub(super) fn field_and_unit<'c>(
    fields: impl Iterator<Item = &'c Field>,
    header: &str,
    units: &'c Units,
) -> Option<(&'c Field, ScaleAndUnit<'c>)> {
    if header.len() > LONGEST_WORDS {
        return None;
    }
    let begins = |field: &'c Field| {
        let name = fold_heading(&field.name);
        let ends = header.char_indices().skip(1).filter(|(_, c)| !c.is_alphanumeric());
        let end = ends
            .map(|(at, _)| at)
            .find(|at| header.get(..*at).is_some_and(|h| fold_heading(h) == name))?;
        Some((field, header.get(end..)?))
    };
    let amounts = fields.filter(|field| field.ty.is_amount());
    amounts
        .filter_map(begins)
        .find_map(|(field, rest)| Some((field, read_field_unit(field, rest, units)?)))
}

/// Reads the scale and the unit of words such as `(USD million)`.
fn read_field_unit<'c>(field: &Field, words: &str, units: &'c Units) -> Option<ScaleAndUnit<'c>> {
    if !field.ty.is_amount() {
        return None;
    }
    in_words(words, field.ty.dimension(), units)
}

/// Reads the scale and the unit of words such as `million USD`, `万元` or `'000`.
pub(super) fn in_words<'c>(
    words: &str,
    dimension: Option<&str>,
    units: &'c Units,
) -> Option<ScaleAndUnit<'c>> {
    let layout = |c: char| c.is_whitespace() || "()[]{}（）【】,;:，；：、-–—/_.".contains(c);
    let words = words.trim_matches(layout);
    if words.len() > LONGEST_WORDS {
        return None;
    }
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
        if first == second {
            continue;
        }
        ways.extend([format!("{first}1 {second}"), format!("1 {second} {first}")]);
    }
    let one = |dimension| ways.iter().find_map(|way| scale_and_unit(way, dimension, units));
    one(dimension).or_else(|| one(Some(NUMBER)).filter(|counted| !counted.scale.is_empty()))
}

/// Returns the scale and the unit of an amount of one, a thousand, a million …
fn scale_and_unit<'c>(
    text: &str,
    dimension: Option<&str>,
    units: &'c Units,
) -> Option<ScaleAndUnit<'c>> {
    let amount = Amount::read(text, dimension, false, units).ok()?;
    let unit = units.get(&amount.unit).filter(|unit| !unit.hidden);
    let number = amount.at / unit.map_or(1, |unit| unit.factor);
    let (_, scale) = SCALES.iter().find(|(power, _)| *power == number)?;
    (amount.qualifier == Qualifier::Exactly && (unit.is_some() || !scale.is_empty()))
        .then_some(ScaleAndUnit { scale, unit })
}

/// Returns the field whose unit a column gives: `investment unit`, `investment currency`. A column `currency` or `unit` gives the
/// unit of all fields of its row.
#[expect(
    clippy::option_option,
    reason = "the outer says whether it is such a column, the inner for which field"
)]
pub(super) fn field_of_unit_column<'c>(
    fields: impl Iterator<Item = &'c Field>,
    key: &str,
) -> Option<Option<&'c Field>> {
    let mut amounts = fields.filter(|field| field.ty.has_unit());
    let words = ["currency", "currency code", "unit", "units", "unit of measure"];
    if words.contains(&key) {
        let fits = |field: &Field| !key.starts_with("currency") || field.ty.has_equivalents();
        return amounts.any(fits).then_some(None);
    }
    let is_of =
        |field: &Field, word: &str| format!("{} {word}", self::fold_heading(&field.name)) == key;
    amounts.find(|field| words.iter().any(|word| is_of(field, word))).map(Some)
}
