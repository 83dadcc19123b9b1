//! One number with its unit, as digests and queries both write it: `$20bn`, `10亿元`, `60%`.

use super::decimal::Decimal;
use super::fault::{Fault, FaultKind, Wanted};
use super::number::{SCALES, apply_scale, is_digit, is_minus, is_scale, read_digits, read_scale};
use super::piece::Piece;
use super::suggest::suggest;
use super::unit::{NUMBER, Unit, Units};

/// Reads figures of one type. Faults carry texts that would have been read; those are tried by the
/// same reader first, with `offering` off.
#[derive(Clone, Debug)]
pub(super) struct Reader<'u> {
    pub(super) wanted: Wanted,
    pub(super) units: &'u Units,
    offering: bool,
}

/// A number and the unit written with it.
#[derive(Clone, Debug)]
pub(super) struct Figure<'t, 'u> {
    /// The number, its scale applied.
    pub(super) value: Decimal,
    /// The number without its scale, and the zeros that scale has.
    pub(super) unscaled: Decimal,
    pub(super) zeros: u32,
    pub(super) unit: Option<&'u Unit>,
    /// The number as typed, with its scale and without its sign.
    pub(super) number: Piece<'t>,
    /// All of it.
    pub(super) typed: Piece<'t>,
}

impl<'u> Reader<'u> {
    pub(super) fn new(wanted: Wanted, units: &'u Units) -> Self {
        Self { wanted, units, offering: true }
    }

    /// `figure = [ "-" ] , [ unit ] , [ "-" ] , digits , [ scale ] , [ unit ]`. Whether a unit must
    /// be there is left to [`Reader::unit`].
    pub(super) fn read<'t>(&self, piece: Piece<'t>) -> Result<Figure<'t, 'u>, Fault> {
        let typed = piece.trim();
        let first = typed.text.find(is_digit).ok_or_else(|| self.not_amount(typed))?;
        let point = |c| matches!(c, '.' | '．' | ',' | '，' | '_');
        let start =
            typed.text.get(..first).map_or(first, |head| head.trim_end_matches(point).len());
        let (before, after) = typed.split(start);
        let (before, negative) = strip_minus(before.trim());
        let (value, rest) = read_digits(after)?;
        let (unscaled, zeros, (value, scaled, rest)) = self.scale(after, value, rest)?;
        let number = after.split(rest.at - after.at).0.trim();
        let units = [self.unit_before(before, after)?, self.unit_after(number, rest, scaled)?];
        let unit = match units {
            [Some(first), Some(second)] if first != second => {
                let [first, second] = [before, rest].map(|piece| piece.text.to_owned());
                let bare = number.text;
                let offers = self.offers([format!("{first}{bare}"), format!("{bare} {second}")]);
                return Err(typed.fault(FaultKind::TwoUnits { first, second, offers }));
            }
            [first, second] => first.or(second),
        };
        if let Some(unit) = unit {
            self.check_dimension(unit, if before.text.is_empty() { rest } else { before }, number)?;
        }
        let sign = |value: Decimal| if negative { value.negated() } else { value };
        Ok(Figure { value: sign(value), unscaled: sign(unscaled), zeros, unit, number, typed })
    }

    /// The scale after the digits, unless all that follows is a unit of that spelling (千米).
    #[expect(clippy::type_complexity, reason = "taken apart at once, in one place")]
    fn scale<'t>(
        &self,
        start: Piece<'t>,
        value: Decimal,
        rest: Piece<'t>,
    ) -> Result<(Decimal, u32, (Decimal, bool, Piece<'t>)), Fault> {
        if !is_scale(rest.text) && self.units.find(rest.text).is_some() {
            return Ok((value, 0, (value, false, rest)));
        }
        let zeros = read_scale(rest).map_or(0, |(zeros, _)| zeros);
        Ok((value, zeros, apply_scale(start, value, rest)?))
    }

    fn unit_before(&self, piece: Piece<'_>, number: Piece<'_>) -> Result<Option<&'u Unit>, Fault> {
        if piece.text.is_empty() {
            return Ok(None);
        }
        if is_yen_sign(piece.text) {
            return Err(self.yen_sign(piece, number.text));
        }
        let unit = self.units.symbol(piece.text).or_else(|| self.units.find(piece.text));
        unit.map(Some).ok_or_else(|| self.unknown_unit(piece, true))
    }

    fn unit_after(
        &self,
        number: Piece<'_>,
        piece: Piece<'_>,
        scaled: bool,
    ) -> Result<Option<&'u Unit>, Fault> {
        let typed = piece.text.to_owned();
        if typed.is_empty() {
            return Ok(None);
        }
        if is_yen_sign(&typed) {
            return Err(self.yen_sign(piece, number.text));
        }
        if let Some(unit) = self.units.find(&typed) {
            return Ok(Some(unit));
        }
        if self.units.symbol(&typed).is_some() {
            let offers = self.offers([format!("{typed}{}", number.text)]);
            return Err(piece.fault(FaultKind::SymbolAfter { typed, offers }));
        }
        if scaled && read_scale(piece).is_some() {
            return Err(piece.fault(FaultKind::TwoScales { typed }));
        }
        if typed.trim_start_matches(is_dash).starts_with(is_digit) {
            let offers = self.offers([format!("{}{typed}", number.text)]);
            let typed = format!("{} {typed}", number.text);
            let kind = FaultKind::NotNumber { typed, offers };
            return Err(Fault { at: number.to(piece), kind });
        }
        Err(self.unknown_unit(piece, !scaled))
    }

    fn check_dimension(
        &self,
        unit: &Unit,
        typed: Piece<'_>,
        number: Piece<'_>,
    ) -> Result<(), Fault> {
        if self.wanted.dimension().is_none_or(|wanted| wanted == unit.dimension) {
            return Ok(());
        }
        Err(typed.fault(FaultKind::WrongDimension {
            typed: typed.text.to_owned(),
            dimension: unit.dimension.clone(),
            wanted: self.wanted.clone(),
            offers: self.with_units(number.text),
        }))
    }

    /// The unit of a figure written without one, where that may be: the one of its dimension that
    /// is printed without its name, and for an amount of any unit that of plain numbers.
    pub(super) fn bare_unit(&self) -> Option<&'u Unit> {
        let dimension = self.wanted.dimension().unwrap_or(NUMBER);
        self.units.iter().find(|unit| unit.dimension == dimension && unit.hidden)
    }

    /// The unit of a figure, or a fault if it has none and needs one.
    pub(super) fn unit(&self, figure: &Figure<'_, 'u>) -> Result<&'u Unit, Fault> {
        figure.unit.or_else(|| self.bare_unit()).ok_or_else(|| self.missing_unit(figure))
    }

    fn missing_unit(&self, figure: &Figure<'_, 'u>) -> Fault {
        let offers = self.with_units(figure.number.text);
        figure.number.fault(match self.wanted.clone() {
            Wanted::Share => FaultKind::MissingSign { offers },
            wanted => FaultKind::MissingUnit { wanted, offers },
        })
    }

    fn not_amount(&self, typed: Piece<'_>) -> Fault {
        typed.fault(FaultKind::NotAmount {
            typed: typed.text.to_owned(),
            wanted: self.wanted.clone(),
            offers: self.examples(),
        })
    }

    fn unknown_unit(&self, typed: Piece<'_>, scales: bool) -> Fault {
        let known =
            self.known_units().flat_map(|unit| std::iter::once(&unit.name).chain(&unit.names));
        let scales = SCALES.iter().filter(|_| scales).map(|(name, _)| *name);
        typed.fault(FaultKind::UnknownUnit {
            typed: typed.text.to_owned(),
            wanted: self.wanted.clone(),
            suggestions: suggest(typed.text, known.map(String::as_str).chain(scales)),
            offers: self.examples(),
        })
    }

    fn yen_sign(&self, typed: Piece<'_>, number: &str) -> Fault {
        let offers = self.offers(["yuan", "yen"].map(|unit| format!("{number} {unit}")));
        typed.fault(FaultKind::AmbiguousSymbol { typed: typed.text.to_owned(), offers })
    }

    /// The units that may stand here, those printed by name.
    fn known_units(&self) -> impl Iterator<Item = &'u Unit> {
        let wanted = self.wanted.dimension();
        let fits = move |unit: &&Unit| {
            wanted.is_none_or(|wanted| wanted == unit.dimension) && !unit.hidden
        };
        self.units.iter().filter(fits)
    }

    /// A number with the first two units it could have here.
    fn with_units(&self, number: &str) -> Vec<String> {
        if self.wanted == Wanted::Number {
            return self.offers([number.to_owned()]);
        }
        let mut offers = self.offers(self.known_units().map(|unit| unit.with(number)));
        offers.truncate(2);
        offers
    }

    /// Up to four texts that are read here.
    fn examples(&self) -> Vec<String> {
        match self.wanted {
            Wanted::Number => self.offers(["1200", "1.5m", "3亿"].map(str::to_owned)),
            Wanted::Share => self.offers(["60%".to_owned()]),
            Wanted::Quantity(_) => self.with_units("500"),
            Wanted::Any => {
                let money = Reader { wanted: Wanted::Money, ..self.clone() };
                let texts = ["500".to_owned(), "60%".to_owned()].into_iter();
                self.offers(texts.chain(money.examples().into_iter().take(1)))
            }
            Wanted::Money => {
                let name =
                    |unit: &Unit| format!("1bn {}", unit.names.first().unwrap_or(&unit.name));
                let signs: Vec<&String> =
                    self.known_units().filter_map(|u| u.symbols.first()).collect();
                let texts = [
                    self.known_units().next().map(name),
                    signs.get(1).or(signs.first()).map(|sign| format!("{sign}20bn")),
                    self.known_units().next().map(|unit| format!("{} 5m", unit.name)),
                    signs.get(2).map(|sign| format!("{sign}3.5m")),
                ];
                self.offers(texts.into_iter().flatten())
            }
        }
    }

    /// Those of some texts that this reader reads.
    pub(super) fn offers(&self, texts: impl IntoIterator<Item = String>) -> Vec<String> {
        let trial = Self { offering: false, ..self.clone() };
        let read = |text: &String| self.offering && trial.read(Piece::whole(text)).is_ok();
        texts.into_iter().filter(read).collect()
    }
}

/// A text without a minus at its end or beginning, and whether there was one.
fn strip_minus(piece: Piece<'_>) -> (Piece<'_>, bool) {
    if let Some(rest) = piece.text.strip_suffix(is_minus) {
        return (Piece { text: rest, at: piece.at }.trim(), true);
    }
    match piece.text.strip_prefix(is_minus) {
        Some(rest) => (piece.split(piece.text.len() - rest.len()).1.trim(), true),
        None => (piece, false),
    }
}

fn is_yen_sign(text: &str) -> bool {
    matches!(text, "¥" | "￥")
}

fn is_dash(c: char) -> bool {
    is_minus(c) || matches!(c, '–' | '—' | '~' | '～')
}
