//! Questions about cross-border e-commerce in the Zhengzhou airport zone.

use serde_json::{Value, json};

use crate::answer::ask;

const DOCUMENT: &str = "zhengzhou-ecommerce-2020";

/// When was the fourth e-commerce conference? Three days of September (p2); the year is inferred.
#[test]
fn days_of_the_ecommerce_conference() {
    let query = "events where edition = 4 show name, date, city with sources";
    let answer = ask(query);
    assert_eq!(answer.row()["date"]["from"], "2020-09-22");
    assert_eq!(answer.row()["date"]["to"], "2020-09-24");
    assert_eq!(answer.row()["city"], "Zhengzhou");
    answer.cites("date", DOCUMENT, 2, "inferred");
}

/// How many came to it? It was still to come, and nobody counts.
#[test]
fn guests_of_the_ecommerce_conference() {
    let answer = ask("events where edition = 4 show count of figures");
    assert_eq!(answer.row(), &json!({ "count of figures": 0 }));
}

/// Where was its press conference? Not printed (p2).
#[test]
fn place_of_the_press_conference() {
    let answer = ask("events where type = press_conference and place is unknown show date");
    assert_eq!(answer.wordings("date"), ["2020-09-14"]);
    ask("events where date = 2020-09-14 and city = Zhengzhou").is_open(3);
}

/// Which theme had the summit forum, and on which day was it? The theme is printed, the day is not (p7).
#[test]
fn summit_forum() {
    let answer = ask("events where name contains \"Summit Forum\" show theme, date with sources");
    assert_eq!(answer.row()["theme"], "welcome big changes and open new cooperation");
    assert!(answer.row()["date"].is_null());
    answer.cites("theme", DOCUMENT, 7, "stated");
    ask("events where name contains \"Summit Forum\" and date = 2020-09-22").is_open(1);
}

/// Which post has Yang Yinghui? (p5)
#[test]
fn post_of_yang_yinghui() {
    let answer = ask("roles where person = Yang Yinghui show title, organization");
    let bureau = "Commerce and Logistics Development Bureau, Zhengzhou Airport Economy Zone";
    assert_eq!(answer.row(), &json!({ "title": "deputy director", "organization": bureau }));
}

/// With whom has China signed e-commerce memorandums? With 22 countries since 2016, none of them named (p5).
#[test]
fn ecommerce_memorandums() {
    let answer = ask("agreements where type = memorandum show size, parties, date");
    assert_eq!(answer.row()["size"]["low"], 22);
    assert_eq!(answer.row()["parties"], json!(["China"]));
    ask("agreements where type = memorandum and any party (country = Russia)").is_open(1);
    ask("agreements where type = memorandum and date = 2019").is_open(1);
    assert_eq!(ask("agreements where type = memorandum and date >= 2016").rows.len(), 1);
}

/// What did Zhengzhou Airport carry in the first half of 2020? 255,000 tons, 21.5 % more (p6).
#[test]
fn cargo_of_the_airport() {
    let half = "figures where subject.name = \"Zhengzhou Airport\" and period = 2020H1 and";
    assert_eq!(ask(&format!("{half} measure = cargo show value")).wordings("value"), ["255,000 t"]);
    let growth = ask(&format!("{half} measure = growth show facet, value order by value"));
    assert_eq!(growth.column("facet"), ["cargo", "international cargo"]);
    assert_eq!(growth.wordings("value"), ["21.5%", "40%"]);
}

/// How much of it was international? Only its growth is told.
#[test]
fn international_cargo() {
    let query = "figures where subject.name = \"Zhengzhou Airport\" and value > 0 t show facet";
    let answer = ask(query);
    assert!(answer.row()["facet"].is_null());
}

/// How often does the Cainiao train run, and what did it carry? (p6) Containers of a size nobody tells.
#[test]
fn cainiao_train() {
    let query = "figures where subject.name contains Cainiao show measure, value order by measure";
    let answer = ask(query);
    assert_eq!(answer.column("measure"), ["containers", "frequency"]);
    let low: Vec<&Value> = answer.rows.iter().map(|row| &row["value"]["low"]).collect();
    assert_eq!(low, [165, 4]);
    assert!(ask("figures where measure = containers and value > 1 TEU").rows.is_empty());
    let doubtful = "claims where phrase contains container and confidence = low show paragraph";
    assert_eq!(ask(doubtful).row(), &json!({ "paragraph": 6 }));
}

/// How many parcels, worth what? Printed as imports and exports (p6).
#[test]
fn parcels() {
    let answer = ask("figures where measure = parcels show value with sources");
    assert_eq!(answer.row()["value"]["low"], 83_673_700);
    answer.cites("value", DOCUMENT, 6, "inferred");
    let answer = ask("claims where phrase = \"83,673,700\" show read_as");
    assert_eq!(answer.column("read_as"), ["83,673,700 parcels"]);
    let value =
        "figures where subject = Zhengzhou Airport Zone and measure = trade_value show value";
    assert_eq!(ask(value).wordings("value"), ["6.525bn CNY"]);
}

/// With how many countries, and how fast is customs? (p4, p6)
#[test]
fn countries_and_customs() {
    let zone = "figures where subject = Zhengzhou Airport Experimental Zone and measure";
    let countries = ask(&format!("{zone} = countries show value with sources"));
    assert_eq!(countries.row()["value"]["low"], 226);
    countries.cites("value", DOCUMENT, 6, "stated");
    let answer = ask(&format!("{zone} = clearance show value"));
    assert_eq!(answer.wordings("value"), ["500 per second"]);
}

/// Who wrote and edited the article? (p1, p7)
#[test]
fn makers_of_the_article() {
    let query = "roles where organization = Henan Business Daily show person, title";
    let answer = ask(query);
    let people = ["Huaijuan", "Lu Shanwen", "Wu Bing", "Xiong Ziwen", "Yang Guifang"];
    assert_eq!(answer.column("person"), people);
    assert_eq!(
        answer.column("title"),
        ["chief editor", "intern", "editor", "editor", "chief reporter"]
    );
}
