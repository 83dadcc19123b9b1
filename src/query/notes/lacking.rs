//! Rows of which the question does not arise: what is asked cannot be told of things of such a kind.

use std::fmt::{self, Formatter};

use crate::catalog::graph::only_edge_to_field;
use crate::catalog::{Kind, UNIVERSAL};
use crate::query::diagnostic::Limit;
use crate::query::plan::Plan;
use crate::text::{article, list_or};

/// Rows that come to things of a kind without the field asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    /// How many.
    pub rows: u64,
    /// The kind, for one.
    pub one: String,
    /// The kind, for many.
    pub many: String,
    /// What leads to them.
    pub path: String,
    /// The field.
    pub field: String,
    /// The condition that asks it of what leads on from them.
    pub instead: Option<String>,
}

/// Counts rows of which what is asked cannot be told, with the field that things of such a kind do not have.
pub(super) fn lack(
    plan: &Plan<'_>,
    lacking: &mut Vec<Lacking>,
    reason: (&str, &str, &str),
    rows: u64,
) {
    let (kind, path, said) = reason;
    let Some(kind) = plan.catalog.kind(kind) else { return };
    let field = lacks(kind, path);
    let instead = way_on(plan, kind, path, field)
        .and_then(|way| Some(format!("{way}{}", said.strip_prefix(path)?)));
    let (one, many) = (kind.name.clone(), kind.plural.clone());
    let before = path.split_once(&format!(".{field}")).map_or(path, |(before, _)| before);
    let (path, field) = (before.to_owned(), field.to_owned());
    let found = Lacking { rows, one, many, path, field, instead };
    let same = |known: &&mut Lacking| Lacking { rows, ..(**known).clone() } == found;
    match lacking.iter_mut().find(same) {
        Some(known) => known.rows += rows,
        None => lacking.push(found),
    }
}

/// "For 19 the question does not arise: `speaker` is a source (16) or a place (3), which has no `role`; `possibly` shows them too."
pub(super) fn told(f: &mut Formatter<'_>, more: bool, kinds: &[Lacking]) -> fmt::Result {
    let total: u64 = kinds.iter().map(|kind| kind.rows).sum();
    let more = if more { " more" } else { "" };
    let of_field = |a: &Lacking, b: &Lacking| (&a.path, &a.field) == (&b.path, &b.field);
    let parts = kinds.chunk_by(of_field).filter_map(|alike| {
        let Lacking { path, field, .. } = alike.first()?;
        let is = alike.iter().map(|Lacking { rows, one, .. }| match rows {
            rows if *rows == total => format!("{} {one}", article(one)),
            rows => format!("{} {one} ({rows})", article(one)),
        });
        let is = list_or(&is.collect::<Vec<_>>());
        Some(format!("`{path}` is {is}, which has no `{field}`"))
    });
    let asks = kinds.iter().filter_map(|Lacking { many, instead, .. }| {
        instead.as_ref().map(|instead| format!("`where {instead}` asks it of {many}"))
    });
    let mut told: Vec<String> = parts.chain(asks).collect();
    if kinds.iter().all(|kind| kind.instead.is_none()) {
        let them = if total == 1 { "it" } else { "them" };
        told.push(format!("`possibly` shows {them} too"));
    }
    write!(f, "For {total}{more} the question does not arise: {}.", told.join("; "))
}

/// The first name of a path that things of a kind do not have.
pub(super) fn lacks<'a>(kind: &Kind, path: &'a str) -> &'a str {
    let last = path.rsplit('.').next().unwrap_or_default();
    path.split('.').skip(1).find(|name| !knows(kind, name)).unwrap_or(last)
}

/// Returns the path with the one step from things of a kind to what has the field, if there is only one.
fn way_on(plan: &Plan<'_>, kind: &Kind, path: &str, field: &str) -> Option<String> {
    let edge = only_edge_to_field(plan.catalog, kind, field)?;
    let (before, after) = path.split_once(&format!(".{field}"))?;
    let longer = format!("{before}.{}.{field}{after}", edge.path());
    (longer.split('.').count() <= Limit::PATH).then_some(longer)
}

fn knows(kind: &Kind, name: &str) -> bool {
    UNIVERSAL.contains(&name) || kind.field(name).is_some() || kind.link(name).is_some()
}
