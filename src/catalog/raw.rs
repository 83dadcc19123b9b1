//! The shape of a catalog's TOML text. Nothing here is checked beyond that shape. `build.rs` has this file too: it writes the program's own
//! catalogs as bytes, which hold the same values in the order of their fields.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::Unit;

/// One step of the tour.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TourStep {
    /// A sentence about the step.
    pub say: String,
    /// A query, or a command of the prompt.
    pub ask: String,
}

/// The three sorts of kind, or the union of all things.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// Has a slug, a name and aliases.
    #[default]
    Thing,
    /// Ties things together or measures them; its identity is its content, its name is composed.
    Record,
    /// Supports things and records: claims and flags. Has only an id.
    Evidence,
    /// Things of every kind; nothing is stored in it.
    Union,
}

/// Records that agree in `same` contradict each other when their `value`s cannot both hold.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ConflictRule {
    /// The fields that must agree.
    pub same: Vec<String>,
    /// The field that then must not differ.
    pub value: String,
}

/// How places that are countries are recorded.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CountryLevel {
    /// Their level.
    pub level: String,
    /// The field of the place that holds its ISO 3166 code.
    pub code: String,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[serde(bound(deserialize = "K: Deserialize<'de>"))]
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

#[derive(Deserialize, Serialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawHead {
    pub(super) version: i64,
    pub(super) title: String,
    pub(super) about: String,
    pub(super) license: String,
    pub(super) example: String,
    pub(super) tour: Vec<TourStep>,
}

#[derive(Deserialize, Serialize)]
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

#[derive(Deserialize, Serialize)]
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
    pub(super) to: Option<TextOr<Vec<String>>>,
    pub(super) reverse: Option<TextOr<ReverseNames>>,
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

/// A text, or something else.
#[derive(Deserialize, Serialize, Clone)]
#[serde(remote = "Self")]
pub(super) enum TextOr<T> {
    Text(String),
    Other(T),
}

/// The names of a link back. A text alone gives the first.
#[derive(Deserialize, Serialize)]
pub(super) struct ReverseNames {
    pub(super) many: String,
    pub(super) one: String,
}

/// The form in TOML, without a tag.
#[derive(Deserialize)]
#[serde(remote = "TextOr", untagged)]
enum WrittenTextOr<T> {
    Text(String),
    Other(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for TextOr<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let is_written = from.is_human_readable();
        if is_written { WrittenTextOr::deserialize(from) } else { Self::deserialize(from) }
    }
}

impl<T: Serialize> Serialize for TextOr<T> {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, into)
    }
}

#[derive(Deserialize, Serialize)]
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

#[derive(Deserialize, Serialize)]
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

/// The most pairs for which memory is reserved in advance.
const LIKELY: usize = 64;

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

impl<T: Serialize> Serialize for Vec2<T> {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        into.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Vec2<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
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
                let mut pairs = Vec::with_capacity(map.size_hint().unwrap_or_default().min(LIKELY));
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Vec2(pairs))
            }
        }
        deserializer.deserialize_map(Pairs(std::marker::PhantomData))
    }
}
