//! Names of records as shown in a link of a thing: without the part that repeats the thing.
//!
//! The name of a record is composed when it is loaded (`{person}: {title}, {organization}`). Shown with the person, each item
//! would repeat the person, so that part is removed here, with the words before it. Stored names stay whole.

use super::expr::{Expr, sql};
use super::labels::thing_column;
use super::link_predicate::LinkRecords;
use super::row_scope::RowScope;
use crate::catalog::label::{LOOSE, LabelPart, label_parts};
use crate::catalog::{Kind, Sort};

/// Returns the name of a record as shown with the row `at`, whose link contains it.
pub(super) fn name_in_link<'c>((link, via): LinkRecords<'c>, at: &RowScope<'c>) -> Expr {
    let next = at.joined_scope(via);
    let told = |back: &String| {
        Some((next.column(back), name_without_part(via, back, &at.of_thing("name"))?))
    };
    let mut told: Vec<(Expr, Expr)> = link.back.iter().filter_map(told).collect();
    let select = match (told.len(), link.back.len()) {
        (0, _) => "name".into(),
        (1, 1) => told.swap_remove(0).1,
        _ => {
            let cases = told.into_iter().map(|(back, told)| sql![" WHEN ", back, " THEN ", told]);
            sql!["CASE ", at.column("id"), Expr::join(cases, ""), " ELSE name END"]
        }
    };
    thing_column(select, next.column("id"))
}

/// Returns the name of a record without its part `field`, whose value is `own`. If nothing remains, the kind is its name.
fn name_without_part(via: &Kind, field: &str, own: &Expr) -> Option<Expr> {
    let label = via.label.as_deref().filter(|_| via.sort == Sort::Record)?;
    let parts = label_parts(label);
    let place = parts.iter().position(|part| *part == LabelPart::Field(field))?;
    let words = |place: Option<usize>| match place.and_then(|place| parts.get(place)) {
        Some(LabelPart::Literal(words)) => *words,
        _ => "",
    };
    let (before, after) = (words(place.checked_sub(1)), words(place.checked_add(1)));
    let own = || own.clone();
    let rest = if place == 0 {
        let loose = Expr::bind_text(&format!(" {LOOSE}"));
        let rest = sql!["ltrim(substr(name, length(", own(), ") + 1), ", loose, ")"];
        sql!["CASE WHEN instr(name, ", own(), ") = 1 THEN ", rest, " ELSE name END"]
    } else {
        let part = || sql!["(", Expr::bind_text(before), " || ", own(), ")"];
        let first = sql!["substr(name, 1, length(name) - length(", part(), "))"];
        let within = if after.is_empty() {
            "name".into()
        } else {
            let kept = Expr::bind_text(before);
            sql!["replace(name, ", part(), " || ", Expr::bind_text(after), ", ", kept, ")"]
        };
        let at_end = sql!["substr(name, -length(", part(), ")) = ", part()];
        sql!["CASE WHEN ", at_end, " THEN ", first, " ELSE nullif(", within, ", ", own(), ") END"]
    };
    Some(sql!["coalesce(nullif(", rest, ", ''), ", Expr::bind_text(&via.name), ")"])
}
