//! Which files import each other in a circle: strongly connected components, as Tarjan finds them.

use std::collections::{BTreeMap, BTreeSet};

use crate::sources::Source;

/// Returns the circles among files, the largest first.
pub(crate) fn cycles(all: &[Source], sources: &[&Source]) -> Vec<Vec<String>> {
    let modules: BTreeMap<&[String], &Source> =
        all.iter().map(|source| (&source.module[..], source)).collect();
    let at = |file: &str| sources.iter().position(|source| source.file == file);
    let edges = sources.iter().map(|source| {
        let files = source.code.paths.iter().filter_map(|names| file_of(&modules, names, 0));
        files.filter(|file| *file != source.file).filter_map(at).collect()
    });
    let edges: Vec<BTreeSet<usize>> = edges.collect();
    let mut search = Search {
        edges,
        found: vec![None; sources.len()],
        lowest: vec![0; sources.len()],
        ..Search::default()
    };
    for at in 0..sources.len() {
        if search.found[at].is_none() {
            search.visit(at);
        }
    }
    let files = |circle: &Vec<usize>| circle.iter().map(|at| sources[*at].file.clone()).collect();
    let mut circles: Vec<Vec<String>> = search.circles.iter().map(files).collect();
    for circle in &mut circles {
        circle.sort();
    }
    circles.sort_by_key(|circle| std::cmp::Reverse(circle.len()));
    circles
}

/// Returns the file in which a path ends, whatever `pub use` it goes through.
fn file_of<'a>(
    modules: &BTreeMap<&[String], &'a Source>,
    names: &[String],
    depth: usize,
) -> Option<&'a str> {
    let lengths = (1..=names.len()).rev();
    let (source, rest) =
        { lengths }.find_map(|n| Some((*modules.get(&names[..n])?, &names[n..])))?;
    let exported = rest.first().and_then(|name| source.code.uses.get(name));
    match exported {
        Some(exported) if depth < 8 => {
            file_of(modules, &[exported, &rest[1..]].concat(), depth + 1)
        }
        _ => Some(&source.file),
    }
}

/// Tarjan's search for strongly connected components.
#[derive(Default)]
struct Search {
    edges: Vec<BTreeSet<usize>>,
    /// When each file was found.
    found: Vec<Option<usize>>,
    /// The earliest file each file leads back to.
    lowest: Vec<usize>,
    time: usize,
    open: Vec<usize>,
    circles: Vec<Vec<usize>>,
}

impl Search {
    fn visit(&mut self, at: usize) {
        let now = self.time;
        (self.found[at], self.lowest[at]) = (Some(now), now);
        self.time += 1;
        self.open.push(at);
        for next in self.edges[at].clone() {
            match self.found[next] {
                None => {
                    self.visit(next);
                    self.lowest[at] = self.lowest[at].min(self.lowest[next]);
                }
                Some(time) if self.open.contains(&next) => {
                    self.lowest[at] = self.lowest[at].min(time);
                }
                Some(_) => {}
            }
        }
        if self.lowest[at] == now {
            let first = self.open.iter().position(|open| *open == at).unwrap();
            let circle = self.open.split_off(first);
            self.circles.extend((circle.len() > 1).then_some(circle));
        }
    }
}
