//! What is said about values and tests that do not fit their field.

use super::Message;
use crate::text::{article, list_and, list_or};
use crate::value::LiteralError;

/// Why a value or a test does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// A literal that cannot be read.
    Literal(LiteralError),
    /// A test the field's type has no use for.
    Test {
        /// The field.
        field: String,
        /// What it is.
        noun: &'static str,
        /// The test.
        test: String,
        /// Tests that work.
        tests: &'static str,
    },
    /// Several words for a text, without quotes.
    FreeText(String),
    /// The ends of a range are in different units.
    TwoUnits {
        /// The first.
        first: String,
        /// The second.
        second: String,
        /// Whether they are currencies.
        money: bool,
    },
    /// The first end of a range is beyond the second.
    Reversed,
    /// `within` on something that is no place.
    NotPlaces(String),
    /// A quantifier before a field that has one value.
    OneValue {
        /// The kind, for one: `project`.
        kind: String,
        /// The field.
        field: String,
        /// The quantifier.
        quantifier: String,
    },
    /// Neither yes nor no.
    YesNo(String),
    /// A value of single things where groups are shown.
    Ungrouped {
        /// The item.
        item: String,
        /// What groups could be made by instead.
        path: Option<String>,
        /// The keys of the groups.
        keys: Vec<String>,
    },
    /// A field that has no sum or average.
    NoAggregate {
        /// The field.
        field: String,
        /// Why.
        sentence: String,
    },
    /// The first few by amounts in units that do not compare.
    Ranks {
        /// How many.
        limit: u64,
        /// The field.
        field: String,
        /// The units, those that compare as one, those of most amounts first.
        units: Vec<String>,
        /// Whether they are currencies.
        money: bool,
        /// For how many of them a query is offered.
        repairs: usize,
    },
    /// An order or a column that makes no sense here.
    Unfit(String),
}

impl Meaning {
    pub(super) fn message(&self) -> Message {
        match self {
            Self::Literal(fault) => {
                let mut message = Message::new(fault.code(), fault.to_string());
                message.helps = fault.helps();
                message
            }
            Self::Test { field, noun, test, tests } => {
                let sentence = format!("`{field}` is {noun}, so `{test}` cannot test it");
                Message::new("T13", sentence).help(format!("use {tests}"))
            }
            Self::FreeText(_) => {
                Message::new("T14", "free text of several words needs quotes").lead("write")
            }
            Self::TwoUnits { first, second, money } => {
                let (many, one) =
                    if *money { ("currencies", "currency") } else { ("units", "unit") };
                let sentence =
                    format!("the two ends are in different {many}: {first} and {second}");
                Message::new("T04", sentence)
                    .help(format!("these are never converted; use one {one}"))
            }
            Self::Reversed => {
                Message::new("T05", "the first end is beyond the second, so nothing can match")
                    .lead("write")
            }
            Self::NotPlaces(field) => {
                Message::new("T50", format!("`{field}` isn't a place, so `within` can't test it"))
                    .lead("write")
            }
            Self::OneValue { kind, field, quantifier } => {
                let article = article(kind);
                let sentence = format!(
                    "{article} {kind} has only one `{field}`, so `{quantifier}` is not needed"
                );
                Message::new("T15", sentence)
            }
            Self::YesNo(typed) => Message::new("T51", format!("`{typed}` is neither yes nor no"))
                .help("write `yes` or `no`"),
            Self::Ungrouped { item, path, keys } if keys.is_empty() => {
                let sentence =
                    format!("`{item}` is a value of each one, an aggregate is of all together");
                let message = Message::new("T17", sentence);
                match path {
                    Some(path) => {
                        message.help(format!("for one row of each `{path}` write `by {path}`"))
                    }
                    None => message,
                }
            }
            Self::Ungrouped { item, keys, .. } => {
                let mut shown: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
                shown.extend(["`count`".to_owned(), "an aggregate such as `sum of …`".to_owned()]);
                Message::new(
                    "T17",
                    format!("a group has many members, so it has no single `{item}`"),
                )
                .help(format!("show {}", list_or(&shown)))
            }
            Self::NoAggregate { field, sentence } => Message::new("T52", sentence.clone())
                .lead(format!("to count for each `{field}`, write")),
            Self::Ranks { limit, field, units, money, repairs } => {
                ranks((*limit, field, units), *money).write(*repairs)
            }
            Self::Unfit(sentence) => Message::new("T52", sentence.clone()),
        }
    }
}

/// How many units are named.
const NAMED: usize = 3;

/// There are no first few of amounts that do not compare.
fn ranks((limit, field, units): (u64, &str, &[String]), money: bool) -> Message {
    let one = if money { "currency" } else { "unit" };
    let mut named: Vec<String> = units.iter().take(NAMED).cloned().collect();
    let others = units.len() - named.len();
    if others > 0 {
        named.push(format!("{others} more"));
    }
    let sentence = format!(
        "`limit {limit}` needs amounts of one {one}: `{field}` has {}, which are not converted",
        list_and(&named)
    );
    Message::new("T53", sentence)
        .help(format!("without `limit` the rows of each {one} have their own order"))
}
