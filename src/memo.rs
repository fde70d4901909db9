//! What has been found out about words, kept for when they come again: few words make most of a text.
//!
//! A memo changes nothing but the time that a word takes. Each thread has its own.

use std::hash::{BuildHasher as _, Hasher as _};

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// Words written with more bytes than this hardly come twice.
const MOST_BYTES: usize = 40;

/// The words that a thread has met: those met lately and, when these get many, those met before them. A word that
/// comes again is never far, and the memory is bounded.
#[derive(Debug)]
pub struct Memo<V, I> {
    lately: Words<V, I>,
    before: Words<V, I>,
    most_words: usize,
}

#[derive(Debug)]
struct Words<V, I> {
    places: HashTable<Entry<V>>,
    items: Vec<I>,
}

/// A word for one of those who ask, and what is known of it.
#[derive(Debug, Clone, Copy)]
struct Entry<V> {
    written: Written,
    asker: u32,
    items_start: u32,
    items: u16,
    value: V,
}

/// A word as it is written: its length, and its letters with zeros behind them.
type Written = (u8, [u8; MOST_BYTES]);

impl<V: Copy, I: Copy> Memo<V, I> {
    /// A memo that takes this many words for those met lately, and keeps as many more.
    pub fn new(most_words: usize) -> Memo<V, I> {
        let words = || Words { places: HashTable::new(), items: Vec::new() };
        Memo { lately: words(), before: words(), most_words }
    }

    /// What is known about a word to one of those who ask; `find_out` gives a value and appends items when it is met
    /// for the first time. `None` for a word that is too long to be kept.
    pub fn look_up(&mut self, asker: u32, word: &str, find_out: impl FnOnce(&mut Vec<I>) -> V) -> Option<(V, &[I])> {
        let mut letters = [0; MOST_BYTES];
        letters.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
        let written = (u8::try_from(word.len()).ok()?, letters);
        let hash = hash(asker, &written);
        let is_it = |entry: &Entry<V>| entry.written == written && entry.asker == asker;
        let entry = match self.lately.places.find(hash, is_it) {
            Some(entry) => *entry,
            None => self.add(written, asker, hash, find_out),
        };
        Some((entry.value, self.lately.items_of(&entry)))
    }

    #[cold]
    fn add(
        &mut self,
        written: Written,
        asker: u32,
        word_hash: u64,
        find_out: impl FnOnce(&mut Vec<I>) -> V,
    ) -> Entry<V> {
        if self.lately.places.len() >= self.most_words {
            std::mem::swap(&mut self.lately, &mut self.before);
            self.lately.places.clear();
            self.lately.items.clear();
        }
        let Words { places, items } = &mut self.lately;
        let start = items.len();
        let is_it = |known: &Entry<V>| known.written == written && known.asker == asker;
        let value = match self.before.places.find(word_hash, is_it) {
            Some(known) => {
                items.extend_from_slice(self.before.items_of(known));
                known.value
            }
            None => find_out(items),
        };
        let entry = Entry {
            written,
            asker,
            // Words are short and few enough for both to fit.
            items_start: u32::try_from(start).unwrap_or(u32::MAX),
            items: u16::try_from(items.len() - start).unwrap_or(u16::MAX),
            value,
        };
        places.insert_unique(word_hash, entry, |entry| hash(entry.asker, &entry.written));
        entry
    }
}

impl<V, I> Words<V, I> {
    fn items_of(&self, entry: &Entry<V>) -> &[I] {
        let start = entry.items_start as usize;
        self.items.get(start..start + usize::from(entry.items)).unwrap_or_default()
    }
}

fn hash(asker: u32, (length, letters): &Written) -> u64 {
    let mut hasher = FxBuildHasher.build_hasher();
    hasher.write(letters.get(..usize::from(*length)).unwrap_or_default());
    hasher.write_u32(asker);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// However often words come, and whatever was forgotten meanwhile.
        #[test]
        fn what_is_known_is_what_was_found_out(
            words in prop::collection::vec(("[ab]{0,3}|ä{19,22}", 0_u32..2), 0..100),
            most_words in 1_usize..8,
        ) {
            let mut memo = Memo::new(most_words);
            for (word, asker) in &words {
                let expected: Vec<(u32, usize)> = (0..word.len()).map(|place| (*asker, place)).collect();
                let known = memo.look_up(*asker, word, |items| {
                    items.extend_from_slice(&expected);
                    (word.len(), *asker)
                });
                let is_short = word.len() <= MOST_BYTES;
                prop_assert_eq!(known, is_short.then_some(((word.len(), *asker), expected.as_slice())));
                prop_assert!(memo.lately.places.len() <= most_words && memo.before.places.len() <= most_words);
            }
        }
    }
}
