//! Countries that facts refer to and nothing tells of: taken from the list of countries, whatever the order of loads.

use brief::store::digest::Input;
use brief::store::load::LoadError;

use crate::made::{CATALOG, Made};

/// An empty base.
fn empty() -> Made {
    Made::new(CATALOG, &[])
}

/// Returns the content of a base that is sound.
fn content(made: &Made) -> String {
    let found = made.base().check().unwrap();
    assert_eq!(found.faults(), 0, "{found:?}");
    made.content()
}

fn countries(made: &Made) -> Vec<String> {
    made.rows("SELECT slug FROM places WHERE type = 'country' ORDER BY slug")
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
    let made = empty();
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
        loaded.places,
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
    assert_eq!(countries(&made), slugs);
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
            "external: The atlas inside the program: ISO 3166-1 codes, names from Unicode CLDR"
        ]
    );
    let before = content(&made);
    let again = made.load(&[table]);
    assert!(again.unchanged && again.places.is_empty(), "{again:?}");
    assert_eq!(content(&made), before);
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
        let made = empty();
        for at in order {
            made.load(&inputs[at..=at]);
        }
        assert_eq!(countries(&made), ["georgia-ge", "kenya", "ksa"], "{order:?}");
        contents.push(content(&made));
    }
    let at_once = empty();
    at_once.load(&inputs);
    contents.push(content(&at_once));
    contents.dedup();
    assert_eq!(contents.len(), 1);
}

#[test]
fn what_nothing_refers_to_any_more_goes() {
    let made = empty();
    made.load(&[projects(&["Kenya", "Chad"])]);
    let before = content(&made);
    let loaded = made.load(&[projects(&["Kenya", "Kenya"])]);
    assert_eq!((loaded.removed, countries(&made)), (1, vec!["kenya".to_owned()]));
    made.load(&[projects(&["Kenya", "Chad"])]);
    assert_eq!(content(&made), before);
    // What a table tells of a country replaces the atlas; without it the atlas is used again.
    made.load(&[places("kenya,Kenya,country,KE,external,An atlas\n")]);
    assert_ne!(content(&made), before);
    made.load(&[places("mali,Mali,country,ML,external,An atlas\n")]);
    assert_eq!(countries(&made), ["chad", "kenya", "mali"]);
    let told = "SELECT DISTINCT substr(note, 1, 9) FROM claims WHERE thing = 'Kenya'";
    assert_eq!(made.rows(told), ["The atlas"]);
    content(&made);
}

#[test]
fn a_country_is_not_guessed() {
    let made = empty();
    let refused = |place: &str| match made.try_load(&[projects(&[place])]) {
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
        made.try_load(&inputs)
    };
    assert!(who("KEN").is_err());
    assert_eq!(who("Kenya").unwrap().places, ["Kenya"]);
}
