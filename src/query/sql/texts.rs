//! The texts of rows in which `mentions` looks for words: names, texts of the rows themselves and of records about them, and claims.

use super::claims;
use super::expr::{Expr, Param, column_expr, quote_ident, sql};
use crate::catalog::{Catalog, Field, Kind, SOURCE, Sort, Type, columns};
use crate::query::plan::FoundIn;
use crate::value::joined_to;

/// A row whose texts are searched: its kind, and its id in SQL.
pub(in crate::query) struct SearchedRow<'c> {
    pub(in crate::query) catalog: &'c Catalog,
    pub(in crate::query) kind: &'c Kind,
    pub(in crate::query) id: Expr,
}

/// Some texts of rows: a table, as `w`, with the column that leads to the row.
pub(super) struct Texts<'c> {
    pub(super) found_in: FoundIn,
    table: String,
    /// The column of `w` with the id of the row.
    row: String,
    /// The condition of its rows.
    only: Option<Expr>,
    held: Searched<'c>,
}

/// A table that is read once: the texts of its rows, and all columns that lead to the rows they belong to.
pub(super) struct TextTable<'t, 'c> {
    pub(super) texts: Vec<&'t Texts<'c>>,
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

impl<'c> Texts<'c> {
    fn new(found_in: FoundIn, table: &str, row: &str, keys: Vec<Expr>) -> Self {
        let held = Searched::Keys(keys, vec![]);
        Self { found_in, table: quote_ident(table), row: quote_ident(row), only: None, held }
    }

    /// Makes the texts of a kind's own table.
    fn of_table(found_in: FoundIn, kind: &'c Kind, row: &str) -> Option<Self> {
        let texts = kind.stored_fields().filter(|field| field.ty == Type::Text);
        let fields: Vec<&str> = texts.map(|field| field.name.as_str()).collect();
        let keys = fields.iter().map(|field| folded_text(kind, field, "w")).collect();
        let held = Searched::Keys(keys, fields.clone());
        (!fields.is_empty()).then(|| Self { held, ..Self::new(found_in, &kind.name, row, vec![]) })
    }

    /// Writes that a row of the table has a word.
    fn have_word(&self, word: &str) -> Expr {
        let has = match &self.held {
            Searched::Keys(keys, _) => Expr::any_of(keys.iter().map(|key| word_begins(key, word))),
            Searched::Named(thing) => {
                let names = "SELECT w.\"of\" FROM \"name\" AS w WHERE ";
                sql![format!("w.{thing} IN ({names}"), self::name_texts().have_somewhere(word), ")"]
            }
        };
        Expr::all_of([has].into_iter().chain(self.only.clone()))
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
                sql![index, Expr::any_of(has), ") AND ", EVERYWHERE]
            }
            _ => self.have_word(word),
        }
    }

    /// Writes that a text of this row has a word.
    pub(super) fn are_of(&self, word: &str, at: &SearchedRow<'_>) -> Expr {
        let Self { table, row, .. } = self;
        let select = format!("EXISTS (SELECT 1 FROM {table} AS w WHERE w.{row} = ");
        sql![select, at.id.clone(), " AND ", self.have_word(word), ")"]
    }

    /// Selects the claims behind a word in these texts of a row.
    pub(super) fn claims_behind_word(&self, word: &str, at: &SearchedRow<'_>) -> Vec<Expr> {
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
pub(super) fn group_by_table<'t, 'c>(texts: &'t [Texts<'c>]) -> Vec<TextTable<'t, 'c>> {
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
    pub(super) fn select_rows(&self, word: &str, ranked: bool) -> Expr {
        let rank = if ranked { self.rank_column(word) } else { Expr::default() };
        let has = |text: &&Texts<'_>| text.have_somewhere(word);
        let found = Expr::any_of(self.texts.iter().map(has));
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
    pub(super) fn rows_among(&self, word: &str) -> Vec<Expr> {
        let found = Expr::any_of(self.texts.iter().map(|text| text.have_word(word)));
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

/// Returns the folded form of a text in a row of a kind. Evidence keeps it only where it differs from the text.
pub(super) fn folded_text(kind: &Kind, field: &str, alias: &str) -> Expr {
    let key = column_expr(alias, &columns::key_column(field));
    match kind.sort {
        Sort::Evidence => sql!["coalesce(", key, ", ", column_expr(alias, field), ")"],
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
pub(super) fn texts_of<'c>(at: &SearchedRow<'c>) -> Vec<Texts<'c>> {
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
        [(FoundIn::Phrase, "phrase"), (FoundIn::Note, "note")].map(|(found_in, field)| {
            Texts::new(found_in, "claim", row, vec![folded_text(claim, field, "w")])
        })
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
