//! Merging entries into the base: things by their slug ([`super::introduce`]), values by agreement ([`super::values`]),
//! records by their content ([`super::records`]).
//!
//! Values are written as they come and compared with what stands there, so a mistake is found wherever
//! the other value came from: the same digest, another of this load, or the base.

use std::collections::{HashMap, HashSet};

use anyhow::Result;
use rusqlite::Connection;

use crate::catalog::{Catalog, Sort};
use crate::store::digest::{Claim, Digest, Entry, Form, Input, Place, Problems, Says, whereabouts};
use crate::store::hash::Hash;

use super::claims::{Retracted, Rows, claim_row, flag_row};
use super::countries::Countries;
use super::lookup::{Names, base_slug};
use super::within::Lies;
use super::{Step, Watch};

/// After how many entries it is told how far a merge has come.
const OFTEN: u64 = 256;

/// The state of a merge.
pub(super) struct Merge<'a, 'c> {
    pub(super) conn: &'a Connection,
    pub(super) catalog: &'c Catalog,
    inputs: &'a [Input],
    pub(super) problems: &'a mut Problems,
    pub(super) names: Names,
    pub(super) countries: Countries<'c>,
    /// Where in this load a thing was first told and given its label.
    pub(super) told_at: HashMap<i64, Place>,
    pub(super) labels: HashMap<i64, (String, Option<Place>)>,
    /// Records of this load and of the base, by kind and content.
    pub(super) records: HashMap<Hash, i64>,
    /// Kinds whose records of the base are among them.
    pub(super) remembered: HashSet<String>,
    /// Whether the base held anything before.
    pub(super) empty: bool,
    pub(super) next: i64,
    claims: Rows<'a>,
    flags: Rows<'a>,
    pub(super) merged: Merged,
}

/// What a merge leaves to be checked.
#[derive(Default)]
pub(super) struct Merged {
    /// Where in this load a value was given, by thing and field.
    pub(super) origin: HashMap<(i64, String), Place>,
    /// Where places of rows are said to lie.
    pub(super) lies: Vec<Lies>,
    /// All things and records that were told.
    pub(super) told: HashSet<i64>,
}

impl<'a, 'c> Merge<'a, 'c> {
    pub(super) fn new(
        conn: &'a Connection,
        catalog: &'c Catalog,
        (inputs, retracted): (&'a [Input], &'a Retracted),
        problems: &'a mut Problems,
    ) -> Result<Self> {
        let last: i64 =
            conn.query_row("SELECT coalesce(max(id), 0) FROM thing", [], |r| r.get(0))?;
        let places = catalog.countries().map(|(containment, ..)| containment.places.clone());
        Ok(Self {
            conn,
            catalog,
            inputs,
            problems,
            names: Names::with_countries(places),
            countries: Countries::new(&retracted.listed),
            told_at: HashMap::new(),
            labels: HashMap::new(),
            records: HashMap::new(),
            remembered: HashSet::new(),
            empty: last == 0,
            next: last + 1,
            claims: Rows::claims(conn, catalog, retracted)?,
            flags: Rows::flags(conn, catalog, retracted)?,
            merged: Merged::default(),
        })
    }

    /// Merges what every entry says. An entry is let go of when it is told, so that a long table does not stand in memory
    /// twice.
    pub(super) fn tell(&mut self, digests: Vec<Digest<'c>>, watch: Watch<'_>) -> Result<()> {
        let mut conditional = Vec::new();
        let (mut done, all) = (0, digests.iter().map(|digest| digest.entries.len() as u64).sum());
        for mut digest in digests {
            let source = self.source(&digest)?;
            for mut entry in std::mem::take(&mut digest.entries) {
                done += 1;
                if done % OFTEN == 0 {
                    watch(Step::Merged(done, all));
                }
                let Some(id) = self.entry(&mut entry, &digest)? else { continue };
                self.evidence(id, &entry, &digest, source)?;
                self.within(&entry, &digest)?;
                for name in &entry.names {
                    if let Some(id) = self.record(name, Some(id), &digest)? {
                        self.evidence(id, name, &digest, source)?;
                    }
                }
                if entry.given.iter().any(|given| given.field.only_if.is_some()) {
                    conditional.push(entry);
                }
            }
            let Some(source) = source else { continue };
            for flag in &digest.flags {
                self.flags.write(self.conn, flag_row(self.catalog, source, flag), None)?;
            }
        }
        self.check_only_if(&conditional)
    }

    /// The source of a digest: told in this load, or for a table perhaps in the base only.
    fn source(&mut self, digest: &Digest<'c>) -> Result<Option<i64>> {
        let Some(slug) = &digest.source else { return Ok(None) };
        let found = match self.names.get(slug) {
            Some(found) => Some(found.clone()),
            None => base_slug(self.conn, slug)?,
        };
        Ok(found.map(|found| found.id))
    }

    /// What is left when all is merged.
    pub(super) fn finish(self) -> Merged {
        self.merged
    }

    /// Merges the values of an entry. A level that a narrower place agrees with is no value of its own.
    pub(super) fn entry(
        &mut self,
        entry: &mut Entry<'c>,
        digest: &Digest<'c>,
    ) -> Result<Option<i64>> {
        if entry.kind.sort == Sort::Record {
            return self.record(entry, None, digest);
        }
        let Some(slug) = &entry.id else { return Ok(None) };
        let Some(found) = self.names.get(&slug.text).filter(|f| f.kind == entry.kind.name) else {
            return Ok(None);
        };
        let found = found.clone();
        let mut wider = Vec::new();
        for given in &entry.given {
            if let Some(stored) = self.resolve(given, digest)?
                && !self.agree(&found, entry.kind, given, &stored)?
            {
                wider.push(given.field.name.as_str());
            }
        }
        if let Some((_, fields)) = &mut entry.rest {
            fields.retain(|field| !wider.contains(field));
        }
        Ok(Some(found.id))
    }

    /// Writes the claims of an entry.
    pub(super) fn evidence(
        &mut self,
        id: i64,
        entry: &Entry<'c>,
        digest: &Digest<'c>,
        source: Option<i64>,
    ) -> Result<()> {
        self.merged.told.insert(id);
        for claim in &entry.claims {
            let says = self.says(claim, digest)?;
            let field = claim.field.as_deref();
            self.claim((claim, field, says), id, digest, source)?;
        }
        if let Some((claim, fields)) = &entry.rest {
            for field in fields {
                self.claim((claim, Some(field), None), id, digest, source)?;
            }
        }
        Ok(())
    }

    fn claim(
        &mut self,
        (claim, field, says): (&Claim<'c>, Option<&str>, Option<String>),
        id: i64,
        digest: &Digest<'c>,
        source: Option<i64>,
    ) -> Result<()> {
        let from = source.filter(|_| claim.sourced);
        let row = claim_row(self.catalog, (claim, field, says.as_deref()), id, from);
        let owned = from.is_none() || digest.cited.is_some();
        self.claims.write(self.conn, row, owned.then_some(digest.owner.as_str()))
    }

    fn says(&mut self, claim: &Claim<'c>, digest: &Digest<'c>) -> Result<Option<String>> {
        match &claim.says {
            None => Ok(None),
            Some(Says::Text(text)) => Ok(Some(text.clone())),
            Some(Says::Ref(word, targets)) => {
                match self.find(&word.text, targets, digest.source.as_deref(), &word.at)? {
                    Ok(found) => Ok(Some(found.slug)),
                    Err((sentence, helps)) => {
                        self.problems.add_with(&word.at, sentence, helps);
                        Ok(None)
                    }
                }
            }
        }
    }

    /// Whether a place is in a digest, where TOML can be advised.
    pub(super) fn is_digest(&self, place: &Place) -> bool {
        self.inputs.get(place.file).is_none_or(|input| input.form() == Form::Digest)
    }

    /// A place as `file:line`.
    pub(super) fn whereabouts(&self, place: &Place) -> String {
        whereabouts(self.inputs, place)
    }
}
