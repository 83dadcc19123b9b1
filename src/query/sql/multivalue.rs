//! Paths through links have any number of values: distinct values as a list in a cell, a count, or one row each.

use super::expr::{Expr, sql};
use super::labels::{key_of, label_of, thing_column};
use super::link_predicate;
use super::record_label;
use super::row_scope::RowScope;
use super::select::{display_value, identifying_values, json_words, order_of_value};
use crate::catalog::{Sort, Type};
use crate::query::plan::{Leaf, LinkStep, PathExpr, RefStep};

/// The values at the end of a path from a row.
struct ValueBranch {
    /// `FROM … WHERE …`, without the first word.
    from: Vec<Expr>,
    filter: Vec<Expr>,
    /// The shown expression.
    value: Expr,
    /// The expression to order by.
    key: Expr,
    /// The identity of the value.
    id: Expr,
}

/// Writes a JSON array of the distinct values, in order.
pub(super) fn json_list<'c>(way: &PathExpr<'c>, at: &RowScope<'c>) -> Expr {
    sql!["(SELECT json_group_array(v) FROM (", select_distinct(way, at), " ORDER BY k, v))"]
}

/// Writes a JSON array of `[shown, order, identity]` arrays, in order.
pub(super) fn json_triples<'c>(way: &PathExpr<'c>, at: &RowScope<'c>) -> Expr {
    let same = "(SELECT slug FROM thing WHERE id = i)";
    let ordered =
        sql!["SELECT * FROM (", select_distinct(way, at), format!(") ORDER BY k, v, {same}, i")];
    sql!["(SELECT json_group_array(json_array(v, k, i)) FROM (", ordered, "))"]
}

/// The shown value of `each` in a row.
pub(super) const EACH: &str = "json_extract(each_value.value, '$[0]')";
/// The identity of the value of `each` in a row.
pub(super) const EACH_ID: &str = "json_extract(each_value.value, '$[2]')";

/// Writes a JSON array of the values' identities: for things, their ids.
pub(super) fn json_ids<'c>(way: &PathExpr<'c>, at: &RowScope<'c>) -> Expr {
    sql![
        "(SELECT json_group_array(i) FROM (",
        select_identities(way, at, (&"DISTINCT ".into(), " FROM ".into(), None)),
        "))"
    ]
}

/// Counts the distinct things at the end of a path.
pub(super) fn count_distinct<'c>(way: &PathExpr<'c>, at: &RowScope<'c>) -> Expr {
    sql![
        "(SELECT count(DISTINCT i) FROM (",
        select_identities(way, at, (&Expr::default(), " FROM ".into(), None)),
        "))"
    ]
}

/// Selects the identities (i). `head` comes before them, `from` before the tables of the path, and `also` is one more condition.
pub(super) fn select_identities<'c>(
    way: &PathExpr<'c>,
    at: &RowScope<'c>,
    (head, from, also): (&Expr, Expr, Option<&Expr>),
) -> Expr {
    let selects = path_spreads(way, at, true).into_iter().map(|spread| {
        let known = sql![spread.id.clone(), " IS NOT NULL"];
        let filter = Expr::all_of(spread.filter.into_iter().chain([known]).chain(also.cloned()));
        let tables = Expr::join(spread.from, ", ");
        let select = sql!["SELECT ", head.clone(), spread.id, " AS i", from.clone()];
        sql![select, tables, " WHERE ", filter]
    });
    Expr::join(selects, " UNION ALL ")
}

/// Writes `SELECT DISTINCT` of value, order and identity.
fn select_distinct<'c>(way: &PathExpr<'c>, at: &RowScope<'c>) -> Expr {
    let selects = path_spreads(way, at, true).into_iter().map(|spread| {
        let known = sql![spread.id.clone(), " IS NOT NULL"];
        let filter = Expr::all_of(spread.filter.into_iter().chain([known]));
        let select = sql![spread.value, " AS v, ", spread.key, " AS k, ", spread.id, " AS i"];
        let tables = Expr::join(spread.from, ", ");
        sql!["SELECT DISTINCT ", select, " FROM ", tables, " WHERE ", filter]
    });
    Expr::join(selects, " UNION ")
}

/// Writes the citation of a piece of evidence: `air-silk-road-2024 p9`.
fn evidence_citation(at: &RowScope<'_>) -> Expr {
    let source = thing_column("slug", at.column("source"));
    let paragraph = sql!["coalesce(' p' || ", at.column("paragraph"), ", '')"];
    sql!["coalesce(", source, " || ", paragraph, ", 'no document')"]
}

/// Writes the order of evidence: by document and paragraph, without a document last, then by content.
fn evidence_order(at: &RowScope<'_>) -> Expr {
    let source = thing_column("slug", at.column("source"));
    let without = sql![at.column("source"), " IS NULL"];
    let says = sql!["json_array(", Expr::join(identifying_values(at), ", "), ")"];
    let parts = Expr::join([without, source, at.column("paragraph"), says], ", ");
    sql!["printf('%d %s p%09d %s', ", parts, ")"]
}

/// Lists the branches of a path, one for each combination of kinds on it. `alone` means that all values belong to one thing, whose
/// name isn't repeated with each.
fn path_spreads<'c>(way: &PathExpr<'c>, at: &RowScope<'c>, alone: bool) -> Vec<ValueBranch> {
    match way {
        PathExpr::Leaf(Leaf::Link(link, via)) => {
            let next = at.joined_scope(via);
            let id = link_predicate::reached_id((link, via), &next);
            let (from, filter) = link_predicate::join_records((link, via), at);
            let (value, key) = if via.sort == Sort::Evidence && link.to.is_none() {
                (evidence_citation(&next), evidence_order(&next))
            } else {
                let to = match link.to.as_ref().and_then(|to| via.field(to)).map(|to| &to.ty) {
                    Some(Type::Ref(targets)) => targets.kinds.clone(),
                    _ => vec![via.name.clone()],
                };
                let key = key_of(&to, id.clone());
                let is_record = alone && link.to.is_none();
                let name = if is_record {
                    record_label::name_in_link((link, via), at)
                } else {
                    label_of(&to, id.clone())
                };
                (name, key)
            };
            vec![ValueBranch { from: vec![from], filter: vec![filter], value, key, id }]
        }
        PathExpr::Link(LinkStep { link, via, then }) => {
            let next = at.joined_scope(via);
            let (from, filter) = link_predicate::join_records((link, via), at);
            add_join((&from, &filter), path_spreads(then, &next, false))
        }
        PathExpr::Ref(RefStep { field, then, .. }) => then
            .iter()
            .flat_map(|(target, way)| {
                let next = at.joined_scope(target);
                let (from, filter) = at.join_step(&next, field);
                add_join((&from, &filter), path_spreads(way, &next, alone))
            })
            .collect(),
        PathExpr::Leaf(end @ Leaf::Field(field)) if field.list => {
            let table = format!("{}w", at.alias);
            let value = Expr::from(format!("{table}.value"));
            let from = sql!["json_each(", json_words(*end, at), ") AS ", table];
            let key = value.clone();
            vec![ValueBranch {
                from: vec![from],
                filter: vec![],
                value: key.clone(),
                key,
                id: value,
            }]
        }
        PathExpr::Leaf(end) => {
            let (value, key) = (display_value(*end, None, at), order_of_value(*end, at));
            vec![ValueBranch { from: vec![], filter: vec![], value: value.clone(), key, id: value }]
        }
    }
}

/// Adds a table before those of each branch.
fn add_join((from, filter): (&Expr, &Expr), mut branches: Vec<ValueBranch>) -> Vec<ValueBranch> {
    for branch in &mut branches {
        branch.from.insert(0, from.clone());
        branch.filter.insert(0, filter.clone());
    }
    branches
}
