//! Patterns over the cells of a row: `{Column}`, `{@entry}` for the id of another entry of the row, and `[…]` around a part that
//! is left out if one of its cells is empty. `{{`, `}}`, `[[` and `]]` are the characters themselves.

use std::iter::Peekable;
use std::ops::Range;
use std::str::Chars;

use super::super::cells::fold_heading;

/// A pattern that has been read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Template {
    parts: Vec<TemplatePart>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum TemplatePart {
    Text(String),
    /// A column, as it is written and as headings are compared.
    Column {
        written: String,
        key: String,
    },
    /// The id of another entry of the same row.
    Entry(String),
    /// A part that is left out if one of its cells is empty.
    Optional(Vec<TemplatePart>),
}

/// The text of a pattern for one row, and the cell that it comes from; `None` means a constant.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Filled {
    pub(super) text: String,
    pub(super) at: Option<Range<usize>>,
}

/// The cells of a row, as patterns need them.
pub(super) trait PatternCells {
    /// Returns the text of a column's cell and its place, if the cell is not empty.
    fn cell(&self, key: &str) -> Option<(&str, Range<usize>)>;

    /// Returns the id of another entry of the row, if it is made.
    fn entry_id(&self, name: &str) -> Option<Filled>;
}

impl Template {
    /// Reads a pattern. A text without braces is a constant.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut chars = text.chars().peekable();
        let parts = read_parts(&mut chars, false)?;
        Ok(Self { parts })
    }

    /// Returns the pattern of a constant.
    pub(super) fn constant_of(text: &str) -> Self {
        Self { parts: vec![TemplatePart::Text(text.to_owned())] }
    }

    /// Checks whether it never makes anything.
    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Returns the constant that it is, if it has no columns and no entries.
    pub(super) fn constant(&self) -> Option<&str> {
        if let [TemplatePart::Text(text)] = self.parts.as_slice() { Some(text) } else { None }
    }

    /// Lists its columns as they are written, with the keys by which headings are compared.
    pub(super) fn columns(&self) -> Vec<(&str, &str)> {
        flatten_parts(&self.parts)
            .into_iter()
            .filter_map(|part| match part {
                TemplatePart::Column { written, key } => Some((written.as_str(), key.as_str())),
                _ => None,
            })
            .collect()
    }

    /// Lists the entries of the row that it refers to.
    pub(super) fn entries(&self) -> Vec<&str> {
        flatten_parts(&self.parts)
            .into_iter()
            .filter_map(|part| match part {
                TemplatePart::Entry(name) => Some(name.as_str()),
                _ => None,
            })
            .collect()
    }

    /// Fills the pattern with the cells of a row; `None` means that a cell it needs is empty.
    pub(super) fn fill(&self, row: &impl PatternCells) -> Option<Filled> {
        let mut filled = Filled { text: String::new(), at: None };
        fill_parts(&self.parts, row, &mut filled)?;
        let text = filled.text.trim().to_owned();
        (!text.is_empty()).then_some(Filled { text, ..filled })
    }
}

/// Writes a column as a pattern.
pub(super) fn column_pattern(name: &str) -> String {
    format!("{{{}}}", name.replace('}', "}}"))
}

/// Lists the parts of a pattern, those inside of others too.
fn flatten_parts(parts: &[TemplatePart]) -> Vec<&TemplatePart> {
    parts
        .iter()
        .flat_map(|part| match part {
            TemplatePart::Optional(inner) => inner.iter().collect(),
            part => vec![part],
        })
        .collect()
}

impl Filled {
    /// Adds a text, and the place that it is from if there is no other.
    fn add(&mut self, text: &str, at: Option<Range<usize>>) {
        self.text.push_str(text);
        self.at = self.at.take().or(at);
    }
}

fn fill_parts(parts: &[TemplatePart], row: &impl PatternCells, filled: &mut Filled) -> Option<()> {
    for part in parts {
        match part {
            TemplatePart::Text(text) => filled.add(text, None),
            TemplatePart::Column { key, .. } => {
                let (text, at) = row.cell(key)?;
                filled.add(text, Some(at));
            }
            TemplatePart::Entry(name) => {
                let id = row.entry_id(name)?;
                filled.add(&id.text, id.at);
            }
            TemplatePart::Optional(inner) => {
                let mut part = Filled { text: String::new(), at: None };
                if fill_parts(inner, row, &mut part).is_some() {
                    filled.add(&part.text, part.at);
                }
            }
        }
    }
    Some(())
}

fn read_parts(
    chars: &mut Peekable<Chars<'_>>,
    optional: bool,
) -> Result<Vec<TemplatePart>, String> {
    let (mut parts, mut text) = (Vec::new(), String::new());
    let mut closed = !optional;
    while let Some(c) = chars.next() {
        let twice = matches!(c, '{' | '}' | '[' | ']') && chars.peek() == Some(&c);
        match c {
            _ if twice => text.extend(chars.next()),
            '{' => {
                push_text(&mut parts, &mut text);
                parts.push(read_braces(chars)?);
            }
            '[' if optional => {
                return Err(
                    "a part in `[…]` can't contain another one; write `[[` for a bracket".into()
                );
            }
            '[' => {
                push_text(&mut parts, &mut text);
                let inner = read_parts(chars, true)?;
                if flatten_parts(&inner).iter().all(|part| matches!(part, TemplatePart::Text(_))) {
                    return Err(
                        "a part in `[…]` needs a `{column}`; write `[[` for a bracket".into()
                    );
                }
                parts.push(TemplatePart::Optional(inner));
            }
            ']' if optional => {
                closed = true;
                break;
            }
            '}' | ']' => {
                return Err(format!(
                    "this `{c}` was never opened; write `{c}{c}` for the character"
                ));
            }
            c => text.push(c),
        }
    }
    if !closed {
        return Err("this `[` is never closed; write `[[` for a bracket".into());
    }
    push_text(&mut parts, &mut text);
    Ok(parts)
}

fn push_text(parts: &mut Vec<TemplatePart>, text: &mut String) {
    if !text.is_empty() {
        parts.push(TemplatePart::Text(std::mem::take(text)));
    }
}

/// Reads the inside of braces up to the one that closes them.
fn read_braces(chars: &mut Peekable<Chars<'_>>) -> Result<TemplatePart, String> {
    let mut inner = String::new();
    loop {
        match chars.next() {
            Some('}') if chars.peek() == Some(&'}') => inner.extend(chars.next()),
            Some('}') => break,
            Some(c) => inner.push(c),
            None => return Err("this `{` is never closed; write `{{` for a brace".into()),
        }
    }
    let written = inner.trim().to_owned();
    match written.strip_prefix('@') {
        _ if written.is_empty() => Err("`{}` names no column".into()),
        Some(name) => Ok(TemplatePart::Entry(name.to_owned())),
        None => Ok(TemplatePart::Column { key: fold_heading(&written), written }),
    }
}

/// Writes a text of TOML.
pub(super) fn quote_toml(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Cells(Vec<(&'static str, &'static str)>);

    impl PatternCells for Cells {
        fn cell(&self, key: &str) -> Option<(&str, Range<usize>)> {
            let at = self.0.iter().position(|(column, _)| *column == key)?;
            Some((self.0.get(at)?.1, at..at + 1))
        }

        fn entry_id(&self, name: &str) -> Option<Filled> {
            (name == "deal").then(|| Filled { text: "deal-7".to_owned(), at: None })
        }
    }

    fn filled(template: &str) -> Option<String> {
        let row = Cells(vec![("record id", "7"), ("city", "青岛"), ("title", "Cold store")]);
        Template::read(template).unwrap().fill(&row).map(|filled| filled.text)
    }

    #[test]
    fn patterns_are_filled_with_cells() {
        for (template, text) in [
            ("signed", Some("signed")),
            ("{Record.ID}", Some("7")),
            ("gcdf-{record id}", Some("gcdf-7")),
            ("{Title}[ in {City}]", Some("Cold store in 青岛")),
            ("{Title}[ in {Province}]", Some("Cold store")),
            ("{Title} in {Province}", None),
            ("[{Province}]", None),
            ("{@deal}", Some("deal-7")),
            ("{@other}", None),
            ("a {{b}} [[c]]", Some("a {b} [c]")),
            ("", None),
        ] {
            assert_eq!(filled(template).as_deref(), text, "{template}");
        }
    }

    #[test]
    fn broken_patterns_are_refused() {
        for template in ["{a", "a}", "[{a}", "a]", "{}", "[a]", "[{a}[{b}]]", "{ }"] {
            assert!(Template::read(template).is_err(), "{template}");
        }
    }

    #[test]
    fn the_place_is_that_of_the_first_cell() {
        let row = Cells(vec![("a", "1"), ("b", "2")]);
        let template = Template::read("x [{c}]{b}{a}").unwrap();
        assert_eq!(template.fill(&row).unwrap().at, Some(1..2));
        let columns: Vec<&str> =
            template.columns().into_iter().map(|(written, _)| written).collect();
        assert_eq!(columns, ["c", "b", "a"]);
    }
}
