//! The longer sentences of notes. The short ones stand beside what they tell (`super`).

use std::fmt::{self, Formatter};

use super::{NAMED, Unlisted};
use crate::text::list_and;

/// How much of a reason is told, in characters.
const REASON: usize = 90;

/// What is said of one, or of so many.
pub(super) fn pair<T>(n: u64, of_one: T, of_many: T) -> T {
    if n == 1 { of_one } else { of_many }
}

pub(super) fn no_rows(
    f: &mut Formatter<'_>,
    noun: &str,
    open: bool,
    alone: &[(String, u64, Option<String>)],
) -> fmt::Result {
    let certainly = if open { " certainly" } else { "" };
    write!(f, "No {noun}{certainly} matches.")?;
    let largest = |l: &Option<String>| {
        l.as_ref().map(|l| format!(" (the largest is {l})")).unwrap_or_default()
    };
    match alone {
        [] | [(_, _, None)] => Ok(()),
        [(_, _, Some(value))] => write!(f, " The largest is {value}."),
        several => {
            let parts: Vec<String> = several
                .iter()
                .map(|(part, n, most)| format!("`{part}` matches {n}{}", largest(most)))
                .collect();
            write!(f, " Alone, {}.", list_and(&parts))
        }
    }
}

pub(super) fn unstated(
    f: &mut Formatter<'_>,
    field: &str,
    how: &str,
    values: &[(String, String, u64)],
) -> fmt::Result {
    let total: u64 = values.iter().map(|(_, _, n)| n).sum();
    let (dates, are) = if total == 1 { ("", "is") } else { ("s", "are") };
    let brief = |why: &str| match why.char_indices().nth(REASON) {
        Some((end, _)) => format!("{} …", why.get(..end).unwrap_or_default().trim_end()),
        None => why.trim_end_matches('.').to_owned(),
    };
    let told = values.iter().take(NAMED);
    let named: Vec<String> =
        told.map(|(value, why, _)| format!("{value} ({})", brief(why))).collect();
    let rest = if values.len() > NAMED { "; …" } else { "" };
    write!(f, "{total} `{field}` value{dates} here {are} {how}: {}{rest}.", named.join("; "))
}

pub(super) fn beside(
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
        let of = match (rows == all, these) {
            (false, _) => format!("{rows} of {these}{all}"),
            (true, "") => format!("{rows} of {all}"),
            (true, _) => format!("all {all}"),
        };
        let (has, link) = (pair(*rows, "has", "have"), link.replace('_', " "));
        format!("{of} {has} no {link} recorded; the sources need not list all")
    }
}
