//! Values: dates, amounts and words of texts, each with what it is compared with.

use super::conditions::{negate, tested_values};
use super::parts::AskedPart;
use super::{NAME, QueryBuilder};
use crate::catalog::graph::{EdgeRank, edges_from_kind};
use crate::catalog::vocabulary::Asks;
use crate::catalog::{Kind, Type};
use crate::query::ast::{Cond, Test};
use crate::query::rewrite::{make_contains, make_mentions, make_test};

impl QueryBuilder<'_> {
    /// Adds a condition. A field that is to have two values has either: `projects in Qingdao and Jinan`. `None` means that
    /// conditions of two fields are joined by `or`, or that the same field is negated in one of them only.
    pub(super) fn add_cond(&mut self, part: AskedPart, cond: Cond) -> Option<()> {
        let negates = self.begin_part(part)?;
        let is_of = std::mem::take(&mut self.is_of);
        let is_or = self.lead.take() == Some(Asks::Or);
        let cond = if negates { negate(cond) } else { cond };
        let Some((is_not, path, more)) = tested_values(&cond) else {
            self.conds.push(cond);
            return (!is_or).then_some(());
        };
        let mut known =
            self.conds.iter_mut().filter_map(|known| Some((tested_values(known)?, known)));
        match known.find(|((_, other, _), _)| *other == path) {
            Some(((was_not, ..), _)) if was_not != is_not || is_of => return None,
            Some(((_, _, values), known)) if self.kind.field(&path).is_some() => {
                *known = make_test(&path, Test::In(is_not, [values, more].concat()));
            }
            _ if is_or => return None,
            _ => self.conds.push(cond),
        }
        Some(())
    }

    /// Adds a date or an amount: of the field named before it, or of the one it fits. A number without a unit is only compared
    /// with a field that is named.
    pub(in crate::query::suggest::question) fn add_test(
        &mut self,
        written: &Test,
        fits: &dyn Fn(&Type) -> bool,
    ) -> Option<()> {
        let fits_field = |name: &str| self.kind.field(name).is_some_and(|field| fits(&field.ty));
        let named = self.tested.take().filter(|name| fits_field(name));
        if let Some(name) = named {
            self.shown.retain(|shown| shown != name);
        }
        let named = named.map(str::to_owned).or_else(|| self.denied_field(&fits_field));
        let mut fields = self.kind.fields.iter().filter(|field| fits(&field.ty));
        let only = fields.find(|field| field.ty.has_unit() || field.ty.is_time());
        let name = named.or(only.map(|field| field.name.clone()))?;
        let is_time = self.kind.field(&name).is_some_and(|field| field.ty.is_time());
        let part = if is_time { AskedPart::Time } else { AskedPart::Amount };
        self.add_cond(part, make_test(&name, written.clone()))
    }

    /// Adds a part of the date as a key of groups.
    pub(in crate::query::suggest::question) fn add_part(&mut self, part: &str) -> Option<()> {
        let dates = self.kind.names_of(&|field| field.ty.is_time());
        self.keys.push(format!("{}.{part}", dates.first()?));
        (self.negates.is_none() && self.number.is_none()).then_some(())
    }

    /// Adds a word that nothing is called: a part of a text of the kind, of its records, or of its name, or a word that
    /// anything it mentions has.
    pub(in crate::query::suggest::question) fn add_text(&mut self, text: &str) -> Option<()> {
        let texts = |kind: &Kind| kind.names_of(&|field| field.ty == Type::Text);
        let edges = edges_from_kind(self.suggester.catalog, self.kind);
        let records = edges.iter().filter(|edge| edge.rank == EdgeRank::Records);
        let linked = records.filter(|edge| edge.field.is_none()).flat_map(|edge| {
            let texts = edge.to.iter().flat_map(|kind| texts(kind));
            texts.map(|field| format!("{}.{field}", edge.tested_path())).collect::<Vec<_>>()
        });
        let mut paths = texts(self.kind).into_iter().chain(linked).chain([NAME.to_owned()]);
        let found = paths
            .find_map(|path| Some(make_contains(&path, text)).filter(|cond| self.finds_rows(cond)));
        let anywhere = || Some(make_mentions(text)).filter(|cond| self.finds_rows(cond));
        let cond = found.or_else(anywhere).filter(|_| self.number.is_none())?;
        (self.negated, self.seeks_text) = (None, true);
        let is_or = self.lead.take() == Some(Asks::Or);
        self.conds.push(cond);
        (self.negates.is_none() && !is_or).then_some(())
    }
}
