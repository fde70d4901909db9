//! The rows of a language's files: terms, cues, headings.

use super::csv_rows::{Row, Rows, data_error};
use super::cue::{CueRow, Section};
use crate::error::{Error, Result};

/// One row of a lexicon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The concept's name.
    pub concept: String,
    /// The term, in the notation of [`super::notation`].
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

/// Reads a `lexicon.csv`.
///
/// # Errors
/// [`Error::Data`] for a row that is no term.
pub fn read_terms(path: &str, text: &str) -> Result<Vec<Term>> {
    let read = |row: Row| {
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
    let read = |row: Row| {
        let name = row.required("cue")?;
        let kind = CueRow::parse(name)
            .ok_or_else(|| data_error(path, row.line, format!("unknown cue '{name}'"), CueRow::names()))?;
        Ok(CueTerm { row: kind, term: row.required("term")?.to_owned(), line: row.line })
    };
    Rows::new(path, text, &["cue", "term", "note"], &["cue", "term"])?.map(|row| read(row?)).collect()
}

/// Reads a `headings.csv`: section, heading and line of each row.
///
/// # Errors
/// [`Error::Data`] for a row that is no heading.
pub(super) fn read_headings(path: &str, text: &str) -> Result<Vec<(Section, String, u64)>> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let read = |row: Row| {
        let name = row.required("section")?;
        let section = Section::parse(name).ok_or_else(|| {
            let expected = "about, duties, requirements, benefits, apply or legal";
            data_error(path, row.line, format!("unknown section '{name}'"), expected)
        })?;
        Ok((section, row.required("heading")?.to_owned(), row.line))
    };
    Rows::new(path, text, &["section", "heading", "note"], &["section", "heading"])?.map(|row| read(row?)).collect()
}

/// An error about a term whose concept nobody has.
pub(super) fn unknown_concept(path: &str, line: u64, concept: &str) -> Error {
    data_error(
        path,
        line,
        format!("unknown concept '{concept}'"),
        "a concept of `frontback lexicon list`, or a side column beside it",
    )
}
