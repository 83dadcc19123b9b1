//! The command line: its commands, options and exit codes (docs/scripts.md). Here are the arguments of the program and the choice
//! of a command.

mod alike;
mod arrange;
mod check;
mod describe;
mod diff;
mod draft;
mod failure;
mod inputs;
mod load;
mod map;
mod new;
mod options;
mod other_base;
mod packed;
mod page;
mod query;
mod report;
mod review;
mod row_set;
mod shell;
mod ship;
mod skip_bad;
mod summary;
mod uncited;
mod unload;
mod verify;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use failure::Failure;
use options::Options;

use crate::text::clean::ShownPath as _;
use crate::text::quote_safely;

/// Query a fact base of Belt and Road cooperation, with answers that you can cite.
///
/// Without a query it opens a prompt. Without a FILE.db it uses the built-in facts.
#[derive(Debug, Parser)]
#[command(
    disable_version_flag = true,
    // The last of several equal options counts, so that an alias can be overridden.
    args_override_self = true,
    arg_required_else_help = false,
    args_conflicts_with_subcommands = true
)]
#[command(after_long_help = EXAMPLES, after_help = "See `brief --help` for examples.")]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    question: QuestionArguments,
}

/// The arguments without a command.
#[derive(Debug, Args)]
struct QuestionArguments {
    #[command(flatten)]
    options: Options,

    /// A base (ends in .db, .sqlite or .sqlite3), a query in quotes, or both
    #[arg(value_name = "FILE.db | QUERY")]
    words: Vec<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(new::NewArguments),
    Load(load::LoadArguments),
    Unload(unload::UnloadArguments),
    Digest(unload::DigestArguments),
    Map(map::MapArguments),
    Draft(draft::DraftArguments),
    Ship(ship::ShipArguments),
    Schema(describe::Schema),
    Explain(query::Explain),
    About(describe::About),
    Check(check::CheckArguments),
    Verify(verify::VerifyArguments),
    Review(review::ReviewArguments),
    Diff(diff::DiffArguments),
    Alike(alike::AlikeArguments),
    Completions(shell::Completions),
    Man(shell::Manual),
}

const EXAMPLES: &str = "\
Examples:
  brief 'projects where city = Qingdao and investment > 1bn'
  brief 'projects where city = 青岛 and possibly investment > 60bn'
  brief 'events where date = 2020 order by date' --format csv
  brief 'people where name contains Meng' --format json
  brief 'projects where city = Qingdao with sources' -o qingdao.md
  brief schema project
  brief explain 'projects where investment > 1bn yuan'
  brief new mine.db && brief load mine.db digest.toml && brief mine.db 'count projects'
  brief load mine.db sources.csv projects.csv
  brief digest mine.db SOURCE > digest.toml && brief unload mine.db SOURCE
  brief draft article.txt -o article.toml
  brief ship mine.db facts.db
  brief about mine.db
  brief check mine.db && brief verify mine.db documents
  brief diff mine.db theirs.db
  brief alike mine.db -o same.csv && brief load mine.db same.csv

Exit codes:
  0 answered, even without rows    1 failed while running, or a check found faults
  2 wrong usage or query           3 the base can't be opened
  4 no rows, with --fail-empty     5 stopped by --timeout
  130 stopped by Ctrl-C            141 the reader of the pipe closed it";

/// Runs the program on the arguments of the process.
pub fn main() -> ExitCode {
    let done = read_arguments(std::env::args_os().collect())
        .and_then(|(arguments, matches)| dispatch_command(arguments, &matches));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.print(),
    }
}

/// Reads the arguments of the process.
fn read_arguments(given: Vec<OsString>) -> Result<(Arguments, ArgMatches), Failure> {
    arrange::refuse_foreign(given.iter().cloned())?;
    if let Some(question) = read_question(&given) {
        return Ok(question);
    }
    let program = Arguments::command();
    let given = arrange::arrange_arguments(&program, given)?;
    let wrong = |error: clap::Error| {
        if error.kind() == ErrorKind::InvalidUtf8 {
            return not_utf8(&given);
        }
        let unknown = matches!(
            error.kind(),
            ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand | ErrorKind::ArgumentConflict
        );
        let mistyped = arrange::mistyped_command(&Arguments::command(), &given).filter(|_| unknown);
        mistyped.unwrap_or(Failure::Arguments(error))
    };
    let matches = program.try_get_matches_from(&given).map_err(wrong)?;
    Ok((Arguments::from_arg_matches(&matches).map_err(wrong)?, matches))
}

/// Reads arguments that have no command and no mistake. Describing all commands to clap takes longer than most answers.
fn read_question(given: &[OsString]) -> Option<(Arguments, ArgMatches)> {
    let is_command = |word: &str| word == "help" || Command::has_subcommand(word);
    if given.iter().skip(1).any(|word| word.to_str().is_none_or(is_command)) {
        return None;
    }
    let program = QuestionArguments::augment_args(clap::Command::new("brief"));
    let program = program.disable_version_flag(true).args_override_self(true);
    let matches = program.try_get_matches_from(given).ok()?;
    let question = QuestionArguments::from_arg_matches(&matches).ok()?;
    Some((Arguments { command: None, question }, matches))
}

/// Makes the failure for an argument that may be a query or a kind but isn't UTF-8.
fn not_utf8(given: &[OsString]) -> Failure {
    let wrong = given.iter().find(|argument| argument.to_str().is_none());
    let wrong = wrong.map_or_else(String::new, |wrong| Path::new(wrong).safe_text());
    let help = "rename the file, or give its name in the variable BRIEF_DB";
    Failure::usage_with(format!("the argument {} isn't UTF-8", quote_safely(&wrong)), help)
}

fn dispatch_command(arguments: Arguments, matches: &ArgMatches) -> Result<(), Failure> {
    let QuestionArguments { options, words } = arguments.question;
    if options.version {
        writeln!(io::stdout(), "brief {}", crate::store::version_line())?;
        return Ok(());
    }
    match arguments.command {
        Some(Command::New(new)) => new::run_new(&new),
        Some(Command::Load(load)) => load::run_load(&load, options.quiet),
        Some(Command::Unload(unload)) => unload::run_unload(&unload, options.quiet),
        Some(Command::Digest(digest)) => unload::run_digest(&digest),
        Some(Command::Map(map)) => map::run_map(&map),
        Some(Command::Draft(draft)) => draft::run_draft(&draft),
        Some(Command::Ship(ship)) => ship::run_ship(&ship),
        Some(Command::Schema(schema)) => describe::run_schema(&schema),
        Some(Command::Explain(explain)) => query::run_explain(&explain),
        Some(Command::About(about)) => describe::run_about(&about),
        Some(Command::Check(check)) => check::run_check(&check),
        Some(Command::Review(review)) => review::run_review(&review, &options),
        Some(Command::Verify(verify)) => verify::run_verify(&verify, &options),
        Some(Command::Alike(alike)) => alike::run_alike(&alike, options.quiet),
        Some(Command::Diff(diff)) => diff::run_diff(&diff, options.quiet),
        Some(Command::Completions(completions)) => shell::run_completions(&completions),
        Some(Command::Man(_)) => shell::run_man(),
        None => query::run_queries(&options, &words, matches),
    }
}
