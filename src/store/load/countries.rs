//! Countries that something refers to and nothing tells of: places taken from the list of countries inside the program.
//!
//! What the list says of a country stands only as long as no digest or table tells of it and something refers to it. So each
//! load takes it back first ([`super::claims`]) and says at last what is still needed of it: the order of loads makes no difference.

use std::collections::BTreeMap;

use anyhow::Result;
use rusqlite::Connection;

use crate::catalog::{Field, Kind, Targets, Type};
use crate::store::digest::{Claim, Digest, Entry, Given, Literal, Place, Stored, Word, slug_of};
use crate::store::names::recorded_as;
use crate::store::schema::{NAME, ident, tables};
use crate::value::{Country, fold};

use super::claims::Retracted;
use super::lookup::{Found, Missed, allows};
use super::merge::Merge;

/// What the list is known by among digests. No file can be called so.
pub(super) const LISTED: &str = "/countries";

/// Where what the list says is known from.
const NOTE: &str =
    "The list of countries inside the program: ISO 3166-1 codes, names from Unicode CLDR";

/// Countries by their codes.
pub(super) struct Countries<'c> {
    /// Those that were taken from the list before, with their slugs and labels.
    before: Vec<(i64, String, String)>,
    /// Those that this load tells of.
    told: BTreeMap<&'static str, Found>,
    /// Those that this load takes from the list.
    taken: BTreeMap<&'static str, (Found, Entry<'c>)>,
}

impl Countries<'_> {
    pub(super) fn new(before: &[(i64, String, String)]) -> Self {
        Self { before: before.to_vec(), told: BTreeMap::new(), taken: BTreeMap::new() }
    }

    /// The thing that was taken from the list for a country.
    fn before(&self, country: &Country) -> Option<(i64, String)> {
        let found = self.before.iter().find(|(.., label)| label == country.name);
        found.map(|(id, slug, _)| (*id, slug.clone()))
    }
}

/// Things that stand on the list alone.
pub(super) fn listed(conn: &Connection) -> Result<Vec<(i64, String, String)>> {
    let mut find = conn.prepare(
        "SELECT DISTINCT t.id, t.slug, t.name FROM _digest AS d JOIN claim AS c ON c.id = d.claim
         JOIN thing AS t ON t.id = c.thing WHERE d.name = ?1 AND t.slug IS NOT NULL ORDER BY t.id",
    )?;
    let found = find.query_map([LISTED], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

impl<'c> Merge<'_, 'c> {
    /// Finds the one thing that is meant: by its slug or a name, the country of a name or code, or the place of a name with the
    /// word for its level behind it.
    pub(super) fn find(
        &mut self,
        text: &str,
        targets: &Targets,
        source: Option<&str>,
        at: &Place,
    ) -> Result<std::result::Result<Found, Missed>> {
        match self.names.known(self.conn, text, targets, source)? {
            Ok(Some(found)) => return Ok(Ok(found)),
            Ok(None) => {}
            Err(missed) => return Ok(Err(missed)),
        }
        let country = match self.catalog.countries() {
            Some(_) if self.catalog.leads_to_places(targets) => Country::find(text),
            Some((places, ..)) if allows(targets, &places.places) => Country::named(text),
            _ => None,
        };
        if let Some(country) = country
            && let Some(found) = self.country(country, at)?
        {
            return Ok(Ok(found));
        }
        if let [place] = self.of_suffix(text, targets, source)?.as_slice() {
            return Ok(Ok(place.clone()));
        }
        Ok(Err(self.names.missed(self.conn, text, targets)?))
    }

    /// The place of a country: the one this load or the base tells of, or else one from the list.
    fn country(&mut self, country: &'static Country, at: &Place) -> Result<Option<Found>> {
        if let Some(found) = self.countries.told.get(country.code) {
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

    /// The slug that a country's name makes, or where something else has it one with the code.
    fn free_slug(&self, country: &Country) -> Result<String> {
        let slug = slug_of(country.name);
        let own = self.countries.before(country).map(|(id, _)| id);
        let of: Option<i64> = self
            .conn
            .prepare_cached("SELECT id FROM thing WHERE slug = ?1")?
            .query_map([&slug], |row| row.get(0))?
            .next()
            .transpose()?;
        if of.is_none() || of == own {
            return Ok(slug);
        }
        Ok(format!("{slug}-{}", country.code.to_lowercase()))
    }

    fn rename(&self, id: i64, slug: &str) -> Result<()> {
        self.conn.execute("UPDATE thing SET slug = ?2 WHERE id = ?1", (id, slug))?;
        Ok(())
    }

    /// The country that an entry tells of.
    fn told_country(&self, entry: &Entry<'c>) -> Option<&'static Country> {
        let (containment, countries, levels) = self.catalog.countries()?;
        let shown = |field: &str| match entry.value(field) {
            Some(Literal::Ready(stored)) => Some(stored.shown.as_str()),
            _ => None,
        };
        let is_country = shown(&containment.by).is_none_or(|by| levels.iter().any(|l| l == by));
        if entry.kind.name != containment.places || !is_country {
            return None;
        }
        let names = entry.names.iter().filter_map(|name| match name.value("text") {
            Some(Literal::Ready(text)) => Some(text.shown.as_str()),
            _ => None,
        });
        let of_name = || {
            let label = entry.name.as_ref().map(|name| name.text.as_str());
            label.into_iter().chain(names).find_map(Country::named)
        };
        shown(&countries.code).and_then(Country::find).or_else(of_name)
    }

    /// Remembers that a thing of this load is a country.
    pub(super) fn tell_country(&mut self, entry: &Entry<'c>, found: &Found) {
        if let Some(country) = self.told_country(entry) {
            self.countries.told.insert(country.code, found.clone());
        }
    }

    /// Makes what was taken from the list before give way to an entry: it becomes that thing where the entry tells of the
    /// same country, and leaves its slug where the entry tells of something else.
    pub(super) fn give_way(&mut self, entry: &Entry<'c>, slug: &str) -> Result<()> {
        if self.countries.before.is_empty() || self.names.get(slug).is_some() {
            return Ok(());
        }
        let country = self.told_country(entry);
        let own = country.and_then(|country| self.countries.before(country));
        for (id, old, label) in &self.countries.before {
            let is_own = own.as_ref().is_some_and(|(own, _)| own == id);
            if !is_own && old == slug {
                let code = Country::named(label).map_or("", |country| country.code);
                self.rename(*id, &format!("{slug}-{}", code.to_lowercase()))?;
            }
        }
        if let Some((id, old)) = own.filter(|(_, old)| old != slug) {
            let taken =
                self.conn.prepare_cached("SELECT 1 FROM thing WHERE slug = ?1")?.exists([slug])?;
            if !taken && self.names.get(&old).is_none() {
                self.rename(id, slug)?;
            }
        }
        Ok(())
    }

    /// Says of each country that was taken from the list, or that nothing tells of any more, what the list says, if something
    /// refers to it. Gives back the names of those that are new.
    pub(super) fn keep_countries(&mut self, retracted: &Retracted) -> Result<Vec<String>> {
        let at = Place { file: 0, span: 0..0 };
        self.add_untold(retracted)?;
        for (id, _, label) in self.countries.before.clone() {
            if let Some(country) = Country::named(&label)
                && !self.is_claimed(id)?
                && self.refers_to(id)?
            {
                self.country(country, &at)?;
            }
        }
        let mut new = Vec::new();
        let owner = LISTED.to_owned();
        let digest = Digest { source: None, owner, cited: None, entries: vec![], flags: vec![] };
        for (found, mut entry) in std::mem::take(&mut self.countries.taken).into_values() {
            if self.is_claimed(found.id)? || !self.refers_to(found.id)? {
                continue;
            }
            self.told_by_list(&mut entry, &digest)?;
            if self.countries.before.iter().all(|(id, ..)| *id != found.id) {
                new.extend(entry.name.map(|name| name.text));
            }
        }
        Ok(new)
    }

    /// Adds the countries that a digest or table told of, and none does now.
    fn add_untold(&mut self, retracted: &Retracted) -> Result<()> {
        let Some((containment, ..)) = self.catalog.countries() else { return Ok(()) };
        for (id, slug) in &retracted.slugs {
            let sql = "SELECT name FROM thing WHERE id = ?1 AND kind = ?2
                 AND NOT EXISTS (SELECT 1 FROM claim WHERE claim.thing = thing.id)";
            let name: Option<String> = self
                .conn
                .prepare_cached(sql)?
                .query_map((id, &containment.places), |row| row.get(0))?
                .next()
                .transpose()?;
            let country = name.and_then(|name| Country::named(&name));
            if let Some(country) = country
                && self.countries.before(country).is_none()
            {
                self.countries.before.push((*id, slug.clone(), country.name.to_owned()));
            }
        }
        Ok(())
    }

    fn told_by_list(&mut self, entry: &mut Entry<'c>, digest: &Digest<'c>) -> Result<()> {
        let Some(id) = self.entry(entry, digest)? else { return Ok(()) };
        self.evidence(id, entry, digest, None)?;
        for name in &entry.names {
            if let Some(id) = self.record(name, Some(id), digest)? {
                self.evidence(id, name, digest, None)?;
            }
        }
        Ok(())
    }

    fn is_claimed(&self, id: i64) -> Result<bool> {
        let mut find = self.conn.prepare_cached("SELECT 1 FROM claim WHERE thing = ?1")?;
        Ok(find.exists([id])?)
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
                if self.conn.prepare_cached(&sql)?.exists([id])? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// What the list says of a country, as an entry of a digest.
    fn entry_of(&self, country: &Country, at: &Place) -> Option<Entry<'c>> {
        let (containment, countries, levels) = self.catalog.countries()?;
        let kind = self.catalog.kind(&containment.places)?;
        let names = self.catalog.kind(NAME)?;
        let given = |kind: &'c Kind, field: &str, value: Stored| {
            let field: &'c Field = kind.field(field)?;
            Some(Given { field, at: at.clone(), value: Literal::Ready(value), level: None })
        };
        let name = |text: &str, form: &str, language: Option<&str>| {
            let language = language.and_then(|code| given(names, "language", Stored::text(code)));
            let text = given(names, "text", Stored::text(text))?;
            let form = given(names, "form", Stored::choice(form))?;
            let given = [text, form].into_iter().chain(language).collect();
            let claims = vec![claim(at)];
            Some(Entry { given, claims, ..Entry::blank(names, at.clone()) })
        };
        let values = [
            given(kind, &containment.by, Stored::choice(levels.first()?))?,
            given(kind, &countries.code, Stored::text(country.code))?,
        ];
        let fields = values.iter().map(|given| given.field.name.as_str()).collect();
        let chinese = (fold(country.chinese) != fold(country.name))
            .then(|| name(country.chinese, "native", Some("zh")))
            .flatten();
        Some(Entry {
            given: values.into(),
            claims: vec![claim(at)],
            rest: Some((Box::new(claim(at)), fields)),
            names: name(country.name, "label", None).into_iter().chain(chinese).collect(),
            ..Entry::blank(kind, at.clone())
        })
    }
}

/// The claim of the list.
fn claim<'c>(at: &Place) -> Claim<'c> {
    Claim {
        at: at.clone(),
        field: None,
        paragraph: None,
        place_in: None,
        phrase: None,
        read_as: None,
        read_reason: None,
        basis: "external".to_owned(),
        confidence: "high".to_owned(),
        note: Some(NOTE.to_owned()),
        says: None,
        key: None,
        sourced: false,
    }
}
