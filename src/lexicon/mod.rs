//! Concepts and the terms of each language: load, check, compile, match.
//!
//! Everything the tool knows about languages is data in `data/`, embedded in the binary; a user's own
//! lexicons are added to it or replace parts of it. A language is compiled when its first text arrives.

mod concept;
mod csv_rows;
mod cue;
mod matcher;
pub mod notation;
mod trie;
mod user;

use std::sync::OnceLock;

pub use concept::{Concept, ConceptId, Concepts};
pub use cue::{Cue, CueRow, Section};
pub use matcher::{Joint, Match, Matcher, Matches, Meaning, Sentence};
pub use user::UserLexicon;

use crate::document::{Lang, LanguageProfile};
use crate::error::{Error, Result};
use crate::segment::SegmentationRules;
use csv_rows::{Rows, data_error};

/// The data files of one language, as text; empty where it has none. A language without a lexicon is not
/// supported, but its sentences can be cut.
#[derive(Debug, Clone, Copy)]
pub struct LanguageFiles {
    /// Its code: the folder's name.
    pub code: &'static str,
    /// `lexicon.csv`: concept,term,note.
    pub lexicon: &'static str,
    /// `cues.csv`: cue,term,note.
    pub cues: &'static str,
    /// `headings.csv`: section,heading,note.
    pub headings: &'static str,
    /// `abbreviations.csv`: kind,text,note.
    pub abbreviations: &'static str,
    /// `examples.csv`: text,label,why.
    pub examples: &'static str,
}

mod embedded {
    use super::LanguageFiles;
    include!(concat!(env!("OUT_DIR"), "/languages.rs"));
}

/// The languages that come with the tool, by code.
pub fn embedded_languages() -> &'static [LanguageFiles] {
    embedded::LANGUAGES
}

const CONCEPTS_PATH: &str = "data/concepts.csv";
const CONCEPTS: &str = include_str!("../../data/concepts.csv");
const SHARED_PATH: &str = "data/shared/lexicon.csv";
const SHARED: &str = include_str!("../../data/shared/lexicon.csv");

const SHARED_ABBREVIATIONS_PATH: &str = "data/shared/abbreviations.csv";
const SHARED_ABBREVIATIONS: &str = include_str!("../../data/shared/abbreviations.csv");

/// One row of a lexicon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The concept's name.
    pub concept: String,
    /// The term, in the notation of [`notation`].
    pub term: String,
    /// Why an odd term is right.
    pub note: String,
    /// 1-based line in its file.
    pub line: u64,
}

/// One row of a cues file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CueTerm {
    /// What it is.
    pub row: CueRow,
    /// The term, ending or letters.
    pub term: String,
    /// 1-based line in its file.
    pub line: u64,
}

/// The terms and cues of one language, ready to match.
#[derive(Debug)]
pub struct Lexicon {
    /// The language.
    pub lang: Lang,
    matcher: Matcher,
    segmentation: SegmentationRules,
}

impl Lexicon {
    /// How its sentences are cut.
    pub fn segmentation(&self) -> &SegmentationRules {
        &self.segmentation
    }

    /// What finds its terms.
    pub fn matcher(&self) -> &Matcher {
        &self.matcher
    }
}

const FUNCTION_WORDS_PATH: &str = "data/shared/function-words.csv";
const FUNCTION_WORDS: &str = include_str!("../../data/shared/function-words.csv");

/// What tells languages apart: the function words and letters of the data files.
pub fn language_profiles() -> Vec<LanguageProfile> {
    let mut profiles = Vec::new();
    // The embedded data is checked by its tests.
    let shared = Rows::new(FUNCTION_WORDS_PATH, FUNCTION_WORDS, &["language", "words", "letters"], &["language"]);
    for row in shared.into_iter().flatten().flatten() {
        let Some(lang) = Lang::parse(row.get("language")) else { continue };
        let words = row.get("words").split_whitespace().map(str::to_owned).collect();
        let letters = row.get("letters").split_whitespace().map(str::to_owned).collect();
        profiles.push(LanguageProfile { lang, words, letters });
    }
    for profile in &mut profiles {
        let files = embedded::LANGUAGES.iter().find(|files| Lang::parse(files.code) == Some(profile.lang));
        let cues = files.map(|files| read_cues(files.code, files.cues).unwrap_or_default()).unwrap_or_default();
        let function_words = cues.into_iter().filter(|cue| cue.row == CueRow::Cue(Cue::FunctionWord));
        profile.words.extend(function_words.map(|cue| cue.term));
    }
    profiles
}

/// The words that the terms of each language are made of, for the detection of short texts.
pub fn vocabulary() -> Vec<(Lang, Vec<String>)> {
    /// Shorter words are too often words of another language.
    const LEAST_LETTERS: usize = 4;
    let words_of = |files: &LanguageFiles| {
        let terms = read_terms(files.code, files.lexicon).unwrap_or_default();
        let forms = terms.iter().filter_map(|term| notation::parse(&term.term).ok()).flatten().flatten();
        let words = forms.filter_map(|element| match element {
            notation::Element::Word(word)
                if word.core.chars().count() >= LEAST_LETTERS && !word.open_left && !word.open_right =>
            {
                Some(word.core)
            }
            _ => None,
        });
        Some((Lang::parse(files.code)?, words.collect()))
    };
    embedded::LANGUAGES.iter().filter(|files| !files.lexicon.is_empty()).filter_map(words_of).collect()
}

/// How the sentences of a language are cut, whether it has a lexicon or not: the abbreviations that all
/// languages share, and its own where `data/languages` has them. Made anew on each call.
pub fn segmentation_rules(lang: Lang) -> SegmentationRules {
    let files = embedded::LANGUAGES.iter().find(|files| Lang::parse(files.code) == Some(lang));
    // The embedded data is checked by its tests; a broken file is left out, not fatal.
    or_report_rules("abbreviations.csv", files.map_or("", |files| files.abbreviations), &mut |_| {})
}

/// All lexicons: those that come with the tool and the user's.
pub struct Lexicons {
    concepts: Concepts,
    languages: Vec<Language>,
    user: Vec<UserLexicon>,
}

struct Language {
    lang: Lang,
    files: &'static LanguageFiles,
    compiled: OnceLock<Lexicon>,
}

impl Lexicons {
    /// The lexicons that come with the tool, and the user's `additions`, later ones winning.
    ///
    /// # Errors
    /// [`Error::Data`] if an addition names a concept that nobody has.
    pub fn new(additions: Vec<UserLexicon>) -> Result<Lexicons> {
        let mut concepts = Concepts::parse(CONCEPTS_PATH, CONCEPTS)?;
        for addition in &additions {
            for concept in addition.concepts() {
                concepts.put(concept.clone());
            }
        }
        for addition in &additions {
            addition.check_concepts(&concepts)?;
        }
        let languages = embedded::LANGUAGES
            .iter()
            .filter(|files| !files.lexicon.is_empty())
            .filter_map(|files| Some(Language { lang: Lang::parse(files.code)?, files, compiled: OnceLock::new() }))
            .collect();
        Ok(Lexicons { concepts, languages, user: additions })
    }

    /// The concepts that terms hang on.
    pub fn concepts(&self) -> &Concepts {
        &self.concepts
    }

    /// The languages that have a lexicon, by code.
    pub fn languages(&self) -> impl Iterator<Item = Lang> {
        self.languages.iter().map(|language| language.lang)
    }

    /// The lexicon of a language, compiled on first use; `None` if there is none.
    pub fn get(&self, lang: Lang) -> Option<&Lexicon> {
        let language = self.languages.iter().find(|language| language.lang == lang)?;
        // The data that comes with the tool is checked by its tests; a bad row is left out, not fatal.
        Some(language.compiled.get_or_init(|| self.compile(language, &mut |_| {})))
    }

    /// The terms of a language: its own, those that all languages share, and the user's; later ones win.
    pub fn terms(&self, lang: Lang) -> Vec<Term> {
        let Some(language) = self.languages.iter().find(|language| language.lang == lang) else {
            return Vec::new();
        };
        let mut terms = read_terms(SHARED_PATH, SHARED).unwrap_or_default();
        terms.extend(read_terms(language.files.code, language.files.lexicon).unwrap_or_default());
        for addition in &self.user {
            let own = addition.terms(lang).map(|(concept, term, line)| Term {
                concept: concept.to_owned(),
                term: term.to_owned(),
                note: String::new(),
                line,
            });
            terms.extend(own);
        }
        terms
    }

    /// Every rule that the embedded data of a language breaks.
    pub fn problems(&self, lang: Lang) -> Vec<Error> {
        let mut problems = Vec::new();
        if let Some(language) = self.languages.iter().find(|language| language.lang == lang) {
            self.compile(language, &mut |problem| problems.push(problem));
        }
        problems
    }

    fn compile(&self, language: &Language, report: &mut dyn FnMut(Error)) -> Lexicon {
        let path = |file: &str| format!("data/languages/{}/{file}", language.files.code);
        let mut forms = Vec::new();
        let mut add =
            |path: &str, line: u64, term: &str, meaning: Meaning, report: &mut dyn FnMut(Error)| match notation::parse(
                term,
            ) {
                Ok(parsed) => forms.extend(parsed.into_iter().map(|form| (form, meaning))),
                Err(problem) => report(data_error(path, line, problem, "a term as README describes")),
            };
        for (path, text) in [(SHARED_PATH.to_owned(), SHARED), (path("lexicon.csv"), language.files.lexicon)] {
            for term in or_report(read_terms(&path, text), report) {
                match self.concepts.find(&term.concept) {
                    Some(concept) => add(&path, term.line, &term.term, Meaning::Concept(concept), report),
                    None => report(unknown_concept(&path, term.line, &term.concept)),
                }
            }
        }
        for addition in &self.user {
            for (concept, term, line) in addition.terms(language.lang) {
                if let Some(concept) = self.concepts.find(concept) {
                    add(addition.path(), line, term, Meaning::Concept(concept), report);
                }
            }
        }
        let (mut endings, mut gender_endings) = (Vec::new(), Vec::new());
        let cues_path = path("cues.csv");
        for cue in or_report(read_cues(&cues_path, language.files.cues), report) {
            match cue.row {
                CueRow::Ending => endings.push(cue.term),
                CueRow::GenderEnding => gender_endings.push(cue.term),
                CueRow::Letters => {}
                CueRow::Cue(Cue::FunctionWord) => {
                    // Function words do not inflect: `for` is not found in `fors`.
                    add(&cues_path, cue.line, &format!("{}!", cue.term), Meaning::Cue(Cue::FunctionWord), report);
                }
                CueRow::Cue(meaning) => add(&cues_path, cue.line, &cue.term, Meaning::Cue(meaning), report),
            }
        }
        let headings_path = path("headings.csv");
        for (section, heading, line) in or_report(read_headings(&headings_path, language.files.headings), report) {
            add(&headings_path, line, &heading, Meaning::Cue(Cue::Heading(section)), report);
        }
        let segmentation = or_report_rules(&path("abbreviations.csv"), language.files.abbreviations, report);
        Lexicon { lang: language.lang, segmentation, matcher: Matcher::new(forms, endings, gender_endings) }
    }
}

fn or_report<T>(rows: Result<Vec<T>>, report: &mut dyn FnMut(Error)) -> Vec<T> {
    rows.unwrap_or_else(|problem| {
        report(problem);
        Vec::new()
    })
}

/// The abbreviations that every language uses, and its own.
fn or_report_rules(path: &str, own: &str, report: &mut dyn FnMut(Error)) -> SegmentationRules {
    let mut read = |path: &str, text: &str| {
        SegmentationRules::parse(text).unwrap_or_else(|error| {
            report(data_error(path, error.line as u64, error.message, "kind,text,note"));
            SegmentationRules::default()
        })
    };
    read(SHARED_ABBREVIATIONS_PATH, SHARED_ABBREVIATIONS).with(&read(path, own))
}

fn unknown_concept(path: &str, line: u64, concept: &str) -> Error {
    data_error(
        path,
        line,
        format!("unknown concept '{concept}'"),
        "a concept of `frontback lexicon list`, or a side column beside it",
    )
}

/// Reads a `lexicon.csv`.
///
/// # Errors
/// [`Error::Data`] for a row that is no term.
pub fn read_terms(path: &str, text: &str) -> Result<Vec<Term>> {
    let read = |row: csv_rows::Row| {
        Ok(Term {
            concept: row.required("concept")?.to_owned(),
            term: row.required("term")?.to_owned(),
            note: row.get("note").to_owned(),
            line: row.line,
        })
    };
    Rows::new(path, text, &["concept", "term", "note"], &["concept", "term"])?.map(|row| read(row?)).collect()
}

/// Reads a `cues.csv`.
///
/// # Errors
/// [`Error::Data`] for a row that is no cue.
pub fn read_cues(path: &str, text: &str) -> Result<Vec<CueTerm>> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let read = |row: csv_rows::Row| {
        let name = row.required("cue")?;
        let kind = CueRow::parse(name)
            .ok_or_else(|| data_error(path, row.line, format!("unknown cue '{name}'"), CueRow::names()))?;
        Ok(CueTerm { row: kind, term: row.required("term")?.to_owned(), line: row.line })
    };
    Rows::new(path, text, &["cue", "term", "note"], &["cue", "term"])?.map(|row| read(row?)).collect()
}

fn read_headings(path: &str, text: &str) -> Result<Vec<(Section, String, u64)>> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let read = |row: csv_rows::Row| {
        let name = row.required("section")?;
        let section = Section::parse(name).ok_or_else(|| {
            let expected = "about, duties, requirements, benefits, apply or legal";
            data_error(path, row.line, format!("unknown section '{name}'"), expected)
        })?;
        Ok((section, row.required("heading")?.to_owned(), row.line))
    };
    Rows::new(path, text, &["section", "heading", "note"], &["section", "heading"])?.map(|row| read(row?)).collect()
}
