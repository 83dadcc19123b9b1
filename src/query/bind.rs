//! Binds parameters: `$name` gets its value in the tree, before names are looked up, so that later stages see only values.
//!
//! A value replaces its parameter and nothing else: it is one value, even if it contains words and signs of the language.

use std::collections::BTreeMap;

use super::ast::{
    Body, Cond, CountArgument, Form, Predicate, QuantifierKind, Query, SourceChoice, Value,
};
use super::diagnostic::{BadInteger, Diagnostic, LARGEST, NameProblem, Syntax};
use super::lexer::is_word;
use super::span::Span;

/// Values of `$name` parameters.
pub type Parameters = BTreeMap<String, String>;

/// Checks whether a text can name a parameter: `$city`, but not `$20bn`.
pub fn is_parameter(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Gives every parameter of a query its value, and lists the problems of parameters without one.
pub fn bind(query: &Query, parameters: &Parameters) -> (Query, Vec<Diagnostic>) {
    let mut query = query.clone();
    let mut binder = Binder { parameters, problems: vec![] };
    if let Some(limit) = &mut query.limit {
        binder.bind_count(limit);
    }
    match query.according.as_mut().map(|according| &mut according.which) {
        Some(SourceChoice::Named(value)) => binder.bind_value(value),
        Some(SourceChoice::Where(cond)) => {
            cond.visit_leaves(&mut |leaf| binder.bind_leaf(leaf));
        }
        None => {}
    }
    if let Some(filter) = &mut query.filter {
        filter.visit_leaves(&mut |leaf| binder.bind_leaf(leaf));
    }
    (query, binder.problems)
}

/// Lists the parameters of a query with the values that they got.
pub(crate) fn bound_parameters(query: &Query) -> Parameters {
    let source = query.according.iter().filter_map(|according| match &according.which {
        SourceChoice::Named(value) => Some(value),
        SourceChoice::Where(_) => None,
    });
    let values = query.values().into_iter().chain(source).filter_map(|value| {
        let mark = if value.form == Form::Slug { "@" } else { "" };
        Some((value.parameter.as_ref()?.to_string(), format!("{mark}{}", value.text)))
    });
    let amounts = query.predicates().into_iter().filter_map(|one| one.quantifier.as_ref());
    let amounts = amounts.filter_map(|quantifier| match &quantifier.amount {
        QuantifierKind::AtLeast(count)
        | QuantifierKind::AtMost(count)
        | QuantifierKind::Exactly(count) => Some(count),
        QuantifierKind::Any | QuantifierKind::No | QuantifierKind::All => None,
    });
    let counts = query.limit.iter().chain(amounts).filter_map(|count| match count {
        CountArgument::Bound(name, number) => Some((name.text.clone(), number.to_string())),
        _ => None,
    });
    values.chain(counts).collect()
}

/// Reads a whole number that a query may hold: `1000`, `1,000`, `1_000`.
pub fn whole_number(text: &str) -> Result<u64, BadInteger> {
    let digits: String = text.chars().filter(|c| !matches!(c, ',' | '_')).collect();
    if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit()) {
        return Err(BadInteger::Text);
    }
    digits.parse().ok().filter(|n| *n <= LARGEST).ok_or(BadInteger::TooLarge)
}

/// Returns the slug if a text is one: `@qingdao`. Any other value of a parameter is read as if quoted.
pub fn parse_slug(text: &str) -> Option<&str> {
    text.strip_prefix('@').filter(|slug| !slug.is_empty() && slug.chars().all(is_word))
}

struct Binder<'p> {
    parameters: &'p Parameters,
    problems: Vec<Diagnostic>,
}

impl Binder<'_> {
    fn bind_leaf(&mut self, leaf: &mut Cond) {
        match leaf {
            Cond::Predicate(predicate) => self.bind_predicate(predicate),
            Cond::Mentions(mentions) => self.bind_value(&mut mentions.value),
            Cond::And(_) | Cond::Or(_) | Cond::Not(..) | Cond::Possibly(..) => {}
        }
    }

    fn bind_predicate(&mut self, predicate: &mut Predicate) {
        if let Some(
            QuantifierKind::AtLeast(count)
            | QuantifierKind::AtMost(count)
            | QuantifierKind::Exactly(count),
        ) = predicate.quantifier.as_mut().map(|quantifier| &mut quantifier.amount)
        {
            self.bind_count(count);
        }
        if let Body::Test(test) = &mut predicate.body {
            test.values_mut().into_iter().for_each(|value| self.bind_value(value));
        }
    }

    fn bind_value(&mut self, value: &mut Value) {
        if value.form != Form::Parameter {
            return;
        }
        let Some(given) = self.look_up_parameter(&value.text, value.span) else { return };
        let (text, form) =
            parse_slug(given).map_or((given, Form::Quoted), |slug| (slug, Form::Slug));
        let (text, name) = (text.to_owned(), std::mem::take(&mut value.text));
        *value = Value { text, form, span: value.span, parameter: Some(name.into()) };
    }

    fn bind_count(&mut self, count: &mut CountArgument) {
        let CountArgument::Unbound(name) = count else { return };
        let Some(given) = self.look_up_parameter(&name.text, name.span) else { return };
        match whole_number(given.trim()) {
            Ok(number) => *count = CountArgument::Bound(name.clone(), number),
            Err(why) => {
                let (name, span) = (name.text.clone(), name.span);
                let problem = Syntax::NotWhole { name, given: given.to_owned(), why };
                self.problems.push(Diagnostic::error(span, problem));
            }
        }
    }

    fn look_up_parameter(&mut self, name: &str, span: Span) -> Option<&str> {
        let given = self.parameters.get(name).map(String::as_str);
        if given.is_none() {
            let given = self.parameters.keys().map(|name| format!("${name}")).collect();
            let problem = NameProblem::Parameter { name: name.to_owned(), given };
            self.problems.push(Diagnostic::error(span, problem));
        }
        given
    }
}
