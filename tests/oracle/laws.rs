//! Laws that answers must keep whatever the meaning of a single test is. Only the program is asked.

use std::collections::{BTreeMap, BTreeSet};

use brief::answer::Cell;

use crate::ask::ASKED;
use crate::base;
use crate::cond::Cond;
use crate::eval::asks_known;
use crate::model::{Facts, World};
use crate::program::{Asked, Program};
use crate::rng::Rng;
use crate::schema::Ty;
use crate::{Ask, links, number, parameters, seed};

type Ids = BTreeSet<String>;

/// The rows of a condition, each once.
fn rows(program: &Program, kind: &str, condition: &str) -> Asked<Ids> {
    let answer = program.ask(kind, condition)?;
    let n = answer.0.len();
    let ids: Ids = answer.0.into_iter().map(|r| r.0).collect();
    assert_eq!(ids.len(), n, "a row twice: {kind} where {condition}");
    Ok(ids)
}

/// Asks every base about pairs of conditions.
fn on_pairs(salt: u64, law: fn(&Program, &str, [&str; 2]) -> Asked<()>) {
    let bases = number("ORACLE_CASES", 20_000).div_ceil(1_000);
    for n in 0..bases {
        let mut rng = Rng::of(seed(), salt, n);
        let world = base::base(&mut rng);
        let facts = Facts::new(&world);
        let program = Program::new(&world).unwrap();
        for _ in 0..20 {
            let kind = *rng.pick(&ASKED);
            let mut one = || {
                let depth = rng.below(3);
                Ask { rng: &mut rng, facts: &facts, links: links() }
                    .condition(&[kind], depth)
                    .text()
            };
            let (a, b) = (one(), one());
            law(&program, kind, [&a, &b]).unwrap_or_else(|refused| panic!("{}", refused.text));
        }
    }
}

#[test]
fn nothing_is_true_and_false() {
    on_pairs(1, |program, kind, [a, _]| {
        let both = &rows(program, kind, a)? & &rows(program, kind, &format!("not ({a})"))?;
        assert!(both.is_empty(), "{kind} where {a}: {both:?}");
        Ok(())
    });
}

#[test]
fn or_widens_and_narrows() {
    on_pairs(2, |program, kind, [a, b]| {
        for (less, more) in [
            (a.to_owned(), format!("({a}) or ({b})")),
            (format!("({a}) and ({b})"), a.to_owned()),
            (a.to_owned(), format!("possibly ({a})")),
        ] {
            let (inner, outer) = (rows(program, kind, &less)?, rows(program, kind, &more)?);
            assert!(inner.is_subset(&outer), "{kind}\n{less}: {inner:?}\n{more}: {outer:?}");
        }
        Ok(())
    });
}

/// Two conditions with the same rows true and the same rows false.
fn same(program: &Program, kind: &str, one: &str, other: &str) -> Asked<()> {
    for word in ["", "not", "possibly", "not possibly"] {
        let first = rows(program, kind, &format!("{word} ({one})"))?;
        let second = rows(program, kind, &format!("{word} ({other})"))?;
        assert_eq!(first, second, "{kind}: {word}\n{one}\n{other}");
    }
    Ok(())
}

#[test]
fn de_morgan() {
    on_pairs(3, |program, kind, [a, b]| {
        same(program, kind, &format!("not (({a}) and ({b}))"), &format!("not ({a}) or not ({b})"))?;
        same(program, kind, &format!("not (({a}) or ({b}))"), &format!("not ({a}) and not ({b})"))
    });
}

#[test]
fn not_not_is_nothing() {
    on_pairs(4, |program, kind, [a, _]| same(program, kind, &format!("not not ({a})"), a));
}

#[test]
fn and_and_or_do_not_care_for_order() {
    on_pairs(5, |program, kind, [a, b]| {
        same(program, kind, &format!("({a}) and ({b})"), &format!("({b}) and ({a})"))?;
        same(program, kind, &format!("({a}) or ({b})"), &format!("({b}) or ({a})"))?;
        same(
            program,
            kind,
            &format!("({a}) or (({a}) and ({b}))"),
            &format!("({a}) or (({b}) and ({a}))"),
        )
    });
}

#[test]
fn possibly_is_not_false() {
    on_pairs(6, |program, kind, [a, _]| {
        let everything = rows(program, kind, &format!("({a}) or possibly not ({a})"))?;
        let refuted = rows(program, kind, &format!("not ({a})"))?;
        let possible = rows(program, kind, &format!("possibly ({a})"))?;
        assert!(refuted.is_disjoint(&possible), "{kind} where {a}");
        assert_eq!(&refuted | &possible, everything, "{kind} where {a}");
        assert_eq!(
            rows(program, kind, &format!("not possibly ({a})"))?,
            refuted,
            "{kind} where {a}"
        );
        Ok(())
    });
}

#[test]
fn as_many_rows_as_are_counted() {
    on_pairs(7, |program, kind, [a, b]| {
        for condition in [a, b, &format!("possibly ({a})")] {
            let n = rows(program, kind, condition)?.len() as u64;
            assert_eq!(program.count(kind, condition)?, n, "{kind} where {condition}");
        }
        Ok(())
    });
}

#[test]
fn a_parameter_is_the_value_it_holds() {
    let bases = number("ORACLE_CASES", 20_000).div_ceil(1_000);
    for n in 0..bases {
        let mut rng = Rng::of(seed(), 12, n);
        let world = base::base(&mut rng);
        let facts = Facts::new(&world);
        let mut session = Program::session(&world);
        for _ in 0..20 {
            let kind = *rng.pick(&ASKED);
            let depth = rng.below(3);
            let cond =
                Ask { rng: &mut rng, facts: &facts, links: links() }.condition(&[kind], depth);
            let text = format!("{kind} where {} limit {}", cond.text(), rng.below(9));
            let pair = parameters::pair(&text).unwrap();
            if let Some(difference) = pair.differs(&mut session) {
                panic!("{difference}\n{}", world.digest());
            }
        }
    }
}

/// Counts and sums of an answer: how many rows, how many amounts are known, and by unit Σ of low ends and
/// Σ of high ends in thousandths (none: no such end).
type Totals = (i64, i64, BTreeMap<String, (Option<i128>, Option<i128>)>);

/// All groups of a query that shows `count` and one sum, together.
fn totals(rows: &[Vec<Cell>]) -> Totals {
    let thousandths = |text: &Option<String>| {
        let (whole, rest) = text.as_deref()?.split_once('.').unwrap_or((text.as_deref()?, ""));
        Some(format!("{whole}{rest:0<3}").parse::<i128>().unwrap())
    };
    let mut totals = Totals::default();
    for row in rows {
        let [.., Cell::Integer(n), sum] = row.as_slice() else { panic!("{row:?}") };
        totals.0 += n;
        let sums =
            if let Cell::List(all) = sum { all.as_slice() } else { std::slice::from_ref(sum) };
        let last = if let Some(Cell::Amount { text, .. }) = sums.last() { text } else { "" };
        let known = last.rsplit_once('(').unwrap().1.split_once(' ').unwrap().0;
        let known: i64 = known.parse().unwrap();
        totals.1 += known;
        for sum in sums.iter().filter(|_| known > 0) {
            let Cell::Amount { low, high, unit, .. } = sum else { panic!("{sum:?}") };
            let all = totals.2.entry(unit.clone()).or_insert((Some(0), Some(0)));
            let add = |a: Option<i128>, b: Option<i128>| Some(a? + b?);
            *all = (add(all.0, thousandths(low)), add(all.1, thousandths(high)));
        }
    }
    totals
}

#[test]
fn groups_by_one_value_add_up_to_the_total() {
    const BY: [(&str, &[&str], &[&str]); 3] = [
        (
            "deal",
            &["batch", "status", "place", "owner", "city", "country", "part_of", "cost.unit"],
            &["cost", "fee", "mass", "growth"],
        ),
        ("firm", &["grade", "listed", "place", "part_of", "province"], &["staff"]),
        ("metric", &["measure", "subject", "value.unit"], &["value"]),
    ];
    let bases = number("ORACLE_CASES", 20_000).div_ceil(1_000);
    for n in 0..bases {
        let mut rng = Rng::of(seed(), 11, n);
        let world = base::base(&mut rng);
        let facts = Facts::new(&world);
        let program = Program::new(&world).unwrap();
        for _ in 0..30 {
            let (kind, keys, fields) = *rng.pick(&BY);
            let (key, field) = (*rng.pick(keys), *rng.pick(fields));
            let depth = rng.below(2);
            let cond =
                Ask { rng: &mut rng, facts: &facts, links: links() }.condition(&[kind], depth);
            let query = format!("{kind} where {} show", cond.text());
            let whole = program.cells(&format!("{query} count, sum of {field}"));
            let parts = program.cells(&format!("{query} {key}, count, sum of {field} by {key}"));
            let (whole, parts) = (totals(&whole.unwrap()), totals(&parts.unwrap()));
            assert_eq!(parts, whole, "{query} … {field} by {key}\n{}", world.digest());
        }
    }
}

/// A field that is not recorded gets a value.
fn recorded(rng: &mut Rng, world: &World) -> Option<(World, String)> {
    let n = rng.below(world.all.len());
    let e = &world.all[n];
    let field = rng.pick(e.kind().fields.get(..).filter(|f| !f.is_empty())?);
    let facts = Facts::new(world);
    let earlier = |kinds: &[&str]| {
        world.all[..n]
            .iter()
            .filter(|o| kinds.contains(&o.kind))
            .map(|o| (o.kind, o.id.clone()))
            .collect()
    };
    let whole = matches!(field.ty, Ty::Ref(_)) && field.name == "part_of";
    let unfit = e.fields.contains_key(field.name)
        || field.default
        || ["place", "containment", "source"].contains(&e.kind)
        || whole && e.kind == "deal"
        || field.only_if.is_some_and(|(other, wanted)| match e.fields.get(other) {
            Some(crate::model::Value::YesNo(yes)) => *yes != (wanted == "yes"),
            Some(crate::model::Value::Choice(c)) => *c != wanted,
            _ => true,
        })
        || facts.interval(e, field.name).is_some();
    if unfit {
        return None;
    }
    let there: Vec<(&'static str, String)> = match field.ty {
        Ty::Ref(kinds) if whole => earlier(kinds),
        _ => world.all.iter().map(|o| (o.kind, o.id.clone())).collect(),
    };
    let value = base::value(rng, e, field, &there)?;
    let mut more = world.clone();
    more.all[n].silent.remove(field.name);
    more.all[n].fields.insert(field.name, value);
    Some((more, format!("{} of {}", field.name, e.id)))
}

#[test]
fn a_first_value_changes_only_open_rows() {
    let changes = number("ORACLE_CASES", 20_000).div_ceil(200);
    let mut rng = Rng::of(seed(), 8, 0);
    let (mut done, mut settled) = (0, 0);
    while done < changes {
        let world = base::base(&mut rng);
        let facts = Facts::new(&world);
        let before = Program::new(&world).unwrap();
        for _ in 0..10 {
            let Some((more, what)) = recorded(&mut rng, &world) else { continue };
            // A value may be refused for what else is recorded: a part is not above its whole.
            let Ok(after) = Program::new(&more) else { continue };
            done += 1;
            for _ in 0..20 {
                let kind = *rng.pick(&ASKED);
                let depth = rng.below(3);
                let cond: Cond =
                    Ask { rng: &mut rng, facts: &facts, links: false }.condition(&[kind], depth);
                if asks_known(&cond) {
                    continue;
                }
                let text = cond.text();
                for condition in [text.clone(), format!("not ({text})")] {
                    let answers = (rows(&before, kind, &condition), rows(&after, kind, &condition));
                    let (Ok(had), Ok(has)) = answers else { continue };
                    settled += has.len() - had.intersection(&has).count();
                    assert!(
                        had.is_subset(&has),
                        "{kind} where {condition}\nhad {had:?}, has {has:?}\nafter {what}\n{}",
                        more.digest()
                    );
                }
            }
        }
    }
    assert!(changes < 100 || settled > 0, "some rows should have been settled");
    println!("{done} values recorded settled {settled} rows");
}

#[test]
fn without_competing_values_the_clause_changes_nothing() {
    let bases = number("ORACLE_CASES", 20_000).div_ceil(2_000);
    for n in 0..bases {
        let mut rng = Rng::of(seed(), 12, n);
        let mut world = base::base(&mut rng);
        for e in &mut world.all {
            e.rivals.clear();
        }
        let recorded = Program::new(&world).unwrap();
        world.disputed = true;
        let (disputed, facts) = (Program::new(&world).unwrap(), Facts::new(&world));
        for _ in 0..20 {
            let kind = *rng.pick(&ASKED);
            let depth = rng.below(3);
            let cond = Ask { rng: &mut rng, facts: &facts, links: links() }
                .condition(&[kind], depth)
                .text();
            let of = |program: &Program| {
                let (answer, open) =
                    program.ask_and_open(kind, &cond).unwrap_or_else(|e| panic!("{}", e.text));
                (answer.ids(), answer.certain(), open)
            };
            assert_eq!(of(&recorded), of(&disputed), "{kind} where {cond}\n{}", world.digest());
        }
    }
}
