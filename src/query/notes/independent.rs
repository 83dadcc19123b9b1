//! Two tests of one link that different items may meet, though one and the same was perhaps meant.

use super::Note;
use crate::query::plan::{Cond, Leaf, PathExpr, Test};

/// Tests in one conjunction that pass the same link without a quantifier to tie them.
pub fn independent(cond: &Cond<'_>) -> Vec<Note> {
    let parts = match cond {
        Cond::All(parts) => parts,
        Cond::Any(parts) => return parts.iter().flat_map(independent).collect(),
        Cond::Not(inner) | Cond::Possibly(inner) => return independent(inner),
        Cond::Test(_) => return vec![],
    };
    let mut notes: Vec<Note> = parts.iter().flat_map(independent).collect();
    let mut links: Vec<(&str, &str, Vec<&Test<'_>>)> = Vec::new();
    for part in parts {
        let Cond::Test(test) = part else { continue };
        // A quantifier ties its tests; only `link.x test` stands alone.
        let (PathExpr::Leaf(Leaf::Link(link, _)), Some((word, _))) =
            (&test.path.steps, test.path.text.split_once('.'))
        else {
            continue;
        };
        if !test.text.starts_with(&test.path.text) {
            continue;
        }
        match links.iter_mut().find(|(name, ..)| *name == link.name) {
            Some((_, _, tests)) => tests.push(test),
            None => links.push((link.name.as_str(), word, vec![test])),
        }
    }
    for (_, word, tests) in links {
        let said: Vec<String> = tests.iter().map(|test| test.text.clone()).collect();
        let mut inner: Vec<&str> =
            said.iter().filter_map(|test| test.split_once('.').map(|(_, rest)| rest)).collect();
        inner.dedup();
        if inner.len() > 1 {
            notes.push(Note::Independent {
                tied: format!("any {word} ({})", inner.join(" and ")),
                tests: said,
            });
        }
    }
    notes
}
