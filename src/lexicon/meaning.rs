//! What a term stands for, and how the meanings of one form are packed into the number that the compiled
//! terms keep for it.

use super::concept::ConceptId;
use super::cue::{Cue, CueRow, Section};

/// What a term stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Meaning {
    /// Evidence.
    Concept(ConceptId),
    /// Something that changes evidence.
    Cue(Cue),
}

/// All that one form means: at most one concept, one heading, one function word and one other cue. A term may
/// be a cue as well, and a cue a heading; only its like is replaced.
///
/// From the lowest bit: one bit for a function word, 7 for a heading's section, 8 for another cue, the rest
/// for a concept; each counted from 1, 0 where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Meanings(u64);

const FUNCTION_WORD: u64 = 1;
const SECTION_SHIFT: u32 = 1;
const SECTION_MASK: u64 = 0x7f;
const CUE_SHIFT: u32 = 8;
const CUE_MASK: u64 = 0xff;
const CONCEPT_SHIFT: u32 = 16;

impl Meanings {
    /// Unpacks what [`Meanings::packed`] gave.
    pub fn of_packed(packed: u64) -> Meanings {
        Meanings(packed)
    }

    /// One number for all of them; 0 for none.
    pub fn packed(self) -> u64 {
        self.0
    }

    /// Adds a meaning in the place of its like.
    pub fn put(&mut self, meaning: Meaning) {
        let (shift, mask, number) = match meaning {
            Meaning::Concept(concept) => (CONCEPT_SHIFT, u64::MAX >> CONCEPT_SHIFT, u64::from(concept.number()) + 1),
            Meaning::Cue(Cue::FunctionWord) => (0, FUNCTION_WORD, FUNCTION_WORD),
            Meaning::Cue(Cue::Heading(section)) => (SECTION_SHIFT, SECTION_MASK, number_of(Section::number(section))),
            Meaning::Cue(cue) => (CUE_SHIFT, CUE_MASK, number_of(CueRow::number(CueRow::Cue(cue)))),
        };
        self.0 = self.0 & !(mask << shift) | (number & mask) << shift;
    }

    /// Calls `found` with each of them.
    pub fn for_each(self, mut found: impl FnMut(Meaning)) {
        if self.0 == 0 {
            return;
        }
        let part = |shift: u32, mask: u64| usize::try_from(self.0 >> shift & mask).unwrap_or(0).checked_sub(1);
        if let Some(number) = part(CONCEPT_SHIFT, u64::MAX >> CONCEPT_SHIFT) {
            found(Meaning::Concept(ConceptId::numbered(u32::try_from(number).unwrap_or(u32::MAX))));
        }
        if let Some(section) = part(SECTION_SHIFT, SECTION_MASK).and_then(Section::numbered) {
            found(Meaning::Cue(Cue::Heading(section)));
        }
        if self.0 & FUNCTION_WORD != 0 {
            found(Meaning::Cue(Cue::FunctionWord));
        }
        if let Some(CueRow::Cue(cue)) = part(CUE_SHIFT, CUE_MASK).and_then(CueRow::numbered) {
            found(Meaning::Cue(cue));
        }
    }
}

/// A place in a list of names, counted from 1.
fn number_of(place: usize) -> u64 {
    place as u64 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(meanings: Meanings) -> Vec<Meaning> {
        let mut all = Vec::new();
        meanings.for_each(|meaning| all.push(meaning));
        all.sort_unstable();
        all
    }

    #[test]
    fn meanings_come_back_and_replace_only_their_like() {
        let mut meanings = Meanings::default();
        assert!(all(meanings).is_empty());
        let concept = |number| Meaning::Concept(ConceptId::numbered(number));
        for meaning in [
            concept(7),
            Meaning::Cue(Cue::Negation),
            Meaning::Cue(Cue::FunctionWord),
            Meaning::Cue(Cue::Heading(Section::Legal)),
            Meaning::Cue(Cue::Context(Section::Apply)),
            concept(u32::MAX),
        ] {
            meanings.put(meaning);
            assert!(all(meanings).contains(&meaning), "{meaning:?}");
        }
        let cues = [Cue::Context(Section::Apply), Cue::Heading(Section::Legal), Cue::FunctionWord];
        let expected = [vec![concept(u32::MAX)], cues.map(Meaning::Cue).to_vec()].concat();
        assert_eq!(all(Meanings::of_packed(meanings.packed())), expected);
    }
}
