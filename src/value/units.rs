//! The units of a catalog: finds a unit by any of its spellings, and says which spellings clash.

use super::fold::fold;
use super::numeral::{begins_with_scale, is_scale};
use super::unit::{MONEY, SCALES_TOO, Standard, Unit, symbol_key};
use std::collections::HashMap;
use std::sync::OnceLock;

/// All units.
#[derive(Debug, Default)]
pub struct Units {
    list: Vec<Unit>,
    /// Units that are not in the list, made when one is asked for.
    standard: OnceLock<Standard>,
    /// Where each spelling is in the list, made when one is asked for.
    spellings: OnceLock<Spellings>,
}

/// The places of units in a list, by their spellings.
#[derive(Debug, Default)]
struct Spellings {
    /// By folded spelling; canonical names win over other names.
    names: HashMap<String, usize>,
    symbols: HashMap<String, usize>,
}

impl Spellings {
    fn of_units(list: &[Unit]) -> Self {
        let mut spellings = Self::default();
        for (place, unit) in list.iter().enumerate() {
            spellings.names.entry(fold(&unit.name)).or_insert(place);
            for symbol in &unit.symbols {
                spellings.symbols.entry(symbol_key(symbol)).or_insert(place);
            }
        }
        for (place, unit) in list.iter().enumerate() {
            for name in &unit.names {
                spellings.names.entry(fold(name)).or_insert(place);
            }
        }
        spellings
    }
}

/// A spelling that can't name a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The spelling, as given.
    pub spelling: String,
    /// The unit that has it.
    pub unit: String,
    /// The other unit that has it, or `None` when it is a scale such as `m` (million).
    pub other: Option<String>,
}

impl PartialEq for Units {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl Units {
    /// Makes the list; units are offered in its order. Of two units with one spelling the first keeps it; see
    /// [`Units::clash`].
    pub fn new(list: Vec<Unit>) -> Self {
        Self { list, standard: OnceLock::new(), spellings: OnceLock::new() }
    }

    fn spellings(&self) -> &Spellings {
        self.spellings.get_or_init(|| Spellings::of_units(&self.list))
    }

    /// Returns the first spelling that two units share, or that is a scale.
    pub fn clash(&self) -> Option<Clash> {
        let mut names: HashMap<String, &str> = HashMap::new();
        let mut symbols: HashMap<String, &str> = HashMap::new();
        for unit in &self.list {
            let other = |known: Option<&str>| known.filter(|k| *k != unit.name).map(str::to_owned);
            let clash = |spelling: &String, other| Clash {
                spelling: spelling.clone(),
                unit: unit.name.clone(),
                other,
            };
            for spelling in std::iter::once(&unit.name).chain(&unit.names) {
                if is_scale(spelling) {
                    return Some(clash(spelling, None));
                }
                if let Some(other) = other(names.insert(fold(spelling), &unit.name)) {
                    return Some(clash(spelling, Some(other)));
                }
            }
            for symbol in &unit.symbols {
                if let Some(other) = other(symbols.insert(symbol_key(symbol), &unit.name)) {
                    return Some(clash(symbol, Some(other)));
                }
            }
        }
        None
    }

    /// Lists every unit, in the order given.
    pub fn iter(&self) -> std::slice::Iter<'_, Unit> {
        self.list.iter()
    }

    /// Lists the units of a dimension, in the order given.
    pub fn of_dimension<'a>(&'a self, dimension: &'a str) -> impl Iterator<Item = &'a Unit> {
        self.list.iter().filter(move |unit| unit.dimension == dimension)
    }

    /// Returns the unit of a canonical name, a standard unit too.
    pub fn get(&self, name: &str) -> Option<&Unit> {
        self.listed_unit(name).or_else(|| self.standard_units().get(name))
    }

    /// Returns the unit of a canonical name in the list itself.
    fn listed_unit(&self, name: &str) -> Option<&Unit> {
        self.list.iter().find(|unit| unit.name == name)
    }

    fn standard_units(&self) -> &Standard {
        self.standard.get_or_init(|| Standard::for_own_units(&self.list))
    }

    /// Adds standard units to the list: those in which a base has amounts. Other names are passed over.
    pub fn adopt(&mut self, names: &[String]) {
        let new: Vec<&String> =
            names.iter().filter(|name| self.listed_unit(name).is_none()).collect();
        let units: Vec<Unit> = new.into_iter().filter_map(|name| self.get(name).cloned()).collect();
        if !units.is_empty() {
            *self = Self::new(std::mem::take(&mut self.list).into_iter().chain(units).collect());
        }
    }

    /// Returns the first listed unit that is comparable with this one.
    pub fn first_comparable<'a>(&'a self, name: &'a str) -> &'a str {
        let unit = self.get(name).filter(|unit| unit.dimension != MONEY);
        unit.and_then(|unit| self.of_dimension(&unit.dimension).next())
            .map_or(name, |first| &first.name)
    }

    /// Checks whether amounts in two units compare.
    pub fn are_comparable(&self, one: &str, other: &str) -> bool {
        self.first_comparable(one) == self.first_comparable(other)
    }

    /// Groups units whose amounts compare, in the order of the first of each group.
    pub fn group_comparable(&self, names: Vec<String>) -> Vec<Vec<String>> {
        let mut groups: Vec<Vec<String>> = Vec::new();
        for name in names {
            let comparable = self.first_comparable(&name).to_owned();
            let same = |names: &&mut Vec<String>| {
                names.first().is_some_and(|first| self.first_comparable(first) == comparable)
            };
            match groups.iter_mut().find(same) {
                Some(names) => names.push(name),
                None => groups.push(vec![name]),
            }
        }
        groups
    }

    /// Remembers that an amount was read in a unit, for [`Units::used_units`].
    pub(super) fn mark_used(&self, name: &str) {
        if self.listed_unit(name).is_none() {
            self.standard_units().mark_used(name);
        }
    }

    /// Lists the units outside the list in which amounts were read.
    pub fn used_units(&self) -> impl Iterator<Item = &Unit> {
        self.standard.get().into_iter().flat_map(Standard::used_units)
    }

    /// Finds a unit by its name or another of its names, in any case and width, also in the plural with `s` or `es`.
    pub fn find(&self, spelling: &str) -> Option<&Unit> {
        if let Some(unit) = self.listed_unit(spelling.trim()) {
            return Some(unit);
        }
        let key = fold(spelling);
        let mut shorter = ["", "s", "es"].iter().filter_map(|ending| key.strip_suffix(ending));
        let place = shorter.find_map(|key| self.spellings().names.get(key))?;
        self.list.get(*place)
    }

    /// Returns the one unit of a dimension that a spelling means, standard units included.
    pub fn find_in_dimension(&self, spelling: &str, dimension: Option<&str>) -> Option<&Unit> {
        let mut units = self.known_as(spelling);
        units.retain(|unit| dimension.is_none_or(|of| of == unit.dimension));
        units.pop().filter(|_| units.is_empty())
    }

    /// Returns the unit of a symbol before a number.
    pub fn find_by_symbol(&self, symbol: &str) -> Option<&Unit> {
        self.list.get(*self.spellings().symbols.get(&symbol_key(symbol))?)
    }

    /// Lists the units that a name or symbol can mean. The standard units are asked for last, and never for a scale, so that
    /// amounts in units of the list do without them.
    pub(super) fn known_as(&self, spelling: &str) -> Vec<&Unit> {
        if spelling.is_empty() {
            return Vec::new();
        }
        // No unit of a list is spelt like a scale.
        if is_scale(spelling) && !SCALES_TOO.iter().any(|unit| spelling.eq_ignore_ascii_case(unit))
        {
            return Vec::new();
        }
        if let Some(unit) = self.find_by_symbol(spelling).or_else(|| self.find(spelling)) {
            return vec![unit];
        }
        if begins_with_scale(spelling) {
            return Vec::new();
        }
        let standard = self.standard_units().known_as(spelling);
        let name = |unit: &Unit| unit.name.clone();
        standard.into_iter().map(|unit| self.listed_unit(&name(unit)).unwrap_or(unit)).collect()
    }
}

impl<'a> IntoIterator for &'a Units {
    type Item = &'a Unit;
    type IntoIter = std::slice::Iter<'a, Unit>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Returns the units the tests of this module read with.
#[cfg(test)]
pub(super) fn samples() -> Units {
    use super::unit::{NUMBER, SHARE};
    let unit = |name: &str, dimension: &str, factor, names: &[&str], symbols: &[&str]| Unit {
        name: name.into(),
        dimension: dimension.into(),
        factor,
        names: names.iter().map(|n| (*n).into()).collect(),
        symbols: symbols.iter().map(|s| (*s).into()).collect(),
        sum: true,
        signed: false,
        hidden: dimension == NUMBER,
        ahead: false,
        about: String::new(),
    };
    Units::new(vec![
        unit("number", NUMBER, 1, &[], &[]),
        unit("%", SHARE, 1000, &["percent", "per cent"], &[]),
        unit("CNY", MONEY, 100, &["yuan", "RMB", "元", "Chinese yuan"], &["CN¥"]),
        unit("USD", MONEY, 100, &["dollar", "US dollar", "美元"], &["$", "US$"]),
        unit("EUR", MONEY, 100, &["euro", "欧元"], &["€"]),
        unit("JPY", MONEY, 1, &["yen", "日元"], &[]),
        unit("km", "length", 1000, &["kilometre", "kilometer", "公里", "千米"], &[]),
        unit("metre", "length", 1, &["meter", "米"], &[]),
        unit("t", "mass", 1000, &["tonne", "ton", "吨"], &[]),
        unit("kg", "mass", 1, &["kilogram"], &[]),
        unit("km2", "area", 1_000_000, &["square kilometre", "平方公里"], &[]),
        unit("container", "container", 1, &[], &[]),
        unit("h", "time", 100, &["hour"], &[]),
        Unit { signed: true, ..unit("degree", "temperature", 10, &["°C"], &[]) },
        Unit { ahead: true, ..unit("rank", "rank", 1, &[], &["no."]) },
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_printed_in_its_unit() {
        let units = samples();
        for (name, printed) in [("number", "5"), ("%", "5%"), ("km", "5 km"), ("rank", "no. 5")] {
            assert_eq!(units.get(name).unwrap().print("5"), printed);
        }
    }

    #[test]
    fn units_are_found_by_every_spelling() {
        let units = samples();
        for (spelling, name) in [
            ("CNY", "CNY"),
            ("cny", "CNY"),
            ("yuan", "CNY"),
            ("Yuans", "CNY"),
            ("元", "CNY"),
            ("US dollars", "USD"),
            ("US-dollars", "USD"),
            ("tonnes", "t"),
            ("T", "t"),
            ("km²", "km2"),
            ("square kilometres", "km2"),
            ("％", "%"),
            (" percent ", "%"),
            ("containers", "container"),
        ] {
            assert_eq!(units.find(spelling).map(|u| u.name.as_str()), Some(name), "{spelling}");
        }
        assert_eq!(units.find("yaun"), None);
        assert_eq!(units.find(""), None);
        assert_eq!(units.find("s"), None);
        assert_eq!(units.get("cny"), None);
        assert_eq!(units.find_by_symbol("us$").map(|u| u.name.as_str()), Some("USD"));
        assert_eq!(units.find_by_symbol("＄").map(|u| u.name.as_str()), Some("USD"));
        assert_eq!(units.find_by_symbol("yuan"), None);
        assert_eq!(units.of_dimension("mass").count(), 2);
    }

    #[test]
    fn amounts_in_units_of_the_list_do_without_the_standard_ones() {
        use super::super::{Amount, AmountLiteral};
        let units = samples();
        let (money, any) = (Some(MONEY), None);
        for text in ["1bn", "> 1", "1bn yuan", "20 m", "$20bn", "10亿元", "1亿2000万元", "三亿元"]
        {
            let _ = AmountLiteral::read(text, money, &units);
            assert!(units.standard.get().is_none(), "{text}");
        }
        for text in ["5m CNY", "$20bn", "about 42.7 billion yuan", "$20 m", "5bn to 6bn yuan"] {
            assert!(Amount::read(text, money, false, &units).is_ok(), "{text}");
            assert!(units.standard.get().is_none(), "{text}");
        }
        for text in ["500 km", "1.2m tonnes", "60%", "1,200", "5 thousand tonnes"] {
            assert!(Amount::read(text, any, false, &units).is_ok(), "{text}");
            assert!(units.standard.get().is_none(), "{text}");
        }
        assert!(Amount::read("5m PKR", money, false, &units).is_ok());
        assert!(units.standard.get().is_some());
    }

    #[test]
    fn clashes_are_named() {
        assert_eq!(samples().clash(), None);
        let with = |name: &str, names: &[&str], symbols: &[&str]| {
            let mut list: Vec<Unit> = samples().iter().cloned().collect();
            let [names, symbols] =
                [names, symbols].map(|l| l.iter().map(|n| (*n).to_owned()).collect());
            let first = list[0].clone();
            list.push(Unit { name: name.into(), names, symbols, ..first });
            Units::new(list).clash().map(|c| (c.spelling, c.unit, c.other))
        };
        let other = |unit: &str| Some(unit.to_owned());
        assert_eq!(with("x", &[], &[]), None);
        assert_eq!(with("m", &[], &[]), Some(("m".into(), "m".into(), None)));
        assert_eq!(with("x", &["Mln"], &[]), Some(("Mln".into(), "x".into(), None)));
        assert_eq!(with("x", &["YUAN"], &[]), Some(("YUAN".into(), "x".into(), other("CNY"))));
        assert_eq!(with("x", &[], &["＄"]), Some(("＄".into(), "x".into(), other("USD"))));
    }
}
