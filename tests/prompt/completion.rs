//! Completion keeps two laws, at every word of some hundreds of queries: what a person goes on to write is among what is
//! offered, and whatever is offered can be written.
//!
//! The queries are those of the golden scripts, grammar.md and docs/semantics.md, asked of the bases they are asked of there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use brief::query::ast::{Body, Cond, Form, Query, SourceChoice, Test, Value};
use brief::query::complete::{Offer, World, complete};
use brief::query::lexer::{Token, TokenKind, lex};
use brief::query::parser::{expected_next, parse};
use brief::query::resolve::{Failure, Parameters, resolve_sources};
use brief::store::digest::Input;
use brief::store::{Base, seed_inputs};
use brief::value::fold;

const BUILT_IN: &str = include_str!("../../schema/catalog.toml");

/// A query that is answered, and the base it is asked of; none: the built-in facts.
type Asked = (Option<String>, String);

/// The queries of the scripts and of the reference.
fn queries() -> BTreeSet<Asked> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeSet::new();
    let mut scripts: Vec<PathBuf> = fs::read_dir(root.join("tests/scripts"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    scripts.sort();
    for script in scripts {
        let mut base = None;
        for line in fs::read_to_string(script).unwrap().lines() {
            if let Some(name) = line.strip_prefix("base ") {
                base = Some(name.trim().to_owned());
            }
            let tags = line.split_once("> ").filter(|(tags, _)| {
                tags.is_empty() || tags.starts_with('[') && tags.ends_with(']')
            });
            if let Some((_, query)) = tags {
                found.insert((base.clone(), query.to_owned()));
            }
        }
    }
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let reference = read("grammar.md") + &read("docs/semantics.md");
    let blocks =
        reference.split("```brief\n").skip(1).filter_map(|block| block.split("```").next());
    found.extend(blocks.flat_map(str::lines).map(|line| (None, line.to_owned())));
    found.retain(|(_, query)| parse(query).is_ok_and(|queries| queries.len() == 1));
    found
}

fn base(name: Option<&str>) -> Base {
    let Some(name) = name else { return Base::in_memory(BUILT_IN, &seed_inputs()).unwrap().0 };
    let bases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts/bases");
    let read = |end: &str| fs::read_to_string(bases.join(format!("{name}{end}")));
    let catalog = read(".catalog.toml").unwrap_or_else(|_| BUILT_IN.to_owned());
    let input = Input::new(format!("{name}.toml"), read(".toml").unwrap());
    Base::in_memory(&catalog, &[input]).unwrap().0
}

/// Runs a check on every query that is answered, and tells how many those are.
fn each_query(check: &mut dyn FnMut(&World<'_>, &str, &Query)) -> usize {
    let parameters: Parameters =
        [("city", "Qingdao")].into_iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    let mut asked = 0;
    let mut open: Option<(Option<String>, Base)> = None;
    for (name, text) in queries() {
        if open.as_ref().is_none_or(|(known, _)| *known != name) {
            open = Some((name.clone(), base(name.as_deref())));
        }
        let (_, base) = open.as_ref().unwrap();
        let query = parse(&text).unwrap().remove(0);
        if resolve_sources(&query, base.catalog(), base, &parameters).is_err() {
            continue;
        }
        asked += 1;
        let world = World { catalog: base.catalog(), names: base, parameters: &parameters };
        check(&world, &text, &query);
    }
    asked
}

fn values(query: &Query) -> Vec<(&Test, &Value)> {
    fn of(cond: &Cond) -> Vec<(&Test, &Value)> {
        match cond {
            Cond::And(parts) | Cond::Or(parts) => parts.iter().flat_map(of).collect(),
            Cond::Not(inner, _) | Cond::Possibly(inner, _) => of(inner),
            Cond::Predicate(predicate) => match &predicate.body {
                Body::Test(test) => test.values().into_iter().map(|value| (test, value)).collect(),
                Body::Cond(inner) => of(inner),
                Body::Exists => vec![],
            },
            Cond::Mentions(_) => vec![],
        }
    }
    let sources = query.according.as_ref().and_then(|according| match &according.which {
        SourceChoice::Where(cond) => Some(&**cond),
        SourceChoice::Named(_) => None,
    });
    query.filter.iter().chain(sources).flat_map(of).collect()
}

/// The text up to a place and one letter more.
fn begun(text: &str, at: usize) -> &str {
    let letter = text[at..].chars().next().unwrap();
    &text[..at + letter.len_utf8()]
}

fn offered(offers: &[Offer], wanted: &dyn Fn(&str) -> bool) -> bool {
    offers.iter().any(|offer| wanted(&offer.text))
}

/// A name or word of the language: with its first letter typed it must be offered, a sign before anything is typed.
fn word_is_offered(world: &World<'_>, text: &str, token: &Token) -> bool {
    let at = token.span.start;
    let word = token.span.text(text).to_lowercase();
    match &token.kind {
        TokenKind::Operator(operator) => {
            offered(&complete(&text[..at], world), &|offer| offer == operator.sign())
        }
        TokenKind::Word if !word.chars().all(|c| c.is_ascii_digit() || ",_".contains(c)) => {
            // Of kinds the plural is offered.
            let kind = world.catalog.find_kind(&word).filter(|_| !text[..at].contains("where"));
            let mut from = at;
            word.split('.').all(|part| {
                let offers = complete(begun(text, from), world);
                from += part.len() + 1;
                offered(&offers, &|offer| {
                    let head = offer.split([' ', '.']).next();
                    head == Some(part) || offer == word || kind.is_some_and(|k| k.plural == offer)
                })
            })
        }
        _ => true,
    }
}

/// A value that names something recorded or a value of an enum: with its first letter typed it must be offered, under any
/// name. Numbers, dates and parts of texts are free.
fn value_is_offered(world: &World<'_>, query: &Query, text: &str, value: &Value) -> bool {
    if value.form == Form::Parameter {
        let offers = complete(begun(text, value.span.start), world);
        return offered(&offers, &|offer| offer == value.span.text(text));
    }
    let known = resolve_sources(query, world.catalog, world.names, world.parameters).unwrap();
    let things = known.matched.iter().filter(|matched| matched.typed == value.text);
    let meant = things.flat_map(|matched| &matched.things);
    let mut keys: Vec<String> =
        meant.flat_map(|thing| [fold(&thing.name), fold(&thing.slug)]).collect();
    let fields = world.catalog.kinds.iter().flat_map(|kind| &kind.fields);
    let is_choice = { fields }.any(|field| match &field.ty {
        brief::catalog::Type::Enum(choices) => {
            choices.iter().any(|choice| fold(&choice.name) == fold(&value.text))
        }
        brief::catalog::Type::YesNo => ["yes", "no"].contains(&value.text.as_str()),
        _ => false,
    });
    keys.extend(is_choice.then(|| fold(&value.text)));
    // Names of countries, and of places with their level behind them, are read though nothing has them.
    let kinds: Vec<&str> = world.catalog.kinds.iter().map(|kind| kind.name.as_str()).collect();
    let has_it =
        !world.names.things_named(&world.names.fold_key(&value.text), &kinds).unwrap().is_empty()
            || world.names.thing_with_slug(&value.text, &kinds).unwrap().is_some();
    if keys.is_empty() || !is_choice && !has_it {
        return true;
    }
    let quote = value.span.text(text).starts_with(['"', '\'', '“']);
    let letter = value.span.start + text[value.span.start..].chars().next().unwrap().len_utf8();
    let typed = begun(text, if quote { letter } else { value.span.start });
    offered(&complete(typed, world), &|offer| {
        keys.contains(&fold(offer.trim_matches(['"', '\'', '“', '”'])))
    })
}

#[test]
fn what_is_written_next_is_offered() {
    let (mut words, mut named) = (0, 0);
    let mut missed = Vec::new();
    let asked = each_query(&mut |world, text, query| {
        let values = values(query);
        for token in lex(text) {
            let inside = |(_, value): &&(&Test, &Value)| {
                value.span.start <= token.span.start && token.span.start < value.span.end
            };
            // Words to look for are free.
            let after_mentions = text[..token.span.start].trim_end().ends_with("mentions");
            let sought = || {
                let is_it = |v: &&Value| v.span.range().contains(&token.span.start);
                after_mentions || query.values().iter().any(is_it)
            };
            let offered = match values.iter().find(inside) {
                None if sought() => true,
                None => {
                    words += 1;
                    word_is_offered(world, text, &token)
                }
                Some((Test::Contains(..) | Test::StartsWith(..), _)) => true,
                Some((_, value)) if value.span.start == token.span.start => {
                    named += 1;
                    value_is_offered(world, query, text, value)
                }
                Some(_) => true,
            };
            if !offered {
                missed.push(format!("{}|{}", &text[..token.span.start], &text[token.span.start..]));
            }
        }
    });
    println!("{asked} queries, {words} words, {named} values");
    assert!(asked > 200, "{asked}");
    assert!(missed.is_empty(), "not offered behind the bar:\n{}", missed.join("\n"));
}

#[test]
fn what_is_offered_can_be_written() {
    let mut offers = 0;
    let mut wrong = Vec::new();
    let mut n = 0;
    each_query(&mut |world, text, _| {
        n += 1;
        if n % 2 == 1 {
            return;
        }
        for token in lex(text) {
            // With nothing typed there are many offers: one query in eight is enough of those.
            let mut befores = vec![begun(text, token.span.start)];
            befores.extend((n % 8 == 0).then(|| &text[..token.span.start]));
            for before in befores {
                for offer in complete(before, world) {
                    offers += 1;
                    if let Some(reason) = refused(world, before, &offer) {
                        wrong.push(format!("{before}|{} ({reason})", offer.text));
                    }
                }
            }
        }
    });
    println!("{offers} offers");
    assert!(offers > 1000, "{offers}");
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{} wrong offers:\n{}", wrong.len(), wrong.join("\n"));
}

/// What is wrong with a whole query, if anything is.
fn wrong_with(world: &World<'_>, text: &str) -> Vec<String> {
    let Ok(queries) = parse(text) else { return vec![] };
    let Some(query) = queries.last() else { return vec![] };
    match resolve_sources(query, world.catalog, world.names, world.parameters) {
        Ok(_) => vec![],
        Err(Failure::Query(found)) => found.iter().map(|d| d.problem.message().sentence).collect(),
        Err(Failure::Names(error)) => vec![error.to_string()],
    }
}

/// Why an offer is no good: it does not lead to a text that is right as far as it goes, or it makes a whole query that
/// means nothing.
fn refused(world: &World<'_>, before: &str, offer: &Offer) -> Option<String> {
    let mut text = format!("{}{}", &before[..offer.start], offer.text);
    if offer.text == "limit" {
        text.push_str(" 1");
    }
    match parse(&text) {
        Err(error) if text.ends_with('.') => {
            complete(&text, world).is_empty().then(|| error.problem.message().sentence)
        }
        Err(error) => expected_next(&text).is_none().then(|| error.problem.message().sentence),
        // What is wrong already is not the offer's fault, nor that a bracket makes it whole, nor that a condition is missing
        // which keeps the amounts of one unit.
        Ok(_) if offer.text == ")" => None,
        Ok(_) => {
            let before = wrong_with(world, &before[..offer.start]);
            wrong_with(world, &text)
                .into_iter()
                .find(|wrong| !before.contains(wrong) && !wrong.contains("needs amounts in one"))
        }
    }
}
