//! Concepts: what terms of all languages stand for.

use std::collections::HashMap;

use super::csv_rows::{Rows, data_error};
use crate::document::Side;
use crate::error::Result;

/// A concept's number within its [`Concepts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConceptId(u32);

impl ConceptId {
    /// An id that stands for something else than a row of [`Concepts`], for matchers that look for other things.
    pub(super) fn numbered(number: u32) -> ConceptId {
        ConceptId(number)
    }

    /// The plain number; the same for the same concept.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// A language-independent idea.
#[derive(Debug, Clone, PartialEq)]
pub struct Concept {
    /// Its name in the data files: `receptionist`.
    pub name: String,
    /// The office that it speaks for.
    pub side: Side,
    /// The department that it belongs to: `reception`, `accounting`.
    pub function: String,
    /// Strength of the evidence, 0..=[`Concept::MOST_WEIGHT`]; 3 names the office itself, 2 a role, 1 an activity.
    pub weight: f64,
    /// What it means, in English.
    pub gloss: String,
}

impl Concept {
    /// No single mention may decide a whole document.
    pub const MOST_WEIGHT: f64 = 5.0;
}

/// All concepts, those of the data and those of the user.
#[derive(Debug, Clone, Default)]
pub struct Concepts {
    all: Vec<Concept>,
    by_name: HashMap<String, ConceptId>,
}

impl Concepts {
    /// The columns of `concepts.csv`.
    pub const COLUMNS: [&str; 5] = ["concept", "side", "function", "weight", "gloss"];

    /// Reads a concepts file; `path` is named in errors.
    ///
    /// # Errors
    /// [`crate::error::Error::Data`] for a row that breaks the rules.
    pub fn parse(path: &str, text: &str) -> Result<Concepts> {
        let mut concepts = Concepts::default();
        for row in Rows::new(path, text, &Concepts::COLUMNS, &["concept", "side", "function", "weight"])? {
            let row = row?;
            let concept = Concept {
                name: row.required("concept")?.to_owned(),
                side: parse_side(path, row.line, row.get("side"))?,
                function: row.required("function")?.to_owned(),
                weight: parse_weight(path, row.line, row.get("weight"))?,
                gloss: row.get("gloss").to_owned(),
            };
            if concepts.find(&concept.name).is_some() {
                let problem = format!("the concept '{}' stands here twice", concept.name);
                return Err(data_error(path, row.line, problem, "every concept once"));
            }
            concepts.put(concept);
        }
        Ok(concepts)
    }

    /// Adds a concept, or replaces the one of the same name.
    pub fn put(&mut self, concept: Concept) -> ConceptId {
        if let Some(id) = self.find(&concept.name) {
            self.all[id.0 as usize] = concept;
            return id;
        }
        // Four thousand million concepts do not fit into memory.
        let id = ConceptId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.by_name.insert(concept.name.clone(), id);
        self.all.push(concept);
        id
    }

    /// The concept of that name.
    pub fn find(&self, name: &str) -> Option<ConceptId> {
        self.by_name.get(name).copied()
    }

    /// The concept with that number, which must come from this table.
    pub fn get(&self, id: ConceptId) -> &Concept {
        &self.all[id.0 as usize]
    }

    /// All of them, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Concept> {
        self.all.iter()
    }
}

/// Reads a side or says which there are.
pub(super) fn parse_side(path: &str, line: u64, text: &str) -> Result<Side> {
    Side::parse(text).ok_or_else(|| data_error(path, line, format!("unknown side '{text}'"), "front, back or neutral"))
}

/// Reads a weight or says which there are.
pub(super) fn parse_weight(path: &str, line: u64, text: &str) -> Result<f64> {
    let most = Concept::MOST_WEIGHT;
    let weight = text.parse::<f64>().ok().filter(|weight| (0.0..=most).contains(weight));
    weight.ok_or_else(|| data_error(path, line, format!("weight '{text}'"), format!("a number from 0 to {most}")))
}
