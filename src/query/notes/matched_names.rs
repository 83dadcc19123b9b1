//! A name that means several things (`several-things`), or a place by a code or name that isn't recorded (`read-as`).

use anyhow::Result;

use super::rule::{Answer, Remark, new_note};
use crate::query::plan::Named;
use crate::text::list_and;

pub(super) fn notes(answer: &Answer<'_, '_>) -> Result<Vec<Remark>> {
    let matched = || answer.resolved.matched.iter();
    let several = matched().filter(|name| name.things.len() > 1 && !name.listed).map(|name| {
        let thing = |thing: &Named| format!("@{} ({}, {})", thing.slug, thing.name, thing.kind);
        let things: Vec<String> = name.things.iter().map(thing).collect();
        let (typed, n) = (&name.typed, things.len());
        let text = format!("“{typed}” names {n} things; all were used: {}.", list_and(&things));
        new_note("several-things", text)
    });
    let listed = matched().filter(|name| name.listed).map(|name| {
        let things: Vec<&str> = name.things.iter().map(|thing| thing.name.as_str()).collect();
        new_note("read-as", format!("“{}” was read as {}.", name.typed, list_and(&things)))
    });
    Ok(several.chain(listed).collect())
}
