//! The targets of `tests/fuzz/targets.rs` under libFuzzer; `BRIEF_FUZZ` names the one to run.

#![no_main]
#![allow(dead_code, clippy::all, clippy::pedantic, reason = "the modules are those of the tests")]

#[path = "../../tests/fuzz/corpus.rs"]
mod corpus;
#[path = "../../tests/fuzz/loads.rs"]
mod loads;
#[path = "../../tests/fuzz/mutate.rs"]
mod mutate;
#[path = "../../tests/support/repairs.rs"]
mod repairs;
#[path = "../../tests/support/rng.rs"]
mod rng;
#[path = "../../tests/fuzz/road.rs"]
mod road;
#[path = "../../tests/fuzz/targets.rs"]
mod targets;

use libfuzzer_sys::fuzz_target;

type Outcome = Result<&'static str, String>;

thread_local! {
    static TARGET: targets::Target = {
        let name = std::env::var("BRIEF_FUZZ").unwrap_or_default();
        targets::target(&name)
            .unwrap_or_else(|| panic!("BRIEF_FUZZ is one of {}", targets::TARGETS.join(", ")))
    };
}

fuzz_target!(|data: &[u8]| {
    TARGET.with(|run| {
        if let Err(said) = run(data) {
            panic!("{said}");
        }
    });
});
