//! The pattern of a record's name, `{who}, {role} of {what}`, in parts. Not here: putting values into it (`store::load`).

/// Punctuation that is trimmed from a name's ends where a part is missing.
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
