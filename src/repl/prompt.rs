//! The state of the prompt between two lines, and answering the queries typed there.

use std::cell::RefCell;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::Error;

use super::screen;
use super::screen::{PATIENCE, Screen};
use crate::query::diagnostic::Diagnostic;
use crate::query::parser::parse;
use crate::query::repair::repair_text;
use crate::render::{Format, OutputDocument};
use crate::session::output::Output;
use crate::session::{Answered, Failed, LastAnswer, QueryOrigin, Session, Settings};
use crate::store::Base;
use crate::text::clean::ShownPath as _;
use crate::text::clean::clean;
use crate::text::wrap_lines;

/// The state of the prompt.
pub(super) struct Prompt {
    /// The base and the settings, shared with the line editor.
    pub(super) session: Rc<RefCell<Session>>,
    /// The file of the base; `None` means the built-in facts.
    file: Option<OpenFile>,
    /// The last answer.
    pub(super) last: Option<LastAnswer>,
    /// The fixed query that is offered on the next line.
    pub(super) fix: Option<String>,
    /// Queries made by commands, to be added to the history.
    pub(super) generated: Vec<String>,
    /// The output file; `None` means the screen.
    pub(super) output: Option<OutputFile>,
    /// The next step of the tour.
    pub(super) step: usize,
    /// Whether the time of every answer is shown.
    pub(super) timer: bool,
    /// Whether answers taller than the screen go to the pager.
    pub(super) pager: bool,
    /// Whether the last answer went to the pager.
    paged: bool,
    /// Whether the user leaves.
    pub(super) left: bool,
}

/// A file that answers go to instead of the screen.
pub(super) struct OutputFile {
    pub(super) path: PathBuf,
    /// The format given by its ending.
    pub(super) format: Option<Format>,
    /// Whether only one answer goes there.
    pub(super) once: bool,
    pub(super) output: Output,
    /// The format of the answers.
    pub(super) document: OutputDocument,
}

impl OutputFile {
    fn commit(mut self) -> Result<(), Error> {
        for sentence in self.document.finish(&mut self.output)? {
            eprintln!("warning: {sentence}");
        }
        Ok(self.output.commit()?)
    }
}

/// A file and its state when it was opened.
struct OpenFile {
    path: PathBuf,
    stamp: Option<Stamp>,
}

/// Changes when a file is replaced or written: device, inode, length, time.
type Stamp = (u64, u64, u64, i64, i64);

fn file_stamp(path: &Path) -> Option<Stamp> {
    let file = fs::metadata(path).ok()?;
    Some((file.dev(), file.ino(), file.len(), file.mtime(), file.mtime_nsec()))
}

impl Prompt {
    pub(super) fn new(session: Session, path: Option<&Path>) -> Self {
        Self {
            session: Rc::new(RefCell::new(session)),
            file: path.map(|path| OpenFile { path: path.to_owned(), stamp: file_stamp(path) }),
            last: None,
            fix: None,
            generated: vec![],
            output: None,
            step: 0,
            timer: false,
            pager: true,
            paged: false,
            left: false,
        }
    }

    /// Returns the text of the prompt: the file's name, with `(ro)` for a read-only file.
    pub(super) fn prompt_text(&self) -> String {
        let Some(OpenFile { path, .. }) = &self.file else { return "brief> ".to_owned() };
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let read_only = fs::metadata(path).is_ok_and(|file| file.permissions().readonly());
        format!("{}{}> ", clean(&name), if read_only { " (ro)" } else { "" })
    }

    /// Returns the name of the base: `the built-in facts`, or a path.
    pub(super) fn base_name(&self) -> String {
        self.file
            .as_ref()
            .map_or_else(|| "the built-in facts".to_owned(), |file| file.path.safe_text())
    }

    /// Opens another base.
    pub(super) fn open_base(&mut self, path: Option<&Path>) -> Result<(), Error> {
        let base = match path {
            None => Base::built_in()?,
            Some(path) => Base::open(path)?,
        };
        screen::stop_on_interrupt(&base)?;
        self.session.borrow_mut().base = base;
        self.file = path.map(|path| OpenFile { path: path.to_owned(), stamp: file_stamp(path) });
        self.last = None;
        Ok(())
    }

    /// Reopens a file that changed on the disk.
    fn refresh(&mut self) -> Result<(), Error> {
        let Some(OpenFile { path, stamp: before }) = &self.file else { return Ok(()) };
        let path = path.clone();
        if file_stamp(&path) == *before {
            return Ok(());
        }
        let last = self.last.take();
        let opened = self.open_base(Some(&path));
        self.last = last;
        let shown = path.safe_text();
        let sentence = match opened {
            Ok(()) => format!("{shown} has changed and was reopened"),
            Err(error) => {
                format!(
                    "{shown} has changed and can't be read: {error}; answers come from the earlier state"
                )
            }
        };
        Ok(writeln!(io::stderr(), "note: {sentence}")?)
    }

    /// Answers a text that was typed or made by a command.
    pub(super) fn answer(&mut self, text: &str, origin: &QueryOrigin) -> Result<(), Failed> {
        self.refresh()?;
        let mut took = Duration::ZERO;
        let answered = self.write_answer(|session, out, notes| {
            let since = Instant::now();
            let answered = session.answer(text, origin, out, notes);
            took = since.elapsed();
            answered
        });
        // The time of a paged answer includes the reading, so it isn't shown.
        let is_shown = self.timer || took > PATIENCE && !self.paged;
        if is_shown && answered.is_ok() {
            writeln!(io::stderr(), "{:.3} s", took.as_secs_f64())?;
        }
        match answered {
            Ok(Answered { last, .. }) => self.last = last.or(self.last.take()),
            // The user left the pager.
            Err(Failed::Output(error)) if error.kind() == ErrorKind::BrokenPipe => {
                self.last = unrecorded_answer(text).or(self.last.take());
            }
            Err(Failed::Stopped(reason)) => {
                self.last = unrecorded_answer(text).or(self.last.take());
                return Err(Failed::Stopped(reason));
            }
            Err(failed) => {
                if let Failed::Query(found) = &failed {
                    self.offer_fix(text, found);
                }
                return Err(failed);
            }
        }
        Ok(())
    }

    /// Shows the last answer again; `false` means that it wasn't recorded.
    pub(super) fn show_last(&mut self, format: Option<Format>) -> Result<bool, Failed> {
        let Some(last) = self.last.take() else { return Ok(false) };
        let shown = self.write_answer(|session, out, _| {
            let format = format.unwrap_or(session.settings.format);
            Ok(last.write(&Settings { format, ..session.settings.clone() }, out)?)
        });
        self.last = Some(last);
        match shown {
            Err(Failed::Output(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(true),
            shown => shown,
        }
    }

    /// Writes an answer to the output file or the screen, and then its notes.
    fn write_answer<T>(
        &mut self,
        give: impl FnOnce(&Session, &mut dyn Write, &mut Vec<u8>) -> Result<T, Failed>,
    ) -> Result<T, Failed> {
        let mut notes = Vec::new();
        let Some(mut file) = self.output.take() else {
            self.fit_width();
            let mut screen = Screen::new(self.pager);
            let given = give(&self.session.borrow(), &mut screen, &mut notes);
            self.paged = screen.is_paged();
            let ended = screen.end();
            io::stderr().write_all(&notes)?;
            let given = given?;
            return ended.map(|()| given).map_err(Failed::Output);
        };
        let settings = self.session.borrow().settings.clone();
        let format = file.format.unwrap_or(settings.format);
        self.session.borrow_mut().settings = Settings {
            format,
            document: file.document.clone(),
            width: None,
            color: false,
            numbered: false,
            most: None,
            ..settings.clone()
        };
        let given = give(&self.session.borrow(), &mut file.output, &mut notes);
        self.session.borrow_mut().settings = settings;
        io::stderr().write_all(&notes)?;
        match &given {
            Ok(_) if file.once => file.commit()?,
            // A wrong query has written nothing, so the file waits for the next answer.
            Err(failed) if file.once && !matches!(failed, Failed::Query(_)) => {}
            _ => self.output = Some(file),
        }
        given
    }

    /// Completes the output file; later answers go to the screen.
    pub(super) fn close_output(&mut self) -> Result<(), Error> {
        self.output.take().map_or(Ok(()), OutputFile::commit)
    }

    /// Shows prose, its lines broken between words.
    pub(super) fn show_prose(&self, text: &str) -> io::Result<()> {
        self.fit_width();
        let columns = self.session.borrow().settings.width;
        self.show(&wrap_lines(text, columns))
    }

    /// Shows a text unchanged, in the pager if it is tall.
    pub(super) fn show(&self, text: &str) -> io::Result<()> {
        let mut screen = Screen::new(self.pager);
        let written = screen.write_all(text.as_bytes());
        screen.end()?;
        match written {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
            _ => Ok(()),
        }
    }

    /// Offers the fixed query on the next line, if it fits on one line.
    fn offer_fix(&mut self, entry: &str, found: &[Diagnostic]) {
        let fixes = found.iter().flat_map(|diagnostic| &diagnostic.fixes);
        let text = fixes
            .filter(|fix| fix.applicability.is_offered())
            .find_map(|fix| repair_text(entry, fix));
        self.fix = text
            .map(|text| text.trim_end().to_owned())
            .filter(|text| !text.contains('\n') && clean(text) == *text);
    }

    /// Adapts the settings to the present width of the terminal.
    pub(super) fn fit_width(&self) {
        let settings = &mut self.session.borrow_mut().settings;
        settings.width = screen::screen_size().map(|(columns, _)| columns);
        settings.notes_width = settings.notes_width.and(settings.width);
    }
}

/// Returns the last query of a text as an unrecorded answer.
fn unrecorded_answer(text: &str) -> Option<LastAnswer> {
    parse(text).ok()?.last().map(LastAnswer::without_rows)
}
