//! Containers that rows give for places, compared with the recorded containment.

use anyhow::Result;
use rusqlite::Connection;

use crate::store::digest::{InputSpan, Mistake, Problems};
use crate::store::queries::Queries;

/// A container that a row gives for a place.
pub(crate) struct StatedContainer {
    pub(super) place: i64,
    /// The slug of the place; empty if the mistake is known already.
    pub(super) slug: String,
    pub(super) level: String,
    pub(super) container: i64,
    pub(super) at: InputSpan,
    /// The mistake if the place is not in it, where two values were compared.
    pub(super) otherwise: Option<Mistake>,
}

/// Notes stated containers that contradict the recorded ones. Warns of containers for which nothing is recorded; they are left
/// out.
pub(crate) fn check_places(
    conn: &Connection,
    stated: &[StatedContainer],
    problems: &mut Problems,
) -> Result<()> {
    let sql = "SELECT t.id, t.name FROM level AS l JOIN thing AS t ON t.id = l.container WHERE l.place = ?1 AND l.level = ?2";
    for StatedContainer { place, slug, level, container, at, otherwise } in stated {
        let found: Option<(i64, String)> = conn.read_first(sql, (place, level))?;
        match (found, otherwise) {
            (Some((id, _)), _) if id == *container => {}
            (_, Some(mistake)) => problems.add(at, mistake.clone()),
            (Some((_, name)), None) => {
                let mistake = Mistake::new(format!("the {level} of `{slug}` is {name}"));
                problems.add(at, mistake.help("do you mean another place with that name?"));
            }
            (None, None) => {
                problems.warn(at, format!("this is left out: no {level} is recorded for `{slug}`"));
            }
        }
    }
    Ok(())
}
