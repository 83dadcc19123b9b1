//! Computed fields of the engine's own kinds: the values that a claim supports.
//!
//! A claim gives the value that it says, or else supports those that its thing has in the fields it names, whatever its kind. A
//! claim on a record as a whole also supports the values of the record that have no claim of their own.

use super::expr::{Expr, column_expr, quote_ident, sql};
use super::labels::{key_of, label_of, thing_column};
use crate::catalog::{Catalog, DISTINCT, Field, Kind, Sort, Type, columns};

/// The separator between the keys of values, which no folded text contains.
pub(super) const BETWEEN: &str = "char(10)";

/// The condition of claims that don't give another value than the recorded one.
pub(super) const FOR: &str = "(says IS NULL OR says IN ('not stated', 'open list'))";

/// Writes that a claim is about a field or link. `claim` is its alias with a point.
pub(in crate::query) fn supports_field(claim: &str, field: &str) -> Expr {
    let word = Expr::bind_text(&columns::delimited_item(field));
    sql![format!("instr(', ' || {claim}field || ', ', "), word, ") > 0"]
}

/// The forms in which several values are written as one text.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum ValueForm {
    /// As answers show them: several with their fields.
    Shown,
    /// As answers show them, without their fields.
    Bare,
    /// Their folded keys.
    Keys,
    /// A JSON array.
    Array,
}

impl ValueForm {
    /// Returns one value, after what is between two of them; NULL if it is unknown.
    fn item(self, value: &SupportedValue) -> Expr {
        let (name, shown) = (Expr::bind_text(&value.name), value.shown.clone());
        match self {
            Self::Shown => sql!["'; ' || ", name, " || ': ' || ", shown],
            Self::Bare => sql!["'; ' || ", shown],
            Self::Keys => sql![BETWEEN, " || ", value.key.clone()],
            Self::Array => sql!["',' || json_quote(", shown, ")"],
        }
    }

    /// Returns the whole text from its first value on; NULL if there is no value.
    fn text(self, items: Expr) -> Expr {
        match self {
            Self::Shown | Self::Bare => sql!["nullif(substr(", items, ", 3), '')"],
            Self::Keys => sql!["nullif(substr(", items, ", 2), '')"],
            Self::Array => sql!["'[' || substr(", items, ", 2) || ']'"],
        }
    }
}

/// A value that a claim may support.
struct SupportedValue {
    /// The field, or the mark.
    name: String,
    /// Whether it is something else that the row refers to.
    refers: bool,
    shown: Expr,
    key: Expr,
}

/// Returns the values that a claim supports in a form; NULL if it supports none.
pub(super) fn supported_values(form: ValueForm, catalog: &Catalog, alias: &str) -> Expr {
    let [thing, says, says_key] =
        ["thing", "says", "says_key"].map(|name| column_expr(alias, name));
    let kinds = catalog.entered_kinds();
    let of_kind = kinds.map(|kind| {
        let from = format!(" FROM {} AS v WHERE v.id = ", quote_ident(&kind.name));
        let select = sql!["(SELECT ", of_kind(kind, form, alias), from, thing.clone(), ")"];
        sql![" WHEN ", Expr::bind_text(&kind.name), " THEN ", select]
    });
    let kind_of = thing_column("kind", thing.clone());
    // An amount in another unit is said as `also …`.
    let said = |text: Expr| sql!["substr(", text, ", iif(", says.clone(), " LIKE 'also %', 6, 1))"];
    let said = match form {
        ValueForm::Shown | ValueForm::Bare => said(says.clone()),
        ValueForm::Keys => said(sql!["coalesce(", says_key, ", ", says.clone(), ")"]),
        ValueForm::Array => sql!["json_array(", said(says.clone()), ")"],
    };
    let supported = sql!["CASE ", kind_of, Expr::join(of_kind, ""), " END"];
    sql!["CASE WHEN ", says, " IS NOT NULL THEN ", said, " ELSE ", supported, " END"]
}

/// Returns the values that a claim on the row `v` of a kind supports.
fn of_kind(kind: &Kind, form: ValueForm, alias: &str) -> Expr {
    let mark = SupportedValue {
        name: DISTINCT.into(),
        refers: false,
        shown: "'yes'".into(),
        key: "'yes'".into(),
    };
    let mut all: Vec<SupportedValue> = kind.stored_fields().map(of_field).collect();
    all.push(mark);
    let [fields, whole] = ["field", "whole"].map(|name| column_expr(alias, name));
    let is_record = kind.sort == Sort::Record;
    let supported = |value: &SupportedValue, as_whole: bool| {
        let named = supports_field(&format!("{alias}."), &value.name);
        if is_record && as_whole && value.name != DISTINCT {
            sql![named, " OR ", unclaimed_predicate(value, alias)]
        } else {
            named
        }
    };
    let joined = |values: &mut dyn Iterator<Item = &SupportedValue>, form: ValueForm, as_whole| {
        let items = values.map(|value| {
            let is_supported = supported(value, as_whole);
            sql!["iif(", is_supported, ", coalesce(", form.item(value), ", ''), '')"]
        });
        form.text(Expr::concat_texts(items))
    };
    match form {
        ValueForm::Shown => {
            let alone = all.iter().map(|value| {
                sql![" WHEN ", Expr::bind_text(&value.name), " THEN ", value.shown.clone()]
            });
            let alone = sql!["CASE ", fields.clone(), Expr::join(alone, ""), " END"];
            // The references of the record are in its name.
            let own = joined(&mut all.iter().filter(|value| !value.refers), ValueForm::Bare, true);
            let own = if is_record { sql![" WHEN ", whole, " = 1 THEN ", own] } else { "".into() };
            let several = joined(&mut all.iter(), form, false);
            let has_several = sql!["instr(", fields, ", ', ') > 0"];
            sql!["CASE", own, " WHEN ", has_several, " THEN ", several, " ELSE ", alone, " END"]
        }
        form => joined(&mut all.iter(), form, true),
    }
}

/// Writes that a claim is on a record as a whole, and that a value of the record has no claim of its own.
fn unclaimed_predicate(value: &SupportedValue, alias: &str) -> Expr {
    let own = sql![FOR.replace("says", "o.says"), " AND ", supports_field("o.", &value.name)];
    let of_record =
        sql!["SELECT 1 FROM claim AS o WHERE o.thing = ", column_expr(alias, "thing"), " AND "];
    sql![column_expr(alias, "whole"), " = 1 AND NOT EXISTS (", of_record, own, ")"]
}

/// Returns the value of a field of the row `v`, and its folded key.
fn of_field(field: &Field) -> SupportedValue {
    let name = field.name.clone();
    let own = column_expr("v", &name);
    let (shown, key) = match &field.ty {
        Type::Ref(targets) => (label_of(&targets.kinds, own.clone()), key_of(&targets.kinds, own)),
        Type::Text => (own, column_expr("v", &columns::key_column(&name))),
        Type::YesNo => {
            let word = sql!["iif(", own, ", 'yes', 'no')"];
            let word =
                sql!["CASE WHEN ", column_expr("v", &name), " IS NOT NULL THEN ", word, " END"];
            (word.clone(), word)
        }
        _ => {
            let text = sql!["CAST(", own, " AS TEXT)"];
            // A bound that follows from a whole isn't a value of the part.
            let known =
                field.whole.as_ref().map(|_| column_expr("v", &columns::number_column(&name)));
            let text = match known {
                Some(known) => sql!["CASE WHEN ", known, " IS NOT NULL THEN ", text, " END"],
                None => text,
            };
            let key = sql!["ltrim(replace(lower(", text.clone(), "), '-', ' '))"];
            (text, key)
        }
    };
    SupportedValue { name, refers: field.ty.is_ref(), shown, key }
}
