//! CSV for spreadsheets, and TSV for `cut`, `awk` and databases, with exact bounds beside every amount and date.
//!
//! In CSV an unknown value is an empty field and an empty text is `""`; in TSV an unknown value is `\N`. The csv crate
//! can't make that difference within a record, so fields are written here; the tests read them back with that crate. Quoting
//! and its inverse are in `text::delimited`.

use std::{
    borrow::Cow,
    io::{self, Write},
    rc::Rc,
};

use super::{Render, RenderOptions, extra_name, yes_no};
use crate::answer::{Cell, Column, Row, Shape};
use crate::text::clean::clean;
use crate::text::delimited::{UNKNOWN, escape_tsv, guard_formula, quote_csv};

/// The signs of CSV or TSV.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dialect {
    /// The separator of fields.
    separator: &'static str,
    /// An unknown value.
    unknown: &'static str,
    /// An unknown value as the only field of a record.
    alone: &'static str,
    /// Quotes a text.
    field: fn(&str) -> Cow<'_, str>,
}

/// A lone unknown value is quoted: readers skip empty lines, so the row would be lost.
pub(super) const COMMAS: Dialect =
    Dialect { separator: ",", unknown: "", alone: "\"\"", field: quote_csv };

pub(super) const TABS: Dialect =
    Dialect { separator: "\t", unknown: UNKNOWN, alone: UNKNOWN, field: escape_tsv };

/// Writes a header, then a record for each row.
pub(super) struct Csv<'w> {
    out: &'w mut dyn Write,
    dialect: Dialect,
    marks: bool,
    /// Control characters are replaced on a terminal; in a file the data stay as they are.
    on_terminal: bool,
    cited: bool,
    shapes: Vec<Shape>,
    names: Vec<String>,
}

/// A field of a record; `None` means unknown.
type CsvField = Option<String>;

impl<'w> Csv<'w> {
    /// Makes a renderer of CSV or TSV.
    pub(super) fn new(dialect: Dialect, options: &RenderOptions, out: &'w mut dyn Write) -> Self {
        Self {
            out,
            dialect,
            marks: options.marks,
            on_terminal: options.width.is_some(),
            cited: options.cited,
            shapes: Vec::new(),
            names: Vec::new(),
        }
    }

    /// Lists the citations of a row: `investment: qingdao-hub-2020 p5; city: …`.
    fn citations_text(&self, row: &Row) -> String {
        let (mut text, mut last) = (String::new(), (Vec::new(), String::new()));
        for (at, name) in self.names.iter().map(String::as_str).chain(["conditions"]).enumerate() {
            // The columns of a row often have the same claims.
            let cited: Vec<_> = row.evidence(at).map(Rc::as_ptr).collect();
            if cited != last.0 {
                let mut places: Vec<String> =
                    row.evidence(at).map(|citation| citation.short_text()).collect();
                places.dedup();
                last = (cited, places.join(", "));
            }
            if !last.0.is_empty() {
                text.push_str(if text.is_empty() { "" } else { "; " });
                text.extend([name, ": ", &last.1]);
            }
        }
        text
    }

    fn write_record(&mut self, fields: &[CsvField]) -> io::Result<()> {
        let Dialect { separator, unknown, alone, field: written } = self.dialect;
        let unknown = if fields.len() == 1 { alone } else { unknown };
        for (at, field) in fields.iter().enumerate() {
            if at > 0 {
                self.out.write_all(separator.as_bytes())?;
            }
            match field {
                Some(text) if self.on_terminal => {
                    self.out.write_all(written(&clean(text)).as_bytes())
                }
                Some(text) => self.out.write_all(written(text).as_bytes()),
                None => self.out.write_all(unknown.as_bytes()),
            }?;
        }
        self.out.write_all(b"\n")
    }
}

impl Render for Csv<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        self.shapes = columns.iter().map(|column| column.shape).collect();
        let mut header = Vec::new();
        if self.marks {
            header.push(Some(extra_name("certain", columns)));
        }
        for Column { name, shape } in columns {
            header.push(Some(guard_formula(name).into_owned()));
            let more = bound_suffixes(*shape).iter().map(|bound| Some(format!("{name}_{bound}")));
            header.extend(more);
        }
        if self.cited {
            header.push(Some(extra_name("sources", columns)));
        }
        self.names = columns.iter().map(|column| column.name.clone()).collect();
        self.write_record(&header)
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        let mut record = Vec::new();
        if self.marks {
            record.push(Some(yes_no(row.certain).to_owned()));
        }
        for (at, shape) in self.shapes.iter().enumerate() {
            let cell = row.cells.get(at).unwrap_or(&Cell::Unknown);
            record.push(cell_wording(cell));
            record.extend(bound_suffixes(*shape).iter().map(|bound| bound_of(cell, bound)));
        }
        if self.cited {
            record.push(Some(guard_formula(&self.citations_text(row)).into_owned()));
        }
        self.write_record(&record)
    }

    fn end(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Returns the suffixes of the extra columns of a shape.
pub(super) fn bound_suffixes(shape: Shape) -> &'static [&'static str] {
    match shape {
        Shape::Amount => &["low", "high", "unit"],
        Shape::Date => &["from", "to"],
        Shape::Text | Shape::Integer | Shape::YesNo | Shape::List => &[],
    }
}

/// Writes a cell in its own words.
fn cell_wording(cell: &Cell) -> CsvField {
    match cell {
        Cell::Unknown => None,
        Cell::Integer(n) => Some(n.to_string()),
        Cell::Amount { text, .. } if is_number(text) => Some(text.clone()),
        Cell::Text(text) | Cell::Amount { text, .. } | Cell::Date { text, .. } => {
            Some(guard_formula(text).into_owned())
        }
        Cell::YesNo(yes) => Some(yes_no(*yes).to_owned()),
        Cell::List(cells) => join_fields(cells, cell_wording),
    }
}

/// Writes a bound or the unit of a cell, by its suffix in [`bound_suffixes`].
pub(super) fn bound_of(cell: &Cell, bound: &str) -> CsvField {
    match (cell, bound) {
        (Cell::Amount { low, .. }, "low") => low.clone(),
        (Cell::Amount { high, .. }, "high") => high.clone(),
        (Cell::Amount { unit, .. }, "unit") if !unit.is_empty() => {
            Some(guard_formula(unit).into_owned())
        }
        (Cell::Date { from, .. }, "from") => from.clone(),
        (Cell::Date { to, .. }, "to") => to.clone(),
        (Cell::List(cells), _) => join_fields(cells, |cell| bound_of(cell, bound)),
        _ => None,
    }
}

/// Joins several values in one field. An unknown value keeps its position, so that lists in several columns correspond.
fn join_fields(cells: &[Cell], of: impl Fn(&Cell) -> CsvField) -> CsvField {
    let fields: Vec<CsvField> = cells.iter().map(of).collect();
    if fields.iter().all(Option::is_none) {
        return None;
    }
    let texts: Vec<String> = fields.into_iter().map(Option::unwrap_or_default).collect();
    Some(texts.join("; "))
}

/// Checks whether a text is just a number, such as `-5`, which no spreadsheet takes for a formula.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.contains(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{
        Format,
        sample::{
            render_sample, sample_amount, sample_column, sample_projects, sample_row, sample_text,
        },
    };

    fn plain() -> RenderOptions {
        RenderOptions::for_file("project", "projects")
    }

    fn marked() -> RenderOptions {
        RenderOptions { marks: true, ..plain() }
    }

    fn records(text: &str) -> Vec<Vec<String>> {
        let mut reader =
            ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    /// One row of texts under columns `a`, `b`, …, without the header.
    fn texts(options: RenderOptions, words: &[&str]) -> String {
        let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
        let columns: Vec<Column> =
            words.iter().zip(names).map(|(_, name)| sample_column(name, Shape::Text)).collect();
        let cells = words.iter().map(|word| sample_text(word)).collect();
        let all = render_sample(Format::Csv, options, &columns, &[sample_row(cells)]);
        all.split_once('\n').unwrap().1.to_owned()
    }

    #[test]
    fn no_rows_still_have_a_header() {
        let (columns, _) = sample_projects();
        assert_eq!(
            render_sample(Format::Csv, plain(), &columns, &[]),
            "name,cities,investment,investment_low,investment_high,investment_unit,\
             signed,signed_from,signed_to,parties,open\n"
        );
    }

    #[test]
    fn every_sort_of_cell() {
        let (columns, rows) = sample_projects();
        let all = render_sample(Format::Csv, marked(), &columns, &rows);
        let lines: Vec<&str> = all.lines().skip(1).collect();
        assert_eq!(
            lines,
            [
                "yes,中国—上合组织地方经贸合作示范区,Qingdao; Jiaozhou,about 42.7bn CNY,42.65,42.75,\
                 bn CNY,within 2024-06,2024-06-01,2024-06-30,12,yes",
                "no,Silk Road Hub,,,,,,..2020-08,,2020-08-31,-5,no",
            ]
        );
        let read = records(&all);
        assert_eq!(read[0][0], "certain");
        assert!(read.iter().all(|record| record.len() == 12));
    }

    #[test]
    fn unknown_and_empty_differ() {
        let columns = [sample_column("a", Shape::Text), sample_column("b", Shape::Text)];
        let rows = [sample_row(vec![Cell::Unknown, sample_text("")])];
        assert_eq!(render_sample(Format::Csv, plain(), &columns, &rows), "a,b\n,\"\"\n");
    }

    #[test]
    fn a_lone_unknown_is_still_a_row() {
        let all = render_sample(
            Format::Csv,
            plain(),
            &[sample_column("a", Shape::Text)],
            &[sample_row(vec![Cell::Unknown])],
        );
        assert_eq!(records(&all), [["a"], [""]]);
    }

    #[test]
    fn hostile_text_comes_back_whole() {
        let words = ["a,b", "say \"x\"", "two\nlines", "\u{1b}[2J", "a\r"];
        assert_eq!(records(&texts(plain(), &words)), [words]);
    }

    #[test]
    fn a_terminal_sees_no_control_characters() {
        let options = RenderOptions { width: Some(80), ..plain() };
        assert_eq!(texts(options, &["\u{1b}[2J", "a\nb"]), "␛[2J,a⏎b\n");
    }

    #[test]
    fn formulas_are_neutralised() {
        let words = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "a=1", "'=1"];
        let read = records(&texts(plain(), &words));
        let safe = ["'=1+1", "'+1", "'-1", "'@x", "'\tx", "'\rx", "'＝1", "a=1", "''=1"];
        assert_eq!(read, [safe]);
    }

    #[test]
    fn numbers_are_left_alone() {
        let columns = [sample_column("n", Shape::Integer), sample_column("f", Shape::Amount)];
        let rows = [
            sample_row(vec![
                Cell::Integer(-5),
                sample_amount("-5.5", Some("-5.5"), Some("-5.5"), ""),
            ]),
            sample_row(vec![
                Cell::Integer(5),
                sample_amount("-5bn CNY", Some("-5"), None, "bn CNY"),
            ]),
        ];
        let all = render_sample(Format::Csv, plain(), &columns, &rows);
        assert_eq!(all, "n,f,f_low,f_high,f_unit\n-5,-5.5,-5.5,-5.5,\n5,'-5bn CNY,-5,,bn CNY\n");
    }

    #[test]
    fn lists_of_amounts_stay_in_step() {
        let list = Cell::List(vec![
            sample_amount("5 km", Some("5"), Some("5"), "km"),
            sample_amount("over 7 km", Some("7"), None, "km"),
        ]);
        let rows = [sample_row(vec![list]), sample_row(vec![Cell::List(vec![])])];
        let all = render_sample(Format::Csv, plain(), &[sample_column("f", Shape::Amount)], &rows);
        assert_eq!(
            records(&all)[1..],
            [["5 km; over 7 km", "5; 7", "5; ", "km; km"], ["", "", "", ""]]
        );
    }

    #[test]
    fn a_short_row_is_filled_up() {
        let columns = [sample_column("a", Shape::Text), sample_column("b", Shape::Text)];
        let all =
            render_sample(Format::Csv, plain(), &columns, &[sample_row(vec![sample_text("x")])]);
        assert_eq!(all, "a,b\nx,\n");
    }

    /// Reads a line of TSV as a program does; `None` means unknown.
    fn fields(line: &str) -> Vec<Option<String>> {
        let read = |field: &str| {
            let mut text = String::new();
            let mut rest = field.chars();
            while let Some(c) = rest.next() {
                text.push(match c {
                    '\\' => match rest.next().unwrap() {
                        't' => '\t',
                        'n' => '\n',
                        'r' => '\r',
                        other => other,
                    },
                    c => c,
                });
            }
            text
        };
        line.split('\t').map(|field| (field != "\\N").then(|| read(field))).collect()
    }

    #[test]
    fn tabs_have_every_sort_of_cell() {
        let (columns, rows) = sample_projects();
        let expected = "\
certain\tname\tcities\tinvestment\tinvestment_low\tinvestment_high\tinvestment_unit\tsigned\tsigned_from\tsigned_to\tparties\topen
yes\t中国—上合组织地方经贸合作示范区\tQingdao; Jiaozhou\tabout 42.7bn CNY\t42.65\t42.75\tbn CNY\twithin 2024-06\t2024-06-01\t2024-06-30\t12\tyes
no\tSilk Road Hub\t\\N\t\\N\t\\N\t\\N\t\\N\t..2020-08\t\\N\t2020-08-31\t-5\tno
";
        assert_eq!(render_sample(Format::Tsv, marked(), &columns, &rows), expected);
    }

    #[test]
    fn tabs_keep_every_text_apart() {
        let odd =
            ["", "NULL", "\\N", "a\tb", "a\nb\r\n", "c:\\new\\", "\"quoted\"", "\u{1b}[2J", "a,b"];
        let columns = [sample_column("a", Shape::Text), sample_column("b", Shape::Text)];
        for one in odd {
            let rows = [sample_row(vec![sample_text(one), Cell::Unknown])];
            let all = render_sample(Format::Tsv, plain(), &columns, &rows);
            let lines: Vec<&str> = all.strip_suffix('\n').unwrap().split('\n').collect();
            assert_eq!(lines.len(), 2, "{one:?}");
            assert_eq!(fields(lines[1]), [Some(one.to_owned()), None], "{one:?}");
        }
        let alone = |cell: Cell| {
            render_sample(
                Format::Tsv,
                plain(),
                &[sample_column("a", Shape::Text)],
                &[sample_row(vec![cell])],
            )
        };
        assert_eq!(
            (alone(sample_text("")).as_str(), alone(Cell::Unknown).as_str()),
            ("a\n\n", "a\n\\N\n")
        );
    }

    #[test]
    fn tabs_are_no_formulas_either() {
        let columns = [sample_column("a", Shape::Text), sample_column("b", Shape::Text)];
        let rows = [sample_row(vec![sample_text("=1+1"), sample_text("\t@x")])];
        let all = render_sample(Format::Tsv, plain(), &columns, &rows);
        assert_eq!(all, "a\tb\n'=1+1\t'\\t@x\n");
    }
}
