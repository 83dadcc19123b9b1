//! Groups and sums: the same bases and conditions, with numbers compared instead of rows.
//!
//! What is printed is compared to the letter: `about` and `at least`, the wording of the greatest and the
//! least, how many are known; and so are the order of the groups and which of them are the first few.
//! Growth may be negative, so an interval may lack its low end too.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use brief::answer::Cell;

use crate::answers::reached;
use crate::eval::{Truth, truth};
use crate::model::{Amount, Entity, Facts, Value, Wording, fold};
use crate::print::{decimal, wording as wording_of};
use crate::program::{Program, Refused};
use crate::rng::Rng;
use crate::schema::{self, LEVELS, UNITS, scale};
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

/// What the amounts of a group in one unit come to.
struct Line {
    /// The wording, and the number printed in it if there is one.
    text: String,
    number: Option<i128>,
    unit: usize,
    low: Option<i128>,
    high: Option<i128>,
    /// How many amounts there are.
    n: i128,
}

/// What a cell shows, line by line: its text, unit, low and high end.
type Shown = (String, String, Option<String>, Option<String>);

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

/// How a range with a printed number is worded, and the number that stands in the words.
fn worded(at: i128, (low, high): Ends, exact: bool, unit: usize) -> (String, Option<i128>) {
    let amount = |wording: Wording, at: i128| {
        (wording_of(&Amount { wording, ..amount_of(at, unit) }), Some(at))
    };
    let tenth = (at.abs() + 9) / 10;
    match (low, high) {
        _ if exact => amount(Wording::Exactly, at),
        (None, None) => ("unknown".to_owned(), None),
        (Some(low), None) if low > at => amount(Wording::MoreThan, at),
        (Some(low), None) => amount(Wording::AtLeast, low),
        (Some(low), Some(high)) if at - tenth <= low && high <= at + tenth => {
            amount(Wording::About, at)
        }
        (None | Some(0), Some(high)) if high < at => amount(Wording::LessThan, at),
        (None | Some(0), Some(high)) => amount(Wording::UpTo, high),
        (Some(low), Some(high)) => amount(Wording::To(high), low),
    }
}

fn amount_of(at: i128, unit: usize) -> Amount {
    Amount { at, unit, ..Amount::plain(0) }
}

/// The lower and the upper end.
type Ends = (Option<i128>, Option<i128>);

/// What amounts of one unit come to.
fn line(of: &str, unit: usize, all: &[&Amount]) -> Line {
    let n = all.len() as i128;
    let ends: Vec<Ends> = all.iter().map(|a| (a.interval().low, a.interval().high)).collect();
    let lows = || ends.iter().map(|e| e.0);
    let highs = || ends.iter().map(|e| e.1);
    let sum = all.iter().map(|a| a.at).sum::<i128>();
    let exact = all.iter().zip(&ends).all(|(a, e)| *e == (Some(a.at), Some(a.at)));
    let line = |(text, number): (String, Option<i128>), (low, high): Ends| Line {
        text,
        number,
        unit,
        low,
        high,
        n,
    };
    let all_known = |ends: Vec<Option<i128>>| ends.into_iter().collect::<Option<Vec<i128>>>();
    match of {
        // Shares are of different things, so they are not added up.
        "sum" if UNITS[unit].dimension == "share" => {
            let text = format!("amounts in {} not added up", UNITS[unit].name);
            line((text, None), (None, None))
        }
        "sum" | "average" => {
            let n = if of == "sum" { 1 } else { n };
            let low = lows().sum::<Option<i128>>().map(|low| low.div_euclid(n));
            let high = highs().sum::<Option<i128>>().map(|high| -(-high).div_euclid(n));
            let exact = exact && sum % n == 0;
            line(worded(sum.div_euclid(n), (low, high), exact, unit), (low, high))
        }
        _ => {
            let max = of == "max";
            let (at, low, high) = if max {
                let high = all_known(highs().collect()).and_then(|all| all.into_iter().max());
                (all.iter().map(|a| a.at).max(), lows().flatten().max(), high)
            } else {
                let low = all_known(lows().collect()).and_then(|all| all.into_iter().min());
                (all.iter().map(|a| a.at).min(), low, highs().flatten().min())
            };
            // The wording of one that allows just as much, else the range.
            let same = all.iter().zip(&ends).filter(|(_, e)| **e == (low, high));
            let one = same.map(|(a, _)| (wording_of(a), Some(a.at))).min();
            let said = one.unwrap_or_else(|| worded(at.unwrap(), (low, high), exact, unit));
            line(said, (low, high))
        }
    }
}

/// The lines of a group, those without a number last, and how many amounts are known, of how many.
fn lines(of: &str, group: &[&Entity], field: &str, rows: &[&Entity]) -> (Vec<Line>, i128, usize) {
    let (units, counted) = amounts(of, group, field, rows);
    let mut lines: Vec<Line> = units.into_iter().map(|(unit, all)| line(of, unit, &all)).collect();
    lines.sort_by_key(|line| (line.number.is_none(), UNITS[line.unit].name));
    let known = lines.iter().map(|line| line.n).sum();
    (lines, known, counted)
}

/// What a cell must show.
fn shown((lines, known, counted): &(Vec<Line>, i128, usize)) -> Vec<Shown> {
    let one = |line: &Line| {
        let unit = &UNITS[line.unit];
        let name = if unit.name == "number" { "" } else { unit.name };
        let end = |parts: Option<i128>| parts.map(|parts| decimal(parts, unit.factor));
        (line.text.clone(), name.to_owned(), end(line.low), end(line.high))
    };
    let mut shown: Vec<Shown> = lines.iter().map(one).collect();
    if shown.is_empty() {
        shown.push(("unknown".to_owned(), String::new(), None, None));
    }
    let last = shown.last_mut().unwrap();
    last.0 = format!("{} ({known} of {counted} known)", last.0);
    shown
}

fn read(cell: &Cell) -> Vec<Shown> {
    match cell {
        Cell::List(all) => all.iter().flat_map(read).collect(),
        Cell::Amount { text, low, high, unit } => {
            vec![(text.clone(), unit.clone(), low.clone(), high.clone())]
        }
        other => panic!("{other:?} is no amount"),
    }
}

fn key(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Unknown => None,
        Cell::Text(t) => Some(t.clone()),
        Cell::YesNo(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
        other => panic!("{other:?} is no key"),
    }
}

const OFS: [&str; 4] = ["sum", "average", "min", "max"];

/// What groups are ordered by.
#[derive(Clone, Copy)]
enum By<'a> {
    Key(usize),
    Count,
    CountOf,
    Aggregate(&'a str),
}

/// A random question about groups.
struct Question<'a> {
    kind: &'static str,
    by: Vec<&'static str>,
    field: &'static str,
    link: &'static schema::Link,
    /// What is shown of its amounts: what it is ordered by need not be.
    shown: &'static [&'static str],
    /// By what, and whether downwards.
    order: Vec<(By<'a>, bool)>,
    limit: Option<usize>,
}

impl Question<'_> {
    fn random(rng: &mut Rng) -> Self {
        let (kind, may, fields) = *rng.pick(&KEYS);
        let by: BTreeSet<&str> = (0..rng.below(3)).map(|_| *rng.pick(may)).collect();
        let by: Vec<&str> = by.into_iter().collect();
        let mut order = Vec::new();
        for _ in 0..*rng.pick(&[0, 1, 1, 2]) {
            let key = match rng.below(10) {
                0 if !by.is_empty() => By::Key(rng.below(by.len())),
                1 => By::Count,
                2 => By::CountOf,
                _ => By::Aggregate(OFS[rng.below(OFS.len())]),
            };
            order.push((key, rng.percent(50)));
        }
        let limit = rng.percent(30).then(|| 1 + rng.below(4));
        let (field, link) = (*rng.pick(fields), rng.pick(schema::kind(kind).links));
        let shown = if rng.percent(25) { &OFS[..0] } else { &OFS };
        Question { kind, by, field, link, shown, order, limit }
    }

    fn text(&self, filter: &str) -> String {
        let mut columns: Vec<String> = self.by.iter().map(|k| (*k).to_owned()).collect();
        columns.push("count".to_owned());
        columns.push(format!("count of {}", self.link.name));
        columns.extend(self.shown.iter().map(|of| format!("{of} of {}", self.field)));
        let by =
            if self.by.is_empty() { String::new() } else { format!(" by {}", self.by.join(", ")) };
        let key = |(key, down): &(By<'_>, bool)| {
            let key = match key {
                By::Key(n) => self.by[*n].to_owned(),
                By::Count => "count".to_owned(),
                By::CountOf => format!("count of {}", self.link.name),
                By::Aggregate(of) => format!("{of} of {}", self.field),
            };
            format!("{key}{}", if *down { " desc" } else { "" })
        };
        let order: Vec<String> = self.order.iter().map(key).collect();
        let order = if order.is_empty() {
            String::new()
        } else {
            format!(" order by {}", order.join(", "))
        };
        let limit = self.limit.map(|n| format!(" limit {n}")).unwrap_or_default();
        format!("{}{filter} show {}{by}{order}{limit}", self.kind, columns.join(", "))
    }

    /// There are no first few: amounts of several scales would decide it.
    fn is_refused(&self, rows: &[&Entity], groups: usize) -> bool {
        let of_amounts = matches!(self.order.first(), Some((By::Aggregate(_), _)));
        let amounts = rows.iter().filter_map(|e| match e.fields.get(self.field) {
            Some(Value::Amount(a)) => Some(scale(a.unit)),
            _ => None,
        });
        let scales: BTreeSet<&str> = amounts.collect();
        let cut = !self.by.is_empty() && self.limit.is_some_and(|limit| limit < groups);
        of_amounts && cut && scales.len() > 1
    }

    /// What a group is ordered by for one key: whether it is unknown, within what, and by which number or text.
    fn sort(&self, by: By<'_>, key: &Key, group: &Group<'_>, rows: &[&Entity]) -> Sort {
        match by {
            By::Key(n) => {
                let key = key[n].as_deref().map(fold);
                (key.is_none(), "", key.map_or(Rank::Number(0), Rank::Text))
            }
            By::Count => (false, "", Rank::Number(group.members.len() as i128)),
            By::CountOf => (false, "", Rank::Number(group.linked as i128)),
            By::Aggregate(of) => {
                let (lines, ..) = lines(of, &group.members, self.field, rows);
                let mut known: Vec<(&Line, i128)> =
                    lines.iter().filter_map(|line| Some((line, line.number?))).collect();
                let Some((first, _)) = known.first() else {
                    return (true, "", Rank::Number(0));
                };
                let within = scale(first.unit);
                known.retain(|(line, _)| scale(line.unit) == within);
                let numbers = || known.iter().map(|(_, number)| *number);
                let n: i128 = known.iter().map(|(line, _)| line.n).sum();
                let all = match of {
                    "sum" => numbers().sum(),
                    "average" => {
                        known.iter().map(|(line, number)| line.n * number).sum::<i128>() / n
                    }
                    "max" => numbers().max().unwrap(),
                    _ => numbers().min().unwrap(),
                };
                (false, within, Rank::Number(all))
            }
        }
    }

    /// How two groups stand to each other.
    fn compare(&self, a: (&Key, &Group<'_>), b: (&Key, &Group<'_>), rows: &[&Entity]) -> Ordering {
        let of = |(by, down): &(By<'_>, bool)| {
            let [x, y] = [a, b].map(|(key, group)| self.sort(*by, key, group, rows));
            let way = if *down { y.2.cmp(&x.2) } else { x.2.cmp(&y.2) };
            (x.0, x.1).cmp(&(y.0, y.1)).then(way)
        };
        let folded = |key: &Key| -> Vec<(bool, Option<String>)> {
            key.iter().map(|k| (k.is_none(), k.as_deref().map(fold))).collect()
        };
        let keys = self.order.iter().map(of).find(|way| way.is_ne());
        keys.unwrap_or(Ordering::Equal).then_with(|| folded(a.0).cmp(&folded(b.0)))
    }
}

/// Whether it is unknown, within which scale, and by what.
type Sort = (bool, &'static str, Rank);

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Number(i128),
    Text(String),
}

/// The things of a group, and how many things a link of theirs reaches.
#[derive(Default)]
struct Group<'w> {
    members: Vec<&'w Entity>,
    linked: usize,
}

/// The groups of some rows.
fn grouped<'w>(
    facts: &Facts<'w>,
    rows: &[&'w Entity],
    of: &Question<'_>,
) -> BTreeMap<Key, Group<'w>> {
    let mut groups: BTreeMap<Key, Group<'_>> = BTreeMap::new();
    for e in rows {
        let mut combined: Vec<Key> = vec![vec![]];
        for by in &of.by {
            let more = keys(facts, e, by);
            combined = combined
                .iter()
                .flat_map(|k| more.iter().map(|m| [k.clone(), vec![m.clone()]].concat()))
                .collect();
        }
        for key in combined {
            groups.entry(key).or_default().members.push(e);
        }
    }
    if of.by.is_empty() {
        groups.entry(vec![]).or_default();
    }
    for group in groups.values_mut() {
        let linked: BTreeSet<&str> =
            group.members.iter().flat_map(|e| reached(facts, e, of.link)).collect();
        group.linked = linked.len();
    }
    groups
}

/// One random question about groups, or what is wrong with its answer; how many amounts were compared.
fn ask(rng: &mut Rng, facts: &Facts<'_>, program: &Program) -> Result<usize, Refused> {
    let of = Question::random(rng);
    let depth = rng.below(2);
    let cond = Ask { rng, facts, links: links() }.condition(&[of.kind], depth);
    let filter = if rng.percent(40) { String::new() } else { format!(" where {}", cond.text()) };
    let query = of.text(&filter);
    let rows: Vec<&Entity> = facts
        .world
        .all
        .iter()
        .filter(|e| e.kind == of.kind)
        .filter(|e| filter.is_empty() || truth(facts, e, &cond) == Truth::True)
        .collect();
    let groups = grouped(facts, &rows, &of);
    let context = || format!("{query}\n{}", facts.world.digest());
    let answer = program.cells(&query);
    if of.is_refused(&rows, groups.len()) {
        let refused = answer.is_err_and(|refused| refused.text.contains("Ranks"));
        assert!(refused, "there are no first few: {}", context());
        return Ok(0);
    }
    let answer = answer?;
    let mut wanted: Vec<(&Key, &Group<'_>)> = groups.iter().collect();
    wanted.sort_by(|a, b| of.compare(*a, *b, &rows));
    wanted.truncate(of.limit.unwrap_or(usize::MAX));
    let split = |row: &[Cell]| -> Key { row[..of.by.len()].iter().map(key).collect() };
    let found: Vec<Key> = answer.iter().map(|row| split(row)).collect();
    let order: Vec<Key> = wanted.iter().map(|(key, _)| (*key).clone()).collect();
    assert_eq!(found, order, "the groups, in order, of {}", context());
    let mut compared = 0;
    for ((key, group), row) in wanted.into_iter().zip(&answer) {
        let cells = &row[of.by.len()..];
        let counts = [group.members.len(), group.linked];
        let counts = counts.map(|n| Cell::Integer(i64::try_from(n).unwrap()));
        assert_eq!(cells[..2], counts, "counts of {key:?}: {}", context());
        for (aggregate, cell) in of.shown.iter().zip(&cells[2..]) {
            let wanted = shown(&lines(aggregate, &group.members, of.field, &rows));
            let found = read(cell);
            compared += found.len();
            assert_eq!(found, wanted, "{aggregate} of {} of {key:?}: {}", of.field, context());
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
                Err(refused) if refused.text.contains("nested too deep") => {}
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
