//! Slugs: what digests call a thing by, whatever it is called elsewhere.

use crate::value::fold_as;

/// Whether a text can be a slug: letters of any script, none of them a capital, digits and hyphens.
pub(crate) fn is_slug(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('-') && text.chars().all(|c| c == '-' || is_small(c))
}

/// A letter or a digit; some capitals have no small form.
fn is_small(c: char) -> bool {
    c.is_alphanumeric() && !c.is_uppercase()
}

/// The slug of a thing that has a name only: the folded name, with hyphens for all that cannot stand in one.
/// Empty where nothing is left.
pub(crate) fn slug_of(name: &str) -> String {
    // Ids stay as they were made: by the first rules.
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
        fn what_is_made_is_one(name in "\\PC{0,12}") {
            let slug = slug_of(&name);
            prop_assert!(slug.is_empty() || is_slug(&slug), "{name:?} gives {slug:?}");
        }
    }
}
