//! The place of the cursor: the text before it is completed to a query by stand-ins, and cut down to the clause and condition
//! at the cursor, so that the resolver can check what fits there, whatever the rest of the query says.

use super::offer::World;
use crate::catalog::Kind;
use crate::query::ast::{Body, Cond, Item, Path, Predicate, Query};
use crate::query::diagnostic::{Diagnostic, Expected};
use crate::query::names::{Column, Names};
use crate::query::parser::{expected_next, parse};
use crate::query::plan::{Leaf, Named, PathExpr, Plan};
use crate::query::resolve::{Failure, resolve_sources};
use crate::query::rewrite::of_according;
use crate::query::span::Span;

/// The stand-in for a missing name; no field of a catalog can have this name.
pub(super) const HOLE: &str = "何";

/// The stand-ins for missing tokens, in order of preference. Every kind has the field `kind`.
const STAND_INS: [(Expected, &str); 7] = [
    (Expected::Value, " 何"),
    (Expected::Test, " is known"),
    (Expected::Number, " 1"),
    (Expected::Field, " kind"),
    (Expected::Item, " kind"),
    (Expected::Close, " )"),
    (Expected::Keyword("and"), " and"),
];

/// The most stand-ins appended; brackets can't nest deeper.
const APPENDED: usize = 80;

/// Parses a text that breaks off, completed by stand-ins.
pub(in crate::query) fn completed_queries(text: &str) -> Option<Vec<Query>> {
    let mut text = text.to_owned();
    for _ in 0..APPENDED {
        if let Ok(queries) = parse(&text) {
            return Some(queries);
        }
        let missing = expected_next(&text)?;
        let (_, stand_in) = STAND_INS.iter().find(|(what, _)| missing.contains(what))?;
        text.push_str(stand_in);
    }
    None
}

/// A query cut down to one place.
#[derive(Clone)]
pub(super) struct CursorQuery {
    pub(super) query: Query,
    at: usize,
}

impl CursorQuery {
    /// Makes the spot at `at` of a text that breaks off after it.
    pub(super) fn for_cursor(text: &str, at: usize, world: &World<'_>) -> Option<Self> {
        let mut query = completed_queries(text)?.pop()?;
        query.explain = false;
        let according = query
            .according
            .take_if(|according| according.span.start <= at && at < according.span.end);
        if let Some(sources) = of_according(&Query { according, ..query.clone() }) {
            query = sources;
        }
        query.filter = query.filter.as_ref().and_then(|cond| cut_to_cursor(cond, at));
        if query.filter.is_some() {
            query = Query { show: vec![], by: vec![], order: vec![], ..query };
        }
        // The shown, grouping and ordering items must fit together, unless they don't even without the one at the cursor.
        let covers = |span: Span| span.start <= at && at < span.end;
        let mut beside = query.clone();
        beside.show.retain(|item| !covers(item.span()));
        beside.by.retain(|path| !covers(path.span));
        beside.order.retain(|order| !covers(order.item.span()));
        if (Self { query: beside, at }).resolve_any_names(world).is_err() {
            query.show.retain(|item| covers(item.span()));
            query.order.retain(|order| covers(order.item.span()));
        }
        Some(Self { query, at })
    }

    /// Returns the field or link at the cursor.
    pub(super) fn path_there(&mut self) -> Option<&mut Path> {
        if self.query.filter.is_some() {
            return self.predicate_there().map(|predicate| &mut predicate.path);
        }
        let (at, query) = (self.at, &mut self.query);
        let shown = query.show.iter_mut().filter_map(Item::path_mut);
        let ordered = query.order.iter_mut().filter_map(|order| Item::path_mut(&mut order.item));
        let mut paths = shown.chain(ordered).chain(query.by.iter_mut());
        paths.find(|path| path.span.start == at)
    }

    /// Checks whether this path fits there instead.
    pub(super) fn accepts_path(&self, path: Path, world: &World<'_>) -> bool {
        let mut spot = self.clone();
        let Some(there) = spot.path_there() else { return false };
        *there = Path { span: there.span, ..path };
        spot.resolve_any_names(world).is_ok()
    }

    /// Returns the condition that tests the field or link at the cursor.
    pub(super) fn predicate_there(&mut self) -> Option<&mut Predicate> {
        let at = self.at;
        self.find_predicate(&|predicate| predicate.path.span.start == at)
    }

    /// Returns the innermost condition.
    pub(super) fn innermost_predicate(&mut self) -> Option<&mut Predicate> {
        self.find_predicate(&|predicate| !matches!(predicate.body, Body::Cond(_)))
    }

    /// Returns the outermost condition that `is_sought`.
    fn find_predicate(&mut self, is_sought: &dyn Fn(&Predicate) -> bool) -> Option<&mut Predicate> {
        let mut cond = self.query.filter.as_mut()?;
        loop {
            let Cond::Predicate(predicate) = cond else { return None };
            if is_sought(predicate) {
                return Some(predicate);
            }
            let Body::Cond(inner) = &mut predicate.body else { return None };
            cond = inner;
        }
    }

    /// Resolves the query as if every name existed.
    pub(super) fn resolve_any_names<'c>(
        &self,
        world: &World<'c>,
    ) -> Result<Plan<'c>, Vec<Diagnostic>> {
        self.resolved_with(&AnyName, world)
    }

    /// Checks whether everything before this place resolves with the recorded data.
    pub(super) fn resolves_before(&self, before: usize, world: &World<'_>) -> bool {
        let found = self.resolved_with(world.names, world).err().unwrap_or_default();
        found.iter().all(|diagnostic| diagnostic.span.start >= before)
    }

    fn resolved_with<'c>(
        &self,
        names: &dyn Names,
        world: &World<'c>,
    ) -> Result<Plan<'c>, Vec<Diagnostic>> {
        match resolve_sources(&self.query, world.catalog, names, world.parameters) {
            Ok(resolved) => Ok(resolved.plan),
            Err(Failure::Query(found)) => Err(found),
            Err(Failure::Names(_)) => Err(vec![]),
        }
    }
}

/// Cuts a condition down to the part at a place, keeping the quantifiers around it.
fn cut_to_cursor(cond: &Cond, at: usize) -> Option<Cond> {
    match cond {
        Cond::And(parts) | Cond::Or(parts) => parts
            .iter()
            .rev()
            .find(|part| part.span().start <= at)
            .and_then(|part| cut_to_cursor(part, at)),
        Cond::Not(_, span) | Cond::Possibly(_, span) if at < span.start => None,
        Cond::Not(inner, _) | Cond::Possibly(inner, _) => cut_to_cursor(inner, at),
        Cond::Predicate(predicate) => {
            if at < predicate.span.start || at >= predicate.span.end {
                return None;
            }
            let body = match &predicate.body {
                Body::Cond(inner) if at >= inner.span().start => {
                    Body::Cond(Box::new(cut_to_cursor(inner, at)?))
                }
                body => body.clone(),
            };
            Some(Cond::Predicate(Predicate { body, ..predicate.clone() }))
        }
        Cond::Mentions(mentions) => {
            (at < mentions.span.end).then(|| Cond::Mentions(mentions.clone()))
        }
    }
}

/// The end of a path: a column, or an attribute without one, such as the name.
#[derive(Clone, Copy)]
pub(super) struct PathEnd<'c> {
    pub(super) kind: &'c Kind,
    pub(super) end: Leaf<'c>,
    pub(super) only: Option<&'c (String, Vec<String>)>,
}

impl<'c> PathEnd<'c> {
    pub(super) fn column(self) -> Option<Column<'c>> {
        Some(Column { kind: self.kind, field: self.end.field()?, only: self.only })
    }
}

/// Collects the ends of a path, each with its kind.
pub(super) fn collect_ends<'c>(
    way: PathExpr<'c>,
    kind: &'c Kind,
    only: Option<&'c (String, Vec<String>)>,
    ends: &mut Vec<PathEnd<'c>>,
) {
    match way {
        PathExpr::Leaf(end) => ends.push(PathEnd { kind, end, only }),
        PathExpr::Ref(through) => {
            for (kind, way) in through.then {
                collect_ends(way, kind, None, ends);
            }
        }
        PathExpr::Link(items) => {
            collect_ends(*items.then, items.via, items.link.only.as_ref(), ends);
        }
    }
}

/// Finds one thing for every name.
struct AnyName;

impl Names for AnyName {
    fn things_named(&self, key: &str, kinds: &[&str]) -> anyhow::Result<Vec<Named>> {
        let kind = kinds.first().map(|kind| (*kind).to_owned()).unwrap_or_default();
        Ok(vec![Named { id: 0, kind, slug: String::new(), name: key.to_owned() }])
    }

    fn thing_with_slug(&self, slug: &str, kinds: &[&str]) -> anyhow::Result<Option<Named>> {
        Ok(self.things_named(slug, kinds)?.pop())
    }
}
