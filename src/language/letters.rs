//! How likely the letters of a text are in each language: the evidence that is left where no word is known.
//!
//! The tables of `data/shared/letter-groups/`, one a script, give groups of one to four letters a *level* in each
//! language: how far the probability of the group's last letter after the others lies below that of the language
//! where it is likeliest, in steps of [`LEVEL`]. The levels of a text's groups are summed, as in a naive Bayes
//! classifier over letter n-grams (Cavnar and Trenkle 1994; Dunning 1994). The build lays the groups out as hash
//! tables, so that nothing needs to be read or built when a text comes.

use std::hash::BuildHasher as _;

use rustc_hash::FxBuildHasher;
use unicode_normalization::char::is_combining_mark;

use super::script::{Letters, Script};
use super::words::read_word;

/// One level, as a natural logarithm.
pub const LEVEL: f64 = 0.45;

/// What a group counts on average in a language that the table does not have: worse than a text's own
/// language (about 2), better than an unrelated one (about 6).
const UNLISTED_LEVEL: f64 = 4.0;

/// Bytes of a slot before its levels: the group's mark.
const MARK_BYTES: usize = 4;

/// No table has more languages.
const MOST_LANGUAGES: usize = 64;

/// So many groups are summed at most: enough for any text, and a sum still fits its 16 bits.
const MOST_GROUPS: u32 = 4000;

/// The groups of one script.
#[derive(Debug)]
pub struct Table {
    /// The languages of the columns; one with several standards has several columns.
    pub languages: &'static [&'static str],
    /// [`MARK_BYTES`] of the group's mark, then a nibble for each language; an empty slot has the mark 0.
    slots: &'static [u8],
}

mod embedded {
    use super::Table;
    include!(concat!(env!("OUT_DIR"), "/letter_groups.rs"));
}

/// The table of a script, where there is one.
pub fn table_of(script: Script) -> Option<&'static Table> {
    match script {
        Script::Latin => Some(&embedded::LATIN),
        Script::Cyrillic => Some(&embedded::CYRILLIC),
        Script::Arabic => Some(&embedded::ARABIC),
        Script::Devanagari => Some(&embedded::DEVANAGARI),
        _ => None,
    }
}

/// Two languages to a byte of the table: the sums of the first and of the second of each pair.
type Sums = [[u16; MOST_LANGUAGES / 2]; 2];

/// The summed levels of a text.
#[derive(Debug)]
pub struct Levels {
    table: &'static Table,
    sums: Sums,
    groups: u32,
}

impl Levels {
    /// No letters yet.
    pub fn new(table: &'static Table) -> Levels {
        Levels { table, sums: [[0; MOST_LANGUAGES / 2]; 2], groups: 0 }
    }

    /// Adds the groups of a word in lower case.
    pub fn add(&mut self, word: &str) {
        // The last four letters, the latest in the lowest bits.
        let mut window = 0_u64;
        let mut number = 0;
        for letter in word.chars() {
            // The models know no marks: a vowel sign parts the letters around it.
            if !letter.is_ascii() && is_combining_mark(letter) {
                number = 0;
                continue;
            }
            // Letters outside the basic plane are in no group.
            window = window << 16 | u64::from(u16::try_from(u32::from(letter)).unwrap_or(u16::MAX));
            self.add_group(window & 0xFFFF, true);
            self.add_group(window & 0xFFFF_FFFF, number >= 1);
            self.add_group(window & 0xFFFF_FFFF_FFFF, number >= 2);
            self.add_group(window, number >= 3);
            number += 1;
        }
    }

    fn add_group(&mut self, group: u64, is_whole: bool) {
        if !is_whole || self.groups >= MOST_GROUPS {
            return;
        }
        let Some(levels) = self.table.find(group) else { return };
        self.groups += 1;
        let [first, second] = &mut self.sums;
        for ((pair, first), second) in levels.iter().zip(first).zip(second) {
            *first += u16::from(pair >> 4);
            *second += u16::from(pair & 0xf);
        }
    }

    /// How many groups were known.
    pub fn groups(&self) -> u32 {
        self.groups
    }

    /// Log-likelihood of the text in the best fitting of the table's columns for a language, or in a language that
    /// the table does not have, against the best thinkable language; at most 0.
    pub fn log_likelihood(&self, columns: impl Iterator<Item = usize>) -> f64 {
        let sum = |column: usize| self.sums[column % 2][column / 2];
        let levels = match columns.map(sum).min() {
            Some(sum) => f64::from(sum),
            None => f64::from(self.groups) * UNLISTED_LEVEL,
        };
        -LEVEL * levels
    }
}

/// A thread keeps the sums of this many words: those that make most of the texts in some ten near languages, in little
/// more than a megabyte.
const KNOWN_WORDS: usize = 8192;

/// Words of more bytes than this hardly come twice.
const MOST_KNOWN_BYTES: usize = 22;

/// The sums of words met lately: each word has one place, and the latest of all that share it keeps it. They change
/// nothing but the time that a word takes.
#[derive(Debug, Default)]
pub struct KnownWords {
    /// [`KNOWN_WORDS`] of them, once there is a first one.
    places: Vec<KnownWord>,
}

#[derive(Debug, Clone)]
struct KnownWord {
    script: Option<Script>,
    /// Its length, and its letters with zeros behind them.
    written: (u8, [u8; MOST_KNOWN_BYTES]),
    groups: u32,
    sums: Sums,
}

impl KnownWord {
    const NONE: KnownWord =
        KnownWord { script: None, written: (0, [0; MOST_KNOWN_BYTES]), groups: 0, sums: [[0; MOST_LANGUAGES / 2]; 2] };
}

impl KnownWords {
    /// Adds the groups of a word, in any case, to `levels`, which must be those of a text in this script.
    pub fn add_to(&mut self, levels: &mut Levels, script: Script, word: &str) {
        let add = |levels: &mut Levels| {
            let mut lower = String::new();
            read_word(word, &mut lower, &mut Letters::default());
            levels.add(&lower);
        };
        let mut letters = [0; MOST_KNOWN_BYTES];
        let length = u8::try_from(word.len());
        let (Some(room), Ok(length)) = (letters.get_mut(..word.len()), length) else { return add(levels) };
        room.copy_from_slice(word.as_bytes());
        let written = (length, letters);
        if self.places.is_empty() {
            self.places.resize(KNOWN_WORDS, KnownWord::NONE);
        }
        let place = usize::try_from(FxBuildHasher.hash_one(word) % KNOWN_WORDS as u64).unwrap_or(0);
        let Some(known) = self.places.get_mut(place) else { return add(levels) };
        if known.script != Some(script) || known.written != written {
            let mut own = Levels::new(levels.table);
            add(&mut own);
            *known = KnownWord { script: Some(script), written, groups: own.groups, sums: own.sums };
        }
        if levels.groups + known.groups > MOST_GROUPS {
            return add(levels);
        }
        levels.groups += known.groups;
        for (sum, known) in levels.sums.iter_mut().flatten().zip(known.sums.iter().flatten()) {
            *sum += known;
        }
    }
}

impl Table {
    /// The levels of a group, two to a byte.
    fn find(&self, group: u64) -> Option<&'static [u8]> {
        let slot_bytes = MARK_BYTES + self.languages.len().div_ceil(2);
        let slots = self.slots.len() / slot_bytes;
        let (mut slot, mark) = place_of(group, slots);
        loop {
            let bytes = self.slots.get(slot * slot_bytes..(slot + 1) * slot_bytes)?;
            let (found, levels) = bytes.split_at(MARK_BYTES);
            if found == mark {
                return Some(levels);
            }
            if found == [0; MARK_BYTES] {
                return None;
            }
            slot = (slot + 1) % slots;
        }
    }
}

/// Where a group's search begins, and its mark; `build.rs` lays the tables out by the same rule. Two groups of one
/// mark and place are one in some ten thousand million.
fn place_of(group: u64, slots: usize) -> (usize, [u8; MARK_BYTES]) {
    // The finalizer of MurmurHash3: all bits of the group reach all of the hash.
    let mut hash = (group ^ group >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ hash >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^= hash >> 33;
    // The product of two 32-bit numbers, shifted back: below `slots`, which fits a usize.
    let slot = usize::try_from(((hash >> 32) * slots as u64) >> 32).unwrap_or(0);
    let [a, b, c, d, ..] = (hash | 1).to_le_bytes();
    (slot, [a, b, c, d])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn best(words: &str, script: Script) -> &'static str {
        let table = table_of(script).expect("a table");
        let mut levels = Levels::new(table);
        words.split(' ').for_each(|word| levels.add(word));
        let likelihood = |column: usize| levels.log_likelihood(std::iter::once(column));
        let columns = table.languages.iter().enumerate();
        let likeliest = columns.max_by(|one, other| likelihood(one.0).total_cmp(&likelihood(other.0)));
        likeliest.map(|(_, lang)| *lang).unwrap_or_default()
    }

    #[test]
    fn words_without_function_words_are_told_apart() {
        #[track_caller]
        fn check(words: &str, script: Script, expected: &str) {
            assert_eq!(best(words, script), expected, "{words}");
        }
        check("warehouse operative", Script::Latin, "en");
        check("buchhalter gesucht", Script::Latin, "de");
        check("myyjä kauppa", Script::Latin, "fi");
        check("sprzedawca sklepu", Script::Latin, "pl");
        check("magazijnmedewerker gezocht", Script::Latin, "nl");
        check("försäljare butik", Script::Latin, "sv");
        check("impiegato contabile", Script::Latin, "it");
        check("продавець магазину", Script::Cyrillic, "uk");
        check("فروشنده فروشگاه", Script::Arabic, "fa");
    }

    #[test]
    fn odd_words_are_harmless() {
        let mut levels = Levels::new(&embedded::LATIN);
        ["", "1", "😀😀😀", "\u{0}\u{0}\u{0}", "ﷺﷺﷺ"].iter().for_each(|word| levels.add(word));
        assert_eq!(levels.groups(), 0);
        assert_eq!(levels.log_likelihood(std::iter::empty()), 0.0);
    }

    proptest! {
        /// Whether a word is met for the first time or again, whatever shared its place meanwhile.
        #[test]
        fn known_words_change_nothing(
            words in prop::collection::vec("([A-Za-zåäöéß]{1,6}|[а-я]{1,30}|\\PC{0,3}|ab(cd){0,2}){1,3}", 0..60),
            repeated in 0_usize..8,
        ) {
            let mut known = KnownWords::default();
            for script in [Script::Latin, Script::Cyrillic, Script::Latin] {
                let table = table_of(script).expect("a table");
                let (mut plain, mut quick) = (Levels::new(table), Levels::new(table));
                for word in words.iter().cycle().take(words.len() * repeated) {
                    plain.add(&word.chars().flat_map(char::to_lowercase).collect::<String>());
                    known.add_to(&mut quick, script, word);
                }
                prop_assert_eq!((plain.sums, plain.groups), (quick.sums, quick.groups));
            }
        }
    }

    #[test]
    fn no_text_is_too_long() {
        let mut levels = Levels::new(&embedded::LATIN);
        (0..10_000).for_each(|_| levels.add("warehouse"));
        assert_eq!(levels.groups(), MOST_GROUPS);
    }
}
