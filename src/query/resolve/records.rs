//! What the records of a kind say by their own fields, where it was asked of the kind itself: `population > 1m` of a place,
//! `origin = Zhengzhou` of a route, `role = Mayor` of a person.

use super::heard::{SHORTEST, is_silent};
use super::instead::{Lost, is_choice};
use super::phrase::asked;
use super::ways::Way;
use crate::catalog::{Catalog, Field, Kind, Link, Sort, Type};
use crate::query::ast::{Body, Operator, Path, Test};
use crate::query::print::written;

/// Tests of records a kind is linked with, where a link to records was tested by what none of them is called.
pub(super) fn of_records(catalog: &Catalog, kind: &Kind, path: &Path, test: &Test) -> Vec<String> {
    let [name] = path.names.as_slice() else { return vec![] };
    let (Some(tested), Some(value)) =
        (kind.link(&name.text.to_lowercase()), test.values().first().copied())
    else {
        return vec![];
    };
    let records = |link: &&Link| link.to.is_none();
    let links = [tested].into_iter().chain(&kind.links).filter(records);
    let mut texts: Vec<String> = Vec::new();
    for link in links {
        let Some(via) = catalog.kind(&link.via).filter(|via| via.sort == Sort::Record) else {
            continue;
        };
        let own = link.name == tested.name;
        let says = |field: &&Field| is_choice(field, &value.text) || own && field.ty == Type::Text;
        for field in via.fields.iter().filter(says) {
            let text = format!("{}.{} {test}", link.one, field.name);
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
    }
    texts
}

impl Lost<'_, '_> {
    /// Records a way leads to say it by a value of theirs: `population > 1m` is a figure's, `origin = Zhengzhou` a stop's.
    pub(super) fn recorded(&self, way: &Way<'_>, name: &str) -> Vec<String> {
        let ([kind], None, Some(link)) = (way.to.as_slice(), way.field, way.link) else {
            return vec![];
        };
        let (Some(field), Sort::Record) =
            (kind.fields.iter().find(|f| is_choice(f, name)), kind.sort)
        else {
            return vec![];
        };
        let mut conds = self.chosen(kind, name);
        if let (true, Some(test)) = (conds.is_empty(), self.test()) {
            let back = self.kind.link(link).map_or(&[][..], |link| link.back.as_slice());
            let other = |to: &&Field| back.len() > 1 || !back.contains(&to.name);
            let refs = kind.fields.iter().filter(other).filter_map(|to| match &to.ty {
                Type::Ref(targets) => Some((to, self.catalog.leads_to_places(targets))),
                _ => None,
            });
            conds.extend(refs.map(|(to, place)| {
                let part = matches!(test, Test::Contains(..) | Test::StartsWith(..));
                let path = if part { format!("{}.name", to.name) } else { to.name.clone() };
                format!("{} = {name} and {}", field.name, asked(&path, test, place))
            }));
        }
        conds.into_iter().map(|cond| format!("any {link} ({cond})")).collect()
    }

    /// A text of the records says it: the mayor of a city is a role with that title. Only what is there is proposed.
    pub(super) fn worded(
        &self,
        way: &Way<'_>,
        name: &str,
        leads: &dyn Fn(&str) -> bool,
    ) -> Vec<String> {
        let ([kind], None, Some(link)) = (way.to.as_slice(), way.field, way.link) else {
            return vec![];
        };
        let words: Vec<&str> = name.split('_').filter(|word| !is_silent(word)).collect();
        let is_word =
            |word: &&str| word.chars().count() >= SHORTEST && word.chars().all(char::is_alphabetic);
        if kind.sort != Sort::Record || words.is_empty() || !words.iter().all(is_word) {
            return vec![];
        }
        let texts = kind.fields.iter().filter(|field| field.ty == Type::Text);
        let said = texts.map(|text| {
            let parts = words.iter().map(|word| format!("{} contains {word}", text.name));
            (text, parts.collect::<Vec<_>>().join(" and "))
        });
        let there = said.filter(|(_, said)| leads(&format!("any {link} ({said})")));
        let there: Vec<(&Field, String)> = there.collect();
        let conds = |tests: &dyn Fn(&Field) -> Vec<String>| -> Vec<String> {
            let both = there.iter().flat_map(|(text, said)| {
                tests(text).into_iter().map(move |test| format!("any {link} ({said} and {test})"))
            });
            both.filter(|cond| leads(cond)).collect()
        };
        match &self.predicate.body {
            Body::Exists | Body::Test(Test::Known(true, _)) => {
                let conds = there.iter().map(|(_, said)| format!("any {link} ({said})"));
                conds.filter(|cond| leads(cond)).collect()
            }
            _ => {
                let Some(test) = self.test() else { return vec![] };
                let whole = conds(&|text| self.of_record(kind, (link, text), test));
                if whole.is_empty() { conds(&|_| self.of_name(kind, link, test)) } else { whole }
            }
        }
    }

    /// A test by a part of the name of what a record refers to.
    fn of_name(&self, kind: &Kind, link: &str, test: &Test) -> Vec<String> {
        let Test::Compare(Operator::Eq, _, value) = test else { return vec![] };
        let back = self.kind.link(link).map_or(&[][..], |link| link.back.as_slice());
        let refs = kind.fields.iter().filter(|field| matches!(field.ty, Type::Ref(_)));
        let refs = refs.filter(|field| !back.contains(&field.name));
        let part = written(&value.text, true);
        refs.map(|field| format!("{}.name contains {part}", field.name)).collect()
    }

    /// What a test may be of in a record: what else it refers to, where that lies, or the text itself.
    fn of_record(&self, kind: &Kind, (link, text): (&str, &Field), test: &Test) -> Vec<String> {
        let back = self.kind.link(link).map_or(&[][..], |link| link.back.as_slice());
        let mut tests: Vec<String> = Vec::new();
        for field in kind.fields.iter().filter(|field| !back.contains(&field.name)) {
            let Type::Ref(targets) = &field.ty else { continue };
            tests.push(asked(&field.name, test, self.catalog.leads_to_places(targets)));
            let fields = self.catalog.targets(targets).flat_map(|kind| &kind.fields);
            let mut levels: Vec<&str> = Vec::new();
            for level in fields.filter(|field| matches!(field.ty, Type::Level(_))) {
                if !levels.contains(&level.name.as_str()) {
                    levels.push(&level.name);
                }
            }
            tests.extend(levels.iter().map(|level| format!("{}.{level} {test}", field.name)));
        }
        if let Test::Compare(Operator::Eq, _, value) = test {
            tests.push(format!("{} contains {}", text.name, written(&value.text, true)));
        }
        tests
    }
}
