//! Draws diagnostics: the sentence, the line, carets under the exact text, notes, and fixed queries to paste.

use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use anstyle::{AnsiColor, Style};

use super::Settings;
use crate::answer::distinct_items;
use crate::query::diagnostic::{Applicability, Diagnostic, Fix, Message, Severity};
use crate::query::repair::repair_text;
use crate::query::span::Span;
use crate::text::clean::{clean, is_unsafe};
use crate::text::{display_width, list_and, wrap};

/// The origin of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueryOrigin {
    /// The name of the script; `None` means that the text was typed.
    pub file: Option<String>,
}

/// The longest fixed query that is shown, in bytes.
const LONGEST: usize = 400;

/// Returns the text of a diagnostic, with a line end. Sentences are broken between words at the width of the terminal.
pub(super) fn diagnostic_text(
    source: &str,
    origin: &QueryOrigin,
    diagnostic: &Diagnostic,
    settings: &Settings,
) -> String {
    let message = diagnostic.problem.message();
    let (level, word) = match diagnostic.severity {
        Severity::Error => (Level::ERROR, "error"),
        Severity::Warning => (Level::WARNING, "warning"),
    };
    let (shown, span) = visible_source(source, diagnostic.span);
    let mut snippet = Snippet::source(shown.as_str()).fold(true);
    if let Some(file) = &origin.file {
        snippet = snippet.path(file.as_str());
    }
    // The lines of a sentence begin after its label.
    let fit = |text: &str, label: &str| {
        let columns = u16::try_from(display_width(label)).unwrap_or_default();
        wrap(text, settings.notes_width.map(|all| all.saturating_sub(columns)), "")
    };
    let title = fit(&clean(&message.sentence), &format!("{word}[{}]: ", message.code));
    let mut group: Group<'_> = level
        .primary_title(title)
        .id(message.code)
        .element(snippet.annotation(AnnotationKind::Primary.span(span)));
    let label = format!("{} = note: ", source.lines().count());
    for note in &message.notes {
        group = group.element(Level::NOTE.message(fit(&clean(note), &label)));
    }
    for help in help_texts(source, &message, &diagnostic.fixes) {
        // Queries stay whole, to be pasted.
        let help = match help.split_once('\n') {
            Some((sentence, queries)) => format!("{}\n{queries}", fit(sentence, &label)),
            None => fit(&help, &label),
        };
        group = group.element(Level::HELP.message(help));
    }
    if let Some(note) = related_queries(source, &diagnostic.fixes) {
        group = group.element(Level::NOTE.message(note));
    }
    let renderer = if settings.color_notes { Renderer::styled() } else { Renderer::plain() };
    let text = renderer.render(&[group]);
    text + "\n"
}

/// Returns the text with control characters replaced by one column each, and the span within it.
fn visible_source(source: &str, span: Span) -> (String, Range<usize>) {
    let mut shown = String::with_capacity(source.len());
    let mut moved = None..None;
    for (at, c) in source.char_indices() {
        if at >= span.start {
            moved.start.get_or_insert(shown.len());
        }
        if at >= span.end {
            moved.end.get_or_insert(shown.len());
        }
        shown.push(match c {
            '\n' => c,
            _ if c.is_control() => ' ',
            _ if is_unsafe(c) => char::REPLACEMENT_CHARACTER,
            _ => c,
        });
    }
    let end = shown.len();
    (shown, moved.start.unwrap_or(end)..moved.end.unwrap_or(end))
}

/// Lists related queries, which answer another question.
fn related_queries(source: &str, fixes: &[Fix]) -> Option<String> {
    let related = fixes.iter().filter(|fix| fix.applicability == Applicability::Related);
    let texts = related.filter_map(|fix| repair_text(source, fix));
    let short = texts.filter(|text| text.len() <= LONGEST && !text.trim_end().contains('\n'));
    let shown = distinct_items(short.map(|text| clean(text.trim_end()).into_owned()));
    (!shown.is_empty())
        .then(|| format!("related, but not the same question:\n{}", shown.join("\n")))
}

/// Returns the help texts, each fix with the whole fixed query.
fn help_texts(source: &str, message: &Message, fixes: &[Fix]) -> Vec<String> {
    // These leads only introduce a query.
    let bare = ["write", "or", "write for example"];
    let mut helps: Vec<String> =
        message.helps.iter().map(|help| clean(help).into_owned()).collect();
    let mut leads = message.leads.iter();
    let mut lead = None;
    for fix in fixes {
        if let Applicability::All { without } = &fix.applicability {
            helps.extend(repair_text(source, fix).map(|text| fix_of_all(&text, without)));
            continue;
        }
        lead = leads.next().or(lead);
        if let Applicability::Parameter { name, value } = &fix.applicability {
            if let Some(value) = value {
                let lead = lead.map(String::as_str).filter(|lead| !bare.contains(lead));
                let lead = lead.map_or_else(|| format!("give `${name}` the value"), str::to_owned);
                helps.push(format!("{}\n{}", clean(&lead), set_parameter(name, value)));
            }
            continue;
        }
        if fix.applicability == Applicability::Related {
            continue;
        }
        if fix.applicability == Applicability::Part {
            helps.extend(partial_fix(fix, lead.map_or("", String::as_str), &bare));
            continue;
        }
        let whole = repair_text(source, fix).map(|text| text.trim_end().to_owned());
        let shown = whole.filter(|text| text.len() <= LONGEST && !text.contains('\n'));
        let shown = shown.map(|text| format!("\n{}", clean(&text)));
        // Two fixes that lead to the same query are shown once.
        if shown.as_ref().is_some_and(|text| helps.iter().any(|help| help.ends_with(text))) {
            continue;
        }
        match (lead, helps.last_mut(), shown) {
            (Some(lead), _, None) if bare.contains(&lead.as_str()) || lead.ends_with(" write") => {}
            (Some(lead), _, shown) => {
                helps.push(format!("{}{}", clean(lead), shown.unwrap_or_default()));
            }
            (None, Some(last), Some(shown)) => last.push_str(&shown),
            (None, None, Some(shown)) => helps.push(format!("write{shown}")),
            (None, _, None) => {}
        }
    }
    helps
}

/// Describes in words a fix that leaves other mistakes.
fn partial_fix(fix: &Fix, lead: &str, bare: &[&str]) -> Option<String> {
    let is_word = bare.contains(&lead) && !fix.text.trim().is_empty();
    let words = lead.contains('`').then(|| lead.to_owned());
    let words = if is_word { Some(format!("{lead} `{}`", fix.text.trim())) } else { words };
    words.map(|words| clean(&words).into_owned())
}

/// Shows how to give a parameter a value.
fn set_parameter(name: &str, value: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_.,:@%/+".contains(c);
    let shell = if !value.is_empty() && value.chars().all(is_plain) {
        value.to_owned()
    } else {
        format!("'{}'", value.replace('\'', "'\\''"))
    };
    format!("--set {name}={}    (at the prompt: .set {name} {})", clean(&shell), clean(value))
}

/// Shows the query with all mistakes fixed.
fn fix_of_all(text: &str, without: &[String]) -> String {
    let text = clean(text.trim_end()).into_owned();
    let without: Vec<String> = without.iter().map(|name| format!("`{}`", clean(name))).collect();
    match without.as_slice() {
        [] => format!("with every error corrected:\n{text}"),
        without => format!("without {}, write\n{text}", list_and(without)),
    }
}

/// Prints a note on an answer, broken between words at the width of the terminal.
pub(super) fn print_note(text: &str, settings: &Settings, err: &mut dyn Write) -> io::Result<()> {
    const WORD: &str = "note:";
    let style = if settings.color_notes { AnsiColor::Cyan.on_default() } else { Style::new() };
    let text = format!("{WORD} {}", clean(text));
    let whole = wrap(&text, settings.notes_width, "      ");
    let rest = whole.strip_prefix(WORD).unwrap_or(&whole);
    writeln!(err, "{style}{WORD}{style:#}{rest}")
}
