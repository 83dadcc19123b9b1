//! Texts that describe a base: `brief about`, 80 columns wide, without colour, the same on a terminal and in a file; and its
//! kinds, or the fields and links of one kind with an example query.

use crate::catalog::{Catalog, Field, Kind, Link, Sort, Type};
use crate::query::quote_if_needed;
use crate::store::about::{BaseSummary, DaySpan, Document};
use crate::store::about::{Gap, OpenPoint};
use crate::store::contradictions::{CompetingValue, Conflict};
use crate::store::digest::{NOT_STATED, OPEN_LIST};
use crate::store::seal::SealState;
use crate::text::clean::clean;
use crate::text::{did_you_mean, group_digits, in_columns, list_and, quote_safely, wrap};
use crate::value::find_similar;
use std::fmt::Write;

/// The width of the text.
const PAGE: u16 = 80;
/// The most sources listed.
const SOURCES: usize = 20;
/// The most conflicts listed.
const CONFLICTS: usize = 10;

/// Returns the text of a card.
pub fn about_text(card: &BaseSummary) -> String {
    let mut page = String::new();
    if !card.title.is_empty() {
        let _ = writeln!(page, "{}", clean(&card.title));
    }
    if !card.about.is_empty() {
        push_line(&mut page, &card.about);
    }
    push_dates(&mut page, card);
    push_facts(&mut page, card);
    push_sources(&mut page, card);
    push_claims(&mut page, card);
    push_section(&mut page, "Open points");
    page.push_str(&open_points(&card.open_points, card.silences));
    push_section(&mut page, "Different values");
    page.push_str(&conflicts_text(&card.conflicts));
    push_section(&mut page, "Versions");
    let versions = card.versions.iter().map(|(what, version)| format!("{what} {}", clean(version)));
    let _ = writeln!(page, "  brief {}", crate::store::program_version());
    let _ = writeln!(page, "  base: {}", versions.collect::<Vec<_>>().join(", "));
    match card.seal {
        SealState::Unsealed => {}
        SealState::Intact => page.push_str("  file: as shipped\n"),
        SealState::Changed => page.push_str(
            "  file: changed since it was shipped, but not by a load: see `brief check`\n",
        ),
    }
    push_section(&mut page, "Content");
    let _ = writeln!(page, "  {}", card.content);
    page
}

fn push_section(page: &mut String, title: &str) {
    let gap = if page.is_empty() { "" } else { "\n" };
    let _ = writeln!(page, "{gap}{title}");
}

/// Adds a line to a section, broken at the width of the text.
fn push_line(page: &mut String, text: &str) {
    let _ = writeln!(page, "{}", wrap(&format!("  {}", clean(text)), Some(PAGE), "  "));
}

/// Adds rows in columns.
fn push_columns(
    page: &mut String,
    rows: impl IntoIterator<Item: Into<Vec<String>>>,
    right: &[usize],
) {
    let rows: Vec<Vec<String>> = rows.into_iter().map(Into::into).collect();
    for line in in_columns(&rows, right) {
        let _ = writeln!(page, "  {line}");
    }
}

fn push_dates(page: &mut String, card: &BaseSummary) {
    let rows: Vec<Vec<String>> = [("facts", &card.dates), ("published", &card.published)]
        .into_iter()
        .filter_map(|(what, span)| Some(vec![what.to_owned(), days_text(span)?]))
        .collect();
    if !rows.is_empty() {
        push_section(page, "Dates");
        push_columns(page, rows, &[]);
    }
}

fn days_text((from, to): &DaySpan) -> Option<String> {
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
fn push_facts(page: &mut String, card: &BaseSummary) {
    if card.things.is_empty() && card.records.is_empty() {
        push_section(page, "Facts");
        return push_line(page, "no facts yet");
    }
    let total = |counts: &[(String, u64)]| counts.iter().map(|(_, count)| count).sum::<u64>();
    let cells = |counts: &[(String, u64)], at: usize| match counts.get(at) {
        Some((plural, n)) => [plural.clone(), group_digits(*n)],
        None => [String::new(), String::new()],
    };
    push_section(page, "Facts");
    let head = [
        ["things".into(), group_digits(total(&card.things))],
        ["records".into(), group_digits(total(&card.records))],
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
    push_columns(page, rows, &[1, 4]);
}

fn push_sources(page: &mut String, card: &BaseSummary) {
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
            source.paragraphs.map_or("·".into(), group_digits),
        ]
    };
    let head = ["source", "published", "language", "translation", "paragraphs"].map(str::to_owned);
    let rows: Vec<Vec<String>> =
        std::iter::once(head.into()).chain(card.sources.iter().take(SOURCES).map(row)).collect();
    push_section(page, "Sources");
    push_columns(page, rows, &[4]);
    if card.sources.len() > SOURCES {
        push_line(
            page,
            &format!("and {} more", group_digits((card.sources.len() - SOURCES) as u64)),
        );
    }
}

fn push_claims(page: &mut String, card: &BaseSummary) {
    let total: u64 = card.bases.iter().map(|(_, count)| count).sum();
    if total == 0 {
        return;
    }
    let low = card.confidences.iter().skip(1).map(|(what, n)| (format!("{what} confidence"), *n));
    let rows = card.bases.iter().cloned().chain(low).filter(|(_, n)| *n > 0);
    let row = |(what, n): (String, u64)| {
        let percent = format!("{}%", (n * 200 + total) / (2 * total));
        vec![what.replace('_', " "), group_digits(n), percent]
    };
    push_section(page, "Claims");
    let all = vec!["all".to_owned(), group_digits(total), String::new()];
    let rows: Vec<Vec<String>> = std::iter::once(all).chain(rows.map(row)).collect();
    push_columns(page, rows, &[1, 2]);
}

/// Describes an open point, by a query that lists it if there is one.
pub fn open_point_text(point: &OpenPoint) -> String {
    match &point.gap {
        Gap::Unknown { query } => query.clone(),
        Gap::Fewer { link, known } => {
            let names: Vec<String> = point.names.iter().map(|name| quote_safely(name)).collect();
            let more = if point.count > names.len() as u64 { " …" } else { "" };
            let (one, many) = &point.kind;
            let noun = if point.count == 1 { one } else { many };
            let known = group_digits(*known);
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
    let widest = rows.iter().map(|(count, _)| group_digits(*count).len()).max().unwrap_or(0);
    let indent = " ".repeat(widest + 4);
    let line = |(count, query): &(u64, String)| {
        let row = format!("  {:>widest$}  {}", group_digits(*count), clean(query));
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
fn conflicts_text(conflicts: &[Conflict]) -> String {
    let mut text = String::new();
    for conflict in conflicts.iter().take(CONFLICTS) {
        push_line(&mut text, &format!("{}: {}", conflict.kind, conflict.about.join(", ")));
        let row = |side: &CompetingValue| {
            vec![format!("  {}", quote_safely(&side.value)), places_text(side)]
        };
        push_columns(&mut text, conflict.sides.iter().map(row), &[]);
    }
    if conflicts.is_empty() {
        text.push_str("  none\n");
    } else if conflicts.len() > CONFLICTS {
        push_line(&mut text, &format!("and {} more", conflicts.len() - CONFLICTS));
    }
    text
}

/// Lists all kinds, one on each line.
pub fn kinds_text(catalog: &Catalog) -> String {
    let mut text = String::new();
    if !catalog.about.is_empty() {
        let _ = writeln!(text, "{}\n", catalog.about);
    }
    let rows = catalog.kinds.iter().map(|kind| [&kind.plural, &kind.about].map(String::clone));
    push_columns(&mut text, rows, &[]);
    let _ = write!(text, "\n`brief schema KIND` shows the fields of a kind.");
    if catalog.example.is_empty() {
        text.push('\n');
    } else {
        let _ = writeln!(text, " Try this query:\n  {}", catalog.example);
    }
    text
}

/// Describes one kind. The error is a sentence for an unknown name.
pub fn kind_text(catalog: &Catalog, name: &str) -> Result<String, String> {
    let Some(kind) = catalog.find_kind(name) else {
        let near = find_similar(name, catalog.kinds.iter().map(|kind| kind.plural.as_str()));
        let hint = did_you_mean(&near).map_or_else(String::new, |q| format!("; {q}"));
        return Err(format!("no kind is called `{name}`{hint}"));
    };
    let mut text = format!("{} (one: {})\n{}\n", kind.plural, kind.name, kind.about);
    let name = kind.has_names().then_some(["name", "The name; conditions test all names."]);
    let name = name.map(|row| row.map(str::to_owned));
    let fields = kind.fields.iter().map(|field| [field.name.clone(), field_text(field)]);
    let _ = writeln!(text, "\nFields");
    push_columns(&mut text, name.into_iter().chain(fields), &[]);
    if kind.links().next().is_some() {
        let _ = writeln!(text, "\nLinks to several things");
        push_columns(&mut text, kind.links().map(|link| link_row(catalog, link)), &[]);
    }
    let _ = writeln!(text, "\nFor example\n  {}", example_query(kind));
    Ok(text)
}

fn field_text(field: &Field) -> String {
    let mut text = field.about.clone();
    match &field.ty {
        Type::Enum(choices) => {
            let names: Vec<&str> = choices.iter().map(|choice| choice.name.as_str()).collect();
            let _ = write!(text, " One of: {}.", names.join(", "));
        }
        Type::Ref(targets) if !targets.any => {
            let _ = write!(text, " Leads to: {}.", targets.kinds.join(", "));
        }
        Type::Ref(_) => text.push_str(" Leads to anything."),
        Type::Level(_) => {}
        ty => {
            let _ = write!(text, " ({})", ty.noun());
        }
    }
    if let Some((other, value)) = &field.only_if {
        let _ = write!(text, " Only where {other} = {value}.");
    }
    if let Some(default) = &field.default {
        let _ = write!(text, " Default: {default}.");
    }
    text.trim().to_owned()
}

fn link_row(catalog: &Catalog, link: &Link) -> [String; 2] {
    let via = catalog.kind(&link.via).map_or(link.via.as_str(), |kind| kind.plural.as_str());
    let about = if link.about.is_empty() { format!("Through {via}.") } else { link.about.clone() };
    [format!("{} (one: {})", link.name, link.one), about]
}

/// Returns a query that works on any base of the catalog: it tests a field with a literal.
fn example_query(kind: &Kind) -> String {
    let plural = &kind.plural;
    let literal = |field: &Field| match &field.ty {
        Type::Level(_) => None,
        Type::Enum(_) | Type::YesNo => field
            .ty
            .example()
            .map(|value| format!("{} = {}", field.name, quote_if_needed(value, false))),
        ty if ty.is_time() => Some(format!("{} since 2020", field.name)),
        ty => Some(match ty.example() {
            Some(value) => format!("{} > {value}", field.name),
            None => format!("{} is known", field.name),
        }),
    };
    let money = kind.fields.iter().find(|field| field.ty == Type::Money).and_then(literal);
    match money.or_else(|| kind.stored_fields().find_map(literal)) {
        Some(test) => format!("{plural} where {test}"),
        None if kind.sort == Sort::Union => format!("{plural} where name contains a"),
        None => plural.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_can_be_parsed_for_any_name_of_a_value() {
        let shown = |value: &str| {
            let text = format!(
                "[kind.work]\nplural = \"works\"\nabout = \"\"\n[kind.work.field.state]\ntype = \"enum\"\nvalues = [\"{value}\"]\n"
            );
            let catalog = Catalog::read(&text).unwrap();
            kind_text(&catalog, "works").unwrap().lines().last().unwrap().trim().to_owned()
        };
        assert_eq!(shown("open"), "works where state = open");
        assert_eq!(shown("and"), "works where state = \"and\"");
    }
}
