//! Laws of loads that leave out rows with mistakes. Random tables get random mistakes, in CSV, JSON and by maps.
//!
//! - What is loaded is what the table without those rows gives, and a row that needs one of them is left out too.
//! - The rows that were loaded and those in the report are all rows.
//! - The report, corrected and loaded, and what was loaded before are what the correct table gives at once.
//!
//! `SKIPS=200 cargo test --test load skips` tries more tables, `SKIPS_SEED=7` others.

use std::collections::BTreeSet;

use brief::store::digest::{Input, InputForm, skipped_table};
use brief::store::load::{LoadError, Loaded, load_valid};

use crate::made::{CATALOG, Made, errors};
use crate::rng::Rng;
use crate::support::number;

const SOURCE: &str = "id,name,paragraphs\nreg,The register,90\n";
const MAP: &str = r#"
[source]
id = "register"
name = "The register"

[[project]]
id = "{No}"
name = "{Title}"
city = "{Town}"
investment = "{Sum}"
part_of = "{Whole}"

[[organization]]
name = "Owner of {Title}"
when = "{Sum}"
"#;
/// The headings of the table, and those that the map reads.
const HEADINGS: [[&str; 6]; 2] = [
    ["id", "name", "city", "investment", "part of", "paragraph"],
    ["No", "Title", "Town", "Sum", "Whole", "Page"],
];

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Delimited(char),
    Lines,
    List,
    /// Read by a map, with a header or without.
    Mapped(bool),
}

const FORMS: [Form; 7] = [
    Form::Delimited(','),
    Form::Delimited(';'),
    Form::Delimited('\t'),
    Form::Lines,
    Form::List,
    Form::Mapped(true),
    Form::Mapped(false),
];

/// A row: its cells, and those with a mistake, or the line that stands for it.
struct Row {
    cells: Vec<String>,
    mistaken: Option<Result<Vec<String>, usize>>,
}

fn rows(rng: &mut Rng) -> Vec<Row> {
    let number = 2 + rng.below(9);
    let rows = (0..number).map(|n| {
        let whole =
            if n > 0 && rng.percent(50) { format!("w{}", rng.below(n)) } else { String::new() };
        let amounts = ["about 5m CNY", "70m USD", "", "up to 1,000,000 EUR"];
        let amount = *rng.pick(&amounts);
        let name =
            if rng.percent(20) { format!("Works \"{n}\"") } else { format!("Works, no. {n}") };
        let cells =
            [format!("w{n}"), name, "Qingdao".into(), amount.into(), whole, "7".into()].to_vec();
        let mistaken = rng.percent(30).then(|| match rng.below(4) {
            0 => Err(rng.below(4)),
            at => {
                let mut wrong = cells.clone();
                wrong[at + 1] = ["Nowhereville", "much", "w99"][at - 1].into();
                Ok(wrong)
            }
        });
        Row { cells, mistaken }
    });
    rows.collect()
}

/// Writes a cell of a table with a delimiter.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', ';']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

fn line(form: Form, cells: &[String]) -> String {
    let (Form::Delimited(_) | Form::Mapped(_)) = form else {
        let pairs = HEADINGS[0].iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
        let pairs = pairs.map(|(key, cell)| format!("{key:?}: {cell:?}"));
        return format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "));
    };
    let delimiter = if let Form::Delimited(delimiter) = form { delimiter } else { ',' };
    cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(&delimiter.to_string())
}

/// Writes a row with its mistake; some lines are no rows at all.
fn mistaken_line(form: Form, row: &Row) -> String {
    match &row.mistaken {
        None => line(form, &row.cells),
        Some(Ok(wrong)) => line(form, wrong),
        Some(Err(_)) if form == Form::Lines => "{\"id\": \"w".into(),
        // A list that breaks is wrong as a whole.
        Some(Err(_)) if form == Form::List => {
            line(form, &row.cells).replace("\"name\": ", "\"id\": \"again\", \"name\": ")
        }
        Some(Err(0)) => line(form, &row.cells[..3]),
        Some(Err(1)) => format!("\"{}", line(form, &row.cells[..1])),
        Some(Err(_)) => format!("{}{0}too{0}many", line(form, &row.cells).replace(',', ";")),
    }
}

/// Writes a table of lines, with a header if its form has one.
fn table(form: Form, lines: &[String]) -> String {
    match form {
        Form::List => format!("[\n{}\n]\n", lines.join(",\n ")),
        Form::Lines | Form::Mapped(false) => lines.join("\n") + "\n",
        Form::Mapped(true) => format!("{}\n{}\n", HEADINGS[1].join(","), lines.join("\n")),
        Form::Delimited(delimiter) => {
            let header = HEADINGS[0].join(&delimiter.to_string());
            format!("{header}\n{}\n", lines.join("\n"))
        }
    }
}

/// The inputs with a table of this name: a source, or a map that makes one, and the table, which is the last.
fn inputs(form: Form, name: &str, text: String) -> Vec<Input> {
    let first = match form {
        Form::Mapped(headed) => {
            let header = HEADINGS[1].map(|name| format!("{name:?}")).join(", ");
            let header = format!("[table]\nheader = [{header}]\n");
            let map = if headed { MAP.to_owned() } else { header + MAP };
            Input { form: Some(InputForm::Map), ..Input::new("works.map.toml", map) }
        }
        _ => Input::new("sources.csv", SOURCE),
    };
    let is_mapped = matches!(form, Form::Mapped(_));
    let json = matches!(form, Form::Lines | Form::List);
    let table = Input {
        form: Some(if json { InputForm::Json } else { InputForm::Csv }),
        kind: Some("project".into()),
        source: (!is_mapped).then(|| "reg".into()),
        map: is_mapped.then_some(0),
        ..Input::new(name, text)
    };
    vec![first, table]
}

/// Returns the numbers of the rows that are left out: those with a mistake, and those that need one of them.
fn expected(rows: &[Row]) -> BTreeSet<usize> {
    let mut skipped = BTreeSet::new();
    for (n, row) in rows.iter().enumerate() {
        let whole = row.cells[4].strip_prefix('w').and_then(|n| n.parse().ok());
        let needs = whole.is_some_and(|whole: usize| skipped.contains(&whole));
        if row.mistaken.is_some() || needs {
            skipped.insert(n);
        }
    }
    skipped
}

fn load(made: &Made, inputs: &mut [Input]) -> Result<Loaded, LoadError> {
    load_valid(inputs, &mut |inputs| made.try_load(inputs))
}

/// Corrects the lines of a report, with or without its further columns.
fn corrected(
    form: Form,
    report: &str,
    rows: &[Row],
    skipped: &BTreeSet<usize>,
    keeps: bool,
) -> String {
    let good: Vec<String> = skipped.iter().map(|n| line(form, &rows[*n].cells)).collect();
    if matches!(form, Form::Lines | Form::List) {
        return good.join("\n");
    }
    let delimiter = if let Form::Delimited(delimiter) = form { delimiter } else { ',' };
    let (header, _) = report.split_once('\n').unwrap();
    let names = header.split(delimiter).count();
    let mapped = matches!(form, Form::Mapped(_));
    assert_eq!(names, if mapped { 8 } else { 7 }, "{report}");
    if !keeps {
        let header: Vec<&str> = header.split(delimiter).take(6).collect();
        return format!("{}\n{}\n", header.join(&delimiter.to_string()), good.join("\n"));
    }
    let number = |n: usize| if mapped { format!("{}{delimiter}", n + 1) } else { String::new() };
    let good = good
        .iter()
        .zip(skipped)
        .map(|(line, n)| format!("{line}{delimiter}{}\"was, \"\"wrong\"\"\"", number(*n)));
    format!("{header}\n{}\n", good.collect::<Vec<_>>().join("\n"))
}

#[test]
fn rows_with_mistakes_are_left_out_and_loaded_when_they_are_corrected() {
    let mut rng = Rng::of(number("SKIPS_SEED", 20_261_129), 0, 0);
    for round in 0..number("SKIPS", 14) {
        let form = FORMS[usize::try_from(round).unwrap() % FORMS.len()];
        let rows = rows(&mut rng);
        let skipped = expected(&rows);
        let lines: Vec<String> = rows.iter().map(|row| mistaken_line(form, row)).collect();
        let text = table(form, &lines);
        let made = Made::new(CATALOG, &[]);
        let mut all = inputs(form, "works-a", text.clone());
        let loaded = match load(&made, &mut all) {
            Ok(loaded) => loaded,
            Err(error) => {
                assert_eq!(skipped.len(), rows.len(), "{text}\n{error}");
                continue;
            }
        };
        let table_rows = &loaded.read[1];
        let mut found: Vec<_> = loaded.skipped.iter().filter_map(|e| e.row.clone()).collect();
        found.dedup();
        assert_eq!(found.len(), skipped.len(), "{form:?}\n{text}\n{:#?}", loaded.skipped);
        assert_eq!(table_rows.count + found.len(), rows.len(), "{text}");

        // The table without those rows. A map numbers the rows, so there they would get other numbers.
        if !matches!(form, Form::Mapped(_)) {
            let kept = lines.iter().enumerate().filter(|(n, _)| !skipped.contains(n));
            let kept: Vec<String> = kept.map(|(_, line)| line.clone()).collect();
            let other = Made::new(CATALOG, &[]);
            other.load(&inputs(form, "works-b", table(form, &kept)));
            assert_eq!(made.content(), other.content(), "{text}");
        }

        // The report.
        let with_reasons: Vec<_> =
            found.iter().map(|row| (row.clone(), "a reason".into())).collect();
        let report = skipped_table(&all[1], table_rows, &with_reasons);
        let marks = report.matches("a reason").count();
        let broken = rows.iter().filter(|row| matches!(row.mistaken, Some(Err(_))));
        let without = if form == Form::Lines { broken.count() } else { 0 };
        assert_eq!(marks, skipped.len() - without, "{report}");
        if !skipped.is_empty() {
            let again = Made::new(CATALOG, &[]);
            let wrong = inputs(form, "works-c", report.clone());
            assert!(!errors(again.try_load(&wrong)).is_empty(), "{report}");
        }

        let good: Vec<String> = rows.iter().map(|row| line(form, &row.cells)).collect();
        let whole = Made::new(CATALOG, &[]);
        whole.load(&inputs(form, "works-d", table(form, &good)));
        // Without their numbers, rows that a map cites would be other paragraphs.
        let keeps = matches!(form, Form::Mapped(_)) || rng.percent(50);
        let corrected = corrected(form, &report, &rows, &skipped, keeps);
        if !skipped.is_empty() {
            made.load(&inputs(form, "works-e", corrected.clone()));
            // The source that a map makes is described by each file.
            if matches!(form, Form::Mapped(_)) {
                let header = corrected.lines().next().unwrap().to_owned() + "\n";
                whole.load(&inputs(form, "works-e", header));
            }
        }
        assert_eq!(made.content(), whole.content(), "{form:?}\n{text}\n{corrected}");
    }
}
