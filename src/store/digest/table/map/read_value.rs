//! Reads the values of a map: the pattern of each, and the other keys of its table.

use std::collections::HashMap;
use std::ops::Range;

use toml::de::DeValue;

use super::super::super::literal::{Toml, is_question, question_sentence, read_text};
use super::super::super::problem::Mistake;
use super::super::super::reader::Reader;
use super::super::cells;
use super::super::columns::Role;
use super::template::Template;
use crate::catalog::{Field, Kind, Sort, Type};
use crate::text::{list_or, yes_no};

/// The keys of a value that is written as a table.
const VALUE_KEYS: [&str; 6] = ["value", "words", "split", "unit", "round", "missing"];

/// How one value of an entry is made.
#[derive(Debug, Clone)]
pub(super) struct ValuePattern<'c> {
    /// Its place in the map.
    pub(super) at: Range<usize>,
    /// The heading that the column would have in a table of the kind.
    pub(super) heading: String,
    pub(super) value: Template,
    /// The separators between several values; each value makes an entry of its own.
    pub(super) split: Vec<String>,
    /// Words of the table, folded, with the words of the catalog.
    pub(super) words: HashMap<String, String>,
    /// The unit of its amounts, where it comes from a column.
    pub(super) unit: Option<Template>,
    /// The number of decimals to which its numbers are rounded.
    pub(super) round: Option<u32>,
    pub(super) missing: MissingName<'c>,
    /// The field or level whose values are names of things.
    pub(super) field: Option<&'c Field>,
}

/// The treatment of an unknown name.
#[derive(Debug, Clone, Copy)]
pub(super) enum MissingName<'c> {
    /// It is a mistake.
    Error,
    /// The value is left out, or the record that needs it.
    Skip,
    /// A thing of this kind is made.
    Make(&'c Kind),
}

impl<'c> Reader<'c, '_> {
    /// Reads a value: a pattern, or a table with a pattern.
    pub(super) fn read_setting(
        &mut self,
        (heading, role): (&str, Role<'c>),
        at: Range<usize>,
        value: &Toml<'_>,
    ) -> Option<ValuePattern<'c>> {
        let mut setting = ValuePattern {
            at,
            heading: heading.to_owned(),
            value: Template::default(),
            split: vec![],
            words: HashMap::new(),
            unit: None,
            round: None,
            missing: MissingName::Error,
            field: field_of_names(role),
        };
        let DeValue::Table(table) = value.get_ref() else {
            setting.value = self.read_template(value)?;
            self.check_filled(heading, &setting.value, value)?;
            self.check_word(role, setting.value.constant(), value);
            return Some(setting);
        };
        for (name, value) in table {
            match name.get_ref().as_ref() {
                "value" => {
                    setting.value = self.read_template(value)?;
                    self.check_filled(heading, &setting.value, value)?;
                }
                "words" => match value.get_ref() {
                    DeValue::Table(words) => {
                        for value in words.values() {
                            self.check_word(role, value.get_ref().as_str(), value);
                        }
                        setting.words = self.read_words(words);
                    }
                    _ => self.report(value.span(), "write `words = { \"Word\" = \"meaning\" }`"),
                },
                "split" => setting.split = self.read_texts(value),
                "unit" if matches!(role, Role::Field(field) if field.ty.is_amount()) => {
                    setting.unit = self.read_template(value);
                    let constant = setting.unit.as_ref().and_then(Template::constant);
                    if let Some(text) = constant.filter(|text| is_question(text)) {
                        self.report(value.span(), question_sentence(text));
                    }
                    if setting.unit.as_ref().is_some_and(Template::is_empty) {
                        let help = "write the unit, such as `USD` or `million EUR`, or a pattern such as `{Currency}`";
                        self.report(value.span(), Mistake::new("this unit is empty").help(help));
                    }
                }
                "unit" => self.report(name.span(), format!("`{heading}` isn't an amount")),
                "round" => match value.get_ref().as_integer().map(|n| n.as_str().parse()) {
                    Some(Ok(decimals @ 0..=9)) => setting.round = Some(decimals),
                    _ => self.report(value.span(), "`round` is a number of decimals, up to 9"),
                },
                "missing" => setting.missing = self.read_missing(role, value),
                other => {
                    let sentence = format!("`{other}` isn't a key of a value");
                    let mistake = Mistake::new(sentence).did_you_mean(other, VALUE_KEYS);
                    self.report(name.span(), mistake);
                }
            }
        }
        if !table.contains_key("value") {
            let mistake = Mistake::new(format!("`{heading}` has no `value`"));
            return self.refuse(value.span(), mistake.help("write `value = \"{Column}\"`"));
        }
        setting.split.retain(|separator| !separator.is_empty());
        setting.unit = setting.unit.filter(|unit| !set_heading(&mut setting.heading, unit));
        Some(setting)
    }

    /// Checks that a pattern makes something.
    fn check_filled(&mut self, heading: &str, pattern: &Template, at: &Toml<'_>) -> Option<()> {
        if !pattern.is_empty() {
            return Some(());
        }
        let mistake = Mistake::new(format!("`{heading}` has no pattern yet"));
        let help = "write the heading of a column in braces, as in `{Title}`, or leave it out";
        self.refuse(at.span(), mistake.help(help))
    }

    /// Checks that a constant text isn't an open question, and that it is a value of its field, if values of that field have
    /// neither names nor units.
    fn check_word(&mut self, role: Role<'c>, text: Option<&str>, at: &Toml<'_>) {
        if let Some(text) = text.filter(|text| is_question(text)) {
            return self.report(at.span(), question_sentence(text));
        }
        let Role::Field(field) = role else { return };
        let alone = matches!(field.ty, Type::Enum(_) | Type::YesNo) || field.ty.is_time();
        if let Some(text) = text.filter(|text| alone && !text.is_empty())
            && let Err(refused) =
                read_text(field, &cells::cell_to_literal(field, text), &self.catalog.units)
        {
            self.report(at.span(), refused.mistake);
        }
    }

    /// Reads the treatment of unknown names.
    fn read_missing(&mut self, role: Role<'c>, value: &Toml<'_>) -> MissingName<'c> {
        let Some(text) = self.read_string("missing", value) else { return MissingName::Error };
        let Some(field) = field_of_names(role) else {
            self.report(value.span(), "`missing` is for values that lead to other things");
            return MissingName::Error;
        };
        match text.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["error"] => MissingName::Error,
            ["skip"] => MissingName::Skip,
            ["make", kind @ ..] if kind.len() < 2 => {
                self.find_kind_to_make(field, kind.first(), value)
            }
            _ => {
                let help = "`skip` leaves the value out, `make` makes a thing of this name";
                let mistake = Mistake::new("`missing` is `error`, `skip` or `make`").help(help);
                self.report(value.span(), mistake);
                MissingName::Error
            }
        }
    }

    /// Finds the kind of the things that are made for unknown names.
    fn find_kind_to_make(
        &mut self,
        field: &'c Field,
        kind: Option<&&str>,
        value: &Toml<'_>,
    ) -> MissingName<'c> {
        let catalog = self.catalog;
        let things = catalog.kinds.iter().filter(|kind| kind.sort == Sort::Thing);
        let fits = |kind: &&Kind| match &field.ty {
            Type::Ref(targets) => targets.any || targets.kinds.contains(&kind.name),
            _ => catalog.containment.as_ref().is_some_and(|c| c.places == kind.name),
        };
        let fitting: Vec<&Kind> = things.filter(fits).collect();
        let chosen = match kind {
            Some(name) => fitting.iter().find(|kind| kind.name == **name).copied(),
            None => {
                Some(fitting.as_slice()).filter(|f| f.len() == 1).and_then(|f| f.first().copied())
            }
        };
        if let Some(kind) = chosen {
            return MissingName::Make(kind);
        }
        let kinds: Vec<String> =
            fitting.iter().map(|kind| format!("`make {}`", kind.name)).collect();
        let sentence = match kind {
            Some(name) => format!("`{}` doesn't lead to things of the kind `{name}`", field.name),
            None => format!("`{}` leads to things of several kinds", field.name),
        };
        self.report(
            value.span(),
            Mistake::new(sentence).help(format!("write {}", list_or(&kinds))),
        );
        MissingName::Error
    }

    /// Reads a pattern. Numbers and dates that need no quotes are constants.
    pub(super) fn read_template(&mut self, value: &Toml<'_>) -> Option<Template> {
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Boolean(yes) => yes_no(*yes).to_owned(),
            DeValue::Array(_) | DeValue::Table(_) => {
                return self.refuse(
                    value.span(),
                    "this is a pattern: a text in quotes, such as `\"{Column}\"`",
                );
            }
            _ => self.text.as_str().get(value.span()).unwrap_or_default().to_owned(),
        };
        match Template::read(&text) {
            Ok(template) => Some(template),
            Err(sentence) => self.refuse(value.span(), sentence),
        }
    }
}

/// Puts a unit that is the same for all rows into the heading, as in `investment (million USD)`.
fn set_heading(heading: &mut String, unit: &Template) -> bool {
    let Some(unit) = unit.constant() else { return false };
    *heading = format!("{heading} ({unit})");
    true
}

/// Returns the field or level of a column whose texts are names of things.
fn field_of_names(role: Role<'_>) -> Option<&Field> {
    match role {
        Role::Field(field) => field.ty.is_ref().then_some(field),
        Role::Level { level, .. } => Some(level),
        _ => None,
    }
}
