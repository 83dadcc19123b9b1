//! The canonical text of a query: keywords in small letters, clauses in one order, no needless parentheses.
//! It parses to the same tree (a property test), so histories, scripts and explanations can use it.

use std::fmt::{self, Display, Formatter};

use super::ast::{
    Aggregate, Body, Cond, CountArgument, Form, Item, Mentions, Name, Operator, Order, Path,
    Predicate, Quantifier, QuantifierKind, Query, SourceChoice, Test, Value,
};
use super::parser::parse;

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.explain {
            f.write_str("explain ")?;
        }
        if self.count {
            f.write_str("count ")?;
        }
        match self.subject_of_facts() {
            Some(name) => write!(f, "facts about {name}")?,
            None => write!(f, "{}", self.kind)?,
        }
        match self.according.as_ref().map(|according| &according.which) {
            Some(SourceChoice::Named(value)) => write!(f, " according to {value}")?,
            Some(SourceChoice::Where(cond)) => write!(f, " according to ({cond})")?,
            None => {}
        }
        if self.disputed.is_some() {
            f.write_str(" including disputed")?;
        }
        if let Some(filter) = self.filter.as_ref().filter(|_| self.about.is_none()) {
            write!(f, " where {filter}")?;
        }
        write_list(f, " show ", &self.show)?;
        write_list(f, " by ", &self.by)?;
        write_list(f, " order by ", &self.order)?;
        if let Some(limit) = &self.limit {
            write!(f, " limit {limit}")?;
        }
        if self.sources.is_some() {
            f.write_str(" with sources")?;
        }
        Ok(())
    }
}

/// Writes a text as a value of a query, in quotes where the language needs them and, for free text, around several words.
pub fn quote_if_needed(text: &str, free: bool) -> String {
    let whole = format!("x where y = {text} and z = 1");
    let reads_back =
        || parse(&whole).ok().and_then(|queries| Some(queries.first()?.to_string() == whole));
    let needs = text.starts_with(['@', '$']) || free && text.contains(' ');
    if !needs && reads_back() == Some(true) { text.to_owned() } else { quote_text(text) }
}

fn write_list<T: Display>(f: &mut Formatter<'_>, before: &str, items: &[T]) -> fmt::Result {
    for (i, item) in items.iter().enumerate() {
        write!(f, "{}{item}", if i == 0 { before } else { ", " })?;
    }
    Ok(())
}

impl Display for Name {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Display for Path {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (i, name) in self.names.iter().enumerate() {
            write!(f, "{}{name}", if i == 0 { "" } else { "." })?;
        }
        Ok(())
    }
}

impl Display for Cond {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(parts) => write_joined(f, parts, " and "),
            Self::Or(parts) => write_joined(f, parts, " or "),
            Self::Not(inner, _) => write_prefixed(f, "not ", inner),
            Self::Possibly(inner, _) => write_prefixed(f, "possibly ", inner),
            Self::Predicate(predicate) => write!(f, "{predicate}"),
            Self::Mentions(mentions) => write!(f, "{mentions}"),
        }
    }
}

impl Display for Mentions {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "mentions {}", self.value)
    }
}

fn write_joined(f: &mut Formatter<'_>, parts: &[Cond], word: &str) -> fmt::Result {
    for (i, part) in parts.iter().enumerate() {
        write_prefixed(f, if i == 0 { "" } else { word }, part)?;
    }
    Ok(())
}

/// Writes a condition after a word that binds tighter than `and` and `or`.
fn write_prefixed(f: &mut Formatter<'_>, word: &str, inner: &Cond) -> fmt::Result {
    match inner {
        Cond::And(_) | Cond::Or(_) => write!(f, "{word}({inner})"),
        _ => write!(f, "{word}{inner}"),
    }
}

impl Display for Predicate {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(quantifier) = &self.quantifier {
            write!(f, "{quantifier} ")?;
        }
        match &self.body {
            Body::Test(test) => write!(f, "{} {test}", self.path),
            Body::Cond(cond) => write!(f, "{} ({cond})", self.path),
            Body::Exists => write!(f, "{}", self.path),
        }
    }
}

impl Display for Quantifier {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.amount {
            QuantifierKind::Any => f.write_str("any"),
            QuantifierKind::No => f.write_str("no"),
            QuantifierKind::All => f.write_str("all"),
            QuantifierKind::AtLeast(n) => write!(f, "at least {n}"),
            QuantifierKind::AtMost(n) => write!(f, "at most {n}"),
            QuantifierKind::Exactly(n) => write!(f, "exactly {n}"),
        }
    }
}

impl Display for CountArgument {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digits(n) => write!(f, "{n}"),
            Self::Unbound(name) | Self::Bound(name, _) => write!(f, "${name}"),
        }
    }
}

impl Display for Test {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compare(operator, _, value) => write!(f, "{operator} {value}"),
            Self::In(negated, values) => {
                write_list(f, if *negated { "not in (" } else { "in (" }, values)?;
                f.write_str(")")
            }
            Self::Between(a, b) => write!(f, "between {a} and {b}"),
            Self::Known(true, _) => f.write_str("is known"),
            Self::Known(false, _) => f.write_str("is unknown"),
            Self::Contains(_, value) => write!(f, "contains {value}"),
            Self::StartsWith(_, value) => write!(f, "starts with {value}"),
            Self::About(_, value) => write!(f, "about {value}"),
            Self::Within(_, value) => write!(f, "within {value}"),
        }
    }
}

impl Operator {
    /// Returns its canonical spelling, which is also SQL's.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Eq => "=",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
        }
    }
}

impl Operator {
    /// Returns the operator with its sides exchanged: `1 < a` is `a > 1`.
    #[must_use]
    pub fn turned(self) -> Self {
        match self {
            Self::Lt => Self::Gt,
            Self::Le => Self::Ge,
            Self::Gt => Self::Lt,
            Self::Ge => Self::Le,
            same => same,
        }
    }
}

impl Display for Operator {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.sign())
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.parameter {
            return write!(f, "${name}");
        }
        match self.form {
            Form::Plain => f.write_str(&self.text),
            Form::Quoted => f.write_str(&quote_text(&self.text)),
            Form::Slug => write!(f, "@{}", self.text),
            Form::Parameter => write!(f, "${}", self.text),
        }
    }
}

/// Writes a text in double quotes, as the lexer reads it. A line break, which ends a quote, becomes a space: texts are compared
/// by folded keys, in which the two are the same.
pub(super) fn quote_text(text: &str) -> String {
    let line = text.replace(['\n', '\r'], " ");
    format!("\"{}\"", line.replace('\\', "\\\\").replace('"', "\\\""))
}

impl Display for Item {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(f, "{path}"),
            Self::Each(path) => write!(f, "each {path}"),
            Self::Count(None, _) => f.write_str("count"),
            Self::Count(Some(path), _) => write!(f, "count of {path}"),
            Self::Aggregate(aggregate, path, _) => write!(f, "{aggregate} of {path}"),
            Self::Everything(_) => f.write_str("everything"),
        }
    }
}

impl Display for Aggregate {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sum => "sum",
            Self::Average => "average",
            Self::Min => "min",
            Self::Max => "max",
        })
    }
}

impl Display for Order {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.item, if self.descending { " desc" } else { "" })
    }
}
