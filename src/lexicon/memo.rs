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

/// The words that one thread has met: those met lately and, when these get many, those met before them. A word that
/// comes again is never far.
#[derive(Debug, Default)]
pub(super) struct Memo {
    lately: Words,
    before: Words,
}

#[derive(Debug, Default)]
struct Words {
    places: HashTable<Entry>,
    fits: Vec<Fit>,
}

/// Words written with more bytes than this hardly come twice.
pub(super) const MOST_KNOWN_BYTES: usize = 40;

/// A word to a lexicon, and where its fits are.
#[derive(Debug, Clone, Copy)]
struct Entry {
    written: Written,
    lexicon: u32,
    fits_start: u32,
    fits: u16,
    in_capitals: bool,
}

/// A word as it is written: its length, and its letters with zeros behind them.
type Written = (u8, [u8; MOST_KNOWN_BYTES]);

/// What is known about a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct KnownWord<'a> {
    /// The patterns that it satisfies.
    pub(super) fits: &'a [Fit],
    /// Whether it is written in capitals.
    pub(super) in_capitals: bool,
}

/// So many words count as met lately. Twice as many are those of fifteen languages that make nine tenths of their
/// texts, in some eight megabytes. Tests are through with them at once.
const MOST_WORDS: usize = if cfg!(test) { 8 } else { 50_000 };

impl Memo {
    /// What is known about a word to a lexicon; `find_out` appends its fits, and says whether it is in capitals, when
    /// it is met for the first time. `None` for a word that is too long to be kept.
    pub(super) fn look_up(
        &mut self,
        lexicon: u32,
        word: &str,
        find_out: impl FnOnce(&mut Vec<Fit>) -> bool,
    ) -> Option<KnownWord<'_>> {
        let mut letters = [0; MOST_KNOWN_BYTES];
        letters.get_mut(..word.len())?.copy_from_slice(word.as_bytes());
        let written = (u8::try_from(word.len()).ok()?, letters);
        let hash = hash(lexicon, word.as_bytes());
        let is_it = |entry: &Entry| entry.written == written && entry.lexicon == lexicon;
        let entry = match self.lately.places.find(hash, is_it) {
            Some(entry) => *entry,
            None => self.add(Entry { written, lexicon, fits_start: 0, fits: 0, in_capitals: false }, hash, find_out),
        };
        Some(KnownWord { fits: self.lately.fits_of(&entry), in_capitals: entry.in_capitals })
    }

    #[cold]
    fn add(&mut self, mut entry: Entry, hash: u64, find_out: impl FnOnce(&mut Vec<Fit>) -> bool) -> Entry {
        if self.lately.places.len() >= MOST_WORDS {
            std::mem::swap(&mut self.lately, &mut self.before);
            self.lately.places.clear();
            self.lately.fits.clear();
        }
        // Words are short and few enough for every place to fit.
        entry.fits_start = u32::try_from(self.lately.fits.len()).unwrap_or(u32::MAX);
        let is_it = |known: &Entry| known.written == entry.written && known.lexicon == entry.lexicon;
        match self.before.places.find(hash, is_it) {
            Some(known) => {
                self.lately.fits.extend_from_slice(self.before.fits_of(known));
                entry.in_capitals = known.in_capitals;
            }
            None => entry.in_capitals = find_out(&mut self.lately.fits),
        }
        let fits = self.lately.fits.len() - entry.fits_start as usize;
        entry.fits = u16::try_from(fits).unwrap_or(u16::MAX);
        self.lately.places.insert_unique(hash, entry, Entry::hash);
        entry
    }
}

impl Words {
    fn fits_of(&self, entry: &Entry) -> &[Fit] {
        let start = entry.fits_start as usize;
        &self.fits[start..start + usize::from(entry.fits)]
    }
}

impl Entry {
    fn hash(&self) -> u64 {
        hash(self.lexicon, &self.written.1[..usize::from(self.written.0)])
    }
}

fn hash(lexicon: u32, word: &[u8]) -> u64 {
    let mut hasher = FxBuildHasher.build_hasher();
    hasher.write(word);
    hasher.write_u32(lexicon);
    hasher.finish()
}
