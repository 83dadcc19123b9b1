//! `brief review`: what a source says, paragraph by paragraph, for a second pair of eyes.

use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::failure::Failure;
use super::options::{Options, open_base, terminal_width};
use super::uncited::{mark_uncited, parts_text};
use super::verify::{check_sources, fault_text};
use crate::store::digest::{ALSO, Flag};
use crate::store::review::ReviewedClaim;
use crate::store::verify::{Checked, UncitedSentence};
use crate::text::clean::ShownPath as _;
use crate::text::clean::clean;
use crate::text::{quote_safely, wrap};

/// Show the text and facts of a source, paragraph by paragraph
///
/// With the directory of the documents, each paragraph begins with its text and ends with its
/// uncited words. Between them are the claims in the order of their phrases: the phrase, the
/// thing, the field and its value, how the phrase is read, and how the value is known. Claims
/// without a paragraph come last.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, override_usage = "brief review FILE.db SOURCE [DIR]")]
pub(super) struct ReviewArguments {
    /// The base (the built-in facts by default), the id of the source, and the directory of the
    /// documents
    #[arg(value_name = "FILE.db SOURCE DIR", required = true, num_args = 1..=3)]
    words: Vec<PathBuf>,

    /// The format
    #[arg(long, value_enum, default_value_t = ReviewFormat::Text)]
    format: ReviewFormat,
}

/// How a review is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReviewFormat {
    /// Lines for a terminal.
    Text,
    /// Markdown, with a table for each paragraph.
    Markdown,
}

/// One paragraph and everything about it.
struct ReviewedParagraph<'r> {
    number: i64,
    text: Option<&'r str>,
    claims: Vec<&'r ReviewedClaim>,
    flags: Vec<&'r Flag>,
    uncited: Vec<&'r UncitedSentence>,
}

pub(super) fn run_review(arguments: &ReviewArguments, options: &Options) -> Result<(), Failure> {
    let (file, source, directory) = match arguments.words.as_slice() {
        [source] => (None, source, None),
        [source, directory] if directory.is_dir() && !source.is_file() => {
            (None, source, Some(directory))
        }
        [file, source] => (Some(file), source, None),
        [file, source, directory] => (Some(file), source, Some(directory)),
        _ => return Err(Failure::usage("`brief review FILE.db SOURCE [DIR]` needs a source")),
    };
    let source = source.to_string_lossy().into_owned();
    let base = open_base(file.map(PathBuf::as_path))?;
    check_sources(std::slice::from_ref(&source), &base.source_slugs()?)?;
    if let Some(path) = directory.filter(|path| !path.is_dir()) {
        return Err(Failure::usage(format!("{} isn't a directory", path.safe_text())));
    }
    let mut checked = None;
    if let Some(directory) = directory {
        let only = std::slice::from_ref(&source);
        let verified = base.verify((directory, true), only, &mut |_, _| {})?;
        checked = verified.sources.into_iter().next();
        for fault in checked.iter().flat_map(|checked| &checked.faults) {
            let text = checked.as_ref().map(|checked| fault_text(fault, checked, directory));
            anstream::eprintln!("warning: {}", text.unwrap_or_default());
        }
    }
    let (claims, flags) = (base.reviewed_claims(&source)?, base.read_flags_of(&source)?);
    let paragraphs = gather_paragraphs(checked.as_ref(), &claims, &flags);
    let elsewhere: Vec<_> = claims.iter().filter(|claim| claim.paragraph.is_none()).collect();
    let mut out = BufWriter::new(io::stdout().lock());
    if arguments.format == ReviewFormat::Markdown {
        write_markdown(&source, &paragraphs, &elsewhere, &mut out)?;
    } else {
        let look = (terminal_width(&io::stdout()), options.has_color(&io::stdout()));
        write_text(&source, (&paragraphs, &elsewhere), look, &mut out)?;
    }
    Ok(out.flush()?)
}

/// Gathers what there is of each paragraph: of all, if there is a document, or of those that
/// are cited.
fn gather_paragraphs<'r>(
    checked: Option<&'r Checked>,
    claims: &'r [ReviewedClaim],
    flags: &'r [Flag],
) -> Vec<ReviewedParagraph<'r>> {
    let texts = checked.map_or(&[] as &[String], |checked| &checked.texts);
    let cited = claims.iter().filter_map(|claim| claim.paragraph);
    let numbers: BTreeSet<i64> = cited
        .chain(flags.iter().map(|flag| flag.paragraph))
        .chain((1..).zip(texts).map(|(n, _)| n))
        .collect();
    let uncited = checked.and_then(|checked| checked.coverage.as_ref());
    let paragraph = |number: i64| {
        let at = usize::try_from(number - 1).unwrap_or(usize::MAX);
        let text = texts.get(at).map(String::as_str);
        let mut claims: Vec<_> =
            claims.iter().filter(|claim| claim.paragraph == Some(number)).collect();
        claims.sort_by_key(|claim| {
            let place = |phrase: &String| text.and_then(|text| text.find(phrase.as_str()));
            claim.phrase.as_ref().map_or(usize::MAX, |phrase| place(phrase).unwrap_or_default())
        });
        let uncited = uncited.iter().flat_map(|coverage| &coverage.uncited);
        ReviewedParagraph {
            number,
            text,
            claims,
            flags: flags.iter().filter(|flag| flag.paragraph == number).collect(),
            uncited: uncited.filter(|sentence| sentence.paragraph == number).collect(),
        }
    };
    numbers.into_iter().map(paragraph).collect()
}

/// Names what a claim is about: `tianjin-terminal`, or a record by its kind and label.
fn claim_subject(claim: &ReviewedClaim) -> String {
    match &claim.subject.slug {
        Some(slug) => clean(slug).into_owned(),
        None => format!("{} {}", claim.subject.kind, quote_safely(&claim.subject.name)),
    }
}

/// Lists the values of a claim: `investment = 1.3bn CNY`.
fn claim_values(claim: &ReviewedClaim) -> Vec<String> {
    let value = |(field, value): &(String, String)| match &claim.says {
        Some(says) if value.is_empty() => format!("{field}: {}", clean(says)),
        Some(says) if says.starts_with(ALSO) => {
            format!("{field} = {}, {}", clean(value), clean(says))
        }
        Some(says) => format!("{field} = {} (here {})", clean(value), quote_safely(says)),
        None => format!("{field} = {}", clean(value)),
    };
    claim.values.iter().map(value).collect()
}

/// Says how a claim is read and known, unless it is simply stated.
fn claim_reading(claim: &ReviewedClaim) -> String {
    let mut parts = Vec::new();
    if let Some(read_as) = &claim.read_as {
        let reason = claim.read_reason.as_deref().unwrap_or_default().replace('_', " ");
        parts.push(format!("read as {} ({reason})", quote_safely(read_as)));
    }
    let confidence = Some(claim.confidence.as_str()).filter(|sure| *sure != "high");
    let confidence = confidence.map(|sure| format!("confidence {sure}"));
    let basis = Some(claim.basis.clone()).filter(|basis| basis != "stated");
    let place = claim.place_in.as_ref().map(|place| clean(place).into_owned());
    parts.extend(place.into_iter().chain(basis).chain(confidence));
    let known = parts.join(", ");
    match &claim.note {
        Some(note) if known.is_empty() => clean(note).into_owned(),
        Some(note) => format!("{known}: {}", clean(note)),
        None => known,
    }
}

fn flag_text(flag: &Flag) -> String {
    let note = flag.note.as_ref().map(|note| format!(": {}", clean(note)));
    format!("flag: {}{}", flag.reason.replace('_', " "), note.unwrap_or_default())
}

fn uncited_text(sentence: &UncitedSentence) -> String {
    match (sentence.cited, sentence.parts.is_empty()) {
        (true, _) => format!("uncited: {}", parts_text(sentence)),
        (false, true) => format!("uncited: {}", quote_safely(&sentence.text)),
        (false, false) => {
            format!("uncited: {} ({})", quote_safely(&sentence.text), parts_text(sentence))
        }
    }
}

/// Writes a review as lines.
fn write_text(
    source: &str,
    (paragraphs, elsewhere): (&[ReviewedParagraph<'_>], &[&ReviewedClaim]),
    (width, color): (Option<u16>, bool),
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut line = |text: &str, lead: &str| {
        let indent = format!("{lead}  ");
        writeln!(out, "{}", wrap(&format!("{lead}{text}"), width, &indent))
    };
    line(source, "")?;
    for paragraph in paragraphs {
        line(&format!("\nparagraph {}", paragraph.number), "")?;
        let text = paragraph.text.map(clean);
        text.iter().try_for_each(|text| line(text, "  "))?;
        paragraph.flags.iter().try_for_each(|flag| line(&flag_text(flag), "  "))?;
        for claim in &paragraph.claims {
            write_claim(claim, &mut line)?;
        }
        for sentence in &paragraph.uncited {
            line(&uncited_text(sentence), "  ")?;
            if color && sentence.cited {
                line(&mark_uncited(sentence, color), "    ")?;
            }
        }
    }
    if !elsewhere.is_empty() {
        line("\nwithout a paragraph", "")?;
        elsewhere.iter().try_for_each(|claim| write_claim(claim, &mut line))?;
    }
    Ok(())
}

/// Writes a claim in lines: its phrase and subject, its values, how it is read.
fn write_claim(
    claim: &ReviewedClaim,
    line: &mut dyn FnMut(&str, &str) -> io::Result<()>,
) -> io::Result<()> {
    let phrase = claim.phrase.as_deref().map_or("no phrase".to_owned(), quote_safely);
    let mut values = claim_values(claim);
    if claim.whole && claim.subject.slug.is_some() {
        values.insert(0, claim.subject.name.clone());
    }
    let end = if values.is_empty() { String::new() } else { format!(": {}", values.join(", ")) };
    line(&format!("{phrase}  {}{end}", claim_subject(claim)), "  ")?;
    let reading = claim_reading(claim);
    if reading.is_empty() { Ok(()) } else { line(&reading, "      ") }
}

/// Writes a review as Markdown.
fn write_markdown(
    source: &str,
    paragraphs: &[ReviewedParagraph<'_>],
    elsewhere: &[&ReviewedClaim],
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "# {}", escape_markdown(source))?;
    for paragraph in paragraphs {
        writeln!(out, "\n## Paragraph {}", paragraph.number)?;
        let text = paragraph.text.iter();
        let mut blocks: Vec<String> =
            text.map(|text| format!("> {}", escape_markdown(text))).collect();
        blocks.extend(paragraph.flags.iter().map(|flag| escape_markdown(&flag_text(flag))));
        blocks.extend(claims_table(&paragraph.claims));
        let uncited = paragraph.uncited.iter();
        let uncited: Vec<_> = uncited
            .map(|sentence| format!("- {}", escape_markdown(&uncited_text(sentence))))
            .collect();
        blocks.extend((!uncited.is_empty()).then(|| uncited.join("\n")));
        blocks.iter().try_for_each(|block| writeln!(out, "\n{block}"))?;
    }
    if let Some(rows) = claims_table(elsewhere) {
        writeln!(out, "\n## Without a paragraph\n\n{rows}")?;
    }
    Ok(())
}

/// Returns a table of claims, if there are any.
fn claims_table(claims: &[&ReviewedClaim]) -> Option<String> {
    let row = |claim: &&ReviewedClaim| {
        let named = claim.whole && claim.subject.slug.is_some();
        let name = named.then(|| claim.subject.name.clone());
        let values: Vec<String> = name.into_iter().chain(claim_values(claim)).collect();
        let phrase = claim.phrase.clone().unwrap_or_default();
        let cells = [phrase, claim_subject(claim), values.join(", "), claim_reading(claim)];
        format!("\n| {} |", cells.map(|cell| escape_markdown(&cell)).join(" | "))
    };
    let head = "| phrase | of | value | reading |\n| --- | --- | --- | --- |";
    (!claims.is_empty()).then(|| head.to_owned() + &claims.iter().map(row).collect::<String>())
}

/// Escapes a text for a line of Markdown.
fn escape_markdown(text: &str) -> String {
    let mut escaped = String::new();
    for c in clean(text).chars() {
        match c {
            '|' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '\\' | '#' => escaped.extend(['\\', c]),
            '\n' => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}
