//! Tables and the formats that they are written in: one struct per table, one file per format.
//!
//! A row tells its cells to a [`Cells`]; a format turns cells into bytes. Nothing here touches a file.

mod csv;
mod evidence;
mod jsonl;
mod table;
pub mod tables;

use crate::analyze::{Analysis, Analyzer};

pub use csv::{Csv, CsvStyle};
pub use jsonl::Jsonl;
pub use table::Table;

/// Receives the cells of a row, in column order.
pub trait Cells {
    /// A text; codes and ids are texts too.
    fn text(&mut self, text: &str);
    /// A whole number.
    fn count(&mut self, count: u64);
    /// A number, rounded to [`DECIMALS`].
    fn number(&mut self, number: f64);
    /// Nothing: there is no value, which is not the same as 0 or neutral.
    fn empty(&mut self);
}

/// Numbers have at most this many decimals.
pub const DECIMALS: i32 = 4;

/// A row of a table.
pub trait Row {
    /// Tells its cells, one for each column of its table.
    fn cells(&self, cells: &mut dyn Cells);
}

/// Turns rows into bytes.
pub trait Format: Send + Sync {
    /// What stands before the rows.
    fn begin(&self, columns: &[String], out: &mut Vec<u8>);
    /// Appends a row.
    fn row(&self, columns: &[String], row: &dyn Row, out: &mut Vec<u8>);
}

/// The evidence of a whole document as one cell: `customers×3; reception×1`, strongest first.
pub fn evidence_of(analysis: &Analysis) -> String {
    evidence::surface_forms(analysis.sentences.iter().flat_map(|sentence| &sentence.hits), &analysis.text)
}

/// The departments of a whole document as one cell, strongest first: `reception×2; sales×1`.
pub fn functions_of(analysis: &Analysis, analyzer: &Analyzer) -> String {
    evidence::functions(analysis.sentences.iter().flat_map(|sentence| &sentence.hits), analyzer)
}

/// Rounds to [`DECIMALS`] and never gives a negative zero, which would read as a number of its own.
fn rounded(number: f64) -> f64 {
    let scale = 10_f64.powi(DECIMALS);
    let rounded = (number * scale).round() / scale;
    if rounded == 0.0 { 0.0 } else { rounded }
}
