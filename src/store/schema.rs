//! The tables and indexes of a base, made from its catalog.
//!
//! Identifiers come from a catalog that has been checked and are always quoted. Nothing here runs the
//! statements.

use super::views::view_sql;
use crate::catalog::{CORE_SQL, Catalog, Field, Kind, Link, Sort, Targets, Type, columns};
use crate::value::{fold, is_spaced};

pub(crate) use super::sql_text::quote_ident;
pub(super) use super::sql_text::{
    and_idents, insert_sql, parameter_marks, quote_idents, quote_literal, quote_literals,
};
pub(super) use super::views::{equivalents_of, readable_sql};

/// The `application_id` of every base: `BRF1`.
pub(crate) const APPLICATION_ID: i32 = i32::from_be_bytes(*b"BRF1");
/// The version of the tables of this program (`user_version`). 2: views that `DuckDB` reads as `SQLite` does. 3: claims that
/// support several fields, and their origins as numbers; a hash of the content that a load keeps up to date. 4: things that are
/// judged to be the same. 5: amounts in other units. 6: folded labels only where they aren't the labels in small letters. 7: ends
/// of amounts as numbers in views.
pub(crate) const FILE_VERSION: i32 = 7;
/// The version of the query language by which bounds were derived from wordings.
pub(crate) const LANGUAGE: i64 = 1;

/// The engine's own kind of names.
pub(super) const NAME: &str = "name";
/// The engine's own kind of claims.
pub(super) const CLAIM: &str = "claim";
/// The engine's own kind of flags.
pub(super) const FLAG: &str = "flag";
/// The condition of claims that are found by their confidence, word for word as statements have it.
pub(crate) const LOW: &str = "confidence = 'low'";
/// The condition of claims that judge whether two things are the same, word for word as statements have it.
pub(super) const JUDGED: &str = "says IS NOT NULL AND field IN ('same as', 'distinct from')";
/// The condition of claims that give another value than the recorded one, word for word as statements have it.
pub(super) const SAYING: &str = "says IS NOT NULL";
/// The column of a claim that leads to its origin.
pub(super) const ORIGIN: &str = "_origin";

/// The readings of `date` and `period` fields.
const DATED: [&str; 3] = ["day", "within", "span"];

/// Returns the statements that make an empty base of this catalog: fixed tables, tables, indexes, views.
pub fn schema_sql(catalog: &Catalog) -> String {
    let mut parts = vec![tables_and_indexes(catalog, true)];
    parts.extend(catalog.kinds.iter().map(|kind| format!("\n{}", view_sql(kind))));
    parts.concat()
}

/// Returns the statements for the program's own file, which nobody else reads or changes: without views, and without the rules of
/// the kinds. Each start reads them.
pub(super) fn own_schema(catalog: &Catalog) -> String {
    tables_and_indexes(catalog, false)
}

fn tables_and_indexes(catalog: &Catalog, ruled: bool) -> String {
    let mut parts = vec![CORE_SQL.to_owned()];
    for kind in stored_kinds(catalog) {
        parts.push(format!("\n{};\n", define_table(kind, ruled)));
        parts.extend(indexes_of_kind(catalog, kind).iter().map(|index| index.definition(kind)));
    }
    parts.concat()
}

/// An index on the table of a kind.
struct TableIndex {
    /// A name that no table can have.
    name: String,
    columns: Vec<String>,
    /// The condition of the rows in it, in SQL; `None` means all rows.
    only: Option<String>,
}

impl TableIndex {
    /// Makes an index of columns; with `known` of the rows alone that have a value in the first.
    fn new(kind: &Kind, known: bool, columns: Vec<String>) -> Self {
        let only = columns.first().filter(|_| known);
        let only = only.map(|first| format!("{} IS NOT NULL", quote_ident(first)));
        Self { name: format!("{}:{}", kind.name, columns.join(",")), columns, only }
    }

    fn definition(&self, kind: &Kind) -> String {
        let (name, table, columns) =
            (quote_ident(&self.name), quote_ident(&kind.name), quote_idents(&self.columns));
        let only = self.only.as_ref().map(|only| format!(" WHERE {only}")).unwrap_or_default();
        format!("CREATE INDEX {name} ON {table} ({columns}){only};\n")
    }
}

/// Returns the indexes of the kinds, each with its name and the statement that makes it, word for word as `SQLite` keeps it.
pub(super) fn kind_indexes(catalog: &Catalog) -> Vec<(String, String)> {
    let of_kind = |kind| {
        let made = |index: TableIndex| {
            let sql = index.definition(kind).trim_end_matches(";\n").to_owned();
            (index.name, sql)
        };
        indexes_of_kind(catalog, kind).into_iter().map(made).collect::<Vec<_>>()
    };
    stored_kinds(catalog).flat_map(of_kind).collect()
}

/// Returns the kinds that have a table of their own: all but the union of all things, which is a fixed table.
pub(super) fn stored_kinds(catalog: &Catalog) -> impl Iterator<Item = &Kind> {
    catalog.kinds.iter().filter(|kind| kind.sort != Sort::Union)
}

/// Lists the references that tables have, each with its kind and the kinds it may lead to.
pub(super) fn stored_references(
    catalog: &Catalog,
) -> impl Iterator<Item = (&Kind, &Field, &Targets)> {
    stored_kinds(catalog).flat_map(|kind| {
        kind.stored_fields().filter_map(move |field| Some((kind, field, field.ty.targets()?)))
    })
}

/// Returns the columns of a kind's table after `id`, each with its SQL type.
pub(super) fn kind_columns(kind: &Kind) -> Vec<(String, &'static str)> {
    kind.stored_fields().flat_map(columns::field_columns).collect()
}

/// Returns a column of a field in a row `r`, in SQL, without what follows from a whole.
pub(super) fn entered_column(field: &Field, column: &str) -> String {
    let column = format!("r.{}", quote_ident(column));
    match &field.whole {
        Some(_) => {
            let at = quote_ident(&columns::number_column(&field.name));
            format!("CASE WHEN r.{at} IS NOT NULL THEN {column} END")
        }
        None => column,
    }
}

/// Returns the columns of a row `r` of a kind, in SQL, without what follows from a whole.
pub(super) fn entered_columns(kind: &Kind) -> Vec<String> {
    let of_field = |field: &Field| {
        let names = columns::field_columns(field).into_iter();
        names.map(|(name, _)| entered_column(field, &name)).collect::<Vec<_>>()
    };
    kind.stored_fields().flat_map(of_field).collect()
}

/// Returns the statement that sets the columns of a field in the row with an id.
pub(super) fn update_sql(kind: &Kind, field: &Field) -> String {
    let columns = columns::field_columns(field);
    let sets: Vec<String> =
        columns.iter().map(|(c, _)| format!("{} = ?", quote_ident(c))).collect();
    format!("UPDATE {} SET {} WHERE id = ?", quote_ident(&kind.name), sets.join(", "))
}

/// Returns the definitions of the fixed tables, word for word as `SQLite` keeps them.
pub(super) fn core_definitions() -> impl Iterator<Item = &'static str> {
    CORE_SQL.split(";\n").filter_map(|part| part.get(part.find("CREATE TABLE ")?..))
}

/// Returns the folded form of a label as it is stored: only if it differs from the label in small letters.
pub(super) fn folded_label(label: &str) -> Option<String> {
    if is_spaced(label) {
        return None;
    }
    let key = fold(label);
    let small = label.bytes().map(|byte| byte.to_ascii_lowercase());
    (!key.bytes().eq(small)).then_some(key)
}

/// Returns the definition of an index of the fixed tables, word for word as `SQLite` keeps it.
pub(super) fn fixed_index(name: &str) -> Option<&'static str> {
    let head = format!("CREATE INDEX {} ", quote_ident(name));
    CORE_SQL.split(";\n").find_map(|part| part.get(part.find(&head)?..))
}

/// Returns the definition of a kind's table, word for word as `SQLite` keeps it. Every start of the program compares the
/// definitions of all kinds.
pub(super) fn table_definition(kind: &Kind) -> String {
    define_table(kind, true)
}

/// Defines a kind's table, with or without rules for what is written into it.
fn define_table(kind: &Kind, ruled: bool) -> String {
    let mut sql = String::with_capacity(2048);
    sql.push_str("CREATE TABLE ");
    add_ident(&mut sql, &kind.name, "");
    sql.push_str(" (\n    \"id\" INTEGER PRIMARY KEY");
    if ruled && kind.sort != Sort::Evidence {
        add_reference(&mut sql, "thing");
    }
    for field in kind.stored_fields() {
        for (ending, ty) in columns::column_endings(field) {
            sql.push_str(",\n    ");
            add_ident(&mut sql, &field.name, ending);
            sql.push(' ');
            sql.push_str(ty);
            if ruled && ending.is_empty() {
                add_rule(&mut sql, field);
            }
        }
    }
    if kind.name == CLAIM {
        sql.push_str(",\n    ");
        add_ident(&mut sql, ORIGIN, "");
        sql.push_str(" INTEGER");
        if ruled {
            add_reference(&mut sql, ORIGIN);
        }
    }
    for field in kind.stored_fields().filter(|_| ruled) {
        add_bounds(&mut sql, field);
    }
    sql.push_str("\n) STRICT");
    sql
}

/// Adds the identifier of a name with an ending.
fn add_ident(sql: &mut String, name: &str, ending: &str) {
    sql.push('"');
    add_quoted(sql, name, "\"");
    sql.push_str(ending);
    sql.push('"');
}

/// Adds a text as the inside of an identifier or a literal, whose quotes it doubles.
fn add_quoted(sql: &mut String, text: &str, quote: &str) {
    if text.contains(quote) {
        sql.push_str(&text.replace(quote, &quote.repeat(2)));
    } else {
        sql.push_str(text);
    }
}

/// Adds the rule for the column with the field's own name.
fn add_rule(sql: &mut String, field: &Field) {
    match &field.ty {
        Type::Ref(targets) => add_reference(sql, targets.only_kind().unwrap_or("thing")),
        Type::Enum(choices) => {
            sql.push_str(" CHECK (");
            add_ident(sql, &field.name, "");
            sql.push_str(" IN (");
            for (at, choice) in choices.iter().enumerate() {
                sql.push_str(if at == 0 { "'" } else { "', '" });
                add_quoted(sql, &choice.name, "'");
            }
            sql.push_str("'))");
        }
        Type::YesNo => {
            sql.push_str(" CHECK (");
            add_ident(sql, &field.name, "");
            sql.push_str(" IN (0, 1))");
        }
        _ => {}
    }
}

/// Adds the rules over several columns of a field.
fn add_bounds(sql: &mut String, field: &Field) {
    let f = &field.name;
    let order = |sql: &mut String, [low, high]: [&str; 2]| {
        sql.push_str(",\n    CHECK (");
        add_ident(sql, f, low);
        sql.push_str(" <= ");
        add_ident(sql, f, high);
        sql.push(')');
    };
    match &field.ty {
        Type::Number { exact: true } => {}
        ty if ty.is_amount() => order(sql, ["_low", "_high"]),
        ty if ty.is_time() => {
            sql.push_str(",\n    CHECK (");
            add_ident(sql, f, "_is");
            sql.push_str(" IN (");
            sql.push_str(&quote_literals(DATED));
            sql.push_str("))");
            order(sql, ["_from", "_to"]);
        }
        _ => {}
    }
}

fn add_reference(sql: &mut String, table: &str) {
    sql.push_str(" REFERENCES ");
    add_ident(sql, table, "");
    sql.push_str(" (\"id\") DEFERRABLE INITIALLY DEFERRED");
}

/// Returns the indexes of a kind. If a field may be unknown and nothing looks for its unknown values, the index contains only the
/// known ones.
fn indexes_of_kind(catalog: &Catalog, kind: &Kind) -> Vec<TableIndex> {
    let mut lists: Vec<Vec<String>> =
        kind.stored_fields().filter_map(|f| own_index(kind, f)).collect();
    for list in lists.iter_mut().filter(|_| kind.sort == Sort::Record) {
        *list = covering_index(catalog, kind, std::mem::take(list));
    }
    if !kind.index.is_empty() {
        let column = |name: &String| match kind.field(name).map(|f| &f.ty) {
            Some(Type::Number { exact: true }) | None => name.clone(),
            Some(Type::Text) => columns::key_column(name),
            Some(ty) if ty.is_amount() => columns::low_column(name),
            Some(ty) if ty.is_time() => columns::first_day_column(name),
            Some(_) => name.clone(),
        };
        let list: Vec<String> = kind.index.iter().map(column).collect();
        lists.retain(|other| !list.starts_with(other));
        lists.push(list);
    }
    let known = |list: &Vec<String>| {
        let has = |field: &&Field| {
            columns::field_columns(field).iter().any(|(name, _)| Some(name) == list.first())
        };
        let field = kind.stored_fields().find(has);
        let alone = kind.sort == Sort::Thing && list.len() == 1;
        let is_known = |ty: &Type| match ty {
            Type::Ref(_) => alone,
            ty => *ty == Type::Text || ty.is_amount(),
        };
        field.is_some_and(|f| kind.core || is_known(&f.ty))
    };
    let all = lists.into_iter().map(|list| TableIndex::new(kind, known(&list), list));
    let mut all: Vec<TableIndex> = all.collect();
    if kind.name == CLAIM {
        all.push(TableIndex::new(kind, true, vec![ORIGIN.to_owned()]));
        let judged = TableIndex::new(kind, false, vec!["field".to_owned()]);
        all.push(TableIndex { only: Some(JUDGED.to_owned()), ..judged });
        let doubted =
            TableIndex::new(kind, false, ["thing", "confidence"].map(str::to_owned).into());
        all.push(TableIndex { only: Some(LOW.to_owned()), ..doubted });
        let saying = TableIndex::new(kind, false, ["thing", "says"].map(str::to_owned).into());
        all.push(TableIndex { only: Some(SAYING.to_owned()), ..saying });
    }
    all
}

/// Extends the index of a reference at either end of a link by all columns that the link needs, its conditions and its other
/// reference, so that the record itself needn't be read.
fn covering_index(catalog: &Catalog, kind: &Kind, mut list: Vec<String>) -> Vec<String> {
    let links = catalog.kinds.iter().flat_map(Kind::links);
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

/// Returns the index that a field has by itself. The engine's own records are found by their subject; searches for their enums
/// and for the texts of claims and flags match most rows, so these have no index.
fn own_index(kind: &Kind, field: &Field) -> Option<Vec<String>> {
    let f = &field.name;
    let evidence = kind.sort == Sort::Evidence;
    let list = match &field.ty {
        Type::Ref(_) if evidence && f == "source" => vec![f.clone(), "paragraph".to_owned()],
        Type::Enum(_) if kind.core => return None,
        Type::Ref(_) | Type::Enum(_) => vec![f.clone()],
        Type::Text if evidence => return None,
        Type::Text => vec![columns::key_column(f)],
        Type::Number { exact: true } | Type::YesNo | Type::Level(_) => return None,
        ty if ty.is_amount() => {
            vec![columns::low_column(f), columns::high_column(f), columns::unit_column(f)]
        }
        _ => vec![columns::first_day_column(f), columns::last_day_column(f)],
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
        let sql = schema_sql(&catalog);
        assert!(sql.contains(r#""y" TEXT CHECK ("y" IN ('it''s', 'a"b'))"#), "{sql}");
        rusqlite::Connection::open_in_memory().unwrap().execute_batch(&sql).unwrap();
    }

    #[test]
    fn what_is_searched_has_an_index() {
        let catalog = Catalog::built_in().unwrap();
        let names = |kind: &str| {
            indexes_of_kind(&catalog, catalog.kind(kind).unwrap())
                .into_iter()
                .map(|index| index.name)
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
        assert!(names("claim").contains(&"claim:thing".into()));
        assert!(names("claim").contains(&"claim:source,paragraph".into()));
        assert!(names("name").contains(&"name:text_key".into()));
        assert!(names("event").contains(&"event:date_from,date_to".into()));
    }
}
