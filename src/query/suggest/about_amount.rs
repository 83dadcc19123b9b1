//! A query for about the amount that nothing has.

use anyhow::Result;

use super::empty_answer::{is_equal, parts, plain};
use super::suggester::{Finding, Siblings};
use crate::catalog::{Kind, Type};
use crate::query::ast::{Body, Predicate, Query, Test};
use crate::query::plan::Plan;
use crate::query::rewrite::{of_kind, test, with_conjunct};

impl Siblings<'_> {
    /// Asks for about an amount that nothing has, or for those of another kind that have it as their amount of money.
    pub fn about_amount(self, query: &Query, plan: &Plan<'_>) -> Result<Option<Finding>> {
        let own = |asked: &Predicate| {
            let field = plan.kind.field(&asked.path.to_string().to_lowercase());
            field.filter(|field| field.ty.has_unit() && is_equal(asked))
        };
        let mut tested = parts(query).filter_map(|(n, part, filter)| {
            let asked = plain(part)?;
            Some((n, filter, asked, own(asked)?))
        });
        let (Some((n, filter, asked, field)), None) = (tested.next(), tested.next()) else {
            return Ok(None);
        };
        let Body::Test(Test::Compare(_, span, value)) = &asked.body else { return Ok(None) };
        let about = |kind: &Kind, field: &str| {
            let about = test(field, Test::About(*span, value.clone()));
            of_kind(query, &kind.plural, with_conjunct(filter, n, about))
        };
        let near = self.found(&about(plan.kind, &field.name))?;
        if near.is_some() || !matches!(field.ty, Type::Quantity(None) | Type::Money) {
            return Ok(near);
        }
        for kind in self.0.catalog().kinds.iter().filter(|kind| kind.name != plan.kind.name) {
            for field in kind.names_of(&|field| field.ty == Type::Money) {
                let found = self.found(&about(kind, &field))?;
                if found.is_some() {
                    return Ok(found);
                }
            }
        }
        Ok(None)
    }
}
