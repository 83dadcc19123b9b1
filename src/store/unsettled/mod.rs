//! What a base leaves unsettled: where its sources contradict each other ([`conflicts`]), and what it does not know though
//! one would ask ([`open_points`]). Neither is a fault. Which fields and records count is the catalog's to say: `conflict`,
//! `expect` and `counts`.

mod conflicts;
mod open_points;

pub use super::digest::{NOT_STATED, OPEN_LIST};
pub use conflicts::{Conflict, Side};
pub(in crate::store) use conflicts::{against, disagreeing};
pub use open_points::{Gap, OpenPoint};
