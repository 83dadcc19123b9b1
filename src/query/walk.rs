//! Walking the tree of a query: the predicates, paths and values in it, in the order written.

use super::ast::{Body, Cond, Item, Path, Predicate, Query, Test, Value};

impl Cond {
    /// Lists its predicates and searches, each before those within it.
    pub fn leaves(&self) -> Vec<&Self> {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::leaves).collect(),
            Self::Not(inner, _) | Self::Possibly(inner, _) => inner.leaves(),
            Self::Predicate(Predicate { body: Body::Cond(inner), .. }) => {
                [vec![self], inner.leaves()].concat()
            }
            Self::Predicate(_) | Self::Mentions(_) => vec![self],
        }
    }

    /// Lists its predicates, each before those within it.
    pub fn predicates(&self) -> Vec<&Predicate> {
        fn as_predicate(leaf: &Cond) -> Option<&Predicate> {
            if let Cond::Predicate(one) = leaf { Some(one) } else { None }
        }
        self.leaves().into_iter().filter_map(as_predicate).collect()
    }

    /// Visits its predicates and searches for changes, each before those within it.
    pub fn visit_leaves(&mut self, visit: &mut dyn FnMut(&mut Self)) {
        match self {
            Self::And(parts) | Self::Or(parts) => {
                for part in parts {
                    part.visit_leaves(visit);
                }
            }
            Self::Not(inner, _) | Self::Possibly(inner, _) => inner.visit_leaves(visit),
            Self::Predicate(_) | Self::Mentions(_) => {
                visit(self);
                if let Self::Predicate(Predicate { body: Body::Cond(inner), .. }) = self {
                    inner.visit_leaves(visit);
                }
            }
        }
    }
}

impl Query {
    /// Lists the predicates of its condition, each before those within it.
    pub fn predicates(&self) -> Vec<&Predicate> {
        self.filter.iter().flat_map(Cond::predicates).collect()
    }

    /// Lists the values of its condition, in the order written.
    pub fn values(&self) -> Vec<&Value> {
        fn of_leaf(leaf: &Cond) -> Vec<&Value> {
            match leaf {
                Cond::Predicate(predicate) => predicate.values(),
                Cond::Mentions(mentions) => vec![&mentions.value],
                Cond::And(_) | Cond::Or(_) | Cond::Not(..) | Cond::Possibly(..) => vec![],
            }
        }
        self.filter.iter().flat_map(Cond::leaves).flat_map(of_leaf).collect()
    }

    /// Lists the paths of its columns, its order and its keys.
    pub fn column_paths(&self) -> impl Iterator<Item = &Path> {
        let ordered = self.order.iter().map(|order| &order.item);
        self.show.iter().chain(ordered).filter_map(Item::path).chain(&self.by)
    }
}

impl Predicate {
    /// Lists the values it compares with; those within its parentheses aren't its own.
    pub fn values(&self) -> Vec<&Value> {
        if let Body::Test(test) = &self.body { test.values() } else { vec![] }
    }
}

impl Item {
    /// Returns its path.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Path(path)
            | Self::Each(path)
            | Self::Count(Some(path), _)
            | Self::Aggregate(_, path, _) => Some(path),
            Self::Count(None, _) | Self::Everything(_) => None,
        }
    }

    /// Returns its path for changes.
    pub fn path_mut(&mut self) -> Option<&mut Path> {
        match self {
            Self::Path(path)
            | Self::Each(path)
            | Self::Count(Some(path), _)
            | Self::Aggregate(_, path, _) => Some(path),
            Self::Count(None, _) | Self::Everything(_) => None,
        }
    }
}

impl Test {
    /// Returns its values, in the order written.
    pub fn values(&self) -> Vec<&Value> {
        match self {
            Self::Compare(_, _, v)
            | Self::Contains(_, v)
            | Self::StartsWith(_, v)
            | Self::About(_, v)
            | Self::Within(_, v) => {
                vec![v]
            }
            Self::In(_, values) => values.iter().collect(),
            Self::Between(a, b) => vec![a, b],
            Self::Known(..) => vec![],
        }
    }

    /// Returns its values for changes.
    pub fn values_mut(&mut self) -> Vec<&mut Value> {
        match self {
            Self::Compare(_, _, v)
            | Self::Contains(_, v)
            | Self::StartsWith(_, v)
            | Self::About(_, v)
            | Self::Within(_, v) => {
                vec![v]
            }
            Self::In(_, values) => values.iter_mut().collect(),
            Self::Between(a, b) => vec![a, b],
            Self::Known(..) => vec![],
        }
    }
}
