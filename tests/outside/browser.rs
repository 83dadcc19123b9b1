//! Pages in a real browser, from a file and without a network.

use std::process::Command;

use serde_json::json;

use crate::driver::Browser;
use crate::support::Room;

/// Names that would become markup or scripts if they were not escaped.
const HOSTILE: [&str; 6] = [
    "<script>document.title='run'</script>",
    "</td></table><img src=x onerror=\\\"document.title='run'\\\">",
    "' onmouseover='document.title=1",
    "]]><!--",
    "&lt;b&gt;",
    "中文",
];

/// Returns the page as the browser has it after its script has run.
fn opened(room: &Room, page: &str) -> String {
    let address = format!("file://{}", room.at(page).display());
    let args = ["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", &address];
    let profile = format!("--user-data-dir={}", room.at("profile").display());
    let output = Command::new("chromium").arg(profile).args(args).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

pub(crate) fn a_page_opens_and_runs_only_its_own_script() {
    let room = Room::new();
    let projects = HOSTILE.iter().enumerate().map(|(n, name)| {
        format!("[[project]]\nid = \"p{n}\"\nname = \"{name}\"\ncite = \"made up\"\n")
    });
    let projects: Vec<String> = projects.collect();
    room.write("odd.toml", projects.concat());
    room.done(&["new", "odd.db", "--empty"]);
    room.done(&["load", "odd.db", "odd.toml"]);
    let queries = ["-c", "projects show name, investment", "-c", "count projects", "-o", "p.html"];
    room.done(&[&["odd.db"][..], &queries].concat());
    let page = opened(&room, "p.html");
    assert!(page.contains("<title>projects show name, investment</title>"), "{page}");
    assert_eq!(
        page.matches("<button").count(),
        3,
        "the script made every heading a button: {page}"
    );
    assert_eq!(page.matches("<tr").count(), 2 + projects.len() + 1, "{page}");
    assert!(!page.contains("<img") && page.matches("<script").count() == 1, "{page}");
}

pub(crate) fn a_click_on_a_heading_sorts_within_units() {
    let room = Room::new();
    let projects = [
        ("p", "2bn CNY", "2020-05"),
        ("q", "30m USD", "2019"),
        ("r", "", "2021-02-01"),
        ("s", "100m USD", "..2020-01-01"),
        ("t", "500m CNY", ""),
    ]
    .map(|(name, amount, date)| {
        let field = |key: &str, value: &str| match value {
            "" => String::new(),
            value => format!("{key} = \"{value}\"\n"),
        };
        let (amount, date) = (field("investment", amount), field("date", date));
        format!(
            "[[project]]\nid = \"{name}\"\nname = \"{name}\"\n{amount}{date}cite = \"made up\"\n"
        )
    });
    room.write("sums.toml", projects.concat());
    room.done(&["new", "sums.db", "--empty"]);
    room.done(&["load", "sums.db", "sums.toml"]);
    let query = "projects show name, investment, date with sources";
    room.done(&["sums.db", "-c", query, "-o", "sums.html"]);
    room.done(&["ship", "sums.db", "page.html"]);
    let script = "
        const heads = document.querySelectorAll('th');
        const names = () => [...document.querySelectorAll('tbody tr')].map((row) => row.cells[0].firstChild.textContent.trim()).join('');
        const sorted = (at) => (heads[at].firstElementChild.click(), names());
        return [sorted(1), sorted(1), sorted(2), sorted(2), sorted(0), sorted(0)];";
    let browser = Browser::start(&room.at("profile"), (1280, 900));
    browser.go(&format!("file://{}", room.at("sums.html").display()));
    let sorted = json!(["tpqsr", "ptsqr", "qprst", "rpqst", "pqrst", "tsrqp"]);
    assert_eq!(browser.run(script), sorted);
    browser.open(&room.at("page.html"));
    browser.run_with(
        "location.hash = '#q=' + encodeURIComponent(arguments[0]); while (!document.querySelector('table')) await new Promise((go) => setTimeout(go, 20));",
        &json!(query),
    );
    assert_eq!(browser.run(script), sorted);
}
