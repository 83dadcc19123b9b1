//! `brief`: a fact base of Belt and Road cooperation.

pub mod value;
