//! What is said about a text that is no query.

use super::{Message, Span};
use crate::query::bind::{LARGEST, NotWhole};
use crate::text::{article, list_or};

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
    /// Words that are no query, but can be heard as a question.
    Question,
    /// A kind begins a line where a query could go on.
    AnotherQuery(String),
    /// A condition without `where` before it.
    MissingWhere(String),
    /// A condition before the kind: `possibly works where …`.
    BeforeKind(&'static str),
    /// `possibly` where no condition follows it.
    Stray {
        /// Whether the query has conditions that it can stand before.
        conditions: bool,
    },
    /// A condition that stops after its field.
    MissingTest {
        /// The field.
        of: Subject,
        /// It is no field, but a value of this one.
        value_of: Option<String>,
        /// What stands in the place of a test; nothing at the end of the text.
        found: Option<String>,
    },
    /// A condition that stops after its comparison.
    MissingValue {
        /// What it is about.
        of: Subject,
        /// What stands in the place of the value; nothing at the end of the text.
        found: Option<String>,
        /// Whether the first repair is an example.
        example: bool,
    },
    /// `= Qingdao or Shanghai`: a second value where a condition must stand.
    BareValue {
        /// The value.
        value: String,
        /// Whether the test before it is one that refuses: `!=`.
        negated: bool,
    },
    /// `= Trinidad and Tobago`: words behind `and` that are no condition.
    NotTested {
        /// The words.
        value: String,
        /// The words as a field.
        of: Subject,
        /// All of it, if it is one name.
        name: String,
        /// What has that name: `place`.
        known: Option<String>,
    },
    /// An aggregate in a condition.
    Aggregate(&'static str),
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
    /// A parameter of this name within a longer value.
    PartOfValue(String),
    /// `1,000` in a list.
    CommaInNumber(String),
    /// A comma behind a value.
    CommaInValue(Commas),
    /// A clause that is there already.
    Twice(&'static str),
    /// `null` as a value.
    Null {
        /// As typed: `null`, `none`, `empty`.
        typed: String,
        /// Whether it is asked that there is a value.
        known: bool,
        /// What it is asked of.
        of: Subject,
    },
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
    /// A comment behind words of a query.
    Comment {
        /// What would go on with the query; `None` where nothing tells whether it does.
        cut: Option<String>,
    },
    /// A whole number is out of range.
    Number(String),
    /// The value of a parameter that is to be a whole number.
    NotWhole {
        /// The name of the parameter.
        name: String,
        /// Its value.
        given: String,
        /// Why the value isn't a whole number in range.
        why: NotWhole,
    },
}

/// What a condition is about, for whoever knows the catalog.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// The kind of the query, in small letters.
    pub kind: String,
    /// The field, perhaps with dots, in small letters.
    pub field: String,
    /// Where the field stands.
    pub at: Span,
}

/// What a comma behind a value is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commas {
    /// It separates several values behind `in`.
    List,
    /// It belongs to a name.
    Name,
    /// It belongs to a date: `June 29, 2020`.
    Date,
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

/// What to know about `#3`.
pub(super) const BLANK: &str = "a comment needs a blank behind its `#`";

/// The words a clause begins with.
pub(crate) const CLAUSES: [&str; 6] = ["where", "show", "by", "order by", "limit", "with sources"];

impl Syntax {
    #[expect(clippy::too_many_lines, reason = "one arm for each mistake")]
    pub(super) fn message(&self) -> Message {
        match self {
            Self::Expected { expected, found, suggestions } => {
                expectation(expected, found.as_deref(), suggestions)
            }
            Self::Question => {
                let sentence = "a query begins with a kind, and conditions come after `where`";
                Message::new("S01", sentence).lead("write").lead("or write")
            }
            Self::AnotherQuery(kind) => {
                Message::new("S01", format!("`{kind}` begins another query, and the one before has no end"))
                    .lead("`;` parts queries")
            }
            Self::MissingWhere(found) => {
                Message::new("S01", format!("expected {CLAUSE}, found `{found}`"))
                    .lead("conditions come after `where`")
            }
            Self::BeforeKind(word) => Message::new(
                "S26",
                format!("`{word}` stands before a condition, and a query begins with a kind"),
            )
            .lead("write"),
            Self::Stray { conditions } => {
                Message::new("S26", "`possibly` stands before a condition: `where possibly …`")
                    .lead(if *conditions { "write" } else { "without a condition nothing is open" })
            }
            Self::MissingTest { of, found, value_of } => {
                let sentence = format!("expected {TEST}, found {}", end_or(found.as_deref()));
                let message = Message::new("S03", sentence);
                let name = &of.field;
                match value_of {
                    Some(field) => {
                        message.note(format!("`{name}` is a value of `{field}`")).lead("write")
                    }
                    None => message
                        .lead(format!("to ask whether `{name}` is recorded at all, write")),
                }
            }
            Self::MissingValue { found, example, .. } => {
                let sentence = format!("expected a value, found {}", end_or(found.as_deref()));
                let message = Message::new("S27", sentence);
                let message = if *example { message.lead("write for example") } else { message };
                message.lead("to ask whether it is recorded at all, write")
            }
            Self::BareValue { value, negated } => Message::new(
                "S05",
                format!("`{value}` is a value, but a condition must follow `or`"),
            )
            .lead(if *negated { "for neither value write" } else { "for either value write" }),
            Self::NotTested { value, name, known, .. } => {
                let message =
                    Message::new("S07", format!("`{value}` is not followed by a comparison"));
                match known {
                    Some(noun) => {
                        let article = article(noun);
                        message.note(format!("“{name}” is the name of {article} {noun}")).lead("quote it")
                    }
                    None => message
                        .note("a name that contains `and` needs quotes")
                        .lead("if it is one name, quote it")
                        .lead("to ask whether it is recorded, write"),
                }
            }
            Self::Aggregate("count") => Message::new(
                "T19",
                "a condition looks at one thing at a time; what it has is counted by `at least`, `at most` and `exactly`",
            )
            .lead("write"),
            Self::Aggregate(word) => Message::new(
                "T19",
                format!("a condition looks at one thing at a time; `{word} of` needs many"),
            )
            .lead("show it instead"),
            Self::Foreign { typed, instead, hint } => foreign(typed, instead.as_deref(), *hint),
            Self::Verb(word) => {
                let sentence = format!("a query starts with what you look for, not with `{word}`");
                Message::new("S13", sentence).lead("write")
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
            Self::PartOfValue(name) => {
                Message::new("S31", format!("`${name}` can't be part of a value"))
                    .help(format!("use it as the whole value: `= ${name}`"))
                    .lead("quote a value that contains `$`")
            }
            Self::CommaInNumber(typed) => Message::new(
                "S11",
                format!("a comma separates list items, so `{typed}` is unclear here"),
            )
            .lead("write"),
            Self::CommaInValue(Commas::List) => {
                Message::new("S12", "several values need parentheses").lead("write")
            }
            Self::CommaInValue(Commas::Name) => Message::new("S21", "a value ends at a comma")
                .lead("if the comma belongs to the name, quote the whole name"),
            Self::CommaInValue(Commas::Date) => {
                Message::new("S21", "a value ends at a comma").lead("write the date without one")
            }
            Self::Twice("limit") => Message::new("S17", "`limit` is given twice")
                .help("leave one of them out"),
            Self::Twice(clause) => {
                let lead = if *clause == "with sources" { "once is enough" } else { "join the two" };
                Message::new("S17", format!("`{clause}` is given twice")).lead(lead)
            }
            Self::Null { typed, .. } => {
                Message::new("S19", format!("`{typed}` is not a value")).lead("write")
            }
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
            Self::Comment { cut: Some(cut) } => {
                let sentence = format!("`#` begins a comment, so `{cut}` isn't read");
                Message::new("S30", sentence)
                    .lead("quote a value that contains `#`")
                    .help("put a comment into a line of its own")
            }
            Self::Comment { cut: None } => {
                Message::new("S30", "the rest of the line is a comment, which isn't read")
                    .lead("quote a value that contains `#`")
            }
            Self::Number(typed) => {
                Message::new("S18", format!("`{typed}` is too large a number here"))
                    .help(format!("use a number up to {LARGEST}"))
            }
            Self::NotWhole { name, given, why } => {
                let message = match why {
                    NotWhole::Text => {
                        let sentence = format!("the parameter `${name}` is “{given}”, not a whole number");
                        Message::new("S18", sentence)
                    }
                    NotWhole::TooLarge => {
                        let sentence = format!("the parameter `${name}` is {given}, too large a number here");
                        Message::new("S18", sentence).help(format!("use a number up to {LARGEST}"))
                    }
                };
                message.help(format!("give it digits: `--set {name}=10`, at the prompt `.set {name} 10`"))
            }
        }
    }
}

const TEST: &str = "a comparison such as `=`, `>`, `in (…)`, `contains` or `is known`";
const CLAUSE: &str = "a clause such as `where`, `show`, `by`, `order by` or `limit`";

fn expectation(expected: &[Expected], found: Option<&str>, suggestions: &[String]) -> Message {
    let (code, what) = in_words(expected);
    let message = Message::new(code, format!("expected {what}, found {}", end_or(found)))
        .did_you_mean(suggestions);
    if found.is_some_and(|found| found.starts_with('#')) {
        return message.help(BLANK);
    }
    match code {
        "S18" if suggestions.is_empty() => message.help("write it in digits, such as `10`"),
        "S26" if suggestions.is_empty() => message.lead("begin with a kind"),
        _ => message,
    }
}

fn end_or(found: Option<&str>) -> String {
    found.map_or_else(|| "the end of the query".to_owned(), |text| format!("`{text}`"))
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
