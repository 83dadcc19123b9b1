//! brief
pub mod catalog;
pub mod query;
pub mod render;
pub mod value;
