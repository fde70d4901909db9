//! The tables of `audit`. Field order is column order.

use std::ops::Range;

use super::{Cells, Row};
use crate::audit::{ArticleReport, Bead, Finding, PairReport, Severity, Version};

/// The columns of the findings.
pub const FINDING_COLUMNS: [&str; 15] = [
    "group",
    "kind",
    "severity",
    "source",
    "target",
    "source_language",
    "target_language",
    "source_sentence",
    "target_sentence",
    "source_label",
    "target_label",
    "alignment",
    "source_text",
    "target_text",
    "detail",
];

/// The columns of `--summary`.
pub const SUMMARY_COLUMNS: [&str; 15] = [
    "group",
    "source",
    "target",
    "source_language",
    "target_language",
    "source_sentences",
    "target_sentences",
    "aligned",
    "agreement",
    "source_score",
    "target_score",
    "critical",
    "major",
    "minor",
    "alone",
];

/// The columns of `--alignment`.
pub const ALIGNMENT_COLUMNS: [&str; 10] = [
    "group",
    "source",
    "target",
    "source_sentence",
    "target_sentence",
    "alignment",
    "source_label",
    "target_label",
    "source_text",
    "target_text",
];

/// A source and a target of an article, which every row of the audit is about.
#[derive(Clone, Copy)]
pub struct PairOfArticle<'a> {
    article: &'a ArticleReport,
    pair: &'a PairReport,
}

/// The pairs of an article, in order.
pub fn pairs(article: &ArticleReport) -> impl Iterator<Item = PairOfArticle<'_>> {
    article.pairs.iter().map(move |pair| PairOfArticle { article, pair })
}

impl<'a> PairOfArticle<'a> {
    fn source(self) -> &'a Version {
        &self.article.versions[0]
    }

    fn target(self) -> &'a Version {
        &self.article.versions[self.pair.target]
    }

    /// A row for each finding.
    pub fn findings(self) -> impl Iterator<Item = FindingRow<'a>> {
        self.pair.findings.iter().map(move |finding| FindingRow { pair: self, finding })
    }

    /// A row for each bead.
    pub fn beads(self) -> impl Iterator<Item = BeadRow<'a>> {
        self.pair.beads.iter().map(move |bead| BeadRow { pair: self, bead })
    }

    /// The pair's row in the summary.
    pub fn summary(self) -> SummaryRow<'a> {
        SummaryRow { pair: self }
    }

    fn sentences(self, source: &Range<usize>, target: &Range<usize>, cells: &mut dyn Cells) {
        cells.text(&numbers(source));
        cells.text(&numbers(target));
    }

    fn labels(self, source: &Range<usize>, target: &Range<usize>, cells: &mut dyn Cells) {
        for (version, range) in [(self.source(), source), (self.target(), target)] {
            cells.text(version.label_of(range.clone()).map_or("", |label| label.as_str()));
        }
    }

    fn texts(self, source: &Range<usize>, target: &Range<usize>, cells: &mut dyn Cells) {
        cells.text(self.source().text_of(source.clone()));
        cells.text(self.target().text_of(target.clone()));
    }
}

fn language(version: &Version, cells: &mut dyn Cells) {
    cells.text(version.language.as_ref().map_or("", |language| language.as_str()));
}

/// Sentence numbers from 1, joined by `;`.
fn numbers(range: &Range<usize>) -> String {
    range.clone().map(|number| (number + 1).to_string()).collect::<Vec<_>>().join(";")
}

fn number_or_empty(number: Option<f64>, cells: &mut dyn Cells) {
    match number {
        Some(number) => cells.number(number),
        None => cells.empty(),
    }
}

/// A finding.
pub struct FindingRow<'a> {
    pair: PairOfArticle<'a>,
    finding: &'a Finding,
}

impl Row for FindingRow<'_> {
    fn cells(&self, cells: &mut dyn Cells) {
        let Finding { kind, severity, source, target, alignment, detail } = self.finding;
        cells.text(&self.pair.article.group);
        cells.text(kind.as_str());
        cells.text(severity.as_str());
        cells.text(&self.pair.source().name);
        cells.text(&self.pair.target().name);
        language(self.pair.source(), cells);
        language(self.pair.target(), cells);
        self.pair.sentences(source, target, cells);
        self.pair.labels(source, target, cells);
        number_or_empty(*alignment, cells);
        self.pair.texts(source, target, cells);
        cells.text(detail);
    }
}

/// Sentences that go together, or one that stands alone.
pub struct BeadRow<'a> {
    pair: PairOfArticle<'a>,
    bead: &'a Bead,
}

impl Row for BeadRow<'_> {
    fn cells(&self, cells: &mut dyn Cells) {
        let Bead { source, target, alignment } = self.bead;
        cells.text(&self.pair.article.group);
        cells.text(&self.pair.source().name);
        cells.text(&self.pair.target().name);
        self.pair.sentences(source, target, cells);
        number_or_empty(self.bead.is_pair().then_some(*alignment), cells);
        self.pair.labels(source, target, cells);
        self.pair.texts(source, target, cells);
    }
}

/// What a pair comes to.
pub struct SummaryRow<'a> {
    pair: PairOfArticle<'a>,
}

impl Row for SummaryRow<'_> {
    fn cells(&self, cells: &mut dyn Cells) {
        let (source, target, report) = (self.pair.source(), self.pair.target(), self.pair.pair);
        cells.text(&self.pair.article.group);
        cells.text(&source.name);
        cells.text(&target.name);
        language(source, cells);
        language(target, cells);
        cells.count(source.sentences.len() as u64);
        cells.count(target.sentences.len() as u64);
        cells.count(report.aligned() as u64);
        number_or_empty(report.agreement(source, target), cells);
        number_or_empty(source.score, cells);
        number_or_empty(target.score, cells);
        for severity in Severity::ALL {
            cells.count(report.count(severity) as u64);
        }
        cells.count(report.alone as u64);
    }
}
