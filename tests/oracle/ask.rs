//! Random conditions about a base: the tree for the evaluator, which prints the text for the program.

use crate::cond::{Check, Cond, How, Inside, Leaf, Literal, Op, Quant, Words};
use crate::literals::{self, PHRASES, PIECES, TEXTS};
use crate::model::{Facts, NOTE, Value, fold};
use crate::rng::Rng;
use crate::schema::{self, ANY, Field, LEVELS, Link, Ty};

/// What the generator may ask.
pub(crate) struct Ask<'a, 'w> {
    pub(crate) rng: &'a mut Rng,
    pub(crate) facts: &'a Facts<'w>,
    /// Links and quantifiers too.
    pub(crate) links: bool,
}

type Kinds = Vec<&'static str>;

impl Ask<'_, '_> {
    /// A condition about things of these kinds.
    pub(crate) fn condition(&mut self, kinds: &[&'static str], depth: usize) -> Cond {
        self.inside(kinds, None, depth, 3)
    }

    /// A condition about what is reached, perhaps through a record.
    fn inside(
        &mut self,
        kinds: &[&'static str],
        record: Option<&'static str>,
        depth: usize,
        quantifiers: usize,
    ) -> Cond {
        let roll = if depth == 0 { 99 } else { self.rng.below(100) };
        let part = |ask: &mut Self| ask.inside(kinds, record, depth - 1, quantifiers);
        match roll {
            0..=19 => Cond::And((0..2 + self.rng.below(2)).map(|_| part(self)).collect()),
            20..=39 => Cond::Or((0..2 + self.rng.below(2)).map(|_| part(self)).collect()),
            40..=54 => Cond::Not(Box::new(part(self))),
            55..=59 => Cond::Possibly(Box::new(part(self))),
            _ if self.links && quantifiers > 0 && self.rng.percent(40) => {
                self.quantifier(kinds, depth, quantifiers - 1)
            }
            _ if self.rng.percent(8) => self.mentions(),
            _ => {
                // Inside parentheses the record's own fields come first.
                if let Some(record) = record {
                    if self.rng.percent(40) {
                        return self.leaf(&[record], true, None);
                    }
                    return self.leaf(kinds, false, Some(record));
                }
                self.leaf(kinds, false, None)
            }
        }
    }

    /// Words of some text, whole or begun, or words that are nowhere.
    fn mentions(&mut self) -> Cond {
        let mut texts: Vec<&str> = [&TEXTS[..], &PHRASES, &PIECES, &[NOTE, "green", "冷"]].concat();
        if self.rng.percent(60) {
            texts = self.facts.world.all.iter().flat_map(|e| &e.names).map(|n| &*n.text).collect();
        }
        let text = fold(self.rng.pick::<&str>(&texts)).replace(['(', ')'], "");
        let all: Vec<&str> = text.split_whitespace().collect();
        let first = self.rng.below(all.len());
        let mut words: Vec<String> = all[first..]
            .iter()
            .take(1 + self.rng.below(2))
            .map(|word| (*word).to_owned())
            .collect();
        let quoted = self.rng.percent(30);
        let last = words.last_mut().unwrap();
        if self.rng.percent(30) {
            *last = last.chars().take(1 + self.rng.below(3)).collect();
        }
        if self.rng.percent(25) {
            *last = last.to_uppercase();
        }
        if !quoted && self.rng.percent(50) {
            words.reverse();
        }
        // What would be a word of the language at this place.
        let quoted = quoted
            || words.iter().any(|word| ["by", "or", "and"].contains(&word.to_lowercase().as_str()));
        Cond::Mentions(Words { words, quoted })
    }

    fn quantifier(&mut self, kinds: &[&'static str], depth: usize, left: usize) -> Cond {
        let Some(link) = self.link(kinds) else { return self.leaf(kinds, false, None) };
        let n = 1 + self.rng.below(3);
        let how = match self.rng.below(9) {
            0..=2 => How::Any,
            3 => How::No,
            4 => How::All,
            5 | 6 => How::AtLeast(n),
            7 => How::AtMost(n - 1),
            _ => How::Exactly(n - 1),
        };
        let inside = match self.rng.below(10) {
            0 => Inside::Nothing,
            // In an item of claims `source` is the claim's own field, if a test follows at once.
            1 if !schema::kind(link.reached[0]).record && link.one != "source" => {
                let (negated, check, text) = self.of_thing(link.reached);
                Inside::Test(Leaf { path: vec![], negated, check, text })
            }
            _ => {
                let cond = self.inside(link.reached, link.to.map(|_| link.via), depth.min(2), left);
                Inside::Cond(Box::new(cond))
            }
        };
        let name = if self.rng.percent(50) { link.name } else { link.one };
        Cond::Quant(Quant { how, link: name, inside })
    }

    /// A link of these kinds; names, claims and sources, which everything has, not too often.
    fn link(&mut self, kinds: &[&'static str]) -> Option<&'static Link> {
        let mut links = links(kinds);
        let facts: Vec<_> =
            links.iter().filter(|l| !["name", "claim"].contains(&l.via)).copied().collect();
        if !facts.is_empty() && self.rng.percent(70) {
            links = facts;
        }
        if links.is_empty() { None } else { Some(*self.rng.pick(&links)) }
    }

    /// A test; `own`: of the record's own fields only; `hidden`: names the record would take.
    fn leaf(&mut self, kinds: &[&'static str], own: bool, hidden: Option<&'static str>) -> Cond {
        let mut path = Vec::new();
        let mut at: Kinds = kinds.to_vec();
        let hides = |first: bool, name: &str| {
            first && hidden.is_some_and(|r| schema::kind(r).field(name).is_some())
        };
        while path.len() < 3 && self.rng.percent(if path.is_empty() { 35 } else { 30 }) {
            let first = path.is_empty();
            let mut steps: Vec<(&'static str, Kinds)> = refs(&at);
            steps.retain(|(name, _)| !hides(first, name));
            if self.links && self.rng.percent(60) && !own {
                let link = self.link(&at).filter(|link| !link.name.starts_with("cont"));
                if let Some(link) = link {
                    // In a path `name` is what it is called.
                    let one = if link.one == "name" { link.name } else { link.one };
                    let name = *self.rng.pick(&[one, link.name]);
                    steps.push((name, link.reached.to_vec()));
                }
                steps.retain(|(name, _)| !hides(first, name));
            }
            if steps.is_empty() {
                break;
            }
            let (name, kinds) = self.rng.pick(&steps).clone();
            path.push(name);
            at = kinds;
        }
        let things = at.iter().all(|k| !schema::kind(k).record);
        let first = path.is_empty();
        let several = at.len() > 1 || at == THINGS;
        if things && (at == THINGS || self.rng.percent(if several { 35 } else { 10 })) {
            let (name, (negated, check, text)) = match self.rng.below(5) {
                0 => ("id", self.of_slug(&at)),
                1 if several => ("kind", self.of_choice(&each(&at))),
                _ => ("name", self.of_name()),
            };
            path.push(name);
            return Cond::Leaf(Leaf { path, negated, check, text });
        }
        let link = if self.links && self.rng.percent(8) && !own { self.link(&at) } else { None };
        if let Some(link) = link {
            path.push(link.name);
            let known = schema::kind(link.reached[0]).record || self.rng.percent(50);
            let (negated, check, text) = if known {
                let (negated, text) = self.known();
                (negated, Check::Known, text)
            } else {
                self.of_thing(link.reached)
            };
            return Cond::Leaf(Leaf { path, negated, check, text });
        }
        let mut ends = ends(&at);
        ends.retain(|(name, ..)| !hides(first, name));
        let (name, field) = *self.rng.pick(&ends);
        path.push(name);
        let (ty, signed) = field.map_or((Ty::Level, false), |f| (f.ty, f.signed));
        let (negated, check, text) = self.test(&mut path, &at, ty, signed);
        Cond::Leaf(Leaf { path, negated, check, text })
    }

    fn test(
        &mut self,
        path: &mut Vec<&'static str>,
        kinds: &[&'static str],
        ty: Ty,
        signed: bool,
    ) -> (bool, Check, String) {
        if self.rng.percent(7) {
            match ty {
                Ty::Date | Ty::Period if path.len() < 4 && self.rng.percent(50) => {
                    path.push(*self.rng.pick(&["year", "quarter", "month"]));
                }
                _ => {}
            }
            let (negated, text) = self.known();
            return (negated, Check::Known, text);
        }
        match ty {
            Ty::Text if path.last() == Some(&"tag") => self.of_tag(kinds),
            Ty::Text if path.last() == Some(&"text") => self.of_name(),
            Ty::Text if kinds.contains(&"claim") => self.of_evidence(path.last().unwrap()),
            Ty::Text => self.of_text(),
            Ty::Enum(_) => {
                let name = *path.last().unwrap();
                let values: Vec<&'static str> = kinds
                    .iter()
                    .filter_map(|k| schema::kind(k).field(name))
                    .flat_map(|f| if let Ty::Enum(v) = f.ty { v } else { &[] })
                    .copied()
                    .collect();
                self.of_choice(&values)
            }
            Ty::YesNo => {
                let (yes, text) = *self.rng.pick(&[
                    (true, "yes"),
                    (true, "true"),
                    (false, "no"),
                    (false, "false"),
                ]);
                let (negated, sign) = self.equal();
                (negated, Check::Is(Op::Eq, Literal::YesNo(yes)), format!("{sign} {text}"))
            }
            Ty::Ref(_) => {
                let name = *path.last().unwrap();
                let to: Kinds = kinds
                    .iter()
                    .filter_map(|k| schema::kind(k).field(name))
                    .flat_map(|f| if let Ty::Ref(to) = f.ty { to } else { &[] })
                    .copied()
                    .collect();
                if to.iter().all(|k| *k == "place") && self.rng.percent(60) {
                    return self.of_within();
                }
                self.of_thing(&to)
            }
            Ty::Level => self.of_level(path.last().copied().unwrap()),
            Ty::Date | Ty::Period => {
                if path.len() < 4 && self.rng.percent(15) {
                    path.push(*self.rng.pick(&["year", "quarter", "month"]));
                    let part = *path.last().unwrap();
                    return self.of_calendar(part);
                }
                self.of_time(kinds, path.last().unwrap())
            }
            Ty::Number | Ty::Share | Ty::Money | Ty::Mass | Ty::Any => {
                let name = *path.last().unwrap();
                // What the wording and unit of a bound from a whole are is nobody's question.
                let worded = !["cost", "paragraph", "paragraphs"].contains(&name);
                if path.len() < 4 && self.rng.percent(12) && worded {
                    if self.rng.percent(40) && ![Ty::Number, Ty::Share].contains(&ty) {
                        path.push("unit");
                        let units: &[&'static str] = match ty {
                            Ty::Money => &["CNY", "USD"],
                            Ty::Mass => &["t", "kg"],
                            _ => &["CNY", "USD", "t", "kg", "crate"],
                        };
                        return self.of_choice(units);
                    }
                    path.push("wording");
                    let words = (*self.rng.pick(&[
                        "about",
                        "more than",
                        "at least",
                        "nearly",
                        "to",
                        "up to",
                        "less",
                    ]))
                    .to_owned();
                    if self.rng.percent(50) {
                        let text = format!("contains \"{words}\"");
                        return (false, Check::Contains(words), text);
                    }
                    let text = format!("starts with \"{words}\"");
                    return (false, Check::StartsWith(words), text);
                }
                self.of_amount((ty, signed), kinds, name)
            }
        }
    }

    fn known(&mut self) -> (bool, String) {
        let negated = self.rng.percent(50);
        let text = match (negated, self.rng.percent(25)) {
            (false, false) => "is known",
            (false, true) => "is not unknown",
            (true, false) => "is unknown",
            (true, true) => "is not known",
        };
        (negated, text.to_owned())
    }

    fn equal(&mut self) -> (bool, &'static str) {
        *self.rng.pick(&[(false, "="), (false, "="), (false, "is"), (true, "!="), (true, "is not")])
    }

    /// `= v`, `!= v`, `in (…)`, `not in (…)`.
    fn equal_or_in(
        &mut self,
        mut one: impl FnMut(&mut Self) -> (Literal, String),
    ) -> (bool, Check, String) {
        if self.rng.percent(70) {
            let (negated, sign) = self.equal();
            let (literal, text) = one(self);
            return (negated, Check::Is(Op::Eq, literal), format!("{sign} {text}"));
        }
        let negated = self.rng.percent(35);
        let word = if negated { "not in" } else { "in" };
        let list: Vec<_> = (0..=self.rng.below(3)).map(|_| one(self)).collect();
        let mut texts: Vec<_> = list.iter().map(|(_, text)| text.as_str()).collect();
        // A scale at the last value alone has two readings and is refused.
        if texts.len() > 1 {
            texts.extend(texts.first().copied());
        }
        let text = match texts.as_slice() {
            [text] if self.rng.percent(50) => format!("{word} {text}"),
            texts => format!("{word} ({})", texts.join(", ")),
        };
        (negated, Check::In(list.into_iter().map(|(l, _)| l).collect()), text)
    }

    fn of_choice(&mut self, values: &[&'static str]) -> (bool, Check, String) {
        let values = values.to_vec();
        self.equal_or_in(|ask| {
            let value = *ask.rng.pick(&values);
            (Literal::Word(value.to_owned()), value.to_owned())
        })
    }

    fn of_slug(&mut self, kinds: &[&'static str]) -> (bool, Check, String) {
        let all = &self.facts.world.all;
        let kinds = each(kinds);
        let there: Vec<String> =
            all.iter().filter(|e| kinds.contains(&e.kind)).map(|e| e.id.clone()).collect();
        self.equal_or_in(|ask| {
            let id = ask.rng.pick(&there).clone();
            (Literal::Word(id.clone()), id)
        })
    }

    fn of_tag(&mut self, kinds: &[&'static str]) -> (bool, Check, String) {
        let all = &self.facts.world.all;
        let tags: Vec<String> =
            all.iter().filter(|e| kinds.contains(&e.kind)).map(|e| e.id.clone()).collect();
        if tags.is_empty() || self.rng.percent(30) {
            return self.of_text();
        }
        self.equal_or_in(|ask| {
            let tag = ask.rng.pick(&tags).clone();
            (Literal::Word(tag.clone()), tag)
        })
    }

    fn of_text(&mut self) -> (bool, Check, String) {
        match self.rng.below(10) {
            0..=2 => {
                let piece = (*self.rng.pick(&PIECES)).to_owned();
                let text = format!("contains {}", self.spelt(&piece));
                (false, Check::Contains(piece), text)
            }
            3 | 4 => {
                let piece = (*self.rng.pick(&PIECES)).to_owned();
                let text = format!("starts with {}", self.spelt(&piece));
                (false, Check::StartsWith(piece), text)
            }
            _ => self.equal_or_in(|ask| {
                let text = (*ask.rng.pick(&TEXTS)).to_owned();
                let spelt = ask.spelt(&text);
                (Literal::Word(text), spelt)
            }),
        }
    }

    /// Which field a claim is about, what it says besides, and why.
    fn of_evidence(&mut self, field: &str) -> (bool, Check, String) {
        let words: &[&str] = match field {
            "field" => &["cost", "grade", "day", "role", "partners", "parts", "Published"],
            "says" => &["not stated", "open list", "Open List"],
            // Dates are written in other ways than they are shown.
            "value" => &["Harbour", "yes", "investor", "output", "about 5", "open list"],
            _ => &[NOTE, "As is", "known"],
        };
        if self.rng.percent(30) {
            let piece: String = self.rng.pick(words).chars().take(3).collect();
            let text = format!("starts with \"{piece}\"");
            return (false, Check::StartsWith(piece), text);
        }
        self.equal_or_in(|ask| {
            let word = (*ask.rng.pick(words)).to_owned();
            let text = format!("\"{word}\"");
            (Literal::Word(word), text)
        })
    }

    /// The ends of the intervals recorded in a field, and the numbers printed.
    fn ends(&self, kinds: &[&'static str], field: &str) -> Vec<(i128, usize)> {
        let mut ends = Vec::new();
        for e in self.facts.everything().filter(|e| kinds.contains(&e.kind)) {
            if let Some(Value::Amount(a)) = e.fields.get(field) {
                ends.push((a.at, a.unit));
            }
            let intervals = [self.facts.interval(e, field), e.equivalent(field)];
            for i in intervals.into_iter().flatten() {
                ends.extend([i.low, i.high].into_iter().flatten().map(|end| (end, i.unit)));
            }
        }
        ends
    }

    /// The first and last days recorded in a field.
    fn days(&self, kinds: &[&'static str], field: &str) -> Vec<i64> {
        let there = self.facts.everything().filter(|e| kinds.contains(&e.kind));
        let times = there.filter_map(|e| match e.fields.get(field) {
            Some(Value::Time(t)) => Some([t.first, t.last]),
            _ => None,
        });
        times.flatten().flatten().collect()
    }

    /// A text in one of its spellings; in quotes when it has several words.
    fn spelt(&mut self, text: &str) -> String {
        let text = match self.rng.below(4) {
            0 => text.to_uppercase(),
            1 => text.to_lowercase().replace('é', "e").replace('\'', ""),
            _ => text.to_owned(),
        };
        if text.contains(' ') || self.rng.percent(30) { format!("\"{text}\"") } else { text }
    }

    /// Tests of `name`, mistranslations among the values.
    fn of_name(&mut self) -> (bool, Check, String) {
        let names: Vec<String> =
            self.facts.world.all.iter().flat_map(|e| &e.names).map(|n| n.text.clone()).collect();
        if self.rng.percent(40) {
            let name = self.rng.pick(&names).clone();
            let key: Vec<char> = fold(&name).chars().collect();
            let from = self.rng.below(key.len());
            let piece: String = key[from..].iter().take(1 + self.rng.below(4)).collect();
            let piece = if piece.trim().is_empty() { "a" } else { piece.trim() }.to_owned();
            if self.rng.percent(50) {
                let start: String = key.iter().take(2).collect();
                let start = start.trim_end().to_owned();
                return (
                    false,
                    Check::StartsWith(start.clone()),
                    format!("starts with \"{start}\""),
                );
            }
            return (false, Check::Contains(piece.clone()), format!("contains \"{piece}\""));
        }
        self.equal_or_in(|ask| {
            let name = ask.rng.pick(&names).clone();
            let spelt = ask.spelt(&name);
            (Literal::Word(name), spelt)
        })
    }

    /// Tests of which thing it is.
    fn of_thing(&mut self, kinds: &[&'static str]) -> (bool, Check, String) {
        let there: Vec<usize> = self
            .facts
            .world
            .all
            .iter()
            .enumerate()
            .filter(|(_, e)| kinds.contains(&e.kind))
            .map(|(n, _)| n)
            .collect();
        self.equal_or_in(|ask| {
            if there.is_empty() || ask.rng.percent(3) {
                return (Literal::Name("Nowhere".to_owned()), "Nowhere".to_owned());
            }
            let n = *ask.rng.pick(&there);
            ask.naming(n)
        })
    }

    /// A name or the slug of a thing.
    fn naming(&mut self, n: usize) -> (Literal, String) {
        let e = &self.facts.world.all[n];
        if self.rng.percent(15) {
            return (Literal::Slug(e.id.clone()), format!("@{}", e.id));
        }
        let names: Vec<_> = e.names.iter().filter(|n| !n.mistranslation).collect();
        let name = self.rng.pick(&names).text.clone();
        let spelt = self.spelt(&name);
        (Literal::Name(name), spelt)
    }

    fn places(&self, level: Option<&str>) -> Vec<usize> {
        let all = self.facts.world.all.iter().enumerate();
        all.filter(|(_, e)| {
            e.kind == "place" && level.is_none_or(|level| self.facts.is_level(&e.id, level))
        })
        .map(|(n, _)| n)
        .collect()
    }

    fn of_within(&mut self) -> (bool, Check, String) {
        if self.rng.percent(4) {
            let nowhere = Literal::Name("Nowhere".to_owned());
            return (false, Check::Within(nowhere), "within Nowhere".to_owned());
        }
        let places = self.places(None);
        let n = *self.rng.pick(&places);
        let (literal, text) = self.naming(n);
        (false, Check::Within(literal), format!("within {text}"))
    }

    fn of_level(&mut self, level: &str) -> (bool, Check, String) {
        let places = self.places(Some(level));
        if places.is_empty() {
            let (negated, text) = self.known();
            return (negated, Check::Known, text);
        }
        self.equal_or_in(|ask| {
            let n = *ask.rng.pick(&places);
            ask.naming(n)
        })
    }

    fn of_amount(
        &mut self,
        of: (Ty, bool),
        kinds: &[&'static str],
        field: &str,
    ) -> (bool, Check, String) {
        let ends = self.ends(kinds, field);
        match self.rng.below(20) {
            0..=2 => {
                // A scale at the second end alone has two readings and is refused.
                let has_scale =
                    |text: &str| text.chars().any(|c| !c.is_ascii_digit() && !"+-.,_ ".contains(c));
                let [(a, a_text), (b, b_text)] = loop {
                    let pair = literals::amount_pair(self.rng, of, &ends);
                    if has_scale(&pair[0].1) || !has_scale(&pair[1].1) {
                        break pair;
                    }
                };
                (false, Check::Between(a, b), format!("between {a_text} and {b_text}"))
            }
            3 | 4 => {
                let (literal, text, _) = literals::amount_literal(self.rng, of, &ends);
                (false, Check::About(literal), format!("about {text}"))
            }
            5..=7 => {
                let (negated, check, text) = self.equal_or_in(|ask| {
                    let (literal, text, _) = literals::amount_literal(ask.rng, of, &ends);
                    // A comma parts the values of a list, so groups of three take `_` there.
                    (literal, text.replace(",000", "_000"))
                });
                (negated, check, text)
            }
            _ => {
                let (op, sign) =
                    *self.rng.pick(&[(Op::Lt, "<"), (Op::Le, "<="), (Op::Gt, ">"), (Op::Ge, ">=")]);
                let (literal, text, _) = literals::amount_literal(self.rng, of, &ends);
                (false, Check::Is(op, literal), format!("{sign} {text}"))
            }
        }
    }

    fn of_time(&mut self, kinds: &[&'static str], field: &str) -> (bool, Check, String) {
        let ends = self.days(kinds, field);
        match self.rng.below(10) {
            0 => loop {
                let [a, b] = [0, 1].map(|_| literals::period_literal(self.rng, &ends));
                if a.0 <= b.0 && a.1 <= b.1 {
                    let check = Check::Between(Literal::Days(a.0, a.1), Literal::Days(b.0, b.1));
                    return (false, check, format!("between {} and {}", a.2, b.2));
                }
            },
            1..=4 => self.equal_or_in(|ask| {
                let (first, last, text) = literals::period_literal(ask.rng, &ends);
                (Literal::Days(first, last), text)
            }),
            _ => {
                let (op, sign) = *self.rng.pick(&[
                    (Op::Lt, "<"),
                    (Op::Lt, "before"),
                    (Op::Le, "<="),
                    (Op::Gt, ">"),
                    (Op::Gt, "after"),
                    (Op::Ge, ">="),
                    (Op::Ge, "since"),
                ]);
                let (first, last, text) = literals::period_literal(self.rng, &ends);
                (false, Check::Is(op, Literal::Days(first, last)), format!("{sign} {text}"))
            }
        }
    }

    /// Which year, quarter or month it is.
    fn of_calendar(&mut self, part: &str) -> (bool, Check, String) {
        self.equal_or_in(|ask| {
            let (n, text) = literals::calendar(ask.rng, part);
            (Literal::Number(n), text)
        })
    }
}

/// The refs of these kinds, and the kinds each leads to.
fn refs(kinds: &[&'static str]) -> Vec<(&'static str, Kinds)> {
    let mut found: Vec<(&'static str, Kinds)> = Vec::new();
    for kind in kinds.iter().map(|k| schema::kind(k)) {
        let levels = if kind.levels.is_some() { &LEVELS[..] } else { &[] };
        let fields = kind.fields.iter().filter_map(|f| match f.ty {
            Ty::Ref(to) => Some((f.name, to)),
            _ => None,
        });
        for (name, to) in fields.chain(levels.iter().map(|l| (*l, &["place"][..]))) {
            match found.iter_mut().find(|(n, _)| *n == name) {
                Some((_, kinds)) => {
                    kinds.extend(to);
                    kinds.sort_unstable();
                    kinds.dedup();
                }
                None => found.push((name, to.to_vec())),
            }
        }
    }
    found
}

/// Every field and level of these kinds.
fn ends(kinds: &[&'static str]) -> Vec<(&'static str, Option<&'static Field>)> {
    let mut found: Vec<(&'static str, Option<&'static Field>)> = Vec::new();
    for kind in kinds.iter().map(|k| schema::kind(k)) {
        let levels = if kind.levels.is_some() { &LEVELS[..] } else { &[] };
        let fields = kind.fields.iter().map(|f| (f.name, Some(f)));
        for end in fields.chain(levels.iter().map(|l| (*l, None))) {
            if !found.iter().any(|(n, _)| *n == end.0) {
                found.push(end);
            }
        }
    }
    found
}

/// Links that some of these kinds have, if all that have it mean the same by it.
fn links(kinds: &[&'static str]) -> Vec<&'static Link> {
    let all = || kinds.iter().flat_map(|k| schema::kind(k).links);
    let mut found: Vec<&'static Link> = Vec::new();
    for link in all() {
        let same = |other: &Link| (other.via, other.reached) == (link.via, link.reached);
        let agreed = all().filter(|other| other.name == link.name).all(same);
        if agreed && found.iter().all(|other| other.name != link.name) {
            found.push(link);
        }
    }
    found
}

/// `things`: their kinds one by one.
fn each(kinds: &[&'static str]) -> Kinds {
    if kinds == THINGS { ANY.to_vec() } else { kinds.to_vec() }
}

/// Kinds a query may ask for, the likeliest several times.
pub(crate) const ASKED: [&str; 14] = [
    "deal",
    "deal",
    "deal",
    "deal",
    "deal",
    "deal",
    "firm",
    "firm",
    "person",
    "place",
    "stake",
    "stake",
    "metric",
    "containment",
];

const THINGS: [&str; 1] = ["thing"];
