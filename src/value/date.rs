//! Dates: the periods a literal covers, and the dates a source states.
//!
//! How one day, month, quarter, half or year is spelt is in [`super::calendar`]; here stand the
//! spellings of time that passes: `a..b`, `..b`, `a..`, `within a`.

use super::calendar::{canonical_period, read_period};
use super::fault::{Fault, FaultKind};
use super::piece::Piece;

/// The days a date literal covers: a day, a month, a quarter, a half or a year.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// The first day, as `2020-01-31`.
    pub first: String,
    /// The last day, likewise.
    pub last: String,
}

/// How what is dated fills its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lasting {
    /// It is one known day.
    Day,
    /// It is one unknown day of these.
    Within,
    /// It lasted all of them; an end may be unknown.
    Span,
}

/// A date or period a source stated.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Dated {
    /// The canonical text, which keeps what was written: `2020-06-29`, `2019`, `2020Q1`,
    /// `2024-10-07..2024-10-15`, `..2020-08`. Reading it again gives the same value.
    pub text: String,
    /// The first day, if known.
    pub from: Option<String>,
    /// The last day, if known.
    pub to: Option<String>,
    /// How it fills its days.
    pub lasting: Lasting,
}

impl Lasting {
    /// The word it is stored as.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Within => "within",
            Self::Span => "span",
        }
    }
}

impl Period {
    /// Reads the literal of a query: `2020` `2020-01` `Jan 2020` `2020-01-15` `15 Jan 2020`
    /// `Jan 15, 2020` `2020H1` `H1 2020` `2020Q1` `Q1 2020` `2020年1月15日` `2020年1月` `2020年`,
    /// in the years 1000 to 9999.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let piece = Piece::whole(text);
        let within = piece.after_words("within").map(|(typed, _)| (typed, None));
        let range = range_of(piece).map(|(first, between, second)| {
            let ends = (read_period(first), read_period(second));
            let known = matches!(ends, (Ok(_), Ok(_)));
            (between, known.then(|| format!("between {} and {}", first.text, second.text)))
        });
        match within.or(range) {
            Some((typed, instead)) => {
                let kind = FaultKind::WordingInLiteral { typed: typed.text.to_owned(), instead };
                Err(typed.fault(kind))
            }
            None => read_period(piece),
        }
    }

    /// The canonical literal: `2020`, `2020H1`, `2020Q1`, `2020-01` or `2020-01-15`.
    pub fn text(&self) -> String {
        canonical_period(self).unwrap_or_else(|| format!("{}..{}", self.first, self.last))
    }

    fn is_day(&self) -> bool {
        self.first == self.last
    }
}

impl Dated {
    /// Reads what happened on a day: a bare month, quarter, half or year is one unknown day within
    /// it, and so is `within P`; `a..b` lasted, and `..b` and `a..` with an end unknown.
    pub fn read_date(text: &str) -> Result<Self, Fault> {
        let piece = Piece::whole(text);
        match piece.after_words("within") {
            Some((_, rest)) => read_within(rest),
            None => read_dated(piece, Lasting::Within),
        }
    }

    /// Reads what lasted: a bare period lasted all of it; ranges are as in [`Dated::read_date`].
    pub fn read_period(text: &str) -> Result<Self, Fault> {
        let piece = Piece::whole(text);
        match piece.after_words("within") {
            Some((typed, _)) => Err(typed.fault(FaultKind::WithinPeriod)),
            None => read_dated(piece, Lasting::Span),
        }
    }

    /// One period, which `lasting` says how to take unless it is a day.
    fn bare(period: Period, lasting: Lasting) -> Self {
        let lasting = if period.is_day() { Lasting::Day } else { lasting };
        Self { text: period.text(), from: Some(period.first), to: Some(period.last), lasting }
    }
}

/// A period or a range, where `bare` says how a period alone is taken.
fn read_dated(piece: Piece<'_>, bare: Lasting) -> Result<Dated, Fault> {
    let Some((first, second)) = piece.split_once("..") else {
        return match read_period(piece) {
            Ok(period) => Ok(Dated::bare(period, bare)),
            Err(fault) => Err(other_range(piece).unwrap_or(fault)),
        };
    };
    let read = |end: Piece<'_>| match end.text {
        "" => Ok(None),
        _ => read_period(end).map(Some),
    };
    match (read(first)?, read(second)?) {
        (None, None) => {
            let kind = FaultKind::NotDate { typed: piece.text.to_owned(), offers: Vec::new() };
            Err(piece.fault(kind))
        }
        (Some(first), Some(second)) => {
            if first == second && (first.is_day() || bare == Lasting::Span) {
                return Ok(Dated::bare(first, bare));
            }
            range(piece, first, second)
        }
        (first, second) => {
            let text = |end: &Option<Period>| end.as_ref().map(Period::text).unwrap_or_default();
            let text = format!("{}..{}", text(&first), text(&second));
            let [from, to] = [first.map(|p| p.first), second.map(|p| p.last)];
            Ok(Dated { text, from, to, lasting: Lasting::Span })
        }
    }
}

/// `a..b`, from the first day of a to the last of b.
fn range(piece: Piece<'_>, first: Period, second: Period) -> Result<Dated, Fault> {
    // Days of years 1000 to 9999 in ISO form stand in the order of their texts.
    if first.first > second.last {
        let offers = vec![format!("{}..{}", second.text(), first.text())];
        let [first, second] = [first.text(), second.text()];
        return Err(piece.fault(FaultKind::Reversed { first, second, offers }));
    }
    let text = format!("{}..{}", first.text(), second.text());
    Ok(Dated { text, from: Some(first.first), to: Some(second.last), lasting: Lasting::Span })
}

/// What follows `within`: a period, or both ends of a range, one day of which is meant.
fn read_within(piece: Piece<'_>) -> Result<Dated, Fault> {
    let Some((first, second)) = piece.split_once("..") else {
        return Ok(Dated::bare(read_period(piece)?, Lasting::Within));
    };
    let [first, second] = [read_period(first)?, read_period(second)?];
    if first == second {
        return Ok(Dated::bare(first, Lasting::Within));
    }
    let span = range(piece, first, second)?;
    Ok(Dated { text: format!("within {}", span.text), lasting: Lasting::Within, ..span })
}

/// A range in another spelling (`2019–2021`, `May to June 2020`), as a fault that offers ours.
fn other_range(piece: Piece<'_>) -> Option<Fault> {
    let dashes =
        ["–", "—", "~", "至", " - ", "-"].into_iter().filter_map(|dash| piece.split_once(dash));
    let word = piece.around_word("to").map(|(first, _, second)| (first, second));
    let offer = word.into_iter().chain(dashes).find_map(|(first, second)| {
        let span = range(piece, read_period(first).ok()?, read_period(second).ok()?).ok()?;
        Some(span.text)
    })?;
    let kind = FaultKind::DateSpelling { typed: piece.text.to_owned(), offers: vec![offer] };
    Some(piece.fault(kind))
}

/// Both ends of a range in a literal, and what stands between them.
fn range_of(piece: Piece<'_>) -> Option<(Piece<'_>, Piece<'_>, Piece<'_>)> {
    let dots = piece.text.find("..").map(|at| {
        let (first, rest) = piece.split(at);
        let (dots, second) = rest.split(2);
        (first.trim(), dots, second.trim())
    });
    dots.or_else(|| piece.around_word("to"))
}
