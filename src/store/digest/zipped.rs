//! Measures workbooks that are zip files before anything of them is kept. A file of 10 MB can unpack to 10 GB, and a
//! few bytes of an `OpenDocument` sheet can repeat a cell a million times.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::limits::{LARGEST, MOST_CELLS};

/// The number of bytes that are unpacked at a time.
const CHUNK: usize = 1 << 16;

/// The entry of an `OpenDocument` file with its cells.
const CONTENT: &str = "content.xml";

/// Checks that a workbook stays within the limits when it is unpacked. Files that aren't zip files, or damaged ones, are left to
/// their reader.
pub(super) fn check_unpacked(bytes: &[u8]) -> Result<(), String> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(()) };
    let mut unpacked = 0;
    for number in 0..archive.len() {
        let Ok(mut entry) = archive.by_index(number) else { continue };
        let is_content = entry.name().is_ok_and(|name| name == CONTENT);
        let mut cells = RepeatedCells::default();
        let mut chunk = vec![0; CHUNK];
        // A damaged entry ends early; its reader says so.
        while let Ok(read) = entry.read(&mut chunk) {
            let Some(new) = chunk.get(..read).filter(|new| !new.is_empty()) else { break };
            unpacked += read as u64;
            if unpacked > LARGEST {
                return Err(format!("it has more than {} MiB when it is unpacked", LARGEST >> 20));
            }
            if is_content && cells.add(new) > MOST_CELLS {
                return Err(format!("it repeats cells, and has more than {MOST_CELLS}"));
            }
        }
    }
    Ok(())
}

/// Counts the cells of a sheet. Empty cells count only with one after them in their row: programs fill rows up with them.
#[derive(Default)]
struct RepeatedCells {
    /// A tag that isn't complete yet.
    tag: Vec<u8>,
    inside: bool,
    pending: u64,
    cells: u64,
}

/// The most bytes of a tag that are looked at.
const TAG: usize = 4_096;

impl RepeatedCells {
    /// Counts those of some more bytes, and returns the number of all.
    fn add(&mut self, bytes: &[u8]) -> u64 {
        for byte in bytes {
            match byte {
                b'<' => {
                    self.inside = true;
                    self.tag.clear();
                }
                b'>' if self.inside => {
                    self.inside = false;
                    self.count_tag();
                }
                byte if self.inside && self.tag.len() < TAG => self.tag.push(*byte),
                _ => {}
            }
        }
        self.cells
    }

    fn count_tag(&mut self) {
        let tag = String::from_utf8_lossy(&self.tag);
        if tag.starts_with("table:table-row") {
            self.pending = 0;
        }
        if !tag.starts_with("table:table-cell") && !tag.starts_with("table:covered-table-cell") {
            return;
        }
        let repeated = tag.split_once("number-columns-repeated=").map(|(_, after)| {
            let number = after.trim_start_matches(['"', '\'']);
            let end = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
            number.get(..end).and_then(|number| number.parse().ok()).unwrap_or(u64::MAX)
        });
        self.pending = self.pending.saturating_add(repeated.unwrap_or(1));
        if tag.contains("value") || tag.contains("formula") {
            self.cells = self.cells.saturating_add(self.pending);
            self.pending = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_cells_count_only_before_others() {
        let cell = |repeated: u64, value: &str| {
            format!("<table:table-cell table:number-columns-repeated=\"{repeated}\" {value}/>")
        };
        let count = |text: &str| {
            let mut cells = RepeatedCells::default();
            text.as_bytes().chunks(3).map(|chunk| cells.add(chunk)).last().unwrap_or_default()
        };
        let value = "office:value=\"1\"";
        let row = |cells: &str| format!("<table:table-row>{cells}</table:table-row>");
        assert_eq!(count(&row(&(cell(3, value) + &cell(16_000, "")))), 3);
        assert_eq!(count(&row(&(cell(3, "") + &cell(2, value))).repeat(2)), 10);
        assert_eq!(count(&row("<table:table-cell office:value='1'><text:p>2</text:p>")), 1);
    }
}
