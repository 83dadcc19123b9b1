//! What only tables write: signs in the place of words, the values of a list in any case, and values that follow from others,
//! which answers show and nobody enters.

use std::borrow::Cow;

use crate::catalog::{Field, Type};

use super::super::literal::{NOT_STATED, PART_OF, is_not_stated};
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
