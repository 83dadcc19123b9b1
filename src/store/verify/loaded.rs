//! Verifying digests and tables while they are loaded: each phrase that isn't in its document is a mistake at its line.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use rusqlite::Connection;

use super::cited::{CitedSource, read_sources};
use super::documents::{Files, Paragraphs};
use super::pages::document_text;
use crate::catalog::{Catalog, SOURCE};
use crate::store::digest::{
    Claim, Digest, Entry, Input, InputSpan, Mistake, Problems, RereadRows, read_again,
};
use crate::store::load::phrases;
use crate::text::clean::ShownPath as _;
use crate::text::{count_noun, list_numbers, quote_safely};
use crate::value::Units;

/// The documents of the sources of a load.
struct Library<'l> {
    directory: &'l Path,
    files: Files,
    sources: BTreeMap<String, CitedSource>,
    /// The documents that were read.
    read: BTreeMap<String, Paragraphs>,
    /// The paragraphs that claims and flags name.
    named: BTreeMap<String, BTreeSet<i64>>,
}

/// Looks up the phrases of digests in the documents of the directory that their inputs name, if they name one. Returns the slugs
/// of the sources whose documents were read.
pub(in crate::store) fn check_digests(
    (conn, catalog): (&Connection, &Catalog),
    inputs: &[Input],
    digests: &[Digest<'_>],
    problems: &mut Problems,
) -> Result<Vec<String>> {
    let Some(directory) = inputs.iter().find_map(|input| input.documents.as_deref()) else {
        return Ok(vec![]);
    };
    let mut library = Library::open(conn, directory, digests)?;
    for digest in digests {
        let Some(source) = &digest.source else { continue };
        let at = digest.first_place().unwrap_or_default();
        let own = digest.entries.iter().find(|entry| is_source(entry, source));
        library.open_document(source, (own, &at), problems)?;
        let rows =
            digest.rows.as_ref().map(RereadRows::row_starts).transpose()?.unwrap_or_default();
        read_again(catalog, inputs, (digest, rows.into_iter()), |_, entry| {
            library.look_up_phrases(source, &entry, inputs, problems);
            Ok::<_, anyhow::Error>(())
        })?;
        for entry in &digest.entries {
            library.look_up_phrases(source, entry, inputs, problems);
            library.warn_cut(source, entry, &catalog.units, problems);
        }
        let flags = digest.flags.iter().map(|flag| flag.paragraph);
        library.named.entry(source.clone()).or_default().extend(flags);
    }
    library.warn_silent(digests, problems);
    Ok(library.read.into_keys().collect())
}

/// Checks whether an entry describes the source with that slug.
fn is_source(entry: &Entry<'_>, slug: &str) -> bool {
    entry.kind.name == SOURCE && entry.id.as_ref().is_some_and(|id| *id.text == *slug)
}

impl<'l> Library<'l> {
    fn open(conn: &Connection, directory: &'l Path, digests: &[Digest<'_>]) -> Result<Self> {
        let cited: BTreeSet<&String> =
            digests.iter().filter_map(|digest| digest.source.as_ref()).collect();
        let known =
            read_sources(conn)?.into_iter().map(|(_, source)| (source.slug.clone(), source));
        let mut sources: BTreeMap<String, CitedSource> =
            known.filter(|(slug, _)| cited.contains(slug)).collect();
        // What this load says of a source goes first.
        for entry in digests.iter().flat_map(|digest| &digest.entries) {
            let Some(id) = entry.id.as_ref().filter(|id| is_source(entry, &id.text)) else {
                continue;
            };
            if cited.contains(&id.text.to_string()) {
                sources.insert(id.text.to_string(), CitedSource::of_entry(&id.text, entry));
            }
        }
        let files = Files::find(directory, sources.values(), &mut |_, _| {})?;
        let (read, named) = (BTreeMap::new(), BTreeMap::new());
        Ok(Self { directory, files, sources, read, named })
    }

    /// Finds and reads the document of a source, once.
    fn open_document(
        &mut self,
        slug: &str,
        (own, at): (Option<&Entry<'_>>, &InputSpan),
        problems: &mut Problems,
    ) -> Result<()> {
        if self.named.contains_key(slug) {
            return Ok(());
        }
        self.named.insert(slug.to_owned(), BTreeSet::new());
        let Some(source) = self.sources.get(slug) else { return Ok(()) };
        let place = |field: &str| {
            let given = own.and_then(|own| own.given_field(field));
            given.map_or_else(|| at.clone(), |given| given.at.clone())
        };
        let of_hash = source.sha256.as_deref().and_then(|hash| self.files.of_hash(hash));
        let of_name = source.file.as_deref().and_then(|name| self.files.of_name(name));
        let path = match (of_hash, of_name) {
            (Some(path), _) => path,
            (None, Some((path, found))) => {
                let shown = path.safe_text();
                let write = format!("write `sha256 = \"{found}\"` in the [source]");
                if source.sha256.is_some() {
                    let sentence = format!("{shown} has another SHA-256 than this");
                    let help = format!("if the digest is about this text, {write}");
                    problems.add(&place("sha256"), Mistake::new(sentence).help(help));
                } else {
                    let sentence = format!(
                        "the SHA-256 of {shown} isn't recorded, so any file with its name passes"
                    );
                    problems.warn(&place("file"), Mistake::new(sentence).help(write));
                }
                path
            }
            (None, None) => {
                let directory = self.directory.safe_text();
                let sentence = format!("no file in {directory} is the document of `{slug}`");
                let help = "write its name as `file` in the [source], or its SHA-256 as `sha256`";
                problems.add(at, Mistake::new(sentence).help(help));
                return Ok(());
            }
        };
        let bytes = fs::read(path).with_context(|| format!("reading {}", path.safe_text()))?;
        let Some(text) = document_text(bytes) else {
            problems.add(at, format!("{} isn't UTF-8 text", path.safe_text()));
            return Ok(());
        };
        let document = Paragraphs::read(&text);
        let counted = document.count();
        if source.paragraphs.is_some_and(|said| said != counted) {
            let has = count_noun(counted.unsigned_abs(), "paragraph", "paragraphs");
            let mistake = Mistake::new(format!("the document has {has}"));
            problems
                .add(&place("paragraphs"), mistake.help(format!("write `paragraphs = {counted}`")));
        }
        self.read.insert(slug.to_owned(), document);
        Ok(())
    }

    /// Looks up the phrases of an entry and its names.
    fn look_up_phrases(
        &mut self,
        slug: &str,
        entry: &Entry<'_>,
        inputs: &[Input],
        problems: &mut Problems,
    ) {
        let Some(document) = self.read.get(slug) else { return };
        let named = self.named.entry(slug.to_owned()).or_default();
        for claim in entry.all_claims().filter(|claim| claim.sourced) {
            named.extend(claim.paragraph);
            if let Some(mistake) = citation_mistake(document, claim) {
                problems.add(&phrase_place(claim, inputs), mistake);
            }
        }
    }

    /// Warns of values whose phrase leaves out how exact they are.
    fn warn_cut(&self, slug: &str, entry: &Entry<'_>, units: &Units, problems: &mut Problems) {
        let Some(document) = self.read.get(slug) else { return };
        let longer =
            |claim: &Claim| document.with_qualifiers(claim.paragraph?, claim.phrase.as_deref()?);
        phrases::warn_cut(entry, units, longer, problems);
    }

    /// Warns of paragraphs without a claim or a flag.
    fn warn_silent(&self, digests: &[Digest<'_>], problems: &mut Problems) {
        for entry in digests.iter().flat_map(|digest| &digest.entries) {
            let Some(slug) = entry.id.as_ref().filter(|id| is_source(entry, &id.text)) else {
                continue;
            };
            let (Some(document), Some(named)) =
                (self.read.get(&*slug.text), self.named.get(&*slug.text))
            else {
                continue;
            };
            let silent: Vec<i64> = (1..=document.count()).filter(|p| !named.contains(p)).collect();
            if !silent.is_empty() {
                let (noun, have) =
                    if silent.len() == 1 { ("paragraph", "has") } else { ("paragraphs", "have") };
                let sentence = format!(
                    "{noun} {} {have} neither a claim nor a flag with its reason",
                    list_numbers(&silent)
                );
                problems.warn(&entry.at, sentence);
            }
        }
    }
}

/// Says what is wrong with the paragraph or the phrase of a claim, and what is printed instead.
fn citation_mistake(document: &Paragraphs, claim: &Claim) -> Option<Mistake> {
    let paragraph = claim.paragraph?;
    let phrase = claim.phrase.as_deref();
    if document.has_paragraph(paragraph)
        && phrase.is_none_or(|phrase| document.has_phrase(paragraph, phrase))
    {
        return None;
    }
    let places = phrase.map(|phrase| document.paragraphs_with(phrase)).unwrap_or_default();
    let mistake = match phrase {
        _ if !document.has_paragraph(paragraph) => {
            Mistake::new(format!("the document has no paragraph {paragraph}"))
        }
        Some(phrase) => {
            Mistake::new(format!("paragraph {paragraph} doesn't have {}", quote_safely(phrase)))
        }
        None => return None,
    };
    let mistake = mistake.show_each_time();
    Some(match (places.as_slice(), phrase) {
        ([one], _) => mistake.help(format!("paragraph {one} has it: write `p = {one}`")),
        ([], Some(phrase)) => match document.nearest_words(paragraph, phrase) {
            Some(near) => mistake.help(format!(
                "paragraph {} has {}",
                near.paragraph,
                quote_safely(&near.words)
            )),
            None => mistake.help("no words of the document are like it"),
        },
        ([], None) => mistake,
        (several, _) => mistake.help(format!("paragraphs {} have it", list_numbers(several))),
    })
}

/// Returns the place of a claim's phrase, or of the claim, if the phrase is written in another way there.
fn phrase_place(claim: &Claim, inputs: &[Input]) -> InputSpan {
    let at = || {
        let text = inputs.get(claim.at.file)?.text.as_str().get(claim.at.span.start..)?;
        let phrase = claim.phrase.as_deref()?;
        // It is in the same entry of a digest, or in the same row.
        let text = text.split("\n[[").next()?;
        let start = claim.at.span.start + text.find(phrase)?;
        Some(InputSpan { file: claim.at.file, span: start..start + phrase.len() })
    };
    at().unwrap_or_else(|| claim.at.clone())
}
