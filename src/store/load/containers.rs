//! The containers that rows give for their places.

use anyhow::Result;
use rusqlite::types::Value as Sql;

use super::containment::StatedContainer;
use super::merge::Merge;
use super::readings::PlaceContext;
use crate::catalog::{Targets, Type};
use crate::store::digest::{Digest, Entry, Given, Literal, Mistake};

impl<'c> Merge<'_, 'c> {
    /// Remembers the containers that a row gives for its place until all containment is known.
    pub(crate) fn note_containers(&mut self, entry: &Entry<'c>, digest: &Digest<'c>) -> Result<()> {
        let source = digest.source.as_deref();
        let own = Targets { any: false, kinds: vec![entry.kind.name.clone()] };
        for within in &entry.within {
            let word = &within.container;
            let (place, targets, says) = match (within.place, &entry.id) {
                (Some(field), _) => match (entry.given_field(&field.name), &field.ty) {
                    (Some(given), Type::Ref(targets)) => match &given.value {
                        Literal::Ref(place) => {
                            (place.as_str(), targets, PlaceContext::of_field(entry, given))
                        }
                        Literal::Ready(_) => continue,
                    },
                    _ => continue,
                },
                (None, Some(id)) => (&*id.text, &own, PlaceContext::default()),
                (None, None) => continue,
            };
            // A place that isn't found is reported when it is merged.
            let Ok(place) = self.find((place, &word.at), targets, source, &says)? else { continue };
            let says = PlaceContext::of_container(entry, (within.level, within.place));
            match self.find((&word.text, &word.at), targets, source, &says)? {
                Ok(container) => self.merged.stated_containers.push(StatedContainer {
                    place: place.id,
                    slug: place.slug.to_string(),
                    level: within.level.name.clone(),
                    container: container.id,
                    at: word.at.clone(),
                    otherwise: None,
                }),
                Err(mistake) => self.not_found(&word.at, mistake, within.optional),
            }
        }
        Ok(())
    }

    /// If the value was given as a level, remembers to check that the recorded place is inside it; `otherwise` is the mistake if
    /// it isn't.
    pub(crate) fn is_wider(
        &mut self,
        given: &Given<'c>,
        (recorded, new): (&[Sql], &[Sql]),
        otherwise: &Mistake,
    ) -> bool {
        let (Some(level), [Sql::Integer(place)], [Sql::Integer(container)]) =
            (given.level, recorded, new)
        else {
            return false;
        };
        self.merged.stated_containers.push(StatedContainer {
            place: *place,
            slug: String::new(),
            level: level.name.clone(),
            container: *container,
            at: given.at.clone(),
            otherwise: Some(otherwise.clone()),
        });
        true
    }
}
