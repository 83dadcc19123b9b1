//! A unit as a catalog describes it. `build.rs` has this file too.

use serde::{Deserialize, Serialize};

/// One unit.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// The name it is printed by, unique among all units: `CNY`, `t`, `km2`, `%`, `number`.
    #[serde(skip)]
    pub name: String,
    /// Its quantity: `money`, `mass`, `area`, `share`, `number`.
    pub dimension: String,
    /// How many smallest parts one unit has: 100 fen, 1000 kg, 1000 thousandths of a percent.
    #[serde(default = "default_factor")]
    pub factor: i64,
    /// Other spellings, in the singular or the plural: `yuan`, `RMB`, `元`.
    #[serde(default)]
    pub names: Vec<String>,
    /// Signs before the number: `$`, `US$`, `€`.
    #[serde(default)]
    pub symbols: Vec<String>,
    /// Whether amounts in it may be added up; ranks may not.
    #[serde(default = "default_true")]
    pub sum: bool,
    /// Whether amounts in it may be negative in every field.
    #[serde(default)]
    pub signed: bool,
    /// Whether it is printed without its name, as plain numbers are.
    #[serde(default)]
    pub hidden: bool,
    /// Whether its first symbol is printed before the number, instead of its name after it: `no. 5`.
    #[serde(default)]
    pub ahead: bool,
    /// A sentence about it.
    #[serde(default)]
    pub about: String,
}

fn default_factor() -> i64 {
    1
}

fn default_true() -> bool {
    true
}
