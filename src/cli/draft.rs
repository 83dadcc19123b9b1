//! `brief draft`: drafts a digest of an article.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use super::failure::Failure;
use super::options::{is_base, open_base, output_file};
use super::report::print_text;
use crate::session::output::{Output, OutputError};
use crate::store::draft::{Article, Drafted};
use crate::text::clean::ShownPath as _;

/// Draft a digest of an article, for you to complete
///
/// The article is text, one paragraph in each line, or a web page. Each paragraph begins with a
/// list of its names: those that the base or the atlas knows, and new ones with typical words.
/// Each sentence becomes a comment, followed by entries for its numbers and dates. A value that
/// only a person can know is "?", which `brief load` refuses.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, override_usage = "brief draft [OPTIONS] [FILE.db] ARTICLE")]
pub(super) struct DraftArguments {
    /// A base, for the names that it knows (the built-in facts by default), and the article
    #[arg(value_name = "FILE.db ARTICLE", required = true)]
    words: Vec<PathBuf>,

    /// Write the draft to a new file
    #[arg(short, long, value_name = "FILE.toml")]
    output: Option<PathBuf>,
}

/// `brief draft [FILE.db] ARTICLE`
pub(super) fn run_draft(arguments: &DraftArguments) -> Result<(), Failure> {
    let (base, path) = match arguments.words.as_slice() {
        [base, article] if is_base(&base.to_string_lossy()) => (Some(base.as_path()), article),
        [article] => (None, article),
        _ => return Err(Failure::usage("`brief draft` takes one article and one base at most")),
    };
    let bytes = read_article(path)?;
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let draft = open_base(base)?.draft_digest(Article { file: &file, bytes: &bytes })?;
    let draft = match draft {
        Drafted::Digest(draft) => draft,
        Drafted::NotText => {
            let help =
                "save the article as UTF-8 text, one paragraph in each line, or as a web page";
            return Err(Failure::usage_with(
                format!("{} isn't UTF-8 text", path.safe_text()),
                help,
            ));
        }
        Drafted::Empty => {
            let help = "some web pages fetch their text only in a browser: copy it into a text file, one paragraph in each line";
            return Err(Failure::usage_with(format!("{} has no text", path.safe_text()), help));
        }
    };
    match output_file(arguments.output.as_deref()) {
        Some(output) => write_new(output, &draft),
        None => print_text(&draft),
    }
}

/// Reads an article.
fn read_article(path: &Path) -> Result<Vec<u8>, Failure> {
    let read = || {
        let mut bytes = Vec::new();
        if path.as_os_str() == "-" {
            io::stdin().lock().read_to_end(&mut bytes)?;
        } else {
            File::open(path)?.read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    };
    read().map_err(|error| Failure::cannot_read(path, error))
}

/// Writes a file that must not be there yet.
fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    let written = Output::create_new(path).and_then(|output| output.write_text(text));
    written.map_err(|error| match error {
        OutputError::Exists(_) => Failure::usage_with(
            error.to_string(),
            "write the draft to another file; a draft never replaces one",
        ),
        other => other.into(),
    })
}
