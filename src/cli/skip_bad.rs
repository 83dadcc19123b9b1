//! `brief load --skip-bad REPORT`: the rows that were left out of a load, each with the reasons, in a table of the same form.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::failure::Failure;
use crate::session::output::{Output, OutputError};
use crate::store::digest::{DigestError, Input, InputForm, skipped_table};
use crate::store::load::Loaded;
use crate::text::clean::ShownPath as _;

/// The rows that were left out of a table, and the file that they are written to.
pub(super) struct SkipReport {
    pub(super) path: PathBuf,
    /// The number of the table among the inputs.
    pub(super) input: usize,
    /// The rows with the reasons.
    pub(super) rows: Vec<(Range<usize>, String)>,
    /// The command that loads them when they are corrected.
    pub(super) again: String,
    text: String,
}

/// Plans a report for each table: the named file, or for several tables one with the name of each.
pub(super) fn plan_reports(path: &Path, inputs: &[Input]) -> Result<Vec<SkipReport>, Failure> {
    let is_table = |input: &Input| !matches!(input.form(), InputForm::Digest | InputForm::Map);
    let tables: Vec<(usize, &Input)> =
        inputs.iter().enumerate().filter(|(_, input)| is_table(input)).collect();
    if tables.is_empty() {
        let help = "leave out `--skip-bad`: a digest is loaded as a whole";
        return Err(Failure::usage_with("there is no table whose rows could be skipped", help));
    }
    let mut reports: Vec<SkipReport> = Vec::new();
    for (number, input) in &tables {
        let path = match tables.len() {
            1 => report_path(path, input)?,
            _ => named_after(path, input),
        };
        if reports.iter().any(|other| other.path == path) {
            let sentence =
                format!("the reports on two tables would both be named {}", path.safe_text());
            let help = "load tables with the same name one after the other";
            return Err(Failure::usage_with(sentence, help));
        }
        if path.symlink_metadata().is_ok() {
            let sentence = format!("{} is already there", path.safe_text());
            let help = "name another file for `--skip-bad`, or remove this one";
            return Err(Failure::usage_with(sentence, help));
        }
        // Whatever stands in the way is known before anything is loaded.
        drop(Output::create(&path)?);
        let (rows, again, text) = (vec![], String::new(), String::new());
        reports.push(SkipReport { path, input: *number, rows, again, text });
    }
    Ok(reports)
}

/// Returns the endings of a report on a table.
fn report_endings(input: &Input) -> &'static [&'static str] {
    match input.form() {
        InputForm::Json => &["jsonl", "ndjson", "json"],
        _ => &["csv", "tsv"],
    }
}

/// Returns the file of a report, whose ending must say how it is read again.
fn report_path(path: &Path, input: &Input) -> Result<PathBuf, Failure> {
    let ending = path.extension().map(|end| end.to_string_lossy().to_lowercase());
    let endings = report_endings(input);
    if ending.is_some_and(|ending| endings.contains(&ending.as_str())) {
        return Ok(path.to_owned());
    }
    let end = endings.first().copied().unwrap_or_default();
    let rows = if end == "csv" { "cells" } else { "objects" };
    let sentence = format!(
        "the report on {} has {rows} too, so its name must end in .{end}",
        input.display_name()
    );
    let help = format!("write `--skip-bad {}`", path.with_extension(end).safe_text());
    Err(Failure::usage_with(sentence, help))
}

/// Returns the file of a report on one of several tables: `bad-projects.csv` for `bad.csv`.
fn named_after(path: &Path, input: &Input) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let own = path.extension().map(|end| end.to_string_lossy().to_lowercase());
    let ends = report_endings(input).iter().find(|end| own.as_deref() == Some(end));
    let end = ends.or(report_endings(input).first()).copied().unwrap_or_default();
    let title = input.title().replace(['/', '\\'], "-");
    path.with_file_name(format!("{stem}-{title}.{end}"))
}

impl SkipReport {
    /// Takes the rows of its table that a load left out.
    pub(super) fn fill(&mut self, inputs: &[Input], loaded: &Loaded) {
        let mut rows: BTreeMap<usize, (Range<usize>, Vec<String>)> = BTreeMap::new();
        for error in loaded.skipped.iter().filter(|error| error.input == self.input) {
            let Some(row) = &error.row else { continue };
            let (_, reasons) = rows.entry(row.start).or_insert((row.clone(), vec![]));
            if !reasons.contains(&skip_reason(error)) {
                reasons.push(skip_reason(error));
            }
        }
        self.rows = rows.into_values().map(|(row, reasons)| (row, reasons.join(" | "))).collect();
        if let (Some(input), Some(table)) = (inputs.get(self.input), loaded.read.get(self.input)) {
            self.text = skipped_table(input, table, &self.rows);
        }
    }

    /// Writes the file, if it has any rows.
    pub(super) fn write(&self) -> Result<(), OutputError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        Output::create(&self.path)?.write_text(&self.text)
    }
}

/// Returns the reason why a row was left out: the place, the mistake and the help.
fn skip_reason(error: &DigestError) -> String {
    let place = error.cell.clone().unwrap_or_else(|| format!("line {}", error.line));
    let helps = error.helps.iter().map(|help| format!("; {help}"));
    format!("{place}: {}{}", error.sentence, helps.collect::<String>())
}
