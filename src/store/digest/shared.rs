//! Keys that are written once for several items: `each` in a list, and keys beside several claims.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeArray, DeString, DeTable, DeValue};

use super::keys::{BECAUSE, VALUE};
use super::literal::{OPEN_LIST, Toml};

/// The key of the values for all items after it in a list, up to the next such key.
pub(crate) const EACH: &str = "each";

/// The two keys that give a reason together.
const NOTE: [&str; 2] = ["basis", "note"];

/// Returns the items of a list, or the one that is written without a list. An item takes the keys that it leaves out from the
/// `each` before it; `plain` is the key of an item that isn't a table.
pub(super) fn items_with_shared<'t, 'i>(
    value: &'t Toml<'i>,
    plain: &str,
) -> Vec<Cow<'t, Toml<'i>>> {
    let mut shared: Option<&DeTable<'i>> = None;
    let mut found = Vec::new();
    for item in list_items(value) {
        if let Some(each) = shared_keys(item) {
            shared = Some(each);
        } else {
            found.push(match shared.filter(|_| !is_open(item)) {
                Some(shared) => Cow::Owned(add_shared_keys(item, plain, shared)),
                None => Cow::Borrowed(item),
            });
        }
    }
    found
}

/// Returns the claims of `cite`, each with those keys of the table around it that are `shared`.
pub(super) fn with_beside<'t, 'i>(
    cite: &'t Toml<'i>,
    plain: &str,
    around: &DeTable<'i>,
    shared: impl Fn(&DeString<'_>) -> bool,
) -> Cow<'t, Toml<'i>> {
    let beside = around.iter().filter(|(key, _)| shared(key.get_ref()));
    let beside: DeTable<'i> = beside.map(|(key, value)| (key.clone(), value.clone())).collect();
    if beside.is_empty() {
        return Cow::Borrowed(cite);
    }
    let mut claims = DeArray::new();
    for claim in list_items(cite) {
        claims.push(add_shared_keys(claim, plain, &beside));
    }
    Cow::Owned(Spanned::new(cite.span(), DeValue::Array(claims)))
}

/// Returns the items of a list, or the one that is written without a list.
pub(super) fn list_items<'t, 'i>(value: &'t Toml<'i>) -> Vec<&'t Toml<'i>> {
    if let DeValue::Array(items) = value.get_ref() { items.iter().collect() } else { vec![value] }
}

/// Returns the keys of an `each` item, which the items after it share.
fn shared_keys<'t, 'i>(item: &'t Toml<'i>) -> Option<&'t DeTable<'i>> {
    let table = item.get_ref().as_table().filter(|table| table.len() == 1)?;
    table.get(EACH)?.get_ref().as_table()
}

/// Returns an item as a table, with the shared keys that it lacks. A basis, note or reason of its own takes precedence over a
/// shared one.
fn add_shared_keys<'i>(item: &Toml<'i>, plain: &str, shared: &DeTable<'i>) -> Toml<'i> {
    let mut table = if let DeValue::Table(table) = item.get_ref() {
        table.clone()
    } else {
        let key = Spanned::new(item.span(), DeString::Owned(plain.to_owned()));
        DeTable::from_iter([(key, item.clone())])
    };
    let (has_reason, has_note) =
        (table.contains_key(BECAUSE), NOTE.iter().any(|key| table.contains_key(*key)));
    for (key, value) in shared {
        let name = key.get_ref().as_ref();
        let own = table.get(name).map(|own| match value.get_ref() {
            DeValue::Table(shared) if !own.get_ref().is_array() => {
                add_shared_keys(own, VALUE, shared)
            }
            _ => own.clone(),
        });
        let differs = name == BECAUSE && has_note || NOTE.contains(&name) && has_reason;
        if own.is_some() || !differs {
            table.insert(key.clone(), own.unwrap_or_else(|| value.clone()));
        }
    }
    Spanned::new(item.span(), DeValue::Table(table))
}

/// Checks whether an item of a link says that its source doesn't list all.
pub(super) fn is_open(item: &Toml<'_>) -> bool {
    let text = match item.get_ref() {
        DeValue::Table(table) => table.get(VALUE).and_then(|value| value.get_ref().as_str()),
        value => value.as_str(),
    };
    text == Some(OPEN_LIST)
}
