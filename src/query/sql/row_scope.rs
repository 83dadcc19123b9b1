//! A row that a statement reads: its columns, and the rows that it leads to.

use super::computed::{ValueForm, supported_values};
use super::expr::{Expr, column_expr, quote_ident, sql};
use super::labels::thing_column;
use super::texts::{SearchedRow, folded_text};
use crate::catalog::{Catalog, Field, Kind, Level, Sort, Type, columns};

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
    pub(in crate::query) fn searched_row(&self) -> SearchedRow<'c> {
        let id = self.column("id");
        SearchedRow { catalog: self.catalog, kind: self.kind, id }
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

    /// Returns the folded form of a text, also of a computed one.
    pub(in crate::query) fn folded_key(&self, field: &Field) -> Expr {
        if field.computed {
            return supported_values(ValueForm::Keys, self.catalog, &self.alias);
        }
        folded_text(self.kind, &field.name, &self.alias)
    }

    /// Returns a column of its row in `thing`.
    pub(in crate::query) fn of_thing(&self, name: &str) -> Expr {
        if let Some(alias) = &self.thing {
            column_expr(alias, name)
        } else {
            thing_column(quote_ident(name), self.column("id"))
        }
    }

    /// Returns the id of a level's place: a field of the row, or the row itself.
    pub(in crate::query) fn level_place(&self, level: &Level) -> Expr {
        self.column(level.of.as_deref().unwrap_or("id"))
    }

    /// Returns the id that a reference or level leads to, or NULL.
    pub(in crate::query) fn id_at_step(&self, field: &Field) -> Expr {
        match &field.ty {
            // Its city, province, country ….
            Type::Level(level) => {
                sql!["(SELECT container", from_level(&self.level_place(level), &field.name), ")"]
            }
            _ => self.column(&field.name),
        }
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

    /// Writes that the value of a field is recorded. A bound derived from a whole doesn't count as recorded.
    pub(in crate::query) fn is_known(&self, field: &Field) -> Expr {
        let value = match &field.ty {
            Type::Level(_) => self.id_at_step(field),
            _ if field.whole.is_some() => self.column(&columns::number_column(&field.name)),
            _ => self.recorded_value(field),
        };
        sql![value, " IS NOT NULL"]
    }
}

/// Writes `FROM` and `WHERE` for the place of a level around a place.
pub(super) fn from_level(place: &Expr, level: &str) -> Expr {
    sql![" FROM level WHERE place = ", place.clone(), " AND level = ", Expr::bind_text(level)]
}
