//! `brief load`: adds facts to a base, all or nothing.

use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{ArgAction, Args};

use super::arrange::shell_quoted;
use super::diff::print_differences;
use super::failure::{Failure, print_mistakes};
use super::inputs::{check_identities, known_as, only_sheet, open_file, without_repetitions};
use super::options::{base_path, is_base};
use super::other_base::{ReadingChoices, SourceReading, digests_of, write_digests};
use super::report::Progress;
use super::skip_bad::{SkipReport, plan_reports};
use super::summary::Summary;
use super::uncited::note_coverage;
use crate::store::digest::{Encoding, Input, InputForm};
use crate::store::load::{LoadError, Loaded, dry_run_with, load_file, load_valid};
use crate::text::clean::ShownPath;
use crate::text::{count_noun, list_and};
use crate::value::{Conventions, DayOrder, Point};

const EXAMPLES: &str = "\
Examples:
  brief load mine.db article.toml
  brief load mine.db sources.csv projects.csv figures.jsonl --dry-run
  brief load mine.db survey.csv --kind project --source survey-2024
  brief old.db 'projects show everything' -o projects.csv &&
    brief load mine.db projects.csv --note \"from old.db\"
  brief load mine.db theirs.db --theirs
  brief load mine.db register.xlsx --source register --null n/a --null -
  curl … | brief load mine.db - --as csv --kind project --source register

A table holds one kind of fact, one in each row. Its header has the kind's fields
(`brief schema KIND` lists them), and these columns:
  id, name, alias, native …    the names; an id only if the name isn't enough
  distinct                     yes: the thing differs from all others with its name
  city, province, country      instead of `place`
  source, paragraph, place in  the citation; also phrase, basis, confidence, note
  investment phrase            the citation of one field
A cell is written as in a query: 42.7bn CNY, about 20, 2020Q1. The signs > ≥ < ≤ ~
mean more than, at least, less than, up to, about. An empty cell means unknown.

Loading a digest again replaces the claims of its source; loading a table again
replaces the claims it made for the sources it cites. A file is identified by its path
relative to the base; `--replaces` removes the claims of another file, for example
after a file was moved.";

/// Add facts from digests (.toml) and tables (.csv, .json, .xlsx …), all or none
#[derive(Debug, Args)]
#[command(
    after_long_help = EXAMPLES,
    after_help = "See `brief load --help` for examples.",
    override_usage = "brief load [OPTIONS] FILE.db INPUT..."
)]
pub(super) struct LoadArguments {
    /// The base, then digests, and tables named after their kind (projects.csv, also .gz); `-` reads the standard input
    #[arg(value_name = "FILE.db INPUT", required = true)]
    words: Vec<PathBuf>,

    /// The kind of the rows of tables with other names
    #[arg(long)]
    kind: Option<String>,

    /// The format of inputs with other endings: csv, tsv, jsonl, json, xlsx, ods or toml
    #[arg(long = "as", value_name = "FORM")]
    form: Option<InputForm>,

    /// A map for tables with other headings (`brief map` drafts one): one for all tables, or one for each
    #[arg(long, value_name = "FILE")]
    map: Vec<PathBuf>,

    /// Load only this sheet of a workbook
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,

    /// The encoding of texts that aren't UTF-8: gb18030, big5, windows-1252 …
    #[arg(long, value_name = "NAME")]
    encoding: Option<Encoding>,

    /// A text that means an empty cell (n/a, -); can be given several times
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    null: Vec<String>,

    /// The source of rows that don't name one
    #[arg(long, value_name = "ID")]
    source: Option<String>,

    /// The origin, in words, of rows without a source
    #[arg(long, value_name = "TEXT", conflicts_with = "source")]
    note: Option<String>,

    /// The order of dates like 03/04/2020, if a column doesn't settle it
    #[arg(long, value_name = "ORDER", value_parser = day_order())]
    dates: Option<DayOrder>,

    /// The decimal sign of numbers like 1.500, if a column doesn't settle it
    #[arg(long, value_name = "SIGN", value_parser = decimal_sign())]
    decimal: Option<Point>,

    /// Merge rows without an id that have the same name into one thing
    #[arg(long)]
    merge_names: bool,

    /// What to do with a value that differs from the recorded one
    #[arg(long, value_name = "HOW", value_parser = second_values(), action = ArgAction::Set, default_value = "refuse", hide_default_value = true)]
    disagree: bool,

    /// If another base reads a source differently, take its reading: of every source, or of one
    #[arg(long, value_name = "SOURCE", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    theirs: Vec<String>,

    /// If another base reads a source differently, keep the reading of this base
    #[arg(long, value_name = "SOURCE", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    mine: Vec<String>,

    /// If another base reads a source differently, keep both readings: its values compete with yours (±)
    #[arg(long, value_name = "SOURCE", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    both: Vec<String>,

    /// Look up every phrase in the documents of a directory, and load nothing if one is missing
    #[arg(long, value_name = "DIR")]
    documents: Option<PathBuf>,

    /// Remove the claims of a file loaded earlier, named by its path as notes show it; can be given several times
    #[arg(long, value_name = "FILE")]
    replaces: Vec<String>,

    /// Load the rows without mistakes, and write the others to a new table, with the reasons
    #[arg(long, value_name = "REPORT")]
    skip_bad: Option<PathBuf>,

    /// Report the changes without making them
    #[arg(long)]
    dry_run: bool,
}

/// Reads the order of days and months.
fn day_order() -> impl TypedValueParser<Value = DayOrder> {
    let dmy = PossibleValue::new("dmy").help("31/12/2020");
    let mdy = PossibleValue::new("mdy").help("12/31/2020");
    let order =
        |word: String| if word == "dmy" { DayOrder::DayFirst } else { DayOrder::MonthFirst };
    PossibleValuesParser::new([dmy, mdy]).map(order)
}

/// Reads `keep` or `refuse`, for a second value of a field.
fn second_values() -> impl TypedValueParser<Value = bool> {
    let keep = PossibleValue::new("keep").help("keep both: it competes with the recorded one (±)");
    let refuse = PossibleValue::new("refuse").help("report it as a mistake");
    PossibleValuesParser::new([keep, refuse]).map(|word: String| word == "keep")
}

/// Reads the decimal sign.
fn decimal_sign() -> impl TypedValueParser<Value = Point> {
    let point = PossibleValue::new("point").help("1,234.5");
    let comma = PossibleValue::new("comma").help("1.234,5");
    let sign = |word: String| if word == "point" { Point::Decimal } else { Point::Groups };
    PossibleValuesParser::new([point, comma]).map(sign)
}

pub(super) fn run_load(arguments: &LoadArguments, quiet: bool) -> Result<(), Failure> {
    let (base, paths) = base_and_inputs(&arguments.words)?;
    let base = base.as_path();
    if let Some(directory) = arguments.documents.as_deref().filter(|path| !path.is_dir()) {
        return Err(Failure::usage(format!("{} isn't a directory", directory.safe_text())));
    }
    let mut inputs = read_inputs(&without_repetitions(paths, quiet), base, arguments)?;
    if inputs.is_empty() {
        return Ok(());
    }
    if arguments.documents.is_some() {
        write_digests(paths, &mut inputs)?;
    }
    let mut reports =
        arguments.skip_bad.as_deref().map(|path| plan_reports(path, &inputs)).transpose()?;
    let mut progress = Progress::for_rows();
    let mut watch = |step| progress.load_step(step, base);
    let mut differences = Ok(());
    let mut look = |copy: &Path| {
        if arguments.words.iter().skip(1).any(|word| is_base(&word.to_string_lossy())) {
            differences = print_differences(base, copy);
        }
    };
    let mut load = |inputs: &[Input]| {
        if arguments.dry_run {
            dry_run_with(base, inputs, &mut watch, &mut look)
        } else {
            load_file(base, inputs, &mut watch)
        }
    };
    let mut load_all = |inputs: &mut Vec<Input>| match &reports {
        Some(_) => load_valid(inputs, &mut load),
        None => load(inputs),
    };
    let mut loaded = load_all(&mut inputs);
    if matches!(loaded, Err(LoadError::Unwritten)) {
        write_digests(paths, &mut inputs)?;
        loaded = load_all(&mut inputs);
    }
    drop(progress);
    let loaded = match loaded {
        Ok(loaded) => loaded,
        Err(error) => return Err(Failure::Load(error, inputs)),
    };
    print_mistakes(&loaded.warnings, &inputs);
    for report in reports.iter_mut().flatten() {
        report.again = arguments.reload_command(base, report, (&inputs, &loaded));
        report.fill(&inputs, &loaded);
    }
    if arguments.dry_run {
        print_mistakes(&loaded.skipped, &inputs);
    } else {
        reports.iter().flatten().try_for_each(SkipReport::write)?;
    }
    let (dry_run, reports) = (arguments.dry_run, reports.as_deref());
    Summary { loaded: &loaded, inputs: &inputs, base, dry_run, reports }.print(quiet);
    differences?;
    match &arguments.documents {
        Some(directory) if !arguments.dry_run && !quiet => {
            note_coverage(base, directory, &loaded.verified)
        }
        _ => Ok(()),
    }
}

impl LoadArguments {
    /// Returns the readings that count where another base has one too.
    fn reading_choices(&self) -> Result<ReadingChoices, Failure> {
        ReadingChoices::new([
            ("--theirs", SourceReading::Theirs, &self.theirs),
            ("--mine", SourceReading::Mine, &self.mine),
            ("--both", SourceReading::Both, &self.both),
        ])
    }

    /// Returns the command that loads a report on rows that were left out.
    fn reload_command(
        &self,
        base: &Path,
        report: &SkipReport,
        (inputs, loaded): (&[Input], &Loaded),
    ) -> String {
        let quoted = |path: &Path| shell_quoted(&path.to_string_lossy());
        let mut words = vec!["brief load".to_owned(), quoted(base), quoted(&report.path)];
        let map = inputs.get(report.input).and_then(|input| inputs.get(input.map?));
        let table = loaded.read.get(report.input);
        let days = self.dates.map(|order| match order {
            DayOrder::DayFirst => "dmy",
            DayOrder::MonthFirst => "mdy",
        });
        let sign = self.decimal.map(|point| match point {
            Point::Decimal => "point",
            Point::Groups => "comma",
        });
        let options = [
            ("kind", table.and_then(|table| table.kind.as_deref())),
            ("map", map.map(|map| map.name.as_str())),
            ("source", self.source.as_deref()),
            ("note", self.note.as_deref()),
            ("dates", days),
            ("decimal", sign),
        ];
        let null = self.null.iter().map(|null| ("null", Some(null.as_str())));
        for (name, value) in options.into_iter().chain(null) {
            words.extend(value.map(|value| format!("--{name} {}", shell_quoted(value))));
        }
        words.extend(self.disagree.then(|| "--disagree keep".to_owned()));
        words.extend(self.merge_names.then(|| "--merge-names".to_owned()));
        words.join(" ")
    }
}

/// Splits the words into the base and the inputs. If all words are inputs, the base is that of `BRIEF_DB`.
fn base_and_inputs(words: &[PathBuf]) -> Result<(PathBuf, &[PathBuf]), Failure> {
    let is_input = |path: &&PathBuf| {
        InputForm::from_file_name(&path.to_string_lossy()).is_some() || path.as_os_str() == "-"
    };
    if let Some(first) = words.first()
        && is_input(&first)
        && !is_base(&first.to_string_lossy())
    {
        let inputs = words.iter().map(|word| shell_quoted(&word.to_string_lossy()));
        let inputs = inputs.collect::<Vec<_>>().join(" ");
        return base_path(None).map(|base| (base, words)).ok_or_else(|| {
            let help = format!("`brief load FILE.db {inputs}`; `brief new FILE.db` makes a base");
            Failure::usage_with(format!("there is no base to load {inputs} into"), help)
        });
    }
    match words {
        [base] => {
            let base = shell_quoted(&base.to_string_lossy());
            let help = format!("`brief load {base} projects.csv`; `brief load --help` shows more");
            Err(Failure::usage_with(format!("there is nothing to load into {base}"), help))
        }
        [base, inputs @ ..] => Ok((base.clone(), inputs)),
        [] => Err(Failure::usage("there is nothing to load")),
    }
}

/// Reads the inputs: first the maps, then the files, in their order.
fn read_inputs(
    paths: &[&PathBuf],
    base: &Path,
    arguments: &LoadArguments,
) -> Result<Vec<Input>, Failure> {
    let mut inputs = Vec::new();
    for path in &arguments.map {
        let like = Input { form: Some(InputForm::Map), ..Input::new(path.safe_text(), "") };
        let (_, file) = open_file(path, &mut 0)?;
        inputs.extend(file.read_inputs(&like)?);
    }
    let bases: Vec<String> = paths
        .iter()
        .filter(|path| is_base(&path.to_string_lossy()))
        .map(ShownPath::safe_text)
        .collect();
    if bases.len() > 1 {
        let sentence = format!("{} can't be loaded at once", list_and(&bases));
        return Err(Failure::usage_with(sentence, "load one other base at a time"));
    }
    let (mut pipes, mut tables) = (0, 0);
    let mut readings = Vec::new();
    for path in paths {
        if is_base(&path.to_string_lossy()) {
            let read = digests_of((base, path), &arguments.reading_choices()?)?;
            readings.extend(read.into_iter().map(|input| Input {
                documents: arguments.documents.clone(),
                keeps_second_values: input.keeps_second_values || arguments.disagree,
                ..input
            }));
            continue;
        }
        let (named, file) = open_file(path, &mut pipes)?;
        let is_table = arguments.form.or_else(|| InputForm::from_file_name(&named.name))
            != Some(InputForm::Digest);
        let map = match arguments.map.len() {
            0 => None,
            1 => Some(0),
            _ => Some(tables),
        };
        tables += usize::from(is_table);
        let like = Input {
            known_as: known_as(path, base).filter(|_| !named.piped),
            replaces: arguments.replaces.clone(),
            documents: arguments.documents.clone(),
            form: arguments.form,
            encoding: arguments.encoding,
            kind: arguments.kind.clone(),
            source: arguments.source.clone(),
            note: arguments.note.clone(),
            merge_names: arguments.merge_names,
            keeps_second_values: arguments.disagree,
            null: arguments.null.clone(),
            conventions: Conventions { days: arguments.dates, point: arguments.decimal },
            map: map.filter(|_| is_table),
            ..named
        };
        let sheets = file.read_inputs(&like)?;
        inputs.extend(only_sheet(sheets, &like.name, arguments.sheet.as_deref())?);
    }
    if arguments.map.len() > 1 && arguments.map.len() != tables {
        let (maps, tables) = (
            count_noun(arguments.map.len() as u64, "map", "maps"),
            count_noun(tables as u64, "table", "tables"),
        );
        let sentence = format!("there are {maps} for {tables}");
        let help = "give one map for all tables, or one for each in the same order";
        return Err(Failure::usage_with(sentence, help));
    }
    check_identities(&inputs)?;
    // Two readings of a source, one of each base, are one on purpose.
    inputs.extend(readings);
    Ok(inputs)
}
