//! Complete JSON: one object with the query, the types of the columns, every row with its certainty and citations, the
//! notes, and the sources. `docs/json-full.schema.json` is its schema.
//!
//! Rows stream; only citations are kept until the end, each once.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::rc::Rc;

use super::json::{claim_members, json_optional, json_string, json_value};
use super::{Render, RenderOptions};
use crate::answer::{Cell, Citation, Column, Remark, Row, Shape};

/// The version of the schema. New members don't raise it.
const VERSION: u32 = 1;

/// Writes one object.
pub(super) struct JsonFull<'w> {
    out: &'w mut dyn Write,
    options: RenderOptions,
    /// The escaped names of the columns.
    keys: Vec<String>,
    /// Whether a row has been written.
    has_rows: bool,
    /// The citations so far, by number.
    cited: BTreeMap<usize, Rc<Citation>>,
    notes: Vec<Remark>,
}

impl<'w> JsonFull<'w> {
    /// Makes a renderer that writes to `out`.
    pub(super) fn new(options: RenderOptions, out: &'w mut dyn Write) -> Self {
        Self { out, options, keys: vec![], has_rows: false, cited: BTreeMap::new(), notes: vec![] }
    }

    /// Lists the numbers of citations, which are written at the end.
    fn cite(&mut self, citations: &[Rc<Citation>]) -> String {
        let mut numbers = Vec::with_capacity(citations.len());
        for citation in citations {
            self.cited.entry(citation.number).or_insert_with(|| Rc::clone(citation));
            numbers.push(citation.number.to_string());
        }
        format!("[{}]", numbers.join(","))
    }

    /// Lists the numbers of citations by key, without keys that have none.
    fn cite_by_key<'r>(&mut self, of: impl Fn(usize) -> Option<&'r [Rc<Citation>]>) -> String {
        let mut members = Vec::new();
        for at in 0..self.keys.len() {
            if let Some(citations) = of(at) {
                let numbers = self.cite(citations);
                members.extend(self.keys.get(at).map(|key| format!("{key}:{numbers}")));
            }
        }
        format!("{{{}}}", members.join(","))
    }
}

impl Render for JsonFull<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        self.keys = columns.iter().map(|c| json_string(&c.name)).collect::<io::Result<_>>()?;
        let types = columns.iter().map(|column| type_of(column.shape));
        let columns = self.keys.iter().zip(types);
        let columns =
            columns.map(|(key, ty)| format!("\n    {{\"name\":{key},\"type\":\"{ty}\"}}"));
        let columns = columns.collect::<Vec<_>>().join(",");
        let parameters = self.options.query.parameters.iter();
        let parameters = parameters
            .map(|(name, value)| Ok(format!("{}:{}", json_string(name)?, json_string(value)?)))
            .collect::<io::Result<Vec<_>>>()?;
        writeln!(self.out, "{{\n  \"query\": {},", json_string(&self.options.query.text)?)?;
        writeln!(self.out, "  \"parameters\": {{{}}},", parameters.join(","))?;
        write!(self.out, "  \"columns\": [{columns}\n  ],\n  \"rows\": [")
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        let mut values = Vec::with_capacity(self.keys.len());
        for (at, key) in self.keys.iter().enumerate() {
            let cell = row.cells.get(at).unwrap_or(&Cell::Unknown);
            values.push(format!("{key}:{}", json_value(cell)?));
        }
        let behind = |at: usize| row.citations.get(at).map(Vec::as_slice);
        let sources = self.cite_by_key(|at| behind(at).filter(|citations| !citations.is_empty()));
        let against = self.cite_by_key(|at| row.against.get(at)?.as_deref());
        let conditions = self.cite(behind(self.keys.len()).unwrap_or_default());
        let comma = if self.has_rows { "," } else { "" };
        self.has_rows = true;
        write!(
            self.out,
            "{comma}\n    {{\"certain\":{},\"values\":{{{}}},\"sources\":{sources},\"against\":{against},\"conditions\":{conditions}}}",
            row.certain,
            values.join(",")
        )
    }

    fn notes(&mut self, notes: &[Remark]) -> io::Result<()> {
        self.notes.extend_from_slice(notes);
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        let notes = self.notes.iter().map(note_object).collect::<io::Result<Vec<_>>>()?;
        let sources =
            self.cited.values().map(|c| citation_object(c)).collect::<io::Result<Vec<_>>>()?;
        let rows = if self.has_rows { "\n  ]" } else { "]" };
        writeln!(self.out, "{rows},\n  \"notes\": {},", array_lines(&notes))?;
        writeln!(
            self.out,
            "  \"sources\": {},\n  \"version\": {VERSION}\n}}",
            array_lines(&sources)
        )?;
        self.out.flush()
    }
}

/// Writes an array with an element on each line.
fn array_lines(elements: &[String]) -> String {
    if elements.is_empty() {
        return "[]".to_owned();
    }
    format!("[\n    {}\n  ]", elements.join(",\n    "))
}

fn type_of(shape: Shape) -> &'static str {
    match shape {
        Shape::Text => "text",
        Shape::Integer => "integer",
        Shape::Amount => "amount",
        Shape::Date => "date",
        Shape::YesNo => "yes-no",
        Shape::List => "list",
    }
}

fn note_object(note: &Remark) -> io::Result<String> {
    let rows = note.rows.map_or_else(|| "null".to_owned(), |rows| rows.to_string());
    Ok(format!(
        r#"{{"code":{},"text":{},"rows":{rows}}}"#,
        json_string(note.code)?,
        json_string(&note.text)?
    ))
}

fn citation_object(citation: &Citation) -> io::Result<String> {
    let source = citation.source.as_ref();
    Ok(format!(
        r#"{{"id":{},"source":{},"title":{},"publisher":{},"published":{},{}}}"#,
        citation.number,
        json_optional(source.map(|source| source.slug.as_str()))?,
        json_optional(source.map(|source| source.title.as_str()))?,
        json_optional(source.and_then(|source| source.publisher.as_deref()))?,
        json_optional(source.and_then(|source| source.published.as_deref()))?,
        claim_members(citation)?
    ))
}
