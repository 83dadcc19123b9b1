//! What each key costs at the prompt: what may follow (Tab, and the hint drawn with every key), and the colours of the line;
//! and with the real program on a terminal, how long it takes to start, and to draw what a key has changed.
//!
//! `cargo bench --bench typing` asks the built-in base, or the file named by `BRIEF_DB`; see `benches/README.md`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a benchmark may fail loudly"
)]

use std::env;
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use brief::query::complete::{World, complete};
use brief::query::highlight::highlight;
use brief::query::resolve::Parameters;
use brief::store::Base;
use nix::pty::{Winsize, openpty};

fn main() {
    divan::main();
}

const TYPED: [&str; 11] = [
    "",
    "projects ",
    "projects where ",
    "projects where ci",
    "projects where city ",
    "projects where city = ",
    "projects where city = q",
    "projects where part_of = q",
    "projects where investors = ",
    "events where date = 20",
    "projects where city = Qingdao and investment > 1bn and any investor (",
];

fn base() -> Base {
    match env::var_os("BRIEF_DB") {
        Some(path) => Base::open(Path::new(&path)).unwrap(),
        None => Base::built_in().unwrap(),
    }
}

#[divan::bench(args = TYPED)]
fn offers(bencher: divan::Bencher<'_, '_>, typed: &str) {
    let (base, parameters) = (base(), Parameters::new());
    let world = World { catalog: base.catalog(), names: &base, parameters: &parameters };
    bencher.bench_local(|| complete(divan::black_box(typed), &world).len());
}

#[divan::bench(args = TYPED)]
fn colours(bencher: divan::Bencher<'_, '_>, typed: &str) {
    let (base, parameters) = (base(), Parameters::new());
    let world = World { catalog: base.catalog(), names: &base, parameters: &parameters };
    bencher.bench_local(|| highlight(divan::black_box(typed), typed.len(), &world).len());
}

/// The program on a terminal of its own.
struct Prompt {
    terminal: File,
    program: Child,
}

impl Prompt {
    /// From nothing to a prompt that can be typed at.
    fn start(home: &Path) -> Self {
        let size = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
        let pty = openpty(&size, None).unwrap();
        let end = || Stdio::from(pty.slave.try_clone().unwrap());
        let program = Command::new(env!("CARGO_BIN_EXE_brief"))
            .env("XDG_STATE_HOME", home)
            .env("XDG_CACHE_HOME", home)
            .env("TERM", "xterm-256color")
            .stdin(end())
            .stdout(end())
            .stderr(end())
            .spawn()
            .unwrap();
        let mut prompt = Self { terminal: File::from(pty.master), program };
        prompt.draws("> ");
        prompt
    }

    /// Reads until this has been drawn.
    fn draws(&mut self, wanted: &str) {
        let mut drawn = Vec::new();
        let mut bytes = [0; 4096];
        while !drawn.windows(wanted.len()).any(|part| part == wanted.as_bytes()) {
            let n = self.terminal.read(&mut bytes).unwrap();
            drawn.extend_from_slice(&bytes[..n]);
        }
    }

    /// Presses a key and waits until the line has been drawn with it: the editor says where a drawing ends.
    fn key(&mut self, key: &str) {
        self.terminal.write_all(key.as_bytes()).unwrap();
        self.draws("\x1b[?2026l");
    }
}

impl Drop for Prompt {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

#[divan::bench]
fn start(bencher: divan::Bencher<'_, '_>) {
    let home = tempfile::tempdir().unwrap();
    drop(Prompt::start(home.path()));
    bencher.bench_local(|| Prompt::start(home.path()));
}

#[divan::bench(args = ["projects where city", "projects where city = Q", "projects where city = Qingdao and investment > 1"])]
fn key(bencher: divan::Bencher<'_, '_>, typed: &str) {
    let home = tempfile::tempdir().unwrap();
    let mut prompt = Prompt::start(home.path());
    for letter in typed.chars() {
        prompt.key(letter.encode_utf8(&mut [0; 4]));
    }
    // The last letter is erased and typed again: two keys.
    let last = typed.chars().next_back().unwrap().to_string();
    bencher.bench_local(|| {
        prompt.key("\x7f");
        prompt.key(&last);
    });
}
