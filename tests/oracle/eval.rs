//! What a condition means for a row: certainly true, certainly false, or open.
//!
//! Written from the tables of the language's definition, one function per table, without regard to
//! how the program does it.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::cond::{Check, Cond, How, Inside, Leaf, Literal, Op, Quant, Words};
use crate::model::{Amount, Entity, Facts, Interval, Time, Value, date, fold};
use crate::schema::{LEVELS, Link, Ty, UNITS};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Truth {
    True,
    False,
    Open,
}
use Truth::{False, Open, True};

impl Truth {
    pub(crate) fn of(certainly: bool, certainly_not: bool) -> Self {
        match (certainly, certainly_not) {
            (true, false) => True,
            (false, true) => False,
            (false, false) => Open,
            (true, true) => panic!("true and false at once"),
        }
    }

    pub(crate) fn sure(yes: bool) -> Self {
        if yes { True } else { False }
    }

    pub(crate) fn not(self) -> Self {
        match self {
            True => False,
            False => True,
            Open => Open,
        }
    }

    pub(crate) fn all(parts: impl IntoIterator<Item = Truth>) -> Self {
        let parts: Vec<_> = parts.into_iter().collect();
        Self::of(parts.iter().all(|t| *t == True), parts.contains(&False))
    }

    pub(crate) fn any(parts: impl IntoIterator<Item = Truth>) -> Self {
        let parts: Vec<_> = parts.into_iter().collect();
        Self::of(parts.contains(&True), parts.iter().all(|t| *t == False))
    }
}

/// What a condition is about: a thing (perhaps unknown), reached through a record (perhaps).
#[derive(Clone, Copy)]
pub(crate) struct Scope<'w> {
    pub(crate) thing: Option<&'w Entity>,
    record: Option<&'w Entity>,
}

/// The truth of a condition for a row.
pub(crate) fn truth<'w>(facts: &Facts<'w>, row: &'w Entity, cond: &Cond) -> Truth {
    condition(facts, Scope { thing: Some(row), record: None }, cond)
}

fn condition<'w>(facts: &Facts<'w>, scope: Scope<'w>, cond: &Cond) -> Truth {
    match cond {
        Cond::And(parts) => Truth::all(parts.iter().map(|c| condition(facts, scope, c))),
        Cond::Or(parts) => Truth::any(parts.iter().map(|c| condition(facts, scope, c))),
        Cond::Not(c) => condition(facts, scope, c).not(),
        Cond::Possibly(c) => Truth::sure(condition(facts, scope, c) != False),
        Cond::Leaf(leaf) => {
            let truth = match place_of_name(scope, leaf.path[0]) {
                Some(thing) => path(facts, thing, &leaf.path, &leaf.check),
                // A test on an unknown thing is open; that something of it is recorded is not so.
                None if matches!(leaf.check, Check::Known) => False,
                None => Open,
            };
            if leaf.negated { truth.not() } else { truth }
        }
        Cond::Mentions(words) => {
            Truth::sure(scope.thing.is_some_and(|thing| mentions(facts, thing, words)))
        }
        // After a quantifier only links count, and those are of what is reached.
        Cond::Quant(quant) => match scope.thing {
            Some(thing) => quantified(facts, thing, quant),
            None => Open,
        },
    }
}

/// Where a name in parentheses is looked up: the passing record's own field, else what is reached.
fn place_of_name<'w>(scope: Scope<'w>, name: &str) -> Option<&'w Entity> {
    match scope.record {
        Some(record) if record.kind().field(name).is_some() => Some(record),
        _ => scope.thing,
    }
}

/// The items of a link: passing record, and the thing it reaches if that is known.
pub(crate) fn items<'w>(facts: &Facts<'w>, from: &Entity, link: &Link) -> Vec<Scope<'w>> {
    let all = match link.via {
        "name" | "claim" => facts.world.evidence(),
        _ => &facts.world.all,
    };
    let (field, only) = link.only;
    let passing = all.iter().filter(|r| {
        r.kind == link.via
            && r.reference(link.back) == Some(&from.id)
            && (only.is_empty()
                || matches!(r.fields.get(field), Some(Value::Choice(c)) if only.contains(c)))
    });
    passing
        .map(|record| match link.to {
            Some(to) => Scope {
                thing: record.reference(to).and_then(|id| facts.get(id)),
                record: Some(record),
            },
            None => Scope { thing: Some(record), record: None },
        })
        .collect()
}

fn quantified(facts: &Facts<'_>, from: &Entity, quant: &Quant) -> Truth {
    let Some(link) = from.kind().link(quant.link) else { return Open };
    let items = items(facts, from, link);
    let truths: Vec<Truth> = items
        .iter()
        .map(|item| match &quant.inside {
            Inside::Nothing => True,
            Inside::Cond(c) => condition(facts, *item, c),
            Inside::Test(leaf) => {
                let truth = reached(facts, item.thing, &leaf.check);
                if leaf.negated { truth.not() } else { truth }
            }
        })
        .collect();
    let open_list = from.open.contains(link.name);
    // Distinct things with some record that is so.
    let distinct = |so: &dyn Fn(Truth) -> bool| {
        let things = items.iter().zip(&truths).filter(|(_, t)| so(**t));
        things.filter_map(|(i, _)| i.thing.map(|t| t.id.as_str())).collect::<BTreeSet<_>>().len()
    };
    let unknown = items.iter().zip(&truths).filter(|(i, t)| i.thing.is_none() && **t != False);
    let certain = distinct(&|t| t == True);
    let possible = distinct(&|t| t != False) + unknown.count();
    let any = Truth::any(truths.iter().copied());
    let known = !open_list;
    match quant.how {
        How::Any => any_of(any, open_list),
        How::No => any_of(any, open_list).not(),
        How::All => Truth::of(
            known && !items.is_empty() && truths.iter().all(|t| *t == True),
            known && items.is_empty() || truths.contains(&False),
        ),
        How::AtLeast(n) => Truth::of(certain >= n, known && possible < n),
        How::AtMost(n) => Truth::of(known && possible <= n, certain > n),
        How::Exactly(n) => {
            Truth::of(known && certain == n && possible == n, certain > n || known && possible < n)
        }
    }
}

/// Whether some item is so, where `is known` is about what is recorded and nothing else. A source that calls its list open does not say that none is: `no` is never true
/// there, and so, being the opposite, `any` is never false.
fn any_of(items: Truth, open_list: bool) -> Truth {
    if open_list && items == False { Open } else { items }
}

/// A test of a path, without its `not`. Where competing values count, one reading must pass all of it.
fn path(facts: &Facts<'_>, e: &Entity, names: &[&str], check: &Check) -> Truth {
    let stored = if e.kind().has_level(names[0]) { "place" } else { names[0] };
    let rival = e.rivals.get(stored).filter(|_| e.kind().field(stored).is_some());
    let rival = rival.filter(|_| facts.world.disputed && !matches!(check, Check::Known));
    let recorded = of_reading(facts, e, names, check);
    let Some(rival) = rival else { return recorded };
    let mut other = e.clone();
    other.fields.insert(e.kind().field(stored).unwrap().name, rival.clone());
    other.also.remove(stored);
    Truth::any([recorded, of_reading(facts, &other, names, check)])
}

/// The same of the recorded value of its first name.
fn of_reading(facts: &Facts<'_>, e: &Entity, names: &[&str], check: &Check) -> Truth {
    let kind = e.kind();
    let name = names[0];
    let rest = &names[1..];
    // Nothing is reached: open, and certainly not known.
    let nothing = || if matches!(check, Check::Known) { False } else { Open };
    let on = |next: Option<&Entity>| match next {
        Some(next) => path(facts, next, rest, check),
        None => nothing(),
    };
    if rest.is_empty() {
        return end(facts, e, name, check).unwrap_or_else(nothing);
    }
    if let Some(field) = kind.field(name) {
        return match field.ty {
            Ty::Ref(_) => on(e.reference(name).and_then(|id| facts.get(id))),
            _ if excluded(e, name) => False,
            _ => part(e.fields.get(name), rest[0], check),
        };
    }
    if kind.has_level(name) {
        let level = place_of(e).and_then(|place| facts.level(place, name));
        return on(level.and_then(|id| facts.get(id)));
    }
    match kind.link(name) {
        Some(link) => any_of(
            Truth::any(items(facts, e, link).iter().map(|i| on(i.thing))),
            e.open.contains(link.name) && !matches!(check, Check::Known),
        ),
        None => nothing(),
    }
}

/// Whether the catalog says that the thing has no such field.
fn excluded(e: &Entity, name: &str) -> bool {
    let Some((other, wanted)) = e.kind().field(name).and_then(|f| f.only_if) else { return false };
    match e.fields.get(other) {
        Some(Value::YesNo(yes)) => *yes != (wanted == "yes"),
        Some(Value::Choice(c)) => *c != wanted,
        // A `yes/no` with a default is always recorded; any other may be as wanted.
        _ => e.kind().field(other).is_some_and(|f| f.default),
    }
}

fn place_of(e: &Entity) -> Option<&str> {
    if e.kind == "place" { Some(&e.id) } else { e.reference("place") }
}

/// A test of a value of a thing; nothing: its kind has no such field.
fn end(facts: &Facts<'_>, e: &Entity, name: &str, check: &Check) -> Option<Truth> {
    match name {
        "name" => {
            let names = e.names.iter().filter(|n| !n.mistranslation);
            return Some(Truth::any(names.map(|n| text(&n.text, check))));
        }
        "id" if matches!(check, Check::Within(_)) => {
            return Some(within(facts, Some(&e.id), check));
        }
        "id" => return Some(word(&e.id, check)),
        "kind" => return Some(word(e.kind, check)),
        _ => {}
    }
    if LEVELS.contains(&name) {
        e.kind().levels?;
        let place = place_of(e);
        return Some(match check {
            Check::Known => Truth::sure(place.and_then(|p| facts.level(p, name)).is_some()),
            Check::In(list) => Truth::any(list.iter().map(|l| within_level(facts, place, name, l))),
            Check::Is(Op::Eq, l) => within_level(facts, place, name, l),
            _ => unreachable!("no such test of a level"),
        });
    }
    if let Some(link) = e.kind().link(name) {
        let all = items(facts, e, link);
        return Some(match check {
            Check::Known => Truth::sure(!all.is_empty()),
            _ => any_of(
                Truth::any(all.iter().map(|i| reached(facts, i.thing, check))),
                e.open.contains(link.name),
            ),
        });
    }
    let field = e.kind().field(name)?;
    if e.kind == "claim" && name == "value" {
        let values = supported(facts, e);
        let known = Truth::sure(!values.is_empty());
        return Some(match check {
            Check::Known => known,
            _ if values.is_empty() => Open,
            _ => Truth::any(values.iter().map(|value| text(value, check))),
        });
    }
    let value = e.fields.get(name);
    if let Check::Known = check {
        return Some(Truth::sure(value.is_some() || field.default));
    }
    if excluded(e, name) {
        return Some(False);
    }
    Some(match (field.ty, value) {
        (Ty::YesNo, value) => match value {
            Some(Value::YesNo(yes)) => yes_no(*yes, check),
            _ if field.default => yes_no(false, check),
            _ => Open,
        },
        (Ty::Ref(_), _) if matches!(check, Check::Within(_)) => {
            within(facts, e.reference(name), check)
        }
        (Ty::Ref(_), _) => reached(facts, e.reference(name).and_then(|id| facts.get(id)), check),
        (Ty::Date | Ty::Period, Some(Value::Time(t))) => time(t, field.ty == Ty::Period, check),
        // A list passes if one of its words does.
        (Ty::Text, Some(Value::Text(t))) if e.kind == "claim" && name == "field" => {
            Truth::any(t.split(", ").map(|word| text(word, check)))
        }
        (Ty::Text, Some(Value::Text(t))) => text(t, check),
        (Ty::Enum(_), Some(Value::Choice(c))) => word(c, check),
        (Ty::Number | Ty::Share | Ty::Money | Ty::Mass | Ty::Any, _) => {
            match facts.interval(e, name) {
                Some(interval) => amount(interval, e.equivalent(name), check),
                None => Open,
            }
        }
        (_, None) => Open,
        (_, Some(other)) => unreachable!("{other:?} in {name}"),
    })
}

/// The values that a claim supports: what it says, or those of the fields that it names; as a whole of a record also those that no
/// other claim is on.
fn supported(facts: &Facts<'_>, claim: &Entity) -> Vec<String> {
    let of = |claim: &Entity, name: &str| match claim.fields.get(name) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    if let Some(says) = of(claim, "says") {
        return vec![says.strip_prefix("also ").unwrap_or(&says).to_owned()];
    }
    let Some(thing) = claim.reference("thing") else { return vec![] };
    let Some(owner) = facts.get(thing) else { return vec![] };
    let names = |claim: &Entity, field: &str| {
        of(claim, "field").is_some_and(|list| list.split(", ").any(|word| word == field))
    };
    let whole = |claim: &Entity| matches!(claim.fields.get("whole"), Some(Value::YesNo(true)));
    let is_own = |other: &&Entity, field: &str| {
        let silent = ["not stated", "open list"];
        let is_for = of(other, "says").is_none_or(|says| silent.contains(&says.as_str()));
        other.kind == "claim"
            && other.reference("thing") == Some(thing)
            && is_for
            && names(other, field)
    };
    let is_supported = |field: &str| {
        let claimed = || facts.world.evidence().iter().any(|other| is_own(&other, field));
        names(claim, field) || owner.kind().record && whole(claim) && !claimed()
    };
    let shown = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        Value::Choice(choice) => (*choice).to_owned(),
        Value::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Amount(amount) => crate::print::wording(amount),
        Value::Time(time) => time.text.clone(),
        Value::Ref(id) => match facts.get(id) {
            Some(thing) if thing.kind != "source" => thing.names[0].text.clone(),
            _ => id.clone(),
        },
    };
    let fields = owner.fields.iter().filter(|(name, _)| is_supported(name));
    fields.map(|(_, value)| shown(value)).collect()
}

// ---------------------------------------------------------------- values

fn word(value: &str, check: &Check) -> Truth {
    let is = |l: &Literal| matches!(l, Literal::Word(w) if w == value);
    match check {
        Check::Known => True,
        Check::Is(Op::Eq, l) => Truth::sure(is(l)),
        Check::In(list) => Truth::sure(list.iter().any(is)),
        _ => unreachable!("no such test of a word"),
    }
}

fn text(value: &str, check: &Check) -> Truth {
    let key = fold(value);
    let is = |l: &Literal| matches!(l, Literal::Word(w) if fold(w) == key);
    match check {
        Check::Known => True,
        Check::Is(Op::Eq, l) => Truth::sure(is(l)),
        Check::In(list) => Truth::sure(list.iter().any(is)),
        Check::Contains(t) => Truth::sure(key.contains(&fold(t))),
        Check::StartsWith(t) => Truth::sure(key.starts_with(&fold(t))),
        _ => unreachable!("no such test of a text"),
    }
}

fn yes_no(value: bool, check: &Check) -> Truth {
    match check {
        Check::Is(Op::Eq, Literal::YesNo(wanted)) => Truth::sure(value == *wanted),
        _ => unreachable!("no such test of yes or no"),
    }
}

/// `.year`, `.quarter`, `.month`, `.unit`, `.wording`.
fn part(value: Option<&Value>, part: &str, check: &Check) -> Truth {
    let known = matches!(check, Check::Known);
    match (value, part) {
        (None, _) => {
            if known {
                False
            } else {
                Open
            }
        }
        (Some(_), "unit" | "wording") if known => True,
        (Some(Value::Amount(a)), "unit") => word(UNITS[a.unit].name, check),
        (Some(Value::Amount(a)), "wording") => wording(a, check),
        (Some(Value::Time(t)), _) => {
            let of = |day| {
                let (y, m, _) = date(day);
                match part {
                    "year" => y,
                    "quarter" => y * 4 + (m - 1) / 3,
                    _ => y * 12 + m - 1,
                }
            };
            let ends = (t.first.map(of), t.last.map(of));
            let shared = if ends.0 == ends.1 { ends.0 } else { None };
            match shared {
                None if known => False,
                None => Open,
                Some(n) => number(n, check),
            }
        }
        (Some(other), _) => unreachable!("{part} of {other:?}"),
    }
}

fn number(value: i64, check: &Check) -> Truth {
    let is = |l: &Literal| matches!(l, Literal::Number(n) if *n == value);
    match check {
        Check::Known => True,
        Check::Is(Op::Eq, l) => Truth::sure(is(l)),
        Check::In(list) => Truth::sure(list.iter().any(is)),
        _ => unreachable!("no such test of a year"),
    }
}

/// Only the words of a wording are asked for.
fn wording(a: &Amount, check: &Check) -> Truth {
    Truth::sure(match check {
        Check::Contains(t) => a.words().contains(t.as_str()),
        Check::StartsWith(t) => a.words().starts_with(t.as_str()) && !a.words().starts_with(' '),
        _ => unreachable!("no such test of a wording"),
    })
}

// ---------------------------------------------------------------- things and places

/// The things a literal names, among those that may stand there.
fn named<'w>(facts: &Facts<'w>, l: &Literal) -> BTreeSet<&'w str> {
    match l {
        Literal::Slug(id) => facts.get(id).map(|e| e.id.as_str()).into_iter().collect(),
        Literal::Name(name) => facts.named.get(&fold(name)).cloned().unwrap_or_default(),
        _ => unreachable!("not the name of a thing"),
    }
}

/// A test of which thing it is.
fn reached(facts: &Facts<'_>, thing: Option<&Entity>, check: &Check) -> Truth {
    if matches!(check, Check::Within(_)) {
        return within(facts, thing.map(|t| t.id.as_str()), check);
    }
    let Some(thing) = thing else { return Open };
    let is = |l: &Literal| named(facts, l).contains(thing.id.as_str());
    match check {
        Check::Is(Op::Eq, l) => Truth::sure(is(l)),
        Check::In(list) => Truth::sure(list.iter().any(is)),
        _ => unreachable!("no such test of a thing"),
    }
}

fn within(facts: &Facts<'_>, place: Option<&str>, check: &Check) -> Truth {
    let Check::Within(l) = check else { unreachable!() };
    // A test of what is not recorded is open, also of a place that nobody knows.
    if place.is_none() {
        return Open;
    }
    Truth::any(
        named(facts, l)
            .into_iter()
            .filter(|x| facts.get(x).unwrap().kind == "place")
            .map(|x| lies(facts, place, x)),
    )
}

/// `city = X`: within those X that are cities.
fn within_level(facts: &Facts<'_>, place: Option<&str>, level: &str, l: &Literal) -> Truth {
    let places = named(facts, l)
        .into_iter()
        .filter(|x| facts.get(x).unwrap().kind == "place" && facts.is_level(x, level));
    Truth::any(places.map(|x| lies(facts, place, x)))
}

fn lies(facts: &Facts<'_>, place: Option<&str>, x: &str) -> Truth {
    let Some(place) = place else { return Open };
    let around = &facts.possible[place];
    let reaches_a_country = around.iter().any(|p| facts.is_level(p, "country"));
    let x_inside = facts.possible[x].contains(place);
    Truth::of(
        facts.certain[place].contains(x),
        reaches_a_country && !around.contains(x) && !x_inside,
    )
}

// ---------------------------------------------------------------- amounts

/// An exact point: `n / d` smallest parts.
#[derive(Clone, Copy)]
struct Point {
    n: i128,
    d: i128,
}

impl Point {
    /// How a number of smallest parts compares with it.
    fn order(self, parts: i128) -> Ordering {
        (parts * self.d).cmp(&self.n)
    }

    /// Ten per cent around it, ends rounded outward to smallest parts.
    fn around(self) -> (Point, Point) {
        let (n, d, tenth) = (self.n * 10, self.d * 10, self.n.abs());
        let low = (n - tenth).div_euclid(d);
        let high = -(-(n + tenth)).div_euclid(d);
        (Point { n: low, d: 1 }, Point { n: high, d: 1 })
    }
}

/// A literal in smallest parts, for an amount in this unit.
enum Against {
    Point(Point),
    /// Another currency: open.
    Currency,
    /// Another dimension: certainly fails.
    Dimension,
}

/// Whether a literal names a unit; without one each amount is compared in its own.
fn bears_unit(l: &Literal) -> bool {
    matches!(l, Literal::Amount { unit: Some(_), .. })
}

fn against(l: &Literal, unit: usize) -> Against {
    let Literal::Amount { digits, scale, unit: wanted } = l else { unreachable!() };
    let own = &UNITS[unit];
    let other = wanted.map_or(own, |u| &UNITS[u]);
    if other.dimension != own.dimension {
        Against::Dimension
    } else if own.dimension == "money" && other.name != own.name {
        Against::Currency
    } else {
        Against::Point(Point { n: digits * other.factor, d: 10_i128.pow(*scale) })
    }
}

/// A test of an amount, or of the same amount in another unit if that is the one asked for.
fn amount(own: Interval, also: Option<Interval>, check: &Check) -> Truth {
    let asked = match check {
        Check::Is(_, l) | Check::Between(l, _) | Check::About(l) => l,
        Check::In(list) => {
            let each = list.iter().map(|l| amount(own, also, &Check::Is(Op::Eq, l.clone())));
            return Truth::any(each);
        }
        _ => unreachable!("no such test of an amount"),
    };
    let meant = also.filter(|also| {
        let compares = |of: &Interval| matches!(against(asked, of.unit), Against::Point(_));
        bears_unit(asked) && !compares(&own) && compares(also)
    });
    // Another currency is open also where only an equivalent is in one.
    let money = also.is_some_and(|also| matches!(against(asked, also.unit), Against::Currency));
    let i = meant.unwrap_or(own);
    let one = |l: &Literal, test: &dyn Fn(Point) -> Truth| match against(l, i.unit) {
        Against::Point(p) => test(p),
        Against::Currency => Open,
        Against::Dimension if money && bears_unit(asked) => Open,
        Against::Dimension => False,
    };
    let low = |p: Point| i.low.map(|low| p.order(low));
    let high = |p: Point| i.high.map(|high| p.order(high));
    let is = |o: Option<Ordering>, test: fn(Ordering) -> bool| o.is_some_and(test);
    let equal = |p| {
        Truth::of(
            is(low(p), Ordering::is_eq) && is(high(p), Ordering::is_eq),
            is(low(p), Ordering::is_gt) || is(high(p), Ordering::is_lt),
        )
    };
    let inside = |a, b| {
        Truth::of(
            is(low(a), Ordering::is_ge) && is(high(b), Ordering::is_le),
            is(high(a), Ordering::is_lt) || is(low(b), Ordering::is_gt),
        )
    };
    let truth = match check {
        Check::Is(Op::Eq, l) => one(l, &equal),
        Check::Is(Op::Gt, l) => {
            one(l, &|p| Truth::of(is(low(p), Ordering::is_gt), is(high(p), Ordering::is_le)))
        }
        Check::Is(Op::Ge, l) => {
            one(l, &|p| Truth::of(is(low(p), Ordering::is_ge), is(high(p), Ordering::is_lt)))
        }
        Check::Is(Op::Lt, l) => {
            one(l, &|p| Truth::of(is(high(p), Ordering::is_lt), is(low(p), Ordering::is_ge)))
        }
        Check::Is(Op::Le, l) => {
            one(l, &|p| Truth::of(is(high(p), Ordering::is_le), is(low(p), Ordering::is_gt)))
        }
        Check::Between(a, b) => one(a, &|a| one(b, &|b| inside(a, b))),
        Check::About(l) => one(l, &|p| inside(p.around().0, p.around().1)),
        _ => unreachable!("no such test of an amount"),
    };
    // A bound that follows from the whole settles only that a comparison fails.
    if i.derived && truth == True { Open } else { truth }
}

// ---------------------------------------------------------------- dates

fn time(t: &Time, period: bool, check: &Check) -> Truth {
    match check {
        Check::Is(op, l) => compare(t, period, *op, l),
        Check::In(list) => Truth::any(list.iter().map(|l| compare(t, period, Op::Eq, l))),
        Check::Between(a, b) => {
            Truth::all([compare(t, period, Op::Ge, a), compare(t, period, Op::Le, b)])
        }
        _ => unreachable!("no such test of a date"),
    }
}

fn compare(t: &Time, period: bool, op: Op, l: &Literal) -> Truth {
    let Literal::Days(p1, p2) = *l else { unreachable!() };
    if t.within {
        let (b, e) = (t.first.unwrap(), t.last.unwrap());
        return match op {
            Op::Eq => Truth::of(b >= p1 && e <= p2, b > p2 || e < p1),
            Op::Lt => Truth::of(e < p1, b >= p1),
            Op::Gt => Truth::of(b > p2, e <= p2),
            Op::Le => Truth::of(e <= p2, b > p2),
            Op::Ge => Truth::of(b >= p1, e < p1),
        };
    }
    // An unknown first day is any up to the last, an unknown last any from the first on.
    let first_by = |day| match (t.first, t.last) {
        (Some(b), _) => Truth::sure(b <= day),
        (None, Some(e)) if e <= day => True,
        _ => Open,
    };
    let last_from = |day| match (t.first, t.last) {
        (_, Some(e)) => Truth::sure(e >= day),
        (Some(b), None) if b >= day => True,
        _ => Open,
    };
    let first_from = |day| first_by(day - 1).not();
    let last_by = |day| last_from(day + 1).not();
    match op {
        Op::Eq if period => Truth::all([first_from(p1), last_by(p2)]),
        Op::Eq => Truth::all([first_by(p2), last_from(p1)]),
        Op::Lt => last_by(p1 - 1),
        Op::Gt => first_from(p2 + 1),
        Op::Le => last_by(p2),
        Op::Ge => first_from(p1),
    }
}

// ---------------------------------------------------------------- mentioned words

/// The rank of a row without the words.
const NOWHERE: usize = 6;

/// Whether each of the words, or all in a row, are in some text of it.
fn mentions(facts: &Facts<'_>, e: &Entity, words: &Words) -> bool {
    found_at(facts, e, words) < NOWHERE
}

/// The place of the words in an answer's order: 1 in a name … 5 in a note. Of several the last counts.
fn found_at(facts: &Facts<'_>, e: &Entity, Words { words, quoted }: &Words) -> usize {
    let texts = texts_of(facts, e);
    let first = |word: &str| {
        let found = texts.iter().filter(|(_, text)| has_word(&fold(text), &fold(word)));
        found.map(|(place, _)| *place).min().unwrap_or(NOWHERE)
    };
    let all = words.iter().map(|word| first(word));
    if *quoted { first(&words.join(" ")) } else { all.max().unwrap() }
}

/// How a row is ordered by the words that a condition looks for.
pub(crate) fn rank(facts: &Facts<'_>, e: &Entity, cond: &Cond) -> Option<usize> {
    let mut ranks = cond.children().into_iter().filter_map(|c| rank(facts, e, c));
    match cond {
        Cond::And(_) => ranks.max(),
        Cond::Or(_) => ranks.min(),
        Cond::Possibly(_) => ranks.next(),
        Cond::Mentions(words) => Some(found_at(facts, e, words)),
        Cond::Not(_) | Cond::Leaf(_) | Cond::Quant(_) => None,
    }
}

/// Whether a word of a text begins with this one; in Chinese nothing says where words begin.
fn has_word(text: &str, word: &str) -> bool {
    let chinese = word.starts_with(|c: char| !c.is_ascii());
    text.match_indices(word)
        .any(|(at, _)| chinese || !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric()))
}

/// All texts that are recorded of a thing or record, each with its place in an answer's order.
fn texts_of<'w>(facts: &Facts<'w>, e: &'w Entity) -> Vec<(usize, &'w str)> {
    let refers = |from: &Entity, field: &str, to: &Entity| from.reference(field) == Some(&to.id);
    let mut texts = at(2, own_texts(e));
    if ["name", "claim"].contains(&e.kind) {
        // No claim on a name has words.
        return texts;
    }
    texts.extend(at(1, names(e)));
    if e.kind().record {
        // Its label is its tag.
        texts.push((1, &e.id));
    } else {
        for record in facts.world.all.iter().filter(|record| record.kind().record) {
            if record.fields.keys().any(|field| refers(record, field, e)) {
                texts.extend(at(3, own_texts(record)));
            }
        }
    }
    let about = if e.kind == "source" { "source" } else { "thing" };
    for claim in facts.world.evidence().iter().filter(|claim| claim.kind == "claim") {
        if !refers(claim, about, e) {
            continue;
        }
        for (place, field) in [(4, "phrase"), (5, "note")] {
            if let Some(Value::Text(text)) = claim.fields.get(field) {
                texts.push((place, text));
            }
        }
        let told = claim.reference("thing").and_then(|id| facts.get(id));
        if let Some(told) = told.filter(|_| about == "source") {
            texts.extend(at(3, names(told)));
        }
    }
    texts
}

fn at(place: usize, texts: Vec<&str>) -> Vec<(usize, &str)> {
    texts.into_iter().map(|text| (place, text)).collect()
}

fn names(e: &Entity) -> Vec<&str> {
    e.names.iter().filter(|n| !n.mistranslation).map(|n| n.text.as_str()).collect()
}

fn own_texts(e: &Entity) -> Vec<&str> {
    let mut texts = Vec::new();
    for value in e.fields.values() {
        if let Value::Text(text) = value {
            texts.push(text.as_str());
        }
    }
    texts
}

/// Whether a leaf stands on its own feet: used by laws that exclude some tests.
pub(crate) fn asks_known(cond: &Cond) -> bool {
    cond.some(&|c| matches!(c, Cond::Leaf(Leaf { check: Check::Known, .. }) | Cond::Possibly(_)))
}
