//! Places that facts refer to and no digest describes: taken from the atlas, whatever the order of loads.

use brief::store::digest::Input;
use brief::store::load::LoadError;

use crate::made::{CATALOG, Made};

/// An empty base.
fn empty() -> Made {
    Made::new(CATALOG, &[])
}

/// Returns the content of a base that is sound.
fn content(made: &Made) -> String {
    let found = made.base().check_soundness().unwrap();
    assert_eq!(found.count_faults(), 0, "{found:?}");
    made.content()
}

/// Returns the slugs of all places.
fn all_places(made: &Made) -> Vec<String> {
    made.rows("SELECT slug FROM places ORDER BY slug")
}

fn countries(made: &Made) -> Vec<String> {
    made.rows("SELECT slug FROM places WHERE type = 'country' ORDER BY slug")
}

fn projects(places: &[&str]) -> Input {
    let rows = places.iter().enumerate();
    let rows: Vec<String> =
        rows.map(|(n, place)| format!("Port {n},\"{place}\",external,A register\n")).collect();
    Input::new("projects.csv", format!("name,place,basis,note\n{}", rows.concat()))
}

fn places(rows: &str) -> Input {
    Input::new("places.csv", format!("id,name,type,iso,basis,note\n{rows}"))
}

const KSA: &str = "ksa,Kingdom of Saudi Arabia,country,SA,external,An atlas\n";
const STATE: &str = "georgia,Georgia,province,,external,An atlas\n";

#[test]
fn a_country_that_is_referred_to_is_there() {
    let made = empty();
    let table = projects(&[
        "Saudi Arabia",
        "沙特阿拉伯",
        "SAU",
        "Côte d’Ivoire",
        "Congo, Dem. Rep.",
        "UAE",
    ]);
    let loaded = made.load(std::slice::from_ref(&table));
    // Four countries, of which one is named like a person would write it.
    assert_eq!(loaded.new, 6 + 4);
    assert_eq!(
        loaded.places,
        [
            "United Arab Emirates",
            "Democratic Republic of the Congo",
            "Côte d'Ivoire",
            "Saudi Arabia"
        ]
    );
    let slugs = [
        "cote-divoire",
        "democratic-republic-of-the-congo",
        "saudi-arabia",
        "united-arab-emirates",
    ];
    assert_eq!(countries(&made), slugs);
    assert_eq!(
        made.rows("SELECT DISTINCT country FROM projects WHERE name < 'Port 3'"),
        ["Saudi Arabia"]
    );
    assert_eq!(
        made.rows("SELECT text FROM names WHERE \"of\" = 'Saudi Arabia' ORDER BY form"),
        ["Saudi Arabia", "沙特阿拉伯"]
    );
    let told = "SELECT DISTINCT basis || ': ' || note FROM claims WHERE thing = 'Saudi Arabia'";
    assert_eq!(
        made.rows(told),
        ["external: The atlas inside the program: ISO 3166-1 codes, names from Unicode CLDR"]
    );
    let before = content(&made);
    let again = made.load(&[table]);
    assert!(again.unchanged && again.places.is_empty(), "{again:?}");
    assert_eq!(content(&made), before);
}

#[test]
fn the_order_of_loads_makes_no_difference() {
    let inputs = [
        projects(&["Saudi Arabia", "GEO", "KEN"]),
        Input::new(
            "events.csv",
            "name,place,basis,note\nA forum,Georgia (country),external,A register\n"
                .replace("Georgia (country)", "格鲁吉亚"),
        ),
        places(&[KSA, STATE].concat()),
    ];
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    loads_in_any_order_make_one_base(&inputs, &orders, |made| {
        assert_eq!(countries(made), ["georgia-ge", "kenya", "ksa"]);
    });
}

/// Loads inputs in each of some orders, checks each base, and that all are the same as that of one load.
fn loads_in_any_order_make_one_base<const N: usize>(
    inputs: &[Input; N],
    orders: &[[usize; N]],
    check: impl Fn(&Made),
) {
    let at_once = empty();
    at_once.load(inputs);
    for order in orders {
        let made = empty();
        for at in order {
            made.load(&inputs[*at..=*at]);
        }
        check(&made);
        assert_eq!(content(&made), content(&at_once), "{order:?}");
    }
}

#[test]
fn what_nothing_refers_to_any_more_goes() {
    let made = empty();
    made.load(&[projects(&["Kenya", "Chad"])]);
    let before = content(&made);
    let loaded = made.load(&[projects(&["Kenya", "Kenya"])]);
    assert_eq!((loaded.removed, countries(&made)), (1, vec!["kenya".to_owned()]));
    made.load(&[projects(&["Kenya", "Chad"])]);
    assert_eq!(content(&made), before);
    // What a table tells of a country replaces the atlas; without it the atlas is used again.
    made.load(&[places("kenya,Kenya,country,KE,external,An atlas\n")]);
    assert_ne!(content(&made), before);
    made.load(&[places("mali,Mali,country,ML,external,An atlas\n")]);
    assert_eq!(countries(&made), ["chad", "kenya", "mali"]);
    let told = "SELECT DISTINCT substr(note, 1, 9) FROM claims WHERE thing = 'Kenya'";
    assert_eq!(made.rows(told), ["The atlas"]);
    content(&made);
}

#[test]
fn a_thing_of_another_kind_does_not_take_the_name_of_a_place() {
    let made = empty();
    let table = "name,country,basis,note\n新加坡,新加坡,external,A register\n\
                 laos,laos,external,A register\n";
    let loaded = made.load(&[Input::new("projects.csv", table)]);
    assert_eq!(loaded.places, ["Laos", "Singapore"]);
    let refused = "name,country,basis,note\nQuay,quay,external,A register\n";
    let refused = empty().refused(&[Input::new("projects.csv", refused)]);
    assert!(
        refused.concat().contains("`quay` is of the kind `project`, not `place`"),
        "{refused:?}"
    );
}

#[test]
fn a_country_is_not_guessed() {
    let made = empty();
    let refused = |place: &str| match made.try_load(&[projects(&[place])]) {
        Err(LoadError::Digests(errors)) => errors[0].to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused("Quuxville"), "projects.csv:2:8: no place \"Quuxville\"");
    assert_eq!(
        refused("Saudi Arbia"),
        "projects.csv:2:8: no place \"Saudi Arbia\"; did you mean \"Saudi Arabia\"?"
    );
    // Where other things may be meant too a code is not enough.
    let who = |who: &str| {
        let rows = format!("what,who,role,basis,note\nport-0,{who},attendee,external,A register\n");
        let inputs = [projects(&["Kenya"]), Input::new("participations.csv", rows)];
        made.try_load(&inputs)
    };
    assert!(who("KEN").is_err());
    assert_eq!(who("Kenya").unwrap().places, ["Kenya"]);
}

#[test]
fn a_place_comes_with_those_around_it() {
    let made = empty();
    let table =
        projects(&["Port of Hamburg", "DEHAM", "青島市", "Qingdao City", "PVG", "Suzhou, Anhui"]);
    let loaded = made.load(std::slice::from_ref(&table));
    let new = [
        "Port of Hamburg",
        "Qingdao",
        "Shanghai Pudong International Airport",
        "Suzhou",
        "Anhui",
        "Hamburg",
        "Shandong",
        "Shanghai",
        "China",
        "Germany",
    ];
    assert_eq!(loaded.places, new);
    let slugs = [
        "anhui",
        "china",
        "germany",
        "hamburg",
        "port-of-hamburg",
        "qingdao",
        "shandong",
        "shanghai",
        "shanghai-pudong-international-airport",
        "suzhou-anhui",
    ];
    assert_eq!(all_places(&made), slugs);
    assert_eq!(
        made.rows("SELECT name, city, province, country FROM projects ORDER BY name"),
        [
            "Port 0 | Hamburg | - | Germany",
            "Port 1 | Hamburg | - | Germany",
            "Port 2 | Qingdao | Shandong | China",
            "Port 3 | Qingdao | Shandong | China",
            "Port 4 | Shanghai | Shanghai | China",
            "Port 5 | Suzhou | Anhui | China",
        ]
    );
    let codes = "SELECT name, iso, gb, iata, icao, locode FROM places WHERE type <> 'country' ORDER BY slug";
    assert_eq!(
        made.rows(codes),
        [
            "Anhui | CN-AH | 340000 | - | - | -",
            "Hamburg | - | - | - | - | -",
            "Port of Hamburg | - | - | - | - | DEHAM",
            "Qingdao | - | 370200 | - | - | -",
            "Shandong | CN-SD | 370000 | - | - | -",
            "Shanghai | CN-SH | 310000 | - | - | -",
            "Shanghai Pudong International Airport | - | - | PVG | ZSPD | -",
            "Suzhou | - | 341300 | - | - | -",
        ]
    );
    assert_eq!(
        made.rows("SELECT place, way FROM containments WHERE container = 'Shanghai' OR container = 'Shandong' ORDER BY 1"),
        ["Qingdao | admin", "Shanghai Pudong International Airport | functional"]
    );
    assert_eq!(
        made.rows("SELECT DISTINCT basis || ': ' || note FROM claims WHERE thing = 'Hamburg'"),
        ["external: The atlas inside the program: GeoNames"]
    );
    let before = content(&made);
    let again = made.load(&[table]);
    assert!(again.unchanged && again.places.is_empty(), "{again:?}");
    assert_eq!(content(&made), before);
}

const HAMBURG: &str = "hansa,Hamburg,city,,external,A register\n";
const HARBOUR: &str =
    "locode,id,name,type,basis,note\nDEHAM,harbour,Hamburg harbour,port,external,A register\n";

#[test]
fn the_order_of_loads_makes_no_difference_to_places() {
    let inputs = [
        projects(&["Hamburg", "Port of Hamburg", "Qingdao", "SAU", "Alashankou Station"]),
        Input::new("events.csv", "name,place,basis,note\nA forum,汉堡,external,A register\n"),
        places(HAMBURG),
        Input::new("harbours.csv", HARBOUR),
    ];
    let inputs = inputs.map(|input| match input.name.as_str() {
        "harbours.csv" => Input { kind: Some("place".to_owned()), ..input },
        _ => input,
    });
    let orders =
        [[0, 1, 2, 3], [0, 2, 3, 1], [1, 0, 3, 2], [2, 3, 1, 0], [3, 0, 1, 2], [3, 2, 1, 0]];
    loads_in_any_order_make_one_base(&inputs, &orders, |made| {
        let slugs = ["alashankou", "alashankou-station", "bortala", "china", "hansa", "harbour"];
        assert_eq!(all_places(made)[..6], slugs);
    });
}

#[test]
fn places_of_the_atlas_go_with_what_refers_to_them() {
    let made = empty();
    made.load(&[projects(&["Port of Hamburg", "Kenya"])]);
    let before = content(&made);
    made.load(&[projects(&["Munich", "Kenya"])]);
    assert_eq!(all_places(&made), ["germany", "kenya", "munich"]);
    made.load(&[projects(&["Port of Hamburg", "Kenya"])]);
    assert_eq!(content(&made), before);
    // What a table says of a place replaces the atlas; without it the atlas is used again.
    made.load(&[places("hamburg,Hamburg,city,,external,A register\n")]);
    let note = "SELECT DISTINCT note FROM claims WHERE thing = 'Hamburg'";
    assert_eq!(made.rows(note), ["A register"]);
    made.load(&[places("kenya,Kenya,country,KE,external,A register\n")]);
    assert_eq!(made.rows(note), ["The atlas inside the program: GeoNames"]);
    content(&made);
}

#[test]
fn an_entry_that_does_not_say_what_a_place_is_leaves_that_to_the_atlas() {
    let inputs = [
        places("zz,Zhuzhou,,,external,A register\n"),
        projects(&["Zhuzhou", "Hunan"]),
        Input::new("events.csv", "name,place,basis,note\nA forum,株洲,external,A register\n"),
    ];
    let mut contents = Vec::new();
    for order in [[0, 1, 2], [1, 2, 0], [2, 0, 1], [0, 2, 1]] {
        let made = empty();
        for at in order {
            made.load(&inputs[at..=at]);
        }
        assert_eq!(all_places(&made), ["china", "hunan", "zz"], "{order:?}");
        assert_eq!(made.rows("SELECT type FROM places WHERE slug = 'zz'"), ["city"]);
        assert_eq!(made.rows("SELECT province FROM places WHERE slug = 'zz'"), ["Hunan"]);
        contents.push(content(&made));
    }
    contents.dedup();
    assert_eq!(contents.len(), 1);
    // What the entry says stands: another sort, or a place around it where the atlas has no such place.
    let made = empty();
    made.load(&[
        places("zz,Zhuzhou,zone,,external,A register\ntx,Texas,province,,external,A register\np,Paris,,,external,A register\n"),
        Input::new("containments.csv", "place,container,way,basis,note\np,tx,admin,external,A register\n"),
    ]);
    assert_eq!(all_places(&made), ["p", "tx", "zz"]);
    assert_eq!(
        made.rows("SELECT coalesce(type, '-') FROM places ORDER BY slug"),
        ["-", "province", "zone"]
    );
    content(&made);
}

#[test]
fn a_place_whose_entry_goes_is_that_of_the_atlas() {
    let events =
        Input::new("events.csv", "name,place,basis,note\nA forum,Zhuzhou,external,A register\n");
    let projects = [projects(&["株洲"]), projects(&["Zhuzhou"])];
    let other = || places("b,Beidaihe,district,,external,A register\n");
    let fresh = |last: &Input| {
        let made = empty();
        made.load(&[events.clone(), other(), last.clone()]);
        content(&made)
    };
    for sort in ["", "city"] {
        for last in &projects {
            let made = empty();
            made.load(&[
                places(&format!("zz,Zhuzhou,{sort},,external,A register\n")),
                events.clone(),
            ]);
            made.load(&[other(), last.clone()]);
            assert_eq!(all_places(&made), ["b", "china", "hunan", "zhuzhou"], "{sort}");
            assert_eq!(content(&made), fresh(last), "{sort}");
        }
    }
}

#[test]
fn the_base_goes_before_the_atlas() {
    let made = empty();
    made.load(&[
        places(
            "paris-texas,Paris,city,,external,A register\nsz,Suzhou,city,,external,A register\n",
        ),
        projects(&["Paris", "Suzhou", "Suzhou City"]),
    ]);
    assert_eq!(all_places(&made), ["paris-texas", "sz"]);
    // Another name that only one place has leads to the place of the base.
    made.load(&[Input::new(
        "events.csv",
        "name,place,basis,note\nA forum,巴黎,external,A register\n",
    )]);
    assert_eq!(all_places(&made), ["paris-texas", "sz"]);
    content(&made);
}

/// Loads a table of projects with these columns.
fn row(header: &str, cells: &str) -> (Made, Result<brief::store::load::Loaded, LoadError>) {
    let made = empty();
    let text = format!("name,{header},basis,note\nA,{cells},external,A register\n");
    let loaded = made.try_load(&[Input::new("projects.csv", text)]);
    (made, loaded)
}

#[test]
fn a_name_with_two_readings_is_refused_unless_the_row_says_which() {
    for (header, cells, expected) in [
        (
            "place",
            "Suzhou",
            "projects.csv:2:3: \"Suzhou\" can mean Suzhou (a city in Jiangsu, China) or Suzhou (a city in Anhui, China); write \"Suzhou, Jiangsu\" or \"Suzhou, Anhui\"",
        ),
        (
            "place",
            "Jilin",
            "projects.csv:2:3: \"Jilin\" can mean Jilin (a province in China) or Jilin (a city in Jilin, China); write \"jilin\" or \"Jilin, Jilin\"",
        ),
        (
            "city,country",
            "Toronto,Kenya",
            "projects.csv:2:3: no city \"Toronto\" in \"Kenya\"; the atlas has Toronto (a city in Canada)",
        ),
        (
            "country",
            "Toronto",
            "projects.csv:2:3: no country \"Toronto\"; the atlas has Toronto (a city in Canada)",
        ),
        ("place", "Hambrug", "projects.csv:2:3: no place \"Hambrug\"; did you mean \"Hamburg\"?"),
        ("place", "pvg", "projects.csv:2:3: no place \"pvg\""),
    ] {
        match row(header, cells).1 {
            Err(LoadError::Digests(errors)) => assert_eq!(errors[0].to_string(), expected),
            other => panic!("{other:?}"),
        }
    }
    for (header, cells, place) in [
        ("city,province", "Suzhou,Jiangsu", "suzhou-jiangsu"),
        ("city,province", "Suzhou,安徽省", "suzhou-anhui"),
        ("city,country", "Birmingham,United Kingdom", "birmingham"),
        ("city,country", "Barcelona,VEN", "barcelona-ve"),
        ("city,country", "Toronto,Canada", "toronto"),
        ("city,province,country", "Chongqing,Chongqing,China", "chongqing"),
        ("city", "Jilin", "jilin-city"),
        ("province", "Jilin", "jilin"),
        ("province", "吉林省", "jilin"),
        ("place", "suzhou-jiangsu", "suzhou-jiangsu"),
        ("city", "Luxembourg", "luxembourg-city"),
        ("country", "Luxembourg", "luxembourg"),
        ("place", "Luxembourg", "luxembourg"),
        ("city,country", "Singapore,Singapore", "singapore"),
        ("city,province", "Yiwu,Zhejiang", "yiwu"),
        ("place,country", "CAN,Canada", "canada"),
        ("country", "CAN", "canada"),
    ] {
        let (made, loaded) = row(header, cells);
        loaded.unwrap_or_else(|error| panic!("{header} {cells}: {error}"));
        let slugs = "SELECT t.slug FROM project AS p JOIN thing AS t ON t.id = p.place";
        assert_eq!(made.rows(slugs), [place], "{header} {cells}");
    }
}

#[test]
fn codes_of_a_file_are_of_one_sort() {
    let countries_of = |codes: &[&str]| {
        let made = empty();
        made.try_load(&[projects(codes)]).map(|_| {
            made.rows(
                "SELECT t.slug FROM project AS p JOIN thing AS t ON t.id = p.place ORDER BY p.id",
            )
        })
    };
    assert_eq!(countries_of(&["CAN", "CHN"]).unwrap(), ["canada", "china"]);
    let airports =
        ["guangzhou-baiyun-international-airport", "beijing-capital-international-airport"];
    assert_eq!(countries_of(&["CAN", "PEK"]).unwrap(), airports);
    match countries_of(&["CAN", "PEK", "CHN"]) {
        Err(LoadError::Digests(errors)) => assert_eq!(
            errors[0].to_string(),
            "projects.csv:2:8: \"CAN\" can mean Canada (a country) or Guangzhou Baiyun International Airport (an airport in Guangzhou, Guangdong, China); write \"Canada\" or \"Guangzhou Baiyun International Airport, Guangzhou\""
        ),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_atlas_of_an_older_program_had_countries_only() {
    let made = empty();
    made.load(&[projects(&["Kenya"])]);
    let conn = rusqlite::Connection::open(made.path()).unwrap();
    conn.execute("UPDATE _origin SET name = '/countries' WHERE name LIKE '/atlas %'", []).unwrap();
    drop(conn);
    made.load(&[projects(&["Kenya", "Mali"])]);
    let owners = "SELECT DISTINCT name FROM _origin WHERE name LIKE '/%' ORDER BY name";
    assert_eq!(made.rows(owners), ["/atlas KE", "/atlas ML"]);
    let new = empty();
    new.load(&[projects(&["Kenya", "Mali"])]);
    assert_eq!(content(&made), content(&new));
}

/// A digest with entries for places, and claims for each.
fn digest_of(id: &str, entries: &str) -> Input {
    let text = format!(
        "[source]\nid = \"{id}\"\nname = \"News\"\nparagraphs = 1\n[paragraph.1]\n{entries}\n"
    );
    Input::new(format!("{id}.toml"), text)
}

/// What a base says of a place: its type, codes, province and country, and the text of its names.
fn known(made: &Made, slug: &str) -> String {
    let place = made.rows(&format!(
        "SELECT type, coalesce(iso, gb, '-'), province, country FROM places WHERE slug = '{slug}'"
    ));
    let names = format!(
        "SELECT n.text FROM \"name\" AS n JOIN thing AS t ON t.id = n.\"of\" WHERE t.slug = '{slug}' ORDER BY 1"
    );
    format!("{} ({})", place.concat(), made.rows(&names).join(", "))
}

/// The law: what an entry doesn't say comes from the atlas, whatever else it says.
#[test]
fn an_entry_loses_nothing_that_the_atlas_knows() {
    let region = "{ id = \"delta\", name = \"Some delta\", type = \"region\", phrase = \"delta\" }";
    let country = "{ id = \"country\", name = \"China\", phrase = \"China\" }";
    let shenzhen = "city | 440300 | Guangdong | China (Shenzhen, 深圳)";
    for (says, expected) in [
        ("", shenzhen),
        (", type = \"city\"", shenzhen),
        (", in = { container = \"delta\", way = \"functional\" }", shenzhen),
        (", in = \"country\"", shenzhen),
        (", in = \"Guangdong\"", shenzhen),
        (
            ", type = \"city\", in = \"country\", gb = \"1\"",
            "city | 1 | Guangdong | China (Shenzhen, 深圳)",
        ),
    ] {
        let entry = format!("{{ id = \"sz\", name = \"Shenzhen\", phrase = \"S\"{says} }}");
        let places = format!("places = [\n{region},\n{country},\n{entry},\n]");
        let made = empty();
        let loaded = made.load(&[digest_of("news", &places)]);
        assert_eq!(
            (known(&made, "sz").as_str(), loaded.apart.as_slice()),
            (expected, &[][..]),
            "{says}"
        );
        content(&made);
        let before = made.content();
        assert!(made.load(&[digest_of("news", &places)]).unchanged, "{says}");
        assert_eq!(made.content(), before, "{says}");
    }
    let made = empty();
    made.load(&[digest_of(
        "news",
        "places = [{ id = \"js\", name = \"Jiangsu\", type = \"province\", phrase = \"J\" }]",
    )]);
    assert_eq!(known(&made, "js"), "province | CN-JS | Jiangsu | China (Jiangsu, 江苏)");
    // Its other names lead to it.
    let xinjiang =
        "places = [{ id = \"xj\", name = \"Xinjiang Uygur Autonomous Region\", phrase = \"X\" }]";
    let made = empty();
    made.load(&[digest_of("news", xinjiang), projects(&["Xinjiang", "新疆"])]);
    assert_eq!(all_places(&made), ["china", "xj"]);
    assert_eq!(
        known(&made, "xj"),
        "province | CN-XJ | Xinjiang Uygur Autonomous Region | China (Xinjiang, Xinjiang Uygur Autonomous Region, 新疆)"
    );
}

#[test]
fn an_entry_that_contradicts_the_atlas_is_another_place_and_a_note_says_so() {
    for (places, note) in [
        (
            "{ id = \"sz\", name = \"Shenzhen\", type = \"zone\", phrase = \"S\" }",
            "`sz` isn't Shenzhen (a city in Guangdong, China) of the atlas: its type is zone",
        ),
        (
            "{ id = \"sz\", name = \"Shenzhen\", in = \"Belarus\", phrase = \"S\" }",
            "`sz` isn't Shenzhen (a city in Guangdong, China) of the atlas: it is in Belarus",
        ),
        (
            "{ id = \"sz\", name = \"Shenzhen\", in = \"Jiangsu\", phrase = \"S\" }",
            "`sz` isn't Shenzhen (a city in Guangdong, China) of the atlas: it is in Jiangsu",
        ),
        (
            "{ id = \"sz\", name = \"Shenzhen\", in = { container = \"delta\", way = \"functional\" }, phrase = \"S\" },
             { id = \"delta\", name = \"Some delta\", type = \"region\", in = \"Belarus\", phrase = \"S\" }",
            "`sz` isn't Shenzhen (a city in Guangdong, China) of the atlas: it is in Some delta",
        ),
    ] {
        let digest = digest_of("news", &format!("places = [\n{places}\n]"));
        let made = empty();
        let loaded = made.load(std::slice::from_ref(&digest));
        assert_eq!(loaded.apart, [note]);
        assert!(known(&made, "sz").contains("(Shenzhen)"), "{}", known(&made, "sz"));
        content(&made);
        assert!(made.load(&[digest]).unchanged);
    }
    // Of two with one name, the one where the entry says.
    let suzhou = "{ id = \"sz\", name = \"Suzhou\", in = \"Anhui\", phrase = \"S\" }";
    let made = empty();
    made.load(&[digest_of("news", &format!("places = [{suzhou}]"))]);
    assert_eq!(known(&made, "sz"), "city | 341300 | Anhui | China (Suzhou, 宿州)");
}

#[test]
fn the_order_of_loads_makes_no_difference_to_what_the_atlas_adds() {
    let inputs = [
        digest_of(
            "one",
            "places = [{ id = \"sz\", name = \"Shenzhen\", type = \"city\", phrase = \"S\" }]",
        ),
        digest_of(
            "two",
            "[[containment]]\nplace = \"sz\"\ncontainer = \"China\"\nway = \"admin\"\ncite = \"S\"",
        ),
        projects(&["深圳", "Guangdong", "China"]),
    ];
    let mut contents = Vec::new();
    for order in [[0, 1, 2], [0, 2, 1], [2, 0, 1]] {
        let made = empty();
        for at in order {
            made.load(&inputs[at..=at]);
        }
        assert_eq!(all_places(&made), ["china", "guangdong", "sz"], "{order:?}");
        contents.push(content(&made));
    }
    contents.dedup();
    assert_eq!(contents.len(), 1);
}
