//! Inputs that once failed, and their neighbours: each a line of `cases/*.sh`, run by the real program.
//!
//! `cases/run.sh` says how a line is written. To try one script on a program in `PATH`:
//!
//! ```text
//! bash tests/cases/run.sh tests/cases/inputs.sh
//! ```

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use crate::support::Room;

/// Returns `PATH` with the program under test before all others.
fn search_path(room: &Room) -> OsString {
    let program = Path::new(room.command().get_program()).parent().unwrap().to_owned();
    let others = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths([program].into_iter().chain(std::env::split_paths(&others))).unwrap()
}

/// Runs a script of `cases`; each of its lines must hold.
fn every_line_holds(script: &str) {
    let room = Room::new();
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut shell = Command::new("bash");
    room.furnish(&mut shell);
    shell.arg(cases.join("run.sh")).arg(cases.join(script)).current_dir(room.path());
    let output = shell.env("PATH", search_path(&room)).output().unwrap();
    let lines = String::from_utf8_lossy(&output.stdout);
    let failed: Vec<&str> = lines.lines().filter(|line| !line.starts_with("ok ")).collect();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}\n{errors}", failed.join("\n"));
    assert!(lines.ends_with(" passed, 0 failed\n"), "{lines}{errors}");
}

#[test]
fn inputs_that_once_failed() {
    every_line_holds("inputs.sh");
}

#[test]
fn their_neighbours() {
    every_line_holds("neighbours.sh");
}
