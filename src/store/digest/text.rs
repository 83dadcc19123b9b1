//! The text of an input: in memory, or that of a long table in a temporary file, from which it is read piece by piece.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::fmt;
use std::io::{self, Read as _};
use std::rc::Rc;

use crate::store::spool::Spool;

/// The text of an input.
#[derive(Debug, Clone)]
pub struct Text(Kept);

#[derive(Debug, Clone)]
enum Kept {
    Whole(String),
    Filed(Rc<FiledText>),
}

/// A text in a file.
#[derive(Debug)]
struct FiledText {
    spool: Spool,
    /// The text, as soon as it was needed as a whole.
    whole: OnceCell<String>,
    /// Why it could not be read.
    failure: RefCell<Option<io::Error>>,
}

/// A piece of a text.
#[derive(Debug)]
pub(super) struct Window<'t> {
    /// The byte at which it begins.
    pub(super) from: usize,
    pub(super) text: Cow<'t, str>,
    /// Whether the text ends with it.
    pub(super) is_last: bool,
}

impl Text {
    /// Returns the whole text. One that is in a file is in memory from then on: mistakes are shown with their lines. If it can't be
    /// read, it is empty, and [`Text::take_failure`] has the reason.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Kept::Whole(text) => text,
            Kept::Filed(filed) => filed.whole.get_or_init(|| filed.read(0, u64::MAX)),
        }
    }

    /// Returns the number of bytes.
    pub fn len(&self) -> usize {
        match &self.0 {
            Kept::Whole(text) => text.len(),
            Kept::Filed(filed) => usize::try_from(filed.spool.len()).unwrap_or(usize::MAX),
        }
    }

    /// Checks whether it has no byte.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns a piece with the bytes from `from` on, where a character begins: at most `size` of them, and no incomplete character.
    /// The piece of a text in memory is all of it.
    pub(super) fn window(&self, from: usize, size: usize) -> Window<'_> {
        let filed = match &self.0 {
            Kept::Filed(filed) if filed.whole.get().is_none() => filed,
            _ => return Window { from: 0, text: self.as_str().into(), is_last: true },
        };
        let text = filed.read(from as u64, size as u64);
        let is_last = filed.failure.borrow().is_some() || from + text.len() >= self.len();
        Window { from, text: text.into(), is_last }
    }

    /// Returns its bytes.
    #[cfg(feature = "cli")]
    pub(super) fn reader(&self) -> io::Result<Box<dyn io::Read + '_>> {
        Ok(match &self.0 {
            Kept::Whole(text) => Box::new(text.as_bytes()),
            Kept::Filed(filed) => Box::new(filed.spool.reader(0)?),
        })
    }

    /// Takes the reason why it could not be read, if it could not.
    pub(crate) fn take_failure(&self) -> Option<io::Error> {
        match &self.0 {
            Kept::Whole(_) => None,
            Kept::Filed(filed) => filed.failure.take(),
        }
    }
}

impl FiledText {
    /// Reads complete characters from a byte on.
    fn read(&self, from: u64, most: u64) -> String {
        let mut bytes = Vec::new();
        let read =
            self.spool.reader(from).and_then(|reader| reader.take(most).read_to_end(&mut bytes));
        if let Err(error) = read {
            *self.failure.borrow_mut() = Some(error);
            return String::new();
        }
        String::from_utf8(bytes).unwrap_or_else(|error| {
            let complete = error.utf8_error().valid_up_to();
            let mut bytes = error.into_bytes();
            bytes.truncate(complete);
            String::from_utf8(bytes).unwrap_or_default()
        })
    }
}

#[cfg(feature = "cli")]
impl From<Spool> for Text {
    /// Makes a text of UTF-8.
    fn from(spool: Spool) -> Self {
        match spool.into_memory() {
            Ok(bytes) => Self(Kept::Whole(String::from_utf8(bytes).unwrap_or_default())),
            Err(spool) => {
                let (whole, failure) = (OnceCell::new(), RefCell::new(None));
                Self(Kept::Filed(Rc::new(FiledText { spool, whole, failure })))
            }
        }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Kept::Whole(text))
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl Default for Text {
    fn default() -> Self {
        String::new().into()
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Text {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filed_text_is_read_in_pieces_of_complete_characters() {
        let written = "青岛 harbour\n".repeat(400_000);
        let mut spool = Spool::default();
        spool.push(written.as_bytes());
        let text = Text::from(spool);
        assert!(matches!(&text.0, Kept::Filed(_)));
        assert_eq!((text.len(), text.is_empty()), (written.len(), false));
        let (mut from, mut read) = (0, String::new());
        loop {
            let window = text.window(from, 100_000);
            assert_eq!(window.from, from);
            from += window.text.len();
            read.push_str(&window.text);
            if window.is_last {
                break;
            }
        }
        assert!(read == written && text.as_str() == written && text.take_failure().is_none());
        // What is in memory needs no pieces.
        assert!(text.window(5, 1).text == written && text.window(5, 1).is_last);
    }
}
