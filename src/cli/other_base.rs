//! Another base as an input of `brief load`: what its sources say becomes digests. A source that both bases read in different ways is
//! never chosen silently.

use std::collections::BTreeSet;
use std::path::Path;

use super::failure::Failure;
use super::options::open_base;
use crate::store::Base;
use crate::store::diff::{Change, Difference};
use crate::store::digest::{Input, InputForm};
use crate::text::list_first;

/// The most sources that a message names.
const NAMED: usize = 5;

/// Which reading of a source counts if both bases have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SourceReading {
    /// That of the base that is loaded into.
    Mine,
    /// That of the other base.
    Theirs,
}

/// Returns the digests of the sources that another base has and this one lacks, and with [`SourceReading::Theirs`] of those that it
/// reads in another way.
pub(super) fn digests_of(
    (base, other): (&Path, &Path),
    reading: Option<SourceReading>,
) -> Result<Vec<Input>, Failure> {
    let (mine, theirs) = (open_base(Some(base))?, open_base(Some(other))?);
    let own: BTreeSet<String> = mine.source_slugs()?.into_iter().collect();
    let found = mine.differences(&theirs)?;
    let differing = sources_of(&found);
    let sources = theirs.source_slugs()?.into_iter();
    let (both, new): (Vec<String>, Vec<String>) = sources.partition(|source| own.contains(source));
    let differing: Vec<String> = both.into_iter().filter(|one| differing.contains(one)).collect();
    if reading.is_none() && !differing.is_empty() {
        return Err(undecided((base, other), &differing));
    }
    let silent = found.iter().filter(|one| one.change == Change::Added && !is_cited(one)).count();
    if silent > 0 {
        anstream::eprintln!(
            "note: {silent} things and records of {} cite no source and stay there; `brief diff {} {}` shows them",
            other.display(),
            base.display(),
            other.display()
        );
    }
    let theirs_too = differing.into_iter().filter(|_| reading == Some(SourceReading::Theirs));
    let chosen: Vec<String> = new.into_iter().chain(theirs_too).collect();
    if chosen.is_empty() {
        anstream::eprintln!(
            "note: {} has no source to take over; nothing changes",
            other.display()
        );
    }
    chosen.iter().map(|source| digest(&theirs, other, source)).collect()
}

fn digest(theirs: &Base, path: &Path, source: &str) -> Result<Input, Failure> {
    let text = theirs.digest_of(source)?;
    let name = format!("{}: {source}", path.display());
    let known_as = Some(source.to_owned());
    Ok(Input { form: Some(InputForm::Digest), known_as, ..Input::new(name, &text) })
}

/// Whether a document supports what is new.
fn is_cited(one: &Difference) -> bool {
    one.cited_after.iter().any(|citation| citation.source.is_some())
}

/// Returns the ids of the documents whose claims differ.
fn sources_of(found: &[Difference]) -> BTreeSet<String> {
    let cited = found.iter().flat_map(|one| one.cited_before.iter().chain(&one.cited_after));
    let documents = cited.filter_map(|citation| citation.source.as_ref());
    documents.map(|document| document.slug.clone()).collect()
}

/// Makes the failure for sources with two readings.
fn undecided((base, other): (&Path, &Path), sources: &[String]) -> Failure {
    let names: Vec<String> = sources.iter().map(|source| format!("`{source}`")).collect();
    let (base, other) = (base.display(), other.display());
    Failure::usage_with(
        format!("{base} and {other} read {} in different ways", list_first(&names, NAMED)),
        format!(
            "`brief diff {base} {other}` shows both readings; choose one with `--theirs` or `--mine`"
        ),
    )
}
