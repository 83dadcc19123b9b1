//! Things and records: each in the table of its kind, each with its names.

use anyhow::Result;

use super::{Checker, REMAKE};
use crate::catalog::{Kind, Sort};
use crate::store::digest::is_slug;
use crate::store::load::labels;
use crate::store::schema::{ident, literal, tables};
use crate::store::subject::Subject;
use crate::value::fold_as;

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
        for (id, label) in labels::stale(self.conn, self.catalog)? {
            let sentence = format!("would be called “{label}” by its content");
            self.fault(Subject::of(self.conn, id)?, sentence, REMAKE);
        }
        Ok(())
    }

    fn of_sort(&self, sort: Sort) -> Vec<&'b Kind> {
        self.catalog.kinds.iter().filter(|kind| kind.sort == sort).collect()
    }
}
