//! Places named with the word for their level behind their name, as `成都市` for 成都: looked up where nothing has the whole name.

use anyhow::Result;
use rusqlite::OptionalExtension;

use crate::catalog::Targets;
use crate::store::digest::{Entry, Literal};
use crate::store::schema::ident;
use crate::value::fold;

use super::lookup::{Found, allows};
use super::merge::Merge;

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
