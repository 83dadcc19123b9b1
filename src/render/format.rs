//! The output formats, their names, and the endings of their files.

use std::{fmt, path::Path, str::FromStr};

use crate::text::{list_or, quote_safely};

/// The names of a format.
struct Spelling {
    name: &'static str,
    /// Its names in other programs.
    also: &'static [&'static str],
    /// The endings of its files, the usual one first.
    files: &'static [&'static str],
}

/// Declares all formats, each with its name, its names in other programs, and the endings of its files.
macro_rules! formats {
    ($($(#[$doc:meta])* $format:ident: $name:literal, $also:expr, $files:expr;)*) => {
        /// An output format.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Format { $($(#[$doc])* $format,)* }

        impl Format {
            /// All formats, the default first.
            pub const ALL: &[Self] = &[$(Self::$format),*];

            fn spelling(self) -> Spelling {
                match self {
                    $(Self::$format => Spelling { name: $name, also: &$also, files: &$files },)*
                }
            }
        }
    };
}

formats! {
    /// A table for people.
    Table: "table", ["box", "column", "columns"], ["txt"];
    /// One field on each line, for people, suited to wide rows.
    List: "list", ["line", "lines", "vertical"], [];
    /// Comma-separated values for spreadsheets.
    Csv: "csv", [], ["csv"];
    /// Tab-separated values.
    Tsv: "tsv", ["tabs"], ["tsv"];
    /// One array of objects.
    Json: "json", [], ["json"];
    /// One object on each line.
    Jsonl: "jsonl", ["ndjson", "jsonlines"], ["jsonl", "ndjson"];
    /// One object with the query, the types, every row, the notes, and the sources.
    JsonFull: "json-full", ["jsonfull"], [];
    /// A table in a report, with footnotes.
    Markdown: "markdown", ["md"], ["md", "markdown"];
    /// A page that any browser opens, with footnotes.
    Html: "html", ["htm"], ["html", "htm"];
    /// A workbook for spreadsheets, with a sheet for each answer.
    Xlsx: "xlsx", ["excel"], ["xlsx"];
    /// Bars of characters, for people.
    Chart: "chart", ["bars"], [];
    /// A picture with bars.
    Svg: "svg", [], ["svg"];
}

impl Format {
    /// Returns the name: `jsonl`.
    pub fn name(self) -> &'static str {
        self.spelling().name
    }

    /// Checks whether answers in this format include their notes.
    pub fn includes_notes(self) -> bool {
        matches!(self, Self::JsonFull | Self::Html | Self::Xlsx)
    }

    /// Checks whether answers in this format are texts, which a terminal can show.
    pub fn is_text(self) -> bool {
        self != Self::Xlsx
    }

    /// Checks whether a text may stand between answers in this format.
    pub fn takes_prose(self) -> bool {
        !matches!(self, Self::Html | Self::Xlsx | Self::Svg)
    }

    /// Returns the format of a file by its ending; `None` means that the name has no ending.
    pub fn of_file(path: &Path) -> Result<Option<Self>, String> {
        let Some(ending) = path.extension() else { return Ok(None) };
        let ending = ending.to_string_lossy().to_lowercase();
        let mut all = Self::ALL.iter();
        match all.find(|format| format.spelling().files.contains(&ending.as_str())) {
            Some(format) => Ok(Some(*format)),
            None => Err(format!(
                "{} isn't the ending of a format; use {}",
                quote_safely(&format!(".{ending}")),
                list_or(&Self::file_endings())
            )),
        }
    }

    /// Lists the endings of files that can hold an answer: `.csv`, `.tsv` …
    pub fn file_endings() -> Vec<String> {
        let files = Self::ALL.iter().flat_map(|format| format.spelling().files);
        files.map(|ending| format!(".{ending}")).collect()
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        let word = typed.to_lowercase();
        let called = |format: &&Self| {
            let Spelling { name, also, .. } = format.spelling();
            name == word || also.contains(&word.as_str())
        };
        Self::ALL.iter().find(called).copied().ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|format| format.name()).collect();
            format!("{} isn't a format; use {}", quote_safely(typed), list_or(&names))
        })
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

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
    fn no_two_formats_share_a_name_or_an_ending() {
        let spellings = || Format::ALL.iter().map(|format| format.spelling());
        let names = spellings().flat_map(|s| [&[s.name], s.also].concat()).collect::<Vec<_>>();
        let files = spellings().flat_map(|s| s.files).collect::<Vec<_>>();
        for (n, name) in names.iter().enumerate() {
            assert!(!names[..n].contains(name), "{name}");
        }
        for (n, ending) in files.iter().enumerate() {
            assert!(!files[..n].contains(ending), "{ending}");
        }
    }

    #[test]
    fn an_unknown_name_lists_the_formats() {
        assert_eq!(
            "xml".parse::<Format>().unwrap_err(),
            "“xml” isn't a format; use table, list, csv, tsv, json, jsonl, json-full, markdown, html, xlsx, chart or svg"
        );
    }

    #[test]
    fn a_file_has_the_format_of_its_ending() {
        let of = |path: &str| Format::of_file(Path::new(path));
        for (path, format) in [
            ("a.csv", Format::Csv),
            ("b/c.TSV", Format::Tsv),
            ("a.b.json", Format::Json),
            ("a.jsonl", Format::Jsonl),
            ("a.ndjson", Format::Jsonl),
            ("a.md", Format::Markdown),
            ("a.html", Format::Html),
            ("a.xlsx", Format::Xlsx),
            ("a.txt", Format::Table),
        ] {
            assert_eq!(of(path), Ok(Some(format)), "{path}");
        }
        for path in ["answer", "/dev/null", ".csv", "x.y/answer"] {
            assert_eq!(of(path), Ok(None), "{path}");
        }
        assert_eq!(
            of("a.docx").unwrap_err(),
            "“.docx” isn't the ending of a format; use .txt, .csv, .tsv, .json, .jsonl, .ndjson, .md, .markdown, .html, .htm, .xlsx or .svg"
        );
    }
}
