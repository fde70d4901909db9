//! The terms, cues and headings of one language, read into forms, each with its place in a file: what is
//! compiled, checked and exported.

use std::rc::Rc;

use super::csv_rows::data_error;
use super::matcher::Meaning;
use super::notation::{self, Element};
use super::{
    Cue, CueRow, Language, Lexicons, SHARED, SHARED_PATH, or_report, read_cues, read_headings, read_terms,
    unknown_concept,
};
use crate::error::Error;

/// A term, cue or heading that could be read.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The file that it stands in.
    pub path: Rc<str>,
    /// 1-based line in that file.
    pub line: u64,
    /// As it is written there.
    pub written: String,
    /// What it stands for.
    pub meaning: Meaning,
    /// All its forms.
    pub forms: Vec<Vec<Element>>,
}

/// All that one language's matcher is made of, in the order in which later entries replace earlier ones.
#[derive(Debug, Default)]
pub(super) struct Entries {
    /// Terms first, then cues, then headings.
    pub all: Vec<Entry>,
    /// What regular inflection appends.
    pub endings: Vec<String>,
    /// Tails of gender-inclusive writing.
    pub gender_endings: Vec<String>,
}

impl Entries {
    fn add(&mut self, row: Place, term: &str, meaning: Meaning, report: &mut dyn FnMut(Error)) {
        match notation::parse(term) {
            Ok(forms) => {
                let written = term.to_owned();
                self.all.push(Entry { path: Rc::clone(row.path), line: row.line, written, meaning, forms });
            }
            Err(problem) => report(data_error(row.path, row.line, problem, "a term as README describes")),
        }
    }
}

/// Where a row stands.
struct Place<'a> {
    path: &'a Rc<str>,
    line: u64,
}

impl Lexicons {
    /// Reads the files of a language; what breaks a rule is reported and left out.
    pub(super) fn entries(&self, language: &Language, report: &mut dyn FnMut(Error)) -> Entries {
        let mut entries = Entries::default();
        let path = |file: &str| -> Rc<str> { format!("{}/{file}", language.files.folder).into() };
        let own = (path("lexicon.csv"), &*language.files.lexicon);
        for (path, text) in [(Rc::from(SHARED_PATH), SHARED), own] {
            for term in or_report(read_terms(&path, text), report) {
                let place = Place { path: &path, line: term.line };
                match self.concepts.find(&term.concept) {
                    Some(concept) => entries.add(place, &term.term, Meaning::Concept(concept), report),
                    None => report(unknown_concept(&path, term.line, &term.concept)),
                }
            }
        }
        for addition in &self.user {
            let path: Rc<str> = addition.path().into();
            for (concept, term, line) in addition.terms(language.lang) {
                if let Some(concept) = self.concepts.find(concept) {
                    entries.add(Place { path: &path, line }, term, Meaning::Concept(concept), report);
                }
            }
        }
        let cues_path = path("cues.csv");
        for cue in or_report(read_cues(&cues_path, &language.files.cues), report) {
            let place = Place { path: &cues_path, line: cue.line };
            match cue.row {
                CueRow::Ending => entries.endings.push(cue.term),
                CueRow::GenderEnding => entries.gender_endings.push(cue.term),
                CueRow::Letters => {}
                CueRow::Cue(Cue::FunctionWord) => {
                    // Function words do not inflect: `for` is not found in `fors`.
                    entries.add(place, &format!("{}!", cue.term), Meaning::Cue(Cue::FunctionWord), report);
                }
                CueRow::Cue(meaning) => entries.add(place, &cue.term, Meaning::Cue(meaning), report),
            }
        }
        let headings_path = path("headings.csv");
        for (section, heading, line) in or_report(read_headings(&headings_path, &language.files.headings), report) {
            let place = Place { path: &headings_path, line };
            entries.add(place, &heading, Meaning::Cue(Cue::Heading(section)), report);
        }
        entries
    }
}
