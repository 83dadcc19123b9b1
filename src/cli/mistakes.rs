//! Prints the mistakes in inputs, each under its line; a mistake made in many places is shown once.

use std::collections::{HashMap, HashSet};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::store::digest::{DigestError, Input, InputForm};
use crate::text::clean::clean;
use crate::text::{count, cut};

/// The most equal mistakes that are shown one by one, and the most places and values named for more.
const ALIKE: usize = 3;
/// The most columns of a value that are shown.
const WIDTH: usize = 30;

/// Prints the mistakes, and that nothing was loaded.
pub(super) fn print_refusal(errors: &[DigestError], inputs: &[Input]) {
    print_mistakes(errors, inputs);
    let wrong = errors.iter().filter(|error| !error.warning).count();
    let noun = if inputs.iter().all(|input| input.form() == InputForm::Digest) {
        "digest"
    } else {
        "file"
    };
    let plural = if inputs.len() == 1 { "" } else { "s" };
    let wrong = count(wrong as u64, "mistake", "mistakes");
    anstream::eprintln!("error: {wrong} in the {noun}{plural}; nothing was loaded");
}

/// Prints every mistake and warning under its line; one made in many places under the first.
pub(super) fn print_mistakes(errors: &[DigestError], inputs: &[Input]) {
    for alike in group_alike(errors) {
        let Some(first) = alike.first() else { continue };
        let input = inputs.get(first.input);
        let text = input.map_or("", |input| input.text.as_str());
        let note = (alike.len() > 1).then(|| places_text(&alike, text));
        anstream::eprintln!("{}\n", mistake_text(first, text, note.as_deref()));
    }
}

/// Groups equal mistakes of a file, in the order of the first of each. A mistake made only a few times isn't grouped.
fn group_alike(errors: &[DigestError]) -> Vec<Vec<&DigestError>> {
    let mut alike: HashMap<(usize, &str), Vec<usize>> = HashMap::new();
    for (at, error) in errors.iter().enumerate() {
        alike.entry((error.input, &error.alike)).or_default().push(at);
    }
    let (few, many): (Vec<_>, Vec<_>) = alike.into_values().partition(|group| group.len() <= ALIKE);
    let few = few.into_iter().flatten().map(|at| vec![at]);
    let mut groups: Vec<Vec<usize>> = few.chain(many).collect();
    groups.sort_unstable();
    let group = |group: Vec<usize>| group.into_iter().filter_map(|at| errors.get(at)).collect();
    groups.into_iter().map(group).collect()
}

/// Counts a mistake and lists its first places, with the values if they differ.
fn places_text(alike: &[&DigestError], text: &str) -> String {
    let mut seen = HashSet::new();
    let values = alike.iter().map(|error| (mistaken_text(error, text), error.line));
    let values: Vec<(&str, usize)> = values.filter(|(value, _)| seen.insert(*value)).collect();
    let times = count(alike.len() as u64, "time", "times");
    let first = alike.first().is_some_and(|e| e.sentence.contains(mistaken_text(e, text)));
    if values.len() == 1 || !first {
        let lines: Vec<String> = alike.iter().take(ALIKE).map(|e| e.line.to_string()).collect();
        return format!("{times} in this file: in lines {} …", lines.join(", "));
    }
    // The headings of a table are in one line, and each is named.
    if alike.iter().all(|error| error.line == values.first().map_or(0, |(_, line)| *line)) {
        let all: Vec<String> =
            values.iter().map(|(value, _)| format!("`{}`", clean(&cut(value, WIDTH)))).collect();
        return format!("{times} in this line: {}", all.join(", "));
    }
    let shown = values.iter().take(ALIKE);
    let shown: Vec<String> = shown
        .map(|(value, line)| format!("`{}` in line {line}", clean(&cut(value, WIDTH))))
        .collect();
    let more = match values.len() - shown.len() {
        0 => String::new(),
        n => format!(" and {}", count(n as u64, "other value", "other values")),
    };
    format!("{times} in this file: {}{more}", shown.join(", "))
}

/// Returns the text at the place of a mistake.
fn mistaken_text<'t>(error: &DigestError, text: &'t str) -> &'t str {
    text.get(error.span.clone()).unwrap_or_default().trim_matches('"')
}

/// Draws a mistake under its line. The renderer gets only the lines concerned, because it scans its whole text.
fn mistake_text(error: &DigestError, text: &str, note: Option<&str>) -> String {
    let start = text.get(..error.span.start).and_then(|t| t.rfind('\n')).map_or(0, |end| end + 1);
    let end = error.span.end.clamp(error.span.start, text.len());
    let rest = text.get(end..).unwrap_or_default();
    let lines = text.get(start..end + rest.find('\n').unwrap_or(rest.len())).unwrap_or_default();
    let lines = lines.trim_end_matches('\r');
    let span = error.span.start - start..(end - start).min(lines.len());
    let level = if error.warning { Level::WARNING } else { Level::ERROR };
    let snippet = Snippet::source(lines).line_start(error.line);
    let snippet = snippet.annotation(AnnotationKind::Primary.span(span));
    let sentence = clean(&error.sentence);
    let title = level.primary_title(sentence.as_ref());
    let path = error.cell.as_ref().map(|cell| format!("{}, {cell}", error.file));
    let mut group = title.element(snippet.path(path.as_deref().unwrap_or(&error.file)));
    for help in &error.helps {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    if let Some(note) = note {
        group = group.element(Level::NOTE.message(note));
    }
    let shown = Renderer::styled().render(&[group]);
    match path.and_then(|path| Some(shown.find(&path)? + path.len())) {
        // A cell of a workbook has a name; its line and column are those of a text made from the sheet.
        Some(at) => {
            let (before, after) = shown.split_at(at);
            before.to_owned() + after.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit())
        }
        None => shown,
    }
}
