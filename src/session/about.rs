//! The text of `brief about`: 80 columns wide, without colour, the same on a terminal and in a file.

use std::fmt::Write;

use crate::store::about::{Card, DaySpan, Document};
use crate::store::about::{Gap, OpenPoint};
use crate::store::contradictions::{CompetingValue, Conflict};
use crate::store::digest::{NOT_STATED, OPEN_LIST};
use crate::text::clean::clean;
use crate::text::{count, in_columns, list_and, quote, wrap};

/// The width of the text.
const PAGE: u16 = 80;
/// The most sources listed.
const SOURCES: usize = 20;
/// The most conflicts listed.
const CONFLICTS: usize = 10;

/// Returns the text of a card.
pub fn about_text(card: &Card) -> String {
    let mut page = String::new();
    if !card.title.is_empty() {
        let _ = writeln!(page, "{}", clean(&card.title));
    }
    if !card.about.is_empty() {
        push_line(&mut page, &card.about);
    }
    dates(&mut page, card);
    facts(&mut page, card);
    sources(&mut page, card);
    claims(&mut page, card);
    section(&mut page, "Open points");
    page.push_str(&open_points(&card.open_points, card.silences));
    section(&mut page, "Conflicts");
    page.push_str(&conflicts(&card.conflicts));
    section(&mut page, "Versions");
    let versions = card.versions.iter().map(|(what, version)| format!("{what} {}", clean(version)));
    let _ = writeln!(page, "  brief {}", crate::store::program());
    let _ = writeln!(page, "  base: {}", versions.collect::<Vec<_>>().join(", "));
    section(&mut page, "Content");
    let _ = writeln!(page, "  {}", card.content);
    page
}

fn section(page: &mut String, title: &str) {
    let gap = if page.is_empty() { "" } else { "\n" };
    let _ = writeln!(page, "{gap}{title}");
}

/// Adds a line to a section, broken at the width of the text.
fn push_line(page: &mut String, text: &str) {
    let _ = writeln!(page, "{}", wrap(&format!("  {}", clean(text)), Some(PAGE), "  "));
}

/// Adds rows in columns.
fn push_columns(page: &mut String, rows: &[Vec<String>], right: &[usize]) {
    for line in in_columns(rows, right) {
        let _ = writeln!(page, "  {line}");
    }
}

fn dates(page: &mut String, card: &Card) {
    let rows: Vec<Vec<String>> = [("facts", &card.dates), ("published", &card.published)]
        .into_iter()
        .filter_map(|(what, span)| Some(vec![what.to_owned(), days(span)?]))
        .collect();
    if !rows.is_empty() {
        section(page, "Dates");
        push_columns(page, &rows, &[]);
    }
}

fn days((from, to): &DaySpan) -> Option<String> {
    match (from, to) {
        (None, None) => None,
        (Some(from), Some(to)) if from == to => Some(from.clone()),
        (from, to) => {
            let end = |day: &Option<String>| day.clone().unwrap_or_else(|| "·".into());
            Some(format!("{} to {}", end(from), end(to)))
        }
    }
}

/// Lists the kinds of things on the left and of records on the right.
fn facts(page: &mut String, card: &Card) {
    if card.things.is_empty() && card.records.is_empty() {
        section(page, "Facts");
        return push_line(page, "no facts yet");
    }
    let total = |counts: &[(String, u64)]| counts.iter().map(|(_, count)| count).sum::<u64>();
    let cells = |counts: &[(String, u64)], at: usize| match counts.get(at) {
        Some((plural, n)) => [plural.clone(), count_only(*n)],
        None => [String::new(), String::new()],
    };
    section(page, "Facts");
    let head = [
        ["things".into(), count_only(total(&card.things))],
        ["records".into(), count_only(total(&card.records))],
    ];
    let rows = (0..card.things.len().max(card.records.len()))
        .map(|at| [cells(&card.things, at), cells(&card.records, at)]);
    let rows: Vec<Vec<String>> = std::iter::once(head)
        .chain(rows)
        .enumerate()
        .map(|(n, [[thing, things], [record, records]])| {
            let indent = if n == 0 { "" } else { "  " };
            let gap = String::from("   ");
            vec![format!("{indent}{thing}"), things, gap, format!("{indent}{record}"), records]
        })
        .collect();
    push_columns(page, &rows, &[1, 4]);
}

/// Writes a number as in a sentence, without a noun.
fn count_only(n: u64) -> String {
    match n {
        0 | 1 => n.to_string(),
        _ => count(n, "", "").trim_end().to_owned(),
    }
}

fn sources(page: &mut String, card: &Card) {
    if card.sources.is_empty() {
        return;
    }
    let known =
        |value: &Option<String>| value.as_deref().map_or("·".into(), |v| clean(v).into_owned());
    let row = |source: &Document| {
        vec![
            clean(&source.slug).into_owned(),
            known(&source.published),
            known(&source.language),
            known(&source.translation),
            source.paragraphs.map_or("·".into(), count_only),
        ]
    };
    let head = ["source", "published", "language", "translation", "paragraphs"].map(str::to_owned);
    let rows: Vec<Vec<String>> =
        std::iter::once(head.into()).chain(card.sources.iter().take(SOURCES).map(row)).collect();
    section(page, "Sources");
    push_columns(page, &rows, &[4]);
    if card.sources.len() > SOURCES {
        push_line(page, &format!("and {} more", count_only((card.sources.len() - SOURCES) as u64)));
    }
}

fn claims(page: &mut String, card: &Card) {
    let total: u64 = card.bases.iter().map(|(_, count)| count).sum();
    if total == 0 {
        return;
    }
    let low = card.confidences.iter().skip(1).map(|(what, n)| (format!("{what} confidence"), *n));
    let rows = card.bases.iter().cloned().chain(low).filter(|(_, n)| *n > 0);
    let row = |(what, n): (String, u64)| {
        let percent = format!("{}%", (n * 200 + total) / (2 * total));
        vec![what.replace('_', " "), count_only(n), percent]
    };
    section(page, "Claims");
    let all = vec!["all".to_owned(), count_only(total), String::new()];
    let rows: Vec<Vec<String>> = std::iter::once(all).chain(rows.map(row)).collect();
    push_columns(page, &rows, &[1, 2]);
}

/// Describes an open point, by a query that lists it if there is one.
pub fn open_point_text(point: &OpenPoint) -> String {
    match &point.gap {
        Gap::Unknown { query } => query.clone(),
        Gap::Fewer { link, known } => {
            let names: Vec<String> = point.names.iter().map(|name| quote(name)).collect();
            let more = if point.count > names.len() as u64 { " …" } else { "" };
            let (one, many) = &point.kind;
            let noun = if point.count == 1 { one } else { many };
            let known = count_only(*known);
            format!(
                "{noun} with fewer {link} than stated ({known} known): {}{more}",
                names.join(", ")
            )
        }
    }
}

fn open_points(points: &[OpenPoint], (silent, lists): (u64, u64)) -> String {
    let marks = [(silent, NOT_STATED), (lists, OPEN_LIST)];
    let marks = marks.map(|(count, mark)| (count, format!("claims where says = \"{mark}\"")));
    let mut rows: Vec<(u64, String)> =
        points.iter().map(|point| (point.count, open_point_text(point))).chain(marks).collect();
    rows.retain(|(count, _)| *count > 0);
    if rows.is_empty() {
        return "  none\n".into();
    }
    let widest = rows.iter().map(|(count, _)| count_only(*count).len()).max().unwrap_or(0);
    let indent = " ".repeat(widest + 4);
    let line = |(count, query): &(u64, String)| {
        let row = format!("  {:>widest$}  {}", count_only(*count), clean(query));
        wrap(&row, Some(PAGE), &indent) + "\n"
    };
    rows.iter().map(line).collect()
}

/// Lists the paragraphs that give a value: `port-news p3 and port-news p7`.
pub fn places_text(side: &CompetingValue) -> String {
    let place = |(source, paragraph): &(String, Option<i64>)| match paragraph {
        Some(paragraph) => format!("{source} p{paragraph}"),
        None => source.clone(),
    };
    clean(&list_and(&side.places.iter().map(place).collect::<Vec<_>>())).into_owned()
}

/// Lists conflicts with their values and the paragraphs that give them.
fn conflicts(conflicts: &[Conflict]) -> String {
    let mut text = String::new();
    for conflict in conflicts.iter().take(CONFLICTS) {
        push_line(&mut text, &format!("{}: {}", conflict.kind, conflict.about.join(", ")));
        let row =
            |side: &CompetingValue| vec![format!("  {}", quote(&side.value)), places_text(side)];
        push_columns(&mut text, &conflict.sides.iter().map(row).collect::<Vec<_>>(), &[]);
    }
    if conflicts.is_empty() {
        text.push_str("  none\n");
    } else if conflicts.len() > CONFLICTS {
        push_line(&mut text, &format!("and {} more", conflicts.len() - CONFLICTS));
    }
    text
}
