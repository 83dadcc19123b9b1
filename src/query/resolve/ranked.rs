//! The first few by amounts that do not compare: there are none, and each unit has its own. Not here: orders that are not cut.

use super::Resolver;
use super::phrase::condition;
use super::problems::Refused;
use crate::query::ast::{Cond, Query};
use crate::query::diagnostic::{Diagnostic, Limit, Meaning, Problem};
use crate::query::plan::Plan;
use crate::query::print::written;
use crate::value::MONEY;

/// How many units, those of most amounts first, get a query of their own in the help.
const OFFERED: usize = 2;

impl<'c> Resolver<'c, '_> {
    /// Refuses a limit by which amounts in several units would decide who is among the first.
    pub(super) fn refuse_ranks(
        &mut self,
        query: &Query,
        plan: Plan<'c>,
    ) -> Result<Plan<'c>, Refused> {
        let (Some(limit), Some(written), Some(path)) =
            (plan.limit, query.order.first(), plan.order.first().and_then(|key| key.item.path()))
        else {
            return Ok(plan);
        };
        if self.problems.have_errors() {
            return Ok(plan);
        }
        let units = self.looked_up(self.names.ranked(&plan))?;
        if units.len() < 2 {
            return Ok(plan);
        }
        let of = |name: &String| self.catalog.units.get(name);
        let money = units.iter().all(|name| of(name).is_some_and(|unit| unit.dimension == MONEY));
        let offered = units.iter().filter_map(|unit| of_unit(query, &path.text, unit));
        let texts: Vec<String> = offered.take(OFFERED).collect();
        let repairs = texts.len();
        let problem = Meaning::Ranks { limit, field: path.text.clone(), units, money, repairs };
        let error = Diagnostic::error(written.item.span(), Problem::Meaning(problem));
        self.refuse(error.fixes(query.span, &texts))
    }
}

/// The query of amounts in one unit.
fn of_unit(query: &Query, path: &str, unit: &str) -> Option<String> {
    if path.split('.').count() >= Limit::PATH {
        return None;
    }
    let only = condition(&format!("{path}.unit = {}", written(unit, true)))?;
    let parts = match query.filter.clone() {
        Some(Cond::And(parts)) => [vec![only], parts].concat(),
        Some(part) => vec![only, part],
        None => return Some(Query { filter: Some(only), ..query.clone() }.to_string()),
    };
    Some(Query { filter: Some(Cond::And(parts)), ..query.clone() }.to_string())
}
