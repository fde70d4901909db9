//! The words of one sentence, as terms are looked for in them.

use super::compiled::State;
use super::meaning::Meanings;
use crate::document::Span;

/// The words of one sentence, ready for matching. Reused from sentence to sentence.
#[derive(Debug, Default)]
pub struct Sentence {
    /// Where each word stands, with the tail of gender-inclusive writing.
    pub(super) spans: Vec<Span>,
    /// The folded words, one behind the other.
    pub(super) folded: String,
    /// Where each folded word ends.
    pub(super) ends: Vec<usize>,
    /// What stands behind each word.
    pub(super) joints: Vec<Joint>,
    /// The patterns that the words satisfy, word by word.
    pub(super) fits: Vec<Fit>,
    /// Where the fits of each word end.
    pub(super) fit_ends: Vec<usize>,
    /// The words as they are found, before tails are joined to them.
    pub(super) found: Vec<Span>,
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
    /// Where its letters start in the folded word, in bytes.
    pub start: u32,
    /// Where what it covers ends.
    pub end: u32,
    /// Whether that takes a word in capitals.
    pub in_capitals: bool,
    /// Whether that takes a text that is typed without marks.
    pub without_marks: bool,
    /// What the word means by itself.
    pub alone: Meanings,
    /// Where longer phrases go on that begin with it.
    pub phrases: Option<State>,
}

impl Sentence {
    pub(super) fn clear(&mut self) {
        self.spans.clear();
        self.folded.clear();
        self.ends.clear();
        self.joints.clear();
        self.fits.clear();
        self.fit_ends.clear();
        self.found.clear();
    }

    /// Adds a word whose letters and fits have been appended already.
    pub(super) fn end_word(&mut self, span: Span) {
        self.spans.push(span);
        self.ends.push(self.folded.len());
        self.fit_ends.push(self.fits.len());
    }

    /// Forgets the fits that are not to be kept.
    pub(super) fn keep_fits(&mut self, is_kept: impl Fn(&Fit) -> bool) {
        let mut start = 0;
        let mut kept = 0;
        for end in &mut self.fit_ends {
            for number in start..*end {
                if is_kept(&self.fits[number]) {
                    self.fits[kept] = self.fits[number];
                    kept += 1;
                }
            }
            start = *end;
            *end = kept;
        }
        self.fits.truncate(kept);
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Where a word stands in the document's text.
    pub fn span(&self, word: usize) -> Span {
        self.spans[word]
    }

    /// What stands behind a word.
    pub fn joint(&self, word: usize) -> Joint {
        self.joints[word]
    }

    /// A word as it is compared.
    pub fn word(&self, number: usize) -> &str {
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.folded[start..self.ends[number]]
    }

    /// The patterns that a word satisfies.
    pub(super) fn fits(&self, word: usize) -> &[Fit] {
        let start = if word == 0 { 0 } else { self.fit_ends[word - 1] };
        &self.fits[start..self.fit_ends[word]]
    }
}

/// What may stand between the words of a phrase.
pub(super) fn joint(between: &str) -> Joint {
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
