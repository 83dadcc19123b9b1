//! Rows of groups: one for each combination of keys, with counts and aggregates.
//!
//! The statement is a chain of named steps. `pairs` are the distinct pairs of a matching thing and a group, so that a link never
//! multiplies an amount; `covered` are the parts whose whole is counted already; each column then has steps of its own, joined
//! to the groups at the end. The name of a thing that is a key is looked up once for each group.

use super::expr::{Expr, quote_ident, sql};
use super::keys::{
    self, KeySource, Source, group_by_clause, has_scales, leading_identities, look_of_key,
    rows_to_read, same_group, thing_group_pairs,
};
use super::labels::label_columns;
use super::multivalue;
use super::provenance;
use super::row_scope::RowScope;
use super::select::{self, Read};
use super::statement::{ClaimColumns, Statement};
use super::tables::{limit_clause, member_scope};
use super::totals;
use crate::answer::{Column, Shape};
use crate::catalog::Type;
use crate::query::plan::{Item, Key, Leaf, NamedPath, Plan};

/// Writes the statement of a query with groups.
pub(super) fn groups_statement<'c>(plan: &Plan<'c>, keys: &[NamedPath<'c>]) -> Statement {
    let at = member_scope(plan);
    let items = with_order(plan.shown.iter().collect(), plan);
    let cited = if plan.cited { provenance::claim_steps(plan, keys.len(), &at) } else { vec![] };
    let ids = (0..cited.len()).map(|n| Expr::from(format!("c{n}.ids AS \"sources {n}\"")));
    let certain: Expr = "1 AS certain".into();
    let selected = plan.shown.iter().enumerate().map(|(n, item)| selected_columns(item, n, keys));
    let select = Expr::join([certain].into_iter().chain(selected).chain(ids), ",\n       ");
    let ids_alone = ClaimColumns { ids: true, ..ClaimColumns::default() };
    let behind = vec![ids_alone; cited.len()];
    let (steps, tail) = statement_frame(plan, keys, &items, cited);
    let steps = Expr::join(steps, ",\n");
    let statement = sql!["WITH RECURSIVE\n", steps, "\nSELECT ", select, tail];
    let columns: Vec<Column> = plan.shown.iter().map(|item| group_column(item, keys)).collect();
    let read = |(item, column): (&Item<'c>, &Column)| match item {
        Item::Aggregate(..) => Read::Total,
        _ => Read::Cell(column.shape),
    };
    let reads = plan.shown.iter().zip(&columns).map(read).collect();
    Statement { reads, cited: behind, ..Statement::new(statement, columns) }
}

/// Adds the items of the order to the columns.
fn with_order<'p, 'c>(mut items: Vec<&'p Item<'c>>, plan: &'p Plan<'c>) -> Vec<&'p Item<'c>> {
    for key in &plan.order {
        if place_of(&key.item, &items).is_none() {
            items.push(&key.item);
        }
    }
    items
}

/// Writes the named steps, and the groups joined with their results, in order.
fn statement_frame<'c>(
    plan: &Plan<'c>,
    keys: &[NamedPath<'c>],
    items: &[&Item<'c>],
    cited: Vec<Expr>,
) -> (Vec<Expr>, Expr) {
    let at = member_scope(plan);
    let source = rows_to_read(plan, keys, &at);
    let mut steps = vec![thing_group_pairs(plan, keys, &at)];
    steps.extend(totals::covered_parts(items, &at));
    steps.extend(items.iter().enumerate().flat_map(|(n, item)| steps_of(item, n, &source, &at)));
    let has_step = |item: &Item<'_>| matches!(item, Item::CountOf(_) | Item::Aggregate(..));
    let own = items.iter().enumerate().filter(|(_, item)| has_step(item));
    let own = own.map(|(n, _)| format!("s{n}"));
    let mut tail = select_groups(keys, groups_from(items, keys, &at), &at);
    for step in own.chain((0..cited.len()).map(|n| format!("c{n}"))) {
        tail.push(sql![format!("\n  LEFT JOIN {step} ON "), same_group(keys.len(), &step, "g")]);
    }
    steps.extend(cited);
    let orders = plan.order.iter().flat_map(|key| order_by_key(key, items, keys));
    let by_key = (1..).zip(keys).flat_map(|(n, key)| {
        [keys::key_order_exprs(key, n), keys::same_name_order(key, n, &at)].concat()
    });
    let by_key = by_key.map(|by| format!("{by} NULLS LAST"));
    let order: Vec<Expr> = orders.chain(by_key).map(Expr::from).collect();
    if !order.is_empty() {
        tail.push(sql!["\n ORDER BY ", Expr::join(order, ", ")]);
    }
    tail.push(limit_clause(plan));
    (steps, tail)
}

/// Writes the pairs of a thing and a group in the answer: with a limit, those of the first groups.
pub(in crate::query) fn shown_pairs<'c>(plan: &Plan<'c>, keys: &[NamedPath<'c>]) -> Expr {
    match select_first_groups(plan, keys, "pairs.*") {
        Some(first) => sql!["pairs AS MATERIALIZED (\n", first, ")"],
        None => thing_group_pairs(plan, keys, &member_scope(plan)),
    }
}

/// Selects from the pairs of the first groups. `None` means that the query has no limit.
pub(in crate::query) fn select_first_groups<'c>(
    plan: &Plan<'c>,
    keys: &[NamedPath<'c>],
    select: &str,
) -> Option<Expr> {
    let n = keys.len();
    if plan.limit.is_none() || n == 0 {
        return None;
    }
    let (mut steps, tail) = statement_frame(plan, keys, &with_order(vec![], plan), vec![]);
    let ids = (1..=n).map(|n| format!("g.i{n}")).collect::<Vec<_>>().join(", ");
    steps.push(sql![format!("first AS (\nSELECT {ids}"), tail, ")"]);
    let joined = same_group(n, "pairs", "first");
    let select = format!("\nSELECT {select} FROM pairs JOIN first ON ");
    Some(sql!["WITH RECURSIVE\n", Expr::join(steps, ",\n"), select, joined])
}

/// Selects one row for each group.
pub(super) fn select_one_per_group<'c>(plan: &Plan<'c>, keys: &[NamedPath<'c>]) -> Expr {
    let pairs = thing_group_pairs(plan, keys, &member_scope(plan));
    sql!["WITH\n", pairs, "\nSELECT 1 FROM pairs", group_by_clause(keys.len())]
}

/// The rows from which groups, and the number of their things, are read.
#[derive(Clone, Copy)]
enum GroupsFrom {
    /// The pairs.
    Pairs,
    /// The pairs, without their number, which the query doesn't ask for.
    Distinct,
    /// The step of the aggregate in this place, which already counts the things of each group.
    Aggregate(usize),
}

/// Chooses the rows from which groups are read: fewer than the pairs, where the keys need no more than their identities.
fn groups_from<'c>(items: &[&Item<'c>], keys: &[NamedPath<'c>], at: &RowScope<'c>) -> GroupsFrom {
    if keys.iter().any(|key| look_of_key(key, at) == KeySource::Carried) {
        return GroupsFrom::Pairs;
    }
    match items.iter().position(|item| matches!(item, Item::Aggregate(..))) {
        Some(n) => GroupsFrom::Aggregate(n),
        None if keys.is_empty() || items.iter().any(|item| matches!(item, Item::Count)) => {
            GroupsFrom::Pairs
        }
        None => GroupsFrom::Distinct,
    }
}

/// Writes the steps of one column.
fn steps_of<'c>(item: &Item<'c>, n: usize, source: &Source, at: &RowScope<'c>) -> Vec<Expr> {
    match item {
        Item::CountOf(path) => {
            let keys = leading_identities(source.keys, "");
            let head = format!("s{n} AS (\nSELECT {keys}count(DISTINCT i) AS n FROM (");
            let members = multivalue::select_identities(&path.steps, at, source.select_parts());
            vec![sql![head, members, ")", group_by_clause(source.keys), ")"]]
        }
        Item::Aggregate(aggregate, path) => totals::total_steps((*aggregate, path), n, source, at),
        Item::Count | Item::Value(_) | Item::Each(_) => vec![],
    }
}

/// Selects the groups with their keys and counts.
fn select_groups<'c>(keys: &[NamedPath<'c>], rows: GroupsFrom, at: &RowScope<'c>) -> Expr {
    let by = group_by_clause(keys.len());
    let (select, count, steps, by) = match rows {
        GroupsFrom::Aggregate(n) => ("", "coalesce(sum(n), 0)", format!("u{n}"), by),
        GroupsFrom::Pairs => ("", "count(*)", "pairs".to_owned(), by),
        GroupsFrom::Distinct => ("DISTINCT ", "NULL", "pairs".to_owned(), String::new()),
    };
    let mut outer = vec!["n".to_owned()];
    let mut inner = vec![format!("{select}{count} AS n")];
    for (n, key) in (1..).zip(keys) {
        inner.push(format!("i{n}"));
        outer.push(format!("i{n}"));
        let fields = key.steps.clone().through_link().fields().into_iter();
        let kinds = fields.flat_map(|field| match &field.ty {
            Type::Ref(targets) => targets.kinds.clone(),
            _ => vec![],
        });
        if has_scales(key) {
            inner.push(format!("q{n}"));
            outer.push(format!("q{n}"));
        }
        let [name, order] = label_columns(&kinds.collect::<Vec<_>>());
        for (of, column) in [("v", name), ("k", order)] {
            outer.push(match look_of_key(key, at) {
                KeySource::Name => {
                    format!("(SELECT {column} FROM thing WHERE id = i{n}) AS {of}{n}")
                }
                KeySource::Itself => format!("i{n} AS {of}{n}"),
                KeySource::Carried => {
                    inner.push(format!("{of}{n}"));
                    format!("{of}{n}")
                }
            });
        }
    }
    let (outer, inner) = (outer.join(", "), inner.join(", "));
    format!("\n  FROM (SELECT {outer} FROM (SELECT {inner} FROM {steps}{by})) AS g").into()
}

/// Finds the key that an item shows, with its number.
fn find_key<'k, 'c>(
    item: &Item<'c>,
    keys: &'k [NamedPath<'c>],
) -> Option<(usize, &'k NamedPath<'c>)> {
    let path = item.path()?;
    (1..).zip(keys).find(|(_, key)| key.text == path.text)
}

/// Returns the number of an equal item among the columns.
fn place_of(item: &Item<'_>, items: &[&Item<'_>]) -> Option<usize> {
    let of = |item: &Item<'_>| select::item_column(item).name;
    items.iter().position(|other| of(other) == of(item))
}

/// Writes what is selected of a group for a column, as [`Read`] reads it.
fn selected_columns<'c>(item: &Item<'c>, n: usize, keys: &[NamedPath<'c>]) -> Expr {
    let name = quote_ident(&group_column(item, keys).name);
    let columns = match item {
        Item::Count => format!("g.n AS {name}"),
        Item::CountOf(_) => format!("coalesce(s{n}.n, 0) AS {name}"),
        Item::Aggregate(..) => {
            format!("s{n}.cell AS {name}, coalesce(s{n}.known, 0), coalesce(s{n}.counted, 0)")
        }
        Item::Value(_) | Item::Each(_) => {
            format!("g.v{} AS {name}", find_key(item, keys).map_or(0, |(n, _)| n))
        }
    };
    columns.into()
}

/// Writes `ORDER BY` for one key: by the shown value, unknown values last.
fn order_by_key<'c>(key: &Key<'c>, items: &[&Item<'c>], keys: &[NamedPath<'c>]) -> Vec<String> {
    let n = place_of(&key.item, items).unwrap_or(items.len());
    let mut by = match &key.item {
        Item::Count => vec!["g.n".to_owned()],
        Item::CountOf(_) => vec![format!("coalesce(s{n}.n, 0)")],
        Item::Aggregate(_, path) => totals::total_order_exprs(path, n),
        item => find_key(item, keys).map_or(vec![], |(n, key)| keys::key_order_exprs(key, n)),
    };
    if let Some(last) = by.last_mut() {
        last.push_str(if key.descending { " DESC NULLS LAST" } else { " NULLS LAST" });
    }
    by
}

fn group_column<'c>(item: &Item<'c>, keys: &[NamedPath<'c>]) -> Column {
    match item {
        Item::Count | Item::CountOf(_) | Item::Aggregate(..) => select::item_column(item),
        Item::Value(path) | Item::Each(path) => {
            let end = find_key(item, keys).and_then(|(_, key)| key.steps.leaf());
            let shape = match end {
                Some(Leaf::Field(field)) if field.ty == Type::YesNo => Shape::YesNo,
                Some(Leaf::Field(field)) if field.ty == (Type::Number { exact: true }) => {
                    Shape::Integer
                }
                _ => Shape::Text,
            };
            Column { name: path.text.clone(), shape }
        }
    }
}
