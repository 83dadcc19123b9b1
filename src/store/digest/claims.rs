//! Claims: those in `cite` and in the claim keys of `names`, and those that an entry leaves out, so that every value, mark and
//! label of a thing has a claim of its digest.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::entry::{Claim, EXTERNAL, Entry, INFERRED, STATED, Says, Word};
use super::evidence::nearby_claim;
use super::keys::{BECAUSE, CLAIM_KEYS, REASONS, VALUE, is_claim_key};
use super::literal::{ALSO, Literal, NOT_STATED, OPEN_LIST, Toml, is_not_stated, read_stated};
use super::names::is_slug;
use super::problem::Mistake;
use super::reader::{Reader, split_tables};
use crate::catalog::{DISTINCT, Kind, Sort, Type};
use crate::store::schema::CLAIM;

/// The number of characters that a phrase may have.
pub(crate) const LONGEST_PHRASE: usize = 60;

impl<'c> Reader<'c, '_> {
    /// Reads all claims of a `cite`: those about the entry as a whole first, then those about its fields.
    pub(super) fn read_cite(&mut self, kind: &'c Kind, value: &Toml<'_>) -> Vec<Claim> {
        let (cites, others) = split_tables(value);
        let mut whole = Vec::with_capacity(cites.len() + others.len());
        let mut parts = Vec::new();
        let here = self.around.near.clone();
        for other in others {
            whole.extend(self.plain_cite(other, here.as_ref()));
        }
        for (span, table) in cites {
            if let Some(says) = table.get("says") {
                self.report(says.span(), "`says` belongs under its field");
            }
            if whole.is_empty() || table.keys().any(|key| is_claim_key(key.get_ref())) {
                whole.extend(self.read_claim(&span, table, here.as_ref()));
            }
            for (key, value) in table.iter().filter(|(key, _)| !is_claim_key(key.get_ref())) {
                let near = nearby_claim(&whole);
                let about = self.cited_property(kind, key.get_ref(), key.span());
                let about = about.map(|about| self.field_cites((kind, &about), value, near));
                parts.extend(about.into_iter().flatten());
            }
        }
        whole.append(&mut parts);
        whole
    }

    /// Reads the claims about one field or link: a phrase, a table, or several of them.
    pub(super) fn field_cites(
        &mut self,
        (kind, about): (&'c Kind, &str),
        value: &Toml<'_>,
        near: Option<&Claim>,
    ) -> Vec<Claim> {
        let (cites, others) = split_tables(value);
        let plain = others.into_iter().filter_map(|other| self.plain_cite(other, near));
        let mut claims: Vec<Claim> = plain.collect();
        for (span, table) in cites {
            let keys = table.keys().filter(|key| key.get_ref() != VALUE);
            for key in keys.filter(|key| !is_claim_key(key.get_ref())) {
                let mistake = Mistake::new(format!("`{}` isn't part of a claim", key.get_ref()));
                self.report(key.span(), mistake.did_you_mean(key.get_ref(), CLAIM_KEYS));
            }
            let Some(mut claim) = self.read_claim(&span, table, near) else { continue };
            claim.says = table.get("says").and_then(|says| self.read_says(kind, about, says));
            claims.push(claim);
        }
        for claim in &mut claims {
            claim.field = Some(about.to_owned());
        }
        claims
    }

    /// Returns the field, link or `name` that a key of `cite` is about.
    fn cited_property(&mut self, kind: &'c Kind, key: &str, at: Range<usize>) -> Option<String> {
        if kind.field(key).is_some() || key == "name" && kind.sort == Sort::Thing {
            return Some(key.to_owned());
        }
        if let Some(link) = kind.link(key) {
            return Some(link.name.clone());
        }
        let known = CLAIM_KEYS.into_iter().chain(kind.fields.iter().map(|f| f.name.as_str()));
        let known = known.chain(kind.links().map(|l| l.name.as_str()));
        let mistake = Mistake::new(format!(
            "`{key}` is neither part of a claim nor a field or link of `{}`",
            kind.name
        ));
        self.refuse(at, mistake.did_you_mean(key, known))
    }

    /// Reads a claim written as a plain text: a phrase if there is a document, otherwise a note.
    fn plain_cite(&mut self, value: &Toml<'_>, near: Option<&Claim>) -> Option<Claim> {
        let text = self.read_string("cite", value)?;
        let mut claim = self.own_claim(value.span());
        if self.sourced {
            let Some(near) = near else {
                let mistake = Mistake::new("a claim needs its paragraph");
                return self.refuse(
                    value.span(),
                    mistake.help("write `cite = { p = 1, phrase = \"…\" }`"),
                );
            };
            claim.paragraph = near.paragraph;
            claim.place_in.clone_from(&near.place_in);
            claim.phrase = Some(text);
        } else {
            claim.note = Some(text);
        }
        self.check_claim(&claim, value.span());
        Some(claim)
    }

    /// Reads a claim from its keys; `says` and others are left to the caller. It is in the paragraph of the claim `near` it
    /// unless it names another.
    pub(super) fn read_claim(
        &mut self,
        span: &Range<usize>,
        table: &DeTable<'_>,
        near: Option<&Claim>,
    ) -> Option<Claim> {
        let mut claim = self.own_claim(span.clone());
        // In a table the basis, confidence and note of a row cover all of it.
        if let Some(near) = near.filter(|_| self.tabular) {
            claim.basis.clone_from(&near.basis);
            claim.confidence.clone_from(&near.confidence);
            claim.note.clone_from(&near.note);
        }
        for (key, value) in table {
            let key = key.get_ref().as_ref();
            match key {
                "p" => claim.paragraph = self.read_paragraph(value),
                "place_in" => claim.place_in = self.read_string(key, value),
                "phrase" => claim.phrase = self.read_string(key, value),
                "read_as" => claim.read_as = self.read_string(key, value),
                "read_reason" => claim.read_reason = self.read_claim_enum(key, value),
                "basis" => claim.basis = self.read_claim_enum(key, value)?.into(),
                "confidence" => claim.confidence = self.read_claim_enum(key, value)?.into(),
                "note" => claim.note = self.read_string(key, value),
                BECAUSE => {
                    claim.basis = INFERRED.into();
                    claim.note = Some(self.inference_reason(table, value)?);
                }
                "key" => claim.key = self.read_string(key, value),
                _ => {}
            }
        }
        let placed = table.contains_key("p") || table.contains_key("place_in");
        if let Some(near) = near.filter(|_| !placed && claim.basis != EXTERNAL) {
            claim.paragraph = near.paragraph;
            claim.place_in.clone_from(&near.place_in);
        }
        claim.sourced = self.sourced && (claim.basis != EXTERNAL || placed);
        if placed && claim.paragraph.is_none() && claim.place_in.is_none() {
            return Some(claim);
        }
        // In a table the parts of a claim are far apart.
        let part = table.get("phrase").or_else(|| table.get("basis"));
        let at = part.filter(|_| self.tabular).map_or(span.clone(), toml::Spanned::span);
        self.check_claim(&claim, at);
        Some(claim)
    }

    /// Returns the reason of an inference: the text itself, or the text that it refers to in `[reasons]`.
    fn inference_reason(&mut self, table: &DeTable<'_>, value: &Toml<'_>) -> Option<String> {
        for key in ["basis", "note"] {
            if let Some((key, _)) = table.get_key_value(key) {
                let (at, key) = (key.span(), key.get_ref());
                let mistake = Mistake::new(format!("`{key}` is part of `{BECAUSE}` here"));
                let help = format!(
                    "`{BECAUSE} = \"…\"` is short for `basis = \"inferred\", note = \"…\"`"
                );
                self.report(at, mistake.help(help));
            }
        }
        let text = self.read_string(BECAUSE, value)?;
        if let Some(reason) = self.reasons.get(&text) {
            return Some(reason.clone());
        }
        if is_slug(&text) {
            let mistake = Mistake::new(format!("`[{REASONS}]` has no `{text}`"));
            let known: Vec<String> = self.reasons.keys().cloned().collect();
            let mistake = mistake.did_you_mean(&text, known.iter().map(String::as_str));
            return self.refuse(
                value.span(),
                mistake.help("a reason is a sentence, or the name of one there"),
            );
        }
        Some(text)
    }

    /// Returns a claim without keys, by which a source is evidence for itself.
    pub(super) fn own_claim(&self, span: Range<usize>) -> Claim {
        Claim::new(self.place_at(span), self.sourced)
    }

    fn check_claim(&mut self, claim: &Claim, span: Range<usize>) {
        let external = claim.basis == EXTERNAL;
        if claim.basis != STATED && claim.note.is_none() {
            let what = if external { "its origin" } else { "a reason" };
            let sentence = format!("a claim that is {} needs {what} in `note`", claim.basis);
            self.report(span.clone(), sentence);
        }
        if !self.sourced && !external {
            let sentence =
                "a digest without [source] can hold only facts with `basis = \"external\"`";
            self.report(span.clone(), sentence);
        } else if !external && claim.paragraph.is_none() && claim.place_in.is_none() {
            let p = if self.tabular { "`paragraph`" } else { "`p` (the paragraph)" };
            let mistake = Mistake::new("a claim needs its paragraph");
            self.report(span.clone(), mistake.help(format!("give {p} or `place_in`")));
        }
        let length = claim.phrase.as_ref().map_or(0, |phrase| phrase.chars().count());
        if length > LONGEST_PHRASE {
            let sentence =
                format!("a phrase can have {LONGEST_PHRASE} characters, and this one has {length}");
            self.report(span, sentence);
        }
    }

    /// Reads one of the values of an enum of the engine's own kind of claims.
    fn read_claim_enum(&mut self, key: &str, value: &Toml<'_>) -> Option<String> {
        let field = self.catalog.kind(CLAIM)?.field(key)?;
        match self.read_literal(field, value) {
            Ok(Literal::Ready(stored)) => return Some(stored.shown.clone()),
            Ok(Literal::Ref(_)) => {}
            Err(refused) => self.report(value.span(), refused.mistake),
        }
        None
    }

    /// Reads the competing value of a claim: a value of the field, or the mark of a silent source.
    fn read_says(&mut self, kind: &'c Kind, about: &str, value: &Toml<'_>) -> Option<Says> {
        let text = match value.get_ref() {
            DeValue::String(text) => Some(text.as_ref()),
            _ => None,
        };
        let Some(field) = kind.field(about) else {
            if text != Some(OPEN_LIST) {
                self.report(
                    value.span(),
                    format!("a claim about a link can only say `{OPEN_LIST}`"),
                );
            }
            return Some(Says::Text(OPEN_LIST.into()));
        };
        if text.is_some_and(is_not_stated) {
            return Some(Says::Text(NOT_STATED.into()));
        }
        let also = text.and_then(|text| text.trim().strip_prefix(ALSO));
        let units = &self.catalog.units;
        if let Some(stated) = also.and_then(|also| read_stated(field, also, units)) {
            return Some(Says::Text(format!("{ALSO}{}", stated.text(units))));
        }
        match self.read_literal(field, value) {
            Ok(Literal::Ready(stored)) => Some(Says::Text(stored.shown.clone())),
            Ok(Literal::Ref(text)) => {
                let Type::Ref(targets) = &field.ty else { return None };
                let word = Word { at: self.place_at(value.span()), text: text.into() };
                Some(Says::Ref(word, targets.clone()))
            }
            Err(refused) => {
                self.report_refusal(value, refused);
                None
            }
        }
    }

    /// Checks that an entry has everything that each kind needs.
    pub(super) fn check_entry(&mut self, entry: &Entry<'c>, table: &DeTable<'_>) {
        let lacks = |key: &str| !table.contains_key(key) && !entry.broken;
        let kind = &entry.kind.name;
        if entry.kind.sort == Sort::Thing && lacks("id") {
            self.problems.add(&entry.at, format!("this {kind} has no `id`"));
        }
        let cites = || table.keys().any(|key| self.is_evidence(entry.kind, key.get_ref()));
        if entry.claims.is_empty() && !entry.broken && !cites() {
            let sentence = format!("this {kind} has no `cite`: every fact needs a claim");
            self.problems.add(&entry.at, sentence);
        }
        self.check_name(entry);
    }

    /// Gives every value, mark and label a claim: its own, or that of the entry.
    pub(super) fn add_default_claims(
        &mut self,
        entry: &mut Entry<'c>,
        table: &DeTable<'_>,
        silent: &[(String, &'static str)],
    ) {
        let first = entry.claims.iter().find(|claim| claim.field.is_none());
        // In a table the phrase is that of the whole row.
        let covers = self.tabular || self.phrase_covers;
        let cover = first.map(|first| if covers { first.clone() } else { first.for_another() });
        for (about, says) in silent {
            entry.set_competing_value(about, says, cover.as_ref());
        }
        // A record is removed as a whole with its claims, so only the values of things need claims of their own.
        if let Some(cover) = cover.clone().filter(|_| entry.kind.sort == Sort::Thing) {
            let fields = entry.given.iter().map(|given| given.field.name.as_str());
            let fields = fields.filter(|field| !entry.claims.iter().any(|c| c.supports(field)));
            let fields = fields.chain(entry.distinct.then_some(DISTINCT));
            entry.rest = Some((Box::new(cover), fields.collect()));
        }
        entry.claim_equivalents(cover.as_ref());
        self.check_cited(entry, table);
        let is_of_name = |claim: &mut Claim| claim.field.as_deref() == Some("name");
        let mut of_name: Vec<Claim> = entry.claims.extract_if(.., is_of_name).collect();
        if let Some(name) = &entry.name {
            for claim in &mut of_name {
                claim.field = None;
            }
            if of_name.is_empty() {
                of_name = Vec::from_iter(cover);
            }
            // A long table has a label in each row: its list is no larger than it.
            entry.names.reserve_exact(1);
            entry.names.extend(self.label_record(name, of_name));
        }
    }

    /// Checks that a claim about a field has something to support: a value, a competing value, a mark.
    fn check_cited(&mut self, entry: &Entry<'c>, table: &DeTable<'_>) {
        let supporting = entry.claims.iter().filter(|claim| claim.says.is_none());
        for claim in supporting.filter(|_| !entry.broken) {
            let Some(field) = claim.field.as_ref().filter(|f| entry.kind.field(f).is_some()) else {
                continue;
            };
            if !table.contains_key(field.as_str()) {
                let sentence =
                    format!("this claim supports `{field}`, but the entry has no `{field}`");
                let help = format!("add `{field}`, or give a competing value with `says`");
                self.problems.add(&claim.at, Mistake::new(sentence).help(help));
            }
        }
    }
}
