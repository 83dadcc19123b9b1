//! Conditions: how they are joined, and how many things of a link must meet them.

use super::{Resolver, Scope};
use crate::query::ast;
use crate::query::diagnostic::{Diagnostic, Meaning, Problem};
use crate::query::plan::{Check, Cond, End, Path, Share, Test, Way};

impl<'c> Resolver<'c, '_> {
    pub(super) fn cond(&mut self, cond: &ast::Cond, scope: Scope<'c>) -> Option<Cond<'c>> {
        match cond {
            ast::Cond::And(parts) => self.conds(parts, scope).map(Cond::All),
            ast::Cond::Or(parts) => self.conds(parts, scope).map(Cond::Any),
            ast::Cond::Not(inner, _) => {
                self.cond(inner, scope).map(|inner| Cond::Not(Box::new(inner)))
            }
            ast::Cond::Possibly(inner, _) => {
                self.cond(inner, scope).map(|inner| Cond::Possibly(Box::new(inner)))
            }
            ast::Cond::Predicate(predicate) => self.predicate(predicate, scope),
        }
    }

    /// All parts, even behind one that fails, so that all problems are found.
    fn conds(&mut self, parts: &[ast::Cond], scope: Scope<'c>) -> Option<Vec<Cond<'c>>> {
        let conds: Vec<_> = parts.iter().map(|part| self.cond(part, scope)).collect();
        conds.into_iter().collect()
    }

    fn predicate(&mut self, predicate: &ast::Predicate, scope: Scope<'c>) -> Option<Cond<'c>> {
        if let Some(quantifier) = &predicate.quantifier {
            return self.quantified(predicate, quantifier, scope);
        }
        let path = self.path(&predicate.path, scope);
        match &predicate.body {
            ast::Body::Test(test) => self.test(path?, test, predicate),
            ast::Body::Cond(_) | ast::Body::Exists => None,
        }
    }

    /// `any link (…)` and its kin. What stands in the parentheses is asked of the items of the link.
    fn quantified(
        &mut self,
        predicate: &ast::Predicate,
        quantifier: &ast::Quantifier,
        scope: Scope<'c>,
    ) -> Option<Cond<'c>> {
        let path = self.path(&predicate.path, scope)?;
        let Some(End::Items(link, via)) = path.way.end() else {
            return self.one_value(predicate, quantifier, &path, scope);
        };
        if path.way.link().is_some_and(|first| first.name != link.name || first.via != link.via) {
            let sentence =
                "a quantifier takes one link; put the second into the parentheses of the first";
            let problem = Problem::Meaning(Meaning::Unfit(sentence.into()));
            return self.refuse(Diagnostic::error(predicate.path.span, problem));
        }
        let items = Scope::items(link, via);
        let cond = match &predicate.body {
            ast::Body::Exists => None,
            ast::Body::Cond(cond) => Some(Box::new(self.cond(cond, items)?)),
            ast::Body::Test(test) => {
                let reached = Path { way: Way::of_item(link, via), text: path.text.clone() };
                Some(Box::new(self.test(reached, test, predicate)?))
            }
        };
        let said = predicate.to_string();
        let so_many = |share| {
            let check = Check::Items(share, cond.clone());
            Cond::Test(Test { path: path.clone(), check, said: said.clone() })
        };
        let not = |cond| Cond::Not(Box::new(cond));
        Some(match quantifier.amount {
            ast::Amount::Any => so_many(Share::Any),
            ast::Amount::No => not(so_many(Share::Any)),
            ast::Amount::All => so_many(Share::All),
            ast::Amount::AtLeast(n) => so_many(Share::AtLeast(n)),
            ast::Amount::AtMost(n) => not(so_many(Share::AtLeast(n + 1))),
            ast::Amount::Exactly(n) => {
                Cond::All(vec![so_many(Share::AtLeast(n)), not(so_many(Share::AtLeast(n + 1)))])
            }
        })
    }

    /// A quantifier before something that has one value.
    fn one_value<T>(
        &mut self,
        predicate: &ast::Predicate,
        quantifier: &ast::Quantifier,
        path: &Path<'c>,
        scope: Scope<'c>,
    ) -> Option<T> {
        let problem = Meaning::OneValue {
            kind: scope.kind.name.clone(),
            field: path.text.clone(),
            quantifier: quantifier.to_string(),
        };
        let diagnostic = Diagnostic::error(quantifier.span, Problem::Meaning(problem));
        let test = match &predicate.body {
            ast::Body::Test(test) if quantifier.amount == ast::Amount::Any => {
                format!("{} {test}", predicate.path)
            }
            ast::Body::Exists if quantifier.amount == ast::Amount::Any => {
                format!("{} is known", predicate.path)
            }
            ast::Body::Exists if quantifier.amount == ast::Amount::No => {
                format!("{} is unknown", predicate.path)
            }
            _ => return self.refuse(diagnostic),
        };
        self.refuse(diagnostic.fix(predicate.span, test))
    }
}
