//! Words people use for what has another name here: plurals, and those the catalog lists as `also`.

use crate::catalog::Catalog;
use crate::value::fold;

/// The names a word stands for: `cost` for `investment`, in the catalog's order.
pub(super) fn meanings<'c>(catalog: &'c Catalog, typed: &str) -> Vec<&'c str> {
    let typed: Vec<String> = singulars(typed).iter().map(|word| key(word)).collect();
    let is_it = |(_, words): &&(String, Vec<String>)| words.iter().any(|w| typed.contains(&key(w)));
    catalog.also.iter().filter(is_it).map(|(name, _)| name.as_str()).collect()
}

/// By which a word is compared with a name, which has `_` between its words.
pub(super) fn key(word: &str) -> String {
    fold(&word.replace('_', " "))
}

/// What a word may be in the singular: `cities` is `city`.
pub(super) fn singulars(typed: &str) -> Vec<String> {
    let typed = typed.to_lowercase();
    let endings = [("", ""), ("s", ""), ("es", ""), ("ies", "y")];
    let made = endings.iter().filter_map(|(end, instead)| {
        typed.strip_suffix(end).map(|stem| format!("{stem}{instead}"))
    });
    made.collect()
}
