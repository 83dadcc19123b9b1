//! The slugs, labels and other names of things.

use std::rc::Rc;

use toml::de::{DeTable, DeValue};

use super::entry::{Claim, Entry, Given, LABEL, Word};
use super::keys::CLAIM_KEYS;
use super::literal::{Literal, Stored, Toml};
use super::problem::{InputSpan, Mistake};
use super::reader::Reader;
use super::shared::items_with_shared;
use crate::catalog::Kind;
use crate::store::schema::NAME;
use crate::value::fold_as;

/// The forms of a name that the engine knows.
const ALIAS: &str = "alias";
const MISTRANSLATION: &str = "mistranslation";

impl<'c> Reader<'c, '_> {
    /// Reads the names that a thing's entry lists.
    pub(super) fn read_names(&mut self, value: &Toml<'_>, near: Option<&Claim>) -> Vec<Entry<'c>> {
        let mut names = Vec::new();
        for item in items_with_shared(value, "text") {
            if let DeValue::Table(table) = item.get_ref() {
                names.extend(self.read_name(self.place_at(item.span()), table, near));
            } else {
                let help = "write `names = [ { text = \"…\", form = \"alias\" } ]`";
                self.report(item.span(), Mistake::new("each name is a table in braces").help(help));
            }
        }
        names
    }

    fn read_name(
        &mut self,
        at: InputSpan,
        table: &DeTable<'_>,
        near: Option<&Claim>,
    ) -> Option<Entry<'c>> {
        let kind = self.catalog.kind(NAME)?;
        let mut given = Vec::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if CLAIM_KEYS.contains(&name) && name != "says" {
                continue;
            }
            if let Some(field) = kind.field(name).filter(|f| f.name != "of") {
                given.extend(self.read_given(field, value));
                continue;
            }
            let known = kind.fields.iter().map(|f| f.name.as_str()).chain(CLAIM_KEYS);
            let mistake = Mistake::new(format!("a name has no `{name}`"));
            self.report(key.span(), mistake.did_you_mean(name, known));
        }
        if !table.contains_key("form") {
            given.extend(make_given_choice(kind, "form", ALIAS, &at));
        }
        let claims = self.read_claim(&at.span, table, near).into_iter().collect();
        let broken = self.breaks.iter().any(|b| at.span.contains(b));
        let entry = Entry { given, claims, broken, ..Entry::blank(kind, at) };
        if entry.field_value("text").is_none() && !table.contains_key("text") && !broken {
            self.problems.add(&entry.at, "a name needs its `text`");
        }
        self.check_name(&entry);
        Some(entry)
    }

    /// Checks that a mistranslation names the source that made it.
    pub(super) fn check_name(&mut self, entry: &Entry<'c>) {
        let Some(form) = entry.given_field("form").filter(|_| entry.kind.name == NAME) else {
            return;
        };
        let wrong = matches!(&form.value, Literal::Ready(s) if s.shown == MISTRANSLATION);
        if wrong && entry.field_value("only_in").is_none() && !entry.broken {
            let mistake = Mistake::new("a mistranslation is confined to its source");
            self.problems.add(&form.at, mistake.help("give `only_in`, the source that made it"));
        }
    }

    /// Returns the record of a thing's label, with claims of the thing.
    pub(super) fn label_record(&self, name: &Word, claims: Vec<Claim>) -> Option<Entry<'c>> {
        let kind = self.catalog.kind(NAME)?;
        let text = make_given(kind, "text", Stored::text(&name.text), &name.at)?;
        let given = vec![text, make_given_choice(kind, "form", LABEL, &name.at)?];
        Some(Entry { given, claims, ..Entry::blank(kind, name.at.clone()) })
    }
}

fn make_given_choice<'c>(
    kind: &'c Kind,
    field: &str,
    value: &str,
    at: &InputSpan,
) -> Option<Given<'c>> {
    make_given(kind, field, Stored::choice(value), at)
}

/// Gives a field a value that is ready to be stored.
pub(crate) fn make_given<'c>(
    kind: &'c Kind,
    field: &str,
    value: Stored,
    at: &InputSpan,
) -> Option<Given<'c>> {
    let value = Literal::Ready(Rc::new(value));
    Some(Given::new(kind.field(field)?, at.clone(), value))
}

/// Checks whether a text can be a slug: letters of any script, none of them a capital, digits and hyphens.
pub(crate) fn is_slug(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('-') && text.chars().all(|c| c == '-' || is_small(c))
}

/// Checks whether a character is a digit or a letter, but no capital; some capitals have no small form.
fn is_small(c: char) -> bool {
    c.is_alphanumeric() && !c.is_uppercase()
}

/// Makes the slug of a thing from its name: the folded name, with hyphens for characters that a slug cannot have. It is empty
/// if nothing is left.
pub(crate) fn slug_of(name: &str) -> String {
    // Ids never change, so the first rules stay in force.
    let key = fold_as(name, 1);
    let words = key.split(|c| !is_small(c)).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_become_slugs() {
        for (name, slug) in [
            ("Qingdao Port", "qingdao-port"),
            ("  A.P. Møller – Mærsk ", "a-p-møller-mærsk"),
            ("青岛港（集团）", "青岛港-集团"),
            ("Œuvre №5", "œuvre-no5"),
            ("🅐 «»", ""),
        ] {
            assert_eq!(slug_of(name), slug);
        }
        for wrong in ["", "-a", "A", "a b", "a_b", "a.b"] {
            assert!(!is_slug(wrong), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_made_slug_is_a_slug(name in "\\PC{0,12}") {
            let slug = slug_of(&name);
            prop_assert!(slug.is_empty() || is_slug(&slug), "{name:?} gives {slug:?}");
        }
    }
}
