//! How a field becomes columns of its kind's table. The one place that knows their names:
//! `store` makes them, `query::sql` reads them.

use super::{Field, Type};

/// Names the column of the printed number of an amount: `investment_at`.
pub fn number_column(field: &str) -> String {
    format!("{field}_at")
}

/// Names the lower end of an amount: `investment_low`.
pub fn low_column(field: &str) -> String {
    format!("{field}_low")
}

/// Names the upper end of an amount: `investment_high`.
pub fn high_column(field: &str) -> String {
    format!("{field}_high")
}

/// Names the unit of an amount: `investment_unit`.
pub fn unit_column(field: &str) -> String {
    format!("{field}_unit")
}

/// Names the first day of a date or period: `date_from`.
pub fn first_day_column(field: &str) -> String {
    format!("{field}_from")
}

/// Names the last day of a date or period: `date_to`.
pub fn last_day_column(field: &str) -> String {
    format!("{field}_to")
}

/// Names the column that says how a date fills its days (`day`, `within` or `span`): `date_is`.
pub fn date_kind_column(field: &str) -> String {
    format!("{field}_is")
}

/// Names the folded form of a text: `title_key`.
pub fn key_column(field: &str) -> String {
    format!("{field}_key")
}

/// Returns the condition that a list of words, which is the SQL text `list`, has a word, which is the SQL text `item`: one made by
/// [`delimited_item`].
pub fn item_condition(list: &str, item: &str) -> String {
    format!("instr(', ' || {list} || ', ', {item}) > 0")
}

/// Returns a word as [`item_condition`] looks for it.
pub fn delimited_item(word: &str) -> String {
    format!(", {word}, ")
}

/// Returns what follows the name of a field in the names of its columns, each with its SQL type. Levels have no columns.
pub fn column_endings(field: &Field) -> &'static [(&'static str, &'static str)] {
    match &field.ty {
        Type::Text => &[("", "TEXT"), ("_key", "TEXT")],
        Type::Enum(_) => &[("", "TEXT")],
        Type::YesNo | Type::Ref(_) | Type::Number { exact: true } => &[("", "INTEGER")],
        Type::Number { exact: false } | Type::Share | Type::Money | Type::Quantity(_) => &[
            ("", "TEXT"),
            ("_at", "INTEGER"),
            ("_low", "INTEGER"),
            ("_high", "INTEGER"),
            ("_unit", "TEXT"),
        ],
        Type::Date | Type::Period => {
            &[("", "TEXT"), ("_from", "TEXT"), ("_to", "TEXT"), ("_is", "TEXT")]
        }
        Type::Level(_) => &[],
    }
}

/// Lists the columns of a field, each with its SQL type.
pub fn field_columns(field: &Field) -> Vec<(String, &'static str)> {
    let name = &field.name;
    column_endings(field).iter().map(|(ending, ty)| (format!("{name}{ending}"), *ty)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn columns_have_the_names_by_which_they_are_asked() {
        let catalog = Catalog::built_in().unwrap();
        for field in catalog.kinds.iter().flat_map(|kind| &kind.fields) {
            let f = &field.name;
            let names: Vec<String> =
                field_columns(field).into_iter().map(|(name, _)| name).collect();
            let more = match names.len() {
                2 => vec![key_column(f)],
                4 => vec![first_day_column(f), last_day_column(f), date_kind_column(f)],
                5 => vec![number_column(f), low_column(f), high_column(f), unit_column(f)],
                _ => vec![],
            };
            assert_eq!(names.get(1..).unwrap_or_default(), more, "{f}");
        }
    }
}
