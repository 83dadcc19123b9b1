//! The one door through which the language asks about data: what a name means in this file.

use anyhow::Result;

use super::plan::Named;

/// Looks names up. Implemented by an open base; tests have small ones of their own.
pub trait Names {
    /// The things of these kinds that have a name with this folded key, mistranslations left out.
    fn named(&self, key: &str, kinds: &[&str]) -> Result<Vec<Named>>;

    /// The thing of these kinds with this slug.
    fn slug(&self, slug: &str, kinds: &[&str]) -> Result<Option<Named>>;

    /// What a mistranslation with this key stands for: the source it is confined to, and the thing's label.
    fn mistranslated(&self, key: &str, kinds: &[&str]) -> Result<Option<(String, String)>>;

    /// Names of things of these kinds that may be meant, the most used first.
    fn similar(&self, key: &str, kinds: &[&str]) -> Result<Vec<String>>;

    /// The value that tells the level of a place.
    fn place(&self, id: i64) -> Result<Option<String>>;

    /// The place of the nearest level around a place.
    fn around(&self, id: i64) -> Result<Option<String>>;

    /// The fields, each with its kind, of which some value has a claim against it.
    fn contested(&self) -> Result<Vec<(String, String)>> {
        Ok(vec![])
    }
}
