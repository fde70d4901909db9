//! The number words of a language: `twelve` is 12.

use std::collections::HashMap;

use super::csv_rows::{Rows, data_error};
use crate::error::Result;
use crate::segment;

/// Reads a `numbers.csv`: folded words and their values.
///
/// # Errors
/// [`crate::error::Error::Data`] for a row whose value is no number.
pub fn read_number_words(path: &str, text: &str) -> Result<HashMap<String, f64>> {
    if text.is_empty() {
        return Ok(HashMap::new());
    }
    let read = |row: super::csv_rows::Row| {
        let value: f64 = row.required("value")?.parse().map_err(|_| {
            data_error(path, row.line, format!("'{}' is no number", row.get("value")), "a whole number in digits")
        })?;
        Ok((segment::fold(row.required("word")?), value))
    };
    Rows::new(path, text, &["word", "value"], &["word", "value"])?.map(|row| read(row?)).collect()
}
