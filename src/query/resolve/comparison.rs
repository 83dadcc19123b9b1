//! Reading tests by the type of what they test: texts, names, enums, yes and no.
//! Those of amounts and dates are in `amounts`, those of references and places in `things`.

use super::operands::text_sought;
use super::{Refused, Resolver};
use crate::catalog::{Kind, Sort, Type};
use crate::query::ast::{self, Operator, Test as Written};
use crate::query::diagnostic::{Diagnostic, Fix, Meaning, Problem};
use crate::query::parser::foreign::quantifier;
use crate::query::plan::{
    Cond, ItemQuantifier, KeyTest, Leaf, NamedPath, Part, PathExpr, RefStep, Step, Test,
    TypedPredicate,
};
use crate::query::print::quoted;

/// A test being resolved: where it leads, and how it was written.
pub(super) struct TypedTest<'c, 'q> {
    pub(super) path: NamedPath<'c>,
    pub(super) written: &'q ast::Predicate,
    pub(super) said: String,
}

impl<'c> TypedTest<'c, '_> {
    /// This check of that path.
    pub(super) fn check(&self, check: TypedPredicate<'c>) -> Cond<'c> {
        Cond::Test(Test { path: self.path.clone(), check, text: self.said.clone() })
    }
}

pub(super) const ORDERED: &str =
    "`=`, `!=`, `<`, `<=`, `>`, `>=`, `in (…)`, `between … and …` or `is known`";

impl<'c> Resolver<'c, '_> {
    /// Resolves each of several items, even behind one that fails, so that all problems are found.
    pub(super) fn each<I, T>(
        &mut self,
        items: &[I],
        mut resolve: impl FnMut(&mut Self, &I) -> Result<T, Refused>,
    ) -> Result<Vec<T>, Refused> {
        let resolved: Vec<_> = items.iter().map(|item| resolve(self, item)).collect();
        resolved.into_iter().collect()
    }

    pub(super) fn test(
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
        if let Some(positive) = positive(test) {
            return self.test(path, &positive, written).map(|cond| Cond::Not(Box::new(cond)));
        }
        let path = NamedPath { steps: path.steps.through_link(), ..path };
        if path.steps.passes_link() {
            return self.of_some_item(path, test, written);
        }
        let path = match text_sought(test) {
            Some((_, sought)) => self.by_name(path, &sought.text),
            None => path,
        };
        self.agree(&path, written)?;
        let asked = TypedTest { path, written, said };
        let unforeseen =
            |resolver: &mut Self| resolver.refuse_unforeseen(written.span, &asked.said);
        let Some(end) = asked.path.steps.leaf() else { return unforeseen(self) };
        match end {
            Leaf::Field(field) => match &field.ty {
                ty if ty.is_amount() => self.amount(&asked, ty, test),
                ty if ty.is_time() => self.time(&asked, test),
                Type::Text => self.text(&asked, test, &[]),
                Type::Enum(_) => {
                    let fields = asked.path.steps.fields();
                    let choices = fields.iter().flat_map(|field| match &field.ty {
                        Type::Enum(choices) => choices.as_slice(),
                        _ => &[],
                    });
                    let choices: Vec<String> = choices.map(|choice| choice.name.clone()).collect();
                    self.choice(&asked, test, &choices)
                }
                Type::YesNo => self.yes_no(&asked, test),
                Type::Level(_) => self.level(&asked, test, &field.name),
                Type::Ref(_) => {
                    let fields = asked.path.steps.fields();
                    let mut kinds: Vec<&str> = Vec::new();
                    for field in &fields {
                        if let Type::Ref(targets) = &field.ty {
                            kinds.extend(targets.kinds.iter().map(String::as_str));
                        }
                    }
                    kinds.sort_unstable();
                    kinds.dedup();
                    self.reference(&asked, test, &kinds)
                }
                _ => unforeseen(self),
            },
            Leaf::Name(_) => {
                let things =
                    asked.path.steps.named().into_iter().filter(|kind| kind.sort != Sort::Record);
                let kinds: Vec<&str> = things.map(|kind| kind.name.as_str()).collect();
                self.text(&asked, test, &kinds)
            }
            Leaf::Slug(_) => self.slug(asked, test),
            Leaf::Part(_, Part::Wording) => self.text(&asked, test, &[]),
            Leaf::Kind => {
                let kinds: Vec<String> =
                    self.catalog.kinds.iter().map(|kind| kind.name.clone()).collect();
                self.choice(&asked, test, &kinds)
            }
            Leaf::Part(_, Part::Unit) => self.unit(&asked, test),
            Leaf::Part(_, part) => self.part_of_date(&asked, test, part),
            Leaf::Itself(kind) => self.reference(&asked, test, &[kind.name.as_str()]),
            Leaf::Link(..) => unforeseen(self),
        }
    }

    /// What is looked for in a name or a wording, where the path ends with what has it: `speaker contains Meng`.
    /// A number is not looked for in the wording of another without saying so.
    fn by_name(&self, path: NamedPath<'c>, sought: &str) -> NamedPath<'c> {
        let is_number = sought.contains(|c: char| c.is_ascii_digit());
        let through = |step, then| PathExpr::Ref(RefStep { step, then, lacking: vec![] });
        let named = |kind: &'c Kind| (kind, PathExpr::Leaf(Leaf::Name(kind)));
        let union = || self.catalog.kinds.iter().find(|kind| kind.sort == Sort::Union);
        let way = path.steps.clone().map_leaf(&|end| match end {
            Leaf::Field(field) => match &field.ty {
                Type::Ref(targets) if targets.kinds.len() > 1 => {
                    through(Step::Ref(field), union().map(named).into_iter().collect())
                }
                Type::Ref(targets) => {
                    through(Step::Ref(field), self.catalog.targets(targets).map(named).collect())
                }
                Type::Level(_) => {
                    let places = self.catalog.containment.as_ref().map(|c| c.places.as_str());
                    let places = places.and_then(|places| self.catalog.kind(places));
                    through(Step::Level(field), places.map(named).into_iter().collect())
                }
                Type::Number { exact: true } => PathExpr::Leaf(end),
                ty if ty.is_amount() && !is_number => {
                    PathExpr::Leaf(Leaf::Part(field, Part::Wording))
                }
                _ => PathExpr::Leaf(end),
            },
            Leaf::Itself(kind) if kind.named() => PathExpr::Leaf(Leaf::Name(kind)),
            _ => PathExpr::Leaf(end),
        });
        NamedPath { steps: way, ..path }
    }

    /// `link.x test` is `any link (x test)`: one item meets all of the test.
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
                let cond = self.test(beyond, test, written);
                if cond.is_err() {
                    self.counted(mark, test, written);
                }
                conds.push((via, cond?));
            }
        }
        let check = TypedPredicate::Quantified(ItemQuantifier::Any, Some(conds));
        Ok(Cond::Test(Test {
            path: NamedPath { steps: way, ..path },
            check,
            text: written.to_string(),
        }))
    }

    /// `stops > 3`: a link has no size, it is counted.
    fn counted(&mut self, mark: usize, test: &Written, written: &ast::Predicate) {
        let Some(text) = so_many(written, test) else { return };
        for diagnostic in self.problems.since(mark) {
            if matches!(diagnostic.problem, Problem::Meaning(Meaning::Test { .. })) {
                diagnostic.fixes.push(Fix::new(written.span, text.clone()));
            }
        }
    }

    /// A path may come to several kinds; what it ends in must be of one type in all that have it.
    fn agree(&mut self, path: &NamedPath<'c>, written: &ast::Predicate) -> Result<(), Refused> {
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
        let sentence =
            format!("`{}` is {a} of some kinds and {b} of others, so no one test fits", path.text);
        self.refuse(Diagnostic::error(
            written.path.span,
            Problem::Meaning(Meaning::Unfit(sentence)),
        ))
    }

    /// A text, or a name (`kinds` are then those whose names these are, if they can be looked up).
    fn text(
        &mut self,
        asked: &TypedTest<'c, '_>,
        test: &Written,
        kinds: &[&str],
    ) -> Result<Cond<'c>, Refused> {
        if let Some(values) = accepted(test) {
            let keys = self.each(values, |r, value| r.text_value(value, asked, kinds))?;
            return Ok(asked.check(TypedPredicate::Key(KeyTest::Is(keys))));
        }
        match test {
            Written::Contains(_, value) => {
                let key = self.part_of_text(value)?;
                Ok(asked.check(TypedPredicate::Key(KeyTest::Contains(key))))
            }
            Written::StartsWith(_, value) => {
                let key = self.part_of_text(value)?;
                if key.starts_with(' ') {
                    let sentence = "no text begins with a blank";
                    let problem = Problem::Meaning(Meaning::Unfit(sentence.to_owned()));
                    let text = quoted(value.text.trim_start());
                    return self
                        .refuse(Diagnostic::error(value.span, problem).fix(value.span, text));
                }
                Ok(asked.check(TypedPredicate::Key(KeyTest::StartsWith(key))))
            }
            _ => self.no_such_test(
                asked,
                "text",
                test,
                "`=`, `!=`, `in (…)`, `contains`, `starts with` or `is known`",
            ),
        }
    }

    pub(super) fn no_such_test<T>(
        &mut self,
        asked: &TypedTest<'c, '_>,
        noun: &'static str,
        test: &Written,
        tests: &'static str,
    ) -> Result<T, Refused> {
        let diagnostic = wrong_test(asked, noun, test, tests);
        self.refuse(diagnostic)
    }
}

pub(super) fn wrong_test(
    asked: &TypedTest<'_, '_>,
    noun: &'static str,
    test: &Written,
    tests: &'static str,
) -> Diagnostic {
    let words = test.to_string();
    let (span, word) = match test {
        Written::Compare(operator, span, _) => (*span, operator.sign().to_owned()),
        Written::About(span, _) => (*span, "about".to_owned()),
        Written::Contains(span, _) => (*span, "contains".to_owned()),
        Written::StartsWith(span, _) => (*span, "starts with".to_owned()),
        Written::Within(span, _) => (*span, "within".to_owned()),
        Written::Between(..) => (asked.written.span, "between".to_owned()),
        _ => (asked.written.span, words.split(' ').next().unwrap_or_default().to_owned()),
    };
    let field = asked.path.text.clone();
    let problem = Meaning::Test { field, noun, test: word, tests };
    Diagnostic::error(span, Problem::Meaning(problem))
}

/// Returns the values a test accepts: `=` takes one, `in` takes many. Negated tests are resolved as their opposite.
pub(super) fn accepted(test: &Written) -> Option<&[ast::Value]> {
    match test {
        Written::Compare(Operator::Eq, _, value) => Some(std::slice::from_ref(value)),
        Written::In(false, values) => Some(values),
        _ => None,
    }
}

/// Joins conditions when one of them must be met.
pub(super) fn any_of(conds: Vec<Cond<'_>>) -> Cond<'_> {
    match <[Cond<'_>; 1]>::try_from(conds) {
        Ok([only]) => only,
        Err(conds) => Cond::Any(conds),
    }
}

/// The test that a negated one is the opposite of.
fn positive(test: &Written) -> Option<Written> {
    match test {
        Written::Compare(Operator::Ne, span, value) => {
            Some(Written::Compare(Operator::Eq, *span, value.clone()))
        }
        Written::In(true, values) => Some(Written::In(false, values.clone())),
        _ => None,
    }
}

/// `stops > 3` of a link: how many there are.
fn so_many(written: &ast::Predicate, test: &Written) -> Option<String> {
    let (Written::Compare(operator, _, value), None) = (test, &written.quantifier) else {
        return None;
    };
    if matches!(operator, Operator::Eq | Operator::Ne) {
        return None;
    }
    let path = Some(&written.path).filter(|path| path.names.len() == 1)?;
    Some(format!("{} {path}", quantifier(*operator, value)?))
}
