//! Known names in a text: of things of a base, and of places of the atlas.
//!
//! Words are looked up by the same folded keys as names in queries, the most words first. A name begins with a capital in the text
//! unless the recorded name begins with a small letter, so that a sector called `Finance` isn't found in every line; where writing has no
//! capitals, any letters may be a name of the base.

use std::ops::Range;

use anyhow::Result;
use unicode_segmentation::UnicodeSegmentation;

use crate::catalog::SOURCE;
use crate::store::open::Base;
use crate::store::queries::Queries;
use crate::value::{AtlasPlace, Country, fold, fold_as};

/// The most words of a name.
const LONGEST: usize = 12;

/// The most words of a unit.
const UNIT_WORDS: usize = 4;

/// The fewest letters of a name that only the atlas has.
const SHORTEST: usize = 3;

/// The most words of the name of a place with that of its level.
const LEVEL_WORDS: usize = 3;

/// What a name can mean.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::store) enum Mentioned {
    /// Things of the base, by id.
    Things(Vec<i64>),
    /// A place that only the atlas has, by the folded name.
    Atlas(String),
}

/// The names that one source may mention.
pub(in crate::store) struct KnownNames<'b> {
    base: &'b Base,
    source: &'b str,
}

impl<'b> KnownNames<'b> {
    pub(in crate::store) fn new(base: &'b Base, source: &'b str) -> Self {
        Self { base, source }
    }

    /// Lists the names in a text, in their order, none within another.
    pub(in crate::store) fn find_mentions(
        &self,
        text: &str,
    ) -> Result<Vec<(Range<usize>, Mentioned)>> {
        let words: Vec<(usize, &str)> = text.unicode_word_indices().collect();
        let mut found = Vec::new();
        let mut at = 0;
        'words: while let Some((start, first)) = words.get(at) {
            let lengths = (1..=LONGEST.min(words.len() - at)).rev();
            for length in lengths.filter(|_| first.starts_with(char::is_alphabetic)) {
                let Some((last, word)) = words.get(at + length - 1) else { continue };
                for end in possible_ends(text, last + word.len()) {
                    let name = text.get(*start..end).unwrap_or_default();
                    let meaning = self.look_up_name(name)?;
                    if meaning.is_some() || self.is_unit(name, length) {
                        found.extend(meaning.map(|meaning| (*start..end, meaning)));
                        at += length;
                        continue 'words;
                    }
                }
            }
            at += 1;
        }
        Ok(found)
    }

    /// Checks whether several words are a unit and no part of them is a name: `U.S. dollars`.
    fn is_unit(&self, words: &str, length: usize) -> bool {
        let units = &self.base.catalog().units;
        (2..=UNIT_WORDS).contains(&length) && units.find_in_dimension(words, None).is_some()
    }

    /// Checks whether words are a place of the atlas with the word for its level: `Jiangsu Province`.
    fn is_with_level(&self, words: &str) -> bool {
        (2..=LEVEL_WORDS).contains(&words.split(' ').count())
            && !words.contains(',')
            && !self.base.catalog().find_in_atlas(words, false, &|_| true).is_empty()
    }

    /// Returns what a name means.
    fn look_up_name(&self, name: &str) -> Result<Option<Mentioned>> {
        let key = fold_as(name, self.base.folding);
        let sql =
            "SELECT DISTINCT n.\"of\", n.text FROM \"name\" AS n JOIN thing AS t ON t.id = n.\"of\"
             WHERE n.text_key = ?1 AND t.kind <> ?2
             AND (n.only_in IS NULL OR n.only_in = (SELECT id FROM thing WHERE slug = ?3))
             ORDER BY n.\"of\"";
        let things: Vec<(i64, String)> =
            self.base.conn.read_all(sql, (&key, SOURCE, self.source))?;
        let small = name.starts_with(char::is_lowercase);
        let fits = |(_, known): &(i64, String)| !small || known.starts_with(char::is_lowercase);
        let mut things: Vec<i64> = things.into_iter().filter(fits).map(|(id, _)| id).collect();
        things.dedup();
        if !things.is_empty() {
            return Ok(Some(Mentioned::Things(things)));
        }
        let capital = name.starts_with(char::is_uppercase) && name.chars().count() >= SHORTEST;
        let listed = capital
            && self.base.catalog().countries().is_some()
            && (Country::find_by_name(name).is_some()
                || !AtlasPlace::find_by_name(name).is_empty()
                || self.is_with_level(name));
        Ok(listed.then(|| Mentioned::Atlas(fold(name))))
    }
}

/// Returns the bytes at which a name may end if its last word ends at `end`: after a sign that belongs to it (`Co., Ltd.`),
/// there, or before the `’s` of a possessive.
fn possible_ends(text: &str, end: usize) -> impl Iterator<Item = usize> {
    let sign = text.get(end..).is_some_and(|rest| rest.starts_with(['.', ')']));
    let before = text.get(..end).unwrap_or_default();
    let owner = ["’s", "'s"].into_iter().find_map(|mark| before.strip_suffix(mark));
    sign.then_some(end + 1).into_iter().chain([end]).chain(owner.map(str::len))
}
