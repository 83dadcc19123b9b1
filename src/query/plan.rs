//! What is meant: fields instead of names, typed values instead of text, no places in the text.
//!
//! Smaller than what was written: `=`, `between` and `about` on an amount are two bounds, `!=` is `not =`, `in` is one test
//! of several values. What a plan means is language.md §4; `certain` writes it as SQL.

use crate::catalog::{Catalog, Field, Kind, Link};
use crate::value::{Decimal, Period};

/// A query with everything looked up.
#[derive(Debug)]
pub struct Plan<'c> {
    /// The catalog it was resolved with.
    pub catalog: &'c Catalog,
    /// What is looked for.
    pub kind: &'c Kind,
    /// Only how many.
    pub count: bool,
    /// Which of them.
    pub filter: Option<Cond<'c>>,
    /// What is shown of each.
    pub shown: Vec<Item<'c>>,
    /// One row for each combination of these keys instead of one for each thing; none at all: one row.
    pub groups: Option<Vec<Path<'c>>>,
    /// In which order, before name and id.
    pub order: Vec<Key<'c>>,
    /// How many at most.
    pub limit: Option<u64>,
}

/// A condition.
#[derive(Debug, Clone)]
pub enum Cond<'c> {
    /// All of them; of none: true.
    All(Vec<Cond<'c>>),
    /// One of them; of none: false.
    Any(Vec<Cond<'c>>),
    /// Certainly false.
    Not(Box<Cond<'c>>),
    /// Not certainly false.
    Possibly(Box<Cond<'c>>),
    /// A test.
    Test(Test<'c>),
}

/// One test of one field.
#[derive(Debug, Clone)]
pub struct Test<'c> {
    /// The field, as a way from the thing asked about.
    pub path: Path<'c>,
    /// What is asked of its value.
    pub check: Check<'c>,
    /// The test in the canonical words of the query: `investment > 1bn`. Tests made of one written test share it.
    pub said: String,
}

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
    /// The slug, by which a thing can be named exactly.
    Slug,
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

/// What is asked of a value.
#[derive(Debug, Clone)]
pub enum Check<'c> {
    /// That there is one, or that there is none.
    Known(bool),
    /// An amount lies on one side of a bound.
    Amount(Side, Bound),
    /// A date or period stands in this relation to a period.
    Time(Relation, Period),
    /// A text is one of these, as folded keys.
    Text(Vec<String>),
    /// A text holds this folded key.
    Contains(String),
    /// A text begins with this folded key.
    StartsWith(String),
    /// An enum, kind or slug is one of these.
    Choice(Vec<String>),
    /// Yes or no.
    YesNo(bool),
    /// A reference is one of these ids.
    Things(Vec<Named>),
    /// A place is one of these or lies in one of them.
    Within(Vec<Named>),
    /// So many items of a link meet a condition, which is asked of the passing record; none: there are so many.
    Items(Share, Option<Box<Cond<'c>>>),
}

/// How many items of a link. `no` is not any, `at most n` is not at least n + 1, `exactly n` is both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// Some item.
    Any,
    /// Some item, and every one.
    All,
    /// So many distinct things reached.
    AtLeast(u64),
}

/// A thing a name was found to mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its id in this file.
    pub id: i64,
    /// Its kind.
    pub kind: String,
    /// Its slug.
    pub slug: String,
    /// Its label.
    pub name: String,
}

/// On which side of a bound an amount lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

/// A bound of an amount.
#[derive(Debug, Clone)]
pub enum Bound {
    /// In smallest parts of a unit's dimension. Rows of another dimension fail; money of another currency is open.
    In {
        /// The unit of the literal.
        unit: String,
        /// How much, in smallest parts.
        parts: i64,
    },
    /// A bare number: each row is compared in its own unit.
    Own(Decimal, Edge),
}

/// Which edge of a number is the bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// The number itself.
    Exact,
    /// The lower end of about that much.
    AboutLow,
    /// The upper end of about that much.
    AboutHigh,
}

/// How a date stands to a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// `=`
    In,
    /// `<`
    Before,
    /// `<=`
    Until,
    /// `>`
    After,
    /// `>=`
    Since,
}

/// Something to show, or to order by.
#[derive(Debug, Clone)]
pub enum Item<'c> {
    /// A value of each thing; a list of them where the way passes a link.
    Value(Path<'c>),
    /// A row for each value.
    Each(Path<'c>),
    /// How many distinct things a link reaches.
    CountOf(Path<'c>),
    /// How many things are in a group.
    Count,
    /// What the amounts in a group make together.
    Aggregate(Aggregate, Path<'c>),
}

/// What is made of the amounts of a group.
pub use super::ast::Aggregate;

impl<'c> Item<'c> {
    /// The way it takes, if it takes one.
    pub fn path(&self) -> Option<&Path<'c>> {
        match self {
            Self::Value(path)
            | Self::Each(path)
            | Self::CountOf(path)
            | Self::Aggregate(_, path) => Some(path),
            Self::Count => None,
        }
    }
}

/// One key of an order.
#[derive(Debug)]
pub struct Key<'c> {
    /// By what.
    pub item: Item<'c>,
    /// From large to small.
    pub descending: bool,
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
        match self {
            Self::End(_) => Self::End(end),
            Self::Through(through) => {
                let then =
                    through.then.into_iter().map(|(kind, way)| (kind, way.ending(end))).collect();
                Self::Through(Through { then, ..through })
            }
            Self::Items(items) => {
                Self::Items(Items { then: Box::new(items.then.ending(end)), ..items })
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

impl<'c> Cond<'c> {
    /// All its tests, in the order written.
    pub fn tests(&self) -> Vec<&Test<'c>> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Cond::tests).collect(),
            Self::Not(inner) | Self::Possibly(inner) => inner.tests(),
            Self::Test(test) => vec![test],
        }
    }

    /// Whether it holds of a row only because every item of a link is taken to be recorded.
    pub fn rests_on_all_items(&self) -> bool {
        self.rests(false)
    }

    fn rests(&self, negated: bool) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.rests(negated)),
            Self::Not(inner) => inner.rests(!negated),
            Self::Possibly(_) => false,
            Self::Test(test) => match &test.check {
                Check::Items(Share::All, _) => true,
                Check::Items(_, inner) => {
                    negated || inner.as_ref().is_some_and(|inner| inner.rests(false))
                }
                Check::Known(_) => false,
                _ => negated && test.path.way.link().is_some(),
            },
        }
    }

    /// Whether `possibly` stands anywhere in it.
    pub fn is_possible(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Cond::is_possible),
            Self::Not(inner) => inner.is_possible(),
            Self::Possibly(_) => true,
            Self::Test(test) => {
                matches!(&test.check, Check::Items(_, Some(inner)) if inner.is_possible())
            }
        }
    }

    /// The same condition without `possibly`: what would make it certain.
    #[must_use]
    pub fn strictly(&self) -> Self {
        match self {
            Self::All(parts) => Self::All(parts.iter().map(Cond::strictly).collect()),
            Self::Any(parts) => Self::Any(parts.iter().map(Cond::strictly).collect()),
            Self::Not(inner) => Self::Not(Box::new(inner.strictly())),
            Self::Possibly(inner) => inner.strictly(),
            Self::Test(test) => Self::Test(match &test.check {
                Check::Items(share, Some(inner)) => Test {
                    check: Check::Items(*share, Some(Box::new(inner.strictly()))),
                    ..test.clone()
                },
                _ => test.clone(),
            }),
        }
    }
}
