//! `brief`: a command-line fact base of Belt and Road cooperation.
//!
//! Facts are loaded from digests, each traced to a paragraph of a document; questions are asked in a small language;
//! answers say what certainly matches, and how many more may, and why.
//!
//! # The life of a query
//!
//! ```text
//! text ──lex──► tokens ──parse──► ast::Query ──resolve──► plan::Plan ──sql──► Statement ──run──► Rows ──render──► bytes
//! ```
//!
//! [`session::Session::answer`] walks all of it, for the command line, scripts and the prompt alike:
//!
//! 1. [`query::lexer`] splits the text into tokens and never fails; [`query::parser`] makes a tree of them
//!    ([`query::ast`]), one function for each rule of grammar.md, knowing no catalog.
//! 2. [`query::resolve`] looks up every name, in the [`catalog`] or through [`query::names`] in the data, reads every value
//!    by its field's type with [`value`], and makes a [`query::plan`]: typed, without names to look up.
//! 3. [`query::sql`] writes the two predicates of each condition, certainly true and certainly false, as one statement.
//! 4. [`store`] runs it on an open base, row by row; [`render`] writes each row in the format wanted.
//! 5. [`query::notes`] says what is to be known about the answer; [`query::diagnostic`] what is wrong with a query.
//!
//! # The life of a fact
//!
//! A digest (`seeds/*.toml`) is read and checked by [`store::digest`], merged by [`store::load`] into the tables that
//! `store::schema` makes from the [`catalog`], and what follows from it is derived. Nothing half-made bears a final name.
//!
//! # Where to change what
//!
//! | to add | go to |
//! | --- | --- |
//! | a kind, a field, a link, a unit or currency | `schema/catalog.toml`; nothing else |
//! | a fact | `seeds/` (and `store/builtin.rs` for a new file) |
//! | a test such as `ends with` | its rule in `query/parser/conditions.rs`, `ast::Test`, `plan::Check`, reading in `query/resolve/checks.rs`, meaning in `query/sql/leaf.rs`, grammar.md |
//! | a clause | `query/parser/clauses.rs`, `ast::Query`, `query/resolve/mod.rs`, `query/sql/mod.rs`, grammar.md |
//! | a literal | `value/` |
//! | a message | beside its kind in `query/diagnostic/` or `query/notes.rs` |
//! | an output format | `render/format.rs` and a file beside `render/csv.rs` |
//! | a command, an option | a file in `cli/`, `cli/options.rs` |
//! | a dot-command | the table in `repl/commands.rs` |
//!
//! # Invariants (checked by `tests/layers.rs`)
//!
//! - Each outside crate is named in one place: nom in the lexer and parser, rusqlite in `store`, comfy-table in
//!   `render/table.rs`, rustyline in `repl`, clap in `cli`.
//! - The parser knows no catalog; the resolver is the only stage that looks names up; `query` does no input or output.
//! - The SQL of queries is written in `query::sql`, tables and loading in `store`. What a person typed reaches SQLite only
//!   as a bound parameter; identifiers come from the checked catalog and are quoted.
//! - No kind of fact, and no field of one, is named in Rust but the engine's own: thing, name, claim, source, flag, and
//!   that places lie in places.
//! - `use` runs one way: `cli → repl → session → {query, store, render} → {catalog, value, text}`; where `store` runs a
//!   query's statements it knows `query::sql`, `query::plan` and `query::names`.
//! - Only `cli` and `repl` write to the terminal. No `unwrap`, `expect`, `panic` or `unsafe` outside tests.

pub mod text;

pub mod value;

pub mod catalog;

pub mod query;

pub mod store;

pub mod render;

pub mod session;

pub mod repl;

pub mod cli;
