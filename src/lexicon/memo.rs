//! The memos of what is known of words to lexicons.
//!
//! One memo a thread serves the lexicons of all languages, so that its size is bounded however many languages
//! a run meets.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use thread_local::ThreadLocal;

use super::sentence::Fit;
use crate::memo::Memo;

/// So many words count as met lately: as many as a table of 32,768 places takes. Twice as many are those of eight
/// languages that make nine tenths of their texts, in some six megabytes. Tests are through with them at once.
const MOST_WORDS: usize = if cfg!(test) { 8 } else { 28_672 };

/// Whether a word is written in capitals, and the patterns that it satisfies.
pub(super) type WordMemo = Memo<bool, Fit>;

/// The memos of all threads, and the number of lexicons that share them.
#[derive(Debug, Clone, Default)]
pub(super) struct WordMemos {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    memos: ThreadLocal<RefCell<WordMemo>>,
    lexicons: AtomicU32,
}

impl WordMemos {
    /// A number that no other lexicon with these memos has.
    pub(super) fn number_lexicon(&self) -> u32 {
        self.shared.lexicons.fetch_add(1, Ordering::Relaxed)
    }

    /// The memo of this thread.
    pub(super) fn of_this_thread(&self) -> &RefCell<WordMemo> {
        self.shared.memos.get_or(|| RefCell::new(Memo::new(MOST_WORDS)))
    }
}
