//! `brief check`: checks whether a file is sound.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::options::open_base;
use super::report::{Report, subject_text};
use crate::session::about::{open_point_text, places_text};
use crate::store::about::OpenPoint;
use crate::store::check::Soundness;
use crate::store::contradictions::{CompetingValue, Conflict};
use crate::store::namesakes::Namesakes;
use crate::text::clean::clean;
use crate::text::{count_noun, list_and, quote_safely};

/// The most conflicts, and the most pairs of namesakes, that are listed.
const LISTED: usize = 20;

/// Check a base: the file, its evidence, its values and the values derived from them
///
/// It repeats every check that `brief load` makes, because other programs can write the file
/// too. Open points and conflicts in the facts are notes, not faults of the file.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, override_usage = "brief check [FILE.db]")]
pub(super) struct CheckArguments {
    /// The base; the built-in facts by default
    #[arg(value_name = "FILE.db")]
    base: Option<PathBuf>,
}

pub(super) fn run_check(arguments: &CheckArguments) -> Result<(), Failure> {
    let base = open_base(arguments.base.as_deref())?;
    let _steady = base.hold_snapshot()?;
    let found = base.check_soundness()?;
    let unsettled = match (base.conflicts(), base.open_points(), base.namesakes()) {
        (Ok(conflicts), Ok(points), Ok(namesakes)) => (conflicts, points, namesakes),
        // These statements can fail on a damaged file.
        _ if !found.broken.is_empty() => (vec![], vec![], vec![]),
        (conflicts, points, namesakes) => (conflicts?, points?, namesakes?),
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut report = Report::new(&mut out);
    print_faults(&found, &mut report)?;
    print_notes(&found, &unsettled, &mut report)?;
    report.write_line(&match found.count_faults() {
        0 => "sound".to_owned(),
        n => format!("not sound: {}", count_noun(n as u64, "fault", "faults")),
    })?;
    out.flush()?;
    if found.broken.is_empty() { Ok(()) } else { Err(Failure::Unsound) }
}

/// Prints the faults, and each repair once for the faults that it repairs.
pub(super) fn print_faults(found: &Soundness, report: &mut Report<'_>) -> io::Result<()> {
    for broken in &found.broken {
        for (number, fault) in (1..).zip(&broken.faults) {
            report.write_line(&format!(
                "{}: {}",
                subject_text(&fault.subject),
                clean(&fault.sentence)
            ))?;
            let next = broken.faults.get(number);
            if next.is_none() && broken.more > 0 {
                report.write_item(&format!("and {} more of this kind", broken.more))?;
            }
            if next.is_none_or(|next| next.repair != fault.repair) {
                report.write_item(&format!("help: {}", clean(&fault.repair)))?;
            }
        }
    }
    Ok(())
}

/// Prints notes on tables of other programs, conflicts, namesakes and open points.
fn print_notes(
    found: &Soundness,
    (conflicts, points, namesakes): &(Vec<Conflict>, Vec<OpenPoint>, Vec<Namesakes>),
    report: &mut Report<'_>,
) -> io::Result<()> {
    if !found.foreign.is_empty() {
        let names: Vec<_> = found.foreign.iter().map(|name| clean(name)).collect();
        report.write_line(&format!(
            "note: made by another program and never read by brief: {}",
            list_and(&names)
        ))?;
    }
    for conflict in conflicts.iter().take(LISTED) {
        let side = |side: &CompetingValue| match places_text(side) {
            none if none.is_empty() => quote_safely(&side.value),
            places => format!("{} ({places})", quote_safely(&side.value)),
        };
        let sides: Vec<String> = conflict.sides.iter().map(side).collect();
        let about = conflict.about.join(", ");
        let sentence = format!("note: different values: {}, {about}: ", conflict.kind);
        report.write_line(&format!("{}{}", clean(&sentence), sides.join(" and ")))?;
    }
    if conflicts.len() > LISTED {
        report.write_line(&format!(
            "note: and {} more with different values",
            conflicts.len() - LISTED
        ))?;
    }
    for Namesakes { kind, name, slugs: [slug, other], .. } in namesakes.iter().take(LISTED) {
        let name = quote_safely(&clean(name));
        report.write_line(&format!(
            "note: two things have the same name, {kind}: {name} is `{other}` and `{slug}`"
        ))?;
    }
    if namesakes.len() > LISTED {
        report.write_line(&format!(
            "note: and {} more pairs with the same name",
            namesakes.len() - LISTED
        ))?;
    }
    if !namesakes.is_empty() {
        report.write_item("help: `brief alike` lists these and others whose names are alike, as a table of judgements; or give both the same id, or write `distinct = true` in one of the entries")?;
    }
    for point in points {
        let query = open_point_text(point);
        report.write_line(&format!("note: open ({}): {}", point.count, clean(&query)))?;
    }
    Ok(())
}
