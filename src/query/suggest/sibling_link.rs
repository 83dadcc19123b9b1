//! Links beside a field: for things whose field is unknown, a link to such things as the field leads to may have what is
//! shown or asked.

use anyhow::Result;

use super::suggester::RelatedQueries;
use crate::catalog::{Field, Kind, Link, Targets, Type};
use crate::query::ast::{Body, Cond, Predicate, QuantifierKind, Query, Test};
use crate::query::plan::{Item, Leaf, PathExpr, Plan};
use crate::query::rewrite::{
    join_conjuncts, list_conjuncts, make_any, make_known, make_predicate, of_kind, with_conjunct,
};
use crate::query::sql;

/// A link of things whose field is unknown that leads to such things as the field does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiblingLink {
    /// The field.
    pub field: String,
    /// The link.
    pub link: String,
    /// The number of things whose field is unknown and whose link leads somewhere, or to what was asked for.
    pub rows: u64,
    /// The query that asks of the link what was asked of the field; `None` means that the field is shown.
    pub instead: Option<String>,
}

impl RelatedQueries<'_> {
    /// Mentions links that lead somewhere from things whose shown field is unknown. `has_gap` says whether a column has none.
    pub fn links_beside_shown(
        self,
        query: &Query,
        plan: &Plan<'_>,
        has_gap: &dyn Fn(usize) -> bool,
    ) -> Result<Vec<SiblingLink>> {
        let mut links = Vec::new();
        let with_gaps = plan.shown.iter().enumerate().filter(|(n, _)| has_gap(*n));
        for path in with_gaps.filter_map(|(_, item)| item.path()) {
            let PathExpr::Leaf(Leaf::Field(field)) = &path.steps else { continue };
            let is_shown = |link: &Link| {
                let paths = plan.shown.iter().filter_map(Item::path);
                let mut first = paths.filter_map(|path| path.text.split('.').next());
                first.any(|name| name == link.name || name == link.one)
            };
            let like = self.links_like(plan.kind, field);
            for link in like.into_iter().filter(|link| !is_shown(link)) {
                let there = make_predicate(Some(QuantifierKind::Any), &link.one, Body::Exists);
                let filter = join_conjuncts(vec![make_known(&field.name, false), there]);
                let asked = of_kind(query, &plan.kind.plural, filter);
                let among = |of: &Plan<'_>| {
                    self.0.select_number(&sql::count_shown(plan, of.filter.as_ref()))
                };
                let rows = self.try_on(&asked, among)?.unwrap_or_default();
                links.extend(make_sibling((field, link), (rows, None)));
            }
        }
        Ok(links)
    }

    /// Mentions links that satisfy a part of the condition for things whose tested field is unknown.
    pub fn links_beside_tested(self, query: &Query, plan: &Plan<'_>) -> Result<Vec<SiblingLink>> {
        let mut links = Vec::new();
        let Some(filter) = &query.filter else { return Ok(links) };
        for (n, part) in list_conjuncts(filter).iter().enumerate() {
            for field in &plan.kind.fields {
                for link in self.links_like(plan.kind, field) {
                    let via = self.0.catalog().kind(&link.via);
                    let of = via.and_then(|via| of_link(part, (plan.kind, field), (link, via)));
                    let Some(of) = of.map(|of| make_any(&link.one, of)) else { continue };
                    let instead = with_conjunct(filter, n, of.clone());
                    let beside = with_conjunct(filter, n, make_known(&field.name, false));
                    let both = join_conjuncts(beside.into_iter().chain([of]).collect());
                    let rows = self.count_rows(&of_kind(query, &plan.kind.plural, both))?;
                    let instead = of_kind(query, &plan.kind.plural, instead).to_string();
                    links.extend(make_sibling((field, link), (rows, Some(instead))));
                }
            }
        }
        Ok(links)
    }

    /// Lists the links that lead to the kinds a field leads to.
    fn links_like<'c>(self, kind: &'c Kind, field: &Field) -> Vec<&'c Link> {
        let Some(wanted) = referred_kinds(field) else { return vec![] };
        let to = |link: &Link| self.0.catalog().kind(&link.via)?.field(link.to.as_ref()?);
        let is_same =
            |field: &Field| referred_kinds(field).is_some_and(|to| to.kinds == wanted.kinds);
        kind.links().filter(|link| to(link).is_some_and(is_same)).collect()
    }
}

fn make_sibling(
    (field, link): (&Field, &Link),
    (rows, instead): (u64, Option<String>),
) -> Option<SiblingLink> {
    let (field, link) = (field.name.clone(), link.name.clone());
    (rows > 0).then_some(SiblingLink { field, link, rows, instead })
}

/// Returns the kinds a field leads to, unless it leads to any.
fn referred_kinds(field: &Field) -> Option<&Targets> {
    match &field.ty {
        Type::Ref(targets) if !targets.any => Some(targets),
        _ => None,
    }
}

/// Returns a condition on nothing but a field, and what is derived from it, as one on an item of a link.
fn of_link(cond: &Cond, of: (&Kind, &Field), through: (&Link, &Kind)) -> Option<Cond> {
    let each =
        |parts: &[Cond]| parts.iter().map(|part| of_link(part, of, through)).collect::<Option<_>>();
    Some(match cond {
        Cond::And(parts) => Cond::And(each(parts)?),
        Cond::Or(parts) => Cond::Or(each(parts)?),
        Cond::Not(inner, span) => Cond::Not(Box::new(of_link(inner, of, through)?), *span),
        Cond::Possibly(..) | Cond::Mentions(_) => return None,
        Cond::Predicate(asked) => {
            make_predicate(None, &path_of_link(asked, of, through)?, asked.body.clone())
        }
    })
}

fn path_of_link(
    asked: &Predicate,
    (kind, field): (&Kind, &Field),
    (link, via): (&Link, &Kind),
) -> Option<String> {
    if asked.quantifier.is_some() || matches!(asked.body, Body::Test(Test::Known(..))) {
        return None;
    }
    let to = link.to.as_deref()?;
    let (first, rest) = asked.path.names.split_first()?;
    let own = kind.field(&first.text.to_lowercase())?;
    let is_derived = |own: &Field, from: &str| matches!(&own.ty, Type::Level(level) if level.of.as_deref() == Some(from));
    let begin = if own.name == field.name {
        vec![to]
    } else if !is_derived(own, &field.name) {
        return None;
    } else if via.field(&own.name).is_none_or(|other| is_derived(other, to)) {
        vec![own.name.as_str()]
    } else {
        vec![to, own.name.as_str()]
    };
    let rest = rest.iter().map(|name| name.text.as_str());
    Some(begin.into_iter().chain(rest).collect::<Vec<_>>().join("."))
}
