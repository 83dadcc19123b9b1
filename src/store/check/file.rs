//! The file: `SQLite` finds no damage, references lead somewhere, and tables, units and `meta` follow from the catalog and the
//! facts.

use std::collections::BTreeMap;

use anyhow::Result;
use rusqlite::Connection;

use super::{Checker, REMAKE};
use crate::store::content::{Sum, is_comparable};
use crate::store::load::meta;
use crate::store::queries::{Queries, meta_value as entry, read_cells};
use crate::store::schema::{
    FILE_VERSION, own_schema, quote_ident, quote_literals, schema_sql, stored_references,
};
use crate::store::seal::{SEAL, SealState};
use crate::store::subject::ReportSubject;
use crate::store::trust::{Computing, LONGEST_VALUE, computing_objects};
use crate::text::single_spaced;

/// The definitions of a database, by sort and name.
type Definitions = BTreeMap<(String, String), String>;

impl Checker<'_> {
    /// A shipped file still has its original bytes.
    pub(super) fn check_seal(&mut self) -> Result<()> {
        if !self.copied && self.base.seal_state()? == SealState::Changed {
            let sentence =
                "has changed since it was shipped, by accident or through another program";
            let repair = "get the file again; or, if no other problem is listed, write a new one with `brief ship`";
            self.add_fault(ReportSubject::of_table("file"), sentence, repair);
        }
        Ok(())
    }

    /// `SQLite` finds no damage in pages, indexes and constraints.
    pub(super) fn check_integrity(&mut self) -> Result<()> {
        let Computing { indexes, tables, conditions } = computing_objects(self.conn, self.catalog)?;
        // The short check doesn't look at indexes, and a copy has its own.
        let is_skipped = !tables.is_empty() || !indexes.is_empty() && !self.copied;
        if is_skipped && !self.copied {
            self.add_computing_faults("index", indexes);
            self.add_computing_faults("table", tables);
        }
        if is_skipped {
            return Ok(());
        }
        // Conditions of other programs aren't run; they are a separate fault.
        self.conn.pragma_update(None, "ignore_check_constraints", conditions)?;
        let pragma = if self.copied { "PRAGMA quick_check" } else { "PRAGMA integrity_check" };
        let found = self.conn.read_column(pragma, []);
        let found: Vec<String> = found.unwrap_or_else(|error| vec![error.to_string()]);
        for message in found.into_iter().filter(|message| message != "ok") {
            let sentence = format!("SQLite says: {}", message.trim_end());
            self.add_fault(ReportSubject::of_table("file"), sentence, REMAKE);
        }
        Ok(())
    }

    /// Notes objects of other programs that compute their content: `SQLite` would compute all of it to compare.
    fn add_computing_faults(&mut self, sort: &str, names: Vec<String>) {
        for name in names {
            let sentence = "computes its content, which can take any time, so the pages of the file aren't checked while it is there";
            let repair =
                format!("`DROP {} {}` in sqlite3", sort.to_uppercase(), quote_ident(&name));
            self.add_fault(ReportSubject::of_object(sort, &name), sentence, repair);
        }
    }

    /// No value is longer than a statement may read; longer ones can't be copied.
    pub(super) fn check_lengths(&mut self) -> Result<()> {
        if self.copied {
            return Ok(());
        }
        let size = "SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)";
        let size: Option<i64> = self.conn.read_value(size, [])?;
        if size.unwrap_or_default() <= LONGEST_VALUE.into() {
            return Ok(());
        }
        let sql =
            "SELECT t.name, c.name FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c
             WHERE t.schema = 'main' AND t.type = 'table' AND t.strict AND c.type = 'TEXT'";
        let found: Vec<(String, String)> = self.conn.read_all(sql, [])?;
        for columns in found.chunk_by(|(one, _), (other, _)| one == other) {
            let Some((table, _)) = columns.first() else { continue };
            let longest =
                columns.iter().map(|(_, c)| format!("max(octet_length({}))", quote_ident(c)));
            let longest = longest.collect::<Vec<_>>().join(", ");
            let sql = format!("SELECT {longest} FROM {}", quote_ident(table));
            let longest = self.conn.read(&sql, [], |row| read_cells(row, 0..columns.len()))?;
            let longest: Vec<Option<i64>> = longest.into_iter().flatten().collect();
            for ((_, column), bytes) in columns.iter().zip(longest) {
                let Some(bytes) = bytes.filter(|b| *b > LONGEST_VALUE.into()) else { continue };
                let sentence = format!("has a text of {bytes} bytes; the limit is {LONGEST_VALUE}");
                self.add_fault(ReportSubject::of_table(table).with_field(column), sentence, REMAKE);
            }
        }
        Ok(())
    }

    /// References lead to things that are there.
    pub(super) fn check_references(&mut self) -> Result<()> {
        let sql = "SELECT \"table\", rowid, fkid FROM pragma_foreign_key_check";
        for (table, id, key) in self.conn.read_all::<(String, Option<i64>, i64)>(sql, [])? {
            let column = "SELECT \"from\" FROM pragma_foreign_key_list(?1) WHERE id = ?2";
            let column: Option<String> = self.conn.read_value(column, (&table, key))?;
            let subject = match (self.catalog.kind(&table), id) {
                (Some(kind), Some(id)) => self.member_subject(kind, id)?,
                _ => ReportSubject::of_table(&table),
            };
            let subject = subject.with_field(&column.unwrap_or_default());
            self.add_fault(subject, "leads to something that isn't in the base", REMAKE);
        }
        Ok(())
    }

    /// References lead to things of a kind that the field allows.
    pub(super) fn check_target_kinds(&mut self) -> Result<()> {
        for (kind, field, targets) in stored_references(self.catalog) {
            let sql = format!(
                "SELECT r.id, t.kind, coalesce(t.slug, t.name) FROM {} AS r JOIN thing AS t ON t.id = r.{}
                 WHERE t.kind NOT IN ({}) ORDER BY r.id",
                quote_ident(&kind.name),
                quote_ident(&field.name),
                quote_literals(&targets.kinds)
            );
            for (id, found, name) in self.conn.read_all::<(i64, String, String)>(&sql, [])? {
                let subject = self.member_subject(kind, id)?.with_field(&field.name);
                let sentence = format!(
                    "leads to `{name}`, which is of the kind `{found}`: it can't be that here"
                );
                self.add_fault(subject, sentence, REMAKE);
            }
        }
        Ok(())
    }

    /// Tables, indexes and views are those of the catalog. A file of an older version has those of its time.
    pub(super) fn check_definitions(&mut self) -> Result<()> {
        let version: Option<i32> = self.conn.read_value("PRAGMA user_version", [])?;
        let older = version.is_some_and(|version| version < FILE_VERSION);
        let made = |schema: String| {
            let model = Connection::open_in_memory()?;
            model.execute_batch(&schema)?;
            read_definitions(&model)
        };
        let (wanted, mut found) = (made(schema_sql(self.catalog))?, read_definitions(self.conn)?);
        // The program's own file has none of the views for other programs, no indexes of small tables, and no rules.
        let has_views = found.keys().any(|(sort, _)| sort == "view");
        let own = if has_views { Definitions::new() } else { made(own_schema(self.catalog))? };
        let left_out = |sort: &str| !has_views && ["view", "index"].contains(&sort);
        let is_own = |key, sql: &str| {
            own.get(key).is_some_and(|own| normalise_sql(own) == normalise_sql(sql))
        };
        for (key, definition) in &wanted {
            let sentence = match found.remove(key) {
                _ if older => continue,
                None if left_out(&key.0) => continue,
                None => "is missing",
                Some(other)
                    if normalise_sql(&other) != normalise_sql(definition)
                        && !is_own(key, &other) =>
                {
                    "isn't defined as the catalog requires"
                }
                Some(_) => continue,
            };
            let (sort, name) = key;
            self.add_fault(ReportSubject::of_object(sort, name), sentence, REMAKE);
        }
        for (sort, name) in found.into_keys() {
            if sort == "trigger" {
                let repair =
                    format!("see what it does, then `DROP TRIGGER {}`", quote_ident(&name));
                let sentence = "could change facts without anyone noticing";
                self.add_fault(ReportSubject::of_object(&sort, &name), sentence, repair);
            } else {
                self.foreign.push(format!("{sort} `{name}`"));
            }
        }
        Ok(())
    }

    /// The table of units is that of the catalog.
    pub(super) fn check_unit_table(&mut self) -> Result<()> {
        let sql = "SELECT name, dimension, factor FROM unit";
        let found = self.conn.read_all::<(String, String, i64)>(sql, [])?.into_iter();
        let mut found: BTreeMap<String, (String, i64)> =
            found.map(|(name, dimension, factor)| (name, (dimension, factor))).collect();
        let catalog = self.catalog;
        for unit in &catalog.units {
            let kept = found.remove(&unit.name);
            if kept.as_ref() != Some(&(unit.dimension.clone(), unit.factor)) {
                let sentence = format!(
                    "isn't in the table of units as in the catalog: {}, {} smallest parts",
                    unit.dimension, unit.factor
                );
                self.add_fault(ReportSubject::of_object("unit", &unit.name), sentence, REMAKE);
            }
        }
        for name in found.into_keys() {
            let sentence = "is in the table of units, but not in the catalog";
            self.add_fault(ReportSubject::of_object("unit", &name), sentence, REMAKE);
        }
        Ok(())
    }

    /// `meta` has only the entries that every base has.
    fn check_unknown_entries(&mut self, wanted: &[(String, String)]) -> Result<()> {
        let own = ["language", "folding", "file", "content", meta::SUM, SEAL];
        let is_known = |key: &String| {
            own.contains(&key.as_str()) || wanted.iter().any(|(known, _)| known == key)
        };
        let keys: Vec<String> = self.conn.read_column("SELECT key FROM meta", [])?;
        for key in keys.into_iter().filter(|key| !is_known(key)) {
            let sentence = "isn't an entry that a base has";
            self.add_fault(ReportSubject::of_object("meta", &key), sentence, REMAKE);
        }
        Ok(())
    }

    /// The entries of `meta` are true.
    pub(super) fn check_meta(&mut self) -> Result<()> {
        let compares = !self.copied && is_comparable(self.conn)?;
        let sum = if compares { Sum::of_base(self.conn, self.catalog)? } else { Sum::empty() };
        let content = sum.hash(self.catalog);
        let mut wanted = meta::of_catalog(self.catalog);
        // Files of older versions are read as they are.
        wanted.retain(|(key, _)| !matches!(key.as_str(), "language" | "folding" | "file"));
        wanted.extend(meta::of_facts(self.conn, self.catalog, &content)?);
        if !compares {
            wanted.retain(|(key, _)| key != "content");
        }
        self.check_unknown_entries(&wanted)?;
        for (key, value) in wanted {
            let said = entry(self.conn, &key)?;
            if said.as_deref() == Some(value.as_str()) {
                continue;
            }
            let said = said.map_or("nothing".to_owned(), |said| format!("“{said}”"));
            let mut sentence = format!("is {said}, but should be “{value}”");
            if key == "content" {
                sentence.push_str(": the facts were changed by something other than `brief load`");
            }
            self.add_fault(ReportSubject::of_object("meta", &key), sentence, REMAKE);
        }
        Ok(())
    }
}

/// Returns everything that a database defines.
fn read_definitions(conn: &Connection) -> Result<Definitions> {
    let sql = "SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let found = conn.read_all::<(String, String, String)>(sql, [])?.into_iter();
    Ok(found.map(|(sort, name, sql)| ((sort, name), sql)).collect())
}

/// Returns a definition without comments, and with one space for any white space: nothing else may differ.
fn normalise_sql(sql: &str) -> String {
    let mut text = String::new();
    let mut quote: Option<char> = None;
    let mut rest = sql.chars().peekable();
    while let Some(c) = rest.next() {
        match quote {
            Some(end) => quote = (c != end).then_some(end),
            None if c == '-' && rest.peek() == Some(&'-') => {
                rest.by_ref().find(|c| *c == '\n');
                text.push(' ');
                continue;
            }
            None if c == '\'' || c == '"' => quote = Some(c),
            None => {}
        }
        text.push(c);
    }
    single_spaced(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_white_space_make_no_difference_to_a_definition() {
        let one =
            "CREATE TABLE t (\n    a TEXT,  -- it's \"a\"\n    b TEXT CHECK (b IN ('--x'))\n)";
        assert_eq!(normalise_sql(one), "CREATE TABLE t ( a TEXT, b TEXT CHECK (b IN ('--x')) )");
        assert_ne!(normalise_sql("CHECK (b IN ('x'))"), normalise_sql("CHECK (b IN ('y'))"));
    }
}
