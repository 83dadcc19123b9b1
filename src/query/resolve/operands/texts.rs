//! Tests of texts and of names as texts.

use crate::query::ast::{self, Form, Test as Written};
use crate::query::diagnostic::{Diagnostic, TypeProblem};
use crate::query::plan::{Cond, KeyTest, TypedPredicate};
use crate::query::print::quote_text;
use crate::query::resolve::comparison::TypedTest;
use crate::query::resolve::problems::Refused;
use crate::query::resolve::resolver::Resolver;
use crate::value::fold_part;

impl<'c> Resolver<'c, '_> {
    /// Resolves a test of a text, or of the names of things of these kinds.
    pub(crate) fn resolve_text(
        &mut self,
        tested: &TypedTest<'c, '_>,
        kinds: &[&str],
    ) -> Result<Cond<'c>, Refused> {
        if let Some(values) = tested.accepted_values() {
            let keys = self.resolve_each(values, |r, value| r.text_value(value, tested, kinds))?;
            return Ok(tested.cond_with(TypedPredicate::Key(KeyTest::Is(keys))));
        }
        let Some(value) = tested.test.sought_text() else {
            let tests = "`=`, `!=`, `in (…)`, `contains`, `starts with` or `is known`";
            return self.no_such_test(tested, "text", tests);
        };
        let key = self.part_of_text(value)?;
        if matches!(tested.test, Written::Contains(..)) {
            return Ok(tested.cond_with(TypedPredicate::Key(KeyTest::Contains(key))));
        }
        if key.starts_with(' ') {
            let problem = TypeProblem::Unfit("no text begins with a blank".to_owned());
            let text = quote_text(value.text.trim_start());
            return self.refuse(Diagnostic::error(value.span, problem).fix(value.span, text));
        }
        Ok(tested.cond_with(TypedPredicate::Key(KeyTest::StartsWith(key))))
    }

    /// Reads free text. Several words need quotes.
    fn free_text(&mut self, value: &ast::Value) -> Result<String, Refused> {
        let text = value.content();
        if value.form == Form::Plain && text.contains(' ') {
            let problem = TypeProblem::FreeText(text.clone());
            return self
                .refuse(Diagnostic::error(value.span, problem).fix(value.span, quote_text(&text)));
        }
        Ok(text)
    }

    /// Folds a part of a text, with the blanks at its ends. A part that folds to nothing would be in every text.
    fn part_of_text(&mut self, value: &ast::Value) -> Result<String, Refused> {
        let text = self.free_text(value)?;
        let key = fold_part(&text, &|text| self.names.fold_key(text));
        if key.trim().is_empty() {
            let sentence = format!("`{text}` has no letter or digit to look for");
            return self.refuse_at(value.span, TypeProblem::Unfit(sentence));
        }
        Ok(key)
    }

    /// Folds a text, or a name that something of these kinds should have.
    fn text_value(
        &mut self,
        value: &ast::Value,
        tested: &TypedTest<'c, '_>,
        kinds: &[&str],
    ) -> Result<String, Refused> {
        if kinds.is_empty() {
            return self.free_text(value).map(|text| self.names.fold_key(&text));
        }
        self.find_things(tested, value, kinds)?;
        let key = self.names.fold_key(&value.content());
        Ok(self.of_suffix(&key, kinds)?.map_or(key, |(name, _)| name))
    }
}
