//! The prompt as a person lives in it: long answers paged, slow ones stopped, the last one looked into, the terminal given
//! back. How a line is typed is in `typing.rs`.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::screen::Screen;
use crate::support::Room;
use goldenfile::Mint;

const ENTER: &str = "\r";
const CTRL_C: &str = "\u{3}";
const CTRL_D: &str = "\u{4}";
const CTRL_L: &str = "\u{c}";
const CTRL_Z: &str = "\u{1a}";
const TAB: &str = "\t";
const UP: &str = "\u{1b}[A";

/// Answers are shown as they come.
const PLAIN: [(&str, &str); 2] = [("BRIEF_PAGER", ""), ("NO_COLOR", "1")];

const HUB: &str = "projects where city = Qingdao and investment > 1bn";

impl Screen {
    /// Types a line on an empty screen, and waits until what it leads to can be seen.
    fn asks(&mut self, line: &str, seen: &str) -> &mut Self {
        self.keys(CTRL_L).keys(line).keys(ENTER).settle();
        self.shows(seen)
    }

    /// Leaves the pager, if the answer is in one.
    fn leaves_pager(&mut self) -> &mut Self {
        self.settle();
        if !self.line().0.ends_with('>') {
            self.keys("q").settle();
        }
        self
    }
}

#[test]
fn what_stands_behind_a_row_is_told() {
    let room = Room::new();
    let mut screen = Screen::sized((40, 100), &room, &[], &PLAIN);
    screen.asks(".why", "there is no last answer yet");
    screen.asks(HUB, "13 more may match");
    screen.asks(".why 1 investment", "read as 38.43bn to 46.97bn CNY");
    screen.shows("“approximately 42.7 billion yuan”").shows("(scoda.com, 2021-04-20), paragraph 5");
    assert!(!screen.text().contains("status"), "only what was asked:\n{}", screen.text());
    screen
        .asks(".why 2", "“total investment of 80 billion yuan”")
        .shows("“Qingdao also announced”");
    screen
        .asks("projects where investment > 60bn show name", "1 project")
        .asks(".why", "conditions");
    screen.asks(HUB, "2 projects");
    screen.asks(".why 2 date", "date  2020").shows("Twenty projects announced");
    screen.asks(".why 3", "error: the last answer has 2 rows");
    screen.asks(".why 1 colour", "error: projects have no field `colour`");
    screen.asks(".sources 1", "qingdao-hub-2020: ").shows("paragraph 5");
    screen.asks(".sources", "[1] qingdao-hub-2020 p5");
    screen.asks("count projects", "18").asks(".why 1", "the last answer is one number");
}

#[test]
fn what_is_left_open_is_shown_by_a_word() {
    let room = Room::new();
    let mut screen = Screen::sized((50, 100), &room, &[], &PLAIN);
    screen.asks(HUB, "13 more may match").asks(".maybe", "15 projects").shows("14  ?");
    screen.keys(UP).shows("projects where possibly (city = Qingdao and investment > 1bn)");
    screen.keys(CTRL_C).settle();
    screen.asks("projects", "18 projects");
    screen.asks(".maybe", "the last query has no condition, so no row is open");
}

#[test]
fn how_a_query_is_read_is_told() {
    let room = Room::new();
    let mut screen = Screen::sized((50, 100), &room, &[], &PLAIN);
    screen.asks("count events where date = 2020", "4").asks(".explain", "Reading").shows("Plan");
    screen.asks(".sql", "SELECT").asks(".sql places limit 1", "LIMIT 1;");
    screen.asks(".explain places where colour = red", "places have no field `colour`");
    screen.asks(".sql places wher", "did you mean `where`?");
}

#[test]
fn the_last_answer_is_shown_again_and_saved() {
    let room = Room::new();
    let mut screen = Screen::sized((40, 100), &room, &[], &PLAIN);
    screen.asks(".last", "there is no last answer yet");
    screen.asks("people where name contains Meng show name", "2 people");
    screen.asks(".chart", "has numbers to draw");
    screen.asks(".mode csv", ">").asks(".last", "name").shows("Meng Fanli");
    screen.asks(".once saved.json", ">").asks(".last", ">");
    screen.asks(".last", "Meng Qingsheng");
    screen.asks(".mode xlsx", "`.once answer.xlsx` writes a file");
    screen.asks(".once saved.xlsx", ">").asks(".last", ">");
    screen.asks("count people", "21");
    assert!(room.bytes("saved.xlsx").starts_with(b"PK"));
    let saved = room.read("saved.json");
    assert_eq!(saved, "[\n  {\"name\":\"Meng Fanli\"},\n  {\"name\":\"Meng Qingsheng\"}\n]\n");
}

#[test]
fn answers_go_to_a_file_until_they_come_back() {
    let room = Room::new();
    let mut screen = Screen::sized((40, 100), &room, &[], &PLAIN);
    let there = || fs::read_to_string(room.at("all.csv"));
    screen.asks(".output all.csv", ">").asks("count people", ">").asks("count events", ">");
    assert!(there().is_err(), "not before it is whole");
    screen.asks(".output", ">").asks("count people", "21");
    assert_eq!(there().unwrap(), "count\n21\ncount\n15\n");
    screen.asks(".output other.csv", ">").asks("count sources", ">").keys(CTRL_D);
    let start = Instant::now();
    while !room.at("other.csv").exists() {
        assert!(start.elapsed() < Duration::from_secs(10), "what was asked is lost at the end");
    }
}

#[test]
fn a_file_waits_for_a_query_that_can_be_read() {
    let room = Room::new();
    let mut screen = Screen::sized((40, 100), &room, &[], &PLAIN);
    screen.asks(".once answer.csv", ">").asks("peple", "did you mean");
    screen.asks("count people", ">").asks("count events", "15");
    assert_eq!(room.read("answer.csv"), "count\n21\n");
    screen.asks(".once answer.xyz", "error: ").asks(".once no/where.csv", "can't be written");
    screen.asks(".once", "needs a file");
}

#[test]
fn what_is_taller_than_the_screen_is_paged() {
    let room = Room::new();
    let pager = |pager| [("BRIEF_PAGER", pager), ("NO_COLOR", "1")];
    let mut screen = Screen::sized((24, 80), &room, &[], &pager("sed 's/^/| /'"));
    screen.asks("projects", "| 18 projects");
    screen.asks("people where name contains Meng", "2 people");
    assert!(!screen.text().contains('|'), "what fits isn't paged:\n{}", screen.text());
    screen.asks(".pager off", ">").asks("projects", "18 projects");
    assert!(!screen.text().contains('|'), "{}", screen.text());

    let mut screen = Screen::sized((24, 80), &room, &[], &pager("head -3"));
    screen.asks("projects", "───").asks("count projects", "18");
    let mut screen = Screen::sized((24, 80), &room, &[], &pager("no-such-pager"));
    screen.asks("projects", "18 projects");
    let mut screen = Screen::sized((24, 80), &room, &[], &pager("less -FRX"));
    screen.asks("projects", "───").keys("q").asks("count projects", "18");
}

#[test]
fn rows_beyond_a_number_are_only_counted() {
    let room = Room::new();
    let mut screen = Screen::sized((40, 100), &room, &[], &PLAIN);
    screen.asks(".maxrows 3", ">").asks("projects", "18 projects; the first 3 are shown");
    assert!(!screen.text().contains("\n4 "), "{}", screen.text());
    screen.asks(".last", "18 projects\n").shows("\n18  ");
    screen.asks(".maxrows", "3").asks(".maxrows many", "neither a number of rows nor `all`");
    screen.asks(".maxrows all", ">").asks("people", "21 people\n");
}

#[test]
fn ctrl_c_stops_what_is_running_and_nothing_else() {
    let room = Room::new();
    crate::generated::generate(3000, &room.at("slow.db"));
    // What every participant's projects' investors have to do with, again and again.
    let part = |n: u32| {
        format!(
            "all participations (exactly {n} who.participations (any what.investor (at least 2 \
             participations (what.name contains q))))"
        )
    };
    let query =
        format!("count projects where {}", (1..9).map(part).collect::<Vec<_>>().join(" or "));
    let mut screen = Screen::sized((24, 80), &room, &["slow.db"], &PLAIN);
    screen.keys(&query).settle();
    screen.keys(ENTER).sees("s; Ctrl-C stops it");
    // It would answer after minutes, and what has answered isn't stopped.
    screen.keys(CTRL_C).sees("stopped");
    screen.settle();
    assert!(!screen.text().contains("Ctrl-C stops it"), "the time is gone:\n{}", screen.text());
    screen.asks("count projects", "3000");
    screen.keys("count pro").settle();
    screen.keys(CTRL_C).settle();
    screen.asks("count projects limit 3", "error");
    screen.keys(CTRL_L).keys(CTRL_C).shows("Ctrl-D leaves.");
}

#[test]
fn the_terminal_is_given_back_when_the_program_is_told_to_end() {
    let room = Room::new();
    let script = "stty echo; stty -a > before; sh -c 'echo $$ > .pid; exec \"$0\"' \"$0\"; \
                  echo ended with $?; stty -a > after";
    let mut screen = Screen::shell((50, 100), &room, script, &[], &[]);
    screen.shows("brief> ").keys("projects where");
    let pid = room.read(".pid");
    assert!(Command::new("kill").arg(pid.trim()).status().unwrap().success());
    screen.shows("ended with 143").settle();
    let modes = |file: &str| room.read(file);
    assert!(modes("before").contains(" icanon") && modes("before").contains(" echo "));
    assert_eq!(modes("after"), modes("before"));
}

#[test]
fn ctrl_z_goes_to_the_shell_and_fg_comes_back() {
    let room = Room::new();
    let script = "PS1='shell: ' exec bash --norc --noprofile -i";
    let mut screen = Screen::shell((24, 80), &room, script, &[], &PLAIN);
    let program = room.command().get_program().to_string_lossy().into_owned();
    screen.shows("shell: ").keys(&program).keys(ENTER).shows("brief> ");
    screen.keys("count peo").shows("count peo").keys(CTRL_Z).shows("Stopped").shows("shell: ");
    screen.keys("fg").keys(ENTER).shows("brief> count peo").keys("ple").keys(ENTER).shows("21");
}

#[test]
fn answers_are_as_wide_as_the_terminal_is_now() {
    let room = Room::new();
    let mut screen = Screen::sized((40, 120), &room, &[], &PLAIN);
    screen.asks(HUB, "2 projects");
    assert!(screen.text().contains(&"─".repeat(100)), "{}", screen.text());
    screen.resize(40, 60);
    screen.asks(HUB, "2 projects");
    let widest = screen.text().lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(60) && !screen.text().contains(&"─".repeat(61)), "{}", screen.text());
}

#[test]
fn a_file_that_was_loaded_into_is_read_anew() {
    let room = Room::new();
    assert!(room.command().args(["new", "mine.db"]).output().unwrap().status.success());
    let mut screen = Screen::sized((24, 80), &room, &["mine.db"], &PLAIN);
    screen.asks("count places where type = lake", "1");
    let digest = "[source]\nid = \"lakes\"\nname = \"Lakes\"\n[[place]]\nid = \"new-lake\"\nname = \"New Lake\"\n\
                  type = \"lake\"\ncite = { p = 1, phrase = \"a lake\" }\n";
    room.write("lakes.toml", digest);
    let loaded = room.command().args(["load", "mine.db", "lakes.toml"]).output().unwrap();
    assert!(loaded.status.success(), "{}", String::from_utf8_lossy(&loaded.stderr));
    screen.asks("count places where type = lake", "has changed and was reopened").shows("\n2");
}

#[test]
fn another_base_is_opened_and_a_script_read() {
    let room = Room::new();
    assert!(room.command().args(["new", "mine.db", "--empty"]).output().unwrap().status.success());
    room.write("all.brief", "count people; # all of them\ncount events;");
    room.write("bad.brief", "count people;\nprojects where\n  colour = red;");
    let mut screen = Screen::sized((40, 80), &room, &[], &PLAIN);
    screen.asks(".read all.brief", "21\n15");
    room.write(
        "two.brief",
        "projects limit 1
routes limit 1
",
    );
    screen
        .asks(".read two.brief", "`routes` begins another query")
        .shows("separate queries with `;`");
    screen.asks(".read bad.brief", "bad.brief:3:3").asks(".read no.brief", "can't be read");
    screen.asks(".open mine.db", "mine> ").asks("count people", "0");
    screen.asks(".open nowhere.db", "there is no file nowhere.db").shows("mine> ");
    screen.asks(".open", "brief> ").asks("count people", "21");
    let file = room.at("mine.db");
    let mut permissions = fs::metadata(&file).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).unwrap();
    screen.asks(".open mine.db", "mine (ro)> ");
}

#[test]
fn settings_are_set_and_shown() {
    let room = Room::new();
    let mut screen = Screen::sized((40, 80), &room, &[], &PLAIN);
    screen.asks(".set here Qingdao", ">").asks("count projects where city = $here", "14");
    screen.asks(".set", "$here = Qingdao").asks(".timer on", ">").asks("count people", " s\n");
    screen.asks(".timer perhaps", "`perhaps` is neither `on` nor `off`");
    screen.asks(".show", "base        the built-in facts").shows("timer       on").shows("$here");
    screen.asks(".set here", "\nQingdao\n").asks(".set there", "`$there` has no value");
    screen.asks("count projects where city = $there", "`.set there …`");
    screen.asks(".names places tsing", "qingdao").shows("青岛");
    screen.asks(".names figures", "figures have no names of their own");
    screen.asks(".names", "needs a kind").asks(".kinds", "organizations");
    screen.asks(".help why", "`.why 3 FIELD`").asks(".help projects", "investment");
    screen.asks(".help nonsense", "`nonsense` isn't a topic");
    screen.asks(".help language", "any LINK");
}

#[test]
fn habits_of_other_programs_are_answered() {
    let room = Room::new();
    let mut screen = Screen::sized((60, 100), &room, &[], &PLAIN);
    for (typed, answered) in [
        (".tables", "`.kinds`"),
        ("\\d", "organizations"),
        ("\\d projects", "investment"),
        ("\\x", "`.mode list`"),
        (".headers on", "`.mode FORMAT`"),
        (".import facts.csv projects", "`brief load FILE.db INPUT`"),
        ("show tables;", "`.kinds`"),
        ("describe projects", "`.schema KIND`"),
        ("select * from projects;", "a query begins with a kind"),
        ("\\frobnicate", "commands begin with a dot"),
    ] {
        screen.asks(typed, answered);
    }
}

#[test]
fn what_is_repeated_is_called_back_once_the_next_time() {
    let room = Room::new();
    let mut screen = Screen::sized((24, 80), &room, &[], &PLAIN);
    screen.asks("count people", "21").asks("count events", "15").asks("count people", "21");
    // The history does not wait for the end.
    let file = room.at("state/brief/history");
    assert!(fs::read_to_string(&file).unwrap().contains("count events"));
    drop(screen);
    let mut screen = Screen::sized((24, 80), &room, &[], &PLAIN);
    screen.keys(UP).shows("> count people").keys(UP).shows("> count events").keys(UP).settle();
    screen.shows("> count events");
    let kept = fs::read_to_string(&file).unwrap();
    assert_eq!(kept.matches("count people").count(), 1, "{kept}");
}

#[test]
fn a_query_of_several_lines_is_pasted_and_called_back_whole() {
    let room = Room::new();
    let mut screen = Screen::sized((24, 80), &room, &[], &PLAIN);
    screen.keys("\u{1b}[200~count projects\nwhere city = Qingdao\nand batch = yes\u{1b}[201~");
    screen.shows("batch = yes").keys(ENTER).shows("\n2\n");
    screen.keys(CTRL_L).keys(UP).shows("count projects").shows("and batch = yes");
    screen.keys(ENTER).shows("\n2\n");
}

/// What a person sees, at two sizes of the terminal, line by line.
#[test]
fn the_screen_looks_as_it_did() {
    for (rows, columns) in [(24, 80), (50, 200)] {
        let mut mint = Mint::new(format!("tests/screens/{columns}x{rows}"));
        let mut shot = |name: &str, screen: &mut Screen| {
            screen.settle();
            let lines: Vec<_> =
                screen.text().lines().map(|line| line.trim_end().to_owned()).collect();
            let mut file = mint.new_goldenfile(format!("{name}.txt")).unwrap();
            writeln!(file, "{}", lines.join("\n")).unwrap();
        };
        let room = Room::new();
        let environment = [("BRIEF_PAGER", "less -FRX"), ("LESS", "")];
        let mut screen = Screen::sized((rows, columns), &room, &[], &environment);
        shot("first_start", &mut screen);
        screen.keys("projects where city = Q").keys(TAB).shows("Qingdao 14");
        shot("completion", &mut screen);
        screen.keys(CTRL_C).settle();
        screen.asks("projects where status = announced or completed", "help:");
        shot("error_with_its_hint", &mut screen);
        screen.keys(CTRL_C).settle();
        screen.asks("projects where batch = yes show everything", "projects");
        shot("wide_table", &mut screen);
        screen.leaves_pager().asks("organizations show name, country", "───");
        shot("tall_table", &mut screen);
        screen.leaves_pager().asks(HUB, "2 projects").asks(".why 1 investment", "paragraph 5");
        shot("why", &mut screen);
        screen.asks(".tour", "13 more may match");
        shot("tour", &mut screen);
    }
}

/// Types the lines of the transcript in docs/prompt.md and compares the screen. `⇥` is the Tab key.
#[test]
fn the_transcript_of_the_guide_is_true() {
    let guide =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/prompt.md")).unwrap();
    let told = guide.split("```text\nbrief> ").nth(1).unwrap().split("\n```").next().unwrap();
    let told = format!("brief> {told}");
    let room = Room::new();
    let mut screen = Screen::sized((120, 100), &room, &[], &PLAIN);
    let mut typed = String::new();
    for line in told.lines() {
        let Some(line) = line.strip_prefix("brief> ") else { continue };
        let keys = line.strip_suffix('⇥').unwrap_or(line);
        screen.keys(keys.strip_prefix(&*typed).unwrap_or(keys));
        if line.ends_with('⇥') {
            screen.keys(TAB).settle();
            typed = screen.line().0.trim_start_matches("brief> ").to_owned();
        } else {
            screen.keys(ENTER);
            screen.settle();
            typed.clear();
        }
    }
    let shown = screen.text();
    let shown = shown.split_once("\nbrief> ").unwrap().1.trim_end();
    let shown = format!("brief> {}", shown.strip_suffix("brief>").unwrap_or(shown).trim_end());
    assert_eq!(shown, told.replace('⇥', ""));
}
