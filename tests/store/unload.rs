//! `brief unload` and `brief digest` on the command line. The laws are in `tests/load/export.rs`.

use crate::support::Room;

/// What the program prints, and how it ends.
fn ran(room: &Room, words: &[&str]) -> (i32, String, String) {
    let output = room.command().args(words).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_source_goes_and_comes_back() {
    let room = Room::new();
    assert_eq!(ran(&room, &["new", "a.db"]).0, 0);
    let (code, digest, _) = ran(&room, &["a.db", "digest", "jinan-visit-2024"]);
    assert_eq!(code, 0);
    room.write("jinan.toml", digest);
    let (code, out, said) = ran(&room, &["unload", "a.db", "jinan-visit-2024"]);
    assert_eq!((code, out.as_str()), (0, ""));
    assert!(
        said.contains("note: changed entries stay, because other sources describe them too\n"),
        "{said}"
    );
    assert!(said.ends_with(" removed\n") && said.contains("things and records: "), "{said}");
    let (code, _, said) = ran(&room, &["unload", "a.db", "jinan-visit-2024"]);
    assert!(said.starts_with("error: `jinan-visit-2024` isn't a source of the base\n"), "{said}");
    assert_eq!(code, 2);
    assert_eq!(ran(&room, &["load", "a.db", "jinan.toml"]).0, 0);
    assert_eq!(ran(&room, &["new", "b.db"]).0, 0);
    let content = |base| {
        let about = ran(&room, &["about", base]).1;
        let after = about.lines().skip_while(|line| *line != "Content").nth(1);
        after.map(str::to_owned)
    };
    assert_eq!(content("a.db"), content("b.db"));
    assert!(content("a.db").is_some());
}

#[test]
fn sources_and_bases_that_are_not_there() {
    let room = Room::new();
    let (code, _, said) = ran(&room, &["digest", "jinan-visit"]);
    assert!(said.contains("did you mean") && said.contains("jinan-visit-2024"), "{said}");
    assert_eq!(code, 2);
    let (code, _, said) = ran(&room, &["unload", "no.db", "jinan-visit-2024"]);
    assert!(said.starts_with("error: there is no file no.db\n"), "{said}");
    assert_eq!(code, 3);
}
