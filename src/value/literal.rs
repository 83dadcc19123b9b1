//! Amounts as queries write them: one number, and its unit where one was written.

use super::convention::Conventions;
use super::decimal::{Decimal, one_meaning};
use super::error::{LiteralError, LiteralErrorKind};
use super::qualifier::{Qualifier, read_qualifier};
use super::quantity::{Quantity, QuantityReader};
use super::range::AmountRange;
use super::spanned::Spanned;
use super::unit::{MONEY, NUMBER, SHARE};
use super::units::Units;

/// The literal of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmountLiteral {
    /// The number, its scale applied; it may be negative.
    pub number: Decimal,
    /// The canonical name of its unit. Plain numbers, money and amounts of any unit may lack it: then each row is
    /// compared in its own unit.
    pub unit: Option<String>,
    /// Whether a scale was written, as in `20m`.
    pub scaled: bool,
    /// The number without its scale, and the zeros that scale has.
    unscaled: (Decimal, u32),
}

impl AmountLiteral {
    /// Reads the literal of a query. Where its unit is known it must be whole smallest parts of it.
    /// A qualifier such as `about` is an error: queries have tests for it.
    pub fn read(text: &str, dimension: Option<&str>, units: &Units) -> Result<Self, LiteralError> {
        let mut reader = QuantityReader::new(dimension, units, Conventions::default());
        // Money and amounts of any unit may have no unit; a plain number never names one.
        reader.open = matches!(reader.wanted, None | Some(MONEY));
        let read = |text: &str| Self::read_by(&reader, Spanned::of_text(text));
        read(text)
            .map_err(|error| error.with_valid_repairs(text, |repaired| read(repaired).is_ok()))
    }

    fn read_by(reader: &QuantityReader<'_>, spanned: Spanned<'_>) -> Result<Self, LiteralError> {
        if let Some(error) = refuse_qualifier(reader, spanned) {
            return Err(error);
        }
        let quantity = reader.read(spanned)?;
        if quantity.more {
            let instead = reader
                .readable_offers([without_more(spanned)])
                .pop()
                .map(|rest| format!("> {rest}"));
            return Err(spanned
                .error(LiteralErrorKind::QualifierInLiteral { typed: "多".to_owned(), instead }));
        }
        let unit = if reader.open { quantity.unit } else { Some(reader.unit(&quantity)?) };
        if let Some(unit) = unit {
            quantity.exact_parts(unit)?;
        }
        let unit = unit.filter(|_| reader.wanted != Some(NUMBER)).map(|unit| unit.name.clone());
        let unscaled = (quantity.unscaled, quantity.zeros);
        Ok(Self { number: quantity.value, unit, scaled: quantity.scaled, unscaled })
    }

    /// Writes both readings of amounts if only the last has a scale, such as `1` and `2 million`: the scale belongs to all, or only
    /// to the last. `None` means that they have one reading.
    pub fn readings_of_scale(amounts: &[Self], units: &Units) -> Option<[Vec<String>; 2]> {
        let (last, others) = amounts.split_last()?;
        let (most, zeros) = last.unscaled;
        let is_open = |one: &Self| {
            let is_bare = one.unit.is_none();
            let is_positive = one.number != one.number.negated() && !one.number.is_negative();
            is_bare && !one.scaled && is_positive && one.number <= most
        };
        if others.is_empty() || zeros == 0 || !others.iter().all(is_open) {
            return None;
        }
        let print = |one: &Self, number: String| {
            let unit = one.unit.as_ref().or(last.unit.as_ref()).and_then(|name| units.get(name));
            unit.map_or_else(|| number.clone(), |unit| unit.print(&number))
        };
        let with_scale = amounts.iter().map(|one| {
            let zeros = if one.scaled { 0 } else { zeros };
            Some(print(one, one.number.times_power_of_ten(zeros)?.canonical_text()))
        });
        let as_written = amounts.iter().map(|one| print(one, one.number.grouped_text()));
        Some([with_scale.collect::<Option<_>>()?, as_written.collect()])
    }

    /// Prints the canonical literal: `1bn CNY`, `1.2m t`, `60%`. Reading it again gives the same number and unit.
    pub fn text(&self, units: &Units) -> String {
        let number = self.number.canonical_text();
        match self.unit.as_ref().map(|name| (name, units.get(name))) {
            None => one_meaning(number),
            Some((name, None)) => format!("{} {name}", one_meaning(number)),
            Some((_, Some(unit))) if unit.dimension == SHARE => unit.print(&number),
            Some((_, Some(unit))) => unit.print(&one_meaning(number)),
        }
    }
}

/// Refuses a literal that is a range or begins with a qualifier.
fn refuse_qualifier(reader: &QuantityReader<'_>, spanned: Spanned<'_>) -> Option<LiteralError> {
    let (typed, instead) = match read_qualifier(spanned) {
        None => {
            let range = AmountRange::find(spanned).or_else(|| AmountRange::at_dots(spanned))?;
            let (low, high) = match range.quantities(reader) {
                Ok(ends) => ends,
                Err(error) if error.code() == "T33" => return Some(error),
                Err(_) if range.between.text == "-" => return None,
                Err(_) => {
                    return Some(range.between.error(LiteralErrorKind::QualifierInLiteral {
                        typed: range.between.text.to_owned(),
                        instead: None,
                    }));
                }
            };
            let [low, high] = [Quantity { unit: None, ..low }, high].map(|end| end.literal());
            let ends = reader.readable_offers([low.clone(), high.clone()]);
            let instead = format!("between {low} and {high}");
            (range.between, Some(instead).filter(|_| ends.len() == 2))
        }
        Some((qualifier, typed, rest)) => {
            let test = match qualifier {
                Qualifier::About | Qualifier::Nearly => "about",
                Qualifier::MoreThan => ">",
                Qualifier::AtLeast => ">=",
                Qualifier::LessThan => "<",
                Qualifier::UpTo | Qualifier::Exactly | Qualifier::To(_) => "<=",
            };
            let rest = reader.readable_offers([rest.text.to_owned()]).pop();
            (typed, rest.map(|rest| format!("{test} {rest}")))
        }
    };
    Some(
        typed.error(LiteralErrorKind::QualifierInLiteral { typed: typed.text.to_owned(), instead }),
    )
}

/// Returns a text without the sign that a number is more than it says.
fn without_more(spanned: Spanned<'_>) -> String {
    spanned.text.chars().filter(|c| !matches!(c, '多' | '余' | '餘')).collect()
}

#[cfg(test)]
mod tests {
    use super::super::units::samples;
    use super::*;
    use proptest::prelude::*;

    const MONEY: Option<&str> = Some(super::MONEY);
    const SHARE: Option<&str> = Some(super::SHARE);
    const NUMBER: Option<&str> = Some(super::NUMBER);
    const ANY: Option<&str> = None;

    fn read(text: &str, ty: Option<&str>) -> Result<String, String> {
        let units = samples();
        match AmountLiteral::read(text, ty, &units) {
            Ok(m) => Ok(format!("{} {:?} {}", m.text(&units), m.unit, m.scaled)),
            Err(error) => Err(format!("{} {error}: {}", error.code(), error.helps().join("; "))),
        }
    }

    #[test]
    fn literals_of_queries() {
        let length = Some("length");
        for (text, ty, expected) in [
            ("1bn", MONEY, "1bn None true"),
            ("1200", MONEY, "1,200 None false"),
            ("1bn yuan", MONEY, "1bn CNY Some(\"CNY\") true"),
            ("$20bn", MONEY, "20bn USD Some(\"USD\") true"),
            ("10亿元", MONEY, "1bn CNY Some(\"CNY\") true"),
            ("20m", ANY, "20m None true"),
            ("60%", ANY, "60% Some(\"%\") false"),
            ("60%", SHARE, "60% Some(\"%\") false"),
            ("-2.5 %", SHARE, "-2.5% Some(\"%\") false"),
            ("1.5", ANY, "1.5 None false"),
            ("5万", NUMBER, "50,000 None true"),
            ("5 number", NUMBER, "5 None false"),
            ("500 km", length, "500 km Some(\"km\") false"),
            ("5m km", length, "5m km Some(\"km\") true"),
        ] {
            assert_eq!(read(text, ty).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_literal_says_why() {
        let length = Some("length");
        for (text, ty, message) in [
            (
                "about 1bn",
                MONEY,
                "T06 `about` is itself a comparison: write `about 1bn`, without another sign",
            ),
            (
                "more than 1bn yuan",
                MONEY,
                "T06 `more than` is itself a comparison: write `> 1bn yuan`, without another sign",
            ),
            (
                "OVER 1bn",
                MONEY,
                "T06 `OVER` is itself a comparison: write `> 1bn`, without another sign",
            ),
            (
                "at least 5",
                ANY,
                "T06 `at least` is itself a comparison: write `>= 5`, without another sign",
            ),
            (
                "less than 5",
                ANY,
                "T06 `less than` is itself a comparison: write `< 5`, without another sign",
            ),
            (
                "up to 5",
                ANY,
                "T06 `up to` is itself a comparison: write `<= 5`, without another sign",
            ),
            (
                "nearly 5",
                ANY,
                "T06 `nearly` is itself a comparison: write `about 5`, without another sign",
            ),
            (
                "1bn to 2bn",
                MONEY,
                "T06 `to` is itself a comparison: write `between 1bn and 2bn`, without another sign",
            ),
            ("about Qingdao", MONEY, "T06 `about` is itself a comparison: "),
            ("20", length, "T08 a length needs a unit: write `20 km` or `20 metre`"),
            ("60", SHARE, "T09 a share needs a percent sign: write `60%`"),
            (
                "0.001 yuan",
                MONEY,
                "T23 `0.001 yuan` is finer than `0.01 CNY`, the smallest unit stored: ",
            ),
            (
                "0.5",
                NUMBER,
                "T23 `0.5` isn't a whole number, and numbers without a unit are whole: ",
            ),
            ("9999tn tn", MONEY, "T31 `tn` is a second scale for one number: "),
        ] {
            assert_eq!(read(text, ty), Err(message.to_owned()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn texts_are_read_again(digits in -10_i128.pow(14)..10_i128.pow(14), scale in 0..4_u32, unit in proptest::sample::select(vec![None, Some("CNY"), Some("USD"), Some("JPY")])) {
            let units = samples();
            let number = Decimal::new(digits, scale).unwrap();
            let text = AmountLiteral { number, unit: unit.map(str::to_owned), scaled: false, unscaled: (number, 0) }.text(&units);
            match AmountLiteral::read(&text, MONEY, &units) {
                Ok(m) => prop_assert_eq!((m.number, m.unit.as_deref()), (number, unit)),
                Err(error) => prop_assert_eq!(error.code(), "T23"),
            }
        }
    }
}
