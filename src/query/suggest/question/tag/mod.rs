//! The words of a question, each with what it may mean here.

mod literals;
mod phrases;
mod ranges;
mod reader;
mod signs;
mod tagger;
mod words;

pub(super) use phrases::{Phrase, WordForm};
use reader::Reader;
use tagger::{Tagger, WORDS, known_names};
use words::{join_words, split_words};

use crate::catalog::Catalog;
use crate::catalog::vocabulary::Asks;
use crate::query::names::Names;

/// Tags the words of a text; `None` means that one of them can't be part of a question.
pub(super) fn tag_question(
    text: &str,
    catalog: &Catalog,
    names: &dyn Names,
) -> Option<Vec<Phrase>> {
    let words = split_words(text).filter(|words| words.len() <= WORDS)?;
    let known = known_names(catalog);
    let mut tagger = Tagger { catalog, names, known: &known, sign: None };
    let mut reader = Reader::default();
    let mut rest = words.as_slice();
    for n in tagger.phrase_lengths(&words)? {
        let (run, behind) = rest.split_at(n);
        let is_first = rest.len() == words.len();
        rest = behind;
        tagger.sign = reader.sign;
        reader.read(tagger.tag_phrase(run)?, run, is_first)?;
    }
    reader.finish()
}

/// Returns the words of a question that say a time by today's date.
pub(in crate::query::suggest) fn relative_time(
    text: &str,
    catalog: &Catalog,
    names: &dyn Names,
) -> Option<String> {
    let words = split_words(text).filter(|words| words.len() <= WORDS)?;
    let known = known_names(catalog);
    let tagger = Tagger { catalog, names, known: &known, sign: None };
    let mut rest = words.as_slice();
    tagger.phrase_lengths(&words)?.into_iter().find_map(|n| {
        let (run, behind) = rest.split_at(n);
        rest = behind;
        let is_it = matches!(tagger.tag_phrase(run), Some(Phrase::Asks(Asks::Relative)));
        is_it.then(|| join_words(run))
    })
}
