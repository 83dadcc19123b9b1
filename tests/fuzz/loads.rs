//! Digests and catalogs with mistakes: each is loaded, or refused with the place and the reason of every mistake.

use brief::catalog::Catalog;
use brief::query::parser::parse;
use brief::query::resolve::{Parameters, resolve_sources};
use brief::session::about::kind_text;
use brief::session::{Failed, QueryOrigin, Session};
use brief::store::Base;
use brief::store::digest::{DigestError, Input};
use brief::store::load::LoadError;

use crate::Outcome;
use crate::corpus::text;
use crate::mutate::{ODD, SIGNS, mutant};
use crate::rng::Rng;
use crate::road::settings;

/// Values and lines of TOML, right and wrong.
const TOML: [&str; 36] = [
    "\"\"",
    "''",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "'''",
    "\"\"\"",
    "true",
    "nan",
    "inf",
    "-0",
    "1e999",
    "9223372036854775808",
    "0x10",
    "1979-05-27",
    "07:32:00",
    "[]",
    "[[]]",
    "{}",
    "{ a = 1 }",
    "\n[source]\n",
    "\n[[place]]\n",
    "\n[[work]]\n",
    "id = \"x\"\n",
    "name = \"\"\n",
    "cite = 1\n",
    "cite = { p = 0 }\n",
    "place = \"nowhere\"\n",
    "a.b.c = 1\n",
    "[",
    "]",
    "{",
    "}",
    "= ",
    "\n",
    "\\",
    "#",
];

/// Catalogs and the digests written for them; a digest may need others before it.
pub(crate) struct Digests {
    sets: Vec<(String, Vec<String>)>,
}

impl Digests {
    pub(crate) fn read() -> Self {
        let set = |catalog: &str, digests: &[&str]| {
            (text(catalog), digests.iter().map(|path| text(path)).collect())
        };
        Self {
            sets: vec![
                set("tests/scripts/bases/works.catalog.toml", &["tests/scripts/bases/works.toml"]),
                set("tests/catalogs/lab.toml", &["tests/catalogs/lab.facts.toml"]),
                set("tests/catalogs/museum.toml", &["tests/catalogs/museum.facts.toml"]),
                set("schema/catalog.toml", &["tests/scripts/bases/corridor.toml"]),
                set(
                    "schema/catalog.toml",
                    &["seeds/gazetteer.toml", "seeds/zhengzhou-ecommerce-2020.toml"],
                ),
            ],
        }
    }
}

/// Something to put into a TOML text: a value, a sign, a line of the text itself.
fn more(text: &str) -> impl Fn(&mut Rng) -> String + '_ {
    let lines: Vec<&str> = text.lines().collect();
    move |rng: &mut Rng| match rng.below(6) {
        0 => (*rng.pick(&ODD)).to_owned(),
        1 => (*rng.pick(&SIGNS)).to_owned(),
        2 | 3 => (*rng.pick(&TOML)).to_owned(),
        4 => format!("\n{}\n", rng.pick(&lines)),
        _ => {
            let line = rng.pick(&lines);
            line.split(" = ").last().unwrap_or_default().to_owned()
        }
    }
}

/// A text with lines and words changed, or much of one thing put in.
fn damaged(rng: &mut Rng, text: &str) -> String {
    if rng.percent(3) {
        let n = 1 + rng.below(3_000);
        let (open, close) =
            *rng.pick(&[("[", "]"), ("{ a = ", "}"), ("a.", "b"), ("\"", ""), ("[[x]]\n", "")]);
        return format!("{text}\nx = {}{}", open.repeat(n), close.repeat(n));
    }
    let more = more(text);
    if rng.percent(40) {
        let mut lines: Vec<&str> = text.lines().collect();
        let (a, b) = (rng.below(lines.len()), rng.below(lines.len()));
        match rng.below(3) {
            0 => drop(lines.remove(a)),
            1 => lines.swap(a, b),
            _ => lines.insert(a, lines[b]),
        }
        let lines = lines.join("\n");
        return if rng.percent(50) { lines } else { mutant(rng, &lines, &more) };
    }
    mutant(rng, text, &more)
}

/// Names that a statement, a table, a view or a digest has already, or nearly.
const NAMES: [&str; 49] = [
    "rival",
    "rivals",
    "pairs",
    "rows",
    "own",
    "u1",
    "s1",
    "c0",
    "covered",
    "up",
    "g",
    "p",
    "t",
    "meta",
    "unit",
    "inside",
    "level",
    "thing",
    "things",
    "name",
    "names",
    "claim",
    "sources",
    "json_each",
    "pragma_table_list",
    "sqlite_x",
    "rowid",
    "oid",
    "select",
    "group",
    "order_",
    "table",
    "slug",
    "name_key",
    "cite",
    "distinct",
    "source",
    "alias",
    "p_at",
    "city",
    "main",
    "temp",
    "gone",
    "value",
    "find",
    "list",
    "filter",
    "match",
    "get",
];

/// A catalog in which something that has a name has one of those, throughout.
fn renamed(rng: &mut Rng, catalog: &str) -> String {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let names: Vec<&str> = catalog
        .lines()
        .filter(|line| line.starts_with("[kind.") || line.starts_with("plural"))
        .filter_map(|line| line.trim_end_matches(['"', ']']).rsplit(['.', '"']).next())
        .collect();
    let (old, new) = (*rng.pick(&names), *rng.pick(&NAMES));
    let (mut text, mut rest) = (String::new(), catalog);
    while let Some(start) = rest.find(is_word) {
        let end = rest[start..].find(|c| !is_word(c)).map_or(rest.len(), |end| start + end);
        let word = &rest[start..end];
        text.push_str(&rest[..start]);
        text.push_str(if word == old { new } else { word });
        rest = &rest[end..];
    }
    text + rest
}

/// Every kind can be counted, grouped and added up.
fn groups(session: &Session) -> Result<(), String> {
    for kind in &session.base.catalog().kinds {
        let plural = &kind.plural;
        let fields: Vec<&str> = kind.fields.iter().map(|field| field.name.as_str()).collect();
        let amounts = kind.fields.iter().filter(|field| field.ty.is_amount());
        let sums: Vec<String> = amounts.map(|field| format!("sum of {}", field.name)).collect();
        let by = fields.first().map(|field| format!("{plural} by {field} show {field}, count"));
        let sums = sums.first().map(|sum| format!("{plural} show {sum}"));
        let links = kind.links().next().map(|l| format!("{plural} where no {} show name", l.one));
        let queries = [Some(format!("count {plural}")), by, sums, links];
        for text in queries.into_iter().flatten() {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let answered = session.answer(&text, &QueryOrigin::default(), &mut out, &mut err);
            if let Err(Failed::Run(error)) = answered {
                return Err(format!("{text}: {error:#}"));
            }
        }
    }
    Ok(())
}

/// Cells and ends of cells, right and wrong.
const CELLS: [&str; 30] = [
    ",",
    ";",
    "\t",
    "\"",
    "\"\"",
    "\n",
    "\r\n",
    ",,,,",
    "> 5bn CNY",
    "≥ 5",
    "~3",
    "<",
    "not stated",
    "2021-13",
    "source",
    "paragraph",
    "Name",
    "investment phrase",
    "city",
    "external",
    "inferred",
    "Qingdao",
    "harbour",
    "null",
    "{",
    "}",
    ":",
    "[",
    "{\"name\": \"x\"}\n",
    "\\u0000",
];

/// Tables of the same facts, each in a form of its own.
const TABLES: [(&str, &str); 6] = [
    (
        "sources.csv",
        "id,name,published,paragraphs\nharbour,Harbour news,2021-05-01,40\nlog,The log,,\n",
    ),
    (
        "projects.csv",
        "Name,City,Status,Investment,Investment phrase,Date,Native,Source,Paragraph,Phrase\n\
         North quay,青岛,Signed,> 5bn yuan,over five billion,2021-03,北码头,harbour,3,a new quay\n\
         Cold store,Qingdao,announced,≥ 200m CNY,,2021Q1,,Harbour news,4,\"a \"\"cold\"\" store\"\n\
         Depot,Jinan,,not stated,,2021-06,,log,1,\n",
    ),
    (
        "organizations.csv",
        "id;name;type;place;alias;p;source\r\nport;Port Ltd;company;qingdao;PL;7;harbour\r\noffice;Office;;济南;;8;log\r\n",
    ),
    (
        "figures.jsonl",
        "{\"subject\": \"北码头\", \"measure\": \"Area\", \"value\": \"12 hectare\", \"source\": \"harbour\", \"paragraph\": 6}\n\
         {\"subject\": \"cold store\", \"measure\": \"enterprises\", \"value\": 30, \"source\": \"log\", \"place_in\": \"table\"}\n",
    ),
    ("participations.tsv", "what\twho\trole\tsource\tp\nDepot\tPL\toperator\tharbour\t9\n"),
    ("names.csv", "of,text,form,note\nqingdao,Tsingtau,former,An old map\n"),
];

/// Tables of which one is damaged.
pub(crate) fn table(gazetteer: &Input, rng: &mut Rng) -> Outcome {
    let which = rng.below(TABLES.len());
    let more = |rng: &mut Rng| match rng.below(4) {
        0 => (*rng.pick(&ODD)).to_owned(),
        1 => (*rng.pick(&SIGNS)).to_owned(),
        _ => (*rng.pick(&CELLS)).to_owned(),
    };
    let mut inputs: Vec<Input> =
        TABLES.iter().map(|(name, text)| Input::new(*name, *text)).collect();
    inputs[which].text = mutant(rng, TABLES[which].1, &more).into();
    let shown = inputs[which].text.clone();
    if rng.percent(10) {
        inputs[which].source = Some((*rng.pick(&["log", "nowhere", "", "\0"])).to_owned());
    }
    inputs.push(gazetteer.clone());
    match Base::in_memory(&text("schema/catalog.toml"), &inputs) {
        Ok((base, loaded)) => {
            for error in &loaded.warnings {
                place(&inputs, error).map_err(|said| format!("{said}\n{shown}"))?;
            }
            everything(&Session { base, settings: settings() })
                .map_err(|said| format!("{said}\n{shown}"))?;
            Ok("loaded")
        }
        Err(LoadError::Digests(errors)) if !errors.is_empty() => {
            for error in &errors {
                place(&inputs, error).map_err(|said| format!("{said}\n{shown}"))?;
            }
            Ok("refused")
        }
        Err(error) => Err(format!("it failed: {error}\n{shown}")),
    }
}

/// A few places for tables to speak of.
pub(crate) fn places() -> Input {
    let place = |id: &str, name: &str, native: &str| {
        format!(
            "[[place]]\nid = \"{id}\"\nname = \"{name}\"\ntype = \"city\"\ncite = \"A map\"\n\
             names = [{{ text = \"{native}\", form = \"native\", note = \"A map\" }}]\n"
        )
    };
    Input::new("map.toml", place("qingdao", "Qingdao", "青岛") + &place("jinan", "Jinan", "济南"))
}

pub(crate) fn digest(digests: &Digests, rng: &mut Rng) -> Outcome {
    let small = rng.percent(98);
    let (catalog, texts) = &digests.sets[if small { rng.below(4) } else { 4 }];
    let which = rng.below(texts.len());
    let inputs: Vec<Input> = { texts.iter().enumerate() }
        .map(|(n, text)| {
            let text = if n == which { damaged(rng, text) } else { text.clone() };
            Input::new(format!("{n}.toml"), text)
        })
        .collect();
    let shown = || inputs[which].text.clone();
    match Base::in_memory(catalog, &inputs) {
        Ok((base, _)) => {
            everything(&Session { base, settings: settings() })
                .map_err(|said| format!("{said}\n{}", shown()))?;
            Ok("loaded")
        }
        Err(LoadError::Digests(errors)) if !errors.is_empty() => {
            for error in &errors {
                place(&inputs, error).map_err(|said| format!("{said}\n{}", shown()))?;
            }
            Ok("refused")
        }
        Err(error) => Err(format!("it failed: {error}\n{}", shown())),
    }
}

/// A mistake stands in its file, in words.
fn place(inputs: &[Input], error: &DigestError) -> Result<(), String> {
    let Some(input) = inputs.iter().find(|input| input.name == error.file) else {
        return Err(format!("there is no file {:?}", error.file));
    };
    if input.text.as_str().get(error.span.clone()).is_none() || error.line == 0 || error.column == 0
    {
        return Err(format!("{error:?} is no place in a text of {} bytes", input.text.len()));
    }
    if error.sentence.is_empty() || error.helps.iter().any(String::is_empty) {
        return Err(format!("not a good message: {error:?}"));
    }
    Ok(())
}

/// Every kind can be shown with all there is to it.
pub(crate) fn everything(session: &Session) -> Result<(), String> {
    for kind in &session.base.catalog().kinds {
        for text in
            [kind.plural.clone(), format!("{} show everything limit 3 with sources", kind.plural)]
        {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            match session.answer(&text, &QueryOrigin::default(), &mut out, &mut err) {
                Ok(_) => {}
                Err(Failed::Run(error)) => return Err(format!("{text}: {error:#}")),
                Err(error) => return Err(format!("{text}: {error:?}")),
            }
        }
    }
    Ok(())
}

pub(crate) fn catalogs() -> Vec<String> {
    let paths = [
        "tests/scripts/bases/works.catalog.toml",
        "tests/catalogs/lab.toml",
        "tests/catalogs/museum.toml",
        "schema/catalog.toml",
    ];
    paths.iter().map(|path| text(path)).collect()
}

pub(crate) fn catalog(catalogs: &[String], rng: &mut Rng) -> Outcome {
    let good = &catalogs[if rng.percent(90) { rng.below(3) } else { 3 }];
    let changed = if rng.percent(50) { renamed(rng, good) } else { damaged(rng, good) };
    let catalog = match Catalog::read(&changed) {
        Ok(catalog) => catalog,
        Err(error) if error.to_string().is_empty() => return Err("refused without a word".into()),
        Err(_) => return Ok("refused"),
    };
    let said = |said: String| format!("{said}\n{changed}");
    let (base, _) = Base::in_memory(&changed, &[]).map_err(|error| said(error.to_string()))?;
    let session = Session { base, settings: settings() };
    everything(&session).map_err(said)?;
    groups(&session).map_err(said)?;
    for kind in &catalog.kinds {
        let described = kind_text(&catalog, &kind.plural).map_err(said)?;
        let example = described.lines().last().unwrap_or_default().trim();
        let queries = parse(example).map_err(|_| said(format!("{example:?} is refused")))?;
        for query in &queries {
            resolve_sources(query, &catalog, &session.base, &Parameters::new())
                .map_err(|found| said(format!("the example {example:?} fails: {found:?}")))?;
        }
    }
    Ok("read")
}
