//! `explain`: shows how a query is read, in five sections (docs/asking.md#how-a-query-is-read). Nothing is run.

use std::fmt::Write;
use std::io;

use anyhow::Result;

use super::{DiagnosticPrinter, Failed, QueryOrigin, Session, dossier};
use crate::query::ast::Query;
use crate::query::english;
use crate::query::parser::parse;
use crate::query::plan::Plan;
use crate::query::resolve::{Matched, Resolved, SourceLimit};
use crate::query::sql;
use crate::store::Base;
use crate::text::{clean::clean, list_and};

impl Session {
    /// Returns the SQL of the queries of a text, for use in other programs. Diagnostics go to `err`.
    pub fn sql_text(&self, text: &str, err: &mut dyn io::Write) -> Result<String, Failed> {
        let origin = &QueryOrigin::default();
        let mut printer = DiagnosticPrinter { session: self, text, origin, err };
        let queries = parse(text).map_err(|problem| printer.refuse_query(vec![*problem]))?;
        let mut shown = String::new();
        for query in queries {
            let scope = self.base_of_query(&query).map_err(|failure| printer.refuse(failure))?;
            let resolved =
                self.resolve_on(&scope, &query).map_err(|failure| printer.refuse(failure))?;
            printer.print_diagnostics(&resolved.warnings)?;
            let _ = writeln!(shown, "{};", clean_lines(&statement_text(&resolved)));
        }
        Ok(shown)
    }
}

fn compile(plan: &Plan<'_>) -> sql::Statement {
    if plan.count { sql::count_all_rows(plan) } else { sql::rows_statement(plan) }
}

/// Writes the statement of a query, and on which base it runs if that isn't the file.
fn statement_text(resolved: &Resolved<'_>) -> String {
    let sql = compile(&resolved.plan).pastable_text();
    match &resolved.according {
        Some(alone) => {
            format!("-- In a base loaded from {} alone.\n{sql}", alone.sources_in_words())
        }
        None => sql,
    }
}

fn clean_lines(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}

/// Returns the five sections, each under its heading; of a dossier its sections instead of SQL.
pub(super) fn explain_query(base: &Base, resolved: &Resolved<'_>) -> Result<String> {
    let (query, plan) = (&resolved.query, &resolved.plan);
    let statement = compile(plan);
    let according = resolved.according.as_ref().map(SourceLimit::sources_in_words);
    let canonical = Query { explain: false, ..query.clone() };
    let names = match resolved.matched.as_slice() {
        [] => "(no names to look up)".to_owned(),
        matched => {
            let mut lines: Vec<String> = matched.iter().map(matched_name).collect();
            lines.dedup();
            lines.join("\n")
        }
    };
    let mut sections = vec![
        ("Reading", english::query_in_english(query, plan, according.as_deref())),
        ("Query", canonical.to_string()),
        ("Names", names),
    ];
    if query.about.is_some() {
        sections.push((
            "Sections, if there is anything in them",
            dossier::outline_dossier(base, resolved).join("\n"),
        ));
    } else {
        sections.push(("SQL", format!("{};", statement_text(resolved))));
        sections.push(("Plan", base.plan_of(&statement)?.join("\n")));
    }
    let mut text = String::new();
    for (i, (heading, body)) in sections.iter().enumerate() {
        let blank = if i == 0 { "" } else { "\n" };
        writeln!(text, "{blank}{heading}")?;
        for line in body.lines() {
            writeln!(text, "  {}", clean(line))?;
        }
    }
    Ok(text)
}

fn matched_name(matched: &Matched) -> String {
    let things: Vec<String> = matched
        .things
        .iter()
        .map(|thing| format!("@{} ({}, {})", thing.slug, thing.name, thing.kind))
        .collect();
    format!("`{}` for {}: {}", matched.typed, matched.field, list_and(&things))
}
