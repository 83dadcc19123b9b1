//! A statement as `store` runs it: its text, its parameters, and how its rows are read.

use super::computed;
use super::expr::{Expr, Finished, Param, RowSearch, sql};
use super::select::Read;
use crate::answer::Column;

/// A statement with its parameters and the layout of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// SQL with `?1`, `?2` … for its parameters.
    pub text: String,
    /// The parameters, in that order.
    pub params: Vec<Param>,
    /// The parts that search for rows by themselves, in the order of the text.
    pub searches: Vec<RowSearch>,
    /// The columns of the answer. Each row begins with 1 if it certainly belongs to the answer, else 0; then each column takes as
    /// many values as its [`Read`] has.
    pub columns: Vec<Column>,
    /// How each column is read.
    pub reads: Vec<Read>,
    /// How the claims are read that follow the columns: those behind each column, and those behind the conditions; none if they
    /// aren't asked for. Before them comes the id of the row's own thing, if any of its claims are among those
    /// ([`Statement::claims_of_thing`]).
    pub cited: Vec<ClaimColumns>,
    /// For each column, whether a JSON array of the claims against its value follows those. NULL means no claims.
    pub contested: Vec<bool>,
    /// Whether the id of the row follows last.
    pub identified: bool,
}

/// How the claims behind a value are read from a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClaimColumns {
    /// Which of the claims on the row's own thing count. For a field, whether it has a value follows in the row.
    pub own: Option<OwnClaims>,
    /// A statement that selects the ids of further claims by an id ([`Param::Of`]), which follows in the row; many rows have the
    /// same.
    pub by_id: Option<Statement>,
    /// Whether a JSON array of the ids of claims follows.
    pub ids: bool,
}

/// Which of the claims on a thing are behind a value of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnClaims {
    /// Those on the whole.
    Whole,
    /// Those on a field; without any, if it has a value, those on the whole.
    Field(String),
}

/// The parts of a claim that a citation shows.
pub const CITED: &str = "source, paragraph, phrase, basis, note, \
    coalesce(says, (SELECT min(r.says) FROM rival AS r WHERE r.claim = claim.id)), confidence, read_as";

impl Statement {
    /// Selects the claims on a thing or record ([`Param::Of`]): the id of each, whether it supports the whole, the fields that it
    /// supports, whether it is for the recorded value, and what a citation has of it.
    pub fn claims_of_thing() -> Self {
        let given = computed::FOR;
        let head = format!("SELECT id, whole, field, {given}, {CITED} FROM claim WHERE thing = ");
        Self::from_expr(sql![head, Param::Of])
    }

    /// Makes a statement whose rows are read without columns: ids, counts, JSON.
    pub(in crate::query) fn from_expr(expr: Expr) -> Self {
        Self::new(expr, vec![])
    }

    pub(super) fn new(expr: Expr, columns: Vec<Column>) -> Self {
        let Finished { text, params, searches } = expr.finish();
        let reads = columns.iter().map(|column| Read::Cell(column.shape)).collect();
        let (cited, contested) = (vec![], vec![]);
        Self { text, params, searches, columns, reads, cited, contested, identified: false }
    }

    /// Returns the text with its parameters as literals, for `sqlite3`, and those of the statements that find claims.
    pub fn pastable_text(&self) -> String {
        let own =
            self.cited.iter().find(|behind| behind.own.is_some()).map(|_| Self::claims_of_thing());
        let further = self.cited.iter().filter_map(|behind| behind.by_id.as_ref());
        let further = own.iter().chain(further);
        let further = further.map(|further| format!(";\n\n{}", further.pastable_text()));
        self.with_literals() + &further.collect::<String>()
    }

    fn with_literals(&self) -> String {
        let mut text = String::new();
        let mut rest = self.text.as_str();
        while let Some((before, after)) = rest.split_once('?') {
            let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (number, tail) = after.split_at(digits);
            let param =
                number.parse::<usize>().ok().and_then(|n| self.params.get(n.checked_sub(1)?));
            text.push_str(before);
            text.push_str(&param.map_or_else(|| format!("?{number}"), Param::to_literal));
            rest = tail;
        }
        text + rest
    }
}
