//! `brief completions`: what a shell needs to complete the command line.

use std::io::{self, Write};

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::failure::Failure;

/// Print a shell script that completes commands and options
///
/// bash: brief completions bash > ~/.local/share/bash-completion/completions/brief
///
/// zsh: brief completions zsh > _brief, in a directory of $fpath
///
/// fish: brief completions fish > ~/.config/fish/completions/brief.fish
///
/// powershell: brief completions powershell >> $PROFILE
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, override_usage = "brief completions SHELL")]
pub(super) struct Arguments {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::Arguments::command(), "brief", &mut text);
    let mut out = io::stdout().lock();
    out.write_all(&text)?;
    Ok(out.flush()?)
}
