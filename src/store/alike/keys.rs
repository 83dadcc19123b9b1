//! Keys of names: names with the same key may mean one thing although they are written differently.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use pinyin::ToPinyin;

/// The forms of companies and the words for a group, as they end a name.
const FORMS: [&str; 53] = [
    "ab",
    "ag",
    "as",
    "asa",
    "bhd",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "doo",
    "eood",
    "fze",
    "gmbh",
    "group",
    "holding",
    "holdings",
    "inc",
    "incorporated",
    "jsc",
    "kft",
    "kg",
    "lda",
    "limited",
    "llc",
    "llp",
    "lp",
    "ltd",
    "ltda",
    "nv",
    "ojsc",
    "ooo",
    "oy",
    "oyj",
    "pao",
    "pjsc",
    "plc",
    "private",
    "pt",
    "pte",
    "pty",
    "pvt",
    "sa",
    "sae",
    "sarl",
    "sas",
    "sdn",
    "se",
    "spa",
    "srl",
    "sro",
    "tbk",
    "zao",
];
/// The same in Chinese, the longer ones first.
const CHINESE: [&str; 9] = [
    "股份有限公司",
    "有限责任公司",
    "集团有限公司",
    "有限公司",
    "集团公司",
    "控股集团",
    "集团",
    "控股",
    "公司",
];
/// Words that make no difference to what a name means.
const LITTLE: [&str; 10] = ["a", "and", "at", "de", "des", "du", "in", "la", "of", "the"];

/// The fewest characters of names in which a letter may differ.
const LONG: usize = 6;

/// Why two names may mean one thing: the surest reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum NameLikeness {
    /// They are the same.
    Same,
    /// They are the same without brackets, company forms and spaces.
    Core,
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
            Self::Core => "same name but for form of company, brackets or spaces",
            Self::Pinyin => "same name in pinyin",
            Self::Words => "same words",
            Self::Letter => "names differ in one letter",
        }
    }

    /// Returns the weight of this reason for a pair; the same value of a field weighs 1.
    pub(super) fn weight(self) -> i64 {
        match self {
            Self::Same => 4,
            Self::Core | Self::Words => 3,
            // Many Chinese names coincide in pinyin.
            Self::Pinyin => 2,
            Self::Letter => 1,
        }
    }
}

/// Returns the words of a folded name without brackets and the form of a company.
pub(super) fn core_words(name: &str) -> Vec<String> {
    let name = without_brackets(name).replace('.', "");
    let mut words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    while words.len() > 1 && words.last().is_some_and(|word| FORMS.contains(&word.as_str())) {
        words.pop();
    }
    if let Some(last) = words.last_mut() {
        while let Some(rest) =
            CHINESE.iter().find_map(|form| last.strip_suffix(form)).filter(|r| !r.is_empty())
        {
            *last = rest.to_owned();
        }
    }
    words
}

/// Returns a name without what is in brackets, unless nothing else is in it.
fn without_brackets(name: &str) -> String {
    let (mut rest, mut depth) = (String::new(), 0_usize);
    for c in name.chars() {
        match c {
            '(' | '[' | '【' | '〔' => depth += 1,
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            _ if depth == 0 => rest.push(c),
            _ => {}
        }
    }
    if rest.trim().is_empty() { name.to_owned() } else { rest }
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

/// Returns the key of the words in any order.
pub(super) fn any_order(words: &[String]) -> Option<String> {
    let words: BTreeSet<&str> =
        words.iter().map(String::as_str).filter(|word| !LITTLE.contains(word)).collect();
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

/// Checks whether two names differ in one letter or in two swapped ones, but in no digit.
pub(super) fn differ_in_a_letter(one: &str, other: &str) -> bool {
    let digits = |text: &str| text.chars().filter(|c| c.is_numeric()).collect::<String>();
    digits(one) == digits(other) && strsim::osa_distance(one, other) == 1
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
            ("Maersk (China) GmbH & Co. KG", "maersk"),
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
            assert!(!hashes(one).is_disjoint(&hashes(other)) && differ_in_a_letter(one, other));
        }
        assert!(hashes("青岛港口码头公司").is_empty() && hashes("paris").is_empty());
        assert!(!differ_in_a_letter("terminal 1", "terminal 2"));
    }
}
