//! `cargo run --release --example generate -- 10000 out.db` writes a base of ten thousand made-up projects.

#![allow(clippy::unwrap_used, reason = "a tool for measurements may fail loudly")]

#[path = "base.rs"]
mod base;

use std::path::Path;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [projects, path] = args.as_slice() else {
        eprintln!("usage: generate PROJECTS FILE");
        std::process::exit(2);
    };
    let projects = projects.replace('_', "").parse().unwrap();
    base::generate(projects, Path::new(path));
}
