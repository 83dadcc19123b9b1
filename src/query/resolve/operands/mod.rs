//! Tests by the type of their operands: amounts and dates, enums, texts, references, and the things that names mean.

mod amounts;
mod enums;
mod names;
mod references;
mod texts;

pub(crate) use names::atlas_places;
