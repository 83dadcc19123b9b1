//! A base in a file, loaded and asked without the command line.

use std::path::PathBuf;

use brief::render::Format;
use brief::session::{QueryOrigin, Session, Settings};
use brief::store::Base;
use brief::store::digest::Input;
use brief::store::load::{LoadError, Loaded, create_file, load_file};
use rusqlite::Connection;
use rusqlite::types::Value;
use tempfile::TempDir;

/// The built-in catalog.
pub(crate) const CATALOG: &str = include_str!("../../schema/catalog.toml");

/// A file made from a catalog and digests, in a directory of its own.
pub(crate) struct Made {
    directory: TempDir,
}

impl Made {
    pub(crate) fn new(catalog: &str, inputs: &[Input]) -> Self {
        let made = Self { directory: tempfile::tempdir().unwrap() };
        create_file(&made.path(), catalog, inputs).unwrap_or_else(|error| panic!("{error}"));
        made
    }

    /// Makes a copy of a file.
    pub(crate) fn copy(of: &Self) -> Self {
        let made = Self { directory: tempfile::tempdir().unwrap() };
        std::fs::copy(of.path(), made.path()).unwrap();
        made
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.directory.path().join("facts.db")
    }

    pub(crate) fn try_load(&self, inputs: &[Input]) -> Result<Loaded, LoadError> {
        load_file(&self.path(), inputs, &mut |_| {})
    }

    pub(crate) fn load(&self, inputs: &[Input]) -> Loaded {
        self.try_load(inputs).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Loads, and returns how many things and records are new, the same, changed and removed.
    pub(crate) fn counts(&self, inputs: &[Input]) -> [usize; 4] {
        let loaded = self.load(inputs);
        [loaded.new, loaded.same, loaded.changed, loaded.removed]
    }

    /// Tries to load, and returns the messages.
    pub(crate) fn refused(&self, inputs: &[Input]) -> Vec<String> {
        errors(self.try_load(inputs))
    }

    pub(crate) fn base(&self) -> Base {
        Base::open(&self.path()).unwrap()
    }

    pub(crate) fn content(&self) -> String {
        self.base().meta_value("content").unwrap()
    }

    /// Runs SQL as any program would, and joins the cells of each row.
    pub(crate) fn rows(&self, sql: &str) -> Vec<String> {
        let conn = Connection::open(self.path()).unwrap();
        let mut find = conn.prepare(sql).unwrap();
        let width = find.column_count();
        let rows = find.query_map([], |row| {
            let cells = (0..width).map(|at| {
                Ok(match row.get(at)? {
                    Value::Integer(number) => number.to_string(),
                    Value::Real(number) => number.to_string(),
                    Value::Text(text) => text,
                    _ => "-".to_owned(),
                })
            });
            Ok(cells.collect::<rusqlite::Result<Vec<_>>>()?.join(" | "))
        });
        rows.unwrap().map(Result::unwrap).collect()
    }

    /// Returns the answer to a query as CSV.
    pub(crate) fn ask(&self, query: &str) -> String {
        ask(self.base(), Format::Csv, query)
    }
}

/// Returns an answer without its notes.
pub(crate) fn ask(base: Base, format: Format, query: &str) -> String {
    let settings = Settings { format, notes: false, ..Settings::default() };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let session = Session { base, settings };
    session
        .answer(query, &QueryOrigin::default(), &mut out, &mut err)
        .unwrap_or_else(|_| panic!("{query}: {}", String::from_utf8_lossy(&err)));
    String::from_utf8(out).unwrap()
}

/// Returns the messages of a load that must fail.
pub(crate) fn errors(result: Result<Loaded, LoadError>) -> Vec<String> {
    match result.unwrap_err() {
        LoadError::Digests(errors) => errors.iter().map(ToString::to_string).collect(),
        other => panic!("{other}"),
    }
}
