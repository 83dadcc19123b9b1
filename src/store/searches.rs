//! Rows that several statements of one answer search for are found once; a list of them replaces each search.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::Write;
use std::rc::Rc;

use anyhow::Result;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::bound::parameter_value;
use super::trust::LONGEST_VALUE;
use crate::query::sql::{Param, RowSearch, Statement, WordSearch};

/// The rows with each word of a search, if they have those before it: a JSON array with a list of ids for each rank, or nothing
/// where that would be too long.
type Lists = HashMap<Vec<WordSearch>, Vec<Option<Rc<str>>>>;

/// Rows by their ids, each with its first rank.
type RankedRows = HashMap<i64, u32>;

/// Up to this number of rows, the words after the first are looked up row by row.
const FEW: usize = 1_000;

/// The searches in one state of a file; `None` means that each statement searches by itself.
#[derive(Debug, Default)]
pub(super) struct FoundRows(RefCell<Option<Lists>>);

impl FoundRows {
    /// From now on, finds the rows of each search only once.
    pub(super) fn begin_sharing(&self) {
        self.0.borrow_mut().get_or_insert_default();
    }

    /// Forgets the results.
    pub(super) fn end_sharing(&self) {
        self.0.take();
    }

    /// Returns a statement whose searches are replaced by their results.
    pub(super) fn put_into<'s>(
        &self,
        conn: &Connection,
        statement: &'s Statement,
    ) -> Result<Cow<'s, Statement>> {
        let (mut known, mut own) = (self.0.borrow_mut(), Lists::new());
        let (known, shared) = match known.as_mut() {
            Some(known) if !statement.searches.is_empty() => (known, true),
            None if statement.searches.iter().any(RowSearch::has_several) => (&mut own, false),
            _ => return Ok(Cow::Borrowed(statement)),
        };
        let mut with = statement.clone();
        // From the last to the first, so that the places of the others stay the same.
        for search in with.searches.drain(..).rev() {
            let lists = match known.entry(search.word_searches()) {
                Entry::Occupied(lists) => lists.into_mut(),
                Entry::Vacant(new) => {
                    let lists = find_rows(conn, new.key(), shared)?;
                    new.insert(lists)
                }
            };
            let Some(list) = lists.get(search.word).cloned().flatten() else { continue };
            with.params.push(Param::Text(list.to_string()));
            let rank = if search.ranked { " AS id, list.key AS rank" } else { "" };
            let number = with.params.len();
            let from = format!("json_each(?{number}) AS list, json_each(list.value) AS found");
            with.text.replace_range(search.at, &format!("SELECT found.value{rank} FROM {from}"));
        }
        Ok(Cow::Owned(with))
    }
}

/// Finds the rows with each word of a search; after words that few rows have, only among these. A search that isn't `shared` pays
/// off only if the first word is rare.
fn find_rows(
    conn: &Connection,
    words: &[WordSearch],
    shared: bool,
) -> Result<Vec<Option<Rc<str>>>> {
    let (mut lists, mut with_all) = (Vec::new(), None::<RankedRows>);
    for word in words {
        let few = with_all.as_ref().filter(|rows| rows.len() <= FEW);
        let most = if shared || !lists.is_empty() { usize::MAX } else { FEW };
        let found = match few {
            Some(few) => {
                let ids: Vec<String> = few.keys().map(i64::to_string).collect();
                ranked_rows(conn, (&word.among, &format!("[{}]", ids.join(","))), most)?
            }
            None => ranked_rows(conn, (&word.all, ""), most)?,
        };
        if found.len() > most {
            return Ok(vec![]);
        }
        lists.push(write_rank_lists(&found));
        with_all = Some(match with_all {
            Some(mut before) => {
                before.retain(|id, _| found.contains_key(id));
                before
            }
            None => found,
        });
    }
    Ok(lists)
}

/// Returns the rows that a statement with these parameters selects; among some, if it asks for their ids. If there are more than
/// `most`, some of them are left out.
fn ranked_rows(
    conn: &Connection,
    ((text, params), ids): (&(String, Vec<Param>), &str),
    most: usize,
) -> Result<RankedRows> {
    let mut find = conn.prepare(text)?;
    let bound = |param: &Param| match param {
        Param::Of => Value::Text(ids.to_owned()),
        param => parameter_value(param),
    };
    let mut rows = find.query(params_from_iter(params.iter().map(bound)))?;
    let mut ranks = RankedRows::new();
    while let Some(row) = rows.next()? {
        let (id, rank): (Option<i64>, Option<u32>) = (row.get(0)?, row.get(1)?);
        let (Some(id), Some(rank)) = (id, rank) else { continue };
        ranks.entry(id).and_modify(|known| *known = rank.min(*known)).or_insert(rank);
        if ranks.len() > most {
            break;
        }
    }
    Ok(ranks)
}

/// Writes ids as a list for each rank, from 0; `None` means that it would be too long.
fn write_rank_lists(ranks: &RankedRows) -> Option<Rc<str>> {
    let mut found: Vec<(u32, i64)> = ranks.iter().map(|(id, rank)| (*rank, *id)).collect();
    found.sort_unstable();
    let mut list = String::from("[[");
    let mut last = 0;
    for (rank, id) in found {
        while last < rank {
            list.push_str("],[");
            last += 1;
        }
        list.push_str(if list.ends_with('[') { "" } else { "," });
        let _ = write!(list, "{id}");
    }
    list.push_str("]]");
    i32::try_from(list.len()).is_ok_and(|length| length < LONGEST_VALUE).then(|| list.into())
}

#[cfg(test)]
mod tests {
    use crate::catalog::Catalog;
    use crate::query::bind::Parameters;
    use crate::query::parser::parse;
    use crate::query::resolve::resolve_sources;
    use crate::query::sql;
    use crate::store::{Base, seed_inputs};

    /// Returns the rows and the number of rows of a query; `alone` means that SQLite searches for everything in each statement.
    fn answer(base: &Base, query: &str, alone: bool) -> (Vec<String>, u64) {
        let query = parse(query).unwrap().remove(0);
        let resolved =
            resolve_sources(&query, base.catalog(), base, &Parameters::default()).unwrap();
        let mut rows = Vec::new();
        let statements = [sql::rows_statement(&resolved.plan), sql::count_all_rows(&resolved.plan)];
        let [of_rows, count] = statements.map(|mut statement| {
            statement.searches.retain(|_| !alone);
            statement
        });
        base.select_rows(&of_rows, &mut |row| {
            rows.push(format!("{:?}", row.cells));
            true
        })
        .unwrap();
        (rows, base.select_number(&count).unwrap())
    }

    #[test]
    fn what_an_answer_and_a_count_search_for_is_found_once() {
        let catalog = Catalog::built_in().unwrap();
        let (base, _) = Base::in_memory(&catalog.text, &seed_inputs()).unwrap();
        for (query, number) in [
            ("things where mentions port", 1),
            ("projects where mentions hub Qingdao and not mentions 'cold chain'", 2),
            ("sources where mentions 青岛 or mentions xylophone", 2),
            ("claims where mentions port", 1),
            ("things where mentions port Qingdao rail", 1),
            ("things where mentions 青岛 中欧班列", 1),
            ("sources where mentions Shandong xylophone", 1),
            // Which rows are the first, and for the count all.
            ("things where mentions port limit 3", 2),
            ("projects where status = signed order by name desc limit 3", 1),
        ] {
            let alone = answer(&base, query, true);
            assert_eq!(answer(&base, query, false), alone, "{query}");
            let steady = base.hold_snapshot().unwrap();
            base.share_searches();
            assert_eq!(answer(&base, query, false), alone, "{query}");
            let searches = base.found.0.borrow().as_ref().unwrap().len();
            assert_eq!(searches, number, "{query}");
            drop(steady);
            assert!(base.found.0.borrow().is_none());
        }
    }
}
