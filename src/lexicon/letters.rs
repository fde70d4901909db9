//! The form in which terms and words of texts are compared: folded, and spellings of one letter made one.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::segment;

/// The folded form of a word, see [`fold_into`].
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    fold_into(word, &mut folded);
    folded
}

/// Appends the form of a word that terms are compared in: as [`segment::fold`] gives it, with one `i` for
/// Turkish and Azerbaijani words in capitals, whose lower case depends on the language, one sigma wherever it
/// stands, and `ss` for `ß`, as the Swiss and capitals write it.
pub fn fold_into(word: &str, folded: &mut String) {
    let from = folded.len();
    segment::fold_into(word, folded);
    let has_variants = |word: &str| word.contains(['ı', 'ς', 'ß', DOT_ABOVE]);
    if !folded[from..].is_ascii() && has_variants(&folded[from..]) {
        let variants = folded.split_off(from);
        for letter in variants.chars() {
            match letter {
                'ı' => folded.push('i'),
                'ς' => folded.push('σ'),
                'ß' => folded.push_str("ss"),
                // What lower-casing leaves of `İ`; everywhere else it is part of its letter.
                DOT_ABOVE if folded.ends_with('i') => {}
                letter => folded.push(letter),
            }
        }
    }
}

const DOT_ABOVE: char = '\u{307}';

/// A folded word as it is typed without its marks: `recepcni` for `recepční`; `None` where it has none.
pub fn without_marks(folded: &str) -> Option<String> {
    if folded.is_ascii() {
        return None;
    }
    let bare = folded.nfd().filter(|&letter| !is_combining_mark(letter)).map(|letter| match letter {
        'ł' => 'l',
        'đ' => 'd',
        'ø' => 'o',
        letter => letter,
    });
    // Of scripts whose marks are vowels or parts of letters nothing is left out in typing.
    let bare: String = bare.nfc().collect();
    (bare != folded && folded.chars().all(may_lose_its_mark)).then_some(bare)
}

/// Whether a letter may be typed without its mark: those of the Latin and Greek scripts.
fn may_lose_its_mark(letter: char) -> bool {
    matches!(letter, '\0'..='\u{24F}' | '\u{370}'..='\u{3FF}' | '\u{1E00}'..='\u{1FFF}')
}

/// Whether a text has a letter with a mark that can be left out in typing.
pub fn has_marks(text: &str) -> bool {
    text.chars().any(|letter| {
        // Nothing below has a mark, and these are nearly all letters.
        letter >= '\u{C0}'
            && may_lose_its_mark(letter)
            && (matches!(letter, 'ł' | 'Ł' | 'đ' | 'Đ' | 'ø' | 'Ø') || std::iter::once(letter).nfd().nth(1).is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_letter_are_one() {
        #[track_caller]
        fn check(one: &str, other: &str) {
            assert_eq!(fold(one), fold(other));
        }
        check("SATIŞ", "satış");
        check("İSTANBUL", "istanbul");
        check("ΠΩΛΗΤΉΣ", "πωλητής");
        check("Straße", "STRASSE");
        check("Straße", "strasse");
        assert_ne!(fold("käufer"), fold("kaufer"));
        // Only an `i` is written with this mark and without it.
        assert_eq!(fold("ż"), "ż");
    }

    #[test]
    fn marks_are_left_out_where_typing_does() {
        assert_eq!(without_marks("recepční").as_deref(), Some("recepcni"));
        assert_eq!(without_marks("sprzedawców").as_deref(), Some("sprzedawcow"));
        assert_eq!(without_marks("łódź").as_deref(), Some("lodz"));
        assert_eq!(without_marks("πωλητήσ").as_deref(), Some("πωλητησ"));
        for whole in ["reception", "й", "が", "ที่", "لاً"] {
            assert_eq!(without_marks(whole), None, "{whole}");
        }
        assert!(has_marks("a Č"));
        assert!(!has_marks("“Sell” – й, 営業 €"));
    }
}
