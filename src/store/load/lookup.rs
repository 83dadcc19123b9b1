//! Finding the thing that a digest means: by its slug, by a name that only one thing of the right kinds has, or for places by
//! a name with the word for its level behind it, as `成都市` for 成都. Things of this load and of the base are found alike; what
//! the base holds without any claim left is about to go and is not found.

use std::collections::{HashMap, HashSet};

use anyhow::Result;
use rusqlite::{Connection, OptionalExtension};

use crate::catalog::{Kind, Targets};
use crate::store::digest::{Entry, Literal, absent_helps, did_you_mean, is_absent};
use crate::store::schema::ident;
use crate::text::list_or;
use crate::value::{Country, fold, suggest};

use super::merge::Merge;

/// A thing as far as looking it up goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) id: i64,
    pub(super) kind: String,
    pub(super) slug: String,
}

/// A name of a thing of this load.
#[derive(Debug)]
struct NewName {
    of: Found,
    /// The source a mistranslation is confined to.
    only_in: Option<String>,
    written: String,
}

/// Names of things of this load, beside those of the base.
#[derive(Debug, Default)]
pub(super) struct Names {
    slugs: HashMap<String, Found>,
    keys: HashMap<String, Vec<NewName>>,
    /// The kind of which countries are, where they are known without being told.
    places: Option<String>,
    /// What was looked up in vain, so that what is like it is looked for once: every name there is may be.
    missed: HashMap<String, Missed>,
}

/// For how many unknown names others like them are looked for.
const SUGGESTED: usize = 200;

/// Why no single thing was found: a sentence and what may help.
pub(super) type Missed = (String, Vec<String>);

impl Names {
    /// Offers countries too where places of this kind are meant.
    pub(super) fn with_countries(places: Option<String>) -> Self {
        Self { places, ..Self::default() }
    }

    /// Makes a thing known by its slug.
    pub(super) fn add(&mut self, found: Found) {
        self.slugs.insert(found.slug.clone(), found);
    }

    /// Makes it known by a name, everywhere or inside one source only.
    pub(super) fn add_name(&mut self, of: &Found, name: &str, only_in: Option<&str>) {
        let name_of = NewName {
            of: of.clone(),
            only_in: only_in.map(str::to_owned),
            written: name.to_owned(),
        };
        self.keys.entry(fold(name)).or_default().push(name_of);
    }

    /// The thing of this load with that slug.
    pub(super) fn get(&self, slug: &str) -> Option<&Found> {
        self.slugs.get(slug)
    }

    /// The one thing that is meant. `source` is the slug of the digest's document.
    pub(super) fn find(
        &mut self,
        conn: &Connection,
        text: &str,
        targets: &Targets,
        source: Option<&str>,
    ) -> Result<std::result::Result<Found, Missed>> {
        match self.known(conn, text, targets, source)? {
            Ok(Some(found)) => Ok(Ok(found)),
            Ok(None) => Ok(Err(self.missed(conn, text, targets)?)),
            Err(missed) => Ok(Err(missed)),
        }
    }

    /// The same, without a word about a text that means nothing.
    pub(super) fn known(
        &mut self,
        conn: &Connection,
        text: &str,
        targets: &Targets,
        source: Option<&str>,
    ) -> Result<std::result::Result<Option<Found>, Missed>> {
        let by_slug = match self.get(text) {
            Some(found) => Some(found.clone()),
            None => base_slug(conn, text)?,
        };
        if let Some(found) = by_slug {
            self.add(found.clone());
            if allows(targets, &found.kind) {
                return Ok(Ok(Some(found)));
            }
            let sentence =
                format!("`{text}` is of the kind `{}`, not `{}`", found.kind, noun(targets));
            return Ok(Err((sentence, vec![])));
        }
        let mut named = self.named(conn, text, source)?;
        named.retain(|found| allows(targets, &found.kind));
        match named.as_slice() {
            [one] => Ok(Ok(Some(one.clone()))),
            [] => Ok(Ok(None)),
            several => {
                let slugs: Vec<String> = several.iter().map(|f| format!("`{}`", f.slug)).collect();
                let sentence = format!("several things are called \"{text}\"");
                Ok(Err((sentence, vec![format!("write {}", list_or(&slugs))])))
            }
        }
    }

    /// The things of a name.
    pub(super) fn named(
        &self,
        conn: &Connection,
        text: &str,
        source: Option<&str>,
    ) -> Result<Vec<Found>> {
        let mut named = base_names(conn, text, source)?;
        for name in self.keys.get(&fold(text)).into_iter().flatten() {
            if name.only_in.is_none() || name.only_in.as_deref() == source {
                named.push(name.of.clone());
            }
        }
        named.sort_by(|a, b| a.slug.cmp(&b.slug));
        named.dedup_by(|a, b| a.slug == b.slug);
        Ok(named)
    }

    pub(super) fn missed(
        &mut self,
        conn: &Connection,
        text: &str,
        targets: &Targets,
    ) -> Result<Missed> {
        let key = format!("{} {text}", noun(targets));
        if let Some(missed) = self.missed.get(&key) {
            return Ok(missed.clone());
        }
        let missed = if self.missed.len() < SUGGESTED {
            self.unknown(conn, text, targets)?
        } else {
            (format!("no {} \"{text}\"", noun(targets)), vec![])
        };
        self.missed.insert(key, missed.clone());
        Ok(missed)
    }

    fn unknown(&self, conn: &Connection, text: &str, targets: &Targets) -> Result<Missed> {
        let mut known: Vec<String> = Vec::new();
        let mut base = conn.prepare_cached(
            "SELECT kind, slug, name FROM thing WHERE slug IS NOT NULL ORDER BY id",
        )?;
        let rows = base.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        for row in rows {
            let (kind, slug, name): (String, String, String) = row?;
            if allows(targets, &kind) {
                known.extend([slug, name]);
            }
        }
        let names = self.keys.values().flatten().filter(|name| name.only_in.is_none());
        let mut names: Vec<_> =
            names.filter(|n| allows(targets, &n.of.kind)).map(|n| n.written.clone()).collect();
        let new = self.slugs.values().filter(|found| allows(targets, &found.kind));
        names.extend(new.map(|found| found.slug.clone()));
        names.sort();
        known.append(&mut names);
        if self.places.as_ref().is_some_and(|places| allows(targets, places)) {
            known.extend(Country::all().map(|country| country.name.to_owned()));
        }
        let mut near = suggest(text, known.iter().map(String::as_str));
        // A slug and a name often differ in nothing that matters; either leads there.
        let mut keys = HashSet::new();
        near.retain(|name| keys.insert(fold(name)));
        let helps =
            if is_absent(text) { absent_helps(text, true) } else { did_you_mean(&near, '"') };
        Ok((format!("no {} \"{text}\"", noun(targets)), helps))
    }
}

/// The thing of the base with that slug, if any claim is left for it.
pub(super) fn base_slug(conn: &Connection, slug: &str) -> Result<Option<Found>> {
    let mut find = conn.prepare_cached(
        "SELECT id, kind FROM thing WHERE slug = ?1
         AND EXISTS (SELECT 1 FROM claim WHERE claim.thing = thing.id)",
    )?;
    let found = find
        .query_row([slug], |row| {
            Ok(Found { id: row.get(0)?, kind: row.get(1)?, slug: slug.into() })
        })
        .optional()?;
    Ok(found)
}

fn base_names(conn: &Connection, text: &str, source: Option<&str>) -> Result<Vec<Found>> {
    let mut find = conn.prepare_cached(
        "SELECT DISTINCT t.id, t.kind, t.slug FROM name AS n JOIN thing AS t ON t.id = n.\"of\"
         WHERE n.text_key = ?1 AND t.slug IS NOT NULL
         AND (n.only_in IS NULL OR n.only_in = (SELECT id FROM thing WHERE slug = ?2))
         AND EXISTS (SELECT 1 FROM claim WHERE claim.thing = t.id)",
    )?;
    let found = find
        .query_map((fold(text), source), |row| {
            Ok(Found { id: row.get(0)?, kind: row.get(1)?, slug: row.get(2)? })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// Whether a ref may lead to things of a kind.
pub(super) fn allows(targets: &Targets, kind: &str) -> bool {
    targets.kinds.iter().any(|allowed| allowed == kind || allowed == "thing")
}

fn noun(targets: &Targets) -> String {
    if targets.any { "thing".into() } else { list_or(&targets.kinds) }
}

/// Where a thing already has another kind: the sentence for it.
pub(super) fn other_kind(slug: &str, known: &str, kind: &Kind, said: &str) -> String {
    format!("`{slug}` is a {known} {said}, and cannot also be a {}", kind.name)
}

impl<'c> Merge<'_, 'c> {
    /// Remembers the level of a place of this load.
    pub(super) fn tell_level(&mut self, entry: &Entry<'c>, found: &Found) {
        let Some(containment) = &self.catalog.containment else { return };
        if entry.kind.name == containment.places
            && let Some(Literal::Ready(level)) = entry.value(&containment.by)
        {
            self.levels.insert(found.id, level.shown.clone());
        }
    }

    /// Finds the places of a name without the word for a level at its end, those of that level.
    pub(super) fn of_suffix(
        &self,
        text: &str,
        targets: &Targets,
        source: Option<&str>,
    ) -> Result<Vec<Found>> {
        let containment = self.catalog.containment.as_ref();
        let Some(containment) = containment.filter(|c| allows(targets, &c.places)) else {
            return Ok(Vec::new());
        };
        let key = fold(text);
        for (name, levels) in containment.without_suffix(&key, &fold) {
            let mut places = Vec::new();
            for found in self.names.named(self.conn, name, source)? {
                let level = self.level(&found)?;
                if found.kind == containment.places && level.is_some_and(|l| levels.contains(&l)) {
                    places.push(found);
                }
            }
            if !places.is_empty() {
                return Ok(places);
            }
        }
        Ok(Vec::new())
    }

    /// The level of a place, as this load or the base tells it.
    fn level(&self, place: &Found) -> Result<Option<String>> {
        let Some(containment) = &self.catalog.containment else { return Ok(None) };
        if let Some(level) = self.levels.get(&place.id) {
            return Ok(Some(level.clone()));
        }
        let (by, places) = (ident(&containment.by), ident(&containment.places));
        let sql = format!("SELECT {by} FROM {places} WHERE id = ?1");
        let mut find = self.conn.prepare_cached(&sql)?;
        Ok(find.query_row([place.id], |row| row.get(0)).optional()?.flatten())
    }
}
