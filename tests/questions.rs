//! What an analyst asks of the built-in facts, and the answers the documents give.
//!
//! The answers are those of the real program as JSON, so nothing here depends on how a table looks. They are the answers
//! over the documents that are in the base now: one, on Qingdao's hub.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail loudly")]

mod support;

use serde_json::Value;

use support::Room;

/// The rows of an answer, and what was said beside it.
struct Answer {
    rows: Vec<Value>,
    notes: String,
}

fn ask(query: &str) -> Answer {
    let output = Room::new().command().args(["--format", "json", query]).output().unwrap();
    let notes = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{query}\n{notes}");
    let rows = serde_json::from_slice(&output.stdout).unwrap();
    Answer { rows, notes }
}

impl Answer {
    fn column(&self, name: &str) -> Vec<&str> {
        let text = |row: &'_ Value| row[name].as_str().map(str::len).is_some();
        assert!(self.rows.iter().all(text), "{name} is a text in every row: {:?}", self.rows);
        self.rows.iter().filter_map(|row| row[name].as_str()).collect()
    }

    /// How many rows are marked as certain, and how many as open.
    fn certain(&self) -> (usize, usize) {
        let certain = |row: &&Value| row["certain"].as_bool().unwrap();
        let n = self.rows.iter().filter(certain).count();
        (n, self.rows.len() - n)
    }

    fn notes(&self, wanted: &str) {
        assert!(self.notes.lines().any(|line| line == wanted), "{wanted}\n{}", self.notes);
    }
}

const TEN: &str = "Ten projects signed at the Hub press conference";
const TWENTY: &str = "Twenty projects announced by Qingdao for central enterprises";
const MAY_MATCH: &str = "note: 12 more may match: 10 are part of “about 42.7bn CNY”, 2 have no investment recorded. \
                         Add `possibly` to see them.";

/// Question 1. Which projects are in Qingdao? The ten signed ones, two others, and the two batches.
#[test]
fn projects_in_qingdao() {
    let answer = ask("projects where city = Qingdao show name, part_of, batch");
    assert_eq!(answer.rows.len(), 14);
    let parts = answer.rows.iter().filter(|row| row["part_of"] == TEN).count();
    assert_eq!(parts, 10);
    let batches = answer.rows.iter().filter(|row| row["batch"] == true);
    let batches: Vec<&Value> = batches.map(|row| &row["name"]).collect();
    assert_eq!(batches, [TEN, TWENTY]);
    let names = answer.column("name");
    for other in [
        "Huarong and Guangde Cold Chain Trade and Finance Industrial Park project",
        "Qingdao Branch of China Machinery Industry Construction Group",
    ] {
        assert!(names.contains(&other), "{other}");
    }
}

/// The same in Chinese, and in any case.
#[test]
fn projects_in_qingdao_by_other_names() {
    let expected = ask("projects where city = Qingdao").rows;
    for query in [
        "projects where city = 青岛",
        "project where CITY = qingdao",
        "projects where city is QINGDAO",
    ] {
        assert_eq!(ask(query).rows, expected, "{query}");
    }
}

/// Question 2. In Pingdu? One, and those recorded only as Qingdao may be.
#[test]
fn projects_in_pingdu() {
    let answer = ask("projects where place within Pingdu");
    assert_eq!(answer.column("name"), ["Pingdu New Economy Industrial City project"]);
    let said = "recorded only as Qingdao, which contains Pingdu.";
    assert!(answer.notes.contains(said), "{}", answer.notes);
}

/// Question 11. Announced but not signed? Of this document, the batch of twenty.
#[test]
fn projects_announced() {
    let answer = ask("projects where status = announced");
    assert_eq!(answer.column("name"), [TWENTY]);
    assert_eq!(answer.rows[0]["investment"]["text"], "80bn CNY");
}

/// Question 18. Above 1bn yuan? Both batches; the other twelve may be.
#[test]
fn projects_above_a_billion() {
    for query in [
        "projects where city = Qingdao and investment > 1bn",
        "projects where city = Qingdao and investment > 1bn yuan",
    ] {
        let answer = ask(query);
        assert_eq!(answer.column("name"), [TEN, TWENTY]);
        let about = serde_json::json!({
            "text": "about 42.7bn CNY", "low": 38_430_000_000_u64, "high": 46_970_000_000_u64, "unit": "CNY",
        });
        assert_eq!(answer.rows[0]["investment"], about);
        assert_eq!(answer.rows[1]["investment"]["low"], 80_000_000_000_u64);
        answer.notes(MAY_MATCH);
    }
    ask("projects where city = Qingdao and investment > 1bn")
        .notes("note: `investment > 1bn` was compared in each project's own currency: 2 in CNY.");
}

/// With `possibly` they are shown, and marked.
#[test]
fn projects_possibly_above_a_billion() {
    let answer = ask("projects where city = Qingdao and possibly investment > 1bn yuan");
    assert_eq!(answer.certain(), (2, 12));
    assert!(!answer.notes.contains("may match"), "{}", answer.notes);
}

/// A part is never more than its whole: above 60bn only those can be whose whole is not known to be less.
#[test]
fn projects_possibly_above_sixty_billion() {
    let answer = ask("projects where possibly investment > 60bn");
    assert_eq!(answer.certain(), (1, 2));
    let certain = answer.rows.iter().find(|row| row["certain"] == true).unwrap();
    assert_eq!(certain["name"], TWENTY);
}

/// Nothing is certainly not above 1bn, and the note says that some may be.
#[test]
fn projects_not_above_a_billion() {
    let answer = ask("projects where not (investment > 1bn)");
    assert!(answer.rows.is_empty());
    answer.notes("note: No project certainly matches.");
    assert!(answer.notes.contains("note: 12 may match: 10 are part of"), "{}", answer.notes);
}

/// An event of a day, whose year no source states.
#[test]
fn events_of_a_day() {
    let answer = ask("events where date = 2020-06-29");
    let name = "Online press conference for investment attraction of the Hub for Central SOEs";
    assert_eq!(answer.column("name"), [name]);
    assert_eq!(answer.rows[0]["date"]["from"], "2020-06-29");
    assert!(answer.notes.contains("note: 1 `date` value here is inferred: 2020-06-29 ("));
}

/// People by a part of their name.
#[test]
fn people_called_meng() {
    assert_eq!(
        ask("people where name contains Meng").column("name"),
        ["Meng Fanli", "Meng Qingsheng"]
    );
}

/// No rows explain themselves.
#[test]
fn nothing_that_large() {
    let answer = ask("projects where city = Qingdao and investment > 100bn yuan");
    assert!(answer.rows.is_empty());
    answer.notes(
        "note: No project certainly matches. Alone, `city = Qingdao` matches 14 and `investment > 100bn yuan` \
         matches 0 (the largest is 80bn CNY).",
    );
}

/// Every answer has a total order: asked again it is the same, byte for byte.
#[test]
fn answers_repeat() {
    let once = |_| Room::new().command().arg("things; figures; claims").output().unwrap().stdout;
    let [first, second] = [0, 1].map(once);
    assert!(!first.is_empty() && first == second);
}
