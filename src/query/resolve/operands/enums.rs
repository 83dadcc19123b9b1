//! Reading tests of what is one of a list: enums, kinds, units, yes and no.

use crate::catalog::vocabulary::fold_identifier;
use crate::catalog::{Field, Type};
use crate::query::ast::{self, Test as Written};
use crate::query::diagnostic::{Diagnostic, NameProblem, TypeProblem};
use crate::query::plan::{Cond, Leaf, TypedPredicate};
use crate::query::resolve::comparison::{TypedTest, any_of};
use crate::query::resolve::problems::Refused;
use crate::query::resolve::resolver::Resolver;
use crate::value::{MONEY, SHARE, fold, fold_part};

impl<'c> Resolver<'c, '_> {
    pub(crate) fn resolve_choice(
        &mut self,
        tested: &TypedTest<'c, '_>,
        choices: &[String],
    ) -> Result<Cond<'c>, Refused> {
        if let Some(values) = tested.accepted_values() {
            let found =
                self.resolve_each(values, |r, value| r.choice_value(tested, value, choices))?;
            return Ok(tested.cond_with(TypedPredicate::Choice(found)));
        }
        let Some(value) = tested.test.sought_text() else {
            let tests = "`=`, `!=`, `in (…)`, `contains` or `is known`";
            return self.no_such_test(tested, "one of a list", tests);
        };
        let sought = fold_part(&value.content().replace('_', " "), &fold);
        let is_there = |choice: &&String| match tested.test {
            Written::StartsWith(..) => fold_identifier(choice).starts_with(&sought),
            _ => fold_identifier(choice).contains(&sought),
        };
        let found: Vec<String> = choices.iter().filter(is_there).cloned().collect();
        if found.is_empty() || sought.trim().is_empty() {
            self.choice_value(tested, value, choices)?;
            return self.refuse_unforeseen(value.span, &value.text);
        }
        Ok(tested.cond_with(TypedPredicate::Choice(found)))
    }

    /// `investment.unit = yuan`: a unit by any of its spellings.
    pub(crate) fn resolve_unit(&mut self, tested: &TypedTest<'c, '_>) -> Result<Cond<'c>, Refused> {
        let units = &self.catalog.units;
        let dimension = match tested.path.steps.leaf() {
            Some(Leaf::Part(Field { ty: Type::Money, .. }, _)) => Some(MONEY),
            Some(Leaf::Part(Field { ty: Type::Share, .. }, _)) => Some(SHARE),
            Some(Leaf::Part(Field { ty: Type::Quantity(Some(of)), .. }, _)) => Some(of.as_str()),
            _ => None,
        };
        let fits = units.iter().filter(|unit| dimension.is_none_or(|of| of == unit.dimension));
        let mut known: Vec<String> = fits.map(|unit| unit.name.clone()).collect();
        let mut test = tested.test.clone();
        for value in test.values_mut() {
            if let Some(unit) = units.find_in_dimension(&value.text, dimension) {
                value.text.clone_from(&unit.name);
                if !known.contains(&unit.name) {
                    known.push(unit.name.clone());
                }
            }
        }
        self.resolve_choice(&TypedTest { test: &test, ..tested.clone() }, &known)
    }

    pub(crate) fn resolve_yes_no(
        &mut self,
        tested: &TypedTest<'c, '_>,
    ) -> Result<Cond<'c>, Refused> {
        let Some(values) = tested.accepted_values() else {
            return self.no_such_test(tested, "yes or no", "`= yes`, `= no` or `is known`");
        };
        let found = self.resolve_each(values, Self::yes_no_value)?;
        let checks = found.into_iter().map(|yes| tested.cond_with(TypedPredicate::YesNo(yes)));
        Ok(any_of(checks.collect()))
    }

    /// Returns the choice that a value means.
    fn choice_value(
        &mut self,
        tested: &TypedTest<'c, '_>,
        value: &ast::Value,
        choices: &[String],
    ) -> Result<String, Refused> {
        let text = value.content();
        let is_it = |choice: &&String| fold_identifier(choice) == fold_identifier(&text);
        if let Some(choice) = choices.iter().find(is_it) {
            return Ok(choice.clone());
        }
        let (field, choices) = (tested.path.text.clone(), choices.to_vec());
        let (suggestions, amount_of) = (vec![], vec![]);
        let problem =
            NameProblem::Choice { field, typed: text, choices, suggestions, ways: 0, amount_of };
        self.refuse_at(value.span, problem)
    }

    fn yes_no_value(&mut self, value: &ast::Value) -> Result<bool, Refused> {
        let text = value.content();
        match fold(&text).as_str() {
            "yes" | "true" => Ok(true),
            "no" | "false" => Ok(false),
            _ => {
                let problem = TypeProblem::YesNo(text);
                let diagnostic = Diagnostic::error(value.span, problem);
                self.refuse(diagnostic.fix(value.span, "yes").fix(value.span, "no"))
            }
        }
    }
}
