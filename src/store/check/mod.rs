//! Checking: is a base sound? Everything a load sees to is looked at again, because other programs can write the file too.
//!
//! The rules stand in rooms: the file itself ([`file`]), things and their names ([`things`]), claims and flags
//! ([`evidence`]), values ([`values`]), and what follows from the facts ([`derived`]). Each fault is told beside its rule:
//! where it is, what is wrong, what to do. Whatever differs from base to base, such as which amounts have wholes or which
//! records say that a place lies in a place, is read from the catalog. Nothing is changed, and nothing is said here.

mod derived;
mod evidence;
mod facts;
mod file;

use anyhow::Result;
use rusqlite::{Connection, Params, Row};

use crate::catalog::{Catalog, Kind};

use super::open::Base;
use super::schema::{CLAIM, ident};
use super::subject::Subject;

/// How many faults of one rule are told one by one.
const TOLD: usize = 20;

/// What to do where nothing better can be said: everything in a base comes from digests.
const REMAKE: &str =
    "make the base again from its digests (`brief new`, `brief load`), or take an earlier copy";

/// Something that is wrong with a base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub subject: Subject,
    /// What.
    pub sentence: String,
    /// What to do.
    pub repair: String,
}

/// What is wrong by one rule.
#[derive(Debug)]
pub struct Broken {
    /// The first faults.
    pub faults: Vec<Fault>,
    /// How many more there are of the same sort.
    pub more: usize,
}

/// What checking a base came to.
#[derive(Debug)]
pub struct Soundness {
    /// What is wrong, rule by rule.
    pub broken: Vec<Broken>,
    /// Tables, views and indexes that are not of this program; it never reads them.
    pub foreign: Vec<String>,
}

impl Soundness {
    /// How many faults there are.
    pub fn faults(&self) -> usize {
        self.broken.iter().map(|broken| broken.faults.len() + broken.more).sum()
    }
}

impl Base {
    /// Checks everything.
    pub fn check(&self) -> Result<Soundness> {
        self.check_with(&mut |_, _| {})
    }

    /// Checks everything; `each` hears which rule is at work, and how many there are.
    pub(super) fn check_with(&self, each: &mut dyn FnMut(u64, u64)) -> Result<Soundness> {
        let mut checker = Checker::new(self);
        let rules = rules();
        for (number, rule) in (0..).zip(&rules) {
            each(number, rules.len() as u64);
            let done = rule(&mut checker);
            checker.close_rule();
            match done {
                Ok(()) => {}
                Err(error) if checker.broken.is_empty() => return Err(error),
                // In a damaged file any look-up can fail; what is known of the damage is enough.
                Err(_) => break,
            }
        }
        Ok(Soundness { broken: checker.broken, foreign: checker.foreign })
    }
}

/// All rules; what others rest on comes first.
fn rules<'b>() -> [fn(&mut Checker<'b>) -> Result<()>; 25] {
    [
        Checker::integrity,
        Checker::references,
        Checker::targets,
        Checker::definitions,
        Checker::units,
        Checker::kinds,
        Checker::tables,
        Checker::slugs,
        Checker::label_of_each,
        Checker::label_keys,
        Checker::record_labels,
        Checker::unclaimed,
        Checker::unreasoned,
        Checker::unplaced,
        Checker::phrases,
        Checker::claimed_fields,
        Checker::confined_names,
        Checker::text_keys,
        Checker::wordings,
        Checker::conditions,
        Checker::rings,
        Checker::closure,
        Checker::parts,
        Checker::rivals,
        Checker::meta,
    ]
}

/// A base while it is checked.
struct Checker<'b> {
    conn: &'b Connection,
    catalog: &'b Catalog,
    /// The version of the rules by which names are folded.
    folding: i64,
    /// Of the rule at work.
    faults: Vec<Fault>,
    broken: Vec<Broken>,
    foreign: Vec<String>,
    /// Whether something is part of itself, so that nothing follows from what lies in what.
    ringed: bool,
}

impl<'b> Checker<'b> {
    fn new(base: &'b Base) -> Self {
        let (faults, broken, foreign) = (vec![], vec![], vec![]);
        let (catalog, folding) = (base.catalog(), base.folding);
        Self { conn: &base.conn, catalog, folding, faults, broken, foreign, ringed: false }
    }

    fn fault(&mut self, subject: Subject, sentence: impl Into<String>, repair: impl Into<String>) {
        self.faults.push(Fault { subject, sentence: sentence.into(), repair: repair.into() });
    }

    fn close_rule(&mut self) {
        let mut faults = std::mem::take(&mut self.faults);
        let more = faults.len().saturating_sub(TOLD);
        faults.truncate(TOLD);
        if !faults.is_empty() {
            self.broken.push(Broken { faults, more });
        }
    }

    /// All rows of a statement.
    fn rows<T>(
        &self,
        sql: &str,
        values: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut find = self.conn.prepare(sql)?;
        let rows = find.query_map(values, read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// All ids a statement gives.
    fn ids(&self, sql: &str) -> Result<Vec<i64>> {
        self.rows(sql, [], |row| row.get(0))
    }

    /// The member of a kind with that id.
    fn subject(&self, kind: &Kind, id: i64) -> Result<Subject> {
        if kind.named() {
            return Ok(Subject::of(self.conn, id)?);
        }
        let about = if kind.name == CLAIM { "coalesce(t.slug, t.name)" } else { "NULL" };
        let thing = if kind.name == CLAIM { "e.thing" } else { "NULL" };
        let sql = format!(
            "SELECT s.slug, e.paragraph, {about} FROM {} AS e LEFT JOIN thing AS s ON s.id = e.source
             LEFT JOIN thing AS t ON t.id = {thing} WHERE e.id = ?1",
            ident(&kind.name)
        );
        let found: Vec<(Option<String>, Option<i64>, Option<String>)> =
            self.rows(&sql, [id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let mut name = format!("no. {id}");
        for (source, paragraph, about) in found {
            name.extend(about.map(|about| format!(" on {about}")));
            name.extend(source.map(|source| format!(", {source}")));
            name.extend(paragraph.map(|paragraph| format!(" p{paragraph}")));
        }
        Ok(Subject { name, ..Subject::table(&kind.name) })
    }
}
