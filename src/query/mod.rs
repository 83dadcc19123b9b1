//! From the text of a query to SQL.
pub mod ast;
pub mod diagnostic;
pub mod english;
pub mod lexer;
pub mod names;
pub mod notes;
pub mod parser;
pub mod plan;
mod print;
pub mod resolve;
pub mod span;
pub mod sql;
