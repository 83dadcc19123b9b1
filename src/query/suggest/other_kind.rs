//! Candidates that ask the same of another kind: one that has the field, that has the amount, or whose things have the name.
//! Only those that find something are suggested, and those that make sense where no value was looked for.

use super::edit::Edit;
use super::suggester::{OFFERED, Suggester};
use crate::catalog::{Kind, Sort};
use crate::query::ast::{Body, Cond, Query};
use crate::query::diagnostic::{Diagnostic, Fix, Naming, Problem};
use crate::query::rewrite::{all, conjuncts, known, of_kind, test};

/// Adds the kinds that have the unknown field, where the query makes sense of them.
pub(super) fn with_field(
    diagnostic: &mut Diagnostic,
    query: &Query,
    accept: &dyn Fn(&Query) -> bool,
) {
    let Problem::Naming(Naming::Field { elsewhere, kinds, .. }) = &mut diagnostic.problem else {
        return;
    };
    for plural in elsewhere {
        let edit = Edit::Kind(plural.clone());
        if diagnostic.fixes.len() < OFFERED && accept(&edit.apply(query)) {
            kinds.push(plural.clone());
            diagnostic.fixes.push(edit.fix(query));
        }
    }
}

/// Adds the kinds that have an amount by the name of what is no value of a list: `status = investment`.
pub(super) fn with_amount(suggester: Suggester<'_>, diagnostic: &mut Diagnostic, query: &Query) {
    let Problem::Naming(Naming::Choice { typed, amount_of, .. }) = &mut diagnostic.problem else {
        return;
    };
    let catalog = suggester.catalog;
    let amount = typed.to_lowercase().replace(' ', "_");
    let is_amount =
        |kind: &Kind, name: &str| kind.field(name).is_some_and(|field| field.ty.is_amount());
    let own = catalog.find_kind(&query.kind.text);
    let at = diagnostic.span;
    let (mut tested, mut others): (Option<Cond>, Vec<Cond>) = (None, vec![]);
    for part in query.filter.iter().flat_map(conjuncts) {
        let Cond::Predicate(predicate) = part else {
            others.push(part.clone());
            continue;
        };
        match (&predicate.body, predicate.path.names.as_slice()) {
            _ if predicate.span.holds(at) => {}
            (Body::Test(written), [name])
                if own.is_some_and(|kind| is_amount(kind, &name.text)) =>
            {
                tested = Some(test(&amount, written.clone()));
            }
            _ => others.push(part.clone()),
        }
    }
    let tested = tested.unwrap_or_else(|| known(&amount, true));
    for kind in catalog.kinds.iter().filter(|kind| is_amount(kind, &amount)) {
        amount_of.push(kind.plural.clone());
        let both = all([tested.clone()].into_iter().chain(others.clone()).collect());
        let candidates = [both, Some(tested.clone())];
        let mut candidates = candidates.map(|cond| of_kind(query, &kind.plural, cond)).into_iter();
        let found = candidates.find(|other| suggester.accept(other).problems.is_empty());
        diagnostic.fixes.extend(found.map(|other| Edit::Query(other).fix(query)));
    }
}

impl Suggester<'_> {
    /// Suggests the kinds whose things meet the condition, because the name in it is one of theirs.
    pub(super) fn of_other_things(self, query: &Query, filter: Option<&Cond>) -> Vec<Fix> {
        let kinds = self.catalog.kinds.iter().filter(|kind| kind.sort == Sort::Thing);
        let other = |kind: &Kind| Edit::Query(of_kind(query, &kind.plural, filter.cloned()));
        self.finding(query, kinds.map(other))
    }
}
