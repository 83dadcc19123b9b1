//! The functions of the module. A message is written into [`room`], then [`open`] or [`ask`] reads it and leaves its reply, which is
//! at the address it returns and has [`length`] bytes.

#![expect(unsafe_code, reason = "names that a page can call; nothing is read from an address")]

use std::cell::RefCell;

use brief::session::Session;

use crate::ask::{opened, reply};

thread_local! {
    static MESSAGE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static REPLY: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static SESSION: RefCell<Option<Session>> = const { RefCell::new(None) };
}

/// Makes room for a message and returns its address.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn room(bytes: usize) -> *mut u8 {
    MESSAGE.with_borrow_mut(|message| {
        *message = vec![0; bytes];
        message.as_mut_ptr()
    })
}

/// Opens the message as a base, and replies what it is.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn open() -> *const u8 {
    let (session, text) = opened(MESSAGE.take());
    SESSION.set(session);
    leave(text)
}

/// Replies to the question in the message.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn ask() -> *const u8 {
    let message = MESSAGE.take();
    leave(SESSION.with_borrow_mut(|session| reply(session.as_mut(), &message)))
}

/// Returns the length of the reply.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn length() -> usize {
    REPLY.with_borrow(Vec::len)
}

fn leave(text: String) -> *const u8 {
    REPLY.with_borrow_mut(|reply| {
        *reply = text.into_bytes();
        reply.as_ptr()
    })
}
