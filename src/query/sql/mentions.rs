//! `mentions`: where the words of a row are, in SQL (docs/semantics.md#mentioned-words).
//!
//! One list of texts is read in four ways: as the set of all rows that some text belongs to, for a condition; the same with their
//! ranks, for an answer that is ordered by where the words were found; for one row, for its rank; and for its claims. The first
//! two read each table once for all its texts and for all rows that they belong to.

use std::rc::Rc;

use super::claims;
use super::expr::{Expr, Param, column_expr, quote_ident, sql};
use crate::catalog::{Catalog, Field, Kind, SOURCE, Sort, Type, columns};
use crate::query::plan::{Cond, FoundIn, Plan, Test, TypedPredicate};
use crate::value::joined_to;

/// A row whose texts are searched: its kind, and its id in SQL.
pub(in crate::query) struct SearchedRow<'c> {
    pub(in crate::query) catalog: &'c Catalog,
    pub(in crate::query) kind: &'c Kind,
    pub(in crate::query) id: Expr,
}

/// Some texts of rows: a table, as `w`, with the column that leads to the row.
struct Texts<'c> {
    found_in: FoundIn,
    table: String,
    /// The column of `w` with the id of the row.
    row: String,
    /// The condition of its rows.
    only: Option<Expr>,
    held: Searched<'c>,
}

/// A table that is read once: the texts of its rows, and all columns that lead to the rows they belong to.
struct TextTable<'t, 'c> {
    texts: Vec<&'t Texts<'c>>,
    rows: Vec<&'t str>,
}

/// The content of a row of the table.
#[derive(PartialEq)]
enum Searched<'c> {
    /// Texts, by their folded keys, and the row's fields that they are the values of.
    Keys(Vec<Expr>, Vec<&'c str>),
    /// A thing with its names: the column that leads to it.
    Named(String),
}

/// The condition of names that are not confined to a source.
const EVERYWHERE: &str = "w.\"form\" <> 'mistranslation' AND w.\"only_in\" IS NULL";

/// Writes that a row has each of these words in some text.
pub(super) fn has_all_words(words: &[String], at: &SearchedRow<'_>) -> Expr {
    let sets = each_word(words.iter().map(String::as_str).collect(), at, false);
    Expr::all_of(sets.into_iter().map(|set| sql![at.id.clone(), " IN (", set, ")"]).collect())
}

/// Selects, for each of these words, the rows that have it in some text, some of them repeatedly; with their ranks if these are
/// wanted.
fn each_word(mut words: Vec<&str>, at: &SearchedRow<'_>, ranked: bool) -> Vec<Expr> {
    // Whatever their order, the same words are one search. Long words are in fewer texts.
    words.sort_unstable_by(|one, other| other.len().cmp(&one.len()).then(one.cmp(other)));
    words.dedup();
    let texts = texts_of(at);
    let tables = group_by_table(&texts);
    let search = |word: &&str| {
        let among = tables.iter().flat_map(|table| table.rows_among(word));
        (union_rows(&tables, (word, true)), Expr::join(among, "\n UNION ALL "))
    };
    let all: Rc<[_]> = words.iter().map(search).collect();
    let one = |(number, word): (usize, &&str)| {
        Expr::search(&all, number, (union_rows(&tables, (word, ranked)), ranked))
    };
    words.iter().enumerate().map(one).collect()
}

/// Returns the words that all rows of an answer must have, if they alone give the order of the answer, and the other conditions.
pub(super) fn leading_words<'p, 'c>(
    plan: &'p Plan<'c>,
) -> Option<(Vec<&'p String>, Vec<&'p Cond<'c>>)> {
    let (mut words, mut others) = (Vec::new(), Vec::new());
    for part in plan.conjuncts() {
        match part {
            Cond::Test(Test { check: TypedPredicate::Mentions(sought), .. }) => {
                words.extend(sought);
            }
            other if other.is_search() => return None,
            other => others.push(other),
        }
    }
    words.sort_unstable();
    words.dedup();
    (plan.is_ranked() && !words.is_empty()).then_some((words, others))
}

/// Selects the rows that have each of these words in some text as `id`, with their `rank`.
pub(super) fn ranked_by_words(words: &[&String], at: &SearchedRow<'_>) -> Expr {
    with_each(each_word(words.iter().map(|word| word.as_str()).collect(), at, true))
}

/// Selects those of them that have each of the words in a name; `None` means that names are not searched, or nothing else is.
pub(super) fn ranked_by_name(words: &[&String], at: &SearchedRow<'_>) -> Option<Expr> {
    let texts = texts_of(at);
    let (names, others) = by_names(group_by_table(&texts));
    let each = words.iter().map(|word| union_rows(&names, (word, true))).collect();
    (!names.is_empty() && !others.is_empty()).then(|| with_each(each))
}

/// Selects the same as [`ranked_by_words`], but only by their names unless a statement selects 1 as `more`.
pub(super) fn ranked_further(words: &[&String], at: &SearchedRow<'_>, more: &Expr) -> Expr {
    let texts = texts_of(at);
    let (names, others) = by_names(group_by_table(&texts));
    let each = words.iter().map(|word| {
        let further = sql![
            "\n UNION ALL SELECT further.id, further.rank FROM (",
            more.clone(),
            ") AS stage CROSS JOIN (",
            union_rows(&others, (word, true)),
            ") AS further WHERE stage.more"
        ];
        sql![union_rows(&names, (word, true)), further]
    });
    with_each(each.collect())
}

/// Separates tables of names from others.
fn by_names<'t, 'c>(
    tables: Vec<TextTable<'t, 'c>>,
) -> (Vec<TextTable<'t, 'c>>, Vec<TextTable<'t, 'c>>) {
    let is_named = |text: &&Texts<'_>| text.found_in == FoundIn::Name;
    tables.into_iter().partition(|table| table.texts.iter().all(is_named))
}

/// Selects the rows with a word, some of them repeatedly; with their ranks if these are wanted.
fn union_rows(tables: &[TextTable<'_, '_>], (word, ranked): (&str, bool)) -> Expr {
    Expr::join(tables.iter().map(|table| table.select_rows(word, ranked)), "\n UNION ALL ")
}

/// Selects the rows that are in each of some sets, with the last of their ranks there.
fn with_each(sets: Vec<Expr>) -> Expr {
    let number = sets.len();
    let first = |set| sql!["SELECT id, min(rank) AS rank FROM (", set, ") GROUP BY id"];
    let mut each: Vec<Expr> = sets.into_iter().map(first).collect();
    if number == 1 {
        return each.pop().unwrap_or_default();
    }
    let all = Expr::join(each, "\n UNION ALL ");
    let count = format!(") GROUP BY id HAVING count(*) = {number}");
    sql!["SELECT id, max(rank) AS rank FROM (", all, count]
}

/// Writes the rank of a row of an answer by where its words were found; `None` means that its condition looks for none.
pub(in crate::query) fn answer_rank<'c>(plan: &Plan<'c>, at: &SearchedRow<'c>) -> Option<Expr> {
    rank_of(plan.filter.as_ref()?, at)
}

/// Writes the rank of a row by the words of a condition: the last of those that must all be there, the first of others.
fn rank_of(cond: &Cond<'_>, at: &SearchedRow<'_>) -> Option<Expr> {
    let of = |parts: &[Cond<'_>], choose: &'static str| {
        extreme_of(choose, parts.iter().filter_map(|part| rank_of(part, at)).collect())
    };
    match cond {
        Cond::All(parts) => of(parts, "max"),
        Cond::Any(parts) => of(parts, "min"),
        Cond::Possibly(inner) => rank_of(inner, at),
        Cond::Not(_) | Cond::OneReading(..) => None,
        Cond::Test(test) => match &test.check {
            TypedPredicate::Mentions(words) => {
                extreme_of("max", words.iter().map(|word| rank_of_word(word, at)).collect())
            }
            _ => None,
        },
    }
}

/// Writes the smallest or largest of some numbers.
fn extreme_of(choose: &'static str, mut of: Vec<Expr>) -> Option<Expr> {
    match of.len() {
        0 | 1 => of.pop(),
        _ => Some(sql![choose, "(", Expr::join(of, ", "), ")"]),
    }
}

fn rank_of_word(word: &str, at: &SearchedRow<'_>) -> Expr {
    let mut cases = Expr::default();
    for texts in texts_of(at) {
        let rank = format!(" THEN {}", texts.found_in.rank());
        cases.push(sql![" WHEN ", texts.are_of(word, at), rank]);
    }
    sql!["CASE", cases, format!(" ELSE {} END", FoundIn::NOWHERE)]
}

/// Selects the claims behind what was found: those whose words were found, and those on a name, a text or a record that has them.
pub(super) fn claims_behind_words(words: &[String], at: &SearchedRow<'_>) -> Vec<Expr> {
    let texts = texts_of(at);
    let of_word = |word: &String| {
        let each = texts.iter().flat_map(|texts| texts.claims_behind_word(word, at));
        each.collect::<Vec<_>>()
    };
    words.iter().flat_map(of_word).collect()
}

impl<'c> Texts<'c> {
    fn new(found_in: FoundIn, table: &str, row: &str, keys: Vec<Expr>) -> Self {
        let held = Searched::Keys(keys, vec![]);
        Self { found_in, table: quote_ident(table), row: quote_ident(row), only: None, held }
    }

    /// Makes the texts of a kind's own table.
    fn of_table(found_in: FoundIn, kind: &'c Kind, row: &str) -> Option<Self> {
        let texts = kind.stored_fields().filter(|field| field.ty == Type::Text);
        let fields: Vec<&str> = texts.map(|field| field.name.as_str()).collect();
        let keys = fields.iter().map(|field| key_of(kind, field)).collect();
        let held = Searched::Keys(keys, fields.clone());
        (!fields.is_empty()).then(|| Self { held, ..Self::new(found_in, &kind.name, row, vec![]) })
    }

    /// Writes that a row of the table has a word.
    fn have_word(&self, word: &str) -> Expr {
        let has = match &self.held {
            Searched::Keys(keys, _) => {
                Expr::any_of(keys.iter().map(|key| word_begins(key, word)).collect())
            }
            Searched::Named(thing) => {
                let names = "SELECT w.\"of\" FROM \"name\" AS w WHERE ";
                sql![format!("w.{thing} IN ({names}"), self::name_texts().have_somewhere(word), ")"]
            }
        };
        Expr::all_of([has].into_iter().chain(self.only.clone()).collect())
    }

    /// Checks whether they are the same texts, whatever row they belong to.
    fn are_those_of(&self, other: &Self) -> bool {
        self.found_in == other.found_in
            && self.table == other.table
            && self.only == other.only
            && self.held == other.held
    }

    fn is_names(&self) -> bool {
        self.found_in == FoundIn::Name && self.row == quote_ident("of")
    }

    /// Writes the predicate for a scan of the whole table. For names, it reads only the index.
    fn have_somewhere(&self, word: &str) -> Expr {
        match &self.held {
            Searched::Keys(keys, _) if self.is_names() => {
                let has = keys.iter().map(|key| word_begins(key, word));
                let index =
                    "w.id IN (SELECT w.id FROM \"name\" AS w WHERE w.\"text_key\" IS NOT NULL AND ";
                sql![index, Expr::any_of(has.collect()), ") AND ", EVERYWHERE]
            }
            _ => self.have_word(word),
        }
    }

    /// Writes that a text of this row has a word.
    fn are_of(&self, word: &str, at: &SearchedRow<'_>) -> Expr {
        let Self { table, row, .. } = self;
        let select = format!("EXISTS (SELECT 1 FROM {table} AS w WHERE w.{row} = ");
        sql![select, at.id.clone(), " AND ", self.have_word(word), ")"]
    }

    /// Selects the claims behind a word in these texts of a row.
    fn claims_behind_word(&self, word: &str, at: &SearchedRow<'_>) -> Vec<Expr> {
        let Self { table, row, found_in, held, .. } = self;
        let here = sql![format!("w.{row} = "), at.id.clone(), " AND ", self.have_word(word)];
        match (found_in, held) {
            (FoundIn::Name, _) => {
                vec![sql![claims::of_thing(&at.id), " AND ", self.are_of(word, at)]]
            }
            (FoundIn::Text, Searched::Keys(keys, fields)) => {
                let of_field = |(field, key): (&&str, &Expr)| {
                    let own = claims::on_field(&"w.id".into(), field, &column_expr("w", field));
                    let from =
                        format!("SELECT v.id FROM {table} AS w, claim AS v WHERE w.{row} = ");
                    let has = word_begins(key, word);
                    sql![from, at.id.clone(), " AND ", has, " AND v.id IN (", own, ")"]
                };
                fields.iter().zip(keys).map(of_field).collect()
            }
            (FoundIn::Beside, Searched::Keys(..)) => {
                let from = format!("SELECT v.id FROM {table} AS w, claim AS v WHERE ");
                vec![sql![from, here, " AND v.thing = w.id AND v.whole = 1"]]
            }
            _ => vec![sql![format!("SELECT w.id FROM {table} AS w WHERE "), here]],
        }
    }
}

/// Puts texts together that are read at once: those of one table, also where the same texts belong to several rows.
fn group_by_table<'t, 'c>(texts: &'t [Texts<'c>]) -> Vec<TextTable<'t, 'c>> {
    let mut by_row: Vec<TextTable<'t, 'c>> = Vec::new();
    for one in texts {
        let is_same = |known: &&mut TextTable<'_, '_>| {
            known.rows == [one.row.as_str()]
                && known.texts.iter().all(|text| text.table == one.table)
        };
        match by_row.iter_mut().find(is_same) {
            Some(known) => known.texts.push(one),
            None => by_row.push(TextTable { texts: vec![one], rows: vec![&one.row] }),
        }
    }
    let mut tables: Vec<TextTable<'t, 'c>> = Vec::new();
    for table in by_row {
        match tables.iter_mut().find(|known| known.has_the_texts_of(&table)) {
            Some(known) => known.rows.extend(table.rows),
            None => tables.push(table),
        }
    }
    tables
}

impl TextTable<'_, '_> {
    fn has_the_texts_of(&self, other: &Self) -> bool {
        let is_same = |(one, other): (&&Texts<'_>, &&Texts<'_>)| one.are_those_of(other);
        self.texts.len() == other.texts.len() && self.texts.iter().zip(&other.texts).all(is_same)
    }

    /// Selects the rows that texts with a word belong to; with their ranks if these are wanted.
    fn select_rows(&self, word: &str, ranked: bool) -> Expr {
        let rank = if ranked { self.rank_column(word) } else { Expr::default() };
        let has = |text: &&Texts<'_>| text.have_somewhere(word);
        let found = Expr::any_of(self.texts.iter().map(has).collect());
        let (row, sides) = match self.rows.as_slice() {
            [one] => (format!("w.{one}"), String::new()),
            several => {
                let case =
                    several.iter().enumerate().map(|(n, row)| format!(" WHEN {n} THEN w.{row}"));
                let each = (0..several.len()).map(|n| format!("SELECT {n} AS n"));
                let each = each.collect::<Vec<_>>().join(" UNION ALL ");
                let row = format!("CASE side.n{} END", case.collect::<String>());
                (row, format!(" CROSS JOIN ({each}) AS side"))
            }
        };
        let from = format!(" FROM {} AS w{sides} WHERE ", self.table());
        sql![format!("SELECT {row} AS id"), rank, from, found]
    }

    /// Selects the same with their ranks, but only of some rows, each once for each column that leads to it. A list of their ids
    /// replaces [`Param::Of`].
    fn rows_among(&self, word: &str) -> Vec<Expr> {
        let found = Expr::any_of(self.texts.iter().map(|text| text.have_word(word)).collect());
        let of = |row: &&str| {
            let from = format!(" FROM {} AS w WHERE w.{row} IN (", self.table());
            let some = sql!["SELECT value FROM json_each(", Param::Of, ")) AND ", found.clone()];
            sql![format!("SELECT w.{row} AS id"), self.rank_column(word), from, some]
        };
        self.rows.iter().map(of).collect()
    }

    fn table(&self) -> &str {
        self.texts.first().map_or("", |text| text.table.as_str())
    }

    /// Writes the rank of a row of the table by where it has a word, as a column.
    fn rank_column(&self, word: &str) -> Expr {
        if let [one] = self.texts.as_slice() {
            return format!(", {} AS rank", one.found_in.rank()).into();
        }
        let case = self.texts.iter().map(|text| {
            let rank = format!(" THEN {}", text.found_in.rank());
            sql![" WHEN ", text.have_somewhere(word), rank]
        });
        sql![", CASE", Expr::join(case, ""), " END AS rank"]
    }
}

/// Returns the folded form of a text of `w`. Evidence keeps it only where it differs from the text.
fn key_of(kind: &Kind, field: &str) -> Expr {
    let key = column_expr("w", &columns::key_column(field));
    match kind.sort {
        Sort::Evidence => sql!["coalesce(", key, ", ", column_expr("w", field), ")"],
        _ => key,
    }
}

/// Writes that a word, or words in a row, begin somewhere in a folded text.
fn word_begins(key: &Expr, word: &str) -> Expr {
    let mut pattern = String::new();
    for c in word.chars() {
        match c {
            '*' | '?' | '[' => pattern.extend(['[', c, ']']),
            c => pattern.push(c),
        }
    }
    let inside = sql![key.clone(), " GLOB ", Expr::bind_text(&format!("*{pattern}*"))];
    match joined_to(word) {
        None => inside,
        Some(joined) => {
            let begins = Expr::bind_text(&format!("*[^{joined}]{pattern}*"));
            sql!["(", inside, " AND ' ' || ", key.clone(), " GLOB ", begins, ")"]
        }
    }
}

fn name_texts<'c>() -> Texts<'c> {
    let key = "w.\"text_key\"".into();
    Texts { only: Some(EVERYWHERE.into()), ..Texts::new(FoundIn::Name, "name", "of", vec![key]) }
}

/// Lists the texts of the rows of a kind, by their rank.
fn texts_of<'c>(at: &SearchedRow<'c>) -> Vec<Texts<'c>> {
    let kind = at.kind;
    let is_thing = matches!(kind.sort, Sort::Thing | Sort::Union);
    let kinds = at.catalog.kinds.iter();
    let mut all = Vec::new();
    match kind.sort {
        Sort::Thing | Sort::Union => all.push(name_texts()),
        Sort::Record => {
            let key = "w.\"name_key\"".into();
            let only = Some(sql!["w.\"kind\" = ", Expr::bind_text(&kind.name)]);
            all.push(Texts { only, ..Texts::new(FoundIn::Name, "thing", "id", vec![key]) });
        }
        Sort::Evidence => {}
    }
    let own = kinds.clone().filter(|own| match kind.sort {
        Sort::Union => own.sort == Sort::Thing,
        _ => own.name == kind.name,
    });
    all.extend(own.filter_map(|own| Texts::of_table(FoundIn::Text, own, "id")));
    for record in kinds.filter(|record| is_thing && record.sort == Sort::Record && !record.core) {
        for field in record.stored_fields().filter(|field| leads_to(field, kind, at)) {
            all.extend(Texts::of_table(FoundIn::Beside, record, &field.name));
        }
    }
    if kind.sort != Sort::Evidence {
        all.extend(of_claims(at));
    }
    all.sort_by_key(|texts| texts.found_in.rank());
    all
}

/// Checks whether a field can lead to rows of a kind.
fn leads_to(field: &Field, kind: &Kind, at: &SearchedRow<'_>) -> bool {
    let Type::Ref(targets) = &field.ty else { return false };
    kind.sort == Sort::Union || at.catalog.target_kinds(targets).any(|to| to.name == kind.name)
}

/// Lists the texts of the claims on a row. For a source, adds the claims from it and the names of the things they are about.
fn of_claims<'c>(at: &SearchedRow<'c>) -> Vec<Texts<'c>> {
    let Some(claim) = at.catalog.kind(claims::CLAIM) else { return vec![] };
    let words = |row: &str| {
        [(FoundIn::Phrase, "phrase"), (FoundIn::Note, "note")]
            .map(|(found_in, field)| Texts::new(found_in, "claim", row, vec![key_of(claim, field)]))
    };
    let is_source = at.kind.name == SOURCE;
    let mut all = Vec::new();
    if !is_source {
        all.extend(words("thing"));
    }
    if is_source || at.kind.sort == Sort::Union {
        all.extend(words("source"));
        let told = Texts::new(FoundIn::Beside, "claim", "source", vec![]);
        all.push(Texts { held: Searched::Named(quote_ident("thing")), ..told });
    }
    all
}
