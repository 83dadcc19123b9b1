//! JSON: an array of objects, the same objects one on each line, or one object that holds the query, the types of the
//! columns, every row with its certainty and citations, the notes, and the sources (`docs/json-full.schema.json`).
//!
//! Rows stream, keys keep the order of the columns, and decimals keep all their digits. Characters that are unsafe to show are
//! escaped beyond what JSON needs, which changes nothing for readers.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::rc::Rc;

use serde::{Serialize, Serializer};
use serde_json::ser::Formatter;

use super::{Render, RenderOptions, extra_name};
use crate::answer::{Cell, Citation, Column, Remark, Row};
use crate::text::clean::is_unsafe;

/// The version of the schema of the complete object. New members don't raise it.
const VERSION: u32 = 1;

/// Escapes the characters that are unsafe to show. All are in the basic plane: four digits, no surrogates.
struct SafeToShow;

impl Formatter for SafeToShow {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        text: &str,
    ) -> io::Result<()> {
        let mut rest = text;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_unsafe(*c)) {
            let (safe, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
            write!(out, "{safe}\\u{:04x}", u32::from(c))?;
            rest = after.get(c.len_utf8()..).unwrap_or_default();
        }
        out.write_all(rest.as_bytes())
    }
}

fn to_json(value: &impl Serialize) -> io::Result<String> {
    let mut bytes = Vec::new();
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, SafeToShow))?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// The members of an object, in their order.
struct OrderedMembers<'k, V>(Vec<(&'k str, V)>);

impl<V: Serialize> Serialize for OrderedMembers<'_, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// Lists the cells of a row by column.
fn cells_by_key<'r>(keys: &'r [String], row: &'r Row) -> impl Iterator<Item = (&'r str, &'r Cell)> {
    let cell = |at: usize| row.cells.get(at).unwrap_or(&Cell::Unknown);
    keys.iter().enumerate().map(move |(at, key)| (key.as_str(), cell(at)))
}

/// A member of the object of a row.
#[derive(Serialize)]
#[serde(untagged)]
enum RowMember<'r> {
    Certain(bool),
    Value(&'r Cell),
    Sources(OrderedMembers<'r, Vec<CitationObject<'r>>>),
}

/// A claim with the slug of its document.
#[derive(Serialize)]
struct CitationObject<'r> {
    source: Option<&'r str>,
    #[serde(flatten)]
    claim: &'r Citation,
}

/// Writes one object per row.
pub(super) struct Json<'w> {
    out: &'w mut dyn Write,
    marks: bool,
    cited: bool,
    /// Whether the objects form an array.
    array: bool,
    /// The keys of the columns.
    keys: Vec<String>,
    /// The keys of the extra members.
    certain: String,
    sources: String,
    conditions: String,
    /// Whether a row has been written.
    has_rows: bool,
}

impl<'w> Json<'w> {
    /// Makes a renderer of one array, or of one object per line.
    pub(super) fn new(array: bool, options: &RenderOptions, out: &'w mut dyn Write) -> Self {
        Self {
            out,
            marks: options.marks,
            cited: options.cited,
            array,
            keys: Vec::new(),
            certain: String::new(),
            sources: String::new(),
            conditions: String::new(),
            has_rows: false,
        }
    }

    /// Lists the citations of each value, and of conditions on fields that aren't shown.
    fn citations<'r>(&'r self, row: &'r Row) -> OrderedMembers<'r, Vec<CitationObject<'r>>> {
        let keys = self.keys.iter().chain([&self.conditions]).enumerate();
        let object = |claim: &'r Rc<Citation>| CitationObject {
            source: claim.source.as_ref().map(|source| source.slug.as_str()),
            claim,
        };
        let cited = keys.map(|(at, key)| (key.as_str(), row.evidence(at).map(object).collect()));
        OrderedMembers(cited.filter(|(_, claims): &(_, Vec<_>)| !claims.is_empty()).collect())
    }
}

impl Render for Json<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        self.keys = columns.iter().map(|column| column.name.clone()).collect();
        [self.certain, self.sources, self.conditions] =
            ["certain", "sources", "conditions"].map(|name| extra_name(name, columns));
        if self.array { self.out.write_all(b"[") } else { Ok(()) }
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        let certain =
            self.marks.then_some((self.certain.as_str(), RowMember::Certain(row.certain)));
        let cells = cells_by_key(&self.keys, row).map(|(key, cell)| (key, RowMember::Value(cell)));
        let sources = || (self.sources.as_str(), RowMember::Sources(self.citations(row)));
        let members = certain.into_iter().chain(cells).chain(self.cited.then(sources));
        let object = to_json(&OrderedMembers(members.collect()))?;
        let before = match (self.array, self.has_rows) {
            (false, _) => "",
            (true, false) => "\n  ",
            (true, true) => ",\n  ",
        };
        let after = if self.array { "" } else { "\n" };
        self.has_rows = true;
        write!(self.out, "{before}{object}{after}")
    }

    fn end(&mut self) -> io::Result<()> {
        if self.array {
            self.out.write_all(if self.has_rows { b"\n]\n" } else { b"]\n" })?;
        }
        self.out.flush()
    }
}

/// A row of the complete object; citations are numbers of its sources.
#[derive(Serialize)]
struct RowObject<'r> {
    certain: bool,
    values: OrderedMembers<'r, &'r Cell>,
    sources: OrderedMembers<'r, Vec<usize>>,
    against: OrderedMembers<'r, Vec<usize>>,
    conditions: Vec<usize>,
}

/// A claim with its document, as the complete object lists it.
#[derive(Serialize)]
struct SourceObject<'r> {
    id: usize,
    source: Option<&'r str>,
    title: Option<&'r str>,
    publisher: Option<&'r str>,
    published: Option<&'r str>,
    #[serde(flatten)]
    claim: &'r Citation,
}

impl<'r> SourceObject<'r> {
    fn of_claim(claim: &'r Citation) -> Self {
        let source = claim.source.as_ref();
        Self {
            id: claim.number,
            source: source.map(|source| source.slug.as_str()),
            title: source.map(|source| source.title.as_str()),
            publisher: source.and_then(|source| source.publisher.as_deref()),
            published: source.and_then(|source| source.published.as_deref()),
            claim,
        }
    }
}

/// Writes the complete object. Only citations are kept until the end, each once.
pub(super) struct JsonFull<'w> {
    out: &'w mut dyn Write,
    options: RenderOptions,
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
}

impl Render for JsonFull<'_> {
    fn begin(&mut self, columns: &[Column]) -> io::Result<()> {
        self.keys = columns.iter().map(|column| column.name.clone()).collect();
        let query = &self.options.query;
        writeln!(self.out, "{{\n  \"query\": {},", to_json(&query.text)?)?;
        writeln!(self.out, "  \"parameters\": {},", to_json(&query.parameters)?)?;
        write!(self.out, "  \"columns\": {},\n  \"rows\": [", array_lines(columns.iter())?)
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        let all = row.citations.iter().chain(row.against.iter().flatten()).flatten();
        self.cited.extend(all.map(|citation| (citation.number, Rc::clone(citation))));
        let numbers =
            |cited: &[Rc<Citation>]| cited.iter().map(|citation| citation.number).collect();
        let keys = || self.keys.iter().map(String::as_str);
        let sources = keys().zip(&row.citations).filter(|(_, cited)| !cited.is_empty());
        let against =
            keys().zip(&row.against).filter_map(|(key, cited)| Some((key, cited.as_ref()?)));
        let object = to_json(&RowObject {
            certain: row.certain,
            values: OrderedMembers(cells_by_key(&self.keys, row).collect()),
            sources: OrderedMembers(sources.map(|(key, cited)| (key, numbers(cited))).collect()),
            against: OrderedMembers(against.map(|(key, cited)| (key, numbers(cited))).collect()),
            conditions: row.citations.get(self.keys.len()).map_or(vec![], |cited| numbers(cited)),
        })?;
        let comma = if self.has_rows { "," } else { "" };
        self.has_rows = true;
        write!(self.out, "{comma}\n    {object}")
    }

    fn notes(&mut self, notes: &[Remark]) -> io::Result<()> {
        self.notes.extend_from_slice(notes);
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        let notes = array_lines(self.notes.iter())?;
        let sources = array_lines(self.cited.values().map(|claim| SourceObject::of_claim(claim)))?;
        let rows = if self.has_rows { "\n  ]" } else { "]" };
        writeln!(self.out, "{rows},\n  \"notes\": {notes},")?;
        writeln!(self.out, "  \"sources\": {sources},\n  \"version\": {VERSION}\n}}")?;
        self.out.flush()
    }
}

/// Writes an array with an element on each line.
fn array_lines<T: Serialize>(elements: impl Iterator<Item = T>) -> io::Result<String> {
    let lines = elements.map(|element| to_json(&element)).collect::<io::Result<Vec<_>>>()?;
    Ok(if lines.is_empty() {
        "[]".to_owned()
    } else {
        format!("[\n    {}\n  ]", lines.join(",\n    "))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::answer::Shape;
    use crate::render::{
        Format, renderer,
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

    const FIRST: &str = r#"{"certain":true,"name":"中国—上合组织地方经贸合作示范区","cities":["Qingdao","Jiaozhou"],"investment":{"text":"about 42.7bn CNY","low":42.65,"high":42.75,"unit":"bn CNY"},"signed":{"text":"within 2024-06","from":"2024-06-01","to":"2024-06-30"},"parties":12,"open":true}"#;
    const SECOND: &str = r#"{"certain":false,"name":"Silk Road Hub","cities":null,"investment":null,"signed":{"text":"..2020-08","from":null,"to":"2020-08-31"},"parties":-5,"open":false}"#;

    #[test]
    fn no_rows() {
        let (columns, _) = sample_projects();
        assert_eq!(render_sample(Format::Json, plain(), &columns, &[]), "[]\n");
        assert_eq!(render_sample(Format::Jsonl, plain(), &columns, &[]), "");
    }

    #[test]
    fn every_sort_of_cell_in_the_order_of_the_columns() {
        let (columns, rows) = sample_projects();
        assert_eq!(
            render_sample(Format::Json, marked(), &columns, &rows),
            format!("[\n  {FIRST},\n  {SECOND}\n]\n")
        );
        assert_eq!(
            render_sample(Format::Json, marked(), &columns, &rows[..1]),
            format!("[\n  {FIRST}\n]\n")
        );
        assert_eq!(
            render_sample(Format::Jsonl, marked(), &columns, &rows),
            format!("{FIRST}\n{SECOND}\n")
        );
    }

    #[test]
    fn parsed_back() {
        let (columns, rows) = sample_projects();
        let all = render_sample(Format::Json, plain(), &columns, &rows);
        let read: serde_json::Value = serde_json::from_str(&all).unwrap();
        assert_eq!(read[0]["investment"]["low"], json!(42.65));
        assert_eq!(read[0]["cities"], json!(["Qingdao", "Jiaozhou"]));
        assert_eq!(read[1]["cities"], json!(null));
        assert_eq!(read[1].get("certain"), None);
    }

    #[test]
    fn decimals_keep_their_digits() {
        let exact = "12345678901234567890.12345678901234567890";
        let rows = [sample_row(vec![sample_amount("x", Some(exact), None, "")])];
        let all =
            render_sample(Format::Jsonl, plain(), &[sample_column("f", Shape::Amount)], &rows);
        let object =
            format!("{{\"f\":{{\"text\":\"x\",\"low\":{exact},\"high\":null,\"unit\":\"\"}}}}\n");
        assert_eq!(all, object);
    }

    #[test]
    fn what_is_no_number_is_an_error() {
        for bad in ["inf", ".5", "1,000", "", "1}", "0x1"] {
            let mut out = Vec::new();
            let mut render = renderer(Format::Json, plain(), &mut out);
            render.begin(&[sample_column("f", Shape::Amount)]).unwrap();
            let error =
                render.row(&sample_row(vec![sample_amount("x", Some(bad), None, "")])).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        }
    }

    #[test]
    fn hostile_text_is_escaped_and_comes_back_whole() {
        let hostile = "a\"\\\n\t\u{1b}[2J\u{7f}\u{9b}\u{202e}\u{2066}\u{2028}中";
        let columns = [sample_column("a\u{202e}\"", Shape::Text)];
        let all = render_sample(
            Format::Jsonl,
            plain(),
            &columns,
            &[sample_row(vec![sample_text(hostile)])],
        );
        assert!(!all.trim_end_matches('\n').chars().any(is_unsafe));
        let read: serde_json::Value = serde_json::from_str(&all).unwrap();
        assert_eq!(read["a\u{202e}\""], json!(hostile));
    }
}
