//! Documents: the files of a directory by their SHA-256, and the paragraphs of one, counted from 1, with their phrases.
//!
//! A paragraph is a line that is not blank. A no-break space, a tab or several spaces in a row count as one space, in the
//! document and in a phrase alike. Everything else must be as printed: letters, their case, figures, punctuation.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::{Context, Result};

use super::cited::CitedSource;
use super::nearest::{Nearest, find_nearest};
use crate::store::hash::{hash_of, hex};
use crate::text::clean::ShownPath as _;
use crate::text::single_spaced;
use crate::value::with_qualifiers;

/// Receives the number of bytes read, and of all.
pub type ReadProgress<'p> = dyn FnMut(u64, u64) + 'p;

/// A document's paragraphs.
#[derive(Debug)]
pub(in crate::store) struct Paragraphs(Vec<String>);

impl Paragraphs {
    /// Reads the paragraphs of a text. A byte order mark is not part of it.
    pub(in crate::store) fn read(text: &str) -> Self {
        let lines = text.trim_start_matches('\u{feff}').split('\n').map(single_spaced);
        Self(lines.filter(|line| !line.is_empty()).collect())
    }

    /// Returns the number of paragraphs.
    pub(in crate::store) fn count(&self) -> i64 {
        i64::try_from(self.0.len()).unwrap_or(i64::MAX)
    }

    /// Checks whether it has a paragraph with that number.
    pub(super) fn has_paragraph(&self, paragraph: i64) -> bool {
        self.text(paragraph).is_some()
    }

    /// Checks whether a paragraph has a phrase.
    pub(super) fn has_phrase(&self, paragraph: i64, phrase: &str) -> bool {
        self.text(paragraph).is_some_and(|text| stands_in(text, &single_spaced(phrase)))
    }

    /// Returns the paragraphs that have a phrase.
    pub(super) fn paragraphs_with(&self, phrase: &str) -> Vec<i64> {
        let phrase = single_spaced(phrase);
        let here = |(number, text): (i64, &String)| stands_in(text, &phrase).then_some(number);
        (1..).zip(&self.0).filter_map(here).collect()
    }

    /// Returns the words most like a phrase: in its paragraph, or if that has none, in the whole document.
    pub(super) fn nearest_words(&self, paragraph: i64, phrase: &str) -> Option<Nearest> {
        let phrase = single_spaced(phrase);
        let here = self.text(paragraph).and_then(|text| find_nearest(text, &phrase));
        let here = here.map(|(_, words)| Nearest { paragraph, words });
        let elsewhere = || {
            let all = (1..).zip(&self.0).filter_map(|(number, text)| {
                let (likeness, words) = find_nearest(text, &phrase)?;
                Some((likeness, Nearest { paragraph: number, words }))
            });
            // The first of those that are equally like it.
            all.reduce(|best, next| if next.0 > best.0 { next } else { best })
                .map(|(_, found)| found)
        };
        here.or_else(elsewhere)
    }

    /// Returns the bytes of a paragraph where it has a phrase for the first time.
    pub(super) fn phrase_range(&self, paragraph: i64, phrase: &str) -> Option<Range<usize>> {
        let (text, phrase) = (self.text(paragraph)?, single_spaced(phrase));
        first_place(text, &phrase).map(|at| at..at + phrase.len())
    }

    /// Returns a phrase that a paragraph has once, with the words around it that say how exact its number is.
    pub(super) fn with_qualifiers(&self, paragraph: i64, phrase: &str) -> Option<&str> {
        let text = self.text(paragraph)?;
        let at = self.phrase_range(paragraph, phrase)?;
        let is_only = text.matches(text.get(at.clone())?).nth(1).is_none();
        text.get(with_qualifiers(text, &at)).filter(|_| is_only)
    }

    /// Lists the paragraphs with their numbers.
    pub(in crate::store) fn with_numbers(&self) -> impl Iterator<Item = (i64, &str)> {
        (1..).zip(self.0.iter().map(String::as_str))
    }

    /// Returns the text of a paragraph.
    pub(super) fn text(&self, number: i64) -> Option<&str> {
        self.0.get(usize::try_from(number).ok()?.checked_sub(1)?).map(String::as_str)
    }
}

/// Checks whether a text has a phrase as whole words: `300` is not in `1,300`.
fn stands_in(text: &str, phrase: &str) -> bool {
    first_place(text, phrase).is_some()
}

/// Returns the first byte at which a text has a phrase as whole words.
fn first_place(text: &str, phrase: &str) -> Option<usize> {
    let mut places = text.match_indices(phrase).filter(|(at, found)| {
        let (before, rest) = text.split_at(*at);
        let after = rest.get(found.len()..).unwrap_or_default();
        !found.is_empty() && !is_cut(before, found) && !is_cut(found, after)
    });
    places.next().map(|(at, _)| at)
}

/// Checks whether a word or a figure goes on from one text to the next. In scripts without spaces, which have no letter case
/// either, a phrase may begin and end anywhere.
fn is_cut(before: &str, after: &str) -> bool {
    let cased = |c: char| c.is_lowercase() || c.is_uppercase();
    let point = |c: char| matches!(c, '.' | ',');
    let (mut left, mut right) = (before.chars().rev(), after.chars());
    let (Some(last), Some(first)) = (left.next(), right.next()) else { return false };
    match (last.is_numeric(), first.is_numeric()) {
        (true, true) => true,
        (true, false) => point(first) && right.next().is_some_and(char::is_numeric),
        (false, true) => point(last) && left.next().is_some_and(char::is_numeric),
        (false, false) => cased(last) && cased(first),
    }
}

/// The files found so far.
#[derive(Debug, Default)]
pub(super) struct Files {
    by_hash: BTreeMap<String, PathBuf>,
    /// By name, with the hash.
    by_name: BTreeMap<String, (PathBuf, String)>,
    /// Files that could not be read.
    pub(super) unreadable: Vec<(PathBuf, io::Error)>,
}

impl Files {
    /// Hashes the files of a directory until the document of every source is found: those of the right names first.
    pub(super) fn find<'s>(
        directory: &Path,
        sources: impl Iterator<Item = &'s CitedSource> + Clone,
        progress: &mut ReadProgress<'_>,
    ) -> Result<Self> {
        let names: BTreeSet<&str> =
            sources.clone().filter_map(|source| source.file.as_deref()).collect();
        let mut hashes: BTreeSet<&str> =
            sources.filter_map(|source| source.sha256.as_deref()).collect();
        let mut files = Self::default();
        let listed = files
            .list_files(directory)
            .with_context(|| format!("reading {}", directory.safe_text()))?;
        let total = listed.iter().map(|(_, _, bytes)| bytes).sum();
        let (named, others): (Vec<_>, Vec<_>) =
            listed.into_iter().partition(|(name, _, _)| names.contains(name.as_str()));
        let mut done = 0;
        for (number, (name, path, _)) in named.iter().chain(&others).enumerate() {
            if number >= named.len() && hashes.is_empty() {
                break;
            }
            let read = File::open(path).and_then(|file| {
                hash_of(file, &mut |bytes| {
                    done += bytes;
                    progress(done, total);
                })
            });
            match read {
                Ok(hash) => {
                    let hash = hex(&hash);
                    hashes.remove(hash.as_str());
                    files.by_hash.entry(hash.clone()).or_insert_with(|| path.clone());
                    files.by_name.insert(name.clone(), (path.clone(), hash));
                }
                Err(error) => files.unreadable.push((path.clone(), error)),
            }
        }
        Ok(files)
    }

    /// Returns the ordinary files of a directory by name, with their sizes.
    fn list_files(&mut self, directory: &Path) -> io::Result<Vec<(String, PathBuf, u64)>> {
        let mut listed = Vec::new();
        for entry in fs::read_dir(directory)? {
            let entry = entry?;
            let path = entry.path();
            match fs::metadata(&path) {
                Ok(found) if found.is_file() => {
                    let name = entry.file_name().to_string_lossy().into_owned();
                    listed.push((name, path, found.len()));
                }
                Ok(_) => {}
                Err(error) => self.unreadable.push((path, error)),
            }
        }
        listed.sort();
        self.unreadable.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(listed)
    }

    /// Returns the file with that hash.
    pub(super) fn of_hash(&self, hash: &str) -> Option<&Path> {
        self.by_hash.get(hash).map(PathBuf::as_path)
    }

    /// Returns the file with that name, and its hash.
    pub(super) fn of_name(&self, name: &str) -> Option<(&Path, &str)> {
        self.by_name.get(name).map(|(path, hash)| (path.as_path(), hash.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_is_a_line_that_is_not_blank() {
        let text = "\u{feff}One\r\n\r\n \u{3000}\t\u{a0}\nTwo\u{2003}words\n\nThree";
        let document = Paragraphs::read(text);
        assert_eq!(document.0, ["One", "Two words", "Three"]);
        assert_eq!(document.count(), 3);
        assert!(
            document.has_paragraph(3)
                && !document.has_paragraph(0)
                && !document.has_paragraph(4)
                && !document.has_paragraph(-1)
        );
        assert_eq!(Paragraphs::read("\u{feff}\n").count(), 0);
    }

    #[test]
    fn white_space_is_white_space_and_all_else_is_as_printed() {
        let document = Paragraphs::read("about\u{a0}42.7  billion\tyuan “invested”");
        assert!(document.has_phrase(1, "about 42.7\u{a0}billion yuan"));
        assert!(document.has_phrase(1, " “invested” "));
        for other in ["About 42.7", "42,7 billion", "\"invested\"", "about 42.7 billion  euro", ""]
        {
            assert!(!document.has_phrase(1, other), "{other}");
        }
    }

    #[test]
    fn a_phrase_is_whole_words_and_figures() {
        let document =
            Paragraphs::read("1,300 guests, 3.5 million more; projects of 20.\n山东青岛港");
        for whole in ["1,300", "guests", "3.5 million", "20", "projects of 20.", "more; projects"] {
            assert!(document.has_phrase(1, whole), "{whole}");
        }
        for part in ["300", "1", "guest", "5 million", "3", "project", "roject", "0"] {
            assert!(!document.has_phrase(1, part), "{part}");
        }
        assert!(document.has_phrase(2, "青岛"));
    }

    #[test]
    fn where_else_and_what_instead() {
        let document = Paragraphs::read("Ten ventures were signed.\nTen projects\nNo ten projects");
        assert_eq!(document.paragraphs_with("Ten projects"), [2]);
        let nearest = |paragraph, phrase| {
            document.nearest_words(paragraph, phrase).map(|near| (near.paragraph, near.words))
        };
        assert_eq!(nearest(1, "Ten adventures"), Some((1, "Ten ventures".into())));
        assert_eq!(nearest(1, "42.7 billion yuan"), None);
        assert_eq!(nearest(9, "No ten projekts"), Some((3, "No ten projects".into())));
    }
}
