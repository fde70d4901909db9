//! Sentences that the target has twice and the source once.

use std::collections::HashMap;

use super::{Aligned, Bead, Finding, Kind};
use crate::audit::version::Sentence;

/// Shorter sentences ("Apply now") are repeated on purpose.
const LEAST_WORDS: usize = 4;

/// Two sentences that share this share of their words are one sentence.
const LEAST_SAME_SHARE: f64 = 0.85;

/// How many sentences back a sentence is looked for in a slightly different form; the same form is found
/// anywhere.
const NEAR_REACH: usize = 4;

/// The target's repetitions.
pub fn find(pair: Aligned) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut first_of: HashMap<Vec<&str>, usize> = HashMap::new();
    let sentences = &pair.target.sentences;
    for (number, sentence) in sentences.iter().enumerate() {
        if sentence.words.len() < LEAST_WORDS {
            continue;
        }
        let words: Vec<&str> = sentence.words.iter().map(|word| word.folded.as_str()).collect();
        let near = || (number.saturating_sub(NEAR_REACH)..number).find(|&other| is_same(&sentences[other], sentence));
        let earlier = first_of.get(&words).copied().or_else(near);
        first_of.entry(words).or_insert(number);
        let Some(earlier) = earlier else { continue };
        let (Some(bead), Some(earlier_bead)) = (bead_of(pair, number), bead_of(pair, earlier)) else { continue };
        if !source_repeats(pair, bead, earlier_bead) {
            let one = Bead { target: number..number + 1, ..bead.clone() };
            let detail = format!("target repeats its sentence {}, which the source has once", earlier + 1);
            findings.push(Finding::in_bead(Kind::Duplicated, &one, detail));
        }
    }
    findings
}

fn bead_of<'a>(pair: Aligned<'a>, target: usize) -> Option<&'a Bead> {
    pair.beads.iter().find(|bead| bead.target.contains(&target))
}

/// Whether the source has its sentence twice too.
fn source_repeats(pair: Aligned, bead: &Bead, earlier: &Bead) -> bool {
    let in_other = |sentence: &Sentence| {
        let others = pair.source.sentences[earlier.source.clone()].iter();
        others.into_iter().any(|other| !std::ptr::eq(other, sentence) && is_same(other, sentence))
    };
    pair.source_sentences(bead).iter().any(in_other)
}

fn is_same(one: &Sentence, other: &Sentence) -> bool {
    let (short, long) = if one.words.len() <= other.words.len() { (one, other) } else { (other, one) };
    if (short.words.len() as f64) < LEAST_SAME_SHARE * long.words.len() as f64 {
        return false;
    }
    let mut left: Vec<&str> = long.words.iter().map(|word| word.folded.as_str()).collect();
    let shared = short
        .words
        .iter()
        .filter(|word| left.iter().position(|other| *other == word.folded).map(|at| left.swap_remove(at)).is_some())
        .count();
    shared as f64 >= LEAST_SAME_SHARE * long.words.len() as f64
}
