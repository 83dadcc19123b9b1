//! The value being typed, and the path it is compared with.

use std::cell::Cell;

use super::names::tested_paths;
use super::offer::{Cursor, World};
use super::spot::{CursorQuery, HOLE, PathEnd, collect_ends};
use crate::query::ast::{Body, Test};
use crate::query::names::ColumnFilter;
use crate::query::plan::NamedPath;
use crate::query::span::Span;
use crate::value::fold;

/// The most rows counted in all; further values are offered without a number.
const COUNTED: u64 = 20_000;

/// The value being typed.
pub(super) struct TypedValue<'a, 'w> {
    pub(super) world: &'a World<'w>,
    /// The text before the cursor.
    pub(super) text: &'a str,
    /// The start of the value.
    pub(super) start: usize,
    /// The value as typed so far, without an opening quote.
    pub(super) typed: String,
    /// Its opening quote.
    pub(super) quote: Option<char>,
    /// Whether several words need quotes here.
    pub(super) free: bool,
    /// Whether the test is `within`.
    pub(super) within: bool,
    /// Whether it is the name after `facts about`, which may be the id of a source.
    pub(super) about: bool,
    /// The number of rows that may still be counted.
    left: Cell<u64>,
}

impl<'a, 'w> TypedValue<'a, 'w> {
    /// Finds the value at the cursor, and the ends of the path it is compared with.
    pub(super) fn at_cursor(
        cursor: &Cursor<'a>,
        world: &'a World<'w>,
    ) -> Option<(Self, Vec<PathEnd<'w>>)> {
        let at = cursor.start();
        let mut spot = CursorQuery::for_cursor(&format!("{}{HOLE}", cursor.before), at, world)?;
        let about = spot.query.about.is_some();
        let predicate = spot.innermost_predicate()?;
        let Body::Test(test) = &predicate.body else { return None };
        let value =
            { test.values() }.into_iter().find(|v| v.span.start <= at && at < v.span.end)?;
        let start = value.span.start;
        let free = matches!(test, Test::Contains(..) | Test::StartsWith(..));
        let within = matches!(test, Test::Within(..));
        predicate.body = Body::Test(Test::Known(true, Span::default()));
        predicate.quantifier = None;
        let plan = spot.resolve_any_names(world).ok()?;
        let mut ends = Vec::new();
        for (kind, NamedPath { steps: way, .. }) in tested_paths(plan.filter.as_ref()?) {
            collect_ends(way.clone().through_link(), kind.unwrap_or(plan.kind), None, &mut ends);
        }
        let typed = match &cursor.quoted {
            Some((inner, _)) => inner.clone(),
            None => cursor.text.get(start..)?.to_owned(),
        };
        let quote = cursor.quoted.as_ref().map(|(_, quote)| *quote);
        let left = Cell::new(COUNTED);
        let text = cursor.text;
        Some((Self { world, text, start, typed, quote, free, within, about, left }, ends))
    }

    /// Returns the folded key of the typed text. After a space a new word must begin.
    pub(super) fn typed_key(&self) -> String {
        let key = self.world.names.fold_key(&self.typed);
        if !key.is_empty() && self.typed.ends_with(char::is_whitespace) { key + " " } else { key }
    }

    /// Checks whether a word of the catalog begins with the typed text: `press conf` begins `press_conference`.
    pub(super) fn is_beginning_of(&self, word: &str) -> bool {
        let key = |text: &str| fold(&text.replace('_', " "));
        key(word).starts_with(&key(&self.typed))
    }

    /// Counts the rows with a value, until many are counted.
    pub(super) fn count_rows(&self, reached: PathEnd<'_>, held: ColumnFilter<'_>) -> Option<u64> {
        let column = reached.column()?;
        if self.left.get() == 0 {
            return None;
        }
        let rows = self.world.names.count_rows(&column, &held).ok()?;
        self.left.set(self.left.get().saturating_sub(rows));
        Some(rows)
    }
}
