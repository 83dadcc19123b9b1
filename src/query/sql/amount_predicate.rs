//! The two predicates on an amount: in the unit of a bound, by its equivalents, or in the unit of each row.

use super::equivalents::{self, comparable_units, of_dimension};
use super::expr::{Expr, sql};
use super::row_scope::RowScope;
use super::truth::{Truth, one_of};
use crate::catalog::{Field, Type, columns};
use crate::query::plan::{AmountEdge, Bound, Side};
use crate::value::{Decimal, MONEY, Unit};

/// Writes that an amount is on one side of a bound. Recorded bounds are closed; NULL is an open end.
pub(super) fn amount_predicate(
    field: &Field,
    side: Side,
    bound: &Bound,
    at: &RowScope<'_>,
    truth: Truth,
) -> Expr {
    let exact = matches!(field.ty, Type::Number { exact: true });
    let of = |name: fn(&str) -> String| {
        if exact { at.column(&field.name) } else { at.column(&name(&field.name)) }
    };
    let (low, high, unit) = (
        of(columns::low_column),
        of(columns::high_column),
        at.column(&columns::unit_column(&field.name)),
    );
    let lower = matches!(
        (side, truth),
        (Side::Above | Side::AtLeast, Truth::Certain)
            | (Side::Below | Side::AtMost, Truth::Refuted)
    );
    let end = if lower { low } else { high };
    let sign = match (side, truth) {
        (Side::Below, Truth::Certain) | (Side::AtLeast, Truth::Refuted) => "<",
        (Side::AtMost, Truth::Certain) | (Side::Above, Truth::Refuted) => "<=",
        (Side::Above, Truth::Certain) | (Side::AtMost, Truth::Refuted) => ">",
        (Side::AtLeast, Truth::Certain) | (Side::Below, Truth::Refuted) => ">=",
    };
    let mut parts = Vec::new();
    // A bound derived from the whole can refute a test but never settle it as true.
    if field.whole.is_some() && truth == Truth::Certain {
        parts.push(at.is_known(field));
    }
    let compared = match bound {
        Bound::Unitless(number, edge) => {
            own_unit(&end, sign, lower, &unit, &units_of(field, at), (number, *edge))
        }
        Bound::In { unit: name, parts: x, equivalents } => {
            let with = |end: Expr| sql![end, format!(" {sign} "), Expr::bind_integer(*x)];
            match at.catalog.units.get(name).filter(|_| field.ty.has_equivalents()) {
                Some(literal) => {
                    let given = with(if lower { "e.low" } else { "e.high" }.into());
                    let given = (*equivalents && !at.is_reading).then_some(given);
                    in_unit((with(end), given), field, literal, &unit, at, truth)
                }
                None => with(end),
            }
        }
    };
    parts.push(compared);
    Expr::all_of(parts)
}

/// Restricts a comparison to rows in the literal's unit: another currency is open, another dimension certainly fails. With the
/// comparison of an equivalent `e`, rows that have equivalents in the literal's unit are compared by them.
fn in_unit(
    (compared, equivalent): (Expr, Option<Expr>),
    field: &Field,
    literal: &Unit,
    unit: &Expr,
    at: &RowScope<'_>,
    truth: Truth,
) -> Expr {
    let (id, units) = (at.column("id"), &at.catalog.units);
    let comparable = comparable_units(literal, units);
    let own = Expr::all_of([one_of(unit, comparable.clone(), Truth::Certain), compared]);
    let mut settled = vec![own];
    let has_equivalents = equivalent.is_some();
    settled.extend(equivalent.map(|e| equivalents::all_meet(e, field, comparable, &id)));
    if truth == Truth::Refuted && matches!(field.ty, Type::Quantity(None)) {
        let measured = of_dimension(literal, units);
        let mut other = vec![one_of(unit, measured.clone(), Truth::Refuted)];
        if has_equivalents {
            other.push(sql!["NOT ", equivalents::equivalents_exist(field, measured, &id)]);
        }
        settled.push(Expr::all_of(other));
    }
    Expr::any_of(settled)
}

/// Lists the units that a field's amounts can have.
fn units_of<'c>(field: &Field, at: &RowScope<'c>) -> Vec<&'c Unit> {
    let any = matches!(field.ty, Type::Quantity(None));
    at.catalog.units.iter().filter(|unit| any || unit.dimension == MONEY).collect()
}

/// Writes a comparison with a bare number, which is in each row's own unit.
fn own_unit(
    end: &Expr,
    sign: &str,
    lower: bool,
    unit: &Expr,
    units: &[&Unit],
    (number, edge): (&Decimal, AmountEdge),
) -> Expr {
    let bounds: Vec<(i64, bool, Vec<&Unit>)> = by_factor(units)
        .into_iter()
        .map(|(factor, units)| {
            let (parts, exact) = number.parts_saturating(factor);
            (edge.of_parts(parts), exact || edge != AmountEdge::Exact, units)
        })
        .collect();
    let all_exact = bounds.iter().all(|(_, exact, _)| *exact);
    // If the number isn't a whole count of some unit's smallest parts, every bound is moved one part closer: `>= 0.5` of whole things is `> 0`.
    let (sign, closer) = match (all_exact, lower, sign) {
        (true, ..) => (sign, 0),
        (false, true, ">=") => (">", -1),
        (false, true, _) => (">", 0),
        (false, false, "<") => ("<=", -1),
        (false, false, _) => ("<=", 0),
    };
    let value = |parts: i64, exact: bool| {
        Expr::bind_integer(if exact { parts.saturating_add(closer) } else { parts })
    };
    let mut bounds = bounds.into_iter();
    let Some((parts, exact, _)) = bounds.next() else { return Expr::always_false() };
    let otherwise = value(parts, exact);
    let mut cases = Expr::default();
    for (parts, exact, units) in bounds {
        for unit in units {
            cases.push(sql![" WHEN ", Expr::bind_text(&unit.name), " THEN ", value(parts, exact)]);
        }
    }
    let bound = if cases == Expr::default() {
        otherwise
    } else {
        sql!["CASE ", unit.clone(), cases, " ELSE ", otherwise, " END"]
    };
    sql![end.clone(), format!(" {sign} "), bound]
}

/// Groups units by their factor, the most common factor first.
fn by_factor<'u>(units: &[&'u Unit]) -> Vec<(i64, Vec<&'u Unit>)> {
    let mut groups: Vec<(i64, Vec<&Unit>)> = Vec::new();
    for unit in units {
        match groups.iter_mut().find(|(factor, _)| *factor == unit.factor) {
            Some((_, group)) => group.push(unit),
            None => groups.push((unit.factor, vec![unit])),
        }
    }
    groups.sort_by_key(|(_, group)| std::cmp::Reverse(group.len()));
    groups
}
