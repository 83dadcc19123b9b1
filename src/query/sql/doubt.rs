//! Statements that count rows of an answer by the claims behind their values: what no source states, what is contradicted,
//! what is a doubtful reading.

use super::expr::{Expr, sql};
use super::{Statement, condition, from, link_predicate, member, of_answer, provenance};
use crate::catalog::{Field, Sort, Type};
use crate::query::plan::{Cond, Leaf, LinkStep, PathExpr, Plan, Test};

/// Of the rows of the answer, those whose value of a field stands on claims of one basis and on none of the `better`
/// ones: the value, why, and how many.
pub fn of_basis<'c>(
    plan: &Plan<'c>,
    test: &Test<'c>,
    basis: &str,
    better: &[&str],
) -> Option<Statement> {
    let PathExpr::Leaf(_) = test.path.steps else { return None };
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
    let exists = sql!["EXISTS (", claim(&[basis]), " HAVING count(*) > 0)"];
    let no_better = sql!["NOT EXISTS (", claim(better), " HAVING count(*) > 0)"];
    let filter = Expr::all(vec![exists, no_better, of_answer(plan, &at)]);
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

/// Of the rows of the answer, how each value of some fields of their own is known where no claim states it as printed, and
/// how many rows are alike in that.
pub fn how_known(plan: &Plan<'_>, fields: &[&Field]) -> Statement {
    let at = member(plan);
    let how = |field: &&Field| {
        let known = condition::field_known(field, &at);
        let claims = provenance::on_field(&at.column("id"), &field.name, &at.column(&field.name));
        sql![
            "CASE WHEN ",
            known,
            " THEN (SELECT CASE WHEN max(basis = 'stated' AND read_as IS NULL) THEN NULL",
            " WHEN max(read_as) IS NOT NULL THEN 'read' ELSE min(basis) END",
            " FROM claim WHERE says IS NULL AND id IN (",
            claims,
            ")) END"
        ]
    };
    let keys = Expr::join((1..=fields.len()).map(|n| n.to_string().into()), ", ");
    let statement = sql![
        "SELECT ",
        Expr::join(fields.iter().map(how), ",\n       "),
        ", count(*)",
        from(plan, &at),
        "\n WHERE ",
        of_answer(plan, &at),
        "\n GROUP BY ",
        keys
    ];
    Statement::new(statement, vec![])
}

/// How many rows of the answer have a claim against their value of a field, where the base has any against such values.
pub fn contradicted(plan: &Plan<'_>, field: &Field) -> Option<Statement> {
    let at = member(plan);
    plan.is_contested(&plan.kind.name, &field.name).then(|| {
        let rival = sql!["EXISTS (", provenance::rivals("1", &field.name, &at), ")"];
        among(plan, rival)
    })
}

/// How many rows of the answer rest on a reading of low confidence: of themselves, of a field that is tested or, where that
/// is asked for, of the records by which a link leads to what is shown.
pub fn low_confidence(plan: &Plan<'_>, linked: bool) -> Option<Statement> {
    if plan.kind.sort == Sort::Evidence {
        return None;
    }
    let at = member(plan);
    let own = plan.filter.as_ref().map(|filter| sql!["p.id IN (", low_of_rows(filter), ")"]);
    let is_shown = linked && !plan.count && plan.groups.is_none();
    let shown = plan.shown.iter().filter(|_| is_shown);
    let passed = shown.filter_map(|item| match &item.path()?.steps {
        // Evidence is claimed by nothing.
        PathExpr::Leaf(Leaf::Link(link, via)) | PathExpr::Link(LinkStep { link, via, .. })
            if via.sort != Sort::Evidence =>
        {
            let (table, joined) = link_predicate::joined((link, via), &at);
            let to = link.to.iter().map(|to| Expr::text(to));
            let low = sql![" IN (", low_claims(Expr::join(to, ", ")), "))"];
            let record = at.joined(via).column("id");
            Some(sql!["EXISTS (SELECT 1 FROM ", table, " WHERE ", joined, " AND ", record, low])
        }
        _ => None,
    });
    let low: Vec<Expr> = own.into_iter().chain(passed).collect();
    (!low.is_empty()).then(|| among(plan, Expr::any(low)))
}

/// Things that rest on a reading of low confidence as a whole, or of a field of theirs that is tested.
fn low_of_rows(filter: &Cond<'_>) -> Expr {
    let tests = filter.tests();
    let own = tests.iter().filter(|test| matches!(test.path.steps, PathExpr::Leaf(_)));
    let fields = own.filter_map(|test| test.path.field()).map(|field| match &field.ty {
        Type::Level(level) => Expr::text(level.of.as_deref().unwrap_or(&field.name)),
        _ => Expr::text(&field.name),
    });
    low_claims(Expr::join(fields, ", "))
}

/// Things of which all claims on themselves, or on one of these fields, are of low confidence.
fn low_claims(fields: Expr) -> Expr {
    sql![
        "SELECT thing FROM claim AS c WHERE confidence = 'low' AND says IS NULL AND (field IS NULL OR field IN (",
        fields,
        ")) AND NOT EXISTS (SELECT 1 FROM claim AS b WHERE b.thing = c.thing AND b.field IS c.field",
        " AND b.confidence <> 'low')"
    ]
}

/// How many rows of the answer meet this too.
fn among(plan: &Plan<'_>, also: Expr) -> Statement {
    let at = member(plan);
    let filter = Expr::all(vec![also, of_answer(plan, &at)]);
    Statement::new(sql!["SELECT count(*)", from(plan, &at), "\n WHERE ", filter], vec![])
}
