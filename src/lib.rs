//! brief
pub mod catalog;
pub mod query;
pub mod render;
pub mod session;
pub mod store;
pub mod text;
pub mod value;
