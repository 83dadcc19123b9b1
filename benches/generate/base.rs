//! A base of so many projects, the same for the same number.
//!
//! The tables are those the program makes from its own catalog; the rows are written past the loader, in one transaction,
//! with the indexes made afterwards. Beside the projects stand places, organizations, people, events, participations,
//! classifications, figures, sources and claims, in about the proportions of a curated base. Nothing of it is true.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "a tool for measurements may fail loudly"
)]

mod projects;
#[path = "../../tests/support/rng.rs"]
mod rng;
mod world;

use std::path::Path;

use brief::catalog::Catalog;
use brief::store::load::create_file;
use brief::value::fold;
use rng::Rng;
use rusqlite::{Connection, ToSql, Transaction};

const SEED: u64 = 2013;

/// Makes the file; one that is there is not replaced.
pub(crate) fn generate(projects: usize, path: &Path) {
    let catalog = Catalog::built_in().unwrap();
    create_file(path, &catalog.text, &[]).unwrap();
    let mut conn = Connection::open(path).unwrap();
    conn.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF").unwrap();
    let tx = conn.transaction().unwrap();
    let indexes = drop_indexes(&tx);
    let mut writer = Writer { tx: &tx, rng: Rng::of(SEED, 0, 0), things: 0 };
    let world = writer.world(projects);
    writer.projects(projects, &world);
    writer.figures(projects / 4, &world);
    for sql in &indexes {
        tx.execute_batch(sql).unwrap();
    }
    for kind in catalog.kinds.iter().filter(|kind| kind.name != "thing") {
        let sql = format!(
            "UPDATE meta SET value = (SELECT count(*) FROM \"{0}\") WHERE key = 'count.{0}'",
            kind.name
        );
        tx.execute(&sql, []).unwrap();
    }
    tx.execute_batch("ANALYZE; DROP TABLE IF EXISTS sqlite_stat4").unwrap();
    tx.commit().unwrap();
}

/// Indexes are faster made at the end. What they are made by.
fn drop_indexes(tx: &Transaction<'_>) -> Vec<String> {
    let mut found = tx
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
        .unwrap();
    let found: Vec<(String, String)> = found
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for (name, _) in &found {
        tx.execute_batch(&format!("DROP INDEX \"{name}\"")).unwrap();
    }
    found.into_iter().map(|(_, sql)| sql).collect()
}

struct Writer<'t> {
    tx: &'t Transaction<'t>,
    rng: Rng,
    things: i64,
}

impl Writer<'_> {
    fn run(&self, sql: &str, values: &[&dyn ToSql]) {
        self.tx.prepare_cached(sql).unwrap().execute(values).unwrap();
    }

    /// An entry in `thing`; records have no slug.
    fn thing(&mut self, kind: &str, slug: Option<&str>, name: &str) -> i64 {
        self.things += 1;
        let sql = "INSERT INTO thing (id, kind, slug, name, _folded) VALUES (?, ?, ?, ?, ?)";
        let folded = Some(fold(name)).filter(|key| *key != name.to_ascii_lowercase());
        self.run(sql, &[&self.things, &kind, &slug, &name, &folded]);
        self.things
    }

    /// A thing and the record of its name.
    fn named(&mut self, kind: &str, n: usize, name: &str) -> i64 {
        let of = self.thing(kind, Some(&format!("{kind}-{n}")), name);
        let id = self.thing("name", None, name);
        let sql =
            "INSERT INTO name (id, \"of\", text, text_key, form) VALUES (?, ?, ?, ?, 'label')";
        self.run(sql, &[&id, &of, &name, &fold(name)]);
        of
    }

    fn day(&mut self) -> String {
        let (year, month, day) =
            (2013 + self.rng.below(12), 1 + self.rng.below(12), 1 + self.rng.below(28));
        format!("{year}-{month:02}-{day:02}")
    }
}

/// A made-up word, another for each number.
fn word(n: usize) -> String {
    const HEAD: [&str; 20] = [
        "Ba", "Che", "Da", "Fen", "Gu", "Han", "Jin", "Ka", "Lu", "Mar", "Nan", "O", "Pin", "Ro",
        "San", "Tur", "Vel", "Wu", "Yan", "Zo",
    ];
    const TAIL: [&str; 20] = [
        "bel", "dong", "fa", "go", "hai", "jou", "kent", "lan", "ming", "nor", "pol", "qi", "rin",
        "shan", "tai", "va", "wen", "xi", "yang", "zhou",
    ];
    let mut text = HEAD[n % 20].to_owned();
    let mut rest = n / 20;
    loop {
        text.push_str(TAIL[rest % 20]);
        rest /= 20;
        if rest == 0 {
            return text;
        }
        rest -= 1;
    }
}
