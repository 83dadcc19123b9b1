//! Declares things: every thing is found or made before any entry is merged, so that names can be looked up in any order.

use std::rc::Rc;

use anyhow::Result;

use super::known::{KnownTexts, is_large};
use super::merge::Merge;
use super::names::{Found, other_kind};
use crate::catalog::{Kind, Targets};
use crate::store::digest::{Digest, Entry, InputSpan, Literal, Mistake, NO_THING};
use crate::store::queries::Queries;
use crate::store::schema::{NAME, folded_label, quote_ident};

impl<'c> Merge<'_, 'c> {
    /// Finds or makes every thing, and adds its names.
    pub(super) fn declare_things(&mut self, digests: &mut [Digest<'c>]) -> Result<()> {
        self.codes.note_codes(self.catalog, digests);
        let entries: usize = digests.iter().map(Digest::len).sum();
        self.large = is_large(self.conn, entries)?;
        self.slugs = KnownTexts::read(self.conn, ("thing", "slug"), (self.large, entries))?;
        let mut declared = Vec::new();
        for digest in &*digests {
            let mut things = Vec::with_capacity(digest.len());
            let every = |_: &Kind| true;
            digest.for_each_entry(every, |entry| {
                things.push(self.declare_entry(entry)?);
                Ok(())
            })?;
            declared.push(things);
        }
        self.declare_names(digests)?;
        for (digest, mut things) in digests.iter_mut().zip(declared) {
            let known = |thing: &i64| *thing == NO_THING || self.labels.known.contains(*thing);
            if !things.iter().all(known) {
                let mut all = things.iter();
                let every = |_: &Kind| true;
                digest.for_each_entry(every, |entry| {
                    self.check_label(entry, all.next().copied().unwrap_or(NO_THING));
                    Ok(())
                })?;
            }
            let of_rows = things.split_off(digest.entries.len());
            if let Some(rows) = &mut digest.rows {
                rows.set_declared(of_rows)?;
            }
        }
        Ok(())
    }

    /// Finds or makes the thing of an entry, and adds its names.
    fn declare_entry(&mut self, entry: &Entry<'c>) -> Result<i64> {
        let Some(slug) = &entry.id else { return Ok(NO_THING) };
        let Some(found) = self.declare_thing(entry, &slug.text, &slug.at)? else {
            return Ok(NO_THING);
        };
        self.add_codes(entry, &found);
        self.add_level(entry, &found);
        self.first_at.add(found.id, &slug.at);
        if let Some(name) = &entry.name {
            self.add_label(&found, &name.text, &name.at)?;
        }
        for name in &entry.names {
            if let Some(text) = name.shown_text("text") {
                self.names.add_name(&found, text, name.field_value("only_in").map(literal_text));
            }
        }
        Ok(found.id)
    }

    /// Notes a thing that no entry gives a name.
    fn check_label(&mut self, entry: &Entry<'c>, thing: i64) {
        let Some(slug) = entry.id.as_ref().filter(|_| thing != NO_THING) else { return };
        if !self.labels.known.contains(thing) && !entry.broken {
            let sentence = format!("`{}` is new here and needs a `name`", slug.text);
            self.problems.add(&entry.at, sentence);
            self.labels.known.insert(thing);
        }
    }

    /// Adds the names that are records of their own.
    fn declare_names(&mut self, digests: &[Digest<'c>]) -> Result<()> {
        let targets = Targets::any_thing();
        for digest in digests {
            for entry in digest.entries.iter().filter(|entry| entry.kind.name == NAME) {
                let (Some(of), Some(text)) = (entry.field_value("of"), entry.shown_text("text"))
                else {
                    continue;
                };
                let source = digest.source.as_deref();
                // A name that leads nowhere is reported when its record is merged.
                if let Ok(found) = self.names.find(self.conn, literal_text(of), &targets, source)? {
                    self.names.add_name(
                        &found,
                        text,
                        entry.field_value("only_in").map(literal_text),
                    );
                }
            }
        }
        Ok(())
    }

    /// Returns the thing with that slug, or a new one; `None` means that the slug is of another kind.
    pub(super) fn declare_thing(
        &mut self,
        entry: &Entry<'c>,
        slug: &Rc<str>,
        at: &InputSpan,
    ) -> Result<Option<Found>> {
        let kind = entry.kind;
        self.give_way(entry, slug)?;
        let known = match self.find_declared(slug)? {
            Some(found) => Some((found, true)),
            None if !self.slugs.may_have(slug) => None,
            None => self.base_thing(slug)?,
        };
        let found = match known {
            Some((found, _)) if *found.kind == *kind.name => found,
            Some((found, true)) => {
                let place = match self.first_at.get(found.id) {
                    Some(place) => format!("in {}", self.format_location(&place)),
                    None => "in the base".into(),
                };
                let mistake = Mistake::new(other_kind(slug, &found.kind, kind, &place));
                let own = format!("give it an `id` of its own, such as `{slug}-{}`", kind.name);
                self.problems.add(at, mistake.helps(entry.by_name.then_some(own)));
                return Ok(None);
            }
            Some((found, false)) => {
                let remove = format!("DELETE FROM {} WHERE id = ?1", quote_ident(&found.kind));
                self.conn.run(&remove, [found.id])?;
                let change = "UPDATE thing SET kind = ?2 WHERE id = ?1";
                self.conn.run(change, (found.id, &kind.name))?;
                self.insert_row(kind, found.id, &[])?;
                self.merged.other_kind.push(found.id);
                Found { kind: self.names.intern_kind(&kind.name), ..found }
            }
            None => {
                // Its row is written with its first values.
                let name = entry.name.as_ref().map_or(slug, |name| &name.text);
                let id = self.insert_thing(kind, Some(slug), name)?;
                self.blank.insert(id);
                self.slugs.add(slug);
                if let Some(name) = &entry.name {
                    self.labels.mark_given(id, &name.at);
                }
                Found { id, kind: self.names.intern_kind(&kind.name), slug: Rc::clone(slug) }
            }
        };
        self.names.add(found.id);
        Ok(Some(found))
    }

    /// Returns the thing of the base with that slug, and whether it has claims. Its label is remembered if a claim supports it.
    fn base_thing(&mut self, slug: &str) -> Result<Option<(Found, bool)>> {
        let sql = "SELECT id, kind, EXISTS (SELECT 1 FROM claim WHERE claim.thing = t.id),
             EXISTS (SELECT 1 FROM name AS n JOIN claim AS c ON c.thing = n.id
                     WHERE n.\"of\" = t.id AND n.form = 'label' AND n.text = t.name)
             FROM thing AS t WHERE slug = ?1";
        let row: Option<(i64, String, bool, bool)> = self.conn.read_first(sql, [slug])?;
        let Some((id, kind, claimed, labelled)) = row else { return Ok(None) };
        if claimed {
            self.stood.insert(id);
            self.labels.known.insert(id);
            // A label without a claim stays only until this load gives another.
            if labelled {
                self.labels.firm.insert(id);
            }
        }
        Ok(Some((Found { id, kind: kind.into(), slug: slug.into() }, claimed)))
    }

    /// Returns the thing of this load with that slug.
    pub(super) fn find_declared(&self, slug: &str) -> Result<Option<Found>> {
        if self.slugs.may_have(slug) { self.names.get(self.conn, slug) } else { Ok(None) }
    }

    /// Gives a thing its label, and makes it findable by it.
    pub(super) fn add_label(&mut self, found: &Found, name: &str, at: &InputSpan) -> Result<()> {
        if self.set_label(found, name, at)? {
            self.names.add_label(found.id, name);
        } else {
            self.names.add_name(found, name, None);
        }
        Ok(())
    }

    /// Gives a thing its label, or notes that it has another; returns whether it has this one.
    pub(super) fn set_label(&mut self, found: &Found, name: &str, at: &InputSpan) -> Result<bool> {
        if !self.labels.firm.contains(found.id) {
            let sql = "UPDATE thing SET name = ?2, _folded = ?3 WHERE id = ?1 AND name <> ?2";
            self.conn.run(sql, (found.id, name, folded_label(name)))?;
            self.labels.mark_given(found.id, at);
            return Ok(true);
        }
        let first = self.labels.at.get(found.id);
        // A new thing was just given it.
        if first.as_ref() == Some(at) {
            return Ok(true);
        }
        let known: Option<String> =
            self.conn.read_value("SELECT name FROM thing WHERE id = ?1", [found.id])?;
        let known = known.unwrap_or_default();
        if known == *name {
            return Ok(true);
        }
        let place = first.map_or("the base".into(), |place| self.format_location(&place));
        let sentence =
            format!("the name of `{}` is \"{name}\" here, but \"{known}\" in {place}", found.slug);
        self.problems.add(at, self.two_names(sentence, at));
        Ok(false)
    }

    /// Returns the help for a thing with two names.
    fn two_names(&self, sentence: String, at: &InputSpan) -> Mistake {
        let mistake = Mistake::new(sentence);
        if self.is_digest(at) {
            return mistake.help("keep one as `name` and give the other under `names`");
        }
        mistake
            .help("keep one as `name` and give the other in a column `alias`")
            .help("if these are two things, give each an `id`")
    }
}

/// Returns a literal as it is written.
fn literal_text(literal: &Literal) -> &str {
    match literal {
        Literal::Ready(stored) => &stored.shown,
        Literal::Ref(text) => text,
    }
}
