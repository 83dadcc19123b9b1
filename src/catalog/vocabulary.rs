//! The words people use: other words for names of the schema (its `also`), singulars, and the words of questions, those
//! that say nothing among them.

use super::{Catalog, Field, Kind};
use crate::text::list_has;
use crate::value::fold;

/// The meaning of a word or phrase of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asks {
    /// Nothing a query could say: `the`, `please`.
    Nothing,
    /// A comparison with the date or amount after it.
    Compare(&'static str),
    /// A comparison with the date or amount before it.
    CompareBefore(&'static str),
    /// Both ends of a range: `between 2010 and 2015`.
    Between,
    /// Both ends of a range before it: `2010年和2015年之间`.
    BetweenBefore,
    /// The other end of a range: `2010 to 2015`.
    To,
    /// What is after it isn't so: `not signed`, `without investors`.
    Not,
    /// What is before it isn't so: `青岛以外`.
    NotBefore,
    /// The field beside it isn't recorded: `unknown investment`.
    Unknown,
    /// The word before it says something of the word after it: `growth of trade`.
    Of,
    /// What is before it comes from the place after it: `participants from France`.
    From,
    /// How many there are.
    Count,
    /// How much it is together.
    Sum,
    /// How much it is on average.
    Average,
    /// How much an amount is together, or how many there are: languages have one word for both.
    CountOrSum,
    /// Where it is.
    Place,
    /// Which of the values after it: `which cities`.
    Which,
    /// One row for each of the values after it: `in each city`.
    Each,
    /// Either what is before it or what is after it.
    Or,
    /// An order; the greatest first, if it descends.
    Order {
        /// What is ordered by.
        by: OrderKey,
        /// The greatest first.
        descending: bool,
    },
    /// A time that depends on the day of the question: `this year`.
    Relative,
    /// Something that no query says: `how big`.
    Unreadable,
}

/// What a word of an order compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OrderKey {
    /// The amount of each: `largest`.
    Amount,
    /// Its time: `latest`.
    Time,
    /// The number of what is named beside it, or its amount: `most`.
    Number,
}

const fn asks_order(by: OrderKey, descending: bool) -> Asks {
    Asks::Order { by, descending }
}

/// The phrases of questions, separated by bars, by what they ask for.
const PHRASES: [(Asks, &str); 34] = [
    (
        Asks::Nothing,
        "a|all|an|and|any|anything|are|as|at|be|been|but|belong|belongs|did|do|does|everything|find|for|get|gets|give|got|had|happen|\
         happened|happens|has|have|held|hold|in|into|is|it|its|known|list|located|made|me|my|of|on|our|please|receive|receives|received|recorded|related|\
         select|show|some|take|taken|tell|that|the|their|there|these|they|this|those|took|us|was|were|when|\
         whose|with|within|you|take place|takes place|taken place|taking place|took place|\
         everything about|everything on|everything known about|information about|information on|info about|info on|\
         known about|known of|we know about|you know about|\
         的|了|在|有|是|和|与|及|以及|由|个|家|项|次|名|请|列出|显示|查询|查找|告诉我|关于|有关|相关|涉及|位于|属于|属|吗|呢|\
         所有|全部|一切|发生|举行|举办|召开|达成|情况|介绍|一下|有没有|是否|是不是|期间",
    ),
    (
        Asks::Compare(">"),
        "more than|greater than|bigger than|larger than|over|above|exceeding|after|>|超过|大于|高于|多于|晚于",
    ),
    (
        Asks::Compare(">="),
        "at least|since|no less than|not less than|no fewer than|not fewer than|no earlier than|not earlier than|not before|\
         not below|not under|>=|至少|最少|不少于|不小于|不低于|不早于",
    ),
    (Asks::Compare("from"), "from|自|从"),
    (
        Asks::Compare("<"),
        "less than|fewer than|smaller than|under|below|before|<|不到|不足|不满|小于|低于|少于|早于",
    ),
    (
        Asks::Compare("<="),
        "at most|up to|until|no more than|not more than|no later than|not later than|not exceeding|not after|not over|\
         not above|<=|最多|至多|不超过|不大于|不高于|不多于|不晚于|截至",
    ),
    (Asks::Compare("about"), "about|around|大约|约"),
    (Asks::Compare("="), "during|=|等于"),
    (Asks::CompareBefore(">"), "之后|以后"),
    (Asks::CompareBefore(">="), "or more|or later|and later|onwards|以上|及以上|以来|起"),
    (Asks::CompareBefore("<"), "之前|以前"),
    (Asks::CompareBefore("<="), "or less|or earlier|以下|及以下"),
    (Asks::Between, "between"),
    (Asks::BetweenBefore, "之间"),
    (Asks::To, "to|through|-|–|—|~|到|至"),
    (
        Asks::Not,
        "not|no|non|without|neither|nor|except|except for|excluding|excepting|outside|outside of|other than|apart from|all but|\
         anything but|rather than|instead of|lacking|lack|lacks|never|not in|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|\
         haven't|hasn't|hadn't|not have|not having|!=|不|不是|不在|不属于|不包括|不含|没|没有|未|未曾|尚未|还没|还没有|尚无|没有在|\
         非|并非|无|除|除了|除去|排除|缺|缺少",
    ),
    (Asks::NotBefore, "excluded|以外|之外|除外"),
    (
        Asks::Unknown,
        "unknown|missing|unrecorded|unstated|not known|not recorded|not stated|not given|isn't known|isn't recorded|\
         isn't stated|aren't known|aren't recorded|未知|不明|未公布|未披露|没有记录",
    ),
    (Asks::Count, "how many|number of|count|几个|数量|个数"),
    (Asks::Sum, "how much|total|sum|sum of|altogether|多少钱|总额|总共|合计|总计|一共"),
    (Asks::Average, "average|mean|平均"),
    (
        Asks::CountOrSum,
        "多少|多少个|多少家|多少项|多少条|多少次|多少名|有多少|有多少个|有多少家|有多少项|是多少",
    ),
    (Asks::Which, "what|which|哪些|哪个|在哪个|属于哪个|位于哪个|什么|有哪些|有什么|是什么"),
    (
        Asks::Each,
        "by|each|every|per|by each|for each|for every|in each|in every|of each|按|按照|依|各|各个|每|每个",
    ),
    (Asks::Or, "or|或|或者|或是"),
    (Asks::Place, "where|哪里|在哪|在哪里|位于哪里"),
    (
        asks_order(OrderKey::Amount, true),
        "largest|biggest|highest|greatest|most expensive|top|largest first|biggest first|highest first|最大|最高",
    ),
    (
        asks_order(OrderKey::Amount, false),
        "smallest|lowest|cheapest|smallest first|lowest first|最小|最低",
    ),
    (asks_order(OrderKey::Number, true), "most|the most|最多|最多的"),
    (asks_order(OrderKey::Number, false), "fewest|least|the fewest|the least|最少|最少的"),
    (
        asks_order(OrderKey::Time, true),
        "latest|newest|most recent|last|latest first|newest first|最新|最近|最晚",
    ),
    (asks_order(OrderKey::Time, false), "earliest|oldest|first|earliest first|oldest first|最早"),
    (
        Asks::Unreadable,
        "how|how big|how large|how long|how far|how old|how often|how fast|why|year|quarter|month|week|decade|*|/|+|为什么|怎么|如何|几年",
    ),
    (
        Asks::Relative,
        "this year|last year|next year|this month|last month|next month|this week|last week|next week|this quarter|last quarter|\
         today|yesterday|tomorrow|now|currently|recently|lately|nowadays|ago|years ago|the past|past|\
         今年|去年|前年|明年|本月|上个月|今天|昨天|目前|最近几年|近年|近年来|近几年",
    ),
];

/// Words of the language that change the question.
pub(crate) const CHANGING: [&str; 6] = ["average", "count", "max", "min", "sum", "possibly"];

/// Words of counting quantifiers.
pub(crate) const COUNTS: [&str; 3] = ["least", "most", "exactly"];

/// The parts of a date, by which the date may be meant.
pub(crate) const DATE_PARTS: [&str; 3] = ["year", "quarter", "month"];

/// Shorter words aren't looked for in texts.
pub(crate) const SHORTEST: usize = 3;

/// Lists what a phrase in small letters may ask for, the likeliest first.
pub(crate) fn meanings_of_phrase(phrase: &str) -> impl Iterator<Item = Asks> {
    let is_it = move |(_, phrases): &&(Asks, &str)| list_has(phrases, phrase);
    PHRASES.iter().filter(is_it).map(|(asks, _)| *asks)
}

/// Returns what a phrase in small letters asks for.
pub(crate) fn meaning_of_phrase(phrase: &str) -> Option<Asks> {
    meanings_of_phrase(phrase).next()
}

/// Checks whether a word negates a condition.
pub(crate) fn is_negation(word: &str) -> bool {
    word == "none"
        || matches!(meaning_of_phrase(word), Some(Asks::Not | Asks::NotBefore | Asks::Unknown))
}

/// Checks whether a word says what happens.
pub(crate) fn is_verb(word: &str) -> bool {
    word.ends_with("ed") || ["began", "begun", "开工"].contains(&word)
}

/// Checks whether a word asks who is linked: `who invested in it`.
pub(crate) fn asks_who(word: &str) -> bool {
    "who|whom".split('|').any(|one| one == word)
}

/// Checks whether a word adds nothing to a query.
pub(crate) fn is_stop_word(word: &str) -> bool {
    let is_said = |(asks, _): &&(Asks, &str)| !matches!(asks, Asks::Relative | Asks::Unreadable);
    let mut said = PHRASES.iter().filter(is_said);
    said.any(|(_, phrases)| phrases.split(['|', ' ']).any(|one| one == word))
}

/// Lists the names that a word may stand for, in the catalog's order: `investment` for `cost`.
pub(crate) fn names_for_word<'c>(catalog: &'c Catalog, typed: &str) -> Vec<&'c str> {
    let typed: Vec<String> =
        singular_forms(typed).iter().map(|word| fold_identifier(word)).collect();
    let is_it = |(_, words): &&(String, Vec<String>)| {
        words.iter().any(|w| typed.contains(&fold_identifier(w)))
    };
    catalog.other_words().iter().filter(is_it).map(|(name, _)| name.as_str()).collect()
}

/// Normalises a word for comparison with an identifier.
pub(crate) fn fold_identifier(word: &str) -> String {
    fold(&word.replace('_', " "))
}

/// Lists what a word may be in the singular: `city` for `cities`.
pub(crate) fn singular_forms(typed: &str) -> Vec<String> {
    let typed = typed.to_lowercase();
    let endings = [("", ""), ("s", ""), ("es", ""), ("ies", "y")];
    let made = endings.iter().filter_map(|(end, instead)| {
        typed.strip_suffix(end).map(|stem| format!("{stem}{instead}"))
    });
    made.collect()
}

/// Checks whether a word is one of a field's list.
pub(crate) fn is_choice(field: &Field, word: &str) -> bool {
    let is_it = |name: &str| fold_identifier(name) == fold_identifier(word);
    field.ty.choices().iter().any(|choice| is_it(&choice.name))
}

/// The explanation of a kind names it in its first words: “A document facts were taken from”.
const FIRST_WORDS: usize = 3;

/// Returns the plural of the first kind whose explanation names the word among its first words.
pub(crate) fn kinds_explained_by(catalog: &Catalog, typed: &str) -> Vec<String> {
    let singulars = singular_forms(typed);
    let is_it = |kind: &&Kind| {
        let words = kind.about.split(|c: char| !c.is_alphanumeric()).take(FIRST_WORDS);
        words.map(str::to_lowercase).any(|word| word.len() > 2 && singulars.contains(&word))
    };
    catalog.kinds.iter().filter(is_it).take(1).map(|kind| kind.plural.clone()).collect()
}

/// Returns the kind, field and value that a word means as a value of a list.
pub(crate) fn kind_of_value<'c>(
    catalog: &'c Catalog,
    typed: &str,
) -> Option<(&'c Kind, &'c str, &'c str)> {
    let singulars = singular_forms(typed);
    catalog.kinds.iter().find_map(|kind| {
        kind.fields.iter().find_map(|field| {
            let mut choices = field.ty.choices().iter();
            let choice = choices.find(|choice| singulars.contains(&choice.name))?;
            Some((kind, field.name.as_str(), choice.name.as_str()))
        })
    })
}
