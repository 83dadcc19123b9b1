//! Conditions: how they are joined, and how many things of a link must meet them.

use std::collections::HashSet;

use super::problems::Refused;
use super::resolver::{Resolver, Scope};
use crate::catalog::{Kind, Link, Type};
use crate::query::ast;
use crate::query::diagnostic::{Fix, Problem, TypeProblem};
use crate::query::plan::{
    Cond, ItemQuantifier, Leaf, NamedPath, PathExpr, RefStep, Test, TypedPredicate,
};
use crate::query::span::Span;
use crate::value::LiteralErrorKind;

impl<'c> Resolver<'c, '_> {
    pub(super) fn resolve_cond(
        &mut self,
        cond: &ast::Cond,
        scope: Scope<'c>,
    ) -> Result<Cond<'c>, Refused> {
        match cond {
            ast::Cond::And(parts) => {
                self.resolve_each(parts, |r, part| r.resolve_cond(part, scope)).map(Cond::All)
            }
            ast::Cond::Or(parts) => {
                self.resolve_each(parts, |r, part| r.resolve_cond(part, scope)).map(Cond::Any)
            }
            ast::Cond::Not(inner, _) => {
                self.resolve_cond(inner, scope).map(|inner| Cond::Not(Box::new(inner)))
            }
            ast::Cond::Possibly(inner, _) => {
                self.resolve_cond(inner, scope).map(|inner| Cond::Possibly(Box::new(inner)))
            }
            ast::Cond::Predicate(predicate) => self.resolve_predicate(predicate, scope),
            ast::Cond::Mentions(mentions) => self.resolve_mentions(mentions, scope),
        }
    }

    fn resolve_predicate(
        &mut self,
        predicate: &ast::Predicate,
        scope: Scope<'c>,
    ) -> Result<Cond<'c>, Refused> {
        if let Some(quantifier) = &predicate.quantifier {
            return self.resolve_quantified(predicate, quantifier, scope);
        }
        let path = self.resolve_path(&predicate.path, scope)?;
        match &predicate.body {
            ast::Body::Test(test) => {
                let mark = self.problems.mark();
                let cond = self.resolve_test(path, test, predicate);
                self.test_in_value(mark, predicate);
                cond
            }
            ast::Body::Cond(_) | ast::Body::Exists => {
                self.refuse_unforeseen(predicate.span, &predicate.to_string())
            }
        }
    }

    /// `cost = about 1bn`: the test within the value is the one that was meant.
    fn test_in_value(&mut self, mark: usize, predicate: &ast::Predicate) {
        let ast::Body::Test(ast::Test::Compare(operator, _, value)) = &predicate.body else {
            return;
        };
        for diagnostic in self.problems.reported_since(mark) {
            let Problem::Meaning(TypeProblem::Literal(fault)) = &diagnostic.problem else {
                continue;
            };
            let LiteralErrorKind::QualifierInLiteral { instead: Some(test), .. } = &fault.kind
            else {
                continue;
            };
            let fix = match operator {
                ast::Operator::Ne => {
                    Fix::new(predicate.span, format!("not {} {test}", predicate.path))
                }
                _ => {
                    Fix::new(Span::new(predicate.path.span.end, value.span.end), format!(" {test}"))
                }
            };
            diagnostic.fixes.push(fix);
        }
    }

    /// `any link (…)` and its kin. The condition in parentheses applies to the items of the link.
    fn resolve_quantified(
        &mut self,
        predicate: &ast::Predicate,
        quantifier: &ast::Quantifier,
        scope: Scope<'c>,
    ) -> Result<Cond<'c>, Refused> {
        let path = match self.link_after_quantifier(predicate, scope) {
            Some(path) => path,
            None => self.resolve_path(&predicate.path, scope)?,
        };
        let Some(Leaf::Link(..)) = path.steps.leaf() else {
            let problem = TypeProblem::OneValue {
                kind: scope.kind.name.clone(),
                field: path.text,
                quantifier: quantifier.to_string(),
            };
            return self.refuse_at(quantifier.span, problem);
        };
        if path.steps.passes_link() {
            let sentence =
                "a quantifier takes one link; put the second one into parentheses after the first";
            let problem = TypeProblem::Unfit(sentence.into());
            return self.refuse_at(predicate.path.span, problem);
        }
        let cond = match &predicate.body {
            ast::Body::Exists => None,
            ast::Body::Cond(cond) => Some(self.of_items(&path, &|resolver, link, via| {
                resolver.resolve_cond(cond, Scope::for_items(link, via))
            })?),
            ast::Body::Test(test) => Some(self.of_items(&path, &|resolver, link, via| {
                let (text, steps) = (path.text.clone(), PathExpr::of_item(link, via));
                resolver.resolve_test(NamedPath { text, steps }, test, predicate)
            })?),
        };
        let said = predicate.to_string();
        let so_many = |share| {
            let check = TypedPredicate::Quantified(share, cond.clone());
            let test = Cond::Test(Test { path: path.clone(), check, text: said.clone() });
            self.of_readings(&path.steps, test)
        };
        let not = |cond| Cond::Not(Box::new(cond));
        Ok(match &quantifier.amount {
            ast::QuantifierKind::Any => so_many(ItemQuantifier::Any),
            ast::QuantifierKind::No => not(so_many(ItemQuantifier::Any)),
            ast::QuantifierKind::All => so_many(ItemQuantifier::All),
            ast::QuantifierKind::AtLeast(n) => so_many(ItemQuantifier::AtLeast(n.number())),
            ast::QuantifierKind::AtMost(n) => not(so_many(ItemQuantifier::AtLeast(n.number() + 1))),
            ast::QuantifierKind::Exactly(n) => Cond::All(vec![
                so_many(ItemQuantifier::AtLeast(n.number())),
                not(so_many(ItemQuantifier::AtLeast(n.number() + 1))),
            ]),
        })
    }

    /// After a quantifier a name is a link's, though a field has it too: `no name (form = native)`. In an item of a link
    /// it is one of the thing reached: `any source (any source (…))`.
    fn link_after_quantifier(
        &self,
        predicate: &ast::Predicate,
        scope: Scope<'c>,
    ) -> Option<NamedPath<'c>> {
        let (ast::Body::Cond(_) | ast::Body::Exists, [name]) =
            (&predicate.body, predicate.path.names.as_slice())
        else {
            return None;
        };
        let text = name.text.to_lowercase();
        let link = |kind: &'c Kind| {
            let link = kind.link(&text)?;
            Some(PathExpr::Leaf(Leaf::Link(link, self.catalog.kind(&link.via)?)))
        };
        let Some(to) = scope.to else {
            return link(scope.kind).map(|way| NamedPath { steps: way, text: text.clone() });
        };
        let Type::Ref(targets) = &to.ty else { return None };
        let mut through = RefStep { field: to, then: vec![], lacking: vec![] };
        for target in self.catalog.target_kinds(targets) {
            match link(target) {
                Some(way) => through.then.push((target, way)),
                None => through.lacking.push(target),
            }
        }
        (!through.then.is_empty())
            .then(|| NamedPath { steps: PathExpr::Ref(through), text: text.clone() })
    }

    /// Resolves a condition on items once for each kind of record they may be. Items of a kind without such a field are
    /// open; it is an error if no kind has the field.
    fn of_items(
        &mut self,
        path: &NamedPath<'c>,
        resolve: &dyn Fn(&mut Self, &'c Link, &'c Kind) -> Result<Cond<'c>, Refused>,
    ) -> Result<Vec<(&'c Kind, Cond<'c>)>, Refused> {
        let mark = self.problems.mark();
        let mut links = path.steps.links();
        let mut known = HashSet::new();
        links.retain(|(_, via)| known.insert(via.name.as_str()));
        let each = |(link, via)| resolve(self, link, via).map(|cond| (via, cond));
        let tried = links.into_iter().map(each).collect();
        self.problems.merge_of_kinds(mark, tried)
    }
}

/// Checks whether rows with this value fail the test, as after `not`.
pub(super) fn must_not_be(cond: &ast::Cond, value: Span) -> bool {
    let inside = |span: Span| span.holds(value);
    match cond {
        ast::Cond::And(parts) | ast::Cond::Or(parts) => {
            parts.iter().any(|part| must_not_be(part, value))
        }
        ast::Cond::Not(inner, _) => inside(inner.span()) && !must_not_be(inner, value),
        ast::Cond::Possibly(inner, _) => must_not_be(inner, value),
        ast::Cond::Mentions(_) => false,
        ast::Cond::Predicate(predicate) if !inside(predicate.span) => false,
        ast::Cond::Predicate(predicate) => {
            let amount = predicate.quantifier.as_ref().map(|quantifier| &quantifier.amount);
            let excluding =
                matches!(amount, Some(ast::QuantifierKind::No | ast::QuantifierKind::AtMost(_)));
            let inner = match &predicate.body {
                ast::Body::Cond(inner) => must_not_be(inner, value),
                ast::Body::Test(test) => matches!(
                    test,
                    ast::Test::Compare(ast::Operator::Ne, ..) | ast::Test::In(true, _)
                ),
                ast::Body::Exists => false,
            };
            excluding != inner
        }
    }
}
