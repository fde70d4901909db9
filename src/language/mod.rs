//! Which language a text is in; the only user of whatlang.
//!
//! Cheap evidence comes first: votes of function words and of letters that few languages use. Where the
//! votes are clear they decide, as whatlang confuses near languages (nb/da/sv, es/pt, cs/sk) and does not
//! know some (is, ga, mt). Where they are close, the likelihood of the letters and whatlang decide with
//! them. Evidence that is too thin gives no language rather than a guess.
//!
//! *Beware:* whatlang's confidence 1.0 can also mean "the only language that I know in this script".

mod letters;
mod names;

use rustc_hash::FxHashMap;

use crate::document::{Lang, LanguageProfile};

use letters::Levels;
pub use names::{canonical, english_name};
use names::{from_whatlang, to_whatlang};

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

/// whatlang sees at most this many bytes.
const MOST_WHATLANG_BYTES: usize = 2000;

/// Votes this far ahead of the second language decide without whatlang: three function words of its own.
const CLEAR_LEAD: f64 = 3.0;

/// ... and this far in relation to the winner's votes.
const CLEAR_LEAD_SHARE: f64 = 0.25;

/// What whatlang's choice is worth in votes, at its full confidence.
const WHATLANG_VOTES: f64 = 2.0;

/// whatlang's choice in a text of fewer letters is worth proportionally less.
const WHATLANG_FULL_LETTERS: f64 = 60.0;

/// What the input's own claim (a language column, the document of a sentence) is worth in votes.
const CLAIM_VOTES: f64 = 3.0;

/// Fewer votes than this in all tell nothing.
const LEAST_VOTES: f64 = 0.8;

/// The winner must lead by this many votes, or the text could be either.
const LEAST_LEAD: f64 = 0.02;

/// A letter that few languages use is worth this many votes, once for each letter.
const LETTER_VOTES: f64 = 1.0;

/// What a unit of log-likelihood by letter groups is worth in votes. Groups overlap, and so say much the same
/// several times: measured on pairs of words and on sentences, half of their weight or less is best.
const LIKELIHOOD_VOTES: f64 = 0.5;

/// Letter groups alone take no more than this many votes from a language: in a long text they add up to more
/// than any word could say against them, and names and loan words are many.
const MOST_LIKELIHOOD_VOTES: f64 = 8.0;

/// Where the letters of a text fit a language no worse than this on average (a text in its own language has
/// a level of about 2), that alone tells that it is a text in some language ...
const FITTING_LEVEL: f64 = 3.2;

/// ... if there are enough groups to say so ...
const LEAST_FITTING_GROUPS: u32 = 6;

/// ... which is worth this many votes to all, less what the letters take from each.
const FITTING_VOTES: f64 = 2.0;

/// In texts of at least this many letters the leader wins however close; shorter ones could be either.
const LEAST_LETTERS_TO_DECIDE: usize = 60;

/// Detects languages. Cheap to share among threads.
pub struct Detector {
    languages: Vec<Lang>,
    words: FxHashMap<Box<str>, Vec<Vote>>,
    letters: FxHashMap<char, Vec<Vote>>,
    /// Each language's number in the table of letter groups.
    in_letter_table: Vec<Option<usize>>,
}

/// A language's number and what a word of it is worth.
#[derive(Debug, Clone, Copy)]
struct Vote {
    language: usize,
    worth: f64,
}

impl Detector {
    /// A detector for these languages and all that whatlang knows.
    pub fn new(profiles: &[LanguageProfile]) -> Detector {
        let mut languages: Vec<Lang> = profiles.iter().map(|profile| profile.lang).collect();
        for lang in whatlang::Lang::all().iter().map(|&lang| from_whatlang(lang)) {
            if !languages.contains(&lang) {
                languages.push(lang);
            }
        }
        let number = |lang: Lang| languages.iter().position(|known| *known == lang).unwrap_or(0);
        let words = profiles.iter().flat_map(|profile| {
            let language = number(profile.lang);
            profile.words.iter().map(move |word| (word.as_str(), language))
        });
        let words = votes(words, 1.0);
        let letters = profiles.iter().flat_map(|profile| {
            let language = number(profile.lang);
            profile.letters.iter().map(move |letters| (letters.as_str(), language))
        });
        let is_single = |letters: &str| letters.chars().nth(1).is_none();
        // Groups of letters are weighed by `letters`; a longer entry is passed over.
        let single = votes(letters.filter(|(letters, _)| is_single(letters)), LETTER_VOTES);
        let letters = single.into_iter().filter_map(|(letter, votes)| Some((letter.chars().next()?, votes))).collect();
        let table: Vec<Lang> = letters::languages().collect();
        let in_letter_table = languages.iter().map(|lang| table.iter().position(|known| known == lang)).collect();
        Detector { languages, words, letters, in_letter_table }
    }

    /// The language of `text`, among `allowed` ones if given. `claim` is what the input says of itself: it
    /// decides where the text tells little, and yields to clear evidence.
    pub fn detect(&self, text: &str, allowed: Option<&[Lang]>, claim: Option<Lang>) -> Detection {
        let is_allowed = |lang: Lang| allowed.is_none_or(|allowed| allowed.contains(&lang));
        let claim = claim.map(canonical).filter(|&lang| is_allowed(lang));
        let mut tally = vec![0.0; self.languages.len()];
        let counted = self.count_words(text, &mut tally);
        if counted.letters == 0 {
            return UNKNOWN;
        }
        self.add_claim(claim, &mut tally);
        let votes_before = leaders(&tally, &self.languages, is_allowed);
        if votes_before.lead() >= CLEAR_LEAD && votes_before.lead() >= CLEAR_LEAD_SHARE * votes_before.first {
            return votes_before.detection(&self.languages);
        }
        self.weigh_letters(text, &mut tally, is_allowed);
        if let Some(only) = self.ask_whatlang(text, counted.letters, allowed, &mut tally) {
            return if is_allowed(only) {
                Detection { lang: Some(only), confidence: ONLY_LANGUAGE_CONFIDENCE }
            } else {
                UNKNOWN
            };
        }
        let decided = leaders(&tally, &self.languages, is_allowed);
        let is_close = decided.lead() < LEAST_LEAD && counted.letters < LEAST_LETTERS_TO_DECIDE;
        if decided.first < LEAST_VOTES || is_close {
            return UNKNOWN;
        }
        decided.detection(&self.languages)
    }

    fn add_claim(&self, claim: Option<Lang>, tally: &mut [f64]) {
        let claimed = claim.and_then(|lang| self.languages.iter().position(|known| *known == lang));
        if let Some(language) = claimed {
            tally[language] += CLAIM_VOTES;
        }
    }

    fn count_words(&self, text: &str, tally: &mut [f64]) -> Counted {
        let mut counted = Counted::default();
        let mut word = String::new();
        for token in tokens(text).take(MOST_WORDS) {
            counted.words += 1;
            lower_into(token, &mut word);
            counted.letters += word.chars().count();
            for vote in self.words.get(word.as_str()).into_iter().flatten() {
                tally[vote.language] += vote.worth;
            }
            if !word.is_ascii() {
                for letter in word.chars().filter(|letter| !letter.is_ascii()) {
                    for vote in self.letters.get(&letter).into_iter().flatten() {
                        tally[vote.language] += vote.worth;
                    }
                }
            }
        }
        counted
    }

    /// Takes votes from the languages whose letter groups fit the text less well than another's.
    fn weigh_letters(&self, text: &str, tally: &mut [f64], is_allowed: impl Fn(Lang) -> bool) {
        let mut levels = Levels::default();
        let mut word = String::new();
        for token in tokens(text).take(MOST_WORDS) {
            lower_into(token, &mut word);
            levels.add(&word);
        }
        if levels.groups() == 0 {
            return;
        }
        let likelihoods: Vec<f64> = self.in_letter_table.iter().map(|&number| levels.log_likelihood(number)).collect();
        let allowed = self.languages.iter().zip(&likelihoods).filter(|(lang, _)| is_allowed(**lang));
        let best = allowed.map(|(_, &likelihood)| likelihood).fold(f64::MIN, f64::max);
        let fits = -best <= letters::LEVEL * FITTING_LEVEL * f64::from(levels.groups());
        let base = if fits && levels.groups() >= LEAST_FITTING_GROUPS { FITTING_VOTES } else { 0.0 };
        for (votes, likelihood) in tally.iter_mut().zip(likelihoods) {
            *votes += base - (LIKELIHOOD_VOTES * (best - likelihood)).clamp(0.0, MOST_LIKELIHOOD_VOTES);
        }
    }

    /// Adds whatlang's vote. Returns a language that its script alone tells.
    fn ask_whatlang(&self, text: &str, letters: usize, allowed: Option<&[Lang]>, tally: &mut [f64]) -> Option<Lang> {
        let mut end = text.len().min(MOST_WHATLANG_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let detector = match allowed {
            Some(allowed) => {
                whatlang::Detector::with_allowlist(allowed.iter().filter_map(|&lang| to_whatlang(lang)).collect())
            }
            None => whatlang::Detector::new(),
        };
        let info = detector.detect(&text[..end])?;
        let lang = from_whatlang(info.lang());
        if !matches!(
            info.script(),
            whatlang::Script::Latin
                | whatlang::Script::Cyrillic
                | whatlang::Script::Arabic
                | whatlang::Script::Devanagari
                | whatlang::Script::Hebrew
        ) {
            return Some(lang);
        }
        let language = self.languages.iter().position(|known| *known == lang)?;
        let length = (letters as f64 / WHATLANG_FULL_LETTERS).min(1.0);
        tally[language] += WHATLANG_VOTES * info.confidence() * length;
        None
    }
}

/// How sure a language is that alone is written in its script: scripts are told apart without fail, but
/// whatlang does not know every language of every script.
const ONLY_LANGUAGE_CONFIDENCE: f64 = 0.97;

#[derive(Debug, Default)]
struct Counted {
    words: usize,
    letters: usize,
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

    fn detection(&self, languages: &[Lang]) -> Detection {
        // Each vote of the lead halves the doubt, roughly; measured on sentences of known language.
        let doubt = 0.5 * (-0.6 * self.lead()).exp() + 0.5 * (1.0 - self.lead() / self.first.max(1.0)).max(0.0).powi(3);
        Detection { lang: languages.get(self.language).copied(), confidence: (1.0 - doubt).clamp(0.0, 1.0) }
    }
}

fn leaders(tally: &[f64], languages: &[Lang], is_allowed: impl Fn(Lang) -> bool) -> Leaders {
    // Letters may take more votes than words gave.
    let mut leaders = Leaders { language: usize::MAX, first: f64::MIN, second: f64::MIN };
    for (language, &votes) in tally.iter().enumerate() {
        if votes <= leaders.second || !is_allowed(languages[language]) {
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

/// What each word is worth to each language: the fewer share it, the more.
fn votes<'a>(words: impl Iterator<Item = (&'a str, usize)>, full: f64) -> FxHashMap<Box<str>, Vec<Vote>> {
    let mut votes: FxHashMap<Box<str>, Vec<Vote>> = FxHashMap::default();
    for (word, language) in words {
        let sharers = votes.entry(word.into()).or_default();
        if !sharers.iter().any(|vote| vote.language == language) {
            sharers.push(Vote { language, worth: full });
        }
    }
    for sharers in votes.values_mut() {
        // The square root: a word of four languages still says that it is none of the others.
        let worth = full / (sharers.len() as f64).sqrt();
        sharers.iter_mut().for_each(|vote| vote.worth = worth);
    }
    votes
}

/// Runs of letters.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphabetic() && character != '\'').filter(|token| !token.is_empty())
}

fn lower_into(token: &str, word: &mut String) {
    word.clear();
    word.extend(token.chars().flat_map(char::to_lowercase));
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
