//! An unknown name with the test around it, read as a test of what an edge of the schema graph leads to, of the kind itself,
//! or of the one field that the value fits.

use super::score::{Candidates, MatchReason};
use crate::catalog::graph::{Edge, EdgeRank};
use crate::catalog::vocabulary::{DATE_PARTS, is_choice};
use crate::catalog::{Catalog, Field, Kind, Sort, Type};
use crate::query::ast::{Body, Cond, Operator, Predicate, QuantifierKind, Test, Value};
use crate::query::resolve::parts_of;
use crate::query::rewrite::{
    join_conjuncts, make_contains, make_equals, make_known, make_predicate, make_test, make_within,
    prefix_paths,
};
use crate::value::Period;

/// An unknown name with the test around it.
pub(super) struct Tested<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) kind: &'a Kind,
    /// The name in small letters.
    pub(super) name: &'a str,
    /// The test, with this name.
    pub(super) written: &'a Predicate,
}

/// Checks whether a condition alone finds something.
pub(super) type Finds<'a> = &'a dyn Fn(&Cond) -> bool;

impl Tested<'_> {
    /// Returns the test, if it is of the name alone.
    pub(super) fn test_of_name(&self) -> Option<&Test> {
        match &self.written.body {
            Body::Test(test) if self.written.path.names.len() == 1 => Some(test),
            _ => None,
        }
    }

    /// Lists what the kind itself says: under the name that is meant, as a value of a list, as its only date.
    pub(super) fn conds_of_kind(&self) -> Vec<Cond> {
        let Self { catalog, kind, name, .. } = *self;
        let is_known = kind.field(name).is_some() || kind.link(name).is_some();
        let mut found: Vec<Cond> =
            is_known.then(|| Cond::Predicate(self.written.clone())).into_iter().collect();
        found.extend(self.conds_of_choice(kind));
        let Some(written) = self.test_of_name() else { return found };
        let tests =
            |fields: Vec<String>| fields.into_iter().map(|path| make_test(&path, written.clone()));
        // `year = 2020`, or a date by another kind's name for it: the only date there is. `unit = yuan`: an amount's.
        let is_time = |kind: &Kind| kind.field(name).is_some_and(|field| field.ty.is_time());
        if DATE_PARTS.contains(&name) || catalog.kinds.iter().any(is_time) {
            let mut times = kind.names_of(&|field| field.ty.is_time());
            times.truncate(usize::from(times.len() == 1));
            found.extend(tests(times));
        } else {
            found.extend(tests(with_part(kind, name)));
        }
        // `type = air`: a value of another field's list.
        if matches!(written, Test::Compare(..) | Test::In(..)) {
            let values = written.values();
            let listed = |field: &Field| values.iter().all(|value| is_choice(field, &value.text));
            found.extend(tests(kind.names_of(&listed)));
        }
        found
    }

    /// Reads the name as a value of a list, tested by the amount or the only date beside it: `growth > 50%`, `signed in 2020`.
    pub(super) fn conds_of_choice(&self, kind: &Kind) -> Vec<Cond> {
        let name = self.name;
        let Some(field) = kind.fields.iter().find(|field| is_choice(field, name)) else {
            return vec![];
        };
        let is = || make_equals(&field.name, name);
        match &self.written.body {
            _ if self.written.path.names.len() > 1 => vec![],
            Body::Cond(_) => vec![],
            Body::Exists | Body::Test(Test::Known(true, _)) => vec![is()],
            Body::Test(written) => {
                let is_date = |value: &&Value| Period::read(&value.text).is_ok();
                let is_time = written.values().iter().all(is_date);
                let times = kind.names_of(&|field| is_time && field.ty.is_time());
                let tested = match times.as_slice() {
                    [time] => vec![time.clone()],
                    _ => kind.names_of(&|field| field.ty.has_unit()),
                };
                let both =
                    |field: &String| join_conjuncts(vec![is(), make_test(field, written.clone())]);
                tested.iter().filter_map(both).collect()
            }
        }
    }

    /// Asks for things by their whole name.
    pub(super) fn ask_by_name(&self, edge: &Edge<'_>) -> Option<Cond> {
        let test = self.test_of_name().filter(|_| self.written.quantifier.is_none())?;
        let is_whole = matches!(
            test,
            Test::Compare(Operator::Eq | Operator::Ne, ..) | Test::In(..) | Test::Within(..)
        );
        is_whole.then(|| self.test_at_edge(edge, test))
    }

    fn test_at_edge(&self, edge: &Edge<'_>, test: &Test) -> Cond {
        let is_place = edge.only_kind().is_some_and(|kind| self.catalog.is_places(kind));
        tested_at(&edge.tested_path(), test, is_place)
    }

    /// Asks what was asked of the things an edge leads to. A name that none of them has is taken for a part of one.
    pub(super) fn ask_of_linked(&self, edge: &Edge<'_>, is: &[Cond]) -> Option<Cond> {
        let rest: Vec<&str> =
            self.written.path.names.iter().skip(1).map(|name| name.text.as_str()).collect();
        let rest = if rest.is_empty() { None } else { Some(rest.join(".")) };
        let mut amount =
            self.written.quantifier.as_ref().map_or(QuantifierKind::Any, |by| by.amount.clone());
        let asked = match (&self.written.body, rest) {
            (Body::Test(Test::Known(is_known, _)), None) => {
                amount = if *is_known { QuantifierKind::Any } else { QuantifierKind::No };
                None
            }
            (Body::Test(Test::Compare(Operator::Eq, _, value)), None) => {
                Some(make_contains("name", &value.text))
            }
            (Body::Test(written), rest) => {
                Some(make_test(rest.as_deref().unwrap_or("name"), written.clone()))
            }
            (Body::Cond(cond), _) => Some((**cond).clone()),
            (Body::Exists, _) => None,
        };
        at_end(edge, &amount, is.iter().cloned().chain(asked).collect())
    }

    /// Tests a field of that name of what an edge leads to.
    pub(super) fn test_linked_field(&self, edge: &Edge<'_>) -> Option<Cond> {
        let Body::Test(test) = &self.written.body else { return None };
        let name = self.written.path.names.last()?.text.to_lowercase();
        let mut fields = edge.to.iter().filter_map(|kind| kind.field(&name));
        let is_place = fields.any(|field| self.catalog.leads_to_places(&field.ty));
        let path = format!("{}.{}", edge.tested_path(), self.written.path);
        self.written.quantifier.is_none().then(|| tested_at(&path, test, is_place))
    }

    /// Adds the fields and edges that only the value fits.
    pub(super) fn by_value(&self, edges: &[Edge<'_>], found: &mut Candidates) {
        let kind = self.kind;
        let Some(written) = self.test_of_name() else { return };
        let is_thing = kind.sort == Sort::Thing;
        let nearest = EdgeRank::Named;
        let tests =
            |fields: Vec<String>| fields.into_iter().map(|path| make_test(&path, written.clone()));
        match written {
            Test::Contains(..) | Test::StartsWith(..) if is_thing => {
                found.add_conds(
                    MatchReason::Value(1, nearest),
                    [make_test("name", written.clone())],
                );
            }
            Test::Contains(..) | Test::StartsWith(..) => {
                let texts = kind.names_of(&|field| field.ty == Type::Text);
                found.add_conds(MatchReason::Value(1, nearest), tests(texts));
            }
            Test::Known(..) => {}
            _ => {
                let dates = kind.names_of(&|field| field.ty == Type::Date);
                found.add_conds(MatchReason::Value(1, nearest), tests(dates));
                // A number alone says of no amount that it is one.
                let is_bare = |value: &&Value| value.text.chars().all(|c| c.is_ascii_digit());
                let is_amount = is_thing && !written.values().iter().any(is_bare);
                let amounts = kind.names_of(&|field| is_amount && field.ty.has_unit());
                found.add_conds(MatchReason::Value(2, nearest), tests(amounts));
                for edge in edges {
                    if matches!(edge.rank, EdgeRank::Named | EdgeRank::Anything) {
                        found.add_conds(
                            MatchReason::Value(3, edge.rank),
                            [self.test_at_edge(edge, written)],
                        );
                    }
                }
            }
        }
    }
}

/// Makes a test of a path. For places `=` becomes `within`, which is what people usually mean.
pub(super) fn tested_at(path: &str, written: &Test, is_place: bool) -> Cond {
    match written {
        Test::Compare(Operator::Eq, _, value) if is_place => make_within(path, value.clone()),
        written => make_test(path, written.clone()),
    }
}

/// Makes the condition that one thing at the end of an edge meets all of these; `None` means that no such condition exists.
pub(super) fn at_end(
    edge: &Edge<'_>,
    amount: &QuantifierKind,
    mut conds: Vec<Cond>,
) -> Option<Cond> {
    if let Some(field) = edge.field {
        for cond in &mut conds {
            prefix_paths(cond, &field.name);
        }
    }
    let is_any = *amount == QuantifierKind::Any;
    let Some(link) = edge.link else {
        return match amount {
            QuantifierKind::Any if conds.is_empty() => Some(make_known(&edge.tested_path(), true)),
            QuantifierKind::No if conds.is_empty() => Some(make_known(&edge.tested_path(), false)),
            QuantifierKind::Any => join_conjuncts(conds),
            _ => None,
        };
    };
    let link = link.one.as_str();
    let is_plain = matches!(conds.as_slice(), [Cond::Predicate(one)] if one.quantifier.is_none());
    match join_conjuncts(conds) {
        None => {
            edge.field.is_none().then(|| make_predicate(Some(amount.clone()), link, Body::Exists))
        }
        Some(mut cond) if is_any && is_plain => {
            prefix_paths(&mut cond, link);
            Some(cond)
        }
        Some(cond) => Some(make_predicate(Some(amount.clone()), link, Body::Cond(Box::new(cond)))),
    }
}

/// Lists the paths to parts of that name: a date has its year, an amount its unit.
pub(super) fn with_part(kind: &Kind, name: &str) -> Vec<String> {
    let fields = kind.fields.iter();
    let has = fields.filter(|field| parts_of(&field.ty).iter().any(|(part, _)| *part == name));
    has.map(|field| format!("{}.{name}", field.name)).collect()
}
