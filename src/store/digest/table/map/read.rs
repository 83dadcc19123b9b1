//! Reads the text of a map: the entries that it makes from a row, each with the patterns of its values.

use std::collections::HashMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::super::super::input::Input;
use super::super::super::literal::Toml;
use super::super::super::problem::{Mistake, Problems};
use super::super::super::reader::Reader;
use super::super::super::shared::list_items;
use super::super::cells::fold_heading;
use super::super::columns::{Columns, Role};
use super::read_value::{MissingName, ValuePattern};
use super::template::Template;
use crate::catalog::{Catalog, Kind, SOURCE};
use crate::text::{did_you_mean, yes_no};
use crate::value::{Conventions, DayOrder, Point, find_similar, fold};

/// The table of a map about the file: lines to skip, columns, words that mean an empty cell.
const TABLE: &str = "table";
/// The table of a map with other names of things.
const NAMES: &str = "names";
/// The key of an entry for the name by which others of the row refer to it.
const AS: &str = "as";
/// The key of an entry for a pattern without which the entry isn't made.
const WHEN: &str = "when";
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

impl EntryPattern<'_> {
    /// Checks whether a value with this heading is given.
    pub(super) fn has_any_heading(&self, headings: &[&str]) -> bool {
        self.settings
            .iter()
            .any(|setting| headings.contains(&fold_heading(&setting.heading).as_str()))
    }
}

/// Reads a map. Mistakes are noted; everything else is returned.
pub(super) fn read_map<'c>(
    catalog: &'c Catalog,
    (file, input): (usize, &Input),
    problems: &mut Problems,
) -> TableMap<'c> {
    let (document, errors) = DeTable::parse_recoverable(input.text.as_str());
    let breaks = errors.iter().map(|e| e.span().map_or(0, |span| span.start)).collect();
    let mut reader = Reader { breaks, ..Reader::new(catalog, (file, &input.text), problems) };
    for error in errors {
        reader.report(error.span().unwrap_or_default(), error.message().to_owned());
    }
    let document = document.into_inner();
    let mut map = TableMap::default();
    let mut patterns: Vec<EntryPattern<'c>> = Vec::new();
    for (name, value) in &document {
        match (name.get_ref().as_ref(), value.get_ref()) {
            (TABLE, DeValue::Table(table)) => reader.about_table(table, &mut map),
            (NAMES, DeValue::Table(table)) => map.names = reader.read_words(table),
            (SOURCE, DeValue::Table(table)) => {
                map.source =
                    reader.read_entry_pattern(name, (value.span(), table)).into_iter().next();
            }
            (_, DeValue::Array(list)) => {
                for item in list {
                    match item.get_ref() {
                        DeValue::Table(table) => {
                            patterns.extend(reader.read_entry_pattern(name, (item.span(), table)));
                        }
                        _ => reader.report(item.span(), "an entry is a table of values"),
                    }
                }
            }
            (kind, _) if catalog.kind(kind).is_some() => {
                reader.report(name.span(), format!("each entry begins with [[{kind}]]"));
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
                        None => self.report(value.span(), "`skip` is a number of lines"),
                    }
                }
                "header" => map.header = Some(self.read_texts(value)),
                "null" => map.null = self.read_texts(value),
                "dates" => match self.read_string("dates", value).as_deref() {
                    Some("dmy") => map.conventions.days = Some(DayOrder::DayFirst),
                    Some("mdy") => map.conventions.days = Some(DayOrder::MonthFirst),
                    Some(_) => self.report(value.span(), "`dates` is `dmy` or `mdy`"),
                    None => {}
                },
                "decimal" => match self.read_string("decimal", value).as_deref() {
                    Some("point") => map.conventions.point = Some(Point::Decimal),
                    Some("comma") => map.conventions.point = Some(Point::Groups),
                    Some(_) => self.report(value.span(), "`decimal` is `point` or `comma`"),
                    None => {}
                },
                other => {
                    let sentence = format!("`{other}` isn't a key of [table]");
                    let mistake = Mistake::new(sentence).did_you_mean(other, TABLE_KEYS);
                    self.report(name.span(), mistake);
                }
            }
        }
    }

    /// Reads a text, or a list of texts. An empty one is allowed.
    pub(super) fn read_texts(&mut self, value: &Toml<'_>) -> Vec<String> {
        let mut texts = Vec::new();
        for item in list_items(value) {
            match item.get_ref() {
                DeValue::String(text) => texts.push(text.to_string()),
                _ => self.report(item.span(), "this is text and needs quotes"),
            }
        }
        texts
    }

    /// Reads a table of words and what they mean; an empty text means an empty cell.
    pub(super) fn read_words(&mut self, table: &DeTable<'_>) -> HashMap<String, String> {
        let mut words = HashMap::new();
        for (word, means) in table {
            match means.get_ref() {
                DeValue::String(text) => {
                    if words.insert(fold(word.get_ref()), text.to_string()).is_some() {
                        let sentence =
                            format!("`{}` is there already, in another spelling", word.get_ref());
                        self.report(word.span(), sentence);
                    }
                }
                DeValue::Boolean(yes) => {
                    words.insert(fold(word.get_ref()), yes_no(*yes).to_owned());
                }
                _ => self.report(means.span(), "this is text and needs quotes"),
            }
        }
        words
    }

    /// Reads an entry, and before it those that it implies (`missing = "make"`).
    fn read_entry_pattern(
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
                AS => pattern.called = self.read_string(AS, value).unwrap_or_default(),
                WHEN => pattern.when = self.read_template(value),
                heading => {
                    let Some(role) = self.read_heading(&mut columns, heading, name.span()) else {
                        continue;
                    };
                    let at = name.span().start..value.span().end;
                    let setting = self.read_setting((heading, role), at, value);
                    pattern.settings.extend(setting);
                }
            }
        }
        let implied = implied_entries(self.catalog, &pattern);
        implied.into_iter().chain([pattern]).collect()
    }

    /// Returns the meaning of a heading; one without a meaning is a mistake.
    fn read_heading(
        &mut self,
        columns: &mut Columns<'c>,
        heading: &str,
        at: Range<usize>,
    ) -> Option<Role<'c>> {
        match columns.find_role(heading) {
            Ok(Role::Derived | Role::LeftOut | Role::NoHeading) => {
                let sentence = format!("`{heading}` follows from other values");
                self.refuse(at, Mistake::new(sentence).help("leave it out"))
            }
            Ok(role) if columns.has_role(&role) => {
                self.refuse(at, format!("`{heading}` is there already, in another spelling"))
            }
            Ok(role) => {
                columns.roles.push(role);
                Some(role)
            }
            Err(mistake) => self.refuse(at, mistake),
        }
    }

    /// Checks the entries together: their names, and the entries that they refer to.
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
                            let near = find_similar(name, named.iter().copied());
                            self.report(at.clone(), mistake.helps(did_you_mean(&near)));
                        }
                        _ => {
                            let mistake =
                                Mistake::new(format!("several entries are called `{name}`"));
                            let help =
                                format!("give each a name of its own, such as `{AS} = \"first\"`");
                            self.report(at.clone(), mistake.help(help));
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
                let sentence = "an entry can split only one of its values";
                self.report(second.at.clone(), sentence);
            }
        }
        if map.entries.is_empty() {
            let mistake = Mistake::new("this map makes no entries");
            self.report(0..0, mistake.help("an entry begins with its kind, as in `[[project]]`"));
        }
        if let Some(source) = &map.source
            && !source.has_any_heading(&["id"])
        {
            self.report(source.at.clone(), "the source of a map needs an `id`");
        }
    }
}

/// Returns the entries that make the things for unknown names in the values of another entry.
fn implied_entries<'c>(catalog: &'c Catalog, pattern: &EntryPattern<'c>) -> Vec<EntryPattern<'c>> {
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
        let level = fold_heading(&setting.heading);
        let containment = catalog.containment.as_ref().filter(|c| c.places == kind.name);
        if let Some(containment) = containment
            && let Some(value) = catalog.level_values(&level).first()
        {
            settings.push(constant(&containment.by, value));
            // The record that it is inside the next wider place of the row.
            let levels = containment.levels.iter().map(|(level, _)| level);
            let wider: Vec<&String> = levels.skip_while(|name| **name != level).skip(1).collect();
            let around = wider.iter().find_map(|wider| {
                pattern.settings.iter().find(|other| fold_heading(&other.heading) == **wider)
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
