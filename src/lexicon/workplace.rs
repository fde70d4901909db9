//! Nouns that make a name of the work beside them: "department", "team", "employees".

use super::csv_rows::{Rows, data_error};
use crate::error::Result;
use crate::segment;

/// The workplace nouns of a language: those for parts of a company and those for the people in them.
///
/// "The logistics department" names a department, where "logistics" alone may be any logistics.
#[derive(Debug, Clone, Default)]
pub struct WorkplaceNouns {
    whole: Vec<String>,
    beginnings: Vec<String>,
    endings: Vec<String>,
    inner: Vec<String>,
}

impl WorkplaceNouns {
    /// Reads a `workplace-nouns.csv`: nouns, with `*` where a word may go on.
    ///
    /// # Errors
    /// [`crate::error::Error::Data`] for a row without letters.
    pub fn read(path: &str, text: &str) -> Result<WorkplaceNouns> {
        let mut nouns = WorkplaceNouns::default();
        if text.is_empty() {
            return Ok(nouns);
        }
        for row in Rows::new(path, text, &["noun"], &["noun"])? {
            let row = row?;
            let noun = row.required("noun")?;
            let letters = segment::fold(noun.trim_matches('*'));
            if letters.is_empty() || letters.contains('*') {
                let expected = "a word, with * before or behind it where it may be longer";
                return Err(data_error(path, row.line, format!("'{noun}' is no noun"), expected));
            }
            let kind = match (noun.starts_with('*'), noun.ends_with('*')) {
                (false, false) => &mut nouns.whole,
                (false, true) => &mut nouns.beginnings,
                (true, false) => &mut nouns.endings,
                (true, true) => &mut nouns.inner,
            };
            kind.push(letters);
        }
        Ok(nouns)
    }

    /// Whether a folded word is one of them or ends, begins or goes on as one does.
    pub fn contains(&self, folded: &str) -> bool {
        self.whole.iter().any(|noun| noun == folded)
            || self.beginnings.iter().any(|noun| folded.starts_with(noun))
            || self.endings.iter().any(|noun| folded.ends_with(noun))
            || self.inner.iter().any(|noun| folded.contains(noun))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_are_found_in_all_their_forms() {
        let nouns = WorkplaceNouns::read("n.csv", "noun\nteam\ndział*\n*abteilung\n*mitarbeiter*\n").expect("nouns");
        #[track_caller]
        fn check(nouns: &WorkplaceNouns, word: &str, expected: bool) {
            assert_eq!(nouns.contains(&segment::fold(word)), expected, "{word}");
        }
        check(&nouns, "Team", true);
        check(&nouns, "teamwork", false);
        check(&nouns, "działu", true);
        check(&nouns, "Rechtsabteilung", true);
        check(&nouns, "Abteilungen", false);
        check(&nouns, "Lagermitarbeiterin", true);
        assert!(WorkplaceNouns::read("n.csv", "noun\n*\n").is_err());
        assert!(!WorkplaceNouns::default().contains("team"));
    }
}
