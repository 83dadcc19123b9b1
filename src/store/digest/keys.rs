//! The keys that digests have beside those of the catalog.

/// The keys of a claim in a digest.
pub(crate) const CLAIM_KEYS: [&str; 11] = [
    "p",
    "place_in",
    "phrase",
    "read_as",
    "read_reason",
    "basis",
    BECAUSE,
    "confidence",
    "note",
    "says",
    "key",
];

/// The key of the reason of an inference: the basis and the note in one.
pub(crate) const BECAUSE: &str = "because";

/// The heading of reasons that are given more than once, by their names.
pub(super) const REASONS: &str = "reasons";

/// The key of a value that is written together with its evidence.
pub(crate) const VALUE: &str = "value";

/// Checks whether a key belongs to the claim itself, and not to a field it is about.
pub(super) fn is_claim_key(key: &str) -> bool {
    CLAIM_KEYS.contains(&key)
}
