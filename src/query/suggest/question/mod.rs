//! Plain-English questions: a text that is no query is tagged word by word (`tag`), interpreted as being about a kind, and built
//! as a query of that (`build`). Every word must be known or say nothing, else nothing is suggested.

mod build;
mod search;
mod tag;

use build::QueryBuilder;
use search::{query_mentioning, search_query};
pub(super) use tag::relative_time;
use tag::{Phrase, tag_question};

use crate::catalog::vocabulary::{
    Asks, asks_who, is_negation, is_stop_word, kind_of_value, names_for_word, singular_forms,
};
use crate::catalog::{Kind, Sort, Type};
use crate::query::ast::Query;
use crate::query::lexer::{TokenKind, lex};
use crate::query::span::Span;
use crate::query::suggest::suggester::Suggester;
use crate::value::{find_similar, is_unspaced};

/// How many queries are suggested.
pub(super) const OFFERED: usize = 4;

/// Checks whether a text may be a question: it has no comparison, and `where` only as its first word.
pub(super) fn is_question(text: &str) -> bool {
    lex(text).iter().enumerate().all(|(n, token)| match token.kind {
        TokenKind::Operator(_) => false,
        TokenKind::Word => n == 0 || !token.span.text(text).eq_ignore_ascii_case("where"),
        _ => true,
    })
}

/// Checks whether a word or number of a question doesn't survive in a query. Words of scripts without blanks between them do:
/// they are part of the query, or nothing was made of the question.
pub(super) fn loses_words(suggester: Suggester<'_>, text: &str, query: &str) -> bool {
    let parts = |c: char| is_unspaced(c) || matches!(c, '-' | '–' | '—' | '~');
    let spaced = |text: &str| text.replace(parts, " ");
    let tokens = tag_question(text, suggester.catalog, suggester.names).unwrap_or_default();
    let negates =
        |token: &Phrase| matches!(token, Phrase::Asks(Asks::Not | Asks::NotBefore | Asks::Unknown));
    let negation = if tokens.iter().any(negates) { " not" } else { "" };
    // `not before 2020` negates nothing.
    let text = spaced(text);
    let words = text.split(' ').filter(|word| !is_negation(&word.to_lowercase()));
    suggester.loses_words(&(words.collect::<Vec<_>>().join(" ") + negation), &spaced(query))
}

/// Lists the queries a text may ask for, the likeliest first.
pub(super) fn queries_asked(suggester: Suggester<'_>, text: &str) -> Vec<Query> {
    let tokens = tag_question(text, suggester.catalog, suggester.names).unwrap_or_default();
    let is_there = tokens.iter().any(|token| matches!(token, Phrase::Place(_)));
    let search = |text: &str| {
        let found = search_query(suggester.catalog, text);
        let found = found.filter(|(_, asks)| *asks || !is_there);
        found.filter(|(query, _)| suggester.accept(query).is_found())
    };
    // `mayors` are people of whom one is called a mayor.
    let singulars = || singular_forms(text).iter().skip(1).find_map(|one| search(one));
    match search(text).or_else(singulars) {
        Some((query, true)) => vec![query],
        Some((query, false)) => {
            let known = known_words(suggester, text);
            let keeps = |known: &Query| !loses_words(suggester, text, &known.to_string());
            if known.iter().any(keeps) { known } else { vec![query] }
        }
        None => known_words(suggester, text),
    }
}

/// Lists the words of a question that no fact mentions.
pub(super) fn unknown_words(suggester: Suggester<'_>, text: &str) -> Vec<String> {
    let Suggester { catalog, names, .. } = suggester;
    let tokens = tag_question(text, catalog, names).unwrap_or_default().into_iter();
    let words = tokens.filter_map(|token| match token {
        Phrase::Text(word) | Phrase::Place(word) => Some(word),
        _ => None,
    });
    let words: Vec<String> = words.collect();
    // A question has other words before the unknown ones, or around them if no blanks part them.
    let first = text.split_whitespace().next().unwrap_or_default().to_lowercase();
    let asks = is_stop_word(&first) || !names_for_word(catalog, &first).is_empty();
    let is_asked = if text.contains(is_unspaced) { !words.contains(&first) } else { asks };
    let Some(things) = catalog.kinds.iter().find(|kind| kind.sort == Sort::Union && is_asked)
    else {
        return vec![];
    };
    let is_mentioned = |word: &String| suggester.accept(&query_mentioning(things, word)).is_found();
    words.into_iter().filter(|word| !is_mentioned(word)).collect()
}

/// Lists the queries that a question asks for with names like a word that no fact mentions.
pub(super) fn respell_question(suggester: Suggester<'_>, text: &str, word: &str) -> Vec<Query> {
    let things = suggester.catalog.kinds.iter().filter(|kind| kind.sort == Sort::Thing);
    let kinds: Vec<&str> = things.map(|kind| kind.name.as_str()).collect();
    let near =
        suggester.names.similar_names(&suggester.names.fold_key(word), &kinds).unwrap_or_default();
    let mut near = find_similar(word, near.iter().map(String::as_str));
    // A longer name in Chinese, of which this is only a part, wasn't meant.
    let length = |text: &str| text.chars().count();
    near.retain(|name| !word.contains(is_unspaced) || length(name) == length(word));
    near.iter().flat_map(|name| queries_asked(suggester, &text.replacen(word, name, 1))).collect()
}

/// Lists the queries made of known words alone.
fn known_words(suggester: Suggester<'_>, text: &str) -> Vec<Query> {
    // What names nothing is looked for, not asked of a kind.
    let is_named = |token: &Phrase| {
        use Asks::{Each, Or, Place, Which};
        !matches!(
            token,
            Phrase::Text(_) | Phrase::Place(_) | Phrase::Asks(Place | Which | Each | Or)
        )
    };
    let names_something = |tokens: &Vec<Phrase>| tokens.iter().any(is_named);
    let tokens = tag_question(text, suggester.catalog, suggester.names).filter(names_something);
    let Some(mut tokens) = tokens else { return vec![] };
    let found = Question { suggester, tokens: &tokens }.build_queries();
    // `who invested in it`: the investor is linked.
    let who = text.split_whitespace().next().unwrap_or_default();
    match tokens.first() {
        Some(Phrase::Word(..)) if found.is_empty() && asks_who(&who.to_lowercase()) => {
            tokens.remove(0);
            Question { suggester, tokens: &tokens }.build_queries()
        }
        _ => found,
    }
}

/// A question, tagged.
struct Question<'a> {
    suggester: Suggester<'a>,
    tokens: &'a [Phrase],
}

impl<'a> Question<'a> {
    fn build_queries(&self) -> Vec<Query> {
        if let Some(query) = self.of_thing() {
            return vec![query];
        }
        let mut found: Vec<Query> = Vec::new();
        if let [Phrase::Things(name, _)] = self.tokens {
            found.push(Query::of_things(name.clone(), Span::default(), Span::default()));
        }
        let only_names = !found.is_empty();
        for kind in self.possible_kinds() {
            let query = self.of_kind(kind).filter(|query| !found.contains(query));
            found.extend(query.filter(|query| self.suggester.makes_sense(query).is_some()));
            // A kind that the question names itself is meant.
            if found.len() >= OFFERED || !found.is_empty() && !only_names && self.names_kind() {
                break;
            }
        }
        found
    }

    /// Builds a question about a known value of a thing: `which country is Qingdao in`, `the status of the bridge`.
    fn of_thing(&self) -> Option<Query> {
        use Phrase::{Things, Word};
        let is_which = |token: &&Phrase| matches!(token, Phrase::Asks(Asks::Which));
        let parts = self.tokens.iter().filter(|token| !is_which(token));
        let parts: Vec<&Phrase> = parts.collect();
        let ([Word(names, _), Things(name, kinds)] | [Things(name, kinds), Word(names, _)]) =
            parts.as_slice()
        else {
            return None;
        };
        let catalog = self.suggester.catalog;
        if names.iter().any(|name| catalog.find_kind(name).is_some()) {
            return None;
        }
        kinds.iter().filter_map(|kind| catalog.kind(kind)).find_map(|kind| {
            let builder = QueryBuilder::new(self.suggester, kind, (false, false));
            builder.value_of(names, (name, kinds))
        })
    }

    fn named_words(&self) -> impl Iterator<Item = &'a String> {
        let tokens = self.tokens.iter();
        tokens.flat_map(
            |token| if let Phrase::Word(names, _) = token { names.as_slice() } else { &[] },
        )
    }

    /// Checks whether the question names its kind.
    fn names_kind(&self) -> bool {
        let catalog = self.suggester.catalog;
        self.named_words()
            .any(|name| catalog.find_kind(name).is_some() || kind_of_value(catalog, name).is_some())
    }

    /// Lists the kinds the question may be about: those it names, those of its things, those that have its fields, and all.
    fn possible_kinds(&self) -> Vec<&'a Kind> {
        let catalog = self.suggester.catalog;
        let named = self.named_words().filter_map(|name| catalog.find_kind(name));
        let chosen = self
            .named_words()
            .filter_map(|name| kind_of_value(catalog, name).map(|(kind, ..)| kind));
        let things = self.tokens.iter().flat_map(|token| match token {
            Phrase::Things(_, kinds) => kinds.as_slice(),
            _ => &[],
        });
        let own = things.filter_map(|kind| catalog.kind(kind));
        let asks_where = self.tokens.iter().any(|token| matches!(token, Phrase::Asks(Asks::Place)));
        if asks_where && own.clone().next().is_some() && !self.names_kind() {
            return own.take(1).collect();
        }
        let has = |kind: &&Kind| {
            let is_it = |name: &String| kind.field(name).is_some() || kind.link(name).is_some();
            matches!(kind.sort, Sort::Thing | Sort::Record) && self.named_words().any(is_it)
        };
        let having = catalog.kinds.iter().filter(has);
        let is_name = matches!(self.tokens, [Phrase::Things(..)]);
        let is_place = own.clone().any(|kind| catalog.is_places(kind));
        let has_place =
            |kind: &&Kind| is_place && kind.fields.iter().any(|field| field.ty.is_level());
        let others = catalog.kinds.iter().filter(|kind| kind.sort == Sort::Thing);
        let others = others.filter(|kind| !is_name || has_place(kind));
        let mut kinds: Vec<&Kind> = Vec::new();
        for kind in named.chain(chosen).chain(own).chain(having).chain(others) {
            if kinds.iter().all(|known| known.name != kind.name) {
                kinds.push(kind);
            }
        }
        kinds
    }

    /// Builds the question as a query of a kind; `None` means that a part of it can't be asked of that kind.
    fn of_kind(&self, kind: &'a Kind) -> Option<Query> {
        let only_names = matches!(self.tokens, [Phrase::Things(..)]);
        let mut builder = QueryBuilder::new(self.suggester, kind, (self.names_kind(), only_names));
        for token in self.tokens {
            match token {
                Phrase::Asks(asks) => builder.add_asked(*asks)?,
                Phrase::Word(names, form) => builder.add_word(names, *form)?,
                Phrase::Things(name, kinds) => builder.add_thing_name(name, kinds)?,
                Phrase::Time(test) => builder.add_test(test, &Type::is_time)?,
                Phrase::Amount(test) => builder.add_test(test, &Type::is_amount)?,
                Phrase::Number(test) => builder.add_number(test)?,
                Phrase::Part(part) => builder.add_part(part)?,
                Phrase::Top(limit) => builder.add_top(*limit),
                Phrase::Text(text) => builder.add_text(text)?,
                // What has it in its name needn't be there.
                Phrase::Place(_) => return None,
            }
        }
        builder.build()
    }
}
