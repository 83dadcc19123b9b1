//! Values of fields: from a literal of a digest to the stored columns, and the words that people write if there is no value.

use std::ops::Range;
use std::rc::Rc;

use rusqlite::types::Value as Sql;
use toml::Spanned;
use toml::de::DeValue;

use super::limits::LONGEST_TEXT;
use super::problem::Mistake;
use crate::catalog::{Choice, Field, Type};
use crate::text::{list_has, list_or, yes_no};
use crate::value::{
    Amount, Conventions, DateValue, LiteralError, LiteralErrorKind, Qualifier, StatedAmount, Units,
    fold,
};

/// Written for a field: the source was read and doesn't say.
pub const NOT_STATED: &str = "not stated";
/// Written for a link: the source doesn't list all.
pub const OPEN_LIST: &str = "open list";

/// Begins the equivalent that a claim gives for a field: `also about 20.6bn USD`.
pub(crate) const ALSO: &str = "also ";

/// Signs and words for a missing value, those of spreadsheets' errors among them. A word may also be a name.
const ABSENT: &str = "-|--|---|–|—|―|.|..|...|…|/|*|n/a|#n/a|n.a.|n.d.|n/d|#ref!|#value!|#div/0!|#name?|#num!|\\n|na|\
    n.a|nan|nil|null|none|tbd|tba|tbc|unknown|undisclosed|not available|not applicable|\
    not disclosed|not known|not recorded|confidential|pending|missing|blank|empty|不详|未知|未披露|\
    未公开|无|待定|暂无|保密|／";

/// A value as it is stored: one cell for each column of its field, and the text that is shown.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stored {
    pub(crate) columns: Vec<Sql>,
    pub(crate) shown: String,
    /// The same amount in other units, as its source gives it.
    pub(crate) equivalents: Vec<String>,
}

/// A value as read: ready to be stored, or the name of a thing that must be looked up.
#[derive(Debug, Clone)]
pub(crate) enum Literal {
    Ready(Rc<Stored>),
    Ref(String),
}

/// A TOML value and its place.
pub(super) type Toml<'i> = Spanned<DeValue<'i>>;

/// Why a literal is refused.
#[derive(Debug)]
pub(crate) struct RefusedLiteral {
    /// The bytes of it that are wrong; `None` means all.
    pub(crate) at: Option<Range<usize>>,
    pub(crate) mistake: Mistake,
    /// Whether it is a number without its unit.
    pub(crate) no_unit: bool,
}

impl Stored {
    /// Returns a text with its folded key.
    pub(crate) fn text(text: &str) -> Self {
        Self::new(text, vec![Sql::Text(text.to_owned()), Sql::Text(fold(text))])
    }

    /// Returns one value of an enum.
    pub(crate) fn choice(value: &str) -> Self {
        Self::new(value, vec![Sql::Text(value.to_owned())])
    }

    /// Returns the id of a thing.
    pub(crate) fn id(id: i64, shown: &str) -> Self {
        Self::new(shown, vec![Sql::Integer(id)])
    }

    fn new(shown: &str, columns: Vec<Sql>) -> Self {
        Self { columns, shown: shown.to_owned(), equivalents: vec![] }
    }
}

impl From<LiteralError> for RefusedLiteral {
    fn from(error: LiteralError) -> Self {
        let no_unit = matches!(error.kind, LiteralErrorKind::MissingUnit { .. });
        let mistake = Mistake::new(error.to_string()).helps(error.helps());
        Self { at: Some(error.at), mistake, no_unit }
    }
}

impl<M: Into<Mistake>> From<M> for RefusedLiteral {
    fn from(mistake: M) -> Self {
        Self { at: None, mistake: mistake.into(), no_unit: false }
    }
}

/// Returns the sentence for a question mark instead of a value.
pub(super) fn question_sentence(text: &str) -> String {
    format!("`{}` is an open question, not a value", text.trim())
}

/// Returns the sentence for a text with too many bytes.
pub(super) fn too_long(bytes: usize) -> String {
    format!("this text has {bytes} bytes; a text has at most {LONGEST_TEXT}")
}

/// Returns what is wrong with a text that can't be stored: it is too long, or has a control character, which could steer a
/// terminal or a printer.
pub(super) fn text_fault(text: &str) -> Option<String> {
    if text.len() > LONGEST_TEXT {
        return Some(too_long(text.len()));
    }
    let bad = |c: &char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    let found = u32::from(text.chars().find(bad)?);
    Some(format!("this has a control character in it, U+{found:04X}"))
}

/// Checks whether a text is `not stated`, in any case and with `_` for the space.
pub(super) fn is_not_stated(text: &str) -> bool {
    // Few texts have these letters, so few are folded.
    let letters =
        text.bytes().filter(u8::is_ascii_alphabetic).map(|byte| byte.to_ascii_lowercase());
    let has_letters =
        !text.is_ascii() || letters.eq(NOT_STATED.bytes().filter(u8::is_ascii_alphabetic));
    has_letters && fold(&text.replace(['_', '.'], " ")) == NOT_STATED
}

/// Checks whether a text may say that a value is missing.
pub(crate) fn is_absent(text: &str) -> bool {
    list_has(ABSENT, &text.trim().to_lowercase())
}

/// Checks whether a text is an open question.
pub(super) fn is_question(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().all(|c| matches!(c, '?' | '？'))
}

/// Returns what to write where a value is missing.
pub(crate) fn absent_helps(text: &str, tabular: bool) -> Vec<String> {
    let empty = if tabular { "leave the cell empty" } else { "leave it out" };
    let mut helps = vec![format!(
        "{empty} if it isn't recorded; write `not stated` if the source says nothing about it"
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

/// Reads the TOML value of a field.
pub(super) fn read_toml(
    field: &Field,
    toml: &Toml<'_>,
    units: &Units,
    by: Conventions,
) -> Result<Literal, RefusedLiteral> {
    // A number that isn't a text has a decimal point.
    let by = if matches!(toml.get_ref(), DeValue::Float(_)) { Conventions::PRINTED } else { by };
    let text = match toml.get_ref() {
        DeValue::String(text) => text.to_string(),
        _ if field.ty == Type::Text => {
            return Err(format!("`{}` is text: write it in quotes", field.name).into());
        }
        DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(yes) => yes_no(*yes).to_owned(),
        DeValue::Datetime(date) => date.to_string(),
        _ => {
            let sentence =
                format!("`{}` is {} and takes only one value", field.name, field.ty.noun());
            return Err(sentence.into());
        }
    };
    match text_fault(&text) {
        Some(sentence) => Err(sentence.into()),
        None => read_text_as(field, &text, units, by),
    }
}

/// Reads a literal of the language for a field.
pub(crate) fn read_text(
    field: &Field,
    text: &str,
    units: &Units,
) -> Result<Literal, RefusedLiteral> {
    read_text_as(field, text, units, Conventions::default())
}

/// Reads a literal for a field by the conventions of its place, such as those of a table's column.
pub(crate) fn read_text_as(
    field: &Field,
    text: &str,
    units: &Units,
    by: Conventions,
) -> Result<Literal, RefusedLiteral> {
    if text.trim().is_empty() {
        let mistake = Mistake::new(format!("`{}` is empty", field.name));
        return Err(mistake.help("leave it out").into());
    }
    if is_question(text) {
        return Err(question_sentence(text).into());
    }
    let stored = match &field.ty {
        _ if field.computed => {
            let sentence = format!("`{}` is computed and never entered", field.name);
            return Err(sentence.into());
        }
        Type::Text => Stored::text(text),
        Type::Enum(choices) => read_choice(field, choices, text)?,
        Type::YesNo => {
            let yes = read_yes_no(&field.name, text)?;
            Stored::new(yes_no(yes), vec![Sql::Integer(yes.into())])
        }
        Type::Number { exact: true } => read_exact(field, text, units)?,
        Type::Number { exact: false } | Type::Share | Type::Money | Type::Quantity(_) => {
            let of = (field.ty.dimension(), field.signed);
            stored_amount(StatedAmount::read_as(text, of, units, by)?, units)
        }
        Type::Date => stored_date(DateValue::read_date(text, by)?),
        Type::Period => stored_date(DateValue::read_period(text, by)?),
        Type::Ref(_) => return Ok(Literal::Ref(text.to_owned())),
        Type::Level(level) => {
            let from = level.of.as_deref().unwrap_or("its containers");
            let sentence = format!("`{}` follows from `{from}` and is never entered", field.name);
            return Err(sentence.into());
        }
    };
    Ok(Literal::Ready(Rc::new(stored)))
}

fn read_choice(field: &Field, choices: &[Choice], text: &str) -> Result<Stored, Mistake> {
    let names: Vec<&str> = choices.iter().map(|choice| choice.name.as_str()).collect();
    if names.contains(&text) {
        return Ok(Stored::choice(text));
    }
    let mistake = Mistake::new(format!("`{text}` isn't a value of `{}`", field.name));
    let mistake = mistake.did_you_mean(text, names.iter().copied());
    if mistake.helps.is_empty() {
        return Err(mistake.help(format!("it is one of {}", list_or(&names))));
    }
    Err(mistake)
}

/// Reads a yes or no.
pub(super) fn read_yes_no(name: &str, text: &str) -> Result<bool, Mistake> {
    match text {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        _ => Err(format!("`{name}` can only be yes or no, not `{text}`").into()),
    }
}

fn read_exact(field: &Field, text: &str, units: &Units) -> Result<Stored, RefusedLiteral> {
    let amount = Amount::read(text, field.ty.dimension(), field.signed, units)?;
    if amount.qualifier != Qualifier::Exactly {
        return Err(format!("`{}` is one whole number", field.name).into());
    }
    Ok(Stored::new(&amount.at.to_string(), vec![Sql::Integer(amount.at)]))
}

/// Reads what a claim says of a field as an amount; `None` means that it says something else.
pub(crate) fn read_stated(field: &Field, says: &str, units: &Units) -> Option<StatedAmount> {
    let (of, by) = ((field.ty.dimension(), field.signed), Conventions::default());
    let is_amount = field.ty.is_range();
    is_amount.then(|| StatedAmount::read_as(says, of, units, by).ok()).flatten()
}

fn stored_amount(stated: StatedAmount, units: &Units) -> Stored {
    let shown = stated.text(units);
    let equivalents = stated.equivalents.iter().map(|other| other.text(units)).collect();
    let amount = stated.amount;
    let columns = vec![
        amount.text(units).into(),
        amount.at.into(),
        amount.low.into(),
        amount.high.into(),
        amount.unit.into(),
    ];
    Stored { columns, shown, equivalents }
}

fn stored_date(date: DateValue) -> Stored {
    let kind = date.kind.as_str().to_owned();
    let columns = vec![date.text.clone().into(), date.from.into(), date.to.into(), kind.into()];
    Stored { columns, shown: date.text, equivalents: vec![] }
}
