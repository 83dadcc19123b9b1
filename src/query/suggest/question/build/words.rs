//! Words of the catalog: kinds, values of lists, fields and links.

use super::conditions::{limit_of, make_counted};
use super::orders::is_ordered;
use super::parts::AskedPart;
use super::{NAME, QueryBuilder};
use crate::catalog::graph::{EdgeRank, edges_from_kind};
use crate::catalog::vocabulary::{Asks, OrderKey, is_choice};
use crate::catalog::{Field, Kind};
use crate::query::ast::{Body, QuantifierKind, Test};
use crate::query::rewrite::{make_equals, make_known, make_predicate, make_test};
use crate::query::suggest::question::tag::WordForm;

impl<'a> QueryBuilder<'a> {
    /// Adds a word: a kind, a value, a field, a link, or what is linked.
    pub(in crate::query::suggest::question) fn add_word(
        &mut self,
        names: &[String],
        form: WordForm,
    ) -> Option<()> {
        let is_one = form == WordForm::Singular;
        let is_own = |name: &String| *name == self.kind.name || *name == self.kind.plural;
        if names.iter().any(is_own) {
            self.is_one = Some(self.is_one.unwrap_or(true) && is_one);
            let lead = self.lead.take().filter(|_| form == WordForm::Plural);
            // `provinces with projects`
            let of_levels =
                !self.shown.is_empty() && self.shown.iter().all(|name| self.is_level(name));
            let begins = form == WordForm::Plural && !self.names_it && self.conds.is_empty();
            if begins && of_levels || matches!(lead, Some(Asks::Order { by: OrderKey::Number, .. }))
            {
                self.group_shown()?;
            }
            self.names_it = true;
            // `show 5 projects`
            if let Some(number) = self.number.take() {
                self.limit = Some(limit_of(&number)?);
            }
            return self.negates.is_none().then_some(());
        }
        if names.iter().any(|name| name == NAME) {
            self.shown.push(NAME.to_owned());
            return self.negates.is_none().then_some(());
        }
        let is_asked = matches!(self.lead, Some(Asks::Which | Asks::Each));
        let is_places =
            self.lead == Some(Asks::Which) && self.suggester.catalog.is_places(self.kind);
        let chosen = names
            .iter()
            .filter(|name| !is_asked || is_places || !self.is_level(name))
            .find_map(|name| {
                let field = self.kind.fields.iter().find(|field| is_choice(field, name))?;
                Some(make_equals(&field.name, name))
            });
        let is_known = self.negates == Some(Asks::Unknown);
        if let Some(cond) = chosen.filter(|_| !is_known) {
            // `the latest forum`
            if matches!(self.lead, Some(Asks::Order { .. })) {
                self.is_one = self.is_one.or(Some(is_one));
            }
            return self.add_cond(AskedPart::Choice, cond);
        }
        let (kind, number) = (self.kind, self.number.take());
        match names.iter().find_map(|name| kind.field(name)) {
            // What isn't launched may have a date.
            Some(field)
                if field.ty.is_time() && form == WordForm::Verb && self.negates.is_some() =>
            {
                None
            }
            Some(field) => self.add_field(field, number),
            None => self.add_link(names, number.as_ref()),
        }
    }

    /// Adds a field. A number before it is compared with it: `3 paragraphs`.
    pub(super) fn add_field(&mut self, field: &'a Field, number: Option<Test>) -> Option<()> {
        let name = &field.name;
        let negates =
            self.begin_part(if field.ty.is_ref() { AskedPart::Link } else { AskedPart::Field })?;
        match (number, self.lead.take()) {
            (Some(test), _) => {
                let is_counted = field.ty.is_amount() && !field.ty.has_unit() && !negates;
                self.conds.push(is_counted.then(|| make_test(name, test))?);
            }
            (_, Some(Asks::Order { by, .. })) if !is_ordered(by, field) => return None,
            _ if negates => self.conds.push(make_known(name, false)),
            (_, Some(Asks::Each)) => self.keys.push(name.clone()),
            (_, Some(Asks::Which)) if field.ty.is_level() => self.asked = Some(name.clone()),
            _ => {
                self.tested = Some(name);
                self.shown.push(name.clone());
            }
        }
        Some(())
    }

    /// Adds a link, or what is linked. A number before it counts the things linked.
    pub(super) fn add_link(&mut self, names: &[String], number: Option<&Test>) -> Option<()> {
        let (one, many) = if let Some(link) = names.iter().find_map(|name| self.kind.link(name)) {
            (link.one.clone(), link.name.clone())
        } else {
            let catalog = self.suggester.catalog;
            let meant: Vec<&Kind> =
                names.iter().filter_map(|name| catalog.find_kind(name)).collect();
            let edge = edges_from_kind(catalog, self.kind).into_iter().find(|edge| {
                edge.rank == EdgeRank::Named && meant.iter().any(|kind| edge.reaches(kind))
            })?;
            (edge.tested_path(), edge.shown_path())
        };
        let negates = self.begin_part(AskedPart::Link)?;
        match (number, self.lead.take()) {
            (Some(number), _) => {
                self.conds.push(make_counted(&many, number).filter(|_| !negates)?);
            }
            (_, Some(Asks::Order { by, .. })) if by != OrderKey::Number => return None,
            _ if negates => {
                self.conds.push(make_predicate(Some(QuantifierKind::No), &one, Body::Exists));
            }
            (_, Some(Asks::Each)) if self.kind.link(&many).is_some() => self.keys.push(many),
            _ => self.shown.push(many),
        }
        Some(())
    }

    /// Makes what is shown the keys of groups: `sectors with the most projects`. `None` means that it can't be a key.
    fn group_shown(&mut self) -> Option<()> {
        let is_key = |name: &String| self.is_level(name) || self.kind.link(name).is_some();
        let are_keys = self.shown.iter().all(is_key);
        self.keys.append(&mut self.shown);
        are_keys.then_some(())
    }

    pub(super) fn is_level(&self, name: &str) -> bool {
        self.kind.field(name).is_some_and(|field| field.ty.is_level())
    }

    /// Adds the columns that say where it is.
    pub(super) fn add_place(&mut self) -> Option<()> {
        let catalog = self.suggester.catalog;
        let mut places = self.kind.names_of(&|field| catalog.leads_to_places(&field.ty));
        places.truncate(1);
        if places.is_empty() || catalog.is_places(self.kind) {
            places = self.kind.names_of(&|field| field.ty.is_level());
        }
        self.shown.extend(places.iter().cloned());
        (!places.is_empty()).then_some(())
    }
}
