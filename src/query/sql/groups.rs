//! Rows of groups: one for each combination of keys, with counts and what amounts make together.
//!
//! The statement is a row of named steps. `pairs` are the distinct pairs of a thing that matches and a group, so that a link
//! never multiplies an amount; `covered` are the parts whose whole is counted already; each item then has steps of its own,
//! joined to the groups at the end. A thing that is a key has its name looked up once for each group.

use super::expr::{Expr, ident, sql};
use super::shown::{self, Read};
use super::spread;
use super::totals;
use super::truth::At;
use super::{Statement, filtered, from, member};
use crate::catalog::{Sort, Type, columns};
use crate::query::plan::{Aggregate, End, Item, Key, Path, Plan, Step, Way};
use crate::value::{Column, Shape};

/// The groups of a query.
pub(super) fn rows<'c>(plan: &Plan<'c>, keys: &[Path<'c>]) -> Statement {
    let at = member(plan);
    let mut items: Vec<&Item<'c>> = plan.shown.iter().collect();
    items.extend(plan.order.iter().map(|key| &key.item));
    let mut steps = vec![pairs(plan, keys, &at)];
    steps.extend(covered(&items, &at));
    for (n, item) in items.iter().enumerate() {
        steps.extend(steps_of(item, n, keys.len(), plan, &at));
    }
    let selected = plan.shown.iter().enumerate().flat_map(|(n, item)| selected(item, n, keys));
    let certain: Expr = "1 AS certain".into();
    let select = Expr::join([certain].into_iter().chain(selected), ",\n       ");
    let mut statement =
        sql!["WITH RECURSIVE\n", Expr::join(steps, ",\n"), "\nSELECT ", select, groups(keys)];
    for n in 0..items.len() {
        let joined =
            items.get(n).is_some_and(|item| matches!(item, Item::CountOf(_) | Item::Aggregate(..)));
        if joined {
            let same = same_group(keys.len(), &format!("s{n}"), "g");
            statement.push(sql![format!("\n  LEFT JOIN s{n} ON "), same]);
        }
    }
    let orders =
        plan.order.iter().enumerate().map(|(n, key)| ordered(key, plan.shown.len() + n, keys));
    let by_key =
        (1..=keys.len()).flat_map(|n| [format!("g.k{n} NULLS LAST"), format!("g.i{n} NULLS LAST")]);
    let order: Vec<Expr> = orders.chain(by_key.map(Expr::from)).collect();
    if !order.is_empty() {
        statement.push(sql!["\n ORDER BY ", Expr::join(order, ", ")]);
    }
    if let Some(limit) = plan.limit {
        statement.push(sql!["\n LIMIT ", Expr::integer(i64::try_from(limit).unwrap_or(i64::MAX))]);
    }
    let columns = plan.shown.iter().map(|item| column(item, keys)).collect();
    let reads = plan.shown.iter().map(|item| read(item, keys)).collect();
    Statement { reads, ..Statement::new(statement, columns) }
}

/// How many things are in more than one group, of how many; nothing where no key has several values.
pub(super) fn overlap<'c>(plan: &Plan<'c>, keys: &[Path<'c>]) -> Option<Statement> {
    if !keys.iter().any(|key| key.way.link().is_some()) {
        return None;
    }
    let several = "\nSELECT (SELECT count(*) FROM (SELECT id FROM pairs GROUP BY id HAVING count(*) > 1)), \
                   (SELECT count(DISTINCT id) FROM pairs)";
    Some(Statement::new(sql!["WITH\n", pairs(plan, keys, &member(plan)), several], vec![]))
}

/// How many parts are left out of sums because their whole is counted.
pub(super) fn skipped(plan: &Plan<'_>) -> Option<Statement> {
    plan.groups.as_ref()?;
    let at = member(plan);
    let items: Vec<&Item<'_>> = plan.shown.iter().collect();
    let steps = Expr::join([pairs(plan, &[], &at), covered(&items, &at)?], ",\n");
    let count = "\nSELECT count(*) FROM covered WHERE id IN (SELECT id FROM pairs)";
    Some(Statement::new(sql!["WITH RECURSIVE\n", steps, count], vec![]))
}

/// Each thing that matches with each of its groups: what makes a group one and the same (i), and, unless that is a thing
/// whose name is looked up later, what is shown (v) and ordered by (k).
fn pairs<'c>(plan: &Plan<'c>, keys: &[Path<'c>], at: &At<'c>) -> Expr {
    let mut select = vec![sql![at.column("id"), " AS id"]];
    let mut joins = Expr::default();
    for (n, key) in (1..).zip(keys) {
        let column = |expr: Expr, name: &str| sql![expr, format!(" AS {name}{n}")];
        let value = |leaf: &dyn Fn(End<'c>, &At<'c>) -> Expr| shown::value(&key.way, at, leaf);
        let element = |at: usize| Expr::from(format!("json_extract(e{n}.value, '$[{at}]')"));
        let (list, v, k, i) = match (key.way.link(), named_later(&key.way)) {
            (None, _) => (
                None,
                value(&|end, at| shown::shown(end, None, at)),
                value(&|end, at| key_order(end, at)),
                value(&|end, at| identity(end, at)),
            ),
            (Some(_), true) => {
                let value = Expr::from(format!("e{n}.value"));
                (Some(spread::ids(&key.way, at)), value.clone(), value.clone(), value)
            }
            (Some(_), false) => {
                (Some(spread::triples(&key.way, at)), element(0), element(1), element(2))
            }
        };
        if let Some(list) = list {
            joins.push(sql!["\n  LEFT JOIN json_each(", list, format!(") AS e{n}")]);
        }
        select.push(column(i, "i"));
        if !named_later(&key.way) {
            select.extend([column(v, "v"), column(k, "k")]);
        }
    }
    let distinct = if joins == Expr::default() { "" } else { "DISTINCT " };
    sql![
        format!("pairs AS MATERIALIZED (\nSELECT {distinct}"),
        Expr::join(select, ", "),
        from(plan, at),
        joins,
        filtered(plan, at),
        ")"
    ]
}

/// Whether a key is a thing, whose name is looked up once for each group.
fn named_later(way: &Way<'_>) -> bool {
    match way {
        Way::End(End::Field(field)) => matches!(field.ty, Type::Ref(_) | Type::Level(_)),
        Way::End(End::Items(link, via)) => via.sort != Sort::Evidence || link.to.is_some(),
        Way::End(_) => false,
        Way::Through(through) => through.then.iter().all(|(_, way)| named_later(way)),
        // The values at the end of a link are told apart by what is shown of them.
        Way::Items(items) => {
            matches!(*items.then, Way::End(End::Items(..))) && named_later(&items.then)
        }
    }
}

fn key_order(end: End<'_>, at: &At<'_>) -> Expr {
    match end {
        End::Field(field) if field.ty.is_time() => at.column(&columns::from(&field.name)),
        End::Field(field) if field.ty.is_amount() && field.ty != (Type::Number { exact: true }) => {
            at.column(&columns::at(&field.name))
        }
        _ => shown::ordered(end, at),
    }
}

/// What makes two keys the same: for references the thing, else the value.
fn identity(end: End<'_>, at: &At<'_>) -> Expr {
    match end {
        End::Field(field) => match &field.ty {
            Type::Ref(_) => at.step(Step::Ref(field)),
            Type::Level(level) => at.level(level, &field.name),
            _ => at.column(&field.name),
        },
        _ => shown::shown(end, None, at),
    }
}

/// Parts whose whole is among the things with a figure: theirs is in it already.
fn covered<'c>(items: &[&Item<'c>], at: &At<'c>) -> Option<Expr> {
    let whole = |item: &&Item<'c>| match item {
        Item::Aggregate(Aggregate::Sum | Aggregate::Average, path) => match path.way {
            Way::End(End::Field(field)) => field.whole.as_ref().map(|whole| (field, whole)),
            _ => None,
        },
        _ => None,
    };
    let (field, whole) = items.iter().find_map(whole)?;
    let table = ident(&at.kind.name);
    let (whole, figure) = (ident(whole), ident(&columns::at(&field.name)));
    Some(
        format!(
            "covered(id) AS (\nSELECT c.id FROM {table} AS c CROSS JOIN {table} AS q ON q.id = c.{whole} \
             WHERE c.{whole} IS NOT NULL AND q.{figure} IS NOT NULL AND q.id IN (SELECT id FROM pairs)\n\
             UNION\nSELECT c.id FROM {table} AS c JOIN covered AS w ON w.id = c.{whole})"
        )
        .into(),
    )
}

/// The steps of one item: what it comes to for each group.
fn steps_of<'c>(item: &Item<'c>, n: usize, keys: usize, plan: &Plan<'c>, at: &At<'c>) -> Vec<Expr> {
    // SQLite cannot know how many pairs there are: they are few, or as many as the things.
    let members =
        format!(" FROM pairs AS g CROSS JOIN {} AS p ON p.id = g.id", ident(&plan.kind.name));
    match item {
        Item::CountOf(path) => vec![sql![
            format!("s{n} AS (\nSELECT {}count(DISTINCT i) AS n FROM (", listed(keys, "")),
            spread::members(&path.way, at, (&listed(keys, "g."), &members)),
            ")",
            by(keys, ""),
            ")"
        ]],
        Item::Aggregate(aggregate, path) => {
            totals::steps((*aggregate, path), n, keys, &members, at)
        }
        Item::Count | Item::Value(_) | Item::Each(_) => vec![],
    }
}

/// `i1, i2`: what a group is the same by.
fn ids(keys: usize, alias: &str) -> String {
    (1..=keys).map(|n| format!("{alias}i{n}")).collect::<Vec<_>>().join(", ")
}

/// The same at the head of a `SELECT`, before other columns.
pub(super) fn listed(keys: usize, alias: &str) -> String {
    if keys == 0 { String::new() } else { format!("{}, ", ids(keys, alias)) }
}

/// The same as a `GROUP BY`.
pub(super) fn by(keys: usize, alias: &str) -> String {
    if keys == 0 { String::new() } else { format!(" GROUP BY {}", ids(keys, alias)) }
}

/// Two steps tell of the same group; unknown keys are the same.
pub(super) fn same_group(keys: usize, a: &str, b: &str) -> Expr {
    Expr::all((1..=keys).map(|n| Expr::from(format!("{a}.i{n} IS {b}.i{n}"))).collect())
}

/// The groups themselves.
fn groups(keys: &[Path<'_>]) -> Expr {
    let mut outer = vec!["n".to_owned()];
    let mut inner = vec!["count(*) AS n".to_owned()];
    for (n, key) in (1..).zip(keys) {
        inner.push(format!("i{n}"));
        outer.push(format!("i{n}"));
        for (of, column) in [("v", "name"), ("k", "name_key")] {
            if named_later(&key.way) {
                outer.push(format!("(SELECT {column} FROM thing WHERE id = i{n}) AS {of}{n}"));
            } else {
                inner.push(format!("{of}{n}"));
                outer.push(format!("{of}{n}"));
            }
        }
    }
    let (outer, inner, by) = (outer.join(", "), inner.join(", "), by(keys.len(), ""));
    format!("\n  FROM (SELECT {outer} FROM (SELECT {inner} FROM pairs{by})) AS g").into()
}

/// Where among the keys an item is.
fn place_of(item: &Item<'_>, keys: &[Path<'_>]) -> usize {
    let text = item.path().map_or("", |path| path.text.as_str());
    keys.iter().position(|key| key.text == text).map_or(0, |at| at + 1)
}

fn selected<'c>(item: &Item<'c>, n: usize, keys: &[Path<'c>]) -> Vec<Expr> {
    let name = ident(&column(item, keys).name);
    match item {
        Item::Count => vec![format!("g.n AS {name}").into()],
        Item::CountOf(_) => vec![format!("coalesce(s{n}.n, 0) AS {name}").into()],
        Item::Aggregate(..) => {
            vec![format!("s{n}.cell AS {name}").into(), format!("coalesce(s{n}.counted, 0)").into()]
        }
        Item::Value(_) | Item::Each(_) => {
            vec![format!("g.v{} AS {name}", place_of(item, keys)).into()]
        }
    }
}

fn ordered<'c>(key: &Key<'c>, n: usize, keys: &[Path<'c>]) -> Expr {
    let direction = if key.descending { " DESC" } else { "" };
    let by = match &key.item {
        Item::Count => "g.n".to_owned(),
        Item::CountOf(_) => format!("s{n}.n"),
        Item::Aggregate(..) => format!("s{n}.most"),
        item => format!("g.k{}", place_of(item, keys)),
    };
    format!("{by}{direction} NULLS LAST").into()
}

fn column<'c>(item: &Item<'c>, keys: &[Path<'c>]) -> Column {
    match item {
        Item::Count => Column { name: "count".into(), shape: Shape::Integer },
        Item::CountOf(_) => shown::column(item),
        Item::Aggregate(aggregate, path) => {
            Column { name: format!("{aggregate} of {}", path.text), shape: Shape::Amount }
        }
        Item::Value(path) | Item::Each(path) => {
            let shape = match keys
                .get(place_of(item, keys).wrapping_sub(1))
                .and_then(|key| key.way.end())
            {
                Some(End::Field(field)) if field.ty == Type::YesNo => Shape::YesNo,
                Some(End::Field(field)) if field.ty == (Type::Number { exact: true }) => {
                    Shape::Integer
                }
                _ => Shape::Text,
            };
            Column { name: path.text.clone(), shape }
        }
    }
}

fn read<'c>(item: &Item<'c>, keys: &[Path<'c>]) -> Read {
    match item {
        Item::Aggregate(aggregate, _) => Read::Total(*aggregate),
        _ => Read::Cell(column(item, keys).shape),
    }
}
