//! The two predicates of a condition: certainly true and certainly false (docs/semantics.md#true-false-and-open).
//!
//! Neither applies SQL's NOT to a value that can be NULL: both fail where a value isn't recorded, and the row is open.

use super::expr::{Expr, column, ident, sql};
use super::{computed, link_predicate, select, value_predicate};
use crate::catalog::{Catalog, Field, Kind, Level, Sort, Type, columns};
use crate::query::plan::{Cond, Leaf, LinkStep, PathExpr, RefStep, Step, Test, TypedPredicate};

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
}

impl<'c> RowScope<'c> {
    /// Returns a column of its table.
    pub(in crate::query) fn column(&self, name: &str) -> Expr {
        column(&self.alias, name)
    }

    /// Returns a value as it is looked up in a list that a statement selects. Behind two steps the list only filters: `SQLite`
    /// takes such lists to be short and would walk through all of it for each row, instead of following the references.
    pub(in crate::query) fn looked_up(&self, value: &Expr) -> Expr {
        if self.depth() > 1 { sql!["+", value.clone()] } else { value.clone() }
    }

    /// Returns the number of steps that lead to it.
    fn depth(&self) -> usize {
        self.alias.strip_prefix('t').and_then(|n| n.parse().ok()).unwrap_or(0)
    }

    /// Returns the value of a field as it is recorded or computed.
    pub(in crate::query) fn recorded(&self, field: &Field) -> Expr {
        if field.computed {
            computed::shown(self.catalog, &self.alias)
        } else {
            self.column(&field.name)
        }
    }

    /// Returns the folded form of a text. Evidence keeps it only where it differs from the text.
    pub(in crate::query) fn key(&self, field: &Field) -> Expr {
        if field.computed {
            return computed::keys(self.catalog, &self.alias);
        }
        let key = self.column(&columns::key(&field.name));
        match self.kind.sort {
            Sort::Evidence => sql!["coalesce(", key, ", ", self.column(&field.name), ")"],
            _ => key,
        }
    }

    /// Returns a column of its row in `thing`.
    pub(in crate::query) fn of_thing(&self, name: &str) -> Expr {
        if let Some(alias) = &self.thing {
            column(alias, name)
        } else {
            sql!["(SELECT ", ident(name), " FROM thing WHERE id = ", self.column("id"), ")"]
        }
    }

    /// Returns the id of a level's place: a field of the row, or the row itself.
    pub(in crate::query) fn place(&self, level: &Level) -> Expr {
        self.column(level.of.as_deref().unwrap_or("id"))
    }

    /// Returns the id that a step leads to, or NULL.
    pub(in crate::query) fn step(&self, step: Step<'c>) -> Expr {
        match step {
            Step::Ref(field) => self.column(&field.name),
            Step::Level(field) => match &field.ty {
                Type::Level(level) => self.level(level, &field.name),
                _ => Expr::from("NULL"),
            },
        }
    }

    /// Returns the id of its city, province, country ….
    pub(in crate::query) fn level(&self, level: &Level, name: &str) -> Expr {
        sql![
            "(SELECT container FROM level WHERE place = ",
            self.place(level),
            " AND level = ",
            Expr::text(name),
            ")"
        ]
    }

    /// Returns the scope of a row at the end of a step, under a new alias.
    pub(in crate::query) fn joined(&self, target: &'c Kind) -> Self {
        let alias = format!("t{}", self.depth() + 1);
        let thing = (target.sort == Sort::Union).then(|| alias.clone());
        Self { catalog: self.catalog, kind: target, alias, thing }
    }

    /// Writes `SELECT … FROM target WHERE id = …` for the row at the end of a step.
    pub(in crate::query) fn select_joined(
        &self,
        next: &Self,
        step: Step<'c>,
        select: Expr,
    ) -> Expr {
        let from = format!(" FROM {} AS {} WHERE ", ident(&next.kind.name), next.alias);
        sql!["SELECT ", select, from, next.column("id"), " = ", self.step(step)]
    }
}

/// Writes the predicate that proves a condition true, or false.
pub(in crate::query) fn predicate<'c>(cond: &Cond<'c>, at: &RowScope<'c>, truth: Truth) -> Expr {
    use Truth::{Certain, Refuted};
    let each = |parts: &[Cond<'c>]| parts.iter().map(|part| predicate(part, at, truth)).collect();
    match (cond, truth) {
        (Cond::All(parts), Certain) | (Cond::Any(parts), Refuted) => Expr::all(each(parts)),
        (Cond::Any(parts), Certain) | (Cond::All(parts), Refuted) => Expr::any(each(parts)),
        (Cond::Not(inner), Certain) | (Cond::Possibly(inner), Refuted) => {
            predicate(inner, at, Refuted)
        }
        (Cond::Not(inner), Refuted) => predicate(inner, at, Certain),
        (Cond::Possibly(inner), Certain) => possible(inner, at),
        (Cond::Test(asked), _) => test(asked, at, truth),
    }
}

/// Writes the predicate of `possibly`: not certainly false. Without NOT where the test allows, so that an index serves it.
pub(in crate::query) fn possible<'c>(cond: &Cond<'c>, at: &RowScope<'c>) -> Expr {
    let each = |parts: &[Cond<'c>]| parts.iter().map(|part| possible(part, at)).collect();
    match cond {
        Cond::All(parts) => Expr::all(each(parts)),
        Cond::Any(parts) => Expr::any(each(parts)),
        Cond::Not(inner) => predicate(inner, at, Truth::Certain).or_open(),
        Cond::Possibly(inner) => possible(inner, at),
        Cond::Test(asked) => {
            let direct = match &asked.path.steps {
                PathExpr::Leaf(end) => value_predicate::possible(*end, &asked.check, at),
                _ => None,
            };
            direct.unwrap_or_else(|| test(asked, at, Truth::Refuted).or_open())
        }
    }
}

/// Writes the predicate of one test.
pub(in crate::query) fn test<'c>(test: &Test<'c>, at: &RowScope<'c>, truth: Truth) -> Expr {
    match &test.check {
        TypedPredicate::Known(wanted) => {
            let known = fold_path(&test.path.steps, at, Truth::Certain, &|end, at| known(end, at));
            if *wanted == (truth == Truth::Certain) { known } else { known.or_open() }
        }
        check => fold_path(&test.path.steps, at, truth, &|end, at| match (end, check) {
            (Leaf::Link(link, via), TypedPredicate::Quantified(share, conds)) => {
                link_predicate::predicate((link, via), *share, conds.as_deref(), at, truth)
            }
            _ => value_predicate::predicate(end, check, at, truth),
        }),
    }
}

/// Writes a predicate on the value at the end of a path: a value is recorded and meets it. Through a link, some item's value
/// certainly meets it, or certainly no item's does.
fn fold_path<'c>(
    way: &PathExpr<'c>,
    at: &RowScope<'c>,
    truth: Truth,
    leaf: &dyn Fn(Leaf<'c>, &RowScope<'c>) -> Expr,
) -> Expr {
    match way {
        PathExpr::Leaf(end) => leaf(*end, at),
        PathExpr::Ref(RefStep { step, then, .. }) => {
            let branches = then.iter().map(|(target, way)| {
                let next = at.joined(target);
                let reached = at.select_joined(&next, *step, "1".into());
                sql!["EXISTS (", reached, " AND ", fold_path(way, &next, truth, leaf), ")"]
            });
            Expr::any(branches.collect())
        }
        PathExpr::Link(LinkStep { link, via, then }) => {
            let next = at.joined(via);
            let each = fold_path(then, &next, truth, leaf);
            link_predicate::some((link, via), each, at, truth)
        }
    }
}

/// Writes that a value is recorded. A bound derived from a whole doesn't count as recorded.
fn known(end: Leaf<'_>, at: &RowScope<'_>) -> Expr {
    match end {
        Leaf::Field(field) => field_known(field, at),
        Leaf::Part(field, part) => sql![select::part_of(field, part, at), " IS NOT NULL"],
        Leaf::Name(_) | Leaf::Slug(_) | Leaf::Kind | Leaf::Itself(_) => Expr::yes(),
        Leaf::Link(link, via) => link_predicate::some((link, via), Expr::yes(), at, Truth::Certain),
    }
}

pub(in crate::query) fn field_known(field: &Field, at: &RowScope<'_>) -> Expr {
    match &field.ty {
        Type::Level(level) => sql![at.level(level, &field.name), " IS NOT NULL"],
        _ if field.whole.is_some() => {
            sql![at.column(&crate::catalog::columns::at(&field.name)), " IS NOT NULL"]
        }
        _ => sql![at.recorded(field), " IS NOT NULL"],
    }
}
