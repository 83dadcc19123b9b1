//! What is proposed for what an article mentions, as data (`schema/draft.toml`): kinds, fields and typical words.

use serde::Deserialize;

/// The rules of `schema/draft.toml`.
#[derive(Debug, Deserialize)]
pub(super) struct Hints {
    /// Words between the words of a name.
    pub(super) joining: String,
    /// Words for what departments are for.
    pub(super) subjects: String,
    pub(super) number: ValueHint,
    pub(super) batch: BatchHint,
    pub(super) date: ValueHint,
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
    pub(super) set: toml::Table,
    pub(super) ask: Vec<String>,
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
    /// Words that only people are the subject of.
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

impl Hints {
    /// Reads the rules of the program.
    pub(super) fn built_in() -> anyhow::Result<Self> {
        Ok(toml::from_str(include_str!("../../../schema/draft.toml"))?)
    }

    /// Checks whether a word is in a list.
    pub(super) fn lists(list: &str, word: &str) -> bool {
        list.split(' ').any(|known| known == word)
    }
}
