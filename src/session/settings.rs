//! The settings of answers, and the render options of one answer.

use std::time::Duration;

use anyhow::Result;

use crate::query::ast::Query;
use crate::query::plan::{Cond, Item, Plan};
use crate::query::resolve::Parameters;
use crate::query::sql;
use crate::render::{Format, OutputDocument, QueryText, RenderOptions};
use crate::store::Base;

/// The settings of answers.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The format of answers.
    pub format: Format,
    /// The file or stream that answers are written to.
    pub document: OutputDocument,
    /// The width of the terminal that shows answers; `None` means no terminal.
    pub width: Option<u16>,
    /// The width of the terminal that shows notes; `None` means no terminal.
    pub notes_width: Option<u16>,
    /// Whether answers may use colour.
    pub color: bool,
    /// Whether notes and diagnostics may use colour.
    pub color_notes: bool,
    /// Whether rows are numbered.
    pub numbered: bool,
    /// The most rows a table shows.
    pub most: Option<u64>,
    /// Whether the prompt shows hints while a line is typed.
    pub hints: bool,
    /// Whether notes are shown. Warnings and errors always are.
    pub notes: bool,
    /// Whether a query with a warning is refused.
    pub strict: bool,
    /// The most rows recorded to show an answer again; a longer answer is queried again.
    pub recorded: usize,
    /// The values of `$name` parameters.
    pub parameters: Parameters,
    /// The time limit of one answer.
    pub timeout: Option<Duration>,
}

impl Default for Settings {
    /// Tables as in a pipe, with notes.
    fn default() -> Self {
        Self {
            format: Format::Table,
            document: OutputDocument::default(),
            width: None,
            notes_width: None,
            color: false,
            color_notes: false,
            numbered: false,
            most: None,
            hints: false,
            notes: true,
            strict: false,
            recorded: 0,
            parameters: Parameters::new(),
            timeout: None,
        }
    }
}

impl Settings {
    /// Returns the render options of an answer. A count is one number without marks or citations.
    pub(super) fn render_options(
        &self,
        base: &Base,
        query: &Query,
        plan: &Plan<'_>,
    ) -> Result<RenderOptions> {
        let rows = !plan.count;
        let cited = rows && plan.cited;
        let is_of_all = plan.groups.as_ref().is_some_and(Vec::is_empty);
        Ok(RenderOptions {
            width: self.width,
            color: self.color,
            numbered: rows && self.numbered,
            marks: rows && plan.filter.as_ref().is_some_and(Cond::is_possible),
            cited,
            unshown: cited && sql::has_unshown(plan),
            bare: plan.count,
            limit: plan.limit,
            most: self.most,
            noun: row_noun(plan),
            keys: plan.groups.as_ref().map_or(0, Vec::len),
            aggregated: is_of_all
                .then(|| base.select_number(&sql::count_all_rows(plan)))
                .transpose()?,
            query: QueryText { text: query.to_string(), parameters: self.parameters.clone() },
            document: self.document.clone(),
        })
    }
}

/// Returns the noun of the rows, singular and plural.
fn row_noun(plan: &Plan<'_>) -> (String, String) {
    let each = plan.shown.iter().any(|item| matches!(item, Item::Each(_)));
    let (one, many) = match plan.groups {
        _ if plan.count => ("count", "counts"),
        Some(ref keys) if !keys.is_empty() => ("group", "groups"),
        None if each => ("row", "rows"),
        _ => (plan.kind.name.as_str(), plan.kind.plural.as_str()),
    };
    (one.to_owned(), many.to_owned())
}
