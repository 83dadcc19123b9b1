//! A question built as a query of one kind: each of its parts is a condition, a column or an order.

use crate::catalog::graph::{EdgeRank, edges_from_kind};
use crate::catalog::vocabulary::{Asks, OrderKey, is_choice};
use crate::catalog::{Field, Kind, Sort, Type};
use crate::query::ast::{
    Aggregate, Body, Cond, CountArgument, Item, Name, Operator, Order, Predicate, QuantifierKind,
    Query, Test, Value,
};
use crate::query::rewrite::{
    join_conjuncts, make_contains, make_equals, make_known, make_mentions, make_path,
    make_predicate, make_test, make_within,
};
use crate::query::span::Span;
use crate::query::suggest::suggester::Suggester;

/// The field of every thing.
const NAME: &str = "name";

/// What a part of a question says something of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AskedPart {
    Choice,
    Field,
    Link,
    Thing,
    Time,
    Amount,
}

impl AskedPart {
    /// Checks whether a part is surely beside a negated one before it, and isn't negated with it, as it may be in `not
    /// signed in 2020`.
    fn ends_at(self, next: Self) -> bool {
        match self {
            Self::Thing => !matches!(next, Self::Thing | Self::Link),
            Self::Choice => matches!(next, Self::Choice | Self::Field),
            Self::Field => matches!(next, Self::Choice | Self::Thing),
            Self::Link => matches!(next, Self::Choice | Self::Time),
            Self::Time | Self::Amount => next != Self::Choice,
        }
    }
}

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
    /// The order, with the greatest first if `true`.
    order: Option<(OrderKey, bool)>,
    limit: Option<u64>,
    /// A number that counts what is after it, or limits the answer.
    number: Option<Test>,
    /// Whether the next part is negated, and whether it is only said not to be recorded.
    negates: Option<Asks>,
    /// How many conditions are negated.
    negations: usize,
    /// The part directly before, if it is negated.
    negated: Option<AskedPart>,
    /// The keys of groups.
    keys: Vec<String>,
    /// The field whose values are asked for: `which cities`.
    asked: Option<String>,
    /// Whether the question names this very kind.
    names_it: bool,
    /// The word before the next part: `which`, `in each`, `or` or one of an order.
    lead: Option<Asks>,
    count: bool,
    total: Option<Aggregate>,
    /// Whether a word is only looked for in texts.
    seeks_text: bool,
    /// Whether what is asked for is between two things.
    is_between: bool,
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
            limit: None,
            number: None,
            negates: None,
            negated: None,
            negations: 0,
            keys: vec![],
            asked: None,
            names_it: false,
            lead: None,
            count: false,
            total: None,
            seeks_text: false,
            is_between: false,
        }
    }

    /// Adds what a phrase asks for. A number or sign between `or` and the part after it is in its test.
    pub(super) fn add_asked(&mut self, asks: Asks) -> Option<()> {
        if self.negates.is_some() {
            return None;
        }
        match asks {
            Asks::Count => self.count = true,
            Asks::Sum => self.total = Some(Aggregate::Sum),
            Asks::Average => self.total = Some(Aggregate::Average),
            Asks::CountOrSum => (self.count, self.total) = (true, Some(Aggregate::Sum)),
            Asks::Place => self.add_place()?,
            Asks::Order { by, descending } => {
                self.lead = Some(asks);
                if let Some(number) = self.number.take() {
                    self.limit = Some(limit_of(&number)?);
                }
                let is_other = self.order.replace((by, descending)).is_some();
                return (!is_other).then_some(());
            }
            Asks::Which | Asks::Each | Asks::Or => self.lead = Some(asks),
            Asks::Between => self.is_between = true,
            Asks::Not => self.negates = Some(asks),
            Asks::NotBefore => self.negate_last()?,
            Asks::Unknown => match self.tested.take() {
                Some(field) => {
                    self.shown.retain(|shown| shown != field);
                    self.conds.push(make_known(field, false));
                }
                None => self.negates = Some(asks),
            },
            Asks::Nothing
            | Asks::Compare(_)
            | Asks::CompareBefore(_)
            | Asks::BetweenBefore
            | Asks::To
            | Asks::Unreadable => {}
        }
        Some(())
    }

    /// Begins a part, and returns whether it is negated. `None` means that this isn't clear, or that a number before it doesn't
    /// count it.
    fn begin_part(&mut self, part: AskedPart) -> Option<bool> {
        let before = self.negated.take();
        let goes_on = self.lead == Some(Asks::Or) && before == Some(part);
        let negates = self.negates.take().is_some() || goes_on;
        if negates {
            self.lead = None;
            self.negated = Some(part);
            self.negations += 1;
        }
        let is_clear = negates || before.is_none_or(|before| before.ends_at(part));
        (is_clear && self.number.is_none()).then_some(negates)
    }

    /// Negates the last condition, unless it is negated: `除青岛以外`.
    fn negate_last(&mut self) -> Option<()> {
        let last = self.conds.pop()?;
        let is_negated =
            matches!(last, Cond::Not(..)) || tested_values(&last).is_some_and(|(not, ..)| not);
        self.conds.push(if is_negated { last } else { negate(last) });
        Some(())
    }

    /// Adds a number that counts what is after it, is compared with the field before it, or limits an order.
    pub(super) fn add_number(&mut self, test: &Test) -> Option<()> {
        let is_tested = self.tested.and_then(|name| self.kind.field(name));
        let is_limit = matches!(self.lead, Some(Asks::Order { .. }));
        if !is_limit && is_tested.is_some_and(|field| field.ty.is_amount()) {
            return self.add_test(test, &Type::is_amount);
        }
        let is_free = self.number.is_none() && self.negates.is_none();
        match limit_of(test).filter(|_| self.order.is_some() && self.limit.is_none()) {
            Some(limit) => self.limit = Some(limit),
            None => self.number = Some(test.clone()),
        }
        is_free.then_some(())
    }

    /// Adds a number of the greatest.
    pub(super) fn add_top(&mut self, limit: u64) {
        self.limit = Some(limit);
        self.order = self.order.or(Some((OrderKey::Amount, true)));
    }

    /// Adds a word: a kind, a value, a field, a link, or what is linked.
    pub(super) fn add_word(&mut self, names: &[String]) -> Option<()> {
        let is_own = |name: &String| *name == self.kind.name || *name == self.kind.plural;
        if names.iter().any(is_own) {
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
            return self.add_cond(AskedPart::Choice, cond);
        }
        let (kind, number) = (self.kind, self.number.take());
        match names.iter().find_map(|name| kind.field(name)) {
            Some(field) => self.add_field(field, number),
            None => self.add_link(names, number.as_ref()),
        }
    }

    /// Adds a field. A number before it is compared with it: `3 paragraphs`.
    fn add_field(&mut self, field: &'a Field, number: Option<Test>) -> Option<()> {
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
    fn add_link(&mut self, names: &[String], number: Option<&Test>) -> Option<()> {
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
            let is_it = if is_around { make_within("id", name.clone()) } else { is(NAME) };
            return self.add_cond(AskedPart::Thing, is_it);
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
        let is_near = |cond: &Cond| path_of(cond).is_some_and(|path| !path.contains('.'));
        let near = || conds.iter().position(|cond| is_near(cond) && makes_sense(cond));
        let named =
            || near().or_else(|| conds.iter().position(makes_sense)).filter(|_| self.is_named);
        let nearest = found.or_else(named)?;
        self.add_cond(AskedPart::Thing, conds.into_iter().nth(nearest)?)
    }

    /// Adds a condition. A field that is to have two values has either: `projects in Qingdao and Jinan`. `None` means that
    /// conditions of two fields are joined by `or`, or that the same field is negated in one of them only.
    fn add_cond(&mut self, part: AskedPart, cond: Cond) -> Option<()> {
        let negates = self.begin_part(part)?;
        let is_or = self.lead.take() == Some(Asks::Or);
        let cond = if negates { negate(cond) } else { cond };
        let Some((is_not, path, more)) = tested_values(&cond) else {
            self.conds.push(cond);
            return (!is_or).then_some(());
        };
        let mut known =
            self.conds.iter_mut().filter_map(|known| Some((tested_values(known)?, known)));
        match known.find(|((_, other, _), _)| *other == path) {
            Some(((was_not, ..), _)) if was_not != is_not => return None,
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
    pub(super) fn add_test(&mut self, written: &Test, fits: &dyn Fn(&Type) -> bool) -> Option<()> {
        let fits_field = |name: &str| self.kind.field(name).is_some_and(|field| fits(&field.ty));
        let named = self.tested.take().filter(|name| fits_field(name));
        if let Some(name) = named {
            self.shown.retain(|shown| shown != name);
        }
        let mut fields = self.kind.fields.iter().filter(|field| fits(&field.ty));
        let only = fields.find(|field| field.ty.has_unit() || field.ty.is_time());
        let name = named.or(only.map(|field| field.name.as_str()))?;
        let is_time = self.kind.field(name).is_some_and(|field| field.ty.is_time());
        let part = if is_time { AskedPart::Time } else { AskedPart::Amount };
        self.add_cond(part, make_test(name, written.clone()))
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

    /// Returns the item that an order compares: the field or link that is named, or the kind's amount or time.
    fn ordered_item(&self, by: OrderKey) -> Option<Item> {
        let is_grouped = !self.keys.is_empty();
        if by == OrderKey::Number && is_grouped {
            return Some(Item::Count(None, Span::default()));
        }
        let shown = self.shown.iter();
        let named = shown
            .clone()
            .filter_map(|name| self.kind.field(name))
            .find(|field| is_ordered(by, field));
        let own = self
            .kind
            .fields
            .iter()
            .filter(|_| by != OrderKey::Number)
            .find(|field| is_ordered(by, field) && (field.ty.has_unit() || field.ty.is_time()));
        if let Some(field) = named.or(own) {
            return (!is_grouped).then(|| Item::Path(make_path(&field.name)));
        }
        let mut links = shown.filter(|name| self.kind.field(name).is_none());
        let link = links.next().filter(|_| by == OrderKey::Number)?;
        Some(Item::Count(Some(make_path(link)), Span::default()))
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
        let cond = found.or_else(anywhere).filter(|_| self.number.is_none())?;
        (self.negated, self.seeks_text) = (None, true);
        let is_or = self.lead.take() == Some(Asks::Or);
        self.conds.push(cond);
        (self.negates.is_none() && !is_or).then_some(())
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

    /// Builds the query; `None` means that it asks for a sum of nothing, leaves a part out, or only names a thing.
    pub(super) fn build(mut self) -> Option<Query> {
        if self.negates.is_some() || self.number.is_some() {
            return None;
        }
        // `no projects` alone asks of nothing in particular.
        let asks_of_nothing = !self.names_it && self.negations == self.conds.len();
        if self.asked.is_some() && self.seeks_text || asks_of_nothing && self.negations > 0 {
            return None;
        }
        self.group_asked();
        // `the largest projects by investment`
        let is_order = |key: &String| {
            let field = self.kind.field(key);
            field.is_some_and(|field| field.ty.is_amount() || field.ty.is_time())
        };
        if self.order.is_some() && self.keys.iter().all(is_order) {
            self.shown.append(&mut self.keys);
        }
        let order = match self.order {
            Some((by, descending)) => vec![Order { item: self.ordered_item(by)?, descending }],
            None => vec![],
        };
        // What is between two things has both by the same link.
        let links = self.conds.iter().filter_map(path_of);
        let linked = links.filter_map(|path| self.kind.link(&path));
        let linked: Vec<&str> = linked.map(|link| link.name.as_str()).collect();
        if self.is_between && !linked.iter().skip(1).any(|link| linked.first() == Some(link)) {
            return None;
        }
        let filter = join_conjuncts(self.conds.clone());
        let is_found = |cond: &Cond| !self.seeks_text || self.finds_rows(cond);
        if !filter.iter().all(is_found) {
            return None;
        }
        let is_amount =
            |name: &&String| self.kind.field(name).is_some_and(|field| field.ty.is_amount());
        let shown = self.shown.iter().find(is_amount).cloned();
        let limit = self.limit.map(CountArgument::Digits);
        // `多少` asks how many there are, unless it asks for an amount.
        if let Some(total) = self.total.filter(|_| shown.is_some() || !self.count) {
            let amounts = self.kind.names_of(&|field| field.ty.has_unit());
            let of = shown.or_else(|| amounts.into_iter().next())?;
            let is_free = order.is_empty() && limit.is_none();
            let total = Item::Aggregate(total, make_path(&of), Span::default());
            return is_free.then(|| self.make_query(filter, vec![total]));
        }
        if !self.keys.is_empty() {
            // Nothing of a single thing is shown of a group.
            let query = self.make_query(filter, vec![]);
            return self.shown.is_empty().then_some(Query { order, limit, ..query });
        }
        // `青岛人口多少` asks for the number that was measured.
        let is_measured = self.total.is_some() && !self.names_it && self.kind.sort == Sort::Record;
        if self.count && !is_measured {
            let is_free = order.is_empty() && limit.is_none() && self.shown.is_empty();
            return is_free.then(|| Query { count: true, ..self.make_query(filter, vec![]) });
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
        Some(Query { order, limit, ..query })
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

/// Returns whether a test is negated, its path and its values, if it says which they may be.
fn tested_values(cond: &Cond) -> Option<(bool, String, Vec<Value>)> {
    let Cond::Predicate(Predicate { path, body: Body::Test(test), .. }) = cond else { return None };
    let (is_not, values) = match test {
        Test::Compare(Operator::Eq, _, value) => (false, vec![value.clone()]),
        Test::Compare(Operator::Ne, _, value) => (true, vec![value.clone()]),
        Test::In(is_not, values) => (*is_not, values.clone()),
        _ => return None,
    };
    Some((is_not, path.to_string(), values))
}

/// Returns the path that a condition tests.
fn path_of(cond: &Cond) -> Option<String> {
    match cond {
        Cond::Predicate(predicate) => Some(predicate.path.to_string()),
        _ => None,
    }
}

/// Negates a condition.
fn negate(cond: Cond) -> Cond {
    match (tested_values(&cond), cond) {
        (Some((false, path, values)), _) => match values.as_slice() {
            [value] => {
                make_test(&path, Test::Compare(Operator::Ne, Span::default(), value.clone()))
            }
            _ => make_test(&path, Test::In(true, values)),
        },
        (_, cond) => Cond::Not(Box::new(cond), Span::default()),
    }
}

/// Returns the number to which an answer is limited.
fn limit_of(number: &Test) -> Option<u64> {
    match number {
        Test::Compare(Operator::Eq, _, value) => value.text.replace(',', "").parse().ok(),
        _ => None,
    }
}

/// Makes the condition that a link has as many things as a number says.
fn make_counted(link: &str, number: &Test) -> Option<Cond> {
    let Test::Compare(operator, _, value) = number else { return None };
    let n: u64 = value.text.replace(',', "").parse().ok()?;
    let amount = match operator {
        Operator::Gt => QuantifierKind::AtLeast(CountArgument::Digits(n + 1)),
        Operator::Ge => QuantifierKind::AtLeast(CountArgument::Digits(n)),
        Operator::Lt => QuantifierKind::AtMost(CountArgument::Digits(n.checked_sub(1)?)),
        Operator::Le => QuantifierKind::AtMost(CountArgument::Digits(n)),
        Operator::Eq => QuantifierKind::Exactly(CountArgument::Digits(n)),
        Operator::Ne => return None,
    };
    Some(make_predicate(Some(amount), link, Body::Exists))
}

/// Checks whether an order may compare the values of a field.
fn is_ordered(by: OrderKey, field: &Field) -> bool {
    match by {
        OrderKey::Time => field.ty.is_time(),
        OrderKey::Amount | OrderKey::Number => field.ty.is_amount(),
    }
}
