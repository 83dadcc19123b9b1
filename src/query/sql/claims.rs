//! The claims on a thing and on its fields, in SQL.

use super::computed::{FOR, supports_field};
use super::expr::{Expr, sql};

/// The engine's own kind of claims.
pub(super) const CLAIM: &str = "claim";

/// Selects the claims on a thing as a whole.
pub(super) fn of_thing(id: &Expr) -> Expr {
    sql!["SELECT id FROM claim WHERE thing = ", id.clone(), " AND whole = 1"]
}

/// Selects the claims on a field of a thing; without any, if a value is recorded, those on the thing as a whole.
pub(in crate::query) fn on_field(id: &Expr, field: &str, value: &Expr) -> Expr {
    let of_thing = sql!["SELECT id FROM claim WHERE thing = ", id.clone(), " AND "];
    let on = sql![supports_field("", field), " AND ", FOR];
    let none = sql!["NOT EXISTS (", of_thing.clone(), on.clone(), ")"];
    let whole = sql!["whole = 1 AND ", value.clone(), " IS NOT NULL AND ", none];
    sql![of_thing, "(", on, " OR ", whole, ")"]
}
