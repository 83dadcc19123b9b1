//! Words of other query languages, and those that replace them here. The parser refuses them with their replacement; suggestions
//! use some of them too. Words of questions, in English and Chinese, are in `catalog::vocabulary`.

use super::ast::Operator;

/// Clauses of other languages, and what they are here.
pub(super) const FOREIGN_CLAUSES: [(&str, &str); 15] = [
    ("with disputed", "including disputed"),
    ("include disputed", "including disputed"),
    ("group by", "by"),
    ("grouped by", "by"),
    ("sort by", "order by"),
    ("sorted by", "order by"),
    ("ordered by", "order by"),
    ("filter", "where"),
    ("having", "where"),
    ("whose", "where"),
    ("with", "where"),
    ("select", "show"),
    ("top", "limit"),
    ("ascending", "asc"),
    ("descending", "desc"),
];

/// Words reserved for later clauses (grammar.md#reserved-words).
pub(super) const RESERVED: [&str; 8] =
    ["as of", "then", "union", "except", "having", "per", "convert", "in yuan"];

/// Words for aggregates, and what they are here.
pub(super) const AGGREGATES: [(&str, &[&str]); 5] = [
    ("sum of", &["sum", "total"]),
    ("average of", &["average", "avg", "mean"]),
    ("min of", &["min", "minimum", "lowest", "smallest"]),
    ("max of", &["max", "maximum", "highest", "largest", "biggest"]),
    ("count of", &["count", "number"]),
];

/// Quantifiers in other words, and the comparison of a count that each means.
pub(super) const QUANTIFIERS: [(&str, Operator); 6] = [
    ("more than", Operator::Gt),
    ("less than", Operator::Lt),
    ("fewer than", Operator::Lt),
    ("over", Operator::Gt),
    ("under", Operator::Lt),
    ("only", Operator::Eq),
];

/// Words between the ends of a range.
pub(super) const RANGE_WORDS: [&str; 8] = ["to", "until", "till", "through", "-", "–", "—", ".."];

/// Words for a text that lacks another.
pub(super) const NOT_CONTAINED: [&str; 4] =
    ["does not contain", "doesn't contain", "does not include", "doesn't include"];

/// Words after `is` that ask for what isn't recorded.
pub(super) const NULLS: [&str; 8] =
    ["null", "none", "empty", "missing", "blank", "unset", "unspecified", "undefined"];

/// Words that ask for a search elsewhere.
pub(super) const SEARCHES: [&str; 13] = [
    "mention",
    "mentioned",
    "mentioning",
    "match",
    "matches",
    "matching",
    "search",
    "searching",
    "contain",
    "contains",
    "containing",
    "like",
    "ilike",
];

/// Words that ask for anything at all.
pub(super) const ANYTHING: [&str; 4] = ["what", "which", "anything", "everything"];

/// The hint for tests of the end of a text.
pub(super) const NO_END: &str =
    "tests of texts are `contains` and `starts with`; none looks at the end";

/// Tests of other languages, what they are here, and what to know about them.
pub(super) const FOREIGN_TESTS: [(&str, Option<&str>, Option<&str>); 44] = [
    ("==", Some("="), None),
    ("<>", Some("!="), None),
    ("=>", Some(">="), None),
    ("=<", Some("<="), None),
    (">>", Some(">"), None),
    ("<<", Some("<"), None),
    ("=~", Some("contains"), None),
    ("~", Some("contains"), None),
    ("!", Some("not"), None),
    (
        "like",
        Some("contains"),
        Some("tests of texts are `contains` and `starts with`, without `%`"),
    ),
    (
        "mentions",
        Some("contains"),
        Some("`mentions` searches all texts of a row, so no field comes before it"),
    ),
    ("ilike", Some("contains"), None),
    ("matches", Some("contains"), None),
    ("has", Some("contains"), None),
    ("includes", Some("contains"), None),
    ("equals", Some("="), None),
    ("eq", Some("="), None),
    ("are", Some("="), None),
    ("was", Some("="), None),
    ("isn't", Some("is not"), None),
    ("aren't", Some("is not"), None),
    ("wasn't", Some("is not"), None),
    ("ends with", None, Some(NO_END)),
    ("ending with", None, Some(NO_END)),
    ("over", Some(">"), None),
    ("above", Some(">"), None),
    ("exceeds", Some(">"), None),
    ("more than", Some(">"), None),
    ("greater than", Some(">"), None),
    ("larger than", Some(">"), None),
    ("higher than", Some(">"), None),
    ("at least", Some(">="), None),
    ("under", Some("<"), None),
    ("below", Some("<"), None),
    ("less than", Some("<"), None),
    ("smaller than", Some("<"), None),
    ("fewer than", Some("<"), None),
    ("lower than", Some("<"), None),
    ("at most", Some("<="), None),
    ("until", None, Some("write `<=` (that time included) or `<` (not included)")),
    ("till", None, Some("write `<=` (that time included) or `<` (not included)")),
    ("during", Some("="), Some("a date equals any period that contains it")),
    ("near", Some("about"), None),
    ("exists", Some("is known"), None),
];
