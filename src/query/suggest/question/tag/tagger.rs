//! What each run of words may mean.

use std::collections::HashMap;

use super::phrases::{Phrase, WordForm};
use super::words::{TypedWord, join_words};
use crate::catalog::vocabulary::{
    Asks, SHORTEST, fold_identifier, is_verb, meaning_of_phrase, singular_forms,
};
use crate::catalog::{Catalog, Sort, Type};
use crate::query::names::Names;
use crate::query::rewrite;
use crate::value::{Country, find_similar, fold};

/// The longest run of words that is looked up as one.
const LONGEST: usize = 16;

/// Texts of more words are no questions of this sort.
pub(super) const WORDS: usize = 48;

/// The names of the catalog by each word for them, the likeliest first: its own names, then those that it has other words for.
pub(super) type NamesByWord<'c> = HashMap<String, Vec<&'c str>>;

pub(super) fn known_names(catalog: &Catalog) -> NamesByWord<'_> {
    let own = catalog.kinds.iter().flat_map(|kind| {
        let fields = kind.fields.iter().map(|field| &field.name);
        let links = kind.links().flat_map(|link| [&link.name, &link.one]);
        let choices = kind.fields.iter().flat_map(|field| match &field.ty {
            Type::Enum(choices) => choices.as_slice(),
            _ => &[],
        });
        let choices = choices.map(|choice| &choice.name);
        [&kind.plural, &kind.name].into_iter().chain(fields).chain(links).chain(choices)
    });
    let own = own.map(|name| (name, name));
    let also =
        catalog.other_words().iter().flat_map(|(name, words)| words.iter().map(move |w| (w, name)));
    let mut known: NamesByWord<'_> = HashMap::new();
    for (word, name) in own.chain(also) {
        let names = known.entry(fold_identifier(word)).or_default();
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    known
}

pub(super) struct Tagger<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) names: &'a dyn Names,
    pub(super) known: &'a NamesByWord<'a>,
    /// The sign before the run.
    pub(super) sign: Option<&'static str>,
}

impl Tagger<'_> {
    /// Returns how many words each phrase has, so that the fewest are called nothing, and among such that the phrases are few
    /// and the first ones long: `多少项目` is `多少` and `项目`.
    pub(super) fn phrase_lengths(&self, words: &[TypedWord]) -> Option<Vec<usize>> {
        // The best for the words from each place on: what it costs, and the length of its first phrase.
        let mut best: Vec<Option<(usize, usize)>> = vec![None; words.len()];
        best.push(Some((0, 0)));
        for start in (0..words.len()).rev() {
            let rest = words.get(start..)?;
            let from = (1..=rest.len().min(LONGEST)).rev().filter_map(|n| {
                let (behind, _) = (*best.get(start + n)?)?;
                let phrase = self.tag_phrase(rest.get(..n)?)?;
                let unknown = if matches!(phrase, Phrase::Text(_)) { WORDS + 1 } else { 0 };
                Some((behind + unknown + 1, n))
            });
            let first = from.min_by_key(|(cost, _)| *cost);
            *best.get_mut(start)? = first;
        }
        let mut lengths = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let (_, n) = (*best.get(at)?)?;
            lengths.push(n);
            at += n;
        }
        Some(lengths)
    }

    /// Tags words that belong together; a single word always gets a tag, unless it is too short.
    pub(super) fn tag_phrase(&self, run: &[TypedWord]) -> Option<Phrase> {
        let text = join_words(run);
        let lower = text.to_lowercase().replace('’', "'");
        if !run.iter().any(|word| word.is_quoted) {
            if let Some(asked) = meaning_of_phrase(&lower) {
                return Some(Phrase::Asks(asked));
            }
            if !lower.contains(char::is_alphanumeric) {
                return Some(Phrase::Asks(Asks::Nothing));
            }
            let first = lower.split(' ').next().filter(|_| run.len() > 1);
            let first = first.and_then(meaning_of_phrase);
            if let Some(literal) = self.read_literal(&text) {
                // `top 3` is no amount in a currency.
                return Some(literal).filter(|_| !matches!(first, Some(Asks::Order { .. })));
            }
            if matches!(first, Some(Asks::Sum | Asks::Average)) {
                return None;
            }
            let mut known = self.names_of_word(&lower);
            // What is `signed in` something may be signed.
            if let Some((word, behind)) = lower.rsplit_once(' ')
                && !known.is_empty()
                && meaning_of_phrase(behind) == Some(Asks::Nothing)
            {
                known.extend(self.names_of_word(word));
            }
            if !known.is_empty() {
                return Some(Phrase::Word(known, self.form_of(&lower)));
            }
        }
        let kinds = self.kinds_of_things(&text);
        if !kinds.is_empty() {
            return Some(Phrase::Things(rewrite::make_value(&text, false), kinds));
        }
        if let [_] = run {
            let kinds = self.catalog.kinds.iter().flat_map(|kind| [&kind.plural, &kind.name]);
            let like = find_similar(&lower, kinds.map(String::as_str)).into_iter();
            if let Some(kind) = { like }.find(|kind| kind.chars().next() == lower.chars().next()) {
                return Some(Phrase::Word(vec![kind], WordForm::Plural));
            }
        }
        // A short word may be a name, such as `Xi` or `EU`.
        let is_long = |n| fold(&text).chars().count() >= n;
        let is_name = text.starts_with(char::is_uppercase) && is_long(2);
        let is_word = is_long(SHORTEST) || is_name || !text.is_ascii();
        (run.len() == 1 && is_word).then_some(Phrase::Text(text))
    }

    /// Lists the kinds of things of a name. A country that no fact mentions is a place too.
    pub(super) fn kinds_of_things(&self, name: &str) -> Vec<String> {
        let things = self.catalog.kinds.iter().filter(|kind| kind.sort == Sort::Thing);
        let kinds: Vec<&str> = things.map(|kind| kind.name.as_str()).collect();
        let key = self.names.fold_key(name);
        let mut found = self.names.things_named(&key, &kinds).unwrap_or_default();
        if let (true, Some(containment)) = (found.is_empty(), &self.catalog.containment) {
            let fold = |text: &str| self.names.fold_key(text);
            let bare = containment.without_suffix(&key, &fold);
            let bare = bare.map(|(name, _)| self.names.things_named(name, &[&containment.places]));
            found.extend(bare.flat_map(Result::unwrap_or_default));
        }
        let country = self.catalog.countries().filter(|_| Country::find_by_name(name).is_some());
        let country = country.map(|(containment, ..)| containment.places.clone());
        found.into_iter().map(|thing| thing.kind).chain(country).collect()
    }

    /// Returns the form of a word.
    fn form_of(&self, word: &str) -> WordForm {
        let is_plural = || self.catalog.kinds.iter().any(|kind| kind.plural == word);
        if is_verb(word) {
            WordForm::Verb
        } else if !word.is_ascii() {
            WordForm::Other
        } else if is_plural() || !self.known.contains_key(&fold_identifier(word)) {
            WordForm::Plural
        } else {
            WordForm::Singular
        }
    }

    /// Lists the names of the catalog that a word is or has as another word for them.
    pub(super) fn names_of_word(&self, word: &str) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for name in singular_forms(word)
            .iter()
            .filter_map(|one| self.known.get(&fold_identifier(one)))
            .flatten()
        {
            if !found.iter().any(|other| other == name) {
                found.push((*name).to_owned());
            }
        }
        found
    }
}
