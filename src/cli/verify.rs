//! `brief verify`: do the citations of a base hold in its documents?

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::failure::Failure;
use super::options::{is_base, open};
use super::progress::Progress;
use super::report::{Report, subject};
use crate::store::verify::{Checked, Cited, Fault, Source, Verified};
use crate::text::clean::clean;
use crate::text::{count, list_and, list_or, quote};
use crate::value::suggest;

/// Look up every cited phrase in its document
///
/// A document is recognised by its SHA-256, not by its name. Its paragraphs are the
/// lines that are not blank. Every phrase must occur in the paragraph that its claim
/// names. Letters and figures must be as printed; white space of any kind and length
/// counts as one space.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, override_usage = "brief verify [FILE.db] DIR")]
pub(super) struct Arguments {
    /// The base (default: the built-in facts), then the directory with its documents
    #[arg(value_name = "DIR", required = true)]
    words: Vec<PathBuf>,

    /// Only the document of this source; may be given several times
    #[arg(long = "source", value_name = "ID")]
    sources: Vec<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (file, directory) = match arguments.words.as_slice() {
        [directory] => (None, directory),
        [directory, file] if directory.is_dir() => (Some(file.as_path()), directory),
        [file, directory] => (Some(file.as_path()), directory),
        _ => return Err(Failure::usage("a base and one directory can be given, no more")),
    };
    if !directory.is_dir() {
        return Err(no_directory(directory, file.is_none()));
    }
    let base = open(file)?;
    let sources = &arguments.sources;
    are_known(sources, &base.source_slugs()?)?;
    let mut progress = Progress::bytes();
    let verified = base.verify(directory, sources, &mut |done, of| progress.at(done, of))?;
    drop(progress);
    let mut out = BufWriter::new(io::stdout().lock());
    tell(&verified, directory, &mut Report::new(&mut out))?;
    out.flush()?;
    if verified.holds() { Ok(()) } else { Err(Failure::Unsound) }
}

fn no_directory(path: &Path, alone: bool) -> Failure {
    let shown = path.display();
    if alone && is_base(&path.to_string_lossy()) {
        let sentence = format!("where are the documents of {shown}?");
        return Failure::usage_with(sentence, format!("brief verify {shown} DIRECTORY"));
    }
    Failure::usage(format!("{shown} is not a directory"))
}

fn are_known(wanted: &[String], known: &[String]) -> Result<(), Failure> {
    let Some(unknown) = wanted.iter().find(|wanted| !known.contains(wanted)) else { return Ok(()) };
    let near = suggest(unknown, known.iter().map(String::as_str));
    let near = if near.is_empty() { known } else { &near };
    let near: Vec<String> = near.iter().map(|slug| format!("`{slug}`")).collect();
    let help = format!("did you mean {}?", list_or(&near));
    let sentence = format!("there is no source `{unknown}`");
    Err(if near.is_empty() {
        Failure::usage(sentence)
    } else {
        Failure::usage_with(sentence, help)
    })
}

fn tell(verified: &Verified, directory: &Path, report: &mut Report<'_>) -> io::Result<()> {
    for checked in &verified.sources {
        report.line(&header(checked))?;
        for fault in &checked.faults {
            report.item(&sentence(fault, checked, directory))?;
        }
        if let Some(hash) = &checked.unrecorded {
            report.item(&format!(
                "note: its SHA-256 is not recorded, so any file of its name passes; write `sha256 = \"{hash}\"` in its [source]"
            ))?;
        }
    }
    for (path, error) in &verified.unreadable {
        report.line(&format!("{} cannot be read: {error}", path.display()))?;
    }
    report.line(&summary(verified))
}

fn header(checked: &Checked) -> String {
    let slug = clean(&checked.source.slug);
    let Some(paragraphs) = checked.paragraphs else { return format!("{slug}: not looked into") };
    let paragraphs = paragraphs_of(paragraphs);
    format!("{slug}: {paragraphs}, {}", phrases(checked.found, checked.looked_up, "found"))
}

/// `12 phrases found`, or `11 of 12 phrases found`.
fn phrases(found: u64, of: u64, how: &str) -> String {
    let all = count(of, "phrase", "phrases");
    if found == of { format!("{all} {how}") } else { format!("{found} of {all} {how}") }
}

fn paragraphs_of(n: i64) -> String {
    count(n.unsigned_abs(), "paragraph", "paragraphs")
}

fn summary(verified: &Verified) -> String {
    let all = verified.sources.len() as u64;
    if all == 0 {
        return "no documents to look into: the base has no sources".into();
    }
    let seen = || verified.sources.iter().filter_map(|checked| checked.paragraphs);
    let documents = match seen().count() as u64 {
        n if n == all => count(all, "document", "documents"),
        n => format!("{n} of {}", count(all, "document", "documents")),
    };
    let looked_up = verified.sources.iter().map(|checked| checked.looked_up).sum();
    let found: u64 = verified.sources.iter().map(|checked| checked.found).sum();
    let found = match looked_up {
        0 => String::new(),
        n if n == found => ", all found".into(),
        _ => format!(", {found} found"),
    };
    let paragraphs = paragraphs_of(seen().sum());
    format!("{documents}, {paragraphs}, {} looked up{found}", count(looked_up, "phrase", "phrases"))
}

fn sentence(fault: &Fault, checked: &Checked, directory: &Path) -> String {
    match fault {
        Fault::Missing => missing(&checked.source, directory),
        Fault::Changed(path) => {
            let read = if checked.paragraphs.is_some() {
                "; the phrases were looked up in it all the same"
            } else {
                ""
            };
            format!("{} has its name but another content (SHA-256){read}", path.display())
        }
        Fault::NotText(path) => format!(
            "{} is not text in UTF-8, so paragraphs and phrases cannot be looked up",
            path.display()
        ),
        Fault::Count { said, counted } => {
            format!("the document has {}, the base says {said}", paragraphs_of(*counted))
        }
        Fault::Beyond { claim, elsewhere } => {
            let place = if elsewhere.is_empty() { String::new() } else { stands(claim, elsewhere) };
            format!("{}: there is no such paragraph{place}", cited(claim))
        }
        Fault::FlagBeyond(paragraph) => {
            format!("paragraph {paragraph} has a flag, but there is no such paragraph")
        }
        Fault::Absent { claim, elsewhere, nearest } => {
            let phrase = phrase(claim);
            let instead = match (elsewhere.as_slice(), nearest) {
                ([], Some(words)) => format!(" is not there; nearest is {}", quote(words)),
                ([], None) => " stands nowhere in the document".into(),
                _ => " is not there".to_owned() + &stands(claim, elsewhere),
            };
            format!("{}: {phrase}{instead}", cited(claim))
        }
        Fault::Silent(numbers) => format!(
            "of {} nothing is said: a claim, or a flag with its reason, is missing",
            numbered(numbers)
        ),
    }
}

fn missing(source: &Source, directory: &Path) -> String {
    let mut looked_for = Vec::new();
    if let Some(hash) = &source.sha256 {
        looked_for.push(format!("has its SHA-256 ({}…)", clean(hash.get(..12).unwrap_or(hash))));
    }
    if let Some(name) = &source.file {
        looked_for.push(format!("is called {}", clean(name)));
    }
    if looked_for.is_empty() {
        return "neither its SHA-256 nor its file is recorded, so its document cannot be known; \
                give `file` and `sha256` in the digest’s [source]"
            .into();
    }
    let from = source.url.as_ref().map(|url| format!("; it was found at {}", clean(url)));
    let sentence = format!("no file in {} {}", directory.display(), looked_for.join(" or "));
    sentence + &from.unwrap_or_default()
}

/// Where and what: ``paragraph 5, project `hub-signed-2020`, `size` ``.
fn cited(claim: &Cited) -> String {
    format!("paragraph {}, {}", claim.paragraph, subject(&claim.subject))
}

fn phrase(claim: &Cited) -> String {
    claim.phrase.as_deref().map(quote).unwrap_or_default()
}

fn stands(claim: &Cited, elsewhere: &[i64]) -> String {
    match elsewhere {
        [one] if claim.phrase.is_some() => {
            format!("; it stands in paragraph {one}: write `p = {one}`")
        }
        _ => format!("; it stands in {}", numbered(elsewhere)),
    }
}

/// `paragraph 3`, `paragraphs 3, 5 to 9 and 12`.
fn numbered(numbers: &[i64]) -> String {
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let run = |(first, last): &(i64, i64)| match last - first {
        0 => first.to_string(),
        1 => format!("{first}, {last}"),
        _ => format!("{first} to {last}"),
    };
    let word = if numbers.len() == 1 { "paragraph" } else { "paragraphs" };
    format!("{word} {}", list_and(&runs.iter().map(run).collect::<Vec<_>>()))
}
