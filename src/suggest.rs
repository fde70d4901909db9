//! Words and phrases that set front office from back office apart in labelled texts: counting and ranking.
//!
//! Ranked by the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008,
//! "Fightin' Words"), as z-scores, or by Dunning's log-likelihood (1993). Only words that no term or cue of
//! the language matches are counted, so that what comes out is new.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::document::{Lang, Side, Span};
use crate::lexicon::{Cue, Joint, Lexicon, Matches, Sentence};
use crate::segment;

/// The longest phrases, in words.
const MOST_WORDS: usize = 3;

/// Phrases kept at a time: some 200 MB. Beyond, the rarest are forgotten (as in lossy counting, Manku and
/// Motwani 2002), so that a phrase's count may be too low by what it had when it was last forgotten.
pub const MOST_PHRASES: usize = 1_000_000;

/// A phrase that one document has alone may be a name.
const LEAST_DOCUMENTS: u32 = 2;

/// The words that the prior is worth at most: a page. More takes more evidence to call a rare phrase telling.
const MOST_PRIOR_WORDS: f64 = 500.0;

/// The words that the prior is worth, as a share of all that were counted: in a small table the texts must
/// outweigh it.
const PRIOR_SHARE: f64 = 0.1;

/// z-scores from here on are unlikely to be chance: 95 % of the normal distribution lie within.
const LEAST_Z: f64 = 1.96;

/// As [`LEAST_Z`], for the log-likelihood: 95 % of the chi-squared distribution with one degree of freedom.
const LEAST_LIKELIHOOD: f64 = 3.84;

/// Characters of a quotation on either side of the phrase.
const QUOTED_CHARACTERS: usize = 30;

/// How phrases are ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ranking {
    /// z-score of the log-odds ratio with an informative Dirichlet prior.
    LogOdds,
    /// Dunning's log-likelihood ratio, G².
    LogLikelihood,
}

/// A phrase that tells one side from the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// Its folded words.
    pub term: String,
    /// The language of the texts.
    pub language: Lang,
    /// The side that it speaks for.
    pub side: Side,
    /// How strongly, by the [`Ranking`]; positive.
    pub score: f64,
    /// How often texts labelled front have it.
    pub front_count: u32,
    /// How often texts labelled back have it.
    pub back_count: u32,
    /// How many texts have it.
    pub documents: u32,
    /// A place where it stands.
    pub example: String,
}

/// A phrase in a document: where it stands first, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// Its folded words.
    pub words: String,
    /// How often the document has it.
    pub count: u32,
    /// Where it stands first, in bytes.
    pub span: Span,
}

/// The phrases of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phrases {
    /// Those that may be new terms, by where they stand first.
    pub new: Vec<Phrase>,
    /// All words of the document.
    pub words: u32,
}

/// The words and phrases of a text that no term or cue of the lexicon matches. Function words may stand
/// inside a phrase, not at its ends.
pub fn phrases(text: &str, lexicon: &Lexicon) -> Phrases {
    let mut found = Phrases::default();
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    let mut words = Sentence::default();
    for sentence in segment::sentences(text, lexicon.segmentation()) {
        lexicon.matcher().read_words(text, sentence.span, &mut words);
        found.words = found.words.saturating_add(u32::try_from(words.len()).unwrap_or(u32::MAX));
        let folded: Vec<String> = (0..words.len()).map(|word| words.folded(word, text)).collect();
        let kinds = kinds(&folded, &lexicon.matcher().find(&words));
        for first in 0..words.len() {
            for last in first..words.len().min(first + MOST_WORDS) {
                if last > first && words.joint(last - 1) != Joint::Phrase || kinds[last] == Kind::Known {
                    break;
                }
                if kinds[first] != Kind::New || kinds[last] != Kind::New {
                    continue;
                }
                let phrase = folded[first..=last].join(" ");
                match places.get(&phrase) {
                    Some(&place) => found.new[place].count += 1,
                    None => {
                        let span = Span::new(words.span(first).start, words.span(last).end);
                        places.insert(phrase.clone(), found.new.len());
                        found.new.push(Phrase { words: phrase, count: 1, span });
                    }
                }
            }
        }
    }
    found
}

/// What is known of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A term or a cue matches it.
    Known,
    /// It may stand inside a phrase: a function word, a number, a letter.
    Filler,
    /// It may be a term.
    New,
}

fn kinds(words: &[String], matches: &Matches) -> Vec<Kind> {
    let is_word = |word: &str| word.chars().filter(|letter| letter.is_alphabetic()).nth(1).is_some();
    let mut kinds: Vec<Kind> = words.iter().map(|word| if is_word(word) { Kind::New } else { Kind::Filler }).collect();
    let fillers = matches.cues.iter().filter(|cue| cue.meaning == Cue::FunctionWord);
    fillers.for_each(|cue| kinds[cue.first_word..=cue.last_word].fill(Kind::Filler));
    let cues = matches.cues.iter().filter(|cue| cue.meaning != Cue::FunctionWord);
    let known = cues.map(|cue| (cue.first_word, cue.last_word));
    let known = known.chain(matches.concepts.iter().map(|concept| (concept.first_word, concept.last_word)));
    known.for_each(|(first, last)| kinds[first..=last].fill(Kind::Known));
    kinds
}

/// The place of a phrase in its text, in one line.
fn quotation(text: &str, span: Span) -> String {
    let before = text[..span.start].char_indices().rev().nth(QUOTED_CHARACTERS - 1).map_or(0, |(at, _)| at);
    let after = text[span.end..].char_indices().nth(QUOTED_CHARACTERS).map_or(text.len(), |(at, _)| span.end + at);
    let middle = text[before..after].split_whitespace().collect::<Vec<_>>().join(" ");
    let (head, tail) = (if before > 0 { "…" } else { "" }, if after < text.len() { "…" } else { "" });
    format!("{head}{middle}{tail}")
}

#[derive(Debug, Clone, Default)]
struct Counts {
    front: u32,
    back: u32,
    /// In texts of neither side: only for the prior.
    other: u32,
    documents: u32,
    /// Kept from the second document on: most phrases never see one.
    example: Option<Box<str>>,
}

impl Counts {
    fn total(&self) -> u32 {
        self.front + self.back + self.other
    }
}

/// The phrases of many texts, counted in bounded memory.
#[derive(Debug)]
pub struct PhraseCounter {
    languages: BTreeMap<Lang, FxHashMap<Box<str>, Counts>>,
    totals: BTreeMap<Lang, Totals>,
    most_phrases: usize,
    /// Phrases counted up to this often have been forgotten.
    forgotten: u32,
}

impl Default for PhraseCounter {
    fn default() -> PhraseCounter {
        PhraseCounter::new(MOST_PHRASES)
    }
}

impl PhraseCounter {
    /// A counter that keeps at most this many phrases between two texts.
    pub fn new(most_phrases: usize) -> PhraseCounter {
        PhraseCounter { languages: BTreeMap::new(), totals: BTreeMap::new(), most_phrases, forgotten: 0 }
    }

    /// Counts the phrases of a text; `side` is its label, neutral where it is on neither side.
    pub fn add(&mut self, language: Lang, side: Side, text: &str, phrases: &Phrases) {
        self.totals.entry(language).or_default().add(side, phrases.words);
        let known = self.languages.entry(language).or_default();
        for phrase in &phrases.new {
            if !known.contains_key(phrase.words.as_str()) {
                known.insert(phrase.words.as_str().into(), Counts::default());
            }
            let Some(counts) = known.get_mut(phrase.words.as_str()) else { continue };
            let count = match side {
                Side::Front => &mut counts.front,
                Side::Back => &mut counts.back,
                Side::Neutral => &mut counts.other,
            };
            *count = count.saturating_add(phrase.count);
            counts.documents += 1;
            if counts.documents >= LEAST_DOCUMENTS && counts.example.is_none() {
                counts.example = Some(quotation(text, phrase.span).into());
            }
        }
        while self.len() > self.most_phrases {
            self.forgotten += 1;
            let least = self.forgotten;
            self.languages.values_mut().for_each(|known| known.retain(|_, counts| counts.total() > least));
        }
    }

    fn len(&self) -> usize {
        self.languages.values().map(FxHashMap::len).sum()
    }

    /// Counts may be too low by this much; 0 if no phrase had to be forgotten.
    pub fn forgotten(&self) -> u32 {
        self.forgotten
    }

    /// The languages with how many texts were labelled front and back.
    pub fn texts(&self) -> impl Iterator<Item = (Lang, u32, u32)> {
        self.totals.iter().map(|(&language, totals)| (language, totals.front_texts, totals.back_texts))
    }

    /// At most `most` phrases for each language and side, the most telling ones first.
    pub fn suggestions(&self, ranking: Ranking, most: usize) -> Vec<Suggestion> {
        let mut all = Vec::new();
        for (&language, known) in &self.languages {
            let totals = self.totals.get(&language).copied().unwrap_or_default();
            let mut ranked = rank(language, known, totals, ranking);
            drop_extensions(&mut ranked);
            for side in [Side::Front, Side::Back] {
                all.extend(ranked.iter().filter(|suggestion| suggestion.side == side).take(most).cloned());
            }
        }
        all
    }
}

/// All words of the texts of one language, new or known: what the share of a phrase is a share of.
#[derive(Debug, Clone, Copy, Default)]
struct Totals {
    front: f64,
    back: f64,
    all: f64,
    front_texts: u32,
    back_texts: u32,
}

impl Totals {
    fn add(&mut self, side: Side, words: u32) {
        let words = f64::from(words);
        self.all += words;
        match side {
            Side::Front => {
                self.front += words;
                self.front_texts += 1;
            }
            Side::Back => {
                self.back += words;
                self.back_texts += 1;
            }
            Side::Neutral => {}
        }
    }
}

/// The phrases that set the sides apart, the strongest first.
fn rank(language: Lang, known: &FxHashMap<Box<str>, Counts>, totals: Totals, ranking: Ranking) -> Vec<Suggestion> {
    let least = match ranking {
        Ranking::LogOdds => LEAST_Z,
        Ranking::LogLikelihood => LEAST_LIKELIHOOD,
    };
    let mut ranked: Vec<Suggestion> = known
        .iter()
        .filter(|(_, counts)| counts.documents >= LEAST_DOCUMENTS && counts.front + counts.back > 0)
        .filter_map(|(term, counts)| {
            let score = match ranking {
                Ranking::LogOdds => log_odds(counts, totals),
                Ranking::LogLikelihood => log_likelihood(counts, totals),
            };
            (score.abs() >= least).then(|| Suggestion {
                term: term.to_string(),
                language,
                side: if score > 0.0 { Side::Front } else { Side::Back },
                score: score.abs(),
                front_count: counts.front,
                back_count: counts.back,
                documents: counts.documents,
                example: counts.example.as_deref().unwrap_or_default().to_owned(),
            })
        })
        .collect();
    ranked.sort_by(|one, other| other.score.total_cmp(&one.score).then_with(|| one.term.cmp(&other.term)));
    ranked
}

/// z-score of the log-odds ratio; the prior is the phrase's share in all texts. Positive for front.
fn log_odds(counts: &Counts, totals: Totals) -> f64 {
    let prior_words = (PRIOR_SHARE * totals.all).min(MOST_PRIOR_WORDS);
    let prior = prior_words * f64::from(counts.total()) / totals.all;
    let log_odds = |count: u32, total: f64| {
        let with_prior = f64::from(count) + prior;
        // The phrase may be all that there is; the logarithm must stay finite.
        (with_prior / (total + prior_words - with_prior).max(f64::MIN_POSITIVE)).ln()
    };
    let difference = log_odds(counts.front, totals.front) - log_odds(counts.back, totals.back);
    let variance = 1.0 / (f64::from(counts.front) + prior) + 1.0 / (f64::from(counts.back) + prior);
    difference / variance.sqrt()
}

/// Dunning's G² of the two-by-two table of the phrase and all others on both sides. Positive for front.
fn log_likelihood(counts: &Counts, totals: Totals) -> f64 {
    let (front, back) = (f64::from(counts.front), f64::from(counts.back));
    let both = totals.front + totals.back;
    let term = |observed: f64, row: f64, column: f64| {
        if observed > 0.0 { observed * (observed * both / (row * column)).ln() } else { 0.0 }
    };
    let phrase = front + back;
    let others = both - phrase;
    let g = 2.0
        * (term(front, phrase, totals.front)
            + term(back, phrase, totals.back)
            + term(totals.front - front, others, totals.front)
            + term(totals.back - back, others, totals.back));
    let is_front = front * totals.back > back * totals.front;
    // Rounding may leave a little less than nothing.
    if is_front { g.max(0.0) } else { -g.max(0.0) }
}

/// Drops phrases that say no more than a shorter one within them: their counts are the same.
fn drop_extensions(ranked: &mut Vec<Suggestion>) {
    let counts = |suggestion: &Suggestion| (suggestion.front_count, suggestion.back_count, suggestion.documents);
    let known: FxHashSet<(String, (u32, u32, u32))> =
        ranked.iter().map(|suggestion| (suggestion.term.clone(), counts(suggestion))).collect();
    ranked.retain(|suggestion| {
        let words: Vec<&str> = suggestion.term.split(' ').collect();
        let mut shorter = (1..words.len()).flat_map(|length| words.windows(length));
        !shorter.any(|part| known.contains(&(part.join(" "), counts(suggestion))))
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicons;

    fn english() -> Lang {
        Lang::parse("en").expect("a code")
    }

    fn counted(most: usize, texts: &[(Side, &str)]) -> PhraseCounter {
        let lexicons = Lexicons::new(Vec::new()).expect("sound");
        let lexicon = lexicons.get(english()).expect("embedded");
        let mut counter = PhraseCounter::new(most);
        for &(side, text) in texts {
            counter.add(english(), side, text, &phrases(text, lexicon));
        }
        counter
    }

    fn texts() -> Vec<(Side, &'static str)> {
        let front = (0..30).map(|_| (Side::Front, "Qwop the blarg. Ordinary zib."));
        let back = (0..30).map(|_| (Side::Back, "Frindle vorps daily, frindle vorps. Ordinary zib."));
        front.chain(back).collect()
    }

    #[test]
    fn only_new_phrases_are_found() {
        let lexicons = Lexicons::new(Vec::new()).expect("sound");
        let lexicon = lexicons.get(english()).expect("embedded");
        #[track_caller]
        fn check(lexicon: &Lexicon, text: &str, expected: &[&str]) {
            let found: Vec<String> = phrases(text, lexicon).new.into_iter().map(|phrase| phrase.words).collect();
            assert_eq!(found, expected);
        }
        check(lexicon, "qwop the blarg", &["qwop", "qwop the blarg", "blarg"]);
        check(lexicon, "the receptionist", &[]);
        check(lexicon, "qwop receptionist blarg", &["qwop", "blarg"]);
        check(lexicon, "qwop, blarg; 7 x", &["qwop", "blarg"]);
        check(lexicon, "Qwop. QWOP", &["qwop"]);
    }

    #[test]
    fn telling_phrases_come_first() {
        #[track_caller]
        fn check(ranking: Ranking) {
            let counter = counted(1000, &texts());
            let found = counter.suggestions(ranking, 2);
            let terms: Vec<(&str, Side, u32, u32, u32)> = found
                .iter()
                .map(|found| (found.term.as_str(), found.side, found.front_count, found.back_count, found.documents))
                .collect();
            // "frindle vorps" says no more than its words; "ordinary" and "zib" tell nothing.
            assert_eq!(
                terms,
                [
                    ("blarg", Side::Front, 30, 0, 30),
                    ("qwop", Side::Front, 30, 0, 30),
                    ("frindle", Side::Back, 0, 60, 30),
                    ("vorps", Side::Back, 0, 60, 30),
                ]
            );
            assert_eq!(found[0].example, "Qwop the blarg. Ordinary zib.");
            assert!(found.iter().all(|found| found.score > 2.0));
        }
        check(Ranking::LogOdds);
        check(Ranking::LogLikelihood);
    }

    #[test]
    fn the_scores_are_those_of_the_papers() {
        #[track_caller]
        fn near(found: f64, expected: f64) {
            assert!((found - expected).abs() < 1e-9, "{found}, expected {expected}");
        }
        let counts = Counts { front: 10, back: 2, other: 0, documents: 5, example: None };
        let totals = Totals { front: 100.0, back: 200.0, all: 300.0, ..Totals::default() };
        // 2 × Σ observed × ln(observed / expected), written out.
        let g = 2.0
            * (10.0 * (10.0_f64 / 4.0).ln()
                + 2.0 * (2.0_f64 / 8.0).ln()
                + 90.0 * (90.0_f64 / 96.0).ln()
                + 198.0 * (198.0_f64 / 192.0).ln());
        near(log_likelihood(&counts, totals), g);
        near(log_likelihood(&Counts { front: 1, back: 2, ..counts.clone() }, totals), 0.0);
        // The prior is worth a tenth of 300 words, of which 30 × 12 / 300 = 1.2 are the phrase.
        let delta = (11.2_f64 / (130.0 - 11.2)).ln() - (3.2_f64 / (230.0 - 3.2)).ln();
        near(log_odds(&counts, totals), delta / (1.0_f64 / 11.2 + 1.0 / 3.2).sqrt());
        // Of 300,000 words it is worth 500.
        let many = Totals { front: 1e5, back: 2e5, all: 3e5, ..Totals::default() };
        let prior = 500.0 * 12.0 / 3e5;
        let share = |count: f64, total: f64| ((count + prior) / (total + 500.0 - count - prior)).ln();
        let delta = share(10.0, 1e5) - share(2.0, 2e5);
        near(log_odds(&counts, many), delta / (1.0 / (10.0 + prior) + 1.0 / (2.0 + prior)).sqrt());
    }

    #[test]
    fn memory_is_bounded() {
        let names: Vec<String> = (0..400).map(|number| format!("Frindle. Zorg{}x", "a".repeat(number))).collect();
        let texts: Vec<(Side, &str)> = names.iter().map(|name| (Side::Front, name.as_str())).collect();
        let counter = counted(50, &texts);
        assert!(counter.len() <= 50 && counter.forgotten() > 0);
        let counts = &counter.languages[&english()]["frindle"];
        assert_eq!(counts.front, 400, "what is frequent is never forgotten");
        assert_eq!(counted(1000, &texts).forgotten(), 0);
    }

    #[test]
    fn quotations_are_short_and_whole_characters() {
        let text = "ä".repeat(50) + " blarg\n" + &"ö".repeat(50);
        let start = text.find("blarg").expect("it stands there");
        let quoted = quotation(&text, Span::new(start, start + 5));
        assert_eq!(quoted, format!("…{} blarg {}…", "ä".repeat(29), "ö".repeat(29)));
        assert_eq!(quotation("blarg", Span::new(0, 5)), "blarg");
    }
}
