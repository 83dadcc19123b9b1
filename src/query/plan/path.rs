//! Paths from a thing to a value: through references and links to a field.

use crate::catalog::{Field, Kind, Link};

/// A path with its text.
#[derive(Debug, Clone)]
pub struct NamedPath<'c> {
    /// The text in the query: `signed_at.city`.
    pub text: String,
    /// The resolved path.
    pub steps: PathExpr<'c>,
}

/// A resolved path, or the rest of one.
#[derive(Debug, Clone)]
pub enum PathExpr<'c> {
    /// The value at its end.
    Leaf(Leaf<'c>),
    /// A step through a reference, which has one value.
    Ref(RefStep<'c>),
    /// A step through a link, which has any number of items.
    Link(LinkStep<'c>),
}

/// A step through a reference.
#[derive(Debug, Clone)]
pub struct RefStep<'c> {
    /// The reference: a field of type `ref`, or a level, derived from the place a thing is or is in.
    pub field: &'c Field,
    /// The rest of the path, for each kind it may lead to that has the next field.
    pub then: Vec<(&'c Kind, PathExpr<'c>)>,
    /// The kinds it may lead to that lack the next field.
    pub lacking: Vec<&'c Kind>,
}

/// A step through a link to each of its records.
#[derive(Debug, Clone)]
pub struct LinkStep<'c> {
    /// The link.
    pub link: &'c Link,
    /// The kind of its records.
    pub via: &'c Kind,
    /// The rest of the path, from a record.
    pub then: Box<PathExpr<'c>>,
}

/// The value at the end of a path.
#[derive(Debug, Clone, Copy)]
pub enum Leaf<'c> {
    /// A field of this kind.
    Field(&'c Field),
    /// A part of a field: `.year`, `.wording`.
    Part(&'c Field, Part),
    /// The name of a thing or record of this kind.
    Name(&'c Kind),
    /// The slug of a thing of this kind.
    Slug(&'c Kind),
    /// The kind of the thing.
    Kind,
    /// The thing itself, of this kind.
    Itself(&'c Kind),
    /// The items of a link, and the kind of its records.
    Link(&'c Link, &'c Kind),
}

/// A part of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The year of a date.
    Year,
    /// The quarter of a date.
    Quarter,
    /// The month of a date.
    Month,
    /// The unit of an amount.
    Unit,
    /// The wording of an amount.
    Wording,
}

impl Part {
    /// Returns its name in a sentence.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Quarter => "quarter",
            Self::Month => "month",
            Self::Unit => "unit",
            Self::Wording => "wording",
        }
    }
}

impl<'c> NamedPath<'c> {
    /// Returns the field at its end, if it ends with one.
    pub fn field(&self) -> Option<&'c Field> {
        self.steps.leaf()?.field()
    }
}

impl<'c> Leaf<'c> {
    /// Returns the field that it is or whose part it is.
    pub fn field(self) -> Option<&'c Field> {
        match self {
            Self::Field(field) | Self::Part(field, _) => Some(field),
            _ => None,
        }
    }
}

impl<'c> PathExpr<'c> {
    /// Returns the value at its end. All branches end alike.
    pub fn leaf(&self) -> Option<Leaf<'c>> {
        match self {
            Self::Leaf(end) => Some(*end),
            Self::Ref(through) => through.then.first().and_then(|(_, way)| way.leaf()),
            Self::Link(items) => items.then.leaf(),
        }
    }

    /// Lists the values at its ends, one for each kind that a reference leads to.
    fn leaves(&self) -> Vec<Leaf<'c>> {
        match self {
            Self::Leaf(end) => vec![*end],
            Self::Ref(through) => through.then.iter().flat_map(|(_, way)| way.leaves()).collect(),
            Self::Link(items) => items.then.leaves(),
        }
    }

    /// Lists the fields at its end, one for each kind that has the field.
    pub fn fields(&self) -> Vec<&'c Field> {
        let field = |end| if let Leaf::Field(field) = end { Some(field) } else { None };
        self.leaves().into_iter().filter_map(field).collect()
    }

    /// Lists the links at its end, one for each kind that has the link.
    pub fn links(&self) -> Vec<(&'c Link, &'c Kind)> {
        let link = |end| if let Leaf::Link(link, via) = end { Some((link, via)) } else { None };
        self.leaves().into_iter().filter_map(link).collect()
    }

    /// Lists the kinds of the things whose name is at its end.
    pub fn named_kinds(&self) -> Vec<&'c Kind> {
        let kind = |end| if let Leaf::Name(kind) = end { Some(kind) } else { None };
        self.leaves().into_iter().filter_map(kind).collect()
    }

    /// Checks whether it passes a link before its end.
    pub fn passes_link(&self) -> bool {
        match self {
            Self::Leaf(_) => false,
            Self::Ref(through) => through.then.iter().any(|(_, way)| way.passes_link()),
            Self::Link(_) => true,
        }
    }

    /// Splits it after its first link: the path that ends with the link, and the rest for each kind of record.
    pub fn split_at_link(self) -> (Self, Vec<(&'c Kind, Self)>) {
        match self {
            Self::Leaf(end) => (Self::Leaf(end), vec![]),
            Self::Link(LinkStep { link, via, then }) => {
                (Self::Leaf(Leaf::Link(link, via)), vec![(via, *then)])
            }
            Self::Ref(through) => {
                let mut rest = Vec::new();
                let mut then = Vec::new();
                for (kind, way) in through.then {
                    let (head, tail) = way.split_at_link();
                    then.push((kind, head));
                    rest.extend(tail);
                }
                (Self::Ref(RefStep { then, ..through }), rest)
            }
        }
    }

    /// Returns the first link, at its end or before.
    pub fn link(&self) -> Option<&'c Link> {
        match self {
            Self::Leaf(Leaf::Link(link, _)) => Some(link),
            Self::Leaf(_) => None,
            Self::Ref(through) => through.then.first().and_then(|(_, way)| way.link()),
            Self::Link(items) => Some(items.link),
        }
    }

    /// Continues it from the value at each end.
    #[must_use]
    pub fn map_leaf(self, on: &dyn Fn(Leaf<'c>) -> Self) -> Self {
        match self {
            Self::Leaf(end) => on(end),
            Self::Ref(through) => {
                let then =
                    through.then.into_iter().map(|(kind, way)| (kind, way.map_leaf(on))).collect();
                Self::Ref(RefStep { then, ..through })
            }
            Self::Link(items) => {
                Self::Link(LinkStep { then: Box::new(items.then.map_leaf(on)), ..items })
            }
        }
    }

    /// Returns the path from a record of a link to the thing at the link's end.
    pub fn of_item(link: &'c Link, via: &'c Kind) -> Self {
        let to = link.to.as_ref().and_then(|to| via.field(to));
        Self::Leaf(to.map_or(Leaf::Itself(via), Leaf::Field))
    }

    /// Extends a path that ends with a link to the thing at the link's end.
    #[must_use]
    pub fn through_link(self) -> Self {
        self.map_leaf(&|end| match end {
            Leaf::Link(link, via) => {
                Self::Link(LinkStep { link, via, then: Box::new(Self::of_item(link, via)) })
            }
            end => Self::Leaf(end),
        })
    }
}
