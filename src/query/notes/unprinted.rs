//! Values that are shown and that no source states as printed: how many rows have one, and how it is known instead.

use std::fmt::{self, Display, Formatter};

use crate::text::{list_and, list_or};

/// How a value is known that no claim states as printed, by its code, and the words for it.
const HOW: [(&str, &str); 3] = [
    ("inferred", "inferred"),
    ("external", "known from outside the documents"),
    ("read", "read otherwise than printed"),
];

/// Rows that show such values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unprinted {
    /// What they are, for one and for many.
    pub nouns: (String, String),
    /// How many.
    pub rows: u64,
    /// Of how many.
    pub all: u64,
    /// The fields, and how many rows have such a value of each.
    fields: Vec<(String, u64)>,
    /// How they are known instead.
    how: Vec<&'static str>,
}

impl Unprinted {
    /// Of the fields shown: for each sort of row how each of them is known (empty: as printed), and how many there are.
    pub fn of(
        nouns: (String, String),
        fields: &[&str],
        found: &[(Vec<String>, u64)],
    ) -> Option<Self> {
        let is_told = |codes: &[String]| codes.iter().any(|code| !code.is_empty());
        let count = |(_, n): &(Vec<String>, u64)| *n;
        let rows = found.iter().filter(|(codes, _)| is_told(codes)).map(count).sum();
        let of_field = |n: usize| -> u64 {
            let has = |codes: &[String]| codes.get(n).is_some_and(|code| !code.is_empty());
            found.iter().filter(|(codes, _)| has(codes)).map(count).sum()
        };
        let fields =
            fields.iter().enumerate().map(|(n, field)| (format!("`{field}`"), of_field(n)));
        let any = |how: &str| found.iter().any(|(codes, _)| codes.iter().any(|code| code == how));
        (rows > 0).then(|| Self {
            nouns,
            rows,
            all: found.iter().map(count).sum(),
            fields: fields.filter(|(_, n)| *n > 0).collect(),
            how: HOW.iter().filter(|(code, _)| any(code)).map(|(_, words)| *words).collect(),
        })
    }
}

impl Display for Unprinted {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { nouns: (one, many), rows, all, fields, how } = self;
        match (rows, all) {
            (1, 1) => write!(f, "This {one} has")?,
            (1, all) => write!(f, "1 of these {all} {many} has")?,
            (rows, all) if rows == all => write!(f, "All {all} {many} have")?,
            (rows, all) => write!(f, "{rows} of these {all} {many} have")?,
        }
        let counted = |(field, n): &(String, u64)| match fields.len() {
            1 => format!("a {field}"),
            _ if *rows == 1 => format!("a {field}"),
            _ => format!("a {field} ({n})"),
        };
        let named: Vec<String> = fields.iter().map(counted).collect();
        let (fields, are) = match named.as_slice() {
            [one] => (one.clone(), "is"),
            several if *rows == 1 => (list_and(several), "are"),
            several => (list_or(several), "is"),
        };
        write!(f, " {fields} that {are} {}; `with sources` tells how.", list_or(how))
    }
}
