//! How likely the letters of a text are in each language: the evidence that is left where no word is known.
//!
//! `data/shared/letter-groups.csv` gives groups of two to four letters a *level* in each language: how far
//! the probability of the group's last letter after the others lies below that of the language where it is
//! likeliest, in steps of [`LEVEL`]. The levels of a text's groups are summed, as in a naive Bayes classifier
//! over letter n-grams (Cavnar and Trenkle 1994; Dunning 1994). The build lays the groups out as a hash table,
//! so that nothing needs to be read or built when a text comes.

use crate::document::Lang;

/// One level, as a natural logarithm.
pub const LEVEL: f64 = 0.45;

/// A group that no language of the table knows at all is passed over.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=4;

/// What a group counts on average in a language that the table does not have: worse than a text's own
/// language (about 2), better than an unrelated one (about 6).
const UNLISTED_LEVEL: f64 = 2.8;

mod table {
    include!(concat!(env!("OUT_DIR"), "/letter_groups.rs"));
    pub static SLOTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/letter_groups.bin"));
}

/// Bytes of a slot: the group's letters in UTF-16, then a nibble for each language.
const KEY_BYTES: usize = 8;

/// The languages of the table, in its order.
pub fn languages() -> impl Iterator<Item = Lang> {
    table::LANGUAGES.iter().filter_map(|code| Lang::parse(code))
}

/// The summed levels of a text.
#[derive(Debug, Clone)]
pub struct Levels {
    sums: [u32; table::LANGUAGES.len()],
    groups: u32,
}

impl Default for Levels {
    fn default() -> Self {
        Levels { sums: [0; table::LANGUAGES.len()], groups: 0 }
    }
}

impl Levels {
    /// Adds the groups of a word in lower case.
    pub fn add(&mut self, word: &str) {
        let mut window: [u16; 4] = [0; 4];
        for (number, letter) in word.chars().enumerate() {
            window.rotate_left(1);
            // Letters outside the basic plane are in no group.
            window[3] = u16::try_from(u32::from(letter)).unwrap_or(u16::MAX);
            for length in LENGTHS {
                if length > number + 1 {
                    break;
                }
                let mut group = [0; 4];
                group[..length].copy_from_slice(&window[4 - length..]);
                self.add_group(group);
            }
        }
    }

    fn add_group(&mut self, group: [u16; 4]) {
        // NUL is no letter, and the mark of an empty slot.
        if group[0] == 0 {
            return;
        }
        let Some(levels) = find(group) else { return };
        self.groups += 1;
        for (number, sum) in self.sums.iter_mut().enumerate() {
            let pair = levels[number / 2];
            *sum += u32::from(if number % 2 == 0 { pair >> 4 } else { pair & 0xf });
        }
    }

    /// How many groups were known.
    pub fn groups(&self) -> u32 {
        self.groups
    }

    /// Log-likelihood of the text in the table's language `number`, or in one that the table does not have,
    /// against the best thinkable language; at most 0.
    pub fn log_likelihood(&self, number: Option<usize>) -> f64 {
        let levels = match number {
            Some(number) => f64::from(self.sums[number]),
            None => f64::from(self.groups) * UNLISTED_LEVEL,
        };
        -LEVEL * levels
    }
}

/// The levels of a group, two to a byte.
fn find(group: [u16; 4]) -> Option<&'static [u8]> {
    let mut key = [0; KEY_BYTES];
    for (bytes, letter) in key.chunks_exact_mut(2).zip(group) {
        bytes.copy_from_slice(&letter.to_le_bytes());
    }
    let slot_bytes = KEY_BYTES + table::LANGUAGES.len().div_ceil(2);
    let slots = table::SLOTS.len() / slot_bytes;
    let mut slot = slot_of(u64::from_le_bytes(key), slots);
    loop {
        let bytes = table::SLOTS.get(slot * slot_bytes..(slot + 1) * slot_bytes)?;
        let (found, levels) = bytes.split_at(KEY_BYTES);
        if found == key {
            return Some(levels);
        }
        if found == [0; KEY_BYTES] {
            return None;
        }
        slot = (slot + 1) % slots;
    }
}

/// Where a group's search begins; `build.rs` lays the table out by the same rule.
fn slot_of(key: u64, slots: usize) -> usize {
    // Fibonacci hashing: the golden ratio of 2^64 spreads neighbouring keys; the upper bits are the best.
    let spread = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    // The product of two 32-bit numbers, shifted back: below `slots`, which fits a usize.
    usize::try_from((spread * slots as u64) >> 32).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(words: &str) -> String {
        let mut levels = Levels::default();
        words.split(' ').for_each(|word| levels.add(word));
        let likeliest = languages()
            .enumerate()
            .max_by(|one, other| levels.log_likelihood(Some(one.0)).total_cmp(&levels.log_likelihood(Some(other.0))));
        likeliest.map(|(_, lang)| lang.to_string()).unwrap_or_default()
    }

    #[test]
    fn words_without_function_words_are_told_apart() {
        #[track_caller]
        fn check(words: &str, expected: &str) {
            assert_eq!(best(words), expected, "{words}");
        }
        check("warehouse operative", "en");
        check("buchhalter gesucht", "de");
        check("myyjä kauppa", "fi");
        check("sprzedawca sklepu", "pl");
        check("magazijnmedewerker gezocht", "nl");
        check("försäljare butik", "sv");
        check("impiegato contabile", "it");
    }

    #[test]
    fn odd_words_are_harmless() {
        let mut levels = Levels::default();
        ["", "a", "😀😀😀", "\u{0}\u{0}\u{0}", "ﷺﷺﷺ"].iter().for_each(|word| levels.add(word));
        assert_eq!(levels.groups(), 0);
        assert_eq!(levels.log_likelihood(None), 0.0);
    }
}
