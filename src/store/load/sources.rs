//! Resolves what tables leave open before anything is merged: the source that their rows cite, and the thing of a row that has a
//! name but no id.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};
use std::rc::Rc;

use anyhow::Result;
use rusqlite::Connection;

use super::known::{KnownTexts, is_large};
use super::names::{Found, Names};
use crate::catalog::{Kind, SOURCE, Targets};
use crate::store::digest::{
    Cited, Digest, Entry, Input, InputSpan, Lines, Mistake, Problems, RowTarget,
};
use crate::store::queries::Queries;
use crate::store::schema::quote_ident;
use crate::text::{in_backquotes, list_and, list_or};
use crate::value::fold;

/// The number of rows of one name that a message lists.
const SHOWN: usize = 5;

/// The things that are kept of those that are the same, and the kinds of the rows.
type Wanted<'w> = (&'w HashMap<String, String>, &'w dyn Fn(&Kind) -> bool);

/// Slugs of things with their labels.
type Called = BTreeMap<String, Option<String>>;

/// Finds the source of each table's rows, in the base or in this load, and checks that it has the paragraphs they cite.
pub(crate) fn resolve_sources(
    conn: &Connection,
    digests: &mut [Digest<'_>],
    problems: &mut Problems,
) -> Result<()> {
    resolve_things(conn, digests, problems, (&HashMap::new(), &|kind| kind.name == SOURCE))?;
    let (mut names, mut paragraphs) = (Names::default(), HashMap::new());
    let entries = digests.iter().flat_map(|digest| &digest.entries);
    for entry in entries.filter(|entry| entry.kind.name == SOURCE) {
        let Some(slug) = &entry.id else { continue };
        let found = Found { id: 0, kind: SOURCE.into(), slug: Rc::clone(&slug.text) };
        names.add_unwritten(found.clone());
        entry.name.iter().for_each(|name| names.add_own(&found, &name.text, None));
        if let Some(count) = entry.shown_text("paragraphs") {
            paragraphs.insert(Rc::clone(&slug.text), count.parse::<i64>().ok());
        }
    }
    let targets = Targets { any: false, kinds: vec![SOURCE.to_owned()] };
    for digest in digests {
        match &digest.cited {
            None | Some(Cited::Nothing) => continue,
            Some(Cited::Itself) => {
                digest.source =
                    digest.entries.first().and_then(|e| Some(e.id.as_ref()?.text.to_string()));
            }
            Some(Cited::Source(word)) => match names.find(conn, &word.text, &targets, None)? {
                Ok(found) => digest.source = Some(found.slug.to_string()),
                Err(mistake) => problems.add(&word.at, mistake.help("describe the source in a `sources.csv` (id, name, published …) or in a digest, loaded before or with this file")),
            },
        }
        let Some(source) = &digest.source else { continue };
        digest.owner = format!("{} {source}", digest.owner);
        let last = match paragraphs.get(source.as_str()) {
            Some(last) => *last,
            None => paragraphs_of(conn, source)?,
        };
        digest.paragraphs = last;
        for entry in &digest.entries {
            check_paragraphs(entry, last, problems);
        }
    }
    Ok(())
}

/// Returns the number of paragraphs of a source of the base.
fn paragraphs_of(conn: &Connection, slug: &str) -> Result<Option<i64>> {
    let sql = format!(
        "SELECT s.paragraphs FROM {} AS s JOIN thing AS t ON t.id = s.id WHERE t.slug = ?1",
        quote_ident(SOURCE)
    );
    Ok(conn.read_value(&sql, [slug])?.flatten())
}

/// Notes claims of an entry that are in no paragraph of their source.
pub(crate) fn check_paragraphs(entry: &Entry<'_>, last: Option<i64>, problems: &mut Problems) {
    let Some(last) = last else { return };
    for claim in entry.all_claims() {
        if let Some(p) = claim.paragraph.filter(|p| *p > last) {
            let sentence =
                format!("there is no paragraph {p}: the source has paragraphs 1 to {last}");
            problems.add(&claim.at, sentence);
        }
    }
}

/// Gives rows without an id the id of the thing of their kind with that name, if there is one: in the base, or with an id in this
/// load. Of things that are judged to be the same it is the one that is kept.
pub(crate) fn resolve_things(
    conn: &Connection,
    digests: &mut [Digest<'_>],
    problems: &mut Problems,
    (kept, which): Wanted<'_>,
) -> Result<()> {
    let (wanted, by_name) = wanted_names(digests, which)?;
    if by_name == 0 {
        return Ok(());
    }
    let large = is_large(conn, by_name)?;
    let known = KnownTexts::read(conn, ("name", "text_key"), (large, 0))?;
    let loaded = called_in(digests, &wanted, which)?;
    let mut find = |entry: &Entry<'_>| -> Result<RowTarget> {
        let Some(name) = entry.name.as_ref().filter(|_| entry.by_name && which(entry.kind)) else {
            return Ok(RowTarget::Itself);
        };
        let key = fold(&name.text);
        let mut things = Called::new();
        if known.may_have(&key) {
            things = in_base(conn, &entry.kind.name, &key)?;
        }
        things.extend(loaded.get(&(entry.kind.name.as_str(), key)).cloned().unwrap_or_default());
        let part = |slug: &String| kept.get(slug).is_some_and(|kept| things.contains_key(kept));
        let parts: Vec<String> = things.keys().filter(|slug| part(slug)).cloned().collect();
        things.retain(|slug, _| !parts.contains(slug));
        if things.len() > 1 {
            let slugs = in_backquotes(things.keys());
            let kinds = &entry.kind.plural;
            let mistake = Mistake::new(format!("several {kinds} are called \"{}\"", name.text));
            problems.add(&name.at, mistake.help(format!("give an `id`: {}", list_or(&slugs))));
            return Ok(RowTarget::Several);
        }
        let one = things.pop_first();
        Ok(one.map_or(RowTarget::Itself, |(slug, label)| RowTarget::Thing(slug, label)))
    };
    for digest in digests {
        for entry in &mut digest.entries {
            let meant = find(entry)?;
            entry.assign_thing(&meant);
        }
        if let Some(rows) = digest.rows.as_mut().filter(|rows| which(rows.kind())) {
            rows.assign_things(&mut find)?;
        }
    }
    Ok(())
}

/// Returns the names of entries without an id, and how many they are.
fn wanted_names(
    digests: &[Digest<'_>],
    which: &dyn Fn(&Kind) -> bool,
) -> Result<(KnownTexts, usize)> {
    let all = digests.iter().map(Digest::len).sum();
    let (mut wanted, mut by_name) = (KnownTexts::with_room(all), 0);
    let mut want = |entry: &Entry<'_>| {
        by_name += usize::from(entry.by_name);
        if let Some(name) = entry.name.as_ref().filter(|_| entry.by_name) {
            wanted.add(&fold(&name.text));
        }
        Ok(())
    };
    digests.iter().try_for_each(|digest| digest.for_each_entry(which, &mut want))?;
    Ok((wanted, by_name))
}

/// Returns the things with an id by their kinds and names, as far as entries without one have these names.
fn called_in<'c>(
    digests: &[Digest<'c>],
    wanted: &KnownTexts,
    which: &dyn Fn(&Kind) -> bool,
) -> Result<HashMap<(&'c str, String), Called>> {
    let mut called: HashMap<(&str, String), Called> = HashMap::new();
    let mut add = |entry: &Entry<'c>| {
        let Some(slug) = entry.id.as_ref().filter(|_| !entry.by_name) else { return Ok(()) };
        for key in
            names_everywhere(entry).iter().map(|name| fold(name)).filter(|key| wanted.may_have(key))
        {
            let things = called.entry((entry.kind.name.as_str(), key)).or_default();
            let label = entry.name.as_ref().map(|name| name.text.to_string());
            things.insert(slug.text.to_string(), label);
        }
        Ok(())
    };
    digests.iter().try_for_each(|digest| digest.for_each_entry(which, &mut add))?;
    Ok(called)
}

/// A row that describes the same thing as another.
struct OneRow<'c> {
    kind: &'c Kind,
    at: InputSpan,
    by_name: bool,
}

/// Notes rows that would become one thing on the strength of a name alone, unless the options allow it.
pub(crate) fn one_by_name<'c>(
    inputs: &[Input],
    digests: &[Digest<'c>],
    problems: &mut Problems,
) -> Result<()> {
    // Few ids occur twice, so at first only their hashes are compared.
    let (mut hashes, hasher) = (Vec::new(), RandomState::new());
    let id = |entry: &Entry<'_>| Some(Rc::clone(&entry.id.as_ref()?.text));
    let hash = |entry: &Entry<'_>| id(entry).map(|id| hasher.hash_one(id));
    let mut by_name = false;
    let mut note = |entry: &Entry<'_>| {
        hashes.extend(hash(entry));
        by_name |= entry.by_name;
        Ok(())
    };
    digests.iter().try_for_each(|digest| digest.for_each_entry(|_| true, &mut note))?;
    hashes.sort_unstable();
    let same = hashes.chunk_by(|one, next| one == next).filter(|same| same.len() > 1);
    let twice: HashSet<u64> = same.flatten().copied().collect();
    if !by_name || twice.is_empty() {
        return Ok(());
    }
    drop(hashes);
    let mut rows: BTreeMap<Rc<str>, Vec<OneRow<'c>>> = BTreeMap::new();
    let mut add = |entry: &Entry<'c>| {
        if hash(entry).is_some_and(|hash| twice.contains(&hash)) {
            let row = OneRow { kind: entry.kind, at: entry.at.clone(), by_name: entry.by_name };
            rows.entry(id(entry).unwrap_or_default()).or_default().push(row);
        }
        Ok(())
    };
    digests.iter().try_for_each(|digest| digest.for_each_entry(|_| true, &mut add))?;
    let allowed = |row: &OneRow<'_>| inputs.get(row.at.file).is_some_and(|i| i.merge_names);
    rows.retain(|_, of| of.len() > 1 && of.iter().any(|row| row.by_name && !allowed(row)));
    let lines = line_numbers(inputs, rows.values().flatten().map(|entry| &entry.at));
    for (slug, mut of) in rows {
        of.sort_by_key(|entry| (entry.at.file, entry.at.span.start));
        let (Some(first), Some(last)) = (of.first(), of.last()) else { continue };
        let name = |at: &InputSpan| inputs.get(at.file).map_or("", |input| input.name.as_str());
        let one_file = first.at.file == last.at.file;
        let place = |OneRow { at, .. }: &OneRow<'_>| {
            let line = lines.get(&(at.file, at.span.start)).copied().unwrap_or_default();
            if one_file { line.to_string() } else { format!("{}:{line}", name(at)) }
        };
        let mut shown: Vec<String> = of.iter().take(SHOWN).map(place).collect();
        if of.len() > SHOWN {
            shown.push(format!("{} more", of.len() - SHOWN));
        }
        let lines = if one_file { "lines " } else { "" };
        let mistake = Mistake::new(format!(
            "{lines}{} would become one {}, `{slug}`, on the strength of the name alone",
            list_and(&shown),
            first.kind.name
        ))
        .help(format!("if they are several {}, give each its own `id`", first.kind.plural))
        .help(
            "if they are one, give each the same `id`, or add `--merge-names` for the whole file",
        );
        problems.add(&last.at, mistake);
    }
    Ok(())
}

/// Returns the line, or the row of a sheet, of each place.
fn line_numbers<'p>(
    inputs: &[Input],
    places: impl Iterator<Item = &'p InputSpan>,
) -> HashMap<(usize, usize), usize> {
    let mut places: Vec<(usize, usize)> = places.map(|at| (at.file, at.span.start)).collect();
    places.sort_unstable();
    let mut lines = Lines::default();
    let line = |(file, start): (usize, usize)| {
        let input = inputs.get(file);
        let text = input.map_or("", |input| input.text.as_str());
        match input.and_then(|input| input.cells.as_ref()) {
            Some(cells) => cells.row_number(start),
            None => lines.line_and_column(file, text, start).0,
        }
    };
    let numbers: Vec<usize> = places.iter().copied().map(line).collect();
    places.into_iter().zip(numbers).collect()
}

/// Returns all names of an entry that hold everywhere.
fn names_everywhere(entry: &Entry<'_>) -> Vec<String> {
    let own = entry.name.iter().map(|name| name.text.to_string());
    let others = entry.names.iter().filter(|name| name.field_value("only_in").is_none());
    own.chain(others.filter_map(|name| name.shown_text("text").map(str::to_owned))).collect()
}

/// Returns the things of a kind with that name in the base, if a claim still supports the name.
fn in_base(conn: &Connection, kind: &str, key: &str) -> Result<Called> {
    let sql = "SELECT t.slug, t.name FROM name AS n JOIN thing AS t ON t.id = n.\"of\"
         WHERE n.text_key = ?1 AND t.kind = ?2 AND t.slug IS NOT NULL AND n.only_in IS NULL
         AND EXISTS (SELECT 1 FROM claim WHERE claim.thing = n.id)
         AND EXISTS (SELECT 1 FROM claim WHERE claim.thing = t.id)";
    Ok(conn.read_all(sql, (key, kind))?.into_iter().collect())
}
