//! Facts: things and records are in the tables of their kinds and have their names, and every value is stored as its wording is
//! read by the rules of the language.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use anyhow::Result;
use rusqlite::Row;
use rusqlite::types::{Value as Sql, ValueRef};

use super::{Checker, REMAKE};
use crate::catalog::{Field, Kind, Sort, Type, columns};
use crate::store::digest::{Literal, is_slug, read_text, read_text_as};
use crate::store::load::labels;
use crate::store::queries::{Queries, bytes_of_row, read_cells};
use crate::store::schema::{
    quote_ident, quote_idents, quote_literal, quote_literals, stored_kinds,
};
use crate::store::subject::ReportSubject;
use crate::text::with_article;
use crate::value::{Conventions, fold_as, plain_decimal};

/// A wrong value of a field: the first member that has it, the number of those that do, and what is wrong.
type Wrong = (i64, i64, String);

/// Checks the value of a field in these columns of a row.
type IsRight<'f, 'b> = dyn FnMut(&Row<'_>, Range<usize>, &'b Field) -> rusqlite::Result<bool> + 'f;

/// The number of values of a field that are remembered as right.
const REMEMBERED: usize = 1 << 14;

impl<'b> Checker<'b> {
    /// Every thing is of a kind of the catalog.
    pub(super) fn check_kinds(&mut self) -> Result<()> {
        let kinds = self.catalog.entered_kinds().map(|kind| &kind.name);
        let sql = format!(
            "SELECT id FROM thing WHERE kind NOT IN ({}) ORDER BY id",
            quote_literals(kinds)
        );
        self.add_fault_for_each(&sql, "is of a kind that the catalog doesn't have", REMAKE)
    }

    /// A thing has a row in the table of its kind, and a row there is such a thing.
    pub(super) fn check_kind_rows(&mut self) -> Result<()> {
        let kinds = || self.catalog.entered_kinds();
        let (mut rows, mut stray) = (0, Vec::new());
        for kind in kinds() {
            let (table, name) = (quote_ident(&kind.name), quote_literal(&kind.name));
            let sql = format!(
                "SELECT r.id FROM {table} AS r LEFT JOIN thing AS t ON t.id = r.id WHERE t.kind IS NOT {name} ORDER BY r.id"
            );
            stray.push(self.conn.read_column::<i64>(&sql, [])?);
            rows += self.conn.count_table_rows(&kind.name)?;
        }
        // Each row is such a thing and there are as many things, so none of them lacks its row.
        let complete =
            rows == self.conn.count_table_rows("thing")? && stray.iter().all(Vec::is_empty);
        for (kind, stray) in kinds().zip(stray).filter(|_| !complete) {
            let (table, name) = (quote_ident(&kind.name), quote_literal(&kind.name));
            let lacking = format!(
                "SELECT id FROM thing WHERE kind = {name} AND id NOT IN (SELECT id FROM {table}) ORDER BY id"
            );
            let sentence = format!("has no row in the table `{}`", kind.name);
            self.add_fault_for_each(&lacking, &sentence, REMAKE)?;
            for id in stray {
                let subject = ReportSubject {
                    name: format!("id {id}"),
                    ..ReportSubject::of_table(&kind.name)
                };
                let sentence =
                    format!("has a row in the table `{}`, but isn't of that kind", kind.name);
                self.add_fault(subject, sentence, REMAKE);
            }
        }
        Ok(())
    }

    /// Things have an id in small letters by which digests refer to them; records have none.
    pub(super) fn check_slugs(&mut self) -> Result<()> {
        let nameless = "has no id by which digests can refer to it";
        let named = "has an id, but records are identified by their content";
        let sorts = self.catalog.kinds.iter().map(|kind| (kind.name.as_str(), kind.sort));
        let sorts: HashMap<&str, Sort> = sorts.collect();
        let (mut things, mut records) = (Vec::new(), Vec::new());
        let mut find = self.conn.prepare("SELECT id, kind, slug FROM thing ORDER BY id")?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            let slug = row.get_ref(2)?.as_str_or_null()?;
            match sorts.get(row.get_ref(1)?.as_str()?) {
                Some(Sort::Thing) if !slug.is_some_and(is_slug) => things.push(row.get(0)?),
                Some(Sort::Record) if slug.is_some() => records.push(row.get(0)?),
                _ => {}
            }
        }
        for (ids, sentence) in [(things, nameless), (records, named)] {
            for id in ids {
                self.add_fault(ReportSubject::of_id(self.conn, id)?, sentence, REMAKE);
            }
        }
        Ok(())
    }

    /// A thing has one name that is its label, and that name is shown.
    pub(super) fn check_labels(&mut self) -> Result<()> {
        let sql = "SELECT t.id, count(n.id), coalesce(max(n.text), '') FROM thing AS t
             LEFT JOIN \"name\" AS n ON n.\"of\" = t.id AND n.form = 'label'
             WHERE t.slug IS NOT NULL GROUP BY t.id HAVING count(n.id) <> 1 OR max(n.text) <> t.name";
        for (id, labels, text) in self.conn.read_all::<(i64, i64, String)>(sql, [])? {
            let subject = ReportSubject::of_id(self.conn, id)?;
            let sentence = match labels {
                0 => "has no name that is its label".to_owned(),
                1 => format!("is shown as “{}”, but its label is “{text}”", subject.name),
                n => format!("has {n} names that are its label"),
            };
            let repair = "give it one `name` in its digest, and load it again";
            self.add_fault(subject, sentence, repair);
        }
        Ok(())
    }

    /// The folded labels, by which answers are ordered, follow from the labels.
    pub(super) fn check_label_keys(&mut self) -> Result<()> {
        let mut find = self.conn.prepare("SELECT id, name, name_key FROM thing ORDER BY id")?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            let wanted = fold_as(row.get_ref(1)?.as_str()?, self.folding);
            let key = row.get_ref(2)?.as_str()?;
            if wanted != key {
                let sentence =
                    format!("is ordered as “{key}”, but should be ordered as “{wanted}”");
                self.add_fault(ReportSubject::of_id(self.conn, row.get(0)?)?, sentence, REMAKE);
            }
        }
        Ok(())
    }

    /// The names of records follow from their content.
    pub(super) fn check_record_labels(&mut self) -> Result<()> {
        for (id, label) in labels::stale_labels(self.conn, self.catalog)? {
            let sentence = format!("should be called “{label}” according to its content");
            self.add_fault(ReportSubject::of_id(self.conn, id)?, sentence, REMAKE);
        }
        Ok(())
    }

    /// The folded texts, by which names are found, follow from the texts.
    pub(super) fn check_text_keys(&mut self) -> Result<()> {
        let folding = self.folding;
        for (kind, fields) in self.fields_of_types(|ty| *ty == Type::Text) {
            let needless = |text: &str, key: &str| kind.sort == Sort::Evidence && text == key;
            let mut is_right = |row: &Row<'_>, at: Range<usize>, _| {
                let (ValueRef::Text(_), key) = (row.get_ref(at.start)?, row.get_ref(at.start + 1)?)
                else {
                    return Ok(false);
                };
                let text = row.get_ref(at.start)?.as_str()?;
                let wanted = fold_as(text, folding);
                Ok(match key {
                    ValueRef::Text(key) => key == wanted.as_bytes(),
                    _ => key == ValueRef::Null && needless(text, &wanted),
                })
            };
            let misfolded = |cells: &[Sql]| {
                let text = text_or_nothing(cells.first());
                let wanted = fold_as(&text, folding);
                let needless = needless(&text, &wanted);
                let key = cells.get(1).filter(|key| !(needless && **key == Sql::Null))?;
                let key = if *key == Sql::Text(wanted.clone()) {
                    return None;
                } else {
                    text_or_nothing(Some(key))
                };
                Some(format!(
                    "“{text}” is looked up as “{key}”, but should be looked up as “{wanted}”"
                ))
            };
            for field in self.suspect_fields(kind, fields, &mut is_right)? {
                for (id, _, sentence) in self.wrong_values(kind, field, misfolded)? {
                    let subject = self.member_subject(kind, id)?.with_field(&field.name);
                    self.add_fault(subject, sentence, REMAKE);
                }
            }
        }
        Ok(())
    }

    /// All other values follow from their wordings.
    pub(super) fn check_wordings(&mut self) -> Result<()> {
        for (kind, fields) in self.fields_of_types(|ty| !matches!(ty, Type::Text | Type::Ref(_))) {
            // The same values occur again and again.
            let mut met: HashMap<&str, HashSet<Vec<u8>>> = HashMap::new();
            let mut bytes = Vec::new();
            let mut is_right = |row: &Row<'_>, at: Range<usize>, field: &'b Field| {
                bytes_of_row(row, at.clone(), &mut bytes)?;
                let met = met.entry(&field.name).or_default();
                let known = met.contains(&bytes);
                let right = known || self.value_mistake(field, &read_cells(row, at)?).is_none();
                if right && !known {
                    if met.len() >= REMEMBERED {
                        met.clear();
                    }
                    met.insert(bytes.clone());
                }
                Ok(right)
            };
            for field in self.suspect_fields(kind, fields, &mut is_right)? {
                for (id, members, sentence) in
                    self.wrong_values(kind, field, |cells| self.value_mistake(field, cells))?
                {
                    let all =
                        if members > 1 { format!(" (so in {members})") } else { String::new() };
                    let subject = self.member_subject(kind, id)?.with_field(&field.name);
                    self.add_fault(subject, sentence + &all, REMAKE);
                }
            }
        }
        Ok(())
    }

    /// A field that only some things can have isn't given for others.
    pub(super) fn check_conditions(&mut self) -> Result<()> {
        let all = self.fields_of_types(|_| true).into_iter();
        for (kind, field) in
            all.flat_map(|(kind, fields)| fields.into_iter().map(move |f| (kind, f)))
        {
            let Some((other, value)) = &field.only_if else { continue };
            let Some(condition) = kind.field(other) else { continue };
            let Ok(Literal::Ready(wanted)) = read_text(condition, value, &self.catalog.units)
            else {
                continue;
            };
            let sql = format!(
                "SELECT id FROM {} WHERE {} IS NOT NULL AND {} IS NOT ?1 ORDER BY id",
                quote_ident(&kind.name),
                quote_ident(&field.name),
                quote_ident(other)
            );
            let wanted = wanted.columns.first().cloned();
            for id in self.conn.read_column(&sql, [wanted])? {
                let subject = self.member_subject(kind, id)?.with_field(&field.name);
                let sentence = format!(
                    "has a value, though it is only for {} with `{other}` = {value}",
                    with_article(&kind.name)
                );
                self.add_fault(
                    subject,
                    sentence,
                    "correct the digest that says so, and load it again",
                );
            }
        }
        Ok(())
    }

    /// Returns the kinds with their fields of some types.
    fn fields_of_types(&self, wanted: impl Fn(&Type) -> bool) -> Vec<(&'b Kind, Vec<&'b Field>)> {
        let of_kind =
            |kind: &'b Kind| kind.stored_fields().filter(|f| wanted(&f.ty)).collect::<Vec<_>>();
        let all = stored_kinds(self.catalog).map(|kind| (kind, of_kind(kind)));
        all.filter(|(_, fields)| !fields.is_empty()).collect()
    }

    /// Returns those of some fields that have a wrong value. The rows of the kind are read once; `is_right` gets a row, the
    /// columns of a field with a value, and the field.
    fn suspect_fields(
        &self,
        kind: &Kind,
        fields: Vec<&'b Field>,
        is_right: &mut IsRight<'_, 'b>,
    ) -> Result<Vec<&'b Field>> {
        let (mut names, mut suspect) = (Vec::new(), Vec::new());
        for field in fields {
            let start = names.len();
            names.extend(columns::field_columns(field).into_iter().map(|(name, _)| name));
            suspect.push((field, start..names.len(), false));
        }
        let sql = format!("SELECT {} FROM {}", quote_idents(&names), quote_ident(&kind.name));
        let mut find = self.conn.prepare(&sql)?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            for (field, at, is_suspect) in suspect.iter_mut().filter(|(.., known)| !known) {
                let is_given = at.clone().any(|at| row.get_ref(at) != Ok(ValueRef::Null));
                *is_suspect = is_given && !is_right(row, at.clone(), field)?;
            }
        }
        Ok(suspect.into_iter().filter(|(.., known)| *known).map(|(field, ..)| field).collect())
    }

    /// Returns the different values of a field that are wrong, and what is wrong with each.
    fn wrong_values(
        &self,
        kind: &Kind,
        field: &Field,
        wrong: impl Fn(&[Sql]) -> Option<String>,
    ) -> Result<Vec<Wrong>> {
        let names: Vec<String> =
            columns::field_columns(field).into_iter().map(|(name, _)| name).collect();
        let (list, table) = (quote_idents(&names), quote_ident(&kind.name));
        let given = names.iter().map(|name| format!("{} IS NOT NULL", quote_ident(name)));
        let given = given.collect::<Vec<_>>().join(" OR ");
        let sql = format!(
            "SELECT min(id), count(*), {list} FROM {table} WHERE {given} GROUP BY {list} ORDER BY 1"
        );
        let shared = self.conn.read(&sql, [], |row| {
            Ok((row.get(0)?, row.get(1)?, read_cells(row, 2..names.len() + 2)?))
        })?;
        let of = |(id, members, cells): (i64, i64, Vec<Sql>)| Some((id, members, wrong(&cells)?));
        Ok(shared.into_iter().filter_map(of).collect())
    }

    /// Returns what is wrong with a value, if anything is.
    fn value_mistake(&self, field: &Field, cells: &[Sql]) -> Option<String> {
        let worded = match (cells.first()?, &field.ty) {
            (Sql::Null, _) => {
                return Some("has bounds, but no wording from which they could come".into());
            }
            // A bound that follows from a whole is checked with the wholes.
            _ if field.whole.is_some() && cells.get(1) == Some(&Sql::Null) => return None,
            (Sql::Integer(0), Type::YesNo) => "no".to_owned(),
            (Sql::Integer(1), Type::YesNo) => "yes".to_owned(),
            (cell, _) => text_or_nothing(Some(cell)),
        };
        match read_text_as(field, &worded, &self.catalog.units, Conventions::PRINTED) {
            Err(refused) => Some(format!("“{worded}” can't be read: {}", refused.mistake.sentence)),
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
                Some(format!("“{worded}” should be written as “{}”", stored.shown))
            }
            Ok(Literal::Ready(stored)) => Some(format!(
                "“{worded}” allows {}, but {} is stored{}",
                self.range_text(field, &stored.columns),
                self.range_text(field, cells),
                if is_reversed(field, cells) { ": the ends are out of order" } else { "" }
            )),
        }
    }

    /// Writes the columns of an amount or a date beside its wording.
    fn range_text(&self, field: &Field, cells: &[Sql]) -> String {
        let cell = |at: usize| text_or_nothing(cells.get(at));
        if field.ty.is_time() {
            return format!("{} to {} ({})", cell(1), cell(2), cell(3));
        }
        let unit = cell(4);
        let factor = self.catalog.units.get(&unit).map_or(1, |unit| unit.factor);
        let number = |at: usize| match cells.get(at) {
            Some(Sql::Integer(parts)) => plain_decimal(*parts, factor),
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

fn text_or_nothing(cell: Option<&Sql>) -> String {
    match cell {
        Some(Sql::Text(text)) => text.clone(),
        Some(Sql::Integer(number)) => number.to_string(),
        _ => "nothing".to_owned(),
    }
}
