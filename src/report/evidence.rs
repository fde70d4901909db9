//! Lists of names with counts, strongest first: `customers×3; reception×1`.

use std::borrow::Cow;
use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use crate::analyze::{Analyzer, EvidenceHit};
use crate::document::Side;

/// A cell names at most this many; the rest is weaker.
const MOST_NAMES: usize = 50;

/// Stands before what a negation reached.
const NEGATED: &str = "not:";

/// Counts names and their weight.
#[derive(Default)]
struct Tally<'a> {
    names: Vec<(Cow<'a, str>, u64, f64)>,
    by_name: FxHashMap<Cow<'a, str>, usize>,
}

impl<'a> Tally<'a> {
    fn add(&mut self, name: Cow<'a, str>, weight: f64) {
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
pub fn functions<'a>(hits: impl Iterator<Item = &'a EvidenceHit>, analyzer: &'a Analyzer) -> String {
    let mut tally = Tally::default();
    for hit in hits.filter(counts).filter(|hit| !hit.negated) {
        tally.add(Cow::Borrowed(&analyzer.concept(hit.concept).function), hit.weight);
    }
    tally.list()
}

/// The words of the evidence as the text writes them, in lower case and on one line.
pub fn surface_forms<'a>(hits: impl Iterator<Item = &'a EvidenceHit>, text: &'a str) -> String {
    let mut tally = Tally::default();
    for hit in hits.filter(counts) {
        let surface = on_one_line(hit.span.of(text));
        let name = if hit.negated { Cow::Owned(format!("{NEGATED}{surface}")) } else { surface };
        tally.add(name, hit.weight);
    }
    tally.list()
}

/// In lower case, with single blanks; most evidence is written so already.
fn on_one_line(surface: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
    let mut bytes = surface.bytes();
    if bytes.all(is_plain) {
        return Cow::Borrowed(surface);
    }
    let mut line = String::with_capacity(surface.len());
    for word in surface.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    // As a whole: a sigma is written by what stands around it.
    Cow::Owned(line.to_lowercase())
}
