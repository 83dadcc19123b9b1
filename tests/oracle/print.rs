//! How amounts are printed: the canonical wording of one, and the exact decimals machine formats carry.

use crate::model::{Amount, Wording};
use crate::schema::UNITS;

/// A number of smallest parts as an exact decimal: `-1234.5`.
pub(crate) fn decimal(parts: i128, factor: i128) -> String {
    let sign = if parts < 0 { "-" } else { "" };
    let (whole, rest) = (parts.abs() / factor, parts.abs() % factor);
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let places = factor.to_string().len() - 1;
    let rest = format!("{rest:0places$}");
    format!("{sign}{whole}.{}", rest.trim_end_matches('0'))
}

/// All digits, in groups of three.
fn grouped(parts: i128, factor: i128) -> String {
    let plain = decimal(parts.abs(), factor);
    let (whole, rest) = plain.split_once('.').map_or((plain.as_str(), None), |(w, r)| (w, Some(r)));
    let mut out = if parts < 0 { "-".to_owned() } else { String::new() };
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    rest.map_or(out.clone(), |rest| format!("{out}.{rest}"))
}

/// As people read it: in the largest scale that leaves at most three decimals, from a million up.
fn number(parts: i128, unit: usize) -> String {
    let factor = UNITS[unit].factor;
    for (name, scale) in [("bn", 1_000_000_000), ("m", 1_000_000)] {
        let one = factor * scale;
        if parts.abs() >= one && parts.abs() * 1_000 % one == 0 {
            return format!("{}{name}", grouped(parts * 1_000 / one, 1_000));
        }
    }
    one_reading(grouped(parts, factor), unit)
}

/// A number with a zero behind three decimals, where its point could separate thousands: `7.1660` tonnes.
pub(crate) fn one_reading(number: String, unit: usize) -> String {
    let is_group = |whole: &str| whole.trim_start_matches('-') != "0" && !whole.contains(',');
    match number.split_once('.') {
        Some((whole, decimals))
            if decimals.len() == 3 && is_group(whole) && UNITS[unit].name != "%" =>
        {
            format!("{number}0")
        }
        _ => number,
    }
}

fn with_unit(number: &str, unit: usize) -> String {
    match UNITS[unit].name {
        "number" => number.to_owned(),
        "%" => format!("{number}%"),
        name => format!("{number} {name}"),
    }
}

/// An amount in its canonical wording.
pub(crate) fn wording(a: &Amount) -> String {
    let factor = UNITS[a.unit].factor;
    let first = number(a.at, a.unit);
    let words = match a.wording {
        Wording::Exactly => first,
        // A scale behind the second end would seem to be meant for the first too.
        Wording::To(end) if a.at != 0 && first.ends_with(|c: char| c.is_ascii_digit()) => {
            format!("{first} to {}", one_reading(grouped(end, factor), a.unit))
        }
        Wording::To(end) => format!("{first} to {}", number(end, a.unit)),
        _ => format!("{}{first}", a.words()),
    };
    with_unit(&words, a.unit)
}
