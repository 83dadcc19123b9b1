//! Slugs and names of things in this load and in the base; things of the base without any claim are about to be removed and
//! aren't found.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use anyhow::Result;
use rusqlite::{Connection, Row};

use super::known::ThingsByName;
use crate::catalog::{Catalog, Kind, Targets};
use crate::store::digest::{Mistake, absent_helps, is_absent};
use crate::store::ids::Ids;
use crate::store::queries::Queries;
use crate::text::{in_backquotes, list_or, with_article};
use crate::value::{AtlasPlace, Country, find_similar, fold};

/// A thing that was looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) id: i64,
    pub(super) kind: Rc<str>,
    pub(super) slug: Rc<str>,
}

/// The result of looking something up: the mistake says why no single thing was found.
pub(super) type Lookup<T> = Result<std::result::Result<T, Mistake>>;

/// A name that leads to a thing in one source only, or to a thing that isn't written yet.
#[derive(Debug)]
struct OwnName {
    of: Found,
    /// The source that a mistranslation is confined to.
    only_in: Option<String>,
    written: Rc<str>,
}

/// Names of things of this load, beside those of the base. The things of the load are written when they are declared, so little
/// is kept of each: its id, and the hashes of its names.
#[derive(Default)]
pub(super) struct Names {
    /// Ids of the written things. `by_name` finds those whose names hold in every source.
    things: Ids,
    by_name: ThingsByName,
    /// Names that aren't the labels of things, with the kinds of these.
    aliases: Vec<(Rc<str>, Box<str>)>,
    /// Things that aren't written yet, by their slugs.
    unwritten: HashMap<Rc<str>, Found>,
    /// Other names, by their keys.
    own: HashMap<String, Vec<OwnName>>,
    /// The names of kinds, each once.
    kinds: HashSet<Rc<str>>,
    /// The kind of places, if the catalog uses the atlas.
    places: Option<String>,
    /// The sorts of places that are of a level.
    sorts: Vec<String>,
    /// The slugs of things that become part of another, with the slug of that.
    pub(super) kept: HashMap<String, String>,
    /// Failed look-ups, cached because finding similar names reads every name.
    missed: HashMap<String, Mistake>,
}

/// The number of unknown names for which similar names are looked for.
const SUGGESTED: usize = 200;

impl Names {
    /// Also offers countries and cities of the atlas, if places of this kind are meant.
    pub(super) fn with_atlas(catalog: &Catalog) -> Self {
        let Some((containment, ..)) = catalog.countries() else { return Self::default() };
        let sorts = containment.levels.iter().flat_map(|(_, sorts)| sorts).cloned().collect();
        Self { places: Some(containment.places.clone()), sorts, ..Self::default() }
    }

    /// Returns the shared copy of the name of a kind.
    pub(super) fn intern_kind(&mut self, name: &str) -> Rc<str> {
        if let Some(known) = self.kinds.get(name) {
            return Rc::clone(known);
        }
        let new: Rc<str> = name.into();
        self.kinds.insert(Rc::clone(&new));
        new
    }

    /// Adds a thing that is written.
    pub(super) fn add(&mut self, thing: i64) {
        self.things.insert(thing);
    }

    /// Adds a thing that isn't written yet.
    pub(super) fn add_unwritten(&mut self, found: Found) {
        self.unwritten.insert(found.slug.clone(), found);
    }

    /// Adds the label of a thing that is written.
    pub(super) fn add_label(&mut self, of: i64, name: &str) {
        self.by_name.add(&fold(name), of);
    }

    /// Adds another name of a thing that is written, everywhere or in one source only.
    pub(super) fn add_name(&mut self, of: &Found, name: &str, only_in: Option<&str>) {
        if only_in.is_some() {
            return self.add_own(of, &name.into(), only_in);
        }
        self.add_label(of.id, name);
        self.aliases.push((Rc::clone(&of.kind), name.into()));
    }

    /// Adds a name of a thing that isn't written yet, or one that leads to it in one source only.
    pub(super) fn add_own(&mut self, of: &Found, name: &Rc<str>, only_in: Option<&str>) {
        let (of, only_in) = (of.clone(), only_in.map(str::to_owned));
        let own = OwnName { of, only_in, written: Rc::clone(name) };
        self.own.entry(fold(name)).or_default().push(own);
    }

    /// Returns the thing of this load with that slug.
    pub(super) fn get(&self, conn: &Connection, slug: &str) -> Result<Option<Found>> {
        if let Some(found) = self.unwritten.get(slug) {
            return Ok(Some(found.clone()));
        }
        let found = conn.read_first("SELECT id, kind FROM thing WHERE slug = ?1", [slug])?;
        let found = found.filter(|(id, _)| self.things.contains(*id));
        Ok(found.map(|(id, kind)| Found { id, kind, slug: slug.into() }))
    }

    /// Lists the things of this load with that name, everywhere or in a source.
    pub(super) fn of_load(
        &self,
        conn: &Connection,
        text: &str,
        source: Option<&str>,
    ) -> Result<Vec<Found>> {
        let key = fold(text);
        let own = self.own.get(&key).into_iter().flatten();
        let own = own.filter(|own| own.only_in.is_none() || own.only_in.as_deref() == source);
        let mut found: Vec<Found> = own.map(|own| own.of.clone()).collect();
        for id in self.by_name.get(&key) {
            let sql = "SELECT id, kind, slug FROM thing WHERE id = ?1 AND slug IS NOT NULL";
            found.extend(conn.read(sql, [id], found_in)?);
        }
        Ok(found)
    }

    /// Finds the one thing with that slug or name. `source` is the slug of the digest's document.
    pub(super) fn find(
        &mut self,
        conn: &Connection,
        text: &str,
        targets: &Targets,
        source: Option<&str>,
    ) -> Lookup<Found> {
        match self.try_find(conn, text, targets, source)? {
            Ok(Some(found)) => Ok(Ok(found)),
            Ok(None) => Ok(Err(self.not_found_mistake(conn, text, targets)?)),
            Err(mistake) => Ok(Err(mistake)),
        }
    }

    /// Finds the one thing with that slug or name. `None` means that nothing has it; several things with it are a mistake.
    pub(super) fn try_find(
        &mut self,
        conn: &Connection,
        text: &str,
        targets: &Targets,
        source: Option<&str>,
    ) -> Lookup<Option<Found>> {
        let by_slug = match self.get(conn, text)? {
            Some(found) => Some(found),
            None => base_slug(conn, text)?,
        };
        if let Some(found) = by_slug {
            if !self.unwritten.contains_key(text) {
                self.add(found.id);
            }
            // A text that is the id of a thing of another kind may be the name of one that is meant.
            if allows_kind(targets, &found.kind) {
                return Ok(Ok(Some(found)));
            }
        }
        let mut named = self.find_by_name(conn, text, source)?;
        named.retain(|found| allows_kind(targets, &found.kind));
        if named.len() > 1 && !self.kept.is_empty() {
            let slugs: HashSet<Rc<str>> = named.iter().map(|found| found.slug.clone()).collect();
            let part =
                |slug: &str| self.kept.get(slug).is_some_and(|kept| slugs.contains(kept.as_str()));
            named.retain(|found| !part(&found.slug));
        }
        match named.as_slice() {
            [one] => Ok(Ok(Some(one.clone()))),
            [] => Ok(Ok(None)),
            several => {
                let slugs = in_backquotes(several.iter().map(|found| &*found.slug));
                let mistake = Mistake::new(format!("several things are called \"{text}\""));
                Ok(Err(mistake.help(format!("write {}", list_or(&slugs)))))
            }
        }
    }

    /// Returns the things with that name.
    pub(super) fn find_by_name(
        &self,
        conn: &Connection,
        text: &str,
        source: Option<&str>,
    ) -> Result<Vec<Found>> {
        let mut named = base_names(conn, text, source)?;
        named.extend(self.of_load(conn, text, source)?);
        named.sort_by(|a, b| a.slug.cmp(&b.slug));
        named.dedup_by(|a, b| a.slug == b.slug);
        Ok(named)
    }

    /// Reports that nothing has that slug or name.
    pub(super) fn not_found_mistake(
        &mut self,
        conn: &Connection,
        text: &str,
        targets: &Targets,
    ) -> Result<Mistake> {
        let noun = targets_noun(targets);
        let key = format!("{noun} {text}");
        if let Some(missed) = self.missed.get(&key) {
            return Ok(missed.clone());
        }
        if let Some(other) = self.get(conn, text)? {
            return Ok(format!("`{text}` is of the kind `{}`, not `{noun}`", other.kind).into());
        }
        let mut missed = Mistake::new(format!("no {noun} \"{text}\""));
        if self.missed.len() < SUGGESTED {
            missed.helps = self.suggest_similar(conn, text, targets)?;
        }
        self.missed.insert(key, missed.clone());
        Ok(missed)
    }

    /// Returns suggestions for a text that means nothing.
    fn suggest_similar(
        &self,
        conn: &Connection,
        text: &str,
        targets: &Targets,
    ) -> Result<Vec<String>> {
        if is_absent(text) {
            return Ok(absent_helps(text, true));
        }
        let sql = "SELECT kind, slug, name FROM thing WHERE slug IS NOT NULL ORDER BY id";
        let mut known: Vec<String> = Vec::new();
        for (kind, slug, name) in conn.read_all::<(String, String, String)>(sql, [])? {
            if allows_kind(targets, &kind) {
                known.extend([slug, name]);
            }
        }
        let aliases = self.aliases.iter().map(|(kind, text)| (kind, &**text));
        let own = self.own.values().flatten().filter(|name| name.only_in.is_none());
        let own = own.map(|name| (&name.of.kind, &*name.written));
        let slugs = self.unwritten.values().map(|found| (&found.kind, &*found.slug));
        let names = aliases.chain(own).chain(slugs).filter(|(kind, _)| allows_kind(targets, kind));
        let mut names: Vec<String> = names.map(|(_, name)| name.to_owned()).collect();
        names.sort();
        known.append(&mut names);
        if self.places.as_ref().is_some_and(|places| allows_kind(targets, places)) {
            known.extend(Country::all().map(|country| country.name.to_owned()));
            let has_level = |place: &&AtlasPlace| self.sorts.iter().any(|sort| sort == place.sort);
            known.extend(AtlasPlace::all().filter(has_level).map(|place| place.name.to_owned()));
        }
        let mut near = find_similar(text, known.iter().map(String::as_str));
        // A slug and a name often differ only in case or spaces; either leads there.
        let mut keys = HashSet::new();
        near.retain(|name| keys.insert(fold(name)));
        let quoted: Vec<String> = near.iter().map(|name| format!("\"{name}\"")).collect();
        let question = || format!("did you mean {}?", list_or(&quoted));
        Ok((!quoted.is_empty()).then(question).into_iter().collect())
    }
}

/// Returns the thing of the base with that slug, if it has a claim.
pub(super) fn base_slug(conn: &Connection, slug: &str) -> Result<Option<Found>> {
    let sql = "SELECT id, kind FROM thing WHERE slug = ?1
         AND EXISTS (SELECT 1 FROM claim WHERE claim.thing = thing.id)";
    let found = conn.read_first(sql, [slug])?;
    Ok(found.map(|(id, kind)| Found { id, kind, slug: slug.into() }))
}

fn base_names(conn: &Connection, text: &str, source: Option<&str>) -> Result<Vec<Found>> {
    let sql =
        "SELECT DISTINCT t.id, t.kind, t.slug FROM name AS n JOIN thing AS t ON t.id = n.\"of\"
         WHERE n.text_key = ?1 AND t.slug IS NOT NULL
         AND (n.only_in IS NULL OR n.only_in = (SELECT id FROM thing WHERE slug = ?2))
         AND EXISTS (SELECT 1 FROM claim WHERE claim.thing = t.id)";
    Ok(conn.read(sql, (fold(text), source), found_in)?)
}

fn found_in(row: &Row<'_>) -> rusqlite::Result<Found> {
    Ok(Found { id: row.get(0)?, kind: row.get(1)?, slug: row.get(2)? })
}

/// Checks whether a ref may lead to things of a kind.
pub(super) fn allows_kind(targets: &Targets, kind: &str) -> bool {
    targets.kinds.iter().any(|allowed| allowed == kind || allowed == "thing")
}

fn targets_noun(targets: &Targets) -> String {
    if targets.any { "thing".into() } else { list_or(&targets.kinds) }
}

/// Returns the sentence for a thing that already has another kind.
pub(super) fn other_kind(slug: &str, known: &str, kind: &Kind, place: &str) -> String {
    format!(
        "`{slug}` is {} {place}, and can't also be {}",
        with_article(known),
        with_article(&kind.name)
    )
}
