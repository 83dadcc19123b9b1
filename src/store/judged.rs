//! Judgements: claims that two things are the same or distinct. Things that are the same form classes, each with one thing that
//! is kept; judgements that can't all hold are reported.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use rusqlite::Connection;

use super::digest::Mistake;
use super::queries::Queries;
use super::schema::{JUDGED, quote_ident};
use crate::catalog::{DISTINCT, SAME_AS, SOURCE, columns};
use crate::text::{article_for, in_backquotes, list_and};

/// Things that are the same.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SameThings {
    pub(super) kind: String,
    /// The thing that is kept.
    pub(super) kept: i64,
    /// The others with their slugs, in the order of the slugs.
    pub(super) dropped: Vec<(i64, String)>,
}

/// Two things of a judgement by their slugs: the one that is kept first.
pub(super) type JudgedPair = (String, String);

/// Why a judgement cannot hold.
#[derive(Debug)]
pub(super) struct Objection {
    pub(super) pair: JudgedPair,
    pub(super) mistake: Mistake,
}

/// A thing of a judgement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct JudgedThing {
    slug: String,
    id: i64,
    kind: String,
}

/// The judgements of a base whose rows are as they were entered.
#[derive(Debug, Default)]
pub(super) struct Judgements {
    same: BTreeSet<(JudgedThing, JudgedThing)>,
    distinct: BTreeSet<(JudgedThing, JudgedThing)>,
    pub(super) objections: Vec<Objection>,
}

impl Judgements {
    /// Reads the judgements of a base.
    pub(super) fn read(conn: &Connection) -> Result<Self> {
        let sql = format!(
            "SELECT c.field, coalesce(t.slug, ''), t.id, t.kind, c.says, d.id, d.kind FROM claim AS c
             LEFT JOIN thing AS t ON t.id = c.thing LEFT JOIN thing AS d ON d.slug = c.says
             WHERE {JUDGED} ORDER BY t.slug, c.says"
        );
        let thing = |row: &rusqlite::Row<'_>, at: usize| {
            let (id, kind): (Option<i64>, Option<String>) = (row.get(at + 1)?, row.get(at + 2)?);
            let known = id.zip(kind);
            let slug: String = row.get(at)?;
            Ok::<_, rusqlite::Error>((
                slug.clone(),
                known.map(|(id, kind)| JudgedThing { slug, id, kind }),
            ))
        };
        let found = conn
            .read(&sql, [], |row| Ok((row.get::<_, String>(0)?, thing(row, 1)?, thing(row, 4)?)))?;
        let mut judgements = Self::default();
        for (field, (keep, one), (drop, other)) in found {
            let (Some(one), Some(other)) = (one, other) else {
                judgements.add_objection(
                    (keep, drop),
                    "the base no longer has both things of this judgement",
                );
                continue;
            };
            let pair = (one, other);
            if field == SAME_AS {
                judgements.same.insert(pair)
            } else {
                judgements.distinct.insert(pair)
            };
        }
        Ok(judgements)
    }

    fn add_objection(&mut self, pair: JudgedPair, mistake: impl Into<Mistake>) {
        self.objections.push(Objection { pair, mistake: mistake.into() });
    }

    /// Returns the classes, and notes the judgements that cannot hold.
    pub(super) fn find_classes(&mut self, conn: &Connection) -> Result<Vec<SameThings>> {
        self.check_pairs(conn)?;
        let mut classes = Vec::new();
        for members in connected_components(&self.same) {
            let dropped: BTreeSet<&JudgedThing> = self.same.iter().map(|(_, drop)| drop).collect();
            let kept: Vec<&JudgedThing> = members.iter().filter(|m| !dropped.contains(m)).collect();
            match kept.as_slice() {
                [kept] => classes.push(SameThings {
                    kind: kept.kind.clone(),
                    kept: kept.id,
                    dropped: members
                        .iter()
                        .filter(|m| m != kept)
                        .map(|m| (m.id, m.slug.clone()))
                        .collect(),
                }),
                several => {
                    let mistake = not_one(&members, several);
                    let of = self.same.iter().filter(|(keep, _)| members.contains(keep));
                    let pairs: Vec<JudgedPair> = of.map(slug_pair).collect();
                    for pair in pairs {
                        self.add_objection(pair, mistake.clone());
                    }
                }
            }
            let both: Vec<JudgedPair> = self
                .distinct
                .iter()
                .filter(|(one, other)| members.contains(one) && members.contains(other))
                .map(slug_pair)
                .collect();
            for (one, other) in both {
                let mistake = Mistake::new(format!(
                    "one judgement says that `{one}` and `{other}` are distinct, others say that they are the same"
                ));
                self.add_objection(
                    (one, other),
                    mistake.help("take out the judgement that is wrong"),
                );
            }
        }
        Ok(classes)
    }

    /// Notes pairs that cannot be the same, whatever else is judged.
    fn check_pairs(&mut self, conn: &Connection) -> Result<()> {
        let distinct = format!(
            "SELECT 1 FROM claim WHERE thing IN (?1, ?2) AND says IS NULL AND {}
             AND EXISTS (SELECT 1 FROM {name} AS a JOIN {name} AS b ON b.text_key = a.text_key WHERE a.\"of\" = ?1 AND b.\"of\" = ?2)",
            columns::item_condition("field", &format!("'{}'", columns::delimited_item(DISTINCT))),
            name = quote_ident("name"),
        );
        let mut objections = Vec::new();
        for (one, other) in self.same.iter().chain(&self.distinct) {
            let named = format!("`{}` and `{}`", one.slug, other.slug);
            let mistake = if one.kind != other.kind {
                let (a, b) = (article_for(&one.kind), article_for(&other.kind));
                let sentence = format!(
                    "`{}` is {a} {}, and `{}` is {b} {}",
                    one.slug, one.kind, other.slug, other.kind
                );
                Mistake::new(sentence).help("a judgement needs two things of the same kind")
            } else if !self.same.contains(&(one.clone(), other.clone())) {
                continue;
            } else if one.kind == SOURCE {
                let sentence = format!(
                    "{named} are sources, which can't be united: claims refer to their paragraphs"
                );
                Mistake::new(sentence).help("take out this row")
            } else if conn.exists(&distinct, (one.id, other.id))? {
                let sentence = format!(
                    "{named} are the same here, but one of them is `{DISTINCT}` from all others with its name"
                );
                Mistake::new(sentence)
                    .help(format!("take out this row, or `{DISTINCT}` in the file that says so"))
            } else {
                continue;
            };
            objections.push(Objection { pair: slug_pair(&(one.clone(), other.clone())), mistake });
        }
        self.objections.append(&mut objections);
        Ok(())
    }
}

fn slug_pair((one, other): &(JudgedThing, JudgedThing)) -> JudgedPair {
    (one.slug.clone(), other.slug.clone())
}

/// Says why a class has no one thing that is kept.
fn not_one(members: &BTreeSet<JudgedThing>, kept: &[&JudgedThing]) -> Mistake {
    let list = |things: &mut dyn Iterator<Item = &JudgedThing>| {
        list_and(&in_backquotes(things.map(|thing| &thing.slug)))
    };
    if let [first, second, ..] = kept {
        let all = list(&mut members.iter());
        let sentence = format!(
            "{all} are the same thing, but the rows keep more than one: {}",
            list(&mut kept.iter().copied())
        );
        let row = format!("add a row that keeps `{}` and drops `{}`", first.slug, second.slug);
        return Mistake::new(sentence).help(row);
    }
    let sentence =
        format!("the rows drop {} for each other, so nothing is kept", list(&mut members.iter()));
    Mistake::new(sentence).help("swap `keep` and `drop` in one of the rows, or remove the row")
}

/// Returns the sets of things that pairs connect.
fn connected_components(
    pairs: &BTreeSet<(JudgedThing, JudgedThing)>,
) -> Vec<BTreeSet<JudgedThing>> {
    let mut next: BTreeMap<&JudgedThing, Vec<&JudgedThing>> = BTreeMap::new();
    for (one, other) in pairs {
        next.entry(one).or_default().push(other);
        next.entry(other).or_default().push(one);
    }
    let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
    for first in next.keys() {
        let mut open = vec![*first];
        let mut members = BTreeSet::new();
        while let Some(at) = open.pop() {
            if seen.insert(at) {
                members.insert(at.clone());
                open.extend(next.get(at).into_iter().flatten());
            }
        }
        if !members.is_empty() {
            found.push(members);
        }
    }
    found
}
