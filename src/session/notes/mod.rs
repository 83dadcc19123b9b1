//! Asking the base for what the notes of an answer need. `empty` is of answers without rows, `links` of links that lead
//! nowhere as far as recorded, `shown` of what the rows show, `namesakes` of names like
//! the one asked for.

mod empty;
mod links;
mod namesakes;
mod shown;
mod unstated;

use anyhow::Result;

use super::seen::Seen;
use crate::query::ast::{self, Body, Query};
use crate::query::diagnostic::Limit;
use crate::query::notes::{Hint, Lead, Note, Unlike, independent, may_match};
use crate::query::plan::{Bound, Cond, Item, PathExpr, Plan, TypedPredicate};
use crate::query::resolve::Resolved;
use crate::query::sql::{self, Statement};
use crate::query::suggest::Siblings;
use crate::store::Base;
use crate::text::list_or;
use crate::value::MONEY;

/// Of a kind of more things than this only what the answer itself looked at is looked at again, and no other query is tried:
/// each would go through all of them.
const FEW: u64 = 20_000;

/// The notes of an answer that showed this, in the order they are shown.
pub(super) fn notes(base: &Base, resolved: &Resolved<'_>, seen: &Seen) -> Result<Vec<Note>> {
    let (query, plan) = (&resolved.query, &resolved.plan);
    let rows = seen.rows;
    let mut notes: Vec<Note> = Vec::new();
    let several =
        resolved.matched.iter().filter(|matched| matched.things.len() > 1 && !matched.listed);
    notes.extend(several.cloned().map(Note::Several));
    let listed = resolved.matched.iter().filter(|matched| matched.listed);
    notes.extend(listed.cloned().map(Note::Listed));
    let mut open = match sql::open(plan) {
        Some(statement) => may_match(plan, &groups(base, &statement)?, rows > 0),
        None => vec![],
    };
    let may = open.iter().find_map(|note| match note {
        Note::MayMatch { open, .. } => Some(*open),
        _ => None,
    });
    // A name that nothing has was told already, and explains it.
    if rows == 0 && plan.filter.is_some() && resolved.warnings.is_empty() {
        notes.extend(empty::found(base, resolved, may.unwrap_or(0))?);
        let amount = Siblings(base).about_amount(query, plan)?;
        if let (Some(_), Some(Note::MayMatch { hint, .. })) = (&amount, open.first_mut()) {
            *hint = Hint::Nothing;
        }
        notes.extend(amount);
    }
    notes.extend(open);
    notes.extend(own_units(base, plan)?);
    if query.filter.as_ref().is_some_and(says_about) {
        notes.push(Note::About);
    }
    notes.extend(shown::bounded(plan, seen));
    notes.extend(within(base, plan)?);
    notes.extend(unstated::unstated(base, plan)?);
    notes.extend(doubtful(base, plan, rows)?);
    notes.extend(grouped(base, plan)?);
    // The same parts are told once.
    let told = notes.iter().find(|note| matches!(note, Note::Parts { .. })).and_then(Note::rows);
    notes.extend(shown::parts(base, plan, seen)?.filter(|note| note.rows() != told));
    if let Some(filter) = &plan.filter {
        notes.extend(independent(filter));
        if rows > 0 && filter.rests_on_all_items() {
            notes.push(links::as_recorded(base, plan)?);
        }
    }
    notes.extend(ordered_within(base, plan)?);
    notes.extend(leads(base, query, plan, seen)?.into_iter().map(Note::Lead));
    Ok(notes)
}

/// Whether `about` stands in a condition, as a test.
fn says_about(cond: &ast::Cond) -> bool {
    match cond {
        ast::Cond::And(parts) | ast::Cond::Or(parts) => parts.iter().any(says_about),
        ast::Cond::Not(inner, _) | ast::Cond::Possibly(inner, _) => says_about(inner),
        ast::Cond::Predicate(asked) => match &asked.body {
            Body::Test(test) => matches!(test, ast::Test::About(..)),
            Body::Cond(inner) => says_about(inner),
            Body::Exists => false,
        },
    }
}

/// Where more stands than the answer showed, or why it did not.
fn leads(base: &Base, query: &Query, plan: &Plan<'_>, seen: &Seen) -> Result<Vec<Lead>> {
    let mut leads: Vec<Lead> = Vec::new();
    leads.extend(shown::cut(base, plan, seen)?);
    leads.extend(shown::no_key(base, query, plan, seen)?);
    leads.extend(shown::blank(query, plan, seen));
    let siblings = Siblings(base);
    leads.extend(siblings.links_beside_shown(query, plan)?);
    let few = few(base, plan)?;
    if few {
        leads.extend(siblings.links_beside_tested(query, plan)?);
    }
    if few && seen.rows > 0 {
        leads.extend(namesakes::namesakes(base, query, plan)?);
    }
    if few || seen.rows == 0 {
        leads.extend(siblings.in_other_texts(query, plan, seen.rows)?);
    }
    Ok(leads)
}

/// The parts of a condition that all must be met, as written and as meant.
fn conjuncts<'p, 'c>(query: &'p Query, plan: &'p Plan<'c>) -> Vec<(&'p ast::Cond, &'p Cond<'c>)> {
    match (&query.filter, &plan.filter) {
        (Some(ast::Cond::And(written)), Some(Cond::All(meant))) => {
            written.iter().zip(meant).collect()
        }
        (Some(written), Some(meant)) => vec![(written, meant)],
        _ => vec![],
    }
}

/// Whether there are so few things of the kind that other queries may be tried.
fn few(base: &Base, plan: &Plan<'_>) -> Result<bool> {
    Ok(base.count(&sql::more_than(plan.kind, FEW))? == 0)
}

/// The units a query is ordered within.
fn ordered_within(base: &Base, plan: &Plan<'_>) -> Result<Vec<Note>> {
    let mut notes = Vec::new();
    // One row is in no order.
    let orders = !plan.groups.as_ref().is_some_and(Vec::is_empty);
    for key in plan.order.iter().filter(|_| orders) {
        if let Some(statement) = key.item.path().and_then(|path| sql::units_shown(plan, path)) {
            let units = pairs(base, &statement)?.into_iter().map(|(unit, _)| unit).collect();
            let scales = plan.catalog.units.by_scale(units);
            let units: Vec<String> = scales.iter().map(|units| list_or(units)).collect();
            let groups = match sql::groups_of_several_scales(plan, &key.item) {
                Some(statement) if units.len() > 1 => base.count(&statement)?,
                _ => 0,
            };
            if units.len() > 1 {
                notes.push(Note::OrderedWithin { units, groups });
            }
        }
    }
    Ok(notes)
}

/// Codes and counts of open rows.
fn groups(base: &Base, statement: &Statement) -> Result<Vec<(Vec<String>, u64)>> {
    let rows = base.texts(statement)?;
    Ok(rows
        .into_iter()
        .filter_map(|mut row| {
            let n = row.pop().flatten()?.parse().ok()?;
            Some((row.into_iter().map(Option::unwrap_or_default).collect(), n))
        })
        .collect())
}

fn pairs(base: &Base, statement: &Statement) -> Result<Vec<(String, u64)>> {
    Ok(groups(base, statement)?
        .into_iter()
        .filter_map(|(mut row, n)| Some((row.pop()?, n)))
        .collect())
}

/// The units in which bare amounts were compared. One note per written test.
fn own_units(base: &Base, plan: &Plan<'_>) -> Result<Vec<Note>> {
    let mut notes = Vec::new();
    let mut told: Vec<&str> = Vec::new();
    for test in plan.filter.iter().flat_map(Cond::tests) {
        if !matches!(&test.check, TypedPredicate::Amount(_, Bound::Unitless(..)))
            || told.contains(&test.text.as_str())
        {
            continue;
        }
        told.push(&test.text);
        let Some(statement) = sql::units_compared(plan, test) else { continue };
        let units = pairs(base, &statement)?;
        let money = units.iter().all(|(name, _)| is_money(plan, name));
        if !units.is_empty() {
            notes.push(Note::OwnUnit {
                noun: plan.kind.name.clone(),
                said: test.text.clone(),
                money,
                units,
            });
        }
    }
    Ok(notes)
}

fn is_money(plan: &Plan<'_>, unit: &str) -> bool {
    plan.catalog.units.get(unit).is_some_and(|unit| unit.dimension == MONEY)
}

/// `place = X` is exact: how many more lie within X.
fn within(base: &Base, plan: &Plan<'_>) -> Result<Vec<Note>> {
    let parts = match &plan.filter {
        Some(Cond::All(parts)) => parts.iter().collect(),
        Some(part) => vec![part],
        None => vec![],
    };
    let mut notes = Vec::new();
    for part in parts {
        let Cond::Test(test) = part else { continue };
        let exactly = format!("{} = ", test.path.text);
        let Some(value) = test.text.strip_prefix(&exactly) else { continue };
        let Some(statement) = sql::count_within(plan, test) else { continue };
        let more = base.count(&statement)?.saturating_sub(base.count(&sql::count(plan))?);
        if more > 0 {
            let instead = format!("{} within {value}", test.path.text);
            notes.push(Note::Within { said: test.text.clone(), instead, more });
        }
    }
    Ok(notes)
}

/// Values that were tested or are shown and have a claim against them, and readings of low confidence.
fn doubtful(base: &Base, plan: &Plan<'_>, rows: u64) -> Result<Vec<Note>> {
    let mut notes = Vec::new();
    if rows == 0 {
        return Ok(notes);
    }
    let tested = plan.filter.iter().flat_map(Cond::tests).map(|test| &test.path);
    let mut told: Vec<&str> = Vec::new();
    for path in plan.shown.iter().filter_map(Item::path).chain(tested) {
        let (PathExpr::Leaf(_), Some(field)) = (&path.steps, path.field()) else { continue };
        if told.contains(&field.name.as_str()) {
            continue;
        }
        told.push(&field.name);
        let Some(statement) = sql::contradicted(plan, field) else { continue };
        let rows = base.count(&statement)?;
        if rows > 0 {
            let field = field.name.clone();
            notes.push(Note::Contradicted { field, rows, cited: plan.cited });
        }
    }
    if let Some(statement) = sql::low_confidence(plan, few(base, plan)?) {
        let rows = base.count(&statement)?;
        notes.extend((rows > 0).then_some(Note::LowConfidence { rows, cited: plan.cited }));
    }
    Ok(notes)
}

/// Things in several groups, and parts not added to their whole.
fn grouped(base: &Base, plan: &Plan<'_>) -> Result<Vec<Note>> {
    let mut notes = Vec::new();
    if let Some(statement) = sql::overlap(plan)
        && let Some((several, all)) = pairs(base, &statement)?.pop()
        && let Ok(several) = several.parse::<u64>()
        && several > 0
    {
        let added = match sql::overlapping_amounts(plan) {
            Some(statement) => base.count(&statement)? > 0,
            None => false,
        };
        notes.push(Note::Overlap { several, all, kind: plan.kind.plural.clone(), added });
    }
    if let Some(statement) = sql::kinds_of_groups(plan) {
        let kinds = pairs(base, &statement)?.into_iter().map(|(kind, n)| (noun(plan, &kind, n), n));
        let kinds: Vec<_> = kinds.collect();
        notes.extend((kinds.len() > 1).then_some(Note::OfKinds(kinds)));
    }
    notes.extend(unlike(base, plan)?);
    if let Some(statement) = sql::skipped(plan) {
        let parts = base.count(&statement)?;
        if parts > 0 {
            let all = base.count(&sql::count_shown(plan, None))?;
            notes.push(Note::Parts { parts, all, kind: plan.kind.plural.clone() });
        }
    }
    Ok(notes)
}

/// Amounts that are not alike and were added up or compared: by the first field that tells them apart.
fn unlike(base: &Base, plan: &Plan<'_>) -> Result<Option<Note>> {
    let keys = plan.groups.as_deref().unwrap_or_default();
    for (item, field) in sql::kept_apart(plan) {
        let (Item::Aggregate(aggregate, path), Some(statement)) =
            (item, sql::unlike(plan, item, field))
        else {
            continue;
        };
        let found = groups(base, &statement)?;
        let Some((row, n)) = found.first() else { continue };
        let all = row.get(1).and_then(|all| all.parse().ok()).unwrap_or(0);
        let values = found.iter().filter_map(|(row, _)| row.first().cloned()).collect();
        let by: Vec<&str> =
            keys.iter().map(|key| key.text.as_str()).chain([field.name.as_str()]).collect();
        return Ok(Some(Note::Unlike(Unlike {
            aggregate: *aggregate,
            of: path.text.clone(),
            field: field.name.clone(),
            values: (values, all),
            groups: (!keys.is_empty()).then_some(*n),
            by: (by.len() <= Limit::KEYS).then(|| by.join(", ")),
        })));
    }
    Ok(None)
}

/// What so many things of a kind are called.
fn noun(plan: &Plan<'_>, kind: &str, n: u64) -> String {
    let many = plan.catalog.kind(kind).filter(|_| n != 1);
    many.map_or_else(|| kind.to_owned(), |kind| kind.plural.clone())
}
