//! Amounts whose unit is named elsewhere: in the heading (`Investment (USD million)`), or in a column of its own
//! (`Currency`, `investment unit`).

use std::borrow::Cow;

use super::super::PART_OF;
use super::super::problem::Mistake;
use super::columns::{Role, key};
use super::{Cell, Sheet, cells};
use crate::catalog::{Field, Type};
use crate::value::{Amount, Conventions, NUMBER, Point, Qualifier, Unit, Units};

/// The scales of a heading, each with its power of ten. The language knows the words.
const SCALES: [(i64, &str); 7] = [
    (1_000, "k"),
    (10_000, "万"),
    (1_000_000, "m"),
    (100_000_000, "亿"),
    (1_000_000_000, "bn"),
    (1_000_000_000_000, "tn"),
    (1, ""),
];

/// The scale and the unit that a heading gives the numbers below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted<'c> {
    /// `m` for millions; empty for ones.
    pub(super) scale: &'static str,
    pub(super) unit: Option<&'c Unit>,
}

/// Returns the field that a heading begins with, if its other words are a scale or a unit: `Length (km)`, `Investment, m EUR`.
pub(super) fn heading<'c>(
    fields: impl Iterator<Item = &'c Field>,
    header: &str,
    units: &'c Units,
) -> Option<(&'c Field, Counted<'c>)> {
    let begins = |field: &'c Field| {
        let name = key(&field.name);
        let ends = header.char_indices().skip(1).filter(|(_, c)| !c.is_alphanumeric());
        let end =
            ends.map(|(at, _)| at).find(|at| header.get(..*at).is_some_and(|h| key(h) == name))?;
        Some((field, header.get(end..)?))
    };
    let amounts = fields.filter(|field| field.ty.is_amount());
    amounts.filter_map(begins).find_map(|(field, rest)| Some((field, counted(field, rest, units)?)))
}

/// Reads the scale and the unit of words such as `(USD million)`.
fn counted<'c>(field: &Field, words: &str, units: &'c Units) -> Option<Counted<'c>> {
    if !field.ty.is_amount() {
        return None;
    }
    let layout = |c: char| c.is_whitespace() || "()[]{}（）【】,;:，；：、-–—/_.".contains(c);
    let words = words.trim_matches(layout);
    let words = words.strip_prefix("in ").unwrap_or(words).replace(['_', ','], " ");
    let words =
        words.replace("'000", "thousand").replace("’000", "thousand").replace(" 000", " thousand");
    if words.is_empty() {
        return None;
    }
    let mut ways = vec![format!("1 {words}"), format!("1{words}"), words.clone()];
    for (at, _) in words.char_indices().skip(1) {
        let (first, second) = words.split_at(at);
        let (first, second) = (first.trim(), second.trim());
        ways.extend([format!("{first}1 {second}"), format!("1 {second} {first}")]);
    }
    let one = |dimension| ways.iter().find_map(|way| one(way, dimension, units));
    one(field.ty.dimension())
        .or_else(|| one(Some(NUMBER)).filter(|counted| !counted.scale.is_empty()))
}

/// Returns the scale and the unit of an amount of one, a thousand, a million …
fn one<'c>(text: &str, dimension: Option<&str>, units: &'c Units) -> Option<Counted<'c>> {
    let amount = Amount::read(text, dimension, false, units).ok()?;
    let unit = units.get(&amount.unit).filter(|unit| !unit.hidden);
    let number = amount.at / unit.map_or(1, |unit| unit.factor);
    let (_, scale) = SCALES.iter().find(|(power, _)| *power == number)?;
    (amount.qualifier == Qualifier::Exactly && (unit.is_some() || !scale.is_empty()))
        .then_some(Counted { scale, unit })
}

/// Returns the field whose unit a column gives: `investment unit`, `investment currency`. A column `currency` or `unit` gives the
/// unit of all fields of its row.
#[expect(
    clippy::option_option,
    reason = "the outer says whether it is such a column, the inner for which field"
)]
pub(super) fn column<'c>(
    fields: impl Iterator<Item = &'c Field>,
    key: &str,
) -> Option<Option<&'c Field>> {
    let mut amounts = fields.filter(|field| takes_units(field));
    let words = ["currency", "currency code", "unit", "units", "unit of measure"];
    if words.contains(&key) {
        let fits = |field: &Field| !key.starts_with("currency") || takes_money(field);
        return amounts.any(fits).then_some(None);
    }
    let is_of = |field: &Field, word: &str| format!("{} {word}", self::key(&field.name)) == key;
    amounts.find(|field| words.iter().any(|word| is_of(field, word))).map(Some)
}

fn takes_units(field: &Field) -> bool {
    matches!(field.ty, Type::Money | Type::Quantity(_) | Type::Share)
}

fn takes_money(field: &Field) -> bool {
    matches!(field.ty, Type::Money | Type::Quantity(None))
}

/// Whether a field takes amounts in a unit.
fn takes(field: &Field, unit: &Unit) -> bool {
    takes_units(field) && field.ty.dimension().is_none_or(|dimension| dimension == unit.dimension)
}

/// Returns the unit that a cell names, by its name or its sign.
fn named<'c>(text: &str, units: &'c Units) -> Result<&'c Unit, Mistake> {
    units.find(text).or_else(|| units.symbol(text)).ok_or_else(|| {
        let mistake = Mistake::new(format!("`{}` is not a unit or a currency", text.trim()));
        mistake.did_you_mean(text, units.iter().map(|unit| unit.name.as_str()))
    })
}

/// Returns the unit that a cell has itself, or else the cell with the scale and unit of its heading and its unit column.
fn applied<'c>(
    field: &Field,
    text: &str,
    counted: Counted<'c>,
    units: &'c Units,
) -> (Option<&'c Unit>, Option<String>) {
    if !field.ty.is_amount() {
        return (None, None);
    }
    // It has its unit, whatever a point in it means.
    let by = |point| Amount::read_as(text, (field.ty.dimension(), field.signed), units, point).ok();
    let either = Point::ALL.map(|point| Conventions { point: Some(point), days: None });
    let own = Some(Conventions::default()).into_iter().chain(either).find_map(by);
    let own = own.and_then(|amount| units.get(&amount.unit)).filter(|unit| !unit.hidden);
    // An amount that follows from the whole is never entered.
    let derived = text.trim_start().starts_with(PART_OF);
    if own.is_some() || derived || !text.contains(|c: char| c.is_numeric()) {
        return (own, None);
    }
    let scale = counted.scale;
    let text = match text.split_once(" to ") {
        Some((first, second)) => format!("{first}{scale} to {second}{scale}"),
        None => format!("{text}{scale}"),
    };
    (None, Some(counted.unit.map_or(text.clone(), |unit| unit.print(&text))))
}

/// A unit in a cell of its own.
struct UnitCell<'c, 'r, 't> {
    /// `None` means that the cell names no known unit.
    unit: Option<&'c Unit>,
    of: Option<&'c Field>,
    cell: &'r Cell<'t>,
}

impl<'c> Sheet<'c, '_> {
    /// Returns the cells of a row as each would be written alone, without those that are mistaken.
    pub(super) fn with_units<'t>(&mut self, cells: &[&Cell<'t>]) -> Vec<Cell<'t>> {
        let units = self.units(cells);
        let mut complete = Vec::new();
        for cell in cells {
            let role = self.columns.roles.get(cell.column).copied().unwrap_or(Role::LeftOut);
            let text = match role {
                Role::Field(field) => self.with_unit(cell, (field, None), &units),
                Role::Counted(field, counted) => {
                    self.with_unit(cell, (field, Some(counted)), &units)
                }
                _ => Some(cell.text.clone()),
            };
            let field = self.columns.field(cell.column);
            let text = text.filter(|text| !field.is_some_and(|f| self.is_doubtful(f, text)));
            let at = cell.at.clone();
            complete.extend(text.map(|text| Cell { column: cell.column, at, text }));
        }
        complete
    }

    /// Returns the units that cells of a row name.
    fn units<'r, 't>(&mut self, cells: &[&'r Cell<'t>]) -> Vec<UnitCell<'c, 'r, 't>> {
        let mut units = Vec::new();
        for cell in cells {
            let Some(Role::Unit(of)) = self.columns.roles.get(cell.column).copied() else {
                continue;
            };
            let unit = named(&cell.text, &self.reader.catalog.units);
            let unit = unit.map_err(|mistake| self.reader.problem(cell.at.clone(), mistake)).ok();
            units.push(UnitCell { unit, of, cell });
        }
        units
    }

    /// Returns an amount with the unit that its heading or another cell names. Two units that disagree are a mistake.
    fn with_unit<'t>(
        &mut self,
        cell: &Cell<'t>,
        (field, heading): (&'c Field, Option<Counted<'c>>),
        units: &[UnitCell<'c, '_, 't>],
    ) -> Option<Cow<'t, str>> {
        let mine = |of: Option<&Field>| of.is_some_and(|of| of.name == field.name);
        let takes = |beside: &&UnitCell<'c, '_, 't>| {
            beside.of.is_none() && beside.unit.is_none_or(|unit| takes(field, unit))
        };
        let beside = units.iter().find(|beside| mine(beside.of)).or(units.iter().find(takes));
        let named = heading.and_then(|heading| heading.unit);
        if let Some(UnitCell { unit, cell, .. }) = beside
            && unit.is_none_or(|unit| named.is_some_and(|named| named.name != unit.name))
        {
            if let (Some(unit), Some(named)) = (unit, named) {
                let sentence =
                    format!("this is in `{}`, but the heading is in `{}`", unit.name, named.name);
                self.reader.problem(cell.at.clone(), sentence);
            }
            return None;
        }
        let unit = named.or(beside.and_then(|beside| beside.unit));
        if unit.is_none() && heading.is_none() {
            return Some(cell.text.clone());
        }
        let scale = heading.map_or("", |heading| heading.scale);
        let text = cells::literal(field, &cell.text);
        let (own, text) =
            applied(field, &text, Counted { scale, unit }, &self.reader.catalog.units);
        if let Some(own) = own {
            self.two_units(cell, own, (unit, heading));
        }
        Some(text.map_or_else(|| cell.text.clone(), Cow::Owned))
    }

    /// Notes that a cell has a unit of its own, if its heading or unit column has another unit or a scale.
    fn two_units(
        &mut self,
        cell: &Cell<'_>,
        own: &Unit,
        (unit, heading): (Option<&Unit>, Option<Counted<'_>>),
    ) {
        let at = cell.at.clone();
        if let Some(unit) = unit.filter(|unit| unit.name != own.name) {
            let place =
                if heading.is_some_and(|h| h.unit.is_some()) { "heading" } else { "unit column" };
            let sentence =
                format!("this is in `{}`, but its {place} is in `{}`", own.name, unit.name);
            self.reader.problem(at, sentence);
        } else if let Some(heading) = heading.filter(|heading| !heading.scale.is_empty()) {
            let sentence = format!(
                "this amount has its own unit, but the heading counts in `{} {}`",
                heading.scale, own.name
            );
            let help = "write the number alone, or a heading without the scale";
            self.reader.problem(at, Mistake::new(sentence).help(help));
        }
    }

    /// Whether a cell can be read in two ways, and its column does not decide.
    fn is_doubtful(&self, field: &Field, text: &str) -> bool {
        self.doubtful.contains(&field.name.as_str())
            && cells::is_ambiguous(field, text, &self.reader.catalog.units)
    }
}
