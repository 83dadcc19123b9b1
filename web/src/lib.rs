//! The engine of a page that answers queries: `brief` as WebAssembly, with a base in memory.
//!
//! The page asks in JSON ([`ask::Question`]) and gets JSON. Places in a text are counted as JavaScript does, in UTF-16. `exports` has
//! the functions of the module; `web/page/worker.js` calls them.

mod answers;
mod ask;
mod describe;
mod exports;
mod thing;
mod typing;
