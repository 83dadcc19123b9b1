//! `brief map`: drafts a map for a table with headings of its own.

use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::inputs::read_table;
use super::options::{is_base, open_base};
use super::report::print_text;
use crate::store::digest::{Encoding, InputForm, draft};
use crate::store::load::LoadError;

/// Draft a map for a table with other headings, for `brief load --map`
///
/// Recognised columns become values; the others become comments with samples of their cells.
#[derive(Debug, Args)]
#[command(override_usage = "brief map [OPTIONS] [FILE.db] TABLE")]
pub(super) struct MapArguments {
    /// A base, for its catalog, and the table
    #[arg(value_name = "FILE.db TABLE", required = true)]
    words: Vec<PathBuf>,

    /// The kind of the rows
    #[arg(long)]
    kind: Option<String>,

    /// The format of a table with another ending: csv, tsv, jsonl, json, xlsx or ods
    #[arg(long = "as", value_name = "FORM")]
    form: Option<InputForm>,

    /// The encoding of a text that isn't UTF-8: gb18030, big5, windows-1252 …
    #[arg(long, value_name = "NAME")]
    encoding: Option<Encoding>,

    /// The sheet of a workbook
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
}

/// `brief map [FILE.db] TABLE`
pub(super) fn run_map(arguments: &MapArguments) -> Result<(), Failure> {
    let (base, table) = match arguments.words.as_slice() {
        [base, table] if is_base(&base.to_string_lossy()) => (Some(base), table),
        [table] => (None, table),
        _ => return Err(Failure::usage("`brief map` takes one table and one base at most")),
    };
    let base = open_base(base.map(PathBuf::as_path))?;
    let catalog = base.catalog();
    let input =
        read_table(table, (arguments.form, arguments.encoding), arguments.sheet.as_deref())?;
    let kind = match &arguments.kind {
        None => None,
        Some(typed) => {
            let found = catalog.find_kind(typed);
            Some(found.ok_or_else(|| Failure::usage(format!("there is no kind `{typed}`")))?)
        }
    };
    let text = draft(catalog, &input, kind)
        .map_err(|errors| Failure::Load(LoadError::Digests(errors), vec![input]))?;
    print_text(&text)
}
