//! Candidates for a place of the atlas that no fact mentions: the nearest place around it inside which something is known.

use super::Suggester;
use super::edit::{Edit, predicate_of_value};
use crate::catalog::Type;
use crate::query::ast::{Body, Operator, Query, Test};
use crate::query::diagnostic::{Diagnostic, Naming, Problem};
use crate::query::rewrite::{value, within};

/// Adds the test of the place around.
pub(super) fn suggest(suggester: Suggester<'_>, diagnostic: &mut Diagnostic, query: &Query) {
    let Problem::Naming(Naming::Listed { places, .. }) = &diagnostic.problem else { return };
    let kind = suggester.catalog.find_kind(&query.kind.text);
    let ([place], Some(kind), Some(tested)) =
        (places.as_slice(), kind, predicate_of_value(query, diagnostic.span))
    else {
        return;
    };
    if !matches!(tested.body, Body::Test(Test::Compare(Operator::Eq, ..) | Test::Within(..))) {
        return;
    }
    let path = tested.path.to_string();
    // The level of a place contains nothing itself; the place does.
    let path = match kind.field(&path).map(|field| &field.ty) {
        Some(Type::Level(level)) => level.of.clone().unwrap_or_else(|| "id".to_owned()),
        _ => path,
    };
    let conds = place.containers().map(|around| within(&path, value(around.name(), true)));
    let edits = conds.map(|cond| Edit::Cond(tested.span, cond));
    let nearest = suggester.finding(query, edits).into_iter().next();
    diagnostic.fixes.extend(nearest);
}
