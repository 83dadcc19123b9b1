//! The query language (grammar.md): from text to SQL, with its messages and notes.
//!
//! In the order of a query's life: [`lexer`], [`parser`] and [`ast`] (what was written), [`resolve`] and [`plan`] (what is
//! meant), [`sql`] (what is run). Beside them [`diagnostic`] (errors and warnings), [`notes`] (what accompanies answers)
//! and [`english`] (a query in plain words).

pub mod span;

pub mod lexer;

pub mod ast;
pub mod bind;

mod print;

mod walk;

mod foreign_words;

pub mod parser;

pub mod names;

pub mod plan;

pub mod resolve;

pub(crate) mod rewrite;

pub mod sql;

pub mod facts;

pub mod diagnostic;

pub mod repair;

pub mod suggest;

pub mod notes;

pub mod complete;

pub mod highlight;

pub mod english;

pub use print::quote_if_needed;
