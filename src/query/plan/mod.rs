//! What is meant: fields instead of names, typed values instead of text, no places in the text.
//!
//! Smaller than what was written: `=`, `between` and `about` on an amount are two bounds, `!=` is `not =`, `in` is one test
//! of several values. docs/semantics.md defines what a plan means; `certain` writes it as SQL.

mod way;

pub use way::{End, Items, Part, Path, Step, Through, Way};

use crate::catalog::{Catalog, Kind};
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
    /// Whether a name that several things have is shown as the id of the one that is meant.
    pub exact: bool,
    /// One row for each combination of these keys instead of one for each thing; none at all: one row.
    pub groups: Option<Vec<Path<'c>>>,
    /// In which order, before name and id.
    pub order: Vec<Key<'c>>,
    /// How many at most.
    pub limit: Option<u64>,
    /// Whether the claims behind what is shown and asked are wanted.
    pub cited: bool,
    /// The fields, each with its kind, of which some value in the base has a claim against it.
    pub contested: Vec<(String, String)>,
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

/// What is asked of a value.
#[derive(Debug, Clone)]
pub enum Check<'c> {
    /// That there is one, or that there is none.
    Known(bool),
    /// An amount lies on one side of a bound.
    Amount(Side, Bound),
    /// A date or period stands in this relation to a period.
    Time(Relation, Period),
    /// A text or a name, by its folded key.
    Key(KeyTest),
    /// An enum, kind or slug is one of these.
    Choice(Vec<String>),
    /// Yes or no.
    YesNo(bool),
    /// A reference is one of these ids.
    Things(Vec<Named>),
    /// A place is one of these or lies in one of them.
    Within(Vec<Named>),
    /// So many items of a link meet a condition, which is asked of the passing record, one for each kind of record the way
    /// may end with; none: there are so many.
    Items(Share, Option<Vec<(&'c Kind, Cond<'c>)>>),
}

/// What is asked of a folded key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyTest {
    /// It is one of these.
    Is(Vec<String>),
    /// It holds this one.
    Contains(String),
    /// It begins with this one.
    StartsWith(String),
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

impl Plan<'_> {
    /// Whether some value of this field of this kind has a claim against it.
    pub fn is_contested(&self, kind: &str, field: &str) -> bool {
        self.contested.iter().any(|(k, f)| k == kind && f == field)
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
                    negated || inner.iter().flatten().any(|(_, cond)| cond.rests(false))
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
            Self::Test(test) => match &test.check {
                Check::Items(_, Some(inner)) => inner.iter().any(|(_, cond)| cond.is_possible()),
                _ => false,
            },
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
                Check::Items(share, Some(inner)) => {
                    let strictly =
                        inner.iter().map(|(kind, cond)| (*kind, cond.strictly())).collect();
                    Test { check: Check::Items(*share, Some(strictly)), ..test.clone() }
                }
                _ => test.clone(),
            }),
        }
    }
}
