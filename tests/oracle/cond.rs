//! Conditions: what the evaluator reads, and the same as text of a query.

#[derive(Clone, Debug)]
pub(crate) enum Cond {
    And(Vec<Cond>),
    Or(Vec<Cond>),
    Not(Box<Cond>),
    Possibly(Box<Cond>),
    Leaf(Leaf),
    Quant(Quant),
    Mentions(Words),
}

/// `mentions`: words that are each looked for, or in quotes all in a row.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    pub(crate) words: Vec<String>,
    pub(crate) quoted: bool,
}

/// A test of a field: `text` is how the query says it behind the path.
#[derive(Clone, Debug)]
pub(crate) struct Leaf {
    pub(crate) path: Vec<&'static str>,
    /// `!=`, `not in`, `is unknown`: the test is `not` of the check.
    pub(crate) negated: bool,
    pub(crate) check: Check,
    pub(crate) text: String,
}

/// `any link (…)` and its kin.
#[derive(Clone, Debug)]
pub(crate) struct Quant {
    pub(crate) how: How,
    pub(crate) link: &'static str,
    pub(crate) inside: Inside,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum How {
    Any,
    No,
    All,
    AtLeast(usize),
    AtMost(usize),
    Exactly(usize),
}

#[derive(Clone, Debug)]
pub(crate) enum Inside {
    Nothing,
    Cond(Box<Cond>),
    /// A test of what is reached; its path is empty.
    Test(Leaf),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Op {
    Eq,
    Lt,
    Le,
    Gt,
    Ge,
}

#[derive(Clone, Debug)]
pub(crate) enum Check {
    Known,
    Is(Op, Literal),
    In(Vec<Literal>),
    Between(Literal, Literal),
    About(Literal),
    Contains(String),
    StartsWith(String),
    Within(Literal),
}

#[derive(Clone, Debug)]
pub(crate) enum Literal {
    /// `digits` / 10^`scale`, in a unit, or in each row's own.
    Amount {
        digits: i128,
        scale: u32,
        unit: Option<usize>,
    },
    /// First and last day.
    Days(i64, i64),
    /// Text, a value of an enum, a kind, a slug, a unit.
    Word(String),
    YesNo(bool),
    /// The name of a thing.
    Name(String),
    /// `@slug`.
    Slug(String),
    /// A year, quarter or month, counted from the year 0.
    Number(i64),
}

impl Check {
    /// What it compares with.
    pub(crate) fn literals(&self) -> Vec<&Literal> {
        match self {
            Self::Is(_, l) | Self::About(l) | Self::Within(l) => vec![l],
            Self::In(list) => list.iter().collect(),
            Self::Between(a, b) => vec![a, b],
            Self::Known | Self::Contains(_) | Self::StartsWith(_) => vec![],
        }
    }
}

impl Cond {
    /// The text of it.
    pub(crate) fn text(&self) -> String {
        let join = |parts: &[Cond], word: &str| {
            parts.iter().map(Cond::unary).collect::<Vec<_>>().join(word)
        };
        match self {
            Self::And(parts) => join(parts, " and "),
            Self::Or(parts) => join(parts, " or "),
            Self::Not(c) => format!("not {}", c.unary()),
            Self::Possibly(c) => format!("possibly {}", c.unary()),
            Self::Leaf(leaf) => format!("{} {}", leaf.path.join("."), leaf.text),
            Self::Mentions(Words { words, quoted }) => {
                let quote = if *quoted { "\"" } else { "" };
                format!("mentions {quote}{}{quote}", words.join(" "))
            }
            Self::Quant(q) => {
                let how = match q.how {
                    How::Any => "any".to_owned(),
                    How::No => "no".to_owned(),
                    How::All => "all".to_owned(),
                    How::AtLeast(n) => format!("at least {n}"),
                    How::AtMost(n) => format!("at most {n}"),
                    How::Exactly(n) => format!("exactly {n}"),
                };
                match &q.inside {
                    Inside::Nothing => format!("{how} {}", q.link),
                    Inside::Cond(c) => format!("{how} {} ({})", q.link, c.text()),
                    Inside::Test(leaf) => format!("{how} {} {}", q.link, leaf.text),
                }
            }
        }
    }

    fn unary(&self) -> String {
        match self {
            Self::And(_) | Self::Or(_) => format!("({})", self.text()),
            _ => self.text(),
        }
    }

    /// The conditions directly inside.
    pub(crate) fn children(&self) -> Vec<&Cond> {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().collect(),
            Self::Not(c)
            | Self::Possibly(c)
            | Self::Quant(Quant { inside: Inside::Cond(c), .. }) => vec![c],
            Self::Leaf(_) | Self::Quant(_) | Self::Mentions(_) => vec![],
        }
    }

    /// Whether some leaf or word of it is so.
    pub(crate) fn some(&self, test: &dyn Fn(&Cond) -> bool) -> bool {
        test(self) || self.children().into_iter().any(|c| c.some(test))
    }

    /// How many quantifiers are in each other at most.
    pub(crate) fn quantifiers(&self) -> usize {
        let inside = self.children().into_iter().map(Cond::quantifiers).max().unwrap_or_default();
        inside + usize::from(matches!(self, Self::Quant(_)))
    }

    /// Itself without every `possibly`.
    pub(crate) fn strict(&self) -> Cond {
        let all = |parts: &[Cond]| parts.iter().map(Cond::strict).collect();
        match self {
            Self::And(parts) => Self::And(all(parts)),
            Self::Or(parts) => Self::Or(all(parts)),
            Self::Not(c) => Self::Not(Box::new(c.strict())),
            Self::Possibly(c) => c.strict(),
            Self::Quant(Quant { how, link, inside: Inside::Cond(c) }) => {
                Self::Quant(Quant { how: *how, link, inside: Inside::Cond(Box::new(c.strict())) })
            }
            Self::Leaf(_) | Self::Quant(_) | Self::Mentions(_) => self.clone(),
        }
    }

    /// Smaller conditions made of it, the smallest first.
    pub(crate) fn smaller(&self) -> Vec<Cond> {
        let mut found: Vec<Cond> = match self {
            Self::Quant(_) => vec![],
            _ => self.children().into_iter().cloned().collect(),
        };
        let one = |parts: &[Cond], make: &dyn Fn(Vec<Cond>) -> Cond| {
            let mut found = Vec::new();
            for n in 0..parts.len() {
                if parts.len() > 2 {
                    let mut fewer = parts.to_vec();
                    fewer.remove(n);
                    found.push(make(fewer));
                }
                for small in parts[n].smaller() {
                    let mut changed = parts.to_vec();
                    changed[n] = small;
                    found.push(make(changed));
                }
            }
            found
        };
        match self {
            Self::And(parts) => found.extend(one(parts, &Self::And)),
            Self::Or(parts) => found.extend(one(parts, &Self::Or)),
            Self::Not(c) => found.extend(c.smaller().into_iter().map(|c| Self::Not(Box::new(c)))),
            Self::Possibly(c) => {
                found.extend(c.smaller().into_iter().map(|c| Self::Possibly(Box::new(c))));
            }
            Self::Quant(Quant { how, link, inside: Inside::Cond(c) }) => {
                let with = |inside| Self::Quant(Quant { how: *how, link, inside });
                found.push(with(Inside::Nothing));
                found.extend(c.smaller().into_iter().map(|c| with(Inside::Cond(Box::new(c)))));
            }
            Self::Mentions(Words { words, quoted }) if words.len() > 1 => {
                let one = |word: &String| Words { words: vec![word.clone()], quoted: *quoted };
                found.extend(words.iter().map(|word| Self::Mentions(one(word))));
            }
            Self::Leaf(_) | Self::Quant(_) | Self::Mentions(_) => {}
        }
        found
    }
}
