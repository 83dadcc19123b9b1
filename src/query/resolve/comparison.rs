//! Comparisons: the type of the value at the end of a path decides how a test of it is read (`operands`).

use std::collections::BTreeSet;
use std::rc::Rc;

use super::problems::Refused;
use super::resolver::Resolver;
use crate::catalog::{Field, Kind, Sort, Type};
use crate::query::ast::{self, Operator, Test as Written};
use crate::query::diagnostic::{Diagnostic, Fix, Problem, TypeProblem};
use crate::query::parser::foreign::quantifier_for;
use crate::query::plan::{
    Cond, ItemQuantifier, Leaf, NamedPath, Part, PathExpr, RefStep, RivalReadings, Test,
    TypedPredicate,
};
use crate::value::Period;

/// A test being resolved: its path, and its predicate as written.
#[derive(Clone)]
pub(super) struct TypedTest<'c, 'q> {
    pub(super) path: NamedPath<'c>,
    /// The test to resolve, the opposite of a negated one.
    pub(super) test: &'q Written,
    pub(super) written: &'q ast::Predicate,
    pub(super) text: String,
}

impl<'c> TypedTest<'c, '_> {
    /// Makes a condition of a check of the path.
    pub(super) fn cond_with(&self, check: TypedPredicate<'c>) -> Cond<'c> {
        Cond::Test(Test { path: self.path.clone(), check, text: self.text.clone() })
    }

    /// Makes the test of another path.
    pub(super) fn with_steps(&self, steps: PathExpr<'c>) -> Self {
        Self { path: NamedPath { steps, text: self.path.text.clone() }, ..self.clone() }
    }

    /// Returns the values the test accepts: `=` takes one, `in` takes many.
    pub(super) fn accepted_values(&self) -> Option<&[ast::Value]> {
        match self.test {
            Written::Compare(Operator::Eq, _, value) => Some(std::slice::from_ref(value)),
            Written::In(false, values) => Some(values),
            _ => None,
        }
    }
}

/// The tests of values that have an order.
pub(super) const ORDERED: &str =
    "`=`, `!=`, `<`, `<=`, `>`, `>=`, `in (…)`, `between … and …` or `is known`";

impl<'c> Resolver<'c, '_> {
    /// Resolves each of several items, even after one that fails, so that all problems are found.
    pub(super) fn resolve_each<I, T>(
        &mut self,
        items: &[I],
        mut resolve: impl FnMut(&mut Self, &I) -> Result<T, Refused>,
    ) -> Result<Vec<T>, Refused> {
        let resolved: Vec<_> = items.iter().map(|item| resolve(self, item)).collect();
        resolved.into_iter().collect()
    }

    /// Resolves a test of a path.
    pub(super) fn resolve_test(
        &mut self,
        path: NamedPath<'c>,
        test: &Written,
        written: &ast::Predicate,
    ) -> Result<Cond<'c>, Refused> {
        let said = written.to_string();
        if let Written::Known(known, _) = test {
            return Ok(Cond::Test(Test { path, check: TypedPredicate::Known(*known), text: said }));
        }
        // `a != b` is `not a = b`, also through a link.
        if let Some(positive) = test.without_negation() {
            return self
                .resolve_test(path, &positive, written)
                .map(|cond| Cond::Not(Box::new(cond)));
        }
        let path = NamedPath { steps: path.steps.through_link(), ..path };
        if path.steps.passes_link() {
            return self.of_some_item(path, test, written);
        }
        let path = match test.sought_text() {
            Some(sought) => self.by_name(path, &sought.text),
            None => path,
        };
        self.refuse_mixed_types(&path, written)?;
        let steps = path.steps.clone();
        let cond = self.by_type(&TypedTest { path, test, written, text: said })?;
        Ok(self.of_readings(&steps, cond))
    }

    /// Makes a condition on what is at the end of a path look at every reading of the fields on it, where that is asked for.
    pub(super) fn of_readings(&self, steps: &PathExpr<'c>, cond: Cond<'c>) -> Cond<'c> {
        match self.readings.as_ref().filter(|readings| is_disputed(steps, readings)) {
            Some(readings) => Cond::OneReading(Rc::clone(readings), Box::new(cond)),
            None => cond,
        }
    }

    /// Resolves a test by what its path ends with.
    fn by_type(&mut self, tested: &TypedTest<'c, '_>) -> Result<Cond<'c>, Refused> {
        let unforeseen =
            |resolver: &mut Self| resolver.refuse_unforeseen(tested.written.span, &tested.text);
        let Some(end) = tested.path.steps.leaf() else { return unforeseen(self) };
        let fields = tested.path.steps.fields();
        match end {
            Leaf::Field(field) => match &field.ty {
                ty @ (Type::Number { .. } | Type::Share | Type::Money | Type::Quantity(_)) => {
                    self.resolve_amount(tested, ty)
                }
                Type::Date | Type::Period => self.resolve_time(tested),
                Type::Text => self.resolve_text(tested, &[]),
                Type::Enum(_) => {
                    let choices = fields.iter().flat_map(|field| field.ty.choices());
                    let choices: Vec<String> = choices.map(|choice| choice.name.clone()).collect();
                    self.resolve_choice(tested, &choices)
                }
                Type::YesNo => self.resolve_yes_no(tested),
                Type::Level(_) => self.resolve_level(tested, &field.name),
                Type::Ref(_) => {
                    let targets = fields.iter().filter_map(|field| field.ty.targets());
                    let kinds: BTreeSet<&str> =
                        targets.flat_map(|to| to.kinds.iter().map(String::as_str)).collect();
                    self.resolve_reference(tested, &Vec::from_iter(kinds))
                }
            },
            Leaf::Name(_) => {
                let things = tested
                    .path
                    .steps
                    .named_kinds()
                    .into_iter()
                    .filter(|kind| kind.sort != Sort::Record);
                let kinds: Vec<&str> = things.map(|kind| kind.name.as_str()).collect();
                self.resolve_text(tested, &kinds)
            }
            Leaf::Slug(_) => self.resolve_slug(tested),
            Leaf::Part(_, Part::Wording) => self.resolve_text(tested, &[]),
            Leaf::Kind => {
                let kinds: Vec<String> =
                    self.catalog.kinds.iter().map(|kind| kind.name.clone()).collect();
                self.resolve_choice(tested, &kinds)
            }
            Leaf::Part(_, Part::Unit) => self.resolve_unit(tested),
            Leaf::Part(_, part) => self.resolve_part_of_date(tested, part),
            Leaf::Itself(kind) => self.resolve_reference(tested, &[kind.name.as_str()]),
            Leaf::Link(..) => unforeseen(self),
        }
    }

    /// Leads a path on to the name or wording in which a text is looked for: `speaker contains Meng`. A number isn't looked
    /// for in the wording of an amount without saying so.
    fn by_name(&self, path: NamedPath<'c>, sought: &str) -> NamedPath<'c> {
        let is_number = sought.contains(|c: char| c.is_ascii_digit());
        let through = |field, then| PathExpr::Ref(RefStep { field, then, lacking: vec![] });
        let named = |kind: &'c Kind| (kind, PathExpr::Leaf(Leaf::Name(kind)));
        let way = path.steps.clone().map_leaf(&|end| match end {
            Leaf::Field(field) => match &field.ty {
                Type::Ref(targets) if targets.kinds.len() > 1 => {
                    through(field, self.catalog.kind_of_things().map(named).into_iter().collect())
                }
                Type::Ref(targets) => {
                    through(field, self.catalog.target_kinds(targets).map(named).collect())
                }
                Type::Level(_) => {
                    through(field, self.catalog.kind_of_places().map(named).into_iter().collect())
                }
                Type::Number { exact: false } | Type::Share | Type::Money | Type::Quantity(_)
                    if !is_number =>
                {
                    PathExpr::Leaf(Leaf::Part(field, Part::Wording))
                }
                Type::Number { .. }
                | Type::Share
                | Type::Money
                | Type::Quantity(_)
                | Type::Text
                | Type::Enum(_)
                | Type::Date
                | Type::Period
                | Type::YesNo => PathExpr::Leaf(end),
            },
            Leaf::Itself(kind) if kind.has_names() => PathExpr::Leaf(Leaf::Name(kind)),
            _ => PathExpr::Leaf(end),
        });
        NamedPath { steps: way, ..path }
    }

    /// Resolves `link.x test` as `any link (x test)`: one item meets all of the test.
    fn of_some_item(
        &mut self,
        path: NamedPath<'c>,
        test: &Written,
        written: &ast::Predicate,
    ) -> Result<Cond<'c>, Refused> {
        let (way, rest) = path.steps.split_at_link();
        let mut conds: Vec<(&'c Kind, Cond<'c>)> = Vec::new();
        for (via, way) in rest {
            if conds.iter().all(|(kind, _)| kind.name != via.name) {
                let beyond = NamedPath { text: path.text.clone(), steps: way };
                let mark = self.problems.mark();
                let cond = self.resolve_test(beyond, test, written);
                if cond.is_err() {
                    self.suggest_quantifier(mark, test, written);
                }
                conds.push((via, cond?));
            }
        }
        let check = TypedPredicate::Quantified(ItemQuantifier::Any, Some(conds));
        let head = way.clone();
        let path = NamedPath { steps: way, ..path };
        let cond = Cond::Test(Test { path, check, text: written.to_string() });
        Ok(self.of_readings(&head, cond))
    }

    /// Suggests to count a link: `stops > 3` is `at least 4 stops`.
    fn suggest_quantifier(&mut self, mark: usize, test: &Written, written: &ast::Predicate) {
        let Some(text) = with_quantifier(written, test) else { return };
        for diagnostic in self.problems.reported_since(mark) {
            if matches!(diagnostic.problem, Problem::Meaning(TypeProblem::Test { .. })) {
                diagnostic.fixes.push(Fix::new(written.span, text.clone()));
            }
        }
    }

    /// Checks that a path that leads to several kinds ends with a field of one type in all of them.
    fn refuse_mixed_types(
        &mut self,
        path: &NamedPath<'c>,
        written: &ast::Predicate,
    ) -> Result<(), Refused> {
        let fields = path.steps.fields();
        let sort = |ty: &Type| match ty {
            Type::Quantity(dimension) => format!("quantity {dimension:?}"),
            ty => ty.noun().to_owned(),
        };
        let Some(first) = fields.first() else { return Ok(()) };
        let Some(other) = fields.iter().find(|field| sort(&field.ty) != sort(&first.ty)) else {
            return Ok(());
        };
        let (a, b) = (first.ty.noun(), other.ty.noun());
        let sentence = format!(
            "`{}` is {a} for some kinds and {b} for others, so no test fits both",
            path.text
        );
        self.refuse_at(written.path.span, TypeProblem::Unfit(sentence))
    }

    /// Refuses a test that doesn't fit the type of its field.
    pub(super) fn no_such_test<T>(
        &mut self,
        tested: &TypedTest<'c, '_>,
        noun: &'static str,
        tests: &'static str,
    ) -> Result<T, Refused> {
        let diagnostic = wrong_test(tested, noun, tests);
        self.refuse(diagnostic)
    }
}

/// Reports a test that doesn't fit the type of its field.
pub(super) fn wrong_test(
    tested: &TypedTest<'_, '_>,
    noun: &'static str,
    tests: &'static str,
) -> Diagnostic {
    let at = tested.written.span;
    let (span, word) = match tested.test {
        Written::Compare(operator, span, _) => (*span, operator.sign()),
        Written::About(span, _) => (*span, "about"),
        Written::Contains(span, _) => (*span, "contains"),
        Written::StartsWith(span, _) => (*span, "starts with"),
        Written::Within(span, _) => (*span, "within"),
        Written::Between(..) => (at, "between"),
        Written::In(negated, _) => (at, if *negated { "not" } else { "in" }),
        Written::Known(..) => (at, "is"),
    };
    let field = tested.path.text.clone();
    let problem = TypeProblem::Test { field, noun, test: word.to_owned(), tests };
    let error = Diagnostic::error(span, problem);
    // A date within a year also equals that year.
    let is_time = tested.path.field().is_some_and(|field| field.ty.is_time());
    match tested.test {
        Written::Within(_, value) if is_time && Period::read(&value.text).is_ok() => {
            error.fix(span, "=")
        }
        _ => error,
    }
}

/// Checks whether some field on a path may have competing values.
fn is_disputed(steps: &PathExpr<'_>, readings: &RivalReadings) -> bool {
    let of_field = |field: &Field| match &field.ty {
        Type::Level(level) => level.of.as_ref().is_some_and(|of| readings.has_field(of)),
        _ => readings.has_field(&field.name),
    };
    match steps {
        PathExpr::Leaf(Leaf::Field(field) | Leaf::Part(field, _)) => of_field(field),
        PathExpr::Leaf(_) => false,
        PathExpr::Ref(RefStep { field, then, .. }) => {
            of_field(field) || then.iter().any(|(_, way)| is_disputed(way, readings))
        }
        PathExpr::Link(items) => is_disputed(&items.then, readings),
    }
}

/// Joins conditions when one of them must be met.
pub(super) fn any_of(conds: Vec<Cond<'_>>) -> Cond<'_> {
    match <[Cond<'_>; 1]>::try_from(conds) {
        Ok([only]) => only,
        Err(conds) => Cond::Any(conds),
    }
}

/// Writes `stops > 3` with a quantifier.
fn with_quantifier(written: &ast::Predicate, test: &Written) -> Option<String> {
    let (Written::Compare(operator, _, value), None) = (test, &written.quantifier) else {
        return None;
    };
    if matches!(operator, Operator::Eq | Operator::Ne) {
        return None;
    }
    let path = Some(&written.path).filter(|path| path.names.len() == 1)?;
    Some(format!("{} {path}", quantifier_for(*operator, value)?))
}
