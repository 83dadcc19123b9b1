//! Groups and sums: the same bases and conditions, with numbers compared instead of rows.
//!
//! What is printed is compared to the letter: `about` and `at least`, the wording of the greatest and the
//! least, how many are known. Growth may be negative, so an interval may lack its low end too.

use std::collections::{BTreeMap, BTreeSet};

use brief::value::Cell;

use crate::answers::reached;
use crate::eval::{Truth, truth};
use crate::model::{Amount, Entity, Facts, Value, fold};
use crate::print::{decimal, printed, wording};
use crate::program::{Program, Refused};
use crate::rng::Rng;
use crate::schema::{self, LEVELS, UNITS};
use crate::{Ask, base, links, number, seed};

/// What may be grouped by and what may be added, by kind.
const KEYS: [(&str, &[&str], &[&str]); 4] = [
    (
        "deal",
        &["batch", "status", "place", "owner", "city", "country", "investor", "partners", "stakes"],
        &["cost", "cost", "fee", "size", "mass", "growth"],
    ),
    ("metric", &["measure", "subject"], &["value"]),
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
        // A source is known by its id.
        let by_id = |t: &Entity| t.kind().record || t.kind == "source";
        facts.get(id).map(|t| if by_id(t) { t.id.clone() } else { t.names[0].text.clone() })
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

/// An amount of an answer: the texts it may have, its unit, low and high end.
type Shown = (Vec<String>, String, Option<String>, Option<String>);

/// The amounts of a group that are added or compared, by unit, and how many there might be.
fn amounts<'w>(
    of: &str,
    group: &[&'w Entity],
    field: &str,
    rows: &[&Entity],
) -> (BTreeMap<usize, Vec<&'w Amount>>, usize) {
    let adds = ["sum", "average"].contains(&of);
    // A part is left out when its whole is there with a figure.
    let left_out = |e: &Entity| {
        let whole = e.kind().field(field).is_some_and(|f| f.whole);
        let there = |id: &str| rows.iter().any(|r| r.id == id && r.fields.contains_key(field));
        whole && e.reference("part_of").is_some_and(there)
    };
    let counted: Vec<&&'w Entity> = group.iter().filter(|e| !adds || !left_out(e)).collect();
    let mut units: BTreeMap<usize, Vec<&'w Amount>> = BTreeMap::new();
    for e in &counted {
        if let Some(Value::Amount(a)) = e.fields.get(field) {
            units.entry(a.unit).or_default().push(a);
        }
    }
    (units, counted.len())
}

/// The text of a sum or average: of the printed numbers if all is exact, else of the ends.
fn added(all: &[&Amount], low: Option<i128>, high: Option<i128>, even: bool, n: i128) -> String {
    let unit = all[0].unit;
    let exact = all.iter().all(|a| {
        let i = a.interval();
        (i.low, i.high) == (Some(a.at), Some(a.at))
    });
    let sum = all.iter().map(|a| a.at).sum::<i128>().div_euclid(n);
    let at = printed(sum, unit);
    match (low, high) {
        (Some(_), Some(_)) if exact && even => at,
        (Some(_), Some(_)) => format!("about {at}"),
        (Some(low), None) if low > sum => format!("more than {at}"),
        (Some(low), None) => format!("at least {}", printed(low, unit)),
        (None, Some(high)) if high < sum => format!("less than {at}"),
        (None, Some(high)) => format!("up to {}", printed(high, unit)),
        (None, None) => "unknown".to_owned(),
    }
}

fn shown(of: &str, group: &[&Entity], field: &str, rows: &[&Entity]) -> Vec<Shown> {
    let (units, counted) = amounts(of, group, field, rows);
    let one = |(unit, all): (usize, Vec<&Amount>)| {
        let n = all.len() as i128;
        let lows: Vec<Option<i128>> = all.iter().map(|a| a.interval().low).collect();
        let highs: Vec<Option<i128>> = all.iter().map(|a| a.interval().high).collect();
        // A missing low end is below everything, a missing high end above.
        let sum = |ends: &[Option<i128>]| ends.iter().copied().sum::<Option<i128>>();
        let at = all.iter().map(|a| a.at);
        // Several may have that number: the wording is that of one of them.
        let chosen = |at: i128| all.iter().filter(|a| a.at == at).map(|a| wording(a)).collect();
        let (texts, low, high): (Vec<String>, _, _) = match of {
            // Shares are of different things, so they are not added up.
            "sum" if UNITS[unit].dimension == "share" => {
                let text =
                    format!("not added up ({n} of {counted} known, in {})", UNITS[unit].name);
                return (vec![text], UNITS[unit].name.to_owned(), None, None);
            }
            "sum" => {
                let (low, high) = (sum(&lows), sum(&highs));
                (vec![added(&all, low, high, true, 1)], low, high)
            }
            "average" => {
                let low = sum(&lows).map(|low| low.div_euclid(n));
                let high = sum(&highs).map(|high| -(-high).div_euclid(n));
                let even = at.sum::<i128>() % n == 0;
                (vec![added(&all, low, high, even, n)], low, high)
            }
            "max" => {
                let high = if highs.contains(&None) { None } else { highs.iter().flatten().max() };
                (chosen(at.max().unwrap()), lows.iter().flatten().max().copied(), high.copied())
            }
            _ => {
                let low = if lows.contains(&None) { None } else { lows.iter().flatten().min() };
                (chosen(at.min().unwrap()), low.copied(), highs.iter().flatten().min().copied())
            }
        };
        let u = &UNITS[unit];
        let name = if u.name == "number" { "" } else { u.name };
        let end = |parts: Option<i128>| parts.map(|parts| decimal(parts, u.factor));
        let texts = texts.iter().map(|text| format!("{text} ({n} of {counted} known)")).collect();
        (texts, name.to_owned(), end(low), end(high))
    };
    let mut amounts: Vec<Shown> = units.into_iter().map(one).collect();
    if amounts.is_empty() {
        let none = format!("unknown (0 of {counted} known)");
        amounts.push((vec![none], String::new(), None, None));
    }
    amounts.sort_by(|a, b| a.1.cmp(&b.1));
    amounts
}

fn read(cell: &Cell) -> Vec<Shown> {
    let mut amounts: Vec<Shown> = match cell {
        Cell::List(all) => all.iter().flat_map(read).collect(),
        Cell::Amount { text, low, high, unit } => {
            vec![(vec![text.clone()], unit.clone(), low.clone(), high.clone())]
        }
        other => panic!("{other:?} is no amount"),
    };
    amounts.sort_by(|a, b| a.1.cmp(&b.1));
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

/// One random question about groups, or what is wrong with its answer; how many amounts were compared.
fn ask(rng: &mut Rng, facts: &Facts<'_>, program: &Program) -> Result<usize, Refused> {
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
    let link = rng.pick(schema::kind(kind).links);
    columns.push(format!("count of {}", link.name));
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
    // The keys in their order, what is unknown last.
    let folded = |row: &Vec<Cell>| -> Vec<(bool, Option<String>)> {
        let keys = row[..by.len()].iter().map(|cell| key(cell).map(|k| fold(&k)));
        keys.map(|k| (k.is_none(), k)).collect()
    };
    assert!(answer.is_sorted_by_key(folded), "the order of the groups of {}", context());
    let mut compared = 0;
    for (key, group) in &groups {
        let cells = found[key];
        assert_eq!(
            cells[0],
            Cell::Integer(i64::try_from(group.len()).unwrap()),
            "count of {key:?}: {}",
            context()
        );
        let linked: BTreeSet<&str> = group.iter().flat_map(|e| reached(facts, e, link)).collect();
        let linked = Cell::Integer(i64::try_from(linked.len()).unwrap());
        assert_eq!(cells[1], linked, "count of {} of {key:?}: {}", link.name, context());
        for (of, cell) in ofs.iter().zip(&cells[2..]) {
            let wanted = shown(of, group, field, &rows);
            let found = read(cell);
            compared += found.len();
            let same = |(f, w): (&Shown, &Shown)| {
                (&f.1, &f.2, &f.3) == (&w.1, &w.2, &w.3) && w.0.contains(&f.0[0])
            };
            let same = found.len() == wanted.len() && found.iter().zip(&wanted).all(same);
            assert!(same, "{found:?}\n{wanted:?}\n{of} of {field} of {key:?}: {}", context());
        }
    }
    Ok(compared)
}

#[test]
fn groups_and_sums_agree() {
    let bases = number("ORACLE_CASES", 20_000).div_ceil(800);
    let (mut asked, mut compared) = (0, 0);
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
                Ok(amounts) => {
                    asked += 1;
                    compared += amounts;
                }
            }
        }
    }
    println!("{asked} questions about groups, {compared} sums, averages, ends compared");
}
