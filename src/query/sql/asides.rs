//! Statements whose numbers go into the notes of an answer: units, the largest amount, what is inferred, contradicted or
//! doubtful, and what a wider test would find.

use super::expr::{Expr, ident, sql};
use super::truth::{At, Truth, possible, predicate};
use super::{Statement, cited, count_of, from, leaf, member, truth};
use crate::catalog::{Field, Sort, Type, columns};
use crate::query::plan::{Bound, Check, Cond, End, Path, Plan, Side, Step, Test, Through, Way};
use crate::value::{MONEY, Unit};

/// The units in which the rows not ruled out have the amount a bare number is compared with, and how many in each.
pub fn units_compared<'c>(plan: &Plan<'c>, test: &Test<'c>) -> Option<Statement> {
    let Check::Amount(_, Bound::Own(..)) = &test.check else { return None };
    let others = match &plan.filter {
        Some(Cond::All(parts)) => {
            let is_other =
                |part: &&Cond<'c>| !part.tests().iter().any(|other| other.said == test.said);
            Some(Cond::All(parts.iter().filter(is_other).cloned().collect()))
        }
        _ => None,
    };
    units_where(plan, &test.path, others.as_ref())
}

/// The units a query is ordered by, and how many rows have each.
pub fn units<'c>(plan: &Plan<'c>, path: &Path<'c>) -> Option<Statement> {
    units_where(plan, path, plan.filter.as_ref())
}

fn units_where<'c>(
    plan: &Plan<'c>,
    path: &Path<'c>,
    filter: Option<&Cond<'c>>,
) -> Option<Statement> {
    let field =
        path.field().filter(|field| matches!(field.ty, Type::Money | Type::Quantity(None)))?;
    let Way::End(_) = path.way else { return None };
    let at = member(plan);
    let unit = at.column(&columns::unit(&field.name));
    let recorded = truth::field_known(field, &at);
    let open = filter.map(|filter| possible(filter, &at));
    let filter = Expr::all([recorded].into_iter().chain(open).collect());
    let statement = sql![
        "SELECT ",
        unit,
        ", count(*)",
        from(plan, &at),
        "\n WHERE ",
        filter,
        "\n GROUP BY 1 ORDER BY 2 DESC, 1"
    ];
    Some(Statement::new(statement, vec![]))
}

/// Of a condition that an amount is above something: the largest amount there is in that unit, by its printed number.
pub fn largest<'c>(plan: &Plan<'c>, part: &Cond<'c>) -> Option<Statement> {
    let Cond::Test(Test { path, check: Check::Amount(Side::Above | Side::AtLeast, bound), .. }) =
        part
    else {
        return None;
    };
    let Way::End(_) = path.way else { return None };
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
        Bound::Own(..) => sql!["(SELECT count(DISTINCT ", unit, ")", from(plan, &at), ") = 1"],
    };
    let known = truth::field_known(field, &at);
    let statement = sql![
        "SELECT ",
        at.column(&field.name),
        from(plan, &at),
        "\n WHERE ",
        Expr::all(vec![known, comparable]),
        "\n ORDER BY ",
        at.column(&columns::at(&field.name)),
        " DESC LIMIT 1"
    ];
    Some(Statement::new(statement, vec![]))
}

/// Of the rows of the answer, those whose value of a field stands on claims of one basis and on none of the `better`
/// ones: the value, why, and how many.
pub fn of_basis<'c>(
    plan: &Plan<'c>,
    test: &Test<'c>,
    basis: &str,
    better: &[&str],
) -> Option<Statement> {
    let Way::End(_) = test.path.way else { return None };
    let field = test.path.field()?;
    let at = member(plan);
    let claim = |bases: &[&str]| {
        let any =
            Expr::any(bases.iter().map(|basis| sql!["\"basis\" = ", Expr::text(basis)]).collect());
        sql![
            "SELECT max(note) FROM \"claim\" WHERE \"thing\" = ",
            at.column("id"),
            " AND \"field\" = ",
            Expr::text(&field.name),
            " AND \"says\" IS NULL AND ",
            any
        ]
    };
    let certain = plan.filter.as_ref().map(|filter| predicate(filter, &at, Truth::Certain));
    let exists = sql!["EXISTS (", claim(&[basis]), " HAVING count(*) > 0)"];
    let no_better = sql!["NOT EXISTS (", claim(better), " HAVING count(*) > 0)"];
    let filter = Expr::all([exists, no_better].into_iter().chain(certain).collect());
    let note = sql!["(", claim(&[basis]), ")"];
    let statement = sql![
        "SELECT ",
        at.column(&field.name),
        ", ",
        note,
        ", count(*)",
        from(plan, &at),
        "\n WHERE ",
        filter,
        "\n GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
    ];
    Some(Statement::new(statement, vec![]))
}

/// How many rows of the answer have a claim against their value of a field, where the base has any against such values.
pub fn contradicted(plan: &Plan<'_>, field: &Field) -> Option<Statement> {
    let at = member(plan);
    plan.is_contested(&plan.kind.name, &field.name).then(|| {
        let rival = sql!["EXISTS (", cited::rivals("1", &field.name, &at), ")"];
        among(plan, rival)
    })
}

/// How many rows of the answer rest on a reading of low confidence: of themselves, or of a field that is tested.
pub fn low_confidence(plan: &Plan<'_>) -> Option<Statement> {
    if plan.kind.sort == Sort::Evidence {
        return None;
    }
    let tests = plan.filter.as_ref()?.tests();
    let own = tests.iter().filter(|test| matches!(test.path.way, Way::End(_)));
    let fields = own.filter_map(|test| test.path.field()).map(|field| match &field.ty {
        Type::Level(level) => Expr::text(level.of.as_deref().unwrap_or(&field.name)),
        _ => Expr::text(&field.name),
    });
    let low = sql![
        "SELECT thing FROM claim AS c WHERE confidence = 'low' AND says IS NULL AND (field IS NULL OR field IN (",
        Expr::join(fields, ", "),
        ")) AND NOT EXISTS (SELECT 1 FROM claim AS b WHERE b.thing = c.thing AND b.field IS c.field",
        " AND b.confidence <> 'low')"
    ];
    Some(among(plan, sql!["p.id IN (", low, ")"]))
}

/// Things of which a name passes a test that is asked of what a reference leads to, of the kinds it finds there, and to which
/// it never leads: so many at most.
pub fn unreferred<'c>(plan: &Plan<'c>, test: &Test<'c>, most: usize) -> Option<Statement> {
    let Way::Through(Through { step: Step::Ref(field), then, .. }) = &test.path.way else {
        return None;
    };
    let named = then.iter().find_map(|(_, way)| match way {
        Way::End(End::Name(kind)) if kind.sort != Sort::Record => Some(*kind),
        _ => None,
    })?;
    let passes = |alias: &str| {
        let thing = Some(alias.to_owned());
        let at = At { catalog: plan.catalog, kind: named, alias: alias.to_owned(), thing };
        leaf::predicate(End::Name(named), &test.check, &at, Truth::Certain)
    };
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
        ") ORDER BY t.name_key, t.id LIMIT ",
        Expr::integer(i64::try_from(most).unwrap_or(i64::MAX))
    ];
    Some(Statement::new(rows, vec![]))
}

/// How many rows of the answer meet this too.
fn among(plan: &Plan<'_>, also: Expr) -> Statement {
    let at = member(plan);
    let certain = plan.filter.as_ref().map(|filter| predicate(filter, &at, Truth::Certain));
    let filter = Expr::all([also].into_iter().chain(certain).collect());
    Statement::new(sql!["SELECT count(*)", from(plan, &at), "\n WHERE ", filter], vec![])
}

/// How many things a query finds when a test of its condition that names places exactly takes those within them too.
pub fn count_within<'c>(plan: &Plan<'c>, test: &Test<'c>) -> Option<Statement> {
    let wider = Cond::Test(widened(plan, test)?);
    let filter = match plan.filter.as_ref()? {
        Cond::All(parts) => {
            let is_it =
                |part: &Cond<'c>| matches!(part, Cond::Test(other) if other.said == test.said);
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
        Check::Things(places) => match test.path.field().map(|field| &field.ty) {
            Some(Type::Ref(targets)) if plan.catalog.leads_to_places(targets) => {
                Check::Within(places.clone())
            }
            _ => return None,
        },
        Check::Items(share, Some(conds)) => {
            let wider = conds.iter().map(|(kind, cond)| match cond {
                Cond::Test(inner) => Some((*kind, Cond::Test(widened(plan, inner)?))),
                _ => None,
            });
            Check::Items(*share, Some(wider.collect::<Option<Vec<_>>>()?))
        }
        _ => return None,
    };
    Some(Test { check, ..test.clone() })
}
