//! Messages about values and tests that don't fit their field (codes T).

use super::message::Message;
use crate::text::{article_for, list_and, list_or};
use crate::value::LiteralError;

/// The reason why a value or a test doesn't fit; `noun` is the type of the field in words.
#[expect(missing_docs, reason = "most fields are named for what they hold")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeProblem {
    /// An unreadable literal.
    Literal(LiteralError),
    /// A test that the field's type doesn't have.
    Test { field: String, noun: &'static str, test: String, tests: &'static str },
    /// A text of several words without quotes.
    FreeText(String),
    /// A range whose ends are in different units.
    TwoUnits {
        first: String,
        second: String,
        /// Whether both are currencies.
        money: bool,
    },
    /// A range whose first end is above the second.
    Reversed,
    /// `within` on a field that isn't a place.
    NotPlaces {
        field: String,
        /// The field by which everything it leads to has a place.
        through: Option<String>,
    },
    /// A quantifier before a field that has one value.
    OneValue { kind: String, field: String, quantifier: String },
    /// A value that is neither yes nor no.
    YesNo(String),
    /// A value of single rows in an answer of groups.
    Ungrouped {
        item: String,
        /// A key that the query could group by.
        path: Option<String>,
        /// The keys of the groups.
        keys: Vec<String>,
    },
    /// A field without sum or average.
    NoAggregate { field: String, sentence: String },
    /// A limit on rows ordered by amounts that don't compare.
    Ranks {
        limit: u64,
        field: String,
        /// The units in groups that compare, the most frequent first.
        units: Vec<Vec<String>>,
        /// Whether they are currencies.
        money: bool,
        /// The number of scales for which a query is offered.
        repairs: usize,
    },
    /// An order or a column that doesn't fit the query.
    Unfit(String),
}

impl TypeProblem {
    pub(super) fn message(&self) -> Message {
        match self {
            Self::Literal(fault) => {
                let mut message = Message::new(fault.code(), fault.to_string());
                message.helps = fault.helps();
                message
            }
            Self::Test { field, noun, test, tests } => {
                let sentence = format!("`{field}` is {noun}, so it can't be tested with `{test}`");
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
                    .help(format!("{many} are never converted; use one {one}"))
            }
            Self::Reversed => {
                Message::new("T05", "the range ends before it begins, so nothing can match")
                    .lead("write")
            }
            Self::NotPlaces { field, .. } => {
                Message::new("T50", format!("`{field}` isn't a place, so `within` can't test it"))
                    .lead("write")
            }
            Self::OneValue { kind, field, quantifier } => {
                let article = article_for(kind);
                let sentence = format!(
                    "{article} {kind} has only one `{field}`, so `{quantifier}` isn't needed"
                );
                Message::new("T15", sentence)
            }
            Self::YesNo(typed) => Message::new("T51", format!("`{typed}` is neither yes nor no"))
                .help("write `yes` or `no`"),
            Self::Ungrouped { item, path, keys } if keys.is_empty() => {
                let sentence = format!(
                    "`{item}` has a value for each row, but an aggregate has one value for all rows together"
                );
                let message = Message::new("T17", sentence);
                match path {
                    Some(path) => {
                        message.help(format!("for one row of each `{path}`, write `by {path}`"))
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
                unlike_units_message((*limit, field, units), *money).write(*repairs)
            }
            Self::Unfit(sentence) => Message::new("T52", sentence.clone()),
        }
    }
}

/// The number of units that are named.
const NAMED: usize = 3;

/// Writes that a limit needs amounts that compare.
fn unlike_units_message(
    (limit, field, units): (u64, &str, &[Vec<String>]),
    money: bool,
) -> Message {
    let one = if money { "currency" } else { "unit" };
    let mut named: Vec<String> = units.iter().take(NAMED).map(|units| list_or(units)).collect();
    let others = units.len() - named.len();
    if others > 0 {
        named.push(format!("{others} more"));
    }
    let sentence = format!(
        "`limit {limit}` needs amounts in one {one}, but `{field}` is in {}",
        list_and(&named)
    );
    Message::new("T53", sentence)
        .help(format!("without `limit` the rows of each {one} are ordered separately"))
}
