//! Rings: nothing is part of itself and no place is in itself, over any number of steps. The catalog says which references lead
//! from a part to its whole; records of containment lead from a place to a place around it.

use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use anyhow::Result;
use rusqlite::Connection;

use super::origin::ValueLocations;
use crate::catalog::{Catalog, Field, Kind, Sort};
use crate::store::digest::{Input, Mistake, Problems, format_location};
use crate::store::queries::Queries;
use crate::store::schema::{quote_ident, quote_literals};
use crate::store::subject::ReportSubject;
use crate::store::versions::BeforeAndAfter;
use crate::text::list_and;

/// The number of steps of a ring that a sentence lists.
const LISTED: usize = 8;

/// The most rings that are looked for. One is enough to refuse a load.
const MOST_RINGS: usize = 100;

/// A step from a part to a whole, and the thing or record whose field says so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Step {
    pub(crate) record: i64,
    pub(crate) from: i64,
    pub(crate) to: i64,
}

/// Steps that lead back to their beginning.
#[derive(Debug)]
pub(crate) struct Ring {
    /// The field that leads from part to whole.
    pub(crate) field: String,
    /// Whether the steps are records of containment, and so about places.
    places: bool,
    pub(crate) steps: Vec<Step>,
}

/// Returns all rings of a base.
pub(crate) fn find_rings(conn: &Connection, catalog: &Catalog) -> Result<Vec<Ring>> {
    let mut found = Vec::new();
    for (field, kinds) in tree_fields(catalog) {
        let mut steps = Vec::new();
        for kind in kinds {
            let (table, column) = (quote_ident(&kind.name), quote_ident(field));
            let sql = format!("SELECT id, id, {column} FROM {table} WHERE {column} IS NOT NULL");
            steps.extend(read_steps(conn, &sql)?);
        }
        let ring = |steps| Ring { field: field.to_owned(), places: false, steps };
        found.extend(shortest_rings(&steps).into_iter().map(ring));
    }
    if let Some(containment) = &catalog.containment {
        let (part, whole) = (quote_ident(&containment.part), quote_ident(&containment.whole));
        let mut steps = Vec::new();
        for (field, values) in [&containment.certain, &containment.possible] {
            let sql = format!(
                "SELECT id, {part}, {whole} FROM {} WHERE {} IN ({}) AND {part} IS NOT NULL AND {whole} IS NOT NULL",
                quote_ident(&containment.kind),
                quote_ident(field),
                quote_literals(values)
            );
            steps.extend(read_steps(conn, &sql)?);
        }
        let ring = |steps| Ring { field: containment.whole.clone(), places: true, steps };
        found.extend(shortest_rings(&steps).into_iter().map(ring));
    }
    Ok(found)
}

/// Checks whether a step that is new leads back to where it begins, by references from parts to wholes.
pub(crate) fn closes_ring(versions: &BeforeAndAfter<'_>) -> Result<bool> {
    for (field, kinds) in tree_fields(versions.catalog) {
        let column = quote_ident(field);
        let mut steps = Vec::new();
        for kind in &kinds {
            let table = quote_ident(&kind.name);
            let sql = format!(
                "SELECT id, {column} FROM {table} WHERE id BETWEEN ?1 AND ?2 AND {column} IS NOT NULL"
            );
            versions.each_differing_row(&sql, |id, _| steps.push(id))?;
        }
        let next: Vec<String> = kinds
            .iter()
            .map(|kind| format!("SELECT {column} FROM {} WHERE id = ?1", quote_ident(&kind.name)))
            .collect();
        for first in steps {
            let (mut at, mut seen) = (first, BTreeSet::new());
            while seen.insert(at) {
                let mut to = None;
                for sql in &next {
                    to = to.or(versions.after.read_value::<Option<i64>>(sql, [at])?.flatten());
                }
                let Some(to) = to else { break };
                if to == first {
                    return Ok(true);
                }
                at = to;
            }
        }
    }
    Ok(false)
}

/// Returns the fields that lead from parts to wholes, each with its kinds.
fn tree_fields(catalog: &Catalog) -> BTreeMap<&str, Vec<&Kind>> {
    let mut fields: BTreeMap<&str, Vec<&Kind>> = BTreeMap::new();
    for kind in catalog.kinds.iter().filter(|kind| kind.sort != Sort::Union) {
        let has_parts = |whole: &&Field| {
            kind.fields.iter().any(|field| field.whole.as_ref() == Some(&whole.name))
        };
        for field in kind.fields.iter().filter(|field| field.tree || has_parts(field)) {
            fields.entry(&field.name).or_default().push(kind);
        }
    }
    fields
}

fn read_steps(conn: &Connection, sql: &str) -> rusqlite::Result<Vec<Step>> {
    conn.read(sql, [], |row| Ok(Step { record: row.get(0)?, from: row.get(1)?, to: row.get(2)? }))
}

/// Returns the shortest rings among steps, each step in one of them at most.
fn shortest_rings(steps: &[Step]) -> Vec<Vec<Step>> {
    let left = on_rings(steps);
    let mut from: BTreeMap<i64, Vec<&Step>> = BTreeMap::new();
    for step in &left {
        from.entry(step.from).or_default().push(step);
    }
    let (mut rings, mut seen) = (Vec::new(), BTreeSet::<&Step>::new());
    for first in &left {
        if seen.contains(first) {
            continue;
        }
        if rings.len() >= MOST_RINGS {
            break;
        }
        if let Some(back) = shortest_path(&from, first.to, first.from) {
            let ring: Vec<Step> = std::iter::once(*first).chain(back).cloned().collect();
            seen.extend(ring.iter().filter_map(|step| left.get(step)));
            rings.push(ring);
        }
    }
    rings
}

/// Returns the steps that may be on a ring: each leads on, and another one leads to it. In a sound base no step is left.
fn on_rings(steps: &[Step]) -> BTreeSet<&Step> {
    let mut left: BTreeSet<&Step> = steps.iter().collect();
    for backward in [false, true] {
        let ends = |step: &Step| if backward { (step.to, step.from) } else { (step.from, step.to) };
        // The steps to each thing, and how many lead on from it.
        let mut to: HashMap<i64, Vec<&Step>> = HashMap::new();
        let mut on: HashMap<i64, usize> = HashMap::new();
        for step in &left {
            let (begin, end) = ends(step);
            to.entry(end).or_default().push(step);
            *on.entry(begin).or_default() += 1;
        }
        let mut dead: Vec<i64> = to.keys().filter(|end| !on.contains_key(end)).copied().collect();
        while let Some(end) = dead.pop() {
            for step in to.remove(&end).unwrap_or_default() {
                left.remove(step);
                let (begin, _) = ends(step);
                if let Some(count) = on.get_mut(&begin) {
                    *count -= 1;
                    if *count == 0 {
                        dead.push(begin);
                    }
                }
            }
        }
    }
    left
}

/// Returns the shortest path from one thing to another.
fn shortest_path<'s>(
    from: &BTreeMap<i64, Vec<&'s Step>>,
    start: i64,
    end: i64,
) -> Option<Vec<&'s Step>> {
    let mut reached: BTreeMap<i64, Option<&Step>> = BTreeMap::from([(start, None)]);
    let mut queue = VecDeque::from([start]);
    while let Some(thing) = queue.pop_front().filter(|_| !reached.contains_key(&end)) {
        for step in from.get(&thing).into_iter().flatten() {
            if let Slot::Vacant(slot) = reached.entry(step.to) {
                slot.insert(Some(step));
                queue.push_back(step.to);
            }
        }
    }
    let (mut steps, mut at) = (Vec::new(), end);
    while let Some(step) = reached.get(&at)? {
        steps.push(*step);
        at = step.from;
    }
    steps.reverse();
    Some(steps)
}

impl Ring {
    /// Writes the ring in words. `place` writes the place of a step, as ` (file:line)` or nothing.
    pub(crate) fn sentence(
        &self,
        conn: &Connection,
        place: &dyn Fn(&Step) -> String,
    ) -> Result<String> {
        let name = |id: i64| -> Result<String> {
            let subject = ReportSubject::of_id(conn, id)?;
            Ok(subject.slug.map_or(format!("“{}”", subject.name), |slug| format!("`{slug}`")))
        };
        let mut listed = Vec::new();
        for (number, step) in self.steps.iter().enumerate().take(LISTED) {
            let (from, to, at) = (name(step.from)?, name(step.to)?, place(step));
            listed.push(match (self.places, number) {
                (true, 0) => format!("{from} is in {to}{at}"),
                (true, _) => format!("{from} in {to}{at}"),
                (false, 0) => format!("the `{}` of {from} is {to}{at}", self.field),
                (false, _) => format!("that of {from} is {to}{at}"),
            });
        }
        if self.steps.len() > LISTED {
            listed.push(format!("so on, over {} steps in all", self.steps.len()));
        }
        let rule =
            if self.places { "no place is inside itself" } else { "nothing is part of itself" };
        Ok(format!("{rule}, but {}", list_and(&listed)))
    }
}

/// Notes every ring that something of this load closes, at the last step given.
pub(crate) fn check_rings(
    conn: &Connection,
    catalog: &Catalog,
    (inputs, origin): (&[Input], &ValueLocations),
    problems: &mut Problems,
) -> Result<()> {
    for ring in find_rings(conn, catalog)? {
        let place = |step: &Step| origin.get(step.record, &ring.field);
        let at = |step: &Step| match place(step) {
            Some(place) => format!(" ({})", format_location(inputs, &place)),
            None => " (in the base)".to_owned(),
        };
        let last = ring.steps.iter().filter_map(place).max_by_key(|at| (at.file, at.span.start));
        if let Some(last) = last {
            let mistake = Mistake::new(ring.sentence(conn, &at)?);
            problems.add(&last, mistake.help("leave out one of these steps, whichever is wrong"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rings_of(pairs: &[(i64, i64)]) -> Vec<Vec<i64>> {
        let steps: Vec<Step> =
            pairs.iter().map(|(from, to)| Step { record: *from, from: *from, to: *to }).collect();
        shortest_rings(&steps)
            .iter()
            .map(|ring| ring.iter().map(|step| step.from).collect())
            .collect()
    }

    #[test]
    fn rings_of_any_length_are_found_once() {
        assert!(rings_of(&[(1, 2), (2, 3), (4, 3)]).is_empty());
        assert_eq!(rings_of(&[(1, 1), (2, 1)]), [[1]]);
        assert_eq!(rings_of(&[(1, 2), (2, 1), (3, 1)]), [[1, 2]]);
        assert_eq!(
            rings_of(&[(1, 2), (2, 3), (3, 1), (5, 6), (6, 5)]),
            [vec![1, 2, 3], vec![5, 6]]
        );
        let long: Vec<(i64, i64)> = (0..5_000).map(|n| (n, (n + 1) % 5_000)).collect();
        assert_eq!(rings_of(&long)[0].len(), 5_000);
        assert!(rings_of(&long[1..]).is_empty());
        let chain: Vec<(i64, i64)> = (0..200_000).map(|n| (n, n + 1)).collect();
        assert!(rings_of(&chain).is_empty());
        let pairs: Vec<(i64, i64)> = (0..200_000).map(|n| (n, n ^ 1)).collect();
        assert_eq!(rings_of(&pairs).len(), MOST_RINGS);
    }
}
