//! Merges entries: things by their slug ([`super::declare`]), values by agreement and records by their content
//! ([`super::values`]).
//!
//! A value is written at once and compared with the recorded one, so a mistake is found wherever the other value came from: the
//! same digest, another of this load, or the base.

use std::rc::Rc;

use anyhow::Result;

use super::evidence::claim_cells;
use super::loaded::{Step, Watch};
use super::merge::Merge;
use super::names::{Found, base_slug};
use super::readings::PlaceContext;
use super::sources::check_paragraphs;
use super::values::Agreed;
use crate::catalog::Sort;
use crate::store::digest::{
    Claim, DeclaredRow, Digest, Entry, Mistake, RereadRows, Says, read_again,
};
use crate::store::queries::Queries;
use crate::store::supported::Supported;
use crate::text::{list_and, with_article};

/// The number of entries between two reports of progress.
const OFTEN: u64 = 256;

impl<'c> Merge<'_, 'c> {
    /// Merges all entries. Long tables are read again, row by row, so that their values are not in memory all at once.
    pub(super) fn merge_entries(
        &mut self,
        digests: Vec<Digest<'c>>,
        watch: Watch<'_>,
    ) -> Result<()> {
        let mut conditional = Vec::new();
        let (mut done, all) = (0, digests.iter().map(|digest| digest.len() as u64).sum());
        for mut digest in digests {
            let source = self.source_of_digest(&digest)?;
            self.found.clear();
            let (catalog, inputs) = (self.catalog, self.inputs);
            let mut merge =
                |merge: &mut Self, entry: (Entry<'c>, Option<Found>), digest: &Digest<'c>| {
                    done += 1;
                    if done % OFTEN == 0 {
                        watch(Step::Merged(done, all));
                    }
                    merge.merge_entry(entry, digest, source, &mut conditional)
                };
            // From here on only one row of a long table is in memory at a time.
            let rows = digest.rows.as_mut().map(RereadRows::take_declared).unwrap_or_default();
            let entries = std::mem::take(&mut digest.entries);
            let mut known = rows.iter();
            let starts = rows.iter().map(DeclaredRow::start_byte);
            read_again(catalog, inputs, (&digest, starts), |at, mut entry| {
                let known = known.find(|known| known.start_byte() == at);
                let found = self.apply_declared(&mut entry, known)?;
                check_paragraphs(&entry, digest.paragraphs, self.problems);
                merge(self, (entry, found), &digest)
            })?;
            for entry in entries {
                let found = self.thing_of_entry(&entry)?;
                merge(self, (entry, found), &digest)?;
            }
            let Some(source) = source else { continue };
            for flag in &digest.flags {
                self.flags.write_flag(self.catalog, source, flag)?;
            }
        }
        self.check_only_if(&conditional)
    }

    /// Returns the thing of an entry, if it belongs to this load.
    pub(super) fn thing_of_entry(&self, entry: &Entry<'c>) -> Result<Option<Found>> {
        let slug = entry.id.as_ref();
        slug.map_or(Ok(None), |slug| self.find_declared(&slug.text))
    }

    /// Gives a row that was read again the thing that was found for it at the first reading, and returns the thing.
    fn apply_declared(
        &mut self,
        entry: &mut Entry<'c>,
        known: Option<&DeclaredRow>,
    ) -> Result<Option<Found>> {
        let thing = known.and_then(|known| Some((known, known.thing()?)));
        let Some((known, thing)) = thing else {
            entry.id = None;
            return Ok(None);
        };
        if !known.named && entry.name.is_some() {
            entry.leave_label();
        }
        let Some(id) = &mut entry.id else { return Ok(None) };
        if known.changed {
            let slug = self.conn.read_value("SELECT slug FROM thing WHERE id = ?1", [thing])?;
            id.text = slug.unwrap_or_else(|| Rc::clone(&id.text));
        }
        let (kind, slug) = (self.names.intern_kind(&entry.kind.name), Rc::clone(&id.text));
        Ok(Some(Found { id: thing, kind, slug }))
    }

    /// Merges an entry about a thing with its claims and names.
    fn merge_entry(
        &mut self,
        (mut entry, found): (Entry<'c>, Option<Found>),
        digest: &Digest<'c>,
        source: Option<i64>,
        conditional: &mut Vec<Entry<'c>>,
    ) -> Result<()> {
        let Some(id) = self.merge_values((&mut entry, found), digest)? else { return Ok(()) };
        let new = self.add_claims(id, &entry, digest, source)?;
        if !new && !entry.claims.is_empty() {
            self.warn_repeated(id, &entry);
        }
        self.note_containers(&entry, digest)?;
        self.add_names(id, &entry, digest, source)?;
        if entry.given.iter().any(|given| given.field.only_if.is_some()) {
            conditional.push(entry);
        }
        Ok(())
    }

    /// Returns the source of a digest: in this load, or for a table perhaps in the base only.
    fn source_of_digest(&mut self, digest: &Digest<'c>) -> Result<Option<i64>> {
        let Some(slug) = &digest.source else { return Ok(None) };
        let found = match self.find_declared(slug)? {
            Some(found) => Some(found),
            None => base_slug(self.conn, slug)?,
        };
        Ok(found.map(|found| found.id))
    }

    /// Merges the values of an entry. A level that agrees with a narrower place isn't a value of its own.
    pub(super) fn merge_values(
        &mut self,
        (entry, found): (&mut Entry<'c>, Option<Found>),
        digest: &Digest<'c>,
    ) -> Result<Option<i64>> {
        if entry.kind.sort == Sort::Record {
            return self.merge_record(entry, None, digest);
        }
        let Some(found) = found.filter(|found| *found.kind == *entry.kind.name) else {
            return Ok(None);
        };
        if self.blank.remove(found.id) {
            self.first_values(&found, entry, digest)?;
            return Ok(Some(found.id));
        }
        let (mut wider, mut added, mut competing) = (Vec::new(), Vec::new(), Vec::new());
        let mut standing = self.recorded_values(entry.kind, found.id)?;
        for given in &entry.given {
            let Some(stored) = self.resolve(entry, given, digest)? else { continue };
            let name = given.field.name.as_str();
            match self.merge_value((&found, &mut standing), entry.kind, given, &stored)? {
                Agreed::Stood => {}
                Agreed::Written => added.push(format!("`{name}`")),
                Agreed::Wider => wider.push(name),
                Agreed::Competing => {
                    added.push(format!("`{name}`"));
                    competing.push((name, stored.shown.clone()));
                }
            }
        }
        self.check_added_by_name(entry, &found, &added);
        if let Some((_, fields)) = &mut entry.rest {
            fields.retain(|field| !wider.contains(field));
        }
        for (field, value) in competing {
            entry.make_competing(field, &value);
        }
        Ok(Some(found.id))
    }

    /// Notes a row that would add values to a thing of the base though only a name says that it is the same, unless the options
    /// allow it, or this file added to it before.
    fn check_added_by_name(&mut self, entry: &Entry<'c>, found: &Found, added: &[String]) {
        let allowed = self.inputs.get(entry.at.file).is_some_and(|input| input.merge_names);
        let again = self.retracted.things.contains(found.id);
        let stood = self.stood.contains(found.id);
        if !entry.by_name || allowed || !stood || again || added.is_empty() {
            return;
        }
        let (kind, slug) = (&entry.kind.name, &found.slug);
        let mistake = Mistake::new(format!(
            "the base has {} with this name, `{slug}`; {} would be added to it on the strength of the name alone",
            with_article(kind),
            list_and(added)
        ))
        .help(format!(
            "if it is the same, give the `id` {slug}, or add `--merge-names` for the whole file"
        ))
        .help(format!("if it is a different one, give it an `id` of its own, such as `{slug}-2`"));
        self.problems.add(&entry.at, mistake);
    }

    /// Writes the claims of an entry. Returns whether any of them is new.
    pub(super) fn add_claims(
        &mut self,
        id: i64,
        entry: &Entry<'c>,
        digest: &Digest<'c>,
        source: Option<i64>,
    ) -> Result<bool> {
        self.merged.loaded.insert(id);
        let mut new = false;
        let rest = entry.rest.iter().filter(|(_, fields)| !fields.is_empty());
        let rest = rest.map(|(claim, fields)| {
            (&**claim, fields.iter().map(|field| (*field).to_owned()).collect())
        });
        let mut rest =
            rest.map(|(claim, fields)| (claim, Supported { whole: false, fields })).next();
        for claim in &entry.claims {
            let mut supported = Supported::of_field(claim.field.as_deref());
            // The evidence for the other fields is often that for the whole.
            if let Some((_, others)) = rest.take_if(|(rest, _)| claim.is_same(rest)) {
                supported.add(others);
            }
            let says = self.competing_value(claim, digest)?;
            new |= self.add_claim((claim, supported, says), id, digest, source)?;
        }
        if let Some((claim, supported)) = rest {
            new |= self.add_claim((claim, supported, None), id, digest, source)?;
        }
        Ok(new)
    }

    /// Merges the names of an entry, and writes their claims.
    pub(super) fn add_names(
        &mut self,
        id: i64,
        entry: &Entry<'c>,
        digest: &Digest<'c>,
        source: Option<i64>,
    ) -> Result<()> {
        for name in &entry.names {
            if let Some(id) = self.merge_record(name, Some(id), digest)? {
                self.add_claims(id, name, digest, source)?;
            }
        }
        Ok(())
    }

    /// Warns that an entry is already there, word for word. Two readings of one source agree for the most part, so this doesn't
    /// apply to them. After a mistake nobody knows, because entries lack the values that couldn't be read.
    fn warn_repeated(&mut self, id: i64, entry: &Entry<'c>) {
        if self.keeps_second_values(&entry.at) || !self.problems.is_empty() {
            return;
        }
        let first = entry.given.first();
        let first = first.and_then(|given| self.merged.origin.get(id, &given.field.name));
        let first = first.or(self.first_at.get(id)).map(|place| self.format_location(&place));
        let by = first.map_or(String::new(), |place| format!(": {place} says the same"));
        let sentence = format!("this {} is there already{by}", entry.kind.name);
        self.problems.warn(&entry.at, sentence);
    }

    fn add_claim(
        &mut self,
        (claim, supported, says): (&Claim, Supported, Option<String>),
        id: i64,
        digest: &Digest<'c>,
        source: Option<i64>,
    ) -> Result<bool> {
        let from = source.filter(|_| claim.sourced);
        let cells = claim_cells(self.catalog, (claim, says.as_deref()), id, from);
        let owned = from.is_none() || digest.cited.is_some();
        let owner = owned.then_some(digest.owner.as_str());
        self.claims.write_claim(self.conn, id, (cells, supported, says.is_some()), owner)
    }

    /// Returns the competing value of a claim, with the slug of a thing instead of its name.
    fn competing_value(&mut self, claim: &Claim, digest: &Digest<'c>) -> Result<Option<String>> {
        let (word, targets) = match &claim.says {
            None => return Ok(None),
            Some(Says::Text(text)) => return Ok(Some(text.clone())),
            Some(Says::Ref(word, targets)) => (word, targets),
        };
        let found = {
            let source = digest.source.as_deref();
            self.find((&word.text, &word.at), targets, source, &PlaceContext::default())?
        };
        let found = found.map_err(|mistake| self.problems.add(&word.at, mistake)).ok();
        Ok(found.map(|found| found.slug.to_string()))
    }
}
