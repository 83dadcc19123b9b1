//! Classifies the words of a text for colouring: the parser reads as far as it can, the resolver looks names up. Not here:
//! colours.

use super::ast::Query;
use super::complete::{World, completed_queries};
use super::diagnostic::{Diagnostic, Problem, Syntax};
use super::lexer::{TokenKind, lex};
use super::names::Names;
use super::parser::parse;
use super::plan::Named;
use super::resolve::{Failure, resolve_sources};
use super::rewrite::of_according;
use super::span::Span;
use crate::value::Listed;

/// The class of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A kind.
    Kind,
    /// A field or a link.
    Field,
    /// A keyword.
    Word,
    /// A value.
    Value,
    /// An unknown name, or a word that doesn't fit there.
    Unknown,
}

/// Returns the classes of the words in a text; the rest has no class. The word at the cursor is still being typed, so it is
/// never unknown.
pub fn highlight(text: &str, cursor: usize, world: &World<'_>) -> Vec<(Span, Class)> {
    let mut page = Page { classes: vec![None; text.len()] };
    let Some((queries, end)) = readable_queries(text) else { return vec![] };
    for token in lex(text).into_iter().filter(|token| token.span.end <= end) {
        let class = match token.kind {
            TokenKind::Word if token.span.text(text).starts_with(|c: char| c.is_ascii_digit()) => {
                Class::Value
            }
            TokenKind::Word => Class::Word,
            TokenKind::Quoted { .. } => Class::Value,
            _ => continue,
        };
        page.paint(token.span, class);
    }
    for query in &queries {
        page.paint_query(query);
        let sources = of_according(query);
        for diagnostic in
            std::iter::once(query).chain(&sources).flat_map(|query| unknown_names(query, world))
        {
            if !is_typed(diagnostic.span, cursor) {
                page.paint(diagnostic.span, Class::Unknown);
            }
        }
    }
    if let Err(diagnostic) = parse(text)
        && let Problem::Syntax(Syntax::Expected { found: Some(_), .. } | Syntax::Stray { .. }) =
            diagnostic.problem
        && !is_typed(diagnostic.span, cursor)
    {
        page.paint(diagnostic.span, Class::Unknown);
    }
    page.join_runs()
}

/// Checks whether the cursor is in a word or at its end.
fn is_typed(span: Span, cursor: usize) -> bool {
    span.start < cursor && cursor <= span.end
}

/// Parses a text up to its first mistake, with stand-ins at the end. Returns the queries and that place.
fn readable_queries(text: &str) -> Option<(Vec<Query>, usize)> {
    if let Some(queries) = completed_queries(text) {
        return Some((queries, text.len()));
    }
    let wrong = parse(text).err()?;
    if wrong.problem == Problem::Syntax(Syntax::OpenQuote) {
        let closed = wrong.fixes.first()?.apply(text);
        return Some((completed_queries(&closed)?, text.len()));
    }
    let end = wrong.span.start;
    Some((completed_queries(text.get(..end)?)?, end))
}

/// Lists the diagnostics about unknown names of a query.
fn unknown_names(query: &Query, world: &World<'_>) -> Vec<Diagnostic> {
    let names = ExactNames(world.names);
    let found = match resolve_sources(query, world.catalog, &names, world.parameters) {
        Ok(resolved) => resolved.warnings,
        Err(Failure::Query(found)) => found,
        Err(Failure::Names(_)) => vec![],
    };
    let of_name = |diagnostic: &Diagnostic| matches!(diagnostic.problem, Problem::Naming(_));
    found.into_iter().filter(of_name).collect()
}

/// The classes of the bytes of a text.
struct Page {
    classes: Vec<Option<Class>>,
}

impl Page {
    /// Sets the class of a span, except for stand-ins after the text.
    fn paint(&mut self, span: Span, class: Class) {
        let end = span.end.min(self.classes.len());
        if let Some(bytes) = self.classes.get_mut(span.start.min(end)..end) {
            bytes.fill(Some(class));
        }
    }

    fn paint_query(&mut self, query: &Query) {
        self.paint(query.kind.span, Class::Kind);
        if let Some(sources) = of_according(query) {
            self.paint_query(&sources);
        }
        for predicate in query.predicates() {
            self.paint(predicate.path.span, Class::Field);
            for value in predicate.values() {
                self.paint(value.span, Class::Value);
            }
        }
        for path in query.column_paths() {
            self.paint(path.span, Class::Field);
        }
    }

    /// Joins neighbours of one class to spans.
    fn join_runs(self) -> Vec<(Span, Class)> {
        let mut runs: Vec<(Span, Class)> = Vec::new();
        for (at, class) in self.classes.into_iter().enumerate() {
            let Some(class) = class else { continue };
            match runs.last_mut() {
                Some((span, last)) if span.end == at && *last == class => span.end = at + 1,
                _ => runs.push((Span::new(at, at + 1), class)),
            }
        }
        runs
    }
}

/// Looks names up, without the other look-ups of the resolver, which are too slow for every key.
struct ExactNames<'a>(&'a dyn Names);

impl Names for ExactNames<'_> {
    fn fold_key(&self, text: &str) -> String {
        self.0.fold_key(text)
    }

    fn things_named(&self, key: &str, kinds: &[&str]) -> anyhow::Result<Vec<Named>> {
        self.0.things_named(key, kinds)
    }

    fn thing_with_slug(&self, slug: &str, kinds: &[&str]) -> anyhow::Result<Option<Named>> {
        self.0.thing_with_slug(slug, kinds)
    }

    fn level_of_place(&self, id: i64) -> anyhow::Result<Option<String>> {
        self.0.level_of_place(id)
    }

    fn recorded_places(&self, place: Listed) -> anyhow::Result<Vec<Named>> {
        self.0.recorded_places(place)
    }

    fn place_around(&self, id: i64) -> anyhow::Result<Option<String>> {
        self.0.place_around(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::query::resolve::Parameters;

    /// Knows Qingdao, and nothing else.
    struct Qingdao;

    impl Names for Qingdao {
        fn things_named(&self, key: &str, kinds: &[&str]) -> anyhow::Result<Vec<Named>> {
            let kind = kinds.first().map(ToString::to_string).unwrap_or_default();
            let known = Named { id: 1, kind, slug: "qingdao".into(), name: "Qingdao".into() };
            Ok(if key == "qingdao" { vec![known] } else { vec![] })
        }

        fn thing_with_slug(&self, _: &str, _: &[&str]) -> anyhow::Result<Option<Named>> {
            Ok(None)
        }

        fn level_of_place(&self, _: i64) -> anyhow::Result<Option<String>> {
            Ok(Some("city".into()))
        }
    }

    /// Writes the words of a text after the letter of their class.
    fn shown(text: &str) -> String {
        let catalog = Catalog::built_in().unwrap();
        let parameters = Parameters::new();
        let world = World { catalog: &catalog, names: &Qingdao, parameters: &parameters };
        let runs = highlight(text, text.len(), &world);
        let letter = |class: &Class| format!("{class:?}").chars().next().unwrap();
        let words: Vec<String> = runs
            .iter()
            .map(|(span, class)| format!("{}:{}", letter(class), span.text(text)))
            .collect();
        words.join(" ")
    }

    #[test]
    fn words_have_a_class_as_soon_as_they_are_written() {
        for (text, classes) in [
            ("projects", "K:projects"),
            ("projects whe", "K:projects"),
            ("projects where ", "K:projects W:where"),
            ("projects where city", "K:projects W:where F:city"),
            ("projects where city = Qing", "K:projects W:where F:city V:Qing"),
            (
                "projects where (city = Qingdao and st",
                "K:projects W:where F:city V:Qingdao W:and F:st",
            ),
            ("projects by city show count", "K:projects W:by F:city W:show W:count"),
            ("projects where name = \"a b", "K:projects W:where F:name V:\"a b"),
            ("projects limit 3; count events", "K:projects W:limit V:3 W:count K:events"),
            (
                "people where any role (title = x) show each role",
                "K:people W:where W:any F:role F:title V:x W:show W:each F:role",
            ),
        ] {
            assert_eq!(shown(text), classes, "{text}");
        }
    }

    #[test]
    fn an_unknown_name_is_marked_once_it_is_written() {
        for (text, classes) in [
            ("projicts where ", "U:projicts W:where"),
            ("projects wher ", "K:projects U:wher"),
            ("projects where colour", "K:projects W:where F:colour"),
            ("projects where colour ", "K:projects W:where U:colour"),
            ("projects where city = Atlantis ", "K:projects W:where F:city U:Atlantis"),
            ("projects where status = singed and ", "K:projects W:where F:status U:singed W:and"),
            ("projects where place.colour = x", "K:projects W:where F:place. U:colour V:x"),
        ] {
            assert_eq!(shown(text), classes, "{text}");
        }
    }
}
