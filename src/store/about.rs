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
use super::schema::{CLAIM, NAME, ident, literal, literals, tables};
use super::seal::SealState;
use crate::catalog::{Catalog, Choice, Field, Kind, Link, SOURCE, Sort, Type, columns};

/// A first and a last day, if they are known.
pub type DaySpan = (Option<String>, Option<String>);

/// A base in numbers and names.
#[derive(Debug)]
pub struct Card {
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
    pub fn card(&self) -> Result<Card> {
        let _steady = self.steady()?;
        let catalog = self.catalog();
        let version = |key: &str| (key.to_owned(), self.meta(key).unwrap_or_default());
        Ok(Card {
            title: catalog.title.clone(),
            about: catalog.about.clone(),
            dates: self.dates()?,
            published: self.span(SOURCE, "published")?,
            things: self.counts(Sort::Thing)?,
            records: self.counts(Sort::Record)?,
            sources: self.documents()?,
            bases: self.shares("basis")?,
            confidences: self.shares("confidence")?,
            open_points: self.open_points()?,
            silences: self.silences()?,
            conflicts: self.conflicts()?,
            versions: ["language", "catalog", "file", "folding"].map(version).into(),
            content: Sum::of(&self.conn, catalog)?.hash(catalog),
            seal: self.seal_state()?,
        })
    }

    /// Returns the first and the last day of all dates and periods of things and records, except sources.
    fn dates(&self) -> Result<DaySpan> {
        let (mut first, mut last): DaySpan = (None, None);
        for kind in tables(self.catalog()).filter(|kind| kind.named() && kind.name != SOURCE) {
            for field in kind.stored().filter(|field| field.ty.is_time()) {
                let (from, to) = self.span(&kind.name, &field.name)?;
                first = [first, from].into_iter().flatten().min();
                last = [last, to].into_iter().flatten().max();
            }
        }
        Ok((first, last))
    }

    fn span(&self, kind: &str, field: &str) -> Result<DaySpan> {
        let (from, to) = (ident(&columns::from(field)), ident(&columns::to(field)));
        let sql = format!("SELECT min({from}), max({to}) FROM {}", ident(kind));
        Ok(self.conn.first(&sql, [])?.unwrap_or_default())
    }

    fn counts(&self, sort: Sort) -> Result<Vec<(String, u64)>> {
        let mut counts = Vec::new();
        for kind in tables(self.catalog()).filter(|kind| kind.sort == sort) {
            let sql = format!("SELECT count(*) FROM {}", ident(&kind.name));
            counts.push((kind.plural.clone(), self.conn.count(&sql, [])?));
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
            ident(SOURCE)
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
    fn shares(&self, field: &str) -> Result<Vec<(String, u64)>> {
        let field = self.catalog().kind(CLAIM).and_then(|kind| kind.field(field));
        let Some((field, Type::Enum(choices))) = field.map(|field| (field, &field.ty)) else {
            return Ok(vec![]);
        };
        let sql = format!("SELECT count(*) FROM {CLAIM} WHERE {} = ?1", ident(&field.name));
        let share =
            |choice: &Choice| Ok((choice.name.clone(), self.conn.count(&sql, [&choice.name])?));
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
        for kind in tables(self.catalog()) {
            for field in kind.expect.iter().filter_map(|name| kind.field(name)) {
                points.extend(self.unknown(kind, field)?);
            }
            for field in &kind.fields {
                if let Some(link) = field.counts.as_ref().and_then(|link| kind.link(link)) {
                    points.extend(self.fewer(kind, field, link)?);
                }
            }
        }
        Ok(points)
    }

    /// Counts the values that sources don't state, and the lists that they leave open.
    pub fn silences(&self) -> Result<(u64, u64)> {
        let count = |says: &str| {
            let sql = "SELECT count(*) FROM claim WHERE says = ?1";
            self.conn.count(sql, [says])
        };
        Ok((count(NOT_STATED)?, count(OPEN_LIST)?))
    }

    fn unknown(&self, kind: &Kind, field: &Field) -> Result<Option<OpenPoint>> {
        let column = match field.whole {
            Some(_) => columns::at(&field.name),
            None => field.name.clone(),
        };
        let mut wheres = vec![format!("r.{} IS NULL", ident(&column))];
        let mut words = vec![format!("{} is unknown", field.name)];
        if let Some((other, value)) = &field.only_if {
            wheres.extend(condition(self.catalog(), kind, other, value));
            words.insert(0, format!("{other} = {value}"));
        }
        let query = format!("{} where {}", kind.plural, words.join(" and "));
        let gap = Gap::Unknown { query };
        let (count, names) = self.members(kind, &wheres.join(" AND "))?;
        Ok(point(kind, gap, count, names))
    }

    fn fewer(&self, kind: &Kind, field: &Field, link: &Link) -> Result<Option<OpenPoint>> {
        let known = members_of(link);
        let low = ident(&columns::low(&field.name));
        let fewer = format!("{known} < r.{low}");
        let (count, names) = self.members(kind, &fewer)?;
        let table = ident(&kind.name);
        let sql = format!("SELECT coalesce(sum({known}), 0) FROM {table} AS r WHERE {fewer}");
        let known = self.conn.count(&sql, [])?;
        Ok(point(kind, Gap::Fewer { link: link.name.clone(), known }, count, names))
    }

    /// Counts the members of a kind that meet a condition, and returns the names of the first.
    fn members(&self, kind: &Kind, condition: &str) -> Result<(u64, Vec<String>)> {
        let from = format!(
            "FROM {} AS r JOIN thing AS t ON t.id = r.id WHERE {condition}",
            ident(&kind.name)
        );
        let count = self.conn.count(&format!("SELECT count(*) {from}"), [])?;
        let sql = format!("SELECT t.name {from} ORDER BY t.name_key, t.id LIMIT {NAMED}");
        let names = self.conn.column(&sql, [])?;
        Ok((count, names))
    }
}

fn point(kind: &Kind, gap: Gap, count: u64, names: Vec<String>) -> Option<OpenPoint> {
    let kind = (kind.name.clone(), kind.plural.clone());
    (count > 0).then_some(OpenPoint { kind, gap, count, names })
}

/// Returns the condition that another field has a value, in SQL.
fn condition(catalog: &Catalog, kind: &Kind, other: &str, value: &str) -> Option<String> {
    let Literal::Ready(stored) = read_text(kind.field(other)?, value, &catalog.units).ok()? else {
        return None;
    };
    let value = match stored.columns.first()? {
        Sql::Integer(number) => number.to_string(),
        Sql::Text(text) => literal(text),
        _ => return None,
    };
    Some(format!("r.{} = {value}", ident(other)))
}

/// Returns the number of members of a link, in SQL.
fn members_of(link: &Link) -> String {
    let back: Vec<String> =
        link.back.iter().map(|back| format!("v.{} = r.id", ident(back))).collect();
    let only = link
        .only
        .as_ref()
        .map(|(field, values)| format!(" AND v.{} IN ({})", ident(field), literals(values)));
    let of = link.to.as_ref().map_or("v.id".to_owned(), |to| format!("v.{}", ident(to)));
    format!(
        "(SELECT count(DISTINCT {of}) FROM {} AS v WHERE ({}){})",
        ident(&link.via),
        back.join(" OR "),
        only.unwrap_or_default()
    )
}
