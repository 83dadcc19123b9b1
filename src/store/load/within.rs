//! What a row says beside its place, its city or country, follows from the place: it must be what follows.

use anyhow::Result;
use rusqlite::{Connection, OptionalExtension};

use crate::catalog::{Targets, Type};
use crate::store::digest::{Digest, Entry, Literal, Place, Problems};

use super::lookup::Found;
use super::merge::Merge;

/// A place that was said to lie in another.
pub(super) struct Lies {
    place: Found,
    level: String,
    container: Found,
    at: Place,
}

impl<'c> Merge<'_, 'c> {
    /// Keeps where the place of a row is said to lie, until it is known where it does.
    pub(super) fn within(&mut self, entry: &Entry<'c>, digest: &Digest<'c>) -> Result<()> {
        let source = digest.source.as_deref();
        for within in &entry.within {
            let word = &within.container;
            let own = Targets { any: false, kinds: vec![entry.kind.name.clone()] };
            let (place, targets) = match within.place {
                Some(field) => match (entry.value(&field.name), &field.ty) {
                    (Some(Literal::Ref(place)), Type::Ref(targets)) => (place, targets),
                    _ => continue,
                },
                None => match &entry.id {
                    Some(id) => (&id.text, &own),
                    None => continue,
                },
            };
            // A place that is not found is told where it is merged.
            let at = &within.container.at;
            let Ok(place) = self.find(place, targets, source, at)? else { continue };
            match self.find(&word.text, targets, source, at)? {
                Ok(container) => {
                    let (level, at) = (within.level.name.clone(), word.at.clone());
                    self.merged.lies.push(Lies { place, level, container, at });
                }
                Err((sentence, helps)) => self.problems.add_with(&word.at, sentence, helps),
            }
        }
        Ok(())
    }
}

/// Notes what is not as it was said, and what does not follow from anything and so is not kept.
pub(super) fn check(conn: &Connection, lies: &[Lies], problems: &mut Problems) -> Result<()> {
    let mut find = conn.prepare(
        "SELECT t.id, t.name FROM level AS l JOIN thing AS t ON t.id = l.container WHERE l.place = ?1 AND l.level = ?2",
    )?;
    for Lies { place, level, container, at } in lies {
        let found: Option<(i64, String)> =
            find.query_row((place.id, level), |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        match found {
            Some((id, _)) if id == container.id => {}
            Some((_, name)) => {
                let sentence = format!("the {level} of `{}` is {name}", place.slug);
                problems.add_with(
                    at,
                    sentence,
                    vec!["is another place of that name meant?".into()],
                );
            }
            None => {
                let sentence =
                    format!("this is left out: no {level} is recorded of `{}`", place.slug);
                problems.warn(at, sentence, vec![]);
            }
        }
    }
    Ok(())
}
