//! The competing values of fields, as conditions read them (docs/semantics.md#including-disputed-values).

use anyhow::Result;
use rusqlite::types::Value as Sql;
use serde_json::Value as Json;

use super::digest::{Literal, read_text};
use super::open::Base;
use super::queries::Queries;
use crate::catalog::{Field, Kind};
use crate::query::names::Names;

impl Base {
    /// Lists the values that claims give for a field instead of the recorded one: a JSON array of rows, each the id of the thing
    /// and the columns of the value. `None` means that there are no such claims. Values of other records aren't among them.
    pub(super) fn competing_readings(&self, kind: &Kind, field: &Field) -> Result<Option<String>> {
        let sql = "SELECT DISTINCT r.thing, r.says FROM rival AS r
             JOIN claim AS c ON c.id = r.claim AND c.thing = r.thing AND c.says = r.says
             WHERE r.kind = ?1 AND r.field = ?2 ORDER BY r.thing, r.says";
        let mut rows: Vec<Json> = Vec::new();
        for (thing, says) in self.conn.read_all::<(i64, String)>(sql, [&kind.name, &field.name])? {
            for columns in self.columns_of(field, &says)? {
                rows.push(std::iter::once(Json::from(thing)).chain(columns).collect());
            }
        }
        Ok(if rows.is_empty() { None } else { Some(Json::from(rows).to_string()) })
    }

    /// Reads a text as values of a field, each as its columns: several if several things have the name.
    fn columns_of(&self, field: &Field, says: &str) -> Result<Vec<Vec<Json>>> {
        Ok(match read_text(field, says, &self.catalog().units) {
            Ok(Literal::Ready(stored)) => {
                vec![stored.columns.iter().cloned().map(json_value).collect()]
            }
            Ok(Literal::Ref(name)) => {
                let kinds = field.ty.targets().map(|targets| targets.kinds.as_slice());
                let kinds: Vec<&str> =
                    kinds.unwrap_or_default().iter().map(String::as_str).collect();
                let slug = name.strip_prefix('@').unwrap_or(&name);
                let found = match self.thing_with_slug(slug, &kinds)? {
                    Some(thing) => vec![thing],
                    None => self.things_named(&self.fold_key(&name), &kinds)?,
                };
                found.into_iter().map(|thing| vec![Json::from(thing.id)]).collect()
            }
            // A value that can't be read is shown as a contradiction, but passes no test.
            Err(_) => vec![],
        })
    }
}

fn json_value(value: Sql) -> Json {
    match value {
        Sql::Integer(n) => n.into(),
        Sql::Text(text) => text.into(),
        Sql::Real(n) => n.into(),
        Sql::Null | Sql::Blob(_) => Json::Null,
    }
}
