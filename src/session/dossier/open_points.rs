//! The open points of a dossier (expected fields that aren't recorded, incomplete lists, readings of low confidence) and the
//! contradictions between its sources.

use std::collections::BTreeSet;
use std::rc::Rc;

use anyhow::Result;

use super::query_rows;
use super::sections::section_of_lines;
use crate::answer::{Cell, Citation, Column, PART_OF, Row, Shape, distinct_items};
use crate::catalog::{Field, Kind};
use crate::query::plan::Named;
use crate::render::cell_text;
use crate::render::dossier::DossierSection;
use crate::store::Base;
use crate::store::digest::{NOT_STATED, OPEN_LIST};
use crate::text::identifier_words;

/// The open points and contradictions listed so far.
#[derive(Default)]
pub(super) struct OpenPoints {
    open: Vec<Row>,
    contested: Vec<Row>,
    /// The claims of each contradiction.
    seen: BTreeSet<BTreeSet<Rc<Citation>>>,
}

impl OpenPoints {
    /// Looks at the row of the thing itself or of a member, under its name.
    pub(super) fn of_row(&mut self, kind: &Kind, columns: &[Column], row: &Row, name: &str) {
        let at = |field: &str| columns.iter().position(|column| column.name == field);
        let cell = |field: &str| at(field).and_then(|at| row.cells.get(at));
        let of = |what: &str| format!("{name}: {what}");
        let fits = |field: &&Field| {
            let Some((other, value)) = &field.only_if else { return true };
            cell(other).is_some_and(|cell| cell_text(cell, "") == *value)
        };
        let expected = kind.expect.iter().filter_map(|name| kind.field(name)).filter(fits);
        for field in expected.filter(|field| cell(&field.name).is_some_and(is_unknown)) {
            self.add_line(of(&format!("{} isn't recorded", identifier_words(&field.name))), vec![]);
        }
        let low = row.citations.iter().flatten().filter(|claim| claim.confidence == "low");
        let low = distinct_items(low.cloned());
        if !low.is_empty() {
            self.add_line(of("rests on a reading of low confidence"), low);
        }
        for (at, column) in columns.iter().enumerate() {
            let against = row.against.get(at).cloned().flatten().unwrap_or_default();
            if against.is_empty() {
                continue;
            }
            let claims = row.citations.get(at).cloned().unwrap_or_default();
            // Two records that contradict each other are one contradiction.
            let both: BTreeSet<_> = claims.iter().chain(&against).cloned().collect();
            if !self.seen.insert(both) {
                continue;
            }
            let says = against.iter().filter_map(|claim| claim.says.clone()).map(Cell::Text);
            let head = Cell::Text(of(&identifier_words(&column.name)));
            let recorded = row.cells.get(at).cloned().unwrap_or(Cell::Unknown);
            self.contested.push(Row {
                citations: vec![vec![], claims, against.clone()],
                ..Row::of_cells(vec![head, recorded, Cell::List(says.collect())])
            });
        }
    }

    /// Adds what its sources leave open of the thing: members of a link that they count but don't name, values that they don't
    /// state, lists that they call incomplete.
    pub(super) fn add_silences(&mut self, base: &Base, thing: &Named, kind: &Kind) -> Result<()> {
        for (field, link) in kind.fields.iter().filter_map(|f| Some((f, f.counts.as_ref()?))) {
            let query = format!(
                "{} where id = @{} show {}, count of {link} with sources",
                kind.plural, thing.slug, field.name
            );
            for row in query_rows(base, &query)?.1 {
                let [Cell::Amount { text, low: Some(low), .. }, Cell::Integer(known)] =
                    row.cells.as_slice()
                else {
                    continue;
                };
                if low.parse::<i64>().is_ok_and(|low| *known < low) {
                    let claims = row.citations.first().cloned().unwrap_or_default();
                    let line = format!("{known} of {text} {} are recorded", identifier_words(link));
                    self.add_line(line, claims);
                }
            }
        }
        let says = format!("\"{OPEN_LIST}\", \"{NOT_STATED}\"");
        let query = format!(
            "claims where thing = @{} and says in ({says}) show field, says, source.id, paragraph",
            thing.slug
        );
        for row in query_rows(base, &query)?.1 {
            let [field, says, source, paragraph] = row.cells.as_slice() else { continue };
            let [field, says, source, paragraph] =
                [field, says, source, paragraph].map(|cell| cell_text(cell, ""));
            let place =
                if paragraph.is_empty() { source } else { format!("{source} p{paragraph}") };
            let sentence = if says == OPEN_LIST {
                "the source calls its list incomplete"
            } else {
                "the source doesn't state it"
            };
            self.add_line(format!("{}: {sentence} ({place})", identifier_words(&field)), vec![]);
        }
        Ok(())
    }

    fn add_line(&mut self, line: String, claims: Vec<Rc<Citation>>) {
        self.open.push(Row { citations: vec![claims], ..Row::of_cells(vec![Cell::Text(line)]) });
    }

    /// Returns the contradictions and the open points as sections.
    pub(super) fn sections(self) -> [DossierSection; 2] {
        let more = ["recorded", "other claims"]
            .map(|name| Column { name: name.to_owned(), shape: Shape::Text });
        let mut contradictions = section_of_lines("different values", self.contested);
        contradictions.columns.extend(more);
        [contradictions, section_of_lines("open points", self.open)]
    }
}

fn is_unknown(cell: &Cell) -> bool {
    *cell == Cell::Unknown || cell_text(cell, "").starts_with(PART_OF)
}
