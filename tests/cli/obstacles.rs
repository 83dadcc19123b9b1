//! Files that stand in the way, and what of a file stays when it is replaced: every command that writes or reads a file says
//! which file it is, the reason, and the way out, in words.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::support::Room;

/// A user without rights, as most systems call `nobody`.
const NOBODY: u32 = 65534;

fn room() -> Room {
    let room = Room::new();
    let source = "[source]\nid = \"x\"\nname = \"X\"\nparagraphs = 9\n";
    room.write("x.toml", source);
    for name in ["w.db", "other.db"] {
        said(room.command().args(["new", name, "--empty"]));
    }
    room
}

/// What a command says on its standard error.
fn said(command: &mut Command) -> String {
    String::from_utf8(command.output().unwrap().stderr).unwrap()
}

fn is_root() -> bool {
    let file = tempfile::NamedTempFile::new().unwrap();
    file.as_file().metadata().unwrap().uid() == 0
}

impl Room {
    fn brief(&self, line: &str) -> String {
        said(self.command().args(line.split_whitespace()))
    }

    /// The same by somebody who has no more rights than the permissions of files give.
    fn brief_of_nobody(&self, line: &str) -> String {
        let mut command = self.command();
        if is_root() {
            // The program may stand where only root can go.
            let copy = self.at("brief");
            if !copy.exists() {
                fs::copy(env!("CARGO_BIN_EXE_brief"), &copy).unwrap();
            }
            let own = Command::new(copy);
            command = own;
            command.current_dir(self.path());
            self.furnish(&mut command);
            command.uid(NOBODY).gid(NOBODY);
        }
        said(command.args(line.split_whitespace()))
    }
}

#[test]
fn what_stands_in_the_way_is_told_with_the_way_out() {
    let room = room();
    fs::create_dir(room.at("dir.db")).unwrap();
    fs::create_dir(room.at("no_table.toml")).unwrap();
    fs::create_dir(room.at("dir.html")).unwrap();
    fs::write(room.at("page.html"), "").unwrap();
    symlink("loop.db", room.at("loop.db")).unwrap();
    let pipe = Command::new("mkfifo").arg(room.at("pipe.db")).status().unwrap();
    assert!(pipe.success());
    let (long, longer) = ("b".repeat(240) + ".db", "a".repeat(300) + ".db");
    assert!(room.brief(&format!("new {long}")).contains(" created, "));
    assert!(room.brief(&format!("load {long} x.toml")).contains("things and records: 1 new"));
    for (line, wanted) in [
        ("load dir.db x.toml", "dir.db is a directory, not a file"),
        ("load pipe.db x.toml", "pipe.db is a pipe, not a file"),
        ("load loop.db x.toml", "loop.db can't be read: its links form a loop"),
        ("load no.db x.toml", "there is no file no.db\n  help: `brief new no.db` creates one"),
        ("load no/w.db x.toml", "there is no file no/w.db"),
        ("load w.db/x.db x.toml", "w.db/x.db can't be read: a part of the path isn't a directory"),
        ("load /dev/null x.toml", "/dev/null is a device, not a file"),
        ("load w.db no.toml", "no.toml can't be read: there is no such file"),
        ("load w.db no_table.toml", "no_table.toml can't be read: it is a directory"),
        (
            "new no/w.db",
            "no/w.db can't be created: there is no directory no\n  help: `mkdir -p no`",
        ),
        ("new x.toml/w.db", "x.toml/w.db can't be created: x.toml isn't a directory"),
        ("new w.db", "w.db is already there"),
        ("new dir.db", "dir.db is already there"),
        ("new n.db --catalog no.toml", "no.toml can't be read: there is no such file"),
        ("new n.db --catalog dir.db", "dir.db can't be read: it is a directory"),
        ("ship w.db no/s.db", "no/s.db can't be created: there is no directory no"),
        ("ship w.db dir.db", "dir.db isn't a file"),
        ("ship w.db pipe.db --force", "pipe.db isn't a file"),
        ("ship w.db w.db --force", "w.db is the base itself"),
        ("ship w.db other.db", "other.db is already there"),
        ("ship w.db no/s.html", "no/s.html can't be written: there is no such file"),
        ("ship w.db dir.html --force", "dir.html is a directory"),
        ("ship w.db page.html", "page.html is already there\n  help: `--force` replaces it"),
        ("about dir.db", "dir.db is a directory, not a file"),
        ("check pipe.db", "pipe.db is a pipe, not a file"),
        ("verify no.db .", "there is no file no.db"),
        ("schema dir.db place", "dir.db is a directory, not a file"),
        ("explain pipe.db places", "pipe.db is a pipe, not a file"),
        ("w.db places -o no/x.csv", "no/x.csv can't be written: there is no such file"),
        ("w.db places -o w.csv/x.csv", "w.csv/x.csv can't be written"),
        ("w.db places -o /dev/full", "/dev/full can't be written: there is no space left"),
        ("w.db -f no.txt", "no.txt can't be read: there is no such file"),
    ] {
        let said = room.brief(line);
        assert!(said.contains(wanted), "{line}\n{said}");
        assert!(said.starts_with("error: ") && !said.contains("os error"), "{line}\n{said}");
    }
    for line in ["about", "new", "ship w.db"] {
        let said = room.brief(&format!("{line} {longer}"));
        assert!(said.contains(": the name is too long"), "{said}");
        assert!(said.contains("help: give it a shorter name"), "{said}");
    }
}

#[test]
fn permissions_are_told_and_not_got_round() {
    let room = room();
    fs::set_permissions(room.path(), Permissions::from_mode(0o777)).unwrap();
    fs::create_dir(room.at("closed")).unwrap();
    room.write("closed/x.csv", "x");
    for (name, mode) in [("w.db", 0o444), ("other.db", 0o000)] {
        fs::set_permissions(room.at(name), Permissions::from_mode(mode)).unwrap();
    }
    fs::copy(room.at("w.db"), room.at("closed/w.db")).unwrap();
    fs::set_permissions(room.at("closed/w.db"), Permissions::from_mode(0o666)).unwrap();
    fs::set_permissions(room.at("closed"), Permissions::from_mode(0o555)).unwrap();
    let before = room.bytes("w.db");
    for (line, wanted, help) in [
        ("load w.db x.toml", "w.db can't be written: permission is denied", "chmod u+w "),
        ("load closed/w.db x.toml", "permission is denied in the directory ", "chmod u+w "),
        ("load other.db x.toml", "other.db can't be read: permission is denied", "chmod u+r "),
        ("new closed/n.db", "permission is denied in the directory closed", "chmod u+w closed"),
        ("ship w.db closed/n.db", "permission is denied in the directory closed", "chmod u+w "),
        ("ship closed/w.db w.db --force", "w.db can't be written: permission", "chmod u+w "),
        ("about other.db", "other.db can't be read: permission is denied", "chmod u+r "),
        ("w.db places -o closed/y.csv", "closed/y.csv can't be written: permission", "chmod u+w "),
    ] {
        let said = room.brief_of_nobody(line);
        assert!(said.starts_with("error: ") && said.contains(wanted), "{line}\n{said}");
        assert!(said.contains(help) && !said.contains("os error"), "{line}\n{said}");
    }
    assert_eq!(room.bytes("w.db"), before);
    // What only reads needs no right to write.
    for line in ["load closed/w.db x.toml --dry-run", "about closed/w.db", "check closed/w.db"] {
        assert!(!room.brief_of_nobody(line).contains("error"), "{line}");
    }
    fs::set_permissions(room.at("closed"), Permissions::from_mode(0o777)).unwrap();
}

#[test]
fn a_file_that_is_replaced_keeps_what_is_not_its_content() {
    let room = room();
    let lines = ["load w.db x.toml", "ship other.db w.db --force", "other.db places -o w.csv"];
    room.write("w.csv", "");
    for (line, name) in lines.into_iter().zip(["w.db", "w.db", "w.csv"]) {
        let file = room.at(name);
        fs::set_permissions(&file, Permissions::from_mode(0o660)).unwrap();
        let before = fs::metadata(&file).unwrap();
        let link = room.at("link").with_extension(file.extension().unwrap());
        symlink(name, &link).unwrap();
        let through = line.replace(&format!(" {name}"), &format!(" {}", link.display()));
        let said = room.brief(&through);
        assert!(!said.contains("error"), "{through}\n{said}");
        let after = fs::metadata(&file).unwrap();
        assert_ne!(after.ino(), before.ino(), "{line}: the file wasn't replaced");
        let kept = |found: &fs::Metadata| (found.uid(), found.gid(), found.mode());
        assert_eq!(kept(&after), kept(&before), "{line}");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink(), "{line}");
        fs::remove_file(link).unwrap();
    }
}

#[test]
fn other_names_of_a_file_are_told() {
    let room = room();
    room.write("w.csv", "");
    for name in ["w.db", "w.csv"] {
        fs::hard_link(room.at(name), room.at(name).with_extension("second")).unwrap();
        let line = if name == "w.db" { "load w.db x.toml" } else { "other.db places -o w.csv" };
        let said = room.brief(line);
        assert!(said.contains("w.") && said.contains(" had 2 names (hard links): "), "{said}");
        fs::remove_file(room.at(name).with_extension("second")).unwrap();
    }
}

#[test]
fn what_another_program_left_beside_a_base_is_told_as_it_is() {
    let room = room();
    let good = room.bytes("w.db");
    let mut wal = good.clone();
    wal[18] = 2;
    wal[19] = 2;
    let set = "w.db is set to write-ahead logging (WAL), in which even reading writes files";
    let log = "w.db-wal holds changes by another program that aren't in w.db yet";
    let back = "`sqlite3 w.db \"PRAGMA journal_mode = DELETE\"`";
    let (empty, index, changes) = (vec![], vec![0; 32768], vec![1; 4096]);
    let cases = [
        (&wal, vec![], set, back),
        (&wal, vec![("w.db-wal", &empty)], set, back),
        (&wal, vec![("w.db-shm", &index)], set, back),
        (&wal, vec![("w.db-wal", &changes)], log, back),
        // Without the mode neither of them means anything.
        (&good, vec![("w.db-wal", &empty), ("w.db-shm", &index)], "", ""),
    ];
    for (base, beside, wanted, help) in cases {
        room.write("w.db", base);
        for (name, bytes) in &beside {
            room.write(name, bytes);
        }
        for line in ["w.db places", "about w.db", "load w.db x.toml --dry-run", "check w.db"] {
            let said = room.brief(line);
            assert!(said.contains(wanted) && said.contains(help), "{line}\n{said}");
            assert_eq!(said.contains("error"), !wanted.is_empty(), "{line}\n{said}");
        }
        for (name, _) in &beside {
            fs::remove_file(room.at(name)).unwrap();
        }
    }
}
