//! The claims behind an answer: each is fetched once and numbered in the order of the cells that cite it. The cost grows with the
//! claims that are cited, not with the cells.

use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use rusqlite::Statement;
use rusqlite::types::ValueRef;

use super::open::Base;
use crate::answer::{Citation, CitedDocument};

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
    by_claim: HashMap<i64, Rc<Citation>>,
    by_content: HashSet<ByContent>,
    documents: HashMap<i64, Option<Rc<CitedDocument>>>,
    /// The last list of ids, and its claims: the cells of a row often have the same.
    last: (String, Vec<Rc<Citation>>),
}

impl<'b> Citations<'b> {
    /// Begins with none.
    pub(super) fn of_base(base: &'b Base) -> rusqlite::Result<Self> {
        Ok(Self {
            claim: base.conn.prepare(CLAIM)?,
            document: base.conn.prepare(DOCUMENT)?,
            by_claim: HashMap::new(),
            by_content: HashSet::new(),
            documents: HashMap::new(),
            last: (String::new(), vec![]),
        })
    }

    /// Returns the claims of a JSON array of ids, by number. New ones are numbered in the order of their content, and equal ones
    /// share a number.
    pub(super) fn of(&mut self, ids: ValueRef<'_>) -> rusqlite::Result<Vec<Rc<Citation>>> {
        let text = ids.as_str().unwrap_or_default();
        if text != self.last.0 {
            let found = self.numbered(text)?;
            self.last = (text.to_owned(), found);
        }
        Ok(self.last.1.clone())
    }

    fn numbered(&mut self, ids: &str) -> rusqlite::Result<Vec<Rc<Citation>>> {
        let ids: Vec<i64> = serde_json::from_str(ids).unwrap_or_default();
        let mut new: Vec<(Citation, i64)> = Vec::new();
        for id in &ids {
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
