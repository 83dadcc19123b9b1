//! What is said about names that lead nowhere.

use super::Message;
use super::syntax::BLANK;
use crate::text::{article, list_and, list_or};

/// Why a name leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Naming {
    /// There is no such kind.
    Kind {
        /// As typed.
        typed: String,
        /// What it may have meant.
        suggestions: Vec<String>,
        /// It is a value: the kind, its field, and that value.
        value_of: Option<[String; 3]>,
        /// All kinds, where nothing better can be said.
        kinds: Vec<String>,
    },
    /// The kind has no such field.
    Field {
        /// Whose field, for many: `projects`.
        owners: Vec<String>,
        /// As typed.
        typed: String,
        /// What it may have meant.
        suggestions: Vec<String>,
        /// Other kinds that have it.
        elsewhere: Vec<String>,
        /// Fields there are, for when nothing is near.
        fields: Vec<String>,
        /// Links there are, likewise.
        links: Vec<String>,
        /// All names that might stand here, for completion.
        known: Vec<String>,
        /// The field before the dot, which leads to these kinds.
        via: Option<String>,
        /// How many repairs say it in another way, behind those of what it may have meant.
        ways: usize,
        /// Kinds of which the query makes sense.
        kinds: Vec<String>,
    },
    /// Nothing is called this, and it is one word or quoted: nothing can match.
    Nothing {
        /// What was looked for: `place`.
        noun: String,
        /// As typed.
        typed: String,
        /// What it may have meant.
        suggestions: Vec<String>,
        /// It is what a translation made of another name: the source, and that name.
        mistranslation: Option<(String, String)>,
        /// What it is instead: `place`, `date`.
        is: Option<String>,
        /// How many repairs, the first ones, say it in another way.
        ways: usize,
    },
    /// It is a country, but none that is recorded: nothing can match.
    Country {
        /// As typed.
        typed: String,
        /// Its name.
        name: String,
        /// Its code.
        code: String,
    },
    /// Nothing is called this, and it is several words without quotes: perhaps a misspelt clause.
    Words {
        /// What was looked for: `place`.
        noun: String,
        /// As typed.
        typed: String,
        /// Whether the first fix makes the tail a clause.
        clause: bool,
        /// How many names it may have meant.
        suggestions: Vec<String>,
    },
    /// Nothing has this slug.
    Slug {
        /// What was looked for.
        noun: String,
        /// As typed, without the `@`.
        typed: String,
    },
    /// Not a value of the enum.
    Choice {
        /// The field.
        field: String,
        /// As typed.
        typed: String,
        /// All its values.
        choices: Vec<String>,
        /// What it may have meant.
        suggestions: Vec<String>,
        /// How many repairs look for it elsewhere.
        ways: usize,
        /// Kinds of which it is an amount.
        amount_of: Vec<String>,
    },
    /// No thing of the kinds asked for has this id.
    Id {
        /// What was looked for: `project`.
        noun: String,
        /// As typed.
        typed: String,
        /// Ids like it.
        suggestions: Vec<String>,
    },
    /// A dot behind a field that leads nowhere.
    NoDot {
        /// The field.
        field: String,
        /// What it is: "an amount of money".
        noun: &'static str,
        /// What may follow its dot, if anything.
        parts: Vec<String>,
    },
    /// A place of another level.
    Level {
        /// Its name.
        name: String,
        /// What it is: `county`.
        is: String,
        /// Where it lies.
        of: Option<String>,
        /// The level asked for.
        level: String,
    },
    /// A parameter that was not given.
    Parameter {
        /// Its name.
        name: String,
        /// Those that were.
        given: Vec<String>,
    },
}

/// How many fields are listed when none is near.
const FIELDS: usize = 12;

/// How many values are listed beside a suggestion.
const CHOICES: usize = 12;

/// The most kinds that are named as the owners of a field.
const MOST_OWNERS: usize = 4;

impl Naming {
    pub(super) fn message(&self) -> Message {
        match self {
            Self::Kind { typed, suggestions, value_of, kinds } => {
                let mut message = Message::new("N01", format!("there is nothing called `{typed}`"));
                if let Some([kind, field, _]) = value_of {
                    message = message.note(format!("it is a `{field}` of {kind}")).lead("write");
                }
                if !kinds.is_empty() {
                    message = message.note(format!("there are {}", list_and(kinds)));
                }
                message.did_you_mean(suggestions)
            }
            Self::Field { .. } => self.field(),
            Self::Nothing { noun, typed, suggestions, mistranslation, is, ways } => {
                let message = Message::new("N05", format!("no {noun} is called “{typed}”"));
                let message = message.write(*ways);
                let message = match is {
                    Some(is) => message.note(format!("it is {} {is}", article(is))).lead("write"),
                    None => message,
                };
                match mistranslation {
                    Some((source, name)) => message
                        .note(format!("in “{source}” it stands for {name}"))
                        .lead(format!("write `{name}`")),
                    None => message.did_you_mean(suggestions),
                }
            }
            Self::Country { typed, name, code } => {
                let sentence = format!("no fact here mentions {name}");
                Message::new("N13", sentence).note(if typed == name {
                    format!("{name} is in the list of countries, as {code}")
                } else {
                    format!("“{typed}” is {name}, {code} in the list of countries")
                })
            }
            Self::Words { noun, typed, clause, suggestions } => {
                let message = Message::new("N06", format!("no {noun} is called “{typed}”"));
                let message = if typed.contains(" #") { message.help(BLANK) } else { message };
                let message = if *clause {
                    message.lead("if part of it is a clause, write")
                } else {
                    message
                };
                message.did_you_mean(suggestions).lead("if it is one name, quote it")
            }
            Self::Slug { noun, typed } => {
                Message::new("N10", format!("no {noun} has the slug `@{typed}`"))
                    .help("a name without `@` is looked up among all names")
            }
            Self::Id { noun, typed, suggestions } => {
                Message::new("N10", format!("no {noun} has the id `{typed}`"))
                    .did_you_mean(suggestions)
            }
            Self::Choice { field, typed, choices, suggestions, ways, amount_of } => {
                let mut message =
                    Message::new("N08", format!("`{typed}` is not a value of `{field}`"));
                if suggestions.is_empty() || choices.len() <= CHOICES {
                    message = message.note(format!("`{field}` can be {}", list_or(choices)));
                }
                let message = message.did_you_mean(suggestions).write(*ways);
                if amount_of.is_empty() {
                    return message;
                }
                let kinds = list_and(amount_of);
                message.note(format!("`{typed}` is a field of {kinds}"))
            }
            Self::NoDot { field, noun, parts } => {
                let sentence = format!("`{field}` is {noun}, so nothing can follow its dot");
                if parts.is_empty() {
                    return Message::new("N09", sentence).lead("write");
                }
                let parts: Vec<String> = parts.iter().map(|part| format!("`.{part}`")).collect();
                Message::new(
                    "N09",
                    format!("only {} can follow `{field}`, which is {noun}", list_or(&parts)),
                )
            }
            Self::Level { name, is, of, level } => {
                let of = of.as_ref().map(|of| format!(" in {of}")).unwrap_or_default();
                Message::new("N11", format!("{name} is a {is}{of}, not a {level}")).lead("write")
            }
            Self::Parameter { name, given } => {
                let message = Message::new("N12", format!("the parameter `${name}` has no value"));
                let message = message.help(format!(
                    "give it one with `--set {name}=…`, at the prompt `.set {name} …`"
                ));
                if given.is_empty() {
                    message
                } else {
                    message.note(format!("given: {}", given.join(", ")))
                }
            }
        }
    }
}

impl Naming {
    /// A field that is not there. Its repairs are other fields, then other ways to say it, then kinds.
    fn field(&self) -> Message {
        let Self::Field {
            owners,
            typed,
            suggestions,
            elsewhere,
            fields,
            links,
            via,
            ways,
            kinds,
            ..
        } = self
        else {
            return Message::new("N02", "there is no such field");
        };
        let many = owners.len() > MOST_OWNERS;
        let owner = if many { "these things".to_owned() } else { list_and(owners) };
        let mut message = Message::new("N02", format!("{owner} have no field `{typed}`"));
        if !elsewhere.is_empty() {
            message.code = "N03";
            let have = if elsewhere.len() == 1 { "have" } else { "all have" };
            if *ways == 0 || !kinds.is_empty() {
                message = message.note(format!("{} {have} it", elsewhere.join(", ")));
            }
        }
        if suggestions.is_empty() {
            let shown: Vec<&str> = fields.iter().take(FIELDS).map(String::as_str).collect();
            let rest = if fields.len() > FIELDS { ", …" } else { "" };
            let they = match via {
                Some(field) => format!("`{field}` leads to {owner}; they"),
                None => owner.clone(),
            };
            message = message.note(format!("{they} have {}{rest}", shown.join(", ")));
            if !links.is_empty() {
                let shown: Vec<&str> = links.iter().take(FIELDS).map(String::as_str).collect();
                let rest = if links.len() > FIELDS { ", …" } else { "" };
                message = message.note(format!("and links: {}{rest}", shown.join(", ")));
            }
        }
        message.did_you_mean(suggestions).write(*ways)
    }
}
