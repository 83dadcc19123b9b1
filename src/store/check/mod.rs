//! Checking that a base is sound. Everything that a load ensures is checked again, because other programs can write the file too.
//!
//! The rules are about the file itself ([`file`]), things, names and values ([`facts`]), claims and flags ([`evidence`]), and
//! what follows from the facts ([`derived`]). Each rule reports the place of a fault, what is wrong and what to do. Everything
//! that differs from base to base, such as which amounts have wholes, is read from the catalog. Nothing is changed or printed
//! here.

mod derived;
mod evidence;
mod facts;
mod file;

use anyhow::Result;
use rusqlite::Connection;

use super::open::Base;
use super::queries::Queries;
use super::schema::{CLAIM, quote_ident};
use super::subject::ReportSubject;
use crate::catalog::{Catalog, Kind};

/// The size of the cache in KiB: many rules read the same tables.
const CACHE: i64 = 16_000;

/// The number of faults of one rule that are listed.
const LISTED: usize = 20;

/// The repair of last resort: everything in a base comes from digests.
const REMAKE: &str = "make the base again from its digests (`brief new`, `brief load`), or go back to an earlier copy";

/// A fault of a base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where it is.
    pub subject: ReportSubject,
    /// What is wrong.
    pub sentence: String,
    /// What to do.
    pub repair: String,
}

/// The faults found by one rule.
#[derive(Debug)]
pub struct Broken {
    /// The first faults.
    pub faults: Vec<Fault>,
    /// The number of further faults.
    pub more: usize,
}

/// The result of checking a base.
#[derive(Debug)]
pub struct Soundness {
    /// The faults, rule by rule.
    pub broken: Vec<Broken>,
    /// Tables, views and indexes of other programs; this one never reads them.
    pub foreign: Vec<String>,
}

impl Soundness {
    /// Returns the number of faults.
    pub fn count_faults(&self) -> usize {
        self.broken.iter().map(|broken| broken.faults.len() + broken.more).sum()
    }
}

impl Base {
    /// Checks everything.
    pub fn check_soundness(&self) -> Result<Soundness> {
        Checker::new(self).check_rules(&mut |_, _| {})
    }

    /// Checks everything but the indexes and the hash of the content: a copy has its own, and they are compared when it is
    /// written. `each` is called with the number of each rule, and the number of all.
    pub(super) fn check_to_copy(&self, each: &mut dyn FnMut(u64, u64)) -> Result<Soundness> {
        Checker { copied: true, ..Checker::new(self) }.check_rules(each)
    }
}

impl Checker<'_> {
    /// Checks every rule.
    fn check_rules(mut self, each: &mut dyn FnMut(u64, u64)) -> Result<Soundness> {
        self.conn.pragma_update(None, "cache_size", -CACHE)?;
        let rules = soundness_rules();
        for (number, rule) in (0..).zip(&rules) {
            each(number, rules.len() as u64);
            let done = rule(&mut self);
            self.close_rule();
            match done {
                Ok(()) => {}
                Err(error) if self.broken.is_empty() => return Err(error),
                // In a damaged file any look-up can fail; the faults found so far are enough.
                Err(_) => break,
            }
        }
        Ok(Soundness { broken: self.broken, foreign: self.foreign })
    }
}

/// Returns all rules; a rule comes after those that it relies on.
fn soundness_rules<'b>() -> [fn(&mut Checker<'b>) -> Result<()>; 29] {
    [
        Checker::check_seal,
        Checker::check_lengths,
        Checker::check_integrity,
        Checker::check_references,
        Checker::check_target_kinds,
        Checker::check_definitions,
        Checker::check_unit_table,
        Checker::check_kinds,
        Checker::check_kind_rows,
        Checker::check_slugs,
        Checker::check_labels,
        Checker::check_label_keys,
        Checker::check_record_labels,
        Checker::check_claimed,
        Checker::check_reasons,
        Checker::check_claim_places,
        Checker::check_phrases,
        Checker::check_claimed_fields,
        Checker::check_confined_names,
        Checker::check_text_keys,
        Checker::check_wordings,
        Checker::check_conditions,
        Checker::check_no_rings,
        Checker::check_nested_places,
        Checker::check_parts,
        Checker::check_equivalents,
        Checker::check_rivals,
        Checker::check_united,
        Checker::check_meta,
    ]
}

/// A base while it is checked.
struct Checker<'b> {
    base: &'b Base,
    conn: &'b Connection,
    catalog: &'b Catalog,
    /// The version of the rules that fold names.
    folding: i64,
    /// The faults of the current rule.
    faults: Vec<Fault>,
    broken: Vec<Broken>,
    foreign: Vec<String>,
    /// Whether a copy is made, for which indexes and the hash of the content are computed again.
    copied: bool,
    /// Whether something is part of itself; then nothing follows from containment.
    ringed: bool,
}

impl<'b> Checker<'b> {
    fn new(base: &'b Base) -> Self {
        let (faults, broken, foreign) = (vec![], vec![], vec![]);
        let (catalog, folding) = (base.catalog(), base.folding);
        Self {
            base,
            conn: &base.conn,
            catalog,
            folding,
            faults,
            broken,
            foreign,
            copied: false,
            ringed: false,
        }
    }

    fn add_fault(
        &mut self,
        subject: ReportSubject,
        sentence: impl Into<String>,
        repair: impl Into<String>,
    ) {
        self.faults.push(Fault { subject, sentence: sentence.into(), repair: repair.into() });
    }

    fn close_rule(&mut self) {
        let mut faults = std::mem::take(&mut self.faults);
        let more = faults.len().saturating_sub(LISTED);
        faults.truncate(LISTED);
        if !faults.is_empty() {
            self.broken.push(Broken { faults, more });
        }
    }

    /// Notes a fault of every thing or record whose id a statement returns.
    fn add_fault_for_each(&mut self, sql: &str, sentence: &str, repair: &str) -> Result<()> {
        for id in self.conn.read_column(sql, [])? {
            self.add_fault(ReportSubject::of_id(self.conn, id)?, sentence, repair);
        }
        Ok(())
    }

    /// Returns the member of a kind with that id.
    fn member_subject(&self, kind: &Kind, id: i64) -> Result<ReportSubject> {
        if kind.has_names() {
            return Ok(ReportSubject::of_id(self.conn, id)?);
        }
        let (about, thing) = match kind.name.as_str() {
            CLAIM => ("coalesce(t.slug, t.name)", "e.thing"),
            _ => ("NULL", "NULL"),
        };
        let sql = format!(
            "SELECT s.slug, e.paragraph, {about} FROM {} AS e LEFT JOIN thing AS s ON s.id = e.source
             LEFT JOIN thing AS t ON t.id = {thing} WHERE e.id = ?1",
            quote_ident(&kind.name)
        );
        let found: Option<(Option<String>, Option<i64>, Option<String>)> =
            self.conn.read_first(&sql, [id])?;
        let (source, paragraph, about) = found.unwrap_or_default();
        let mut name = format!("no. {id}");
        name.extend(about.map(|about| format!(" on {about}")));
        name.extend(source.map(|source| format!(", {source}")));
        name.extend(paragraph.map(|paragraph| format!(" p{paragraph}")));
        Ok(ReportSubject { name, ..ReportSubject::of_table(&kind.name) })
    }
}
