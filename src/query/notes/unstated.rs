//! Values that no source states: a date that was tested, with the reason for it (`unstated`), and how many amounts and dates
//! of the rows shown aren't read as printed (`not-printed`).

use std::collections::HashSet;

use anyhow::Result;
use serde::Deserialize;

use super::rule::{Answer, NAMED, Remark, note_on_rows};
use crate::catalog::{Field, Sort, Type};
use crate::query::plan::{Item, Leaf, PathExpr, Plan, Test, TypedPredicate};
use crate::query::sql::expr::{Expr, sql};
use crate::query::sql::{Statement, answer_rows, member_scope, provenance};
use crate::text::{article_for, list_and, list_or, plural_form};

/// The bases on which a value is known without being stated: each with the better ones, and in words.
const UNSTATED: [(&str, &[&str], &str); 2] = [
    ("external", &["stated"], "known from outside the documents"),
    ("inferred", &["stated", "external"], "inferred"),
];

/// How a value is known that no claim states as printed, by its code, and in words.
const NOT_PRINTED: [(&str, &str); 3] = [
    ("inferred", "inferred"),
    ("external", "known from outside the documents"),
    ("read", "not read as printed"),
];

/// The number of characters of a reason that are quoted.
const REASON: usize = 90;

/// A value, the reason for it, and the number of rows that have it.
#[derive(Deserialize)]
struct Unstated {
    value: String,
    why: String,
    rows: u64,
}

/// How the value of each field is known where it isn't read as printed, and the number of rows that are alike in this.
#[derive(Deserialize)]
struct HowKnown {
    how: Vec<Option<String>>,
    rows: u64,
}

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let mut notes = Vec::new();
    let (mut known, mut explained) = (HashSet::new(), Vec::new());
    let mut tests = answer.plan.tests();
    tests.retain(|test| matches!(test.check, TypedPredicate::Time(..)));
    tests.retain(|test| known.insert(&test.path.text));
    for test in tests {
        let Some(field) = test.path.field().filter(|field| field.ty.is_time()) else { continue };
        for (basis, better, how) in UNSTATED {
            let Some(statement) = of_basis(answer.plan, test, basis, better) else { continue };
            let values: Vec<Unstated> = answer.facts.read(&statement)?;
            if !values.is_empty() {
                notes.push(unstated_note(&field.name, how, &values));
                explained.push(field.name.as_str());
            }
        }
    }
    notes.extend(not_printed(answer, &explained)?);
    Ok(notes)
}

fn unstated_note(field: &str, how: &str, values: &[Unstated]) -> Remark {
    let brief = |why: &str| match why.char_indices().nth(REASON) {
        Some((end, _)) => format!("{} …", why.get(..end).unwrap_or_default().trim_end()),
        None => why.trim_end_matches('.').to_owned(),
    };
    let named = values
        .iter()
        .take(NAMED)
        .map(|Unstated { value, why, .. }| format!("{value} ({})", brief(why)));
    let named = named.collect::<Vec<_>>().join("; ");
    let rest = if values.len() > NAMED { "; …" } else { "" };
    let rows = values.iter().map(|value| value.rows).sum();
    let are = plural_form(rows, "value here is", "values here are");
    note_on_rows("unstated", rows, format!("{rows} `{field}` {are} {how}: {named}{rest}."))
}

/// Returns the note on shown values of the things themselves, without the fields that are explained already.
fn not_printed(answer: &Answer<'_, '_>, explained: &[&str]) -> Result<Option<Remark>> {
    let plan = answer.plan;
    let of_rows = !plan.cited && !plan.count && plan.groups.is_none();
    let may_be = answer.small && answer.claims.not_printed;
    if !of_rows || plan.kind.sort == Sort::Evidence || !may_be {
        return Ok(None);
    }
    let mut fields: Vec<&Field> = Vec::new();
    for path in plan.shown.iter().filter_map(Item::path) {
        let PathExpr::Leaf(Leaf::Field(field) | Leaf::Part(field, _)) = &path.steps else {
            continue;
        };
        let name = field.name.as_str();
        let printed = field.ty.is_time() || field.ty.is_amount() && field.ty != Type::Share;
        if printed && !explained.contains(&name) && fields.iter().all(|f| f.name != name) {
            fields.push(field);
        }
    }
    if fields.is_empty() {
        return Ok(None);
    }
    let found: Vec<HowKnown> = answer.facts.read(&how_known(plan, &fields))?;
    let count = |is_it: &dyn Fn(&HowKnown) -> bool| -> u64 {
        found.iter().filter(|known| is_it(known)).map(|known| known.rows).sum()
    };
    let (all, rows) = (count(&|_| true), count(&|known| known.how.iter().any(Option::is_some)));
    if rows == 0 {
        return Ok(None);
    }
    let counts = fields.iter().enumerate().map(|(n, field)| {
        (&field.name, count(&|known| known.how.get(n).is_some_and(Option::is_some)))
    });
    let counts: Vec<_> = counts.filter(|(_, n)| *n > 0).collect();
    let each = counts.iter().map(|(field, n)| match counts.len() {
        2.. if rows > 1 => format!("{} `{field}` ({n})", article_for(field)),
        _ => format!("{} `{field}`", article_for(field)),
    });
    let each: Vec<String> = each.collect();
    let (each, are) = match each.as_slice() {
        [one] => (one.clone(), "is"),
        several if rows == 1 => (list_and(several), "are"),
        several => (list_or(several), "is"),
    };
    let is_so = |code: &str| count(&|known| known.how.iter().flatten().any(|how| how == code)) > 0;
    let how = NOT_PRINTED.iter().filter(|(code, _)| is_so(code)).map(|(_, words)| *words);
    let how = list_or(&how.collect::<Vec<_>>());
    let (one, many) = answer.nouns();
    let subject = match (rows, all) {
        (1, 1) => format!("This {one} has"),
        (1, _) => format!("1 of these {all} {many} has"),
        (2, 2) => format!("Both {many} have"),
        _ if rows == all => format!("All {all} {many} have"),
        _ => format!("{rows} of these {all} {many} have"),
    };
    let text = format!("{subject} {each} that {are} {how}; `with sources` shows how.");
    Ok(Some(note_on_rows("not-printed", rows, text)))
}

/// Selects, from the rows of the answer, the values of a field that rest on claims of one basis and on none of the better ones.
fn of_basis<'c>(
    plan: &Plan<'c>,
    test: &Test<'c>,
    basis: &str,
    better: &[&str],
) -> Option<Statement> {
    let PathExpr::Leaf(_) = test.path.steps else { return None };
    let field = test.path.field()?;
    let at = member_scope(plan);
    let claim = |select: &str, bases: &[&str]| {
        let any = bases.iter().map(|basis| sql!["basis = ", Expr::bind_text(basis)]);
        let from = sql![format!("(SELECT {select} FROM claim WHERE thing = "), at.column("id")];
        let on_field = sql![" AND ", provenance::supports_field("", &field.name)];
        sql![from, on_field, " AND says IS NULL AND ", Expr::any_of(any), ")"]
    };
    let exists = sql!["EXISTS ", claim("1", &[basis])];
    let no_better = sql!["NOT EXISTS ", claim("1", better)];
    Some(Statement::from_expr(sql![
        "SELECT json_object('value', coalesce(v, ''), 'why', coalesce(why, ''), 'rows', count(*)) FROM (SELECT ",
        at.column(&field.name),
        " AS v, ",
        claim("max(note)", &[basis]),
        " AS why",
        answer_rows(plan, &at, vec![exists, no_better]),
        ")\n GROUP BY v, why ORDER BY count(*) DESC, v, why"
    ]))
}

/// Selects how the value of each field is known where no claim states it as printed, with the number of rows alike in this.
fn how_known(plan: &Plan<'_>, fields: &[&Field]) -> Statement {
    let at = member_scope(plan);
    let how = |field: &&Field| {
        let claims = provenance::on_field(&at.column("id"), &field.name, &at.column(&field.name));
        sql![
            "CASE WHEN ",
            at.is_known(field),
            " THEN (SELECT CASE WHEN max(basis = 'stated' AND read_as IS NULL) THEN NULL",
            " WHEN max(read_as) IS NOT NULL THEN 'read' ELSE min(basis) END",
            " FROM claim WHERE says IS NULL AND id IN (",
            claims,
            ")) END"
        ]
    };
    Statement::from_expr(sql![
        "SELECT json_object('how', json(how), 'rows', count(*)) FROM (SELECT json_array(",
        Expr::join(fields.iter().map(how), ",\n       "),
        ") AS how",
        answer_rows(plan, &at, vec![]),
        ")\n GROUP BY how"
    ])
}
