//! The file of a workbook, written by a library that packs it and holds one row at a time. The library keeps rows in
//! temporary files, and panics where they can't be written; here that becomes an error.

use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};

use super::cell::XlsxCell;
use super::{SheetWriter, WorkbookWriter};
use crate::text::clean::ShownPath as _;

#[derive(Default)]
pub(in crate::render) struct FullWorkbook(Workbook);

impl WorkbookWriter for FullWorkbook {
    type Sheet = Worksheet;

    fn begin_sheet(&mut self, name: &str) -> io::Result<Worksheet> {
        let mut sheet = self.0.new_worksheet_with_constant_memory().map_err(io::Error::other)?;
        sheet.set_name(name).map_err(io::Error::other)?;
        sheet.set_freeze_panes(1, 0).map_err(io::Error::other)?;
        Ok(sheet)
    }

    fn add(&mut self, sheet: Worksheet) {
        self.0.push_worksheet(sheet);
    }

    fn into_bytes(mut self) -> io::Result<Vec<u8>> {
        let day = ExcelDateTime::from_ymd(2000, 1, 1).map_err(io::Error::other)?;
        self.0.set_properties(&DocProperties::new().set_creation_datetime(&day));
        self.0.save_to_buffer().map_err(io::Error::other)
    }
}

impl SheetWriter for Worksheet {
    fn write_cell(&mut self, (row, column): (u32, u16), cell: &XlsxCell) -> io::Result<()> {
        let written = match cell {
            XlsxCell::Empty => Ok(self),
            XlsxCell::Text(text) if row == 0 => {
                self.write_string_with_format(row, column, text, &Format::new().set_bold())
            }
            XlsxCell::Text(text) => self.write_string(row, column, text),
            XlsxCell::Number(number) => self.write_number(row, column, *number),
            XlsxCell::Day(day) => {
                let format = Format::new().set_num_format("yyyy-mm-dd");
                self.write_number_with_format(row, column, *day, &format)
            }
        };
        written.map(|_| ()).map_err(io::Error::other)
    }

    fn end(&mut self, last_row: u32, widths: &[usize]) -> io::Result<()> {
        for (at, widest) in (0_u16..).zip(widths) {
            let columns = u32::try_from(*widest + 2).unwrap_or_default();
            self.set_column_width(at, columns).map_err(io::Error::other)?;
        }
        let last = u16::try_from(widths.len().saturating_sub(1)).unwrap_or(u16::MAX);
        self.autofilter(0, 0, last_row, last).map_err(io::Error::other)?;
        Ok(())
    }
}

/// One thread at a time changes what a panic prints.
static PRINTED: Mutex<()> = Mutex::new(());

/// Runs `act`, and turns a panic of the workbook writer into an error: it panics if there is no room for its temporary files.
pub(super) fn without_panic<T>(act: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let held = PRINTED.lock();
    let print = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let done = panic::catch_unwind(AssertUnwindSafe(act));
    panic::set_hook(print);
    drop(held);
    let no_room = |_| {
        let directory = std::env::temp_dir();
        let sentence = format!("there is no room for temporary files in {}", directory.safe_text());
        Err(io::Error::other(sentence))
    };
    done.unwrap_or_else(no_room)
}
