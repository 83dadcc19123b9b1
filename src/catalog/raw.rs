//! The shape of a catalog's TOML text. Nothing here is checked beyond that shape.

use std::fmt;

use serde::Deserialize;

use super::{ConflictRule, CountryLevel, Sort, TourStep};
use crate::value::Unit;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[serde(bound = "K: Deserialize<'de>")]
pub(super) struct RawCatalog<K> {
    #[serde(default)]
    pub(super) catalog: RawHead,
    #[serde(default)]
    pub(super) kind: Vec2<K>,
    #[serde(default)]
    pub(super) unit: Vec2<Unit>,
    pub(super) containment: Option<RawContainment>,
    #[serde(default)]
    pub(super) also: Vec2<Vec<String>>,
    /// Links of every thing and record; only the engine's part has them.
    #[serde(default)]
    pub(super) link: Vec2<RawLink>,
}

impl<K> RawCatalog<K> {
    /// Reads each kind by a function of its name and its value.
    pub(super) fn with_kinds<T, E>(
        self,
        read: impl Fn(&str, K) -> Result<T, E>,
    ) -> Result<RawCatalog<T>, E> {
        let Self { catalog, kind, unit, containment, also, link } = self;
        let kinds = kind.into_iter().map(|(name, kind)| read(&name, kind).map(|kind| (name, kind)));
        let kind = Vec2(kinds.collect::<Result<_, E>>()?);
        Ok(RawCatalog { catalog, kind, unit, containment, also, link })
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawHead {
    pub(super) version: i64,
    pub(super) title: String,
    pub(super) about: String,
    pub(super) license: String,
    pub(super) example: String,
    pub(super) tour: Vec<TourStep>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawKind {
    #[serde(skip)]
    pub(super) name: String,
    #[serde(skip)]
    pub(super) core: bool,
    #[serde(default)]
    pub(super) sort: Sort,
    pub(super) plural: String,
    pub(super) about: String,
    pub(super) label: Option<String>,
    #[serde(default)]
    pub(super) columns: Vec<String>,
    pub(super) levels: Option<String>,
    #[serde(default)]
    pub(super) field: Vec2<RawField>,
    #[serde(default)]
    pub(super) link: Vec2<RawLink>,
    #[serde(default)]
    pub(super) index: Vec<String>,
    pub(super) conflict: Option<ConflictRule>,
    #[serde(default)]
    pub(super) expect: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawField {
    #[serde(rename = "type")]
    pub(super) ty: String,
    #[serde(default)]
    pub(super) about: String,
    #[serde(default)]
    pub(super) values: Vec<String>,
    #[serde(default)]
    pub(super) means: Vec2<String>,
    pub(super) to: Option<OneOrMany>,
    pub(super) reverse: Option<RawReverse>,
    pub(super) dimension: Option<String>,
    #[serde(default)]
    pub(super) exact: bool,
    #[serde(default)]
    pub(super) list: bool,
    #[serde(default)]
    pub(super) computed: bool,
    #[serde(default)]
    pub(super) signed: bool,
    pub(super) default: Option<String>,
    pub(super) only_if: Option<Vec2<String>>,
    #[serde(default)]
    pub(super) tree: bool,
    pub(super) whole: Option<String>,
    pub(super) counts: Option<String>,
    #[serde(default)]
    pub(super) apart: Vec<String>,
}

#[derive(Deserialize, Clone)]
#[serde(untagged)]
pub(super) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum RawReverse {
    Many(String),
    Both { many: String, one: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLink {
    pub(super) one: String,
    pub(super) path: String,
    #[serde(rename = "where")]
    pub(super) only: Option<Vec2<Vec<String>>>,
    pub(super) to: Option<String>,
    #[serde(default)]
    pub(super) about: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawContainment {
    pub(super) kind: String,
    pub(super) part: String,
    pub(super) whole: String,
    pub(super) certain: Vec2<Vec<String>>,
    pub(super) possible: Vec2<Vec<String>>,
    pub(super) by: String,
    pub(super) levels: Vec2<Vec<String>>,
    #[serde(default)]
    pub(super) suffixes: Vec2<Vec<String>>,
    pub(super) country: Option<CountryLevel>,
    #[serde(default)]
    pub(super) codes: Vec<String>,
}

/// A TOML table as pairs in the order written.
pub(super) struct Vec2<T>(pub(super) Vec<(String, T)>);

impl<T> Default for Vec2<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> IntoIterator for Vec2<T> {
    type Item = (String, T);
    type IntoIter = std::vec::IntoIter<(String, T)>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Vec2<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> serde::de::Visitor<'de> for Pairs<T> {
            type Value = Vec2<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Vec2(pairs))
            }
        }
        deserializer.deserialize_map(Pairs(std::marker::PhantomData))
    }
}
