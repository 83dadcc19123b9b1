//! The tables of `examples/maps`: what a base answers after one load is what Python counts and adds up in the raw files.

use std::path::Path;
use std::process::Command;

use crate::needs::python;
use crate::support::Room;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Loads a table by its map, and checks the base.
fn load(room: &Room, tables: &[&str]) {
    let maps = Path::new(ROOT).join("examples/maps");
    let mut command = room.command();
    command.args(["load", "x.db"]).current_dir(room.at("."));
    for table in tables {
        command.arg(maps.join(table));
        let name = table.split('.').next().unwrap();
        command.arg("--map").arg(maps.join(format!("{name}.map.toml")));
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{tables:?}: {}", String::from_utf8_lossy(&output.stderr));
}

pub(super) fn answers_are_what_python_counts_in_the_raw_files() {
    let room = Room::new();
    let run = |arguments: &[&str]| {
        let output = room.command().args(arguments).output().unwrap();
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    };
    run(&["new", "x.db", "--empty"]);
    load(&room, &["gcdf3.csv"]);
    load(
        &room,
        &["openflights-airports.dat", "openflights-airlines.dat", "openflights-routes.dat"],
    );
    run(&["check", "x.db"]);
    let script = Path::new(ROOT).join("tests/others/counts.py");
    let counted = Command::new(python())
        .arg(script)
        .arg(Path::new(ROOT).join("examples/maps"))
        .output()
        .unwrap();
    assert!(counted.status.success(), "{}", String::from_utf8_lossy(&counted.stderr));
    let mut compared = 0;
    for line in String::from_utf8(counted.stdout).unwrap().lines() {
        let (query, wanted): (String, serde_json::Value) = serde_json::from_str(line).unwrap();
        let answer = run(&["x.db", &query, "--format", "json", "-q"]);
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        let found = answer[0].as_object().unwrap().values().next().unwrap().clone();
        // A sum is an amount with both ends.
        let found = match found.get("low") {
            Some(low) => {
                assert_eq!(Some(low), found.get("high"), "{query}");
                low.clone()
            }
            None => found,
        };
        let text = |value: &serde_json::Value| value.to_string().trim_matches('"').to_owned();
        assert_eq!(text(&found), text(&wanted), "{query}");
        compared += 1;
    }
    assert!(compared >= 30, "only {compared} answers");
}
