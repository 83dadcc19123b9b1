//! The links back along refs: `organization.projects`, because projects have a ref to organizations.

use std::rc::Rc;

use super::raw::{ReverseNames, TextOr};
use super::read::{CatalogError, refuse_catalog};
use super::{Catalog, Kind, Link, Sort};

/// A ref of a kind that gives every kind it leads to a link back.
pub(super) struct Reverse {
    /// The place of the kind.
    pub(super) kind: usize,
    pub(super) field: String,
    pub(super) link: TextOr<ReverseNames>,
    pub(super) to: TextOr<Vec<String>>,
    /// The number of links that each kind declares itself.
    pub(super) declared: Rc<[usize]>,
}

impl Reverse {
    /// Gives every kind that the ref can lead to the link back.
    pub(super) fn add_to(self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        let Some(kind) = catalog.kinds.get(self.kind) else { return Ok(()) };
        let (via, about, core) = (kind.name.clone(), kind.about.clone(), kind.core);
        let at = format!("kind.{via}.field.{}.reverse", self.field);
        let (many, one) = match self.link {
            TextOr::Other(ReverseNames { many, one }) => (many, one),
            TextOr::Text(many) if many == kind.plural => (many, via.clone()),
            TextOr::Text(many) => {
                return refuse_catalog(at, format!("say what one of `{many}` is called"));
            }
        };
        let leads_to = |kind: &Kind| match (&self.to, kind.sort) {
            (TextOr::Text(any), Sort::Thing) if any == "any" || any == "all" => true,
            (TextOr::Text(all), Sort::Record) if all == "all" => true,
            (TextOr::Text(any), Sort::Union) if any == "any" || any == "all" => core,
            (TextOr::Text(name), _) => *name == kind.name,
            (TextOr::Other(names), _) => names.contains(&kind.name),
        };
        // Kinds to which the same ref leads share the link.
        let shared = Rc::new(Link {
            name: many,
            one,
            about,
            via,
            back: vec![self.field.clone()],
            only: None,
            to: None,
        });
        for (kind, declared) in catalog.kinds.iter_mut().zip(self.declared.iter()) {
            if !leads_to(kind) {
                continue;
            }
            match kind.links.iter_mut().enumerate().find(|(_, link)| link.name == shared.name) {
                // A kind of the engine may describe it better itself.
                Some((place, _)) if core && place < *declared => {}
                Some((_, link)) if link.via == shared.via && link.to.is_none() => {
                    Rc::make_mut(link).back.push(self.field.clone());
                }
                Some(_) => {
                    let name = &shared.name;
                    return refuse_catalog(
                        at,
                        format!("`{}` already has a link `{name}`", kind.name),
                    );
                }
                None => kind.links.push(Rc::clone(&shared)),
            }
        }
        Ok(())
    }
}
