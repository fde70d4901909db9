//! Compiles the terms of one language into the bytes that [`super::compiled`] reads. The build does it for
//! the terms that come with the tool, a run for the user's.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use fst::raw::Builder;

use super::compiled::{Ending, PARTS, START_BYTES, start_bit};
use super::letters::without_marks;
use super::meaning::{Meaning, Meanings};
use super::notation::{Element, WordPattern};
use super::phrases;

/// What can make a compiled part impossible: more than four gigabytes of it.
pub type CompileError = Box<dyn std::error::Error + Send + Sync>;

/// What may stand around the words of a language.
#[derive(Debug, Clone, Default)]
pub struct Affixes {
    /// What regular inflection appends.
    pub endings: Vec<String>,
    /// Tails of gender-inclusive writing.
    pub gender_endings: Vec<String>,
    /// Words that are written together with the one behind them.
    pub prefixes: Vec<String>,
}

/// Compiles forms of terms. Where two terms have a form in common, the later one wins.
///
/// # Errors
/// [`CompileError`] if the terms are more than the format can hold.
pub fn compile(
    terms: impl IntoIterator<Item = (Vec<Element>, Meaning)>,
    affixes: Affixes,
) -> Result<Vec<u8>, CompileError> {
    let mut patterns = Patterns::default();
    let forms: Vec<(Vec<Option<usize>>, Meaning)> =
        terms.into_iter().map(|(form, meaning)| (patterns.places(form), meaning)).collect();
    let (numbers, anchored, floating) = patterns.number();

    let mut rows: BTreeMap<Vec<Option<u32>>, Meanings> = BTreeMap::new();
    for (form, meaning) in forms {
        let row = form.into_iter().map(|place| place.map(|place| numbers[place])).collect();
        rows.entry(row).or_default().put(meaning);
    }

    let (bare_anchored, bare_floating) =
        (bare(&anchored, [&anchored, &floating]), bare(&floating, [&anchored, &floating]));
    let bare_endings = affixes.endings.iter().filter_map(|ending| without_marks(ending)).collect();
    let starts = starts(floating.keys().chain(bare_floating.keys()));
    let parts: [Vec<u8>; PARTS] = [
        automaton(anchored)?,
        automaton(floating)?,
        automaton(bare_anchored)?,
        automaton(bare_floating)?,
        automaton(set(affixes.endings))?,
        automaton(set(bare_endings))?,
        automaton(set(affixes.gender_endings))?,
        automaton(set(affixes.prefixes))?,
        starts,
        phrases::lay_out(rows)?,
    ];
    let mut bytes = Vec::new();
    for part in &parts {
        bytes.extend(u32::try_from(part.len())?.to_le_bytes());
    }
    parts.iter().for_each(|part| bytes.extend(part));
    Ok(bytes)
}

/// A form without marks that is shorter than this many letters is too likely to be another word.
const LEAST_BARE_LETTERS: usize = 4;

/// The letters as they are typed without marks, where that tells what was meant: no pattern has these letters
/// itself, and no two come to the same.
fn bare(marked: &Letters, known: [&Letters; 2]) -> Letters {
    let mut bare: BTreeMap<String, Option<u64>> = BTreeMap::new();
    for (letters, &value) in marked {
        if let Some(form) = without_marks(letters) {
            bare.entry(form).and_modify(|known| *known = None).or_insert(Some(value));
        }
    }
    let is_clear = |form: &String| {
        form.chars().count() >= LEAST_BARE_LETTERS && known.iter().all(|known| !known.contains_key(form))
    };
    bare.into_iter().filter_map(|(form, value)| Some((form, value?))).filter(|(form, _)| is_clear(form)).collect()
}

/// The bits of [`super::compiled::Part::Starts`] for these letters.
fn starts<'a>(all: impl Iterator<Item = &'a String>) -> Vec<u8> {
    let mut bits = vec![0_u8; START_BYTES];
    for letters in all {
        let mut letters = letters.chars();
        let Some(((first, second), third)) = letters.next().zip(letters.next()).map(|pair| (pair, letters.next()))
        else {
            // No notation lets a single letter in, but it would start anywhere.
            return vec![u8::MAX; START_BYTES];
        };
        let (byte, bit) = start_bit(first, second, third);
        bits[byte] |= bit;
    }
    bits
}

/// An automaton's keys without values.
fn set(letters: Vec<String>) -> BTreeMap<String, u64> {
    letters.into_iter().map(|letters| (letters, 0)).collect()
}

/// An automaton of keys, which come in order.
fn automaton(keys: impl IntoIterator<Item = (impl AsRef<[u8]>, u64)>) -> Result<Vec<u8>, CompileError> {
    let mut builder = Builder::memory();
    for (key, value) in keys {
        builder.insert(key, value)?;
    }
    Ok(builder.into_inner()?)
}

/// The patterns of all terms, each once, as they come.
#[derive(Default)]
struct Patterns {
    places: HashMap<WordPattern, usize>,
}

/// The letters of patterns with what [`super::compiled::Part::Anchored`] says of them.
type Letters = BTreeMap<String, u64>;

impl Patterns {
    /// The places of a form's patterns; `None` for a gap.
    fn places(&mut self, form: Vec<Element>) -> Vec<Option<usize>> {
        let place = |element| match element {
            Element::Gap => None,
            Element::Word(pattern) => {
                let next = self.places.len();
                Some(*self.places.entry(pattern).or_insert(next))
            }
        };
        form.into_iter().map(place).collect()
    }

    /// The number of each pattern by its place, and the letters of the anchored and of the floating ones.
    fn number(self) -> (Vec<u32>, Letters, Letters) {
        let mut numbers = vec![0; self.places.len()];
        let mut letters = (Letters::new(), Letters::new());
        let sorted: BTreeSet<(bool, String, Ending, usize)> = self
            .places
            .into_iter()
            .map(|(pattern, place)| {
                let ending = ending(&pattern);
                (pattern.open_left, pattern.core, ending, place)
            })
            .collect();
        for (number, (open_left, core, ending, place)) in (0_u32..).zip(sorted) {
            numbers[place] = number;
            let letters = if open_left { &mut letters.1 } else { &mut letters.0 };
            *letters.entry(core).or_insert(u64::from(number) << Ending::BITS) |= ending.bit();
        }
        (numbers, letters.0, letters.1)
    }
}

fn ending(pattern: &WordPattern) -> Ending {
    match (pattern.open_right, pattern.capitals) {
        (true, true) => Ending::OpenCapitals,
        (true, false) => Ending::Open,
        (false, true) => Ending::ExactCapitals,
        (false, false) if pattern.inflects => Ending::Inflected,
        (false, false) => Ending::Exact,
    }
}
