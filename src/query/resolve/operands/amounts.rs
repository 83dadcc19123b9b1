//! Tests of amounts and dates: few plain checks of the many ways to write one.

use crate::catalog::{Kind, Type};
use crate::query::ast::{self, Form, Operator, Test as Written};
use crate::query::diagnostic::{Diagnostic, TypeProblem};
use crate::query::plan::{AmountEdge, Bound, Cond, Part, Relation, Side, TypedPredicate};
use crate::query::resolve::comparison::{ORDERED, TypedTest, any_of, wrong_test};
use crate::query::resolve::problems::Refused;
use crate::query::resolve::resolver::Resolver;
use crate::query::span::Span;
use crate::value::{AmountLiteral, LiteralError, LiteralErrorKind, MONEY, NUMBER, Period};

impl<'c> Resolver<'c, '_> {
    /// Reads an amount.
    fn read_amount(&mut self, ty: &Type, value: &ast::Value) -> Result<AmountLiteral, Refused> {
        let text = value.content();
        AmountLiteral::read(&text, ty.dimension(), &self.catalog.units)
            .or_else(|fault| self.refuse_literal(value, &text, fault))
    }

    /// Reads a period.
    fn read_period(&mut self, value: &ast::Value) -> Result<Period, Refused> {
        let text = value.content();
        Period::read(&text).or_else(|fault| self.refuse_literal(value, &text, fault))
    }

    /// Refuses a literal, at the place of its error in the query.
    fn refuse_literal<T>(
        &mut self,
        value: &ast::Value,
        text: &str,
        fault: LiteralError,
    ) -> Result<T, Refused> {
        if value.form == Form::Plain && self.is_path(text) {
            let sentence =
                format!("`{text}` is a field, but a condition compares a field with a value");
            return self.refuse_at(value.span, TypeProblem::Unfit(sentence));
        }
        let offers = fault.repairs(text);
        let span = if value.form == Form::Plain && value.span.end - value.span.start == text.len() {
            Span::new(value.span.start + fault.at.start, value.span.start + fault.at.end)
        } else {
            value.span
        };
        let diagnostic = Diagnostic::error(span, TypeProblem::Literal(fault));
        self.refuse(diagnostic.fixes(value.span, &offers))
    }

    /// Checks whether a text is a field, or a path to one.
    fn is_path(&self, text: &str) -> bool {
        let is_name =
            |kind: &Kind, name: &str| kind.field(name).is_some() || kind.link(name).is_some();
        let is_known = |name: &str| self.catalog.kinds.iter().any(|kind| is_name(kind, name));
        text.to_lowercase().split('.').all(is_known)
    }

    /// Reads the amount a value is. Only what the catalog says may be negative.
    fn amount_value(
        &mut self,
        tested: &TypedTest<'c, '_>,
        ty: &Type,
        value: &ast::Value,
    ) -> Result<AmountLiteral, Refused> {
        let measure = self.read_amount(ty, value)?;
        self.refuse_negative(tested, value, &measure)?;
        Ok(measure)
    }

    fn refuse_negative(
        &mut self,
        tested: &TypedTest<'c, '_>,
        value: &ast::Value,
        measure: &AmountLiteral,
    ) -> Result<(), Refused> {
        let unit = measure.unit.as_deref().and_then(|name| self.catalog.units.get(name));
        let is_signed = tested.path.field().is_some_and(|field| field.signed)
            || unit.is_some_and(|unit| unit.signed);
        if is_signed || !measure.number.is_negative() {
            return Ok(());
        }
        let kind = LiteralErrorKind::Negative { typed: value.text.clone() };
        let fault = LiteralError { at: 0..value.text.len(), kind };
        self.refuse_at(value.span, TypeProblem::Literal(fault))
    }

    pub(crate) fn resolve_amount(
        &mut self,
        tested: &TypedTest<'c, '_>,
        ty: &Type,
    ) -> Result<Cond<'c>, Refused> {
        let side = |side: Side, bound: &Bound| {
            tested.cond_with(TypedPredicate::Amount(side, bound.clone()))
        };
        let between = |low: &Bound, high: &Bound| {
            Cond::All(vec![side(Side::AtLeast, low), side(Side::AtMost, high)])
        };
        let equal = |bound: &Bound| between(bound, bound);
        if let Some(values) = tested.accepted_values() {
            let amounts =
                self.resolve_each(values, |r, value| r.amount_value(tested, ty, value))?;
            self.refuse_open_scale(&amounts, values, ", ")?;
            let mut bounds = Vec::new();
            for amount in &amounts {
                bounds.push(self.make_bound(tested, ty, amount, AmountEdge::Exact)?);
            }
            return Ok(any_of(bounds.iter().map(equal).collect()));
        }
        match tested.test {
            Written::Compare(operator, _, value) => {
                let measure = self.amount_value(tested, ty, value)?;
                let bound = self.make_bound(tested, ty, &measure, AmountEdge::Exact)?;
                Ok(match operator {
                    Operator::Eq | Operator::Ne => equal(&bound),
                    Operator::Lt => side(Side::Below, &bound),
                    Operator::Le => side(Side::AtMost, &bound),
                    Operator::Gt => side(Side::Above, &bound),
                    Operator::Ge => side(Side::AtLeast, &bound),
                })
            }
            Written::Between(low, high) => {
                let (low, high) = self.read_range(tested, ty, (low, high))?;
                let low = self.make_bound(tested, ty, &low, AmountEdge::Exact)?;
                let high = self.make_bound(tested, ty, &high, AmountEdge::Exact)?;
                Ok(between(&low, &high))
            }
            Written::About(_, value) => {
                let measure = self.amount_value(tested, ty, value)?;
                let low = self.make_bound(tested, ty, &measure, AmountEdge::AboutLow)?;
                let high = self.make_bound(tested, ty, &measure, AmountEdge::AboutHigh)?;
                Ok(between(&low, &high))
            }
            _ => {
                let tests = "`=`, `<`, `>`, `between … and …`, `about` or `is known`";
                let diagnostic = wrong_test(tested, ty.noun(), tests);
                let end = tested.written.path.span.end;
                let has_wording = *ty != Type::Number { exact: true };
                self.refuse(match tested.test.sought_text().filter(|_| has_wording) {
                    Some(_) => diagnostic.fix(Span::new(end, end), ".wording"),
                    None => diagnostic,
                })
            }
        }
    }

    /// Refuses amounts if only the last has a scale that may belong to all of them.
    fn refuse_open_scale(
        &mut self,
        amounts: &[AmountLiteral],
        values: &[ast::Value],
        joint: &str,
    ) -> Result<(), Refused> {
        let readings = AmountLiteral::readings_of_scale(amounts, &self.catalog.units);
        let (Some(readings), [first, .., last]) = (readings, values) else { return Ok(()) };
        let is_list = joint == ", ";
        let offers = readings.map(|texts| {
            // A comma separates the values of a list.
            let texts =
                texts.into_iter().map(|text| if is_list { text.replace(',', "_") } else { text });
            texts.collect::<Vec<_>>().join(joint)
        });
        let offers = Vec::from(offers);
        let kind = if is_list {
            LiteralErrorKind::ScaleOfOthers { offers: offers.clone() }
        } else {
            LiteralErrorKind::ScaleOfFirst { offers: offers.clone() }
        };
        let all = first.span.join_with(last.span);
        let fault = LiteralError { at: 0..0, kind };
        let diagnostic = Diagnostic::error(all, TypeProblem::Literal(fault));
        self.refuse(diagnostic.fixes(all, &offers))
    }

    /// Reads both ends of a range. A unit at one end serves both.
    fn read_range(
        &mut self,
        tested: &TypedTest<'c, '_>,
        ty: &Type,
        (low, high): (&ast::Value, &ast::Value),
    ) -> Result<(AmountLiteral, AmountLiteral), Refused> {
        // The first end may have the unit of the second, as in `1 and 3 km`.
        let second = self.read_amount(ty, high);
        let unit = second.as_ref().ok().and_then(|measure| measure.unit.as_deref());
        let first = self.read_amount(ty, &with_unit(low, unit));
        let (mut first, mut second) = (first?, second?);
        let text = low.content();
        let alone = AmountLiteral::read(&text, ty.dimension(), &self.catalog.units);
        let own_unit = alone.ok().and_then(|alone| alone.unit);
        let mut both = [first.clone(), second.clone()];
        both[0].unit = own_unit;
        self.refuse_open_scale(&both, &[low.clone(), high.clone()], " and ")?;
        first.unit = first.unit.or_else(|| second.unit.clone());
        second.unit = second.unit.or_else(|| first.unit.clone());
        self.refuse_negative(tested, low, &first)?;
        self.refuse_negative(tested, high, &second)?;
        let all = low.span.join_with(high.span);
        let units = &self.catalog.units;
        let unit = |m: &AmountLiteral| m.unit.as_deref().and_then(|name| units.get(name));
        if let (Some(a), Some(b)) = (unit(&first), unit(&second))
            && a.name != b.name
            && (a.dimension != b.dimension || a.dimension == MONEY)
        {
            let money = a.dimension == MONEY && b.dimension == MONEY;
            let (first, second) = (a.name.clone(), b.name.clone());
            let problem = TypeProblem::TwoUnits { first, second, money };
            return self.refuse_at(all, problem);
        }
        let parts = |m: &AmountLiteral| {
            m.number.parts_saturating(unit(m).map_or(1_000_000, |unit| unit.factor)).0
        };
        if parts(&first) > parts(&second) {
            return self.refuse_reversed(all, low, high);
        }
        Ok((first, second))
    }

    fn refuse_reversed<T>(
        &mut self,
        all: Span,
        low: &ast::Value,
        high: &ast::Value,
    ) -> Result<T, Refused> {
        let diagnostic = Diagnostic::error(all, TypeProblem::Reversed);
        self.refuse(diagnostic.fix(all, format!("{high} and {low}")))
    }

    fn make_bound(
        &mut self,
        tested: &TypedTest<'c, '_>,
        ty: &Type,
        measure: &AmountLiteral,
        edge: AmountEdge,
    ) -> Result<Bound, Refused> {
        let plain = matches!(ty, Type::Number { .. }).then_some(NUMBER);
        let unit = measure.unit.as_deref().or(plain).and_then(|name| self.catalog.units.get(name));
        Ok(match unit {
            None => Bound::Unitless(measure.number, edge),
            Some(unit) => {
                let (parts, _) = measure.number.parts_saturating(unit.factor);
                let parts = edge.of_parts(parts);
                let equivalents = self.compares_equivalents(tested, ty)?;
                Bound::In { unit: unit.name.clone(), parts, equivalents }
            }
        })
    }

    /// Checks whether some amounts of the tested field are also recorded in another unit.
    fn compares_equivalents(
        &mut self,
        tested: &TypedTest<'c, '_>,
        ty: &Type,
    ) -> Result<bool, Refused> {
        let field = tested.path.field().filter(|_| ty.has_equivalents());
        let Some(field) = field else { return Ok(false) };
        let known = self.names.with_equivalents();
        Ok(self.looked_up(known)?.contains(&field.name))
    }

    pub(crate) fn resolve_time(&mut self, tested: &TypedTest<'c, '_>) -> Result<Cond<'c>, Refused> {
        let time =
            |relation, period: Period| tested.cond_with(TypedPredicate::Time(relation, period));
        if let Some(values) = tested.accepted_values() {
            let periods = self.resolve_each(values, Self::read_period)?;
            return Ok(any_of(periods.into_iter().map(|one| time(Relation::In, one)).collect()));
        }
        match tested.test {
            Written::Compare(operator, _, value) => {
                let period = self.read_period(value)?;
                Ok(match operator {
                    Operator::Eq | Operator::Ne => time(Relation::In, period),
                    Operator::Lt => time(Relation::Before, period),
                    Operator::Le => time(Relation::Until, period),
                    Operator::Gt => time(Relation::After, period),
                    Operator::Ge => time(Relation::Since, period),
                })
            }
            Written::Between(low, high) => {
                let ends = (self.read_period(low), self.read_period(high));
                let (first, second) = (ends.0?, ends.1?);
                if first.first > second.last {
                    return self.refuse_reversed(low.span.join_with(high.span), low, high);
                }
                Ok(Cond::All(vec![time(Relation::Since, first), time(Relation::Until, second)]))
            }
            _ => self.no_such_test(tested, "a date", ORDERED),
        }
    }

    /// `date.year = 2020`: the part is a text such as `2020`, `2020Q1`, `2020-01`.
    pub(crate) fn resolve_part_of_date(
        &mut self,
        tested: &TypedTest<'c, '_>,
        part: Part,
    ) -> Result<Cond<'c>, Refused> {
        let Some(values) = tested.accepted_values() else {
            let tests = "the date itself with `<`, `>` or `between`";
            let diagnostic = wrong_test(tested, "part of a date", tests);
            let mut whole = tested.written.clone();
            whole.path.names.pop();
            let values = tested.test.values();
            let is_whole = |value: &&ast::Value| {
                Period::read(&value.text)
                    .is_ok_and(|period| period.text().len() == part_example(part).len())
            };
            let is_ordered = matches!(tested.test, Written::Compare(..) | Written::Between(..));
            let fits = is_ordered && values.iter().all(is_whole);
            return self.refuse(if fits {
                diagnostic.fix(tested.written.span, whole.to_string())
            } else {
                diagnostic
            });
        };
        let texts = self.resolve_each(values, |r, value| r.whole_part(value, part))?;
        Ok(tested.cond_with(TypedPredicate::Choice(texts)))
    }

    /// Reads a period that is exactly a year, quarter or month.
    fn whole_part(&mut self, value: &ast::Value, part: Part) -> Result<String, Refused> {
        let example = part_example(part);
        let text = self.read_period(value)?.text();
        if text.len() == example.len() {
            return Ok(text);
        }
        let sentence = format!("`{text}` isn't a whole {}, such as `{example}`", part.noun());
        self.refuse_at(value.span, TypeProblem::Unfit(sentence))
    }
}

/// Returns a text of the form of a part of a date.
fn part_example(part: Part) -> &'static str {
    match part {
        Part::Year => "2020",
        Part::Quarter => "2020Q1",
        _ => "2020-01",
    }
}

/// Writes a unit after a bare number.
fn with_unit(value: &ast::Value, unit: Option<&str>) -> ast::Value {
    let is_bare = value.text.chars().all(|c| c.is_ascii_digit() || "+-.,_".contains(c));
    match unit.filter(|_| is_bare) {
        Some(unit) => ast::Value { text: format!("{} {unit}", value.text), ..value.clone() },
        None => value.clone(),
    }
}
