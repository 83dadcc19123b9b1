//! What a question asks for: a total, groups, a number of rows, or rows and their columns.

use super::conditions::path_of;
use super::{NAME, QueryBuilder};
use crate::catalog::graph::edges_from_kind;
use crate::catalog::vocabulary::OrderKey;
use crate::catalog::{Kind, Sort};
use crate::query::ast::{Aggregate, Cond, CountArgument, Item, Predicate, Query};
use crate::query::rewrite::{join_conjuncts, make_path};
use crate::query::span::Span;

impl QueryBuilder<'_> {
    /// Builds the query; `None` means that it asks for a sum of nothing, leaves a part out, or only names a thing.
    pub(in crate::query::suggest::question) fn build(mut self) -> Option<Query> {
        if self.negates.is_some() || self.number.is_some() || self.asks_of_nothing() {
            return None;
        }
        self.group_asked();
        self.show_ordered();
        self.group_total();
        let total = match self.asked_total() {
            Some(total) => Some(self.make_total(total)?),
            None => None,
        };
        let order = self.make_order(total.as_ref())?;
        if self.is_between && !self.shares_link() || !self.names_it && self.shows_namesakes() {
            return None;
        }
        let filter = join_conjuncts(self.conds.clone());
        let is_found = |cond: &Cond| !self.seeks_text || self.finds_rows(cond);
        if !filter.iter().all(is_found) {
            return None;
        }
        let limit = self.limit.or(self.one_of_order()).map(CountArgument::Digits);
        let is_free = order.is_empty() && limit.is_none();
        if let Some(total) = total {
            if self.shown.len() > 1 {
                return None;
            }
            let query = self.make_query(filter, vec![total]);
            let is_grouped = !self.keys.is_empty();
            return (is_free || is_grouped).then_some(Query { order, limit, ..query });
        }
        if !self.keys.is_empty() {
            // Nothing of a single thing is shown of a group.
            let query = self.make_query(filter, vec![]);
            return self.shown.is_empty().then_some(Query { order, limit, ..query });
        }
        // `青岛人口多少` asks for the number that was measured.
        let is_measured = self.total.is_some() && !self.names_it && self.kind.sort == Sort::Record;
        if self.count && !is_measured {
            let is_free = is_free && self.shown.is_empty();
            return is_free.then(|| Query { count: true, ..self.make_query(filter, vec![]) });
        }
        if self.only_names && self.conds.iter().all(is_named) {
            return None;
        }
        let columns = self.columns();
        let query = self.make_query(filter, columns);
        Some(Query { order, limit, ..query })
    }

    /// Checks whether what is asked for isn't clear: `no projects` alone asks of nothing in particular.
    fn asks_of_nothing(&self) -> bool {
        let is_negated = !self.names_it && self.negations == self.conds.len();
        self.asked.is_some() && self.seeks_text || is_negated && self.negations > 0
    }

    /// Checks whether what is between two things has both by the same link.
    fn shares_link(&self) -> bool {
        let links = self.conds.iter().filter_map(path_of);
        let linked = links.filter_map(|path| self.kind.link(path.split('.').next()?));
        let linked: Vec<&str> = linked.map(|link| link.name.as_str()).collect();
        linked.iter().skip(1).any(|link| linked.first() == Some(link))
    }

    /// Returns the first amount that is shown.
    fn shown_amount(&self) -> Option<String> {
        let is_amount =
            |name: &&String| self.kind.field(name).is_some_and(|field| field.ty.is_amount());
        self.shown.iter().find(is_amount).cloned()
    }

    /// Makes a level that is named beside a total a key of groups: `cities by total investment`.
    fn group_total(&mut self) {
        if self.total.is_some() && self.shown_amount().is_some() {
            let (keys, shown) = self.shown.iter().cloned().partition(|name| self.is_level(name));
            self.shown = shown;
            self.keys = [std::mem::take(&mut self.keys), keys].concat();
        }
    }

    /// Returns the total that is asked for. `多少` asks how many there are, unless it asks for an amount, and `investment by country`
    /// for what each has together.
    fn asked_total(&self) -> Option<Aggregate> {
        let is_shown = self.shown_amount().is_some();
        let sum = Some(Aggregate::Sum).filter(|_| is_shown && !self.keys.is_empty());
        self.total.filter(|_| is_shown || !self.count).or(sum)
    }

    /// Makes the total of the amount that is shown, or of the kind's own.
    fn make_total(&self, total: Aggregate) -> Option<Item> {
        let amounts = self.kind.names_of(&|field| field.ty.has_unit());
        let of = self.shown_amount().or_else(|| amounts.into_iter().next())?;
        Some(Item::Aggregate(total, make_path(&of), Span::default()))
    }

    /// Lists the columns of a row. A thing is shown with its name.
    fn columns(&mut self) -> Vec<Item> {
        self.shown.dedup();
        let is_shown = self.shown.iter().any(|name| name == NAME);
        if self.kind.sort == Sort::Thing && !self.shown.is_empty() && !is_shown {
            self.shown.insert(0, NAME.to_owned());
        }
        self.shown.iter().map(|name| Item::Path(make_path(name))).collect()
    }

    /// Makes the field whose values are asked for a key of groups, of the things themselves or of what a link that is shown leads
    /// to: `which countries took part in events`. Where the question names no kind, the field is shown.
    fn group_asked(&mut self) {
        let Some(asked) = self.asked.take() else { return };
        if !self.names_it && !matches!(self.order, Some((OrderKey::Number, _))) {
            self.shown.push(asked);
            return;
        }
        let edges = edges_from_kind(self.suggester.catalog, self.kind);
        let linked = self.shown.iter().position(|shown| {
            let has = |kind: &&Kind| kind.field(&asked).is_some();
            edges.iter().any(|edge| edge.shown_path() == *shown && edge.to.iter().any(has))
        });
        self.keys.push(match linked {
            Some(n) => format!("{}.{asked}", self.shown.remove(n)),
            None => asked,
        });
    }
}

/// Checks whether a condition is about a name.
fn is_named(cond: &Cond) -> bool {
    matches!(cond, Cond::Predicate(Predicate { path, .. }) if path.to_string() == NAME)
}
