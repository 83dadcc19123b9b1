//! Makes text from the base safe to show: characters that control a terminal or turn the reading direction become visible.
//!
//! Deliberately kept: joiners and variation selectors, which scripts and emoji need, and combining marks.

use std::borrow::Cow;
use std::ffi::OsStr;

/// Replaces every control character, line break and bidirectional control by a visible sign: `␛`, `⏎`, `\u{202e}`.
/// Other text is returned as it is.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => shown.push('⏎'),
            '\u{7f}' => shown.push('␡'),
            '\0'..='\u{1f}' => shown.push(control_picture(c)),
            _ if is_unsafe(c) => shown.extend(c.escape_unicode()),
            _ => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// A path in a message.
pub trait ShownPath {
    /// Returns the path, safe to show. Parts that aren't UTF-8 are replaced.
    fn safe_text(&self) -> String;
}

impl<P: AsRef<OsStr> + ?Sized> ShownPath for P {
    fn safe_text(&self) -> String {
        clean(&self.as_ref().to_string_lossy()).into_owned()
    }
}

/// Checks whether a character must not reach a terminal raw: controls (C0, DEL, C1), separators of lines and
/// paragraphs, and the marks, embeddings, overrides and isolates of the bidirectional algorithm.
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}')
}

/// Returns the picture of a C0 control; the pictures begin at U+2400, in the same order.
fn control_picture(control: char) -> char {
    char::from_u32(0x2400 + u32::from(control)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_steers_a_terminal_is_shown() {
        assert_eq!(clean("\u{1b}]0;x\u{7}"), "␛]0;x␇");
        assert_eq!(clean("a\tb\r\nc\0\u{7f}"), "a␉b␍⏎c␀␡");
        assert_eq!(clean("\u{9b}2J"), "\\u{9b}2J");
    }

    #[test]
    fn what_turns_the_direction_is_shown() {
        assert_eq!(clean("a\u{202e}b\u{2066}c\u{200f}"), "a\\u{202e}b\\u{2066}c\\u{200f}");
        assert_eq!(clean("a\u{2028}b"), "a\\u{2028}b");
    }

    #[test]
    fn what_people_write_stays() {
        for text in ["中国石油", "e\u{301}", "👩\u{200d}🚀", "نفت", ""] {
            assert!(matches!(clean(text), Cow::Borrowed(same) if same == text));
        }
    }

    /// Any character, the dangerous ones often.
    fn any_char() -> impl Strategy<Value = char> {
        prop_oneof![
            any::<char>(),
            proptest::char::range('\0', '\u{a0}'),
            proptest::char::range('\u{2000}', '\u{2070}'),
        ]
    }

    proptest! {
        #[test]
        fn cleaned_text_has_nothing_unsafe(chars in proptest::collection::vec(any_char(), 0..40)) {
            let text: String = chars.into_iter().collect();
            let shown = clean(&text);
            // Said again in other words than `is_unsafe`, so that it can be wrong on its own.
            for c in shown.chars() {
                let code = u32::from(c);
                prop_assert!(code >= 0x20 && !(0x7f..=0x9f).contains(&code), "control {code:x}");
                prop_assert!(![0x61c, 0x200e, 0x200f].contains(&code), "bidi {code:x}");
                prop_assert!(!(0x202a..=0x202e).contains(&code), "bidi {code:x}");
                prop_assert!(!(0x2066..=0x2069).contains(&code), "bidi {code:x}");
            }
            prop_assert_eq!(clean(&shown), shown.as_ref());
        }
    }
}
