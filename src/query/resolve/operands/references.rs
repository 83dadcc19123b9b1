//! Reading tests of what leads to a thing: references, places and their levels, slugs.

use crate::catalog::{Field, Kind, Sort, Type};
use crate::query::ast::{self, Test as Written};
use crate::query::diagnostic::{Diagnostic, NameProblem, Sought, TypeProblem};
use crate::query::plan::{Cond, Leaf, PathExpr, RefStep, TypedPredicate};
use crate::query::resolve::comparison::TypedTest;
use crate::query::resolve::problems::Refused;
use crate::query::resolve::resolver::Resolver;
use crate::query::span::Span;

impl<'c> Resolver<'c, '_> {
    /// Resolves a test of a reference by the name of its thing.
    pub(crate) fn resolve_reference(
        &mut self,
        tested: &TypedTest<'c, '_>,
        kinds: &[&str],
    ) -> Result<Cond<'c>, Refused> {
        let places =
            self.catalog.containment.as_ref().is_some_and(|c| kinds == [c.places.as_str()]);
        if let Some(values) = tested.accepted_values() {
            let found =
                self.resolve_each(values, |r, value| r.find_things(tested, value, kinds))?;
            return Ok(tested.cond_with(TypedPredicate::Things(found.concat())));
        }
        let Written::Within(span, value) = tested.test else {
            let tests = if places {
                "`=`, `!=`, `in (…)`, `contains`, `within` or `is known`"
            } else {
                "`=`, `!=`, `in (…)`, `contains` or `is known`"
            };
            return self.no_such_test(tested, "a name", tests);
        };
        if places {
            let found = self.find_things(tested, value, kinds)?;
            return Ok(tested.cond_with(TypedPredicate::Within(found)));
        }
        self.not_places(tested, *span, kinds)
    }

    /// Refuses `within` on what isn't a place, though all of these kinds may have a field that is.
    fn not_places<T>(
        &mut self,
        tested: &TypedTest<'c, '_>,
        at: Span,
        kinds: &[&str],
    ) -> Result<T, Refused> {
        let (field, through) = (tested.path.text.clone(), self.place_of(kinds).map(str::to_owned));
        let problem = TypeProblem::NotPlaces { field, through };
        self.refuse_at(at, problem)
    }

    /// Returns the field by which all of these kinds lead to a place.
    fn place_of(&self, kinds: &[&str]) -> Option<&'c str> {
        let leads = |field: &&Field| self.catalog.leads_to_places(&field.ty);
        let of = |kind: &&str| self.catalog.kind(kind)?.fields.iter().find(leads);
        let mut fields = kinds.iter().map(|kind| of(kind).map(|field| field.name.as_str()));
        let first = fields.next().flatten()?;
        fields.all(|other| other == Some(first)).then_some(first)
    }

    /// Returns the kind of places; without one in the catalog nothing leads to a place.
    pub(crate) fn kind_of_places(&mut self, at: Span) -> Result<&'c Kind, Refused> {
        match self.catalog.kind_of_places() {
            Some(places) => Ok(places),
            None => self.refuse_unforeseen(at, "within"),
        }
    }

    /// `city = X` is `within X` with an X of that level; `city within X` asks about the city itself.
    pub(crate) fn resolve_level(
        &mut self,
        tested: &TypedTest<'c, '_>,
        level: &str,
    ) -> Result<Cond<'c>, Refused> {
        let places = self.kind_of_places(tested.written.span)?;
        let kinds = [places.name.as_str()];
        if let Some(values) = tested.accepted_values() {
            let found = self.resolve_each(values, |r, value| r.of_level(tested, value, level))?;
            return Ok(tested.cond_with(TypedPredicate::Within(found.concat())));
        }
        let Written::Within(_, value) = tested.test else {
            let tests = "`=`, `!=`, `in (…)`, `contains`, `within` or `is known`";
            return self.no_such_test(tested, "a place", tests);
        };
        let found = self.find_things(tested, value, &kinds)?;
        let steps = tested.path.steps.clone().map_leaf(&|leaf| match leaf {
            Leaf::Field(field) => {
                let then = vec![(places, PathExpr::Leaf(Leaf::Itself(places)))];
                PathExpr::Ref(RefStep { field, then, lacking: vec![] })
            }
            leaf => PathExpr::Leaf(leaf),
        });
        Ok(tested.with_steps(steps).cond_with(TypedPredicate::Within(found)))
    }

    /// `id = slug`, and `id within place` for the place itself.
    pub(crate) fn resolve_slug(&mut self, tested: &TypedTest<'c, '_>) -> Result<Cond<'c>, Refused> {
        let kinds = self.kinds_of_slug(&tested.path.steps);
        if let Some(values) = tested.accepted_values() {
            let slugs = self.resolve_each(values, |r, value| r.slug_value(value, &kinds))?;
            return Ok(tested.cond_with(TypedPredicate::Choice(slugs)));
        }
        let Written::Within(span, value) = tested.test else {
            return self.no_such_test(tested, "an id", "`=`, `!=` or `in (…)`");
        };
        let places = self.kind_of_places(tested.written.span)?;
        if !kinds.iter().any(|kind| *kind == places.name) {
            return self.not_places(tested, *span, &kinds);
        }
        let steps = tested.path.steps.clone().map_leaf(&|_| PathExpr::Leaf(Leaf::Itself(places)));
        let found = self.find_things(tested, value, &[places.name.as_str()])?;
        Ok(tested.with_steps(steps).cond_with(TypedPredicate::Within(found)))
    }

    /// Reads an id, including the former id of a merged thing. Warns if no thing of these kinds has it.
    fn slug_value(&mut self, value: &ast::Value, kinds: &[&str]) -> Result<String, Refused> {
        let slug = value.text.trim_start_matches('@').to_lowercase();
        let found = self.looked_up(self.names.thing_with_slug(&slug, kinds))?;
        if found.is_none() {
            let noun = if let [kind] = kinds { (*kind).to_owned() } else { "thing".to_owned() };
            let kinds = kinds.iter().map(ToString::to_string).collect();
            let (typed, sought) = (slug.clone(), Sought { kinds, ..Sought::default() });
            let problem = NameProblem::Id { noun, typed, suggestions: vec![], sought };
            self.problems.report(Diagnostic::warning(value.span, problem));
        }
        Ok(found.map_or(slug, |found| found.slug))
    }

    /// Returns the kinds whose ids a way ends with.
    fn kinds_of_slug(&self, way: &PathExpr<'c>) -> Vec<&'c str> {
        let kinds: Vec<&'c Kind> = match way {
            PathExpr::Leaf(Leaf::Slug(kind)) if kind.sort == Sort::Union => {
                self.catalog.kinds.iter().filter(|kind| kind.has_names()).collect()
            }
            PathExpr::Leaf(Leaf::Slug(kind)) => vec![kind],
            PathExpr::Leaf(_) => vec![],
            PathExpr::Ref(through) => match (&through.field.ty, through.then.as_slice()) {
                (Type::Ref(targets), [(kind, _)]) if kind.sort == Sort::Union => {
                    self.catalog.target_kinds(targets).collect()
                }
                (_, then) => {
                    return then.iter().flat_map(|(_, way)| self.kinds_of_slug(way)).collect();
                }
            },
            PathExpr::Link(items) => return self.kinds_of_slug(&items.then),
        };
        kinds.into_iter().map(|kind| kind.name.as_str()).collect()
    }
}
