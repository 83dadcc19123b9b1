//! Completions that need no data: kinds, fields, links, tests, words and signs.

use super::offer::{Category, Cursor, Offer, World, begins_with};
use super::spot::{CursorQuery, HOLE};
use crate::catalog::{Catalog, Kind, Type};
use crate::query::ast::{Body, Name};
use crate::query::diagnostic::{CLAUSES, Diagnostic, Expected, NameProblem, Problem, TypeProblem};
use crate::query::parser::expected_next;
use crate::query::plan::{Cond, Item, Leaf, NamedPath, Plan, TypedPredicate};
use crate::query::span::Span;

/// The signs of comparisons.
const SIGNS: [&str; 6] = ["=", "!=", "<", "<=", ">", ">="];

/// The brackets offered before anything is typed.
const PUNCTUATION: [(Expected, &str); 2] = [(Expected::Open, "("), (Expected::Close, ")")];

/// Offers the expected names and words that begin with the typed text.
pub(super) fn name_offers(
    cursor: &Cursor<'_>,
    expected: &[Expected],
    world: &World<'_>,
) -> Vec<Offer> {
    let has = |token: Expected| expected.contains(&token);
    let mut offers = Vec::new();
    if has(Expected::Kind) {
        offers.extend(kind_offers(cursor, world.catalog));
    }
    if has(Expected::Field) || has(Expected::Item) {
        offers.extend(field_offers(cursor, usize::MAX, world));
    }
    if has(Expected::Test) && cursor.typed.is_empty() {
        let fit = SIGNS.into_iter().filter(|sign| fits_after(cursor.before, sign, world));
        offers.extend(fit.map(|sign| cursor.make_offer(sign, Category::Word)));
    }
    let keywords = expected.iter().filter_map(|e| match e {
        Expected::Keyword(word) => Some(*word),
        _ => None,
    });
    let fit = { keywords }
        .filter(|word| begins_with(word, cursor.typed) && fits_after(cursor.before, word, world));
    let mut words: Vec<&str> = fit.collect();
    words.sort_by_key(|word| rank_among_last(word));
    offers.extend(words.into_iter().map(|word| cursor.make_offer(word, Category::Word)));
    // A bracket can begin any condition, so it is offered only where no field fits.
    let alone = !has(Expected::Field);
    let signs =
        PUNCTUATION.iter().filter(|(token, _)| alone && has(*token) && cursor.typed.is_empty());
    offers.extend(signs.map(|(_, sign)| cursor.make_offer(*sign, Category::Word)));
    offers
}

/// Returns the place of a word among those that are offered last: what goes on with a condition, then clauses in their order,
/// then tests of several values. All others come first.
fn rank_among_last(word: &str) -> Option<usize> {
    let words = ["where", "and", "or"].into_iter().chain(CLAUSES);
    words.chain(["in", "not in", "between"]).position(|ranked| ranked == word)
}

/// Offers the second words of keywords, such as `by` after `order`.
pub(super) fn second_words(cursor: &Cursor<'_>, world: &World<'_>) -> Vec<Offer> {
    let trimmed = cursor.before.trim_end();
    let before = trimmed.trim_end_matches(crate::query::lexer::is_word);
    let first = trimmed.get(before.len()..).unwrap_or_default();
    if first.is_empty() || trimmed.len() == cursor.before.len() {
        return vec![];
    }
    let words = expected_next(before).unwrap_or_default().into_iter().filter_map(|e| match e {
        Expected::Keyword(word) if fits_after(before, word, world) => word.split_once(' '),
        _ => None,
    });
    let seconds = words.filter(|(head, second)| {
        head.eq_ignore_ascii_case(first) && begins_with(second, cursor.typed)
    });
    seconds.map(|(_, second)| cursor.make_offer(second, Category::Word)).collect()
}

fn kind_offers(cursor: &Cursor<'_>, catalog: &Catalog) -> Vec<Offer> {
    let named = catalog.kinds.iter().filter_map(|kind| {
        let both = [&kind.plural, &kind.name];
        let name = both.into_iter().find(|name| begins_with(name, cursor.typed))?;
        Some((name, kind))
    });
    let offer = |(name, kind): (&String, &Kind)| Offer {
        about: Some(kind.about.clone()),
        ..cursor.make_offer(name.as_str(), Category::Kind)
    };
    named.map(offer).collect()
}

/// Offers at most `most` fields and links that fit at the cursor: the resolver names candidates, and each is tried.
fn field_offers(cursor: &Cursor<'_>, most: usize, world: &World<'_>) -> Vec<Offer> {
    let (owner, typed) = match cursor.typed.rsplit_once('.') {
        Some((owner, typed)) => (format!("{owner}."), typed),
        None => (String::new(), cursor.typed),
    };
    let start = cursor.start() + owner.len();
    let mut text = format!("{}{owner}{HOLE}", cursor.before);
    let quantified = expected_next(&text).is_some_and(|next| next.contains(&Expected::Open));
    if quantified {
        text.push_str(" (kind is known)");
    }
    let Some(mut spot) = CursorQuery::for_cursor(&text, cursor.start(), world) else {
        return vec![];
    };
    let Err(found) = spot.resolve_any_names(world) else { return vec![] };
    let mut offers: Vec<Offer> = Vec::new();
    // The keys of groups can be shown, even if their paths are long.
    for key in spot.query.by.clone() {
        let text = key.to_string();
        if key.names.len() > 1 && begins_with(&text, cursor.typed) && spot.accepts_path(key, world)
        {
            offers.push(cursor.make_offer(text, Category::Field));
        }
    }
    for name in known_names(&found) {
        if offers.len() >= most {
            break;
        }
        let new = offers.iter().all(|offer| offer.text.trim_end_matches(['.', '(', ' ']) != name);
        if new && begins_with(&name, typed) {
            let tried =
                CandidateName { spot: &mut spot, world, name, typed }.into_offer(quantified);
            offers.extend(tried.map(|offer| Offer { start, ..offer }));
        }
    }
    offers
}

/// A name tried at a place.
struct CandidateName<'a, 'w> {
    spot: &'a mut CursorQuery,
    world: &'a World<'w>,
    name: String,
    typed: &'a str,
}

impl CandidateName<'_, '_> {
    /// Offers the name in a form that fits: alone, before a bracket, or before a dot.
    fn into_offer(self, quantified: bool) -> Option<Offer> {
        let last = self.spot.path_there()?.names.last_mut()?;
        *last = Name { text: self.name.clone(), span: last.span };
        let offer = |text: String, about| {
            Some(Offer { start: 0, text, category: Category::Field, rows: None, about })
        };
        let Ok(plan) = self.spot.resolve_any_names(self.world) else {
            let leads_on = !self.typed.is_empty() && self.leads_on();
            return if leads_on { offer(format!("{}.", self.name), None) } else { None };
        };
        let path = path_of(&plan, &self.name);
        let about = path.and_then(path_about);
        // `investors` and `investor` are one link, so before the first letter only one is offered.
        let one = path.and_then(|path| path.steps.link()).is_some_and(|link| link.one == self.name);
        if one && self.typed.is_empty() {
            return None;
        }
        drop(plan);
        if quantified && !self.stands_alone() {
            return offer(format!("{} (", self.name), about);
        }
        offer(self.name, about)
    }

    /// Checks whether the name fits without a bracket after it.
    fn stands_alone(&self) -> bool {
        let mut spot = self.spot.clone();
        let Some(predicate) = spot.predicate_there() else { return true };
        predicate.body = Body::Exists;
        spot.resolve_any_names(self.world).is_ok()
    }

    /// Checks whether another name can follow after a dot.
    fn leads_on(&self) -> bool {
        let mut spot = self.spot.clone();
        let Some(path) = spot.path_there() else { return false };
        path.names.push(Name { text: HOLE.to_owned(), span: Span::default() });
        let found = spot.resolve_any_names(self.world).err().unwrap_or_default();
        known_names(&found).into_iter().any(|name| {
            if let Some(last) = spot.path_there().and_then(|path| path.names.last_mut()) {
                last.text = name;
            }
            spot.resolve_any_names(self.world).is_ok()
        })
    }
}

/// Lists the names that the resolver knows at the place of an unknown name.
fn known_names(found: &[Diagnostic]) -> Vec<String> {
    let names = found.iter().map(|diagnostic| match &diagnostic.problem {
        Problem::Naming(NameProblem::Field { known, .. }) => known.clone(),
        Problem::Naming(NameProblem::NoDot { parts, .. }) => parts.clone(),
        _ => vec![],
    });
    names.flatten().collect()
}

/// Finds the path of a plan that ends with this name.
fn path_of<'p, 'c>(plan: &'p Plan<'c>, name: &str) -> Option<&'p NamedPath<'c>> {
    let tested = plan.filter.iter().flat_map(tested_paths).map(|(_, path)| path);
    let items = plan.shown.iter().chain(plan.order.iter().map(|key| &key.item));
    let mut paths = tested.chain(items.filter_map(Item::path)).chain(plan.groups.iter().flatten());
    paths.find(|path| path.text.rsplit('.').next() == Some(name))
}

/// Lists the innermost tested paths, each with the kind of record it starts from; `None` means the kind of the query.
pub(super) fn tested_paths<'p, 'c>(
    cond: &'p Cond<'c>,
) -> Vec<(Option<&'c Kind>, &'p NamedPath<'c>)> {
    match cond {
        Cond::Test(test) => match &test.check {
            TypedPredicate::Quantified(_, Some(conds)) => conds
                .iter()
                .flat_map(|(kind, cond)| {
                    tested_paths(cond)
                        .into_iter()
                        .map(|(inner, path)| (inner.or(Some(*kind)), path))
                })
                .collect(),
            _ => vec![(None, &test.path)],
        },
        _ => cond.children().iter().flat_map(tested_paths).collect(),
    }
}

/// Describes a field or link in a sentence.
fn path_about(path: &NamedPath<'_>) -> Option<String> {
    let about = match path.steps.leaf()? {
        Leaf::Field(field) => match (&field.ty, field.about.as_str()) {
            (Type::Level(_), "") => format!("Its {}.", field.name),
            (ty, "") => ty.noun().to_owned(),
            (_, about) => about.to_owned(),
        },
        Leaf::Link(link, _) => link.about.clone(),
        Leaf::Name(_) => "The name; conditions test all names.".to_owned(),
        Leaf::Part(_, part) => format!("Its {}.", part.noun()),
        Leaf::Slug(_) => "The exact name.".to_owned(),
        Leaf::Kind => "The kind.".to_owned(),
        Leaf::Itself(_) => return None,
    };
    (!about.is_empty()).then_some(about)
}

/// Checks whether a word fits after a text, so that something can follow it in turn.
fn fits_after(before: &str, word: &str, world: &World<'_>) -> bool {
    let mut text = format!("{before}{word}");
    let at = before.len();
    let mut next = expected_next(&text).unwrap_or_default();
    // Without its number `limit` is read as part of the value before it.
    if word == "limit" || next.contains(&Expected::Number) {
        text.push_str(" 1");
        next = expected_next(&text).unwrap_or_default();
    }
    let has = |token: Expected| next.contains(&token);
    if has(Expected::Kind) || has(Expected::Field) && has(Expected::Open) {
        return true;
    }
    if has(Expected::Field) || has(Expected::Item) {
        text.push(' ');
        let counted = || has(Expected::Item) && fits_after(&text, "count", world);
        return counted() || !field_offers(&Cursor::from_text(&text), 1, world).is_empty();
    }
    let Some(spot) = CursorQuery::for_cursor(&text, at, world) else { return false };
    match spot.resolve_any_names(world) {
        Ok(_) => true,
        Err(found) if has(Expected::Value) => !found.iter().any(is_of_test),
        Err(_) => false,
    }
}

/// Checks whether the test doesn't fit, rather than its value.
fn is_of_test(diagnostic: &Diagnostic) -> bool {
    matches!(
        diagnostic.problem,
        Problem::Meaning(TypeProblem::Test { .. } | TypeProblem::NotPlaces { .. })
    )
}
