//! The period: the end of a sentence, of an abbreviation, of an ordinal, or of several at once.

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::ends::{first_word, is_starter, starts_sentence, starts_with_initial};
use super::marks::is_opener;
use super::rules::{Abbreviation, Facts, SegmentationRules, WordKind};

/// No abbreviation or number is longer than this (bytes): looking further back would take time that grows
/// with the square of a text without blanks.
const MOST_TOKEN_BYTES: usize = 64;

/// An abbreviation has at most this many parts with blanks between: `i. d. R.`
const MOST_PARTS: usize = 4;

/// A part before the last one is not longer than this (bytes).
const MOST_PART_BYTES: usize = 12;

/// A time or place at the beginning of a sentence is not longer than this (bytes): `On Monday at 6 a.m.`
const MOST_OPENING_BYTES: usize = 60;

/// The last bytes of `before` that a token may stand in.
fn tail(before: &str, most: usize) -> &str {
    let from = (before.len().saturating_sub(most)..before.len()).find(|&at| before.is_char_boundary(at));
    &before[from.unwrap_or(before.len())..]
}

/// The first bytes of `next` that a token may stand in.
pub(super) fn head(next: &str) -> &str {
    let to = (0..=next.len().min(MOST_TOKEN_BYTES)).rev().find(|&at| next.is_char_boundary(at));
    &next[..to.unwrap_or(0)]
}

/// What stands before the mark, back to white space or an opening bracket; its end if it is very long.
pub(super) fn last_token(before: &str) -> &str {
    let near = tail(before, MOST_TOKEN_BYTES);
    let apart = |character: char| {
        // No blank and no quote is among these.
        let is_letter = matches!(character, '0'..='9' | 'A'..='Z' | 'a'..='z' | 'À'..='\u{167F}');
        !is_letter && (character.is_whitespace() || is_opener(character) && !matches!(character, '’' | '\''))
    };
    let from = near.rfind(apart).map_or(0, |at| at + near[at..].chars().next().map_or(1, char::len_utf8));
    near[from..].trim_start_matches(is_opener)
}

/// Whether the period behind `before`, the sentence so far, ends it. `next` begins behind blanks.
pub(super) fn ends(before: &str, next: &str, rules: &SegmentationRules) -> bool {
    if !starts_sentence(next) {
        return false;
    }
    // In some texts a blank stands before every mark.
    let before = before.trim_end();
    let token = last_token(before);
    let facts = rules.facts(token);
    let follower = Follower::of(next);
    if goes_on(before, token, facts, next, rules) {
        return false;
    }
    if let Some(abbreviation) = abbreviation(before, token, facts, rules) {
        return abbreviation_ends(abbreviation, before, token, next, &follower, rules);
    }
    if let Some(ends) = number_ends(before, token, &follower, rules) {
        return ends;
    }
    if is_initials(token) {
        return is_starter(next, rules);
    }
    true
}

/// What follows the period.
struct Follower<'a> {
    word: &'a str,
    is_capital: bool,
    is_number: bool,
}

impl Follower<'_> {
    fn of(next: &str) -> Follower<'_> {
        let word = first_word(head(next));
        // `Tel. +49`, `Nr. (5)`, `§ 5`: signs go with numbers.
        let behind_sign = next.trim_start_matches(['+', '#', '№', '§', '(', ' ']);
        Follower {
            word,
            is_capital: word.starts_with(char::is_uppercase),
            is_number: behind_sign.starts_with(char::is_numeric) || is_roman(word),
        }
    }
}

fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X' | b'L' | b'C' | b'D' | b'M'))
}

/// The rules of the longest abbreviation that ends with `token`.
fn abbreviation(before: &str, token: &str, facts: Facts, rules: &SegmentationRules) -> Option<Abbreviation> {
    let mut found = facts.abbreviation;
    if facts.ends {
        let mut rest = before[..before.len() - token.len()].trim_end();
        let mut joined = token.to_owned();
        for _ in 1..MOST_PARTS {
            let part = last_token(rest);
            if part.is_empty() || part.len() > MOST_PART_BYTES {
                break;
            }
            joined.insert_str(0, part);
            rest = rest[..rest.len() - part.len()].trim_end();
            found = rules.abbreviation(&joined).or(found);
        }
    }
    // `9a.m.`
    let bare = || token.trim_start_matches(|c: char| c.is_numeric() || matches!(c, ':' | '.'));
    // `Dipl.-Ing.`, `l'art.`
    let last = || token.rsplit_once(['-', '/', '’', '\'', '–']).map(|(_, last)| last);
    found
        .or_else(|| token.starts_with(char::is_numeric).then(bare).and_then(|bare| rules.abbreviation(bare)))
        .or_else(|| last().and_then(|last| rules.abbreviation(last)))
}

/// Whether the period is one inside an abbreviation of several parts: `z. B.`
fn goes_on(before: &str, token: &str, facts: Facts, next: &str, rules: &SegmentationRules) -> bool {
    let rest = before[..before.len() - token.len()].trim_end();
    if !facts.begins && !rest.ends_with('.') {
        return false;
    }
    let next = head(next).split(char::is_whitespace).next().unwrap_or_default();
    let next = next.trim_end_matches(['.', ',', ';', ':', ')']);
    rules.goes_on_with(token, next)
        || rest.ends_with('.') && rules.goes_on_with(&format!("{}{token}", last_token(rest)), next)
}

fn abbreviation_ends(
    abbreviation: Abbreviation,
    before: &str,
    token: &str,
    next: &str,
    follower: &Follower,
    rules: &SegmentationRules,
) -> bool {
    let asks = next.starts_with(['¿', '¡']);
    // A sentence does not consist of an abbreviation.
    let is_all = before.trim_start().len() == token.len();
    match abbreviation {
        Abbreviation::Any | Abbreviation::Title => false,
        Abbreviation::Number => !follower.is_number && !starts_with_initial(next),
        Abbreviation::MayEnd => asks || follower.is_capital && !is_all,
        Abbreviation::Name => is_starter(next, rules),
        Abbreviation::Time if is_starter(next, rules) => true,
        Abbreviation::Time => {
            let may = follower.is_capital || follower.is_number;
            may && !is_all && !opens_with_time(before, rules)
        }
    }
}

/// Whether the sentence so far is only the time or place that opens it: `At 5 a.m.`, `He noted: In 44 B.C.`
fn opens_with_time(before: &str, rules: &SegmentationRules) -> bool {
    let near = tail(before, MOST_OPENING_BYTES);
    let clause = match near.rfind(": ") {
        Some(colon) => &near[colon + 1..],
        None if near.len() == before.len() => near,
        None => return false,
    };
    rules.is(first_word(clause.trim_start()), WordKind::Opening)
}

/// Whether a number or the word before it makes the period one of an ordinal; `None` if there is no number.
fn number_ends(before: &str, token: &str, follower: &Follower, rules: &SegmentationRules) -> Option<bool> {
    // `1.-3. Jahrhundert`
    let token = token.rsplit(['-', '–']).next().unwrap_or(token);
    let is_number = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number {
        let roman = rules.writes_ordinals() && token.len() > 1 && is_roman(token);
        return roman.then_some(false);
    }
    /// Ordinals beyond this many digits are rare, years are not.
    const MOST_DIGITS: usize = 3;
    let short = token.len() <= MOST_DIGITS;
    if short && before.trim_start().len() == token.len() {
        // `1. Pick goods.`
        return Some(false);
    }
    let word_before = last_token(before[..before.len() - token.len()].trim_end());
    let ordinal = rules.writes_ordinals()
        && (rules.is(follower.word, WordKind::OrdinalNoun)
            || token.len() <= 2 && follower.is_number
            || short && rules.is(word_before, WordKind::BeforeOrdinal));
    Some(!ordinal)
}

/// `J`, `U.S`, `Б.з.б`: single letters with periods between them.
fn is_initials(token: &str) -> bool {
    let mut letters = token.chars();
    // Nearly every token is a word by its first two letters.
    let is_word = letters.next().is_some_and(is_whole_letter) && letters.next().is_some_and(is_whole_letter);
    !is_word && is_letters_with_periods(token)
}

/// Whether a character makes a letter of its own whatever stands before it: in scripts from Devanagari on, some join.
fn is_whole_letter(character: char) -> bool {
    character < '\u{900}' && character.is_alphabetic() && !is_combining_mark(character)
}

fn is_letters_with_periods(token: &str) -> bool {
    if token.len() > 1 && token.is_ascii() && !token.contains('.') {
        return false;
    }
    let token = token.trim_end_matches(['\u{200E}', '\u{200F}', '\u{202C}']);
    // A letter with the marks on it: vowel signs in Indic scripts.
    let single = |part: &str| {
        let mut letters = part.graphemes(true);
        letters.next().is_some_and(|letter| letter.starts_with(char::is_alphabetic)) && letters.next().is_none()
    };
    let parts = token.split('.').count();
    let cased = token.chars().any(|letter| letter.is_uppercase() || letter.is_lowercase());
    // In scripts without capitals a single letter may be a word.
    token.split('.').all(single) && (cased || parts > 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn single_letters_are_initials() {
        for (token, expected) in
            [("J", true), ("U.S", true), ("Б.з.б", true), ("Jo", false), ("Ли", false), ("क", false), ("अ.ब", true)]
        {
            assert_eq!(is_initials(token), expected, "{token}");
        }
    }

    proptest! {
        #[test]
        fn words_are_no_initials(token in "([A-Za-zäЖжαبा\u{301}\u{300}.]|\\PC){0,6}") {
            prop_assert_eq!(is_initials(&token), is_letters_with_periods(&token));
        }
    }
}
