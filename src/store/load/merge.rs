//! Merging entries into the base: things by their slug, values by agreement, records by their content.
//!
//! Values are written as they come and compared with what stands there, so a mistake is found wherever
//! the other value came from: the same digest, another of this load, or the base.

use std::collections::{HashMap, HashSet};

use anyhow::Result;
use rusqlite::{Connection, OptionalExtension};

use crate::catalog::{Catalog, Sort, Targets};
use crate::store::digest::{
    Claim, Digest, Entry, Form, Input, Literal, Place, Problems, Says, position,
};
use crate::store::hash::Hash;
use crate::store::schema::{NAME, ident};
use crate::value::fold;

use super::claims::{Retracted, Rows, claim_row, flag_row};
use super::lookup::{Found, Names, base_slug, other_kind};
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
    /// Where in this load a thing was first told and given its label.
    told_at: HashMap<i64, Place>,
    labels: HashMap<i64, (String, Option<Place>)>,
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
        Ok(Self {
            conn,
            catalog,
            inputs,
            problems,
            names: Names::default(),
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

    /// Finds or makes every thing, so that names can be looked up in whatever order they come.
    pub(super) fn introduce(&mut self, digests: &[Digest<'c>]) -> Result<()> {
        let mut nameless = Vec::new();
        for entry in digests.iter().flat_map(|d| &d.entries) {
            let Some(slug) = &entry.id else { continue };
            let Some(found) = self.thing(entry, &slug.text, &slug.at)? else { continue };
            self.told_at.entry(found.id).or_insert_with(|| slug.at.clone());
            if let Some(name) = &entry.name {
                self.label(&found, &name.text, &name.at)?;
            }
            for name in &entry.names {
                if let Some(Literal::Ready(text)) = name.value("text") {
                    let only_in = name.value("only_in").map(shown);
                    self.names.add_name(&found, &text.shown, only_in);
                }
            }
            nameless.push((found, entry));
        }
        self.introduce_names(digests)?;
        for (found, entry) in nameless {
            if !self.labels.contains_key(&found.id) && !entry.broken {
                let sentence = format!("`{}` is new here and needs a `name`", found.slug);
                self.problems.add(&entry.at, sentence);
                self.labels.insert(found.id, (String::new(), None));
            }
        }
        Ok(())
    }

    /// Makes names known that are told as records of their own.
    fn introduce_names(&mut self, digests: &[Digest<'c>]) -> Result<()> {
        for digest in digests {
            for entry in digest.entries.iter().filter(|entry| entry.kind.name == NAME) {
                let (Some(of), Some(Literal::Ready(text))) =
                    (entry.value("of"), entry.value("text"))
                else {
                    continue;
                };
                let targets = Targets { any: true, kinds: vec!["thing".to_owned()] };
                let source = digest.source.as_deref();
                // One that leads nowhere is told when the record is merged.
                if let Ok(found) = self.names.find(self.conn, shown(of), &targets, source)? {
                    self.names.add_name(&found, &text.shown, entry.value("only_in").map(shown));
                }
            }
        }
        Ok(())
    }

    /// The thing of a slug; a new one if there is none. Nothing if the slug is of another kind.
    fn thing(&mut self, entry: &Entry<'c>, slug: &str, at: &Place) -> Result<Option<Found>> {
        let kind = entry.kind;
        let known = match self.names.get(slug) {
            Some(found) => Some((found.clone(), true)),
            None => self.base_thing(slug)?,
        };
        let found = match known {
            Some((found, _)) if found.kind == kind.name => found,
            Some((found, true)) => {
                let said = match self.told_at.get(&found.id) {
                    Some(place) => format!("in {}", self.whereabouts(place)),
                    None => "in the base".into(),
                };
                let own = format!("give it an `id` of its own, such as `{slug}-{}`", kind.name);
                let helps = Some(own).filter(|_| entry.by_name).into_iter().collect();
                let sentence = other_kind(slug, &found.kind, kind, &said);
                self.problems.add_with(at, sentence, helps);
                return Ok(None);
            }
            Some((found, false)) => {
                self.conn.execute(
                    &format!("DELETE FROM {} WHERE id = ?1", ident(&found.kind)),
                    [found.id],
                )?;
                self.conn
                    .execute("UPDATE thing SET kind = ?2 WHERE id = ?1", (found.id, &kind.name))?;
                self.insert_row(kind, found.id, &[])?;
                Found { kind: kind.name.clone(), ..found }
            }
            None => {
                let id = self.insert_thing(kind, Some(slug), slug)?;
                self.insert_row(kind, id, &[])?;
                Found { id, kind: kind.name.clone(), slug: slug.to_owned() }
            }
        };
        self.names.add(found.clone());
        Ok(Some(found))
    }

    /// The thing of the base with that slug, whether claims are left for it, and its label if that still stands.
    fn base_thing(&mut self, slug: &str) -> Result<Option<(Found, bool)>> {
        let mut find = self.conn.prepare_cached(
            "SELECT id, kind, name, EXISTS (SELECT 1 FROM claim WHERE claim.thing = t.id),
             EXISTS (SELECT 1 FROM name AS n JOIN claim AS c ON c.thing = n.id
                     WHERE n.\"of\" = t.id AND n.form = 'label' AND n.text = t.name)
             FROM thing AS t WHERE slug = ?1",
        )?;
        let row = find
            .query_row([slug], |row| {
                let found = Found { id: row.get(0)?, kind: row.get(1)?, slug: slug.to_owned() };
                Ok((found, row.get::<_, String>(2)?, row.get(3)?, row.get::<_, bool>(4)?))
            })
            .optional()?;
        let Some((found, name, claimed, labelled)) = row else { return Ok(None) };
        if claimed {
            // A label that no claim supports any more stands only until this load gives another.
            let label = if labelled { name } else { String::new() };
            self.labels.entry(found.id).or_insert((label, None));
        }
        Ok(Some((found, claimed)))
    }

    /// Gives a thing its label, or finds that it has another.
    fn label(&mut self, found: &Found, name: &str, at: &Place) -> Result<()> {
        self.names.add_name(found, name, None);
        match self.labels.get(&found.id) {
            Some((known, first)) if !known.is_empty() => {
                if known != name {
                    let place = first.as_ref().map_or("the base".into(), |p| self.whereabouts(p));
                    let sentence = format!(
                        "the name of `{}` is \"{name}\" here, but \"{known}\" in {place}",
                        found.slug
                    );
                    let helps = match self.is_digest(at) {
                        true => vec!["keep one as `name` and give the other under `names`".into()],
                        false => vec![
                            "keep one as `name` and give the other in a column `alias`".into(),
                            "if these are two things, give each an `id`".into(),
                        ],
                    };
                    self.problems.add_with(at, sentence, helps);
                }
            }
            _ => {
                self.conn
                    .prepare_cached("UPDATE thing SET name = ?2, name_key = ?3 WHERE id = ?1")?
                    .execute((found.id, name, fold(name)))?;
                self.labels.insert(found.id, (name.to_owned(), Some(at.clone())));
            }
        }
        Ok(())
    }

    /// Merges what every entry says. An entry is let go of when it is told, so that a long table does not stand in memory
    /// twice.
    pub(super) fn tell(&mut self, digests: Vec<Digest<'c>>, watch: Watch<'_>) -> Result<()> {
        let mut conditional = Vec::new();
        let (mut done, all) = (0, digests.iter().map(|digest| digest.entries.len() as u64).sum());
        for mut digest in digests {
            let source = self.source(&digest)?;
            for entry in std::mem::take(&mut digest.entries) {
                done += 1;
                if done % OFTEN == 0 {
                    watch(Step::Merged(done, all));
                }
                let Some(id) = self.entry(&entry, &digest)? else { continue };
                self.evidence(id, &entry, &digest, source)?;
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

    fn entry(&mut self, entry: &Entry<'c>, digest: &Digest<'c>) -> Result<Option<i64>> {
        if entry.kind.sort == Sort::Record {
            return self.record(entry, None, digest);
        }
        let Some(slug) = &entry.id else { return Ok(None) };
        let Some(found) = self.names.get(&slug.text).filter(|f| f.kind == entry.kind.name) else {
            return Ok(None);
        };
        let found = found.clone();
        for given in &entry.given {
            if let Some(stored) = self.resolve(given, digest)? {
                self.agree(&found, entry.kind, given, &stored)?;
            }
        }
        Ok(Some(found.id))
    }

    /// Writes the claims of an entry.
    fn evidence(
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
                match self.names.find(self.conn, &word.text, targets, digest.source.as_deref())? {
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
        let Some(input) = self.inputs.get(place.file) else { return "the base".into() };
        let (line, ..) = position(&input.text, place.span.start);
        format!("{}:{line}", input.name)
    }
}

fn shown(literal: &Literal) -> &str {
    match literal {
        Literal::Ready(stored) => &stored.shown,
        Literal::Ref(text) => text,
    }
}
