//! Candidates that ask the records of a kind where the kind itself was asked: `population > 1m` of a place is a figure's,
//! `origin = Zhengzhou` of a route a stop's, `role = Mayor` of a person the title of a role.

use super::context::ProblemContext;
use super::edit::Edit;
use super::suggester::OFFERED;
use super::tested::{Finds, Tested, tested_at};
use crate::catalog::graph::{Edge, other_fields};
use crate::catalog::vocabulary::{SHORTEST, is_choice, is_stop_word};
use crate::catalog::{Field, Kind, Link, Sort, Type};
use crate::query::ast::{Body, Cond, Operator, Test};
use crate::query::diagnostic::Fix;
use crate::query::rewrite::{
    join_conjuncts, make_any, make_contains, make_equals, make_test, test_in_place,
};

impl ProblemContext<'_> {
    /// Tests records, where a link to records was tested by a name that none of them has.
    pub(super) fn in_records(&self) -> Option<Vec<Fix>> {
        let (kind, written) = (self.kind()?, self.asked_predicate()?);
        let ([name], Body::Test(tested)) = (written.path.names.as_slice(), &written.body) else {
            return None;
        };
        let link = kind.link(&name.text.to_lowercase())?;
        let value = *tested.values().first()?;
        let mut conds: Vec<Cond> = Vec::new();
        for other in [link].into_iter().chain(kind.links()).filter(|link| link.to.is_none()) {
            let via = self.suggester.catalog.kind(&other.via);
            let via = via.filter(|via| via.sort == Sort::Record);
            let is_own = other.name == link.name;
            let says =
                |field: &&Field| is_choice(field, &value.text) || is_own && field.ty == Type::Text;
            for field in via.iter().flat_map(|via| &via.fields).filter(says) {
                let path = format!("{}.{}", other.one, field.name);
                let cond = test_in_place(written, &path, tested.clone());
                if !conds.contains(&cond) {
                    conds.push(cond);
                }
            }
        }
        let found = conds.into_iter().filter(|cond| self.is_found(cond)).take(OFFERED);
        Some(found.map(|cond| Edit::Cond(written.span, cond).to_fix(self.query)).collect())
    }
}

impl Tested<'_> {
    /// Reads the name as a value of a list of records: with an amount, or with something they refer to.
    pub(super) fn ask_of_records(&self, edge: &Edge<'_>) -> Vec<Cond> {
        let Some((link, kind)) = edge.records() else { return vec![] };
        let name = self.name;
        let Some(field) = kind.fields.iter().find(|field| is_choice(field, name)) else {
            return vec![];
        };
        let mut conds = self.conds_of_choice(kind);
        if let (true, Some(written)) = (conds.is_empty(), self.test_of_name()) {
            let refs = other_fields(link, kind).filter(|to| to.ty.is_ref());
            conds.extend(refs.filter_map(|to| {
                let is_part = matches!(written, Test::Contains(..) | Test::StartsWith(..));
                let path = if is_part { format!("{}.name", to.name) } else { to.name.clone() };
                let is_place = self.catalog.leads_to_places(&to.ty);
                join_conjuncts(vec![
                    make_equals(&field.name, name),
                    tested_at(&path, written, is_place),
                ])
            }));
        }
        conds.into_iter().map(|cond| make_any(&link.one, cond)).collect()
    }

    /// Looks for the words of the name in a text of records: the mayor of a city is a role with that title.
    pub(super) fn ask_by_words(&self, edge: &Edge<'_>, finds: Finds<'_>) -> Vec<Cond> {
        let Some((link, kind)) = edge.records() else { return vec![] };
        let words = self.name.split('_').filter(|word| !is_stop_word(word));
        let words: Vec<&str> = words.collect();
        let is_word =
            |word: &&str| word.chars().count() >= SHORTEST && word.chars().all(char::is_alphabetic);
        if words.is_empty() || !words.iter().all(is_word) {
            return vec![];
        }
        let texts = kind.fields.iter().filter(|field| field.ty == Type::Text);
        let worded = texts.filter_map(|text| {
            let words = words.iter().map(|word| make_contains(&text.name, word)).collect();
            Some((text, join_conjuncts(words)?))
        });
        let worded: Vec<(&Field, Cond)> =
            worded.filter(|(_, cond)| finds(&make_any(&link.one, cond.clone()))).collect();
        let found = |conds: Vec<Cond>| -> Vec<Cond> {
            let conds = conds.into_iter().map(|cond| make_any(&link.one, cond));
            conds.filter(|cond| finds(cond)).collect()
        };
        let with = |tests: &dyn Fn(&Field) -> Vec<Cond>| {
            let both = worded.iter().flat_map(|(text, cond)| {
                tests(text).into_iter().filter_map(|test| join_conjuncts(vec![cond.clone(), test]))
            });
            found(both.collect())
        };
        match (&self.written.body, self.test_of_name()) {
            (Body::Exists | Body::Test(Test::Known(true, _)), _) => {
                found(worded.iter().map(|(_, cond)| cond.clone()).collect())
            }
            (_, None) => vec![],
            (_, Some(test)) => {
                let whole = with(&|text| self.of_record((link, kind), text, test));
                if whole.is_empty() { with(&|_| of_name((link, kind), test)) } else { whole }
            }
        }
    }

    /// Lists what may be tested in a record: what else it refers to, where that is, the text itself.
    fn of_record(&self, (link, kind): (&Link, &Kind), text: &Field, written: &Test) -> Vec<Cond> {
        let catalog = self.catalog;
        let mut tests: Vec<Cond> = Vec::new();
        for field in other_fields(link, kind) {
            let Type::Ref(targets) = &field.ty else { continue };
            tests.push(tested_at(&field.name, written, catalog.leads_to_places(&field.ty)));
            let fields = catalog.target_kinds(targets).flat_map(|kind| &kind.fields);
            for level in fields.filter(|field| field.ty.is_level()) {
                let cond = make_test(&format!("{}.{}", field.name, level.name), written.clone());
                if !tests.contains(&cond) {
                    tests.push(cond);
                }
            }
        }
        if let Test::Compare(Operator::Eq, _, value) = written {
            tests.push(make_contains(&text.name, &value.text));
        }
        tests
    }
}

/// Looks for a name in the names of what a record refers to.
fn of_name((link, kind): (&Link, &Kind), test: &Test) -> Vec<Cond> {
    let Test::Compare(Operator::Eq, _, value) = test else { return vec![] };
    let refs = other_fields(link, kind).filter(|field| field.ty.is_ref());
    refs.map(|field| make_contains(&format!("{}.name", field.name), &value.text)).collect()
}
