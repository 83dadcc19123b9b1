//! The syntax tree of a query: names and values as text, each with its span.
//!
//! `resolve` looks up kinds, fields and values. Spellings with one meaning are already one (`is` is `=`, `since` is `>=`, `in x`
//! is `= x`). [`std::fmt::Display`] prints the canonical query, which parses to the same tree.

use super::span::Span;

/// The engine's own kind of names, and its field for what is named.
const NAMED: (&str, &str) = ("names", "of");

/// One query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Whether `explain` is wanted instead of an answer.
    pub explain: bool,
    /// Whether only the number of rows is wanted.
    pub count: bool,
    /// The span of `facts about`: everything known of some things is wanted, and the query is for their names.
    pub about: Option<Span>,
    /// The kind of the rows.
    pub kind: Name,
    /// `according to`.
    pub according: Option<According>,
    /// The span of `including disputed`.
    pub disputed: Option<Span>,
    /// `where`.
    pub filter: Option<Cond>,
    /// `show`. An empty list means the kind's own columns.
    pub show: Vec<Item>,
    /// `by`.
    pub by: Vec<Path>,
    /// `order by`.
    pub order: Vec<Order>,
    /// `limit`.
    pub limit: Option<CountArgument>,
    /// The span of `with sources`.
    pub sources: Option<Span>,
    /// The whole query.
    pub span: Span,
}

/// The sources whose facts alone count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct According {
    /// Which sources they are.
    pub which: SourceChoice,
    /// The whole clause.
    pub span: Span,
}

/// How `according to` names its sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceChoice {
    /// By an id or a title.
    Named(Value),
    /// By a condition, in parentheses.
    Where(Box<Cond>),
}

/// A name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Name {
    /// The text as typed.
    pub text: String,
    /// Its span.
    pub span: Span,
}

/// A path to a field: `signed_at.city`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// Its names, at least one.
    pub names: Vec<Name>,
    /// The whole path.
    pub span: Span,
}

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cond {
    /// `and` of at least two conditions.
    And(Vec<Cond>),
    /// `or` of at least two conditions.
    Or(Vec<Cond>),
    /// `not`.
    Not(Box<Cond>, Span),
    /// `possibly`.
    Possibly(Box<Cond>, Span),
    /// A test of a field.
    Predicate(Predicate),
    /// `mentions`
    Mentions(Mentions),
}

/// A search for words in all texts of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mentions {
    /// The words as typed. Those in quotes must be in a row.
    pub value: Value,
    /// The whole condition.
    pub span: Span,
}

/// A test of a field, or of the items of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predicate {
    /// `any`, `no`, `at least 2` …
    pub quantifier: Option<Quantifier>,
    /// The field or link.
    pub path: Path,
    /// The test.
    pub body: Body,
    /// The whole predicate.
    pub span: Span,
}

/// The body of a predicate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// A test of its value.
    Test(Test),
    /// A condition on the items; only after a quantifier.
    Cond(Box<Cond>),
    /// Any items at all; only after a quantifier.
    Exists,
}

/// The number of items that must meet the condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantifier {
    /// Its words.
    pub amount: QuantifierKind,
    /// Its span.
    pub span: Span,
}

/// The words of a quantifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuantifierKind {
    /// `any`
    Any,
    /// `no`
    No,
    /// `all`
    All,
    /// `at least n`
    AtLeast(CountArgument),
    /// `at most n`
    AtMost(CountArgument),
    /// `exactly n`
    Exactly(CountArgument),
}

/// A whole number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CountArgument {
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

/// A value as typed. Its meaning depends on its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The text: words joined by single spaces, or the text between quotes without escapes.
    pub text: String,
    /// Its form.
    pub form: Form,
    /// Its span, quotes included.
    pub span: Span,
    /// The name of the parameter whose value the text is.
    pub parameter: Option<Box<str>>,
}

/// The form of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Unquoted words.
    Plain,
    /// A quoted text.
    Quoted,
    /// `@slug`, the id of a thing. The text is without the `@`.
    Slug,
    /// `$name`: a parameter that has no value yet; `bind` gives it one. The text is its name.
    Parameter,
}

/// A column, or a key of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A field or link.
    Path(Path),
    /// `each link`: one row for each item.
    Each(Path),
    /// `count`, `count of link`
    Count(Option<Path>, Span),
    /// `sum of f` …
    Aggregate(Aggregate, Path, Span),
    /// `everything`
    Everything(Span),
}

/// An aggregate of the values of a group.
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
    /// The value to order by.
    pub item: Item,
    /// Whether the largest comes first.
    pub descending: bool,
}

impl Cond {
    /// Returns its span without the parentheses around it.
    pub fn span(&self) -> Span {
        match self {
            Self::And(parts) | Self::Or(parts) => match (parts.first(), parts.last()) {
                (Some(first), Some(last)) => first.span().join_with(last.span()),
                _ => Span::default(),
            },
            Self::Not(_, span) | Self::Possibly(_, span) => *span,
            Self::Predicate(predicate) => predicate.span,
            Self::Mentions(mentions) => mentions.span,
        }
    }
}

impl Query {
    /// Makes the query of everything of a kind.
    pub fn all_of_kind(kind: Name, span: Span) -> Self {
        Self { kind, span, ..Self::default() }
    }

    /// Makes the query of everything known of the things with a name: `facts about name`.
    pub fn of_things(name: Value, about: Span, span: Span) -> Self {
        let before = Span::new(name.span.start, name.span.start);
        let named = |text: &str, span| Name { text: text.to_owned(), span };
        let path = Path { names: vec![named(NAMED.1, before)], span: before };
        let whole = name.span;
        let body = Body::Test(Test::Compare(Operator::Eq, before, name));
        let filter = Cond::Predicate(Predicate { quantifier: None, path, body, span: whole });
        let all = Self::all_of_kind(named(NAMED.0, about), span);
        Self { about: Some(about), filter: Some(filter), ..all }
    }

    /// Returns the name that `facts about` is followed by.
    pub fn subject_of_facts(&self) -> Option<&Value> {
        self.about?;
        self.predicates().first()?.values().first().copied()
    }
}

impl CountArgument {
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
    /// Returns its span.
    pub fn span(&self) -> Span {
        match self {
            Self::Path(path) | Self::Each(path) => path.span,
            Self::Count(_, span) | Self::Aggregate(_, _, span) | Self::Everything(span) => *span,
        }
    }
}

impl Test {
    /// Returns the positive form of `!=` or `not in`; `None` for other tests.
    pub fn without_negation(&self) -> Option<Self> {
        match self {
            Self::Compare(Operator::Ne, span, value) => {
                Some(Self::Compare(Operator::Eq, *span, value.clone()))
            }
            Self::In(true, values) => Some(Self::In(false, values.clone())),
            _ => None,
        }
    }

    /// Returns the text that it looks for within another.
    pub fn sought_text(&self) -> Option<&Value> {
        match self {
            Self::Contains(_, value) | Self::StartsWith(_, value) => Some(value),
            _ => None,
        }
    }
}
