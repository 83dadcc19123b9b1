//! From the bytes of a file to inputs: compressed bytes are unpacked, text becomes UTF-8, and each sheet of a workbook is a table
//! of its own. If the name of a file doesn't tell its form, its first bytes may. Texts are read piece by piece, so that a long
//! table is never in memory as a whole.

use std::fmt;
use std::io::{self, Cursor, Read};

use encoding_rs::{DecoderResult, UTF_8};
use flate2::read::MultiGzDecoder;

use super::input::{Input, InputForm};
use super::limits::{LARGEST, LONGEST_DIGEST};
use super::text::Text;
use super::workbook;
use crate::store::hash::{hash_of, hex};
use crate::store::spool::Spool;

/// Why a file can't be read.
#[derive(Debug)]
pub enum InputError {
    /// The system refuses it.
    System(io::Error),
    /// Its bytes are no input.
    Unreadable {
        /// What is wrong.
        sentence: String,
        /// What to do about it.
        help: String,
    },
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System(error) => error.fmt(f),
            Self::Unreadable { sentence, help } => write!(f, "{sentence}; {help}"),
        }
    }
}

impl std::error::Error for InputError {}

impl From<io::Error> for InputError {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

fn unreadable_input(sentence: String, help: &str) -> InputError {
    InputError::Unreadable { sentence, help: help.to_owned() }
}

/// The help for a text in another encoding.
const ENCODINGS: &str = "name its encoding, such as `--encoding gb18030`, big5 or windows-1252, or save it as UTF-8 (in Excel: “CSV UTF-8”)";
const GZIP: &[u8] = &[0x1f, 0x8b];
const ZIP: &[u8] = b"PK\x03\x04";
const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// The number of bytes that are read at a time.
const CHUNK: usize = 1 << 16;

/// Reads a file as one input, or a workbook as one input for each sheet. `like` has all settings but the text; `expected` is the
/// likely size, or 0.
pub fn decode_inputs(
    like: &Input,
    (from, expected): (impl Read, u64),
) -> Result<Vec<Input>, InputError> {
    let name = &like.name;
    let mut bytes = FileBytes::new(name, (Box::new(from), expected))?;
    let form = detect_form(like, &bytes.begin)?;
    if !form.is_table() {
        bytes.set_limit(
            LONGEST_DIGEST as u64,
            "make it several digests, or write its rows as a table (.csv)",
        )?;
    }
    let input = |text: Text, known_as| Input { text, known_as, form: Some(form), ..like.clone() };
    if form != InputForm::Workbook {
        // Rows that a map makes of a table need all of it.
        let is_filed = form == InputForm::Csv && like.map.is_none();
        let text = decode_text(like, bytes, is_filed)?;
        let known_as = if like.piped { Some(name_of_pipe(&text)?) } else { like.known_as.clone() };
        return Ok(vec![input(text, known_as)]);
    }
    match workbook::read_sheets(bytes.read_to_end()?) {
        Ok(sheets) if sheets.is_empty() => Err(unreadable_input(
            format!("{name} is empty"),
            "a sheet begins with a row of headings",
        )),
        Ok(sheets) => sheets
            .into_iter()
            .map(|(text, cells)| {
                let text = Text::from(text);
                let known_as = like.piped.then(|| name_of_pipe(&text)).transpose()?;
                let known_as = known_as.or_else(|| like.known_as.clone());
                Ok(Input { cells: Some(cells), ..input(text, known_as) })
            })
            .collect(),
        Err(reason) => {
            let help = "save it as .xlsx or .ods without a password, or as CSV";
            Err(unreadable_input(format!("{name} can't be read as a workbook: {reason}"), help))
        }
    }
}

/// Returns the name by which a text is known that has no lasting name: that of its content, so it replaces nothing but the same
/// rows.
fn name_of_pipe(text: &Text) -> io::Result<String> {
    let length = text.len().to_be_bytes();
    let hash = hash_of(length.as_slice().chain(text.reader()?), &mut |_| {})?;
    Ok(format!("pipe-{}", hex(&hash).get(..16).unwrap_or_default()))
}

/// The bytes of a file, unpacked.
struct FileBytes<'i> {
    name: &'i str,
    is_packed: bool,
    from: Box<dyn Read + 'i>,
    /// The first bytes.
    begin: Vec<u8>,
    expected: u64,
    /// The number of bytes that were read, the most that may be, and the help if they are more.
    done: u64,
    most: u64,
    help: &'static str,
}

impl<'i> FileBytes<'i> {
    fn new(
        name: &'i str,
        (mut from, expected): (Box<dyn Read + 'i>, u64),
    ) -> Result<Self, InputError> {
        let mut begin = Vec::new();
        from.by_ref().take(GZIP.len() as u64).read_to_end(&mut begin)?;
        let is_packed = begin == GZIP;
        let all = Cursor::new(begin).chain(from);
        let (from, help): (Box<dyn Read>, _) = if is_packed {
            let help = "unpack it first, and load it in several files";
            (Box::new(MultiGzDecoder::new(all)), help)
        } else {
            (Box::new(all), "load it in several files")
        };
        let (begin, done, most) = (vec![], 0, LARGEST);
        let mut bytes = Self { name, is_packed, from, begin, expected, done, most, help };
        if expected > LARGEST {
            return Err(bytes.too_many());
        }
        let mut begin = Vec::new();
        bytes.next(&mut begin)?;
        Ok(Self { begin, ..bytes })
    }

    /// Sets the most bytes that there may be.
    fn set_limit(&mut self, most: u64, help: &'static str) -> Result<(), InputError> {
        (self.most, self.help) = (most, help);
        if self.expected > most { Err(self.too_many()) } else { Ok(()) }
    }

    fn too_many(&self) -> InputError {
        let when = if self.is_packed { " when it is unpacked" } else { "" };
        let sentence = format!("{} has more than {} MiB{when}", self.name, self.most >> 20);
        unreadable_input(sentence, self.help)
    }

    /// Returns all bytes.
    fn read_to_end(mut self) -> Result<Vec<u8>, InputError> {
        let mut all = Spool::in_memory(self.expected)?;
        let mut chunk = std::mem::take(&mut self.begin);
        while !chunk.is_empty() {
            all.push(&chunk);
            self.next(&mut chunk)?;
        }
        Ok(all.into_memory().unwrap_or_default())
    }

    /// Replaces a chunk by the next one, which is empty at the end.
    fn next(&mut self, chunk: &mut Vec<u8>) -> Result<(), InputError> {
        chunk.clear();
        let read = self.from.by_ref().take(CHUNK as u64).read_to_end(chunk);
        let read = read.map_err(|error| {
            if !self.is_packed {
                return error.into();
            }
            let sentence = format!("{} can't be unpacked: {error}", self.name);
            unreadable_input(sentence, "the file may be incomplete")
        })?;
        self.done += read as u64;
        if self.done > self.most { Err(self.too_many()) } else { Ok(()) }
    }
}

/// Returns the format of the bytes: by the options, by the name, or by their beginning.
fn detect_form(like: &Input, begin: &[u8]) -> Result<InputForm, InputError> {
    if let Some(form) = like.form.or_else(|| InputForm::from_file_name(&like.name)) {
        return Ok(form);
    }
    if begin.starts_with(ZIP) || begin.starts_with(OLE) {
        return Ok(InputForm::Workbook);
    }
    let mut begin = begin.iter().filter(|byte| !byte.is_ascii_whitespace()).take(2);
    match (begin.next(), begin.next()) {
        (Some(b'{'), _) | (Some(b'['), Some(b'{')) => Ok(InputForm::Json),
        _ if like.kind.is_some() || like.map.is_some() => Ok(InputForm::Csv),
        _ => {
            let sentence = format!("the name {} doesn't show its format", like.name);
            let help = "name the format with `--as csv`, tsv, jsonl, json, xlsx, ods or toml; for a table, `--kind KIND` names the kind of its rows";
            Err(unreadable_input(sentence, help))
        }
    }
}

/// Returns the text of a file, without the mark that some programs put before it. The mark may also say that it is UTF-16.
fn decode_text(like: &Input, mut bytes: FileBytes<'_>, is_filed: bool) -> Result<Text, InputError> {
    let name = &like.name;
    if bytes.begin.starts_with(ZIP) {
        let help = "use `--as xlsx` or `--as ods` if it is a workbook; otherwise unpack it";
        return Err(unreadable_input(format!("{name} is a zip file, not text"), help));
    }
    let marked = encoding_rs::Encoding::for_bom(&bytes.begin).map(|(encoding, _)| encoding);
    let named = like.encoding.map(|encoding| encoding.0);
    let mut decoder = named.or(marked).unwrap_or(UTF_8).new_decoder();
    let mut spool = if is_filed { Spool::default() } else { Spool::in_memory(bytes.expected)? };
    let (mut lines, mut piece) = (1, String::new());
    let mut chunk = std::mem::take(&mut bytes.begin);
    loop {
        let is_last = chunk.is_empty();
        let mut rest = chunk.as_slice();
        loop {
            let room = decoder.max_utf8_buffer_length_without_replacement(rest.len());
            piece.reserve(room.unwrap_or(CHUNK));
            let (result, read) =
                decoder.decode_to_string_without_replacement(rest, &mut piece, is_last);
            rest = rest.get(read..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    let line = lines + line_ends(&piece);
                    let encoding = decoder.encoding().name();
                    let sentence =
                        format!("{name} isn't {encoding} text: line {line} has an invalid byte");
                    return Err(unreadable_input(sentence, ENCODINGS));
                }
            }
        }
        lines += line_ends(&piece);
        spool.push(piece.as_bytes());
        piece.clear();
        if is_last {
            return Ok(spool.into());
        }
        bytes.next(&mut chunk)?;
    }
}

fn line_ends(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}
