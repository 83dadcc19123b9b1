//! A text that is no query, heard as a question: its kinds, names, values, dates and amounts, put together as queries
//! (`projects in Qingdao over 1bn`). Every word of it must be known here or say nothing, else nothing is offered, and a
//! query only if it makes sense. Not here: what the words may mean (`heard`), and how a part is put (`posed`).

use super::attempt;
use super::heard::{Heard, heard};
use super::kinds::of_value;
use super::mend::Mender;
use super::posed::Asked;
use crate::catalog::{Kind, Sort, Type};
use crate::query::diagnostic::{Diagnostic, Naming, Problem};
use crate::query::lexer::{TokenKind, lex};
use crate::query::parser::parse;

/// How many queries are offered.
pub(super) const OFFERED: usize = 4;

/// Whether a text may be a question: it has neither `where` nor a comparison.
pub(super) fn is_question(text: &str) -> bool {
    lex(text).iter().all(|token| match token.kind {
        TokenKind::Operator(_) => false,
        TokenKind::Word => !token.span.text(text).eq_ignore_ascii_case("where"),
        _ => true,
    })
}

/// The queries a text may ask for, the likeliest first.
pub(super) fn queries(mender: Mender<'_>, text: &str) -> Vec<String> {
    let Some(mut heard) = heard(text, mender.catalog, mender.names) else { return vec![] };
    let found = Question { mender, heard: &heard }.queries();
    // `who invested in it`: who it was is what is linked.
    match heard.iter().position(|part| matches!(part, Heard::Word(_))) {
        Some(first) if found.is_empty() => {
            heard.remove(first);
            Question { mender, heard: &heard }.queries()
        }
        _ => found,
    }
}

pub(super) struct Question<'a> {
    pub(super) mender: Mender<'a>,
    pub(super) heard: &'a [Heard],
}

impl<'a> Question<'a> {
    fn queries(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for kind in self.kinds() {
            let query = self.of(kind).filter(|query| !found.contains(query));
            found.extend(query.filter(|query| self.sense(query).is_some()));
            // What the question names itself is meant.
            if found.len() == OFFERED || !found.is_empty() && self.is_told() {
                break;
            }
        }
        found
    }

    fn words(&self) -> impl Iterator<Item = &'a String> {
        let heard = self.heard.iter();
        heard.flat_map(|part| if let Heard::Word(names) = part { names.as_slice() } else { &[] })
    }

    /// Whether it says what kind it is about.
    pub(super) fn is_told(&self) -> bool {
        let catalog = self.mender.catalog;
        self.words()
            .any(|name| catalog.find_kind(name).is_some() || of_value(catalog, name).is_some())
    }

    /// The kinds it may be about: those it names, or else those of the things in it, those that have a field in it, and all.
    fn kinds(&self) -> Vec<&'a Kind> {
        let catalog = self.mender.catalog;
        let named = self.words().filter_map(|name| catalog.find_kind(name));
        let chosen = self.words().filter_map(|name| of_value(catalog, name).map(|(kind, ..)| kind));
        let things = self.heard.iter().flat_map(|part| match part {
            Heard::Things(_, kinds) => kinds.as_slice(),
            _ => &[],
        });
        let own = things.filter_map(|kind| catalog.kind(kind));
        let has = |kind: &&Kind| {
            let is_it = |name: &String| kind.field(name).is_some() || kind.link(name).is_some();
            matches!(kind.sort, Sort::Thing | Sort::Record) && self.words().any(is_it)
        };
        let having = catalog.kinds.iter().filter(has);
        let is_name = matches!(self.heard, [Heard::Things(..)]);
        let is_place = own.clone().any(|kind| catalog.is_places(kind));
        let lies = |kind: &&Kind| {
            is_place && kind.fields.iter().any(|field| matches!(field.ty, Type::Level(_)))
        };
        let others = catalog.kinds.iter().filter(|kind| kind.sort == Sort::Thing);
        let others = others.filter(|kind| !is_name || lies(kind));
        let mut kinds: Vec<&Kind> = Vec::new();
        for kind in named.chain(chosen).chain(own).chain(having).chain(others) {
            if kinds.iter().all(|known| known.name != kind.name) {
                kinds.push(kind);
            }
        }
        kinds
    }

    /// The question as a query of a kind; nothing if a part of it cannot be asked of that.
    fn of(&self, kind: &'a Kind) -> Option<String> {
        let mut asked = Asked::of(self, kind);
        let (mut count, mut sum) = (false, false);
        for part in self.heard {
            match part {
                Heard::Count => count = true,
                Heard::Sum => sum = true,
                Heard::Order { is_time, descending } => asked.order(*is_time, *descending)?,
                Heard::Word(names) => asked.word(names)?,
                Heard::Things(name, kinds) => asked.things(name, kinds)?,
                Heard::Time(sign, text) => asked.value(sign, text, &Type::is_time)?,
                Heard::Amount(sign, text) => asked.value(sign, text, &Type::is_amount)?,
                Heard::Else(text) => asked.text(text)?,
            }
        }
        asked.written(count, sum)
    }

    /// Whether a query makes sense, and if so, whether it finds anything.
    pub(super) fn sense(&self, text: &str) -> Option<bool> {
        let query = parse(text).ok()?.into_iter().next()?;
        let Mender { catalog, names, parameters } = self.mender;
        let resolved = attempt(&query, catalog, names, parameters).ok()?;
        let finds = names.finds(&resolved.plan).unwrap_or_default();
        let is_listed = |warning: &Diagnostic| {
            matches!(warning.problem, Problem::Naming(Naming::Country { .. }))
        };
        resolved.warnings.iter().all(is_listed).then_some(finds)
    }
}
