//! Repairs as they are offered: whole texts that read as queries. Where a text has a second mistake, its likeliest repair
//! is made too; a repair that leads to no query is not offered. Not here: finding mistakes, and whether names lead somewhere.

use super::diagnostic::{Fix, Reach};
use super::parser::parse;

/// How many mistakes of one text are mended together.
const MISTAKES: usize = 4;

/// The text with the edit made, if it can be read then.
pub fn offered(source: &str, fix: &Fix) -> Option<String> {
    if matches!(fix.reach, Reach::Parameter { .. }) {
        return None;
    }
    let mut text = fix.apply(source);
    for _ in 0..MISTAKES {
        match parse(&text) {
            Ok(queries) if queries.is_empty() => return None,
            Ok(_) => return Some(text),
            Err(diagnostic) => text = diagnostic.fixes.first()?.apply(&text),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(source: &str) -> Option<String> {
        let diagnostic = parse(source).expect_err(source);
        diagnostic.fixes.first().and_then(|fix| offered(source, fix))
    }

    #[test]
    fn a_second_mistake_is_mended_too() {
        assert_eq!(first("p wher a == 1").as_deref(), Some("p where a = 1"));
        assert_eq!(first("select count(*) from p").as_deref(), Some("p show count"));
        assert_eq!(first("p where a = not"), None);
    }
}
