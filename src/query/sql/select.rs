//! Columns to show and keys to order by.

use super::computed::{ValueForm, supported_values};
use super::expr::{Expr, quote_ident, sql};
use super::labels::{key_of, label_columns, label_of, thing_column};
use super::multivalue;
use super::row_scope::RowScope;
use crate::answer::{Column, Shape};
use crate::catalog::{Field, Type, columns};
use crate::query::plan::{Item, Key, Leaf, NamedPath, Part, PathExpr, RefStep};

/// Returns the column that an item makes in the answer.
pub(super) fn item_column(item: &Item<'_>) -> Column {
    let (name, shape) = match item {
        Item::CountOf(path) => (format!("count of {}", path.text), Shape::Integer),
        Item::Each(path) => (path.text.clone(), Shape::Text),
        Item::Value(path) if path.steps.link().is_some() => (path.text.clone(), Shape::List),
        // Only groups have these (`groups`).
        Item::Count => ("count".to_owned(), Shape::Integer),
        Item::Aggregate(aggregate, path) => {
            (format!("{aggregate} of {}", path.text), Shape::Amount)
        }
        Item::Value(path) => match path.steps.leaf() {
            Some(Leaf::Field(field)) => (path.text.clone(), shape_of_field(field)),
            _ => (path.text.clone(), Shape::Text),
        },
    };
    Column { name, shape }
}

fn shape_of_field(field: &Field) -> Shape {
    match &field.ty {
        Type::Number { exact: true } => Shape::Integer,
        ty if ty.is_amount() => Shape::Amount,
        ty if ty.is_time() => Shape::Date,
        Type::YesNo => Shape::YesNo,
        _ => Shape::Text,
    }
}

/// Lists the expressions that a cell is read from, as many as [`Read::width`]. With `exact`, an ambiguous name is shown as the
/// id of its thing.
pub(super) fn cell_exprs<'c>(item: &Item<'c>, exact: bool, at: &RowScope<'c>) -> Vec<Expr> {
    let shown_as = |expr: Expr, name: &str| sql![expr, format!(" AS {}", quote_ident(name))];
    let wanted: &[Option<Suffix>] = match item_column(item).shape {
        Shape::Amount => &[
            None,
            Some(columns::low_column),
            Some(columns::high_column),
            Some(columns::unit_column),
        ],
        Shape::Date => &[None, Some(columns::first_day_column), Some(columns::last_day_column)],
        _ => &[None],
    };
    match item {
        Item::CountOf(path) => {
            vec![shown_as(multivalue::count_distinct(&path.steps, at), &item_column(item).name)]
        }
        Item::Each(path) => vec![shown_as(multivalue::EACH.into(), &path.text)],
        Item::Count | Item::Aggregate(..) => vec!["NULL".into()],
        Item::Value(path) if path.steps.link().is_some() => {
            vec![shown_as(multivalue::json_list(&path.steps, at), &path.text)]
        }
        Item::Value(path) => {
            let name = |of: &Option<Suffix>| of.map_or(path.text.clone(), |of| of(&path.text));
            let cell = |of: &Option<Suffix>| {
                value_at_end(&path.steps, at, &|end, at| match reference_target(end, at) {
                    Some((kinds, id)) if exact => unmistakable_label(kinds, id),
                    _ => display_value(end, *of, at),
                })
            };
            wanted.iter().map(|of| shown_as(cell(of), &name(of))).collect()
        }
    }
}

/// Makes the name of one of a field's columns.
type Suffix = fn(&str) -> String;

/// The layout of a cell in the values of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    /// A value of this shape: its columns.
    Cell(Shape),
    /// An aggregate: a JSON array for each unit (unit, words, number, low, high, whole wording), then the numbers of things known
    /// and counted.
    Total,
}

impl Read {
    /// Returns the number of values of a row that it takes.
    pub fn width(self) -> usize {
        match self {
            Self::Cell(Shape::Amount) => 4,
            Self::Cell(Shape::Date) | Self::Total => 3,
            Self::Cell(_) => 1,
        }
    }
}

/// Returns the value at the end of a path, or NULL if a reference on it isn't recorded.
pub(in crate::query) fn value_at_end<'c>(
    way: &PathExpr<'c>,
    at: &RowScope<'c>,
    leaf: &dyn Fn(Leaf<'c>, &RowScope<'c>) -> Expr,
) -> Expr {
    match way {
        PathExpr::Leaf(end) => leaf(*end, at),
        PathExpr::Ref(RefStep { field, then, .. }) => {
            let mut branches: Vec<Expr> = then
                .iter()
                .map(|(target, way)| {
                    let next = at.joined_scope(target);
                    sql!["(", at.select_joined(&next, field, value_at_end(way, &next, leaf)), ")"]
                })
                .collect();
            if branches.len() == 1 {
                branches.swap_remove(0)
            } else {
                sql!["coalesce(", Expr::join(branches, ", "), ")"]
            }
        }
        PathExpr::Link(_) => multivalue::json_list(way, at),
    }
}

pub(in crate::query) fn display_value(
    end: Leaf<'_>,
    of: Option<Suffix>,
    at: &RowScope<'_>,
) -> Expr {
    match (end, of) {
        (Leaf::Field(field), Some(of)) => at.column(&of(&field.name)),
        (Leaf::Field(field), None) => match &field.ty {
            Type::Ref(targets) => label_of(&targets.kinds, at.column(&field.name)),
            Type::Level(_) => thing_column("name", at.id_at_step(field)),
            _ => at.recorded_value(field),
        },
        (Leaf::Part(field, part), _) => part_of(field, part, at),
        (Leaf::Slug(_), _) => at.of_thing("slug"),
        (Leaf::Kind, _) if at.kind.has_names() => at.of_thing("kind"),
        (Leaf::Kind, _) => Expr::bind_text(&at.kind.name),
        (Leaf::Name(_), _) => at.of_thing("name"),
        (Leaf::Itself(kind), _) => label_of(std::slice::from_ref(&kind.name), at.column("id")),
        (Leaf::Link(..), _) => thing_column("name", at.column("id")),
    }
}

/// Writes a JSON array of the words of a list.
pub(super) fn json_words(end: Leaf<'_>, at: &RowScope<'_>) -> Expr {
    if matches!(end, Leaf::Field(field) if field.computed) {
        return supported_values(ValueForm::Array, at.catalog, &at.alias);
    }
    let list = display_value(end, None, at);
    sql!["'[\"' || replace(", list, ", ', ', '\",\"') || '\"]'"]
}

/// Returns the id that a field refers to, and the kinds it may have.
fn reference_target<'c>(end: Leaf<'c>, at: &RowScope<'c>) -> Option<(&'c [String], Expr)> {
    let Leaf::Field(field) = end else { return None };
    match &field.ty {
        Type::Ref(targets) => Some((&targets.kinds, at.column(&field.name))),
        Type::Level(_) => Some((&[], at.id_at_step(field))),
        _ => None,
    }
}

/// Returns the name of a thing if no other thing of these kinds has it as a name or id; else its id.
fn unmistakable_label(kinds: &[String], id: Expr) -> Expr {
    let [name, _] = label_columns(kinds);
    let of_kind = if kinds.is_empty() || kinds.iter().any(|kind| kind == "thing") {
        Expr::default()
    } else {
        let kinds = kinds.iter().map(|kind| Expr::bind_text(kind));
        sql![" AND u.kind IN (", Expr::join(kinds, ", "), ")"]
    };
    sql![
        "(SELECT CASE WHEN slug IS NOT NULL AND (EXISTS (SELECT 1 FROM thing AS u WHERE u.slug = t.name AND u.id <> t.id)",
        " OR EXISTS (SELECT 1 FROM name AS o JOIN thing AS u ON u.id = o.\"of\" WHERE o.text_key = t.name_key AND u.id <> t.id",
        of_kind,
        format!(")) THEN slug ELSE {name} END FROM thing AS t WHERE t.id = "),
        id,
        ")"
    ]
}

/// Returns a part of a recorded amount. A bound derived from a whole has no parts.
fn part_if_recorded(field: &Field, part: Expr, at: &RowScope<'_>) -> Expr {
    if field.whole.is_none() {
        return part;
    }
    sql!["CASE WHEN ", at.is_known(field), " THEN ", part, " END"]
}

/// Returns a part of a value. A part of a date is known where both ends share it.
pub(super) fn part_of(field: &Field, part: Part, at: &RowScope<'_>) -> Expr {
    let shared = |of: &dyn Fn(Expr) -> Expr| {
        let first = of(at.column(&columns::first_day_column(&field.name)));
        let last = of(at.column(&columns::last_day_column(&field.name)));
        sql!["CASE WHEN ", first.clone(), " = ", last, " THEN ", first, " END"]
    };
    match part {
        Part::Unit => part_if_recorded(field, at.column(&columns::unit_column(&field.name)), at),
        Part::Wording => part_if_recorded(field, at.column(&field.name), at),
        Part::Year => shared(&|day| sql!["substr(", day, ", 1, 4)"]),
        Part::Month => shared(&|day| sql!["substr(", day, ", 1, 7)"]),
        Part::Quarter => shared(&|day| {
            let quarter = sql!["((substr(", day.clone(), ", 6, 2) + 2) / 3)"];
            sql!["(substr(", day, ", 1, 4) || 'Q' || ", quarter, ")"]
        }),
    }
}

/// Lists the expressions that order a key, with directions. Unknown values come last in both directions.
pub(super) fn item_order_exprs<'c>(key: &Key<'c>, at: &RowScope<'c>) -> Vec<Expr> {
    let Some(NamedPath { steps: way, .. }) = key.item.path() else { return vec![] };
    let of = |name| value_at_end(way, at, &|end, at| display_value(end, name, at));
    let direction = if key.descending { " DESC" } else { "" };
    let last = |expr: Expr| sql![expr, format!("{direction} NULLS LAST")];
    match (&key.item, item_column(&key.item).shape) {
        (Item::CountOf(_), _) => vec![last(multivalue::count_distinct(way, at))],
        (Item::Each(_), _) => vec![last(multivalue::EACH.into())],
        // Amounts that do not compare are ordered within each of their scales. The plus keeps SQLite from walking an index
        // that has the unit somewhere in it, and the rows at random.
        (_, Shape::Amount) => {
            let unit = several_scales(way).then(|| of(Some(columns::unit_column)));
            let scale = unit.map(|unit| sql!["+", scale_of_unit(unit, way, at), " NULLS LAST"]);
            let number = of(Some(columns::number_column));
            let unknown = sql![number.clone(), " IS NULL"];
            let wording = sql![of(None), " NULLS LAST"];
            [unknown].into_iter().chain(scale).chain([last(number), wording]).collect()
        }
        (_, Shape::Date) => [columns::first_day_column, columns::last_day_column]
            .map(|day| last(of(Some(day))))
            .into(),
        _ => vec![last(value_at_end(way, at, &|end, at| order_of_value(end, at)))],
    }
}

/// Returns the first of the units that compare with this one by their scales.
pub(in crate::query) fn scale_of_unit(unit: Expr, way: &PathExpr<'_>, at: &RowScope<'_>) -> Expr {
    let of_money = |field: &Field| field.ty == Type::Money;
    if mixed_amount_field(way).is_none_or(of_money) {
        return unit;
    }
    let units = &at.catalog.units;
    let others = units.iter().filter(|unit| units.first_comparable(&unit.name) != unit.name);
    let whens = others.map(|other| {
        let first = Expr::bind_text(units.first_comparable(&other.name));
        sql![" WHEN ", Expr::bind_text(&other.name), " THEN ", first]
    });
    let whens: Vec<Expr> = whens.collect();
    if whens.is_empty() {
        return unit;
    }
    sql!["CASE ", unit.clone(), Expr::join(whens, ""), " ELSE ", unit, " END"]
}

/// Checks whether a field can have amounts that do not compare: of several currencies or dimensions.
pub(in crate::query) fn several_scales(way: &PathExpr<'_>) -> bool {
    mixed_amount_field(way).is_some()
}

/// Returns the field at the end of a way, if its amounts can be of several currencies or dimensions.
fn mixed_amount_field<'c>(way: &PathExpr<'c>) -> Option<&'c Field> {
    let Some(Leaf::Field(field)) = way.leaf() else { return None };
    matches!(field.ty, Type::Money | Type::Quantity(None)).then_some(field)
}

/// Returns the order of a value. Names and texts are ordered by their folded keys.
pub(super) fn order_of_value(end: Leaf<'_>, at: &RowScope<'_>) -> Expr {
    match end {
        Leaf::Field(field) => match &field.ty {
            Type::Text => at.folded_key(field),
            Type::Ref(targets) => key_of(&targets.kinds, at.column(&field.name)),
            Type::Level(_) => thing_column("name_key", at.id_at_step(field)),
            _ => at.recorded_value(field),
        },
        Leaf::Name(_) => at.of_thing("name_key"),
        _ => display_value(end, None, at),
    }
}

/// Lists the recorded values of a row without a name, by which two such rows are distinguished.
pub(super) fn identifying_values(at: &RowScope<'_>) -> Vec<Expr> {
    let columns = |field: &Field| {
        let own = at.column(&field.name);
        let of = |what: &'static str| thing_column(what, own.clone());
        match &field.ty {
            // The name of a record may be the slug of a thing of another kind.
            Type::Ref(targets) if at.catalog.target_kinds(targets).nth(1).is_some() => {
                vec![of("coalesce(slug, name_key)"), of("kind")]
            }
            Type::Ref(_) => vec![of("coalesce(slug, name_key)")],
            _ => vec![own],
        }
    };
    at.kind.stored_fields().flat_map(columns).collect()
}
