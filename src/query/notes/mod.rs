//! The notes that accompany an answer (docs/semantics.md#notes): one sentence each, never among the rows.
//!
//! Here are the sentences and the reasoning behind them; the numbers come from statements of [`super::sql`] that
//! `session` runs.

mod codes;
mod independent;
mod lacking;
mod leads;
mod reasons;
mod sentences;
mod sums;
mod unprinted;
mod words;

pub use independent::independent;
pub use lacking::Lacking;
pub use leads::{Lead, Unlisted};
pub use reasons::may_match;
pub use sums::Unlike;
pub use unprinted::Unprinted;

use std::fmt::{self, Display, Formatter};

use super::resolve::Matched;
use crate::text::list_and;

/// Something to know about an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Nothing certainly matches. What each part of the condition matches alone.
    NoRows {
        /// What was looked for, for one.
        noun: String,
        /// How many may match.
        open: u64,
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
    /// More than was found, or why not more.
    Lead(Lead),
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
    /// Rows left open only because what is asked cannot be told of things of their kind.
    Lacking {
        /// Whether there are others beside them.
        more: bool,
        /// What they are, the most frequent first.
        kinds: Vec<Lacking>,
    },
    /// Rows of which a field is unknown, but shown as a part of what its whole has.
    Bounded {
        /// The field.
        field: String,
        /// How many.
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
    /// A place was named by a code or a name that is not recorded.
    Listed(Matched),
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
    /// Values are shown that no source states as printed.
    Unprinted(Unprinted),
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
        /// Whether some amount of them stands in several sums.
        added: bool,
    },
    /// Parts are not added to their whole.
    Parts {
        /// How many.
        parts: u64,
        /// Of how many.
        all: u64,
        /// What they are.
        kind: String,
    },
    /// Amounts that are not alike were added up or compared.
    Unlike(Unlike),
    /// Things were counted together with their parts.
    PartsAmong {
        /// How many are parts of another.
        parts: u64,
        /// Of how many.
        all: u64,
    },
    /// An item's not being recorded decided something: of how many no item is.
    AsRecorded(Option<Unlisted>),
    /// Two tests of one link may be met by different items.
    Independent {
        /// The tests as written.
        tests: Vec<String>,
        /// One item for both.
        tied: String,
    },
    /// Amounts of several units were ordered within each.
    OrderedWithin {
        /// The units.
        units: Vec<String>,
        /// How many groups have amounts in several of them.
        groups: u64,
    },
}

/// How rows are seen that the record leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// With `possibly` before the condition.
    Before,
    /// With `possibly` before all of several conditions.
    Around,
    /// They are not worth a look: what was looked for stands elsewhere.
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
                write!(f, "{open}{more} may match")?;
                let reasons: Vec<&str> =
                    reasons.iter().map(|(_, reason)| reason.as_str()).collect();
                if !reasons.is_empty() {
                    write!(f, ": {}", reasons.join(", "))?;
                }
                let them = if *open == 1 { "it" } else { "them" };
                match hint {
                    Hint::Before => write!(f, "; `where possibly …` shows {them}."),
                    Hint::Around => write!(f, "; `where possibly (…)` shows {them}."),
                    Hint::Nothing => f.write_str("."),
                }
            }
            Self::Lacking { more, kinds } => lacking::told(f, *more, kinds),
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
            Self::Lead(lead) => lead.fmt(f),
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
            Self::Listed(matched) => {
                let things: Vec<&str> =
                    matched.things.iter().map(|thing| thing.name.as_str()).collect();
                write!(f, "“{}” was read as {}.", matched.typed, list_and(&things))
            }
            Self::Within { said, instead, more } => {
                write!(f, "`{said}` is that place exactly; `{instead}` finds {more} more.")
            }
            Self::Unstated { field, how, values } => sentences::unstated(f, field, how, values),
            Self::Unprinted(unprinted) => unprinted.fmt(f),
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
            Self::Overlap { several, all, kind, added } => {
                sums::overlap(f, (*several, *all, kind), *added)
            }
            Self::PartsAmong { parts, all } => {
                let are = if *parts == 1 { "is a part" } else { "are parts" };
                write!(f, "{parts} of these {all} {are} of another of them.")
            }
            Self::AsRecorded(None) => f.write_str("As recorded: the sources need not list all."),
            Self::AsRecorded(Some(unlisted)) => {
                write!(f, "As recorded: {}.", unlisted.said("these "))
            }
            Self::Independent { tests, tied } => {
                let tests: Vec<String> = tests.iter().map(|test| format!("`{test}`")).collect();
                write!(
                    f,
                    "{} may be met by different ones; for one that meets all write `{tied}`.",
                    list_and(&tests)
                )
            }
            Self::Parts { parts, all, kind } => sums::parts(f, *parts, *all, kind),
            Self::Unlike(unlike) => unlike.fmt(f),
            Self::OrderedWithin { units, groups } => sums::ordered_within(f, units, *groups),
        }
    }
}
