//! Bases with the facts of only some sources: built in memory when a query first asks for one, and kept for the next query.
//!
//! A query according to a source runs on such a base, so everything derived from facts follows from the facts of that source.

use std::collections::BTreeSet;
use std::rc::Rc;

use anyhow::{Context, Result, anyhow};

use super::load::LoadError;
use super::open::Base;
use super::queries::Queries;

/// The number of bases that are kept.
const KEPT: usize = 8;

impl Base {
    /// Returns a base with the facts of these sources and those without a source.
    pub fn according_to(&self, sources: &BTreeSet<String>) -> Result<Rc<Self>> {
        let state: i64 = self.conn.read_value("PRAGMA data_version", [])?.unwrap_or_default();
        if self.according.state.replace(state) != state {
            self.according.made.take();
        }
        let known = |(of, _): &&(BTreeSet<String>, Rc<Self>)| of == sources;
        if let Some((_, known)) = self.according.made.borrow().iter().find(known) {
            return Ok(Rc::clone(known));
        }
        let base = Rc::new(self.made_of(sources)?);
        let mut made = self.according.made.borrow_mut();
        if made.len() == KEPT {
            made.remove(0);
        }
        made.push((sources.clone(), Rc::clone(&base)));
        Ok(base)
    }

    /// Checks whether a source supports anything besides itself.
    pub fn says_anything(&self) -> Result<bool> {
        let sql = "SELECT 1 FROM claim AS c JOIN thing AS t ON t.id = c.thing
                   WHERE c.source IS NOT NULL AND t.kind <> 'source' LIMIT 1";
        Ok(self.conn.exists(sql, [])?)
    }

    fn made_of(&self, sources: &BTreeSet<String>) -> Result<Self> {
        let inputs = self.inputs_alone(sources)?;
        let catalog: Option<String> = self.conn.read_value("SELECT text FROM catalog", [])?;
        let catalog = catalog.context("the base has no catalog")?;
        match Self::in_memory_until(&catalog, &inputs, self.stop_switch()) {
            Ok((base, _)) => Ok(base),
            Err(LoadError::Failed(error)) => Err(error),
            Err(error) => Err(anyhow!("the facts of these sources can't stand alone: {error}")),
        }
    }
}
