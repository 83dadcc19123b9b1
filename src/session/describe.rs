//! The catalog in words: the kinds, or one kind with its fields and links and a query for a start.

use std::fmt::Write;

use crate::catalog::{Catalog, Field, Kind, Link, Sort, Type};
use crate::query::written;
use crate::text::{list_or, width};
use crate::value::suggest;

/// All kinds, a line each.
pub fn kinds(catalog: &Catalog) -> String {
    let mut text = String::new();
    if !catalog.about.is_empty() {
        let _ = writeln!(text, "{}\n", catalog.about);
    }
    let rows: Vec<(String, String)> =
        catalog.kinds.iter().map(|kind| (kind.plural.clone(), kind.about.clone())).collect();
    table(&mut text, &rows);
    let _ = write!(text, "\n`brief schema KIND` shows the fields of one.");
    if catalog.example.is_empty() {
        text.push('\n');
    } else {
        let _ = writeln!(text, " A query to begin with:\n  {}", catalog.example);
    }
    text
}

/// One kind, or a sentence that there is none of that name.
pub fn kind(catalog: &Catalog, name: &str) -> Result<String, String> {
    let Some(kind) = catalog.find_kind(name) else {
        let near = suggest(name, catalog.kinds.iter().map(|kind| kind.plural.as_str()));
        let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
        let hint = if near.is_empty() {
            String::new()
        } else {
            format!("; did you mean {}?", list_or(&near))
        };
        return Err(format!("no kind is called `{name}`{hint}"));
    };
    let mut text = format!("{} (one: {})\n{}\n", kind.plural, kind.name, kind.about);
    let mut fields: Vec<(String, String)> = Vec::new();
    if kind.named() {
        fields.push(("name".into(), "Its name; tests look at all its names.".into()));
    }
    fields.extend(kind.fields.iter().map(|field| (field.name.clone(), described(field))));
    let _ = writeln!(text, "\nFields");
    table(&mut text, &fields);
    if !kind.links.is_empty() {
        let links: Vec<(String, String)> =
            kind.links.iter().map(|link| link_row(catalog, link)).collect();
        let _ = writeln!(text, "\nLinks to several things");
        table(&mut text, &links);
    }
    let _ = writeln!(text, "\nFor example\n  {}", example(kind));
    Ok(text)
}

/// Two columns, the first as wide as its widest.
fn table(text: &mut String, rows: &[(String, String)]) {
    let widest = rows.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    for (name, about) in rows {
        let gap = " ".repeat(widest - width(name) + 2);
        let _ = writeln!(text, "  {name}{gap}{about}");
    }
}

fn described(field: &Field) -> String {
    let mut text = field.about.clone();
    match &field.ty {
        Type::Enum(choices) => {
            let names: Vec<&str> = choices.iter().map(|choice| choice.name.as_str()).collect();
            let _ = write!(text, " One of: {}.", names.join(", "));
        }
        Type::Ref(targets) if !targets.any => {
            let _ = write!(text, " Leads to: {}.", targets.kinds.join(", "));
        }
        Type::Ref(_) => text.push_str(" Leads to anything."),
        Type::Level(_) => {}
        ty => {
            let _ = write!(text, " ({})", ty.noun());
        }
    }
    if let Some((other, value)) = &field.only_if {
        let _ = write!(text, " Only where {other} = {value}.");
    }
    if let Some(default) = &field.default {
        let _ = write!(text, " Where nothing is said: {default}.");
    }
    text.trim().to_owned()
}

fn link_row(catalog: &Catalog, link: &Link) -> (String, String) {
    let via = catalog.kind(&link.via).map_or(link.via.as_str(), |kind| kind.plural.as_str());
    let about = if link.about.is_empty() { format!("Through {via}.") } else { link.about.clone() };
    (format!("{} (one: {})", link.name, link.one), about)
}

/// A query that works on any base of the catalog: what can be tested with a literal.
fn example(kind: &Kind) -> String {
    let plural = &kind.plural;
    let literal = |field: &Field| match &field.ty {
        Type::Level(_) => None,
        Type::Enum(_) | Type::YesNo => {
            field.ty.example().map(|value| format!("{} = {}", field.name, written(value, false)))
        }
        ty if ty.is_time() => Some(format!("{} since 2020", field.name)),
        ty => Some(match ty.example() {
            Some(value) => format!("{} > {value}", field.name),
            None => format!("{} is known", field.name),
        }),
    };
    let money = kind.fields.iter().find(|field| field.ty == Type::Money).and_then(literal);
    match money.or_else(|| kind.stored().find_map(literal)) {
        Some(test) => format!("{plural} where {test}"),
        None if kind.sort == Sort::Union => format!("{plural} where name contains a"),
        None => plural.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_reads_whatever_the_values_are_called() {
        let shown = |value: &str| {
            let text = format!(
                "[kind.work]\nplural = \"works\"\nabout = \"\"\n[kind.work.field.state]\ntype = \"enum\"\nvalues = [\"{value}\"]\n"
            );
            let catalog = Catalog::read(&text).unwrap();
            kind(&catalog, "works").unwrap().lines().last().unwrap().trim().to_owned()
        };
        assert_eq!(shown("open"), "works where state = open");
        assert_eq!(shown("and"), "works where state = \"and\"");
    }
}
