//! The claims behind an answer: each is fetched once and numbered in the order of the cells that cite it. The cost grows with the
//! claims that are cited, not with the cells.

use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use rusqlite::types::ValueRef;
use rusqlite::{Row, Statement};
use serde::de::DeserializeOwned;

use super::bound::values;
use super::open::Base;
use super::supported::LIST;
use crate::answer::{Citation, CitedDocument};
use crate::query::sql::{self, Behind, OwnClaims, Param};

/// The claim with an id.
const CLAIM: &str = "SELECT c.source, c.paragraph, c.phrase, c.basis, c.note,
     coalesce(c.says, (SELECT min(says) FROM rival WHERE claim = c.id)), c.confidence, c.read_as FROM claim AS c WHERE c.id = ?1";

/// The source with an id.
const DOCUMENT: &str = "SELECT t.slug, t.name, s.publisher, s.published FROM thing AS t
     LEFT JOIN \"source\" AS s ON s.id = t.id WHERE t.id = ?1";

/// The claims that an answer cites.
pub(super) struct Citations<'b> {
    claim: Statement<'b>,
    document: Statement<'b>,
    /// How the claims behind a row are read, each with the statement for further claims, and those that it found.
    cited: &'b [Behind],
    further: Vec<Option<Further<'b>>>,
    by_claim: HashMap<i64, Rc<Citation>>,
    by_content: HashSet<ByContent>,
    documents: HashMap<i64, Option<Rc<CitedDocument>>>,
    /// The last list of ids, and its claims: the cells of a row often have the same.
    last: (Vec<i64>, Vec<Rc<Citation>>),
}

/// A statement that selects the claims of an id, and those that it found: rows often share the id.
struct Further<'b> {
    find: Statement<'b>,
    of: usize,
    known: HashMap<i64, Vec<i64>>,
}

/// A claim on the thing of a row: its id, whether it supports the whole, the fields, and whether it gives the recorded value.
type OwnClaim = (i64, Option<i64>, Option<String>, Option<i64>);

impl<'b> Citations<'b> {
    /// Begins with none.
    pub(super) fn of_base(base: &'b Base, cited: &'b [Behind]) -> rusqlite::Result<Self> {
        let further = cited.iter().map(|behind| {
            behind.by_id.as_ref().map(|by_id| Further::prepare(base, by_id)).transpose()
        });
        Ok(Self {
            cited,
            further: further.collect::<rusqlite::Result<_>>()?,
            claim: base.conn.prepare(CLAIM)?,
            document: base.conn.prepare(DOCUMENT)?,
            by_claim: HashMap::new(),
            by_content: HashSet::new(),
            documents: HashMap::new(),
            last: (vec![], vec![]),
        })
    }

    /// Returns the claims behind each column of a row and behind the conditions, and goes on to the cells after them.
    pub(super) fn of_row(
        &mut self,
        row: &Row<'_>,
        at: &mut usize,
    ) -> rusqlite::Result<Vec<Vec<Rc<Citation>>>> {
        let mut next = || {
            *at += 1;
            row.get_ref(*at - 1)
        };
        let any_own = self.cited.iter().any(|behind| behind.own.is_some());
        let own: Vec<OwnClaim> = if any_own { list(next()?) } else { vec![] };
        let mut found = Vec::with_capacity(self.cited.len());
        for n in 0..self.cited.len() {
            let Some(behind) = self.cited.get(n) else { continue };
            let mut ids: Vec<i64> = match &behind.own {
                None => vec![],
                Some(OwnClaims::Whole) => on_whole(&own).collect(),
                Some(OwnClaims::Field(field)) => {
                    let known = next()?.as_i64()? == 1;
                    let mut ids: Vec<i64> = on_field(&own, field).collect();
                    if ids.is_empty() && known {
                        ids.extend(on_whole(&own));
                    }
                    ids
                }
            };
            if let Some(further) = self.further.get_mut(n).and_then(Option::as_mut)
                && let Some(of) = next()?.as_i64_or_null()?
            {
                ids.extend(further.of(of)?);
            }
            if behind.ids {
                ids.extend(list::<i64>(next()?));
            }
            found.push(self.with_ids(ids)?);
        }
        Ok(found)
    }

    /// Returns the claims of a JSON array of ids, by number.
    pub(super) fn of(&mut self, ids: ValueRef<'_>) -> rusqlite::Result<Vec<Rc<Citation>>> {
        self.with_ids(list(ids))
    }

    /// Returns the claims with these ids, by number. New ones are numbered in the order of their content, and equal ones share a
    /// number.
    fn with_ids(&mut self, mut ids: Vec<i64>) -> rusqlite::Result<Vec<Rc<Citation>>> {
        ids.sort_unstable();
        ids.dedup();
        if ids != self.last.0 {
            let found = self.numbered(&ids)?;
            self.last = (ids, found);
        }
        Ok(self.last.1.clone())
    }

    fn numbered(&mut self, ids: &[i64]) -> rusqlite::Result<Vec<Rc<Citation>>> {
        let mut new: Vec<(Citation, i64)> = Vec::new();
        for id in ids {
            if !self.by_claim.contains_key(id) {
                new.push((self.cited(*id)?, *id));
            }
        }
        let is_outside = |(citation, _): &(Citation, i64)| citation.source.is_none();
        new.sort_by(|a, b| (is_outside(a), &a.0).cmp(&(is_outside(b), &b.0)));
        for (citation, id) in new {
            let number = self.by_content.len() + 1;
            let citation = ByContent(Rc::new(Citation { number, ..citation }));
            let known = self.by_content.get(&citation).map(|ByContent(known)| Rc::clone(known));
            let known = known.unwrap_or_else(|| {
                let new = Rc::clone(&citation.0);
                self.by_content.insert(citation);
                new
            });
            self.by_claim.insert(id, known);
        }
        let mut found: Vec<_> =
            ids.iter().filter_map(|id| self.by_claim.get(id).cloned()).collect();
        found.sort_by_key(|citation| citation.number);
        found.dedup_by_key(|citation| citation.number);
        Ok(found)
    }

    /// Fetches a claim, without a number.
    fn cited(&mut self, id: i64) -> rusqlite::Result<Citation> {
        let (citation, source) = self.claim.query_row([id], |row| {
            let citation = Citation {
                number: 0,
                source: None,
                paragraph: row.get(1)?,
                phrase: row.get(2)?,
                read_as: row.get(7)?,
                basis: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
                note: row.get(4)?,
                says: row.get(5)?,
                confidence: row.get::<_, Option<String>>(6)?.unwrap_or_default(),
            };
            Ok((citation, row.get::<_, Option<i64>>(0)?))
        })?;
        let source = source.map(|source| self.document(source)).transpose()?.flatten();
        Ok(Citation { source, ..citation })
    }

    /// Returns the document with an id, which many claims share.
    fn document(&mut self, id: i64) -> rusqlite::Result<Option<Rc<CitedDocument>>> {
        if let Some(known) = self.documents.get(&id) {
            return Ok(known.clone());
        }
        let mut rows = self.document.query([id])?;
        let read = |row: &rusqlite::Row<'_>| {
            let Some(slug) = row.get(0)? else { return Ok::<_, rusqlite::Error>(None) };
            let (title, publisher, published) = (row.get(1)?, row.get(2)?, row.get(3)?);
            Ok(Some(Rc::new(CitedDocument { slug, title, publisher, published })))
        };
        let found = rows.next()?.map(read).transpose()?.flatten();
        self.documents.insert(id, found.clone());
        Ok(found)
    }
}

impl<'b> Further<'b> {
    fn prepare(base: &'b Base, by_id: &sql::Statement) -> rusqlite::Result<Self> {
        let mut find = base.conn.prepare(&by_id.text)?;
        for (number, value) in (1..).zip(values(by_id)) {
            find.raw_bind_parameter(number, value)?;
        }
        let of = by_id.params.iter().position(|param| *param == Param::Of).unwrap_or_default() + 1;
        Ok(Self { find, of, known: HashMap::new() })
    }

    /// Returns the claims of an id.
    fn of(&mut self, id: i64) -> rusqlite::Result<Vec<i64>> {
        if let Some(known) = self.known.get(&id) {
            return Ok(known.clone());
        }
        self.find.raw_bind_parameter(self.of, id)?;
        let mut rows = self.find.raw_query();
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(row.get(0)?);
        }
        self.known.insert(id, found.clone());
        Ok(found)
    }
}

/// Reads a JSON array.
fn list<T: DeserializeOwned>(array: ValueRef<'_>) -> Vec<T> {
    serde_json::from_str(array.as_str().unwrap_or_default()).unwrap_or_default()
}

/// Lists the claims on a whole thing.
fn on_whole(own: &[OwnClaim]) -> impl Iterator<Item = i64> {
    own.iter().filter(|(_, whole, ..)| *whole == Some(1)).map(|(id, ..)| *id)
}

/// Lists the claims on a field.
fn on_field(own: &[OwnClaim], field: &str) -> impl Iterator<Item = i64> {
    let supports = move |fields: &String| fields.split(LIST).any(|one| one == field);
    let counts = move |(_, _, fields, says): &&OwnClaim| {
        *says == Some(1) && fields.as_ref().is_some_and(supports)
    };
    own.iter().filter(counts).map(|(id, ..)| *id)
}

/// A citation, compared by all but its number.
struct ByContent(Rc<Citation>);

/// What makes two citations the same.
type Content<'c> = (
    (&'c Option<Rc<CitedDocument>>, &'c Option<i64>, &'c Option<String>, &'c Option<String>),
    (&'c Option<String>, &'c str, &'c str, &'c Option<String>),
);

impl ByContent {
    fn content(&self) -> Content<'_> {
        let Citation {
            number: _,
            source,
            paragraph,
            phrase,
            read_as,
            says,
            basis,
            confidence,
            note,
        } = &*self.0;
        ((source, paragraph, phrase, read_as), (says, basis, confidence, note))
    }
}

impl PartialEq for ByContent {
    fn eq(&self, other: &Self) -> bool {
        self.content() == other.content()
    }
}

impl Eq for ByContent {}

impl Hash for ByContent {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.content().hash(state);
    }
}
