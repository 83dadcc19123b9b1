//! Negations: which part of a question each is about.

use super::QueryBuilder;
use super::conditions::{negate, path_of, tested_values};
use super::parts::AskedPart;
use crate::catalog::vocabulary::Asks;
use crate::query::ast::Cond;

impl QueryBuilder<'_> {
    /// Begins a part, and returns whether it is negated. `None` means that this isn't clear, or that a number before it doesn't
    /// count it.
    pub(super) fn begin_part(&mut self, part: AskedPart) -> Option<bool> {
        let before = self.negated.take();
        let goes_on = self.lead == Some(Asks::Or) && before == Some(part);
        let negates = self.negates.take().is_some() || goes_on;
        if negates {
            self.lead = None;
            self.negated = Some(part);
            self.negations += 1;
        }
        // `not members of the alliance`
        let is_clear = negates || before.is_none_or(|before| before.ends_at(part) && !self.is_of);
        (is_clear && self.number.is_none()).then_some(negates)
    }

    /// Returns the field directly before that is negated, if it fits. Then a value is negated instead: `not worth more than 1bn`.
    pub(super) fn denied_field(&mut self, fits: &dyn Fn(&str) -> bool) -> Option<String> {
        let last = self.conds.last().filter(|_| self.negated == Some(AskedPart::Field));
        let field = last.and_then(path_of).filter(|field| fits(field))?;
        self.conds.pop();
        self.negations -= 1;
        (self.negated, self.negates) = (None, Some(Asks::Not));
        Some(field)
    }

    /// Negates the last condition, unless it is negated: `除青岛以外`.
    pub(super) fn negate_last(&mut self) -> Option<()> {
        let last = self.conds.pop()?;
        let is_negated =
            matches!(last, Cond::Not(..)) || tested_values(&last).is_some_and(|(not, ..)| not);
        self.conds.push(if is_negated { last } else { negate(last) });
        Some(())
    }
}
