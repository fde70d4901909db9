//! An article in several languages, and what the audit says of it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::align::{self, Bead};
use super::compare::{Aligned, compare};
use super::finding::{Finding, Severity};
use super::version::Version;
use crate::analyze::Analyzer;
use crate::document::{Document, Lang};

/// An article: one text in several languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// What reports call it.
    pub group: String,
    /// Its versions; the source first.
    pub versions: Versions,
}

/// The texts of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Versions {
    /// Whole texts, whose sentences are yet to be aligned.
    Whole(Vec<Document>),
    /// Two texts in segments that somebody has paired.
    Paired(PairedSegments),
}

/// Segments that belong together, two by two; one of two may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairedSegments {
    /// Where they come from.
    pub name: String,
    /// The language of the sources, if it is told.
    pub source_language: Option<Lang>,
    /// The language of the targets, if it is told.
    pub target_language: Option<Lang>,
    /// Source and target.
    pub segments: Vec<(String, String)>,
}

/// What the audit says of an article.
#[derive(Debug, Clone)]
pub struct ArticleReport {
    /// What reports call it.
    pub group: String,
    /// Its versions, the source first.
    pub versions: Vec<Version>,
    /// The source against each other version, in their order.
    pub pairs: Vec<PairReport>,
}

/// What the audit says of a source and a target.
#[derive(Debug, Clone)]
pub struct PairReport {
    /// The number of the target among the article's versions.
    pub target: usize,
    /// How the sentences go together, in order.
    pub beads: Vec<Bead>,
    /// The differences, in order of the text.
    pub findings: Vec<Finding>,
    /// In how many places this version deviates where all others agree with the source; 0 where there is no
    /// other.
    pub alone: usize,
}

/// Compares the versions of an article; needs no other and knows no file.
pub fn audit(article: &Article, analyzer: &Analyzer, line_analyzer: &Analyzer) -> ArticleReport {
    match &article.versions {
        Versions::Whole(documents) => {
            let versions: Vec<Version> =
                documents.iter().map(|document| Version::read(&document.id, document, analyzer)).collect();
            let pairs = (1..versions.len()).map(|target| {
                let beads = align::align(&versions[0].sentences, &versions[target].sentences);
                report(&versions, target, beads, analyzer)
            });
            let mut pairs: Vec<PairReport> = pairs.collect();
            count_deviations(&mut pairs);
            ArticleReport { group: article.group.clone(), versions, pairs }
        }
        Versions::Paired(paired) => {
            let (versions, beads) = paired.read(line_analyzer);
            let pairs = vec![report(&versions, 1, beads, analyzer)];
            ArticleReport { group: article.group.clone(), versions, pairs }
        }
    }
}

fn report(versions: &[Version], target: usize, beads: Vec<Bead>, analyzer: &Analyzer) -> PairReport {
    let findings = compare(Aligned { source: &versions[0], target: &versions[target], beads: &beads, analyzer });
    PairReport { target, beads, findings, alone: 0 }
}

/// Tells for each version in how many source sentences it alone has findings.
fn count_deviations(pairs: &mut [PairReport]) {
    if pairs.len() < 2 {
        return;
    }
    let mut deviating: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (number, pair) in pairs.iter().enumerate() {
        let mut sentences: Vec<usize> = pair
            .findings
            .iter()
            .filter(|finding| finding.severity > Severity::Minor)
            .flat_map(|finding| finding.source.clone())
            .collect();
        sentences.sort_unstable();
        sentences.dedup();
        sentences.into_iter().for_each(|sentence| deviating.entry(sentence).or_default().push(number));
    }
    for versions in deviating.values() {
        if let [alone] = versions.as_slice() {
            pairs[*alone].alone += 1;
        }
    }
}

impl PairedSegments {
    /// Reads both sides a segment a sentence, with the pairs that are given.
    fn read(&self, line_analyzer: &Analyzer) -> (Vec<Version>, Vec<Bead>) {
        let version = |role: &str, language: Option<Lang>, text: &dyn Fn(&(String, String)) -> String| {
            let lines: Vec<String> = self.segments.iter().map(text).filter(|line| !line.is_empty()).collect();
            let document = Document { body: lines.join("\n"), claimed_language: language, ..Document::default() };
            Version::read(&format!("{} ({role})", self.name), &document, line_analyzer)
        };
        let source = version("source", self.source_language, &|(source, _)| one_line(source));
        let target = version("target", self.target_language, &|(_, target)| one_line(target));
        let (mut i, mut j) = (0, 0);
        let mut beads = Vec::with_capacity(self.segments.len());
        for (source_text, target_text) in &self.segments {
            let take = |at: &mut usize, text: &str| -> Range<usize> {
                let start = *at;
                *at += usize::from(!one_line(text).is_empty());
                start..*at
            };
            let bead = Bead { source: take(&mut i, source_text), target: take(&mut j, target_text), alignment: 0.0 };
            // Somebody has paired them.
            let alignment = if bead.is_pair() { 1.0 } else { 0.0 };
            beads.push(Bead { alignment, ..bead });
        }
        // A side that could not be read has no sentences, and the pair is told to be missing it.
        let is_read = i == source.sentences.len() && j == target.sentences.len();
        (vec![source, target], if is_read { beads } else { Vec::new() })
    }
}

/// A segment on one line, as a sentence a line takes it.
fn one_line(segment: &str) -> String {
    segment.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl PairReport {
    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// How many beads hold sentences of both sides.
    pub fn aligned(&self) -> usize {
        self.beads.iter().filter(|bead| bead.is_pair()).count()
    }

    /// The share of the aligned beads, 0..=1, whose labels agree; `None` where none was judged.
    pub fn agreement(&self, source: &Version, target: &Version) -> Option<f64> {
        let pairs = self.beads.iter().filter(|bead| bead.is_pair());
        let labels = pairs
            .filter_map(|bead| Some((source.label_of(bead.source.clone())?, target.label_of(bead.target.clone())?)));
        let labels: Vec<_> = labels.collect();
        let same = labels.iter().filter(|(one, other)| one == other).count();
        (!labels.is_empty()).then(|| same as f64 / labels.len() as f64)
    }
}
