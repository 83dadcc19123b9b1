//! A place of the atlas as an entry of a digest, and the record of the place around it.

use crate::catalog::{Catalog, Kind, Type};
use crate::store::digest::{Claim, Entry, Given, InputSpan, Literal, Stored, make_given};
use crate::store::schema::NAME;
use crate::value::{AtlasPlace, Listed, fold};

/// Returns the entry of a place of the atlas; `None` means that the catalog lacks this sort of place.
pub(super) fn entry_of<'c>(
    catalog: &'c Catalog,
    place: Listed,
    at: &InputSpan,
) -> Option<Entry<'c>> {
    let (containment, ..) = catalog.countries()?;
    let kind = catalog.kind(&containment.places)?;
    let claim = Claim::external(at, &atlas_note(place));
    let sort = catalog.sort_of(place)?;
    let mut values = vec![make_given(kind, &containment.by, Stored::choice(sort), at)?];
    values.extend(given_codes(catalog, kind, place, at));
    let fields = values.iter().map(|given| given.field.name.as_str()).collect();
    Some(Entry {
        given: values,
        claims: vec![claim.clone()],
        rest: Some((Box::new(claim.clone()), fields)),
        names: names_of(catalog, place, "label", at),
        ..Entry::blank(kind, at.clone())
    })
}

/// Returns the names of a place of the atlas: the first in this form, and the one in Chinese.
pub(super) fn names_of<'c>(
    catalog: &'c Catalog,
    place: Listed,
    form: &str,
    at: &InputSpan,
) -> Vec<Entry<'c>> {
    let claim = Claim::external(at, &atlas_note(place));
    let chinese = Some(place.chinese_name()).filter(|name| fold(name) != fold(place.name()));
    let chinese = chinese.filter(|name| !name.is_empty());
    let name = |text, form, language| name_of(catalog, (text, form, language), &claim, at);
    let first = name(place.name(), form, None);
    first.into_iter().chain(chinese.and_then(|text| name(text, "native", Some("zh")))).collect()
}

/// Returns the codes of a place for the fields that the catalog has.
fn given_codes<'c>(
    catalog: &Catalog,
    kind: &'c Kind,
    place: Listed,
    at: &InputSpan,
) -> Vec<Given<'c>> {
    let code = catalog.countries().map(|(_, country, _)| country.code.as_str());
    let codes: Vec<(&str, &str)> = match place {
        Listed::Country(country) => code.map(|field| (field, country.code)).into_iter().collect(),
        Listed::Place(place) => place.codes().collect(),
    };
    let codes = codes
        .into_iter()
        .filter(|(field, _)| kind.field(field).is_some_and(|field| field.ty == Type::Text));
    codes.filter_map(|(field, code)| make_given(kind, field, Stored::text(code), at)).collect()
}

fn name_of<'c>(
    catalog: &'c Catalog,
    (text, form, language): (&str, &str, Option<&str>),
    claim: &Claim,
    at: &InputSpan,
) -> Option<Entry<'c>> {
    let names = catalog.kind(NAME)?;
    let language = language.map(Stored::text);
    let language = language.and_then(|code| make_given(names, "language", code, at));
    let text = make_given(names, "text", Stored::text(text), at)?;
    let form = make_given(names, "form", Stored::choice(form), at)?;
    let given = [text, form].into_iter().chain(language).collect();
    Some(Entry { given, claims: vec![claim.clone()], ..Entry::blank(names, at.clone()) })
}

/// Returns the record of a place inside another, by their slugs: in the first way that is certain for a place of a level, in
/// the last for any other.
pub(super) fn containment_record<'c>(
    catalog: &'c Catalog,
    place: Listed,
    slugs: [&str; 2],
    at: &InputSpan,
) -> Option<Entry<'c>> {
    let containment = catalog.containment.as_ref()?;
    let kind = catalog.kind(&containment.kind)?;
    let mut levels = containment.levels.iter();
    let has_level = levels.any(|(level, _)| catalog.is_of_level(place, level));
    let (field, ways) = &containment.certain;
    let way = if has_level { ways.first() } else { ways.last() };
    let mut values = vec![make_given(kind, field, Stored::choice(way?), at)?];
    for (field, slug) in [&containment.part, &containment.whole].into_iter().zip(slugs) {
        let (value, at) = (Literal::Ref(slug.to_owned()), at.clone());
        values.push(Given::new(kind.field(field)?, at, value));
    }
    let claims = vec![Claim::external(at, &atlas_note(place))];
    Some(Entry { given: values, claims, ..Entry::blank(kind, at.clone()) })
}

/// Returns the note of the claims on a place of the atlas, which names the origin.
fn atlas_note(place: Listed) -> String {
    let from = match place {
        Listed::Country(_) => "ISO 3166-1 codes, names from Unicode CLDR",
        Listed::Place(AtlasPlace { from, .. }) => from,
    };
    format!("The atlas inside the program: {from}")
}
