//! The phrases of one language as a tree of word patterns, laid out in bytes that are read in place.
//!
//! A state stands for a row of patterns that some phrase begins with. Those that go on come first: each has a filter
//! of 64 bits, which tells most words that cannot follow without a search for them, and its followers in the order of
//! their patterns. All numbers are little-endian.
//!
//! | part | for each | bytes |
//! |---|---|---|
//! | how many states there are, and how many go on | | 4, 4 |
//! | what ends there: [`Meanings`] | state | 8 |
//! | filter, the state behind a gap (0 for none), where its followers end | state that goes on | 8, 4, 4 |
//! | pattern and state | follower | 4, 4 |

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::meaning::Meanings;

const COUNT_BYTES: usize = 4;
const MEANINGS_BYTES: usize = 8;
const PLACE_BYTES: usize = 16;
const FOLLOWER_BYTES: usize = 8;

/// A row of words that some phrase begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State(u32);

/// Where all phrases begin.
pub const START: State = State(0);

/// Which patterns may follow a state: a bit for many patterns each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filter(u64);

impl Filter {
    /// The bit that stands for a pattern: neighbours in number, which are alike in letters, get others.
    fn bit(pattern: u32) -> u64 {
        1 << (pattern & 63)
    }

    fn of(patterns: impl Iterator<Item = u32>) -> Filter {
        Filter(patterns.fold(0, |filter, pattern| filter | Filter::bit(pattern)))
    }

    /// Whether a word that satisfies a pattern may follow; it may say so in vain.
    pub fn may_follow(self, pattern: u32) -> bool {
        self.0 & Filter::bit(pattern) != 0
    }

    /// Whether nothing follows.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The phrases of one language.
pub struct Phrases {
    bytes: Cow<'static, [u8]>,
    states: usize,
    places: usize,
}

/// How phrases go on behind a state.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    filter: Filter,
    gap: Option<State>,
    followers: &'a [[u8; FOLLOWER_BYTES]],
}

impl Phrases {
    /// Reads bytes that [`lay_out`] wrote; `None` if they are others.
    pub fn open(bytes: Cow<'static, [u8]>) -> Option<Phrases> {
        let count = |at: usize| usize::try_from(u32_at(&bytes, at)?).ok();
        let (states, places) = (count(0)?, count(COUNT_BYTES)?);
        let phrases = Phrases { bytes, states, places };
        phrases.followers_of(..phrases.followers(places)?)?;
        Some(phrases)
    }

    /// How many states there are.
    pub fn len(&self) -> usize {
        self.states
    }

    /// What ends at a state.
    pub fn meanings(&self, state: State) -> Meanings {
        let at = 2 * COUNT_BYTES + state.0 as usize * MEANINGS_BYTES;
        Meanings::of_packed(u64_at(&self.bytes, at).unwrap_or(0))
    }

    /// How phrases go on behind a state; `None` if none does.
    pub fn place(&self, state: State) -> Option<Place<'_>> {
        let number = state.0 as usize;
        if number >= self.places {
            return None;
        }
        let at = self.place_at(number);
        let gap = u32_at(&self.bytes, at + 8)?;
        Some(Place {
            filter: Filter(u64_at(&self.bytes, at)?),
            gap: (gap > 0).then_some(State(gap)),
            followers: self.followers_of(self.followers(number)?..self.followers(number + 1)?)?,
        })
    }

    /// Whether a longer phrase begins like this.
    pub fn goes_on(&self, state: State) -> bool {
        (state.0 as usize) < self.places
    }

    fn place_at(&self, number: usize) -> usize {
        2 * COUNT_BYTES + self.states * MEANINGS_BYTES + number * PLACE_BYTES
    }

    /// How many followers the states before this one have.
    fn followers(&self, number: usize) -> Option<usize> {
        let Some(before) = number.checked_sub(1) else { return Some(0) };
        usize::try_from(u32_at(&self.bytes, self.place_at(before) + 12)?).ok()
    }

    fn followers_of(
        &self,
        range: impl std::slice::SliceIndex<[[u8; FOLLOWER_BYTES]], Output = [[u8; FOLLOWER_BYTES]]>,
    ) -> Option<&[[u8; FOLLOWER_BYTES]]> {
        let (all, _) = self.bytes.get(self.place_at(self.places)..)?.as_chunks();
        all.get(range)
    }
}

impl Place<'_> {
    /// The state behind a word that satisfies a pattern.
    pub fn step(&self, pattern: u32) -> Option<State> {
        if !self.filter.may_follow(pattern) {
            return None;
        }
        let pattern_of = |&[a, b, c, d, ..]: &[u8; FOLLOWER_BYTES]| u32::from_le_bytes([a, b, c, d]);
        let at = self.followers.partition_point(|follower| pattern_of(follower) < pattern);
        let follower = self.followers.get(at).filter(|follower| pattern_of(follower) == pattern)?;
        let &[.., a, b, c, d] = follower;
        Some(State(u32::from_le_bytes([a, b, c, d])))
    }

    /// Which patterns may follow.
    pub fn filter(&self) -> Filter {
        self.filter
    }

    /// The state behind a gap.
    pub fn over_gap(&self) -> Option<State> {
        self.gap
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
}

/// A state while the tree grows.
#[derive(Default)]
struct Node {
    meanings: Meanings,
    gap: Option<usize>,
    followers: BTreeMap<u32, usize>,
}

/// Lays out phrases, rows of patterns with `None` for a gap, and what each means.
///
/// # Errors
/// If there are more than 32 bits can count.
pub fn lay_out(phrases: BTreeMap<Vec<Option<u32>>, Meanings>) -> Result<Vec<u8>, std::num::TryFromIntError> {
    let mut nodes = vec![Node::default()];
    for (row, meanings) in phrases {
        let mut node = 0;
        for element in row {
            let new = nodes.len();
            node = match element {
                Some(pattern) => *nodes[node].followers.entry(pattern).or_insert(new),
                None => *nodes[node].gap.get_or_insert(new),
            };
            if node == new {
                nodes.push(Node::default());
            }
        }
        nodes[node].meanings = meanings;
    }
    // The start goes on even if nothing begins there.
    let goes_on = |&node: &usize| node == 0 || nodes[node].gap.is_some() || !nodes[node].followers.is_empty();
    let (places, ends): (Vec<usize>, Vec<usize>) = (0..nodes.len()).partition(goes_on);
    let order: Vec<usize> = places.iter().chain(&ends).copied().collect();
    let mut numbers = vec![0_u32; nodes.len()];
    for (number, &node) in order.iter().enumerate() {
        numbers[node] = u32::try_from(number)?;
    }
    let mut bytes = Vec::new();
    bytes.extend(u32::try_from(order.len())?.to_le_bytes());
    bytes.extend(u32::try_from(places.len())?.to_le_bytes());
    order.iter().for_each(|&node| bytes.extend(nodes[node].meanings.packed().to_le_bytes()));
    let mut followers = 0;
    for &node in &places {
        let node = &nodes[node];
        followers += u32::try_from(node.followers.len())?;
        bytes.extend(Filter::of(node.followers.keys().copied()).0.to_le_bytes());
        bytes.extend(node.gap.map_or(0, |gap| numbers[gap]).to_le_bytes());
        bytes.extend(followers.to_le_bytes());
    }
    for (pattern, &state) in places.iter().flat_map(|&node| &nodes[node].followers) {
        bytes.extend(pattern.to_le_bytes());
        bytes.extend(numbers[state].to_le_bytes());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(phrases: &Phrases, row: &[Option<u32>]) -> Option<Meanings> {
        let mut state = START;
        for element in row {
            let place = phrases.place(state)?;
            state = match element {
                Some(pattern) => place.step(*pattern)?,
                None => place.over_gap()?,
            };
        }
        Some(phrases.meanings(state))
    }

    #[test]
    fn other_bytes_are_refused() {
        assert!(Phrases::open(Cow::Borrowed(&[])).is_none());
        assert!(Phrases::open(Cow::Borrowed(&[1, 0, 0, 0, 1, 0, 0, 0])).is_none());
        let empty = lay_out(BTreeMap::new()).expect("few");
        let empty = Phrases::open(Cow::Owned(empty)).expect("sound");
        assert_eq!(read(&empty, &[Some(1)]), None);
    }

    proptest! {
        #[test]
        fn all_phrases_are_found_and_no_others(
            phrases in prop::collection::btree_map(
                prop::collection::vec(prop::option::weighted(0.9, 0_u32..200), 1..5), 1_u64.., 0..60),
            others in prop::collection::vec(prop::collection::vec(prop::option::weighted(0.9, 0_u32..200), 1..5), 0..60),
        ) {
            let meant = phrases.iter().map(|(row, packed)| (row.clone(), Meanings::of_packed(*packed))).collect();
            let read_back = Phrases::open(Cow::Owned(lay_out(meant).expect("few"))).expect("sound");
            for row in phrases.keys().chain(&others) {
                let expected = phrases.get(row).map(|packed| Meanings::of_packed(*packed));
                let found = read(&read_back, row).filter(|meanings| *meanings != Meanings::default());
                prop_assert_eq!(found, expected, "{:?}", row);
            }
        }
    }
}
