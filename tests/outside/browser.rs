//! Pages in a real browser, from a file and without a network.

use std::process::Command;

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
