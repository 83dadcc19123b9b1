//! Making a failing case small: fewer conditions, fewer things, fewer fields, as long as it fails.

use std::fmt::Write;

use crate::cond::Cond;
use crate::model::{Facts, Value, World};
use crate::program::{Asked, Program};
use crate::{differs, expected, number};

/// Smaller cases that are tried.
const TRIES: usize = 600;

/// A failing case: base, query, what every row must be, what the program gave; and the smallest found.
pub(crate) fn report(
    world: &World,
    kind: &'static str,
    cond: &Cond,
    found: &Asked<Option<String>>,
) -> String {
    let mut out = format!("\n{kind} where {}\n{}\n", cond.text(), said(found));
    if number("ORACLE_SHRINK", 1) == 0 {
        return out;
    }
    let (small, less) = shrink(world, kind, cond, found.is_err());
    let facts = Facts::new(&small);
    let again = Program::new(&small).map(|p| differs(&p, &facts, kind, &less));
    let _ = write!(out, "shrunken to:\n{}\n{kind} where {}\n", small.digest(), less.text());
    for (id, truth) in expected(&facts, kind, &less) {
        let _ = writeln!(out, "  {id}: {truth:?}");
    }
    match again {
        Ok(found) => out += &said(&found),
        Err(e) => out += &e,
    }
    if std::env::var("ORACLE_WHOLE").is_ok() {
        let _ = write!(out, "\nthe whole base:\n{}", world.digest());
    }
    out
}

fn said(found: &Asked<Option<String>>) -> String {
    match found {
        Ok(Some(wrong)) => wrong.clone(),
        Ok(None) => "nothing is wrong".to_owned(),
        Err(refused) => format!("refused: {}", refused.text),
    }
}

fn shrink(world: &World, kind: &'static str, cond: &Cond, refused: bool) -> (World, Cond) {
    let fails = |world: &World, cond: &Cond| {
        let Ok(program) = Program::new(world) else { return false };
        match differs(&program, &Facts::new(world), kind, cond) {
            Ok(wrong) => wrong.is_some() && !refused,
            Err(_) => refused,
        }
    };
    let (mut world, mut cond, mut tries) = (world.clone(), cond.clone(), 0);
    'again: while tries < TRIES {
        for less in cond.smaller() {
            tries += 1;
            if fails(&world, &less) {
                cond = less;
                continue 'again;
            }
        }
        for less in smaller(&world) {
            tries += 1;
            if tries >= TRIES {
                break;
            }
            if fails(&less, &cond) {
                world = less;
                continue 'again;
            }
        }
        break;
    }
    (world, cond)
}

/// The world with fewer things, then with fewer fields.
fn smaller(world: &World) -> Vec<World> {
    let mut found = Vec::new();
    let mut size = world.all.len() / 2;
    while size > 0 {
        for from in (1..world.all.len()).step_by(size) {
            let gone: Vec<String> =
                world.all[from..].iter().take(size).map(|e| e.id.clone()).collect();
            let mut less = world.clone();
            less.all.retain(|e| !gone.contains(&e.id));
            for e in &mut less.all {
                e.fields.retain(|_, v| !matches!(v, Value::Ref(id) if gone.contains(id)));
            }
            less.all.retain(|e| {
                e.kind != "containment"
                    || e.reference("place").is_some() && e.reference("container").is_some()
            });
            found.push(less);
        }
        size /= 2;
    }
    for (n, e) in world.all.iter().enumerate() {
        for field in e.fields.keys().filter(|f| **f != "tag" && e.kind != "containment") {
            let mut less = world.clone();
            less.all[n].fields.remove(field);
            found.push(less);
        }
        for field in &e.silent {
            let mut less = world.clone();
            less.all[n].silent.remove(field);
            found.push(less);
        }
        if e.names.len() > 1 {
            let mut less = world.clone();
            less.all[n].names.truncate(1);
            found.push(less);
        }
        if !e.open.is_empty() {
            let mut less = world.clone();
            less.all[n].open.clear();
            found.push(less);
        }
    }
    found
}
