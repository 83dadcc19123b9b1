//! Answers as workbooks (`-o x.xlsx`), read back as spreadsheets read them, and loaded again.

use std::collections::BTreeMap;

use calamine::{Data, Range, Reader, Xlsx, open_workbook};

use crate::support::Room;

fn sheets(room: &Room, name: &str) -> BTreeMap<String, Range<Data>> {
    let mut book: Xlsx<_> = open_workbook(room.at(name)).unwrap();
    book.worksheets().into_iter().collect()
}

fn text(range: &Range<Data>, row: u32, column: u32) -> String {
    range.get_value((row, column)).map(ToString::to_string).unwrap_or_default()
}

#[test]
fn an_answer_is_a_sheet_with_numbers_days_and_claims() {
    let room = Room::new();
    let query = "projects where city = Qingdao and investment > 1bn show name, investment, date with sources";
    let run = room.run(&["-c", query, "-c", "count projects", "-o", "a.xlsx"]);
    assert_eq!(
        (run.code, run.out.as_str(), run.err.as_str()),
        (0, "", ""),
        "the notes are in the file"
    );
    let sheets = sheets(&room, "a.xlsx");
    assert_eq!(sheets.keys().collect::<Vec<_>>(), ["about", "citations", "counts", "projects"]);
    let projects = &sheets["projects"];
    let headings: Vec<String> = (0..9).map(|at| text(projects, 0, at)).collect();
    let wanted = "name,investment,investment_low,investment_high,investment_unit,date,date_from,date_to,sources";
    assert_eq!(headings.join(","), wanted);
    assert_eq!(text(projects, 1, 1), "about 42.7bn CNY");
    assert_eq!(projects.get_value((1, 2)), Some(&Data::Float(38_430_000_000.0)));
    assert!(matches!(projects.get_value((1, 6)), Some(Data::DateTime(_))), "a real date");
    let cited = text(projects, 1, 8);
    assert!(cited.starts_with("name [1]; investment [2]"), "{cited}");
    let citations = &sheets["citations"];
    assert_eq!(text(citations, 2, 2), "qingdao-hub-2020");
    assert_eq!(text(citations, 2, 7), "approximately 42.7 billion yuan");
    let about = &sheets["about"];
    assert_eq!(text(about, 1, 2), query);
    let lines = (1..9).map(|row| text(about, row, 2)).collect::<Vec<_>>().join("\n");
    assert!(lines.contains("may match") && lines.contains("count projects"), "{lines}");
    assert_eq!(text(&sheets["counts"], 1, 0), "18");
}

#[test]
fn everything_known_of_a_thing_is_a_sheet_for_each_section_or_a_page() {
    let room = Room::new();
    assert_eq!(room.done(&["facts about 卢森堡货航", "-o", "a.xlsx"]), "");
    let sheets = sheets(&room, "a.xlsx");
    let names: Vec<&str> = sheets.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["Cargolux", "Figures", "Linked people", "Open points", "Roles", "about", "citations"]
    );
    assert_eq!(
        text(&sheets["Roles"], 1, 0),
        "Dominique Church: Executive Vice President of Marketing and Sales"
    );
    assert_eq!(text(&sheets["about"], 1, 2), "organizations where id = @cargolux");
    assert_eq!(room.done(&["facts about 卢森堡货航", "-o", "a.html"]), "");
    let page = std::fs::read_to_string(room.at("a.html")).unwrap();
    let body = page.split_once("<body>\n").unwrap().1;
    assert!(
        body.starts_with(
            "<section>\n<h1>Cargolux <sup><a href=\"#c1-1\">[1]</a><a href=\"#c1-2\">[2]</a></sup></h1>\n\
             <p>Organization, <code>@cargolux</code>\n<dl>\n<dt>names<dd>Cargolux Airlines International; "
        ),
        "{body}"
    );
    assert!(
        body.contains("<h2>Roles</h2>\n<ul class=\"facts\">\n<li>Dominique Church: "),
        "{body}"
    );
    assert!(body.contains("\n<ol class=\"sources\">\n<li id=\"c1-1\" value=\"1\">"), "{body}");
    let run = room.run(&["facts about 卢森堡货航", "--format", "svg"]);
    assert!(run.err.contains("use table, markdown, html, xlsx or json"), "{}", run.err);
}

#[test]
fn a_workbook_of_an_answer_loads_again_without_a_change() {
    let room = Room::with_base("w.db");
    let before = room.done(&["about", "w.db"]);
    for query in ["projects show everything", "organizations show everything"] {
        room.done(&["w.db", query, "-o", "all.xlsx"]);
        room.done(&["load", "w.db", "all.xlsx", "--note", "a workbook"]);
        room.done(&["check", "w.db"]);
    }
    let names =
        |base: &str| room.done(&[base, "projects show everything", "--format", "csv", "-q"]);
    room.done(&["new", "other.db"]);
    assert_eq!(names("w.db"), names("other.db"));
    assert_ne!(room.done(&["about", "w.db"]), before, "only claims are new");
}

#[test]
fn a_text_is_never_a_formula_and_the_file_never_has_a_clock() {
    let room = Room::new();
    room.write(
        "projects.csv",
        "id,name,investment\nx,\"'=HYPERLINK(\"\"http://example.org\"\")\",12345678901234567 CNY\n",
    );
    room.done(&["new", "odd.db", "--empty"]);
    room.done(&["load", "odd.db", "projects.csv", "--note", "made up"]);
    for name in ["a.xlsx", "b.xlsx"] {
        room.done(&["odd.db", "projects show name, investment", "-o", name]);
    }
    assert_eq!(room.bytes("a.xlsx"), room.bytes("b.xlsx"));
    let projects = &sheets(&room, "a.xlsx")["projects"];
    assert_eq!(text(projects, 1, 0), "=HYPERLINK(\"http://example.org\")");
    let low = projects.get_value((1, 2)).unwrap();
    assert_eq!(low, &Data::String("12345678901234567".to_owned()), "no digit is lost");
}

#[test]
fn a_pipe_gets_a_workbook() {
    let room = Room::new();
    let run = room.command().args(["projects", "--format", "xlsx"]).output().unwrap();
    room.write("answer.xlsx", run.stdout);
    assert_eq!(sheets(&room, "answer.xlsx").len(), 2);
}

#[test]
fn an_explanation_never_stands_in_a_document() {
    let room = Room::new();
    for name in ["a.xlsx", "a.html", "a.svg"] {
        let run = room.run(&["-c", "count projects", "-c", "explain projects", "-o", name]);
        run.failed(1, &["an explanation is a text"]);
        assert!(!room.names().contains(&name.to_owned()));
    }
}

#[test]
fn a_text_that_is_longer_than_a_cell_is_cut_and_reported() {
    let room = Room::new();
    // 𠮷 counts twice.
    let long = format!("a{}", "𠮷".repeat(20_000));
    room.write(
        "long.toml",
        format!("[[project]]\nid = \"long\"\nname = \"{long}\"\ncite = \"made up\"\n"),
    );
    room.done(&["new", "long.db", "--empty"]);
    room.done(&["load", "long.db", "long.toml"]);
    let run = room.run(&["long.db", "-c", "projects show name", "-o", "long.xlsx"]);
    let sentence =
        "1 text is too long for a cell, and cut after 32,767 characters; csv has no such limit";
    assert_eq!((run.code, run.err), (0, format!("warning: sheet `projects`: {sentence}\n")));
    let sheets = sheets(&room, "long.xlsx");
    assert_eq!(text(&sheets["projects"], 1, 0).encode_utf16().count(), 32_767);
    let about = &sheets["about"];
    assert_eq!([0, 1, 2].map(|at| text(about, 2, at)), ["projects", "note", sentence]);
}

#[test]
fn lists_of_commands_are_workbooks_too() {
    let room = Room::with_base("a.db");
    room.done(&["new", "b.db", "--empty"]);
    for (line, sheet) in [
        ("diff a.db b.db -o x.xlsx", "differences"),
        ("diff a.db b.db --stat -o x.xlsx", "kinds"),
        ("alike a.db -o x.xlsx", "pairs"),
    ] {
        room.run(&line.split(' ').collect::<Vec<_>>());
        assert!(sheets(&room, "x.xlsx").contains_key(sheet), "{line}");
    }
}
