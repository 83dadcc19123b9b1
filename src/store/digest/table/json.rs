//! JSON lines as cells that know their places: one object a line, its keys in the place of a header.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Cell, Sheet};

/// Reads all rows of a text.
pub(super) fn read(sheet: &mut Sheet<'_, '_>, text: &str) {
    let mut start = 0;
    let mut any = false;
    for line in text.split_inclusive('\n') {
        let at = start..start + line.trim_end().len();
        start += line.len();
        if line.trim().is_empty() {
            continue;
        }
        if !std::mem::replace(&mut any, true) && line.trim_start().starts_with('[') {
            let help = "write one object a line, without brackets around them and commas between";
            sheet.reader.problem_with(
                at,
                "this is a list, not one object a line",
                vec![help.into()],
            );
            return;
        }
        match serde_json::from_str::<Object<'_>>(line.trim_end()) {
            Ok(object) => row(sheet, (text, at), object),
            Err(error) => {
                let (place, sentence) = broken(line, &error);
                sheet.reader.problem(at.start + place..at.end.max(at.start + place), sentence);
            }
        }
    }
    if !any {
        sheet.reader.problem(0..0, "there is nothing in this file");
    }
}

/// What is wrong with a line of JSON, and at which byte of it.
fn broken(line: &str, error: &serde_json::Error) -> (usize, String) {
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or(&said);
    let mut at = error.column().saturating_sub(1).min(line.trim_end().len());
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    (at, format!("this line is not one object of JSON: {said}"))
}

fn row(sheet: &mut Sheet<'_, '_>, (text, at): (&str, Range<usize>), object: Object<'_>) {
    let mut cells: Vec<Cell<'_>> = Vec::new();
    for (key, raw) in object.0 {
        let value = place(text, raw.get()).unwrap_or(at.clone());
        // A key written with escapes has no place of its own; its value stands for it.
        let key_at = place(text, &key).unwrap_or(value.clone());
        if sheet.columns.find(&key).is_none() {
            sheet.columns.add(&mut sheet.reader, &key, key_at.clone());
        }
        let Some(column) = sheet.columns.find(&key) else { continue };
        if cells.iter().any(|cell| cell.column == column) {
            sheet.reader.problem(key_at, format!("the key `{key}` stands twice"));
            continue;
        }
        match written(raw.get()) {
            Ok(Some(text)) if text.trim().is_empty() => {}
            Ok(Some(text)) => cells.push(Cell { column, at: value, text }),
            Ok(None) => {}
            Err(sentence) => sheet.reader.problem(value, sentence),
        }
    }
    sheet.row(at, &cells);
}

/// Where a part of a text stands in it; none if it is not a part of it but a copy.
fn place(text: &str, part: &str) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    let at = start..start + part.len();
    (text.get(at.clone()) == Some(part)).then_some(at)
}

/// The text of a value as the language writes it; none: not recorded.
fn written(raw: &str) -> Result<Option<Cow<'_, str>>, &'static str> {
    match raw.bytes().next() {
        Some(b'n') => Ok(None),
        Some(b't') => Ok(Some(Cow::Borrowed("yes"))),
        Some(b'f') => Ok(Some(Cow::Borrowed("no"))),
        Some(b'"') => {
            serde_json::from_str::<Text<'_>>(raw).map(|text| Some(text.0)).map_err(|_| "no text")
        }
        // As answers are written: `{"text": "about 42.7bn CNY", "low": …}`.
        Some(b'{') => match serde_json::from_str::<Said>(raw) {
            Ok(Said { text }) => Ok(text.map(Cow::Owned)),
            Err(_) => Err("a value is a text, a number, true, false or null"),
        },
        Some(b'[') => Err("a field has one value"),
        _ => Ok(Some(Cow::Borrowed(raw))),
    }
}

/// The value of an amount or a date in an answer.
#[derive(serde::Deserialize)]
struct Said {
    text: Option<String>,
}

/// A text, copied only where it has escapes.
#[derive(serde::Deserialize)]
struct Text<'t>(#[serde(borrow)] Cow<'t, str>);

/// An object with its keys in their order, each as often as it stands there.
struct Object<'t>(Vec<(Cow<'t, str>, &'t RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some((Text(key), value)) = map.next_entry::<Text<'de>, &'de RawValue>()? {
            members.push((key, value));
        }
        Ok(Object(members))
    }
}
