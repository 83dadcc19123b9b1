//! What accompanies an answer (language.md §5): one sentence each, never among the rows.
//!
//! Here are the sentences and the reasoning behind them; the numbers come from statements of [`super::sql`] that
//! `session` runs.

mod codes;
mod independent;
mod reasons;
mod sentences;

pub use independent::independent;
pub use reasons::may_match;

use std::fmt::{self, Display, Formatter};

use super::resolve::Matched;
use crate::text::{list_and, list_or};
use sentences::pair;

/// Something to know about an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Nothing certainly matches. What each part of the condition matches alone.
    NoRows {
        /// What was looked for, for one.
        noun: String,
        /// Whether something may match.
        open: bool,
        /// Each part, how many it matches alone, and the largest value there is.
        alone: Vec<(String, u64, Option<String>)>,
    },
    /// Nothing matches, but the same query of another kind finds something.
    Elsewhere {
        /// That query.
        query: String,
        /// How many it finds.
        rows: u64,
    },
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
    /// The groups are things of several kinds.
    OfKinds(Vec<(String, u64)>),
    /// Rows the record leaves open, and why.
    MayMatch {
        /// How many.
        open: u64,
        /// Whether there are certain ones beside them.
        more: bool,
        /// How to see them.
        hint: Hint,
        /// Why, the most frequent reason first.
        reasons: Vec<(u64, String)>,
    },
    /// Rows of which a field is unknown, but shown as a part of what its whole has.
    Bounded {
        /// The field.
        field: String,
        /// How many.
        rows: u64,
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
    /// A bare amount was compared in the unit of each row.
    OwnUnit {
        /// For one row: `project`.
        noun: String,
        /// The tests as written.
        said: String,
        /// Units are currencies.
        money: bool,
        /// The units met, with how many rows have each.
        units: Vec<(String, u64)>,
    },
    /// `about` was used.
    About,
    /// A name means several things; all were used.
    Several(Matched),
    /// A place was named exactly, and others lie within it.
    Within {
        /// The test as written.
        said: String,
        /// The same with `within`.
        instead: String,
        /// How many more that finds.
        more: u64,
    },
    /// Dates of the answer that no source states.
    Unstated {
        /// The field.
        field: String,
        /// How they are known instead.
        how: &'static str,
        /// The value, why it is concluded, and how many rows have it.
        values: Vec<(String, String, u64)>,
    },
    /// Values of the answer with a claim against them.
    Contradicted {
        /// The field.
        field: String,
        /// In how many rows.
        rows: u64,
        /// Whether the answer names the claims.
        cited: bool,
    },
    /// Rows of the answer that rest on a reading of low confidence.
    LowConfidence {
        /// How many.
        rows: u64,
        /// Whether the answer names the claims.
        cited: bool,
    },
    /// Things are in more than one group.
    Overlap {
        /// How many are.
        several: u64,
        /// Of how many.
        all: u64,
        /// What they are.
        kind: String,
    },
    /// So many parts are not added to their whole.
    Parts(u64),
    /// Things were counted together with their parts.
    PartsAmong {
        /// How many are parts of another.
        parts: u64,
        /// Of how many.
        all: u64,
    },
    /// An item's not being recorded decided something: of how many no item is.
    AsRecorded(Option<Unlisted>),
    /// Nothing matches what was asked of a link, and of some it leads nowhere.
    Unlisted(Unlisted),
    /// Two tests of one link may be met by different items.
    Independent {
        /// The tests as written.
        tests: Vec<String>,
        /// One item for both.
        tied: String,
    },
    /// Amounts of several units were ordered within each.
    OrderedWithin(Vec<String>),
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

/// How rows are seen that the record leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// With `possibly` before the condition.
    Before,
    /// With `possibly` before all of several conditions.
    Around,
    /// They are not worth a look: what was looked for stands elsewhere, or cannot be there.
    Nothing,
}

/// How many values of a kind are named before the rest is counted.
const NAMED: usize = 4;

impl Display for Note {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRows { noun, open, alone } => sentences::no_rows(f, noun, *open, alone),
            Self::MayMatch { open, more, hint, reasons } => {
                let more = if *more { " more" } else { "" };
                let hint = match hint {
                    Hint::Before => " Add `possibly` to see them.",
                    Hint::Around => " Put `possibly (…)` around the conditions to see them.",
                    Hint::Nothing => "",
                };
                let reasons: Vec<&str> =
                    reasons.iter().map(|(_, reason)| reason.as_str()).collect();
                if reasons.is_empty() {
                    return write!(f, "{open}{more} may match.{hint}");
                }
                write!(f, "{open}{more} may match: {}.{hint}", reasons.join(", "))
            }
            Self::OwnUnit { noun, said, money, units } => {
                let word = if *money { "currency" } else { "unit" };
                let units: Vec<String> =
                    units.iter().map(|(unit, n)| format!("{n} in {unit}")).collect();
                write!(
                    f,
                    "`{said}` was compared in each {noun}'s own {word}: {}.",
                    units.join(", ")
                )
            }
            Self::Beside { nouns, field, link, rows, instead } => {
                sentences::beside(f, nouns, (field, link), (*rows, instead.as_deref()))
            }
            Self::AlsoIn { field, query, rows, more } => {
                let (has, more) = (pair(*rows, "has", "have"), if *more { " more" } else { "" });
                write!(f, "{rows}{more} {has} it in `{field}`: `{query}`.")
            }
            Self::OfKinds(kinds) => {
                let kinds: Vec<String> =
                    kinds.iter().map(|(kind, n)| format!("{n} {kind}")).collect();
                write!(f, "The groups are {}.", list_and(&kinds))
            }
            Self::Elsewhere { query, rows } => write!(f, "`{query}` finds {rows}."),
            Self::Bounded { field, rows } => {
                let (say, their) = if *rows == 1 { ("says", "its") } else { ("say", "their") };
                write!(
                    f,
                    "{rows} {say} only `part of …`: {their} own `{field}` is not recorded, so it counts as unknown."
                )
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
            Self::About => f.write_str("`about` means within 10 %."),
            Self::Several(matched) => {
                let things: Vec<String> = matched
                    .things
                    .iter()
                    .map(|thing| format!("@{} ({}, {})", thing.slug, thing.name, thing.kind))
                    .collect();
                let (typed, n) = (&matched.typed, things.len());
                write!(f, "“{typed}” names {n} things; all were used: {}.", list_and(&things))
            }
            Self::Within { said, instead, more } => {
                write!(f, "`{said}` is that place exactly; `{instead}` finds {more} more.")
            }
            Self::Unstated { field, how, values } => sentences::unstated(f, field, how, values),
            Self::Contradicted { field, rows, cited } => {
                let (values, have, them) =
                    if *rows == 1 { ("value", "has", "it") } else { ("values", "have", "them") };
                write!(f, "{rows} `{field}` {values} here {have} a claim against {them} (±)")?;
                f.write_str(if *cited { "." } else { "; `with sources` names it." })
            }
            Self::LowConfidence { rows, cited } => {
                let rest = if *rows == 1 { "row rests" } else { "rows rest" };
                write!(f, "{rows} {rest} on a reading of low confidence")?;
                f.write_str(if *cited { "." } else { "; `with sources` shows which." })
            }
            Self::Overlap { several, all, kind } => {
                let are = if *several == 1 { "is" } else { "are" };
                write!(f, "{several} of the {all} {kind} {are} in more than one group.")
            }
            Self::PartsAmong { parts, all } => {
                let are = if *parts == 1 { "is a part" } else { "are parts" };
                write!(f, "{parts} of these {all} {are} of another of them.")
            }
            Self::AsRecorded(None) => f.write_str("As recorded: the sources need not list all."),
            Self::AsRecorded(Some(unlisted)) => {
                write!(f, "As recorded: {}.", unlisted.said("these "))
            }
            Self::Unlisted(unlisted) => write!(f, "{}.", unlisted.said("")),
            Self::Independent { tests, tied } => {
                let tests: Vec<String> = tests.iter().map(|test| format!("`{test}`")).collect();
                write!(
                    f,
                    "{} may be met by different ones; for one that meets all write `{tied}`.",
                    list_and(&tests)
                )
            }
            Self::Parts(1) => f.write_str("1 part is not added to its whole."),
            Self::Parts(n) => write!(f, "{n} parts are not added to their whole."),
            Self::OrderedWithin(units) => {
                write!(
                    f,
                    "Amounts in {} are ordered within each; they are not converted.",
                    list_and(units)
                )
            }
        }
    }
}
