//! Containment, from the records that the catalog names: which place is in which, at any depth, and the city, province or country
//! of each; and whether rows agree with it.

use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use anyhow::Result;
use rusqlite::Connection;

use super::nesting::MOST_AROUND;
use crate::catalog::Containment;
use crate::store::digest::{InputSpan, Mistake, Problems};
use crate::store::queries::Queries;
use crate::store::schema::quote_ident;

/// A step from a place to a place around it.
struct Step {
    to: i64,
    certain: bool,
}

/// The steps from each place.
pub(crate) struct Steps(BTreeMap<i64, Vec<Step>>);

/// The containers of a place, by their levels.
pub(crate) type Levels = BTreeMap<String, i64>;

/// The places around a place: the fewest steps to each, and whether it is certain.
pub(crate) type Inside = BTreeMap<i64, (i64, bool)>;

impl Steps {
    /// Reads the steps of a base.
    pub(crate) fn read(conn: &Connection, containment: &Containment) -> Result<Self> {
        let Containment { kind, part, whole, certain, possible, .. } = containment;
        let (kind, part, whole) = (quote_ident(kind), quote_ident(part), quote_ident(whole));
        let mut steps: BTreeMap<i64, Vec<Step>> = BTreeMap::new();
        for ((field, values), certain) in [(certain, true), (possible, false)] {
            let sql = format!(
                "SELECT {part}, {whole} FROM {kind} WHERE {} = ?1 AND {part} IS NOT NULL AND {whole} IS NOT NULL ORDER BY id",
                quote_ident(field)
            );
            for value in values {
                for (from, to) in conn.read_all(&sql, [value])? {
                    steps.entry(from).or_default().push(Step { to, certain });
                }
            }
        }
        Ok(Self(steps))
    }

    /// Returns every place around one, with the fewest steps; by certain steps only, or by any. `None` means that there are too
    /// many.
    fn containers_by_depth(&self, from: i64, certain: bool) -> Option<BTreeMap<i64, i64>> {
        let mut found = BTreeMap::new();
        let mut queue = VecDeque::from([(from, 0)]);
        while let Some((place, depth)) = queue.pop_front() {
            let steps = self.0.get(&place).into_iter().flatten();
            for step in steps.filter(|step| step.certain || !certain) {
                if let Slot::Vacant(slot) = found.entry(step.to) {
                    slot.insert(depth + 1);
                    queue.push_back((step.to, depth + 1));
                }
            }
            if found.len() > MOST_AROUND {
                return None;
            }
        }
        Some(found)
    }

    /// Returns the places around one, itself included. `None` means that there are too many.
    pub(crate) fn places_around(&self, place: i64) -> Option<Inside> {
        let certain = self.containers_by_depth(place, true)?;
        let mut inside = Inside::from([(place, (0, true))]);
        // A place comes back to itself only in a ring, which is reported elsewhere.
        for (to, depth) in
            self.containers_by_depth(place, false)?.into_iter().filter(|(to, _)| *to != place)
        {
            let sure = certain.get(&to);
            inside.insert(to, (*sure.unwrap_or(&depth), sure.is_some()));
        }
        Some(inside)
    }
}

/// Returns the nearest certain container of each level around a place, which may be the place itself.
pub(crate) fn nearest_by_level(
    containment: &Containment,
    inside: &Inside,
    sorts: &HashMap<i64, String>,
) -> Levels {
    let certain = inside.iter().filter(|(_, (_, certain))| *certain);
    let near: BTreeSet<(i64, i64)> = certain.map(|(to, (depth, _))| (*depth, *to)).collect();
    let mut levels = Levels::new();
    for (_, container) in near {
        for (level, values) in &containment.levels {
            if sorts.get(&container).is_some_and(|sort| values.contains(sort)) {
                levels.entry(level.clone()).or_insert(container);
            }
        }
    }
    levels
}

/// A container that a row gives for a place.
pub(crate) struct StatedContainer {
    pub(super) place: i64,
    /// The slug of the place; empty if the mistake is known already.
    pub(super) slug: String,
    pub(super) level: String,
    pub(super) container: i64,
    pub(super) at: InputSpan,
    /// The mistake if the place is not in it, where two values were compared.
    pub(super) otherwise: Option<Mistake>,
}

/// Notes stated containers that contradict the recorded ones. Warns of containers for which nothing is recorded; they are left
/// out.
pub(crate) fn check_places(
    conn: &Connection,
    lies: &[StatedContainer],
    problems: &mut Problems,
) -> Result<()> {
    let sql = "SELECT t.id, t.name FROM level AS l JOIN thing AS t ON t.id = l.container WHERE l.place = ?1 AND l.level = ?2";
    for StatedContainer { place, slug, level, container, at, otherwise } in lies {
        let found: Option<(i64, String)> = conn.read_first(sql, (place, level))?;
        match (found, otherwise) {
            (Some((id, _)), _) if id == *container => {}
            (_, Some(mistake)) => problems.add(at, mistake.clone()),
            (Some((_, name)), None) => {
                let mistake = Mistake::new(format!("the {level} of `{slug}` is {name}"));
                problems.add(at, mistake.help("do you mean another place with that name?"));
            }
            (None, None) => {
                problems.warn(at, format!("this is left out: no {level} is recorded for `{slug}`"));
            }
        }
    }
    Ok(())
}
