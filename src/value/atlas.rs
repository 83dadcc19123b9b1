//! The atlas inside the program: places with their codes, other names and the place around each (`seeds/atlas.tsv`), and the
//! countries. Its places aren't facts, only meanings of a text. Nothing is unpacked before the first look-up.

use std::collections::HashMap;
use std::fmt;
use std::io::Read;
use std::sync::LazyLock;

use flate2::read::GzDecoder;

use super::country::Country;
use super::fold::fold;

/// The table made by `seeds/atlas.py`, packed by `build.rs`.
const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/atlas.tsv.gz"));

/// The number of columns before the codes (id, type, name, in) and after them (chinese, others, from).
const BEFORE: usize = 4;
const AFTER: usize = 3;

/// A place of the atlas other than a country.
#[derive(Debug, PartialEq, Eq)]
pub struct AtlasPlace {
    /// Its id, which no other place of the atlas has.
    pub id: &'static str,
    /// The sort of place: `city`.
    pub sort: &'static str,
    /// Its name in English.
    pub name: &'static str,
    /// The id or country code of the place around it.
    around: &'static str,
    /// Its codes, in the order of the columns, with tabs between them.
    codes: &'static str,
    /// Its name in Chinese, or nothing.
    chinese: &'static str,
    /// Its other names, separated by `; `.
    others: &'static str,
    /// Its origin: `GeoNames`.
    pub from: &'static str,
}

/// A place that the program knows independently of any base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// A country.
    Country(&'static Country),
    /// A place in a country.
    Place(&'static AtlasPlace),
}

/// The table, with room for all of it.
static TEXT: LazyLock<String> = LazyLock::new(|| {
    let mut text = String::with_capacity(1 << 20);
    // The table packed into the program can be unpacked.
    let read = GzDecoder::new(PACKED).read_to_string(&mut text);
    debug_assert!(read.is_ok(), "{read:?}");
    text
});

/// The names of the columns of codes, and all places.
static TABLE: LazyLock<(Vec<&'static str>, Vec<AtlasPlace>)> = LazyLock::new(|| {
    let mut lines = TEXT.lines().filter(|line| !line.starts_with('#'));
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let codes = BEFORE..header.len().saturating_sub(AFTER);
    let columns = header.get(codes).unwrap_or_default().to_vec();
    let places = lines.map(|line| AtlasPlace::read(line, columns.len())).collect();
    (columns, places)
});

/// The numbers of the places by their ids.
static IDS: LazyLock<HashMap<&'static str, usize>> =
    LazyLock::new(|| AtlasPlace::all().enumerate().map(|(at, place)| (place.id, at)).collect());

/// The numbers of the places by their codes.
static CODES: LazyLock<HashMap<&'static str, usize>> = LazyLock::new(|| {
    let all = AtlasPlace::all().enumerate();
    all.flat_map(|(at, place)| place.codes().map(move |(_, code)| (code, at))).collect()
});

/// Numbers by folded names: the first one of each name, and the few further ones.
type PlacesByName = (HashMap<String, usize>, HashMap<String, Vec<usize>>);

/// The numbers of the places by their folded names.
static NAMES: LazyLock<PlacesByName> = LazyLock::new(|| {
    let mut first = HashMap::with_capacity(1 << 15);
    let mut others: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, place) in AtlasPlace::all().enumerate() {
        for name in place.names() {
            let key = fold(name);
            match first.get(&key) {
                None => {
                    first.insert(key, at);
                }
                Some(known) if *known == at => {}
                Some(_) => {
                    let more = others.entry(key).or_default();
                    if more.last() != Some(&at) {
                        more.push(at);
                    }
                }
            }
        }
    }
    (first, others)
});

impl AtlasPlace {
    /// Reads a line with this number of columns of codes.
    fn read(line: &'static str, columns: usize) -> Self {
        let mut rest = line;
        let mut next = || match rest.split_once('\t') {
            Some((cell, after)) => {
                rest = after;
                cell
            }
            None => std::mem::take(&mut rest),
        };
        let (id, sort, name, around) = (next(), next(), next(), next());
        let length: usize = (0..columns).map(|_| next().len() + 1).sum();
        let (chinese, others, from) = (next(), next(), next());
        let before = id.len() + sort.len() + name.len() + around.len() + BEFORE;
        let codes = line.get(before..before + length).unwrap_or_default();
        Self { id, sort, name, around, codes, chinese, others, from }
    }

    /// Lists all places.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        TABLE.1.iter()
    }

    /// Finds the place of an id.
    pub fn of_id(id: &str) -> Option<&'static Self> {
        let is_id = id.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        if is_id { TABLE.1.get(*IDS.get(id)?) } else { None }
    }

    /// Lists the places with a name, in any case or spelling.
    pub fn find_by_name(text: &str) -> Vec<&'static Self> {
        let (key, (first, others)) = (fold(text), &*NAMES);
        let all = first.get(&key).into_iter().chain(others.get(&key).into_iter().flatten());
        all.filter_map(|at| TABLE.1.get(*at)).collect()
    }

    /// Finds the place with exactly this code in one of these columns.
    pub fn find_by_code(text: &str, columns: &[String]) -> Option<&'static Self> {
        // No code has a small letter, or two words.
        if text.chars().any(|c| c.is_lowercase() || c == ' ') {
            return None;
        }
        let place = TABLE.1.get(*CODES.get(text)?)?;
        let mut codes = place.codes();
        let is_there =
            codes.any(|(column, code)| code == text && columns.iter().any(|c| c == column));
        is_there.then_some(place)
    }

    /// Lists its codes with their columns: `iata`, `PEK`.
    pub fn codes(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        let codes = TABLE.0.iter().copied().zip(self.codes.split('\t'));
        codes.filter(|(_, code)| !code.is_empty())
    }

    /// Lists all its names, the best known first.
    fn names(&self) -> impl Iterator<Item = &'static str> {
        let others = self.others.split("; ");
        [self.name, self.chinese].into_iter().chain(others).filter(|name| !name.is_empty())
    }
}

impl Listed {
    /// Finds the place of a country code or of an id of the atlas.
    pub fn of_key(key: &str) -> Option<Self> {
        let is_code = key.len() == 2 && key.bytes().all(|byte| byte.is_ascii_uppercase());
        if is_code {
            Country::find(key).map(Self::Country)
        } else {
            AtlasPlace::of_id(key).map(Self::Place)
        }
    }

    /// Returns its country code, or its id.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Country(country) => country.code,
            Self::Place(place) => place.id,
        }
    }

    /// Returns its name in English.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Country(country) => country.name,
            Self::Place(place) => place.name,
        }
    }

    /// Returns its name in Chinese, or nothing.
    pub fn chinese_name(&self) -> &'static str {
        match self {
            Self::Country(country) => country.chinese,
            Self::Place(place) => place.chinese,
        }
    }

    /// Lists all its names, the best known first.
    pub fn names(&self) -> Vec<&'static str> {
        match self {
            Self::Country(country) => country.names().collect(),
            Self::Place(place) => place.names().collect(),
        }
    }

    /// Lists the names that no other place of the atlas has.
    pub fn own_names(&self) -> Vec<&'static str> {
        let mut names = self.names();
        if matches!(self, Self::Place(_)) {
            names.retain(|name| AtlasPlace::find_by_name(name).len() == 1);
        }
        names
    }

    /// Checks whether it has a name, in any case or spelling, or, for a country, a code.
    pub fn is_called(&self, text: &str) -> bool {
        match self {
            Self::Country(country) => Country::find(text) == Some(country),
            Self::Place(place) => {
                let key = fold(text);
                place.id == text || place.names().any(|name| fold(name) == key)
            }
        }
    }

    /// Returns the place around it.
    pub fn container(&self) -> Option<Self> {
        match self {
            Self::Country(_) => None,
            Self::Place(place) => Self::of_key(place.around),
        }
    }

    /// Lists the places around it, the nearest first.
    pub fn containers(&self) -> impl Iterator<Item = Self> + use<> {
        std::iter::successors(self.container(), Self::container)
    }
}

impl fmt::Display for AtlasPlace {
    /// Writes its sort and the places around it: `a city in Jiangsu, China`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let around = std::iter::successors(Listed::of_key(self.around), Listed::container);
        let around: Vec<&str> = around.map(|place| place.name()).collect();
        let article = if self.sort.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        write!(f, "{article} {} in {}", self.sort, around.join(", "))
    }
}

impl fmt::Display for Listed {
    /// Writes its name and what it is: `Suzhou (a city in Jiangsu, China)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Country(country) => write!(f, "{} (a country)", country.name),
            Self::Place(place) => write!(f, "{} ({place})", place.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [&str; 5] = ["iso", "gb", "iata", "icao", "locode"];

    fn ids(places: &[&AtlasPlace]) -> Vec<&'static str> {
        places.iter().map(|place| place.id).collect()
    }

    #[test]
    fn the_packed_table_is_the_one_in_seeds() {
        assert_eq!(*TEXT, include_str!("../../seeds/atlas.tsv"));
        assert_eq!(TABLE.0, COLUMNS);
    }

    #[test]
    fn places_are_found_by_names_and_codes() {
        for (text, expected) in [
            ("Qingdao", &["qingdao"][..]),
            ("青島市", &["qingdao"]),
            ("Tsingtao", &["qingdao"]),
            ("Xian", &["xian"]),
            ("Ürümqi", &["urumqi"]),
            ("Sao Paulo", &["sao-paulo"]),
            ("London", &["london"]),
            ("Frankfurt", &["frankfurt"]),
            ("Köln", &["cologne"]),
            ("符拉迪沃斯托克", &["vladivostok"]),
            ("海参崴", &["vladivostok"]),
            ("Suzhou", &["suzhou-jiangsu", "suzhou-anhui"]),
            ("苏州", &["suzhou-jiangsu"]),
            ("Jilin", &["jilin", "jilin-city"]),
            ("吉林省", &["jilin"]),
            ("Piraeus Port", &["port-of-piraeus"]),
            ("Alashankou Station", &["alashankou-station"]),
            ("Atlantis", &[]),
        ] {
            assert_eq!(ids(&AtlasPlace::find_by_name(text)), expected, "{text}");
        }
        let codes = COLUMNS.map(str::to_owned);
        let coded = |text: &str| AtlasPlace::find_by_code(text, &codes).map(|place| place.id);
        assert_eq!(coded("PEK"), Some("beijing-capital-international-airport"));
        assert_eq!(coded("DEHAM"), Some("port-of-hamburg"));
        assert_eq!(coded("CN-SD"), Some("shandong"));
        assert_eq!(coded("370200"), Some("qingdao"));
        assert_eq!(coded("pek"), None);
        assert_eq!(AtlasPlace::find_by_code("PEK", &[]), None);
        let qingdao = AtlasPlace::of_id("qingdao").unwrap();
        assert_eq!(qingdao.codes().collect::<Vec<_>>(), [("gb", "370200")]);
        assert_eq!(qingdao.to_string(), "a city in Shandong, China");
    }

    #[test]
    fn every_place_is_in_a_country_and_has_one_id() {
        let countries: Vec<String> =
            Country::all().map(|c| fold(c.name).replace(' ', "-")).collect();
        for place in AtlasPlace::all() {
            let listed = Listed::Place(place);
            let last = listed.containers().last();
            assert!(matches!(last, Some(Listed::Country(_))), "{}", place.id);
            assert_eq!(Listed::of_key(place.id), Some(listed), "{}", place.id);
            assert!(!countries.iter().any(|country| country == place.id), "{}", place.id);
            assert!(place.id.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-')));
            assert!(!place.name.is_empty() && place.name.trim() == place.name, "{}", place.id);
        }
        assert_eq!(IDS.len(), TABLE.1.len());
        let codes = AtlasPlace::all().flat_map(AtlasPlace::codes).map(|(_, code)| code);
        assert_eq!(CODES.len(), codes.count());
    }

    #[test]
    fn a_country_is_a_listed_place_too() {
        let china = Listed::of_key("CN").unwrap();
        assert!(china.is_called("中国") && china.is_called("CHN"));
        let jiaozhou = Listed::of_key("jiaozhou-station").unwrap();
        let around: Vec<_> = jiaozhou.containers().map(|place| place.name()).collect();
        assert_eq!(around, ["Jiaozhou", "Qingdao", "Shandong", "China"]);
        assert_eq!(Listed::of_key("suzhou-anhui").unwrap().own_names(), ["宿州", "宿州市"]);
    }
}
