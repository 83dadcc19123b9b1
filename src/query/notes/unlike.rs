//! A total adds up or compares amounts that the catalog says to keep `apart`.

use anyhow::Result;
use serde::Deserialize;

use super::rule::{Answer, NAMED, Remark, new_note};
use crate::catalog::{Field, Type, columns};
use crate::query::diagnostic::Limit;
use crate::query::plan::{Aggregate, Item, Leaf, NamedPath, PathExpr, Plan};
use crate::query::sql::expr::{Expr, quote_ident, sql};
use crate::query::sql::groups::shown_pairs;
use crate::query::sql::keys::{leading_identities, same_group};
use crate::query::sql::labels::thing_column;
use crate::query::sql::totals::covered_parts;
use crate::query::sql::totals::is_summable;
use crate::query::sql::{Statement, member_scope, provenance};
use crate::text::list_and;

/// The values of a field that meet in one total, the first few of them.
#[derive(Deserialize)]
struct Mixed {
    values: Vec<String>,
    /// The number of all values.
    all: usize,
    /// The number of groups in which some meet.
    groups: u64,
}

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let keys = answer.plan.groups.as_deref().unwrap_or_default();
    for (total, field) in kept_apart(answer.plan) {
        let statement = mixed_values(answer.plan, total, field);
        let found: Option<Mixed> = answer.facts.read(&statement)?.pop();
        let Some(mixed) = found.filter(|mixed| mixed.all > 0) else { continue };
        let (aggregate, path, _) = total;
        let does = match aggregate {
            Aggregate::Sum => "adds up",
            Aggregate::Average => "mixes",
            Aggregate::Min | Aggregate::Max => "compares",
        };
        let (groups, values) = match (keys.is_empty(), mixed.groups) {
            (true, _) if mixed.all > mixed.values.len() => {
                (String::new(), format!(" ({} of them)", mixed.all))
            }
            (true, _) => (String::new(), format!(" ({})", list_and(&mixed.values))),
            (false, 1) => ("In 1 group, ".to_owned(), String::new()),
            (false, n) => (format!("In {n} groups, "), String::new()),
        };
        let field = &field.name;
        let by: Vec<&str> = keys.iter().map(|key| &*key.text).chain([field.as_str()]).collect();
        let apart = match by.len() {
            ..=Limit::KEYS => format!("; `by {}` keeps them apart", by.join(", ")),
            _ => String::new(),
        };
        let path = &path.text;
        let text = format!(
            "{groups}`{aggregate} of {path}` {does} amounts that differ in `{field}`{values}{apart}."
        );
        return Ok(vec![new_note("unlike", text)]);
    }
    Ok(vec![])
}

/// A total: how it is made, the path to its amounts and their field.
type TotalOf<'p, 'c> = (Aggregate, &'p NamedPath<'c>, &'c Field);

/// Returns the totals of a query, each with the fields that keep its amounts apart. Amounts that differ in an enum can't even
/// be compared; those of several things can, but added up may count the same twice.
fn kept_apart<'p, 'c>(plan: &'p Plan<'c>) -> Vec<(TotalOf<'p, 'c>, &'c Field)> {
    let of_item = |item: &'p Item<'c>| {
        let Item::Aggregate(aggregate, path) = item else { return vec![] };
        let PathExpr::Leaf(Leaf::Field(amount)) = path.steps else { return vec![] };
        let fields = amount.apart.iter().filter_map(|name| plan.kind.field(name));
        let differs =
            |field: &&'c Field| *aggregate == Aggregate::Sum || matches!(field.ty, Type::Enum(_));
        fields.filter(differs).map(|field| ((*aggregate, path, amount), field)).collect()
    };
    plan.shown.iter().flat_map(of_item).collect()
}

/// Selects the values of a field that meet in one total of a group and unit.
fn mixed_values<'c>(
    plan: &Plan<'c>,
    (aggregate, path, amount): TotalOf<'_, 'c>,
    field: &'c Field,
) -> Statement {
    let keys = plan.groups.as_deref().unwrap_or_default();
    let item = Item::Aggregate(aggregate, path.clone());
    let at = member_scope(plan);
    let n = keys.len();
    let (table, head) = (quote_ident(&plan.kind.name), leading_identities(n, ""));
    let amounts = sql![
        format!("own AS (\nSELECT {}", leading_identities(n, "g.")),
        at.column(&columns::unit_column(&amount.name)),
        " AS u, ",
        at.column(&field.name),
        format!(" AS f FROM pairs AS g JOIN {table} AS p ON p.id = g.id WHERE "),
        provenance::counts_in(&item, &at),
        ")"
    ];
    let adds = if aggregate == Aggregate::Sum { is_summable(&at) } else { Expr::always_true() };
    let mixed = sql![
        format!("mixed AS (\nSELECT {head}u FROM own AS u WHERE "),
        adds,
        format!(" GROUP BY {head}u HAVING count(DISTINCT f) + max(f IS NULL) > 1)")
    ];
    let steps =
        [Some(shown_pairs(plan, keys)), covered_parts(&[&item], &at), Some(amounts), Some(mixed)];
    let steps = Expr::join(steps.into_iter().flatten(), ",\n");
    let name = if field.ty.is_ref() { thing_column("name", "f".into()) } else { "f".into() };
    let select = sql![
        format!(
            "\nSELECT json_object('values', json_group_array(v ORDER BY f IS NULL, v) FILTER (WHERE n <= {NAMED}), 'all', count(*), "
        ),
        format!("'groups', (SELECT count(*) FROM (SELECT DISTINCT {head}1 FROM mixed)))"),
        "\n  FROM (SELECT f, v, row_number() OVER (ORDER BY f IS NULL, v) AS n FROM (SELECT f, coalesce(",
        name,
        ", 'unknown') AS v FROM (SELECT DISTINCT f FROM own JOIN mixed ON own.u IS mixed.u AND ",
        same_group(n, "own", "mixed"),
        ")))"
    ];
    Statement::from_expr(sql!["WITH RECURSIVE\n", steps, select])
}
