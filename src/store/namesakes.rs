//! Namesakes: two things of one kind that share a name, while no recorded value distinguishes them and neither is said to be
//! `distinct`. They may be one thing with two ids.
//!
//! Things are distinguished by judgements, by dates that do not overlap, by references to different things, and by a reference
//! from one to the other; places also by their sort, their codes and their containers. Values that sources often disagree about, such as
//! amounts, do not count.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use anyhow::Result;
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, Row};

use super::digest::{Input, InputForm, InputSpan, Mistake, Problems};
use super::ids::Ids;
use super::load::{Merged, is_large};
use super::open::Base;
use super::queries::Queries;
use super::schema::{JUDGED, quote_ident, quote_literal};
use crate::catalog::{Catalog, DISTINCT, DISTINCT_FROM, Field, Kind, Type, columns};
use crate::text::article_for;
use crate::value::Country;

/// The most things with the same name that a thing is compared with, which limits the cost of a very common name.
const COMPARED: i64 = 50;

/// Two things that may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namesakes {
    /// Their kind.
    pub kind: String,
    /// A name of the later one, which the other has in some spelling.
    pub name: String,
    /// Their slugs: the later one first.
    pub slugs: [String; 2],
    pub(crate) ids: [i64; 2],
}

/// A value that can distinguish a thing from its namesakes.
enum DistinguishingValue {
    /// The first and the last day.
    Days(Sql, Sql),
    /// A place: two places are not different if one contains the other.
    Place(i64),
    /// A code of a place. One of several may be wrong, so two places are different only if no code is the same.
    Code(String),
    Value(Sql),
}

/// The values of a thing that can distinguish it, field by field.
struct DistinguishingValues {
    distinct: bool,
    values: Vec<Option<DistinguishingValue>>,
}

/// Looks for namesakes, name by name.
pub(crate) struct Finder<'b> {
    conn: &'b Connection,
    catalog: &'b Catalog,
    traits: HashMap<i64, Rc<DistinguishingValues>>,
    /// Pairs that are judged to be distinct.
    distinct: HashSet<[i64; 2]>,
    /// Names that were compared.
    seen: HashSet<i64>,
    found: HashSet<[i64; 2]>,
}

impl DistinguishingValue {
    /// Checks whether it is that thing.
    fn refers_to(&self, thing: i64) -> bool {
        matches!(self, Self::Place(id) | Self::Value(Sql::Integer(id)) if *id == thing)
    }
}

impl Base {
    /// Returns all undecided namesakes.
    pub fn namesakes(&self) -> Result<Vec<Namesakes>> {
        let sql = "SELECT a.id FROM \"name\" AS a JOIN thing AS t ON t.id = a.\"of\"
             WHERE a.only_in IS NULL AND EXISTS (
                 SELECT 1 FROM \"name\" AS b CROSS JOIN thing AS u ON u.id = b.\"of\"
                 WHERE b.text_key = a.text_key AND b.\"of\" <> t.id AND u.kind = t.kind AND b.only_in IS NULL)
             ORDER BY t.id, a.id";
        let mut finder = Finder::new(&self.conn, self.catalog())?;
        let mut found = Vec::new();
        for name in self.conn.read_column(sql, [])? {
            found.extend(finder.find(name, &|_| true)?);
        }
        Ok(found)
    }
}

impl<'b> Finder<'b> {
    pub(crate) fn new(conn: &'b Connection, catalog: &'b Catalog) -> Result<Self> {
        let (traits, seen, found) = (HashMap::new(), HashSet::new(), HashSet::new());
        let sql = format!(
            "SELECT c.thing, coalesce(t.id, f.thing) FROM claim AS c LEFT JOIN thing AS t ON t.slug = c.says
             LEFT JOIN _former AS f ON f.slug = c.says WHERE {JUDGED} AND c.field = '{DISTINCT_FROM}'"
        );
        let judged = conn.read_all::<(i64, Option<i64>)>(&sql, [])?.into_iter();
        let distinct =
            judged.filter_map(|(one, other)| Some(ordered_pair([one, other?]))).collect();
        Ok(Self { conn, catalog, traits, distinct, seen, found })
    }

    /// Finds an undecided namesake of the thing with a name. Of two names that are compared (`both`) the later one finds the
    /// other, so each pair is found once.
    pub(crate) fn find(
        &mut self,
        name: i64,
        both: &dyn Fn(i64) -> bool,
    ) -> Result<Option<Namesakes>> {
        let mut find = self.conn.prepare_cached(
            "SELECT t.kind, a.text, t.slug, u.slug, t.id, u.id, b.id
             FROM \"name\" AS a CROSS JOIN thing AS t ON t.id = a.\"of\"
             CROSS JOIN \"name\" AS b ON b.text_key = a.text_key AND b.\"of\" <> t.id
             CROSS JOIN thing AS u ON u.id = b.\"of\" AND u.kind = t.kind
             WHERE a.id = ?1 AND a.only_in IS NULL AND b.only_in IS NULL LIMIT ?2",
        )?;
        self.seen.insert(name);
        let mut rows = find.query((name, COMPARED))?;
        while let Some(row) = rows.next()? {
            let (pair, by) = (namesakes_from_row(row)?, row.get(6)?);
            let later = both(by) && !self.seen.contains(&by);
            let [thing, other] = pair.ids;
            let known = later || self.found.contains(&[other, thing]);
            if !known && !self.are_apart(&pair.kind, pair.ids)? && self.found.insert(pair.ids) {
                return Ok(Some(pair));
            }
        }
        Ok(None)
    }

    /// Checks whether two things are not one, by a decision or by the recorded values.
    pub(super) fn are_apart(&mut self, kind: &str, [thing, other]: [i64; 2]) -> Result<bool> {
        let Some(kind) = self.catalog.kind(kind) else { return Ok(true) };
        if self.distinct.contains(&ordered_pair([thing, other])) {
            return Ok(true);
        }
        let (one, two) =
            (self.distinguishing_values(kind, thing)?, self.distinguishing_values(kind, other)?);
        if one.distinct || two.distinct {
            return Ok(true);
        }
        for (a, b) in one.values.iter().zip(&two.values) {
            let each_other = |value: &Option<DistinguishingValue>, id| {
                value.as_ref().is_some_and(|v| v.refers_to(id))
            };
            let excluded = match (a, b) {
                (Some(a), Some(b)) => self.are_exclusive(a, b)?,
                _ => false,
            };
            if excluded || each_other(a, other) || each_other(b, thing) {
                return Ok(true);
            }
        }
        Ok(self.catalog.is_places(kind)
            && (have_different_codes(&one, &two) || self.in_different_places(thing, other)?))
    }

    /// Checks whether two values of a field exclude each other.
    fn are_exclusive(&self, a: &DistinguishingValue, b: &DistinguishingValue) -> Result<bool> {
        Ok(match (a, b) {
            (
                DistinguishingValue::Days(from, to),
                DistinguishingValue::Days(other_from, other_to),
            ) => {
                let before = |end: &Sql, start: &Sql| match (end, start) {
                    (Sql::Text(end), Sql::Text(start)) => end < start,
                    _ => false,
                };
                before(to, other_from) || before(other_to, from)
            }
            (DistinguishingValue::Place(a), DistinguishingValue::Place(b)) => {
                a != b && !self.are_nested(*a, *b)?
            }
            (DistinguishingValue::Value(a), DistinguishingValue::Value(b)) => a != b,
            _ => false,
        })
    }

    /// Checks whether two places are in different provinces, countries and so on, or one in the other.
    fn in_different_places(&self, a: i64, b: i64) -> Result<bool> {
        let sql = "SELECT 1 FROM level AS a JOIN level AS b ON b.level = a.level
             WHERE a.place = ?1 AND b.place = ?2 AND a.container <> b.container
             AND a.container <> a.place AND b.container <> b.place";
        let differ = self.conn.exists(sql, (a, b))?;
        Ok(differ || self.are_nested(a, b)?)
    }

    /// Checks whether one of two places is in the other.
    fn are_nested(&self, a: i64, b: i64) -> Result<bool> {
        let sql = "SELECT 1 FROM inside WHERE place = ?1 AND container = ?2 OR place = ?2 AND container = ?1";
        Ok(self.conn.exists(sql, (a, b))?)
    }

    fn distinguishing_values(&mut self, kind: &Kind, id: i64) -> Result<Rc<DistinguishingValues>> {
        if let Some(known) = self.traits.get(&id) {
            return Ok(Rc::clone(known));
        }
        let fields: Vec<&Field> =
            kind.stored_fields().filter(|field| self.is_distinguishing(kind, field)).collect();
        let mut sql = format!(
            "SELECT EXISTS (SELECT 1 FROM claim WHERE thing = t.id AND {} AND says IS NULL)",
            columns::item_condition("field", &quote_literal(&columns::delimited_item(DISTINCT)))
        );
        for field in &fields {
            let (first, last) = if field.ty.is_time() {
                (columns::first_day_column(&field.name), columns::last_day_column(&field.name))
            } else {
                (field.name.clone(), field.name.clone())
            };
            sql.extend([", t.", &quote_ident(&first), ", t.", &quote_ident(&last)]);
        }
        sql.extend([" FROM ", &quote_ident(&kind.name), " AS t WHERE t.id = ?1"]);
        let read = |row: &Row<'_>| {
            let values = fields.iter().enumerate().map(|(at, field)| {
                let (first, last) = (row.get(2 * at + 1)?, row.get(2 * at + 2)?);
                Ok(self.distinguishing_value((kind, field), first, last))
            });
            let values = values.collect::<rusqlite::Result<_>>()?;
            Ok(DistinguishingValues { distinct: row.get(0)?, values })
        };
        let found = self.conn.read(&sql, [id], read)?.pop();
        let found =
            Rc::new(found.unwrap_or(DistinguishingValues { distinct: false, values: vec![] }));
        self.traits.insert(id, Rc::clone(&found));
        Ok(found)
    }

    /// Checks whether things with different values of a field are different.
    fn is_distinguishing(&self, kind: &Kind, field: &Field) -> bool {
        let sort_of_place = self.catalog.is_places(kind)
            && self.catalog.containment.as_ref().is_some_and(|c| c.by == field.name);
        field.ty.is_time()
            || field.ty.is_ref()
            || sort_of_place
            || self.catalog.is_code(kind, field)
    }

    fn distinguishing_value(
        &self,
        (kind, field): (&Kind, &Field),
        first: Sql,
        last: Sql,
    ) -> Option<DistinguishingValue> {
        match (&field.ty, first) {
            (_, Sql::Null) => None,
            // A country has codes of two and of three letters.
            (_, Sql::Text(code)) if self.catalog.is_code(kind, field) => {
                let country = Country::find(&code).map(|country| country.code.to_owned());
                Some(DistinguishingValue::Code(country.unwrap_or_else(|| code.to_uppercase())))
            }
            (ty, first) if ty.is_time() => Some(DistinguishingValue::Days(first, last)),
            (Type::Ref(targets), Sql::Integer(id)) if self.catalog.are_places(targets) => {
                Some(DistinguishingValue::Place(id))
            }
            (_, first) => Some(DistinguishingValue::Value(first)),
        }
    }
}

/// Checks whether two places have codes of one sort that differ, and none that are the same.
fn have_different_codes(one: &DistinguishingValues, other: &DistinguishingValues) -> bool {
    let both = one.values.iter().zip(&other.values).filter_map(|pair| match pair {
        (Some(DistinguishingValue::Code(a)), Some(DistinguishingValue::Code(b))) => Some(a == b),
        _ => None,
    });
    let same: Vec<bool> = both.collect();
    !same.is_empty() && !same.contains(&true)
}

/// Returns the ids of a pair, the smaller first.
fn ordered_pair(mut ids: [i64; 2]) -> [i64; 2] {
    ids.sort_unstable();
    ids
}

fn namesakes_from_row(row: &Row<'_>) -> rusqlite::Result<Namesakes> {
    Ok(Namesakes {
        kind: row.get(0)?,
        name: row.get(1)?,
        slugs: [row.get(2)?, row.get(3)?],
        ids: [row.get(4)?, row.get(5)?],
    })
}

/// Warns of undecided namesakes of the things in this load, at the name they share, and returns their number. Only names of this
/// load are looked up.
pub(super) fn warn_of_namesakes(
    conn: &Connection,
    catalog: &Catalog,
    (inputs, merged): (&[Input], &Merged),
    problems: &mut Problems,
) -> Result<usize> {
    let mut names: Vec<(i64, InputSpan)> = Vec::new();
    let (mut loaded, mut shared) = (Ids::default(), None);
    loaded.extend(merged.origin.of_field("text").map(|(name, _)| name));
    if is_large(conn, loaded.iter().count())? {
        let sql = "SELECT id FROM \"name\" WHERE text_key IN (SELECT text_key FROM \"name\" WHERE text_key IS NOT NULL GROUP BY 1 HAVING count(*) > 1)";
        shared = Some(conn.read_column::<i64>(sql, [])?.into_iter().collect::<Ids>());
    }
    for (name, place) in merged.origin.of_field("text") {
        if shared.as_ref().is_none_or(|shared| shared.contains(name)) && is_shared(conn, name)? {
            names.push((name, place));
        }
    }
    names.sort_by_key(|(id, place)| (place.file, place.span.start, *id));
    let (mut finder, mut found) = (Finder::new(conn, catalog)?, 0);
    for (name, place) in names {
        if let Some(pair) = finder.find(name, &|name| loaded.contains(name))? {
            let is_digest = inputs.get(place.file).is_none_or(|i| i.form() == InputForm::Digest);
            let plural = catalog.kind(&pair.kind).map_or("things", |kind| kind.plural.as_str());
            let [_, other] = pair.ids;
            let here = merged.loaded.contains(other);
            problems.warn(&place, namesake_warning(&pair, here, (plural, is_digest)));
            found += 1;
        }
    }
    Ok(found)
}

/// Checks whether something else has a name too.
fn is_shared(conn: &Connection, name: i64) -> Result<bool> {
    let sql = "SELECT 1 FROM \"name\" AS a CROSS JOIN \"name\" AS b ON b.text_key = a.text_key AND b.\"of\" <> a.\"of\" WHERE a.id = ?1";
    Ok(conn.exists(sql, [name])?)
}

fn namesake_warning(pair: &Namesakes, here: bool, (plural, is_digest): (&str, bool)) -> Mistake {
    let Namesakes { kind, slugs: [slug, other], .. } = pair;
    let a = article_for(kind);
    let sentence = if here {
        format!("`{other}` is also {a} {kind} with this name, and may be the same as `{slug}`")
    } else {
        format!(
            "the base has {a} {kind} with this name, `{other}`, which may be the same as `{slug}`"
        )
    };
    let how = if is_digest {
        format!("write `distinct = true` in the entry of `{slug}`")
    } else {
        format!("write `yes` for `{slug}` in a column `distinct`")
    };
    Mistake::new(sentence)
        .help(format!("if they are one {kind}, give both the `id` {other}, or unite them: `brief alike` lists such pairs"))
        .help(format!("if they are two {plural}, {how}"))
}
