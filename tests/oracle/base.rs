//! Random bases: a few things of each kind, places that lie in places, records between them.

use crate::literals::{self, PHRASES, TEXTS};
use crate::model::{Amount, Cite, Entity, Facts, Name, Value, Wording, World};
use crate::rng::Rng;
use crate::schema::{self, Field, LEVELS, NUMBER, SHARE, Ty, UNITS};

const ALIASES: [&str; 6] =
    ["Alpha", "Beta Group", "Café Nord", "Gamma-Delta", "O'Neill", "青岛冷链 Park"];
const WRONG: [&str; 3] = ["Misled", "Alpha", "Wrong Word"];
const PLACES: [(&str, &[&str]); 6] = [
    ("world", &["Globe"]),
    ("country", &["Arland", "Borland"]),
    ("province", &["North Shire", "South Shire"]),
    ("municipality", &["Twin Town"]),
    ("city", &["Cairn", "Xi'lan", "Dover-Port"]),
    ("county", &["Ems", "Fen"]),
];
const LABELS: [(&str, &[&str]); 3] = [
    (
        "firm",
        &[
            "Iron Works",
            "Jade Ltd",
            "Kite Group",
            "Lima",
            "Café Central",
            "Nord-Sud",
            "Onyx",
            "Pine Bank",
        ],
    ),
    ("person", &["Ann Lee", "Bo Chen", "Cy Ng", "Di O'Hara", "Ed", "Flo Marsh", "Gus"]),
    (
        "deal",
        &[
            "Port",
            "Rail-Link",
            "Silk Road Hub",
            "Tower",
            // One name twice but for its case: such rows are in order of their ids.
            "PORT",
            "Undersea Cable",
            "Vale",
            "Wharf",
            "Xenon",
            "Yard",
            "Zoo",
        ],
    ),
];

/// A base of 6 to 12 things of each kind.
pub(crate) fn base(rng: &mut Rng) -> World {
    let mut world = World::default();
    for (id, name, paragraphs) in [("doc", "The Document", 3), ("doc2", "A Second One", 5)] {
        let mut source = entity("source", id, name);
        source.fields.insert("paragraphs", Value::Amount(Amount::plain(paragraphs)));
        if rng.percent(60) {
            source.fields.insert("publisher", Value::Text((*rng.pick(&TEXTS)).to_owned()));
        }
        if rng.percent(70) {
            source.fields.insert("published", Value::Time(literals::time(rng, false)));
        }
        if id == "doc" || rng.percent(75) {
            world.all.push(source);
        }
    }
    places(rng, &mut world);
    for (kind, labels) in LABELS {
        let n = 6.max(labels.len() - rng.below(4));
        for (i, label) in labels.iter().take(n).enumerate() {
            let mut e =
                entity(kind, &format!("{kind}{}{i}", if i % 4 == 0 { "-" } else { "" }), label);
            names(rng, &mut e);
            world.all.push(e);
        }
    }
    for kind in ["stake", "metric"] {
        for i in 0..8 + rng.below(5) {
            let tag = format!("{}{i}", &kind[..1]);
            let mut e = entity(kind, &tag, "");
            e.names.clear();
            e.fields.insert("tag", Value::Text(tag));
            world.all.push(e);
        }
    }
    let ids: Vec<(&'static str, String)> =
        world.all.iter().map(|e| (e.kind, e.id.clone())).collect();
    // Some bases know nearly everything, some little.
    let known = *rng.pick(&[60, 75, 75, 90]);
    for e in &mut world.all {
        for field in e.kind().fields {
            if !["place", "containment", "source"].contains(&e.kind) && field.name != "tag" {
                fill(rng, e, field, &ids, known);
            }
        }
        for link in e.kind().links {
            let evidence = ["name", "claim"].contains(&link.via);
            if e.kind != "source" && !evidence && rng.percent(15) {
                e.open.insert(link.name);
            }
        }
    }
    let second = world.all[1].id == "doc2";
    for e in world.all.iter_mut().filter(|e| e.kind != "source") {
        cites(rng, e, second);
    }
    for n in 0..world.all.len() {
        part_of(rng, &mut world, n);
    }
    for e in world.all.iter_mut().filter(|e| !e.kind().record) {
        if !["place", "source"].contains(&e.kind) {
            rivals(rng, e, &ids);
        }
    }
    world
}

/// Values that a claim gives some fields instead of those recorded.
fn rivals(rng: &mut Rng, e: &mut Entity, ids: &[(&'static str, String)]) {
    for field in e.kind().fields {
        let silent = e.silent.contains(field.name);
        let other = ["part_of", "tag"].contains(&field.name) || field.only_if.is_some();
        if silent || other || !rng.percent(12) {
            continue;
        }
        let Some(rival) = value(rng, e, field, ids) else { continue };
        // One that agrees with the equivalent in its unit would be an equivalent too.
        if matches!(rival, Value::Amount(_)) && e.also.contains_key(field.name) {
            continue;
        }
        let said = |value: &Value| value.said();
        if e.fields.get(field.name).map(said) != Some(rival.said()) {
            e.rivals.insert(field.name, rival);
        }
    }
}

fn entity(kind: &'static str, id: &str, label: &str) -> Entity {
    let names = vec![Name { text: label.to_owned(), mistranslation: false }];
    Entity { names, ..Entity::new(kind, id) }
}

/// Which paragraphs tell of it, and what stands behind some of its fields.
fn cites(rng: &mut Rng, e: &mut Entity, second: bool) {
    e.paragraph = *rng.pick(&[1, 2, 3]);
    if second && rng.percent(30) {
        e.again = Some(*rng.pick(&[1, 2, 3, 4, 5]));
    }
    e.outside = rng.percent(12);
    let fields: Vec<&'static str> = e.fields.keys().copied().filter(|f| *f != "tag").collect();
    for field in fields {
        if rng.percent(15) {
            let cite = Cite {
                paragraph: *rng.pick(&[1, 2, 3]),
                inferred: rng.percent(50),
                confidence: rng.pick::<&str>(&["high", "medium", "low"]),
                phrase: rng.percent(60).then(|| *rng.pick(&PHRASES)),
            };
            e.cited.insert(field, cite);
        }
    }
}

fn names(rng: &mut Rng, e: &mut Entity) {
    if rng.percent(40) {
        let text = (*rng.pick(&ALIASES)).to_owned();
        e.names.push(Name { text, mistranslation: false });
    }
    if rng.percent(20) {
        let text = (*rng.pick(&WRONG)).to_owned();
        if e.names.iter().all(|n| n.text != text) {
            e.names.push(Name { text, mistranslation: true });
        }
    }
}

fn fill(
    rng: &mut Rng,
    e: &mut Entity,
    field: &'static Field,
    ids: &[(&'static str, String)],
    known: usize,
) {
    if field.name == "part_of" {
        return;
    }
    if let Some((other, wanted)) = field.only_if {
        let fits = match e.fields.get(other) {
            Some(Value::YesNo(b)) => *b == (wanted == "yes"),
            Some(Value::Choice(c)) => *c == wanted,
            _ => false,
        };
        if !fits {
            return;
        }
    }
    if !rng.percent(known) {
        if rng.percent(20) && !field.default {
            e.silent.insert(field.name);
        }
        return;
    }
    if let Some(value) = value(rng, e, field, ids) {
        if let Value::Amount(amount) = &value
            && rng.percent(30)
        {
            e.also.extend(also(rng, amount, field).map(|also| (field.name, also)));
        }
        e.fields.insert(field.name, value);
    }
}

/// The same amount in a unit that the amount doesn't convert to, written as the program prints it.
fn also(rng: &mut Rng, amount: &Amount, field: &Field) -> Option<Amount> {
    let of = |unit: usize| UNITS[unit].dimension;
    let units = (0..UNITS.len()).filter(|unit| match field.ty {
        Ty::Money => of(*unit) == "money" && *unit != amount.unit,
        Ty::Any => {
            ![NUMBER, SHARE].contains(&amount.unit)
                && ![NUMBER, SHARE].contains(unit)
                && schema::scale(*unit) != schema::scale(amount.unit)
        }
        _ => false,
    });
    let units: Vec<usize> = units.collect();
    if units.is_empty() {
        return None;
    }
    let unit = *rng.pick(&units);
    // What is said of the first is said of the other, unless that has words of its own.
    let exactly = matches!(amount.wording, Wording::Exactly) && rng.percent(50);
    let (wording, words) = match rng.below(4) {
        _ if exactly => (Wording::Exactly, ""),
        0 | 1 => (Wording::About, "about "),
        2 => (Wording::MoreThan, "more than "),
        _ => (Wording::UpTo, "up to "),
    };
    let n = *rng.pick(&[1, 2, 5, 10, 20, 50, 100, 500]);
    let text = format!("{words}{n} {}", UNITS[unit].name);
    let at = n * UNITS[unit].factor;
    Some(Amount { wording, at, unit, signed: field.signed, text })
}

/// A value for a field.
pub(crate) fn value(
    rng: &mut Rng,
    e: &Entity,
    field: &Field,
    ids: &[(&'static str, String)],
) -> Option<Value> {
    Some(match field.ty {
        Ty::Text => Value::Text((*rng.pick(&TEXTS)).to_owned()),
        Ty::Enum(values) => Value::Choice(rng.pick::<&str>(values)),
        Ty::YesNo => Value::YesNo(rng.percent(50)),
        Ty::Date => Value::Time(literals::time(rng, false)),
        Ty::Period => Value::Time(literals::time(rng, true)),
        Ty::Ref(kinds) => {
            let there: Vec<&String> = ids
                .iter()
                .filter(|(kind, id)| kinds.contains(kind) && *id != e.id)
                .map(|(_, id)| id)
                .collect();
            if there.is_empty() {
                return None;
            }
            Value::Ref((*rng.pick(&there)).clone())
        }
        ty => Value::Amount(literals::amount(rng, ty, field.signed)),
    })
}

/// A firm may be part of an earlier one, a deal of an earlier batch that is no part itself.
fn part_of(rng: &mut Rng, world: &mut World, n: usize) {
    let e = &world.all[n];
    if !["firm", "deal"].contains(&e.kind) || e.yes("batch") || !rng.percent(45) {
        return;
    }
    let wholes: Vec<String> = world.all[..n]
        .iter()
        .filter(|w| {
            w.kind == e.kind
                && (e.kind == "firm" || w.yes("batch"))
                && w.reference("part_of").is_none()
                && fits(e, w)
        })
        .map(|w| w.id.clone())
        .collect();
    if !wholes.is_empty() {
        let whole = rng.pick(&wholes).clone();
        world.all[n].fields.insert("part_of", Value::Ref(whole));
    }
}

/// A part's cost is not above its whole's.
fn fits(part: &Entity, whole: &Entity) -> bool {
    match (part.fields.get("cost"), whole.fields.get("cost")) {
        (Some(Value::Amount(part)), Some(Value::Amount(whole))) if part.unit == whole.unit => {
            let (part, whole) = (part.interval(), whole.interval());
            whole.high.is_none_or(|high| part.low.is_none_or(|low| low <= high))
        }
        _ => true,
    }
}

fn places(rng: &mut Rng, world: &mut World) {
    let mut made: Vec<String> = Vec::new();
    let mut steps = 0;
    for (ty, labels) in PLACES.into_iter().chain([("zone", &["Gate"][..]), ("lake", &["Mere"])]) {
        let mut layer = Vec::new();
        for label in labels {
            if rng.percent(15) {
                continue;
            }
            let mut e = entity(
                "place",
                &format!("p{}", label.to_lowercase().replace([' ', '\''], "-")),
                label,
            );
            if !rng.percent(10) {
                let Some(Field { ty: Ty::Enum(all), .. }) = schema::kind("place").field("type")
                else {
                    panic!()
                };
                e.fields.insert("type", Value::Choice(all.iter().find(|t| **t == ty).unwrap()));
            }
            if rng.percent(60) {
                e.fields.insert("code", Value::Text((*rng.pick(&["AA", "BB", "Cc"])).to_owned()));
            }
            if rng.percent(30) {
                let text = (*rng.pick(&["Twin", "Old Shire", "Cairn", "Arland"])).to_owned();
                if e.names[0].text != text {
                    e.names.push(Name { text, mistranslation: rng.percent(25) });
                }
            }
            let id = e.id.clone();
            world.all.push(e);
            for (way, chance) in
                [("admin", 85), ("functional", 20), ("straddles", 15), ("overlaps", 15)]
            {
                if made.is_empty() || !rng.percent(chance) {
                    continue;
                }
                // The nearest layers are the likeliest.
                let from = made.len().saturating_sub(5);
                let from = if rng.percent(80) { from } else { 0 };
                let container = rng.pick(&made[from..]).clone();
                let tag = format!("c{steps}");
                steps += 1;
                let mut step = entity("containment", &tag, "");
                step.names.clear();
                step.fields.insert("tag", Value::Text(tag));
                step.fields.insert("place", Value::Ref(id.clone()));
                step.fields.insert("container", Value::Ref(container));
                step.fields.insert("way", Value::Choice(way));
                world.all.push(step);
                if !one_of_each_level(world) {
                    world.all.pop();
                }
            }
            layer.push(id);
        }
        made.extend(layer);
    }
}

/// A line of containers has one city, one province, one country.
pub(crate) fn one_of_each_level(world: &World) -> bool {
    let facts = Facts::new(world);
    facts.certain.values().all(|around| {
        LEVELS.iter().all(|level| around.iter().filter(|p| facts.is_level(p, level)).count() <= 1)
    })
}
