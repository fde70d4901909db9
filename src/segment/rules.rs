//! The abbreviations of a language, as data.
//!
//! `abbreviations.csv` has the columns `kind,text,note`; `text` is written without its last period.
//!
//! | kind | meaning | example |
//! |---|---|---|
//! | `any` | never ends a sentence | `z. B`, `e.g`, `bl.a` |
//! | `title` | stands before a name | `Dr`, `Hr` |
//! | `number` | stands before a number | `Nr`, `p` |
//! | `may-end` | ends a sentence only if a capital follows | `etc`, `Inc`, `a.m` |
//! | `ordinal` | the language writes ordinals with a period, and this noun may follow one | `Juni` |

use std::collections::{HashMap, HashSet};

/// What a period behind a word may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Abbreviation {
    Any,
    Title,
    Number,
    MayEnd,
}

/// The rules of one language.
#[derive(Debug, Clone, Default)]
pub struct SegmentationRules {
    abbreviations: HashMap<String, Abbreviation>,
    ordinal_nouns: HashSet<String>,
}

/// A row that is no rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError {
    /// 1-based line.
    pub line: usize,
    /// What is wrong and what was expected.
    pub message: String,
}

impl SegmentationRules {
    /// Reads an `abbreviations.csv`; cells hold no commas or quotes.
    ///
    /// # Errors
    /// The first row that is no rule.
    pub fn parse(csv: &str) -> Result<SegmentationRules, RuleError> {
        let mut rules = SegmentationRules::default();
        for (number, row) in csv.lines().enumerate().skip(1) {
            let fail = |message: String| RuleError { line: number + 1, message };
            let mut cells = row.split(',');
            let (kind, text) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
            if text.is_empty() {
                return Err(fail(format!("no text in '{row}'; expected kind,text,note")));
            }
            let abbreviation = match kind {
                "any" => Abbreviation::Any,
                "title" => Abbreviation::Title,
                "number" => Abbreviation::Number,
                "may-end" => Abbreviation::MayEnd,
                "ordinal" => {
                    rules.ordinal_nouns.insert(text.to_lowercase());
                    continue;
                }
                _ => {
                    return Err(fail(format!(
                        "unknown kind '{kind}'; expected any, title, number, may-end or ordinal"
                    )));
                }
            };
            rules.abbreviations.insert(text.to_lowercase(), abbreviation);
            // `z. B.`: the period behind the first part ends nothing either.
            let parts: Vec<&str> = text.split(". ").collect();
            for part in &parts[..parts.len() - 1] {
                rules.abbreviations.entry(part.to_lowercase()).or_insert(Abbreviation::Any);
            }
            if let Some(last) = parts.last().filter(|_| parts.len() > 1) {
                rules.abbreviations.entry(last.to_lowercase()).or_insert(abbreviation);
            }
        }
        Ok(rules)
    }

    /// These rules and others; where both know a word, the others win.
    #[must_use]
    pub fn with(mut self, others: &SegmentationRules) -> SegmentationRules {
        self.abbreviations.extend(others.abbreviations.iter().map(|(text, kind)| (text.clone(), *kind)));
        self.ordinal_nouns.extend(others.ordinal_nouns.iter().cloned());
        self
    }

    pub(super) fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        /// No abbreviation is longer; longer words need not be lower-cased.
        const MOST_BYTES: usize = 24;
        if word.len() > MOST_BYTES {
            return None;
        }
        self.abbreviations.get(&word.to_lowercase()).copied()
    }

    pub(super) fn writes_ordinals(&self) -> bool {
        !self.ordinal_nouns.is_empty()
    }

    pub(super) fn is_ordinal_noun(&self, word: &str) -> bool {
        self.ordinal_nouns.contains(&word.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_name_their_line() {
        let problem = SegmentationRules::parse("kind,text,note\nany,e.g,\nsome,x,\n").expect_err("a mistake");
        assert_eq!(problem.line, 3);
        assert!(SegmentationRules::parse("kind,text,note\nany,,\n").is_err());
    }

    #[test]
    fn spaced_abbreviations_are_known_by_their_parts() {
        let rules = SegmentationRules::parse("kind,text,note\nany,z. B,\n").expect("sound");
        assert_eq!(rules.abbreviation("Z"), Some(Abbreviation::Any));
        assert_eq!(rules.abbreviation("B"), Some(Abbreviation::Any));
    }
}
