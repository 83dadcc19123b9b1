//! The first few by amounts that do not compare: there are none, and units that compare have their own. Not here: orders that are not cut.

use super::Resolver;
use super::phrase::condition;
use super::problems::Refused;
use crate::query::ast::{Cond, Query};
use crate::query::diagnostic::{Diagnostic, Limit, Meaning, Problem};
use crate::query::plan::Plan;
use crate::query::print::written;
use crate::text::list_or;
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
        let scales = self.looked_up(self.names.ranked(&plan))?;
        if scales.len() < 2 {
            return Ok(plan);
        }
        let of = |name: &String| self.catalog.units.get(name);
        let is_money = |name: &String| of(name).is_some_and(|unit| unit.dimension == MONEY);
        let money = scales.iter().flatten().all(is_money);
        let offered = scales.iter().filter_map(|units| of_units(query, &path.text, units));
        let texts: Vec<String> = offered.take(OFFERED).collect();
        let repairs = texts.len();
        let units = scales.iter().map(|units| list_or(units)).collect();
        let problem = Meaning::Ranks { limit, field: path.text.clone(), units, money, repairs };
        let error = Diagnostic::error(written.item.span(), Problem::Meaning(problem));
        self.refuse(error.fixes(query.span, &texts))
    }
}

/// The query of amounts in units that compare.
fn of_units(query: &Query, path: &str, units: &[String]) -> Option<String> {
    if path.split('.').count() >= Limit::PATH {
        return None;
    }
    let units: Vec<String> = units.iter().map(|unit| written(unit, true)).collect();
    let only = match units.as_slice() {
        [unit] => condition(&format!("{path}.unit = {unit}"))?,
        units => condition(&format!("{path}.unit in ({})", units.join(", ")))?,
    };
    let parts = match query.filter.clone() {
        Some(Cond::And(parts)) => [vec![only], parts].concat(),
        Some(part) => vec![only, part],
        None => return Some(Query { filter: Some(only), ..query.clone() }.to_string()),
    };
    Some(Query { filter: Some(Cond::And(parts)), ..query.clone() }.to_string())
}
