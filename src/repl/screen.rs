//! Where answers go: straight to the terminal, or through a pager when they are taller than it. What takes long shows how
//! long it has taken until something comes.

use std::env;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::mem;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anstream::adapter::strip_str;

use super::terminal;
use crate::text::width;

/// How long an answer may take before the time is shown.
pub(super) const PATIENCE: Duration = Duration::from_millis(500);

/// How often the time is drawn anew.
const TICK: Duration = Duration::from_millis(100);

/// Lines left for what is typed next and the notes.
const SPARE: usize = 2;

/// A pager that has taken so much is one that works.
const PROOF: usize = 1 << 20;

/// The standard output of the prompt.
pub(super) struct Screen {
    state: State,
    /// Columns and lines; what is taller is paged. None: nothing is.
    size: Option<(usize, usize)>,
    clock: Option<Clock>,
}

enum State {
    /// Kept until it is known whether it fits.
    Held(Vec<u8>),
    /// Shown as it comes.
    Open,
    /// Handed to a pager; what it has got, as long as it may turn out not to be there.
    Paged(Child, ChildStdin, Vec<u8>),
}

impl Screen {
    /// The terminal; with a pager for what is taller, if one is wanted.
    pub(super) fn new(paged: bool) -> Self {
        let size = terminal::size()
            .map(|(columns, lines)| (columns.into(), usize::from(lines).saturating_sub(SPARE)));
        Self { state: State::Held(vec![]), size: size.filter(|_| paged), clock: Clock::start() }
    }

    /// Whether a pager has it.
    pub(super) fn is_paged(&self) -> bool {
        matches!(self.state, State::Paged(..))
    }

    /// Nothing more comes: shows what is left, and waits until the pager has been left.
    pub(super) fn end(mut self) -> io::Result<()> {
        self.clock = None;
        match mem::replace(&mut self.state, State::Open) {
            State::Held(bytes) => show(&bytes),
            State::Open => Ok(()),
            State::Paged(child, input, given) => leave(child, input, &given),
        }
    }

    /// Nothing of what is kept fits: from now on it is paged, or shown as it comes.
    fn open(&mut self, held: &[u8]) -> io::Result<()> {
        if let Some((child, input)) = self.size.and_then(|_| pager()) {
            self.state = State::Paged(child, input, vec![]);
            return self.write_all(held);
        }
        self.state = State::Open;
        show(held)
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.clock = None;
        match &mut self.state {
            State::Held(held) => {
                held.extend_from_slice(bytes);
                if self.size.is_none_or(|size| is_taller(held, size)) {
                    let held = mem::take(held);
                    self.open(&held)?;
                }
            }
            State::Open => show(bytes)?,
            State::Paged(child, input, given) => {
                if given.len() < PROOF {
                    given.extend_from_slice(bytes);
                }
                match input.write_all(bytes) {
                    Err(error) if error.kind() == ErrorKind::BrokenPipe && is_missing(child) => {
                        let given = mem::take(given);
                        self.state = State::Open;
                        show(&given)?;
                    }
                    written => written?,
                }
            }
        }
        Ok(bytes.len())
    }

    /// What is whole is shown before anything else is asked for.
    fn flush(&mut self) -> io::Result<()> {
        match &mut self.state {
            State::Held(held) if !held.is_empty() => {
                let held = mem::take(held);
                self.state = State::Open;
                show(&held)
            }
            State::Paged(_, input, _) => input.flush(),
            _ => Ok(()),
        }
    }
}

/// Whether a text takes more lines than there are, those included that the terminal breaks.
fn is_taller(bytes: &[u8], (columns, lines): (usize, usize)) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let shown = strip_str(&text).to_string();
    let taken: usize = shown.lines().map(|line| width(line).div_ceil(columns.max(1)).max(1)).sum();
    taken > lines
}

fn show(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

/// Starts `BRIEF_PAGER`, `PAGER` or `less`; none if an empty name says so or there is no shell to start it with.
fn pager() -> Option<(Child, ChildStdin)> {
    let named = |name| env::var(name).ok();
    let pager = named("BRIEF_PAGER").or_else(|| named("PAGER"));
    let pager = pager.unwrap_or_else(|| "less -FRX".to_owned());
    if pager.trim().is_empty() || pager.trim() == "cat" {
        return None;
    }
    let mut command = Command::new("sh");
    command.args(["-c", &pager]).stdin(Stdio::piped());
    for (name, value) in [("LESS", "FRX"), ("LESSCHARSET", "utf-8")] {
        if env::var_os(name).is_none() {
            command.env(name, value);
        }
    }
    let mut child = command.spawn().ok()?;
    let input = child.stdin.take()?;
    Some((child, input))
}

/// Waits for the pager. One that could not be started has shown nothing, so that is done here.
fn leave(mut child: Child, input: ChildStdin, given: &[u8]) -> io::Result<()> {
    drop(input);
    if is_missing(&mut child) { show(given) } else { Ok(()) }
}

/// Whether the shell found no such pager; waits until the pager has ended.
fn is_missing(child: &mut Child) -> bool {
    child.wait().is_ok_and(|status| matches!(status.code(), Some(126 | 127)))
}

/// Shows on the last line how long it takes; gone when dropped.
struct Clock {
    done: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Clock {
    fn start() -> Option<Self> {
        if !io::stderr().is_terminal() {
            return None;
        }
        let (done, is_done) = mpsc::channel();
        let since = Instant::now();
        let thread = thread::spawn(move || {
            let mut wait = PATIENCE;
            while is_done.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                wait = TICK;
                let time = since.elapsed().as_secs_f64();
                let _ = write!(io::stderr(), "\r{time:.1} s; Ctrl-C stops it");
            }
            if wait == TICK {
                let _ = write!(io::stderr(), "\r\x1b[K");
            }
        });
        Some(Self { done: Some(done), thread: Some(thread) })
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        self.done = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_taller;

    #[test]
    fn what_the_terminal_breaks_counts_as_several_lines() {
        assert!(!is_taller(b"one\ntwo\n", (10, 2)));
        assert!(is_taller(b"one\ntwo\nthree\n", (10, 2)));
        assert!(is_taller("一二三四五六\n七\n".as_bytes(), (10, 2)));
        assert!(!is_taller(b"\x1b[1m\x1b[31mred\x1b[0m\ntwo\n", (3, 2)), "colours take no room");
        assert!(is_taller(b"\n\n\n", (10, 2)), "empty lines do");
    }
}
