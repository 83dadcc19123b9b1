//! A query with its values written out, and the same with parameters that hold them: both have one answer.

use brief::query::ast::{Body, Cond, Form, Value};
use brief::query::bind::{Parameters, parse_slug};
use brief::query::lexer::{TokenKind, lex};
use brief::query::parser::parse;
use brief::query::span::Span;
use brief::session::{Failed, QueryOrigin, Session};

/// One query in both spellings.
pub(crate) struct Pair {
    /// With literals; those of several words stand in quotes, as a parameter's do.
    pub(crate) literal: String,
    /// With `$p0`, `$p1` …
    pub(crate) bound: String,
    /// What these hold.
    pub(crate) parameters: Parameters,
    /// How each literal is printed, to be compared where a note repeats it.
    printed: Vec<String>,
}

/// Both spellings of a text that reads as queries; nothing if it holds no value, or shows how it is read.
pub(crate) fn pair(text: &str) -> Option<Pair> {
    let queries = parse(text).ok()?;
    if queries.iter().any(|query| query.explain) {
        return None;
    }
    let mut values: Vec<Value> = Vec::new();
    for filter in queries.iter().filter_map(|query| query.filter.as_ref()) {
        collect(filter, &mut values);
    }
    if values.iter().any(|value| value.form == Form::Parameter) {
        return None;
    }
    values.extend(counts(text, &values));
    values.sort_by_key(|value| value.span.start);
    let mut pair = Pair {
        literal: String::new(),
        bound: String::new(),
        parameters: Parameters::new(),
        printed: vec![],
    };
    let mut end = 0;
    for value in &values {
        let before = text.get(end..value.span.start)?;
        let content = value.content();
        let form = match value.form {
            _ if parse_slug(&content).is_some() => Form::Slug,
            Form::Plain if content.contains(' ') => Form::Quoted,
            form => form,
        };
        let held = parse_slug(&content).unwrap_or(&content);
        let printed = Value { text: held.to_owned(), form, ..value.clone() }.to_string();
        // What is asked for twice is asked for by one parameter.
        let known = pair.printed.iter().position(|known| *known == printed);
        let n = known.unwrap_or(pair.printed.len());
        pair.literal.extend([before, " ", &printed, " "]);
        pair.bound.extend([before, " $p", &n.to_string(), " "]);
        if known.is_none() {
            pair.parameters.insert(format!("p{n}"), content);
            pair.printed.push(printed);
        }
        end = value.span.end;
    }
    let rest = text.get(end..)?;
    pair.literal += rest;
    pair.bound += rest;
    (end > 0).then_some(pair)
}

fn collect(cond: &Cond, values: &mut Vec<Value>) {
    match cond {
        Cond::And(parts) | Cond::Or(parts) => parts.iter().for_each(|part| collect(part, values)),
        Cond::Not(inner, _) | Cond::Possibly(inner, _) => collect(inner, values),
        Cond::Predicate(predicate) => match &predicate.body {
            Body::Test(test) => values.extend(test.values().into_iter().cloned()),
            Body::Cond(inner) => collect(inner, values),
            Body::Exists => {}
        },
        // A parameter is read as if quoted: its words must be in a row.
        Cond::Mentions(mentions) => {
            let is_one = mentions.value.form == Form::Quoted || !mentions.value.text.contains(' ');
            values.extend(is_one.then(|| mentions.value.clone()));
        }
    }
}

/// The numbers of quantifiers and limits.
fn counts(text: &str, values: &[Value]) -> Vec<Value> {
    let tokens = lex(text);
    let is_count = |span: Span| {
        let is_value = |value: &Value| value.span.start <= span.start && span.end <= value.span.end;
        span.text(text).starts_with(|c: char| c.is_ascii_digit()) && !values.iter().any(is_value)
    };
    let found = tokens.windows(2).filter(|pair| {
        let word = pair[0].span.text(text).to_lowercase();
        ["least", "most", "exactly", "limit"].contains(&word.as_str())
            && pair[1].kind == TokenKind::Word
            && is_count(pair[1].span)
    });
    let value = |span: Span| Value {
        text: span.text(text).to_owned(),
        form: Form::Plain,
        span,
        parameter: None,
    };
    found.map(|pair| value(pair[1].span)).collect()
}

impl Pair {
    /// How the two answers differ, if they do.
    pub(crate) fn differs(&self, session: &mut Session) -> Option<String> {
        // A note is broken where its line ends, which its parameters move.
        session.settings.notes_width = None;
        let literal = answer(session, &self.literal, &[]);
        let before = std::mem::replace(&mut session.settings.parameters, self.parameters.clone());
        let bound = answer(session, &self.bound, &self.printed);
        session.settings.parameters = before;
        (literal != bound).then(|| {
            let (literal, bound) = (literal.join("\n"), bound.join("\n"));
            let Self { literal: one, bound: other, parameters, .. } = self;
            format!("{one}\n{literal}\n\n{other} {parameters:?}\n{bound}")
        })
    }
}

/// The rows, the notes and the heads of warnings and errors. What helps against them differs: a parameter is not edited.
fn answer(session: &Session, text: &str, printed: &[String]) -> Vec<String> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let failed = match session.answer(text, &QueryOrigin::default(), &mut out, &mut err) {
        Ok(_) | Err(Failed::Query(_)) => None,
        Err(other) => Some(format!("{other:?}")),
    };
    let written = |line: &str| {
        let named = printed.iter().enumerate().rev();
        named.fold(line.to_owned(), |line, (n, text)| line.replace(&format!("$p{n}"), text))
    };
    let (out, err) = (String::from_utf8_lossy(&out), String::from_utf8_lossy(&err));
    let is_head =
        |line: &&str| ["note: ", "warning[", "error["].iter().any(|w| line.starts_with(w));
    out.lines().chain(err.lines().filter(is_head)).map(written).chain(failed).collect()
}
