//! The sentences on what totals are made of.

use std::fmt::{self, Display, Formatter};

use crate::query::plan::Aggregate;
use crate::text::list_and;

/// Amounts that are not alike and were added up or compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlike {
    /// What was made of them.
    pub aggregate: Aggregate,
    /// Of which field.
    pub of: String,
    /// The field by which they differ.
    pub field: String,
    /// The first few of its values, and how many there are.
    pub values: (Vec<String>, u64),
    /// In how many groups, where there are groups.
    pub groups: Option<u64>,
    /// The keys that would keep them apart, if there may be so many.
    pub by: Option<String>,
}

impl Display for Unlike {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { aggregate, of, field, values: (values, all), groups, by } = self;
        let does = match aggregate {
            Aggregate::Sum => "adds up",
            Aggregate::Average => "mixes",
            Aggregate::Min | Aggregate::Max => "compares",
        };
        match groups {
            Some(1) => f.write_str("In 1 group ")?,
            Some(n) => write!(f, "In {n} groups ")?,
            None => {}
        }
        write!(f, "`{aggregate} of {of}` {does} amounts that differ in `{field}`")?;
        match groups {
            None if *all > values.len() as u64 => write!(f, " ({all} of them)")?,
            None => write!(f, " ({})", list_and(values))?,
            Some(_) => {}
        }
        match by {
            Some(by) => write!(f, "; `by {by}` keeps them apart."),
            None => f.write_str("."),
        }
    }
}

/// Things are in more than one group, and perhaps some amount of them in several sums.
pub(super) fn overlap(
    f: &mut Formatter<'_>,
    (several, all, kind): (u64, u64, &str),
    added: bool,
) -> fmt::Result {
    let (are, their) = if several == 1 { ("is", "its") } else { ("are", "their") };
    write!(f, "{several} of the {all} {kind} {are} in more than one group")?;
    if added {
        write!(f, "; {their} amounts stand in each, so the groups do not add up to the total")?;
    }
    f.write_str(".")
}

/// Parts are not added to their whole.
pub(super) fn parts(f: &mut Formatter<'_>, parts: u64, all: u64, kind: &str) -> fmt::Result {
    let (are, their) = if parts == 1 { ("is a part", "its") } else { ("are parts", "their") };
    write!(f, "{parts} of the {all} {kind} {are}, and not added to {their} whole.")
}

/// Amounts that do not compare were ordered within each, and groups that have several by the first.
pub(super) fn ordered_within(f: &mut Formatter<'_>, units: &[String], groups: u64) -> fmt::Result {
    write!(f, "Amounts in {} are ordered within each; they are not converted.", list_and(units))?;
    match groups {
        0 => Ok(()),
        1 => f.write_str(" 1 group has several and is ordered by the first."),
        n => write!(f, " {n} groups have several and are ordered by the first."),
    }
}
