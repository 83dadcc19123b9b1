//! Queries of every sort: soup, queries of the right shape about anything, mutants of good ones, noise, depth.

use crate::corpus::{Corpus, Facts};
use crate::mutate::{ODD, SIGNS, mutant};
use crate::rng::Rng;

/// The words of the language, and words of others that it knows.
const WORDS: [&str; 96] = [
    "where",
    "show",
    "by",
    "order by",
    "limit",
    "with sources",
    "explain",
    "count",
    "and",
    "or",
    "not",
    "possibly",
    "any",
    "no",
    "all",
    "at least",
    "at most",
    "exactly",
    "in",
    "not in",
    "between",
    "is",
    "is not",
    "known",
    "unknown",
    "is known",
    "is unknown",
    "contains",
    "starts with",
    "about",
    "within",
    "before",
    "after",
    "since",
    "each",
    "everything",
    "sum of",
    "average of",
    "min of",
    "max of",
    "count of",
    "asc",
    "desc",
    "like",
    "null",
    "none",
    "empty",
    "yes",
    "no",
    "true",
    "group by",
    "sort by",
    "having",
    "select",
    "from",
    "find",
    "list",
    "top",
    "filter",
    "per",
    "then",
    "union",
    "as of",
    "according to",
    "including disputed",
    "mentions",
    "facts about",
    "in yuan",
    "convert",
    "until",
    "during",
    "near",
    "over",
    "under",
    "equals",
    "are",
    "order",
    "with",
    "sources",
    "sum",
    "at",
    "least",
    "of",
    "today",
    "last year",
    "Qingdao",
    "青岛",
    "yuan",
    "bn",
    "km",
    "$city",
    "@x",
    "name",
    "kind",
    "id",
    "things",
];

/// Literals, right and wrong.
const LITERALS: [&str; 60] = [
    "1bn",
    "1bn yuan",
    "$20bn",
    "¥5bn",
    "€3.5m",
    "10亿元",
    "0",
    "-1",
    "1,000,000",
    "1,00",
    "1.5",
    "1..2",
    "1e9",
    "9223372036854775807",
    "9223372036854775808",
    "99999999999999999999",
    "0.001",
    "1_000",
    "１０",
    "60%",
    "-2.5 %",
    "5 km",
    "5 t",
    "3 to 5",
    "about 1bn",
    "more than 2bn yuan",
    "1bn bn",
    "1 yuan dollars",
    "2020",
    "2020-06",
    "2020-06-29",
    "2020Q3",
    "H1 2020",
    "29 June 2020",
    "June 29, 2020",
    "2020年6月29日",
    "2020-02-30",
    "2020-13",
    "01/02/2020",
    "20200629",
    "0000",
    "9999",
    "10000",
    "..2020",
    "2019..2020",
    "within 2020",
    "today",
    "yes",
    "no",
    "maybe",
    "\"\"",
    "\"a b\"",
    "\"a \\\"b\\\" c\"",
    "'it''s'",
    "“x”",
    "\"unclosed",
    "x.y",
    "a_b",
    "Xi'an",
    "%",
];

/// A word that a query may hold.
fn word(rng: &mut Rng, facts: &Facts) -> String {
    let (kind, fields) = rng.pick(&facts.kinds);
    match rng.below(20) {
        0..=6 => (*rng.pick(&WORDS)).to_owned(),
        7..=9 => rng.pick(fields).clone(),
        10 => kind.clone(),
        11..=13 => rng.pick(&facts.values).clone(),
        14 | 15 => (*rng.pick(&LITERALS)).to_owned(),
        16 | 17 => (*rng.pick(&SIGNS[..18])).to_owned(),
        18 => (*rng.pick(&SIGNS)).to_owned(),
        _ => (*rng.pick(&ODD)).to_owned(),
    }
}

/// The number of a base, and a query to ask it.
pub(crate) fn query(rng: &mut Rng, corpus: &Corpus) -> (usize, String) {
    let base = rng.below(corpus.facts.len());
    let facts = &corpus.facts[base];
    let text = match rng.below(100) {
        0..15 => soup(rng, facts),
        15..55 => shaped(rng, facts),
        55..92 => {
            let good = rng.pick(&facts.queries).clone();
            let other = rng.pick(&facts.queries).clone();
            let more = |rng: &mut Rng| match rng.below(12) {
                0 => other.clone(),
                _ => word(rng, facts),
            };
            if rng.percent(10) { disguised(rng, &good) } else { mutant(rng, &good, &more) }
        }
        92..98 => noise(rng),
        _ => deep(rng, facts),
    };
    (base, text)
}

fn soup(rng: &mut Rng, facts: &Facts) -> String {
    let mut text = if rng.percent(70) { rng.pick(&facts.kinds).0.clone() } else { String::new() };
    for _ in 0..rng.below(14) {
        text += *rng.pick(&[" ", " ", " ", " ", "", "  ", "\n"]);
        text += &word(rng, facts);
    }
    text
}

/// A query of the right shape, whose fields are of its kind and whose values are anything.
fn shaped(rng: &mut Rng, facts: &Facts) -> String {
    let which = rng.below(facts.kinds.len());
    let (kind, fields) = &facts.kinds[which];
    let mut text = format!("{}{kind}", rng.pick(&["", "", "", "", "count ", "explain "]));
    if rng.percent(85) {
        text.push_str(&format!(" where {}", condition(rng, facts, which, 3)));
    }
    let field = |rng: &mut Rng| rng.pick(fields).clone();
    let item = |rng: &mut Rng| {
        let words = ["", "", "", "", "each ", "count of ", "sum of ", "average of ", "max of "];
        let path = field(rng);
        match rng.below(8) {
            0 => "count".to_owned(),
            1 => "everything".to_owned(),
            _ => format!("{}{path}", rng.pick(&words)),
        }
    };
    if rng.percent(40) {
        let items: Vec<String> = (0..=rng.below(3)).map(|_| item(rng)).collect();
        text.push_str(&format!(" show {}", items.join(", ")));
    }
    if rng.percent(20) {
        let keys: Vec<String> = (0..=rng.below(2)).map(|_| field(rng)).collect();
        text.push_str(&format!(" by {}", keys.join(", ")));
    }
    if rng.percent(25) {
        text.push_str(&format!(" order by {}{}", item(rng), rng.pick(&["", " asc", " desc"])));
    }
    if rng.percent(25) {
        text.push_str(&format!(" limit {}", rng.below(20)));
    }
    text + *rng.pick(&["", "", "", " with sources"])
}

/// A condition on things of a kind; most make sense.
fn condition(rng: &mut Rng, facts: &Facts, kind: usize, depth: usize) -> String {
    let fields = &facts.kinds[kind].1;
    if depth > 0 && rng.percent(40) {
        let inner = |rng: &mut Rng| condition(rng, facts, kind, depth - 1);
        return match rng.below(5) {
            0 => format!("not ({})", inner(rng)),
            1 => format!("possibly ({})", inner(rng)),
            n => {
                let joint = if n == 2 { " or " } else { " and " };
                let parts: Vec<String> =
                    (0..2 + rng.below(2)).map(|_| format!("({})", inner(rng))).collect();
                parts.join(joint)
            }
        };
    }
    if rng.percent(80) {
        return rng.pick(&facts.sensible[kind]).clone();
    }
    let field = rng.pick(fields);
    if rng.percent(30) {
        let words = ["any", "no", "all", "at least 2", "at most 1", "exactly 0"];
        let other = rng.below(facts.kinds.len());
        let quantifier = rng.pick(&words);
        let body = match rng.below(3) {
            0 => String::new(),
            1 => format!(" {}", test(rng, facts)),
            _ => format!(" ({})", condition(rng, facts, other, depth.saturating_sub(1))),
        };
        return format!("{quantifier} {field}{body}");
    }
    format!("{field} {}", test(rng, facts))
}

fn test(rng: &mut Rng, facts: &Facts) -> String {
    let value = |rng: &mut Rng| match rng.below(2) {
        0 => rng.pick(&facts.values).clone(),
        _ => (*rng.pick(&LITERALS)).to_owned(),
    };
    let tests = [
        "=",
        "=",
        "=",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "contains",
        "starts with",
        "about",
        "within",
        "before",
        "after",
        "since",
        "is",
        "is not",
    ];
    match rng.below(8) {
        0 => (*rng.pick(&["is known", "is unknown", "is not known"])).to_owned(),
        1 => {
            let values: Vec<String> = (0..=rng.below(3)).map(|_| value(rng)).collect();
            format!("{} ({})", rng.pick(&["in", "not in"]), values.join(", "))
        }
        2 => format!("between {} and {}", value(rng), value(rng)),
        _ => format!("{} {}", rng.pick(&tests), value(rng)),
    }
}

/// A query in other letters, signs and spaces that mean the same, mostly.
fn disguised(rng: &mut Rng, text: &str) -> String {
    let wide = |c: char| char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c);
    text.chars()
        .map(|c| match c {
            '!'..='~' if rng.percent(15) => wide(c).to_string(),
            ' ' if rng.percent(15) => {
                (*rng.pick(&["  ", "\t", "\n", "\u{3000}", "\u{a0}"])).to_owned()
            }
            c if rng.percent(30) => c.to_uppercase().to_string(),
            c => c.to_string(),
        })
        .collect()
}

/// Bytes or characters of no meaning.
fn noise(rng: &mut Rng) -> String {
    let length = rng.below(60);
    if rng.percent(50) {
        let bytes: Vec<u8> = (0..length).map(|_| rng.below(256) as u8).collect();
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    let any = |rng: &mut Rng| match rng.below(4) {
        0 => (*rng.pick(&ODD)).to_owned(),
        1 => (*rng.pick(&SIGNS)).to_owned(),
        2 => char::from(32 + rng.below(95) as u8).to_string(),
        _ => char::from_u32(rng.below(0x11_0000) as u32).map_or_else(String::new, String::from),
    };
    (0..length).map(|_| any(rng)).collect()
}

/// Much of one thing: nesting, lists, conditions, names, text.
fn deep(rng: &mut Rng, facts: &Facts) -> String {
    let (kind, fields) = rng.pick(&facts.kinds);
    let field = rng.pick(fields);
    let most = *rng.pick(&[10, 40, 40, 40, 220, 220, 2_000]);
    let n = 1 + rng.below(most);
    let test = format!("{field} {}", test(rng, facts));
    let (open, close) = *rng.pick(&[
        ("(", ")"),
        ("not ", ""),
        ("possibly ", ""),
        ("not (", ")"),
        ("any sources (", ")"),
        ("at least 1 names (", ")"),
    ]);
    match rng.below(7) {
        0 | 1 => {
            let n = n % 70;
            format!(
                "{kind} where {}{test}{}",
                open.repeat(n),
                close.repeat(n - rng.below(2).min(n))
            )
        }
        2 => format!("{kind} where {}", vec![test; n].join(*rng.pick(&[" and ", " or "]))),
        3 => format!("{kind} where {field} in ({})", vec![word(rng, facts); n].join(", ")),
        4 => format!("{kind} show {}", vec![field.clone(); n].join(", ")),
        5 => format!("{kind} where {field} = {}", word(rng, facts).repeat(n)),
        _ => word(rng, facts).repeat(n),
    }
}
