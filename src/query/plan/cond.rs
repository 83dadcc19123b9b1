//! Conditions of a plan: their tests, and other conditions made of them.

use std::rc::Rc;

use super::{Bound, Cond, ItemQuantifier, Test, TypedPredicate};

impl<'c> Cond<'c> {
    /// Lists the conditions that it joins or changes, without those inside quantifiers.
    pub fn children(&self) -> &[Self] {
        match self {
            Self::All(parts) | Self::Any(parts) => parts,
            Self::Not(inner) | Self::Possibly(inner) | Self::OneReading(_, inner) => {
                std::slice::from_ref(inner)
            }
            Self::Test(_) => &[],
        }
    }

    /// Lists its tests in the order written, without those inside quantifiers.
    pub fn tests(&self) -> Vec<&Test<'c>> {
        match self {
            Self::Test(test) => vec![test],
            _ => self.children().iter().flat_map(Cond::tests).collect(),
        }
    }

    /// Lists it and every condition inside it, also inside quantifiers, in the order written.
    pub fn nodes(&self) -> Vec<&Self> {
        let mut nodes = vec![self];
        nodes.extend(self.children().iter().flat_map(Cond::nodes));
        if let Self::Test(Test { check: TypedPredicate::Quantified(_, Some(items)), .. }) = self {
            nodes.extend(items.iter().flat_map(|(_, cond)| cond.nodes()));
        }
        nodes
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

    /// Checks whether it contains `possibly`.
    pub fn is_possible(&self) -> bool {
        self.nodes().iter().any(|node| matches!(node, Self::Possibly(_)))
    }

    /// Checks whether it looks at competing values.
    pub fn is_disputed(&self) -> bool {
        self.nodes().iter().any(|node| matches!(node, Self::OneReading(..)))
    }

    /// Lists the units in which amounts are compared by their equivalents.
    pub fn equivalent_units(&self) -> Vec<&str> {
        let mut units = Vec::new();
        for node in self.nodes() {
            if let Self::Test(test) = node
                && let TypedPredicate::Amount(_, Bound::In { unit, equivalents: true, .. }) =
                    &test.check
            {
                units.push(unit.as_str());
            }
        }
        units
    }

    /// Returns the condition without `possibly`.
    #[must_use]
    pub fn without_possibly(&self) -> Self {
        self.rebuild_with(&|node| matches!(node, Self::Possibly(_)), &Test::clone)
    }

    /// Returns the condition on the recorded values alone.
    #[must_use]
    pub fn as_recorded(&self) -> Self {
        self.rebuild_with(&|node| matches!(node, Self::OneReading(..)), &Test::clone)
    }

    /// Returns the condition on the recorded amounts alone.
    #[must_use]
    pub fn without_equivalents(&self) -> Self {
        self.rebuild_with(&|_| false, &|test| match &test.check {
            TypedPredicate::Amount(side, Bound::In { unit, parts, .. }) => {
                let bound = Bound::In { unit: unit.clone(), parts: *parts, equivalents: false };
                Test { check: TypedPredicate::Amount(*side, bound), ..test.clone() }
            }
            _ => test.clone(),
        })
    }

    /// Returns the condition with other tests, also in quantifiers. Where `is_dropped`, keeps only what is inside.
    fn rebuild_with(
        &self,
        is_dropped: &dyn Fn(&Self) -> bool,
        change: &dyn Fn(&Test<'c>) -> Test<'c>,
    ) -> Self {
        let one = |part: &Self| part.rebuild_with(is_dropped, change);
        match self {
            Self::Possibly(inner) | Self::OneReading(_, inner) if is_dropped(self) => one(inner),
            Self::All(parts) => Self::All(parts.iter().map(one).collect()),
            Self::Any(parts) => Self::Any(parts.iter().map(one).collect()),
            Self::Not(inner) => Self::Not(Box::new(one(inner))),
            Self::Possibly(inner) => Self::Possibly(Box::new(one(inner))),
            Self::OneReading(readings, inner) => {
                Self::OneReading(Rc::clone(readings), Box::new(one(inner)))
            }
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
}
