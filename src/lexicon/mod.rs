//! Concepts and the terms of each language: load, check, compile, match.
//!
//! Everything the tool knows about languages is data in `data/`, embedded in the binary; a user's own
//! lexicons are added to it or replace parts of it. A language is compiled when its first text arrives.

mod csv_rows;
mod embedded;

mod concept;
mod cue;
mod letters;
mod meaning;
pub mod notation;
mod rows;

mod anchor;
mod entries;
mod named;
mod number_words;
mod user;
mod workplace;

mod compile;
mod compiled;
mod phrases;

mod memo;
mod sentence;

mod matcher;
mod select;

mod accuracy;
pub mod check;
pub mod export;
pub mod import;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

pub use accuracy::{Measure, accuracy};
pub use anchor::{AnchorId, AnchorWords, Anchors};
pub use concept::{Concept, ConceptId, Concepts};
pub use cue::{Cue, CueRow, Section};
pub use embedded::{EmbeddedLanguage, LanguageFiles};
pub use matcher::Matcher;
pub use meaning::Meaning;
pub use named::{Name, Named};
pub use rows::{CueTerm, Term, read_cues, read_terms};
pub use select::{Match, Matches};
pub use sentence::{Joint, Sentence};
pub use user::UserLexicon;
pub use workplace::{Stands, WorkplaceNouns};

use crate::document::{Label, Lang, LanguageProfile, Side};
use crate::error::{Error, Result};
use crate::score::{Curve, Curves};
use crate::segment::SegmentationRules;
use compiled::CompiledTerms;
use csv_rows::{Rows, data_error};
use entries::{Entries, Sources};
use memo::WordMemos;
use rows::unknown_concept;

/// The languages that come with the tool, by code.
pub fn embedded_languages() -> &'static [EmbeddedLanguage] {
    embedded::LANGUAGES
}

fn embedded_language(lang: Lang) -> Option<&'static EmbeddedLanguage> {
    embedded::LANGUAGES.iter().find(|language| language.code == lang.as_str())
}

const CONCEPTS_PATH: &str = "data/concepts.csv";
const CONCEPTS: &str = include_str!("../../data/concepts.csv");
const WEIGHTS_BY_HAND_PATH: &str = "data/weights-by-hand.csv";
const WEIGHTS_BY_HAND: &str = include_str!("../../data/weights-by-hand.csv");
const NAMES_PATH: &str = "data/names.csv";
const NAMES: &str = include_str!("../../data/names.csv");
const ANCHORS_PATH: &str = "data/anchors.csv";
const ANCHORS: &str = include_str!("../../data/anchors.csv");
const CALIBRATION_PATH: &str = "data/calibration.csv";
const CALIBRATION: &str = include_str!("../../data/calibration.csv");
const SHARED_PATH: &str = "data/shared/lexicon.csv";
const SHARED: &str = include_str!("../../data/shared/lexicon.csv");

const SHARED_ABBREVIATIONS_PATH: &str = "data/shared/abbreviations.csv";
const SHARED_ABBREVIATIONS: &str = include_str!("../../data/shared/abbreviations.csv");

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
        let function_words = embedded_language(profile.lang).map_or("", |language| language.function_words);
        profile.words.extend(function_words.lines().map(str::to_owned));
    }
    profiles
}

/// How the sentences of a language are cut, whether it has a lexicon or not: the abbreviations that all
/// languages share, and its own where `data/languages` has them. Made anew on each call.
pub fn segmentation_rules(lang: Lang) -> SegmentationRules {
    // The embedded data is checked by its tests; a broken file is left out, not fatal.
    let abbreviations = embedded_language(lang).map_or("", |language| language.abbreviations);
    or_report_rules("abbreviations.csv", abbreviations, &mut |_| {})
}

/// All lexicons: those that come with the tool and the user's.
pub struct Lexicons {
    concepts: Concepts,
    names: Vec<Option<Name>>,
    anchors: Anchors,
    curves: Curves,
    languages: Vec<Language>,
    user: Vec<UserLexicon>,
    memos: WordMemos,
}

struct Language {
    lang: Lang,
    source: Source,
    /// `None` where its terms cannot be compiled.
    lexicon: OnceLock<Option<Lexicon>>,
    number_words: OnceLock<HashMap<String, f64>>,
    workplace_nouns: OnceLock<WorkplaceNouns>,
    anchor_words: OnceLock<AnchorWords>,
}

/// Where a language's files come from.
enum Source {
    Embedded(&'static EmbeddedLanguage, OnceLock<LanguageFiles>),
    User(LanguageFiles),
}

impl Language {
    fn new(lang: Lang, source: Source) -> Language {
        let (lexicon, number_words) = (OnceLock::new(), OnceLock::new());
        let (workplace_nouns, anchor_words) = (OnceLock::new(), OnceLock::new());
        Language { lang, source, lexicon, number_words, workplace_nouns, anchor_words }
    }

    /// Its files, unpacked on first use.
    fn files(&self) -> &LanguageFiles {
        match &self.source {
            Source::Embedded(language, files) => files.get_or_init(|| language.files()),
            Source::User(files) => files,
        }
    }

    fn numbers(&self) -> &str {
        match &self.source {
            Source::Embedded(language, _) => language.numbers,
            Source::User(files) => &files.numbers,
        }
    }

    fn workplace_nouns(&self) -> &str {
        match &self.source {
            Source::Embedded(language, _) => language.workplace_nouns,
            Source::User(files) => &files.workplace_nouns,
        }
    }

    fn anchors(&self) -> &str {
        match &self.source {
            Source::Embedded(language, _) => language.anchors,
            Source::User(files) => &files.anchors,
        }
    }

    fn abbreviations(&self) -> &str {
        match &self.source {
            Source::Embedded(language, _) => language.abbreviations,
            Source::User(files) => &files.abbreviations,
        }
    }
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
        let mut languages: BTreeMap<Lang, Language> = BTreeMap::new();
        let lang = |code: &str, folder: &str| {
            Lang::parse(code).ok_or_else(|| {
                let problem = format!("the folder's name '{code}' is no language code");
                data_error(folder, 0, problem, "a code such as en, de or nb")
            })
        };
        for language in embedded::LANGUAGES.iter().filter(|language| language.has_lexicon()) {
            let lang = lang(language.code, &language.folder())?;
            languages.insert(lang, Language::new(lang, Source::Embedded(language, OnceLock::new())));
        }
        for files in folders {
            let lang = lang(&files.code, &files.folder)?;
            if !files.lexicon.is_empty() {
                languages.insert(lang, Language::new(lang, Source::User(files)));
            }
        }
        let curves = read_curves(CALIBRATION_PATH, CALIBRATION)?;
        let names = named::read_names(NAMES_PATH, NAMES, &concepts)?;
        let anchors = Anchors::read(ANCHORS_PATH, ANCHORS)?;
        let languages = languages.into_values().collect();
        Ok(Lexicons { concepts, names, anchors, curves, languages, user: additions, memos: WordMemos::default() })
    }

    /// What a concept names: an office, a department, a role; `None` for anything less explicit.
    pub fn named(&self, concept: ConceptId) -> Option<Name> {
        self.names.get(concept.number() as usize).copied().flatten()
    }

    /// The number words of a language, folded, with their values; empty where its folder has none. A row that
    /// breaks the rules leaves the language without.
    pub fn number_words(&self, lang: Lang) -> Option<&HashMap<String, f64>> {
        let language = self.languages.iter().find(|language| language.lang == lang)?;
        // The data that comes with the tool is checked by its tests.
        let read = || {
            let (path, text) = (format!("{lang}/numbers.csv"), language.numbers());
            number_words::read_number_words(&path, text).unwrap_or_default()
        };
        Some(language.number_words.get_or_init(read))
    }

    /// The nouns of a language that make a name of the work beside them; none where its folder has none or one
    /// that breaks the rules.
    pub fn workplace_nouns(&self, lang: Lang) -> Option<&WorkplaceNouns> {
        let language = self.languages.iter().find(|language| language.lang == lang)?;
        // The data that comes with the tool is checked by its tests.
        let read = || {
            let (path, text) = (format!("{lang}/workplace-nouns.csv"), language.workplace_nouns());
            WorkplaceNouns::read(&path, text).unwrap_or_default()
        };
        Some(language.workplace_nouns.get_or_init(read))
    }

    /// The anchor words of a language, which help to align translations; none where its folder has none or a row
    /// that breaks the rules.
    pub fn anchor_words(&self, lang: Lang) -> Option<&AnchorWords> {
        let language = self.languages.iter().find(|language| language.lang == lang)?;
        // The data that comes with the tool is checked by its tests.
        let read = || {
            let (path, text) = (format!("{lang}/anchors.csv"), language.anchors());
            AnchorWords::read(&path, text, &self.anchors).unwrap_or_default()
        };
        Some(language.anchor_words.get_or_init(read))
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
        let path = format!("{}/examples.csv", language.files().folder);
        read_examples(&path, &language.files().examples)
    }

    /// The lexicon of a language, made ready on first use; `None` if there is none.
    pub fn get(&self, lang: Lang) -> Option<&Lexicon> {
        let language = self.languages.iter().find(|language| language.lang == lang)?;
        // The data that comes with the tool is checked by its tests; a bad row is left out, not fatal.
        language.lexicon.get_or_init(|| self.make_ready(language)).as_ref()
    }

    /// The terms of a language: its own, those that all languages share, and the user's; later ones win.
    pub fn terms(&self, lang: Lang) -> Vec<Term> {
        let Some(language) = self.languages.iter().find(|language| language.lang == lang) else {
            return Vec::new();
        };
        let mut terms = read_terms(SHARED_PATH, SHARED).unwrap_or_default();
        terms.extend(read_terms(&language.files().code, &language.files().lexicon).unwrap_or_default());
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
        let cues = read_cues(&language.files().code, &language.files().cues).unwrap_or_default();
        cues.iter().filter(|cue| matches!(cue.row, CueRow::Cue(cue) if cue != Cue::FunctionWord)).count()
    }

    /// Every rule that the embedded data of a language breaks.
    pub fn problems(&self, lang: Lang) -> Vec<Error> {
        let mut problems = Vec::new();
        if let Some(language) = self.languages.iter().find(|language| language.lang == lang) {
            self.entries(language, &mut |problem| problems.push(problem));
            let path = format!("{}/abbreviations.csv", language.files().folder);
            or_report_rules(&path, &language.files().abbreviations, &mut |problem| problems.push(problem));
            let path = format!("{}/numbers.csv", language.files().folder);
            problems.extend(number_words::read_number_words(&path, language.numbers()).err());
            let path = format!("{}/workplace-nouns.csv", language.files().folder);
            problems.extend(WorkplaceNouns::read(&path, language.workplace_nouns()).err());
            let path = format!("{}/anchors.csv", language.files().folder);
            problems.extend(AnchorWords::read(&path, language.anchors(), &self.anchors).err());
        }
        problems
    }

    fn make_ready(&self, language: &Language) -> Option<Lexicon> {
        let is_as_built = self.user.iter().all(|addition| addition.terms(language.lang).next().is_none());
        let terms = match language.source {
            // Numbers of concepts do not depend on the user's, which come behind ours.
            Source::Embedded(embedded, _) if is_as_built => Cow::Borrowed(embedded.terms),
            _ => Cow::Owned(self.entries(language, &mut |_| {}).compile().ok()?),
        };
        let matcher = Matcher::new(CompiledTerms::open(terms)?, self.memos.clone());
        let segmentation = or_report_rules("abbreviations.csv", language.abbreviations(), &mut |_| {});
        Some(Lexicon { lang: language.lang, segmentation, matcher })
    }

    /// Reads the files of a language and the user's terms; what breaks a rule is reported and left out.
    fn entries(&self, language: &Language, report: &mut dyn FnMut(Error)) -> Entries {
        let files = language.files();
        let path = |file: &str| format!("{}/{file}", files.folder);
        let (lexicon, cues, headings) = (path("lexicon.csv"), path("cues.csv"), path("headings.csv"));
        let additions = self.user.iter().flat_map(|addition| {
            addition.terms(language.lang).map(|(concept, term, line)| (addition.path(), concept, term, line))
        });
        let sources = Sources {
            lexicons: &[(SHARED_PATH, SHARED), (&lexicon, &files.lexicon)],
            additions: &additions.collect::<Vec<_>>(),
            cues: (&cues, &files.cues),
            headings: (&headings, &files.headings),
        };
        Entries::read(&sources, &self.concepts, report)
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
