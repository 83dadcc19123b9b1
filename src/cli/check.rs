//! `brief check`: is this file sound?

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::options::open;
use super::report::{Report, subject};
use crate::session::card::{open_point, places};
use crate::store::about::OpenPoint;
use crate::store::check::Soundness;
use crate::store::contradictions::{Conflict, Side};
use crate::store::namesakes::Namesakes;
use crate::text::clean::clean;
use crate::text::{count, list_and, quote};

/// Limits how many conflicts, and how many pairs of namesakes, are listed one by one.
const TOLD: usize = 20;

/// Check a base: the file, its evidence, its values and what follows from them
///
/// Everything that loading ensures is checked again, because other programs can write
/// the file too. Open points and conflicts in the facts are notes: they aren't faults
/// of the file.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, override_usage = "brief check [FILE.db]")]
pub(super) struct Arguments {
    /// The base (default: the built-in facts)
    #[arg(value_name = "FILE.db")]
    base: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let base = open(arguments.base.as_deref())?;
    let found = base.check()?;
    let unsettled = match (base.conflicts(), base.open_points(), base.namesakes()) {
        (Ok(conflicts), Ok(points), Ok(namesakes)) => (conflicts, points, namesakes),
        // A damaged file does not let itself be asked.
        _ if !found.broken.is_empty() => (vec![], vec![], vec![]),
        (conflicts, points, namesakes) => (conflicts?, points?, namesakes?),
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut report = Report::new(&mut out);
    tell(&found, &mut report)?;
    notes(&found, &unsettled, &mut report)?;
    report.line(&match found.faults() {
        0 => "sound".to_owned(),
        n => format!("not sound: {}", count(n as u64, "fault", "faults")),
    })?;
    out.flush()?;
    if found.broken.is_empty() { Ok(()) } else { Err(Failure::Unsound) }
}

pub(super) fn tell(found: &Soundness, report: &mut Report<'_>) -> io::Result<()> {
    for broken in &found.broken {
        for (number, fault) in (1..).zip(&broken.faults) {
            report.line(&format!("{}: {}", subject(&fault.subject), clean(&fault.sentence)))?;
            let next = broken.faults.get(number);
            if next.is_none() && broken.more > 0 {
                report.item(&format!("and {} more of this sort", broken.more))?;
            }
            // What is to be done is said once for all that it mends.
            if next.is_none_or(|next| next.repair != fault.repair) {
                report.item(&format!("help: {}", clean(&fault.repair)))?;
            }
        }
    }
    Ok(())
}

/// What is no fault, but good to know.
fn notes(
    found: &Soundness,
    (conflicts, points, namesakes): &(Vec<Conflict>, Vec<OpenPoint>, Vec<Namesakes>),
    report: &mut Report<'_>,
) -> io::Result<()> {
    if !found.foreign.is_empty() {
        let names: Vec<_> = found.foreign.iter().map(|name| clean(name)).collect();
        report.line(&format!("note: not of brief, and never read by it: {}", list_and(&names)))?;
    }
    for conflict in conflicts.iter().take(TOLD) {
        let side = |side: &Side| match places(side) {
            none if none.is_empty() => quote(&side.value),
            places => format!("{} ({places})", quote(&side.value)),
        };
        let sides: Vec<String> = conflict.sides.iter().map(side).collect();
        let about = conflict.about.join(", ");
        let sentence = format!("note: in conflict: {}, {about}: ", conflict.kind);
        report.line(&format!("{}{}", clean(&sentence), sides.join(" against ")))?;
    }
    if conflicts.len() > TOLD {
        report.line(&format!("note: and {} more in conflict", conflicts.len() - TOLD))?;
    }
    for Namesakes { kind, name, slugs: [slug, other], .. } in namesakes.iter().take(TOLD) {
        let name = quote(&clean(name));
        report.line(&format!("note: two of one name, {kind}: {name} is `{other}` and `{slug}`"))?;
    }
    if namesakes.len() > TOLD {
        report.line(&format!("note: and {} more of one name", namesakes.len() - TOLD))?;
    }
    if !namesakes.is_empty() {
        report.item("help: give both the same id if they are one, or write `distinct = true` in the entry of one")?;
    }
    for point in points {
        let what = open_point(point);
        report.line(&format!("note: open ({}): {}", point.count, clean(&what)))?;
    }
    Ok(())
}
