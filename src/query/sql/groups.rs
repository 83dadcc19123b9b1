//! Rows of groups: one for each combination of keys, with counts and what amounts make together.
//!
//! The statement is a row of named steps. `things` are those that match; `pairs` are the distinct pairs of a thing and a
//! group, so that a link never multiplies an amount; `covered` are the parts whose whole is counted already; each item
//! then has steps of its own, joined to the groups at the end.

use super::cited;
use super::expr::{Expr, ident, sql};
use super::shown::{self, Read};
use super::spread;
use super::totals;
use super::truth::At;
use super::{Statement, filtered, from, subject};
use crate::catalog::{Sort, Type, columns};
use crate::query::plan::{Aggregate, End, Item, Key, Path, Plan, Step, Way};
use crate::value::{Column, Shape};

/// The groups of a query.
pub(super) fn rows<'c>(plan: &Plan<'c>, keys: &[Path<'c>]) -> Statement {
    let at = subject(plan);
    let mut items: Vec<&Item<'c>> = plan.shown.iter().collect();
    items.extend(plan.order.iter().map(|key| &key.item));
    let mut steps = vec![things(plan, &at), pairs(plan, keys, &at)];
    steps.extend(covered(plan, &items, &at));
    for (n, item) in items.iter().enumerate() {
        steps.extend(steps_of(item, n, keys.len(), plan, &at));
    }
    let cited = if plan.cited { cited::steps(plan, keys.len(), &at) } else { vec![] };
    let behind = 0..cited.len();
    steps.extend(cited);
    let selected = plan.shown.iter().enumerate().flat_map(|(n, item)| selected(item, n, keys));
    let certain: Expr = "1 AS certain".into();
    let cited = behind.clone().map(|n| Expr::from(format!("c{n}.ids AS \"sources {n}\"")));
    let select = Expr::join([certain].into_iter().chain(selected).chain(cited), ",\n       ");
    let mut statement =
        sql!["WITH RECURSIVE\n", Expr::join(steps, ",\n"), "\nSELECT ", select, groups(keys.len())];
    let counted = |item: &Item<'_>| matches!(item, Item::CountOf(_) | Item::Aggregate(..));
    let counts = items.iter().enumerate().filter(|(_, item)| counted(item));
    let joined = counts.map(|(n, _)| format!("s{n}")).chain(behind.map(|n| format!("c{n}")));
    for step in joined {
        let same = same_group(keys.len(), &step, "g");
        statement.push(sql![format!("\n  LEFT JOIN {step} ON "), same]);
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
    Statement { reads, cited: plan.cited, ..Statement::new(statement, columns) }
}

/// How many things are in more than one group, of how many.
pub(super) fn overlap<'c>(plan: &Plan<'c>, keys: &[Path<'c>]) -> Statement {
    let at = subject(plan);
    let steps = Expr::join([things(plan, &at), pairs(plan, keys, &at)], ",\n");
    let several = "SELECT (SELECT count(*) FROM (SELECT id FROM pairs GROUP BY id HAVING count(*) > 1)), \
                   (SELECT count(*) FROM things)";
    Statement::new(sql!["WITH\n", steps, "\n", several], vec![])
}

/// How many parts are left out of sums because their whole is counted.
pub(super) fn skipped<'c>(plan: &Plan<'c>) -> Option<Statement> {
    let at = subject(plan);
    let items: Vec<&Item<'c>> = plan.shown.iter().collect();
    let covered = covered(plan, &items, &at)?;
    let steps = Expr::join([things(plan, &at), covered], ",\n");
    let count = "\nSELECT count(*) FROM things WHERE id IN (SELECT id FROM covered)";
    Some(Statement::new(sql!["WITH RECURSIVE\n", steps, count], vec![]))
}

/// Those that match.
fn things<'c>(plan: &Plan<'c>, at: &At<'c>) -> Expr {
    sql![
        "things(id) AS MATERIALIZED (\nSELECT ",
        at.column("id"),
        from(plan),
        filtered(plan, at),
        ")"
    ]
}

/// Each thing with each of its groups: what is shown of a key (v), ordered by (k), and the same by (i).
fn pairs<'c>(plan: &Plan<'c>, keys: &[Path<'c>], at: &At<'c>) -> Expr {
    let mut select = vec![sql![at.column("id"), " AS id"]];
    let mut joins = Expr::default();
    for (n, key) in keys.iter().enumerate() {
        let n = n + 1;
        let of = |v: Expr, k: Expr, i: Expr| {
            sql![v, format!(" AS v{n}, "), k, format!(" AS k{n}, "), i, format!(" AS i{n}")]
        };
        if key.way.link().is_some() {
            let element = |at: usize| Expr::from(format!("json_extract(e{n}.value, '$[{at}]')"));
            joins.push(sql![
                "\n  LEFT JOIN json_each(",
                spread::triples(&key.way, at),
                format!(") AS e{n}")
            ]);
            select.push(of(element(0), element(1), element(2)));
        } else {
            let value = |leaf: &dyn Fn(End<'c>, &At<'c>) -> Expr| shown::value(&key.way, at, leaf);
            select.push(of(
                value(&|end, at| shown::shown(end, None, at)),
                value(&|end, at| key_order(end, at)),
                value(&|end, at| identity(end, at)),
            ));
        }
    }
    let table = format!("\n  FROM things AS m JOIN {} AS p ON p.id = m.id", ident(&plan.kind.name));
    let named = if at.kind.named() && at.kind.sort != Sort::Union {
        " JOIN thing AS n ON n.id = p.id"
    } else {
        ""
    };
    sql![
        "pairs AS MATERIALIZED (\nSELECT DISTINCT ",
        Expr::join(select, ",\n       "),
        table,
        named,
        joins,
        ")"
    ]
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
pub(super) fn covered<'c>(plan: &Plan<'c>, items: &[&Item<'c>], at: &At<'c>) -> Option<Expr> {
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
            "covered(id) AS (\nSELECT c.id FROM {table} AS c JOIN things AS w ON w.id = c.{whole} JOIN {table} AS q \
             ON q.id = w.id AND q.{figure} IS NOT NULL\nUNION\nSELECT c.id FROM {table} AS c JOIN covered AS w \
             ON w.id = c.{whole})"
        )
        .into(),
    )
    .filter(|_| plan.groups.is_some())
}

/// The steps of one item: what it comes to for each group.
fn steps_of<'c>(item: &Item<'c>, n: usize, keys: usize, plan: &Plan<'c>, at: &At<'c>) -> Vec<Expr> {
    let members = format!(" FROM pairs AS g JOIN {} AS p ON p.id = g.id", ident(&plan.kind.name));
    match item {
        Item::CountOf(path) => {
            let counted = "count(DISTINCT json_extract(e.value, '$[2]')) AS n";
            vec![sql![
                format!("s{n} AS (\nSELECT {}{counted}{members} JOIN json_each(", listed(keys, "")),
                spread::triples(&path.way, at),
                ") AS e",
                by(keys, ""),
                ")"
            ]]
        }
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
fn groups(keys: usize) -> Expr {
    let columns: Vec<String> = (1..=keys).map(|n| format!("v{n}, k{n}, i{n}, ")).collect();
    format!("\n  FROM (SELECT {}count(*) AS n FROM pairs{}) AS g", columns.concat(), by(keys, ""))
        .into()
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
