//! What follows from the facts and is never entered: which place lies in which, the levels of places,
//! the bounds of parts whose whole has a total, and what speaks against a value ([`super::rivals`]).

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use anyhow::Result;
use rusqlite::Connection;

use crate::catalog::{Catalog, Containment, Field, Kind, Sort, Type, columns};
use crate::store::digest::{Place, Problems};
use crate::store::schema::ident;

use super::rivals;

/// Where in this load a value was given.
type Origin = HashMap<(i64, String), Place>;

/// Removes everything derived, so that merging sees only what was told.
pub(super) fn clear(conn: &Connection, catalog: &Catalog) -> Result<()> {
    conn.execute_batch("DELETE FROM level; DELETE FROM inside; DELETE FROM rival;")?;
    for (kind, field, _) in with_whole(catalog) {
        let f = &field.name;
        let sets: Vec<String> =
            columns::of(field).iter().map(|(c, _)| format!("{} = NULL", ident(c))).collect();
        conn.execute(
            &format!(
                "UPDATE {} SET {} WHERE {} IS NULL AND {} IS NOT NULL",
                ident(&kind.name),
                sets.join(", "),
                ident(&columns::at(f)),
                ident(f)
            ),
            [],
        )?;
    }
    Ok(())
}

/// Derives everything, and notes what cannot be: circles, and parts above their whole.
pub(super) fn derive(
    conn: &Connection,
    catalog: &Catalog,
    origin: &Origin,
    problems: &mut Problems,
) -> Result<()> {
    if let Some(containment) = &catalog.containment {
        let steps = Steps::read(conn, containment)?;
        steps.check(origin, &containment.whole, problems);
        let inside = steps.closure();
        write_inside(conn, containment, &inside)?;
        write_levels(conn, containment, &inside)?;
    }
    for (kind, field, whole) in with_whole(catalog) {
        check_parts(conn, (kind, field, whole), origin, problems)?;
        bound_parts(conn, kind, field, whole)?;
    }
    rivals::derive(conn, catalog)
}

/// Amounts of parts, each with its kind and the ref to the whole.
fn with_whole(catalog: &Catalog) -> impl Iterator<Item = (&Kind, &Field, &str)> {
    catalog.kinds.iter().filter(|kind| kind.sort != Sort::Union).flat_map(|kind| {
        kind.fields
            .iter()
            .filter(|field| field.ty != Type::Number { exact: true })
            .filter_map(move |field| Some((kind, field, field.whole.as_deref()?)))
    })
}

/// A step from a place to a place around it.
struct Step {
    record: i64,
    to: i64,
    certain: bool,
}

/// The steps from each place.
struct Steps(BTreeMap<i64, Vec<Step>>);

/// How a place lies in another: over how many steps at least, and whether certainly.
type Inside = BTreeMap<(i64, i64), (i64, bool)>;

impl Steps {
    fn read(conn: &Connection, containment: &Containment) -> Result<Self> {
        let Containment { kind, part, whole, certain, possible, .. } = containment;
        let mut steps: BTreeMap<i64, Vec<Step>> = BTreeMap::new();
        for ((field, values), certain) in [(certain, true), (possible, false)] {
            for value in values {
                let mut find = conn.prepare(&format!(
                    "SELECT id, {p}, {w} FROM {} WHERE {} = ?1 AND {p} IS NOT NULL AND {w} IS NOT NULL ORDER BY id",
                    ident(kind),
                    ident(field),
                    p = ident(part),
                    w = ident(whole),
                ))?;
                let mut rows = find.query([value])?;
                while let Some(row) = rows.next()? {
                    let step = Step { record: row.get(0)?, to: row.get(2)?, certain };
                    steps.entry(row.get(1)?).or_default().push(step);
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

    fn closure(&self) -> Inside {
        let mut inside = Inside::new();
        for from in self.0.keys() {
            let certain = self.reach(*from, true);
            // Only in a circle, which is a mistake told elsewhere, does a place come back to itself.
            for (to, depth) in self.reach(*from, false).into_iter().filter(|(to, _)| to != from) {
                let sure = certain.get(&to);
                inside.insert((*from, to), (*sure.unwrap_or(&depth), sure.is_some()));
            }
        }
        inside
    }

    /// No place lies in itself. The records that close a circle are named where this load told them.
    fn check(&self, origin: &Origin, whole: &str, problems: &mut Problems) {
        let mut said = HashSet::new();
        for (from, steps) in &self.0 {
            for step in steps {
                let back = step.to == *from || self.reach(step.to, false).contains_key(from);
                let at = origin.get(&(step.record, whole.to_owned()));
                if let Some(at) = at.filter(|_| back && said.insert(step.record)) {
                    problems.add(at, "this closes a circle: the place would lie in itself");
                }
            }
        }
    }
}

/// Every place lies in itself, so that "this place or one in it" is one look-up.
fn write_inside(conn: &Connection, containment: &Containment, inside: &Inside) -> Result<()> {
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
fn write_levels(conn: &Connection, containment: &Containment, inside: &Inside) -> Result<()> {
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
    let mut insert =
        conn.prepare("INSERT OR IGNORE INTO level (place, level, container) VALUES (?1, ?2, ?3)")?;
    for (place, _, container) in near {
        for (level, values) in &containment.levels {
            if sorts.get(&container).is_some_and(|sort| values.contains(sort)) {
                insert.execute((place, level, container))?;
            }
        }
    }
    Ok(())
}

/// A part without a figure of its own lies between nothing and the most its whole can be.
fn bound_parts(conn: &Connection, kind: &Kind, field: &Field, whole: &str) -> Result<()> {
    let f = &field.name;
    let (table, whole, name) = (ident(&kind.name), ident(whole), ident(f));
    let (low, high, unit) =
        (ident(&columns::low(f)), ident(&columns::high(f)), ident(&columns::unit(f)));
    let least = if field.signed { "NULL" } else { "0" };
    let sql = format!(
        "UPDATE {table} AS p SET {low} = {least}, {high} = w.{high}, {unit} = w.{unit},
         {name} = CASE WHEN w.{at} IS NULL THEN w.{name} ELSE 'part of ' || w.{name} END
         FROM {table} AS w WHERE w.id = p.{whole} AND p.{name} IS NULL AND w.{name} IS NOT NULL
         AND (w.{high} IS NULL OR w.{high} >= 0)",
        at = ident(&columns::at(f)),
    );
    // Parts of parts follow in later rounds; each round fills what was empty, so it ends.
    while conn.execute(&sql, [])? > 0 {}
    Ok(())
}

/// Notes parts that are more than their whole can be.
fn check_parts(
    conn: &Connection,
    (kind, field, whole): (&Kind, &Field, &str),
    origin: &Origin,
    problems: &mut Problems,
) -> Result<()> {
    let f = &field.name;
    let (table, name) = (ident(&kind.name), ident(f));
    let (low, high, unit) =
        (ident(&columns::low(f)), ident(&columns::high(f)), ident(&columns::unit(f)));
    let mut find = conn.prepare(&format!(
        "SELECT p.id, p.{name}, w.id, w.{name}, t.slug FROM {table} AS p JOIN {table} AS w ON w.id = p.{}
         JOIN thing AS t ON t.id = w.id WHERE p.{unit} = w.{unit} AND p.{low} > w.{high} ORDER BY p.id",
        ident(whole)
    ))?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        let (part, of): (i64, i64) = (row.get(0)?, row.get(2)?);
        let (own, total): (String, String) = (row.get(1)?, row.get(3)?);
        let slug: Option<String> = row.get(4)?;
        let place = |id: i64, field: &str| origin.get(&(id, field.to_owned()));
        let at = place(part, f).or_else(|| place(part, whole)).or_else(|| place(of, f));
        if let Some(at) = at {
            let sentence = format!(
                "a part cannot be {own} where its whole, `{}`, is {total}",
                slug.unwrap_or_default()
            );
            problems.add(at, sentence);
        }
    }
    Ok(())
}
