//! Questions that several documents answer, about the sources themselves, and by Chinese names.

use serde_json::{Value, json};

use crate::answer::ask;

/// What is there of each document, and how much of it holds no fact?
#[test]
fn sources_in_numbers() {
    let answer = ask("sources show id, paragraphs, count of claims, count of flags order by id");
    let paragraphs: Vec<(&Value, &Value)> =
        answer.rows.iter().map(|row| (&row["id"], &row["paragraphs"])).collect();
    let expected = [
        ("air-silk-road-2024", 22),
        ("asia-chengdu-europe-2020", 18),
        ("jinan-visit-2024", 10),
        ("qingdao-hub-2020", 35),
        ("zhengzhou-ecommerce-2020", 7),
    ];
    let expected = expected.map(|(id, n)| (json!(id), json!(n)));
    let expected: Vec<(&Value, &Value)> = expected.iter().map(|(id, n)| (id, n)).collect();
    assert_eq!(paragraphs, expected);
    for row in &answer.rows {
        let id = row["id"].as_str().unwrap();
        for (kind, column) in [("claims", "count of claims"), ("flags", "count of flags")] {
            let all = ask(&format!("{kind} where source = @{id} show count"));
            assert_eq!(all.row()["count"], row[column], "{kind} of {id}");
        }
    }
    let flags: Vec<&Value> = answer.rows.iter().map(|row| &row["count of flags"]).collect();
    assert_eq!(flags, [8, 5, 3, 12, 4]);
}

/// Of which documents is the day of publication not known?
#[test]
fn sources_without_a_day() {
    let answer = ask("sources where published is unknown show id");
    assert_eq!(answer.column("id"), ["air-silk-road-2024", "zhengzhou-ecommerce-2020"]);
    let answer = ask("sources where published > 2021 show id");
    assert_eq!((answer.column("id"), answer.may_match()), (vec!["jinan-visit-2024"], 2));
}

/// What is concluded rather than told? Every such claim has its reason.
#[test]
fn what_is_inferred() {
    let inferred = ask("claims where basis = inferred show note");
    assert!(inferred.rows.len() > 200);
    assert!(inferred.column("note").iter().all(|note| note.len() > 10));
}

/// Of which events is the day inferred? Of all but one: no article prints day and year together but p30 of Qingdao's.
#[test]
fn events_whose_day_is_inferred() {
    let inferred = "any claim (field = date and basis = inferred)";
    let answer = ask(&format!("events where {inferred} and date is known"));
    assert_eq!(answer.rows.len(), 12);
    let answer = ask(&format!("events where date is known and not {inferred} show name, date"));
    assert_eq!(answer.column("name"), ["Four-season trip of Qingdao for central enterprises"]);
    assert_eq!(answer.wordings("date"), ["2019"]);
    let silent = ask("events where any claim (field = date and says = \"not stated\") show name");
    assert_eq!(silent.rows.len(), 2);
}

/// What do the Chinese names find?
#[test]
fn things_by_chinese_names() {
    let names = [
        ("青岛", "Qingdao", "place"),
        ("郑州", "Zhengzhou", "place"),
        ("卢森堡", "Luxembourg", "place"),
        ("亚蓉欧", "Asia-Chengdu-Europe corridor", "route"),
        ("中远海运", "China COSCO Shipping Corporation Limited", "organization"),
        ("王清宪", "Wang Qingxian", "person"),
    ];
    for (chinese, name, kind) in names {
        let answer = ask(&format!("things where name = {chinese} show name, kind"));
        assert_eq!(answer.row(), &json!({ "name": name, "kind": kind }), "{chinese}");
    }
    assert_eq!(ask("places where name = 卢森堡 show iso").column("iso"), ["LU"]);
}

/// Which places still lack one? Those that nobody can name for certain.
#[test]
fn places_without_a_chinese_name() {
    let answer = ask("places where no name (form = native and language = zh) show name");
    let doubtful = [
        "Chenzhou [sic]",
        "Huanxiu Lake",
        "Parc de la Maulve",
        "Thai Industrial Park",
        "Xiushui River",
    ];
    assert_eq!(answer.column("name"), doubtful);
}

/// A municipality is a city and a province.
#[test]
fn chongqing() {
    for level in ["city", "province"] {
        let answer = ask(&format!("places where {level} = Chongqing show name, country"));
        assert_eq!(answer.row(), &json!({ "name": "Chongqing", "country": "China" }));
    }
}

/// What took place in Zhengzhou, by either article?
#[test]
fn events_in_zhengzhou() {
    let answer = ask("events where city = 郑州 show name order by date");
    let names = [
        "4th Global Cross-border E-commerce Conference",
        "Work promotion meeting of the Luxembourg Project Management Department",
        "Arrival of flight CZ678 at Zhengzhou with forum participants",
        "Silk Road E-commerce International Cooperation Summit Forum",
    ];
    assert_eq!(answer.column("name"), names);
    assert_eq!(answer.may_match(), 3);
}

/// How many events of 2020 in each city?
#[test]
fn events_of_a_year_by_city() {
    let answer = ask("events where date = 2020 by city show count");
    let counts = [
        json!({ "city": "Chengdu", "count": 2 }),
        json!({ "city": "Qingdao", "count": 1 }),
        json!({ "city": "Zhengzhou", "count": 1 }),
        json!({ "city": null, "count": 1 }),
    ];
    assert_eq!(answer.rows, counts);
    assert_eq!(answer.may_match(), 2);
}

/// Who holds a post in the party?
#[test]
fn people_of_the_party() {
    let answer = ask("people where any role (organization.type = party)");
    assert_eq!(answer.column("name"), ["Liu Wendao", "Meng Fanli", "Wang Qingxian"]);
}

/// Is anybody in two of the articles?
#[test]
fn people_of_two_articles() {
    assert!(ask("people where at least 2 sources").rows.is_empty());
    let answer = ask("people by sources.id show count order by count desc");
    let counts: Vec<&Value> = answer.rows.iter().map(|row| &row["count"]).collect();
    assert_eq!(counts, [8, 6, 6, 1]);
}

/// Which trains are there, and how often does each run? Of one only it is told.
#[test]
fn trains_and_how_often() {
    let answer = ask("routes where mode = rail show name");
    assert_eq!(answer.rows.len(), 3);
    let answer = ask("routes where mode = rail and any figure (measure = frequency) show name");
    assert_eq!(answer.column("name"), ["Cainiao cross-border e-commerce China-Europe train"]);
}

/// Which projects are dated, and which not?
#[test]
fn projects_by_year() {
    let answer = ask("projects by date.year show count");
    let counts = [
        json!({ "date.year": "2019", "count": 2 }),
        json!({ "date.year": "2020", "count": 12 }),
        json!({ "date.year": "2024", "count": 2 }),
        json!({ "date.year": null, "count": 2 }),
    ];
    assert_eq!(answer.rows, counts);
}

/// Which lists do the sources themselves leave open?
#[test]
fn open_lists() {
    let answer = ask("claims where says = \"open list\" show source.id, field");
    assert_eq!(answer.rows.len(), 12);
    assert!(answer.column("field").contains(&"participants"));
}
