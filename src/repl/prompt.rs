//! What the prompt remembers from one line to the next, and how a question typed at it is answered.

use std::cell::RefCell;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::Error;

use super::screen::{PATIENCE, Screen};
use super::terminal;
use crate::query::diagnostic::Diagnostic;
use crate::query::parser::parse;
use crate::query::repair::offered;
use crate::render::Format;
use crate::session::output::Output;
use crate::session::{Answered, Failed, Last, Origin, Session, Settings};
use crate::store::Base;
use crate::text::clean::clean;
use crate::text::fitted;

/// The prompt between two lines.
pub(super) struct Prompt {
    /// The base and how its answers look; shared with the line editor.
    pub(super) session: Rc<RefCell<Session>>,
    /// The file that is asked; none: the built-in facts.
    file: Option<Opened>,
    /// The last answer.
    pub(super) last: Option<Last>,
    /// What is offered on the next line.
    pub(super) offer: Option<String>,
    /// Queries that commands have asked, to be called back like those typed.
    pub(super) asked: Vec<String>,
    /// The file answers go to; none: the screen.
    pub(super) output: Option<Answers>,
    /// The next step of the tour.
    pub(super) step: usize,
    /// Whether the time of every answer is told.
    pub(super) timer: bool,
    /// Whether answers taller than the screen are paged.
    pub(super) pager: bool,
    /// Whether the last answer was.
    paged: bool,
}

/// A file answers go to instead of the screen.
pub(super) struct Answers {
    pub(super) path: PathBuf,
    /// What its name says of its format.
    pub(super) format: Option<Format>,
    /// Only one answer goes there.
    pub(super) once: bool,
    pub(super) output: Output,
}

impl Answers {
    fn commit(self) -> Result<(), Error> {
        Ok(self.output.commit()?)
    }
}

/// A file, and how it was when it was opened.
struct Opened {
    path: PathBuf,
    stamp: Option<Stamp>,
}

/// What changes when a file is replaced or written: device, inode, length, time.
type Stamp = (u64, u64, u64, i64, i64);

fn stamp(path: &Path) -> Option<Stamp> {
    let file = fs::metadata(path).ok()?;
    Some((file.dev(), file.ino(), file.len(), file.mtime(), file.mtime_nsec()))
}

impl Prompt {
    pub(super) fn new(session: Session, path: Option<&Path>) -> Self {
        Self {
            session: Rc::new(RefCell::new(session)),
            file: path.map(|path| Opened { path: path.to_owned(), stamp: stamp(path) }),
            last: None,
            offer: None,
            asked: vec![],
            output: None,
            step: 0,
            timer: false,
            pager: true,
            paged: false,
        }
    }

    /// What stands before each line: the file's name, and whether it cannot be added to.
    pub(super) fn name(&self) -> String {
        let Some(Opened { path, .. }) = &self.file else { return "brief> ".to_owned() };
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let read_only = fs::metadata(path).is_ok_and(|file| file.permissions().readonly());
        format!("{}{}> ", clean(&name), if read_only { " (ro)" } else { "" })
    }

    /// What is asked, for the greeting: the built-in facts, or a file.
    pub(super) fn what(&self) -> String {
        self.file.as_ref().map_or_else(
            || "the built-in facts".to_owned(),
            |file| clean(&file.path.display().to_string()).into_owned(),
        )
    }

    /// From now on another base is asked.
    pub(super) fn open(&mut self, path: Option<&Path>) -> Result<(), Error> {
        let base = match path {
            None => Base::built_in()?,
            Some(path) => Base::open(path)?,
        };
        terminal::interrupts(&base)?;
        self.session.borrow_mut().base = base;
        self.file = path.map(|path| Opened { path: path.to_owned(), stamp: stamp(path) });
        self.last = None;
        Ok(())
    }

    /// A file that was loaded into meanwhile is opened anew, so that answers are those of now.
    fn refresh(&mut self) -> Result<(), Error> {
        let Some(Opened { path, stamp: before }) = &self.file else { return Ok(()) };
        let path = path.clone();
        if stamp(&path) == *before {
            return Ok(());
        }
        let last = self.last.take();
        let opened = self.open(Some(&path));
        self.last = last;
        let shown = clean(&path.display().to_string()).into_owned();
        let sentence = match opened {
            Ok(()) => format!("{shown} has changed and is read anew"),
            Err(error) => {
                format!("{shown} has changed and cannot be read: {error}; answers are from before")
            }
        };
        Ok(writeln!(io::stderr(), "note: {sentence}")?)
    }

    /// Answers a text: what was typed, or what a command asks.
    pub(super) fn answer(&mut self, text: &str, origin: &Origin) -> Result<(), Failed> {
        self.refresh()?;
        let mut took = Duration::ZERO;
        let answered = self.deliver(|session, out, notes| {
            let since = Instant::now();
            let answered = session.answer(text, origin, out, notes);
            took = since.elapsed();
            answered
        });
        // Who reads in the pager lets the answer wait: that time tells nothing.
        let told = self.timer || took > PATIENCE && !self.paged;
        if told && answered.is_ok() {
            writeln!(io::stderr(), "{:.3} s", took.as_secs_f64())?;
        }
        match answered {
            Ok(Answered { last, .. }) => self.last = last.or(self.last.take()),
            // Who leaves the pager has seen enough.
            Err(Failed::Output(error)) if error.kind() == ErrorKind::BrokenPipe => {
                self.last = last_of(text).or(self.last.take());
            }
            Err(Failed::Stopped(reason)) => {
                self.last = last_of(text).or(self.last.take());
                return Err(Failed::Stopped(reason));
            }
            Err(failed) => {
                if let Failed::Query(found) = &failed {
                    self.offer(text, found);
                }
                return Err(failed);
            }
        }
        Ok(())
    }

    /// Shows the last answer again; `false` if it was not kept.
    pub(super) fn show_last(&mut self) -> Result<bool, Failed> {
        let Some(last) = self.last.take() else { return Ok(false) };
        let shown = self.deliver(|session, out, _| Ok(last.write(&session.settings, out)?));
        self.last = Some(last);
        match shown {
            Err(Failed::Output(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(true),
            shown => shown,
        }
    }

    /// Has an answer given to where answers go: the file that was named for it, or the screen. What is to be said beside
    /// it follows when it has been shown.
    fn deliver<T>(
        &mut self,
        give: impl FnOnce(&Session, &mut dyn Write, &mut Vec<u8>) -> Result<T, Failed>,
    ) -> Result<T, Failed> {
        let mut notes = Vec::new();
        let Some(mut file) = self.output.take() else {
            self.fit();
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
            // A query that cannot be read has written nothing: the file waits for the next.
            Err(failed) if file.once && !matches!(failed, Failed::Query(_)) => {}
            _ => self.output = Some(file),
        }
        given
    }

    /// No more answers go to the file they went to: it is put in its place.
    pub(super) fn close(&mut self) -> Result<(), Error> {
        self.output.take().map_or(Ok(()), Answers::commit)
    }

    /// Shows prose, its lines broken between words.
    pub(super) fn tell(&self, text: &str) -> io::Result<()> {
        self.fit();
        let columns = self.session.borrow().settings.width;
        self.show(&fitted(text, columns))
    }

    /// Shows a text as it is, through the pager if it is tall.
    pub(super) fn show(&self, text: &str) -> io::Result<()> {
        let mut screen = Screen::new(self.pager);
        let written = screen.write_all(text.as_bytes());
        screen.end()?;
        match written {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
            _ => Ok(()),
        }
    }

    /// A query that is offered on the next line, if it fits one.
    fn offer(&mut self, entry: &str, found: &[Diagnostic]) {
        let fixes = found.iter().flat_map(|diagnostic| &diagnostic.fixes);
        let text =
            fixes.filter(|fix| fix.applicability.is_offered()).find_map(|fix| offered(entry, fix));
        self.offer = text
            .map(|text| text.trim_end().to_owned())
            .filter(|text| !text.contains('\n') && clean(text) == *text);
    }

    /// Answers are as wide as the terminal is now.
    pub(super) fn fit(&self) {
        let settings = &mut self.session.borrow_mut().settings;
        settings.width = terminal::size().map(|(columns, _)| columns);
        settings.notes_width = settings.notes_width.and(settings.width);
    }
}

/// The last query of a text, of whose answer nothing was kept.
fn last_of(text: &str) -> Option<Last> {
    parse(text).ok()?.last().map(Last::unkept)
}
