//! Short forms of a digest: paragraphs, values with their evidence, and entries inside the thing they are about. They say the same
//! as the long forms.

use brief::store::Base;
use brief::store::digest::Input;

use crate::made::{CATALOG, Made};

const SOURCE: &str = "[source]\nid = \"doc\"\nname = \"A document\"\nparagraphs = 9\n";

fn content(text: &str) -> String {
    let input = Input::new("doc.toml", format!("{SOURCE}{text}"));
    let (base, _) = Base::in_memory(CATALOG, &[input]).unwrap_or_else(|e| panic!("{e}\n{text}"));
    base.meta_value("content").unwrap()
}

/// Loads something wrong, and returns the messages, with lines counted from the one behind the source.
fn refused(text: &str) -> Vec<String> {
    let made = Made::new(CATALOG, &[]);
    let input = Input::new("doc.toml", format!("{SOURCE}{text}"));
    made.refused(&[input])
}

const THINGS: &str = r#"
[[person]]
id = "li"
name = "Li Wei"
cite = { p = 2, phrase = "Li Wei" }

[[organization]]
id = "bank"
name = "Bank of the Lake"
cite = { p = 2, phrase = "the bank" }

[[sector]]
id = "ports"
name = "Ports"
cite = { p = 2, phrase = "ports" }
"#;

/// Short forms, and the long forms that say the same.
const FORMS: [(&str, &str); 6] = [
    // A paragraph for everything below it; entries in lists; flags.
    (
        r#"
[paragraph.3]
flags = ["byline", { reason = "garbled", note = "A sentence breaks off." }]
flag = [{ p = [4, 7], reason = "spam" }]
people = [{ id = "wu", name = "Wu Ai", phrase = "Wu", names = [{ text = "Wu", p = 1 }] }]

[[event]]
id = "forum"
name = "Forum"
cite = "a forum"

[[event]]
id = "visit"
name = "Visit"
p = 5
phrase = "a visit"
key = "k1"
"#,
        r#"
[[flag]]
p = 3
reason = "byline"

[[flag]]
p = 3
reason = "garbled"
note = "A sentence breaks off."

[[flag]]
p = 4
reason = "spam"

[[flag]]
p = 7
reason = "spam"

[[person]]
id = "wu"
name = "Wu Ai"
cite = { p = 3, phrase = "Wu" }
names = [{ text = "Wu", p = 1 }]

[[event]]
id = "forum"
name = "Forum"
cite = { p = 3, phrase = "a forum" }

[[event]]
id = "visit"
name = "Visit"
cite = { p = 5, phrase = "a visit", key = "k1" }
"#,
    ),
    // A value with its evidence, with several, with a competing value, without any; a name with its evidence.
    (
        r#"
[[project]]
id = "quay"
name = { value = "Quay", p = 4, phrase = "quay" }
status = { value = "signed" }
investment = { value = "not stated", phrase = "costs", basis = "inferred", note = "Nothing is said." }
date = { value = "2020-06", cite = [{ phrase = "June" }, { p = 1, phrase = "2020", says = "2020" }] }
place = { says = "lisbon", phrase = "in Lisbon" }
investors = { value = "open list", phrase = "such as" }
cite = { p = 3, phrase = "a quay" }

[[place]]
id = "lisbon"
name = "Lisbon"
cite = { p = 3 }
"#,
        r#"
[[project]]
id = "quay"
name = "Quay"
status = "signed"
investment = "not stated"
date = "2020-06"
investors = "open list"
cite.p = 3
cite.phrase = "a quay"
cite.name = { p = 4, phrase = "quay" }
cite.investment = { phrase = "costs", basis = "inferred", note = "Nothing is said." }
cite.date = [{ phrase = "June" }, { p = 1, phrase = "2020", says = "2020" }]
cite.place = { phrase = "in Lisbon", says = "lisbon" }
cite.investors = "such as"

[[place]]
id = "lisbon"
name = "Lisbon"
cite = { p = 3 }
"#,
    ),
    // Entries inside a thing: by name alone, by a link that implies a value, with evidence, one inside the other.
    (
        r#"
[[event]]
id = "forum"
name = "Forum"
cite = { p = 2, phrase = "a forum", basis = "inferred", note = "By its name." }
sectors = ["ports"]
organizers = ["Bank of the Lake", { who = "li", p = 3, phrase = "Li" }]
participations = [{ what = "forum", who = "li", role = "speaker" }]
stops = ["Lisbon", "Porto"]
projects = [
  { id = "quay", name = "Quay", status = "signed", phrase = "a quay",
    investors = ["bank", "open list"] },
]
figures = [{ measure = "guests", value = "300", period = { value = "2020", p = 1 }, cite = ["300", { p = 4 }] }]
"#,
        r#"
[[event]]
id = "forum"
name = "Forum"
cite = { p = 2, phrase = "a forum", basis = "inferred", note = "By its name." }

[[classification]]
what = "forum"
sector = "ports"
cite = { p = 2, basis = "inferred", note = "By its name." }

[[participation]]
what = "forum"
who = "bank"
role = "organizer"
cite = { p = 2, basis = "inferred", note = "By its name." }

[[participation]]
what = "forum"
who = "li"
role = "organizer"
cite = { p = 3, phrase = "Li" }

[[participation]]
what = "forum"
who = "li"
role = "speaker"
cite = { p = 2, basis = "inferred", note = "By its name." }

[[stop]]
of = "forum"
place = "Lisbon"
cite = { p = 2, basis = "inferred", note = "By its name." }

[[stop]]
of = "forum"
place = "Porto"
cite = { p = 2, basis = "inferred", note = "By its name." }

[[project]]
id = "quay"
name = "Quay"
status = "signed"
signed_at = "forum"
investors = "open list"
cite = { p = 2, phrase = "a quay" }

[[participation]]
what = "quay"
who = "bank"
role = "investor"
cite = { p = 2 }

[[figure]]
subject = "forum"
measure = "guests"
value = "300"
period = "2020"
cite = [{ p = 2, phrase = "300", period = { p = 1 } }, { p = 4 }]
"#,
    ),
    // A place in another: of a level in the first way that is certain, any other in the last.
    (
        r#"
[paragraph.6]
places = [
  { id = "lakeside", name = "Lakeside", type = "city", in = "hubei", phrase = "Lakeside" },
  { id = "quarter", name = "Quarter", type = "zone", in = { container = "lakeside", phrase = "in Lakeside" } },
  { id = "mill", name = "Mill", in = [{ container = "lakeside", way = "overlaps" }], phrase = "Mill" },
]
"#,
        r#"
[[place]]
id = "lakeside"
name = "Lakeside"
type = "city"
cite = { p = 6, phrase = "Lakeside" }

[[containment]]
place = "lakeside"
container = "hubei"
way = "admin"
cite = { p = 6 }

[[place]]
id = "quarter"
name = "Quarter"
type = "zone"
cite = { p = 6 }

[[containment]]
place = "quarter"
container = "lakeside"
way = "functional"
cite = { p = 6, phrase = "in Lakeside" }

[[place]]
id = "mill"
name = "Mill"
cite = { p = 6, phrase = "Mill" }

[[containment]]
place = "mill"
container = "lakeside"
way = "overlaps"
cite = { p = 6 }
"#,
    ),
    // Why something is inferred, in one; reasons by their names; what stands beside several claims.
    (
        r#"
[reasons]
year = "The page is of 2020."

[[event]]
id = "forum"
name = "Forum"
p = 2
key = "k1"
cite = ["a forum", { p = 3, phrase = "the forum", key = "k2" }]
date = { value = "2020", because = "year", key = "k3", cite = ["in June", { p = 1, phrase = "2020", because = "Its stamp." }] }
place = { value = "Lisbon", phrase = "here", because = "The paper is of Lisbon." }
"#,
        r#"
[[event]]
id = "forum"
name = "Forum"
date = "2020"
place = "Lisbon"

[[event.cite]]
p = 2
phrase = "a forum"
key = "k1"
date = [
  { phrase = "in June", basis = "inferred", note = "The page is of 2020.", key = "k3" },
  { p = 1, phrase = "2020", basis = "inferred", note = "Its stamp.", key = "k3" },
]
place = { phrase = "here", basis = "inferred", note = "The paper is of Lisbon." }

[[event.cite]]
p = 3
phrase = "the forum"
key = "k2"
"#,
    ),
    // What all items of a list have, up to the next such item, also inside a value; an item may differ.
    (
        r#"
[paragraph.2]
projects = [
  { id = "mill", name = "Mill", phrase = "a mill" },
  { each = { status = "signed", place = { value = "Porto", because = "All are." }, note = "Named in a list.",
    date = { p = 1 }, investors = ["bank"] } },
  { id = "quay", name = "Quay", phrase = "a quay", place = { phrase = "the quay" }, date = { value = "2020", phrase = "in 2020" } },
  { id = "yard", name = "Yard", phrase = "a yard", place = "Lisbon", status = "announced", date = "2021",
    investors = [{ each = { phrase = "with" } }, "li", { who = "bank", phrase = "of" }, "open list"] },
  { each = { status = "completed" } },
  { id = "road", name = "Road", phrase = "a road" },
]
"#,
        r#"
[[project]]
id = "mill"
name = "Mill"
cite = { p = 2, phrase = "a mill" }

[[project]]
id = "quay"
name = "Quay"
status = "signed"
place = "Porto"
date = "2020"
cite = { p = 2, phrase = "a quay", note = "Named in a list.", date = { p = 1, phrase = "in 2020" }, place = { phrase = "the quay", basis = "inferred", note = "All are." } }

[[participation]]
what = "quay"
who = "bank"
role = "investor"
cite = { p = 2, note = "Named in a list." }

[[project]]
id = "yard"
name = "Yard"
status = "announced"
place = "Lisbon"
date = "2021"
investors = "open list"
cite = { p = 2, phrase = "a yard", note = "Named in a list.", date = { p = 1 }, place = { basis = "inferred", note = "All are." } }

[[participation]]
what = "yard"
who = "li"
role = "investor"
cite = { p = 2, phrase = "with" }

[[participation]]
what = "yard"
who = "bank"
role = "investor"
cite = { p = 2, phrase = "of" }

[[project]]
id = "road"
name = "Road"
status = "completed"
cite = { p = 2, phrase = "a road" }
"#,
    ),
];

#[test]
fn each_short_form_says_the_same_as_its_long_form() {
    for (number, (short, long)) in FORMS.iter().enumerate() {
        let short = short.replace(
            "in = { container = \"lakeside\", phrase",
            "p = 6, in = { container = \"lakeside\", phrase",
        );
        let (short, long) = (format!("{THINGS}{short}"), format!("{THINGS}{long}"));
        assert_eq!(content(&short), content(&long), "form {number}");
        // What is written of it is short, and says the same.
        let input = Input::new("doc.toml", format!("{SOURCE}{long}"));
        let (base, _) = Base::in_memory(CATALOG, &[input]).unwrap();
        let written = base.digest_of("doc").unwrap();
        let (again, _) = Base::in_memory(CATALOG, &[Input::new("doc.toml", &written)])
            .unwrap_or_else(|error| panic!("{error}\n{written}"));
        assert_eq!(
            again.meta_value("content"),
            base.meta_value("content"),
            "form {number}\n{written}"
        );
    }
}

#[test]
fn a_place_of_the_atlas_needs_no_entry() {
    let text = "[[place]]\nid = \"lakeside\"\nname = \"Lakeside\"\ntype = \"county\"\nin = \"武汉\"\ncite = { p = 1 }\n";
    let made = Made::new(CATALOG, &[Input::new("doc.toml", format!("{SOURCE}{text}"))]);
    assert_eq!(
        made.ask("places where name = Lakeside show name, city, province, country"),
        "name,city,province,country\nLakeside,Wuhan,Hubei,China\n"
    );
}

/// Something wrong, and how its messages begin.
const WRONG: &[(&str, &[&str])] = &[
    (
        "[[paragraph]]\np = 5\nflags = [\"heading\"]\n",
        &["5:3: a section of a paragraph begins with its number; write [paragraph.5]"],
    ),
    (
        "[paragraph]\nflags = [\"heading\"]\n",
        &["6:1: a section of a paragraph begins with its number; write [paragraph.5] above"],
    ),
    (
        "[paragraph.two]\nflags = [\"heading\"]\n",
        &["5:12: `two` isn't the number of a paragraph; write [paragraph.5] above"],
    ),
    (
        "[paragraph.99]\nflags = [\"heading\"]\n",
        &["5:12: there is no paragraph 99: the source has paragraphs 1 to 9"],
    ),
    (
        "[paragraph.1]\nflags = [\"heading\"]\n[paragraph.1]\n",
        &[
            "7:12: paragraph 1 already has a section; put its facts there, or give an entry elsewhere `p = 1`",
        ],
    ),
    (
        "[paragraph.1]\nplaces = [\"Lisbon\"]\n",
        &["6:11: each of the places is a table; write `{ id = …, name = …, phrase = \"…\" }`"],
    ),
    ("[paragraph.1]\nplacs = []\n", &["6:1: there is no kind `placs`; did you mean `place`?"]),
    (
        "[[event]]\nid = \"e\"\nname = \"E\"\ncite = \"a phrase\"\n",
        &["8:8: a claim needs its paragraph; write `cite = { p = 1, phrase = \"…\" }`"],
    ),
    (
        "[reasons]\nyear = \"By the page.\"\n[[event]]\nid = \"e\"\nname = \"E\"\np = 1\nbecause = \"yaer\"\n",
        &[
            "11:11: `[reasons]` has no `yaer`; did you mean `year`?; a reason is a sentence, or the name of one there",
        ],
    ),
    ("[reasons]\nThe year = \"?\"\n", &["6:5: "]),
    (
        "[reasons]\nYear = \"?\"\n",
        &[
            "6:1: `Year` can't name a reason: use small letters, digits and hyphens",
            "6:8: `?` is an open question, not a value",
        ],
    ),
    (
        "[[event]]\nid = \"e\"\nname = \"E\"\np = 1\nnote = \"So.\"\nbecause = \"So it is.\"\n",
        &[
            "9:1: `note` is part of `because` here; `because = \"…\"` is short for `basis = \"inferred\", note = \"…\"`",
        ],
    ),
    (
        "[paragraph.1]\nevents = [\n  { each = { type = \"viset\" } },\n  { id = \"e\", name = \"E\", phrase = \"e\" },\n  { id = \"f\", name = \"F\", phrase = \"f\" },\n]\n",
        &["7:21: "],
    ),
    (
        "[[event]]\nid = \"e\"\nname = \"E\"\np = 1\ndate = { phrase = \"in June\" }\n",
        &["9:8: this has no `value`; write `date = { value = …, phrase = \"…\" }`"],
    ),
    (
        "[[event]]\nid = \"e\"\nname = \"E\"\np = 1\ndate = { value = \"2020\", phrse = \"June\" }\n",
        &["9:26: `phrse` isn't part of a claim; did you mean `phrase`?"],
    ),
    (
        "[[event]]\nid = \"e\"\nname = \"E\"\np = 1\ndate = { value = \"2020-13\", phrase = \"June\" }\n",
        &["9:19: "],
    ),
    (
        "[[event]]\nid = \"e\"\nname = \"E\"\np = 1\norganizers = [\"Nobody\"]\nfigures = [\"300\"]\n",
        &[
            "9:15: no thing \"Nobody\"",
            "10:12: each of the figures is a table; write `{ measure = …, value = …, counterpart = …, facet = …, period = …, counted = …, phrase = \"…\" }`",
        ],
    ),
    (
        "[[event]]\nid = \"e\"\nname = \"E\"\np = 1\norganizers = [{ who = \"e\", role = \"speaker\" }, { who = \"e\", what = \"q\" }]\n",
        &[
            "9:15: an entry of `organizers` can't have the `role` `speaker`; `role` is `organizer`",
            "9:48: a participation written inside `e` refers to `e`; leave out `what`",
            "9:68: no event, agreement, project, organization or route \"q\"",
        ],
    ),
    (
        "[[project]]\nid = \"q\"\nname = \"Q\"\np = 1\npartners = [\"q\"]\n",
        &[
            "9:13: each of the partners needs its `role`; `role` is `investor`, `operator` or `signatory`",
        ],
    ),
    (
        "[[organization]]\nid = \"o\"\nname = \"O\"\np = 1\nparticipations = [{ role = \"investor\" }]\n",
        &["9:19: which of `what` and `who` is `o`?; give the other one: `what` or `who`"],
    ),
    (
        "[[place]]\nid = \"lake\"\nname = \"Lake\"\np = 1\nin = \"hubei\"\n",
        &[
            "9:6: the way in which this place is inside the other isn't known; give its `type`, or write `{ container = …, way = … }`",
        ],
    ),
    (
        "[[event]]\nid = \"e\"\nname = \"E\"\np = 1\nclaims = [{ p = 2 }]\n",
        &["9:11: `claims` follows from other facts and is never entered"],
    ),
    (
        "[[event]]\nid = \"e\"\nname = \"E\"\np = 1\nfigures = [\n  { measure = \"guests\", value = \"?\" },\n]\n",
        &["10:33: `?` is an open question, not a value"],
    ),
];

#[test]
fn mistakes_inside_a_thing_are_shown_at_their_place() {
    let mut others = Vec::new();
    for (text, expected) in WRONG {
        let found = refused(text);
        let found: Vec<&str> =
            found.iter().map(|found| found.trim_start_matches("doc.toml:")).collect();
        let same = found.len() == expected.len()
            && found.iter().zip(*expected).all(|(found, expected)| found.starts_with(expected));
        if !same {
            others.push(format!("{text}{found:#?}"));
        }
    }
    assert!(others.is_empty(), "{}", others.join("\n"));
}

#[test]
fn what_is_inside_an_entry_is_in_the_paragraph_of_its_first_claim() {
    let inside = |claims: &str| {
        format!(
            "[paragraph.3]\nevents = [{{ id = \"e\", name = \"E\", type = \"visit\", {claims}, participants = [{{ who = \"bank\", role = \"signatory\", phrase = \"z\" }}] }}]\n{THINGS}"
        )
    };
    let several = inside("cite = [{ phrase = \"e\" }, { p = 4, phrase = \"e4\" }]");
    let made = Made::new(CATALOG, &[Input::new("doc.toml", format!("{SOURCE}{several}"))]);
    assert_eq!(made.rows("SELECT paragraph FROM claim WHERE phrase = 'z'"), ["3"]);
}
