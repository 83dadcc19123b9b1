//! `brief review`: what a source says, paragraph by paragraph.

use std::fs;

use crate::support::Room;

const NEWS: &str = "A new quay\n\nThe port of Brightwater builds a quay for 1.3 billion yuan. Three firms will share it.\n";

const DIGEST: &str = r#"
[source]
id = "news"
name = "A new quay"
paragraphs = 2
file = "news.txt"

[[flag]]
p = 1
reason = "heading"
note = "Its | words come again."

[[place]]
id = "brightwater"
name = "Brightwater"
type = "port"
cite = { p = 2, phrase = "port of Brightwater" }

[[project]]
id = "quay"
name = "Quay"
place = "brightwater"
investment = "1.3bn CNY"
cite.p = 2
cite.phrase = "a quay"
cite.place = { phrase = "of Brightwater", basis = "inferred", confidence = "medium", note = "The port builds it for itself." }
cite.investment = { phrase = "1.3 billion", read_as = "1.3 billion yuan", read_reason = "ellipsis" }
"#;

fn review(words: &[&str]) -> String {
    let room = Room::new();
    fs::create_dir(room.at("docs")).unwrap();
    room.write("docs/news.txt", NEWS);
    room.write("news.toml", DIGEST);
    for words in [["new", "--empty", "n.db"].as_slice(), &["load", "n.db", "news.toml"]] {
        assert!(room.command().args(words).output().unwrap().status.success());
    }
    let output = room.command().arg("review").args(words).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_review_has_text_phrases_values_and_what_is_uncited() {
    assert_eq!(
        review(&["n.db", "news", "docs"]),
        "\
news

paragraph 1
  A new quay
  flag: heading: Its | words come again.

paragraph 2
  The port of Brightwater builds a quay for 1.3 billion yuan. Three firms will share it.
  “port of Brightwater”  brightwater: Brightwater
  “of Brightwater”  quay: place = Brightwater
      inferred, confidence medium: The port builds it for itself.
  “a quay”  quay: Quay
  “1.3 billion”  quay: investment = 1.3bn CNY
      read as “1.3 billion yuan” (ellipsis)
  no phrase  brightwater: type = port
  uncited: “Three firms will share it.” (number “Three”)

without a paragraph
  no phrase  news: A new quay, file = news.txt, paragraphs = 2
"
    );
}

#[test]
fn an_amount_in_two_currencies_is_reviewed_once() {
    let room = Room::new();
    let amount = "1.3bn CNY (about 180m USD)";
    room.write("news.toml", DIGEST.replace("1.3bn CNY", amount));
    room.done(&["new", "--empty", "n.db"]);
    room.done(&["load", "n.db", "news.toml"]);
    let text = room.done(&["review", "n.db", "news"]);
    let line = format!("  “1.3 billion”  quay: investment = {amount}\n");
    assert!(text.contains(&line), "{text}");
    assert_eq!(text.matches("1.3 billion”  quay").count(), 1, "{text}");
}

#[test]
fn a_review_without_documents_is_written_as_markdown() {
    assert_eq!(
        review(&["n.db", "news", "--format", "markdown"]),
        "\
# news

## Paragraph 1

flag: heading: Its \\| words come again.

## Paragraph 2

| phrase | of | value | reading |
| --- | --- | --- | --- |
| port of Brightwater | brightwater | Brightwater |  |
| a quay | quay | Quay |  |
| of Brightwater | quay | place = Brightwater | inferred, confidence medium: The port builds it for itself. |
| 1.3 billion | quay | investment = 1.3bn CNY | read as “1.3 billion yuan” (ellipsis) |
|  | brightwater | type = port |  |

## Without a paragraph

| phrase | of | value | reading |
| --- | --- | --- | --- |
|  | news | A new quay, file = news.txt, paragraphs = 2 |  |
"
    );
}
