//! `brief alike`: lists pairs of things that may be the same.

use std::path::{Path, PathBuf};

use clap::Args;

use super::arrange::shell_quoted;
use super::failure::Failure;
use super::options::{base_path, chosen_format, is_base, open_base, output_file, unknown_kind};
use super::row_set::RowSet;
use crate::answer::{Cell, Column, Row, Shape};
use crate::store::alike::{AlikePair, AlikeThing};
use crate::text::count_noun;

const EXAMPLES: &str = "\
Examples:
  brief alike mine.db
  brief alike mine.db organizations -o same.csv
  brief load mine.db same.csv

The list is a table of judgements: take out the rows that are wrong, or write `distinct`
for `same`, and load it. The thing in `drop` is then united with the one in `keep`.
To separate them again, take the row out of the file and load the file again.";

/// List pairs of things that may be the same, as a table of judgements to edit and load
#[derive(Debug, Args)]
#[command(
    after_long_help = EXAMPLES,
    after_help = "See `brief alike --help` for examples.",
    override_usage = "brief alike [OPTIONS] [FILE.db] [KIND]"
)]
pub(super) struct AlikeArguments {
    /// The base (the built-in facts by default), and a kind to limit the list to
    #[arg(value_name = "FILE.db KIND")]
    words: Vec<String>,

    #[arg(long, value_name = "FORMAT", help = super::options::format_help())]
    format: Option<String>,

    /// Write the pairs to a file, completely or not at all; its ending sets the format
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// `brief alike [FILE.db] [KIND]`
pub(super) fn run_alike(arguments: &AlikeArguments, quiet: bool) -> Result<(), Failure> {
    let (file, kind) = match arguments.words.as_slice() {
        [] => (None, None),
        [word] if is_base(word) || Path::new(word).exists() => (Some(word), None),
        [word] => (None, Some(word)),
        [file, kind] => (Some(file), Some(kind)),
        _ => return Err(Failure::usage("`brief alike` takes one base and one kind at most")),
    };
    let file = file.map(Path::new);
    let base = open_base(file)?;
    let kind = kind.map(|typed| base.catalog().find_kind(typed).ok_or_else(|| unknown_kind(typed)));
    let found = base.find_alike_pairs(kind.transpose()?)?;
    let into = output_file(arguments.output.as_deref());
    let format = chosen_format(arguments.format.as_deref(), into)?;
    let (columns, rows) = alike_rows(&found);
    RowSet { columns, rows, noun: ("pair", "pairs"), cited: false }.write(format, into)?;
    if !quiet {
        let base = base_path(file).unwrap_or_else(|| PathBuf::from("FILE.db"));
        anstream::eprintln!("{}", alike_summary(&found, &base));
    }
    Ok(())
}

/// Says how many pairs there are, and what to do with them.
fn alike_summary(found: &[AlikePair], base: &Path) -> String {
    let base = shell_quoted(&base.to_string_lossy());
    match found.len() {
        0 => "no pairs of similar things are left to judge".to_owned(),
        n => format!(
            "{} may be the same: save the list with `-o same.csv`, take out the wrong rows, then `brief load {base} same.csv`",
            count_noun(n as u64, "pair", "pairs")
        ),
    }
}

/// The columns. The first four are those of a table of judgements.
const COLUMNS: [(&str, Shape); 10] = [
    ("keep", Shape::Text),
    ("drop", Shape::Text),
    ("judgement", Shape::Text),
    ("note", Shape::Text),
    ("kind", Shape::Text),
    ("keep_name", Shape::Text),
    ("drop_name", Shape::Text),
    ("differs", Shape::List),
    ("keep_sources", Shape::List),
    ("drop_sources", Shape::List),
];

/// Returns pairs as columns and rows.
fn alike_rows(found: &[AlikePair]) -> (Vec<Column>, Vec<Row>) {
    let column = |(name, shape): (&str, Shape)| Column { name: name.to_owned(), shape };
    (COLUMNS.into_iter().map(column).collect(), found.iter().map(alike_row).collect())
}

fn alike_row(pair: &AlikePair) -> Row {
    let text = |text: &str| Cell::Text(text.to_owned());
    let list = |texts: &[String]| Cell::List(texts.iter().cloned().map(Cell::Text).collect());
    let [keep, drop]: &[AlikeThing; 2] = &pair.things;
    Row::of_cells(vec![
        text(&keep.slug),
        text(&drop.slug),
        text("same"),
        Cell::Text(pair.why.join(", ")),
        text(&pair.kind),
        text(&keep.name),
        text(&drop.name),
        list(&pair.differs),
        list(&keep.sources),
        list(&drop.sources),
    ])
}
