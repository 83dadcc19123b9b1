//! Bytes as text of a page, seven bits a character: an eighth more than the bytes, where base64 is a third more.
//!
//! Each group of seven bits is the ASCII character with that number. The characters that HTML, mail or editors change
//! ([`CHANGED`]) don't occur: such a group and the one after it are one character from U+0100 on, which has two bytes in UTF-8, as
//! two groups have. A line is shorter than mail allows, and what reads the text passes over line breaks and blanks, so it may
//! be wrapped anew on its way. `web/page/engine.js` reads it.

/// The groups that aren't written as characters of their own.
const CHANGED: [u8; 14] = *b"\0\x08\t\n\x0b\x0c\r\x1a\x1b &<>\x7f";
/// The first character that holds two groups.
const PAIRS: u32 = 0x100;
/// The length of a line in bytes; mail allows 998.
const LINE: usize = 900;

/// Writes bytes as text; the reader must know how many they are.
pub(super) fn packed_text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() / 7 * 8 + bytes.len() / 700 + 16);
    let mut groups = Groups { bytes, at: 0, held: 0, bits: 0 };
    let mut line = LINE;
    while let Some(group) = groups.next() {
        if text.len() >= line {
            text.push('\n');
            line = text.len() + LINE;
        }
        match (0_u32..).zip(CHANGED).find(|(_, changed)| *changed == group) {
            None => text.push(char::from(group)),
            Some((at, _)) => {
                let pair = PAIRS + at * 128 + u32::from(groups.next().unwrap_or(0));
                text.extend(char::from_u32(pair));
            }
        }
    }
    text
}

/// The groups of seven bits, the first bits first; zeros fill the last.
struct Groups<'b> {
    bytes: &'b [u8],
    at: usize,
    held: u32,
    bits: u32,
}

impl Iterator for Groups<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        if self.bits < 7 {
            match self.bytes.get(self.at) {
                Some(byte) => {
                    self.at += 1;
                    self.held = (self.held << 8 | u32::from(*byte)) & 0x7fff;
                    self.bits += 8;
                }
                None if self.bits == 0 => return None,
                None => {
                    self.held <<= 7 - self.bits;
                    self.bits = 7;
                }
            }
        }
        self.bits -= 7;
        u8::try_from(self.held >> self.bits & 0x7f).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads a text as the page does.
    fn read(text: &str, length: usize) -> Vec<u8> {
        let mut groups = Vec::new();
        for c in text.chars() {
            match u32::from(c) {
                pair @ PAIRS.. => {
                    let pair = pair - PAIRS;
                    groups.push(CHANGED[(pair / 128) as usize]);
                    groups.push((pair % 128) as u8);
                }
                one => groups.extend(u8::try_from(one).ok().filter(|one| !CHANGED.contains(one))),
            }
        }
        let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
        for group in groups {
            held = (held << 7 | u32::from(group)) & 0x7fff;
            bits += 7;
            if bits >= 8 {
                bits -= 8;
                bytes.push((held >> bits & 0xff) as u8);
            }
        }
        bytes.truncate(length);
        bytes
    }

    fn is_safe(text: &str) -> bool {
        let is_safe = |c: char| u32::from(c) >= PAIRS || c == '\n' || !CHANGED.contains(&(c as u8));
        text.chars().all(|c| u32::from(c) < 0x800 && is_safe(c))
            && text.lines().all(|line| line.len() < 998)
    }

    #[test]
    fn every_pair_of_bytes_comes_back_and_takes_an_eighth_more() {
        let bytes: Vec<u8> = (0..=u16::MAX).flat_map(u16::to_be_bytes).collect();
        for bytes in [bytes.as_slice(), &bytes[..0], &bytes[..1], &[255], &[0, 0]] {
            let text = packed_text(bytes);
            assert!(is_safe(&text));
            assert_eq!(read(&text, bytes.len()), bytes);
            assert!(text.len() <= bytes.len() * 8 / 7 + bytes.len() / 700 + 3, "{}", text.len());
        }
    }

    proptest! {
        #[test]
        fn all_bytes_come_back(bytes: Vec<u8>, wrapped in 1_usize..90) {
            let text = packed_text(&bytes);
            prop_assert!(is_safe(&text));
            prop_assert_eq!(&read(&text, bytes.len()), &bytes);
            // Wrapped at other places, with the line breaks of another system.
            let characters: Vec<char> = text.chars().filter(|c| *c != '\n').collect();
            let lines: Vec<String> = characters.chunks(wrapped).map(|line| line.iter().collect()).collect();
            prop_assert_eq!(read(&lines.join(" \r\n"), bytes.len()), bytes);
        }
    }
}
