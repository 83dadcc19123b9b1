//! What projects refer to: places within places, organizations, people with posts, events, sectors, sources.

use super::{Writer, word};
use brief::value::fold;

const COUNTRIES: usize = 50;
const PROVINCES: usize = 300;
const CITIES: usize = 2_400;
const DISTRICTS: usize = 2_400;
const SECTORS: usize = 40;

/// What projects refer to, by id.
pub(super) struct World {
    pub(super) cities: Vec<i64>,
    pub(super) districts: Vec<i64>,
    pub(super) provinces: Vec<i64>,
    pub(super) organizations: Vec<i64>,
    pub(super) events: Vec<i64>,
    pub(super) sectors: Vec<i64>,
    pub(super) sources: Vec<i64>,
}

impl Writer<'_> {
    pub(super) fn world(&mut self, projects: usize) -> World {
        let sources = (0..(projects / 50).max(5)).map(|n| self.source(n)).collect();
        let sectors = (0..SECTORS)
            .map(|n| {
                let id = self.named("sector", n, &format!("{} industry", word(n + 7)));
                self.run("INSERT INTO sector (id) VALUES (?)", &[&id]);
                id
            })
            .collect();
        let (provinces, cities, districts) = self.places();
        let organizations: Vec<i64> =
            (0..(projects / 20).max(10)).map(|n| self.organization(n, &cities)).collect();
        for n in 0..projects / 10 {
            self.person(n, &organizations);
        }
        let events = (0..(projects / 50).max(5)).map(|n| self.event(n, &cities)).collect();
        World { cities, districts, provinces, organizations, events, sectors, sources }
    }

    fn source(&mut self, n: usize) -> i64 {
        let id = self.named("source", n, &format!("Report {n} on {}", word(n)));
        let day = self.day();
        let sql = "INSERT INTO source (id, published, published_from, published_to, published_is, paragraphs) \
                   VALUES (?1, ?2, ?2, ?2, 'day', ?3)";
        let paragraphs = 10 + self.rng.below(60);
        self.run(sql, &[&id, &day, &(paragraphs as i64)]);
        id
    }

    /// Countries, provinces, cities and districts; each lies in one of those before.
    fn places(&mut self) -> (Vec<i64>, Vec<i64>, Vec<i64>) {
        let mut around: Vec<(i64, Vec<i64>)> = vec![];
        let mut first = 0;
        let mut lists = vec![];
        for (kind, n) in [
            ("country", COUNTRIES),
            ("province", PROVINCES),
            ("city", CITIES),
            ("district", DISTRICTS),
        ] {
            let outer: Vec<(i64, Vec<i64>)> = around.split_off(0);
            for i in 0..n {
                let name = word(first + i);
                let id = self.named("place", first + i, &name);
                self.run("INSERT INTO place (id, type) VALUES (?, ?)", &[&id, &kind]);
                let mut chain = vec![id];
                if let Some((whole, outside)) = outer.get(i % outer.len().max(1)) {
                    let record = self.thing("containment", None, &name);
                    let sql = "INSERT INTO containment (id, place, container, way) VALUES (?, ?, ?, 'admin')";
                    self.run(sql, &[&record, &id, whole]);
                    chain.extend(outside);
                }
                self.inside(&chain);
                around.push((id, chain));
            }
            first += n;
            lists.push(around.iter().map(|(id, _)| *id).collect::<Vec<_>>());
        }
        let districts = lists.pop().unwrap();
        let cities = lists.pop().unwrap();
        (lists.pop().unwrap(), cities, districts)
    }

    /// A place lies in itself and in all that is around it.
    fn inside(&self, chain: &[i64]) {
        let levels = ["country", "province", "city"];
        for (depth, container) in chain.iter().enumerate() {
            let sql = "INSERT INTO inside (place, container, depth, certain) VALUES (?, ?, ?, 1)";
            self.run(sql, &[&chain[0], container, &(depth as i64)]);
            if let Some(level) = levels.get(chain.len() - 1 - depth) {
                let sql = "INSERT INTO level (place, level, container) VALUES (?, ?, ?)";
                self.run(sql, &[&chain[0], level, container]);
            }
        }
    }

    fn organization(&mut self, n: usize, cities: &[i64]) -> i64 {
        let types = ["company", "company", "company", "bank", "government", "chamber"];
        let of = *self.rng.pick(&types);
        let noun = match of {
            "bank" => "Bank",
            "government" => "Authority",
            "chamber" => "Chamber",
            _ => *self.rng.pick(&["Machinery", "Construction Group", "Logistics", "Reservoir"]),
        };
        let id = self.named("organization", n, &format!("{} {noun}", word(n)));
        let place = *self.rng.pick(cities);
        self.run(
            "INSERT INTO organization (id, type, place) VALUES (?, ?, ?)",
            &[&id, &of, &place],
        );
        id
    }

    /// A person with one or two posts.
    fn person(&mut self, n: usize, organizations: &[i64]) {
        let (given, family) = (self.rng.below(9_000), self.rng.below(900));
        let id = self.named("person", n, &format!("{} {}", word(given), word(family)));
        self.run("INSERT INTO person (id) VALUES (?)", &[&id]);
        for _ in 0..=self.rng.below(2) {
            let organization = *self.rng.pick(organizations);
            let title =
                *self.rng.pick(&["Chairman", "General Manager", "Mayor", "Deputy Director"]);
            let record = self.thing("role", None, title);
            let sql = "INSERT INTO role (id, person, organization, title, title_key) VALUES (?, ?, ?, ?, ?)";
            self.run(sql, &[&record, &id, &organization, &title, &fold(title)]);
        }
    }

    fn event(&mut self, n: usize, cities: &[i64]) -> i64 {
        let of = *self.rng.pick(&["forum", "conference", "ceremony", "visit", "meeting"]);
        let id = self.named("event", n, &format!("{} {of} {n}", word(n)));
        let (day, place) = (self.day(), *self.rng.pick(cities));
        let sql = "INSERT INTO event (id, type, date, date_from, date_to, date_is, place) \
                   VALUES (?1, ?2, ?3, ?3, ?3, 'day', ?4)";
        self.run(sql, &[&id, &of, &day, &place]);
        id
    }
}
