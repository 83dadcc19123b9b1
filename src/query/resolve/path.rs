//! Following the names of a path through the catalog (docs/semantics.md#fields-and-paths).

use std::collections::HashSet;

use super::problems::Refused;
use super::resolver::{Resolver, Scope};
use crate::catalog::{Field, Kind, Link, Sort, Type, UNIVERSAL};
use crate::query::ast;
use crate::query::diagnostic::{Diagnostic, NameProblem};
use crate::query::plan::{Item, Leaf, LinkStep, NamedPath, Part, PathExpr, RefStep};

/// Why a path leads nowhere.
enum Unresolved<'c> {
    /// These kinds have no field of the name at this place in the path.
    NoField(Vec<&'c Kind>, usize),
    /// The name before this place is a value, not a reference: its noun, and the parts that may follow its dot.
    NoDot(&'static str, &'static [(&'static str, Part)], usize),
}

/// The meaning of a name for a kind.
enum Target<'c> {
    Field(&'c Field),
    Leaf(Leaf<'c>),
    Link(&'c Link),
}

impl<'c> Resolver<'c, '_> {
    /// Resolves a path, or reports why it leads nowhere.
    pub(super) fn resolve_path(
        &mut self,
        path: &ast::Path,
        scope: Scope<'c>,
    ) -> Result<NamedPath<'c>, Refused> {
        let names: Vec<String> = path.names.iter().map(|name| name.text.to_lowercase()).collect();
        match self.walk_names(scope, &names, 0) {
            Ok(way) => Ok(NamedPath { text: names.join("."), steps: way }),
            Err(Unresolved::NoDot(noun, parts, at)) => {
                let before = at.checked_sub(1).and_then(|before| path.names.get(before));
                let (Some(field), Some(name)) = (before, path.names.get(at)) else {
                    return self.refuse_unforeseen(path.span, &path.to_string());
                };
                let typed = if name.text == "currency" { "unit" } else { name.text.as_str() };
                let parts = parts.iter().map(|(name, _)| (*name).to_owned()).collect();
                let (typed, text) = (typed.to_owned(), field.text.clone());
                let problem = NameProblem::NoDot { field: text.clone(), typed, noun, parts };
                let diagnostic = Diagnostic::error(name.span, problem);
                // A text is its own name.
                let is_name = name.text.eq_ignore_ascii_case("name") && at + 1 == path.names.len();
                self.refuse(if is_name {
                    diagnostic.fix(field.span.join_with(name.span), text)
                } else {
                    diagnostic
                })
            }
            Err(Unresolved::NoField(kinds, at)) => {
                let Some(name) = path.names.get(at) else {
                    return self.refuse_unforeseen(path.span, &path.to_string());
                };
                let via = at.checked_sub(1).and_then(|before| path.names.get(before));
                let diagnostic = self.no_field(&kinds, name, via.map(|name| name.text.clone()));
                self.refuse(diagnostic)
            }
        }
    }

    /// Columns of the catalog's own choice. It is checked when it is read, so that a kind has all of them.
    pub(super) fn catalog_columns<'n>(
        &self,
        kind: &'c Kind,
        names: impl Iterator<Item = &'n str>,
    ) -> Vec<Item<'c>> {
        let column = |name: &str| {
            let way = self.walk_names(Scope::for_kind(kind), &[name.to_owned()], 0).ok()?;
            Some(Item::Value(NamedPath { text: name.to_owned(), steps: way }))
        };
        names.filter_map(column).collect()
    }

    fn walk_names(
        &self,
        scope: Scope<'c>,
        names: &[String],
        at: usize,
    ) -> Result<PathExpr<'c>, Unresolved<'c>> {
        let kind = scope.kind;
        let Some(name) = names.get(at) else { return Err(Unresolved::NoField(vec![kind], at)) };
        // In an item of a link: a field the passing record itself declares, then what the thing reached has.
        if let Some(to) = scope.to {
            let own = kind.field(name).is_some() && !UNIVERSAL.contains(&name.as_str());
            if !own {
                return match self.walk_beyond_field(to, names, at) {
                    Err(Unresolved::NoField(kinds, dead_at)) if dead_at == at => {
                        Err(Unresolved::NoField([vec![kind], kinds].concat(), at))
                    }
                    found => found,
                };
            }
        }
        let is_last = at + 1 == names.len();
        match look_up(kind, name) {
            None => Err(Unresolved::NoField(vec![kind], at)),
            Some(Target::Leaf(end)) if is_last => Ok(PathExpr::Leaf(end)),
            Some(Target::Leaf(end)) => {
                let noun = match end {
                    Leaf::Name(_) => "text",
                    Leaf::Slug(_) => "an id",
                    _ => "one of a list",
                };
                Err(Unresolved::NoDot(noun, &[], at + 1))
            }
            Some(Target::Field(field)) if is_last => Ok(PathExpr::Leaf(Leaf::Field(field))),
            Some(Target::Field(field)) => self.walk_beyond_field(field, names, at + 1),
            Some(Target::Link(link)) => {
                let Some(via) = self.catalog.kind(&link.via) else {
                    return Err(Unresolved::NoField(vec![kind], at));
                };
                if is_last {
                    return Ok(PathExpr::Leaf(Leaf::Link(link, via)));
                }
                let then = Box::new(self.walk_names(Scope::for_items(link, via), names, at + 1)?);
                Ok(PathExpr::Link(LinkStep { link, via, then }))
            }
        }
    }

    /// Resolves the rest of a path after a field: a field of the thing it refers to, or a part of its value.
    fn walk_beyond_field(
        &self,
        field: &'c Field,
        names: &[String],
        at: usize,
    ) -> Result<PathExpr<'c>, Unresolved<'c>> {
        let targets: Vec<&'c Kind> = match &field.ty {
            Type::Ref(targets) => self.catalog.target_kinds(targets).collect(),
            Type::Level(_) => self.catalog.kind_of_places().into_iter().collect(),
            ty => {
                let part = names.get(at).filter(|_| at + 1 == names.len());
                let part = part.and_then(|name| parts_of(ty).iter().find(|(word, _)| word == name));
                return part
                    .map_or(Err(Unresolved::NoDot(ty.noun(), parts_of(ty), at)), |(_, part)| {
                        Ok(PathExpr::Leaf(Leaf::Part(field, *part)))
                    });
            }
        };
        if let (true, [name]) = (targets.len() > 1, names.get(at..).unwrap_or_default())
            && let Some(things) = self.catalog.kind_of_things()
            && let Some(Target::Leaf(end)) = look_up(things, name)
        {
            let then = vec![(things, PathExpr::Leaf(end))];
            return Ok(PathExpr::Ref(RefStep { field, then, lacking: vec![] }));
        }
        let mut through = RefStep { field, then: vec![], lacking: vec![] };
        let mut deepest = None;
        for target in targets {
            match self.walk_names(Scope::for_kind(target), names, at) {
                Ok(way) => through.then.push((target, way)),
                Err(Unresolved::NoField(_, dead_at)) if dead_at == at => {
                    through.lacking.push(target);
                }
                Err(dead) => deepest = Some(dead),
            }
        }
        match (through.then.is_empty(), deepest) {
            (false, _) => Ok(PathExpr::Ref(through)),
            (true, Some(dead)) => Err(dead),
            (true, None) => Err(Unresolved::NoField(through.lacking, at)),
        }
    }

    fn no_field(&self, kinds: &[&'c Kind], name: &ast::Name, via: Option<String>) -> Diagnostic {
        let (typed, span) = (name.text.as_str(), name.span);
        let has = |kind: &&Kind| kind.field(typed).is_some() || kind.link(typed).is_some();
        let elsewhere = self.catalog.kinds.iter().filter(has).map(|kind| kind.plural.clone());
        let named = kinds.iter().any(|kind| kind.has_names()).then_some("name");
        let fields = kinds.iter().flat_map(|kind| kind.fields.iter().map(|field| &field.name));
        let links = kinds.iter().flat_map(|kind| kind.links().map(|link| &link.name));
        let problem = NameProblem::Field {
            owners: distinct_texts(kinds.iter().map(|kind| kind.plural.as_str())),
            typed: typed.to_owned(),
            suggestions: vec![],
            elsewhere: elsewhere.collect(),
            fields: distinct_texts(named.into_iter().chain(fields.map(String::as_str))),
            links: distinct_texts(links.map(String::as_str)),
            via,
            ways: 0,
            kinds: vec![],
            known: kinds.iter().flat_map(|kind| names_of_kind(kind)).map(str::to_owned).collect(),
        };
        Diagnostic::error(span, problem)
    }
}

/// Lists texts, each once.
fn distinct_texts<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut known = HashSet::new();
    texts.filter(|text| known.insert(*text)).map(str::to_owned).collect()
}

/// Looks a name up: a field first, then the names every kind has, then a link by its singular or plural.
fn look_up<'c>(kind: &'c Kind, name: &str) -> Option<Target<'c>> {
    if let Some(field) = kind.field(name) {
        return Some(Target::Field(field));
    }
    match name {
        "name" if kind.has_names() => Some(Target::Leaf(Leaf::Name(kind))),
        "id" if kind.has_names() && kind.sort != Sort::Record => {
            Some(Target::Leaf(Leaf::Slug(kind)))
        }
        "kind" => Some(Target::Leaf(Leaf::Kind)),
        _ => kind.link(name).map(Target::Link),
    }
}

/// Lists all names that may be looked up for a kind, and perhaps more.
fn names_of_kind(kind: &Kind) -> impl Iterator<Item = &str> {
    let fields = kind.fields.iter().map(|field| field.name.as_str());
    let links = kind.links().flat_map(|link| [link.name.as_str(), link.one.as_str()]);
    ["name"].into_iter().chain(fields).chain(links).chain(["kind", "id"])
}

/// Lists the parts of a value that may follow its field's dot.
pub(crate) fn parts_of(ty: &Type) -> &'static [(&'static str, Part)] {
    match ty {
        Type::Date | Type::Period => {
            &[("year", Part::Year), ("quarter", Part::Quarter), ("month", Part::Month)]
        }
        Type::Number { exact: false } | Type::Share | Type::Money | Type::Quantity(_) => {
            &[("unit", Part::Unit), ("wording", Part::Wording)]
        }
        Type::Number { exact: true }
        | Type::Text
        | Type::Enum(_)
        | Type::YesNo
        | Type::Ref(_)
        | Type::Level(_) => &[],
    }
}
