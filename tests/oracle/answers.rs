//! What an answer shows, in which order, and how much of it: cells, `order by`, `limit`, `each`, and how
//! many more may match.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt::Write;

use brief::answer::Cell;

use crate::cond::Cond;
use crate::eval::{Truth, items, rank, truth};
use crate::model::{Entity, Facts, Value, fold};
use crate::print::{decimal, wording};
use crate::program::{Program, Refused};
use crate::rng::Rng;
use crate::schema::{self, LEVELS, Link, Ty, UNITS, scale};
use crate::{Ask, ask, base, links, number, seed};

/// What a column shows or rows are ordered by.
#[derive(Clone)]
enum Item {
    /// A field, perhaps of what a field leads to.
    Path(Vec<&'static str>),
    CountOf(&'static Link),
    /// The things a link reaches, in one cell.
    All(&'static Link),
    /// A row for each.
    Each(&'static Link),
}

impl Item {
    fn text(&self) -> String {
        match self {
            Item::Path(path) => path.join("."),
            Item::CountOf(link) => format!("count of {}", link.name),
            Item::All(link) => link.name.to_owned(),
            Item::Each(link) => format!("each {}", link.name),
        }
    }
}

/// What stands in a cell, before it is printed or compared.
enum Shown<'w> {
    Unknown,
    Word(String),
    YesNo(bool),
    Value(&'w Value),
    /// A bound that follows from the whole: its total.
    Part(&'w crate::model::Amount),
    Count(usize),
}

/// What a thing is shown as where something leads to it: a source by its id.
fn known_as(e: &Entity) -> String {
    if e.kind == "source" { e.id.clone() } else { label(e) }
}

/// The label of a thing, the tag of a record.
pub(crate) fn label(e: &Entity) -> String {
    e.names.first().map_or(e.id.clone(), |n| n.text.clone())
}

/// What a thing's level is.
pub(crate) fn level_of<'w>(facts: &Facts<'w>, e: &Entity, name: &str) -> Option<&'w Entity> {
    let place = if e.kind == "place" { Some(e.id.as_str()) } else { e.reference("place") };
    e.kind().levels?;
    facts.level(place?, name).and_then(|id| facts.get(id))
}

/// The distinct known things a link reaches.
pub(crate) fn reached<'w>(facts: &Facts<'w>, e: &Entity, link: &Link) -> BTreeSet<&'w str> {
    items(facts, e, link).iter().filter_map(|i| i.thing.map(|t| t.id.as_str())).collect()
}

fn shown<'w>(facts: &Facts<'w>, e: &'w Entity, item: &Item) -> Shown<'w> {
    let path = match item {
        Item::Path(path) => path,
        Item::CountOf(link) => return Shown::Count(reached(facts, e, link).len()),
        Item::All(_) | Item::Each(_) => unreachable!("more than one value"),
    };
    let (name, rest) = (path[0], &path[1..]);
    let thing = match e.fields.get(name) {
        Some(Value::Ref(id)) => facts.get(id),
        _ if LEVELS.contains(&name) => level_of(facts, e, name),
        _ if !rest.is_empty() => None,
        _ if name == "name" => return Shown::Word(label(e)),
        _ if name == "id" => return Shown::Word(e.id.clone()),
        Some(value) => return Shown::Value(value),
        None => {
            let field = e.kind().field(name);
            let whole = field.filter(|f| f.whole).and_then(|_| e.reference("part_of"));
            let total = whole.and_then(|id| facts.get(id)).and_then(|w| w.fields.get(name));
            return match total {
                Some(Value::Amount(total)) => Shown::Part(total),
                _ if field.is_some_and(|f| f.default) => Shown::YesNo(false),
                _ => Shown::Unknown,
            };
        }
    };
    match thing {
        None => Shown::Unknown,
        Some(thing) if rest.is_empty() => Shown::Word(known_as(thing)),
        Some(thing) => shown(facts, thing, &Item::Path(rest.to_vec())),
    }
}

fn amount(text: String, interval: crate::model::Interval) -> Cell {
    let unit = &UNITS[interval.unit];
    let end = |parts: Option<i128>| parts.map(|parts| decimal(parts, unit.factor));
    let name = if unit.name == "number" { "" } else { unit.name };
    Cell::Amount { text, low: end(interval.low), high: end(interval.high), unit: name.to_owned() }
}

/// The cell that shows it; the text of a date is not compared.
fn cell(shown: &Shown<'_>) -> Cell {
    let iso = |day: Option<i64>| {
        day.map(|day| {
            let (y, m, d) = crate::model::date(day);
            format!("{y}-{m:02}-{d:02}")
        })
    };
    match shown {
        Shown::Unknown => Cell::Unknown,
        Shown::Word(t) | Shown::Value(Value::Text(t)) => Cell::Text(t.clone()),
        Shown::Value(Value::Choice(c)) => Cell::Text((*c).to_owned()),
        Shown::YesNo(yes) | Shown::Value(Value::YesNo(yes)) => Cell::YesNo(*yes),
        Shown::Value(Value::Amount(a)) => amount(wording(a), a.interval()),
        Shown::Value(Value::Time(t)) => {
            Cell::Date { text: String::new(), from: iso(t.first), to: iso(t.last) }
        }
        Shown::Value(Value::Ref(_)) => unreachable!("a thing is shown by its name"),
        Shown::Part(total) => {
            let high = total.interval();
            amount(
                format!("part of {}", wording(total)),
                crate::model::Interval { low: Some(0), ..high },
            )
        }
        Shown::Count(n) => Cell::Integer(i64::try_from(*n).unwrap()),
    }
}

fn read(cell: Cell) -> Cell {
    match cell {
        Cell::Date { from, to, .. } => Cell::Date { text: String::new(), from, to },
        Cell::List(cells) if cells.is_empty() => Cell::Unknown,
        Cell::List(mut cells) => {
            cells.sort_by_key(|c| format!("{c:?}"));
            Cell::List(cells)
        }
        other => other,
    }
}

/// How two values compare as keys: what is missing is last in both directions.
fn order((a, b): (&Shown<'_>, &Shown<'_>), down: bool) -> Ordering {
    fn missing_last<T: Ord>(a: Option<&T>, b: Option<&T>, down: bool) -> Ordering {
        match (a, b) {
            (Some(a), Some(b)) if down => b.cmp(a),
            (Some(a), Some(b)) => a.cmp(b),
            _ => a.is_none().cmp(&b.is_none()),
        }
    }
    // An amount by the number printed, within its scale, then by its wording. A part of
    // a total has no number: it comes behind those that have, before those of which nothing is said.
    let number = |s: &Shown<'_>| {
        let (part, a) = match s {
            Shown::Value(Value::Amount(a)) => (false, a),
            Shown::Part(total) => (true, *total),
            _ => return None,
        };
        Some((part, scale(a.unit), if part { 0 } else { a.at }, wording(a)))
    };
    let days = |s: &Shown<'_>| match s {
        Shown::Value(Value::Time(t)) => (t.first, t.last),
        _ => (None, None),
    };
    let other = |s: &Shown<'_>| match s {
        Shown::Word(t) | Shown::Value(Value::Text(t)) => Some(fold(t)),
        Shown::Value(Value::Choice(c)) => Some((*c).to_owned()),
        Shown::YesNo(yes) | Shown::Value(Value::YesNo(yes)) => Some(u8::from(*yes).to_string()),
        Shown::Count(n) => Some(format!("{n:09}")),
        _ => None,
    };
    let (x, y) = (number(a), number(b));
    if let (Some(x), Some(y)) = (&x, &y) {
        let at = if down { y.2.cmp(&x.2) } else { x.2.cmp(&y.2) };
        return x.0.cmp(&y.0).then(x.1.cmp(y.1)).then(at).then(x.3.cmp(&y.3));
    }
    let (from, to) = (days(a), days(b));
    x.is_none()
        .cmp(&y.is_none())
        .then(missing_last(from.0.as_ref(), to.0.as_ref(), down))
        .then(missing_last(from.1.as_ref(), to.1.as_ref(), down))
        .then(missing_last(other(a).as_ref(), other(b).as_ref(), down))
}

/// A field to show or to order by.
fn path(rng: &mut Rng, kind: &'static str) -> Vec<&'static str> {
    let k = schema::kind(kind);
    let mut names: Vec<&'static str> = k.fields.iter().map(|f| f.name).collect();
    if k.levels.is_some() {
        names.extend(LEVELS);
    }
    if !k.record {
        names.extend(["name", "id"]);
    }
    let name = *rng.pick(&names);
    let to = match k.field(name).map(|f| f.ty) {
        Some(Ty::Ref([to])) => *to,
        None if LEVELS.contains(&name) => "place",
        _ => return vec![name],
    };
    if rng.percent(60) {
        return vec![name];
    }
    let mut further = vec!["name"];
    further.extend(schema::kind(to).fields.iter().map(|f| f.name));
    vec![name, *rng.pick(&further)]
}

/// A random query, and the condition in it.
struct Query {
    kind: &'static str,
    cond: Option<Cond>,
    columns: Vec<Item>,
    /// What rows are ordered by, and whether downwards.
    keys: Vec<(Item, bool)>,
    limit: Option<usize>,
    text: String,
}

impl Query {
    fn random(rng: &mut Rng, facts: &Facts<'_>) -> Self {
        let kind = *rng.pick(&ask::ASKED);
        let depth = rng.below(2);
        let cond = Ask { rng, facts, links: links() }.condition(&[kind], depth);
        let cond = rng.percent(50).then_some(cond);
        let all_links = schema::kind(kind).links;
        let mut columns: Vec<Item> =
            (0..=rng.below(2)).map(|_| Item::Path(path(rng, kind))).collect();
        columns.push(Item::CountOf(rng.pick(all_links)));
        match rng.below(4) {
            0 => columns.push(Item::All(rng.pick(all_links))),
            1 => columns.push(Item::Each(rng.pick(all_links))),
            _ => {}
        }
        // A column is shown once.
        let mut seen = BTreeSet::from([Self::first(kind).to_owned()]);
        columns.retain(|c| seen.insert(c.text().replace("each ", "")));
        let mut keys: Vec<(Item, bool)> = Vec::new();
        for _ in 0..*rng.pick(&[0, 1, 1, 2]) {
            let count = rng.percent(15);
            let item = if count {
                Item::CountOf(rng.pick(all_links))
            } else {
                Item::Path(path(rng, kind))
            };
            if keys.iter().all(|(k, _)| k.text() != item.text()) {
                keys.push((item, rng.percent(50)));
            }
        }
        let limit = rng.percent(30).then(|| 1 + rng.below(6));
        let mut query = Self { kind, cond, columns, keys, limit, text: String::new() };
        query.text = query.said(rng.percent(30));
        query
    }

    /// What each row is known by.
    fn first(kind: &str) -> &'static str {
        if schema::kind(kind).record { "tag" } else { "id" }
    }

    fn said(&self, asc: bool) -> String {
        let mut text = self.kind.to_owned();
        if let Some(cond) = &self.cond {
            let _ = write!(text, " where {}", cond.text());
        }
        let _ = write!(text, " show {}", Self::first(self.kind));
        for column in &self.columns {
            let _ = write!(text, ", {}", column.text());
        }
        for (n, (key, down)) in self.keys.iter().enumerate() {
            let clause = if n == 0 { " order by" } else { "," };
            let way = match (down, asc) {
                (true, _) => " desc",
                (false, true) => " asc",
                (false, false) => "",
            };
            let _ = write!(text, "{clause} {}{way}", key.text());
        }
        if let Some(n) = self.limit {
            let _ = write!(text, " limit {n}");
        }
        text
    }

    /// The rows that must be there, in order, and how many more may match.
    fn rows<'w>(&self, facts: &Facts<'w>) -> (Vec<&'w Entity>, u64) {
        let of_kind = facts.world.all.iter().filter(|e| e.kind == self.kind);
        let truths: Vec<(&Entity, Truth)> = of_kind
            .map(|e| (e, self.cond.as_ref().map_or(Truth::True, |cond| truth(facts, e, cond))))
            .collect();
        let open = truths.iter().filter(|(_, t)| *t == Truth::Open).count() as u64;
        let mut rows: Vec<&Entity> =
            truths.iter().filter(|(_, t)| *t == Truth::True).map(|(e, _)| *e).collect();
        rows.sort_by(|a, b| {
            let by_key = |(item, down): &(Item, bool)| {
                order((&shown(facts, a, item), &shown(facts, b, item)), *down)
            };
            let keys = self.keys.iter().map(by_key).find(|o| o.is_ne());
            let of = |e| self.cond.as_ref().and_then(|cond| rank(facts, e, cond));
            let keys = if self.keys.is_empty() { Some(of(a).cmp(&of(b))) } else { keys };
            keys.unwrap_or(Ordering::Equal)
                .then_with(|| fold(&label(a)).cmp(&fold(&label(b))))
                .then_with(|| a.id.cmp(&b.id))
        });
        (rows, open)
    }

    /// The lines of a row: one, or one for each thing of the link that has `each`.
    fn lines(&self, facts: &Facts<'_>, e: &Entity) -> Vec<Vec<Cell>> {
        let mut lines = vec![vec![Cell::Text(e.id.clone())]];
        for column in &self.columns {
            let cells: Vec<Cell> = match column {
                Item::All(link) | Item::Each(link) => {
                    let things = reached(facts, e, link);
                    let names = things.iter().map(|id| called(facts, link, id));
                    match column {
                        _ if things.is_empty() => vec![Cell::Unknown],
                        Item::All(_) => vec![read(Cell::List(names.collect()))],
                        _ => names.collect(),
                    }
                }
                item => vec![cell(&shown(facts, e, item))],
            };
            lines = lines
                .iter()
                .flat_map(|line| cells.iter().map(|c| [line.clone(), vec![c.clone()]].concat()))
                .collect();
        }
        lines
    }

    /// There are no first few: amounts of several scales, which do not compare, would decide it.
    fn is_refused(&self, facts: &Facts<'_>, rows: &[&Entity], lines: usize) -> bool {
        let Some((item @ Item::Path(_), _)) = self.keys.first() else { return false };
        let units = rows.iter().filter_map(|e| match shown(facts, e, item) {
            Shown::Value(Value::Amount(a)) => Some(scale(a.unit)),
            _ => None,
        });
        let scales: BTreeSet<&str> = units.collect();
        scales.len() > 1 && self.limit.is_some_and(|limit| limit < lines)
    }

    /// Claims and names as what is shown are known by nothing that is to be compared.
    fn nameless(&self) -> bool {
        self.columns.iter().any(|c| match c {
            Item::All(link) | Item::Each(link) => EVIDENCE.contains(&link.reached[0]),
            Item::Path(_) | Item::CountOf(_) => false,
        })
    }
}

const EVIDENCE: [&str; 2] = ["claim", "name"];

/// What a thing of a link is shown as.
fn called(facts: &Facts<'_>, link: &Link, id: &str) -> Cell {
    match facts.get(id) {
        Some(thing) if !EVIDENCE.contains(&link.reached[0]) => Cell::Text(known_as(thing)),
        _ => Cell::Unknown,
    }
}

/// One random query, or what is wrong with its answer.
fn ask_one(rng: &mut Rng, facts: &Facts<'_>, program: &Program) -> Result<(), Refused> {
    let query = Query::random(rng, facts);
    let (rows, open) = query.rows(facts);
    let mut wanted: Vec<Vec<Cell>> = rows.iter().flat_map(|e| query.lines(facts, e)).collect();
    let answer = program.cells_and_open(&query.text);
    if query.is_refused(facts, &rows, wanted.len()) {
        let refused = answer.is_err_and(|refused| refused.text.contains("Ranks"));
        assert!(refused, "there are no first few: {}\n{}", query.text, facts.world.digest());
        return Ok(());
    }
    let (found, told) = answer?;
    let mut found: Vec<Vec<Cell>> =
        found.into_iter().map(|row| row.into_iter().map(read).collect()).collect();
    if query.nameless() {
        for last in found.iter_mut().filter_map(|row| row.last_mut()) {
            *last = match last {
                Cell::List(all) => Cell::List(vec![Cell::Unknown; all.len()]),
                _ => Cell::Unknown,
            };
        }
    }
    // In which order the things of one row are told is left to the program.
    let each = query.columns.iter().any(|c| matches!(c, Item::Each(_)));
    if each {
        for rows in [&mut wanted, &mut found] {
            for run in rows.chunk_by_mut(|a, b| a[0] == b[0]) {
                run.sort_by_key(|row| format!("{row:?}"));
            }
        }
    }
    let limit = query.limit.unwrap_or(usize::MAX);
    let cut = wanted.len().min(limit);
    let context = || format!("{}\n{}", query.text, facts.world.digest());
    if !each || limit >= wanted.len() {
        for (n, (row, want)) in found.iter().zip(&wanted[..cut]).enumerate() {
            assert_eq!(row, want, "row {n} of {}", context());
        }
    }
    assert_eq!(found.len(), cut, "rows of {}", context());
    assert_eq!(told, open, "how many more may match: {}", context());
    Ok(())
}

#[test]
fn answers_are_shown_in_order() {
    let bases = number("ORACLE_CASES", 20_000).div_ceil(800);
    for n in 0..bases {
        let mut rng = Rng::of(seed(), 10, n);
        let world = base::base(&mut rng);
        let facts = Facts::new(&world);
        let program = Program::new(&world).unwrap();
        for _ in 0..60 {
            ask_one(&mut rng, &facts, &program)
                .unwrap_or_else(|refused| panic!("{}", refused.text));
        }
    }
}
