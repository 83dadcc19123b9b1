//! The text of a first map's entries: what connects the thing of a row with another, and values with what they need.

use std::fmt::Write;

use super::super::columns::Columns;
use super::column_sample::{COMMA, ColumnSample};
use super::draft_records::{DraftRecord, kind_to_make};
use super::draft_units::{has_units, unit_of};
use super::guess::DraftValue;
use super::sample::TableSample;
use super::template::{column_pattern, quote_toml};
use crate::catalog::{Catalog, Field, Kind, Type};
use crate::text::{list_or, with_article};

/// Writes the entry of a record that connects the thing of the row with another.
pub(super) fn write_record(
    out: &mut String,
    (catalog, kind, table): (&Catalog, &Kind, &TableSample),
    record: &DraftRecord<'_>,
) {
    let columns = &table.columns;
    let Some(column) = columns.get(record.column) else { return };
    if record.is_open {
        let mut entry = String::new();
        let settled = DraftRecord { is_open: false, only: record.only.clone(), ..*record };
        write_record(&mut entry, (catalog, kind, table), &settled);
        let what = record.only.iter().flat_map(|(_, values)| values).copied().collect::<Vec<_>>();
        let (column, what) = (column_pattern(&column.name), what.join(" or "));
        let _ =
            writeln!(out, "\n# If {column} is also {}, delete the `# ` here:", with_article(&what));
        entry.lines().skip(1).for_each(|line| {
            let _ = writeln!(out, "# {line}");
        });
        return;
    }
    let _ = writeln!(out, "\n[[{}]]", record.kind.name);
    if let Some(needed) = table.required_column() {
        let _ = writeln!(out, "when = {}", quote_toml(&column_pattern(&needed.name)));
    }
    let _ = writeln!(out, "{} = \"{{@{}}}\"", record.back, kind.name);
    let around = record.around.and_then(|around| columns.get(around));
    let around =
        around.map(|column| format!("[, {}]", column_pattern(&column.name))).unwrap_or_default();
    let mut keys = format!("value = {}", quote_toml(&(column_pattern(&column.name) + &around)));
    let mut hint = "";
    if column.lists * 10 > column.filled {
        let _ = write!(keys, ", split = {}", quote_toml(column.separator));
    } else if column.several > 0 {
        let _ = write!(keys, ", split = {}", quote_toml(COMMA));
        hint = "   # several names in a cell; those in [names] stay whole";
    }
    let is_place = column.is_of_places() || record.is_of_places(catalog);
    let missing = if is_place { "skip".to_owned() } else { make_keyword(catalog, record.to) };
    let _ = writeln!(
        out,
        "{} = {{ {keys}, missing = {} }}{hint}",
        record.to.name,
        quote_toml(&missing)
    );
    match &record.only {
        Some((field, values)) if values.len() == 1 => {
            let _ = writeln!(out, "{field} = {}", quote_toml(&values.concat()));
        }
        Some((field, values)) => {
            let _ = writeln!(out, "# {field} = \"\"   # {}", list_or(values));
        }
        None => {}
    }
}

/// Writes a value with what it needs: words of a list, a unit, the number of decimals.
pub(super) fn write_value(
    out: &mut String,
    (catalog, kind, table): (&Catalog, &Kind, &TableSample),
    value: &DraftValue<'_>,
    column: &ColumnSample,
) {
    let pattern =
        value.rest.as_ref().map_or_else(|| column_pattern(&column.name), |(_, both)| both.clone());
    let pattern = quote_toml(&pattern);
    let heading = if value.heading.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        value.heading.clone()
    } else {
        quote_toml(&value.heading)
    };
    if let Some(others) =
        value.choices.and_then(|field| column.other_words(catalog, field)).filter(|o| !o.is_empty())
        && let Some(Type::Enum(choices)) = value.choices.map(|field| &field.ty)
    {
        let names: Vec<&str> = choices.iter().map(|choice| choice.name.as_str()).collect();
        let words: Vec<String> = others
            .iter()
            .map(|(word, meant)| format!("{} = {}", quote_toml(word), quote_toml(meant)))
            .collect();
        let _ = writeln!(
            out,
            "# Each word becomes one of: {}. An empty text leaves the cell out.",
            names.join(", ")
        );
        let _ = writeln!(
            out,
            "{heading} = {{ value = {pattern}, words = {{ {} }} }}",
            words.join(", ")
        );
        return;
    }
    let field = kind.field(&value.heading);
    if let Some((missing, others)) =
        field.and_then(|field| unknown_name_rule(catalog, field, column))
    {
        let others = others.join(" · ").replace(['\n', '\r'], " ");
        let hint = if others.is_empty() {
            String::new()
        } else {
            format!("   # left out where no place has the name: {others}")
        };
        let _ = writeln!(
            out,
            "{heading} = {{ value = {pattern}, missing = {} }}{hint}",
            quote_toml(&missing)
        );
        return;
    }
    if let Some(field) = field.filter(|f| matches!(f.ty, Type::Money | Type::Quantity(_))) {
        let known = Columns::new(catalog, kind);
        let unit = unit_of(field, column, (table, &known), &catalog.units);
        let needed = unit.is_none() && !has_units(field, column, &catalog.units);
        let mut keys = format!("value = {pattern}");
        let unit = unit.or_else(|| needed.then(String::new));
        if let Some(unit) = &unit {
            let _ = write!(keys, ", unit = {}", quote_toml(unit));
        }
        if column.has_long_decimals() {
            keys.push_str(", round = 2");
        }
        // An amount without a unit can't be loaded.
        let (sign, hint) =
            if needed { ("# ", "   # needs the unit, or a pattern for it") } else { ("", "") };
        if keys.contains(", ") {
            let _ = writeln!(out, "{sign}{heading} = {{ {keys} }}{hint}");
            return;
        }
    }
    let _ = writeln!(out, "{heading} = {pattern}");
}

/// Returns the key `missing` for unknown names in the column of a field, and the first such names; `None` means that all names
/// are known.
fn unknown_name_rule<'s>(
    catalog: &Catalog,
    field: &Field,
    column: &'s ColumnSample,
) -> Option<(String, &'s [String])> {
    let is_country = || column.is_nearly_all(column.countries);
    match &field.ty {
        Type::Level(_) if is_country() => {
            (!column.elsewhere.is_empty()).then(|| ("skip".to_owned(), &column.elsewhere[..]))
        }
        Type::Level(_) => {
            (!column.unlisted.is_empty()).then(|| ("skip".to_owned(), &column.unlisted[..]))
        }
        Type::Ref(to) if catalog.are_places(to) => {
            (!column.unlisted.is_empty()).then(|| ("skip".to_owned(), &column.unlisted[..]))
        }
        Type::Ref(_) => Some((make_keyword(catalog, field), &[])),
        _ => None,
    }
}

/// Returns the word of a map that makes a thing from an unknown name.
fn make_keyword(catalog: &Catalog, field: &Field) -> String {
    match (kind_to_make(catalog, field), &field.ty) {
        (Some(_), Type::Ref(to)) if !to.any && to.kinds.len() == 1 => "make".to_owned(),
        (Some(made), _) => format!("make {made}"),
        (None, _) => "skip".to_owned(),
    }
}
