//! `mentions`: where the words of a row are, in SQL (docs/semantics.md#mentioned-words).
//!
//! One list of texts is read in three ways: as the set of all rows that some text belongs to, for a condition; for one row, to
//! order the answer by where the words were found; and for its claims.

use super::claims;
use super::expr::{Expr, column, ident, sql};
use crate::catalog::{Catalog, Field, Kind, SOURCE, Sort, Type, columns};
use crate::query::plan::{Cond, FoundIn, Plan, TypedPredicate};
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

/// What a row of the table holds.
enum Searched<'c> {
    /// Texts, by their folded keys, and the row's fields that they are the values of.
    Keys(Vec<Expr>, Vec<&'c Field>),
    /// A thing with its names: the column that leads to it.
    Named(String),
}

/// The condition of names that are not confined to a source.
const EVERYWHERE: &str = "w.\"form\" <> 'mistranslation' AND w.\"only_in\" IS NULL";

/// Writes that a row has each of these words in some text.
pub(super) fn found(words: &[String], at: &SearchedRow<'_>) -> Expr {
    let texts = texts_of(at);
    // A table is read once for all its texts.
    let is_same = |a: &Texts<'_>, b: &Texts<'_>| (&a.table, &a.row) == (&b.table, &b.row);
    let first = |n: &usize| {
        !texts.iter().take(*n).any(|one| texts.get(*n).is_some_and(|of| is_same(one, of)))
    };
    let tables: Vec<&Texts<'_>> =
        (0..texts.len()).filter(first).filter_map(|n| texts.get(n)).collect();
    let each = words.iter().map(|word| {
        let sets = tables.iter().map(|table| {
            let all = texts.iter().filter(|one| is_same(one, table));
            table.rows(Expr::any(all.map(|one| one.have_somewhere(word)).collect()))
        });
        sql![at.id.clone(), " IN (", Expr::join(sets, "\n UNION ALL "), ")"]
    });
    Expr::all(each.collect())
}

/// Writes the rank of a row of an answer by where its words were found; `None` means that its condition looks for none.
pub(in crate::query) fn rank<'c>(plan: &Plan<'c>, at: &SearchedRow<'c>) -> Option<Expr> {
    rank_of(plan.filter.as_ref()?, at)
}

/// Writes the rank of a row by the words of a condition: the last of those that must all be there, the first of others.
fn rank_of(cond: &Cond<'_>, at: &SearchedRow<'_>) -> Option<Expr> {
    let of = |parts: &[Cond<'_>], choose: &'static str| {
        extreme(choose, parts.iter().filter_map(|part| rank_of(part, at)).collect())
    };
    match cond {
        Cond::All(parts) => of(parts, "max"),
        Cond::Any(parts) => of(parts, "min"),
        Cond::Possibly(inner) => rank_of(inner, at),
        Cond::Not(_) | Cond::OneReading(..) => None,
        Cond::Test(test) => match &test.check {
            TypedPredicate::Mentions(words) => {
                extreme("max", words.iter().map(|word| rank_of_word(word, at)).collect())
            }
            _ => None,
        },
    }
}

/// Writes the smallest or largest of some numbers.
fn extreme(choose: &'static str, mut of: Vec<Expr>) -> Option<Expr> {
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
pub(super) fn claims(words: &[String], at: &SearchedRow<'_>) -> Vec<Expr> {
    let texts = texts_of(at);
    let of_word = |word: &String| {
        let each = texts.iter().flat_map(|texts| texts.claims(word, at));
        each.collect::<Vec<_>>()
    };
    words.iter().flat_map(of_word).collect()
}

impl<'c> Texts<'c> {
    fn new(found_in: FoundIn, table: &str, row: &str, keys: Vec<Expr>) -> Self {
        let held = Searched::Keys(keys, vec![]);
        Self { found_in, table: ident(table), row: ident(row), only: None, held }
    }

    /// Makes the texts of a kind's own table.
    fn of_table(found_in: FoundIn, kind: &'c Kind, row: &str) -> Option<Self> {
        let fields: Vec<&Field> = kind.stored().filter(|field| field.ty == Type::Text).collect();
        let keys = fields.iter().map(|field| key_of(kind, &field.name)).collect();
        let held = Searched::Keys(keys, fields.clone());
        (!fields.is_empty()).then(|| Self { held, ..Self::new(found_in, &kind.name, row, vec![]) })
    }

    /// Writes that a row of the table has a word.
    fn have(&self, word: &str) -> Expr {
        let has = match &self.held {
            Searched::Keys(keys, _) => {
                Expr::any(keys.iter().map(|key| begins(key, word)).collect())
            }
            Searched::Named(thing) => {
                let names = names();
                sql![format!("w.{thing} IN ("), names.rows(names.have_somewhere(word)), ")"]
            }
        };
        Expr::all([has].into_iter().chain(self.only.clone()).collect())
    }

    fn is_names(&self) -> bool {
        self.found_in == FoundIn::Name && self.row == ident("of")
    }

    /// Writes the same where all rows of the table are read: of names only their index is.
    fn have_somewhere(&self, word: &str) -> Expr {
        match &self.held {
            Searched::Keys(keys, _) if self.is_names() => {
                let has = keys.iter().map(|key| begins(key, word));
                let index =
                    "w.id IN (SELECT w.id FROM \"name\" AS w WHERE w.\"text_key\" IS NOT NULL AND ";
                sql![index, Expr::any(has.collect()), ") AND ", EVERYWHERE]
            }
            _ => self.have(word),
        }
    }

    /// Selects the rows that texts for which a predicate is true belong to.
    fn rows(&self, have: Expr) -> Expr {
        let Self { table, row, .. } = self;
        sql![format!("SELECT w.{row} FROM {table} AS w WHERE "), have]
    }

    /// Writes that a text of this row has a word.
    fn are_of(&self, word: &str, at: &SearchedRow<'_>) -> Expr {
        let Self { table, row, .. } = self;
        let select = format!("EXISTS (SELECT 1 FROM {table} AS w WHERE w.{row} = ");
        sql![select, at.id.clone(), " AND ", self.have(word), ")"]
    }

    /// Selects the claims behind a word in these texts of a row.
    fn claims(&self, word: &str, at: &SearchedRow<'_>) -> Vec<Expr> {
        let Self { table, row, found_in, held, .. } = self;
        let here = sql![format!("w.{row} = "), at.id.clone(), " AND ", self.have(word)];
        match (found_in, held) {
            (FoundIn::Name, _) => {
                vec![sql![claims::of_thing(&at.id), " AND ", self.are_of(word, at)]]
            }
            (FoundIn::Text, Searched::Keys(keys, fields)) => {
                let of_field = |(field, key): (&&Field, &Expr)| {
                    let own = claims::on_field(
                        &"w.id".into(),
                        &field.name,
                        &sql!["w.", ident(&field.name)],
                    );
                    sql![
                        format!("SELECT v.id FROM {table} AS w, claim AS v WHERE w.{row} = "),
                        at.id.clone(),
                        " AND ",
                        begins(key, word),
                        " AND v.id IN (",
                        own,
                        ")"
                    ]
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

/// Returns the folded form of a text of `w`. Evidence keeps it only where it differs from the text.
fn key_of(kind: &Kind, field: &str) -> Expr {
    let key = column("w", &columns::key(field));
    match kind.sort {
        Sort::Evidence => sql!["coalesce(", key, ", ", column("w", field), ")"],
        _ => key,
    }
}

/// Writes that a word, or words in a row, begin somewhere in a folded text.
fn begins(key: &Expr, word: &str) -> Expr {
    let mut pattern = String::new();
    for c in word.chars() {
        match c {
            '*' | '?' | '[' => pattern.extend(['[', c, ']']),
            c => pattern.push(c),
        }
    }
    let inside = sql![key.clone(), " GLOB ", Expr::text(&format!("*{pattern}*"))];
    match joined_to(word) {
        None => inside,
        Some(joined) => {
            let begins = Expr::text(&format!("*[^{joined}]{pattern}*"));
            sql!["(", inside, " AND ' ' || ", key.clone(), " GLOB ", begins, ")"]
        }
    }
}

fn names<'c>() -> Texts<'c> {
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
        Sort::Thing | Sort::Union => all.push(names()),
        Sort::Record => {
            let key = "w.\"name_key\"".into();
            let only = Some(sql!["w.\"kind\" = ", Expr::text(&kind.name)]);
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
        for field in record.stored().filter(|field| leads_to(field, kind, at)) {
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
    kind.sort == Sort::Union || at.catalog.targets(targets).any(|to| to.name == kind.name)
}

/// Lists the texts of the claims on a row; of a source also those made from it, and the names of what it says something of.
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
        all.push(Texts { held: Searched::Named(ident("thing")), ..told });
    }
    all
}
