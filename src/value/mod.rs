//! What a value is: numbers, amounts, dates; reading them and printing them.
//!
//! The life of a literal: a text is cut into pieces that remember their place, a number is read
//! exactly, a unit is found, and a fault says what could not be read, where, and what to write.
//! Nothing here knows of catalogs, queries or storage, and nothing is a float.

mod amount;
mod calendar;
mod chinese;
mod convention;
mod country;
mod date;
mod date_words;
mod decimal;
mod digits;
mod fault;
mod figure;
mod fold;
mod measure;
mod number;
mod piece;
mod range;
mod row;
mod sentence;
mod simplified;
mod standard;
mod suggest;
mod total;
mod unit;
mod unread;
mod wording;

pub use amount::{Amount, AmountType};
pub use convention::{Conventions, DayOrder, Point};
pub use country::Country;
pub use date::{Dated, Lasting, Period};
pub use decimal::{Decimal, canonical, plain};
pub use fault::{Fault, FaultKind, Wanted, YearPart};
pub use fold::{FOLDING, fold, fold_as, fold_part};
pub use measure::Measure;
pub use number::{Number, is_scale};
pub use row::{Cell, Citation, Column, Document, Remark, Row, Shape};
pub use suggest::suggest;
pub use total::{Known, Total};
pub use unit::{Clash, MONEY, NUMBER, SHARE, Unit, Units};
pub use wording::{Wording, about_bounds};
