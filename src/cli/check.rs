//! `brief check`: is this file sound?

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::options::open;
use super::report::{Report, subject};
use crate::store::check::Soundness;
use crate::text::clean::clean;
use crate::text::{count, list_and};

/// Look a base over: the file, its evidence, its values and what follows from them
///
/// Everything that loading sees to is looked at again, because other programs can write the file too. What is open in the
/// facts or in conflict is told in notes: that is no fault of the file.
#[derive(Debug, Args)]
#[command(override_usage = "brief check [FILE.db]")]
pub(super) struct Arguments {
    /// The base, if not the built-in facts
    #[arg(value_name = "FILE.db")]
    base: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let base = open(arguments.base.as_deref())?;
    let found = base.check()?;
    let mut out = BufWriter::new(io::stdout().lock());
    tell(&found, &mut Report::new(&mut out))?;
    out.flush()?;
    if found.broken.is_empty() { Ok(()) } else { Err(Failure::Unsound) }
}

fn tell(found: &Soundness, report: &mut Report<'_>) -> io::Result<()> {
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
    if !found.foreign.is_empty() {
        let names: Vec<_> = found.foreign.iter().map(|name| clean(name)).collect();
        report.line(&format!("note: not of brief, and never read by it: {}", list_and(&names)))?;
    }
    report.line(&match found.faults() {
        0 => "sound".to_owned(),
        n => format!("not sound: {}", count(n as u64, "fault", "faults")),
    })
}
