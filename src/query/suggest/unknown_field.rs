//! Candidates for a name that no field has: another field of the kind, a kind that is linked, a field of what is linked, a
//! value of a list, the one field the value fits; in a condition, a column or a key. Other kinds are in `other_kind`.

use super::other_kind;
use super::score::{Candidates, Edit, Score};
use super::unknown_kind::kind_of_value;
use super::{OFFERED, Suggester};
use crate::catalog::graph::{Edge, EdgeRank, edges};
use crate::catalog::vocabulary::{DATE_PARTS, is_choice, meanings, singulars};
use crate::catalog::{Catalog, Field, Kind, Sort, Type};
use crate::query::ast::{Amount, Body, Cond, Operator, Path, Predicate, Query, Test};
use crate::query::diagnostic::{Diagnostic, Fix, Meaning, Naming, Problem};
use crate::query::resolve::parts_of;
use crate::query::rewrite::{
    all, contains, equals, in_place, known, of_kind, paths_mut, predicate, prefix_paths, test,
    visit_predicates, with_condition, with_path, within,
};
use crate::query::span::Span;
use crate::value::suggest as similar;

/// How many kinds are searched, where a path leads to several.
const OWNERS: usize = 3;

/// Adds other fields, paths and kinds. The query may keep as many other problems.
pub(super) fn suggest(
    suggester: Suggester<'_>,
    diagnostic: &mut Diagnostic,
    (query, others): (&Query, usize),
) {
    let at = diagnostic.span;
    let Problem::Naming(Naming::Field { owners, ways, suggestions, typed, fields, links, .. }) =
        &mut diagnostic.problem
    else {
        return;
    };
    let known = fields.iter().chain(links.iter()).map(String::as_str);
    diagnostic.fixes =
        similar(typed, known).iter().map(|name| Fix::new(at, name.as_str())).collect();
    let accept = |other: &Query| {
        let verdict = suggester.accept(other);
        (verdict.problems.len() <= others).then_some(verdict.finds)
    };
    let renamed = |fix: &Fix| with_path(query, fix.span, &fix.text);
    // The value may be misspelt too: that is the next problem, repaired after this one.
    let is_field = |fix: &&Fix| {
        let mut problems = suggester.accept(&renamed(fix)).problems;
        problems.retain(|left| !is_misspelt_value(left));
        problems.len() <= others
    };
    let exact = diagnostic.fixes.iter().filter(|fix| accept(&renamed(fix)).is_some());
    let exact: Vec<Fix> = exact.cloned().collect();
    diagnostic.fixes = if exact.is_empty() {
        diagnostic.fixes.iter().filter(is_field).cloned().collect()
    } else {
        exact
    };
    *suggestions = diagnostic.fixes.iter().map(|fix| fix.text.clone()).collect();
    let place = Place::find(query, at);
    let is_misspelt = !suggestions.is_empty();
    let catalog = suggester.catalog;
    let owners = owners.iter().filter_map(|plural| catalog.find_kind(plural)).take(OWNERS);
    let found = owners.flat_map(|kind| {
        let Some(place) = &place else { return vec![] };
        // Names the catalog lists as other words for the one typed are tried where that leads nowhere itself.
        let meant = [place.typed()].into_iter().chain(meanings(catalog, place.typed()));
        let mut found = meant.map(|name| {
            let unknown =
                UnknownField { catalog, kind, place, name: name.to_lowercase(), is_misspelt };
            unknown.fixes((query, others), &accept)
        });
        found.find(|found| !found.is_empty()).unwrap_or_default()
    });
    let found: Vec<Fix> =
        found.filter(|fix| !suggestions.contains(&fix.text)).take(OFFERED).collect();
    *ways = found.len();
    diagnostic.fixes.extend(found);
    let is_kind = catalog.find_kind(typed).is_some();
    let is_tested = query.filter.as_ref().is_some_and(|filter| {
        let span = filter.span();
        (span.start..span.end).contains(&at.start)
    });
    if others == 0 && is_tested && (*ways == 0 || !is_kind) {
        other_kind::with_field(diagnostic, query, &|other| accept(other).is_some());
    }
}

/// Checks whether a problem is that of a misspelt value: an unknown word or name, or a literal with a repair.
fn is_misspelt_value(found: &Diagnostic) -> bool {
    match found.problem {
        Problem::Naming(Naming::Choice { .. } | Naming::Nothing { .. }) => true,
        Problem::Meaning(Meaning::Literal(_)) => !found.fixes.is_empty(),
        _ => false,
    }
}

/// Where the name is: in which path, and in which test.
struct Place {
    /// The path before the name.
    before: String,
    /// The path from the name on.
    rest: Path,
    /// The whole path.
    span: Span,
    /// The predicate around it, and whether a second condition fits beside that without parentheses.
    tested: Option<(Predicate, bool)>,
}

impl Place {
    fn find(query: &Query, name: Span) -> Option<Self> {
        let position =
            |path: &Path| path.names.iter().position(|one| one.span.range() == name.range());
        let mut tested = None;
        if let Some(filter) = &query.filter {
            visit_predicates(filter, true, &mut |predicate, is_loose| {
                if position(&predicate.path).is_some() {
                    tested = Some((predicate.clone(), is_loose));
                }
            });
        }
        let mut paths = query.clone();
        let mut path = match &tested {
            Some((predicate, _)) => predicate.path.clone(),
            None => {
                paths_mut(&mut paths).into_iter().find(|path| position(path).is_some())?.clone()
            }
        };
        let at = position(&path)?;
        let before: Vec<String> = path.names.drain(..at).map(|name| name.text).collect();
        Some(Self { before: before.join("."), span: path.span, rest: path, tested })
    }

    fn typed(&self) -> &str {
        self.rest.names.first().map_or("", |name| name.text.as_str())
    }
}

/// An unknown name, read as a name that may lead somewhere from a kind.
pub(super) struct UnknownField<'c, 'q> {
    pub(super) catalog: &'c Catalog,
    pub(super) kind: &'c Kind,
    place: &'q Place,
    /// The name in small letters: as typed, or another word for it.
    pub(super) name: String,
    /// Fields have nearly this name: then only what has the very name counts.
    is_misspelt: bool,
}

/// Says whether a condition alone finds something.
pub(super) type Finds<'a> = &'a dyn Fn(&Cond) -> bool;

impl UnknownField<'_, '_> {
    /// Returns the best candidates as edits of the text.
    fn fixes(
        &self,
        (query, others): (&Query, usize),
        accept: &dyn Fn(&Query) -> Option<bool>,
    ) -> Vec<Fix> {
        let finds = |cond: &Cond| {
            accept(&of_kind(query, &self.kind.plural, Some(cond.clone()))).unwrap_or_default()
        };
        let tested = self.place.tested.as_ref();
        let span = tested.map_or(self.place.span, |(predicate, _)| predicate.span);
        let mut candidates = match tested {
            Some((written, _)) => self.conditions(written, &finds),
            None => self.paths(&finds),
        };
        if !self.place.before.is_empty() {
            candidates = candidates.behind(&self.place.before);
        }
        let accept = |edit: &Edit| match edit {
            // A query with other problems finds nothing, whatever is meant here.
            Edit::Cond(cond) => accept(&with_condition(query, span, cond))
                .map(|found| found || others > 0 && finds(cond)),
            Edit::Path(path) => accept(&with_path(query, span, path)),
        };
        let is_loose = tested.is_none_or(|(_, is_loose)| *is_loose);
        let fix = |edit| match edit {
            Edit::Cond(cond) => Fix::new(span, in_place(&cond, is_loose)),
            Edit::Path(path) => Fix::new(span, path),
        };
        candidates.best(&accept).into_iter().map(fix).collect()
    }

    /// Lists the conditions that may be meant.
    fn conditions(&self, written: &Predicate, finds: Finds<'_>) -> Candidates {
        let mut path = self.place.rest.clone();
        if let Some(first) = path.names.first_mut() {
            first.text.clone_from(&self.name);
        }
        let tested = Tested { unknown: self, written: &Predicate { path, ..written.clone() } };
        let edges = edges(self.catalog, self.kind);
        let mut found = Candidates::default();
        found.conds(Score::Own, tested.own());
        // `city` is rather the field of that name than a place of that type.
        let is_kind = self.catalog.find_kind(&self.name).is_some();
        let things: Vec<_> =
            edges.iter().filter_map(|edge| Some((edge, self.leads_to(edge)?))).collect();
        let there = |edge: &Edge<'_>, is: &[Cond]| {
            at_end(edge, &Amount::Any, is.to_vec()).is_none_or(|cond| finds(&cond))
        };
        let somewhere = things.iter().any(|(edge, is)| there(edge, is));
        for edge in &edges {
            let named = |step| Score::Named(edge.rank, step);
            let has = |has: &dyn Fn(&Kind) -> bool| {
                edge.to.iter().any(|kind| has(kind)).then(|| tested.has(edge)).flatten()
            };
            let field = |kind: &Kind| kind.field(&self.name).is_some();
            let link = |kind: &Kind| kind.link(&self.name).is_some();
            let is = things.iter().find(|(other, _)| std::ptr::eq(*other, edge)).map(|(_, is)| is);
            let is = is.filter(|is| !somewhere || there(edge, is));
            let called = is.and_then(|_| tested.called(edge));
            let such = is.and_then(|is| tested.such(edge, is));
            if is_kind {
                found.conds(named(0), called);
                found.conds(named(1), has(&field));
                found.conds(named(2), such);
                found.conds(Score::Value(0, edge.rank), has(&link));
            } else {
                found.conds(named(0), has(&|kind| describes(self.catalog, kind, &self.name)));
                found.conds(named(1), has(&link));
                found.conds(named(2), called);
                found.conds(named(3), such);
                found.conds(Score::Value(0, edge.rank), has(&field));
            }
            found.conds(named(4), tested.recorded(edge));
        }
        if !self.is_misspelt && !is_kind {
            let records = edges.iter().filter(|edge| edge.rank == EdgeRank::Records).enumerate();
            for (n, edge) in records {
                found.conds(Score::Worded(n), tested.worded(edge, finds));
            }
        }
        if !self.is_misspelt {
            tested.by_value(&edges, &mut found);
        }
        found
    }

    /// Says whether the name is that of a kind an edge leads to, or of some of a kind: `company` is an organization of that
    /// type. If so, returns the conditions that tell these things from others at the end of the edge.
    fn leads_to(&self, edge: &Edge<'_>) -> Option<Vec<Cond>> {
        let (kind, is) = match self.catalog.find_kind(&self.name) {
            Some(kind) if edge.to.len() > 1 => (kind, vec![equals("kind", &kind.name)]),
            Some(kind) => (kind, vec![]),
            None => {
                let found = kind_of_value(self.catalog, &self.name);
                let (kind, field, value) = found.filter(|(kind, ..)| kind.sort == Sort::Thing)?;
                (kind, vec![equals(field, value)])
            }
        };
        edge.reaches(kind).then_some(is)
    }

    /// Lists the paths that a column or key may mean. Without a value to go by, a field of something else is meant only
    /// where it describes the thing itself: where that is, or what is recorded of it.
    fn paths(&self, finds: Finds<'_>) -> Candidates {
        let name = self.name.as_str();
        let rest = self.place.rest.names.iter().skip(1).map(|name| name.text.as_str());
        let rest: Vec<&str> = rest.collect();
        let on = |path: String| [&[path.as_str()], rest.as_slice()].concat().join(".");
        let mut found = Candidates::default();
        let link = self.kind.link(name).map(|link| link.name.clone());
        let known_as = self.kind.field(name).map(|field| field.name.clone()).or(link);
        let own = match known_as {
            Some(known) => vec![on(known)],
            None if rest.is_empty() => self.alike(),
            None => vec![],
        };
        found.paths(Score::Own, own);
        let meant = self.catalog.find_kind(name);
        for edge in edges(self.catalog, self.kind) {
            let named = |step| Score::Named(edge.rank, step);
            let there = |kind: &Kind| {
                let is = || vec![equals("kind", &kind.name)];
                edge.to.len() == 1
                    || at_end(&edge, &Amount::Any, is()).is_some_and(|cond| finds(&cond))
            };
            let is_meant = meant.is_some_and(|kind| edge.reaches(kind) && there(kind));
            found.paths(named(0), is_meant.then(|| on(edge.shown())));
            let is_near = matches!(edge.rank, EdgeRank::Named | EdgeRank::Records);
            let has = |kind: &&Kind| {
                is_level(kind, name) || is_near && describes(self.catalog, kind, name)
            };
            let has = edge.to.iter().any(has).then(|| name.to_owned());
            // `countries` of a route are those its places are in.
            let singulars = singulars(name).into_iter().filter(|one| one != name);
            let levels = singulars.filter(|one| edge.to.iter().any(|kind| is_level(kind, one)));
            let fields = has.into_iter().chain(levels);
            let fields = fields.map(|field| on(format!("{}.{field}", edge.shown())));
            found.paths(named(1), fields.filter(|path| finds(&known(path, true))));
            let is_value = |kind: &&Kind| kind.fields.iter().any(|field| is_choice(field, name));
            let records = edge.field.is_none() && edge.to.iter().any(is_value);
            found.paths(named(2), records.then(|| edge.shown()));
        }
        found
    }

    /// Lists the kind's own fields of another name: those with a part of that name, its list of values where others have
    /// theirs by this name, and its texts where the word is that of their type.
    fn alike(&self) -> Vec<String> {
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
        let sorts = [(is_list, is_list), (Type::is_time, Type::is_time), (is_any_amount, has_unit)];
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

/// Says whether a type is of a sort.
type Is = fn(&Type) -> bool;

/// An unknown name with the test around it.
pub(super) struct Tested<'c, 'q> {
    pub(super) unknown: &'q UnknownField<'c, 'q>,
    pub(super) written: &'q Predicate,
}

impl Tested<'_, '_> {
    /// Returns the test, if it is of the name alone.
    pub(super) fn test(&self) -> Option<&Test> {
        match &self.written.body {
            Body::Test(test) if self.written.path.names.len() == 1 => Some(test),
            _ => None,
        }
    }

    /// Lists what the kind itself says: under the name that is meant, as a value of a list, as its only date.
    fn own(&self) -> Vec<Cond> {
        let UnknownField { kind, name, catalog, .. } = self.unknown;
        let is_known = kind.field(name).is_some() || kind.link(name).is_some();
        let mut found: Vec<Cond> =
            is_known.then(|| Cond::Predicate(self.written.clone())).into_iter().collect();
        found.extend(self.chosen(kind));
        let Some(written) = self.test() else { return found };
        let tests =
            |fields: Vec<String>| fields.into_iter().map(|path| test(&path, written.clone()));
        // `year = 2020`, or a date by another kind's name for it: the only date there is. `unit = yuan`: an amount's.
        let is_time = |kind: &Kind| kind.field(name).is_some_and(|field| field.ty.is_time());
        if DATE_PARTS.contains(&name.as_str()) || catalog.kinds.iter().any(is_time) {
            let mut times = fields(kind, &|field| field.ty.is_time());
            times.truncate(usize::from(times.len() == 1));
            found.extend(tests(times));
        } else {
            found.extend(tests(with_part(kind, name)));
        }
        // `type = air`: a value of another field's list.
        if matches!(written, Test::Compare(..) | Test::In(..)) {
            let values = written.values();
            let listed = |field: &Field| values.iter().all(|value| is_choice(field, &value.text));
            found.extend(tests(fields(kind, &listed)));
        }
        found
    }

    /// Reads the name as a value of a list, tested by the amount beside it: `growth > 50%`.
    pub(super) fn chosen(&self, kind: &Kind) -> Vec<Cond> {
        let name = &self.unknown.name;
        let Some(field) = kind.fields.iter().find(|field| is_choice(field, name)) else {
            return vec![];
        };
        let is = || equals(&field.name, name);
        match &self.written.body {
            _ if self.written.path.names.len() > 1 => vec![],
            Body::Cond(_) => vec![],
            Body::Exists | Body::Test(Test::Known(true, _)) => vec![is()],
            Body::Test(written) => {
                let amounts = kind.fields.iter().filter(|field| has_unit(&field.ty));
                amounts
                    .filter_map(|amount| all(vec![is(), test(&amount.name, written.clone())]))
                    .collect()
            }
        }
    }

    /// Asks for things by their whole name.
    fn called(&self, edge: &Edge<'_>) -> Option<Cond> {
        let test = self.test().filter(|_| self.written.quantifier.is_none())?;
        let is_whole = matches!(
            test,
            Test::Compare(Operator::Eq | Operator::Ne, ..) | Test::In(..) | Test::Within(..)
        );
        is_whole.then(|| self.of(edge, test))
    }

    fn of(&self, edge: &Edge<'_>, test: &Test) -> Cond {
        let is_place = edge.only().is_some_and(|kind| self.unknown.catalog.is_places(kind));
        tested_at(&edge.path(), test, is_place)
    }

    /// Asks what was asked of the things an edge leads to. A name that none of them has is taken for a part of one.
    fn such(&self, edge: &Edge<'_>, is: &[Cond]) -> Option<Cond> {
        let rest: Vec<&str> =
            self.written.path.names.iter().skip(1).map(|name| name.text.as_str()).collect();
        let rest = if rest.is_empty() { None } else { Some(rest.join(".")) };
        let mut amount =
            self.written.quantifier.as_ref().map_or(Amount::Any, |by| by.amount.clone());
        let asked = match (&self.written.body, rest) {
            (Body::Test(Test::Known(is_known, _)), None) => {
                amount = if *is_known { Amount::Any } else { Amount::No };
                None
            }
            (Body::Test(Test::Compare(Operator::Eq, _, value)), None) => {
                Some(contains("name", &value.text))
            }
            (Body::Test(written), rest) => {
                Some(test(rest.as_deref().unwrap_or("name"), written.clone()))
            }
            (Body::Cond(cond), _) => Some((**cond).clone()),
            (Body::Exists, _) => None,
        };
        at_end(edge, &amount, is.iter().cloned().chain(asked).collect())
    }

    /// Tests a field of that name of what an edge leads to.
    fn has(&self, edge: &Edge<'_>) -> Option<Cond> {
        let Body::Test(test) = &self.written.body else { return None };
        let name = self.written.path.names.last()?.text.to_lowercase();
        let mut fields = edge.to.iter().filter_map(|kind| kind.field(&name));
        let is_place = fields.any(|field| leads_to_places(self.unknown.catalog, field));
        let path = format!("{}.{}", edge.path(), self.written.path);
        self.written.quantifier.is_none().then(|| tested_at(&path, test, is_place))
    }

    /// Adds the fields and edges that only the value fits.
    fn by_value(&self, edges: &[Edge<'_>], found: &mut Candidates) {
        let kind = self.unknown.kind;
        let Some(written) = self.test() else { return };
        let is_thing = kind.sort == Sort::Thing;
        let nearest = EdgeRank::Named;
        let tests =
            |fields: Vec<String>| fields.into_iter().map(|path| test(&path, written.clone()));
        match written {
            Test::Contains(..) | Test::StartsWith(..) if is_thing => {
                found.conds(Score::Value(1, nearest), [test("name", written.clone())]);
            }
            Test::Contains(..) | Test::StartsWith(..) => {
                let texts = fields(kind, &|field| field.ty == Type::Text);
                found.conds(Score::Value(1, nearest), tests(texts));
            }
            Test::Known(..) => {}
            _ => {
                let dates = fields(kind, &|field| field.ty == Type::Date);
                found.conds(Score::Value(1, nearest), tests(dates));
                let amounts = fields(kind, &|field| is_thing && has_unit(&field.ty));
                found.conds(Score::Value(2, nearest), tests(amounts));
                for edge in edges {
                    if matches!(edge.rank, EdgeRank::Named | EdgeRank::Anything) {
                        found.conds(Score::Value(3, edge.rank), [self.of(edge, written)]);
                    }
                }
            }
        }
    }
}

/// Makes a test of a path. For places `=` becomes `within`, which is what people usually mean.
pub(super) fn tested_at(path: &str, written: &Test, is_place: bool) -> Cond {
    match written {
        Test::Compare(Operator::Eq, _, value) if is_place => within(path, value.clone()),
        written => test(path, written.clone()),
    }
}

/// Makes the condition that one thing at the end of an edge meets all of these; `None` means that no such condition exists.
pub(super) fn at_end(edge: &Edge<'_>, amount: &Amount, mut conds: Vec<Cond>) -> Option<Cond> {
    if let Some(field) = edge.field {
        for cond in &mut conds {
            prefix_paths(cond, &field.name);
        }
    }
    let is_any = *amount == Amount::Any;
    let Some(link) = edge.link else {
        return match amount {
            Amount::Any if conds.is_empty() => Some(known(&edge.path(), true)),
            Amount::No if conds.is_empty() => Some(known(&edge.path(), false)),
            Amount::Any => all(conds),
            _ => None,
        };
    };
    let link = link.one.as_str();
    let is_plain = matches!(conds.as_slice(), [Cond::Predicate(one)] if one.quantifier.is_none());
    match all(conds) {
        None => edge.field.is_none().then(|| predicate(Some(amount.clone()), link, Body::Exists)),
        Some(mut cond) if is_any && is_plain => {
            prefix_paths(&mut cond, link);
            Some(cond)
        }
        Some(cond) => Some(predicate(Some(amount.clone()), link, Body::Cond(Box::new(cond)))),
    }
}

/// Lists the fields of a kind that fit, by name.
pub(super) fn fields(kind: &Kind, fits: &dyn Fn(&Field) -> bool) -> Vec<String> {
    kind.fields.iter().filter(|field| fits(field)).map(|field| field.name.clone()).collect()
}

/// Lists the paths to parts of that name: a date has its year, an amount its unit.
fn with_part(kind: &Kind, name: &str) -> Vec<String> {
    let has = |field: &Field| parts_of(&field.ty).iter().any(|(part, _)| *part == name);
    fields(kind, &has).into_iter().map(|field| format!("{field}.{name}")).collect()
}

/// Says whether the values of a type have a unit or currency.
pub(super) fn has_unit(ty: &Type) -> bool {
    matches!(ty, Type::Money | Type::Share | Type::Quantity(_))
}

fn is_level(kind: &Kind, name: &str) -> bool {
    kind.field(name).is_some_and(|field| matches!(field.ty, Type::Level(_)))
}

/// Says whether a field leads to places only.
pub(super) fn leads_to_places(catalog: &Catalog, field: &Field) -> bool {
    matches!(&field.ty, Type::Ref(targets) if catalog.leads_to_places(targets))
}

/// Says whether a field of a linked kind describes what it is linked with: where that is, or what is recorded of it.
fn describes(catalog: &Catalog, kind: &Kind, name: &str) -> bool {
    kind.field(name).is_some_and(|field| {
        matches!(field.ty, Type::Level(_))
            || leads_to_places(catalog, field)
            || kind.sort == Sort::Record
    })
}
