//! Values: numbers, amounts and dates, read and printed.
//!
//! The life of a literal: a text is split into parts that remember their place, a number is read
//! exactly, a unit is found, and an error gives the place, the reason and the text to write.
//! Nothing here knows of catalogs, queries or storage, and nothing is a float.

mod amount;
mod atlas;
mod convention;
mod country;
mod date;
mod date_words;
mod decimal;
mod digits;
mod equivalent;
mod error;
mod error_words;
mod figures;
mod fold;
mod literal;
mod located;
mod number;
mod number_words;
mod numeral;
mod period;
mod qualifier;
mod quantity;
mod range;
mod refusal;
mod spanned;
mod suggest;
mod unit;
mod unit_entry;
mod units;
mod weekday;
mod words;

pub use amount::{Amount, AmountForm};
pub use atlas::{AtlasPlace, Listed};
pub use convention::{Conventions, DayOrder, Point};
pub use country::{Country, is_region};
pub use date::{DateKind, DateValue};
pub use decimal::{Decimal, canonical_decimal, plain_decimal};
pub use equivalent::StatedAmount;
pub use error::{LiteralError, LiteralErrorKind, YearPart};
pub use figures::{Figure, FigureSort, find_figures};
pub use fold::{FOLDING, fold, fold_as, fold_part, is_spaced};
pub use literal::AmountLiteral;
pub use located::{LocatedAmount, amount_at, find_amounts, with_qualifiers, word_ends};
pub use number::Number;
pub use number_words::number_in_words;
pub use numeral::is_scale;
pub use period::Period;
pub use qualifier::{Qualifier, about_bounds};
pub use suggest::find_similar;
pub use unit::{MONEY, NUMBER, SHARE, Unit};
pub use units::{Clash, Units};
pub use weekday::last_weekday;
pub(crate) use words::{bare_word, is_chinese, is_unspaced, joined_to};
