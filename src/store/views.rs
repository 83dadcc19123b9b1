//! The views of a base, for people who open it in another program. This program never reads them.

use super::sql_text::{quote_ident, quote_literal};
use crate::catalog::{Field, Kind, Level, Sort, Type, columns};

/// Returns the statement that makes the view of a kind: for people who open a base in another program, with names instead of ids
/// and the ends of amounts as numbers of their unit. This program never reads the views: the file of a stranger may hold anything under
/// their names.
pub(super) fn view_sql(kind: &Kind) -> String {
    let name = quote_ident(&kind.plural);
    if kind.sort == Sort::Union {
        return format!(
            "CREATE VIEW {name} AS\nSELECT \"id\", \"kind\", \"slug\", \"name\" FROM \"thing\" WHERE \"slug\" IS NOT NULL;\n"
        );
    }
    let mut items = vec!["r.\"id\" AS \"id\"".to_owned()];
    let mut joins = Vec::new();
    if kind.has_names() {
        joins.push("\nJOIN \"thing\" AS t ON t.\"id\" = r.\"id\"".to_owned());
        if kind.sort == Sort::Thing && kind.field("slug").is_none() {
            items.push("t.\"slug\" AS \"slug\"".into());
        }
        items.push("t.\"name\" AS \"name\"".into());
    }
    for (number, field) in kind.fields.iter().filter(|field| !field.computed).enumerate() {
        let unit = format!("u{number}");
        if field.ty.is_range() {
            let column = quote_ident(&columns::unit_column(&field.name));
            joins.push(format!("\nLEFT JOIN \"unit\" AS {unit} ON {unit}.\"name\" = r.{column}"));
        }
        items.extend(
            view_columns(field, &unit)
                .into_iter()
                .map(|(sql, name)| format!("{sql} AS {}", quote_ident(&name))),
        );
        let equivalents = format!("{}_equivalents", field.name);
        if field.ty.has_equivalents() && kind.field(&equivalents).is_none() {
            items.push(format!("{} AS {}", equivalents_of(field), quote_ident(&equivalents)));
        }
    }
    if kind.has_names() {
        items.push(format!("{SOURCES} AS \"sources\""));
    }
    let (table, joins) = (quote_ident(&kind.name), joins.concat());
    format!(
        "CREATE VIEW {name} AS\nSELECT {}\nFROM {table} AS r{joins};\n",
        items.join(",\n       ")
    )
}

/// The names of the sources behind a row; external knowledge has none.
const SOURCES: &str = "(SELECT group_concat(s.\"name\", '; ') FROM (SELECT DISTINCT w.\"name\" FROM \"claim\" AS c \
     JOIN \"thing\" AS w ON w.\"id\" = c.\"source\" WHERE c.\"thing\" = r.\"id\" AND c.\"basis\" <> 'external' \
     ORDER BY w.\"name\") AS s)";

/// Returns the equivalents of an amount of a row `r`, in SQL; NULL if it has none.
pub(super) fn equivalents_of(field: &Field) -> String {
    format!(
        "(SELECT group_concat(e.\"says\", '; ') FROM (SELECT DISTINCT q.\"says\" FROM \"_equivalent\" AS q \
         WHERE q.\"thing\" = r.\"id\" AND q.\"field\" = {} ORDER BY q.\"says\") AS e)",
        quote_literal(&field.name)
    )
}

/// Returns the columns of a field in the view, each with its name.
fn view_columns(field: &Field, unit: &str) -> Vec<(String, String)> {
    let f = &field.name;
    let column = |name: String| (format!("r.{}", quote_ident(&name)), name);
    match &field.ty {
        Type::Ref(_) | Type::YesNo => vec![(readable_sql(field), f.clone())],
        Type::Level(level) => vec![(level_name(f, level), f.clone())],
        Type::Date | Type::Period => {
            vec![
                column(f.clone()),
                column(columns::first_day_column(f)),
                column(columns::last_day_column(f)),
            ]
        }
        _ if field.ty.is_range() => {
            let (low, high) = (columns::low_column(f), columns::high_column(f));
            let end = |name: &str| number_sql(&format!("r.{}", quote_ident(name)), unit);
            vec![
                column(f.clone()),
                (end(&low), low),
                (end(&high), high),
                column(columns::unit_column(f)),
            ]
        }
        _ => vec![column(f.clone())],
    }
}

fn name_of(id: &str) -> String {
    format!("(SELECT n.\"name\" FROM \"thing\" AS n WHERE n.\"id\" = {id})")
}

fn level_name(name: &str, level: &Level) -> String {
    let place =
        level.of.as_ref().map_or("r.\"id\"".to_owned(), |of| format!("r.{}", quote_ident(of)));
    format!(
        "(SELECT n.\"name\" FROM \"level\" AS l JOIN \"thing\" AS n ON n.\"id\" = l.\"container\" \
         WHERE l.\"place\" = {place} AND l.\"level\" = {})",
        quote_literal(name)
    )
}

/// Returns a number of smallest parts as a number of the unit: a whole one is an integer and exact, any other the nearest floating
/// point number. Factors are powers of ten, so the decimals are the last digits. Other programs that run the SQL of the view
/// divide differently, and have other types under the same names, so nothing is divided here, and only types are named that mean
/// the same everywhere.
fn number_sql(number: &str, unit: &str) -> String {
    let factor = format!("{unit}.\"factor\"");
    let sign = format!("CASE WHEN {number} < 0 THEN '-' ELSE '' END");
    let digits = format!("('0000000000000000000' || CAST(abs({number}) AS TEXT))");
    let places = format!("(length(CAST({factor} AS TEXT)) - 1)");
    let whole = format!("{sign} || substr({digits}, 1, length({digits}) - {places})");
    let rest = format!("substr(CAST({factor} + abs({number}) % {factor} AS TEXT), 2)");
    format!(
        "CASE WHEN {number} % {factor} = 0 THEN CAST({whole} AS BIGINT) ELSE CAST({whole} || '.' || {rest} AS DOUBLE) END"
    )
}

/// Returns the value of a field of a row `r` as a person reads it, in SQL.
pub(super) fn readable_sql(field: &Field) -> String {
    let column = format!("r.{}", quote_ident(&field.name));
    match field.ty {
        Type::Ref(_) => name_of(&column),
        Type::YesNo => format!("CASE {column} WHEN 1 THEN 'yes' WHEN 0 THEN 'no' END"),
        _ => format!("CAST({column} AS TEXT)"),
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::types::ValueRef;

    use super::*;

    #[test]
    fn smallest_parts_become_numbers() {
        let db = rusqlite::Connection::open_in_memory().unwrap();
        for (number, factor, is) in [
            (4_270_000_000_000_i64, 100_i64, "42700000000"),
            (4_270_000_000_005, 100, "42700000000.05"),
            (-150, 100, "-1.5"),
            (-200, 100, "-2"),
            (-5, 1000, "-0.005"),
            (30, 1, "30"),
            (0, 100, "0"),
            (100, 100, "1"),
            (5, 1_000_000_000_000, "0.000000000005"),
            (900_719_925_474_099_300, 100, "9007199254740993"),
            (i64::MAX, 1, "9223372036854775807"),
            (-i64::MAX, 1, "-9223372036854775807"),
            (i64::MAX, 1_000_000_000_000_000_000, "9.223372036854776"),
        ] {
            let sql = format!(
                "SELECT {} FROM (SELECT ?1 AS n) AS v, (SELECT ?2 AS \"factor\") AS u",
                number_sql("v.n", "u")
            );
            let shown = db.query_row(&sql, (number, factor), |row| {
                Ok(match row.get_ref(0)? {
                    ValueRef::Integer(number) => number.to_string(),
                    ValueRef::Real(number) => number.to_string(),
                    other => format!("{other:?}"),
                })
            });
            let shown = shown.unwrap();
            // Versions of SQLite differ in the last digit of a fraction.
            let [found, wanted] = [&shown, is].map(|text: &str| text.parse::<f64>().unwrap());
            let is_near = shown.contains('.') && (found - wanted).abs() < wanted.abs() * 1e-15;
            assert!(shown == is || is_near, "{shown}, {is}");
        }
    }

    #[test]
    fn ends_are_compared_and_sorted_as_numbers() {
        let db = rusqlite::Connection::open_in_memory().unwrap();
        let end = number_sql("v.n", "u");
        let sql = format!(
            "SELECT group_concat(n, ' '), sum(x > 50), max(x) FROM (SELECT n, {end} AS x
                 FROM (SELECT column1 AS n FROM (VALUES (900), (100050), (1000000), (NULL))) AS v,
                 (SELECT 100 AS \"factor\") AS u ORDER BY x DESC)"
        );
        let found = db.query_row(&sql, [], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))
        });
        assert_eq!(found.unwrap(), ("1000000 100050 900".to_owned(), 2, 10_000));
    }
}
