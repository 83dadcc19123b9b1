//! `brief`: a command-line fact base of Belt and Road cooperation.
//!
//! Facts are loaded from digests, and each is traced to a paragraph of a document. Queries are written in a small language.
//! Answers show the rows that certainly match, and notes count the rows that may match and say why.
//!
//! ```text
//! text ──lex──► tokens ──parse──► ast::Query ──resolve──► plan::Plan ──sql──► Statement ──run──► Rows ──render──► bytes
//! ```
//!
//! docs/architecture.md is the reading guide: the path of a query and of a fact, where to change what, the invariants that
//! `tests/layers.rs` checks, and a glossary. docs/semantics.md defines what conditions mean, grammar.md the language.
//! [`session::Session::answer`] is a good place to begin.
//!
//! Without its feature `cli` the library opens bytes and answers queries, and needs no operating system (`web/`).

#![forbid(unsafe_code)]
#![cfg_attr(
    not(feature = "cli"),
    allow(dead_code, unused_imports, reason = "only loading to files uses them")
)]

pub mod text;

pub mod value;

pub mod answer;

pub mod catalog;

pub mod query;

pub mod store;

pub mod render;

pub mod session;

#[cfg(feature = "cli")]
pub mod repl;

#[cfg(feature = "cli")]
pub mod cli;
