//! Looking names up in an open base: for the resolver things by name and slug, and the places of the atlas; for
//! completion the names and values that begin with the typed text, and the number of rows that hold one.
//!
//! Every statement for completion is bounded: it walks an index from the typed text on, and stops after a fixed number of
//! entries.

use anyhow::Result;
use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, Row, params_from_iter};

use super::open::Base;
use super::queries::Queries;
use super::schema::{NAME, parameter_marks, quote_ident};
use crate::catalog::{Catalog, Field, Kind, Sort, Type, columns};
use crate::query::facts::Facts;
use crate::query::names::{Column, ColumnFilter, MANY, Names, PrefixMatch};
use crate::query::plan::{Named, Plan};
use crate::query::sql::{UnitRows, finds_any_row, is_cut, select_units};
use crate::value::{Listed, fold_as};

/// The number of names that are compared for suggestions.
const SIMILAR: i64 = 20_000;

/// The most names or values that are offered.
const OFFERED: usize = 200;

/// The most names other than labels that are read.
const OTHERS: usize = 2000;

/// Returns the condition that a thing `t` is of one of these kinds; `thing` means all of them.
fn of_kinds(kinds: &[&str]) -> String {
    if kinds.contains(&"thing") {
        return "t.slug IS NOT NULL".into();
    }
    format!("t.kind IN ({})", parameter_marks(kinds.len()))
}

/// Returns the parameters of a text and of [`of_kinds`].
fn with_kinds<'a>(text: &'a str, kinds: &'a [&'a str]) -> impl rusqlite::Params {
    let kinds = if kinds.contains(&"thing") { &[] } else { kinds };
    params_from_iter([text].into_iter().chain(kinds.iter().copied()))
}

/// Returns the first text after all texts that begin with this one.
fn prefix_end(begin: &str) -> String {
    format!("{begin}{}", char::MAX)
}

fn named_from_row(row: &Row<'_>) -> rusqlite::Result<Named> {
    let slug: Option<String> = row.get(2)?;
    Ok(Named {
        id: row.get(0)?,
        kind: row.get(1)?,
        slug: slug.unwrap_or_default(),
        name: row.get(3)?,
    })
}

fn begun_from_row(row: &Row<'_>) -> rusqlite::Result<PrefixMatch> {
    Ok(PrefixMatch { id: row.get(0)?, slug: row.get(1)?, name: row.get(2)?, other: row.get(3)? })
}

impl Names for Base {
    fn fold_key(&self, text: &str) -> String {
        fold_as(text, self.folding)
    }

    fn finds_anything(&self, plan: &Plan<'_>) -> Result<bool> {
        Ok(self.select_number(&finds_any_row(plan))? > 0)
    }

    fn ranked_units(&self, plan: &Plan<'_>) -> Result<Vec<Vec<String>>> {
        let path = plan.order.first().and_then(|key| key.item.path());
        let (Some(units), Some(cut)) =
            (path.and_then(|path| select_units(plan, path)), is_cut(plan))
        else {
            return Ok(vec![]);
        };
        let facts: &dyn Facts = self;
        let units: Vec<UnitRows> = facts.read(&units)?;
        let scales =
            plan.catalog.units.group_comparable(units.into_iter().map(|of| of.unit).collect());
        let decides = scales.len() > 1 && self.select_number(&cut)? > 0;
        Ok(if decides { scales } else { vec![] })
    }

    fn contested_fields(&self) -> Result<Vec<(String, String)>> {
        // Looks up one after another, each beginning after the last field.
        let next = "SELECT kind, field FROM rival WHERE (kind, field) > (?1, ?2) ORDER BY kind, field LIMIT 1";
        let mut fields: Vec<(String, String)> = Vec::new();
        let mut last = (String::new(), String::new());
        while let Some(found) = self.conn.read_first(next, [&last.0, &last.1])? {
            last = found;
            fields.push(last.clone());
        }
        Ok(fields)
    }

    fn rival_readings(&self, kind: &Kind, field: &Field) -> Result<Option<String>> {
        self.competing_readings(kind, field)
    }

    fn with_equivalents(&self) -> Result<Vec<String>> {
        let fields = self.catalog().fields_with_equivalents().into_iter();
        let sql = "SELECT 1 FROM _equivalent WHERE field = ?1";
        let given =
            fields.map(|field| Ok(self.conn.exists(sql, [field])?.then(|| field.to_owned())));
        Ok(given.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    fn things_named(&self, key: &str, kinds: &[&str]) -> Result<Vec<Named>> {
        let sql = format!(
            "SELECT t.id, t.kind, t.slug, t.name FROM \"name\" AS n JOIN thing AS t ON t.id = n.\"of\" \
             WHERE n.text_key = ? AND {} AND n.form <> 'mistranslation' AND n.only_in IS NULL",
            of_kinds(kinds)
        );
        let mut found = self.conn.read(&sql, with_kinds(key, kinds), named_from_row)?;
        // There are few, so sorting them here is cheaper than in SQLite.
        found.sort_by(|a, b| a.slug.cmp(&b.slug));
        found.dedup();
        Ok(found)
    }

    fn thing_with_slug(&self, slug: &str, kinds: &[&str]) -> Result<Option<Named>> {
        let own = "thing AS t WHERE t.slug = ?";
        let former = "_former AS f JOIN thing AS t ON t.id = f.thing WHERE f.slug = ?";
        for from in [own, former] {
            let of_kinds = of_kinds(kinds);
            let sql = format!("SELECT t.id, t.kind, t.slug, t.name FROM {from} AND {of_kinds}");
            if let Some(found) =
                self.conn.read(&sql, with_kinds(slug, kinds), named_from_row)?.pop()
            {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn find_mistranslation(&self, key: &str, kinds: &[&str]) -> Result<Option<(String, String)>> {
        let sql = format!(
            "SELECT s.name, t.name FROM \"name\" AS n JOIN thing AS t ON t.id = n.\"of\" \
             JOIN thing AS s ON s.id = n.only_in WHERE n.text_key = ? AND {} AND n.form = 'mistranslation' \
             ORDER BY s.slug, t.slug",
            of_kinds(kinds)
        );
        Ok(self.conn.read_first(&sql, with_kinds(key, kinds))?)
    }

    fn similar_names(&self, key: &str, kinds: &[&str]) -> Result<Vec<String>> {
        let sql = format!(
            "SELECT n.text FROM \"name\" AS n JOIN thing AS t ON t.id = n.\"of\" \
             WHERE n.form <> 'mistranslation' AND n.only_in IS NULL AND ?1 <> '' AND {} ORDER BY n.form <> 'label', t.name_key, n.text LIMIT {SIMILAR}",
            of_kinds(kinds)
        );
        Ok(self.conn.read_column(&sql, with_kinds(key, kinds))?)
    }

    fn level_of_place(&self, id: i64) -> Result<Option<String>> {
        let Some(containment) = &self.catalog().containment else { return Ok(None) };
        let (by, places) = (quote_ident(&containment.by), quote_ident(&containment.places));
        let sql = format!("SELECT {by} FROM {places} WHERE id = ?");
        Ok(self.conn.read_value(&sql, [id])?.flatten())
    }

    fn place_around(&self, id: i64) -> Result<Option<String>> {
        let sql = "SELECT t.name FROM inside AS i JOIN level AS l ON l.place = i.container AND l.container = i.container \
                   JOIN thing AS t ON t.id = i.container \
                   WHERE i.place = ? AND i.certain = 1 AND i.depth > 0 ORDER BY i.depth, t.slug LIMIT 1";
        Ok(self.conn.read_value(sql, [id])?)
    }

    fn recorded_places(&self, place: Listed) -> Result<Vec<Named>> {
        recorded_as(&self.conn, self.catalog(), place, &|name| fold_as(name, self.folding))
    }

    fn things_beginning(&self, key: &str, kinds: &[&str]) -> Result<Vec<PrefixMatch>> {
        // Names aren't in the index of this order.
        let labels = |ordered: &str| {
            format!(
                "SELECT id, coalesce(slug, ''), name, NULL FROM thing \
                 WHERE kind = ?1{ordered} AND name_key >= ?2 AND name_key < ?3 ORDER BY name_key, id LIMIT {OFFERED}"
            )
        };
        let labels = |kind: &str| labels(if kind == NAME { "" } else { " AND kind <> 'name'" });
        let beyond = prefix_end(key);
        let mut found = Vec::new();
        for kind in kinds {
            found.extend(self.conn.read(&labels(kind), [kind, key, &beyond], begun_from_row)?);
        }
        if key.is_empty() {
            return Ok(found);
        }
        let others = format!(
            "SELECT t.id, coalesce(t.slug, ''), t.name, n.text FROM \
             (SELECT \"of\", text, form, only_in FROM \"name\" WHERE text_key >= ? AND text_key < ? LIMIT {OTHERS}) AS n \
             JOIN thing AS t ON t.id = n.\"of\" WHERE t.kind IN ({}) \
             AND n.form NOT IN ('label', 'mistranslation') AND n.only_in IS NULL LIMIT {OFFERED}",
            parameter_marks(kinds.len())
        );
        let parameters = [key, &beyond].into_iter().chain(kinds.iter().copied());
        for other in self.conn.read(&others, params_from_iter(parameters), begun_from_row)? {
            if found.iter().all(|known| known.id != other.id) {
                found.push(other);
            }
        }
        Ok(found)
    }

    fn slugs_beginning(&self, begin: &str, kinds: &[&str]) -> Result<Vec<PrefixMatch>> {
        let sql = format!(
            "SELECT id, slug, name, NULL FROM (SELECT * FROM thing WHERE slug >= ? AND slug < ? ORDER BY slug LIMIT {OTHERS}) \
             WHERE kind IN ({}) LIMIT {OFFERED}",
            parameter_marks(kinds.len())
        );
        let beyond = prefix_end(begin);
        let parameters = [begin, &beyond].into_iter().chain(kinds.iter().copied());
        Ok(self.conn.read(&sql, params_from_iter(parameters), begun_from_row)?)
    }

    fn texts_beginning(&self, column: &Column<'_>, key: &str) -> Result<Vec<String>> {
        let (table, field) = (quote_ident(&column.kind.name), &column.field.name);
        let (text, folded) = (quote_ident(field), quote_ident(&columns::key_column(field)));
        let next = format!(
            "SELECT {folded}, {text} FROM {table} WHERE {folded} >= ?1 AND {folded} < ?2 ORDER BY {folded} LIMIT 1"
        );
        // The smallest text after another ends with a zero.
        look_up_distinct(&self.conn, &next, key, |folded| format!("{folded}\0"))
    }

    fn days_beginning(
        &self,
        column: &Column<'_>,
        begin: &str,
        length: usize,
    ) -> Result<Vec<String>> {
        let (table, day) = (
            quote_ident(&column.kind.name),
            quote_ident(&columns::first_day_column(&column.field.name)),
        );
        let next = format!(
            "SELECT substr({day}, 1, {length}), substr({day}, 1, {length}) FROM {table} WHERE {day} >= ?1 AND {day} < ?2 ORDER BY {day} LIMIT 1"
        );
        look_up_distinct(&self.conn, &next, begin, prefix_end)
    }

    fn count_rows(&self, column: &Column<'_>, held: &ColumnFilter<'_>) -> Result<u64> {
        let (from, mut parameters) = rows_holding(column, held);
        let only = column.only.map_or_else(String::new, |(field, values)| {
            parameters.extend(values.iter().map(|value| ToSqlOutput::from(value.as_str())));
            format!(" AND r.{} IN ({})", quote_ident(field), parameter_marks(values.len()))
        });
        let sql = format!("SELECT count(*) FROM (SELECT 1 FROM {from}{only} LIMIT {})", MANY + 1);
        Ok(self.conn.read_count(&sql, params_from_iter(parameters))?)
    }
}

/// Looks up the different texts that begin with `begin`, one after the other. `next` returns a key and a text; the following
/// look-up begins `after` that key.
fn look_up_distinct(
    conn: &Connection,
    next: &str,
    begin: &str,
    after: impl Fn(&str) -> String,
) -> Result<Vec<String>> {
    let (mut from, beyond) = (begin.to_owned(), prefix_end(begin));
    let mut found = Vec::new();
    while found.len() < OFFERED {
        let row: Option<(String, String)> = conn.read_first(next, [&from, &beyond])?;
        let Some((key, text)) = row else { break };
        from = after(&key);
        found.push(text);
    }
    Ok(found)
}

/// Returns the tables and the condition of rows `r` that hold something in a column, with the parameters.
fn rows_holding<'h>(
    column: &Column<'h>,
    held: &ColumnFilter<'h>,
) -> (String, Vec<ToSqlOutput<'h>>) {
    let (table, name) = (quote_ident(&column.kind.name), &column.field.name);
    let rows_where = |condition: String| format!("{table} AS r WHERE {condition}");
    if column.field.computed {
        return (rows_where("FALSE".to_owned()), vec![]);
    }
    match (held, &column.field.ty) {
        (ColumnFilter::Word(word), ty) => {
            let own = format!("r.{}", quote_ident(name));
            let folded = format!("r.{}", quote_ident(&columns::key_column(name)));
            let key = match (ty, column.kind.sort) {
                (Type::Text, Sort::Evidence) => format!("coalesce({folded}, {own})"),
                (Type::Text, _) => folded,
                _ => own,
            };
            (rows_where(format!("{key} = ?")), vec![(*word).into()])
        }
        (ColumnFilter::Thing(id), Type::Level(level)) => {
            let join = level
                .of
                .as_ref()
                .map(|of| format!(" CROSS JOIN {table} AS r ON r.{} = l.place", quote_ident(of)));
            let join = join.unwrap_or_default();
            let from = format!("level AS l{join} WHERE l.container = ? AND l.level = ?");
            (from, vec![(*id).into(), name.as_str().into()])
        }
        (ColumnFilter::Thing(id), _) => {
            (rows_where(format!("r.{} = ?", quote_ident(name))), vec![(*id).into()])
        }
        (ColumnFilter::In(id), _) => {
            let from = format!(
                "inside AS i CROSS JOIN {table} AS r ON r.{} = i.place WHERE i.container = ? AND i.certain = 1",
                quote_ident(name)
            );
            (from, vec![(*id).into()])
        }
        (ColumnFilter::Days(first, last), _) => {
            let [day, end] = [columns::first_day_column, columns::last_day_column]
                .map(|end| quote_ident(&end(name)));
            let from = rows_where(format!("r.{day} >= ? AND r.{day} <= ? AND r.{end} <= ?"));
            (from, vec![(*first).into(), (*last).into(), (*last).into()])
        }
    }
}

/// Returns the places that are recorded as a place of the atlas: those of its sort with one of its codes, or with a name that no
/// other place of the atlas has. `key` folds a name as the base does.
pub(super) fn recorded_as(
    conn: &Connection,
    catalog: &Catalog,
    place: Listed,
    key: &dyn Fn(&str) -> String,
) -> Result<Vec<Named>> {
    let Some((containment, ..)) = catalog.countries() else { return Ok(vec![]) };
    let (by, places) = (quote_ident(&containment.by), quote_ident(&containment.places));
    let of = |condition: &str| {
        format!(
            "SELECT t.id, t.kind, t.slug, t.name, p.{by} FROM {places} AS p JOIN thing AS t ON t.id = p.id
             WHERE t.slug IS NOT NULL AND EXISTS (SELECT 1 FROM claim WHERE claim.thing = t.id) AND {condition}"
        )
    };
    let mut found: Vec<(Named, Option<String>)> = Vec::new();
    let mut add = |sql: &str, text: &str| -> Result<()> {
        found.extend(conn.read(sql, [text], |row| Ok((named_from_row(row)?, row.get(4)?)))?);
        Ok(())
    };
    for (field, code) in catalog.codes_of(place) {
        add(&of(&format!("p.{} = ?1", quote_ident(&columns::key_column(&field)))), &code)?;
    }
    let of_name = of(
        "t.id IN (SELECT \"of\" FROM \"name\" WHERE text_key = ?1 AND form <> 'mistranslation' AND only_in IS NULL)",
    );
    for name in place.own_names() {
        add(&of_name, &key(name))?;
    }
    found.retain(|(_, level)| level.as_ref().is_none_or(|level| catalog.is_sort(place, level)));
    found.sort_by(|(a, _), (b, _)| a.slug.cmp(&b.slug));
    found.dedup();
    Ok(found.into_iter().map(|(place, _)| place).collect())
}
