//! From the bytes of a file to what is loaded: what is compressed is unpacked, text is UTF-8, each sheet of a workbook is a
//! table of its own. What the name of a file does not tell, its first bytes may.

use std::fmt;
use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::input::{Form, Input};
use super::workbook;
use crate::store::hash::{hash, hex};

/// How large what was compressed may be when it is unpacked.
const LARGEST: u64 = 1 << 30;
const GZIP: &[u8] = &[0x1f, 0x8b];
const ZIP: &[u8] = b"PK\x03\x04";
const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// Why nothing can be read from some bytes, and what to do about that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// What is wrong.
    pub sentence: String,
    /// What to do.
    pub help: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.sentence, self.help)
    }
}

impl std::error::Error for Unreadable {}

fn unreadable<T>(sentence: String, help: &str) -> Result<T, Unreadable> {
    Err(Unreadable { sentence, help: help.to_owned() })
}

/// What some bytes hold, for a file like `like`, which has no text yet: one input, or of a workbook one for each sheet.
pub fn inputs(like: &Input, bytes: Vec<u8>) -> Result<Vec<Input>, Unreadable> {
    let name = &like.name;
    let bytes = unpacked(name, bytes)?;
    let form = form(like, &bytes)?;
    let input = |text: String| {
        // What has no name that lasts is known by what it holds, so it replaces nothing but the same rows.
        let held = || format!("pipe-{}", hex(&hash([text.as_str()])).get(..16).unwrap_or_default());
        let known_as = if like.piped { Some(held()) } else { like.known_as.clone() };
        Input { text, known_as, form: Some(form), ..like.clone() }
    };
    if form != Form::Workbook {
        return Ok(vec![input(text(name, bytes)?)]);
    }
    match workbook::sheets(bytes) {
        Ok(sheets) if sheets.is_empty() => unreadable(
            format!("there is nothing in {name}"),
            "a sheet begins with a row of headings",
        ),
        Ok(sheets) => {
            let sheet = |(text, cells)| Input { cells: Some(cells), ..input(text) };
            Ok(sheets.into_iter().map(sheet).collect())
        }
        Err(reason) => {
            let help = "save it as .xlsx or .ods without a password, or as CSV";
            unreadable(format!("{name} cannot be read as a workbook: {reason}"), help)
        }
    }
}

/// The bytes that were compressed, if any were.
fn unpacked(name: &str, bytes: Vec<u8>) -> Result<Vec<u8>, Unreadable> {
    if !bytes.starts_with(GZIP) {
        return Ok(bytes);
    }
    let mut all = Vec::new();
    let read = MultiGzDecoder::new(bytes.as_slice()).take(LARGEST + 1).read_to_end(&mut all);
    match read {
        Ok(_) if all.len() as u64 > LARGEST => {
            let sentence =
                format!("{name} has more than {} MiB when it is unpacked", LARGEST >> 20);
            unreadable(sentence, "unpack it first, and load it in several files")
        }
        Ok(_) => Ok(all),
        Err(error) => {
            unreadable(format!("{name} cannot be unpacked: {error}"), "is all of it there?")
        }
    }
}

/// How the bytes are written: as was said, as the name says, or as they begin.
fn form(like: &Input, bytes: &[u8]) -> Result<Form, Unreadable> {
    if let Some(form) = like.form.or_else(|| Form::of(&like.name)) {
        return Ok(form);
    }
    if bytes.starts_with(ZIP) || bytes.starts_with(OLE) {
        return Ok(Form::Workbook);
    }
    let mut begin = bytes.iter().filter(|byte| !byte.is_ascii_whitespace()).take(2);
    match (begin.next(), begin.next()) {
        (Some(b'{'), _) | (Some(b'['), Some(b'{')) => Ok(Form::Json),
        _ if like.kind.is_some() => Ok(Form::Csv),
        _ => {
            let sentence = format!("the name {} does not say how it is written", like.name);
            let help = "say it with `--as csv`, tsv, jsonl, json, xlsx, ods or toml; `--kind KIND` says what the rows of a table are";
            unreadable(sentence, help)
        }
    }
}

/// The text of a file, without the mark that some programs put before it.
fn text(name: &str, bytes: Vec<u8>) -> Result<String, Unreadable> {
    let help = "save it as UTF-8 (in Excel: “CSV UTF-8”)";
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return unreadable(format!("{name} is UTF-16 text, not UTF-8"), help);
    }
    if bytes.starts_with(ZIP) {
        let help = "say `--as xlsx` or `--as ods` if it is a workbook; unpack it if it is not";
        return unreadable(format!("{name} is a zip file, not text"), help);
    }
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            Ok(text)
        }
        Err(error) => {
            let good = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
            let line = String::from_utf8_lossy(good).matches('\n').count() + 1;
            let sentence = format!("{name} is not UTF-8 text: line {line} has an invalid byte");
            unreadable(sentence, help)
        }
    }
}
