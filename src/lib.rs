//! brief
pub mod catalog;
pub mod query;
pub mod render;
pub mod text;
pub mod value;
