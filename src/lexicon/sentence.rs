//! The words of one sentence, as terms are looked for in them.

use super::letters;
use super::meaning::Meanings;
use super::phrases::{Filter, State};
use crate::document::Span;

/// The words of one sentence, ready for matching. Reused from sentence to sentence.
#[derive(Debug, Default)]
pub struct Sentence {
    pub(super) words: Vec<Word>,
    /// The patterns that the words satisfy, word by word.
    pub(super) fits: Vec<Fit>,
    /// The words as they are found, before tails are joined to them.
    pub(super) found: Vec<Span>,
    /// A word that may be a tail, folded.
    pub(super) tail: String,
}

/// A word of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    /// Where it stands, with the tail of gender-inclusive writing.
    pub span: Span,
    /// Its bytes without the tail.
    pub base: usize,
    /// What stands behind it.
    pub joint: Joint,
    /// Where its fits end.
    pub fits_end: usize,
}

/// What stands between a word and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// Blanks, a hyphen, an apostrophe: a phrase may go on.
    Phrase,
    /// A comma, a bracket: a gap may reach across.
    Comma,
    /// A mark that ends a clause: `;`, `:`, a dash, a period.
    Clause,
}

/// A word satisfies a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fit {
    /// The pattern's number.
    pub pattern: u32,
    /// Where its letters start in the folded word, in bytes; words that are looked at are short.
    pub start: u8,
    /// Where what it covers ends.
    pub end: u8,
    /// Whether that takes a word in capitals.
    pub in_capitals: bool,
    /// Whether that takes a text that is typed without marks.
    pub without_marks: bool,
    /// What the word means by itself.
    pub alone: Meanings,
    /// Where longer phrases go on that begin with it.
    pub phrases: Option<State>,
    /// Which words may follow there directly.
    pub followers: Filter,
    /// Which words may follow there behind a gap.
    pub behind_gap: Filter,
}

impl Sentence {
    pub(super) fn clear(&mut self) {
        self.words.clear();
        self.fits.clear();
        self.found.clear();
    }

    /// Adds a word whose fits have been appended already; what stands behind it is not known yet.
    pub(super) fn end_word(&mut self, span: Span) {
        self.words.push(Word { span, base: span.len(), joint: Joint::Clause, fits_end: self.fits.len() });
    }

    /// Forgets the fits that are not to be kept.
    pub(super) fn keep_fits(&mut self, is_kept: impl Fn(&Fit) -> bool) {
        let mut start = 0;
        let mut kept = 0;
        for word in &mut self.words {
            for number in start..word.fits_end {
                if is_kept(&self.fits[number]) {
                    self.fits[kept] = self.fits[number];
                    kept += 1;
                }
            }
            start = word.fits_end;
            word.fits_end = kept;
        }
        self.fits.truncate(kept);
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Where a word stands in the document's text.
    pub fn span(&self, word: usize) -> Span {
        self.words[word].span
    }

    /// What stands behind a word.
    pub fn joint(&self, word: usize) -> Joint {
        self.words[word].joint
    }

    /// A word of `text`, which the sentence was read from, as it is compared: without its tail.
    pub fn folded(&self, word: usize, text: &str) -> String {
        let Word { span, base, .. } = self.words[word];
        letters::fold(Span::new(span.start, span.start + base).of(text))
    }

    /// The patterns that a word satisfies.
    pub(super) fn fits(&self, word: usize) -> &[Fit] {
        let start = if word == 0 { 0 } else { self.words[word - 1].fits_end };
        &self.fits[start..self.words[word].fits_end]
    }
}

/// What may stand between the words of a phrase.
pub(super) fn joint(between: &str) -> Joint {
    // What stands between nearly all words.
    if between == " " {
        return Joint::Phrase;
    }
    let marks = between.trim();
    match marks {
        "" | "-" | "\u{2010}" | "\u{2011}" | "'" | "’" | "/" | "&" | "+" => {
            // A hyphen between blanks is a dash.
            if marks == "-" && between.starts_with(char::is_whitespace) && between.ends_with(char::is_whitespace) {
                Joint::Clause
            } else {
                Joint::Phrase
            }
        }
        _ if marks.contains([';', ':', '–', '—', '.', '!', '?', '…', '•', '|', '\n', '；', '。', '：', '؛']) => {
            Joint::Clause
        }
        _ => Joint::Comma,
    }
}
