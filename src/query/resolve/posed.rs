//! A question put as a query of one kind: each part as a condition, a column or an order of it. Not here: which kinds it may
//! be about (`plain`), and what its words may mean (`heard`).

use super::heard::Heard;
use super::instead::{has_unit, is_choice};
use super::plain::Question;
use super::ways::{Rank, Way, ways};
use crate::catalog::{Field, Kind, Sort, Type, UNIVERSAL};

/// What every thing has.
const NAME: &str = "name";

/// A query in the making.
pub(super) struct Asked<'q, 'a> {
    question: &'q Question<'a>,
    kind: &'a Kind,
    conds: Vec<String>,
    shown: Vec<String>,
    /// The field a value behind it may belong to.
    tested: Option<&'a str>,
    order: Option<String>,
}

impl<'q, 'a> Asked<'q, 'a> {
    pub(super) fn of(question: &'q Question<'a>, kind: &'a Kind) -> Self {
        Self { question, kind, conds: vec![], shown: vec![], tested: None, order: None }
    }

    /// A kind, a value, a field, a link, or what is linked.
    pub(super) fn word(&mut self, names: &[String]) -> Option<()> {
        let catalog = self.question.mender.catalog;
        let is_own = |name: &String| *name == self.kind.name || *name == self.kind.plural;
        if names.iter().any(is_own) {
            return Some(());
        }
        if names.iter().any(|name| name == NAME) {
            self.shown.push(NAME.to_owned());
            return Some(());
        }
        let chosen = names.iter().find_map(|name| {
            let field = self.kind.fields.iter().find(|field| is_choice(field, name))?;
            Some(format!("{} = {name}", field.name))
        });
        if let Some(cond) = chosen {
            self.conds.push(cond);
            return Some(());
        }
        if let Some(field) = names.iter().find_map(|name| self.kind.field(name)) {
            self.tested = Some(&field.name);
            self.shown.push(field.name.clone());
            return Some(());
        }
        if let Some(link) = names.iter().find_map(|name| self.kind.link(name)) {
            self.shown.push(link.name.clone());
            return Some(());
        }
        let meant: Vec<&Kind> = names.iter().filter_map(|name| catalog.find_kind(name)).collect();
        let leads = |way: &Way<'_>| {
            way.rank == Rank::Named
                && meant.iter().any(|kind| way.to.iter().any(|to| to.name == kind.name))
        };
        let way = ways(catalog, self.kind).into_iter().find(leads)?;
        self.shown.push(way.shown());
        Some(())
    }

    /// A name: the thing itself, or what is linked with it in the nearest way by which there is something.
    pub(super) fn things(&mut self, name: &str, of: &[String]) -> Option<()> {
        let Question { mender, .. } = self.question;
        let is_of = |kinds: &[&Kind]| kinds.iter().any(|kind| of.contains(&kind.name));
        if is_of(&[self.kind]) {
            let lies = mender.catalog.is_places(self.kind) && self.question.is_told();
            self.conds.push(if lies {
                format!("id within {name}")
            } else {
                format!("name = {name}")
            });
            return Some(());
        }
        let levels =
            |kind: &'a Kind| kind.fields.iter().filter(|field| matches!(field.ty, Type::Level(_)));
        let own = levels(self.kind).map(|field| format!("{} = {name}", field.name));
        let ways = ways(mender.catalog, self.kind);
        let of_rank = |rank| {
            let of_rank = ways.iter().filter(move |way| way.rank == rank && is_of(&way.to));
            of_rank.map(|way| match way.to.as_slice() {
                [kind] if mender.catalog.is_places(kind) => format!("{} within {name}", way.path()),
                _ => format!("{} = {name}", way.path()),
            })
        };
        let behind = ways.iter().filter(|way| way.rank == Rank::Named).flat_map(|way| {
            let levels = way.to.iter().copied().flat_map(levels);
            levels
                .map(|field| format!("{}.{} = {name}", way.path(), field.name))
                .collect::<Vec<_>>()
        });
        let [nearest, others @ ..] = Rank::ALL;
        let far = others.into_iter().flat_map(of_rank);
        let conds: Vec<String> = own.chain(of_rank(nearest)).chain(behind).chain(far).collect();
        let found = conds.iter().position(|cond| self.finds(cond));
        // There may be none in the kind the question is about, and that is an answer.
        let makes_sense = |cond: &String| self.sense(cond).is_some();
        let told = || conds.iter().position(makes_sense).filter(|_| self.question.is_told());
        let near = found.or_else(told)?;
        self.conds.extend(conds.into_iter().nth(near));
        Some(())
    }

    /// A date or an amount: of the field named before it, or of the only one it fits.
    pub(super) fn value(
        &mut self,
        sign: &str,
        text: &str,
        is_it: &dyn Fn(&Type) -> bool,
    ) -> Option<()> {
        let fits = |name: &str| self.kind.field(name).is_some_and(|field| is_it(&field.ty));
        let named = self.tested.take().filter(|name| fits(name));
        if let Some(name) = named {
            self.shown.retain(|shown| shown != name);
        }
        let fields = self.kind.fields.iter().filter(|field| is_it(&field.ty));
        let with_unit = fields.clone().find(|field| has_unit(&field.ty));
        let only = with_unit.or_else(|| fields.clone().next()).map(|field| field.name.as_str());
        self.conds.push(format!("{} {sign} {text}", named.or(only)?));
        Some(())
    }

    pub(super) fn order(&mut self, is_time: bool, descending: bool) -> Option<()> {
        let is_it = |field: &&Field| if is_time { field.ty.is_time() } else { has_unit(&field.ty) };
        let field = self.kind.fields.iter().find(is_it)?;
        let direction = if descending { " desc" } else { "" };
        self.order = Some(format!(" order by {}{direction}", field.name));
        Some(())
    }

    /// A word nothing is called: a part of a text of the kind, of the records it is linked with, or of its name.
    pub(super) fn text(&mut self, text: &str) -> Option<()> {
        let catalog = self.question.mender.catalog;
        let texts = |kind: &'a Kind| kind.fields.iter().filter(|field| field.ty == Type::Text);
        let own = texts(self.kind).map(|field| field.name.clone());
        let ways = ways(catalog, self.kind);
        let records = ways.iter().filter(|way| way.rank == Rank::Records && way.field.is_none());
        let linked = records.flat_map(|way| {
            let kinds = way.to.iter().copied();
            kinds
                .flat_map(texts)
                .map(|field| format!("{}.{}", way.path(), field.name))
                .collect::<Vec<_>>()
        });
        let paths = own.chain(linked).chain(["name".to_owned()]);
        let conds: Vec<String> = paths.map(|path| format!("{path} contains {text}")).collect();
        self.conds.push(conds.into_iter().find(|cond| self.finds(cond))?);
        Some(())
    }

    /// All there is about the one thing asked for, where that is of this kind.
    fn known_of(&self) -> Vec<String> {
        let [cond] = self.conds.as_slice() else { return vec![] };
        if !cond.starts_with("name = ") {
            return vec![];
        }
        let containment = self.question.mender.catalog.containment.as_ref();
        let inside = containment.map(|containment| containment.kind.as_str());
        let links = self.kind.links.iter().filter(|link| {
            !UNIVERSAL.contains(&link.name.as_str()) && inside != Some(link.via.as_str())
        });
        let there = links.filter(|link| self.finds(&format!("{cond} and any {}", link.one)));
        let there = there.map(|link| link.name.clone());
        ["everything".to_owned()].into_iter().chain(there).collect()
    }

    fn finds(&self, cond: &str) -> bool {
        self.sense(cond).unwrap_or_default()
    }

    /// Whether a condition makes sense, and if so, whether it finds anything.
    fn sense(&self, cond: &str) -> Option<bool> {
        self.question.sense(&format!("{} where {cond}", self.kind.plural))
    }

    pub(super) fn written(self, count: bool, sum: bool) -> Option<String> {
        let mut text =
            if count { format!("count {}", self.kind.plural) } else { self.kind.plural.clone() };
        if !self.conds.is_empty() {
            text = format!("{text} where {}", self.conds.join(" and "));
        }
        let mut shown = self.shown.clone();
        if sum {
            let is_amount =
                |name: &String| self.kind.field(name).is_some_and(|field| field.ty.is_amount());
            let amounts = self.kind.fields.iter().filter(|field| has_unit(&field.ty));
            let of = shown.iter().find(|name| is_amount(name)).cloned();
            let of = of.or_else(|| amounts.map(|field| field.name.clone()).next())?;
            return Some(format!("{text} show sum of {of}"));
        }
        if shown.is_empty() && !count && matches!(self.question.heard, [Heard::Things(..)]) {
            shown = self.known_of();
        }
        shown.dedup();
        if !shown.is_empty() && !count {
            let is_named = |name: &String| name == NAME || name == "everything";
            let is_thing = self.kind.sort == Sort::Thing && !shown.iter().any(is_named);
            let name = is_thing.then(|| "name".to_owned());
            let all: Vec<String> = name.into_iter().chain(shown).collect();
            text = format!("{text} show {}", all.join(", "));
        }
        text.extend(self.order.filter(|_| !count));
        Some(text)
    }
}
