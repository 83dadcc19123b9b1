//! Names that a catalog can't give: words of the language, and tables that a base or a statement has already.
//!
//! The fixed tables are read from `schema/core.sql`, so no table is forgotten here. The names of the steps of statements are
//! listed; a test looks for others in the sources that write statements.

use crate::text::QUERY_VERBS;

/// The fixed tables.
pub(crate) const CORE_SQL: &str = include_str!("../../schema/core.sql");

/// Words of the language and its reserved words (grammar.md#reserved-words).
const WORDS: &str = "\
    about according after all and any as asc at average before between by contains convert count desc \
    each everything exactly except explain facts false having in including is known least limit max \
    mentions min month most no none not null or order per possibly quarter show since starts sum then \
    true union unit unknown where with within wording year yes";

/// Steps of statements (`WITH name AS …`), which would hide a table of their name.
const STEPS: [&str; 10] =
    ["covered", "first", "gone", "lone", "mixed", "own", "pairs", "parts", "rows", "up"];

/// Prefixes of SQLite's own names.
const SQLITE: [&str; 3] = ["sqlite_", "pragma_", "json_"];

/// Checks whether a name is a word of the language.
pub(crate) fn is_word(name: &str) -> bool {
    WORDS.split(' ').any(|word| word == name)
}

/// Returns the reason why a plural can't have this name; `None` means it can.
pub(super) fn verb_reason(plural: &str) -> Option<String> {
    QUERY_VERBS.contains(&plural).then(|| {
        format!("`{plural}` begins a query in other languages, so it can't begin one here")
    })
}

/// Returns the reason why a table can't have this name; `None` means it can.
pub(super) fn reserved_reason(name: &str) -> Option<String> {
    if core_tables().any(|table| table == name) {
        return Some(format!("`{name}` is a table every base has"));
    }
    let mut letters = name.chars();
    let numbered = letters.next().is_some() && letters.next().is_some_and(|c| c.is_ascii_digit());
    if STEPS.contains(&name) || numbered && letters.all(|c| c.is_ascii_digit()) {
        return Some(format!("`{name}` is the name of a step in the statements of queries"));
    }
    None
}

/// Returns the reason why nothing can have this name; `None` means it can.
pub(super) fn sqlite_reason(name: &str) -> Option<String> {
    let begin = SQLITE.iter().find(|begin| name.starts_with(*begin))?;
    Some(format!("`{name}` begins with `{begin}`, which SQLite keeps for itself"))
}

/// Lists the fixed tables, except those of the engine's kinds, which every catalog has.
fn core_tables() -> impl Iterator<Item = &'static str> {
    let tables = CORE_SQL.lines().filter_map(|line| line.strip_prefix("CREATE TABLE "));
    tables.filter_map(|rest| rest.split_whitespace().next()).filter(|name| *name != "thing")
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// Finds the names before ` AS (`, ` AS MATERIALIZED (` and the like in the files of a directory.
    fn steps(directory: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                steps(&path, found);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for how in [" AS (", " AS MATERIALIZED (", " AS {how}", " AS {once}("] {
                for (at, _) in text.match_indices(how) {
                    let before = text[..at].rsplit(['"', '\n']).next().unwrap_or_default();
                    let before = before.trim().trim_start_matches("WITH ");
                    let name = before.trim_start_matches("RECURSIVE ").split([' ', '(']).next();
                    found.extend(name.map(|name| name.replace("{n}", "1")));
                }
            }
        }
    }

    #[test]
    fn every_step_of_a_statement_is_known() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut found = Vec::new();
        steps(&root.join("query/sql"), &mut found);
        steps(&root.join("store"), &mut found);
        found.retain(|name| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        });
        assert!(found.len() > 8, "{found:?}");
        for name in found {
            assert!(reserved_reason(&name).is_some(), "`{name}` isn't among the names of steps");
        }
    }
}
