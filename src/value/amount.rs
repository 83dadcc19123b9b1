//! Amounts as sources state them: a qualifier such as `about`, the number printed, and the closed interval these
//! allow, in the smallest parts of the unit.

use super::convention::{Conventions, Point};
use super::decimal::{Decimal, canonical_decimal};
use super::digits::settled_point;
use super::error::{LiteralError, LiteralErrorKind};
use super::number::begins_number;
use super::numeral::{MYRIAD, chinese_unit};
use super::qualifier::{Qualifier, read_qualifier};
use super::quantity::{Quantity, QuantityReader};
use super::range::{AmountRange, Pair, scale_of_first};
use super::spanned::Spanned;
use super::unit::Unit;
use super::units::Units;

/// An amount a source stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// How exact it is said to be.
    pub qualifier: Qualifier,
    /// The number printed, in smallest parts; of `X to Y` the first.
    pub at: i64,
    /// The least it can be, included; `None` for no lower end.
    pub low: Option<i64>,
    /// The most it can be, included; `None` for no upper end.
    pub high: Option<i64>,
    /// The canonical name of its unit.
    pub unit: String,
}

/// The parts of an amount that a text gives beside its number: `约3.2亿元` has a scale and a unit, `5,000` neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmountForm<'u> {
    /// Whether it has a scale in words; a power of ten (`1.5E+09`) is a part of the number.
    pub scaled: bool,
    /// Its unit, if it has one.
    pub unit: Option<&'u Unit>,
}

impl<'u> AmountForm<'u> {
    /// Reads an amount for its scale and its unit, whatever a point in it means. `None` means that it isn't an amount.
    pub fn read(text: &str, dimension: Option<&'u str>, units: &'u Units) -> Option<Self> {
        let points = std::iter::once(None).chain(Point::ALL.map(Some));
        { points }.find_map(|point| {
            let conventions = Conventions { point, days: None };
            let reader = QuantityReader {
                offering: false,
                ..QuantityReader::new(dimension, units, conventions)
            };
            let text = Spanned::of_text(text);
            let text = read_qualifier(text).map_or(text, |(_, _, rest)| rest);
            let ends = match AmountRange::find(text) {
                Some(range) => range.quantities(&reader).map(|(low, high)| vec![low, high]),
                None => reader.read(text).map(|quantity| vec![quantity]),
            };
            let ends = ends.ok()?;
            let scaled = ends.iter().any(has_scale);
            Some(Self { scaled, unit: ends.iter().find_map(|end| end.unit) })
        })
    }
}

/// Checks whether a quantity is written with a scale: `1.5bn`, `3.2亿`; `三千` is a number like any other.
fn has_scale(quantity: &Quantity<'_, '_>) -> bool {
    let number = quantity.number.text;
    let is_myriad = |c| chinese_unit(c).is_some_and(|zeros| zeros >= MYRIAD);
    let is_word = |c: char| c.is_alphabetic() && !begins_number(c) && chinese_unit(c).is_none();
    quantity.scaled
        && (number.contains(is_myriad) || number.trim_end_matches('.').ends_with(is_word))
}

impl Amount {
    /// Reads an amount as digests and imports word it: `about X`, `more than X` or `over X`,
    /// `at least X`, `nearly X`, `less than X`, `up to X`, `X to Y`, or `X` alone. `signed` is
    /// whether the field may be negative.
    pub fn read(
        text: &str,
        dimension: Option<&str>,
        signed: bool,
        units: &Units,
    ) -> Result<Self, LiteralError> {
        Self::read_as(text, (dimension, signed), units, Conventions::default())
    }

    /// Reads an amount of any unit inside a running text, where most words around a number belong to no amount and nobody needs
    /// to know why.
    pub(super) fn read_in_text(text: &str, units: &Units) -> Option<Self> {
        let point = settled_point(text);
        let conventions = Conventions { point, ..Conventions::default() };
        let reader =
            QuantityReader { offering: false, ..QuantityReader::new(None, units, conventions) };
        let amount = read_worded(&reader, Spanned::of_text(text), true).ok()?;
        units.mark_used(&amount.unit);
        Some(amount)
    }

    /// Reads an amount by given conventions, such as those of a table's column.
    pub fn read_as(
        text: &str,
        (dimension, signed): (Option<&str>, bool),
        units: &Units,
        conventions: Conventions,
    ) -> Result<Self, LiteralError> {
        let point = settled_point(text).or(conventions.point);
        let conventions = Conventions { point, ..conventions };
        let reader = QuantityReader::new(dimension, units, conventions);
        let read = |text: &str| read_worded(&reader, Spanned::of_text(text), signed);
        let amount = read(text)
            .map_err(|error| error.with_valid_repairs(text, |repaired| read(repaired).is_ok()))?;
        units.mark_used(&amount.unit);
        Ok(amount)
    }

    /// Returns the same number with another qualifier; `None` means that this makes no amount.
    pub(super) fn with_qualifier(&self, qualifier: Qualifier, signed: bool) -> Option<Self> {
        if matches!(qualifier, Qualifier::To(_)) {
            return None;
        }
        let (low, high) = qualifier.bounds(self.at, signed)?;
        Some(Self { qualifier, low, high, ..self.clone() })
    }

    /// Prints the canonical text: `about 42.7bn CNY`, `more than 300`, `40.2%`, `1bn to 2bn CNY`. Reading it again
    /// gives the same amount. A unit outside the list has one smallest part.
    pub fn text(&self, units: &Units) -> String {
        let unit = units.get(&self.unit);
        let factor = unit.map_or(1, |unit| unit.factor);
        let number = unit
            .map_or_else(|| canonical_decimal(self.at, factor), |unit| unit.print_parts(self.at));
        let with_unit = |number: &str| {
            unit.map_or_else(|| format!("{number} {}", self.unit), |unit| unit.print(number))
        };
        match self.qualifier {
            Qualifier::Exactly => with_unit(&number),
            Qualifier::To(end) => {
                let range = format!("{number} to {}", second_end(self.at, &number, end, unit));
                let metres = units.known_as("m");
                let is_length =
                    metres.iter().any(|m| unit.is_some_and(|u| u.dimension == m.dimension));
                with_unit(&if is_length { with_millions(&range) } else { range })
            }
            qualifier => format!("{} {}", qualifier.word(), with_unit(&number)),
        }
    }
}

/// Writes `million` for the scale `m`, which is the sign of the metre too: `1 million to 2 million metre`.
fn with_millions(range: &str) -> String {
    let ends = range.split(" to ").map(|end| match end.strip_suffix('m') {
        Some(number) => format!("{number} million"),
        None => end.to_owned(),
    });
    ends.collect::<Vec<_>>().join(" to ")
}

/// Prints the second end of a range: in full where its scale would seem to belong to the first end too.
fn second_end(first: i64, printed: &str, end: i64, unit: Option<&Unit>) -> String {
    let in_full = first != 0 && printed.ends_with(|c: char| c.is_ascii_digit());
    let number = Decimal::of_parts(end, unit.map_or(1, |unit| unit.factor));
    let text = number.canonical_text();
    if in_full && text.ends_with(|c: char| c.is_ascii_alphabetic()) {
        return number.grouped_text();
    }
    unit.map_or(text, |unit| unit.print_parts(end))
}

/// Reads an amount with its qualifier.
fn read_worded(
    reader: &QuantityReader<'_>,
    spanned: Spanned<'_>,
    signed: bool,
) -> Result<Amount, LiteralError> {
    let Some((qualifier, words, rest)) = read_qualifier(spanned) else {
        return match read_range(reader, spanned, signed) {
            Some(range) => range,
            None => read_one(reader, Qualifier::Exactly, spanned, signed),
        };
    };
    let second = read_qualifier(rest).map(|(_, second, _)| second);
    if let Some(second) = second.or_else(|| rest.around_word("to").map(|(_, to, _)| to)) {
        let [first, typed] = [words, second].map(|spanned| spanned.text.to_owned());
        return Err(second.error(LiteralErrorKind::TwoQualifiers { first, second: typed }));
    }
    read_one(reader, qualifier, rest, signed)
}

fn read_one(
    reader: &QuantityReader<'_>,
    qualifier: Qualifier,
    spanned: Spanned<'_>,
    signed: bool,
) -> Result<Amount, LiteralError> {
    let quantity = reader.read(spanned)?;
    let qualifier = match (quantity.more, qualifier) {
        (true, Qualifier::Exactly) => Qualifier::MoreThan,
        (true, Qualifier::About | Qualifier::MoreThan | Qualifier::AtLeast) | (false, _) => {
            qualifier
        }
        (true, _) => {
            let (first, second) = (qualifier.word().to_owned(), "多".to_owned());
            return Err(quantity.typed.error(LiteralErrorKind::TwoQualifiers { first, second }));
        }
    };
    let unit = reader.unit(&quantity)?;
    let signed = signed || unit.signed;
    let at = quantity.smallest_parts(unit, signed)?;
    let (low, high) = qualifier.bounds(at, signed).ok_or_else(|| {
        let number = quantity.number.text.to_owned();
        quantity.typed.error(match at {
            0 => LiteralErrorKind::BelowNothing { qualifier: qualifier.word() },
            _ => LiteralErrorKind::TooLarge { number, largest: None },
        })
    })?;
    Ok(Amount { qualifier, at, low, high, unit: unit.name.clone() })
}

/// Reads `X to Y` and `X-Y`. The unit may be written with either end or both. A scale belongs to its own end, but in
/// `100-200m` to both. `None` means that the text isn't a range.
fn read_range(
    reader: &QuantityReader<'_>,
    spanned: Spanned<'_>,
    signed: bool,
) -> Option<Result<Amount, LiteralError>> {
    let range = AmountRange::find(spanned)?;
    Some(range.quantities(reader).and_then(|pair| range_of(reader, &range, pair, signed)))
}

fn range_of(
    reader: &QuantityReader<'_>,
    range: &AmountRange<'_>,
    (low, high): Pair<'_, '_>,
    signed: bool,
) -> Result<Amount, LiteralError> {
    let whole = range.first.range_to(range.second);
    let unit = reader.unit(&high)?;
    if let Some(offers) = scale_of_first(&low, &high, unit) {
        return Err(LiteralError { at: whole, kind: LiteralErrorKind::ScaleOfFirst { offers } });
    }
    let signed = signed || unit.signed;
    let [at, end] = [low.smallest_parts(unit, signed)?, high.smallest_parts(unit, signed)?];
    let qualifier = Qualifier::To(end);
    let (low, high) = qualifier.bounds(at, signed).ok_or_else(|| {
        let [from, to] = [range.first, range.second].map(|spanned| spanned.text.to_owned());
        let turned = Amount {
            qualifier: Qualifier::To(at),
            at: end,
            low: None,
            high: None,
            unit: unit.name.clone(),
        };
        let offers = vec![turned.text(reader.units)];
        LiteralError {
            at: whole,
            kind: LiteralErrorKind::Reversed { first: from, second: to, offers },
        }
    })?;
    Ok(Amount { qualifier, at, low, high, unit: unit.name.clone() })
}

#[cfg(test)]
mod tests {
    use super::super::decimal::{one_meaning, plain_decimal};
    use super::super::qualifier::QUALIFIERS;
    use super::super::units::samples;
    use super::*;
    use proptest::prelude::*;

    const MONEY: Option<&str> = Some(super::super::MONEY);
    const SHARE: Option<&str> = Some(super::super::SHARE);
    const NUMBER: Option<&str> = Some(super::super::NUMBER);
    const ANY: Option<&str> = None;

    /// The canonical text and the bounds in smallest parts, or code, sentence and help.
    fn read(text: &str, ty: Option<&str>, signed: bool) -> Result<String, String> {
        let units = samples();
        let end = |end: Option<i64>| end.map_or_else(|| "-".to_owned(), |end| end.to_string());
        match Amount::read(text, ty, signed, &units) {
            Ok(a) => Ok(format!("{} [{}, {}]", a.text(&units), end(a.low), end(a.high))),
            Err(error) => {
                assert!(text.get(error.at.clone()).is_some(), "{text} {error:?}");
                Err(format!("{} {error}: {}", error.code(), error.helps().join("; ")))
            }
        }
    }

    #[test]
    fn the_table_of_qualifiers() {
        for (text, expected) in [
            ("10bn yuan", "10bn CNY [1000000000000, 1000000000000]"),
            ("about 10bn yuan", "about 10bn CNY [900000000000, 1100000000000]"),
            ("more than 10bn yuan", "more than 10bn CNY [1000000000001, -]"),
            ("over 10bn yuan", "more than 10bn CNY [1000000000001, -]"),
            ("at least 10bn yuan", "at least 10bn CNY [1000000000000, -]"),
            ("less than 10bn yuan", "less than 10bn CNY [0, 999999999999]"),
            ("up to 10bn yuan", "up to 10bn CNY [0, 1000000000000]"),
            ("nearly 10bn yuan", "nearly 10bn CNY [900000000000, 999999999999]"),
            ("10bn to 20bn yuan", "10bn to 20bn CNY [1000000000000, 2000000000000]"),
        ] {
            assert_eq!(read(text, MONEY, false).as_deref(), Ok(expected), "{text}");
        }
        for (text, expected) in [
            ("more than 300", "more than 300 [301, -]"),
            ("nearly 20", "nearly 20 [18, 19]"),
            ("nearly 5", "nearly 5 [4, 4]"),
            ("nearly 1", "nearly 1 [0, 0]"),
            ("nearly 15", "nearly 15 [13, 14]"),
            ("about 15", "about 15 [13, 17]"),
            ("about 0", "about 0 [0, 0]"),
            ("about 1", "about 1 [0, 2]"),
            ("up to 0", "up to 0 [0, 0]"),
            ("less than 1", "less than 1 [0, 0]"),
            ("more than 0", "more than 0 [1, -]"),
            ("3 to 3", "3 to 3 [3, 3]"),
        ] {
            assert_eq!(read(text, NUMBER, false).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn signed_amounts_have_no_lower_end() {
        for (text, expected) in [
            ("-2.5%", "-2.5% [-2500, -2500]"),
            ("−2.5 %", "-2.5% [-2500, -2500]"),
            ("about -10%", "about -10% [-11000, -9000]"),
            ("less than 5%", "less than 5% [-, 4999]"),
            ("up to -5%", "up to -5% [-, -5000]"),
            ("at least -5%", "at least -5% [-5000, -]"),
            ("nearly -10%", "nearly -10% [-11000, -10001]"),
            ("nearly 0%", "nearly 0% [-1, -1]"),
            ("-5 to -2%", "-5 to -2% [-5000, -2000]"),
        ] {
            assert_eq!(read(text, SHARE, true).as_deref(), Ok(expected), "{text}");
        }
        let degrees = Some("temperature");
        assert_eq!(
            read("less than -3 °C", degrees, false).as_deref(),
            Ok("less than -3 degree [-, -31]")
        );
    }

    #[test]
    fn every_spelling_of_an_amount() {
        let [length, mass, area] = ["length", "mass", "area"].map(Some);
        for (text, ty, expected) in [
            ("$20bn", MONEY, "20bn USD"),
            ("US$1.5bn", MONEY, "1.5bn USD"),
            ("us$ 1.5bn", MONEY, "1.5bn USD"),
            ("CNY 5m", MONEY, "5m CNY"),
            ("CNY5m", MONEY, "5m CNY"),
            ("RMB 5m yuan", MONEY, "5m CNY"),
            ("5m CNY", MONEY, "5m CNY"),
            ("€3.5m", MONEY, "3.5m EUR"),
            ("10亿元", MONEY, "1bn CNY"),
            ("42.7 billion yuan", MONEY, "42.7bn CNY"),
            ("3千万美元", MONEY, "30m USD"),
            ("5 millions yuan", MONEY, "5m CNY"),
            ("5 Chinese yuan", MONEY, "5 CNY"),
            ("0.05 yuan", MONEY, "0.05 CNY"),
            ("1200 yen", MONEY, "1,200 JPY"),
            ("83,673,700 yuan", MONEY, "83,673,700 CNY"),
            ("$1bn to $2bn", MONEY, "1bn to 2bn USD"),
            ("$1bn to 2bn", MONEY, "1bn to 2bn USD"),
            ("1m yuan TO 2bn RMB", MONEY, "1m to 2bn CNY"),
            ("500,000 to 1.2m yuan", MONEY, "500,000 to 1,200,000 CNY"),
            ("3 to 2bn yuan", MONEY, "3 to 2,000,000,000 CNY"),
            ("0 to 5m yuan", MONEY, "0 to 5m CNY"),
            ("500 km", length, "500 km"),
            ("5千米", length, "5 km"),
            ("5 千 米", length, "5,000 metre"),
            ("20 metres", length, "20 metre"),
            ("20m metres", length, "20m metre"),
            ("255,000 t", mass, "255,000 t"),
            ("1.2m tonnes", mass, "1.2m t"),
            ("1200万吨", mass, "12m t"),
            ("12,000 km²", area, "12,000 km2"),
            ("40.2%", SHARE, "40.2%"),
            ("2.5 ％", SHARE, "2.5%"),
            ("over 60 per cent", SHARE, "more than 60%"),
            ("10 to 20%", SHARE, "10 to 20%"),
            ("20m", NUMBER, "20m"),
            ("20m", ANY, "20m"),
            ("165 containers", ANY, "165 container"),
            ("60%", ANY, "60%"),
            ("90 h", ANY, "90 h"),
            ("  about   5k  ", ANY, "about 5,000"),
        ] {
            let text_read = read(text, ty, false);
            let canonical = text_read.as_deref().map(|t| t.split(" [").next().unwrap());
            assert_eq!(canonical, Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_says_why() {
        let length = Some("length");
        let money =
            "for example, write `1bn yuan`, `CN¥20bn`, `CNY 5m` or `€3.5m`".replace("CN¥", "$");
        for (text, ty, message) in [
            ("Qingdao", MONEY, format!("T01 `Qingdao` isn't an amount of money: {money}")),
            ("", MONEY, format!("T01 an amount of money is missing: {money}")),
            ("about", MONEY, format!("T01 an amount of money is missing: {money}")),
            ("1bn yaun", MONEY, "T02 `yaun` isn't a currency or a scale: did you mean `yuan`?".into()),
            ("1bn gold", MONEY, format!("T02 `gold` isn't a currency or a scale: {money}; every currency of ISO 4217 is known; a catalog can add others as `[unit.NAME]`")),
            ("¥5bn", MONEY, "T03 `¥5bn` can mean CNY or JPY: write `5 billion CNY` or `5 billion JPY`".into()),
            ("5bn￥", MONEY, "T03 `5bn￥` can mean CNY or JPY: write `5 billion CNY` or `5 billion JPY`".into()),
            ("$1 to 2 yuan", MONEY, "T04 the two ends are in different units: USD and CNY: units are never converted; use one unit".into()),
            ("5bn to 1bn yuan", MONEY, "T05 the range ends (`1bn yuan`) before it begins (`5bn`): write `1bn to 5bn CNY`".into()),
            ("500 tonnes", length, "T07 `tonnes` measures mass, but a length is needed: for example, write `500 km` or `500 metre`".into()),
            ("500 yuan", length, "T07 `yuan` is a currency, but a length is needed: for example, write `500 km` or `500 metre`".into()),
            ("5%", MONEY, "T07 `%` marks a share, but an amount of money is needed: for example, write `5 CNY` or `5 USD`".into()),
            ("$5", NUMBER, "T07 `$` is a currency, but a number is needed: for example, write `5`".into()),
            ("500", length, "T08 a length needs a unit: write `500 km` or `500 metre`".into()),
            ("5bn", MONEY, "T08 an amount of money needs a currency: write `5bn CNY` or `5bn USD`".into()),
            ("60", SHARE, "T09 a share needs a percent sign: write `60%`".into()),
            ("1.2.3 yuan", MONEY, "T20 `1.2.3` isn't a number: ".into()),
            ("1 20 yuan", MONEY, "T20 `1 20 yuan` isn't a number: write `120 yuan`".into()),
            ("1,00 yuan", MONEY, "T21 the digits of `1,00` aren't in groups of three: write `100 yuan` or `1.00 yuan`".into()),
            ("1.0055 yuan", MONEY, "T23 `1.0055 yuan` is finer than `0.01 CNY`, the smallest unit stored: ".into()),
            ("1.5", NUMBER, "T23 `1.5` isn't a whole number, and numbers without a unit are whole: ".into()),
            ("99999999tn yuan", MONEY, "T24 `99999999tn yuan` is larger than `92,233,720,368,547,758.07 CNY`, the largest amount that can be stored: ".into()),
            ("more than 9223372036854775807", ANY, "T24 `9223372036854775807` is larger than any amount that can be stored: ".into()),
            ("-5 yuan", MONEY, "T25 `-5 yuan` is negative, but this amount can't be: ".into()),
            ("less than 0", ANY, "T26 an amount here can't be `less than` 0: ".into()),
            ("nearly 0", ANY, "T26 an amount here can't be `nearly` 0: ".into()),
            ("about 1 to 2", ANY, "T27 `about` and `to` can't both say how exact an amount is: ".into()),
            ("about more than 2", ANY, "T27 `about` and `more than` can't both say how exact an amount is: ".into()),
            ("10.000 yuan", MONEY, "T33 `10.000 yuan` can be read in two ways: write `10.0 CNY` or `10,000 CNY`".into()),
            ("1.001 yuan", MONEY, "T33 `1.001 yuan` can be read in two ways: write `1,001 CNY`; `1.0010 CNY` is finer than the smallest unit stored".into()),
            ("1.500-2.500 yuan", MONEY, "T33 `1.500-2.500 yuan` can be read in two ways: write `1.5 to 2.5 CNY` or `1,500 to 2,500 CNY`".into()),
            ("$5 yuan", MONEY, "T30 one number can't be in both `$` and `yuan`: write `$5` or `5 yuan`".into()),
            ("5m bn yuan", MONEY, "T31 `bn yuan` is a second scale for one number: ".into()),
            ("1 to 2bn yuan", MONEY, "T32 the scale of the second end may belong to the first end too: write `1bn to 2bn CNY` or `1 to 2,000,000,000 CNY`".into()),
            ("2 to 2bn yuan", MONEY, "T32 the scale of the second end may belong to the first end too: write `2bn to 2bn CNY` or `2 to 2,000,000,000 CNY`".into()),
            ("5 foo", NUMBER, "T02 `foo` isn't a scale, and a plain number has no unit: for example, write `1200`, `1.5m` or `3亿`".into()),
            ("5 foo", ANY, "T02 `foo` isn't a unit or a scale: for example, write `500`, `60%` or `1bn yuan`; currencies and common measures are known; a catalog can add others as `[unit.NAME]`".into()),
            ("5 foo", SHARE, "T02 `foo` isn't a percent sign or a scale: for example, write `60%`".into()),
            ("5 bilion", NUMBER, "T02 `bilion` isn't a scale, and a plain number has no unit: did you mean `billion` or `million`?".into()),
            ("5 kmm", Some("area"), "T02 `kmm` isn't a unit of area or a scale: did you mean `km2`?".into()),
        ] {
            assert_eq!(read(text, ty, false), Err(message), "{text}");
        }
    }

    #[test]
    fn faults_know_their_place() {
        let units = samples();
        for (text, typed) in [
            (" about 1bn yaun ", "yaun"),
            ("¥5bn", "¥5bn"),
            ("up to 青岛", "青岛"),
            ("5 to 3 yuan", "5 to 3 yuan"),
            ("1 to 1,00 yuan", "1 to 1,00 yuan"),
            ("about 1.0055 yuan", "1.0055"),
            ("about 10.000 yuan", "10.000 yuan"),
            ("about nearly 5", "nearly"),
        ] {
            let error = Amount::read(text, MONEY, false, &units).unwrap_err();
            assert_eq!(&text[error.at], typed, "{text}");
        }
    }

    #[test]
    fn an_unknown_unit_is_still_printed() {
        let amount = Amount {
            qualifier: Qualifier::About,
            at: 5,
            low: Some(4),
            high: Some(6),
            unit: "ell".into(),
        };
        assert_eq!(amount.text(&samples()), "about 5 ell");
    }

    fn qualifier() -> impl Strategy<Value = String> {
        let words: Vec<String> = QUALIFIERS
            .iter()
            .flat_map(|(_, words)| words.split('|'))
            .chain([""])
            .map(str::to_owned)
            .collect();
        proptest::sample::select(words)
    }

    #[test]
    fn a_range_in_millions_of_a_length_has_one_meaning() {
        let units = samples();
        for text in ["120.5 million to 130 million metre", "-3 million to 2 million metre"] {
            let amount = Amount::read(text, Some("length"), true, &units).unwrap();
            assert_eq!(amount.text(&units), text);
            assert_eq!(Amount::read(&amount.text(&units), ANY, true, &units), Ok(amount));
        }
    }

    proptest! {
        #[test]
        fn texts_are_read_again(
            words in qualifier(),
            number in prop_oneof![-2000..2000_i64, -10_i64.pow(15)..10_i64.pow(15)],
            more in prop_oneof![Just(None), (0..10_i64.pow(15)).prop_map(Some), (0..2000_i64).prop_map(Some)],
            unit in proptest::sample::select(samples().iter().cloned().collect::<Vec<_>>()),
        ) {
            let units = samples();
            let [first, second] = [Some(number), more.map(|more| number + more)].map(|n| n.map(|n| one_meaning(plain_decimal(n, unit.factor))));
            let text = match &second {
                Some(second) => unit.print(&format!("{} to {second}", first.unwrap())),
                None => format!("{words} {}", unit.print(&first.unwrap())),
            };
            for ty in [ANY, Some(&unit.dimension)] {
                if let Ok(amount) = Amount::read(&text, ty, true, &units) {
                    prop_assert!(amount.low.is_none_or(|low| amount.high.is_none_or(|high| low <= high)));
                    let again = Amount::read(&amount.text(&units), ty, true, &units);
                    prop_assert_eq!(again, Ok(amount), "{}", text);
                } else {
                    prop_assert!(text.contains('/'), "{}", text);
                }
            }
        }

        #[test]
        fn a_repair_is_read_and_keeps_every_digit(text in "(about|~|约|[0-9]{1,3}|[0-9]{3}|,|\\.|-|bn|m|亿|元|\\$|¥|Rs|yuan|yaun|EUR|km|metr|%|e| ){1,7}") {
            let units = samples();
            for ty in [ANY, MONEY, SHARE, NUMBER, Some("length")] {
                let Err(error) = Amount::read(&text, ty, false, &units) else { continue };
                for repair in error.repairs(&text) {
                    prop_assert!(Amount::read(&repair, ty, false, &units).is_ok(), "{} -> {}", text, repair);
                    if !matches!(error.code(), "T05" | "T33") {
                        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
                        let mut offered = digits(&repair).into_bytes().into_iter();
                        let kept = digits(&text).bytes().all(|digit| offered.any(|other| other == digit));
                        prop_assert!(kept, "{} -> {}", text, repair);
                    }
                }
            }
        }

        #[test]
        fn nothing_makes_it_fall_over(text in "(about|more than|up to| to |[0-9]{1,3}|,|\\.|-|bn|m|亿|元|\\$|¥|yuan|yaun|km|%|x| ){1,8}") {
            for ty in [ANY, MONEY, SHARE, NUMBER, Some("length")] {
                match read(&text, ty, false) {
                    Ok(shown) => {
                        let (canonical, _) = shown.split_once(" [").unwrap();
                        prop_assert_eq!(read(canonical, ty, false), Ok(shown.clone()));
                    }
                    Err(message) => prop_assert!(!message.contains("``"), "{}", message),
                }
            }
        }
    }
}
