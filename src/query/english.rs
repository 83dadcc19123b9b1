//! A query in plain English, for `explain`: what is asked, and how unknown values are treated.

use super::ast::{
    Amount, Body, Cond, Count, Item, Operator, Order, Path, Predicate, Quantifier, Query, Test,
    Value,
};
use super::plan::{self, Bound, Leaf, Plan, TypedPredicate};
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

    /// What a subject is, of a test with a certain and an uncertain side, or of another.
    fn is(self, settles: bool) -> &'static str {
        match (self, settles) {
            (Self::Certain, true) => "is certainly",
            (Self::Certain, false) => "is",
            (Self::Refuted, true) => "is certainly not",
            (Self::Refuted, false) => "is other than",
            (Self::Possible, _) => "is or may be",
            (Self::Doubtful, true) => "is not certainly",
            (Self::Doubtful, false) => "is or may be other than",
        }
    }

    /// What a text does: `contains`, `does not contain`.
    fn verb(self, verb: &str) -> String {
        match self {
            Self::Certain => format!("{verb}s"),
            Self::Refuted => format!("does not {verb}"),
            Self::Possible => format!("{verb}s or may {verb}"),
            Self::Doubtful => format!("does not or may not {verb}"),
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
        let meant = self.meant(predicate);
        let (test, mode) = positive(test, mode);
        match &test {
            Test::Known(known, _) => {
                let known = *known == matches!(mode, Mode::Certain | Mode::Possible);
                format!("{whose} is {}recorded", if known { "" } else { "not " })
            }
            Test::Contains(_, value) => {
                format!("{whose} {} “{}”", mode.verb("contain"), value.text)
            }
            Test::StartsWith(_, value) => {
                format!("{whose} {} with “{}”", mode.verb("begin"), value.text)
            }
            Test::Within(_, value) if matches!(mode, Mode::Refuted | Mode::Doubtful) => {
                let is = if mode == Mode::Refuted { "is" } else { "is or may be" };
                format!("{whose} {is} neither {} nor a place in it", said(value))
            }
            test => told(&format!("{whose} {}", mode.is(meant.settles())), test, &meant),
        }
    }

    /// "with at least 2 investors whose country is France".
    fn quantified(&self, predicate: &Predicate, quantifier: &Quantifier, mode: Mode) -> String {
        // `no` is not any.
        let (amount, mode) = match &quantifier.amount {
            Amount::No => (&Amount::Any, mode.not()),
            amount => (amount, mode),
        };
        let negative = matches!(mode, Mode::Refuted | Mode::Doubtful);
        let with = match mode {
            Mode::Certain | Mode::Refuted => "with",
            Mode::Possible | Mode::Doubtful => "that have or may have",
        };
        let link = field(&predicate.path);
        let what = match (amount, negative) {
            (Amount::Any | Amount::No, false) => format!("{with} some {link}"),
            (Amount::Any | Amount::No, true) => format!("{with} no {link}"),
            (Amount::All, false) => format!("{with} {link}, all of them"),
            (Amount::All, true) => format!("{with} no {link}, or not all of them"),
            (Amount::AtLeast(n), false) => format!("{with} at least {} {link}", n.number()),
            (Amount::AtLeast(n), true) => format!("{with} fewer than {} {link}", n.number()),
            (Amount::AtMost(n), false) => format!("{with} at most {} {link}", n.number()),
            (Amount::AtMost(n), true) => format!("{with} more than {} {link}", n.number()),
            (Amount::Exactly(n), false) => format!("{with} exactly {} {link}", n.number()),
            (Amount::Exactly(n), true) => {
                format!("{with} fewer or more than {} {link}", n.number())
            }
        };
        match &predicate.body {
            Body::Exists => what,
            Body::Cond(inner) => format!("{what} ({})", self.cond(inner, Mode::Certain)),
            Body::Test(Test::Known(known, _)) => {
                format!("{what} that is {}recorded", if *known { "" } else { "not " })
            }
            Body::Test(test) => {
                let (test, mode) = positive(test, Mode::Certain);
                let is = if mode == Mode::Certain { "is" } else { "is not" };
                told(&format!("{what} that {is}"), &test, &self.meant(predicate))
            }
        }
    }

    /// What a test was read as, also within the parentheses of quantifiers.
    fn meant(&self, predicate: &Predicate) -> Meant<'_> {
        let said = predicate.to_string();
        let mut tests = Vec::new();
        if let Some(filter) = &self.plan.filter {
            all_tests(filter, &mut tests);
        }
        let own = |test: &&&plan::Test<'_>| {
            matches!(&test.check, TypedPredicate::Amount(_, Bound::Unitless(..)))
        };
        let meant = tests.iter().filter(|test| test.text == said);
        let ty = meant.clone().find_map(|test| match test.path.steps.leaf()? {
            Leaf::Field(field) => Some(&field.ty),
            _ => None,
        });
        let in_own = match ty.filter(|_| meant.clone().any(|test| own(&test))) {
            Some(Type::Money) => " in its own currency",
            Some(Type::Quantity(None)) => " in its own unit",
            _ => "",
        };
        Meant { ty, in_own }
    }
}

/// What a test was read as.
struct Meant<'p> {
    ty: Option<&'p Type>,
    /// "in its own currency", where an amount is compared without a unit.
    in_own: &'static str,
}

impl Meant<'_> {
    fn is_time(&self) -> bool {
        self.ty.is_some_and(Type::is_time)
    }

    /// Whether it has a certain and an uncertain side, so that "certainly" is worth saying.
    fn settles(&self) -> bool {
        self.ty.is_some_and(|ty| ty.is_amount() || ty.is_time())
    }
}

/// The tests of a condition, with those within the parentheses of quantifiers.
fn all_tests<'p, 'c>(cond: &'p plan::Cond<'c>, found: &mut Vec<&'p plan::Test<'c>>) {
    for test in cond.tests() {
        found.push(test);
        if let TypedPredicate::Quantified(_, Some(inner)) = &test.check {
            for (_, cond) in inner {
                all_tests(cond, found);
            }
        }
    }
}

/// A test without a negation of its own, which turns what is said of it.
fn positive(test: &Test, mode: Mode) -> (Test, Mode) {
    match test {
        Test::Compare(Operator::Ne, span, value) => {
            (Test::Compare(Operator::Eq, *span, value.clone()), mode.not())
        }
        Test::In(true, values) => (Test::In(false, values.clone()), mode.not()),
        test => (test.clone(), mode),
    }
}

/// A test behind its subject and verb.
fn told(is: &str, test: &Test, meant: &Meant<'_>) -> String {
    let own = meant.in_own;
    match test {
        Test::Compare(operator, _, value) => {
            let relation = match (operator, meant.is_time()) {
                (Operator::Eq, true) => "in ",
                (Operator::Eq, false) => "",
                (Operator::Ne, _) => "other than ",
                (Operator::Lt, true) => "before ",
                (Operator::Le, true) => "before the end of ",
                (Operator::Gt, true) => "after ",
                (Operator::Ge, true) => "in or after ",
                (Operator::Lt, false) => "less than ",
                (Operator::Le, false) => "at most ",
                (Operator::Gt, false) => "more than ",
                (Operator::Ge, false) => "at least ",
            };
            format!("{is} {relation}{}{own}", said(value))
        }
        Test::In(_, values) => {
            let values: Vec<String> = values.iter().map(said).collect();
            let relation = if meant.is_time() { "in " } else { "" };
            format!("{is} {relation}{}{own}", list_or(&values))
        }
        Test::Between(a, b) => format!("{is} from {} to {}{own}", said(a), said(b)),
        Test::Known(..) => is.to_owned(),
        Test::Contains(_, value) => format!("{is} a text that contains “{}”", value.text),
        Test::StartsWith(_, value) => format!("{is} a text that begins with “{}”", value.text),
        Test::About(_, value) => format!("{is} within 10 % of {}{own}", said(value)),
        Test::Within(_, value) => format!("{is} {} or a place in it", said(value)),
    }
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
