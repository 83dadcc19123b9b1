//! What was written: the tree of a query, with names and values still as text, and the place of each.
//!
//! Nothing here is known to exist: kinds, fields and values are looked up by `resolve`.
//! Spellings that mean the same are already one (`is` is `=`, `since` is `>=`, `in x` is `= x`).
//! [`std::fmt::Display`] prints the canonical query, which reads back as the same tree.

use super::span::Span;

/// One query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Only say how it is read.
    pub explain: bool,
    /// Only count the rows.
    pub count: bool,
    /// What is looked for.
    pub kind: Name,
    /// `where`.
    pub filter: Option<Cond>,
    /// `show`; empty: the kind's own columns.
    pub show: Vec<Item>,
    /// `by`.
    pub by: Vec<Path>,
    /// `order by`.
    pub order: Vec<Order>,
    /// `limit`.
    pub limit: Option<Count>,
    /// `with sources`: where it stands.
    pub sources: Option<Span>,
    /// All of it.
    pub span: Span,
}

/// A word that names something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As typed.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// A field, perhaps of something else: `signed_at.city`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// Its names, at least one.
    pub names: Vec<Name>,
    /// All of it.
    pub span: Span,
}

/// A condition.
#[expect(clippy::large_enum_variant, reason = "most conditions are predicates")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cond {
    /// All of them, at least two.
    And(Vec<Cond>),
    /// One of them, at least two.
    Or(Vec<Cond>),
    /// Not it.
    Not(Box<Cond>, Span),
    /// It, or the record leaves it open.
    Possibly(Box<Cond>, Span),
    /// A test of a field.
    Predicate(Predicate),
}

/// One test of a field, or of what a link reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predicate {
    /// `any`, `no`, `at least 2` …
    pub quantifier: Option<Quantifier>,
    /// The field or link.
    pub path: Path,
    /// What is asked of it.
    pub body: Body,
    /// All of it.
    pub span: Span,
}

/// What is asked of a field or link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// A test of its value.
    Test(Test),
    /// A condition on what is reached; only after a quantifier.
    Cond(Box<Cond>),
    /// That there is something; only after a quantifier.
    Exists,
}

/// How many of the things reached must meet the condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantifier {
    /// Which.
    pub amount: Amount,
    /// Where.
    pub span: Span,
}

/// The words of a quantifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amount {
    /// `any`
    Any,
    /// `no`
    No,
    /// `all`
    All,
    /// `at least n`
    AtLeast(Count),
    /// `at most n`
    AtMost(Count),
    /// `exactly n`
    Exactly(Count),
}

/// A whole number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Count {
    /// In digits.
    Digits(u64),
    /// A parameter that has no value yet.
    Unbound(Box<Name>),
    /// A parameter and its value.
    Bound(Box<Name>, u64),
}

/// A test of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// `= v`, `> v` …
    Compare(Operator, Span, Value),
    /// `in (v, w)`, `not in (v, w)`
    In(bool, Vec<Value>),
    /// `between v and w`
    Between(Value, Value),
    /// `is known`, `is unknown`
    Known(bool, Span),
    /// `contains v`
    Contains(Span, Value),
    /// `starts with v`
    StartsWith(Span, Value),
    /// `about v`
    About(Span, Value),
    /// `within v`
    Within(Span, Value),
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `=`, `is`
    Eq,
    /// `!=`, `is not`
    Ne,
    /// `<`, `before`
    Lt,
    /// `<=`
    Le,
    /// `>`, `after`
    Gt,
    /// `>=`, `since`
    Ge,
}

/// A value as typed; what it means depends on the field it is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The text: words joined by single spaces, or what stands between the quotes with escapes undone.
    pub text: String,
    /// How it was written.
    pub form: Form,
    /// All of it, quotes included.
    pub span: Span,
    /// The name of the parameter whose value the text is.
    pub parameter: Option<Box<str>>,
}

/// How a value was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Words without quotes.
    Plain,
    /// In quotes.
    Quoted,
    /// `@slug`: names a thing exactly. The text is without the `@`.
    Slug,
    /// `$name`: a parameter that has no value yet; `bind` gives it one. The text is its name.
    Parameter,
}

/// Something to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A field or link.
    Path(Path),
    /// `each link`: a row for each.
    Each(Path),
    /// `count`, `count of link`
    Count(Option<Path>, Span),
    /// `sum of f` …
    Aggregate(Aggregate, Path, Span),
    /// `everything`
    Everything(Span),
}

/// What is made of the values of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// `sum`
    Sum,
    /// `average`
    Average,
    /// `min`
    Min,
    /// `max`
    Max,
}

/// One key of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// By what.
    pub item: Item,
    /// From large to small.
    pub descending: bool,
}

impl Cond {
    /// The text it covers, without the parentheses around it.
    pub fn span(&self) -> Span {
        match self {
            Self::And(parts) | Self::Or(parts) => match (parts.first(), parts.last()) {
                (Some(first), Some(last)) => first.span().to(last.span()),
                _ => Span::default(),
            },
            Self::Not(_, span) | Self::Possibly(_, span) => *span,
            Self::Predicate(predicate) => predicate.span,
        }
    }
}

impl Count {
    /// Returns the number; 0 for a parameter that has no value yet.
    pub fn number(&self) -> u64 {
        match self {
            Self::Digits(n) | Self::Bound(_, n) => *n,
            Self::Unbound(_) => 0,
        }
    }
}

impl Value {
    /// Returns the text as it is read, with the `@` of a slug.
    pub fn content(&self) -> String {
        match self.form {
            Form::Slug => format!("@{}", self.text),
            _ => self.text.clone(),
        }
    }
}

impl Item {
    /// The text it covers.
    pub fn span(&self) -> Span {
        match self {
            Self::Path(path) | Self::Each(path) => path.span,
            Self::Count(_, span) | Self::Aggregate(_, _, span) | Self::Everything(span) => *span,
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

    /// Returns the same values, to be changed.
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
