//! Target sentences that stand in the source's language.

use std::collections::HashSet;

use super::{Aligned, Bead, Finding, Kind};
use crate::audit::version::Sentence;

/// Fewer words may be the same in two languages: names, loans.
const LEAST_WORDS: usize = 4;

/// A sentence that shares at least this share of its words with the source's is that sentence.
const LEAST_SAME_SHARE: f64 = 0.8;

/// So many words without a capital are no row of names.
const LEAST_PLAIN_WORDS: usize = 3;

/// The sentences that were left untranslated.
pub fn find(pair: Aligned) -> Vec<Finding> {
    if pair.source.language == pair.target.language {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for bead in pair.beads {
        for number in bead.target.clone() {
            let sentence = &pair.target.sentences[number];
            let is_foreign = sentence.foreign.is_some() && sentence.foreign == pair.source.language;
            if is_foreign || is_taken_over(sentence, pair.source_sentences(bead)) {
                let one = Bead { target: number..number + 1, ..bead.clone() };
                let language = pair
                    .source
                    .language
                    .map_or("the source's language".to_owned(), |lang| crate::language::english_name(&lang).to_owned());
                findings.push(Finding::in_bead(
                    Kind::Untranslated,
                    &one,
                    format!("the target sentence stands in {language}"),
                ));
            }
        }
    }
    findings
}

/// Whether the whole target is the source's text, or nearly so.
pub fn is_copy(pair: Aligned) -> bool {
    let (mut same, mut all) = (0, 0);
    for bead in pair.beads.iter().filter(|bead| !bead.target.is_empty()) {
        for sentence in pair.target_sentences(bead) {
            all += sentence.length;
            same += if is_taken_over(sentence, pair.source_sentences(bead)) { sentence.length } else { 0 };
        }
    }
    same as f64 >= LEAST_SAME_SHARE * all as f64
}

fn is_taken_over(sentence: &Sentence, sources: &[Sentence]) -> bool {
    let plain = sentence.words.iter().filter(|word| !word.is_capitalized).count();
    if sentence.words.len() < LEAST_WORDS || plain < LEAST_PLAIN_WORDS {
        return false;
    }
    let known: HashSet<&str> =
        sources.iter().flat_map(|source| &source.words).map(|word| word.folded.as_str()).collect();
    let same = sentence.words.iter().filter(|word| known.contains(word.folded.as_str())).count();
    same as f64 >= LEAST_SAME_SHARE * sentence.words.len() as f64
}
