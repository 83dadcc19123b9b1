//! Resolves columns, groups and order.

use std::collections::HashSet;

use super::problems::Refused;
use super::resolver::{Resolver, Scope};
use crate::catalog::{Kind, Sort, Type};
use crate::query::ast;
use crate::query::diagnostic::{Diagnostic, TypeProblem};
use crate::query::plan::{Item, Leaf, NamedPath, Plan};
use crate::query::span::Span;
use crate::value::MONEY;

impl<'c> Resolver<'c, '_> {
    /// Resolves an item to show: one column, or for `everything` all that can be loaded again.
    pub(super) fn resolve_item(
        &mut self,
        item: &ast::Item,
        kind: &'c Kind,
    ) -> Result<Vec<Item<'c>>, Refused> {
        match item {
            ast::Item::Path(path) => {
                self.resolve_path(path, Scope::for_kind(kind)).map(|path| vec![Item::Value(path)])
            }
            ast::Item::Each(path) => {
                self.resolve_linked(path, kind, "each").map(|path| vec![Item::Each(path)])
            }
            ast::Item::Count(Some(path), _) => {
                self.resolve_linked(path, kind, "count of").map(|path| vec![Item::CountOf(path)])
            }
            ast::Item::Count(None, _) => Ok(vec![Item::Count]),
            ast::Item::Aggregate(aggregate, path, _) => {
                self.resolve_aggregate(*aggregate, path, kind)
            }
            ast::Item::Everything(_) => {
                let thing = matches!(kind.sort, Sort::Thing | Sort::Union);
                let own = [("id", thing), ("name", kind.has_names())];
                let own = own.into_iter().filter(|(_, has)| *has).map(|(name, _)| name);
                let names = own.chain(kind.fields.iter().map(|field| field.name.as_str()));
                Ok(self.catalog_columns(kind, names))
            }
        }
    }

    /// Resolves the keys of groups: those of `by`, or none where something is shown of all things together; `None` means
    /// that each thing is a row.
    pub(super) fn resolve_group_keys(
        &mut self,
        query: &ast::Query,
        kind: &'c Kind,
    ) -> Result<Option<Vec<NamedPath<'c>>>, Refused> {
        let of_all =
            |item: &ast::Item| matches!(item, ast::Item::Count(None, _) | ast::Item::Aggregate(..));
        let items = query.show.iter().chain(query.order.iter().map(|order| &order.item));
        if query.by.is_empty() && !{ items }.any(of_all) {
            return Ok(None);
        }
        self.resolve_each(&query.by, |r, path| r.resolve_path(path, Scope::for_kind(kind)))
            .map(Some)
    }

    /// Refuses single values of a group other than its keys, since a group has many things.
    pub(super) fn refuse_ungrouped(&mut self, query: &ast::Query, keys: &[NamedPath<'c>]) {
        let names: Vec<String> = keys.iter().map(|key| key.text.clone()).collect();
        for item in query.show.iter().chain(query.order.iter().map(|order| &order.item)) {
            let text = item.to_string().to_lowercase();
            let path = match item {
                ast::Item::Path(_) if names.contains(&text) => continue,
                ast::Item::Path(path) | ast::Item::Each(path) => Some(path.to_string()),
                ast::Item::Everything(_) => None,
                ast::Item::Count(..) | ast::Item::Aggregate(..) => continue,
            };
            let problem =
                TypeProblem::Ungrouped { item: item.to_string(), path, keys: names.clone() };
            self.problems.report(Diagnostic::error(item.span(), problem));
        }
    }

    /// `sum of f` and its kin: only amounts, and not those that mean nothing together.
    fn resolve_aggregate(
        &mut self,
        aggregate: ast::Aggregate,
        path: &ast::Path,
        kind: &'c Kind,
    ) -> Result<Vec<Item<'c>>, Refused> {
        let found = self.resolve_path(path, Scope::for_kind(kind))?;
        let field =
            if let Some(Leaf::Field(field)) = found.steps.leaf() { Some(field) } else { None };
        let sentence = match field {
            Some(field) if !field.ty.is_amount() || field.ty == (Type::Number { exact: true }) => {
                format!("`{}` is {}, so it has no `{aggregate}`", found.text, field.ty.noun())
            }
            None => format!("`{}` isn't an amount, so it has no `{aggregate}`", found.text),
            Some(_) if found.steps.link().is_some() => {
                format!(
                    "`{}` goes through a link, but `{aggregate}` needs one amount for each thing",
                    found.text
                )
            }
            Some(field) if field.ty == Type::Share && aggregate == ast::Aggregate::Sum => {
                "shares can't be added up: each is a share of something else".to_owned()
            }
            Some(_) => return Ok(vec![Item::Aggregate(aggregate, found)]),
        };
        let counts = field.is_some_and(|field| !field.ty.is_amount());
        let problem = if counts {
            TypeProblem::NoAggregate { field: found.text, sentence }
        } else {
            TypeProblem::Unfit(sentence)
        };
        self.refuse_at(path.span, problem)
    }

    /// Refuses a column that is shown twice, and a key that groups twice.
    pub(super) fn refuse_repeated(&mut self, query: &ast::Query) {
        let shown: Vec<String> = query.show.iter().map(ToString::to_string).collect();
        let keys: Vec<String> = query.by.iter().map(ToString::to_string).collect();
        let mut once = query.clone();
        if let Some((n, text)) = find_repeated(&shown) {
            let item = once.show.remove(n);
            self.refuse_second(item.span(), format!("`{text}` is shown twice"), &once);
        } else if let Some((n, text)) = find_repeated(&keys) {
            let key = once.by.remove(n);
            self.refuse_second(key.span, format!("`{text}` is a key of `by` twice"), &once);
        }
    }

    /// Refuses to order rows by the several things of a link.
    pub(super) fn refuse_list_as_key(
        &mut self,
        items: &[Item<'c>],
        key: &ast::Item,
        grouped: bool,
    ) {
        let list = |item: &Item<'c>| match item {
            Item::Value(path) if path.steps.link().is_some() => Some(path.text.clone()),
            _ => None,
        };
        for text in items.iter().filter_map(list).filter(|_| !grouped) {
            let sentence =
                format!("`{text}` can have several values, so rows can't be ordered by it");
            let problem = TypeProblem::Unfit(sentence);
            let fixed = format!("count of {text}");
            self.problems.report(Diagnostic::error(key.span(), problem).fix(key.span(), fixed));
        }
    }

    fn refuse_second(&mut self, at: Span, sentence: String, once: &ast::Query) {
        let diagnostic = Diagnostic::error(at, TypeProblem::Unfit(sentence));
        self.problems.report(diagnostic.fix(once.span, once.to_string()));
    }

    /// Resolves a path through a link, which `each` and `count of` need.
    fn resolve_linked(
        &mut self,
        path: &ast::Path,
        kind: &'c Kind,
        word: &str,
    ) -> Result<NamedPath<'c>, Refused> {
        let found = self.resolve_path(path, Scope::for_kind(kind))?;
        if found.steps.link().is_some() {
            return Ok(found);
        }
        let sentence = format!("`{}` has one value, so `{word}` isn't needed", found.text);
        self.refuse_at(path.span, TypeProblem::Unfit(sentence))
    }

    /// `count projects …` is one number: what would shape rows has no meaning beside it.
    pub(super) fn refuse_beside_count(&mut self, query: &ast::Query) {
        let beside = [
            ("show", !query.show.is_empty()),
            ("by", !query.by.is_empty()),
            ("order by", !query.order.is_empty()),
            ("limit", query.limit.is_some()),
            ("with sources", query.sources.is_some()),
        ];
        for (clause, _) in beside.into_iter().filter(|(_, there)| *there && query.count) {
            let sentence = match clause {
                "by" => {
                    "`count …` gives one number; for one in each group, put `count` after `show`"
                        .to_owned()
                }
                _ => {
                    format!("`{clause}` has no effect on `count`, which gives only one number")
                }
            };
            let plain = ast::Query {
                count: false,
                show: vec![],
                order: vec![],
                limit: None,
                sources: None,
                ..query.clone()
            };
            let fixed = match clause {
                "by" => format!("{plain} show count"),
                _ => ast::Query { count: true, by: vec![], ..plain }.to_string(),
            };
            let problem = TypeProblem::Unfit(sentence);
            self.problems.report(Diagnostic::error(query.span, problem).fix(query.span, fixed));
        }
    }

    /// Refuses a limit by which amounts in several units would decide who is among the first.
    pub(super) fn refuse_ranks(
        &mut self,
        query: &ast::Query,
        plan: Plan<'c>,
    ) -> Result<Plan<'c>, Refused> {
        let (Some(limit), Some(written), Some(path)) =
            (plan.limit, query.order.first(), plan.order.first().and_then(|key| key.item.path()))
        else {
            return Ok(plan);
        };
        if self.problems.have_errors() {
            return Ok(plan);
        }
        let units = self.looked_up(self.names.ranked_units(&plan))?;
        if units.len() < 2 {
            return Ok(plan);
        }
        let unit = |name: &String| self.catalog.units.get(name);
        let is_money = |name: &String| unit(name).is_some_and(|unit| unit.dimension == MONEY);
        let (field, money) = (path.text.clone(), units.iter().flatten().all(is_money));
        let problem = TypeProblem::Ranks { limit, field, units, money, repairs: 0 };
        self.refuse_at(written.item.span(), problem)
    }

    pub(super) fn refuse_second_each(&mut self, query: &ast::Query) {
        let mut each = query.show.iter().filter_map(|item| match item {
            ast::Item::Each(path) => Some(path),
            _ => None,
        });
        if let Some(path) = each.nth(1) {
            let sentence = "only one `each` is allowed: two would pair every item of one with every item of the other";
            let problem = TypeProblem::Unfit(sentence.into());
            let span = Span::new(path.span.start.saturating_sub("each ".len()), path.span.end);
            self.problems.report(Diagnostic::error(span, problem).fix(span, path.to_string()));
        }
    }
}

/// Shows a column that is also in `everything` once, in its first place.
pub(super) fn drop_repeated(mut items: Vec<Item<'_>>) -> Vec<Item<'_>> {
    let mut known = HashSet::new();
    items.retain(|item| match item {
        Item::Value(path) => known.insert(path.text.clone()),
        _ => true,
    });
    items
}

/// Shows the keys of a group before its other columns, unless they are among these.
pub(super) fn with_keys<'c>(keys: &[NamedPath<'c>], items: Vec<Item<'c>>) -> Vec<Item<'c>> {
    let is_shown = |key: &&NamedPath<'c>| {
        !items.iter().any(|item| matches!(item, Item::Value(path) if path.text == key.text))
    };
    let missing: Vec<Item<'c>> = keys.iter().filter(is_shown).cloned().map(Item::Value).collect();
    missing.into_iter().chain(items).collect()
}

/// Returns the first text that occurs earlier in the list, with its place.
fn find_repeated(texts: &[String]) -> Option<(usize, &String)> {
    texts.iter().enumerate().find(|(n, text)| texts.iter().take(*n).any(|before| before == *text))
}
