//! Small damage to a text: words, characters and lines left out, said twice, exchanged, put in.

use std::time::{Duration, Instant};

use crate::rng::Rng;

/// Characters that have broken programs: controls, marks that turn the direction or combine, wide signs, quotes that look
/// alike, letters whose small form has another length, the first and last of their planes.
pub(crate) const ODD: [&str; 62] = [
    "\0",
    "\u{1}",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\u{b}",
    "\u{1b}[31m",
    "\u{7f}",
    "\u{80}",
    "\u{85}",
    "\u{9b}2J",
    "\u{a0}",
    "\u{ad}",
    "\u{301}",
    "e\u{301}\u{327}",
    "\u{34f}",
    "\u{61c}",
    "\u{200b}",
    "\u{200d}",
    "\u{200e}",
    "\u{2028}",
    "\u{2029}",
    "\u{202e}",
    "\u{2066}",
    "\u{2069}",
    "\u{3000}",
    "\u{fe0f}",
    "\u{feff}",
    "\u{fffd}",
    "\u{ffff}",
    "\u{e000}",
    "\u{10ffff}",
    "İ",
    "ẞ",
    "ﬁ",
    "ǅ",
    "Å",
    "ｗｈｅｒｅ",
    "１２３",
    "٣",
    "Ⅻ",
    "½",
    "²",
    "＝",
    "＞",
    "！",
    "（",
    "）",
    "，",
    "；",
    "“",
    "”",
    "‘",
    "’",
    "＂",
    "￥",
    "¥",
    "€",
    "％",
    "👩\u{200d}🚀",
    "𝟙",
];

/// Signs of this and other languages.
pub(crate) const SIGNS: [&str; 40] = [
    "=", "!=", "<", "<=", ">", ">=", "==", "<>", "=~", "&&", "||", "|", "!", "(", ")", ",", ";",
    "\"", "'", "\\", "#", "@", "$", "%", "*", "/", "+", "-", "_", ".", "..", "--", "[", "]", "{",
    "}", "`", "~", "^", ":",
];

/// A text cut into words, the space between them, and signs.
pub(crate) fn pieces(text: &str) -> Vec<&str> {
    let class = |c: char| match c {
        c if c.is_whitespace() => 0,
        c if c.is_alphanumeric() || c == '_' => 1,
        _ => 2,
    };
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        let this = class(c);
        if last.is_some_and(|last| last != this || this == 2) {
            pieces.push(&text[start..at]);
            start = at;
        }
        last = Some(this);
    }
    pieces.push(&text[start..]);
    pieces
}

/// A text with a few changes; `more` gives a word that may be put in.
pub(crate) fn mutant(rng: &mut Rng, text: &str, more: &dyn Fn(&mut Rng) -> String) -> String {
    let mut text = text.to_owned();
    for _ in 0..*rng.pick(&[1, 1, 1, 2, 2, 3, 5]) {
        text = match rng.below(10) {
            0 => cut(rng, &text),
            1 | 2 => changed(rng, &text.chars().map(String::from).collect::<Vec<_>>(), &|rng| {
                let odd = rng.percent(50);
                (*rng.pick(if odd { &ODD[..] } else { &SIGNS[..] })).to_owned()
            }),
            _ => {
                let pieces: Vec<String> = pieces(&text).into_iter().map(str::to_owned).collect();
                changed(rng, &pieces, more)
            }
        };
    }
    text
}

/// The first part of a text.
fn cut(rng: &mut Rng, text: &str) -> String {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    if ends.is_empty() { String::new() } else { text[..*rng.pick(&ends)].to_owned() }
}

/// One part left out, said twice, exchanged with another, replaced, or put in.
fn changed(rng: &mut Rng, parts: &[String], more: &dyn Fn(&mut Rng) -> String) -> String {
    let mut parts = parts.to_vec();
    if parts.is_empty() {
        return more(rng);
    }
    let (a, b) = (rng.below(parts.len()), rng.below(parts.len()));
    match rng.below(5) {
        0 => drop(parts.remove(a)),
        1 => {
            let again = parts[a].clone();
            let joint = if rng.percent(50) { " " } else { "" };
            parts.insert(a, format!("{again}{joint}"));
        }
        2 => parts.swap(a, b),
        3 => parts[a] = more(rng),
        _ => {
            let word = more(rng);
            parts.insert(a, if rng.percent(70) { format!(" {word} ") } else { word });
        }
    }
    parts.concat()
}

/// The shortest text found that is as bad, by leaving out halves, words and characters.
pub(crate) fn shrink(text: &str, is_bad: &dyn Fn(&str) -> bool) -> String {
    let mut best = text.to_owned();
    let mut tries = 2_000;
    // Each try of a slow text may take seconds.
    let until = Instant::now() + Duration::from_secs(20);
    let mut better = true;
    while better && tries > 0 {
        better = false;
        for by_char in [false, true] {
            let parts: Vec<String> = if by_char {
                best.chars().map(String::from).collect()
            } else {
                pieces(&best).into_iter().map(str::to_owned).collect()
            };
            let mut length = parts.len().div_ceil(2);
            'lengths: while length > 0 {
                for start in (0..parts.len()).step_by(length) {
                    let end = parts.len().min(start + length);
                    let shorter = parts[..start].concat() + &parts[end..].concat();
                    tries -= 1;
                    if tries <= 0 || Instant::now() > until {
                        return best;
                    }
                    if shorter.len() < best.len() && is_bad(&shorter) {
                        best = shorter;
                        better = true;
                        break 'lengths;
                    }
                }
                length /= 2;
            }
        }
    }
    best
}
