//! Finds the place of the cursor in a query: completes the text before it with as little as possible, and cuts it down to the
//! clause and condition around the cursor. So the resolver can say what fits there, whatever the rest of the text is.

use super::World;
use crate::catalog::Kind;
use crate::query::ast::{Body, Cond, Item, Path, Predicate, Query};
use crate::query::diagnostic::{Diagnostic, Expected};
use crate::query::names::{Column, Names};
use crate::query::parser::{expected, parse};
use crate::query::plan::{Leaf, Named, PathExpr, Plan};
use crate::query::resolve::{Failure, resolve};
use crate::query::span::Span;

/// Placeholder for a name that is still to be typed; no field of a catalog can have this name.
pub(super) const HOLE: &str = "何";

/// What is appended for something that is missing, in this order. `kind` is a field everything has.
const STAND_INS: [(Expected, &str); 7] = [
    (Expected::Value, " 何"),
    (Expected::Test, " is known"),
    (Expected::Number, " 1"),
    (Expected::Field, " kind"),
    (Expected::Item, " kind"),
    (Expected::Close, " )"),
    (Expected::Keyword("and"), " and"),
];

/// How much is appended at most: brackets nest only so deep.
const APPENDED: usize = 80;

/// The queries of a text that breaks off, the last ended by stand-ins for what is missing.
pub(in crate::query) fn whole(text: &str) -> Option<Vec<Query>> {
    let mut text = text.to_owned();
    for _ in 0..APPENDED {
        if let Ok(queries) = parse(&text) {
            return Some(queries);
        }
        let missing = expected(&text)?;
        let (_, stand_in) = STAND_INS.iter().find(|(what, _)| missing.contains(what))?;
        text.push_str(stand_in);
    }
    None
}

/// A query cut down to the clause around one place.
pub(super) struct Spot {
    pub(super) query: Query,
    at: usize,
}

impl Spot {
    /// The place `at` of a text that breaks off behind it.
    pub(super) fn of(text: &str, at: usize, world: &World<'_>) -> Option<Self> {
        let mut query = whole(text)?.pop()?;
        query.explain = false;
        query.filter = query.filter.as_ref().and_then(|cond| focus(cond, at));
        if query.filter.is_some() {
            query = Query { show: vec![], by: vec![], order: vec![], ..query };
        }
        // What is shown and by what it is grouped and ordered must fit together, unless it does not even without this.
        let covers = |span: Span| span.start <= at && at < span.end;
        let mut beside = query.clone();
        beside.show.retain(|item| !covers(item.span()));
        beside.by.retain(|path| !covers(path.span));
        beside.order.retain(|order| !covers(order.item.span()));
        if (Self { query: beside, at }).resolved(world).is_err() {
            query.show.retain(|item| covers(item.span()));
            query.order.retain(|order| covers(order.item.span()));
        }
        Some(Self { query, at })
    }

    /// The field or link there.
    pub(super) fn path(&mut self) -> Option<&mut Path> {
        if self.query.filter.is_some() {
            return self.predicate_there().map(|predicate| &mut predicate.path);
        }
        let (at, query) = (self.at, &mut self.query);
        let shown = query.show.iter_mut().filter_map(path_of);
        let ordered = query.order.iter_mut().filter_map(|order| path_of(&mut order.item));
        let mut paths = shown.chain(ordered).chain(query.by.iter_mut());
        paths.find(|path| path.span.start == at)
    }

    /// Whether this path may stand there instead.
    pub(super) fn takes(&mut self, path: Path, world: &World<'_>) -> bool {
        let Some(there) = self.path() else { return false };
        let span = there.span;
        let before = std::mem::replace(there, Path { span, ..path });
        let takes = self.resolved(world).is_ok();
        if let Some(there) = self.path() {
            *there = before;
        }
        takes
    }

    /// The condition whose field or link it is.
    pub(super) fn predicate_there(&mut self) -> Option<&mut Predicate> {
        let at = self.at;
        let mut cond = self.query.filter.as_mut()?;
        loop {
            let Cond::Predicate(predicate) = cond else { return None };
            if predicate.path.span.start == at {
                return Some(predicate);
            }
            let Body::Cond(inner) = &mut predicate.body else { return None };
            cond = inner;
        }
    }

    /// The innermost condition.
    pub(super) fn predicate(&mut self) -> Option<&mut Predicate> {
        let mut cond = self.query.filter.as_mut()?;
        loop {
            match cond {
                Cond::Predicate(Predicate { body: Body::Cond(inner), .. }) => cond = inner,
                Cond::Predicate(predicate) => return Some(predicate),
                _ => return None,
            }
        }
    }

    /// What the resolver makes of it, were there a thing of every name.
    pub(super) fn resolved<'c>(&self, world: &World<'c>) -> Result<Plan<'c>, Vec<Diagnostic>> {
        self.resolved_with(&Anything, world)
    }

    /// Whether all that begins before this place means something, with what is recorded.
    pub(super) fn is_meant(&self, before: usize, world: &World<'_>) -> bool {
        let found = self.resolved_with(world.names, world).err().unwrap_or_default();
        found.iter().all(|diagnostic| diagnostic.span.start >= before)
    }

    fn resolved_with<'c>(
        &self,
        names: &dyn Names,
        world: &World<'c>,
    ) -> Result<Plan<'c>, Vec<Diagnostic>> {
        match resolve(&self.query, world.catalog, names, world.parameters) {
            Ok(resolved) => Ok(resolved.plan),
            Err(Failure::Query(found)) => Err(found),
            Err(Failure::Names(_)) => Err(vec![]),
        }
    }
}

/// Returns the part of a condition at a place: quantifiers around it stay, conditions beside it go.
fn focus(cond: &Cond, at: usize) -> Option<Cond> {
    match cond {
        Cond::And(parts) | Cond::Or(parts) => {
            parts.iter().rev().find(|part| part.span().start <= at).and_then(|part| focus(part, at))
        }
        Cond::Not(inner, span) | Cond::Possibly(inner, span) => {
            if span.start <= at {
                focus(inner, at)
            } else {
                None
            }
        }
        Cond::Predicate(predicate) => {
            if at < predicate.span.start || at >= predicate.span.end {
                return None;
            }
            let body = match &predicate.body {
                Body::Cond(inner) if at >= inner.span().start => {
                    Body::Cond(Box::new(focus(inner, at)?))
                }
                body => body.clone(),
            };
            Some(Cond::Predicate(Predicate { body, ..predicate.clone() }))
        }
    }
}

fn path_of(item: &mut Item) -> Option<&mut Path> {
    match item {
        Item::Path(path)
        | Item::Each(path)
        | Item::Count(Some(path), _)
        | Item::Aggregate(_, path, _) => Some(path),
        Item::Count(None, _) | Item::Everything(_) => None,
    }
}

/// The end of a path: a column, or something a kind has without one.
#[derive(Clone, Copy)]
pub(super) struct Reached<'c> {
    pub(super) kind: &'c Kind,
    pub(super) end: Leaf<'c>,
    pub(super) only: Option<&'c (String, Vec<String>)>,
}

impl<'c> Reached<'c> {
    pub(super) fn column(self) -> Option<Column<'c>> {
        match self.end {
            Leaf::Field(field) | Leaf::Part(field, _) => {
                Some(Column { kind: self.kind, field, only: self.only })
            }
            _ => None,
        }
    }
}

/// The ends of a way, each with the kind that has it.
pub(super) fn reach<'c>(
    way: PathExpr<'c>,
    kind: &'c Kind,
    only: Option<&'c (String, Vec<String>)>,
    ends: &mut Vec<Reached<'c>>,
) {
    match way {
        PathExpr::Leaf(end) => ends.push(Reached { kind, end, only }),
        PathExpr::Ref(through) => {
            for (kind, way) in through.then {
                reach(way, kind, None, ends);
            }
        }
        PathExpr::Link(items) => reach(*items.then, items.via, items.link.only.as_ref(), ends),
    }
}

/// Answers every look-up with one thing.
struct Anything;

impl Names for Anything {
    fn named(&self, key: &str, kinds: &[&str]) -> anyhow::Result<Vec<Named>> {
        let kind = kinds.first().map(|kind| (*kind).to_owned()).unwrap_or_default();
        Ok(vec![Named { id: 0, kind, slug: String::new(), name: key.to_owned() }])
    }

    fn slug(&self, slug: &str, kinds: &[&str]) -> anyhow::Result<Option<Named>> {
        Ok(self.named(slug, kinds)?.pop())
    }

    fn mistranslated(&self, _: &str, _: &[&str]) -> anyhow::Result<Option<(String, String)>> {
        Ok(None)
    }

    fn similar(&self, _: &str, _: &[&str]) -> anyhow::Result<Vec<String>> {
        Ok(vec![])
    }

    fn place(&self, _: i64) -> anyhow::Result<Option<String>> {
        Ok(None)
    }

    fn around(&self, _: i64) -> anyhow::Result<Option<String>> {
        Ok(None)
    }
}
