//! How sources say how exact an amount is, and the interval that allows.

use super::numeral::simplify_text;
use super::spanned::Spanned;

/// The words by which a source says how exact an amount is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Qualifier {
    /// `X`
    Exactly,
    /// `about X`
    About,
    /// `more than X`, `over X`
    MoreThan,
    /// `at least X`
    AtLeast,
    /// `nearly X`
    Nearly,
    /// `less than X`
    LessThan,
    /// `up to X`
    UpTo,
    /// `X to Y`: the second end, in smallest parts.
    To(i64),
}

/// The qualifiers before a number, separated by bars; the first of each kind is the one printed. A sign comes before a shorter
/// sign that begins it.
pub(super) const QUALIFIERS: [(Qualifier, &str); 6] = [
    (
        Qualifier::About,
        "about|around|approximately|approx.|approx|roughly|some|circa|ca.|an estimated|~|≈|大约|大概|约合|约为|约",
    ),
    (
        Qualifier::Nearly,
        "nearly|almost|close to|just under|approaching|approached|approaches|接近|将近|几近|近",
    ),
    (
        Qualifier::AtLeast,
        "at least|upwards of|not less than|no less than|not fewer than|no fewer than|a minimum of|>=|≥|至少|不少于|不低于",
    ),
    (
        Qualifier::UpTo,
        "up to|at most|no more than|not more than|not exceeding|not exceed|a maximum of|<=|≤|不超过|至多|不高于|不多于",
    ),
    (
        Qualifier::MoreThan,
        "more than|over|above|exceeding|exceeded|exceeds|exceed|surpassing|surpassed|surpasses|surpass|topping|topped|tops|\
         in excess of|greater than|higher than|>|超过|突破|高于|多于|逾|超",
    ),
    (
        Qualifier::LessThan,
        "less than|fewer than|under|below|short of|lower than|<|不到|不足|少于|低于",
    ),
];

/// The qualifiers after a number.
const BEHIND: [(Qualifier, &str); 3] = [
    (Qualifier::AtLeast, "or more|or above|or over|及以上|以上|+"),
    (Qualifier::UpTo, "or less|or fewer|or below|or under|及以下|以下|以内|之内"),
    (Qualifier::About, "or so|or thereabouts|左右|上下"),
];

/// Words that may come between a qualifier and its number.
const BETWEEN: &str = "a total of|the|了";

/// Words that end in the characters of a qualifier and mean something else: `签约` is “to sign”.
const OTHER_WORDS: &str = "签约|条约|合约|公约|协约|契约|预约|节约|盟约|和约|特约|履约|违约|邀约|续约|纽约|最近|附近|靠近|邻近|\
    临近|就近|新近|高超|赶超";

/// Units of time with which `近` means the last ones: `近三年`.
const LATELY: (&str, &str) = ("近", "年|个月|月|周|天|日|个世纪");

/// Lists each qualifier of a table with its words.
fn qualifier_spellings<'q>(
    table: &'q [(Qualifier, &'q str)],
) -> impl Iterator<Item = (Qualifier, &'q str)> {
    table.iter().flat_map(|(qualifier, words)| words.split('|').map(|words| (*qualifier, words)))
}

impl Qualifier {
    /// Returns the qualifier of the words before a number; `to` needs the second end, and no words mean exactly.
    pub(crate) fn from_words(words: &str, end: Option<i64>) -> Option<Self> {
        match words {
            "" => Some(Self::Exactly),
            "to" => end.map(Self::To),
            words => qualifier_spellings(&QUALIFIERS)
                .find(|(_, known)| *known == words)
                .map(|(of, _)| of),
        }
    }

    /// Returns the words before the number; `to` for `X to Y`, and none for an exact amount.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exactly => "",
            Self::About => "about",
            Self::MoreThan => "more than",
            Self::AtLeast => "at least",
            Self::Nearly => "nearly",
            Self::LessThan => "less than",
            Self::UpTo => "up to",
            Self::To(_) => "to",
        }
    }

    /// Returns the closed interval that the qualifier allows around `at`, by the rules of language version 1: low ends
    /// round down, high ends up. `None` means that the interval is empty or too large.
    pub(super) fn bounds(self, at: i64, signed: bool) -> Option<(Option<i64>, Option<i64>)> {
        let least = if signed { None } else { Some(0) };
        let (low, high) = match self {
            Self::Exactly => (Some(at), Some(at)),
            Self::About => {
                let (low, high) = about_bounds(at);
                (Some(low), Some(high))
            }
            Self::MoreThan => (Some(at.checked_add(1)?), None),
            Self::AtLeast => (Some(at), None),
            Self::Nearly => {
                let high = at.checked_sub(1)?;
                (Some(about_bounds(at).0.min(high)), Some(high))
            }
            Self::LessThan => (least, Some(at.checked_sub(1)?)),
            Self::UpTo => (least, Some(at)),
            Self::To(end) => (Some(at), Some(end)),
        };
        let empty = high.is_some_and(|high| low.or(least).is_some_and(|low| low > high));
        let below = !signed && low.is_some_and(|low| low < 0);
        (!empty && !below).then_some((low, high))
    }
}

/// Returns the interval that `about` allows: ten per cent of the absolute value to either side, the low end rounded
/// down, the high end up, within `i64`.
pub fn about_bounds(at: i64) -> (i64, i64) {
    let at = i128::from(at);
    let tenth = (at.abs() + 9) / 10;
    let fit = |end: i128| i64::try_from(end).unwrap_or(if end < 0 { i64::MIN } else { i64::MAX });
    (fit(at - tenth), fit(at + tenth))
}

/// Returns the qualifier at the beginning or the end of a text, its words, and the rest.
pub(super) fn read_qualifier(
    spanned: Spanned<'_>,
) -> Option<(Qualifier, Spanned<'_>, Spanned<'_>)> {
    let bare = spanned.text.starts_with(|c: char| c.is_ascii_digit());
    let ahead =
        qualifier_spellings(&QUALIFIERS).filter(|_| !bare).find_map(|(qualifier, words)| {
            let (typed, rest) = split_off_words(spanned, words)?;
            let rest = BETWEEN
                .split('|')
                .find_map(|words| Some(split_off_words(rest, words)?.1))
                .unwrap_or(rest);
            Some((qualifier, typed, rest))
        });
    ahead.or_else(|| {
        qualifier_spellings(&BEHIND).find_map(|(qualifier, words)| {
            let (rest, typed) = spanned.split(find_ending(spanned.text, words)?);
            let spaced =
                !words.starts_with(|c: char| c.is_ascii_alphabetic()) || rest.text.ends_with(' ');
            let said = spaced && !rest.trim().text.is_empty();
            said.then(|| (qualifier, typed, rest.trim()))
        })
    })
}

/// If a text ends in a qualifier, returns the byte at which that begins. `behind` is the text after it.
pub(super) fn qualifier_before(text: &str, behind: &str) -> Option<usize> {
    let text = text.trim_end();
    let between = BETWEEN.split('|').find_map(|words| find_ending(text, words));
    let texts = std::iter::once(text).chain(between.and_then(|at| text.get(..at)));
    let mut starts = texts.flat_map(|text| {
        let text = text.trim_end();
        qualifier_spellings(&QUALIFIERS).filter_map(|(_, words)| find_ending(text, words))
    });
    // The longest: `no more than` ends in `more than`.
    let start = starts.by_ref().min()?;
    let is_other =
        OTHER_WORDS.split('|').any(|word| find_ending(text, word).is_some_and(|at| at < start));
    (!is_lately(text, behind) && !is_other).then_some(start)
}

/// Checks whether `近` before a number of years or months means the last ones.
pub(super) fn is_lately(before: &str, behind: &str) -> bool {
    let (word, units) = LATELY;
    let rest = before.trim_end().strip_suffix(word);
    // 将近三年: nearly three years
    rest.is_some_and(|rest| !rest.ends_with(['将', '接', '几']))
        && units.split('|').any(|unit| behind.trim_start().starts_with(unit))
}

/// Returns the qualifier with which a text begins, and the byte at which that ends.
pub(super) fn qualifier_behind(text: &str) -> Option<(Qualifier, usize)> {
    let start = text.len() - text.trim_start().len();
    let text = text.trim_start();
    qualifier_spellings(&BEHIND).find_map(|(qualifier, words)| {
        let last = words.chars().count().checked_sub(1)?;
        let (at, c) = text.char_indices().nth(last)?;
        let (typed, rest) = text.split_at_checked(at + c.len_utf8())?;
        let is_letter = |c: char| c.is_ascii_alphanumeric();
        let is_cut = typed.ends_with(is_letter) && rest.starts_with(is_letter);
        // `20 or more than 30`
        let goes_on = rest.trim_start().starts_with("than ");
        let is_it = is_same(typed, words) && !is_cut && !goes_on;
        is_it.then_some((qualifier, start + typed.len()))
    })
}

/// Returns the byte at which words begin that end a text.
fn find_ending(text: &str, words: &str) -> Option<usize> {
    let last = words.chars().count().checked_sub(1)?;
    let start = text.char_indices().rev().nth(last)?.0;
    let is_letter = |c: char| c.is_ascii_alphanumeric();
    let is_cut = words.starts_with(is_letter) && text.get(..start)?.ends_with(is_letter);
    (is_same(text.get(start..)?, words) && !is_cut).then_some(start)
}

/// Splits a text after words at its beginning.
fn split_off_words<'a>(spanned: Spanned<'a>, words: &str) -> Option<(Spanned<'a>, Spanned<'a>)> {
    let is_word = words.ends_with(|c: char| c.is_ascii_alphabetic() || c == '.');
    if is_word {
        return spanned.after_words(words);
    }
    // A sign or Chinese characters.
    let characters = words.chars().count();
    let end = spanned.text.char_indices().nth(characters).map_or(spanned.text.len(), |(at, _)| at);
    let (typed, rest) = spanned.split(end);
    is_same(typed.text, words).then(|| (typed, rest.trim()))
}

/// Compares a text with words, in any case, traditional characters as their simplified forms.
fn is_same(typed: &str, words: &str) -> bool {
    simplify_text(typed).eq_ignore_ascii_case(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qualifier_ends_the_words_before_a_number() {
        for (text, behind, found) in [
            ("investment exceeded", " billion", Some("exceeded")),
            ("it has topped the", "", Some("topped the")),
            ("No more than", "", Some("No more than")),
            ("not exceeding a total of ", "", Some("not exceeding a total of")),
            ("(about", "", Some("about")),
            ("undercover", "", None),
            ("总投资超过", "亿元", Some("超过")),
            ("总额突破了", "亿元", Some("突破了")),
            ("投资不超过", "亿元", Some("不超过")),
            ("貿易額超過", "億元", Some("超過")),
            ("现场签约", "个项目", None),
            ("近", "年来", None),
            ("将近", "年", Some("将近")),
            ("近", "万吨", Some("近")),
            ("", "", None),
        ] {
            let start = qualifier_before(text, behind);
            assert_eq!(start.map(|at| text[at..].trim_end()), found, "{text}");
        }
    }

    #[test]
    fn about_is_a_tenth_of_the_absolute_value() {
        for (at, bounds) in [
            (0, (0, 0)),
            (10, (9, 11)),
            (11, (9, 13)),
            (-10, (-11, -9)),
            (-11, (-13, -9)),
            (i64::MAX, (8_301_034_833_169_298_226, i64::MAX)),
            (i64::MIN, (i64::MIN, -8_301_034_833_169_298_227)),
        ] {
            assert_eq!(about_bounds(at), bounds);
        }
    }
}
