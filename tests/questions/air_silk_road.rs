//! Questions about the forum on the Zhengzhou-Luxembourg Air Silk Road.

use serde_json::{Value, json};

use crate::answer::ask;

const DOCUMENT: &str = "air-silk-road-2024";

/// What does Zhang Zhenxia do, and where? (p4)
#[test]
fn post_of_zhang_zhenxia() {
    let answer = ask("roles where person = Zhang Zhenxia show title, organization");
    let company = "Henan Junheng Industrial Group Biotechnology Co., Ltd.";
    assert_eq!(answer.row(), &json!({ "title": "Supervisor", "organization": company }));
}

/// Who heads the Luxembourg Project Management Department? (p6)
#[test]
fn head_of_the_luxembourg_department() {
    let query = "roles where organization.name contains \"Project Management\" \
                 and title = \"general manager\" show person";
    assert_eq!(ask(query).column("person"), ["Shi Binbin"]);
}

/// When was the forum? The article never says (p3 has only the flight back): the day is known from outside.
#[test]
fn day_of_the_forum() {
    let answer = ask("events where name contains \"Air Silk Road\" show date with sources");
    assert_eq!(answer.wordings("date"), ["2024-06-20"]);
    let bases: Vec<&Value> =
        answer.row()["sources"]["date"].as_array().unwrap().iter().map(|c| &c["basis"]).collect();
    assert_eq!(bases, ["inferred", "external"]);
    let answer = ask("events where date = 2024-06-20");
    assert_eq!(answer.rows.len(), 1);
    answer.says("1 `date` value here is known from outside the documents: 2024-06-20 (");
}

/// Which flight brought the guests home, whose, and where from? (p3) Where it began is not printed.
#[test]
fn flight_home() {
    let query = "routes where any stop (place = \"Zhengzhou Xinzheng International Airport\" \
                 and role = destination) show name, operators";
    let flight =
        json!({ "name": "Flight CZ678 to Zhengzhou", "operators": ["China Southern Airlines"] });
    assert_eq!(ask(query).row(), &flight);
    let answer = ask("events where type = flight show date with sources");
    assert_eq!(answer.wordings("date"), ["2024-06-22"]);
    answer.cites("date", DOCUMENT, 3, "inferred");
    let query = "stops where of.name contains CZ678 and role = origin show place with sources";
    let answer = ask(query);
    assert_eq!(answer.column("place"), ["Luxembourg"]);
    answer.cites("place", DOCUMENT, 3, "inferred");
}

/// Who signed what there? (p9, p11)
#[test]
fn parties_at_the_forum() {
    let query =
        "agreements where signed_at.name contains \"Air Silk Road\" show parties order by name";
    let banks = [
        "CCB Europe (Luxembourg Branch)",
        "CCB Henan Branch",
        "China Yu Airlines (Henan) Co., Ltd.",
    ];
    let makers = ["Henan Senote Biotechnology Co., Ltd.", "Stilla"];
    assert_eq!(ask(query).rows, [json!({ "parties": banks }), json!({ "parties": makers })]);
}

/// The bank under the short name the article uses further down (p11).
#[test]
fn agreements_of_a_bank_by_its_short_name() {
    let answer = ask("agreements where any party (name = CCB Europe) show type");
    assert_eq!(answer.column("type"), ["financial"]);
}

/// What is that agreement worth? No amount stands anywhere.
#[test]
fn worth_of_the_financial_agreement() {
    assert!(ask("figures where subject.kind = agreement").rows.is_empty());
}

/// How many chips are to be made, by when? A million each year, a target (p9).
#[test]
fn chips_to_be_made() {
    let query = "figures where subject.name contains Senote show value, facet, period, counted with sources";
    let answer = ask(query);
    assert_eq!(answer.row()["value"]["low"], 1_000_000);
    assert_eq!(answer.row()["facet"], "per year");
    assert_eq!(answer.row()["counted"], "target");
    assert_eq!(answer.row()["period"]["to"], "2027-06-30");
    answer.cites("value", DOCUMENT, 9, "inferred");
}

/// How many projects were signed there? A batch whose size nobody prints (p5), and one of them (p9).
#[test]
fn projects_signed_at_the_forum() {
    let query =
        "projects where signed_at.name contains \"Air Silk Road\" show batch, size, investment";
    let batch = json!({ "batch": true, "size": null, "investment": null });
    let one = json!({ "batch": false, "size": null, "investment": null });
    assert_eq!(ask(query).rows, [batch, one]);
    let answer = ask("projects where batch = yes and size > 2");
    assert_eq!((answer.rows.len(), answer.may_match()), (2, 1));
}

/// Do its routes reach 250 cities? “More than 200” may be; in 24 countries they certainly are (p13).
#[test]
fn cities_reached() {
    let of = "figures where subject.name contains \"Air Silk Road\" and measure";
    ask(&format!("{of} = cities and value >= 250")).is_open(1);
    assert_eq!(ask(&format!("{of} = cities and possibly value >= 250")).certain(), (0, 1));
    assert_eq!(ask(&format!("{of} = cities and value > 200")).rows.len(), 1);
    assert_eq!(ask(&format!("{of} = countries and value = 24")).rows.len(), 1);
}

/// Has it carried one and a half million tons? “More than 1 million tons” may be (p14).
#[test]
fn tons_carried() {
    let answer = ask("figures where measure = cargo and value >= 1.5m tonnes");
    answer.is_open(1);
    answer.says("the largest is more than 1m t");
}

/// Which place has Cargolux in the ranking of cargo? (p14)
#[test]
fn rank_of_cargolux() {
    let answer =
        ask("figures where subject = Cargolux and measure = rank show value, facet with sources");
    assert_eq!(
        (&answer.row()["value"]["low"], &answer.row()["facet"]),
        (&json!(5), &json!("global cargo"))
    );
    answer.cites("value", DOCUMENT, 14, "stated");
}

/// Which post has Dominique Church? (p13)
#[test]
fn post_of_dominique_church() {
    let answer = ask("roles where person.name contains Church show title, organization");
    let title = "Executive Vice President of Marketing and Sales";
    assert_eq!(answer.row(), &json!({ "title": title, "organization": "Cargolux" }));
}

/// Which post has Xie Junle? Not printed (p11); that nobody says so is itself recorded.
#[test]
fn post_of_xie_junle() {
    let answer = ask("roles where person = Xie Junle show title, organization with sources");
    assert_eq!(
        (&answer.row()["title"], &answer.row()["organization"]),
        (&Value::Null, &Value::Null)
    );
    answer.cites("title", DOCUMENT, 11, "inferred");
    ask("roles where person = Xie Junle and title = president").is_open(1);
}

/// Which bodies belong to the provincial government? The research centre of p18 does by its name.
#[test]
fn parts_of_the_provincial_government() {
    let answer =
        ask("organizations where part_of = Henan Provincial Government and type = research");
    assert_eq!(
        answer.column("name"),
        ["Development Research Center of Henan Provincial Government"]
    );
}

/// What has Henan earned by it? More than 10 billion yuan, of which little is sure (p14).
#[test]
fn income_of_henan() {
    let query = "figures where subject = Henan show measure, value, period with sources";
    let answer = ask(query);
    assert_eq!(answer.wordings("value"), ["more than 10bn CNY"]);
    assert!(answer.row()["period"].is_null());
    answer.cites("value", DOCUMENT, 14, "inferred");
}

/// Which paragraphs hold passages of a novel, and is anybody in them taken for a person?
#[test]
fn passages_of_a_novel() {
    let answer = ask("flags where reason = spam show source.id, paragraph order by paragraph");
    let paragraphs: Vec<&Value> = answer.rows.iter().map(|row| &row["paragraph"]).collect();
    assert_eq!(paragraphs, [4, 7, 12]);
    assert!(answer.column("source.id").iter().all(|id| *id == DOCUMENT));
    for name in ["Lan", "Liang", "Lu"] {
        let found = ask(&format!("people where name = {name}"));
        assert!(found.rows.is_empty(), "{name}: {:?}", found.rows);
    }
}

/// Luzhou is what the translation made of Luxembourg (p5, p11): nothing has that name, and the warning says why.
#[test]
fn luzhou() {
    let answer = ask("places where name = Luzhou");
    assert!(answer.rows.is_empty());
    answer.says("warning[N05]: no place is called “Luzhou”");
    answer.says("International Cooperation Forum");
    answer.says("it means Luxembourg");
    answer.says("places where name = Luxembourg");
}
