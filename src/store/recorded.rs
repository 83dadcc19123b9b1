//! What is recorded, for completion: names and values that begin as was typed, and how many rows hold one.
//!
//! Every statement is bounded: it walks an index from where the typed text begins, and stops after so many entries.

use rusqlite::types::Value;
use rusqlite::{Result, Row, params_from_iter};

use super::open::Base;
use super::schema::ident;
use crate::catalog::{Type, columns};
use crate::query::names::{Begun, Column, Held, MANY};

/// How many names or values are given at most.
const GIVEN: usize = 200;

/// How many other names than labels are looked through at most.
const OTHERS: usize = 2000;

impl Base {
    /// Things by label, then by their other names.
    pub(super) fn things_beginning(&self, key: &str, kinds: &[&str]) -> Result<Vec<Begun>> {
        let mut found = Vec::new();
        let mut labels = self.conn.prepare_cached(&format!(
            "SELECT id, coalesce(slug, ''), name, NULL FROM thing \
             WHERE kind = ?1 AND name_key >= ?2 AND name_key < ?3 ORDER BY name_key, id LIMIT {GIVEN}"
        ))?;
        let beyond = beyond(key);
        for kind in kinds {
            let rows = labels.query_map([kind, key, &beyond], begun)?;
            found.extend(rows.collect::<Result<Vec<_>>>()?);
        }
        if key.is_empty() {
            return Ok(found);
        }
        let marks = vec!["?"; kinds.len()].join(", ");
        let mut others = self.conn.prepare_cached(&format!(
            "SELECT t.id, coalesce(t.slug, ''), t.name, n.text FROM \
             (SELECT \"of\", text, form, only_in FROM \"name\" WHERE text_key >= ? AND text_key < ? LIMIT {OTHERS}) AS n \
             JOIN thing AS t ON t.id = n.\"of\" WHERE t.kind IN ({marks}) \
             AND n.form NOT IN ('label', 'mistranslation') AND n.only_in IS NULL LIMIT {GIVEN}"
        ))?;
        let parameters = [key, &beyond].into_iter().chain(kinds.iter().copied());
        for other in others.query_map(params_from_iter(parameters), begun)? {
            let other = other?;
            if found.iter().all(|known| known.id != other.id) {
                found.push(other);
            }
        }
        Ok(found)
    }

    /// Things by slug.
    pub(super) fn slugs_beginning(&self, begin: &str, kinds: &[&str]) -> Result<Vec<Begun>> {
        let marks = vec!["?"; kinds.len()].join(", ");
        let mut prepared = self.conn.prepare_cached(&format!(
            "SELECT id, slug, name, NULL FROM (SELECT * FROM thing WHERE slug >= ? AND slug < ? ORDER BY slug LIMIT {OTHERS}) \
             WHERE kind IN ({marks}) LIMIT {GIVEN}"
        ))?;
        let beyond = beyond(begin);
        let parameters = [begin, &beyond].into_iter().chain(kinds.iter().copied());
        let rows = prepared.query_map(params_from_iter(parameters), begun)?;
        rows.collect()
    }

    /// The different texts of a column, one look-up after the other.
    pub(super) fn texts_beginning(&self, column: &Column<'_>, key: &str) -> Result<Vec<String>> {
        let (table, field) = (ident(&column.kind.name), &column.field.name);
        let (text, folded) = (ident(field), ident(&columns::key(field)));
        let mut next = self.conn.prepare_cached(&format!(
            "SELECT {folded}, {text} FROM {table} WHERE {folded} >= ?1 AND {folded} < ?2 ORDER BY {folded} LIMIT 1"
        ))?;
        let (mut from, beyond) = (key.to_owned(), beyond(key));
        let mut found = Vec::new();
        while found.len() < GIVEN {
            let mut rows = next.query([&from, &beyond])?;
            let Some(row) = rows.next()? else { break };
            // The smallest text behind this one.
            from = row.get::<_, String>(0)? + "\0";
            found.push(row.get(1)?);
        }
        Ok(found)
    }

    /// The different days, months or years in which something of a column begins.
    pub(super) fn days_beginning(
        &self,
        column: &Column<'_>,
        begin: &str,
        length: usize,
    ) -> Result<Vec<String>> {
        let (table, field) = (ident(&column.kind.name), &column.field.name);
        let day = ident(&columns::from(field));
        let mut next = self.conn.prepare_cached(&format!(
            "SELECT substr({day}, 1, {length}) FROM {table} WHERE {day} >= ?1 AND {day} < ?2 ORDER BY {day} LIMIT 1"
        ))?;
        let (mut from, beyond) = (begin.to_owned(), beyond(begin));
        let mut found: Vec<String> = Vec::new();
        while found.len() < GIVEN {
            let mut rows = next.query([&from, &beyond])?;
            let Some(row) = rows.next()? else { break };
            let text: String = row.get(0)?;
            from = self::beyond(&text);
            found.push(text);
        }
        Ok(found)
    }

    /// How many rows hold this, counted no further than one beyond [`MANY`].
    pub(super) fn rows_holding(&self, column: &Column<'_>, held: &Held<'_>) -> Result<u64> {
        let table = ident(&column.kind.name);
        let field = ident(&column.field.name);
        let (from, parameters) = match (held, &column.field.ty) {
            (Held::Word(word), Type::Text) => {
                let key = ident(&columns::key(&column.field.name));
                (format!("{table} AS r WHERE r.{key} = ?"), vec![text(word)])
            }
            (Held::Word(word), _) => {
                (format!("{table} AS r WHERE r.{field} = ?"), vec![text(word)])
            }
            (Held::Thing(id), Type::Level(level)) => {
                let of_level = "level AS l WHERE l.container = ? AND l.level = ?";
                let from = level.of.as_ref().map_or_else(
                    || of_level.to_owned(),
                    |of| {
                        format!(
                            "level AS l CROSS JOIN {table} AS r ON r.{} = l.place \
                                 WHERE l.container = ? AND l.level = ?",
                            ident(of)
                        )
                    },
                );
                (from, vec![Value::Integer(*id), text(&column.field.name)])
            }
            (Held::Thing(id), _) => {
                (format!("{table} AS r WHERE r.{field} = ?"), vec![Value::Integer(*id)])
            }
            (Held::In(id), _) => (
                format!(
                    "inside AS i CROSS JOIN {table} AS r ON r.{field} = i.place \
                         WHERE i.container = ? AND i.certain = 1"
                ),
                vec![Value::Integer(*id)],
            ),
            (Held::Days(first, last), _) => {
                let [day, end] =
                    [columns::from, columns::to].map(|c| ident(&c(&column.field.name)));
                let from =
                    format!("{table} AS r WHERE r.{day} >= ? AND r.{day} <= ? AND r.{end} <= ?");
                (from, vec![text(first), text(last), text(last)])
            }
        };
        let (only, values) = match column.only {
            Some((field, values)) => {
                let marks = vec!["?"; values.len()].join(", ");
                (format!(" AND r.{} IN ({marks})", ident(field)), values.as_slice())
            }
            None => (String::new(), [].as_slice()),
        };
        let sql = format!("SELECT count(*) FROM (SELECT 1 FROM {from}{only} LIMIT {})", MANY + 1);
        let parameters = parameters.into_iter().chain(values.iter().map(|value| text(value)));
        let mut prepared = self.conn.prepare_cached(&sql)?;
        let n: i64 = prepared.query_row(params_from_iter(parameters), |row| row.get(0))?;
        Ok(u64::try_from(n).unwrap_or(0))
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A text behind all that begin with this one.
fn beyond(begin: &str) -> String {
    format!("{begin}{}", char::MAX)
}

fn begun(row: &Row<'_>) -> Result<Begun> {
    Ok(Begun { id: row.get(0)?, slug: row.get(1)?, name: row.get(2)?, other: row.get(3)? })
}
