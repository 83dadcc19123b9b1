//! Nothing certainly matches: how many rows each condition matches alone.

use std::fmt::Write;

use anyhow::Result;

use super::rule::{Answer, Remark, new_note};
use crate::catalog::{Type, columns};
use crate::query::plan::{Bound, Cond, PathExpr, Plan, Side, Test, TypedPredicate};
use crate::query::sql::equivalents::comparable_units;
use crate::query::sql::expr::{Expr, sql};
use crate::query::sql::{self, Statement, from_tables, member_scope};
use crate::text::list_and;

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    if !answer.found_nothing() {
        return Ok(vec![]);
    }
    let mut text = match (answer.nouns().0, answer.open.may_match()) {
        (noun, 0) => format!("No {noun} matches."),
        (noun, open) => format!("No {noun} certainly matches, but {open} may."),
    };
    let mut alone = Vec::new();
    for (written, meant) in answer.conjuncts() {
        let rows = answer.facts.select_number(&sql::count_of(answer.plan, meant))?;
        let largest: Option<String> = match largest_amount(answer.plan, meant) {
            Some(statement) if rows == 0 => answer.facts.read(&statement)?.pop(),
            _ => None,
        };
        alone.push((written, rows, largest));
    }
    if let [(_, _, largest)] = alone.as_slice() {
        text.extend(largest.iter().map(|largest| format!(" The largest is {largest}.")));
    } else {
        let parts = alone.iter().map(|(written, rows, largest)| {
            let largest = largest.as_ref().map(|largest| format!(" (the largest is {largest})"));
            format!("`{written}` matches {rows}{}", largest.unwrap_or_default())
        });
        let _ = write!(text, " Alone, {}.", list_and(&parts.collect::<Vec<_>>()));
    }
    Ok(vec![new_note("no-rows", text)])
}

/// Selects the wording of the largest amount, for a condition that an amount is above a bound in a comparable unit.
fn largest_amount<'c>(plan: &Plan<'c>, part: &Cond<'c>) -> Option<Statement> {
    let Cond::Test(Test {
        path,
        check: TypedPredicate::Amount(Side::Above | Side::AtLeast, bound),
        ..
    }) = part
    else {
        return None;
    };
    let PathExpr::Leaf(_) = path.steps else { return None };
    let field = path.field().filter(|field| field.ty != Type::Number { exact: true })?;
    let at = member_scope(plan);
    let unit = at.column(&columns::unit_column(&field.name));
    let comparable = match bound {
        // An equivalent may be larger.
        Bound::In { equivalents: true, .. } => return None,
        Bound::In { unit: name, .. } => {
            let units = &plan.catalog.units;
            let comparable = comparable_units(units.get(name)?, units);
            sql![unit, " IN (", Expr::join(comparable, ", "), ")"]
        }
        // In each row's own unit there is one largest only where there is one unit.
        Bound::Unitless(..) => {
            sql!["(SELECT count(DISTINCT ", unit, ")", from_tables(plan, &at), ") = 1"]
        }
    };
    let wording = at.column(&field.name);
    Some(Statement::from_expr(sql![
        "SELECT json_quote(",
        wording.clone(),
        ")",
        from_tables(plan, &at),
        "\n WHERE ",
        Expr::all_of([at.is_known(field), comparable]),
        "\n ORDER BY ",
        at.column(&columns::number_column(&field.name)),
        " DESC, ",
        wording,
        " LIMIT 1"
    ]))
}
