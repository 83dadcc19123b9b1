//! Answers: columns, rows of cells, citations and totals. `store` makes them, `render` writes them.

use std::rc::Rc;

use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::text::quote_safely;
use crate::value::{Amount, Decimal, Qualifier, Units, plain_decimal};

/// The sheet of a workbook with the claims that its answers cite. No kind has this name.
pub const CITATIONS_SHEET: &str = "citations";
/// The sheet of a workbook with the queries and the notes of its answers. No kind has this name.
pub const ABOUT_SHEET: &str = "about";
/// The first heading of these two sheets: the sheet that a line is about.
pub const ANSWER_SHEET: &str = "sheet";

/// A column of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its heading, as the query spells it: `signed_at.city`.
    pub name: String,
    /// The shape of its cells.
    #[serde(rename = "type")]
    pub shape: Shape,
}

/// The shape of a column's cells, which decides alignment and the extra columns of machine formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// Words, names, one of a list.
    Text,
    /// A whole number without wording.
    Integer,
    /// An amount with its wording, bounds and unit.
    Amount,
    /// A date or period.
    Date,
    /// Yes or no.
    YesNo,
    /// Several texts in one cell.
    List,
}

/// One value of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// Not recorded.
    Unknown,
    /// Words.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// An amount in words, with its bounds as exact decimals in `unit`; `None` means an open end.
    Amount {
        /// As the source words it: `about 42.7bn CNY`.
        text: String,
        /// The lower end.
        #[serde(serialize_with = "serialize_decimal")]
        low: Option<String>,
        /// The upper end.
        #[serde(serialize_with = "serialize_decimal")]
        high: Option<String>,
        /// The unit's name; empty for a plain number.
        unit: String,
    },
    /// A date or period: as written, and its first and last day.
    Date {
        /// As written: `within 2024-06`.
        text: String,
        /// The first day, if known.
        from: Option<String>,
        /// The last day, if known.
        to: Option<String>,
    },
    /// Yes or no.
    YesNo(bool),
    /// Several values in one cell.
    List(Vec<Cell>),
}

/// Writes a decimal without losing a digit. Anything else would break the document, so it is an error.
#[expect(clippy::ref_option, reason = "serde passes the field")]
fn serialize_decimal<S: Serializer>(
    number: &Option<String>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let Some(number) = number else { return serializer.serialize_none() };
    match serde_json::from_str::<serde_json::Number>(number)
        .and_then(|_| RawValue::from_string(number.clone()))
    {
        Ok(raw) => raw.serialize(serializer),
        Err(_) => Err(S::Error::custom(format!("{} isn't a decimal number", quote_safely(number)))),
    }
}

impl Cell {
    /// Prints the interval that a wording stands for, if it is more than one value: `38.43bn to 46.97bn CNY`, `301 or
    /// more`.
    pub fn range_text(&self) -> Option<String> {
        let (low, high, unit) = match self {
            Self::Amount { low, high, unit, .. } => (low, high, unit.as_str()),
            Self::Date { from, to, .. } => (from, to, ""),
            _ => return None,
        };
        let people = |end: &String| {
            Decimal::of_plain(end).map_or_else(|| end.clone(), |number| number.canonical_text())
        };
        let (more, less) = match self {
            Self::Date { .. } => ("later", "earlier"),
            _ => ("more", "less"),
        };
        let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
        match (low.as_ref().map(people), high.as_ref().map(people)) {
            (Some(low), Some(high)) if low != high => Some(format!("{low} to {high}{unit}")),
            (Some(low), None) => Some(format!("{low}{unit} or {more}")),
            (None, Some(high)) => Some(format!("{high}{unit} or {less}")),
            _ => None,
        }
    }
}

/// One row of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Whether the record settles that it belongs to the answer; if not it is there because of `possibly`.
    pub certain: bool,
    /// One cell per column.
    pub cells: Vec<Cell>,
    /// The evidence for each cell, and last for the conditions, where the query asks for sources.
    pub citations: Vec<Vec<Rc<Citation>>>,
    /// For each cell that some claim contradicts, those claims, listed only if the query asks for sources.
    pub against: Vec<Option<Vec<Rc<Citation>>>>,
    /// The id of what it is, if that was asked for.
    pub id: Option<i64>,
}

impl Row {
    /// Makes a certain row without evidence.
    pub fn of_cells(cells: Vec<Cell>) -> Self {
        Self { certain: true, cells, citations: vec![], against: vec![], id: None }
    }

    /// Lists the claims for a cell, then those against it.
    pub fn evidence(&self, at: usize) -> impl Iterator<Item = &Rc<Citation>> {
        let against = self.against.get(at).and_then(Option::as_ref);
        self.citations.get(at).into_iter().flatten().chain(against.into_iter().flatten())
    }
}

/// One claim after a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Citation {
    /// Its number in the answer, from 1.
    #[serde(skip)]
    pub number: usize,
    /// The document; `None` means that the fact is known from elsewhere.
    #[serde(skip)]
    pub source: Option<Rc<CitedDocument>>,
    /// The paragraph of it.
    pub paragraph: Option<i64>,
    /// The words as printed.
    pub phrase: Option<String>,
    /// The reading of the phrase, where it differs from the print.
    pub read_as: Option<String>,
    /// The value it gives where that is not the one recorded, or where another claim gives another: `30`, `not stated`.
    pub says: Option<String>,
    /// `stated`, `inferred` or `external`.
    pub basis: String,
    /// How sure the reading is: `high`, `medium` or `low`.
    pub confidence: String,
    /// Why it is concluded, or from where it is known.
    pub note: Option<String>,
}

/// Something to know about an answer, in words and for a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// Its code: `may-match`, or the code of a warning.
    pub code: &'static str,
    /// The sentence.
    pub text: String,
    /// How many rows it is about, where it counts them.
    pub rows: Option<u64>,
}

/// A document that is cited.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CitedDocument {
    /// Its slug.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// When, as written.
    pub published: Option<String>,
}

impl CitedDocument {
    /// Prints its title, its publisher and its date.
    pub fn full_title(&self) -> String {
        let known: Vec<&str> =
            [&self.publisher, &self.published].into_iter().flatten().map(String::as_str).collect();
        if known.is_empty() {
            return self.title.clone();
        }
        format!("{} ({})", self.title, known.join(", "))
    }
}

impl Citation {
    /// Prints its place: `qingdao-hub-2020 p5`.
    pub fn place(&self) -> String {
        match (&self.source, self.paragraph) {
            (Some(source), Some(paragraph)) => format!("{} p{paragraph}", source.slug),
            (Some(source), None) => source.slug.clone(),
            (None, _) => "not from a document".to_owned(),
        }
    }

    /// Prints its place for a reader without the base: the document's title, publisher, date and paragraph.
    fn full_place(&self) -> String {
        let Some(source) = &self.source else { return self.place() };
        let paragraph = self.paragraph.map(|n| format!(", paragraph {n}")).unwrap_or_default();
        format!("{}{paragraph}", source.full_title())
    }

    /// Prints its place, the value it gives if another is recorded, and its basis unless plainly stated:
    /// `qingdao-hub-2020 p21 (30, inferred)`.
    pub fn short_text(&self) -> String {
        let more: Vec<String> =
            [self.says.clone(), self.basis_text()].into_iter().flatten().collect();
        if more.is_empty() {
            return self.place();
        }
        format!("{} ({})", self.place(), more.join(", "))
    }

    /// Prints a footnote without its number: place, words, and basis unless plainly stated.
    pub fn text(&self) -> String {
        self.append_details(self.place())
    }

    /// Prints a footnote for a reader without the base.
    pub fn full_text(&self) -> String {
        self.append_details(self.full_place())
    }

    fn append_details(&self, mut text: String) -> String {
        if let Some(phrase) = &self.phrase {
            text = format!("{text} “{phrase}”");
        }
        if let Some(read_as) = &self.read_as {
            text = format!("{text}, read as “{read_as}”");
        }
        if let Some(says) = &self.says {
            text = format!("{text}: {says}");
        }
        match (self.basis_text(), &self.note) {
            (None, _) => text,
            (Some(known), Some(note)) => {
                format!("{text} ({known}: {})", note.trim_end_matches('.'))
            }
            (Some(known), None) => format!("{text} ({known})"),
        }
    }

    /// Says how the fact is known unless it is plainly stated: `inferred, low confidence`.
    fn basis_text(&self) -> Option<String> {
        let low = (self.confidence == "low").then_some("low confidence");
        let basis = (self.basis != "stated").then_some(self.basis.as_str());
        let known: Vec<&str> = [basis, low].into_iter().flatten().collect();
        (!known.is_empty()).then(|| known.join(", "))
    }
}

/// The amounts of one unit, taken together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Total {
    /// Their unit.
    pub unit: String,
    /// The words before the number, `to` for two; `None` means that the amounts can't be added up.
    pub words: Option<String>,
    /// The number printed, in smallest parts; `None` means that both ends are open.
    pub at: Option<i64>,
    /// The lower end; `None` means that it is open.
    pub low: Option<i64>,
    /// The upper end likewise.
    pub high: Option<i64>,
    /// The wording of one of them that says all of it.
    pub wording: Option<String>,
}

/// Prints totals, and how many of the counted amounts are known: `about 122.7bn CNY; 5m USD (3 of 4 known)`.
pub fn totals_cell(totals: &[Total], (known, counted): (i64, i64), units: &Units) -> Cell {
    let behind = format!("({known} of {counted} known)");
    let mut cells: Vec<Cell> = totals.iter().map(|total| total.to_cell(units)).collect();
    match cells.last_mut() {
        Some(Cell::Amount { text, .. }) => *text = format!("{text} {behind}"),
        _ => cells.push(Cell::Amount {
            text: format!("unknown {behind}"),
            low: None,
            high: None,
            unit: String::new(),
        }),
    }
    if cells.len() == 1 { cells.swap_remove(0) } else { Cell::List(cells) }
}

impl Total {
    fn to_cell(&self, units: &Units) -> Cell {
        let known = units.get(&self.unit);
        let is_added = self.words.is_some();
        let factor = known.map_or(1, |unit| unit.factor);
        let end = |parts: Option<i64>| {
            parts.filter(|_| is_added).map(|parts| plain_decimal(parts, factor))
        };
        let is_hidden = is_added && known.is_some_and(|unit| unit.hidden);
        Cell::Amount {
            text: self.text(units),
            low: end(self.low),
            high: end(self.high),
            unit: if is_hidden { String::new() } else { self.unit.clone() },
        }
    }

    fn text(&self, units: &Units) -> String {
        let (Some(words), None) = (&self.words, &self.wording) else {
            let none = || format!("amounts in {} not added up", self.unit);
            return self.wording.clone().unwrap_or_else(none);
        };
        let Some(at) = self.at else { return "unknown".to_owned() };
        let (low, high) = (self.low, self.high);
        let qualifier = Qualifier::from_words(words, high).unwrap_or(Qualifier::Exactly);
        Amount { qualifier, at, low, high, unit: self.unit.clone() }.text(units)
    }
}

/// Statistics of the rows of an answer, counted while they are written, so that notes need no second query.
#[derive(Debug, Default)]
pub struct RowStats {
    /// The number of rows; of a `count`, the number counted.
    pub rows: u64,
    columns: Vec<Gaps>,
    /// The ids of the rows, as long as they are known and few.
    ids: Vec<i64>,
}

/// The number of rows in which a column has no value of its own.
#[derive(Debug, Clone, Copy, Default)]
struct Gaps {
    unknown: u64,
    bounded: u64,
}

/// The most rows whose ids are kept: a statement that lists more of them takes longer to plan than one with the condition.
const FEW: u64 = 200;

/// The beginning of an amount that is only bounded by its whole (`store::load::parts`).
pub const PART_OF: &str = "part of ";

/// Keeps the first of equal items, in their order.
pub fn distinct_items<T: PartialEq>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut kept = Vec::new();
    for item in items {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}

impl RowStats {
    /// Makes the statistics of a `count`.
    pub fn of_count(rows: u64) -> Self {
        Self { rows, ..Self::default() }
    }

    /// Counts a row.
    pub fn add(&mut self, row: &Row) {
        self.rows += 1;
        self.ids.extend(row.id.filter(|_| self.rows <= FEW));
        self.columns.resize(row.cells.len(), Gaps::default());
        for (gaps, cell) in self.columns.iter_mut().zip(&row.cells) {
            match cell {
                Cell::Unknown => gaps.unknown += 1,
                Cell::List(cells) if cells.is_empty() => gaps.unknown += 1,
                Cell::Amount { text, .. } if text.starts_with(PART_OF) => gaps.bounded += 1,
                _ => {}
            }
        }
    }

    /// Returns the ids of all rows; `None` means that they aren't known, or that there are many.
    pub fn ids(&self) -> Option<Vec<i64>> {
        (self.ids.len() as u64 == self.rows).then(|| self.ids.clone())
    }

    /// Returns the number of rows in which a column is empty.
    pub fn unknown_rows(&self, column: usize) -> u64 {
        self.columns.get(column).map_or(0, |gaps| gaps.unknown)
    }

    /// Returns the number of rows in which a column shows only a bound given by the whole.
    pub fn bounded_rows(&self, column: usize) -> u64 {
        self.columns.get(column).map_or(0, |gaps| gaps.bounded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_told_in_words() {
        let end = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let amount = |low, high, unit: &str| {
            Cell::Amount { text: String::new(), low: end(low), high: end(high), unit: unit.into() }
                .range_text()
                .unwrap_or_default()
        };
        assert_eq!(amount("38430000000", "46970000000", "CNY"), "38.43bn to 46.97bn CNY");
        assert_eq!(amount("301", "", ""), "301 or more");
        assert_eq!(amount("", "19.5", "km"), "19.5 km or less");
        assert_eq!(amount("80000000000", "80000000000", "CNY"), "");
        let date = |from, to| {
            Cell::Date { text: String::new(), from: end(from), to: end(to) }
                .range_text()
                .unwrap_or_default()
        };
        assert_eq!(date("2020-06-01", "2020-06-30"), "2020-06-01 to 2020-06-30");
        assert_eq!(date("2020-06-29", "2020-06-29"), "");
        assert_eq!(date("", "2020-08-31"), "2020-08-31 or earlier");
        assert_eq!(date("2020-08-31", ""), "2020-08-31 or later");
    }
}
