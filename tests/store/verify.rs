//! `brief verify`: citations against documents, on small documents of its own. `tests/outside` has the real ones.

use std::fs;

use sha2::{Digest, Sha256};

use crate::support::Room;

/// What `brief verify` said on the standard output, and how it ended.
fn verify(room: &Room, words: &[&str]) -> (i32, String) {
    let output = room.command().arg("verify").args(words).output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{words:?}");
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

/// A document of four paragraphs, with all sorts of white space.
const DOCUMENT: &str = "\u{feff}A new port\r\n\u{a0}\t\r\nThe port of Brightwater cost 1,300\u{a0}million  yuan.\n\nTwo firms signed.\nImage: a crane\n";

fn hash(text: &str) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap();
    Sha256::digest(text).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A room with a base of one digest of that document, and the document in `docs` under another name.
fn room(digest: &str) -> Room {
    let room = Room::new();
    fs::create_dir(room.at("docs")).unwrap();
    room.write("docs/a.txt", DOCUMENT);
    let digest = digest.replace("HASH", &hash(DOCUMENT));
    room.write("port.toml", digest);
    for words in [["new", "--empty", "b.db"].as_slice(), &["load", "b.db", "port.toml"]] {
        let output = room.command().args(words).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    room
}

const PORT: &str = r#"
[source]
id = "port-news"
name = "A new port"
paragraphs = 4
file = "port.txt"
sha256 = "HASH"

[[place]]
id = "brightwater"
name = "Brightwater"
type = "port"
cite = { p = 2, phrase = "port of Brightwater" }

[[project]]
id = "new-port"
name = "New port"
place = "brightwater"
investment = "1.3bn CNY"
cite = { p = 1, phrase = "A new port", investment = { p = 2, phrase = "1,300 million yuan" } }

[[statement]]
gist = "Two firms signed for it."
cite = { p = 3 }

[[flag]]
p = 4
reason = "image_placeholder"
"#;

#[test]
fn what_holds_ends_with_0() {
    let room = room(PORT);
    fs::create_dir(room.at("docs/sub")).unwrap();
    room.write("docs/other.txt", [0xff, 0xfe]);
    let report = "port-news: 4 paragraphs, 3 phrases found\n1 document, 4 paragraphs, 3 phrases looked up, all found\n";
    assert_eq!(verify(&room, &["b.db", "docs"]), (0, report.into()));
}

#[test]
fn a_copy_with_one_word_changed_names_the_claims_that_fail() {
    let room = room(PORT);
    fs::remove_file(room.at("docs/a.txt")).unwrap();
    let changed = DOCUMENT.replace("1,300", "1,800").replace("A new port", "A new harbour");
    room.write("docs/port.txt", changed);
    let (code, report) = verify(&room, &["b.db", "docs"]);
    assert_eq!(
        report,
        "\
port-news: 4 paragraphs, 1 of 3 phrases found
  docs/port.txt has its name but different content (SHA-256); its phrases were looked up anyway
  paragraph 1, project `new-port`: “A new port” isn't there; the most similar words are “A new harbour”
  paragraph 2, project `new-port`, `investment`: “1,300 million yuan” isn't there; the most similar words are “1,800 million yuan”
1 document, 4 paragraphs, 3 phrases looked up, 1 found
"
    );
    assert_eq!(code, 1);
}

#[test]
fn wrong_paragraphs_are_named_with_the_right_ones() {
    let wrong = PORT
        .replace("paragraphs = 4", "paragraphs = 7")
        .replace("p = 1, phrase", "p = 6, phrase")
        .replace("p = 2, phrase = \"port of", "p = 3, phrase = \"port of")
        .replace("p = 4\n", "p = 5\n");
    let (code, report) = verify(&room(&wrong), &["b.db", "docs"]);
    assert_eq!(
        report,
        "\
port-news: 4 paragraphs, 1 of 3 phrases found
  the document has 4 paragraphs, but the base says 7
  paragraph 3, place `brightwater`: “port of Brightwater” isn't there; it is in paragraph 2: write `p = 2`
  paragraph 6, project `new-port`: there is no such paragraph; it is in paragraph 1: write `p = 1`
  paragraph 6, project `new-port`, `place`: there is no such paragraph
  paragraph 6, name “New port”: there is no such paragraph
  paragraph 5 has a flag, but there is no such paragraph
  paragraphs 1 and 4 have neither a claim nor a flag with its reason
1 document, 4 paragraphs, 3 phrases looked up, 1 found
"
    );
    assert_eq!(code, 1);
}

#[test]
fn documents_that_are_not_there() {
    let room = room(&PORT.replace("sha256 =", "url = \"http://port.example/1\"\nsha256 ="));
    fs::create_dir(room.at("empty")).unwrap();
    let (code, report) = verify(&room, &["b.db", "empty"]);
    let hash = &hash(DOCUMENT)[..12];
    assert_eq!(
        report,
        format!(
            "\
port-news: not verified
  no file in empty has its SHA-256 ({hash}…) or is called port.txt; it was published at http://port.example/1
0 of 1 document, no paragraphs, no phrases looked up
"
        )
    );
    assert_eq!(code, 1);
    room.write("empty/port.txt", [b'x', 0xff]);
    let (code, report) = verify(&room, &["b.db", "empty"]);
    assert!(report.contains("empty/port.txt isn't UTF-8 text"), "{report}");
    assert_eq!(code, 1);
}

#[test]
fn a_source_without_a_hash_is_known_by_its_name_and_told_what_to_record() {
    let room = room(&PORT.replace("sha256 = \"HASH\"", ""));
    fs::rename(room.at("docs/a.txt"), room.at("docs/port.txt")).unwrap();
    let (code, report) = verify(&room, &["b.db", "docs"]);
    let wanted = format!("write `sha256 = \"{}\"` in its [source]", hash(DOCUMENT));
    assert!(report.contains(&wanted) && report.ends_with("all found\n"), "{report}");
    assert_eq!(code, 0);
    let neither = PORT.replace("sha256 = \"HASH\"", "").replace("file = \"port.txt\"", "");
    let (code, report) = verify(&self::room(&neither), &["b.db", "docs"]);
    assert!(report.contains("neither its SHA-256 nor its file is recorded"), "{report}");
    assert_eq!(code, 1);
}

#[test]
fn sources_can_be_chosen() {
    let room = room(PORT);
    fs::create_dir(room.at("empty")).unwrap();
    let more = "[source]\nid = \"other\"\nname = \"Other\"\n";
    room.write("other.toml", more);
    assert!(room.command().args(["load", "b.db", "other.toml"]).status().unwrap().success());
    assert_eq!(verify(&room, &["b.db", "docs"]).0, 1);
    let (code, report) = verify(&room, &["b.db", "docs", "--source", "port-news"]);
    assert!(report.starts_with("port-news: 4 paragraphs") && !report.contains("other"), "{report}");
    assert_eq!(code, 0);
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_named() {
    let room = room(PORT);
    let gone = room.at("docs/0-gone");
    std::os::unix::fs::symlink("nowhere", &gone).unwrap();
    let (code, report) = verify(&room, &["b.db", "docs"]);
    assert!(report.contains("docs/0-gone can't be read: "), "{report}");
    assert_eq!(code, 0);
}

#[test]
fn wrong_usage_ends_with_2_and_a_base_that_cannot_be_opened_with_3() {
    let room = room(PORT);
    for (words, code, said) in [
        (["b.db"].as_slice(), 2, "brief verify b.db DIRECTORY"),
        (&["b.db", "port.toml"], 2, "port.toml isn't a directory"),
        (&["nowhere"], 2, "nowhere isn't a directory"),
        (&[], 2, "Usage: brief verify [FILE.db] DIR"),
        (&["a", "b", "docs"], 2, "unexpected argument"),
        (&["b.db", "docs", "--source", "port"], 2, "did you mean `port-news`?"),
        (&["none.db", "docs"], 3, "there is no file none.db"),
        (&["port.toml", "docs"], 3, "isn't an SQLite database"),
    ] {
        let output = room.command().arg("verify").args(words).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(err.contains(said), "{words:?}\n{err}");
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(code), b"".as_slice()));
    }
}

/// A document in one paragraph, and a digest of a part of it.
const NEWS: &str = "On June 22 the port of Brightwater signed three contracts worth 2 billion yuan. Dozens of guests came from Kenya. \
    Two more ships, the Dawn and the Noon, sail in 2027. Two more ships will follow.";

const SIGNED: &str = r#"
[source]
id = "news"
name = "Signed"
paragraphs = 1
sha256 = "HASH"

[[place]]
id = "brightwater"
name = "Brightwater"
type = "port"
cite = { p = 1, phrase = "three contracts worth" }

[[project]]
id = "contracts"
name = "Contracts"
batch = true
size = 3
investment = "2bn CNY"
place = "brightwater"
cite = { p = 1, phrase = "signed three", size = "signed three", place = "contracts worth 2 billion yuan" }
"#;

fn news(digest: &str) -> Room {
    let room = Room::new();
    fs::create_dir(room.at("docs")).unwrap();
    room.write("docs/news.txt", NEWS);
    room.write("news.toml", digest.replace("HASH", &hash(NEWS)));
    assert!(room.command().args(["new", "--empty", "n.db"]).status().unwrap().success());
    let output = room.command().args(["load", "n.db", "news.toml"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    room
}

#[test]
fn what_nothing_cites_is_listed_by_its_place() {
    let room = news(SIGNED);
    let (code, report) = verify(&room, &["--uncited", "n.db", "docs"]);
    assert_eq!(
        report,
        "\
news: 1 paragraph, 3 phrases found
  paragraph 1: uncited: date “June 22”, number “2 billion”
    On [June 22] the port of Brightwater signed three contracts worth [2 billion] yuan.
  paragraph 1: no claim cites this sentence
    [Dozens] of guests came from [Kenya].
  paragraph 1: no claim cites this sentence
    [Two] more ships, the Dawn and the Noon, sail in [2027].
  paragraph 1: no claim cites this sentence
    [Two] more ships will follow.
  cited: 1 of 4 sentences (25%), 1 of 5 numbers, 0 of 2 dates and 1 of 2 names
1 document, 1 paragraph, 3 phrases looked up, all found
"
    );
    // A claim on a value covers a number; a phrase stands for its first place.
    assert_eq!(code, 0);
    let more = SIGNED.replace(
        "size = \"signed three\"",
        "size = \"signed three\", investment = \"2 billion yuan\"",
    ) + "\n[[figure]]\nsubject = \"brightwater\"\nmeasure = \"companies\"\nvalue = \"2\"\ncite = { p = 1, phrase = \"Two more ships\" }\n";
    let (_, report) = verify(&news(&more), &["--uncited", "n.db", "docs"]);
    assert!(report.contains("  paragraph 1: uncited: date “June 22”\n"), "{report}");
    assert!(
        report.contains("    Two more ships, the Dawn and the Noon, sail in [2027].\n"),
        "{report}"
    );
    assert!(report.contains("    [Two] more ships will follow.\n"), "{report}");
    assert!(report.contains("2 of 4 sentences (50%), 3 of 5 numbers, 0 of 2 dates"), "{report}");
}

#[test]
fn uncited_parts_are_rows_in_any_format() {
    let room = news(SIGNED);
    let (code, rows) = verify(&room, &["--uncited", "--format", "csv", "n.db", "docs"]);
    let lines: Vec<&str> = rows.lines().collect();
    assert_eq!(code, 0);
    assert_eq!(lines[0], "source,paragraph,uncited,words,sentence");
    assert_eq!(
        lines[3],
        "news,1,sentence,Dozens of guests came from Kenya.,Dozens of guests came from Kenya."
    );
    assert_eq!(lines[4], "news,1,number,Dozens,Dozens of guests came from Kenya.");
    assert_eq!(lines.len(), 11);
    let (_, rows) = verify(&room, &["--uncited", "--format", "jsonl", "n.db", "docs"]);
    assert!(
        rows.starts_with(
            "{\"source\":\"news\",\"paragraph\":1,\"uncited\":\"date\",\"words\":\"June 22\""
        ),
        "{rows}"
    );
}

#[test]
fn shares_are_rows_of_sources() {
    let room = news(SIGNED);
    let (code, rows) = verify(&room, &["--uncited", "--stat", "--format", "csv", "n.db", "docs"]);
    assert_eq!(
        rows,
        "source,sentences_cited,sentences,numbers_cited,numbers,dates_cited,dates,names_cited,names,flagged\n\
         news,1,4,1,5,0,2,1,2,0\n"
    );
    assert_eq!(code, 0);
    let (_, table) = verify(&room, &["--uncited", "--stat", "n.db", "docs"]);
    assert!(table.ends_with("1 source\n"), "{table}");
}

#[test]
fn words_of_a_unit_are_no_names() {
    let room = Room::new();
    fs::create_dir(room.at("docs")).unwrap();
    let text = "It cost 3 billion U.S. dollars and 2 Hong Kong dollars, paid in U.S. dollars in the U.S. capital.\n";
    room.write("docs/news.txt", text);
    let digest = format!(
        "[source]\nid = \"news\"\nname = \"Cost\"\nparagraphs = 1\nsha256 = \"{}\"\n",
        hash(text)
    );
    room.write("news.toml", digest);
    assert!(room.command().args(["new", "--empty", "n.db"]).status().unwrap().success());
    assert!(room.command().args(["load", "n.db", "news.toml"]).status().unwrap().success());
    let (_, report) = verify(&room, &["--uncited", "n.db", "docs"]);
    assert!(
        report.contains("    It cost [3 billion] U.S. dollars and [2] Hong Kong dollars, paid in U.S. dollars in the [U.S.] capital.\n"),
        "{report}"
    );
}

#[test]
fn a_flag_covers_a_paragraph_that_nothing_cites_and_its_figures_are_counted() {
    let flagged = "[source]\nid = \"news\"\nname = \"Signed\"\nparagraphs = 1\nsha256 = \"HASH\"\n[[flag]]\np = 1\nreason = \"no_fact\"\n";
    let (code, report) = verify(&news(flagged), &["--uncited", "n.db", "docs"]);
    assert!(report.contains("  cited: no sentences, no numbers, no dates and no names; 7 numbers and dates in flagged paragraphs\n"), "{report}");
    assert_eq!(code, 0);
}

/// What `load --documents docs` says of a digest, and how it ends.
fn load(digest: &str) -> (i32, String) {
    let room = Room::new();
    fs::create_dir(room.at("docs")).unwrap();
    room.write("docs/a.txt", DOCUMENT);
    room.write("port.toml", digest.replace("HASH", &hash(DOCUMENT)));
    assert!(room.command().args(["new", "--empty", "b.db"]).status().unwrap().success());
    let words = ["load", "b.db", "port.toml", "--documents", "docs"];
    let output = room.command().args(words).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_load_looks_up_its_phrases() {
    let (code, said) = load(PORT);
    assert_eq!(
        said,
        "\
read: 4 entries of port.toml
new: 1 place, 1 project, 1 statement, 1 source
things and records: 4 new, 0 same, 0 changed, 0 removed
note: port-news: cited: 3 of 3 sentences (100%), 1 of 2 numbers, no dates and 1 of 1 name
note: `brief verify --uncited b.db docs --source port-news` lists the rest
"
    );
    assert_eq!(code, 0);
}

#[test]
fn a_load_refuses_a_phrase_that_is_not_in_its_document() {
    let wrong = PORT
        .replace("port of Bright", "part of Bright")
        .replace("p = 1, phrase = \"A new port\"", "p = 3, phrase = \"A new port\"")
        .replace(
            "cite = { p = 3 }",
            "cite = [{ p = 3, phrase = \"Two ferms\" }, { p = 3, phrase = \"firms signd\" }]",
        )
        .replace("phrase = \"1,300 mill", "phrase = \"1,400 mill")
        .replace("paragraphs = 4", "paragraphs = 5");
    let (code, said) = load(&wrong);
    assert_eq!(code, 1);
    for expected in [
        "error: the document has 4 paragraphs\n --> port.toml:5:14\n",
        "= help: write `paragraphs = 4`",
        "error: paragraph 2 doesn't have “part of Brightwater”\n  --> port.toml:13:27\n",
        "= help: paragraph 2 has “port of Brightwater”",
        "error: paragraph 3 doesn't have “A new port”\n  --> port.toml:20:27\n",
        "= help: paragraph 1 has it: write `p = 1`",
        "error: paragraph 2 doesn't have “1,400 million yuan”\n",
        "= help: paragraph 2 has “1,300 million yuan”",
        // Each has its own help, however many there are.
        "= help: paragraph 3 has “Two firms”",
        "= help: paragraph 3 has “firms signed”",
        "error: 6 mistakes in the digest; nothing was loaded",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
}

#[test]
fn a_load_knows_a_document_by_its_hash() {
    let (code, said) = load(&PORT.replace("HASH", "00"));
    assert!(said.contains("error: no file in docs is the document of `port-news`"), "{said}");
    assert_eq!(code, 1);
    let (code, said) = load(&PORT.replace("HASH", "00").replace("port.txt", "a.txt"));
    assert!(
        said.contains("error: docs/a.txt has another SHA-256 than this\n --> port.toml:7:10\n"),
        "{said}"
    );
    assert!(said.contains(&format!("write `sha256 = \"{}\"`", hash(DOCUMENT))), "{said}");
    assert_eq!(code, 1);
    let unrecorded = PORT.replace("sha256 = \"HASH\"\n", "").replace("port.txt", "a.txt");
    let (code, said) =
        load(&unrecorded.replace("[[flag]]\np = 4\nreason = \"image_placeholder\"\n", ""));
    assert!(said.contains("warning: the SHA-256 of docs/a.txt isn't recorded"), "{said}");
    assert!(
        said.contains("warning: paragraph 4 has neither a claim nor a flag with its reason"),
        "{said}"
    );
    assert_eq!(code, 0);
}

/// A web page in an encoding of its own.
const PAGE: &str = "<!DOCTYPE html>\n<html><head><meta charset=\"gb18030\"><title>News</title><script>var p = 2;</script></head>
<body><ul><li>Home</li></ul><h1>A new port for 天津</h1>
<p>The port signed on June 20, 2021
for a terminal worth more than <b>2 billion</b> yuan.</p></body></html>";

#[test]
fn a_web_page_is_drafted_and_verified_by_its_text() {
    let room = Room::new();
    let (page, ..) = encoding_rs::GB18030.encode(PAGE);
    room.write("port.html", &page);
    let draft = room.done(&["draft", "port.html"]);
    for part in [
        "paragraphs = 3\nfile = \"port.html\"\n",
        "# A new port for 天津\n",
        "# The port signed on June 20, 2021 for a terminal worth more than 2 billion yuan.\n",
        "value = \"more than 2bn CNY\"\ncite = \"more than 2 billion yuan\"\n",
        "date = \"2021-06-20\"\ncite = \"June 20, 2021\"\n",
        "[paragraph.1]\nflags = [\"?\"]  # spam, ",
    ] {
        assert!(draft.contains(part), "{part}\n{draft}");
    }
    let end = draft.find("\n\n").unwrap();
    let source = draft[end..].split("\n\n\n").next().unwrap();
    let source: Vec<&str> = source.lines().filter(|line| !line.contains("\"?\"")).collect();
    let source = source.join("\n");
    assert!(source.contains("name = \"A new port for 天津\"\n"), "{source}");
    assert!(source.contains("cite = { p = 2, phrase = \"A new port for 天津\" }"), "{source}");
    let port = "\n[paragraph.1]\nflags = [\"boilerplate\"]\n\n[paragraph.3]\n\n[[project]]\nid = \"port\"\nname = \"Port\"\ncite = \"worth more than 2 billion yuan\"\n";
    room.write("port.toml", format!("{source}\n{port}"));
    room.done(&["new", "b.db", "--empty"]);
    room.done(&["load", "b.db", "port.toml", "--documents", "."]);
    let (code, report) = verify(&room, &["b.db", "."]);
    assert_eq!(code, 0, "{report}");
    assert!(report.contains("3 paragraphs, 2 phrases"), "{report}");
}

#[test]
fn a_page_without_text_has_no_draft() {
    let room = Room::new();
    let page = "<html><head><title>News</title></head><body><script>load()</script></body></html>";
    for (file, text) in [("page.html", page), ("blank.txt", "\n \n")] {
        room.write(file, text);
        let ran = room.run(&["draft", file, "-o", "draft.toml"]);
        assert_eq!(ran.code, 2, "{file}");
        assert!(ran.err.contains(&format!("{file} has no text")), "{}", ran.err);
        assert!(!room.at("draft.toml").exists());
    }
}
