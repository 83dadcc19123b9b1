//! What libFuzzer drives (`fuzz/`): for each target, a function from bytes to what broke. Here the kept inputs go the same way.

use std::fs;
use std::path::PathBuf;

use brief::answer::{Cell, Column, Remark, Row, Shape};
use brief::catalog::Catalog;
use brief::query::parser::parse;
use brief::render::{Format, RenderOptions, renderer};
use brief::session::{QueryOrigin, Session};
use brief::store::Base;
use brief::store::digest::{DigestError, Input, InputForm};
use brief::store::load::LoadError;
use brief::text::clean::is_unsafe;
use brief::value::{
    Amount, AmountLiteral, Conventions, DateValue, Number, Period, find_figures, fold,
    number_in_words,
};

use crate::corpus::{Corpus, text};
use crate::road;

/// What a target does with its input.
pub(crate) type Target = Box<dyn Fn(&[u8]) -> Result<(), String>>;

/// The names of all targets.
pub(crate) const TARGETS: [&str; 9] =
    ["parser", "literals", "digest", "table", "map", "catalog", "query", "base", "render"];

/// Makes a target ready.
pub(crate) fn target(name: &str) -> Option<Target> {
    Some(match name {
        "parser" => Box::new(|data| of_text(data, parser)),
        "literals" => {
            let catalog = small();
            Box::new(move |data| of_text(data, |text| literals(&catalog, text)))
        }
        "digest" => Box::new(|data| of_text(data, |text| load(&[Input::new("x.toml", text)]))),
        "table" => Box::new(|data| of_text(data, table)),
        "map" => Box::new(|data| of_text(data, map)),
        "catalog" => Box::new(|data| of_text(data, catalog)),
        "query" => {
            let [_, works] = Corpus::read().facts;
            let session = road::session(&works);
            Box::new(move |data| of_text(data, |text| road::walk(&session, text, 0).map(|_| ())))
        }
        "base" => base(),
        "render" => Box::new(render),
        _ => return None,
    })
}

fn of_text(data: &[u8], act: impl Fn(&str) -> Result<(), String>) -> Result<(), String> {
    std::str::from_utf8(data).map_or(Ok(()), act)
}

const SMALL: &str = "tests/scripts/bases/works.catalog.toml";

fn small() -> Catalog {
    Catalog::read(&text(SMALL)).unwrap()
}

/// What is printed of a query is the same query.
fn parser(text: &str) -> Result<(), String> {
    let Ok(queries) = parse(text) else { return Ok(()) };
    for query in &queries {
        let printed = query.to_string();
        let again = parse(&printed).map_err(|_| format!("{printed:?} is printed and refused"))?;
        if again != std::slice::from_ref(query) {
            return Err(format!("{printed:?} is printed and is another query"));
        }
    }
    Ok(())
}

/// What is printed of a literal is read as the same literal, and figures stand within their text.
fn literals(catalog: &Catalog, text: &str) -> Result<(), String> {
    let units = &catalog.units;
    let usual = Conventions::default();
    for dimension in [None, Some("money"), Some("share"), Some("number"), Some("length")] {
        if let Ok(read) = Amount::read(text, dimension, true, units) {
            let printed = read.text(units);
            let again = Amount::read(&printed, dimension, true, units);
            let again = again.map_err(|error| format!("{printed:?} is printed, but {error:?}"))?;
            if again != read {
                return Err(format!("{printed:?} is printed of {read:?} and is {again:?}"));
            }
        }
        if let Ok(read) = AmountLiteral::read(text, dimension, units) {
            let printed = read.text(units);
            let again = AmountLiteral::read(&printed, dimension, units);
            let again = again.map_err(|error| format!("{printed:?} is printed, but {error:?}"))?;
            if (&again.number, &again.unit) != (&read.number, &read.unit) {
                return Err(format!("{printed:?} is printed of {read:?} and is {again:?}"));
            }
        }
    }
    for read in [DateValue::read_date(text, usual), DateValue::read_period(text, usual)] {
        let Ok(read) = read else { continue };
        let again = [
            DateValue::read_date(&read.text, usual).ok(),
            DateValue::read_period(&read.text, usual).ok(),
        ];
        if !again.into_iter().flatten().any(|again| again == read) {
            return Err(format!("{read:?} is another date when it is read again"));
        }
    }
    if let Ok(read) = Period::read(text) {
        let printed = read.text();
        if Period::read(&printed) != Ok(read) {
            return Err(format!("{printed:?} is printed and is another period"));
        }
    }
    let _ = (Number::read(text), number_in_words(text));
    for figure in find_figures(text) {
        if text.get(figure.at.clone()).is_none_or(str::is_empty) {
            return Err(format!("{figure:?} is no place in the text"));
        }
    }
    let folded = fold(text);
    if fold(&folded) != folded {
        return Err(format!("{folded:?} folds to {:?}", fold(&folded)));
    }
    Ok(())
}

/// Inputs are loaded and shown, or refused with a place in one of them.
fn load(inputs: &[Input]) -> Result<(), String> {
    match Base::in_memory(&text(SMALL), inputs) {
        Ok((base, loaded)) => {
            loaded.warnings.iter().try_for_each(|warning| place(inputs, warning))?;
            crate::loads::everything(&Session { base, settings: road::settings() })
        }
        Err(LoadError::Digests(errors)) if !errors.is_empty() => {
            errors.iter().try_for_each(|error| place(inputs, error))
        }
        Err(error) => Err(format!("it failed: {error}")),
    }
}

fn place(inputs: &[Input], error: &DigestError) -> Result<(), String> {
    let found = inputs.iter().find(|input| input.name == error.file);
    let is_place = |input: &Input| input.text.as_str().get(error.span.clone()).is_some();
    if found.is_some_and(is_place) && !error.sentence.is_empty() {
        return Ok(());
    }
    Err(format!("not a good message: {error:?}"))
}

/// A table: JSON if it begins like it. The first rows of other tables name what it mentions.
fn table(text: &str) -> Result<(), String> {
    let json = text.trim_start().starts_with(['{', '[']);
    let form = if json { InputForm::Json } else { InputForm::Csv };
    let kind = Some("work".to_owned());
    let source = Some("log".to_owned());
    let log = Input::new("log.toml", "[source]\nid = \"log\"\nname = \"Log\"\nparagraphs = 9\n");
    load(&[log, Input { form: Some(form), kind, source, ..Input::new("works", text) }])
}

/// A map, and behind the first line of signs the table that it reads.
fn map(text: &str) -> Result<(), String> {
    let (map, table) = text.split_once("\n%%\n").unwrap_or((text, "A,B\n1,2\n"));
    let map = Input { form: Some(InputForm::Map), ..Input::new("x.map.toml", map) };
    let form = Some(InputForm::Csv);
    load(&[map, Input { map: Some(0), form, ..Input::new("x.csv", table) }])
}

/// A catalog makes a base in which every kind can be asked, or is refused.
fn catalog(text: &str) -> Result<(), String> {
    match Catalog::read(text) {
        Err(error) if error.to_string().is_empty() => Err("refused without a word".into()),
        Err(_) => Ok(()),
        Ok(_) => {
            let (base, _) = Base::in_memory(text, &[]).map_err(|error| error.to_string())?;
            crate::loads::everything(&Session { base, settings: road::settings() })
        }
    }
}

/// A shipped file with some bytes changed, four of each five of the input for their place: it is refused, or checked and asked.
fn base() -> Target {
    let room = tempfile::tempdir().unwrap();
    let (made, path) = (room.path().join("made.db"), room.path().join("x.db"));
    let digest = Input::new("works.toml", text("tests/scripts/bases/works.toml"));
    brief::store::load::create_file(&path, &text(SMALL), &[digest]).unwrap();
    Base::open(&path).unwrap().ship(&made, true, &mut |_| {}).unwrap();
    let good = fs::read(&made).unwrap();
    let kinds: Vec<String> = small().kinds.into_iter().map(|kind| kind.plural).collect();
    Box::new(move |data| {
        let mut bytes = good.clone();
        for change in data.chunks_exact(5) {
            let (at, byte) = change.split_at(4);
            let at = u32::from_le_bytes(at.try_into().unwrap()) as usize % bytes.len();
            bytes[at] = byte[0];
        }
        fs::write(&path, &bytes).unwrap();
        let _held = &room;
        let Ok(base) = Base::open(&path) else { return Ok(()) };
        let sound = base.check_soundness().is_ok_and(|found| found.count_faults() == 0);
        if sound && bytes != good {
            return Err("a changed file is called sound".into());
        }
        let session = Session { base, settings: road::settings() };
        for kind in &kinds {
            let query = format!("{kind} show everything limit 3 with sources");
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let _ = session.answer(&query, &QueryOrigin::default(), &mut out, &mut err);
        }
        if fs::read(&path).unwrap() != bytes {
            return Err("reading changed the file".into());
        }
        Ok(())
    })
}

/// Lines as cells of a table, in every format.
fn render(data: &[u8]) -> Result<(), String> {
    let shown = String::from_utf8_lossy(data);
    let lines: Vec<&str> = shown.split('\n').collect();
    let (first, rest) = lines.split_first().unwrap();
    let width = usize::from(first.len() as u8 % 4) + 1;
    let shapes = [Shape::Text, Shape::Amount, Shape::Date, Shape::List];
    let column = |n: usize| Column { name: format!("{first}{n}"), shape: shapes[n] };
    let columns: Vec<Column> = (0..width).map(column).collect();
    let cell = |(n, line): (usize, &&str)| {
        let text = (*line).to_owned();
        match shapes[n % width] {
            _ if text.is_empty() => Cell::Unknown,
            Shape::Amount => {
                Cell::Amount { text, low: Some("1.5".into()), high: None, unit: (*first).into() }
            }
            Shape::Date => Cell::Date { text, from: None, to: Some("2020-06-29".into()) },
            Shape::List => Cell::List(line.split(' ').map(|t| Cell::Text(t.into())).collect()),
            _ => Cell::Text(text),
        }
    };
    for format in Format::ALL.iter().copied() {
        let options = RenderOptions {
            width: Some(first.len() as u16 % 90),
            query: brief::render::QueryText { text: (*first).to_owned(), ..Default::default() },
            ..RenderOptions::for_file("thing", "things")
        };
        let mut out = Vec::new();
        {
            let mut render = renderer(format, options, &mut out);
            render.begin(&columns).map_err(|e| e.to_string())?;
            let cells: Vec<Cell> = rest.iter().enumerate().map(cell).collect();
            for row in cells.chunks_exact(width) {
                render.row(&Row::of_cells(row.to_vec())).map_err(|e| e.to_string())?;
            }
            let remark = Remark { code: "x", text: (*first).to_owned(), rows: None };
            render.notes(&[remark]).map_err(|e| e.to_string())?;
            render.end().map_err(|e| e.to_string())?;
        }
        if format.is_text() {
            let out = String::from_utf8(out).map_err(|_| "what is shown is not UTF-8")?;
            if let Some(c) = out.chars().find(|c| !"\n\r\t".contains(*c) && is_unsafe(*c)) {
                return Err(format!("{c:?} is shown as {format}"));
            }
        }
    }
    Ok(())
}

/// The inputs kept for a target.
pub(crate) fn kept(name: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let directory = crate::corpus::root().join("fuzz/corpus").join(name);
    let mut paths: Vec<PathBuf> =
        fs::read_dir(directory).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}
