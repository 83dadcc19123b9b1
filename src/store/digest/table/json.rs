//! Cuts JSON into cells that know their places: one object on each line, or a list of objects, with keys instead of a header.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::super::limits::LONGEST_TEXT;
use super::super::literal::too_long;
use super::super::problem::Mistake;
use super::super::rows::{BECAUSE, ROW};
use super::cells::SheetCell;
use super::sheet::TableReader;
use crate::catalog::Field;
use crate::value::{Amount, Units};

/// Reads all rows of a text: the objects of one list, or one on each line.
pub(super) fn read_json(sheet: &mut TableReader<'_, '_>, text: &str) {
    each_object(text, &mut |extent, object| {
        if sheet.reader.is_skipped(sheet.input, &extent) {
            return;
        }
        match object {
            Ok(object) => read_json_row(sheet, (text, extent), object),
            Err((at, mistake)) => sheet.reader.report(at, mistake),
        }
    });
}

/// A member of an object whose keys are headings of its own: its key, its place and its text.
pub(super) type Member<'t> = (Cow<'t, str>, Range<usize>, Cow<'t, str>);

/// Calls `each` with the bytes of every object and its members that have a value, or a mistake.
pub(super) fn each_object_members<'t>(
    text: &'t str,
    each: &mut dyn FnMut(Range<usize>, Result<Vec<Member<'t>>, ObjectMistake>),
) {
    each_object(text, &mut |at, object| {
        let object = match object {
            Ok(object) => object,
            Err(mistake) => return each(at, Err(mistake)),
        };
        let mut members = Vec::new();
        for (key, raw) in object.0 {
            let value = span_of_part(text, raw.get()).unwrap_or(at.clone());
            match json_value_text(raw.get()) {
                Ok(Some(written)) => members.push((key, value, written)),
                Ok(None) => {}
                // A list or an object does no harm if no pattern uses it.
                Err(_) => members.push((key, value, Cow::Borrowed(raw.get()))),
            }
        }
        each(at, Ok(members));
    });
}

/// Returns an object with the number of its row and the reasons why it was left out, without those of an earlier report. A text
/// that isn't an object stays as it is.
pub(in super::super) fn with_members(text: &str, number: Option<usize>, because: &str) -> String {
    let Ok(object) = serde_json::from_str::<Object<'_>>(text) else { return text.to_owned() };
    let is_numbered = object.0.iter().any(|(key, _)| key == ROW);
    let number = number.filter(|_| !is_numbered).map(|number| (ROW, number.to_string()));
    let because = serde_json::Value::from(because).to_string();
    let added = number.into_iter().chain([(BECAUSE, because)]);
    let added = added.map(|(key, value)| format!("\"{key}\": {value}"));
    let own = object.0.iter().filter(|(key, _)| key != BECAUSE).map(|(key, raw)| {
        let key = serde_json::Value::from(key.as_ref());
        format!("{key}: {}", raw.get().replace(['\n', '\r'], " "))
    });
    format!("{{{}}}", own.chain(added).collect::<Vec<_>>().join(", "))
}

/// A mistake and its place.
type ObjectMistake = (Range<usize>, Mistake);

/// Receives the bytes of an object and the object, or a mistake.
type EachObject<'e, 't> = &'e mut dyn FnMut(Range<usize>, Result<Object<'t>, ObjectMistake>);

/// Calls `each` with every object of a text.
fn each_object<'t>(text: &'t str, each: EachObject<'_, 't>) {
    let first = text.trim_start();
    if first.is_empty() {
        each(0..0, Err((0..0, "this file is empty".into())));
    } else if first.starts_with('[') {
        each_in_list(text, each);
    } else {
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let at = start..start + line.trim_end().len();
            start += line.len();
            if !line.trim().is_empty() {
                read_object((text, at), "this line", each);
            }
        }
    }
}

fn each_in_list<'t>(text: &'t str, each: EachObject<'_, 't>) {
    match serde_json::from_str::<Vec<&RawValue>>(text) {
        Ok(rows) => {
            for raw in rows {
                if let Some(at) = span_of_part(text, raw.get()) {
                    read_object((text, at), "this row", each);
                }
            }
        }
        Err(error) => {
            let at = byte_of_error(text, &error);
            let sentence =
                format!("this file isn't a list of JSON objects: {}", error_message(&error));
            let help = "write `[{…}, {…}]`, or one object on each line";
            each(at..at, Err((at..at, Mistake::new(sentence).help(help))));
        }
    }
}

/// Reads the object in these bytes.
fn read_object<'t>((text, at): (&'t str, Range<usize>), what: &str, each: EachObject<'_, 't>) {
    let written = text.get(at.clone()).unwrap_or_default();
    match serde_json::from_str::<Object<'_>>(written) {
        Ok(object) => each(at, Ok(object)),
        Err(error) => {
            let end = at.end;
            let place = at.start + byte_of_error(written, &error);
            let sentence = format!("{what} isn't a JSON object: {}", error_message(&error));
            each(at, Err((place..end.max(place), sentence.into())));
        }
    }
}

/// Returns the message of an error, without its place.
fn error_message(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or(&message).to_owned()
}

/// Returns the byte of a text at which its JSON breaks.
fn byte_of_error(text: &str, error: &serde_json::Error) -> usize {
    let before = error.line().saturating_sub(1);
    let line: usize = text.split_inclusive('\n').take(before).map(str::len).sum();
    let end = text.trim_end().len();
    let mut at = (line + error.column().saturating_sub(1)).min(end);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn read_json_row(
    sheet: &mut TableReader<'_, '_>,
    (text, at): (&str, Range<usize>),
    object: Object<'_>,
) {
    let mut cells: Vec<SheetCell<'_>> = Vec::new();
    let mut seen = HashSet::new();
    for (key, raw) in object.0 {
        let value = span_of_part(text, raw.get()).unwrap_or(at.clone());
        // A key written with escapes is not part of the text; the place of its value is used.
        let key_at = span_of_part(text, &key).unwrap_or(value.clone());
        if key.len() > LONGEST_TEXT {
            sheet.reader.report(key_at, too_long(key.len()));
            continue;
        }
        if sheet.columns.find(&key).is_none() {
            sheet.columns.add(&mut sheet.reader, &key, key_at.clone());
        }
        let Some(column) = sheet.columns.find(&key) else { continue };
        if !seen.insert(column) {
            sheet.reader.report(key_at, format!("the key `{key}` occurs twice"));
            continue;
        }
        let written = json_value_text(raw.get());
        if let (Ok(Some(text)), Some(field)) = (&written, sheet.columns.field_at(column))
            && let Some(sentence) = other_unit(field, text, raw.get(), &sheet.reader.catalog.units)
        {
            sheet.reader.report(value, sentence);
            continue;
        }
        match written {
            Ok(Some(text)) if text.trim().is_empty() => {}
            Ok(Some(text)) => cells.push(SheetCell { column, at: value, text }),
            Ok(None) => {}
            // A cell that is left out may also be a list.
            Err(_) if !sheet.columns.is_entered(column) => {
                cells.push(SheetCell { column, at: value, text: Cow::Borrowed(raw.get()) });
            }
            Err(sentence) => sheet.reader.report(value, sentence.into_owned()),
        }
    }
    sheet.read_row(at, &cells);
}

/// Returns the place of a part of a text; `None` means that it is a copy.
fn span_of_part(text: &str, part: &str) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    let at = start..start + part.len();
    (text.get(at.clone()) == Some(part)).then_some(at)
}

/// Returns the text of a value as the language writes it; `None` means that it is not recorded.
fn json_value_text(raw: &str) -> Result<Option<Cow<'_, str>>, Cow<'static, str>> {
    if raw.len() > LONGEST_TEXT {
        return Err(too_long(raw.len()).into());
    }
    match raw.bytes().next() {
        Some(b'n') => Ok(None),
        Some(b't') => Ok(Some(Cow::Borrowed("yes"))),
        Some(b'f') => Ok(Some(Cow::Borrowed("no"))),
        Some(b'"') => {
            serde_json::from_str::<JsonText<'_>>(raw).map(|text| Some(text.0)).map_err(|_| "this text has an escape that isn't a character: write both halves of a surrogate pair".into())
        }
        // As in an answer: `{"text": "about 42.7bn CNY", "low": …}`.
        Some(b'{') => match serde_json::from_str::<AnswerValue>(raw) {
            Ok(AnswerValue { text, .. }) => Ok(text.map(Cow::Owned)),
            Err(_) => Err("a value must be a text, a number, true, false or null".into()),
        },
        Some(b'[') => Err("a field takes only one value".into()),
        _ => Ok(Some(Cow::Borrowed(raw))),
    }
}

/// Returns a sentence if the unit beside the text of an amount is not the one in the text.
fn other_unit(field: &Field, text: &str, raw: &str, units: &Units) -> Option<String> {
    let beside =
        raw.starts_with('{').then(|| serde_json::from_str::<AnswerValue>(raw).ok())??.unit?;
    let beside = Some(beside).filter(|unit| !unit.is_empty())?;
    if !field.ty.is_amount() {
        return None;
    }
    let amount = Amount::read(text, field.ty.dimension(), field.signed, units).ok()?;
    let is_same = units.find(&beside).is_some_and(|unit| unit.name == amount.unit);
    (!is_same).then(|| {
        format!("the text of this amount is in `{}`, but its unit is `{beside}`", amount.unit)
    })
}

/// An amount or a date as in an answer. Its ends and its unit follow from its text.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "members beside the text are known and not read")]
struct AnswerValue {
    #[serde(deserialize_with = "Option::deserialize")]
    text: Option<String>,
    low: Option<IgnoredAny>,
    high: Option<IgnoredAny>,
    unit: Option<String>,
    from: Option<IgnoredAny>,
    to: Option<IgnoredAny>,
}

/// A text, copied only where it has escapes.
#[derive(serde::Deserialize)]
struct JsonText<'t>(#[serde(borrow)] Cow<'t, str>);

/// An object with all its keys in order, repeated ones included.
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
        while let Some((JsonText(key), value)) = map.next_entry::<JsonText<'de>, &'de RawValue>()? {
            members.push((key, value));
        }
        Ok(Object(members))
    }
}
