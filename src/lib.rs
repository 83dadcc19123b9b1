//! brief
pub mod catalog;
pub mod value;
