//! What each key costs at the prompt: what may follow (Tab, and the hint drawn with every key), and the colours of the line.
//!
//! `cargo bench --bench typing` asks the built-in base, or the file named by `BRIEF_DB`; see `benches/README.md`.

#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark may fail loudly")]

use std::env;
use std::path::Path;

use brief::query::complete::{World, complete};
use brief::query::highlight::highlight;
use brief::query::resolve::Parameters;
use brief::store::Base;

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
