//! Keys of names: names with the same key may mean one thing although they are written differently.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use pinyin::ToPinyin;

use crate::text::list_has;
use crate::value::{AtlasPlace, Country, Listed};

/// The forms of companies and the words for a group, as they end a name.
const FORMS: &str = "\
    ab|ag|as|asa|bhd|bv|co|company|corp|corporation|doo|eood|fze|gmbh|group|holding|holdings|\
    inc|incorporated|jsc|kft|kg|lda|limited|llc|llp|lp|ltd|ltda|nv|ojsc|ooo|oy|oyj|pao|pjsc|plc|\
    private|pt|pte|pty|pvt|sa|sae|sarl|sas|sdn|se|spa|srl|sro|tbk|zao";
/// The same in Chinese, the longer ones first.
const CHINESE: &str =
    "股份有限公司|有限责任公司|集团有限公司|有限公司|集团公司|控股集团|集团|控股|公司";
/// Words that make no difference to what a name means.
const LITTLE: &str = "and|at|de|des|du|in|la|of|the";

/// Words that make the order of the others matter.
const DIRECTIONS: [&str; 2] = ["from", "to"];

/// The fewest characters of a name, and of the words in which it differs, for a letter to be a slip: of shorter words one letter
/// makes another word, such as `I` and `II` or `Henan` and `Hunan`.
const LONG: usize = 6;

/// Why two names may mean one thing: the surest reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum NameLikeness {
    /// They are the same.
    Same,
    /// They are the same without company forms, punctuation and spaces.
    Core,
    /// One also has its abbreviation in brackets.
    Abbreviated,
    /// One is the other in Latin letters.
    Pinyin,
    /// They have the same words.
    Words,
    /// A letter differs.
    Letter,
}

impl NameLikeness {
    /// Returns the reason in words.
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::Same => "same name",
            Self::Core => "same name but for form of company, punctuation or spaces",
            Self::Abbreviated => "same name but for an abbreviation in brackets",
            Self::Pinyin => "same name in pinyin",
            Self::Words => "same words",
            Self::Letter => "names differ in one letter or two swapped ones",
        }
    }

    /// Returns the weight of this reason for a pair; the same value of a field weighs 1.
    pub(super) fn weight(self) -> i64 {
        match self {
            Self::Same => 4,
            Self::Core | Self::Abbreviated | Self::Words => 3,
            // Many Chinese names coincide in pinyin.
            Self::Pinyin => 2,
            Self::Letter => 1,
        }
    }
}

/// Returns the words of a folded name without the form of a company.
pub(super) fn core_words(name: &str) -> Vec<String> {
    let mut words = words_of(name);
    loop {
        let is_form = |word: &str| list_has(FORMS, word) || list_has(CHINESE, word);
        while words.len() > 1 && words.last().is_some_and(|word| is_form(word)) {
            words.pop();
        }
        let Some(last) = words.last_mut() else { return words };
        let without = CHINESE.split('|').find_map(|form| last.strip_suffix(form));
        match without.filter(|rest| !rest.is_empty()) {
            Some(rest) => *last = rest.to_owned(),
            None => return words,
        }
    }
}

fn words_of(name: &str) -> Vec<String> {
    let name = name.replace('.', "");
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Returns the core of a folded name without its own abbreviation, if it has one in brackets: `Bank of China (BOC)`.
pub(super) fn without_abbreviation(name: &str) -> Option<String> {
    let (before, rest) = name.split_once('(')?;
    let (within, after) = rest.split_once(')')?;
    let outside = format!("{before} {after}");
    let (words, core) = (words_of(&outside), core_words(&outside));
    let is_abbreviation = |little: bool| {
        let counts = |word: &&String| little || !list_has(LITTLE, word);
        let initials: String =
            words.iter().filter(counts).filter_map(|word| word.chars().next()).collect();
        let fewest = core.iter().filter(counts).count().max(2);
        initials.starts_with(within) && within.chars().count() >= fewest
    };
    (is_abbreviation(true) || is_abbreviation(false)).then(|| core.concat())
}

/// Returns the numbers of a name in their order: `1.5` is one, `1-2` are two.
fn numbers_of(name: &str) -> Vec<String> {
    let parts = name.split(|c: char| !c.is_numeric() && c != '.' && c != ',');
    let numbers = parts.map(|part| part.trim_matches(['.', ',']).replace(',', ""));
    numbers.filter(|number| !number.is_empty()).collect()
}

/// Checks whether two names have the same numbers in the same order.
pub(super) fn have_the_same_numbers(one: &str, other: &str) -> bool {
    numbers_of(one) == numbers_of(other)
}

/// Checks whether two names are equal but for their numbers.
pub(super) fn differ_only_in_numbers(one: &str, other: &str) -> bool {
    let rest = |name: &str| name.split(char::is_numeric).map(words_of).collect::<Vec<_>>().concat();
    !have_the_same_numbers(one, other) && rest(one) == rest(other)
}

/// Returns a name in Latin letters without tones; `None` means that it isn't Chinese.
pub(super) fn in_pinyin(name: &str) -> Option<String> {
    let mut spelt = String::new();
    let mut is_chinese = false;
    for c in name.chars() {
        match c.to_pinyin() {
            Some(sound) => {
                is_chinese = true;
                // Written `lü`, `lv` and `lu`; folded names have no dots.
                spelt.push_str(&sound.plain().replace(['ü', 'v'], "u"));
            }
            None => spelt.push(c),
        }
    }
    is_chinese.then_some(spelt)
}

/// Returns the key of the words in any order; `None` means that they have only one order.
pub(super) fn any_order(words: &[String]) -> Option<String> {
    if words.iter().any(|word| DIRECTIONS.contains(&word.as_str())) {
        return None;
    }
    let words: BTreeSet<&str> =
        words.iter().map(String::as_str).filter(|word| !list_has(LITTLE, word)).collect();
    (words.len() > 1).then(|| words.into_iter().collect::<Vec<_>>().join(" "))
}

/// Calls `each` with the hashes of a name and of the name without each of its letters: two names that differ in one letter share
/// one of them. Short names and Chinese ones have none, because one letter makes them a different name.
pub(super) fn each_deletion_hash(name: &str, mut each: impl FnMut(u64)) {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() < LONG || letters.iter().any(|c| *c >= '\u{2e80}') {
        return;
    }
    let hash = |skipped: usize| {
        let mut hasher = DefaultHasher::new();
        letters
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != skipped)
            .for_each(|(_, c)| c.hash(&mut hasher));
        hasher.finish()
    };
    each(hash(usize::MAX));
    for at in 0..letters.len() {
        // If two equal letters follow each other, either may be left out.
        if at == 0 || letters.get(at) != letters.get(at - 1) {
            each(hash(at));
        }
    }
}

/// Checks whether the words of two names differ in one letter or in two swapped ones of a long word, in no digit, and not in
/// places that the atlas knows.
pub(super) fn differ_in_a_letter(one: &[String], other: &[String]) -> bool {
    let before = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (one.split_at(before).1, other.split_at(before).1);
    let after = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let differing = [one, other].map(|words| words.split_at(words.len() - after).0);
    let [here, there] = differing.map(|words| places_called(&words.join(" ")));
    let [one, other] = differing.map(<[String]>::concat);
    let digits = |text: &str| text.chars().filter(|c| c.is_numeric()).collect::<String>();
    let is_long = |text: &str| text.chars().count() >= LONG;
    (is_long(&one) || is_long(&other))
        && digits(&one) == digits(&other)
        && strsim::osa_distance(&one, &other) == 1
        && (here.is_empty() || there.is_empty() || here.iter().any(|key| there.contains(key)))
}

/// Lists the keys of the places of the atlas with a name.
fn places_called(name: &str) -> Vec<&'static str> {
    let country = Country::find_by_name(name).map(Listed::Country);
    let others = AtlasPlace::find_by_name(name).into_iter().map(Listed::Place);
    country.into_iter().chain(others).map(|place| place.key()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::fold;

    #[test]
    fn the_form_of_a_company_is_no_part_of_its_core() {
        for (name, core_of) in [
            ("COSCO Shipping Co., Ltd.", "cosco shipping"),
            ("Stilla S.A.", "stilla"),
            ("Maersk (China) GmbH & Co. KG", "maersk china"),
            ("青岛港（集团）有限公司", "青岛港"),
            ("中远海运集团有限公司", "中远海运"),
            ("Group Ltd", "group"),
            ("(Ltd)", "ltd"),
            ("公司", "公司"),
        ] {
            assert_eq!(core_words(&fold(name)).join(" "), core_of, "{name}");
        }
    }

    #[test]
    fn chinese_names_are_spelt_in_latin_letters() {
        for (name, spelt) in [
            ("孟凡利", Some("mengfanli")),
            ("吕伟", Some("luwei")),
            ("青岛港A区", Some("qingdaogangaqu")),
            ("Meng Fanli", None),
        ] {
            assert_eq!(in_pinyin(&core_words(&fold(name)).concat()).as_deref(), spelt, "{name}");
        }
    }

    #[test]
    fn names_that_differ_in_a_letter_share_a_hash() {
        let hashes = |name: &str| {
            let mut all = BTreeSet::new();
            each_deletion_hash(name, |hash| {
                all.insert(hash);
            });
            all
        };
        for (one, other) in [("qingdao", "qindao"), ("chengdu", "chegndu"), ("ningbo", "ningpo")] {
            assert!(!hashes(one).is_disjoint(&hashes(other)), "{one}, {other}");
        }
        assert!(hashes("青岛港口码头公司").is_empty() && hashes("paris").is_empty());
    }

    #[test]
    fn numbers_are_compared_as_a_whole() {
        for (name, numbers) in [
            ("phase 1.5", "1.5"),
            ("berth 1-2", "1 2"),
            ("1,000 homes", "1000"),
            ("no. 3.", "3"),
            ("no number", ""),
        ] {
            assert_eq!(numbers_of(name).join(" "), numbers, "{name}");
        }
        assert!(differ_only_in_numbers("harbour (phase 1)", "harbour phase 2"));
        assert!(!differ_only_in_numbers("harbour 1", "port 2"));
    }
}
