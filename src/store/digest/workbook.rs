//! Workbooks of spreadsheets: each sheet becomes a text with tabs between its cells, and keeps the position of each cell.

use std::io::Cursor;

use calamine::{Data, DataType, Range, Reader, open_workbook_auto_from_rs};

use crate::answer::{ABOUT_SHEET, ANSWER_SHEET, CITATIONS_SHEET};

use super::sheet_cells::Cells;

/// The sheets of a workbook that hold anything: the text of each and where its cells stand. Else what is wrong.
pub(super) fn sheets(bytes: Vec<u8>) -> Result<Vec<(String, Cells)>, String> {
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|e| e.to_string())?;
    let mut sheets = Vec::new();
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).map_err(|e| e.to_string())?;
        if !range.is_empty() && !is_after_answers(&sheet, &range) {
            sheets.push(text(sheet, &range));
        }
    }
    Ok(sheets)
}

/// Whether a sheet is one that we wrote after those of answers: it has no facts.
fn is_after_answers(sheet: &str, range: &Range<Data>) -> bool {
    let first = range.get((0, 0)).and_then(DataType::as_string);
    [CITATIONS_SHEET, ABOUT_SHEET].contains(&sheet) && first.as_deref() == Some(ANSWER_SHEET)
}

fn text(sheet: String, range: &Range<Data>) -> (String, Cells) {
    let (top, left) = range.start().unwrap_or_default();
    let (mut text, mut starts) = (String::new(), Vec::new());
    for (row, cells) in (top..).zip(range.rows()) {
        for (column, cell) in (left..).zip(cells) {
            if column > left {
                text.push('\t');
            }
            starts.push((text.len(), (row, column)));
            text.push_str(&quoted(written(cell)));
        }
        text.push('\n');
    }
    (text, Cells { sheet, starts })
}

/// A cell of the text: in quotes, where it would else be read as several.
fn quoted(text: String) -> String {
    if text.contains(['\t', '\n', '\r', '"']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

/// A cell as people write it. Numbers have the fifteen digits that spreadsheets show of them.
fn written(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Data::Float(number) => {
            let rounded = format!("{number:.14e}").parse().unwrap_or(*number);
            format!("{rounded}")
        }
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            match (hour, minute, second) {
                (0, 0, 0) => date,
                _ => format!("{date} {hour:02}:{minute:02}:{second:02}"),
            }
        }
        other => other.to_string(),
    }
}
