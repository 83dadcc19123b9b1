//! Amounts that a source gives in two units: one amount, whatever is loaded first, and no contradiction.

use brief::store::digest::Input;

use crate::made::{CATALOG, Made};

const KEPT: &str = "SELECT t.slug, e.field, e.unit, e.says, e.low, e.high FROM _equivalent AS e JOIN thing AS t ON t.id = e.thing ORDER BY 1, 2, 3, 4";
const AGAINST: &str = "SELECT t.slug, r.field, r.says FROM rival AS r JOIN thing AS t ON t.id = r.thing ORDER BY 1, 2, 3";

fn digest(source: &str, rest: &str) -> Input {
    let head = format!("[source]\nid = \"{source}\"\nname = \"{source}\"\nparagraphs = 3\n\n");
    Input::new(format!("{source}.toml"), format!("{head}{rest}"))
}

/// A digest of one project with this investment.
fn project(source: &str, investment: &str) -> Input {
    let cite = "cite = { p = 1, phrase = \"the rail link\" }";
    let name = if source == "a" { "name = \"Rail link\"\n" } else { "" };
    digest(source, &format!("[[project]]\nid = \"rail\"\n{name}{investment}\n{cite}\n"))
}

fn assert_sound(made: &Made) {
    let found = made.base().check_soundness().unwrap();
    assert!(found.broken.is_empty(), "{:?}", found.broken);
}

#[test]
fn an_amount_in_two_currencies_is_one_amount() {
    let both = "investment = \"142.7 billion yuan (about 20.6 billion US dollars)\"";
    let kept = ["rail | investment | USD | about 20.6bn USD | 1854000000000 | 2266000000000"];
    let made = Made::new(CATALOG, &[project("a", both)]);
    assert_eq!(made.rows("SELECT investment, investment_unit FROM project"), ["142.7bn CNY | CNY"]);
    assert_eq!(made.rows("SELECT investment_equivalents FROM projects"), ["about 20.6bn USD"]);
    assert_eq!(made.rows(KEPT), kept);
    assert_sound(&made);
    // It is written as it was read, and goes with its source.
    let digest = made.base().digest_of("a").unwrap();
    assert!(digest.contains("investment = \"142.7bn CNY (about 20.6bn USD)\"\n"), "{digest}");
    let content = made.content();
    assert_eq!(made.counts(&[Input::new("a.toml", &digest)]), [0, 2, 0, 0]);
    assert_eq!(made.content(), content);
    made.load(&[project("a", "investment = \"142.7bn CNY\"")]);
    assert!(made.rows(KEPT).is_empty());
    assert_ne!(made.content(), content);
    assert_sound(&made);
}

#[test]
fn sources_in_other_currencies_agree_or_contradict() {
    let [a, usd] = ["investment = \"10bn CNY (1.5bn USD)\"", "investment = \"about 1.5bn USD\""];
    let agreeing = [
        "rail | investment | USD | 1.5bn USD | 150000000000 | 150000000000",
        "rail | investment | USD | about 1.5bn USD | 135000000000 | 165000000000",
    ];
    let made = Made::new(CATALOG, &[project("a", a), project("b", usd)]);
    assert_eq!(made.rows("SELECT investment FROM project"), ["10bn CNY"]);
    assert_eq!(made.rows(KEPT), agreeing);
    assert!(made.rows(AGAINST).is_empty());
    assert_sound(&made);
    // The one that was there first is the value; the other gives it in its own currency.
    let other = Made::new(CATALOG, &[project("a", usd)]);
    other.load(&[project("b", a)]);
    assert_eq!(other.rows("SELECT investment FROM project"), ["about 1.5bn USD"]);
    let yuan = "rail | investment | CNY | 10bn CNY | 1000000000000 | 1000000000000";
    assert_eq!(other.rows(KEPT), [yuan]);
    assert!(other.rows(AGAINST).is_empty());
    assert_sound(&other);
    // One that disagrees is refused, and contradicts if it is kept.
    let refused = made.refused(&[project("b", "investment = \"2bn USD\"")]);
    assert!(
        refused.concat().contains("is 2bn USD here, but 10bn CNY according to `a`"),
        "{refused:?}"
    );
    for says in ["2bn USD", "12bn CNY (2bn USD)"] {
        let cite = format!("cite = {{ p = 1, investment = {{ says = \"{says}\" }} }}");
        made.load(&[digest("b", &format!("[[project]]\nid = \"rail\"\n{cite}\n"))]);
        assert_eq!(made.rows(AGAINST), [format!("rail | investment | {says}")]);
        assert_eq!(made.rows(KEPT), agreeing[..1]);
        assert_sound(&made);
    }
    // So do two equivalents in one currency.
    made.load(&[project("b", "investment = \"10bn CNY (2bn USD)\"")]);
    let both = ["rail | investment | 1.5bn USD", "rail | investment | 2bn USD"];
    assert_eq!(made.rows(AGAINST), both);
    assert_sound(&made);
}

#[test]
fn figures_in_other_units_agree_or_contradict() {
    let figures = |values: [&str; 2]| {
        let figure = |value: &str| {
            format!(
                "[[figure]]\nsubject = \"rail\"\nmeasure = \"trade_value\"\nvalue = \"{value}\"\nperiod = \"2020\"\ncite = {{ p = 2 }}\n"
            )
        };
        let rail = "[[project]]\nid = \"rail\"\nname = \"Rail\"\ncite = { p = 1 }\n";
        digest("a", &format!("{rail}{}{}", figure(values[0]), figure(values[1])))
    };
    let made = Made::new(CATALOG, &[figures(["10bn CNY (1.5bn USD)", "about 1.5bn USD"])]);
    let against = "SELECT r.says FROM rival AS r ORDER BY 1";
    assert!(made.rows(against).is_empty());
    made.load(&[figures(["10bn CNY (1.5bn USD)", "2bn USD"])]);
    assert_eq!(made.rows(against), ["10bn CNY", "2bn USD"]);
    let conflicts = made.base().conflicts().unwrap();
    let sides: Vec<&str> = conflicts[0].sides.iter().map(|side| side.value.as_str()).collect();
    assert_eq!(sides, ["10bn CNY (1.5bn USD)", "2bn USD"]);
    assert_sound(&made);
    made.load(&[figures(["10bn CNY (1.5bn USD)", "2bn USD (13bn CNY)"])]);
    assert_eq!(made.rows(against), ["10bn CNY", "2bn USD"]);
    made.load(&[figures(["1,000 containers (20,000 t)", "20,000,000 kg (1,000 containers)"])]);
    assert!(made.rows(against).is_empty());
    assert_sound(&made);
}

#[test]
fn things_that_are_judged_to_be_the_same_keep_their_equivalents() {
    let thing = |id: &str, investment: &str| {
        format!(
            "[[project]]\nid = \"{id}\"\nname = \"{id}\"\ninvestment = \"{investment}\"\ncite = {{ p = 1 }}\n"
        )
    };
    let judged = |text: &str| Input {
        known_as: Some("same.csv".to_owned()),
        ..Input::new("same.csv", text)
    };
    for (other, kept, against) in [
        ("10bn CNY (€1.4bn)", vec!["a | EUR | 1.4bn EUR", "a | USD | 1.5bn USD"], vec![]),
        ("1.5bn USD", vec!["a | USD | 1.5bn USD", "a | USD | 1.5bn USD"], vec![]),
        ("12bn CNY (2bn USD)", vec!["a | USD | 1.5bn USD"], vec!["12bn CNY (2bn USD)"]),
    ] {
        let things = format!("{}{}", thing("a", "10bn CNY (1.5bn USD)"), thing("b", other));
        let made = Made::new(CATALOG, &[digest("s", &things)]);
        let before = (made.content(), made.rows(KEPT));
        made.load(&[judged("keep,drop,note\na,b,one\n")]);
        let short = "SELECT t.slug, e.unit, e.says FROM _equivalent AS e JOIN thing AS t ON t.id = e.thing ORDER BY 1, 2, 3";
        assert_eq!(made.rows(short), kept, "{other}");
        assert_eq!(made.rows("SELECT says FROM rival"), against, "{other}");
        assert_sound(&made);
        made.load(&[judged("keep,drop,note\n")]);
        assert_eq!((made.content(), made.rows(KEPT)), before, "{other}");
    }
}
