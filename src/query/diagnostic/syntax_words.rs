//! Messages about syntax errors (codes S).

use super::expected::{CLAUSE, Expected, TEST, in_words};
use super::limits::{BadInteger, LARGEST};
use super::message::Message;
use super::syntax::{Commas, Syntax};
use crate::text::{article_for, list_or};

/// The explanation of `#3`.
pub(super) const BLANK: &str = "a comment needs a space after its `#`";

impl Syntax {
    #[expect(clippy::too_many_lines, reason = "one arm for each mistake")]
    pub(super) fn message(&self) -> Message {
        match self {
            Self::Expected { expected, found, suggestions } => {
                expectation_message(expected, found.as_deref(), suggestions)
            }
            Self::Question { unknown } => {
                let sentence = "a query begins with a kind, and conditions come after `where`";
                let message = Message::new("S01", sentence).lead("write").lead("or write");
                let words: Vec<String> = unknown.iter().map(|word| format!("“{word}”")).collect();
                if words.is_empty() { message } else { message.note(format!("no fact in this base mentions {}", list_or(&words))) }
            }
            Self::RelativeTime(words) => {
                let sentence = format!("“{words}” depends on today's date, but an answer never does");
                Message::new("S01", sentence).help("write the date, for example `date = 2020` or `date >= 2020-06`")
            }
            Self::AnotherQuery(kind) => {
                Message::new("S01", format!("`{kind}` begins another query, but the query before it has no end"))
                    .lead("separate queries with `;`")
            }
            Self::MissingWhere(found) => {
                Message::new("S01", format!("expected {CLAUSE}, found `{found}`"))
                    .lead("conditions come after `where`")
            }
            Self::BeforeKind(word) => Message::new(
                "S26",
                format!("`{word}` belongs before a condition, and a query begins with a kind"),
            )
            .lead("write"),
            Self::Stray { conditions } => {
                Message::new("S26", "`possibly` belongs before a condition: `where possibly …`")
                    .lead(if *conditions { "write" } else { "without a condition nothing is open" })
            }
            Self::MissingTest { of, found, value_of, yes_no } => {
                let sentence = format!("expected {TEST}, found {}", end_or(found.as_deref()));
                let message = Message::new("S03", sentence);
                let name = &of.field;
                match value_of {
                    Some(field) => {
                        message.note(format!("`{name}` is a value of `{field}`")).lead("write")
                    }
                    None if *yes_no => message.note(format!("`{name}` is yes or no")).lead("write"),
                    None => message
                        .lead(format!("to ask whether `{name}` is recorded at all, write")),
                }
            }
            Self::MissingValue { found, example, .. } => {
                let sentence = format!("expected a value, found {}", end_or(found.as_deref()));
                let message = Message::new("S27", sentence);
                let message = if *example { message.lead("for example, write") } else { message };
                message.lead("to ask whether it is recorded at all, write")
            }
            Self::NothingSought => Message::new("S32", "`mentions` needs words to look for")
                .help("for example `mentions \"cold chain\"`"),
            Self::BareValue { value, negated } => Message::new(
                "S05",
                format!("`{value}` is a value, but a condition must follow `or`"),
            )
            .lead(if *negated { "for neither value, write" } else { "for either value, write" }),
            Self::BareWord { value, word } => {
                let sentence = format!("`{value}` is a word to look for, but a condition must follow `{word}`");
                Message::new("S05", sentence).lead("to look for it too, write")
            }
            Self::NotTested { value, quoted: true, .. } => {
                Message::new("S07", format!("`{value}` isn't followed by a comparison"))
                    .lead("to look for each, write")
            }
            Self::NotTested { value, name, known, searched, .. } => {
                let message =
                    Message::new("S07", format!("`{value}` isn't followed by a comparison"));
                match known {
                    Some(noun) => {
                        let article = article_for(noun);
                        message.note(format!("“{name}” is the name of {article} {noun}")).lead("put the name in quotes")
                    }
                    None => message
                        .note("a name that contains `and` needs quotes")
                        .lead("if it is one name, put the name in quotes")
                        .lead(if *searched {
                            "to look for each, write"
                        } else {
                            "to ask whether it is recorded at all, write"
                        }),
                }
            }
            Self::Aggregate("count") => Message::new(
                "T19",
                "a condition tests one row at a time; `at least`, `at most` and `exactly` count its items",
            )
            .lead("write"),
            Self::Aggregate(word) => Message::new(
                "T19",
                format!("a condition tests one row at a time, but `{word} of` needs several"),
            )
            .lead("show it instead"),
            Self::Foreign { typed, instead, hint } => foreign_message(typed, instead.as_deref(), *hint),
            Self::Verb(word) => {
                let sentence = format!("a query begins with a kind, not with `{word}`");
                Message::new("S13", sentence).lead("write")
            }
            Self::Mixed => Message::new("S06", "`and` and `or` are mixed without parentheses")
                .lead("write")
                .lead("or write"),
            Self::OpenParenthesis => {
                Message::new("S08", "this `(` is never closed").lead("add `)`")
            }
            Self::CloseParenthesis => {
                Message::new("S24", "this `)` has no `(`").lead("leave it out")
            }
            Self::OpenQuote => Message::new("S09", "this quote is never closed").lead("close it"),
            Self::AfterQuote => Message::new("S10", "there is text after the closing quote")
                .lead("put the whole text inside the quotes"),
            Self::BesideQuotes => Message::new("S10", "there are words beside the quotes")
                .lead("to look for all of them, write"),
            Self::RunOn(word) => Message::new("S21", format!("a value ends at `{word}`"))
                .lead("if these words belong to the value, put the value in quotes"),
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
            Self::CommaInValue(Commas::Name) => Message::new("S21", "a value with a comma needs quotes")
                .lead("if the comma belongs to the name, quote the whole name; several values go in parentheses"),
            Self::ParenthesisInValue { is_amount } => {
                if *is_amount {
                    Message::new("S21", "an amount is written without parentheses").lead("write")
                } else {
                    Message::new("S21", "a value with parentheses needs quotes")
                        .lead("if the parentheses belong to the name, quote the whole name")
                }
            }
            Self::CommaInValue(Commas::Date) => {
                Message::new("S21", "a date is written without a comma").lead("write")
            }
            Self::Twice(clause @ ("limit" | "according to")) => Message::new("S17", format!("`{clause}` is given twice"))
                .help("leave one of them out"),
            Self::Twice(clause) => {
                let is_bare = ["with sources", "including disputed"].contains(clause);
                let lead = if is_bare { "leave one of them out" } else { "join the two clauses" };
                Message::new("S17", format!("`{clause}` is given twice")).lead(lead)
            }
            Self::Null { typed, .. } => {
                Message::new("S19", format!("`{typed}` isn't a value")).lead("write")
            }
            Self::NotValue => Message::new("S20", "`not` isn't a value").lead("write"),
            Self::Parentheses(word) => Message::new(
                "S22",
                format!("aggregates are written `{word} of …`, without parentheses"),
            )
            .lead("write"),
            Self::FactsOfNothing => Message::new("S32", "`facts about` needs a name")
                .help("`things` lists all names; an id is written `@slug`"),
            Self::CountedFacts => {
                Message::new("S33", "`facts about` makes a page, which can't be counted")
                    .lead("leave `count` out")
            }
            Self::ClauseOfFacts(clause) => {
                let sentence = format!("`facts about` has no `{clause}`: it shows everything");
                Message::new("S33", sentence).lead("leave it out")
            }
            Self::Reserved(word) => Message::new(
                "S25",
                format!("`{word}` is reserved for a later version of the language"),
            )
            .help("if these words belong to a name, put the name in quotes"),
            Self::Guard { typed, instead } => {
                Message::new("S16", format!("`{typed}` is written `{instead}` here"))
                    .lead("write")
                    .lead("if these words belong to the value, put the value in quotes")
            }
            Self::Comment { cut: Some(cut) } => {
                let sentence = format!("`#` begins a comment, so `{cut}` isn't read");
                Message::new("S30", sentence)
                    .lead("quote a value that contains `#`")
                    .help("put the comment on a line of its own")
            }
            Self::Comment { cut: None } => {
                Message::new("S30", "the rest of the line is a comment and isn't read")
                    .lead("quote a value that contains `#`")
            }
            Self::Number(typed) => {
                Message::new("S18", format!("`{typed}` is too large a number here"))
                    .help(format!("use a number up to {LARGEST}"))
            }
            Self::NotWhole { name, given, why } => {
                let message = match why {
                    BadInteger::Text => {
                        let sentence = format!("the parameter `${name}` is “{given}”, not a whole number");
                        Message::new("S18", sentence)
                    }
                    BadInteger::TooLarge => {
                        let sentence = format!("the parameter `${name}` is {given}, too large a number here");
                        Message::new("S18", sentence).help(format!("use a number up to {LARGEST}"))
                    }
                };
                message.help(format!("set a number with `--set {name}=10`, or at the prompt with `.set {name} 10`"))
            }
        }
    }
}

fn expectation_message(
    expected: &[Expected],
    found: Option<&str>,
    suggestions: &[String],
) -> Message {
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

fn foreign_message(typed: &str, instead: Option<&str>, hint: Option<&'static str>) -> Message {
    let message = match instead {
        Some(instead) => {
            Message::new("S04", format!("`{typed}` is written `{instead}` here")).lead("write")
        }
        None => Message::new("S14", format!("the language has no `{typed}`")),
    };
    match hint {
        Some(hint) => message.help(hint),
        None => message,
    }
}
