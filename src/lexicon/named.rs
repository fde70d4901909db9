//! What a mention of a concept names: an office, a department or a role; or something less explicit.

use super::concept::{ConceptId, Concepts};
use super::csv_rows::{Rows, data_error};
use crate::error::Result;

/// What a concept names. Translations must keep these; of activities and things they may choose others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Named {
    /// One of the two offices itself: front office, front desk, back office.
    Office,
    /// A department: accounting, reception.
    Department,
    /// Somebody who does the work: accountant, receptionist.
    Role,
}

impl Named {
    /// Reads the name used in `names.csv`.
    fn parse(name: &str) -> Option<Named> {
        match name {
            "office" => Some(Named::Office),
            "department" => Some(Named::Department),
            "role" => Some(Named::Role),
            _ => None,
        }
    }
}

/// A concept that names something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name {
    /// What it names.
    pub named: Named,
    /// Whether the lexicons find it in nearly every translation of a sentence that has it: measured on the
    /// translations of ESCO's occupations, where at most 20 of 36,500 pairs of sentences differ in it.
    pub steady: bool,
}

/// What each concept names, by concept number; `None` for activities and things.
pub fn read_names(path: &str, text: &str, concepts: &Concepts) -> Result<Vec<Option<Name>>> {
    let mut names = vec![None; concepts.iter().count()];
    for row in Rows::new(path, text, &["concept", "names", "steady"], &["concept", "names"])? {
        let row = row?;
        let name = row.required("concept")?;
        let unknown =
            || data_error(path, row.line, format!("unknown concept '{name}'"), "a concept of data/concepts.csv");
        let id: ConceptId = concepts.find(name).ok_or_else(unknown)?;
        let named = Named::parse(row.get("names")).ok_or_else(|| {
            data_error(
                path,
                row.line,
                format!("'{}' is no kind of name", row.get("names")),
                "office, department or role",
            )
        })?;
        if let Some(slot) = names.get_mut(id.number() as usize) {
            *slot = Some(Name { named, steady: row.get("steady") == "yes" });
        }
    }
    Ok(names)
}
