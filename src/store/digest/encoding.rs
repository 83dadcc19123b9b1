//! The encodings of texts, by the names that people give them.

use std::str::FromStr;

/// The encoding of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(pub(super) &'static encoding_rs::Encoding);

impl FromStr for Encoding {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = encoding_rs::Encoding::for_label(name.as_bytes()).map(Self);
        found.ok_or("use a name such as gb18030, big5 or windows-1252")
    }
}
