//! The summary after a load: what was left out and what followed, and what was read, new, the same, changed and removed.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::arrange::shell_quoted;
use super::options::terminal_width;
use super::skip_bad::SkipReport;
use crate::store::digest::{Input, InputForm};
use crate::store::load::{KindChanges, Loaded, Upgrade};
use crate::text::clean::ShownPath as _;
use crate::text::{
    count_noun, group_digits, in_backquotes, in_columns, list_and, list_first, wrap,
};

/// The most added places that are named.
const PLACES: usize = 10;
/// The most removed things and records that are named.
const REMOVED: usize = 5;
/// The most inputs that are named.
const INPUTS: usize = 6;
/// The most kinds in a line each for the new, the same, the changed; more kinds in more than one of them make a table.
const KINDS: usize = 2;

/// A state of things and records after a load, and how many of a kind are in it.
type StateCount = (&'static str, fn(&KindChanges) -> usize);

/// The states in the order in which they are printed.
const STATES: [StateCount; 4] = [
    ("new", |kind| kind.new),
    ("same", |kind| kind.same),
    ("changed", |kind| kind.changed),
    ("removed", |kind| kind.removed),
];

/// The result of a load, or of a dry run.
pub(super) struct Summary<'l> {
    pub(super) loaded: &'l Loaded,
    pub(super) inputs: &'l [Input],
    pub(super) base: &'l Path,
    pub(super) dry_run: bool,
    /// The reports on rows that were left out, if they may be.
    pub(super) reports: Option<&'l [SkipReport]>,
}

impl Summary<'_> {
    /// Prints it on the standard error; `quiet` leaves only the last line.
    pub(super) fn print(&self, quiet: bool) {
        let loaded = self.loaded;
        if !quiet {
            self.note_remaining();
            loaded.lost.iter().for_each(|sentence| print_note(sentence));
            self.note_removed();
            self.note_judged();
            loaded.upgrade.iter().for_each(|upgrade| self.note_upgrade(upgrade));
            if loaded.derived > 0 {
                let cells = count_noun(loaded.derived as u64, "cell is", "cells are");
                print_note(&format!("{cells} left out, because other values imply them"));
            }
            self.note_places();
            self.note_apart();
            self.note_kept();
            self.note_namesakes();
            print_line(&self.read());
            self.note_skipped();
            self.changes().iter().for_each(|line| print_line(line));
        }
        let (new, same) = (loaded.new, loaded.same);
        let (changed, removed, would) = (loaded.changed, loaded.removed, self.dry_run_prefix());
        anstream::eprintln!(
            "things and records: {new} {would}new, {same} same, {changed} changed, {removed} removed"
        );
    }

    /// Prints what went with a source, and what stays, on the standard error; `quiet` leaves only the last line.
    pub(super) fn print_unloaded(&self, quiet: bool) {
        let loaded = self.loaded;
        if !quiet {
            loaded.lost.iter().for_each(|sentence| print_note(sentence));
            loaded.upgrade.iter().for_each(|upgrade| self.note_upgrade(upgrade));
            self.changes().iter().for_each(|line| print_line(line));
            if loaded.changed > 0 {
                print_note("changed entries stay, because other sources describe them too");
            }
        }
        let (changed, removed, would) = (loaded.changed, loaded.removed, self.dry_run_prefix());
        anstream::eprintln!("things and records: {changed} {would}changed, {removed} removed");
    }

    fn dry_run_prefix(&self) -> &'static str {
        if self.dry_run { "would be " } else { "" }
    }

    /// Says how many rows and entries were read: `read: 20 rows of projects.csv, 9 entries of lantern.toml`.
    fn read(&self) -> String {
        let is_digest = |input: &Input| input.form() == InputForm::Digest;
        let parts = |read: usize, digest: bool| {
            let (one, many) = if digest { ("entry", "entries") } else { ("row", "rows") };
            count_noun(read as u64, one, many)
        };
        let files = self.inputs.iter().zip(&self.loaded.read);
        let files: Vec<(&Input, usize)> = files
            .map(|(input, table)| (input, table.count))
            .filter(|(input, _)| input.form() != InputForm::Map)
            .collect();
        let of_each = files.iter().map(|(input, read)| {
            format!("{} of {}", parts(*read, is_digest(input)), input.display_name())
        });
        let total = |digest: bool| {
            let of = files.iter().filter(|(input, _)| is_digest(input) == digest);
            let (number, read) = of.fold((0, 0), |(n, sum), (_, read)| (n + 1, sum + *read));
            let (one, many) = if digest { ("digest", "digests") } else { ("table", "tables") };
            (number > 0)
                .then(|| format!("{} of {}", parts(read, digest), count_noun(number, one, many)))
        };
        let said: Vec<String> = match files.len() {
            0..=INPUTS => of_each.collect(),
            _ => [false, true].into_iter().filter_map(total).collect(),
        };
        format!("read: {}", said.join(", "))
    }

    /// Returns the changes by kind: a line for each state, or a table.
    fn changes(&self) -> Vec<String> {
        let kinds = self.loaded.by_kind.as_slice();
        let states: Vec<_> =
            STATES.into_iter().filter(|(_, of)| kinds.iter().any(|kind| of(kind) > 0)).collect();
        let many =
            |of: fn(&KindChanges) -> usize| kinds.iter().filter(|k| of(k) > 0).count() > KINDS;
        if states.iter().filter(|(_, of)| many(*of)).count() > 1 {
            let head = states.iter().map(|(name, _)| (*name).to_owned());
            let head = [String::new()].into_iter().chain(head).collect();
            let row = |kind: &KindChanges| {
                let cells = states.iter().map(|(_, of)| group_digits(of(kind) as u64));
                [kind.plural.clone()].into_iter().chain(cells).collect()
            };
            let rows: Vec<Vec<String>> = [head].into_iter().chain(kinds.iter().map(row)).collect();
            return in_columns(&rows, &[1, 2, 3, 4]);
        }
        let line = |(name, of): (&str, fn(&KindChanges) -> usize)| {
            let would = if name == "same" { "" } else { self.dry_run_prefix() };
            let kinds = kinds.iter().filter(|kind| of(kind) > 0);
            let kinds = kinds.map(|kind| count_noun(of(kind) as u64, &kind.kind, &kind.plural));
            format!("{would}{name}: {}", kinds.collect::<Vec<_>>().join(", "))
        };
        states.into_iter().map(line).collect()
    }

    /// Says how many rows were left out, and where they are.
    fn note_skipped(&self) {
        let Some(reports) = self.reports else { return };
        let would = self.dry_run_prefix();
        let names = reports.iter().filter(|report| !report.rows.is_empty());
        for report in names.clone() {
            let rows = count_noun(report.rows.len() as u64, "row", "rows");
            let path = report.path.safe_text();
            let has = if self.dry_run { "would have" } else { "has" };
            let them = if report.rows.len() == 1 {
                "it, with the reason"
            } else {
                "them, with the reasons"
            };
            print_line(&format!("{would}skipped: {rows}; {path} {has} {them}"));
            if !self.dry_run {
                let again = &report.again;
                print_note(&format!("correct {path}, then: {again}"));
            }
        }
        if names.count() == 0 {
            print_line(&format!("{would}skipped: no rows"));
        }
    }

    /// Notes the upgrade of a base made by an older program.
    fn note_upgrade(&self, upgrade: &Upgrade) {
        let base = self.base.safe_text();
        let sentence = match upgrade {
            Upgrade::Done { from, to, backup } => {
                let named = |(file, catalog)| format!("file version {file}, catalog {catalog}");
                let (from, to) = (named(*from), named(*to));
                match backup {
                    Some(backup) => {
                        let name = backup.file_name().unwrap_or_default();
                        // The path beside the base, unless the base is a link to another directory.
                        let near = self.base.with_file_name(name);
                        let kept = if near.exists() { &near } else { backup };
                        let kept = kept.safe_text();
                        format!(
                            "{base} was upgraded from {from} to {to}; its earlier state is kept in {kept}"
                        )
                    }
                    None => format!("{base} would be upgraded from {from} to {to}"),
                }
            }
            Upgrade::Kept { own, later, lost } => {
                let lost = list_and(lost);
                format!(
                    "{base} keeps its catalog, version {own}, because version {later} lacks {lost}"
                )
            }
        };
        print_note(&sentence);
    }

    /// Notes the places that were added from the atlas because facts refer to them.
    fn note_places(&self) {
        let names = &self.loaded.places;
        let added = match (self.dry_run_prefix(), names.len()) {
            (_, 0) => return,
            ("", 1) => "was ",
            ("", _) => "were ",
            (would, _) => would,
        };
        let places = count_noun(names.len() as u64, "place", "places");
        let names = list_first(names, PLACES);
        print_note(&format!("{places} {added}added from the atlas: {names}"));
    }

    /// Notes the entries that aren't the places of the atlas with their names.
    fn note_apart(&self) {
        let apart = &self.loaded.apart;
        apart.iter().take(PLACES).for_each(|sentence| print_note(sentence));
        if let Some(more) = apart.len().checked_sub(PLACES).filter(|more| *more > 0) {
            print_note(&format!("{} more like these", group_digits(more as u64)));
        }
    }

    /// Notes the claims of an earlier file of the same name that remain, because they cite other sources.
    fn note_remaining(&self) {
        let mut sources: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for owner in &self.loaded.stays {
            let (file, source) = owner.rsplit_once(' ').unwrap_or((owner, ""));
            sources.entry(file).or_default().push(format!("`{source}`"));
        }
        for (file, sources) in sources {
            let cited = list_first(&sources, 3);
            let sentence = if self.inputs.iter().any(|input| input.known_as() == file) {
                format!("an earlier {file} also cited {cited}; those claims remain")
            } else {
                format!(
                    "{file} is another file with that name; its claims of {cited} remain (`--replaces {file}` removes them)"
                )
            };
            print_note(&sentence);
        }
    }

    /// Notes the things and records that no file mentions any more.
    fn note_removed(&self) {
        if !self.loaded.gone.is_empty() {
            let names = list_first(&in_backquotes(&self.loaded.gone), REMOVED);
            let would = self.dry_run_prefix();
            print_note(&format!("{would}removed, because no file mentions them now: {names}"));
        }
    }

    /// Notes the things that became one with another, and those that are things of their own again.
    fn note_judged(&self) {
        let would = self.dry_run_prefix();
        let united = self.loaded.united.iter();
        let united: Vec<String> =
            united.map(|(slug, kept)| format!("`{slug}` with `{kept}`")).collect();
        if !united.is_empty() {
            print_note(&format!("{would}united: {}", list_first(&united, REMOVED)));
        }
        let separated = in_backquotes(&self.loaded.separated);
        if !separated.is_empty() {
            print_note(&format!("{would}separated again: {}", list_first(&separated, REMOVED)));
        }
    }

    /// Notes the values that disagree with recorded ones and were kept.
    fn note_kept(&self) {
        if self.loaded.kept > 0 {
            let values = count_noun(
                self.loaded.kept as u64,
                "value differs from the recorded one and is kept beside it",
                "values differ from the recorded ones and are kept beside them",
            );
            print_note(&format!("{values}, marked ±"));
        }
    }

    /// Notes the things of this load that may be the same as others.
    fn note_namesakes(&self) {
        if self.loaded.namesakes > 0 {
            let pairs = count_noun(self.loaded.namesakes as u64, "pair", "pairs");
            let base = shell_quoted(&self.base.to_string_lossy());
            let listed = if self.dry_run { "would list" } else { "lists" };
            print_note(&format!(
                "possible duplicates: {pairs}; `brief alike {base}` {listed} them"
            ));
        }
    }
}

/// Prints a note on the standard error.
fn print_note(text: &str) {
    print_line(&format!("note: {text}"));
}

/// Prints a line on the standard error, broken at the width of the terminal.
fn print_line(text: &str) {
    anstream::eprintln!("{}", wrap(text, terminal_width(&io::stderr()), "  "));
}
