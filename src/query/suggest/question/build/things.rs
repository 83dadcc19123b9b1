//! Names of things: of what is asked for, or of what is linked with it.

use super::conditions::path_of;
use super::parts::AskedPart;
use super::{NAME, QueryBuilder};
use crate::catalog::Kind;
use crate::catalog::graph::{EdgeRank, edges_from_kind};
use crate::query::ast::{Cond, Operator, Query, Test, Value};
use crate::query::rewrite::{join_conjuncts, make_equals, make_known, make_test, make_within};
use crate::query::span::Span;

impl QueryBuilder<'_> {
    /// Adds a name: of the thing itself, or of what is linked with it by the nearest edge by which there is something.
    pub(in crate::query::suggest::question) fn add_thing_name(
        &mut self,
        name: &Value,
        of: &[String],
    ) -> Option<()> {
        let catalog = self.suggester.catalog;
        let is = |path: &str| {
            make_test(path, Test::Compare(Operator::Eq, Span::default(), name.clone()))
        };
        if of.contains(&self.kind.name) {
            let is_around = catalog.is_places(self.kind) && self.is_named;
            let is_it = if is_around { make_within("id", name.clone()) } else { is(NAME) };
            return self.add_cond(AskedPart::Thing, is_it);
        }
        let levels = |kind: &Kind| kind.names_of(&|field| field.ty.is_level());
        let edges = edges_from_kind(catalog, self.kind);
        // What is named before it comes from there, not the kind: `events with participants from France`.
        if let (true, Some(last)) = (std::mem::take(&mut self.is_from), self.shown.last()) {
            let edge = edges.iter().find(|edge| edge.shown_path() == *last)?;
            let levels = edge.to.iter().flat_map(|kind| levels(kind));
            let mut tested = levels.map(|level| is(&format!("{}.{level}", edge.tested_path())));
            let cond = tested.find(|cond| self.finds_rows(cond))?;
            return self.add_cond(AskedPart::Thing, cond);
        }
        let of_rank = |rank| {
            let edges = edges.iter().filter(move |edge| {
                edge.rank == rank && edge.to.iter().any(|kind| of.contains(&kind.name))
            });
            edges.map(|edge| match edge.only_kind() {
                Some(kind) if catalog.is_places(kind) => {
                    make_within(&edge.tested_path(), name.clone())
                }
                _ => is(&edge.tested_path()),
            })
        };
        let behind = edges.iter().filter(|edge| edge.rank == EdgeRank::Named).flat_map(|edge| {
            let levels = edge.to.iter().flat_map(|kind| levels(kind));
            levels.map(|level| is(&format!("{}.{level}", edge.tested_path()))).collect::<Vec<_>>()
        });
        let [nearest, others @ ..] = EdgeRank::ALL;
        let own = levels(self.kind).into_iter().map(|level| is(&level));
        let far = others.into_iter().flat_map(of_rank);
        let conds: Vec<Cond> = own.chain(of_rank(nearest)).chain(behind).chain(far).collect();
        let found = conds.iter().position(|cond| self.finds_rows(cond));
        // The kind the question names may have none, and that is an answer.
        let makes_sense = |cond: &Cond| self.makes_sense(cond).is_some();
        let is_near = |cond: &Cond| path_of(cond).is_some_and(|path| !path.contains('.'));
        let near = || conds.iter().position(|cond| is_near(cond) && makes_sense(cond));
        let named =
            || near().or_else(|| conds.iter().position(makes_sense)).filter(|_| self.is_named);
        let nearest = found.or_else(named)?;
        let cond = conds.into_iter().nth(nearest)?;
        let path = path_of(&cond).filter(|path| !self.is_level(path));
        self.things.extend(path.map(|path| (path, of.to_vec())));
        self.add_cond(AskedPart::Thing, cond)
    }

    /// Checks whether a link that is shown leads to another thing of the same kind as one that is named, by another link. Such a
    /// query answers another question: `owner of Cargolux` isn't who invests where Cargolux is a partner.
    pub(super) fn shows_namesakes(&self) -> bool {
        let edges = edges_from_kind(self.suggester.catalog, self.kind);
        let shown = edges.iter().filter(|edge| self.shown.contains(&edge.shown_path()));
        { shown }.any(|edge| {
            self.things.iter().any(|(path, kinds)| {
                let is_other = path.split('.').next() != Some(edge.tested_path().as_str());
                is_other && edge.to.iter().any(|kind| kinds.contains(&kind.name))
            })
        })
    }

    /// Builds the query for a field of the thing with that name, if its value is known. That a place is inside itself says nothing.
    pub(in crate::query::suggest::question) fn value_of(
        mut self,
        names: &[String],
        (thing, kinds): (&Value, &[String]),
    ) -> Option<Query> {
        let field = names.iter().find_map(|name| self.kind.field(name))?;
        self.shown.push(field.name.clone());
        self.add_thing_name(thing, kinds)?;
        let is = |cond| {
            join_conjuncts([self.conds.clone(), vec![cond]].concat())
                .is_some_and(|c| self.finds_rows(&c))
        };
        let is_itself = field.ty.is_level() && is(make_equals(&field.name, &thing.text));
        let is_known = is(make_known(&field.name, true)) && !is_itself;
        is_known.then(|| self.build()).flatten()
    }
}
