//! Judgements in a load: those of the base are set aside while facts are merged, as if nothing were judged. At the end they are
//! put back with those of this load, and the things that are the same are united ([`crate::store::unite`]).

use std::collections::HashMap;

use anyhow::Result;
use rusqlite::Connection;

use super::evidence::claim_cells;
use super::merge::Merge;
use super::parts::{parts_above, with_whole};
use super::readings::PlaceContext;
use super::rings::find_rings;
use crate::catalog::{Catalog, DISTINCT_FROM, SAME_AS, Targets};
use crate::store::digest::{Claim, Digest, InputSpan, Judgement, Mistake, Problems, Word};
use crate::store::ids::Ids;
use crate::store::judged::{JudgedPair, Judgements, Objection};
use crate::store::queries::Queries;
use crate::store::schema::JUDGED;
use crate::store::supported::{Supported, evidence_key};
use crate::store::unite::unite_classes;

/// A judgement of the base that is set aside: its claim and its two things.
struct SetAside {
    claim: i64,
    thing: i64,
    other: Option<i64>,
}

/// The judgements of a load.
#[derive(Default)]
pub(super) struct LoadJudgements {
    before: Vec<SetAside>,
    /// The new ones, each with the file it is in.
    new: Vec<(String, Judgement)>,
    /// The slugs of things that become part of another, with the slug of that.
    pub(super) kept: HashMap<String, String>,
    /// The places of this load's judgements, by pair.
    places: HashMap<JudgedPair, InputSpan>,
}

impl LoadJudgements {
    /// Sets the judgements of the base aside, and takes those of the digests.
    pub(super) fn take(conn: &Connection, digests: &mut [Digest<'_>]) -> Result<Self> {
        let sql = format!(
            "SELECT c.id, c.thing, d.id, c.field, t.slug, c.says FROM claim AS c JOIN thing AS t ON t.id = c.thing
             LEFT JOIN thing AS d ON d.slug = c.says WHERE {JUDGED} ORDER BY t.slug, c.says"
        );
        let mut judgements = Self::default();
        let mut pairs = Vec::new();
        for row in conn.read_all::<(i64, i64, Option<i64>, String, String, String)>(&sql, [])? {
            let (claim, thing, other, field, keep, drop) = row;
            pairs.extend((field == SAME_AS).then_some((drop, keep)));
            judgements.before.push(SetAside { claim, thing, other });
            conn.run("UPDATE claim SET thing = NULL WHERE id = ?1", [claim])?;
        }
        for digest in digests {
            for judgement in std::mem::take(&mut digest.judgements) {
                let Judgement { keep, drop, distinct, .. } = &judgement;
                pairs.extend((!distinct).then(|| (drop.text.to_string(), keep.text.to_string())));
                judgements.new.push((digest.owner.clone(), judgement));
            }
        }
        judgements.kept = last_kept(pairs);
        Ok(judgements)
    }

    /// Unites the things that are judged to be the same. Returns what this changes, and sentences on judgements of the base that
    /// cannot hold any more; those of this load are noted at their rows.
    pub(super) fn unite(
        &self,
        (conn, catalog): (&Connection, &Catalog),
        problems: &mut Problems,
    ) -> Result<(Ids, Vec<String>)> {
        let mut found = Judgements::read(conn)?;
        let classes = found.find_classes(conn)?;
        let mut sentences = Vec::new();
        for Objection { pair, mistake } in found.objections {
            match self.places.get(&pair) {
                Some(at) => problems.add(at, mistake),
                None => sentences.push(objection_sentence(conn, &pair, &mistake)?),
            }
        }
        sentences.dedup();
        if !sentences.is_empty() || !problems.is_empty() || classes.is_empty() {
            return Ok((Ids::default(), sentences));
        }
        Ok((unite_classes(conn, catalog, &classes)?, sentences))
    }
}

/// Returns for each dropped slug the one that is kept in the end.
fn last_kept(pairs: Vec<(String, String)>) -> HashMap<String, String> {
    let next: HashMap<String, String> = pairs.into_iter().collect();
    let last = |drop: &String| {
        // Judgements may lead in a circle, which is reported when they are put back.
        let ways = std::iter::successors(Some(drop), |at| next.get(*at));
        ways.take(next.len() + 1).last().cloned().unwrap_or_default()
    };
    next.keys().map(|drop| (drop.clone(), last(drop))).collect()
}

impl Merge<'_, '_> {
    /// Puts the judgements of the base back, and writes those of this load.
    pub(super) fn write_judgements(&mut self, judgements: &mut LoadJudgements) -> Result<()> {
        for SetAside { claim, thing, other } in &judgements.before {
            let sql = "UPDATE claim SET thing = ?2, says = coalesce((SELECT slug FROM thing WHERE id = ?3), says) WHERE id = ?1";
            self.conn.run(sql, (claim, thing, other))?;
            let says: Option<String> =
                self.conn.read_value("SELECT says FROM claim WHERE id = ?1", [claim])?;
            let key = says.as_deref().map(evidence_key);
            self.conn.run("UPDATE claim SET says_key = ?2 WHERE id = ?1", (claim, key))?;
        }
        for (owner, judgement) in std::mem::take(&mut judgements.new) {
            let Judgement { keep, drop, distinct, note } = judgement;
            let (Some(kept), Some(dropped)) =
                (self.find_judged_thing(&keep)?, self.find_judged_thing(&drop)?)
            else {
                continue;
            };
            if kept == dropped {
                let sentence = format!("`{}` and `{}` are one thing already", keep.text, drop.text);
                let help = "give the ids of two things, or take out the row";
                self.problems.add(&drop.at, Mistake::new(sentence).help(help));
                continue;
            }
            let field = if distinct { DISTINCT_FROM } else { SAME_AS };
            let claim = Claim::external(&keep.at, &note);
            let cells = claim_cells(self.catalog, (&claim, Some(&dropped.1)), kept.0, None);
            let supported = Supported::of_field(Some(field));
            self.claims.write_claim(self.conn, kept.0, (cells, supported, true), Some(&owner))?;
            self.merged.touched.insert(kept.0);
            judgements.places.entry((kept.1, dropped.1)).or_insert(keep.at);
        }
        Ok(())
    }

    /// Finds a thing of a judgement, by its id or a name.
    fn find_judged_thing(&mut self, word: &Word) -> Result<Option<(i64, String)>> {
        let targets = Targets::any_thing();
        let at = (&*word.text, &word.at);
        match self.find(at, &targets, None, &PlaceContext::default())? {
            Ok(found) => Ok(Some((found.id, found.slug.to_string()))),
            Err(mistake) => {
                self.problems.add(&word.at, mistake);
                Ok(None)
            }
        }
    }
}

/// Writes why a judgement of the base cannot hold, with the file that it is in.
fn objection_sentence(
    conn: &Connection,
    (keep, drop): &JudgedPair,
    mistake: &Mistake,
) -> Result<String> {
    let sql = format!(
        "SELECT o.name FROM claim AS c JOIN _origin AS o ON o.id = c._origin LEFT JOIN thing AS t ON t.id = c.thing
         WHERE {JUDGED} AND c.says = ?2 AND coalesce(t.slug, '') = ?1 ORDER BY c.id LIMIT 1"
    );
    let file: Option<String> = conn.read_value(&sql, (keep, drop))?;
    let file = file.unwrap_or_else(|| "the base".to_owned());
    let helps: Vec<&str> = mistake.helps.iter().flat_map(|help| ["; ", help]).collect();
    Ok(format!(
        "{} (`{keep}`, `{drop}` in {file}){}; load {file} without that row in the same command",
        mistake.sentence,
        helps.concat()
    ))
}

/// Returns sentences on what cannot be, now that things are united: something that is part of itself, a part above its whole.
pub(super) fn united_faults(
    conn: &Connection,
    catalog: &Catalog,
    united: &Ids,
) -> Result<Vec<String>> {
    let mut sentences = Vec::new();
    for ring in find_rings(conn, catalog)? {
        if ring.steps.iter().any(|step| united.contains(step.record)) {
            sentences.push(ring.sentence(conn, &|_| String::new())?);
        }
    }
    for part in with_whole(catalog) {
        for above in parts_above(conn, part)? {
            if united.contains(above.part) || united.contains(above.whole) {
                sentences.push(format!(
                    "a part can't be {} where its whole, `{}`, is {}",
                    above.own, above.slug, above.total
                ));
            }
        }
    }
    let help = "; this follows from things that are judged to be the same: take out that judgement";
    Ok(sentences.into_iter().map(|sentence| sentence + help).collect())
}
