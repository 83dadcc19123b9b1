//! A question built as a query of one kind: each of its parts is a condition, a column or an order.

mod answers;
mod conditions;
mod negations;
mod numbers;
mod orders;
mod parts;
mod things;
mod values;
mod words;

use conditions::limit_of;
use parts::AskedPart;

use crate::catalog::Kind;
use crate::catalog::vocabulary::{Asks, OrderKey};
use crate::query::ast::{Aggregate, Cond, Item, Name, Query, Test};
use crate::query::rewrite::{make_known, make_path};
use crate::query::span::Span;
use crate::query::suggest::suggester::Suggester;

/// The field of every thing.
const NAME: &str = "name";

/// A query in the making.
pub(super) struct QueryBuilder<'a> {
    suggester: Suggester<'a>,
    kind: &'a Kind,
    /// Whether the question names its kind.
    is_named: bool,
    /// Whether it only names a thing.
    only_names: bool,
    conds: Vec<Cond>,
    shown: Vec<String>,
    /// The field to which a value after it may belong.
    tested: Option<&'a str>,
    /// Whether what is asked for is in the singular, each time that it is named.
    is_one: Option<bool>,
    /// The order, with the greatest first if `true`.
    order: Option<(OrderKey, bool)>,
    limit: Option<u64>,
    /// A number that counts what is after it, or limits the answer.
    number: Option<Test>,
    /// Whether the next part is negated, and whether it is only said not to be recorded.
    negates: Option<Asks>,
    /// How many conditions are negated.
    negations: usize,
    /// The part directly before, if it is negated.
    negated: Option<AskedPart>,
    /// The keys of groups.
    keys: Vec<String>,
    /// The field whose values are asked for: `which cities`.
    asked: Option<String>,
    /// Whether the question names this very kind.
    names_it: bool,
    /// The word before the next part: `which`, `in each`, `or` or one of an order.
    lead: Option<Asks>,
    count: bool,
    total: Option<Aggregate>,
    /// Whether a word is only looked for in texts.
    seeks_text: bool,
    /// Whether the last word says something of the next one.
    is_of: bool,
    /// The path to each thing that is named, and the kinds of that thing.
    things: Vec<(String, Vec<String>)>,
    /// Whether the next thing is where something comes from.
    is_from: bool,
    /// Whether what is asked for is between two things.
    is_between: bool,
}

impl<'a> QueryBuilder<'a> {
    pub(super) fn new(
        suggester: Suggester<'a>,
        kind: &'a Kind,
        (is_named, only_names): (bool, bool),
    ) -> Self {
        let (conds, shown) = (vec![], vec![]);
        Self {
            suggester,
            kind,
            is_named,
            only_names,
            conds,
            shown,
            tested: None,
            is_one: None,
            order: None,
            limit: None,
            number: None,
            negates: None,
            negated: None,
            negations: 0,
            keys: vec![],
            asked: None,
            names_it: false,
            lead: None,
            count: false,
            total: None,
            seeks_text: false,
            is_of: false,
            things: vec![],
            is_from: false,
            is_between: false,
        }
    }

    /// Adds what a phrase asks for. A number or sign between `or` and the part after it is in its test.
    pub(super) fn add_asked(&mut self, asks: Asks) -> Option<()> {
        if self.negates.is_some() {
            return None;
        }
        match asks {
            Asks::Count => self.count = true,
            Asks::Sum => self.total = Some(Aggregate::Sum),
            Asks::Average => self.total = Some(Aggregate::Average),
            Asks::CountOrSum => (self.count, self.total) = (true, Some(Aggregate::Sum)),
            Asks::Place => self.add_place()?,
            Asks::Order { by, descending } => {
                self.lead = Some(asks);
                if let Some(number) = self.number.take() {
                    self.limit = Some(limit_of(&number)?);
                }
                let is_other = self.order.replace((by, descending)).is_some();
                return (!is_other).then_some(());
            }
            Asks::Which | Asks::Each | Asks::Or => self.lead = Some(asks),
            Asks::From => self.is_from = true,
            Asks::Of => self.is_of = true,
            Asks::Between => self.is_between = true,
            Asks::Not => self.negates = Some(asks),
            Asks::NotBefore => self.negate_last()?,
            Asks::Unknown => match self.tested.take() {
                Some(field) => {
                    self.shown.retain(|shown| shown != field);
                    self.conds.push(make_known(field, false));
                }
                None => self.negates = Some(asks),
            },
            Asks::Nothing
            | Asks::Compare(_)
            | Asks::CompareBefore(_)
            | Asks::BetweenBefore
            | Asks::To
            | Asks::Relative
            | Asks::Unreadable => {}
        }
        Some(())
    }

    fn finds_rows(&self, cond: &Cond) -> bool {
        self.makes_sense(cond).unwrap_or_default()
    }

    fn makes_sense(&self, cond: &Cond) -> Option<bool> {
        self.suggester
            .makes_sense(&Query { by: vec![], ..self.make_query(Some(cond.clone()), vec![]) })
    }

    fn make_query(&self, filter: Option<Cond>, show: Vec<Item>) -> Query {
        let span = Span::default();
        let kind = Name { text: self.kind.plural.clone(), span };
        let by = self.keys.iter().map(|key| make_path(key)).collect();
        Query { filter, show, by, ..Query::all_of_kind(kind, span) }
    }
}
