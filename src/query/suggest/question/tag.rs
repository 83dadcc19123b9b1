//! The words of a question, each with what it may mean here.

use std::collections::HashMap;

use crate::catalog::vocabulary::{
    Asks, SHORTEST, fold_identifier, meaning_of_phrase, meanings_of_phrase, singular_forms,
};
use crate::catalog::{Catalog, Sort, Type};
use crate::query::ast::{Form, Operator, Test, Value};
use crate::query::lexer::{TokenKind, lex};
use crate::query::names::Names;
use crate::query::rewrite;
use crate::query::span::Span;
use crate::value::{
    AmountLiteral, Country, MONEY, NUMBER, Period, SHARE, find_similar, fold, is_unspaced,
    number_in_words,
};

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
    /// A test by a bare number, which may count what is named after it.
    Number(Test),
    /// The number of the greatest: `前三`.
    Top(u64),
    /// Something else, to be looked for in texts.
    Text(String),
    /// A place that nothing is called.
    Place(String),
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

/// Counters of things in Chinese, after a number.
const COUNTERS: [char; 7] = ['个', '家', '项', '条', '次', '名', '大'];

/// Signs that also say something of what can't be compared: `about`, `from`, `during`.
const LOOSE: [&str; 3] = ["about", "from", "="];

/// Words before a place.
const PLACED: [&str; 4] = ["in", "into", "at", "within"];

/// What is still to be read of a range.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RangePart {
    /// Both ends: `between`.
    Both,
    /// The other end: `between 2010`.
    End,
    /// The other end, if it is one: `2010 to`.
    MaybeEnd,
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

/// The phrases that were read, and what the next one may complete.
#[derive(Default)]
struct Reader {
    tokens: Vec<Phrase>,
    sign: Option<&'static str>,
    /// What the phrase of the sign asks for where nothing is compared.
    otherwise: Option<Asks>,
    range: Option<RangePart>,
    /// Whether a place may be next: `in`.
    is_place: bool,
    /// The last phrase, if it was a word that nothing is called, or a character that may be a part of one.
    before: Option<String>,
}

impl Reader {
    /// Reads the next phrase.
    fn read(&mut self, phrase: Phrase, run: &[TypedWord], is_first: bool) -> Option<()> {
        let written = join_words(run);
        let is_joined = run.first().is_some_and(|word| word.is_joined);
        let before = self.before.take().filter(|_| is_joined);
        match phrase {
            Phrase::Asks(Asks::Nothing) => {
                self.is_place |= PLACED.contains(&written.as_str());
                return Some(());
            }
            Phrase::Time(_) | Phrase::Amount(_) | Phrase::Number(_) => {
                (self.sign, self.otherwise) = (None, None);
                return self.add_literal(phrase);
            }
            _ => self.drop_sign()?,
        }
        let is_place =
            std::mem::take(&mut self.is_place) && written.starts_with(char::is_uppercase);
        match (phrase, self.tokens.last_mut()) {
            (Phrase::Asks(Asks::To), last) => {
                let begins = last.is_some_and(may_begin_range);
                self.range = self.range.or(begins.then_some(RangePart::MaybeEnd));
                return Some(());
            }
            _ if self.range == Some(RangePart::End) => return None,
            (Phrase::Asks(Asks::Between), _) => {
                self.range = Some(RangePart::Both);
                return Some(());
            }
            (Phrase::Asks(Asks::Compare(sign)), last) => {
                let is_negated = matches!(last, Some(Phrase::Asks(Asks::Not)));
                self.sign = Some(if sign == "from" && is_negated { "=" } else { sign });
                self.otherwise = meanings_of_phrase(&written.to_lowercase()).nth(1);
            }
            (Phrase::Asks(Asks::CompareBefore(sign)), last) => {
                if let Some(Test::Compare(compared, ..)) = last.and_then(test_of_literal) {
                    *compared = operator_of_sign(sign);
                }
            }
            (Phrase::Asks(Asks::BetweenBefore), _) => self.join_last()?,
            // `the routes between Zhengzhou and Luxembourg`
            (thing @ Phrase::Things(..), _) if self.range == Some(RangePart::Both) => {
                self.tokens.extend([Phrase::Asks(Asks::Between), thing]);
            }
            // `where` asks for places as the first word only.
            (Phrase::Asks(Asks::Place), _) if !is_joined && !is_first => {}
            (Phrase::Asks(Asks::Unreadable), _) => return None,
            (Phrase::Text(place), _) if is_place => self.tokens.push(Phrase::Place(place)),
            // What nothing is called is one word as far as it goes: `未来` negates nothing.
            (Phrase::Text(more), Some(last @ (Phrase::Text(_) | Phrase::Asks(Asks::Not))))
                if before.is_some() =>
            {
                let whole = before.unwrap_or_default() + &more;
                self.before = Some(whole.clone());
                *last = Phrase::Text(whole);
            }
            (phrase, last) => {
                // `which` and `in each` say something of a word only.
                if matches!(last, Some(Phrase::Asks(Asks::Which | Asks::Each)))
                    && !matches!(phrase, Phrase::Word(_))
                {
                    self.tokens.pop();
                }
                let is_character = !written.is_ascii() && written.chars().count() == 1;
                let is_part = matches!(phrase, Phrase::Text(_))
                    || is_character && matches!(phrase, Phrase::Asks(Asks::Not));
                self.before = is_part.then_some(written);
                self.tokens.push(phrase);
            }
        }
        self.range = None;
        Some(())
    }

    /// Adds a date or number, or makes it the other end of a range.
    fn add_literal(&mut self, literal: Phrase) -> Option<()> {
        match (self.range, self.tokens.last_mut()) {
            (Some(RangePart::End | RangePart::MaybeEnd), Some(low)) => {
                *low = join_range(low, &literal)?;
                self.range = None;
            }
            (range, _) => {
                self.range = range.map(|_| RangePart::End);
                self.tokens.push(literal);
            }
        }
        Some(())
    }

    /// Leaves a sign that compares with nothing: `about cold chain`. `None` means that it can't be left out.
    fn drop_sign(&mut self) -> Option<()> {
        match (self.sign.take(), self.otherwise.take()) {
            (Some(_), Some(asks)) => self.tokens.push(Phrase::Asks(asks)),
            (Some(sign), None) if !LOOSE.contains(&sign) => return None,
            _ => {}
        }
        Some(())
    }

    /// Joins the last two dates or numbers: `2010年和2015年之间`.
    fn join_last(&mut self) -> Option<()> {
        if let [.., low, high] = self.tokens.as_mut_slice()
            && test_of_literal(low).is_some()
            && matches!(test_of_literal(high), Some(Test::Compare(..)))
        {
            *low = join_range(low, high)?;
            self.tokens.pop();
        }
        Some(())
    }

    /// Returns what was read.
    fn finish(mut self) -> Option<Vec<Phrase>> {
        self.drop_sign()?;
        while matches!(self.tokens.last(), Some(Phrase::Asks(Asks::Which | Asks::Each | Asks::Or)))
        {
            self.tokens.pop();
        }
        (self.range != Some(RangePart::End)).then_some(self.tokens)
    }
}

/// Returns the test of a date or number.
fn test_of_literal(phrase: &mut Phrase) -> Option<&mut Test> {
    match phrase {
        Phrase::Time(test) | Phrase::Amount(test) | Phrase::Number(test) => Some(test),
        _ => None,
    }
}

/// Checks whether a range may begin with a phrase. The name of a month begins one if a year is after it.
fn may_begin_range(phrase: &mut Phrase) -> bool {
    matches!(phrase, Phrase::Text(_) | Phrase::Place(_)) || test_of_literal(phrase).is_some()
}

/// Joins the two ends of a range. `None` means that they are of two sorts, or that the unit of the first isn't clear.
fn join_range(low: &Phrase, high: &Phrase) -> Option<Phrase> {
    let end = |test: &Test| match test {
        Test::Compare(Operator::Eq | Operator::Ge, _, value) => Some(value.clone()),
        _ => None,
    };
    let between = |low, high| Some(Test::Between(end(low)?, end(high)?));
    match (low, high) {
        (Phrase::Time(low), Phrase::Time(high)) => between(low, high).map(Phrase::Time),
        (Phrase::Amount(low), Phrase::Amount(high)) => between(low, high).map(Phrase::Amount),
        (Phrase::Number(low), Phrase::Number(high)) => between(low, high).map(Phrase::Number),
        // `January to June 2020`
        (Phrase::Text(month) | Phrase::Place(month), Phrase::Time(high)) => {
            let high = end(high)?;
            let month = format!("{month} {}", high.text.split(' ').next_back()?);
            Period::read(&month).ok()?;
            let low = Value { text: month, ..high.clone() };
            Some(Phrase::Time(Test::Between(low, high)))
        }
        _ => None,
    }
}

/// Joins words as they are written.
fn join_words(run: &[TypedWord]) -> String {
    let mut text = String::new();
    for word in run {
        let is_apart = !word.is_joined && !text.is_empty();
        text.push_str(if is_apart { " " } else { "" });
        text.push_str(&word.text);
    }
    text
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
        if let Some(number) = self.read_count(text) {
            return Some(Phrase::Number(self.test_of(&number)));
        }
        if let Some(count) = text.strip_prefix('前') {
            let digits = self.read_count(count).or_else(|| self.read_count(&format!("{count}个")));
            return Some(Phrase::Top(digits?.parse().ok()?));
        }
        let has_digits = text.contains(|c: char| c.is_ascii_digit());
        if !has_digits && text.is_ascii() {
            return None;
        }
        if Period::read(text).is_ok() {
            return Some(Phrase::Time(match self.test_of(text) {
                Test::About(at, value) => Test::Compare(Operator::Eq, at, value),
                test => test,
            }));
        }
        // `一带一路` doesn't begin with an amount.
        let is_amount = has_digits
            && [Some(MONEY), None, Some(SHARE)]
                .into_iter()
                .any(|dimension| AmountLiteral::read(text, dimension, &self.catalog.units).is_ok());
        if is_amount {
            let is_bare = text.chars().all(|c| c.is_ascii_digit() || c == ',');
            let phrase = if is_bare { Phrase::Number } else { Phrase::Amount };
            return Some(phrase(self.test_of(text)));
        }
        // `2010-2015`
        let (low, high) = text.split_once(['-', '–', '—', '~'])?;
        let range = join_range(&self.read_literal(low.trim())?, &self.read_literal(high.trim())?)?;
        self.sign.is_none_or(|sign| LOOSE.contains(&sign)).then_some(range)
    }

    /// Reads a number of things, in words or with their counter, as digits: `three`, `三个`.
    fn read_count(&self, text: &str) -> Option<String> {
        if let Some(number) = number_in_words(text) {
            return (number < 100).then(|| number.to_string());
        }
        let number = text.strip_suffix(COUNTERS)?;
        let number = AmountLiteral::read(number, Some(NUMBER), &self.catalog.units).ok()?;
        Some(number.number.canonical_text())
    }

    /// Makes the test by a literal, which is never quoted, with the sign before it.
    fn test_of(&self, text: &str) -> Test {
        let (at, value) = (Span::default(), rewrite::make_value(text, false));
        let value = Value { form: Form::Plain, ..value };
        match self.sign.unwrap_or("=") {
            "about" => Test::About(at, value),
            "from" => Test::Compare(Operator::Ge, at, value),
            sign => Test::Compare(operator_of_sign(sign), at, value),
        }
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
