//! Which language a text is in; the only user of whatlang.
//!
//! Cheap evidence comes first. The script decides where only one language is written in it. Else function words and
//! letters that few languages use vote; where their votes are clear they decide. Where they are close, the
//! likelihood of the letters decides with them, by tables for some sixty languages; and where it is close even then,
//! whatlang. Evidence that is too thin gives no language rather than a guess.

mod letters;
mod names;
mod script;
mod words;

use std::cell::RefCell;

use thread_local::ThreadLocal;

use crate::document::{Lang, LanguageProfile};

use letters::{KnownWords, Levels};
pub use names::{canonical, english_name};
use names::{from_whatlang, to_whatlang};
use script::{Letters, Script};
use words::{LetterFilter, Votes, Words, read_word};

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detection {
    /// The language, if the evidence suffices.
    pub lang: Option<Lang>,
    /// Probability in 0..=1 that it is right; 0 where there is none.
    pub confidence: f64,
}

const UNKNOWN: Detection = Detection { lang: None, confidence: 0.0 };

/// Only so many words vote: a few hundred decide any text, and a long one costs no more than they do.
const MOST_WORDS: usize = 250;

/// After every so many words the votes are looked at: most texts are decided long before [`MOST_WORDS`] ...
const WORDS_BETWEEN_LOOKS: usize = 32;

/// ... by a lead that is beyond doubt: twice of what would do at the end.
const EARLY_LEAD: f64 = 2.0 * CLEAR_LEAD;

/// Letters of so many words are weighed at most.
const MOST_WEIGHED_WORDS: usize = 100;

/// whatlang sees at most this many bytes.
const MOST_WHATLANG_BYTES: usize = 600;

/// Votes this far ahead of the second language decide without a look at the letters: three function words of its own.
const CLEAR_LEAD: f64 = 3.0;

/// ... and this far in relation to the winner's votes.
const CLEAR_LEAD_SHARE: f64 = 0.25;

/// Words and letters together decide without whatlang from this lead on: what whatlang's choice is worth.
const CLOSE_LEAD: f64 = WHATLANG_VOTES;

/// What whatlang's choice is worth in votes, at its full confidence.
const WHATLANG_VOTES: f64 = 1.0;

/// whatlang's choice in a text of fewer letters is worth proportionally less.
const WHATLANG_FULL_LETTERS: f64 = 60.0;

/// What the input's own claim (a language column, the document of a sentence) is worth in votes.
const CLAIM_VOTES: f64 = 3.0;

/// Fewer votes than this in all tell nothing.
const LEAST_VOTES: f64 = 0.8;

/// Languages that next to no posting is written in, and that the names and loan words of others resemble ...
const RARE_LANGUAGES: [&str; 2] = ["eo", "la"];

/// ... need this many votes more.
const RARE_HANDICAP: f64 = 1.0;

/// The winner must lead by this many votes, or the text could be either.
const LEAST_LEAD: f64 = 0.02;

/// What a unit of log-likelihood by letter groups is worth in votes. Groups overlap, and so say much the same
/// several times: measured on pairs of words and on sentences, half of their weight or less is best.
const LIKELIHOOD_VOTES: f64 = 0.35;

/// Letter groups alone take no more than this many votes from a language: in a long text they add up to more
/// than any word could say against them, and names and loan words are many.
const MOST_LIKELIHOOD_VOTES: f64 = 8.0;

/// Where the letters of a text fit a language no worse than this on average (a text in its own language has
/// a level of about 2), that alone tells that it is a text in some language ...
const FITTING_LEVEL: f64 = 4.2;

/// ... if there are enough groups to say so; Latin letters stand in codes and names too, others do not ...
const LEAST_FITTING_GROUPS: u32 = 6;

/// ... which is worth this many votes to all, less what the letters take from each.
const FITTING_VOTES: f64 = 2.0;

/// In texts of at least this many letters the leader wins however close; shorter ones could be either.
const LEAST_LETTERS_TO_DECIDE: u32 = 60;

/// A sentence may be in another language than its text only if that one's function words lead by this many votes: one
/// word of that language alone.
const LEAST_OTHER_LEAD: f64 = 1.0;

/// How sure a language is that alone is written in its script, as far as we know.
const ONLY_LANGUAGE_CONFIDENCE: f64 = 0.97;

/// Detects languages. Cheap to share among threads.
pub struct Detector {
    languages: Vec<Language>,
    words: Votes<Box<str>>,
    letters: Votes<char>,
    voting_letters: LetterFilter,
    /// What each thread knows of the letter groups of words.
    known_words: ThreadLocal<RefCell<KnownWords>>,
}

/// What the words of a text say.
struct Count {
    /// The votes of each language.
    tally: Vec<f64>,
    letters: Letters,
}

/// What is known of a language, beside its words.
struct Language {
    lang: Lang,
    /// The scripts that it is written in.
    scripts: Vec<Script>,
    /// Its columns in the table of letter groups of each script.
    columns: Vec<(Script, usize)>,
}

/// Scripts that several languages are written in.
const SHARED_SCRIPTS: [Script; 4] = [Script::Latin, Script::Cyrillic, Script::Arabic, Script::Devanagari];

impl Detector {
    /// A detector for these languages and all that the tables of letters or whatlang know.
    pub fn new(profiles: &[LanguageProfile]) -> Detector {
        let mut languages: Vec<Language> = Vec::new();
        for profile in profiles {
            let number = number_of(&mut languages, profile.lang);
            let letters = profile.words.iter().chain(&profile.letters).flat_map(|text| text.chars().next());
            letters.filter_map(Script::of).for_each(|script| languages[number].add_script(script));
        }
        for script in SHARED_SCRIPTS {
            let columns = letters::table_of(script).map_or(&[][..], |table| table.languages).iter().enumerate();
            for (column, lang) in columns.filter_map(|(column, code)| Some((column, Lang::parse(code)?))) {
                let number = number_of(&mut languages, canonical(lang));
                languages[number].add_script(script);
                languages[number].columns.push((script, column));
            }
        }
        for (lang, script) in names::whatlang_languages() {
            let number = number_of(&mut languages, lang);
            languages[number].add_script(script);
        }
        let number = |lang: Lang| languages.iter().position(|known| known.lang == lang).unwrap_or(0);
        let words = Votes::new(profiles.iter().flat_map(|profile| {
            let language = number(profile.lang);
            profile.words.iter().map(move |word| (word.as_str().into(), language))
        }));
        let letters = Votes::new(profiles.iter().flat_map(|profile| {
            let language = number(profile.lang);
            // Groups of letters are weighed by `letters`; a longer entry is passed over.
            let single = profile.letters.iter().filter_map(|letters| {
                let mut letters = letters.chars();
                letters.next().filter(|_| letters.next().is_none())
            });
            single.map(move |letter| (letter, language))
        }));
        let voting_letters = LetterFilter::of(letters.keys());
        Detector { languages, words, letters, voting_letters, known_words: ThreadLocal::new() }
    }

    /// The language of `text`, among `allowed` ones if given. `claim` is what the input says of itself: it
    /// decides where the text tells little, and yields to clear evidence.
    pub fn detect(&self, text: &str, allowed: Option<&[Lang]>, claim: Option<Lang>) -> Detection {
        let count = self.count_words(text, allowed, claim.map(canonical));
        self.decide(text, count, allowed)
    }

    /// The language of `text`, a sentence of a text in the language `own`, if its words or its script speak for
    /// another one. Names and loan words do not: without a function word of another language, or with as many of its
    /// own, the sentence is taken for what it stands in, and costs no closer look.
    pub fn detect_other(&self, text: &str, own: Lang, allowed: Option<&[Lang]>) -> Option<Detection> {
        let count = self.count_words(text, None, None);
        let script = count.letters.main_script()?;
        let own_number = self.languages.iter().position(|known| known.lang == own);
        let in_own_script = match script.usual_language() {
            Some(usual) => usual == own.as_str() || script.rare_language() == Some(own.as_str()),
            None => own_number.is_some_and(|number| self.languages[number].scripts.contains(&script)),
        };
        let own_votes = own_number.map_or(0.0, |number| count.tally[number]);
        let most_votes = count.tally.iter().copied().fold(0.0, f64::max);
        if in_own_script && most_votes < own_votes + LEAST_OTHER_LEAD {
            return None;
        }
        let found = match allowed {
            None => self.decide(text, count, None),
            Some(_) => self.detect(text, allowed, None),
        };
        found.lang.is_some_and(|lang| lang != own).then_some(found)
    }

    /// The language of `text`, whose words say what `count` tells.
    fn decide(&self, text: &str, count: Count, allowed: Option<&[Lang]>) -> Detection {
        let Count { mut tally, letters } = count;
        let Some(script) = letters.main_script() else { return UNKNOWN };
        if let Some(only) = self.only_language(script, &tally) {
            let confidence = ONLY_LANGUAGE_CONFIDENCE;
            return if is_among(allowed, only) { Detection { lang: Some(only), confidence } } else { UNKNOWN };
        }
        let is_candidate = |language: &Language| language.scripts.contains(&script) && is_among(allowed, language.lang);
        let candidates: Vec<bool> = self.languages.iter().map(is_candidate).collect();
        let by_words = leaders(&tally, &candidates);
        if by_words.lead() >= CLEAR_LEAD && by_words.lead() >= CLEAR_LEAD_SHARE * by_words.first {
            return by_words.detection(&self.languages);
        }
        self.weigh_letters(text, script, &candidates, &mut tally);
        let letter_count = letters.count(script);
        let by_letters = leaders(&tally, &candidates);
        if by_letters.lead() < CLOSE_LEAD {
            let is_close = |(&candidate, &votes): (&bool, &f64)| candidate && votes > by_letters.first - CLOSE_LEAD;
            let close: Vec<bool> = candidates.iter().zip(&tally).map(is_close).collect();
            self.ask_whatlang(text, letter_count, &close, &mut tally);
        }
        let decided = leaders(&tally, &candidates);
        let is_close = decided.lead() < LEAST_LEAD && letter_count < LEAST_LETTERS_TO_DECIDE;
        if decided.first < LEAST_VOTES || is_close {
            return UNKNOWN;
        }
        decided.detection(&self.languages)
    }

    /// The language of a script that only one is written in, save where words or letters speak for a rare second.
    fn only_language(&self, script: Script, tally: &[f64]) -> Option<Lang> {
        let usual = Lang::parse(script.usual_language()?)?;
        let votes = |lang: Lang| {
            let mut votes = self.languages.iter().zip(tally).filter(|(known, _)| known.lang == lang);
            votes.next().map_or(0.0, |(_, votes)| *votes)
        };
        let rival = script.rare_language().and_then(Lang::parse);
        Some(rival.filter(|&rival| votes(rival) > votes(usual)).unwrap_or(usual))
    }

    /// Counts what the words of a text say for each language, and what the input claims, until an allowed one leads
    /// beyond doubt.
    fn count_words(&self, text: &str, allowed: Option<&[Lang]>, claim: Option<Lang>) -> Count {
        let is_allowed: Vec<bool> = self.languages.iter().map(|language| is_among(allowed, language.lang)).collect();
        let mut tally = vec![0.0; self.languages.len()];
        let claimed = self.languages.iter().position(|known| claim == Some(known.lang));
        if let Some(claimed) = claimed.filter(|&claimed| is_allowed[claimed]) {
            tally[claimed] += CLAIM_VOTES;
        }
        let (mut letters, mut lower) = (Letters::default(), String::new());
        for (count, word) in (1..=MOST_WORDS).zip(Words::of(text)) {
            lower.clear();
            read_word(word, &mut lower, &mut letters);
            for vote in self.words.of(lower.as_str()) {
                tally[vote.language] += vote.worth;
            }
            if !lower.is_ascii() {
                for letter in lower.chars().filter(|&letter| self.voting_letters.may_have(letter)) {
                    for vote in self.letters.of(&letter) {
                        tally[vote.language] += vote.worth;
                    }
                }
            }
            if count % WORDS_BETWEEN_LOOKS == 0 {
                let leaders = leaders(&tally, &is_allowed);
                if leaders.lead() >= EARLY_LEAD && leaders.lead() >= CLEAR_LEAD_SHARE * leaders.first {
                    break;
                }
            }
        }
        Count { tally, letters }
    }

    /// Takes votes from the languages whose letter groups fit the text less well than another's.
    fn weigh_letters(&self, text: &str, script: Script, candidates: &[bool], tally: &mut [f64]) {
        let Some(table) = letters::table_of(script) else { return };
        let mut levels = Levels::new(table);
        let mut known = self.known_words.get_or_default().borrow_mut();
        for word in Words::of(text).take(MOST_WEIGHED_WORDS) {
            known.add_to(&mut levels, script, word);
        }
        if levels.groups() == 0 {
            return;
        }
        let likelihood = |language: &Language| {
            let columns = language.columns.iter().filter(|(of, _)| *of == script);
            levels.log_likelihood(columns.map(|(_, column)| *column))
        };
        let likelihoods: Vec<f64> = self.languages.iter().map(likelihood).collect();
        let allowed = likelihoods.iter().zip(candidates).filter(|(_, candidate)| **candidate);
        let best = allowed.map(|(&likelihood, _)| likelihood).fold(f64::MIN, f64::max);
        let fits = -best <= letters::LEVEL * FITTING_LEVEL * f64::from(levels.groups());
        let is_some_language = script != Script::Latin || fits && levels.groups() >= LEAST_FITTING_GROUPS;
        let base = if is_some_language { FITTING_VOTES } else { 0.0 };
        for (votes, likelihood) in tally.iter_mut().zip(likelihoods) {
            *votes += base - (LIKELIHOOD_VOTES * (best - likelihood)).clamp(0.0, MOST_LIKELIHOOD_VOTES);
        }
        let rare = self.languages.iter().zip(tally).filter(|(known, _)| RARE_LANGUAGES.contains(&known.lang.as_str()));
        rare.for_each(|(_, votes)| *votes -= RARE_HANDICAP);
    }

    /// Adds whatlang's vote among the languages that are close: the fewer there are, the faster and surer it is.
    fn ask_whatlang(&self, text: &str, letters: u32, candidates: &[bool], tally: &mut [f64]) {
        let mut end = text.len().min(MOST_WHATLANG_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let candidates = self.languages.iter().zip(candidates).filter(|(_, candidate)| **candidate);
        let known = candidates.filter_map(|(language, _)| to_whatlang(language.lang)).collect();
        let Some(info) = whatlang::Detector::with_allowlist(known).detect(&text[..end]) else { return };
        let lang = from_whatlang(info.lang());
        let Some(language) = self.languages.iter().position(|known| known.lang == lang) else { return };
        let length = (f64::from(letters) / WHATLANG_FULL_LETTERS).min(1.0);
        tally[language] += WHATLANG_VOTES * info.confidence() * length;
    }
}

impl Language {
    fn add_script(&mut self, script: Script) {
        if !self.scripts.contains(&script) {
            self.scripts.push(script);
        }
    }
}

/// Whether a language is allowed; all are where none is named.
fn is_among(allowed: Option<&[Lang]>, lang: Lang) -> bool {
    allowed.is_none_or(|allowed| allowed.contains(&lang))
}

/// The number of a language, which is added if it is new.
fn number_of(languages: &mut Vec<Language>, lang: Lang) -> usize {
    languages.iter().position(|known| known.lang == lang).unwrap_or_else(|| {
        languages.push(Language { lang, scripts: Vec::new(), columns: Vec::new() });
        languages.len() - 1
    })
}

/// The two languages with the most votes.
struct Leaders {
    language: usize,
    first: f64,
    second: f64,
}

impl Leaders {
    fn lead(&self) -> f64 {
        self.first - self.second.max(f64::MIN / 2.0)
    }

    fn detection(&self, languages: &[Language]) -> Detection {
        // Each vote of the lead halves the doubt, roughly; measured on sentences of known language.
        let doubt = 0.5 * (-0.6 * self.lead()).exp() + 0.5 * (1.0 - self.lead() / self.first.max(1.0)).max(0.0).powi(3);
        let lang = languages.get(self.language).map(|language| language.lang);
        Detection { lang, confidence: (1.0 - doubt).clamp(0.0, 1.0) }
    }
}

fn leaders(tally: &[f64], candidates: &[bool]) -> Leaders {
    // Letters may take more votes than words gave.
    let mut leaders = Leaders { language: usize::MAX, first: f64::MIN, second: f64::MIN };
    for (language, (&votes, &is_candidate)) in tally.iter().zip(candidates).enumerate() {
        if votes <= leaders.second || !is_candidate {
            continue;
        }
        if votes > leaders.first {
            leaders = Leaders { language, first: votes, second: leaders.first };
        } else {
            leaders.second = votes;
        }
    }
    leaders
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn detector() -> Detector {
        Detector::new(&crate::lexicon::language_profiles())
    }

    #[test]
    fn sentences_of_near_languages_are_told_apart() {
        let detector = detector();
        #[track_caller]
        fn check(detector: &Detector, text: &str, expected: &str) {
            let found = detector.detect(text, None, None);
            assert_eq!(found.lang.map(|lang| lang.to_string()).as_deref(), Some(expected), "{text}");
        }
        check(&detector, "We are looking for a friendly receptionist to greet our guests.", "en");
        check(&detector, "Wir suchen eine freundliche Kraft, die unsere Gäste begrüßt und das Telefon bedient.", "de");
        check(&detector, "Vi søker en hyggelig medarbeider som tar imot gjester og svarer på telefonen.", "nb");
        check(&detector, "Vi søger en venlig medarbejder, som tager imod gæster og besvarer telefonen.", "da");
        check(&detector, "Vi söker en trevlig medarbetare som tar emot gäster och svarar i telefon.", "sv");
        check(
            &detector,
            "Wij zoeken een vriendelijke medewerker die gasten ontvangt en de telefoon beantwoordt.",
            "nl",
        );
        check(&detector, "Buscamos una persona amable para atender a los clientes y contestar el teléfono.", "es");
        check(&detector, "Procuramos uma pessoa simpática para atender os clientes e o telefone.", "pt");
        check(&detector, "Cerchiamo una persona gentile per accogliere gli ospiti e rispondere al telefono.", "it");
        check(&detector, "Nous recherchons une personne aimable pour accueillir nos clients.", "fr");
        check(&detector, "Poszukujemy osoby do obsługi klientów i odbierania telefonów.", "pl");
        check(&detector, "Etsimme ystävällistä henkilöä, joka ottaa vieraat vastaan ja vastaa puhelimeen.", "fi");
        check(&detector, "Við leitum að vingjarnlegum starfsmanni sem tekur á móti gestum og svarar í síma.", "is");
        check(&detector, "Ищем приветливого администратора, который будет встречать гостей.", "ru");
        check(&detector, "営業スタッフを募集しています。", "ja");
    }

    #[test]
    fn too_little_evidence_is_no_language() {
        let detector = detector();
        for text in ["", "12345", "👍👍", "x", "www"] {
            assert_eq!(detector.detect(text, None, None), UNKNOWN, "{text}");
        }
    }

    #[test]
    fn sentences_in_another_language_are_noticed() {
        let detector = detector();
        let other = |text: &str, own: &str| {
            let found = detector.detect_other(text, Lang::parse(own).expect("a code"), None);
            found.and_then(|found| found.lang).map(|lang| lang.to_string())
        };
        let english = "You will greet our guests and answer the phone.";
        assert_eq!(other(english, "de").as_deref(), Some("en"));
        assert_eq!(other(english, "en"), None);
        assert_eq!(other("Team Leader Customer Service Berlin", "de"), None);
        assert_eq!(other("Ищем администратора для встречи гостей.", "en").as_deref(), Some("ru"));
        assert_eq!(other("営業スタッフを募集しています。", "en").as_deref(), Some("ja"));
    }

    #[test]
    fn claims_decide_short_texts_and_yield_to_long_ones() {
        let detector = detector();
        let danish = Lang::parse("da");
        assert_eq!(detector.detect("Direktør", None, danish).lang, danish);
        let text = "We are looking for a person who will greet the guests and answer their questions at the desk.";
        assert_eq!(detector.detect(text, None, danish).lang, Lang::parse("en"));
    }

    #[test]
    fn only_allowed_languages_are_found() {
        let detector = detector();
        let allowed: Vec<Lang> = ["nb", "de"].iter().filter_map(|code| Lang::parse(code)).collect();
        let found = detector.detect("Vi søger en venlig medarbejder, som tager imod gæster.", Some(&allowed), None);
        assert_eq!(found.lang, Lang::parse("nb"));
        assert_eq!(detector.detect("営業スタッフ", Some(&allowed), None).lang, None);
    }

    proptest! {
        #[test]
        fn confidence_is_a_probability(text in "\\PC{0,80}") {
            static DETECTOR: std::sync::LazyLock<Detector> = std::sync::LazyLock::new(detector);
            let found = DETECTOR.detect(&text, None, None);
            prop_assert!((0.0..=1.0).contains(&found.confidence));
            prop_assert_eq!(found.lang.is_none(), found.confidence == 0.0);
        }
    }
}
