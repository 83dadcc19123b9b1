//! Completions of literals: recorded dates, units after a number, and parameters.

use super::offer::{Category, Offer, World};
use super::spot::{CursorQuery, PathEnd};
use super::typed_value::TypedValue;
use crate::query::names::ColumnFilter;
use crate::query::parser::parse;
use crate::query::plan::Part;
use crate::query::resolve::look_up_sources;
use crate::value::{Number, Period, Unit, fold};

impl TypedValue<'_, '_> {
    /// Offers parameters with their values.
    pub(super) fn parameter_offers(&self) -> Vec<Offer> {
        let given = self.world.parameters.iter().filter(|_| self.quote.is_none());
        let offer = |(name, value): (&String, &String)| Offer {
            about: Some(value.clone()),
            ..literal_offer(self.start, format!("${name}"))
        };
        given.map(offer).filter(|offer| offer.text.starts_with(&self.typed)).collect()
    }

    /// Checks whether a literal fits the text before it: a parameter its field, the end of a range its beginning.
    pub(super) fn literal_fits(&self, offer: &Offer) -> bool {
        let Some(before) = self.text.get(..offer.start) else { return false };
        let text = format!("{before}{}", offer.text);
        let spot = CursorQuery::for_cursor(&text, self.start, self.world);
        spot.is_some_and(|spot| spot.resolves_before(text.len(), self.world))
            && self.names_source(&text)
    }

    /// Checks whether a source that ends a text is one, if it ends with a source.
    fn names_source(&self, text: &str) -> bool {
        let Some(query) = parse(text).ok().and_then(|mut queries| queries.pop()) else {
            return true;
        };
        let ends = query.according.as_ref().is_some_and(|of| of.span.end == text.len());
        let World { catalog, names, parameters } = *self.world;
        !ends || look_up_sources(&query, catalog, names, parameters).is_ok()
    }

    /// Offers recorded dates: years, then the months of a year, then the days of a month.
    pub(super) fn date_offers(&self, reached: PathEnd<'_>, part: Option<Part>) -> Vec<Offer> {
        let Some(column) = reached.column() else { return vec![] };
        let length = match (part, self.typed.len()) {
            (Some(Part::Year), _) | (None, 0..=4) => 4,
            (Some(_), _) | (None, 5..=7) => 7,
            (None, _) => 10,
        };
        let is_quarter = part == Some(Part::Quarter);
        let begin = self.typed.get(..4).filter(|_| is_quarter).unwrap_or(&self.typed);
        let found = self.world.names.days_beginning(&column, begin, length).unwrap_or_default();
        let mut texts: Vec<String> = { found }
            .into_iter()
            .map(|text| if is_quarter { quarter_of(&text) } else { text })
            .filter(|text| begin.len() == text.len() || text.starts_with(&self.typed))
            .collect();
        texts.dedup();
        let offer = |text: String| {
            let period = Period::read(&text).ok();
            let days = period.map(|period| (period.first, period.last));
            let rows = days.and_then(|(first, last)| {
                self.count_rows(reached, ColumnFilter::Days(&first, &last))
            });
            Offer { rows, ..literal_offer(self.start, text) }
        };
        texts.into_iter().map(offer).collect()
    }

    /// Offers the units of a dimension after a number.
    pub(super) fn unit_offers(&self, dimension: Option<&str>) -> Vec<Offer> {
        let Ok(number) = Number::read(&self.typed) else { return vec![] };
        if number.rest.is_empty() && !self.typed.ends_with(char::is_whitespace) {
            return vec![];
        }
        let start = self.start + if number.rest.is_empty() { self.typed.len() } else { number.at };
        let all = self.world.catalog.units.iter().filter(|unit| !unit.hidden);
        let fit = all.filter(|unit| dimension.is_none_or(|d| d == unit.dimension));
        fit.filter_map(|unit| self.unit_offer(unit, number.rest, start)).collect()
    }

    /// Offers a unit by the spelling that begins with the typed text.
    pub(super) fn unit_offer(&self, unit: &Unit, typed: &str, start: usize) -> Option<Offer> {
        let key = fold(typed);
        let mut spellings = std::iter::once(&unit.name).chain(&unit.names);
        let text = spellings.find(|spelling| fold(spelling).starts_with(&key))?.clone();
        let about = if text == unit.name { unit.about.clone() } else { unit.name.clone() };
        let about = (!about.is_empty()).then_some(about);
        self.quote.is_none().then(|| Offer { about, ..literal_offer(start, text) })
    }
}

fn literal_offer(start: usize, text: String) -> Offer {
    Offer { start, text, category: Category::Literal, rows: None, about: None }
}

/// Returns the quarter of a month: `2020Q2` for `2020-06`.
fn quarter_of(month: &str) -> String {
    let year = month.get(..4).unwrap_or_default();
    let number: u32 = month.get(5..).and_then(|number| number.parse().ok()).unwrap_or(1);
    format!("{year}Q{}", number.div_ceil(3))
}
