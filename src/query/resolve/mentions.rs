//! `mentions`: the words to look for, and the row whose texts are searched.

use super::problems::Refused;
use super::resolver::{Resolver, Scope};
use crate::catalog::{Kind, Sort, Type};
use crate::query::ast::{self, Form};
use crate::query::diagnostic::{Limit, TypeProblem};
use crate::query::plan::{Cond, Leaf, NamedPath, PathExpr, RefStep, Test, TypedPredicate};
use crate::value::bare_word;

impl<'c> Resolver<'c, '_> {
    pub(super) fn resolve_mentions(
        &mut self,
        mentions: &ast::Mentions,
        scope: Scope<'c>,
    ) -> Result<Cond<'c>, Refused> {
        let words = self.fold_sought_words(&mentions.value)?;
        let path = NamedPath { text: "mentions".to_owned(), steps: self.path_to_searched(scope) };
        let check = TypedPredicate::Mentions(words);
        Ok(Cond::Test(Test { path, check, text: mentions.to_string() }))
    }

    /// Folds the words to look for, each once. Those in quotes are one, as they must be in a row.
    fn fold_sought_words(&mut self, value: &ast::Value) -> Result<Vec<String>, Refused> {
        let text = value.content();
        let parts = match value.form {
            Form::Quoted => vec![text.as_str()],
            _ => text.split(' ').collect(),
        };
        let mut words: Vec<String> = Vec::new();
        for part in parts {
            let key = self.names.fold_key(part);
            let Some(word) = bare_word(&key) else { continue };
            if word.chars().count() > Limit::WORD {
                return self.refuse_at(value.span, Limit::Word(word.chars().count()));
            }
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        match words.len() {
            0 => {
                let sentence = format!("`{text}` has no letter or digit to look for");
                self.refuse_at(value.span, TypeProblem::Unfit(sentence))
            }
            n if n > Limit::WORDS => self.refuse_at(value.span, Limit::Words(n)),
            _ => Ok(words),
        }
    }

    /// Returns the path to the row whose texts are searched: of an item of a link, the thing that it reaches.
    fn path_to_searched(&self, scope: Scope<'c>) -> PathExpr<'c> {
        let itself = |kind: &'c Kind| PathExpr::Leaf(Leaf::Itself(kind));
        let Some((to, Type::Ref(targets))) = scope.to.map(|to| (to, &to.ty)) else {
            return itself(scope.kind);
        };
        let kinds: Vec<&'c Kind> = self.catalog.target_kinds(targets).collect();
        let union = self.catalog.kind_of_things();
        let all_things = kinds.len() > 1 && kinds.iter().all(|kind| kind.sort == Sort::Thing);
        let kinds = match union.filter(|_| all_things) {
            Some(things) => vec![things],
            None => kinds,
        };
        let then = kinds.into_iter().map(|kind| (kind, itself(kind))).collect();
        PathExpr::Ref(RefStep { field: to, then, lacking: vec![] })
    }
}
