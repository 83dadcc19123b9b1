//! Questions about the second Asia-Chengdu-Europe Global Partners Conference.

use serde_json::json;

use crate::answer::ask;

const DOCUMENT: &str = "asia-chengdu-europe-2020";
const CONFERENCE: &str = "2nd Asia-Chengdu-Europe Global Partners Conference";

/// Under which theme was it held? (p3)
#[test]
fn theme_of_the_conference() {
    let answer = ask("events where edition = 2 and type = conference show theme with sources");
    assert_eq!(answer.column("theme"), ["Silk Road Asia-Europe · Global Cooperation"]);
    answer.cites("theme", DOCUMENT, 3, "stated");
}

/// Were there 400 guests? “Over 300” may be; from 16 countries (p3).
#[test]
fn guests_of_the_conference() {
    let guests = "figures where subject.name contains \"Global Partners\" and measure";
    ask(&format!("{guests} = guests and value >= 400")).is_open(1);
    let answer = ask("events where possibly any figure (measure = guests and value >= 400)");
    assert_eq!(answer.column("name"), [CONFERENCE]);
    assert_eq!(answer.certain(), (0, 1));
    assert_eq!(ask(&format!("{guests} = guest_countries show value")).wordings("value"), ["16"]);
}

/// Of which countries did consulates come? Of six; Sichuan and Chongqing are where they are (p3).
#[test]
fn consulates() {
    let answer = ask("organizations where type = consulate show name");
    let countries = ["Czech Republic", "Italy", "Pakistan", "Poland", "Singapore", "Thailand"];
    let names = countries.map(|country| format!("Consulate of {country} (Sichuan/Chongqing)"));
    assert_eq!(answer.column("name"), names);
    let at = "participations where what.name contains \"Global Partners\" and role = attendee";
    assert_eq!(ask(at).rows.len(), 6);
}

/// Was anybody there from Vietnam? Not all guests are named, so it is open.
#[test]
fn guests_from_vietnam() {
    ask("events where name contains Asia-Chengdu and any participant (name contains Vietnam)")
        .is_open(1);
    ask("events where name contains Asia-Chengdu and no participant (name contains Vietnam)")
        .is_open(1);
}

/// How many trains had run? More than 4,600, printed “banks” (p4); perhaps 5,000.
#[test]
fn trains_run() {
    let answer = ask("figures where measure = trains show value with sources");
    assert_eq!(answer.row()["value"]["low"], 4601);
    assert_eq!(answer.row()["value"]["unit"], "trains");
    answer.cites("value", DOCUMENT, 4, "inferred");
    ask("figures where measure = trains and value >= 5000").is_open(1);
}

/// What trade did they carry, and how much of the goods came from Sichuan? (p4)
#[test]
fn trade_of_the_trains() {
    let trade = "figures where measure = trade_value and value.unit = USD and value";
    assert_eq!(ask(&format!("{trade} > $20bn")).rows.len(), 1);
    ask(&format!("{trade} > $25bn")).is_open(1);
    let answer = ask("figures where measure = share show value, counterpart");
    assert_eq!(
        (answer.wordings("value"), answer.column("counterpart")),
        (vec!["more than 60%"], vec!["Sichuan"])
    );
}

/// How many cities does the Chengdu train connect, and which? 26 and 15 (p8); none but Chengdu is named.
#[test]
fn cities_of_the_chengdu_train() {
    let query = "figures where subject = \"Chengdu international train\" show measure, value order by measure";
    let answer = ask(query);
    assert_eq!(answer.column("measure"), ["cities_abroad", "cities_home"]);
    assert_eq!(answer.wordings("value"), ["26", "15"]);
    let answer = ask("routes where name = \"Chengdu international train\" show places");
    assert_eq!(answer.row(), &json!({ "places": ["Chengdu"] }));
}

/// Who forms the Industrial Park Alliance? Eight, one of them cut in two by a full stop (p12).
#[test]
fn members_of_the_alliance() {
    let answer = ask("organizations where name contains \"Industrial Park Alliance\" show members");
    let members = [
        "Brest",
        "Chengdu International Railway Port",
        "China-Belarus Industrial Park",
        "China-Malaysia Industrial Park",
        "Dongjiang Bonded Port Area",
        "Lodz Industrial Park",
        "Mohan-Boten Economic Zone",
        "Thai Industrial Park",
    ];
    assert_eq!(answer.row(), &json!({ "members": members }));
    let answer = ask("places where any alliance (name contains \"Industrial Park\") show name");
    assert_eq!(answer.column("name"), members);
}

/// Which members lie in China? Two certainly; of two more the country is not settled.
#[test]
fn members_in_china() {
    let answer =
        ask("places where any alliance (name contains Alliance) and country = China show name");
    assert_eq!(
        answer.column("name"),
        ["Chengdu International Railway Port", "Dongjiang Bonded Port Area"]
    );
    assert_eq!(answer.may_match(), 2);
}

/// Which posts has Liu Wendao? (p5)
#[test]
fn posts_of_liu_wendao() {
    let answer = ask("roles where person = Liu Wendao show title, organization order by title");
    let deputy = "Qingbaijiang District Party Committee of the CPC";
    let secretary = "Party Working Committee of the Chengdu International Railway Port";
    assert_eq!(
        answer.rows,
        [
            json!({ "title": "deputy secretary", "organization": deputy }),
            json!({ "title": "secretary", "organization": secretary }),
        ]
    );
}

/// With whom does the rail port want its corridor? Nine are named, “etc.” leaves more; how they take part is read from
/// a broken sentence (p9).
#[test]
fn partners_of_the_corridor() {
    let query =
        "participations where what = Asia-Chengdu-Europe corridor and role = invited show who";
    let nine = [
        "Belarus Railway",
        "Chengdu Customs",
        "China-Laos Railway",
        "Deutsche Bahn",
        "Nanning Customs",
        "Qinzhou Port",
        "Russian Railway Logistics",
        "Serbia Railway",
        "Vietnam Railway",
    ];
    assert_eq!(ask(query).column("who"), nine);
    let one = "participations where who = Deutsche Bahn show role with sources";
    ask(one).cites("role", DOCUMENT, 9, "inferred");
    let other = "routes where name = Asia-Chengdu-Europe corridor and any participation";
    ask(&format!("{other} (who.name contains Kazakh)")).is_open(1);
}

/// Was Chongqing asked to the industrial base? Twelve cities are named “and other cities”, so perhaps (p16).
#[test]
fn chongqing_and_the_base() {
    let base = "projects where name contains \"industrial base\" and";
    ask(&format!("{base} any participation (who.name = Chongqing)")).is_open(1);
    ask(&format!("{base} exactly 12 participations (role = invited)")).is_open(1);
    assert_eq!(ask(&format!("{base} at least 12 participations (role = invited)")).rows.len(), 1);
}

/// Who is behind the base, and what does it cost? The port and the government (p16); no amount, no day.
#[test]
fn organizers_and_cost_of_the_base() {
    let who =
        "participations where what.name contains \"industrial base\" and role = organizer show who";
    let organizers = ["Chengdu International Railway Port", "Provincial government of Sichuan"];
    assert_eq!(ask(who).column("who"), organizers);
    let answer = ask("projects where name contains \"industrial base\" show investment, date");
    assert_eq!(answer.row(), &json!({ "investment": null, "date": null }));
}

/// What else happened that day? (p12)
#[test]
fn part_of_the_conference() {
    let answer = ask("events where part_of.name contains \"Global Partners\" show name, date");
    let ceremony = "Establishment ceremony of the Belt and Road Industrial Park Alliance";
    assert_eq!(answer.column("name"), [ceremony]);
    assert_eq!(answer.wordings("date"), ["2020-01-15"]);
}

/// Does the zone of Mohan and Boten lie in Laos? Partly, so not certainly.
#[test]
fn zone_at_the_border() {
    let zone = "places where name contains Boten and";
    ask(&format!("{zone} country = Laos")).is_open(1);
    ask(&format!("{zone} country = China")).is_open(1);
    let answer = ask(&format!("{zone} country = Poland"));
    assert!(answer.rows.is_empty());
}
