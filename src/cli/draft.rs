//! `brief draft`: drafts a digest of an article.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::failure::Failure;
use super::options::{is_base, open_base};
use super::report::print_text;
use crate::store::draft::Article;

/// Draft a digest of an article, for you to complete
///
/// Each sentence becomes a comment, followed by entries for what it has: names that the
/// base or the atlas knows, new names with typical words, numbers with their units, dates;
/// each cited. A value that only a person can know is "?", which `brief load` refuses.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, override_usage = "brief draft [OPTIONS] [FILE.db] ARTICLE.txt")]
pub(super) struct DraftArguments {
    /// A base, for the names that it knows (the built-in facts by default), and the article
    #[arg(value_name = "FILE.db ARTICLE.txt", required = true)]
    words: Vec<PathBuf>,

    /// Write the draft to a new file
    #[arg(short, long, value_name = "FILE.toml")]
    output: Option<PathBuf>,
}

/// `brief draft [FILE.db] ARTICLE.txt`
pub(super) fn run(arguments: &DraftArguments) -> Result<(), Failure> {
    let (base, path) = match arguments.words.as_slice() {
        [base, article] if is_base(&base.to_string_lossy()) => (Some(base.as_path()), article),
        [article] => (None, article),
        _ => return Err(Failure::usage("`brief draft` takes one article and one base at most")),
    };
    let text = read_article(path)?;
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let draft = open_base(base)?.draft_digest(Article { file: &file, text: &text })?;
    match &arguments.output {
        Some(output) => write_new(output, &draft),
        None => print_text(&draft),
    }
}

/// Reads the text of an article.
fn read_article(path: &Path) -> Result<String, Failure> {
    let read = || {
        let mut bytes = Vec::new();
        if path.as_os_str() == "-" {
            io::stdin().lock().read_to_end(&mut bytes)?;
        } else {
            File::open(path)?.read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    };
    let bytes = read().map_err(|error| Failure::reading(path, error))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        let help = "save the article as UTF-8 text, one paragraph in each line";
        Failure::usage_with(format!("{} isn't UTF-8 text", path.display()), help)
    })?;
    let start = text.trim_start().get(..15).unwrap_or_default().to_lowercase();
    if start.starts_with("<!doctype html") || start.starts_with("<html") {
        let help = "save its text, one paragraph in each line, as a .txt file; `verify` counts the paragraphs of that";
        return Err(Failure::usage_with(format!("{} is a web page", path.display()), help));
    }
    Ok(text)
}

/// Writes a file that must not be there yet.
fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    match File::create_new(path) {
        Ok(mut file) => Ok(file.write_all(text.as_bytes())?),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Failure::usage_with(
            format!("{} is already there", path.display()),
            "write the draft to another file; a draft never replaces one",
        )),
        Err(error) => Err(error.into()),
    }
}
