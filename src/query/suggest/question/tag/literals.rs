//! Numbers, amounts and dates of a question.

use super::phrases::Phrase;
use super::ranges::join_range;
use super::signs::{LOOSE, operator_of_sign};
use super::tagger::Tagger;
use crate::query::ast::{Form, Operator, Test, Value};
use crate::query::rewrite;
use crate::query::span::Span;
use crate::value::{AmountLiteral, MONEY, NUMBER, Period, SHARE, number_in_words};

/// Counters of things in Chinese, after a number.
const COUNTERS: [char; 7] = ['个', '家', '项', '条', '次', '名', '大'];

impl Tagger<'_> {
    pub(super) fn read_literal(&self, text: &str) -> Option<Phrase> {
        if let Some(number) = self.read_count(text) {
            return Some(Phrase::Number(self.test_of(&number)));
        }
        if let Some(count) = text.strip_prefix('前') {
            let digits = self.read_count(count).or_else(|| self.read_count(&format!("{count}个")));
            return Some(Phrase::Top(digits?.parse().ok()?));
        }
        let has_digits = text.contains(|c: char| c.is_ascii_digit());
        if !has_digits && text.is_ascii() {
            return None;
        }
        if Period::read(text).is_ok() {
            return Some(Phrase::Time(match self.test_of(text) {
                Test::About(at, value) => Test::Compare(Operator::Eq, at, value),
                test => test,
            }));
        }
        // `一带一路` doesn't begin with an amount.
        let is_amount = has_digits
            && [Some(MONEY), None, Some(SHARE)]
                .into_iter()
                .any(|dimension| AmountLiteral::read(text, dimension, &self.catalog.units).is_ok());
        if is_amount {
            let is_bare = text.chars().all(|c| c.is_ascii_digit() || c == ',');
            let phrase = if is_bare { Phrase::Number } else { Phrase::Amount };
            return Some(phrase(self.test_of(text)));
        }
        // `2010-2015`
        let (low, high) = text.split_once(['-', '–', '—', '~'])?;
        let range = join_range(&self.read_literal(low.trim())?, &self.read_literal(high.trim())?)?;
        self.sign.is_none_or(|sign| LOOSE.contains(&sign)).then_some(range)
    }

    /// Reads a number of things, in words or with their counter, as digits: `three`, `三个`.
    pub(super) fn read_count(&self, text: &str) -> Option<String> {
        if let Some(number) = number_in_words(text) {
            return (number < 100).then(|| number.to_string());
        }
        let number = text.strip_suffix(COUNTERS)?;
        let number = AmountLiteral::read(number, Some(NUMBER), &self.catalog.units).ok()?;
        Some(number.number.canonical_text())
    }

    /// Makes the test by a literal, which is never quoted, with the sign before it.
    pub(super) fn test_of(&self, text: &str) -> Test {
        let (at, value) = (Span::default(), rewrite::make_value(text, false));
        let value = Value { form: Form::Plain, ..value };
        match self.sign.unwrap_or("=") {
            "about" => Test::About(at, value),
            "from" => Test::Compare(Operator::Ge, at, value),
            sign => Test::Compare(operator_of_sign(sign), at, value),
        }
    }
}
