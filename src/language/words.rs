//! What the words of a text say: votes of function words and of letters that few languages use.

use rustc_hash::FxHashMap;
use unicode_normalization::char::is_combining_mark;

use super::script::{Letters, Script};

/// A language's number and what a word of it is worth.
#[derive(Debug, Clone, Copy)]
pub struct Vote {
    /// The language's number.
    pub language: usize,
    /// What it is worth to that language.
    pub worth: f64,
}

/// What each word is worth to each language: the fewer share it, the more.
pub fn votes<'a>(words: impl Iterator<Item = (&'a str, usize)>) -> FxHashMap<Box<str>, Vec<Vote>> {
    let mut votes: FxHashMap<Box<str>, Vec<Vote>> = FxHashMap::default();
    for (word, language) in words {
        let sharers = votes.entry(word.into()).or_default();
        if !sharers.iter().any(|vote| vote.language == language) {
            sharers.push(Vote { language, worth: 1.0 });
        }
    }
    for sharers in votes.values_mut() {
        // The square root: a word of four languages still says that it is none of the others.
        let worth = 1.0 / (sharers.len() as f64).sqrt();
        sharers.iter_mut().for_each(|vote| vote.worth = worth);
    }
    votes
}

/// Reads the words of a text in lower case, one after the other, and counts their letters by script.
pub struct Words<'a> {
    text: &'a str,
    position: usize,
    word: String,
    letters: Letters,
}

impl<'a> Words<'a> {
    /// The words of `text`: runs of letters with their marks.
    pub fn of(text: &'a str) -> Words<'a> {
        Words { text, position: 0, word: String::new(), letters: Letters::default() }
    }

    /// The letters of the words read so far.
    pub fn letters(&self) -> &Letters {
        &self.letters
    }

    /// Reads on to the next word.
    pub fn next_word(&mut self) -> Option<&str> {
        let bytes = self.text.as_bytes();
        self.word.clear();
        loop {
            let &byte = bytes.get(self.position)?;
            if starts_word(byte) {
                break;
            }
            self.position += 1;
        }
        let mut ascii_letters = 0;
        while let Some(&byte) = bytes.get(self.position) {
            if byte.is_ascii() {
                if !starts_word(byte) {
                    break;
                }
                self.word.push(char::from(byte.to_ascii_lowercase()));
                ascii_letters += u32::from(byte != b'\'');
                self.position += 1;
                continue;
            }
            let Some(letter) = self.text.get(self.position..).and_then(|rest| rest.chars().next()) else { break };
            if !letter.is_alphabetic() && !is_combining_mark(letter) {
                if self.word.is_empty() {
                    self.position += letter.len_utf8();
                    return self.next_word_behind_mark();
                }
                break;
            }
            self.position += letter.len_utf8();
            self.word.extend(letter.to_lowercase());
            if let Some(script) = Script::of(letter) {
                self.letters.add(script, 1);
            }
        }
        self.letters.add(Script::Latin, ascii_letters);
        Some(&self.word)
    }

    /// A mark that is no letter stood where a word might have begun: looks on behind all of its like.
    fn next_word_behind_mark(&mut self) -> Option<&str> {
        let rest = self.text.get(self.position..)?;
        let is_letter = |letter: char| letter.is_alphabetic() || is_combining_mark(letter) || letter == '\'';
        self.position += rest.find(is_letter)?;
        self.next_word()
    }
}

/// ASCII letters and the apostrophe; the first byte of any other character may begin a word.
fn starts_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'\'' || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same by characters alone.
    fn plain(text: &str) -> Vec<String> {
        let is_letter = |letter: char| letter.is_alphabetic() || is_combining_mark(letter) || letter == '\'';
        let tokens = text.split(|letter| !is_letter(letter)).filter(|token| !token.is_empty());
        tokens.map(|token| token.chars().flat_map(char::to_lowercase).collect()).collect()
    }

    fn read(text: &str) -> Vec<String> {
        let mut words = Words::of(text);
        let mut found = Vec::new();
        while let Some(word) = words.next_word() {
            found.push(word.to_owned());
        }
        found
    }

    #[test]
    fn words_keep_their_marks() {
        assert_eq!(read("Wir, l'eau… क्या 3×4 «Ö»"), ["wir", "l'eau", "क्या", "ö"]);
        assert!(read("…— 12").is_empty());
    }

    proptest! {
        #[test]
        fn bytes_and_characters_give_the_same_words(text in "(\\PC|[a-z ',.…×]){0,60}") {
            prop_assert_eq!(read(&text), plain(&text));
        }
    }
}
