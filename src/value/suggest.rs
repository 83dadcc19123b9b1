//! Did you mean: the names nearest to the typed one.

use super::fold::fold;
use super::words::is_chinese;
use strsim::damerau_levenshtein;

/// How many names are offered at most.
const OFFERED: usize = 3;

/// The longest typed text, in bytes, that is compared with names; a longer one isn't a name.
const LONGEST: usize = 1_000;

/// Lists the names most like the typed one, at most three: first those with it as a whole word (the first one before
/// others), then those a slip away (one for 3–5 letters, two for 6–9, three beyond), then those that begin with it. Chinese
/// and Japanese names are alike when they share half of the pairs of neighbouring characters of the shorter one. Equally good
/// names keep the order given.
pub fn find_similar<'a>(typed: &str, candidates: impl Iterator<Item = &'a str>) -> Vec<String> {
    if typed.len() > LONGEST {
        return vec![];
    }
    let key = fold(typed);
    let mut found: Vec<(Likeness, &str)> = Vec::new();
    for candidate in candidates {
        let Some(likeness) = name_likeness(&key, &fold(candidate)) else { continue };
        if found.iter().all(|(_, known)| *known != candidate) {
            found.push((likeness, candidate));
        }
    }
    found.sort_by_key(|(likeness, _)| *likeness);
    found.into_iter().take(OFFERED).map(|(_, name)| name.to_owned()).collect()
}

/// The nearer, the smaller.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    Same,
    FirstWords,
    Words,
    Slips(usize),
    Begins,
    /// How many pairs of characters are *not* shared, so that more shared pairs come first.
    Pairs(usize),
}

fn name_likeness(typed: &str, name: &str) -> Option<Likeness> {
    if typed.chars().any(is_east_asian) {
        let (pairs, others) = (character_pairs(typed), character_pairs(name));
        let shared = pairs.iter().filter(|pair| others.contains(pair)).count();
        let enough = shared > 0 && shared * 2 >= pairs.len().min(others.len());
        return enough.then(|| Likeness::Pairs(pairs.len() - shared));
    }
    let length = typed.chars().count();
    let allowed = match length {
        0..=2 => return None,
        3..=5 => 1,
        6..=9 => 2,
        _ => 3,
    };
    if name == typed {
        return Some(Likeness::Same);
    }
    if has_words(name, typed) {
        let rest = name.strip_prefix(typed);
        let is_first = rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        return Some(if is_first { Likeness::FirstWords } else { Likeness::Words });
    }
    if length.abs_diff(name.chars().count()) <= allowed {
        let slips = damerau_levenshtein(typed, name);
        if slips <= allowed {
            return Some(Likeness::Slips(slips));
        }
    }
    name.starts_with(typed).then_some(Likeness::Begins)
}

/// Checks whether a text contains whole words, without a letter or digit beside them.
fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, found)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + found.len()..).and_then(|after| after.chars().next());
        [before, after].into_iter().flatten().all(|beside| !beside.is_alphanumeric())
    })
}

/// Lists each pair of neighbouring Chinese or Japanese characters of a text, once.
fn character_pairs(text: &str) -> Vec<String> {
    let mut pairs = Vec::new();
    for (first, second) in text.chars().zip(text.chars().skip(1)) {
        let pair = String::from_iter([first, second]);
        if is_east_asian(first) && is_east_asian(second) && !pairs.contains(&pair) {
            pairs.push(pair);
        }
    }
    pairs
}

/// Checks whether a character is Chinese or Japanese.
fn is_east_asian(c: char) -> bool {
    is_chinese(c) || ('\u{3040}'..='\u{30FF}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn among(typed: &str, names: &[&str]) -> Vec<String> {
        find_similar(typed, names.iter().copied())
    }

    #[test]
    fn slips_grow_with_length() {
        assert_eq!(among("yaun", &["yen", "yuan", "euro"]), ["yuan"]);
        assert_eq!(among("Qingdoa", &["Qinghai", "Qingdao"]), ["Qingdao"]);
        assert_eq!(among("investmnet", &["investors", "investment"]), ["investment"]);
        assert_eq!(among("cty", &["city", "country"]), ["city"]);
        assert_eq!(among("ctiiy", &["city"]), Vec::<String>::new());
    }

    #[test]
    fn a_whole_word_beats_a_slip() {
        let names = ["Port of Qingdao", "Qingdao Port", "qingda", "Jinan"];
        assert_eq!(among("Qingdao", &names), ["Qingdao Port", "Port of Qingdao", "qingda"]);
        let within = ["Technological Zone", "China Railway", "Bank of China"];
        assert_eq!(among("CHN", &within), Vec::<String>::new());
        assert_eq!(among("Bank", &within), ["Bank of China"]);
        assert_eq!(among("ank", &within), Vec::<String>::new());
        assert_eq!(among("Xi’n", &["Xi'an"]), ["Xi'an"]);
        assert_eq!(among("Xian", &["Xi'an"]), ["Xi'an"]);
    }

    #[test]
    fn three_at_most_in_the_order_given() {
        assert_eq!(
            among("abcd", &["abce", "abcf", "abcd", "abcg", "abcf"]),
            ["abcd", "abce", "abcf"]
        );
    }

    #[test]
    fn never_for_two_letters() {
        assert_eq!(among("km", &["km2", "km"]), Vec::<String>::new());
        assert_eq!(among("", &["", "a"]), Vec::<String>::new());
    }

    #[test]
    fn chinese_names_share_a_pair() {
        let names = ["青海省", "山东青岛", "青岛市", "中国青岛市"];
        assert_eq!(among("青岛市", &names), ["青岛市", "中国青岛市", "山东青岛"]);
        assert_eq!(among("岛", &names), Vec::<String>::new());
        assert_eq!(among("国家开发银行", &["国家电网公司", "国家开发行"]), ["国家开发行"]);
    }
}
