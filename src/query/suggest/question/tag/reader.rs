//! Reads phrases one after the other; a phrase may complete the one before it.

use super::phrases::{Phrase, test_of_literal};
use super::ranges::{RangePart, join_range, may_begin_range};
use super::signs::{LOOSE, operator_of_sign};
use super::words::{TypedWord, join_words};
use crate::catalog::vocabulary::{Asks, DATE_PARTS, meanings_of_phrase};
use crate::query::ast::Test;

/// Words before a place.
const PLACED: [&str; 4] = ["in", "into", "at", "within"];

/// The phrases that were read, and what the next one may complete.
#[derive(Default)]
pub(super) struct Reader {
    tokens: Vec<Phrase>,
    pub(super) sign: Option<&'static str>,
    /// What the phrase of the sign asks for where nothing is compared.
    otherwise: Option<Asks>,
    range: Option<RangePart>,
    /// Whether `of` was before.
    is_of: bool,
    /// Whether a place may be next: `in`.
    is_place: bool,
    /// The last phrase, if it was a word that nothing is called, or a character that may be a part of one.
    before: Option<String>,
}

impl Reader {
    /// Reads the next phrase.
    pub(super) fn read(&mut self, phrase: Phrase, run: &[TypedWord], is_first: bool) -> Option<()> {
        let written = join_words(run);
        let is_joined = run.first().is_some_and(|word| word.is_joined);
        let before = self.before.take().filter(|_| is_joined);
        if self.sign == Some("from") && matches!(phrase, Phrase::Things(..)) {
            self.tokens.push(Phrase::Asks(Asks::From));
        }
        match phrase {
            Phrase::Asks(Asks::Nothing) => {
                self.is_place |= PLACED.contains(&written.as_str());
                self.is_of |= written == "of";
                return Some(());
            }
            Phrase::Time(_) | Phrase::Amount(_) | Phrase::Number(_) => {
                (self.sign, self.otherwise) = (None, None);
                return self.add_literal(phrase);
            }
            _ => self.drop_sign()?,
        }
        if std::mem::take(&mut self.is_of)
            && matches!((self.tokens.last(), &phrase), (Some(Phrase::Word(..)), Phrase::Word(..)))
        {
            self.tokens.push(Phrase::Asks(Asks::Of));
        }
        let is_place =
            std::mem::take(&mut self.is_place) && written.starts_with(char::is_uppercase);
        match (phrase, self.tokens.last_mut()) {
            (Phrase::Asks(Asks::To), last) => {
                let begins = last.is_some_and(may_begin_range);
                self.range = self.range.or(begins.then_some(RangePart::MaybeEnd));
                return Some(());
            }
            _ if self.range == Some(RangePart::End) => return None,
            (Phrase::Asks(Asks::Between), _) => {
                self.range = Some(RangePart::Both);
                return Some(());
            }
            (Phrase::Asks(Asks::Compare(sign)), last) => {
                let is_negated = matches!(last, Some(Phrase::Asks(Asks::Not)));
                self.sign = Some(if sign == "from" && is_negated { "=" } else { sign });
                self.otherwise = meanings_of_phrase(&written.to_lowercase()).nth(1);
            }
            (Phrase::Asks(Asks::CompareBefore(sign)), last) => {
                if let Some(Test::Compare(compared, ..)) = last.and_then(test_of_literal) {
                    *compared = operator_of_sign(sign);
                }
            }
            (Phrase::Asks(Asks::BetweenBefore), _) => self.join_last()?,
            // `the routes between Zhengzhou and Luxembourg`
            (thing @ Phrase::Things(..), _) if self.range == Some(RangePart::Both) => {
                self.tokens.extend([Phrase::Asks(Asks::Between), thing]);
            }
            // `trains from Chengdu to Europe`
            (thing @ Phrase::Things(..), Some(Phrase::Things(..)))
                if self.range == Some(RangePart::MaybeEnd) =>
            {
                self.tokens.extend([Phrase::Asks(Asks::Between), thing]);
            }
            // `between March and June 2024`
            (month @ Phrase::Text(_), _) if self.range == Some(RangePart::Both) => {
                self.tokens.push(month);
                self.range = Some(RangePart::End);
                return Some(());
            }
            _ if self.range == Some(RangePart::Both) => return None,
            (Phrase::Asks(Asks::Unreadable), Some(Phrase::Asks(Asks::Each)))
                if DATE_PARTS.contains(&written.as_str()) =>
            {
                self.tokens.pop();
                self.tokens.push(Phrase::Part(written));
            }
            // `where` asks for places as the first word only.
            (Phrase::Asks(Asks::Place), _) if !is_joined && !is_first => {}
            (Phrase::Asks(Asks::Relative | Asks::Unreadable), _) => return None,
            (Phrase::Text(place), _) if is_place => self.tokens.push(Phrase::Place(place)),
            // What nothing is called is one word as far as it goes: `未来` negates nothing.
            (Phrase::Text(more), Some(last @ (Phrase::Text(_) | Phrase::Asks(Asks::Not))))
                if before.is_some() =>
            {
                let whole = before.unwrap_or_default() + &more;
                self.before = Some(whole.clone());
                *last = Phrase::Text(whole);
            }
            (phrase, last) => {
                // `which` and `in each` say something of a word only.
                if matches!(last, Some(Phrase::Asks(Asks::Which | Asks::Each)))
                    && !matches!(phrase, Phrase::Word(..))
                {
                    self.tokens.pop();
                }
                let is_character = !written.is_ascii() && written.chars().count() == 1;
                let is_part = matches!(phrase, Phrase::Text(_))
                    || is_character && matches!(phrase, Phrase::Asks(Asks::Not));
                self.before = is_part.then_some(written);
                self.tokens.push(phrase);
            }
        }
        self.range = None;
        Some(())
    }

    /// Adds a date or number, or makes it the other end of a range.
    pub(super) fn add_literal(&mut self, literal: Phrase) -> Option<()> {
        match (self.range, self.tokens.last_mut()) {
            (Some(RangePart::End | RangePart::MaybeEnd), Some(low)) => {
                *low = join_range(low, &literal)?;
                self.range = None;
            }
            (range, _) => {
                self.range = range.map(|_| RangePart::End);
                self.tokens.push(literal);
            }
        }
        Some(())
    }

    /// Leaves a sign that compares with nothing: `about cold chain`. `None` means that it can't be left out.
    pub(super) fn drop_sign(&mut self) -> Option<()> {
        match (self.sign.take(), self.otherwise.take()) {
            (Some(_), Some(asks)) => self.tokens.push(Phrase::Asks(asks)),
            (Some(sign), None) if !LOOSE.contains(&sign) => return None,
            _ => {}
        }
        Some(())
    }

    /// Joins the last two dates or numbers: `2010年和2015年之间`.
    pub(super) fn join_last(&mut self) -> Option<()> {
        if let [.., low, high] = self.tokens.as_mut_slice()
            && test_of_literal(low).is_some()
            && matches!(test_of_literal(high), Some(Test::Compare(..)))
        {
            *low = join_range(low, high)?;
            self.tokens.pop();
        }
        Some(())
    }

    /// Returns what was read.
    pub(super) fn finish(mut self) -> Option<Vec<Phrase>> {
        self.drop_sign()?;
        while matches!(self.tokens.last(), Some(Phrase::Asks(Asks::Which | Asks::Each | Asks::Or)))
        {
            self.tokens.pop();
        }
        (self.range != Some(RangePart::End)).then_some(self.tokens)
    }
}
