//! Words that go together, learned from the texts at hand: IBM's model 1 (Brown et al. 1993) on the beads of a
//! first alignment, as Moore (2002) does for sentence alignment.

use rustc_hash::FxHashMap;

use super::features::{Counterparts, Kind, Tokens};
use super::{Bead, LEAST_SURE};

/// Rounds of expectation maximisation; more change little.
const ROUNDS: usize = 5;

/// Pairs below this probability are noise.
const LEAST_PROBABILITY: f64 = 0.08;

/// Words that occur fewer times say nothing about what they go with.
const LEAST_COUNT: u32 = 2;

/// A bead with more words than this pairs everything with everything.
const MOST_WORDS: usize = 120;

/// What each source word means in the target, learned from the surer of `beads`.
pub fn learn(beads: &[Bead], source: &Tokens, target: &Tokens, features: usize) -> Counterparts {
    let words = |tokens: &Tokens, sentences: std::ops::Range<usize>| -> Vec<u32> {
        let held = tokens.sentences[sentences].iter().flatten().filter(|token| token.kind == Kind::Word);
        held.flat_map(|token| token.features.first().copied()).collect()
    };
    let pairs: Vec<(Vec<u32>, Vec<u32>)> = beads
        .iter()
        .filter(|bead| bead.alignment >= LEAST_SURE)
        .map(|bead| (words(source, bead.source.clone()), words(target, bead.target.clone())))
        .filter(|(source, target)| source.len() <= MOST_WORDS && target.len() <= MOST_WORDS)
        .collect();
    let mut probabilities: FxHashMap<(u32, u32), f64> = FxHashMap::default();
    for round in 0..ROUNDS {
        let mut counts: FxHashMap<(u32, u32), f64> = FxHashMap::default();
        let mut totals: FxHashMap<u32, f64> = FxHashMap::default();
        for (sources, targets) in &pairs {
            for &word in targets {
                let probability =
                    |from: u32| if round == 0 { 1.0 } else { probabilities.get(&(from, word)).copied().unwrap_or(0.0) };
                // A word may also come from nothing.
                let nothing = NOTHING;
                let sum: f64 = sources.iter().map(|&from| probability(from)).sum::<f64>() + nothing;
                for &from in sources {
                    let share = probability(from) / sum;
                    if share > 0.0 {
                        *counts.entry((from, word)).or_insert(0.0) += share;
                        *totals.entry(from).or_insert(0.0) += share;
                    }
                }
            }
        }
        probabilities = counts
            .into_iter()
            .filter_map(|((from, word), count)| Some(((from, word), count / totals.get(&from)?)))
            .collect();
    }
    let mut counterparts = Counterparts { of: vec![Vec::new(); features] };
    let count = |tokens: &Tokens, feature: u32| tokens.counts.get(feature as usize).copied().unwrap_or(0);
    for ((from, word), probability) in probabilities {
        let is_frequent = count(source, from) >= LEAST_COUNT && count(target, word) >= LEAST_COUNT;
        if probability >= LEAST_PROBABILITY && is_frequent {
            counterparts.of[from as usize].push((word, probability));
        }
    }
    // The map has no order; the same text must give the same alignment.
    counterparts.of.iter_mut().for_each(|found| found.sort_by_key(|(word, _)| *word));
    counterparts
}

/// How much the empty source word takes part.
const NOTHING: f64 = 0.05;
