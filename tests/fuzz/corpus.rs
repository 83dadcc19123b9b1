//! What good input looks like: the queries of the golden scripts and of the grammar, and the words of two bases.

use std::fs;
use std::path::{Path, PathBuf};

use brief::catalog::{Catalog, Kind, Type};

/// A base to ask: its catalog and its digests.
pub(crate) struct Facts {
    pub(crate) catalog: String,
    pub(crate) digests: Vec<String>,
    /// Queries written for it.
    pub(crate) queries: Vec<String>,
    /// Kinds with their fields and links.
    pub(crate) kinds: Vec<(String, Vec<String>)>,
    /// For each kind, conditions that make sense of it.
    pub(crate) sensible: Vec<Vec<String>>,
    /// Values: names in it, values of its lists, units.
    pub(crate) values: Vec<String>,
}

/// Everything queries are made of.
pub(crate) struct Corpus {
    /// The built-in facts, then those of the golden scripts.
    pub(crate) facts: [Facts; 2],
}

/// The directory of the project, also from `fuzz`.
pub(crate) fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors().find(|directory| directory.join("grammar.md").is_file()).unwrap().to_owned()
}

pub(crate) fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

impl Corpus {
    pub(crate) fn read() -> Self {
        let seeds = brief::store::seed_inputs()
            .into_iter()
            .map(|input| input.text.as_str().to_owned())
            .collect();
        let mut built_in = Facts::new(text("schema/catalog.toml"), seeds);
        let works = text("tests/scripts/bases/works.catalog.toml");
        let mut works = Facts::new(works, vec![text("tests/scripts/bases/works.toml")]);
        for script in scripts(&root().join("tests/scripts")) {
            let asks_works = script.contains("\nbase works\n");
            let to = if asks_works { &mut works } else { &mut built_in };
            to.queries.extend(commands(&script));
        }
        let grammar = text("grammar.md") + &text("docs/semantics.md");
        let blocks =
            grammar.split("```brief\n").skip(1).filter_map(|rest| rest.split("```").next());
        built_in.queries.extend(blocks.flat_map(str::lines).map(str::to_owned));
        assert!(built_in.queries.len() > 100 && works.queries.len() > 300);
        Self { facts: [built_in, works] }
    }
}

impl Facts {
    fn new(catalog: String, digests: Vec<String>) -> Self {
        let read = Catalog::read(&catalog).unwrap();
        let mut values: Vec<String> = read.units.iter().map(|unit| unit.name.clone()).collect();
        let mut kinds = Vec::new();
        let mut sensible = Vec::new();
        for kind in &read.kinds {
            let mut names = vec!["name".to_owned(), "id".to_owned(), "kind".to_owned()];
            for field in &kind.fields {
                names.push(field.name.clone());
                match &field.ty {
                    Type::Enum(choices) => values.extend(choices.iter().map(|c| c.name.clone())),
                    Type::Ref(targets) if !targets.any => names.extend(
                        { targets.kinds.iter() }
                            .filter_map(|target| read.kind(target))
                            .flat_map(|target| &target.fields)
                            .map(|inner| format!("{}.{}", field.name, inner.name)),
                    ),
                    ty if ty.is_time() => names.push(format!("{}.year", field.name)),
                    ty if ty.is_amount() => names.push(format!("{}.unit", field.name)),
                    _ => {}
                }
            }
            names.extend(kind.links().flat_map(|link| [link.name.clone(), link.one.clone()]));
            kinds.push((kind.plural.clone(), names));
            sensible.push(conditions(kind));
        }
        let named = digests.iter().flat_map(|text| text.lines());
        let named = named.filter_map(|line| line.strip_prefix("name = ")).map(str::to_owned);
        let ids = digests.iter().flat_map(|text| text.lines());
        let ids = ids.filter_map(|line| line.strip_prefix("id = \""));
        let ids = ids.map(|id| format!("@{}", id.trim_end_matches('"')));
        values.extend(named.chain(ids));
        Self { catalog, digests, queries: vec![], kinds, sensible, values }
    }
}

/// Conditions of which the types are right.
fn conditions(kind: &Kind) -> Vec<String> {
    let mut found =
        vec!["name contains a".to_owned(), "name = 青岛".into(), "at least 1 source".into()];
    for field in &kind.fields {
        let name = &field.name;
        let tests: Vec<String> = match &field.ty {
            Type::Enum(choices) => {
                choices.iter().map(|choice| format!("= {}", choice.name)).collect()
            }
            Type::YesNo => vec!["= yes".into(), "!= no".into()],
            Type::Share => vec!["> 5%".into(), "about 50%".into()],
            Type::Money => {
                vec!["> 1bn".into(), "between 1bn and 90bn yuan".into(), "about $3bn".into()]
            }
            Type::Number { .. } => vec![">= 3".into(), "between 1 and 10".into()],
            Type::Quantity(_) => vec!["is known".into(), "> 100".into(), "< 5 km".into()],
            ty if ty.is_time() => {
                vec!["since 2019".into(), "= 2020-06".into(), "before 2020Q3".into()]
            }
            Type::Ref(_) | Type::Level(_) => {
                vec!["= Qingdao".into(), "within China".into(), "= @alba".into(), "!= Alba".into()]
            }
            _ => vec!["contains a".into(), "starts with \"1\"".into()],
        };
        found.extend(tests.iter().map(|test| format!("{name} {test}")));
        found.push(format!("{name} is unknown"));
    }
    for link in kind.links() {
        found.push(format!("no {}", link.one));
        found.push(format!("any {} (kind != thing)", link.one));
        found.push(format!("at most 2 {}", link.name));
    }
    found
}

/// The texts of all golden scripts, in the order of their names.
fn scripts(directory: &Path) -> Vec<String> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            found.extend(scripts(&path));
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            found.push(fs::read_to_string(path).unwrap());
        }
    }
    found
}

/// The queries of a golden script: lines such as `!> works where`, `[rows]> works`.
fn commands(script: &str) -> Vec<String> {
    let query = |line: &str| {
        let (before, query) = line.split_once("> ")?;
        let tags = before.trim_start_matches('!').replace("]!", "]");
        let is_command = tags.is_empty() || tags.starts_with('[') && tags.ends_with(']');
        is_command.then(|| query.trim_end_matches('\\').to_owned())
    };
    script.lines().filter_map(query).collect()
}
