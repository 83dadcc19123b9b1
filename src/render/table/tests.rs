//! Tests of the table.

#![cfg(test)]

use proptest::prelude::*;

use super::*;
use crate::answer::Cell;
use crate::render::{
    Format,
    sample::{open_row, render_sample, sample_column, sample_projects, sample_row, sample_text},
};
use crate::text::clean::is_unsafe;

fn pipe_options() -> RenderOptions {
    RenderOptions::for_file("project", "projects")
}

fn terminal_options(width: u16) -> RenderOptions {
    RenderOptions { width: Some(width), ..pipe_options() }
}

fn render_table(options: RenderOptions, columns: &[Column], rows: &[Row]) -> String {
    render_sample(Format::Table, options, columns, rows)
}

/// A table of one column of texts.
fn render_names(options: RenderOptions, names: &[&str]) -> String {
    let rows: Vec<Row> = names.iter().map(|name| sample_row(vec![sample_text(name)])).collect();
    render_table(options, &[sample_column("name", Shape::Text)], &rows)
}

#[test]
fn no_rows_are_one_line() {
    let (columns, _) = sample_projects();
    for options in [pipe_options(), terminal_options(80)] {
        assert_eq!(render_table(options, &columns, &[]), "no projects\n");
    }
}

#[test]
fn one_row() {
    assert_eq!(render_names(pipe_options(), &["Hub"]), "name\n────\nHub\n1 project\n");
}

#[test]
fn every_sort_of_cell() {
    let (columns, rows) = sample_projects();
    let options = RenderOptions { marks: true, numbered: true, ..pipe_options() };
    let expected = "\
#     name                             cities                   investment  signed          parties  open
─────────────────────────────────────────────────────────────────────────────────────────────────────────
1     中国—上合组织地方经贸合作示范区  Qingdao; Jiaozhou  about 42.7bn CNY  within 2024-06       12  yes
2  ?  Silk Road Hub                    ·                                 ·  ..2020-08            -5  no
2 projects
";
    assert_eq!(render_table(options, &columns, &rows), expected);
}

#[test]
fn no_columns_are_counted_too() {
    assert_eq!(
        render_table(pipe_options(), &[], &[sample_row(vec![])]).lines().last(),
        Some("1 project")
    );
}

#[test]
fn missing_and_surplus_cells_do_no_harm() {
    let columns = [sample_column("a", Shape::Text), sample_column("b", Shape::Text)];
    let rows = [
        sample_row(vec![sample_text("x")]),
        sample_row(vec![sample_text("x"), sample_text("y"), sample_text("z")]),
    ];
    assert_eq!(
        render_table(pipe_options(), &columns, &rows),
        "a  b\n────\nx  ·\nx  y\n2 projects\n"
    );
}

#[test]
fn colour_only_where_it_is_wanted() {
    let columns = [sample_column("a", Shape::Text)];
    let rows = [open_row(vec![Cell::Unknown])];
    let options = RenderOptions { color: true, marks: true, ..terminal_options(80) };
    assert_eq!(
        render_table(options, &columns, &rows),
        "\u{1b}[1m   a\u{1b}[0m\n────\n\u{1b}[33m?\u{1b}[0m  \u{1b}[2m·\u{1b}[0m\n1 project\n"
    );
}

#[test]
fn wide_characters_align() {
    let columns = [sample_column("a", Shape::Text), sample_column("b", Shape::Text)];
    let first = ["Qingdao", "青岛", "e\u{301}te\u{301}", "👩\u{200d}🚀 🇨🇳", "한국", "ｶﾅ"];
    let rows: Vec<Row> =
        first.iter().map(|a| sample_row(vec![sample_text(a), sample_text("|end")])).collect();
    let all = render_table(pipe_options(), &columns, &rows);
    let lines: Vec<&str> = all.lines().collect();
    for line in &lines[2..lines.len() - 1] {
        assert_eq!(display_width(line.split('|').next().unwrap()), 9, "{line}");
        assert_eq!(display_width(line), 13, "{line}");
    }
    assert_eq!(display_width(lines[1]), 13);
}

#[test]
fn hostile_text_is_shown_not_obeyed() {
    let hostile = "\u{1b}[31m\n\t\r\u{202e}\u{1}\u{2}\u{9b}";
    for options in [pipe_options(), terminal_options(40)] {
        let all = render_table(
            options,
            &[sample_column(hostile, Shape::Text)],
            &[sample_row(vec![sample_text(hostile)])],
        );
        assert!(!all.chars().any(|c| c != '\n' && is_unsafe(c)), "{all:?}");
        assert!(all.contains("␛[31m⏎␉␍\\u{202e}"), "{all}");
    }
}

#[test]
fn a_pipe_gets_everything_on_one_line() {
    let long = "words and ".repeat(100);
    assert!(render_names(pipe_options(), &[&long]).contains(long.trim_end()));
}

#[test]
fn a_terminal_gets_wrapped_and_cut_cells_and_is_told() {
    let columns = [sample_column("name", Shape::Text), sample_column("note", Shape::Text)];
    let long =
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen";
    let rows = [sample_row(vec![sample_text("Silk Road Hub"), sample_text(long)])];
    let at_40 = "\
name           note
────────────────────────────────────────
Silk Road Hub  one two three four five
               six seven eight nine ten
               eleven twelve thirteen…
1 project; cut to fit: note; the list
  format shows everything
";
    assert_eq!(render_table(terminal_options(40), &columns, &rows), at_40);
    let at_80 = render_table(terminal_options(80), &columns, &rows);
    assert!(at_80.contains("fifteen") && at_80.ends_with("\n1 project\n"), "{at_80}");
    let four = "中文".repeat(80);
    let all = render_table(
        terminal_options(80),
        &columns,
        &[sample_row(vec![sample_text(&four), sample_text(&four)])],
    );
    assert!(
        all.ends_with("\n1 project; cut to fit: name and note; the list format shows everything\n"),
        "{all}"
    );
}

#[test]
fn a_cell_of_exactly_the_lines_allowed_is_not_cut() {
    let fits = "123456789 ".repeat(3);
    let all = render_names(terminal_options(10), &[fits.trim_end()]);
    assert!(all.ends_with("1 project\n") && !all.contains('…'), "{all}");
}

#[test]
fn columns_there_is_no_room_for_are_named() {
    let names = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"];
    let columns = names.map(|name| sample_column(name, Shape::Text));
    let cells = names.map(|_| sample_text("some words")).to_vec();
    let all = render_table(terminal_options(35), &columns, &[sample_row(cells)]);
    assert!(
        all.ends_with(
            "; no room for: delta,\n  epsilon and zeta; the list format\n  shows everything\n"
        ),
        "{all}"
    );
}

#[test]
fn later_rows_keep_the_widths_of_the_first() {
    let columns = [sample_column("a", Shape::Text), sample_column("b", Shape::Text)];
    let mut rows = vec![sample_row(vec![sample_text("first"), sample_text("|")]); 1500];
    rows[1200] = sample_row(vec![sample_text("much wider"), sample_text("|")]);
    let all = render_table(pipe_options(), &columns, &rows);
    let lines: Vec<&str> = all.lines().collect();
    assert_eq!(lines.len(), 1503);
    assert_eq!(lines[1201], "first  |");
    assert_eq!(lines[1202], "much wider  |");
    assert_eq!(lines[1203], "first  |");
    assert_eq!(lines[1502], "1,500 projects");
    let fitted = render_table(terminal_options(80), &columns, &rows);
    assert!(fitted.contains("\nmuch   |\nwider\n"), "{fitted}");
}

#[test]
fn row_numbers_have_room_to_grow() {
    let options = RenderOptions { numbered: true, ..terminal_options(80) };
    let all = render_table(
        options,
        &[sample_column("a", Shape::Text)],
        &vec![sample_row(vec![sample_text("x")]); 10_000],
    );
    assert!(all.contains("\n   1000  x\n") && all.contains("\n  10000  x\n"));
}

proptest! {
    #[test]
    fn fitted_lines_fit_and_end_without_blanks(
        cells in proptest::collection::vec("[a-z 中文é]{0,60}", 1..30),
        wide in 12..120u16,
        across in 1..6usize,
    ) {
        let columns = vec![sample_column("column", Shape::Text); across];
        let rows: Vec<Row> = cells
            .chunks(across)
            .map(|some| sample_row(some.iter().map(|cell| sample_text(cell)).collect()))
            .collect();
        let all = render_table(terminal_options(wide), &columns, &rows);
        // The footer is a sentence, which is not broken to fewer than some words.
        let footer = format!("{} project", rows.len());
        for line in all.lines().take_while(|line| !line.starts_with(&footer)) {
            prop_assert!(display_width(line) <= usize::from(wide), "{line}");
            prop_assert_eq!(line.trim_end(), line);
        }
    }
}
