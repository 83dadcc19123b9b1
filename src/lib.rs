//! brief
pub mod catalog;
pub mod store;
pub mod value;
