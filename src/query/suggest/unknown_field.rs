//! Candidates for a name that no field has: another field of the kind, a kind that is linked, a field of what is linked, a
//! value of a list, the one field the value fits; in a condition (`tested`), a column or a key. Other kinds are in
//! `other_kind`.

use super::context::ProblemContext;
use super::edit::Edit;
use super::score::{Candidates, MatchReason};
use super::suggester::{OFFERED, Suggester, TriedQuery};
use super::tested::{Finds, Tested, at_end, with_part};
use crate::catalog::graph::{Edge, EdgeRank, edges_from_kind};
use crate::catalog::vocabulary::{is_choice, kind_of_value, names_for_word, singular_forms};
use crate::catalog::{Catalog, Field, Kind, Sort, Type};
use crate::query::ast::{Body, Cond, Path, Predicate, QuantifierKind, Query, Test};
use crate::query::diagnostic::{Diagnostic, Fix, NameProblem, Problem, TypeProblem};
use crate::query::rewrite::{make_equals, make_known, of_kind};
use crate::query::span::Span;
use crate::value::{LiteralErrorKind, Period, find_similar};

/// How many kinds are searched, where a path leads to several.
const OWNERS: usize = 3;

/// Suggests other fields, paths and kinds.
pub(super) fn suggest_fields(context: &ProblemContext<'_>, naming: &mut NameProblem) -> Vec<Fix> {
    let NameProblem::Field {
        owners,
        ways,
        suggestions,
        typed,
        fields,
        links,
        elsewhere,
        kinds,
        ..
    } = naming
    else {
        return vec![];
    };
    let ProblemContext { suggester: Suggester { catalog, .. }, query, at, others } = *context;
    let names = fields.iter().chain(links.iter()).map(String::as_str);
    let like = find_similar(typed, names).into_iter().map(|name| Edit::Path(at, name)).collect();
    let spelt = keep_sensible_edits(context, like);
    let fix = |edit: &Edit| edit.to_fix(query);
    let mut fixes: Vec<Fix> = spelt.iter().map(fix).collect();
    *suggestions = fixes.iter().map(|fix| fix.text.clone()).collect();
    let place = Occurrence::find(query, at);
    let owners = owners.iter().filter_map(|plural| catalog.find_kind(plural)).take(OWNERS);
    let found = owners.flat_map(|kind| {
        let Some(place) = &place else { return vec![] };
        // Names the catalog lists as other words for the one typed are tried where that leads nowhere itself.
        let meant =
            [place.typed_name()].into_iter().chain(names_for_word(catalog, place.typed_name()));
        let mut found = meant.map(|name| {
            let (name, is_misspelt) = (name.to_lowercase(), !spelt.is_empty());
            UnknownField { context, catalog, kind, place, name, is_misspelt }.best_edits()
        });
        found.find(|found| !found.is_empty()).unwrap_or_default()
    });
    let found: Vec<Edit> = found.take(OFFERED).collect();
    let leads_nowhere = found.is_empty();
    let known: Vec<Query> = spelt.iter().map(|edit| edit.apply(query)).collect();
    let is_new = |edit: &&Edit| !known.contains(&edit.apply(query));
    fixes.extend(found.iter().filter(is_new).map(fix));
    *ways = fixes.len() - spelt.len();
    let is_kind = catalog.find_kind(typed).is_some();
    let is_tested = query.filter.as_ref().is_some_and(|filter| filter.span().holds(at));
    if others == 0 && is_tested && (leads_nowhere || !is_kind) {
        // Other kinds have the field.
        for plural in elsewhere {
            let edit = Edit::Kind(plural.clone());
            if fixes.len() < OFFERED && accept(context, &edit.apply(query)).is_some() {
                kinds.push(plural.clone());
                fixes.push(fix(&edit));
            }
        }
    }
    fixes
}

/// Leaves out the kind of the query at the beginning of a path: `projects where project.city = X`. Alone it is the name, or the
/// place itself.
pub(super) fn of_own_kind(context: &ProblemContext<'_>, typed: &str) -> Option<Fix> {
    let ProblemContext { suggester, query, at, .. } = *context;
    let kind = context.kind()?;
    let place = Occurrence::find(query, at)?;
    if !place.before.is_empty() || suggester.catalog.find_kind(typed)?.name != kind.name {
        return None;
    }
    let rest: Vec<&str> = place.rest.names.iter().skip(1).map(|name| name.text.as_str()).collect();
    let is_within =
        place.tested.as_ref().is_some_and(|one| matches!(one.body, Body::Test(Test::Within(..))));
    let path = match rest.as_slice() {
        [] if is_within => "id".to_owned(),
        [] => "name".to_owned(),
        rest => rest.join("."),
    };
    Some(Edit::Path(place.span, path).to_fix(query))
}

/// Checks whether a candidate makes sense but for as many other problems as the query has, and if so, whether it finds rows.
fn accept(context: &ProblemContext<'_>, candidate: &Query) -> Option<bool> {
    let TriedQuery { mut problems, finds } = context.suggester.accept(candidate);
    // A misspelt unit is repaired after the name.
    problems.retain(|left| !is_misspelt_unit(left));
    (problems.len() <= context.others).then_some(finds)
}

/// Keeps the names by which the query makes sense. The value may be misspelt too: that is the next problem, repaired after
/// this one.
fn keep_sensible_edits(context: &ProblemContext<'_>, like: Vec<Edit>) -> Vec<Edit> {
    let tried = like.into_iter().map(|edit| {
        let problems = context.suggester.accept(&edit.apply(context.query)).problems;
        let besides = problems.iter().filter(|left| !is_misspelt_value(left)).count();
        (edit, problems.len(), besides)
    });
    let tried: Vec<(Edit, usize, usize)> = tried.collect();
    let is_exact = tried.iter().any(|(_, left, _)| *left <= context.others);
    let fit = tried
        .into_iter()
        .filter(|(_, left, besides)| *(if is_exact { left } else { besides }) <= context.others);
    fit.map(|(edit, ..)| edit).collect()
}

/// Checks whether a problem is that of a misspelt value: an unknown word or name, or a literal with a repair.
fn is_misspelt_value(found: &Diagnostic) -> bool {
    match found.problem {
        Problem::Naming(NameProblem::Nothing { ref typed, .. }) => {
            !typed.starts_with(|c: char| c.is_ascii_digit()) && Period::read(typed).is_err()
        }
        Problem::Naming(NameProblem::Choice { .. }) => true,
        Problem::Meaning(TypeProblem::Literal(_)) => !found.fixes.is_empty(),
        _ => false,
    }
}

fn is_misspelt_unit(found: &Diagnostic) -> bool {
    let Problem::Meaning(TypeProblem::Literal(error)) = &found.problem else { return false };
    matches!(&error.kind, LiteralErrorKind::UnknownUnit { suggestions, .. } if !suggestions.is_empty())
}

/// Where the name is: in which path, and in which test.
struct Occurrence {
    /// The path before the name.
    before: String,
    /// The path from the name on.
    rest: Path,
    /// The whole path.
    span: Span,
    /// The predicate around it.
    tested: Option<Predicate>,
}

impl Occurrence {
    fn find(query: &Query, name: Span) -> Option<Self> {
        let position =
            |path: &Path| path.names.iter().position(|one| one.span.range() == name.range());
        let is_there = |path: &&Path| position(path).is_some();
        let tested = query.predicates().into_iter().find(|one| is_there(&&one.path)).cloned();
        let path = tested.as_ref().map(|predicate| &predicate.path);
        let mut path = path.or_else(|| query.column_paths().find(is_there))?.clone();
        let at = position(&path)?;
        let before: Vec<String> = path.names.drain(..at).map(|name| name.text).collect();
        Some(Self { before: before.join("."), span: path.span, rest: path, tested })
    }

    fn typed_name(&self) -> &str {
        self.rest.names.first().map_or("", |name| name.text.as_str())
    }
}

/// An unknown name, read as a name that may lead somewhere from a kind.
struct UnknownField<'c, 'q> {
    context: &'q ProblemContext<'c>,
    catalog: &'c Catalog,
    kind: &'c Kind,
    place: &'q Occurrence,
    /// The name in small letters: as typed, or another word for it.
    name: String,
    /// Fields have nearly this name: then only what has the very name counts.
    is_misspelt: bool,
}

impl UnknownField<'_, '_> {
    /// Returns the best candidates.
    fn best_edits(&self) -> Vec<Edit> {
        let ProblemContext { suggester, query, others, .. } = *self.context;
        let finds = |cond: &Cond| {
            let alone = of_kind(query, &self.kind.plural, Some(cond.clone()));
            accept(self.context, &alone).unwrap_or_default()
        };
        let Occurrence { before, rest, tested, .. } = self.place;
        let mut candidates = match tested {
            Some(written) => self.likely_conds(written, &finds),
            None => self.likely_paths(&finds),
        };
        if !before.is_empty() {
            candidates = candidates.move_behind(before);
        }
        let typed = tested.as_ref().map_or_else(|| format!("{before} {rest}"), ToString::to_string);
        let loses = |edit: &Edit| suggester.loses_words(&typed, &edit.to_fix(query).text);
        let accept = |edit: &Edit| {
            let found = accept(self.context, &edit.apply(query))?;
            // A query with other problems finds nothing, whatever is meant here.
            Some(found || others > 0 && matches!(edit, Edit::Cond(_, cond) if finds(cond)))
        };
        candidates.best_accepted(&loses, &accept)
    }

    /// Lists the conditions that may be meant.
    fn likely_conds(&self, written: &Predicate, finds: Finds<'_>) -> Candidates {
        let Self { catalog, kind, .. } = *self;
        let mut path = self.place.rest.clone();
        if let Some(first) = path.names.first_mut() {
            first.text.clone_from(&self.name);
        }
        let tested = Tested {
            catalog,
            kind,
            name: &self.name,
            written: &Predicate { path, ..written.clone() },
        };
        let edges = edges_from_kind(catalog, kind);
        let mut found = Candidates::for_place(written.span);
        found.add_conds(MatchReason::Own, tested.conds_of_kind());
        let is_kind = catalog.find_kind(&self.name).is_some();
        let there = |edge: &Edge<'_>, is: &[Cond]| {
            at_end(edge, &QuantifierKind::Any, is.to_vec()).is_none_or(|cond| finds(&cond))
        };
        let things: Vec<Option<Vec<Cond>>> = edges.iter().map(|edge| self.leads_to(edge)).collect();
        let mut led = edges.iter().zip(&things);
        let somewhere = led.any(|(edge, is)| is.as_ref().is_some_and(|is| there(edge, is)));
        for (edge, is) in edges.iter().zip(&things) {
            let is = is.as_ref().filter(|is| !somewhere || there(edge, is));
            self.at_edge(&tested, edge, is, &mut found);
        }
        if !self.is_misspelt && !is_kind {
            let records = edges.iter().filter(|edge| edge.rank == EdgeRank::Records).enumerate();
            for (n, edge) in records {
                found.add_conds(MatchReason::Worded(n), tested.ask_by_words(edge, finds));
            }
        }
        if !self.is_misspelt {
            tested.by_value(&edges, &mut found);
        }
        found
    }

    /// Adds the conditions on what an edge leads to; `is` tells the things that have the name from others there.
    fn at_edge(
        &self,
        tested: &Tested<'_>,
        edge: &Edge<'_>,
        is: Option<&Vec<Cond>>,
        found: &mut Candidates,
    ) {
        let name = self.name.as_str();
        let has = |has: &dyn Fn(&Kind) -> bool| {
            edge.to.iter().any(|kind| has(kind)).then(|| tested.test_linked_field(edge)).flatten()
        };
        let (field, link) =
            (has(&|kind| kind.field(name).is_some()), has(&|kind| kind.link(name).is_some()));
        let called = is.and_then(|_| tested.ask_by_name(edge));
        let such = is.and_then(|is| tested.ask_of_linked(edge, is));
        // `city` is rather the field of that name than a place of that type.
        let (named, by_value) = if tested.catalog.find_kind(name).is_some() {
            ([called, field, such, None], link)
        } else {
            let described = has(&|kind| describes_linked(tested.catalog, kind, name));
            ([described, link, called, such], field)
        };
        for (step, cond) in (0..).zip(named) {
            found.add_conds(MatchReason::Named(edge.rank, step), cond);
        }
        found.add_conds(MatchReason::Value(0, edge.rank), by_value);
        found.add_conds(MatchReason::Named(edge.rank, 4), tested.ask_of_records(edge));
    }

    /// Checks whether the name is that of a kind an edge leads to, or of some of a kind: `company` is an organization of that
    /// type. If so, returns the conditions that tell these things from others at the end of the edge.
    fn leads_to(&self, edge: &Edge<'_>) -> Option<Vec<Cond>> {
        let (kind, is) = match self.catalog.find_kind(&self.name) {
            Some(kind) if edge.to.len() > 1 => (kind, vec![make_equals("kind", &kind.name)]),
            Some(kind) => (kind, vec![]),
            None => {
                let found = kind_of_value(self.catalog, &self.name);
                let (kind, field, value) = found.filter(|(kind, ..)| kind.sort == Sort::Thing)?;
                (kind, vec![make_equals(field, value)])
            }
        };
        edge.reaches(kind).then_some(is)
    }

    /// Lists the paths that a column or key may mean. Without a value to go by, a field of something else is meant only
    /// where it describes the thing itself: where that is, or what is recorded of it.
    fn likely_paths(&self, finds: Finds<'_>) -> Candidates {
        let name = self.name.as_str();
        let rest = self.place.rest.names.iter().skip(1).map(|name| name.text.as_str());
        let rest: Vec<&str> = rest.collect();
        let on = |path: String| [&[path.as_str()], rest.as_slice()].concat().join(".");
        let mut found = Candidates::for_place(self.place.span);
        let link = self.kind.link(name).map(|link| link.name.clone());
        let known_as = self.kind.field(name).map(|field| field.name.clone()).or(link);
        let own = match known_as {
            Some(known) => vec![on(known)],
            None if rest.is_empty() => self.fields_alike(),
            None => vec![],
        };
        found.add_paths(MatchReason::Own, own);
        let meant = self.catalog.find_kind(name);
        for edge in edges_from_kind(self.catalog, self.kind) {
            let named = |step| MatchReason::Named(edge.rank, step);
            let there = |kind: &Kind| {
                let is = || vec![make_equals("kind", &kind.name)];
                edge.to.len() == 1
                    || at_end(&edge, &QuantifierKind::Any, is()).is_some_and(|cond| finds(&cond))
            };
            let is_meant = meant.is_some_and(|kind| edge.reaches(kind) && there(kind));
            found.add_paths(named(0), is_meant.then(|| on(edge.shown_path())));
            let is_near = matches!(edge.rank, EdgeRank::Named | EdgeRank::Records);
            let has = |kind: &&Kind| {
                is_level(kind, name) || is_near && describes_linked(self.catalog, kind, name)
            };
            let has = edge.to.iter().any(has).then(|| name.to_owned());
            // `countries` of a route are those its places are in.
            let singulars = singular_forms(name).into_iter().filter(|one| one != name);
            // Their own level has one value, so its values aren't counted in a column.
            let is_there = |one: &String| edge.to.iter().any(|kind| is_level(kind, one));
            let levels = singulars.filter(|one| is_there(one) && !is_level(self.kind, one));
            let fields = has.into_iter().chain(levels);
            let fields = fields.map(|field| on(format!("{}.{field}", edge.shown_path())));
            found.add_paths(named(1), fields.filter(|path| finds(&make_known(path, true))));
            let is_value = |kind: &&Kind| kind.fields.iter().any(|field| is_choice(field, name));
            let records = edge.field.is_none() && edge.to.iter().any(is_value);
            found.add_paths(named(2), records.then(|| edge.shown_path()));
        }
        found
    }

    /// Lists the kind's own fields of another name: those with a part of that name, its list of values where others have
    /// theirs by this name, and its texts where the word is that of their type.
    fn fields_alike(&self) -> Vec<String> {
        let with_part = with_part(self.kind, &self.name);
        if !with_part.is_empty() {
            return with_part;
        }
        let of = |is: &dyn Fn(&Type) -> bool| {
            let fields = self.kind.fields.iter().filter(|field| is(&field.ty));
            fields.map(|field| field.name.clone()).collect::<Vec<_>>()
        };
        if self.name == Type::Text.noun() {
            return of(&|ty| *ty == Type::Text);
        }
        let is_list: Is = |ty| matches!(ty, Type::Enum(_));
        let is_any_amount: Is = |ty| *ty == Type::Quantity(None);
        let sorts =
            [(is_list, is_list), (Type::is_time, Type::is_time), (is_any_amount, Type::has_unit)];
        let so_called = |is: Is, name: &str| {
            let fields = self.catalog.kinds.iter().filter_map(|kind| kind.field(name));
            fields.filter(|field| is(&field.ty)).count()
        };
        // Only the usual word says no more than which sort of field it is.
        let is_usual = |is: Is| {
            let all = self.catalog.kinds.iter().flat_map(|kind| &kind.fields);
            let most = all.map(|field| so_called(is, &field.name)).max();
            most == Some(so_called(is, &self.name))
        };
        let of_sort = |(there, here): (Is, Is)| {
            of(&here).try_into().ok().filter(|_| is_usual(there)).map(|[only]: [String; 1]| only)
        };
        sorts.into_iter().filter_map(of_sort).collect()
    }
}

/// Checks whether a type is of a sort.
type Is = fn(&Type) -> bool;

fn is_level(kind: &Kind, name: &str) -> bool {
    kind.field(name).is_some_and(|field| field.ty.is_level())
}

/// Checks whether a field of a linked kind describes what it is linked with: where that is, or what is recorded of it.
fn describes_linked(catalog: &Catalog, kind: &Kind, name: &str) -> bool {
    kind.field(name).is_some_and(|Field { ty, .. }| {
        ty.is_level() || catalog.leads_to_places(ty) || kind.sort == Sort::Record
    })
}
