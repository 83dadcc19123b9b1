//! Values of fields: from a literal of a digest to the columns that are stored, and what people write where there is none.

use std::ops::Range;

use rusqlite::types::Value as Sql;

use crate::catalog::{Choice, Field, Type};
use crate::text::list_or;
use crate::value::{
    Amount, Conventions, DateValue, LiteralError, LiteralErrorKind, Qualifier, Units, fold, suggest,
};

use super::Literal;
use super::problem::did_you_mean;
use super::reader::Toml;

/// Written for a field: the source was read and is silent.
pub const NOT_STATED: &str = "not stated";
/// Written for a link: the source does not list all.
pub const OPEN_LIST: &str = "open list";

/// Begins the amount of a part that only its whole bounds.
pub(crate) const PART_OF: &str = "part of ";

/// A value as it is stored: one cell for each column of its field, and the text it is shown by.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stored {
    pub(crate) columns: Vec<Sql>,
    pub(crate) shown: String,
}

/// Why a literal is refused: where in it (none: all of it), the sentence, and what may help.
#[derive(Debug)]
pub(crate) struct Wrong {
    pub(crate) at: Option<Range<usize>>,
    pub(crate) sentence: String,
    pub(crate) helps: Vec<String>,
    /// A number stands there without its unit.
    pub(crate) no_unit: bool,
}

impl Stored {
    /// A text with its folded key.
    pub(crate) fn text(text: &str) -> Self {
        let columns = vec![Sql::Text(text.to_owned()), Sql::Text(fold(text))];
        Self { columns, shown: text.to_owned() }
    }

    /// One of a list.
    pub(crate) fn choice(value: &str) -> Self {
        Self { columns: vec![Sql::Text(value.to_owned())], shown: value.to_owned() }
    }

    /// The id of a thing.
    pub(crate) fn id(id: i64, shown: &str) -> Self {
        Self { columns: vec![Sql::Integer(id)], shown: shown.to_owned() }
    }
}

impl From<LiteralError> for Wrong {
    fn from(fault: LiteralError) -> Self {
        let no_unit = matches!(fault.kind, LiteralErrorKind::MissingUnit { .. });
        Self { sentence: fault.to_string(), helps: fault.helps(), at: Some(fault.at), no_unit }
    }
}

/// The sentence for an open question in the place of a value.
pub(super) fn question(text: &str) -> String {
    format!("`{}` is an open question, not a value", text.trim())
}

fn wrong<T>(sentence: String, helps: Vec<String>) -> Result<T, Wrong> {
    Err(Wrong { at: None, sentence, helps, no_unit: false })
}

/// Says what is wrong with a text that would steer a terminal or a printer.
pub(super) fn control_in(text: &str) -> Option<String> {
    let bad = |c: &char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    let found = u32::from(text.chars().find(bad)?);
    Some(format!("this has a control character in it, U+{found:04X}"))
}

/// Whether a text says that the source is silent, in any case and with `_` for the blank.
pub(super) fn is_not_stated(text: &str) -> bool {
    fold(&text.replace(['_', '.'], " ")) == NOT_STATED
}

/// Reads what a digest gives for a field.
pub(super) fn read_toml(
    field: &Field,
    toml: &Toml<'_>,
    units: &Units,
    by: Conventions,
) -> Result<Literal, Wrong> {
    use toml::de::DeValue;
    // A number that is not a text has a decimal point.
    let by = if matches!(toml.get_ref(), DeValue::Float(_)) { Conventions::PRINTED } else { by };
    let text = match toml.get_ref() {
        DeValue::String(text) => text.to_string(),
        _ if field.ty == Type::Text => {
            return wrong(format!("`{}` is text and stands in quotes", field.name), vec![]);
        }
        DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        DeValue::Datetime(date) => date.to_string(),
        _ => {
            let sentence = format!("`{}` is {} and has one value", field.name, field.ty.noun());
            return wrong(sentence, vec![]);
        }
    };
    match control_in(&text) {
        Some(sentence) => wrong(sentence, vec![]),
        None => read_text_as(field, &text, units, by),
    }
}

/// Reads a literal of the language for a field.
pub(crate) fn read_text(field: &Field, text: &str, units: &Units) -> Result<Literal, Wrong> {
    read_text_as(field, text, units, Conventions::default())
}

/// Reads a literal for a field by the conventions of where it stands, such as those of a table's column.
pub(crate) fn read_text_as(
    field: &Field,
    text: &str,
    units: &Units,
    by: Conventions,
) -> Result<Literal, Wrong> {
    if text.trim().is_empty() {
        return wrong(format!("`{}` is empty", field.name), vec!["leave it out".into()]);
    }
    if is_question(text) {
        return wrong(question(text), vec![]);
    }
    let stored = match &field.ty {
        Type::Text => Stored::text(text),
        Type::Enum(choices) => read_choice(field, choices, text)?,
        Type::YesNo => read_yes_no(field, text)?,
        Type::Number { exact: true } => read_exact(field, text, units)?,
        Type::Number { exact: false } | Type::Share | Type::Money | Type::Quantity(_) => {
            read_amount(text, (field.ty.dimension(), field.signed), units, by)?
        }
        Type::Date => dated(DateValue::read_date(text, by)?),
        Type::Period => dated(DateValue::read_period(text, by)?),
        Type::Ref(_) => return Ok(Literal::Ref(text.to_owned())),
        Type::Level(level) => {
            let from = level.of.as_deref().unwrap_or("its containers");
            let sentence = format!("`{}` follows from `{from}` and is never entered", field.name);
            return wrong(sentence, vec![]);
        }
    };
    Ok(Literal::Ready(stored))
}

fn read_choice(field: &Field, choices: &[Choice], text: &str) -> Result<Stored, Wrong> {
    if choices.iter().any(|c| c.name == text) {
        return Ok(Stored::choice(text));
    }
    let names: Vec<String> = choices.iter().map(|c| c.name.clone()).collect();
    let mut helps = did_you_mean(&suggest(text, names.iter().map(String::as_str)), '`');
    if helps.is_empty() {
        helps.push(format!("it is one of {}", list_or(&names)));
    }
    wrong(format!("`{text}` is not a value of `{}`", field.name), helps)
}

/// Reads a yes or no.
pub(super) fn yes_or_no(name: &str, text: &str) -> Result<bool, Wrong> {
    match text {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        _ => wrong(format!("`{name}` is yes or no, not `{text}`"), vec![]),
    }
}

fn read_yes_no(field: &Field, text: &str) -> Result<Stored, Wrong> {
    let yes = yes_or_no(&field.name, text)?;
    let shown = if yes { "yes" } else { "no" }.to_owned();
    Ok(Stored { columns: vec![Sql::Integer(yes.into())], shown })
}

fn read_exact(field: &Field, text: &str, units: &Units) -> Result<Stored, Wrong> {
    let amount = Amount::read(text, field.ty.dimension(), field.signed, units)?;
    if amount.qualifier != Qualifier::Exactly {
        return wrong(format!("`{}` is one whole number", field.name), vec![]);
    }
    Ok(Stored { columns: vec![Sql::Integer(amount.at)], shown: amount.at.to_string() })
}

fn read_amount(
    text: &str,
    of: (Option<&str>, bool),
    units: &Units,
    by: Conventions,
) -> Result<Stored, Wrong> {
    let amount = Amount::read_as(text, of, units, by)?;
    let shown = amount.text(units);
    let end = |end: Option<i64>| end.map_or(Sql::Null, Sql::Integer);
    let columns = vec![
        Sql::Text(shown.clone()),
        Sql::Integer(amount.at),
        end(amount.low),
        end(amount.high),
        Sql::Text(amount.unit),
    ];
    Ok(Stored { columns, shown })
}

fn dated(date: DateValue) -> Stored {
    let day = |day: Option<String>| day.map_or(Sql::Null, Sql::Text);
    let columns = vec![
        Sql::Text(date.text.clone()),
        day(date.from),
        day(date.to),
        Sql::Text(date.kind.as_str().to_owned()),
    ];
    Stored { columns, shown: date.text }
}

/// Signs that nothing is called by, those of spreadsheets' errors among them.
const SIGNS: [&str; 20] = [
    "-", "--", "---", "–", "—", "―", ".", "..", "...", "…", "/", "*", "n/a", "#n/a", "n.a.",
    "#ref!", "#value!", "#div/0!", "#name?", "#num!",
];

/// Words that may also be a name.
const WORDS: [&str; 31] = [
    "\\n",
    "na",
    "n.a",
    "nan",
    "nil",
    "null",
    "none",
    "tbd",
    "tba",
    "tbc",
    "unknown",
    "undisclosed",
    "not available",
    "not applicable",
    "not disclosed",
    "not known",
    "not recorded",
    "confidential",
    "pending",
    "missing",
    "blank",
    "empty",
    "不详",
    "未知",
    "未披露",
    "未公开",
    "无",
    "待定",
    "暂无",
    "保密",
    "／",
];

/// Whether a text only says that something is missing, and can be nothing else.
fn is_sign(text: &str) -> bool {
    SIGNS.contains(&text.trim().to_lowercase().as_str())
}

/// Whether a text may say that something is missing.
pub(crate) fn is_absent(text: &str) -> bool {
    is_sign(text) || WORDS.contains(&text.trim().to_lowercase().as_str())
}

/// Whether a text is an open question.
pub(super) fn is_question(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().all(|c| matches!(c, '?' | '？'))
}

/// What to write where something is missing.
pub(crate) fn absent_helps(text: &str, tabular: bool) -> Vec<String> {
    let empty = if tabular { "leave the cell empty" } else { "leave it out" };
    let mut helps = vec![format!(
        "{empty} if it is not recorded; write `not stated` if the source says nothing of it"
    )];
    if tabular {
        let text = text.trim();
        let text = if text.contains(|c: char| c.is_whitespace() || "*\\#?？'".contains(c)) {
            format!("'{text}'")
        } else {
            text.to_owned()
        };
        helps.push(format!("`--null {text}` reads each such cell as empty"));
    }
    helps
}
