//! How a condition on what a way leads to is written. Not here: which ways there are (`ways`), which are meant (`instead`).

use super::ways::Way;
use crate::query::ast::{Cond, Name, Operator, Test};
use crate::query::parser::parse;

/// A test of something else. Who asks for a place by another name for it means all that lies within.
pub(super) fn asked(path: &str, test: &Test, place: bool) -> String {
    match test {
        Test::Compare(Operator::Eq, _, value) if place => format!("{path} within {value}"),
        test => format!("{path} {test}"),
    }
}

/// One thing of a way that meets all of it.
pub(super) fn tied(
    way: &Way<'_>,
    quantifier: &str,
    is: &[String],
    asked: Vec<Cond>,
) -> Option<String> {
    let mut conds: Vec<Cond> = is.iter().filter_map(|is| condition(is)).chain(asked).collect();
    for cond in &mut conds {
        if let Some(field) = way.field {
            lead(cond, field);
        }
    }
    let said = |cond: &Cond| match cond {
        Cond::Or(_) => format!("({cond})"),
        cond => cond.to_string(),
    };
    let said: Vec<String> = conds.iter().map(said).collect();
    match (way.link, said.as_slice()) {
        (Some(link), []) => way.field.is_none().then(|| format!("{quantifier} {link}")),
        (Some(link), [cond])
            if quantifier == "any"
                && matches!(conds.as_slice(), [Cond::Predicate(p)] if p.quantifier.is_none()) =>
        {
            Some(format!("{link}.{cond}"))
        }
        (Some(link), said) => Some(format!("{quantifier} {link} ({})", said.join(" and "))),
        (None, []) => match quantifier {
            "any" => Some(format!("{} is known", way.path())),
            "no" => Some(format!("{} is unknown", way.path())),
            _ => None,
        },
        (None, said) => (quantifier == "any").then(|| said.join(" and ")),
    }
}

/// Asks a condition of what a path leads to.
pub(super) fn lead(cond: &mut Cond, path: &str) {
    match cond {
        Cond::And(parts) | Cond::Or(parts) => parts.iter_mut().for_each(|part| lead(part, path)),
        Cond::Not(inner, _) | Cond::Possibly(inner, _) => lead(inner, path),
        Cond::Predicate(predicate) => {
            let span = predicate.path.span;
            let names = path.split('.').map(|name| Name { text: name.to_owned(), span });
            predicate.path.names.splice(0..0, names);
        }
    }
}

/// A condition as it is read.
pub(super) fn condition(text: &str) -> Option<Cond> {
    parse(&format!("things where {text}")).ok()?.into_iter().next()?.filter
}
