//! Questions about the visit of a delegation of Jinan to France, Finland and Spain.

use serde_json::json;

use crate::answer::ask;

const DOCUMENT: &str = "jinan-visit-2024";

/// Where did the delegation go, and when? Three countries (p3), and two cities named later (p6, p9).
#[test]
fn places_and_days_of_the_visit() {
    let answer = ask("events where type = visit show date, visited with sources");
    assert_eq!(answer.wordings("date"), ["2024-10-07..2024-10-15"]);
    answer.cites("date", DOCUMENT, 3, "inferred");
    answer.cites("date", DOCUMENT, 2, "inferred");
    assert_eq!(answer.row()["visited"], json!(["Finland", "France", "Paris", "Rennes", "Spain"]));
    answer.cites("visited", DOCUMENT, 6, "stated");
    let figure = ask("figures where measure = visited_countries show value");
    assert_eq!(figure.wordings("value"), ["3"]);
}

/// Which city of Finland was it? None is named.
#[test]
fn cities_visited_in_finland() {
    let answer = ask("stops where of.name contains Jinan and country = Finland show place");
    assert_eq!(answer.column("place"), ["Finland"]);
    assert_eq!(ask("stops where of.name contains Jinan and city = Rennes").rows.len(), 1);
}

/// Who led it? Nobody is named in the whole article.
#[test]
fn head_of_the_delegation() {
    ask("organizations where name = \"Jinan delegation\" and no people").is_open(1);
    let people = ask("people where sources = @jinan-visit-2024");
    assert!(people.rows.is_empty());
}

/// What was signed? Two agreements, neither parties nor titles told, on a day of the visit (p4).
#[test]
fn agreements_of_the_visit() {
    let of = "agreements where signed_at.name contains \"Jinan delegation\"";
    let answer = ask(&format!("{of} show size, parties, date"));
    assert_eq!(answer.row()["size"]["low"], 2);
    assert_eq!(answer.row()["parties"], json!([]));
    assert_eq!(answer.wordings("date"), ["within 2024-10-07..2024-10-15"]);
    ask(&format!("{of} and no party")).is_open(1);
    ask(&format!("{of} and any party (name = Alstom)")).is_open(2);
}

/// How many activities were there? Nearly twenty: certainly fewer than 20, perhaps 19 (p4).
#[test]
fn activities_of_the_visit() {
    let activities = "figures where measure = activities and value";
    assert_eq!(ask(&format!("{activities} < 20")).rows.len(), 1);
    ask(&format!("{activities} >= 19")).is_open(1);
    assert!(ask(&format!("{activities} >= 20")).rows.is_empty());
    assert_eq!(ask(&format!("{activities} >= 20")).may_match(), 0);
}

/// Whom did it meet from Finland? A company (p5) and an embassy (p9).
#[test]
fn met_from_finland() {
    let met = "organizations where any participation (what.name contains \"Jinan delegation\" \
               and role = met_with) and";
    let answer = ask(&format!("{met} country = Finland show name"));
    assert_eq!(answer.column("name"), ["Chinese embassy in Finland", "Rebound Diagnostics"]);
    let answer = ask(&format!("{met} type = embassy show name"));
    let countries = ["Finland", "France", "Spain"];
    assert_eq!(answer.column("name"), countries.map(|name| format!("Chinese embassy in {name}")));
}

/// Did it meet Airbus? “Such as” leaves the list open (p5).
#[test]
fn met_airbus() {
    ask("events where type = visit and any participant (name contains Airbus)").is_open(1);
    ask("events where type = visit and no participant (name contains Airbus)").is_open(1);
}

/// Which is the sister city of Rennes, and of Jinan? (p6)
#[test]
fn sister_cities() {
    for (city, other) in [("Rennes", "Jinan"), ("Jinan", "Rennes")] {
        let answer = ask(&format!("places where name = {city} show sister_cities with sources"));
        assert_eq!(answer.row()["sister_cities"], json!([other]));
        answer.cites("sister_cities", DOCUMENT, 6, "stated");
        let answer = ask(&format!("places where any sister_city (name = {city}) show name"));
        assert_eq!(answer.column("name"), [other]);
    }
}

/// When was the Jinan Garden opened, and where is it? Some day of the visit, in a park the article misspells (p6).
#[test]
fn opening_of_the_garden() {
    let opening = "events where name contains \"Jinan Garden\"";
    ask(&format!("{opening} and date = 2024-10-10")).is_open(1);
    assert_eq!(ask(&format!("{opening} and date = 2024-10")).rows.len(), 1);
    let query =
        "projects where place = \"Parc de Maurepas\" show name, place, city, status, investment";
    let garden = json!({
        "name": "Jinan Garden in Rennes", "place": "Parc de la Maulve", "city": "Rennes", "status": "completed",
        "investment": null,
    });
    assert_eq!(ask(query).row(), &garden);
}

/// Which events did it hold, and are these all? Two beside the opening, of “multiple” (p7).
#[test]
fn events_of_the_visit() {
    let query = "events where any participation (who = @jinan-delegation and role = organizer) show name, country";
    let answer = ask(query);
    assert_eq!(answer.column("country"), ["France", "Spain"]);
    ask("events where type = visit and exactly 3 parts").is_open(1);
}

/// Did 80 companies come? “Over 60” may be (p7).
#[test]
fn companies_at_the_events() {
    ask("figures where measure = companies and value >= 80").is_open(1);
    assert_eq!(ask("figures where measure = companies and value > 60").rows.len(), 1);
}

/// Which zones did it speak for? (p7)
#[test]
fn zones_of_jinan() {
    let answer = ask("places where city = Jinan and type = zone show name");
    let zones = [
        "Jinan High-tech Zone",
        "Jinan International Medical Center",
        "Jinan New and Old Growth Drivers Conversion Initiation Zone",
        "Mingshui Economic and Technological Development Zone",
    ];
    assert_eq!(answer.column("name"), zones);
    let answer = ask("statements where topic = \"development platforms\" show speaker");
    assert_eq!(answer.column("speaker"), ["Jinan delegation"]);
}

/// Which bank did it visit? (p9)
#[test]
fn bank_visited() {
    let query =
        "participations where what.kind = event and who.type = bank and role = met_with show who";
    assert_eq!(ask(query).column("who"), ["Bank of China Paris Branch"]);
    assert_eq!(
        ask("organizations where city = Paris").column("name"),
        ["Bank of China Paris Branch"]
    );
}
