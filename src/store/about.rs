//! A summary of a base: its scope, counts, sources and certainty, and its open points: fields that the catalog expects but that
//! are unknown, and links with fewer members than stated.
//!
//! Only numbers and names; [`crate::session::about`] turns them into a page.

use anyhow::Result;
use rusqlite::types::Value as Sql;

use super::content::Sum;
use super::contradictions::Conflict;
use super::digest::{Literal, NOT_STATED, OPEN_LIST, read_text};
use super::open::Base;
use super::queries::Queries;
use super::schema::{CLAIM, NAME, quote_ident, quote_literal, quote_literals, stored_kinds};
use super::seal::SealState;
use crate::catalog::{Catalog, Choice, Field, Kind, Link, SOURCE, Sort, Type, columns};

/// A first and a last day, if they are known.
pub type DaySpan = (Option<String>, Option<String>);

/// A base in numbers and names.
#[derive(Debug)]
pub struct BaseSummary {
    /// Its subject, in a few words.
    pub title: String,
    /// The same in a sentence or two.
    pub about: String,
    /// The first and the last day of all dates and periods in the facts.
    pub dates: DaySpan,
    /// The first and the last day on which sources were published.
    pub published: DaySpan,
    /// The number of things of each kind that has any, by the plural of its name.
    pub things: Vec<(String, u64)>,
    /// The same for records.
    pub records: Vec<(String, u64)>,
    /// The sources, in the order of their publication; undated ones last.
    pub sources: Vec<Document>,
    /// The number of claims of each basis, in the catalog's order.
    pub bases: Vec<(String, u64)>,
    /// The number of claims of each confidence, in the catalog's order.
    pub confidences: Vec<(String, u64)>,
    /// Expected facts that are unknown.
    pub open_points: Vec<OpenPoint>,
    /// The number of values that sources don't state, and of lists that they leave open.
    pub silences: (u64, u64),
    /// The contradictions between sources.
    pub conflicts: Vec<Conflict>,
    /// The versions that made it: `language`, `catalog`, `file`, `folding`.
    pub versions: Vec<(String, String)>,
    /// The hash of its content, whatever its ids and the order of loading.
    pub content: String,
    /// Whether the file is as it was shipped.
    pub seal: SealState,
}

/// A source in the summary.
#[derive(Debug)]
pub struct Document {
    /// Its slug.
    pub slug: String,
    /// When it was published, as written.
    pub published: Option<String>,
    /// The language in which it was read.
    pub language: Option<String>,
    /// Whether it is a translation, and by whom.
    pub translation: Option<String>,
    /// The number of its paragraphs.
    pub paragraphs: Option<u64>,
}

impl Base {
    /// Returns the base in numbers and names.
    pub fn summarise(&self) -> Result<BaseSummary> {
        let _steady = self.hold_snapshot()?;
        let catalog = self.catalog();
        let version = |key: &str| (key.to_owned(), self.meta_value(key).unwrap_or_default());
        Ok(BaseSummary {
            title: catalog.title.clone(),
            about: catalog.about.clone(),
            dates: self.span_of_facts()?,
            published: self.span_of_field(SOURCE, "published")?,
            things: self.count_by_kind(Sort::Thing)?,
            records: self.count_by_kind(Sort::Record)?,
            sources: self.documents()?,
            bases: self.count_claims_by("basis")?,
            confidences: self.count_claims_by("confidence")?,
            open_points: self.open_points()?,
            silences: self.count_unstated()?,
            conflicts: self.conflicts()?,
            versions: ["language", "catalog", "file", "folding"].map(version).into(),
            content: Sum::of_base(&self.conn, catalog)?.hash(catalog),
            seal: self.seal_state()?,
        })
    }

    /// Returns the first and the last day of all dates and periods of things and records, except sources.
    fn span_of_facts(&self) -> Result<DaySpan> {
        let (mut first, mut last): DaySpan = (None, None);
        for kind in self.catalog().entered_kinds().filter(|kind| kind.name != SOURCE) {
            for field in kind.stored_fields().filter(|field| field.ty.is_time()) {
                let (from, to) = self.span_of_field(&kind.name, &field.name)?;
                first = [first, from].into_iter().flatten().min();
                last = [last, to].into_iter().flatten().max();
            }
        }
        Ok((first, last))
    }

    fn span_of_field(&self, kind: &str, field: &str) -> Result<DaySpan> {
        let (from, to) = (
            quote_ident(&columns::first_day_column(field)),
            quote_ident(&columns::last_day_column(field)),
        );
        let sql = format!("SELECT min({from}), max({to}) FROM {}", quote_ident(kind));
        Ok(self.conn.read_first(&sql, [])?.unwrap_or_default())
    }

    fn count_by_kind(&self, sort: Sort) -> Result<Vec<(String, u64)>> {
        let mut counts = Vec::new();
        for kind in stored_kinds(self.catalog()).filter(|kind| kind.sort == sort) {
            counts.push((kind.plural.clone(), self.conn.count_table_rows(&kind.name)?));
        }
        counts.retain(|(_, count)| *count > 0);
        // Names belong to things, so they say least about the scope.
        let names = self.catalog().kind(NAME).map(|kind| kind.plural.as_str());
        counts.sort_by_key(|(plural, _)| Some(plural.as_str()) == names);
        Ok(counts)
    }

    fn documents(&self) -> Result<Vec<Document>> {
        let sql = format!(
            "SELECT t.slug, s.published, s.language, s.translation, s.paragraphs
             FROM {} AS s JOIN thing AS t ON t.id = s.id
             ORDER BY s.published_from IS NULL, s.published_from, t.slug",
            quote_ident(SOURCE)
        );
        Ok(self.conn.read(&sql, [], |row| {
            Ok(Document {
                slug: row.get::<_, Option<String>>(0)?.unwrap_or_default(),
                published: row.get(1)?,
                language: row.get(2)?,
                translation: row.get(3)?,
                paragraphs: row.get::<_, Option<i64>>(4)?.map(i64::unsigned_abs),
            })
        })?)
    }

    /// Counts the claims with each value of one of their enums.
    fn count_claims_by(&self, field: &str) -> Result<Vec<(String, u64)>> {
        let field = self.catalog().kind(CLAIM).and_then(|kind| kind.field(field));
        let Some((field, Type::Enum(choices))) = field.map(|field| (field, &field.ty)) else {
            return Ok(vec![]);
        };
        let sql = format!("SELECT count(*) FROM {CLAIM} WHERE {} = ?1", quote_ident(&field.name));
        let share = |choice: &Choice| {
            Ok((choice.name.clone(), self.conn.read_count(&sql, [&choice.name])?))
        };
        choices.iter().map(share).collect()
    }
}

/// The number of members of an open point that are named.
const NAMED: usize = 3;

/// A gap that members of a kind have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenPoint {
    /// The kind, for one and for many.
    pub kind: (String, String),
    /// The gap.
    pub gap: Gap,
    /// The number of members that have it.
    pub count: u64,
    /// The names of the first of them.
    pub names: Vec<String>,
}

/// An expected fact that is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// A field is unknown.
    Unknown {
        /// A query that lists the members.
        query: String,
    },
    /// Fewer members of a link are recorded than a field says there are.
    Fewer {
        /// The link.
        link: String,
        /// The number of those recorded in all.
        known: u64,
    },
}

impl Base {
    /// Returns everything that the catalog expects and the base lacks.
    pub fn open_points(&self) -> Result<Vec<OpenPoint>> {
        let mut points = Vec::new();
        for kind in stored_kinds(self.catalog()) {
            for field in kind.expect.iter().filter_map(|name| kind.field(name)) {
                points.extend(self.find_unknown_values(kind, field)?);
            }
            for field in &kind.fields {
                if let Some(link) = field.counts.as_ref().and_then(|link| kind.link(link)) {
                    points.extend(self.find_missing_members(kind, field, link)?);
                }
            }
        }
        Ok(points)
    }

    /// Counts the values that sources don't state, and the lists that they leave open.
    pub fn count_unstated(&self) -> Result<(u64, u64)> {
        let count = |says: &str| {
            let sql = "SELECT count(*) FROM claim WHERE says = ?1";
            self.conn.read_count(sql, [says])
        };
        Ok((count(NOT_STATED)?, count(OPEN_LIST)?))
    }

    fn find_unknown_values(&self, kind: &Kind, field: &Field) -> Result<Option<OpenPoint>> {
        let column = match field.whole {
            Some(_) => columns::number_column(&field.name),
            None => field.name.clone(),
        };
        let mut wheres = vec![format!("r.{} IS NULL", quote_ident(&column))];
        let mut words = vec![format!("{} is unknown", field.name)];
        if let Some((other, value)) = &field.only_if {
            wheres.extend(has_value_sql(self.catalog(), kind, other, value));
            words.insert(0, format!("{other} = {value}"));
        }
        let query = format!("{} where {}", kind.plural, words.join(" and "));
        let gap = Gap::Unknown { query };
        let (count, names) = self.matching_members(kind, &wheres.join(" AND "))?;
        Ok(open_point(kind, gap, count, names))
    }

    fn find_missing_members(
        &self,
        kind: &Kind,
        field: &Field,
        link: &Link,
    ) -> Result<Option<OpenPoint>> {
        let known = members_of(link);
        let low = quote_ident(&columns::low_column(&field.name));
        let fewer = format!("{known} < r.{low}");
        let (count, names) = self.matching_members(kind, &fewer)?;
        let table = quote_ident(&kind.name);
        let sql = format!("SELECT coalesce(sum({known}), 0) FROM {table} AS r WHERE {fewer}");
        let known = self.conn.read_count(&sql, [])?;
        Ok(open_point(kind, Gap::Fewer { link: link.name.clone(), known }, count, names))
    }

    /// Counts the members of a kind that meet a condition, and returns the names of the first.
    fn matching_members(&self, kind: &Kind, condition: &str) -> Result<(u64, Vec<String>)> {
        let from = format!(
            "FROM {} AS r JOIN thing AS t ON t.id = r.id WHERE {condition}",
            quote_ident(&kind.name)
        );
        let count = self.conn.read_count(&format!("SELECT count(*) {from}"), [])?;
        let sql = format!("SELECT t.name {from} ORDER BY t.name_key, t.id LIMIT {NAMED}");
        let names = self.conn.read_column(&sql, [])?;
        Ok((count, names))
    }
}

fn open_point(kind: &Kind, gap: Gap, count: u64, names: Vec<String>) -> Option<OpenPoint> {
    let kind = (kind.name.clone(), kind.plural.clone());
    (count > 0).then_some(OpenPoint { kind, gap, count, names })
}

/// Returns the condition that another field has a value, in SQL.
fn has_value_sql(catalog: &Catalog, kind: &Kind, other: &str, value: &str) -> Option<String> {
    let Literal::Ready(stored) = read_text(kind.field(other)?, value, &catalog.units).ok()? else {
        return None;
    };
    let value = match stored.columns.first()? {
        Sql::Integer(number) => number.to_string(),
        Sql::Text(text) => quote_literal(text),
        _ => return None,
    };
    Some(format!("r.{} = {value}", quote_ident(other)))
}

/// Returns the number of members of a link, in SQL.
fn members_of(link: &Link) -> String {
    let back: Vec<String> =
        link.back.iter().map(|back| format!("v.{} = r.id", quote_ident(back))).collect();
    let only = link.only.as_ref().map(|(field, values)| {
        format!(" AND v.{} IN ({})", quote_ident(field), quote_literals(values))
    });
    let of = link.to.as_ref().map_or("v.id".to_owned(), |to| format!("v.{}", quote_ident(to)));
    format!(
        "(SELECT count(DISTINCT {of}) FROM {} AS v WHERE ({}){})",
        quote_ident(&link.via),
        back.join(" OR "),
        only.unwrap_or_default()
    )
}
