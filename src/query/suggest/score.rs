//! The score of candidates: whether every word typed survives, why one may be meant, how far its edge leads in the schema
//! graph, and whether it finds rows. Names and values that are only misspelt are ranked by their distance (`value::suggest`).

use super::edit::Edit;
use crate::catalog::graph::EdgeRank;
use crate::query::ast::Cond;
use crate::query::rewrite::prefix_paths;
use crate::query::span::Span;

/// How likely a candidate is meant; the smaller, the likelier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    /// A word or number typed doesn't survive: the candidate answers another question, and must find rows.
    loses: bool,
    why: MatchReason,
}

/// Why a candidate may be meant; the smaller, the likelier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum MatchReason {
    /// The kind itself has it under another name.
    Own,
    /// The name leads there: by which edge, and how.
    Named(EdgeRank, u8),
    /// A text of records has the words of the name.
    Worded(usize),
    /// Only the value fits. Such a candidate must find rows.
    Value(u8, EdgeRank),
}

/// Candidates in one place of a query, with the reason for each.
#[derive(Debug)]
pub(super) struct Candidates {
    at: Span,
    found: Vec<(MatchReason, Edit)>,
}

impl Candidates {
    /// Starts the list for a place.
    pub(super) fn for_place(at: Span) -> Self {
        Self { at, found: vec![] }
    }

    /// Adds conditions for one reason.
    pub(super) fn add_conds(&mut self, why: MatchReason, conds: impl IntoIterator<Item = Cond>) {
        let at = self.at;
        self.found.extend(conds.into_iter().map(|cond| (why, Edit::Cond(at, cond))));
    }

    /// Adds paths for one reason.
    pub(super) fn add_paths(&mut self, why: MatchReason, paths: impl IntoIterator<Item = String>) {
        let at = self.at;
        self.found.extend(paths.into_iter().map(|path| (why, Edit::Path(at, path))));
    }

    /// Moves all candidates after a path. Those that only fit the value aren't meant that far away.
    pub(super) fn move_behind(mut self, path: &str) -> Self {
        self.found.retain(|(why, _)| !matches!(why, MatchReason::Value(..)));
        for (_, edit) in &mut self.found {
            match edit {
                Edit::Cond(_, cond) => prefix_paths(cond, path),
                Edit::Path(_, rest) => *rest = format!("{path}.{rest}"),
                Edit::Kind(_) | Edit::Query(_) => {}
            }
        }
        self
    }

    /// Returns the best of the candidates that are accepted: those of the best score that find rows, and after them those
    /// of the best score that make sense. `accept` returns whether a candidate finds rows; `None` means that it makes no
    /// sense. Candidates of worse scores than needed aren't tried.
    pub(super) fn best_accepted(
        self,
        loses: &dyn Fn(&Edit) -> bool,
        accept: &dyn Fn(&Edit) -> Option<bool>,
    ) -> Vec<Edit> {
        let scored = self.found.into_iter();
        let scored = scored.map(|(why, edit)| (Score { loses: loses(&edit), why }, edit));
        let mut scored: Vec<(Score, Edit)> = scored.collect();
        scored.sort_by_key(|(score, _)| *score);
        let mut sensible: Vec<Edit> = Vec::new();
        for group in scored.chunk_by(|(one, _), (other, _)| one == other) {
            let Some((score, _)) = group.first() else { continue };
            let must_find = score.loses || matches!(score.why, MatchReason::Value(..));
            if must_find && !sensible.is_empty() {
                break;
            }
            let accepted = group.iter().filter_map(|(_, edit)| Some((accept(edit)?, edit.clone())));
            let (found, empty): (Vec<_>, Vec<_>) =
                accepted.partition(|(finds, _)| *finds || score.why == MatchReason::Own);
            let edits = |some: Vec<(bool, Edit)>| some.into_iter().map(|(_, edit)| edit);
            if !found.is_empty() {
                let found: Vec<Edit> = edits(found).collect();
                sensible.retain(|edit| !found.contains(edit));
                return [found, sensible].concat();
            }
            if sensible.is_empty() && !must_find {
                sensible.extend(edits(empty));
            }
        }
        sensible
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_score_that_finds_rows_comes_first_and_no_worse_one_is_tried() {
        let path = |name: &str| name.to_owned();
        let mut candidates = Candidates::for_place(Span::default());
        candidates.add_paths(MatchReason::Own, [path("another question")]);
        candidates.add_paths(MatchReason::Value(1, EdgeRank::Named), [path("by value")]);
        candidates.add_paths(MatchReason::Named(EdgeRank::Anything, 0), [path("far")]);
        candidates
            .add_paths(MatchReason::Named(EdgeRank::Named, 1), [path("empty"), path("found")]);
        candidates.add_paths(
            MatchReason::Named(EdgeRank::Named, 0),
            [path("senseless"), path("sensible")],
        );
        let is = |edit: &Edit, name: &str| *edit == Edit::Path(Span::default(), name.to_owned());
        let loses = |edit: &Edit| is(edit, "another question");
        let accept = |edit: &Edit| {
            assert!(!is(edit, "far") && !loses(edit), "a worse score is tried");
            (!is(edit, "senseless")).then(|| is(edit, "found"))
        };
        let best = candidates.best_accepted(&loses, &accept);
        let expected = ["found", "sensible"].map(|name| Edit::Path(Span::default(), path(name)));
        assert_eq!(best, expected);
    }
}
