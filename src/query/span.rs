//! Spans: places in the text of a query.

use std::ops::Range;

/// A range of bytes in the text of a query.
///
/// All spans are equal, so that `==` compares trees without their places (`a  = 1` is `a = 1`). Compare `start` and `end` to
/// compare places.
#[derive(Debug, Clone, Copy, Default)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl PartialEq for Span {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Span {}

impl Span {
    /// Returns the span from `start` to before `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Returns the smallest span that covers both.
    #[must_use]
    pub fn join_with(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// Checks whether another span is inside.
    pub fn holds(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Returns its range of bytes.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Returns the text it covers, or an empty text if it is out of range.
    pub fn text(self, source: &str) -> &str {
        source.get(self.range()).unwrap_or_default()
    }
}
