//! What is said about a text that is no query.

use super::Message;
use crate::text::list_or;

/// Why a text is no query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Syntax {
    /// Something else could stand here.
    Expected {
        /// What could.
        expected: Vec<Expected>,
        /// What does; nothing at the end of the text.
        found: Option<String>,
        /// Words that could and look like what does.
        suggestions: Vec<String>,
    },
    /// A condition without `where` before it.
    MissingWhere(String),
    /// A condition that stops after its field.
    MissingTest {
        /// The field.
        field: String,
    },
    /// A condition that stops after its comparison.
    MissingValue {
        /// What is looked for.
        kind: String,
        /// The field.
        field: String,
    },
    /// `= Qingdao or Shanghai`: a second value where a condition must stand.
    BareValue {
        /// The connective before it.
        connective: &'static str,
        /// The value.
        value: String,
    },
    /// A spelling of another language.
    Foreign {
        /// As typed.
        typed: String,
        /// What it is here; nothing if no one spelling fits.
        instead: Option<String>,
        /// More about it.
        hint: Option<&'static str>,
    },
    /// A query that begins with a verb: `select …`.
    Verb(String),
    /// `and` and `or` side by side.
    Mixed,
    /// A `(` that is never closed.
    OpenParenthesis,
    /// A `)` that was never opened.
    CloseParenthesis,
    /// A quote that is never closed.
    OpenQuote,
    /// More words behind a closing quote.
    AfterQuote,
    /// `1,000` in a list.
    CommaInNumber,
    /// Several values behind `in` or `=` without parentheses.
    CommaInValue {
        /// Behind `in`, so they are meant as a list.
        list: bool,
    },
    /// A clause that is there already.
    Twice(String),
    /// `null` as a value.
    Null,
    /// `not` before a value.
    NotValue,
    /// `count(x)`.
    Parentheses(String),
    /// A word kept free for a later version.
    Reserved(String),
    /// Words in an unquoted value that belong to a clause of another language: `sort by`.
    Guard {
        /// As typed.
        typed: String,
        /// What the clause is called here.
        instead: &'static str,
    },
    /// A whole number is out of range.
    Number(String),
}

/// Something that could stand at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expected {
    /// The name of a kind.
    Kind,
    /// A field or link.
    Field,
    /// Something to show.
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
pub(crate) const CLAUSES: [&str; 6] = ["where", "show", "by", "order by", "limit", "with sources"];

impl Syntax {
    pub(super) fn message(&self) -> Message {
        match self {
            Self::Expected { expected, found, suggestions } => {
                expectation(expected, found.as_deref(), suggestions)
            }
            Self::MissingWhere(found) => {
                Message::new("S01", format!("expected {CLAUSE}, found `{found}`"))
                    .lead("conditions come after `where`")
            }
            Self::MissingTest { field } => {
                Message::new("S03", format!("expected {TEST}, found the end of the query"))
                    .lead(format!("to ask whether `{field}` is recorded at all, write"))
            }
            Self::MissingValue { .. } => {
                Message::new("S27", "expected a value, found the end of the query")
                    .lead("write for example")
                    .lead("to ask whether it is recorded at all, write")
            }
            Self::BareValue { connective: "or", value } => Message::new(
                "S05",
                format!("`{value}` is a value, but a condition must follow `or`"),
            )
            .lead("for either value write"),
            Self::BareValue { connective, value } => {
                Message::new("S07", format!("`{value}` is not followed by a comparison"))
                    .note(format!("a name that contains `{connective}` needs quotes"))
                    .lead("if it is one name, quote it")
                    .lead("to ask whether it is recorded, write")
            }
            Self::Foreign { typed, instead, hint } => foreign(typed, instead.as_deref(), *hint),
            Self::Verb(word) => {
                Message::new("S13", "a query starts with what you look for".to_owned())
                    .help(format!("leave out `{word}` and begin with the name of a kind"))
                    .lead("write")
            }
            Self::Mixed => Message::new("S06", "`and` and `or` are mixed without parentheses")
                .lead("write")
                .lead("or"),
            Self::OpenParenthesis => {
                Message::new("S08", "this `(` is never closed").lead("add `)`")
            }
            Self::CloseParenthesis => {
                Message::new("S24", "this `)` closes nothing").lead("leave it out")
            }
            Self::OpenQuote => Message::new("S09", "this quote is never closed").lead("close it"),
            Self::AfterQuote => Message::new("S10", "text after a closing quote")
                .lead("put all of it inside the quotes"),
            Self::CommaInNumber => {
                Message::new("S11", "a comma separates list items, so this is unclear here")
                    .lead("write")
            }
            Self::CommaInValue { list: true } => {
                Message::new("S12", "several values need parentheses").lead("write")
            }
            Self::CommaInValue { list: false } => Message::new("S21", "a value ends at a comma")
                .lead("if the comma belongs to the name, quote the whole name"),
            Self::Twice(clause) => {
                Message::new("S17", format!("`{clause}` is given twice")).lead("join the two")
            }
            Self::Null => Message::new("S19", "`null` is not a value")
                .help("for a link write `no …`")
                .lead("write"),
            Self::NotValue => Message::new("S20", "`not` is not a value").lead("write"),
            Self::Parentheses(word) => Message::new(
                "S22",
                format!("aggregates are written `{word} of …`, without parentheses"),
            )
            .lead("write"),
            Self::Reserved(word) => Message::new(
                "S25",
                format!("`{word}` is kept free for a later version of the language"),
            )
            .help("if these words belong to a name, put the name in quotes"),
            Self::Guard { typed, instead } => {
                Message::new("S16", format!("`{typed}` is written `{instead}` here"))
                    .lead("write")
                    .lead("if these words belong to the value, quote it")
            }
            Self::Number(typed) => {
                Message::new("S18", format!("`{typed}` is too large a number here"))
            }
        }
    }
}

const TEST: &str = "a comparison such as `=`, `>`, `in (…)`, `contains` or `is known`";
const CLAUSE: &str = "a clause such as `where`, `show`, `by`, `order by` or `limit`";

fn expectation(expected: &[Expected], found: Option<&str>, suggestions: &[String]) -> Message {
    let (code, what) = in_words(expected);
    let found = found.map_or_else(|| "the end of the query".to_owned(), |text| format!("`{text}`"));
    Message::new(code, format!("expected {what}, found {found}")).did_you_mean(suggestions)
}

/// What could stand at a place, in words a person uses, with the code of that message.
fn in_words(expected: &[Expected]) -> (&'static str, String) {
    use Expected as E;
    let has = |e: E| expected.contains(&e);
    let clause = CLAUSES.iter().any(|word| has(E::Keyword(word)));
    if has(E::Kind) {
        ("S26", "what to look for: the name of a kind of facts".into())
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
        ("S28", "something to show: a field, a link, `count`, `sum of …` or `everything`".into())
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

fn foreign(typed: &str, instead: Option<&str>, hint: Option<&'static str>) -> Message {
    let message = match instead {
        Some(instead) => {
            Message::new("S04", format!("`{typed}` is written `{instead}` here")).lead("write")
        }
        None => Message::new("S14", format!("there is no `{typed}` here")),
    };
    match hint {
        Some(hint) => message.help(hint),
        None => message,
    }
}
