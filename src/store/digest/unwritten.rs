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
pub(super) fn read_unwritten<'c>(
    catalog: &'c Catalog,
    (file, input): (usize, &Input),
    Unwritten(entries): &Unwritten,
    problems: &mut Problems,
) -> Digest<'c> {
    let mut reader = Reader::new(catalog, (file, &input.text), problems);
    let mut digest = Digest { owner: input.known_as().to_owned(), ..Digest::default() };
    for (number, entry) in entries.iter().enumerate() {
        let (name, span) = (entry.kind.as_str(), number..number + 1);
        let table = table_of_keys(&entry.keys, &span);
        reader.phrase_covers = entry.phrase_covers;
        match catalog.kind(name).filter(|kind| kind.is_entered()) {
            _ if name == FLAG => digest.flags.extend(reader.read_flags(span, &table)),
            Some(kind) if name == SOURCE => {
                reader.read_document_entry(kind, (span.clone(), span), &table, &mut digest);
            }
            Some(kind) => digest.entries.push(reader.read_entry(kind, span.clone(), span, &table)),
            None => reader.unknown_kind(name, span),
        }
        digest.entries.append(&mut reader.inner);
    }
    digest
}

fn table_of_keys<'k>(keys: &'k Keys, at: &Range<usize>) -> DeTable<'k> {
    let keyed = |(key, node): &'k (String, TomlNode)| {
        let key = Spanned::new(at.clone(), Cow::Borrowed(key.as_str()));
        (key, Spanned::new(at.clone(), value_of_node(node, at)))
    };
    keys.iter().map(keyed).collect()
}

fn value_of_node<'k>(node: &'k TomlNode, at: &Range<usize>) -> DeValue<'k> {
    match node {
        TomlNode::Value(text) => parse_scalar(text),
        TomlNode::Table(keys) => DeValue::Table(table_of_keys(keys, at)),
        TomlNode::List(items) => {
            let items = items.iter().map(|item| Spanned::new(at.clone(), value_of_node(item, at)));
            DeValue::Array(items.collect())
        }
    }
}

/// Reads a value as it is written. Few texts have escapes.
fn parse_scalar(text: &str) -> DeValue<'_> {
    let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    match quoted.filter(|quoted| !quoted.contains('\\')) {
        Some(plain) => DeValue::String(Cow::Borrowed(plain)),
        None => {
            DeValue::parse(text).map_or(DeValue::String(Cow::Borrowed(text)), Spanned::into_inner)
        }
    }
}
