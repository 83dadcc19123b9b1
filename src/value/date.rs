pub(super) const MONTHS: [&str; 12] = ["January"; 12];
pub struct Dated; pub struct Lasting; pub struct Period;
