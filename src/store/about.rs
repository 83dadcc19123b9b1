//! What a base is: its scope, how much of what is in it, from where, how sure, and what it leaves open: fields the catalog
//! expects that are unknown, and members of a link fewer than their number.
//!
//! Numbers and names only; [`crate::session::card`] makes them a page.

use anyhow::Result;

use crate::catalog::{Catalog, Field, Kind, Link, SOURCE, Sort, columns};

use super::canonical::Canonical;
use super::contradictions::Conflict;
use super::digest::{Literal, NOT_STATED, OPEN_LIST, read_text};
use super::open::Base;
use super::schema::{CLAIM, NAME, ident, literal, tables};

/// A first and a last day, where they are known.
pub type Span = (Option<String>, Option<String>);

/// What a base says about itself.
#[derive(Debug)]
pub struct Card {
    /// What it is about, in a few words.
    pub title: String,
    /// The same in a sentence or two.
    pub about: String,
    /// The first and the last day of all dates and periods in the facts.
    pub dates: Span,
    /// The first and the last day on which sources were published.
    pub published: Span,
    /// How many there are of each kind of thing, by the name for many; none of those there are none of.
    pub things: Vec<(String, u64)>,
    /// The same of records.
    pub records: Vec<(String, u64)>,
    /// The sources, in the order of their publication; undated ones last.
    pub sources: Vec<Document>,
    /// How many claims there are of each basis, in the catalog's order.
    pub bases: Vec<(String, u64)>,
    /// How many claims there are of each confidence, in the catalog's order.
    pub confidences: Vec<(String, u64)>,
    /// What is not known though one would ask.
    pub open_points: Vec<OpenPoint>,
    /// How many values sources do not state, and how many lists they leave open.
    pub silences: (u64, u64),
    /// Where sources contradict each other.
    pub conflicts: Vec<Conflict>,
    /// What was made by which version: `language`, `catalog`, `file`, `folding`.
    pub versions: Vec<(String, String)>,
    /// The hash of what it says, whatever its ids and the order of loading.
    pub content: String,
}

/// A source, as far as a card tells of it.
#[derive(Debug)]
pub struct Document {
    /// What digests call it.
    pub slug: String,
    /// When it was published, as written.
    pub published: Option<String>,
    /// The language it is read in.
    pub language: Option<String>,
    /// Whether it is a translation, and by whom.
    pub translation: Option<String>,
    /// How many paragraphs it has.
    pub paragraphs: Option<u64>,
}

impl Base {
    /// What the base says about itself.
    pub fn card(&self) -> Result<Card> {
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
            content: Canonical::read(&self.conn, catalog)?.hash(catalog),
        })
    }

    /// From the first to the last day of every date and period of things and records; sources have their own.
    fn dates(&self) -> Result<Span> {
        let (mut first, mut last): Span = (None, None);
        for kind in tables(self.catalog()).filter(|kind| kind.named() && kind.name != SOURCE) {
            for field in kind.stored().filter(|field| field.ty.is_time()) {
                let (from, to) = self.span(&kind.name, &field.name)?;
                first = [first, from].into_iter().flatten().min();
                last = [last, to].into_iter().flatten().max();
            }
        }
        Ok((first, last))
    }

    fn span(&self, kind: &str, field: &str) -> Result<Span> {
        let sql = format!(
            "SELECT min({}), max({}) FROM {}",
            ident(&columns::from(field)),
            ident(&columns::to(field)),
            ident(kind)
        );
        Ok(self.conn.query_row(&sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    fn counts(&self, sort: Sort) -> Result<Vec<(String, u64)>> {
        let mut counts = Vec::new();
        for kind in tables(self.catalog()).filter(|kind| kind.sort == sort) {
            let sql = format!("SELECT count(*) FROM {}", ident(&kind.name));
            let count: i64 = self.conn.query_row(&sql, [], |row| row.get(0))?;
            counts.push((kind.plural.clone(), count.unsigned_abs()));
        }
        counts.retain(|(_, count)| *count > 0);
        // Names come with things; they tell least about the scope.
        let names = self.catalog().kind(NAME).map(|kind| kind.plural.as_str());
        counts.sort_by_key(|(plural, _)| Some(plural.as_str()) == names);
        Ok(counts)
    }

    fn documents(&self) -> Result<Vec<Document>> {
        let mut find = self.conn.prepare(&format!(
            "SELECT t.slug, s.published, s.language, s.translation, s.paragraphs
             FROM {} AS s JOIN thing AS t ON t.id = s.id
             ORDER BY s.published_from IS NULL, s.published_from, t.slug",
            ident(SOURCE)
        ))?;
        let documents = find.query_map([], |row| {
            Ok(Document {
                slug: row.get::<_, Option<String>>(0)?.unwrap_or_default(),
                published: row.get(1)?,
                language: row.get(2)?,
                translation: row.get(3)?,
                paragraphs: row.get::<_, Option<i64>>(4)?.map(i64::unsigned_abs),
            })
        })?;
        Ok(documents.collect::<rusqlite::Result<_>>()?)
    }

    /// How many claims have each value of one of their enums.
    fn shares(&self, field: &str) -> Result<Vec<(String, u64)>> {
        use crate::catalog::Type;
        let field = self.catalog().kind(CLAIM).and_then(|kind| kind.field(field));
        let Some((field, Type::Enum(choices))) = field.map(|field| (field, &field.ty)) else {
            return Ok(vec![]);
        };
        let sql = format!("SELECT count(*) FROM {CLAIM} WHERE {} = ?1", ident(&field.name));
        let mut find = self.conn.prepare(&sql)?;
        let mut shares = Vec::new();
        for choice in choices {
            let count: i64 = find.query_row([&choice.name], |row| row.get(0))?;
            shares.push((choice.name.clone(), count.unsigned_abs()));
        }
        Ok(shares)
    }
}

/// How many members of an open point are named.
const NAMED: usize = 3;

/// Something that members of a kind leave open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenPoint {
    /// The kind, for one and for many.
    pub kind: (String, String),
    /// What is open.
    pub gap: Gap,
    /// How many leave it open.
    pub count: u64,
    /// The names of the first of them.
    pub names: Vec<String>,
}

/// What is open of a member of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// A field is unknown.
    Unknown {
        /// A query that lists where.
        query: String,
    },
    /// Fewer members of a link are known than a number says there are.
    Fewer {
        /// The link.
        link: String,
        /// How many of them are known in all.
        known: u64,
    },
}

impl Base {
    /// Everything the catalog expects and the base does not have.
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

    /// How often sources were read for a value in vain, and how often they leave a list open.
    pub fn silences(&self) -> Result<(u64, u64)> {
        let count = |says: &str| {
            let sql = "SELECT count(*) FROM claim WHERE says = ?1";
            self.conn.query_row(sql, [says], number)
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
        let sql = format!(
            "SELECT coalesce(sum({known}), 0) FROM {} AS r WHERE {fewer}",
            ident(&kind.name)
        );
        let known = self.conn.query_row(&sql, [], number)?;
        Ok(point(kind, Gap::Fewer { link: link.name.clone(), known }, count, names))
    }

    /// How many members of a kind meet a condition, and the names of the first.
    fn members(&self, kind: &Kind, condition: &str) -> Result<(u64, Vec<String>)> {
        let from = format!(
            "FROM {} AS r JOIN thing AS t ON t.id = r.id WHERE {condition}",
            ident(&kind.name)
        );
        let count = self.conn.query_row(&format!("SELECT count(*) {from}"), [], number)?;
        let sql = format!("SELECT t.name {from} ORDER BY t.name_key, t.id LIMIT {NAMED}");
        let mut find = self.conn.prepare(&sql)?;
        let names = find.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok((count, names))
    }
}

/// How many there are.
fn number(row: &rusqlite::Row<'_>) -> rusqlite::Result<u64> {
    Ok(row.get::<_, i64>(0)?.unsigned_abs())
}

fn point(kind: &Kind, gap: Gap, count: u64, names: Vec<String>) -> Option<OpenPoint> {
    let kind = (kind.name.clone(), kind.plural.clone());
    (count > 0).then_some(OpenPoint { kind, gap, count, names })
}

/// A field exists only where another has a value; in SQL.
fn condition(catalog: &Catalog, kind: &Kind, other: &str, value: &str) -> Option<String> {
    use rusqlite::types::Value as Sql;
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

/// How many members a link has, in SQL.
fn members_of(link: &Link) -> String {
    let back: Vec<String> =
        link.back.iter().map(|back| format!("v.{} = r.id", ident(back))).collect();
    let only = link.only.as_ref().map(|(field, values)| {
        let values: Vec<String> = values.iter().map(|value| literal(value)).collect();
        format!(" AND v.{} IN ({})", ident(field), values.join(", "))
    });
    let of = link.to.as_ref().map_or("v.id".to_owned(), |to| format!("v.{}", ident(to)));
    format!(
        "(SELECT count(DISTINCT {of}) FROM {} AS v WHERE ({}){})",
        ident(&link.via),
        back.join(" OR "),
        only.unwrap_or_default()
    )
}
