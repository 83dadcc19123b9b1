//! Statements whose numbers go into the notes of an answer: units, the largest amount, and what a wider
//! test would find. Those about claims are in `doubt`.

use super::condition::{RowScope, Truth, possible, predicate};
use super::expr::{Expr, ident, sql};
use super::select::{several_scales, shown, value};
use super::{Statement, condition, count_of, filtered, from, member, of_answer, value_predicate};
use crate::catalog::{Kind, Sort, Type, columns};
use crate::query::plan::{
    Bound, Cond, KeyTest, Leaf, NamedPath, PathExpr, Plan, RefStep, Side, Step, Test,
    TypedPredicate,
};
use crate::value::{MONEY, Unit};

/// The units in which the rows not ruled out have the amount a bare number is compared with, and how many in each.
pub fn units_compared<'c>(plan: &Plan<'c>, test: &Test<'c>) -> Option<Statement> {
    let TypedPredicate::Amount(_, Bound::Unitless(..)) = &test.check else { return None };
    let others = match &plan.filter {
        Some(Cond::All(parts)) => {
            let is_other =
                |part: &&Cond<'c>| !part.tests().iter().any(|other| other.text == test.text);
            Some(Cond::All(parts.iter().filter(is_other).cloned().collect()))
        }
        _ => None,
    };
    units_where(plan, &test.path, &|at| {
        others.as_ref().map_or_else(Expr::yes, |others| possible(others, at))
    })
}

/// The units of the amounts a query is ordered by where they do not compare, the most frequent first, and how many of its
/// rows have each.
pub fn units<'c>(plan: &Plan<'c>, path: &NamedPath<'c>) -> Option<Statement> {
    let certain = |at: &RowScope<'c>| {
        plan.filter.as_ref().map_or_else(Expr::yes, |filter| predicate(filter, at, Truth::Certain))
    };
    units_where(plan, path, &certain)
}

/// The same of the rows its answer shows.
pub fn units_shown<'c>(plan: &Plan<'c>, path: &NamedPath<'c>) -> Option<Statement> {
    units_where(plan, path, &|at| of_answer(plan, at))
}

fn units_where<'c>(
    plan: &Plan<'c>,
    path: &NamedPath<'c>,
    chosen: &dyn Fn(&RowScope<'c>) -> Expr,
) -> Option<Statement> {
    if !several_scales(&path.steps) || path.steps.link().is_some() {
        return None;
    }
    let at = member(plan);
    let of =
        |name: fn(&str) -> String| value(&path.steps, &at, &|end, at| shown(end, Some(name), at));
    let recorded = sql![of(columns::at), " IS NOT NULL"];
    let statement = sql![
        "SELECT ",
        of(columns::unit),
        ", count(*)",
        from(plan, &at),
        "\n WHERE ",
        Expr::all(vec![recorded, chosen(&at)]),
        "\n GROUP BY 1 ORDER BY 2 DESC, 1"
    ];
    Some(Statement::new(statement, vec![]))
}

/// Of a condition that an amount is above something: the largest amount there is in that unit, by its printed number.
pub fn largest<'c>(plan: &Plan<'c>, part: &Cond<'c>) -> Option<Statement> {
    let Cond::Test(Test {
        path,
        check: TypedPredicate::Amount(Side::Above | Side::AtLeast, bound),
        ..
    }) = part
    else {
        return None;
    };
    let PathExpr::Leaf(_) = path.steps else { return None };
    let field = path.field().filter(|field| field.ty != Type::Number { exact: true })?;
    let at = member(plan);
    let unit = at.column(&columns::unit(&field.name));
    let comparable = match bound {
        Bound::In { unit: name, .. } => {
            let of = plan.catalog.units.get(name)?;
            let same = |other: &&Unit| {
                other.dimension == of.dimension && (of.dimension != MONEY || other.name == of.name)
            };
            let names = plan.catalog.units.iter().filter(same).map(|unit| Expr::text(&unit.name));
            sql![unit, " IN (", Expr::join(names, ", "), ")"]
        }
        // In each row's own unit there is one largest only where there is one unit.
        Bound::Unitless(..) => sql!["(SELECT count(DISTINCT ", unit, ")", from(plan, &at), ") = 1"],
    };
    let known = condition::field_known(field, &at);
    let statement = sql![
        "SELECT ",
        at.column(&field.name),
        from(plan, &at),
        "\n WHERE ",
        Expr::all(vec![known, comparable]),
        "\n ORDER BY ",
        at.column(&columns::at(&field.name)),
        " DESC, ",
        at.column(&field.name),
        " LIMIT 1"
    ];
    Some(Statement::new(statement, vec![]))
}

/// Things of which a name passes a test that is asked of what a reference leads to, of the kinds it finds there, and to which
/// it never leads: so many at most. None where what was typed is all of a name, or the answer finds not just one thing by it.
pub fn unreferred<'c>(plan: &Plan<'c>, test: &Test<'c>, most: usize) -> Option<Statement> {
    let PathExpr::Ref(RefStep { step: Step::Ref(field), then, .. }) = &test.path.steps else {
        return None;
    };
    let named = then.iter().find_map(|(_, way)| match way {
        PathExpr::Leaf(Leaf::Name(kind)) if kind.sort != Sort::Record => Some(*kind),
        _ => None,
    })?;
    let TypedPredicate::Key(KeyTest::Contains(typed) | KeyTest::StartsWith(typed)) = &test.check
    else {
        return None;
    };
    let passes = |alias: &str| names(plan, named, (alias, &test.check));
    let whole = names(plan, named, ("w", &TypedPredicate::Key(KeyTest::Is(vec![typed.clone()]))));
    let (table, column) = (ident(&plan.kind.name), ident(&field.name));
    let led = |to: &str| format!("EXISTS (SELECT 1 FROM {table} AS p WHERE p.{column} = {to}.id)");
    let kinds = sql!["SELECT u.kind FROM thing AS u WHERE ", passes("u"), " AND ", led("u")];
    let rows = sql![
        "SELECT t.name FROM thing AS t\n WHERE ",
        passes("t"),
        " AND NOT ",
        led("t"),
        " AND t.kind IN (",
        kinds,
        ") AND NOT EXISTS (SELECT 1 FROM thing AS w WHERE ",
        whole,
        ") AND (",
        led_to(plan, &column),
        ") = 1 ORDER BY t.name_key, t.name LIMIT ",
        Expr::integer(i64::try_from(most).unwrap_or(i64::MAX))
    ];
    Some(Statement::new(rows, vec![]))
}

/// Whether a thing of a kind, or of a union of kinds, has a name that passes a check.
fn names<'c>(plan: &Plan<'c>, kind: &'c Kind, (alias, check): (&str, &TypedPredicate<'c>)) -> Expr {
    let thing = Some(alias.to_owned());
    let at = RowScope { catalog: plan.catalog, kind, alias: alias.to_owned(), thing };
    value_predicate::predicate(Leaf::Name(kind), check, &at, Truth::Certain)
}

/// How many things a reference of the rows of an answer leads to.
fn led_to(plan: &Plan<'_>, column: &str) -> Expr {
    let at = member(plan);
    let count = format!("SELECT count(DISTINCT p.{column})");
    sql![count, from(plan, &at), filtered(plan, &at)]
}

/// How many things a query finds when a test of its condition that names places exactly takes those within them too.
pub fn count_within<'c>(plan: &Plan<'c>, test: &Test<'c>) -> Option<Statement> {
    let wider = Cond::Test(widened(plan, test)?);
    let filter = match plan.filter.as_ref()? {
        Cond::All(parts) => {
            let is_it =
                |part: &Cond<'c>| matches!(part, Cond::Test(other) if other.text == test.text);
            Cond::All(
                parts
                    .iter()
                    .map(|part| if is_it(part) { wider.clone() } else { part.clone() })
                    .collect(),
            )
        }
        _ => wider,
    };
    Some(count_of(plan, &filter))
}

/// The same test with `within`, also behind a link.
fn widened<'c>(plan: &Plan<'c>, test: &Test<'c>) -> Option<Test<'c>> {
    let check = match &test.check {
        TypedPredicate::Things(places) => match test.path.field().map(|field| &field.ty) {
            Some(Type::Ref(targets)) if plan.catalog.leads_to_places(targets) => {
                TypedPredicate::Within(places.clone())
            }
            _ => return None,
        },
        TypedPredicate::Quantified(share, Some(conds)) => {
            let wider = conds.iter().map(|(kind, cond)| match cond {
                Cond::Test(inner) => Some((*kind, Cond::Test(widened(plan, inner)?))),
                _ => None,
            });
            TypedPredicate::Quantified(*share, Some(wider.collect::<Option<Vec<_>>>()?))
        }
        _ => return None,
    };
    Some(Test { check, ..test.clone() })
}
