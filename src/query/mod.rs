//! From the text of a query to SQL.
pub mod ast;
pub mod diagnostic;
pub mod lexer;
pub mod parser;
mod print;
pub mod span;
