//! Others have a name like the one looked for through a reference, and nothing refers to them.

use anyhow::Result;

use super::rule::{Answer, Remark, SMALL, note_on_rows};
use crate::catalog::{Kind, Sort};
use crate::query::ast::{self, Body, Form, Value};
use crate::query::plan::{Cond, KeyTest, Leaf, PathExpr, Plan, RefStep, Test, TypedPredicate};
use crate::query::sql::expr::{Expr, quote_ident, sql};
use crate::query::sql::row_scope::RowScope;
use crate::query::sql::truth::Truth;
use crate::query::sql::{
    self as statements, Statement, from_tables, member_scope, value_predicate, where_clause,
};
use crate::text::{list_and, plural_form};

/// A name that more things have is a common word, and the note names no thing.
const FEW: usize = 2;

/// The kind of names.
const NAMES: &str = "name";

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let plan = answer.plan;
    let mut notes = Vec::new();
    let Some(names) = plan.catalog.kind(NAMES).filter(|_| answer.small && answer.stats.rows > 0)
    else {
        return Ok(notes);
    };
    for (written, meant) in answer.conjuncts() {
        let (Some((value, begins)), Cond::Test(test)) = (part_of_name(written), meant) else {
            continue;
        };
        let Some(statement) = select_unreferred(plan, test) else { continue };
        if answer.facts.select_number(&statements::more_than(names, SMALL))? > 0 {
            continue;
        }
        let names: Vec<String> = answer.facts.read(&statement)?;
        if !(1..=FEW).contains(&names.len()) {
            continue;
        }
        let rows = names.len() as u64;
        let is = if begins { "also begins" } else { "is also part of" };
        let field = test.path.text.split('.').next().unwrap_or_default();
        let (name, that) = plural_form(
            rows,
            ("name", format!("that `{field}`")),
            ("names", format!("one of them as `{field}`")),
        );
        let (names, noun) = (list_and(&names), &plan.kind.name);
        let text =
            format!("“{}” {is} the {name} of {names}, but no {noun} has {that}.", value.text);
        notes.push(note_on_rows("namesakes", rows, text));
    }
    Ok(notes)
}

/// Returns the part of a name that a condition looks for, and whether names must begin with it.
fn part_of_name(cond: &ast::Cond) -> Option<(&Value, bool)> {
    let ast::Cond::Predicate(predicate) = cond else { return None };
    let Body::Test(test) = &predicate.body else { return None };
    let (value, begins) = (test.sought_text()?, matches!(test, ast::Test::StartsWith(..)));
    let typed = matches!(value.form, Form::Plain | Form::Quoted);
    (typed && predicate.quantifier.is_none()).then_some((value, begins))
}

/// Selects names of things that also pass the test but that no row refers to, at most [`FEW`] + 1. Returns `None` if the test
/// isn't on a name. Selects nothing if the text is a whole name, or if the answer reaches several things.
fn select_unreferred<'c>(plan: &Plan<'c>, test: &Test<'c>) -> Option<Statement> {
    let PathExpr::Ref(RefStep { field, then, .. }) = &test.path.steps else { return None };
    if field.ty.is_level() {
        return None;
    }
    let named = then.iter().find_map(|(_, way)| match way {
        PathExpr::Leaf(Leaf::Name(kind)) if kind.sort != Sort::Record => Some(*kind),
        _ => None,
    })?;
    let TypedPredicate::Key(KeyTest::Contains(typed) | KeyTest::StartsWith(typed)) = &test.check
    else {
        return None;
    };
    let passes = |alias: &str| has_name(plan, named, (alias, &test.check));
    let whole =
        has_name(plan, named, ("w", &TypedPredicate::Key(KeyTest::Is(vec![typed.clone()]))));
    let (table, column) = (quote_ident(&plan.kind.name), quote_ident(&field.name));
    let is_referred =
        |to: &str| format!("EXISTS (SELECT 1 FROM {table} AS p WHERE p.{column} = {to}.id)");
    let kinds =
        sql!["SELECT u.kind FROM thing AS u WHERE ", passes("u"), " AND ", is_referred("u")];
    let at = member_scope(plan);
    let reached = format!("SELECT count(DISTINCT p.{column})");
    Some(Statement::from_expr(sql![
        "SELECT json_quote(t.name) FROM thing AS t\n WHERE ",
        passes("t"),
        " AND NOT ",
        is_referred("t"),
        " AND t.kind IN (",
        kinds,
        ") AND NOT EXISTS (SELECT 1 FROM thing AS w WHERE ",
        whole,
        ") AND (",
        reached,
        from_tables(plan, &at),
        where_clause(plan, &at),
        ") = 1 ORDER BY t.name_key, t.name LIMIT ",
        format!("{FEW} + 1")
    ]))
}

/// Tests whether a thing of a kind, or of a union of kinds, has a name that passes a check.
fn has_name<'c>(
    plan: &Plan<'c>,
    kind: &'c Kind,
    (alias, check): (&str, &TypedPredicate<'c>),
) -> Expr {
    let thing = Some(alias.to_owned());
    let at =
        RowScope { catalog: plan.catalog, kind, alias: alias.to_owned(), thing, is_reading: false };
    value_predicate::leaf_predicate(Leaf::Name(kind), check, &at, Truth::Certain)
}
