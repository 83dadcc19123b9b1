//! Ways from a thing to a value: through references, through links, to a field.

use crate::catalog::{Field, Kind, Link};

/// A way from a thing to one of its values.
#[derive(Debug, Clone)]
pub struct Path<'c> {
    /// As the query spells it: `signed_at.city`.
    pub text: String,
    /// Where it leads.
    pub way: Way<'c>,
}

/// The rest of a way.
#[derive(Debug, Clone)]
pub enum Way<'c> {
    /// It ends with a value of the thing it has come to.
    End(End<'c>),
    /// It goes on through a one-valued reference.
    Through(Through<'c>),
    /// It goes on from each item of a link.
    Items(Items<'c>),
}

/// A step through a reference.
#[derive(Debug, Clone)]
pub struct Through<'c> {
    /// The reference.
    pub step: Step<'c>,
    /// The ways on, one for each kind of thing it may lead to that has what is asked for.
    pub then: Vec<(&'c Kind, Way<'c>)>,
    /// The kinds it may lead to that have no such field.
    pub without: Vec<&'c Kind>,
}

/// A step through a link: to each of the records it passes.
#[derive(Debug, Clone)]
pub struct Items<'c> {
    /// The link.
    pub link: &'c Link,
    /// The kind of the passing records.
    pub via: &'c Kind,
    /// The way on, from a passing record.
    pub then: Box<Way<'c>>,
}

/// What a step follows.
#[derive(Debug, Clone, Copy)]
pub enum Step<'c> {
    /// A ref.
    Ref(&'c Field),
    /// A level: the field it is derived from (none: the thing itself), and its name.
    Level(&'c Field),
}

/// The value at the end of a way.
#[derive(Debug, Clone, Copy)]
pub enum End<'c> {
    /// A field of this kind.
    Field(&'c Field),
    /// A part of a field: `.year`, `.wording`.
    Part(&'c Field, Part),
    /// The name of a thing or record of this kind.
    Name(&'c Kind),
    /// The slug of a thing of this kind, by which it can be named exactly.
    Slug(&'c Kind),
    /// The name of its kind.
    Kind,
    /// The thing itself, of this kind.
    Itself(&'c Kind),
    /// The items of a link, and the kind of the records it passes.
    Items(&'c Link, &'c Kind),
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
    /// What it is called in a sentence.
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

impl<'c> Path<'c> {
    /// The field at its end, if it ends with one.
    pub fn field(&self) -> Option<&'c Field> {
        self.way.end().and_then(|end| match end {
            End::Field(field) | End::Part(field, _) => Some(field),
            _ => None,
        })
    }
}

impl<'c> Way<'c> {
    /// What it ends with; all its branches end alike.
    pub fn end(&self) -> Option<End<'c>> {
        match self {
            Self::End(end) => Some(*end),
            Self::Through(through) => through.then.first().and_then(|(_, way)| way.end()),
            Self::Items(items) => items.then.end(),
        }
    }

    /// The fields it ends in: one for each kind it may come to that has one.
    pub fn fields(&self) -> Vec<&'c Field> {
        match self {
            Self::End(End::Field(field)) => vec![field],
            Self::End(_) => vec![],
            Self::Through(through) => {
                through.then.iter().flat_map(|(_, way)| way.fields()).collect()
            }
            Self::Items(items) => items.then.fields(),
        }
    }

    /// The links it ends with: one for each kind it may come to that has one of the name.
    pub fn links(&self) -> Vec<(&'c Link, &'c Kind)> {
        match self {
            Self::End(End::Items(link, via)) => vec![(link, via)],
            Self::End(_) => vec![],
            Self::Through(through) => {
                through.then.iter().flat_map(|(_, way)| way.links()).collect()
            }
            Self::Items(items) => items.then.links(),
        }
    }

    /// Whether it passes a link before its end.
    pub fn passes_link(&self) -> bool {
        match self {
            Self::End(_) => false,
            Self::Through(through) => through.then.iter().any(|(_, way)| way.passes_link()),
            Self::Items(_) => true,
        }
    }

    /// The way up to the first link, ending with that link, and from there the ways on, for each kind of record it passes.
    pub fn at_first_link(self) -> (Self, Vec<(&'c Kind, Self)>) {
        match self {
            Self::End(end) => (Self::End(end), vec![]),
            Self::Items(Items { link, via, then }) => {
                (Self::End(End::Items(link, via)), vec![(via, *then)])
            }
            Self::Through(through) => {
                let mut rest = Vec::new();
                let mut then = Vec::new();
                for (kind, way) in through.then {
                    let (head, tail) = way.at_first_link();
                    then.push((kind, head));
                    rest.extend(tail);
                }
                (Self::Through(Through { then, ..through }), rest)
            }
        }
    }

    /// The first link it passes, if any.
    pub fn link(&self) -> Option<&'c Link> {
        match self {
            Self::End(End::Items(link, _)) => Some(link),
            Self::End(_) => None,
            Self::Through(through) => through.then.first().and_then(|(_, way)| way.link()),
            Self::Items(items) => Some(items.link),
        }
    }

    /// The same way with another end.
    #[must_use]
    pub fn ending(self, end: End<'c>) -> Self {
        self.going_on(&|_| Self::End(end))
    }

    /// The same way, going on from each of its ends.
    #[must_use]
    pub fn going_on(self, on: &dyn Fn(End<'c>) -> Self) -> Self {
        match self {
            Self::End(end) => on(end),
            Self::Through(through) => {
                let then =
                    through.then.into_iter().map(|(kind, way)| (kind, way.going_on(on))).collect();
                Self::Through(Through { then, ..through })
            }
            Self::Items(items) => {
                Self::Items(Items { then: Box::new(items.then.going_on(on)), ..items })
            }
        }
    }

    /// From an item of a link to the thing it reaches.
    pub fn of_item(link: &'c Link, via: &'c Kind) -> Self {
        let to = link.to.as_ref().and_then(|to| via.field(to));
        Self::End(to.map_or(End::Itself(via), End::Field))
    }

    /// The kinds whose things it ends in, where it ends with their name.
    pub fn named(&self) -> Vec<&'c Kind> {
        match self {
            Self::End(End::Name(kind)) => vec![kind],
            Self::End(_) => vec![],
            Self::Through(through) => {
                through.then.iter().flat_map(|(_, way)| way.named()).collect()
            }
            Self::Items(items) => items.then.named(),
        }
    }

    /// The same way, ending with what the link at its end reaches instead of with the link.
    #[must_use]
    pub fn reached(self) -> Self {
        match self {
            Self::End(End::Items(link, via)) => {
                let then = Box::new(Self::of_item(link, via));
                Self::Items(Items { link, via, then })
            }
            Self::End(end) => Self::End(end),
            Self::Through(through) => {
                let then =
                    through.then.into_iter().map(|(kind, way)| (kind, way.reached())).collect();
                Self::Through(Through { then, ..through })
            }
            Self::Items(items) => {
                Self::Items(Items { then: Box::new(items.then.reached()), ..items })
            }
        }
    }
}
