//! What a program knows a note by: a code that stays when its sentence is worded better, and the number of rows.

use super::Note;

impl Note {
    /// Its stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoRows { .. } => "no-rows",
            Self::Elsewhere { .. } => "elsewhere",
            Self::Lead(lead) => lead.code(),
            Self::OfKinds(_) => "of-kinds",
            Self::MayMatch { .. } => "may-match",
            Self::Lacking { .. } => "no-such-field",
            Self::OwnUnit { .. } => "own-unit",
            Self::Bounded { .. } => "part-of",
            Self::About => "about",
            Self::Several(_) => "several-things",
            Self::Listed(_) => "read-as",
            Self::Within { .. } => "within",
            Self::Unstated { .. } => "unstated",
            Self::Unprinted(_) => "not-printed",
            Self::Contradicted { .. } => "contradicted",
            Self::LowConfidence { .. } => "low-confidence",
            Self::Overlap { .. } => "overlap",
            Self::Parts { .. } => "parts-left-out",
            Self::PartsAmong { .. } => "parts-among",
            Self::Unlike(_) => "unlike",
            Self::AsRecorded(_) => "as-recorded",
            Self::Independent { .. } => "independent",
            Self::OrderedWithin { .. } => "ordered-within",
        }
    }

    /// How many rows it is about, where it counts them.
    pub fn rows(&self) -> Option<u64> {
        match self {
            Self::Elsewhere { rows: n, .. }
            | Self::MayMatch { open: n, .. }
            | Self::Bounded { rows: n, .. }
            | Self::Within { more: n, .. }
            | Self::Contradicted { rows: n, .. }
            | Self::LowConfidence { rows: n, .. }
            | Self::Overlap { several: n, .. }
            | Self::Parts { parts: n, .. }
            | Self::PartsAmong { parts: n, .. } => Some(*n),
            Self::AsRecorded(Some(unlisted)) => Some(unlisted.rows),
            Self::Lead(lead) => Some(lead.rows()),
            Self::Unprinted(unprinted) => Some(unprinted.rows),
            Self::Lacking { kinds, .. } => Some(kinds.iter().map(|kind| kind.rows).sum()),
            Self::OwnUnit { units, .. } => Some(units.iter().map(|(_, n)| n).sum()),
            Self::Unstated { values, .. } => Some(values.iter().map(|(.., n)| n).sum()),
            Self::NoRows { .. }
            | Self::Unlike(_)
            | Self::About
            | Self::Several(_)
            | Self::Listed(_)
            | Self::OfKinds(_)
            | Self::AsRecorded(None)
            | Self::Independent { .. }
            | Self::OrderedWithin { .. } => None,
        }
    }
}
