//! JSON: an array of objects, or the same objects one on each line.
//!
//! Objects are written member by member, so that rows stream, keys keep the order of the columns, and decimals keep all
//! their digits. `serde_json` escapes strings; control characters of terminals are escaped as well.

use std::io::{self, Write};

use super::{Render, RenderOptions, extra_name};
use crate::answer::{Cell, Citation, Column, Row};
use crate::text::{clean::is_unsafe, quote};

/// Writes one object per row.
pub(super) struct Json<'w> {
    out: &'w mut dyn Write,
    marks: bool,
    cited: bool,
    /// Whether the objects form an array.
    array: bool,
    /// The escaped keys of the columns.
    keys: Vec<String>,
    /// The escaped keys of the extra members.
    certain: String,
    sources: String,
    conditions: String,
    /// Whether a row has been written.
    has_rows: bool,
}

impl<'w> Json<'w> {
    /// Makes a renderer of one array.
    pub(super) fn array(options: &RenderOptions, out: &'w mut dyn Write) -> Self {
        Self {
            out,
            marks: options.marks,
            cited: options.cited,
            array: true,
            keys: Vec::new(),
            certain: String::new(),
            sources: String::new(),
            conditions: String::new(),
            has_rows: false,
        }
    }

    /// Makes a renderer of one object per line.
    pub(super) fn lines(options: &RenderOptions, out: &'w mut dyn Write) -> Self {
        Self { array: false, ..Self::array(options, out) }
    }

    /// Writes the citations of each value, and of conditions on fields that aren't shown.
    fn citations(&self, row: &Row) -> io::Result<String> {
        let keys = self.keys.iter().chain([&self.conditions]);
        let mut members = Vec::new();
        for (at, key) in keys.enumerate() {
            let cited: Vec<String> = row
                .evidence(at)
                .map(|citation| citation_object(citation))
                .collect::<io::Result<_>>()?;
            if !cited.is_empty() {
                members.push(format!("{key}:[{}]", cited.join(",")));
            }
        }
        Ok(members.join(","))
    }
}

impl Render for Json<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        self.keys = columns
            .iter()
            .map(|column| json_string(&column.name))
            .collect::<io::Result<Vec<_>>>()?;
        self.certain = json_string(&extra_name("certain", columns))?;
        self.sources = json_string(&extra_name("sources", columns))?;
        self.conditions = json_string(&extra_name("conditions", columns))?;
        if self.array { self.out.write_all(b"[") } else { Ok(()) }
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        let mut members = Vec::new();
        if self.marks {
            members.push(format!("{}:{}", self.certain, row.certain));
        }
        for (at, key) in self.keys.iter().enumerate() {
            let cell = row.cells.get(at).unwrap_or(&Cell::Unknown);
            members.push(format!("{key}:{}", json_value(cell)?));
        }
        if self.cited {
            members.push(format!("{}:{{{}}}", self.sources, self.citations(row)?));
        }
        let object = members.join(",");
        let before = match (self.array, self.has_rows) {
            (false, _) => "",
            (true, false) => "\n  ",
            (true, true) => ",\n  ",
        };
        let after = if self.array { "" } else { "\n" };
        self.has_rows = true;
        write!(self.out, "{before}{{{object}}}{after}")
    }

    fn end(&mut self) -> io::Result<()> {
        if self.array {
            self.out.write_all(if self.has_rows { b"\n]\n" } else { b"]\n" })?;
        }
        self.out.flush()
    }
}

/// Writes a cell as a JSON value.
pub(super) fn json_value(cell: &Cell) -> io::Result<String> {
    Ok(match cell {
        Cell::Unknown => "null".to_owned(),
        Cell::Text(text) => json_string(text)?,
        Cell::Integer(n) => n.to_string(),
        Cell::YesNo(yes) => yes.to_string(),
        Cell::Amount { text, low, high, unit } => format!(
            r#"{{"text":{},"low":{},"high":{},"unit":{}}}"#,
            json_string(text)?,
            json_number(low.as_deref())?,
            json_number(high.as_deref())?,
            json_string(unit)?
        ),
        Cell::Date { text, from, to } => format!(
            r#"{{"text":{},"from":{},"to":{}}}"#,
            json_string(text)?,
            json_optional(from.as_deref())?,
            json_optional(to.as_deref())?
        ),
        Cell::List(cells) => {
            let values: Vec<String> = cells.iter().map(json_value).collect::<io::Result<_>>()?;
            format!("[{}]", values.join(","))
        }
    })
}

fn citation_object(citation: &Citation) -> io::Result<String> {
    let source = citation.source.as_ref().map(|source| source.slug.as_str());
    Ok(format!(r#"{{"source":{},{}}}"#, json_optional(source)?, claim_members(citation)?))
}

/// Writes a claim as members of an object.
pub(super) fn claim_members(citation: &Citation) -> io::Result<String> {
    let paragraph = citation.paragraph.map_or_else(|| "null".to_owned(), |n| n.to_string());
    Ok(format!(
        r#""paragraph":{paragraph},"phrase":{},"read_as":{},"says":{},"basis":{},"confidence":{},"note":{}"#,
        json_optional(citation.phrase.as_deref())?,
        json_optional(citation.read_as.as_deref())?,
        json_optional(citation.says.as_deref())?,
        json_string(&citation.basis)?,
        json_string(&citation.confidence)?,
        json_optional(citation.note.as_deref())?
    ))
}

/// Writes a decimal without losing a digit. Anything else would break the document, so it is an error.
fn json_number(decimal: Option<&str>) -> io::Result<String> {
    let Some(decimal) = decimal else { return Ok("null".to_owned()) };
    if serde_json::from_str::<serde_json::Number>(decimal).is_ok() {
        return Ok(decimal.to_owned());
    }
    let what = format!("{} is not a decimal number", quote(decimal));
    Err(io::Error::new(io::ErrorKind::InvalidData, what))
}

/// Writes a JSON string or null.
pub(super) fn json_optional(text: Option<&str>) -> io::Result<String> {
    text.map_or_else(|| Ok("null".to_owned()), json_string)
}

/// Writes a JSON string. Beyond the escapes of `serde_json`, characters that are unsafe to show are escaped too, which
/// changes nothing for readers.
pub(super) fn json_string(text: &str) -> io::Result<String> {
    let plain = serde_json::to_string(text)?;
    if !plain.chars().any(is_unsafe) {
        return Ok(plain);
    }
    // All unsafe characters are in the basic plane: four digits, no surrogates.
    let escape = |c| if is_unsafe(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    Ok(plain.chars().map(escape).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::answer::Shape;
    use crate::render::{
        Format, renderer,
        sample::{amount, column, projects, rendered, row, text},
    };

    fn plain() -> RenderOptions {
        RenderOptions::plain("project", "projects")
    }

    fn marked() -> RenderOptions {
        RenderOptions { marks: true, ..plain() }
    }

    const FIRST: &str = r#"{"certain":true,"name":"中国—上合组织地方经贸合作示范区","cities":["Qingdao","Jiaozhou"],"investment":{"text":"about 42.7bn CNY","low":42.65,"high":42.75,"unit":"bn CNY"},"signed":{"text":"within 2024-06","from":"2024-06-01","to":"2024-06-30"},"parties":12,"open":true}"#;
    const SECOND: &str = r#"{"certain":false,"name":"Silk Road Hub","cities":null,"investment":null,"signed":{"text":"..2020-08","from":null,"to":"2020-08-31"},"parties":-5,"open":false}"#;

    #[test]
    fn no_rows() {
        let (columns, _) = projects();
        assert_eq!(rendered(Format::Json, plain(), &columns, &[]), "[]\n");
        assert_eq!(rendered(Format::Jsonl, plain(), &columns, &[]), "");
    }

    #[test]
    fn every_sort_of_cell_in_the_order_of_the_columns() {
        let (columns, rows) = projects();
        assert_eq!(
            rendered(Format::Json, marked(), &columns, &rows),
            format!("[\n  {FIRST},\n  {SECOND}\n]\n")
        );
        assert_eq!(
            rendered(Format::Json, marked(), &columns, &rows[..1]),
            format!("[\n  {FIRST}\n]\n")
        );
        assert_eq!(
            rendered(Format::Jsonl, marked(), &columns, &rows),
            format!("{FIRST}\n{SECOND}\n")
        );
    }

    #[test]
    fn parsed_back() {
        let (columns, rows) = projects();
        let all = rendered(Format::Json, plain(), &columns, &rows);
        let read: serde_json::Value = serde_json::from_str(&all).unwrap();
        assert_eq!(read[0]["investment"]["low"], json!(42.65));
        assert_eq!(read[0]["cities"], json!(["Qingdao", "Jiaozhou"]));
        assert_eq!(read[1]["cities"], json!(null));
        assert_eq!(read[1].get("certain"), None);
    }

    #[test]
    fn decimals_keep_their_digits() {
        let exact = "12345678901234567890.12345678901234567890";
        let rows = [row(vec![amount("x", Some(exact), None, "")])];
        let all = rendered(Format::Jsonl, plain(), &[column("f", Shape::Amount)], &rows);
        let object =
            format!("{{\"f\":{{\"text\":\"x\",\"low\":{exact},\"high\":null,\"unit\":\"\"}}}}\n");
        assert_eq!(all, object);
    }

    #[test]
    fn what_is_no_number_is_an_error() {
        for bad in ["inf", ".5", "1,000", "", "1}", "0x1"] {
            let mut out = Vec::new();
            let mut render = renderer(Format::Json, plain(), &mut out);
            render.begin(&[column("f", Shape::Amount)]).unwrap();
            let error = render.row(&row(vec![amount("x", Some(bad), None, "")])).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        }
    }

    #[test]
    fn hostile_text_is_escaped_and_comes_back_whole() {
        let hostile = "a\"\\\n\t\u{1b}[2J\u{7f}\u{9b}\u{202e}\u{2066}\u{2028}中";
        let columns = [column("a\u{202e}\"", Shape::Text)];
        let all = rendered(Format::Jsonl, plain(), &columns, &[row(vec![text(hostile)])]);
        assert!(!all.trim_end_matches('\n').chars().any(is_unsafe));
        let read: serde_json::Value = serde_json::from_str(&all).unwrap();
        assert_eq!(read["a\u{202e}\""], json!(hostile));
    }
}
