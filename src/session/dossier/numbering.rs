//! Numbers for the citations of several answers, so that they share one list of footnotes.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::answer::{Citation, Row};

/// The citations so far, each with its number.
#[derive(Default)]
pub(super) struct Numbering(BTreeMap<Citation, Rc<Citation>>);

impl Numbering {
    /// Numbers the citations of a row.
    pub(super) fn number_citations(&mut self, row: &mut Row) {
        for claims in &mut row.citations {
            self.renumber(claims);
        }
        for claims in row.against.iter_mut().flatten() {
            self.renumber(claims);
        }
    }

    fn renumber(&mut self, claims: &mut [Rc<Citation>]) {
        for claim in claims.iter_mut() {
            let key = Citation { number: 0, ..Citation::clone(claim) };
            let next = self.0.len() + 1;
            let numbered = self
                .0
                .entry(key)
                .or_insert_with_key(|key| Rc::new(Citation { number: next, ..key.clone() }));
            *claim = Rc::clone(numbered);
        }
        claims.sort_by_key(|claim| claim.number);
    }
}
