//! The claims behind an answer: each is fetched once and numbered in the order of the cells that cite it. The cost grows with the
//! number of cited claims, not of cells.

use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use rusqlite::types::ValueRef;
use rusqlite::{Row, Statement};
use serde::de::DeserializeOwned;

use super::bound::parameter_values;
use super::open::Base;
use super::supported::LIST;
use crate::answer::{Citation, CitedDocument};
use crate::query::sql::{self, CITED, ClaimColumns, OwnClaims, Param};

/// The source with an id.
const DOCUMENT: &str = "SELECT t.slug, t.name, s.publisher, s.published FROM thing AS t
     LEFT JOIN \"source\" AS s ON s.id = t.id WHERE t.id = ?1";

/// The claims that an answer cites.
pub(super) struct Citations<'b> {
    claim: Statement<'b>,
    /// Selects the claims on the thing of a row, which are read together.
    of_thing: Statement<'b>,
    document: Statement<'b>,
    /// The ways to read the claims behind a row, each with the statement for further claims and the claims found so far.
    cited: &'b [ClaimColumns],
    further: Vec<Option<Further<'b>>>,
    by_claim: HashMap<i64, Rc<Citation>>,
    /// The claims on the thing of the current row.
    own: Vec<OwnClaim>,
    by_content: HashSet<ByContent>,
    documents: Documents,
    /// The last list of ids and its claims: the cells of a row often share one list.
    last: (Vec<i64>, Vec<Rc<Citation>>),
}

/// A statement that finds the claims of an id, with what it found before, because many rows share the id.
struct Further<'b> {
    find: Statement<'b>,
    of: usize,
    known: HashMap<i64, Vec<i64>>,
}

/// A claim on the thing of a row.
struct OwnClaim {
    id: i64,
    whole: bool,
    fields: Option<String>,
    /// Whether it supports the recorded value.
    is_for: bool,
    citation: Rc<Citation>,
}

impl<'b> Citations<'b> {
    /// Begins with none.
    pub(super) fn of_base(base: &'b Base, cited: &'b [ClaimColumns]) -> rusqlite::Result<Self> {
        let further = cited.iter().map(|behind| {
            behind.by_id.as_ref().map(|by_id| Further::prepare(base, by_id)).transpose()
        });
        Ok(Self {
            cited,
            further: further.collect::<rusqlite::Result<_>>()?,
            claim: base.conn.prepare(&format!("SELECT {CITED} FROM claim WHERE id = ?1"))?,
            of_thing: base.conn.prepare(&sql::Statement::claims_of_thing().text)?,
            document: base.conn.prepare(DOCUMENT)?,
            by_claim: HashMap::new(),
            own: vec![],
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
        if any_own {
            self.read_own(next()?.as_i64()?)?;
        }
        let mut found = Vec::with_capacity(self.cited.len());
        for n in 0..self.cited.len() {
            let Some(behind) = self.cited.get(n) else { continue };
            let mut ids: Vec<i64> = match &behind.own {
                None => vec![],
                Some(OwnClaims::Whole) => on_whole(&self.own).collect(),
                Some(OwnClaims::Field(field)) => {
                    let known = next()?.as_i64()? == 1;
                    let mut ids: Vec<i64> = on_field(&self.own, field).collect();
                    if ids.is_empty() && known {
                        ids.extend(on_whole(&self.own));
                    }
                    ids
                }
            };
            if let Some(further) = self.further.get_mut(n).and_then(Option::as_mut)
                && let Some(of) = next()?.as_i64_or_null()?
            {
                ids.extend(further.claims_of(of)?);
            }
            if behind.ids {
                ids.extend(parse_json_array::<i64>(next()?));
            }
            found.push(self.with_ids(ids)?);
        }
        Ok(found)
    }

    /// Reads the claims on the thing of a row.
    fn read_own(&mut self, thing: i64) -> rusqlite::Result<()> {
        self.own.clear();
        let mut rows = self.of_thing.query([thing])?;
        while let Some(row) = rows.next()? {
            let citation = citation_from_row(row, 4, (&mut self.document, &mut self.documents))?;
            self.own.push(OwnClaim {
                id: row.get(0)?,
                whole: row.get::<_, Option<bool>>(1)?.unwrap_or_default(),
                fields: row.get(2)?,
                is_for: row.get::<_, Option<bool>>(3)?.unwrap_or_default(),
                citation: Rc::new(citation),
            });
        }
        Ok(())
    }

    /// Returns the claims of a JSON array of ids, by number.
    pub(super) fn of_json_ids(&mut self, ids: ValueRef<'_>) -> rusqlite::Result<Vec<Rc<Citation>>> {
        self.with_ids(parse_json_array(ids))
    }

    /// Returns the claims with these ids, by number. New ones are numbered in the order of their content, and equal ones share a
    /// number.
    fn with_ids(&mut self, mut ids: Vec<i64>) -> rusqlite::Result<Vec<Rc<Citation>>> {
        ids.sort_unstable();
        ids.dedup();
        if ids != self.last.0 {
            let found = self.number_citations(&ids)?;
            self.last = (ids, found);
        }
        Ok(self.last.1.clone())
    }

    fn number_citations(&mut self, ids: &[i64]) -> rusqlite::Result<Vec<Rc<Citation>>> {
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            found.push(match (self.own.iter().find(|own| own.id == *id), self.by_claim.get(id)) {
                (Some(OwnClaim { citation, .. }), _) | (None, Some(citation)) => {
                    Rc::clone(citation)
                }
                (None, None) => Rc::new(self.fetch_claim(*id)?),
            });
        }
        let is_outside = |citation: &Citation| citation.source.is_none();
        let mut new: Vec<usize> =
            (0..ids.len()).filter(|at| found.get(*at).is_some_and(|one| one.number == 0)).collect();
        new.sort_by(|a, b| {
            let [a, b] = [a, b].map(|at| found.get(*at).map(|one| (is_outside(one), one)));
            a.cmp(&b)
        });
        for at in new {
            let (Some(one), Some(id)) = (found.get_mut(at), ids.get(at)) else { continue };
            *one = self.assign_number(one);
            match self.own.iter_mut().find(|own| own.id == *id) {
                Some(own) => own.citation = Rc::clone(one),
                None => drop(self.by_claim.insert(*id, Rc::clone(one))),
            }
        }
        found.sort_by_key(|citation| citation.number);
        found.dedup_by_key(|citation| citation.number);
        Ok(found)
    }

    /// Gives a citation its number: that of an equal one, or the next.
    fn assign_number(&mut self, citation: &Rc<Citation>) -> Rc<Citation> {
        let citation = ByContent(Rc::clone(citation));
        if let Some(ByContent(known)) = self.by_content.get(&citation) {
            return Rc::clone(known);
        }
        let number = self.by_content.len() + 1;
        let new = Rc::new(Citation { number, ..Citation::clone(&citation.0) });
        self.by_content.insert(ByContent(Rc::clone(&new)));
        new
    }

    /// Fetches a claim, without a number.
    fn fetch_claim(&mut self, id: i64) -> rusqlite::Result<Citation> {
        let mut rows = self.claim.query([id])?;
        let row = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        citation_from_row(row, 0, (&mut self.document, &mut self.documents))
    }
}

/// The documents met so far, by id.
type Documents = HashMap<i64, Option<Rc<CitedDocument>>>;

/// Reads a claim from [`CITED`], without a number; its document is read once.
fn citation_from_row(
    row: &Row<'_>,
    at: usize,
    (document, documents): (&mut Statement<'_>, &mut Documents),
) -> rusqlite::Result<Citation> {
    let source = row.get::<_, Option<i64>>(at)?;
    let source = match source.map(|id| (id, documents.get(&id))) {
        None => None,
        Some((_, Some(known))) => known.clone(),
        Some((id, None)) => {
            let found = read_document(document, id)?;
            documents.insert(id, found.clone());
            found
        }
    };
    Ok(Citation {
        number: 0,
        source,
        paragraph: row.get(at + 1)?,
        phrase: row.get(at + 2)?,
        basis: row.get::<_, Option<String>>(at + 3)?.unwrap_or_default(),
        note: row.get(at + 4)?,
        says: row.get(at + 5)?,
        confidence: row.get::<_, Option<String>>(at + 6)?.unwrap_or_default(),
        read_as: row.get(at + 7)?,
    })
}

/// Reads the document with an id.
fn read_document(
    document: &mut Statement<'_>,
    id: i64,
) -> rusqlite::Result<Option<Rc<CitedDocument>>> {
    let mut rows = document.query([id])?;
    let read = |row: &Row<'_>| {
        let Some(slug) = row.get(0)? else { return Ok::<_, rusqlite::Error>(None) };
        let (title, publisher, published) = (row.get(1)?, row.get(2)?, row.get(3)?);
        Ok(Some(Rc::new(CitedDocument { slug, title, publisher, published })))
    };
    Ok(rows.next()?.map(read).transpose()?.flatten())
}

impl<'b> Further<'b> {
    fn prepare(base: &'b Base, by_id: &sql::Statement) -> rusqlite::Result<Self> {
        let mut find = base.conn.prepare(&by_id.text)?;
        for (number, value) in (1..).zip(parameter_values(by_id)) {
            find.raw_bind_parameter(number, value)?;
        }
        let of = by_id.params.iter().position(|param| *param == Param::Of).unwrap_or_default() + 1;
        Ok(Self { find, of, known: HashMap::new() })
    }

    /// Returns the claims of an id.
    fn claims_of(&mut self, id: i64) -> rusqlite::Result<Vec<i64>> {
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
fn parse_json_array<T: DeserializeOwned>(array: ValueRef<'_>) -> Vec<T> {
    serde_json::from_str(array.as_str().unwrap_or_default()).unwrap_or_default()
}

/// Lists the claims on a whole thing.
fn on_whole(own: &[OwnClaim]) -> impl Iterator<Item = i64> {
    own.iter().filter(|claim| claim.whole).map(|claim| claim.id)
}

/// Lists the claims on a field.
fn on_field(own: &[OwnClaim], field: &str) -> impl Iterator<Item = i64> {
    let supports = move |fields: &String| fields.split(LIST).any(|one| one == field);
    let counts =
        move |claim: &&OwnClaim| claim.is_for && claim.fields.as_ref().is_some_and(supports);
    own.iter().filter(counts).map(|claim| claim.id)
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
    /// Hashes what differs in most citations.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Citation { paragraph, phrase, says, note, .. } = &*self.0;
        (paragraph, phrase, says, note).hash(state);
    }
}
