//! Which mistakes are one mistake made in many places: those whose sentences differ in nothing but what was written there.

use std::collections::HashSet;

use crate::catalog::Catalog;

/// What stands where a sentence holds something that was written.
const BLANK: char = '…';

/// The words of sentences that are not of somebody's data: kinds, fields and links.
pub(super) struct Known<'c>(HashSet<&'c str>);

impl<'c> Known<'c> {
    pub(super) fn new(catalog: &'c Catalog) -> Self {
        let names = |kind: &'c crate::catalog::Kind| {
            let fields = kind.fields.iter().map(|field| field.name.as_str());
            let links = kind.links.iter().map(|link| link.name.as_str());
            fields.chain(links).chain([kind.name.as_str(), kind.plural.as_str()])
        };
        let own = ["id", "name", "source", "paragraph", "note", "basis", "phrase"];
        Self(catalog.kinds.iter().flat_map(names).chain(own).collect())
    }

    /// A sentence without what was written: quoted words that are no names of ours, and figures.
    pub(super) fn mask(&self, sentence: &str, typed: &str) -> String {
        let mut masked = String::new();
        let mut rest = sentence;
        while let Some(first) = rest.chars().next() {
            let end = match first {
                '`' => closed(rest, '`'),
                '"' => closed(rest, '"'),
                '“' => closed(rest, '”'),
                '0'..='9' => rest.find(|c: char| !c.is_ascii_digit()).or(Some(rest.len())),
                _ => None,
            };
            let part = end.and_then(|end| rest.get(..end));
            let inner = part.map_or("", |part| part.trim_matches(['`', '"', '“', '”']));
            match part {
                Some(_) if first == '`' && inner != typed && self.0.contains(inner) => {
                    masked.push_str(inner);
                }
                Some(_) => masked.push(BLANK),
                None => masked.push(first),
            }
            rest = rest.get(part.map_or(first.len_utf8(), str::len)..).unwrap_or_default();
        }
        masked
    }
}

/// The bytes up to the quote that closes the one at the beginning.
fn closed(text: &str, quote: char) -> Option<usize> {
    text.char_indices().skip(1).find(|(_, c)| *c == quote).map(|(at, c)| at + c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_differ_in_what_was_written_only() {
        let catalog = Catalog::built_in().unwrap();
        let known = Known::new(&catalog);
        let mask = |sentence: &str| known.mask(sentence, "signed");
        assert_eq!(mask("`n/a` is not a value of `status`"), "… is not a value of status");
        assert_eq!(mask("no place \"Qingdoa\""), "no place …");
        assert_eq!(mask("there is no paragraph 41"), "there is no paragraph …");
        assert_eq!(known.mask("`status` is not a date", "status"), "… is not a date");
        assert_eq!(mask("an open ` stays"), "an open ` stays");
    }
}
