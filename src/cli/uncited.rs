//! Prints the uncited words for `brief verify --uncited`: each sentence with these words marked, or rows in a format.

use std::io;
use std::path::Path;

use anstyle::{AnsiColor, Style};

use super::arrange::shell_quoted;
use super::failure::Failure;
use super::report::Report;
use super::row_set::RowSet;
use crate::answer::{Cell, Column, Row, Shape};
use crate::store::Base;
use crate::store::verify::{Checked, Coverage, Share, Shares, UncitedSentence, Verified};
use crate::text::clean::clean;
use crate::text::{count_noun, list_and, quote_safely};

/// The colour of uncited words.
const MARK: Style = AnsiColor::Yellow.on_default().bold();

/// Prints the uncited sentences of a document. Without colour, brackets mark the words that are uncited.
pub(super) fn print_uncited(
    coverage: &Coverage,
    color: bool,
    report: &mut Report<'_>,
) -> io::Result<()> {
    for sentence in &coverage.uncited {
        report.write_item(&uncited_title(sentence))?;
        report.write_detail(&mark_uncited(sentence, color))?;
    }
    report.write_item(&shares_text(&coverage.shares))
}

/// Says what is uncited: `paragraph 2: uncited: number “300”, name “Tianjin”`.
fn uncited_title(sentence: &UncitedSentence) -> String {
    let paragraph = sentence.paragraph;
    if !sentence.cited {
        return format!("paragraph {paragraph}: no claim cites this sentence");
    }
    format!("paragraph {paragraph}: uncited: {}", parts_text(sentence))
}

/// Lists the uncited parts of a sentence: `number “300”, name “Tianjin”`.
pub(super) fn parts_text(sentence: &UncitedSentence) -> String {
    let part = |(words, sort): (&str, &str)| format!("{sort} {}", quote_safely(words));
    uncited_parts(sentence).map(part).collect::<Vec<_>>().join(", ")
}

/// Lists the words of each uncited part, and what it is.
fn uncited_parts(sentence: &UncitedSentence) -> impl Iterator<Item = (&str, &'static str)> {
    sentence.parts.iter().map(|part| {
        let words = sentence.text.get(part.at.clone()).unwrap_or_default();
        (words, part.sort.word())
    })
}

/// Marks the uncited words in a sentence.
pub(super) fn mark_uncited(sentence: &UncitedSentence, color: bool) -> String {
    let (mut text, mut done) = (String::new(), 0);
    // A name may have a number in it.
    for part in &sentence.parts {
        if part.at.start < done {
            continue;
        }
        let [before, words] = [done..part.at.start, part.at.clone()]
            .map(|at| clean(sentence.text.get(at).unwrap_or_default()));
        let marked = if color { format!("{MARK}{words}{MARK:#}") } else { format!("[{words}]") };
        text.extend([&*before, &marked]);
        done = part.at.end;
    }
    text + &clean(sentence.text.get(done..).unwrap_or_default())
}

/// Counts what is cited: `cited: 3 of 5 sentences (60%), 1 of 3 numbers, …`.
pub(super) fn shares_text(shares: &Shares) -> String {
    let share = |share: Share, one: &str, many: &str| {
        let all = count_noun(share.all, one, many);
        let none = share.all == 0;
        if none { format!("no {many}") } else { format!("{} of {all}", share.cited) }
    };
    let percent = (shares.sentences.cited * 100).checked_div(shares.sentences.all);
    let percent = percent.map_or(String::new(), |percent| format!(" ({percent}%)"));
    let parts = [
        share(shares.sentences, "sentence", "sentences") + &percent,
        share(shares.numbers, "number", "numbers"),
        share(shares.dates, "date", "dates"),
        share(shares.names, "name", "names"),
    ];
    let flagged = match shares.flagged {
        0 => String::new(),
        n => format!(
            "; {} in flagged paragraphs",
            count_noun(n, "number or date", "numbers and dates")
        ),
    };
    format!("cited: {}{flagged}", list_and(&parts))
}

/// Notes how much of the documents of some sources is cited, after a load.
pub(super) fn note_coverage(
    path: &Path,
    directory: &Path,
    sources: &[String],
) -> Result<(), Failure> {
    if sources.is_empty() {
        return Ok(());
    }
    let verified = Base::open(path)?.verify((directory, true), sources, &mut |_, _| {})?;
    for Checked { source, coverage, .. } in &verified.sources {
        if let Some(coverage) = coverage {
            anstream::eprintln!("note: {}: {}", clean(&source.slug), shares_text(&coverage.shares));
        }
    }
    let has_rest = |checked: &&Checked| {
        checked.coverage.as_ref().is_some_and(|coverage| !coverage.shares.is_whole())
    };
    let with_rest: Vec<&Checked> = verified.sources.iter().filter(has_rest).collect();
    let [path, directory] = [path, directory].map(|path| shell_quoted(&path.to_string_lossy()));
    let only = match with_rest.as_slice() {
        [] => return Ok(()),
        [one] => format!(" --source {}", shell_quoted(&clean(&one.source.slug))),
        _ => String::new(),
    };
    anstream::eprintln!("note: `brief verify --uncited {path} {directory}{only}` lists the rest");
    Ok(())
}

/// Adds up the shares of all documents; `None` means that no document was read.
pub(super) fn all_shares(verified: &Verified) -> Option<Shares> {
    let shares =
        verified.sources.iter().filter_map(|checked| Some(checked.coverage.as_ref()?.shares));
    shares.reduce(|mut sum, shares| {
        sum.add(&shares);
        sum
    })
}

/// Lists each uncited sentence, number, date and name.
pub(super) fn as_rows(verified: &Verified) -> RowSet {
    let texts = ["source", "uncited", "words", "sentence"];
    let mut columns: Vec<Column> =
        texts.map(|name| Column { name: name.to_owned(), shape: Shape::Text }).into();
    columns.insert(1, Column { name: "paragraph".to_owned(), shape: Shape::Integer });
    let mut rows = Vec::new();
    for Checked { source, coverage, .. } in &verified.sources {
        for sentence in coverage.iter().flat_map(|coverage| &coverage.uncited) {
            let row = |words: &str, sort: &str| {
                let [source, sort, words, text] = [&source.slug, sort, words, &sentence.text]
                    .map(|text| Cell::Text(text.to_owned()));
                Row::of_cells(vec![source, Cell::Integer(sentence.paragraph), sort, words, text])
            };
            if !sentence.cited {
                rows.push(row(&sentence.text, "sentence"));
            }
            rows.extend(uncited_parts(sentence).map(|(words, sort)| row(words, sort)));
        }
    }
    RowSet { columns, rows, noun: ("uncited part", "uncited parts"), cited: false }
}

/// Makes a row for each source whose document was read: how many of its sentences, numbers, dates and names are cited.
pub(super) fn shares_as_rows(verified: &Verified) -> RowSet {
    let column = |name: &str, shape| Column { name: name.to_owned(), shape };
    let mut columns = vec![column("source", Shape::Text)];
    for part in ["sentences", "numbers", "dates", "names"] {
        columns.push(column(&format!("{part}_cited"), Shape::Integer));
        columns.push(column(part, Shape::Integer));
    }
    columns.push(column("flagged", Shape::Integer));
    let mut rows = Vec::new();
    for Checked { source, coverage, .. } in &verified.sources {
        let Some(Coverage { shares, .. }) = coverage else { continue };
        let Shares { sentences, numbers, dates, names, flagged } = shares;
        let counts = [sentences, numbers, dates, names].map(|share| [share.cited, share.all]);
        let counts = counts.iter().flatten().chain([flagged]);
        let counts = counts.map(|n| Cell::Integer(i64::try_from(*n).unwrap_or(i64::MAX)));
        let cells = std::iter::once(Cell::Text(source.slug.clone())).chain(counts);
        rows.push(Row::of_cells(cells.collect()));
    }
    RowSet { columns, rows, noun: ("source", "sources"), cited: false }
}
