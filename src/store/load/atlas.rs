//! Places that something refers to and no digest describes: countries and others, taken from the atlas inside the program with
//! the places around them.
//!
//! A place of the atlas stays only as long as no digest or table describes it and something refers to it. So each load first
//! takes such places back ([`super::claims`]) and at the end adds those that are still needed; the order of loads makes no
//! difference. In the same way, the atlas adds what an entry doesn't say about its place ([`super::atlas_own`]).

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};

use anyhow::Result;

use super::atlas_entry::{containment_record, entry_of};
use super::atlas_known::{ATLAS, AtlasThing, PlaceFromAtlas};
use super::claims::Retracted;
use super::merge::Merge;
use super::names::{Found, Lookup, allows_kind};
use super::readings::{PlaceContext, Reference};
use crate::catalog::Targets;
use crate::store::digest::{Digest, Entry, InputSpan, Word, slug_of};
use crate::store::names::recorded_as;
use crate::store::queries::Queries;
use crate::store::schema::{CLAIM, FLAG, NAME, quote_ident, quote_literal, stored_references};
use crate::value::{Listed, fold};

impl<'c> Merge<'_, 'c> {
    /// Returns the thing for a place of the atlas: the one that this load or the base describes, or else one that is taken from
    /// the atlas with the places around it.
    pub(super) fn listed_place(&mut self, place: Listed, at: &InputSpan) -> Result<Option<Found>> {
        if let Some(taken) = self.atlas.taken.get(place.key()) {
            return Ok(Some(taken.found.clone()));
        }
        if let Some(found) = self.described_place(place)? {
            return Ok(Some(found));
        }
        let Some(mut entry) = entry_of(self.catalog, place, at) else { return Ok(None) };
        let around = match place.container() {
            Some(around) => self.listed_place(around, at)?,
            None => None,
        };
        let slug = self.free_slug(place)?;
        if let Some(known) = self.atlas.thing_of_place(place).filter(|known| known.slug != slug) {
            self.change_slug(known.id, &slug)?;
        }
        let word = |text: &str| Some(Word { at: at.clone(), text: text.into() });
        (entry.id, entry.name) = (word(&slug), word(place.name()));
        let Some(found) = self.declare_thing(&entry, &slug.as_str().into(), at)? else {
            return Ok(None);
        };
        // Its names are looked up in the atlas, so a name with two readings keeps both.
        self.set_label(&found, place.name(), at)?;
        let inside = around
            .and_then(|around| containment_record(self.catalog, place, [&slug, &around.slug], at));
        let depth = place.containers().count();
        let taken = PlaceFromAtlas { found: found.clone(), entry, inside, depth, has_own: false };
        self.atlas.taken.insert(place.key(), taken);
        Ok(Some(found))
    }

    /// Finds the thing for the one place of the atlas that a text means.
    pub(super) fn find_listed(
        &mut self,
        (text, at): (&str, &InputSpan),
        targets: &Targets,
        context: &PlaceContext<'_>,
    ) -> Lookup<Option<Found>> {
        let Some((containment, ..)) = self.catalog.countries() else { return Ok(Ok(None)) };
        if !allows_kind(targets, &containment.places) {
            return Ok(Ok(None));
        }
        let (catalog, codes, file) = (self.catalog, &self.codes, at.file);
        let only_places = catalog.are_places(targets);
        match (Reference { catalog, codes, file, context, only_places }).find_place(text) {
            Ok(Some(place)) => Ok(Ok(self.listed_place(place, at)?)),
            Ok(None) => Ok(Ok(None)),
            Err(mistake) => Ok(Err(mistake)),
        }
    }

    /// Returns the one thing of this load or the base that is a place of the atlas: by a code, or by a name that no other place
    /// of the atlas has.
    fn described_place(&self, place: Listed) -> Result<Option<Found>> {
        let Some((containment, ..)) = self.catalog.countries() else { return Ok(None) };
        let coded = self.catalog.codes_of(place);
        let coded = coded.iter().filter_map(|code| self.atlas.coded.get(code)).flatten().cloned();
        let mut found: Vec<Found> = coded.collect();
        for name in place.own_names() {
            found.extend(self.names.of_load(self.conn, name, None)?);
        }
        for one in recorded_as(self.conn, self.catalog, place, &fold)? {
            found.push(Found { id: one.id, kind: one.kind.into(), slug: one.slug.into() });
        }
        found.sort_by_key(|one| one.id);
        found.dedup_by_key(|one| one.id);
        let mut fitting = Vec::new();
        for one in found.into_iter().filter(|one| *one.kind == *containment.places) {
            if self.level_of_place(one.id)?.is_none_or(|level| self.catalog.is_sort(place, &level))
            {
                fitting.push(one);
            }
        }
        Ok(fitting.pop().filter(|_| fitting.is_empty()))
    }

    /// Returns the id of a place of the atlas, or a longer one if something else has that id.
    fn free_slug(&self, place: Listed) -> Result<String> {
        let slug = slug_for(place);
        let own = self.atlas.thing_of_place(place).map(|known| known.id);
        let of: Option<i64> =
            self.conn.read_value("SELECT id FROM thing WHERE slug = ?1", [&slug])?;
        if of.is_none() || of == own {
            return Ok(slug);
        }
        Ok(lengthen_slug(&slug, place))
    }

    /// Changes the slug of a thing, which is part of the content of everything that refers to it.
    fn change_slug(&mut self, id: i64, slug: &str) -> Result<()> {
        self.conn.run("UPDATE thing SET slug = ?2 WHERE id = ?1", (id, slug))?;
        self.slugs.add(slug);
        self.merged.touched.insert(id);
        for (kind, field, _) in stored_references(self.catalog) {
            let of = match kind.name.as_str() {
                NAME => "\"of\"",
                CLAIM => "coalesce((SELECT \"of\" FROM \"name\" WHERE id = r.thing), r.thing)",
                FLAG => continue,
                _ => "r.id",
            };
            let (table, column) = (quote_ident(&kind.name), quote_ident(&field.name));
            let sql = format!("SELECT {of} FROM {table} AS r WHERE {column} = ?1");
            self.merged.touched.extend(self.conn.read_column::<i64>(&sql, [id])?);
        }
        Ok(())
    }

    /// Remembers the codes of a place of this load.
    pub(super) fn add_codes(&mut self, entry: &Entry<'c>, found: &Found) {
        for code in self.own_codes(entry) {
            self.atlas.coded.entry(code).or_default().push(found.clone());
        }
    }

    /// Returns the codes that an entry gives for its place.
    fn own_codes(&self, entry: &Entry<'c>) -> Vec<(String, String)> {
        let Some((containment, country, _)) = self.catalog.countries() else { return vec![] };
        if entry.kind.name != containment.places {
            return vec![];
        }
        let fields = std::iter::once(&country.code).chain(&containment.codes);
        let codes =
            fields.filter_map(|field| Some((field.clone(), fold(entry.shown_text(field)?))));
        codes.collect()
    }

    /// Returns the place that was taken from the atlas before and that an entry describes.
    fn known_to(&self, entry: &Entry<'c>) -> Option<&AtlasThing> {
        let (containment, ..) = self.catalog.countries()?;
        if entry.kind.name != containment.places {
            return None;
        }
        let level = entry.shown_text(&containment.by);
        let label = entry.name.as_ref().map(|name| &*name.text);
        let names = entry.names.iter().filter_map(|name| name.shown_text("text"));
        let codes = self.own_codes(entry);
        let coded = codes.iter().filter_map(|code| self.atlas.by_code.get(code));
        let named = label.into_iter().chain(names);
        let named = named.filter_map(|name| self.atlas.by_name.get(&fold(name)));
        let mut known = coded.chain(named).filter_map(|at| self.atlas.before.get(*at));
        let fits = |known: &&AtlasThing| {
            level.is_none_or(|level| self.catalog.is_sort(known.place, level))
        };
        known.find(fits)
    }

    /// Makes places of the atlas give way to an entry: the one that the entry describes takes on its slug, another one that has
    /// this slug gets a new one.
    pub(super) fn give_way(&mut self, entry: &Entry<'c>, slug: &str) -> Result<()> {
        if self.atlas.before.is_empty() || self.find_declared(slug)?.is_some() {
            return Ok(());
        }
        let own = self.known_to(entry).cloned();
        let other = self.atlas.before.iter().find(|known| known.slug == slug).cloned();
        if let Some(other) = other.filter(|other| own.as_ref().is_none_or(|own| own.id != other.id))
        {
            self.change_slug(other.id, &lengthen_slug(slug, other.place))?;
        }
        if let Some(own) = own.filter(|own| own.slug != slug) {
            let taken = self.conn.exists("SELECT 1 FROM thing WHERE slug = ?1", [slug])?;
            if !taken && self.find_declared(&own.slug)?.is_none() {
                self.change_slug(own.id, slug)?;
            }
        }
        Ok(())
    }

    /// Adds the places that a digest or table described before but none describes now, so references by name in this load still
    /// mean the same places.
    pub(super) fn add_undescribed(&mut self, retracted: &Retracted) -> Result<()> {
        let Some((containment, ..)) = self.catalog.countries() else { return Ok(()) };
        for (id, slug) in &retracted.places {
            let is_described = self.find_declared(slug)?.is_some() || self.is_claimed(*id)?;
            if is_described || self.atlas.before.iter().any(|known| known.id == *id) {
                continue;
            }
            let sql = format!(
                "SELECT t.name, p.{} FROM thing AS t JOIN {} AS p ON p.id = t.id WHERE t.id = ?1",
                quote_ident(&containment.by),
                quote_ident(&containment.places)
            );
            let row: Option<(String, Option<String>)> = self.conn.read_first(&sql, [id])?;
            let Some((name, level)) = row else { continue };
            let fits = |place: Listed| {
                level.as_ref().is_none_or(|level| self.catalog.is_sort(place, level))
            };
            if let [place] = self.catalog.find_in_atlas(&name, false, &fits).as_slice()
                && self.atlas.thing_of_place(*place).is_none()
            {
                let known = AtlasThing { id: *id, slug: slug.clone(), place: *place };
                self.atlas.add_known(self.catalog, known);
            }
        }
        Ok(())
    }

    /// Describes each place that was taken from the atlas, or that no digest describes any more, if something refers to it, and
    /// the places around it. Returns the names of new ones.
    pub(super) fn keep_listed(&mut self) -> Result<Vec<String>> {
        let at = InputSpan::default();
        let before = self.atlas.before.clone();
        let referred = self.find_referenced(before.iter().map(|known| known.id))?;
        for known in before.iter().filter(|known| referred.contains(&known.id)) {
            if !self.is_claimed(known.id)? {
                self.listed_place(known.place, &at)?;
            }
        }
        self.complete_described()?;
        let before: HashSet<i64> = before.iter().map(|known| known.id).collect();
        let mut taken: Vec<_> = std::mem::take(&mut self.atlas.taken).into_iter().collect();
        taken.sort_by_key(|(key, taken)| (Reverse(taken.depth), *key));
        let mut new = Vec::new();
        // What is inside another place refers to it, so it comes first.
        for level in taken.chunk_by_mut(|(_, a), (_, b)| a.depth == b.depth) {
            let referred = self.find_referenced(level.iter().map(|(_, taken)| taken.found.id))?;
            for (key, taken) in level {
                let id = taken.found.id;
                if !taken.has_own && (!referred.contains(&id) || self.is_claimed(id)?) {
                    continue;
                }
                self.write_atlas_place(key, taken)?;
                if !before.contains(&id) && !taken.has_own {
                    new.extend(taken.entry.name.as_ref().map(|name| name.text.to_string()));
                }
            }
        }
        Ok(new)
    }

    /// Writes a place of the atlas with its names and the place around it.
    fn write_atlas_place(&mut self, key: &str, taken: &mut PlaceFromAtlas<'c>) -> Result<()> {
        let digest = Digest { owner: format!("{ATLAS}{key}"), ..Digest::default() };
        let found = self.thing_of_entry(&taken.entry)?;
        if let Some(id) = self.merge_values((&mut taken.entry, found), &digest)? {
            self.add_claims(id, &taken.entry, &digest, None)?;
            self.add_names(id, &taken.entry, &digest, None)?;
        }
        if let Some(inside) = &mut taken.inside
            && let Some(id) = self.merge_values((inside, None), &digest)?
        {
            self.add_claims(id, inside, &digest, None)?;
        }
        Ok(())
    }

    fn is_claimed(&self, id: i64) -> Result<bool> {
        Ok(self.conn.exists("SELECT 1 FROM claim WHERE thing = ?1", [id])?)
    }

    /// Returns the ids that are still needed: a claimed row other than a name refers to the thing, or a claim gives it as a
    /// value.
    fn find_referenced(&self, ids: impl Iterator<Item = i64>) -> Result<HashSet<i64>> {
        let mut referred = HashSet::new();
        self.conn.execute_batch("CREATE TEMP TABLE listed (id INTEGER PRIMARY KEY)")?;
        let mut any = false;
        for id in ids {
            any = true;
            self.conn.run("INSERT OR IGNORE INTO temp.listed VALUES (?1)", [id])?;
        }
        let references = stored_references(self.catalog);
        for (kind, field, _) in
            references.filter(|(kind, ..)| any && kind.has_names() && kind.name != NAME)
        {
            let sql = format!(
                "SELECT id FROM temp.listed AS l WHERE EXISTS (SELECT 1 FROM {} AS r
                 WHERE r.{} = l.id AND EXISTS (SELECT 1 FROM claim WHERE thing = r.id))",
                quote_ident(&kind.name),
                quote_ident(&field.name)
            );
            referred.extend(self.conn.read_column::<i64>(&sql, [])?);
        }
        // Reading the values in claims takes a scan, which few loads need.
        let all = self.conn.read_count("SELECT count(*) FROM temp.listed", [])?;
        if all > referred.len() as u64 {
            referred.extend(self.conn.read_column::<i64>(&self.claimed_values_sql(), [])?);
        }
        self.conn.execute_batch("DROP TABLE temp.listed")?;
        Ok(referred)
    }

    /// Returns the statement that finds those of the things in `temp.listed` which a claim gives as the value of a field.
    fn claimed_values_sql(&self) -> String {
        let fields: BTreeSet<String> = stored_references(self.catalog)
            .map(|(_, field, _)| quote_literal(&field.name))
            .collect();
        let fields = fields.into_iter().collect::<Vec<_>>().join(", ");
        format!(
            "SELECT l.id FROM temp.listed AS l JOIN thing AS t ON t.id = l.id WHERE t.slug IN
             (SELECT says FROM {} WHERE says IS NOT NULL AND field IN ({fields}))",
            quote_ident(CLAIM)
        )
    }
}

/// Returns the slug of a place of the atlas.
fn slug_for(place: Listed) -> String {
    match place {
        Listed::Country(country) => slug_of(country.name),
        Listed::Place(place) => place.id.to_owned(),
    }
}

/// Returns the slug with a suffix that makes it unique: the code of the country, or the sort of the place.
fn lengthen_slug(slug: &str, place: Listed) -> String {
    match place {
        Listed::Country(country) => format!("{slug}-{}", country.code.to_lowercase()),
        Listed::Place(place) => format!("{slug}-{}", place.sort),
    }
}
