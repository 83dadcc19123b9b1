//! What the program is known to answer wrongly, and so is not asked for now. Each switch is as narrow as
//! it can be; `ORACLE_ALL=parts-known,within` asks
//! these too, `ORACLE_ALL=1` all. When one is mended its switch and its uses go.

/// `.year`, `.quarter` and `.month` `is known` where first and last day do not share them: §4, "known when b and e share them".
pub(crate) const PARTS_KNOWN: &str = "parts-known";
/// `r.place within X` behind a ref to several kinds: refused, though `place` leads to places in all that have it.
pub(crate) const WITHIN: &str = "within";

/// `link is known` at the end of a path or of an unknown thing, or of a link that is an open list: §4, a path is known when a value is reached
/// along it and unknown when not, never open.
pub(crate) const LINK_KNOWN: &str = "link-known";

/// `link.x between a and b`, `link.x about a` and, for amounts, `link.x = a`: answered as if one item could pass one bound and another item the
/// other: §4, "some item with T(c)".
pub(crate) const TWO_BOUNDS: &str = "two-bounds";

/// Several aggregates of things found by three quantifiers in each other: an SQL error (§6: "never an SQL error").
pub(crate) const DEEP: &str = "subqueries nested too deep";

/// Whether to ask it all the same.
pub(crate) fn asked(what: &str) -> bool {
    std::env::var("ORACLE_ALL").is_ok_and(|all| all == "1" || all.split(',').any(|w| w == what))
}
