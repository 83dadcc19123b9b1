//! Pieces of SQL: our own text, quoted identifiers from the catalog, and values, which only become parameters.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write;
use std::ops::Range;
use std::rc::Rc;

use crate::text::clean::is_unsafe;

/// A value bound to a statement.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Param {
    /// A whole number: an id, smallest parts, a flag.
    Integer(i64),
    /// A text: a folded key, a day, one of an enum.
    Text(String),
    /// An id that each run of the statement gets.
    Of,
}

/// A piece of SQL.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::query) struct Expr(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Sql(Cow<'static, str>),
    Param(Param),
    /// A part that is written in several places.
    Shared(Rc<Expr>),
    /// A search, and how it is written where the rows are not known.
    Search(Rc<(RowSearch, Expr)>),
}

/// Selects the id and the rank of each row with a word, some of them repeatedly; then the same of some rows, a list of whose ids
/// is [`Param::Of`].
type WordRows = (Expr, Expr);

/// A part of a statement that searches for the rows with a word and depends on nothing around it. A list of the rows can
/// replace it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowSearch {
    /// The bytes of the statement.
    pub at: Range<usize>,
    /// The words that all rows of the answer have.
    all: Rc<[WordRows]>,
    /// The number of the word.
    pub word: usize,
    /// Whether the statement wants the ranks too, as `rank` beside `id`.
    pub ranked: bool,
}

/// SQL that selects the id and the rank of each row with a word, some of them repeatedly; with its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WordSearch {
    /// Selects all of them.
    pub all: (String, Vec<Param>),
    /// Selects those whose ids are in a list ([`Param::Of`]).
    pub among: (String, Vec<Param>),
}

impl RowSearch {
    /// Checks whether there are several words.
    pub fn has_several(&self) -> bool {
        self.all.len() > 1
    }

    /// Returns how each of the words is searched for, the rarest first if their lengths show it.
    pub fn word_searches(&self) -> Vec<WordSearch> {
        let written = |expr: &Expr| {
            let Finished { text, params, .. } = expr.write_finished();
            (text, params)
        };
        let words = self.all.iter();
        words.map(|(all, among)| WordSearch { all: written(all), among: written(among) }).collect()
    }
}

/// A statement's text, with `?1`, `?2` … for its parameters.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::query) struct Finished {
    pub(in crate::query) text: String,
    pub(in crate::query) params: Vec<Param>,
    pub(in crate::query) searches: Vec<RowSearch>,
}

/// Concatenates texts and expressions.
macro_rules! sql {
    ($($part:expr),* $(,)?) => {{
        let mut expr = $crate::query::sql::expr::Expr::default();
        $( expr.push($part); )*
        expr
    }};
}
pub(in crate::query) use sql;

impl From<&'static str> for Expr {
    fn from(text: &'static str) -> Self {
        Self(vec![Piece::Sql(Cow::Borrowed(text))])
    }
}

impl From<String> for Expr {
    fn from(text: String) -> Self {
        Self(vec![Piece::Sql(Cow::Owned(text))])
    }
}

impl From<Param> for Expr {
    fn from(param: Param) -> Self {
        Self(vec![Piece::Param(param)])
    }
}

impl From<Rc<Expr>> for Expr {
    fn from(part: Rc<Self>) -> Self {
        Self(vec![Piece::Shared(part)])
    }
}

impl Expr {
    /// Returns a predicate that is always true.
    pub(in crate::query) fn always_true() -> Self {
        "1".into()
    }

    /// Returns a predicate that is always false.
    pub(in crate::query) fn always_false() -> Self {
        "0".into()
    }

    /// Binds a whole number.
    pub(in crate::query) fn bind_integer(n: i64) -> Self {
        Param::Integer(n).into()
    }

    /// Binds a number of rows.
    pub(in crate::query) fn bind_count(n: u64) -> Self {
        Self::bind_integer(i64::try_from(n).unwrap_or(i64::MAX))
    }

    /// Binds a text.
    pub(in crate::query) fn bind_text(text: &str) -> Self {
        Param::Text(text.to_owned()).into()
    }

    /// Searches for the rows with a word, as `written` does; with their ranks if these are wanted. `all` has each of the
    /// words that the rows of an answer have ([`RowSearch::word_searches`]).
    pub(in crate::query) fn search(
        all: &Rc<[WordRows]>,
        word: usize,
        (written, ranked): (Self, bool),
    ) -> Self {
        let search = RowSearch { at: 0..0, all: all.clone(), word, ranked };
        Self(vec![Piece::Search(Rc::new((search, written)))])
    }

    pub(in crate::query) fn push(&mut self, part: impl Into<Self>) {
        self.0.append(&mut part.into().0);
    }

    /// Joins expressions with a text between them.
    pub(in crate::query) fn join(
        parts: impl IntoIterator<Item = Self>,
        between: &'static str,
    ) -> Self {
        let mut all = Self::default();
        for (i, part) in parts.into_iter().enumerate() {
            if i > 0 {
                all.push(between);
            }
            all.push(part);
        }
        all
    }

    /// Joins predicates with `AND`. An empty list is true.
    pub(in crate::query) fn all_of(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::join_balanced(parts.into_iter().collect(), " AND ", &Self::always_true())
    }

    /// Joins predicates with `OR`. An empty list is false.
    pub(in crate::query) fn any_of(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::join_balanced(parts.into_iter().collect(), " OR ", &Self::always_false())
    }

    /// Joins texts with `||`.
    pub(in crate::query) fn concat_texts(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::join_balanced(parts.into_iter().collect(), " || ", &"''".into())
    }

    /// Joins many parts as a shallow tree: `SQLite` limits the depth of an expression, not its width.
    fn join_balanced(mut parts: Vec<Self>, word: &'static str, none: &Self) -> Self {
        const WIDE: usize = 32;
        match parts.len() {
            0 => none.clone(),
            1 => parts.swap_remove(0),
            n if n <= WIDE => sql!["(", Self::join(parts, word), ")"],
            n => {
                let chunks = parts
                    .chunks(n.div_ceil(WIDE))
                    .map(|chunk| Self::join_balanced(chunk.to_vec(), word, none));
                Self::join_balanced(chunks.collect(), word, none)
            }
        }
    }

    /// Negates a predicate and includes NULL, which SQL's NOT would leave NULL.
    pub(in crate::query) fn or_open(self) -> Self {
        sql!["(", self, ") IS NOT TRUE"]
    }

    /// Returns the text with its parameters.
    pub(in crate::query) fn finish(self) -> Finished {
        self.write_finished()
    }

    fn write_finished(&self) -> Finished {
        let (mut finished, mut numbers) = (Finished::default(), HashMap::new());
        self.write(&mut finished, &mut numbers);
        finished
    }

    fn write<'e>(&'e self, to: &mut Finished, numbers: &mut HashMap<&'e Param, usize>) {
        for piece in &self.0 {
            match piece {
                Piece::Sql(sql) => to.text.push_str(sql),
                Piece::Param(param) => {
                    let n = *numbers.entry(param).or_insert_with(|| {
                        to.params.push(param.clone());
                        to.params.len()
                    });
                    let _ = write!(to.text, "?{n}");
                }
                Piece::Shared(part) => part.write(to, numbers),
                Piece::Search(rows) => {
                    let (search, written) = &**rows;
                    let (start, others) = (to.text.len(), to.searches.len());
                    written.write(to, numbers);
                    // Its own search is needed only if it isn't replaced.
                    to.searches.truncate(others);
                    let at = start..to.text.len();
                    to.searches.push(RowSearch { at, ..search.clone() });
                }
            }
        }
    }
}

/// Quotes an identifier. Identifiers come from a checked catalog and contain no quotes; doubling them costs nothing.
pub(in crate::query) fn quote_ident(name: &str) -> String {
    let mut quoted = String::with_capacity(name.len() + 2);
    add_ident(&mut quoted, name);
    quoted
}

fn add_ident(sql: &mut String, name: &str) {
    sql.push('"');
    for (at, part) in name.split('"').enumerate() {
        sql.push_str(if at == 0 { "" } else { "\"\"" });
        sql.push_str(part);
    }
    sql.push('"');
}

/// Returns a column of a table or alias.
pub(in crate::query) fn column_expr(alias: &str, name: &str) -> Expr {
    let mut sql = String::with_capacity(alias.len() + name.len() + 3);
    sql.push_str(alias);
    sql.push('.');
    add_ident(&mut sql, name);
    sql.into()
}

impl Param {
    /// Writes it as an SQL literal, for statements that people paste.
    pub fn to_literal(&self) -> String {
        match self {
            Self::Integer(n) => n.to_string(),
            Self::Of => ":of".to_owned(),
            Self::Text(text) if text.chars().any(is_unsafe) => {
                // Control characters are written as numbers.
                let is_end = |c: char| is_unsafe(c);
                let parts =
                    text.split_inclusive(is_end).map(|part| match part.chars().next_back() {
                        Some(c) if is_unsafe(c) => {
                            let before = part.strip_suffix(c).unwrap_or_default();
                            format!("{} || char({})", quote_literal(before), u32::from(c))
                        }
                        _ => quote_literal(part),
                    });
                format!("({})", parts.collect::<Vec<_>>().join(" || "))
            }
            Self::Text(text) => quote_literal(text),
        }
    }
}

fn quote_literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_parameters_and_equal_ones_share_one() {
        let expr = sql![
            "a = ",
            Expr::bind_text("x'"),
            " AND b > ",
            Expr::bind_integer(5),
            " AND c = ",
            Expr::bind_text("x'")
        ];
        let finished = expr.finish();
        assert_eq!(finished.text, "a = ?1 AND b > ?2 AND c = ?1");
        assert_eq!(finished.params, [Param::Text("x'".into()), Param::Integer(5)]);
        assert_eq!(Param::Text("x'".into()).to_literal(), "'x'''");
        let steered = Param::Text("a\u{202e}\n'".into()).to_literal();
        assert_eq!(steered, "('a' || char(8238) || '' || char(10) || '''')");
        assert_eq!(quote_ident("a\"b"), "\"a\"\"b\"");
    }

    #[test]
    fn a_search_is_known_by_its_own_text() {
        let all = sql!["SELECT id, rank FROM found WHERE n = ", Expr::bind_integer(7)];
        let among = sql![all.clone(), " AND id IN (SELECT value FROM json_each(", Param::Of, "))"];
        let written = sql!["SELECT id FROM found WHERE n = ", Expr::bind_integer(7)];
        let search = Expr::search(&[(all, among)].into(), 0, (written, false));
        let finished = sql!["a > ", Expr::bind_integer(5), " AND id IN (", search, ")"].finish();
        let [search] = finished.searches.as_slice() else { panic!() };
        assert_eq!(finished.text[search.at.clone()], *"SELECT id FROM found WHERE n = ?2");
        let words = search.word_searches();
        let [WordSearch { all: (text, params), among }] = words.as_slice() else { panic!() };
        assert_eq!(text, "SELECT id, rank FROM found WHERE n = ?1");
        assert_eq!(*params, [Param::Integer(7)]);
        assert_eq!(among.1, [Param::Integer(7), Param::Of]);
    }

    #[test]
    fn many_parts_make_a_shallow_tree() {
        let expr = Expr::any_of((0..1000).map(Expr::bind_integer));
        let Finished { text, params, .. } = expr.finish();
        assert_eq!(params.len(), 1000);
        let depth = text.chars().scan(0, |d, c| {
            *d += i32::from(c == '(') - i32::from(c == ')');
            Some(*d)
        });
        assert!(depth.max() < Some(5));
        assert_eq!(Expr::all_of([]), Expr::always_true());
        assert_eq!(Expr::any_of([]), Expr::always_false());
    }
}
