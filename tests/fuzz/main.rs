//! Bad input is a message: texts nobody would write, on the whole road from the text to what a person reads.
//!
//! [`queries`] makes queries (soup of the language's words, queries of the right shape about anything, mutants of the
//! golden scripts' and the grammar's, noise, depth), [`road`] walks them through reading, resolving, compiling, answering and
//! rendering, and says what broke. [`loads`] does the same with digests, tables and catalogs, changed by [`mutate`].
//!
//! Each case depends on the seed and its number alone. `cargo test` does a fixed share; for more, say
//! `FUZZ_CASES=500000 FUZZ_SEED=7 cargo test --release --test fuzz -- --nocapture` (`FUZZ_DIGESTS=`, `FUZZ_TABLES=`, `FUZZ_CATALOGS=` for
//! the others); `FUZZ_CASE=1234` does that one case alone and shows it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::format_push_string,
    reason = "tests may fail loudly"
)]

mod corpus;
mod loads;
mod mutate;
#[path = "../oracle/parameters.rs"]
mod parameters;
mod queries;
#[path = "../support/repairs.rs"]
mod repairs;
#[path = "../support/rng.rs"]
mod rng;
mod road;
mod targets;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use corpus::Corpus;
use rng::Rng;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |n| n.parse().unwrap())
}

fn seed() -> u64 {
    number("FUZZ_SEED", 20_200_629)
}

/// The numbers of the cases to do.
fn cases(name: &str, default: u64) -> Range<u64> {
    match std::env::var("FUZZ_CASE") {
        Ok(n) => n.parse().map(|n: u64| n..n + 1).unwrap(),
        Err(_) => 0..number(name, default),
    }
}

/// What became of a case: a word for the tally, or what broke.
type Outcome = Result<&'static str, String>;

/// Runs a case; a panic is something that broke.
fn guarded(case: impl FnOnce() -> Outcome) -> Outcome {
    catch_unwind(AssertUnwindSafe(case)).unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().cloned();
        let said = said.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()));
        Err(format!("it panicked: {}", said.unwrap_or_default()))
    })
}

/// How often each outcome was, what broke, and the longest a case took.
#[derive(Default)]
struct Tally {
    outcomes: BTreeMap<&'static str, u64>,
    broken: Vec<String>,
    slowest: (Duration, u64),
}

impl Tally {
    fn add(&mut self, n: u64, took: Duration, outcome: Outcome) {
        self.slowest = self.slowest.max((took, n));
        match outcome {
            Ok(word) => *self.outcomes.entry(word).or_default() += 1,
            Err(said) => self.broken.push(format!("case {n}: {said}")),
        }
    }

    fn join(mut self, other: Self) -> Self {
        for (word, n) in other.outcomes {
            *self.outcomes.entry(word).or_default() += n;
        }
        self.broken.extend(other.broken);
        self.slowest = self.slowest.max(other.slowest);
        self
    }

    /// Says what happened, and that nothing broke.
    fn report(&self, what: &str, began: Instant) {
        let all: u64 = self.outcomes.values().sum();
        println!(
            "{all} {what} in {:.1?}, the slowest ({}) in {:.1?}: {:?}",
            began.elapsed(),
            self.slowest.1,
            self.slowest.0,
            self.outcomes
        );
        let first: Vec<&str> = self.broken.iter().take(20).map(String::as_str).collect();
        let broken = self.broken.len();
        assert!(broken == 0, "{broken} {what} broke (FUZZ_SEED={})\n{}", seed(), first.join("\n"));
    }

    fn share(&self, word: &str) -> u64 {
        let all: u64 = self.outcomes.values().sum();
        self.outcomes.get(word).copied().unwrap_or(0) * 100 / all.max(1)
    }
}

/// The outcome of a case after which no further one is needed.
const ENOUGH: &str = "enough";

/// Does all cases, on as many threads as there are processors; each makes its own place to work in.
fn run<P>(
    cases: &Range<u64>,
    place: impl Fn() -> P + Sync,
    case: impl Fn(&P, u64) -> Outcome + Sync,
) -> Tally {
    let next = AtomicU64::new(cases.start);
    let work = || {
        let place = place();
        let mut tally = Tally::default();
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            if n >= cases.end {
                return tally;
            }
            let began = Instant::now();
            let outcome = guarded(|| case(&place, n));
            if outcome == Ok(ENOUGH) {
                return tally;
            }
            tally.add(n, began.elapsed(), outcome);
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        all.into_iter().map(|thread| thread.join().unwrap()).fold(Tally::default(), Tally::join)
    })
}

#[test]
fn queries_are_answered_or_refused() {
    let began = Instant::now();
    let corpus = Corpus::read();
    let cases = cases("FUZZ_CASES", 5_000);
    let tally = run(
        &cases,
        || road::sessions(&corpus),
        |sessions, n| {
            let mut rng = Rng::of(seed(), 1, n);
            let (base, text) = queries::query(&mut rng, &corpus);
            if std::env::var("FUZZ_CASE").is_ok() {
                println!("base {base}: {text:?}");
            }
            let walk = |text: &str| guarded(|| road::walk(&sessions[base], text, n));
            walk(&text).map_err(|said| {
                let small = mutate::shrink(&text, &|shorter| walk(shorter).is_err());
                let said = walk(&small).err().unwrap_or(said);
                format!("base {base}, {small:?}\n  {said}")
            })
        },
    );
    tally.report("queries", began);
    if cases.end - cases.start > 1000 {
        for (word, least) in
            [("refused by the parser", 25), ("refused by the resolver", 5), ("answered", 12)]
        {
            assert!(tally.share(word) >= least, "{word} should be frequent: {:?}", tally.outcomes);
        }
    }
}

/// `FUZZ_OFFERS=100000 cargo test --release --test fuzz every_offered -- --nocapture` makes queries until as many were offered.
#[test]
fn every_offered_query_has_an_answer() {
    let began = Instant::now();
    let corpus = Corpus::read();
    let enough = number("FUZZ_OFFERS", 300);
    let cases = std::env::var("FUZZ_CASE").map_or(0..u64::MAX, |_| cases("FUZZ_CASE", 0));
    let tally = run(
        &cases,
        || road::sessions(&corpus),
        |sessions, n| {
            if road::OFFERED.load(Ordering::Relaxed) >= enough {
                return Ok(ENOUGH);
            }
            let mut rng = Rng::of(seed(), 6, n);
            let (base, text) = queries::query(&mut rng, &corpus);
            if std::env::var("FUZZ_CASE").is_ok() {
                println!("base {base}: {text:?}");
            }
            let session = &sessions[base];
            let outcome = road::offered_queries(session, &text).map_err(|said| {
                println!("case {n}, base {base}: {said}");
                let is_bad = |shorter: &str| road::offered_queries(session, shorter).is_err();
                let small = mutate::shrink(&text, &is_bad);
                let said = road::offered_queries(session, &small).err().unwrap_or(said);
                format!("base {base}, {small:?}\n  {said}")
            });
            outcome.map(|n| if n == 0 { "without an offer" } else { "with an offer" })
        },
    );
    let offered = road::OFFERED.load(Ordering::Relaxed);
    println!("{offered} queries were offered, {} texts had one that fails", tally.broken.len());
    tally.report("queries", began);
}

#[test]
fn a_parameter_is_the_value_it_holds() {
    let began = Instant::now();
    let corpus = Corpus::read();
    let tally = run(
        &cases("FUZZ_PARAMETERS", 3_000),
        || RefCell::new(road::sessions(&corpus)),
        |sessions, n| {
            let (base, text) = queries::query(&mut Rng::of(seed(), 5, n), &corpus);
            let session = &mut sessions.borrow_mut()[base];
            match parameters::pair(&text).map(|pair| pair.differs(session)) {
                None => Ok("without a value"),
                Some(None) => Ok("the same"),
                Some(Some(difference)) => Err(difference),
            }
        },
    );
    tally.report("queries", began);
}

#[test]
fn digests_are_loaded_or_refused() {
    let began = Instant::now();
    let tally = run(&cases("FUZZ_DIGESTS", 100), loads::Digests::read, |digests, n| {
        loads::digest(digests, &mut Rng::of(seed(), 2, n))
    });
    tally.report("digests", began);
}

#[test]
fn tables_are_loaded_or_refused() {
    let began = Instant::now();
    let tally = run(&cases("FUZZ_TABLES", 100), loads::places, |places, n| {
        loads::table(places, &mut Rng::of(seed(), 4, n))
    });
    tally.report("tables", began);
}

#[test]
fn catalogs_are_read_or_refused() {
    let began = Instant::now();
    let tally = run(&cases("FUZZ_CATALOGS", 300), loads::catalogs, |catalogs, n| {
        loads::catalog(catalogs, &mut Rng::of(seed(), 3, n))
    });
    tally.report("catalogs", began);
}

#[test]
fn inputs_kept_of_the_coverage_guided_fuzzers_hold() {
    for name in targets::TARGETS {
        let run = targets::target(name).unwrap();
        let kept = targets::kept(name);
        assert!(!kept.is_empty(), "fuzz/corpus/{name} is empty");
        for (path, data) in kept {
            let outcome = guarded(|| run(&data).map(|()| "held"));
            assert_eq!(outcome, Ok("held"), "{}", path.display());
        }
    }
}
