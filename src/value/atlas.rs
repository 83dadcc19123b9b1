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

/// The columns before and after the codes.
const BEFORE: [&str; 4] = ["id", "type", "name", "in"];
const AFTER: usize = 3;

/// A place of the atlas that is no country.
#[derive(Debug, PartialEq, Eq)]
pub struct AtlasPlace {
    /// Its id, which no other place of the atlas has.
    pub id: &'static str,
    /// What sort of place it is: `city`.
    pub sort: &'static str,
    /// Its name in English.
    pub name: &'static str,
    /// The id or country code of the place around it.
    around: &'static str,
    /// Its codes, in the order of the columns.
    codes: Vec<&'static str>,
    /// Its name in Chinese, or nothing.
    chinese: &'static str,
    /// Its other names, separated by `; `.
    others: &'static str,
    /// Where it is known from: `GeoNames`.
    pub from: &'static str,
}

/// A place that the program knows, whatever a base holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// A country.
    Country(&'static Country),
    /// A place in a country.
    Place(&'static AtlasPlace),
}

/// All places, with the texts by which each is found.
#[derive(Default)]
struct AtlasIndex {
    /// The names of the columns of codes.
    columns: Vec<&'static str>,
    places: Vec<AtlasPlace>,
    ids: HashMap<&'static str, usize>,
    /// Folded names.
    names: HashMap<String, Vec<usize>>,
    codes: HashMap<&'static str, Vec<usize>>,
}

static TEXT: LazyLock<String> = LazyLock::new(|| {
    let mut text = String::new();
    // What is packed into the program unpacks.
    let read = GzDecoder::new(PACKED).read_to_string(&mut text);
    debug_assert!(read.is_ok(), "{read:?}");
    text
});

static INDEX: LazyLock<AtlasIndex> = LazyLock::new(|| {
    let mut lines = TEXT.lines().filter(|line| !line.starts_with('#'));
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let codes = BEFORE.len()..header.len().saturating_sub(AFTER);
    let columns = header.get(codes).unwrap_or_default().to_vec();
    let mut index = AtlasIndex { columns, ..AtlasIndex::default() };
    for line in lines {
        index.add(line);
    }
    index
});

impl AtlasIndex {
    fn add(&mut self, line: &'static str) {
        let mut cells = line.split('\t');
        let mut next = || cells.next().unwrap_or_default();
        let [id, sort, name, around] = BEFORE.map(|_| next());
        let codes: Vec<&str> = self.columns.iter().map(|_| next()).collect();
        let place = AtlasPlace {
            id,
            sort,
            name,
            around,
            codes,
            chinese: next(),
            others: next(),
            from: next(),
        };
        let at = self.places.len();
        self.ids.insert(id, at);
        for code in place.codes.iter().filter(|code| !code.is_empty()) {
            self.codes.entry(code).or_default().push(at);
        }
        for name in place.names() {
            let known = self.names.entry(fold(name)).or_default();
            if known.last() != Some(&at) {
                known.push(at);
            }
        }
        self.places.push(place);
    }

    fn places(&self, found: Option<&Vec<usize>>) -> Vec<&AtlasPlace> {
        found.into_iter().flatten().filter_map(|at| self.places.get(*at)).collect()
    }
}

impl AtlasPlace {
    /// Lists all places.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        INDEX.places.iter()
    }

    /// Finds the place of an id.
    pub fn of_id(id: &str) -> Option<&'static Self> {
        INDEX.places.get(*INDEX.ids.get(id)?)
    }

    /// Lists the places of a name, in whatever case or spelling.
    pub fn named(text: &str) -> Vec<&'static Self> {
        INDEX.places(INDEX.names.get(&fold(text)))
    }

    /// Lists the places with exactly this code in one of these columns.
    pub fn coded(text: &str, columns: &[String]) -> Vec<&'static Self> {
        let mut places = INDEX.places(INDEX.codes.get(text));
        places.retain(|place| {
            place.codes().any(|(column, code)| code == text && columns.iter().any(|c| c == column))
        });
        places
    }

    /// Lists its codes with their columns: `iata`, `PEK`.
    pub fn codes(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let codes = INDEX.columns.iter().copied().zip(self.codes.iter().copied());
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
    pub fn chinese(&self) -> &'static str {
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
            names.retain(|name| AtlasPlace::named(name).len() == 1);
        }
        names
    }

    /// Checks whether it has a name, in whatever case or spelling, or as a country a code.
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
    pub fn around(&self) -> Option<Self> {
        match self {
            Self::Country(_) => None,
            Self::Place(place) => Self::of_key(place.around),
        }
    }

    /// Lists the places around it, the nearest first.
    pub fn containers(&self) -> impl Iterator<Item = Self> + use<> {
        std::iter::successors(self.around(), Self::around)
    }
}

impl fmt::Display for AtlasPlace {
    /// Writes its sort and the places around it: `a city in Jiangsu, China`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let around = std::iter::successors(Listed::of_key(self.around), Listed::around);
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

    const CODES: [&str; 5] = ["iso", "gb", "iata", "icao", "locode"];

    fn ids(places: &[&AtlasPlace]) -> Vec<&'static str> {
        places.iter().map(|place| place.id).collect()
    }

    #[test]
    fn the_packed_table_is_the_one_in_seeds() {
        assert_eq!(*TEXT, include_str!("../../seeds/atlas.tsv"));
        assert_eq!(INDEX.columns, CODES);
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
            assert_eq!(ids(&AtlasPlace::named(text)), expected, "{text}");
        }
        let codes = CODES.map(str::to_owned);
        let coded = |text: &str| ids(&AtlasPlace::coded(text, &codes));
        assert_eq!(coded("PEK"), ["beijing-capital-international-airport"]);
        assert_eq!(coded("DEHAM"), ["port-of-hamburg"]);
        assert_eq!(coded("CN-SD"), ["shandong"]);
        assert_eq!(coded("370200"), ["qingdao"]);
        assert!(coded("pek").is_empty());
        assert!(AtlasPlace::coded("PEK", &[]).is_empty());
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
        assert_eq!(INDEX.ids.len(), INDEX.places.len());
        assert!(INDEX.codes.values().all(|places| places.len() == 1));
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
