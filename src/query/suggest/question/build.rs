//! A question built as a query of one kind: each of its parts is a condition, a column or an order.

use crate::catalog::graph::{EdgeRank, edges_from_kind};
use crate::catalog::vocabulary::{Asks, is_choice};
use crate::catalog::{Field, Kind, Sort, Type};
use crate::query::ast::{
    Aggregate, Body, Cond, Item, Name, Operator, Order, Predicate, Query, Test, Value,
};
use crate::query::rewrite::{
    join_conjuncts, make_contains, make_equals, make_known, make_mentions, make_path, make_test,
    make_within,
};
use crate::query::span::Span;
use crate::query::suggest::suggester::Suggester;

/// The field of every thing.
const NAME: &str = "name";

/// A query in the making.
pub(super) struct QueryBuilder<'a> {
    suggester: Suggester<'a>,
    kind: &'a Kind,
    /// Whether the question names its kind.
    is_named: bool,
    /// Whether it only names a thing.
    only_names: bool,
    conds: Vec<Cond>,
    shown: Vec<String>,
    /// The field to which a value after it may belong.
    tested: Option<&'a str>,
    order: Option<Order>,
    /// The keys of groups.
    keys: Vec<String>,
    /// The field whose values are asked for: `which cities`.
    asked: Option<String>,
    /// Whether the question names this very kind.
    names_it: bool,
    /// The word before the next part: `which`, `in each` or `or`.
    lead: Option<Asks>,
    count: bool,
    sum: bool,
}

impl<'a> QueryBuilder<'a> {
    pub(super) fn new(
        suggester: Suggester<'a>,
        kind: &'a Kind,
        (is_named, only_names): (bool, bool),
    ) -> Self {
        let (conds, shown) = (vec![], vec![]);
        Self {
            suggester,
            kind,
            is_named,
            only_names,
            conds,
            shown,
            tested: None,
            order: None,
            keys: vec![],
            asked: None,
            names_it: false,
            lead: None,
            count: false,
            sum: false,
        }
    }

    /// Adds what a phrase asks for. A number or sign between `or` and the part after it is in its test.
    pub(super) fn add_asked(&mut self, asks: Asks) -> Option<()> {
        match asks {
            Asks::Count => self.count = true,
            Asks::Sum => self.sum = true,
            Asks::CountOrSum => (self.count, self.sum) = (true, true),
            Asks::Place => self.add_place()?,
            Asks::Order { is_time, descending } => self.add_order(is_time, descending)?,
            Asks::Which | Asks::Each | Asks::Or => self.lead = Some(asks),
            Asks::Nothing | Asks::Compare(_) | Asks::CompareBefore(_) => {}
        }
        Some(())
    }

    /// Adds a word: a kind, a value, a field, a link, or what is linked.
    pub(super) fn add_word(&mut self, names: &[String]) -> Option<()> {
        let is_own = |name: &String| *name == self.kind.name || *name == self.kind.plural;
        if names.iter().any(is_own) {
            self.names_it = true;
            return Some(());
        }
        if names.iter().any(|name| name == NAME) {
            self.shown.push(NAME.to_owned());
            return Some(());
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
        if let Some(cond) = chosen {
            return self.add_cond(cond);
        }
        let lead = self.lead.take();
        if let Some(field) = names.iter().find_map(|name| self.kind.field(name)) {
            match lead {
                Some(Asks::Each) => self.keys.push(field.name.clone()),
                Some(Asks::Which) if field.ty.is_level() => self.asked = Some(field.name.clone()),
                _ => {
                    self.tested = Some(&field.name);
                    self.shown.push(field.name.clone());
                }
            }
        } else if let Some(link) = names.iter().find_map(|name| self.kind.link(name)) {
            let to = if lead == Some(Asks::Each) { &mut self.keys } else { &mut self.shown };
            to.push(link.name.clone());
        } else {
            let catalog = self.suggester.catalog;
            let meant: Vec<&Kind> =
                names.iter().filter_map(|name| catalog.find_kind(name)).collect();
            let edge = edges_from_kind(catalog, self.kind).into_iter().find(|edge| {
                edge.rank == EdgeRank::Named && meant.iter().any(|kind| edge.reaches(kind))
            })?;
            self.shown.push(edge.shown_path());
        }
        Some(())
    }

    fn is_level(&self, name: &str) -> bool {
        self.kind.field(name).is_some_and(|field| field.ty.is_level())
    }

    /// Adds a name: of the thing itself, or of what is linked with it by the nearest edge by which there is something.
    pub(super) fn add_thing_name(&mut self, name: &Value, of: &[String]) -> Option<()> {
        let catalog = self.suggester.catalog;
        let is = |path: &str| {
            make_test(path, Test::Compare(Operator::Eq, Span::default(), name.clone()))
        };
        if of.contains(&self.kind.name) {
            let is_around = catalog.is_places(self.kind) && self.is_named;
            return self.add_cond(if is_around {
                make_within("id", name.clone())
            } else {
                is(NAME)
            });
        }
        let levels = |kind: &Kind| kind.names_of(&|field| field.ty.is_level());
        let edges = edges_from_kind(catalog, self.kind);
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
        let named = || conds.iter().position(makes_sense).filter(|_| self.is_named);
        let nearest = found.or_else(named)?;
        self.add_cond(conds.into_iter().nth(nearest)?)
    }

    /// Adds a condition. A field that is to have two values has either: `projects in Qingdao and Jinan`. `None` means that
    /// conditions of two fields are joined by `or`.
    fn add_cond(&mut self, cond: Cond) -> Option<()> {
        let is_or = self.lead.take() == Some(Asks::Or);
        let tested = |cond: &Cond| match cond {
            Cond::Predicate(Predicate { path, body: Body::Test(test), .. }) => match test {
                Test::Compare(Operator::Eq, _, value) => Some((path.clone(), vec![value.clone()])),
                Test::In(false, values) => Some((path.clone(), values.clone())),
                _ => None,
            },
            _ => None,
        };
        let mut known = self.conds.iter_mut().filter_map(|known| Some((tested(known)?, known)));
        let same = tested(&cond).filter(|(path, _)| self.kind.field(&path.to_string()).is_some());
        let same = same.and_then(|(path, more)| {
            let ((_, values), known) = known.find(|((other, _), _)| *other == path)?;
            Some((path, [values, more].concat(), known))
        });
        match same {
            Some((path, values, known)) => {
                *known = make_test(&path.to_string(), Test::In(false, values));
            }
            None if is_or => return None,
            None => self.conds.push(cond),
        }
        Some(())
    }

    /// Adds a date or an amount: of the field named before it, or of the one it fits.
    pub(super) fn add_test(&mut self, written: &Test, fits: &dyn Fn(&Type) -> bool) -> Option<()> {
        let fits_field = |name: &str| self.kind.field(name).is_some_and(|field| fits(&field.ty));
        let named = self.tested.take().filter(|name| fits_field(name));
        if let Some(name) = named {
            self.shown.retain(|shown| shown != name);
        }
        let fields = self.kind.fields.iter().filter(|field| fits(&field.ty));
        let with_unit = fields.clone().find(|field| field.ty.has_unit());
        let only = with_unit.or_else(|| fields.clone().next()).map(|field| field.name.as_str());
        self.add_cond(make_test(named.or(only)?, written.clone()))
    }

    /// Adds the columns that say where it is.
    fn add_place(&mut self) -> Option<()> {
        let catalog = self.suggester.catalog;
        let mut places = self.kind.names_of(&|field| catalog.leads_to_places(&field.ty));
        places.truncate(1);
        if places.is_empty() || catalog.is_places(self.kind) {
            places = self.kind.names_of(&|field| field.ty.is_level());
        }
        self.shown.extend(places.iter().cloned());
        (!places.is_empty()).then_some(())
    }

    /// Adds an order by the kind's time or amount.
    fn add_order(&mut self, is_time: bool, descending: bool) -> Option<()> {
        let fits = |field: &&Field| if is_time { field.ty.is_time() } else { field.ty.has_unit() };
        let field = self.kind.fields.iter().find(fits)?;
        self.order = Some(Order { item: Item::Path(make_path(&field.name)), descending });
        Some(())
    }

    /// Adds a word that nothing is called: a part of a text of the kind, of its records, or of its name, or a word that
    /// anything it mentions has.
    pub(super) fn add_text(&mut self, text: &str) -> Option<()> {
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
        self.add_cond(found.or_else(anywhere)?)
    }

    /// Builds the query for a field of the thing with that name, if its value is known. That a place is inside itself says nothing.
    pub(super) fn value_of(
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

    fn finds_rows(&self, cond: &Cond) -> bool {
        self.makes_sense(cond).unwrap_or_default()
    }

    fn makes_sense(&self, cond: &Cond) -> Option<bool> {
        self.suggester
            .makes_sense(&Query { by: vec![], ..self.make_query(Some(cond.clone()), vec![]) })
    }

    /// Builds the query; `None` means that it asks for a sum of nothing, or only names a thing.
    pub(super) fn build(mut self) -> Option<Query> {
        self.group_asked();
        let filter = join_conjuncts(self.conds.clone());
        let is_amount =
            |name: &&String| self.kind.field(name).is_some_and(|field| field.ty.is_amount());
        let shown = self.shown.iter().find(is_amount).cloned();
        // `多少` asks how many there are, unless it asks for an amount.
        if self.sum && (shown.is_some() || !self.count) {
            let amounts = self.kind.names_of(&|field| field.ty.has_unit());
            let of = shown.or_else(|| amounts.into_iter().next())?;
            let sum = Item::Aggregate(Aggregate::Sum, make_path(&of), Span::default());
            return Some(self.make_query(filter, vec![sum]));
        }
        if !self.keys.is_empty() {
            // Nothing of a single thing is shown of a group.
            let is_free = self.shown.is_empty() && self.order.is_none();
            return is_free.then(|| self.make_query(filter, vec![]));
        }
        if self.count {
            return Some(Query { count: true, ..self.make_query(filter, vec![]) });
        }
        let is_named = |cond: &Cond| matches!(cond, Cond::Predicate(Predicate { path, .. }) if path.to_string() == NAME);
        if self.only_names && self.conds.iter().all(is_named) {
            return None;
        }
        self.shown.dedup();
        let is_shown = self.shown.iter().any(|name| name == NAME);
        if self.kind.sort == Sort::Thing && !self.shown.is_empty() && !is_shown {
            self.shown.insert(0, NAME.to_owned());
        }
        let item = |name: &String| Item::Path(make_path(name));
        let query = self.make_query(filter, self.shown.iter().map(item).collect());
        Some(Query { order: self.order.into_iter().collect(), ..query })
    }

    /// Makes the field whose values are asked for a key of groups, of the things themselves or of what a link that is shown leads
    /// to: `which countries took part in events`. Where the question names no kind, the field is shown.
    fn group_asked(&mut self) {
        let Some(asked) = self.asked.take() else { return };
        if !self.names_it {
            self.shown.push(asked);
            return;
        }
        let edges = edges_from_kind(self.suggester.catalog, self.kind);
        let linked = self.shown.iter().position(|shown| {
            let has = |kind: &&Kind| kind.field(&asked).is_some();
            edges.iter().any(|edge| edge.shown_path() == *shown && edge.to.iter().any(has))
        });
        self.keys.push(match linked {
            Some(n) => format!("{}.{asked}", self.shown.remove(n)),
            None => asked,
        });
    }

    fn make_query(&self, filter: Option<Cond>, show: Vec<Item>) -> Query {
        let span = Span::default();
        let kind = Name { text: self.kind.plural.clone(), span };
        let by = self.keys.iter().map(|key| make_path(key)).collect();
        Query { filter, show, by, ..Query::all_of_kind(kind, span) }
    }
}
