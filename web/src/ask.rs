//! What a page can ask, and the replies.

use brief::query::resolve::Parameters;
use brief::session::Session;
use brief::store::{Base, OpenError};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::answers::{answer, show};
use crate::describe::{describe, found, open_points};
use crate::thing::thing;
use crate::typing::{complete, highlight};

/// A question of the page.
#[derive(Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case")]
pub(crate) enum Question {
    /// An answer as the program writes it, in one of its formats.
    Answer {
        text: String,
        format: String,
        #[serde(default)]
        parameters: Parameters,
    },
    /// An answer to look at: with its sources, and what its cells lead to.
    Show {
        text: String,
        #[serde(default)]
        all: bool,
    },
    /// What can follow at a place of a text.
    Complete { text: String, at: usize },
    /// The classes of the words of a text.
    Highlight { text: String, at: usize },
    /// Everything about a thing.
    Thing { slug: String },
    /// The things with a name.
    Named { name: String },
    /// What the facts leave open.
    OpenPoints,
}

/// Opens bytes as a base, and describes it.
pub(crate) fn opened(bytes: Vec<u8>) -> (Option<Session>, String) {
    // The base is there as long as the page.
    match Base::of_bytes(bytes.leak()) {
        Ok(base) => {
            let session = Session { base, settings: brief::session::Settings::default() };
            let text = written(&describe(&session.base));
            (Some(session), text)
        }
        Err(reason) => {
            let error = OpenError { path: "the base in this page".into(), reason };
            (None, failed(&error.to_string()))
        }
    }
}

/// Replies to a question.
pub(crate) fn reply(session: Option<&mut Session>, message: &[u8]) -> String {
    let Some(session) = session else { return failed("there is no base") };
    let question: Question = match serde_json::from_slice(message) {
        Ok(question) => question,
        Err(error) => return failed(&error.to_string()),
    };
    match question {
        Question::Answer { text, format, parameters } => {
            written(&answer(session, &text, &format, parameters))
        }
        Question::Show { text, all } => written(&show(session, &text, all)),
        Question::Complete { text, at } => written(&complete(session, &text, at)),
        Question::Highlight { text, at } => written(&highlight(session, &text, at)),
        Question::Thing { slug } => written(&thing(session, &slug)),
        Question::Named { name } => written(&found(&session.base, &name)),
        Question::OpenPoints => written(&open_points(&session.base)),
    }
}

fn written(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|error| failed(&error.to_string()))
}

fn failed(why: &str) -> String {
    json!({ "failed": why }).to_string()
}
