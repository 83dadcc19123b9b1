//! What the records of a kind say by their own fields, where it was asked of the kind itself: `population > 1m` of a place,
//! `origin = Zhengzhou` of a route, `role = Mayor` of a person.

use super::instead::{Lost, is_choice};
use super::phrase::asked;
use super::ways::Way;
use crate::catalog::{Catalog, Field, Kind, Link, Sort, Type};
use crate::query::ast::{Path, Test};

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
}
