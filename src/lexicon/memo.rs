//! What has been found out about words, kept for when they come again: few words make most of a text.
//!
//! One memo a thread serves the lexicons of all languages, so that its size is bounded however many languages
//! a run meets. It changes nothing but the time that a word takes.

use std::cell::RefCell;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use thread_local::ThreadLocal;

use super::sentence::Fit;

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
        self.shared.memos.get_or_default()
    }
}

/// The words that one thread has met.
#[derive(Debug, Default)]
pub(super) struct Memo {
    places: HashTable<Entry>,
    /// The words as they are written, each followed by its folded form.
    letters: String,
    fits: Vec<Fit>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    lexicon: u32,
    /// Where its letters start, where the folded ones do, and where they end.
    letters: (u32, u32, u32),
    /// Where its fits start and end.
    fits: (u32, u32),
    in_capitals: bool,
}

/// What is known about a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct KnownWord<'a> {
    /// Its folded form.
    pub(super) folded: &'a str,
    /// The patterns that it satisfies.
    pub(super) fits: &'a [Fit],
    /// Whether it is written in capitals.
    pub(super) in_capitals: bool,
}

/// A memo is emptied when it knows this many words: the words of fifteen languages that make nine tenths of
/// their texts, in some eight megabytes. Tests fill it at once.
const MOST_WORDS: usize = if cfg!(test) { 16 } else { 100_000 };

impl Memo {
    /// What is known about a word to a lexicon; `find_out` appends its folded form and its fits, and says
    /// whether it is in capitals, when it is met for the first time.
    pub(super) fn look_up(
        &mut self,
        lexicon: u32,
        word: &str,
        find_out: impl FnOnce(&mut String, &mut Vec<Fit>) -> bool,
    ) -> KnownWord<'_> {
        let hash = hash(lexicon, word.as_bytes());
        let letters = &self.letters;
        let is_it = |entry: &Entry| {
            let written = letters.get(entry.letters.0 as usize..entry.letters.1 as usize);
            entry.lexicon == lexicon && written == Some(word)
        };
        let entry = match self.places.find(hash, is_it) {
            Some(entry) => *entry,
            None => self.add(lexicon, word, hash, find_out),
        };
        KnownWord {
            folded: &self.letters[entry.letters.1 as usize..entry.letters.2 as usize],
            fits: &self.fits[entry.fits.0 as usize..entry.fits.1 as usize],
            in_capitals: entry.in_capitals,
        }
    }

    #[cold]
    fn add(
        &mut self,
        lexicon: u32,
        word: &str,
        word_hash: u64,
        find_out: impl FnOnce(&mut String, &mut Vec<Fit>) -> bool,
    ) -> Entry {
        if self.places.len() >= MOST_WORDS {
            self.places.clear();
            self.letters.clear();
            self.fits.clear();
        }
        // Words are short and few enough for every place to fit.
        let place = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let (written_at, fits_at) = (place(self.letters.len()), place(self.fits.len()));
        self.letters.push_str(word);
        let folded_at = place(self.letters.len());
        let in_capitals = find_out(&mut self.letters, &mut self.fits);
        let entry = Entry {
            lexicon,
            letters: (written_at, folded_at, place(self.letters.len())),
            fits: (fits_at, place(self.fits.len())),
            in_capitals,
        };
        let letters = &self.letters;
        let hash_of = |entry: &Entry| {
            let written = &letters[entry.letters.0 as usize..entry.letters.1 as usize];
            hash(entry.lexicon, written.as_bytes())
        };
        self.places.insert_unique(word_hash, entry, hash_of);
        entry
    }
}

fn hash(lexicon: u32, word: &[u8]) -> u64 {
    let mut hasher = FxBuildHasher.build_hasher();
    hasher.write(word);
    hasher.write_u32(lexicon);
    hasher.finish()
}
