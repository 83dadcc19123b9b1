//! Digests without a text: the facts of another base, as the tables that an author would write. They are read like a digest; to
//! show mistakes at their lines, the text must be written.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::input::{Input, Unwritten};
use super::parsed::Digest;
use super::problem::Problems;
use super::reader::Reader;
use crate::catalog::{Catalog, SOURCE};
use crate::store::schema::FLAG;
use crate::text::toml::{Keys, TomlNode};

/// Reads a digest without a text, the `file`th of the inputs. The place of each entry is its number.
pub(super) fn read<'c>(
    catalog: &'c Catalog,
    (file, input): (usize, &Input),
    Unwritten(entries): &Unwritten,
    problems: &mut Problems,
) -> Digest<'c> {
    let mut reader = Reader::new(catalog, (file, &input.text), problems);
    let mut digest = Digest { owner: input.known_as().to_owned(), ..Digest::default() };
    for (number, entry) in entries.iter().enumerate() {
        let (name, span) = (entry.kind.as_str(), number..number + 1);
        let table = table(&entry.keys, &span);
        reader.phrase_covers = entry.phrase_covers;
        match catalog.kind(name).filter(|kind| kind.is_entered()) {
            _ if name == FLAG => digest.flags.extend(reader.flag(span, &table)),
            Some(kind) if name == SOURCE => {
                reader.document(kind, (span.clone(), span), &table, &mut digest);
            }
            Some(kind) => digest.entries.push(reader.entry(kind, span.clone(), span, &table)),
            None => reader.unknown_kind(name, span),
        }
        digest.entries.append(&mut reader.inner);
    }
    digest
}

fn table<'k>(keys: &'k Keys, at: &Range<usize>) -> DeTable<'k> {
    let keyed = |(key, node): &'k (String, TomlNode)| {
        let key = Spanned::new(at.clone(), Cow::Borrowed(key.as_str()));
        (key, Spanned::new(at.clone(), value(node, at)))
    };
    keys.iter().map(keyed).collect()
}

fn value<'k>(node: &'k TomlNode, at: &Range<usize>) -> DeValue<'k> {
    match node {
        TomlNode::Value(text) => scalar(text),
        TomlNode::Table(keys) => DeValue::Table(table(keys, at)),
        TomlNode::List(items) => {
            let items = items.iter().map(|item| Spanned::new(at.clone(), value(item, at)));
            DeValue::Array(items.collect())
        }
    }
}

/// Reads a value as it is written. Few texts have escapes.
fn scalar(text: &str) -> DeValue<'_> {
    let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    match quoted.filter(|quoted| !quoted.contains('\\')) {
        Some(plain) => DeValue::String(Cow::Borrowed(plain)),
        None => {
            DeValue::parse(text).map_or(DeValue::String(Cow::Borrowed(text)), Spanned::into_inner)
        }
    }
}
