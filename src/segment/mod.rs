//! Sentences and words; the only user of unicode-segmentation.
//!
//! A text is first cut where its layout says so, by [`lines`]: blank lines, headings, bullets, table cells.
//! Only then does punctuation count, by [`ends`], with the abbreviations of the language as data.
//! We would rather keep two sentences together than tear one apart: a torn sentence loses its negation.

mod ends;
mod items;
mod lines;
mod marks;
mod period;
mod rules;
mod shield;
mod words;

pub use rules::{RuleError, SegmentationRules};
pub use words::{find_words, fold, fold_into, is_in_capitals, words};

use crate::document::Span;

/// What kind of unit a sentence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentenceKind {
    /// Running text.
    Prose,
    /// A heading or title.
    Heading,
    /// An item of a list, with its bullet or number.
    Item,
    /// A cell of a table line.
    Cell,
}

/// A unit of text that is judged on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands, in bytes, without white space at its ends.
    pub span: Span,
    /// What it is.
    pub kind: SentenceKind,
}

/// Takes each line that is not blank for a sentence: texts that were cut before.
pub fn line_sentences(text: &str) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            let at = start + line.len() - line.trim_start().len();
            found.push(Sentence { span: Span::new(at, at + trimmed.len()), kind: SentenceKind::Prose });
        }
        start += line.len();
    }
    found
}

/// Cuts a text into sentences, in order. Between them stands nothing but white space.
pub fn sentences(text: &str, rules: &SegmentationRules) -> Vec<Sentence> {
    let mut found = Vec::new();
    lines::blocks(text, rules, |block| match block.kind {
        SentenceKind::Cell => found.push(block),
        SentenceKind::Prose | SentenceKind::Heading | SentenceKind::Item => {
            let first = found.len();
            ends::cut(text, block, rules, &mut found);
            // A line of several sentences is no heading, whatever it lacks at its end.
            if block.kind == SentenceKind::Heading && found.len() > first + 1 {
                found[first..].iter_mut().for_each(|sentence| sentence.kind = SentenceKind::Prose);
            }
        }
    });
    found
}
