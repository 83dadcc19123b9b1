//! What the program is known to answer wrongly, and so is not asked for now. Each switch is as narrow as
//! it can be; `ORACLE_ALL=1` asks these too. When one is mended its switch and its uses go.

/// `.year`, `.quarter` and `.month` `is known` where first and last day do not share them: §4, "known when b and e share them".
pub(crate) const PARTS_KNOWN: &str = "parts-known";
/// `id = a-b`: the slug is compared with a folded literal, which has no hyphen.
pub(crate) const HYPHENS: &str = "hyphens";
/// A value of an enum that only a later kind of several has: §4, "enum values … are united".
pub(crate) const UNITED: &str = "united";

/// Whether to ask it all the same.
pub(crate) fn asked(_what: &str) -> bool {
    std::env::var("ORACLE_ALL").is_ok_and(|all| all == "1")
}
