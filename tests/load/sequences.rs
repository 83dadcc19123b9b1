//! A law: after any sequence of loads a base is the same as one that is loaded from scratch.
//!
//! Random tables of places, containment, projects and their parts, figures that contradict each other and names are loaded one
//! after the other, again with other rows, or not at all if something refers to what would go. After each load the base is sound:
//! `check` derives containment, levels, bounds, contradictions, labels and the hash of the content anew and compares. At the end
//! its content and everything derived equal those of a base into which the last versions are loaded at once.
//!
//! `SEQUENCES=50 cargo test --test load sequences` tries more sequences, `SEQUENCES_SEED=7` others.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use brief::store::digest::Input;
use brief::store::load::LoadError;

use crate::made::{CATALOG, Made};
use crate::rng::Rng;
use crate::support::number;

/// The number of things of each kind.
pub(crate) const FEW: usize = 7;

pub(crate) const SOURCES: &str = "id,name,paragraphs\ns0,First source,90\ns1,Second source,90\n";

/// Writes a table with this share of all possible rows.
fn table(
    rng: &mut Rng,
    header: &str,
    share: usize,
    mut row: impl FnMut(&mut Rng, usize) -> String,
) -> String {
    let mut text = format!("{header}\n");
    for n in (0..FEW).filter(|_| rng.percent(share)).collect::<Vec<_>>() {
        let row = row(rng, n);
        writeln!(text, "{row}").unwrap();
    }
    text
}

/// The source of a file, so that each version replaces the one before, and a paragraph.
fn cite(rng: &mut Rng, name: &str) -> String {
    let source = FILES.iter().position(|file| *file == name).unwrap() % 2;
    format!("s{source},{}", 1 + rng.below(3))
}

/// A file with other rows each time it is written.
pub(crate) fn file(rng: &mut Rng, name: &str) -> String {
    let types = ["city", "province", "country", "county"];
    match name {
        "places.csv" => {
            // One type for each name, so that nobody is told that two are the same.
            let header = "id,name,type,alias,source,paragraph";
            let row = |rng: &mut Rng, n: usize| {
                let alias = if rng.percent(30) {
                    format!("Alias {}", rng.below(FEW))
                } else {
                    String::new()
                };
                format!("p{n},Place {n},{},{alias},{}", rng.pick(&types), cite(rng, name))
            };
            table(rng, header, 97, row)
        }
        "containments.csv" => {
            let ways = ["admin", "functional", "straddles", "overlaps"];
            // From smaller to larger numbers, mostly, so that rings are rare.
            let row = |rng: &mut Rng, n: usize| {
                let b = rng.below(FEW);
                let (a, b) = if rng.percent(95) { (n.max(b), n.min(b)) } else { (n, b) };
                let a = if a == b { b + 1 } else { a };
                format!("p{},p{b},{},{}", a % FEW, rng.pick(&ways), cite(rng, name))
            };
            table(rng, "place,container,way,source,paragraph", 60, row)
        }
        "projects.csv" => {
            let row = |rng: &mut Rng, n: usize| {
                let whole = if n > 0 && rng.percent(60) {
                    format!("w{}", rng.below(n))
                } else {
                    String::new()
                };
                let amounts = [
                    "",
                    "",
                    "",
                    "500m CNY",
                    "about 500m CNY",
                    "up to 600m CNY",
                    "500m CNY (about 70m USD)",
                    "about 500m CNY (70m USD; €65m)",
                ];
                let says = ["", "", "", "75m USD", "90m USD", "also 60m EUR", "90m USD (500m CNY)"];
                let place =
                    if rng.percent(50) { format!("p{}", rng.below(FEW)) } else { String::new() };
                let (amount, says) = (rng.pick(&amounts), rng.pick(&says));
                let cite = cite(rng, name);
                format!("w{n},Works {n},{amount},{says},,{whole},{place},{cite}")
            };
            let header = "id,name,investment,investment says,investment paragraph,part of,place,source,paragraph";
            table(rng, header, 97, row)
        }
        "figures.csv" | "more/figures.csv" => {
            let row = |rng: &mut Rng, _| {
                let values = ["1000", "about 1000", "2000", "3000"];
                let money = ["1bn CNY (150m USD)", "about 150m USD", "1bn CNY", "200m USD (€180m)"];
                let subject = format!("p{}", rng.below(3));
                let (measure, value) = match rng.below(2) {
                    0 => ("population", rng.pick(&values)),
                    _ => ("trade_value", rng.pick(&money)),
                };
                format!("{subject},{measure},{value},{},{}", 2020 + rng.below(2), cite(rng, name))
            };
            table(rng, "subject,measure,value,period,source,paragraph", 60, row)
        }
        _ => {
            let row = |rng: &mut Rng, n: usize| {
                format!("o{n},Office {n},p{},,,{}", rng.below(FEW), cite(rng, name))
            };
            let says = |rng: &mut Rng, n: usize| {
                format!(
                    "o{n},Office {n},,p{},{},{}",
                    rng.below(FEW),
                    1 + rng.below(2),
                    cite(rng, name)
                )
            };
            let row =
                |rng: &mut Rng, n: usize| if rng.percent(50) { row(rng, n) } else { says(rng, n) };
            table(rng, "id,name,place,place says,place paragraph,source,paragraph", 60, row)
        }
    }
}

pub(crate) const FILES: [&str; 6] = [
    "places.csv",
    "containments.csv",
    "projects.csv",
    "figures.csv",
    "more/figures.csv",
    "organizations.csv",
];

/// A file with its source, so that one without rows takes back what an earlier version said.
pub(crate) fn input(name: &str, text: &str) -> Input {
    let source = FILES.iter().position(|file| *file == name).map(|at| format!("s{}", at % 2));
    Input { known_as: Some(name.to_owned()), source, ..Input::new(name, text) }
}

/// Everything derived, with names instead of ids.
pub(crate) const DERIVED: [&str; 6] = [
    "SELECT e.field, t.name, e.unit, e.says, e.low, e.high, c.says, s.name FROM _equivalent AS e JOIN thing AS t ON t.id = e.thing
     JOIN claim AS c ON c.id = e.claim LEFT JOIN thing AS s ON s.id = c.source ORDER BY 1, 2, 3, 4, 7, 8",
    "SELECT a.slug, b.slug, i.depth, i.certain FROM inside AS i JOIN thing AS a ON a.id = i.place JOIN thing AS b ON b.id = i.container ORDER BY 1, 2",
    "SELECT a.slug, l.level, b.slug FROM level AS l JOIN thing AS a ON a.id = l.place JOIN thing AS b ON b.id = l.container ORDER BY 1, 2",
    "SELECT r.kind, r.field, t.name, r.says, s.name, c.paragraph FROM rival AS r JOIN thing AS t ON t.id = r.thing
     JOIN claim AS c ON c.id = r.claim LEFT JOIN thing AS s ON s.id = c.source ORDER BY 1, 2, 3, 4, 5, 6",
    "SELECT t.slug, p.investment, p.investment_at, p.investment_low, p.investment_high, p.investment_unit FROM project AS p
     JOIN thing AS t ON t.id = p.id ORDER BY 1",
    "SELECT kind, slug, name, name_key FROM thing ORDER BY 1, 2, 3",
];

#[test]
fn a_sequence_of_loads_makes_the_same_base_as_one() {
    let (mut loaded, mut refused, mut derived) = (0, 0, 0);
    for part in 0..number("SEQUENCES", 8) {
        let mut rng = Rng::of(number("SEQUENCES_SEED", 20_260_629), part, 0);
        let made = Made::new(CATALOG, &[input("sources.csv", SOURCES)]);
        let mut last: BTreeMap<&str, String> =
            BTreeMap::from([("sources.csv", SOURCES.to_owned())]);
        for _ in 0..10 {
            // Everything refers to places, which come with the first load.
            let first = last.len() == 1;
            let names =
                FILES.into_iter().filter(|name| rng.percent(40) || first && *name == FILES[0]);
            let names: Vec<&str> = names.collect();
            let files: Vec<(&str, String)> =
                names.into_iter().map(|name| (name, file(&mut rng, name))).collect();
            let inputs: Vec<Input> = files.iter().map(|(name, text)| input(name, text)).collect();
            let before = made.content();
            match made.try_load(&inputs) {
                Ok(_) => {
                    loaded += 1;
                    last.extend(files);
                }
                Err(LoadError::Digests(_) | LoadError::Dangling(_)) => {
                    refused += 1;
                    assert_eq!(made.content(), before);
                }
                Err(error) => panic!("{error}"),
            }
            let found = made.base().check_soundness().unwrap();
            assert!(found.broken.is_empty(), "sequence {part}: {:?}\n{last:#?}", found.broken);
        }
        let inputs: Vec<Input> = last.iter().map(|(name, text)| input(name, text)).collect();
        let scratch = Made::new(CATALOG, &inputs);
        for sql in DERIVED {
            let (found, wanted) = (made.rows(sql), scratch.rows(sql));
            assert_eq!(found, wanted, "sequence {part}: {sql}\n{last:#?}");
            derived += wanted.len();
        }
        assert_eq!(made.content(), scratch.content(), "sequence {part}: {last:#?}");
    }
    assert!(
        loaded > refused && derived > 0,
        "{loaded} loaded, {refused} refused, {derived} derived"
    );
}
