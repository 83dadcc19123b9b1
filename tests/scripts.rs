//! Golden scripts: every feature and every error of the language as prose, a query, and what comes of it.
//!
//! A script is a text file below `tests/scripts/`. A line that begins with `>` is a query as a person would type it;
//! below the `---` stands what the program answers. `!>` marks a query that must be refused. Words in brackets before
//! the `>` choose what is shown, in this order whatever their own:
//!
//! | tag | shows |
//! | --- | --- |
//! | `[ast]` | the canonical text of the query |
//! | `[sql]` | the statement and its parameters |
//! | `[rows]` | the answer, as a table without a terminal |
//! | `[notes]` | what else is said: warnings and notes |
//! | `[explain]` | how the query is read |
//! | `[english]` | the query in plain English: the first part of `explain` alone |
//! | `[steps]` | SQLite's plan for the statement: the last part of `explain` alone |
//! | `[offers]` | what is said of a query that is refused or finds nothing, without the query |
//!
//! Without tags it is rows and notes. An unknown tag is an error, and so is one that would show something of a query
//! that is refused. (A `[plan]` is left out: it has no text form of its own yet, and `[sql]` shows what it means.)
//!
//! Commands beside queries: `base NAME` asks `bases/NAME.toml` instead of the built-in facts (with the catalog
//! `bases/NAME.catalog.toml` if there is one), `base` alone the built-in facts again; `generate N` asks a made-up base of N
//! projects (`benches/generate`); `set name=value` gives a parameter a value; `format NAME` shows rows in another format
//! from there on; `width N` breaks what else is said for a terminal of N columns; `repeat` builds a query that is too long
//! to write down, from `head`, `times` × `part` joined by `joint`, and `tail`.
//!
//! Whatever a script asks, the repairs that are offered as queries must work: each is answered, and keeps the words and numbers
//! that were typed.
//!
//! `UPDATE_GOLDENFILES=1 cargo test --test scripts` writes what the program answers now into the files; read the
//! difference against the language before keeping it. A new file is seen when this one is compiled anew.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may fail loudly")]

#[path = "../benches/generate/base.rs"]
mod generated;
#[path = "support/repairs.rs"]
mod repairs;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use brief::catalog::Catalog;
use brief::query::diagnostic::{Applicability, Diagnostic};
use brief::query::parser::parse;
use brief::query::repair::repair_text;
use brief::query::resolve::{Failure, Parameters};
use brief::query::sql::{self, Param, Statement};
use brief::query::suggest::resolve;
use brief::render::{Format, OutputDocument};
use brief::session::{Failed, QueryOrigin, Session, Settings};
use brief::store::digest::Input;
use brief::store::{Base, seed_inputs};
use goldenscript::{Argument, Command, Context};
use test_each_file::test_each_path;

test_each_path! { for ["txt"] in "./tests/scripts" => script }

const BUILT_IN: &str = include_str!("../schema/catalog.toml");
const TAGS: [&str; 8] = ["ast", "sql", "rows", "notes", "explain", "english", "steps", "offers"];

fn script([path]: [&Path; 1]) {
    let text = fs::read_to_string(path).unwrap();
    let mut runner = Runner {
        directory: bases(),
        session: None,
        directory_of_base: None,
        parameters: Parameters::new(),
        format: Format::Table,
        width: None,
        broken: vec![],
    };
    let output = goldenscript::generate(&mut runner, &text).unwrap_or_else(|e| panic!("{e}"));
    assert!(runner.broken.is_empty(), "{}", runner.broken.join("\n"));
    // Errors stand as the program prints them, without a second "Error:" before each.
    let output = output.replace("Error: error", "error");
    let mut mint = goldenfile::Mint::new(path.parent().unwrap());
    let mut golden = mint.new_goldenfile(path.file_name().unwrap()).unwrap();
    golden.write_all(output.as_bytes()).unwrap();
}

fn bases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts/bases")
}

/// What a script's commands work on.
struct Runner {
    directory: PathBuf,
    session: Option<Session>,
    /// Where a generated base lies.
    directory_of_base: Option<tempfile::TempDir>,
    parameters: Parameters,
    format: Format,
    /// How wide the terminal is that shows what else is said.
    width: Option<u16>,
    /// Repairs that do not work. Told at the end: a panic within a command that must fail is taken for its failure.
    broken: Vec<String>,
}

type Done<T> = Result<T, Box<dyn Error>>;

impl goldenscript::Runner for Runner {
    type Command = Command;

    fn run(&mut self, command: &Command, context: &Context) -> Done<String> {
        for tag in &context.tags {
            if !TAGS.contains(&tag.as_str()) {
                return Err(format!("there is no tag [{tag}]").into());
            }
        }
        let mut tags: Vec<&str> = context.tags.iter().map(String::as_str).collect();
        if tags.is_empty() {
            tags = vec!["rows", "notes"];
        }
        // A query is one long name to the script: the line behind its `>`.
        match (command.name.as_str(), command.args.as_slice()) {
            ("base", []) => {
                self.session = None;
                Ok(String::new())
            }
            ("base", [Argument::Positional(name)]) => self.base(name),
            ("generate", [Argument::Positional(projects)]) => self.generate(projects),
            ("set", [Argument::KeyValue(name, value)]) => {
                self.parameters.insert(name.clone(), value.clone());
                Ok(String::new())
            }
            ("format", [Argument::Positional(name)]) => {
                self.format = name.parse()?;
                Ok(String::new())
            }
            ("width", [Argument::Positional(columns)]) => {
                self.width = Some(columns.parse()?);
                Ok(String::new())
            }
            ("repeat", args) => self.query(&repeated(args)?, &tags),
            (query, []) => self.query(query, &tags),
            (name, _) => Err(format!("there is no command `{name}` of these arguments").into()),
        }
    }
}

impl Runner {
    fn base(&mut self, name: &str) -> Done<String> {
        let read = |end: &str| fs::read_to_string(self.directory.join(format!("{name}{end}")));
        let catalog = read(".catalog.toml").unwrap_or_else(|_| BUILT_IN.to_owned());
        let input = Input::new(format!("{name}.toml"), read(".toml")?);
        self.open(&catalog, &[input])?;
        Ok(String::new())
    }

    fn open(&mut self, catalog: &str, inputs: &[Input]) -> Done<()> {
        let (base, _) = Base::in_memory(catalog, inputs)?;
        self.session = Some(session(base));
        Ok(())
    }

    fn generate(&mut self, projects: &str) -> Done<String> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("generated.db");
        generated::generate(projects.parse()?, &path);
        self.session = Some(session(Base::open(&path)?));
        self.directory_of_base = Some(directory);
        Ok(String::new())
    }

    fn query(&mut self, text: &str, tags: &[&str]) -> Done<String> {
        if self.session.is_none() {
            self.open(BUILT_IN, &seed_inputs())?;
        }
        let session = self.session.as_mut().ok_or("no base")?;
        session.settings.parameters.clone_from(&self.parameters);
        session.settings.format = self.format;
        if self.format == Format::Svg {
            // A picture holds one answer.
            session.settings.document = OutputDocument::default();
        }
        session.settings.notes_width = self.width;
        self.broken.extend(broken_repairs(session, text));
        let mut shown = String::new();
        for tag in TAGS.iter().filter(|tag| tags.contains(tag)) {
            match *tag {
                "ast" => ast(text, &mut shown)?,
                "sql" => statements(session, text, &mut shown)?,
                "rows" => shown.push_str(&answer(session, text)?.0),
                "notes" => shown.push_str(&answer(session, text)?.1),
                "offers" => shown.push_str(&offers(session, text)),
                "english" => shown.push_str(&sentence(session, text)?),
                "explain" => shown.push_str(&answer(session, &format!("explain {text}"))?.0),
                _ => shown.push_str(&steps(session, text)?),
            }
        }
        Ok(shown)
    }
}

fn session(base: Base) -> Session {
    Session { base, settings: Settings::default() }
}

/// What goes to standard output and what to standard error; what is said of a query that is refused is the error.
fn answer(session: &Session, text: &str) -> Done<(String, String)> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let answered = session.answer(text, &QueryOrigin::default(), &mut out, &mut err);
    let (out, err) = (String::from_utf8(out)?, String::from_utf8(err)?);
    match answered {
        Ok(_) => Ok((out, err)),
        Err(Failed::Query(found)) => {
            if !out.is_empty() || found.is_empty() {
                return Err("something is answered, or nothing is wrong".into());
            }
            Err(err.trim_end().into())
        }
        Err(Failed::Run(error)) => Err(format!("not the query's fault: {error:#}").into()),
        Err(Failed::Output(error)) => Err(error.into()),
        Err(Failed::Stopped(reason)) => Err(reason.to_string().into()),
    }
}

/// All that is wrong with a text, warnings too.
fn problems(session: &Session, text: &str) -> Vec<Diagnostic> {
    let mut found = unmended(session, text);
    session.suggester().repair(&mut found, text);
    found
}

fn unmended(session: &Session, text: &str) -> Vec<Diagnostic> {
    let catalog = session.base.catalog();
    let queries = match parse(text) {
        Ok(queries) => queries,
        Err(mut found) => {
            session.suggester().complete_syntax_error(&mut found, text);
            return vec![*found];
        }
    };
    let parameters = &session.settings.parameters;
    let found =
        queries.iter().map(|query| match resolve(query, catalog, &session.base, parameters) {
            Ok(resolved) => resolved.warnings,
            Err(Failure::Query(found)) => found,
            Err(Failure::Names(error)) => panic!("{text}: {error:#}"),
        });
    found.flatten().collect()
}

/// The repairs offered for a text that are no better than it.
fn broken_repairs(session: &Session, text: &str) -> Vec<String> {
    let found = problems(session, text);
    let fixes =
        found.iter().flat_map(|d| &d.fixes).filter(|fix| fix.applicability != Applicability::Part);
    let mut broken = Vec::new();
    for fix in fixes {
        let Some(repair) = repair_text(text, fix) else { continue };
        if answer(session, &repair).is_err() {
            broken.push(format!("the repair of `{text}` does not work: `{repair}`"));
        }
        let lost = repairs::lost(session.base.catalog(), text, fix, &repair);
        if let Some(lost) = lost.filter(|_| fix.applicability.is_offered()) {
            broken.push(format!("the repair of `{text}` loses `{lost}`: `{repair}`"));
        }
    }
    broken
}

fn ast(text: &str, shown: &mut String) -> Done<()> {
    for query in parse(text).map_err(|found| found.problem.message().sentence)? {
        writeln!(shown, "{query}")?;
        if parse(&query.to_string()).ok().as_deref() != Some(std::slice::from_ref(&query)) {
            return Err("the canonical text is read as something else".into());
        }
    }
    Ok(())
}

fn statements(session: &Session, text: &str, shown: &mut String) -> Done<()> {
    let catalog: &Catalog = session.base.catalog();
    for query in parse(text).map_err(|found| found.problem.message().sentence)? {
        let resolved = resolve(&query, catalog, &session.base, &session.settings.parameters);
        let plan = match resolved {
            Ok(resolved) => resolved.plan,
            Err(Failure::Query(found)) => {
                let said: Vec<_> = found.iter().map(|d| d.problem.message().sentence).collect();
                return Err(said.join("; ").into());
            }
            Err(Failure::Names(error)) => return Err(error.into()),
        };
        let Statement { text, params, .. } =
            if plan.count { sql::count_all_rows(&plan) } else { sql::rows_statement(&plan) };
        writeln!(shown, "{text}")?;
        for (i, param) in params.iter().enumerate() {
            let value = match param {
                Param::Integer(number) => number.to_string(),
                Param::Text(text) => format!("{text:?}"),
                Param::Of => param.to_literal(),
            };
            writeln!(shown, "?{} = {value}", i + 1)?;
        }
    }
    Ok(())
}

fn sentence(session: &Session, text: &str) -> Done<String> {
    let (explained, _) = answer(session, &format!("explain {text}"))?;
    let sentence = explained.lines().nth(1).ok_or("there is no sentence")?;
    Ok(format!("{}\n", sentence.trim()))
}

/// What is said beside rows, or of a query that is refused, without the lines that show the query.
fn offers(session: &Session, text: &str) -> String {
    let said = match answer(session, text) {
        Ok((_, said)) if said.is_empty() => "answered\n".to_owned(),
        Ok((_, said)) => said,
        Err(error) => error.to_string(),
    };
    let is_excerpt = |line: &&str| {
        let line = line.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
        line.starts_with('|') || line.starts_with("-->")
    };
    said.split_inclusive('\n')
        .filter(|line| !is_excerpt(line))
        .collect::<String>()
        .trim_end()
        .to_owned()
        + "\n"
}

fn steps(session: &Session, text: &str) -> Done<String> {
    let (explained, _) = answer(session, &format!("explain {text}"))?;
    let (_, steps) = explained.split_once("\nPlan\n").ok_or("there is no plan")?;
    Ok(steps.to_owned())
}

fn repeated(args: &[Argument]) -> Done<String> {
    let (mut head, mut part, mut joint, mut tail, mut times) = ("", "", "", "", 0);
    for arg in args {
        match arg {
            Argument::KeyValue(key, value) => match key.as_str() {
                "head" => head = value,
                "part" => part = value,
                "joint" => joint = value,
                "tail" => tail = value,
                "times" => times = value.parse()?,
                other => return Err(format!("there is no `{other}=` here").into()),
            },
            _ => return Err("`repeat` takes head=, part=, times=, joint= and tail=".into()),
        }
    }
    Ok(format!("{head}{}{tail}", vec![part; times].join(joint)))
}
