//! Lists of names with counts, strongest first: `customers×3; reception×1`.

use std::hash::BuildHasher as _;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use crate::analyze::{Analyzer, EvidenceHit};
use crate::document::Side;

/// A cell names at most this many; the rest is weaker.
const MOST_NAMES: usize = 50;

/// Stands before what a negation reached.
const NEGATED: &str = "not:";

/// Counts names and their weight.
struct Tally {
    /// The names, one behind the other.
    letters: String,
    names: Vec<Name>,
    /// The numbers of the names.
    by_name: HashTable<usize>,
}

struct Name {
    /// Where it stands among the letters.
    range: std::ops::Range<usize>,
    count: u64,
    weight: f64,
}

/// A document has some twenty names; more are no problem.
const USUAL_NAMES: usize = 28;

impl Tally {
    fn new() -> Tally {
        Tally {
            letters: String::with_capacity(USUAL_NAMES * 16),
            names: Vec::with_capacity(USUAL_NAMES),
            by_name: HashTable::with_capacity(USUAL_NAMES),
        }
    }

    /// Counts the name that `write` appends.
    fn add(&mut self, weight: f64, write: impl FnOnce(&mut String)) {
        let Tally { letters, names, by_name } = self;
        let start = letters.len();
        write(letters);
        let name = &letters[start..];
        let is_it = |&number: &usize| letters[names[number].range.clone()] == *name;
        let hash = FxBuildHasher.hash_one(name);
        match by_name.find(hash, is_it) {
            Some(&number) => {
                letters.truncate(start);
                let known = &mut names[number];
                known.count += 1;
                known.weight += weight;
            }
            None => {
                let hash_of = |&number: &usize| FxBuildHasher.hash_one(&letters[names[number].range.clone()]);
                by_name.insert_unique(hash, names.len(), hash_of);
                names.push(Name { range: start..letters.len(), count: 1, weight });
            }
        }
    }

    fn list(mut self) -> String {
        // The sort is stable: of equals, the first in the text comes first.
        self.names.sort_by(|one, other| other.weight.total_cmp(&one.weight));
        /// What stands around a name: `; ×12`.
        const BYTES_AROUND_NAME: usize = 6;
        let mut list = String::with_capacity(self.letters.len() + self.names.len() * BYTES_AROUND_NAME);
        for Name { range, count, .. } in self.names.into_iter().take(MOST_NAMES) {
            if !list.is_empty() {
                list.push_str("; ");
            }
            list.push_str(&self.letters[range]);
            list.push('×');
            match u8::try_from(count) {
                Ok(digit @ 0..=9) => list.push(char::from(b'0' + digit)),
                _ => list.push_str(&count.to_string()),
            }
        }
        list
    }
}

fn counts(hit: &&EvidenceHit) -> bool {
    hit.side != Side::Neutral && (hit.weight > 0.0 || hit.negated)
}

/// The departments that the evidence belongs to.
pub fn functions<'a>(hits: impl Iterator<Item = &'a EvidenceHit>, analyzer: &Analyzer) -> String {
    let mut tally = Tally::new();
    for hit in hits.filter(counts).filter(|hit| !hit.negated) {
        tally.add(hit.weight, |name| name.push_str(&analyzer.concept(hit.concept).function));
    }
    tally.list()
}

/// The words of the evidence as the text writes them, in lower case and on one line.
pub fn surface_forms<'a>(hits: impl Iterator<Item = &'a EvidenceHit>, text: &str) -> String {
    let mut tally = Tally::new();
    for hit in hits.filter(counts) {
        tally.add(hit.weight, |name| {
            if hit.negated {
                name.push_str(NEGATED);
            }
            push_on_one_line(hit.span.of(text), name);
        });
    }
    tally.list()
}

/// Appends `surface` in lower case, with single blanks.
fn push_on_one_line(surface: &str, line: &mut String) {
    // Most evidence is written so already.
    let is_plain = surface.chars().all(|letter| stays(letter) || letter == ' ');
    if is_plain && !surface.contains("  ") && surface.trim().len() == surface.len() {
        line.push_str(surface);
        return;
    }
    // What a sigma's lower case is depends on what stands around it.
    if surface.contains('Σ') {
        line.push_str(&surface.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase());
        return;
    }
    for (number, word) in surface.split_whitespace().enumerate() {
        if number > 0 {
            line.push(' ');
        }
        let mut rest = word;
        while let Some(at) = rest.find(|letter| !stays(letter)) {
            let (plain, behind) = rest.split_at(at);
            line.push_str(plain);
            let mut letters = behind.chars();
            line.extend(letters.next().into_iter().flat_map(char::to_lowercase));
            rest = letters.as_str();
        }
        line.push_str(rest);
    }
}

/// Whether a character is its own lower case; of some it is not known.
fn stays(letter: char) -> bool {
    match letter {
        '-' | 'a'..='z' | 'ß'..='ÿ' | 'ά'..='ώ' | 'а'..='џ' => true,
        // Capitals and small letters in turn.
        '\u{100}'..='\u{12F}' | '\u{132}'..='\u{137}' | '\u{14A}'..='\u{177}' => u32::from(letter) % 2 == 1,
        '\u{139}'..='\u{148}' | '\u{179}'..='\u{17E}' => u32::from(letter) % 2 == 0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_stays_is_lower_case() {
        for letter in ('\0'..=char::MAX).filter(|&letter| stays(letter)) {
            assert_eq!(letter.to_lowercase().to_string(), letter.to_string());
        }
    }

    proptest! {
        #[test]
        fn evidence_is_on_one_line_and_in_lower_case(surface in "([A-Za-zÄΣİαßЖж]|[ \t\n]|\\PC){0,12}") {
            let mut line = String::new();
            push_on_one_line(&surface, &mut line);
            prop_assert_eq!(line, surface.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase());
        }
    }
}
