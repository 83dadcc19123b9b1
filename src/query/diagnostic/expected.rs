//! What can stand at a place of a query, and its words in messages.

use crate::text::list_or;

/// A token that is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expected {
    /// The name of a kind.
    Kind,
    /// A field or link.
    Field,
    /// A column.
    Item,
    /// A comparison.
    Test,
    /// A value.
    Value,
    /// More words of a value.
    MoreWords,
    /// A whole number.
    Number,
    /// This keyword.
    Keyword(&'static str),
    /// `(`
    Open,
    /// `)`
    Close,
    /// `,`
    Comma,
    /// The end of the query.
    End,
}

/// The words a clause begins with.
pub(crate) const CLAUSES: [&str; 8] = [
    "where",
    "show",
    "by",
    "order by",
    "limit",
    "with sources",
    "according to",
    "including disputed",
];

/// Lists the words with which a clause or another condition begins.
pub(crate) fn clause_beginnings() -> impl Iterator<Item = &'static str> {
    let first_words = CLAUSES.into_iter().map(|clause| clause.split(' ').next().unwrap_or(clause));
    ["and", "or"].into_iter().chain(first_words)
}

/// The clauses that `facts about` can have too.
pub(crate) const CLAUSES_OF_FACTS: [&str; 1] = ["according to"];

/// A test in words.
pub(super) const TEST: &str = "a comparison such as `=`, `>`, `in (…)`, `contains` or `is known`";
/// A clause in words.
pub(super) const CLAUSE: &str = "a clause such as `where`, `show`, `by`, `order by` or `limit`";

/// Returns the expected tokens in words, with the code of the message.
pub(super) fn in_words(expected: &[Expected]) -> (&'static str, String) {
    use Expected as E;
    let has = |e: E| expected.contains(&e);
    let is_main = |word: &&&str| !CLAUSES_OF_FACTS.contains(word);
    let clause = CLAUSES.iter().filter(is_main).any(|word| has(E::Keyword(word)));
    if has(E::Kind) {
        ("S26", "the name of a kind of facts".into())
    } else if has(E::Test) && has(E::Keyword("and")) {
        ("S03", "a condition in parentheses or a comparison".into())
    } else if has(E::Test) {
        ("S03", TEST.into())
    } else if has(E::Keyword("and")) && has(E::Close) {
        ("S12", "`and`, `or` or `)`".into())
    } else if has(E::Keyword("and")) && clause {
        (
            "S12",
            "`and`, `or`, another clause (`show`, `by`, `order by`, `limit`, …) or the end".into(),
        )
    } else if has(E::Value) {
        ("S27", "a value".into())
    } else if has(E::Number) {
        ("S18", "a whole number".into())
    } else if has(E::Item) {
        ("S28", "a field, a link, `count`, `sum of …` or `everything`".into())
    } else if has(E::Field) {
        ("S29", "the name of a field".into())
    } else if clause {
        ("S01", CLAUSE.into())
    } else {
        let mut words: Vec<String> = expected.iter().filter_map(|e| e.word()).collect();
        words.sort();
        ("S02", list_or(&words))
    }
}

impl Expected {
    fn word(self) -> Option<String> {
        match self {
            Self::Keyword(word) => Some(format!("`{word}`")),
            Self::Open => Some("`(`".into()),
            Self::Close => Some("`)`".into()),
            Self::Comma => Some("`,`".into()),
            Self::End => Some("the end".into()),
            _ => None,
        }
    }
}
