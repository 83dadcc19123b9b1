//! Suggestions: queries that may have been meant, where a query is refused or finds nothing.
//!
//! The parser and the resolver report problems, with at most the one edit that the broken rule implies. A generator for each
//! sort of problem (`problems`) looks at it with its query (`context`) and proposes candidates as edits of the syntax tree
//! ([`edit`]): `unknown_kind`, `unknown_field` with `tested` and `via_record`, `unknown_name` with `misspelt_clause`,
//! `other_kind`, `other_value`. For a text that is no query `question` builds one, for an answer without rows `empty_answer`
//! and `sibling_link` find a sibling that has some. [`Suggester::accept`] resolves a candidate and looks whether it finds
//! anything; `score` ranks candidates, those that keep every word typed (`relevance`) first: one that loses a word answers
//! another question and is never offered, at most mentioned as related. [`Suggester::repair`] makes whole texts of the
//! suggestions.

mod autofix;
mod context;
mod edit;
mod empty_answer;
mod misspelt_clause;
mod other_kind;
mod other_value;
mod parameter;
mod problems;
mod question;
mod relevance;
mod score;
mod sibling_link;
mod suggester;
mod syntax;
mod tested;
mod unknown_field;
mod unknown_kind;
mod unknown_name;
mod via_record;

pub use empty_answer::OtherText;
pub use problems::{SHOWN, resolve, with_suggestions};
pub use sibling_link::SiblingLink;
pub use suggester::{Finding, RelatedQueries, Suggester};
