//! JSON with all there is to know: one object with the query, the types of the columns, every row with its certainty and
//! what stands behind each value, the notes, and the sources. `docs/json-full.schema.json` is its shape.
//!
//! Rows stream; only what is cited is kept until the end, each claim once.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::rc::Rc;

use super::json::{evidence, optional, string, value};
use super::{Look, Render};
use crate::answer::{Cell, Citation, Column, Remark, Row, Shape};

/// The version of this shape. Members may be added to it without a new one.
const VERSION: u32 = 1;

/// Writes one object.
pub(super) struct JsonFull<'w> {
    out: &'w mut dyn Write,
    look: Look,
    /// The names of the columns, escaped once.
    keys: Vec<String>,
    /// Whether a row has been written.
    some: bool,
    /// What is cited so far, by number.
    cited: BTreeMap<usize, Rc<Citation>>,
    notes: Vec<Remark>,
}

impl<'w> JsonFull<'w> {
    /// A renderer that writes to `out`.
    pub(super) fn new(look: Look, out: &'w mut dyn Write) -> Self {
        Self { out, look, keys: vec![], some: false, cited: BTreeMap::new(), notes: vec![] }
    }

    /// The numbers of claims, which are kept for the end.
    fn numbers(&mut self, citations: &[Rc<Citation>]) -> String {
        let mut numbers = Vec::with_capacity(citations.len());
        for citation in citations {
            self.cited.entry(citation.number).or_insert_with(|| Rc::clone(citation));
            numbers.push(citation.number.to_string());
        }
        format!("[{}]", numbers.join(","))
    }

    /// For each value that has some, the numbers of claims.
    fn by_key<'r>(&mut self, of: impl Fn(usize) -> Option<&'r [Rc<Citation>]>) -> String {
        let mut members = Vec::new();
        for at in 0..self.keys.len() {
            if let Some(citations) = of(at) {
                let numbers = self.numbers(citations);
                members.extend(self.keys.get(at).map(|key| format!("{key}:{numbers}")));
            }
        }
        format!("{{{}}}", members.join(","))
    }
}

impl Render for JsonFull<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        self.keys = columns.iter().map(|c| string(&c.name)).collect::<io::Result<_>>()?;
        let types = columns.iter().map(|column| type_of(column.shape));
        let columns = self.keys.iter().zip(types);
        let columns =
            columns.map(|(key, ty)| format!("\n    {{\"name\":{key},\"type\":\"{ty}\"}}"));
        let columns = columns.collect::<Vec<_>>().join(",");
        let parameters = self.look.asked.parameters.iter();
        let parameters = parameters
            .map(|(name, value)| Ok(format!("{}:{}", string(name)?, string(value)?)))
            .collect::<io::Result<Vec<_>>>()?;
        writeln!(self.out, "{{\n  \"query\": {},", string(&self.look.asked.query)?)?;
        writeln!(self.out, "  \"parameters\": {{{}}},", parameters.join(","))?;
        write!(self.out, "  \"columns\": [{columns}\n  ],\n  \"rows\": [")
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        let mut values = Vec::with_capacity(self.keys.len());
        for (at, key) in self.keys.iter().enumerate() {
            let cell = row.cells.get(at).unwrap_or(&Cell::Unknown);
            values.push(format!("{key}:{}", value(cell)?));
        }
        let behind = |at: usize| row.citations.get(at).map(Vec::as_slice);
        let sources = self.by_key(|at| behind(at).filter(|citations| !citations.is_empty()));
        let against = self.by_key(|at| row.against.get(at)?.as_deref());
        let conditions = self.numbers(behind(self.keys.len()).unwrap_or_default());
        let comma = if self.some { "," } else { "" };
        self.some = true;
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
        let notes = self.notes.iter().map(noted).collect::<io::Result<Vec<_>>>()?;
        let sources = self.cited.values().map(|c| cited(c)).collect::<io::Result<Vec<_>>>()?;
        let rows = if self.some { "\n  ]" } else { "]" };
        writeln!(self.out, "{rows},\n  \"notes\": {},", array(&notes))?;
        writeln!(self.out, "  \"sources\": {},\n  \"version\": {VERSION}\n}}", array(&sources))?;
        self.out.flush()
    }
}

/// An array with an element on each line.
fn array(elements: &[String]) -> String {
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

fn noted(note: &Remark) -> io::Result<String> {
    let rows = note.rows.map_or_else(|| "null".to_owned(), |rows| rows.to_string());
    Ok(format!(r#"{{"code":{},"text":{},"rows":{rows}}}"#, string(note.code)?, string(&note.text)?))
}

fn cited(citation: &Citation) -> io::Result<String> {
    let source = citation.source.as_ref();
    Ok(format!(
        r#"{{"id":{},"source":{},"title":{},"publisher":{},"published":{},{}}}"#,
        citation.number,
        optional(source.map(|source| source.slug.as_str()))?,
        optional(source.map(|source| source.title.as_str()))?,
        optional(source.and_then(|source| source.publisher.as_deref()))?,
        optional(source.and_then(|source| source.published.as_deref()))?,
        evidence(citation)?
    ))
}
