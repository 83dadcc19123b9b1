//! Literals that are offered: days on which something is recorded, units behind a number, parameters.

use super::spot::{Reached, Spot};
use super::values::Asked;
use super::{Offer, Sort};
use crate::query::names::Held;
use crate::query::plan::Part;
use crate::value::{Number, Period, Unit, fold};

impl Asked<'_, '_> {
    pub(super) fn parameters(&self) -> Vec<Offer> {
        let given = self.world.parameters.iter().filter(|_| self.quote.is_none());
        let offer = |(name, value): (&String, &String)| Offer {
            about: Some(value.clone()),
            ..literal(self.start, format!("${name}"))
        };
        given.map(offer).filter(|offer| offer.text.starts_with(&self.typed)).collect()
    }

    /// Checks whether a literal fits the text before it: a parameter's value its field, the end of a range its beginning.
    pub(super) fn is_meant(&self, offer: &Offer) -> bool {
        let Some(before) = self.text.get(..offer.start) else { return false };
        let text = format!("{before}{}", offer.text);
        let spot = Spot::of(&text, self.start, self.world);
        spot.is_some_and(|spot| spot.is_meant(text.len(), self.world))
    }

    /// Years first, then the months of a year, then the days of a month.
    pub(super) fn days(&self, reached: Reached<'_>, part: Option<Part>) -> Vec<Offer> {
        let Some(column) = reached.column() else { return vec![] };
        let length = match (part, self.typed.len()) {
            (Some(Part::Year), _) | (None, 0..=4) => 4,
            (Some(_), _) | (None, 5..=7) => 7,
            (None, _) => 10,
        };
        let is_quarter = part == Some(Part::Quarter);
        let begin = self.typed.get(..4).filter(|_| is_quarter).unwrap_or(&self.typed);
        let found = self.world.names.days(&column, begin, length).unwrap_or_default();
        let mut texts: Vec<String> = { found }
            .into_iter()
            .map(|text| if is_quarter { quarter(&text) } else { text })
            .filter(|text| begin.len() == text.len() || text.starts_with(&self.typed))
            .collect();
        texts.dedup();
        let offer = |text: String| {
            let period = Period::read(&text).ok();
            let days = period.map(|period| (period.first, period.last));
            let rows = days.and_then(|(first, last)| self.rows(reached, Held::Days(&first, &last)));
            Offer { rows, ..literal(self.start, text) }
        };
        texts.into_iter().map(offer).collect()
    }

    /// Units of a dimension, behind a number.
    pub(super) fn units(&self, dimension: Option<&str>) -> Vec<Offer> {
        let Ok(number) = Number::read(&self.typed) else { return vec![] };
        if number.rest.is_empty() && !self.typed.ends_with(char::is_whitespace) {
            return vec![];
        }
        let start = self.start + if number.rest.is_empty() { self.typed.len() } else { number.at };
        let all = self.world.catalog.units.iter().filter(|unit| !unit.hidden);
        let fit = all.filter(|unit| dimension.is_none_or(|d| d == unit.dimension));
        fit.filter_map(|unit| self.unit(unit, number.rest, start)).collect()
    }

    /// A unit by whichever of its spellings begins as was typed.
    pub(super) fn unit(&self, unit: &Unit, typed: &str, start: usize) -> Option<Offer> {
        let key = fold(typed);
        let mut spellings = std::iter::once(&unit.name).chain(&unit.names);
        let text = spellings.find(|spelling| fold(spelling).starts_with(&key))?.clone();
        let about = if text == unit.name { unit.about.clone() } else { unit.name.clone() };
        let about = (!about.is_empty()).then_some(about);
        self.quote.is_none().then(|| Offer { about, ..literal(start, text) })
    }
}

fn literal(start: usize, text: String) -> Offer {
    Offer { start, text, sort: Sort::Literal, rows: None, about: None }
}

/// The quarter of a month: `2020-06` is in `2020Q2`.
fn quarter(month: &str) -> String {
    let year = month.get(..4).unwrap_or_default();
    let number: u32 = month.get(5..).and_then(|number| number.parse().ok()).unwrap_or(1);
    format!("{year}Q{}", number.div_ceil(3))
}
