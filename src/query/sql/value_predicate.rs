//! The two predicates on one value: certainly true and certainly false.

use super::amount_predicate::amount_predicate;
use super::computed::BETWEEN;
use super::expr::{Expr, quote_ident, sql};
use super::row_scope::{RowScope, from_level};
use super::select;
use super::truth::{Truth, one_of};
use crate::catalog::{Field, Sort, Type, columns};
use crate::query::plan::{KeyTest, Leaf, Named, Relation, TypedPredicate};
use crate::value::Period;

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
            Expr::any_of([tested].into_iter().chain(excluded_by_only_if(field, at)))
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
    Some(Expr::any_of([sql![value, " IS NULL"], passes]))
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
            Expr::any_of(each)
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
            Expr::all_of([begins(">=", &p1), ends("<=", &p2)])
        }
        (Relation::In, false) if field.ty == Type::Period => {
            Expr::any_of([begins("<", &p1), ends(">", &p2)])
        }
        (Relation::In, true) => lasted(
            Expr::all_of([begins("<=", &p2), ends(">=", &p1)]),
            Expr::all_of([begins(">=", &p1), ends("<=", &p2)]),
        ),
        (Relation::In, false) => Expr::any_of([begins(">", &p2), ends("<", &p1)]),
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
    Expr::all_of([widest, apart("place", "container"), apart("container", "place")])
}

/// Writes that a place is certainly or partly in a country. Most places have one as their level; the others are looked for in all
/// that contains them.
fn within_a_country(place: &Expr, at: &RowScope<'_>) -> Option<Expr> {
    let containment = at.catalog.containment.as_ref()?;
    let (level, country) = containment.levels.last()?;
    let certainly = sql!["EXISTS (SELECT 1", from_level(place, level), ")"];
    let (places, by) = (quote_ident(&containment.places), quote_ident(&containment.by));
    let inside = format!("inside JOIN {places} AS c ON c.id = inside.container");
    let partly = sql![
        format!("EXISTS (SELECT 1 FROM {inside} WHERE inside.place = "),
        place.clone(),
        format!(" AND c.{by} IN ("),
        Expr::join(bind_texts(country), ", "),
        "))"
    ];
    Some(Expr::any_of([certainly, partly]))
}
