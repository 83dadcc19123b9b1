//! Reading a catalog from its TOML text: the text's own shape first, then names resolved into the types of [`super`].

use std::rc::Rc;
use std::sync::OnceLock;
use std::{fmt, mem};

use super::check::check_catalog;
use super::raw::{RawCatalog, RawContainment, RawField, RawKind, RawLink, TextOr, Vec2};
use super::reverse::Reverse;
use super::{Catalog, Choice, Containment, Field, Kind, Level, Link, Sort, Targets, Type};
use crate::value::{Unit, Units};

/// The catalog of the built-in base.
pub(crate) const BUILT_IN: &str = include_str!("../../schema/catalog.toml");
/// The same as bytes (`build.rs`), which are read faster, without the other words for its names.
const COMPILED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalog.bin"));
/// These words.
const OTHER_WORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalog-also.bin"));
/// The engine's own kinds, part of every catalog.
const CORE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/core.bin"));

/// Why a catalog is refused: the place in it, and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogError {
    /// The dotted place: `kind.project.field.city`.
    pub at: String,
    /// The reason, as a sentence without its full stop.
    pub reason: String,
}

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.reason)
    }
}

impl std::error::Error for CatalogError {}

/// The most bytes of a catalog: reading them takes up to a hundred times as much memory.
const LONGEST: usize = 4 << 20;

pub(super) fn refuse_catalog<T>(
    at: impl fmt::Display,
    reason: impl Into<String>,
) -> Result<T, CatalogError> {
    Err(CatalogError { at: at.to_string(), reason: reason.into() })
}

impl Catalog {
    /// Reads the catalog of the built-in base.
    pub fn built_in() -> Result<Self, CatalogError> {
        Self::read(BUILT_IN)
    }

    /// Reads and checks a catalog.
    pub fn read(text: &str) -> Result<Self, CatalogError> {
        if text.len() > LONGEST {
            return refuse_catalog("catalog", format!("has more than {} MiB", LONGEST >> 20));
        }
        let is_own = text == BUILT_IN;
        let own = if is_own { read_compiled(COMPILED)? } else { parse_catalog(text)? };
        let core: RawCatalog<RawKind> = read_compiled(CORE)?;
        let own_kinds = own.kind.into_iter().map(|(name, kind)| (name, false, kind));
        let core_kinds = core.kind.into_iter().map(|(name, kind)| (name, true, kind));
        let raws: Vec<RawKind> = own_kinds
            .chain(core_kinds)
            .map(|(name, core, kind)| RawKind { name, core, ..kind })
            .collect();
        let units = own.unit.into_iter().chain(core.unit).map(|(name, unit)| Unit { name, ..unit });
        let containment = own.containment.map(|c| c.resolve(&raws)).transpose()?;
        let (kinds, reverses) = resolve_kinds(raws, containment.as_ref())?;
        let mut catalog = Self {
            version: own.catalog.version,
            title: own.catalog.title,
            about: own.catalog.about,
            license: own.catalog.license,
            example: own.catalog.example,
            tour: own.catalog.tour,
            kinds,
            units: Units::new(units.collect()),
            containment,
            also: if is_own { OnceLock::new() } else { own.also.0.into() },
            text: if is_own { BUILT_IN.into() } else { text.to_owned().into() },
        };
        for reverse in reverses {
            reverse.add_to(&mut catalog)?;
        }
        if !own.link.0.is_empty() {
            return refuse_catalog("link", "links belong to a kind");
        }
        for (name, link) in core.link.0 {
            let at = format!("link.{name}");
            let link = Rc::new(resolve_link(name, link, &at)?);
            for kind in catalog.kinds.iter_mut().filter(|kind| kind.has_names()) {
                kind.links.push(Rc::clone(&link));
            }
        }
        // A test checks the program's own.
        if !is_own {
            check_catalog(&catalog)?;
        }
        Ok(catalog)
    }
}

/// Reads the other words for names of the program's own catalog.
pub(super) fn own_other_words() -> Vec<(String, Vec<String>)> {
    postcard::from_bytes(OTHER_WORDS).map(|Vec2(words)| words).unwrap_or_default()
}

/// Reads one of the program's own catalogs.
fn read_compiled(bytes: &[u8]) -> Result<RawCatalog<RawKind>, CatalogError> {
    postcard::from_bytes(bytes).or_else(|e| refuse_catalog("catalog", e.to_string()))
}

/// Reads a catalog's text. A mistake in a kind is reported under its name, any other by its line.
fn parse_catalog(text: &str) -> Result<RawCatalog<RawKind>, CatalogError> {
    let read: RawCatalog<toml::Value> = toml::from_str(text).map_err(|e| {
        let before = text.get(..e.span().map_or(0, |s| s.start)).unwrap_or_default();
        CatalogError {
            at: format!("line {}", before.matches('\n').count() + 1),
            reason: e.message().to_owned(),
        }
    })?;
    read.with_kinds(|name, kind| {
        kind.try_into()
            .or_else(|e: toml::de::Error| refuse_catalog(format!("kind.{name}"), e.message()))
    })
}

impl RawContainment {
    fn resolve(self, kinds: &[RawKind]) -> Result<Containment, CatalogError> {
        let at = "containment";
        let Some(kind) = kinds.iter().find(|k| k.name == self.kind) else {
            return refuse_catalog(at, format!("there is no kind `{}`", self.kind));
        };
        let target =
            |name: &str| match kind.field.0.iter().find(|(n, _)| n == name).map(|(_, f)| &f.to) {
                Some(Some(TextOr::Text(target))) => Ok(target.clone()),
                _ => refuse_catalog(
                    at,
                    format!("`{name}` must be a ref of `{}` to one kind", self.kind),
                ),
            };
        let places = target(&self.part)?;
        if target(&self.whole)? != places {
            return refuse_catalog(
                at,
                format!("`{}` and `{}` must lead to the same kind", self.part, self.whole),
            );
        }
        let one =
            |pairs: Vec2<Vec<String>>, name: &str| only_pair(pairs, &format_args!("{at}.{name}"));
        Ok(Containment {
            certain: one(self.certain, "certain")?,
            possible: one(self.possible, "possible")?,
            places,
            kind: self.kind,
            part: self.part,
            whole: self.whole,
            by: self.by,
            levels: self.levels.0,
            suffixes: self.suffixes.0,
            country: self.country,
            codes: self.codes,
        })
    }
}

/// Resolves kinds in their order, and lists the refs that give others a link back.
fn resolve_kinds(
    raws: Vec<RawKind>,
    containment: Option<&Containment>,
) -> Result<(Vec<Kind>, Vec<Reverse>), CatalogError> {
    let all: Vec<_> = raws.iter().map(|raw| (raw.name.clone(), raw.sort)).collect();
    let declared: Rc<[usize]> = raws.iter().map(|raw| raw.link.0.len()).collect();
    let (mut kinds, mut reverses) = (Vec::with_capacity(raws.len()), Vec::new());
    for (kind, mut raw) in raws.into_iter().enumerate() {
        for (field, raw) in &mut raw.field.0 {
            if let (Some(link), Some(to)) = (raw.reverse.take(), &raw.to) {
                let (field, to, declared) = (field.clone(), to.clone(), Rc::clone(&declared));
                reverses.push(Reverse { kind, field, link, to, declared });
            }
        }
        kinds.push(resolve_kind(raw, &all, containment)?);
    }
    Ok((kinds, reverses))
}

fn resolve_kind(
    raw: RawKind,
    all: &[(String, Sort)],
    containment: Option<&Containment>,
) -> Result<Kind, CatalogError> {
    let at = format!("kind.{}", raw.name);
    let mut fields = Vec::with_capacity(raw.field.0.len());
    for (name, field) in raw.field.0 {
        let field = resolve_field(field, all, &format_args!("{at}.field.{name}"))?;
        fields.push(Field { name, ..field });
    }
    if let Some(of) = &raw.levels {
        let Some(containment) = containment else {
            return refuse_catalog(
                format!("{at}.levels"),
                "the catalog has no [containment], so there are no levels",
            );
        };
        let of = (of != "id").then(|| of.clone());
        for (level, _) in &containment.levels {
            let about = format!("The {level} around its place, found through containment.");
            let ty = Type::Level(Level { of: of.clone() });
            fields.push(Field { name: level.clone(), ty, about, ..Field::default() });
        }
    }
    let mut links = Vec::with_capacity(raw.link.0.len());
    for (name, link) in raw.link.0 {
        let at = format!("{at}.link.{name}");
        links.push(Rc::new(resolve_link(name, link, &at)?));
    }
    if matches!(raw.sort, Sort::Evidence | Sort::Union) && !raw.core {
        return refuse_catalog(format!("{at}.sort"), "a catalog's kinds are things or records");
    }
    Ok(Kind {
        name: raw.name,
        plural: raw.plural,
        sort: raw.sort,
        core: raw.core,
        about: raw.about,
        label: raw.label,
        columns: raw.columns,
        fields,
        links,
        index: raw.index,
        conflict: raw.conflict,
        expect: raw.expect,
    })
}

/// Resolves a field; its name is added afterwards.
fn resolve_field(
    raw: RawField,
    all: &[(String, Sort)],
    at: &dyn fmt::Display,
) -> Result<Field, CatalogError> {
    let ty = match raw.ty.as_str() {
        "text" => Type::Text,
        "enum" if raw.values.is_empty() => return refuse_catalog(at, "an enum needs `values`"),
        "enum" => Type::Enum(resolve_choices(raw.values, raw.means, at)?),
        "number" => Type::Number { exact: raw.exact },
        "share" => Type::Share,
        "money" => Type::Money,
        "quantity" => Type::Quantity(raw.dimension),
        "date" => Type::Date,
        "period" => Type::Period,
        "yesno" => Type::YesNo,
        "ref" => Type::Ref(resolve_targets(raw.to, all, at)?),
        other => return refuse_catalog(at, format!("there is no field type `{other}`")),
    };
    let only_if =
        raw.only_if.map(|pairs| only_pair(pairs, &format_args!("{at}.only_if"))).transpose()?;
    Ok(Field {
        name: String::new(),
        ty,
        about: raw.about,
        default: raw.default,
        only_if,
        list: raw.list,
        computed: raw.computed,
        signed: raw.signed,
        tree: raw.tree,
        whole: raw.whole,
        counts: raw.counts,
        apart: raw.apart,
    })
}

fn resolve_choices(
    values: Vec<String>,
    mut means: Vec2<String>,
    at: &dyn fmt::Display,
) -> Result<Vec<Choice>, CatalogError> {
    if let Some((name, _)) = means.0.iter().find(|(name, _)| !values.contains(name)) {
        return refuse_catalog(
            format_args!("{at}.means"),
            format!("`{name}` isn't one of its values"),
        );
    }
    let mut choice = |name: String| {
        let about = means.0.iter_mut().find(|(value, _)| *value == name);
        Choice { about: about.map(|(_, text)| mem::take(text)), name }
    };
    Ok(values.into_iter().map(&mut choice).collect())
}

fn resolve_targets(
    to: Option<TextOr<Vec<String>>>,
    all: &[(String, Sort)],
    at: &dyn fmt::Display,
) -> Result<Targets, CatalogError> {
    let named = |wanted: &[Sort]| {
        all.iter()
            .filter(|(_, sort)| wanted.contains(sort))
            .map(|(name, _)| name.clone())
            .collect::<Vec<_>>()
    };
    let kinds = match to {
        None => return refuse_catalog(at, "a ref needs `to`"),
        Some(TextOr::Text(word)) if word == "any" => {
            return Ok(Targets { any: true, kinds: named(&[Sort::Thing]) });
        }
        Some(TextOr::Text(word)) if word == "all" => {
            return Ok(Targets { any: true, kinds: named(&[Sort::Thing, Sort::Record]) });
        }
        Some(TextOr::Text(kind)) => vec![kind],
        Some(TextOr::Other(kinds)) => kinds,
    };
    match kinds.iter().find(|name| !all.iter().any(|(kind, _)| kind == *name)) {
        Some(unknown) => refuse_catalog(at, format!("there is no kind `{unknown}`")),
        None => Ok(Targets { any: false, kinds }),
    }
}

/// Returns the one pair of a condition: a field and its value.
fn only_pair<T>(pairs: Vec2<T>, at: &dyn fmt::Display) -> Result<(String, T), CatalogError> {
    let pair: Result<[_; 1], _> = pairs.0.try_into();
    pair.map(|[pair]| pair).or_else(|_| refuse_catalog(at, "must name one field and its value"))
}

fn resolve_link(name: String, raw: RawLink, at: &str) -> Result<Link, CatalogError> {
    let Some((via, back)) = raw.path.split_once('.') else {
        return refuse_catalog(
            format_args!("{at}.path"),
            "must be a record kind and one of its refs, such as `participation.what`",
        );
    };
    Ok(Link {
        name,
        one: raw.one,
        about: raw.about,
        via: via.to_owned(),
        back: vec![back.to_owned()],
        only: raw.only.map(|pairs| only_pair(pairs, &format_args!("{at}.where"))).transpose()?,
        to: raw.to,
    })
}
