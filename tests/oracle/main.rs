//! The oracle: a second, small reading of the language's meaning, checked against compiled SQL on
//! random bases and random conditions.
//!
//! A base is made of plain structs ([`model`]), written out as digests and loaded by the program; a
//! condition is made as a tree ([`cond`]), written out as the text of a query and answered by the
//! program. What the answer must be says [`eval`], from the struct and the tree alone: which rows are
//! true, false and open, and how many more may match. [`answers`] compares what is shown, in which
//! order; [`aggregates`] groups and sums; [`laws`] hold whatever the meaning of a single test is.
//!
//! # To repeat it
//!
//! ```text
//! cargo test --test oracle -- --nocapture                       20,000 conditions, and what they were
//! ORACLE_CASES=200000 cargo test --release --test oracle -- --nocapture
//! MUTANTS=all cargo test --test mutants                         does it notice deliberate faults?
//! ```
//!
//! `ORACLE_SEED=7` asks something else, `ORACLE_LINKS=0` nothing about links; `ORACLE_FAILURES=5` goes on
//! after a failure, `ORACLE_BASE=3` asks of one base alone, `ORACLE_SHRINK=0` leaves failures as large as
//! they are, `ORACLE_WHOLE=1` prints the whole base too.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]

mod aggregates;
mod answers;
mod ask;
mod base;
mod cond;
mod eval;
mod laws;
mod literals;
mod model;
mod parameters;
mod print;
mod program;
#[path = "../support/rng.rs"]
mod rng;
mod schema;
mod shrink;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

use ask::Ask;
use cond::{Check, Cond, Leaf, Literal};
use eval::{Truth, truth};
use model::Facts;
use program::{Asked, Program};
use rng::Rng;
use schema::{KINDS, LEVELS};

/// Conditions asked of each base.
const PER_BASE: usize = 200;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |n| n.parse().unwrap())
}

fn seed() -> u64 {
    number("ORACLE_SEED", 20_200_629)
}

fn links() -> bool {
    number("ORACLE_LINKS", 1) == 1
}

/// A kind to ask about and a condition.
fn question(rng: &mut Rng, facts: &Facts<'_>, links: bool) -> (&'static str, Cond) {
    let depth = *rng.pick(&[0, 0, 1, 1, 2, 3, 4]);
    let kind = if rng.percent(3) { "thing" } else { *rng.pick(&ask::ASKED) };
    (kind, Ask { rng, facts, links }.condition(&[kind], depth))
}

/// What every row of a kind must be for a condition.
fn expected(facts: &Facts<'_>, kind: &str, cond: &Cond) -> Vec<(String, Truth)> {
    let rows = facts.world.all.iter().filter(|e| match kind {
        "thing" => !e.kind().record,
        kind => e.kind == kind,
    });
    rows.map(|e| (e.id.clone(), truth(facts, e, cond))).collect()
}

/// The ids of rows that are so, sorted.
fn those(rows: &[(String, Truth)], so: impl Fn(Truth) -> bool) -> Vec<String> {
    let mut ids: Vec<String> = rows.iter().filter(|r| so(r.1)).map(|r| r.0.clone()).collect();
    ids.sort();
    ids
}

/// What is wrong with the program's answers about a condition, if anything.
fn differs(
    program: &Program,
    facts: &Facts<'_>,
    kind: &'static str,
    cond: &Cond,
) -> Asked<Option<String>> {
    let rows = expected(facts, kind, cond);
    let text = cond.text();
    let mut wrong = String::new();
    let mut compare = |what: &str, found: Vec<String>, wanted: Vec<String>| {
        if found != wanted {
            let _ = writeln!(wrong, "{what}\n  must be  {wanted:?}\n  but gave {found:?}");
        }
    };
    let (plain, open) = program.ask_and_open(kind, &text)?;
    compare("T, by the condition itself", plain.ids(), those(&rows, |t| t == Truth::True));
    let not = program.ask(kind, &format!("not ({text})"))?;
    compare("F, by `not`", not.ids(), those(&rows, |t| t == Truth::False));
    let possibly = program.ask(kind, &format!("possibly ({text})"))?;
    compare("T or open, by `possibly`", possibly.ids(), those(&rows, |t| t != Truth::False));
    let possible = cond.some(&|c| matches!(c, Cond::Possibly(_)));
    let certain = if possible { expected(facts, kind, &cond.strict()) } else { rows.clone() };
    compare(
        "T, by the rows `possibly` marks certain",
        possibly.certain(),
        those(&certain, |t| t == Truth::True),
    );
    let wanted = those(&rows, |t| t == Truth::Open).len() as u64;
    if open != wanted {
        let _ = writeln!(wrong, "the note says that {open} more may match, and {wanted} do");
    }
    Ok((!wrong.is_empty()).then_some(wrong))
}

/// What became of all cases.
#[derive(Default)]
struct Tally {
    asked: usize,
    /// Rows true, false, open.
    rows: [usize; 3],
    /// Conditions that have something, by its name; and the deepest quantifier in quantifiers.
    with: BTreeMap<&'static str, usize>,
    deepest: usize,
    failures: Vec<String>,
}

/// What a condition may have, and in how many of a hundred conditions it must be.
const FEATURES: [(&str, usize); 9] = [
    ("dates", 15),
    ("within", 2),
    ("amounts", 20),
    ("levels", 3),
    ("links", 25),
    ("quantifiers", 25),
    ("names, claims, sources", 8),
    ("possibly", 4),
    ("mentions", 4),
];

impl Tally {
    fn note(&mut self, cond: &Cond) {
        self.deepest = self.deepest.max(cond.quantifiers());
        for (feature, _) in FEATURES {
            *self.with.entry(feature).or_default() += usize::from(has(cond, feature));
        }
    }

    fn add(&mut self, other: Tally) {
        self.asked += other.asked;
        self.deepest = self.deepest.max(other.deepest);
        for (all, n) in self.rows.iter_mut().zip(other.rows) {
            *all += n;
        }
        for (feature, n) in other.with {
            *self.with.entry(feature).or_default() += n;
        }
        self.failures.extend(other.failures);
    }

    /// Prints what was asked, and fails if something was asked too seldom to show anything.
    fn report(&self) {
        let share = |n: usize, all: usize| 100.0 * n as f64 / all.max(1) as f64;
        let all: usize = self.rows.iter().sum();
        let [t, f, open] = self.rows.map(|n| share(n, all));
        println!(
            "{} conditions of {all} rows: {t:.1} % true, {f:.1} % false, {open:.1} % open",
            self.asked
        );
        println!("quantifiers in each other: {}", self.deepest);
        for (feature, n) in &self.with {
            println!("with {feature}: {:.1} %", share(*n, self.asked));
        }
        // A handful of questions may well be of one sort.
        if self.asked < 2_000 {
            return;
        }
        assert!([t, f, open].iter().all(|s| *s >= 15.0), "every truth should be frequent");
        assert!(self.deepest >= 3, "quantifiers should nest");
        for (feature, least) in FEATURES {
            let n = self.with.get(feature).copied().unwrap_or_default();
            assert!(n * 100 >= self.asked * least, "too few have {feature}");
        }
    }
}

fn has(cond: &Cond, feature: &str) -> bool {
    let evidence = |name: &str| ["names", "claim", "claims", "source", "sources"].contains(&name);
    cond.some(&|c| match (c, feature) {
        (Cond::Leaf(leaf), "names, claims, sources") => leaf.path.iter().any(|n| evidence(n)),
        (Cond::Quant(q), "names, claims, sources") => evidence(q.link),
        (Cond::Leaf(leaf), "levels") => LEVELS.contains(leaf.path.last().unwrap()),
        (Cond::Leaf(leaf), "links") => {
            leaf.path.iter().any(|n| KINDS.iter().any(|k| k.link(n).is_some()))
        }
        (Cond::Leaf(Leaf { check: Check::Within(_), .. }), "within")
        | (Cond::Possibly(_), "possibly")
        | (Cond::Mentions(_), "mentions")
        | (Cond::Quant(_), "quantifiers") => true,
        (Cond::Leaf(leaf), _) => leaf.check.literals().iter().any(|l| match l {
            Literal::Days(..) | Literal::Number(_) => feature == "dates",
            Literal::Amount { .. } => feature == "amounts",
            _ => false,
        }),
        _ => false,
    })
}

/// Asks everything of one base. The base and its questions depend on the seed and its number alone.
fn one_base(n: usize, tally: &mut Tally) {
    let mut rng = Rng::of(seed(), 0, n as u64);
    let mut world = base::base(&mut rng);
    world.disputed = n.is_multiple_of(3);
    let facts = Facts::new(&world);
    let program = Program::new(&world).unwrap_or_else(|e| panic!("{e}\n{}", world.digest()));
    for case in 0..PER_BASE {
        let (kind, cond) = question(&mut rng, &facts, links());
        tally.asked += 1;
        tally.note(&cond);
        for (_, truth) in expected(&facts, kind, &cond) {
            tally.rows[truth as usize] += 1;
        }
        match differs(&program, &facts, kind, &cond) {
            Ok(None) => {}
            found => {
                let small = shrink::report(&world, kind, &cond, &found);
                tally.failures.push(format!("base {n}, case {case}: {small}"));
                if tally.failures.len() >= most_failures() {
                    return;
                }
            }
        }
    }
}

fn most_failures() -> usize {
    number("ORACLE_FAILURES", 1) as usize
}

/// The bases to ask: `ORACLE_BASE=3` asks that one alone.
fn bases(of: usize) -> std::ops::Range<usize> {
    match std::env::var("ORACLE_BASE") {
        Ok(n) => n.parse().map(|n: usize| n..n + 1).unwrap(),
        Err(_) => 0..of,
    }
}

#[test]
fn the_program_and_the_oracle_agree() {
    let cases = number("ORACLE_CASES", 20_000) as usize;
    let next = AtomicUsize::new(bases(cases.div_ceil(PER_BASE)).start);
    let end = bases(cases.div_ceil(PER_BASE)).end;
    let work = || {
        let mut tally = Tally::default();
        while tally.failures.len() < most_failures() {
            let n = next.fetch_add(1, Ordering::Relaxed);
            if n >= end {
                break;
            }
            one_base(n, &mut tally);
        }
        tally
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        all.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut all = Tally::default();
    for tally in tallies {
        all.add(tally);
    }
    assert!(
        all.failures.is_empty(),
        "the program and the oracle differ\n{}",
        all.failures.join("\n")
    );
    all.report();
}
