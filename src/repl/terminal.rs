//! The terminal: its settings are restored whatever ends the program, and its size is read here.

use std::io::{self, Write};
use std::panic;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use nix::sys::termios::{SetArg, Termios, tcgetattr, tcsetattr};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::store::Base;

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
            restore(&saved);
            // The shell sees which signal ended the program.
            let _ = emulate_default_handler(signal);
        }
    });
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        restore(&settings);
        report(panic);
    }));
    Ok(())
}

fn restore(settings: &Mutex<Termios>) {
    let settings = settings.lock().unwrap_or_else(PoisonError::into_inner);
    let _ = tcsetattr(io::stdin(), SetArg::TCSANOW, &settings);
    let mut err = io::stderr();
    let _ = write!(err, "{NO_BRACKETED_PASTE}\r\n");
    let _ = err.flush();
}

/// Makes Ctrl-C stop the queries of this base. While a line is typed Ctrl-C is an ordinary key.
pub(super) fn stop_on_interrupt(base: &Base) -> io::Result<()> {
    flag::register(SIGINT, base.stop().flag())?;
    Ok(())
}

/// Returns the columns and lines of the terminal; `None` means that answers don't go to a terminal.
pub(super) fn size() -> Option<(u16, u16)> {
    let (columns, lines) = terminal_size::terminal_size_of(io::stdout())?;
    Some((columns.0, lines.0))
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let script = "stty -a > before; \"$0\" --ignored --exact repl::terminal::tests::goes_wrong \
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
