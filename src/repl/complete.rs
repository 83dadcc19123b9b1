//! Tab, hints and colours: what `query::complete` and `query::highlight` say about a line, as the line editor wants it.

use std::borrow::Cow;
use std::fmt::Write;

use anstyle::{AnsiColor, Effects, Style};
use rustyline::completion::{Completer, FilenameCompleter, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hinter, HistoryHinter};
use rustyline::line_buffer::LineBuffer;
use rustyline::{Changeset, CompletionType, Context};

use super::commands::{self, Argument};
use super::editor::QueryHelper;
use crate::query::complete::{Offer, Sort, World, complete};
use crate::query::highlight::{Class, highlight};
use crate::query::names::MANY;
use crate::session::Session;
use crate::text::{clean::clean, cut, width};

/// Up to so many offers stand one below the other, each with what it means.
const EXPLAINED: usize = 8;

/// Longer lines are neither coloured nor hinted at, so that no key takes long.
const LONG: usize = 2000;

/// How many columns an offer takes at most where the width of the terminal is not known.
const WIDTH: usize = 80;

impl QueryHelper {
    /// What may follow at the end of a text.
    fn offers(&self, text: &str) -> Vec<Offer> {
        let session = self.session.borrow();
        let mut offers = match query_in(text, &session) {
            None => command_offers(text, &session),
            Some(0) => complete(text, &world(&session)),
            Some(at) => moved(complete(text.get(at..).unwrap_or_default(), &world(&session)), at),
        };
        // What would steer the terminal is never put on a line.
        offers.retain(|offer| clean(&offer.text) == offer.text);
        offers
    }
}

fn world(session: &Session) -> World<'_> {
    World {
        catalog: session.base.catalog(),
        names: &session.base,
        parameters: &session.settings.parameters,
    }
}

/// Where the query in a text begins: at its first letter, or after a command that takes one; none: it is another command.
fn query_in(text: &str, session: &Session) -> Option<usize> {
    if !text.trim_start().starts_with('.') {
        return Some(0);
    }
    let begin = text.len() - text.trim_start().len();
    let (name, _) = text.trim_start().split_once(char::is_whitespace)?;
    let takes = matches!(commands::argument(name, session), Some(Argument::Query));
    takes.then_some(begin + name.len() + 1)
}

/// Offers for a text that begins so much later.
fn moved(mut offers: Vec<Offer>, by: usize) -> Vec<Offer> {
    for offer in &mut offers {
        offer.start += by;
    }
    offers
}

/// The commands that begin like this, or the arguments of one.
fn command_offers(text: &str, session: &Session) -> Vec<Offer> {
    let start = text.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let (before, typed) = text.split_at_checked(start).unwrap_or((text, ""));
    let offer = |word: &str, about: Option<&str>| Offer {
        start,
        text: word.to_owned(),
        sort: Sort::Word,
        rows: None,
        about: about.map(str::to_owned),
    };
    let mut offers: Vec<Offer> = match before.trim() {
        "" => commands::names().map(|(name, about)| offer(name, Some(about))).collect(),
        name => match commands::argument(name, session) {
            Some(Argument::Words(words)) => words.iter().map(|word| offer(word, None)).collect(),
            _ => vec![],
        },
    };
    offers.retain(|offer| offer.text.starts_with(&typed.to_lowercase()));
    offers
}

/// Whether the argument of a command is being typed that is a file.
fn is_file(text: &str, session: &Session) -> bool {
    let command = text.trim_start().split_once(char::is_whitespace);
    command
        .is_some_and(|(name, _)| matches!(commands::argument(name, session), Some(Argument::File)))
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
        if is_file(text, &self.session.borrow()) {
            let found = FilenameCompleter::new().complete_path(line, pos)?;
            self.alone.set(found.1.len() == 1);
            return Ok(found);
        }
        let offers = self.offers(text);
        self.alone.set(offers.len() == 1);
        let start = offers.iter().map(|offer| offer.start).min().unwrap_or(pos);
        let columns = self.session.borrow().settings.width.map_or(WIDTH, usize::from);
        let shown = shown(&offers, columns);
        let pairs = offers.iter().zip(shown).map(|(offer, display)| {
            let before = text.get(start..offer.start).unwrap_or_default();
            // What is offered alone and written already leads on to the next word.
            let done = offers.len() == 1 && text.get(offer.start..) == Some(&offer.text);
            let gap = if done { " " } else { "" };
            Pair { display, replacement: format!("{before}{}{gap}", offer.text) }
        });
        Ok((start, pairs.collect()))
    }

    /// Several offers are shortened to what they have in common; that is written only where it goes on from what is typed.
    fn update(&self, line: &mut LineBuffer, start: usize, elected: &str, cl: &mut Changeset) {
        let end = line.pos();
        let typed = line.as_str().get(start..end).unwrap_or_default().to_lowercase();
        if self.alone.get() || elected.to_lowercase().starts_with(&typed) {
            line.replace(start..end, elected, cl);
        }
    }
}

/// The offers as they are listed: with what they mean where there are few, in columns where there are many.
fn shown(offers: &[Offer], columns: usize) -> Vec<String> {
    let short: Vec<String> = offers.iter().map(counted).collect();
    if offers.len() > EXPLAINED || offers.iter().all(|offer| offer.about.is_none()) {
        return short.iter().map(|text| cut(text, columns / 3)).collect();
    }
    let widest = short.iter().map(|text| width(text)).max().unwrap_or(0).min(columns / 2);
    let explained = offers.iter().zip(short).map(|(offer, short)| {
        let gap = " ".repeat(widest.saturating_sub(width(&short)) + 2);
        let about = clean(offer.about.as_deref().unwrap_or_default()).into_owned();
        // A full width keeps each on a line of its own.
        let text = cut(&format!("{short}{gap}{about}"), columns.saturating_sub(1));
        let rest = (columns / 2 + 1).saturating_sub(width(&text));
        format!("{text}{}", " ".repeat(rest))
    });
    explained.collect()
}

/// `Qingdao 14`, `China 1000+`.
fn counted(offer: &Offer) -> String {
    let text = clean(&offer.text);
    match offer.rows {
        None => text.into_owned(),
        Some(n) if n > MANY => format!("{text} {MANY}+"),
        Some(n) => format!("{text} {n}"),
    }
}

impl Hinter for QueryHelper {
    type Hint = String;

    /// The repaired query, then the last entry that began like this, then what completes the word.
    fn hint(&self, line: &str, pos: usize, context: &Context<'_>) -> Option<String> {
        self.typed.set(!line.is_empty());
        let settings = &self.session.borrow().settings;
        // Without colour a hint could not be told from what is typed.
        if !settings.hints || !settings.color || pos < line.len() || line.len() > LONG {
            return None;
        }
        if line.is_empty() {
            return self.repaired.borrow().clone();
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
        for (span, class) in highlight(line, pos, &world(&session)) {
            let style = style(class);
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

    /// Any key may change what the words before it are.
    fn highlight_char(&self, _: &str, _: usize, _: CmdKind) -> bool {
        self.session.borrow().settings.color
    }
}

/// How each class of words looks.
fn style(class: Class) -> Style {
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
        Offer { start: 0, text: text.to_owned(), sort: Sort::Value, rows, about }
    }

    #[test]
    fn rows_are_exact_up_to_a_thousand() {
        let shown = |rows| counted(&offer("China", rows, None));
        assert_eq!(shown(None), "China");
        assert_eq!(shown(Some(0)), "China 0");
        assert_eq!(shown(Some(1000)), "China 1000");
        assert_eq!(shown(Some(1001)), "China 1000+");
    }

    #[test]
    fn few_offers_stand_one_below_the_other_and_none_is_wider_than_the_screen() {
        let few =
            [offer("青岛", Some(14), Some("a city")), offer("x", None, Some(&"long ".repeat(40)))];
        let lines = shown(&few, 40);
        assert!(lines.iter().all(|line| (21..40).contains(&width(line))), "{lines:?}");
        assert!(lines[0].starts_with("青岛 14  a city") && lines[1].ends_with('…'), "{lines:?}");
        let many = vec![offer("x", Some(1), Some("told")); EXPLAINED + 1];
        assert_eq!(shown(&many, 40)[0], "x 1");
    }
}
