//! What stands behind one row of an answer, value by value: the wording, how it is read, and each claim with its document,
//! paragraph and words (`.why`, docs/prompt.md).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::rc::Rc;

use super::{Failed, Session};
use crate::answer::{Cell, Citation, Column, Row};
use crate::catalog::Catalog;
use crate::query::ast::{Item, Query};
use crate::query::parser::parse;
use crate::query::resolve::Failure;
use crate::query::sql;
use crate::query::suggest::resolve;
use crate::render::words;
use crate::text::clean::clean;
use crate::text::{list_and, width, wrap};

/// How far what belongs to a value is set in.
const INDENT: &str = "    ";

/// What stands for a value there is none of.
const UNKNOWN: &str = "not recorded";

/// Why there is nothing to tell about a row.
#[derive(Debug)]
pub enum NoWhy {
    /// It was a count, which has no rows.
    OneNumber,
    /// There are fewer rows.
    Rows(u64),
    /// The field cannot be shown of this answer; the sentence says why.
    Field(String),
    /// Asking failed.
    Failed(Failed),
}

impl From<anyhow::Error> for NoWhy {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// A row with everything behind it.
struct Found {
    columns: Vec<Column>,
    row: Row,
}

impl Session {
    /// What stands behind row `number` (from 1) of a query's answer: behind one field, or behind all that is shown and
    /// asked.
    pub fn why(&self, query: &str, number: u64, field: Option<&str>) -> Result<String, NoWhy> {
        let found = self.row(&asked(query, field, self.base.catalog())?, number)?;
        let Found { columns, row } = &found;
        let title = row.cells.first().map(|cell| words(cell, UNKNOWN)).unwrap_or_default();
        let mut text = format!("{title}\n");
        let named = |column: &&Column| field.is_none_or(|field| column.name == field.trim());
        let widest = columns.iter().filter(named).map(|column| width(&column.name)).max();
        for (at, column) in columns.iter().enumerate().filter(|(_, column)| named(column)) {
            let gap = " ".repeat(widest.unwrap_or(0).saturating_sub(width(&column.name)) + 2);
            let cell = row.cells.get(at).unwrap_or(&Cell::Unknown);
            let read = cell.range().map(|range| format!(", read as {range}")).unwrap_or_default();
            let _ = writeln!(text, "  {}{gap}{}{read}", clean(&column.name), words(cell, UNKNOWN));
            self.claims(&mut text, row.citations.get(at).into_iter().flatten());
            let against = row.against.get(at).and_then(Option::as_ref);
            if let Some(against) = against.filter(|against| !against.is_empty()) {
                let _ = writeln!(text, "  against it");
                self.claims(&mut text, against);
            }
        }
        let asked = row.citations.get(columns.len()).filter(|asked| !asked.is_empty());
        if let (Some(asked), None) = (asked, field) {
            let _ = writeln!(text, "  what was asked");
            self.claims(&mut text, asked);
        }
        Ok(text)
    }

    /// The documents behind a row of a query's answer, each with the paragraphs cited.
    pub fn documents(&self, query: &str, number: u64) -> Result<String, NoWhy> {
        let Found { columns, row } = self.row(&asked(query, None, self.base.catalog())?, number)?;
        let mut documents: BTreeMap<&str, (String, BTreeSet<i64>)> = BTreeMap::new();
        for citation in (0..=columns.len()).flat_map(|at| row.evidence(at)) {
            if let Some(source) = &citation.source {
                let document = documents.entry(&source.slug);
                let (_, paragraphs) =
                    document.or_insert_with(|| (source.edition(), BTreeSet::new()));
                paragraphs.extend(citation.paragraph);
            }
        }
        let mut text = String::new();
        for (slug, (edition, paragraphs)) in documents {
            let numbers: Vec<String> = paragraphs.iter().map(i64::to_string).collect();
            let at = match numbers.len() {
                0 => String::new(),
                1 => format!(", paragraph {}", numbers.concat()),
                _ => format!(", paragraphs {}", list_and(&numbers)),
            };
            let line = format!("{}: {}{at}", clean(slug), clean(&edition));
            let _ = writeln!(text, "{}", wrap(&line, self.settings.width, INDENT));
        }
        if text.is_empty() {
            text.push_str("no document supports this row\n");
        }
        Ok(text)
    }

    fn claims<'c>(&self, text: &mut String, claims: impl IntoIterator<Item = &'c Rc<Citation>>) {
        for citation in claims {
            let line = format!("{INDENT}{}", clean(&citation.full_text()));
            let _ = writeln!(text, "{}", wrap(&line, self.settings.width, "      "));
        }
    }

    /// One row of an answer, with what stands behind it.
    fn row(&self, query: &Query, number: u64) -> Result<Found, NoWhy> {
        let _steady = self.base.steady()?;
        let resolved = resolve(query, self.base.catalog(), &self.base, &self.settings.parameters)
            .map_err(|failure| match failure {
            Failure::Query(found) => NoWhy::Field(
                found.first().map(|d| d.problem.message().sentence).unwrap_or_default(),
            ),
            Failure::Names(error) => NoWhy::Failed(error.into()),
        })?;
        let statement = sql::rows(&resolved.plan);
        let mut wanted = None;
        let mut seen = 0;
        self.base.rows(&statement, &mut |row| {
            seen += 1;
            wanted = (seen == number).then_some(row);
            wanted.is_none()
        })?;
        let row = wanted.ok_or(NoWhy::Rows(seen))?;
        Ok(Found { columns: statement.columns, row })
    }
}

/// A query with its sources, its columns named, so that the field can stand among them if it does not yet.
fn asked(query: &str, field: Option<&str>, catalog: &Catalog) -> Result<Query, NoWhy> {
    let mut query = read(query)?;
    if query.count {
        return Err(NoWhy::OneNumber);
    }
    query.sources = Some(query.span);
    if query.show.is_empty() && query.by.is_empty() {
        let columns = catalog.find_kind(&query.kind.text).map(|kind| kind.columns.join(", "));
        query.show = items(&query, &columns.unwrap_or_default())?;
    }
    if let Some(field) = field {
        let known: Vec<String> = query.show.iter().map(Item::to_string).collect();
        let wanted = items(&query, field)?;
        query.show.extend(wanted.into_iter().filter(|item| !known.contains(&item.to_string())));
    }
    // Places in a text belong to the text they are in.
    read(&query.to_string())
}

fn read(text: &str) -> Result<Query, NoWhy> {
    let queries =
        parse(text).map_err(|problem| NoWhy::Field(problem.problem.message().sentence))?;
    queries.into_iter().next_back().ok_or(NoWhy::Rows(0))
}

/// Items as they would be read after `show`.
fn items(query: &Query, text: &str) -> Result<Vec<Item>, NoWhy> {
    Ok(read(&format!("{} show {text}", query.kind.text))?.show)
}
