//! Countries that something refers to and no digest describes: places taken from the list of countries inside the program.
//!
//! A country of the list stays only as long as no digest or table describes it and something refers to it. So each load takes it
//! back first ([`super::claims`]) and adds at the end what is still needed: the order of loads makes no difference.

use std::collections::BTreeMap;

use anyhow::Result;
use rusqlite::Connection;

use super::claims::Retracted;
use super::lookup::Found;
use super::merge::Merge;
use crate::catalog::Type;
use crate::store::digest::{Claim, Digest, Entry, Place, Stored, Word, given, slug_of};
use crate::store::names::recorded_as;
use crate::store::queries::Queries;
use crate::store::schema::{NAME, ident, tables};
use crate::value::{Country, fold};

/// The name of the list among digests. No file can have this name.
pub(super) const LISTED: &str = "/countries";

/// The note of the claims of the list.
const NOTE: &str =
    "The list of countries inside the program: ISO 3166-1 codes, names from Unicode CLDR";

/// Countries by their codes.
pub(super) struct Countries<'c> {
    /// Countries that were taken from the list before, with their slugs and labels.
    before: Vec<(i64, String, String)>,
    /// Countries that this load describes.
    described: BTreeMap<&'static str, Found>,
    /// Countries that this load takes from the list.
    taken: BTreeMap<&'static str, (Found, Entry<'c>)>,
}

impl Countries<'_> {
    pub(super) fn new(before: &[(i64, String, String)]) -> Self {
        Self { before: before.to_vec(), described: BTreeMap::new(), taken: BTreeMap::new() }
    }

    /// Returns the thing that was taken from the list for a country.
    fn before(&self, country: &Country) -> Option<(i64, String)> {
        let found = self.before.iter().find(|(.., label)| label == country.name);
        found.map(|(id, slug, _)| (*id, slug.clone()))
    }
}

/// Returns the things that only the list describes.
pub(super) fn listed(conn: &Connection) -> Result<Vec<(i64, String, String)>> {
    let sql =
        "SELECT DISTINCT t.id, t.slug, t.name FROM _digest AS d JOIN claim AS c ON c.id = d.claim
         JOIN thing AS t ON t.id = c.thing WHERE d.name = ?1 AND t.slug IS NOT NULL ORDER BY t.id";
    Ok(conn.all(sql, [LISTED])?)
}

impl<'c> Merge<'_, 'c> {
    /// Returns the place of a country: the one that this load or the base describes, or else one from the list.
    pub(super) fn country(
        &mut self,
        country: &'static Country,
        at: &Place,
    ) -> Result<Option<Found>> {
        if let Some(found) = self.countries.described.get(country.code) {
            return Ok(Some(found.clone()));
        }
        if let Some((found, _)) = self.countries.taken.get(country.code) {
            return Ok(Some(found.clone()));
        }
        if let [one] = recorded_as(self.conn, self.catalog, country, &fold)?.as_slice() {
            let (id, kind, slug) = (one.id, one.kind.clone(), one.slug.clone());
            return Ok(Some(Found { id, kind, slug }));
        }
        let Some(mut entry) = self.entry_of(country, at) else { return Ok(None) };
        let slug = self.free_slug(country)?;
        if let Some((id, _)) = self.countries.before(country) {
            self.rename(id, &slug)?;
        }
        let word = |text: &str| Some(Word { at: at.clone(), text: text.to_owned() });
        (entry.id, entry.name) = (word(&slug), word(country.name));
        let Some(found) = self.thing(&entry, &slug, at)? else { return Ok(None) };
        self.label(&found, country.name, at)?;
        self.countries.taken.insert(country.code, (found.clone(), entry));
        Ok(Some(found))
    }

    /// Returns the slug that a country's name makes, or one with its code if something else has that slug.
    fn free_slug(&self, country: &Country) -> Result<String> {
        let slug = slug_of(country.name);
        let own = self.countries.before(country).map(|(id, _)| id);
        let of: Option<i64> = self.conn.value("SELECT id FROM thing WHERE slug = ?1", [&slug])?;
        if of.is_none() || of == own {
            return Ok(slug);
        }
        Ok(format!("{slug}-{}", country.code.to_lowercase()))
    }

    fn rename(&self, id: i64, slug: &str) -> Result<()> {
        self.conn.run("UPDATE thing SET slug = ?2 WHERE id = ?1", (id, slug))?;
        Ok(())
    }

    /// Returns the country that an entry describes.
    fn described_country(&self, entry: &Entry<'c>) -> Option<&'static Country> {
        let (containment, countries, levels) = self.catalog.countries()?;
        let level = entry.shown(&containment.by);
        let is_country = level.is_none_or(|by| levels.iter().any(|level| level == by));
        if entry.kind.name != containment.places || !is_country {
            return None;
        }
        let of_name = || {
            let label = entry.name.as_ref().map(|name| name.text.as_str());
            let names = entry.names.iter().filter_map(|name| name.shown("text"));
            label.into_iter().chain(names).find_map(Country::named)
        };
        entry.shown(&countries.code).and_then(Country::find).or_else(of_name)
    }

    /// Remembers that a thing of this load is a country.
    pub(super) fn add_country(&mut self, entry: &Entry<'c>, found: &Found) {
        if let Some(country) = self.described_country(entry) {
            self.countries.described.insert(country.code, found.clone());
        }
    }

    /// Makes the countries of the list give way to an entry: the one that the entry describes takes on its slug, another one that
    /// has this slug gets a new one.
    pub(super) fn give_way(&mut self, entry: &Entry<'c>, slug: &str) -> Result<()> {
        if self.countries.before.is_empty() || self.names.get(slug).is_some() {
            return Ok(());
        }
        let country = self.described_country(entry);
        let own = country.and_then(|country| self.countries.before(country));
        for (id, old, label) in &self.countries.before {
            let is_own = own.as_ref().is_some_and(|(own, _)| own == id);
            if !is_own && old == slug {
                let code = Country::named(label).map_or("", |country| country.code);
                self.rename(*id, &format!("{slug}-{}", code.to_lowercase()))?;
            }
        }
        if let Some((id, old)) = own.filter(|(_, old)| old != slug) {
            let taken = self.conn.exists("SELECT 1 FROM thing WHERE slug = ?1", [slug])?;
            if !taken && self.names.get(&old).is_none() {
                self.rename(id, slug)?;
            }
        }
        Ok(())
    }

    /// Describes each country that was taken from the list, or that no digest describes any more, if something refers to it.
    /// Returns the names of new countries.
    pub(super) fn keep_countries(&mut self, retracted: &Retracted) -> Result<Vec<String>> {
        let at = Place::default();
        self.add_undescribed(retracted)?;
        for (id, _, label) in self.countries.before.clone() {
            if let Some(country) = Country::named(&label)
                && !self.is_claimed(id)?
                && self.refers_to(id)?
            {
                self.country(country, &at)?;
            }
        }
        let mut new = Vec::new();
        let digest = Digest { owner: LISTED.to_owned(), ..Digest::default() };
        for (found, mut entry) in std::mem::take(&mut self.countries.taken).into_values() {
            if self.is_claimed(found.id)? || !self.refers_to(found.id)? {
                continue;
            }
            if let Some(id) = self.entry(&mut entry, &digest)? {
                self.add_claims(id, &entry, &digest, None)?;
                self.add_names(id, &entry, &digest, None)?;
            }
            if self.countries.before.iter().all(|(id, ..)| *id != found.id) {
                new.extend(entry.name.map(|name| name.text));
            }
        }
        Ok(new)
    }

    /// Adds the countries that a digest or table described before, and none does now.
    fn add_undescribed(&mut self, retracted: &Retracted) -> Result<()> {
        let Some((containment, ..)) = self.catalog.countries() else { return Ok(()) };
        for (id, slug) in &retracted.slugs {
            let sql = "SELECT name FROM thing WHERE id = ?1 AND kind = ?2
                 AND NOT EXISTS (SELECT 1 FROM claim WHERE claim.thing = thing.id)";
            let name: Option<String> = self.conn.value(sql, (id, &containment.places))?;
            let country = name.and_then(|name| Country::named(&name));
            if let Some(country) = country
                && self.countries.before(country).is_none()
            {
                self.countries.before.push((*id, slug.clone(), country.name.to_owned()));
            }
        }
        Ok(())
    }

    fn is_claimed(&self, id: i64) -> Result<bool> {
        Ok(self.conn.exists("SELECT 1 FROM claim WHERE thing = ?1", [id])?)
    }

    /// Whether something that is claimed refers to a thing, other than its names.
    fn refers_to(&self, id: i64) -> Result<bool> {
        for kind in tables(self.catalog).filter(|kind| kind.named() && kind.name != NAME) {
            for field in kind.stored().filter(|field| matches!(field.ty, Type::Ref(_))) {
                let sql = format!(
                    "SELECT 1 FROM {} AS r WHERE {} = ?1 AND EXISTS (SELECT 1 FROM claim WHERE thing = r.id)",
                    ident(&kind.name),
                    ident(&field.name)
                );
                if self.conn.exists(&sql, [id])? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Returns the entry of a country in the list.
    fn entry_of(&self, country: &Country, at: &Place) -> Option<Entry<'c>> {
        let (containment, countries, levels) = self.catalog.countries()?;
        let kind = self.catalog.kind(&containment.places)?;
        let names = self.catalog.kind(NAME)?;
        let claim = Claim::external(at, NOTE);
        let name = |text: &str, form: &str, language: Option<&str>| {
            let language = language.map(Stored::text);
            let language = language.and_then(|code| given(names, "language", code, at));
            let text = given(names, "text", Stored::text(text), at)?;
            let form = given(names, "form", Stored::choice(form), at)?;
            let given = [text, form].into_iter().chain(language).collect();
            Some(Entry { given, claims: vec![claim.clone()], ..Entry::blank(names, at.clone()) })
        };
        let values = [
            given(kind, &containment.by, Stored::choice(levels.first()?), at)?,
            given(kind, &countries.code, Stored::text(country.code), at)?,
        ];
        let fields = values.iter().map(|given| given.field.name.as_str()).collect();
        let chinese = (fold(country.chinese) != fold(country.name))
            .then(|| name(country.chinese, "native", Some("zh")))
            .flatten();
        Some(Entry {
            given: values.into(),
            claims: vec![claim.clone()],
            rest: Some((Box::new(claim.clone()), fields)),
            names: name(country.name, "label", None).into_iter().chain(chinese).collect(),
            ..Entry::blank(kind, at.clone())
        })
    }
}
