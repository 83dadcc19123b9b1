//! Folding: the key by which names are compared.
//!
//! Width, case, accents, strokes, quotation marks, hyphens and spacing make no difference between names, nor whether Chinese
//! is written in traditional or simplified characters; letters do. Signs that spell a vowel or a different consonant (Indic, Thai, Japanese) are letters, not
//! accents, and stay.

use std::collections::HashMap;
use std::sync::LazyLock;
use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class};

/// The version of [`fold`], kept beside stored keys: another version needs them computed again.
pub const FOLDING: i64 = 2;

/// Pairs of a traditional and a simplified character: those of the Unicode CLDR transform `Hant-Hans` (Unicode License V3,
/// see LICENSE-UNICODE), without the two that trade places.
const PAIRS: &str = include_str!("simplified.txt");

/// The first character that can have a simplified form.
const FIRST: char = '\u{3400}';

static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let pair = |pair: &str| Some((pair.chars().next()?, pair.chars().nth(1)?));
    PAIRS.split_whitespace().filter_map(pair).collect()
});

/// Returns the simplified form of a traditional character, and any other as it is. The first Chinese character builds the table.
pub(super) fn simplify_char(c: char) -> char {
    if c < FIRST { c } else { SIMPLIFIED.get(&c).copied().unwrap_or(c) }
}

/// Returns the key of a text: compatibility forms unified, lower case, accents, quotation marks and invisible characters
/// removed, letters with strokes as their plain ones, traditional Chinese as simplified, hyphens and runs of white space as
/// one space, trimmed. Folding a key changes nothing.
pub fn fold(text: &str) -> String {
    fold_as(text, FOLDING)
}

/// Returns the key of a text by the rules of an earlier version, for bases that keep their names by these.
pub fn fold_as(text: &str, folding: i64) -> String {
    let is_quote = |c: char| is_apostrophe(c) || folding > 1 && is_quotation_mark(c);
    if text.is_ascii() {
        return fold_ascii(text, folding);
    }
    let letters = text.chars().filter(|c| !is_quote(*c)).nfkd();
    let lower = letters.flat_map(char::to_lowercase).flat_map(|c| unify_letter(c, folding));
    let plain = lower.nfkd().filter(|c| !is_accent(*c) && !is_invisible(*c) && !is_quote(*c));
    collapse_spaces(plain).nfc().collect()
}

/// Returns the key of a part of a text: blanks at its ends count, since a word ends or begins there.
pub fn fold_part(text: &str, fold: &dyn Fn(&str) -> String) -> String {
    // Between letters nothing is trimmed.
    let key = fold(&format!("x{text}x"));
    let inner = key.strip_prefix('x').and_then(|key| key.strip_suffix('x'));
    inner.map_or_else(|| fold(text), str::to_owned)
}

/// Checks whether folding changes nothing in a text but its capitals, as far as that is seen at once: its letters, digits and signs
/// are those of ASCII, with single spaces between words.
pub fn is_spaced(text: &str) -> bool {
    let mut before = b' ';
    let plain = text.bytes().all(|byte| {
        let spaced = byte != b' ' || before != b' ';
        before = byte;
        spaced && matches!(byte, b' '..=b'~') && !matches!(byte, b'\'' | b'`' | b'"' | b'-')
    });
    plain && (text.is_empty() || before != b' ')
}

/// Returns the key of a text in which every byte is a character: the same, in less time.
fn fold_ascii(text: &str, folding: i64) -> String {
    let mut key = String::with_capacity(text.len());
    let mut gap = false;
    for byte in text.bytes() {
        match byte {
            b'\'' | b'`' => {}
            b'"' if folding > 1 => {}
            b' ' | b'\t'..=b'\r' | b'-' => gap = true,
            _ => {
                if gap && !key.is_empty() {
                    key.push(' ');
                }
                gap = false;
                key.push(char::from(byte.to_ascii_lowercase()));
            }
        }
    }
    key
}

/// Turns hyphens into spaces, and runs of spaces into one.
fn collapse_spaces(letters: impl Iterator<Item = char>) -> String {
    let mut key = String::new();
    let mut gap = false;
    for letter in letters {
        if letter.is_whitespace() || is_hyphen(letter) {
            gap = true;
            continue;
        }
        if gap && !key.is_empty() {
            key.push(' ');
        }
        gap = false;
        key.push(letter);
    }
    key
}

/// Returns the plain form of a letter in lower case that no decomposition gives.
fn unify_letter(letter: char, folding: i64) -> impl Iterator<Item = char> {
    let (first, second) = match letter {
        'ß' => ('s', Some('s')),
        'ς' => ('σ', None),
        other if folding < 2 => (other, None),
        'æ' | 'ǽ' => ('a', Some('e')),
        'œ' => ('o', Some('e')),
        'þ' => ('t', Some('h')),
        'ł' | 'ƚ' => ('l', None),
        'đ' | 'ð' | 'ɖ' => ('d', None),
        'ø' | 'ɵ' => ('o', None),
        'ı' | 'ɨ' => ('i', None),
        'ħ' => ('h', None),
        'ŧ' => ('t', None),
        'ŋ' => ('n', None),
        'ƀ' => ('b', None),
        'ǥ' => ('g', None),
        'ƶ' => ('z', None),
        'ə' => ('e', None),
        other => (simplify_char(other), None),
    };
    std::iter::once(first).chain(second)
}

fn is_quotation_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '“'
            | '”'
            | '„'
            | '‟'
            | '‚'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '″'
            | '＂'
            | '〝'
            | '〞'
    ) || matches!(c, '〟' | '「' | '」' | '『' | '』' | '《' | '》' | '〈' | '〉')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '´' | '‘' | '’' | '‛' | 'ʻ' | 'ʼ' | 'ʹ' | 'ˈ' | '′' | '＇' | '｀')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{58A}' | '\u{5BE}')
        || matches!(c, '\u{2E3A}' | '\u{2E3B}' | '\u{301C}' | '\u{30A0}')
}

/// Checks for overlays, the points of Hebrew and Arabic, and accents above and below.
fn is_accent(c: char) -> bool {
    matches!(canonical_combining_class(c), 1 | 10..=35 | 200..)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_is_folded_like_any_other_text() {
        let all: String = (0..128_u8).map(char::from).collect();
        let spread: String = all.chars().flat_map(|c| ['x', c, c, 'Y']).collect();
        for text in [all.as_str(), &spread, "", " -- ", " a-B 'c' \"d\" "] {
            for folding in [1, 2] {
                let is_quote = |c: char| is_apostrophe(c) || folding > 1 && is_quotation_mark(c);
                let lower = text.chars().map(|c| c.to_ascii_lowercase()).filter(|c| !is_quote(*c));
                assert_eq!(fold_as(text, folding), collapse_spaces(lower), "{text:?}");
            }
        }
    }

    #[test]
    fn a_simplified_character_stays() {
        assert_eq!("青島臺灣億".chars().map(simplify_char).collect::<String>(), "青岛台湾亿");
        assert!(SIMPLIFIED.values().all(|c| simplify_char(*c) == *c));
    }
    use proptest::prelude::*;

    #[test]
    fn blanks_at_the_ends_of_a_part_count() {
        let part = |text: &str| fold_part(text, &fold);
        assert_eq!(
            [part("Al "), part(" York-"), part("É"), part(" ")],
            ["al ", " york ", "e", " "]
        );
    }

    #[test]
    fn spellings_of_one_name_share_a_key() {
        for (key, spellings) in [
            ("xian", &["Xi'an", "Xi’an", "XIʼAN", "xi‘an", "Xi`an", "Xi´an", " Xian "][..]),
            ("belt and road", &["Belt-and-Road", "belt – and – road", "Belt\tand\u{3000}Road"]),
            ("sao tome", &["São Tomé", "Sa\u{303}o Tome\u{301}", "SAO TOME"]),
            ("cosco", &["ＣＯＳＣＯ", "cosco", "COS\u{AD}CO", "\u{FEFF}cosco"]),
            ("strasse", &["Straße", "STRASSE", "STRAẞE"]),
            ("οδοσ", &["ΟΔΟΣ", "οδος", "οδός"]),
            ("istanbul", &["İstanbul", "Istanbul"]),
            ("محمد", &["مُحَمَّد", "محمد"]),
            ("שלום", &["שָׁלוֹם"]),
            ("km2", &["km²", "KM2"]),
            ("青岛", &["青岛", " 青岛 ", "青島"]),
            ("lodz", &["Łódź", "lodz", "ŁÓDŹ"]),
            ("diyarbakir", &["Diyarbakır", "DIYARBAKIR", "Diyarbakir"]),
            ("tromso", &["Tromsø", "TROMSØ"]),
            ("aero", &["Ærø"]),
            ("thorshofn", &["Þórshöfn"]),
            ("dakovo", &["Đakovo", "Dakovo"]),
            (
                "the belt and road",
                &["the \"Belt and Road\"", "the “Belt and Road”", "the «Belt and Road»"],
            ),
            ("一带一路论坛", &["「一帶一路」論壇", "“一带一路”论坛"]),
            ("한국", &["한국", "\u{1112}\u{1161}\u{11AB}\u{1100}\u{116E}\u{11A8}"]),
            ("", &["", " ", "-", "'"]),
        ] {
            for spelling in spellings {
                assert_eq!(fold(spelling), key, "{spelling}");
            }
        }
    }

    #[test]
    fn earlier_rules_are_kept() {
        assert_eq!(fold_as("Łódź “x”", 1), "łodz “x”");
        assert_eq!(fold_as("青島", 1), "青島");
    }

    #[test]
    fn letters_are_not_accents() {
        assert_ne!(fold("か"), fold("が"));
        assert_ne!(fold("काठमांडू"), fold("कठमड"));
        assert_ne!(fold("กา"), fold("กี"));
    }

    #[test]
    fn every_character_folds_once() {
        for letter in '\0'..=char::MAX {
            let key = fold(&letter.to_string());
            assert_eq!(fold(&key), key, "{:x}", u32::from(letter));
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let key = fold(&text);
            prop_assert_eq!(fold(&key), key);
        }

        #[test]
        fn the_short_way_is_the_long_way(text in "[ -~\t]{0,20}") {
            let long = fold(&format!("{text}é"));
            prop_assert_eq!(fold(&format!("{text}e")), long);
        }
    }
}
