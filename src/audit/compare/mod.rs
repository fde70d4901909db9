//! Two aligned versions in, findings out: one file a kind of difference.

mod gaps;
mod numbers;
mod repeats;
mod sides;
mod terminology;
mod untranslated;

use std::ops::Range;

use super::align::{Bead, LEAST_SURE};
use super::finding::{Finding, Kind};
use super::version::{Mention, Sentence, Version};
use crate::analyze::Analyzer;

/// Two versions with their alignment.
#[derive(Clone, Copy)]
pub struct Aligned<'a> {
    /// What is held to be right.
    pub source: &'a Version,
    /// What is held against it.
    pub target: &'a Version,
    /// How their sentences go together, in order.
    pub beads: &'a [Bead],
    /// Knows the concepts.
    pub analyzer: &'a Analyzer,
}

/// A text of fewer sentences may differ in all of them and still be a translation.
const LEAST_SENTENCES_TO_JUDGE: usize = 4;

/// If less than this share of the source belongs to sure beads, the two are no translations of each other.
const LEAST_SURE_SHARE: f64 = 0.3;

/// All differences, in order of the text.
pub fn compare(pair: Aligned) -> Vec<Finding> {
    if let Some(finding) = pair.whole() {
        return vec![finding];
    }
    let untranslated = untranslated::find(pair);
    let repeats = repeats::find(pair);
    let mut findings = Vec::new();
    let mut before = None;
    for bead in pair.beads {
        let last = before.replace(bead);
        let bead = &without(bead, &repeats);
        if !bead.is_pair() || untranslated.iter().any(|finding| overlap(&finding.target, &bead.target)) {
            continue;
        }
        findings.extend(sides::find(pair, bead, last));
        findings.extend(numbers::find(pair, bead));
    }
    let explained: Vec<Range<usize>> =
        untranslated.iter().chain(&repeats).map(|finding| finding.target.clone()).collect();
    findings.extend(gaps::find(pair, &explained));
    findings.extend(untranslated);
    findings.extend(repeats);
    findings.extend(terminology::find(pair));
    if pair.lacks_lexicon() {
        let detail = "sides, departments and roles were not compared: no lexicon for one of the languages".to_owned();
        findings.push(Finding::of_pair(Kind::Unchecked, detail));
    }
    let place = |finding: &Finding| {
        // What has no place in the source stands where it has one in the target.
        let at = if finding.source.is_empty() { pair.source_place(finding.target.start) } else { finding.source.start };
        (at, finding.target.start, finding.kind)
    };
    findings.sort_by_key(place);
    findings
}

/// A bead without the sentences at its ends that only repeat others.
fn without(bead: &Bead, repeats: &[Finding]) -> Bead {
    let is_repeat = |number: usize| repeats.iter().any(|finding| finding.target.contains(&number));
    let mut target = bead.target.clone();
    while target.len() > 1 && is_repeat(target.end - 1) {
        target.end -= 1;
    }
    while target.len() > 1 && is_repeat(target.start) {
        target.start += 1;
    }
    Bead { target, ..bead.clone() }
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

impl Finding {
    /// A finding about two versions as a whole.
    fn of_pair(kind: Kind, detail: String) -> Finding {
        Finding { kind, severity: kind.severity(), source: 0..0, target: 0..0, alignment: None, detail }
    }

    /// A finding in a bead; a weak one says so and loses severity.
    fn in_bead(kind: Kind, bead: &Bead, detail: String) -> Finding {
        let is_weak = bead.is_pair() && bead.alignment < LEAST_SURE;
        let severity = if is_weak { kind.severity().milder() } else { kind.severity() };
        let detail = if is_weak { format!("{detail}; the sentences may not belong together") } else { detail };
        Finding {
            kind,
            severity,
            source: bead.source.clone(),
            target: bead.target.clone(),
            alignment: bead.is_pair().then_some(bead.alignment),
            detail,
        }
    }
}

impl<'a> Aligned<'a> {
    /// What is wrong with the pair as a whole, if that makes all else pointless.
    fn whole(self) -> Option<Finding> {
        let missing = |version: &Version, role: &str| {
            let detail = format!("the {role} '{}' has no text", version.name);
            version.sentences.is_empty().then(|| Finding::of_pair(Kind::Missing, detail))
        };
        if let Some(finding) = missing(self.source, "source").or_else(|| missing(self.target, "target")) {
            return Some(finding);
        }
        let least = self.source.sentences.len().min(self.target.sentences.len());
        let same_language = self.source.language.is_some() && self.source.language == self.target.language;
        if least >= LEAST_SENTENCES_TO_JUDGE && self.sure_share() < LEAST_SURE_SHARE {
            let share = (self.sure_share() * 100.0).round();
            let detail = format!(
                "the two do not look like translations of each other: only {share}% of the source has a likely counterpart"
            );
            return Some(Finding::of_pair(Kind::Unrelated, detail));
        }
        if same_language && untranslated::is_copy(self) {
            let detail = "the whole target stands in the source's language".to_owned();
            return Some(Finding::of_pair(Kind::Untranslated, detail));
        }
        None
    }

    /// The share of the source's text, 0..=1, that belongs to sure beads.
    fn sure_share(self) -> f64 {
        let length =
            |range: Range<usize>| self.source.sentences[range].iter().map(|one| one.length).sum::<usize>() as f64;
        let sure = self.beads.iter().filter(|bead| bead.is_pair() && bead.alignment >= LEAST_SURE);
        let sure: f64 = sure.map(|bead| length(bead.source.clone())).sum();
        sure / length(0..self.source.sentences.len()).max(1.0)
    }

    /// Whether sides cannot be compared.
    fn lacks_lexicon(self) -> bool {
        !self.source.has_lexicon || !self.target.has_lexicon
    }

    /// The source sentence beside which a target sentence stands.
    fn source_place(self, target: usize) -> usize {
        let bead = self.beads.iter().find(|bead| bead.target.contains(&target) || bead.target.start > target);
        bead.map_or(self.source.sentences.len(), |bead| bead.source.start)
    }

    fn source_sentences(self, bead: &Bead) -> &'a [Sentence] {
        &self.source.sentences[bead.source.clone()]
    }

    fn target_sentences(self, bead: &Bead) -> &'a [Sentence] {
        &self.target.sentences[bead.target.clone()]
    }

    /// How reports call the concept of a mention: `back office`.
    fn concept_name(self, mention: &Mention) -> String {
        self.analyzer.concept(mention.concept).name.replace('-', " ")
    }

    /// A mention in plain words: `back office (Back-Office-Mitarbeiters)`, the words as the text writes them.
    fn in_words(self, mention: &Mention, version: &Version) -> String {
        let name = self.concept_name(mention);
        let surface = surface(mention, version);
        if surface.to_lowercase() == name { surface } else { format!("{name} ({surface})") }
    }
}

/// The words of a mention, with the rest of a word that it stands in, on one line.
fn surface(mention: &Mention, version: &Version) -> String {
    let is_part = |character: char| character.is_alphanumeric() || character == '-';
    let text = version.text.as_str();
    let before = text[..mention.span.start].chars().rev().take_while(|character| is_part(*character));
    let start = mention.span.start - before.map(char::len_utf8).sum::<usize>();
    let behind = text[mention.span.end..].chars().take_while(|character| is_part(*character));
    let end = mention.span.end + behind.map(char::len_utf8).sum::<usize>();
    text[start..end].split_whitespace().collect::<Vec<_>>().join(" ")
}
