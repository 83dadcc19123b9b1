//! Every thing is found or made before anything is told of it, so that names can be looked up in whatever order they come.

use anyhow::Result;
use rusqlite::OptionalExtension;

use crate::catalog::Targets;
use crate::store::digest::{Digest, Entry, Literal, Place};
use crate::store::schema::{NAME, ident};
use crate::value::fold;

use super::lookup::{Found, other_kind};
use super::merge::Merge;

impl<'c> Merge<'_, 'c> {
    /// Finds or makes every thing, so that names can be looked up in whatever order they come.
    pub(super) fn introduce(&mut self, digests: &[Digest<'c>]) -> Result<()> {
        let mut nameless = Vec::new();
        for entry in digests.iter().flat_map(|d| &d.entries) {
            let Some(slug) = &entry.id else { continue };
            let Some(found) = self.thing(entry, &slug.text, &slug.at)? else { continue };
            self.tell_country(entry, &found);
            self.tell_level(entry, &found);
            self.told_at.entry(found.id).or_insert_with(|| slug.at.clone());
            if let Some(name) = &entry.name {
                self.label(&found, &name.text, &name.at)?;
            }
            for name in &entry.names {
                if let Some(Literal::Ready(text)) = name.value("text") {
                    let only_in = name.value("only_in").map(shown);
                    self.names.add_name(&found, &text.shown, only_in);
                }
            }
            nameless.push((found, entry));
        }
        self.introduce_names(digests)?;
        for (found, entry) in nameless {
            if !self.labels.contains_key(&found.id) && !entry.broken {
                let sentence = format!("`{}` is new here and needs a `name`", found.slug);
                self.problems.add(&entry.at, sentence);
                self.labels.insert(found.id, (String::new(), None));
            }
        }
        Ok(())
    }

    /// Makes names known that are told as records of their own.
    fn introduce_names(&mut self, digests: &[Digest<'c>]) -> Result<()> {
        for digest in digests {
            for entry in digest.entries.iter().filter(|entry| entry.kind.name == NAME) {
                let (Some(of), Some(Literal::Ready(text))) =
                    (entry.value("of"), entry.value("text"))
                else {
                    continue;
                };
                let targets = Targets { any: true, kinds: vec!["thing".to_owned()] };
                let source = digest.source.as_deref();
                // One that leads nowhere is told when the record is merged.
                if let Ok(found) = self.names.find(self.conn, shown(of), &targets, source)? {
                    self.names.add_name(&found, &text.shown, entry.value("only_in").map(shown));
                }
            }
        }
        Ok(())
    }

    /// The thing of a slug; a new one if there is none. Nothing if the slug is of another kind.
    pub(super) fn thing(
        &mut self,
        entry: &Entry<'c>,
        slug: &str,
        at: &Place,
    ) -> Result<Option<Found>> {
        let kind = entry.kind;
        self.give_way(entry, slug)?;
        let known = match self.names.get(slug) {
            Some(found) => Some((found.clone(), true)),
            None => self.base_thing(slug)?,
        };
        let found = match known {
            Some((found, _)) if found.kind == kind.name => found,
            Some((found, true)) => {
                let said = match self.told_at.get(&found.id) {
                    Some(place) => format!("in {}", self.whereabouts(place)),
                    None => "in the base".into(),
                };
                let own = format!("give it an `id` of its own, such as `{slug}-{}`", kind.name);
                let helps = Some(own).filter(|_| entry.by_name).into_iter().collect();
                let sentence = other_kind(slug, &found.kind, kind, &said);
                self.problems.add_with(at, sentence, helps);
                return Ok(None);
            }
            Some((found, false)) => {
                self.conn.execute(
                    &format!("DELETE FROM {} WHERE id = ?1", ident(&found.kind)),
                    [found.id],
                )?;
                self.conn
                    .execute("UPDATE thing SET kind = ?2 WHERE id = ?1", (found.id, &kind.name))?;
                self.insert_row(kind, found.id, &[])?;
                Found { kind: kind.name.clone(), ..found }
            }
            None => {
                let id = self.insert_thing(kind, Some(slug), slug)?;
                self.insert_row(kind, id, &[])?;
                Found { id, kind: kind.name.clone(), slug: slug.to_owned() }
            }
        };
        self.names.add(found.clone());
        Ok(Some(found))
    }

    /// The thing of the base with that slug, whether claims are left for it, and its label if that still stands.
    fn base_thing(&mut self, slug: &str) -> Result<Option<(Found, bool)>> {
        let mut find = self.conn.prepare_cached(
            "SELECT id, kind, name, EXISTS (SELECT 1 FROM claim WHERE claim.thing = t.id),
             EXISTS (SELECT 1 FROM name AS n JOIN claim AS c ON c.thing = n.id
                     WHERE n.\"of\" = t.id AND n.form = 'label' AND n.text = t.name)
             FROM thing AS t WHERE slug = ?1",
        )?;
        let row = find
            .query_row([slug], |row| {
                let found = Found { id: row.get(0)?, kind: row.get(1)?, slug: slug.to_owned() };
                Ok((found, row.get::<_, String>(2)?, row.get(3)?, row.get::<_, bool>(4)?))
            })
            .optional()?;
        let Some((found, name, claimed, labelled)) = row else { return Ok(None) };
        if claimed {
            self.stood.insert(found.id);
            // A label that no claim supports any more stands only until this load gives another.
            let label = if labelled { name } else { String::new() };
            self.labels.entry(found.id).or_insert((label, None));
        }
        Ok(Some((found, claimed)))
    }

    /// Gives a thing its label, or finds that it has another.
    pub(super) fn label(&mut self, found: &Found, name: &str, at: &Place) -> Result<()> {
        self.names.add_name(found, name, None);
        match self.labels.get(&found.id) {
            Some((known, first)) if !known.is_empty() => {
                if known != name {
                    let place = first.as_ref().map_or("the base".into(), |p| self.whereabouts(p));
                    let sentence = format!(
                        "the name of `{}` is \"{name}\" here, but \"{known}\" in {place}",
                        found.slug
                    );
                    let helps = self.two_names(at);
                    self.problems.add_with(at, sentence, helps);
                }
            }
            _ => {
                self.conn
                    .prepare_cached("UPDATE thing SET name = ?2, name_key = ?3 WHERE id = ?1")?
                    .execute((found.id, name, fold(name)))?;
                self.labels.insert(found.id, (name.to_owned(), Some(at.clone())));
            }
        }
        Ok(())
    }

    /// What to write where a thing has two names.
    fn two_names(&self, at: &Place) -> Vec<String> {
        if self.is_digest(at) {
            return vec!["keep one as `name` and give the other under `names`".to_owned()];
        }
        vec![
            "keep one as `name` and give the other in a column `alias`".to_owned(),
            "if these are two things, give each an `id`".to_owned(),
        ]
    }
}

fn shown(literal: &Literal) -> &str {
    match literal {
        Literal::Ready(stored) => &stored.shown,
        Literal::Ref(text) => text,
    }
}
