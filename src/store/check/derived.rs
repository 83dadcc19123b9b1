//! What follows from the facts: containment, levels, the bounds of parts, and contradictions.

use std::collections::BTreeSet;

use anyhow::Result;

use super::{Checker, REMAKE};
use crate::catalog::{Field, Kind, SAME_AS, columns};
use crate::store::contradictions;
use crate::store::entered;
use crate::store::load::equivalents::{self, Equivalent};
use crate::store::load::nesting::{ContainmentReader, Inside, Levels, MOST_AROUND};
use crate::store::load::parts::{bounds_condition, derived_columns, parts_above, with_whole};
use crate::store::load::rings::find_rings;
use crate::store::queries::Queries;
use crate::store::schema::{JUDGED, quote_ident};
use crate::store::subject::ReportSubject;

impl Checker<'_> {
    /// Nothing is part of itself, and no place is inside itself, over any number of steps.
    pub(super) fn check_no_rings(&mut self) -> Result<()> {
        for ring in find_rings(self.conn, self.catalog)? {
            let Some(first) = ring.steps.first() else { continue };
            let subject = ReportSubject::of_id(self.conn, first.record)?.with_field(&ring.field);
            let sentence = ring.sentence(self.conn, &|_| String::new())?;
            let repair = "take out the wrong step in its digest, and load it again";
            self.add_fault(subject, sentence, repair);
            self.ringed = true;
        }
        Ok(())
    }

    /// Containment and levels follow from the records.
    pub(super) fn check_nested_places(&mut self) -> Result<()> {
        let Some(containment) = &self.catalog.containment else { return Ok(()) };
        if self.ringed {
            return Ok(()); // Then nothing follows that would mean anything.
        }
        let mut around = ContainmentReader::of_all_places(self.conn, containment)?;
        let sql = format!("SELECT id FROM {} ORDER BY id", quote_ident(&containment.places));
        let places: Vec<i64> = self.conn.read_column(&sql, [])?;
        for place in &places {
            let Some(inside) = around.places_around(*place)? else {
                let sentence = format!("is inside more than {MOST_AROUND} places");
                let repair = "leave out some of the steps in their digests, and load those again";
                self.add_fault(ReportSubject::of_id(self.conn, *place)?, sentence, repair);
                return Ok(());
            };
            let levels = around.nearest_by_level(&inside)?;
            self.check_containers(*place, inside)?;
            self.check_levels(*place, levels)?;
        }
        for table in ["inside", "level"] {
            let sql = format!("SELECT DISTINCT place FROM {table} ORDER BY place");
            for place in self.conn.read_column::<i64>(&sql, [])? {
                if places.binary_search(&place).is_err() {
                    let subject = ReportSubject::of_object(table, &format!("no. {place}"));
                    self.add_fault(subject, "is stored, though there is no such place", REMAKE);
                }
            }
        }
        Ok(())
    }

    /// A place is in those around it.
    fn check_containers(&mut self, place: i64, wanted: Inside) -> Result<()> {
        let sql = "SELECT container, depth, certain FROM inside WHERE place = ?1";
        let found: Vec<(i64, i64, bool)> = self.conn.read_all(sql, [place])?;
        let mut found: Inside =
            found.into_iter().map(|(container, depth, sure)| (container, (depth, sure))).collect();
        for (container, how) in wanted {
            let sentence = match found.remove(&container) {
                Some(kept) if kept == how => continue,
                Some(_) => "isn't stored as the records give it",
                None => "isn't stored, though the records give it",
            };
            self.add_containment_fault(place, container, sentence)?;
        }
        for container in found.into_keys() {
            self.add_containment_fault(place, container, "is stored, though no record gives it")?;
        }
        Ok(())
    }

    fn check_levels(&mut self, place: i64, wanted: Levels) -> Result<()> {
        let sql = "SELECT level, container FROM level WHERE place = ?1";
        let found: Vec<(String, i64)> = self.conn.read_all(sql, [place])?;
        let mut found: Levels = found.into_iter().collect();
        for (level, container) in wanted {
            if found.remove(&level) != Some(container) {
                let name = ReportSubject::of_id(self.conn, container)?.name;
                let sentence = format!("should be “{name}” according to the records");
                self.add_field_fault(place, &level, sentence)?;
            }
        }
        for level in found.into_keys() {
            self.add_field_fault(place, &level, "is stored, though no record gives it")?;
        }
        Ok(())
    }

    fn add_containment_fault(&mut self, place: i64, container: i64, what: &str) -> Result<()> {
        let container = ReportSubject::of_id(self.conn, container)?;
        let container = container.slug.unwrap_or(container.name);
        let sentence = format!("containment in `{container}` {what}");
        self.add_fault(ReportSubject::of_id(self.conn, place)?, sentence, REMAKE);
        Ok(())
    }

    /// Notes that a field isn't stored as it follows from the facts.
    fn add_field_fault(&mut self, id: i64, field: &str, sentence: impl Into<String>) -> Result<()> {
        let subject = ReportSubject::of_id(self.conn, id)?.with_field(field);
        self.add_fault(subject, sentence, REMAKE);
        Ok(())
    }

    /// Parts aren't above their whole, and an unknown part has the bounds of its whole.
    pub(super) fn check_parts(&mut self) -> Result<()> {
        for (kind, field, whole) in with_whole(self.catalog) {
            for above in parts_above(self.conn, (kind, field, whole))? {
                let subject = ReportSubject::of_id(self.conn, above.part)?.with_field(&field.name);
                let sentence = format!(
                    "is {}, but its whole, `{}`, is only {}",
                    above.own, above.slug, above.total
                );
                let repair = "look up in the documents which of them is right, correct the digest, and load it again";
                self.add_fault(subject, sentence, repair);
            }
            let unlike = unlike_whole(kind, field, whole);
            for (id, kept, of) in self.conn.read_all::<(i64, String, String)>(&unlike, [])? {
                let sentence = format!("keeps “{kept}”, which doesn't follow from its whole, {of}");
                self.add_field_fault(id, &field.name, sentence)?;
            }
        }
        Ok(())
    }

    /// Things that are judged to be the same are united, and their rows are kept as they were entered.
    pub(super) fn check_united(&mut self) -> Result<()> {
        let judged = format!(
            "SELECT c.says, c.thing FROM claim AS c LEFT JOIN _former AS f ON f.slug = c.says
             WHERE {JUDGED} AND c.field = '{SAME_AS}' AND f.thing IS NOT c.thing ORDER BY c.id"
        );
        for (slug, id) in self.conn.read_all::<(String, i64)>(&judged, [])? {
            let sentence =
                format!("is judged to be the same as `{slug}`, but isn't united with it");
            self.add_fault(ReportSubject::of_id(self.conn, id)?, sentence, REMAKE);
        }
        let sql = format!(
            "SELECT f.slug, f.thing FROM _former AS f WHERE NOT EXISTS (SELECT 1 FROM claim AS c
             WHERE {JUDGED} AND c.field = '{SAME_AS}' AND c.says = f.slug AND c.thing = f.thing) ORDER BY f.slug"
        );
        for (slug, id) in self.conn.read_all::<(String, i64)>(&sql, [])? {
            let sentence = format!("is united with `{slug}`, though no judgement says so");
            self.add_fault(ReportSubject::of_id(self.conn, id)?, sentence, REMAKE);
        }
        for (kind, id) in entered::unreadable_rows(self.conn, self.catalog)? {
            let subject =
                ReportSubject { name: format!("id {id}"), ..ReportSubject::of_table(&kind) };
            self.add_fault(subject, "isn't stored as it was entered", REMAKE);
        }
        Ok(())
    }

    /// Amounts in other units are those that claims give.
    pub(super) fn check_equivalents(&mut self) -> Result<()> {
        let all = 0..=i64::MAX;
        let wanted: BTreeSet<Equivalent> =
            equivalents::derived_equivalents(self.conn, self.catalog, &all)?.into_iter().collect();
        let kept: BTreeSet<Equivalent> =
            equivalents::recorded_equivalents(self.conn)?.into_iter().collect();
        for (of, sentence) in [
            (wanted.difference(&kept), "has an amount in another unit that isn't stored"),
            (kept.difference(&wanted), "stores an amount in another unit that no claim gives"),
        ] {
            for Equivalent { thing, field, .. } in of {
                self.add_field_fault(*thing, field, sentence)?;
            }
        }
        Ok(())
    }

    /// The stored competing values are those of claims and records.
    pub(super) fn check_rivals(&mut self) -> Result<()> {
        let wanted = format!("SELECT * FROM ({})", contradictions::select_rivals_sql(self.catalog));
        let kept = "SELECT kind, field, thing, claim, says FROM rival";
        for (one, other, sentence) in [
            (wanted.as_str(), kept, "has a competing value that isn't stored"),
            (kept, wanted.as_str(), "stores a competing value that no claim gives"),
        ] {
            let sql = format!(
                "WITH lone (kind, field, thing, claim, says) AS ({one} EXCEPT {other})
                 SELECT DISTINCT thing, field FROM lone ORDER BY thing, field"
            );
            for (id, field) in self.conn.read_all::<(i64, String)>(&sql, [])? {
                self.add_field_fault(id, &field, sentence)?;
            }
        }
        Ok(())
    }
}

/// Returns the statement that finds the parts whose derived value doesn't follow from their whole.
fn unlike_whole(kind: &Kind, field: &Field, whole: &str) -> String {
    let (table, name) = (quote_ident(&kind.name), quote_ident(&field.name));
    let at = quote_ident(&columns::number_column(&field.name));
    let differs = derived_columns(field)
        .map(|(column, value)| format!("p.{} IS NOT {value}", quote_ident(&column)));
    let follows = bounds_condition(field);
    format!(
        "SELECT p.id, coalesce(p.{name}, 'nothing'), coalesce('“' || w.{name} || '”', 'unknown')
         FROM {table} AS p LEFT JOIN {table} AS w ON w.id = p.{} WHERE p.{at} IS NULL AND
         CASE WHEN w.id IS NOT NULL AND {follows} THEN {} ELSE p.{name} IS NOT NULL END ORDER BY p.id",
        quote_ident(whole),
        differs.join(" OR ")
    )
}
