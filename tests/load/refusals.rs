//! The inputs that are refused on purpose, because they have two readings or none, with their messages: `tests/tables/refused.txt`.
//!
//! `UPDATE_GOLDENFILES=1 cargo test --test load refusals` writes the messages anew; read the difference.

use std::io::Write;
use std::path::Path;

use crate::support::Room;

/// A heading, and cells that are refused in it.
const CELLS: [(&str, &[&str]); 5] = [
    (
        "investment",
        &[
            "5",
            "¥5bn",
            "5m",
            "5 kr",
            "1.500 EUR",
            "1,5 EUR",
            "100-200",
            "5m USD / 4m EUR",
            "USD 5m (2020)",
            "5% USD",
            "n.d.",
            "TBD",
            "?",
            "several million",
            "5万",
            "5 XYZ",
            "-5m EUR",
        ],
    ),
    ("investment (USD million)", &["5 USD", "5m EUR", "3 ships", "5 to 6bn"]),
    (
        "date",
        &[
            "03/04/2020",
            "2020-13",
            "2020-02-30",
            "20",
            "spring",
            "next year",
            "2021..2020",
            "Q5 2020",
            "20/21",
            "n/a",
            "44197",
        ],
    ),
    (
        "city",
        &["Suzhou", "Congo", "Qingdoa", "湖北省郑州市", "青岛市黄岛区", "Qingdao or Jinan", "-"],
    ),
    ("status", &["Finished", "signed?", "not", "completed, signed"]),
];

/// Whole files that are refused: their name, their bytes and further arguments.
const FILES: [(&str, &[u8], &[&str]); 9] = [
    ("projects.csv", b"name,paragraph\n\xc7\xe0\xb5\xba,1\n", &[]),
    ("works.csv", b"name,paragraph\nQuay,1\n", &[]),
    ("data.txt", b"name,paragraph\nQuay,1\n", &[]),
    ("projects.csv", b"", &[]),
    ("projects.csv", b"one,two\n1,2\n", &[]),
    ("projects.csv", b"name,name,paragraph\nA,B,1\n", &[]),
    ("projects.csv", b"name,paragraph\n\"A,1\nB,2\n", &[]),
    ("projects.json", b"{\"name\": \"A\"}{\"name\": \"B\"}", &[]),
    ("projects.xlsx", b"name,paragraph\nA,1\n", &[]),
];

#[test]
fn what_is_refused_says_why_and_what_to_write() {
    let room = Room::new();
    room.done(&["new", "x.db"]);
    room.write("sources.csv", "id,name\nreg,A register\n");
    room.done(&["load", "x.db", "sources.csv"]);
    let mut told = "# Inputs that are refused on purpose, with their messages.\n\n".to_owned();
    let accepted = std::cell::RefCell::new(Vec::new());
    let refuse = |name: &str, arguments: &[&str]| {
        let all = [&["load", "x.db", name, "--source", "reg", "--dry-run"], arguments].concat();
        let ran = room.run(&all);
        if ran.code != 1 && ran.code != 2 {
            accepted.borrow_mut().push(room.read(name));
        }
        ran.err
    };
    for (heading, cells) in CELLS {
        told += &format!("## {heading}\n\n");
        for cell in cells {
            room.write("projects.csv", format!("name,{heading},paragraph\nQuay,\"{cell}\",1\n"));
            let said = refuse("projects.csv", &[]);
            let said = said
                .lines()
                .filter(|line| line.starts_with("error: ") || line.contains("= help: "));
            told += &format!("`{cell}`\n");
            for line in said.filter(|line| !line.contains("nothing was loaded")) {
                told += &format!("    {}\n", line.trim_start_matches(" = ").trim_start());
            }
        }
        told += "\n";
    }
    told += "## files\n\n";
    for (name, bytes, arguments) in FILES {
        room.write(name, bytes);
        let said = refuse(name, arguments).replace("\n\n", "\n");
        told +=
            &format!("`{name}`: {}\n{said}\n", String::from_utf8_lossy(bytes).replace('\n', "⏎"));
        std::fs::remove_file(room.at(name)).unwrap();
    }
    let accepted = accepted.into_inner();
    assert!(accepted.is_empty(), "these are read: {accepted:#?}");
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tables");
    let mut mint = goldenfile::Mint::new(&here);
    mint.new_goldenfile("refused.txt").unwrap().write_all(told.as_bytes()).unwrap();
}
