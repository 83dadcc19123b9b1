//! `brief man`: the manual page, all commands on one.

use std::fmt::Write as _;
use std::io::{self, Write};

use clap::{Arg, Args, Command, CommandFactory};
use clap_mangen::Man;

use super::failure::Failure;

/// Print the manual page: `brief man | man -l -`
#[derive(Debug, Args)]
#[command(override_usage = "brief man")]
pub(super) struct Arguments {}

pub(super) fn run() -> Result<(), Failure> {
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
    let mut out = io::stdout().lock();
    out.write_all(plain.as_bytes())?;
    Ok(out.flush()?)
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
        section(command, &shared, page)?;
    }
    for (heading, lines) in headed(super::EXAMPLES) {
        writeln!(page, ".SH {}\n.nf", heading.to_uppercase())?;
        for line in lines {
            writeln!(page, "{}", escaped(line))?;
        }
        writeln!(page, ".fi")?;
    }
    Ok(())
}

/// How the program is called, without naming every option.
const SYNOPSIS: &str = "brief [OPTIONS] [FILE.db] ['QUERY'] | brief COMMAND …";

/// A command as a part of the page: what is a page of its own otherwise, one level down. Options that were told are not
/// told again.
fn section(command: Command, told: &[String], page: &mut Vec<u8>) -> io::Result<()> {
    writeln!(page, ".SS brief {}", command.get_name())?;
    let is_told = |a: &Arg| a.get_long().is_some_and(|long| told.iter().any(|told| told == long));
    let more = command.get_arguments().any(|a| a.get_long() != Some("help") && is_told(a));
    let man = Man::new(command.mut_args(|argument| {
        let told = is_told(&argument);
        argument.hide(told)
    }));
    let mut part = Vec::new();
    man.render_synopsis_section(&mut part)?;
    man.render_description_section(&mut part)?;
    man.render_options_section(&mut part)?;
    for line in String::from_utf8_lossy(&part).lines() {
        match line {
            ".SH SYNOPSIS" | ".SH OPTIONS" => {}
            ".SH DESCRIPTION" => writeln!(page, ".PP")?,
            line => writeln!(page, "{line}")?,
        }
    }
    if more {
        writeln!(page, ".PP\nIt takes the options above as well.")?;
    }
    Ok(())
}

/// The parts of a text under headings that end in a colon.
fn headed(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut parts: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        match (line.strip_suffix(':'), parts.last_mut()) {
            (Some(heading), _) => parts.push((heading, vec![])),
            (None, Some((_, lines))) => lines.push(line.trim_start()),
            (None, None) => {}
        }
    }
    parts
}

/// A line in which roff finds nothing to do.
fn escaped(line: &str) -> String {
    let line = line.replace('\\', "\\e").replace('-', "\\-");
    if line.starts_with(['.', '\'']) { format!("\\&{line}") } else { line }
}
