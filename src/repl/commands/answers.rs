//! Looking into the last answer: what stands behind it, what it leaves open, how it was read, and showing it again.

use super::{Command, Next, wrong};
use crate::query::ast::Cond;
use crate::query::parser::parse;
use crate::query::span::Span;
use crate::repl::prompt::Prompt;
use crate::session::{Failed, Last, NoWhy, Origin};

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: ".why",
        arguments: "[ROW] [FIELD]",
        about: "What stands behind a row, or one field of it",
        more: "`.why 3 FIELD` tells the wording, how it is read, and each claim with its document, paragraph \
               and words. Without a row: the first.",
        run: why,
    },
    Command {
        name: ".sources",
        arguments: "[ROW]",
        about: "The same with sources, or the documents of a row",
        more: "The last query is asked with `with sources` at its end; with a row, the documents it rests on are listed.",
        run: sources,
    },
    Command {
        name: ".maybe",
        arguments: "",
        about: "The same with what may match as well",
        more: "The last query is asked with `possibly` before its conditions; rows that only may match are marked with `?`.",
        run: maybe,
    },
    Command {
        name: ".explain",
        arguments: "[QUERY]",
        about: "How a query is read, and its SQL",
        more: "Of the last query, if none is given. The same as `explain` before it.",
        run: explain,
    },
    Command {
        name: ".sql",
        arguments: "[QUERY]",
        about: "Only its SQL, for `sqlite3`",
        more: "Of the last query, if none is given. It reads the tables of this base and needs nothing else.",
        run: sql,
    },
    Command {
        name: ".last",
        arguments: "",
        about: "It again, in the format and place set now",
        more: "`.mode list` and `.last` show all that a table had no room for; `.once FILE` and `.last` save it. Only an answer of more than 50,000 rows is asked again.",
        run: last,
    },
];

fn the_last(prompt: &Prompt) -> Result<&Last, Failed> {
    prompt.last.as_ref().ok_or_else(|| wrong("nothing has been asked yet"))
}

fn why(prompt: &mut Prompt, argument: &str) -> Result<Next, Failed> {
    let (row, field) = row_and_rest(argument);
    let query = the_last(prompt)?.query.clone();
    prompt.fit();
    let told = prompt.session.borrow().why(&query, row.unwrap_or(1), field);
    prompt.tell(&told.map_err(refused)?)?;
    Ok(Next::Stay)
}

fn sources(prompt: &mut Prompt, argument: &str) -> Result<Next, Failed> {
    let query = the_last(prompt)?.query.clone();
    if argument.is_empty() {
        return again(prompt, |query| query.sources = Some(query.span));
    }
    let (Some(row), None) = row_and_rest(argument) else {
        return Err(wrong("a row is a number: `.sources 3`"));
    };
    prompt.fit();
    let told = prompt.session.borrow().documents(&query, row);
    prompt.tell(&told.map_err(refused)?)?;
    Ok(Next::Stay)
}

fn maybe(prompt: &mut Prompt, _: &str) -> Result<Next, Failed> {
    let query = parse(&the_last(prompt)?.query).ok().and_then(|mut queries| queries.pop());
    if query.is_none_or(|query| query.filter.is_none()) {
        return Err(wrong("the last query has no condition, so nothing is left open"));
    }
    again(prompt, |query| {
        query.filter = query.filter.take().map(|filter| match filter {
            Cond::Possibly(..) => filter,
            filter => Cond::Possibly(Box::new(filter), Span::default()),
        });
    })
}

/// Asks the last query once more, changed.
fn again(
    prompt: &mut Prompt,
    change: impl Fn(&mut crate::query::ast::Query),
) -> Result<Next, Failed> {
    let before = the_last(prompt)?.query.clone();
    let Some(mut query) = parse(&before).ok().and_then(|mut queries| queries.pop()) else {
        return Err(wrong("the last query cannot be read any more"));
    };
    change(&mut query);
    let text = query.to_string();
    prompt.asked.push(text.clone());
    prompt.answer(&text, &Origin::default())?;
    Ok(Next::Stay)
}

fn explain(prompt: &mut Prompt, query: &str) -> Result<Next, Failed> {
    let query = this_or_last(prompt, query)?;
    prompt.answer(&format!("explain {query}"), &Origin::default())?;
    Ok(Next::Stay)
}

fn sql(prompt: &mut Prompt, query: &str) -> Result<Next, Failed> {
    let query = this_or_last(prompt, query)?;
    let statement = prompt.session.borrow().statement(&query, &mut std::io::stderr())?;
    prompt.show(&statement)?;
    Ok(Next::Stay)
}

fn this_or_last(prompt: &Prompt, query: &str) -> Result<String, Failed> {
    if query.is_empty() { Ok(the_last(prompt)?.query.clone()) } else { Ok(query.to_owned()) }
}

fn last(prompt: &mut Prompt, _: &str) -> Result<Next, Failed> {
    let query = the_last(prompt)?.query.clone();
    if !prompt.show_last()? {
        prompt.answer(&query, &Origin::default())?;
    }
    Ok(Next::Stay)
}

/// `3 investment` is a row and a field, `investment` a field of the first row.
fn row_and_rest(argument: &str) -> (Option<u64>, Option<&str>) {
    let (first, rest) = argument.split_once(char::is_whitespace).unwrap_or((argument, ""));
    let row = first.parse().ok();
    let rest = if row.is_some() { rest } else { argument };
    (row, Some(rest.trim()).filter(|rest| !rest.is_empty()))
}

fn refused(no: NoWhy) -> Failed {
    match no {
        NoWhy::Failed(failed) => failed,
        NoWhy::Field(sentence) => wrong(sentence),
        NoWhy::OneNumber => {
            wrong("the last answer is one number; ask without `count` to see the rows")
        }
        NoWhy::Rows(0) => wrong("the last answer has no rows"),
        NoWhy::Rows(1) => wrong("the last answer has one row"),
        NoWhy::Rows(rows) => wrong(format!("the last answer has {rows} rows")),
    }
}
