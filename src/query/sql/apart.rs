//! What is added up or compared although it is not alike, by the fields the catalog says keep amounts `apart`.

use super::Statement;
use super::expr::{Expr, ident, sql};
use super::groups::{covered, shown_pairs};
use super::keys::{listed, same_group};
use super::member;
use super::provenance::counts_in;
use super::select::label;
use super::totals::summed;
use crate::catalog::{Field, Type, columns};
use crate::query::plan::{Aggregate, Item, Leaf, PathExpr, Plan};

/// Beyond so many values they are only counted.
const NAMED: usize = 4;

/// The totals of a query with each field that keeps their amounts apart. Amounts of several sorts cannot even be compared;
/// those of several things can, but added up may count the same twice.
pub fn kept_apart<'p, 'c>(plan: &'p Plan<'c>) -> Vec<(&'p Item<'c>, &'c Field)> {
    let of_item = |item: &'p Item<'c>| {
        let (aggregate, field) = match item {
            Item::Aggregate(aggregate, path) => match path.steps {
                PathExpr::Leaf(Leaf::Field(field)) => (*aggregate, field),
                _ => return vec![],
            },
            _ => return vec![],
        };
        let fields = field.apart.iter().filter_map(|name| plan.kind.field(name));
        let counts =
            |field: &&'c Field| aggregate == Aggregate::Sum || matches!(field.ty, Type::Enum(_));
        fields.filter(counts).map(|field| (item, field)).collect()
    };
    plan.shown.iter().flat_map(of_item).collect()
}

/// The values of a field that meet in one total of a group and unit, the first few; how many they are; in how many groups.
pub fn unlike<'c>(plan: &Plan<'c>, item: &Item<'c>, field: &'c Field) -> Option<Statement> {
    let (Item::Aggregate(aggregate, path), Some(keys)) = (item, &plan.groups) else { return None };
    let at = member(plan);
    let amount = path.field()?;
    let n = keys.len();
    let amounts = sql![
        format!("own AS (\nSELECT {}", listed(n, "g.")),
        at.column(&columns::unit(&amount.name)),
        " AS u, ",
        at.column(&field.name),
        format!(" AS f FROM pairs AS g JOIN {} AS p ON p.id = g.id WHERE ", ident(&plan.kind.name)),
        counts_in(item, &at),
        ")"
    ];
    let adds = if *aggregate == Aggregate::Sum { summed(&at) } else { Expr::yes() };
    let mixed = sql![
        format!("mixed AS (\nSELECT {}u FROM own AS u WHERE ", listed(n, "")),
        adds,
        format!(" GROUP BY {}u HAVING count(DISTINCT f) + max(f IS NULL) > 1)", listed(n, ""))
    ];
    let steps = [Some(shown_pairs(plan, keys)), covered(&[item], &at), Some(amounts), Some(mixed)];
    let name = if matches!(field.ty, Type::Ref(_)) { label("f".into()) } else { "f".into() };
    let select = sql![
        "\nSELECT coalesce(",
        name,
        ", 'unknown') AS v, count(*) OVER (), ",
        format!("(SELECT count(*) FROM (SELECT DISTINCT {}1 FROM mixed))", listed(n, "")),
        "\n  FROM (SELECT DISTINCT f FROM own JOIN mixed ON own.u IS mixed.u AND ",
        same_group(n, "own", "mixed"),
        format!(")\n ORDER BY f IS NULL, v LIMIT {NAMED}")
    ];
    let steps = Expr::join(steps.into_iter().flatten(), ",\n");
    Some(Statement::new(sql!["WITH RECURSIVE\n", steps, select], vec![]))
}
