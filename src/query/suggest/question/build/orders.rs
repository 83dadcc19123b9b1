//! Orders: what the greatest is the greatest by.

use super::QueryBuilder;
use crate::catalog::Field;
use crate::catalog::vocabulary::OrderKey;
use crate::query::ast::{Item, Order};
use crate::query::rewrite::make_path;
use crate::query::span::Span;

impl QueryBuilder<'_> {
    /// Shows what the order compares: `the largest projects by investment`.
    pub(super) fn show_ordered(&mut self) {
        let is_order = |key: &String| {
            let field = self.kind.field(key);
            field.is_some_and(|field| field.ty.is_amount() || field.ty.is_time())
        };
        if self.order.is_some() && self.keys.iter().all(is_order) {
            self.shown.append(&mut self.keys);
        }
    }

    /// Makes the order; `None` means that nothing has what it compares.
    pub(super) fn make_order(&self, total: Option<&Item>) -> Option<Vec<Order>> {
        Some(match self.order {
            Some((by, descending)) => {
                vec![Order { item: self.ordered_item(by, total)?, descending }]
            }
            None => vec![],
        })
    }

    /// Returns the limit of an order that is about a single thing: `the largest project`.
    pub(super) fn one_of_order(&self) -> Option<u64> {
        let is_one = self.order.is_some() && self.is_one == Some(true) && self.keys.is_empty();
        is_one.then_some(1)
    }

    /// Returns the item that an order compares: the total of groups, the field or link that is named, or the kind's amount or
    /// time.
    fn ordered_item(&self, by: OrderKey, total: Option<&Item>) -> Option<Item> {
        let is_grouped = !self.keys.is_empty();
        if let Some(total) = total.filter(|_| is_grouped && by != OrderKey::Time) {
            return Some(total.clone());
        }
        if by == OrderKey::Number && is_grouped {
            return Some(Item::Count(None, Span::default()));
        }
        let shown = self.shown.iter();
        let named = shown
            .clone()
            .filter_map(|name| self.kind.field(name))
            .find(|field| is_ordered(by, field));
        let own = self
            .kind
            .fields
            .iter()
            .filter(|_| by != OrderKey::Number)
            .find(|field| is_ordered(by, field) && (field.ty.has_unit() || field.ty.is_time()));
        if let Some(field) = named.or(own) {
            return (!is_grouped).then(|| Item::Path(make_path(&field.name)));
        }
        let mut links = shown.filter(|name| self.kind.field(name).is_none());
        let link = links.next().filter(|_| by == OrderKey::Number)?;
        Some(Item::Count(Some(make_path(link)), Span::default()))
    }
}

/// Checks whether an order may compare the values of a field.
pub(super) fn is_ordered(by: OrderKey, field: &Field) -> bool {
    match by {
        OrderKey::Time => field.ty.is_time(),
        OrderKey::Amount | OrderKey::Number => field.ty.is_amount(),
    }
}
