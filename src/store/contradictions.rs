//! Contradictions: values of one field that sources do not agree on, and records that cannot both be right. All of them stay;
//! answers mark them.

use std::collections::BTreeMap;

use anyhow::Result;
use rusqlite::Connection;
use rusqlite::types::Value as Sql;

use super::digest::{ALSO, NOT_STATED, OPEN_LIST};
use super::disagreement::{
    between_equivalents, between_records, comparable_scale, conflict_groups_sql,
    conflict_pairs_sql, conflict_rules, subject_column,
};
use super::ids::Ids;
use super::open::Base;
use super::queries::Queries;
use super::schema::{
    JUDGED, SAYING, equivalents_of, quote_ident, quote_literal, quote_literals, readable_sql,
    stored_kinds,
};
use super::versions::BeforeAndAfter;
use crate::catalog::{Catalog, ConflictRule, Field, Kind, columns};

/// Values that can't all be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The kind of thing or record.
    pub kind: String,
    /// What they are about: the thing and its field, or what the records agree in.
    pub about: Vec<String>,
    /// The values, each with its places.
    pub sides: Vec<CompetingValue>,
}

/// One of several values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompetingValue {
    /// The value as worded.
    pub value: String,
    /// The sources and paragraphs that give it.
    pub places: Vec<(String, Option<i64>)>,
}

impl Base {
    /// Returns all conflicts: of values in the order of the things, then of records.
    pub fn conflicts(&self) -> Result<Vec<Conflict>> {
        let mut conflicts = self.value_conflicts()?;
        for kind in stored_kinds(self.catalog()) {
            let Some(rule) = &kind.conflict else { continue };
            let Some(value) = kind.field(&rule.value) else { continue };
            let pairs = conflict_pairs_sql((kind, rule, value), false);
            let pairs =
                pairs.map(|pairs| format!("SELECT json_array(a, b) FROM ({pairs}) WHERE a < b"));
            let groups = [conflict_groups_sql((kind, rule, value), false)].into_iter().chain(pairs);
            let groups = groups.map(|sql| self.read_groups(&sql)).collect::<Result<Vec<_>>>()?;
            for records in groups.concat() {
                let Some(first) = records.first() else { continue };
                let about = self.texts_of(kind, *first, &rule.same)?;
                let sides = self.values_of_records(kind, value, &records)?;
                conflicts.push(Conflict { kind: kind.name.clone(), about, sides });
            }
        }
        Ok(conflicts)
    }

    /// Returns the conflicts between a recorded value and the values that claims give.
    fn value_conflicts(&self) -> Result<Vec<Conflict>> {
        let sql = "SELECT r.thing, r.kind, t.name, r.field FROM rival AS r JOIN claim AS c ON c.id = r.claim AND c.thing = r.thing
             JOIN thing AS t ON t.id = r.thing WHERE c.says IS NOT NULL
             GROUP BY r.thing, r.field ORDER BY t.slug, r.field";
        let found: Vec<(i64, String, String, String)> = self.conn.read_all(sql, [])?;
        let mut conflicts = Vec::new();
        for (id, kind, name, field) in found {
            let Some(known) = self.catalog().kind(&kind) else { continue };
            let kept = self.texts_of(known, id, std::slice::from_ref(&field))?;
            let mut sides = Vec::new();
            if let Some(value) = kept.into_iter().next() {
                let places = self.claim_places((id, &field, None), false)?;
                sides.push(CompetingValue { value, places });
            }
            sides.extend(self.competing_values(id, &field)?);
            conflicts.push(Conflict { kind, about: vec![name, field], sides });
        }
        Ok(conflicts)
    }

    /// Returns the values that claims give a field instead of the recorded one, each once.
    fn competing_values(&self, thing: i64, field: &str) -> Result<Vec<CompetingValue>> {
        let sql = "SELECT DISTINCT c.says FROM rival AS r JOIN claim AS c ON c.id = r.claim AND c.thing = r.thing
             WHERE r.thing = ?1 AND r.field = ?2 AND c.says IS NOT NULL ORDER BY c.says";
        let values: Vec<String> = self.conn.read_column(sql, (thing, field))?;
        let side = |value: String| {
            Ok(CompetingValue {
                places: self.claim_places((thing, field, Some(&value)), false)?,
                value,
            })
        };
        values.into_iter().map(side).collect()
    }

    /// Returns the values of records, each once.
    fn values_of_records(
        &self,
        kind: &Kind,
        value: &Field,
        records: &[i64],
    ) -> Result<Vec<CompetingValue>> {
        let mut sides: Vec<CompetingValue> = Vec::new();
        for record in records {
            let text = self.texts_of(kind, *record, std::slice::from_ref(&value.name))?;
            let Some(text) = text.into_iter().next() else { continue };
            let mut places = self.claim_places((*record, &value.name, None), true)?;
            match sides.iter_mut().find(|side| side.value == text) {
                Some(side) => side.places.append(&mut places),
                None => sides.push(CompetingValue { value: text, places }),
            }
        }
        Ok(sides)
    }

    /// Returns the places of the claims on a field of a thing that support it, or that give this value instead; with `whole` also
    /// of those on the thing as a whole.
    fn claim_places(
        &self,
        (thing, field, says): (i64, &str, Option<&str>),
        whole: bool,
    ) -> Result<Vec<(String, Option<i64>)>> {
        let sql = format!(
            "SELECT DISTINCT s.slug, c.paragraph FROM claim AS c JOIN thing AS s ON s.id = c.source
             WHERE c.thing = ?1 AND ({} OR ?4 AND c.whole = 1) AND c.says IS ?3
             ORDER BY s.slug, c.paragraph",
            columns::item_condition("c.field", "?2")
        );
        Ok(self.conn.read_all(&sql, (thing, columns::delimited_item(field), says, whole))?)
    }

    /// Returns the values of a member of a kind in some fields, as a person reads them.
    fn texts_of(&self, kind: &Kind, id: i64, fields: &[String]) -> Result<Vec<String>> {
        let mut texts = Vec::new();
        for field in fields.iter().filter_map(|name| kind.field(name)) {
            let (mut text, table) = (readable_sql(field), quote_ident(&kind.name));
            if field.ty.has_equivalents() {
                text = format!("{text} || coalesce(' (' || {} || ')', '')", equivalents_of(field));
            }
            let sql = format!("SELECT {text} FROM {table} AS r WHERE r.id = ?1");
            texts.extend(self.conn.read_value::<Option<String>>(&sql, [id])?.flatten());
        }
        Ok(texts)
    }

    /// Returns groups of records, which a statement gives as JSON arrays of ids.
    fn read_groups(&self, sql: &str) -> Result<Vec<Vec<i64>>> {
        let groups = self.conn.read_column::<String>(sql, [])?.into_iter();
        groups.map(|ids| Ok(serde_json::from_str(&ids)?)).collect()
    }
}

/// Finds all contradictions and writes them.
pub(super) fn derive_contradictions(conn: &Connection, catalog: &Catalog) -> Result<()> {
    conn.execute(&insert_rivals_sql(&select_rivals_sql(catalog)), [])?;
    Ok(())
}

/// Returns the statement that writes into `rival` what another statement finds.
fn insert_rivals_sql(found: &str) -> String {
    format!("INSERT OR IGNORE INTO rival (kind, field, thing, claim, says) {found}")
}

/// If more than 1/FEW of the records may have a new subject, all are compared again.
const FEW: u64 = 8;

/// Removes what contradicts a field of a thing or record.
const REMOVE: &str = "DELETE FROM rival WHERE kind = ?1 AND field = ?2 AND thing = ?3";

/// Derives anew the contradictions of touched things and records, and of records with the same subjects.
pub(super) fn update_contradictions(versions: &BeforeAndAfter<'_>, touched: &Ids) -> Result<()> {
    let (conn, catalog) = (versions.after, versions.catalog);
    if versions.before.is_none() {
        return derive_contradictions(conn, catalog);
    }
    let mut compared = Vec::new();
    for (kind, rule, value) in conflict_rules(catalog) {
        let subjects = touched_subjects(versions, kind, rule)?;
        if subjects.len() as u64 > conn.count_table_rows(&kind.name)? / FEW + FEW {
            conn.execute("DELETE FROM rival", [])?;
            return derive_contradictions(conn, catalog);
        }
        compared.push((kind, rule, value, subjects));
    }
    let kept = "SELECT DISTINCT kind, field, thing FROM rival";
    for (kind, field, thing) in conn.read_all::<(String, String, i64)>(kept, [])? {
        if touched.contains(thing) {
            conn.run(REMOVE, (kind, field, thing))?;
        }
    }
    let by_claims = [of_claims(catalog), of_equivalents(catalog)]
        .map(|sql| insert_rivals_sql(&format!("{sql} AND c.thing BETWEEN ?1 AND ?2")));
    for ids in versions.ranges {
        for sql in &by_claims {
            conn.run(sql, (ids.start(), ids.end()))?;
        }
    }
    for (kind, rule, value, subjects) in compared {
        let rule_of = (kind, rule, value);
        let by_records = [Some(between_records(rule_of, true)), between_equivalents(rule_of, true)];
        let by_records: Vec<String> =
            by_records.into_iter().flatten().map(|sql| insert_rivals_sql(&sql)).collect();
        let members = format!(
            "SELECT id FROM {} WHERE {} = ?1",
            quote_ident(&kind.name),
            subject_column(kind, rule)
        );
        for subject in subjects.into_values() {
            for id in conn.read_column::<i64>(&members, [&subject])? {
                conn.run(REMOVE, (&kind.name, &value.name, id))?;
                for sql in &by_claims {
                    conn.run(sql, (id, id))?;
                }
            }
            for sql in &by_records {
                conn.run(sql, [&subject])?;
            }
        }
    }
    Ok(())
}

/// Returns the subjects of touched records, before and now.
fn touched_subjects(
    versions: &BeforeAndAfter<'_>,
    kind: &Kind,
    rule: &ConflictRule,
) -> Result<BTreeMap<String, Sql>> {
    let key = subject_column(kind, rule);
    let sql = format!(
        "SELECT DISTINCT {key} FROM {} WHERE id BETWEEN ?1 AND ?2 AND {key} IS NOT NULL",
        quote_ident(&kind.name)
    );
    let mut subjects = BTreeMap::new();
    for conn in versions.before.into_iter().chain([versions.after]) {
        for ids in versions.ranges {
            let found: Vec<Sql> = conn.read_column(&sql, (ids.start(), ids.end()))?;
            subjects.extend(found.into_iter().map(|subject| (format!("{subject:?}"), subject)));
        }
    }
    Ok(subjects)
}

/// Returns the statement for claims that give different amounts of one field in another unit.
fn of_equivalents(catalog: &Catalog) -> String {
    format!(
        "SELECT t.kind, c.field, c.thing, c.claim, c.says FROM _equivalent AS c JOIN thing AS t ON t.id = c.thing
         WHERE c.field IN ({}) AND EXISTS (SELECT 1 FROM _equivalent AS o WHERE o.thing = c.thing AND o.field = c.field AND o.claim <> c.claim
         AND (o.high < c.low OR c.high < o.low) AND {} = {})",
        quote_literals(catalog.fields_with_equivalents()),
        comparable_scale("o.unit"),
        comparable_scale("c.unit")
    )
}

/// Returns the statement that finds all contradictions: kind, field, thing, the claim against it, and the value of that claim.
pub(crate) fn select_rivals_sql(catalog: &Catalog) -> String {
    let records = conflict_rules(catalog).map(|rule| between_records(rule, false));
    let equivalents = conflict_rules(catalog).filter_map(|rule| between_equivalents(rule, false));
    let claims = [of_claims(catalog), of_equivalents(catalog)].into_iter();
    claims.chain(records).chain(equivalents).collect::<Vec<_>>().join(" UNION ")
}

/// Returns the statement for claims that give another value, except those that give the recorded amount in another unit.
fn of_claims(catalog: &Catalog) -> String {
    let of_kind = |kind: &Kind| {
        let fields = kind.fields.iter().filter(|field| field.ty.has_equivalents());
        let of = |field: &Field| {
            format!("({}, {})", quote_literal(&kind.name), quote_literal(&field.name))
        };
        fields.map(of).collect::<Vec<_>>()
    };
    let fields: Vec<String> = stored_kinds(catalog).flat_map(of_kind).collect();
    let also = match fields.as_slice() {
        [] => String::new(),
        fields => format!(
            " AND NOT (c.says GLOB '{ALSO}*' AND (t.kind, c.field) IN (VALUES {}))",
            fields.join(", ")
        ),
    };
    format!(
        "SELECT t.kind, c.field, c.thing, c.id, c.says FROM claim AS c JOIN thing AS t ON t.id = c.thing
         WHERE c.field IS NOT NULL AND c.{SAYING} AND c.says NOT IN ({}) AND NOT ({JUDGED}){also}
         AND NOT EXISTS (SELECT 1 FROM _equivalent AS e WHERE e.thing = c.thing AND e.field = c.field AND e.claim = c.id)",
        quote_literals([NOT_STATED, OPEN_LIST])
    )
}
