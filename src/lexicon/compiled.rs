//! The terms of one language as automata, read in place from the bytes that [`super::compile`] wrote: nothing
//! is unpacked, and of the terms that come with the tool only the pages that a text needs are ever in memory.
//!
//! Two automata know the letters of words: of those that stand where a word begins, and of those that may
//! stand inside one. Phrases are rows of the numbers that these give, see [`super::phrases`].

use std::borrow::Cow;
use std::fmt;

use fst::raw::Fst;

use super::phrases::Phrases;

/// How a word may go on behind the letters of a pattern, and how it is written: a pattern's place among those
/// of the same letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ending {
    /// Not at all.
    Exact,
    /// With an ending of the language.
    Inflected,
    /// With any letters.
    Open,
    /// Not at all, and it is written in capitals.
    ExactCapitals,
    /// With any letters, and it is written in capitals.
    OpenCapitals,
}

impl Ending {
    const ALL: [Ending; 5] =
        [Ending::Exact, Ending::Inflected, Ending::Open, Ending::ExactCapitals, Ending::OpenCapitals];

    /// The bits that [`Ending::ALL`] takes in the number of a row of letters.
    pub const BITS: u32 = 5;

    /// The bit of this one.
    pub fn bit(self) -> u64 {
        1 << self as u32
    }

    /// Whether the word must be written in capitals.
    pub fn in_capitals(self) -> bool {
        matches!(self, Ending::ExactCapitals | Ending::OpenCapitals)
    }
}

/// The parts that the compiled bytes consist of, in their order: automata of the crate `fst`, but for the last two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Letters of patterns that stand where a word begins: number of the first pattern, and a bit for each
    /// [`Ending`] that there is one with.
    Anchored,
    /// The same for those that may stand inside a word.
    Floating,
    /// The first as they are typed without marks.
    BareAnchored,
    /// The second as they are typed without marks.
    BareFloating,
    /// What regular inflection appends.
    Endings,
    /// The same as it is typed without marks.
    BareEndings,
    /// Tails of gender-inclusive writing.
    Tails,
    /// Words that are written together with the one behind them.
    Prefixes,
    /// A bit for each [`start_bit`] of the patterns that may stand inside a word.
    Starts,
    /// Rows of patterns and what they mean, see [`super::phrases`].
    Phrases,
}

const AUTOMATA: usize = Part::Starts as usize;

/// How many parts there are; before them stands the length of each in bytes, as a little-endian `u32`.
pub const PARTS: usize = AUTOMATA + 2;
const LENGTH_BYTES: usize = 4;

/// Bytes of [`Part::Starts`]: a language has some thousand starts of patterns, so that nine of ten bits are free.
pub const START_BYTES: usize = 2048;

/// The byte and the bit that stand for the first letters of a pattern.
pub fn start_bit(first: char, second: char, third: Option<char>) -> (usize, u8) {
    // Multiplication spreads the letters over the upper bits (Fibonacci hashing).
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let letters = u64::from(first) << 42 ^ u64::from(second) << 21 ^ third.map_or(0, u64::from);
    let [.., third_highest, second_highest, highest] = letters.wrapping_mul(SPREAD).to_le_bytes();
    (usize::from(u16::from_le_bytes([second_highest, highest])) % START_BYTES, 1 << (third_highest & 7))
}

type Automaton = Fst<Cow<'static, [u8]>>;

/// The compiled terms of one language.
pub struct CompiledTerms {
    parts: [Automaton; AUTOMATA],
    starts: Cow<'static, [u8]>,
    phrases: Phrases,
}

impl fmt::Debug for CompiledTerms {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CompiledTerms({} rows of words)", self.phrases.len())
    }
}

impl CompiledTerms {
    /// Reads bytes that [`super::compile::compile`] wrote; `None` if they are others.
    pub fn open(bytes: Cow<'static, [u8]>) -> Option<CompiledTerms> {
        let mut at = PARTS * LENGTH_BYTES;
        let mut next = |part: Part| {
            let length = bytes.get(part as usize * LENGTH_BYTES..)?.first_chunk::<LENGTH_BYTES>()?;
            let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
            let range = at..at.checked_add(length)?;
            at = range.end;
            match &bytes {
                Cow::Borrowed(bytes) => bytes.get(range).map(Cow::Borrowed),
                Cow::Owned(bytes) => bytes.get(range).map(|part| Cow::Owned(part.to_vec())),
            }
        };
        let mut automaton = |part: Part| Fst::new(next(part)?).ok();
        let parts = [
            automaton(Part::Anchored)?,
            automaton(Part::Floating)?,
            automaton(Part::BareAnchored)?,
            automaton(Part::BareFloating)?,
            automaton(Part::Endings)?,
            automaton(Part::BareEndings)?,
            automaton(Part::Tails)?,
            automaton(Part::Prefixes)?,
        ];
        let starts = next(Part::Starts).filter(|starts| starts.len() == START_BYTES)?;
        let phrases = Phrases::open(next(Part::Phrases)?)?;
        Some(CompiledTerms { parts, starts, phrases })
    }

    /// The phrases, as rows of patterns.
    pub fn phrases(&self) -> &Phrases {
        &self.phrases
    }

    fn part(&self, part: Part) -> &Automaton {
        &self.parts[part as usize]
    }

    /// Calls `found` with the length in bytes and the value of every key of a part that `word` starts with,
    /// shortest first.
    fn walk(&self, part: Part, word: &[u8], mut found: impl FnMut(usize, u64)) {
        let automaton = self.part(part);
        let mut node = automaton.root();
        let mut output = 0;
        for (number, &byte) in word.iter().enumerate() {
            let Some(next) = node.find_input(byte) else { return };
            let step = node.transition(next);
            output += step.out.value();
            node = automaton.node(step.addr);
            if node.is_final() {
                found(number + 1, output + node.final_output().value());
            }
        }
    }

    /// Calls `found` with the length in bytes, the number and the ending of every pattern of a part whose
    /// letters `word` starts with.
    pub fn patterns(&self, part: Part, word: &str, mut found: impl FnMut(usize, u32, Ending)) {
        self.walk(part, word.as_bytes(), |length, value| {
            let mut pattern = u32::try_from(value >> Ending::BITS).unwrap_or(u32::MAX);
            for ending in Ending::ALL {
                if value & ending.bit() != 0 {
                    found(length, pattern, ending);
                    pattern += 1;
                }
            }
        });
    }

    /// Whether patterns that may stand inside a word may start like `rest`; it may say so in vain.
    pub fn may_start(&self, rest: &str) -> bool {
        let mut letters = rest.chars();
        let (Some(first), Some(second), third) = (letters.next(), letters.next(), letters.next()) else {
            return self.starts.first() == Some(&u8::MAX);
        };
        let is_set = |third| {
            let (byte, bit) = start_bit(first, second, third);
            self.starts[byte] & bit != 0
        };
        is_set(None) || third.is_some() && is_set(third)
    }

    /// Calls `found` with the length in bytes of every prefix that `word` starts with.
    pub fn prefixes(&self, word: &str, mut found: impl FnMut(usize)) {
        self.walk(Part::Prefixes, word.as_bytes(), |length, _| found(length));
    }

    /// Whether regular inflection may append these letters.
    pub fn is_ending(&self, letters: &str) -> bool {
        self.part(Part::Endings).contains_key(letters)
    }

    /// Whether these letters are an ending as it is typed without marks.
    pub fn is_bare_ending(&self, letters: &str) -> bool {
        self.is_ending(letters) || self.part(Part::BareEndings).contains_key(letters)
    }

    /// Whether regular inflection may append these letters behind an apostrophe.
    pub fn is_ending_behind_apostrophe(&self, letters: &str) -> bool {
        let endings = self.part(Part::Endings);
        let mut node = endings.root();
        for &byte in b"'".iter().chain(letters.as_bytes()) {
            let Some(next) = node.find_input(byte) else { return false };
            node = endings.node(node.transition_addr(next));
        }
        node.is_final()
    }

    /// Whether inclusive writing may append these letters.
    pub fn is_tail(&self, letters: &str) -> bool {
        self.part(Part::Tails).contains_key(letters)
    }
}
