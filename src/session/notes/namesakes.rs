//! A part of a name that was looked for through a reference is part of the names of others too, to which no reference leads.

use anyhow::Result;

use super::{FEW, conjuncts};
use crate::query::ast::{Body, Cond as Written, Form, Query, Test as Asked, Value};
use crate::query::notes::Lead;
use crate::query::plan::{Cond, Plan, TypedPredicate};
use crate::query::sql;
use crate::store::Base;

/// Where more have such a name it is a common word, and none is named.
const NAMED: usize = 2;

/// What things are called, as a kind.
const NAMES: &str = "name";

/// Others of such a name, of an answer that has rows.
pub(super) fn namesakes(base: &Base, query: &Query, plan: &Plan<'_>) -> Result<Vec<Lead>> {
    let mut leads = Vec::new();
    for (written, meant) in conjuncts(query, plan) {
        let (Some((value, begins)), Cond::Test(test)) = (looked_for(written), meant) else {
            continue;
        };
        let Some(statement) = sql::unreferred(plan, test, NAMED + 1) else { continue };
        let Some(names) = plan.catalog.kind(NAMES) else { continue };
        if !matches!(test.check, TypedPredicate::Key(_))
            || base.count(&sql::more_than(names, FEW))? > 0
        {
            continue;
        }
        let names: Vec<String> = base.texts(&statement)?.into_iter().flatten().flatten().collect();
        if (1..=NAMED).contains(&names.len()) {
            let field = test.path.text.split('.').next().unwrap_or_default().to_owned();
            let (typed, noun) = (value.text.clone(), plan.kind.name.clone());
            leads.push(Lead::Namesakes { typed, begins, names, noun, field });
        }
    }
    Ok(leads)
}

/// The part of a name or text that is looked for, and whether it begins it.
fn looked_for(cond: &Written) -> Option<(&Value, bool)> {
    let Written::Predicate(asked) = cond else { return None };
    let (value, begins) = match &asked.body {
        Body::Test(Asked::Contains(_, value)) => (value, false),
        Body::Test(Asked::StartsWith(_, value)) => (value, true),
        _ => return None,
    };
    let typed = matches!(value.form, Form::Plain | Form::Quoted);
    (typed && asked.quantifier.is_none()).then_some((value, begins))
}
