//! Another base as an input: the bases of several people become one, in whatever order they are loaded.

use std::fs;

use crate::support::Room;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The digests of three people; all of them have the gazetteer.
const PEOPLE: [(&str, &[&str]); 3] = [
    ("ann.db", &["air-silk-road-2024", "asia-chengdu-europe-2020"]),
    ("ben.db", &["asia-chengdu-europe-2020", "jinan-visit-2024"]),
    ("cho.db", &["qingdao-hub-2020"]),
];

const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

fn make(room: &Room, base: &str, digests: &[&str]) {
    room.done(&["new", base, "--empty"]);
    let files: Vec<String> = ["gazetteer"]
        .iter()
        .chain(digests)
        .map(|name| format!("{ROOT}/seeds/{name}.toml"))
        .collect();
    let files = files.iter().map(String::as_str);
    room.done(&["load", base].into_iter().chain(files).collect::<Vec<_>>());
}

fn content(room: &Room, base: &str) -> String {
    room.done(&["about", base]).lines().last().unwrap().to_owned()
}

#[test]
fn bases_are_one_in_whatever_order_they_are_merged() {
    let room = Room::new();
    for (base, digests) in PEOPLE {
        make(&room, base, digests);
    }
    let all: Vec<&str> = PEOPLE.iter().flat_map(|(_, digests)| digests.iter().copied()).collect();
    make(&room, "all.db", &all);
    let whole = content(&room, "all.db");
    for order in ORDERS {
        let [first, second, third] = order.map(|person| PEOPLE[person].0);
        fs::copy(room.at(first), room.at("m.db")).unwrap();
        room.done(&["load", "m.db", second]);
        room.done(&["load", "m.db", third]);
        assert_eq!(content(&room, "m.db"), whole, "{order:?}");
        // What is there already changes nothing.
        for base in [second, third] {
            room.done(&["load", "m.db", base]);
            assert_eq!(content(&room, "m.db"), whole, "{order:?}");
        }
        room.done(&["check", "m.db"]);
        room.done(&["diff", "m.db", "all.db"]);
        // A base that is merged already.
        fs::copy(room.at(third), room.at("n.db")).unwrap();
        room.done(&["load", "n.db", "m.db"]);
        assert_eq!(content(&room, "n.db"), whole, "{order:?}");
    }
}

#[test]
fn two_readings_of_a_source_are_never_chosen_silently() {
    let room = Room::new();
    let seed = |name: &str| fs::read_to_string(format!("{ROOT}/seeds/{name}.toml")).unwrap();
    make(&room, "mine.db", &["jinan-visit-2024"]);
    make(&room, "theirs.db", &["asia-chengdu-europe-2020"]);
    let other = seed("jinan-visit-2024").replace("value = \"nearly 20\"", "value = \"20\"");
    assert_ne!(other, seed("jinan-visit-2024"));
    room.write("other.toml", other);
    room.done(&["load", "theirs.db", "other.toml"]);
    let [mine, theirs] = ["mine.db", "theirs.db"].map(|base| content(&room, base));
    room.run(&["load", "mine.db", "theirs.db"]).failed(
        2,
        &[
            "mine.db and theirs.db read `jinan-visit-2024` in different ways",
            "--theirs",
            "brief diff",
        ],
    );
    assert_eq!(content(&room, "mine.db"), mine, "nothing is loaded");
    let figures = "figures where source = @jinan-visit-2024 and measure = companies show value";
    let before = room.done(&["mine.db", figures, "--format", "csv", "-q"]);
    room.done(&["load", "mine.db", "theirs.db", "--mine"]);
    assert_eq!(room.done(&["mine.db", figures, "--format", "csv", "-q"]), before);
    assert!(room.done(&["mine.db", "sources", "-q"]).contains("asia-chengdu-europe-2020"));
    room.done(&["load", "mine.db", "theirs.db", "--theirs"]);
    assert_eq!(content(&room, "mine.db"), theirs, "all that theirs has, as theirs reads it");
}
