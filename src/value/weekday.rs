//! Days of the week.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

/// Returns the last Monday, or another day of the week counted from 0 for Monday, up to a day such as `2017-05-24`.
pub fn last_weekday(day: &str, weekday: i8) -> Option<String> {
    let day: Date = day.parse().ok()?;
    let weekday = Weekday::from_monday_zero_offset(weekday).ok()?;
    let back = day.weekday().since(weekday);
    Some(day.checked_sub(back.days()).ok()?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_one_may_be_the_day_itself() {
        for (weekday, expected) in [(0, "2017-05-22"), (2, "2017-05-24"), (4, "2017-05-19")] {
            assert_eq!(last_weekday("2017-05-24", weekday).as_deref(), Some(expected));
        }
        assert_eq!(last_weekday("2017-05", 0), None);
        assert_eq!(last_weekday("2017-05-24", 7), None);
    }
}
