//! Fields of CSV and TSV, written and read: a writer protects a text that could be taken for something else, and a reader
//! undoes that. Both directions are here, so that they are one rule.
//!
//! - In CSV a field with a comma, a quote, a line end or a blank at an end is quoted. Removing quotes is left to a
//!   CSV reader.
//! - In TSV nothing is quoted: every line is a row, and every tab ends a field. Unknown is `\N`; a backslash, tab or line end is
//!   `\\`, `\t`, `\n` or `\r`, and a blank at an end and a quote at the beginning get a leading backslash.
//! - In both, a text that a spreadsheet would run as a formula gets a leading apostrophe, and so do apostrophes before one.

use std::borrow::Cow;

/// The sign for an unknown value in TSV.
pub const UNKNOWN: &str = "\\N";

/// The first characters of formulas. Some spreadsheets run full-width signs too.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Puts an apostrophe before a text that a spreadsheet would run as a formula.
pub fn guard_formula(text: &str) -> Cow<'_, str> {
    if is_guarded(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Takes away the apostrophe that [`guard_formula`] puts before a text.
pub fn unguard_formula(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_guarded(rest)).unwrap_or(text)
}

fn is_guarded(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

/// Writes a text in quotes, as in CSV.
pub fn quote_doubling(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Writes a text as a field of CSV. An empty text has quotes; an unknown value has none.
pub fn quote_csv(text: &str) -> Cow<'_, str> {
    if text.is_empty() || text.trim() != text || text.contains([',', '"', '\n', '\r']) {
        Cow::Owned(quote_doubling(text))
    } else {
        Cow::Borrowed(text)
    }
}

/// Writes a text as a field of TSV.
pub fn escape_tsv(text: &str) -> Cow<'_, str> {
    let blank_end = text.trim() != text;
    if !blank_end && !text.starts_with('"') && !text.contains(['\\', '\t', '\n', '\r']) {
        return Cow::Borrowed(text);
    }
    let last = text.chars().count().saturating_sub(1);
    let mut field = String::with_capacity(text.len() + 4);
    for (at, c) in text.chars().enumerate() {
        let is_end = at == 0 || at == last;
        match c {
            '\t' => field.push_str("\\t"),
            '\n' => field.push_str("\\n"),
            '\r' => field.push_str("\\r"),
            '\\' => field.push_str("\\\\"),
            c => {
                if is_end && c.is_whitespace() || at == 0 && c == '"' {
                    field.push('\\');
                }
                field.push(c);
            }
        }
    }
    Cow::Owned(field)
}

/// Reads a field of TSV without the blanks around it, as [`escape_tsv`] wrote it; `None` is unknown. A field that `escape_tsv` cannot
/// have written, such as `C:\dir`, is taken as it is.
pub fn unescape_tsv(field: &str) -> Option<Cow<'_, str>> {
    if field == UNKNOWN {
        return None;
    }
    if !field.contains('\\') {
        return Some(Cow::Borrowed(field));
    }
    let mut text = String::with_capacity(field.len());
    let mut rest = field.chars();
    while let Some(c) = rest.next() {
        text.push(match c {
            '\\' => match rest.next() {
                Some('t') => '\t',
                Some('n') => '\n',
                Some('r') => '\r',
                Some(c) if c == '\\' || c == '"' || c.is_whitespace() => c,
                _ => return Some(Cow::Borrowed(field)),
            },
            c => c,
        });
    }
    Some(Cow::Owned(text))
}

/// Trims a field of TSV. A blank after a backslash is part of the field.
pub fn trim_escaped(field: &str) -> &str {
    let inner = field.trim();
    let backslashes = inner.len() - inner.trim_end_matches('\\').len();
    let start = field.len() - field.trim_start().len();
    let blank = field.get(start + inner.len()..).and_then(|rest| rest.chars().next());
    match blank {
        Some(blank) if backslashes % 2 == 1 => {
            field.get(start..start + inner.len() + blank.len_utf8()).unwrap_or(inner)
        }
        _ => inner,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_apostrophe_stands_before_formulas_and_before_apostrophes_before_them() {
        for (text, guarded) in [
            ("=1+1", "'=1+1"),
            ("-1", "'-1"),
            ("\tx", "'\tx"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"),
            ("''=1", "'''=1"),
            ("'tis", "'tis"),
            ("'", "'"),
            ("a=1", "a=1"),
            ("", ""),
        ] {
            assert_eq!(guard_formula(text), guarded);
            assert_eq!(unguard_formula(guarded), text);
        }
    }

    #[test]
    fn fields_of_tsv() {
        for (text, field) in [
            ("a\tb", "a\\tb"),
            ("C:\\new", "C:\\\\new"),
            ("\\N", "\\\\N"),
            (" a ", "\\ a\\ "),
            (" ", "\\ "),
            ("\"a\" b", "\\\"a\" b"),
            ("a \"b\"", "a \"b\""),
            ("a\\ ", "a\\\\\\ "),
        ] {
            assert_eq!(escape_tsv(text), field);
            assert_eq!(unescape_tsv(field).unwrap(), text);
        }
        assert_eq!(unescape_tsv("\\N"), None);
        for foreign in ["C:\\dir\\new", "a\\", "\\x20"] {
            assert_eq!(unescape_tsv(foreign).unwrap(), foreign);
        }
        assert_eq!(trim_escaped("  a\\ \\\\  "), "a\\ \\\\");
        assert_eq!(trim_escaped(" \\  "), "\\ ");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(text in "(\\PC|[ \t\n\r\\\\'\"=+\\-@]){0,6}") {
            let guarded = guard_formula(&text);
            prop_assert_eq!(unguard_formula(&guarded), &text);
            let field = escape_tsv(&text);
            prop_assert!(!field.contains(['\t', '\n', '\r']) && !field.starts_with('"'));
            let around = format!(" {field}\u{a0}");
            prop_assert_eq!(trim_escaped(&around), field.as_ref());
            if !text.is_empty() {
                prop_assert_eq!(unescape_tsv(&field).unwrap().into_owned(), text.clone());
            }
        }
    }
}
