//! Parses compared with parses, spans by the text they cover, and `parse ∘ print`.

use proptest::prelude::*;

use super::parse;
use crate::query::ast::{Cond, Query};

fn parse_one(source: &str) -> Query {
    match parse(source) {
        Ok(mut queries) if queries.len() == 1 => queries.remove(0),
        other => panic!("{source}: {other:?}"),
    }
}

fn assert_same(a: &str, b: &str) {
    assert_eq!(parse_one(a), parse_one(b), "{a} / {b}");
}

#[test]
fn spellings_that_mean_the_same() {
    assert_same("Projects WHERE city = Qingdao", "Projects where city=Qingdao");
    assert_same("p where a is b", "p where a = b");
    assert_same("p where a is not b", "p where a != b");
    assert_same("p where a before 2020", "p where a < 2020");
    assert_same("p where a after 2020", "p where a > 2020");
    assert_same("p where a since 2020", "p where a >= 2020");
    assert_same("p where a in (x)", "p where a = x");
    assert_same("p where a in x", "p where a = x");
    assert_same("p where a is not known", "p where a is unknown");
    assert_same("p where （a ≥ 1） and b ＝ 青岛；", "p where (a >= 1) and b = 青岛");
    assert_same("p where (a = 1)", "p where a = 1");
    assert_same("p where a = New   York", "p where a = New York");
    assert_same("p where a = “x y”", "p where a = 'x y'");
}

#[test]
fn clauses_come_in_any_order() {
    let canonical = parse_one("p where a = b show c, d by e order by f desc limit 5 with sources");
    for source in [
        "p limit 5 where a = b order by f desc show c, d by e with sources",
        "p with sources by e show c, d order by f desc limit 5 where a = b",
        "p order by f desc with sources limit 5 by e where a = b show c, d",
    ] {
        assert_eq!(parse_one(source), canonical, "{source}");
    }
}

#[test]
fn a_value_ends_where_a_keyword_can_stand() {
    let value = |source: &str| match parse_one(source).filter {
        Some(Cond::Predicate(p)) => match p.body {
            crate::query::ast::Body::Test(test) => {
                test.values().pop().map(|v| v.text.clone()).unwrap_or_default()
            }
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    assert_eq!(value("p where a = Order of Malta order by b"), "Order of Malta");
    assert_eq!(value("p where a = Bank with a view show b"), "Bank with a view");
    assert_eq!(value("p where a = Speed limit limit 5"), "Speed limit");
    assert_eq!(value("p where a = \"Trinidad and Tobago\""), "Trinidad and Tobago");
    assert_eq!(value("p where a > 42.7 billion yuan by c"), "42.7 billion yuan");
    assert_eq!(value("p where a = Xi'an"), "Xi'an");
    assert_eq!(value("p where a = what possibly is"), "what possibly is");
    assert_eq!(value("p where a = 'what possibly' show b"), "what possibly");
}

#[test]
fn spans_cover_what_they_name() {
    let source = "projects where  signed_at.city = 青岛 and not (b = 1)";
    let query = parse_one(source);
    let Some(Cond::And(parts)) = &query.filter else { panic!() };
    assert_eq!(parts[0].span().text(source), "signed_at.city = 青岛");
    assert_eq!(parts[1].span().text(source), "not (b = 1)");
    let Cond::Predicate(first) = &parts[0] else { panic!() };
    assert_eq!(first.path.names[1].span.text(source), "city");
    assert_eq!(query.span.text(source), source);
}

/// Mistakes that no golden script has; those of every code are in `tests/scripts/errors`.
#[test]
fn what_is_no_query() {
    for (source, place, fixed) in [
        ("p where a = b where c = d", "where", vec!["p where a = b and c = d"]),
        ("p show count(*)", "count(*)", vec!["p show count"]),
        ("(", "(", vec![]),
        // Its small form is two characters, the second no letter.
        ("p where İ = 1", "İ", vec![]),
    ] {
        let diagnostic = parse(source).expect_err(source);
        assert_eq!(diagnostic.span.text(source), place, "{source}");
        let fixes: Vec<_> = diagnostic.fixes.iter().map(|fix| fix.apply(source)).collect();
        assert_eq!(fixes, fixed, "{source}");
    }
    assert_eq!(parse(" ; # nothing\n"), Ok(vec![]));
}

fn arb_value() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z青岛][a-z0-9'%-]{1,8}x".prop_map(|s| s),
        "[A-Za-z]{2,5}q [a-z]{2,5}q".prop_map(|s| s),
        Just("\"a \\\"quoted\\\" \\\\ text and more\"".to_owned()),
        Just("@some-slug".to_owned()),
        Just("$name".to_owned()),
        Just("1,000,000".to_owned()),
        Just("perhaps Possibly so".to_owned()),
        Just("\"Jinan possibly\"".to_owned()),
    ]
}

fn arb_path() -> impl Strategy<Value = String> {
    prop_oneof![Just("city"), Just("signed_at.city"), Just("investment"), Just("a.b.c.d")]
        .prop_map(str::to_owned)
}

fn arb_test() -> impl Strategy<Value = String> {
    let sign = prop_oneof![
        Just("="),
        Just("!="),
        Just("<"),
        Just("<="),
        Just(">"),
        Just(">="),
        Just("contains"),
        Just("starts with"),
        Just("about"),
        Just("within"),
    ];
    prop_oneof![
        (sign, arb_value()).prop_map(|(s, v)| format!("{s} {v}")),
        Just("is known".to_owned()),
        Just("is not known".to_owned()),
        (arb_value(), "[a-z]{3}q")
            .prop_map(|(v, w)| format!("in ({}, {w})", v.replace("1,000,000", "1"))),
        (arb_value(), arb_value()).prop_map(|(v, w)| format!("between {v} and {w}")),
    ]
}

fn arb_cond() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        (arb_path(), arb_test()).prop_map(|(p, t)| format!("{p} {t}")),
        (arb_path(), arb_test()).prop_map(|(p, t)| format!("any {p} {t}")),
        arb_path().prop_map(|p| format!("no {p}")),
    ];
    leaf.prop_recursive(3, 20, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4)
                .prop_map(|c| format!("({})", c.join(") and ("))),
            prop::collection::vec(inner.clone(), 2..4)
                .prop_map(|c| format!("({})", c.join(") or ("))),
            inner.clone().prop_map(|c| format!("not ({c})")),
            inner.clone().prop_map(|c| format!("possibly ({c})")),
            inner.prop_map(|c| format!("at least 2 partners ({c})")),
        ]
    })
}

/// The query with one `possibly` before its conditions where there are several in a row.
fn with_one_possibly(mut query: Query) -> Query {
    while let Some(Cond::Possibly(inner, _)) = &query.filter
        && matches!(**inner, Cond::Possibly(..))
    {
        query.filter = Some((**inner).clone());
    }
    query
}

/// Clauses without a letter that means something by its case.
const CLAUSES: [&str; 7] = [
    "according to (t = 6 or u < 7)",
    "where a = 1 and not (any b (c != 青岛) or d.e in (2, 3) or f >= 4 or g < 5 or h is unknown)",
    "show i, each j, count of k, sum of l",
    "by m, n.o",
    "order by p desc, count",
    "limit 5",
    "with sources",
];

/// The wide form of a sign.
fn to_full_width(c: char) -> char {
    if "(),;=<>!".contains(c) { char::from_u32(u32::from(c) + 0xFEE0).unwrap() } else { c }
}

proptest! {
    #[test]
    fn order_of_clauses_case_and_width_mean_nothing(
        clauses in proptest::sample::subsequence(CLAUSES.to_vec(), 0..=7).prop_shuffle(),
        dice in prop::collection::vec(any::<(bool, bool)>(), 400),
    ) {
        let mut sorted = clauses.clone();
        sorted.sort_by_key(|clause| CLAUSES.iter().position(|known| known == clause));
        let sorted = format!("p {}", sorted.join(" ")).trim_end().to_owned();
        let canonical = parse_one(&sorted);
        let text = format!("p {};", clauses.join(" "));
        let disguised: String = text
            .chars()
            .zip(dice)
            .map(|(c, (upper, full))| match c {
                c if upper && c.is_ascii_lowercase() => c.to_ascii_uppercase(),
                c if full => to_full_width(c),
                c => c,
            })
            .collect();
        prop_assert_eq!(&parse_one(&disguised), &canonical, "{}", disguised);
        prop_assert_eq!(canonical.to_string(), sorted);
    }

    #[test]
    fn what_is_printed_reads_back_as_the_same(cond in arb_cond(), tail in "( show name, each b| by c| order by d desc| limit 3| with sources){0,1}") {
        let query = parse_one(&format!("projects where {cond}{tail}"));
        let printed = query.to_string();
        prop_assert_eq!(&parse_one(&printed), &query, "{}", printed);
        prop_assert_eq!(parse_one(&printed).to_string(), printed);
    }

    #[test]
    fn possibly_behind_conditions_is_moved_before_them(
        cond in arb_cond(),
        tail in "( show name, each b| by c| order by d desc| limit 3| with sources){0,1}",
        place in 0..3,
    ) {
        let source = match place {
            0 => format!("projects where {cond} possibly{tail}"),
            1 => format!("projects possibly where {cond}{tail}"),
            _ => format!("projects where any a ({cond} possibly){tail}"),
        };
        let cond = if place == 2 { format!("any a ({cond})") } else { cond };
        let meant = parse_one(&format!("projects where possibly ({cond}){tail}"));
        let diagnostic = parse(&source).expect_err(&source);
        prop_assert_eq!(diagnostic.problem.message().code, "S26", "{}", source);
        prop_assert_eq!(diagnostic.span.text(&source), "possibly");
        let fixed = parse_one(&diagnostic.fixes[0].apply(&source));
        prop_assert_eq!(with_one_possibly(fixed), with_one_possibly(meant));
    }

    #[test]
    fn any_text_is_read_or_refused_with_a_place_inside_it(words in prop::collection::vec(
        prop_oneof![
            Just("projects".to_owned()), Just("where".to_owned()), Just("city".to_owned()), Just("=".to_owned()),
            Just("and".to_owned()), Just("or".to_owned()), Just("(".to_owned()), Just(")".to_owned()),
            Just(",".to_owned()), Just("\"".to_owned()), Just("not".to_owned()), Just("in".to_owned()),
            Just("any".to_owned()), Just("limit".to_owned()), Just("order by".to_owned()), Just("show".to_owned()),
            Just("between".to_owned()), Just("is".to_owned()), Just("青岛".to_owned()), Just(";".to_owned()),
            Just("possibly".to_owned()), Just("count".to_owned()), Just("|".to_owned()), Just("sum of".to_owned()), "\\PC{0,4}",
        ], 0..14)) {
        let source = words.join(" ");
        if let Err(diagnostic) = parse(&source) {
            prop_assert!(diagnostic.span.end <= source.len() && source.is_char_boundary(diagnostic.span.start));
            prop_assert!(!diagnostic.problem.message().sentence.is_empty());
            for fix in diagnostic.fixes {
                prop_assert!(source.is_char_boundary(fix.span.start) && source.is_char_boundary(fix.span.end));
                prop_assert!(fix.span.start <= fix.span.end && fix.span.end <= source.len());
            }
        }
    }
}
