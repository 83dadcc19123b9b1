//! A digest that has been read, whether a text or the rows of a table with one source.

use anyhow::Result;

use super::again::RereadRows;
use super::entry::{Cited, Entry, Flag, Judgement};
use super::problem::InputSpan;
use crate::catalog::Kind;

/// A digest that has been read.
#[derive(Debug, Default)]
pub(crate) struct Digest<'c> {
    /// The slug of its document; `None` means that its facts are from outside any document.
    pub(crate) source: Option<String>,
    /// The name by which it is known when it is loaded again.
    pub(crate) owner: String,
    /// How rows of a table name their source, which needn't be in the same load; `None` means a digest, which has all facts of
    /// its source.
    pub(crate) cited: Option<Cited>,
    /// Things and records in the order of the text; the source first.
    pub(crate) entries: Vec<Entry<'c>>,
    /// Paragraphs without facts.
    pub(crate) flags: Vec<Flag>,
    /// Its judgements on pairs of things.
    pub(crate) judgements: Vec<Judgement>,
    /// The number of paragraphs of its document, if it is known.
    pub(crate) paragraphs: Option<i64>,
    /// Rows of a long table, which are read again when they are merged.
    pub(crate) rows: Option<RereadRows<'c>>,
}

impl<'c> Digest<'c> {
    /// Returns the number of entries, rows among them.
    pub(crate) fn len(&self) -> usize {
        self.entries.len() + self.rows.as_ref().map_or(0, RereadRows::len)
    }

    /// Returns the place of the first entry.
    pub(crate) fn first_place(&self) -> Option<InputSpan> {
        let own = self.entries.first().map(|entry| entry.at.clone());
        own.or_else(|| self.rows.as_ref()?.first_place())
    }

    /// Returns the entries, and the rows with more than their names.
    pub(crate) fn full_entries(&self) -> impl Iterator<Item = &Entry<'c>> {
        self.entries.iter().chain(self.rows.iter().flat_map(RereadRows::full_entries))
    }

    /// Calls `each` with all entries of some kinds, and with what is known of rows.
    pub(crate) fn for_each_entry(
        &self,
        of: impl Fn(&Kind) -> bool,
        mut each: impl FnMut(&Entry<'c>) -> Result<()>,
    ) -> Result<()> {
        self.entries.iter().filter(|entry| of(entry.kind)).try_for_each(&mut each)?;
        let rows = self.rows.as_ref().filter(|rows| of(rows.kind()));
        rows.map_or(Ok(()), |rows| rows.for_each_row(each))
    }

    /// Returns the key by which digests are sorted: those with a source by its slug, then the others, and those of one source by
    /// their files.
    pub(crate) fn sort_key(&self) -> (bool, Option<&str>, &str) {
        (self.source.is_none(), self.source.as_deref(), &self.owner)
    }

    /// Returns the file of a table's rows.
    pub(crate) fn table_file(&self) -> &str {
        let end = self.source.as_ref().and_then(|s| self.owner.strip_suffix(s.as_str()));
        end.map_or(&self.owner, str::trim_end)
    }
}
