//! The words of a question, each with what it may mean here.

use std::collections::HashMap;

use crate::catalog::vocabulary::{
    Asks, SHORTEST, fold_identifier, meaning_of_phrase, singular_forms,
};
use crate::catalog::{Catalog, Sort, Type};
use crate::query::ast::{Form, Operator, Test, Value};
use crate::query::lexer::{TokenKind, lex};
use crate::query::names::Names;
use crate::query::rewrite;
use crate::query::span::Span;
use crate::value::{AmountLiteral, Country, MONEY, Period, SHARE, find_similar, fold, is_unspaced};

/// A part of a question.
#[derive(Debug, Clone)]
pub(super) enum Phrase {
    /// A word that may be a kind, a field, a link or a value: the names it may stand for, the likeliest first.
    Word(Vec<String>),
    /// A name of things, and the kinds of those things.
    Things(Value, Vec<String>),
    /// A test by a date.
    Time(Test),
    /// A test by an amount.
    Amount(Test),
    /// Something else, to be looked for in texts.
    Text(String),
    /// What a word or phrase of questions asks for. Signs are in the tests beside them.
    Asks(Asks),
}

/// The longest run of words that is looked up as one.
const LONGEST: usize = 16;

/// Texts of more words are no questions of this sort.
const WORDS: usize = 48;

/// A word, or a character of a script that has no blanks between words.
struct TypedWord {
    text: String,
    is_quoted: bool,
    /// No blank is before it.
    is_joined: bool,
}

/// Tags the words of a text; `None` means that one of them can't be part of a question.
pub(super) fn tag_question(
    text: &str,
    catalog: &Catalog,
    names: &dyn Names,
) -> Option<Vec<Phrase>> {
    let words = split_words(text).filter(|words| words.len() <= WORDS)?;
    let known = known_names(catalog);
    let mut tagger = Tagger { catalog, names, known: &known, sign: None };
    let mut tokens: Vec<Phrase> = Vec::new();
    let mut is_text = false;
    let mut rest = words.as_slice();
    for n in tagger.phrase_lengths(&words)? {
        let (run, behind) = rest.split_at(n);
        let is_first = rest.len() == words.len();
        rest = behind;
        let tag = tagger.tag_phrase(run)?;
        tagger.sign = None;
        let was_text = std::mem::replace(&mut is_text, matches!(tag, Phrase::Text(_)));
        let is_joined = run.first().is_some_and(|word| word.is_joined);
        match (tag, tokens.last_mut()) {
            (Phrase::Asks(Asks::Compare(next)), _) => tagger.sign = Some(next),
            (
                Phrase::Asks(Asks::CompareBefore(sign)),
                Some(Phrase::Time(test) | Phrase::Amount(test)),
            ) => {
                if let Test::Compare(compared, ..) = test {
                    *compared = operator_of_sign(sign);
                }
            }
            // `where` asks for places as the first word only.
            (Phrase::Asks(Asks::Place), _) if !is_joined && !is_first => {}
            (Phrase::Asks(Asks::Nothing | Asks::CompareBefore(_)), _) => {}
            // What nothing is called is one word as far as it goes.
            (Phrase::Text(more), Some(Phrase::Text(before))) if was_text && is_joined => {
                before.push_str(&more);
            }
            (phrase, last) => {
                // `which` and `in each` say something of a word only.
                if matches!(last, Some(Phrase::Asks(Asks::Which | Asks::Each)))
                    && !matches!(phrase, Phrase::Word(_))
                {
                    tokens.pop();
                }
                tokens.push(phrase);
            }
        }
    }
    while matches!(tokens.last(), Some(Phrase::Asks(Asks::Which | Asks::Each | Asks::Or))) {
        tokens.pop();
    }
    Some(tokens)
}

/// Splits a text into words; `None` means that it has other signs of the language.
fn split_words(text: &str) -> Option<Vec<TypedWord>> {
    let mut words = Vec::new();
    for token in lex(text) {
        let word = |text: &str, is_quoted, is_joined| {
            let text = text.trim_matches(['?', '.', ':', '!', '？', '。', '：']).to_owned();
            TypedWord { text, is_quoted, is_joined }
        };
        match token.kind {
            TokenKind::Word => {
                let parts = split_unspaced(token.span.text(text)).into_iter().enumerate();
                words.extend(parts.map(|(n, part)| word(part, false, n > 0)));
            }
            TokenKind::Quoted { text, .. } => words.push(word(&text, true, false)),
            TokenKind::Operator(operator) => words.push(word(operator.sign(), false, false)),
            TokenKind::Comma => {}
            _ => return None,
        }
    }
    Some(words)
}

/// Splits a word around each character of a script that has no blanks between words.
fn split_unspaced(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let others = || rest.find(is_unspaced).unwrap_or(rest.len());
        let end = if is_unspaced(first) { first.len_utf8() } else { others() };
        let (part, behind) = rest.split_at(end);
        parts.push(part);
        rest = behind;
    }
    parts
}

/// The names of the catalog by each word for them, the likeliest first: its own names, then those that it has other words for.
type NamesByWord<'c> = HashMap<String, Vec<&'c str>>;

fn known_names(catalog: &Catalog) -> NamesByWord<'_> {
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

struct Tagger<'a> {
    catalog: &'a Catalog,
    names: &'a dyn Names,
    known: &'a NamesByWord<'a>,
    /// The sign before the run.
    sign: Option<&'static str>,
}

impl Tagger<'_> {
    /// Returns how many words each phrase has, so that the fewest are called nothing, and among such that the phrases are few
    /// and the first ones long: `多少项目` is `多少` and `项目`.
    fn phrase_lengths(&self, words: &[TypedWord]) -> Option<Vec<usize>> {
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
    fn tag_phrase(&self, run: &[TypedWord]) -> Option<Phrase> {
        let mut text = String::new();
        for word in run {
            let is_apart = !word.is_joined && !text.is_empty();
            text.push_str(if is_apart { " " } else { "" });
            text.push_str(&word.text);
        }
        let lower = text.to_lowercase();
        if !run.iter().any(|word| word.is_quoted) {
            if let Some(asked) = meaning_of_phrase(&lower) {
                return Some(Phrase::Asks(asked));
            }
            if !lower.contains(char::is_alphanumeric) {
                return Some(Phrase::Asks(Asks::Nothing));
            }
            if let Some(literal) = self.read_literal(&text) {
                return Some(literal);
            }
            let first = lower.split(' ').next().unwrap_or_default();
            if run.len() > 1 && meaning_of_phrase(first) == Some(Asks::Sum) {
                return None;
            }
            let known = self.names_of_word(&lower);
            if !known.is_empty() {
                return Some(Phrase::Word(known));
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
                return Some(Phrase::Word(vec![kind]));
            }
        }
        // A short word may be a name, such as `Xi` or `EU`.
        let is_long = |n| fold(&text).chars().count() >= n;
        let is_name = text.starts_with(char::is_uppercase) && is_long(2);
        let is_word = is_long(SHORTEST) || is_name || !text.is_ascii();
        (run.len() == 1 && is_word).then_some(Phrase::Text(text))
    }

    /// Lists the kinds of things of a name. A country that no fact mentions is a place too.
    fn kinds_of_things(&self, name: &str) -> Vec<String> {
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

    fn read_literal(&self, text: &str) -> Option<Phrase> {
        let has_digits = text.contains(|c: char| c.is_ascii_digit());
        if !has_digits && text.is_ascii() {
            return None;
        }
        // A literal is never quoted.
        let (at, value) = (Span::default(), rewrite::make_value(text, false));
        let value = Value { form: Form::Plain, ..value };
        let test = |value| match self.sign.unwrap_or("=") {
            "about" => Test::About(at, value),
            sign => Test::Compare(operator_of_sign(sign), at, value),
        };
        if Period::read(text).is_ok() {
            return Some(Phrase::Time(match test(value) {
                Test::About(at, value) => Test::Compare(Operator::Eq, at, value),
                test => test,
            }));
        }
        // `一带一路` doesn't begin with an amount.
        let units = &self.catalog.units;
        let is_amount = has_digits
            && [Some(MONEY), None, Some(SHARE)]
                .into_iter()
                .any(|dimension| AmountLiteral::read(text, dimension, units).is_ok());
        is_amount.then(|| Phrase::Amount(test(value)))
    }

    /// Lists the names of the catalog that a word is or has as another word for them.
    fn names_of_word(&self, word: &str) -> Vec<String> {
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

fn operator_of_sign(sign: &str) -> Operator {
    let all = [Operator::Gt, Operator::Ge, Operator::Lt, Operator::Le];
    all.into_iter().find(|operator| operator.sign() == sign).unwrap_or(Operator::Eq)
}
