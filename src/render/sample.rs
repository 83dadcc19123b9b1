//! Columns and rows for the tests of the formats.

use super::{Format, RenderOptions, renderer};
use crate::answer::{Cell, Column, Row, Shape};

pub(super) fn sample_column(name: &str, shape: Shape) -> Column {
    Column { name: name.to_owned(), shape }
}

pub(super) fn sample_text(words: &str) -> Cell {
    Cell::Text(words.to_owned())
}

pub(super) fn sample_amount(text: &str, low: Option<&str>, high: Option<&str>, unit: &str) -> Cell {
    let owned = |end: Option<&str>| end.map(str::to_owned);
    Cell::Amount {
        text: text.to_owned(),
        low: owned(low),
        high: owned(high),
        unit: unit.to_owned(),
    }
}

pub(super) fn sample_date(text: &str, from: Option<&str>, to: Option<&str>) -> Cell {
    let owned = |day: Option<&str>| day.map(str::to_owned);
    Cell::Date { text: text.to_owned(), from: owned(from), to: owned(to) }
}

pub(super) fn sample_row(cells: Vec<Cell>) -> Row {
    Row::of_cells(cells)
}

pub(super) fn open_row(cells: Vec<Cell>) -> Row {
    Row { certain: false, ..Row::of_cells(cells) }
}

/// Makes two rows with every shape of cell; the second isn't certain and has few values.
pub(super) fn sample_projects() -> (Vec<Column>, Vec<Row>) {
    let columns = vec![
        sample_column("name", Shape::Text),
        sample_column("cities", Shape::Text),
        sample_column("investment", Shape::Amount),
        sample_column("signed", Shape::Date),
        sample_column("parties", Shape::Integer),
        sample_column("open", Shape::YesNo),
    ];
    let first = sample_row(vec![
        sample_text("中国—上合组织地方经贸合作示范区"),
        Cell::List(vec![sample_text("Qingdao"), sample_text("Jiaozhou")]),
        sample_amount("about 42.7bn CNY", Some("42.65"), Some("42.75"), "bn CNY"),
        sample_date("within 2024-06", Some("2024-06-01"), Some("2024-06-30")),
        Cell::Integer(12),
        Cell::YesNo(true),
    ]);
    let second = open_row(vec![
        sample_text("Silk Road Hub"),
        Cell::Unknown,
        Cell::Unknown,
        sample_date("..2020-08", None, Some("2020-08-31")),
        Cell::Integer(-5),
        Cell::YesNo(false),
    ]);
    (columns, vec![first, second])
}

/// Renders rows in a format.
pub(super) fn render_sample(
    format: Format,
    options: RenderOptions,
    columns: &[Column],
    rows: &[Row],
) -> String {
    let mut out = Vec::new();
    let mut render = renderer(format, options, &mut out);
    render.write_answer(columns, rows, &[]).unwrap();
    drop(render);
    String::from_utf8(out).unwrap()
}
