//! Random values, as digests word them and as queries write them, from small pools so that they meet.

use crate::cond::Literal;
use crate::model::{Amount, Time, Wording, date, day, month_days};
use crate::print::one_reading;
use crate::rng::Rng;
use crate::schema::{NUMBER, SHARE, Ty, UNITS};

pub(crate) const TEXTS: [&str; 6] =
    ["red", "Red-Green", "blue sky", "Café Nord", "green", "O'Brien"];
pub(crate) const PHRASES: [&str; 4] = ["a Red-Green sky", "(green) port", "阿拉法冷链", "Known"];
pub(crate) const PIECES: [&str; 8] = ["re", "E", "sky", "café", "CAFE n", "obr", "zzz", "red"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Smallest parts that amounts of a unit are made of.
fn pool(unit: usize) -> &'static [i128] {
    match UNITS[unit].dimension {
        "money" => &[10_000, 100_000_000, 200_000_000, 500_000_000, 1_000_000_000],
        "mass" => &[1, 500, 5_000, 10_000, 11_000],
        "share" => &[0, 2_500, 5_000, 10_000, 60_000],
        _ => &[0, 1, 2, 5, 10, 11, 100, 5_000],
    }
}

/// The units an amount of this type may be in.
fn unit(rng: &mut Rng, ty: Ty) -> usize {
    match ty {
        Ty::Number => NUMBER,
        Ty::Share => SHARE,
        Ty::Money => *rng.pick(&[0, 0, 1]),
        Ty::Mass => *rng.pick(&[2, 3]),
        _ => *rng.pick(&[0, 0, 1, 2, 3, 4, 4, 5, 5, 6, 6]),
    }
}

/// A number of smallest parts as a number of units, in a spelling with one reading.
fn digits(rng: &mut Rng, parts: i128, unit: usize, plain: bool) -> String {
    let factor = UNITS[unit].factor;
    let sign = if parts < 0 { "-" } else { "" };
    let (whole, rest) = (parts.abs() / factor, parts.abs() % factor);
    if plain && rest == 0 {
        return format!("{sign}{whole}");
    }
    if rest != 0 {
        let places = factor.to_string().len() - 1;
        let decimals = format!("{rest:0places$}");
        let number = format!("{sign}{whole}.{}", decimals.trim_end_matches('0'));
        return one_reading(number, unit);
    }
    for (scale, words) in [
        (1_000_000, ["m", " million", "mn"]),
        (10_000, ["万", "万", "万"]),
        (1_000, ["k", "K", "k"]),
    ] {
        if whole != 0 && whole % scale == 0 && rng.percent(50) {
            return format!("{sign}{}{}", whole / scale, rng.pick(&words));
        }
    }
    if whole >= 1_000 && whole % 1_000 == 0 && rng.percent(50) {
        let thousands = whole / 1_000;
        if thousands < 1_000 {
            return format!("{sign}{thousands},000");
        }
    }
    format!("{sign}{whole}")
}

/// A number with its unit.
fn with_unit(rng: &mut Rng, number: &str, unit: usize) -> String {
    match UNITS[unit].name {
        "number" => number.to_owned(),
        "%" => format!("{number}%"),
        "USD" if rng.percent(40) && !number.starts_with('-') => format!("${number}"),
        _ => format!("{number} {}", rng.pick(UNITS[unit].spellings)),
    }
}

/// An amount as a source states it.
pub(crate) fn amount(rng: &mut Rng, ty: Ty, signed: bool) -> Amount {
    let unit = unit(rng, ty);
    let negative = signed || UNITS[unit].signed;
    let mut at = *rng.pick(pool(unit));
    if negative && rng.percent(30) {
        at = -at;
    }
    let wording = match rng.below(16) {
        0 | 1 => Wording::About,
        2 => Wording::MoreThan,
        3 => Wording::AtLeast,
        4 if negative || at > 0 => Wording::LessThan,
        5 => Wording::UpTo,
        6 if negative || at > 1 => Wording::Nearly,
        7 => {
            let end = *rng.pick(pool(unit));
            if end > at { Wording::To(end) } else { Wording::Exactly }
        }
        _ => Wording::Exactly,
    };
    // Both ends of a range have the same scale: none.
    let number = digits(rng, at, unit, matches!(wording, Wording::To(_)));
    let words = match wording {
        Wording::Exactly | Wording::To(_) => "",
        Wording::About => "about ",
        Wording::MoreThan => *rng.pick(&["more than ", "over "]),
        Wording::AtLeast => "at least ",
        Wording::LessThan => "less than ",
        Wording::UpTo => "up to ",
        Wording::Nearly => "nearly ",
    };
    let text = if let Wording::To(end) = wording {
        let end = digits(rng, end, unit, true);
        let end = with_unit(rng, &end, unit);
        match UNITS[unit].name {
            "%" => format!("{number}% to {end}"),
            _ if end.starts_with('$') => format!("${number} to {end}"),
            _ => format!("{number} to {end}"),
        }
    } else {
        format!("{words}{}", with_unit(rng, &number, unit))
    };
    Amount { wording, at, unit, signed, text }
}

/// A literal for a field of this type: often an end of an interval recorded there (smallest parts and
/// unit), or just beside it.
pub(crate) fn amount_literal(
    rng: &mut Rng,
    (ty, signed): (Ty, bool),
    ends: &[(i128, usize)],
) -> (Literal, String, i128) {
    let (v, unit) = if !ends.is_empty() && rng.percent(55) {
        *rng.pick(ends)
    } else {
        let unit = unit(rng, ty);
        let v = *rng.pick(pool(unit));
        let negative = signed || UNITS[unit].signed;
        (if negative && rng.percent(25) { -v } else { v }, unit)
    };
    let u = &UNITS[unit];
    let negative = signed || u.signed;
    let tenth = (v.abs() + 9) / 10;
    let mut parts = match rng.below(12) {
        0 => v + 1,
        1 => v - 1,
        2 => v - tenth,
        3 => v + tenth,
        _ => v,
    };
    if !negative {
        parts = parts.max(0);
    }
    let text = digits(rng, parts, unit, false);
    let scale = (u.factor.to_string().len() - 1) as u32;
    let own = Literal::Amount { digits: parts, scale, unit: None };
    let bare = match ty {
        Ty::Number => true,
        Ty::Money => rng.percent(40),
        // A bare number is read in each row's own unit, so it must not be finer than any.
        Ty::Any if parts < 0 && !signed => false,
        Ty::Any => unit == NUMBER || parts % u.factor == 0 && rng.percent(50),
        _ => false,
    };
    if bare {
        return (own, text, parts);
    }
    let text = with_unit(rng, &text, unit);
    (Literal::Amount { digits: parts, scale, unit: Some(unit) }, text, parts)
}

/// Two literals in one unit, the smaller first.
pub(crate) fn amount_pair(
    rng: &mut Rng,
    of: (Ty, bool),
    ends: &[(i128, usize)],
) -> [(Literal, String); 2] {
    loop {
        let (a, a_text, low) = amount_literal(rng, of, ends);
        let (b, b_text, high) = amount_literal(rng, of, ends);
        if let (
            Literal::Amount { unit: x, scale: s, .. },
            Literal::Amount { unit: y, scale: t, .. },
        ) = (&a, &b)
            && (x, s) == (y, t)
            && low <= high
        {
            return [(a, a_text), (b, b_text)];
        }
    }
}

/// A day, month, quarter, half or year: its first and last day, and a spelling.
pub(crate) fn period(rng: &mut Rng) -> (i64, i64, String) {
    let y = *rng.pick(&[2019, 2020, 2020, 2021]);
    let m = *rng.pick(&[1, 3, 4, 6, 7, 12]);
    let last = month_days(y, m);
    match rng.below(8) {
        0..=2 => {
            let d = *rng.pick(&[1, 15, last]);
            let iso = format!("{y}-{m:02}-{d:02}");
            let name = format!("{d} {} {y}", MONTHS[m as usize - 1]);
            (
                day(y, m, d),
                day(y, m, d),
                rng.pick(&[iso.clone(), iso, name, format!("{y}年{m}月{d}日")]).clone(),
            )
        }
        3 | 4 => {
            let iso = format!("{y}-{m:02}");
            let name = format!("{} {y}", MONTHS[m as usize - 1]);
            (
                day(y, m, 1),
                day(y, m, last),
                rng.pick(&[iso.clone(), iso, name, format!("{y}年{m}月")]).clone(),
            )
        }
        5 => {
            let q = (m - 1) / 3 + 1;
            let text = rng.pick(&[format!("{y}Q{q}"), format!("Q{q} {y}")]).clone();
            (day(y, q * 3 - 2, 1), day(y, q * 3, month_days(y, q * 3)), text)
        }
        6 => {
            let h = (m - 1) / 6 + 1;
            let text = rng.pick(&[format!("{y}H{h}"), format!("H{h} {y}")]).clone();
            (day(y, h * 6 - 5, 1), day(y, h * 6, month_days(y, h * 6)), text)
        }
        _ => (day(y, 1, 1), day(y, 12, 31), format!("{y}")),
    }
}

/// A literal period: often an end of one recorded, or the day beside it.
pub(crate) fn period_literal(rng: &mut Rng, ends: &[i64]) -> (i64, i64, String) {
    if ends.is_empty() || rng.percent(65) {
        return period(rng);
    }
    let end = *rng.pick(ends) + *rng.pick(&[-1, 0, 0, 0, 1]);
    let (y, m, d) = date(end);
    match rng.below(4) {
        0 => (day(y, m, 1), day(y, m, month_days(y, m)), format!("{y}-{m:02}")),
        _ => (end, end, format!("{y}-{m:02}-{d:02}")),
    }
}

/// A date or period as a source states it.
pub(crate) fn time(rng: &mut Rng, lasting: bool) -> Time {
    let (first, last, text) = period(rng);
    let bare =
        Time { first: Some(first), last: Some(last), within: !lasting && first != last, text };
    match rng.below(20) {
        0..=3 => {
            let (from, to, second) = period(rng);
            if first < from && last < to {
                let text = format!("{}..{second}", bare.text);
                return Time { first: Some(first), last: Some(to), within: false, text };
            }
            bare
        }
        4 | 5 => Time { first: None, within: false, text: format!("..{}", bare.text), ..bare },
        6 | 7 => Time { last: None, within: false, text: format!("{}..", bare.text), ..bare },
        8 | 9 if bare.within => Time { text: format!("within {}", bare.text), ..bare },
        _ => bare,
    }
}

/// The year, quarter or month of some day of the pool: counted from the year 0, and a spelling.
pub(crate) fn calendar(rng: &mut Rng, part: &str) -> (i64, String) {
    let (y, m, _) = date(period(rng).0);
    match part {
        "year" => (y, y.to_string()),
        "quarter" => {
            let q = (m - 1) / 3;
            (y * 4 + q, rng.pick(&[format!("{y}Q{}", q + 1), format!("Q{} {y}", q + 1)]).clone())
        }
        _ => {
            let name = format!("{} {y}", MONTHS[m as usize - 1]);
            (y * 12 + m - 1, rng.pick(&[format!("{y}-{m:02}"), name]).clone())
        }
    }
}
