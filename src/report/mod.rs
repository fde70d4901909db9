//! Tables and the formats that they are written in: one struct per table, one file per format.
//!
//! A row tells its cells to a [`Cells`]. A [`Format`] turns each row into bytes of its own; a [`Book`] is for
//! formats whose bytes depend on all rows. Nothing here touches a file.

pub mod audit_page;
pub mod audit_tables;
mod cell;
mod csv;
mod digits;
mod evidence;
mod html;
mod jsonl;
mod parquet;
mod table;
pub mod tables;
mod xlsx;

use std::io::{self, Write};

use crate::analyze::{Analysis, Analyzer};

pub use cell::{Cell, Line};
pub use csv::{Csv, CsvStyle};
pub use html::Html;
pub use jsonl::Jsonl;
pub use parquet::Parquet;
pub use table::Table;
pub use xlsx::Xlsx;

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
    /// What stands after the rows.
    fn end(&self, _out: &mut Vec<u8>) {}
}

/// What the cells of a column hold, where they hold anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Texts, codes and ids.
    Text,
    /// Whole numbers.
    Count,
    /// Numbers.
    Number,
}

/// A column of a table whose format knows types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name, as the header shows it.
    pub name: String,
    /// What its cells hold.
    pub kind: Kind,
}

/// A report whose bytes depend on all rows, being written to `W`: no part of it is of use alone.
pub trait Book<W: Write>: Send {
    /// Takes the next row.
    ///
    /// # Errors
    /// What `W` or the disk for what waits to be written answers; a row that does not fit the columns.
    fn row(&mut self, row: &dyn Row) -> io::Result<()>;
    /// Writes what is still to be written.
    ///
    /// # Errors
    /// As [`Book::row`].
    fn finish(self: Box<Self>) -> io::Result<W>;
}

/// The system's error behind a writing crate's one, so that a full disk is still told as one.
fn system_error(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(this) = cause {
        if let Some(system) = this.downcast_ref::<io::Error>() {
            return system
                .raw_os_error()
                .map_or_else(|| io::Error::new(system.kind(), this.to_string()), io::Error::from_raw_os_error);
        }
        cause = this.source();
    }
    io::Error::other(error)
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
