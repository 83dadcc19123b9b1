//! What a base holds and what it leaves open.

use brief::catalog::{Catalog, Field, Kind, Link, Sort};
use brief::query::names::Names;
use brief::store::about::{Gap, OpenPoint};
use brief::store::{Base, version_line};
use serde::Serialize;
use serde_json::{Value, json};

/// A kind, as the page lists it.
#[derive(Serialize)]
struct ListedKind<'c> {
    name: &'c str,
    plural: &'c str,
    sort: Sort,
    /// Whether it is one of the engine's own.
    core: bool,
    about: &'c str,
    rows: u64,
    fields: Vec<Value>,
    links: Vec<Value>,
}

/// Describes a base: what it is about, its kinds, and where to begin.
pub(crate) fn describe(base: &Base) -> Value {
    let catalog = base.catalog();
    let kinds: Vec<ListedKind<'_>> = catalog.kinds.iter().map(|kind| listed(base, kind)).collect();
    let steps = catalog.tour.iter().filter(|step| !step.ask.starts_with('.'));
    let tour: Vec<Value> = steps.map(|step| json!({ "say": step.say, "ask": step.ask })).collect();
    json!({
        "title": catalog.title,
        "about": catalog.about,
        "license": catalog.license,
        "example": catalog.example,
        "tour": tour,
        "kinds": kinds,
        "created": base.meta_value("created"),
        "content": base.meta_value("content"),
        "program": version_line(),
    })
}

fn listed<'c>(base: &Base, kind: &'c Kind) -> ListedKind<'c> {
    let counted = base.meta_value(&format!("count.{}", kind.name));
    ListedKind {
        name: &kind.name,
        plural: &kind.plural,
        sort: kind.sort,
        core: kind.core,
        about: &kind.about,
        rows: counted.and_then(|rows| rows.parse().ok()).unwrap_or_default(),
        fields: kind.fields.iter().map(|field| of_field(base.catalog(), field)).collect(),
        links: kind.links().map(of_link).collect(),
    }
}

fn of_field(catalog: &Catalog, field: &Field) -> Value {
    let values: Vec<&str> = field.ty.choices().iter().map(|choice| choice.name.as_str()).collect();
    let targets = field.ty.targets().into_iter().flat_map(|targets| catalog.target_kinds(targets));
    let leads_to: Vec<&str> = targets.map(|kind| kind.name.as_str()).collect();
    json!({ "name": field.name, "about": field.about, "values": values, "leads_to": leads_to })
}

fn of_link(link: &Link) -> Value {
    json!({ "name": link.name, "about": link.about })
}

/// Lists the things with a name.
pub(crate) fn found(base: &Base, name: &str) -> Value {
    let things = base.things_named(&base.fold_key(name), &["thing"]).unwrap_or_default();
    let thing = |thing: &brief::query::plan::Named| json!({ "slug": thing.slug, "kind": thing.kind, "name": thing.name });
    things.iter().map(thing).collect()
}

/// Lists what the facts leave open, and the contradictions of their sources.
pub(crate) fn open_points(base: &Base) -> Value {
    let points = base.open_points().unwrap_or_default();
    let conflicts = base.conflicts().unwrap_or_default();
    let conflicts: Vec<Value> = conflicts
        .iter()
        .map(|conflict| {
            let sides = conflict.sides.iter().map(|side| {
                let places = side.places.iter().map(|(source, at)| json!([source, at]));
                json!({ "value": side.value, "places": places.collect::<Value>() })
            });
            json!({ "kind": conflict.kind, "about": conflict.about, "sides": sides.collect::<Value>() })
        })
        .collect();
    json!({ "points": points.iter().map(of_point).collect::<Value>(), "conflicts": conflicts })
}

fn of_point(point: &OpenPoint) -> Value {
    let (one, many) = &point.kind;
    let noun = if point.count == 1 { one } else { many };
    let (what, query, link, known) = match &point.gap {
        Gap::Unknown { query } => ("unknown", Some(query), None, None),
        Gap::Fewer { link, known } => ("fewer", None, Some(link), Some(known)),
    };
    json!({
        "noun": noun, "count": point.count, "gap": what, "query": query, "link": link, "known": known,
        "names": point.names,
    })
}
