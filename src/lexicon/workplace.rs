//! Nouns that make a name of the work beside them: "department", "team", "employees".

use super::csv_rows::{Rows, data_error};
use crate::error::Result;
use crate::segment;

/// Where a workplace noun stands beside the work that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// "Département des ventes".
    Before,
    /// "Sales department".
    Behind,
}

/// The workplace nouns of a language: those for parts of a company and those for the people in them.
///
/// "The logistics department" names a department, where "logistics" alone may be any logistics.
#[derive(Debug, Clone, Default)]
pub struct WorkplaceNouns {
    nouns: Vec<Noun>,
}

#[derive(Debug, Clone)]
struct Noun {
    letters: String,
    /// Whether a word may begin before, and go on behind, the letters.
    is_open: (bool, bool),
    stands: Stands,
}

impl WorkplaceNouns {
    /// Reads a `workplace-nouns.csv`: nouns, with `*` where a word may go on, and whether they stand `before` or
    /// `behind` what they name.
    ///
    /// # Errors
    /// [`crate::error::Error::Data`] for a row without letters or without a place.
    pub fn read(path: &str, text: &str) -> Result<WorkplaceNouns> {
        let mut nouns = Vec::new();
        if text.is_empty() {
            return Ok(WorkplaceNouns { nouns });
        }
        for row in Rows::new(path, text, &["noun", "stands"], &["noun", "stands"])? {
            let row = row?;
            let noun = row.required("noun")?;
            let letters = segment::fold(noun.trim_matches('*'));
            if letters.is_empty() || letters.contains('*') {
                let expected = "a word, with * before or behind it where it may be longer";
                return Err(data_error(path, row.line, format!("'{noun}' is no noun"), expected));
            }
            let stands = match row.required("stands")? {
                "before" => Stands::Before,
                "behind" => Stands::Behind,
                other => {
                    let problem = format!("'{other}' is no place");
                    return Err(data_error(path, row.line, problem, "before or behind"));
                }
            };
            nouns.push(Noun { letters, is_open: (noun.starts_with('*'), noun.ends_with('*')), stands });
        }
        Ok(WorkplaceNouns { nouns })
    }

    /// Where a folded word stands beside what it names, if it is one of them.
    pub fn find(&self, folded: &str) -> Option<Stands> {
        let is_it = |noun: &&Noun| match noun.is_open {
            (false, false) => folded == noun.letters,
            (false, true) => folded.starts_with(&noun.letters),
            (true, false) => folded.ends_with(&noun.letters),
            (true, true) => folded.contains(&noun.letters),
        };
        self.nouns.iter().find(is_it).map(|noun| noun.stands)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_are_found_in_all_their_forms() {
        let rows = "noun,stands\nteam,behind\ndział*,before\n*abteilung,behind\n*mitarbeiter*,behind\n";
        let nouns = WorkplaceNouns::read("n.csv", rows).expect("nouns");
        #[track_caller]
        fn check(nouns: &WorkplaceNouns, word: &str, expected: Option<Stands>) {
            assert_eq!(nouns.find(&segment::fold(word)), expected, "{word}");
        }
        check(&nouns, "Team", Some(Stands::Behind));
        check(&nouns, "teamwork", None);
        check(&nouns, "działu", Some(Stands::Before));
        check(&nouns, "Rechtsabteilung", Some(Stands::Behind));
        check(&nouns, "Abteilungen", None);
        check(&nouns, "Lagermitarbeiterin", Some(Stands::Behind));
        for wrong in ["*,behind", "team,beside", "team,"] {
            assert!(WorkplaceNouns::read("n.csv", &format!("noun,stands\n{wrong}\n")).is_err(), "{wrong}");
        }
        assert_eq!(WorkplaceNouns::default().find("team"), None);
    }
}
