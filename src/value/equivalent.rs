//! Amounts as sources give them in two units at once: `142.7bn CNY (about 20.6bn USD)`. The first is the value; those in brackets
//! are the same amount in units that don't convert.

use super::amount::Amount;
use super::convention::Conventions;
use super::error::{LiteralError, LiteralErrorKind};
use super::qualifier::{Qualifier, about_bounds};
use super::spanned::Spanned;
use super::unit::{NUMBER, SHARE};
use super::units::Units;

/// Words before an amount in brackets that add no meaning.
const SAME: [&str; 9] =
    ["or", "i.e.", "equivalent to", "equal to", "=", "折合", "相当于", "合", "即"];

/// An amount, and its equivalents in other units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedAmount {
    /// The amount itself.
    pub amount: Amount,
    /// The same amount in units that its own doesn't convert to, each once.
    pub equivalents: Vec<Amount>,
}

impl StatedAmount {
    /// Reads an amount, perhaps with equivalents in brackets after it, several with `;` between them. An equivalent without a
    /// qualifier has that of the amount. One in a unit that converts to that of the amount must agree with it, and is left out.
    pub fn read_as(
        text: &str,
        (dimension, signed): (Option<&str>, bool),
        units: &Units,
        by: Conventions,
    ) -> Result<Self, LiteralError> {
        let read = |part: Spanned<'_>| {
            Amount::read_as(part.text, (dimension, signed), units, by).map_err(|error| {
                let at = error.at.start + part.at..error.at.end + part.at;
                LiteralError { at, kind: error.kind }
            })
        };
        let Some((head, group)) = split_brackets(Spanned::of_text(text)) else {
            let amount = match Amount::read_as(text, (dimension, signed), units, by) {
                Ok(amount) => amount,
                Err(error) => {
                    return Self::read_listed(text, signed, units, &read).unwrap_or(Err(error));
                }
            };
            return Ok(Self { amount, equivalents: vec![] });
        };
        let mut stated = Self { amount: read(head)?, equivalents: vec![] };
        for part in split_semicolons(group) {
            let part = without_lead(part);
            let equivalent = read(part).map_err(|error| match error.kind {
                LiteralErrorKind::MissingUnit { .. } => {
                    let (typed, amount) = (part.text.to_owned(), stated.amount.text(units));
                    part.error(LiteralErrorKind::NotEquivalent { typed, amount })
                }
                kind => LiteralError { at: error.at, kind },
            })?;
            stated.add(equivalent, signed, units).map_err(|kind| part.error(kind))?;
        }
        Ok(stated)
    }

    /// Reads an amount with equivalents after commas, such as `142.7亿元、约20.6亿美元`; `None` if a part isn't an amount by itself.
    fn read_listed<'t>(
        text: &'t str,
        signed: bool,
        units: &Units,
        read: &impl Fn(Spanned<'t>) -> Result<Amount, LiteralError>,
    ) -> Option<Result<Self, LiteralError>> {
        let parts = split_commas(Spanned::of_text(text));
        let (first, rest) = parts.split_first().filter(|(_, rest)| !rest.is_empty())?;
        let mut stated = Self { amount: read(*first).ok()?, equivalents: vec![] };
        let others = rest.iter().map(|part| without_lead(*part));
        let others = others.map(|part| Some((part, read(part).ok()?)));
        for (part, other) in others.collect::<Option<Vec<_>>>()? {
            if let Err(kind) = stated.add(other, signed, units) {
                return Some(Err(part.error(kind)));
            }
        }
        Some(Ok(stated))
    }

    /// Adds an equivalent, unless an amount in a unit that converts to its own is there.
    fn add(
        &mut self,
        mut equivalent: Amount,
        signed: bool,
        units: &Units,
    ) -> Result<(), LiteralErrorKind> {
        let signed = signed || units.get(&equivalent.unit).is_some_and(|unit| unit.signed);
        if equivalent.qualifier == Qualifier::Exactly && self.amount.qualifier != Qualifier::Exactly
        {
            equivalent =
                equivalent.with_qualifier(self.amount.qualifier, signed).ok_or_else(|| {
                    let (typed, amount) = (equivalent.text(units), self.amount.text(units));
                    LiteralErrorKind::OneOfRange { typed, amount }
                })?;
        }
        let known = std::iter::once(&self.amount).chain(&self.equivalents);
        for known in known {
            if !units.are_comparable(&known.unit, &equivalent.unit) {
                continue;
            }
            if can_be_equal(known, &equivalent) {
                return Ok(());
            }
            let (first, second) = (known.text(units), equivalent.text(units));
            return Err(LiteralErrorKind::TwoAmounts { first, second });
        }
        let measures = |amount: &Amount| {
            units.get(&amount.unit).is_none_or(|unit| ![NUMBER, SHARE].contains(&&*unit.dimension))
        };
        if !measures(&self.amount) || !measures(&equivalent) {
            let (typed, amount) = (equivalent.text(units), self.amount.text(units));
            return Err(LiteralErrorKind::NotEquivalent { typed, amount });
        }
        self.equivalents.push(equivalent);
        Ok(())
    }

    /// Prints the canonical text. Reading it again gives the same amounts.
    pub fn text(&self, units: &Units) -> String {
        let amount = self.amount.text(units);
        if self.equivalents.is_empty() {
            return amount;
        }
        let others: Vec<String> = self.equivalents.iter().map(|other| other.text(units)).collect();
        format!("{amount} ({})", others.join("; "))
    }
}

/// Checks whether two amounts in units that convert can be one: a source rounds what it converts, so ten per cent to either
/// side is allowed.
fn can_be_equal(one: &Amount, other: &Amount) -> bool {
    let low = other.low.map(|low| about_bounds(low).0);
    let high = other.high.map(|high| about_bounds(high).1);
    let below =
        |low: Option<i64>, high: Option<i64>| low.zip(high).is_none_or(|(low, high)| low <= high);
    below(one.low, high) && below(low, one.high)
}

/// Splits a text into what is before its last brackets and what is in them, if it ends with brackets.
fn split_brackets(text: Spanned<'_>) -> Option<(Spanned<'_>, Spanned<'_>)> {
    let close = text.text.chars().next_back().filter(|c| matches!(c, ')' | '）'))?;
    let (inside, _) = text.split(text.text.len() - close.len_utf8());
    let start = inside.text.rfind(['(', '（'])?;
    let (head, group) = inside.split(start);
    let open = group.text.chars().next()?;
    let (_, group) = group.split(open.len_utf8());
    let (head, group) = (head.trim(), group.trim());
    (!head.text.is_empty()).then_some((head, group))
}

/// Splits what is in brackets at each `;`.
fn split_semicolons(group: Spanned<'_>) -> Vec<Spanned<'_>> {
    let mut parts = Vec::new();
    let mut rest = group;
    while let Some((part, after)) = rest.split_once(";").or_else(|| rest.split_once("；")) {
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts
}

/// Splits a text at its commas, but for those between the digits of a number.
fn split_commas(text: Spanned<'_>) -> Vec<Spanned<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((at, sign)) = next_comma(rest.text) {
        let (part, after) = rest.split(at);
        let (_, after) = after.split(sign.len_utf8());
        parts.push(part.trim());
        rest = after.trim();
    }
    parts.push(rest.trim());
    parts
}

/// Returns the next comma that isn't within a number.
fn next_comma(text: &str) -> Option<(usize, char)> {
    let commas = text.char_indices().filter(|(_, c)| matches!(c, ',' | '，' | '、'));
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    { commas }.find(|(at, c)| {
        let before = text.get(..*at).and_then(|text| text.chars().next_back());
        let after = text.get(at + c.len_utf8()..).and_then(|text| text.chars().next());
        *c != ',' || !(is_digit(before) && is_digit(after))
    })
}

/// Drops the words that only say that an amount is the same.
fn without_lead(part: Spanned<'_>) -> Spanned<'_> {
    let lead = SAME.iter().find_map(|words| {
        if words.ends_with(|c: char| c.is_ascii_alphabetic() || c == '.') {
            return part.after_words(words).map(|(_, rest)| rest);
        }
        part.text.strip_prefix(words).map(|_| part.split(words.len()).1.trim())
    });
    lead.unwrap_or(part)
}

#[cfg(test)]
mod tests {
    use super::super::unit::MONEY;
    use super::super::units::samples;
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str, dimension: Option<&str>) -> Result<String, String> {
        let units = samples();
        match StatedAmount::read_as(text, (dimension, false), &units, Conventions::default()) {
            Ok(stated) => Ok(stated.text(&units)),
            Err(error) => {
                let at = text.get(error.at.clone()).unwrap();
                Err(format!("{} [{at}] {error}", error.code()))
            }
        }
    }

    #[test]
    fn every_spelling_of_an_equivalent() {
        for (text, expected) in [
            ("142.7bn CNY (about 20.6bn USD)", "142.7bn CNY (about 20.6bn USD)"),
            (
                "142.7 billion yuan (about 20.6 billion US dollars)",
                "142.7bn CNY (about 20.6bn USD)",
            ),
            ("1,427亿元（约206亿美元）", "142.7bn CNY (about 20.6bn USD)"),
            ("1427亿元（折合约206亿美元）", "142.7bn CNY (about 20.6bn USD)"),
            ("1427亿元（约合206亿美元）", "142.7bn CNY (about 20.6bn USD)"),
            ("10bn yuan (or $1.5bn)", "10bn CNY (1.5bn USD)"),
            ("10bn yuan (equivalent to about $1.5bn)", "10bn CNY (about 1.5bn USD)"),
            ("10bn yuan ( = $1.5bn ; €1.3bn )", "10bn CNY (1.5bn USD; 1.3bn EUR)"),
            ("142.7亿元、约20.6亿美元", "14.27bn CNY (about 2.06bn USD)"),
            ("142.7亿元，约合20.6亿美元", "14.27bn CNY (about 2.06bn USD)"),
            ("10 billion yuan, about 1.4 billion U.S. dollars", "10bn CNY (about 1.4bn USD)"),
            ("10,000 yuan, or $1,400, €1,300", "10,000 CNY (1,400 USD; 1,300 EUR)"),
            // What is said of the first is said of the other.
            ("about 10bn yuan ($1.5bn)", "about 10bn CNY (about 1.5bn USD)"),
            ("more than 10bn yuan ($1.5bn)", "more than 10bn CNY (more than 1.5bn USD)"),
            ("10bn to 20bn yuan ($1.5bn to $3bn)", "10bn to 20bn CNY (1.5bn to 3bn USD)"),
            // One that converts is left out, if it agrees.
            ("10bn yuan (100亿元)", "10bn CNY"),
            ("10bn yuan", "10bn CNY"),
        ] {
            assert_eq!(read(text, Some(MONEY)).as_deref(), Ok(expected), "{text}");
        }
        for (text, expected) in [
            ("5,000 containers (60,000 t)", "5,000 container (60,000 t)"),
            ("500 km (500,000 metres)", "500 km"),
            ("500 km (about 480 km)", "500 km"),
        ] {
            assert_eq!(read(text, None).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_equivalent_says_why() {
        for (text, dimension, message) in [
            (
                "10bn yuan (estimated)",
                Some(MONEY),
                "T01 [estimated] `estimated` isn't an amount of money",
            ),
            ("10bn yuan (2020)", Some(MONEY), "T35 [2020] `2020` isn't `10bn CNY` in another unit"),
            ("10bn (1.5bn USD)", Some(MONEY), "T08 [10bn] an amount of money needs a currency"),
            (
                "500 km (400,000 metres)",
                None,
                "T34 [400,000 metres] `500 km` and `400,000 metre` aren't the same amount",
            ),
            ("12 containers (60%)", None, "T35 [60%] `60%` isn't `12 container` in another unit"),
            (
                "10bn to 20bn yuan ($2bn)",
                Some(MONEY),
                "T36 [$2bn] `10bn to 20bn CNY` is a range, and `2bn USD` is at most one end of it",
            ),
            (
                "10bn yuan, 20bn yuan",
                Some(MONEY),
                "T34 [20bn yuan] `10bn CNY` and `20bn CNY` aren't the same amount",
            ),
            (
                "10bn yuan, in all",
                Some(MONEY),
                "T02 [yuan, in all] `yuan, in all` isn't a currency or a scale",
            ),
            ("(1.5bn USD)", Some(MONEY), "T02 [(] `(` isn't a currency or a scale"),
        ] {
            assert_eq!(read(text, dimension), Err(message.to_owned()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn texts_are_read_again(
            first in 0..10_i64.pow(12), second in 0..10_i64.pow(12),
            words in proptest::sample::select(vec!["", "about ", "more than ", "up to "]),
            others in proptest::sample::select(vec!["", "about ", "nearly "]),
        ) {
            let text = format!("{words}{first} yuan ({others}{second}0 USD)");
            if let Ok(printed) = read(&text, Some(MONEY)) {
                prop_assert_eq!(read(&printed, Some(MONEY)), Ok(printed));
            }
        }
    }
}
