//! Traditional Chinese characters and their simplified forms, so that `青島` and `青岛` are one name.
//!
//! The pairs are the single characters of the Unicode CLDR transform `Hant-Hans` (Unicode License V3, see LICENSE-UNICODE),
//! without the two that trade places.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Pairs of a traditional and a simplified character.
const PAIRS: &str = include_str!("simplified.txt");

/// The first character that can have a simplified form.
const FIRST: char = '\u{3400}';

static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let pair = |pair: &str| Some((pair.chars().next()?, pair.chars().nth(1)?));
    PAIRS.split_whitespace().filter_map(pair).collect()
});

/// Returns the simplified form of a traditional character, and any other as it is. The table is made when the first Chinese
/// character is met.
pub(super) fn character(c: char) -> char {
    if c < FIRST { c } else { SIMPLIFIED.get(&c).copied().unwrap_or(c) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_simplified_character_stays() {
        assert_eq!("青島臺灣億".chars().map(character).collect::<String>(), "青岛台湾亿");
        assert!(SIMPLIFIED.values().all(|c| character(*c) == *c));
    }
}
