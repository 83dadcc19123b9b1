//! Entries of a digest or a table with their values and claims, before any name is looked up.

use std::borrow::Cow;
use std::rc::Rc;

use super::literal::{ALSO, Literal};
use super::problem::InputSpan;
use crate::catalog::{Catalog, Field, Kind, Targets};
use crate::store::schema::NAME;

/// The basis of a claim that a document states.
pub(crate) const STATED: &str = "stated";
/// The basis of a claim that is concluded from a document.
pub(crate) const INFERRED: &str = "inferred";
/// The form of the name that is shown.
pub(crate) const LABEL: &str = "label";
/// The basis of a claim that is known from outside any document.
pub(crate) const EXTERNAL: &str = "external";

/// The source of rows of a table.
#[derive(Debug, Clone)]
pub(crate) enum Cited {
    /// `None` means that the facts are known from elsewhere.
    Nothing,
    /// The row is the source itself.
    Itself,
    /// Another, by its slug or a name.
    Source(Word),
}

/// A word of a digest and its place. A long table has many, so their text is shared.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) at: InputSpan,
    pub(crate) text: Rc<str>,
}

/// A thing or a record, as one digest describes it.
#[derive(Debug)]
pub(crate) struct Entry<'c> {
    pub(crate) kind: &'c Kind,
    pub(crate) at: InputSpan,
    /// The slug; records have none.
    pub(crate) id: Option<Word>,
    /// Whether the slug was made from the name, so that a thing of the kind with that name is the same thing.
    pub(crate) by_name: bool,
    /// Whether the entry says that it differs from all others with its name.
    pub(crate) distinct: bool,
    /// The label, if the entry gives it; records have none.
    pub(crate) name: Option<Word>,
    pub(crate) given: Vec<Given<'c>>,
    /// The first is about the entry as a whole.
    pub(crate) claims: Vec<Claim>,
    /// The evidence for those fields that have no claim of their own.
    pub(crate) rest: Option<(Box<Claim>, Vec<&'c str>)>,
    /// The city, province, country … that a row gives beside its place, which follow from the place and must agree.
    pub(crate) within: Vec<Within<'c>>,
    /// Its names: records of the engine's own kind, still without the thing they name.
    pub(crate) names: Vec<Entry<'c>>,
    /// Whether part of it isn't TOML; then something that seems missing may be there.
    pub(crate) broken: bool,
}

/// The place that is said to contain the place of a row.
#[derive(Debug)]
pub(crate) struct Within<'c> {
    /// The level: city, province, country.
    pub(crate) level: &'c Field,
    /// The field that holds the place; `None` means the entry itself.
    pub(crate) place: Option<&'c Field>,
    pub(crate) container: Word,
    /// Whether it is left out if no place has the name.
    pub(crate) optional: bool,
}

/// The value of a field.
#[derive(Debug)]
pub(crate) struct Given<'c> {
    pub(crate) field: &'c Field,
    pub(crate) at: InputSpan,
    pub(crate) value: Literal,
    /// The level that was given instead of a place: a narrower place inside it agrees with it.
    pub(crate) level: Option<&'c Field>,
    /// Whether it is left out if its name leads nowhere.
    pub(crate) optional: bool,
}

impl<'c> Given<'c> {
    /// Gives a field a value.
    pub(crate) fn new(field: &'c Field, at: InputSpan, value: Literal) -> Self {
        Self { field, at, value, level: None, optional: false }
    }
}

/// The evidence for an entry, or for one of its fields or links.
#[derive(Debug, Clone, Default)]
pub(crate) struct Claim {
    pub(crate) at: InputSpan,
    pub(crate) field: Option<String>,
    pub(crate) paragraph: Option<i64>,
    pub(crate) place_in: Option<String>,
    pub(crate) phrase: Option<String>,
    pub(crate) read_as: Option<String>,
    pub(crate) read_reason: Option<String>,
    pub(crate) basis: Cow<'static, str>,
    pub(crate) confidence: Cow<'static, str>,
    pub(crate) note: Option<String>,
    pub(crate) says: Option<Says>,
    pub(crate) key: Option<String>,
    /// Whether the digest's document says it; external knowledge has no source.
    pub(crate) sourced: bool,
}

/// The value that a claim gives instead of supporting the recorded one.
#[derive(Debug, Clone)]
pub(crate) enum Says {
    /// A value in the language's notation, `not stated` or `open list`.
    Text(String),
    /// The name of a thing that the field can refer to.
    Ref(Word, Targets),
}

/// A row which says that two things are the same or distinct.
#[derive(Debug, Clone)]
pub(crate) struct Judgement {
    /// The thing that is kept if they are the same, by its id or a name.
    pub(crate) keep: Word,
    /// The other one.
    pub(crate) drop: Word,
    pub(crate) distinct: bool,
    /// The reason, or the author of the judgement.
    pub(crate) note: String,
}

/// A paragraph without facts, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// The paragraph.
    pub paragraph: i64,
    /// The reason.
    pub reason: String,
    /// The note on it.
    pub note: Option<String>,
}

impl<'c> Entry<'c> {
    /// Makes an entry without content.
    pub(crate) fn blank(kind: &'c Kind, at: InputSpan) -> Self {
        Self {
            kind,
            at,
            id: None,
            by_name: false,
            distinct: false,
            name: None,
            given: vec![],
            claims: vec![],
            rest: None,
            within: vec![],
            names: vec![],
            broken: false,
        }
    }

    /// Checks whether the values of a row may be left out until it is merged. Places stay whole, because others are looked up by
    /// their values.
    pub(super) fn can_be_read_again(&self, catalog: &Catalog) -> bool {
        let looked_up = catalog.is_places(self.kind) || self.kind.name == NAME;
        self.kind.is_entered() && !looked_up
    }

    /// Makes its claims about a field or link give a competing value; without such claims a new one with the evidence of `cover`
    /// does.
    pub(super) fn set_competing_value(&mut self, about: &str, says: &str, cover: Option<&Claim>) {
        let says = Some(Says::Text(says.to_owned()));
        let mut marked = false;
        let own = self.claims.iter_mut().filter(|claim| claim.field.as_deref() == Some(about));
        for claim in own.filter(|claim| claim.says.is_none()) {
            claim.says.clone_from(&says);
            marked = true;
        }
        if let Some(cover) = cover.filter(|_| !marked) {
            self.claims.push(Claim { says, field: Some(about.to_owned()), ..cover.clone() });
        }
    }

    /// Adds claims with the equivalents of its amounts: with the evidence of the amount, or else of `cover`.
    pub(super) fn claim_equivalents(&mut self, cover: Option<&Claim>) {
        for given in &self.given {
            let Literal::Ready(stored) = &given.value else { continue };
            let field = &given.field.name;
            for equivalent in &stored.equivalents {
                let of_field = |claim: &&Claim| claim.supports(field);
                let brackets =
                    |claim: &&Claim| claim.phrase.as_ref().is_some_and(|p| p.contains(['(', '（']));
                let own = self.claims.iter().filter(of_field).find(brackets);
                let own = own.or_else(|| self.claims.iter().find(of_field));
                let Some(evidence) = own.or(cover) else { continue };
                let says = Some(Says::Text(format!("{ALSO}{equivalent}")));
                let field = Some(field.clone());
                self.claims.push(Claim { says, field, key: None, ..evidence.clone() });
            }
        }
    }

    /// Makes the value of a field compete with the recorded one, together with its equivalents.
    pub(crate) fn make_competing(&mut self, field: &str, value: &str) {
        self.claims
            .retain(|claim| claim.field.as_deref() != Some(field) || claim.equivalent().is_none());
        let cover = self.rest.as_mut().map(|(cover, fields)| {
            fields.retain(|name| *name != field);
            (**cover).clone()
        });
        self.set_competing_value(field, value, cover.as_ref());
    }

    /// Frees the spare memory of its lists: a long table has many entries at once.
    pub(super) fn shrink_to_fit(&mut self) {
        self.given.shrink_to_fit();
        self.claims.shrink_to_fit();
        self.names.shrink_to_fit();
    }

    /// Returns what the entry gives for a field.
    pub(crate) fn given_field(&self, field: &str) -> Option<&Given<'c>> {
        self.given.iter().find(|given| given.field.name == field)
    }

    /// Returns the literal of a field, if the entry gives one.
    pub(crate) fn field_value(&self, field: &str) -> Option<&Literal> {
        self.given_field(field).map(|given| &given.value)
    }

    /// Lists its claims and those of its names.
    pub(crate) fn all_claims(&self) -> impl Iterator<Item = &Claim> {
        std::iter::once(self).chain(&self.names).flat_map(|entry| &entry.claims)
    }

    /// Returns the value of a field as it is shown, if the entry gives one that needs no look-up.
    pub(crate) fn shown_text(&self, field: &str) -> Option<&str> {
        match self.field_value(field)? {
            Literal::Ready(stored) => Some(&stored.shown),
            Literal::Ref(_) => None,
        }
    }
}

impl Claim {
    /// Makes a claim of external knowledge, with its origin as the note.
    pub(crate) fn external(at: &InputSpan, note: &str) -> Self {
        Self { note: Some(note.to_owned()), ..Self::new(at.clone(), false) }
    }

    /// Makes a claim on the document of its digest, if that is `sourced`, or else external knowledge.
    pub(super) fn new(at: InputSpan, sourced: bool) -> Self {
        let basis = if sourced { STATED } else { EXTERNAL }.into();
        Self { at, basis, confidence: "high".into(), sourced, ..Self::default() }
    }

    /// Checks whether it supports the value of a field, and is about nothing else.
    pub(super) fn supports(&self, field: &str) -> bool {
        self.field.as_deref() == Some(field) && self.says.is_none()
    }

    /// Returns the equivalent of the recorded amount, if it gives one.
    pub(crate) fn equivalent(&self) -> Option<&str> {
        if let Some(Says::Text(text)) = &self.says { text.strip_prefix(ALSO) } else { None }
    }

    /// Checks whether it is the same evidence as another, whatever the two support; a claim with a competing value isn't.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.says.is_none()
            && other.says.is_none()
            && self.evidence_parts() == other.evidence_parts()
    }

    fn evidence_parts(&self) -> impl PartialEq {
        let place = (self.sourced, self.paragraph, &self.place_in);
        let words = (&self.phrase, &self.read_as, &self.read_reason);
        (place, words, (&self.basis, &self.confidence, &self.note, &self.key))
    }

    /// Returns the same evidence for something else: without phrase and key, which belong to the cited field.
    pub(super) fn for_another(&self) -> Self {
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
