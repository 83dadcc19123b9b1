//! The line editor's helper: decides when a query is complete, and offers completions, hints and colours from
//! `query::complete` and `query::highlight`.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt::Write;
use std::rc::Rc;

use anstyle::{AnsiColor, Effects, Style};
use rustyline::completion::{Completer, FilenameCompleter, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hinter, HistoryHinter};
use rustyline::line_buffer::LineBuffer;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Changeset, CompletionType, Context, Helper};

use super::commands::{self, Argument};
use crate::query::complete::{Category, Offer, World, complete};
use crate::query::highlight::{Class, highlight};
use crate::query::lexer::{TokenKind, lex};
use crate::query::names::MANY;
use crate::session::Session;
use crate::text::{clean::clean, cut_to_width, display_width, pad_to_width};

/// The most offers that are listed one below the other with their meanings.
const EXPLAINED: usize = 8;

/// The longest line that is coloured and hinted at, so that every key is fast.
const LONG: usize = 2000;

/// The width of the terminal, if it is unknown.
const WIDTH: usize = 80;

/// The helper of the line editor.
pub(super) struct QueryHelper {
    /// The base and the settings, which commands may change between two lines.
    session: Rc<RefCell<Session>>,
    /// Whether anything has been typed.
    typed: Cell<bool>,
    /// The fixed version of the last entry, if that was wrong.
    pub(super) fix: RefCell<Option<String>>,
    /// Whether there was only one offer.
    single_offer: Cell<bool>,
}

impl QueryHelper {
    pub(super) fn new(session: Rc<RefCell<Session>>) -> Self {
        Self {
            session,
            typed: Cell::default(),
            fix: RefCell::default(),
            single_offer: Cell::default(),
        }
    }

    /// Checks whether anything had been typed when the line was left.
    pub(super) fn was_typed(&self) -> bool {
        self.typed.take()
    }

    /// Lists the completions at the end of a text.
    fn offers(&self, text: &str) -> Vec<Offer> {
        let session = self.session.borrow();
        let mut offers = match query_start(text, &session) {
            None => command_offers(text, &session),
            Some(at) => {
                let mut offers =
                    complete(text.get(at..).unwrap_or_default(), &world_of_session(&session));
                for offer in &mut offers {
                    offer.start += at;
                }
                offers
            }
        };
        // Control characters must never reach the line.
        offers.retain(|offer| clean(&offer.text) == offer.text);
        offers
    }
}

fn world_of_session(session: &Session) -> World<'_> {
    World {
        catalog: session.base.catalog(),
        names: &session.base,
        parameters: &session.settings.parameters,
    }
}

/// Finds the start of the query in a text: 0, or after a command that takes a query. `None` means another command.
fn query_start(text: &str, session: &Session) -> Option<usize> {
    if !text.trim_start().starts_with('.') {
        return Some(0);
    }
    let begin = text.len() - text.trim_start().len();
    let (name, _) = text.trim_start().split_once(char::is_whitespace)?;
    let takes = matches!(commands::argument_of(name, session), Some(Argument::Query));
    takes.then_some(begin + name.len() + 1)
}

/// Lists the commands that begin with the text, or the arguments of a command.
fn command_offers(text: &str, session: &Session) -> Vec<Offer> {
    let start = text.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let (before, typed) = text.split_at_checked(start).unwrap_or((text, ""));
    let offer = |word: &str, about: Option<&str>| Offer {
        start,
        text: word.to_owned(),
        category: Category::Word,
        rows: None,
        about: about.map(str::to_owned),
    };
    let mut offers: Vec<Offer> = match before.trim() {
        "" => commands::command_summaries().map(|(name, about)| offer(name, Some(about))).collect(),
        name => match commands::argument_of(name, session) {
            Some(Argument::Words(words)) => words.iter().map(|word| offer(word, None)).collect(),
            _ => vec![],
        },
    };
    offers.retain(|offer| offer.text.starts_with(&typed.to_lowercase()));
    offers
}

/// Checks whether the text ends in the file argument of a command.
fn ends_in_file(text: &str, session: &Session) -> bool {
    let command = text.trim_start().split_once(char::is_whitespace);
    command.is_some_and(|(name, _)| {
        matches!(commands::argument_of(name, session), Some(Argument::File))
    })
}

impl Helper for QueryHelper {}

impl Validator for QueryHelper {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(if is_complete(context.input()) {
            ValidationResult::Valid(None)
        } else {
            ValidationResult::Incomplete
        })
    }
}

/// Checks whether an entry is complete: no bracket is open, and it doesn't end in `and`, `or` or a comma. An open quote is an
/// error, not a reason to continue. An empty line completes any entry, so that nobody is trapped.
fn is_complete(entry: &str) -> bool {
    if entry.trim_start().starts_with('.') || entry.ends_with('\n') {
        return true;
    }
    let tokens = lex(entry);
    let count = |kind: &TokenKind| tokens.iter().filter(|token| token.kind == *kind).count();
    let goes_on = tokens.last().is_some_and(|last| match last.kind {
        TokenKind::Comma => true,
        TokenKind::Word => {
            ["and", "or"].iter().any(|word| last.span.text(entry).eq_ignore_ascii_case(word))
        }
        _ => false,
    });
    count(&TokenKind::Open) <= count(&TokenKind::Close) && !goes_on
}

impl Completer for QueryHelper {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        pos: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let text = line.get(..pos).unwrap_or(line);
        if ends_in_file(text, &self.session.borrow()) {
            let found = FilenameCompleter::new().complete_path(line, pos)?;
            self.single_offer.set(found.1.len() == 1);
            return Ok(found);
        }
        let offers = self.offers(text);
        self.single_offer.set(offers.len() == 1);
        let start = offers.iter().map(|offer| offer.start).min().unwrap_or(pos);
        let columns = self.session.borrow().settings.width.map_or(WIDTH, usize::from);
        let listed = listed_offers(&offers, columns);
        let pairs = offers.iter().zip(listed).map(|(offer, display)| {
            let before = text.get(start..offer.start).unwrap_or_default();
            // A single offer that is written already continues with the next word.
            let done = offers.len() == 1 && text.get(offer.start..) == Some(&offer.text);
            let gap = if done { " " } else { "" };
            Pair { display, replacement: format!("{before}{}{gap}", offer.text) }
        });
        Ok((start, pairs.collect()))
    }

    /// Writes the common beginning of several offers only if it extends the typed text.
    fn update(&self, line: &mut LineBuffer, start: usize, elected: &str, cl: &mut Changeset) {
        let end = line.pos();
        let typed = line.as_str().get(start..end).unwrap_or_default().to_lowercase();
        if self.single_offer.get() || elected.to_lowercase().starts_with(&typed) {
            line.replace(start..end, elected, cl);
        }
    }
}

/// Lists offers: with their meanings if there are few, in columns if there are many.
fn listed_offers(offers: &[Offer], columns: usize) -> Vec<String> {
    let short: Vec<String> = offers.iter().map(with_count).collect();
    if offers.len() > EXPLAINED || offers.iter().all(|offer| offer.about.is_none()) {
        return short.iter().map(|text| cut_to_width(text, columns / 3)).collect();
    }
    let widest = short.iter().map(|text| display_width(text)).max().unwrap_or(0).min(columns / 2);
    let explained = offers.iter().zip(short).map(|(offer, short)| {
        let about = clean(offer.about.as_deref().unwrap_or_default());
        let text = format!("{}  {about}", pad_to_width(&short, widest));
        // An offer wider than half the terminal has a line of its own.
        pad_to_width(&cut_to_width(&text, columns.saturating_sub(1)), columns / 2 + 1)
    });
    explained.collect()
}

/// Writes an offer with its number of rows: `Qingdao 14`, `China 1000+`.
fn with_count(offer: &Offer) -> String {
    let text = clean(&offer.text);
    match offer.rows {
        None => text.into_owned(),
        Some(n) if n > MANY => format!("{text} {MANY}+"),
        Some(n) => format!("{text} {n}"),
    }
}

impl Hinter for QueryHelper {
    type Hint = String;

    /// Hints at the fixed query, or else at the last entry with this beginning, or else at the completion of the word.
    fn hint(&self, line: &str, pos: usize, context: &Context<'_>) -> Option<String> {
        self.typed.set(!line.is_empty());
        let settings = &self.session.borrow().settings;
        // Without colour a hint would look like typed text.
        if !settings.hints || !settings.color || pos < line.len() || line.len() > LONG {
            return None;
        }
        if line.is_empty() {
            return self.fix.borrow().clone();
        }
        let earlier = HistoryHinter::new().hint(line, pos, context);
        if let Some(rest) = earlier.filter(|rest| !rest.is_empty() && !rest.contains('\n')) {
            return Some(rest);
        }
        self.offers(line).iter().find_map(|offer| {
            let typed = line.get(offer.start..).filter(|typed| !typed.is_empty())?;
            let rest = offer.text.strip_prefix(typed).filter(|rest| !rest.is_empty())?;
            Some(rest.to_owned())
        })
    }
}

impl Highlighter for QueryHelper {
    fn highlight<'l>(&self, line: &'l str, pos: usize) -> Cow<'l, str> {
        let session = self.session.borrow();
        let plain = line.trim_start().starts_with('.') || line.len() > LONG;
        if plain || !session.settings.color {
            return Cow::Borrowed(line);
        }
        let mut shown = String::with_capacity(line.len() * 2);
        let mut at = 0;
        for (span, class) in highlight(line, pos, &world_of_session(&session)) {
            let style = class_style(class);
            shown.push_str(line.get(at..span.start).unwrap_or_default());
            // Writing to a string cannot fail.
            let _ = write!(shown, "{style}{}{style:#}", span.text(line));
            at = span.end;
        }
        shown.push_str(line.get(at..).unwrap_or_default());
        Cow::Owned(shown)
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        let style = Style::new().effects(Effects::DIMMED);
        Cow::Owned(format!("{style}{hint}{style:#}"))
    }

    fn highlight_candidate<'c>(&self, candidate: &'c str, _: CompletionType) -> Cow<'c, str> {
        Cow::Borrowed(candidate)
    }

    /// Redraws after every key, since any key may change the classes of the words before it.
    fn highlight_char(&self, _: &str, _: usize, _: CmdKind) -> bool {
        self.session.borrow().settings.color
    }
}

/// Returns the style of a class of words.
fn class_style(class: Class) -> Style {
    match class {
        Class::Kind => Style::new().effects(Effects::BOLD),
        Class::Field => AnsiColor::Cyan.on_default(),
        Class::Word => AnsiColor::Blue.on_default(),
        Class::Value => AnsiColor::Green.on_default(),
        Class::Unknown => Style::new().effects(Effects::UNDERLINE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(text: &str, rows: Option<u64>, about: Option<&str>) -> Offer {
        let about = about.map(str::to_owned);
        Offer { start: 0, text: text.to_owned(), category: Category::Value, rows, about }
    }

    #[test]
    fn a_query_goes_on_while_something_is_open() {
        for open in [
            "p where (a = 1",
            "p where a = 1 and",
            "p where a = 1 OR",
            "p show a,",
            "p where a in（b",
        ] {
            assert!(!is_complete(open), "{open}");
            assert!(is_complete(&format!("{open}\n")), "an empty line ends it: {open}");
        }
        for whole in [
            "p",
            "p where (a = 1)",
            "p where a = Xi'an",
            "p where a = \"x",
            "p where a = android",
            ".help (",
            "p where a = 1)",
            "",
        ] {
            assert!(is_complete(whole), "{whole}");
        }
    }

    #[test]
    fn rows_are_exact_up_to_a_thousand() {
        let shown = |rows| with_count(&offer("China", rows, None));
        assert_eq!(shown(None), "China");
        assert_eq!(shown(Some(0)), "China 0");
        assert_eq!(shown(Some(1000)), "China 1000");
        assert_eq!(shown(Some(1001)), "China 1000+");
    }

    #[test]
    fn few_offers_are_listed_with_meanings_and_fit_the_screen() {
        let few =
            [offer("青岛", Some(14), Some("a city")), offer("x", None, Some(&"long ".repeat(40)))];
        let lines = listed_offers(&few, 40);
        assert!(lines.iter().all(|line| (21..40).contains(&display_width(line))), "{lines:?}");
        assert!(lines[0].starts_with("青岛 14  a city") && lines[1].ends_with('…'), "{lines:?}");
        let many = vec![offer("x", Some(1), Some("told")); EXPLAINED + 1];
        assert_eq!(listed_offers(&many, 40)[0], "x 1");
    }
}
