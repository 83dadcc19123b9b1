//! From what is meant to SQL: the only place where the SQL of queries is written.
//!
//! What a person typed reaches `SQLite` only as a bound parameter; identifiers come from the checked catalog, in quotes.
//! `truth`, `leaf` and `items` are the meaning (language.md §4), `shown` is what is selected and in which order, `reason` says why
//! a row is open, and here whole statements are put together.

mod cited;
mod expr;
mod groups;
mod items;
mod keys;
mod leaf;
mod reason;
mod shown;
mod spread;
mod totals;
mod truth;

pub use expr::Param;
pub use shown::Read;

use expr::{Expr, ident, sql};
use truth::{At, Truth, possible, predicate};

use super::plan::{Bound, Check, Cond, Item, Path, Plan, Side, Test, Way};
use crate::catalog::{Field, Sort, Type, columns};
use crate::value::{Column, MONEY, Unit};

/// Something to run: text, parameters, and what its rows are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// SQL with `?1`, `?2` … for its parameters.
    pub text: String,
    /// The parameters, in that order.
    pub params: Vec<Param>,
    /// The columns of the answer. Each row begins with 1 or 0, whether it certainly belongs to the answer; then each
    /// column takes as many values as its reading says.
    pub columns: Vec<Column>,
    /// How each column is read.
    pub reads: Vec<Read>,
    /// Whether the columns are followed by JSON arrays of claims: one for each of them, and one for the conditions.
    pub cited: bool,
    /// Of each column, whether after those a JSON array of the claims against its value follows, NULL where there are none.
    pub contested: Vec<bool>,
}

impl Statement {
    fn new(expr: Expr, columns: Vec<Column>) -> Self {
        let (text, params) = expr.finish();
        let reads = columns.iter().map(|column| Read::Cell(column.shape)).collect();
        Self { text, params, columns, reads, cited: false, contested: vec![] }
    }

    /// The text with its parameters in place, to be pasted into `sqlite3`.
    pub fn pasted(&self) -> String {
        let mut text = String::new();
        let mut rest = self.text.as_str();
        while let Some((before, after)) = rest.split_once('?') {
            let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (number, tail) = after.split_at(digits);
            let param =
                number.parse::<usize>().ok().and_then(|n| self.params.get(n.checked_sub(1)?));
            text.push_str(before);
            text.push_str(&param.map_or_else(|| format!("?{number}"), Param::literal));
            rest = tail;
        }
        text + rest
    }
}

/// The rows of a query.
pub fn rows(plan: &Plan<'_>) -> Statement {
    if let Some(keys) = &plan.groups {
        return groups::rows(plan, keys);
    }
    let at = subject(plan);
    let certain = match &plan.filter {
        Some(filter) if filter.is_possible() => {
            sql!["(", predicate(&filter.strictly(), &at, Truth::Certain), ") IS TRUE"]
        }
        _ => Expr::yes(),
    };
    let cells = plan.shown.iter().flat_map(|item| shown::cells(item, &at));
    let certain = sql![certain, " AS certain"];
    let cited = if plan.cited { cited::columns(plan, &at) } else { vec![] };
    let against: Vec<Option<Expr>> =
        plan.shown.iter().map(|item| cited::against(item, plan, &at)).collect();
    let contested = against.iter().map(Option::is_some).collect();
    let cells = cells.chain(cited).chain(against.into_iter().flatten());
    let select = Expr::join([certain].into_iter().chain(cells), ",\n       ");
    let has_each = plan.shown.iter().any(|item| matches!(item, Item::Each(_)));
    let which = if has_each || plan.order.is_empty() {
        sql![filtered(plan, &at), ordered(plan, &at), limited(plan)]
    } else if plan.limit.is_some() {
        // First which rows, then what is shown of them: SQLite would make every cell before it sorts.
        let first = sql![from(plan, &at), filtered(plan, &at), ordered(plan, &at), limited(plan)];
        sql!["\n WHERE p.id IN (SELECT p.id", first, ")", ordered(plan, &at)]
    } else {
        sql![filtered(plan, &at), ordered(plan, &at)]
    };
    let statement = sql!["SELECT ", select, from(plan, &at), each(plan, &at), which];
    let columns = plan.shown.iter().map(shown::column).collect();
    Statement { cited: plan.cited, contested, ..Statement::new(statement, columns) }
}

/// `ORDER BY`: what the query says, then the name, then the id.
fn ordered<'c>(plan: &Plan<'c>, at: &At<'c>) -> Expr {
    let mut order: Vec<Expr> = plan.order.iter().flat_map(|key| shown::order(key, at)).collect();
    if plan.kind.named() {
        order.push(at.of_thing("name_key"));
        order.push(at.of_thing("id"));
    } else {
        order.push(at.column("id"));
    }
    if plan.shown.iter().any(|item| matches!(item, Item::Each(_))) {
        order.push("each_value.key".into());
    }
    sql!["\n ORDER BY ", Expr::join(order, ", ")]
}

fn limited(plan: &Plan<'_>) -> Expr {
    plan.limit.map_or_else(Expr::default, |limit| {
        sql!["\n LIMIT ", Expr::integer(i64::try_from(limit).unwrap_or(i64::MAX))]
    })
}

/// Whether a query asks about values its answer does not show, which then have citations of their own.
pub fn has_unshown(plan: &Plan<'_>) -> bool {
    !cited::unshown(plan).is_empty()
}

/// How many things are in more than one group, and how many there are; nothing where none can be.
pub fn overlap(plan: &Plan<'_>) -> Option<Statement> {
    groups::overlap(plan, plan.groups.as_ref()?)
}

/// How many parts are left out of a sum because their whole is counted.
pub fn skipped(plan: &Plan<'_>) -> Option<Statement> {
    groups::skipped(plan)
}

/// How many of the things of a query are parts of another of them, and how many there are.
pub fn parts_among(plan: &Plan<'_>) -> Option<Statement> {
    let whole = plan.kind.fields.iter().find_map(|field| field.whole.as_ref())?;
    let at = member(plan);
    let whole = ident(whole);
    let select = sql![format!("p.{whole} AS whole, "), at.column("id"), " AS id"];
    let rows = sql!["WITH rows AS (SELECT ", select, from(plan, &at), filtered(plan, &at), ")"];
    let parts = "\nSELECT (SELECT count(*) FROM rows WHERE whole IN (SELECT id FROM rows)), (SELECT count(*) FROM rows)";
    Some(Statement::new(sql![rows, parts], vec![]))
}

/// How many rows a query has, `limit` left aside.
pub fn count(plan: &Plan<'_>) -> Statement {
    let at = member(plan);
    Statement::new(sql!["SELECT count(*)", from(plan, &at), filtered(plan, &at)], vec![])
}

/// How many rows meet a part of a query's condition alone.
pub fn count_of(plan: &Plan<'_>, part: &Cond<'_>) -> Statement {
    let at = member(plan);
    let certain = predicate(part, &at, Truth::Certain);
    Statement::new(sql!["SELECT count(*)", from(plan, &at), "\n WHERE ", certain], vec![])
}

/// With more tests than this, rows left open are counted but not explained.
const REASONS: usize = 60;

/// The rows a condition leaves open, grouped by why: one code for each test in the order written, then how many.
pub fn open(plan: &Plan<'_>) -> Option<Statement> {
    let filter = plan.filter.as_ref()?;
    let tests = filter.tests();
    if !tests.iter().any(|test| reason::can_be_open(test)) {
        return None;
    }
    let at = member(plan);
    let told = if tests.len() <= REASONS { tests } else { vec![] };
    let codes: Vec<Expr> = told.iter().map(|test| reason::code(test, &at)).collect();
    let neither =
        Expr::all(vec![predicate(filter, &at, Truth::Certain).or_open(), possible(filter, &at)]);
    let keys = (1..=codes.len()).map(|n| Expr::from(n.to_string()));
    let group = if codes.is_empty() {
        Expr::default()
    } else {
        sql!["\n GROUP BY ", Expr::join(keys, ", ")]
    };
    let select = Expr::join(codes.into_iter().chain(["count(*)".into()]), ",\n       ");
    let statement = sql!["SELECT ", select, from(plan, &at), "\n WHERE ", neither, group];
    Some(Statement::new(statement, vec![]))
}

/// The units in which the rows not ruled out have the amount a bare number is compared with, and how many in each.
pub fn units_compared<'c>(plan: &Plan<'c>, test: &Test<'c>) -> Option<Statement> {
    let Check::Amount(_, Bound::Own(..)) = &test.check else { return None };
    let others = match &plan.filter {
        Some(Cond::All(parts)) => {
            let is_other =
                |part: &&Cond<'c>| !part.tests().iter().any(|other| other.said == test.said);
            Some(Cond::All(parts.iter().filter(is_other).cloned().collect()))
        }
        _ => None,
    };
    units_where(plan, &test.path, others.as_ref())
}

/// The units a query is ordered by, and how many rows have each.
pub fn units<'c>(plan: &Plan<'c>, path: &Path<'c>) -> Option<Statement> {
    units_where(plan, path, plan.filter.as_ref())
}

fn units_where<'c>(
    plan: &Plan<'c>,
    path: &Path<'c>,
    filter: Option<&Cond<'c>>,
) -> Option<Statement> {
    let field =
        path.field().filter(|field| matches!(field.ty, Type::Money | Type::Quantity(None)))?;
    let Way::End(_) = path.way else { return None };
    let at = member(plan);
    let unit = at.column(&columns::unit(&field.name));
    let recorded = truth::field_known(field, &at);
    let open = filter.map(|filter| possible(filter, &at));
    let filter = Expr::all([recorded].into_iter().chain(open).collect());
    let statement = sql![
        "SELECT ",
        unit,
        ", count(*)",
        from(plan, &at),
        "\n WHERE ",
        filter,
        "\n GROUP BY 1 ORDER BY 2 DESC, 1"
    ];
    Some(Statement::new(statement, vec![]))
}

/// Of a condition that an amount is above something: the largest amount there is in that unit, by its printed number.
pub fn largest<'c>(plan: &Plan<'c>, part: &Cond<'c>) -> Option<Statement> {
    let Cond::Test(Test { path, check: Check::Amount(Side::Above | Side::AtLeast, bound), .. }) =
        part
    else {
        return None;
    };
    let Way::End(_) = path.way else { return None };
    let field = path.field().filter(|field| field.ty != Type::Number { exact: true })?;
    let at = member(plan);
    let unit = at.column(&columns::unit(&field.name));
    let comparable = match bound {
        Bound::In { unit: name, .. } => {
            let of = plan.catalog.units.get(name)?;
            let same = |other: &&Unit| {
                other.dimension == of.dimension && (of.dimension != MONEY || other.name == of.name)
            };
            let names = plan.catalog.units.iter().filter(same).map(|unit| Expr::text(&unit.name));
            sql![unit, " IN (", Expr::join(names, ", "), ")"]
        }
        // In each row's own unit there is one largest only where there is one unit.
        Bound::Own(..) => sql!["(SELECT count(DISTINCT ", unit, ")", from(plan, &at), ") = 1"],
    };
    let known = truth::field_known(field, &at);
    let statement = sql![
        "SELECT ",
        at.column(&field.name),
        from(plan, &at),
        "\n WHERE ",
        Expr::all(vec![known, comparable]),
        "\n ORDER BY ",
        at.column(&columns::at(&field.name)),
        " DESC LIMIT 1"
    ];
    Some(Statement::new(statement, vec![]))
}

/// Of the rows of the answer, those whose value of a field stands on claims of one basis and on none of the `better`
/// ones: the value, why, and how many.
pub fn of_basis<'c>(
    plan: &Plan<'c>,
    test: &Test<'c>,
    basis: &str,
    better: &[&str],
) -> Option<Statement> {
    let Way::End(_) = test.path.way else { return None };
    let field = test.path.field()?;
    let at = member(plan);
    let claim = |bases: &[&str]| {
        let any =
            Expr::any(bases.iter().map(|basis| sql!["\"basis\" = ", Expr::text(basis)]).collect());
        sql![
            "SELECT max(note) FROM \"claim\" WHERE \"thing\" = ",
            at.column("id"),
            " AND \"field\" = ",
            Expr::text(&field.name),
            " AND \"says\" IS NULL AND ",
            any
        ]
    };
    let certain = plan.filter.as_ref().map(|filter| predicate(filter, &at, Truth::Certain));
    let exists = sql!["EXISTS (", claim(&[basis]), " HAVING count(*) > 0)"];
    let no_better = sql!["NOT EXISTS (", claim(better), " HAVING count(*) > 0)"];
    let filter = Expr::all([exists, no_better].into_iter().chain(certain).collect());
    let note = sql!["(", claim(&[basis]), ")"];
    let statement = sql![
        "SELECT ",
        at.column(&field.name),
        ", ",
        note,
        ", count(*)",
        from(plan, &at),
        "\n WHERE ",
        filter,
        "\n GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
    ];
    Some(Statement::new(statement, vec![]))
}

/// How many rows of the answer have a claim against their value of a field, where the base has any against such values.
pub fn contradicted(plan: &Plan<'_>, field: &Field) -> Option<Statement> {
    let at = member(plan);
    plan.is_contested(&plan.kind.name, &field.name).then(|| {
        let rival = sql!["EXISTS (", cited::rivals("1", &field.name, &at), ")"];
        among(plan, rival)
    })
}

/// How many rows of the answer rest on a reading of low confidence: of themselves, or of a field that is tested.
pub fn low_confidence(plan: &Plan<'_>) -> Option<Statement> {
    if plan.kind.sort == Sort::Evidence {
        return None;
    }
    let tests = plan.filter.as_ref()?.tests();
    let own = tests.iter().filter(|test| matches!(test.path.way, Way::End(_)));
    let fields = own.filter_map(|test| test.path.field()).map(|field| match &field.ty {
        Type::Level(level) => Expr::text(level.of.as_deref().unwrap_or(&field.name)),
        _ => Expr::text(&field.name),
    });
    let low = sql![
        "SELECT thing FROM claim AS c WHERE confidence = 'low' AND says IS NULL AND (field IS NULL OR field IN (",
        Expr::join(fields, ", "),
        ")) AND NOT EXISTS (SELECT 1 FROM claim AS b WHERE b.thing = c.thing AND b.field IS c.field",
        " AND b.confidence <> 'low')"
    ];
    Some(among(plan, sql!["p.id IN (", low, ")"]))
}

/// How many rows of the answer meet this too.
fn among(plan: &Plan<'_>, also: Expr) -> Statement {
    let at = member(plan);
    let certain = plan.filter.as_ref().map(|filter| predicate(filter, &at, Truth::Certain));
    let filter = Expr::all([also].into_iter().chain(certain).collect());
    Statement::new(sql!["SELECT count(*)", from(plan, &at), "\n WHERE ", filter], vec![])
}

/// How many things a query finds when a test of its condition that names places exactly takes those within them too.
pub fn count_within<'c>(plan: &Plan<'c>, test: &Test<'c>) -> Option<Statement> {
    let wider = Cond::Test(widened(plan, test)?);
    let filter = match plan.filter.as_ref()? {
        Cond::All(parts) => {
            let is_it =
                |part: &Cond<'c>| matches!(part, Cond::Test(other) if other.said == test.said);
            Cond::All(
                parts
                    .iter()
                    .map(|part| if is_it(part) { wider.clone() } else { part.clone() })
                    .collect(),
            )
        }
        _ => wider,
    };
    Some(count_of(plan, &filter))
}

/// The same test with `within`, also behind a link.
fn widened<'c>(plan: &Plan<'c>, test: &Test<'c>) -> Option<Test<'c>> {
    let check = match &test.check {
        Check::Things(places) => match test.path.field().map(|field| &field.ty) {
            Some(Type::Ref(targets)) if plan.catalog.leads_to_places(targets) => {
                Check::Within(places.clone())
            }
            _ => return None,
        },
        Check::Items(share, Some(conds)) => {
            let wider = conds.iter().map(|(kind, cond)| match cond {
                Cond::Test(inner) => Some((*kind, Cond::Test(widened(plan, inner)?))),
                _ => None,
            });
            Check::Items(*share, Some(wider.collect::<Option<Vec<_>>>()?))
        }
        _ => return None,
    };
    Some(Test { check, ..test.clone() })
}

/// The row a query is about.
fn subject<'c>(plan: &Plan<'c>) -> At<'c> {
    let union = plan.kind.sort == Sort::Union;
    let thing = match (union, plan.kind.named()) {
        (true, _) => Some("p".to_owned()),
        (false, true) => Some("n".to_owned()),
        (false, false) => None,
    };
    At { catalog: plan.catalog, kind: plan.kind, alias: "p".into(), thing }
}

/// The same where rows are only counted or gathered: its entry in `thing` is looked up where it is asked for.
fn member<'c>(plan: &Plan<'c>) -> At<'c> {
    let subject = subject(plan);
    At { thing: subject.thing.filter(|alias| *alias == subject.alias), ..subject }
}

fn from(plan: &Plan<'_>, at: &At<'_>) -> Expr {
    let table = ident(&plan.kind.name);
    match plan.kind.sort {
        Sort::Union => {
            format!("\n  FROM (SELECT * FROM {table} WHERE slug IS NOT NULL) AS p").into()
        }
        _ if at.thing.is_none() => format!("\n  FROM {table} AS p").into(),
        // The first few names are found by walking the things of the kind in their order. All rows are read in the order of
        // the table and sorted: to jump to each would take four times as long.
        _ if plan.order.is_empty() && plan.limit.is_some() => sql![
            format!("\n  FROM {table} AS p JOIN thing AS n ON n.id = p.id AND n.kind = "),
            Expr::text(&plan.kind.name)
        ],
        _ => format!("\n  FROM {table} AS p CROSS JOIN thing AS n ON n.id = p.id").into(),
    }
}

/// The rows of the one `each`, if there is one.
fn each<'c>(plan: &Plan<'c>, at: &At<'c>) -> Expr {
    let items = plan.shown.iter().chain(plan.order.iter().map(|key| &key.item));
    let path =
        { items }.find_map(|item| if let Item::Each(path) = item { Some(path) } else { None });
    path.map_or_else(Expr::default, |path| {
        sql!["\n  LEFT JOIN json_each(", spread::triples(&path.way, at), ") AS each_value"]
    })
}

/// `WHERE`, with the parts of a conjunction on lines of their own.
fn filtered<'c>(plan: &Plan<'c>, at: &At<'c>) -> Expr {
    match &plan.filter {
        None => Expr::default(),
        Some(Cond::All(parts)) if parts.len() <= 32 => {
            let parts = parts.iter().map(|part| predicate(part, at, Truth::Certain));
            sql!["\n WHERE ", Expr::join(parts, "\n   AND ")]
        }
        Some(filter) => sql!["\n WHERE ", predicate(filter, at, Truth::Certain)],
    }
}
