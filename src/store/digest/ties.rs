//! Ties: entries that are written inside the thing they are about, under the name of one of its links.

use toml::de::{DeTable, DeValue};

use super::entry::{Entry, Given};
use super::literal::{Literal, Stored, Toml};
use super::names::make_given;
use super::problem::Mistake;
use super::reader::{Reader, Surroundings};
use super::shared::{is_open, items_with_shared, list_items};
use crate::catalog::graph::far_end;
use crate::catalog::{Containment, DISTINCT, Kind, Link, SOURCE, Sort};
use crate::store::schema::{FLAG, NAME};
use crate::text::{article_for, in_backquotes, list_and, list_or};

/// The keys that every thing may have.
pub(super) const OWN_KEYS: [&str; 5] = ["id", "name", "names", "cite", DISTINCT];

/// The key that names the place around a place.
const IN: &str = "in";

impl<'c> Reader<'c, '_> {
    /// Returns the link of a name; `in` is that of a place to the places around it.
    pub(super) fn find_link(&self, kind: &'c Kind, name: &str) -> Option<&'c Link> {
        let around = |containment: &Containment| {
            kind.links().find(|link| goes_out(containment, link) && link.to.is_none())
        };
        let inside = || self.catalog.containment.as_ref().and_then(around);
        kind.link(name).or_else(|| inside().filter(|_| name == IN))
    }

    /// Checks whether the source leaves a link open. Evidence for that is added to the entry.
    pub(super) fn open_list(
        &mut self,
        entry: &mut Entry<'c>,
        link: &Link,
        value: &Toml<'_>,
    ) -> bool {
        let open = list_items(value).into_iter().filter(|item| is_open(item));
        open.filter_map(|item| self.with_evidence(entry, &link.name, item)).count() > 0
    }

    /// Reads the entries inside a thing. Each refers to it, and is covered by its evidence unless it gives its own.
    pub(super) fn read_ties(&mut self, of: &Entry<'c>, table: &DeTable<'_>, around: Surroundings) {
        let outside = std::mem::replace(&mut self.around, around);
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let own = of.kind.field(name).is_some() || OWN_KEYS.contains(&name);
            let Some(link) = self.find_link(of.kind, name).filter(|_| !own) else { continue };
            // A source has its flags from the reader of the digest.
            if link.via == FLAG && of.kind.name == SOURCE {
                continue;
            }
            let plain = far_end(self.catalog, link).map_or("name", |to| to.name.as_str());
            for item in items_with_shared(value, plain).iter().filter(|item| !is_open(item)) {
                let tied = self.read_tie(of, link, item);
                self.inner.extend(tied);
            }
        }
        self.around = outside;
    }

    /// Reads one entry inside a thing.
    fn read_tie(&mut self, of: &Entry<'c>, link: &'c Link, item: &Toml<'_>) -> Option<Entry<'c>> {
        let via = self.catalog.kind(&link.via);
        let Some(via) = via.filter(|via| via.is_entered() && via.name != NAME) else {
            let sentence = format!("`{}` follows from other facts and is never entered", link.name);
            return self.refuse(item.span(), sentence);
        };
        if self.is_broken(item) {
            return None;
        }
        let mut inner = match item.get_ref() {
            DeValue::Table(table) => self.read_entry(via, item.span(), item.span(), table),
            _ => self.entry_from_name(link, via, item)?,
        };
        self.refer_back(of, link, &mut inner);
        self.add_only(link, &mut inner);
        self.add_way(of, link, &mut inner);
        Some(inner)
    }

    /// Returns the entry for an item that is only a name.
    fn entry_from_name(
        &mut self,
        link: &Link,
        via: &'c Kind,
        item: &Toml<'_>,
    ) -> Option<Entry<'c>> {
        let Some(to) = far_end(self.catalog, link) else {
            let back = if link.back.len() == 1 { link.back.as_slice() } else { &[] };
            return self.refuse(item.span(), needs_table(&link.name, via, back));
        };
        let given = vec![self.read_given(to, item)?];
        let at = self.place_at(item.span());
        let claims = self.around.cover.clone().into_iter().collect();
        Some(Entry { given, claims, ..Entry::blank(via, at) })
    }

    /// Makes an entry refer to the thing that it is written in.
    fn refer_back(&mut self, of: &Entry<'c>, link: &Link, inner: &mut Entry<'c>) {
        let Some(id) = &of.id else { return };
        let gives = |name: &str| inner.field_value(name).is_some();
        let free: Vec<&String> = link.back.iter().filter(|name| !gives(name)).collect();
        let field = match free.as_slice() {
            [one] => inner.kind.field(one),
            [] => {
                let same = |given: &&Given<'_>| {
                    link.back.contains(&given.field.name)
                        && matches!(&given.value, Literal::Ref(text) if **text == *id.text)
                };
                if !inner.given.iter().any(|given| same(&given)) {
                    let (kind, id) = (&inner.kind.name, &id.text);
                    let sentence = format!(
                        "{} {kind} written inside `{id}` refers to `{id}`",
                        article_for(kind)
                    );
                    let help = format!("leave out {}", list_and(&in_backquotes(&link.back)));
                    self.report(inner.at.span.clone(), Mistake::new(sentence).help(help));
                }
                return;
            }
            several => {
                let names = in_backquotes(several);
                let sentence = format!("which of {} is `{}`?", list_and(&names), id.text);
                let help = format!("give the other one: {}", list_or(&names));
                self.report(inner.at.span.clone(), Mistake::new(sentence).help(help));
                return;
            }
        };
        let Some(field) = field else { return };
        let (at, value) = (inner.at.clone(), Literal::Ref(id.text.to_string()));
        inner.given.push(Given::new(field, at, value));
        if let Some((_, covered)) = &mut inner.rest {
            covered.push(&field.name);
        }
    }

    /// Gives an entry the value that makes it an item of the link.
    fn add_only(&mut self, link: &Link, inner: &mut Entry<'c>) {
        let Some((field, values)) = &link.only else { return };
        let wrong = match (inner.shown_text(field), values.as_slice()) {
            (Some(value), _) if values.iter().any(|one| one == value) => return,
            (None, [one]) => {
                inner.given.extend(make_given(inner.kind, field, Stored::choice(one), &inner.at));
                return;
            }
            (Some(value), _) => {
                format!("an entry of `{}` can't have the `{field}` `{value}`", link.name)
            }
            (None, _) => format!("each of the {} needs its `{field}`", link.name),
        };
        if !inner.broken {
            let help = format!("`{field}` is {}", list_or(&in_backquotes(values)));
            self.report(inner.at.span.clone(), Mistake::new(wrong).help(help));
        }
    }

    /// Says how a place is inside another: a place of a level in the first way that is certain, any other place in the last.
    fn add_way(&mut self, of: &Entry<'c>, link: &Link, inner: &mut Entry<'c>) {
        let Some(containment) = &self.catalog.containment else { return };
        let (field, ways) = &containment.certain;
        if !goes_out(containment, link) || inner.field_value(field).is_some() || inner.broken {
            return;
        }
        let Some(has_level) = self.has_level(of, containment) else {
            let by = &containment.by;
            let mistake =
                Mistake::new("the way in which this place is inside the other isn't known");
            let help =
                format!("give its `{by}`, or write `{{ {} = …, {field} = … }}`", containment.whole);
            self.report(inner.at.span.clone(), mistake.help(help));
            return;
        };
        let way = if has_level { ways.first() } else { ways.last() };
        let way = way.and_then(|way| make_given(inner.kind, field, Stored::choice(way), &inner.at));
        inner.given.extend(way);
    }

    /// Checks whether a place is a city, a province or a country, as its entry says, or else the atlas. `None` means that neither
    /// does.
    fn has_level(&self, of: &Entry<'c>, containment: &Containment) -> Option<bool> {
        let mut levels = containment.levels.iter();
        if let Some(sort) = of.shown_text(&containment.by) {
            return Some(levels.any(|(_, sorts)| sorts.iter().any(|one| one == sort)));
        }
        let is_level = |place| levels.clone().any(|(l, _)| self.catalog.is_of_level(place, l));
        let named = self.catalog.find_in_atlas(&of.name.as_ref()?.text, false, &|_| true);
        let mut found: Vec<bool> = named.into_iter().map(is_level).collect();
        found.dedup();
        found.pop().filter(|_| found.is_empty())
    }
}

/// Checks whether a link leads from a place to the records of the places around it.
fn goes_out(containment: &Containment, link: &Link) -> bool {
    link.via == containment.kind && link.back == [containment.part.as_str()]
}

/// Says that each item of a list must be a table, and names its fields except for `left_out`.
pub(super) fn needs_table(list: &str, kind: &Kind, left_out: &[String]) -> Mistake {
    let keys: Vec<&str> = if kind.sort == Sort::Thing {
        vec!["id", "name"]
    } else {
        let keys = kind.columns.iter().filter(|key| !left_out.contains(key));
        keys.map(String::as_str).collect()
    };
    let keys: Vec<String> = keys.iter().map(|key| format!("{key} = …")).collect();
    let help = format!("write `{{ {}, phrase = \"…\" }}`", keys.join(", "));
    Mistake::new(format!("each of the {list} is a table")).help(help)
}
