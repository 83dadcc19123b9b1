//! A unit, and the standard units that every catalog has besides its own: all currencies, and common measures.
//!
//! Standard units are looked up only if a catalog's own list lacks a name, so they cost nothing when a catalog is read. A base
//! lists those that its amounts use.

use super::decimal::{canonical_decimal, one_meaning};
use super::fold::fold;
pub use super::unit_entry::Unit;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

/// The dimension of currencies.
pub const MONEY: &str = "money";
/// The dimension of percentages.
pub const SHARE: &str = "share";
/// The dimension, and the unit, of plain numbers.
pub const NUMBER: &str = "number";

impl Unit {
    /// Prints smallest parts as a number of this unit that can be read in one way only.
    pub(super) fn print_parts(&self, parts: i64) -> String {
        let number = canonical_decimal(parts, self.factor);
        // A percent sign settles the meaning of a point.
        if self.dimension == SHARE { number } else { one_meaning(number) }
    }

    /// Prints a number in this unit: `5 km`, `60%`, `no. 5`, and without a name where hidden.
    pub fn print(&self, number: &str) -> String {
        match (self.name.as_str(), self.symbols.first()) {
            _ if self.hidden => number.to_owned(),
            (_, Some(symbol)) if self.ahead => format!("{symbol} {number}"),
            ("%", _) => format!("{number}%"),
            (name, _) => format!("{number} {name}"),
        }
    }
}

/// One unit a line.
const LINES: &str = include_str!("../../schema/units.tsv");

/// The names of standard units that are scales as well.
pub(super) const SCALES_TOO: [&str; 1] = ["m"];

/// The numerals with which Chinese names of units begin: `千米`.
pub(super) const NUMERALS: [char; 2] = ['千', '百'];

/// The standard units that go together with a catalog's own.
#[derive(Debug)]
pub(super) struct Standard {
    units: Vec<Unit>,
    /// Which of them amounts were read in.
    used: Vec<AtomicBool>,
    /// Folded names and symbols with the places of the units that have them.
    spellings: HashMap<String, Vec<usize>>,
}

impl Standard {
    /// Makes the list for a catalog's own units: those take the place of a standard unit of their name, and settle the
    /// smallest part of their dimension.
    pub(super) fn for_own_units(own: &[Unit]) -> Self {
        let all: Vec<Unit> = LINES.lines().filter_map(read_line).collect();
        let units: Vec<Unit> = all.iter().filter_map(|unit| fit_unit(unit, own, &all)).collect();
        let mut spellings: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, unit) in units.iter().enumerate() {
            let names = std::iter::once(&unit.name).chain(&unit.names).map(|name| fold(name));
            let symbols = unit.symbols.iter().map(|symbol| symbol_key(symbol));
            for key in names.chain(symbols) {
                let places = spellings.entry(key).or_default();
                if !places.contains(&place) {
                    places.push(place);
                }
            }
        }
        let used = units.iter().map(|_| AtomicBool::new(false)).collect();
        Self { units, used, spellings }
    }

    /// Returns the unit of exactly this name.
    pub(super) fn get(&self, name: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.name == name)
    }

    /// Lists the units of this name or symbol, also with the `s` or `es` of a plural.
    pub(super) fn known_as(&self, spelling: &str) -> Vec<&Unit> {
        if let Some(unit) = self.get(spelling) {
            return vec![unit];
        }
        let key = fold(spelling);
        let mut shorter = ["", "s", "es"].iter().filter_map(|ending| key.strip_suffix(ending));
        let places = shorter.find_map(|key| self.spellings.get(key));
        // A scale before a unit isn't part of its name: `m t`.
        let symbol = (!spelling.contains(char::is_whitespace)).then(|| symbol_key(spelling));
        let places = places.or_else(|| self.spellings.get(&symbol?));
        places.into_iter().flatten().filter_map(|place| self.units.get(*place)).collect()
    }

    /// Remembers that an amount was read in a unit.
    pub(super) fn mark_used(&self, name: &str) {
        let place = self.units.iter().position(|unit| unit.name == name);
        if let Some(used) = place.and_then(|place| self.used.get(place)) {
            used.store(true, Ordering::Relaxed);
        }
    }

    /// Lists the units that amounts were read in.
    pub(super) fn used_units(&self) -> impl Iterator<Item = &Unit> {
        let used = self.units.iter().zip(&self.used);
        used.filter(|(_, used)| used.load(Ordering::Relaxed)).map(|(unit, _)| unit)
    }
}

fn read_line(line: &str) -> Option<Unit> {
    let mut cells = line.split('\t');
    let name = cells.next().filter(|name| !name.starts_with('#'))?.to_owned();
    let (dimension, factor) = (cells.next()?.to_owned(), cells.next()?.parse().ok()?);
    let mut list = || -> Option<Vec<String>> {
        let names = cells.next()?.split("; ").filter(|name| !name.is_empty());
        Some(names.map(str::to_owned).collect())
    };
    let (names, symbols) = (list()?, list()?);
    let about = cells.next()?.to_owned();
    let (sum, signed, hidden, ahead) = (true, false, false, false);
    Some(Unit { name, dimension, factor, names, symbols, sum, signed, hidden, ahead, about })
}

pub(super) fn symbol_key(symbol: &str) -> String {
    fold(symbol).replace(' ', "")
}

/// Returns a unit in the smallest parts of a catalog's own units; `None` means that it has no whole number of them.
fn fit_unit(unit: &Unit, own: &[Unit], all: &[Unit]) -> Option<Unit> {
    if let Some(same) = own.iter().find(|own| own.name == unit.name) {
        let names = unit.names.clone();
        let merged = Unit { names, symbols: unit.symbols.clone(), ..same.clone() };
        return (same.dimension == unit.dimension).then_some(merged);
    }
    if unit.dimension == MONEY || own.iter().all(|own| own.dimension != unit.dimension) {
        return Some(unit.clone());
    }
    let (theirs, ours) =
        all.iter().filter(|known| known.dimension == unit.dimension).find_map(|known| {
            let own = own
                .iter()
                .find(|own| own.name == known.name && own.dimension == known.dimension)?;
            Some((own.factor, known.factor))
        })?;
    let scaled = unit.factor.checked_mul(theirs)?;
    (scaled % ours == 0).then(|| Unit { factor: scaled / ours, ..unit.clone() })
}

#[cfg(test)]
mod tests {
    use super::super::numeral::{begins_with_scale, chinese_unit, is_scale};
    use super::super::units::samples;
    use super::*;

    #[test]
    fn every_line_is_a_unit_of_its_own() {
        let lines = LINES.lines().filter(|line| !line.starts_with('#'));
        let units: Vec<Unit> = lines.clone().filter_map(read_line).collect();
        assert_eq!(units.len(), lines.count());
        assert!(units.iter().filter(|unit| unit.dimension == "money").count() > 150);
        for unit in &units {
            assert_eq!(
                units.iter().filter(|other| other.name == unit.name).count(),
                1,
                "{}",
                unit.name
            );
        }
    }

    #[test]
    fn names_that_begin_as_scales_do_are_known_to_be_few() {
        let units = || LINES.lines().filter_map(read_line);
        let names = || units().flat_map(|unit| std::iter::once(unit.name).chain(unit.names));
        for name in names().filter(|name| is_scale(name) || begins_with_scale(name)) {
            assert!(SCALES_TOO.contains(&name.as_str()), "{name}");
        }
        for name in names().filter(|name| name.starts_with(|c| chinese_unit(c).is_some())) {
            assert!(name.starts_with(NUMERALS), "{name}");
        }
    }

    #[test]
    fn a_catalog_comes_first_and_settles_the_smallest_part() {
        let units = samples();
        let named = |text| units.known_as(text).iter().map(|u| u.name.clone()).collect::<Vec<_>>();
        assert_eq!(named("Pakistani rupees"), ["PKR"]);
        assert_eq!(named("tenge"), ["KZT"]);
        assert_eq!(named("US dollars"), ["USD"]);
        assert_eq!(named("m"), ["metre"]);
        assert_eq!(named("¥"), ["CNY", "JPY"]);
        assert!(named("rupee").len() > 3);
        assert_eq!(units.get("CNY").unwrap().factor, 100);
        assert_eq!(units.get("kt").unwrap().factor, 1_000_000);
        assert_eq!(units.get("GW").unwrap().factor, 1_000_000_000);
    }
}
