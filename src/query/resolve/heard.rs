//! The words of a question, each as what it may mean here. Not here: the query they make (`plain`).

use super::words::{key, meanings, singulars};
use crate::catalog::{Catalog, Sort};
use crate::query::lexer::{TokenKind, lex};
use crate::query::names::Names;
use crate::query::print::written;
use crate::value::{AmountLiteral, AmountType, Country, Period, fold};

/// A part of a question.
#[derive(Debug, Clone)]
pub(super) enum Heard {
    /// A word that may be a kind, a field, a link or a value: what it may stand for, the likeliest first.
    Word(Vec<String>),
    /// A name of things, as it is written in a query, and the kinds of those things.
    Things(String, Vec<String>),
    /// A date, behind a sign.
    Time(&'static str, String),
    /// An amount, behind a sign.
    Amount(&'static str, String),
    /// `how many`.
    Count,
    /// `total`.
    Sum,
    /// `largest`, `latest`: of times, and the greatest first.
    Order { is_time: bool, descending: bool },
    /// Something else, as it is written in a query.
    Else(String),
}

/// Shorter words are looked for in no text.
pub(super) const SHORTEST: usize = 3;

/// Longest run of words that are looked up as one.
const LONGEST: usize = 8;

/// Texts of more words are no question of this sort.
const WORDS: usize = 24;

/// Words that say nothing a query could.
const SILENT: [&str; 65] = [
    "a", "all", "an", "and", "any", "are", "as", "at", "be", "been", "by", "did", "do", "does",
    "each", "every", "find", "for", "get", "give", "had", "has", "have", "held", "in", "into",
    "is", "it", "its", "list", "located", "made", "me", "my", "of", "on", "our", "please",
    "recorded", "select", "show", "some", "take", "taken", "tell", "that", "the", "their", "there",
    "these", "they", "this", "those", "to", "took", "us", "was", "were", "what", "where", "which",
    "whose", "with", "within", "you",
];

/// Whether a word of a question says nothing a query could, or how it is asked.
pub(super) fn is_silent(word: &str) -> bool {
    let signs = SIGNS.iter().map(|(said, _)| said);
    let asking = signs.chain(&COUNTS).chain(&SUMS).flat_map(|said| said.split(' '));
    let orders =
        ORDERS.iter().flat_map(|(words, ..)| words.iter()).flat_map(|said| said.split(' '));
    SILENT.contains(&word) || asking.chain(orders).any(|said| said == word)
}

/// Words before a date or an amount, with the sign they are here.
const SIGNS: [(&str, &str); 22] = [
    ("more than", ">"),
    ("greater than", ">"),
    ("bigger than", ">"),
    ("larger than", ">"),
    ("over", ">"),
    ("above", ">"),
    ("exceeding", ">"),
    ("after", ">"),
    ("at least", ">="),
    ("since", ">="),
    ("from", ">="),
    ("less than", "<"),
    ("smaller than", "<"),
    ("under", "<"),
    ("below", "<"),
    ("before", "<"),
    ("at most", "<="),
    ("up to", "<="),
    ("until", "<="),
    ("about", "about"),
    ("around", "about"),
    ("during", "="),
];

/// Words that ask how many or how much.
const COUNTS: [&str; 3] = ["how many", "number of", "count"];
const SUMS: [&str; 5] = ["how much", "total", "sum", "sum of", "altogether"];

/// Words that ask for an order: whether of times, and whether the greatest comes first.
const ORDERS: [(&[&str], bool, bool); 4] = [
    (&["largest", "biggest", "highest", "greatest", "most expensive", "top"], false, true),
    (&["smallest", "lowest", "cheapest"], false, false),
    (&["latest", "newest", "most recent", "last"], true, true),
    (&["earliest", "oldest", "first"], true, false),
];

/// What a text says; nothing if it is none of a question's words.
pub(super) fn heard(text: &str, catalog: &Catalog, names: &dyn Names) -> Option<Vec<Heard>> {
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
    let mut heard = Vec::new();
    let mut sign = None;
    let mut rest = words.as_slice();
    while !rest.is_empty() {
        let listen = Listening { catalog, names, sign };
        let (said, n) = (1..=rest.len().min(LONGEST)).rev().find_map(|n| {
            let (run, _) = rest.split_at(n);
            Some((listen.to(run)?, n))
        })?;
        sign = None;
        match said {
            Said::Sign(next) => sign = Some(next),
            Said::Nothing => {}
            Said::Heard(part) => heard.push(part),
        }
        rest = rest.get(n..).unwrap_or_default();
    }
    Some(heard)
}

/// What a run of words is.
enum Said {
    Sign(&'static str),
    Nothing,
    Heard(Heard),
}

struct Listening<'a> {
    catalog: &'a Catalog,
    names: &'a dyn Names,
    sign: Option<&'static str>,
}

impl Listening<'_> {
    /// What these words are together. One word is always something.
    fn to(&self, run: &[(String, bool)]) -> Option<Said> {
        let text = run.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(" ");
        let is_quoted = run.iter().any(|(_, quoted)| *quoted);
        let lower = text.to_lowercase();
        if !is_quoted {
            if let Some((_, sign)) =
                SIGNS.iter().find(|(word, sign)| *word == lower || *sign == lower)
            {
                return Some(Said::Sign(sign));
            }
            if COUNTS.contains(&lower.as_str()) {
                return Some(Said::Heard(Heard::Count));
            }
            if SUMS.contains(&lower.as_str()) {
                return Some(Said::Heard(Heard::Sum));
            }
            let order = ORDERS.iter().find(|(words, ..)| words.contains(&lower.as_str()));
            if let Some((_, is_time, descending)) = order {
                let (is_time, descending) = (*is_time, *descending);
                return Some(Said::Heard(Heard::Order { is_time, descending }));
            }
            if let Some(literal) = self.literal(&text) {
                return Some(Said::Heard(literal));
            }
            if lower.is_empty() || SILENT.contains(&lower.as_str()) {
                return Some(Said::Nothing);
            }
            let first = lower.split(' ').next().unwrap_or_default();
            if run.len() > 1 && SUMS.contains(&first) {
                return None;
            }
            let known = self.known(&lower);
            if !known.is_empty() {
                return Some(Said::Heard(Heard::Word(known)));
            }
        }
        let things = self.catalog.kinds.iter().filter(|kind| kind.sort == Sort::Thing);
        let kinds: Vec<&str> = things.map(|kind| kind.name.as_str()).collect();
        let found = self.names.named(&self.names.key(&text), &kinds).unwrap_or_default();
        let found = found.into_iter().map(|thing| thing.kind);
        // A country that no fact mentions can be asked for too.
        let country = self.catalog.countries().filter(|_| Country::named(&text).is_some());
        let country = country.map(|(containment, ..)| containment.places.clone());
        let kinds: Vec<String> = found.chain(country).collect();
        if !kinds.is_empty() {
            return Some(Said::Heard(Heard::Things(written(&text, false), kinds)));
        }
        let is_word = fold(&text).chars().count() >= SHORTEST || !text.is_ascii();
        (run.len() == 1 && is_word).then(|| Said::Heard(Heard::Else(written(&text, true))))
    }

    fn literal(&self, text: &str) -> Option<Heard> {
        let sign = self.sign.unwrap_or("=");
        if !text.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        if Period::read(text).is_ok() {
            return Some(Heard::Time(if sign == "about" { "=" } else { sign }, text.to_owned()));
        }
        let units = &self.catalog.units;
        let is_amount = [AmountType::Money, AmountType::Quantity(None), AmountType::Share]
            .into_iter()
            .any(|ty| AmountLiteral::read(text, ty, units).is_ok());
        is_amount.then(|| Heard::Amount(sign, text.to_owned()))
    }

    /// The names of the catalog a word is or stands for.
    fn known(&self, word: &str) -> Vec<String> {
        let mut known: Vec<String> = Vec::new();
        for singular in singulars(word) {
            let name = key(&singular);
            for kind in &self.catalog.kinds {
                let fields = kind.fields.iter().map(|field| &field.name);
                let links = kind.links.iter().flat_map(|link| [&link.name, &link.one]);
                let own = [&kind.plural, &kind.name].into_iter().chain(fields).chain(links);
                let choices = kind.fields.iter().flat_map(|field| match &field.ty {
                    crate::catalog::Type::Enum(choices) => choices.as_slice(),
                    _ => &[],
                });
                let all = own.chain(choices.map(|choice| &choice.name));
                known.extend(all.filter(|other| key(other) == name).cloned());
            }
        }
        known.extend(meanings(self.catalog, word).into_iter().map(str::to_owned));
        let mut seen: Vec<String> = Vec::new();
        known.retain(|name| {
            let is_new = !seen.contains(name);
            seen.push(name.clone());
            is_new
        });
        known
    }
}
