//! Things that may be the same as rows of an answer, which can be loaded as judgements when the wrong ones are taken out.

use crate::answer::{Cell, Column, Row, Shape};
use crate::store::alike::{AlikePair, AlikeThing};

/// The columns. The first four are those of a table of judgements.
const COLUMNS: [(&str, Shape); 10] = [
    ("keep", Shape::Text),
    ("drop", Shape::Text),
    ("judgement", Shape::Text),
    ("note", Shape::Text),
    ("kind", Shape::Text),
    ("keep_name", Shape::Text),
    ("drop_name", Shape::Text),
    ("differs", Shape::List),
    ("keep_sources", Shape::List),
    ("drop_sources", Shape::List),
];

/// Returns pairs as columns and rows.
pub fn alike_rows(found: &[AlikePair]) -> (Vec<Column>, Vec<Row>) {
    let column = |(name, shape): (&str, Shape)| Column { name: name.to_owned(), shape };
    (COLUMNS.into_iter().map(column).collect(), found.iter().map(alike_row).collect())
}

fn alike_row(pair: &AlikePair) -> Row {
    let text = |text: &str| Cell::Text(text.to_owned());
    let list = |texts: &[String]| Cell::List(texts.iter().cloned().map(Cell::Text).collect());
    let [keep, drop]: &[AlikeThing; 2] = &pair.things;
    Row::of_cells(vec![
        text(&keep.slug),
        text(&drop.slug),
        text("same"),
        Cell::Text(pair.why.join(", ")),
        text(&pair.kind),
        text(&keep.name),
        text(&drop.name),
        list(&pair.differs),
        list(&keep.sources),
        list(&drop.sources),
    ])
}
