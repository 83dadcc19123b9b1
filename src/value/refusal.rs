//! Quantities that are refused: the reasons, and texts to write instead, each tried by the reader first.

use super::convention::Point;
use super::decimal::{Decimal, one_meaning};
use super::error::{LiteralError, LiteralErrorKind};
use super::number::{begins_number, is_minus};
use super::number_words::number_in_words;
use super::numeral::{read_scale, scale_words, scales_at_start};
use super::quantity::{Parts, Quantity, QuantityReader};
use super::spanned::Spanned;
use super::suggest::find_similar;
use super::unit::{MONEY, NUMBER, SHARE, Unit};

/// How many units of one name are offered.
const NAMED_ALIKE: usize = 4;

/// The scales that repairs write.
const LONG_SCALES: [(u32, &str); 4] =
    [(3, "thousand"), (6, "million"), (9, "billion"), (12, "trillion")];

impl<'u> QuantityReader<'u> {
    pub(super) fn not_amount(&self, typed: Spanned<'_>) -> LiteralError {
        let (text, wanted) = (typed.text.to_owned(), self.wanted.map(str::to_owned));
        let in_digits = self.readable_offers(in_digits(typed.text));
        typed.error(match in_digits.as_slice() {
            [] => LiteralErrorKind::NotAmount { typed: text, wanted, offers: self.examples() },
            _ => LiteralErrorKind::NumberInWords { typed: text, offers: in_digits },
        })
    }

    /// Refuses a text that can be taken for several quantities: of several units of one name, or of several amounts.
    pub(super) fn two_readings(
        &self,
        quantities: &[Quantity<'_, 'u>],
        typed: Spanned<'_>,
    ) -> LiteralError {
        let mut values = quantities.iter().map(|quantity| quantity.value);
        let first = values.next();
        let offers =
            self.readable_offers(quantities.iter().take(NAMED_ALIKE).map(Quantity::spelt_out));
        if values.any(|value| Some(value) != first) {
            let typed_text = typed.text.to_owned();
            return typed.error(LiteralErrorKind::AmbiguousAmount {
                typed: typed_text,
                offers,
                refused: vec![],
            });
        }
        let units = quantities
            .iter()
            .filter_map(|quantity| quantity.unit)
            .map(|u| u.name.clone())
            .collect();
        let kind = LiteralErrorKind::AmbiguousUnit { typed: typed.text.to_owned(), units, offers };
        typed.error(kind)
    }

    /// Says why the text after the number isn't a unit.
    pub(super) fn no_reading(&self, parts: &Parts<'_, 'u>) -> LiteralError {
        let rest = parts.digits.rest;
        let number = parts.number_before(rest);
        let alone = read_scale(rest).filter(|_| !parts.digits.scaled);
        let after = alone.map_or(rest, |(_, after)| after);
        if (alone.is_some() || parts.digits.scaled) && read_scale(after).is_some() {
            let typed = after.text.to_owned();
            return after.error(LiteralErrorKind::TwoScales { typed });
        }
        let goes_on = rest.text.trim_start_matches(|c| is_minus(c) || "–—~～".contains(c));
        if goes_on.starts_with(begins_number) {
            let offers = self.readable_offers([format!("{}{}", number.text, rest.text)]);
            let typed = format!("{} {}", number.text, rest.text);
            let kind = LiteralErrorKind::NotNumber { typed, offers };
            return LiteralError { at: number.range_to(rest), kind };
        }
        if alone.is_some() {
            return self.unknown_unit(after, parts.typed, &[]);
        }
        let before: Vec<&str> = scales_at_start(rest)
            .map(|(_, after)| rest.split(after.at - rest.at).0.text)
            .filter(|_| !parts.digits.scaled)
            .collect();
        self.unknown_unit(rest, parts.typed, &before)
    }

    /// Refuses a unit that is not known. `scales` are the scales with which it begins: a suggestion keeps them.
    pub(super) fn unknown_unit(
        &self,
        typed: Spanned<'_>,
        whole: Spanned<'_>,
        scales: &[&str],
    ) -> LiteralError {
        let unknown = |suggestions, offers| {
            let (typed_text, wanted) = (typed.text.to_owned(), self.wanted.map(str::to_owned));
            let kind =
                LiteralErrorKind::UnknownUnit { typed: typed_text, wanted, suggestions, offers };
            typed.error(kind)
        };
        if !self.offering {
            return unknown(vec![], vec![]);
        }
        let known: Vec<&str> = self
            .known_units()
            .flat_map(|unit| std::iter::once(&unit.name).chain(&unit.names))
            .map(String::as_str)
            .collect();
        let names = || known.iter().copied();
        let mut texts = find_similar(typed.text, names());
        texts.retain(|name| scales.iter().all(|scale| begins_with(name, scale.trim())));
        let has_scale = texts.is_empty() && !typed.text.contains(' ');
        for scale in scales.iter().filter(|_| has_scale) {
            let rest = typed.text.get(scale.len()..).unwrap_or_default();
            texts.extend(
                find_similar(rest, names()).into_iter().map(|name| format!("{scale}{name}")),
            );
        }
        let (word, more) = typed.text.split_once(' ').unwrap_or((typed.text, ""));
        let mut sizes = Vec::new();
        for name in find_similar(word, scale_words().map(|(name, _)| name)) {
            let size = scale_words().find(|(known, _)| *known == name).map(|(_, zeros)| zeros);
            if !sizes.contains(&size) {
                sizes.push(size);
                texts.push(format!("{name} {more}").trim_end().to_owned());
            }
        }
        let place = typed.at.saturating_sub(whole.at);
        let before = whole.text.get(..place).unwrap_or_default();
        texts.dedup();
        texts.retain(|text| {
            typed.at == whole.at || !self.readable_offers([format!("{before}{text}")]).is_empty()
        });
        texts.truncate(3);
        unknown(texts, self.examples())
    }

    pub(super) fn wrong_dimension(&self, unit: &Unit, parts: &Parts<'_, 'u>) -> LiteralError {
        let rest = parts.digits.rest;
        let typed = if parts.before.text.is_empty() { rest } else { parts.before };
        let number = parts.number_before(rest);
        typed.error(LiteralErrorKind::WrongDimension {
            typed: typed.text.to_owned(),
            dimension: unit.dimension.clone(),
            wanted: self.wanted.map(str::to_owned),
            offers: self.with_units(number.text),
        })
    }

    pub(super) fn missing_unit(&self, quantity: &Quantity<'_, 'u>) -> LiteralError {
        let offers = self.with_units(quantity.number.text);
        quantity.number.error(match self.wanted {
            Some(SHARE) => LiteralErrorKind::MissingSign { offers },
            wanted => LiteralErrorKind::MissingUnit { wanted: wanted.map(str::to_owned), offers },
        })
    }

    /// Lists the units that fit and are printed by name.
    fn known_units(&self) -> impl Iterator<Item = &'u Unit> {
        let wanted = self.wanted;
        let fits = move |unit: &&Unit| {
            wanted.is_none_or(|wanted| wanted == unit.dimension) && !unit.hidden
        };
        self.units.iter().filter(fits)
    }

    /// Writes a number with the first two units that fit.
    fn with_units(&self, number: &str) -> Vec<String> {
        if self.wanted == Some(NUMBER) {
            return self.readable_offers([number.to_owned()]);
        }
        let mut offers = self.readable_offers(self.known_units().map(|unit| unit.print(number)));
        offers.truncate(2);
        offers
    }

    /// Lists up to four texts that this reader reads.
    fn examples(&self) -> Vec<String> {
        match self.wanted {
            None => {
                let money = QuantityReader { wanted: Some(MONEY), ..self.clone() };
                let texts = ["500".to_owned(), "60%".to_owned()].into_iter();
                self.readable_offers(texts.chain(money.examples().into_iter().take(1)))
            }
            Some(NUMBER) => self.readable_offers(["1200", "1.5m", "3亿"].map(str::to_owned)),
            Some(SHARE) => self.readable_offers(["60%".to_owned()]),
            Some(MONEY) => {
                let first = self.known_units().next();
                let signs: Vec<&String> =
                    self.known_units().filter_map(|u| u.symbols.first()).collect();
                let texts = [
                    first.map(|unit| format!("1bn {}", unit.names.first().unwrap_or(&unit.name))),
                    signs.get(1).or(signs.first()).map(|sign| format!("{sign}20bn")),
                    first.map(|unit| format!("{} 5m", unit.name)),
                    signs.get(2).map(|sign| format!("{sign}3.5m")),
                ];
                self.readable_offers(texts.into_iter().flatten())
            }
            Some(_) => self.with_units("500"),
        }
    }

    /// Keeps those texts that this reader reads.
    pub(super) fn readable_offers(&self, texts: impl IntoIterator<Item = String>) -> Vec<String> {
        if !self.offering {
            return Vec::new();
        }
        let trial = Self { offering: false, ..self.clone() };
        let read = |text: &String| trial.read(Spanned::of_text(text)).is_ok();
        texts.into_iter().filter(read).collect()
    }
}

/// Writes the number words at the beginning of a text in digits: `one billion yuan` is `1bn yuan`.
fn in_digits(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split(' ').collect();
    (1..=words.len()).rev().find_map(|count| {
        let number = number_in_words(&words.get(..count)?.join(" "))?;
        let number = Decimal::of_parts(i64::try_from(number).ok()?, 1).canonical_text();
        Some([&[number.as_str()], words.get(count..)?].concat().join(" "))
    })
}

fn begins_with(name: &str, scale: &str) -> bool {
    name.get(..scale.len()).is_some_and(|head| head.eq_ignore_ascii_case(scale))
}

impl Quantity<'_, '_> {
    /// Writes the quantity as a literal of a query: the shortest text of it.
    pub(super) fn literal(&self) -> String {
        let number = one_meaning(self.value.canonical_text());
        self.unit.map_or_else(|| number.clone(), |unit| unit.print(&number))
    }

    /// Writes a quantity so that it has one reading: `500 million`, `500 metre`, `10,000 CNY`, `10.0 CNY`.
    pub(super) fn spelt_out(&self) -> String {
        let scale = LONG_SCALES.iter().find(|(zeros, _)| *zeros == self.zeros);
        let number = match (scale, self.point) {
            (Some((_, name)), _) => format!("{} {name}", self.unscaled.grouped_text()),
            (None, Some(Point::Decimal)) => with_decimals(&self.value),
            (None, _) => self.value.grouped_text(),
        };
        self.unit.map_or_else(|| number.clone(), |unit| unit.print(&number))
    }
}

/// Prints a number so that its point can only be a decimal point.
fn with_decimals(number: &Decimal) -> String {
    let text = number.grouped_text();
    if text.contains('.') { one_meaning(text) } else { format!("{text}.0") }
}
