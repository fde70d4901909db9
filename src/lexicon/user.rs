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

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::concept::{Concept, Concepts, parse_side, parse_weight};
use super::csv_rows::{Row, Rows, data_error};
use super::{notation, unknown_concept};
use crate::document::{Lang, Side};
use crate::error::{Error, Result};

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
    /// The line of each concept.
    concept_lines: Vec<u64>,
    terms: Vec<UserTerm>,
}

#[derive(Debug, Clone)]
struct UserTerm {
    concept: String,
    term: String,
    language: Option<Lang>,
    line: u64,
}

/// A term that is a concept of its own, from wherever.
#[derive(Debug, Clone)]
pub(super) struct UserTermRow {
    /// The term, in the notation of [`notation`].
    pub term: String,
    /// The office that it speaks for.
    pub side: Side,
    /// The department; empty where none is known.
    pub function: String,
    /// The language; `None` for all.
    pub language: Option<Lang>,
    /// 1-based line.
    pub line: u64,
}

impl UserLexicon {
    /// A lexicon of terms that are concepts of their own. Of those that stand twice the first is taken; the
    /// others are told where they are on another side.
    pub(super) fn of_rows(path: &str, rows: Vec<UserTermRow>) -> (UserLexicon, Vec<Error>) {
        let mut lexicon = UserLexicon::empty(path);
        let mut sides: HashMap<(String, Option<Lang>), Side> = HashMap::new();
        let mut clashes = Vec::new();
        for row in rows {
            let UserTermRow { term, side, function, language, line } = row;
            match sides.entry((term.clone(), language)) {
                Entry::Occupied(known) if *known.get() == side => continue,
                Entry::Occupied(known) => {
                    let problem = format!("'{term}' is on the side {} already", known.get().as_str());
                    clashes.push(data_error(path, line, problem, "every term on one side"));
                    continue;
                }
                Entry::Vacant(free) => *free.insert(side),
            };
            let language_mark = language.map_or(String::new(), |language| format!("{language}:"));
            let concept = format!("user:{language_mark}{term}");
            lexicon.concepts.push(Concept {
                name: concept.clone(),
                side,
                function: if function.is_empty() { DEFAULT_FUNCTION.to_owned() } else { function },
                weight: if side == Side::Neutral { 0.0 } else { DEFAULT_WEIGHT },
                gloss: String::new(),
            });
            lexicon.concept_lines.push(line);
            lexicon.terms.push(UserTerm { concept, term, language, line });
        }
        (lexicon, clashes)
    }

    /// Reads a user lexicon; `path` is named in errors.
    ///
    /// # Errors
    /// [`crate::error::Error::Data`] with the line and what was expected.
    pub fn parse(path: &str, text: &str) -> Result<UserLexicon> {
        let (lexicon, mistakes) = UserLexicon::parse_leniently(path, text)?;
        mistakes.into_iter().next().map_or(Ok(lexicon), Err)
    }

    /// As [`UserLexicon::parse`], but rows that break the rules are left out and told.
    ///
    /// # Errors
    /// [`crate::error::Error::Data`] if the header fits no kind of lexicon.
    pub fn parse_leniently(path: &str, text: &str) -> Result<(UserLexicon, Vec<Error>)> {
        let mut lexicon = UserLexicon::empty(path);
        let mut mistakes = Vec::new();
        let mut seen = HashSet::new();
        for row in Rows::new(path, text, &COLUMNS, &[])? {
            match row {
                Ok(row) => {
                    check_header(path, &row)?;
                    mistakes.extend(lexicon.add(&row, &mut seen).err());
                }
                Err(mistake) => mistakes.push(mistake),
            }
        }
        Ok((lexicon, mistakes))
    }

    fn add(&mut self, row: &Row, seen: &mut HashSet<(String, Option<Lang>)>) -> Result<()> {
        let concept = if row.has("concept") {
            row.required("concept")?.to_owned()
        } else {
            // A name that no concept of ours has: `warehouse,front` moves this term, not all of our concept.
            format!("user:{}", row.required("term")?)
        };
        if row.has("side") {
            self.define(&concept, row)?;
        }
        if !row.has("term") {
            return Ok(());
        }
        let term = row.required("term")?;
        let language = self.language(row)?;
        if !seen.insert((term.to_lowercase(), language)) {
            let problem = format!("the term '{term}' stands here twice");
            return Err(data_error(&self.path, row.line, problem, "every term once"));
        }
        notation::parse(term)
            .map_err(|problem| data_error(&self.path, row.line, problem, "a term as README describes"))?;
        self.terms.push(UserTerm { concept, term: term.to_owned(), language, line: row.line });
        Ok(())
    }

    fn empty(path: &str) -> UserLexicon {
        UserLexicon { path: path.to_owned(), concepts: Vec::new(), concept_lines: Vec::new(), terms: Vec::new() }
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
            None => {
                self.concepts.push(concept);
                self.concept_lines.push(row.line);
            }
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

    /// The concepts that it defines, each with the first line that does.
    pub(super) fn concepts_with_lines(&self) -> impl Iterator<Item = (&Concept, u64)> {
        self.concepts.iter().zip(self.concept_lines.iter().copied())
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

    /// Leaves out the terms whose concept nobody has, and tells them.
    pub(super) fn drop_unknown_concepts(&mut self, concepts: &Concepts) -> Vec<Error> {
        let path = &self.path;
        let (known, unknown): (Vec<UserTerm>, Vec<UserTerm>) =
            std::mem::take(&mut self.terms).into_iter().partition(|term| concepts.find(&term.concept).is_some());
        self.terms = known;
        unknown.iter().map(|term| unknown_concept(path, term.line, &term.concept)).collect()
    }
}

/// What a row may be follows from the header; one row shows what that is.
fn check_header(path: &str, row: &Row) -> Result<()> {
    let defines_concepts = row.has("side") && row.has("concept");
    if !row.has("term") && !defines_concepts {
        let expected = "the columns concept,term or term,side or concept,side,function,weight";
        return Err(data_error(path, 1, "the header fits no kind of lexicon", expected));
    }
    if !row.has("side") && !row.has("concept") {
        return Err(data_error(path, 1, "terms without a concept or a side", "a column concept or side"));
    }
    Ok(())
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
