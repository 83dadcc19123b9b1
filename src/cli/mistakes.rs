//! What is wrong with what was to be loaded: every mistake under its line, one made in many places once.

use std::collections::{HashMap, HashSet};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::store::digest::{DigestError, Form, Input};
use crate::text::clean::clean;
use crate::text::{count, cut};

/// How often a mistake is shown whole before it is only counted, and how many of its places and values are named then.
const ALIKE: usize = 3;
/// How many columns of a value are shown.
const WIDTH: usize = 30;

/// Says what is wrong with what was to be loaded, and that nothing was.
pub(super) fn refused(errors: &[DigestError], inputs: &[Input]) {
    report(errors, inputs);
    let wrong = errors.iter().filter(|error| !error.warning).count();
    let what =
        if inputs.iter().all(|input| input.form() == Form::Digest) { "digest" } else { "file" };
    let what = if inputs.len() == 1 { what.to_owned() } else { format!("{what}s") };
    let wrong = count(wrong as u64, "mistake", "mistakes");
    anstream::eprintln!("error: {wrong} in the {what}; nothing was loaded");
}

/// Every mistake and everything left out, each under its line; one that is made in many places under the first.
pub(super) fn report(errors: &[DigestError], inputs: &[Input]) {
    for alike in groups(errors) {
        let Some(first) = alike.first() else { continue };
        let input = inputs.get(first.input);
        let text = input.map_or("", |input| input.text.as_str());
        let note = (alike.len() > 1).then(|| all_of_them(&alike, text));
        anstream::eprintln!("{}\n", shown(first, text, note.as_deref()));
    }
}

/// The mistakes of each sort in each file, in the order of the first of each. One that is made a few times only stands
/// line by line, among the others of those lines.
fn groups(errors: &[DigestError]) -> Vec<Vec<&DigestError>> {
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

/// How often a mistake is made, and where first: by what was written, where that differs.
fn all_of_them(alike: &[&DigestError], text: &str) -> String {
    let mut seen = HashSet::new();
    let values = alike.iter().map(|error| (typed(error, text), error.line));
    let values: Vec<(&str, usize)> = values.filter(|(value, _)| seen.insert(*value)).collect();
    let times = count(alike.len() as u64, "time", "times");
    let first = alike.first().is_some_and(|e| e.sentence.contains(typed(e, text)));
    if values.len() == 1 || !first {
        let lines: Vec<String> = alike.iter().take(ALIKE).map(|e| e.line.to_string()).collect();
        return format!("{times} in this file: in lines {} …", lines.join(", "));
    }
    // Headings stand in one line, and each is of interest.
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

/// What stands at the place of a mistake.
fn typed<'t>(error: &DigestError, text: &'t str) -> &'t str {
    text.get(error.span.clone()).unwrap_or_default().trim_matches('"')
}

/// A mistake under its line. The rest of the text is kept from the renderer, which would go through all of it.
fn shown(error: &DigestError, text: &str, note: Option<&str>) -> String {
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
        // A cell is known by its name, and not by the line and column of the text that was made of its sheet.
        Some(at) => {
            let (before, after) = shown.split_at(at);
            before.to_owned() + after.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit())
        }
        None => shown,
    }
}
