//! The terminal: its settings are restored however the program ends; text goes to it, or to a pager if it is taller. A slow
//! answer shows the elapsed time until its first output.

use crate::store::Base;
use crate::text::display_width;
use anstream::adapter::strip_str;
use nix::sys::termios::{SetArg, Termios, tcgetattr, tcsetattr};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use std::env;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::mem;
use std::panic;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// The time after which an answer counts as slow.
pub(super) const PATIENCE: Duration = Duration::from_millis(500);

/// The interval at which the time is redrawn.
const TICK: Duration = Duration::from_millis(100);

/// The lines kept free for the next entry and the notes.
const SPARE: usize = 2;

/// The bytes after which a pager is known to work.
const PROOF: usize = 1 << 20;

/// The standard output of the prompt.
pub(super) struct Screen {
    state: ScreenState,
    /// Columns and lines; `None` means that nothing is paged.
    size: Option<(usize, usize)>,
    clock: Option<Clock>,
}

enum ScreenState {
    /// The text is held back until it is known whether it fits.
    Held(Vec<u8>),
    /// The text is shown directly.
    Open,
    /// The text goes to a pager. The bytes written so far are kept until the pager is known to work.
    Paged(Child, ChildStdin, Vec<u8>),
}

impl Screen {
    /// Makes a screen, with or without a pager for tall texts.
    pub(super) fn new(paged: bool) -> Self {
        let size = screen_size()
            .map(|(columns, lines)| (columns.into(), usize::from(lines).saturating_sub(SPARE)));
        Self {
            state: ScreenState::Held(vec![]),
            size: size.filter(|_| paged),
            clock: Clock::start(),
        }
    }

    /// Checks whether the text went to a pager.
    pub(super) fn is_paged(&self) -> bool {
        matches!(self.state, ScreenState::Paged(..))
    }

    /// Shows the rest, and waits until the user leaves the pager.
    pub(super) fn end(mut self) -> io::Result<()> {
        self.clock = None;
        match mem::replace(&mut self.state, ScreenState::Open) {
            ScreenState::Held(bytes) => print_bytes(&bytes),
            ScreenState::Open => Ok(()),
            ScreenState::Paged(child, input, given) => wait_for_pager(child, input, &given),
        }
    }

    /// Starts the pager for a text that is too tall, or shows it directly.
    fn open(&mut self, held: &[u8]) -> io::Result<()> {
        if let Some((child, input)) = self.size.and_then(|_| start_pager()) {
            self.state = ScreenState::Paged(child, input, vec![]);
            return self.write_all(held);
        }
        self.state = ScreenState::Open;
        print_bytes(held)
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.clock = None;
        match &mut self.state {
            ScreenState::Held(held) => {
                held.extend_from_slice(bytes);
                if self.size.is_none_or(|size| is_taller(held, size)) {
                    let held = mem::take(held);
                    self.open(&held)?;
                }
            }
            ScreenState::Open => print_bytes(bytes)?,
            ScreenState::Paged(child, input, given) => {
                if given.len() < PROOF {
                    given.extend_from_slice(bytes);
                }
                match input.write_all(bytes) {
                    Err(error) if error.kind() == ErrorKind::BrokenPipe && is_missing(child) => {
                        let given = mem::take(given);
                        self.state = ScreenState::Open;
                        print_bytes(&given)?;
                    }
                    written => written?,
                }
            }
        }
        Ok(bytes.len())
    }

    /// Shows the text held back.
    fn flush(&mut self) -> io::Result<()> {
        match &mut self.state {
            ScreenState::Held(held) if !held.is_empty() => {
                let held = mem::take(held);
                self.state = ScreenState::Open;
                print_bytes(&held)
            }
            ScreenState::Paged(_, input, _) => input.flush(),
            _ => Ok(()),
        }
    }
}

/// Checks whether a text needs more lines than the terminal has, counting the lines that the terminal breaks.
fn is_taller(bytes: &[u8], (columns, lines): (usize, usize)) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let shown = strip_str(&text).to_string();
    let taken: usize =
        shown.lines().map(|line| display_width(line).div_ceil(columns.max(1)).max(1)).sum();
    taken > lines
}

fn print_bytes(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

/// Starts `BRIEF_PAGER`, `PAGER` or `less`. `None` means that the name is empty or there is no shell.
fn start_pager() -> Option<(Child, ChildStdin)> {
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

/// Waits for the pager. If the shell didn't find it, shows the text here.
fn wait_for_pager(mut child: Child, input: ChildStdin, given: &[u8]) -> io::Result<()> {
    drop(input);
    if is_missing(&mut child) { print_bytes(given) } else { Ok(()) }
}

/// Waits for the pager to end. Returns whether the shell didn't find it.
fn is_missing(child: &mut Child) -> bool {
    child.wait().is_ok_and(|status| matches!(status.code(), Some(126 | 127)))
}

/// Shows the elapsed time on the last line; removes it when dropped.
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

/// Ends the bracketed paste that the line editor asks for.
const NO_BRACKETED_PASTE: &str = "\x1b[?2004l";

/// Saves the terminal's settings, and restores them after a signal or a panic.
pub(super) fn restore_at_end() -> io::Result<()> {
    // Without a terminal there is nothing to restore.
    let Ok(settings) = tcgetattr(io::stdin()) else { return Ok(()) };
    let settings = Arc::new(Mutex::new(settings));
    let saved = Arc::clone(&settings);
    let mut signals = Signals::new([SIGTERM, SIGHUP])?;
    thread::spawn(move || {
        for signal in signals.forever() {
            restore_terminal(&saved);
            // The shell sees which signal ended the program.
            let _ = emulate_default_handler(signal);
        }
    });
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        restore_terminal(&settings);
        report(panic);
    }));
    Ok(())
}

fn restore_terminal(settings: &Mutex<Termios>) {
    let settings = settings.lock().unwrap_or_else(PoisonError::into_inner);
    let _ = tcsetattr(io::stdin(), SetArg::TCSANOW, &settings);
    let mut err = io::stderr();
    let _ = write!(err, "{NO_BRACKETED_PASTE}\r\n");
    let _ = err.flush();
}

/// Makes Ctrl-C stop the queries of this base. While a line is typed Ctrl-C is an ordinary key.
pub(super) fn stop_on_interrupt(base: &Base) -> io::Result<()> {
    flag::register(SIGINT, base.stop_switch().stop_flag())?;
    Ok(())
}

/// Returns the columns and lines of the terminal; `None` means that answers don't go to a terminal.
pub(super) fn screen_size() -> Option<(u16, u16)> {
    let (columns, lines) = terminal_size::terminal_size_of(io::stdout())?;
    Some((columns.0, lines.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    use super::is_taller;

    #[test]
    fn what_the_terminal_breaks_counts_as_several_lines() {
        assert!(!is_taller(b"one\ntwo\n", (10, 2)));
        assert!(is_taller(b"one\ntwo\nthree\n", (10, 2)));
        assert!(is_taller("一二三四五六\n七\n".as_bytes(), (10, 2)));
        assert!(!is_taller(b"\x1b[1m\x1b[31mred\x1b[0m\ntwo\n", (3, 2)), "colours take no room");
        assert!(is_taller(b"\n\n\n", (10, 2)), "empty lines do");
    }

    /// Runs on a terminal in the test below; not a test of its own.
    #[test]
    #[ignore = "it goes wrong on purpose"]
    fn goes_wrong() {
        restore_at_end().unwrap();
        let mut raw = tcgetattr(io::stdin()).unwrap();
        nix::sys::termios::cfmakeraw(&mut raw);
        tcsetattr(io::stdin(), SetArg::TCSANOW, &raw).unwrap();
        panic!("on purpose");
    }

    #[test]
    fn the_terminal_is_restored_after_a_panic() {
        let room = tempfile::tempdir().unwrap();
        let program = std::env::current_exe().unwrap();
        let script = "stty -a > before; \"$0\" --ignored --exact repl::screen::tests::goes_wrong \
                      --nocapture > said 2>&1; stty -a > after";
        let mut command = std::process::Command::new("sh");
        command.arg("-c").arg(script).arg(program).current_dir(room.path());
        let mut shell = rexpect::session::spawn_command(command, Some(20_000)).unwrap();
        shell.exp_eof().unwrap();
        let read = |name: &str| std::fs::read_to_string(room.path().join(name)).unwrap();
        assert!(read("said").contains("on purpose"), "{}", read("said"));
        assert!(read("before").contains(" icanon"));
        assert_eq!(read("before"), read("after"));
    }
}
