//! Concepts and the terms of each language: load, check, compile, match.
//!
//! Everything the tool knows about languages is data in `data/`, embedded in the binary; a user's own
//! lexicons are added to it or replace parts of it. A language is compiled when its first text arrives.

mod accuracy;
pub mod check;
mod concept;
mod csv_rows;
mod cue;
mod entries;
pub mod export;
pub mod import;
mod matcher;
pub mod notation;
mod trie;
mod user;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

pub use accuracy::{Measure, accuracy};
pub use concept::{Concept, ConceptId, Concepts};
pub use cue::{Cue, CueRow, Section};
pub use matcher::{Joint, Match, Matcher, Matches, Meaning, Sentence};
pub use user::UserLexicon;

use crate::document::{Label, Lang, LanguageProfile, Side};
use crate::error::{Error, Result};
use crate::score::{Curve, Curves};
use crate::segment::SegmentationRules;
use csv_rows::{Rows, data_error};

/// The data files of one language, as text; empty where it has none. A language without a lexicon is not
/// supported, but its sentences can be cut.
#[derive(Debug, Clone)]
pub struct LanguageFiles {
    /// Where the folder lies, for messages.
    pub folder: Cow<'static, str>,
    /// Its code: the folder's name.
    pub code: Cow<'static, str>,
    /// `lexicon.csv`: concept,term,note.
    pub lexicon: Cow<'static, str>,
    /// `cues.csv`: cue,term,note.
    pub cues: Cow<'static, str>,
    /// `headings.csv`: section,heading,note.
    pub headings: Cow<'static, str>,
    /// `abbreviations.csv`: kind,text,note.
    pub abbreviations: Cow<'static, str>,
    /// `examples.csv`: text,label,why.
    pub examples: Cow<'static, str>,
}

mod embedded {
    use super::LanguageFiles;
    use std::borrow::Cow::Borrowed;
    include!(concat!(env!("OUT_DIR"), "/languages.rs"));
}

/// The languages that come with the tool, by code.
pub fn embedded_languages() -> &'static [LanguageFiles] {
    embedded::LANGUAGES
}

const CONCEPTS_PATH: &str = "data/concepts.csv";
const CONCEPTS: &str = include_str!("../../data/concepts.csv");
const WEIGHTS_BY_HAND_PATH: &str = "data/weights-by-hand.csv";
const WEIGHTS_BY_HAND: &str = include_str!("../../data/weights-by-hand.csv");
const CALIBRATION_PATH: &str = "data/calibration.csv";
const CALIBRATION: &str = include_str!("../../data/calibration.csv");
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

/// One row of an examples file: a sentence and what it must be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The sentence.
    pub text: String,
    /// The label that it must get.
    pub label: Label,
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
        let files = embedded::LANGUAGES.iter().find(|files| Lang::parse(&files.code) == Some(profile.lang));
        let cues = files.map(|files| read_cues(&files.code, &files.cues).unwrap_or_default()).unwrap_or_default();
        let function_words = cues.into_iter().filter(|cue| cue.row == CueRow::Cue(Cue::FunctionWord));
        profile.words.extend(function_words.map(|cue| cue.term));
    }
    profiles
}

/// How the sentences of a language are cut, whether it has a lexicon or not: the abbreviations that all
/// languages share, and its own where `data/languages` has them. Made anew on each call.
pub fn segmentation_rules(lang: Lang) -> SegmentationRules {
    let files = embedded::LANGUAGES.iter().find(|files| Lang::parse(&files.code) == Some(lang));
    // The embedded data is checked by its tests; a broken file is left out, not fatal.
    or_report_rules("abbreviations.csv", files.map_or("", |files| &files.abbreviations), &mut |_| {})
}

/// All lexicons: those that come with the tool and the user's.
pub struct Lexicons {
    concepts: Concepts,
    curves: Curves,
    languages: Vec<Language>,
    user: Vec<UserLexicon>,
}

struct Language {
    lang: Lang,
    files: LanguageFiles,
    compiled: OnceLock<Lexicon>,
}

impl Lexicons {
    /// The lexicons that come with the tool, and the user's `additions`, later ones winning.
    ///
    /// # Errors
    /// [`Error::Data`] if an addition names a concept that nobody has.
    pub fn new(additions: Vec<UserLexicon>) -> Result<Lexicons> {
        Lexicons::with_folders(Vec::new(), additions)
    }

    /// As [`Lexicons::new`], with language folders of the user's, which stand in for ours of the same code
    /// or add a language.
    ///
    /// # Errors
    /// [`Error::Data`] if an addition names a concept that nobody has, or a folder's name is no language.
    pub fn with_folders(folders: Vec<LanguageFiles>, additions: Vec<UserLexicon>) -> Result<Lexicons> {
        let concepts = concepts_with(&additions)?;
        for addition in &additions {
            addition.check_concepts(&concepts)?;
        }
        let mut languages: BTreeMap<Lang, LanguageFiles> = BTreeMap::new();
        for files in embedded::LANGUAGES.iter().cloned().chain(folders) {
            let lang = Lang::parse(&files.code).ok_or_else(|| {
                let problem = format!("the folder's name '{}' is no language code", files.code);
                data_error(&files.folder, 0, problem, "a code such as en, de or nb")
            })?;
            if !files.lexicon.is_empty() {
                languages.insert(lang, files);
            }
        }
        let languages =
            languages.into_iter().map(|(lang, files)| Language { lang, files, compiled: OnceLock::new() }).collect();
        let curves = read_curves(CALIBRATION_PATH, CALIBRATION)?;
        Ok(Lexicons { concepts, curves, languages, user: additions })
    }

    /// How confidence follows from evidence.
    pub fn curves(&self) -> &Curves {
        &self.curves
    }

    /// As [`Lexicons::with_folders`], but terms of concepts that nobody has are left out and told.
    ///
    /// # Errors
    /// [`Error::Data`] if a folder's name is no language.
    pub fn leniently(folders: Vec<LanguageFiles>, mut additions: Vec<UserLexicon>) -> Result<(Lexicons, Vec<Error>)> {
        let concepts = concepts_with(&additions)?;
        let mistakes = additions.iter_mut().flat_map(|addition| addition.drop_unknown_concepts(&concepts)).collect();
        Ok((Lexicons::with_folders(folders, additions)?, mistakes))
    }

    /// The concepts that terms hang on.
    pub fn concepts(&self) -> &Concepts {
        &self.concepts
    }

    /// The weight of each concept as set by hand, before any fit, by concept number: what a fit starts from.
    /// A concept of the user's has the weight that the user gives it; a neutral one has 0.
    ///
    /// # Errors
    /// [`Error::Data`] if the embedded data is broken, which its tests rule out.
    pub fn weights_by_hand(&self) -> Result<Vec<f64>> {
        let mut weights: Vec<f64> = self
            .concepts
            .iter()
            .map(|concept| if concept.side == Side::Neutral { 0.0 } else { concept.weight })
            .collect();
        for row in Rows::new(WEIGHTS_BY_HAND_PATH, WEIGHTS_BY_HAND, &["concept", "weight"], &["concept", "weight"])? {
            let row = row?;
            let name = row.required("concept")?;
            let id = self.concepts.find(name).ok_or_else(|| unknown_concept(WEIGHTS_BY_HAND_PATH, row.line, name))?;
            let is_ours = !self.user.iter().any(|user| user.concepts().iter().any(|concept| concept.name == name));
            if is_ours {
                weights[id.number() as usize] =
                    concept::parse_weight(WEIGHTS_BY_HAND_PATH, row.line, row.get("weight"))?;
            }
        }
        Ok(weights)
    }

    /// The languages that have a lexicon, by code.
    pub fn languages(&self) -> impl Iterator<Item = Lang> {
        self.languages.iter().map(|language| language.lang)
    }

    /// The examples of a language, as its `examples.csv` gives them.
    ///
    /// # Errors
    /// [`Error::Data`] for a row without a text or a label.
    pub fn examples(&self, lang: Lang) -> Result<Vec<Example>> {
        let Some(language) = self.languages.iter().find(|language| language.lang == lang) else {
            return Ok(Vec::new());
        };
        let path = format!("{}/examples.csv", language.files.folder);
        read_examples(&path, &language.files.examples)
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
        terms.extend(read_terms(&language.files.code, &language.files.lexicon).unwrap_or_default());
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

    /// How many cues a language has: terms that change other evidence, without function words and headings.
    pub fn cue_count(&self, lang: Lang) -> usize {
        let Some(language) = self.languages.iter().find(|language| language.lang == lang) else { return 0 };
        let cues = read_cues(&language.files.code, &language.files.cues).unwrap_or_default();
        cues.iter().filter(|cue| matches!(cue.row, CueRow::Cue(cue) if cue != Cue::FunctionWord)).count()
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
        let entries = self.entries(language, report);
        let path = format!("{}/abbreviations.csv", language.files.folder);
        let segmentation = or_report_rules(&path, &language.files.abbreviations, report);
        let forms = entries.all.into_iter().flat_map(|entry| {
            let meaning = entry.meaning;
            entry.forms.into_iter().map(move |form| (form, meaning))
        });
        let matcher = Matcher::new(forms, entries.endings, entries.gender_endings);
        Lexicon { lang: language.lang, segmentation, matcher }
    }
}

/// The concepts that come with the tool, and those of the user's, later ones winning.
fn concepts_with(additions: &[UserLexicon]) -> Result<Concepts> {
    let mut concepts = Concepts::parse(CONCEPTS_PATH, CONCEPTS)?;
    for concept in additions.iter().flat_map(UserLexicon::concepts) {
        concepts.put(concept.clone());
    }
    Ok(concepts)
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

/// Reads an `examples.csv`.
///
/// # Errors
/// [`Error::Data`] for a row without a text or a label.
pub fn read_examples(path: &str, text: &str) -> Result<Vec<Example>> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let read = |row: csv_rows::Row| {
        let name = row.required("label")?;
        let label = Label::parse(name)
            .ok_or_else(|| data_error(path, row.line, format!("no label '{name}'"), "front, back, mixed or neutral"))?;
        Ok(Example { text: row.required("text")?.to_owned(), label, line: row.line })
    };
    Rows::new(path, text, &["text", "label", "why"], &["text", "label"])?.map(|row| read(row?)).collect()
}

/// Reads a `calibration.csv`: unit (sentence, document), label (side, mixed, neutral), offset, evidence,
/// balance.
///
/// # Errors
/// [`Error::Data`] for a row that is no curve.
fn read_curves(path: &str, text: &str) -> Result<Curves> {
    let mut curves = Curves::default();
    let columns = ["unit", "label", "offset", "evidence", "balance", "rows"];
    for row in Rows::new(path, text, &columns, &columns[..5])? {
        let row = row?;
        let number = |column: &str| {
            let cell = row.get(column);
            let number = cell.parse::<f64>().ok().filter(|number| number.is_finite());
            number.ok_or_else(|| data_error(path, row.line, format!("{column} '{cell}'"), "a number"))
        };
        let curve = Curve { offset: number("offset")?, evidence: number("evidence")?, balance: number("balance")? };
        let unit = match row.required("unit")? {
            "sentence" => &mut curves.sentence,
            "document" => &mut curves.document,
            other => return Err(data_error(path, row.line, format!("unit '{other}'"), "sentence or document")),
        };
        match row.required("label")? {
            "side" => unit.side = curve,
            "mixed" => unit.mixed = curve,
            "neutral" => unit.neutral = curve,
            other => return Err(data_error(path, row.line, format!("label '{other}'"), "side, mixed or neutral")),
        }
    }
    Ok(curves)
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
