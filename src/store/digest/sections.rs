//! `[paragraph.5]`: the paragraph of every claim below it that names none, and entries in lists.

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::entry::{Claim, Flag};
use super::literal::{Literal, Toml};
use super::parsed::Digest;
use super::reader::{Reader, Surroundings};
use super::shared::items_with_shared;
use super::ties::needs_table;
use crate::catalog::{Kind, SOURCE};
use crate::store::schema::FLAG;

/// The first part of the header of a paragraph.
pub(crate) const PARAGRAPH: &str = "paragraph";

impl<'c> Reader<'c, '_> {
    /// Reads a paragraph: its number, by which claims below it are placed, and lists of entries.
    pub(super) fn read_section(
        &mut self,
        number: &Spanned<DeString<'_>>,
        table: &DeTable<'_>,
        digest: &mut Digest<'c>,
    ) {
        self.around = Surroundings::default();
        let paragraph = self.read_paragraph_header(number.get_ref(), number.span());
        // A wrong paragraph is reported once, not again for each claim in it.
        let claim = Claim { paragraph: paragraph.or(Some(1)), ..Claim::default() };
        self.around.near = Some(claim);
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let kind = self.catalog.find_kind(name);
            match kind.filter(|kind| kind.name == FLAG || kind.is_entered() && kind.name != SOURCE)
            {
                Some(kind) => {
                    let plain = if kind.name == FLAG { "reason" } else { "name" };
                    for item in items_with_shared(value, plain) {
                        self.read_list_item(kind, &item, digest);
                    }
                }
                None => self.unknown_kind(name, key.span()),
            }
        }
    }

    /// Reads the flags of a source: its paragraphs without facts.
    pub(super) fn source_flags(&mut self, source: &DeTable<'_>, digest: &mut Digest<'c>) {
        let Some(kind) = self.catalog.kind(FLAG) else { return };
        let Some(value) = source.get(kind.plural.as_str()) else { return };
        for item in items_with_shared(value, "reason") {
            match item.get_ref() {
                DeValue::Table(table) => digest.flags.extend(self.read_flags(item.span(), table)),
                _ => self.report(item.span(), "this flag has no `p`"),
            }
        }
    }

    /// Reads one entry of a list.
    fn read_list_item(&mut self, kind: &'c Kind, item: &Toml<'_>, digest: &mut Digest<'c>) {
        let span = item.span();
        match item.get_ref() {
            DeValue::Table(table) if kind.name == FLAG => {
                digest.flags.extend(self.read_flags(span, table));
            }
            DeValue::String(_) if kind.name == FLAG => {
                digest.flags.extend(self.read_plain_flag(kind, item));
            }
            DeValue::Table(table) => {
                let entry = self.read_entry(kind, span.clone(), span, table);
                digest.entries.push(entry);
                digest.entries.append(&mut self.inner);
            }
            _ if self.is_broken(item) => {}
            _ => {
                self.report(span, needs_table(&kind.plural, kind, &[]));
            }
        }
    }

    /// Reads a flag that is only a reason; it belongs to the paragraph around it.
    fn read_plain_flag(&mut self, kind: &'c Kind, item: &Toml<'_>) -> Option<Flag> {
        let given = self.read_given(kind.field("reason")?, item)?;
        let paragraph = self.around.near.as_ref()?.paragraph?;
        let Literal::Ready(reason) = given.value else { return None };
        Some(Flag { paragraph, reason: reason.shown.clone(), note: None })
    }
}
