//! The types of fields.

use crate::value::{MONEY, NUMBER, SHARE};

/// The type of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Type {
    /// Words, compared by their folded form.
    #[default]
    Text,
    /// One of a list.
    Enum(Vec<Choice>),
    /// A count. An exact one is a single integer and has no wording.
    Number {
        /// Always one integer.
        exact: bool,
    },
    /// A share in percent.
    Share,
    /// An amount in some currency.
    Money,
    /// An amount in units of one dimension, or of any (then also money, a share or a bare number).
    Quantity(Option<String>),
    /// A day, perhaps known only within a range, or a span that something lasted.
    Date,
    /// A time that something lasted or is about.
    Period,
    /// Yes or no.
    YesNo,
    /// Another thing.
    Ref(Targets),
    /// The city, province, country … around a place. Derived, never entered.
    Level(Level),
}

/// One value of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The value.
    pub name: String,
    /// Its meaning, unless that is plain.
    pub about: Option<String>,
}

/// The kinds a ref may lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Targets {
    /// The catalog said "any" (or "all") rather than a list.
    pub any: bool,
    /// The names of the kinds.
    pub kinds: Vec<String>,
}

impl Targets {
    /// Returns the targets of a field that may lead to any thing.
    pub fn any_thing() -> Self {
        Self { any: true, kinds: vec!["thing".to_owned()] }
    }

    /// Returns the only kind it may lead to.
    pub fn only_kind(&self) -> Option<&str> {
        match self.kinds.as_slice() {
            [one] if !self.any => Some(one),
            _ => None,
        }
    }
}

/// The origin of a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// The field that holds the place; `None` means that the thing is the place.
    pub of: Option<String>,
}

impl Type {
    /// Returns its name in messages: "an amount of money".
    pub fn noun(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Enum(_) => "one of a list",
            Self::Number { .. } => "a number",
            Self::Share => "a share in percent",
            Self::Money => "an amount of money",
            Self::Quantity(_) => "a quantity",
            Self::Date => "a date",
            Self::Period => "a period",
            Self::YesNo => "yes or no",
            Self::Ref(_) => "a name",
            Self::Level(_) => "a place",
        }
    }

    /// Returns a literal of this type, if one fits any base.
    pub fn example(&self) -> Option<&str> {
        match self {
            Self::Enum(choices) => choices.first().map(|choice| choice.name.as_str()),
            Self::Number { .. } => Some("10"),
            Self::Share => Some("60%"),
            Self::Money => Some("1bn"),
            Self::Quantity(None) => Some("100"),
            Self::Date | Self::Period => Some("2020"),
            Self::YesNo => Some("yes"),
            Self::Text | Self::Quantity(Some(_)) | Self::Ref(_) | Self::Level(_) => None,
        }
    }

    /// Returns the values of a list; other types have none.
    pub fn choices(&self) -> &[Choice] {
        if let Self::Enum(choices) = self { choices } else { &[] }
    }

    /// Returns the kinds a reference leads to; other types have none.
    pub fn targets(&self) -> Option<&Targets> {
        if let Self::Ref(targets) = self { Some(targets) } else { None }
    }

    /// Checks whether it is a number with or without a unit.
    pub fn is_amount(&self) -> bool {
        matches!(self, Self::Number { .. } | Self::Share | Self::Money | Self::Quantity(_))
    }

    /// Checks whether it is stored as an interval, other than a single integer.
    pub fn is_range(&self) -> bool {
        self.is_amount() && *self != Self::Number { exact: true }
    }

    /// Checks whether a source may give an amount of it in another unit too, to which its own doesn't convert.
    pub fn has_equivalents(&self) -> bool {
        matches!(self, Self::Money | Self::Quantity(None))
    }

    /// Returns the dimension of the units its amounts have; `None` means any.
    pub fn dimension(&self) -> Option<&str> {
        match self {
            Self::Share => Some(SHARE),
            Self::Money => Some(MONEY),
            Self::Quantity(dimension) => dimension.as_deref(),
            _ => Some(NUMBER),
        }
    }

    /// Checks whether its values have a unit or currency.
    pub fn has_unit(&self) -> bool {
        matches!(self, Self::Money | Self::Share | Self::Quantity(_))
    }

    /// Checks whether it leads to another thing.
    pub fn is_ref(&self) -> bool {
        matches!(self, Self::Ref(_))
    }

    /// Checks whether it is a level around a place.
    pub fn is_level(&self) -> bool {
        matches!(self, Self::Level(_))
    }

    /// Checks whether it is stored as a first and a last day.
    pub fn is_time(&self) -> bool {
        matches!(self, Self::Date | Self::Period)
    }
}
