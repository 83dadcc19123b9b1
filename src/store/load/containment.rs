//! Containment: which place is in which, at any remove, and the city, province or country of each, followed from the records
//! that say so, as the catalog reads them; and whether that is what rows say beside their places.

use std::collections::{BTreeMap, BTreeSet, VecDeque, btree_map};

use anyhow::Result;
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension};

use crate::catalog::{Containment, Targets, Type};
use crate::store::digest::{Digest, Entry, Given, Literal, Place, Problems};
use crate::store::schema::ident;

use super::merge::Merge;

/// A step from a place to a place around it.
struct Step {
    to: i64,
    certain: bool,
}

/// The steps from each place.
pub(crate) struct Steps(BTreeMap<i64, Vec<Step>>);

/// The container of a place that is of a level.
pub(crate) type Levels = BTreeMap<(i64, String), i64>;

/// How a place lies in another: over how many steps at least, and whether certainly.
pub(crate) type Inside = BTreeMap<(i64, i64), (i64, bool)>;

impl Steps {
    pub(crate) fn read(conn: &Connection, containment: &Containment) -> Result<Self> {
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
                if let btree_map::Entry::Vacant(entry) = found.entry(step.to) {
                    entry.insert(depth + 1);
                    queue.push_back((step.to, depth + 1));
                }
            }
        }
        found
    }

    /// Which place lies in which, itself left out.
    pub(crate) fn closure(&self) -> Inside {
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
pub(crate) fn levels(
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

/// A place that was said to lie in another.
pub(super) struct Lies {
    place: i64,
    /// What a sentence of its own calls the place.
    called: String,
    level: String,
    container: i64,
    at: Place,
    /// What is wrong if it does not, where two values are compared; else that follows from where it lies.
    otherwise: Option<Wrong>,
}

/// A sentence, and what may help.
type Wrong = (String, Vec<String>);

impl<'c> Merge<'_, 'c> {
    /// Keeps where the place of a row is said to lie, until it is known where it does.
    pub(super) fn within(&mut self, entry: &Entry<'c>, digest: &Digest<'c>) -> Result<()> {
        let source = digest.source.as_deref();
        for within in &entry.within {
            let word = &within.container;
            let own = Targets { any: false, kinds: vec![entry.kind.name.clone()] };
            let (place, targets) = match within.place {
                Some(field) => match (entry.value(&field.name), &field.ty) {
                    (Some(Literal::Ref(place)), Type::Ref(targets)) => (place, targets),
                    _ => continue,
                },
                None => match &entry.id {
                    Some(id) => (&id.text, &own),
                    None => continue,
                },
            };
            // A place that is not found is told where it is merged.
            let at = &within.container.at;
            let Ok(place) = self.find(place, targets, source, at)? else { continue };
            match self.find(&word.text, targets, source, at)? {
                Ok(container) => {
                    let (level, at) = (within.level.name.clone(), word.at.clone());
                    let (called, container) = (place.slug, container.id);
                    let lies =
                        Lies { place: place.id, called, level, container, at, otherwise: None };
                    self.merged.lies.push(lies);
                }
                Err((sentence, helps)) => self.problems.add_with(&word.at, sentence, helps),
            }
        }
        Ok(())
    }

    /// Keeps that a recorded place was said to lie in the one given as its level, and what is wrong if it does not. Returns
    /// false where no level was given.
    pub(super) fn lies_in(
        &mut self,
        given: &Given<'c>,
        (recorded, new): (&[Sql], &[Sql]),
        otherwise: &Wrong,
    ) -> bool {
        let (Some(level), [Sql::Integer(place)], [Sql::Integer(container)]) =
            (given.level, recorded, new)
        else {
            return false;
        };
        let (level, at) = (level.name.clone(), given.at.clone());
        let (place, container, otherwise) = (*place, *container, Some(otherwise.clone()));
        let called = String::new();
        self.merged.lies.push(Lies { place, called, level, container, at, otherwise });
        true
    }
}

/// Notes what is not as it was said, and what does not follow from anything and so is not kept.
pub(super) fn check_places(
    conn: &Connection,
    lies: &[Lies],
    problems: &mut Problems,
) -> Result<()> {
    let mut find = conn.prepare(
        "SELECT t.id, t.name FROM level AS l JOIN thing AS t ON t.id = l.container WHERE l.place = ?1 AND l.level = ?2",
    )?;
    for Lies { place, called, level, container, at, otherwise } in lies {
        let found: Option<(i64, String)> =
            find.query_row((place, level), |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        match (found, otherwise) {
            (Some((id, _)), _) if id == *container => {}
            (_, Some((sentence, helps))) => problems.add_with(at, sentence, helps.clone()),
            (Some((_, name)), None) => {
                let sentence = format!("the {level} of `{called}` is {name}");
                problems.add_with(
                    at,
                    sentence,
                    vec!["is another place of that name meant?".into()],
                );
            }
            (None, None) => {
                let sentence = format!("this is left out: no {level} is recorded of `{called}`");
                problems.warn(at, sentence, vec![]);
            }
        }
    }
    Ok(())
}
