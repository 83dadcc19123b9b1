//! brief
pub mod catalog;
pub mod render;
pub mod value;
