//! The origins of facts, each exported as an input for another base. An origin is a source, or a file whose facts cite no source,
//! such as a gazetteer or a table of judgements.

use anyhow::Result;

use super::entry::WrittenEntry;
use super::write::DigestWriter;
use crate::catalog::{SAME_AS, SOURCE};
use crate::store::digest::{Flag, Input, InputForm};
use crate::store::entered::with_entered;
use crate::store::load::is_listed;
use crate::store::open::Base;
use crate::store::queries::Queries;
use crate::store::schema::JUDGED;
use crate::text::delimited::{guard_formula, quote_csv};

/// A judgement as the cells of a row: the thing that is kept, the other, `same` or `distinct`, and a note.
pub(super) type Judged = [String; 4];

impl Base {
    /// Lists the files whose facts cite no source, by the names under which they are known.
    pub fn files_without_source(&self) -> Result<Vec<String>> {
        let sql = format!(
            "SELECT name FROM _origin AS o
             WHERE EXISTS (SELECT 1 FROM claim AS c WHERE c._origin = o.id AND c.source IS NULL)
             AND NOT EXISTS (SELECT 1 FROM thing WHERE kind = '{SOURCE}' AND slug = o.name) ORDER BY name"
        );
        let mut files = self.conn.read_column::<String>(&sql, [])?;
        files.retain(|name| !is_listed(name));
        Ok(files)
    }

    /// Returns the facts of a source as an input, which replaces all facts of the source in the other base. Without a text, unless
    /// that is `written`.
    pub fn reading_of_source(&self, source: &str, written: bool) -> Result<Input> {
        let read = if written {
            Input::new(source, self.digest_of(source)?)
        } else {
            let said = || self.said_by(source, Self::unwritten_entries);
            let (own, entries, flags) = with_entered(&self.conn, self.catalog(), said)?;
            self.unwritten_input(source, Some(&own), &entries, &flags)
        };
        let (known_as, unload) = (Some(source.to_owned()), Some(source.to_owned()));
        Ok(Input { form: Some(InputForm::Digest), known_as, unload, ..read })
    }

    /// Returns the facts of a file without a source as an input. Without a text, unless that is `written`; judgements always have
    /// one.
    pub fn reading_of_file(&self, file: &str, written: bool) -> Result<Input> {
        let read = with_entered(&self.conn, self.catalog(), || {
            let judgements = self.judgements_of(file)?;
            Ok(if !judgements.is_empty() {
                judgement_table(file, &judgements)
            } else if written {
                let text = DigestWriter(self.catalog()).write_entries(&self.written_entries(file)?);
                Input { form: Some(InputForm::Digest), ..Input::new(file, text) }
            } else {
                self.unwritten_input(file, None, &self.unwritten_entries(file)?, &[])
            })
        })?;
        Ok(Input { known_as: Some(file.to_owned()), ..read })
    }

    fn unwritten_input(
        &self,
        name: &str,
        source: Option<&WrittenEntry>,
        entries: &[WrittenEntry],
        flags: &[Flag],
    ) -> Input {
        let said = DigestWriter(self.catalog()).unwritten_digest(source, entries, flags);
        let (form, unwritten) = (Some(InputForm::Digest), Some(said.into()));
        Input { unwritten, form, ..Input::new(name, "") }
    }

    /// Returns the judgements of a file as the cells of its rows, in a fixed order.
    pub(super) fn judgements_of(&self, file: &str) -> Result<Vec<Judged>> {
        let sql = format!(
            "SELECT t.slug, c.says, c.field, coalesce(c.note, '') FROM claim AS c
             JOIN _origin AS o ON o.id = c._origin JOIN thing AS t ON t.id = c.thing
             WHERE {JUDGED} AND o.name = ?1 ORDER BY 1, 2, 3, 4"
        );
        let rows: Vec<(String, String, String, String)> = self.conn.read_all(&sql, [file])?;
        let judgement = |field: &str| if field == SAME_AS { "same" } else { "distinct" }.to_owned();
        let cells = |(keep, drop, field, note): (String, String, String, String)| -> Judged {
            [keep, drop, judgement(&field), note]
        };
        Ok(rows.into_iter().map(cells).collect())
    }
}

/// Writes judgements as a table.
pub(super) fn judgement_table(file: &str, judgements: &[Judged]) -> Input {
    let field = |cell: &String| quote_csv(&guard_formula(cell)).into_owned();
    let line = |cells: &Judged| cells.each_ref().map(field).join(",") + "\n";
    let rows = judgements.iter().map(line).collect::<String>();
    let text = format!("keep,drop,judgement,note\n{rows}");
    let kind = Some("same".to_owned());
    Input { form: Some(InputForm::Csv), kind, ..Input::new(file, text) }
}
