//! The program under test, from the text of a digest and of a query to rows.

use brief::answer::Cell;
use brief::query::notes::OpenRows;
use brief::query::parser::parse;
use brief::query::plan::Plan;
use brief::query::resolve::{Parameters, resolve_sources};
use brief::query::sql;
use brief::session::{Session, Settings};
use brief::store::Base;
use brief::store::digest::Input;

use crate::model::World;
use crate::schema;

pub(crate) const CATALOG: &str = include_str!("catalog.toml");

/// Why the program did not answer.
#[derive(Debug, Clone)]
pub(crate) struct Refused {
    pub(crate) text: String,
}

pub(crate) type Asked<T> = Result<T, Refused>;

/// A base, and the clause that its conditions have.
pub(crate) struct Program(Base, &'static str);

/// Ids and whether they are certain, in the order of the answer.
pub(crate) struct Answer(pub(crate) Vec<(String, bool)>);

impl Answer {
    pub(crate) fn ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.0.iter().map(|r| r.0.clone()).collect();
        ids.sort();
        ids
    }

    pub(crate) fn certain(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.0.iter().filter(|r| r.1).map(|r| r.0.clone()).collect();
        ids.sort();
        ids
    }
}

impl Program {
    pub(crate) fn new(world: &World) -> Result<Self, String> {
        let digests = world.digests().into_iter().enumerate();
        let inputs: Vec<Input> =
            digests.map(|(n, digest)| Input::new(format!("{n}.toml"), digest)).collect();
        let clause = if world.disputed { " including disputed" } else { "" };
        let made = Base::in_memory(CATALOG, &inputs);
        made.map(|(base, _)| Self(base, clause)).map_err(|e| e.to_string())
    }

    /// A session that answers as the program does.
    pub(crate) fn session(world: &World) -> Session {
        let base = Self::new(world).unwrap().0;
        Session { base, settings: Settings::default() }
    }

    /// The rows of a kind for which a condition holds.
    pub(crate) fn ask(&self, kind: &str, condition: &str) -> Asked<Answer> {
        self.ask_and(kind, condition, false).map(|(answer, _)| answer)
    }

    /// The same, and how many more rows may match.
    pub(crate) fn ask_and_open(&self, kind: &str, condition: &str) -> Asked<(Answer, u64)> {
        self.ask_and(kind, condition, true)
    }

    fn ask_and(&self, kind: &str, condition: &str, more: bool) -> Asked<(Answer, u64)> {
        let shown = if schema::kind(kind).record { "tag" } else { "id" };
        let mut rows = Vec::new();
        let mut open = 0;
        self.run(&format!("{kind}{} where {condition} show {shown}", self.1), |base, plan| {
            if more {
                open = may_match(base, plan)?;
            }
            base.select_rows(&sql::rows_statement(plan), &mut |row| {
                let id = match row.cells.first() {
                    Some(Cell::Text(id)) => id.clone(),
                    other => format!("{other:?}"),
                };
                rows.push((id, row.certain));
                true
            })
        })?;
        Ok((Answer(rows), open))
    }

    /// The cells of an answer.
    pub(crate) fn cells(&self, query: &str) -> Asked<Vec<Vec<Cell>>> {
        let mut rows = Vec::new();
        self.run(query, |base, plan| {
            base.select_rows(&sql::rows_statement(plan), &mut |row| {
                rows.push(row.cells);
                true
            })
        })?;
        Ok(rows)
    }

    /// The cells of an answer, and how many more rows may match.
    pub(crate) fn cells_and_open(&self, query: &str) -> Asked<(Vec<Vec<Cell>>, u64)> {
        let mut rows = Vec::new();
        let mut open = 0;
        self.run(query, |base, plan| {
            let n = base.select_rows(&sql::rows_statement(plan), &mut |row| {
                rows.push(row.cells);
                true
            })?;
            open = may_match(base, plan)?;
            Ok::<u64, anyhow::Error>(n)
        })?;
        Ok((rows, open))
    }

    /// How many they are.
    pub(crate) fn count(&self, kind: &str, condition: &str) -> Asked<u64> {
        self.run(&format!("count {kind}{} where {condition}", self.1), |base, plan| {
            base.select_number(&sql::count_all_rows(plan))
        })
    }

    fn run<E: std::fmt::Debug>(
        &self,
        text: &str,
        answer: impl FnOnce(&Base, &Plan<'_>) -> Result<u64, E>,
    ) -> Asked<u64> {
        let refused = |what: String| Refused { text: format!("{text}\n{what}") };
        let queries = parse(text).map_err(|d| refused(format!("{d:?}")))?;
        let resolved =
            resolve_sources(&queries[0], self.0.catalog(), &self.0, &Parameters::default())
                .map_err(|e| refused(format!("{e:?}")))?;
        let _steady = self.0.hold_snapshot().map_err(|e| refused(format!("{e:?}")))?;
        // What an answer searches for is found by its statement, or before it.
        if text.len().is_multiple_of(2) {
            self.0.share_searches();
        }
        answer(&self.0, &resolved.plan).map_err(|e| refused(format!("{e:?}")))
    }
}

/// Returns how many rows the notes say may match or can't be tested.
fn may_match(base: &Base, plan: &Plan<'_>) -> anyhow::Result<u64> {
    let open = OpenRows::for_plan(plan, base)?;
    Ok(open.may_match() + open.count_untestable())
}
