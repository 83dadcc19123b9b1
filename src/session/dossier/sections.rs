//! The sections about one thing: its fields, what refers to it, and what that leads to, each by date.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::open_points::OpenPoints;
use super::{Numbering, count_query_rows, query_rows};
use crate::answer::{Cell, Column, Row, Shape, distinct_items};
use crate::catalog::graph::{Referrer, referrers_of_kind};
use crate::catalog::label::{LabelPart, label_parts, name_without_part};
use crate::catalog::{Kind, Sort, Type};
use crate::query::plan::Named;
use crate::render::cell_text;
use crate::render::dossier::DossierSection;
use crate::store::Base;
use crate::text;

/// The most ids in one query.
const IDS: usize = 500;

/// The things that are reached, by the singular of their kind.
type ReachedThings = BTreeMap<String, BTreeSet<String>>;

/// Gathers what is known of one thing.
pub(super) struct Gathering<'a> {
    pub(super) base: &'a Base,
    pub(super) thing: &'a Named,
    pub(super) kind: &'a Kind,
    pub(super) numbering: &'a mut Numbering,
}

/// Members of a kind to be listed in a section.
struct Listing<'k> {
    kind: &'k Kind,
    title: String,
    /// The query for them, without columns.
    query: String,
    /// The columns to be shown after the name, dates first.
    shown: Vec<String>,
    /// The fields that lead to the thing of the dossier.
    back: Vec<&'k str>,
    /// The columns that are read beside them.
    also: Vec<String>,
}

impl Gathering<'_> {
    /// Lists what the sections show, each with the query that shows the same rows: those with rows are shown.
    pub(super) fn outline(&self) -> Vec<String> {
        let own = format!("its fields: {} where id = @{}", self.kind.plural, self.thing.slug);
        let references = referrers_of_kind(self.base.catalog(), self.kind);
        let referring = references.iter().filter_map(|reference| self.members(reference));
        let referring = referring
            .map(|members| format!("{}: {}", members.title.replace('_', " "), members.query));
        let behind = ["what these lead to", "different values", "open points"].map(str::to_owned);
        std::iter::once(own).chain(referring).chain(behind).collect()
    }

    /// Lists the sections that have rows.
    pub(super) fn sections(self) -> Result<Vec<DossierSection>> {
        let catalog = self.base.catalog();
        let mut points = OpenPoints::default();
        let (mut reached, mut listed) =
            (ReachedThings::new(), BTreeSet::from([self.thing.slug.clone()]));
        let mut sections = vec![self.own_section(&mut points, &mut reached)?];
        for reference in referrers_of_kind(catalog, self.kind) {
            if let Some(members) = self.members(&reference) {
                sections.push(self.section(&members, &mut points, &mut |kind, slug| {
                    if kind == members.kind.name {
                        listed.insert(slug);
                    } else {
                        reached.entry(kind).or_default().insert(slug);
                    }
                })?);
            }
        }
        for kind in catalog.kinds.iter().filter(|kind| kind.sort == Sort::Thing && !kind.core) {
            let slugs = reached.remove(&kind.name).unwrap_or_default();
            let slugs: Vec<&String> = slugs.difference(&listed).collect();
            for slugs in slugs.chunks(IDS) {
                sections.push(self.section(
                    &linked_listing(kind, slugs),
                    &mut points,
                    &mut |_, _| {},
                )?);
            }
        }
        sections.push(section_of_lines("elsewhere", self.elsewhere_rows()?));
        points.add_silences(self.base, self.thing, self.kind)?;
        let [contradictions, open] = points.sections();
        sections.extend([contradictions, open]);
        sections.retain(|section| !section.rows.is_empty());
        for row in sections.iter_mut().flat_map(|section| &mut section.rows) {
            drop_unused_claims(row);
            self.numbering.number_citations(row);
        }
        Ok(sections)
    }

    /// Lists the fields of the thing itself.
    fn own_section(
        &self,
        points: &mut OpenPoints,
        reached: &mut ReachedThings,
    ) -> Result<DossierSection> {
        let Self { base, thing, kind, .. } = self;
        let catalog = base.catalog();
        let fields = kind.fields.iter().map(|field| field.name.clone());
        let names = ["name", "names"].map(str::to_owned);
        let shown: Vec<String> = names.into_iter().chain(fields).collect();
        // A place around the thing is one of its fields already.
        let refs =
            kind.stored_fields().filter(|f| f.ty.is_ref() && !catalog.leads_to_places(&f.ty));
        let also: Vec<String> = refs.flat_map(|f| target_columns(&f.name)).collect();
        let query = format!("{} where id = @{}", kind.plural, thing.slug);
        let columns = [shown.as_slice(), &also].concat().join(", ");
        let (mut found, mut rows) =
            query_rows(base, &format!("{query} show {columns} with sources"))?;
        for row in &mut rows {
            collect_targets(row, shown.len(), &mut |kind, slug| {
                reached.entry(kind).or_default().insert(slug);
            });
            keep_columns(row, shown.len());
            points.of_row(kind, &found, row, &thing.name);
            leave_out_defaults(kind, &found, row);
            leave_out_levels(kind, &found, row);
            self.leave_out_own_name(row);
        }
        found.truncate(shown.len());
        let title = String::new();
        Ok(DossierSection { title, query: Some(query), columns: found, rows })
    }

    /// Leaves out the main name among the names.
    fn leave_out_own_name(&self, row: &mut Row) {
        for cell in row.cells.iter_mut().skip(1) {
            if let Cell::List(names) = cell {
                names.retain(|name| cell_text(name, "") != self.thing.name);
            }
        }
    }

    /// Returns the members of a kind that refer to the thing; `None` for evidence, and for names, which are a field of it.
    fn members<'k>(&self, reference: &Referrer<'k>) -> Option<Listing<'k>> {
        let Referrer { kind, fields, title } = reference;
        let is_told = !kind.is_entered() || kind.core && kind.sort == Sort::Record;
        if is_told {
            return None;
        }
        let back: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        let also = match kind.sort {
            Sort::Thing => vec!["id".to_owned(), "kind".to_owned()],
            _ => kind
                .stored_fields()
                .filter(|field| field.ty.is_ref())
                .flat_map(|f| target_columns(&f.name))
                .collect(),
        };
        Some(Listing {
            kind,
            title: (*title).to_owned(),
            query: self.query(reference, "="),
            shown: dates_first(kind, kind.stored_fields().map(|field| field.name.clone())),
            back,
            also,
        })
    }

    /// Makes the query for what refers to the thing, or to a place within it.
    fn query(&self, Referrer { kind, fields, .. }: &Referrer<'_>, test: &str) -> String {
        let tests: Vec<String> = fields
            .iter()
            .map(|field| format!("{} {test} @{}", field.name, self.thing.slug))
            .collect();
        format!("{} where {}", kind.plural, tests.join(" or "))
    }

    /// Lists members of a kind by date, and hands on the things they lead to.
    fn section(
        &self,
        members: &Listing<'_>,
        points: &mut OpenPoints,
        reach: &mut dyn FnMut(String, String),
    ) -> Result<DossierSection> {
        let Listing { kind, title, query, shown, back, also } = members;
        let names = ["name".to_owned()];
        let columns = [names.as_slice(), shown, also].concat().join(", ");
        let time = shown.first().and_then(|name| kind.field(name)).filter(|f| f.ty.is_time());
        let order = time.map(|field| format!(" order by {}", field.name)).unwrap_or_default();
        let (found, rows) =
            query_rows(self.base, &format!("{query} show {columns}{order} with sources"))?;
        let mut section = DossierSection {
            title: title.clone(),
            query: Some(query.clone()),
            columns: vec![],
            rows: vec![],
        };
        let label = kind.label.as_deref().unwrap_or_default();
        let in_label = |name: &str| label_parts(label).contains(&LabelPart::Field(name));
        let in_head = |at: &usize| {
            let name = found.get(*at).map_or("", |column| column.name.as_str());
            *at == 0 || back.contains(&name) || in_label(name)
        };
        let (head, rest): (Vec<usize>, Vec<usize>) = (0..=shown.len()).partition(in_head);
        let behind = rest.iter().filter_map(|at| found.get(*at).cloned());
        section.columns = found.first().cloned().into_iter().chain(behind).collect();
        for mut row in rows {
            collect_targets(&row, shown.len() + 1, reach);
            keep_columns(&mut row, shown.len() + 1);
            leave_out_defaults(kind, &found, &mut row);
            leave_out_levels(kind, &found, &mut row);
            let name = self.name_beside(members, &found, &row);
            points.of_row(kind, &found, &row, &name);
            section.rows.push(named_row(&row, name, &head, &rest));
        }
        Ok(section)
    }

    /// Returns the name of a member without the thing's own name in it.
    fn name_beside(&self, members: &Listing<'_>, columns: &[Column], row: &Row) -> String {
        let name = row.cells.first().map(|cell| cell_text(cell, "")).unwrap_or_default();
        let is_own = |field: &&&str| {
            let at = columns.iter().position(|column| column.name == ***field);
            let cell = at.and_then(|at| row.cells.get(at));
            cell.is_some_and(|cell| cell_text(cell, "") == self.thing.name)
        };
        match members.back.iter().find(is_own) {
            Some(field) => name_without_part(members.kind, field, &self.thing.name, &name),
            None => name,
        }
    }

    /// Counts what isn't listed, with the query that lists it: evidence of a source, and what refers to a place within the thing.
    fn elsewhere_rows(&self) -> Result<Vec<Row>> {
        let catalog = self.base.catalog();
        let mut lines = Vec::new();
        for reference in referrers_of_kind(catalog, self.kind) {
            let kind = reference.kind;
            let inside = catalog.containment.as_ref().is_some_and(|c| c.kind == kind.name);
            let places = reference.fields.iter().all(|f| catalog.leads_to_places(&f.ty));
            let (query, fewer) = if kind.sort == Sort::Evidence {
                // The claims for the thing itself are among its footnotes.
                let any = |ty: &Type| ty.targets().is_some_and(|targets| targets.any);
                let fields = reference.fields.iter().copied().filter(|field| !any(&field.ty));
                let of_it = Referrer { fields: fields.collect(), ..reference };
                if of_it.fields.is_empty() {
                    continue;
                }
                (self.query(&of_it, "="), 0)
            } else if places && !inside && catalog.is_places(self.kind) {
                let listed = count_query_rows(self.base, &self.query(&reference, "="))?;
                (self.query(&reference, "within"), listed)
            } else {
                continue;
            };
            let n = count_query_rows(self.base, &query)?.saturating_sub(fewer);
            if n > 0 {
                let more = if fewer > 0 { " more" } else { "" };
                let noun = if n == 1 { &kind.name } else { &kind.plural };
                let n = text::group_digits(n);
                lines.push(format!("{n}{more} {noun}: {query}"));
            }
        }
        Ok(lines.into_iter().map(|line| Row::of_cells(vec![Cell::Text(line)])).collect())
    }
}

/// Returns the members of a kind that are reached through records.
fn linked_listing<'k>(kind: &'k Kind, slugs: &[&String]) -> Listing<'k> {
    let ids: Vec<String> = slugs.iter().map(|slug| format!("@{slug}")).collect();
    let own = kind.columns.iter().filter(|name| !["id", "name"].contains(&name.as_str()));
    Listing {
        kind,
        title: format!("linked {}", kind.plural),
        query: format!("{} where id in ({})", kind.plural, ids.join(", ")),
        shown: dates_first(kind, own.cloned()),
        back: vec![],
        also: vec![],
    }
}

/// Lists columns, those with dates first.
fn dates_first(kind: &Kind, columns: impl Iterator<Item = String>) -> Vec<String> {
    let is_time = |name: &String| kind.field(name).is_some_and(|field| field.ty.is_time());
    let (dates, others): (Vec<String>, Vec<String>) = columns.partition(is_time);
    [dates, others].concat()
}

/// Names the columns that say where a reference leads.
fn target_columns(field: &str) -> [String; 2] {
    [format!("{field}.id"), format!("{field}.kind")]
}

/// Hands on the things in the columns from a place on: id, kind, id, kind …
fn collect_targets(row: &Row, from: usize, reach: &mut dyn FnMut(String, String)) {
    for pair in row.cells.get(from..).unwrap_or_default().chunks(2) {
        if let [Cell::Text(slug), Cell::Text(kind)] = pair {
            reach(kind.clone(), slug.clone());
        }
    }
}

/// Keeps the first columns of a row, without the claims for its conditions.
fn keep_columns(row: &mut Row, columns: usize) {
    row.cells.truncate(columns);
    row.citations.truncate(columns);
    row.against.truncate(columns);
}

/// Leaves out the values that a field has if nothing else is given.
fn leave_out_defaults(kind: &Kind, columns: &[Column], row: &mut Row) {
    for (column, cell) in columns.iter().zip(&mut row.cells) {
        let field = kind.field(&column.name);
        if field.and_then(|f| f.default.as_ref()).is_some_and(|value| *value == cell_text(cell, ""))
        {
            *cell = Cell::Unknown;
        }
    }
}

/// Leaves out levels that repeat the name or a field.
fn leave_out_levels(kind: &Kind, columns: &[Column], row: &mut Row) {
    let mut seen: Vec<String> = Vec::new();
    for (column, cell) in columns.iter().zip(&mut row.cells) {
        let text = cell_text(cell, "");
        let is_level = kind.field(&column.name).is_some_and(|field| field.ty.is_level());
        if is_level && seen.contains(&text) {
            *cell = Cell::Unknown;
        }
        seen.push(text);
    }
}

/// Drops the claims for cells that aren't shown, so that no number is missing among the footnotes.
fn drop_unused_claims(row: &mut Row) {
    for (at, cell) in row.cells.iter().enumerate() {
        let is_empty = matches!(cell, Cell::List(cells) if cells.is_empty());
        if *cell == Cell::Unknown || is_empty {
            row.citations.get_mut(at).into_iter().for_each(Vec::clear);
            row.against.get_mut(at).into_iter().for_each(|against| *against = None);
        }
    }
}

/// Makes a row of a name, with the claims of all that is in it, and the other cells.
fn named_row(row: &Row, name: String, head: &[usize], rest: &[usize]) -> Row {
    let claims = |at: &usize| row.citations.get(*at).cloned().unwrap_or_default();
    let against = |at: &usize| row.against.get(*at).cloned().flatten();
    let of_head = distinct_items(head.iter().flat_map(claims));
    let contested: Vec<_> = head.iter().filter_map(against).collect();
    let against_head = (!contested.is_empty()).then(|| contested.concat());
    let cells = rest.iter().filter_map(|at| row.cells.get(*at).cloned());
    Row {
        certain: true,
        cells: std::iter::once(Cell::Text(name)).chain(cells).collect(),
        citations: std::iter::once(of_head).chain(rest.iter().map(claims)).collect(),
        against: std::iter::once(against_head).chain(rest.iter().map(against)).collect(),
        id: row.id,
    }
}

/// Makes a section of lines.
pub(super) fn section_of_lines(title: &str, rows: Vec<Row>) -> DossierSection {
    let columns = vec![Column { name: title.to_owned(), shape: Shape::Text }];
    DossierSection { title: title.to_owned(), query: None, columns, rows }
}
