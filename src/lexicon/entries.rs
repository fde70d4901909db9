//! The terms, cues and headings of one language, read into forms, each with its place in a file: what is
//! compiled, checked and exported.

use std::rc::Rc;

use super::compile::{Affixes, CompileError, compile};
use super::concept::Concepts;
use super::csv_rows::data_error;
use super::cue::{Cue, CueRow};
use super::letters;
use super::meaning::Meaning;
use super::notation::{self, Element};
use super::rows::{read_cues, read_headings, read_terms, unknown_concept};
use crate::error::{Error, Result};

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
    /// What may stand around words.
    pub affixes: Affixes,
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

/// The files of one language, each as path and text, and the terms of others that stand beside them.
pub(super) struct Sources<'a> {
    /// Lexicons, later ones winning.
    pub lexicons: &'a [(&'a str, &'a str)],
    /// The user's terms: file, concept, term, line.
    pub additions: &'a [(&'a str, &'a str, &'a str, u64)],
    /// The cues.
    pub cues: (&'a str, &'a str),
    /// The headings.
    pub headings: (&'a str, &'a str),
}

impl Entries {
    /// Reads the files of a language; what breaks a rule is reported and left out.
    pub fn read(sources: &Sources, concepts: &Concepts, report: &mut dyn FnMut(Error)) -> Entries {
        let mut entries = Entries::default();
        for (path, text) in sources.lexicons {
            let path: Rc<str> = Rc::from(*path);
            for term in or_report(read_terms(&path, text), report) {
                let place = Place { path: &path, line: term.line };
                match concepts.find(&term.concept) {
                    Some(concept) => entries.add(place, &term.term, Meaning::Concept(concept), report),
                    None => report(unknown_concept(&path, term.line, &term.concept)),
                }
            }
        }
        for &(path, concept, term, line) in sources.additions {
            if let Some(concept) = concepts.find(concept) {
                entries.add(Place { path: &path.into(), line }, term, Meaning::Concept(concept), report);
            }
        }
        let path: Rc<str> = Rc::from(sources.cues.0);
        for cue in or_report(read_cues(&path, sources.cues.1), report) {
            let place = Place { path: &path, line: cue.line };
            match cue.row {
                CueRow::Ending => entries.affixes.endings.push(letters::fold(&cue.term)),
                CueRow::GenderEnding => entries.affixes.gender_endings.push(letters::fold(&cue.term)),
                CueRow::Prefix => entries.affixes.prefixes.push(letters::fold(&cue.term)),
                CueRow::Letters => {}
                CueRow::Cue(Cue::FunctionWord) => {
                    // Function words do not inflect: `for` is not found in `fors`.
                    entries.add(place, &format!("{}!", cue.term), Meaning::Cue(Cue::FunctionWord), report);
                }
                CueRow::Cue(meaning) => entries.add(place, &cue.term, Meaning::Cue(meaning), report),
            }
        }
        let path: Rc<str> = Rc::from(sources.headings.0);
        for (section, heading, line) in or_report(read_headings(&path, sources.headings.1), report) {
            entries.add(Place { path: &path, line }, &heading, Meaning::Cue(Cue::Heading(section)), report);
        }
        entries
    }

    /// Compiles them.
    ///
    /// # Errors
    /// [`CompileError`] if they are more than the format can hold.
    pub fn compile(self) -> std::result::Result<Vec<u8>, CompileError> {
        let forms = self.all.into_iter().flat_map(|entry| {
            let meaning = entry.meaning;
            entry.forms.into_iter().map(move |form| (form, meaning))
        });
        compile(forms, self.affixes)
    }
}

fn or_report<T>(rows: Result<Vec<T>>, report: &mut dyn FnMut(Error)) -> Vec<T> {
    rows.unwrap_or_else(|problem| {
        report(problem);
        Vec::new()
    })
}
