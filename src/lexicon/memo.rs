//! What has been found out about words, kept for when they come again: few words make most of a text.
//!
//! One memo a thread serves the lexicons of all languages, so that its size is bounded however many languages
//! a run meets. It changes nothing but the time that a word takes.

use std::cell::RefCell;
use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use thread_local::ThreadLocal;

use super::sentence::Fit;

/// So many words count as met lately: as many as a table of 32,768 places takes. Twice as many are those of eight
/// languages that make nine tenths of their texts, in some six megabytes. Tests are through with them at once.
const MOST_WORDS: usize = if cfg!(test) { 8 } else { 28_672 };

/// The memos of all threads, and the number of lexicons that share them.
#[derive(Debug, Clone, Default)]
pub(super) struct WordMemos {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    memos: ThreadLocal<RefCell<Memo>>,
    lexicons: AtomicU32,
}

impl WordMemos {
    /// A number that no other lexicon with these memos has.
    pub(super) fn number_lexicon(&self) -> u32 {
        self.shared.lexicons.fetch_add(1, Ordering::Relaxed)
    }

    /// The memo of this thread.
    pub(super) fn of_this_thread(&self) -> &RefCell<Memo> {
        self.shared.memos.get_or(|| RefCell::new(Memo::new(MOST_WORDS)))
    }
}

/// Words written with more bytes than this hardly come twice.
const MOST_BYTES: usize = 40;

/// The words that a thread has met: those met lately and, when these get many, those met before them. A word that
/// comes again is never far, and the memory is bounded.
#[derive(Debug)]
pub(super) struct Memo {
    lately: Words,
    before: Words,
    most_words: usize,
}

#[derive(Debug)]
struct Words {
    places: HashTable<Entry>,
    fits: Vec<Fit>,
}

/// What is known of a word to a lexicon.
#[derive(Debug, Clone, Copy)]
struct Entry {
    written: Written,
    lexicon: u32,
    fits_start: u32,
    fits: u16,
    in_capitals: bool,
}

/// A word as it is written: its length, and its letters with zeros behind them.
type Written = (u8, [u8; MOST_BYTES]);

impl Memo {
    /// A memo that takes this many words for those met lately, and keeps as many more.
    fn new(most_words: usize) -> Memo {
        let words = || Words { places: HashTable::new(), fits: Vec::new() };
        Memo { lately: words(), before: words(), most_words }
    }

    /// Whether a word is written in capitals, and the patterns of a lexicon that it satisfies; `find_out` says so and
    /// appends them when it is met for the first time. `None` for a word that is too long to be kept.
    pub(super) fn look_up(
        &mut self,
        lexicon: u32,
        word: &str,
        find_out: impl FnOnce(&mut Vec<Fit>) -> bool,
    ) -> Option<(bool, &[Fit])> {
        let mut letters = [0; MOST_BYTES];
        letters.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
        let written = (u8::try_from(word.len()).ok()?, letters);
        let hash = hash(lexicon, &written);
        let is_it = |entry: &Entry| entry.written == written && entry.lexicon == lexicon;
        let entry = match self.lately.places.find(hash, is_it) {
            Some(entry) => *entry,
            None => self.add(written, lexicon, hash, find_out),
        };
        Some((entry.in_capitals, self.lately.fits_of(&entry)))
    }

    #[cold]
    fn add(
        &mut self,
        written: Written,
        lexicon: u32,
        word_hash: u64,
        find_out: impl FnOnce(&mut Vec<Fit>) -> bool,
    ) -> Entry {
        if self.lately.places.len() >= self.most_words {
            std::mem::swap(&mut self.lately, &mut self.before);
            self.lately.places.clear();
            self.lately.fits.clear();
        }
        let Words { places, fits } = &mut self.lately;
        let start = fits.len();
        let is_it = |known: &Entry| known.written == written && known.lexicon == lexicon;
        let in_capitals = match self.before.places.find(word_hash, is_it) {
            Some(known) => {
                fits.extend_from_slice(self.before.fits_of(known));
                known.in_capitals
            }
            None => find_out(fits),
        };
        let entry = Entry {
            written,
            lexicon,
            // Words are short and few enough for both to fit.
            fits_start: u32::try_from(start).unwrap_or(u32::MAX),
            fits: u16::try_from(fits.len() - start).unwrap_or(u16::MAX),
            in_capitals,
        };
        places.insert_unique(word_hash, entry, |entry| hash(entry.lexicon, &entry.written));
        entry
    }
}

impl Words {
    fn fits_of(&self, entry: &Entry) -> &[Fit] {
        let start = entry.fits_start as usize;
        self.fits.get(start..start + usize::from(entry.fits)).unwrap_or_default()
    }
}

fn hash(lexicon: u32, (length, letters): &Written) -> u64 {
    let mut hasher = FxBuildHasher.build_hasher();
    hasher.write(letters.get(..usize::from(*length)).unwrap_or_default());
    hasher.write_u32(lexicon);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    use super::super::meaning::Meanings;
    use super::super::phrases::Filter;

    fn fit(pattern: u32) -> Fit {
        let (followers, behind_gap) = (Filter::default(), Filter::default());
        Fit {
            pattern,
            start: 0,
            end: 0,
            in_capitals: false,
            without_marks: false,
            alone: Meanings::default(),
            phrases: None,
            followers,
            behind_gap,
        }
    }

    proptest! {
        /// However often words come, and whatever was forgotten meanwhile.
        #[test]
        fn what_is_known_is_what_was_found_out(
            words in prop::collection::vec(("[ab]{0,3}|ä{19,22}", 0_u32..2), 0..100),
            most_words in 1_usize..8,
        ) {
            let mut memo = Memo::new(most_words);
            for (word, lexicon) in &words {
                let expected: Vec<Fit> = (0..word.len()).map(|_| fit(*lexicon)).collect();
                let known = memo.look_up(*lexicon, word, |fits| {
                    fits.extend_from_slice(&expected);
                    word.starts_with('a')
                });
                let is_short = word.len() <= MOST_BYTES;
                prop_assert_eq!(known, is_short.then_some((word.starts_with('a'), expected.as_slice())));
                prop_assert!(memo.lately.places.len() <= most_words && memo.before.places.len() <= most_words);
            }
        }
    }
}
