//! The writer of workbooks keeps rows in temporary files, and panics where they can't be written. Here that becomes an error.

use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;

use crate::text::clean::ShownPath as _;

/// One thread at a time changes what a panic prints.
static PRINTED: Mutex<()> = Mutex::new(());

/// Runs `act`, and turns a panic of the workbook writer into an error: it panics if there is no room for its temporary files.
pub(super) fn without_panic<T>(act: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let held = PRINTED.lock();
    let print = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let done = panic::catch_unwind(AssertUnwindSafe(act));
    panic::set_hook(print);
    drop(held);
    let no_room = |_| {
        let directory = std::env::temp_dir();
        let sentence = format!("there is no room for temporary files in {}", directory.safe_text());
        Err(io::Error::other(sentence))
    };
    done.unwrap_or_else(no_room)
}
