//! Arguments as people give them: the base wherever it stands, commands that are mistyped.

use std::fs;
use std::process::Output;

use crate::support::Room;

fn room() -> Room {
    let room = Room::new();
    let made = room.command().args(["new", "w.db", "--empty"]).output().unwrap();
    assert!(made.status.success());
    let source = "[source]\nid = \"x\"\nname = \"X\"\nparagraphs = 9\n";
    room.write("x.toml", source);
    fs::create_dir(room.at("docs")).unwrap();
    room
}

/// What a line of a shell prints on both streams, words in single quotes kept together.
fn said(room: &Room, line: &str, base: Option<&str>) -> String {
    let mut words = Vec::new();
    for (n, part) in line.split('\'').enumerate() {
        match n % 2 {
            1 => words.push(part.to_owned()),
            _ => words.extend(part.split_whitespace().map(str::to_owned)),
        }
    }
    let mut command = room.command();
    command.envs(base.map(|base| ("BRIEF_DB", base)));
    let Output { stdout, stderr, .. } = command.args(words).output().unwrap();
    String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap()
}

/// A command without its base, and what it says of an empty base.
const COMMANDS: [(&str, &str); 8] = [
    ("about", "no facts yet"),
    ("check", "sound"),
    ("schema project", "projects (one: project)"),
    ("explain 'count places'", "how many places there are"),
    ("verify docs", "the base has no sources"),
    ("load x.toml --dry-run", "read: 1 entry of x.toml\nwould be new: 1 source\n"),
    ("ship out.db --force", "out.db written: "),
    ("new", "w.db is already there"),
];

#[test]
fn every_command_takes_its_base_from_wherever_it_stands() {
    let room = room();
    for (command, wanted) in COMMANDS {
        let (name, rest) = command.split_once(' ').unwrap_or((command, ""));
        let mut forms = vec![
            format!("{name} w.db {rest}"),
            format!("w.db {name} {rest}"),
            format!("--db w.db {name} {rest}"),
            format!("--db=w.db {name} {rest}"),
            format!("{name} --db w.db {rest}"),
            format!("{name} {rest} --db w.db"),
            format!("w.db {name} --db w.db {rest}"),
        ];
        forms.extend(["schema", "verify"].contains(&name).then(|| format!("{name} {rest} w.db")));
        for form in forms {
            let said = said(&room, &form, None);
            assert!(said.contains(wanted), "{form}\n{said}");
        }
        let said = said(&room, command, Some("w.db"));
        assert!(said.contains(wanted), "BRIEF_DB=w.db brief {command}\n{said}");
    }
    assert!(said(&room, "'count places' w.db", None).starts_with('0'));
}

#[test]
fn two_bases_are_one_too_many() {
    let room = room();
    for (form, other) in [
        ("w.db about x.db", "x.db"),
        ("--db w.db check x.db", "x.db"),
        ("w.db --db x.db 'count places'", "x.db"),
        ("--db w.db ship x.db y.db", "x.db"),
        ("w.db explain x.db 'count places'", "x.db"),
    ] {
        let said = said(&room, form, None);
        assert!(said.starts_with("error: use one base at a time, not "), "{form}\n{said}");
        assert!(said.contains("w.db") && said.contains(other), "{said}");
    }
}

#[test]
fn a_mistyped_command_is_known() {
    let room = room();
    for (typed, meant) in [
        ("shp w.db y.db", "brief ship w.db y.db"),
        ("shp w.db y.db --force", "brief ship w.db y.db --force"),
        ("laod w.db x.toml", "brief load w.db x.toml"),
        ("laod w.db x.toml --dry-run", "brief load w.db x.toml --dry-run"),
        ("abuot", "brief about"),
        ("w.db abuot", "brief w.db about"),
        ("--db w.db abuot", "brief --db w.db about"),
        ("chekc w.db", "brief check w.db"),
        ("verifi w.db docs", "brief verify w.db docs"),
        ("shema project", "brief schema project"),
        ("explian 'count places'", "brief explain 'count places'"),
        ("neww x.db", "brief new x.db"),
        ("complettions bash", "brief completions bash"),
        ("help laod", "brief help load"),
    ] {
        let said = said(&room, typed, None);
        assert!(said.contains("` isn't a command"), "{typed}\n{said}");
        assert!(said.contains(&format!("did you mean `{meant}`?")), "{typed}\n{said}");
    }
    // A kind is no command, and more like a kind neither.
    for (typed, wanted) in [
        ("roles", "no roles"),
        ("plces", "`places`"),
        ("roads", "no kind is called `roads`"),
        ("places where x", "put the whole query in quotes: brief 'places where x'"),
        ("schema projcts", "did you mean `projects`?"),
        ("--formt json places", "'--format'"),
        ("completions bsh", "'bash'"),
    ] {
        let said = said(&room, typed, Some("w.db"));
        assert!(said.contains(wanted), "{typed}\n{said}");
    }
}

#[test]
fn files_of_one_name_are_two_from_wherever_they_are_loaded() {
    let room = room();
    let (one, other) =
        ("id,name,paragraph\na,A one,1\nb,B two,2\n", "id,name,paragraph\nc,C three,3\n");
    for (year, text) in [("y23", one), ("y24", other)] {
        fs::create_dir(room.at(year)).unwrap();
        fs::write(room.at(year).join("projects.csv"), text).unwrap();
    }
    let load = |line: &str| said(&room, &format!("load w.db {line} --source x"), None);
    let projects = || said(&room, "-q w.db 'count projects'", None);
    said(&room, "load w.db x.toml", None);
    assert!(load("y23/projects.csv y24/projects.csv").contains("things and records: 3 new"));
    assert!(load("y23/projects.csv").contains("things and records: 0 new, 2 same"));
    assert_eq!(projects(), "3\n");
    // Seen from another directory it is the same file.
    let mut there = room.command();
    there.current_dir(room.at("y23"));
    there.args(["load", "../w.db", "projects.csv", "--source", "x"]);
    let output = there.output().unwrap();
    assert!(output.stderr.ends_with(b"things and records: 0 new, 2 same, 0 changed, 0 removed\n"));
    let twice = load("y24/projects.csv ./y23/../y24/projects.csv");
    assert!(
        twice.starts_with("note: ./y23/../y24/projects.csv was given twice and is read only once")
    );
    // What goes is told, also before it does.
    room.write("y23/projects.csv", "id,name,paragraph\na,A one,1\n");
    let would = load("y23/projects.csv --dry-run");
    assert!(
        would.starts_with("note: would be removed, because no file mentions them now: `b`"),
        "{would}"
    );
    let went = load("y23/projects.csv");
    assert!(went.starts_with("note: removed, because no file mentions them now: `b`"), "{went}");
    // A file that was moved is another, until it is said which it was.
    fs::create_dir(room.at("m")).unwrap();
    fs::rename(room.at("y23/projects.csv"), room.at("m/projects.csv")).unwrap();
    let moved = load("m/projects.csv --dry-run");
    assert!(moved.contains("y23/projects.csv is another file with that name"), "{moved}");
    assert!(moved.contains("(`--replaces y23/projects.csv` removes them)"), "{moved}");
    load("m/projects.csv --replaces y23/projects.csv");
    assert!(load("m/projects.csv").contains("things and records: 0 new, 1 same"));
    assert_eq!(projects(), "2\n");
}

#[test]
fn what_concerns_every_command_may_be_before_or_behind_its_name() {
    let room = room();
    for line in
        ["-q w.db about", "about w.db -q", "--color never w.db about", "w.db about --color never"]
    {
        assert!(said(&room, line, None).contains("no facts yet"), "{line}");
    }
}

#[test]
fn a_question_without_a_query_is_refused() {
    let room = room();
    room.write("s.txt", "# a script of comments\n");
    for line in ["w.db '# a comment'", "w.db ''", "w.db -c ';'"] {
        assert!(said(&room, line, None).starts_with("error: there is no query\n"), "{line}");
    }
    assert_eq!(said(&room, "w.db -f s.txt", None), "");
}
