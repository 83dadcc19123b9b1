//! Another base as an input of `brief load`: what its sources and files say becomes digests. Where both bases read one of them in
//! different ways, a person chooses.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::options::{is_base, open_base};
use crate::store::Base;
use crate::store::diff::{Change, Difference};
use crate::store::digest::Input;
use crate::text::clean::ShownPath as _;
use crate::text::{count_noun, in_backquotes, list_first};

/// The most sources that a message names.
const NAMED: usize = 5;
/// The most differences that a message shows.
const SHOWN: usize = 4;

/// Which reading of a source counts if both bases have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SourceReading {
    /// That of the base that is loaded into.
    Mine,
    /// That of the other base.
    Theirs,
    /// Both: where they differ, the values of the other base compete with the recorded ones.
    Both,
}

/// The readings that count: everywhere, and for single sources or files.
#[derive(Debug, Default)]
pub(super) struct ReadingChoices {
    everywhere: Option<SourceReading>,
    of: BTreeMap<String, SourceReading>,
}

impl ReadingChoices {
    /// Reads the options, each with the sources it names; an empty text means all others.
    pub(super) fn new(
        options: [(&'static str, SourceReading, &[String]); 3],
    ) -> Result<Self, Failure> {
        let mut choices = Self::default();
        for (option, reading, source) in options
            .into_iter()
            .flat_map(|(option, reading, of)| of.iter().map(move |of| (option, reading, of)))
        {
            let before = match source.as_str() {
                "" => choices.everywhere.replace(reading),
                source => choices.of.insert(source.to_owned(), reading),
            };
            if before.is_some_and(|before| before != reading) {
                let of = if source.is_empty() { String::new() } else { format!(" for `{source}`") };
                let sentence = format!("`{option}` can't be combined with another choice{of}");
                let help = "one option can apply to all sources, and others to single ones: `--mine --theirs=SOURCE`";
                return Err(Failure::usage_with(sentence, help));
            }
        }
        Ok(choices)
    }

    fn reading(&self, origin: &str) -> Option<SourceReading> {
        self.of.get(origin).copied().or(self.everywhere)
    }
}

/// The two bases of a load, opened.
struct Bases<'b> {
    mine: (&'b Path, Base),
    theirs: (&'b Path, Base),
}

/// Returns digests of the sources and files that only the other base has, and of those that differ, if the other reading was
/// chosen.
pub(super) fn digests_of(
    (base, other): (&Path, &Path),
    choices: &ReadingChoices,
) -> Result<Vec<Input>, Failure> {
    let bases =
        Bases { mine: (base, open_base(Some(base))?), theirs: (other, open_base(Some(other))?) };
    let mut origins = bases.origins()?;
    bases.check_chosen(choices, &origins)?;
    let found = bases.find_differences(&mut origins)?;
    let differing: Vec<&OtherOrigin> = origins.iter().filter(|one| one.differs).collect();
    let undecided: Vec<&str> = differing
        .iter()
        .filter(|one| choices.reading(&one.name).is_none())
        .map(|one| one.name.as_str())
        .collect();
    if !undecided.is_empty() {
        return Err(bases.undecided_sources(&undecided, &found));
    }
    let mut inputs = Vec::new();
    for one in origins {
        match choices.reading(&one.name).filter(|_| one.differs) {
            None if one.is_new => inputs.push(bases.named_input(one.theirs)),
            Some(SourceReading::Theirs) => inputs.push(bases.named_input(one.theirs)),
            Some(SourceReading::Both) => {
                inputs.extend(one.mine);
                inputs.push(Input { keeps_second_values: true, ..bases.named_input(one.theirs) });
            }
            None | Some(SourceReading::Mine) => {}
        }
    }
    if inputs.is_empty() {
        let other = other.safe_text();
        anstream::eprintln!("note: {other} has no source to take over; nothing changes");
    }
    Ok(inputs)
}

/// Writes the text of each digest of another base that has none yet, for mistakes to have their lines.
pub(super) fn write_digests(paths: &[PathBuf], inputs: &mut [Input]) -> Result<(), Failure> {
    let Some(other) = paths.iter().find(|path| is_base(&path.to_string_lossy())) else {
        return Ok(());
    };
    let base = open_base(Some(other))?;
    for input in inputs.iter_mut().filter(|input| input.unwritten.is_some()) {
        let read = match &input.unload {
            Some(source) => base.reading_of_source(source, true)?,
            None => base.reading_of_file(input.known_as(), true)?,
        };
        (input.text, input.unwritten) = (read.text, None);
    }
    Ok(())
}

/// A source or file of the other base.
#[derive(Default)]
struct OtherOrigin {
    name: String,
    /// What it says there.
    theirs: Input,
    /// What this base says of it, if that was compared.
    mine: Option<Input>,
    is_source: bool,
    is_new: bool,
    differs: bool,
}

impl OtherOrigin {
    fn new(name: String, (theirs, mine): (Input, Option<Input>), is_source: bool) -> Self {
        let is_new = mine.is_none();
        let differs = mine.as_ref().is_some_and(|mine| lines_of(mine) != lines_of(&theirs));
        Self { name, theirs, mine, is_source, is_new, differs }
    }
}

impl Bases<'_> {
    /// Returns the sources of the other base, and its files whose facts cite no source. A source whose things and records are the
    /// same in both bases is the same in both.
    fn origins(&self) -> Result<Vec<OtherOrigin>, Failure> {
        let Self { mine: (_, mine), theirs: (_, theirs) } = self;
        let own: BTreeSet<String> = mine.source_slugs()?.into_iter().collect();
        let sources = theirs.source_slugs()?;
        let shared = sources.iter().filter(|name| own.contains(*name)).cloned().collect();
        let may_differ = mine.sources_that_may_differ(theirs, shared)?;
        let mut origins = Vec::new();
        for name in sources {
            let is_new = !own.contains(&name);
            if !is_new && !may_differ.contains(&name) {
                origins.push(OtherOrigin { name, ..OtherOrigin::default() });
                continue;
            }
            let read = theirs.reading_of_source(&name, !is_new)?;
            let own = (!is_new).then(|| mine.reading_of_source(&name, true)).transpose()?;
            origins.push(OtherOrigin::new(name, (read, own), true));
        }
        let own: BTreeSet<String> = mine.files_without_source()?.into_iter().collect();
        for name in theirs.files_without_source()? {
            let is_shared = own.contains(&name);
            let read = theirs.reading_of_file(&name, is_shared)?;
            let own = is_shared.then(|| mine.reading_of_file(&name, true)).transpose()?;
            origins.push(OtherOrigin::new(name, (read, own), false));
        }
        Ok(origins)
    }

    /// If a source seems to differ, compares the bases. A source that no difference cites is equal, unless some difference cites
    /// nothing, as a flag.
    fn find_differences(&self, origins: &mut [OtherOrigin]) -> Result<Vec<Difference>, Failure> {
        if !origins.iter().any(|one| one.differs) {
            return Ok(vec![]);
        }
        let found = self.mine.1.differences(&self.theirs.1)?;
        let differing: BTreeSet<&str> = found.iter().flat_map(cited_slugs).collect();
        let any = found.iter().any(|one| cited_slugs(one).next().is_none());
        for one in origins.iter_mut().filter(|one| one.is_source) {
            one.differs &= any || differing.contains(one.name.as_str());
        }
        Ok(found)
    }

    /// Returns an input with a name for messages.
    fn named_input(&self, input: Input) -> Input {
        let name = format!("{}: {}", self.theirs.0.safe_text(), input.known_as());
        Input { name, ..input }
    }

    /// Refuses a reading of a source that the other base doesn't have.
    fn check_chosen(
        &self,
        choices: &ReadingChoices,
        origins: &[OtherOrigin],
    ) -> Result<(), Failure> {
        let (theirs, _) = &self.theirs;
        match choices.of.keys().find(|of| !origins.iter().any(|one| one.name == **of)) {
            None => Ok(()),
            Some(unknown) => {
                let names = in_backquotes(origins.iter().map(|one| &one.name));
                let sentence = format!("{} has no source `{unknown}`", theirs.safe_text());
                let help = format!("it has {}", list_first(&names, NAMED));
                Err(Failure::usage_with(sentence, help))
            }
        }
    }

    /// Makes the failure for sources with two readings, and shows them.
    fn undecided_sources(&self, names: &[&str], found: &[Difference]) -> Failure {
        let (base, other) = (self.mine.0.safe_text(), self.theirs.0.safe_text());
        let quoted = list_first(&in_backquotes(names), NAMED);
        let mut lines = vec![format!("{base} and {other} read {quoted} in different ways")];
        let of = |one: &&Difference| cited_slugs(one).any(|slug| names.contains(&slug));
        let shown: Vec<&Difference> = found.iter().filter(of).collect();
        lines.extend(shown.iter().take(SHOWN).map(|one| self.both_readings(one)));
        if shown.len() > SHOWN {
            let more = (shown.len() - SHOWN) as u64;
            lines.push(format!(
                "  … and {}",
                count_noun(more, "more difference", "more differences")
            ));
        }
        let help = format!(
            "choose one with `--theirs` or `--mine`, or keep `--both`; for one source, `--theirs={}`; `brief diff {base} {other}` shows all",
            names.first().copied().unwrap_or_default()
        );
        Failure::usage_with(lines.join("\n"), help)
    }

    /// Writes a difference in a line.
    fn both_readings(&self, one: &Difference) -> String {
        let (base, other) = (self.mine.0.safe_text(), self.theirs.0.safe_text());
        let fields = one.fields.join(", ");
        let of =
            if fields.is_empty() { one.name.clone() } else { format!("{fields} of {}", one.name) };
        let (before, after) = (one.before.join(", "), one.after.join(", "));
        match one.change {
            Change::Changed => format!("  {of}: {before} in {base}, {after} in {other}"),
            Change::Added | Change::ClaimAdded => format!("  {of}: only in {other}"),
            Change::Removed | Change::ClaimWithdrawn => format!("  {of}: only in {base}"),
        }
    }
}

/// Returns the lines of an input, in a fixed order.
fn lines_of(input: &Input) -> Vec<&str> {
    let mut lines: Vec<&str> = input.text.as_str().lines().map(str::trim).collect();
    lines.sort_unstable();
    lines
}

/// Returns the ids of the documents that a difference cites.
fn cited_slugs(one: &Difference) -> impl Iterator<Item = &str> {
    let cited = one.cited_before.iter().chain(&one.cited_after);
    cited.filter_map(|citation| citation.source.as_ref()).map(|document| document.slug.as_str())
}
