//! Reading tests of what is one of a list: enums, kinds, units, yes and no.

use crate::catalog::vocabulary::normalised;
use crate::catalog::{Field, Type};
use crate::query::ast::{self, Operator, Test as Written};
use crate::query::diagnostic::{Diagnostic, Meaning, Problem};
use crate::query::plan::{Cond, Leaf, TypedPredicate};
use crate::query::resolve::comparison::{Asked, negate};
use crate::query::resolve::{Refused, Resolver};
use crate::query::span::Span;
use crate::value::{MONEY, SHARE, fold, fold_part};

impl<'c> Resolver<'c, '_> {
    pub(in crate::query::resolve) fn choice(
        &mut self,
        asked: &Asked<'c, '_>,
        test: &Written,
        choices: &[String],
    ) -> Result<Cond<'c>, Refused> {
        match test {
            Written::Compare(operator @ (Operator::Eq | Operator::Ne), _, value) => {
                let choice = self.choice_value(asked, value, choices)?;
                Ok(negate(
                    *operator == Operator::Ne,
                    asked.check(TypedPredicate::Choice(vec![choice])),
                ))
            }
            Written::In(negated, values) => {
                let found: Vec<_> =
                    values.iter().map(|value| self.choice_value(asked, value, choices)).collect();
                let found: Vec<_> = found.into_iter().collect::<Result<_, _>>()?;
                Ok(negate(*negated, asked.check(TypedPredicate::Choice(found))))
            }
            Written::Contains(_, value) | Written::StartsWith(_, value) => {
                let sought = fold_part(&value.content().replace('_', " "), &fold);
                let is_there = |choice: &&String| match test {
                    Written::StartsWith(..) => normalised(choice).starts_with(&sought),
                    _ => normalised(choice).contains(&sought),
                };
                let found: Vec<String> = choices.iter().filter(is_there).cloned().collect();
                if found.is_empty() || sought.trim().is_empty() {
                    return self
                        .choice_value(asked, value, choices)
                        .and_then(|_| self.refuse_unforeseen(value.span, &value.text));
                }
                Ok(asked.check(TypedPredicate::Choice(found)))
            }
            _ => {
                let tests = "`=`, `!=`, `in (…)`, `contains` or `is known`";
                self.no_such_test(asked, "one of a list", test, tests)
            }
        }
    }

    /// `investment.unit = yuan`: a unit by any of its spellings.
    pub(in crate::query::resolve) fn unit(
        &mut self,
        asked: &Asked<'c, '_>,
        test: &Written,
    ) -> Result<Cond<'c>, Refused> {
        let units = &self.catalog.units;
        let dimension = match asked.path.steps.leaf() {
            Some(Leaf::Part(Field { ty: Type::Money, .. }, _)) => Some(MONEY),
            Some(Leaf::Part(Field { ty: Type::Share, .. }, _)) => Some(SHARE),
            Some(Leaf::Part(Field { ty: Type::Quantity(Some(of)), .. }, _)) => Some(of.as_str()),
            _ => None,
        };
        let fits = units.iter().filter(|unit| dimension.is_none_or(|of| of == unit.dimension));
        let mut known: Vec<String> = fits.map(|unit| unit.name.clone()).collect();
        let mut spelt = |value: &ast::Value| match units.meant(&value.text, dimension) {
            Some(unit) => {
                known.extend((!known.contains(&unit.name)).then(|| unit.name.clone()));
                ast::Value { text: unit.name.clone(), ..value.clone() }
            }
            None => value.clone(),
        };
        let test = match test {
            Written::Compare(operator, span, value) => {
                Written::Compare(*operator, *span, spelt(value))
            }
            Written::In(negated, values) => {
                Written::In(*negated, values.iter().map(&mut spelt).collect())
            }
            other => other.clone(),
        };
        self.choice(asked, &test, &known)
    }

    pub(in crate::query::resolve) fn yes_no(
        &mut self,
        asked: &Asked<'c, '_>,
        test: &Written,
    ) -> Result<Cond<'c>, Refused> {
        match test {
            Written::Compare(operator @ (Operator::Eq | Operator::Ne), _, value) => {
                let yes = self.yes_no_value(value)?;
                Ok(negate(*operator == Operator::Ne, asked.check(TypedPredicate::YesNo(yes))))
            }
            Written::In(negated, values) => {
                let found: Vec<_> = values.iter().map(|value| self.yes_no_value(value)).collect();
                let found: Vec<_> = found.into_iter().collect::<Result<_, _>>()?;
                let any =
                    found.into_iter().map(|yes| asked.check(TypedPredicate::YesNo(yes))).collect();
                Ok(negate(*negated, Cond::Any(any)))
            }
            _ => self.no_such_test(asked, "yes or no", test, "`= yes`, `= no` or `is known`"),
        }
    }

    fn yes_no_value(&mut self, value: &ast::Value) -> Result<bool, Refused> {
        let text = value.content();
        match fold(&text).as_str() {
            "yes" | "true" => Ok(true),
            "no" | "false" => Ok(false),
            _ => {
                let problem = Problem::Meaning(Meaning::YesNo(text));
                let diagnostic = Diagnostic::error(value.span, problem);
                self.refuse(diagnostic.fix(value.span, "yes").fix(value.span, "no"))
            }
        }
    }
}

/// What a test looks for within a text, with the test's own place.
pub(in crate::query::resolve) fn text_sought(test: &Written) -> Option<(Span, &ast::Value)> {
    match test {
        Written::Contains(span, value) | Written::StartsWith(span, value) => Some((*span, value)),
        _ => None,
    }
}
