//! The tables: their columns and rows. Field order is column order.

use super::evidence;
use super::{Cells, Kind, Row};
use crate::analyze::{Analysis, Analyzer, SentenceAnalysis};
use crate::document::{Document, Label, Side, Span};
use crate::error::Reject;

/// The columns of `scan --per document`, before the kept ones.
pub const DOCUMENT_COLUMNS: [&str; 22] = [
    "id",
    "source",
    "record",
    "language",
    "language_confidence",
    "status",
    "label",
    "score",
    "confidence",
    "front",
    "back",
    "front_hits",
    "back_hits",
    "coverage",
    "words",
    "sentences",
    "front_sentences",
    "back_sentences",
    "mixed_sentences",
    "neutral_sentences",
    "functions",
    "evidence",
];

/// The columns of `scan --per sentence`, before the kept ones.
pub const SENTENCE_COLUMNS: [&str; 17] = [
    "id",
    "source",
    "record",
    "sentence",
    "start",
    "end",
    "language",
    "language_confidence",
    "status",
    "label",
    "score",
    "confidence",
    "front",
    "back",
    "functions",
    "evidence",
    "text",
];

/// What a column of ours holds. Kept columns are texts, whatever they are called.
pub fn kind(column: &str) -> Kind {
    match column {
        "record" | "sentence" | "start" | "end" | "front_hits" | "back_hits" | "words" | "sentences"
        | "front_sentences" | "back_sentences" | "mixed_sentences" | "neutral_sentences" => Kind::Count,
        "language_confidence" | "score" | "confidence" | "front" | "back" | "coverage" => Kind::Number,
        _ => Kind::Text,
    }
}

/// The columns of a rejects file.
pub const REJECT_COLUMNS: [&str; 6] = ["source", "record", "line", "byte", "reason", "excerpt"];

/// A row of `scan --per document`.
pub struct DocumentRow<'a> {
    /// What was read.
    pub document: &'a Document,
    /// What was found.
    pub analysis: &'a Analysis,
    /// Knows the concepts.
    pub analyzer: &'a Analyzer,
}

impl Row for DocumentRow<'_> {
    fn cells(&self, cells: &mut dyn Cells) {
        let Analysis { text, judgement, sentences, words, coverage, .. } = self.analysis;
        let hits = || sentences.iter().flat_map(|sentence| &sentence.hits);
        let count_side = |side: Side| hits().filter(|hit| hit.side == side && hit.weight > 0.0).count();
        identity(self.document, cells);
        language(self.analysis, None, cells);
        match judgement {
            Some(judgement) => {
                cells.text(judgement.label.as_str());
                cells.number(judgement.score);
                cells.number(judgement.confidence);
                cells.number(judgement.front);
                cells.number(judgement.back);
                cells.count(count_side(Side::Front) as u64);
                cells.count(count_side(Side::Back) as u64);
                cells.number(*coverage);
                cells.count(*words as u64);
                cells.count(sentences.len() as u64);
                for label in [Label::Front, Label::Back, Label::Mixed, Label::Neutral] {
                    cells.count(self.analysis.count(label) as u64);
                }
                cells.text(&evidence::functions(hits(), self.analyzer));
                cells.text(&evidence::surface_forms(hits(), text));
            }
            None => empty_cells(cells, 16),
        }
        self.document.kept.iter().for_each(|kept| cells.text(kept));
    }
}

/// A row of `scan --per sentence`.
pub struct SentenceRow<'a> {
    /// What was read.
    pub document: &'a Document,
    /// What was found.
    pub analysis: &'a Analysis,
    /// Knows the concepts.
    pub analyzer: &'a Analyzer,
    /// The sentence; `None` where there is none in the document.
    pub place: Option<SentencePlace>,
    /// The judged sentence; `None` where the document was not judged.
    pub sentence: Option<&'a SentenceAnalysis>,
}

/// Which sentence of its document a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentencePlace {
    /// Its number, from 1.
    pub number: u64,
    /// Its first place in the text and the one behind its last, in characters (Unicode scalar values).
    pub characters: (u64, u64),
    /// Where it stands in the text, in bytes.
    pub span: Span,
}

impl Row for SentenceRow<'_> {
    fn cells(&self, cells: &mut dyn Cells) {
        identity(self.document, cells);
        match self.place {
            Some(SentencePlace { number, characters, .. }) => {
                cells.count(number);
                cells.count(characters.0);
                cells.count(characters.1);
            }
            None => empty_cells(cells, 3),
        }
        language(self.analysis, self.sentence, cells);
        match self.sentence {
            Some(sentence) => {
                let judgement = &sentence.judgement;
                cells.text(judgement.label.as_str());
                cells.number(judgement.score);
                cells.number(judgement.confidence);
                cells.number(judgement.front);
                cells.number(judgement.back);
                cells.text(&evidence::functions(sentence.hits.iter(), self.analyzer));
                cells.text(&evidence::surface_forms(sentence.hits.iter(), &self.analysis.text));
            }
            None => empty_cells(cells, 7),
        }
        match self.place {
            Some(place) => cells.text(place.span.of(&self.analysis.text)),
            None => cells.empty(),
        }
        self.document.kept.iter().for_each(|kept| cells.text(kept));
    }
}

/// Calls `row` with every row that `scan --per sentence` writes for a document: one a sentence, judged or not, or a
/// single one that carries the status of a document without sentences.
pub fn sentence_rows(document: &Document, analysis: &Analysis, analyzer: &Analyzer, mut row: impl FnMut(&SentenceRow)) {
    let base = |place, sentence| SentenceRow { document, analysis, analyzer, place, sentence };
    if analysis.sentences.is_empty() && analysis.unjudged_sentences.is_empty() {
        row(&base(None, None));
        return;
    }
    let (mut counted_bytes, mut characters) = (0, 0);
    let mut count_to = |byte: usize| {
        characters += analysis.text[counted_bytes..byte].chars().count() as u64;
        counted_bytes = byte;
        characters
    };
    let judged = analysis.sentences.iter().map(|sentence| (sentence.span, Some(sentence)));
    let unjudged = analysis.unjudged_sentences.iter().map(|&span| (span, None));
    for (number, (span, sentence)) in (1..).zip(judged.chain(unjudged)) {
        let characters = (count_to(span.start), count_to(span.end));
        row(&base(Some(SentencePlace { number, characters, span }), sentence));
    }
}

impl Row for Reject {
    fn cells(&self, cells: &mut dyn Cells) {
        // A whole file has no record, and some inputs have no lines: that is not the same as 0.
        cells.text(&self.source);
        let mut place = |known: bool, number: u64| if known { cells.count(number) } else { cells.empty() };
        place(self.record > 0, self.record);
        place(self.line > 0, self.line);
        place(self.line > 0, self.byte);
        cells.text(&self.reason);
        cells.text(&self.excerpt);
    }
}

fn identity(document: &Document, cells: &mut dyn Cells) {
    cells.text(&document.id);
    cells.text(&document.source);
    cells.count(document.record);
}

/// The language of a document or, where it has one of its own, of a sentence; and the status.
fn language(analysis: &Analysis, sentence: Option<&SentenceAnalysis>, cells: &mut dyn Cells) {
    let document = (analysis.language, analysis.language_confidence);
    let foreign = sentence.and_then(|sentence| sentence.foreign);
    let (language, confidence) = foreign.map_or(document, |foreign| (foreign.lang, foreign.confidence));
    match language {
        Some(language) => {
            cells.text(language.as_str());
            cells.number(confidence);
        }
        None => empty_cells(cells, 2),
    }
    cells.text(analysis.status.as_str());
}

fn empty_cells(cells: &mut dyn Cells, count: usize) {
    (0..count).for_each(|_| cells.empty());
}
