//! Values.
mod row;
mod unit;
pub use row::{Cell, Column, Row, Shape};
pub use unit::{Unit, Units};
