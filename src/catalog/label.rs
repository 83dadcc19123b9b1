//! The pattern of a record's name, `{who}, {role} of {what}`, in parts, and a name without one of them. Not here: putting values
//! into it (`store::load`).

use super::Kind;

/// Punctuation that is trimmed from the ends of a name if a part is missing.
pub const LOOSE: &str = ",:;";

/// A piece of a label's pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelPart<'p> {
    /// Fixed words.
    Literal(&'p str),
    /// The value of a field.
    Field(&'p str),
}

/// Splits a pattern into its parts. Literals never neighbour each other.
pub fn label_parts(pattern: &str) -> Vec<LabelPart<'_>> {
    let mut label_parts = Vec::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (field, after) = after.split_once('}').unwrap_or((after, ""));
        if !before.is_empty() {
            label_parts.push(LabelPart::Literal(before));
        }
        label_parts.push(LabelPart::Field(field));
        rest = after;
    }
    if !rest.is_empty() {
        label_parts.push(LabelPart::Literal(rest));
    }
    label_parts
}

/// Returns the name of a record without its part `field`, whose value is `own`, as it is shown beside that thing. If nothing
/// remains, the kind is its name. `query::sql` writes the same for columns.
pub fn name_without_part(kind: &Kind, field: &str, own: &str, name: &str) -> String {
    let parts = label_parts(kind.label.as_deref().unwrap_or_default());
    let Some(place) = parts.iter().position(|part| *part == LabelPart::Field(field)) else {
        return name.to_owned();
    };
    let words = |place: Option<usize>| match place.and_then(|place| parts.get(place)) {
        Some(LabelPart::Literal(words)) => *words,
        _ => "",
    };
    let (before, after) = (words(place.checked_sub(1)), words(place.checked_add(1)));
    let part = format!("{before}{own}");
    let rest = if place == 0 {
        let loose = |c: char| c == ' ' || LOOSE.contains(c);
        name.strip_prefix(own).map_or(name, |rest| rest.trim_start_matches(loose)).to_owned()
    } else if let Some(rest) = name.strip_suffix(&part) {
        rest.to_owned()
    } else {
        name.replace(&format!("{part}{after}"), before)
    };
    if rest.is_empty() { kind.name.clone() } else { rest }
}
