//! Following the names of a path through the catalog (language.md §4, "Looking names up").

use super::Resolver;
use crate::catalog::{Field, Kind, Sort, Type, UNIVERSAL};
use crate::query::ast;
use crate::query::diagnostic::{Diagnostic, Naming, Problem};
use crate::query::plan::{Cond, End, Part, Path, Step, Through, Way};
use crate::query::span::Span;
use crate::value::suggest;

/// Why a path leads nowhere.
enum Dead<'c> {
    /// These kinds have no field of the name at this place in the path.
    NoField(Vec<&'c Kind>, usize),
    /// The name before this place is a value, not a reference.
    NoDot(&'c Field, usize),
    /// It goes through a link, or to one.
    Link(usize),
}

/// What a name means on a thing of a kind.
enum Meant<'c> {
    Field(&'c Field),
    End(End<'c>),
    Link,
}

impl<'c> Resolver<'c, '_> {
    /// A path, or the reason it leads nowhere among the problems found.
    pub(super) fn path(&mut self, path: &ast::Path, kind: &'c Kind) -> Option<Path<'c>> {
        let names: Vec<String> = path.names.iter().map(|name| name.text.to_lowercase()).collect();
        match self.walk(kind, &names, 0) {
            Ok(way) => Some(Path { text: names.join("."), way }),
            Err(Dead::Link(at)) => {
                let span = path.names.get(at).map_or(path.span, |name| name.span);
                self.not_yet(span, "a link to several things")
            }
            Err(Dead::NoDot(field, at)) => {
                let span = path.names.get(at).map_or(path.span, |name| name.span);
                let parts = parts(&field.ty).iter().map(|(name, _)| (*name).to_owned()).collect();
                let problem =
                    Naming::NoDot { field: field.name.clone(), noun: field.ty.noun(), parts };
                self.refuse(Diagnostic::error(span, Problem::Naming(problem)))
            }
            Err(Dead::NoField(kinds, at)) => {
                let name = path.names.get(at)?;
                let diagnostic = self.no_field(&kinds, &name.text, name.span);
                self.refuse(diagnostic)
            }
        }
    }

    /// A path behind a quantifier: it must lead through a link, which this version cannot follow.
    pub(super) fn path_through_link(
        &mut self,
        path: &ast::Path,
        kind: &'c Kind,
    ) -> Option<Cond<'c>> {
        let Some(name) = path.names.first() else { return None };
        if kind.link(&name.text.to_lowercase()).is_some()
            || UNIVERSAL.contains(&name.text.to_lowercase().as_str())
        {
            return self.not_yet(path.span, "a link to several things");
        }
        self.path(path, kind)?;
        self.not_yet(path.span, "a link to several things")
    }

    /// A column of the catalog's own choice.
    pub(super) fn column(&mut self, kind: &'c Kind, name: &str) -> Option<Path<'c>> {
        let names = [name.to_owned()];
        self.walk(kind, &names, 0).ok().map(|way| Path { text: name.to_owned(), way })
    }

    fn walk(&self, kind: &'c Kind, names: &[String], at: usize) -> Result<Way<'c>, Dead<'c>> {
        let Some(name) = names.get(at) else { return Err(Dead::NoField(vec![kind], at)) };
        let is_last = at + 1 == names.len();
        match meant(kind, name) {
            None => Err(Dead::NoField(vec![kind], at)),
            Some(Meant::Link) => Err(Dead::Link(at)),
            Some(Meant::End(end)) if is_last => Ok(Way::End(end)),
            Some(Meant::End(_)) => Err(Dead::NoField(vec![kind], at + 1)),
            Some(Meant::Field(field)) if is_last => Ok(Way::End(End::Field(field))),
            Some(Meant::Field(field)) => self.beyond(field, names, at),
        }
    }

    /// What follows a field's dot: something of the thing it refers to, or a part of its value.
    fn beyond(&self, field: &'c Field, names: &[String], at: usize) -> Result<Way<'c>, Dead<'c>> {
        let (step, targets): (_, Vec<&'c Kind>) = match &field.ty {
            Type::Ref(targets) => (Step::Ref(field), self.catalog.targets(targets).collect()),
            Type::Level(_) => {
                let places =
                    self.catalog.containment.as_ref().and_then(|c| self.catalog.kind(&c.places));
                (Step::Level(field), places.into_iter().collect())
            }
            ty => {
                let part = names.get(at + 1).filter(|_| at + 2 == names.len());
                let part = part.and_then(|name| parts(ty).iter().find(|(word, _)| word == name));
                return part.map_or(Err(Dead::NoDot(field, at + 1)), |(_, part)| {
                    Ok(Way::End(End::Part(field, *part)))
                });
            }
        };
        if let (true, [name]) = (targets.len() > 1, names.get(at + 1..).unwrap_or_default())
            && let Some(things) = self.catalog.kinds.iter().find(|kind| kind.sort == Sort::Union)
            && let Some(Meant::End(end)) = meant(things, name)
        {
            return Ok(Way::Through(Through {
                step,
                then: vec![(things, Way::End(end))],
                without: vec![],
            }));
        }
        let mut through = Through { step, then: vec![], without: vec![] };
        let mut deepest = None;
        for target in targets {
            match self.walk(target, names, at + 1) {
                Ok(way) => through.then.push((target, way)),
                Err(Dead::NoField(_, dead_at)) if dead_at == at + 1 => through.without.push(target),
                Err(dead) => deepest = Some(dead),
            }
        }
        match (through.then.is_empty(), deepest) {
            (false, _) => Ok(Way::Through(through)),
            (true, Some(dead)) => Err(dead),
            (true, None) => Err(Dead::NoField(through.without, at + 1)),
        }
    }

    fn no_field(&self, kinds: &[&'c Kind], typed: &str, span: Span) -> Diagnostic {
        let fields = |kind: &'c Kind| -> Vec<&'c str> {
            let own = kind.fields.iter().map(|field| field.name.as_str());
            let links = kind.links.iter().map(|link| link.name.as_str());
            let named: &[&str] = if kind.named() { &["name"] } else { &[] };
            own.chain(links).chain(named.iter().copied()).collect()
        };
        let known: Vec<&str> = kinds.iter().copied().flat_map(fields).collect();
        let suggestions = suggest(typed, known.iter().copied());
        let has = |kind: &&Kind| kind.field(typed).is_some() || kind.link(typed).is_some();
        let elsewhere: Vec<String> =
            self.catalog.kinds.iter().filter(has).map(|kind| kind.plural.clone()).collect();
        let owner = match kinds {
            [one] => one.plural.clone(),
            _ => "these things".to_owned(),
        };
        let fixes = suggestions.clone();
        let fields = known.iter().map(|name| (*name).to_owned()).collect();
        let problem =
            Naming::Field { owner, typed: typed.to_owned(), suggestions, elsewhere, fields };
        Diagnostic::error(span, Problem::Naming(problem)).fixes(span, &fixes)
    }
}

/// A field first, then what every thing answers to, then a link by either of its numbers.
fn meant<'c>(kind: &'c Kind, name: &str) -> Option<Meant<'c>> {
    if let Some(field) = kind.field(name) {
        return Some(Meant::Field(field));
    }
    match name {
        "name" if kind.named() => Some(Meant::End(End::Name { many: kind.sort != Sort::Record })),
        "id" if kind.named() && kind.sort != Sort::Record => Some(Meant::End(End::Slug)),
        "kind" => Some(Meant::End(End::Kind)),
        "names" | "claims" | "sources" if kind.named() => Some(Meant::Link),
        _ => kind.link(name).map(|_| Meant::Link),
    }
}

/// The parts of a value that may follow its field's dot.
fn parts(ty: &Type) -> &'static [(&'static str, Part)] {
    match ty {
        _ if ty.is_time() => {
            &[("year", Part::Year), ("quarter", Part::Quarter), ("month", Part::Month)]
        }
        Type::Number { exact: true } => &[],
        _ if ty.is_amount() => &[("unit", Part::Unit), ("wording", Part::Wording)],
        _ => &[],
    }
}
