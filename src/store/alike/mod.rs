//! Finds things that may be the same: things of one kind whose names are alike ([`keys`]) and that nothing distinguishes
//! ([`super::namesakes`]). The same place, date or amount speaks for a pair, a different one against it.
//!
//! Names are compared only if they share a key, so twice as many things take twice as long.

mod keys;

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;

use super::namesakes::Finder;
use super::open::Base;
use super::queries::{Queries, read_cells};
use super::schema::{quote_ident, readable_sql};
use crate::catalog::{Field, Kind, SOURCE, Sort, Type};
use crate::value::fold;
use keys::{
    NameLikeness, any_order, core_words, differ_in_a_letter, differ_only_in_numbers,
    each_deletion_hash, have_the_same_numbers, in_pinyin, without_abbreviation,
};

/// The most names with the same key that a name is compared with, which limits the cost of a very common key.
const COMPARED: usize = 20;

/// Two things that may be the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlikePair {
    /// Their kind.
    pub kind: String,
    /// The one with more claims, and the other.
    pub things: [AlikeThing; 2],
    /// The reason for the pair.
    pub why: Vec<String>,
    /// The reasons against it: fields with both values.
    pub differs: Vec<String>,
    score: i64,
}

/// A thing of a pair.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AlikeThing {
    /// Its slug.
    pub slug: String,
    /// Its label.
    pub name: String,
    /// The slugs of the sources that mention it.
    pub sources: Vec<String>,
    claims: i64,
}

/// A name of a thing.
struct KnownName {
    thing: i64,
    key: String,
    /// Its words without the form of a company, and the same without spaces.
    words: Vec<String>,
    core: String,
}

impl Base {
    /// Returns the pairs of things that may be the same and are not judged, of one kind or of all; the likeliest first.
    pub fn find_alike_pairs(&self, only: Option<&Kind>) -> Result<Vec<AlikePair>> {
        let mut finder = Finder::new(&self.conn, self.catalog())?;
        let mut found = Vec::new();
        let things = self.catalog().kinds.iter().filter(|kind| kind.sort == Sort::Thing);
        let wanted = |kind: &&Kind| {
            kind.name != SOURCE
                && only.is_none_or(|only| only.name == kind.name || only.sort == Sort::Union)
        };
        for kind in things.filter(wanted) {
            for ([one, other], likeness) in candidate_pairs(&self.names_of(kind)?) {
                if !finder.are_apart(&kind.name, [one, other])? {
                    found.extend(self.score_pair(kind, [one, other], likeness)?);
                }
            }
        }
        found.sort_by(|a, b| {
            let key = |pair: &AlikePair| pair.things.each_ref().map(|thing| thing.slug.clone());
            b.score
                .cmp(&a.score)
                .then_with(|| a.kind.cmp(&b.kind))
                .then_with(|| key(a).cmp(&key(b)))
        });
        Ok(found)
    }

    /// Reads the names of the things of a kind, except those that hold in one source only.
    fn names_of(&self, kind: &Kind) -> Result<Vec<KnownName>> {
        let sql = "SELECT n.\"of\", n.text_key FROM \"name\" AS n JOIN thing AS t ON t.id = n.\"of\"
             WHERE t.kind = ?1 AND n.only_in IS NULL AND n.text_key IS NOT NULL ORDER BY n.\"of\", n.id";
        let names = self.conn.read_all::<(i64, String)>(sql, [&kind.name])?;
        Ok(names
            .into_iter()
            .map(|(thing, key)| {
                let words = core_words(&key);
                KnownName { thing, core: words.concat(), words, key }
            })
            .collect())
    }

    /// Returns a pair with the reasons for and against it, unless those against it outweigh.
    fn score_pair(
        &self,
        kind: &Kind,
        ids: [i64; 2],
        likeness: NameLikeness,
    ) -> Result<Option<AlikePair>> {
        let [one, other] = ids.map(|id| self.compared_values(kind, id));
        let (one, other) = (one?, other?);
        let things = [self.read_thing(ids[0])?, self.read_thing(ids[1])?];
        let [label, beside] = things.each_ref().map(|thing| fold(&thing.name));
        if differ_only_in_numbers(&label, &beside) {
            return Ok(None);
        }
        let mut pair = AlikePair {
            kind: kind.name.clone(),
            things,
            why: vec![likeness.in_words().to_owned()],
            differs: vec![],
            score: likeness.weight(),
        };
        for ((field, a), (_, b)) in one.iter().zip(&other) {
            let (Some(a), Some(b)) = (a, b) else { continue };
            if a == b {
                pair.why.push(format!("same {}", field.replace('_', " ")));
                pair.score += 1;
            } else {
                pair.differs.push(format!("{field}: {a} | {b}"));
                pair.score -= 1;
            }
        }
        let [first, second] = &pair.things;
        if (second.claims, &first.slug) > (first.claims, &second.slug) {
            pair.things.reverse();
            pair.differs = one_and_other(&other, &one);
        }
        Ok(Some(pair).filter(|pair| pair.score > 0))
    }

    /// Returns the values of a thing that may count for or against a pair, as a person reads them.
    fn compared_values<'k>(
        &self,
        kind: &'k Kind,
        id: i64,
    ) -> Result<Vec<(&'k str, Option<String>)>> {
        let fields = kind.stored_fields();
        let fields: Vec<&Field> = fields
            .filter(|field| is_compared(field) || self.catalog().is_code(kind, field))
            .collect();
        let texts: Vec<String> =
            fields.iter().map(|field| format!(", {}", readable_sql(field))).collect();
        let sql = format!(
            "SELECT r.id{} FROM {} AS r WHERE r.id = ?1",
            texts.concat(),
            quote_ident(&kind.name)
        );
        let row = self.conn.read(&sql, [id], |row| read_cells(row, 1..=fields.len()))?;
        let row = row.into_iter().next().unwrap_or_default();
        Ok(fields.into_iter().map(|field| field.name.as_str()).zip(row).collect())
    }

    fn read_thing(&self, id: i64) -> Result<AlikeThing> {
        let sql = "SELECT slug, name, (SELECT count(*) FROM claim WHERE thing = t.id) FROM thing AS t WHERE id = ?1";
        let (slug, name, claims) =
            self.conn.read_first::<(String, String, i64)>(sql, [id])?.unwrap_or_default();
        let sources = "SELECT DISTINCT s.slug FROM claim AS c JOIN thing AS s ON s.id = c.source WHERE c.thing = ?1 ORDER BY 1";
        Ok(AlikeThing { slug, name, sources: self.conn.read_column(sources, [id])?, claims })
    }
}

/// Returns the values in which two things differ.
fn one_and_other(one: &[(&str, Option<String>)], other: &[(&str, Option<String>)]) -> Vec<String> {
    let differing = one.iter().zip(other).filter_map(|((field, a), (_, b))| {
        let (a, b) = (a.as_ref()?, b.as_ref()?);
        (a != b).then(|| format!("{field}: {a} | {b}"))
    });
    differing.collect()
}

/// Checks whether the values of a field count for or against a pair. Texts are written in many ways, and most things share a
/// value of an enum, so these don't count.
fn is_compared(field: &Field) -> bool {
    matches!(field.ty, Type::Ref(_) | Type::Number { .. })
        || field.ty.is_time()
        || field.ty.is_amount()
}

/// A way in which names are alike, and the key that such names share.
type LikenessKey<'k> = (NameLikeness, &'k dyn Fn(&KnownName) -> Option<String>);

/// Returns the pairs of things whose names are alike, each once with its surest reason.
fn candidate_pairs(names: &[KnownName]) -> BTreeMap<[i64; 2], NameLikeness> {
    let mut found: BTreeMap<[i64; 2], NameLikeness> = BTreeMap::new();
    let mut add = |one: &KnownName, other: &KnownName, likeness: NameLikeness| {
        if one.thing != other.thing && have_the_same_numbers(&one.key, &other.key) {
            let ids = [one.thing.min(other.thing), one.thing.max(other.thing)];
            found.entry(ids).and_modify(|known| *known = likeness.min(*known)).or_insert(likeness);
        }
    };
    let words = |name: &KnownName| any_order(&name.words);
    let unabbreviated = |name: &KnownName| {
        Some(without_abbreviation(&name.key).unwrap_or_else(|| name.core.clone()))
    };
    let keys: [LikenessKey<'_>; 4] = [
        (NameLikeness::Same, &|name| Some(name.key.clone())),
        (NameLikeness::Core, &|name| Some(name.core.clone())),
        (NameLikeness::Abbreviated, &unabbreviated),
        (NameLikeness::Words, &words),
    ];
    for (likeness, key) in keys {
        let mut blocks: HashMap<String, Vec<&KnownName>> = HashMap::new();
        for name in names {
            blocks.entry(key(name).unwrap_or_default()).or_default().push(name);
        }
        for (_, block) in blocks.iter().filter(|(key, _)| !key.is_empty()) {
            each_pair(block, &mut |one, other| add(one, other, likeness));
        }
    }
    let mut spelt: HashMap<&str, Vec<&KnownName>> = HashMap::new();
    let chinese: Vec<(String, &KnownName)> =
        names.iter().filter_map(|name| Some((in_pinyin(&name.core)?, name))).collect();
    if !chinese.is_empty() {
        for name in names {
            spelt.entry(&name.core).or_default().push(name);
        }
    }
    for (spelling, name) in &chinese {
        for other in spelt.get(spelling.as_str()).into_iter().flatten().take(COMPARED) {
            add(name, other, NameLikeness::Pinyin);
        }
    }
    let mut hashes: Vec<(u64, &KnownName)> = Vec::new();
    for name in names {
        each_deletion_hash(&name.core, |hash| hashes.push((hash, name)));
    }
    hashes.sort_by_key(|(hash, _)| *hash);
    for block in hashes.chunk_by(|(a, _), (b, _)| a == b).filter(|block| block.len() > 1) {
        let block: Vec<&KnownName> = block.iter().map(|(_, name)| *name).collect();
        each_pair(&block, &mut |one, other| {
            if differ_in_a_letter(&one.words, &other.words) {
                add(one, other, NameLikeness::Letter);
            }
        });
    }
    found
}

/// Calls `each` with the pairs of a block, but with no more than a few for each name.
fn each_pair(block: &[&KnownName], each: &mut dyn FnMut(&KnownName, &KnownName)) {
    for (at, one) in block.iter().enumerate() {
        for other in block.iter().skip(at + 1).take(COMPARED) {
            each(one, other);
        }
    }
}
