//! `facts about X`: everything known of the things of a name and through them, gathered by queries, one for each section.
//!
//! The catalog says what can refer to a thing; no kind and no field is named here. `sections` makes the sections, `open_points`
//! lists what is missing or contested in them. `render::dossier` writes the page.

mod open_points;
mod sections;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::rc::Rc;

use anyhow::{Result, anyhow};

use super::{Answered, Failed, Session, diagnostics};
use crate::answer::{Citation, Column, Remark, Row, RowStats};
use crate::query::notes::{OpenRows, notes};
use crate::query::parser::parse;
use crate::query::plan::Named;
use crate::query::resolve::{Failure, Parameters, Resolved, resolve_sources};
use crate::query::sql;
use crate::render::dossier::{Profile, includes_notes, is_dossier_format, write_dossier};
use crate::store::Base;
use sections::Gathering;

/// The notes that a dossier has too: those on the things that were looked up, not on rows.
const NOTES: [&str; 3] = ["according-to", "several-things", "read-as"];

impl Session {
    /// Writes everything known of the things that a query names.
    pub(super) fn write_dossier(
        &self,
        base: &Base,
        resolved: &Resolved<'_>,
        (out, err): (&mut dyn Write, &mut dyn Write),
    ) -> Result<Answered, Failed> {
        let format = self.settings.format;
        if !is_dossier_format(format) {
            let sentence = format!(
                "`facts about` makes a page, which can't be written as {format}; use table, markdown, html, xlsx or json"
            );
            return Err(Failed::Output(io::Error::new(io::ErrorKind::InvalidInput, sentence)));
        }
        let mut numbering = Numbering::default();
        let mut profiles = Vec::new();
        for thing in matched_things(resolved) {
            profiles.extend(gather_profile(base, thing, &mut numbering)?);
        }
        let (noted, within) = (self.settings.notes, includes_notes(format));
        let notes = if noted || within { dossier_remarks(base, resolved)? } else { vec![] };
        let options = self.settings.render_options(base, &resolved.query, &resolved.plan)?;
        write_dossier(&profiles, &notes, (format, &options), out)?;
        for note in notes.iter().filter(|_| noted && !within) {
            diagnostics::print_note(&note.text, &self.settings, err)?;
        }
        Ok(Answered { rows: profiles.len() as u64, last: None })
    }
}

/// Lists the things that the name means, each once.
fn matched_things<'r>(resolved: &'r Resolved<'_>) -> impl Iterator<Item = &'r Named> {
    let mut seen = BTreeSet::new();
    let found = resolved.matched.iter().flat_map(|matched| &matched.things);
    found.filter(move |thing| seen.insert(thing.id))
}

fn dossier_remarks(base: &Base, resolved: &Resolved<'_>) -> Result<Vec<Remark>> {
    let open = OpenRows::for_plan(&resolved.plan, base)?;
    let mut remarks = notes(base, resolved, &RowStats::of_count(1), Some(open))?;
    remarks.retain(|note| NOTES.contains(&note.code));
    Ok(remarks)
}

/// Lists what a dossier of the things that a query names would show.
pub(super) fn outline_dossier(base: &Base, resolved: &Resolved<'_>) -> Vec<String> {
    let of_thing = |thing: &Named| {
        let kind = base.catalog().kind(&thing.kind)?;
        let numbering = &mut Numbering::default();
        Some(Gathering { base, thing, kind, numbering }.outline())
    };
    matched_things(resolved).filter_map(of_thing).flatten().collect()
}

/// Gathers what is known of a thing; `None` means that the catalog doesn't have its kind.
fn gather_profile(
    base: &Base,
    thing: &Named,
    numbering: &mut Numbering,
) -> Result<Option<Profile>> {
    let catalog = base.catalog();
    let Some(kind) = catalog.kind(&thing.kind) else { return Ok(None) };
    let sections = Gathering { base, thing, kind, numbering }.sections()?;
    Ok(Some(Profile {
        name: thing.name.clone(),
        kind: kind.name.clone(),
        slug: thing.slug.clone(),
        sections,
    }))
}

/// Runs a query of a dossier. It is made from the catalog, so nothing in it can be wrong.
fn query_rows(base: &Base, text: &str) -> Result<(Vec<Column>, Vec<Row>)> {
    let wrong = || anyhow!("a query of this page can't be answered: {text}");
    let query = parse(text).map_err(|_| wrong())?.pop().ok_or_else(wrong)?;
    let resolved = match resolve_sources(&query, base.catalog(), base, &Parameters::new()) {
        Ok(resolved) => resolved,
        Err(Failure::Query(_)) => return Err(wrong()),
        Err(Failure::Names(error)) => return Err(error),
    };
    let statement = sql::rows_statement(&resolved.plan);
    let mut rows = Vec::new();
    base.select_rows(&statement, &mut |row| {
        rows.push(row);
        true
    })?;
    Ok((statement.columns, rows))
}

/// Counts the rows of a query of a dossier.
fn count_query_rows(base: &Base, text: &str) -> Result<u64> {
    let (_, rows) = query_rows(base, text)?;
    Ok(rows.len() as u64)
}

/// The citations of the answers so far, each with its number: they share one list of footnotes.
#[derive(Default)]
struct Numbering(BTreeMap<Citation, Rc<Citation>>);

impl Numbering {
    /// Numbers the citations of a row.
    fn number_citations(&mut self, row: &mut Row) {
        for claims in &mut row.citations {
            self.renumber(claims);
        }
        for claims in row.against.iter_mut().flatten() {
            self.renumber(claims);
        }
    }

    fn renumber(&mut self, claims: &mut [Rc<Citation>]) {
        for claim in claims.iter_mut() {
            let key = Citation { number: 0, ..Citation::clone(claim) };
            let next = self.0.len() + 1;
            let numbered = self
                .0
                .entry(key)
                .or_insert_with_key(|key| Rc::new(Citation { number: next, ..key.clone() }));
            *claim = Rc::clone(numbered);
        }
        claims.sort_by_key(|claim| claim.number);
    }
}
