//! The checks that a catalog must pass. Catalogs come in files from strangers: after this check
//! every identifier is safe to quote in SQL and means one thing in the language.

use super::label::{LabelPart, label_parts};
use super::read::{CatalogError, refuse_catalog};
use super::reserved::{is_word, reserved_reason, sqlite_reason, verb_reason};
use super::{
    Catalog, Choice, CountryLevel, DISTINCT, Field, Kind, Link, Sort, Targets, Type, UNIVERSAL,
    columns,
};
use crate::value::fold;

/// Keys that an entry of a digest has beside its fields.
const KEYS: [&str; 2] = ["cite", DISTINCT];

/// How many fields a kind can have, and how many of them amounts with a unit: `SQLite` joins no more tables in a view.
const FIELDS: usize = 250;
const AMOUNTS: usize = 60;
/// How many values an enum can have: each is compared with the others.
const CHOICES: usize = 1_000;

const LONGEST: usize = 31;

/// Checks everything that reading did not already make impossible.
pub(super) fn check_catalog(catalog: &Catalog) -> Result<(), CatalogError> {
    check_kind_names(catalog)?;
    for kind in &catalog.kinds {
        check_kind(catalog, kind)?;
    }
    check_containment(catalog)?;
    check_also(catalog)?;
    check_units(catalog)
}

/// Checks that other words belong to a known name.
fn check_also(catalog: &Catalog) -> Result<(), CatalogError> {
    for (name, words) in catalog.other_words() {
        let is_it = |kind: &Kind| {
            let choice = |field: &Field| match &field.ty {
                Type::Enum(choices) => choices.iter().any(|choice| choice.name == *name),
                _ => false,
            };
            let named = [&kind.name, &kind.plural].contains(&name);
            let own = kind.field(name).is_some() || kind.link(name).is_some();
            named || own || kind.fields.iter().any(choice)
        };
        let at = format!("also.{name}");
        if !catalog.kinds.iter().any(is_it) {
            return refuse_catalog(at, format!("no kind, field, link or value is called `{name}`"));
        }
        if words.iter().any(|word| word.trim().is_empty()) {
            return refuse_catalog(at, "a word may not be empty");
        }
    }
    Ok(())
}

fn check_identifier(name: &str, at: &str) -> Result<(), CatalogError> {
    let mut chars = name.chars();
    let starts = chars.next().is_some_and(|c| c.is_ascii_lowercase());
    let goes_on = chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !starts || !goes_on || name.len() > LONGEST {
        return refuse_catalog(
            at,
            format!("`{name}` must be a small letter, then up to 30 small letters, digits or `_`"),
        );
    }
    if is_word(name) {
        return refuse_catalog(at, format!("`{name}` is a word of the language"));
    }
    match sqlite_reason(name) {
        Some(reason) => refuse_catalog(at, reason),
        None => Ok(()),
    }
}

fn check_kind_names(catalog: &Catalog) -> Result<(), CatalogError> {
    let mut seen: Vec<(String, &str)> = Vec::new();
    for kind in own_last(catalog) {
        let at = format!("kind.{}", kind.name);
        check_identifier(&kind.name, &at)?;
        check_identifier(&kind.plural, &at)?;
        if kind.name == kind.plural {
            return refuse_catalog(at, format!("one and many are both called `{}`", kind.name));
        }
        if let Some(reason) = verb_reason(&kind.plural) {
            return refuse_catalog(at, reason);
        }
        for name in [&kind.name, &kind.plural] {
            if let Some(reason) = reserved_reason(name).filter(|_| !kind.core) {
                return refuse_catalog(at, reason);
            }
            let key = fold_identifier(name);
            if let Some((_, of)) = seen.iter().find(|(other, _)| *other == key) {
                return refuse_catalog(
                    at,
                    format!("`{name}` is already a name of the kind `{of}`"),
                );
            }
            seen.push((key, &kind.name));
        }
    }
    Ok(())
}

/// Lists the engine's own kinds, then those of the catalog, so that a clash is reported in the catalog.
fn own_last(catalog: &Catalog) -> impl Iterator<Item = &Kind> {
    let (core, own): (Vec<&Kind>, Vec<&Kind>) = catalog.kinds.iter().partition(|k| k.core);
    core.into_iter().chain(own)
}

/// Folds an identifier, with blanks for `_`: two names of one key couldn't be told apart in the heading of a table.
fn fold_identifier(name: &str) -> String {
    fold(&name.replace('_', " "))
}

fn check_kind(catalog: &Catalog, kind: &Kind) -> Result<(), CatalogError> {
    let at = format!("kind.{}", kind.name);
    let taken = UNIVERSAL.iter().chain(&KEYS).filter(|_| !kind.core);
    let mut names: Vec<String> = taken.map(|name| fold_identifier(name)).collect();
    check_width(kind, &at)?;
    let mut cols: Vec<String> = vec!["id".into()];
    for field in &kind.fields {
        let at = format!("{at}.field.{}", field.name);
        check_identifier(&field.name, &at)?;
        check_field(catalog, kind, field, &at)?;
        let level = field.ty.is_level().then(|| field.name.clone());
        for column in
            columns::field_columns(field).into_iter().map(|(column, _)| column).chain(level)
        {
            if cols.contains(&column) {
                return refuse_catalog(at, format!("two fields make a column `{column}`"));
            }
            cols.push(column);
        }
        check_unique(&mut names, &field.name, &at)?;
    }
    for link in kind.links() {
        let at = format!("{at}.link.{}", link.name);
        for name in [&link.name, &link.one] {
            check_identifier(name, &at)?;
        }
        if link.name == link.one {
            return refuse_catalog(at, format!("one and many are both called `{}`", link.one));
        }
        check_link(catalog, kind, link, &at)?;
        let universal = UNIVERSAL.contains(&link.name.as_str())
            && catalog.kind(&link.via).is_some_and(|via| via.core);
        if !universal {
            check_unique(&mut names, &link.name, &at)?;
            check_unique(&mut names, &link.one, &at)?;
        }
    }
    check_mentions(kind, &at)
}

/// Checks that `SQLite` can make the table and the view of a kind.
fn check_width(kind: &Kind, at: &str) -> Result<(), CatalogError> {
    let amounts =
        kind.stored_fields().filter(|field| columns::column_endings(field).len() > 4).count();
    if kind.fields.len() > FIELDS {
        return refuse_catalog(at, format!("has more than {FIELDS} fields"));
    }
    if amounts > AMOUNTS {
        return refuse_catalog(
            at,
            format!("has more than {AMOUNTS} fields that are amounts with a unit"),
        );
    }
    Ok(())
}

fn check_unique(names: &mut Vec<String>, name: &str, at: &str) -> Result<(), CatalogError> {
    let key = fold_identifier(name);
    if names.contains(&key) {
        return refuse_catalog(at, format!("`{name}` already means something here"));
    }
    names.push(key);
    Ok(())
}

fn check_field(
    catalog: &Catalog,
    kind: &Kind,
    field: &Field,
    at: &str,
) -> Result<(), CatalogError> {
    match &field.ty {
        Type::Enum(choices) => check_choices(choices, at)?,
        Type::Ref(targets) if !kind.core => check_targets(catalog, targets, at)?,
        _ => {}
    }
    if let Type::Level(level) = &field.ty
        && let Some(of) = &level.of
        && !matches!(kind.field(of).map(|f| &f.ty), Some(Type::Ref(_)))
    {
        return refuse_catalog(at, format!("`{of}` isn't a ref of `{}`", kind.name));
    }
    if let Some((other, _)) = &field.only_if
        && kind.field(other).is_none()
    {
        return refuse_catalog(
            at,
            format!("`only_if` names `{other}`, which isn't a field of `{}`", kind.name),
        );
    }
    if field.tree && !field.ty.is_ref() {
        return refuse_catalog(at, "`tree` is for a ref, which leads from a part to its whole");
    }
    if let Some(whole) = &field.whole {
        let own = Type::Ref(super::Targets { any: false, kinds: vec![kind.name.clone()] });
        if kind.field(whole).map(|f| &f.ty) != Some(&own) || !field.ty.is_amount() {
            return refuse_catalog(
                at,
                format!("`whole` must name a ref from `{}` to itself, for an amount", kind.name),
            );
        }
    }
    let is_own =
        |name: &String| kind.stored_fields().any(|own| own.name == *name && own.name != field.name);
    if let Some(name) = field.apart.iter().find(|name| !is_own(name) || !field.ty.is_amount()) {
        return refuse_catalog(
            at,
            format!(
                "`apart` names `{name}`; it must name other stored fields of `{}`, for an amount",
                kind.name
            ),
        );
    }
    match &field.counts {
        Some(link) if kind.link(link).is_none() || !matches!(field.ty, Type::Number { .. }) => {
            refuse_catalog(
                at,
                format!("`counts` must name a link of `{}`, for a number", kind.name),
            )
        }
        _ => Ok(()),
    }
}

/// Checks that the values of an enum are different words.
fn check_choices(choices: &[Choice], at: &str) -> Result<(), CatalogError> {
    if choices.len() > CHOICES {
        return refuse_catalog(at, format!("has more than {CHOICES} values"));
    }
    let mut seen: Vec<String> = Vec::new();
    for choice in choices {
        let key = fold_identifier(&choice.name);
        if key.is_empty() || choice.name.chars().any(char::is_control) {
            return refuse_catalog(
                at,
                format!("{:?} can't be a value: it isn't a word", choice.name),
            );
        }
        if seen.contains(&key) {
            return refuse_catalog(at, format!("`{}` is already one of its values", choice.name));
        }
        seen.push(key);
    }
    Ok(())
}

/// Checks that a ref leads to kinds with names.
fn check_targets(catalog: &Catalog, targets: &Targets, at: &str) -> Result<(), CatalogError> {
    if targets.kinds.is_empty() && !targets.any {
        return refuse_catalog(at, "`to` names no kind");
    }
    match targets.kinds.iter().find(|name| catalog.kind(name).is_none_or(|kind| !kind.has_names()))
    {
        Some(name) => {
            refuse_catalog(at, format!("a ref leads to things or records, not to `{name}`"))
        }
        None => Ok(()),
    }
}

fn check_link(catalog: &Catalog, kind: &Kind, link: &Link, at: &str) -> Result<(), CatalogError> {
    let Some(via) = catalog.kind(&link.via) else {
        return refuse_catalog(at, format!("there is no kind `{}`", link.via));
    };
    for back in &link.back {
        match via.field(back).map(|f| &f.ty) {
            Some(Type::Ref(targets))
                if targets.kinds.contains(&kind.name)
                    || targets.any && kind.sort == Sort::Union => {}
            _ => {
                return refuse_catalog(
                    at,
                    format!("`{}.{back}` doesn't lead to `{}`", via.name, kind.name),
                );
            }
        }
    }
    if let Some(to) = &link.to
        && !matches!(via.field(to).map(|f| &f.ty), Some(Type::Ref(_)))
    {
        return refuse_catalog(at, format!("`{}.{to}` isn't a ref", via.name));
    }
    if let Some((field, values)) = &link.only {
        let Some(Type::Enum(choices)) = via.field(field).map(|f| &f.ty) else {
            return refuse_catalog(at, format!("`{}.{field}` isn't an enum", via.name));
        };
        if let Some(value) = values.iter().find(|v| !choices.iter().any(|c| c.name == **v)) {
            return refuse_catalog(
                at,
                format!("`{value}` isn't a value of `{}.{field}`", via.name),
            );
        }
    }
    Ok(())
}

/// Checks the names in a kind's `columns`, `index`, `label`, `expect` and `conflict`.
fn check_mentions(kind: &Kind, at: &str) -> Result<(), CatalogError> {
    let known = |name: &str| {
        kind.field(name).is_some()
            || kind.link(name).is_some()
            || UNIVERSAL.contains(&name) && kind.has_names()
    };
    let stored = |name: &str| kind.stored_fields().any(|f| f.name == name);
    if let Some(name) = kind.columns.iter().find(|name| !known(name)) {
        return refuse_catalog(format!("{at}.columns"), format!("there is no field `{name}`"));
    }
    if let Some(name) = kind.index.iter().find(|name| !stored(name)) {
        return refuse_catalog(format!("{at}.index"), format!("there is no stored field `{name}`"));
    }
    if let Some(field) = kind.fields.iter().find(|field| field.list && !kind.core) {
        let at = format!("{at}.field.{}.list", field.name);
        return refuse_catalog(at, "only the engine's own fields can be lists");
    }
    if let Some(field) = kind.fields.iter().find(|field| field.computed && !kind.core) {
        let at = format!("{at}.field.{}.computed", field.name);
        return refuse_catalog(at, "only the engine's own fields can be computed");
    }
    if let Some(name) = kind.expect.iter().find(|name| !stored(name)) {
        return refuse_catalog(
            format!("{at}.expect"),
            format!("there is no stored field `{name}`"),
        );
    }
    if let Some(c) = &kind.conflict
        && let Some(name) = c.same.iter().chain([&c.value]).find(|name| !stored(name))
    {
        return refuse_catalog(
            format!("{at}.conflict"),
            format!("there is no stored field `{name}`"),
        );
    }
    match (&kind.label, kind.sort) {
        (None, Sort::Record) => {
            refuse_catalog(at, "a record needs a `label`, such as `{who}, {role} of {what}`")
        }
        (Some(label), _) => {
            let unknown = label_parts(label).into_iter().find_map(|piece| match piece {
                LabelPart::Field(name) if !stored(name) => Some(name),
                _ => None,
            });
            match unknown {
                Some(name) => refuse_catalog(
                    format!("{at}.label"),
                    format!("there is no stored field `{name}`"),
                ),
                None => Ok(()),
            }
        }
        (None, _) => Ok(()),
    }
}

fn check_containment(catalog: &Catalog) -> Result<(), CatalogError> {
    let Some(c) = &catalog.containment else { return Ok(()) };
    let values = |kind: &str, field: &str| match catalog
        .kind(kind)
        .and_then(|k| k.field(field))
        .map(|f| &f.ty)
    {
        Some(Type::Enum(choices)) => Ok(choices.clone()),
        _ => refuse_catalog("containment", format!("`{kind}.{field}` isn't an enum")),
    };
    let mut lists: Vec<(&str, &str, &[String])> = [&c.certain, &c.possible]
        .map(|(field, list)| (c.kind.as_str(), field.as_str(), list.as_slice()))
        .to_vec();
    lists.extend(
        c.levels
            .iter()
            .chain(&c.suffixes)
            .map(|(_, list)| (c.places.as_str(), c.by.as_str(), list.as_slice())),
    );
    for (kind, field, list) in lists {
        let choices = values(kind, field)?;
        if let Some(value) = list.iter().find(|v| !choices.iter().any(|choice| choice.name == **v))
        {
            return refuse_catalog(
                "containment",
                format!("`{value}` isn't a value of `{kind}.{field}`"),
            );
        }
    }
    let Some(CountryLevel { level, code }) = &c.country else { return Ok(()) };
    if catalog.level_values(level).is_empty() {
        return refuse_catalog("containment.country", format!("there is no level `{level}`"));
    }
    let places = catalog.kind(&c.places);
    let is_text = |code: &str| {
        let field = places.and_then(|places| places.field(code));
        matches!(field, Some(Field { ty: Type::Text, .. }))
    };
    match std::iter::once(code).chain(&c.codes).find(|code| !is_text(code)) {
        None => Ok(()),
        Some(code) => refuse_catalog("containment", format!("`{}.{code}` isn't a text", c.places)),
    }
}

/// Checks that smallest parts are decimal places, and that every spelling names one unit.
fn check_units(catalog: &Catalog) -> Result<(), CatalogError> {
    for unit in &catalog.units {
        let at = format!("unit.{}", unit.name);
        if !is_power_of_ten(unit.factor) {
            return refuse_catalog(
                at,
                "its factor must be 1, 10, 100 …, so that smallest parts are its decimal places",
            );
        }
        if unit.ahead && unit.symbols.is_empty() {
            return refuse_catalog(
                at,
                "with `ahead`, the sign before its numbers must be the first of its `symbols`",
            );
        }
        let digit = unit.name.starts_with(|c: char| c.is_ascii_digit());
        if unit.name.is_empty() || unit.name.contains(['\'', '"', '`']) || digit {
            return refuse_catalog(
                at,
                "a unit's name may not be empty, hold a quote or begin with a digit",
            );
        }
    }
    match catalog.units.clash() {
        None => Ok(()),
        Some(clash) => {
            let taken = clash
                .other
                .map_or("is a scale of numbers".to_owned(), |other| format!("names `{other}`"));
            refuse_catalog(
                format!("unit.{}", clash.unit),
                format!("`{}` already {taken}", clash.spelling),
            )
        }
    }
}

fn is_power_of_ten(factor: i64) -> bool {
    factor.checked_ilog10().is_some_and(|zeros| 10_i64.pow(zeros) == factor)
}
