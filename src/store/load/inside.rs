//! Which place lies in which, at any remove, and the city, province or country of each: followed from the records that say
//! that one place lies in another, as the catalog reads them.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use anyhow::Result;
use rusqlite::Connection;

use crate::catalog::Containment;
use crate::store::schema::ident;

/// A step from a place to a place around it.
struct Step {
    to: i64,
    certain: bool,
}

/// The steps from each place.
pub(in crate::store) struct Steps(BTreeMap<i64, Vec<Step>>);

/// The container of a place that is of a level.
pub(in crate::store) type Levels = BTreeMap<(i64, String), i64>;

/// How a place lies in another: over how many steps at least, and whether certainly.
pub(in crate::store) type Inside = BTreeMap<(i64, i64), (i64, bool)>;

impl Steps {
    pub(in crate::store) fn read(conn: &Connection, containment: &Containment) -> Result<Self> {
        let Containment { kind, part, whole, certain, possible, .. } = containment;
        let mut steps: BTreeMap<i64, Vec<Step>> = BTreeMap::new();
        for ((field, values), certain) in [(certain, true), (possible, false)] {
            for value in values {
                let mut find = conn.prepare(&format!(
                    "SELECT {p}, {w} FROM {} WHERE {} = ?1 AND {p} IS NOT NULL AND {w} IS NOT NULL ORDER BY id",
                    ident(kind),
                    ident(field),
                    p = ident(part),
                    w = ident(whole),
                ))?;
                let mut rows = find.query([value])?;
                while let Some(row) = rows.next()? {
                    let step = Step { to: row.get(1)?, certain };
                    steps.entry(row.get(0)?).or_default().push(step);
                }
            }
        }
        Ok(Self(steps))
    }

    /// Every place reached from one, with the fewest steps; by certain steps only, or by any.
    fn reach(&self, from: i64, certain: bool) -> BTreeMap<i64, i64> {
        let mut found = BTreeMap::new();
        let mut queue = VecDeque::from([(from, 0)]);
        while let Some((place, depth)) = queue.pop_front() {
            let steps = self.0.get(&place).into_iter().flatten();
            for step in steps.filter(|step| step.certain || !certain) {
                if let Entry::Vacant(entry) = found.entry(step.to) {
                    entry.insert(depth + 1);
                    queue.push_back((step.to, depth + 1));
                }
            }
        }
        found
    }

    /// Which place lies in which, itself left out.
    pub(in crate::store) fn closure(&self) -> Inside {
        let mut inside = Inside::new();
        for from in self.0.keys() {
            let certain = self.reach(*from, true);
            // Only in a ring, which is a mistake told elsewhere, does a place come back to itself.
            for (to, depth) in self.reach(*from, false).into_iter().filter(|(to, _)| to != from) {
                let sure = certain.get(&to);
                inside.insert((*from, to), (*sure.unwrap_or(&depth), sure.is_some()));
            }
        }
        inside
    }
}

/// Every place lies in itself, so that "this place or one in it" is one look-up.
pub(super) fn write_inside(
    conn: &Connection,
    containment: &Containment,
    inside: &Inside,
) -> Result<()> {
    let places = ident(&containment.places);
    conn.execute(
        &format!(
            "INSERT INTO inside (place, container, depth, certain) SELECT id, id, 0, 1 FROM {places}"
        ),
        [],
    )?;
    let mut insert = conn
        .prepare("INSERT INTO inside (place, container, depth, certain) VALUES (?1, ?2, ?3, ?4)")?;
    for ((place, container), (depth, certain)) in inside {
        insert.execute((place, container, depth, certain))?;
    }
    Ok(())
}

/// The nearest certain container of each level, the place itself included.
pub(in crate::store) fn levels(
    conn: &Connection,
    containment: &Containment,
    inside: &Inside,
) -> Result<Levels> {
    let mut sorts: BTreeMap<i64, String> = BTreeMap::new();
    let by = ident(&containment.by);
    let mut find = conn.prepare(&format!(
        "SELECT id, {by} FROM {} WHERE {by} IS NOT NULL",
        ident(&containment.places)
    ))?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        sorts.insert(row.get(0)?, row.get(1)?);
    }
    let certain = inside.iter().filter(|(_, (_, certain))| *certain);
    let selves = sorts.keys().map(|id| (*id, 0, *id));
    let near: BTreeSet<(i64, i64, i64)> =
        certain.map(|((place, to), (depth, _))| (*place, *depth, *to)).chain(selves).collect();
    let mut levels = Levels::new();
    for (place, _, container) in near {
        for (level, values) in &containment.levels {
            if sorts.get(&container).is_some_and(|sort| values.contains(sort)) {
                levels.entry((place, level.clone())).or_insert(container);
            }
        }
    }
    Ok(levels)
}

pub(super) fn write_levels(conn: &Connection, levels: &Levels) -> Result<()> {
    let mut insert =
        conn.prepare("INSERT INTO level (place, level, container) VALUES (?1, ?2, ?3)")?;
    for ((place, level), container) in levels {
        insert.execute((place, level, container))?;
    }
    Ok(())
}
