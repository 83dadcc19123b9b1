//! Exports the facts of some sources as inputs for a base of its own: their digests, the facts without a source, and the names of
//! things that only other sources describe.

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;

use anyhow::Result;

use super::entry::{WrittenClaim, WrittenEntry, is_value};
use super::readings::{Judged, judgement_table};
use super::write::DigestWriter;
use crate::catalog::{SOURCE, Sort};
use crate::store::digest::{Input, InputForm};
use crate::store::entered::with_entered;
use crate::store::load::is_listed;
use crate::store::open::Base;
use crate::store::queries::Queries;
use crate::text::delimited::quote_csv;
use crate::text::toml_string;

/// The origin of the names of things that only other sources describe.
const OTHERS: &str = "Only other sources describe it";

/// A digest that is written: its source or its file, and its entries.
type WrittenDigest = (String, Vec<WrittenEntry>);

impl Base {
    /// Returns the inputs for a base with the facts of these sources, in the order of their ids.
    pub(in crate::store) fn inputs_alone(&self, sources: &BTreeSet<String>) -> Result<Vec<Input>> {
        with_entered(&self.conn, self.catalog(), || self.inputs_as_entered(sources))
    }

    /// Checks whether a table made claims for a source.
    fn is_table_of(&self, table: &str, source: &str) -> Result<bool> {
        let sql = "SELECT 1 FROM claim AS c JOIN _origin AS o ON o.id = c._origin JOIN thing AS s ON s.id = c.source
             WHERE o.name = ?1 AND s.slug = ?2";
        Ok(self.conn.exists(sql, (table, source))?)
    }

    fn inputs_as_entered(&self, sources: &BTreeSet<String>) -> Result<Vec<Input>> {
        let mut written: Vec<WrittenDigest> = Vec::new();
        for source in sources {
            written.push((source.clone(), self.whole_entries(source)?));
        }
        let known: HashSet<String> = self.source_slugs()?.into_iter().collect();
        let mut judgements = Vec::new();
        for file in self.files_without_source()? {
            let owner =
                file.rsplit_once(' ').map(|(_, last)| last).filter(|last| known.contains(*last));
            if let Some(source) = owner
                && self.is_table_of(&file, source)?
            {
                continue;
            }
            let judged = self.judgements_of(&file)?;
            if judged.is_empty() {
                let entries = self.whole_entries(&file)?;
                written.push((file, entries));
            } else {
                judgements.push((file, judged));
            }
        }
        for (origin, entries) in &mut written {
            entries.retain(|entry| entry.kind != SOURCE || entry.id.as_ref() == Some(origin));
        }
        self.add_listed(&mut written)?;
        self.record_first(&mut written)?;
        let mut slugs = mentioned_slugs(&written);
        for (_, judged) in &mut judgements {
            *judged = judgements_about(judged, &mut slugs);
        }
        let mut inputs = self.names_alone(&slugs, &written)?;
        inputs.extend(judgements.iter().map(|(file, judged)| judgement_table(file, judged)));
        for (origin, entries) in &mut written {
            for entry in entries.iter_mut() {
                self.shorten(entry);
            }
            let writer = DigestWriter(self.catalog());
            let text = match entries.iter().position(|entry| entry.kind == SOURCE) {
                Some(at) => {
                    let own = entries.remove(at);
                    writer.write_digest(&own, entries, &self.read_flags_of(origin)?)
                }
                None => writer.write_entries(entries),
            };
            inputs.push(digest_input(origin, text));
        }
        Ok(inputs)
    }

    /// Adds the places of the atlas that the facts refer to, and those around them.
    fn add_listed(&self, written: &mut Vec<WrittenDigest>) -> Result<()> {
        let of = "SELECT DISTINCT o.name FROM thing AS t JOIN claim AS c ON c.thing = t.id
                  JOIN _origin AS o ON o.id = c._origin WHERE t.slug = ?1";
        let (mut seen, mut next) = (HashSet::new(), 0);
        while let Some((_, entries)) = written.get(next) {
            next += 1;
            let refers = entries.iter().flat_map(|entry| &entry.refers);
            let new: Vec<String> =
                refers.filter(|slug| seen.insert((*slug).clone())).cloned().collect();
            for slug in new {
                for origin in self.conn.read_column::<String>(of, [&slug])? {
                    if is_listed(&origin) {
                        let entries = self.written_entries(&origin)?;
                        written.push((origin, entries));
                    }
                }
            }
        }
        Ok(())
    }

    /// Returns inputs with the names of things that the entries don't name.
    fn names_alone(
        &self,
        slugs: &BTreeSet<String>,
        written: &[WrittenDigest],
    ) -> Result<Vec<Input>> {
        let named = all_entries(written).filter(|entry| entry.name.is_some());
        let named: HashSet<&str> = named.filter_map(|entry| entry.id.as_deref()).collect();
        let (mut things, mut sources) = (String::new(), String::from("id,name\n"));
        for slug in slugs.iter().filter(|slug| !named.contains(slug.as_str())) {
            let sql = "SELECT kind, name FROM thing WHERE slug = ?1";
            let Some((kind, name)) = self.conn.read_first::<(String, String)>(sql, [slug])? else {
                continue;
            };
            if kind == SOURCE {
                // A string takes all that is written.
                let _ = writeln!(sources, "{},{}", quote_csv(slug), quote_csv(&name));
            } else {
                let [id, name, cite] = [slug, &name, OTHERS].map(toml_string);
                let _ = writeln!(things, "[[{kind}]]\nid = {id}\nname = {name}\ncite = {cite}\n");
            }
        }
        let note = Some(OTHERS.to_owned());
        let form = Some(InputForm::Csv);
        let sources =
            Input { note, form, kind: Some(SOURCE.into()), ..digest_input("/sources", sources) };
        Ok(vec![sources, digest_input("/names", things)])
    }

    /// For each field with several values, records the first, as one load of all these digests would; the others compete with it.
    fn record_first(&self, written: &mut [WrittenDigest]) -> Result<()> {
        let catalog = self.catalog();
        let mut contested: BTreeSet<(i64, String)> = BTreeSet::new();
        for entry in all_entries(written) {
            let competes = |(field, claim): &&(String, WrittenClaim)| {
                claim.says.as_deref().is_some_and(is_value)
                    && catalog
                        .kind(&entry.kind)
                        .is_some_and(|kind| kind.sort == Sort::Thing && kind.field(field).is_some())
            };
            let fields = entry.parts.iter().filter(competes);
            contested.extend(fields.map(|(field, _)| (entry.thing, field.clone())));
        }
        for (thing, name) in contested {
            let first = all_entries(written).filter(|entry| entry.thing == thing);
            let Some((kind, first)) = { first }.find_map(|entry| {
                let mut claims = entry.parts.iter().filter(|(field, _)| *field == name);
                let text = claims.find_map(|(_, claim)| entry.claimed_value(&name, claim))?;
                Some((entry.kind.clone(), text))
            }) else {
                continue;
            };
            let Some(kind) = catalog.kind(&kind) else { continue };
            let Some(field) = kind.field(&name) else { continue };
            let texts = self.written_texts(kind, thing)?;
            if !texts.iter().any(|(known, _)| known.name == field.name) {
                // It competes with nothing.
                continue;
            }
            for entry in written.iter_mut().flat_map(|(_, entries)| entries) {
                if entry.thing == thing {
                    entry.record_instead(field, &first);
                }
            }
        }
        Ok(())
    }
}

fn digest_input(name: &str, text: String) -> Input {
    Input {
        form: Some(InputForm::Digest),
        known_as: Some(name.to_owned()),
        keeps_second_values: true,
        ..Input::new(name, text)
    }
}

fn all_entries(written: &[WrittenDigest]) -> impl Iterator<Item = &WrittenEntry> {
    written.iter().flat_map(|(_, entries)| entries)
}

/// Lists the ids of the things that the entries describe or refer to.
fn mentioned_slugs(written: &[WrittenDigest]) -> BTreeSet<String> {
    all_entries(written).flat_map(|entry| entry.id.iter().chain(&entry.refers)).cloned().collect()
}

/// Leaves the judgements about known things, and adds the things that they name.
fn judgements_about(judged: &[Judged], known: &mut BTreeSet<String>) -> Vec<Judged> {
    let is_known = |[keep, drop, ..]: &&Judged, known: &BTreeSet<String>| {
        known.contains(keep) || known.contains(drop)
    };
    loop {
        let about: Vec<Judged> =
            judged.iter().filter(|one| is_known(one, known)).cloned().collect();
        let before = known.len();
        known.extend(about.iter().flat_map(|[keep, drop, ..]| [keep.clone(), drop.clone()]));
        if known.len() == before {
            return about;
        }
    }
}
