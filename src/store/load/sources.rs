//! What tables leave open, settled before anything is merged: which source their rows cite, and which thing a row
//! means that has a name and no id.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use rusqlite::{Connection, OptionalExtension};

use crate::catalog::{Kind, SOURCE, Targets};
use crate::store::digest::{Cited, Digest, Entry, Input, Lines, Literal, Place, Problems};
use crate::store::schema::ident;
use crate::text::{list_and, list_or};
use crate::value::fold;

use super::lookup::{Found, Names};

/// How many rows of one name are named.
const SHOWN: usize = 5;

/// Slugs of things with their labels.
type Called = BTreeMap<String, Option<String>>;

/// Finds the source of each table's rows, in the base or among what is loaded with them, and that it has the
/// paragraphs they cite.
pub(super) fn resolve_sources(
    conn: &Connection,
    digests: &mut [Digest<'_>],
    problems: &mut Problems,
) -> Result<()> {
    resolve_things(conn, digests, problems, |kind| kind.name == SOURCE)?;
    let (mut names, mut paragraphs) = (Names::default(), HashMap::new());
    let entries = digests.iter().flat_map(|digest| &digest.entries);
    for entry in entries.filter(|entry| entry.kind.name == SOURCE) {
        let Some(slug) = &entry.id else { continue };
        let found = Found { id: 0, kind: SOURCE.to_owned(), slug: slug.text.clone() };
        names.add(found.clone());
        entry.name.iter().for_each(|name| names.add_name(&found, &name.text, None));
        if let Some(Literal::Ready(count)) = entry.value("paragraphs") {
            paragraphs.insert(slug.text.clone(), count.shown.parse::<i64>().ok());
        }
    }
    let targets = Targets { any: false, kinds: vec![SOURCE.to_owned()] };
    for digest in digests {
        match &digest.cited {
            None | Some(Cited::Nothing) => continue,
            Some(Cited::Itself) => {
                digest.source =
                    digest.entries.first().and_then(|e| Some(e.id.as_ref()?.text.clone()));
            }
            Some(Cited::Source(word)) => match names.find(conn, &word.text, &targets, None)? {
                Ok(found) => digest.source = Some(found.slug),
                Err((sentence, mut helps)) => {
                    helps.push("a source is told in a `sources.csv` (id, name, published …) or by a digest, loaded before or with this file".into());
                    problems.add_with(&word.at, sentence, helps);
                }
            },
        }
        let Some(source) = &digest.source else { continue };
        digest.owner = format!("{} {source}", digest.owner);
        let last = match paragraphs.get(source) {
            Some(last) => *last,
            None => paragraphs_of(conn, source)?,
        };
        if let Some(last) = last {
            check_paragraphs(digest, last, problems);
        }
    }
    Ok(())
}

/// How many paragraphs a source of the base has.
fn paragraphs_of(conn: &Connection, slug: &str) -> Result<Option<i64>> {
    let sql = format!(
        "SELECT s.paragraphs FROM {} AS s JOIN thing AS t ON t.id = s.id WHERE t.slug = ?1",
        ident(SOURCE)
    );
    let found = conn.prepare_cached(&sql)?.query_row([slug], |row| row.get(0)).optional()?;
    Ok(found.flatten())
}

fn check_paragraphs(digest: &Digest<'_>, last: i64, problems: &mut Problems) {
    let entries =
        digest.entries.iter().flat_map(|entry| std::iter::once(entry).chain(&entry.names));
    for claim in entries.flat_map(|entry| &entry.claims) {
        if let Some(p) = claim.paragraph.filter(|p| *p > last) {
            let sentence =
                format!("there is no paragraph {p}: the source has paragraphs 1 to {last}");
            problems.add(&claim.at, sentence);
        }
    }
}

/// Gives rows without an id that of the thing of their kind with that name, if there is one: in the base, or with an id
/// among what is loaded with them.
pub(super) fn resolve_things(
    conn: &Connection,
    digests: &mut [Digest<'_>],
    problems: &mut Problems,
    which: impl Fn(&Kind) -> bool,
) -> Result<()> {
    let which = |entry: &&Entry<'_>| which(entry.kind);
    let entries = || digests.iter().flat_map(|digest| &digest.entries).filter(which);
    if !entries().any(|entry| entry.by_name) {
        return Ok(());
    }
    let mut told: HashMap<(&str, String), Called> = HashMap::new();
    for entry in entries().filter(|entry| !entry.by_name) {
        let Some(slug) = &entry.id else { continue };
        let label = entry.name.as_ref().map(|name| name.text.clone());
        for name in names(entry) {
            let things = told.entry((entry.kind.name.as_str(), fold(&name))).or_default();
            things.insert(slug.text.clone(), label.clone());
        }
    }
    for entry in digests.iter_mut().flat_map(|digest| &mut digest.entries) {
        if !entry.by_name || !which(&&*entry) {
            continue;
        }
        let Some(name) = &entry.name else { continue };
        let key = fold(&name.text);
        let mut things = in_base(conn, &entry.kind.name, &key)?;
        things.extend(told.get(&(entry.kind.name.as_str(), key)).cloned().unwrap_or_default());
        if things.len() > 1 {
            let slugs: Vec<String> = things.keys().map(|slug| format!("`{slug}`")).collect();
            let sentence = format!("several {} are called \"{}\"", entry.kind.plural, name.text);
            let help = format!("give an `id`: {}", list_or(&slugs));
            problems.add_with(&name.at, sentence, vec![help]);
            entry.id = None;
        } else if let Some((slug, label)) = things.pop_first() {
            mean(entry, slug, label.as_deref());
        }
    }
    Ok(())
}

/// Notes rows that would become one thing though nothing but a name says so, unless that was asked for.
pub(super) fn one_by_name(inputs: &[Input], digests: &[Digest<'_>], problems: &mut Problems) {
    let mut rows: BTreeMap<&str, Vec<&Entry<'_>>> = BTreeMap::new();
    for entry in digests.iter().flat_map(|digest| &digest.entries) {
        if let Some(slug) = &entry.id {
            rows.entry(&slug.text).or_default().push(entry);
        }
    }
    let asked = |entry: &Entry<'_>| inputs.get(entry.at.file).is_some_and(|i| i.merge_names);
    rows.retain(|_, of| of.len() > 1 && of.iter().any(|e| e.by_name && !asked(e)));
    let mut places: Vec<&Place> = rows.values().flatten().map(|entry| &entry.at).collect();
    places.sort_by_key(|place| (place.file, place.span.start));
    let mut lines = Lines::default();
    let mut line = |place: &Place| {
        let input = inputs.get(place.file);
        if let Some(cells) = input.and_then(|input| input.cells.as_ref()) {
            return cells.row(place.span.start);
        }
        let text = input.map_or("", |input| input.text.as_str());
        lines.position(place.file, text, place.span.start).0
    };
    let lines: HashMap<(usize, usize), usize> =
        places.iter().map(|at| ((at.file, at.span.start), line(at))).collect();
    for (slug, mut of) in rows {
        of.sort_by_key(|entry| (entry.at.file, entry.at.span.start));
        let (Some(first), Some(last)) = (of.first(), of.last()) else { continue };
        let line = |at: &Place| lines.get(&(at.file, at.span.start)).copied().unwrap_or_default();
        let name = |at: &Place| inputs.get(at.file).map_or("", |input| input.name.as_str());
        let one_file = first.at.file == last.at.file;
        let place = |entry: &&Entry<'_>| {
            let line = line(&entry.at).to_string();
            if one_file { line } else { format!("{}:{line}", name(&entry.at)) }
        };
        let mut shown: Vec<String> = of.iter().take(SHOWN).map(place).collect();
        if of.len() > SHOWN {
            shown.push(format!("{} more", of.len() - SHOWN));
        }
        let lines = if one_file { "lines " } else { "" };
        let kind = &first.kind.name;
        let sentence = format!(
            "{lines}{} would become one {kind}, `{slug}`, and only a name says so",
            list_and(&shown)
        );
        let helps = vec![
            format!("if they are several {}, give each its own `id`", first.kind.plural),
            "if they are one, give each the same `id`, or add `--merge-names` for the whole file"
                .to_owned(),
        ];
        problems.add_with(&last.at, sentence, helps);
    }
}

/// All names an entry gives that are good everywhere.
fn names(entry: &Entry<'_>) -> Vec<String> {
    let own = entry.name.iter().map(|name| name.text.clone());
    let others = entry.names.iter().filter(|name| name.value("only_in").is_none());
    let others = others.filter_map(|name| match name.value("text") {
        Some(Literal::Ready(text)) => Some(text.shown.clone()),
        _ => None,
    });
    own.chain(others).collect()
}

/// The things of the base of a kind with that name, whose name some claim still supports.
fn in_base(conn: &Connection, kind: &str, key: &str) -> Result<Called> {
    let mut find = conn.prepare_cached(
        "SELECT t.slug, t.name FROM name AS n JOIN thing AS t ON t.id = n.\"of\"
         WHERE n.text_key = ?1 AND t.kind = ?2 AND t.slug IS NOT NULL AND n.only_in IS NULL
         AND EXISTS (SELECT 1 FROM claim WHERE claim.thing = n.id)
         AND EXISTS (SELECT 1 FROM claim WHERE claim.thing = t.id)",
    )?;
    let found = find.query_map((key, kind), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Makes an entry mean a thing. What it calls it is a name of it already, and a label only if it is the same.
fn mean(entry: &mut Entry<'_>, slug: String, label: Option<&str>) {
    if entry.name.as_ref().is_some_and(|name| Some(name.text.as_str()) != label) {
        entry.name = None;
        entry.names.retain(
            |name| !matches!(name.value("form"), Some(Literal::Ready(form)) if form.shown == "label"),
        );
    }
    if let Some(id) = &mut entry.id {
        id.text = slug;
    }
}
