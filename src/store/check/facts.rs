//! Facts: things and records in the tables of their kinds and with their names, and values kept as their wordings derive them.

use anyhow::Result;
use rusqlite::types::Value as Sql;

use crate::catalog::{Field, Kind, Sort, Type, columns};
use crate::store::digest::{Literal, is_slug, read_text, read_text_as};
use crate::store::load::derive;
use crate::store::schema::{ident, literal, tables};
use crate::store::subject::Subject;
use crate::value::{Conventions, fold_as, plain};

use super::{Checker, REMAKE};

impl<'b> Checker<'b> {
    /// Every thing is of a kind of the catalog.
    pub(super) fn kinds(&mut self) -> Result<()> {
        let kinds: Vec<String> =
            tables(self.catalog).filter(|kind| kind.named()).map(|k| literal(&k.name)).collect();
        let sql =
            format!("SELECT id FROM thing WHERE kind NOT IN ({}) ORDER BY id", kinds.join(", "));
        for id in self.ids(&sql)? {
            let subject = Subject::of(self.conn, id)?;
            self.fault(subject, "is of a kind that the catalog does not have", REMAKE);
        }
        Ok(())
    }

    /// A thing has a row in the table of its kind, and a row there is such a thing.
    pub(super) fn tables(&mut self) -> Result<()> {
        for kind in tables(self.catalog).filter(|kind| kind.named()) {
            let (table, name) = (ident(&kind.name), literal(&kind.name));
            for id in self.ids(&format!(
                "SELECT id FROM thing WHERE kind = {name} AND id NOT IN (SELECT id FROM {table}) ORDER BY id"
            ))? {
                let sentence = format!("has no row in the table `{}`", kind.name);
                self.fault(Subject::of(self.conn, id)?, sentence, REMAKE);
            }
            for id in self.ids(&format!(
                "SELECT id FROM {table} WHERE id NOT IN (SELECT id FROM thing WHERE kind = {name}) ORDER BY id"
            ))? {
                let subject = Subject { name: format!("id {id}"), ..Subject::table(&kind.name) };
                let sentence = format!("has a row in the table `{}`, but is no such thing", kind.name);
                self.fault(subject, sentence, REMAKE);
            }
        }
        Ok(())
    }

    /// Things have an id in small letters by which digests know them; records have none.
    pub(super) fn slugs(&mut self) -> Result<()> {
        let nameless = "has no id that digests could call it by";
        let named = "has an id, but records are known by their content";
        for (sort, sentence) in [(Sort::Thing, nameless), (Sort::Record, named)] {
            for kind in self.of_sort(sort) {
                let kind = literal(&kind.name);
                let sql = format!("SELECT id, slug FROM thing WHERE kind = {kind} ORDER BY id");
                let slugs = self.rows(&sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
                for (id, slug) in slugs {
                    let slug: Option<String> = slug;
                    let sound = match sort {
                        Sort::Thing => slug.is_some_and(|slug| is_slug(&slug)),
                        _ => slug.is_none(),
                    };
                    if !sound {
                        self.fault(Subject::of(self.conn, id)?, sentence, REMAKE);
                    }
                }
            }
        }
        Ok(())
    }

    /// A thing has one name that is its label, and that is the one shown.
    pub(super) fn label_of_each(&mut self) -> Result<()> {
        let sql = "SELECT t.id, count(n.id), coalesce(max(n.text), '') FROM thing AS t
             LEFT JOIN \"name\" AS n ON n.\"of\" = t.id AND n.form = 'label'
             WHERE t.slug IS NOT NULL GROUP BY t.id HAVING count(n.id) <> 1 OR max(n.text) <> t.name";
        let found = self.rows(sql, [], |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?))
        })?;
        for (id, labels, text) in found {
            let subject = Subject::of(self.conn, id)?;
            let sentence = match labels {
                0 => "has no name that is its label".to_owned(),
                1 => format!("is shown as “{}”, but its label is “{text}”", subject.name),
                n => format!("has {n} names that are its label"),
            };
            let repair = "give it one `name` in its digest, and load that again";
            self.fault(subject, sentence, repair);
        }
        Ok(())
    }

    /// The folded labels, by which answers are ordered, are those of the labels.
    pub(super) fn label_keys(&mut self) -> Result<()> {
        let sql = "SELECT id, name, name_key FROM thing ORDER BY id";
        let things = self.rows(sql, [], |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        })?;
        for (id, name, key) in things {
            let wanted = fold_as(&name, self.folding);
            if wanted != key {
                let sentence = format!("is ordered as “{key}”, where its name makes “{wanted}”");
                self.fault(Subject::of(self.conn, id)?, sentence, REMAKE);
            }
        }
        Ok(())
    }

    /// Records are called what their content makes them.
    pub(super) fn record_labels(&mut self) -> Result<()> {
        for (id, label) in derive::stale(self.conn, self.catalog)? {
            let sentence = format!("would be called “{label}” by its content");
            self.fault(Subject::of(self.conn, id)?, sentence, REMAKE);
        }
        Ok(())
    }

    fn of_sort(&self, sort: Sort) -> Vec<&'b Kind> {
        self.catalog.kinds.iter().filter(|kind| kind.sort == sort).collect()
    }
}

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
