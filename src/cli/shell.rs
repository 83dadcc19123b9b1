//! `brief completions` and `brief man`: both come from the definition of the arguments.

use std::fmt::Write as _;
use std::io::{self, Write};

use clap::{Arg, Args, Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use super::failure::Failure;
use super::report::print_text;

/// Print a script that completes commands and options in a shell
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
pub(super) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Print the manual page: `brief man | man -l -`
#[derive(Debug, Args)]
#[command(override_usage = "brief man")]
pub(super) struct Manual {}

/// `brief completions SHELL`
pub(super) fn run_completions(arguments: &Completions) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::Arguments::command(), "brief", &mut text);
    print_text(&String::from_utf8_lossy(&text))
}

/// `brief man`
pub(super) fn run_man() -> Result<(), Failure> {
    let mut page = Vec::new();
    render(&mut page)?;
    // Not every roff reads UTF-8.
    let mut plain = String::new();
    for c in String::from_utf8_lossy(&page).chars() {
        if c.is_ascii() {
            plain.push(c);
        } else {
            let _ = write!(plain, "\\[u{:04X}]", u32::from(c));
        }
    }
    print_text(&plain)
}

fn render(page: &mut Vec<u8>) -> io::Result<()> {
    let mut whole = super::Arguments::command();
    whole.build();
    let commands: Vec<Command> = whole.get_subcommands().cloned().collect();
    let shared: Vec<String> =
        whole.get_arguments().filter_map(|a| a.get_long()).map(str::to_owned).collect();
    let man = Man::new(whole.override_usage(SYNOPSIS));
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    writeln!(page, ".SH COMMANDS")?;
    for command in commands.into_iter().filter(|command| command.get_name() != "help") {
        command_section(command, &shared, page)?;
    }
    for (heading, lines) in headed_paragraphs(super::EXAMPLES) {
        writeln!(page, ".SH {}\n.nf", heading.to_uppercase())?;
        for line in lines {
            writeln!(page, "{}", roff_escaped(line))?;
        }
        writeln!(page, ".fi")?;
    }
    Ok(())
}

/// The usage, without every option.
const SYNOPSIS: &str = "brief [OPTIONS] [FILE.db] ['QUERY'] | brief COMMAND …";

/// Writes the section of a command: its own page, one level down, without the shared options.
fn command_section(command: Command, shared: &[String], page: &mut Vec<u8>) -> io::Result<()> {
    writeln!(page, ".SS brief {}", command.get_name())?;
    let is_shared = |a: &Arg| a.get_long().is_some_and(|long| shared.iter().any(|s| s == long));
    let takes_shared =
        command.get_arguments().any(|a| a.get_long() != Some("help") && is_shared(a));
    let man = Man::new(command.mut_args(|argument| {
        let hidden = is_shared(&argument);
        argument.hide(hidden)
    }));
    let mut own = Vec::new();
    man.render_synopsis_section(&mut own)?;
    man.render_description_section(&mut own)?;
    man.render_options_section(&mut own)?;
    for line in String::from_utf8_lossy(&own).lines() {
        match line {
            ".SH SYNOPSIS" | ".SH OPTIONS" => {}
            ".SH DESCRIPTION" => writeln!(page, ".PP")?,
            line => writeln!(page, "{line}")?,
        }
    }
    if takes_shared {
        writeln!(page, ".PP\nIt takes the options above as well.")?;
    }
    Ok(())
}

/// Splits a text into paragraphs under headings that end in a colon.
fn headed_paragraphs(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut paragraphs: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        match (line.strip_suffix(':'), paragraphs.last_mut()) {
            (Some(heading), _) => paragraphs.push((heading, vec![])),
            (None, Some((_, lines))) => lines.push(line.trim_start()),
            (None, None) => {}
        }
    }
    paragraphs
}

/// Escapes the signs of roff in a line.
fn roff_escaped(line: &str) -> String {
    let line = line.replace('\\', "\\e").replace('-', "\\-");
    if line.starts_with(['.', '\'']) { format!("\\&{line}") } else { line }
}
