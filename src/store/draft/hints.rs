//! The rules for drafting, as data (`schema/draft.toml`): kinds, fields and typical words.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The rules of `schema/draft.toml`.
#[derive(Debug, Deserialize)]
pub(super) struct Hints {
    /// Words between the words of a name.
    pub(super) joining: String,
    /// Words for what departments are for.
    pub(super) subjects: String,
    /// Possessives that are part of a name.
    pub(super) owners: String,
    /// The form of a name in brackets.
    pub(super) abbreviation: String,
    pub(super) number: ValueHint,
    pub(super) batch: BatchHint,
    pub(super) date: ValueHint,
    pub(super) dateline: DatelineHint,
    pub(super) time: TimeHint,
    pub(super) statement: StatementHint,
    pub(super) name: Vec<NameHint>,
    pub(super) person: PersonHint,
}

/// The entry for a number or a date.
#[derive(Debug, Deserialize)]
pub(super) struct ValueHint {
    pub(super) kind: String,
    /// The field that has it.
    pub(super) value: String,
    /// The field whose list of words may have the word after it.
    pub(super) noun: Option<String>,
    /// The fields that only a person can fill.
    pub(super) ask: Vec<String>,
}

/// The entry for a number of things of one kind.
#[derive(Debug, Deserialize)]
pub(super) struct BatchHint {
    pub(super) value: String,
    /// The kinds of what is counted, by the word for it.
    pub(super) words: BTreeMap<String, String>,
    pub(super) known: KnownHint,
    pub(super) set: toml::Table,
    pub(super) ask: Vec<String>,
}

/// `the two sides`
#[derive(Debug, Deserialize)]
pub(super) struct KnownHint {
    pub(super) words: String,
    pub(super) nouns: String,
}

/// The entry for names with typical words.
#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct NameHint {
    pub(super) kind: String,
    pub(super) set: toml::Table,
    pub(super) words: String,
}

/// The entry for people.
#[derive(Debug, Deserialize)]
pub(super) struct PersonHint {
    pub(super) kind: String,
    /// Words of offices.
    pub(super) words: String,
    /// Verbs whose subject is always a person.
    pub(super) verbs: String,
    pub(super) office: OfficeHint,
}

/// The record of an office.
#[derive(Debug, Deserialize)]
pub(super) struct OfficeHint {
    pub(super) kind: String,
    pub(super) person: String,
    pub(super) title: String,
    pub(super) at: String,
}

/// The beginning of an article of an agency.
#[derive(Debug, Deserialize)]
pub(super) struct DatelineHint {
    pub(super) dashes: Vec<String>,
    /// The fields of the source.
    pub(super) date: String,
    pub(super) agency: String,
    pub(super) chinese: ChineseDateline,
}

/// The same in Chinese: the ending of an agency's name, and the dateline.
#[derive(Debug, Deserialize)]
pub(super) struct ChineseDateline {
    pub(super) agency: String,
    pub(super) end: String,
}

/// Words of times that aren't the day of an event.
#[derive(Debug, Deserialize)]
pub(super) struct TimeHint {
    pub(super) up_to: Vec<String>,
    pub(super) since: Vec<String>,
    pub(super) to: Vec<String>,
    pub(super) past: PastHint,
    pub(super) past_chinese: ChinesePast,
    pub(super) first: PartsHint,
    pub(super) chinese: ChineseTime,
    pub(super) weekdays: Vec<String>,
}

/// `past ten years`
#[derive(Debug, Deserialize)]
pub(super) struct PastHint {
    pub(super) words: String,
    pub(super) units: String,
}

/// 近十年
#[derive(Debug, Deserialize)]
pub(super) struct ChinesePast {
    pub(super) words: Vec<String>,
    pub(super) units: Vec<String>,
}

/// `first nine months`
#[derive(Debug, Deserialize)]
pub(super) struct PartsHint {
    pub(super) word: String,
    pub(super) months: String,
    pub(super) quarters: String,
}

/// 前九个月, 十月底
#[derive(Debug, Deserialize)]
pub(super) struct ChineseTime {
    pub(super) first: String,
    pub(super) months: String,
    pub(super) quarters: String,
    pub(super) end: Vec<String>,
}

/// The record of what a person says.
#[derive(Debug, Deserialize)]
pub(super) struct StatementHint {
    pub(super) kind: String,
    pub(super) speaker: String,
    pub(super) set: toml::Table,
    pub(super) ask: Vec<String>,
}

impl Hints {
    /// Reads the rules of the program.
    pub(super) fn built_in() -> anyhow::Result<Self> {
        Ok(toml::from_str(include_str!("../../../schema/draft.toml"))?)
    }

    /// Checks whether a word is in a list.
    pub(super) fn has_word(list: &str, word: &str) -> bool {
        list.split(' ').any(|known| known == word)
    }
}
