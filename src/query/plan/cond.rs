//! Conditions of a plan: their tests, and other conditions made of them.

use std::rc::Rc;

use super::{Bound, Cond, ItemQuantifier, Test, TypedPredicate};

impl<'c> Cond<'c> {
    /// Lists its tests in the order written.
    pub fn tests(&self) -> Vec<&Test<'c>> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Cond::tests).collect(),
            Self::Not(inner) | Self::Possibly(inner) | Self::OneReading(_, inner) => inner.tests(),
            Self::Test(test) => vec![test],
        }
    }

    /// Checks whether rows may meet it because they mention words.
    pub(in crate::query) fn is_search(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Cond::is_search),
            Self::Possibly(inner) => inner.is_search(),
            Self::Not(_) | Self::OneReading(..) => false,
            Self::Test(test) => matches!(test.check, TypedPredicate::Mentions(_)),
        }
    }

    /// Checks whether it is true of a row only because every item of a link is assumed to be recorded.
    pub fn rests_on_all_items(&self) -> bool {
        self.rests_when(false)
    }

    fn rests_when(&self, negated: bool) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().any(|part| part.rests_when(negated))
            }
            Self::Not(inner) => inner.rests_when(!negated),
            Self::Possibly(_) => false,
            Self::OneReading(_, inner) => inner.rests_when(negated),
            Self::Test(test) => match &test.check {
                TypedPredicate::Quantified(ItemQuantifier::All, _) => true,
                TypedPredicate::Quantified(_, inner) => {
                    negated || inner.iter().flatten().any(|(_, cond)| cond.rests_when(false))
                }
                TypedPredicate::Known(_) => false,
                _ => negated && test.path.steps.link().is_some(),
            },
        }
    }

    /// Lists the units in which amounts are compared by their equivalents.
    pub fn equivalent_units(&self) -> Vec<&str> {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().flat_map(Cond::equivalent_units).collect()
            }
            Self::Not(inner) | Self::Possibly(inner) | Self::OneReading(_, inner) => {
                inner.equivalent_units()
            }
            Self::Test(test) => match &test.check {
                TypedPredicate::Amount(_, Bound::In { unit, equivalents: true, .. }) => vec![unit],
                TypedPredicate::Quantified(_, Some(inner)) => {
                    inner.iter().flat_map(|(_, cond)| cond.equivalent_units()).collect()
                }
                _ => vec![],
            },
        }
    }

    /// Returns the condition on the recorded amounts alone.
    #[must_use]
    pub fn without_equivalents(&self) -> Self {
        self.with_tests(&|test| match &test.check {
            TypedPredicate::Amount(side, Bound::In { unit, parts, .. }) => {
                let bound = Bound::In { unit: unit.clone(), parts: *parts, equivalents: false };
                Test { check: TypedPredicate::Amount(*side, bound), ..test.clone() }
            }
            _ => test.clone(),
        })
    }

    /// Returns the condition on the recorded values alone.
    #[must_use]
    pub fn as_recorded(&self) -> Self {
        self.rebuild_with(false, &Test::clone)
    }

    /// Checks whether it looks at competing values.
    pub fn is_disputed(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Cond::is_disputed),
            Self::Not(inner) | Self::Possibly(inner) => inner.is_disputed(),
            Self::OneReading(..) => true,
            Self::Test(test) => match &test.check {
                TypedPredicate::Quantified(_, Some(inner)) => {
                    inner.iter().any(|(_, cond)| cond.is_disputed())
                }
                _ => false,
            },
        }
    }

    /// Returns the condition with other tests, also in quantifiers.
    fn with_tests(&self, change: &dyn Fn(&Test<'c>) -> Test<'c>) -> Self {
        self.rebuild_with(true, change)
    }

    /// Returns the condition with other tests, and with or without competing values.
    fn rebuild_with(&self, disputed: bool, change: &dyn Fn(&Test<'c>) -> Test<'c>) -> Self {
        let one = |part: &Self| part.rebuild_with(disputed, change);
        match self {
            Self::All(parts) => Self::All(parts.iter().map(one).collect()),
            Self::Any(parts) => Self::Any(parts.iter().map(one).collect()),
            Self::Not(inner) => Self::Not(Box::new(one(inner))),
            Self::Possibly(inner) => Self::Possibly(Box::new(one(inner))),
            Self::OneReading(readings, inner) if disputed => {
                Self::OneReading(Rc::clone(readings), Box::new(one(inner)))
            }
            Self::OneReading(_, inner) => one(inner),
            Self::Test(test) => Self::Test(match &test.check {
                TypedPredicate::Quantified(share, Some(inner)) => {
                    let inner = inner.iter().map(|(kind, cond)| (*kind, one(cond)));
                    let check = TypedPredicate::Quantified(*share, Some(inner.collect()));
                    Test { check, ..test.clone() }
                }
                _ => change(test),
            }),
        }
    }

    /// Checks whether it contains `possibly`.
    pub fn is_possible(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Cond::is_possible),
            Self::Not(inner) | Self::OneReading(_, inner) => inner.is_possible(),
            Self::Possibly(_) => true,
            Self::Test(test) => match &test.check {
                TypedPredicate::Quantified(_, Some(inner)) => {
                    inner.iter().any(|(_, cond)| cond.is_possible())
                }
                _ => false,
            },
        }
    }

    /// Returns the condition without `possibly`.
    #[must_use]
    pub fn without_possibly(&self) -> Self {
        match self {
            Self::All(parts) => Self::All(parts.iter().map(Cond::without_possibly).collect()),
            Self::Any(parts) => Self::Any(parts.iter().map(Cond::without_possibly).collect()),
            Self::Not(inner) => Self::Not(Box::new(inner.without_possibly())),
            Self::Possibly(inner) => inner.without_possibly(),
            Self::OneReading(readings, inner) => {
                Self::OneReading(Rc::clone(readings), Box::new(inner.without_possibly()))
            }
            Self::Test(test) => Self::Test(match &test.check {
                TypedPredicate::Quantified(share, Some(inner)) => {
                    let strictly =
                        inner.iter().map(|(kind, cond)| (*kind, cond.without_possibly())).collect();
                    Test {
                        check: TypedPredicate::Quantified(*share, Some(strictly)),
                        ..test.clone()
                    }
                }
                _ => test.clone(),
            }),
        }
    }
}
