//! Warns of things that have the name of another of their kind, in the base or among what is loaded with them.

use std::collections::HashSet;

use anyhow::Result;
use rusqlite::Connection;

use super::merge::Merged;
use crate::catalog::Catalog;
use crate::store::digest::{Form, Input, Place, Problems};
use crate::store::namesakes::{Finder, Namesakes};
use crate::text::article;

/// Notes undecided namesakes of what was told, at the name they share. Only names of this load are looked up.
pub(super) fn warn(
    conn: &Connection,
    catalog: &Catalog,
    (inputs, merged): (&[Input], &Merged),
    problems: &mut Problems,
) -> Result<()> {
    let names = merged.origin.iter().filter(|((_, field), _)| field == "text");
    let mut names: Vec<(&Place, i64)> = names.map(|((id, _), place)| (place, *id)).collect();
    names.sort_by_key(|(place, id)| (place.file, place.span.start, *id));
    let told: HashSet<i64> = names.iter().map(|(_, name)| *name).collect();
    let mut finder = Finder::new(conn, catalog);
    for (place, name) in names {
        if let Some(pair) = finder.find(name, &|name| told.contains(&name))? {
            let [_, other] = pair.ids;
            let is_digest = inputs.get(place.file).is_none_or(|i| i.form() == Form::Digest);
            let plural = catalog.kind(&pair.kind).map_or("things", |kind| kind.plural.as_str());
            let sentence = sentence(&pair, merged.told.contains(&other));
            problems.warn(place, sentence, helps(&pair, plural, is_digest));
        }
    }
    Ok(())
}

fn sentence(Namesakes { kind, slugs: [slug, other], .. }: &Namesakes, here: bool) -> String {
    let a = article(kind);
    if here {
        format!("`{other}` is {a} {kind} of this name too, and may be the same as `{slug}`")
    } else {
        format!(
            "the base has {a} {kind} of this name, `{other}`, which may be the same as `{slug}`"
        )
    }
}

fn helps(
    Namesakes { kind, slugs: [slug, other], .. }: &Namesakes,
    plural: &str,
    digest: bool,
) -> Vec<String> {
    let how = if digest {
        format!("write `distinct = true` in the entry of `{slug}`")
    } else {
        format!("write `yes` for `{slug}` in a column `distinct`")
    };
    vec![
        format!("if they are one {kind}, give both the `id` {other}"),
        format!("if they are two {plural}, {how}"),
    ]
}
