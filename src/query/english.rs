//! Paraphrases a query in plain English, for `explain`, including the treatment of unknown values.

use super::ast::{
    Body, Cond, CountArgument, Form, Item, Mentions, Operator, Order, Path, Predicate, Quantifier,
    QuantifierKind, Query, Test, Value,
};
use super::plan::{self, Bound, Leaf, Plan, TypedPredicate};
use crate::catalog::Type;
use crate::text::{list_and, list_or};

/// Returns the query as a sentence.
pub fn query_in_english(query: &Query, plan: &Plan<'_>, according: Option<&str>) -> String {
    let alone = according.map(|sources| format!(", according to {sources} alone"));
    let alone = alone.unwrap_or_default();
    if let Some(name) = query.subject_of_facts() {
        let name = name.content();
        return format!("everything known about {name} and the things linked to it{alone}");
    }
    let writer = Paraphrase { plan };
    let mut text = plan.kind.plural.clone();
    if query.count {
        text = format!("how many {text} there are");
    }
    if let Some(filter) = &query.filter {
        text.push(' ');
        text.push_str(&writer.condition_text(filter, Mode::Certain));
    }
    text.push_str(&alone);
    if query.disputed.is_some() {
        text.push_str("; competing values count as well as the recorded ones");
    }
    if !query.by.is_empty() {
        let keys: Vec<String> = query.by.iter().map(path_text).collect();
        text = format!("{text}, grouped by {}", list_and(&keys));
    }
    if !query.show.is_empty() {
        let items: Vec<String> = query.show.iter().map(item_text).collect();
        let each = match (&plan.groups, query.by.is_empty()) {
            (Some(_), true) => " for all together",
            (Some(_), false) => " for each group",
            _ => "",
        };
        text = format!("{text}; showing{each} {}", list_and(&items));
    }
    let mut keys: Vec<String> = query.order.iter().map(order_text).collect();
    let is_one_row = query.count || plan.groups.as_ref().is_some_and(Vec::is_empty);
    if !is_one_row {
        if plan.is_ranked() {
            keys.push("where the words occur".to_owned());
        }
        keys.push(if plan.groups.is_some() { "group" } else { "name" }.to_owned());
        text = format!("{text}; ordered by {}", keys.join(", then "));
    }
    match query.limit.as_ref().map(CountArgument::number) {
        Some(1) => text + "; the first only",
        Some(n) => format!("{text}; the first {n} only"),
        None => text,
    }
}

/// The truth that is required of a condition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// It is certainly true.
    Certain,
    /// It is certainly false.
    Refuted,
    /// It is or may be true.
    Possible,
    /// It is or may be false.
    Doubtful,
}

impl Mode {
    fn negated(self) -> Self {
        match self {
            Self::Certain => Self::Refuted,
            Self::Refuted => Self::Certain,
            Self::Possible => Self::Doubtful,
            Self::Doubtful => Self::Possible,
        }
    }

    /// Returns the verb of a test. Tests of amounts and dates can be uncertain, so they say `certainly`.
    fn test_verb(self, settles: bool) -> &'static str {
        match (self, settles) {
            (Self::Certain, true) => "is certainly",
            (Self::Certain, false) => "is",
            (Self::Refuted, true) => "is certainly not",
            (Self::Refuted, false) => "isn't",
            (Self::Possible, _) => "is or may be",
            (Self::Doubtful, _) => "isn't or may not be",
        }
    }

    /// Returns a verb for texts: `contains`, `doesn't contain`.
    fn text_verb(self, verb: &str) -> String {
        match self {
            Self::Certain => format!("{verb}s"),
            Self::Refuted => format!("doesn't {verb}"),
            Self::Possible => format!("{verb}s or may {verb}"),
            Self::Doubtful => format!("doesn't or may not {verb}"),
        }
    }

    fn with_possibly(self) -> Self {
        match self {
            Self::Certain | Self::Possible => Self::Possible,
            // `not possibly a` is `not a`.
            Self::Refuted | Self::Doubtful => Self::Refuted,
        }
    }
}

struct Paraphrase<'p, 'c> {
    plan: &'p Plan<'c>,
}

impl Paraphrase<'_, '_> {
    fn condition_text(&self, cond: &Cond, mode: Mode) -> String {
        let joined = |parts: &[Cond], word: &str| {
            let parts: Vec<String> = parts
                .iter()
                .map(|part| match part {
                    Cond::And(_) | Cond::Or(_) => format!("({})", self.condition_text(part, mode)),
                    _ => self.condition_text(part, mode),
                })
                .collect();
            parts.join(&format!(" {word} "))
        };
        let negative = matches!(mode, Mode::Refuted | Mode::Doubtful);
        match cond {
            // Neither … nor: the opposite of "and" is "or".
            Cond::And(parts) => joined(parts, if negative { "or" } else { "and" }),
            Cond::Or(parts) => joined(parts, if negative { "and" } else { "or" }),
            Cond::Not(inner, _) => self.condition_text(inner, mode.negated()),
            Cond::Possibly(inner, _) => self.condition_text(inner, mode.with_possibly()),
            Cond::Predicate(predicate) => self.predicate_text(predicate, mode),
            Cond::Mentions(mentions) => mentions_text(mentions, mode),
        }
    }

    fn predicate_text(&self, predicate: &Predicate, mode: Mode) -> String {
        if let Some(quantifier) = &predicate.quantifier {
            return self.quantified_text(predicate, quantifier, mode);
        }
        let Body::Test(test) = &predicate.body else { return predicate.to_string() };
        let whose = format!("whose {}", path_text(&predicate.path));
        let meant = self.test_type(predicate);
        let (test, mode) = move_negation(test, mode);
        match &test {
            Test::Known(known, _) => {
                let known = *known == matches!(mode, Mode::Certain | Mode::Possible);
                format!("{whose} {} recorded", if known { "is" } else { "isn't" })
            }
            Test::Contains(_, value) => {
                format!("{whose} {} “{}”", mode.text_verb("contain"), value.text)
            }
            Test::StartsWith(_, value) => {
                format!("{whose} {} with “{}”", mode.text_verb("begin"), value.text)
            }
            test => test_text(
                &format!("{whose} {}", mode.test_verb(meant.can_be_uncertain())),
                test,
                &meant,
            ),
        }
    }

    /// Writes `with at least 2 investors whose country is France`.
    fn quantified_text(
        &self,
        predicate: &Predicate,
        quantifier: &Quantifier,
        mode: Mode,
    ) -> String {
        use QuantifierKind::{All, Any, AtLeast, AtMost, Exactly, No};
        // `no` is not any.
        let (amount, mode) = match &quantifier.amount {
            No => (&Any, mode.negated()),
            amount => (amount, mode),
        };
        let negative = matches!(mode, Mode::Refuted | Mode::Doubtful);
        let with = match mode {
            Mode::Certain | Mode::Refuted => "with",
            Mode::Possible | Mode::Doubtful => "that have or may have",
        };
        let link = path_text(&predicate.path);
        let what = match (amount, negative) {
            (Any | No, false) => format!("{with} at least one {link}"),
            (Any | No, true) => format!("{with} no {link}"),
            (All, false) => format!("{with} {link}, and only ones"),
            (All, true) => format!("{with} no {link}, or not only ones"),
            (AtLeast(n), false) => format!("{with} at least {} {link}", n.number()),
            (AtLeast(n), true) => format!("{with} fewer than {} {link}", n.number()),
            (AtMost(n), false) => format!("{with} at most {} {link}", n.number()),
            (AtMost(n), true) => format!("{with} more than {} {link}", n.number()),
            (Exactly(n), false) => format!("{with} exactly {} {link}", n.number()),
            (Exactly(n), true) => format!("{with} fewer or more than {} {link}", n.number()),
        };
        match &predicate.body {
            Body::Exists => what,
            Body::Cond(inner) => {
                let inner_text = self.condition_text(inner, Mode::Certain);
                match **inner {
                    Cond::And(_) | Cond::Or(_) => format!("{what} ({inner_text})"),
                    _ => format!("{what} {inner_text}"),
                }
            }
            Body::Test(Test::Known(known, _)) => {
                format!("{what} that {} recorded", if *known { "is" } else { "isn't" })
            }
            Body::Test(test) => {
                let (test, mode) = move_negation(test, Mode::Certain);
                let is = if mode == Mode::Certain { "is" } else { "isn't" };
                test_text(&format!("{what} that {is}"), &test, &self.test_type(predicate))
            }
        }
    }

    /// Finds the type of a test, also within the brackets of quantifiers.
    fn test_type(&self, predicate: &Predicate) -> TestType<'_> {
        let said = predicate.to_string();
        let own = |test: &plan::Test<'_>| {
            matches!(&test.check, TypedPredicate::Amount(_, Bound::Unitless(..)))
        };
        let nodes = self.plan.filter.iter().flat_map(plan::Cond::nodes);
        let meant = nodes.filter_map(|node| match node {
            plan::Cond::Test(test) if test.text == said => Some(test),
            _ => None,
        });
        let ty = meant.clone().find_map(|test| match test.path.steps.leaf()? {
            Leaf::Field(field) => Some(&field.ty),
            _ => None,
        });
        let in_own = match ty.filter(|_| meant.clone().any(own)) {
            Some(Type::Money) => " in its own currency",
            Some(Type::Quantity(None)) => " in its own unit",
            _ => "",
        };
        TestType { ty, in_own }
    }
}

/// Writes `that mention “cold” and “chain”`.
fn mentions_text(Mentions { value, .. }: &Mentions, mode: Mode) -> String {
    let words: Vec<&str> = match value.form {
        Form::Quoted => vec![&value.text],
        _ => value.text.split(' ').collect(),
    };
    let words: Vec<String> = words.into_iter().map(|word| format!("“{word}”")).collect();
    match mode {
        Mode::Certain | Mode::Possible => format!("that mention {}", list_and(&words)),
        Mode::Refuted | Mode::Doubtful if words.len() > 1 => {
            format!("that don't mention all of {}", list_and(&words))
        }
        Mode::Refuted | Mode::Doubtful => format!("that don't mention {}", list_and(&words)),
    }
}

/// The type of a test.
struct TestType<'p> {
    ty: Option<&'p Type>,
    /// `in its own currency`, if an amount is compared without a unit.
    in_own: &'static str,
}

impl TestType<'_> {
    fn is_time(&self) -> bool {
        self.ty.is_some_and(Type::is_time)
    }

    /// Checks whether the test can be uncertain, so that `certainly` is worth saying.
    fn can_be_uncertain(&self) -> bool {
        self.ty.is_some_and(|ty| ty.is_amount() || ty.is_time())
    }
}

/// Moves the negation of a test into its mode.
fn move_negation(test: &Test, mode: Mode) -> (Test, Mode) {
    test.without_negation().map_or_else(|| (test.clone(), mode), |test| (test, mode.negated()))
}

/// Writes a test after its subject and verb.
fn test_text(is: &str, test: &Test, meant: &TestType<'_>) -> String {
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
            format!("{is} {relation}{}{own}", value_text(value))
        }
        Test::In(_, values) => {
            let values: Vec<String> = values.iter().map(value_text).collect();
            let relation = if meant.is_time() { "in " } else { "" };
            format!("{is} {relation}{}{own}", list_or(&values))
        }
        Test::Between(a, b) => format!("{is} from {} to {}{own}", value_text(a), value_text(b)),
        Test::Known(..) => is.to_owned(),
        Test::Contains(_, value) => format!("{is} a text that contains “{}”", value.text),
        Test::StartsWith(_, value) => format!("{is} a text that begins with “{}”", value.text),
        Test::About(_, value) => format!("{is} within 10% of {}{own}", value_text(value)),
        Test::Within(_, value) => format!("{is} {} or a place in it", value_text(value)),
    }
}

/// Writes a path in words: `signed at's city` for `signed_at.city`.
fn path_text(path: &Path) -> String {
    let names = path.names.iter().map(|name| name.text.replace('_', " "));
    let owned = |owner: String, name: String| {
        let ending = if owner.ends_with('s') { "'" } else { "'s" };
        format!("{owner}{ending} {name}")
    };
    names.reduce(owned).unwrap_or_default()
}

/// Writes a value; of a parameter its value.
fn value_text(value: &Value) -> String {
    Value { parameter: None, ..value.clone() }.to_string()
}

fn item_text(item: &Item) -> String {
    match item {
        Item::Path(path) => path_text(path),
        other => other.to_string(),
    }
}

fn order_text(order: &Order) -> String {
    let direction = if order.descending { " in descending order" } else { "" };
    format!("{}{direction}", item_text(&order.item))
}
