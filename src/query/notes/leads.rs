//! Where more stands than was found, or why there is not more: an answer that finds nothing, too little or something
//! misleading leads on. Here are the sentences; `session` asks the base for them.

use std::fmt::{self, Display, Formatter};

use crate::text::{list_and, list_or};

/// What leads on from an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lead {
    /// Things whose field is unknown, but of which a link leads to things of that kind.
    Beside {
        /// Whose: for one and for many.
        nouns: (String, String),
        /// The field.
        field: String,
        /// The link.
        link: String,
        /// How many.
        rows: u64,
        /// A query that asks of the link what was asked of the field; none: the field is shown.
        instead: Option<String>,
    },
    /// Things of which another text says what was looked for.
    AlsoIn {
        /// That text.
        field: String,
        /// The query that asks of it.
        query: String,
        /// How many.
        rows: u64,
        /// Whether the text asked about says it of others.
        more: bool,
    },
    /// Rows that come last because what they are ordered by is not recorded, and some are left out.
    Last {
        /// What they are ordered by.
        field: String,
        /// How many come last.
        rows: u64,
        /// Of how many.
        all: u64,
        /// Whether they may show what their whole allows.
        own: bool,
        /// Whether their names decide which of them come first.
        by_name: bool,
    },
    /// A group of things without the key, among the first of a few.
    NoKey {
        /// What they are: for one and for many.
        nouns: (String, String),
        /// The key.
        what: String,
        /// How many.
        rows: u64,
        /// A query without them.
        instead: String,
    },
    /// Columns that show nothing.
    Blank {
        /// What they would show.
        what: Vec<String>,
        /// Whether some of that is what a link leads to.
        link: bool,
        /// In how many rows.
        rows: u64,
    },
    /// Nothing matches what was asked of a link, and of some it leads nowhere.
    Unlisted(Unlisted),
    /// Others have a name like the one looked for through a reference, and none refers to them.
    Namesakes {
        /// What was looked for.
        typed: String,
        /// At the beginning of names.
        begins: bool,
        /// The others.
        names: Vec<String>,
        /// What was asked about, for one.
        noun: String,
        /// The reference.
        field: String,
    },
    /// Nothing matches several conditions, and so many match all but one of them.
    Without(Vec<(String, u64)>),
}

/// Things of which a link leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlisted {
    /// The link, by its name for one.
    pub link: String,
    /// How many there are.
    pub rows: u64,
    /// Among how many.
    pub all: u64,
}

impl Lead {
    /// Its stable code.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Beside { .. } => "beside",
            Self::AlsoIn { .. } => "also-in",
            Self::Last { .. } => "come-last",
            Self::NoKey { .. } => "no-key",
            Self::Blank { .. } => "blank",
            Self::Unlisted(_) => "unlisted",
            Self::Namesakes { .. } => "namesakes",
            Self::Without(_) => "without",
        }
    }

    /// How many rows it is about.
    pub fn rows(&self) -> u64 {
        match self {
            Self::Beside { rows, .. }
            | Self::AlsoIn { rows, .. }
            | Self::Last { rows, .. }
            | Self::NoKey { rows, .. }
            | Self::Blank { rows, .. }
            | Self::Unlisted(Unlisted { rows, .. }) => *rows,
            Self::Namesakes { names, .. } => names.len() as u64,
            Self::Without(parts) => parts.iter().map(|(_, rows)| rows).sum(),
        }
    }
}

impl Display for Lead {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Beside { nouns, field, link, rows, instead } => {
                beside(f, nouns, (field, link), (*rows, instead.as_deref()))
            }
            Self::AlsoIn { field, query, rows, more } => {
                let (has, more) = (pair(*rows, "has", "have"), if *more { " more" } else { "" });
                write!(f, "{rows}{more} {has} it in `{field}`: `{query}`.")
            }
            Self::Last { field, rows, all, own, by_name } => {
                let own = match (own, rows) {
                    (false, _) => "recorded",
                    (true, 1) => "of its own",
                    (true, _) => "of their own",
                };
                let (has, come) = pair(*rows, ("has", "comes"), ("have", "come"));
                let by_name = if *by_name { ", by name" } else { "" };
                write!(f, "{rows} of {all} {has} no `{field}` {own} and {come} last{by_name}.")
            }
            Self::NoKey { nouns: (one, many), what, rows, instead } => {
                let noun = pair(*rows, one, many);
                write!(
                    f,
                    "`·` is {rows} {noun} with no {what} recorded: `{instead}` leaves {} out.",
                    pair(*rows, "it", "them")
                )
            }
            Self::Blank { what, link, rows } => {
                let of = if *rows == 1 { "it".to_owned() } else { format!("any of the {rows}") };
                let all = if *link { "; the sources need not list all" } else { "" };
                write!(f, "No {} is recorded for {of}{all}.", list_or(what))
            }
            Self::Unlisted(unlisted) => {
                write!(f, "{}.", unlisted.said(""))
            }
            Self::Namesakes { typed, begins, names, noun, field } => {
                let is = if *begins { "also begins" } else { "is also part of" };
                let (of, that) = match names.as_slice() {
                    [_] => ("the name", format!("that `{field}`")),
                    _ => ("the names", format!("one of them as `{field}`")),
                };
                let names = list_and(names);
                write!(f, "“{typed}” {is} {of} of {names}, but no {noun} has {that}.")
            }
            Self::Without(parts) => {
                for (n, (part, rows)) in parts.iter().enumerate() {
                    match n {
                        0 => write!(
                            f,
                            "Without `{part}` {rows} {}",
                            pair(*rows, "matches", "match")
                        )?,
                        _ => write!(f, ", without `{part}` {rows}")?,
                    }
                }
                f.write_str(".")
            }
        }
    }
}

fn beside(
    f: &mut Formatter<'_>,
    (one, many): &(String, String),
    (field, link): (&str, &str),
    (rows, instead): (u64, Option<&str>),
) -> fmt::Result {
    let noun = pair(rows, one, many);
    let pair = |of_one: &'static str, of_many: &'static str| pair(rows, of_one, of_many);
    write!(f, "{rows} {noun} without `{field}` ")?;
    match instead {
        None => write!(f, "{} `{link}`: show that too.", pair("has", "have")),
        Some(query) => {
            write!(f, "{} by {} `{link}`: `{query}`.", pair("fits", "fit"), pair("its", "their"))
        }
    }
}

impl Unlisted {
    /// `8 of these 14 have no investor recorded; the sources need not list all`
    pub(super) fn said(&self, these: &str) -> String {
        let Self { link, rows, all } = self;
        let of = if rows == all && !these.is_empty() {
            pair(*rows, "it".to_owned(), format!("all {all}"))
        } else {
            format!("{rows} of {these}{all}")
        };
        let (has, link) = (pair(*rows, "has", "have"), link.replace('_', " "));
        format!("{of} {has} no {link} recorded; the sources need not list all")
    }
}

/// What is said of one, or of so many.
fn pair<T>(n: u64, of_one: T, of_many: T) -> T {
    if n == 1 { of_one } else { of_many }
}
