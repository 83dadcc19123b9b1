//! An analyst's twenty questions, from easy to hard, and what is asked beside them.

use serde_json::Value;

use crate::answer::{ask, ask_of};
use crate::support::Room;

const TEN: &str = "Ten projects signed at the Hub press conference";
const TWENTY: &str = "Twenty projects announced by Qingdao for central enterprises";
const MAY_MATCH: &str = "note: 13 more may match: 10 are known only as part of “about 42.7bn CNY”, 2 have no \
                         `investment` recorded and 1 has neither `city` nor `investment` recorded; `where possibly (…)` shows them.";

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
    let said = "9 are recorded only as Qingdao (which contains Pingdu)";
    answer.says(said);
}

/// Question 11. Announced but not signed? The batch of twenty, and the industrial base in Sichuan.
#[test]
fn projects_announced() {
    let answer = ask("projects where status = announced");
    assert_eq!(answer.column("name"), ["Asia-Chengdu-Europe industrial base in Sichuan", TWENTY]);
    assert_eq!(answer.rows[1]["investment"]["text"], "80bn CNY");
}

/// Question 18. Above 1bn yuan? Both batches; the other twelve may be, and one of which not even the city is known.
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
        .notes("note: `investment > 1bn` names no currency, so each project was compared in its own: 2 in CNY.");
}

/// With `possibly` they are shown, and marked.
#[test]
fn projects_possibly_above_a_billion() {
    let answer = ask("projects where city = Qingdao and possibly investment > 1bn yuan");
    assert_eq!(answer.certain(), (2, 12));
    answer.says("1 more may match: it has no `city` recorded");
}

/// A part is never more than its whole: above 60bn only those can be whose whole is not known to be less.
#[test]
fn projects_possibly_above_sixty_billion() {
    let answer = ask("projects where city = Qingdao and possibly investment > 60bn");
    assert_eq!(answer.certain(), (1, 2));
    let certain = answer.rows.iter().find(|row| row["certain"] == true).unwrap();
    assert_eq!(certain["name"], TWENTY);
}

/// Nothing is certainly not above 1bn, and the note says that some may be.
#[test]
fn projects_not_above_a_billion() {
    let answer = ask("projects where not (investment > 1bn)");
    assert!(answer.rows.is_empty());
    answer.notes("note: No project certainly matches, but 16 may.");
    answer.says("10 are known only as part of “about 42.7bn CNY”");
}

/// Over the Qingdao document alone twelve may match, and nothing else changes.
#[test]
fn one_document_alone() {
    let room = Room::new();
    let seed = |name: &str| format!("{}/seeds/{name}", env!("CARGO_MANIFEST_DIR"));
    let inputs = [seed("gazetteer.toml"), seed("qingdao-hub-2020.toml")];
    let made = room.command().args(["new", "one.db", "--empty"]).output().unwrap();
    assert!(made.status.success());
    let loaded = room.command().args(["load", "one.db"]).args(&inputs).output().unwrap();
    assert!(loaded.status.success(), "{}", String::from_utf8_lossy(&loaded.stderr));
    let of = |query| ask_of(&room, &["one.db"], query);
    let answer = of("projects where city = Qingdao and investment > 1bn");
    assert_eq!(answer.column("name"), [TEN, TWENTY]);
    answer.notes(
        "note: 12 more may match: 10 are known only as part of “about 42.7bn CNY” and 2 have no `investment` recorded; \
         `where possibly (…)` shows them.",
    );
    assert_eq!(
        of("projects where city = Qingdao and possibly investment > 1bn").certain(),
        (2, 12)
    );
    assert_eq!(of("projects where possibly investment > 60bn").certain(), (1, 2));
    assert_eq!(of("projects where city = 青岛").rows.len(), 14);
    assert_eq!(of("projects where status = announced").column("name"), [TWENTY]);
}

/// Question 3. Events in Chengdu?
#[test]
fn events_in_chengdu() {
    let names = [
        "2nd Asia-Chengdu-Europe Global Partners Conference",
        "Establishment ceremony of the Belt and Road Industrial Park Alliance",
    ];
    assert_eq!(ask("events where city = Chengdu").column("name"), names);
}

/// Question 4. When was that conference? The year is inferred.
#[test]
fn day_of_a_conference() {
    let answer = ask("events where name contains \"Global Partners\" show date with sources");
    assert_eq!(answer.rows[0]["date"]["text"], "2020-01-15");
    let behind = answer.rows[0]["sources"]["date"].as_array().unwrap();
    assert!(behind.iter().any(|claim| claim["basis"] == "inferred"), "{behind:?}");
    let paragraphs: Vec<i64> =
        behind.iter().filter_map(|claim| claim["paragraph"].as_i64()).collect();
    assert_eq!(paragraphs, [2, 3]);
}

/// Question 5. Who chairs Henan Senote?
#[test]
fn a_chairman() {
    let query = "people where any role (title = chairman and organization.name contains Senote)";
    assert_eq!(ask(query).column("name"), ["Qi Hua"]);
}

/// Question 6. Whom did the Jinan delegation meet?
#[test]
fn met_by_the_delegation() {
    let query =
        "participations where what.name contains \"Jinan delegation\" and role = met_with show who";
    let answer = ask(query);
    assert_eq!(answer.rows.len(), 13);
    let met = answer.column("who");
    assert!(
        met.contains(&"Bank of China Paris Branch") && met.contains(&"LafargeHolcim"),
        "{met:?}"
    );
}

/// Question 7. Who was invited to the industrial base in Sichuan? Twelve, one of them as printed and doubtful.
#[test]
fn invited_to_the_base() {
    let query =
        "participations where what.name contains \"industrial base\" and role = invited show who";
    let answer = ask(query);
    assert_eq!(answer.rows.len(), 12);
    assert!(answer.column("who").contains(&"Chenzhou [sic]"));
    let doubtful = "claims where thing.name contains Chenzhou and confidence = low";
    assert!(!ask(doubtful).rows.is_empty());
}

/// Question 8. Cross-border e-commerce of the airport zone, January to August 2020? Four figures; two may belong.
#[test]
fn figures_of_the_zone() {
    let query = "figures where subject.name contains \"Airport Economy Zone\" \
                 and period between 2020-01 and 2020-08 show measure, value, facet";
    let answer = ask(query);
    let mut values: Vec<&str> =
        answer.rows.iter().filter_map(|row| row["value"]["text"].as_str()).collect();
    values.sort_unstable();
    assert_eq!(values, ["139.16%", "6.525bn CNY", "83,673,700 parcels", "89.77%"]);
    answer.says("2 more may match: 1 has no `period` recorded and 1 says only “..2020-08”");
}

/// Question 9. What was signed at the Luxembourg forum?
#[test]
fn signed_at_the_forum() {
    assert_eq!(ask("agreements where signed_at.name contains \"Air Silk Road\"").rows.len(), 2);
}

/// Question 10. Events of 2020 in order? Two have no date.
#[test]
fn events_of_a_year() {
    let answer = ask("events where date = 2020 order by date show date");
    let dates: Vec<&str> =
        answer.rows.iter().filter_map(|row| row["date"]["text"].as_str()).collect();
    assert_eq!(
        dates,
        ["2020-01-15", "2020-01-15", "2020-06-29", "2020-09-14", "2020-09-22..2020-09-24"]
    );
    answer.says("2 more may match: they have no `date` recorded");
}

/// Question 12. Projects with a French investor?
#[test]
fn projects_with_a_french_investor() {
    let answer = ask("projects where investor.country = France");
    assert_eq!(answer.column("name"), ["Stilla-Senote microfluidic chip production base"]);
}

/// Question 13. Whose post is unknown?
#[test]
fn unknown_posts() {
    let answer = ask("roles where title is unknown");
    assert_eq!(answer.column("person"), ["Tao Jun", "Xie Junle"]);
}

/// Question 14. Which figures are only lower limits?
#[test]
fn lower_limits() {
    assert_eq!(ask("figures where value.wording starts with \"more than\"").rows.len(), 11);
}

/// Question 15. Growth above 30 %?
#[test]
fn growth_above_a_share() {
    let answer = ask("figures where measure = growth and value > 30% show value");
    let mut values: Vec<&str> =
        answer.rows.iter().filter_map(|row| row["value"]["text"].as_str()).collect();
    values.sort_unstable();
    assert_eq!(values, ["139.16%", "32.7%", "40%", "40.2%", "89.77%"]);
    assert_eq!(ask("figures where measure = growth and value >= 30%").rows.len(), 6);
}

/// Question 16. Places met in more than one document?
#[test]
fn places_of_several_documents() {
    let names = [
        "ASEAN countries",
        "China",
        "Countries along the Belt and Road",
        "Europe",
        "France",
        "Henan",
        "Zhengzhou",
        "Zhengzhou Xinzheng International Airport",
    ];
    assert_eq!(ask("places where at least 2 sources").column("name"), names);
}

/// Question 17. What does Zheng Guangjian recommend?
#[test]
fn recommendations() {
    let query = "statements where speaker = \"Zheng Guangjian\" and type = recommendation";
    assert_eq!(ask(query).rows.len(), 4);
}

/// Question 19. Total investment in Qingdao, counted once?
#[test]
fn a_total_counted_once() {
    let answer = ask("projects where city = Qingdao show sum of investment");
    let total = serde_json::json!({
        "text": "about 122.7bn CNY (2 of 4 known)",
        "low": 118_430_000_000_u64, "high": 126_970_000_000_u64, "unit": "CNY",
    });
    assert_eq!(answer.rows, [serde_json::json!({ "sum of investment": total })]);
    answer.notes("note: 10 of the 14 projects are parts of others that are counted, so their amounts aren't added.");
}

/// Question 20. Conferences with at least 300 guests? More than 400?
#[test]
fn guests() {
    let answer = ask("events where any figure (measure = guests and value >= 300)");
    assert_eq!(answer.column("name"), ["2nd Asia-Chengdu-Europe Global Partners Conference"]);
    let answer = ask("events where any figure (measure = guests and value > 400)");
    assert!(answer.rows.is_empty());
    answer.says("1 may match");
}

/// An event of a day, whose year no source states.
#[test]
fn events_of_a_day() {
    let answer = ask("events where date = 2020-06-29");
    let name = "Online press conference for investment attraction of the Hub for Central SOEs";
    assert_eq!(answer.column("name"), [name]);
    assert_eq!(answer.rows[0]["date"]["from"], "2020-06-29");
    answer.says("note: 1 `date` value here is inferred: 2020-06-29 (");
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
        "note: No project certainly matches, but 3 may. Alone, `city = Qingdao` matches 14 and `investment > 100bn yuan` \
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
