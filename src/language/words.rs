//! What the words of a text say: votes of function words and of letters that few languages use.

use std::borrow::Borrow;
use std::hash::Hash;
use std::sync::LazyLock;

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

/// What words or letters are worth to each language: the fewer share one, the more.
#[derive(Debug, Default)]
pub struct Votes<K> {
    /// Where the votes of each start and end.
    places: FxHashMap<K, (u32, u32)>,
    votes: Vec<Vote>,
}

impl<K: Hash + Eq> Votes<K> {
    /// Counts who shares each word.
    pub fn new(words: impl Iterator<Item = (K, usize)>) -> Votes<K> {
        let mut sharers: FxHashMap<K, Vec<usize>> = FxHashMap::default();
        for (word, language) in words {
            let sharers = sharers.entry(word).or_default();
            if !sharers.contains(&language) {
                sharers.push(language);
            }
        }
        let mut all = Votes { places: FxHashMap::default(), votes: Vec::new() };
        // Some ten thousand votes.
        let place = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        for (word, languages) in sharers {
            // The square root: a word of four languages still says that it is none of the others.
            let worth = 1.0 / (languages.len() as f64).sqrt();
            let start = place(all.votes.len());
            all.votes.extend(languages.into_iter().map(|language| Vote { language, worth }));
            all.places.insert(word, (start, place(all.votes.len())));
        }
        all
    }

    /// All that have votes, in no order.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.places.keys()
    }

    /// What a word is worth to each language.
    pub fn of<Q: Hash + Eq + ?Sized>(&self, word: &Q) -> &[Vote]
    where
        K: Borrow<Q>,
    {
        let place = self.places.get(word);
        place.and_then(|&(start, end)| self.votes.get(start as usize..end as usize)).unwrap_or_default()
    }
}

/// Tells most letters apart from some that are meant.
#[derive(Debug)]
pub struct LetterFilter([bool; LetterFilter::PLACES]);

impl LetterFilter {
    /// Scripts in use have fewer letters each than this.
    const PLACES: usize = 1024;

    /// One that lets these through, beside some others.
    pub fn of<'a>(letters: impl Iterator<Item = &'a char>) -> LetterFilter {
        let mut filter = LetterFilter([false; LetterFilter::PLACES]);
        // ASCII letters are in all languages and not voting.
        letters.filter(|letter| !letter.is_ascii()).for_each(|&letter| filter.0[LetterFilter::place(letter)] = true);
        filter
    }

    /// Whether a letter may be one of those meant; ASCII ones are not.
    pub fn may_have(&self, letter: char) -> bool {
        !letter.is_ascii() && self.0[LetterFilter::place(letter)]
    }

    fn place(letter: char) -> usize {
        letter as usize % LetterFilter::PLACES
    }
}

/// What a character is in words.
#[derive(Debug, Clone, Copy, Default)]
struct Letter {
    /// A letter or its mark.
    is_letter: bool,
    /// Its lower case; `None` where that is more than one character.
    lower: Option<char>,
    script: Option<Script>,
}

impl Letter {
    fn of(letter: char) -> Letter {
        let mut lower = letter.to_lowercase();
        Letter {
            is_letter: letter.is_alphabetic() || is_combining_mark(letter),
            lower: lower.next().filter(|_| lower.next().is_none()),
            script: Script::of(letter),
        }
    }

    fn listed(table: &[Letter; FIRST_UNLISTED], character: char) -> Letter {
        table.get(character as usize).copied().unwrap_or_else(|| Letter::of(character))
    }
}

/// The first character that [`LETTERS`] does not have: behind Latin, Greek, Cyrillic, Hebrew and Arabic.
const FIRST_UNLISTED: usize = 0x700;

/// [`Letter::of`] for the characters of most texts.
static LETTERS: LazyLock<[Letter; FIRST_UNLISTED]> = LazyLock::new(|| {
    let mut letters = [Letter::default(); FIRST_UNLISTED];
    letters.iter_mut().zip('\0'..).for_each(|(letter, character)| *letter = Letter::of(character));
    letters
});

/// The words of a text, one after the other: runs of letters with their marks.
pub struct Words<'a> {
    text: &'a str,
    position: usize,
    table: &'static [Letter; FIRST_UNLISTED],
}

impl<'a> Words<'a> {
    /// The words of `text`.
    pub fn of(text: &'a str) -> Words<'a> {
        Words { text, position: 0, table: &LETTERS }
    }
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let bytes = self.text.as_bytes();
        loop {
            self.position += bytes.get(self.position..)?.iter().position(|&byte| starts_word(byte))?;
            let start = self.position;
            while let Some(&byte) = bytes.get(self.position) {
                if byte.is_ascii() {
                    if !starts_word(byte) {
                        break;
                    }
                    self.position += 1;
                    continue;
                }
                let character = self.text.get(self.position..)?.chars().next()?;
                if !Letter::listed(self.table, character).is_letter {
                    break;
                }
                self.position += character.len_utf8();
            }
            if self.position > start {
                return self.text.get(start..self.position);
            }
            // A mark that is no letter stands where a word might have begun.
            self.position += self.text.get(self.position..)?.chars().next()?.len_utf8();
        }
    }
}

/// Appends a word in lower case and counts its letters.
pub fn read_word(word: &str, lower: &mut String, letters: &mut Letters) {
    if word.is_ascii() {
        let start = lower.len();
        lower.push_str(word);
        lower[start..].make_ascii_lowercase();
        let count = word.bytes().filter(|&byte| byte != b'\'').count();
        letters.add(Script::Latin, u32::try_from(count).unwrap_or(u32::MAX));
        return;
    }
    let table = &*LETTERS;
    for character in word.chars() {
        let letter = Letter::listed(table, character);
        match letter.lower {
            Some(character) => lower.push(character),
            None => lower.extend(character.to_lowercase()),
        }
        if let Some(script) = letter.script {
            letters.add(script, 1);
        }
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
        let lower = |word| {
            let mut lower = String::new();
            read_word(word, &mut lower, &mut Letters::default());
            lower
        };
        Words::of(text).map(lower).collect()
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
