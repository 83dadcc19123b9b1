//! Tests that need something beside the project: other programs, the documents the facts are from, the rights of root.
//!
//! A test that cannot run is reported as ignored, with the reason. `BRIEF_OTHERS=PYTHON` names a Python that has the packages
//! of `tests/others/requirements.txt`; with it, every program that CI has must be there.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

mod browser;
mod documents;
mod draft;
mod driver;
mod files;
mod maps;
mod needs;
mod others;
mod page;
mod shells;
mod supply;
#[path = "../support/mod.rs"]
mod support;

use libtest_mimic::{Arguments, Trial};

use needs::Need::{Attributes, Documents, Module, Optional, Program, Root};
use needs::trial;

/// Lists tests by module and name, each with its needs.
macro_rules! trials {
    ($($module:ident::$test:ident: [$($need:expr),*],)*) => {
        vec![$(trial(concat!(stringify!($module), "::", stringify!($test)), &[$($need),*], $module::$test)),*]
    };
}

fn trials() -> Vec<Trial> {
    trials![
        browser::a_page_opens_and_runs_only_its_own_script: [Optional("chromium")],
        browser::a_click_on_a_heading_sorts_within_units: [Optional("chromedriver")],
        documents::a_run_is_found_whatever_its_case_and_signs: [],
        documents::no_text_shares_more_than_eight_words_with_a_document: [Documents],
        documents::no_name_is_a_sentence: [Documents],
        documents::the_phrases_of_the_built_in_facts_are_found: [Documents],
        documents::a_slip_in_a_phrase_is_refused_with_what_is_printed: [Documents],
        documents::a_wrong_paragraph_is_refused_with_the_right_one: [Documents],
        documents::a_figure_that_is_left_out_is_listed: [Documents],
        draft::a_draft_finds_what_a_digest_cites: [Documents],
        files::a_file_that_is_replaced_keeps_its_owner: [Root],
        files::a_file_that_is_replaced_keeps_its_attributes: [Attributes],
        maps::answers_are_what_python_counts_in_the_raw_files: [Module("csv")],
        others::openpyxl_reads_a_workbook: [Module("openpyxl")],
        others::python_shows_the_same: [Module("sqlite3")],
        others::datasette_shows_the_same: [Module("datasette")],
        others::duckdb_shows_the_same: [Module("duckdb")],
        others::sqlite3_shows_names_wordings_and_sources: [Program("sqlite3")],
        others::sqlite3_runs_the_sql_of_explain: [Program("sqlite3")],
        others::a_colleague_opens_what_was_sent: [Program("sqlite3")],
        others::a_colleague_opens_it_with_python: [Program("sqlite3"), Module("sqlite3")],
        others::a_colleague_opens_it_with_datasette: [Program("sqlite3"), Module("datasette")],
        others::a_colleague_opens_it_with_duckdb: [Program("sqlite3"), Module("duckdb")],
        page::every_golden_query_has_the_answer_of_the_program: [Optional("chromedriver")],
        page::workbooks_have_the_cells_of_the_program: [Optional("chromedriver")],
        page::completions_are_those_of_the_prompt: [Optional("chromedriver")],
        page::a_page_is_read_by_clicks_and_keys: [Optional("chromedriver")],
        page::hostile_names_are_only_names: [Optional("chromedriver")],
        page::what_takes_long_can_be_stopped: [Optional("chromedriver")],
        page::a_page_survives_other_line_breaks: [Optional("chromedriver")],
        supply::licences_and_sources_are_allowed: [Optional("cargo-deny")],
        shells::bash_completes_commands_options_and_files: [Program("bash")],
        shells::completions_have_every_command: [],
        shells::zsh_reads_its_completions: [Optional("zsh")],
        shells::fish_reads_its_completions: [Optional("fish")],
        shells::the_manual_page_has_all_commands_and_options: [Program("man"), Program("groff")],
        shells::the_manual_page_is_ascii: [],
    ]
}

fn main() {
    libtest_mimic::run(&Arguments::from_args(), trials()).exit();
}
