//! The two predicates on one value: certainly true and certainly false.

use super::computed::BETWEEN;
use super::condition::{RowScope, Truth, field_known};
use super::equivalents::{self, comparable_units, of_dimension};
use super::expr::{Expr, quote_ident, sql};
use super::select;
use crate::catalog::{Field, Sort, Type, columns};
use crate::query::plan::{AmountEdge, Bound, KeyTest, Leaf, Named, Relation, Side, TypedPredicate};
use crate::value::{Decimal, MONEY, Period, Unit};

/// Writes that the value at the end of a path certainly meets a predicate, or certainly fails it.
pub(in crate::query) fn leaf_predicate(
    end: Leaf<'_>,
    check: &TypedPredicate<'_>,
    at: &RowScope<'_>,
    truth: Truth,
) -> Expr {
    let ids = |things: &[Named]| things.iter().map(|thing| Expr::bind_integer(thing.id)).collect();
    let tested = match check {
        TypedPredicate::Amount(side, bound) => {
            of_field(end, &|field| amount_predicate(field, *side, bound, at, truth))
        }
        TypedPredicate::Time(relation, period) => {
            of_field(end, &|field| time_predicate(field, *relation, period, at, truth))
        }
        TypedPredicate::Within(places) => {
            within_predicate(&tested_place_id(end, at), places, at, truth)
        }
        TypedPredicate::Things(things) => one_of(&tested_id(end, at), ids(things), truth),
        TypedPredicate::YesNo(yes) => {
            one_of(&tested_id(end, at), vec![Expr::bind_integer(i64::from(*yes))], truth)
        }
        TypedPredicate::Choice(values) => {
            one_of(&select::display_value(end, None, at), bind_texts(values), truth)
        }
        TypedPredicate::Key(test) => match end {
            Leaf::Name(kind) if kind.sort != Sort::Record => any_name(test, at, truth),
            Leaf::Field(field) if field.list => {
                any_word(field, &compared_key(end, at), test, truth)
            }
            _ => key_test(&compared_key(end, at), test, truth),
        },
        // These are not about one value: `condition` writes them.
        TypedPredicate::Known(_) | TypedPredicate::Mentions(_) | TypedPredicate::Quantified(..) => {
            Expr::always_false()
        }
    };
    match end {
        // Competing values don't change whether the field is absent.
        Leaf::Field(field) | Leaf::Part(field, _) if truth == Truth::Refuted && !at.is_reading => {
            Expr::any_of(
                [Some(tested), excluded_by_only_if(field, at)].into_iter().flatten().collect(),
            )
        }
        _ => tested,
    }
}

/// Writes that a value doesn't certainly fail a predicate, for predicates that list values; else returns `None`.
pub(super) fn possible_leaf(
    end: Leaf<'_>,
    check: &TypedPredicate<'_>,
    at: &RowScope<'_>,
) -> Option<Expr> {
    let Leaf::Field(field) = end else { return None };
    let value = match check {
        TypedPredicate::Within(_) => tested_place_id(end, at),
        TypedPredicate::Things(_) | TypedPredicate::Choice(_) if field.only_if.is_none() => {
            tested_id(end, at)
        }
        _ => return None,
    };
    let passes = match check {
        TypedPredicate::Within(places) => maybe_within(&value, places, at)?,
        check => leaf_predicate(end, check, at, Truth::Certain),
    };
    Some(Expr::any_of(vec![sql![value, " IS NULL"], passes]))
}

/// Applies a predicate that only fields have; other leaves fail it.
fn of_field<'c>(end: Leaf<'c>, test: &dyn Fn(&'c Field) -> Expr) -> Expr {
    if let Leaf::Field(field) = end { test(field) } else { Expr::always_false() }
}

/// Returns the id of the tested place: a reference, the place of a level, or the thing itself.
pub(in crate::query) fn tested_place_id(end: Leaf<'_>, at: &RowScope<'_>) -> Expr {
    match end {
        Leaf::Field(Field { ty: Type::Level(level), .. }) => at.level_place(level),
        _ => tested_id(end, at),
    }
}

/// Returns the id that a field refers to, or the id of the thing itself.
fn tested_id(end: Leaf<'_>, at: &RowScope<'_>) -> Expr {
    match end {
        Leaf::Field(field) => at.column(&field.name),
        _ => at.column("id"),
    }
}

/// Writes that the catalog's `only_if` excludes a field, so that a test of it fails; `None` means that it can't.
pub(super) fn excluded_by_only_if(field: &Field, at: &RowScope<'_>) -> Option<Expr> {
    let (other, value) = field.only_if.as_ref()?;
    let is_yes_no = at.kind.field(other).is_some_and(|field| field.ty == Type::YesNo);
    let value = if is_yes_no {
        Expr::bind_integer(i64::from(value == "yes"))
    } else {
        Expr::bind_text(value)
    };
    Some(sql![at.column(other), " <> ", value])
}

fn bind_texts(values: &[String]) -> Vec<Expr> {
    values.iter().map(|value| Expr::bind_text(value)).collect()
}

/// Writes that a value is in a list, or is recorded and isn't in it.
fn one_of(value: &Expr, mut list: Vec<Expr>, truth: Truth) -> Expr {
    match (list.len(), truth) {
        (0, Truth::Certain) => Expr::always_false(),
        (0, Truth::Refuted) => sql![value.clone(), " IS NOT NULL"],
        (1, Truth::Certain) => sql![value.clone(), " = ", list.swap_remove(0)],
        (1, Truth::Refuted) => sql![value.clone(), " <> ", list.swap_remove(0)],
        (_, Truth::Certain) => sql![value.clone(), " IN (", Expr::join(list, ", "), ")"],
        (_, Truth::Refuted) => sql![value.clone(), " NOT IN (", Expr::join(list, ", "), ")"],
    }
}

/// Returns the folded key of a text.
fn compared_key(end: Leaf<'_>, at: &RowScope<'_>) -> Expr {
    match end {
        Leaf::Field(field) => at.folded_key(field),
        Leaf::Part(field, part) => sql!["lower(", select::part_of(field, part, at), ")"],
        _ => at.of_thing("name_key"),
    }
}

fn key_test(key: &Expr, test: &KeyTest, truth: Truth) -> Expr {
    let certain = truth == Truth::Certain;
    match test {
        KeyTest::Is(keys) => one_of(key, bind_texts(keys), truth),
        KeyTest::Contains(part) => {
            let found = if certain { ") > 0" } else { ") = 0" };
            sql!["instr(", key.clone(), ", ", Expr::bind_text(part), found]
        }
        KeyTest::StartsWith(part) => {
            let head = sql!["substr(", key.clone(), ", 1, length(", Expr::bind_text(part), "))"];
            sql![head, if certain { " = " } else { " <> " }, Expr::bind_text(part)]
        }
    }
}

/// Writes a test of the words of a list, or of its values if they are computed.
fn any_word(field: &Field, list: &Expr, test: &KeyTest, truth: Truth) -> Expr {
    let (between, text_between) = if field.computed { (BETWEEN, "\n") } else { ("', '", ", ") };
    let has = |text: &str, head: &str, end: &str| {
        // No word has a comma in it.
        let has_comma = !field.computed && text.contains(',');
        let text = Expr::bind_text(&format!("{head}{text}{end}"));
        let list = sql![between, " || ", list.clone(), " || ", between];
        if has_comma { Expr::always_false() } else { sql!["instr(", list, ", ", text, ") > 0"] }
    };
    let found = match test {
        KeyTest::Is(words) => {
            let each = words.iter().map(|word| has(word, text_between, text_between));
            Expr::any_of(each.collect())
        }
        KeyTest::Contains(part) => has(part, "", ""),
        KeyTest::StartsWith(part) => has(part, text_between, ""),
    };
    match truth {
        Truth::Certain => found,
        Truth::Refuted => sql![list.clone(), " IS NOT NULL AND NOT ", found],
    }
}

/// Writes a test of all names of a thing, except names confined to one source.
fn any_name(test: &KeyTest, at: &RowScope<'_>, truth: Truth) -> Expr {
    let passes = key_test(&"text_key".into(), test, Truth::Certain);
    let named = sql![
        "SELECT \"of\" FROM \"name\" WHERE ",
        passes,
        " AND \"form\" <> 'mistranslation' AND \"only_in\" IS NULL",
        " AND \"of\" IS NOT NULL"
    ];
    let word = if truth == Truth::Certain { " IN (" } else { " NOT IN (" };
    sql![at.looked_up(&at.column("id")), word, named, ")"]
}

/// Writes that an amount is on one side of a bound. Recorded bounds are closed; NULL is an open end.
fn amount_predicate(
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
        parts.push(field_known(field, at));
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
    let own = Expr::all_of(vec![one_of(unit, comparable.clone(), Truth::Certain), compared]);
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

/// Writes a date's relation to a period (docs/semantics.md#dates-and-periods). Of an unknown end only "first ≤ last" is known.
fn time_predicate(
    field: &Field,
    relation: Relation,
    period: &Period,
    at: &RowScope<'_>,
    truth: Truth,
) -> Expr {
    let (b, e) = (
        at.column(&columns::first_day_column(&field.name)),
        at.column(&columns::last_day_column(&field.name)),
    );
    let is = at.column(&columns::date_kind_column(&field.name));
    let (p1, p2) = (Expr::bind_text(&period.first), Expr::bind_text(&period.last));
    // The first day is at most the last: where one is unknown the other settles what follows from that.
    let either =
        |end: &Expr, other: &Expr| sql!["coalesce(", end.clone(), ", ", other.clone(), ")"];
    let begins = |sign: &str, day: &Expr| {
        let end = if sign.starts_with('<') { either(&b, &e) } else { b.clone() };
        sql![end, format!(" {sign} "), day.clone()]
    };
    let ends = |sign: &str, day: &Expr| {
        let end = if sign.starts_with('>') { either(&e, &b) } else { e.clone() };
        sql![end, format!(" {sign} "), day.clone()]
    };
    let lasted = |span: Expr, within: Expr| {
        let span = sql![is.clone(), " <> 'within' AND ", span];
        let within = sql![is.clone(), " = 'within' AND ", within];
        sql!["((", span, ") OR (", within, "))"]
    };
    let certain = truth == Truth::Certain;
    match (relation, certain) {
        (Relation::In, true) if field.ty == Type::Period => {
            Expr::all_of(vec![begins(">=", &p1), ends("<=", &p2)])
        }
        (Relation::In, false) if field.ty == Type::Period => {
            Expr::any_of(vec![begins("<", &p1), ends(">", &p2)])
        }
        (Relation::In, true) => lasted(
            Expr::all_of(vec![begins("<=", &p2), ends(">=", &p1)]),
            Expr::all_of(vec![begins(">=", &p1), ends("<=", &p2)]),
        ),
        (Relation::In, false) => Expr::any_of(vec![begins(">", &p2), ends("<", &p1)]),
        (Relation::Before, true) => ends("<", &p1),
        (Relation::Before, false) => lasted(ends(">=", &p1), begins(">=", &p1)),
        (Relation::After, true) => begins(">", &p2),
        (Relation::After, false) => lasted(begins("<=", &p2), ends("<=", &p2)),
        (Relation::Until, true) => ends("<=", &p2),
        (Relation::Until, false) => lasted(ends(">", &p2), begins(">", &p2)),
        (Relation::Since, true) => begins(">=", &p1),
        (Relation::Since, false) => lasted(begins("<", &p1), ends("<", &p1)),
    }
}

/// Writes that a recorded place may be in one of these: it is, it contains one, or its country isn't known.
fn maybe_within(place: &Expr, places: &[Named], at: &RowScope<'_>) -> Option<Expr> {
    if places.is_empty() {
        return Some(Expr::always_false());
    }
    let known = within_a_country(&"u.id".into(), at)?;
    let table = quote_ident(&at.catalog.containment.as_ref()?.places);
    let ids = Expr::join(places.iter().map(|place| Expr::bind_integer(place.id)), ", ");
    Some(sql![
        at.looked_up(place),
        " IN (SELECT place FROM inside WHERE container IN (",
        ids.clone(),
        ") UNION ALL SELECT container FROM inside WHERE place IN (",
        ids,
        format!(") UNION ALL SELECT id FROM {table} AS u WHERE NOT "),
        known,
        ")"
    ])
}

/// Writes that a place is, or is in, one of these (docs/semantics.md#references-and-places).
fn within_predicate(place: &Expr, places: &[Named], at: &RowScope<'_>, truth: Truth) -> Expr {
    if places.is_empty() {
        return one_of(place, vec![], truth);
    }
    let ids = || Expr::join(places.iter().map(|place| Expr::bind_integer(place.id)), ", ");
    if truth == Truth::Certain {
        let inside =
            sql!["SELECT place FROM inside WHERE container IN (", ids(), ") AND certain = 1"];
        return sql![at.looked_up(place), " IN (", inside, ")"];
    }
    let Some(widest) = within_a_country(place, at) else { return Expr::always_false() };
    let apart = |here: &str, there: &str| {
        let select = format!("NOT EXISTS (SELECT 1 FROM inside WHERE inside.{here} = ");
        sql![select, place.clone(), format!(" AND inside.{there} IN ("), ids(), "))"]
    };
    Expr::all_of(vec![widest, apart("place", "container"), apart("container", "place")])
}

/// Writes that a place is certainly or partly in a country. Most places have one as their level; the others are looked for in all
/// that contains them.
fn within_a_country(place: &Expr, at: &RowScope<'_>) -> Option<Expr> {
    let containment = at.catalog.containment.as_ref()?;
    let (level, country) = containment.levels.last()?;
    let certainly = sql![
        "EXISTS (SELECT 1 FROM level WHERE place = ",
        place.clone(),
        " AND level = ",
        Expr::bind_text(level),
        ")"
    ];
    let partly = sql![
        "EXISTS (SELECT 1 FROM inside JOIN ",
        quote_ident(&containment.places),
        " AS c ON c.id = inside.container WHERE inside.place = ",
        place.clone(),
        format!(" AND c.{} IN (", quote_ident(&containment.by)),
        Expr::join(bind_texts(country), ", "),
        "))"
    ];
    Some(Expr::any_of(vec![certainly, partly]))
}
