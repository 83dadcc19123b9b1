//! The limits of the language (grammar.md#limits), each with its own message.

use super::message::Message;

/// The largest whole number of a query.
pub(crate) const LARGEST: u64 = u32::MAX as u64;

/// The reason why a text isn't a whole number of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadInteger {
    /// It contains more than digits.
    Text,
    /// It is above [`LARGEST`].
    TooLarge,
}

/// A limit that a query exceeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// The length of the text, in bytes.
    Text(usize),
    /// Nested parentheses, `not` and `possibly`.
    Depth,
    /// Nested `any`, `no`, `all` ….
    Quantifiers,
    /// Conditions in one query.
    Conditions,
    /// Names in a path.
    Path(usize),
    /// Values in a list.
    List(usize),
    /// Keys of `by`.
    Keys(usize),
    /// Columns.
    Items(usize),
    /// Words of `mentions`.
    Words(usize),
    /// The length of a word of `mentions`, in characters.
    Word(usize),
}

impl Limit {
    /// The longest text, in bytes.
    pub const TEXT: usize = 64 * 1024;
    /// The deepest nesting of parentheses.
    pub const DEPTH: usize = 32;
    /// The deepest nesting of quantifiers.
    pub const QUANTIFIERS: usize = 5;
    /// The most conditions.
    pub const CONDITIONS: usize = 200;
    /// The most names in a path.
    pub const PATH: usize = 4;
    /// The most values in a list.
    pub const LIST: usize = 1000;
    /// The most keys of `by`.
    pub const KEYS: usize = 4;
    /// The most columns.
    pub const ITEMS: usize = 64;
    /// The most words of `mentions`.
    pub const WORDS: usize = 16;
    /// The longest word of `mentions`, or words in a row, in characters.
    pub const WORD: usize = 1000;

    pub(super) fn message(&self) -> Message {
        match self {
            Self::Quantifiers => {
                let sentence =
                    "`any`, `no`, `all` and counts can be nested at most 5 levels deep; this is the sixth level";
                Message::new("X01", sentence)
                    .help("ask for the inner part first, then use `in (…)` with its names")
            }
            Self::List(n) => Message::new(
                "X02",
                format!("a list can have at most {} values; this list has {n}", Self::LIST),
            )
            .help("use several queries, each with a part of the list"),
            Self::Text(n) => Message::new(
                "X03",
                format!("a query can have at most 64 KiB; this query has {}", n.div_ceil(1024)),
            )
            .help("a script may be longer: queries in it are separated by `;`"),
            Self::Depth => Message::new(
                "X04",
                format!(
                    "parentheses, `not` and `possibly` can be nested at most {} levels deep; this query goes deeper",
                    Self::DEPTH
                ),
            )
            .help("leave out the parentheses that change nothing"),
            Self::Conditions => Message::new(
                "X05",
                format!("a query can have at most {} conditions; this query has more", Self::CONDITIONS),
            )
            .help("many values of one field fit in `in (…)`"),
            Self::Path(n) => Message::new(
                "X06",
                format!("a path can have at most {} names; this path has {n}", Self::PATH),
            ),
            Self::Keys(n) => {
                Message::new("X07", format!("`by` can have at most {} keys; here it has {n}", Self::KEYS))
            }
            Self::Words(n) => Message::new(
                "X09",
                format!("`mentions` can look for at most {} words; here it has {n}", Self::WORDS),
            )
            .help("words in one pair of quotes are looked for together and count as one word"),
            Self::Word(n) => Message::new(
                "X10",
                format!("`mentions` can look for at most {} characters in a row; here it has {n}", Self::WORD),
            ),
            Self::Items(n) => Message::new(
                "X08",
                format!("`show` can have at most {} items; here it has {n}", Self::ITEMS),
            ),
        }
    }
}
