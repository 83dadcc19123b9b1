//! What the rows shown leave to be asked: columns without a value, rows in an order by what is not recorded, a group of
//! what is not recorded.

use anyhow::Result;

use crate::catalog::{Field, Type};
use crate::query::ast::{self, Amount, Body, Query};
use crate::query::notes::{Lead, Note};
use crate::query::plan::{Cond, Item, Leaf, NamedPath, PathExpr, Plan, Test, TypedPredicate};
use crate::query::rewrite::{all, known, predicate};
use crate::query::sql;
use crate::query::suggest::Siblings;
use crate::session::seen::Seen;
use crate::store::Base;

/// Columns that show what the whole allows where nothing else is recorded.
pub(super) fn bounded(plan: &Plan<'_>, seen: &Seen) -> Vec<Note> {
    let columns = plan.shown.iter().enumerate().filter(|_| plan.groups.is_none());
    let of_parts = columns.filter_map(|(n, item)| {
        let field = item.path()?.field().filter(|field| field.whole.is_some())?;
        let rows = seen.bounded(n);
        (rows > 0).then(|| Note::Bounded { field: field.name.clone(), rows })
    });
    of_parts.collect()
}

/// A whole together with its parts, counted or listed.
pub(super) fn parts(base: &Base, plan: &Plan<'_>, seen: &Seen) -> Result<Option<Note>> {
    let counted = plan.count || plan.shown.iter().any(|item| matches!(item, Item::Count));
    let told = seen.rows > 0 && (counted || plan.groups.is_none());
    let Some(statement) = sql::parts_among(plan).filter(|_| told) else { return Ok(None) };
    let parts = base.count(&statement)?;
    if parts == 0 {
        return Ok(None);
    }
    let all = base.count(&sql::count_shown(plan, None))?;
    Ok(Some(Note::PartsAmong { parts, all }))
}

/// Columns that were asked for and show nothing in any row.
pub(super) fn blank(query: &Query, plan: &Plan<'_>, seen: &Seen) -> Option<Lead> {
    if plan.groups.is_some() || seen.rows == 0 {
        return None;
    }
    let asked = |path: &NamedPath<'_>| {
        query.show.iter().any(|item| match item {
            ast::Item::Path(written) | ast::Item::Each(written) => {
                written.to_string().eq_ignore_ascii_case(&path.text)
            }
            _ => false,
        })
    };
    let mut blank: Vec<(String, bool)> = Vec::new();
    for (n, item) in plan.shown.iter().enumerate() {
        let (Item::Value(path) | Item::Each(path)) = item else { continue };
        if is_of_all(plan, path)
            && asked(path)
            && seen.unknown(n) == seen.rows
            && !is_tested(plan, path)
        {
            blank.push(said(path));
        }
    }
    let link = blank.iter().any(|(_, link)| *link);
    let what: Vec<String> = blank.into_iter().map(|(what, _)| what).collect();
    (!what.is_empty()).then_some(Lead::Blank { what, link, rows: seen.rows })
}

/// Whether each thing should have it: not what only some have, the whole of what is a part, or what a place lies in.
fn is_of_all(plan: &Plan<'_>, path: &NamedPath<'_>) -> bool {
    let PathExpr::Leaf(Leaf::Field(field)) = &path.steps else { return true };
    let is_whole = |other: &Field| other.whole.as_ref() == Some(&field.name);
    let of_itself = matches!(&field.ty, Type::Level(level) if level.of.is_none());
    field.only_if.is_none() && !of_itself && !plan.kind.fields.iter().any(is_whole)
}

/// A path in a sentence, and whether it leads through a link.
fn said(path: &NamedPath<'_>) -> (String, bool) {
    match &path.steps {
        PathExpr::Leaf(Leaf::Link(link, _)) => (link.one.replace('_', " "), true),
        way => (format!("`{}`", path.text), way.link().is_some()),
    }
}

/// Whether a condition asks of the same: then its being unknown is no news.
fn is_tested(plan: &Plan<'_>, path: &NamedPath<'_>) -> bool {
    let link = |path: &NamedPath<'_>| match &path.steps {
        PathExpr::Leaf(Leaf::Link(link, _)) => Some(link.name.clone()),
        _ => None,
    };
    let same = |test: &&Test<'_>| {
        test.path.text == path.text || link(path).is_some() && link(&test.path) == link(path)
    };
    plan.filter.iter().flat_map(Cond::tests).any(|test| same(&test))
}

/// Rows are left out by `limit` although nothing is recorded by which they could be put in order.
pub(super) fn cut(base: &Base, plan: &Plan<'_>, seen: &Seen) -> Result<Option<Lead>> {
    let (Some(key), None) = (plan.order.first(), &plan.groups) else { return Ok(None) };
    let Item::Value(path) = &key.item else { return Ok(None) };
    let column = plan
        .shown
        .iter()
        .position(|item| matches!(item, Item::Value(shown) if shown.text == path.text));
    let gaps = column.is_none_or(|n| seen.unknown(n) + seen.bounded(n) > 0);
    if plan.limit != Some(seen.rows) || !gaps || path.steps.link().is_some() {
        return Ok(None);
    }
    let all = base.count(&sql::count(plan))?;
    let rows = base.count(&sql::count_of(plan, &unknown(plan, path)))?;
    if rows == 0 || all <= seen.rows || all - rows >= seen.rows {
        return Ok(None);
    }
    let own = path.field().is_some_and(|field| field.whole.is_some());
    let by_name = plan.order.len() == 1 && plan.kind.named();
    Ok(Some(Lead::Last { field: path.text.clone(), rows, all, own, by_name }))
}

/// A group of what has no value of the key, among the first of a few.
pub(super) fn no_key(
    base: &Base,
    query: &Query,
    plan: &Plan<'_>,
    seen: &Seen,
) -> Result<Option<Lead>> {
    let (Some([key]), [written]) = (plan.groups.as_deref(), query.by.as_slice()) else {
        return Ok(None);
    };
    let column = plan
        .shown
        .iter()
        .position(|item| matches!(item, Item::Value(shown) if shown.text == key.text));
    let shown = column.is_some_and(|n| seen.unknown(n) > 0);
    if !shown || plan.limit.is_none() || plan.order.is_empty() {
        return Ok(None);
    }
    let rows = base.count(&sql::count_of(plan, &unknown(plan, key)))?;
    let has_key = if let PathExpr::Leaf(Leaf::Link(link, _)) = &key.steps {
        predicate(Some(Amount::Any), &link.one, Body::Exists)
    } else {
        known(&written.to_string(), true)
    };
    let filter = all(query.filter.clone().into_iter().chain([has_key]).collect());
    let instead = Query { filter, ..query.clone() };
    if rows == 0 || Siblings(base).count(&instead)? == 0 {
        return Ok(None);
    }
    let nouns = (plan.kind.name.clone(), plan.kind.plural.clone());
    Ok(Some(Lead::NoKey { nouns, what: said(key).0, rows, instead: instead.to_string() }))
}

/// The rows of an answer for which a path leads to nothing.
fn unknown<'c>(plan: &Plan<'c>, path: &NamedPath<'c>) -> Cond<'c> {
    let none =
        Test { path: path.clone(), check: TypedPredicate::Known(false), text: String::new() };
    Cond::All(plan.filter.iter().cloned().chain([Cond::Test(none)]).collect())
}
