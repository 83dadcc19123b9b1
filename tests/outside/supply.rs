//! What the program is built from: licences and sources that `deny.toml` allows.

use std::process::Command;

pub(crate) fn licences_and_sources_are_allowed() {
    let checked = Command::new("cargo-deny")
        .args(["--offline", "--locked", "check", "bans", "licenses", "sources"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}
