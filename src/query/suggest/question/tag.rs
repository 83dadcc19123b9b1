//! The words of a question, each with what it may mean here.

use crate::catalog::vocabulary::{Asks, SHORTEST, asks, meanings, normalised, singulars};
use crate::catalog::{Catalog, Sort, Type};
use crate::query::ast::{Form, Operator, Test, Value};
use crate::query::lexer::{TokenKind, lex};
use crate::query::names::Names;
use crate::query::rewrite;
use crate::query::span::Span;
use crate::value::{AmountLiteral, Country, MONEY, Period, SHARE, fold, suggest};

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
    /// `how many`.
    Count,
    /// `total`.
    Sum,
    /// `largest`, `latest`.
    Order { is_time: bool, descending: bool },
    /// Something else, to be looked for in texts.
    Text(String),
    /// `more than`: the sign before an amount or a date, which is in their tests.
    Sign(&'static str),
    /// Words that say nothing.
    Nothing,
}

/// The longest run of words that is looked up as one.
const LONGEST: usize = 8;

/// Texts of more words are no questions of this sort.
const WORDS: usize = 24;

/// Tags the words of a text; `None` means that one of them can't be part of a question.
pub(super) fn tag(text: &str, catalog: &Catalog, names: &dyn Names) -> Option<Vec<Phrase>> {
    let mut words: Vec<(String, bool)> = Vec::new();
    for token in lex(text) {
        match token.kind {
            TokenKind::Word => {
                let word = token.span.text(text).trim_matches(['?', '.', ':', '!']);
                words.push((word.to_owned(), false));
            }
            TokenKind::Quoted { text, .. } => words.push((text, true)),
            TokenKind::Operator(operator) => words.push((operator.sign().to_owned(), false)),
            TokenKind::Comma => {}
            _ => return None,
        }
    }
    if words.len() > WORDS {
        return None;
    }
    let mut tokens = Vec::new();
    let mut sign = None;
    let mut rest = words.as_slice();
    while !rest.is_empty() {
        let tagger = Tagger { catalog, names, sign };
        let (tag, n) = (1..=rest.len().min(LONGEST)).rev().find_map(|n| {
            let (run, _) = rest.split_at(n);
            Some((tagger.tag(run)?, n))
        })?;
        sign = None;
        match tag {
            Phrase::Sign(next) => sign = Some(next),
            Phrase::Nothing => {}
            phrase => tokens.push(phrase),
        }
        rest = rest.get(n..).unwrap_or_default();
    }
    Some(tokens)
}

struct Tagger<'a> {
    catalog: &'a Catalog,
    names: &'a dyn Names,
    /// The sign before the run.
    sign: Option<&'static str>,
}

impl Tagger<'_> {
    /// Tags words that belong together; a single word always gets a tag, unless it is too short.
    fn tag(&self, run: &[(String, bool)]) -> Option<Phrase> {
        let text = run.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(" ");
        let lower = text.to_lowercase();
        if !run.iter().any(|(_, quoted)| *quoted) {
            match asks(&lower) {
                Some(Asks::Compare(sign)) => return Some(Phrase::Sign(sign)),
                Some(Asks::Count) => return Some(Phrase::Count),
                Some(Asks::Sum) => return Some(Phrase::Sum),
                Some(Asks::Order { is_time, descending }) => {
                    return Some(Phrase::Order { is_time, descending });
                }
                Some(Asks::Nothing) => return Some(Phrase::Nothing),
                None if lower.is_empty() => return Some(Phrase::Nothing),
                None => {}
            }
            if let Some(literal) = self.literal(&text) {
                return Some(literal);
            }
            let first = lower.split(' ').next().unwrap_or_default();
            if run.len() > 1 && asks(first) == Some(Asks::Sum) {
                return None;
            }
            let known = self.known(&lower);
            if !known.is_empty() {
                return Some(Phrase::Word(known));
            }
        }
        let kinds = self.kinds_of_things(&text);
        if !kinds.is_empty() {
            return Some(Phrase::Things(rewrite::value(&text, false), kinds));
        }
        if let [_] = run {
            let kinds = self.catalog.kinds.iter().flat_map(|kind| [&kind.plural, &kind.name]);
            let like = suggest(&lower, kinds.map(String::as_str)).into_iter();
            if let Some(kind) = { like }.find(|kind| kind.chars().next() == lower.chars().next()) {
                return Some(Phrase::Word(vec![kind]));
            }
        }
        let is_word = fold(&text).chars().count() >= SHORTEST || !text.is_ascii();
        (run.len() == 1 && is_word).then_some(Phrase::Text(text))
    }

    /// Lists the kinds of things of a name. A country that no fact mentions is a place too.
    fn kinds_of_things(&self, name: &str) -> Vec<String> {
        let things = self.catalog.kinds.iter().filter(|kind| kind.sort == Sort::Thing);
        let kinds: Vec<&str> = things.map(|kind| kind.name.as_str()).collect();
        let found = self.names.named(&self.names.key(name), &kinds).unwrap_or_default();
        let country = self.catalog.countries().filter(|_| Country::named(name).is_some());
        let country = country.map(|(containment, ..)| containment.places.clone());
        found.into_iter().map(|thing| thing.kind).chain(country).collect()
    }

    fn literal(&self, text: &str) -> Option<Phrase> {
        if !text.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        // A literal is never quoted.
        let (at, value) = (Span::default(), rewrite::value(text, false));
        let value = Value { form: Form::Plain, ..value };
        let test = |value| match self.sign.unwrap_or("=") {
            "about" => Test::About(at, value),
            sign => Test::Compare(operator(sign), at, value),
        };
        if Period::read(text).is_ok() {
            return Some(Phrase::Time(match test(value) {
                Test::About(at, value) => Test::Compare(Operator::Eq, at, value),
                test => test,
            }));
        }
        let units = &self.catalog.units;
        let is_amount = [Some(MONEY), None, Some(SHARE)]
            .into_iter()
            .any(|dimension| AmountLiteral::read(text, dimension, units).is_ok());
        is_amount.then(|| Phrase::Amount(test(value)))
    }

    /// Lists the names of the catalog that a word is or stands for.
    fn known(&self, word: &str) -> Vec<String> {
        let mut known: Vec<&str> = Vec::new();
        for singular in singulars(word) {
            let name = normalised(&singular);
            for kind in &self.catalog.kinds {
                let fields = kind.fields.iter().map(|field| &field.name);
                let links = kind.links.iter().flat_map(|link| [&link.name, &link.one]);
                let own = [&kind.plural, &kind.name].into_iter().chain(fields).chain(links);
                let choices = kind.fields.iter().flat_map(|field| match &field.ty {
                    Type::Enum(choices) => choices.as_slice(),
                    _ => &[],
                });
                let all = own.chain(choices.map(|choice| &choice.name)).map(String::as_str);
                known.extend(all.filter(|other| normalised(other) == name));
            }
        }
        let mut found: Vec<String> = Vec::new();
        for name in known.into_iter().chain(meanings(self.catalog, word)) {
            if !found.iter().any(|other| other == name) {
                found.push(name.to_owned());
            }
        }
        found
    }
}

fn operator(sign: &str) -> Operator {
    let all = [Operator::Gt, Operator::Ge, Operator::Lt, Operator::Le];
    all.into_iter().find(|operator| operator.sign() == sign).unwrap_or(Operator::Eq)
}
