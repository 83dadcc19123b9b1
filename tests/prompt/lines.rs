//! The prompt on a real terminal: what a person types, and what is answered. Without colour, so that the text can be read as
//! it comes; what the line looks like while it is typed is in `typing.rs`.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use rexpect::session::{PtySession, spawn_command};

use crate::support::Room;

/// How long anything may take before a test gives up, in milliseconds.
const PATIENCE: u64 = 20_000;
const UP: &str = "\u{1b}[A";
const CTRL_C: char = 'c';
const CTRL_D: char = 'd';
/// The editor writes this when a line is over. Until then it draws the prompt and the line anew with every key.
const TYPED: &str = "\u{1b}[?2004l";

/// The prompt of the built-in facts, on a terminal.
struct Prompt(PtySession);

impl Prompt {
    /// Starts it and waits until it can be typed at.
    fn start(room: &Room) -> Self {
        let mut command = room.command();
        command.env("NO_COLOR", "1");
        let mut prompt = Self(spawn_command(command, Some(PATIENCE)).unwrap());
        prompt.sees("Belt and Road cooperation: the built-in facts.");
        prompt.ready();
        prompt
    }

    fn keys(&mut self, keys: &str) {
        self.0.send(keys).unwrap();
        self.0.flush().unwrap();
    }

    fn control(&mut self, key: char) {
        self.0.send_control(key).unwrap();
    }

    /// Waits until this appears; what came before it is returned.
    fn sees(&mut self, text: &str) -> String {
        self.0.exp_string(text).unwrap_or_else(|error| panic!("{text} isn't seen: {error}"))
    }

    /// Waits for the prompt; what came before it is returned. The terminal hands bytes over, each as a character.
    fn ready(&mut self) -> String {
        let bytes = self.sees("brief> ").chars().map(|c| u8::try_from(c).unwrap()).collect();
        String::from_utf8(bytes).unwrap()
    }

    /// Types a line and Enter, waits for the answer and the next prompt.
    fn asks(&mut self, line: &str) -> String {
        self.keys(line);
        self.enters()
    }

    /// Presses Enter, waits for the answer and the next prompt.
    fn enters(&mut self) -> String {
        self.keys("\r");
        self.sees(TYPED);
        self.ready()
    }

    /// Types a line and Enter, and is asked for more.
    fn begins(&mut self, line: &str) {
        self.keys(line);
        self.keys("\r");
        self.sees("\n");
    }

    /// Presses Ctrl-C: the line is thrown away. What is said before the next prompt is returned.
    fn gives_up(&mut self) -> String {
        self.control(CTRL_C);
        self.sees(TYPED);
        self.ready()
    }

    /// Ctrl-D on an empty line: the program ends, and all is well.
    fn leaves(mut self) {
        self.control(CTRL_D);
        self.ends();
    }

    fn ends(mut self) {
        self.0.exp_eof().unwrap();
        let status = format!("{:?}", self.0.process().wait().unwrap());
        assert!(status.starts_with("Exited(") && status.ends_with(", 0)"), "{status}");
    }
}

/// Whether one of the lines is exactly this.
fn has_line(answer: &str, wanted: &str) -> bool {
    answer.lines().any(|line| line.trim_end() == wanted)
}

const MENG: &str = "people where name contains Meng show name";
const BOTH: &str = "1  Meng Fanli\r\n2  Meng Qingsheng\r\n2 people\r\n";

#[test]
fn a_query_is_answered() {
    let room = Room::new();
    let mut prompt = Prompt::start(&room);
    let answer = prompt.asks(MENG);
    assert!(answer.contains(BOTH), "{answer}");
    prompt.leaves();
}

#[test]
fn notes_are_told_and_nothing_needs_a_semicolon() {
    let room = Room::new();
    let mut prompt = Prompt::start(&room);
    let answer = prompt.asks("count projects where investment > 1bn yuan");
    assert!(has_line(&answer, "2") && answer.contains("more may match"), "{answer}");
    let answer = prompt.asks("count sources; count sources;");
    assert!(answer.contains("5\r\n5\r\n"), "{answer}");
    prompt.leaves();
}

#[test]
fn an_open_bracket_goes_on() {
    let room = Room::new();
    let mut prompt = Prompt::start(&room);
    prompt.begins("count projects where city = Qingdao and (batch = yes");
    let answer = prompt.asks("or status = announced)");
    assert!(has_line(&answer, "2"), "{answer}");
    prompt.leaves();
}

#[test]
fn an_open_quote_is_an_error() {
    let room = Room::new();
    let mut prompt = Prompt::start(&room);
    let answer = prompt.asks("count projects where name = \"Pingdu New");
    assert!(answer.contains("this quote is never closed"), "{answer}");
    prompt.leaves();
}

#[test]
fn a_word_that_joins_goes_on() {
    let room = Room::new();
    let mut prompt = Prompt::start(&room);
    for end in ["and", "AND"] {
        prompt.begins(&format!("count projects where batch = yes {end}"));
        let answer = prompt.asks("status = announced and city = Qingdao");
        assert!(has_line(&answer, "1"), "{answer}");
    }
    prompt.begins("people where name contains Meng show name,");
    let answer = prompt.asks("id");
    assert!(answer.contains("meng-fanli"), "{answer}");
    prompt.leaves();
}

#[test]
fn an_empty_line_ends_what_is_open() {
    let room = Room::new();
    let mut prompt = Prompt::start(&room);
    prompt.begins("projects where (batch = yes");
    let answer = prompt.enters();
    assert!(answer.contains("this `(` is never closed"), "{answer}");
    prompt.leaves();
}

#[test]
fn chinese_is_typed_and_read() {
    let room = Room::new();
    let mut prompt = Prompt::start(&room);
    let answer = prompt.asks("count projects where city = 青岛");
    assert!(has_line(&answer, "14"), "{answer}");
    let answer = prompt.asks("count projects where （city ＝ 青岛） and batch = yes");
    assert!(has_line(&answer, "2"), "{answer}");
    let answer = prompt.asks("names where text = 青岛 show text, of");
    assert!(answer.contains("青岛  Qingdao\r\n1 name\r\n"), "{answer}");
    prompt.leaves();
}

#[test]
fn commands_begin_with_a_dot() {
    let room = Room::new();
    let mut prompt = Prompt::start(&room);
    let help = prompt.asks(".help");
    for command in [".help", ".schema [KIND]", ".mode [FORMAT]", ".quit"] {
        assert!(help.contains(command), "{command}\n{help}");
    }
    assert_eq!(prompt.asks("help"), help);
    assert_eq!(prompt.asks("?"), help);
    let schema = prompt.asks(".schema project");
    assert!(
        schema.contains("projects (one: project)") && schema.contains("investment"),
        "{schema}"
    );
    let schema = prompt.asks(".schema");
    assert!(schema.contains("agreements") && schema.contains("routes"), "{schema}");
    let wrong = prompt.asks(".schema projekt");
    assert!(wrong.contains("no kind is called `projekt`; did you mean"), "{wrong}");
    prompt.leaves();
}

#[test]
fn a_mistyped_command_suggests() {
    let room = Room::new();
    let mut prompt = Prompt::start(&room);
    let answer = prompt.asks(".shcema project");
    assert!(answer.contains("`.shcema` isn't a command; did you mean `.schema`?"), "{answer}");
    let answer = prompt.asks(".xyzzy");
    assert!(answer.contains("`.xyzzy` isn't a command; `.help` lists all commands"), "{answer}");
    prompt.leaves();
}

#[test]
fn the_mode_is_kept() {
    let room = Room::new();
    let mut prompt = Prompt::start(&room);
    prompt.asks(".mode csv");
    let answer = prompt.asks(MENG);
    assert!(answer.contains("name\r\nMeng Fanli\r\nMeng Qingsheng\r\n"), "{answer}");
    assert!(!answer.contains("2 people"), "{answer}");
    assert!(prompt.asks(".mode").contains("csv (one of table, "));
    let answer = prompt.asks(".mode xml");
    assert!(answer.contains("“xml” isn't a format"), "{answer}");
    prompt.asks(".mode table");
    assert!(prompt.asks(MENG).contains("2 people"));
    prompt.leaves();
}

#[test]
fn an_error_keeps_the_prompt() {
    let room = Room::new();
    let mut prompt = Prompt::start(&room);
    let answer = prompt.asks("projects wher x");
    assert!(answer.contains("did you mean `where`?"), "{answer}");
    let answer = prompt.asks("projects where colour = red");
    assert!(answer.contains("projects have no field `colour`"), "{answer}");
    assert!(prompt.asks(MENG).contains(BOTH));
    prompt.leaves();
}

#[test]
fn ctrl_c_clears_and_ctrl_d_leaves() {
    let room = Room::new();
    let mut prompt = Prompt::start(&room);
    let said = prompt.gives_up();
    assert!(said.contains("Ctrl-D leaves."), "{said}");
    prompt.keys("projects where");
    prompt.gives_up();
    assert!(prompt.asks(MENG).contains(BOTH));
    prompt.leaves();
}

#[test]
fn words_of_other_programs_leave_too() {
    for word in [".quit", "quit", "exit", "\\q", ":q", ".exit"] {
        let room = Room::new();
        let mut prompt = Prompt::start(&room);
        prompt.keys(word);
        prompt.keys("\r");
        prompt.ends();
    }
}

#[test]
fn history_is_kept_for_the_next_time_and_for_nobody_else() {
    let room = Room::new();
    let mut prompt = Prompt::start(&room);
    prompt.asks(" count events");
    prompt.asks(MENG);
    prompt.asks(" count places");
    prompt.leaves();
    let file = room.at("state/brief/history");
    let history = fs::read_to_string(&file).unwrap();
    assert!(history.contains(MENG), "{history}");
    assert!(!history.contains("count"), "lines that begin with a space aren't kept: {history}");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);

    let mut prompt = Prompt::start(&room);
    prompt.keys(UP);
    prompt.sees(MENG);
    let answer = prompt.enters();
    assert!(answer.contains(BOTH), "{answer}");
    prompt.leaves();
}

#[test]
fn a_query_of_several_lines_is_one_entry() {
    let room = Room::new();
    let mut prompt = Prompt::start(&room);
    prompt.begins("count projects where city = Qingdao and (batch = yes");
    prompt.asks("or status = announced)");
    prompt.keys(UP);
    prompt.sees("announced)");
    let answer = prompt.enters();
    assert!(has_line(&answer, "2"), "{answer}");
    prompt.leaves();
}

#[test]
fn without_a_home_there_is_no_history_and_all_else() {
    let room = Room::new();
    let mut command = room.command();
    for name in ["XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"] {
        command.env_remove(name);
    }
    command.env("HOME", "/dev/null/home");
    let mut prompt = Prompt(spawn_command(command, Some(PATIENCE)).unwrap());
    prompt.ready();
    assert!(prompt.asks(MENG).contains(BOTH));
    prompt.leaves();
}

/// The prompt names the file it asks.
#[test]
fn the_prompt_names_its_file() {
    let room = Room::new();
    assert!(room.command().args(["new", "mine.db", "--empty"]).output().unwrap().status.success());
    let mut command = room.command();
    command.arg("mine.db");
    let mut prompt = Prompt(spawn_command(command, Some(PATIENCE)).unwrap());
    prompt.sees("mine.db. Type `.help`");
    prompt.sees("mine> ");
    prompt.leaves();
}
