//! What is recorded, as plain structs: things and records with fields, amounts as closed intervals,
//! dates as first and last day, places and what they lie in.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;

use crate::schema::{self, Kind, UNITS};

/// How a source words an amount.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Wording {
    Exactly,
    About,
    MoreThan,
    AtLeast,
    LessThan,
    UpTo,
    Nearly,
    /// … to this many smallest parts.
    To(i128),
}

/// An amount in smallest parts of a unit.
#[derive(Clone, Debug)]
pub(crate) struct Amount {
    pub(crate) wording: Wording,
    pub(crate) at: i128,
    pub(crate) unit: usize,
    /// The field is marked `signed`.
    pub(crate) signed: bool,
    /// As written in the digest.
    pub(crate) text: String,
}

/// What an amount allows: a closed interval of smallest parts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Interval {
    pub(crate) low: Option<i128>,
    pub(crate) high: Option<i128>,
    pub(crate) unit: usize,
    /// It follows from the whole this is a part of; nothing is recorded.
    pub(crate) derived: bool,
}

impl Amount {
    /// A plain count.
    pub(crate) fn plain(n: i64) -> Self {
        let (at, unit) = (i128::from(n), schema::NUMBER);
        Self { wording: Wording::Exactly, at, unit, signed: false, text: n.to_string() }
    }

    pub(crate) fn interval(&self) -> Interval {
        let x = self.at;
        let tenth = (x.abs() + 9).div_euclid(10);
        let least = if self.signed || UNITS[self.unit].signed { None } else { Some(0) };
        let (low, high) = match self.wording {
            Wording::Exactly => (Some(x), Some(x)),
            Wording::About => (Some(x - tenth), Some(x + tenth)),
            Wording::MoreThan => (Some(x + 1), None),
            Wording::AtLeast => (Some(x), None),
            Wording::LessThan => (least, Some(x - 1)),
            Wording::UpTo => (least, Some(x)),
            Wording::Nearly => (Some((x - tenth).min(x - 1)), Some(x - 1)),
            Wording::To(end) => (Some(x), Some(end)),
        };
        Interval { low, high, unit: self.unit, derived: false }
    }

    /// Its words, as `.wording` begins.
    pub(crate) fn words(&self) -> &'static str {
        match self.wording {
            Wording::Exactly => "",
            Wording::About => "about ",
            Wording::MoreThan => "more than ",
            Wording::AtLeast => "at least ",
            Wording::LessThan => "less than ",
            Wording::UpTo => "up to ",
            Wording::Nearly => "nearly ",
            Wording::To(_) => " to ",
        }
    }
}

/// A date or period: first and last day, counted from 1970.
#[derive(Clone, Debug)]
pub(crate) struct Time {
    pub(crate) first: Option<i64>,
    pub(crate) last: Option<i64>,
    /// One unknown day of these; otherwise a day, or it lasted all of them.
    pub(crate) within: bool,
    pub(crate) text: String,
}

#[derive(Clone, Debug)]
pub(crate) enum Value {
    Text(String),
    Choice(&'static str),
    YesNo(bool),
    Amount(Amount),
    Time(Time),
    Ref(String),
}

impl Value {
    /// As a claim says it.
    pub(crate) fn said(&self) -> String {
        match self {
            Self::Text(t) | Self::Ref(t) => t.clone(),
            Self::Choice(c) => (*c).to_owned(),
            Self::YesNo(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Self::Amount(a) => a.text.clone(),
            Self::Time(t) => t.text.clone(),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Name {
    pub(crate) text: String,
    /// A mistranslation never matches in a query.
    pub(crate) mistranslation: bool,
}

/// A thing or a record.
#[derive(Clone, Debug)]
pub(crate) struct Entity {
    pub(crate) kind: &'static str,
    /// The slug of a thing, the tag of a record.
    pub(crate) id: String,
    /// The label first. Records have none.
    pub(crate) names: Vec<Name>,
    pub(crate) fields: BTreeMap<&'static str, Value>,
    /// Amounts of fields in another unit too, as sources give them beside the first.
    pub(crate) also: BTreeMap<&'static str, Amount>,
    /// What a claim gives as the value of a field instead of the recorded one.
    pub(crate) rivals: BTreeMap<&'static str, Value>,
    /// Fields of which a source says that it does not say.
    pub(crate) silent: BTreeSet<&'static str>,
    /// Links that a source calls open.
    pub(crate) open: BTreeSet<&'static str>,
    /// The paragraph of the first document that tells of it.
    pub(crate) paragraph: i64,
    /// What stands behind single fields, where that is something else.
    pub(crate) cited: BTreeMap<&'static str, Cite>,
    /// The paragraph of the second document that tells of it too.
    pub(crate) again: Option<i64>,
    /// It is known from outside the documents too.
    pub(crate) outside: bool,
}

/// The claim behind a field.
#[derive(Clone, Debug)]
pub(crate) struct Cite {
    pub(crate) paragraph: i64,
    pub(crate) inferred: bool,
    pub(crate) confidence: &'static str,
    pub(crate) phrase: Option<&'static str>,
}

/// What every inference and everything from outside says for itself.
pub(crate) const NOTE: &str = "as is known";

impl Entity {
    pub(crate) fn kind(&self) -> &'static Kind {
        schema::kind(self.kind)
    }

    pub(crate) fn reference(&self, field: &str) -> Option<&str> {
        match self.fields.get(field) {
            Some(Value::Ref(id)) => Some(id),
            _ => None,
        }
    }

    /// The interval of an amount in another unit.
    pub(crate) fn equivalent(&self, field: &str) -> Option<Interval> {
        let recorded = self.fields.contains_key(field);
        self.also.get(field).filter(|_| recorded).map(Amount::interval)
    }

    pub(crate) fn yes(&self, field: &str) -> bool {
        matches!(self.fields.get(field), Some(Value::YesNo(true)))
    }
}

#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) all: Vec<Entity>,
    /// Whether conditions look at competing values too.
    pub(crate) disputed: bool,
    evidence: OnceCell<Vec<Entity>>,
}

/// What follows from a world does not follow from one made of it.
impl Clone for World {
    fn clone(&self) -> Self {
        Self { all: self.all.clone(), disputed: self.disputed, evidence: OnceCell::new() }
    }
}

impl World {
    /// The digests that say all this: of each document, and of what is known from outside.
    pub(crate) fn digests(&self) -> Vec<String> {
        let mut out = vec![self.head("doc")];
        for e in self.told() {
            out[0] += &e.entry();
        }
        for e in self.told().filter(|e| !e.rivals.is_empty()) {
            let p = e.paragraph;
            let _ = writeln!(out[0], "{}cite.p = {p}", e.again());
            for (field, value) in &e.rivals {
                let says = value.said();
                let _ = writeln!(out[0], "cite.{field} = {{ p = {p}, says = \"{says}\" }}");
            }
        }
        if self.all.iter().any(|e| e.id == "doc2") {
            let mut second = self.head("doc2");
            for e in self.told() {
                if let Some(p) = e.again {
                    let _ = writeln!(second, "{}cite.p = {p}", e.again());
                }
            }
            out.push(second);
        }
        let outside: Vec<String> = self
            .told()
            .filter(|e| e.outside)
            .map(|e| format!("{}cite = \"{NOTE}\"\n", e.again()))
            .collect();
        if !outside.is_empty() {
            out.push(outside.concat());
        }
        out
    }

    /// All digests as one text to read.
    pub(crate) fn digest(&self) -> String {
        self.digests().join("\n# ---------------- another digest\n")
    }

    fn told(&self) -> impl Iterator<Item = &Entity> {
        self.all.iter().filter(|e| e.kind != "source")
    }

    fn head(&self, id: &str) -> String {
        let source = self.all.iter().find(|e| e.id == id).unwrap();
        format!("[source]\nid = \"{id}\"\nname = \"{}\"\n{}", source.names[0].text, source.values())
    }

    /// The names and claims of everything, as records.
    pub(crate) fn evidence(&self) -> &[Entity] {
        self.evidence.get_or_init(|| self.all.iter().flat_map(Entity::evidence).collect())
    }
}

impl Entity {
    pub(crate) fn new(kind: &'static str, id: &str) -> Self {
        Self {
            kind,
            id: id.to_owned(),
            names: vec![],
            fields: BTreeMap::new(),
            also: BTreeMap::new(),
            rivals: BTreeMap::new(),
            silent: BTreeSet::new(),
            open: BTreeSet::new(),
            paragraph: 1,
            cited: BTreeMap::new(),
            again: None,
            outside: false,
        }
    }

    fn values(&self) -> String {
        let mut out = String::new();
        for (field, value) in &self.fields {
            let text = match value {
                Value::Text(t) | Value::Ref(t) => format!("\"{t}\""),
                Value::Choice(c) => format!("\"{c}\""),
                Value::YesNo(b) => format!("{b}"),
                Value::Amount(a) if *field == "paragraphs" => a.text.clone(),
                Value::Amount(a) => match self.also.get(field) {
                    Some(also) => format!("\"{} ({})\"", a.text, also.text),
                    None => format!("\"{}\"", a.text),
                },
                Value::Time(t) => format!("\"{}\"", t.text),
            };
            let _ = writeln!(out, "{field} = {text}");
        }
        out
    }

    /// All of it as an entry of the first digest.
    fn entry(&self) -> String {
        let mut out = format!("\n[[{}]]\n", self.kind);
        if !self.kind().record {
            let _ = writeln!(out, "id = \"{}\"\nname = \"{}\"", self.id, self.names[0].text);
        }
        out += &self.values();
        for field in &self.silent {
            let _ = writeln!(out, "{field} = \"not stated\"");
        }
        for link in &self.open {
            let _ = writeln!(out, "{link} = \"open list\"");
        }
        let _ = writeln!(out, "cite.p = {}", self.paragraph);
        for (field, c) in self.cited.iter().filter(|(f, _)| self.fields.contains_key(**f)) {
            let basis = if c.inferred { "inferred" } else { "stated" };
            let note = if c.inferred { format!(", note = \"{NOTE}\"") } else { String::new() };
            let phrase =
                c.phrase.map(|phrase| format!(", phrase = \"{phrase}\"")).unwrap_or_default();
            let _ = writeln!(
                out,
                "cite.{field} = {{ p = {}, basis = \"{basis}\", confidence = \"{}\"{note}{phrase} }}",
                c.paragraph, c.confidence
            );
        }
        if self.names.len() > 1 {
            let names: Vec<String> = self.names[1..]
                .iter()
                .map(|n| {
                    let form = if n.mistranslation {
                        "mistranslation\", only_in = \"doc"
                    } else {
                        "alias"
                    };
                    format!("{{ text = \"{}\", form = \"{form}\", p = 1 }}", n.text)
                })
                .collect();
            let _ = writeln!(out, "names = [ {} ]", names.join(", "));
        }
        out
    }

    /// It again, in another digest: a thing by its slug, a record by what it says.
    fn again(&self) -> String {
        let what =
            if self.kind().record { self.values() } else { format!("id = \"{}\"\n", self.id) };
        format!("\n[[{}]]\n{what}", self.kind)
    }

    /// Its names, and the claims behind it and each of its values.
    fn evidence(&self) -> Vec<Entity> {
        let mut found = Vec::new();
        for (n, name) in self.names.iter().enumerate() {
            let mut record = Entity::new("name", &format!("{}/{n}", self.id));
            let form = match (n, name.mistranslation) {
                (0, _) => "label",
                (_, true) => "mistranslation",
                (_, false) => "alias",
            };
            record.fields.insert("of", Value::Ref(self.id.clone()));
            record.fields.insert("text", Value::Text(name.text.clone()));
            record.fields.insert("form", Value::Choice(form));
            if name.mistranslation {
                record.fields.insert("only_in", Value::Ref("doc".to_owned()));
            }
            found.push(record);
        }
        let first = (self.kind != "source").then_some(self.paragraph);
        let source = if self.kind == "source" { &self.id } else { "doc" };
        let mut claim = |field: Option<&str>, source: Option<&str>, paragraph: Option<i64>| {
            let mut claim = Entity::new("claim", &format!("{}#{}", self.id, found.len()));
            claim.fields.insert("thing", Value::Ref(self.id.clone()));
            claim.fields.insert("whole", Value::YesNo(field.is_none()));
            if let Some(field) = field {
                claim.fields.insert("field", Value::Text(field.to_owned()));
            }
            if let Some(source) = source {
                claim.fields.insert("source", Value::Ref(source.to_owned()));
            }
            if let Some(paragraph) = paragraph {
                claim.fields.insert("paragraph", Value::Amount(Amount::plain(paragraph)));
            }
            let basis = if source.is_some() { "stated" } else { "external" };
            claim.fields.insert("basis", Value::Choice(basis));
            claim.fields.insert("confidence", Value::Choice("high"));
            if source.is_none() {
                claim.fields.insert("note", Value::Text(NOTE.to_owned()));
            }
            found.push(claim);
            found.len() - 1
        };
        claim(None, Some(source), first);
        let mut cited = Vec::new();
        for field in self.fields.keys() {
            match self.cited.get(field) {
                Some(c) => cited.push((claim(Some(field), Some(source), Some(c.paragraph)), c)),
                // A record stands and falls as a whole.
                None if self.kind().record => {}
                None => _ = claim(Some(field), Some(source), first),
            }
        }
        let mut marked = Vec::new();
        for field in &self.silent {
            marked.push((claim(Some(field), Some(source), first), "not stated"));
        }
        for link in &self.open {
            marked.push((claim(Some(link), Some(source), first), "open list"));
        }
        // Each says it of an amount that is given in another unit; of a record, whatever tells of it.
        let also = self.also.iter().filter(|(field, _)| self.fields.contains_key(**field));
        let also: Vec<(&str, String)> =
            also.map(|(field, also)| (*field, format!("also {}", also.text))).collect();
        let mut given = Vec::new();
        for (field, says) in &also {
            let c = self.cited.get(field);
            let n = claim(Some(field), Some(source), c.map_or(first, |c| Some(c.paragraph)));
            given.push((n, says.as_str()));
            cited.extend(c.map(|c| (n, c)));
        }
        let rivals: Vec<(&str, String)> =
            self.rivals.iter().map(|(field, value)| (*field, value.said())).collect();
        for (field, says) in &rivals {
            given.push((claim(Some(field), Some(source), first), says.as_str()));
        }
        let record = self.kind().record;
        if let Some(p) = self.again {
            claim(None, Some("doc2"), Some(p));
            let told = also.iter().filter(|_| record);
            given.extend(told.map(|(f, says)| (claim(Some(f), Some("doc2"), Some(p)), &**says)));
        }
        if self.outside {
            claim(None, None, None);
            let told = also.iter().filter(|_| record);
            given.extend(told.map(|(f, says)| (claim(Some(f), None, None), &**says)));
        }
        for (n, c) in cited {
            found[n].fields.insert("confidence", Value::Choice(c.confidence));
            if let Some(phrase) = c.phrase {
                found[n].fields.insert("phrase", Value::Text(phrase.to_owned()));
            }
            if c.inferred {
                found[n].fields.insert("basis", Value::Choice("inferred"));
                found[n].fields.insert("note", Value::Text(NOTE.to_owned()));
            }
        }
        for (n, says) in marked.into_iter().chain(given) {
            found[n].fields.insert("says", Value::Text(says.to_owned()));
        }
        merged(found)
    }
}

/// Claims that are the same but for what they support are one, unless they say otherwise.
fn merged(found: Vec<Entity>) -> Vec<Entity> {
    let mut all: Vec<Entity> = Vec::new();
    for mut claim in found {
        let evidence = |e: &Entity| {
            let fields = e.fields.iter().filter(|(name, _)| !["field", "whole"].contains(name));
            (e.kind, fields.map(|(name, value)| format!("{name} {value:?}")).collect::<Vec<_>>())
        };
        let is_claim = claim.kind == "claim" && !claim.fields.contains_key("says");
        let same = all.iter_mut().find(|e| is_claim && evidence(e) == evidence(&claim));
        let Some(same) = same else {
            all.push(claim);
            continue;
        };
        if let Some(Value::YesNo(true)) = claim.fields.get("whole") {
            same.fields.insert("whole", Value::YesNo(true));
        }
        match (same.fields.get_mut("field"), claim.fields.remove("field")) {
            (Some(Value::Text(list)), Some(Value::Text(field))) => {
                list.extend([", ", field.as_str()]);
            }
            (None, Some(field)) => _ = same.fields.insert("field", field),
            _ => {}
        }
    }
    all
}

/// A world with what follows from it.
pub(crate) struct Facts<'w> {
    pub(crate) world: &'w World,
    by: HashMap<&'w str, usize>,
    /// The things of a name, by its key; mistranslations left out.
    pub(crate) named: HashMap<String, BTreeSet<&'w str>>,
    /// Certain containers of each place, itself included.
    pub(crate) certain: HashMap<&'w str, BTreeSet<&'w str>>,
    /// Certain or straddling ones.
    pub(crate) possible: HashMap<&'w str, BTreeSet<&'w str>>,
}

impl<'w> Facts<'w> {
    pub(crate) fn new(world: &'w World) -> Self {
        let by = world.all.iter().enumerate().map(|(n, e)| (e.id.as_str(), n)).collect();
        let (certain, possible, named) = Default::default();
        let mut facts = Self { world, by, named, certain, possible };
        for e in &world.all {
            for name in e.names.iter().filter(|n| !n.mistranslation) {
                facts.named.entry(fold(&name.text)).or_default().insert(&e.id);
            }
        }
        for place in world.all.iter().filter(|e| e.kind == "place") {
            facts.certain.insert(&place.id, facts.closure(&place.id, &["admin", "functional"]));
            let ways = ["admin", "functional", "straddles"];
            facts.possible.insert(&place.id, facts.closure(&place.id, &ways));
        }
        facts
    }

    pub(crate) fn get(&self, id: &str) -> Option<&'w Entity> {
        self.by.get(id).map(|n| &self.world.all[*n])
    }

    /// What is recorded, with its names and claims.
    pub(crate) fn everything(&self) -> impl Iterator<Item = &'w Entity> {
        self.world.all.iter().chain(self.world.evidence())
    }

    /// Itself and all that is around it by steps of these ways.
    fn closure(&self, place: &'w str, ways: &[&str]) -> BTreeSet<&'w str> {
        let mut around = BTreeSet::from([place]);
        loop {
            let before = around.len();
            for step in self.world.all.iter().filter(|e| e.kind == "containment") {
                let way =
                    matches!(step.fields.get("way"), Some(Value::Choice(w)) if ways.contains(w));
                let ends = (step.reference("place"), step.reference("container"));
                if let (Some(part), Some(whole), true) = (ends.0, ends.1, way)
                    && around.contains(part)
                {
                    around.insert(whole);
                }
            }
            if around.len() == before {
                return around;
            }
        }
    }

    /// Whether the place is of this level.
    pub(crate) fn is_level(&self, place: &str, level: &str) -> bool {
        let types: &[&str] = match level {
            "city" => &["city", "municipality"],
            "province" => &["province", "municipality"],
            _ => &["country"],
        };
        let place = self.get(place).unwrap();
        matches!(place.fields.get("type"), Some(Value::Choice(t)) if types.contains(t))
    }

    /// The city, province or country of a place.
    pub(crate) fn level(&self, place: &str, level: &str) -> Option<&'w str> {
        self.certain.get(place)?.iter().copied().find(|p| self.is_level(p, level))
    }

    /// The interval of an amount: as recorded, or of a part whose whole has a total.
    pub(crate) fn interval(&self, e: &Entity, field: &str) -> Option<Interval> {
        if let Some(Value::Amount(amount)) = e.fields.get(field) {
            return Some(amount.interval());
        }
        if !e.kind().field(field)?.whole {
            return None;
        }
        let whole = self.get(e.reference("part_of")?)?;
        let Some(Value::Amount(total)) = whole.fields.get(field) else { return None };
        let high = total.interval().high;
        Some(Interval { low: Some(0), high, unit: total.unit, derived: true })
    }
}

/// A day from year, month and day, counted from 1970.
pub(crate) fn day(year: i64, month: i64, day: i64) -> i64 {
    let (mut days, mut y) = (0, 1970);
    while y < year {
        days += if leap(y) { 366 } else { 365 };
        y += 1;
    }
    (1..month).map(|m| month_days(year, m)).sum::<i64>() + days + day - 1
}

/// Year, month and day of a day counted from 1970.
pub(crate) fn date(mut days: i64) -> (i64, i64, i64) {
    let mut year = 1970;
    while days >= if leap(year) { 366 } else { 365 } {
        days -= if leap(year) { 366 } else { 365 };
        year += 1;
    }
    let mut month = 1;
    while days >= month_days(year, month) {
        days -= month_days(year, month);
        month += 1;
    }
    (year, month, days + 1)
}

fn leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

pub(crate) fn month_days(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The key names are compared by: the few letters the generator uses.
pub(crate) fn fold(text: &str) -> String {
    let mut key = String::new();
    for c in text.chars() {
        match c {
            '\'' | '’' => {}
            '-' => key.push(' '),
            'é' | 'É' => key.push('e'),
            ascii if ascii.is_ascii() => key.push(ascii.to_ascii_lowercase()),
            other => key.extend(other.to_lowercase()),
        }
    }
    if key.contains("  ") { key.split_whitespace().collect::<Vec<_>>().join(" ") } else { key }
}
