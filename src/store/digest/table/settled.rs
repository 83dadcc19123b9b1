//! Cells that need more than themselves to be read: amounts whose unit is named elsewhere, and cells whose column is in doubt.

use std::borrow::Cow;

use crate::catalog::Field;
use crate::value::Unit;

use super::columns::Role;
use super::convention::is_open;
use super::unit::{self, Counted, applied};
use super::{Cell, Sheet, cell};

/// Where a unit is named, for the cell at hand.
struct Beside<'c, 'r, 't> {
    /// None where what is named is no unit.
    unit: Option<&'c Unit>,
    of: Option<&'c Field>,
    cell: &'r Cell<'t>,
}

impl<'c> Sheet<'c, '_> {
    /// The cells of a row as they would be written if each stood alone. What was found wrong with is left out.
    pub(super) fn settled<'t>(&mut self, cells: &[&Cell<'t>]) -> Vec<Cell<'t>> {
        let units = self.units(cells);
        let mut settled = Vec::new();
        for cell in cells {
            let role = self.columns.roles.get(cell.column).copied().unwrap_or(Role::LeftOut);
            let text = match role {
                Role::Field(field) => self.counted(cell, (field, None), &units),
                Role::Counted(field, counted) => self.counted(cell, (field, Some(counted)), &units),
                _ => Some(cell.text.clone()),
            };
            let field = self.columns.field(cell.column);
            let text = text.filter(|text| !field.is_some_and(|f| self.is_doubtful(f, text)));
            let at = cell.at.clone();
            settled.extend(text.map(|text| Cell { column: cell.column, at, text }));
        }
        settled
    }

    /// The units that cells of a row name.
    fn units<'r, 't>(&mut self, cells: &[&'r Cell<'t>]) -> Vec<Beside<'c, 'r, 't>> {
        let mut units = Vec::new();
        for cell in cells {
            let Some(Role::Unit(of)) = self.columns.roles.get(cell.column).copied() else {
                continue;
            };
            match unit::named(&cell.text, &self.reader.catalog.units) {
                Ok(unit) => units.push(Beside { unit: Some(unit), of, cell }),
                Err((sentence, helps)) => {
                    self.reader.problem_with(cell.at.clone(), sentence, helps);
                    units.push(Beside { unit: None, of, cell });
                }
            }
        }
        units
    }

    /// An amount with the unit that its heading or another cell names. Two that disagree are a mistake.
    fn counted<'t>(
        &mut self,
        cell: &Cell<'t>,
        (field, heading): (&'c Field, Option<Counted<'c>>),
        units: &[Beside<'c, '_, 't>],
    ) -> Option<Cow<'t, str>> {
        let mine = |of: Option<&Field>| of.is_some_and(|of| of.name == field.name);
        let takes = |beside: &&Beside<'c, '_, 't>| {
            beside.of.is_none() && beside.unit.is_none_or(|unit| unit::takes(field, unit))
        };
        let beside = units.iter().find(|beside| mine(beside.of)).or(units.iter().find(takes));
        let told = heading.and_then(|heading| heading.unit);
        if let Some(Beside { unit, cell, .. }) = beside
            && unit.is_none_or(|unit| told.is_some_and(|told| told.name != unit.name))
        {
            if let (Some(unit), Some(told)) = (unit, told) {
                let sentence =
                    format!("this is in `{}`, but the heading is in `{}`", unit.name, told.name);
                self.reader.problem(cell.at.clone(), sentence);
            }
            return None;
        }
        let unit = told.or(beside.and_then(|beside| beside.unit));
        if unit.is_none() && heading.is_none() {
            return Some(cell.text.clone());
        }
        let scale = heading.map_or("", |heading| heading.scale);
        let text = cell::literal(field, &cell.text);
        let (own, text) =
            applied(field, &text, Counted { scale, unit }, &self.reader.catalog.units);
        if let Some(own) = own {
            self.two_units(cell, own, (unit, heading));
        }
        Some(text.map_or_else(|| cell.text.clone(), Cow::Owned))
    }

    /// A cell that names a unit though one is named for it.
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
            let help = "write the number alone, or a heading without the scale".to_owned();
            self.reader.problem_with(at, sentence, vec![help]);
        }
    }

    /// Whether a cell has two readings, and so has its column.
    fn is_doubtful(&self, field: &Field, text: &str) -> bool {
        self.doubtful.contains(&field.name.as_str())
            && is_open(field, text, &self.reader.catalog.units)
    }
}
