//! Questions about Qingdao's hub for central enterprises and the projects signed for it.

use serde_json::{Value, json};

use crate::answer::ask;

const DOCUMENT: &str = "qingdao-hub-2020";
const COLD_CHAIN: &str = "Huarong and Guangde Cold Chain Trade and Finance Industrial Park project";
const BRANCH: &str = "Qingdao Branch of China Machinery Industry Construction Group";

/// When was the press conference? On June 29 (p3); the page is of a year later (p2), and the year is inferred.
#[test]
fn day_of_the_press_conference() {
    let answer = ask("events where name contains \"Hub for Central SOEs\" show date with sources");
    assert_eq!(answer.wordings("date"), ["2020-06-29"]);
    answer.cites("date", DOCUMENT, 3, "inferred");
    answer.cites("date", DOCUMENT, 2, "inferred");
    let answer = ask("sources where id = qingdao-hub-2020 show published");
    assert_eq!(answer.wordings("published"), ["2021-04-20"]);
}

/// Who was there? Four people and three of the enterprises (p3); the rest are not named.
#[test]
fn guests_of_the_press_conference() {
    let query = "participations where what.name contains \"Hub for Central SOEs\" and who.kind";
    let people = ["Meng Fanli", "Sergey Kanavskiy", "Sherali Jonon", "Wang Qingxian"];
    assert_eq!(ask(&format!("{query} = person show who")).column("who"), people);
    let enterprises = [
        "China COSCO Shipping Corporation Limited",
        "China Poly Group Corporation Limited",
        "State Development & Investment Corporation",
    ];
    assert_eq!(ask(&format!("{query} = organization show who")).column("who"), enterprises);
}

/// Was Sinopec among them? The list is open.
#[test]
fn sinopec_at_the_press_conference() {
    let event = "events where name contains \"Hub for Central SOEs\" and";
    ask(&format!("{event} any participant (name contains Sinopec)")).is_open(1);
    ask(&format!("{event} no participant (name contains Sinopec)")).is_open(1);
}

/// How many enterprises were they? “More than 30” (p3) and “all the 30” (p21): both stay.
#[test]
fn number_of_enterprises() {
    let answer = ask("figures where measure = enterprises show value order by value");
    assert_eq!(answer.wordings("value"), ["30", "more than 30"]);
    assert_eq!(ask("figures where measure = enterprises and value = 30").rows.len(), 1);
    assert_eq!(ask("figures where measure = enterprises and value > 30").rows.len(), 1);
    let both =
        "claims where phrase contains \"30 central enterprises\" show paragraph order by paragraph";
    assert_eq!(ask(both).rows, [json!({ "paragraph": 3 }), json!({ "paragraph": 21 })]);
}

/// Who is mayor of Qingdao, and since when is that told? (p3)
#[test]
fn mayor_of_qingdao() {
    let answer = ask("roles where title = mayor show person, organization, as_of with sources");
    assert_eq!(answer.row()["person"], "Meng Fanli");
    assert_eq!(answer.row()["organization"], "Qingdao municipal government");
    assert_eq!(answer.wordings("as_of"), ["2020-06-29"]);
    answer.cites("as_of", DOCUMENT, 3, "inferred");
    assert_eq!(ask("roles where person = 孟凡利").rows.len(), 2);
}

/// Which posts has Wang Qingxian? (p3)
#[test]
fn posts_of_wang_qingxian() {
    let answer = ask("roles where person = Wang Qingxian show title, organization order by title");
    assert_eq!(answer.column("title"), ["member of the Standing Committee", "Secretary"]);
    let bodies = ["CPC Shandong Provincial Committee", "CPC Qingdao Municipal Committee"];
    assert_eq!(answer.column("organization"), bodies);
}

/// What do the ten signed projects cost together, and each? About 42.7 billion (p5); of one alone nothing is told.
#[test]
fn cost_of_the_ten() {
    let batch = ask(
        "projects where batch = yes and status = signed and size = 10 show investment with sources",
    );
    assert_eq!(batch.wordings("investment"), ["about 42.7bn CNY"]);
    batch.cites("investment", DOCUMENT, 5, "stated");
    let ten = "projects where part_of = @hub-signed-2020";
    let known = ask(&format!("{ten} and investment is known"));
    assert!(known.rows.is_empty());
    let answer = ask(&format!("{ten} and investment > 1bn"));
    assert!(answer.rows.is_empty());
    assert!(answer.may_match() >= 10);
    assert_eq!(ask(&format!("{ten} and possibly investment > 1bn")).certain(), (0, 10));
    assert_eq!(ask(&format!("{ten} and possibly investment > 50bn")).certain(), (0, 0));
}

/// When and where was each of the ten signed? Where the batch was (p5).
#[test]
fn signing_of_the_ten() {
    let query = "projects where part_of = @hub-signed-2020 and date = 2020-06-29 and signed_at.city = Qingdao";
    let answer = ask(query);
    assert_eq!(answer.rows.len(), 10);
    answer.says("10 `date` values here are inferred: 2020-06-29 (");
}

/// What did Qingdao announce besides? Twenty projects of 80 billion (p5).
#[test]
fn projects_announced_besides() {
    let answer = ask("projects where city = Qingdao and status = announced show size, investment");
    assert_eq!(
        (answer.wordings("size"), answer.wordings("investment")),
        (vec!["20"], vec!["80bn CNY"])
    );
}

/// What came of the four-season trip of 2019? Two examples of many (p30), without amounts.
#[test]
fn projects_of_the_campaign() {
    let answer =
        ask("projects where signed_at.name contains four-season show name, place, investment");
    assert_eq!(answer.column("name"), [COLD_CHAIN, BRANCH]);
    let zone = "Jiaozhou Economic and Technological Development Zone";
    assert_eq!(answer.column("place"), ["SCODA", zone]);
    assert!(answer.rows.iter().all(|row| row["investment"].is_null()));
    ask("events where name contains four-season and exactly 2 projects").is_open(1);
}

/// Which of them is about trade with Russia? Told as an aim of the cold chain park (p30).
#[test]
fn trade_with_russia() {
    let answer = ask("statements where gist contains Russia show topic, type with sources");
    assert_eq!(answer.row()["topic"], "Huarong and Guangde cold chain park");
    assert_eq!(answer.row()["type"], "goal");
    answer.cites("topic", DOCUMENT, 30, "stated");
}

/// In which lines of business is the branch in Jiaozhou? (p30)
#[test]
fn lines_of_business_of_the_branch() {
    let answer = ask("projects where any investor (name contains Machinery) show name, sectors");
    let sectors =
        ["High-end equipment manufacturing", "Medical and educational resources", "New energy"];
    assert_eq!(answer.row(), &json!({ "name": BRANCH, "sectors": sectors }));
}

/// How did Qingdao's trade with ASEAN grow? Exports of 2019 and all of early 2020 (p20).
#[test]
fn growth_of_trade_with_asean() {
    let query = "figures where subject = Qingdao and counterpart = ASEAN \
                 show facet, period, value order by period";
    let answer = ask(query);
    assert_eq!(answer.column("facet"), ["exports", "imports+exports"]);
    assert_eq!(answer.wordings("period"), ["2019", "2020Q1"]);
    assert_eq!(answer.wordings("value"), ["40.2%", "32.7%"]);
}

/// What was that trade worth? Only its growth is told; so nothing is in a currency.
#[test]
fn worth_of_trade_with_asean() {
    let answer = ask("figures where subject = Qingdao and value > 0 CNY");
    assert!(answer.rows.is_empty());
    assert_eq!(answer.may_match(), 0);
}

/// And along the Belt and Road? The year of the first figure is carried over (p20).
#[test]
fn growth_of_trade_along_the_road() {
    let query = "figures where subject = Qingdao and counterpart = BRI countries and value =";
    let answer = ask(&format!("{query} 30% show period, value with sources"));
    assert_eq!(answer.wordings("period"), ["2019"]);
    answer.cites("value", DOCUMENT, 20, "inferred");
    assert_eq!(ask(&format!("{query} 19.3% show period")).wordings("period"), ["2020Q1"]);
}

/// How large are peninsula and province, and how many live there? The people are paired by order only (p26).
#[test]
fn area_and_people() {
    let area = ask("figures where measure = area and value > 20,000 km2 show subject, value");
    assert_eq!(area.column("subject"), ["Jiaodong Peninsula", "Shandong"]);
    assert_eq!(area.wordings("value"), ["50,000 km2", "157,000 km2"]);
    let people = ask("figures where measure = population and value > 50m show subject");
    assert_eq!((people.column("subject"), people.may_match()), (vec!["Shandong"], 1));
    let basis = "claims where phrase contains million and source = @qingdao-hub-2020 show basis";
    assert!(ask(basis).column("basis").iter().filter(|basis| **basis == "inferred").count() >= 3);
}

/// Which other hubs has Qingdao? (p21)
#[test]
fn hubs_of_qingdao() {
    let answer = ask("organizations where type = hub and city = Qingdao show name");
    let hubs = [
        "International Cooperation Hub for Central SOEs",
        "Qingdao China-SCO Countries Cooperation Hub",
        "Sino-Germany Cooperation Hub",
        "Sino-Japan Cooperation Hub",
        "Sino-Korea Cooperation Hub",
    ];
    assert_eq!(answer.column("name"), hubs);
}

/// Which bodies are Qingdao's own? Its party committee and its government, by their names.
#[test]
fn bodies_of_qingdao() {
    let answer =
        ask("organizations where place = Qingdao and type in (party, government) show name");
    assert_eq!(
        answer.column("name"),
        ["CPC Qingdao Municipal Committee", "Qingdao municipal government"]
    );
}

/// Which post has Meng Qingsheng? (p33) And Tao Jun, to whom he speaks? Not printed.
#[test]
fn posts_of_the_last_two() {
    let answer = ask("roles where person = Meng Qingsheng show title, organization");
    let committee = "Administrative Committee of the SCODA";
    assert_eq!(answer.row(), &json!({ "title": "deputy director", "organization": committee }));
    let answer = ask("roles where person = Tao Jun show title, organization");
    assert_eq!(answer.row(), &json!({ "title": null, "organization": null }));
}

/// When did the programme stand on SASAC's pages? “Meanwhile” is all there is (p17).
#[test]
fn day_of_the_programme() {
    let answer = ask("events where type = publication show date, participants with sources");
    assert_eq!(answer.row()["date"], Value::Null);
    assert_eq!(answer.row()["participants"], json!(["Qingdao municipal government"]));
    answer.cites("date", DOCUMENT, 17, "inferred");
    ask("events where type = publication and date = 2020-06-29").is_open(1);
}
