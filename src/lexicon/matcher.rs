//! Finds the terms of one language in the words of a text.
//!
//! Each word is looked at by itself first: which patterns does it satisfy? Phrases are found in the rows of
//! these patterns. What a word satisfies is kept in a memo.

use super::compiled::{CompiledTerms, Ending, Part};
use super::letters;
use super::meaning::Meanings;
use super::memo::WordMemos;
use super::notation::MOST_WORDS_IN_GAP;
use super::phrases::{Filter, Phrases, Place as Continuation, START, State};
use super::select::{Candidate, Matches, Place};
use super::sentence::{Fit, Joint, Sentence, joint};
use crate::document::Span;
use crate::segment;

/// Words longer than this many bytes (identifiers, encoded data) are not looked at; places in them take a byte.
const MOST_WORD_BYTES: usize = 160;

/// Where everything is in capitals, capitals tell nothing; up to this many words may be just that.
const MOST_WORDS_IN_CAPITALS: usize = 2;

/// The compiled terms and cues of one language, with what is known of its words.
#[derive(Debug)]
pub struct Matcher {
    terms: CompiledTerms,
    memos: WordMemos,
    number: u32,
}

impl Matcher {
    /// A matcher of compiled terms, which may share its memos with others.
    pub(super) fn new(terms: CompiledTerms, memos: WordMemos) -> Matcher {
        let number = memos.number_lexicon();
        Matcher { terms, memos, number }
    }

    /// Reads the words of `text[span]` into `sentence`.
    pub fn read_words(&self, text: &str, span: Span, sentence: &mut Sentence) {
        sentence.clear();
        segment::find_words(span.of(text), span.start, &mut sentence.found);
        let mut memo = self.memos.of_this_thread().borrow_mut();
        let mut words_in_capitals = 0;
        let mut any_without_marks = false;
        for number in 0..sentence.found.len() {
            let word = sentence.found[number];
            let written = word.of(text);
            if let Some(base) = sentence.words.last_mut() {
                let between = &text[base.span.end..word.start];
                if between != " " && self.is_tail(between, written, &mut sentence.tail) {
                    base.span.end = word.end;
                    // `vendeur(se)`, `chargé(e)`: the bracket belongs to the word.
                    if between.contains('(') && text[word.end..].starts_with(')') {
                        base.span.end += 1;
                    }
                    continue;
                }
                base.joint = joint(between);
            }
            let in_capitals = match memo.look_up(self.number, written, |fits| self.find_out(written, fits)) {
                Some((in_capitals, fits)) => {
                    any_without_marks |= fits.iter().any(|fit| fit.without_marks);
                    sentence.fits.extend_from_slice(fits);
                    in_capitals
                }
                None => {
                    any_without_marks = true;
                    self.find_out(written, &mut sentence.fits)
                }
            };
            sentence.end_word(word);
            words_in_capitals += usize::from(in_capitals);
        }
        if words_in_capitals > MOST_WORDS_IN_CAPITALS && words_in_capitals == sentence.len() {
            sentence.keep_fits(|fit| !fit.in_capitals);
        }
        if any_without_marks && letters::has_marks(around(text, span)) {
            sentence.keep_fits(|fit| !fit.without_marks);
        }
    }

    /// A phrase of folded words and whether each is in capitals; its words stand nowhere in a text.
    pub(super) fn phrase<'a>(&self, words: impl IntoIterator<Item = (&'a str, bool)>) -> Sentence {
        let mut sentence = Sentence::default();
        for (word, in_capitals) in words {
            if let Some(before) = sentence.words.last_mut() {
                before.joint = Joint::Phrase;
            }
            self.find_fits(word, in_capitals, &mut sentence.fits);
            sentence.end_word(Span::default());
        }
        sentence.keep_fits(|fit| !fit.without_marks);
        sentence
    }

    /// Whether a word is no word but the tail of the one before: `:in`, `/-in`, `(e)`, `'s`. It is folded in `tail`.
    fn is_tail(&self, between: &str, word: &str, tail: &mut String) -> bool {
        let behind_apostrophe = match between {
            ":" | "*" | "_" | "/" | "/-" | "·" | "•" | "." | "(" | "(-" | "-" | "‧" | "⋅" => false,
            "'" | "’" => true,
            _ => return false,
        };
        tail.clear();
        letters::fold_into(word, tail);
        if behind_apostrophe { self.terms.is_ending_behind_apostrophe(tail) } else { self.terms.is_tail(tail) }
    }

    /// Finds all terms of a sentence.
    pub fn find(&self, sentence: &Sentence) -> Matches {
        let mut matches = Matches::default();
        self.find_into(sentence, &mut matches);
        matches
    }

    /// Finds all terms of a sentence; what `matches` held is forgotten.
    pub fn find_into(&self, sentence: &Sentence, matches: &mut Matches) {
        self.add_candidates(sentence, matches);
        matches.select();
    }

    /// All terms that fit, overlapping ones too.
    pub(super) fn candidates(&self, sentence: &Sentence) -> Vec<Candidate> {
        let mut matches = Matches::default();
        self.add_candidates(sentence, &mut matches);
        matches.candidates
    }

    fn add_candidates(&self, sentence: &Sentence, matches: &mut Matches) {
        matches.candidates.clear();
        let phrases = self.terms.phrases();
        let mut search = Search { phrases, sentence, candidates: &mut matches.candidates };
        for word in 0..sentence.len() {
            search.from(word);
        }
    }

    /// Appends the patterns that a word satisfies; says whether it is in capitals.
    fn find_out(&self, word: &str, fits: &mut Vec<Fit>) -> bool {
        let in_capitals = segment::is_in_capitals(word);
        self.find_fits(&letters::fold(word), in_capitals, fits);
        in_capitals
    }

    /// Appends the patterns that a folded word satisfies.
    fn find_fits(&self, word: &str, in_capitals: bool, fits: &mut Vec<Fit>) {
        if word.len() > MOST_WORD_BYTES {
            return;
        }
        let from = fits.len();
        let mut look = Look { terms: &self.terms, word, in_capitals, is_behind_prefix: false, fits };
        look.at(Part::Anchored, 0);
        look.inside(Part::Floating);
        look.behind_prefixes();
        if look.fits.len() == from {
            look.at(Part::BareAnchored, 0);
            look.inside(Part::BareFloating);
        }
    }
}

/// The stretch of text around a sentence that shows whether its writer uses marks.
fn around(text: &str, span: Span) -> &str {
    /// A few sentences: hardly any language with marks does without them for so long.
    const BYTES: usize = 300;
    let mut start = span.start.saturating_sub(BYTES);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = (span.end + BYTES).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    &text[start..end]
}

/// A look for the patterns that one folded word satisfies.
struct Look<'a> {
    terms: &'a CompiledTerms,
    word: &'a str,
    in_capitals: bool,
    is_behind_prefix: bool,
    fits: &'a mut Vec<Fit>,
}

impl Look<'_> {
    /// Patterns that start at a byte of the word.
    fn at(&mut self, part: Part, start: usize) {
        let is_bare = matches!(part, Part::BareAnchored | Part::BareFloating);
        self.terms.patterns(part, &self.word[start..], |length, pattern, ending| {
            let end = start + length;
            let rest = &self.word[end..];
            let is_ending = || if is_bare { self.terms.is_bare_ending(rest) } else { self.terms.is_ending(rest) };
            let fits_so = match ending {
                Ending::Open | Ending::OpenCapitals => true,
                Ending::Exact | Ending::ExactCapitals => rest.is_empty(),
                Ending::Inflected => rest.is_empty() || is_ending(),
            };
            // What is to stand exactly so has neither endings nor prefixes.
            let is_barred = self.is_behind_prefix && !matches!(ending, Ending::Open | Ending::Inflected);
            if !fits_so || is_barred || ending.in_capitals() && !self.in_capitals {
                return;
            }
            let is_open = matches!(ending, Ending::Open | Ending::OpenCapitals);
            let phrases = self.terms.phrases();
            let state = phrases.place(START).and_then(|start| start.step(pattern));
            let place = state.and_then(|state| phrases.place(state));
            let behind_gap = place.and_then(|place| phrases.place(place.over_gap()?));
            let offset = |position: usize| u8::try_from(position).unwrap_or(u8::MAX);
            self.fits.push(Fit {
                pattern,
                start: offset(start),
                end: offset(if is_open { end } else { self.word.len() }),
                in_capitals: ending.in_capitals(),
                without_marks: is_bare,
                alone: state.map(|state| phrases.meanings(state)).unwrap_or_default(),
                phrases: state.filter(|&state| phrases.goes_on(state)),
                followers: place.map(|place| place.filter()).unwrap_or_default(),
                behind_gap: behind_gap.map(|place| place.filter()).unwrap_or_default(),
            });
        });
    }

    /// Patterns that start anywhere.
    fn inside(&mut self, part: Part) {
        for (start, _) in self.word.char_indices() {
            if self.terms.may_start(&self.word[start..]) {
                self.at(part, start);
            }
        }
    }

    /// Patterns that start behind a word that is written together with them.
    fn behind_prefixes(&mut self) {
        self.is_behind_prefix = true;
        self.terms.prefixes(self.word, |length| self.at(Part::Anchored, length));
        self.is_behind_prefix = false;
    }
}

/// A search for all phrases of a sentence.
struct Search<'a> {
    phrases: &'a Phrases,
    sentence: &'a Sentence,
    candidates: &'a mut Vec<Candidate>,
}

impl Search<'_> {
    fn from(&mut self, word: usize) {
        let sentence = self.sentence;
        for fit in sentence.fits(word) {
            let start = (word, u32::from(fit.start));
            self.add(fit.alone, start, (word, u32::from(fit.end)));
            if let Some(state) = fit.phrases
                && self.may_go_on(fit, word)
            {
                self.go_on(state, start, word);
            }
        }
    }

    /// Whether what stands behind a word may be in a phrase with it: a quick look, as it mostly is not.
    fn may_go_on(&self, fit: &Fit, word: usize) -> bool {
        let sentence = self.sentence;
        let may_follow = |filter: Filter, word: usize| {
            word < sentence.len() && sentence.fits(word).iter().any(|fit| filter.may_follow(fit.pattern))
        };
        let next = word + 1;
        may_follow(fit.followers, next)
            || !fit.behind_gap.is_empty()
                && (next..=next + MOST_WORDS_IN_GAP).any(|word| may_follow(fit.behind_gap, word))
    }

    fn add(&mut self, meanings: Meanings, start: Place, end: Place) {
        meanings.for_each(|meaning| self.candidates.push(Candidate { meaning, start, end }));
    }

    /// Looks for what follows a row of words up to `last` that some phrase begins with.
    fn go_on(&mut self, state: State, start: Place, last: usize) {
        let next = last + 1;
        if next >= self.sentence.len() {
            return;
        }
        let phrases = self.phrases;
        let Some(place) = phrases.place(state) else { return };
        let joint = self.sentence.joint(last);
        if joint == Joint::Phrase {
            self.step(place, start, next);
        }
        if joint != Joint::Clause
            && let Some(behind_gap) = place.over_gap().and_then(|behind| phrases.place(behind))
        {
            for word in next..=(next + MOST_WORDS_IN_GAP).min(self.sentence.len() - 1) {
                if self.sentence.joint(word - 1) == Joint::Clause {
                    break;
                }
                self.step(behind_gap, start, word);
            }
        }
    }

    fn step(&mut self, place: Continuation, start: Place, word: usize) {
        let sentence = self.sentence;
        for fit in sentence.fits(word) {
            if let Some(next) = place.step(fit.pattern) {
                self.add(self.phrases.meanings(next), start, (word, u32::from(fit.end)));
                self.go_on(next, start, word);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::compile::{Affixes, compile};
    use super::super::concept::{Concept, Concepts};
    use super::super::{Match, Meaning, notation};
    use super::*;
    use crate::document::Side;
    use crate::lexicon::ConceptId;
    use proptest::prelude::*;

    fn compiled(terms: &[&str], endings: &[&str]) -> (Matcher, Concepts) {
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
        let affixes = Affixes {
            endings: texts(endings),
            gender_endings: texts(&["in", "innen", "e", "se", "a"]),
            prefixes: texts(&["و", "ال"]),
        };
        let terms = CompiledTerms::open(compile(forms, affixes).expect("small").into()).expect("just compiled");
        (Matcher::new(terms, WordMemos::default()), concepts)
    }

    fn found(terms: &[&str], endings: &[&str], text: &str) -> Vec<String> {
        let (matcher, concepts) = compiled(terms, endings);
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

    #[test]
    fn words_typed_without_marks_are_found_where_all_is_typed_so() {
        #[track_caller]
        fn check(terms: &[&str], text: &str, expected: &[&str]) {
            assert_eq!(found(terms, &["ů", "s"], text), expected);
        }
        check(&["recepční"], "Hledame recepcni", &["recepční=recepcni"]);
        check(&["*prodejní*"], "velkoprodejnimu", &["*prodejní*=velkoprodejnimu"]);
        check(&["klienti*", "číšník"], "Cisniku, klientice", &["číšník=Cisniku", "klienti*=klientice"]);
        // A writer who uses marks means what is written.
        check(&["marché"], "Cela marche ; à l’été", &[]);
        check(&["marché"], "Cela marche", &["marché=marche"]);
        // What is a word itself, or may stand for two, is no sign of another one.
        check(&["marché", "marche!"], "marche", &["marche!=marche"]);
        check(&["pêcher", "pécher"], "pecher", &[]);
        // Cyrillic `й` and the vowels of Arabic are not left out so.
        check(&["швейцар"], "швеицар", &[]);
    }

    #[test]
    fn words_written_together_with_the_one_before_are_found() {
        #[track_caller]
        fn check(terms: &[&str], text: &str, expected: &[&str]) {
            assert_eq!(found(terms, &["ات"], text), expected);
        }
        check(&["مبيعات"], "المبيعات", &["مبيعات=المبيعات"]);
        check(&["خدمة عملاء"], "خدمة العملاء", &["خدمة عملاء=خدمة العملاء"]);
        check(&["مبيعات!"], "المبيعات", &[]);
        check(&["مبيعات", "المبيعات"], "المبيعات", &["المبيعات=المبيعات"]);
    }

    #[test]
    fn letters_written_in_two_ways_are_one() {
        #[track_caller]
        fn check(term: &str, text: &str) {
            assert_eq!(found(&[term], &[], text), [format!("{term}={text}")]);
        }
        check("satış danışmanı", "SATIŞ DANIŞMANI");
        check("πωλητής", "ΠΩΛΗΤΗΣ");
        check("großkunde", "Grosskunde");
    }

    proptest! {
        /// A memo that is full of other words, emptied again and again, changes nothing.
        #[test]
        fn a_memo_changes_nothing(
            text in "((kunden|berat|verkäufe|Büro|BURO|HR|x\\PC|a{0,70})(er|in|s)?[ -:.’\n]?){0,40}"
        ) {
            let terms = ["kunden*", "*berat*", "büro", "HR", "verkäufer ... büro", "kunden berater!"];
            let read = |matcher: &Matcher| {
                let mut sentence = Sentence::default();
                matcher.read_words(&text, Span::new(0, text.len()), &mut sentence);
                let matches = matcher.find(&sentence);
                (sentence.words, sentence.fits, matches.concepts)
            };
            let (used, _) = compiled(&terms, &["s", "n", "'s"]);
            let first = read(&used);
            prop_assert_eq!(&read(&used), &first);
            // A fresh memo for each word is none.
            let (fresh, _) = compiled(&terms, &["s", "n", "'s"]);
            let plain: Vec<Fit> = {
                let mut fits = Vec::new();
                for word in segment::words(&text) {
                    let mut own = Vec::new();
                    fresh.find_out(word.of(&text), &mut own);
                    fits.push(own);
                }
                fits.concat()
            };
            // Tails and texts in capitals or with marks lose fits; none comes from elsewhere.
            let mut plain = plain.iter();
            prop_assert!(first.1.iter().all(|fit| plain.any(|other| other == fit)));
        }
    }
}
