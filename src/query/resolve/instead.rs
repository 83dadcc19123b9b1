//! What a condition may mean whose name is no field: a kind that is linked, a field of what is linked, a value of a list, the
//! one field the value fits. The rewritten conditions are only proposed here; who offers them asks whether they make sense.

use super::columns::{parted, tells};
use super::kinds::of_value;
use super::phrase::{asked, condition, lead, tied};
use super::related::PARTS;
use super::ways::{Rank, Way, ways};
use crate::catalog::{Catalog, Field, Kind, Sort, Type};
use crate::query::ast::{Body, Operator, Predicate, Test};
use crate::query::print::written;
use crate::value::fold;

/// A condition that begins with a name the kind does not have.
pub(super) struct Lost<'c, 'q> {
    pub(super) catalog: &'c Catalog,
    pub(super) kind: &'c Kind,
    pub(super) predicate: &'q Predicate,
    /// There are fields of nearly this name: then only what has the very name counts.
    pub(super) is_misspelt: bool,
}

/// What may be meant, in groups, the likeliest first.
#[derive(Default)]
pub(super) struct Meant {
    /// The kind itself says it so.
    pub(super) own: Vec<String>,
    /// The name leads to it.
    pub(super) named: Vec<Vec<String>>,
    /// Where it leads nowhere: what only the value fits, if that finds anything.
    pub(super) fitting: Vec<Vec<String>>,
}

impl Meant {
    /// The same asked of what a path leads to. What only the value fits is not looked for that far away.
    pub(super) fn behind(self, path: &str, is_tested: bool) -> Self {
        let led = |text: String| match condition(&text) {
            Some(mut cond) if is_tested => {
                lead(&mut cond, path);
                cond.to_string()
            }
            _ => format!("{path}.{text}"),
        };
        let all = |texts: Vec<String>| texts.into_iter().map(led).collect::<Vec<_>>();
        let groups = |groups: Vec<Vec<String>>| groups.into_iter().map(all).collect();
        Self { own: all(self.own), named: groups(self.named), fitting: vec![] }
    }
}

/// Conditions that may be meant. `leads`: whether there is anything that meets a condition.
pub(super) fn conditions(lost: &Lost<'_, '_>, leads: &dyn Fn(&str) -> bool) -> Meant {
    let Some(name) = lost.predicate.path.names.first() else { return Meant::default() };
    let name = name.text.to_lowercase();
    let ways = ways(lost.catalog, lost.kind);
    let own = [lost.known(&name), lost.chosen(lost.kind, &name), lost.times(&name), lost.listed()];
    let own = own.concat();
    let mut named = vec![];
    let mut fitting = vec![];
    // `city` is rather the field of that name than a place of that type.
    let is_kind = lost.catalog.find_kind(&name).is_some();
    let things: Vec<_> =
        ways.iter().filter_map(|way| Some((way, lost.leads_to(way, &name)?))).collect();
    let led =
        |way: &Way<'_>, is: &[String]| tied(way, "any", is, vec![]).is_none_or(|cond| leads(&cond));
    let somewhere = things.iter().any(|(way, is)| led(way, is));
    let there = |way: &Way<'_>, is: &[String]| !somewhere || led(way, is);
    let has_field = |kind: &Kind| kind.field(&name).is_some();
    let has_link = |kind: &Kind| kind.link(&name).is_some();
    for rank in Rank::ALL {
        let of_rank = || ways.iter().filter(move |way| way.rank == rank);
        let things: Vec<_> =
            things.iter().filter(|(way, is)| way.rank == rank && there(way, is)).collect();
        let has = |has: &dyn Fn(&Kind) -> bool| -> Vec<String> {
            let known = of_rank().filter(|way| way.to.iter().any(|kind| has(kind)));
            known.filter_map(|way| lost.has(way)).collect()
        };
        let called = things.iter().filter_map(|(way, _)| lost.called(way)).collect();
        let such = things.iter().filter_map(|(way, is)| lost.such(way, is)).collect();
        if is_kind {
            named.extend([called, has(&has_field), such]);
            fitting.push(has(&has_link));
        } else {
            let of_it = |kind: &Kind| tells(lost.catalog, kind, &name);
            named.extend([has(&of_it), has(&has_link), called, such]);
            fitting.push(has(&has_field));
        }
        named.push(of_rank().flat_map(|way| lost.recorded(way, &name)).collect());
    }
    if !lost.is_misspelt && !is_kind {
        let records = ways.iter().filter(|way| way.rank == Rank::Records);
        named.extend(records.map(|way| lost.worded(way, &name, leads)));
    }
    if !lost.is_misspelt {
        fitting.extend(lost.of_its_value(&ways));
    }
    Meant { own, named, fitting }
}

impl Lost<'_, '_> {
    /// What the name stands for is there.
    fn known(&self, name: &str) -> Vec<String> {
        let is_known = self.kind.field(name).is_some() || self.kind.link(name).is_some();
        is_known.then(|| self.predicate.to_string()).into_iter().collect()
    }

    /// `growth > 50%`: a value of a list, and the amount beside it.
    pub(super) fn chosen(&self, kind: &Kind, name: &str) -> Vec<String> {
        let Some(field) = kind.fields.iter().find(|field| is_choice(field, name)) else {
            return vec![];
        };
        let is = format!("{} = {name}", field.name);
        match &self.predicate.body {
            _ if self.predicate.path.names.len() > 1 => vec![],
            Body::Cond(_) => vec![],
            Body::Exists | Body::Test(Test::Known(true, _)) => vec![is],
            Body::Test(test) => {
                let amounts = kind.fields.iter().filter(|field| is_amount(field));
                amounts.map(|amount| format!("{is} and {} {test}", amount.name)).collect()
            }
        }
    }

    /// `type = air`: a value of another field's list.
    fn listed(&self) -> Vec<String> {
        let Some(test @ (Test::Compare(..) | Test::In(..))) = self.test() else { return vec![] };
        let listed =
            |field: &&Field| test.values().iter().all(|value| is_choice(field, &value.text));
        self.kind
            .fields
            .iter()
            .filter(listed)
            .map(|field| format!("{} {test}", field.name))
            .collect()
    }

    /// `year = 2020`, or a date by another kind's name for it: the only date there is. `unit = yuan`: an amount's.
    fn times(&self, name: &str) -> Vec<String> {
        let fields: Vec<&Field> =
            self.kind.fields.iter().filter(|field| field.ty.is_time()).collect();
        let is_time = |kind: &Kind| kind.field(name).is_some_and(|field| field.ty.is_time());
        let meant = PARTS.contains(&name) || self.catalog.kinds.iter().any(is_time);
        match (fields.as_slice(), self.test()) {
            ([field], Some(test)) if meant => vec![format!("{} {test}", field.name)],
            (_, Some(test)) if !meant => {
                let paths = parted(self.kind, name).into_iter();
                paths.map(|path| format!("{path} {test}")).collect()
            }
            _ => vec![],
        }
    }

    /// The test, if it is of the name alone.
    pub(super) fn test(&self) -> Option<&Test> {
        match &self.predicate.body {
            Body::Test(test) if self.predicate.path.names.len() == 1 => Some(test),
            _ => None,
        }
    }

    /// Whether the name is that of a kind a way leads to, or of some of a kind: `company` is an organization of that type.
    /// If so, what tells them from other things the way leads to.
    fn leads_to(&self, way: &Way<'_>, name: &str) -> Option<Vec<String>> {
        let (kind, is) = match self.catalog.find_kind(name) {
            Some(kind) if way.to.len() > 1 => (kind, vec![format!("kind = {}", kind.name)]),
            Some(kind) => (kind, vec![]),
            None => {
                let found = of_value(self.catalog, name);
                let (kind, field, value) = found.filter(|(kind, ..)| kind.sort == Sort::Thing)?;
                (kind, vec![format!("{field} = {value}")])
            }
        };
        among(&way.to, kind).then_some(is)
    }

    /// Things by their whole name.
    fn called(&self, way: &Way<'_>) -> Option<String> {
        let test = self.test().filter(|_| self.predicate.quantifier.is_none())?;
        let whole = matches!(
            test,
            Test::Compare(Operator::Eq | Operator::Ne, ..) | Test::In(..) | Test::Within(..)
        );
        whole.then(|| self.of(way, test))
    }

    fn of(&self, way: &Way<'_>, test: &Test) -> String {
        let place = matches!(way.to.as_slice(), [kind] if self.catalog.is_places(kind));
        asked(&way.path(), test, place)
    }

    /// What is asked of the things a way leads to. If nothing is called as written, a part of the name is meant.
    fn such(&self, way: &Way<'_>, is: &[String]) -> Option<String> {
        let names = self.predicate.path.names.get(1..).unwrap_or_default();
        let rest: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
        let mut quantifier = self
            .predicate
            .quantifier
            .as_ref()
            .map_or_else(|| "any".to_owned(), ToString::to_string);
        let asked = match &self.predicate.body {
            Body::Test(Test::Known(known, _)) if rest.is_empty() => {
                quantifier = String::from(if *known { "any" } else { "no" });
                vec![]
            }
            Body::Test(Test::Compare(Operator::Eq, _, value)) if rest.is_empty() => {
                vec![condition(&format!("name contains {}", written(&value.text, true)))?]
            }
            Body::Test(test) if rest.is_empty() => vec![condition(&format!("name {test}"))?],
            Body::Test(test) => vec![condition(&format!("{} {test}", rest.join(".")))?],
            Body::Cond(cond) => vec![(**cond).clone()],
            Body::Exists => vec![],
        };
        tied(way, &quantifier, is, asked)
    }

    /// What a way leads to has a field of that name.
    fn has(&self, way: &Way<'_>) -> Option<String> {
        let Body::Test(test) = &self.predicate.body else { return None };
        let path = format!("{}.{}", way.path(), self.predicate.path);
        let name = self.predicate.path.names.last()?.text.to_lowercase();
        let mut fields = way.to.iter().filter_map(|kind| kind.field(&name));
        let place = fields.any(|field| match &field.ty {
            Type::Ref(targets) => self.catalog.leads_to_places(targets),
            _ => false,
        });
        self.predicate.quantifier.is_none().then(|| asked(&path, test, place))
    }

    /// No name leads anywhere: what its value fits.
    fn of_its_value(&self, ways: &[Way<'_>]) -> Vec<Vec<String>> {
        let Some(test) = self.test() else { return vec![] };
        let of = |fits: &dyn Fn(&Field) -> bool| -> Vec<String> {
            let fields = self.kind.fields.iter().filter(|field| fits(field));
            fields.map(|field| format!("{} {test}", field.name)).collect()
        };
        match test {
            Test::Contains(..) | Test::StartsWith(..) if self.kind.sort == Sort::Thing => {
                vec![vec![format!("name {test}")]]
            }
            Test::Contains(..) | Test::StartsWith(..) => vec![of(&|field| field.ty == Type::Text)],
            Test::Known(..) => vec![],
            _ => {
                let leads = |rank| -> Vec<String> {
                    let ways = ways.iter().filter(move |way| way.rank == rank);
                    ways.map(|way| self.of(way, test)).collect()
                };
                vec![
                    of(&|field| field.ty == Type::Date),
                    of(&|field| self.kind.sort == Sort::Thing && is_amount(field)),
                    leads(Rank::Named),
                    leads(Rank::Anything),
                ]
            }
        }
    }
}

pub(super) fn among(kinds: &[&Kind], kind: &Kind) -> bool {
    kinds.iter().any(|other| other.name == kind.name)
}

/// Whether a value is one of a field's list.
pub(super) fn is_choice(field: &Field, value: &str) -> bool {
    let key = |text: &str| fold(&text.replace('_', " "));
    matches!(&field.ty, Type::Enum(choices) if choices.iter().any(|choice| key(&choice.name) == key(value)))
}

/// Whether it is an amount with a unit or currency.
fn is_amount(field: &Field) -> bool {
    has_unit(&field.ty)
}

/// Whether its values have a unit or currency.
pub(super) fn has_unit(ty: &Type) -> bool {
    matches!(ty, Type::Money | Type::Share | Type::Quantity(_))
}
