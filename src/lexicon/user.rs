//! A user's own lexicon: a CSV whose header says what its rows are.
//!
//! | columns | a row is |
//! |---|---|
//! | `concept,term` (`language`, `note`) | a further term of a known concept, in one language or in all |
//! | `term,side` (`function`, `weight`, `language`, `note`) | a term that is a concept of its own |
//! | `concept,term,side,...` | a term of a concept that the file itself defines |
//! | `concept,side,function,weight` (`gloss`) | a concept, new or with another weight |
//!
//! A term that the tool has already is replaced; with side `neutral` it is silenced.

use std::collections::HashSet;

use super::concept::{Concept, Concepts, parse_side, parse_weight};
use super::csv_rows::{Row, Rows, data_error};
use super::{notation, unknown_concept};
use crate::document::{Lang, Side};
use crate::error::Result;

const COLUMNS: [&str; 8] = ["concept", "term", "side", "function", "weight", "language", "note", "gloss"];

/// The weight of a term that says none: that of a role, which decides a sentence.
const DEFAULT_WEIGHT: f64 = 2.0;

/// The function of a term that says none.
const DEFAULT_FUNCTION: &str = "user";

/// A checked user lexicon.
#[derive(Debug, Clone)]
pub struct UserLexicon {
    path: String,
    concepts: Vec<Concept>,
    terms: Vec<UserTerm>,
}

#[derive(Debug, Clone)]
struct UserTerm {
    concept: String,
    term: String,
    language: Option<Lang>,
    line: u64,
}

impl UserLexicon {
    /// Reads a user lexicon; `path` is named in errors.
    ///
    /// # Errors
    /// [`crate::error::Error::Data`] with the line and what was expected.
    pub fn parse(path: &str, text: &str) -> Result<UserLexicon> {
        let mut lexicon = UserLexicon { path: path.to_owned(), concepts: Vec::new(), terms: Vec::new() };
        let mut seen = HashSet::new();
        let rows = Rows::new(path, text, &COLUMNS, &[])?;
        for row in rows {
            let row = row?;
            let defines_concept = row.has("side");
            let has_subject = row.has("term") || (defines_concept && row.has("concept"));
            if !has_subject {
                let expected = "the columns concept,term or term,side or concept,side,function,weight";
                return Err(data_error(path, 1, "the header fits no kind of lexicon", expected));
            }
            let concept = if row.has("concept") { row.required("concept")? } else { row.required("term")? };
            if defines_concept {
                lexicon.define(concept, &row)?;
            } else if !row.has("concept") {
                return Err(data_error(path, 1, "terms without a concept or a side", "a column concept or side"));
            }
            if row.has("term") {
                let term = row.required("term")?;
                let language = lexicon.language(&row)?;
                if !seen.insert((term.to_lowercase(), language)) {
                    return Err(data_error(
                        path,
                        row.line,
                        format!("the term '{term}' stands here twice"),
                        "every term once",
                    ));
                }
                notation::parse(term)
                    .map_err(|problem| data_error(path, row.line, problem, "a term as README describes"))?;
                lexicon.terms.push(UserTerm {
                    concept: concept.to_owned(),
                    term: term.to_owned(),
                    language,
                    line: row.line,
                });
            }
        }
        Ok(lexicon)
    }

    fn language(&self, row: &Row) -> Result<Option<Lang>> {
        match row.get("language") {
            "" | "*" => Ok(None),
            code => match Lang::parse(code) {
                Some(language) => Ok(Some(language)),
                None => {
                    let expected = "a code such as en, or nothing for all languages";
                    Err(data_error(&self.path, row.line, format!("no language code '{code}'"), expected))
                }
            },
        }
    }

    fn define(&mut self, name: &str, row: &Row) -> Result<()> {
        let side = parse_side(&self.path, row.line, row.get("side"))?;
        let weight = match row.get("weight") {
            "" if side == Side::Neutral => 0.0,
            "" => DEFAULT_WEIGHT,
            text => parse_weight(&self.path, row.line, text)?,
        };
        let function = match row.get("function") {
            "" => DEFAULT_FUNCTION,
            function => function,
        };
        let concept = Concept {
            name: name.to_owned(),
            side,
            function: function.to_owned(),
            weight,
            gloss: row.get("gloss").to_owned(),
        };
        match self.concepts.iter().find(|known| known.name == name) {
            None => self.concepts.push(concept),
            Some(known) if known.side == side && row.has("term") => {}
            Some(_) => {
                let problem = format!("the concept '{name}' stands here twice");
                return Err(data_error(&self.path, row.line, problem, "every concept once, on one side"));
            }
        }
        Ok(())
    }

    /// The file that it was read from.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// How many terms it has.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether it has no term.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The concepts that it defines.
    pub fn concepts(&self) -> &[Concept] {
        &self.concepts
    }

    /// Its terms for a language, with their concepts and lines.
    pub fn terms(&self, lang: Lang) -> impl Iterator<Item = (&str, &str, u64)> {
        let fits = move |term: &&UserTerm| term.language.is_none_or(|language| language == lang);
        self.terms.iter().filter(fits).map(|term| (term.concept.as_str(), term.term.as_str(), term.line))
    }

    pub(super) fn check_concepts(&self, concepts: &Concepts) -> Result<()> {
        let unknown = self.terms.iter().find(|term| concepts.find(&term.concept).is_none());
        unknown.map_or(Ok(()), |term| Err(unknown_concept(&self.path, term.line, &term.concept)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_kinds_of_rows_are_read() {
        #[track_caller]
        fn check(text: &str, concepts: usize, terms: usize) {
            let lexicon = UserLexicon::parse("my.csv", text).unwrap_or_else(|problem| panic!("{problem}"));
            assert_eq!((lexicon.concepts().len(), lexicon.terms.len()), (concepts, terms));
        }
        check("concept,term\nsales,hawker\n", 0, 1);
        check("term,side\nhawker,front\npantry,back\n", 2, 2);
        check("term,side,weight,language\nhawker,front,1.5,en\nhawker,front,1.5,de\n", 1, 2);
        check("concept,side,function,weight,gloss\nsales,front,sales,1,selling\n", 1, 0);
        check("concept,term,side\npets,dog*,front\npets,cat*,front\n", 1, 2);
    }

    #[test]
    fn mistakes_name_the_line_and_what_was_expected() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            let problem = UserLexicon::parse("my.csv", text).expect_err("a mistake").to_string();
            assert!(problem.starts_with(expected), "{problem}");
        }
        check("term,side\nhawker,fronty\n", "my.csv:2: unknown side 'fronty'; expected front, back or neutral");
        check("term,side\nhawker,front\nHawker,front\n", "my.csv:3: the term 'Hawker' stands here twice");
        check("term,side\n,front\n", "my.csv:2: an empty term");
        check("term,colour\nhawker,red\n", "my.csv:1: unknown column 'colour'");
        check("term\nhawker\n", "my.csv:1: terms without a concept or a side");
        check("term,side,weight\nhawker,front,many\n", "my.csv:2: weight 'many'; expected a number from 0 to 5");
        check("concept,side,function,weight\na,front,x,1\na,back,x,1\n", "my.csv:3: the concept 'a' stands here twice");
        check("term,side\na,b,c\n", "my.csv:2: 3 cells; expected 2");
    }
}
