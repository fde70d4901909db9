//! Finds the terms of one language in the words of a text.
//!
//! Word patterns hang in two tries: those that begin where a word begins, and those that may begin inside
//! one. Phrases are a second automaton over the patterns that each word satisfies. Of overlapping terms
//! the leftmost longest is kept, down to the letters within a compound: `Kundenberaterin` gives `kunden*`
//! and `*berater`, unless a term covers both.

use rustc_hash::{FxHashMap, FxHashSet};

use super::concept::ConceptId;
use super::cue::Cue;
use super::notation::{Element, MOST_WORDS_IN_GAP, WordPattern};
use super::trie::Trie;
use crate::document::Span;
use crate::segment;

/// What a term stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Meaning {
    /// Evidence.
    Concept(ConceptId),
    /// Something that changes evidence.
    Cue(Cue),
}

/// Words longer than this many bytes (identifiers, encoded data) are not looked at.
const MOST_WORD_BYTES: usize = 160;

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

/// All terms found in a sentence, by position.
#[derive(Debug, Default)]
pub struct Matches {
    /// Concepts, without overlaps.
    pub concepts: Vec<Match<ConceptId>>,
    /// Cues, without overlaps, save that function words and headings may lie inside others.
    pub cues: Vec<Match<Cue>>,
}

/// The words of one sentence, ready for matching. Reused from sentence to sentence.
#[derive(Debug, Default)]
pub struct Sentence {
    /// Where each word stands, with the tail of gender-inclusive writing.
    spans: Vec<Span>,
    /// The folded words, one behind the other.
    folded: String,
    /// Where each folded word ends.
    ends: Vec<usize>,
    /// Whether the word is written in capitals.
    capitals: Vec<bool>,
    /// Whether the word and the next belong to one phrase.
    joined: Vec<Joint>,
}

/// What stands between a word and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// Blanks, a hyphen, an apostrophe: a phrase may go on.
    Phrase,
    /// A comma, a bracket: a gap may reach across.
    Comma,
    /// A mark that ends a clause: `;`, `:`, a dash, a period.
    Clause,
}

impl Sentence {
    /// A phrase of folded words and whether each is in capitals; its words stand nowhere in a text.
    pub(super) fn of_words<'a>(words: impl IntoIterator<Item = (&'a str, bool)>) -> Sentence {
        let mut sentence = Sentence::default();
        for (word, capitals) in words {
            sentence.folded.push_str(word);
            sentence.ends.push(sentence.folded.len());
            sentence.spans.push(Span::default());
            sentence.capitals.push(capitals);
            sentence.joined.push(Joint::Phrase);
        }
        sentence
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Where a word stands in the document's text.
    pub fn span(&self, word: usize) -> Span {
        self.spans[word]
    }

    /// What stands behind a word.
    pub fn joint(&self, word: usize) -> Joint {
        self.joined[word]
    }

    /// A word as it is compared.
    pub fn word(&self, number: usize) -> &str {
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.folded[start..self.ends[number]]
    }
}

#[derive(Debug, Clone, Copy)]
struct PatternFlags {
    open_right: bool,
    inflects: bool,
    capitals: bool,
}

/// One word satisfying one pattern.
#[derive(Debug, Clone, Copy)]
struct WordMatch {
    pattern: u32,
    start: u32,
    end: u32,
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

const ROOT: u32 = 0;

/// The compiled terms and cues of one language.
#[derive(Debug, Default)]
pub struct Matcher {
    patterns: Vec<PatternFlags>,
    anchored: Trie,
    floating: Trie,
    endings: FxHashSet<Box<str>>,
    gender_endings: FxHashSet<Box<str>>,
    /// Phrase automaton: from a node by a pattern to a node.
    steps: FxHashMap<(u32, u32), u32>,
    /// From a node over a gap to a node.
    gaps: FxHashMap<u32, u32>,
    /// What ends at a node.
    meanings: FxHashMap<u32, Vec<Meaning>>,
}

impl Matcher {
    /// Compiles forms of terms. Where two terms have a form in common, the later one wins.
    pub fn new(
        terms: impl IntoIterator<Item = (Vec<Element>, Meaning)>,
        endings: impl IntoIterator<Item = String>,
        gender_endings: impl IntoIterator<Item = String>,
    ) -> Matcher {
        let mut matcher = Matcher {
            endings: endings.into_iter().map(String::into_boxed_str).collect(),
            gender_endings: gender_endings.into_iter().map(String::into_boxed_str).collect(),
            ..Matcher::default()
        };
        let mut numbers: FxHashMap<WordPattern, u32> = FxHashMap::default();
        let mut nodes = ROOT;
        for (form, meaning) in terms {
            let mut node = ROOT;
            for element in form {
                let next = nodes + 1;
                node = match element {
                    Element::Gap => *matcher.gaps.entry(node).or_insert(next),
                    Element::Word(pattern) => {
                        let count = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                        let number = *numbers.entry(pattern).or_insert(count);
                        *matcher.steps.entry((node, number)).or_insert(next)
                    }
                };
                nodes = nodes.max(node);
            }
            // A term may be a cue as well, and a cue a heading; only its like is replaced.
            let meanings = matcher.meanings.entry(node).or_default();
            meanings.retain(|known| kind(*known) != kind(meaning));
            meanings.push(meaning);
        }
        let mut by_number: Vec<(WordPattern, u32)> = numbers.into_iter().collect();
        by_number.sort_unstable_by_key(|(_, number)| *number);
        matcher.patterns = by_number
            .iter()
            .map(|(pattern, _)| PatternFlags {
                open_right: pattern.open_right,
                inflects: pattern.inflects,
                capitals: pattern.capitals,
            })
            .collect();
        let trie = |floating: bool| {
            let keys = by_number.iter().filter(|(pattern, _)| pattern.open_left == floating);
            Trie::new(keys.map(|(pattern, number)| (pattern.core.as_str(), *number)))
        };
        matcher.anchored = trie(false);
        matcher.floating = trie(true);
        matcher
    }

    /// Reads the words of `text[span]` into `sentence`.
    pub fn read_words(&self, text: &str, span: Span, sentence: &mut Sentence) {
        sentence.spans.clear();
        sentence.folded.clear();
        sentence.ends.clear();
        sentence.capitals.clear();
        sentence.joined.clear();
        let mut found = Vec::new();
        segment::find_words(span.of(text), span.start, &mut found);
        for word in found {
            let before = sentence.folded.len();
            segment::fold_into(word.of(text), &mut sentence.folded);
            if let Some(base) = sentence.spans.last_mut() {
                let between = &text[base.end..word.start];
                let tail = &sentence.folded[before..];
                if self.is_tail(between, tail) {
                    base.end = word.end;
                    // `vendeur(se)`, `chargé(e)`: the bracket belongs to the word.
                    if between.contains('(') && text[word.end..].starts_with(')') {
                        base.end += 1;
                    }
                    sentence.folded.truncate(before);
                    continue;
                }
                sentence.joined.push(joint(between));
            }
            sentence.spans.push(word);
            sentence.ends.push(sentence.folded.len());
            sentence.capitals.push(segment::is_in_capitals(word.of(text)));
        }
        if !sentence.spans.is_empty() {
            sentence.joined.push(Joint::Clause);
        }
        // Where everything is in capitals, capitals tell nothing.
        const MOST_WORDS_IN_CAPITALS: usize = 2;
        if sentence.capitals.len() > MOST_WORDS_IN_CAPITALS && sentence.capitals.iter().all(|&capitals| capitals) {
            sentence.capitals.fill(false);
        }
    }

    /// Whether a word is no word but the tail of the one before: `:in`, `/-in`, `(e)`, `'s`.
    fn is_tail(&self, between: &str, tail: &str) -> bool {
        match between {
            ":" | "*" | "_" | "/" | "/-" | "·" | "•" | "." | "(" | "(-" | "-" | "‧" | "⋅" => {
                self.gender_endings.contains(tail)
            }
            "'" | "’" => self.endings.iter().any(|ending| ending.strip_prefix('\'') == Some(tail)),
            _ => false,
        }
    }

    /// Finds all terms of a sentence.
    pub fn find(&self, sentence: &Sentence) -> Matches {
        select(self.candidates(sentence))
    }

    /// All terms that fit, overlapping ones too.
    pub(super) fn candidates(&self, sentence: &Sentence) -> Vec<Candidate> {
        let mut word_matches: Vec<WordMatch> = Vec::new();
        let mut until: Vec<usize> = Vec::with_capacity(sentence.len());
        for word in 0..sentence.len() {
            self.match_word(sentence.word(word), sentence.capitals[word], &mut word_matches);
            until.push(word_matches.len());
        }
        let search = Search { matcher: self, sentence, word_matches: &word_matches, until: &until };
        let mut candidates = Vec::new();
        for word in 0..sentence.len() {
            search.from(word, &mut candidates);
        }
        candidates
    }

    fn match_word(&self, word: &str, in_capitals: bool, found: &mut Vec<WordMatch>) {
        if word.len() > MOST_WORD_BYTES {
            return;
        }
        let offset = |position: usize| u32::try_from(position).unwrap_or(u32::MAX);
        let mut check = |start: usize, length: usize, pattern: u32| {
            let flags = self.patterns[pattern as usize];
            let end = start + length;
            let rest = &word[end..];
            let fits = flags.open_right || rest.is_empty() || (flags.inflects && self.endings.contains(rest));
            if fits && (!flags.capitals || in_capitals) {
                let end = if flags.open_right { end } else { word.len() };
                found.push(WordMatch { pattern, start: offset(start), end: offset(end) });
            }
        };
        self.anchored.walk(word.as_bytes(), |length, pattern| check(0, length, pattern));
        for start in 0..word.len() {
            if word.is_char_boundary(start) {
                self.floating.walk(&word.as_bytes()[start..], |length, pattern| check(start, length, pattern));
            }
        }
    }
}

/// Meanings of one kind exclude each other where they have a form in common.
fn kind(meaning: Meaning) -> u8 {
    match meaning {
        Meaning::Concept(_) => 0,
        Meaning::Cue(Cue::Heading(_)) => 1,
        Meaning::Cue(Cue::FunctionWord) => 2,
        Meaning::Cue(_) => 3,
    }
}

/// What may stand between the words of a phrase.
fn joint(between: &str) -> Joint {
    let marks = between.trim();
    match marks {
        "" | "-" | "\u{2010}" | "\u{2011}" | "'" | "’" | "/" | "&" | "+" => {
            // A hyphen between blanks is a dash.
            if marks == "-" && between.starts_with(char::is_whitespace) && between.ends_with(char::is_whitespace) {
                Joint::Clause
            } else {
                Joint::Phrase
            }
        }
        _ if marks.contains([';', ':', '–', '—', '.', '!', '?', '…', '•', '|', '\n', '；', '。', '：', '؛']) => {
            Joint::Clause
        }
        _ => Joint::Comma,
    }
}

struct Search<'a> {
    matcher: &'a Matcher,
    sentence: &'a Sentence,
    word_matches: &'a [WordMatch],
    until: &'a [usize],
}

impl Search<'_> {
    fn word_matches(&self, word: usize) -> &[WordMatch] {
        let from = if word == 0 { 0 } else { self.until[word - 1] };
        &self.word_matches[from..self.until[word]]
    }

    fn from(&self, word: usize, candidates: &mut Vec<Candidate>) {
        for found in self.word_matches(word) {
            if let Some(&node) = self.matcher.steps.get(&(ROOT, found.pattern)) {
                self.go_on(node, (word, found.start), (word, found.end), candidates);
            }
        }
    }

    fn go_on(&self, node: u32, start: Place, end: Place, candidates: &mut Vec<Candidate>) {
        for &meaning in self.matcher.meanings.get(&node).into_iter().flatten() {
            candidates.push(Candidate { meaning, start, end });
        }
        let last = end.0;
        let next = last + 1;
        if next >= self.sentence.len() {
            return;
        }
        if self.sentence.joint(last) == Joint::Phrase {
            self.step(node, start, next, candidates);
        }
        if let Some(&behind_gap) = self.matcher.gaps.get(&node) {
            for word in next..=(next + MOST_WORDS_IN_GAP).min(self.sentence.len() - 1) {
                if self.sentence.joint(word - 1) == Joint::Clause {
                    break;
                }
                self.step(behind_gap, start, word, candidates);
            }
        }
    }

    fn step(&self, node: u32, start: Place, word: usize, candidates: &mut Vec<Candidate>) {
        for found in self.word_matches(word) {
            if let Some(&next) = self.matcher.steps.get(&(node, found.pattern)) {
                self.go_on(next, start, (word, found.end), candidates);
            }
        }
    }
}

/// Keeps the leftmost longest: concepts among themselves and cues among themselves. A negation inside a
/// concept ("no customer contact") is part of it and no cue.
pub(super) fn select(mut candidates: Vec<Candidate>) -> Matches {
    // The meaning comes last: it makes the order, and so the result, the same on every run.
    candidates.sort_unstable_by_key(|candidate| (candidate.start, std::cmp::Reverse(candidate.end), candidate.meaning));
    let mut matches = Matches::default();
    let (mut concepts_end, mut cues_end): (Place, Place) = ((0, 0), (0, 0));
    let mut covered: Vec<(Place, Place)> = Vec::new();
    for candidate in &candidates {
        if let Meaning::Concept(concept) = candidate.meaning
            && candidate.start >= concepts_end
        {
            concepts_end = candidate.end;
            covered.push((candidate.start, candidate.end));
            matches.concepts.push(Match {
                meaning: concept,
                first_word: candidate.start.0,
                last_word: candidate.end.0,
            });
        }
    }
    for candidate in &candidates {
        let Meaning::Cue(cue) = candidate.meaning else { continue };
        let found = Match { meaning: cue, first_word: candidate.start.0, last_word: candidate.end.0 };
        if matches!(cue, Cue::FunctionWord | Cue::Heading(_)) {
            matches.cues.push(found);
            continue;
        }
        let changes_evidence = matches!(cue, Cue::Negation | Cue::NegationAfter | Cue::Contrast | Cue::ScopeEnd);
        let inside_concept =
            changes_evidence && covered.iter().any(|(start, end)| *start <= candidate.start && candidate.end <= *end);
        if candidate.start >= cues_end && !inside_concept {
            cues_end = candidate.end;
            matches.cues.push(found);
        }
    }
    matches
}

#[cfg(test)]
mod tests {
    use super::super::concept::{Concept, Concepts};
    use super::super::notation;
    use super::*;
    use crate::document::Side;

    fn found(terms: &[&str], endings: &[&str], text: &str) -> Vec<String> {
        let mut concepts = Concepts::default();
        let forms: Vec<_> = terms
            .iter()
            .flat_map(|term| {
                let id = concepts.put(Concept {
                    name: (*term).to_owned(),
                    side: Side::Front,
                    function: "sales".to_owned(),
                    weight: 1.0,
                    gloss: String::new(),
                });
                let forms = notation::parse(term).unwrap_or_else(|problem| panic!("{problem}"));
                forms.into_iter().map(move |form| (form, Meaning::Concept(id)))
            })
            .collect();
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        let matcher = Matcher::new(forms, texts(endings), texts(&["in", "innen", "e", "se", "a"]));
        let mut sentence = Sentence::default();
        matcher.read_words(text, Span::new(0, text.len()), &mut sentence);
        let matches = matcher.find(&sentence);
        let surface = |found: &Match<ConceptId>| {
            let span = Span::new(sentence.span(found.first_word).start, sentence.span(found.last_word).end);
            format!("{}={}", concepts.get(found.meaning).name, span.of(text))
        };
        matches.concepts.iter().map(surface).collect()
    }

    #[test]
    fn terms_are_found_in_all_spellings() {
        #[track_caller]
        fn check(terms: &[&str], text: &str, expected: &[&str]) {
            assert_eq!(found(terms, &["s", "n", "'s"], text), expected);
        }
        check(
            &["front+office"],
            "Frontoffice, FRONT-OFFICE, front\noffice",
            &["front+office=Frontoffice", "front+office=FRONT-OFFICE", "front+office=front\noffice"],
        );
        check(&["kunden*", "*berater"], "Kundenberater", &["kunden*=Kundenberater", "*berater=Kundenberater"]);
        check(&["kunden*", "*berater", "kundenberater"], "Kundenberaters", &["kundenberater=Kundenberaters"]);
        check(
            &["customer", "customer service"],
            "customer service for customers",
            &["customer service=customer service", "customer=customers"],
        );
        check(&["customer"], "customs, customer's", &["customer=customer's"]);
        check(&["till!"], "tills till", &["till!=till"]);
        check(&["HR"], "hr HR Hr", &["HR=HR"]);
        check(&["HR"], "WE ARE HR", &[]);
        check(
            &["deal ... customer"],
            "deal directly with customers; deal now with. customers",
            &["deal ... customer=deal directly with customers"],
        );
        check(&["front office"], "front, office", &[]);
    }

    #[test]
    fn inclusive_writing_is_one_word() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            assert_eq!(found(&["verkäufer", "chargé de clientèle"], &["in", "innen"], text), [expected]);
        }
        check("Verkäufer:in gesucht", "verkäufer=Verkäufer:in");
        check("Verkäufer*innen", "verkäufer=Verkäufer*innen");
        check("Verkäufer/-in", "verkäufer=Verkäufer/-in");
        check("Verkäufer(in)", "verkäufer=Verkäufer(in)");
        check("VerkäuferInnen", "verkäufer=VerkäuferInnen");
        check("Chargé·e de clientèle", "chargé de clientèle=Chargé·e de clientèle");
        check("chargé(e) de clientèle", "chargé de clientèle=chargé(e) de clientèle");
    }
}
