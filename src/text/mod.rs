//! Building blocks of prose: counts, lists in a sentence, quotation marks, display width, lines in columns.
//!
//! Not here: making text safe to show (`clean`), and whole sentences, which are written where they are shown.

pub mod clean;
pub mod delimited;
pub(crate) mod toml;

use std::fmt::Display;

use unicode_width::UnicodeWidthStr;

use clean::clean;

/// Words that begin a query in other languages; a kind of that name couldn't be queried.
pub const QUERY_VERBS: [&str; 10] =
    ["select", "find", "get", "list", "show", "search", "from", "give", "filter", "match"];

/// Shortens a text to a display width; `…` marks the cut.
pub fn cut_to_width(text: &str, columns: usize) -> String {
    if display_width(text) <= columns {
        return text.to_owned();
    }
    let mut left = columns.saturating_sub(1);
    let fits = |letter: &char| {
        let width = display_width(letter.encode_utf8(&mut [0; 4]));
        let fits = width <= left;
        left = left.saturating_sub(width);
        fits
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

/// Breaks a text between words at the width of a terminal, if there is one; lines after the first are indented.
pub fn wrap(text: &str, width: Option<u16>, indent: &str) -> String {
    match width {
        Some(width) => {
            let options =
                textwrap::Options::new(usize::from(width.max(20))).subsequent_indent(indent);
            textwrap::fill(text, options)
        }
        None => text.to_owned(),
    }
}

/// Breaks each line of a text between words; in a line of two columns the rest is indented to the second.
pub fn wrap_lines(text: &str, columns: Option<u16>) -> String {
    let line = |line: &str| {
        let lead = line.len() - line.trim_start().len();
        let second = line.get(lead..).and_then(|rest| rest.find("  ")).and_then(|gap| {
            let (first, rest) = line.split_at_checked(lead + gap)?;
            Some(display_width(first) + rest.len() - rest.trim_start().len())
        });
        let half = columns.map_or(0, |columns| usize::from(columns) / 2);
        let indent = second.filter(|second| *second < half).unwrap_or(lead + 2);
        wrap(line, columns, &" ".repeat(indent)) + "\n"
    };
    text.lines().map(line).collect()
}

/// Pads a text with blanks on the right to a display width.
pub fn pad_to_width(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(display_width(text))))
}

/// Lays out rows as lines, each column as wide as its widest cell, two blanks apart; the columns in `right` align right.
pub fn in_columns<S: AsRef<str>>(rows: &[Vec<S>], right: &[usize]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cells = |at: usize| rows.iter().filter_map(move |row| row.get(at));
    let widest = |at: usize| cells(at).map(|cell| display_width(cell.as_ref())).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(widest).collect();
    let line = |row: &Vec<S>| {
        let cells = row.iter().zip(&widths).enumerate().map(|(at, (cell, wide))| {
            let cell = cell.as_ref();
            let blanks = " ".repeat(wide - display_width(cell));
            if right.contains(&at) { blanks + cell } else { cell.to_owned() + &blanks }
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

/// Checks whether a list of words, with `|` between them, has a word.
pub fn list_has(list: &str, word: &str) -> bool {
    list.split('|').any(|listed| listed == word)
}

/// Checks whether a list of words, with `|` between them, has a word in capitals or small letters.
pub fn list_has_in_any_case(list: &str, word: &str) -> bool {
    list.split('|').any(|listed| listed.eq_ignore_ascii_case(word))
}

/// Returns the question that offers similar names, if there are any: ``did you mean `a` or `b`?``.
pub fn did_you_mean<S: AsRef<str>>(names: &[S]) -> Option<String> {
    (!names.is_empty()).then(|| format!("did you mean {}?", list_or(&in_backquotes(names))))
}

/// Writes each name in backquotes.
pub fn in_backquotes<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Vec<String> {
    names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect()
}

/// Returns the display width of a text: `中国` is four columns wide, a combining mark has no width.
pub fn display_width(text: &str) -> usize {
    text.width()
}

/// Counts things: `no projects`, `1 project`, `1,204 projects`.
pub fn count_noun(n: u64, one: &str, many: &str) -> String {
    match n {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        _ => format!("{} {many}", group_digits(n)),
    }
}

/// Chooses the words for one or for several.
pub fn plural_form<T>(n: u64, one: T, many: T) -> T {
    if n == 1 { one } else { many }
}

/// Returns `a` or `an`, as the noun's first sound asks for: `a project`, `an event`, `a unit`, `an hour`.
pub fn article_for(noun: &str) -> &'static str {
    let noun = noun.to_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| noun.starts_with(word));
    let is_vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']);
    let sounds_so = !begins(&["eu", "one", "uni", "use", "usu"]) || begins(&["unin", "unim"]);
    if is_vowel && sounds_so || begins(&["hour", "honest", "honour", "heir"]) { "an" } else { "a" }
}

/// Returns a noun with its article.
pub fn with_article(noun: &str) -> String {
    format!("{} {noun}", article_for(noun))
}

/// Joins a list: `a, b and c`.
pub fn list_and<S: AsRef<str>>(items: &[S]) -> String {
    list_with(items, "and")
}

/// Joins a list of alternatives: `a, b or c`.
pub fn list_or<S: AsRef<str>>(items: &[S]) -> String {
    list_with(items, "or")
}

/// Joins the first items of a list and counts the rest: `a, b and 3 more`.
pub fn list_first<S: AsRef<str>>(items: &[S], most: usize) -> String {
    let mut shown: Vec<String> = items.iter().take(most).map(|s| s.as_ref().to_owned()).collect();
    if items.len() > most {
        shown.push(format!("{} more", items.len() - most));
    }
    list_and(&shown)
}

/// Joins numbers that rise, those in a row as one: `3, 5 to 9 and 12`.
pub fn list_numbers(numbers: &[i64]) -> String {
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let run = |(first, last): &(i64, i64)| match last - first {
        0 => first.to_string(),
        1 => format!("{first}, {last}"),
        _ => format!("{first} to {last}"),
    };
    list_and(&runs.iter().map(run).collect::<Vec<_>>())
}

/// Quotes a text and makes it safe to show: `“Qingdao”`.
pub fn quote_safely(text: &str) -> String {
    format!("“{}”", clean(text))
}

fn list_with<S: AsRef<str>>(items: &[S], last: &str) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.split_last() {
        None => String::new(),
        Some((only, [])) => (*only).to_owned(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
    }
}

/// Writes a yes or no.
pub fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// Returns the words of a text with single spaces between them.
pub fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes an identifier as words.
pub fn identifier_words(identifier: &str) -> String {
    identifier.replace('_', " ")
}

/// Groups digits by three, for sentences only: machine formats never group.
pub fn group_digits(n: impl Display) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Writes a text as a string of TOML, in quotes.
pub(crate) fn toml_string(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => quoted.extend([format!("\\u{:04X}", u32::from(c))]),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_a_line_is_indented_to_the_second_column() {
        let text = "A heading\n  name  one of several words\n  a line of its own with many words\n";
        let fitted = wrap_lines(text, Some(24));
        assert_eq!(
            fitted,
            "A heading\n  name  one of several\n        words\n  a line of its own with\n    many words\n"
        );
        assert_eq!(super::wrap_lines(text, None), text);
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [vec!["中国", "5", "x"], vec!["a", "12"]];
        assert_eq!(in_columns(&rows, &[1]), ["中国   5  x", "a     12"]);
        assert_eq!(pad_to_width("中国", 5), "中国 ");
    }

    #[test]
    fn counts() {
        let projects = |n| count_noun(n, "project", "projects");
        assert_eq!(projects(0), "no projects");
        assert_eq!(projects(1), "1 project");
        assert_eq!(projects(999), "999 projects");
        assert_eq!(projects(1204), "1,204 projects");
        assert_eq!(projects(1_000_000), "1,000,000 projects");
    }

    #[test]
    fn lists() {
        assert_eq!(list_and::<&str>(&[]), "");
        assert_eq!(list_and(&["a"]), "a");
        assert_eq!(list_or(&["a", "b"]), "a or b");
        assert_eq!(list_first(&["a", "b", "c", "d"], 2), "a, b and 2 more");
        assert_eq!(list_and(&["a".to_owned(), "b".to_owned(), "c".to_owned()]), "a, b and c");
    }

    #[test]
    fn quoted_text_is_safe() {
        assert_eq!(quote_safely("a\u{1b}[2J"), "“a␛[2J”");
    }

    #[test]
    fn width_is_what_a_terminal_takes() {
        assert_eq!(display_width("中国"), 4);
        assert_eq!(display_width("e\u{301}"), 1);
        assert_eq!(display_width("👩\u{200d}🚀"), 2);
    }
}
