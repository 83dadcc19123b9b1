//! Digests: what people write so that facts get into a base (facts.md §4).
//!
//! A digest is read in two steps. `read` turns its TOML into entries, each checked against the catalog
//! as far as the text alone allows: kinds, fields, literals, claims. Whether names lead anywhere and
//! whether values agree is found out when the entries are merged (`load`). Both note every mistake
//! instead of stopping at the first.

mod cite;
mod complete;
mod literal;
mod names;
mod problem;
mod read;
mod tree;

pub use problem::DigestError;

pub(crate) use cite::LONGEST_PHRASE;
pub use literal::{NOT_STATED, OPEN_LIST};
pub(crate) use literal::{Stored, read_text};
pub(crate) use problem::{Place, Problems, did_you_mean, either, position};
pub(crate) use read::read;

use crate::catalog::{Field, Kind, Targets};

/// A digest as it comes: the name people know it by, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The name shown in messages; a digest without a source is known again by it.
    pub name: String,
    /// The TOML text.
    pub text: String,
}

impl Input {
    /// An input of this name and text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into() }
    }
}

/// A digest that has been read.
#[derive(Debug)]
pub(crate) struct Digest<'c> {
    /// The slug of the document it digests; none for facts from outside any document.
    pub(crate) source: Option<String>,
    /// What it is known by when it is loaded again.
    pub(crate) owner: String,
    /// Things and records in the order of the text; the source first.
    pub(crate) entries: Vec<Entry<'c>>,
    /// Paragraphs without facts.
    pub(crate) flags: Vec<Flag>,
}

/// A word of a digest and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) at: Place,
    pub(crate) text: String,
}

/// A thing or a record, as one digest tells it.
#[derive(Debug)]
pub(crate) struct Entry<'c> {
    pub(crate) kind: &'c Kind,
    pub(crate) at: Place,
    /// The slug; records have none.
    pub(crate) id: Option<Word>,
    /// The label, where the entry gives it; records have none.
    pub(crate) name: Option<Word>,
    pub(crate) given: Vec<Given<'c>>,
    /// The first is about the entry as a whole.
    pub(crate) claims: Vec<Claim<'c>>,
    /// Its names: records of the engine's own kind, still without what they name.
    pub(crate) names: Vec<Entry<'c>>,
    /// Something in it could not be read as TOML, so what seems missing may be there.
    pub(crate) broken: bool,
}

/// The value of a field.
#[derive(Debug)]
pub(crate) struct Given<'c> {
    pub(crate) field: &'c Field,
    pub(crate) at: Place,
    pub(crate) value: Literal,
}

/// A value as read: ready to be stored, or the name of a thing that must be looked up.
#[derive(Debug, Clone)]
pub(crate) enum Literal {
    Ready(Stored),
    Ref(String),
}

/// What stands behind an entry, or behind one of its fields or links.
#[derive(Debug, Clone)]
pub(crate) struct Claim<'c> {
    pub(crate) at: Place,
    pub(crate) field: Option<String>,
    pub(crate) paragraph: Option<i64>,
    pub(crate) place_in: Option<String>,
    pub(crate) phrase: Option<String>,
    pub(crate) read_as: Option<String>,
    pub(crate) read_reason: Option<String>,
    pub(crate) basis: String,
    pub(crate) confidence: String,
    pub(crate) note: Option<String>,
    pub(crate) says: Option<Says<'c>>,
    pub(crate) key: Option<String>,
    /// The digest's document says it; what is known from elsewhere has no source.
    pub(crate) sourced: bool,
}

/// What a claim says instead of supporting the value.
#[derive(Debug, Clone)]
pub(crate) enum Says<'c> {
    /// A value in the language's notation, `not stated` or `open list`.
    Text(String),
    /// The name of a thing.
    Ref(Word, &'c Targets),
}

/// A paragraph that holds no fact.
#[derive(Debug)]
pub(crate) struct Flag {
    pub(crate) paragraph: i64,
    pub(crate) reason: String,
    pub(crate) note: Option<String>,
}

impl Entry<'_> {
    /// The value read for a field, if the entry gives one.
    pub(crate) fn value(&self, field: &str) -> Option<&Literal> {
        self.given.iter().find(|g| g.field.name == field).map(|g| &g.value)
    }
}

impl Claim<'_> {
    /// The same evidence for a field: without phrase and key, which belong to what was cited.
    pub(crate) fn about(&self, field: Option<&str>) -> Self {
        Self {
            field: field.map(str::to_owned),
            phrase: None,
            read_as: None,
            read_reason: None,
            says: None,
            key: None,
            ..self.clone()
        }
    }
}
