//! What a person sees while typing at the prompt: the screen itself, read back from what the program draws on it.

use crate::screen::Screen;
use crate::support::Room;

const TAB: &str = "\t";
const ENTER: &str = "\r";
const RIGHT: &str = "\u{1b}[C";
const UP: &str = "\u{1b}[A";
const BACKSPACE: &str = "\u{7f}";

#[test]
fn tab_completes_and_lists_values_with_their_rows() {
    let room = Room::new();
    let mut screen = Screen::start(&room);
    screen.keys("projects where city = Qin").keys(TAB).shows("Qingdao 14  Qinzhou 0");
    screen.keys("g").keys(TAB).is_typed("projects where city = Qingdao");
    screen.keys(ENTER).shows("14 projects");
}

#[test]
fn a_name_in_another_script_is_completed() {
    let room = Room::new();
    for typed in ["青", "tsing"] {
        let mut screen = Screen::start(&room);
        screen.keys(&format!("projects where city = {typed}")).keys(TAB);
        screen.is_typed("projects where city = Qingdao");
    }
}

#[test]
fn few_offers_are_explained() {
    let room = Room::new();
    let mut screen = Screen::start(&room);
    screen.keys("claims where basis = ").keys(TAB);
    screen.shows("stated").shows("the source says it").shows("concluded from what the source says");
}

#[test]
fn a_word_that_is_whole_leads_on() {
    let room = Room::new();
    let mut screen = Screen::start(&room);
    screen.keys("proj").keys(TAB).keys(TAB).keys("wh").keys(TAB).keys(TAB).keys("ci").keys(TAB);
    screen.is_typed("projects where city");
}

#[test]
fn a_hint_is_taken_by_the_right_arrow_and_never_by_enter() {
    let room = Room::new();
    let mut screen = Screen::start(&room);
    screen.keys("count proj");
    screen.reads("brief> count projects");
    assert_eq!(screen.line().1, 17);
    assert_eq!(screen.drawn(vt100::Cell::dim), "ects");
    screen.keys(RIGHT).is_typed("count projects");
    assert_eq!(screen.line(), ("brief> count projects".to_owned(), 21));
    assert_eq!(screen.drawn(vt100::Cell::dim), "");
    screen.keys(ENTER).shows("18");
    screen.keys("count proj").keys(ENTER).shows("no kind is called `proj`");
}

#[test]
fn a_hint_comes_from_what_was_asked_before() {
    let room = Room::new();
    let mut screen = Screen::start(&room);
    screen.keys("count people where name contains Meng").keys(ENTER).shows("\n2\n");
    screen.keys("count pe");
    screen.reads("brief> count people where name contains Meng");
    screen.keys(RIGHT).is_typed("count people where name contains Meng");
}

#[test]
fn hints_can_be_switched_off_and_on() {
    let room = Room::new();
    let mut screen = Screen::start(&room);
    screen.keys(".hints off").keys(ENTER).reads("brief>").keys("proj");
    screen.reads("brief> proj");
    screen.keys("\u{15}.hints on").keys(ENTER).reads("brief>").keys("proj");
    screen.reads("brief> projects");
    let mut screen = Screen::with(&room, &["--no-hints"], &[]);
    screen.keys("proj");
    screen.reads("brief> proj");
    screen.keys(TAB).is_typed("projects");
}

#[test]
fn an_unknown_name_is_underlined_before_enter() {
    let room = Room::new();
    let mut screen = Screen::start(&room);
    screen.keys("projects where colour").is_typed("projects where colour");
    assert_eq!(screen.drawn(vt100::Cell::underline), "", "it is still being typed");
    screen.keys(" = red and citty = x ").is_typed("projects where colour = red and citty = x");
    assert_eq!(screen.drawn(vt100::Cell::underline), "colourcitty");
    assert_eq!(screen.drawn(vt100::Cell::bold), "projects");
}

#[test]
fn the_query_as_it_should_be_is_the_next_hint() {
    let room = Room::new();
    let mut screen = Screen::start(&room);
    screen.keys("count projects where citty == Qingdao").keys(ENTER).shows("error[");
    screen.reads("brief> count projects where city = Qingdao");
    screen.keys(RIGHT).keys(ENTER).shows("\n14\n");
    screen.reads("brief>");
    // Several mistakes are mended by one line.
    screen
        .keys("count places where nmae = Qingdao and tipe = city")
        .keys(ENTER)
        .shows("field `tipe`");
    screen.reads("brief> count places where name = Qingdao and type = city");
    screen.keys(RIGHT).keys(ENTER).shows("\n1\n");
    // Enter alone does not ask it, and what is typed instead takes its place.
    screen.keys("peeple").keys(ENTER).shows("no kind is called `peeple`");
    screen.reads("brief> people");
    screen.keys(ENTER);
    assert!(!screen.text().contains("Meng"), "{}", screen.text());
}

#[test]
fn wide_characters_are_typed_and_erased() {
    let room = Room::new();
    let mut screen = Screen::start(&room);
    screen.keys("places where name = 青岛市").keys(BACKSPACE);
    screen.reads("brief> places where name = 青岛");
    assert_eq!(screen.line().1, 31);
    screen.keys(BACKSPACE).keys(BACKSPACE).keys("x");
    screen.reads("brief> places where name = x");
    assert_eq!(screen.line().1, 28);
    screen.keys("\u{15}count projects where city = 青岛").keys(ENTER).shows("\n14\n");
}

#[test]
fn without_colour_nothing_is_drawn_and_nothing_hinted() {
    let room = Room::new();
    for (arguments, environment) in
        [(vec![], vec![("NO_COLOR", "1")]), (vec!["--color", "never"], vec![])]
    {
        let mut screen = Screen::with(&room, &arguments, &environment);
        screen.keys("projects where colour = Qin");
        screen.reads("brief> projects where colour = Qin");
        let plain = |cell: &vt100::Cell| {
            cell.bold() || cell.dim() || cell.underline() || cell.fgcolor() != vt100::Color::Default
        };
        assert_eq!(screen.drawn(plain), "");
        screen.keys("\u{15}projects where city = tsing").keys(TAB);
        screen.is_typed("projects where city = Qingdao");
    }
}

#[test]
fn commands_and_their_arguments_are_completed() {
    let room = Room::new();
    let mut screen = Screen::start(&room);
    screen.keys(".sch").keys(TAB).keys(" proj").keys(TAB).is_typed(".schema projects");
    room.write("other.db", "");
    screen.keys("\u{15}.open ot").keys(TAB).is_typed(".open other.db");
    screen.keys("\u{15}.explain count projects where ci").keys(TAB);
    screen.is_typed(".explain count projects where city");
    screen.keys("\u{15}.mode j").keys(TAB).is_typed(".mode json");
    screen.keys(TAB).shows("json       jsonl      json-full");
}

#[test]
fn a_query_of_two_lines_is_completed_and_called_back() {
    let room = Room::new();
    let mut screen = Screen::start(&room);
    screen.keys("count projects where city = Qingdao and").keys(ENTER).keys("statu").keys(TAB);
    screen.keys(" = sig").keys(TAB).keys(ENTER).shows("\n13\n");
    screen.keys(UP).shows("status = signed");
}

#[test]
fn a_base_of_another_domain_is_completed_like_the_built_in_one() {
    let room = Room::new();
    let file = |end: &str| format!("{}/tests/catalogs/museum{end}", env!("CARGO_MANIFEST_DIR"));
    for arguments in [
        ["new", "museum.db", "--catalog", &file(".toml")].as_slice(),
        &["load", "museum.db", &file(".facts.toml")],
    ] {
        assert!(room.command().args(arguments).output().unwrap().status.success());
    }
    let mut screen = Screen::with(&room, &["museum.db"], &[("NO_COLOR", "1")]);
    screen.keys("obj").keys(TAB).keys(" wh").keys(TAB).keys(" mat").keys(TAB);
    screen.shows("objects where material").keys(" = o").keys(TAB).shows("= oil_on_canvas");
    screen.keys(ENTER).shows("1 object");
}
