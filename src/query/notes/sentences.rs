//! The longer sentences of notes. The short ones stand beside what they tell (`super`).

use std::fmt::{self, Formatter};

use super::NAMED;
use crate::text::list_and;

/// How much of a reason is told, in characters.
const REASON: usize = 90;

pub(super) fn no_rows(
    f: &mut Formatter<'_>,
    noun: &str,
    open: u64,
    alone: &[(String, u64, Option<String>)],
) -> fmt::Result {
    match open {
        0 => write!(f, "No {noun} matches.")?,
        open => write!(f, "No {noun} certainly matches, but {open} may.")?,
    }
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
