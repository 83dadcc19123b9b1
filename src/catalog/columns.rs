//! How a field becomes columns of its kind's table. The one place that knows their names:
//! `store` makes them, `query::sql` reads them.

use super::{Field, Type};

/// Names the printed number of an amount: `investment_at`.
pub fn at(field: &str) -> String {
    format!("{field}_at")
}

/// Names the lower end of an amount: `investment_low`.
pub fn low(field: &str) -> String {
    format!("{field}_low")
}

/// Names the upper end of an amount: `investment_high`.
pub fn high(field: &str) -> String {
    format!("{field}_high")
}

/// Names the unit of an amount: `investment_unit`.
pub fn unit(field: &str) -> String {
    format!("{field}_unit")
}

/// Names the first day of a date or period: `date_from`.
pub fn from(field: &str) -> String {
    format!("{field}_from")
}

/// Names the last day of a date or period: `date_to`.
pub fn to(field: &str) -> String {
    format!("{field}_to")
}

/// Names the kind of a date value, `day`, `within` or `span`: `date_is`.
pub fn is(field: &str) -> String {
    format!("{field}_is")
}

/// Names the folded form of a text: `title_key`.
pub fn key(field: &str) -> String {
    format!("{field}_key")
}

/// Returns the condition that a list of words, which is the SQL text `list`, has a word, which is the SQL text `item`: one made by
/// [`item`].
pub fn has(list: &str, item: &str) -> String {
    format!("instr(', ' || {list} || ', ', {item}) > 0")
}

/// Returns a word as [`has`] looks for it.
pub fn item(word: &str) -> String {
    format!(", {word}, ")
}

/// Lists the columns of a field, each with its SQL type. Levels have none.
pub fn of(field: &Field) -> Vec<(String, &'static str)> {
    let name = field.name.clone();
    let f = &field.name;
    match &field.ty {
        Type::Text => vec![(name, "TEXT"), (key(f), "TEXT")],
        Type::Enum(_) => vec![(name, "TEXT")],
        Type::YesNo | Type::Ref(_) | Type::Number { exact: true } => vec![(name, "INTEGER")],
        Type::Number { exact: false } | Type::Share | Type::Money | Type::Quantity(_) => {
            vec![
                (name, "TEXT"),
                (at(f), "INTEGER"),
                (low(f), "INTEGER"),
                (high(f), "INTEGER"),
                (unit(f), "TEXT"),
            ]
        }
        Type::Date | Type::Period => {
            vec![(name, "TEXT"), (from(f), "TEXT"), (to(f), "TEXT"), (is(f), "TEXT")]
        }
        Type::Level(_) => vec![],
    }
}
