//! The two predicates of a condition: certainly true and certainly false (docs/semantics.md#true-false-and-open).
//!
//! Neither applies SQL's NOT to a value that can be NULL: both fail where a value isn't recorded, and the row is open.

use super::expr::{Expr, quote_ident, sql};
use super::row_scope::RowScope;
use super::texts::SearchedRow;
use super::truth::Truth;
use super::{link_predicate, mentions, select, value_predicate};
use crate::catalog::{Field, Type, columns};
use crate::query::plan::{
    Cond, Leaf, LinkStep, PathExpr, RefStep, RivalReadings, Test, TypedPredicate,
};

/// Writes the predicate that proves a condition true, or false.
pub(in crate::query) fn cond_predicate<'c>(
    cond: &Cond<'c>,
    at: &RowScope<'c>,
    truth: Truth,
) -> Expr {
    use Truth::{Certain, Refuted};
    let each = |part| cond_predicate(part, at, truth);
    match (cond, truth) {
        (Cond::All(parts), Certain) | (Cond::Any(parts), Refuted) => {
            Expr::all_of(parts.iter().map(each))
        }
        (Cond::Any(parts), Certain) | (Cond::All(parts), Refuted) => {
            Expr::any_of(parts.iter().map(each))
        }
        (Cond::Not(inner), Certain) | (Cond::Possibly(inner), Refuted) => {
            cond_predicate(inner, at, Refuted)
        }
        (Cond::Not(inner), Refuted) => cond_predicate(inner, at, Certain),
        (Cond::Possibly(inner), Certain) => possible_predicate(inner, at),
        (Cond::OneReading(of, inner), _) => one_reading(of, inner, at, truth),
        (Cond::Test(asked), _) => test_predicate(asked, at, truth),
    }
}

/// Writes the predicate of `possibly`: not certainly false. Without NOT where the test allows, so that an index serves it.
pub(in crate::query) fn possible_predicate<'c>(cond: &Cond<'c>, at: &RowScope<'c>) -> Expr {
    let each = |part| possible_predicate(part, at);
    match cond {
        Cond::All(parts) => Expr::all_of(parts.iter().map(each)),
        Cond::Any(parts) => Expr::any_of(parts.iter().map(each)),
        Cond::Not(inner) => cond_predicate(inner, at, Truth::Certain).or_open(),
        Cond::Possibly(inner) => possible_predicate(inner, at),
        Cond::OneReading(..) => cond_predicate(cond, at, Truth::Refuted).or_open(),
        Cond::Test(asked @ Test { check: TypedPredicate::Mentions(_), .. }) => {
            test_predicate(asked, at, Truth::Certain)
        }
        Cond::Test(asked) => {
            let direct = match &asked.path.steps {
                PathExpr::Leaf(end) => value_predicate::possible_leaf(*end, &asked.check, at),
                _ => None,
            };
            direct.unwrap_or_else(|| test_predicate(asked, at, Truth::Refuted).or_open())
        }
    }
}

/// Writes the predicate of one test.
pub(in crate::query) fn test_predicate<'c>(
    test: &Test<'c>,
    at: &RowScope<'c>,
    truth: Truth,
) -> Expr {
    match &test.check {
        TypedPredicate::Known(wanted) => {
            let known =
                predicate_along(&test.path.steps, None, at, Truth::Certain, &known_predicate);
            if *wanted == (truth == Truth::Certain) { known } else { known.or_open() }
        }
        TypedPredicate::Mentions(words) => {
            let found = predicate_along(&test.path.steps, None, at, Truth::Certain, &|_, at| {
                let row = at.searched_row();
                let id = at.looked_up(&row.id);
                mentions::has_all_words(words, &SearchedRow { id, ..row })
            });
            if truth == Truth::Certain { found } else { found.or_open() }
        }
        check => predicate_along(&test.path.steps, None, at, truth, &|end, at| {
            of_end(end, check, at, truth)
        }),
    }
}

/// Writes a predicate on what is at the end of a path: a value, or the items of a link.
fn of_end<'c>(end: Leaf<'c>, check: &TypedPredicate<'c>, at: &RowScope<'c>, truth: Truth) -> Expr {
    match (end, check) {
        (Leaf::Link(link, via), TypedPredicate::Quantified(share, conds)) => {
            link_predicate::items_predicate((link, via), *share, conds.as_deref(), at, truth)
        }
        _ => value_predicate::leaf_predicate(end, check, at, truth),
    }
}

/// Writes that a value is recorded. A bound derived from a whole doesn't count as recorded.
fn known_predicate(end: Leaf<'_>, at: &RowScope<'_>) -> Expr {
    match end {
        Leaf::Field(field) => at.is_known(field),
        Leaf::Part(field, part) => sql![select::part_of(field, part, at), " IS NOT NULL"],
        Leaf::Name(_) | Leaf::Slug(_) | Leaf::Kind | Leaf::Itself(_) => Expr::always_true(),
        Leaf::Link(link, via) => {
            link_predicate::some_item_meets((link, via), Expr::always_true(), at, Truth::Certain)
        }
    }
}

/// Writes the predicate of a condition on one value: one reading must pass all of it.
fn one_reading<'c>(
    readings: &RivalReadings,
    cond: &Cond<'c>,
    at: &RowScope<'c>,
    truth: Truth,
) -> Expr {
    match cond.tests().first() {
        Some(test) => predicate_along(&test.path.steps, Some(readings), at, truth, &|end, at| {
            of_value(cond, end, at, truth)
        }),
        None => cond_predicate(cond, at, truth),
    }
}

/// Writes a condition on one value, which joins tests and has no other conditions in it.
fn of_value<'c>(cond: &Cond<'c>, end: Leaf<'c>, at: &RowScope<'c>, truth: Truth) -> Expr {
    if let Cond::Test(test) = cond {
        return of_end(end, &test.check, at, truth);
    }
    let parts = cond.children().iter().map(|part| of_value(part, end, at, truth));
    match (cond, truth) {
        (Cond::Any(_), Truth::Certain) | (Cond::All(_), Truth::Refuted) => Expr::any_of(parts),
        _ => Expr::all_of(parts),
    }
}

/// Writes a predicate on the value at the end of a path: a value is recorded and meets it. Through a link, some item's value
/// certainly meets it, or certainly no item's does. With `readings` the value and each reference on the path may be a competing
/// one.
fn predicate_along<'c>(
    way: &PathExpr<'c>,
    readings: Option<&RivalReadings>,
    at: &RowScope<'c>,
    truth: Truth,
    leaf: &dyn Fn(Leaf<'c>, &RowScope<'c>) -> Expr,
) -> Expr {
    match way {
        PathExpr::Leaf(end) => each_reading(readings, end.field(), at, truth, &|at| leaf(*end, at)),
        PathExpr::Ref(RefStep { field, then, .. }) => {
            each_reading(readings, Some(*field), at, truth, &|at| {
                let branches = then.iter().map(|(target, way)| {
                    let next = at.joined_scope(target);
                    let reached = at.select_joined(&next, field, "1".into());
                    let rest = predicate_along(way, readings, &next, truth, leaf);
                    sql!["EXISTS (", reached, " AND ", rest, ")"]
                });
                Expr::any_of(branches)
            })
        }
        PathExpr::Link(LinkStep { link, via, then }) => {
            let next = at.joined_scope(via);
            let each = predicate_along(then, readings, &next, truth, leaf);
            link_predicate::some_item_meets((link, via), each, at, truth)
        }
    }
}

/// Writes that the recorded value or a competing one meets a predicate, or that all do.
fn each_reading<'c>(
    readings: Option<&RivalReadings>,
    field: Option<&'c Field>,
    at: &RowScope<'c>,
    truth: Truth,
    meets: &dyn Fn(&RowScope<'c>) -> Expr,
) -> Expr {
    let own = meets(at);
    let Some(field) = field.and_then(|field| stored_field(field, at)) else { return own };
    let rows = readings.and_then(|readings| readings.rows_of(&at.kind.name, &field.name));
    let Some(rows) = rows else { return own };
    let next = at.reading_scope();
    let from = |meets: Expr| {
        let table = readings_table(field, rows, &next.alias);
        sql!["(SELECT ", next.column("id"), " FROM ", table, " WHERE ", meets, ")"]
    };
    match truth {
        Truth::Certain => Expr::any_of([own, sql![at.column("id"), " IN ", from(meets(&next))]]),
        Truth::Refuted => {
            let others = sql![at.column("id"), " NOT IN ", from(meets(&next).or_open())];
            let all = Expr::all_of([own, others]);
            Expr::any_of([all].into_iter().chain(value_predicate::excluded_by_only_if(field, at)))
        }
    }
}

/// Returns the field in which a value is stored: a level follows from a place.
fn stored_field<'c>(field: &'c Field, at: &RowScope<'c>) -> Option<&'c Field> {
    match &field.ty {
        Type::Level(level) => at.kind.field(level.of.as_deref()?),
        _ => Some(field),
    }
}

/// Writes the competing values of a field as a table with the columns of the field, and the id of the thing.
fn readings_table(field: &Field, rows: &str, alias: &str) -> Expr {
    let names = columns::field_columns(field).into_iter().map(|(name, _)| name);
    let columns = std::iter::once("id".to_owned()).chain(names).enumerate();
    let columns: Vec<String> =
        columns.map(|(n, name)| format!("value ->> {n} AS {}", quote_ident(&name))).collect();
    let select = format!("(SELECT {} FROM json_each(", columns.join(", "));
    sql![select, Expr::bind_text(rows), format!(")) AS {alias}")]
}
