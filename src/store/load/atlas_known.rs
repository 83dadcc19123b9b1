//! The places of the atlas that a base has, and those that this load takes from it.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use rusqlite::Connection;

use super::names::Found;
use crate::catalog::Catalog;
use crate::store::digest::Entry;
use crate::store::queries::Queries;
use crate::value::{Country, Listed, fold};

/// The owner of the claims of the atlas among digests, before the key of a place. No file can have this name.
pub(super) const ATLAS: &str = "/atlas ";

/// The owner of the claims of countries in bases of earlier programs.
const COUNTRIES: &str = "/countries";

/// A thing that only the atlas describes.
#[derive(Debug, Clone)]
pub(super) struct AtlasThing {
    pub(super) id: i64,
    pub(super) slug: String,
    pub(super) place: Listed,
}

/// A place that this load takes from the atlas.
pub(super) struct PlaceFromAtlas<'c> {
    pub(super) found: Found,
    pub(super) entry: Entry<'c>,
    /// The record of the place around it.
    pub(super) inside: Option<Entry<'c>>,
    /// The number of places around it.
    pub(super) depth: usize,
    /// It has an entry of its own, to which this is added.
    pub(super) has_own: bool,
}

/// Places of the atlas by their keys.
pub(super) struct AtlasUse<'c> {
    /// Places that were taken from the atlas before.
    pub(super) before: Vec<AtlasThing>,
    /// Their numbers by folded names and by codes that only they have.
    pub(super) by_name: HashMap<String, usize>,
    pub(super) by_code: HashMap<(String, String), usize>,
    /// Places of this load by their codes: the field and the folded code.
    pub(super) coded: HashMap<(String, String), Vec<Found>>,
    pub(super) taken: BTreeMap<&'static str, PlaceFromAtlas<'c>>,
    /// Why entries of this load aren't the places of the atlas with their names: sentences.
    pub(super) apart: Vec<String>,
}

impl AtlasUse<'_> {
    pub(super) fn new(catalog: &Catalog, before: &[AtlasThing]) -> Self {
        let (by_name, by_code, coded) = (HashMap::new(), HashMap::new(), HashMap::new());
        let (taken, apart) = (BTreeMap::new(), vec![]);
        let mut atlas = Self { before: vec![], by_name, by_code, coded, taken, apart };
        for known in before {
            atlas.add_known(catalog, known.clone());
        }
        atlas
    }

    pub(super) fn add_known(&mut self, catalog: &Catalog, known: AtlasThing) {
        let at = self.before.len();
        self.by_name.extend(known.place.own_names().into_iter().map(|name| (fold(name), at)));
        self.by_code.extend(catalog.codes_of(known.place).into_iter().map(|code| (code, at)));
        self.before.push(known);
    }

    /// Returns the sort of a place that this load takes from the atlas, by the field for it.
    pub(super) fn sort_of(&self, id: i64, field: &str) -> Option<String> {
        let taken = self.taken.values().find(|taken| taken.found.id == id)?;
        taken.entry.shown_text(field).map(str::to_owned)
    }

    /// Returns the thing that was taken from the atlas for a place.
    pub(super) fn thing_of_place(&self, place: Listed) -> Option<&AtlasThing> {
        self.before.iter().find(|known| known.place == place)
    }
}

/// Checks by their owner whether claims come from the atlas. Claims on a place that the atlas no longer has stay as they are.
pub(in crate::store) fn is_listed(owner: &str) -> bool {
    owner == COUNTRIES || owner.strip_prefix(ATLAS).is_some_and(|key| Listed::of_key(key).is_some())
}

/// Returns the things that only the atlas describes.
pub(super) fn read_atlas_things(conn: &Connection) -> Result<Vec<AtlasThing>> {
    let sql =
        "SELECT DISTINCT t.id, t.slug, t.name, d.name FROM _origin AS d CROSS JOIN claim AS c ON c._origin = d.id
         CROSS JOIN thing AS t ON t.id = c.thing
         WHERE (d.name = ?1 OR substr(d.name, 1, length(?2)) = ?2) AND t.slug IS NOT NULL ORDER BY t.id";
    let rows: Vec<(i64, String, String, String)> = conn.read_all(sql, [COUNTRIES, ATLAS])?;
    let known = rows.into_iter().filter_map(|(id, slug, name, owner)| {
        let place = match owner.strip_prefix(ATLAS) {
            Some(key) => Listed::of_key(key),
            None => Country::find_by_name(&name).map(Listed::Country),
        };
        Some(AtlasThing { id, slug, place: place? })
    });
    Ok(known.collect())
}
