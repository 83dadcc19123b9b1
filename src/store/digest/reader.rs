//! The reader of a digest's TOML: it knows the place of every key and value, and notes every mistake.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::rc::Rc;

use toml::de::{DeInteger, DeTable, DeValue};

use super::entry::{Claim, Entry};
use super::input::Input;
use super::literal::{
    Literal, RefusedLiteral, Stored, Toml, is_question, question_sentence, read_toml, text_fault,
};
use super::problem::{InputSpan, Mistake, Problems};
use super::shared::list_items;
use super::text::Text;
use crate::catalog::{Catalog, Field, Type};
use crate::value::Conventions;

/// The catalog, the text, and where mistakes are noted.
pub(super) struct Reader<'c, 'p> {
    pub(super) catalog: &'c Catalog,
    pub(super) file: usize,
    pub(super) text: &'p Text,
    pub(super) problems: &'p mut Problems,
    /// Bytes at which the TOML could not be read.
    pub(super) breaks: Vec<usize>,
    /// Whether the digest has a document.
    pub(super) sourced: bool,
    /// The number of paragraphs of the document, if the digest gives it.
    pub(super) paragraphs: Option<i64>,
    /// Whether the text is a table: all values are texts, and nobody wrote TOML.
    pub(super) tabular: bool,
    /// Whether the phrase of an entry also is the evidence for fields without their own, as in a row of a table.
    pub(super) phrase_covers: bool,
    /// Whether rows that are left out are read too: they also say how the columns of their table are read.
    pub(super) all_rows: bool,
    /// How fields with two possible readings are read.
    pub(super) conventions: Vec<(&'c str, Conventions)>,
    /// Reasons that are given more than once, by their names.
    pub(super) reasons: BTreeMap<String, String>,
    /// The evidence that the current entry inherits from around it.
    pub(super) around: Surroundings,
    /// The entries that are written inside the one that was read last.
    pub(super) inner: Vec<Entry<'c>>,
    /// Values that were read, by the address of the field and the text.
    pub(super) read: HashMap<usize, HashMap<String, (Conventions, Rc<Stored>)>>,
}

/// The evidence that an entry inherits from around it.
#[derive(Debug, Clone, Default)]
pub(super) struct Surroundings {
    /// A claim in the paragraph that claims without one are in.
    pub(super) near: Option<Claim>,
    /// The evidence of an entry without its own.
    pub(super) cover: Option<Claim>,
}

/// The number of values that are remembered for each field.
const REMEMBERED: usize = 4096;

impl<'c, 'p> Reader<'c, 'p> {
    /// Makes a reader of the text of the `file`th input.
    pub(super) fn new(
        catalog: &'c Catalog,
        (file, text): (usize, &'p Text),
        problems: &'p mut Problems,
    ) -> Self {
        Self {
            catalog,
            file,
            text,
            problems,
            breaks: vec![],
            sourced: false,
            paragraphs: None,
            tabular: false,
            all_rows: false,
            phrase_covers: false,
            conventions: vec![],
            reasons: BTreeMap::new(),
            around: Surroundings::default(),
            inner: vec![],
            read: HashMap::new(),
        }
    }

    /// Reads the value of a field by the conventions of its column. Fields often have the same few texts.
    pub(super) fn read_literal(
        &mut self,
        field: &Field,
        value: &Toml<'_>,
    ) -> Result<Literal, RefusedLiteral> {
        let by = self.conventions.iter().find(|(name, _)| *name == field.name);
        let by = by.map_or(Conventions::default(), |(_, by)| *by);
        let units = &self.catalog.units;
        let text = match value.get_ref() {
            DeValue::String(text) if field.ty != Type::Text => text,
            _ => return read_toml(field, value, units, by),
        };
        let known = self.read.entry(std::ptr::from_ref(field).addr()).or_default();
        if let Some((_, stored)) = known.get(text.as_ref()).filter(|(read_by, _)| *read_by == by) {
            return Ok(Literal::Ready(Rc::clone(stored)));
        }
        let literal = read_toml(field, value, units, by)?;
        if let Literal::Ready(stored) = &literal {
            if known.len() >= REMEMBERED {
                known.clear();
            }
            known.insert(text.to_string(), (by, stored.clone()));
        }
        Ok(literal)
    }

    /// Returns the place of some bytes of the text.
    pub(super) fn place_at(&self, span: Range<usize>) -> InputSpan {
        InputSpan { file: self.file, span }
    }

    /// Notes a row of the table. Returns whether it is left out.
    pub(super) fn is_skipped(&mut self, input: &Input, row: &Range<usize>) -> bool {
        let table = self.problems.tables.entry(self.file).or_default();
        table.add(input, row) && !self.all_rows
    }

    /// Notes how the cells of the table are delimited and where its header begins, or the headings that its map gives it.
    pub(super) fn lay_out(&mut self, layout: (u8, usize), header: Option<Vec<String>>) {
        let table = self.problems.tables.entry(self.file).or_default();
        (table.layout, table.header) = (Some(layout), header);
    }

    /// Notes a mistake.
    pub(super) fn report(&mut self, span: Range<usize>, mistake: impl Into<Mistake>) {
        self.problems.add(&InputSpan { file: self.file, span }, mistake);
    }

    /// Notes a mistake, and returns no value.
    pub(super) fn refuse<T>(
        &mut self,
        span: Range<usize>,
        mistake: impl Into<Mistake>,
    ) -> Option<T> {
        self.report(span, mistake);
        None
    }

    /// Notes a part that is left out.
    pub(super) fn warn(&mut self, span: Range<usize>, mistake: impl Into<Mistake>) {
        self.problems.warn(&InputSpan { file: self.file, span }, mistake);
    }

    /// Notes why a literal is refused, at the bytes of it that are wrong, or if something is missing, at all of it.
    pub(super) fn report_refusal(&mut self, value: &Toml<'_>, refused: RefusedLiteral) {
        let at = refused.at.filter(|at| !at.is_empty());
        let span = at.map_or(value.span(), |at| self.span_in_value(value, &at));
        self.report(span, refused.mistake);
    }

    /// Checks whether the TOML broke inside a value, so that it is not what its author meant.
    pub(super) fn is_broken(&self, value: &Toml<'_>) -> bool {
        let span = value.span();
        self.breaks.iter().any(|at| span.start <= *at && *at <= span.end)
    }

    /// Returns the text of a string; anything else is a mistake.
    pub(super) fn read_string(&mut self, key: &str, value: &Toml<'_>) -> Option<String> {
        let text = match value.get_ref() {
            _ if self.is_broken(value) => return None,
            DeValue::String(text) => text,
            _ => return self.refuse(value.span(), format!("`{key}` is text: write it in quotes")),
        };
        if text.trim().is_empty() {
            return self.refuse(
                value.span(),
                Mistake::new(format!("`{key}` is empty")).help("leave it out"),
            );
        }
        if is_question(text) {
            return self.refuse(value.span(), question_sentence(text));
        }
        match text_fault(text) {
            Some(sentence) => self.refuse(value.span(), sentence),
            None => Some(text.to_string()),
        }
    }

    /// Returns the number of a paragraph of the document.
    pub(super) fn read_paragraph(&mut self, value: &Toml<'_>) -> Option<i64> {
        let written = match value.get_ref() {
            DeValue::String(text) if self.tabular => Some(text.trim()),
            value => value.as_integer().map(DeInteger::as_str),
        };
        match written.and_then(|number| number.parse().ok()) {
            None if self.sourced && self.tabular => {
                self.refuse(value.span(), "this isn't the number of a paragraph")
            }
            None if self.sourced => self.refuse(value.span(), "`p` is the number of a paragraph"),
            number => self.in_document(number.unwrap_or_default(), value.span()),
        }
    }

    /// Returns the number of the paragraph that a header names.
    pub(super) fn read_paragraph_header(&mut self, text: &str, span: Range<usize>) -> Option<i64> {
        if let Ok(number) = text.parse() {
            return self.in_document(number, span);
        }
        let mistake = Mistake::new(format!("`{text}` isn't the number of a paragraph"));
        self.refuse(span, mistake.help("write [paragraph.5] above the facts of paragraph 5"))
    }

    /// Returns the number of a paragraph if the document has that paragraph.
    fn in_document(&mut self, number: i64, span: Range<usize>) -> Option<i64> {
        let sentence = match self.paragraphs {
            _ if !self.sourced => "a digest without [source] has no paragraphs".to_owned(),
            Some(last) if number < 1 || number > last => {
                format!("there is no paragraph {number}: the source has paragraphs 1 to {last}")
            }
            None if number < 1 => "paragraphs are counted from 1".to_owned(),
            _ => return Some(number),
        };
        self.refuse(span, sentence)
    }

    /// Returns the place of some bytes of a string's text, if the text is written literally from there on: without escapes, and
    /// in a table without the sign it may begin with.
    pub(super) fn span_in_value(&self, value: &Toml<'_>, at: &Range<usize>) -> Range<usize> {
        let span = value.span();
        let all = self.text.as_str();
        let written = all.get(span.clone()).unwrap_or_default();
        let DeValue::String(text) = value.get_ref() else {
            return span.start + at.start..span.start + at.end;
        };
        let quote = usize::from(written.len() > 1 && written.starts_with(['"', '\'']));
        let end = span.end - quote;
        let tail = text.get(at.start..).unwrap_or_default();
        match end.checked_sub(tail.len()) {
            Some(start) if all.get(start..end) == Some(tail) && start >= span.start + quote => {
                start..start + at.len()
            }
            _ => span,
        }
    }
}

/// Returns the tables in a value, which is one table or an array of tables, and everything else in it.
pub(super) fn split_tables<'t, 'i>(
    value: &'t Toml<'i>,
) -> (Vec<(Range<usize>, &'t DeTable<'i>)>, Vec<&'t Toml<'i>>) {
    let mut found = (Vec::new(), Vec::new());
    for item in list_items(value) {
        match item.get_ref() {
            DeValue::Table(table) => found.0.push((item.span(), table)),
            _ => found.1.push(item),
        }
    }
    found
}
