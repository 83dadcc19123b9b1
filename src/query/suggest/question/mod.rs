//! Plain-English questions: a text that is no query is tagged word by word (`tag`), interpreted as being about a kind
//! (`interpret`), and built as a query of that (`build`). Every word must be known or say nothing, else nothing is
//! suggested.

mod build;
mod interpret;
mod tag;

pub(super) use interpret::{OFFERED, is_question, queries};
