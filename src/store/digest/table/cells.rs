//! How cells are read: signs in the place of words, values of a list in any case, values that follow from others, and the
//! convention of a column. Where one cell can be read in two ways, such as the date `03/04/2020` or the amount `1.500`, the
//! other cells of its column decide.

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use super::super::literal::{Literal, NOT_STATED, is_not_stated, read_text_as};
use super::super::problem::Mistake;
use crate::catalog::{Field, Type};
use crate::text::list_has;
use crate::value::{Conventions, DayOrder, Point, Units, fold};

/// A cell that is not empty.
pub(super) struct SheetCell<'t> {
    /// The number of its column.
    pub(super) column: usize,
    /// Its place, with its quotes.
    pub(super) at: Range<usize>,
    pub(super) text: Cow<'t, str>,
}

/// Signs before an amount, with the words they mean; the longer ones first.
const SIGNS: [(&str, &str); 7] = [
    (">=", "at least"),
    ("<=", "up to"),
    ("≥", "at least"),
    ("≤", "up to"),
    (">", "more than"),
    ("<", "less than"),
    ("~", "about"),
];

/// Folds a heading so that it can be compared, with `_` and `.` as spaces.
pub(super) fn fold_heading(header: &str) -> String {
    fold(&header.replace(['_', '.'], " "))
}

/// Writes the cell of a field in the language's own words.
pub(super) fn cell_to_literal<'t>(field: &Field, text: &'t str) -> Cow<'t, str> {
    let trimmed = text.trim();
    match &field.ty {
        _ if is_not_stated(trimmed) => Cow::Borrowed(NOT_STATED),
        Type::Text => Cow::Borrowed(text),
        Type::Enum(choices) => {
            let typed = fold_heading(trimmed);
            let found = choices.iter().find(|choice| fold_heading(&choice.name) == typed);
            found.map_or(Cow::Borrowed(trimmed), |choice| Cow::Owned(choice.name.clone()))
        }
        Type::YesNo => Cow::Owned(trimmed.to_lowercase()),
        ty if ty.is_amount() => without_sign(trimmed),
        _ => Cow::Borrowed(trimmed),
    }
}

/// Replaces the sign that a text begins with by its words.
fn without_sign(text: &str) -> Cow<'_, str> {
    let sign = SIGNS.iter().find_map(|(sign, words)| Some((words, text.strip_prefix(sign)?)));
    match sign {
        Some((words, rest)) => Cow::Owned(format!("{words} {}", rest.trim_start())),
        None => Cow::Borrowed(text),
    }
}

/// A cell, and its value by each of the two conventions.
#[derive(Debug)]
struct Reading {
    at: Range<usize>,
    text: String,
    values: [String; 2],
}

/// The cells of a column that decide its convention.
#[derive(Debug, Default)]
pub(super) struct Readings {
    /// The first cell that only the first convention allows, and the first that only the second does.
    decisive: [Option<Reading>; 2],
    /// The first cell that both can read, differently.
    ambiguous: Option<Reading>,
}

/// Returns the two conventions by which a field can be read; `None` means that it has only one.
fn both_conventions(field: &Field) -> Option<[Conventions; 2]> {
    let none = Conventions::default();
    if field.ty.is_time() {
        return Some(DayOrder::ALL.map(|order| Conventions { days: Some(order), ..none }));
    }
    let by = |point| Conventions { point: Some(point), ..none };
    field.ty.is_amount().then(|| Point::ALL.map(by))
}

/// Reads a cell by each of the two conventions, and without any.
fn read_each_way(field: &Field, text: &str, units: &Units) -> Option<[Option<String>; 3]> {
    let text = cell_to_literal(field, text);
    let read = |by| match read_text_as(field, &text, units, by) {
        Ok(Literal::Ready(stored)) => Some(Rc::unwrap_or_clone(stored).shown),
        _ => None,
    };
    let [first, second] = both_conventions(field)?;
    Some([first, second, Conventions::default()].map(read))
}

/// Checks whether each of the two conventions of a field allows a text.
fn allowed_conventions(field: &Field, text: &str) -> [bool; 2] {
    if field.ty.is_time() {
        let allowed = DayOrder::allowed_in(text);
        return DayOrder::ALL.map(|order| allowed.contains(&order));
    }
    let allowed = Point::allowed_in(text);
    Point::ALL.map(|point| allowed.contains(&point))
}

/// Checks whether a cell clearly reads the same by each convention: a date that begins with its year, an amount without a point
/// or a comma.
fn has_one_reading(field: &Field, text: &str) -> bool {
    let text = text.trim();
    if field.ty.is_time() {
        let year = text.bytes().take_while(u8::is_ascii_digit).count() == 4;
        return year && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    }
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b' ')
}

/// Checks whether a cell can be read in two ways.
pub(super) fn is_ambiguous(field: &Field, text: &str, units: &Units) -> bool {
    matches!(read_each_way(field, text, units), Some([Some(first), Some(second), None]) if first != second)
}

impl Readings {
    /// Adds a cell of the column.
    pub(super) fn add(&mut self, field: &Field, cell: &SheetCell<'_>, units: &Units) {
        if has_one_reading(field, &cell.text) {
            return;
        }
        let Some([first, second, alone]) = read_each_way(field, &cell.text, units) else { return };
        let [one, other] = &mut self.decisive;
        let place = match (alone, allowed_conventions(field, &cell.text)) {
            (None, _) if first.is_some() && second.is_some() && first != second => {
                &mut self.ambiguous
            }
            (Some(_), [true, false]) => one,
            (Some(_), [false, true]) => other,
            _ => return,
        };
        place.get_or_insert_with(|| Reading {
            at: cell.at.clone(),
            text: cell.text.trim().to_owned(),
            values: [first, second].map(Option::unwrap_or_default),
        });
    }

    /// Returns the one convention that reads all cells of the column of a field, or else the mistake and its place.
    pub(super) fn find_convention(
        &self,
        field: &Field,
    ) -> Result<Conventions, (Range<usize>, Mistake)> {
        let Some([first, second]) = both_conventions(field) else {
            return Ok(Conventions::default());
        };
        match (&self.decisive, &self.ambiguous) {
            ([Some(_), None], _) => Ok(first),
            ([None, Some(_)], _) => Ok(second),
            ([Some(first), Some(second)], _) if field.ty.is_time() => {
                Err((second.at.clone(), two_orders(first, second)))
            }
            (_, None) => Ok(Conventions::default()),
            (_, Some(cell)) if field.ty.is_time() => Err((cell.at.clone(), ambiguous_date(cell))),
            (_, Some(cell)) => Err((cell.at.clone(), ambiguous_amount(cell))),
        }
    }
}

fn two_orders(first: &Reading, second: &Reading) -> Mistake {
    Mistake::new(format!(
        "no order of day and month fits this column: `{}` has the day first, `{}` the month",
        first.text, second.text
    ))
    .help("write all dates like `2020-12-31`")
}

fn ambiguous_date(Reading { text, values: [day, month], .. }: &Reading) -> Mistake {
    Mistake::new(format!(
        "the dates of this column can be read in two ways: `{text}` is {day} with the day first, {month} with the month first"
    ))
    .help("say which with `--dates dmy` or `--dates mdy`, or write `2020-12-31`")
}

fn ambiguous_amount(Reading { text, values: [decimal, grouped], .. }: &Reading) -> Mistake {
    Mistake::new(format!(
        "the numbers of this column can be read in two ways: `{text}` is {decimal} with a decimal point, {grouped} with a decimal comma"
    ))
    .help(format!(
        "say which with `--decimal point` or `--decimal comma`, or write `{decimal}` or `{grouped}`"
    ))
}

/// The words that label the totals of a table.
const TOTALS: &str =
    "total|totals|subtotal|sub-total|sub total|grand total|合计|总计|小计|共计|总和|合 计";

/// Checks whether a text is the label of a total, or of a part of one: `Total`, `合计`, `其中：亚洲`.
pub(super) fn is_label_of_total(text: &str) -> bool {
    let text = fold_heading(text);
    let text = text.trim_end_matches([':', '：', ' ']);
    list_has(TOTALS, text)
        || text.starts_with("其中")
        || ["total", "subtotal"].iter().any(|word| {
            text.strip_prefix(word)
                .is_some_and(|rest| rest.trim_start().starts_with([':', '：', '(', '（']))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_become_words() {
        for (cell, words) in [
            ("> 5bn CNY", "more than 5bn CNY"),
            (">=5", "at least 5"),
            ("≥ 5", "at least 5"),
            ("<5", "less than 5"),
            ("<= 5%", "up to 5%"),
            ("≤5", "up to 5"),
            ("~42.7bn CNY", "about 42.7bn CNY"),
            ("5 > 3", "5 > 3"),
            ("5", "5"),
        ] {
            assert_eq!(without_sign(cell), words);
        }
    }
}
