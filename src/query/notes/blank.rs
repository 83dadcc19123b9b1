//! Columns that the query asked for are empty in every row.

use anyhow::Result;

use super::rule::{Answer, Remark, note_on_rows, path_words};
use crate::catalog::{Field, Type};
use crate::query::ast;
use crate::query::plan::{Item, Leaf, NamedPath, PathExpr, Plan};
use crate::text::list_or;

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let (plan, rows) = (answer.plan, answer.stats.rows);
    if plan.groups.is_some() || rows == 0 {
        return Ok(vec![]);
    }
    let is_written = |path: &NamedPath<'_>| {
        answer.query.show.iter().any(|item| match item {
            ast::Item::Path(written) | ast::Item::Each(written) => {
                written.to_string().eq_ignore_ascii_case(&path.text)
            }
            _ => false,
        })
    };
    let blank = plan.shown.iter().enumerate().filter_map(|(n, item)| match item {
        Item::Value(path) | Item::Each(path) => {
            let is_empty = answer.stats.unknown_rows(n) == rows;
            let is_news = is_of_all(plan, path) && is_written(path) && !is_tested(plan, path);
            (is_empty && is_news).then_some(path)
        }
        _ => None,
    });
    let blank: Vec<&NamedPath<'_>> = blank.collect();
    if blank.is_empty() {
        return Ok(vec![]);
    }
    let columns = list_or(&blank.iter().map(|path| path_words(path)).collect::<Vec<_>>());
    let (one, many) = answer.nouns();
    let of = match rows {
        1 => format!("this {one}"),
        2 => format!("either of the 2 {many}"),
        _ => format!("any of the {rows} {many}"),
    };
    let passes_link = blank.iter().any(|path| path.steps.link().is_some());
    let all = if passes_link { "; the sources may not list them all" } else { "" };
    let text = format!("No {columns} is recorded for {of}{all}.");
    Ok(vec![note_on_rows("blank", rows, text)])
}

/// Checks whether each thing should have the value. Fields with `only_if`, wholes of parts and levels of a place are optional.
fn is_of_all(plan: &Plan<'_>, path: &NamedPath<'_>) -> bool {
    let PathExpr::Leaf(Leaf::Field(field)) = &path.steps else { return true };
    let is_whole = |other: &Field| other.whole.as_ref() == Some(&field.name);
    let of_itself = matches!(&field.ty, Type::Level(level) if level.of.is_none());
    field.only_if.is_none() && !of_itself && !plan.kind.fields.iter().any(is_whole)
}

/// Checks whether a condition asks for the same: then it is no news that it is unknown.
fn is_tested(plan: &Plan<'_>, path: &NamedPath<'_>) -> bool {
    let link = |path: &NamedPath<'_>| match &path.steps {
        PathExpr::Leaf(Leaf::Link(link, _)) => Some(link.name.clone()),
        _ => None,
    };
    let tests = plan.tests().into_iter().map(|test| &test.path);
    { tests }.any(|tested| {
        tested.text == path.text || link(path).is_some() && link(tested) == link(path)
    })
}
