//! The claims behind what is shown and what is asked, for `with sources`.
//!
//! A field's claims are those made on it; where there are none, those on its thing as a whole. What is derived has the claims
//! of what it is derived from: a level those of the place and of the places around it, a bound of a part those of its whole.
//! What speaks against a value is found when facts are loaded.

use std::cell::Cell;

use super::condition::{RowScope, Truth, predicate};
use super::expr::{Expr, ident, sql};
use super::groups;
use super::keys;
use super::link_predicate::{self, Passing};
use super::multivalue;
use super::select;
use crate::catalog::{Field, Level, Sort, Type, columns as names};
use crate::query::plan::{
    Aggregate, Cond, Item, Leaf, LinkStep, PathExpr, Plan, RefStep, Step, Test, TypedPredicate,
};

/// Claims that give the value recorded, or say that there is none: not those that give another.
const FOR: &str = "(says IS NULL OR says IN ('not stated', 'open list'))";

/// The engine's own kind of claims.
const CLAIM: &str = "claim";

/// For each item shown a JSON array of the ids of its claims, and one for the conditions on what is not shown.
pub(super) fn columns<'c>(plan: &Plan<'c>, at: &RowScope<'c>) -> Vec<Expr> {
    let shown = plan.shown.iter().map(|item| match item {
        Item::Each(path) => array(claims(&path.steps, at, &|passing, at| {
            let reached = link_predicate::reached(passing, &at.joined(passing.1));
            let only = sql![reached, " IS ", multivalue::EACH_ID];
            Deciding { only, more: vec![] }
        })),
        Item::Value(path) | Item::CountOf(path) | Item::Aggregate(_, path) => {
            array(claims(&path.steps, at, &all))
        }
        // Of things that are counted, what says that there are such things.
        Item::Count => array(of_row(at)),
    });
    let tests = unshown(plan).into_iter().flat_map(|test| asked(test, at)).collect();
    shown.chain([array(tests)]).collect()
}

/// The same of groups: a step for each.
pub(super) fn steps<'c>(plan: &Plan<'c>, keys: usize, at: &RowScope<'c>) -> Vec<Expr> {
    let steps = columns(plan, at).into_iter().enumerate().map(|(n, ids)| {
        let only = plan.shown.get(n).map_or_else(Expr::yes, |item| counts_in(item, at));
        of_groups((ids, only), n, keys, plan)
    });
    steps.collect()
}

/// Whether a thing has a part in what an item shows of its group: a sum has the amounts it adds.
pub(super) fn counts_in<'c>(item: &Item<'c>, at: &RowScope<'c>) -> Expr {
    let Item::Aggregate(aggregate, path) = item else { return Expr::yes() };
    let number = select::value(&path.steps, at, &|end, at| select::shown(end, Some(names::at), at));
    let known = sql![number, " IS NOT NULL"];
    let adds = matches!(aggregate, Aggregate::Sum | Aggregate::Average);
    let own = (adds && groups::covered(&[item], at).is_some())
        .then(|| "p.id NOT IN (SELECT id FROM covered)".into());
    Expr::all([known].into_iter().chain(own).collect())
}

/// The claims behind an item of each group: those of the things that have a part in it.
fn of_groups((ids, only): (Expr, Expr), n: usize, keys: usize, plan: &Plan<'_>) -> Expr {
    let members = format!(" FROM pairs AS g JOIN {} AS p ON p.id = g.id", ident(&plan.kind.name));
    let head = format!(
        "c{n} AS (\nSELECT {}json_group_array(DISTINCT x.value) AS ids",
        keys::listed(keys, "")
    );
    sql![head, members, ", json_each(", ids, ") AS x WHERE ", only, keys::by(keys, ""), ")"]
}

/// The claims against the value an item shows, where the base has any against such values. Values in lists are not marked.
pub(super) fn against<'c>(item: &Item<'c>, plan: &Plan<'c>, at: &RowScope<'c>) -> Option<Expr> {
    let Item::Value(path) = item else { return None };
    if plan.contested.is_empty() || path.steps.link().is_some() {
        return None;
    }
    let some = Cell::new(false);
    let claims = select::value(&path.steps, at, &|end, at| match end {
        Leaf::Field(field) if plan.is_contested(&at.kind.name, &field.name) => {
            some.set(true);
            let found = rivals("json_group_array(claim)", &field.name, at);
            sql!["(", found, " HAVING count(*) > 0)"]
        }
        _ => "NULL".into(),
    });
    some.get().then(|| sql![claims, format!(" AS {}", ident(&format!("{} ±", path.text)))])
}

/// What speaks against a value of the thing at hand.
pub(super) fn rivals(select: &str, field: &str, at: &RowScope<'_>) -> Expr {
    sql![
        format!("SELECT {select} FROM rival WHERE kind = "),
        Expr::text(&at.kind.name),
        " AND field = ",
        Expr::text(field),
        " AND thing = ",
        at.column("id")
    ]
}

/// The tests of a query whose values its answer does not show.
pub(super) fn unshown<'p, 'c>(plan: &'p Plan<'c>) -> Vec<&'p Test<'c>> {
    let is_shown = |test: &&Test<'c>| {
        plan.shown
            .iter()
            .any(|item| matches!(item, Item::Value(path) if path.text == test.path.text))
    };
    plan.filter.iter().flat_map(Cond::tests).filter(|test| !is_shown(test)).collect()
}

/// The claims behind a test.
fn asked<'c>(test: &Test<'c>, at: &RowScope<'c>) -> Vec<Expr> {
    match &test.check {
        TypedPredicate::Quantified(_, Some(conds)) => {
            claims(&test.path.steps, at, &|passing, at| {
                let cond = conds.iter().find(|(kind, _)| kind.name == passing.1.name);
                cond.map_or_else(Deciding::all, |(_, cond)| decided(cond, passing, at))
            })
        }
        _ => claims(&test.path.steps, at, &all),
    }
}

/// Of an item that meets a condition: itself, and what the condition asks of it. If none does, every item had a part in that.
fn decided<'c>(cond: &Cond<'c>, passing: Passing<'c>, at: &RowScope<'c>) -> Deciding {
    let next = at.joined(passing.1);
    let meets = predicate(cond, &next, Truth::Certain);
    let some = link_predicate::some(passing, meets.clone(), at, Truth::Certain);
    let only = sql!["(", meets, " OR NOT ", some, ")"];
    Deciding { only, more: cond.tests().into_iter().flat_map(|test| asked(test, &next)).collect() }
}

/// Which items of a link had a part in something, and claims that are behind it beside those on the items.
struct Deciding {
    only: Expr,
    more: Vec<Expr>,
}

impl Deciding {
    fn all() -> Self {
        Self { only: Expr::yes(), more: vec![] }
    }
}

/// Says which items of the link at the end of a way had a part.
type Decide<'d, 'c> = &'d dyn Fn(Passing<'c>, &RowScope<'c>) -> Deciding;

fn all<'c>(_: Passing<'c>, _: &RowScope<'c>) -> Deciding {
    Deciding::all()
}

fn array(selects: Vec<Expr>) -> Expr {
    if selects.is_empty() {
        return "'[]'".into();
    }
    sql!["(SELECT json_group_array(id) FROM (", Expr::join(selects, " UNION "), " ORDER BY 1))"]
}

/// Statements that each give the ids of some claims.
fn claims<'c>(way: &PathExpr<'c>, at: &RowScope<'c>, decide: Decide<'_, 'c>) -> Vec<Expr> {
    match way {
        PathExpr::Leaf(Leaf::Field(field) | Leaf::Part(field, _)) => of_field(field, at),
        PathExpr::Leaf(Leaf::Link(link, via)) => {
            let next = at.joined(via);
            let (table, joined) = link_predicate::joined((link, via), at);
            let Deciding { only, more } = decide((link, via), at);
            // The record's own claims tell of what it leads to.
            let inner = of_row(&next).into_iter().chain(more).collect();
            nested(inner, &table, &Expr::all(vec![joined, only]))
        }
        PathExpr::Leaf(_) => of_row(at),
        PathExpr::Ref(RefStep { step, then, .. }) => {
            let here = match step {
                Step::Ref(field) | Step::Level(field) => of_field(field, at),
            };
            let beyond = then.iter().flat_map(|(target, way)| {
                let next = at.joined(target);
                let table = format!("{} AS {}", ident(&next.kind.name), next.alias);
                let joined = sql![next.column("id"), " = ", at.step(*step)];
                nested(claims(way, &next, decide), &table.into(), &joined)
            });
            here.into_iter().chain(beyond).collect()
        }
        PathExpr::Link(LinkStep { link, via, then }) => {
            let next = at.joined(via);
            let (table, joined) = link_predicate::joined((link, via), at);
            let records = of_row(&next).into_iter();
            let inner = records.chain(claims(then, &next, decide)).collect();
            nested(inner, &table, &joined)
        }
    }
}

/// The claims of rows that are reached from here.
fn nested(selects: Vec<Expr>, table: &Expr, joined: &Expr) -> Vec<Expr> {
    let each = |select: Expr| {
        sql![
            "SELECT x.id FROM ",
            table.clone(),
            ", claim AS x WHERE ",
            joined.clone(),
            " AND x.id IN (",
            select,
            ")"
        ]
    };
    selects.into_iter().map(each).collect()
}

/// Claims on a row as a whole. What is evidence has none; a claim speaks for itself.
fn of_row(at: &RowScope<'_>) -> Vec<Expr> {
    match at.kind.sort {
        Sort::Evidence if at.kind.name == CLAIM => vec![sql!["SELECT ", at.column("id")]],
        Sort::Evidence => vec![],
        _ => vec![of_thing(&at.column("id"))],
    }
}

/// Claims on a thing as a whole.
fn of_thing(id: &Expr) -> Expr {
    sql!["SELECT id FROM claim WHERE thing = ", id.clone(), " AND field IS NULL"]
}

/// Claims on a field of a thing; where there are none and there is a value, those on the thing as a whole.
pub(super) fn on_field(id: &Expr, field: &str, value: &Expr) -> Expr {
    let on = sql!["thing = ", id.clone(), " AND field = ", Expr::text(field), " AND ", FOR];
    let none = sql!["NOT EXISTS (SELECT 1 FROM claim WHERE ", on.clone(), ")"];
    let recorded = sql![value.clone(), " IS NOT NULL AND ", none];
    let whole = sql!["(thing = ", id.clone(), " AND field IS NULL AND ", recorded, ")"];
    sql!["SELECT id FROM claim WHERE (", on, ") OR ", whole]
}

fn of_field(field: &Field, at: &RowScope<'_>) -> Vec<Expr> {
    if at.kind.sort == Sort::Evidence {
        return of_row(at);
    }
    let id = at.column("id");
    let Type::Level(level) = &field.ty else {
        let value = at.column(&field.name);
        let own = on_field(&id, &field.name, &value);
        let whole = field.whole.as_ref().map(|whole| {
            let bound = sql![at.column(&names::at(&field.name)), " IS NULL"];
            sql![
                "SELECT id FROM (",
                on_field(&at.column(whole), &field.name, &value),
                ") WHERE ",
                bound
            ]
        });
        return [own].into_iter().chain(whole).collect();
    };
    let place = level.of.as_ref().map(|of| on_field(&id, of, &at.column(of)));
    place.into_iter().chain(of_level(level, &field.name, at)).collect()
}

/// Claims on the records by which the place lies in the place of that level, by the shortest way.
fn of_level(level: &Level, name: &str, at: &RowScope<'_>) -> Option<Expr> {
    let containment = at.catalog.containment.as_ref()?;
    let (part, whole) = (ident(&containment.part), ident(&containment.whole));
    Some(sql![
        format!(
            "SELECT x.id FROM inside AS w JOIN inside AS u ON u.place = w.place AND u.certain = 1 \
             JOIN {} AS k ON k.{part} = u.container \
             JOIN inside AS o ON o.place = k.{whole} AND o.container = w.container AND o.certain = 1 \
             JOIN claim AS x ON x.thing = k.id WHERE u.depth + 1 + o.depth = w.depth AND w.place = ",
            ident(&containment.kind)
        ),
        at.place(level),
        " AND w.container = ",
        at.level(level, name)
    ])
}
