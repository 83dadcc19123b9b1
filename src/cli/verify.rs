//! `brief verify`: checks the citations of a base against its documents.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::failure::Failure;
use super::options::{Options, chosen_format, is_base, open_base};
use super::report::{Progress, Report, subject_text};
use super::uncited::{all_shares, as_rows, print_uncited, shares_as_rows, shares_text};
use crate::render::Format;
use crate::store::verify::{
    Checked, CitationFault, CitedSource, Nearest, ParagraphClaim, Verified,
};
use crate::text::clean::ShownPath as _;
use crate::text::clean::clean;
use crate::text::{count_noun, did_you_mean, list_numbers, quote_safely};
use crate::value::find_similar;

/// Look up every cited phrase in its document
///
/// A document is identified by its SHA-256, not by its name. Its paragraphs are the lines
/// that aren't blank; every phrase is looked up in the paragraph that its claim cites.
/// Letters and digits must match the printed ones; any white space counts as one space.
///
/// `--uncited` also lists the words that no claim cites: sentences, numbers (including those in
/// words), dates, and names in the base or the atlas. A number or a date counts as cited only
/// if a claim on a value cites all of it; a phrase cites its first occurrence in the paragraph.
/// Uncited words aren't faults and don't change the exit code.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    allow_missing_positional = true,
    override_usage = "brief verify [FILE.db] DIR"
)]
pub(super) struct VerifyArguments {
    /// The base; the built-in facts by default
    #[arg(value_name = "FILE.db")]
    base: Option<PathBuf>,

    /// The directory with the documents
    #[arg(value_name = "DIR", required = true)]
    directory: PathBuf,

    /// Verify only the document of this source; can be given several times
    #[arg(long = "source", value_name = "ID")]
    sources: Vec<String>,

    /// Also list the words that no claim cites
    #[arg(long)]
    uncited: bool,

    /// Show only how much is cited, one row for each source
    #[arg(long, requires = "uncited")]
    stat: bool,

    /// List only the uncited parts, one in each row, in this format: table, csv, json …
    #[arg(long, value_name = "FORMAT", requires = "uncited")]
    format: Option<String>,
}

pub(super) fn run_verify(arguments: &VerifyArguments, options: &Options) -> Result<(), Failure> {
    let format = arguments.format.as_deref();
    let format = format.map(|name| chosen_format(Some(name), None)).transpose()?;
    let (mut file, mut directory) = (arguments.base.as_deref(), arguments.directory.as_path());
    // The directory may come first.
    if let Some(first) = file.filter(|first| first.is_dir()) {
        (file, directory) = (Some(directory), first);
    }
    if !directory.is_dir() {
        return Err(no_directory(directory, file.is_none()));
    }
    let base = open_base(file)?;
    let sources = &arguments.sources;
    check_sources(sources, &base.source_slugs()?)?;
    let mut progress = Progress::for_bytes();
    let verified = base.verify((directory, arguments.uncited), sources, &mut |done, of| {
        progress.move_to(done, of);
    })?;
    drop(progress);
    if arguments.stat {
        shares_as_rows(&verified).write(format.unwrap_or(Format::Table), None)?;
    } else if let Some(format) = format {
        as_rows(&verified).write(format, None)?;
    } else {
        let mut out = BufWriter::new(io::stdout().lock());
        let color = options.has_color(&io::stdout());
        print_report(&verified, (directory, color), &mut Report::new(&mut out))?;
        out.flush()?;
    }
    if verified.has_no_faults() { Ok(()) } else { Err(Failure::Unsound) }
}

fn no_directory(path: &Path, alone: bool) -> Failure {
    let shown = path.safe_text();
    if alone && is_base(&path.to_string_lossy()) {
        let sentence = format!("`brief verify {shown}` needs the directory of the documents");
        return Failure::usage_with(sentence, format!("`brief verify {shown} DIRECTORY`"));
    }
    Failure::usage(format!("{shown} isn't a directory"))
}

/// Refuses ids that no source of the base has.
pub(super) fn check_sources(wanted: &[String], known: &[String]) -> Result<(), Failure> {
    let Some(unknown) = wanted.iter().find(|wanted| !known.contains(wanted)) else { return Ok(()) };
    let near = find_similar(unknown, known.iter().map(String::as_str));
    let help = did_you_mean(if near.is_empty() { known } else { &near });
    Err(Failure::Usage { sentence: format!("`{unknown}` isn't a source of the base"), help })
}

fn print_report(
    verified: &Verified,
    (directory, color): (&Path, bool),
    report: &mut Report<'_>,
) -> io::Result<()> {
    for checked in &verified.sources {
        report.write_line(&source_line(checked))?;
        for fault in &checked.faults {
            report.write_item(&fault_text(fault, checked, directory))?;
        }
        if let Some(hash) = &checked.unrecorded {
            report.write_item(&format!(
                "note: its SHA-256 isn't recorded, so any file with its name passes; write `sha256 = \"{hash}\"` in its [source]"
            ))?;
        }
        if let Some(coverage) = &checked.coverage {
            print_uncited(coverage, color, report)?;
        }
    }
    for (path, error) in &verified.unreadable {
        report.write_line(&format!("{} can't be read: {error}", path.safe_text()))?;
    }
    report.write_line(&verify_summary(verified))?;
    let several = verified.sources.len() > 1;
    all_shares(verified)
        .filter(|_| several)
        .map_or(Ok(()), |all| report.write_line(&shares_text(&all)))
}

fn source_line(checked: &Checked) -> String {
    let slug = clean(&checked.source.slug);
    let Some(paragraphs) = checked.paragraphs else { return format!("{slug}: not verified") };
    let paragraphs = count_paragraphs(paragraphs);
    format!("{slug}: {paragraphs}, {}", phrases_found(checked.found, checked.looked_up))
}

/// Writes `12 phrases found`, or `11 of 12 phrases found`.
fn phrases_found(found: u64, of: u64) -> String {
    let all = count_noun(of, "phrase", "phrases");
    if found == of { format!("{all} found") } else { format!("{found} of {all} found") }
}

fn count_paragraphs(n: i64) -> String {
    count_noun(n.unsigned_abs(), "paragraph", "paragraphs")
}

fn verify_summary(verified: &Verified) -> String {
    let all = verified.sources.len() as u64;
    if all == 0 {
        return "no documents to verify: the base has no sources".into();
    }
    let read = || verified.sources.iter().filter_map(|checked| checked.paragraphs);
    let documents = match read().count() as u64 {
        n if n == all => count_noun(all, "document", "documents"),
        n => format!("{n} of {}", count_noun(all, "document", "documents")),
    };
    let looked_up = verified.sources.iter().map(|checked| checked.looked_up).sum();
    let found: u64 = verified.sources.iter().map(|checked| checked.found).sum();
    let found = match looked_up {
        0 => String::new(),
        n if n == found => ", all found".into(),
        _ => format!(", {found} found"),
    };
    let paragraphs = count_paragraphs(read().sum());
    format!(
        "{documents}, {paragraphs}, {} looked up{found}",
        count_noun(looked_up, "phrase", "phrases")
    )
}

pub(super) fn fault_text(fault: &CitationFault, checked: &Checked, directory: &Path) -> String {
    match fault {
        CitationFault::Missing => missing_document(&checked.source, directory),
        CitationFault::Changed(path) => {
            let read = if checked.paragraphs.is_some() {
                "; its phrases were looked up anyway"
            } else {
                ""
            };
            format!("{} has its name but different content (SHA-256){read}", path.safe_text())
        }
        CitationFault::NotText(path) => format!(
            "{} isn't UTF-8 text, so its paragraphs and phrases can't be looked up",
            path.safe_text()
        ),
        CitationFault::Count { said, counted } => {
            format!("the document has {}, but the base says {said}", count_paragraphs(*counted))
        }
        CitationFault::Beyond { claim, elsewhere } => {
            let place =
                if elsewhere.is_empty() { String::new() } else { found_in(claim, elsewhere) };
            format!("{}: there is no such paragraph{place}", claim_text(claim))
        }
        CitationFault::FlagBeyond(paragraph) => {
            format!("paragraph {paragraph} has a flag, but there is no such paragraph")
        }
        CitationFault::Absent { claim, elsewhere, nearest } => {
            let phrase = claim.phrase.as_deref().map(quote_safely).unwrap_or_default();
            let instead = match (elsewhere.as_slice(), nearest) {
                ([], Some(Nearest { paragraph, words })) if *paragraph == claim.paragraph => {
                    format!(" isn't there; the most similar words are {}", quote_safely(words))
                }
                ([], Some(Nearest { paragraph, words })) => {
                    format!(
                        " isn't in the document; paragraph {paragraph} has {}",
                        quote_safely(words)
                    )
                }
                ([], None) => " isn't in the document".into(),
                _ => " isn't there".to_owned() + &found_in(claim, elsewhere),
            };
            format!("{}: {phrase}{instead}", claim_text(claim))
        }
        CitationFault::Silent(numbers) => format!(
            "{} {} neither a claim nor a flag with its reason",
            paragraph_list(numbers),
            if numbers.len() == 1 { "has" } else { "have" }
        ),
    }
}

fn missing_document(source: &CitedSource, directory: &Path) -> String {
    let mut looked_for = Vec::new();
    if let Some(hash) = &source.sha256 {
        looked_for.push(format!("has its SHA-256 ({}…)", clean(hash.get(..12).unwrap_or(hash))));
    }
    if let Some(name) = &source.file {
        looked_for.push(format!("is called {}", clean(name)));
    }
    if looked_for.is_empty() {
        return "neither its SHA-256 nor its file is recorded, so its document can't be identified; \
                add `file` and `sha256` in the digest’s [source]"
            .into();
    }
    let from = source.url.as_ref().map(|url| format!("; it was published at {}", clean(url)));
    let sentence = format!("no file in {} {}", directory.safe_text(), looked_for.join(" or "));
    sentence + &from.unwrap_or_default()
}

/// Writes the paragraph and subject of a claim:
/// ``paragraph 5, project `hub-signed-2020`, `size` ``.
fn claim_text(claim: &ParagraphClaim) -> String {
    format!("paragraph {}, {}", claim.paragraph, subject_text(&claim.subject))
}

fn found_in(claim: &ParagraphClaim, elsewhere: &[i64]) -> String {
    match elsewhere {
        [one] if claim.phrase.is_some() => {
            format!("; it is in paragraph {one}: write `p = {one}`")
        }
        _ => format!("; it is in {}", paragraph_list(elsewhere)),
    }
}

/// Writes `paragraph 3`, `paragraphs 3, 5 to 9 and 12`.
fn paragraph_list(paragraphs: &[i64]) -> String {
    let word = if paragraphs.len() == 1 { "paragraph" } else { "paragraphs" };
    format!("{word} {}", list_numbers(paragraphs))
}
