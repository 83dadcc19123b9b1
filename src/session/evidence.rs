//! The evidence of one row of an answer, for `.why` and `.sources` (docs/prompt.md): each value's wording and reading, and
//! its claims with document, paragraph and words.

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
use crate::render::cell_text;
use crate::text::clean::clean;
use crate::text::{display_width, list_and, pad_to_width, wrap};

/// The indentation of claims under their value.
const INDENT: &str = "    ";

/// The words for an unknown value.
const UNKNOWN: &str = "not recorded";

/// The reason why there is no evidence to show.
#[derive(Debug)]
pub enum NoEvidence {
    /// The answer is a count, which has no rows.
    OneNumber,
    /// The answer has only this number of rows.
    Rows(u64),
    /// The answer can't show this field, for the reason given.
    Field(String),
    /// The query failed.
    Failed(Failed),
}

impl From<anyhow::Error> for NoEvidence {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl Session {
    /// Describes the evidence of row `number` (from 1) of a query's answer: of one field, or of all values and conditions.
    pub fn evidence_text(
        &self,
        query: &str,
        number: u64,
        field: Option<&str>,
    ) -> Result<String, NoEvidence> {
        let query = cited_query(query, field, self.base.catalog())?;
        let (columns, row) = &self.cited_row(&query, number)?;
        let title = row.cells.first().map(|cell| cell_text(cell, UNKNOWN)).unwrap_or_default();
        let mut text = format!("{title}\n");
        let named = |column: &&Column| field.is_none_or(|field| column.name == field.trim());
        let widest = columns.iter().filter(named).map(|column| display_width(&column.name)).max();
        let widest = widest.unwrap_or(0);
        for (at, column) in columns.iter().enumerate().filter(|(_, column)| named(column)) {
            let name = pad_to_width(&clean(&column.name), widest);
            let cell = row.cells.get(at).unwrap_or(&Cell::Unknown);
            let read =
                cell.range_text().map(|range| format!(", read as {range}")).unwrap_or_default();
            let _ = writeln!(text, "  {name}  {}{read}", cell_text(cell, UNKNOWN));
            self.push_claims(&mut text, row.citations.get(at).into_iter().flatten());
            let against = row.against.get(at).and_then(Option::as_ref);
            if let Some(against) = against.filter(|against| !against.is_empty()) {
                let _ = writeln!(text, "  claims with another value");
                self.push_claims(&mut text, against);
            }
        }
        let conditions = row.citations.get(columns.len()).filter(|claims| !claims.is_empty());
        if let (Some(claims), None) = (conditions, field) {
            let _ = writeln!(text, "  conditions");
            self.push_claims(&mut text, claims);
        }
        Ok(text)
    }

    /// Lists the documents behind row `number` of a query's answer, each with the paragraphs cited.
    pub fn documents_text(&self, query: &str, number: u64) -> Result<String, NoEvidence> {
        let query = cited_query(query, None, self.base.catalog())?;
        let (columns, row) = self.cited_row(&query, number)?;
        let mut documents: BTreeMap<&str, (String, BTreeSet<i64>)> = BTreeMap::new();
        for citation in (0..=columns.len()).flat_map(|at| row.evidence(at)) {
            if let Some(source) = &citation.source {
                let document = documents.entry(&source.slug);
                let (_, paragraphs) =
                    document.or_insert_with(|| (source.full_title(), BTreeSet::new()));
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

    fn push_claims<'c>(
        &self,
        text: &mut String,
        claims: impl IntoIterator<Item = &'c Rc<Citation>>,
    ) {
        for citation in claims {
            let line = format!("{INDENT}{}", clean(&citation.full_text()));
            let _ = writeln!(text, "{}", wrap(&line, self.settings.width, "      "));
        }
    }

    /// Runs a query up to the row wanted, and returns it with its columns.
    fn cited_row(&self, query: &Query, number: u64) -> Result<(Vec<Column>, Row), NoEvidence> {
        let _steady = self.base.hold_snapshot()?;
        let refused = |failure| match failure {
            Failure::Query(found) => NoEvidence::Field(
                found.first().map(|d| d.problem.message().sentence).unwrap_or_default(),
            ),
            Failure::Names(error) => NoEvidence::Failed(error.into()),
        };
        let scope = self.base_of_query(query).map_err(refused)?;
        let resolved = self.resolve_on(&scope, query).map_err(refused)?;
        let statement = sql::rows_statement(&resolved.plan);
        let mut wanted = None;
        let mut seen = 0;
        scope.select_rows(&statement, &mut |row| {
            seen += 1;
            wanted = (seen == number).then_some(row);
            wanted.is_none()
        })?;
        let row = wanted.ok_or(NoEvidence::Rows(seen))?;
        Ok((statement.columns, row))
    }
}

/// Rewrites a query to return its sources, its columns listed explicitly and the field among them.
fn cited_query(query: &str, field: Option<&str>, catalog: &Catalog) -> Result<Query, NoEvidence> {
    let mut query = parse_one(query)?;
    if query.count {
        return Err(NoEvidence::OneNumber);
    }
    query.sources = Some(query.span);
    if query.show.is_empty() && query.by.is_empty() {
        let columns = catalog.find_kind(&query.kind.text).map(|kind| kind.columns.join(", "));
        query.show = show_items(&query, &columns.unwrap_or_default())?;
    }
    if let Some(field) = field {
        let known: Vec<String> = query.show.iter().map(Item::to_string).collect();
        let wanted = show_items(&query, field)?;
        query.show.extend(wanted.into_iter().filter(|item| !known.contains(&item.to_string())));
    }
    // Spans belong to their text, so the new text is parsed again.
    parse_one(&query.to_string())
}

fn parse_one(text: &str) -> Result<Query, NoEvidence> {
    let queries =
        parse(text).map_err(|problem| NoEvidence::Field(problem.problem.message().sentence))?;
    queries.into_iter().next_back().ok_or(NoEvidence::Rows(0))
}

/// Parses items as they follow `show`.
fn show_items(query: &Query, text: &str) -> Result<Vec<Item>, NoEvidence> {
    Ok(parse_one(&format!("{} show {text}", query.kind.text))?.show)
}
