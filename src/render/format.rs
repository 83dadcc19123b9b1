//! Which formats there are and how they are called.

use std::{fmt, str::FromStr};

use crate::text::{list_and, quote};

/// A format answers can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Table,
    /// Comma-separated values, as spreadsheets read them.
    Csv,
    /// One array of objects.
    Json,
    /// One object on each line.
    Jsonl,
    /// A table in a report, with footnotes.
    Markdown,
}

/// A name that is no format's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFormat(pub String);

impl Format {
    /// All formats, the usual one first.
    pub const ALL: &[Self] = &[Self::Table, Self::Csv, Self::Json, Self::Jsonl, Self::Markdown];

    /// Its name: `jsonl`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Markdown => "markdown",
        }
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        let name = match typed.to_lowercase().as_str() {
            // What other programs call it.
            "ndjson" | "jsonlines" => "jsonl".to_owned(),
            "md" => "markdown".to_owned(),
            name => name.to_owned(),
        };
        let format = Self::ALL.iter().find(|format| format.name() == name);
        format.copied().ok_or_else(|| UnknownFormat(typed.to_owned()))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
        write!(f, "there is no format {}; there are {}", quote(&self.0), list_and(&names))
    }
}

impl std::error::Error for UnknownFormat {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse(), Ok(*format));
        }
        assert_eq!("NDJSON".parse(), Ok(Format::Jsonl));
    }

    #[test]
    fn an_unknown_name_is_told_what_there_is() {
        assert_eq!(
            "xml".parse::<Format>().unwrap_err().to_string(),
            "there is no format “xml”; there are table, csv, json, jsonl and markdown"
        );
    }
}
