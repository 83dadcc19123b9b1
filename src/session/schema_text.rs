//! The schema as text: all kinds, or the fields and links of one kind with an example query.

use std::fmt::Write;

use crate::catalog::{Catalog, Field, Kind, Link, Sort, Type};
use crate::query::written;
use crate::text::{did_you_mean, in_columns};
use crate::value::suggest;

/// Lists all kinds, one on each line.
pub fn kinds_text(catalog: &Catalog) -> String {
    let mut text = String::new();
    if !catalog.about.is_empty() {
        let _ = writeln!(text, "{}\n", catalog.about);
    }
    let rows = catalog.kinds.iter().map(|kind| [&kind.plural, &kind.about].map(String::clone));
    push_columns(&mut text, rows);
    let _ = write!(text, "\n`brief schema KIND` shows the fields of a kind.");
    if catalog.example.is_empty() {
        text.push('\n');
    } else {
        let _ = writeln!(text, " Try this query:\n  {}", catalog.example);
    }
    text
}

/// Describes one kind. The error is a sentence for an unknown name.
pub fn kind_text(catalog: &Catalog, name: &str) -> Result<String, String> {
    let Some(kind) = catalog.find_kind(name) else {
        let near = suggest(name, catalog.kinds.iter().map(|kind| kind.plural.as_str()));
        let hint = did_you_mean(&near).map_or_else(String::new, |q| format!("; {q}"));
        return Err(format!("no kind is called `{name}`{hint}"));
    };
    let mut text = format!("{} (one: {})\n{}\n", kind.plural, kind.name, kind.about);
    let name = kind.named().then_some(["name", "The name; conditions test all names."]);
    let name = name.map(|row| row.map(str::to_owned));
    let fields = kind.fields.iter().map(|field| [field.name.clone(), field_text(field)]);
    let _ = writeln!(text, "\nFields");
    push_columns(&mut text, name.into_iter().chain(fields));
    if !kind.links.is_empty() {
        let _ = writeln!(text, "\nLinks to several things");
        push_columns(&mut text, kind.links.iter().map(|link| link_row(catalog, link)));
    }
    let _ = writeln!(text, "\nFor example\n  {}", example_query(kind));
    Ok(text)
}

/// Adds rows of two columns.
fn push_columns(text: &mut String, rows: impl Iterator<Item = [String; 2]>) {
    for line in in_columns(&rows.map(Vec::from).collect::<Vec<_>>(), &[]) {
        let _ = writeln!(text, "  {line}");
    }
}

fn field_text(field: &Field) -> String {
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
        let _ = write!(text, " Default: {default}.");
    }
    text.trim().to_owned()
}

fn link_row(catalog: &Catalog, link: &Link) -> [String; 2] {
    let via = catalog.kind(&link.via).map_or(link.via.as_str(), |kind| kind.plural.as_str());
    let about = if link.about.is_empty() { format!("Through {via}.") } else { link.about.clone() };
    [format!("{} (one: {})", link.name, link.one), about]
}

/// Returns a query that works on any base of the catalog: it tests a field with a literal.
fn example_query(kind: &Kind) -> String {
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
    fn the_example_can_be_parsed_for_any_name_of_a_value() {
        let shown = |value: &str| {
            let text = format!(
                "[kind.work]\nplural = \"works\"\nabout = \"\"\n[kind.work.field.state]\ntype = \"enum\"\nvalues = [\"{value}\"]\n"
            );
            let catalog = Catalog::read(&text).unwrap();
            kind_text(&catalog, "works").unwrap().lines().last().unwrap().trim().to_owned()
        };
        assert_eq!(shown("open"), "works where state = open");
        assert_eq!(shown("and"), "works where state = \"and\"");
    }
}
