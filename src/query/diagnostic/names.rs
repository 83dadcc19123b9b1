//! Messages about unknown names (codes N).

use super::message::Message;
use super::syntax_words::BLANK;
use crate::text::{article_for, list_and, list_or, with_article};
use crate::value::Listed;

/// The names among which one was looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// The kinds of things that may have it.
    pub kinds: Vec<String>,
    /// The name itself is tested, not a reference.
    pub is_name: bool,
    /// The level of the places asked for: `city`.
    pub level: Option<String>,
}

impl Sought {
    /// Lists the kinds.
    pub fn kinds(&self) -> Vec<&str> {
        self.kinds.iter().map(String::as_str).collect()
    }
}

/// An unknown name. `typed` is the name, `noun` the kind of thing that should have it, `sought` the names among which it was
/// looked for; `suggestions` are names like it, and `ways` counts the repairs that rephrase the condition.
#[expect(missing_docs, reason = "most fields are named for what they hold")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameProblem {
    /// An unknown kind.
    Kind {
        typed: String,
        suggestions: Vec<String>,
        /// The kind, field and value, if the name is a value.
        value_of: Option<[String; 3]>,
        /// All kinds, listed where nothing is similar.
        kinds: Vec<String>,
    },
    /// An unknown field.
    Field {
        owners: Vec<String>,
        typed: String,
        suggestions: Vec<String>,
        /// Other kinds that have this field.
        elsewhere: Vec<String>,
        /// Fields of the kind, listed where nothing is similar.
        fields: Vec<String>,
        /// Links of the kind, listed where nothing is similar.
        links: Vec<String>,
        /// All possible names, for completion.
        known: Vec<String>,
        /// The field before the dot, and the kinds it leads to.
        via: Option<String>,
        /// The number of repairs that rephrase the condition, after those with similar names.
        ways: usize,
        /// Kinds for which the query is valid.
        kinds: Vec<String>,
    },
    /// An unknown name, of one word or quoted: nothing can match.
    Nothing {
        noun: String,
        typed: String,
        suggestions: Vec<String>,
        /// The source and the right name, if the name is a known mistranslation.
        mistranslation: Option<(String, String)>,
        /// What else has this name: `place`, `date`.
        is: Option<String>,
        /// The number of repairs that rephrase the condition; they come first.
        ways: usize,
        sought: Sought,
    },
    /// A place of the atlas that isn't recorded: nothing can match. It may mean any of these places.
    Listed { typed: String, places: Vec<Listed> },
    /// A name of nothing, of several unquoted words: perhaps a misspelt clause.
    Words {
        noun: String,
        typed: String,
        /// Whether the first repair makes the last words a clause.
        clause: bool,
        suggestions: Vec<String>,
        sought: Sought,
    },
    /// An unknown slug.
    Slug {
        noun: String,
        /// As typed, without the `@`.
        typed: String,
    },
    /// A word that isn't a value of the enum.
    Choice {
        field: String,
        typed: String,
        choices: Vec<String>,
        suggestions: Vec<String>,
        /// The number of repairs that use another field.
        ways: usize,
        /// Kinds that have it as an amount.
        amount_of: Vec<String>,
    },
    /// An unknown id.
    Id { noun: String, typed: String, suggestions: Vec<String>, sought: Sought },
    /// The kind of the query in place of one of its fields: `projects where project.city = X`.
    OwnKind { typed: String },
    /// Something that isn't a source.
    Source {
        typed: String,
        suggestions: Vec<String>,
        /// Whether it is a publisher; the first repair then asks for its sources.
        publisher: bool,
    },
    /// A dot after a field that has nothing to lead to.
    NoDot {
        field: String,
        /// The name after the dot, as typed or as it is called here.
        typed: String,
        noun: &'static str,
        /// The parts that its dot may lead to.
        parts: Vec<String>,
    },
    /// A place that isn't of this level.
    Level {
        name: String,
        /// Its own level: `county`.
        is: String,
        /// The place that contains it.
        of: Option<String>,
        /// The level of the field.
        level: String,
    },
    /// A parameter without a value.
    Parameter {
        name: String,
        /// The parameters with a value.
        given: Vec<String>,
    },
}

/// The number of fields listed if no name is similar.
const FIELDS: usize = 12;

/// The number of values listed beside a suggestion.
const CHOICES: usize = 12;

/// The greatest number of kinds named as the owners of a field.
const MOST_OWNERS: usize = 4;

impl NameProblem {
    pub(super) fn message(&self) -> Message {
        match self {
            Self::Kind { typed, suggestions, value_of, kinds } => {
                let mut message = Message::new("N01", format!("no kind is called `{typed}`"));
                if let Some([kind, field, _]) = value_of {
                    message = message
                        .note(format!("`{typed}` is a value of the field `{field}` of {kind}"))
                        .lead("write");
                }
                if !kinds.is_empty() {
                    message = message.note(format!("the kinds are {}", list_and(kinds)));
                }
                message.did_you_mean(suggestions)
            }
            Self::Field { .. } => self.field_message(),
            Self::Nothing { noun, typed, suggestions, mistranslation, is, ways, .. } => {
                let message = Message::new("N05", format!("no {noun} is called “{typed}”"));
                let message = message.write(*ways);
                let message = match is {
                    Some(is) => {
                        message.note(format!("“{typed}” is {} {is}", article_for(is))).lead("write")
                    }
                    None => message,
                };
                match mistranslation {
                    Some((source, name)) => message
                        .note(format!("in “{source}” it means {name}"))
                        .lead(format!("write `{name}`")),
                    None => message.did_you_mean(suggestions),
                }
            }
            Self::Listed { typed, places } => atlas_places_message(typed, places),
            Self::Words { noun, typed, clause, suggestions, .. } => {
                let message = Message::new("N06", format!("no {noun} is called “{typed}”"));
                let message = if typed.contains(" #") { message.help(BLANK) } else { message };
                let message = if *clause {
                    message.lead("if part of it is a clause, write")
                } else {
                    message
                };
                message.did_you_mean(suggestions).lead("if it is one name, put the name in quotes")
            }
            Self::Slug { noun, typed } => {
                Message::new("N10", format!("no {noun} has the slug `@{typed}`"))
                    .help("a name without `@` is looked up among all names")
            }
            Self::Id { noun, typed, suggestions, .. } => {
                Message::new("N10", format!("no {noun} has the id `{typed}`"))
                    .did_you_mean(suggestions)
            }
            Self::Choice { field, typed, choices, suggestions, ways, amount_of } => {
                let mut message =
                    Message::new("N08", format!("`{typed}` isn't a value of `{field}`"));
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
            Self::OwnKind { typed } => Message::new(
                "N02",
                format!("`{typed}` is the kind of the query, not a field of it"),
            )
            .lead("write"),
            Self::Source { typed, publisher: true, .. } => {
                let sentence = format!("“{typed}” is a publisher, not a source");
                Message::new("N14", sentence).lead("for all its sources, write")
            }
            Self::Source { typed, suggestions, .. } => {
                let message =
                    Message::new("N14", format!("no source has the id or title “{typed}”"));
                match suggestions.as_slice() {
                    [] => message.help("`sources` lists them all"),
                    suggestions => message.did_you_mean(suggestions),
                }
            }
            Self::NoDot { field, noun, parts, .. } => {
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
                Message::new(
                    "N11",
                    format!("{name} is {}{of}, not {}", with_article(is), with_article(level)),
                )
                .lead("write")
            }
            Self::Parameter { name, given } => parameter_message(name, given),
        }
    }

    /// Writes the message of an unknown field. Its repairs are other fields, then rephrased conditions, then kinds.
    fn field_message(&self) -> Message {
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
            if *ways == 0 || !kinds.is_empty() {
                message = message.note(format!("{} have `{typed}`", list_and(elsewhere)));
            }
        }
        if suggestions.is_empty() {
            let first = |names: &[String]| match names.get(..FIELDS) {
                Some(first) if names.len() > FIELDS => format!("{}, …", first.join(", ")),
                _ => names.join(", "),
            };
            let leads = via.as_ref().map(|field| format!("`{field}` leads to {owner}; "));
            let leads = leads.unwrap_or_default();
            message = message.note(format!("{leads}fields of {owner}: {}", first(fields)));
            if !links.is_empty() {
                message = message.note(format!("links of {owner}: {}", first(links)));
            }
        }
        message.did_you_mean(suggestions).write(*ways)
    }
}

/// Writes that a parameter has no value.
fn parameter_message(name: &str, given: &[String]) -> Message {
    let message = Message::new("N12", format!("the parameter `${name}` has no value"));
    let message = message
        .help(format!("set it with `--set {name}=…`, or at the prompt with `.set {name} …`"));
    if given.is_empty() {
        message
    } else {
        message.note(format!("parameters with a value: {}", given.join(", ")))
    }
}

/// Writes the message of places of the atlas that no fact mentions.
fn atlas_places_message(typed: &str, places: &[Listed]) -> Message {
    let [place] = places else {
        let message = Message::new("N13", format!("no fact in this base mentions “{typed}”"));
        let all: Vec<String> = places.iter().map(ToString::to_string).collect();
        return message.note(format!("“{typed}” can mean {}", list_or(&all))).lead("write");
    };
    let name = place.name();
    let message = Message::new("N13", format!("no fact in this base mentions “{name}”"));
    let message = message.note(match place {
        Listed::Country(country) if typed == name => {
            format!("“{name}” is a country ({})", country.code)
        }
        Listed::Country(country) => {
            format!("“{typed}” is the country “{name}” ({})", country.code)
        }
        Listed::Place(place) if typed == name => format!("“{name}” is {place}"),
        Listed::Place(place) => format!("“{typed}” is “{name}”, {place}"),
    });
    message.lead("write")
}
