//! Dates of day and month in figures: one order reads a whole column, or none does.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crate::value::Dated;

/// In which order day, month and year stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// `31/12/2020`
    DayMonth,
    /// `12/31/2020`
    MonthDay,
    /// `2020/12/31`
    YearMonth,
}

impl FromStr for DateOrder {
    type Err = UnknownOrder;

    fn from_str(word: &str) -> Result<Self, UnknownOrder> {
        match word {
            "dmy" => Ok(Self::DayMonth),
            "mdy" => Ok(Self::MonthDay),
            "ymd" => Ok(Self::YearMonth),
            _ => Err(UnknownOrder),
        }
    }
}

impl fmt::Display for DateOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DayMonth => "day, month, year",
            Self::MonthDay => "month, day, year",
            Self::YearMonth => "year, month, day",
        })
    }
}

/// A word that names no order.
#[derive(Debug, Clone, Copy)]
pub struct UnknownOrder;

impl fmt::Display for UnknownOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it is dmy (31/12/2020), mdy (12/31/2020) or ymd (2020/12/31)")
    }
}

impl std::error::Error for UnknownOrder {}

impl DateOrder {
    /// The date of a cell with three figures, as the language writes it; a time after it is kept.
    pub(super) fn read(self, text: &str) -> Option<String> {
        let (figures, rest) = figures(text)?;
        let [a, b, c] = figures;
        let (year, month, day) = match self {
            Self::DayMonth => (c, b, a),
            Self::MonthDay => (c, a, b),
            Self::YearMonth => (a, b, c),
        };
        let date = format!("{year}-{month:0>2}-{day:0>2}");
        let whole = year.len() == 4 && Dated::read_date(&date).is_ok();
        whole.then(|| format!("{date}{rest}"))
    }
}

/// Whether a cell has three figures with signs between, and in some order is a date with the year last.
pub(super) fn is_of_figures(text: &str) -> bool {
    [DateOrder::DayMonth, DateOrder::MonthDay].iter().any(|order| order.read(text).is_some())
}

/// Three figures of a date, and what stands after a blank.
fn figures(text: &str) -> Option<([&str; 3], &str)> {
    let text = text.trim();
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (date, rest) = text.split_at(end);
    let sign = date.chars().find(|c| !c.is_ascii_digit()).filter(|c| "/.-".contains(*c))?;
    let mut parts = date.split(sign);
    let figures = [parts.next()?, parts.next()?, parts.next()?];
    let is_figure =
        |part: &&str| (1..=4).contains(&part.len()) && part.chars().all(|c| c.is_ascii_digit());
    (parts.next().is_none() && figures.iter().all(is_figure)).then_some((figures, rest))
}

/// What the cells of a column say of their order.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The first cell that only day before month reads, and the first that only month before day does.
    day_month: Option<(Range<usize>, String)>,
    month_day: Option<(Range<usize>, String)>,
    /// The first cell that both read, as different days.
    either: Option<(Range<usize>, String)>,
}

impl Seen {
    /// Looks at a cell.
    pub(super) fn look(&mut self, at: &Range<usize>, text: &str) {
        let seen = || Some((at.clone(), text.trim().to_owned()));
        match (DateOrder::DayMonth.read(text), DateOrder::MonthDay.read(text)) {
            (Some(day), Some(month)) if day != month && self.either.is_none() => {
                self.either = seen();
            }
            (Some(_), None) if self.day_month.is_none() => self.day_month = seen(),
            (None, Some(_)) if self.month_day.is_none() => self.month_day = seen(),
            _ => {}
        }
    }

    /// The one order that reads all of them; else where that cannot be told, a sentence and what may help.
    pub(super) fn order(&self) -> Result<DateOrder, (Range<usize>, String, Vec<String>)> {
        let help = "say it with `--dates dmy` or `--dates mdy`, or write `2020-12-31`".to_owned();
        match (&self.day_month, &self.month_day, &self.either) {
            (Some((_, first)), Some((at, second)), _) => {
                let sentence = format!(
                    "no one order reads this column: `{first}` has the day first, `{second}` the month"
                );
                Err((at.clone(), sentence, vec!["write all dates like `2020-12-31`".to_owned()]))
            }
            (None, None, Some((at, text))) => {
                let read = |order: DateOrder| order.read(text).unwrap_or_default();
                let (day, month) = (read(DateOrder::DayMonth), read(DateOrder::MonthDay));
                let sentence = format!(
                    "the dates of this column can be read in two ways: `{text}` is {day} with the day first, {month} with the month first"
                );
                Err((at.clone(), sentence, vec![help]))
            }
            (None, Some(_), _) => Ok(DateOrder::MonthDay),
            _ => Ok(DateOrder::DayMonth),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_reads_what_it_can() {
        let read = |order: DateOrder, text| order.read(text).unwrap_or_default();
        assert_eq!(read(DateOrder::DayMonth, "3/4/2020"), "2020-04-03");
        assert_eq!(read(DateOrder::MonthDay, "03.04.2020"), "2020-03-04");
        assert_eq!(read(DateOrder::YearMonth, "2020/4/3"), "2020-04-03");
        assert_eq!(read(DateOrder::DayMonth, "13/01/2020 00:00"), "2020-01-13 00:00");
        for text in ["13/13/2020", "30/02/2020", "1/2/20", "1/2", "1/2/3/2020", "5.5", "a/b/2020"] {
            assert_eq!(read(DateOrder::DayMonth, text), "", "{text}");
        }
    }

    #[test]
    fn a_column_has_one_order() {
        let order = |cells: &[&str]| {
            let mut seen = Seen::default();
            for cell in cells {
                seen.look(&(0..1), cell);
            }
            seen.order()
        };
        assert_eq!(order(&["03/04/2020", "13/01/2020"]), Ok(DateOrder::DayMonth));
        assert_eq!(order(&["01/13/2020", "03/04/2020"]), Ok(DateOrder::MonthDay));
        assert_eq!(order(&["2020", "04/04/2020"]), Ok(DateOrder::DayMonth));
        assert!(order(&["03/04/2020"]).unwrap_err().1.contains("two ways"));
        assert!(order(&["01/13/2020", "13/01/2020"]).unwrap_err().1.contains("no one order"));
    }
}
