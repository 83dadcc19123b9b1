//! The built-in facts: the seeds inside the program, and its versions.

use crate::catalog::Catalog;

use super::digest::Input;
use super::schema::LANGUAGE;

/// The digests inside the program.
const SEEDS: &[(&str, &str)] = &[
    ("gazetteer.toml", include_str!("../../seeds/gazetteer.toml")),
    ("air-silk-road-2024.toml", include_str!("../../seeds/air-silk-road-2024.toml")),
    ("asia-chengdu-europe-2020.toml", include_str!("../../seeds/asia-chengdu-europe-2020.toml")),
    ("zhengzhou-ecommerce-2020.toml", include_str!("../../seeds/zhengzhou-ecommerce-2020.toml")),
    ("qingdao-hub-2020.toml", include_str!("../../seeds/qingdao-hub-2020.toml")),
    ("jinan-visit-2024.toml", include_str!("../../seeds/jinan-visit-2024.toml")),
];

/// Returns the versions of the program and its parts, in one line.
pub fn version_line() -> String {
    let catalog = Catalog::built_in().map_or(0, |catalog| catalog.version);
    format!(
        "{} (language {LANGUAGE}, catalog {catalog}, SQLite {})",
        env!("CARGO_PKG_VERSION"),
        rusqlite::version()
    )
}

/// Returns the versions of the program and of the `SQLite` in it.
pub fn program_version() -> String {
    format!("{}, SQLite {}", env!("CARGO_PKG_VERSION"), rusqlite::version())
}

/// Returns the digests inside the program as inputs. No file can have their names, so no load replaces them.
pub fn seed_inputs() -> Vec<Input> {
    let input = |(name, text): &(&str, &str)| Input {
        known_as: Some(format!("/built-in/{name}")),
        ..Input::new(*name, *text)
    };
    SEEDS.iter().map(input).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Base;

    #[test]
    fn the_built_in_facts_need_no_warning() {
        let catalog = Catalog::built_in().unwrap();
        let (_, loaded) = Base::in_memory(&catalog.text, &seed_inputs()).unwrap();
        assert_eq!(loaded.warnings, []);
    }
}
