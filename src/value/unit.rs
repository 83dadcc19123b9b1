//! Units of amounts.

/// A unit of amounts.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Unit {
    pub name: String,
    pub dimension: String,
    pub factor: i64,
    pub names: Vec<String>,
    pub symbols: Vec<String>,
    pub sum: bool,
    pub signed: bool,
    pub hidden: bool,
    pub about: String,
}

/// All units of a catalog.
#[derive(Debug, Default)]
pub struct Units(Vec<Unit>);

#[allow(missing_docs)]
impl Units {
    pub fn new(units: Vec<Unit>) -> Self {
        Self(units)
    }
    pub fn iter(&self) -> impl Iterator<Item = &Unit> {
        self.0.iter()
    }
}
