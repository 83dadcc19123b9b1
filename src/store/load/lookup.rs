//! Finds the thing that a digest means: by its slug, by a name that only one thing of the right kinds has, for places by a name
//! followed by the word for their level, as `成都市` for 成都, or in the atlas ([`super::readings`]).

use anyhow::Result;

use super::merge::Merge;
use super::names::{Found, Lookup, allows_kind};
use super::readings::PlaceContext;
use crate::catalog::Targets;
use crate::store::digest::{Entry, InputSpan};
use crate::store::queries::Queries;
use crate::store::schema::quote_ident;
use crate::value::fold;

impl<'c> Merge<'_, 'c> {
    /// Finds the one thing that is meant: by its slug or a name, by a name with the word for its level after it, or as a place of
    /// the atlas.
    pub(super) fn find(
        &mut self,
        (text, at): (&str, &InputSpan),
        targets: &Targets,
        source: Option<&str>,
        context: &PlaceContext<'_>,
    ) -> Lookup<Found> {
        match self.names.try_find(self.conn, text, targets, source)? {
            Ok(Some(found)) => return Ok(Ok(found)),
            Ok(None) => {}
            Err(mistake) => return Ok(Err(mistake)),
        }
        if let [place] = self.with_level_word(text, targets, source)?.as_slice() {
            return Ok(Ok(place.clone()));
        }
        match self.find_listed((text, at), targets, context)? {
            Ok(Some(found)) => Ok(Ok(found)),
            Ok(None) => {
                let mut missed = self.names.not_found_mistake(self.conn, text, targets)?;
                let places = self.catalog.containment.as_ref().map(|c| &c.places);
                let is_open =
                    missed.helps.is_empty() && places.is_some_and(|p| allows_kind(targets, p));
                let begins = is_open.then(|| self.catalog.listed_beginning(text)).flatten();
                if let Some((place, rest)) = begins {
                    missed.helps.push(format!("the atlas has {place}, but no \"{rest}\" in it"));
                }
                Ok(Err(missed))
            }
            Err(mistake) => Ok(Err(mistake)),
        }
    }

    /// Remembers the level of a place of this load.
    pub(super) fn add_level(&mut self, entry: &Entry<'c>, found: &Found) {
        let Some(containment) = &self.catalog.containment else { return };
        if entry.kind.name == containment.places
            && let Some(level) = entry.shown_text(&containment.by)
        {
            self.levels.insert(found.id, level.to_owned());
        }
    }

    /// Finds places by a name that ends in the word for their level (`成都市`).
    fn with_level_word(
        &self,
        text: &str,
        targets: &Targets,
        source: Option<&str>,
    ) -> Result<Vec<Found>> {
        let containment = self.catalog.containment.as_ref();
        let Some(containment) = containment.filter(|c| allows_kind(targets, &c.places)) else {
            return Ok(Vec::new());
        };
        for (name, levels) in containment.without_suffix(&fold(text), &fold) {
            let mut places = Vec::new();
            for found in self.names.find_by_name(self.conn, name, source)? {
                let level = self.level_of_place(found.id)?;
                if *found.kind == *containment.places && level.is_some_and(|l| levels.contains(&l))
                {
                    places.push(found);
                }
            }
            if !places.is_empty() {
                return Ok(places);
            }
        }
        Ok(Vec::new())
    }

    /// Returns the level of a place in this load or the base.
    pub(super) fn level_of_place(&self, place: i64) -> Result<Option<String>> {
        let Some(containment) = &self.catalog.containment else { return Ok(None) };
        if let Some(level) = self.levels.get(&place) {
            return Ok(Some(level.clone()));
        }
        let (by, places) = (quote_ident(&containment.by), quote_ident(&containment.places));
        let sql = format!("SELECT {by} FROM {places} WHERE id = ?1");
        Ok(self.conn.read_value(&sql, [place])?.flatten())
    }
}
