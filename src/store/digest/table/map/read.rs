//! The text of a map: the entries that it makes of a row, each with the patterns of its values.

use std::collections::HashMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::super::super::input::Input;
use super::super::super::literal::{Toml, is_question, question, read_text};
use super::super::super::problem::{Mistake, Problems, did_you_mean};
use super::super::super::reader::Reader;
use super::super::cells::{self, key};
use super::super::columns::{Columns, Role};
use super::template::Template;
use crate::catalog::{Catalog, Field, Kind, SOURCE, Sort, Type};
use crate::text::list_or;
use crate::value::{Conventions, DayOrder, Point, fold, suggest};

/// The table of a map about the file: lines to skip, columns, words that mean an empty cell.
const TABLE: &str = "table";
/// The table of a map with other names of things.
const NAMES: &str = "names";
/// The key of an entry for the name by which others of the row refer to it.
const AS: &str = "as";
/// The key of an entry for a pattern without which the entry is not made.
const WHEN: &str = "when";
/// The keys of a value that is written as a table.
const VALUE_KEYS: [&str; 6] = ["value", "words", "split", "unit", "round", "missing"];
/// The keys of the table about the file.
const TABLE_KEYS: [&str; 5] = ["skip", "header", "null", "dates", "decimal"];

/// A map that has been read.
#[derive(Debug, Default)]
pub(super) struct TableMap<'c> {
    /// The number of lines before the header.
    pub(super) skip: usize,
    /// The names of the columns, if the table has no header.
    pub(super) header: Option<Vec<String>>,
    /// The words that mean an empty cell.
    pub(super) null: Vec<String>,
    pub(super) conventions: Conventions,
    /// Other names of things, folded, with the names by which they are known.
    pub(super) names: HashMap<String, String>,
    /// The source of all rows, made once.
    pub(super) source: Option<EntryPattern<'c>>,
    pub(super) entries: Vec<EntryPattern<'c>>,
}

/// How a row becomes an entry of a kind.
#[derive(Debug)]
pub(super) struct EntryPattern<'c> {
    pub(super) at: Range<usize>,
    pub(super) kind: &'c Kind,
    /// The name by which other entries of the row refer to it.
    pub(super) called: String,
    pub(super) when: Option<Template>,
    pub(super) settings: Vec<ValuePattern<'c>>,
    /// Whether it is only made for names that nothing known has (`missing = "make"`).
    pub(super) implied: bool,
}

/// How one value of an entry is made.
#[derive(Debug, Clone)]
pub(super) struct ValuePattern<'c> {
    /// Its place in the map.
    pub(super) at: Range<usize>,
    /// What would be the heading of a column of a table of the kind.
    pub(super) heading: String,
    pub(super) value: Template,
    /// What separates several values; each makes an entry of its own.
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

/// What becomes of a name that nothing has.
#[derive(Debug, Clone, Copy)]
pub(super) enum MissingName<'c> {
    /// It is a mistake.
    Error,
    /// The value is left out, or the record that needs it.
    Skip,
    /// A thing of this kind is made.
    Make(&'c Kind),
}

impl EntryPattern<'_> {
    /// Checks whether a value with this heading is given.
    pub(super) fn gives(&self, headings: &[&str]) -> bool {
        self.settings.iter().any(|setting| headings.contains(&key(&setting.heading).as_str()))
    }
}

/// Reads a map. Mistakes are noted; everything else is returned.
pub(super) fn read_map<'c>(
    catalog: &'c Catalog,
    (file, input): (usize, &Input),
    problems: &mut Problems,
) -> TableMap<'c> {
    let (document, errors) = DeTable::parse_recoverable(&input.text);
    let breaks = errors.iter().map(|e| e.span().map_or(0, |span| span.start)).collect();
    let mut reader = Reader { breaks, ..Reader::new(catalog, (file, &input.text), problems) };
    for error in errors {
        reader.problem(error.span().unwrap_or_default(), error.message().to_owned());
    }
    let document = document.into_inner();
    let mut map = TableMap::default();
    let mut patterns: Vec<EntryPattern<'c>> = Vec::new();
    for (name, value) in &document {
        match (name.get_ref().as_ref(), value.get_ref()) {
            (TABLE, DeValue::Table(table)) => reader.about_table(table, &mut map),
            (NAMES, DeValue::Table(table)) => map.names = reader.words(table),
            (SOURCE, DeValue::Table(table)) => {
                map.source = reader.pattern(name, (value.span(), table)).into_iter().next();
            }
            (_, DeValue::Array(list)) => {
                for item in list {
                    match item.get_ref() {
                        DeValue::Table(table) => {
                            patterns.extend(reader.pattern(name, (item.span(), table)));
                        }
                        _ => reader.problem(item.span(), "an entry is a table of values"),
                    }
                }
            }
            (kind, _) if catalog.kind(kind).is_some() => {
                reader.problem(name.span(), format!("each entry begins with [[{kind}]]"));
            }
            (kind, _) => reader.unknown_kind(kind, name.span()),
        }
    }
    patterns.sort_by_key(|pattern| pattern.at.start);
    map.entries = patterns;
    reader.check_map(&map);
    map
}

impl<'c> Reader<'c, '_> {
    /// Reads the table about the file.
    fn about_table(&mut self, table: &DeTable<'_>, map: &mut TableMap<'c>) {
        for (name, value) in table {
            match name.get_ref().as_ref() {
                "skip" => {
                    let number = value.get_ref().as_integer().and_then(|n| n.as_str().parse().ok());
                    match number {
                        Some(number) => map.skip = number,
                        None => self.problem(value.span(), "`skip` is a number of lines"),
                    }
                }
                "header" => map.header = Some(self.texts(value)),
                "null" => map.null = self.texts(value),
                "dates" => match self.string("dates", value).as_deref() {
                    Some("dmy") => map.conventions.days = Some(DayOrder::DayFirst),
                    Some("mdy") => map.conventions.days = Some(DayOrder::MonthFirst),
                    Some(_) => self.problem(value.span(), "`dates` is `dmy` or `mdy`"),
                    None => {}
                },
                "decimal" => match self.string("decimal", value).as_deref() {
                    Some("point") => map.conventions.point = Some(Point::Decimal),
                    Some("comma") => map.conventions.point = Some(Point::Groups),
                    Some(_) => self.problem(value.span(), "`decimal` is `point` or `comma`"),
                    None => {}
                },
                other => {
                    let sentence = format!("`{other}` says nothing about a table");
                    let mistake = Mistake::new(sentence).did_you_mean(other, TABLE_KEYS);
                    self.problem(name.span(), mistake);
                }
            }
        }
    }

    /// Reads a text, or a list of texts. An empty one is allowed.
    fn texts(&mut self, value: &Toml<'_>) -> Vec<String> {
        let items: Vec<&Toml<'_>> = match value.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => vec![value],
        };
        let mut texts = Vec::new();
        for item in items {
            match item.get_ref() {
                DeValue::String(text) => texts.push(text.to_string()),
                _ => self.problem(item.span(), "this is text and needs quotes"),
            }
        }
        texts
    }

    /// Reads a table of words and what they mean; an empty text means an empty cell.
    fn words(&mut self, table: &DeTable<'_>) -> HashMap<String, String> {
        let mut words = HashMap::new();
        for (word, means) in table {
            match means.get_ref() {
                DeValue::String(text) => {
                    if words.insert(fold(word.get_ref()), text.to_string()).is_some() {
                        let sentence =
                            format!("`{}` is there already, in another spelling", word.get_ref());
                        self.problem(word.span(), sentence);
                    }
                }
                DeValue::Boolean(yes) => {
                    let yes = if *yes { "yes" } else { "no" };
                    words.insert(fold(word.get_ref()), yes.to_owned());
                }
                _ => self.problem(means.span(), "this is text and needs quotes"),
            }
        }
        words
    }

    /// Reads an entry, and before it those that it implies (`missing = "make"`).
    fn pattern(
        &mut self,
        name: &Spanned<DeString<'_>>,
        (span, table): (Range<usize>, &DeTable<'_>),
    ) -> Vec<EntryPattern<'c>> {
        let kind = self.catalog.kind(name.get_ref()).filter(|kind| kind.is_entered());
        let Some(kind) = kind else {
            self.unknown_kind(name.get_ref(), name.span());
            return vec![];
        };
        let mut pattern = EntryPattern {
            at: span,
            kind,
            called: kind.name.clone(),
            when: None,
            settings: vec![],
            implied: false,
        };
        let mut columns = Columns::new(self.catalog, kind);
        for (name, value) in table {
            match name.get_ref().as_ref() {
                AS => pattern.called = self.string(AS, value).unwrap_or_default(),
                WHEN => pattern.when = self.template(value),
                heading => {
                    let Some(role) = self.role(&mut columns, heading, name.span()) else {
                        continue;
                    };
                    let at = name.span().start..value.span().end;
                    let setting = self.setting((heading, role), at, value);
                    pattern.settings.extend(setting);
                }
            }
        }
        let implied = implied(self.catalog, &pattern);
        implied.into_iter().chain([pattern]).collect()
    }

    /// Returns the meaning of a heading; one without a meaning is a mistake.
    fn role(
        &mut self,
        columns: &mut Columns<'c>,
        heading: &str,
        at: Range<usize>,
    ) -> Option<Role<'c>> {
        match columns.role(heading) {
            Ok(Role::Derived | Role::LeftOut | Role::NoHeading) => {
                let sentence = format!("`{heading}` follows from other values");
                self.problem(at, Mistake::new(sentence).help("leave it out"));
                None
            }
            Ok(role) if columns.has(&role) => {
                self.problem(at, format!("`{heading}` is there already, in another spelling"));
                None
            }
            Ok(role) => {
                columns.roles.push(role);
                Some(role)
            }
            Err(mistake) => {
                self.problem(at, mistake);
                None
            }
        }
    }

    /// Reads how a value is made: a pattern, or a table with a pattern.
    fn setting(
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
            field: leads(role),
        };
        let DeValue::Table(table) = value.get_ref() else {
            setting.value = self.template(value)?;
            self.check_filled(heading, &setting.value, value)?;
            self.check_word(role, setting.value.constant(), value);
            return Some(setting);
        };
        for (name, value) in table {
            match name.get_ref().as_ref() {
                "value" => {
                    setting.value = self.template(value)?;
                    self.check_filled(heading, &setting.value, value)?;
                }
                "words" => match value.get_ref() {
                    DeValue::Table(words) => {
                        for value in words.values() {
                            self.check_word(role, value.get_ref().as_str(), value);
                        }
                        setting.words = self.words(words);
                    }
                    _ => self.problem(value.span(), "write `words = { \"Word\" = \"meaning\" }`"),
                },
                "split" => setting.split = self.texts(value),
                "unit" if matches!(role, Role::Field(field) if field.ty.is_amount()) => {
                    setting.unit = self.template(value);
                    let constant = setting.unit.as_ref().and_then(Template::constant);
                    if let Some(text) = constant.filter(|text| is_question(text)) {
                        self.problem(value.span(), question(text));
                    }
                    if setting.unit.as_ref().is_some_and(Template::is_empty) {
                        let help = "write the unit, such as `USD` or `million EUR`, or a pattern such as `{Currency}`";
                        self.problem(value.span(), Mistake::new("this unit is empty").help(help));
                    }
                }
                "unit" => self.problem(name.span(), format!("`{heading}` is not an amount")),
                "round" => match value.get_ref().as_integer().map(|n| n.as_str().parse()) {
                    Some(Ok(decimals @ 0..=9)) => setting.round = Some(decimals),
                    _ => self.problem(value.span(), "`round` is a number of decimals, up to 9"),
                },
                "missing" => setting.missing = self.missing(role, value),
                other => {
                    let sentence = format!("`{other}` is no part of how a value is made");
                    let mistake = Mistake::new(sentence).did_you_mean(other, VALUE_KEYS);
                    self.problem(name.span(), mistake);
                }
            }
        }
        if !table.contains_key("value") {
            let mistake = Mistake::new(format!("`{heading}` has no `value`"));
            self.problem(value.span(), mistake.help("write `value = \"{Column}\"`"));
            return None;
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
        self.problem(at.span(), mistake.help(help));
        None
    }

    /// Checks that a text is no open question, and a value of a field whose values have neither names nor units.
    fn check_word(&mut self, role: Role<'c>, text: Option<&str>, at: &Toml<'_>) {
        if let Some(text) = text.filter(|text| is_question(text)) {
            return self.problem(at.span(), question(text));
        }
        let Role::Field(field) = role else { return };
        let alone = matches!(field.ty, Type::Enum(_) | Type::YesNo) || field.ty.is_time();
        if let Some(text) = text.filter(|text| alone && !text.is_empty())
            && let Err(refused) =
                read_text(field, &cells::literal(field, text), &self.catalog.units)
        {
            self.problem(at.span(), refused.mistake);
        }
    }

    /// Reads what becomes of a name that nothing has.
    fn missing(&mut self, role: Role<'c>, value: &Toml<'_>) -> MissingName<'c> {
        let Some(text) = self.string("missing", value) else { return MissingName::Error };
        let Some(field) = leads(role) else {
            self.problem(value.span(), "`missing` is for values that lead to other things");
            return MissingName::Error;
        };
        match text.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["error"] => MissingName::Error,
            ["skip"] => MissingName::Skip,
            ["make", kind @ ..] if kind.len() < 2 => self.made(field, kind.first(), value),
            _ => {
                let help = "`skip` leaves the value out, `make` makes a thing of this name";
                let mistake = Mistake::new("`missing` is `error`, `skip` or `make`").help(help);
                self.problem(value.span(), mistake);
                MissingName::Error
            }
        }
    }

    /// Finds the kind of the things that are made for names that nothing has.
    fn made(&mut self, field: &'c Field, kind: Option<&&str>, value: &Toml<'_>) -> MissingName<'c> {
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
            Some(name) => format!("`{}` does not lead to things of the kind `{name}`", field.name),
            None => format!("`{}` leads to things of several kinds", field.name),
        };
        self.problem(
            value.span(),
            Mistake::new(sentence).help(format!("write {}", list_or(&kinds))),
        );
        MissingName::Error
    }

    /// Reads a pattern. Numbers and dates that need no quotes are constants.
    fn template(&mut self, value: &Toml<'_>) -> Option<Template> {
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Boolean(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            DeValue::Array(_) | DeValue::Table(_) => {
                self.problem(
                    value.span(),
                    "this is a pattern: a text in quotes, such as `\"{Column}\"`",
                );
                return None;
            }
            _ => self.text.get(value.span()).unwrap_or_default().to_owned(),
        };
        match Template::read(&text) {
            Ok(template) => Some(template),
            Err(sentence) => {
                self.problem(value.span(), sentence);
                None
            }
        }
    }

    /// Checks what one entry alone does not show: the names of entries, and the entries they refer to.
    fn check_map(&mut self, map: &TableMap<'c>) {
        let named: Vec<&str> = map.entries.iter().map(|pattern| pattern.called.as_str()).collect();
        for pattern in &map.entries {
            let templates = pattern.settings.iter().map(|setting| (&setting.at, &setting.value));
            let when = pattern.when.iter().map(|when| (&pattern.at, when));
            for (at, template) in templates.chain(when) {
                for name in template.entries() {
                    match named.iter().filter(|called| **called == name).count() {
                        1 => {}
                        0 => {
                            let mistake =
                                Mistake::new(format!("no entry of this map is called `{name}`"));
                            let near = suggest(name, named.iter().copied());
                            self.problem(at.clone(), mistake.helps(did_you_mean(&near, '`')));
                        }
                        _ => {
                            let mistake =
                                Mistake::new(format!("several entries are called `{name}`"));
                            let help =
                                format!("give each a name of its own, such as `{AS} = \"first\"`");
                            self.problem(at.clone(), mistake.help(help));
                        }
                    }
                }
            }
            if let [_, second, ..] = pattern
                .settings
                .iter()
                .filter(|s| !s.split.is_empty())
                .collect::<Vec<_>>()
                .as_slice()
            {
                let sentence = "an entry splits one of its values at most";
                self.problem(second.at.clone(), sentence);
            }
        }
        if map.entries.is_empty() {
            let mistake = Mistake::new("this map makes nothing");
            self.problem(0..0, mistake.help("an entry begins with its kind, as in `[[project]]`"));
        }
        if let Some(source) = &map.source
            && !source.gives(&["id"])
        {
            self.problem(source.at.clone(), "the source of a map needs an `id`");
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
fn leads(role: Role<'_>) -> Option<&Field> {
    match role {
        Role::Field(field) => matches!(field.ty, Type::Ref(_)).then_some(field),
        Role::Level { level, .. } => Some(level),
        _ => None,
    }
}

/// Returns the entries that make the things which values of another refer to and nothing has the names of.
fn implied<'c>(catalog: &'c Catalog, pattern: &EntryPattern<'c>) -> Vec<EntryPattern<'c>> {
    let mut implied = Vec::new();
    for setting in &pattern.settings {
        let MissingName::Make(kind) = setting.missing else { continue };
        let make = |kind, settings| EntryPattern {
            at: setting.at.clone(),
            kind,
            called: String::new(),
            when: pattern.when.clone(),
            settings,
            implied: true,
        };
        let like = |of: &ValuePattern<'c>, heading: &str| ValuePattern {
            heading: heading.to_owned(),
            missing: MissingName::Error,
            ..of.clone()
        };
        let constant = |heading: &str, text: &str| ValuePattern {
            value: Template::constant_of(text),
            words: HashMap::new(),
            split: vec![],
            field: None,
            ..like(setting, heading)
        };
        let mut settings = vec![like(setting, "name")];
        let level = key(&setting.heading);
        let containment = catalog.containment.as_ref().filter(|c| c.places == kind.name);
        if let Some(containment) = containment
            && let Some(value) = catalog.level(&level).first()
        {
            settings.push(constant(&containment.by, value));
            // The record that it is inside the next wider place of the row.
            let levels = containment.levels.iter().map(|(level, _)| level);
            let wider: Vec<&String> = levels.skip_while(|name| **name != level).skip(1).collect();
            let around = wider.iter().find_map(|wider| {
                pattern.settings.iter().find(|other| key(&other.heading) == **wider)
            });
            if let (Some(around), Some(kind), Some(way)) =
                (around, catalog.kind(&containment.kind), containment.certain.1.first())
            {
                let settings = vec![
                    like(setting, &containment.part),
                    like(around, &containment.whole),
                    constant(&containment.certain.0, way),
                ];
                implied.push(make(kind, settings));
            }
        }
        implied.push(make(kind, settings));
    }
    implied
}
