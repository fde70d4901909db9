//! Words: where they are, and the form in which they are compared.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use crate::document::Span;

/// Below this character no script writes words without spaces, and a run of letters is a word;
/// from Thai (U+0E00) on, Unicode's word rule (UAX 29) decides inside a run.
const FIRST_UNSPACED: char = '\u{0E00}';

/// Breaks a word without ending it: a soft hyphen, and the joiners of Persian and Indic scripts.
fn is_ignorable(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{200C}' | '\u{200D}' | '\u{2060}')
}

/// What a character is to words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// It stands between words.
    Apart,
    /// It stands in a word and makes none alone: a combining mark, a joiner.
    Mark,
    /// A letter or digit.
    Letter,
}

/// The exact way for every character.
fn class_of(character: char) -> Class {
    if character.is_alphanumeric() {
        Class::Letter
    } else if is_combining_mark(character) || is_ignorable(character) {
        Class::Mark
    } else {
        Class::Apart
    }
}

/// [`class_of`] for the characters below [`FIRST_UNSPACED`], which nearly all texts of most languages consist of.
struct Classes([Class; FIRST_UNSPACED as usize]);

static CLASSES: LazyLock<Classes> = LazyLock::new(|| {
    let mut classes = [Class::Apart; FIRST_UNSPACED as usize];
    classes.iter_mut().zip('\0'..).for_each(|(class, character)| *class = class_of(character));
    Classes(classes)
});

impl Classes {
    fn of(&self, character: char) -> Class {
        match self.0.get(character as usize) {
            Some(class) => *class,
            // Quotes, dashes and dots: no letter and no mark is among them.
            None if matches!(character, '\u{2010}'..='\u{205F}') => Class::Apart,
            None => class_of(character),
        }
    }
}

/// As [`char::is_alphanumeric`], by the table.
pub(super) fn is_alphanumeric(character: char) -> bool {
    CLASSES.of(character) == Class::Letter
}

/// ASCII letters and digits.
static IN_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x80_u8 {
        table[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

/// The words of `text`, in order, as byte spans: runs of letters, digits and marks.
///
/// Apostrophes, hyphens, periods and underscores separate words, so that every spelling of a phrase
/// gives the same words.
pub fn words(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    find_words(text, 0, &mut found);
    found
}

/// Appends the words of `text` to `found`, their offsets raised by `offset`.
pub fn find_words(text: &str, offset: usize, found: &mut Vec<Span>) {
    let classes = &*CLASSES;
    let bytes = text.as_bytes();
    let mut position = 0;
    while let Some(&byte) = bytes.get(position) {
        if byte.is_ascii() && !IN_WORD[usize::from(byte)] {
            position += 1;
            continue;
        }
        let start = position;
        let mut highest = '\0';
        let mut letters = false;
        while let Some(&byte) = bytes.get(position) {
            if IN_WORD[usize::from(byte)] {
                letters = true;
                position += 1;
                continue;
            }
            if byte.is_ascii() {
                break;
            }
            let Some(character) = character_at(text, position) else { break };
            match classes.of(character) {
                Class::Apart => break,
                Class::Mark => {}
                Class::Letter => letters = true,
            }
            highest = highest.max(character);
            position += character.len_utf8();
        }
        if letters {
            if highest < FIRST_UNSPACED || is_ignorable(highest) {
                found.push(Span::new(offset + start, offset + position));
            } else {
                let run = &text[start..position];
                let pieces =
                    run.split_word_bound_indices().filter(|(_, piece)| piece.chars().any(char::is_alphanumeric));
                found.extend(
                    pieces.map(|(at, piece)| Span::new(offset + start + at, offset + start + at + piece.len())),
                );
            }
        }
        if position == start {
            position += text[position..].chars().next().map_or(1, char::len_utf8);
        }
    }
}

/// The character at a byte of `text`, which must be its first one; those of two bytes take a short way.
fn character_at(text: &str, position: usize) -> Option<char> {
    match text.as_bytes().get(position..)? {
        [first @ 0xC2..=0xDF, second, ..] => char::from_u32(u32::from(first & 0x1F) << 6 | u32::from(second & 0x3F)),
        _ => text.get(position..)?.chars().next(),
    }
}

/// The form in which words are compared: lower case, canonical and compatible Unicode forms made one,
/// soft hyphens and joiners left out.
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    fold_into(word, &mut folded);
    folded
}

/// Appends the folded `word` to `folded`.
pub fn fold_into(word: &str, folded: &mut String) {
    if word.is_ascii() {
        folded.extend(word.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
    } else if word.chars().all(is_plain_latin) {
        folded.extend(word.chars().flat_map(char::to_lowercase));
    } else {
        folded.extend(normalized_lower(word));
    }
}

/// The exact way for every script.
fn normalized_lower(word: &str) -> impl Iterator<Item = char> + '_ {
    let lower = word.chars().filter(|&character| !is_ignorable(character)).nfkc().flat_map(char::to_lowercase);
    // Lower-casing can take a composed character apart (the Turkish İ).
    lower.nfc()
}

/// Latin letters that are composed already and that no compatibility form changes, neither before nor after
/// lower-casing: in a word of these alone nothing is left to normalize. Nearly all words of Latin scripts
/// take this short way. The gaps are `ĳ ŀ ŉ ſ`, which stand for other letters.
fn is_plain_latin(character: char) -> bool {
    character.is_ascii() || matches!(character, 'À'..='ı' | 'Ĵ'..='ľ' | 'Ł'..='ň' | 'Ŋ'..='ž' | 'Ȁ'..='ȳ')
}

/// Whether a word of at least two letters is written in capitals: `HR`, `CRM`.
pub fn is_in_capitals(word: &str) -> bool {
    let mut capitals = 0;
    for character in word.chars() {
        if character.is_lowercase() {
            return false;
        }
        capitals += usize::from(character.is_uppercase());
    }
    capitals >= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_runs_of_letters() {
        #[track_caller]
        fn check(text: &str, expected: &[&str]) {
            let found: Vec<&str> = words(text).into_iter().map(|span| span.of(text)).collect();
            assert_eq!(found, expected);
        }
        check("Front-Office-Mitarbeiter (m/w/d)", &["Front", "Office", "Mitarbeiter", "m", "w", "d"]);
        check("don't, l’accueil", &["don", "t", "l", "accueil"]);
        check("9,000 Gäste", &["9", "000", "Gäste"]);
        check("Verkäufer_in:e", &["Verkäufer", "in", "e"]);
        check("Käufer", &["Käufer"]);
        check("営業スタッフ募集", &["営", "業", "スタッフ", "募", "集"]);
        // Thai writes no spaces either; its characters are the pieces, and a term is a row of them.
        check("ขาย", &["ข", "า", "ย"]);
        check("👍 — !?", &[]);
        check("", &[]);
    }

    #[test]
    fn classes_are_those_of_every_character() {
        for character in '\0'..=char::MAX {
            assert_eq!(CLASSES.of(character), class_of(character), "{character:?}");
            assert_eq!(character_at(&format!("a{character}b"), 1), Some(character));
        }
    }

    #[test]
    fn folding_makes_spellings_one() {
        #[track_caller]
        fn check(word: &str, expected: &str) {
            assert_eq!(fold(word), expected);
        }
        check("KUNDE", "kunde");
        check("Ka\u{308}ufer", "käufer");
        check("KÄUFER", "käufer");
        check("Kunden\u{AD}berater", "kundenberater");
        check("ＳＡＬＥＳ", "sales");
        check("ОПЕРАТОР", "оператор");
    }

    #[test]
    fn capitals_need_two_letters() {
        assert!(is_in_capitals("HR"));
        assert!(is_in_capitals("R2D"));
        assert!(!is_in_capitals("H"));
        assert!(!is_in_capitals("Hr"));
        assert!(!is_in_capitals("24"));
    }

    #[test]
    fn plain_letters_need_no_normalizing() {
        let plain: Vec<char> = ('\0'..=char::MAX).filter(|&character| is_plain_latin(character)).collect();
        assert!(plain.contains(&'ü') && plain.contains(&'ș'));
        for character in plain {
            let word = character.to_string();
            assert_eq!(fold(&word), normalized_lower(&word).collect::<String>(), "{character:?}");
        }
    }

    proptest! {
        #[test]
        fn spans_are_valid_for_any_text(text in any::<String>()) {
            let mut end = 0;
            for span in words(&text) {
                prop_assert!(span.start >= end && span.end > span.start);
                prop_assert!(text.get(span.range()).is_some());
                end = span.end;
            }
        }

        #[test]
        fn folding_twice_changes_nothing(word in "\\PC{0,12}") {
            prop_assert_eq!(fold(&fold(&word)), fold(&word));
        }
    }
}
