//! Adds to a place with an entry of its own everything in the atlas that the entry doesn't say, unless the two contradict each
//! other. Then the entry is another place with the same name, and a note says so.
//!
//! If a file without a source, such as a gazetteer, gives the type of a place, the place is complete as it is.

use std::collections::BTreeSet;

use anyhow::Result;

use super::atlas_entry::{containment_record, entry_of, names_of};
use super::atlas_known::PlaceFromAtlas;
use super::merge::Merge;
use super::names::Found;
use crate::catalog::{Containment, SOURCE};
use crate::store::digest::{Entry, InputSpan, Word};
use crate::store::ids::Ids;
use crate::store::queries::Queries;
use crate::store::schema::{CLAIM, NAME, quote_ident, quote_literal};
use crate::value::{Listed, fold};

/// A place with an entry of its own.
struct OwnPlace {
    id: i64,
    slug: String,
    name: String,
    /// Its type, if its entry gives it.
    level: Option<String>,
    /// The places directly around it, each with those around that.
    around: Vec<Vec<Container>>,
}

/// A place around another one.
struct Container {
    name: String,
    names: Vec<String>,
    level: Option<String>,
}

impl Container {
    /// Checks whether it has a name of a place of the atlas.
    fn has_name_of(&self, place: Listed) -> bool {
        self.names.iter().any(|name| place.is_called(name))
    }
}

impl<'c> Merge<'_, 'c> {
    /// Adds to entries of places what they don't say: to those of this load, and to those that were completed before.
    pub(super) fn complete_described(&mut self) -> Result<()> {
        let Some((containment, ..)) = self.catalog.countries() else { return Ok(()) };
        let before = self.atlas.before.iter().map(|known| known.id);
        let touched = self.merged.loaded.iter().chain(self.merged.touched.iter());
        let touched: Ids = touched.chain(before).collect();
        let sql = format!(
            "SELECT id FROM {} WHERE id BETWEEN ?1 AND ?2",
            quote_ident(&containment.places)
        );
        let mut ids = Vec::new();
        for range in touched.ranges() {
            let places = self.conn.read_column::<i64>(&sql, (range.start(), range.end()))?;
            ids.extend(places.into_iter().filter(|id| touched.contains(*id)));
        }
        for id in ids {
            let Some(own) = self.own_place(containment, id)? else { continue };
            let named = self.catalog.find_in_atlas(&own.name, false, &|_| true);
            let why = |place: &Listed| self.atlas_mismatch(containment, *place, &own);
            match named.as_slice() {
                [] => {}
                [place] => match why(place) {
                    Some(why) if self.merged.loaded.contains(id) => {
                        let sentence = format!("`{}` isn't {place} of the atlas: {why}", own.slug);
                        self.atlas.apart.push(sentence);
                    }
                    Some(_) => {}
                    None => self.complete(*place, &own)?,
                },
                several => {
                    let fits: Vec<&Listed> = several.iter().filter(|p| why(p).is_none()).collect();
                    if let [place] = fits.as_slice() {
                        self.complete(**place, &own)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Returns a place with an entry of its own to which the atlas may add something.
    fn own_place(&self, containment: &Containment, id: i64) -> Result<Option<OwnPlace>> {
        let (places, by) = (quote_ident(&containment.places), quote_ident(&containment.by));
        let sql = format!(
            "SELECT t.slug, t.name, p.{by} FROM {places} AS p JOIN thing AS t ON t.id = p.id WHERE p.id = ?1
             AND EXISTS (SELECT 1 FROM claim WHERE thing = p.id)
             AND NOT EXISTS (SELECT 1 FROM claim AS c JOIN _origin AS o ON o.id = c._origin
                             WHERE p.{by} IS NOT NULL AND c.thing = p.id AND c.source IS NULL AND instr(', ' || c.field || ', ', {}) > 0
                             AND NOT EXISTS (SELECT 1 FROM thing WHERE slug = o.name AND kind = {}))",
            quote_literal(&format!(", {}, ", containment.by)),
            quote_literal(SOURCE)
        );
        let row: Option<(String, String, Option<String>)> = self.conn.read_first(&sql, [id])?;
        let Some((slug, name, level)) = row else { return Ok(None) };
        let around = self.containers_of(containment, id)?;
        let around = around.into_iter().map(|first| self.container_chain(containment, first));
        Ok(Some(OwnPlace { id, slug, name, level, around: around.collect::<Result<_>>()? }))
    }

    /// Returns a place with all those around it.
    fn container_chain(&self, containment: &Containment, first: i64) -> Result<Vec<Container>> {
        let (mut seen, mut next) = (BTreeSet::new(), vec![first]);
        let mut chain = Vec::new();
        while let Some(id) = next.pop() {
            if seen.insert(id) {
                chain.extend(self.read_container(id)?);
                next.extend(self.containers_of(containment, id)?);
            }
        }
        Ok(chain)
    }

    /// Returns the places around a place, as entries put it there.
    fn containers_of(&self, containment: &Containment, id: i64) -> Result<Vec<i64>> {
        let sql = format!(
            "SELECT r.{whole} FROM {} AS r WHERE r.{} = ?1 AND r.{whole} IS NOT NULL
             AND EXISTS (SELECT 1 FROM {} WHERE thing = r.id)",
            quote_ident(&containment.kind),
            quote_ident(&containment.part),
            quote_ident(CLAIM),
            whole = quote_ident(&containment.whole),
        );
        Ok(self.conn.read_column(&sql, [id])?)
    }

    fn read_container(&self, id: i64) -> Result<Option<Container>> {
        let name: Option<String> =
            self.conn.read_value("SELECT name FROM thing WHERE id = ?1", [id])?;
        let Some(name) = name else { return Ok(None) };
        let of = format!(
            "SELECT n.text FROM {} AS n WHERE n.\"of\" = ?1 AND EXISTS (SELECT 1 FROM {} WHERE thing = n.id)",
            quote_ident(NAME),
            quote_ident(CLAIM)
        );
        let mut names: Vec<String> = self.conn.read_column(&of, [id])?;
        names.push(name.clone());
        let by = self.catalog.containment.as_ref().map(|containment| containment.by.as_str());
        let taken = by.and_then(|by| self.atlas.sort_of(id, by));
        Ok(Some(Container {
            name,
            names,
            level: taken.map_or_else(|| self.level_of_place(id), |level| Ok(Some(level)))?,
        }))
    }

    /// Says why an entry isn't the place of the atlas with its name: its type differs, or it is elsewhere.
    fn atlas_mismatch(
        &self,
        containment: &Containment,
        place: Listed,
        own: &OwnPlace,
    ) -> Option<String> {
        if let Some(level) = own.level.as_ref().filter(|level| !self.catalog.is_sort(place, level))
        {
            return Some(format!("its {} is {level}", containment.by));
        }
        let elsewhere =
            own.around.iter().find(|chain| self.is_elsewhere(containment, place, chain));
        elsewhere?.first().map(|first| format!("it is in {}", first.name))
    }

    /// Checks whether places, each around the one before it, have none of those around a place of the atlas, or another one of
    /// the same level. A place without a level, such as a region of several countries, may be around any place.
    fn is_elsewhere(&self, containment: &Containment, place: Listed, chain: &[Container]) -> bool {
        let is_at = |container: &&Container, level: &str| {
            let values = containment.levels.iter().filter(|(name, _)| name == level);
            let is = container.level.as_ref();
            is.is_some_and(|is| values.flat_map(|(_, values)| values).any(|value| value == is))
        };
        let mut levels = containment.levels.iter().map(|(level, _)| level.as_str());
        let is_around =
            |container: &Container| place.containers().any(|around| container.has_name_of(around));
        let meets = chain.iter().any(is_around);
        levels.any(|level| {
            let mut own = chain.iter().filter(|container| is_at(container, level));
            let mut listed = place.containers().filter(|p| self.catalog.is_of_level(*p, level));
            match listed.next() {
                Some(listed) => own.any(|own| !own.has_name_of(listed)),
                None => !meets && own.next().is_some(),
            }
        })
    }

    /// Adds to an entry what it doesn't say about its place.
    fn complete(&mut self, place: Listed, own: &OwnPlace) -> Result<()> {
        let at = InputSpan::default();
        let entry = entry_of(self.catalog, place, &at);
        let (Some(mut entry), None) = (entry, self.atlas.taken.get(place.key())) else {
            return Ok(());
        };
        let found = Found {
            id: own.id,
            kind: entry.kind.name.as_str().into(),
            slug: own.slug.as_str().into(),
        };
        let is_direct = |around: &Listed| {
            own.around.iter().any(|c| c.first().is_some_and(|c| c.has_name_of(*around)))
        };
        let around = match place.container().filter(|around| !is_direct(around)) {
            Some(around) => self.listed_place(around, &at)?,
            None => None,
        };
        entry.id = Some(Word { at: at.clone(), text: own.slug.as_str().into() });
        entry.claims = vec![];
        self.leave_unknown(&mut entry, place, own)?;
        let slugs = around.as_ref().map(|around| [&*found.slug, &*around.slug]);
        let inside = slugs.and_then(|slugs| containment_record(self.catalog, place, slugs, &at));
        let depth = place.containers().count();
        self.names.add(found.id);
        self.atlas
            .taken
            .insert(place.key(), PlaceFromAtlas { found, entry, inside, depth, has_own: true });
        Ok(())
    }

    /// Reduces an entry of the atlas to the values and names that a place lacks.
    fn leave_unknown(&self, entry: &mut Entry<'c>, place: Listed, own: &OwnPlace) -> Result<()> {
        let table = quote_ident(&entry.kind.name);
        let mut unknown = BTreeSet::new();
        for given in &entry.given {
            let field = quote_ident(&given.field.name);
            let sql = format!("SELECT 1 FROM {table} WHERE id = ?1 AND {field} IS NULL");
            if self.conn.exists(&sql, [own.id])? {
                unknown.insert(given.field.name.clone());
            }
        }
        entry.given.retain(|given| unknown.contains(&given.field.name));
        if let Some((_, fields)) = &mut entry.rest {
            fields.retain(|field| unknown.contains(*field));
        }
        let known = self.read_container(own.id)?.map(|own| own.names).unwrap_or_default();
        let known: BTreeSet<String> = known.iter().map(|name| fold(name)).collect();
        entry.names = names_of(self.catalog, place, "variant", &entry.at);
        entry
            .names
            .retain(|name| name.shown_text("text").is_none_or(|text| !known.contains(&fold(text))));
        Ok(())
    }
}
