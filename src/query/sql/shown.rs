//! Columns to show and keys to order by.

use super::expr::{Expr, ident, sql};
use super::truth::At;
use crate::catalog::{Field, Type, columns};
use crate::query::plan::{End, Key, Part, Path, Through, Way};
use crate::value::{Column, Shape};

/// The column of an answer a path makes.
pub(super) fn column(path: &Path<'_>) -> Column {
    let shape = match path.way.end() {
        Some(End::Field(field)) => shape(field),
        _ => Shape::Text,
    };
    Column { name: path.text.clone(), shape }
}

fn shape(field: &Field) -> Shape {
    match &field.ty {
        Type::Number { exact: true } => Shape::Integer,
        ty if ty.is_amount() => Shape::Amount,
        ty if ty.is_time() => Shape::Date,
        Type::YesNo => Shape::YesNo,
        _ => Shape::Text,
    }
}

/// The expressions a cell is read from: as many as [`width`] says.
pub(super) fn cells<'c>(path: &Path<'c>, at: &At<'c>) -> Vec<Expr> {
    let wanted: &[Option<Suffix>] = match column(path).shape {
        Shape::Amount => &[None, Some(columns::low), Some(columns::high), Some(columns::unit)],
        Shape::Date => &[None, Some(columns::from), Some(columns::to)],
        _ => &[None],
    };
    let named = |of: &Option<Suffix>| of.map_or(path.text.clone(), |of| of(&path.text));
    wanted
        .iter()
        .map(|of| {
            let cell = value(&path.way, at, &|end, at| shown(end, *of, at));
            sql![cell, format!(" AS {}", ident(&named(of)))]
        })
        .collect()
}

/// Makes the name of one of a field's columns.
type Suffix = fn(&str) -> String;

/// How many expressions a cell of this shape is read from.
pub fn width(shape: Shape) -> usize {
    match shape {
        Shape::Amount => 4,
        Shape::Date => 3,
        Shape::Text | Shape::Integer | Shape::YesNo => 1,
    }
}

/// The value at the end of a way, NULL if the way is broken.
fn value<'c>(way: &Way<'c>, at: &At<'c>, leaf: &dyn Fn(End<'c>, &At<'c>) -> Expr) -> Expr {
    match way {
        Way::End(end) => leaf(*end, at),
        Way::Through(Through { step, then, .. }) => {
            let mut branches: Vec<Expr> = then
                .iter()
                .map(|(target, way)| {
                    let next = at.beyond(target);
                    sql!["(", at.reached(&next, *step, value(way, &next, leaf)), ")"]
                })
                .collect();
            if branches.len() == 1 {
                branches.swap_remove(0)
            } else {
                sql!["coalesce(", Expr::join(branches, ", "), ")"]
            }
        }
    }
}

fn shown(end: End<'_>, of: Option<Suffix>, at: &At<'_>) -> Expr {
    match (end, of) {
        (End::Field(field), Some(of)) => at.column(&of(&field.name)),
        (End::Field(field), None) => match &field.ty {
            Type::Ref(_) => label(at.column(&field.name)),
            Type::Level(level) => label(at.level(level, &field.name)),
            _ => at.column(&field.name),
        },
        (End::Part(field, part), _) => part_of(field, part, at),
        (End::Slug, _) => at.of_thing("slug"),
        (End::Kind, _) if at.kind.named() => at.of_thing("kind"),
        (End::Kind, _) => Expr::text(&at.kind.name),
        (End::Name { .. }, _) => at.of_thing("name"),
        (End::Itself, _) => label(at.column("id")),
    }
}

/// The name of what an id refers to.
fn label(id: Expr) -> Expr {
    sql!["(SELECT name FROM thing WHERE id = ", id, ")"]
}

/// A part of a date is known where both ends share it.
fn part_of(field: &Field, part: Part, at: &At<'_>) -> Expr {
    let (from, to) = (at.column(&columns::from(&field.name)), at.column(&columns::to(&field.name)));
    let shared = |of: &dyn Fn(Expr) -> Expr| {
        sql![
            "CASE WHEN ",
            of(from.clone()),
            " = ",
            of(to.clone()),
            " THEN ",
            of(from.clone()),
            " END"
        ]
    };
    match part {
        Part::Unit => at.column(&columns::unit(&field.name)),
        Part::Wording => at.column(&field.name),
        Part::Year => shared(&|day| sql!["substr(", day, ", 1, 4)"]),
        Part::Month => shared(&|day| sql!["substr(", day, ", 1, 7)"]),
        Part::Quarter => shared(&|day| {
            let quarter = sql!["(substr(", day.clone(), ", 6, 2) + 2) / 3"];
            sql!["(substr(", day, ", 1, 4) || 'Q' || ", quarter, ")"]
        }),
    }
}

/// What a key is ordered by, each with its direction; the unknown comes last in both.
pub(super) fn order<'c>(key: &Key<'c>, at: &At<'c>) -> Vec<Expr> {
    let of =
        |name: fn(&str) -> String| value(&key.path.way, at, &|end, at| shown(end, Some(name), at));
    let plain = || value(&key.path.way, at, &|end, at| ordered(end, at));
    let way = if key.descending { " DESC" } else { "" };
    let last = |expr: Expr| sql![expr, format!("{way} NULLS LAST")];
    match column(&key.path).shape {
        // Amounts of several units are ordered within each.
        Shape::Amount => vec![
            sql![of(columns::unit), " NULLS LAST"],
            last(of(columns::at)),
            sql![value(&key.path.way, at, &|end, at| shown(end, None, at)), " NULLS LAST"],
        ],
        Shape::Date => vec![last(of(columns::from)), last(of(columns::to))],
        _ => vec![last(plain())],
    }
}

/// Names and texts are ordered by their folded keys.
fn ordered(end: End<'_>, at: &At<'_>) -> Expr {
    let name_key = |id: Expr| sql!["(SELECT name_key FROM thing WHERE id = ", id, ")"];
    match end {
        End::Field(field) => match &field.ty {
            Type::Text => at.column(&columns::key(&field.name)),
            Type::Ref(_) => name_key(at.column(&field.name)),
            Type::Level(level) => name_key(at.level(level, &field.name)),
            _ => at.column(&field.name),
        },
        End::Name { .. } => at.of_thing("name_key"),
        _ => shown(end, None, at),
    }
}
