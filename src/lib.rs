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
//!    [`query::bind`] gives parameters their values in it.
//! 2. [`query::resolve`] looks up every name, in the [`catalog`] or through [`query::names`] in the data, reads every value
//!    by its field's type with [`value`], and makes a [`query::plan`]: typed, without names to look up.
//! 3. [`query::sql`] writes the two predicates of each condition, certainly true and certainly false, as one statement.
//! 4. [`store`] runs it on an open base, row by row, into cells ([`answer`]); [`render`] writes each row in the format wanted.
//! 5. [`query::notes`] adds notes to the answer; [`query::diagnostic`] describes what is wrong with a query.
//!
//! Where a query is refused or finds nothing, [`query::suggest`] finds queries that may have been meant.
//!
//! While a query is typed the same parser and resolver say what can follow ([`query::complete`]) and what each word is
//! ([`query::highlight`]). So what is added to the language is offered at the prompt too.
//!
//! # The life of a fact
//!
//! A digest (`seeds/*.toml`) or a table (`examples/projects.csv`) is read and checked by [`store::digest`], merged by
//! [`store::load`] into the tables that `store::schema` makes from the [`catalog`], and what follows from it is derived. Nothing half-made bears a final name.
//! Afterwards [`store::check`] looks a base over, [`store::verify`] looks its citations up in their documents, and
//! [`store::about`] with [`store::contradictions`] says what is in it, open and in conflict, and [`store::ship`] writes it as a
//! file to send, in an order that depends on the facts alone (`store::canonical`, `store::rewrite`).
//!
//! # Where to change what
//!
//! Each change comes with a golden script in `tests/scripts` or a test beside the code; what a person types or sees also with
//! a line in `grammar.md` or a guide in `docs`, which `tests/docs/documents.rs` runs.
//!
//! | to add | go to |
//! | --- | --- |
//! | an input that failed | a line of `tests/cases/inputs.sh` (of its class in `neighbours.sh` beside it), then the room of its mechanism below |
//! | a kind, a field, a link, a unit or currency | `schema/catalog.toml` (its head says what can be written there); nothing else. With its `version` raised, bases made before take it on at their next load (`src/store/rewrite.rs`). |
//! | a name of a country | `seeds/countries.py`, which makes the list that `src/value/country.rs` reads; used by `src/query/resolve/operands/countries.rs` and `src/store/load/countries.rs` |
//! | a fact | `seeds`, and for a new file `src/store/builtin.rs` |
//! | a test such as `ends with` | `src/query/parser/comparisons.rs` (`WORDED`), `src/query/ast.rs`, `src/query/print.rs`, `src/query/english.rs`; its meaning in `src/query/plan/mod.rs` (`TypedPredicate`, `KeyTest`), `src/query/resolve/comparison.rs` or `operands`, `src/query/sql/value_predicate.rs`; its words among those no field may have in `src/catalog/reserved.rs`; `grammar.md` |
//! | a clause | `src/query/parser/clauses.rs`, `src/query/ast.rs`, `src/query/print.rs`, `src/query/resolve/mod.rs`, `src/query/sql/mod.rs`, `grammar.md` |
//! | a literal | `src/value` |
//! | a type of field | `src/catalog/mod.rs`, `src/catalog/columns.rs`, `src/store/digest/literal.rs`, `src/query/resolve/comparison.rs`, `src/query/sql/value_predicate.rs` |
//! | which references lead from a part to its whole | `tree` in `schema/catalog.toml`; what keeps them from leading back, `src/store/load/rings.rs` |
//! | how the names of records are composed, and what of them is shown beside what they are of | `src/catalog/label.rs`, `src/store/load/derive.rs`, `src/query/sql/record_label.rs` |
//! | something the system keeps the program from, in words; what stays of a file that is replaced | `src/store/destination.rs`, with a line in `tests/cli/obstacles.rs` |
//! | a column every table may have, a sign in a cell | `src/store/digest/table/columns.rs`, `src/store/digest/table/cells.rs`, `docs/tables.md` |
//! | how a text goes into CSV or TSV and comes out again | `src/text/delimited.rs`, for both directions; `tests/load/exchange.rs` |
//! | what tells two things of one name apart | `src/store/namesakes.rs` |
//! | what a file is known by when it is loaded again | `known_as` in `src/cli/load.rs`, `src/store/load/claims.rs` |
//! | a form of table | `Form` in `src/store/digest/input.rs`, a file beside `src/store/digest/table/csv.rs` |
//! | something every base has | `schema/core.toml` (the engine's own kinds), `schema/core.sql` (fixed tables) and their guard `src/store/trust.rs`, which must go on to read older files; raise `FILE_VERSION` in `src/store/schema.rs` |
//! | a view, for people with other programs | `src/store/schema.rs`; raise `FILE_VERSION`; `tests/outside/others.rs` compares what the programs show |
//! | what the `readme` inside a base tells | `src/store/load/meta.rs` |
//! | an error or warning | `src/query/diagnostic`, beside its kind; its golden text in `tests/scripts/errors` |
//! | a word of another language, with what it is here | `src/query/parser/foreign.rs`, for a test `src/query/parser/comparisons.rs`; `grammar.md` |
//! | what a name may mean that is no field | `src/query/suggest/unknown_field.rs`, by the edges of the schema in `src/catalog/graph.rs`; which of several meanings is likelier, `score.rs` there |
//! | a suggestion | its generator in `src/query/suggest`, beside its kind, and its call in `mod.rs` there |
//! | another word people use for a kind, field, link or value | `[also]` in `schema/catalog.toml` |
//! | a word of a question that is no query (`how many`, `largest`) | `src/catalog/vocabulary.rs`; how it becomes a part of a query, `src/query/suggest/question` |
//! | a note | a file of `src/query/notes`, named like its code, with its condition, statement and sentence; its line of `RULES` in `src/query/notes/mod.rs`; its code in `docs/semantics.md`. The queries that a note offers are tried in `src/query/suggest/empty_answer.rs` and `sibling_link.rs` |
//! | a reason why a row is open | `Outcome` and the SQL that gives it in `src/query/notes/may_match/outcome.rs`, its words in `src/query/notes/may_match/reason.rs` |
//! | an output format | its line in `src/render/format.rs`, a file beside `src/render/json.rs`, its line in `src/render/mod.rs`; its bytes in `tests/scripts/formats.txt` |
//! | how a file is written that an answer goes to | `src/session/output.rs`; what its path leads to, `src/store/destination.rs` |
//! | an option of another program, with what it is here | `src/cli/foreign.rs` |
//! | what `brief check` finds wrong | the room of `src/store/check` it belongs to, the list in its `mod.rs`, a case in `tests/store/check.rs` |
//! | what counts as open or in conflict | `expect`, `counts`, `conflict` in `schema/catalog.toml` |
//! | a line of the card | `src/store/about.rs`, `src/session/card.rs` |
//! | a command, an option | a file in `src/cli`, `src/cli/mod.rs`, `src/cli/options.rs` |
//! | a place where people put the base, a command that is mistyped | `src/cli/arrange.rs` |
//! | a name that no kind of a catalog can have | `src/catalog/reserved.rs` |
//! | a dot-command | a line of the table in its room of `src/repl/commands`, and its function there |
//! | what people type who come from other programs | `src/repl/commands/habits.rs`, for options `src/cli/foreign.rs` |
//! | a step of `.tour` | `tour` in `schema/catalog.toml` |
//!
//! # Invariants (checked by `tests/layers.rs`)
//!
//! - Each outside crate is named in one place: nom in the lexer and the parser, rusqlite in `store`, calamine in
//!   `store/digest/workbook.rs`, flate2 in `store/digest/input.rs`, comfy-table in
//!   `render/table.rs`, rustyline and nix in `repl`, clap and indicatif in `cli`.
//! - The parser knows no catalog; the resolver is the only stage that looks names up; `query` does no input or output.
//! - The SQL of queries is written in `query::sql`, that of notes beside them in `query::notes`, tables and loading in `store`. What a person typed reaches SQLite only
//!   as a bound parameter; identifiers come from the checked catalog and are quoted.
//! - No kind of fact, and no field of one, is named in Rust but the engine's own: thing, name, claim, source, flag, and
//!   that places lie in places.
//! - `use` runs one way: `cli → repl → session → {query, store, render} → {catalog, answer, value, text}`; where `store` runs
//!   a query's statements it knows `query::sql`, `query::plan`, `query::names` and `query::facts`.
//! - Only `cli` and `repl` write to the terminal. No `unwrap`, `expect`, `panic` or `unsafe` outside tests.

pub mod text;

pub mod value;

pub mod answer;

pub mod catalog;

pub mod query;

pub mod store;

pub mod render;

pub mod session;

pub mod repl;

pub mod cli;
