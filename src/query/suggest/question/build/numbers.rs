//! Numbers: what they count, what they are compared with, and how many rows they ask for.

use super::QueryBuilder;
use super::conditions::limit_of;
use crate::catalog::Type;
use crate::catalog::vocabulary::{Asks, OrderKey};
use crate::query::ast::Test;

impl QueryBuilder<'_> {
    /// Adds a number that counts what is after it, is compared with the field before it, or limits an order.
    pub(in crate::query::suggest::question) fn add_number(&mut self, test: &Test) -> Option<()> {
        let is_tested = self.tested.and_then(|name| self.kind.field(name));
        let is_limit = matches!(self.lead, Some(Asks::Order { .. }));
        if !is_limit && is_tested.is_some_and(|field| field.ty.is_amount()) {
            return self.add_test(test, &Type::is_amount);
        }
        let is_free = self.number.is_none() && self.negates.is_none();
        match limit_of(test).filter(|_| self.order.is_some() && self.limit.is_none()) {
            Some(limit) => self.limit = Some(limit),
            None => self.number = Some(test.clone()),
        }
        is_free.then_some(())
    }

    /// Adds a number of the greatest.
    pub(in crate::query::suggest::question) fn add_top(&mut self, limit: u64) {
        self.limit = Some(limit);
        self.order = self.order.or(Some((OrderKey::Amount, true)));
    }
}
