//! Of overlapping terms the leftmost longest is kept, down to the letters within a compound:
//! `Kundenberaterin` gives `kunden*` and `*berater`, unless a term covers both.

use std::cmp::Reverse;

use super::concept::ConceptId;
use super::cue::Cue;
use super::meaning::Meaning;

/// A found term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match<M> {
    /// What it stands for.
    pub meaning: M,
    /// Its first word.
    pub first_word: usize,
    /// Its last word.
    pub last_word: usize,
}

/// All terms found in a sentence, by position. Reused from sentence to sentence.
#[derive(Debug, Default)]
pub struct Matches {
    /// Concepts, without overlaps.
    pub concepts: Vec<Match<ConceptId>>,
    /// Cues, without overlaps, save that function words and headings may lie inside others.
    pub cues: Vec<Match<Cue>>,
    /// What fits, before overlaps are settled.
    pub(super) candidates: Vec<Candidate>,
    /// Where the concepts lie.
    covered: Vec<(Place, Place)>,
}

/// A place in a sentence: a word and a byte within its folded form.
pub(super) type Place = (usize, u32);

/// A term that fits, before overlaps are settled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub meaning: Meaning,
    pub start: Place,
    pub end: Place,
}

impl Candidate {
    fn found<M>(&self, meaning: M) -> Match<M> {
        Match { meaning, first_word: self.start.0, last_word: self.end.0 }
    }
}

impl Matches {
    /// The leftmost longest of these candidates.
    pub(super) fn of(candidates: Vec<Candidate>) -> Matches {
        let mut matches = Matches { candidates, ..Matches::default() };
        matches.select();
        matches
    }

    /// Keeps the leftmost longest of the candidates: concepts among themselves and cues among themselves. A
    /// negation inside a concept ("no customer contact") is part of it and no cue.
    pub(super) fn select(&mut self) {
        let Matches { concepts, cues, candidates, covered } = self;
        concepts.clear();
        cues.clear();
        covered.clear();
        // The meaning comes last: it makes the order, and so the result, the same on every run.
        candidates.sort_unstable_by_key(|candidate| (candidate.start, Reverse(candidate.end), candidate.meaning));
        let (mut concepts_end, mut cues_end): (Place, Place) = ((0, 0), (0, 0));
        for candidate in candidates.iter() {
            if let Meaning::Concept(concept) = candidate.meaning
                && candidate.start >= concepts_end
            {
                concepts_end = candidate.end;
                covered.push((candidate.start, candidate.end));
                concepts.push(candidate.found(concept));
            }
        }
        for candidate in candidates.iter() {
            let Meaning::Cue(cue) = candidate.meaning else { continue };
            if matches!(cue, Cue::FunctionWord | Cue::Heading(_)) {
                cues.push(candidate.found(cue));
                continue;
            }
            let changes_evidence = matches!(cue, Cue::Negation | Cue::NegationAfter | Cue::Contrast | Cue::ScopeEnd);
            let inside_concept = changes_evidence && lies_in(covered, candidate.start, candidate.end);
            if candidate.start >= cues_end && !inside_concept {
                cues_end = candidate.end;
                cues.push(candidate.found(cue));
            }
        }
    }
}

/// Whether one of the stretches, which come in order and do not overlap, holds all from `start` to `end`.
fn lies_in(stretches: &[(Place, Place)], start: Place, end: Place) -> bool {
    let behind = stretches.partition_point(|stretch| stretch.0 <= start);
    stretches[..behind].last().is_some_and(|stretch| end <= stretch.1)
}
