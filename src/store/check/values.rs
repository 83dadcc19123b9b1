//! Values: each kept as its wording derives it. A wording is read again by the rules of the language, so the ends of an
//! amount, the days of a date and the words of a list are right, or the difference is told.

use anyhow::Result;
use rusqlite::types::Value as Sql;

use super::{Checker, REMAKE};
use crate::catalog::{Field, Kind, Type, columns};
use crate::store::digest::{Literal, read_text, read_text_as};
use crate::store::schema::{ident, tables};
use crate::value::{Conventions, fold_as, plain};

/// The same value wherever it stands: the first member that has it, how many have, and its cells.
type Same = (i64, i64, Vec<Sql>);

impl<'b> Checker<'b> {
    /// The folded texts, by which names are found, are those of the texts.
    pub(super) fn text_keys(&mut self) -> Result<()> {
        for (kind, field) in self.fields(|ty| *ty == Type::Text) {
            for (id, _, cells) in self.same(kind, field)? {
                let text = shown(cells.first());
                let wanted = fold_as(&text, self.folding);
                if cells.get(1) != Some(&Sql::Text(wanted.clone())) {
                    let key = shown(cells.get(1));
                    let sentence =
                        format!("“{text}” is looked up as “{key}”, where it should be “{wanted}”");
                    let subject = self.subject(kind, id)?.field(&field.name);
                    self.fault(subject, sentence, REMAKE);
                }
            }
        }
        Ok(())
    }

    /// Everything else is what its wording derives.
    pub(super) fn wordings(&mut self) -> Result<()> {
        for (kind, field) in self.fields(|ty| !matches!(ty, Type::Text | Type::Ref(_))) {
            for (id, members, cells) in self.same(kind, field)? {
                if let Some(sentence) = self.misread(field, &cells) {
                    let all =
                        if members > 1 { format!(" (so in {members})") } else { String::new() };
                    let sentence = sentence + &all;
                    let subject = self.subject(kind, id)?.field(&field.name);
                    self.fault(subject, sentence, REMAKE);
                }
            }
        }
        Ok(())
    }

    /// A field that only some have is not given elsewhere.
    pub(super) fn conditions(&mut self) -> Result<()> {
        for (kind, field) in self.fields(|_| true) {
            let Some((other, value)) = &field.only_if else { continue };
            let Some(condition) = kind.field(other) else { continue };
            let Ok(Literal::Ready(wanted)) = read_text(condition, value, &self.catalog.units)
            else {
                continue;
            };
            let sql = format!(
                "SELECT id FROM {} WHERE {} IS NOT NULL AND {} IS NOT ?1 ORDER BY id",
                ident(&kind.name),
                ident(&field.name),
                ident(other)
            );
            let wanted = wanted.columns.into_iter().next();
            let ids: Vec<i64> = self.rows(&sql, [wanted], |row| row.get(0))?;
            for id in ids {
                let subject = self.subject(kind, id)?.field(&field.name);
                let sentence = format!(
                    "has a value, though it is only for a {} with `{other}` = {value}",
                    kind.name
                );
                self.fault(subject, sentence, "mend the digest that says so, and load it again");
            }
        }
        Ok(())
    }

    /// The fields of some types, each with its kind.
    fn fields(&self, wanted: impl Fn(&Type) -> bool) -> Vec<(&'b Kind, &'b Field)> {
        let of_kind = |kind: &'b Kind| kind.stored().map(move |field| (kind, field));
        let all = tables(self.catalog).flat_map(of_kind);
        all.filter(|(_, field)| wanted(&field.ty)).collect()
    }

    /// The different values of a field.
    fn same(&self, kind: &Kind, field: &Field) -> Result<Vec<Same>> {
        let cols: Vec<String> = columns::of(field).iter().map(|(name, _)| ident(name)).collect();
        let list = cols.join(", ");
        let some = cols.iter().map(|column| format!("{column} IS NOT NULL")).collect::<Vec<_>>();
        let sql = format!(
            "SELECT min(id), count(*), {list} FROM {} WHERE {} GROUP BY {list} ORDER BY 1",
            ident(&kind.name),
            some.join(" OR ")
        );
        self.rows(&sql, [], |row| {
            let cells =
                (0..cols.len()).map(|at| row.get(at + 2)).collect::<rusqlite::Result<_>>()?;
            Ok((row.get(0)?, row.get(1)?, cells))
        })
    }

    /// What is wrong with a value.
    fn misread(&self, field: &Field, cells: &[Sql]) -> Option<String> {
        let worded = match (cells.first()?, &field.ty) {
            (Sql::Null, _) => {
                return Some("has bounds, but no wording they could come from".into());
            }
            // What follows from a whole is looked at with the wholes.
            _ if field.whole.is_some() && cells.get(1) == Some(&Sql::Null) => return None,
            (Sql::Integer(0), Type::YesNo) => "no".to_owned(),
            (Sql::Integer(1), Type::YesNo) => "yes".to_owned(),
            (cell, _) => shown(Some(cell)),
        };
        match read_text_as(field, &worded, &self.catalog.units, Conventions::PRINTED) {
            Err(wrong) => Some(format!("“{worded}” cannot be read: {}", wrong.sentence)),
            Ok(Literal::Ref(_)) => None,
            Ok(Literal::Ready(stored)) if stored.columns == cells => None,
            // Earlier versions printed `1.234 km` without the zero that settles its point.
            Ok(Literal::Ready(stored))
                if stored.columns.get(1..) == cells.get(1..)
                    && stored.shown.replace("0 ", " ") == worded.replace("0 ", " ") =>
            {
                None
            }
            Ok(Literal::Ready(stored)) if stored.columns.first() != cells.first() => {
                Some(format!("“{worded}” would be kept as “{}”", stored.shown))
            }
            Ok(Literal::Ready(stored)) => Some(format!(
                "“{worded}” allows {}, but {} is kept{}",
                self.extent(field, &stored.columns),
                self.extent(field, cells),
                if is_reversed(field, cells) { ": the ends are out of order" } else { "" }
            )),
        }
    }

    /// What the columns of an amount or a date say beside its wording.
    fn extent(&self, field: &Field, cells: &[Sql]) -> String {
        let cell = |at: usize| shown(cells.get(at));
        if field.ty.is_time() {
            return format!("{} to {} ({})", cell(1), cell(2), cell(3));
        }
        let unit = cell(4);
        let factor = self.catalog.units.get(&unit).map_or(1, |unit| unit.factor);
        let number = |at: usize| match cells.get(at) {
            Some(Sql::Integer(parts)) => plain(*parts, factor),
            _ => "no end".to_owned(),
        };
        format!("{} to {} {unit} (printed {})", number(2), number(3), number(1))
    }
}

fn is_reversed(field: &Field, cells: &[Sql]) -> bool {
    let (low, high) = if field.ty.is_time() { (1, 2) } else { (2, 3) };
    match (cells.get(low), cells.get(high)) {
        (Some(Sql::Integer(low)), Some(Sql::Integer(high))) => low > high,
        (Some(Sql::Text(low)), Some(Sql::Text(high))) => low > high,
        _ => false,
    }
}

fn shown(cell: Option<&Sql>) -> String {
    match cell {
        Some(Sql::Text(text)) => text.clone(),
        Some(Sql::Integer(number)) => number.to_string(),
        _ => "nothing".to_owned(),
    }
}
