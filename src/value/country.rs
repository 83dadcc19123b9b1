//! The countries of the world: their codes and names (`seeds/countries.tsv`). They aren't facts, only meanings of a text.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fold::fold;
use super::suggest::find_similar;

/// Codes and names, made by `seeds/countries.py`.
const LIST: &str = include_str!("../../seeds/countries.tsv");

/// A country or area of ISO 3166-1.
#[derive(Debug, PartialEq, Eq)]
pub struct Country {
    /// Its code of two letters.
    pub code: &'static str,
    /// Its code of three letters.
    pub alpha3: &'static str,
    /// Its name in English.
    pub name: &'static str,
    /// Its name in Chinese.
    pub chinese: &'static str,
    /// Its other names, separated by `; `.
    others: &'static str,
    /// Its adjectives of nationality, separated by `; `.
    adjectives: &'static str,
}

/// All countries, with the texts by which each is found. The first look-up builds it.
struct Index {
    countries: Vec<Country>,
    /// Folded names.
    names: HashMap<String, usize>,
    /// Codes in small letters.
    codes: HashMap<String, usize>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let lines = LIST.lines().filter(|line| !line.starts_with('#'));
    let countries: Vec<Country> = lines.filter_map(Country::read).collect();
    let (mut names, mut codes) = (HashMap::new(), HashMap::new());
    for (at, country) in countries.iter().enumerate() {
        codes.extend([country.code, country.alpha3].map(|code| (code.to_lowercase(), at)));
        names.extend(country.names().map(|name| (fold_country_name(name), at)));
    }
    Index { countries, names, codes }
});

impl Country {
    fn read(line: &'static str) -> Option<Self> {
        let mut cells = line.split('\t');
        let (code, alpha3) = (cells.next()?, cells.next()?);
        let (name, chinese, others) = (cells.next()?, cells.next()?, cells.next()?);
        Some(Self { code, alpha3, name, chinese, others, adjectives: cells.next()? })
    }

    /// Lists all countries by code.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        INDEX.countries.iter()
    }

    /// Finds the country with a name, in any case or spelling.
    pub fn find_by_name(text: &str) -> Option<&'static Self> {
        INDEX.names.get(&fold_country_name(text)).and_then(|at| INDEX.countries.get(*at))
    }

    /// Finds the country of a name or a code.
    pub fn find(text: &str) -> Option<&'static Self> {
        let of_code = || INDEX.codes.get(&text.trim().to_lowercase());
        Self::find_by_name(text).or_else(|| INDEX.countries.get(*of_code()?))
    }

    /// Lists the countries with an adjective of nationality: `Chinese` has one, `Korean` two.
    pub fn with_adjective(text: &str) -> Vec<&'static Self> {
        let key = fold(text);
        let is_it = |country: &&Self| split_names(country.adjectives).any(|one| fold(one) == key);
        Self::all().filter(is_it).collect()
    }

    /// Lists the countries with similar names, or those with this adjective.
    pub fn similar_names(text: &str) -> Vec<&'static str> {
        let of_adjective = Self::with_adjective(text);
        if !of_adjective.is_empty() {
            return of_adjective.into_iter().map(|country| country.name).collect();
        }
        let best = find_similar(text, Self::all().map(|country| country.name));
        let near = if best.is_empty() {
            find_similar(text, Self::all().flat_map(Self::names))
        } else {
            best
        };
        let mut names: Vec<&str> =
            near.iter().filter_map(|name| Some(Self::find_by_name(name)?.name)).collect();
        names.dedup();
        names
    }

    /// Lists all its names, the best known first.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        [self.name, self.chinese].into_iter().chain(split_names(self.others))
    }
}

fn split_names(names: &'static str) -> impl Iterator<Item = &'static str> {
    names.split("; ").filter(|name| !name.is_empty())
}

/// Checks whether a text is a part of the world with several countries, such as `Africa` or `Southeast Asia`: it isn't spelt like the
/// name of one of them.
pub fn is_region(text: &str) -> bool {
    const REGIONS: [&str; 12] = [
        "africa", "america", "americas", "asia", "asean", "europe", "eurasia", "oceania", "east",
        "west", "亚洲", "非洲",
    ];
    fold(text).rsplit(' ').next().is_some_and(|last| REGIONS.contains(&last))
}

/// Returns the form in which names are compared: folded, and without the article.
fn fold_country_name(name: &str) -> String {
    let key = fold(name);
    key.strip_prefix("the ").map_or(key.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_found_by_codes_and_names() {
        for (code, texts) in [
            (
                "SA",
                &["SA", "sau", "Saudi Arabia", "the Kingdom of Saudi Arabia", "沙特阿拉伯", "KSA"]
                    [..],
            ),
            (
                "US",
                &[
                    "US",
                    "USA",
                    "U.S.",
                    "United States",
                    "the United States of America",
                    "美国",
                    "美國",
                ],
            ),
            ("GB", &["GB", "UK", "Britain", "Great Britain", "英国"]),
            ("CD", &["COD", "DRC", "Congo, Dem. Rep.", "刚果（金）"]),
            ("KR", &["Korea, Rep.", "Republic of Korea", "韩国"]),
            ("CI", &["Ivory Coast", "Côte d’Ivoire", "Cote d'Ivoire"]),
            ("TR", &["Turkey", "Türkiye", "Turkiye", "土耳其"]),
            ("VN", &["Viet Nam", "Vietnam"]),
            ("CZ", &["Czech Republic", "Czechia"]),
            ("AE", &["UAE", "阿联酋"]),
        ] {
            for text in texts {
                assert_eq!(Country::find(text).map(|country| country.code), Some(code), "{text}");
            }
        }
        assert_eq!(Country::find("Atlantis"), None);
        let both = ["Democratic Republic of the Congo", "Republic of the Congo"];
        assert_eq!(Country::similar_names("Congo"), both);
        assert_eq!(Country::similar_names("Saudi Arbia"), ["Saudi Arabia"]);
        assert_eq!(Country::find_by_name("SAU"), None);
        assert_eq!(Country::similar_names("Korean"), ["North Korea", "South Korea"]);
        let codes: Vec<&str> =
            Country::with_adjective("chinese").iter().map(|country| country.code).collect();
        assert_eq!(codes, ["CN"]);
    }

    #[test]
    fn every_name_and_code_is_of_one_country() {
        let mut taken: HashMap<String, &str> = HashMap::new();
        for country in Country::all() {
            let codes = [country.code, country.alpha3].map(str::to_lowercase);
            for text in country.names().map(fold_country_name).chain(codes) {
                let other = taken.insert(text.clone(), country.code);
                assert!(other.is_none_or(|other| other == country.code), "{text} of {other:?}");
            }
        }
        assert_eq!(Country::all().count(), 250);
    }
}
