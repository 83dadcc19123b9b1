//! What every repair that is offered must keep: the words and numbers that were typed.

use brief::catalog::Catalog;
use brief::query::diagnostic::Fix;
use brief::query::lexer::{TokenKind, lex};
use brief::value::{find_similar, fold};

/// Words that say how something is asked, here or in other languages. What is asked does not hang on them.
const ASKING: &str = "a an all and any are as asc at average avg between by contains count desc descending distinct each \
    empty equals everything exactly explain filter find for from get group has have having how if in is least like limit list many \
    me most no none not null of on or order per possibly select show since sort starts sum than that the then there to top \
    until what where which who whose with within sources one two three four five six seven eight nine ten \
    above after before below eq equal gt like lt match matches over under \
    approximately around bigger during exceed exceeds exist exists fewer greater grouped include included includes including larger \
    ilike less more near ordered roughly sorted was were \
    jan feb mar apr may jun jul aug sep oct nov dec january february march april june july august september october \
    november december";

/// What is lost by a repair, if anything is: a word outside of what it replaces, or a number.
pub(crate) fn lost(catalog: &Catalog, text: &str, fix: &Fix, repaired: &str) -> Option<String> {
    let (before, after) = (&text[..fix.span.start], &text[fix.span.end..]);
    let said = words(repaired);
    let is_glued = |word: &String| {
        said.windows(2).any(|pair| matches!(pair, [one, two] if *word == format!("{one}{two}")))
    };
    let is_there = |word: &String| {
        is_glued(word)
            || is_counted(word, &said)
            || said.iter().any(|other| is_same(catalog, word, other))
    };
    let outside = words(before).into_iter().chain(words(after));
    // A pattern with `%` becomes a test of the beginning or the end.
    let outside = outside.map(|word| word.trim_matches('%').to_owned());
    let gone = outside.filter(|word| is_content(word)).find(|word| !is_there(word));
    let at = (0..=fix.span.start.min(repaired.len())).rev();
    let from = at.into_iter().find(|at| repaired.is_char_boundary(*at)).unwrap_or_default();
    let (replaced, put) = (&text[fix.span.start..fix.span.end], &repaired[from..]);
    gone.or_else(|| lost_number(replaced, put))
}

/// A number of the text replaced that the text put there does not have.
fn lost_number(replaced: &str, put: &str) -> Option<String> {
    let (typed, said) = (numbers(replaced), numbers(put));
    // Names keep the numbers in them.
    let runs: Vec<&str> =
        put.split(|c: char| !c.is_ascii_digit()).map(|run| run.trim_matches('0')).collect();
    let next = |number: &str, other: &str| {
        let both = number.parse::<u64>().ok().zip(other.parse::<u64>().ok());
        put.contains("at ") && both.is_some_and(|(a, b)| a.abs_diff(b) == 1)
    };
    let is_there = |number: &String| {
        runs.contains(&number.as_str())
            || said.iter().any(|other| number == other || next(number, other))
    };
    // The parts of a date may be turned, and its signs left out.
    let digits = |numbers: &[String]| {
        let mut digits: Vec<char> = numbers.concat().chars().collect();
        digits.sort_unstable();
        digits.retain(|digit| *digit != '0');
        digits
    };
    let all_there = digits(&typed).iter().all(|digit| {
        let count = |numbers: &[String]| digits(numbers).iter().filter(|d| *d == digit).count();
        count(&said) >= count(&typed)
    });
    typed.into_iter().find(|number| !all_there && !is_there(number))
}

/// Whether a number is there with other separators, or a number of things in other words: `> 2` is `at least 3`, and `= 0` is `no`.
fn is_counted(word: &str, said: &[String]) -> bool {
    let plain = |word: &str| word.replace([',', '_'], "");
    let Ok(number) = plain(word).parse::<u64>() else { return false };
    // `1,000,,000` has another number behind the second comma.
    let is_begin = |other: &String| number > 999 && plain(other).starts_with(&plain(word));
    if said.iter().any(|other| plain(other) == plain(word) || is_begin(other)) {
        return true;
    }
    let is_next =
        |other: &String| other.parse().is_ok_and(|other: u64| other.abs_diff(number) == 1);
    said.windows(3).any(|words| match words {
        [at, least_or_most, other] => {
            at == "at" && ["least", "most"].contains(&least_or_most.as_str()) && is_next(other)
        }
        _ => false,
    }) || number < 2 && said.iter().any(|word| word == "no")
}

/// Whether a word is one that something hangs on. Two letters are a misspelt `by`.
fn is_content(word: &str) -> bool {
    let is_short = word.len() <= 2 && word.chars().all(|c| c.is_ascii_alphabetic());
    word.chars().any(char::is_alphanumeric)
        && !is_short
        && !ASKING.split_whitespace().any(|asking| asking == word)
}

fn words(text: &str) -> Vec<String> {
    let written = |token: brief::query::lexer::Token| match token.kind {
        TokenKind::Quoted { text, .. } => text,
        _ => token.span.text(text).to_owned(),
    };
    let texts = lex(text).into_iter().map(written);
    let words = texts.flat_map(|text| {
        let words = text.split(|c: char| c.is_whitespace() || c == '"').map(fold);
        words.filter(|word| !word.is_empty()).collect::<Vec<_>>()
    });
    words.collect()
}

/// Whether a word is another, spelt right, in another number, or by the catalog's word for it.
fn is_same(catalog: &Catalog, typed: &str, said: &str) -> bool {
    let near = typed == said
        || said.contains(typed)
        || !typed.starts_with(|c: char| c.is_ascii_digit())
            && !find_similar(typed, std::iter::once(said)).is_empty();
    let also = |(name, words): &(String, Vec<String>)| {
        said.contains(name.as_str()) && words.iter().any(|word| typed.starts_with(&fold(word)))
    };
    near || catalog.other_words().iter().any(also)
}

/// The numbers of a text, each by its digits without separators and without zeros at either end. What begins with letters is a
/// name, and what follows an `e` a power.
fn numbers(text: &str) -> Vec<String> {
    let words =
        text.split_whitespace().filter(|word| word.chars().take(2).any(|c| !c.is_alphabetic()));
    let words = words.map(|word| word.to_lowercase().replace("..", " "));
    let powers = |word: &str| match word.split_once('e') {
        Some((number, power))
            if number.ends_with(|c: char| c.is_ascii_digit()) && power.parse::<u8>().is_ok() =>
        {
            number.to_owned()
        }
        _ => word.to_owned(),
    };
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, ',' | '_' | '.');
    let mut numbers = Vec::new();
    for word in words {
        for run in powers(&word).split(|c: char| !is_number(c)) {
            let digits: String = run.chars().filter(char::is_ascii_digit).collect();
            let digits = digits.trim_matches('0');
            if !digits.is_empty() {
                numbers.push(digits.to_owned());
            }
        }
    }
    numbers
}
