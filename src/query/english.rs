//! A query in plain English, for `explain`: what is asked, and how unknown values are treated.

use super::ast::{
    Amount, Body, Cond, Count, Item, Operator, Order, Path, Predicate, Quantifier, Query, Test,
    Value,
};
use super::plan::{End, Plan};
use crate::catalog::Type;
use crate::text::{list_and, list_or};

/// The query as a sentence, beginning with what is looked for.
pub fn sentence(query: &Query, plan: &Plan<'_>) -> String {
    let reader = Reader { plan };
    let mut text = plan.kind.plural.clone();
    if query.count {
        text = format!("how many {text} there are");
    }
    if let Some(filter) = &query.filter {
        text.push(' ');
        text.push_str(&reader.cond(filter, Mode::Certain));
    }
    if !query.by.is_empty() {
        let keys: Vec<String> = query.by.iter().map(field).collect();
        text = format!("{text}, grouped by {}", list_and(&keys));
    }
    if !query.show.is_empty() {
        let items: Vec<String> = query.show.iter().map(item).collect();
        let each = match (&plan.groups, query.by.is_empty()) {
            (Some(_), true) => "of all together",
            (Some(_), false) => "of each group",
            _ => "of each",
        };
        text = format!("{text}; {each}, {}", list_and(&items));
    }
    let mut keys: Vec<String> = query.order.iter().map(order).collect();
    let is_one_row = query.count || plan.groups.as_ref().is_some_and(Vec::is_empty);
    if !is_one_row {
        keys.push(
            if plan.groups.is_some() { "what they are grouped by" } else { "name" }.to_owned(),
        );
        text = format!("{text}; ordered by {}", keys.join(", then "));
    }
    match query.limit.as_ref().map(Count::number) {
        Some(1) => text + "; the first only",
        Some(n) => format!("{text}; the first {n} only"),
        None => text,
    }
}

/// What is said of a condition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// It is certainly so.
    Certain,
    /// It is certainly not so.
    Refuted,
    /// It is so or may be.
    Possible,
    /// It is not certainly so… and may not be.
    Doubtful,
}

impl Mode {
    fn not(self) -> Self {
        match self {
            Self::Certain => Self::Refuted,
            Self::Refuted => Self::Certain,
            Self::Possible => Self::Doubtful,
            Self::Doubtful => Self::Possible,
        }
    }

    fn possibly(self) -> Self {
        match self {
            Self::Certain | Self::Possible => Self::Possible,
            // `not possibly a` is `not a`.
            Self::Refuted | Self::Doubtful => Self::Refuted,
        }
    }
}

struct Reader<'p, 'c> {
    plan: &'p Plan<'c>,
}

impl Reader<'_, '_> {
    fn cond(&self, cond: &Cond, mode: Mode) -> String {
        let joined = |parts: &[Cond], word: &str| {
            let parts: Vec<String> = parts
                .iter()
                .map(|part| match part {
                    Cond::And(_) | Cond::Or(_) => format!("({})", self.cond(part, mode)),
                    _ => self.cond(part, mode),
                })
                .collect();
            parts.join(&format!(" {word} "))
        };
        let negative = matches!(mode, Mode::Refuted | Mode::Doubtful);
        match cond {
            // Neither … nor: the opposite of "and" is "or".
            Cond::And(parts) => joined(parts, if negative { "or" } else { "and" }),
            Cond::Or(parts) => joined(parts, if negative { "and" } else { "or" }),
            Cond::Not(inner, _) => self.cond(inner, mode.not()),
            Cond::Possibly(inner, _) => self.cond(inner, mode.possibly()),
            Cond::Predicate(predicate) => self.predicate(predicate, mode),
        }
    }

    fn predicate(&self, predicate: &Predicate, mode: Mode) -> String {
        if let Some(quantifier) = &predicate.quantifier {
            return self.quantified(predicate, quantifier, mode);
        }
        let Body::Test(test) = &predicate.body else { return predicate.to_string() };
        let whose = format!("whose {}", field(&predicate.path));
        if let Test::Known(known, _) = test {
            let known = *known == matches!(mode, Mode::Certain | Mode::Possible);
            return format!("{whose} is {}recorded", if known { "" } else { "not " });
        }
        let ty = self.type_of(&predicate.path);
        let verb = match (mode, settles(test, ty)) {
            (Mode::Certain, true) => "is certainly",
            (Mode::Certain, false) => "is",
            (Mode::Refuted, true) => "is certainly not",
            (Mode::Refuted, false) => "is another than",
            (Mode::Possible, _) => "is or may be",
            (Mode::Doubtful, _) => "is or may be other than",
        };
        self.test(&format!("{whose} {verb}"), test, ty)
    }

    /// "with at least 2 investors whose country is France".
    fn quantified(&self, predicate: &Predicate, quantifier: &Quantifier, mode: Mode) -> String {
        let with = match mode {
            Mode::Certain => "with",
            Mode::Refuted => "certainly not with",
            Mode::Possible => "that may have",
            Mode::Doubtful => "that may not have",
        };
        let amount = match &quantifier.amount {
            Amount::Any => "some".to_owned(),
            Amount::All => "at least one recorded and only".to_owned(),
            Amount::No => "no".to_owned(),
            Amount::AtLeast(count) => format!("at least {}", count.number()),
            Amount::AtMost(count) => format!("at most {}", count.number()),
            Amount::Exactly(count) => format!("exactly {}", count.number()),
        };
        let what = format!("{with} {amount} {}", field(&predicate.path));
        match &predicate.body {
            Body::Exists => what,
            Body::Cond(inner) => format!("{what} ({})", self.cond(inner, Mode::Certain)),
            Body::Test(test) => self.test(&format!("{what} that is"), test, None),
        }
    }

    fn test(&self, is: &str, test: &Test, ty: Option<&Type>) -> String {
        let time = ty.is_some_and(Type::is_time);
        let own = self.own_unit(test, ty);
        match test {
            Test::Compare(operator, _, value) => match (operator, time) {
                (Operator::Eq, true) => format!("{is} in {}", said(value)),
                (Operator::Ne, true) => format!("{is} outside {}", said(value)),
                (Operator::Eq, false) => format!("{is} {}{own}", said(value)),
                (Operator::Ne, false) => format!("{is} not {}{own}", said(value)),
                (Operator::Lt, true) => format!("{is} before {}", said(value)),
                (Operator::Le, true) => format!("{is} before the end of {}", said(value)),
                (Operator::Gt, true) => format!("{is} after {}", said(value)),
                (Operator::Ge, true) => format!("{is} in or after {}", said(value)),
                (Operator::Lt, false) => format!("{is} less than {}{own}", said(value)),
                (Operator::Le, false) => format!("{is} at most {}{own}", said(value)),
                (Operator::Gt, false) => format!("{is} more than {}{own}", said(value)),
                (Operator::Ge, false) => format!("{is} at least {}{own}", said(value)),
            },
            Test::In(negated, values) => {
                let values: Vec<String> = values.iter().map(said).collect();
                let not = if *negated { "none of " } else { "" };
                format!("{is} {not}{}{own}", list_or(&values))
            }
            Test::Between(a, b) => format!("{is} from {} to {}{own}", said(a), said(b)),
            Test::Known(..) => is.to_owned(),
            Test::Contains(_, value) => format!("{is} a text that contains “{}”", value.text),
            Test::StartsWith(_, value) => format!("{is} a text that begins with “{}”", value.text),
            Test::About(_, value) => format!("{is} within 10 % of {}{own}", said(value)),
            Test::Within(_, value) => format!("{is} {} or a place in it", said(value)),
        }
    }

    /// "in its own currency", where an amount is compared without a unit.
    fn own_unit(&self, test: &Test, ty: Option<&Type>) -> &'static str {
        let bare = |money| {
            let tests = self.plan.filter.iter().flat_map(super::plan::Cond::tests);
            let said: Vec<String> = test.values().iter().map(ToString::to_string).collect();
            let mut own = tests.filter(|t| {
                matches!(&t.check, super::plan::Check::Amount(_, super::plan::Bound::Own(..)))
            });
            match own.any(|t| said.iter().all(|value| t.said.contains(value))) {
                true if money => " in its own currency",
                true => " in its own unit",
                false => "",
            }
        };
        match ty {
            Some(Type::Money) => bare(true),
            Some(Type::Quantity(None)) => bare(false),
            _ => "",
        }
    }

    fn type_of(&self, path: &Path) -> Option<&Type> {
        let text = path.to_string().to_lowercase();
        let mut tests = self.plan.filter.iter().flat_map(super::plan::Cond::tests);
        let found = tests.find(|test| test.path.text == text)?;
        match found.path.way.end()? {
            End::Field(field) => Some(&field.ty),
            _ => None,
        }
    }
}

/// Whether a test has a certain and an uncertain side, so that "certainly" is worth saying.
fn settles(test: &Test, ty: Option<&Type>) -> bool {
    let interval = ty.is_some_and(|ty| ty.is_amount() || ty.is_time());
    interval && !matches!(test, Test::Known(..))
}

/// A path in words: `signed_at.city` is the city of its `signed_at`.
fn field(path: &Path) -> String {
    let names: Vec<String> =
        path.names.iter().rev().map(|name| name.text.replace('_', " ")).collect();
    names.join(" of its ")
}

/// A value as it would be written: of a parameter its value.
fn said(value: &Value) -> String {
    Value { parameter: None, ..value.clone() }.to_string()
}

fn item(item: &Item) -> String {
    match item {
        Item::Path(path) => field(path),
        other => other.to_string(),
    }
}

fn order(order: &Order) -> String {
    let way = if order.descending { ", from large to small" } else { "" };
    format!("{}{way}", item(&order.item))
}
