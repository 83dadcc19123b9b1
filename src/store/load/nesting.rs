//! Containment after a change: the closure and the levels are derived again for the places that moved and for everything inside
//! them.

use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::rc::Rc;

use anyhow::{Result, bail};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, Params};

use crate::catalog::Containment;
use crate::store::ids::Ids;
use crate::store::queries::Queries;
use crate::store::schema::{quote_ident, quote_idents};
use crate::store::subject::ReportSubject;
use crate::store::versions::BeforeAndAfter;

/// The most places that one place may be in. Places of the world are in ten at most.
pub(crate) const MOST_AROUND: usize = 100;

/// The number of places whose steps and sorts are remembered: the places around others come again and again.
const REMEMBERED: usize = 1 << 14;

/// Derives which place is in which, and the levels of places. Returns whether one is in itself.
pub(in crate::store) fn update_containment(versions: &BeforeAndAfter<'_>) -> Result<bool> {
    let Some(containment) = &versions.catalog.containment else { return Ok(false) };
    let conn = versions.after;
    let mut around = ContainmentReader::new(conn, containment);
    for place in moved_places(versions, containment)?.iter() {
        conn.run("DELETE FROM inside WHERE place = ?1", [place])?;
        conn.run("DELETE FROM level WHERE place = ?1", [place])?;
        around.write(place)?;
    }
    Ok(around.ringed)
}

/// Returns the places that are new or gone, or whose sort or containers changed, and everything that was inside them before. A
/// place that came into one of them has a changed container itself.
fn moved_places(versions: &BeforeAndAfter<'_>, containment: &Containment) -> Result<Ids> {
    let Containment { kind, part, whole, certain, possible, .. } = containment;
    let mut moved = Ids::default();
    let records = format!(
        "SELECT id, {} FROM {} WHERE id BETWEEN ?1 AND ?2",
        quote_idents([part, whole, &certain.0, &possible.0]),
        quote_ident(kind)
    );
    versions.each_differing_row(&records, |_, cells| {
        if let Some(Sql::Integer(part)) = cells.first() {
            moved.insert(*part);
        }
    })?;
    let (by, places) = (quote_ident(&containment.by), quote_ident(&containment.places));
    let places = format!("SELECT id, {by} FROM {places} WHERE id BETWEEN ?1 AND ?2");
    versions.each_differing_row(&places, |id, _| {
        moved.insert(id);
    })?;
    let mut all = moved.clone();
    for place in moved.iter() {
        let sql = "SELECT place FROM inside WHERE container = ?1";
        all.extend(versions.after.read_column::<i64>(sql, [place])?);
    }
    Ok(all)
}

/// The steps from a place, each to a place around it, and whether that is certain.
type StepsFrom = Rc<Vec<(i64, bool)>>;

/// The places around a place: the fewest steps to each, and whether it is certain.
pub(in crate::store) type Inside = BTreeMap<i64, (i64, bool)>;

/// The containers of a place, by their levels.
pub(in crate::store) type Levels = BTreeMap<String, i64>;

/// Reads what is around places.
pub(in crate::store) struct ContainmentReader<'a> {
    conn: &'a Connection,
    containment: &'a Containment,
    steps_of: String,
    sort_of: String,
    steps: HashMap<i64, StepsFrom>,
    /// Whether the steps from all places were read.
    complete: bool,
    sorts: HashMap<i64, Option<Rc<str>>>,
    /// Whether a place is in itself, over some steps.
    ringed: bool,
}

impl<'a> ContainmentReader<'a> {
    fn new(conn: &'a Connection, containment: &'a Containment) -> Self {
        let Containment { kind, part, whole, certain, possible, .. } = containment;
        let steps_of = format!(
            "SELECT {} FROM {} WHERE {} IS NOT NULL AND {}",
            quote_idents([part, whole, &certain.0, &possible.0]),
            quote_ident(kind),
            quote_ident(whole),
            quote_ident(part)
        );
        let (by, places) = (quote_ident(&containment.by), quote_ident(&containment.places));
        let sort_of = format!("SELECT {by} FROM {places} WHERE id = ?1");
        let (steps, sorts) = (HashMap::new(), HashMap::new());
        Self { conn, containment, steps_of, sort_of, steps, complete: false, sorts, ringed: false }
    }

    /// Reads the steps from all places at once: a file that is checked may have no index of them.
    pub(in crate::store) fn of_all_places(
        conn: &'a Connection,
        containment: &'a Containment,
    ) -> Result<Self> {
        let mut reader = Self { complete: true, ..Self::new(conn, containment) };
        for (from, to, sure) in reader.read_steps("IS NOT NULL", [])? {
            Rc::make_mut(reader.steps.entry(from).or_default()).push((to, sure));
        }
        Ok(reader)
    }

    /// Returns the places around one, itself included, so that "this place or one in it" is one look-up. `None` means that there
    /// are too many.
    pub(in crate::store) fn places_around(&mut self, place: i64) -> Result<Option<Inside>> {
        let certain = self.containers_by_depth(place, true)?;
        let all = self.containers_by_depth(place, false)?;
        if all.len() > MOST_AROUND {
            return Ok(None);
        }
        // Rings are reported elsewhere.
        self.ringed |= all.contains_key(&place);
        let step = |(to, depth)| {
            let sure = certain.get(&to);
            (to, (*sure.unwrap_or(&depth), sure.is_some()))
        };
        let mut inside: Inside = all.into_iter().map(step).collect();
        inside.insert(place, (0, true));
        Ok(Some(inside))
    }

    /// Returns the nearest certain container of each level around a place, which may be the place itself.
    pub(in crate::store) fn nearest_by_level(&mut self, inside: &Inside) -> Result<Levels> {
        let certain = inside.iter().filter(|(_, (_, certain))| *certain);
        let near: BTreeSet<(i64, i64)> = certain.map(|(to, (depth, _))| (*depth, *to)).collect();
        let mut found = Levels::new();
        for (_, container) in near {
            let Some(sort) = self.sort_of_place(container)? else { continue };
            for (level, sorts) in &self.containment.levels {
                if sorts.iter().any(|known| **known == *sort) {
                    found.entry(level.clone()).or_insert(container);
                }
            }
        }
        Ok(found)
    }

    /// Writes what is around a place, unless the place is gone.
    fn write(&mut self, place: i64) -> Result<()> {
        let places = quote_ident(&self.containment.places);
        if !self.conn.exists(&format!("SELECT 1 FROM {places} WHERE id = ?1"), [place])? {
            return Ok(());
        }
        let Some(inside) = self.places_around(place)? else {
            let name = ReportSubject::of_id(self.conn, place)?.name;
            bail!("“{name}” is inside more than {MOST_AROUND} places; leave out some of the steps");
        };
        let levels = self.nearest_by_level(&inside)?;
        for (to, (depth, certain)) in inside {
            let sql =
                "INSERT INTO inside (place, container, depth, certain) VALUES (?1, ?2, ?3, ?4)";
            self.conn.run(sql, (place, to, depth, certain))?;
        }
        for (level, container) in levels {
            let sql = "INSERT INTO level (place, level, container) VALUES (?1, ?2, ?3)";
            self.conn.run(sql, (place, level, container))?;
        }
        Ok(())
    }

    /// Returns every place around one with the number of steps to it: by certain steps only, or by any.
    fn containers_by_depth(&mut self, from: i64, certain: bool) -> Result<BTreeMap<i64, i64>> {
        let mut found = BTreeMap::new();
        let mut queue = VecDeque::from([(from, 0)]);
        while let Some((place, depth)) = queue.pop_front().filter(|_| found.len() <= MOST_AROUND) {
            for (to, _) in self.steps_from(place)?.iter().filter(|(_, sure)| *sure || !certain) {
                if let Slot::Vacant(slot) = found.entry(*to) {
                    slot.insert(depth + 1);
                    queue.push_back((*to, depth + 1));
                }
            }
        }
        Ok(found)
    }

    fn steps_from(&mut self, place: i64) -> Result<StepsFrom> {
        if let Some(steps) = self.steps.get(&place) {
            return Ok(Rc::clone(steps));
        }
        if self.complete {
            return Ok(Rc::default());
        }
        let steps = self.read_steps("= ?1", [place])?.into_iter();
        let steps = Rc::new(steps.map(|(_, to, sure)| (to, sure)).collect::<Vec<_>>());
        if self.steps.len() >= REMEMBERED {
            self.steps.clear();
        }
        self.steps.insert(place, Rc::clone(&steps));
        Ok(steps)
    }

    /// Reads the steps from places that meet a condition, each with whether it is certain.
    fn read_steps(&self, places: &str, params: impl Params) -> Result<Vec<(i64, i64, bool)>> {
        let ((_, certain), (_, possible)) = (&self.containment.certain, &self.containment.possible);
        let among =
            |value: Option<String>, values: &[String]| value.is_some_and(|v| values.contains(&v));
        let found: Vec<(i64, i64, Option<String>, Option<String>)> =
            self.conn.read_all(&format!("{} {places}", self.steps_of), params)?;
        let step = |(from, to, sure, perhaps)| {
            let sure = among(sure, certain);
            (sure || among(perhaps, possible)).then_some((from, to, sure))
        };
        Ok(found.into_iter().filter_map(step).collect())
    }

    fn sort_of_place(&mut self, place: i64) -> Result<Option<Rc<str>>> {
        if let Some(sort) = self.sorts.get(&place) {
            return Ok(sort.clone());
        }
        let sort: Option<String> = self.conn.read_value(&self.sort_of, [place])?.flatten();
        let sort: Option<Rc<str>> = sort.map(Into::into);
        if self.sorts.len() >= REMEMBERED {
            self.sorts.clear();
        }
        self.sorts.insert(place, sort.clone());
        Ok(sort)
    }
}
