//! What `docs/*.schema.json` promise of our JSON holds, for every example of grammar.md, docs/semantics.md and for more.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use brief::query::resolve::Parameters;
use brief::render::Format;
use brief::session::{QueryOrigin, Session, Settings};
use brief::store::digest::Input;
use brief::store::{Base, seed_inputs};
use jsonschema::Validator;
use serde_json::{Value, json};

fn text(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn schema(name: &str) -> Validator {
    let schema: Value = serde_json::from_str(&text(&format!("docs/{name}.schema.json"))).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

fn session(inputs: &[Input]) -> Session {
    let (base, _) = Base::in_memory(&text("schema/catalog.toml"), inputs).unwrap();
    let parameters = Parameters::from(
        [("city", "Qingdao"), ("most", "3")]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    Session { base, settings: Settings { parameters, ..Settings::default() } }
}

/// An answer, and what is said beside it.
fn answer(session: &mut Session, format: Format, query: &str) -> (String, String) {
    session.settings.format = format;
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let answered = session.answer(query, &QueryOrigin::default(), &mut out, &mut err);
    answered.unwrap_or_else(|failed| panic!("{query}: {failed:?}"));
    (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

/// The queries of grammar.md and docs/semantics.md, each as it is and with what stands behind it.
fn queries() -> Vec<String> {
    let grammar = text("grammar.md") + &text("docs/semantics.md");
    let mut queries = Vec::new();
    for block in grammar.split("```brief\n").skip(1) {
        let lines = block.split("```").next().unwrap().lines();
        // A page isn't an answer with rows.
        let lines = lines.filter(|line| !line.starts_with("facts about"));
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let plain = !line.starts_with("explain");
            queries.extend(plain.then(|| line.to_owned()));
            let listed = !["count", "with sources", " by ", ";"].iter().any(|w| line.contains(w));
            queries.extend((plain && listed).then(|| format!("{line} with sources")));
        }
    }
    assert!(queries.len() > 60, "only {} queries", queries.len());
    queries
}

fn valid(validator: &Validator, value: &Value, query: &str) {
    let faults: Vec<String> =
        validator.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(faults.is_empty(), "{query}\n{}", faults.join("\n"));
}

#[test]
fn json_has_the_shape_promised() {
    let (validator, mut session) = (schema("json"), session(&seed_inputs()));
    for query in queries() {
        let (array, _) = answer(&mut session, Format::Json, &query);
        let (lines, _) = answer(&mut session, Format::Jsonl, &query);
        let mut rows = Vec::new();
        for array in serde_json::Deserializer::from_str(&array).into_iter::<Value>() {
            let array = array.unwrap();
            valid(&validator, &array, &query);
            rows.extend(array.as_array().unwrap().iter().cloned());
        }
        let lines: Vec<Value> =
            lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(rows, lines, "{query}");
    }
}

/// Whether a value is what the type of its column says.
fn is_of(value: &Value, ty: &str) -> bool {
    let has = |keys: &[&str]| keys.iter().all(|key| value.get(key).is_some());
    value.is_null()
        || match ty {
            "text" => value.is_string(),
            "integer" => value.is_i64(),
            "yes-no" => value.is_boolean(),
            "amount" => has(&["text", "low", "high", "unit"]),
            "date" => has(&["text", "from", "to"]),
            "list" => value.is_array(),
            _ => false,
        }
}

#[test]
fn json_full_has_the_shape_promised_and_agrees_with_itself() {
    let (validator, mut session) = (schema("json-full"), session(&seed_inputs()));
    let (mut types, mut codes) = (BTreeSet::new(), BTreeSet::new());
    for query in queries() {
        let (all, said) = answer(&mut session, Format::JsonFull, &query);
        assert_eq!(said, "", "{query}");
        for document in serde_json::Deserializer::from_str(&all).into_iter::<Value>() {
            let document = document.unwrap();
            valid(&validator, &document, &query);
            agrees(&document, &query);
            let words = |of: &str, key: &str| -> Vec<String> {
                let all = document[of].as_array().unwrap().iter();
                all.map(|one| one[key].as_str().unwrap().to_owned()).collect()
            };
            types.extend(words("columns", "type"));
            codes.extend(words("notes", "code"));
        }
    }
    assert_eq!(types.len(), 6, "{types:?}");
    assert!(codes.len() >= 8, "{codes:?}");
}

/// Every column has its value in every row, of its type; every number leads to a source, and every source is led to.
fn agrees(document: &Value, query: &str) {
    let columns = document["columns"].as_array().unwrap();
    let names: BTreeSet<&str> = columns.iter().map(|c| c["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), columns.len(), "{query}");
    let mut led_to = BTreeSet::new();
    for row in document["rows"].as_array().unwrap() {
        let values = row["values"].as_object().unwrap();
        assert_eq!(values.len(), columns.len(), "{query}");
        for column in columns {
            let value = &values[column["name"].as_str().unwrap()];
            assert!(is_of(value, column["type"].as_str().unwrap()), "{query}: {column} {value}");
        }
        let by_name = [&row["sources"], &row["against"]].map(|of| of.as_object().unwrap());
        for (name, ids) in by_name.into_iter().flatten() {
            assert!(names.contains(name.as_str()), "{query}: {name}");
            led_to.extend(ids.as_array().unwrap().iter().map(|id| id.as_u64().unwrap()));
        }
        led_to.extend(row["conditions"].as_array().unwrap().iter().map(|id| id.as_u64().unwrap()));
    }
    let sources = document["sources"].as_array().unwrap().iter();
    let ids: BTreeSet<u64> = sources.map(|source| source["id"].as_u64().unwrap()).collect();
    assert_eq!(ids, led_to, "{query}");
    assert!(ids.is_empty() || query.contains("with sources"), "{query}");
}

#[test]
fn odd_names_are_in_the_shape_too() {
    let mut session = session(&[Input::new("odd.toml", text("tests/scripts/bases/odd.toml"))]);
    for (name, format) in [("json", Format::Json), ("json-full", Format::JsonFull)] {
        for query in ["projects with sources", "projects where name contains nothing"] {
            let (all, _) = answer(&mut session, format, query);
            valid(&schema(name), &serde_json::from_str(&all).unwrap(), query);
        }
    }
}

#[test]
fn the_parameters_are_told() {
    let mut session = session(&seed_inputs());
    let (all, _) = answer(&mut session, Format::JsonFull, "projects where city = $city");
    let document: Value = serde_json::from_str(&all).unwrap();
    assert_eq!(document["parameters"], json!({ "city": "Qingdao", "most": "3" }));
    assert_eq!(document["query"], "projects where city = $city");
}

/// The schemas refuse something: a test that accepts anything proves nothing.
#[test]
fn other_shapes_are_refused() {
    let amount = json!({ "text": "5", "low": 5, "high": null, "unit": "" });
    let json = schema("json");
    assert!(json.is_valid(&json!([{ "a": amount }])));
    for wrong in [
        json!({}),
        json!([{ "a": { "text": "5", "low": "5", "high": null, "unit": "" } }]),
        json!([{ "a": { "text": "2020", "from": "2020", "to": null } }]),
        json!([{ "a": 5.5 }]),
        json!([{ "sources": { "a": [{ "source": "x" }] } }]),
    ] {
        assert!(!json.is_valid(&wrong), "{wrong}");
    }
    let (full, mut session) = (schema("json-full"), session(&seed_inputs()));
    let (all, _) =
        answer(&mut session, Format::JsonFull, "projects where city = Rennes with sources");
    let whole: Value = serde_json::from_str(&all).unwrap();
    assert!(full.is_valid(&whole));
    for member in whole.as_object().unwrap().keys() {
        let mut less = whole.clone();
        less.as_object_mut().unwrap().remove(member);
        assert!(!full.is_valid(&less), "without {member}");
    }
    let change = |pointer: &str, to: Value| {
        let mut changed = whole.clone();
        *changed.pointer_mut(pointer).unwrap() = to;
        changed
    };
    for changed in [
        change("/version", json!(2)),
        change("/columns/0/type", json!("number")),
        change("/rows/0/certain", json!("yes")),
        change("/rows/0/sources/name", json!(["1"])),
        change("/sources/0/basis", json!("guessed")),
    ] {
        assert!(!full.is_valid(&changed), "{changed}");
    }
}
