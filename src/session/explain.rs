//! `explain`: how a query is read, in five parts (language.md §8). Nothing is run.

use std::fmt::Write;

use anyhow::Result;

use crate::query::ast::Query;
use crate::query::english;
use crate::query::resolve::{Matched, Resolved};
use crate::query::sql;
use crate::store::Base;
use crate::text::{clean::clean, list_and};

/// The five parts, each under its heading.
pub(super) fn explain(base: &Base, query: &Query, resolved: &Resolved<'_>) -> Result<String> {
    let plan = &resolved.plan;
    let statement = if plan.count { sql::count(plan) } else { sql::rows(plan) };
    let canonical = Query { explain: false, ..query.clone() };
    let names = match resolved.matched.as_slice() {
        [] => "(no names to look up)".to_owned(),
        matched => matched.iter().map(name).collect::<Vec<_>>().join("\n"),
    };
    let parts = [
        ("Reading", english::sentence(query, plan)),
        ("Query", canonical.to_string()),
        ("Names", names),
        ("SQL", format!("{};", statement.pasted())),
        ("Plan", base.plan_of(&statement)?.join("\n")),
    ];
    let mut text = String::new();
    for (i, (heading, body)) in parts.iter().enumerate() {
        let blank = if i == 0 { "" } else { "\n" };
        writeln!(text, "{blank}{heading}")?;
        for line in body.lines() {
            writeln!(text, "  {}", clean(line))?;
        }
    }
    Ok(text)
}

fn name(matched: &Matched) -> String {
    let things: Vec<String> = matched
        .things
        .iter()
        .map(|thing| format!("@{} ({}, {})", thing.slug, thing.name, thing.kind))
        .collect();
    format!("`{}` for {}: {}", matched.typed, matched.field, list_and(&things))
}
