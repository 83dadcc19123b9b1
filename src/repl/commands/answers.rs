//! Commands about the last answer: its evidence, its open cases, its reading, and showing it again.

use super::{DotCommand, command_failure};
use crate::query::ast::Cond;
use crate::query::parser::parse;
use crate::query::span::Span;
use crate::render::Format;
use crate::repl::prompt::Prompt;
use crate::session::{Failed, LastAnswer, NoEvidence, QueryOrigin};

pub(super) const COMMANDS: &[DotCommand] = &[
    DotCommand {
        name: ".why",
        arguments: "[ROW] [FIELD]",
        about: "Show the evidence for a row, or for one field",
        more: "`.why 3 FIELD` shows the wording, its reading, and each claim with its document, paragraph \
               and words. Without a number it shows the first row.",
        run: run_dot_why,
    },
    DotCommand {
        name: ".sources",
        arguments: "[ROW]",
        about: "Show the last answer with sources, or the documents behind a row",
        more: "Without a row it adds `with sources` to the last query.",
        run: run_dot_sources,
    },
    DotCommand {
        name: ".maybe",
        arguments: "",
        about: "Repeat the last query, including rows that may match",
        more: "It adds `possibly` before the conditions of the last query; rows that only may match are marked with `?`.",
        run: run_dot_maybe,
    },
    DotCommand {
        name: ".explain",
        arguments: "[QUERY]",
        about: "Show how a query is read, and its SQL",
        more: "Without a query it explains the last one. `explain` before a query does the same.",
        run: run_dot_explain,
    },
    DotCommand {
        name: ".sql",
        arguments: "[QUERY]",
        about: "Show the SQL of a query, for `sqlite3`",
        more: "Without a query it shows the SQL of the last one. The SQL needs only the tables of this base.",
        run: run_dot_sql,
    },
    DotCommand {
        name: ".last",
        arguments: "",
        about: "Show the last answer again, in the current format",
        more: "If a table had no room for everything, `.mode list` and then `.last` show the rest; `.once FILE` and then `.last` save the answer. The query runs again only if the answer has more than 50,000 rows.",
        run: run_dot_last,
    },
    DotCommand {
        name: ".chart",
        arguments: "",
        about: "Show the last answer as bars",
        more: "A bar is solid up to the certain value and lighter up to the possible one. `.once FILE.svg` and then `.last` save a picture; `.mode chart` draws every answer.",
        run: run_dot_chart,
    },
];

fn last_answer(prompt: &Prompt) -> Result<&LastAnswer, Failed> {
    prompt.last.as_ref().ok_or_else(|| command_failure("there is no last answer yet"))
}

fn run_dot_why(prompt: &mut Prompt, argument: &str) -> Result<(), Failed> {
    let (row, field) = row_and_field(argument);
    let query = last_answer(prompt)?.query.clone();
    prompt.fit_width();
    let text = prompt.session.borrow().evidence_text(&query, row.unwrap_or(1), field);
    Ok(prompt.show_prose(&text.map_err(no_evidence)?)?)
}

fn run_dot_sources(prompt: &mut Prompt, argument: &str) -> Result<(), Failed> {
    let query = last_answer(prompt)?.query.clone();
    if argument.is_empty() {
        return answer_again(prompt, |query| query.sources = Some(query.span));
    }
    let (Some(row), None) = row_and_field(argument) else {
        return Err(command_failure("`.sources` needs the number of a row: `.sources 3`"));
    };
    prompt.fit_width();
    let text = prompt.session.borrow().documents_text(&query, row);
    Ok(prompt.show_prose(&text.map_err(no_evidence)?)?)
}

fn run_dot_maybe(prompt: &mut Prompt, _: &str) -> Result<(), Failed> {
    let query = parse(&last_answer(prompt)?.query).ok().and_then(|mut queries| queries.pop());
    if query.is_none_or(|query| query.filter.is_none()) {
        return Err(command_failure("the last query has no condition, so no row is open"));
    }
    answer_again(prompt, |query| {
        query.filter = query.filter.take().map(|filter| match filter {
            Cond::Possibly(..) => filter,
            filter => Cond::Possibly(Box::new(filter), Span::default()),
        });
    })
}

/// Changes the last query and answers it again.
fn answer_again(
    prompt: &mut Prompt,
    change: impl Fn(&mut crate::query::ast::Query),
) -> Result<(), Failed> {
    let before = last_answer(prompt)?.query.clone();
    let Some(mut query) = parse(&before).ok().and_then(|mut queries| queries.pop()) else {
        return Err(command_failure("the last query can't be read any more"));
    };
    change(&mut query);
    let text = query.to_string();
    prompt.generated.push(text.clone());
    prompt.answer(&text, &QueryOrigin::default())
}

fn run_dot_explain(prompt: &mut Prompt, query: &str) -> Result<(), Failed> {
    let query = query_or_last(prompt, query)?;
    prompt.answer(&format!("explain {query}"), &QueryOrigin::default())
}

fn run_dot_sql(prompt: &mut Prompt, query: &str) -> Result<(), Failed> {
    let query = query_or_last(prompt, query)?;
    let statement = prompt.session.borrow().sql_text(&query, &mut std::io::stderr())?;
    Ok(prompt.show(&statement)?)
}

fn query_or_last(prompt: &Prompt, query: &str) -> Result<String, Failed> {
    if query.is_empty() { Ok(last_answer(prompt)?.query.clone()) } else { Ok(query.to_owned()) }
}

fn run_dot_last(prompt: &mut Prompt, _: &str) -> Result<(), Failed> {
    let query = last_answer(prompt)?.query.clone();
    if !prompt.show_last(None)? {
        prompt.answer(&query, &QueryOrigin::default())?;
    }
    Ok(())
}

fn run_dot_chart(prompt: &mut Prompt, _: &str) -> Result<(), Failed> {
    last_answer(prompt)?;
    if !prompt.show_last(Some(Format::Chart))? {
        return Err(command_failure("the last answer has too many rows to draw; use `limit`"));
    }
    Ok(())
}

/// Splits `3 investment` into a row and a field; `investment` alone is a field of the first row.
fn row_and_field(argument: &str) -> (Option<u64>, Option<&str>) {
    let (first, rest) = argument.split_once(char::is_whitespace).unwrap_or((argument, ""));
    let row = first.parse().ok();
    let rest = if row.is_some() { rest } else { argument };
    (row, Some(rest.trim()).filter(|rest| !rest.is_empty()))
}

fn no_evidence(reason: NoEvidence) -> Failed {
    match reason {
        NoEvidence::Failed(failed) => failed,
        NoEvidence::Field(sentence) => command_failure(sentence),
        NoEvidence::OneNumber => {
            command_failure("the last answer is one number; leave out `count` to see the rows")
        }
        NoEvidence::Rows(0) => command_failure("the last answer has no rows"),
        NoEvidence::Rows(1) => command_failure("the last answer has one row"),
        NoEvidence::Rows(rows) => command_failure(format!("the last answer has {rows} rows")),
    }
}
