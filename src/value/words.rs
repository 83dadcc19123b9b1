//! Words to look for in folded texts: where a word begins, and which scripts have no blanks between words.

/// Checks whether a character is a Chinese one, in any language that writes it.
pub(crate) fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Checks whether texts in a character's script have no blanks between words: Chinese, Japanese, Thai, Lao, Burmese, Khmer.
pub(crate) fn is_unspaced(c: char) -> bool {
    is_chinese(c)
        || matches!(c,
            '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
            | '々' | '〆' | '〇' | '\u{3040}'..='\u{312F}' | '\u{31A0}'..='\u{31FF}')
}

/// Checks whether a character is neither a letter nor a digit nor a part of one.
fn is_sign(c: char) -> bool {
    match c {
        '々' | '〆' | '〇' => false,
        c if c.is_ascii() => !c.is_ascii_alphanumeric(),
        '«' | '»' | '·' | '¿' | '×' | '÷' => true,
        c => {
            let ranges = ['\u{80}'..='\u{A9}', '\u{2000}'..='\u{206F}', '\u{2190}'..='\u{2BFF}'];
            let is_of_signs = ranges.iter().any(|range| range.contains(&c));
            is_of_signs || ('\u{3000}'..='\u{303F}').contains(&c) || c.is_whitespace()
        }
    }
}

/// Returns a folded word without the signs at its ends; `None` means that it has only signs.
pub(crate) fn bare_word(key: &str) -> Option<&str> {
    Some(key.trim_matches(is_sign)).filter(|word| !word.is_empty())
}

/// Returns the letters and digits that a word can't follow directly, as ranges in the form of `GLOB`: after them it is the end of
/// another word. `None` means that it may be anywhere.
pub(crate) fn joined_to(word: &str) -> Option<&'static str> {
    match word.chars().next() {
        Some(c) if is_unspaced(c) => None,
        Some(c) if c.is_ascii() => Some("0-9a-z"),
        _ => Some("0-9a-zª-῿가-힣"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_at_the_ends_do_not_count() {
        let bare = |key: &str| bare_word(key).map(str::to_owned);
        assert_eq!(bare("(cold,"), Some("cold".to_owned()));
        assert_eq!(bare("e commerce"), Some("e commerce".to_owned()));
        assert_eq!(bare("冷链、"), Some("冷链".to_owned()));
        assert_eq!(bare("हिन्दी"), Some("हिन्दी".to_owned()));
        assert_eq!(bare("60%"), Some("60".to_owned()));
        assert_eq!(bare("…"), None);
    }

    #[test]
    fn words_of_scripts_without_blanks_begin_anywhere() {
        for word in ["冷链", "ひろ", "กา"] {
            assert_eq!(joined_to(word), None, "{word}");
        }
        for word in ["cold", "20", "город", "한국"] {
            assert!(joined_to(word).is_some(), "{word}");
        }
    }
}
