//! How cells are read: signs in the place of words, values of a list in any case, values that follow from others, and the
//! conventions of a column. Dates like `03/04/2020` and amounts like `1.500` that one cell leaves open are read as the other
//! cells of their column are.

use std::borrow::Cow;
use std::ops::Range;

use crate::catalog::{Field, Type};
use crate::value::{Conventions, DayOrder, Point, Units};

use super::super::Literal;
use super::super::literal::{NOT_STATED, PART_OF, is_not_stated, read_text_as};
use super::columns::{Role, key};

/// Signs before an amount, with the words they stand for; the longer ones first.
const SIGNS: [(&str, &str); 7] = [
    (">=", "at least"),
    ("<=", "up to"),
    ("≥", "at least"),
    ("≤", "up to"),
    (">", "more than"),
    ("<", "less than"),
    ("~", "about"),
];

/// The cell of a field in the language's own words.
pub(super) fn literal<'t>(field: &Field, text: &'t str) -> Cow<'t, str> {
    let trimmed = text.trim();
    match &field.ty {
        _ if is_not_stated(trimmed) => Cow::Borrowed(NOT_STATED),
        Type::Text => Cow::Borrowed(text),
        Type::Enum(choices) => {
            let typed = key(trimmed);
            let found = choices.iter().find(|choice| key(&choice.name) == typed);
            found.map_or(Cow::Borrowed(trimmed), |choice| Cow::Owned(choice.name.clone()))
        }
        Type::YesNo => Cow::Owned(trimmed.to_lowercase()),
        ty if ty.is_amount() => signs(trimmed),
        _ => Cow::Borrowed(trimmed),
    }
}

/// Whether the cell follows from others: the end of an amount, the label of a record, the bound that a part has from its
/// whole.
pub(super) fn is_derived(role: &Role<'_>, text: &str) -> bool {
    match role {
        Role::Derived => true,
        Role::Field(field) => field.whole.is_some() && text.trim_start().starts_with(PART_OF),
        _ => false,
    }
}

/// The words for a sign, with what stands after it as it is.
fn signs(text: &str) -> Cow<'_, str> {
    let sign = SIGNS.iter().find_map(|(sign, words)| Some((words, text.strip_prefix(sign)?)));
    match sign {
        Some((words, rest)) => Cow::Owned(format!("{words} {}", rest.trim_start())),
        None => Cow::Borrowed(text),
    }
}

/// A cell, and how each of the two conventions reads it.
#[derive(Debug)]
struct Read {
    at: Range<usize>,
    text: String,
    ways: [String; 2],
}

/// The cells of a column that settle its convention.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The first cell that only the first convention reads, and the first that only the second does.
    settling: [Option<Read>; 2],
    /// The first cell with two readings.
    open: Option<Read>,
}

/// A column that has no convention: where, the sentence, and what may help.
pub(super) type Doubt = (Range<usize>, String, Vec<String>);

/// Returns the two conventions by which a field can be read, if there are two.
fn ways(field: &Field) -> Option<[Conventions; 2]> {
    let none = Conventions::default();
    if field.ty.is_time() {
        return Some(DayOrder::ALL.map(|order| Conventions { days: Some(order), ..none }));
    }
    let by = |point| Conventions { point: Some(point), ..none };
    field.ty.is_amount().then(|| Point::ALL.map(by))
}

/// Reads a cell by each of two conventions; the third is how it is read alone.
fn read(field: &Field, text: &str, units: &Units) -> Option<[Option<String>; 3]> {
    let text: Cow<'_, str> = literal(field, text);
    let read = |by| match read_text_as(field, &text, units, by) {
        Ok(Literal::Ready(stored)) => Some(stored.shown),
        _ => None,
    };
    let [first, second] = ways(field)?;
    Some([first, second, Conventions::default()].map(read))
}

/// Whether each of the two conventions of a field allows a text.
fn allowed(field: &Field, text: &str) -> [bool; 2] {
    if field.ty.is_time() {
        let allowed = DayOrder::allowed(text);
        return DayOrder::ALL.map(|order| allowed.contains(&order));
    }
    let allowed = Point::allowed(text);
    Point::ALL.map(|point| allowed.contains(&point))
}

/// Whether a cell has two readings.
pub(super) fn is_open(field: &Field, text: &str, units: &Units) -> bool {
    matches!(read(field, text, units), Some([Some(first), Some(second), None]) if first != second)
}

impl Seen {
    /// Looks at a cell.
    pub(super) fn look(&mut self, field: &Field, cell: &super::Cell<'_>, units: &Units) {
        let Some([first, second, alone]) = read(field, &cell.text, units) else { return };
        let [one, other] = &mut self.settling;
        let place = match (alone, allowed(field, &cell.text)) {
            (None, _) if first.is_some() && second.is_some() && first != second => &mut self.open,
            (Some(_), [true, false]) => one,
            (Some(_), [false, true]) => other,
            _ => return,
        };
        place.get_or_insert_with(|| Read {
            at: cell.at.clone(),
            text: cell.text.trim().to_owned(),
            ways: [first, second].map(Option::unwrap_or_default),
        });
    }

    /// Returns the one convention that reads all cells of the column of a field.
    pub(super) fn settle(&self, field: &Field) -> Result<Conventions, Doubt> {
        let Some([first, second]) = ways(field) else { return Ok(Conventions::default()) };
        match (&self.settling, &self.open) {
            ([Some(_), None], _) => Ok(first),
            ([None, Some(_)], _) => Ok(second),
            ([Some(first), Some(second)], _) if field.ty.is_time() => {
                Err(two_orders(first, second))
            }
            (_, None) => Ok(Conventions::default()),
            (_, Some(open)) if field.ty.is_time() => Err(open_date(open)),
            (_, Some(open)) => Err(open_point(open)),
        }
    }
}

fn two_orders(first: &Read, second: &Read) -> Doubt {
    let sentence = format!(
        "no one order reads this column: `{}` has the day first, `{}` the month",
        first.text, second.text
    );
    (second.at.clone(), sentence, vec!["write all dates like `2020-12-31`".to_owned()])
}

fn open_date(Read { at, text, ways: [day, month] }: &Read) -> Doubt {
    let sentence = format!(
        "the dates of this column can be read in two ways: `{text}` is {day} with the day first, {month} with the month first"
    );
    let help = "say it with `--dates dmy` or `--dates mdy`, or write `2020-12-31`".to_owned();
    (at.clone(), sentence, vec![help])
}

fn open_point(Read { at, text, ways: [decimal, grouped] }: &Read) -> Doubt {
    let sentence = format!(
        "the numbers of this column can be read in two ways: `{text}` is {decimal} with a decimal point, {grouped} with a decimal comma"
    );
    let help = format!(
        "say it with `--decimal point` or `--decimal comma`, or write `{decimal}` or `{grouped}`"
    );
    (at.clone(), sentence, vec![help])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_stand_for_words() {
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
            assert_eq!(signs(cell), words);
        }
    }
}
