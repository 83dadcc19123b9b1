//! From text to SQL in process: lex, parse, resolve (names looked up in the built-in base), compile.
//!
//! `cargo bench --bench compile`; how to read it is in `benches/README.md`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a benchmark may fail loudly"
)]

use brief::query::parser::parse;
use brief::query::resolve::{Parameters, resolve_sources};
use brief::query::sql;
use brief::store::Base;

fn main() {
    divan::main();
}

const QUERIES: [&str; 4] = [
    "projects where city = Qingdao and investment > 1bn",
    "people where any role (title = chairman and organization.name contains Senote)",
    "projects by city show count, sum of investment, count of investors",
    "events where date between 2020-01 and 2020-06 and place within China order by date desc limit 10",
];

#[divan::bench(args = QUERIES)]
fn to_sql(bencher: divan::Bencher<'_, '_>, query: &str) {
    let base = Base::built_in().unwrap();
    let parameters = Parameters::new();
    bencher.bench_local(|| {
        let queries = parse(divan::black_box(query)).unwrap();
        let _steady = base.hold_snapshot().unwrap();
        let resolved = resolve_sources(&queries[0], base.catalog(), &base, &parameters).unwrap();
        sql::rows_statement(&resolved.plan)
    });
}

#[divan::bench(args = QUERIES)]
fn to_tree(query: &str) -> usize {
    parse(divan::black_box(query)).unwrap().len()
}

/// How the time grows with the text: lists of texts that together have so many KiB.
#[divan::bench(args = [1, 4, 16, 63])]
fn long(bencher: divan::Bencher<'_, '_>, kib: usize) {
    let base = Base::built_in().unwrap();
    let values: Vec<String> = (0..kib * 1024 / 72).map(|n| format!("\"{n:068}\"")).collect();
    let query = format!("roles where title in ({})", values.join(", "));
    bencher.bench_local(|| {
        let queries = parse(divan::black_box(&query)).unwrap();
        let resolved =
            resolve_sources(&queries[0], base.catalog(), &base, &Parameters::new()).unwrap();
        sql::rows_statement(&resolved.plan)
    });
}
