//! Anchor words: general words by which sentences of two languages are found to belong together.
//!
//! They say nothing about front or back office; only the alignment of translations reads them.

use std::collections::HashMap;

use super::csv_rows::{Rows, data_error};
use crate::error::Result;
use crate::segment;

/// The number of a meaning of `data/anchors.csv`: its row, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnchorId(u16);

impl AnchorId {
    /// The number.
    pub fn number(self) -> u16 {
        self.0
    }
}

/// The meanings that all languages' anchor words share.
#[derive(Debug, Clone, Default)]
pub struct Anchors(HashMap<String, AnchorId>);

impl Anchors {
    /// Reads an `anchors.csv` of the shared data: `anchor,gloss`.
    ///
    /// # Errors
    /// [`crate::error::Error::Data`] for a row without a name or with one that is there already.
    pub fn read(path: &str, text: &str) -> Result<Anchors> {
        let mut anchors = HashMap::new();
        for row in Rows::new(path, text, &["anchor", "gloss"], &["anchor"])? {
            let row = row?;
            let name = row.required("anchor")?;
            let number = u16::try_from(anchors.len())
                .map_err(|_| data_error(path, row.line, "too many anchors".to_owned(), "at most 65,536"))?;
            if anchors.insert(name.to_owned(), AnchorId(number)).is_some() {
                return Err(data_error(path, row.line, format!("'{name}' stands twice"), "each anchor once"));
            }
        }
        Ok(Anchors(anchors))
    }
}

/// The anchor words of a language.
#[derive(Debug, Clone, Default)]
pub struct AnchorWords {
    whole: HashMap<String, AnchorId>,
    beginnings: HashMap<String, AnchorId>,
    endings: HashMap<String, AnchorId>,
}

impl AnchorWords {
    /// Reads a language's `anchors.csv`: `anchor,word`, with `*` where a word may go on.
    ///
    /// # Errors
    /// [`crate::error::Error::Data`] for an unknown anchor, something that is no word, or a word of two anchors.
    pub fn read(path: &str, text: &str, anchors: &Anchors) -> Result<AnchorWords> {
        let mut words = AnchorWords::default();
        if text.is_empty() {
            return Ok(words);
        }
        for row in Rows::new(path, text, &["anchor", "word"], &["anchor", "word"])? {
            let row = row?;
            let (name, word) = (row.required("anchor")?, row.required("word")?);
            let Some(&anchor) = anchors.0.get(name) else {
                let problem = format!("unknown anchor '{name}'");
                return Err(data_error(path, row.line, problem, "an anchor of data/anchors.csv"));
            };
            let letters = segment::fold(word.trim_matches('*'));
            if letters.is_empty() || letters.contains('*') || letters.contains(char::is_whitespace) {
                let expected = "one word, with * before or behind it where it may be longer";
                return Err(data_error(path, row.line, format!("'{word}' is no word"), expected));
            }
            let kind = match (word.starts_with('*'), word.ends_with('*')) {
                (true, _) => &mut words.endings,
                (false, true) => &mut words.beginnings,
                (false, false) => &mut words.whole,
            };
            if kind.insert(letters, anchor).is_some_and(|known| known != anchor) {
                let problem = format!("'{word}' stands for two anchors");
                return Err(data_error(path, row.line, problem, "each word once"));
            }
        }
        Ok(words)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.whole.is_empty() && self.beginnings.is_empty() && self.endings.is_empty()
    }

    /// What a folded word stands for: as it is, else by its longest known beginning, else by its longest ending.
    pub fn find(&self, folded: &str) -> Option<AnchorId> {
        let ends = || folded.char_indices().map(|(at, character)| at + character.len_utf8());
        let beginning = || ends().rev().find_map(|end| self.beginnings.get(&folded[..end]));
        let ending = || folded.char_indices().find_map(|(start, _)| self.endings.get(&folded[start..]));
        self.whole.get(folded).or_else(beginning).or_else(ending).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_for_their_anchors() {
        let anchors = Anchors::read("a.csv", "anchor,gloss\nwinter,\ngo,walk\nneighbour,\n").expect("anchors");
        let read = |rows: &str| AnchorWords::read("w.csv", &format!("anchor,word\n{rows}"), &anchors);
        let words = read("go,geht\nneighbour,nachbar*\nwinter,*winter\nwinter,winter*\n").expect("words");
        #[track_caller]
        fn check(words: &AnchorWords, word: &str, expected: Option<u16>) {
            assert_eq!(words.find(&segment::fold(word)).map(AnchorId::number), expected, "{word}");
        }
        check(&words, "Winters", Some(0));
        check(&words, "Vorwinter", Some(0));
        check(&words, "geht", Some(1));
        check(&words, "gehtnicht", None);
        check(&words, "Nachbarin", Some(2));
        check(&words, "Haus", None);
        for wrong in ["walk,gehen\n", "go,zu fuß\n", "go,*\n", "go,geht\nwinter,geht\n"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
