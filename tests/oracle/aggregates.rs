//! Groups and sums: the same bases and conditions, with numbers compared instead of rows.
//!
//! Only amounts that are never negative are added here, so every interval has a low end.

use std::collections::{BTreeMap, BTreeSet};

use brief::value::Cell;

use crate::eval::{Truth, truth};
use crate::model::{Entity, Facts, Interval, Value};
use crate::program::{Program, Refused};
use crate::rng::Rng;
use crate::schema::{LEVELS, UNITS};
use crate::{Ask, base, links, number, seed};

/// What may be grouped by and what may be added, by kind.
const KEYS: [(&str, &[&str], &[&str]); 3] = [
    (
        "deal",
        &["batch", "status", "place", "owner", "city", "country", "investor", "partners", "stakes"],
        &["cost", "fee", "size", "mass"],
    ),
    (
        "firm",
        &["grade", "listed", "place", "part_of", "province", "ventures", "employees"],
        &["staff"],
    ),
    ("person", &["grade", "employer", "ventures"], &["age"]),
];

type Key = Vec<Option<String>>;

/// The keys of a thing: several when it is in several groups.
fn keys(facts: &Facts<'_>, e: &Entity, by: &str) -> BTreeSet<Option<String>> {
    let label = |id: &str| {
        facts.get(id).map(|t| if t.kind().record { t.id.clone() } else { t.names[0].text.clone() })
    };
    let one = |key: Option<String>| BTreeSet::from([key]);
    if LEVELS.contains(&by) {
        return one(e.reference("place").and_then(|p| facts.level(p, by)).and_then(label));
    }
    if let Some(link) = e.kind().link(by) {
        let items = crate::eval::items(facts, e, link);
        let reached: BTreeSet<_> =
            items.iter().filter_map(|i| i.thing.map(|t| label(&t.id))).collect();
        return if reached.is_empty() { one(None) } else { reached };
    }
    one(match e.fields.get(by) {
        Some(Value::Choice(c)) => Some((*c).to_owned()),
        Some(Value::YesNo(yes)) => Some(if *yes { "yes" } else { "no" }.to_owned()),
        Some(Value::Ref(id)) => label(id),
        None if e.kind().field(by).is_some_and(|f| f.default) => Some("no".to_owned()),
        _ => None,
    })
}

/// A number of smallest parts as an exact decimal.
fn decimal(parts: i128, factor: i128) -> String {
    let places = factor.to_string().len() - 1;
    let text = format!("{}.{:0places$}", parts / factor, parts % factor);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// An amount of an answer: unit, low and high end, how many of how many, and how it begins.
type Shown = (String, String, Option<String>, String, &'static str);

fn shown(
    of: &str,
    group: &[&Entity],
    facts: &Facts<'_>,
    field: &str,
    rows: &[&Entity],
) -> Vec<Shown> {
    let adds = ["sum", "average"].contains(&of);
    // A part is left out when its whole is there with a figure.
    let left_out = |e: &Entity| {
        let whole = e.kind().field(field).is_some_and(|f| f.whole);
        let there = |id: &str| rows.iter().any(|r| r.id == id && r.fields.contains_key(field));
        whole && e.reference("part_of").is_some_and(there)
    };
    let counted: Vec<&&Entity> = group.iter().filter(|e| !adds || !left_out(e)).collect();
    let mut units: BTreeMap<usize, Vec<Interval>> = BTreeMap::new();
    for e in &counted {
        if let Some(interval) = facts.interval(e, field).filter(|i| !i.derived) {
            units.entry(interval.unit).or_default().push(interval);
        }
    }
    let amounts = units.into_iter().map(|(unit, all)| {
        let n = all.len() as i128;
        let lows = all.iter().map(|i| i.low.unwrap());
        let open = all.iter().any(|i| i.high.is_none());
        let highs = all.iter().filter_map(|i| i.high);
        let whole = |end: Option<i128>| if open { None } else { end };
        let (low, high) = match of {
            "sum" => (lows.sum(), whole(Some(highs.sum()))),
            "average" => {
                let (low, high): (i128, i128) = (lows.sum(), highs.sum());
                (low.div_euclid(n), whole(Some(-(-high).div_euclid(n))))
            }
            "max" => (lows.max().unwrap(), whole(highs.max())),
            _ => (lows.min().unwrap(), highs.min()),
        };
        let begins = match of {
            "sum" if open => "at least ",
            "sum" if low != high.unwrap() => "about ",
            _ => "",
        };
        let u = &UNITS[unit];
        let name = if u.name == "number" { "" } else { u.name };
        let known = format!("({n} of {} known)", counted.len());
        let end = |parts| decimal(parts, u.factor);
        (name.to_owned(), end(low), high.map(end), known, begins)
    });
    let mut amounts: Vec<_> = amounts.collect();
    amounts.sort();
    amounts
}

fn read(cell: &Cell, of: &str) -> Vec<Shown> {
    let mut amounts: Vec<Shown> = match cell {
        Cell::Unknown => vec![],
        Cell::List(all) => all.iter().flat_map(|c| read(c, of)).collect(),
        // None of them is known: there is no amount to compare.
        Cell::Amount { text, .. } if text.starts_with("unknown (0 of ") => vec![],
        Cell::Amount { text, low, high, unit } => {
            let begins =
                ["at least ", "about "].into_iter().find(|b| of == "sum" && text.starts_with(b));
            let known = text.find('(').map_or("", |at| &text[at..]);
            let low = low.clone().unwrap_or_default();
            vec![(unit.clone(), low, high.clone(), known.to_owned(), begins.unwrap_or(""))]
        }
        other => panic!("{other:?} is no amount"),
    };
    amounts.sort();
    amounts
}

fn key(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Unknown => None,
        Cell::Text(t) => Some(t.clone()),
        Cell::YesNo(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
        other => panic!("{other:?} is no key"),
    }
}

/// One random question about groups, or what is wrong with its answer.
fn ask(rng: &mut Rng, facts: &Facts<'_>, program: &Program) -> Result<(), Refused> {
    let (kind, may, fields) = *rng.pick(&KEYS);
    let by: BTreeSet<&str> = (0..rng.below(3)).map(|_| *rng.pick(may)).collect();
    let by: Vec<&str> = by.into_iter().collect();
    let field = *rng.pick(fields);
    let depth = rng.below(2);
    let cond = Ask { rng, facts, links: links() }.condition(&[kind], depth);
    let filter = if rng.percent(40) { String::new() } else { format!(" where {}", cond.text()) };
    let tail = if by.is_empty() { String::new() } else { format!(" by {}", by.join(", ")) };
    let mut columns: Vec<String> = by.iter().map(|k| (*k).to_owned()).collect();
    columns.push("count".to_owned());
    let ofs = ["sum", "average", "min", "max"];
    columns.extend(ofs.map(|of| format!("{of} of {field}")));
    let query = format!("{kind}{filter} show {}{tail}", columns.join(", "));

    let rows: Vec<&Entity> = facts
        .world
        .all
        .iter()
        .filter(|e| e.kind == kind)
        .filter(|e| filter.is_empty() || truth(facts, e, &cond) == Truth::True)
        .collect();
    let mut groups: BTreeMap<Key, Vec<&Entity>> = BTreeMap::new();
    for e in &rows {
        let mut combined: Vec<Key> = vec![vec![]];
        for by in &by {
            let more = keys(facts, e, by);
            combined = combined
                .iter()
                .flat_map(|k| more.iter().map(|m| [k.clone(), vec![m.clone()]].concat()))
                .collect();
        }
        for key in combined {
            groups.entry(key).or_default().push(e);
        }
    }
    if by.is_empty() {
        groups.entry(vec![]).or_default();
    }
    let answer = program.cells(&query)?;
    let mut found: BTreeMap<Key, &[Cell]> = BTreeMap::new();
    for row in &answer {
        let (keys, cells) = row.split_at(by.len());
        let before = found.insert(keys.iter().map(key).collect(), cells);
        assert!(before.is_none(), "a group twice: {query}\n{}", facts.world.digest());
    }
    let context = || format!("{query}\n{}", facts.world.digest());
    let (wanted, has): (Vec<_>, Vec<_>) = (groups.keys().collect(), found.keys().collect());
    assert_eq!(has, wanted, "groups of {}", context());
    for (key, group) in &groups {
        let cells = found[key];
        assert_eq!(
            cells[0],
            Cell::Integer(i64::try_from(group.len()).unwrap()),
            "count of {key:?}: {}",
            context()
        );
        for (of, cell) in ofs.iter().zip(&cells[1..]) {
            let wanted = shown(of, group, facts, field, &rows);
            assert_eq!(read(cell, of), wanted, "{of} of {field} of {key:?}: {}", context());
        }
    }
    Ok(())
}

#[test]
fn groups_and_sums_agree() {
    let bases = number("ORACLE_CASES", 20_000) / 800;
    for n in 0..bases {
        let mut rng = Rng::of(seed(), 9, n);
        let world = base::base(&mut rng);
        let facts = Facts::new(&world);
        let program = Program::new(&world).unwrap();
        for _ in 0..40 {
            match ask(&mut rng, &facts, &program) {
                // Four quantifiers in each other under four aggregates are more than SQLite takes at once.
                Err(refused) if refused.text.contains("nests too deep") => {}
                Err(refused) => panic!("{}", refused.text),
                Ok(()) => {}
            }
        }
    }
}
