//! Lists of names with counts, strongest first: `customers×3; reception×1`.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::analyze::{Analyzer, EvidenceHit};
use crate::document::Side;

/// A cell names at most this many; the rest is weaker.
const MOST_NAMES: usize = 50;

/// Stands before what a negation reached.
const NEGATED: &str = "not:";

/// Counts names and their weight.
#[derive(Default)]
struct Tally {
    names: Vec<(String, u64, f64)>,
    by_name: HashMap<String, usize>,
}

impl Tally {
    fn add(&mut self, name: String, weight: f64) {
        match self.by_name.get(&name) {
            Some(&number) => {
                self.names[number].1 += 1;
                self.names[number].2 += weight;
            }
            None => {
                self.by_name.insert(name.clone(), self.names.len());
                self.names.push((name, 1, weight));
            }
        }
    }

    fn list(mut self) -> String {
        // The sort is stable: of equals, the first in the text comes first.
        self.names.sort_by(|one, other| other.2.total_cmp(&one.2));
        let mut list = String::new();
        for (name, count, _) in self.names.iter().take(MOST_NAMES) {
            let separator = if list.is_empty() { "" } else { "; " };
            // Writing into a string cannot fail.
            let _infallible = write!(list, "{separator}{name}×{count}");
        }
        list
    }
}

fn counts(hit: &&EvidenceHit) -> bool {
    hit.side != Side::Neutral && (hit.weight > 0.0 || hit.negated)
}

/// The departments that the evidence belongs to.
pub fn functions<'a>(hits: impl Iterator<Item = &'a EvidenceHit>, analyzer: &Analyzer) -> String {
    let mut tally = Tally::default();
    for hit in hits.filter(counts).filter(|hit| !hit.negated) {
        tally.add(analyzer.concept(hit.concept).function.clone(), hit.weight);
    }
    tally.list()
}

/// The words of the evidence as the text writes them, in lower case and on one line.
pub fn surface_forms<'a>(hits: impl Iterator<Item = &'a EvidenceHit>, text: &str) -> String {
    let mut tally = Tally::default();
    for hit in hits.filter(counts) {
        let words: Vec<&str> = hit.span.of(text).split_whitespace().collect();
        let surface = words.join(" ").to_lowercase();
        let name = if hit.negated { format!("{NEGATED}{surface}") } else { surface };
        tally.add(name, hit.weight);
    }
    tally.list()
}
