//! Which categories of a dictionary are on which side.

use std::collections::{BTreeSet, HashMap};

use super::ForeignTerm;
use crate::document::Side;
use crate::error::Result;
use crate::lexicon::csv_rows::data_error;

/// Categories that the user says are on a side; those named like a side are without saying.
#[derive(Debug, Clone, Default)]
pub struct CategoryMap {
    by_name: HashMap<String, Side>,
}

impl CategoryMap {
    /// Puts a category on a side, in any case; a nested one by its own name or by its path, `people/hr`.
    pub fn add(&mut self, category: &str, side: Side) {
        self.by_name.insert(category.trim().to_lowercase(), side);
    }

    /// The side of a category: by its path, else by the closest of its parts that has one.
    pub(super) fn side(&self, category: &str) -> Option<Side> {
        let path = category.to_lowercase();
        let mapped = self.by_name.get(path.trim()).copied();
        mapped.or_else(|| path.rsplit('/').find_map(|part| self.side_of_name(part)))
    }

    /// The side of a part of a category's path.
    pub(super) fn side_of_name(&self, name: &str) -> Option<Side> {
        let name = name.trim().to_lowercase();
        self.by_name.get(&name).copied().or_else(|| named_side(&name))
    }

    /// Whether some category is on a side.
    pub(super) fn check(&self, path: &str, terms: &[ForeignTerm]) -> Result<()> {
        /// Enough to find the right one; LIWC has some hundred.
        const MOST_NAMED: usize = 100;
        let categories: BTreeSet<&str> =
            terms.iter().flat_map(|term| term.categories.iter().map(String::as_str)).collect();
        if categories.iter().any(|category| self.side(category).is_some()) {
            return Ok(());
        }
        let named: Vec<&str> = categories.iter().copied().take(MOST_NAMED).collect();
        let problem = match named.as_slice() {
            [] => "a dictionary without a term in a category".to_owned(),
            named => format!("no category is on a side; there are: {}", named.join(", ")),
        };
        let expected = "a category named front or back, or --map front=CATEGORY,...";
        Err(data_error(path, 1, problem, expected))
    }
}

/// The side that a name says: `front`, `Front Office`, `back_office`, `neutral`.
pub(super) fn named_side(name: &str) -> Option<Side> {
    let plain: String = name.trim().to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect();
    let side = plain.strip_suffix("office").unwrap_or(&plain);
    Side::parse(side)
}
