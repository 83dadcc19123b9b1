//! brief
pub mod catalog;
pub mod cli;
pub mod query;
pub mod render;
pub mod repl;
pub mod session;
pub mod store;
pub mod text;
pub mod value;
