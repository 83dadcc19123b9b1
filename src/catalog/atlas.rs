//! The atlas in the words of a catalog: the sort and the codes that its places have there, and the places that a text means.

use super::{Catalog, Type};
use crate::value::{AtlasPlace, Country, Listed, fold};

impl Catalog {
    /// Returns the value of the level field for a place of the atlas; `None` means that the catalog has no such sort of place.
    pub fn sort_of(&self, place: Listed) -> Option<&str> {
        let (containment, _, countries) = self.countries()?;
        let Listed::Place(place) = place else { return countries.first().map(String::as_str) };
        let places = self.kind(&containment.places)?;
        match &places.field(&containment.by)?.ty {
            Type::Enum(values) => {
                values.iter().map(|value| value.name.as_str()).find(|value| *value == place.sort)
            }
            _ => None,
        }
    }

    /// Checks whether a place of the atlas can have a value of the level field.
    pub fn is_sort(&self, place: Listed, value: &str) -> bool {
        match place {
            Listed::Country(_) => {
                self.countries().is_some_and(|(.., values)| values.iter().any(|v| v == value))
            }
            Listed::Place(place) => place.sort == value,
        }
    }

    /// Checks whether a place of the atlas is of a level: `city`.
    pub fn is_of_level(&self, place: Listed, level: &str) -> bool {
        self.level_values(level).iter().any(|value| self.is_sort(place, value))
    }

    /// Lists the codes by which a place of the atlas is recognised: the field and the folded code.
    pub fn codes_of(&self, place: Listed) -> Vec<(String, String)> {
        let Some((containment, country, _)) = self.countries() else { return vec![] };
        match place {
            Listed::Country(of) => {
                [of.code, of.alpha3].map(|code| (country.code.clone(), fold(code))).into()
            }
            Listed::Place(place) => {
                let own = |field: &str| containment.codes.iter().any(|known| known == field);
                let codes = place.codes().filter(|(field, _)| own(field));
                codes.map(|(field, code)| (field.to_owned(), fold(code))).collect()
            }
        }
    }

    /// Lists the places of the atlas that a text means, in the first of these ways that gives any that fit: a country, an id, a
    /// name, a code, a name with the word for its level, a name with places around it (`Suzhou, Jiangsu`). Ids and codes count
    /// only if `only_places` can be meant.
    pub fn find_in_atlas(
        &self,
        text: &str,
        only_places: bool,
        fits: &dyn Fn(Listed) -> bool,
    ) -> Vec<Listed> {
        if self.countries().is_none() {
            return vec![];
        }
        let text = text.trim();
        let country = if only_places { Country::find(text) } else { Country::find_by_name(text) };
        let id = || AtlasPlace::of_id(text).filter(|_| only_places).into_iter().collect();
        let named = || AtlasPlace::find_by_name(text);
        let coded = || self.listed_code(text).into_iter().filter(|_| only_places).collect();
        let with_level = || self.named_with_level(text);
        let within = || self.listed_within(text);
        let ways: [&dyn Fn() -> Vec<&'static AtlasPlace>; 5] =
            [&id, &named, &coded, &with_level, &within];
        let fits = |place: &Listed| self.sort_of(*place).is_some() && fits(*place);
        let country: Vec<Listed> = country.map(Listed::Country).into_iter().filter(fits).collect();
        let others = ways
            .into_iter()
            .map(|way| way().into_iter().map(Listed::Place).filter(fits).collect::<Vec<_>>());
        let all = std::iter::once(country).chain(others);
        all.into_iter().find(|places| !places.is_empty()).unwrap_or_default()
    }

    /// Finds the place of the atlas with exactly this code.
    pub fn listed_code(&self, text: &str) -> Option<&'static AtlasPlace> {
        let codes = self.containment.as_ref().map(|containment| containment.codes.as_slice());
        AtlasPlace::find_by_code(text, codes.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_means_the_places_that_fit() {
        let catalog = Catalog::built_in().unwrap();
        let keys = |text: &str, level: Option<&str>| {
            let fits = |place| level.is_none_or(|level| catalog.is_of_level(place, level));
            let places = catalog.find_in_atlas(text, true, &fits);
            places.iter().map(Listed::key).collect::<Vec<_>>()
        };
        for (text, expected) in [
            ("Kenya", &["KE"][..]),
            ("LUX", &["LU"]),
            ("Suzhou", &["suzhou-jiangsu", "suzhou-anhui"]),
            ("Suzhou, Jiangsu", &["suzhou-jiangsu"]),
            ("Suzhou, China", &["suzhou-jiangsu", "suzhou-anhui"]),
            ("suzhou-anhui", &["suzhou-anhui"]),
            ("Qingdao City", &["qingdao"]),
            ("Jilin City", &["jilin-city"]),
            ("吉林市", &["jilin-city"]),
            ("Jilin Province", &["jilin"]),
            ("PVG", &["shanghai-pudong-international-airport"]),
            ("pvg", &[]),
            ("ZSPD", &[]),
            ("CNSHG", &["port-of-shanghai"]),
            ("Luxembourg", &["LU"]),
            ("Toronto, Kenya", &[]),
            ("Suzhou, Jiangsu Province, China", &["suzhou-jiangsu"]),
            ("Suzhou, China, Jiangsu", &[]),
            ("河南省郑州市", &["zhengzhou"]),
            ("中国河南郑州", &["zhengzhou"]),
            ("中国 河南省·郑州", &["zhengzhou"]),
            ("山東省青島市", &["qingdao"]),
            ("江苏苏州", &["suzhou-jiangsu"]),
            ("山东郑州", &[]),
            ("郑州河南", &[]),
            ("中国中国", &[]),
        ] {
            assert_eq!(keys(text, None), expected, "{text}");
        }
        assert_eq!(keys("Luxembourg", Some("city")), ["luxembourg-city"]);
        assert_eq!(keys("Hamburg", Some("country")), Vec::<&str>::new());
        assert_eq!(catalog.find_in_atlas("PVG", false, &|_| true), []);
    }
}
