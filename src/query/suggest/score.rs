//! The score of candidates: why one may be meant, how far its edge leads in the schema graph, and whether it finds rows.
//! Spelling comes before (`value::suggest`), and whether every word survives after (`relevance`).

use crate::catalog::graph::EdgeRank;
use crate::query::ast::Cond;
use crate::query::rewrite::prefix_paths;

/// An edit of the tree in place of the condition, column or key with an unknown name.
#[expect(clippy::large_enum_variant, reason = "most edits are conditions")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Edit {
    /// Another condition.
    Cond(Cond),
    /// Another path, its names joined by dots.
    Path(String),
}

/// Why a candidate may be meant; the smaller, the likelier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Score {
    /// The kind itself has it under another name.
    Own,
    /// The name leads there: by which edge, and how.
    Named(EdgeRank, u8),
    /// A text of records has the words of the name.
    Worded(usize),
    /// Only the value fits. Such a candidate must find rows.
    Value(u8, EdgeRank),
}

/// Candidates with their scores.
#[derive(Debug, Default)]
pub(super) struct Candidates(Vec<(Score, Edit)>);

impl Candidates {
    /// Adds conditions of one score.
    pub(super) fn conds(&mut self, score: Score, conds: impl IntoIterator<Item = Cond>) {
        self.0.extend(conds.into_iter().map(|cond| (score, Edit::Cond(cond))));
    }

    /// Adds paths of one score.
    pub(super) fn paths(&mut self, score: Score, paths: impl IntoIterator<Item = String>) {
        self.0.extend(paths.into_iter().map(|path| (score, Edit::Path(path))));
    }

    /// Moves all candidates behind a path. Those that only fit the value aren't meant that far away.
    pub(super) fn behind(self, path: &str) -> Self {
        let near = self.0.into_iter().filter(|(score, _)| !matches!(score, Score::Value(..)));
        let behind = near.map(|(score, edit)| match edit {
            Edit::Cond(mut cond) => {
                prefix_paths(&mut cond, path);
                (score, Edit::Cond(cond))
            }
            Edit::Path(rest) => (score, Edit::Path(format!("{path}.{rest}"))),
        });
        Self(behind.collect())
    }

    /// Returns the best of the candidates that are accepted: those of the best score that find rows, and behind them those
    /// of the best score that make sense. `accept` returns whether a candidate finds rows; `None` means that it makes no
    /// sense. Candidates of worse scores than needed aren't tried.
    pub(super) fn best(mut self, accept: &dyn Fn(&Edit) -> Option<bool>) -> Vec<Edit> {
        self.0.sort_by_key(|(score, _)| *score);
        let mut sensible: Vec<Edit> = Vec::new();
        for group in self.0.chunk_by(|(one, _), (other, _)| one == other) {
            let Some((score, _)) = group.first() else { continue };
            let must_find = matches!(score, Score::Value(..));
            if must_find && !sensible.is_empty() {
                break;
            }
            let accepted = group.iter().filter_map(|(_, edit)| Some((accept(edit)?, edit.clone())));
            let (found, empty): (Vec<_>, Vec<_>) =
                accepted.partition(|(finds, _)| *finds || *score == Score::Own);
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
        let mut candidates = Candidates::default();
        candidates.paths(Score::Value(1, EdgeRank::Named), [path("by value")]);
        candidates.paths(Score::Named(EdgeRank::Anything, 0), [path("far")]);
        candidates.paths(Score::Named(EdgeRank::Named, 1), [path("empty"), path("found")]);
        candidates.paths(Score::Named(EdgeRank::Named, 0), [path("senseless"), path("sensible")]);
        let accept = |edit: &Edit| match edit {
            Edit::Path(path) if path == "senseless" => None,
            Edit::Path(path) if path == "far" => panic!("a worse score is tried"),
            Edit::Path(path) => Some(path == "found"),
            Edit::Cond(_) => None,
        };
        let expected = [Edit::Path(path("found")), Edit::Path(path("sensible"))];
        assert_eq!(candidates.best(&accept), expected);
    }
}
