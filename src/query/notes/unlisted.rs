//! Nothing matches what is asked of a link, and many things have no such link recorded.

use anyhow::Result;

use super::rule::{Answer, Remark, all_but, note_on_rows};
use crate::catalog::{Kind, Link};
use crate::query::plan::{Cond, Leaf, LinkStep, NamedPath, PathExpr, Test, TypedPredicate};
use crate::text::{plural_form, with_article};

/// The fewest things for which the note is shown. With fewer, a missing link means little.
const SEVERAL: u64 = 3;

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let mut notes: Vec<Remark> = Vec::new();
    if !answer.found_nothing() || !answer.small {
        return Ok(notes);
    }
    let parts = answer.plan.conjuncts();
    for (n, part) in parts.iter().enumerate() {
        let Cond::Test(test) = part else { continue };
        let Some(link) = asked_link(test) else { continue };
        let unlisted = Unlisted::count_among(answer, all_but(parts, n), link)?;
        if unlisted.rows > 0 && (parts.len() == 1 || unlisted.all >= SEVERAL) {
            let note = note_on_rows("unlisted", unlisted.rows, unlisted.sentence(""));
            notes.extend((!notes.contains(&note)).then_some(note));
        }
    }
    Ok(notes)
}

/// Things for which no item of a link is recorded.
pub(super) struct Unlisted {
    /// The link, by its name for one.
    link: String,
    /// Their number.
    pub(super) rows: u64,
    /// The number of things they are among.
    pub(super) all: u64,
}

impl Unlisted {
    /// Counts them among the things that meet some conditions.
    pub(super) fn count_among<'c>(
        answer: &Answer<'_, 'c>,
        mut conds: Vec<Cond<'c>>,
        (link, via): (&'c Link, &'c Kind),
    ) -> Result<Self> {
        let all = answer.count_all(conds.clone())?;
        let path =
            NamedPath { text: link.name.clone(), steps: PathExpr::Leaf(Leaf::Link(link, via)) };
        conds.push(Cond::Test(Test::nothing_recorded(path)));
        Ok(Self { link: link.one.replace('_', " "), rows: answer.count_all(conds)?, all })
    }

    /// Returns the sentence: `8 of these 14 have no investor recorded; the sources may not list them all.`
    pub(super) fn sentence(&self, these: &str) -> String {
        let Self { link, rows, all } = self;
        let has = plural_form(*rows, "has", "have");
        let unlisted = match (rows == all, rows) {
            (true, 1) => format!("it has no {link} recorded"),
            (true, _) => format!("none of {these}{all} has {} recorded", with_article(link)),
            _ => format!("{rows} of {these}{all} {has} no {link} recorded"),
        };
        format!("{unlisted}; the sources may not list them all.")
    }
}

/// Returns the link of the things themselves that a test follows, beyond asking whether it leads anywhere.
pub(super) fn asked_link<'c>(test: &Test<'c>) -> Option<(&'c Link, &'c Kind)> {
    if matches!(test.check, TypedPredicate::Known(_) | TypedPredicate::Quantified(_, None)) {
        return None;
    }
    match &test.path.steps {
        PathExpr::Leaf(Leaf::Link(link, via)) | PathExpr::Link(LinkStep { link, via, .. }) => {
            Some((link, via))
        }
        _ => None,
    }
}
