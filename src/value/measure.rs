//! Amounts as queries write them: one number, and its unit where one was written.

use super::Wording;
use super::amount::{AmountType, exact_parts, read_wording};
use super::decimal::Decimal;
use super::fault::{Fault, FaultKind, Wanted};
use super::figure::Reader;
use super::piece::Piece;
use super::unit::{NUMBER, Units};

/// The literal of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// The number, its scale applied; it may be negative.
    pub number: Decimal,
    /// The canonical name of its unit; `None` when none was written, which plain numbers, money
    /// and amounts of any unit allow: then each row is compared in its own.
    pub unit: Option<String>,
    /// Whether a scale was written, as in `20m`.
    pub scaled: bool,
}

impl Measure {
    /// Reads the literal of a query. Where its unit is known it must be whole smallest parts of it.
    /// A wording such as `about` is a fault: queries have tests for it.
    pub fn read(text: &str, ty: AmountType<'_>, units: &Units) -> Result<Self, Fault> {
        let reader = Reader::new(Wanted::from(ty), units);
        let piece = Piece::whole(text);
        if let Some(fault) = wording(&reader, piece) {
            return Err(fault);
        }
        let figure = reader.read(piece)?;
        reader.require(&figure, true)?;
        let plain = if ty == AmountType::Number { units.get(NUMBER) } else { None };
        if let Some(unit) = figure.unit.or(plain) {
            exact_parts(&figure, unit)?;
        }
        let unit = figure.unit.filter(|unit| !(ty == AmountType::Number && unit.name == NUMBER));
        Ok(Self {
            number: figure.value,
            unit: unit.map(|unit| unit.name.clone()),
            scaled: figure.zeros > 0,
        })
    }

    /// The canonical literal: `1bn CNY`, `1.2m t`, `60%`. Reading it again gives the same number
    /// and unit.
    pub fn text(&self, units: &Units) -> String {
        let number = self.number.canonical();
        match &self.unit {
            None => number,
            Some(name) => units
                .get(name)
                .map_or_else(|| format!("{number} {name}"), |unit| unit.after(&number)),
        }
    }
}

/// The fault of a literal that begins with a wording, or is a range.
fn wording(reader: &Reader<'_>, piece: Piece<'_>) -> Option<Fault> {
    let (typed, instead) = match read_wording(piece) {
        None => {
            let (first, to, second) = piece.around_word("to")?;
            let ends = [first, second].map(|end| end.text.to_owned());
            let instead = format!("between {} and {}", first.text, second.text);
            (to, Some(instead).filter(|_| reader.offers(ends).len() == 2))
        }
        Some((wording, typed, rest)) => {
            let test = match wording {
                Wording::About | Wording::Nearly => "about",
                Wording::MoreThan => ">",
                Wording::AtLeast => ">=",
                Wording::LessThan => "<",
                Wording::UpTo | Wording::Exactly | Wording::To(_) => "<=",
            };
            let rest = reader.offers([rest.text.to_owned()]).pop();
            (typed, rest.map(|rest| format!("{test} {rest}")))
        }
    };
    Some(typed.fault(FaultKind::WordingInLiteral { typed: typed.text.to_owned(), instead }))
}
