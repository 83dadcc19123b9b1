//! Countries that facts refer to and nothing tells of: taken from the list of countries, whatever the order of loads.

use brief::store::Base;
use brief::store::digest::Input;
use brief::store::load::{LoadError, Loaded, create, load_file};
use rusqlite::Connection;

const CATALOG: &str = include_str!("../../schema/catalog.toml");

struct Made {
    directory: tempfile::TempDir,
}

impl Made {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        create(&directory.path().join("facts.db"), CATALOG, &[]).unwrap();
        Self { directory }
    }

    fn path(&self) -> std::path::PathBuf {
        self.directory.path().join("facts.db")
    }

    fn load(&self, inputs: &[Input]) -> Loaded {
        load_file(&self.path(), inputs, &mut |_| {}).unwrap_or_else(|error| panic!("{error}"))
    }

    fn base(&self) -> Base {
        Base::open(&self.path()).unwrap()
    }

    /// The content, of a base that is sound.
    fn content(&self) -> String {
        let base = self.base();
        let found = base.check().unwrap();
        assert_eq!(found.faults(), 0, "{found:?}");
        base.meta("content").unwrap()
    }

    fn rows(&self, sql: &str) -> Vec<String> {
        let conn = Connection::open(self.path()).unwrap();
        let mut find = conn.prepare(sql).unwrap();
        let rows = find.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }

    fn countries(&self) -> Vec<String> {
        self.rows("SELECT slug FROM places WHERE type = 'country' ORDER BY slug")
    }
}

fn projects(places: &[&str]) -> Input {
    let rows = places.iter().enumerate();
    let rows: Vec<String> =
        rows.map(|(n, place)| format!("Port {n},\"{place}\",external,A register\n")).collect();
    Input::new("projects.csv", format!("name,place,basis,note\n{}", rows.concat()))
}

fn places(rows: &str) -> Input {
    Input::new("places.csv", format!("id,name,type,iso,basis,note\n{rows}"))
}

const KSA: &str = "ksa,Kingdom of Saudi Arabia,country,SA,external,An atlas\n";
const STATE: &str = "georgia,Georgia,province,,external,An atlas\n";

#[test]
fn a_country_that_is_referred_to_is_there() {
    let made = Made::new();
    let table = projects(&[
        "Saudi Arabia",
        "沙特阿拉伯",
        "SAU",
        "Côte d’Ivoire",
        "Congo, Dem. Rep.",
        "UAE",
    ]);
    let loaded = made.load(std::slice::from_ref(&table));
    // Four countries, of which one is named like a person would write it.
    assert_eq!(loaded.new, 6 + 4);
    assert_eq!(
        loaded.countries,
        [
            "United Arab Emirates",
            "Democratic Republic of the Congo",
            "Côte d'Ivoire",
            "Saudi Arabia"
        ]
    );
    let slugs = [
        "cote-divoire",
        "democratic-republic-of-the-congo",
        "saudi-arabia",
        "united-arab-emirates",
    ];
    assert_eq!(made.countries(), slugs);
    assert_eq!(
        made.rows("SELECT DISTINCT country FROM projects WHERE name < 'Port 3'"),
        ["Saudi Arabia"]
    );
    assert_eq!(
        made.rows("SELECT text FROM names WHERE \"of\" = 'Saudi Arabia' ORDER BY form"),
        ["Saudi Arabia", "沙特阿拉伯"]
    );
    let told = "SELECT DISTINCT basis || ': ' || note FROM claims WHERE thing = 'Saudi Arabia'";
    assert_eq!(
        made.rows(told),
        [
            "external: The list of countries inside the program: ISO 3166-1 codes, names from Unicode CLDR"
        ]
    );
    let content = made.content();
    let again = made.load(&[table]);
    assert!(again.unchanged && again.countries.is_empty(), "{again:?}");
    assert_eq!(made.content(), content);
}

#[test]
fn the_order_of_loads_makes_no_difference() {
    let inputs = [
        projects(&["Saudi Arabia", "GEO", "KEN"]),
        Input::new(
            "events.csv",
            "name,place,basis,note\nA forum,Georgia (country),external,A register\n"
                .replace("Georgia (country)", "格鲁吉亚"),
        ),
        places(&[KSA, STATE].concat()),
    ];
    let mut contents = Vec::new();
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let made = Made::new();
        for at in order {
            made.load(&inputs[at..=at]);
        }
        assert_eq!(made.countries(), ["georgia-ge", "kenya", "ksa"], "{order:?}");
        contents.push(made.content());
    }
    let at_once = Made::new();
    at_once.load(&inputs);
    contents.push(at_once.content());
    contents.dedup();
    assert_eq!(contents.len(), 1);
}

#[test]
fn what_nothing_refers_to_any_more_goes() {
    let made = Made::new();
    made.load(&[projects(&["Kenya", "Chad"])]);
    let before = made.content();
    let loaded = made.load(&[projects(&["Kenya", "Kenya"])]);
    assert_eq!((loaded.removed, made.countries()), (1, vec!["kenya".to_owned()]));
    made.load(&[projects(&["Kenya", "Chad"])]);
    assert_eq!(made.content(), before);
    // What a table tells of a country goes before the list; without it the list stands again.
    made.load(&[places("kenya,Kenya,country,KE,external,An atlas\n")]);
    assert_ne!(made.content(), before);
    made.load(&[places("mali,Mali,country,ML,external,An atlas\n")]);
    assert_eq!(made.countries(), ["chad", "kenya", "mali"]);
    let told = "SELECT DISTINCT substr(note, 1, 8) FROM claims WHERE thing = 'Kenya'";
    assert_eq!(made.rows(told), ["The list"]);
    made.content();
}

#[test]
fn a_country_is_not_guessed() {
    let made = Made::new();
    let refused = |place: &str| match load_file(&made.path(), &[projects(&[place])], &mut |_| {}) {
        Err(LoadError::Digests(errors)) => errors[0].to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused("Atlantis"), "projects.csv:2:8: no place \"Atlantis\"");
    assert_eq!(
        refused("Saudi Arbia"),
        "projects.csv:2:8: no place \"Saudi Arbia\"; did you mean \"Saudi Arabia\"?"
    );
    // Where other things may be meant too a code is not enough.
    let who = |who: &str| {
        let rows = format!("what,who,role,basis,note\nport-0,{who},attendee,external,A register\n");
        let inputs = [projects(&["Kenya"]), Input::new("participations.csv", rows)];
        load_file(&made.path(), &inputs, &mut |_| {})
    };
    assert!(who("KEN").is_err());
    assert_eq!(who("Kenya").unwrap().countries, ["Kenya"]);
}
