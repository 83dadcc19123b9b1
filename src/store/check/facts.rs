//! Facts: things and records are in the tables of their kinds and have their names, and every value is stored as its wording is
//! read by the rules of the language.

use std::collections::HashSet;

use anyhow::Result;
use rusqlite::types::Value as Sql;

use super::{Checker, REMAKE};
use crate::catalog::{Field, Kind, Sort, Type, columns};
use crate::store::digest::{Literal, is_slug, read_text, read_text_as};
use crate::store::load::labels;
use crate::store::queries::{Queries, bytes_of_row, cells};
use crate::store::schema::{ident, idents, literal, literals, tables};
use crate::store::subject::ReportSubject;
use crate::text::one;
use crate::value::{Conventions, fold_as, plain};

/// A wrong value of a field: the first member that has it, the number of those that do, and what is wrong.
type Wrong = (i64, i64, String);

/// The number of values of a field that are remembered as right: those of many fields come again and again.
const REMEMBERED: usize = 1 << 14;

impl<'b> Checker<'b> {
    /// Every thing is of a kind of the catalog.
    pub(super) fn kinds(&mut self) -> Result<()> {
        let kinds = tables(self.catalog).filter(|kind| kind.named()).map(|kind| &kind.name);
        let sql =
            format!("SELECT id FROM thing WHERE kind NOT IN ({}) ORDER BY id", literals(kinds));
        self.fault_each(&sql, "is of a kind that the catalog does not have", REMAKE)
    }

    /// A thing has a row in the table of its kind, and a row there is such a thing.
    pub(super) fn tables(&mut self) -> Result<()> {
        for kind in tables(self.catalog).filter(|kind| kind.named()) {
            let (table, name) = (ident(&kind.name), literal(&kind.name));
            let lacking = format!(
                "SELECT id FROM thing WHERE kind = {name} AND id NOT IN (SELECT id FROM {table}) ORDER BY id"
            );
            let sentence = format!("has no row in the table `{}`", kind.name);
            self.fault_each(&lacking, &sentence, REMAKE)?;
            let stray = format!(
                "SELECT id FROM {table} WHERE id NOT IN (SELECT id FROM thing WHERE kind = {name}) ORDER BY id"
            );
            for id in self.conn.column::<i64>(&stray, [])? {
                let subject =
                    ReportSubject { name: format!("id {id}"), ..ReportSubject::table(&kind.name) };
                let sentence =
                    format!("has a row in the table `{}`, but isn't of that kind", kind.name);
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
            for kind in self.catalog.kinds.iter().filter(|kind| kind.sort == sort) {
                let kind = literal(&kind.name);
                let sql = format!("SELECT id, slug FROM thing WHERE kind = {kind} ORDER BY id");
                for (id, slug) in self.conn.all::<(i64, Option<String>)>(&sql, [])? {
                    let sound = match sort {
                        Sort::Thing => slug.is_some_and(|slug| is_slug(&slug)),
                        _ => slug.is_none(),
                    };
                    if !sound {
                        self.fault(ReportSubject::of(self.conn, id)?, sentence, REMAKE);
                    }
                }
            }
        }
        Ok(())
    }

    /// A thing has one name that is its label, and that name is shown.
    pub(super) fn label_of_each(&mut self) -> Result<()> {
        let sql = "SELECT t.id, count(n.id), coalesce(max(n.text), '') FROM thing AS t
             LEFT JOIN \"name\" AS n ON n.\"of\" = t.id AND n.form = 'label'
             WHERE t.slug IS NOT NULL GROUP BY t.id HAVING count(n.id) <> 1 OR max(n.text) <> t.name";
        for (id, labels, text) in self.conn.all::<(i64, i64, String)>(sql, [])? {
            let subject = ReportSubject::of(self.conn, id)?;
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

    /// The folded labels, by which answers are ordered, follow from the labels.
    pub(super) fn label_keys(&mut self) -> Result<()> {
        let mut find = self.conn.prepare("SELECT id, name, name_key FROM thing ORDER BY id")?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            let wanted = fold_as(row.get_ref(1)?.as_str()?, self.folding);
            let key = row.get_ref(2)?.as_str()?;
            if wanted != key {
                let sentence = format!("is ordered as “{key}”, where its name makes “{wanted}”");
                self.fault(ReportSubject::of(self.conn, row.get(0)?)?, sentence, REMAKE);
            }
        }
        Ok(())
    }

    /// The names of records follow from their content.
    pub(super) fn record_labels(&mut self) -> Result<()> {
        for (id, label) in labels::stale_labels(self.conn, self.catalog)? {
            let sentence = format!("would be called “{label}” by its content");
            self.fault(ReportSubject::of(self.conn, id)?, sentence, REMAKE);
        }
        Ok(())
    }

    /// The folded texts, by which names are found, follow from the texts.
    pub(super) fn text_keys(&mut self) -> Result<()> {
        for (kind, field) in self.fields(|ty| *ty == Type::Text) {
            let folding = self.folding;
            let misfolded = |cells: &[Sql]| {
                let text = shown(cells.first());
                let wanted = fold_as(&text, folding);
                let needless = kind.sort == Sort::Evidence && text == wanted;
                let key = cells.get(1).filter(|key| !(needless && **key == Sql::Null))?;
                let key =
                    if *key == Sql::Text(wanted.clone()) { return None } else { shown(Some(key)) };
                Some(format!("“{text}” is looked up as “{key}”, where it should be “{wanted}”"))
            };
            for (id, _, sentence) in self.wrong(kind, field, misfolded)? {
                let subject = self.subject(kind, id)?.field(&field.name);
                self.fault(subject, sentence, REMAKE);
            }
        }
        Ok(())
    }

    /// All other values follow from their wordings.
    pub(super) fn wordings(&mut self) -> Result<()> {
        for (kind, field) in self.fields(|ty| !matches!(ty, Type::Text | Type::Ref(_))) {
            for (id, members, sentence) in
                self.wrong(kind, field, |cells| self.misread(field, cells))?
            {
                let all = if members > 1 { format!(" (so in {members})") } else { String::new() };
                let subject = self.subject(kind, id)?.field(&field.name);
                self.fault(subject, sentence + &all, REMAKE);
            }
        }
        Ok(())
    }

    /// A field that only some things have is not given elsewhere.
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
            let wanted = wanted.columns.first().cloned();
            for id in self.conn.column(&sql, [wanted])? {
                let subject = self.subject(kind, id)?.field(&field.name);
                let sentence = format!(
                    "has a value, though it is only for {} with `{other}` = {value}",
                    one(&kind.name)
                );
                self.fault(subject, sentence, "correct the digest that says so, and load it again");
            }
        }
        Ok(())
    }

    /// Returns the fields of some types, each with its kind.
    fn fields(&self, wanted: impl Fn(&Type) -> bool) -> Vec<(&'b Kind, &'b Field)> {
        let of_kind = |kind: &'b Kind| kind.stored().map(move |field| (kind, field));
        let all = tables(self.catalog).flat_map(of_kind);
        all.filter(|(_, field)| wanted(&field.ty)).collect()
    }

    /// Returns the different values of a field that are wrong, and what is wrong with each.
    fn wrong(
        &self,
        kind: &Kind,
        field: &Field,
        wrong: impl Fn(&[Sql]) -> Option<String>,
    ) -> Result<Vec<Wrong>> {
        let names: Vec<String> = columns::of(field).into_iter().map(|(name, _)| name).collect();
        let (list, table) = (idents(&names), ident(&kind.name));
        let given = names.iter().map(|name| format!("{} IS NOT NULL", ident(name)));
        let given = given.collect::<Vec<_>>().join(" OR ");
        let mut find = self.conn.prepare(&format!("SELECT {list} FROM {table} WHERE {given}"))?;
        let mut rows = find.query([])?;
        let (mut met, mut bytes, mut any) = (HashSet::new(), Vec::new(), false);
        while let (false, Some(row)) = (any, rows.next()?) {
            bytes_of_row(row, names.len(), &mut bytes)?;
            if !met.contains(&bytes) {
                any = wrong(&cells(row, 0..names.len())?).is_some();
                if met.len() >= REMEMBERED {
                    met.clear();
                }
                met.insert(bytes.clone());
            }
        }
        if !any {
            return Ok(vec![]);
        }
        let sql = format!(
            "SELECT min(id), count(*), {list} FROM {table} WHERE {given} GROUP BY {list} ORDER BY 1"
        );
        let shared = self.conn.read(&sql, [], |row| {
            Ok((row.get(0)?, row.get(1)?, cells(row, 2..names.len() + 2)?))
        })?;
        let of = |(id, members, cells): (i64, i64, Vec<Sql>)| Some((id, members, wrong(&cells)?));
        Ok(shared.into_iter().filter_map(of).collect())
    }

    /// Returns what is wrong with a value, if anything is.
    fn misread(&self, field: &Field, cells: &[Sql]) -> Option<String> {
        let worded = match (cells.first()?, &field.ty) {
            (Sql::Null, _) => {
                return Some("has bounds, but no wording they could come from".into());
            }
            // A bound that follows from a whole is checked with the wholes.
            _ if field.whole.is_some() && cells.get(1) == Some(&Sql::Null) => return None,
            (Sql::Integer(0), Type::YesNo) => "no".to_owned(),
            (Sql::Integer(1), Type::YesNo) => "yes".to_owned(),
            (cell, _) => shown(Some(cell)),
        };
        match read_text_as(field, &worded, &self.catalog.units, Conventions::PRINTED) {
            Err(refused) => {
                Some(format!("“{worded}” cannot be read: {}", refused.mistake.sentence))
            }
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

    /// Writes the columns of an amount or a date beside its wording.
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
