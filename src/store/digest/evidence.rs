//! The evidence of an entry, which can be written under `cite`, beside its fields, or together with a value.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable};

use super::entry::{Claim, Entry};
use super::keys::{VALUE, is_claim_key};
use super::literal::Toml;
use super::problem::Mistake;
use super::reader::{Reader, Surroundings};
use super::shared::with_beside;
use crate::catalog::{Kind, SOURCE};

impl Surroundings {
    /// Returns the evidence that entries inside another inherit from its claims about the whole.
    pub(super) fn from_claims(claims: &[Claim]) -> Self {
        let first = claims.iter().find(|claim| claim.field.is_none());
        Self { near: nearby_claim(claims).cloned(), cover: first.map(Claim::for_another) }
    }
}

/// Returns the claim about the whole whose paragraph claims without one take: the first with a place, or else the first.
pub(super) fn nearby_claim(claims: &[Claim]) -> Option<&Claim> {
    let mut whole = claims.iter().filter(|claim| claim.field.is_none());
    let placed = whole.clone().find(|c| c.paragraph.is_some() || c.place_in.is_some());
    placed.or(whole.next())
}

impl<'c> Reader<'c, '_> {
    /// Checks whether a key of an entry is part of its evidence.
    pub(super) fn is_evidence(&self, kind: &Kind, key: &str) -> bool {
        let bare = || !self.tabular && !kind.fields.iter().any(|field| is_claim_key(&field.name));
        key == "cite" || is_claim_key(key) && bare()
    }

    /// Returns the key of a claim that is written as a plain text.
    fn plain_claim(&self) -> &'static str {
        if self.sourced { "phrase" } else { "note" }
    }

    /// Reads the claims of an entry: its `cite`, or the parts of a claim beside its fields, or else the evidence that it
    /// inherits.
    pub(super) fn read_evidence(
        &mut self,
        kind: &'c Kind,
        span: &Range<usize>,
        table: &DeTable<'_>,
    ) -> Vec<Claim> {
        let own = |key: &&Spanned<DeString<'_>>| {
            key.get_ref() != "cite" && self.is_evidence(kind, key.get_ref())
        };
        let part = table.keys().find(own);
        if let Some(cite) = table.get("cite") {
            let keys = |key: &DeString<'_>| key != "cite" && self.is_evidence(kind, key);
            let cite = with_beside(cite, self.plain_claim(), table, keys);
            return self.read_cite(kind, &cite);
        }
        if part.is_some() {
            if let Some(says) = table.get("says") {
                self.report(says.span(), "`says` belongs under its field");
            }
            let near = self.around.near.clone();
            return self.read_claim(span, table, near.as_ref()).into_iter().collect();
        }
        if kind.name == SOURCE {
            return vec![self.own_claim(span.clone())];
        }
        let cover = self.around.cover.clone().filter(|_| !self.tabular);
        cover.into_iter().map(|cover| Claim { at: self.place_at(span.clone()), ..cover }).collect()
    }

    /// Returns the value of a field or link that may be written together with its evidence, and adds its claims; `None` means
    /// that only a competing value is given, or that there is a mistake.
    pub(super) fn with_evidence<'t, 'i>(
        &mut self,
        entry: &mut Entry<'c>,
        about: &str,
        value: &'t Toml<'i>,
    ) -> Option<&'t Toml<'i>> {
        let Some(table) = value.get_ref().as_table().filter(|_| !self.is_broken(value)) else {
            return Some(value);
        };
        let near = nearby_claim(&entry.claims).cloned();
        let evidence = table.get("cite");
        let mut claims = vec![];
        if let Some(cite) = evidence {
            let keys = |key: &DeString<'_>| !["cite", VALUE].contains(&key.as_ref());
            let cite = with_beside(cite, self.plain_claim(), table, keys);
            claims = self.field_cites((entry.kind, about), &cite, near.as_ref());
        } else if table.keys().any(|key| key.get_ref() != VALUE) {
            claims = self.field_cites((entry.kind, about), value, near.as_ref());
        }
        let inner = table.get(VALUE);
        if inner.is_none() && claims.iter().all(|claim| claim.says.is_none()) {
            let mistake = Mistake::new(format!("this has no `{VALUE}`"));
            let help = format!("write `{about} = {{ {VALUE} = …, phrase = \"…\" }}`");
            self.report(value.span(), mistake.help(help));
            entry.broken = true;
        }
        entry.claims.append(&mut claims);
        inner
    }
}
