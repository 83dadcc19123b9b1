//! The tables and indexes of a base, made from its catalog (facts.md §3).
//!
//! Identifiers come from a catalog that has been checked and are always quoted. The views for people
//! are made in [`super::views`]; nothing here runs the statements.

use crate::catalog::{CORE_SQL, Catalog, Field, Kind, Link, Sort, Type, columns};

use super::views;

/// What `application_id` says of every base: `BRF1`.
pub(crate) const APPLICATION_ID: i32 = i32::from_be_bytes(*b"BRF1");
/// The version of the tables of this program (`user_version`). 2: views that `DuckDB` reads as `SQLite` does.
pub(crate) const FILE_VERSION: i32 = 2;
/// The version of the query language by which bounds were derived from wordings.
pub(crate) const LANGUAGE: i64 = 1;

/// The engine's own kind of names.
pub(super) const NAME: &str = "name";
/// The engine's own kind of claims.
pub(super) const CLAIM: &str = "claim";
/// The engine's own kind of flags.
pub(super) const FLAG: &str = "flag";

/// How `date` and `period` fields are to be read.
const DATED: [&str; 3] = ["day", "within", "span"];

/// Everything that makes an empty base of this catalog: fixed tables, tables, indexes, views.
pub fn schema(catalog: &Catalog) -> String {
    let mut parts = vec![CORE_SQL.to_owned()];
    for kind in tables(catalog) {
        parts.push(format!("\n{};\n", definition(kind)));
        parts.extend(
            indexes(catalog, kind).iter().map(|(name, columns)| index(kind, name, columns)),
        );
    }
    parts.extend(catalog.kinds.iter().map(|kind| format!("\n{}", views::view(kind))));
    parts.concat()
}

fn index(kind: &Kind, name: &str, columns: &[String]) -> String {
    let list = columns.iter().map(|c| ident(c)).collect::<Vec<_>>().join(", ");
    format!("CREATE INDEX {} ON {} ({list});\n", ident(name), ident(&kind.name))
}

/// The kinds that have a table of their own: all but the union of all things, which is a fixed table.
pub(super) fn tables(catalog: &Catalog) -> impl Iterator<Item = &Kind> {
    catalog.kinds.iter().filter(|kind| kind.sort != Sort::Union)
}

/// The columns of a kind's table after `id`, each with its SQL type.
pub(super) fn kind_columns(kind: &Kind) -> Vec<(String, &'static str)> {
    kind.stored().flat_map(columns::of).collect()
}

/// An identifier as SQL text.
pub(crate) fn ident(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Identifiers, each after a comma: what follows the first column of a list.
pub(super) fn and_idents<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    names.into_iter().flat_map(|name| [", ".to_owned(), ident(name.as_ref())]).collect()
}

/// A text as an SQL literal. For texts of the catalog in table definitions, where nothing can be bound.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The definitions of the fixed tables, word for word as `SQLite` keeps them.
pub(super) fn core_definitions() -> impl Iterator<Item = &'static str> {
    CORE_SQL.split(";\n").filter_map(|part| part.get(part.find("CREATE TABLE ")?..))
}

/// The definition of a kind's table, word for word as `SQLite` keeps it.
pub(super) fn definition(kind: &Kind) -> String {
    let id = match kind.sort {
        Sort::Evidence => "\"id\" INTEGER PRIMARY KEY".to_owned(),
        _ => format!("\"id\" INTEGER PRIMARY KEY {}", references("thing")),
    };
    let mut lines = vec![id];
    for field in kind.stored() {
        for (column, ty) in columns::of(field) {
            let rule = if column == field.name { rule(field) } else { String::new() };
            lines.push(format!("{} {ty}{rule}", ident(&column)));
        }
    }
    lines.extend(kind.stored().filter_map(bounds));
    format!("CREATE TABLE {} (\n    {}\n) STRICT", ident(&kind.name), lines.join(",\n    "))
}

/// What the column of the field's own name may hold.
fn rule(field: &Field) -> String {
    let name = ident(&field.name);
    match &field.ty {
        Type::Ref(targets) => match targets.kinds.as_slice() {
            [one] if !targets.any => format!(" {}", references(one)),
            _ => format!(" {}", references("thing")),
        },
        Type::Enum(choices) => {
            let values = choices.iter().map(|c| literal(&c.name)).collect::<Vec<_>>().join(", ");
            format!(" CHECK ({name} IN ({values}))")
        }
        Type::YesNo => format!(" CHECK ({name} IN (0, 1))"),
        _ => String::new(),
    }
}

/// Rules over several columns of a field.
fn bounds(field: &Field) -> Option<String> {
    let f = &field.name;
    match &field.ty {
        Type::Number { exact: true } => None,
        ty if ty.is_amount() => {
            let (low, high) = (ident(&columns::low(f)), ident(&columns::high(f)));
            Some(format!("CHECK ({low} <= {high})"))
        }
        ty if ty.is_time() => {
            let list = DATED.map(literal).join(", ");
            let (from, to) = (ident(&columns::from(f)), ident(&columns::to(f)));
            let is = ident(&columns::is(f));
            Some(format!("CHECK ({is} IN ({list})),\n    CHECK ({from} <= {to})"))
        }
        _ => None,
    }
}

fn references(table: &str) -> String {
    format!("REFERENCES {} (\"id\") DEFERRABLE INITIALLY DEFERRED", ident(table))
}

/// The indexes of a kind: a name that no table can have, and the columns.
fn indexes(catalog: &Catalog, kind: &Kind) -> Vec<(String, Vec<String>)> {
    let mut lists: Vec<Vec<String>> = kind.stored().filter_map(|f| own_index(kind, f)).collect();
    for list in lists.iter_mut().filter(|_| kind.sort == Sort::Record) {
        *list = walked(catalog, kind, std::mem::take(list));
    }
    if !kind.index.is_empty() {
        let column = |name: &String| match kind.field(name).map(|f| &f.ty) {
            Some(Type::Number { exact: true }) | None => name.clone(),
            Some(Type::Text) => columns::key(name),
            Some(ty) if ty.is_amount() => columns::low(name),
            Some(ty) if ty.is_time() => columns::from(name),
            Some(_) => name.clone(),
        };
        let list: Vec<String> = kind.index.iter().map(column).collect();
        lists.retain(|other| !list.starts_with(other));
        lists.push(list);
    }
    let name = |list: &Vec<String>| format!("{}:{}", kind.name, list.join(","));
    lists.into_iter().map(|list| (name(&list), list)).collect()
}

/// The index of a reference that links begin or end with holds all they need of a passing record, so that the record itself
/// need not be read: what they ask of it, and where they lead on.
fn walked(catalog: &Catalog, kind: &Kind, mut list: Vec<String>) -> Vec<String> {
    let links = catalog.kinds.iter().flat_map(|from| &from.links);
    let links: Vec<&Link> = links.filter(|link| link.via == kind.name).collect();
    let begins = |link: &&&Link| link.back.first() == list.first();
    let ends = |link: &&&Link| link.to.as_ref() == list.first();
    let passing = links.iter().filter(|link| begins(link) || ends(link));
    let only = passing.filter_map(|link| link.only.as_ref().map(|(field, _)| field));
    let to = links.iter().filter(begins).filter_map(|link| link.to.as_ref());
    let columns: Vec<&String> = only.chain(to).collect();
    for column in columns {
        if !list.contains(column) {
            list.push(column.clone());
        }
    }
    list
}

/// The index a field has by itself. Claims and flags are found by what they are about and where they
/// come from; their texts are not searched, so those have none.
fn own_index(kind: &Kind, field: &Field) -> Option<Vec<String>> {
    let f = &field.name;
    let evidence = kind.sort == Sort::Evidence;
    let list = match &field.ty {
        Type::Ref(_) if evidence && f == "thing" => vec![f.clone(), "field".to_owned()],
        Type::Ref(_) if evidence && f == "source" => vec![f.clone(), "paragraph".to_owned()],
        Type::Ref(_) | Type::Enum(_) => vec![f.clone()],
        Type::Text if evidence => return None,
        Type::Text => vec![columns::key(f)],
        Type::Number { exact: true } | Type::YesNo | Type::Level(_) => return None,
        ty if ty.is_amount() => vec![columns::low(f), columns::high(f), columns::unit(f)],
        _ => vec![columns::from(f), columns::to(f)],
    };
    Some(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_a_catalog_are_only_ever_literals() {
        let catalog = Catalog::read(
            "[kind.x]\nplural = \"xs\"\nabout = \"\"\n[kind.x.field.y]\ntype = \"enum\"\nvalues = [\"it's\", \"a\\\"b\"]\n",
        )
        .unwrap();
        let sql = schema(&catalog);
        assert!(sql.contains(r#""y" TEXT CHECK ("y" IN ('it''s', 'a"b'))"#), "{sql}");
        rusqlite::Connection::open_in_memory().unwrap().execute_batch(&sql).unwrap();
    }

    #[test]
    fn what_is_searched_has_an_index() {
        let catalog = Catalog::built_in().unwrap();
        let names = |kind: &str| {
            indexes(&catalog, catalog.kind(kind).unwrap())
                .into_iter()
                .map(|(name, _)| name)
                .collect::<Vec<_>>()
        };
        assert!(
            names("project")
                .contains(&"project:investment_low,investment_high,investment_unit".into())
        );
        assert!(names("project").contains(&"project:place,investment_low".into()));
        assert!(!names("project").contains(&"project:place".into()));
        assert!(names("participation").contains(&"participation:what,role,who".into()));
        assert!(names("participation").contains(&"participation:who,role".into()));
        assert!(names("claim").contains(&"claim:thing,field".into()));
        assert!(names("claim").contains(&"claim:source,paragraph".into()));
        assert!(names("name").contains(&"name:text_key".into()));
        assert!(names("event").contains(&"event:date_from,date_to".into()));
    }
}
