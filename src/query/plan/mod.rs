//! The resolved query: fields instead of names, typed values instead of text, no spans.
//!
//! A plan has fewer forms than the syntax tree: `=`, `between` and `about` on an amount are two bounds, `!=` is `not =`, `in` is
//! one test of several values. docs/semantics.md defines its meaning; [`super::sql`] writes it as SQL.

mod cond;
mod path;

pub use path::{Leaf, LinkStep, NamedPath, Part, PathExpr, RefStep};

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::catalog::{Catalog, Kind};
use crate::value::{Decimal, Period, about_bounds};

/// A query whose names are all resolved.
#[derive(Debug)]
pub struct Plan<'c> {
    /// The catalog it was resolved with.
    pub catalog: &'c Catalog,
    /// The kind of the rows.
    pub kind: &'c Kind,
    /// Whether only the number of rows is wanted.
    pub count: bool,
    /// The condition that rows meet.
    pub filter: Option<Cond<'c>>,
    /// The columns.
    pub shown: Vec<Item<'c>>,
    /// Whether an ambiguous name is shown as the id of its thing.
    pub exact: bool,
    /// The keys of `by`: one row for each combination. An empty list makes one row of all; `None` means one row for each thing.
    pub groups: Option<Vec<NamedPath<'c>>>,
    /// The order, before name and id.
    pub order: Vec<Key<'c>>,
    /// The greatest number of rows.
    pub limit: Option<u64>,
    /// Whether the claims behind shown and tested values are wanted.
    pub cited: bool,
    /// Kind and name of each field with a contested value somewhere in the base.
    pub contested: Vec<(String, String)>,
    /// The ids of the rows of its answer, once they are known: notes on them need not look for them again.
    pub answer: Option<Vec<i64>>,
}

/// A condition.
#[derive(Debug, Clone)]
pub enum Cond<'c> {
    /// True if all are; an empty list is true.
    All(Vec<Cond<'c>>),
    /// True if one is; an empty list is false.
    Any(Vec<Cond<'c>>),
    /// True where the condition is certainly false.
    Not(Box<Cond<'c>>),
    /// True where the condition isn't certainly false.
    Possibly(Box<Cond<'c>>),
    /// True if one reading of a value meets the condition, which has tests of that value alone; false if each reading fails it.
    OneReading(Rc<RivalReadings>, Box<Cond<'c>>),
    /// A test of one field.
    Test(Test<'c>),
}

/// The competing values in a base, as `Names::rival_readings` gives them.
#[derive(Debug, Default)]
pub struct RivalReadings(BTreeMap<String, BTreeMap<String, String>>);

impl RivalReadings {
    /// Adds those of a field of a kind.
    pub fn add(&mut self, kind: &str, field: &str, rows: String) {
        self.0.entry(kind.to_owned()).or_default().insert(field.to_owned(), rows);
    }

    /// Returns those of a field of a kind.
    pub fn rows_of(&self, kind: &str, field: &str) -> Option<&str> {
        self.0.get(kind)?.get(field).map(String::as_str)
    }

    /// Checks whether a field of this name has any.
    pub fn has_field(&self, field: &str) -> bool {
        self.0.values().any(|fields| fields.contains_key(field))
    }
}

/// One test of one field.
#[derive(Debug, Clone)]
pub struct Test<'c> {
    /// The path from the row to the field.
    pub path: NamedPath<'c>,
    /// The predicate on its value.
    pub check: TypedPredicate<'c>,
    /// The test in the canonical words of the query: `investment > 1bn`. Tests made of one written test share it.
    pub text: String,
}

/// A predicate on a value, typed by its field.
#[derive(Debug, Clone)]
pub enum TypedPredicate<'c> {
    /// A value is recorded, or isn't.
    Known(bool),
    /// An amount is on one side of a bound.
    Amount(Side, Bound),
    /// A date or period has this relation to a period.
    Time(Relation, Period),
    /// A text or name matches, compared by folded keys.
    Key(KeyTest),
    /// An enum, kind or slug is one of these.
    Choice(Vec<String>),
    /// A yes-or-no value is this one.
    YesNo(bool),
    /// A reference is one of these ids.
    Things(Vec<Named>),
    /// A place is one of these or inside one of them.
    Within(Vec<Named>),
    /// A row has each of these folded words in some text.
    Mentions(Vec<String>),
    /// Counts the link's items that satisfy a condition, stored once for each kind of record; `None` counts all items.
    Quantified(ItemQuantifier, Option<Vec<(&'c Kind, Cond<'c>)>>),
}

/// A predicate on a folded key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyTest {
    /// The key is one of these.
    Is(Vec<String>),
    /// The key contains this one.
    Contains(String),
    /// The key begins with this one.
    StartsWith(String),
}

/// Where the words of a row were found; an answer shows names first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundIn {
    /// In a name.
    Name,
    /// In a text of the row itself.
    Text,
    /// In a text of a record about it; of a source, in a name of what it says something of.
    Beside,
    /// In the printed words of a claim.
    Phrase,
    /// In the note of a claim.
    Note,
}

impl FoundIn {
    /// All places, the first first.
    pub const ALL: [Self; 5] = [Self::Name, Self::Text, Self::Beside, Self::Phrase, Self::Note];

    /// The rank of a row that has the words nowhere.
    pub const NOWHERE: usize = Self::ALL.len() + 1;

    /// Returns its rank: 1 comes first.
    pub fn rank(self) -> usize {
        Self::ALL.iter().position(|place| *place == self).map_or(Self::NOWHERE, |at| at + 1)
    }
}

/// The number of items of a link. `no` is written as not any, `at most n` as not at least n + 1, `exactly n` as both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemQuantifier {
    /// At least one item.
    Any,
    /// At least one item, and every item.
    All,
    /// At least this many distinct things at the end of the link.
    AtLeast(u64),
}

/// A thing that a name means.
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

/// The side of a bound on which an amount is.
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
    /// In smallest parts of a unit's dimension. Rows of another dimension fail and money of another currency is open, unless an
    /// equivalent is recorded.
    In {
        /// The unit of the literal.
        unit: String,
        /// The amount in smallest parts.
        parts: i64,
        /// Whether rows whose amount doesn't compare are compared by their equivalents in this unit.
        equivalents: bool,
    },
    /// A bare number: each row is compared in its own unit.
    Unitless(Decimal, AmountEdge),
}

/// The edge of a number that is the bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmountEdge {
    /// The number itself.
    Exact,
    /// The lower end of about that much.
    AboutLow,
    /// The upper end of about that much.
    AboutHigh,
}

impl AmountEdge {
    /// Returns the bound that a number of smallest parts makes.
    pub fn of_parts(self, parts: i64) -> i64 {
        match self {
            Self::Exact => parts,
            Self::AboutLow => about_bounds(parts).0,
            Self::AboutHigh => about_bounds(parts).1,
        }
    }
}

/// The relation of a date to a period.
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

/// A column, or a key of an order.
#[derive(Debug, Clone)]
pub enum Item<'c> {
    /// A value of each thing, or a list of values where the path passes a link.
    Value(NamedPath<'c>),
    /// A row for each value.
    Each(NamedPath<'c>),
    /// The number of distinct things at the end of a link.
    CountOf(NamedPath<'c>),
    /// The number of things in a group.
    Count,
    /// An aggregate of the amounts in a group.
    Aggregate(Aggregate, NamedPath<'c>),
}

pub use super::ast::Aggregate;

impl<'c> Item<'c> {
    /// Returns its path; a count of things has none.
    pub fn path(&self) -> Option<&NamedPath<'c>> {
        match self {
            Self::Value(path)
            | Self::Each(path)
            | Self::CountOf(path)
            | Self::Aggregate(_, path) => Some(path),
            Self::Count => None,
        }
    }
}

impl<'c> Plan<'c> {
    /// Returns the conditions that must all be met.
    pub fn conjuncts(&self) -> &[Cond<'c>] {
        match &self.filter {
            Some(Cond::All(parts)) => parts,
            Some(part) => std::slice::from_ref(part),
            None => &[],
        }
    }

    /// Returns all tests of the condition, in the order written.
    pub fn tests(&self) -> Vec<&Test<'c>> {
        self.filter.iter().flat_map(Cond::tests).collect()
    }

    /// Checks whether its rows are ordered by where the words of `mentions` were found.
    pub fn is_ranked(&self) -> bool {
        self.order.is_empty()
            && self.groups.is_none()
            && !self.count
            && self.filter.as_ref().is_some_and(Cond::is_search)
    }

    /// Checks whether some value of this field has a claim against it.
    pub fn is_contested(&self, kind: &str, field: &str) -> bool {
        self.contested.iter().any(|(k, f)| k == kind && f == field)
    }
}

/// One key of an order.
#[derive(Debug)]
pub struct Key<'c> {
    /// The value to order by.
    pub item: Item<'c>,
    /// Whether the largest comes first.
    pub descending: bool,
}

impl<'c> Test<'c> {
    /// Makes the test that nothing is recorded at the end of a path.
    pub fn nothing_recorded(path: NamedPath<'c>) -> Self {
        Self { path, check: TypedPredicate::Known(false), text: String::new() }
    }
}
