//! What sentences of two languages can share: concepts, numbers, names, cognates; and words that the texts
//! themselves show to go together.

use std::collections::HashMap;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::super::version::Sentence;

/// What kind of thing a token is; each kind finds its counterpart more or less often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A concept of the lexicons.
    Concept,
    /// A number.
    Number,
    /// A word.
    Word,
    /// A general word that both languages have among their anchor words.
    Anchor,
}

impl Kind {
    /// All kinds, by their number.
    pub const COUNT: usize = 4;
}

/// One thing that a sentence holds.
#[derive(Debug, Clone)]
pub struct Token {
    /// Its kind.
    pub kind: Kind,
    /// The numbers of the features that it may be: the readings of a number, else one.
    pub features: Vec<u32>,
}

/// The tokens of one side and how often each feature occurs.
#[derive(Debug, Default)]
pub struct Tokens {
    /// By sentence.
    pub sentences: Vec<Vec<Token>>,
    /// How many tokens have each feature.
    pub counts: Vec<u32>,
    /// How many tokens there are.
    pub total: u32,
}

/// Features get numbers on both sides alike: the same number means the same concept, value or letters.
#[derive(Debug, Default)]
pub struct Features {
    concepts: FxHashMap<u32, u32>,
    numbers: FxHashMap<u64, u32>,
    words: HashMap<String, u32>,
    anchors: FxHashMap<u16, u32>,
    /// The words again, by number.
    spelled: Vec<Option<String>>,
}

impl Features {
    /// Reads the tokens of one side. Anchor words count as such where `has_anchors` says that both sides have some.
    pub fn tokens(&mut self, sentences: &[Sentence], has_anchors: bool) -> Tokens {
        let mut tokens = Tokens::default();
        for sentence in sentences {
            let mut held = Vec::new();
            for mention in &sentence.mentions {
                let next = self.spelled.len();
                let feature = *self.concepts.entry(mention.concept.number()).or_insert(number_of(next));
                self.remember(feature, None);
                held.push(Token { kind: Kind::Concept, features: vec![feature] });
            }
            for number in &sentence.numbers {
                let mut features = Vec::new();
                for reading in &number.readings {
                    let next = self.spelled.len();
                    let feature = *self.numbers.entry(reading.to_bits()).or_insert(number_of(next));
                    self.remember(feature, None);
                    features.push(feature);
                }
                held.push(Token { kind: Kind::Number, features });
            }
            for word in sentence.words.iter().filter(|word| word.folded.chars().any(char::is_alphabetic)) {
                let next = self.spelled.len();
                if let Some(anchor) = word.anchor.filter(|_| has_anchors) {
                    let feature = *self.anchors.entry(anchor.number()).or_insert(number_of(next));
                    self.remember(feature, None);
                    held.push(Token { kind: Kind::Anchor, features: vec![feature] });
                    continue;
                }
                let feature = *self.words.entry(word.folded.clone()).or_insert(number_of(next));
                self.remember(feature, Some(&word.folded));
                held.push(Token { kind: Kind::Word, features: vec![feature] });
            }
            tokens.total += number_of(held.len());
            for feature in held.iter().flat_map(|token| &token.features) {
                let index = *feature as usize;
                if tokens.counts.len() <= index {
                    tokens.counts.resize(index + 1, 0);
                }
                tokens.counts[index] += 1;
            }
            tokens.sentences.push(held);
        }
        tokens
    }

    fn remember(&mut self, feature: u32, word: Option<&str>) {
        if feature as usize == self.spelled.len() {
            self.spelled.push(word.map(str::to_owned));
        }
    }

    /// For each feature of the source, the features of the target that look like it, with the probability that
    /// one stands for the other.
    pub fn lookalikes(&self, source: &Tokens, target: &Tokens) -> Counterparts {
        let occurs = |tokens: &Tokens, feature: usize| tokens.counts.get(feature).is_some_and(|&count| count > 0);
        let mut by_head: HashMap<String, Vec<(u32, String)>> = HashMap::new();
        for (feature, word) in self.spelled.iter().enumerate() {
            let Some(word) = word.as_deref().filter(|_| occurs(target, feature)) else { continue };
            let skeleton = skeleton(word);
            if let Some(head) = head(&skeleton) {
                by_head.entry(head.to_owned()).or_default().push((number_of(feature), skeleton.clone()));
            }
        }
        let mut counterparts = Counterparts { of: vec![Vec::new(); self.spelled.len()] };
        for (feature, word) in self.spelled.iter().enumerate() {
            if !occurs(source, feature) {
                continue;
            }
            let number = number_of(feature);
            let Some(word) = word.as_deref() else {
                counterparts.of[feature].push((number, CERTAIN));
                continue;
            };
            if occurs(target, feature) && word.chars().count() >= LEAST_LETTERS_OF_SAME {
                counterparts.of[feature].push((number, SAME_WORD));
            }
            let skeleton = skeleton(word);
            let candidates = head(&skeleton).and_then(|head| by_head.get(head)).map_or(&[][..], Vec::as_slice);
            for (other, other_skeleton) in candidates.iter().filter(|(other, _)| *other != number) {
                if let Some(probability) = cognate(&skeleton, other_skeleton) {
                    counterparts.of[feature].push((*other, probability));
                }
            }
        }
        counterparts
    }

    /// How many features there are.
    pub fn count(&self) -> usize {
        self.spelled.len()
    }
}

/// For each source feature, target features and the probability of each in 0..=1.
#[derive(Debug, Default)]
pub struct Counterparts {
    /// By source feature.
    pub of: Vec<Vec<(u32, f64)>>,
}

/// A concept, a number or an anchor on both sides stands for itself.
const CERTAIN: f64 = 0.9;

/// A word that both sides have is a name or a loan, mostly.
const SAME_WORD: f64 = 0.8;

/// Shorter words occur in two languages by accident: German "die", English "die".
const LEAST_LETTERS_OF_SAME: usize = 4;

/// Cognates share their first letters (Simard, Foster and Isabelle 1992 take four).
const HEAD_LETTERS: usize = 4;

/// Cognates share at least this share of their letter pairs (Dice).
const LEAST_DICE: f64 = 0.4;

/// A lookalike with nothing but its letters for it stands for the other word this often at best.
const MOST_COGNATE: f64 = 0.6;

fn number_of(count: usize) -> u32 {
    // A text of four billion tokens does not fit the memory.
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn head(skeleton: &str) -> Option<&str> {
    let (end, _) = skeleton.char_indices().nth(HEAD_LETTERS)?;
    Some(&skeleton[..end])
}

/// A word without marks, with letters that languages write differently made one.
fn skeleton(word: &str) -> String {
    let mut skeleton = String::with_capacity(word.len());
    for character in word.nfd().filter(|character| !is_combining_mark(*character)) {
        match character {
            'k' | 'q' => skeleton.push('c'),
            'y' | 'j' => skeleton.push('i'),
            'w' => skeleton.push('v'),
            'z' => skeleton.push('s'),
            'ø' => skeleton.push('o'),
            'æ' => skeleton.push('a'),
            'ß' => skeleton.push_str("ss"),
            'ł' => skeleton.push('l'),
            'h' if skeleton.ends_with('p') => {
                skeleton.pop();
                skeleton.push('f');
            }
            'h' if skeleton.ends_with('t') => {}
            other => skeleton.push(other),
        }
    }
    skeleton
}

/// How likely two words of the same first letters are one word of two languages.
fn cognate(one: &str, two: &str) -> Option<f64> {
    let pairs = |word: &str| {
        let letters: Vec<char> = word.chars().collect();
        letters.windows(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>()
    };
    let (ones, mut twos) = (pairs(one), pairs(two));
    let total = ones.len() + twos.len();
    let shared = ones
        .iter()
        .filter(|pair| twos.iter().position(|other| other == *pair).map(|at| twos.swap_remove(at)).is_some())
        .count();
    let dice = 2.0 * shared as f64 / total.max(1) as f64;
    (dice >= LEAST_DICE).then_some(MOST_COGNATE * dice)
}

impl Counterparts {
    /// Adds what others know; of two probabilities the higher counts.
    pub fn take_better(&mut self, others: Counterparts) {
        for (found, other) in self.of.iter_mut().zip(others.of) {
            found.extend(other);
            found.sort_by(|one, two| one.0.cmp(&two.0).then(two.1.total_cmp(&one.1)));
            found.dedup_by_key(|(feature, _)| *feature);
        }
    }
}
