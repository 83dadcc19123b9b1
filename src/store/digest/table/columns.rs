//! The meanings of the columns of a table: each header once, whatever its case, spaces and underscores.

use std::collections::HashMap;
use std::ops::Range;

use super::super::keys::CLAIM_KEYS;
use super::super::problem::Mistake;
use super::super::reader::Reader;
use super::super::rows::SKIPPED;
use super::cells::fold_heading;
use super::units::{self, ScaleAndUnit};
use crate::answer::PART_OF;
use crate::catalog::{Catalog, DISTINCT, Field, Kind, SOURCE, Sort, Type, columns};
use crate::store::schema::NAME;
use crate::text::with_article;

/// The role of the cells of a column.
#[derive(Debug, Clone, Copy)]
pub(super) enum Role<'c> {
    Id,
    Name,
    /// Whether the row differs from all others with its name.
    Distinct,
    /// Another name, of this form.
    Form(&'c str),
    Field(&'c Field),
    /// A field whose heading gives the scale or the unit.
    Counted(&'c Field, ScaleAndUnit<'c>),
    /// The unit of the amounts of a field; `None` means all amounts of the row.
    Unit(Option<&'c Field>),
    /// The city, province, country …: the place itself, if the row gives nothing narrower.
    Level {
        level: &'c Field,
        place: Option<&'c Field>,
        rank: usize,
    },
    /// Whether a list is open.
    Link(&'c str),
    Source,
    /// A part of the claim about the whole row, or about one field.
    Claim(Option<&'c str>, &'static str),
    /// It follows from other columns.
    Derived,
    /// There is no field with that name, which has been reported.
    LeftOut,
    /// There is no heading, which matters only if a cell below it is filled.
    NoHeading,
}

impl Role<'_> {
    /// Checks whether both are the same part of a row. Two columns for names of one form aren't: a thing can have several.
    fn is_same_part(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Id, Self::Id)
            | (Self::Name, Self::Name)
            | (Self::Distinct, Self::Distinct)
            | (Self::Source, Self::Source) => true,
            (Self::Field(a) | Self::Counted(a, _), Self::Field(b) | Self::Counted(b, _)) => {
                a.name == b.name
            }
            (Self::Unit(a), Self::Unit(b)) => a.map(|a| &a.name) == b.map(|b| &b.name),
            (Self::Level { rank: a, .. }, Self::Level { rank: b, .. }) => a == b,
            (Self::Link(a), Self::Link(b)) => a == b,
            (Self::Claim(a, part), Self::Claim(b, other)) => (a, part) == (b, other),
            _ => false,
        }
    }

    /// Checks whether a cell follows from others: the end of an amount, the label of a record, the bound that a part has from
    /// its whole.
    pub(super) fn is_derived(&self, text: &str) -> bool {
        match self {
            Self::Derived => true,
            Self::Field(field) => field.whole.is_some() && text.trim_start().starts_with(PART_OF),
            _ => false,
        }
    }
}

/// The columns met so far.
pub(super) struct Columns<'c> {
    catalog: &'c Catalog,
    kind: &'c Kind,
    pub(super) roles: Vec<Role<'c>>,
    of: HashMap<String, usize>,
    /// The places of missing headings, until they are reported.
    unnamed: HashMap<usize, Range<usize>>,
}

/// The column beside those of a query that marks rows as certain.
const CERTAIN: &str = "certain";

/// The names of columns for the parts of a claim.
const PARTS: [(&str, &str); 9] = [
    ("paragraph", "p"),
    ("p", "p"),
    ("place in", "place_in"),
    ("phrase", "phrase"),
    ("read as", "read_as"),
    ("read reason", "read_reason"),
    ("basis", "basis"),
    ("confidence", "confidence"),
    ("note", "note"),
];

impl<'c> Columns<'c> {
    pub(super) fn new(catalog: &'c Catalog, kind: &'c Kind) -> Self {
        Self { catalog, kind, roles: vec![], of: HashMap::new(), unnamed: HashMap::new() }
    }

    /// Returns the column of a header that was met before.
    pub(super) fn find(&self, header: &str) -> Option<usize> {
        self.of.get(header).copied()
    }

    /// Returns what a column means.
    pub(super) fn role_at(&self, column: usize) -> Role<'c> {
        self.roles.get(column).copied().unwrap_or(Role::LeftOut)
    }

    /// Returns the field that a column holds.
    pub(super) fn field_at(&self, column: usize) -> Option<&'c Field> {
        match self.roles.get(column) {
            Some(Role::Field(field) | Role::Counted(field, _)) => Some(field),
            _ => None,
        }
    }

    /// Returns the place of a missing heading, the first time a cell below it is filled.
    pub(super) fn take_unnamed(&mut self, column: usize) -> Option<Range<usize>> {
        self.unnamed.remove(&column)
    }

    /// Checks whether a column names the things of the rows.
    pub(super) fn name_things(&self) -> bool {
        self.roles.iter().any(|role| matches!(role, Role::Id | Role::Name))
    }

    /// Checks whether one of the columns is the source.
    pub(super) fn name_sources(&self) -> bool {
        self.roles.iter().any(|role| matches!(role, Role::Source))
    }

    /// Checks whether the cells of a column are values that are entered.
    pub(super) fn is_entered(&self, column: usize) -> bool {
        !matches!(self.roles.get(column), Some(Role::Derived | Role::LeftOut | Role::Link(_)))
    }

    /// Checks whether a column with the same meaning was met before.
    pub(super) fn has_role(&self, role: &Role<'c>) -> bool {
        self.roles.iter().any(|known| known.is_same_part(role))
    }

    /// Counts the headers that have a meaning.
    pub(super) fn count_known_headings<'h>(&self, headers: impl Iterator<Item = &'h str>) -> usize {
        headers.filter(|header| self.find_role(header).is_ok()).count()
    }

    /// Adds a column with this header; returns whether it is the first with its meaning. A column without a meaning is left out,
    /// with a warning.
    pub(super) fn add(
        &mut self,
        reader: &mut Reader<'c, '_>,
        header: &str,
        at: Range<usize>,
    ) -> bool {
        let role = match self.find_role(header) {
            _ if header.trim().is_empty() => {
                self.unnamed.insert(self.roles.len(), at);
                Role::NoHeading
            }
            Ok(role) => role,
            Err(Mistake { sentence, helps, each }) => {
                let sentence = format!("the column `{}` is left out: {sentence}", header.trim());
                reader.warn(at, Mistake { sentence, helps, each });
                Role::LeftOut
            }
        };
        let known = self.roles.iter().position(|known| known.is_same_part(&role));
        self.of.insert(header.to_owned(), known.unwrap_or(self.roles.len()));
        self.roles.push(role);
        known.is_none()
    }

    /// Returns the meaning of a header; the mistake says why it has none.
    pub(super) fn find_role(&self, header: &str) -> Result<Role<'c>, Mistake> {
        let (kind, key) = (self.kind, &*fold_heading(header));
        if let Some(field) = find_field(kind, key) {
            return Ok(self.of_field(field));
        }
        // A source is its own evidence.
        let own = kind.name == SOURCE;
        let thing = kind.sort == Sort::Thing;
        if SKIPPED.contains(&key) {
            return Ok(Role::LeftOut);
        }
        match key {
            "id" if thing => return Ok(Role::Id),
            "name" if thing => return Ok(Role::Name),
            DISTINCT if thing => return Ok(Role::Distinct),
            "name" => return Ok(Role::Derived),
            "id" => {
                return Err(
                    format!("{} is identified by its content", with_article(&kind.name)).into()
                );
            }
            "source" if !own => return Ok(Role::Source),
            _ => {}
        }
        if let Some(part) = find_claim_part(key)
            .or_else(|| find_claim_part(key.strip_prefix("cite ")?))
            .filter(|_| !own)
        {
            return Ok(Role::Claim(None, part));
        }
        if let Some(link) = kind.links().find(|link| self::fold_heading(&link.name) == key) {
            return Ok(Role::Link(&link.name));
        }
        if let Some(form) = self.name_forms().find(|form| thing && *form == key) {
            return Ok(Role::Form(form));
        }
        if let Some(role) = self.claim_role(key).filter(|_| !own) {
            return Ok(role);
        }
        if let Some(of) = units::field_of_unit_column(kind.stored_fields(), key) {
            return Ok(Role::Unit(of));
        }
        let is_end = |field: &Field| {
            columns::field_columns(field).iter().any(|(c, _)| self::fold_heading(c) == key)
        };
        if key == CERTAIN || kind.stored_fields().any(is_end) {
            return Ok(Role::Derived);
        }
        if let Some((field, counted)) =
            units::field_and_unit(kind.stored_fields(), header, &self.catalog.units)
        {
            return Ok(Role::Counted(field, counted));
        }
        Err(self.unknown_heading(key))
    }

    fn of_field(&self, field: &'c Field) -> Role<'c> {
        let Type::Level(level) = &field.ty else { return Role::Field(field) };
        let rank = self.kind.fields.iter().position(|f| f.name == field.name).unwrap_or_default();
        let place = level.of.as_deref().and_then(|of| self.kind.field(of));
        Role::Level { level: field, place, rank }
    }

    /// Returns the role of `investment phrase`: a part of a claim about one field.
    fn claim_role(&self, key: &str) -> Option<Role<'c>> {
        let parts = PARTS.iter().chain(&[("says", "says")]);
        parts.into_iter().find_map(|(name, part)| {
            let before = key.strip_suffix(name)?.strip_suffix(' ')?;
            let about = match find_field(self.kind, before) {
                Some(field) => field.name.as_str(),
                None if before == NAME && self.kind.sort == Sort::Thing => NAME,
                None => return None,
            };
            (!CLAIM_KEYS.contains(&about)).then_some(Role::Claim(Some(about), part))
        })
    }

    /// Returns the forms of names that a thing can have beside its label.
    fn name_forms(&self) -> impl Iterator<Item = &'c str> {
        let field = self.catalog.kind(NAME).and_then(|kind| kind.field("form"));
        let choices = match field.map(|field| &field.ty) {
            Some(Type::Enum(choices)) => choices.as_slice(),
            _ => &[],
        };
        let own = |name: &&str| !matches!(*name, "label" | "mistranslation");
        choices.iter().map(|choice| choice.name.as_str()).filter(own)
    }

    fn unknown_heading(&self, key: &str) -> Mistake {
        let kind = self.kind;
        let fields = kind.fields.iter().map(|field| field.name.as_str());
        if kind.name == SOURCE && (key == SOURCE || find_claim_part(key).is_some()) {
            let sentence = format!("a {SOURCE} is its own evidence and has no {key}");
            return Mistake::new(sentence).did_you_mean(key, fields);
        }
        let own = ["id", "name", "source", DISTINCT].into_iter().filter(|_| kind.has_names());
        let known = fields.chain(own).chain(PARTS.iter().map(|(name, _)| *name));
        let mistake = Mistake::new(format!("`{}` has no such field", kind.name));
        mistake.did_you_mean(key, known.chain(self.name_forms()))
    }
}

fn find_field<'c>(kind: &'c Kind, key: &str) -> Option<&'c Field> {
    kind.fields.iter().find(|field| self::fold_heading(&field.name) == key)
}

fn find_claim_part(key: &str) -> Option<&'static str> {
    PARTS.iter().find(|(name, _)| *name == key).map(|(_, part)| *part)
}
