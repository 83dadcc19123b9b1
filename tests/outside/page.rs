//! The page that `brief ship OUT.html` writes, in a real browser, from a file and without a network: it answers as the program
//! does.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use brief::query::complete::{World, complete};
use brief::render::Format;
use brief::session::{Failed, QueryOrigin, Session, Settings};
use brief::store::Base;
use calamine::{Data, Range, Reader as _, Xlsx};
use data_encoding::HEXLOWER;
use serde_json::{Value, json};

use crate::driver::Browser;
use crate::support::Room;

/// A page of the built-in facts, or of a base of the scripts, with the same base as a file.
fn shipped(room: &Room, base: &str) -> (PathBuf, Session) {
    let bases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts/bases");
    let (db, page) = (format!("{base}.db"), format!("{base}.html"));
    if base == "built-in" {
        room.done(&["ship", &db]);
    } else {
        let made = format!("made-{base}.db");
        let at = |name: String| bases.join(name).display().to_string();
        let catalog = at(format!("{base}.catalog.toml"));
        let mut new = vec!["new", &made, "--empty"];
        if Path::new(&catalog).exists() {
            new = vec!["new", &made, "--catalog", &catalog];
        }
        room.done(&new);
        room.done(&["load", &made, &at(format!("{base}.toml"))]);
        room.done(&["ship", &made, &db]);
    }
    room.done(&["ship", &db, &page]);
    let base = Base::open(&room.at(&db)).unwrap();
    (room.at(&page), Session { base, settings: Settings::default() })
}

/// A query of a golden script, with the values of its parameters.
type Asked = (String, BTreeMap<String, String>);

/// Lists the queries of all golden scripts by the base they ask; those on generated bases are left out.
fn golden_queries() -> BTreeMap<String, Vec<Asked>> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    let mut files: Vec<PathBuf> = [directory.clone(), directory.join("errors")]
        .iter()
        .flat_map(|directory| fs::read_dir(directory).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .collect();
    files.sort();
    let mut queries: BTreeMap<String, Vec<Asked>> = BTreeMap::new();
    for file in files {
        let (mut base, mut parameters) = ("built-in".to_owned(), BTreeMap::new());
        for line in fs::read_to_string(file).unwrap().lines() {
            let query = line.split_once("> ").filter(|(before, _)| {
                let before = before.trim_end_matches('!').trim();
                before.is_empty() || before.starts_with('[') && before.ends_with(']')
            });
            if let Some((_, text)) = query {
                queries
                    .entry(base.clone())
                    .or_default()
                    .push((text.to_owned(), parameters.clone()));
            } else if let Some(name) = line.strip_prefix("base") {
                base = String::from(if name.is_empty() { "built-in" } else { name.trim() });
            } else if line.starts_with("generate ") {
                base = String::from("generated");
            } else if let Some((name, value)) =
                line.strip_prefix("set ").and_then(|set| set.split_once('='))
            {
                parameters.insert(name.to_owned(), value.trim_matches('"').to_owned());
            }
        }
    }
    queries.remove("generated");
    queries
}

/// Returns what the program writes: the answer, and everything else.
fn answered(session: &mut Session, (text, parameters): &Asked) -> (String, String) {
    session.settings = Settings {
        format: Format::JsonFull,
        parameters: parameters.clone(),
        ..Settings::default()
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let result = session.answer(text, &QueryOrigin::default(), &mut out, &mut err);
    if let Err(Failed::Run(error)) = result {
        err.extend(format!("error: {error:#}\n").into_bytes());
    }
    (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

/// Waits until the page shows what was asked last.
const SHOWN: &str = "do await new Promise((go) => setTimeout(go, 30));
    while (document.querySelector('main').ariaBusy !== 'false');";

pub(crate) fn every_golden_query_has_the_answer_of_the_program() {
    let room = Room::new();
    let browser = Browser::start(&room.at("profile"), (1280, 900));
    let mut asked = 0;
    for (base, queries) in golden_queries() {
        let (page, mut session) = shipped(&room, &base);
        browser.open(&page);
        let questions: Vec<Value> = queries
            .iter()
            .map(|(text, parameters)| {
                json!({ "ask": "answer", "text": text, "format": "json-full", "parameters": parameters })
            })
            .collect();
        let answers =
            browser.run_with("return Promise.all(arguments[0].map(brief.ask))", &json!(questions));
        for (query, answer) in queries.iter().zip(answers.as_array().unwrap()) {
            let (out, err) = answered(&mut session, query);
            assert_eq!(answer["out"].as_str(), Some(out.as_str()), "{base}: {}", query.0);
            assert_eq!(answer["err"].as_str(), Some(err.as_str()), "{base}: {}", query.0);
            asked += 1;
        }
    }
    assert!(asked > 1000, "{asked} queries");
}

/// The sheets of a workbook, as a spreadsheet reads them.
fn sheets(bytes: Vec<u8>) -> Vec<(String, Range<Data>)> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    book.worksheets()
}

pub(crate) fn workbooks_have_the_cells_of_the_program() {
    let room = Room::new();
    let (page, _) = shipped(&room, "built-in");
    let browser = Browser::start(&room.at("profile"), (1280, 900));
    browser.open(&page);
    for query in [
        "projects where city = Qingdao and investment > 1bn show name, investment, date with sources",
        "projects by city show count, sum of investment",
        "people show names, roles with sources",
        "places where name contains 郑州; events",
        "projects where possibly (investment > 10bn)",
        "claims where phrase is known show thing, phrase, value limit 40",
        "projects where investment > 900bn",
    ] {
        let asked = json!({ "ask": "answer", "text": query, "format": "xlsx" });
        let answer = browser.run_with("return brief.ask(arguments[0])", &asked);
        assert_eq!(answer["failed"], json!(false), "{answer}");
        let bytes = HEXLOWER.decode(answer["out"].as_str().unwrap().as_bytes()).unwrap();
        fs::remove_file(room.at("a.xlsx")).ok();
        room.done(&["built-in.db", query, "-o", "a.xlsx"]);
        assert_eq!(sheets(bytes), sheets(fs::read(room.at("a.xlsx")).unwrap()), "{query}");
    }
}

pub(crate) fn completions_are_those_of_the_prompt() {
    let room = Room::new();
    let (page, session) = shipped(&room, "built-in");
    let texts: Vec<String> = golden_queries()["built-in"]
        .iter()
        .step_by(8)
        .take(60)
        .enumerate()
        .map(|(n, (text, _))| text.chars().take(text.chars().count() * (n % 5 + 1) / 5).collect())
        .collect();
    assert!(texts.len() >= 50);
    let browser = Browser::start(&room.at("profile"), (1280, 900));
    browser.open(&page);
    let script = "return Promise.all(arguments[0].map((text) => brief.ask({ ask: 'complete', text, at: text.length })))";
    let offers = browser.run_with(script, &json!(texts));
    let parameters = brief::query::resolve::Parameters::new();
    let world =
        World { catalog: session.base.catalog(), names: &session.base, parameters: &parameters };
    for (text, offers) in texts.iter().zip(offers.as_array().unwrap()) {
        let own: Vec<Value> = complete(text, &world)
            .into_iter()
            .map(|offer| {
                let start = text[..offer.start].encode_utf16().count();
                json!([start, offer.text, offer.rows, offer.about])
            })
            .collect();
        let there = offers.as_array().unwrap().iter();
        let there: Vec<Value> = there
            .map(|offer| json!([offer["start"], offer["text"], offer["rows"], offer["about"]]))
            .collect();
        assert_eq!(there, own, "{text}");
    }
}

pub(crate) fn a_page_is_read_by_clicks_and_keys() {
    let room = Room::new();
    let (page, _) = shipped(&room, "built-in");
    let size = fs::metadata(&page).unwrap().len();
    assert!(size <= 2_500_000, "{size} bytes");
    let browser = Browser::start(&room.at("profile"), (1280, 900));
    browser.open(&page);
    let text = |selector: &str| {
        let found = browser.run_with(
            "return document.querySelector(arguments[0])?.innerText ?? null",
            &json!(selector),
        );
        found.as_str().unwrap_or_default().to_owned()
    };
    let click = |selector: &str| {
        let there = browser.run_with(
            &format!("const found = document.querySelector(arguments[0]); found?.click(); {SHOWN} return !!found;"),
            &json!(selector),
        );
        assert_eq!(there, json!(true), "{selector} isn't in the page:\n{}", text("main"));
    };
    let ask = |query: &str| {
        let script = format!("location.hash = '#q=' + encodeURIComponent(arguments[0]); {SHOWN}");
        browser.run_with(&script, &json!(query));
    };
    // From the beginning to a list, a thing, and back by its address.
    click("a[href='#q=projects']");
    assert!(text("main").contains("18 projects"), "{}", text("main"));
    click("tbody td a");
    assert!(text("h1").len() > 5 && text(".path") == "projects", "{}", text("main"));
    let address = browser.run("return location.href").as_str().unwrap().to_owned();
    assert!(address.contains("#@"), "{address}");
    browser.open(&page);
    browser.go(&address);
    browser.run(SHOWN);
    assert_eq!(text(".path"), "projects");
    // From a figure to its paragraph.
    ask("projects where city = Qingdao and investment > 1bn");
    click("td.n .mark");
    let evidence = text("#evidence");
    assert!(
        evidence.contains("approximately 42.7 billion yuan") && evidence.contains("Paragraph 5"),
        "{evidence}"
    );
    click("#evidence .paragraph");
    assert!(text("main").contains("Ten projects"), "{}", text("main"));
    // A mistake shows its place and a query that works.
    ask("projects where status = announced or completed");
    assert!(text(".message").contains('^'), "{}", text("main"));
    click(".message .fix");
    assert!(text(".count").contains("projects"), "{}", text("main"));
    // Open points, and nothing from a network.
    browser.run(&format!("location.hash = '#open'; {SHOWN}"));
    assert!(text("main").contains("Contradictions"), "{}", text("main"));
    let loaded = browser.run("return performance.getEntriesByType('resource').length");
    assert_eq!(loaded, json!(0));
}

pub(crate) fn hostile_names_are_only_names() {
    let room = Room::new();
    let signs = [
        "<script>document.title='run'</script>",
        "</script><img src=x onerror=\\\"document.title='run'\\\">",
        "' onmouseover='document.title=1",
        "]]><!--",
        "&lt;b&gt;",
        "\\u202eright to left",
        "\\u200bunseen",
        "中文 {{base}}",
        "`code` \\\" quoted ' twice",
        "javascript:document.title=1",
    ];
    let projects: Vec<String> = (0..200)
        .map(|n| {
            let name = signs[n % signs.len()];
            format!(
                "[[project]]\nid = \"p{n}\"\nname = \"{name} {n}\"\ncite = \"made up {name}\"\n"
            )
        })
        .collect();
    room.write("odd.toml", projects.concat());
    room.done(&["new", "odd.db", "--empty"]);
    room.done(&["load", "odd.db", "odd.toml"]);
    room.done(&["ship", "odd.db", "odd.html"]);
    let browser = Browser::start(&room.at("profile"), (390, 800));
    browser.open(&room.at("odd.html"));
    let script = "
        const wait = async () => { SHOWN };
        location.hash = '#q=projects'; await wait();
        const rows = document.querySelectorAll('tbody tr').length;
        const wrong = [];
        for (let n = 0; n < 200; n += 7) {
            location.hash = `#@p${n}`; await wait();
            if (!document.querySelector('h1').textContent.endsWith(` ${n}`)) wrong.push(n);
        }
        const main = document.querySelector('main');
        return [rows, wrong, main.querySelectorAll('script, img, [onmouseover]').length, document.querySelectorAll('script').length, document.title === 'run' || document.title === '1', /[\\u202e\\u200b]/.test(main.textContent)];";
    let script = script.replace("SHOWN", SHOWN);
    assert_eq!(browser.run(&script), json!([200, [], 0, 4, false, false]));
}

pub(crate) fn what_takes_long_can_be_stopped() {
    let room = Room::new();
    let (page, _) = shipped(&room, "built-in");
    let browser = Browser::start(&room.at("profile"), (1280, 900));
    browser.open(&page);
    let script = "
        const busy = document.getElementById('busy');
        const all = [];
        for (let n = 0; n < 300; n += 1) all.push(brief.ask({ ask: 'show', text: 'claims', all: true }));
        location.hash = '#q=projects';
        while (busy.hidden) await new Promise((go) => setTimeout(go, 20));
        const before = document.querySelectorAll('tbody tr').length;
        document.getElementById('stop').click();
        SHOWN
        const says = document.querySelector('main').innerText;
        const stopped = (await Promise.all(all)).filter((shown) => shown.failed === 'stopped').length > 200;
        document.querySelector('main button').click();
        SHOWN
        return [before, says, stopped, busy.hidden, document.querySelectorAll('tbody tr').length];";
    let script = script.replace("SHOWN", SHOWN);
    assert_eq!(browser.run(&script), json!([0, "Stopped. Ask again", true, true, 18]));
}

pub(crate) fn a_page_survives_other_line_breaks() {
    let room = Room::new();
    let (page, _) = shipped(&room, "built-in");
    // Mail and editors write line breaks in their own way; base and engine have checksums.
    let text = fs::read_to_string(&page).unwrap().replace('\n', "\r\n");
    room.write("mailed.html", text);
    let browser = Browser::start(&room.at("profile"), (1280, 900));
    browser.open(&room.at("mailed.html"));
    let opened = browser.run("return document.querySelector('h1').innerText");
    assert_eq!(opened, json!("Belt and Road cooperation"));
}
