//! Tests by the type of their operands: amounts and dates, enums, references and texts, and the values they are compared with.

mod amounts;
mod countries;
mod enums;
mod references;
mod values;

pub(crate) use countries::country;
pub(super) use enums::text_sought;
