//! Reading a catalog from its TOML text: the text's own shape first, then names resolved into the types of [`super`].

use std::fmt;

use super::check::check;
use super::raw::{
    OneOrMany, RawCatalog, RawContainment, RawField, RawKind, RawLink, RawReverse, Vec2,
};
use super::{Catalog, Choice, Containment, Field, Kind, Level, Link, Sort, Targets, Type};
use crate::value::{Unit, Units};

/// The catalog of the built-in base.
pub(crate) const BUILT_IN: &str = include_str!("../../schema/catalog.toml");
/// The same as JSON (`build.rs`), which is read faster.
const COMPILED: &str = include_str!(concat!(env!("OUT_DIR"), "/catalog.json"));
/// The engine's own kinds, part of every catalog.
const CORE: &str = include_str!(concat!(env!("OUT_DIR"), "/core.json"));

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

pub(super) fn refuse<T>(
    at: impl Into<String>,
    reason: impl Into<String>,
) -> Result<T, CatalogError> {
    Err(CatalogError { at: at.into(), reason: reason.into() })
}

impl Catalog {
    /// Reads the catalog of the built-in base.
    pub fn built_in() -> Result<Self, CatalogError> {
        Self::read(BUILT_IN)
    }

    /// Reads and checks a catalog.
    pub fn read(text: &str) -> Result<Self, CatalogError> {
        if text.len() > LONGEST {
            return refuse("catalog", format!("has more than {} MiB", LONGEST >> 20));
        }
        let own = if text == BUILT_IN { compiled(COMPILED)? } else { parse(text)? };
        let core: RawCatalog<RawKind> = compiled(CORE)?;
        let own_kinds = own.kind.into_iter().map(|(name, kind)| (name, false, kind));
        let core_kinds = core.kind.into_iter().map(|(name, kind)| (name, true, kind));
        let kinds: Vec<RawKind> = own_kinds
            .chain(core_kinds)
            .map(|(name, core, kind)| RawKind { name, core, ..kind })
            .collect();
        let units = own.unit.into_iter().chain(core.unit).map(|(name, unit)| Unit { name, ..unit });
        let containment = own.containment.map(|c| c.resolve(&kinds)).transpose()?;
        let mut catalog = Self {
            version: own.catalog.version,
            title: own.catalog.title,
            about: own.catalog.about,
            license: own.catalog.license,
            example: own.catalog.example,
            tour: own.catalog.tour,
            kinds: resolve_kinds(&kinds, containment.as_ref())?,
            units: Units::new(units.collect()),
            containment,
            also: own.also.0,
            text: text.to_owned(),
        };
        add_reverse_links(&mut catalog, &kinds)?;
        if !own.link.0.is_empty() {
            return refuse("link", "links belong to a kind");
        }
        for (name, link) in &core.link.0 {
            let link = resolve_link(name, link, &format!("link.{name}"))?;
            for kind in catalog.kinds.iter_mut().filter(|kind| kind.named()) {
                kind.links.push(link.clone());
            }
        }
        // A test checks the program's own.
        if text != BUILT_IN {
            check(&catalog)?;
        }
        Ok(catalog)
    }
}

/// Reads one of the program's own catalogs.
fn compiled(json: &str) -> Result<RawCatalog<RawKind>, CatalogError> {
    serde_json::from_str(json).or_else(|e| refuse("catalog", e.to_string()))
}

/// Reads a catalog's text. What is wrong with a kind is refused under its name, everything else by its line.
fn parse(text: &str) -> Result<RawCatalog<RawKind>, CatalogError> {
    let read: RawCatalog<toml::Value> = toml::from_str(text).map_err(|e| {
        let before = text.get(..e.span().map_or(0, |s| s.start)).unwrap_or_default();
        CatalogError {
            at: format!("line {}", before.matches('\n').count() + 1),
            reason: e.message().to_owned(),
        }
    })?;
    read.with_kinds(|name, kind| {
        kind.try_into().or_else(|e: toml::de::Error| refuse(format!("kind.{name}"), e.message()))
    })
}

impl RawContainment {
    fn resolve(self, kinds: &[RawKind]) -> Result<Containment, CatalogError> {
        let at = "containment";
        let Some(kind) = kinds.iter().find(|k| k.name == self.kind) else {
            return refuse(at, format!("there is no kind `{}`", self.kind));
        };
        let target =
            |name: &str| match kind.field.0.iter().find(|(n, _)| n == name).map(|(_, f)| &f.to) {
                Some(Some(OneOrMany::One(target))) => Ok(target.clone()),
                _ => refuse(at, format!("`{name}` must be a ref of `{}` to one kind", self.kind)),
            };
        let places = target(&self.part)?;
        if target(&self.whole)? != places {
            return refuse(
                at,
                format!("`{}` and `{}` must lead to the same kind", self.part, self.whole),
            );
        }
        let one = |pairs: Vec2<Vec<String>>, name: &str| only(&pairs.0, &format!("{at}.{name}"));
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

fn resolve_kinds(
    kinds: &[RawKind],
    containment: Option<&Containment>,
) -> Result<Vec<Kind>, CatalogError> {
    kinds.iter().map(|kind| resolve_kind(kind, kinds, containment)).collect()
}

fn resolve_kind(
    raw: &RawKind,
    all: &[RawKind],
    containment: Option<&Containment>,
) -> Result<Kind, CatalogError> {
    let at = format!("kind.{}", raw.name);
    let mut fields = Vec::new();
    for (name, field) in &raw.field.0 {
        fields.push(resolve_field(name, field, all, &format!("{at}.field.{name}"))?);
    }
    if let Some(of) = &raw.levels {
        let Some(containment) = containment else {
            return refuse(
                format!("{at}.levels"),
                "the catalog has no [containment], so there are no levels",
            );
        };
        let of = (of != "id").then(|| of.clone());
        for (level, _) in &containment.levels {
            let about = format!("The {level} around its place, found through containment.");
            let ty = Type::Level(Level { of: of.clone() });
            fields.push(Field { name: level.clone(), ty, about, ..Field::plain() });
        }
    }
    let mut links = Vec::new();
    for (name, link) in &raw.link.0 {
        links.push(resolve_link(name, link, &format!("{at}.link.{name}"))?);
    }
    if matches!(raw.sort, Sort::Evidence | Sort::Union) && !raw.core {
        return refuse(format!("{at}.sort"), "a catalog's kinds are things or records");
    }
    Ok(Kind {
        name: raw.name.clone(),
        plural: raw.plural.clone(),
        sort: raw.sort,
        core: raw.core,
        about: raw.about.clone(),
        label: raw.label.clone(),
        columns: raw.columns.clone(),
        fields,
        links,
        index: raw.index.clone(),
        conflict: raw.conflict.clone(),
        expect: raw.expect.clone(),
    })
}

fn resolve_field(
    name: &str,
    raw: &RawField,
    all: &[RawKind],
    at: &str,
) -> Result<Field, CatalogError> {
    let ty = match raw.ty.as_str() {
        "text" => Type::Text,
        "enum" if raw.values.is_empty() => return refuse(at, "an enum needs `values`"),
        "enum" => Type::Enum(resolve_choices(raw, at)?),
        "number" => Type::Number { exact: raw.exact },
        "share" => Type::Share,
        "money" => Type::Money,
        "quantity" => Type::Quantity(raw.dimension.clone()),
        "date" => Type::Date,
        "period" => Type::Period,
        "yesno" => Type::YesNo,
        "ref" => Type::Ref(resolve_targets(raw.to.as_ref(), all, at)?),
        other => return refuse(at, format!("there is no field type `{other}`")),
    };
    let only_if = raw.only_if.as_ref().map(|pairs| only(&pairs.0, &format!("{at}.only_if")));
    let only_if = only_if.transpose()?;
    Ok(Field {
        name: name.to_owned(),
        ty,
        about: raw.about.clone(),
        default: raw.default.clone(),
        only_if,
        list: raw.list,
        computed: raw.computed,
        signed: raw.signed,
        tree: raw.tree,
        whole: raw.whole.clone(),
        counts: raw.counts.clone(),
        apart: raw.apart.clone(),
    })
}

fn resolve_choices(raw: &RawField, at: &str) -> Result<Vec<Choice>, CatalogError> {
    if let Some((name, _)) = raw.means.0.iter().find(|(name, _)| !raw.values.contains(name)) {
        return refuse(format!("{at}.means"), format!("`{name}` is not one of its values"));
    }
    let about = |value: &String| {
        raw.means.0.iter().find(|(name, _)| name == value).map(|(_, text)| text.clone())
    };
    Ok(raw.values.iter().map(|v| Choice { name: v.clone(), about: about(v) }).collect())
}

fn resolve_targets(
    to: Option<&OneOrMany>,
    all: &[RawKind],
    at: &str,
) -> Result<Targets, CatalogError> {
    let named = |wanted: &[Sort]| {
        all.iter().filter(|k| wanted.contains(&k.sort)).map(|k| k.name.clone()).collect::<Vec<_>>()
    };
    let kinds = match to {
        None => return refuse(at, "a ref needs `to`"),
        Some(OneOrMany::One(word)) if word == "any" => {
            return Ok(Targets { any: true, kinds: named(&[Sort::Thing]) });
        }
        Some(OneOrMany::One(word)) if word == "all" => {
            return Ok(Targets { any: true, kinds: named(&[Sort::Thing, Sort::Record]) });
        }
        Some(OneOrMany::One(kind)) => vec![kind.clone()],
        Some(OneOrMany::Many(kinds)) => kinds.clone(),
    };
    match kinds.iter().find(|name| !all.iter().any(|k| &k.name == *name)) {
        Some(unknown) => refuse(at, format!("there is no kind `{unknown}`")),
        None => Ok(Targets { any: false, kinds }),
    }
}

/// Returns the one pair of a condition: a field and its value.
fn only<T: Clone>(pairs: &[(String, T)], at: &str) -> Result<(String, T), CatalogError> {
    match pairs {
        [pair] => Ok(pair.clone()),
        _ => refuse(at, "must name one field and its value"),
    }
}

fn resolve_link(name: &str, raw: &RawLink, at: &str) -> Result<Link, CatalogError> {
    let Some((via, back)) = raw.path.split_once('.') else {
        return refuse(
            format!("{at}.path"),
            "must be a record kind and one of its refs, such as `participation.what`",
        );
    };
    Ok(Link {
        name: name.to_owned(),
        one: raw.one.clone(),
        about: raw.about.clone(),
        via: via.to_owned(),
        back: vec![back.to_owned()],
        only: raw.only.as_ref().map(|pairs| only(&pairs.0, &format!("{at}.where"))).transpose()?,
        to: raw.to.clone(),
    })
}

/// Checks whether a kind declares a link itself.
fn declares(raws: &[RawKind], kind: &str, link: &str) -> bool {
    let named = |raw: &RawKind| raw.link.0.iter().any(|(name, _)| name == link);
    raws.iter().any(|raw| raw.name == kind && named(raw))
}

/// Gives every kind that a ref can lead to the ref's reverse link.
fn add_reverse_links(catalog: &mut Catalog, raws: &[RawKind]) -> Result<(), CatalogError> {
    for raw in raws {
        for (field, raw_field) in &raw.field.0 {
            let (Some(reverse), Some(to)) = (&raw_field.reverse, &raw_field.to) else { continue };
            let at = format!("kind.{}.field.{field}.reverse", raw.name);
            let (many, one) = match reverse {
                RawReverse::Both { many, one } => (many, one),
                RawReverse::Many(many) if *many == raw.plural => (many, &raw.name),
                RawReverse::Many(many) => {
                    return refuse(at, format!("say what one of `{many}` is called"));
                }
            };
            let targets = resolve_targets(Some(to), raws, &at)?;
            let union = raw.core && targets.any;
            let reached =
                |k: &Kind| targets.kinds.contains(&k.name) || union && k.sort == Sort::Union;
            for kind in catalog.kinds.iter_mut().filter(|kind| reached(kind)) {
                match kind.links.iter_mut().find(|l| l.name == *many) {
                    // A kind of the engine may describe it better itself.
                    Some(_) if raw.core && declares(raws, &kind.name, many) => {}
                    Some(link) if link.via == raw.name && link.to.is_none() => {
                        link.back.push(field.clone());
                    }
                    Some(_) => {
                        return refuse(at, format!("`{}` already has a link `{many}`", kind.name));
                    }
                    None => kind.links.push(Link {
                        name: many.clone(),
                        one: one.clone(),
                        about: raw.about.clone(),
                        via: raw.name.clone(),
                        back: vec![field.clone()],
                        only: None,
                        to: None,
                    }),
                }
            }
        }
    }
    Ok(())
}

impl Field {
    /// Returns a field with nothing but defaults.
    fn plain() -> Self {
        Self {
            name: String::new(),
            ty: Type::Text,
            about: String::new(),
            default: None,
            only_if: None,
            list: false,
            computed: false,
            signed: false,
            tree: false,
            whole: None,
            counts: None,
            apart: vec![],
        }
    }
}
