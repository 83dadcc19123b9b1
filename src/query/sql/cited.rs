//! The claims behind what is shown and what is asked, for `with sources`.
//!
//! A field's claims are those made on it; where there are none, those on its thing as a whole. What is derived has the claims
//! of what it is derived from: a level those of the place and of the places around it, a bound of a part those of its whole.

use super::expr::{Expr, ident, sql};
use super::items;
use super::truth::At;
use crate::catalog::{Field, Level, Type};
use crate::query::plan::{Check, Cond, End, Item, Items, Plan, Step, Test, Through, Way};

/// For each item shown a JSON array of the ids of its claims, and one for the conditions on what is not shown.
pub(super) fn columns<'c>(plan: &Plan<'c>, at: &At<'c>) -> Vec<Expr> {
    let shown = plan.shown.iter().map(|item| match item.path() {
        Some(path) => array(claims(&path.way, at)),
        None => array(vec![]),
    });
    let tests = unshown(plan).into_iter().flat_map(|test| asked(test, at)).collect();
    shown.chain([array(tests)]).collect()
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

/// The claims behind a test. Of a link those of the records that can have decided it: all it passes.
fn asked<'c>(test: &Test<'c>, at: &At<'c>) -> Vec<Expr> {
    match &test.check {
        Check::Items(..) => claims(&test.path.way.clone().reached(), at),
        _ => claims(&test.path.way, at),
    }
}

fn array(selects: Vec<Expr>) -> Expr {
    if selects.is_empty() {
        return "'[]'".into();
    }
    sql!["(SELECT json_group_array(id) FROM (", Expr::join(selects, " UNION "), " ORDER BY 1))"]
}

/// Statements that each give the ids of some claims.
fn claims<'c>(way: &Way<'c>, at: &At<'c>) -> Vec<Expr> {
    match way {
        Way::End(End::Field(field) | End::Part(field, _)) => of_field(field, at),
        Way::End(End::Items(link, via)) => {
            let then = Box::new(Way::of_item(link, via));
            claims(&Way::Items(Items { link, via, then }), at)
        }
        Way::End(_) => vec![of_thing(&at.column("id"))],
        Way::Through(Through { step, then, .. }) => {
            let here = match step {
                Step::Ref(field) | Step::Level(field) => of_field(field, at),
            };
            let beyond = then.iter().flat_map(|(target, way)| {
                let next = at.beyond(target);
                let table = format!("{} AS {}", ident(&next.kind.name), next.alias);
                let joined = sql![next.column("id"), " = ", at.step(*step)];
                nested(claims(way, &next), &table.into(), &joined)
            });
            here.into_iter().chain(beyond).collect()
        }
        Way::Items(Items { link, via, then }) => {
            let next = at.beyond(via);
            let (table, joined) = items::joined((link, via), at);
            let records = vec![of_thing(&next.column("id"))];
            let inner = match then.as_ref() {
                // The record's own claims tell of what it leads to.
                Way::End(_) => records,
                way => records.into_iter().chain(claims(way, &next)).collect(),
            };
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

/// Claims on a thing as a whole.
fn of_thing(id: &Expr) -> Expr {
    sql!["SELECT id FROM claim WHERE thing = ", id.clone(), " AND field IS NULL"]
}

fn on_field(id: &Expr, field: &str) -> Expr {
    let on = sql!["thing = ", id.clone(), " AND field = ", Expr::text(field)];
    let none = sql!["NOT EXISTS (SELECT 1 FROM claim WHERE ", on.clone(), ")"];
    let whole = sql!["(thing = ", id.clone(), " AND field IS NULL AND ", none, ")"];
    sql!["SELECT id FROM claim WHERE (", on, ") OR ", whole]
}

fn of_field(field: &Field, at: &At<'_>) -> Vec<Expr> {
    let id = at.column("id");
    let Type::Level(level) = &field.ty else {
        let own = on_field(&id, &field.name);
        let whole = field.whole.as_ref().map(|whole| {
            let bound = sql![at.column(&crate::catalog::columns::at(&field.name)), " IS NULL"];
            sql![on_field(&at.column(whole), &field.name), " AND ", bound]
        });
        return [own].into_iter().chain(whole).collect();
    };
    let place = level.of.as_ref().map(|of| on_field(&id, of));
    place.into_iter().chain(of_level(level, &field.name, at)).collect()
}

/// Claims on the records by which the place lies in the place of that level.
fn of_level(level: &Level, name: &str, at: &At<'_>) -> Option<Expr> {
    let containment = at.catalog.containment.as_ref()?;
    let (part, whole) = (ident(&containment.part), ident(&containment.whole));
    Some(sql![
        format!(
            "SELECT x.id FROM {} AS k JOIN claim AS x ON x.thing = k.id WHERE k.{part} IN ",
            ident(&containment.kind)
        ),
        "(SELECT container FROM inside WHERE place = ",
        at.place(level),
        format!(" AND certain = 1) AND k.{whole} IN (SELECT place FROM inside WHERE container = "),
        at.level(level, name),
        " AND certain = 1)"
    ])
}
