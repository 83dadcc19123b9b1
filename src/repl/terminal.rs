//! The terminal as it was: given back to the shell whatever ends the program, and asked how large it is.

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

/// Keeps the terminal's settings, and gives them back when the program is told to end or goes wrong.
pub(super) fn keep() -> io::Result<()> {
    // Where the input is no terminal there is nothing to give back.
    let Ok(settings) = tcgetattr(io::stdin()) else { return Ok(()) };
    let settings = Arc::new(Mutex::new(settings));
    let kept = Arc::clone(&settings);
    let mut signals = Signals::new([SIGTERM, SIGHUP])?;
    thread::spawn(move || {
        for signal in signals.forever() {
            restore(&kept);
            // The shell is to see what ended the program.
            let _ = emulate_default_handler(signal);
        }
    });
    let tell = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        restore(&settings);
        tell(panic);
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

/// Ctrl-C stops what this base is asked. While a line is typed it is a key like any other.
pub(super) fn interrupts(base: &Base) -> io::Result<()> {
    flag::register(SIGINT, base.stop().flag())?;
    Ok(())
}

/// How many columns and lines there are, if answers go to a terminal.
pub(super) fn size() -> Option<(u16, u16)> {
    let (columns, lines) = terminal_size::terminal_size_of(io::stdout())?;
    Some((columns.0, lines.0))
}
