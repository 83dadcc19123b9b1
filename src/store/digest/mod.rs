//! Digests, which people write to add facts to a base (seeds/README.md).
//!
//! A digest is read in two steps. `read` turns its TOML into entries, each checked against the catalog
//! as far as the text alone allows: kinds, fields, literals, claims. Whether names lead anywhere and
//! whether values agree is found out when the entries are merged (`load`). Both note every mistake
//! instead of stopping at the first.
//!
//! What a file holds is told by its name, or by `--as` ([`bytes`]). A table (`.csv`, `.json`, `.xlsx`) is read by [`table`], which turns each row into what an entry of a digest is and hands it
//! to the same reader. After that nothing knows which of the two a fact came from.

mod claims;
mod entries;
mod input;
mod literal;
mod names;
mod problem;
mod reader;
mod table;
mod workbook;

pub use input::{Form, Input, Unreadable, inputs};
pub use problem::DigestError;
pub use workbook::Cells;

pub(crate) use claims::LONGEST_PHRASE;
pub use literal::{NOT_STATED, OPEN_LIST};
pub(crate) use literal::{PART_OF, Stored, absent_helps, is_absent, read_text, read_text_as};
pub(crate) use names::{is_slug, slug_of};
pub(crate) use problem::{Lines, Place, Problems, did_you_mean, whereabouts};

use crate::catalog::{Catalog, Field, Kind, Targets};

/// Reads the `file`th of the inputs: a digest as one, a table as one for each source its rows cite. What is wrong is
/// noted; what is right is given back.
pub(crate) fn read<'c>(
    catalog: &'c Catalog,
    file: usize,
    input: &Input,
    problems: &mut Problems,
) -> Vec<Digest<'c>> {
    match input.form() {
        Form::Digest => vec![entries::read(catalog, file, input, problems)],
        Form::Csv | Form::Json | Form::Workbook => table::read(catalog, file, input, problems),
    }
}

/// A digest that has been read.
#[derive(Debug)]
pub(crate) struct Digest<'c> {
    /// The slug of the document it digests; none for facts from outside any document.
    pub(crate) source: Option<String>,
    /// What it is known by when it is loaded again.
    pub(crate) owner: String,
    /// What rows of a table call their source, which need not be in the same load. A digest has none: what it holds is
    /// all its source says.
    pub(crate) cited: Option<Cited>,
    /// Things and records in the order of the text; the source first.
    pub(crate) entries: Vec<Entry<'c>>,
    /// Paragraphs without facts.
    pub(crate) flags: Vec<Flag>,
}

/// The source of rows of a table.
#[derive(Debug, Clone)]
pub(crate) enum Cited {
    /// None: what is known from elsewhere.
    Nothing,
    /// The row is the source itself.
    Itself,
    /// Another, by its slug or a name.
    Source(Word),
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
    /// The slug was made from the name, so a thing of the kind with that name is the same thing.
    pub(crate) by_name: bool,
    /// It is said to be another thing than those of its name.
    pub(crate) distinct: bool,
    /// The label, where the entry gives it; records have none.
    pub(crate) name: Option<Word>,
    pub(crate) given: Vec<Given<'c>>,
    /// The first is about the entry as a whole.
    pub(crate) claims: Vec<Claim<'c>>,
    /// The evidence for those fields that have no claim of their own.
    pub(crate) rest: Option<(Box<Claim<'c>>, Vec<&'c str>)>,
    /// The city, province, country … that a row gives beside its place, which follow and must agree.
    pub(crate) within: Vec<Within<'c>>,
    /// Its names: records of the engine's own kind, still without what they name.
    pub(crate) names: Vec<Entry<'c>>,
    /// Something in it could not be read as TOML, so what seems missing may be there.
    pub(crate) broken: bool,
}

/// Where the place of a row is said to lie.
#[derive(Debug)]
pub(crate) struct Within<'c> {
    /// The level: city, province, country.
    pub(crate) level: &'c Field,
    /// The field that holds the place; `None` means the entry itself.
    pub(crate) place: Option<&'c Field>,
    pub(crate) container: Word,
}

/// The value of a field.
#[derive(Debug)]
pub(crate) struct Given<'c> {
    pub(crate) field: &'c Field,
    pub(crate) at: Place,
    pub(crate) value: Literal,
    /// The level that was given in the place of a place: a narrower place that lies in it agrees with it.
    pub(crate) level: Option<&'c Field>,
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

impl<'c> Entry<'c> {
    /// An entry of which nothing is told yet.
    pub(crate) fn blank(kind: &'c Kind, at: Place) -> Self {
        let (given, claims, names) = (vec![], vec![], vec![]);
        let (id, name, rest, by_name, distinct, broken) = (None, None, None, false, false, false);
        Self {
            kind,
            at,
            id,
            by_name,
            distinct,
            name,
            given,
            claims,
            rest,
            within: vec![],
            names,
            broken,
        }
    }

    /// Gives back what was set aside for more: of a long table there are many entries at once.
    fn shrink(&mut self) {
        self.given.shrink_to_fit();
        self.claims.shrink_to_fit();
        self.names.shrink_to_fit();
    }

    /// The value read for a field, if the entry gives one.
    pub(crate) fn value(&self, field: &str) -> Option<&Literal> {
        self.given.iter().find(|g| g.field.name == field).map(|g| &g.value)
    }
}

impl Digest<'_> {
    /// The file of a table's rows.
    pub(crate) fn file(&self) -> &str {
        let end = self.source.as_ref().and_then(|s| self.owner.strip_suffix(s.as_str()));
        end.map_or(&self.owner, str::trim_end)
    }
}

impl Claim<'_> {
    /// The same evidence for something else: without phrase and key, which belong to what was cited.
    fn alone(&self) -> Self {
        Self {
            field: None,
            phrase: None,
            read_as: None,
            read_reason: None,
            says: None,
            key: None,
            ..self.clone()
        }
    }
}
