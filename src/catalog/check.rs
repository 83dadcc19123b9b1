//! What a catalog must keep to (facts.md §2). Catalogs come in files from strangers: after this check
//! every identifier is safe to quote in SQL and means one thing in the language.

use super::label::{Piece, pieces};
use super::read::{CatalogError, refuse};
use super::{Catalog, Field, Kind, Link, Sort, Type, UNIVERSAL, columns};

/// Words of the language, and words kept free for it (language.md §2, §3).
pub(crate) const WORDS: [&str; 60] = [
    "about",
    "according",
    "after",
    "all",
    "and",
    "any",
    "as",
    "asc",
    "at",
    "average",
    "before",
    "between",
    "by",
    "contains",
    "convert",
    "count",
    "desc",
    "each",
    "everything",
    "exactly",
    "except",
    "explain",
    "facts",
    "false",
    "having",
    "in",
    "including",
    "is",
    "known",
    "least",
    "limit",
    "max",
    "mentions",
    "min",
    "month",
    "most",
    "no",
    "none",
    "not",
    "null",
    "or",
    "order",
    "per",
    "possibly",
    "quarter",
    "show",
    "since",
    "starts",
    "sum",
    "then",
    "true",
    "union",
    "unit",
    "unknown",
    "where",
    "with",
    "within",
    "wording",
    "year",
    "yes",
];

/// Tables and views every base has besides those of its kinds (`schema/core.sql`).
pub(crate) const CORE_TABLES: [&str; 6] = ["meta", "readme", "catalog", "unit", "inside", "level"];

const LONGEST: usize = 31;

/// Checks everything that reading did not already make impossible.
pub(super) fn check(catalog: &Catalog) -> Result<(), CatalogError> {
    check_kind_names(catalog)?;
    for kind in &catalog.kinds {
        check_kind(catalog, kind)?;
    }
    check_containment(catalog)?;
    check_also(catalog)?;
    check_units(catalog)
}

/// Other words stand for what there is.
fn check_also(catalog: &Catalog) -> Result<(), CatalogError> {
    for (name, words) in &catalog.also {
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
            return refuse(at, format!("no kind, field, link or value is called `{name}`"));
        }
        if words.iter().any(|word| word.trim().is_empty()) {
            return refuse(at, "a word may not be empty");
        }
    }
    Ok(())
}

fn check_identifier(name: &str, at: &str) -> Result<(), CatalogError> {
    let mut chars = name.chars();
    let starts = chars.next().is_some_and(|c| c.is_ascii_lowercase());
    let goes_on = chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !starts || !goes_on || name.len() > LONGEST {
        return refuse(
            at,
            format!("`{name}` must be a small letter, then up to 30 small letters, digits or `_`"),
        );
    }
    if WORDS.contains(&name) {
        return refuse(at, format!("`{name}` is a word of the language"));
    }
    if name.starts_with("sqlite_") {
        return refuse(
            at,
            format!("`{name}` begins with `sqlite_`, which SQLite keeps for itself"),
        );
    }
    Ok(())
}

fn check_kind_names(catalog: &Catalog) -> Result<(), CatalogError> {
    let mut seen: Vec<&str> = Vec::new();
    for kind in &catalog.kinds {
        let at = format!("kind.{}", kind.name);
        check_identifier(&kind.name, &at)?;
        check_identifier(&kind.plural, &at)?;
        if kind.name == kind.plural {
            return refuse(at, format!("one and many are both called `{}`", kind.name));
        }
        for name in [&kind.name, &kind.plural] {
            if CORE_TABLES.contains(&name.as_str()) {
                return refuse(at, format!("`{name}` is a table every base has"));
            }
            if seen.contains(&name.as_str()) {
                return refuse(at, format!("`{name}` is already the name of a kind"));
            }
            seen.push(name);
        }
    }
    Ok(())
}

fn check_kind(catalog: &Catalog, kind: &Kind) -> Result<(), CatalogError> {
    let at = format!("kind.{}", kind.name);
    let core = matches!(kind.sort, Sort::Evidence | Sort::Union) || is_core(&kind.name);
    let mut names: Vec<&str> = if core { vec![] } else { UNIVERSAL.to_vec() };
    let mut cols: Vec<String> = vec!["id".into()];
    for field in &kind.fields {
        let at = format!("{at}.field.{}", field.name);
        check_identifier(&field.name, &at)?;
        check_field(kind, field, &at)?;
        for (column, _) in columns::of(field) {
            if cols.contains(&column) {
                return refuse(at, format!("two fields make a column `{column}`"));
            }
            cols.push(column);
        }
        unique(&mut names, &field.name, &at)?;
    }
    for link in &kind.links {
        let at = format!("{at}.link.{}", link.name);
        for name in [&link.name, &link.one] {
            check_identifier(name, &at)?;
        }
        if link.name == link.one {
            return refuse(at, format!("one and many are both called `{}`", link.one));
        }
        check_link(catalog, kind, link, &at)?;
        let universal = UNIVERSAL.contains(&link.name.as_str()) && is_core(&link.via);
        if !universal {
            unique(&mut names, &link.name, &at)?;
            unique(&mut names, &link.one, &at)?;
        }
    }
    check_mentions(kind, &at)
}

fn is_core(kind: &str) -> bool {
    matches!(kind, "source" | "thing" | "name" | "claim" | "flag")
}

fn unique<'k>(names: &mut Vec<&'k str>, name: &'k str, at: &str) -> Result<(), CatalogError> {
    if names.contains(&name) {
        return refuse(at, format!("`{name}` already means something here"));
    }
    names.push(name);
    Ok(())
}

fn check_field(kind: &Kind, field: &Field, at: &str) -> Result<(), CatalogError> {
    if let Type::Level(level) = &field.ty
        && let Some(of) = &level.of
        && !matches!(kind.field(of).map(|f| &f.ty), Some(Type::Ref(_)))
    {
        return refuse(at, format!("`{of}` is not a ref of `{}`", kind.name));
    }
    if let Some((other, _)) = &field.only_if
        && kind.field(other).is_none()
    {
        return refuse(
            at,
            format!("`only_if` names `{other}`, which is not a field of `{}`", kind.name),
        );
    }
    if let Some(whole) = &field.whole {
        let own = Type::Ref(super::Targets { any: false, kinds: vec![kind.name.clone()] });
        if kind.field(whole).map(|f| &f.ty) != Some(&own) || !field.ty.is_amount() {
            return refuse(
                at,
                format!("`whole` must name a ref from `{}` to itself, for an amount", kind.name),
            );
        }
    }
    let is_own =
        |name: &String| kind.stored().any(|own| own.name == *name && own.name != field.name);
    if let Some(name) = field.apart.iter().find(|name| !is_own(name) || !field.ty.is_amount()) {
        return refuse(
            at,
            format!(
                "`apart` names `{name}`; it must name other stored fields of `{}`, for an amount",
                kind.name
            ),
        );
    }
    match &field.counts {
        Some(link) if kind.link(link).is_none() || !matches!(field.ty, Type::Number { .. }) => {
            refuse(at, format!("`counts` must name a link of `{}`, for a number", kind.name))
        }
        _ => Ok(()),
    }
}

fn check_link(catalog: &Catalog, kind: &Kind, link: &Link, at: &str) -> Result<(), CatalogError> {
    let Some(via) = catalog.kind(&link.via) else {
        return refuse(at, format!("there is no kind `{}`", link.via));
    };
    for back in &link.back {
        match via.field(back).map(|f| &f.ty) {
            Some(Type::Ref(targets))
                if targets.kinds.contains(&kind.name)
                    || targets.any && kind.sort == Sort::Union => {}
            _ => {
                return refuse(
                    at,
                    format!("`{}.{back}` does not lead to `{}`", via.name, kind.name),
                );
            }
        }
    }
    if let Some(to) = &link.to
        && !matches!(via.field(to).map(|f| &f.ty), Some(Type::Ref(_)))
    {
        return refuse(at, format!("`{}.{to}` is not a ref", via.name));
    }
    if let Some((field, values)) = &link.only {
        let Some(Type::Enum(choices)) = via.field(field).map(|f| &f.ty) else {
            return refuse(at, format!("`{}.{field}` is not an enum", via.name));
        };
        if let Some(value) = values.iter().find(|v| !choices.iter().any(|c| c.name == **v)) {
            return refuse(at, format!("`{value}` is not a value of `{}.{field}`", via.name));
        }
    }
    Ok(())
}

/// Names a kind mentions in its other parts: `columns`, `index`, `label`, `expect`, `conflict`.
fn check_mentions(kind: &Kind, at: &str) -> Result<(), CatalogError> {
    let known = |name: &str| {
        kind.field(name).is_some()
            || kind.link(name).is_some()
            || UNIVERSAL.contains(&name) && kind.named()
    };
    let stored = |name: &str| kind.stored().any(|f| f.name == name);
    if let Some(name) = kind.columns.iter().find(|name| !known(name)) {
        return refuse(format!("{at}.columns"), format!("there is no field `{name}`"));
    }
    if let Some(name) = kind.index.iter().find(|name| !stored(name)) {
        return refuse(format!("{at}.index"), format!("there is no stored field `{name}`"));
    }
    if let Some(name) = kind.expect.iter().find(|name| !stored(name)) {
        return refuse(format!("{at}.expect"), format!("there is no stored field `{name}`"));
    }
    if let Some(c) = &kind.conflict
        && let Some(name) = c.same.iter().chain([&c.value]).find(|name| !stored(name))
    {
        return refuse(format!("{at}.conflict"), format!("there is no stored field `{name}`"));
    }
    match (&kind.label, kind.sort) {
        (None, Sort::Record) => {
            refuse(at, "a record needs a `label`, such as `{who}, {role} of {what}`")
        }
        (Some(label), _) => {
            let unknown = pieces(label).into_iter().find_map(|piece| match piece {
                Piece::Field(name) if !stored(name) => Some(name),
                _ => None,
            });
            match unknown {
                Some(name) => {
                    refuse(format!("{at}.label"), format!("there is no stored field `{name}`"))
                }
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
        _ => refuse("containment", format!("`{kind}.{field}` is not an enum")),
    };
    let mut lists: Vec<(&str, &str, &[String])> = [&c.certain, &c.possible]
        .map(|(field, list)| (c.kind.as_str(), field.as_str(), list.as_slice()))
        .to_vec();
    lists.extend(
        c.levels.iter().map(|(_, list)| (c.places.as_str(), c.by.as_str(), list.as_slice())),
    );
    for (kind, field, list) in lists {
        let choices = values(kind, field)?;
        if let Some(value) = list.iter().find(|v| !choices.iter().any(|choice| choice.name == **v))
        {
            return refuse("containment", format!("`{value}` is not a value of `{kind}.{field}`"));
        }
    }
    Ok(())
}

/// Units of one dimension share one smallest part, so their factors alone convert them; every spelling names one unit.
fn check_units(catalog: &Catalog) -> Result<(), CatalogError> {
    for unit in &catalog.units {
        let at = format!("unit.{}", unit.name);
        if !is_power_of_ten(unit.factor) {
            return refuse(
                at,
                "its factor must be 1, 10, 100 …, so that smallest parts are its decimal places",
            );
        }
        if unit.ahead && unit.symbols.is_empty() {
            return refuse(
                at,
                "what stands `ahead` of its numbers must be the first of its `symbols`",
            );
        }
        let digit = unit.name.starts_with(|c: char| c.is_ascii_digit());
        if unit.name.is_empty() || unit.name.contains(['\'', '"', '`']) || digit {
            return refuse(
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
            refuse(format!("unit.{}", clash.unit), format!("`{}` already {taken}", clash.spelling))
        }
    }
}

fn is_power_of_ten(mut factor: i64) -> bool {
    while factor > 1 && factor % 10 == 0 {
        factor /= 10;
    }
    factor == 1
}
