//! Tests of the table.

#![cfg(test)]

use proptest::prelude::*;

use super::*;
use crate::answer::Cell;
use crate::render::{
    Format,
    sample::{column, projects, rendered, row, text, unsure},
};
use crate::text::clean::is_unsafe;

fn pipe() -> RenderOptions {
    RenderOptions::plain("project", "projects")
}

fn terminal(width: u16) -> RenderOptions {
    RenderOptions { width: Some(width), ..pipe() }
}

fn table(options: RenderOptions, columns: &[Column], rows: &[Row]) -> String {
    rendered(Format::Table, options, columns, rows)
}

/// A table of one column of texts.
fn names(options: RenderOptions, names: &[&str]) -> String {
    let rows: Vec<Row> = names.iter().map(|name| row(vec![text(name)])).collect();
    table(options, &[column("name", Shape::Text)], &rows)
}

#[test]
fn no_rows_are_one_line() {
    let (columns, _) = projects();
    for options in [pipe(), terminal(80)] {
        assert_eq!(table(options, &columns, &[]), "no projects\n");
    }
}

#[test]
fn one_row() {
    assert_eq!(names(pipe(), &["Hub"]), "name\n────\nHub\n1 project\n");
}

#[test]
fn every_sort_of_cell() {
    let (columns, rows) = projects();
    let options = RenderOptions { marks: true, numbered: true, ..pipe() };
    let expected = "\
#     name                             cities                   investment  signed          parties  open
─────────────────────────────────────────────────────────────────────────────────────────────────────────
1     中国—上合组织地方经贸合作示范区  Qingdao; Jiaozhou  about 42.7bn CNY  within 2024-06       12  yes
2  ?  Silk Road Hub                    ·                                 ·  ..2020-08            -5  no
2 projects
";
    assert_eq!(table(options, &columns, &rows), expected);
}

#[test]
fn no_columns_are_counted_too() {
    assert_eq!(table(pipe(), &[], &[row(vec![])]).lines().last(), Some("1 project"));
}

#[test]
fn missing_and_surplus_cells_do_no_harm() {
    let columns = [column("a", Shape::Text), column("b", Shape::Text)];
    let rows = [row(vec![text("x")]), row(vec![text("x"), text("y"), text("z")])];
    assert_eq!(table(pipe(), &columns, &rows), "a  b\n────\nx  ·\nx  y\n2 projects\n");
}

#[test]
fn colour_only_where_it_is_wanted() {
    let columns = [column("a", Shape::Text)];
    let rows = [unsure(vec![Cell::Unknown])];
    let options = RenderOptions { color: true, marks: true, ..terminal(80) };
    assert_eq!(
        table(options, &columns, &rows),
        "\u{1b}[1m   a\u{1b}[0m\n────\n\u{1b}[33m?\u{1b}[0m  \u{1b}[2m·\u{1b}[0m\n1 project\n"
    );
}

#[test]
fn wide_characters_align() {
    let columns = [column("a", Shape::Text), column("b", Shape::Text)];
    let first = ["Qingdao", "青岛", "e\u{301}te\u{301}", "👩\u{200d}🚀 🇨🇳", "한국", "ｶﾅ"];
    let rows: Vec<Row> = first.iter().map(|a| row(vec![text(a), text("|end")])).collect();
    let all = table(pipe(), &columns, &rows);
    let lines: Vec<&str> = all.lines().collect();
    for line in &lines[2..lines.len() - 1] {
        assert_eq!(width(line.split('|').next().unwrap()), 9, "{line}");
        assert_eq!(width(line), 13, "{line}");
    }
    assert_eq!(width(lines[1]), 13);
}

#[test]
fn hostile_text_is_shown_not_obeyed() {
    let hostile = "\u{1b}[31m\n\t\r\u{202e}\u{1}\u{2}\u{9b}";
    for options in [pipe(), terminal(40)] {
        let all = table(options, &[column(hostile, Shape::Text)], &[row(vec![text(hostile)])]);
        assert!(!all.chars().any(|c| c != '\n' && is_unsafe(c)), "{all:?}");
        assert!(all.contains("␛[31m⏎␉␍\\u{202e}"), "{all}");
    }
}

#[test]
fn a_pipe_gets_everything_on_one_line() {
    let long = "words and ".repeat(100);
    assert!(names(pipe(), &[&long]).contains(long.trim_end()));
}

#[test]
fn a_terminal_gets_wrapped_and_cut_cells_and_is_told() {
    let columns = [column("name", Shape::Text), column("note", Shape::Text)];
    let long =
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen";
    let rows = [row(vec![text("Silk Road Hub"), text(long)])];
    let at_40 = "\
name           note
────────────────────────────────────────
Silk Road Hub  one two three four five
               six seven eight nine ten
               eleven twelve thirteen…
1 project; cut to fit: note; the list
  format shows everything
";
    assert_eq!(table(terminal(40), &columns, &rows), at_40);
    let at_80 = table(terminal(80), &columns, &rows);
    assert!(at_80.contains("fifteen") && at_80.ends_with("\n1 project\n"), "{at_80}");
    let four = "中文".repeat(80);
    let all = table(terminal(80), &columns, &[row(vec![text(&four), text(&four)])]);
    assert!(
        all.ends_with("\n1 project; cut to fit: name and note; the list format shows everything\n"),
        "{all}"
    );
}

#[test]
fn a_cell_of_exactly_the_lines_allowed_is_not_cut() {
    let fits = "123456789 ".repeat(3);
    let all = names(terminal(10), &[fits.trim_end()]);
    assert!(all.ends_with("1 project\n") && !all.contains('…'), "{all}");
}

#[test]
fn columns_there_is_no_room_for_are_named() {
    let names = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"];
    let columns = names.map(|name| column(name, Shape::Text));
    let cells = names.map(|_| text("some words")).to_vec();
    let all = table(terminal(35), &columns, &[row(cells)]);
    assert!(
        all.ends_with(
            "; no room for: delta,\n  epsilon and zeta; the list format\n  shows everything\n"
        ),
        "{all}"
    );
}

#[test]
fn later_rows_keep_the_widths_of_the_first() {
    let columns = [column("a", Shape::Text), column("b", Shape::Text)];
    let mut rows = vec![row(vec![text("first"), text("|")]); 1500];
    rows[1200] = row(vec![text("much wider"), text("|")]);
    let all = table(pipe(), &columns, &rows);
    let lines: Vec<&str> = all.lines().collect();
    assert_eq!(lines.len(), 1503);
    assert_eq!(lines[1201], "first  |");
    assert_eq!(lines[1202], "much wider  |");
    assert_eq!(lines[1203], "first  |");
    assert_eq!(lines[1502], "1,500 projects");
    let fitted = table(terminal(80), &columns, &rows);
    assert!(fitted.contains("\nmuch   |\nwider\n"), "{fitted}");
}

#[test]
fn row_numbers_have_room_to_grow() {
    let options = RenderOptions { numbered: true, ..terminal(80) };
    let all = table(options, &[column("a", Shape::Text)], &vec![row(vec![text("x")]); 10_000]);
    assert!(all.contains("\n   1000  x\n") && all.contains("\n  10000  x\n"));
}

proptest! {
    #[test]
    fn fitted_lines_fit_and_end_without_blanks(
        cells in proptest::collection::vec("[a-z 中文é]{0,60}", 1..30),
        wide in 12..120u16,
        across in 1..6usize,
    ) {
        let columns = vec![column("column", Shape::Text); across];
        let rows: Vec<Row> = cells
            .chunks(across)
            .map(|some| row(some.iter().map(|cell| text(cell)).collect()))
            .collect();
        let all = table(terminal(wide), &columns, &rows);
        // The footer is a sentence, which is not broken to fewer than some words.
        let footer = format!("{} project", rows.len());
        for line in all.lines().take_while(|line| !line.starts_with(&footer)) {
            prop_assert!(width(line) <= usize::from(wide), "{line}");
            prop_assert_eq!(line.trim_end(), line);
        }
    }
}
