//! The claims behind shown and tested values, for `with sources`.
//!
//! A field has the claims made on it; without any, the claims on its thing as a whole. A derived value has the claims of the
//! values it is derived from: a level those of the place and of the places that contain it, a bound of a part those of its whole.
//! Claims against a value are found when facts are loaded.

use std::cell::Cell;

pub(in crate::query) use super::claims::on_field;
use super::claims::{CLAIM, of_thing};
pub(in crate::query) use super::computed::supports_field;
use super::condition::cond_predicate;
use super::expr::{Expr, Param, quote_ident, sql};
use super::keys;
use super::link_predicate::{self, LinkRecords};
use super::mentions;
use super::multivalue;
use super::row_scope::{RowScope, from_level};
use super::select;
use super::statement::{ClaimColumns, OwnClaims, Statement};
use super::totals;
use super::truth::Truth;
use crate::catalog::{Field, Sort, Type, columns as names};
use crate::query::plan::{
    Aggregate, Cond, Item, Leaf, LinkStep, PathExpr, Plan, RefStep, Test, TypedPredicate,
};

/// Writes the claims behind the columns of a row and behind conditions on values that aren't shown, as [`ClaimColumns`] reads them.
pub(super) fn of_rows<'c>(plan: &Plan<'c>, at: &RowScope<'c>) -> (Vec<ClaimColumns>, Vec<Expr>) {
    let mut cells = Vec::new();
    let mut cited: Vec<ClaimColumns> = Vec::new();
    for (n, ids) in claim_ids_by_column(plan, at).into_iter().enumerate() {
        let parts = match plan.shown.get(n) {
            Some(Item::Value(path)) => claim_parts(&path.steps, at),
            _ => None,
        };
        let Some(ClaimParts { own, known, by_id, ids: further }) = parts else {
            cited.push(ClaimColumns { ids: true, ..ClaimColumns::default() });
            cells.push(ids);
            continue;
        };
        let (id, by_id) = by_id.unzip();
        let ids = !further.is_empty();
        cells.extend(known.into_iter().chain(id).chain(ids.then(|| json_if_any(further))));
        cited.push(ClaimColumns { own, by_id, ids });
    }
    if cited.iter().any(|behind| behind.own.is_some()) {
        cells.insert(0, at.column("id"));
    }
    (cited, cells)
}

/// The claims behind a value of a row, by the ways in which they are found.
#[derive(Default)]
struct ClaimParts {
    own: Option<OwnClaims>,
    /// Whether the field of its own claims has a value.
    known: Option<Expr>,
    by_id: Option<(Expr, Statement)>,
    ids: Vec<MoreClaims>,
}

/// Whether a row has claims after a field besides those on it, as most have not; and these claims.
type MoreClaims = (Expr, Expr);

/// Finds the claims behind a value of the row itself. `None` means that the value is one of another row, or of evidence.
fn claim_parts<'c>(way: &PathExpr<'c>, at: &RowScope<'c>) -> Option<ClaimParts> {
    let PathExpr::Leaf(leaf) = way else { return None };
    if at.kind.sort == Sort::Evidence {
        return None;
    }
    let known = |field: &str| Some(sql![at.column(field), " IS NOT NULL"]);
    let field = match leaf {
        Leaf::Link(..) => return None,
        Leaf::Field(field) | Leaf::Part(field, _) => field,
        _ => return Some(ClaimParts { own: Some(OwnClaims::Whole), ..ClaimParts::default() }),
    };
    let Type::Level(level) = &field.ty else {
        let own = Some(OwnClaims::Field(field.name.clone()));
        let ids = further_claims(field, at);
        return Some(ClaimParts { own, known: known(&field.name), by_id: None, ids });
    };
    // A place has a chain of its own; the places of other things are often the same.
    let of = level.of.as_ref()?;
    let chain = of_level(&Param::Of.into(), &field.name, at).map(Statement::from_expr);
    let by_id = chain.map(|chain| (at.level_place(level), chain));
    let own = Some(OwnClaims::Field(of.clone()));
    Some(ClaimParts { own, known: known(of), by_id, ids: vec![] })
}

/// Writes, for each column, a JSON array of the ids of its claims, and one array for conditions on values that aren't shown.
fn claim_ids_by_column<'c>(plan: &Plan<'c>, at: &RowScope<'c>) -> Vec<Expr> {
    let shown = plan.shown.iter().map(|item| match item {
        Item::Each(path) => json_claim_ids(claims_on_path(&path.steps, at, &|passing, at| {
            let reached = link_predicate::reached_id(passing, &at.joined_scope(passing.1));
            (sql![reached, " IS ", multivalue::EACH_ID], vec![])
        })),
        Item::Value(path) | Item::CountOf(path) | Item::Aggregate(_, path) => {
            json_claim_ids(claims_on_path(&path.steps, at, &decide_by_all))
        }
        // Of things that are counted, what says that there are such things.
        Item::Count => json_claim_ids(of_row(at)),
    });
    let tests =
        unshown_tests(plan).into_iter().flat_map(|test| claims_behind_test(test, at)).collect();
    shown.chain([json_claim_ids(tests)]).collect()
}

/// Writes these arrays for groups, as one step for each column.
pub(super) fn claim_steps<'c>(plan: &Plan<'c>, keys: usize, at: &RowScope<'c>) -> Vec<Expr> {
    let table = quote_ident(&plan.kind.name);
    let (key, by) = (keys::leading_identities(keys, ""), keys::group_by_clause(keys));
    let step = |(n, ids): (usize, Expr)| {
        // The claims of the things that contribute to the column.
        let only = plan.shown.get(n).map_or_else(Expr::always_true, |item| counts_in(item, at));
        let select = format!("c{n} AS (\nSELECT {key}json_group_array(DISTINCT x.value) AS ids");
        let members = format!(" FROM pairs AS g JOIN {table} AS p ON p.id = g.id, json_each(");
        sql![select, members, ids, ") AS x WHERE ", only, by.clone(), ")"]
    };
    claim_ids_by_column(plan, at).into_iter().enumerate().map(step).collect()
}

/// Writes that a thing contributes to a column of its group: to a sum, by an amount that is added.
pub(in crate::query) fn counts_in<'c>(item: &Item<'c>, at: &RowScope<'c>) -> Expr {
    let Item::Aggregate(aggregate, path) = item else { return Expr::always_true() };
    let number = select::value_at_end(&path.steps, at, &|end, at| {
        select::display_value(end, Some(names::number_column), at)
    });
    let known = sql![number, " IS NOT NULL"];
    let adds = matches!(aggregate, Aggregate::Sum | Aggregate::Average);
    let own = (adds && totals::covered_parts(&[item], at).is_some())
        .then(|| "p.id NOT IN (SELECT id FROM covered)".into());
    Expr::all_of([known].into_iter().chain(own))
}

/// Writes the claims against a shown value, if the base has any against its field. Values in lists aren't marked.
pub(super) fn claims_against<'c>(
    item: &Item<'c>,
    plan: &Plan<'c>,
    at: &RowScope<'c>,
) -> Option<Expr> {
    let Item::Value(path) = item else { return None };
    if plan.contested.is_empty() || path.steps.link().is_some() {
        return None;
    }
    let some = Cell::new(false);
    let claims = select::value_at_end(&path.steps, at, &|end, at| match end {
        Leaf::Field(field) if plan.is_contested(&at.kind.name, &field.name) => {
            some.set(true);
            let found = select_rivals("json_group_array(claim)", &field.name, at);
            sql!["(", found, " HAVING count(*) > 0)"]
        }
        _ => "NULL".into(),
    });
    some.get().then(|| sql![claims, format!(" AS {}", quote_ident(&format!("{} ±", path.text)))])
}

/// Selects the claims against a value of a row.
pub(in crate::query) fn select_rivals(select: &str, field: &str, at: &RowScope<'_>) -> Expr {
    sql![
        format!("SELECT {select} FROM rival WHERE kind = "),
        Expr::bind_text(&at.kind.name),
        " AND field = ",
        Expr::bind_text(field),
        " AND thing = ",
        at.column("id")
    ]
}

/// Lists the tests of a query whose values its answer doesn't show.
pub(super) fn unshown_tests<'p, 'c>(plan: &'p Plan<'c>) -> Vec<&'p Test<'c>> {
    let is_shown = |test: &&Test<'c>| {
        plan.shown
            .iter()
            .any(|item| matches!(item, Item::Value(path) if path.text == test.path.text))
    };
    plan.filter.iter().flat_map(Cond::tests).filter(|test| !is_shown(test)).collect()
}

/// Selects the claims behind a test.
fn claims_behind_test<'c>(test: &Test<'c>, at: &RowScope<'c>) -> Vec<Expr> {
    match &test.check {
        TypedPredicate::Quantified(_, Some(conds)) => {
            claims_on_path(&test.path.steps, at, &|passing, at| {
                let cond = conds.iter().find(|(kind, _)| kind.name == passing.1.name);
                match cond {
                    Some((_, cond)) => deciding_items(cond, passing, at),
                    None => decide_by_all(passing, at),
                }
            })
        }
        TypedPredicate::Mentions(words) => match &test.path.steps {
            PathExpr::Ref(RefStep { field, then, .. }) => {
                let of_target = |target| {
                    let next = at.joined_scope(target);
                    let (table, joined) = at.join_step(&next, field);
                    let claims = mentions::claims_behind_words(words, &next.searched_row());
                    claims_of_joined(claims, &table, &joined)
                };
                then.iter().flat_map(|(target, _)| of_target(*target)).collect()
            }
            _ if at.kind.sort == Sort::Evidence => of_row(at),
            _ => mentions::claims_behind_words(words, &at.searched_row()),
        },
        _ => claims_on_path(&test.path.steps, at, &decide_by_all),
    }
}

/// Selects the items that meet a condition, with the claims behind it. If no item meets it, every item contributes.
fn deciding_items<'c>(
    cond: &Cond<'c>,
    passing: LinkRecords<'c>,
    at: &RowScope<'c>,
) -> ContributingItems {
    let next = at.joined_scope(passing.1);
    let meets = cond_predicate(cond, &next, Truth::Certain);
    let some = link_predicate::some_item_meets(passing, meets.clone(), at, Truth::Certain);
    let more = cond.tests().into_iter().flat_map(|test| claims_behind_test(test, &next)).collect();
    (sql!["(", meets, " OR NOT ", some, ")"], more)
}

/// The predicate on the items of a link that contribute to a result, and further claims behind it.
type ContributingItems = (Expr, Vec<Expr>);

/// Chooses the contributing items of the link at the end of a path.
type ChooseItems<'d, 'c> = &'d dyn Fn(LinkRecords<'c>, &RowScope<'c>) -> ContributingItems;

fn decide_by_all<'c>(_: LinkRecords<'c>, _: &RowScope<'c>) -> ContributingItems {
    (Expr::always_true(), vec![])
}

fn json_claim_ids(selects: Vec<Expr>) -> Expr {
    if selects.is_empty() {
        return "'[]'".into();
    }
    sql!["(SELECT json_group_array(id) FROM (", Expr::join(selects, " UNION "), " ORDER BY 1))"]
}

/// Writes that array if a row has such claims.
fn json_if_any(further: Vec<MoreClaims>) -> Expr {
    let (when, claims): (Vec<Expr>, _) = further.into_iter().unzip();
    sql!["CASE WHEN ", Expr::join(when, " OR "), " THEN ", json_claim_ids(claims), " END"]
}

/// Lists statements that each select the ids of claims.
fn claims_on_path<'c>(
    way: &PathExpr<'c>,
    at: &RowScope<'c>,
    decide: ChooseItems<'_, 'c>,
) -> Vec<Expr> {
    match way {
        PathExpr::Leaf(Leaf::Field(field) | Leaf::Part(field, _)) => of_field(field, at),
        PathExpr::Leaf(Leaf::Link(link, via)) => {
            let next = at.joined_scope(via);
            let (table, joined) = link_predicate::join_records((link, via), at);
            let (only, more) = decide((link, via), at);
            // The record's own claims are about what it leads to.
            let inner = of_row(&next).into_iter().chain(more).collect();
            claims_of_joined(inner, &table, &Expr::all_of([joined, only]))
        }
        PathExpr::Leaf(_) => of_row(at),
        PathExpr::Ref(RefStep { field, then, .. }) => {
            let here = of_field(field, at);
            let beyond = then.iter().flat_map(|(target, way)| {
                let next = at.joined_scope(target);
                let (table, joined) = at.join_step(&next, field);
                claims_of_joined(claims_on_path(way, &next, decide), &table, &joined)
            });
            here.into_iter().chain(beyond).collect()
        }
        PathExpr::Link(LinkStep { link, via, then }) => {
            let next = at.joined_scope(via);
            let (table, joined) = link_predicate::join_records((link, via), at);
            let records = of_row(&next).into_iter();
            let inner = records.chain(claims_on_path(then, &next, decide)).collect();
            claims_of_joined(inner, &table, &joined)
        }
    }
}

/// Selects the claims of joined rows.
fn claims_of_joined(selects: Vec<Expr>, table: &Expr, joined: &Expr) -> Vec<Expr> {
    let of_rows = sql![table.clone(), ", claim AS x WHERE ", joined.clone(), " AND x.id IN ("];
    let each = |select: Expr| sql!["SELECT x.id FROM ", of_rows.clone(), select, ")"];
    selects.into_iter().map(each).collect()
}

/// Selects the claims on a row as a whole. Evidence has no claims; a claim is its own.
fn of_row(at: &RowScope<'_>) -> Vec<Expr> {
    match at.kind.sort {
        Sort::Evidence if at.kind.name == CLAIM => vec![sql!["SELECT ", at.column("id")]],
        Sort::Evidence => vec![],
        _ => vec![of_thing(&at.column("id"))],
    }
}

fn of_field(field: &Field, at: &RowScope<'_>) -> Vec<Expr> {
    if at.kind.sort == Sort::Evidence {
        return of_row(at);
    }
    let id = at.column("id");
    let Type::Level(level) = &field.ty else {
        let own = on_field(&id, &field.name, &at.column(&field.name));
        let further = further_claims(field, at).into_iter().map(|(_, claims)| claims);
        return [own].into_iter().chain(further).collect();
    };
    let place = level.of.as_ref().map(|of| on_field(&id, of, &at.column(of)));
    place.into_iter().chain(of_level(&at.level_place(level), &field.name, at)).collect()
}

/// Finds the claims behind a field besides those on it: those that give equivalents, and for a bound of a part those on its whole.
fn further_claims(field: &Field, at: &RowScope<'_>) -> Vec<MoreClaims> {
    let equivalents = field.ty.has_equivalents().then(|| {
        let given = sql!["FROM _equivalent WHERE field = ", Expr::bind_text(&field.name)];
        let of_row = sql![given.clone(), " AND thing = ", at.column("id")];
        // Whether the base has any is asked once.
        let [any, some] = [given, of_row.clone()].map(|from| sql!["EXISTS (SELECT 1 ", from, ")"]);
        let when = sql!["(", any, " AND ", some, ")"];
        (when, sql!["SELECT claim AS id ", of_row])
    });
    let whole = field.whole.as_ref().map(|whole| {
        let bound = sql![at.column(&names::number_column(&field.name)), " IS NULL"];
        let when = sql!["(", bound.clone(), " AND ", at.column(whole), " IS NOT NULL)"];
        let on_whole = on_field(&at.column(whole), &field.name, &at.column(&field.name));
        (when, sql!["SELECT id FROM (", on_whole, ") WHERE ", bound])
    });
    equivalents.into_iter().chain(whole).collect()
}

/// Selects the claims on the containment records that lead from a place to the place of a level, by the shortest chain.
fn of_level(place: &Expr, name: &str, at: &RowScope<'_>) -> Option<Expr> {
    let containment = at.catalog.containment.as_ref()?;
    let [kind, part, whole] =
        [&containment.kind, &containment.part, &containment.whole].map(|name| quote_ident(name));
    let chain = format!(
        "SELECT x.id FROM inside AS w JOIN inside AS u ON u.place = w.place AND u.certain = 1 \
         JOIN {kind} AS k ON k.{part} = u.container \
         JOIN inside AS o ON o.place = k.{whole} AND o.container = w.container AND o.certain = 1 \
         JOIN claim AS x ON x.thing = k.id WHERE u.depth + 1 + o.depth = w.depth AND w.place = "
    );
    let around = sql![" AND w.container = (SELECT container", from_level(place, name), ")"];
    Some(sql![chain, place.clone(), around])
}
