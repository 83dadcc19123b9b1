//! Projects with their participations, sectors and claims, and figures of cities.

use super::world::World;
use super::{Writer, word};
use rusqlite::ToSql;

/// Wording, number, least, most, unit.
type Amount = (Option<String>, Option<i64>, Option<i64>, Option<i64>, Option<&'static str>);

impl Writer<'_> {
    pub(super) fn projects(&mut self, n: usize, world: &World) {
        for n in 0..n {
            let id = self.project(n, world);
            let sector = *self.rng.pick(&world.sectors);
            let record = self.thing("classification", None, "in a sector");
            let sql = "INSERT INTO classification (id, what, sector) VALUES (?, ?, ?)";
            self.run(sql, &[&record, &id, &sector]);
            for _ in 0..[1, 1, 1, 2][self.rng.below(4)] {
                let role = *self.rng.pick(&["investor", "investor", "operator", "signatory"]);
                let who = *self.rng.pick(&world.organizations);
                let record = self.thing("participation", None, role);
                let sql = "INSERT INTO participation (id, what, who, role) VALUES (?, ?, ?, ?)";
                self.run(sql, &[&record, &id, &who, &role]);
            }
            self.claim(id, None, world);
            if self.rng.percent(55) {
                self.claim(id, Some("investment"), world);
            }
        }
    }

    fn project(&mut self, n: usize, world: &World) -> i64 {
        let what =
            *self.rng.pick(&["port", "railway", "reservoir", "industrial park", "power plant"]);
        let id = self.named("project", n, &format!("{} {what} {n}", word(n)));
        let places = match self.rng.below(20) {
            0 => &world.provinces,
            1..10 => &world.cities,
            _ => &world.districts,
        };
        let place = *self.rng.pick(places);
        let status = *self.rng.pick(&["announced", "signed", "implementation", "completed"]);
        let event = self.rng.percent(30).then(|| *self.rng.pick(&world.events));
        let (text, at, low, high, unit) = self.investment();
        let (date, from, to, is) = self.date();
        let sql = "INSERT INTO project (id, batch, status, investment, investment_at, investment_low, investment_high, \
                   investment_unit, date, date_from, date_to, date_is, place, signed_at) \
                   VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let values: [&dyn ToSql; 13] =
            [&id, &status, &text, &at, &low, &high, &unit, &date, &from, &to, &is, &place, &event];
        self.run(sql, &values);
        id
    }

    /// Six of ten are known: most of them exact, some about, some more than that; most in yuan.
    fn investment(&mut self) -> Amount {
        if self.rng.percent(40) {
            return Amount::default();
        }
        let unit = *self.rng.pick(&["CNY", "CNY", "CNY", "CNY", "USD", "EUR"]);
        let millions = (1 + self.rng.below(999)) * [1, 1, 1, 10, 10, 100][self.rng.below(6)];
        let at = millions as i64 * 100_000_000;
        let (before, low, high) = match self.rng.below(10) {
            0 => ("about ", at - at / 10, Some(at + at / 10)),
            1 => ("more than ", at + 1, None),
            _ => ("", at, Some(at)),
        };
        (Some(format!("{before}{millions}m {unit}")), Some(at), Some(low), high, Some(unit))
    }

    /// A day, a month of which one day is meant, or nothing.
    fn date(&mut self) -> (Option<String>, Option<String>, Option<String>, Option<&'static str>) {
        let day = self.day();
        match self.rng.below(10) {
            0 => (None, None, None, None),
            1 => {
                let month = day[..7].to_owned();
                let (from, to) = (format!("{month}-01"), format!("{month}-28"));
                (Some(month), Some(from), Some(to), Some("within"))
            }
            _ => (Some(day.clone()), Some(day.clone()), Some(day), Some("day")),
        }
    }

    pub(super) fn figures(&mut self, n: usize, world: &World) {
        for _ in 0..n {
            let measure = *self.rng.pick(&["cargo", "trains", "companies", "population"]);
            let unit = *self.rng.pick(&["t", "train", "number"]);
            let subject = *self.rng.pick(&world.cities);
            let year = 2013 + self.rng.below(12);
            let value = (1 + self.rng.below(100_000)) as i64;
            let at = if unit == "t" { value * 1_000 } else { value };
            let record = self.thing("figure", None, measure);
            let sql = "INSERT INTO figure (id, subject, measure, value, value_at, value_low, value_high, value_unit, \
                       period, period_from, period_to, period_is) \
                       VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?5, ?6, ?7, ?8, ?9, 'span')";
            let text = format!("{value} {unit}");
            let (from, to) = (format!("{year}-01-01"), format!("{year}-12-31"));
            let year = year.to_string();
            self.run(sql, &[&record, &subject, &measure, &text, &at, &unit, &year, &from, &to]);
            self.claim(record, None, world);
        }
    }

    fn claim(&mut self, thing: i64, field: Option<&str>, world: &World) {
        let source = *self.rng.pick(&world.sources);
        let paragraph = 1 + self.rng.below(60) as i64;
        let sql = "INSERT INTO claim (thing, field, field_key, whole, source, paragraph, phrase, phrase_key, basis, confidence) \
                   VALUES (?1, ?2, ?2, ?2 IS NULL, ?3, ?4, 'as printed', 'as printed', 'stated', 'high')";
        self.run(sql, &[&thing, &field, &source, &paragraph]);
    }
}
