//! English words for numbers, as running text has them: `three`, `twenty-five`, `dozens`, `fifth`, `doubled`.

use crate::text::list_has_in_any_case;

/// Words that are a number by themselves.
const NUMBERS: &str = "zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|\
    seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|tens|dozen|dozens|hundred|hundreds|\
    thousand|thousands|million|millions|billion|billions|trillion|trillions";

/// Ordinals.
const ORDINALS: &str = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|\
    fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|fortieth|fiftieth|hundredth";

/// Words for a multiple or a part.
const MULTIPLES: &str =
    "twice|thrice|half|doubled|doubles|doubling|tripled|triples|tripling|quadrupled|halved";

/// Words that only go on after another: `three quarters`, `hundreds of thousands`, `two and a half`.
const PARTS: &str = "third|thirds|quarter|quarters|fifths|tenths|halves|half";

/// The first part of words such as `tenfold`.
const FOLD: &str = "fold";

/// Counts how many of the first words form one number; 0 means none.
pub(super) fn number_words(words: &[&str]) -> usize {
    let Some(first) = words.first() else { return 0 };
    let begins = list_has_in_any_case(NUMBERS, first)
        || list_has_in_any_case(MULTIPLES, first)
        || is_multiple(first);
    let goes_on = words.get(1).is_some_and(|word| {
        list_has_in_any_case(NUMBERS, word) || list_has_in_any_case(PARTS, word)
    });
    if list_has_in_any_case(ORDINALS, first) {
        return 1;
    }
    if !(begins || first.eq_ignore_ascii_case("one") && goes_on) {
        return 0;
    }
    let mut end = 1;
    while let Some(word) = words.get(end) {
        let next = words.get(end + 1).is_some_and(|next| list_has_in_any_case(NUMBERS, next));
        end += match word.to_ascii_lowercase().as_str() {
            "and" | "of" if next => 2,
            "one" => 1,
            _ if list_has_in_any_case(NUMBERS, word)
                || list_has_in_any_case(PARTS, word)
                || list_has_in_any_case(ORDINALS, word) =>
            {
                1
            }
            _ => break,
        };
    }
    end
}

/// Returns the number that words mean: `ten`, `twenty-five`, `three hundred and fifty`. `None` means that they mean no single
/// number, as `dozens` and `fifth` don't.
pub fn number_in_words(text: &str) -> Option<u64> {
    let (mut all, mut part, mut words) = (0_u64, 0_u64, 0);
    for word in text.split([' ', '-']).filter(|word| !word.eq_ignore_ascii_case("and")) {
        words += 1;
        let lower = word.to_ascii_lowercase();
        let scale = match lower.as_str() {
            "one" => {
                part += 1;
                continue;
            }
            "hundred" => 100,
            "thousand" => 1_000,
            "million" => 1_000_000,
            "billion" => 1_000_000_000,
            other => {
                let place = NUMBERS.split('|').position(|known| known == other)?;
                // `zero`, `two` … `twenty`, `thirty` … `ninety`
                part += match u64::try_from(place).ok()? {
                    0 => 0,
                    n @ 1..=19 => n + 1,
                    n @ 20..=26 => (n - 17) * 10,
                    _ => return None,
                };
                continue;
            }
        };
        let scaled = part.max(1).checked_mul(scale)?;
        if scale == 100 {
            part = scaled;
        } else {
            (all, part) = (all.checked_add(scaled)?, 0);
        }
    }
    (words > 0).then(|| all.checked_add(part)).flatten()
}

/// Checks whether a word may be the scale of a number in digits, in the plural too: `tens of thousands`, `3 hundred`.
pub(super) fn is_scale_word(word: &str) -> bool {
    list_has_in_any_case("dozen|hundred|thousand|million|billion|trillion", word)
}

/// Checks whether a word is an ordinal, such as `third`.
pub(super) fn is_ordinal(word: &str) -> bool {
    list_has_in_any_case(ORDINALS, word)
}

/// Checks whether a word is a number with `fold` after it: `fivefold`.
fn is_multiple(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    lower.strip_suffix(FOLD).is_some_and(|number| list_has_in_any_case(NUMBERS, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_mean_numbers() {
        for (text, number) in [
            ("ten", Some(10)),
            ("Twenty", Some(20)),
            ("twenty-five", Some(25)),
            ("three hundred and fifty", Some(350)),
            ("two thousand", Some(2000)),
            ("one hundred million", Some(100_000_000)),
            ("ninety", Some(90)),
            ("two", Some(2)),
            ("zero", Some(0)),
            ("dozens", None),
            ("fifth", None),
            ("doubled", None),
            ("", None),
        ] {
            assert_eq!(number_in_words(text), number, "{text}");
        }
    }

    #[test]
    fn words_are_counted() {
        for (text, count) in [
            ("three trains", 1),
            ("Twenty five trains", 2),
            ("three hundred and fifty parcels", 4),
            ("hundreds of thousands of parcels", 3),
            ("one hundred million people", 3),
            ("three quarters of all", 2),
            ("dozens of firms", 1),
            ("fifth place", 1),
            ("tenfold growth", 1),
            ("one of them", 0),
            ("One Belt", 0),
            ("and five", 0),
            ("trains", 0),
            ("", 0),
        ] {
            let words: Vec<&str> = text.split_whitespace().collect();
            assert_eq!(number_words(&words), count, "{text}");
        }
    }
}
