//! brief
pub mod catalog;
pub mod query;
pub mod value;
