//! Amounts as queries write them: one number, and its unit where one was written.

use super::amount::{AmountType, exact_parts};
use super::decimal::Decimal;
use super::fault::{Fault, FaultKind, Wanted};
use super::figure::Reader;
use super::piece::Piece;
use super::unit::Units;
use super::wording::{OTHER_WORDINGS, WORDINGS, Wording, read_wording};

/// The literal of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// The number, its scale applied; it may be negative.
    pub number: Decimal,
    /// The canonical name of its unit; `None` when none was written, which plain numbers, money
    /// and amounts of any unit allow: then each row is compared in its own.
    pub unit: Option<String>,
    /// Whether a scale was written, as in `20m`.
    pub scaled: bool,
}

impl Measure {
    /// Reads the literal of a query. Where its unit is known it must be whole smallest parts of it.
    /// A wording such as `about` is a fault: queries have tests for it.
    pub fn read(text: &str, ty: AmountType<'_>, units: &Units) -> Result<Self, Fault> {
        let reader = Reader::new(Wanted::from(ty), units);
        let piece = Piece::whole(text);
        if let Some(fault) = wording(&reader, piece) {
            return Err(fault);
        }
        let figure = reader.read(piece)?;
        // Money and amounts of any unit may stand without one; a plain number has none to name.
        let open = matches!(reader.wanted, Wanted::Money | Wanted::Any);
        let unit = if open { figure.unit } else { Some(reader.unit(&figure)?) };
        if let Some(unit) = unit {
            exact_parts(&figure, unit)?;
        }
        let unit = unit.filter(|_| reader.wanted != Wanted::Number).map(|unit| unit.name.clone());
        Ok(Self { number: figure.value, unit, scaled: figure.zeros > 0 })
    }

    /// The canonical literal: `1bn CNY`, `1.2m t`, `60%`. Reading it again gives the same number
    /// and unit.
    pub fn text(&self, units: &Units) -> String {
        let number = self.number.canonical();
        match &self.unit {
            None => number,
            Some(name) => units
                .get(name)
                .map_or_else(|| format!("{number} {name}"), |unit| unit.with(&number)),
        }
    }
}

/// The fault of a literal that begins with a wording, or is a range.
fn wording(reader: &Reader<'_>, piece: Piece<'_>) -> Option<Fault> {
    let (typed, instead) = match read_wording(piece).or_else(|| other_wording(piece)) {
        None => {
            let (first, to, second) = piece.around_word("to")?;
            let ends = [first, second].map(|end| end.text.to_owned());
            let instead = format!("between {} and {}", first.text, second.text);
            (to, Some(instead).filter(|_| reader.offers(ends).len() == 2))
        }
        Some((wording, typed, rest)) => {
            let test = match wording {
                Wording::About | Wording::Nearly => "about",
                Wording::MoreThan => ">",
                Wording::AtLeast => ">=",
                Wording::LessThan => "<",
                Wording::UpTo | Wording::Exactly | Wording::To(_) => "<=",
            };
            let rest = reader.offers([rest.text.to_owned()]).pop();
            (typed, rest.map(|rest| format!("{test} {rest}")))
        }
    };
    Some(typed.fault(FaultKind::WordingInLiteral { typed: typed.text.to_owned(), instead }))
}

/// What sources do not write either, read as the wording it stands for.
fn other_wording(piece: Piece<'_>) -> Option<(Wording, Piece<'_>, Piece<'_>)> {
    let (typed, rest, meant) = OTHER_WORDINGS.into_iter().find_map(|(words, meant)| {
        piece.after_words(words).map(|(typed, rest)| (typed, rest, meant))
    })?;
    let (_, wording) = WORDINGS.into_iter().find(|(words, _)| *words == meant)?;
    Some((wording, typed, rest))
}

#[cfg(test)]
mod tests {
    use super::super::unit::samples;
    use super::*;
    use proptest::prelude::*;

    const MONEY: AmountType<'_> = AmountType::Money;
    const ANY: AmountType<'_> = AmountType::Quantity(None);

    fn read(text: &str, ty: AmountType<'_>) -> Result<String, String> {
        let units = samples();
        match Measure::read(text, ty, &units) {
            Ok(m) => Ok(format!("{} {:?} {}", m.text(&units), m.unit, m.scaled)),
            Err(fault) => Err(format!("{} {fault}: {}", fault.code(), fault.helps().join("; "))),
        }
    }

    #[test]
    fn literals_of_queries() {
        let length = AmountType::Quantity(Some("length"));
        for (text, ty, expected) in [
            ("1bn", MONEY, "1bn None true"),
            ("1200", MONEY, "1,200 None false"),
            ("1bn yuan", MONEY, "1bn CNY Some(\"CNY\") true"),
            ("$20bn", MONEY, "20bn USD Some(\"USD\") true"),
            ("10亿元", MONEY, "1bn CNY Some(\"CNY\") true"),
            ("20m", ANY, "20m None true"),
            ("60%", ANY, "60% Some(\"%\") false"),
            ("60%", AmountType::Share, "60% Some(\"%\") false"),
            ("-2.5 %", AmountType::Share, "-2.5% Some(\"%\") false"),
            ("1.5", ANY, "1.5 None false"),
            ("5万", AmountType::Number, "50,000 None true"),
            ("5 number", AmountType::Number, "5 None false"),
            ("500 km", length, "500 km Some(\"km\") false"),
            ("5m km", length, "5m km Some(\"km\") true"),
        ] {
            assert_eq!(read(text, ty).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_literal_says_why() {
        let length = AmountType::Quantity(Some("length"));
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
            ("20m", length, "T08 a length needs a unit: write `20m km` or `20m metre`"),
            ("60", AmountType::Share, "T09 a share needs a percent sign: write `60%`"),
            (
                "0.001 yuan",
                MONEY,
                "T23 `0.001 yuan` is finer than `0.01 CNY`, the smallest part kept: ",
            ),
            ("0.5", AmountType::Number, "T23 `0.5` is finer than `1`, the smallest part kept: "),
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
            let text = Measure { number, unit: unit.map(str::to_owned), scaled: false }.text(&units);
            match Measure::read(&text, MONEY, &units) {
                Ok(m) => prop_assert_eq!((m.number, m.unit.as_deref()), (number, unit)),
                Err(fault) => prop_assert_eq!(fault.code(), "T23"),
            }
        }
    }
}
