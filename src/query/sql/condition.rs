//! The two predicates of a condition: certainly true and certainly false (docs/semantics.md#true-false-and-open).
//!
//! Neither applies SQL's NOT to a value that can be NULL: both fail where a value isn't recorded, and the row is open.

use super::computed::{ValueForm, supported_values};
use super::expr::{Expr, column_expr, quote_ident, sql};
use super::{link_predicate, mentions, select, value_predicate};
use crate::catalog::{Catalog, Field, Kind, Level, Sort, Type, columns};
use crate::query::plan::{
    Cond, Leaf, LinkStep, PathExpr, RefStep, RivalReadings, Test, TypedPredicate,
};

/// The truth that a predicate proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::query) enum Truth {
    /// The condition is certainly true (T).
    Certain,
    /// The condition is certainly false (F).
    Refuted,
}

/// A row that a statement reads: its kind and its alias.
#[derive(Debug, Clone)]
pub(in crate::query) struct RowScope<'c> {
    pub(in crate::query) catalog: &'c Catalog,
    pub(in crate::query) kind: &'c Kind,
    /// The alias of its row in the kind's table.
    pub(in crate::query) alias: String,
    /// The alias of its row in `thing`, if joined.
    pub(in crate::query) thing: Option<String>,
    /// Whether the row is a competing value. It then has only the id and the columns of that field.
    pub(in crate::query) is_reading: bool,
}

impl<'c> RowScope<'c> {
    /// Returns a column of its table.
    pub(in crate::query) fn column(&self, name: &str) -> Expr {
        column_expr(&self.alias, name)
    }

    /// Writes a value for `value IN (SELECT …)`. After two steps it adds `+`, so that SQLite filters by the list instead of
    /// walking all of it.
    pub(in crate::query) fn looked_up(&self, value: &Expr) -> Expr {
        if self.depth() > 1 { sql!["+", value.clone()] } else { value.clone() }
    }

    /// Returns the row whose texts `mentions` searches.
    pub(in crate::query) fn searched_row(&self) -> mentions::SearchedRow<'c> {
        let id = self.column("id");
        mentions::SearchedRow { catalog: self.catalog, kind: self.kind, id }
    }

    /// Returns the number of steps that lead to it.
    fn depth(&self) -> usize {
        self.alias.strip_prefix(['t', 'r']).and_then(|n| n.parse().ok()).unwrap_or(0)
    }

    /// Returns the scope of a competing value of a field of this row.
    pub(in crate::query) fn reading_scope(&self) -> Self {
        let alias = format!("r{}", self.depth());
        Self { alias, thing: None, is_reading: true, ..self.clone() }
    }

    /// Returns the value of a field as it is recorded or computed.
    pub(in crate::query) fn recorded_value(&self, field: &Field) -> Expr {
        if field.computed {
            supported_values(ValueForm::Shown, self.catalog, &self.alias)
        } else {
            self.column(&field.name)
        }
    }

    /// Returns the folded form of a text. Evidence keeps it only where it differs from the text.
    pub(in crate::query) fn folded_key(&self, field: &Field) -> Expr {
        if field.computed {
            return supported_values(ValueForm::Keys, self.catalog, &self.alias);
        }
        let key = self.column(&columns::key_column(&field.name));
        match self.kind.sort {
            Sort::Evidence => sql!["coalesce(", key, ", ", self.column(&field.name), ")"],
            _ => key,
        }
    }

    /// Returns a column of its row in `thing`.
    pub(in crate::query) fn of_thing(&self, name: &str) -> Expr {
        if let Some(alias) = &self.thing {
            column_expr(alias, name)
        } else {
            sql!["(SELECT ", quote_ident(name), " FROM thing WHERE id = ", self.column("id"), ")"]
        }
    }

    /// Returns the id of a level's place: a field of the row, or the row itself.
    pub(in crate::query) fn level_place(&self, level: &Level) -> Expr {
        self.column(level.of.as_deref().unwrap_or("id"))
    }

    /// Returns the id that a reference or level leads to, or NULL.
    pub(in crate::query) fn id_at_step(&self, field: &Field) -> Expr {
        match &field.ty {
            Type::Level(level) => self.level_id(level, &field.name),
            _ => self.column(&field.name),
        }
    }

    /// Returns the id of its city, province, country ….
    fn level_id(&self, level: &Level, name: &str) -> Expr {
        sql![
            "(SELECT container FROM level WHERE place = ",
            self.level_place(level),
            " AND level = ",
            Expr::bind_text(name),
            ")"
        ]
    }

    /// Returns the scope of a row at the end of a step, under a new alias.
    pub(in crate::query) fn joined_scope(&self, target: &'c Kind) -> Self {
        let alias = format!("t{}", self.depth() + 1);
        let thing = (target.sort == Sort::Union).then(|| alias.clone());
        Self { catalog: self.catalog, kind: target, alias, thing, is_reading: false }
    }

    /// Writes `SELECT … FROM target WHERE id = …` for the row at the end of a step.
    pub(in crate::query) fn select_joined(&self, next: &Self, field: &Field, select: Expr) -> Expr {
        let (table, joined) = self.join_step(next, field);
        sql!["SELECT ", select, " FROM ", table, " WHERE ", joined]
    }

    /// Returns the table of the row at the end of a step, and the condition that joins it.
    pub(in crate::query) fn join_step(&self, next: &Self, field: &Field) -> (Expr, Expr) {
        let table = format!("{} AS {}", quote_ident(&next.kind.name), next.alias);
        (table.into(), sql![next.column("id"), " = ", self.id_at_step(field)])
    }
}

/// Writes the predicate that proves a condition true, or false.
pub(in crate::query) fn cond_predicate<'c>(
    cond: &Cond<'c>,
    at: &RowScope<'c>,
    truth: Truth,
) -> Expr {
    use Truth::{Certain, Refuted};
    let each =
        |parts: &[Cond<'c>]| parts.iter().map(|part| cond_predicate(part, at, truth)).collect();
    match (cond, truth) {
        (Cond::All(parts), Certain) | (Cond::Any(parts), Refuted) => Expr::all_of(each(parts)),
        (Cond::Any(parts), Certain) | (Cond::All(parts), Refuted) => Expr::any_of(each(parts)),
        (Cond::Not(inner), Certain) | (Cond::Possibly(inner), Refuted) => {
            cond_predicate(inner, at, Refuted)
        }
        (Cond::Not(inner), Refuted) => cond_predicate(inner, at, Certain),
        (Cond::Possibly(inner), Certain) => possible_predicate(inner, at),
        (Cond::OneReading(of, inner), _) => one_reading(of, inner, at, truth),
        (Cond::Test(asked), _) => test_predicate(asked, at, truth),
    }
}

/// Writes the predicate of `possibly`: not certainly false. Without NOT where the test allows, so that an index serves it.
pub(in crate::query) fn possible_predicate<'c>(cond: &Cond<'c>, at: &RowScope<'c>) -> Expr {
    let each = |parts: &[Cond<'c>]| parts.iter().map(|part| possible_predicate(part, at)).collect();
    match cond {
        Cond::All(parts) => Expr::all_of(each(parts)),
        Cond::Any(parts) => Expr::any_of(each(parts)),
        Cond::Not(inner) => cond_predicate(inner, at, Truth::Certain).or_open(),
        Cond::Possibly(inner) => possible_predicate(inner, at),
        Cond::OneReading(..) => cond_predicate(cond, at, Truth::Refuted).or_open(),
        Cond::Test(asked @ Test { check: TypedPredicate::Mentions(_), .. }) => {
            test_predicate(asked, at, Truth::Certain)
        }
        Cond::Test(asked) => {
            let direct = match &asked.path.steps {
                PathExpr::Leaf(end) => value_predicate::possible_leaf(*end, &asked.check, at),
                _ => None,
            };
            direct.unwrap_or_else(|| test_predicate(asked, at, Truth::Refuted).or_open())
        }
    }
}

/// Writes the predicate of one test.
pub(in crate::query) fn test_predicate<'c>(
    test: &Test<'c>,
    at: &RowScope<'c>,
    truth: Truth,
) -> Expr {
    match &test.check {
        TypedPredicate::Known(wanted) => {
            let known =
                predicate_along(&test.path.steps, None, at, Truth::Certain, &known_predicate);
            if *wanted == (truth == Truth::Certain) { known } else { known.or_open() }
        }
        TypedPredicate::Mentions(words) => {
            let found = predicate_along(&test.path.steps, None, at, Truth::Certain, &|_, at| {
                let row = at.searched_row();
                let id = at.looked_up(&row.id);
                mentions::has_all_words(words, &mentions::SearchedRow { id, ..row })
            });
            if truth == Truth::Certain { found } else { found.or_open() }
        }
        check => predicate_along(&test.path.steps, None, at, truth, &|end, at| {
            of_end(end, check, at, truth)
        }),
    }
}

/// Writes a predicate on what is at the end of a path: a value, or the items of a link.
fn of_end<'c>(end: Leaf<'c>, check: &TypedPredicate<'c>, at: &RowScope<'c>, truth: Truth) -> Expr {
    match (end, check) {
        (Leaf::Link(link, via), TypedPredicate::Quantified(share, conds)) => {
            link_predicate::items_predicate((link, via), *share, conds.as_deref(), at, truth)
        }
        _ => value_predicate::leaf_predicate(end, check, at, truth),
    }
}

/// Writes that a value is recorded. A bound derived from a whole doesn't count as recorded.
fn known_predicate(end: Leaf<'_>, at: &RowScope<'_>) -> Expr {
    match end {
        Leaf::Field(field) => field_known(field, at),
        Leaf::Part(field, part) => sql![select::part_of(field, part, at), " IS NOT NULL"],
        Leaf::Name(_) | Leaf::Slug(_) | Leaf::Kind | Leaf::Itself(_) => Expr::always_true(),
        Leaf::Link(link, via) => {
            link_predicate::some_item_meets((link, via), Expr::always_true(), at, Truth::Certain)
        }
    }
}

pub(in crate::query) fn field_known(field: &Field, at: &RowScope<'_>) -> Expr {
    match &field.ty {
        Type::Level(_) => sql![at.id_at_step(field), " IS NOT NULL"],
        _ if field.whole.is_some() => {
            sql![at.column(&crate::catalog::columns::number_column(&field.name)), " IS NOT NULL"]
        }
        _ => sql![at.recorded_value(field), " IS NOT NULL"],
    }
}

/// Writes the predicate of a condition on one value: one reading must pass all of it.
fn one_reading<'c>(
    readings: &RivalReadings,
    cond: &Cond<'c>,
    at: &RowScope<'c>,
    truth: Truth,
) -> Expr {
    match cond.tests().first() {
        Some(test) => predicate_along(&test.path.steps, Some(readings), at, truth, &|end, at| {
            of_value(cond, end, at, truth)
        }),
        None => cond_predicate(cond, at, truth),
    }
}

/// Writes a condition on one value, which joins tests and has no other conditions in it.
fn of_value<'c>(cond: &Cond<'c>, end: Leaf<'c>, at: &RowScope<'c>, truth: Truth) -> Expr {
    if let Cond::Test(test) = cond {
        return of_end(end, &test.check, at, truth);
    }
    let parts = cond.children().iter().map(|part| of_value(part, end, at, truth)).collect();
    match (cond, truth) {
        (Cond::Any(_), Truth::Certain) | (Cond::All(_), Truth::Refuted) => Expr::any_of(parts),
        _ => Expr::all_of(parts),
    }
}

/// Writes a predicate on the value at the end of a path: a value is recorded and meets it. Through a link, some item's value
/// certainly meets it, or certainly no item's does. With `readings` the value and each reference on the path may be a competing
/// one.
fn predicate_along<'c>(
    way: &PathExpr<'c>,
    readings: Option<&RivalReadings>,
    at: &RowScope<'c>,
    truth: Truth,
    leaf: &dyn Fn(Leaf<'c>, &RowScope<'c>) -> Expr,
) -> Expr {
    match way {
        PathExpr::Leaf(end) => each_reading(readings, end.field(), at, truth, &|at| leaf(*end, at)),
        PathExpr::Ref(RefStep { field, then, .. }) => {
            each_reading(readings, Some(*field), at, truth, &|at| {
                let branches = then.iter().map(|(target, way)| {
                    let next = at.joined_scope(target);
                    let reached = at.select_joined(&next, field, "1".into());
                    let rest = predicate_along(way, readings, &next, truth, leaf);
                    sql!["EXISTS (", reached, " AND ", rest, ")"]
                });
                Expr::any_of(branches.collect())
            })
        }
        PathExpr::Link(LinkStep { link, via, then }) => {
            let next = at.joined_scope(via);
            let each = predicate_along(then, readings, &next, truth, leaf);
            link_predicate::some_item_meets((link, via), each, at, truth)
        }
    }
}

/// Writes that the recorded value or a competing one meets a predicate, or that all do.
fn each_reading<'c>(
    readings: Option<&RivalReadings>,
    field: Option<&'c Field>,
    at: &RowScope<'c>,
    truth: Truth,
    meets: &dyn Fn(&RowScope<'c>) -> Expr,
) -> Expr {
    let own = meets(at);
    let Some(field) = field.and_then(|field| stored_field(field, at)) else { return own };
    let rows = readings.and_then(|readings| readings.rows_of(&at.kind.name, &field.name));
    let Some(rows) = rows else { return own };
    let next = at.reading_scope();
    let from = |meets: Expr| {
        let id = column_expr(&next.alias, "id");
        sql![
            "(SELECT ",
            id,
            " FROM ",
            readings_table(field, rows, &next.alias),
            " WHERE ",
            meets,
            ")"
        ]
    };
    match truth {
        Truth::Certain => {
            Expr::any_of(vec![own, sql![at.column("id"), " IN ", from(meets(&next))]])
        }
        Truth::Refuted => {
            let others = sql![at.column("id"), " NOT IN ", from(meets(&next).or_open())];
            let all = Expr::all_of(vec![own, others]);
            Expr::any_of(
                [Some(all), value_predicate::excluded_by_only_if(field, at)]
                    .into_iter()
                    .flatten()
                    .collect(),
            )
        }
    }
}

/// Returns the field in which a value is stored: a level follows from a place.
fn stored_field<'c>(field: &'c Field, at: &RowScope<'c>) -> Option<&'c Field> {
    match &field.ty {
        Type::Level(level) => at.kind.field(level.of.as_deref()?),
        _ => Some(field),
    }
}

/// Writes the competing values of a field as a table with the columns of the field, and the id of the thing.
fn readings_table(field: &Field, rows: &str, alias: &str) -> Expr {
    let names = columns::field_columns(field).into_iter().map(|(name, _)| name);
    let columns = std::iter::once("id".to_owned()).chain(names).enumerate();
    let columns: Vec<String> =
        columns.map(|(n, name)| format!("value ->> {n} AS {}", quote_ident(&name))).collect();
    let select = format!("(SELECT {} FROM json_each(", columns.join(", "));
    sql![select, Expr::bind_text(rows), format!(")) AS {alias}")]
}
