//! Answers: as the program writes them, and to look at, with their sources and with what their cells lead to.

use std::collections::BTreeMap;

use brief::catalog::{Field, Kind, Sort, Type};
use brief::query::ast::{Item as Column, Path, Query};
use brief::query::diagnostic::{Applicability, Diagnostic};
use brief::query::parser::parse;
use brief::query::plan::{Item, Leaf, PathExpr, Plan};
use brief::query::repair::repair_text;
use brief::query::resolve::Parameters;
use brief::query::sql;
use brief::query::suggest::{Suggester, resolve};
use brief::render::Format;
use brief::session::{Failed, QueryOrigin, Session, Settings};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The most rows that are shown at first.
const SHOWN: u64 = 300;

/// The most rows whose claims are all read for an answer in groups.
const CITED: u64 = 2000;

/// What the program writes for a text; bytes that are no text as two digits each.
#[derive(Default, Serialize)]
pub(crate) struct Written {
    out: String,
    err: String,
    /// Whether there is no answer, or not all of it.
    failed: bool,
    /// Corrected queries.
    fixes: Vec<String>,
}

/// The answers of a text, to look at.
#[derive(Serialize)]
pub(crate) struct Shown {
    answers: Vec<ShownAnswer>,
    /// The message of the first query that failed, and of warnings.
    err: String,
    failed: bool,
    fixes: Vec<String>,
}

/// One answer, to look at.
#[derive(Default, Serialize)]
pub(crate) struct ShownAnswer {
    /// The query in canonical form.
    query: String,
    /// Whether it is one number.
    count: bool,
    /// Whether its rows are groups.
    grouped: bool,
    /// The number of rows in all, if not all are shown.
    more: Option<u64>,
    /// The answer in the format `json-full`.
    answer: Option<Box<RawValue>>,
    /// A text: how a query is read, or everything known of a thing.
    explained: Option<String>,
    /// The groups as a picture, if they have numbers.
    chart: Option<String>,
    /// For each key of its groups the beginning of a condition, `projects where city`, to which a value is added.
    groups: Vec<String>,
    /// The same rows in groups: the field, and the query.
    facets: Vec<(String, String)>,
    /// For each column whether its cells name things.
    names: Vec<bool>,
    /// For each column, if its cells lead to one thing each, the slugs of the rows.
    slugs: Vec<Option<Vec<Option<String>>>>,
}

/// Answers a text as the program does.
pub(crate) fn answer(
    session: &mut Session,
    text: &str,
    format: &str,
    parameters: Parameters,
) -> Written {
    match format.parse::<Format>() {
        Ok(format) => {
            written(session, text, Settings { format, parameters, ..Settings::default() })
        }
        Err(error) => Written { err: error, failed: true, ..Written::default() },
    }
}

/// Returns what the program writes in one format, without parameters.
fn written_as(session: &mut Session, text: &str, format: Format) -> Written {
    written(session, text, Settings { format, ..Settings::default() })
}

fn written(session: &mut Session, text: &str, settings: Settings) -> Written {
    session.settings = settings;
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let result = session.answer(text, &QueryOrigin::default(), &mut out, &mut err);
    // A workbook is written when all its answers are there; its bytes are no text.
    if session.settings.format == Format::Xlsx {
        match session.settings.document.finish(&mut out) {
            Ok(cut) => {
                for sentence in cut {
                    err.extend(format!("warning: {sentence}\n").bytes());
                }
            }
            Err(error) => err.extend(format!("error: {error}\n").bytes()),
        }
        out = hexadecimal(&out);
    }
    let fixes = match &result {
        Err(Failed::Query(found)) => fixes(text, found),
        _ => vec![],
    };
    let said = match &result {
        Ok(_) | Err(Failed::Query(_)) => String::new(),
        Err(Failed::Output(error)) => format!("error: {error}\n"),
        Err(Failed::Stopped(why)) => format!("error: {why}\n"),
        Err(Failed::Run(error)) => format!("error: {error:#}\n"),
    };
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Written { out: text(out), err: text(err) + &said, failed: result.is_err(), fixes }
}

fn hexadecimal(bytes: &[u8]) -> Vec<u8> {
    let digit = |four: u8| if four < 10 { b'0' + four } else { b'a' + four - 10 };
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Lists the corrected queries that diagnostics offer.
fn fixes(text: &str, found: &[Diagnostic]) -> Vec<String> {
    let mut fixes: Vec<String> = Vec::new();
    for fix in found.iter().flat_map(|diagnostic| &diagnostic.fixes) {
        let Some(fixed) = repair_text(text, fix) else { continue };
        let fixed = fixed.trim_end().to_owned();
        if fix.applicability != Applicability::Part && !fixes.contains(&fixed) {
            fixes.push(fixed);
        }
    }
    fixes
}

/// Answers a text, to look at. Long answers are cut unless `all` rows are wanted.
pub(crate) fn show(session: &mut Session, text: &str, all: bool) -> Shown {
    let refused = |session: &mut Session| {
        let Written { err, fixes, .. } = written_as(session, text, Format::Csv);
        Shown { answers: vec![], err, failed: true, fixes }
    };
    let Ok(queries) = parse(text) else { return refused(session) };
    let mut shown = Shown { answers: vec![], err: String::new(), failed: false, fixes: vec![] };
    for query in &queries {
        if query.about.is_some() {
            let Written { out, err, failed, .. } =
                written_as(session, &query.to_string(), Format::Table);
            shown.err.push_str(&err);
            if failed {
                return refused(session);
            }
            shown.answers.push(ShownAnswer {
                query: query.to_string(),
                explained: Some(out),
                ..ShownAnswer::default()
            });
            continue;
        }
        let Some(view) = View::of(session, query, text, all) else { return refused(session) };
        shown.fixes.extend(view.fixes.iter().cloned());
        let Written { out, err, failed, .. } = written_as(session, &view.text, Format::JsonFull);
        shown.err.push_str(&err);
        if failed {
            shown.failed = true;
            break;
        }
        let explained = query.explain.then(|| out.clone());
        let slugs = view.slugs(session);
        let chart = view.answer.grouped.then(|| chart(session, query)).flatten();
        let answer = RawValue::from_string(out).ok().filter(|_| explained.is_none());
        shown.answers.push(ShownAnswer { answer, explained, chart, slugs, ..view.answer });
    }
    shown
}

/// Draws an answer in groups, if it has numbers.
fn chart(session: &mut Session, query: &Query) -> Option<String> {
    let Written { out, failed, .. } = written_as(session, &query.to_string(), Format::Svg);
    Some(out).filter(|picture| !failed && picture.contains("<g"))
}

/// How a query is shown.
struct View {
    /// The query that is run.
    text: String,
    /// The query for the slugs, and the columns of the answer that its columns belong to.
    slugs: Option<(String, Vec<usize>)>,
    fixes: Vec<String>,
    /// What is known of the answer before it is run.
    answer: ShownAnswer,
}

impl View {
    /// Decides how a query is shown; `None` means that it is refused.
    fn of(session: &mut Session, query: &Query, text: &str, all: bool) -> Option<Self> {
        session.settings = Settings::default();
        let base = &session.base;
        let mut resolved =
            resolve(query, base.catalog(), base, &session.settings.parameters).ok()?;
        Suggester {
            catalog: base.catalog(),
            names: base,
            parameters: &session.settings.parameters,
        }
        .repair(&mut resolved.warnings, text);
        let plan = &resolved.plan;
        let mut run = query.clone();
        // The rows according to some sources alone are known when they are asked for.
        let counts = query.according.is_none();
        let rows = if counts {
            base.select_number(&sql::count_all_rows(plan)).unwrap_or_default()
        } else {
            0
        };
        let grouped = plan.groups.is_some();
        let cut = !query.count && !grouped && query.limit.is_none() && rows > SHOWN && !all;
        if cut {
            run.limit = first_rows();
        }
        if !query.count && !query.explain && (!grouped || rows <= CITED) {
            run.sources = Some(query.span);
        }
        let has_rows = !query.count && !query.explain && !grouped;
        let groups = query.by.iter().filter(|_| counts);
        let answer = ShownAnswer {
            query: query.to_string(),
            count: query.count,
            grouped,
            more: cut.then_some(rows),
            groups: groups.map(|key| within(query, key)).collect(),
            facets: if has_rows { facets(query, plan) } else { vec![] },
            names: plan.shown.iter().map(names_things).collect(),
            ..ShownAnswer::default()
        };
        let slugs = has_rows.then(|| slug_query(&run, plan)).flatten();
        let fixes = fixes(text, &resolved.warnings);
        Some(Self { text: run.to_string(), slugs, fixes, answer })
    }

    /// Returns the slugs that the cells of each column lead to.
    fn slugs(&self, session: &mut Session) -> Vec<Option<Vec<Option<String>>>> {
        let mut columns: Vec<Option<Vec<Option<String>>>> = vec![None; self.answer.names.len()];
        let Some((text, at)) = &self.slugs else { return columns };
        let Written { out, failed, .. } = written_as(session, text, Format::JsonFull);
        let Ok(answer) = serde_json::from_str::<Slugs>(&out) else { return columns };
        for (n, column) in answer.columns.iter().enumerate().filter(|_| !failed) {
            let slug = |row: &SlugRow| row.values.get(&column.name).cloned().flatten();
            if let Some(place) = at.get(n).and_then(|at| columns.get_mut(*at)) {
                *place = Some(answer.rows.iter().map(slug).collect());
            }
        }
        columns
    }
}

/// Returns the query for all rows of a query in groups.
fn grouped_query(query: &Query, by: Vec<Path>) -> Query {
    Query { show: vec![], by, order: vec![], limit: None, sources: None, ..query.clone() }
}

/// Begins the query for the rows of a group: those of a query, and a condition on the key.
fn within(query: &Query, key: &Path) -> String {
    let rows = grouped_query(query, vec![]);
    let key = key.names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".");
    match rows.to_string().split_once(" where ") {
        Some((kind, condition)) => format!("{kind} where ({condition}) and {key}"),
        None => format!("{rows} where {key}"),
    }
}

/// Lists the same rows in groups, for each field that has few values.
fn facets(query: &Query, plan: &Plan<'_>) -> Vec<(String, String)> {
    let has_few = |field: &&Field| matches!(field.ty, Type::Enum(_) | Type::YesNo | Type::Level(_));
    let fields = plan.kind.fields.iter().filter(has_few);
    let facet = |field: &Field| {
        let by = parse(&format!("{} by {}", query.kind.text, field.name)).ok()?.pop()?.by;
        Some((field.name.clone(), grouped_query(query, by).to_string()))
    };
    fields.filter_map(facet).collect()
}

/// An answer that has slugs alone.
#[derive(Deserialize)]
struct Slugs {
    columns: Vec<SlugColumn>,
    rows: Vec<SlugRow>,
}

#[derive(Deserialize)]
struct SlugColumn {
    name: String,
}

#[derive(Deserialize)]
struct SlugRow {
    values: BTreeMap<String, Option<String>>,
}

/// Returns the limit of an answer that is cut.
fn first_rows() -> Option<brief::query::ast::CountArgument> {
    parse(&format!("things limit {SHOWN}")).ok()?.pop()?.limit
}

/// Makes the query for the slugs of the things that cells name, with the columns they belong to.
fn slug_query(run: &Query, plan: &Plan<'_>) -> Option<(String, Vec<usize>)> {
    // Each item of a link has a row of its own.
    if plan.shown.iter().any(|item| matches!(item, Item::Each(_))) {
        return None;
    }
    let (mut paths, mut columns) = (Vec::new(), Vec::new());
    for (at, item) in plan.shown.iter().enumerate() {
        let Item::Value(path) = item else { continue };
        if path.steps.link().is_some() || !names_things(item) {
            continue;
        }
        let text = path.text.as_str();
        let owner = if text == "name" { "" } else { text.strip_suffix(".name").unwrap_or(text) };
        paths.push(if owner.is_empty() { "id".to_owned() } else { format!("{owner}.id") });
        columns.push(at);
    }
    let query = parse(&format!("{} show {}", run.kind.text, paths.join(", "))).ok()?.pop()?;
    let show: Vec<Column> = query.show;
    let slugs = Query { show, sources: None, ..run.clone() };
    (!columns.is_empty()).then(|| (slugs.to_string(), columns))
}

/// Checks whether the cells of a column name things.
fn names_things(item: &Item<'_>) -> bool {
    let (Item::Value(path) | Item::Each(path)) = item else { return false };
    ends_in_things(&path.steps)
}

fn ends_in_things(steps: &PathExpr<'_>) -> bool {
    match steps {
        PathExpr::Leaf(leaf) => match leaf {
            Leaf::Name(kind) | Leaf::Itself(kind) => has_slugs(kind),
            Leaf::Link(link, via) => {
                let to = link.to.as_ref().and_then(|to| via.field(to));
                to.map_or_else(|| has_slugs(via), |to| to.ty.targets().is_some())
            }
            Leaf::Field(field) => {
                field.ty.targets().is_some() || matches!(field.ty, Type::Level(_))
            }
            Leaf::Part(..) | Leaf::Slug(_) | Leaf::Kind => false,
        },
        PathExpr::Ref(step) => step.then.iter().any(|(_, rest)| ends_in_things(rest)),
        PathExpr::Link(step) => ends_in_things(&step.then),
    }
}

fn has_slugs(kind: &Kind) -> bool {
    matches!(kind.sort, Sort::Thing | Sort::Union)
}
