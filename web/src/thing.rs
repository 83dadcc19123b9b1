//! Everything about a thing: its fields, then what refers to it.

use brief::catalog::graph::referrers_of_kind;
use brief::catalog::{Kind, SOURCE, Sort};
use brief::query::names::Names;
use brief::query::parser::parse;
use brief::query::resolve::resolve_sources;
use brief::query::sql;
use brief::session::Session;
use serde::Serialize;

use crate::answers::{Shown, show};

/// A thing and what is known of it.
#[derive(Serialize)]
pub(crate) struct Thing {
    slug: String,
    name: String,
    kind: String,
    /// The sentence about its kind.
    about: String,
    /// The answer with its fields.
    fields: Shown,
    /// What refers to it.
    parts: Vec<Part>,
}

/// Records or things that refer to a thing.
#[derive(Serialize)]
struct Part {
    kind: String,
    /// The field by which they do; `None` means the evidence of the thing itself.
    field: Option<String>,
    rows: u64,
    query: String,
}

/// Returns what is known of a thing; `None` means that there is none with this slug.
pub(crate) fn thing(session: &mut Session, slug: &str) -> Option<Thing> {
    let named = session.base.thing_with_slug(slug, &["thing"]).ok().flatten()?;
    let kind = session.base.catalog().kind(&named.kind)?;
    let fields = kind.fields.iter().map(|field| field.name.as_str());
    let shown = ["names"].into_iter().chain(fields).collect::<Vec<_>>().join(", ");
    let query = format!("{} where id = @{slug} show {shown}", kind.plural);
    let (plural, about) = (kind.plural.clone(), kind.about.clone());
    let parts = parts(session, kind, slug);
    Some(Thing {
        slug: named.slug,
        name: named.name,
        kind: plural,
        about,
        fields: show(session, &query, true),
        parts,
    })
}

/// Lists what refers to a thing of this kind, as far as there is anything.
fn parts(session: &Session, kind: &Kind, slug: &str) -> Vec<Part> {
    let catalog = session.base.catalog();
    let mut parts = Vec::new();
    let references = referrers_of_kind(catalog, kind);
    let fields = references.iter().flat_map(|r| r.fields.iter().map(|field| (r.kind, &field.name)));
    for (other, field) in fields {
        let field_name = (other.sort != Sort::Evidence).then(|| field.clone());
        let order = if kind.name == SOURCE && other.field("paragraph").is_some() {
            " order by paragraph"
        } else {
            ""
        };
        let query = format!("{} where {field} = @{slug}{order}", other.plural);
        let rows = rows(session, &query).unwrap_or_default();
        if rows > 0 {
            parts.push(Part { kind: other.plural.clone(), field: field_name, rows, query });
        }
    }
    parts
}

fn rows(session: &Session, query: &str) -> Option<u64> {
    let query = parse(query).ok()?.pop()?;
    let base = &session.base;
    let resolved =
        resolve_sources(&query, base.catalog(), base, &session.settings.parameters).ok()?;
    base.select_number(&sql::count_all_rows(&resolved.plan)).ok()
}
