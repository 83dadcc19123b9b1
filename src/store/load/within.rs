//! What a row says beside its place, or in its place, its city or country, follows from the place that is recorded: it must be
//! what follows.

use anyhow::Result;
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension};

use crate::catalog::{Targets, Type};
use crate::store::digest::{Digest, Entry, Given, Literal, Place, Problems};

use super::merge::Merge;

/// A place that was said to lie in another.
pub(super) struct Lies {
    place: i64,
    /// What a sentence of its own calls the place.
    called: String,
    level: String,
    container: i64,
    at: Place,
    /// What is wrong if it does not, where two values are compared; else that follows from where it lies.
    otherwise: Option<Wrong>,
}

/// A sentence, and what may help.
type Wrong = (String, Vec<String>);

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
                    let (called, container) = (place.slug, container.id);
                    let lies =
                        Lies { place: place.id, called, level, container, at, otherwise: None };
                    self.merged.lies.push(lies);
                }
                Err((sentence, helps)) => self.problems.add_with(&word.at, sentence, helps),
            }
        }
        Ok(())
    }

    /// Keeps that a recorded place was said to lie in the one given as its level, and what is wrong if it does not. Returns
    /// false where no level was given.
    pub(super) fn lies_in(
        &mut self,
        given: &Given<'c>,
        (recorded, new): (&[Sql], &[Sql]),
        otherwise: &Wrong,
    ) -> bool {
        let (Some(level), [Sql::Integer(place)], [Sql::Integer(container)]) =
            (given.level, recorded, new)
        else {
            return false;
        };
        let (level, at) = (level.name.clone(), given.at.clone());
        let (place, container, otherwise) = (*place, *container, Some(otherwise.clone()));
        let called = String::new();
        self.merged.lies.push(Lies { place, called, level, container, at, otherwise });
        true
    }
}

/// Notes what is not as it was said, and what does not follow from anything and so is not kept.
pub(super) fn check(conn: &Connection, lies: &[Lies], problems: &mut Problems) -> Result<()> {
    let mut find = conn.prepare(
        "SELECT t.id, t.name FROM level AS l JOIN thing AS t ON t.id = l.container WHERE l.place = ?1 AND l.level = ?2",
    )?;
    for Lies { place, called, level, container, at, otherwise } in lies {
        let found: Option<(i64, String)> =
            find.query_row((place, level), |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        match (found, otherwise) {
            (Some((id, _)), _) if id == *container => {}
            (_, Some((sentence, helps))) => problems.add_with(at, sentence, helps.clone()),
            (Some((_, name)), None) => {
                let sentence = format!("the {level} of `{called}` is {name}");
                problems.add_with(
                    at,
                    sentence,
                    vec!["is another place of that name meant?".into()],
                );
            }
            (None, None) => {
                let sentence = format!("this is left out: no {level} is recorded of `{called}`");
                problems.warn(at, sentence, vec![]);
            }
        }
    }
    Ok(())
}
