//! The places of the cells of a sheet of a workbook.

/// The positions of the cells of a sheet in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cells {
    /// The name of the sheet.
    pub(crate) sheet: String,
    /// The byte at which each cell begins, with its row and column from 0.
    pub(super) starts: Vec<(usize, (u32, u32))>,
}

impl Cells {
    /// Returns the cell at a byte, as spreadsheets call it: `Projects!C7`.
    pub(crate) fn cell_name(&self, at: usize) -> String {
        let (row, column) = self.cell_at(at);
        let mut letters = String::new();
        let mut left = column + 1;
        while left > 0 {
            let letter = u8::try_from((left - 1) % 26).unwrap_or_default();
            letters.insert(0, char::from(b'A' + letter));
            left = (left - 1) / 26;
        }
        format!("{}!{letters}{}", self.sheet, row + 1)
    }

    /// Returns the number of the row at a byte, from 1.
    pub(crate) fn row_number(&self, at: usize) -> usize {
        self.cell_at(at).0 as usize + 1
    }

    fn cell_at(&self, at: usize) -> (u32, u32) {
        let next = self.starts.partition_point(|(start, _)| *start <= at);
        let found = next.checked_sub(1).and_then(|last| self.starts.get(last));
        found.map_or((0, 0), |(_, cell)| *cell)
    }
}
