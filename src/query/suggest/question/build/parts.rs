//! What a part of a question says something of.

/// What a part of a question says something of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum AskedPart {
    Choice,
    Field,
    Link,
    Thing,
    Time,
    Amount,
}

impl AskedPart {
    /// Checks whether a part is surely beside a negated one before it, and isn't negated with it, as it may be in `not
    /// signed in 2020`.
    pub(super) fn ends_at(self, next: Self) -> bool {
        match self {
            Self::Thing => !matches!(next, Self::Thing | Self::Link),
            Self::Choice => matches!(next, Self::Choice | Self::Field),
            Self::Field => matches!(next, Self::Choice | Self::Thing),
            Self::Link => matches!(next, Self::Choice | Self::Time),
            Self::Time | Self::Amount => next != Self::Choice,
        }
    }
}
