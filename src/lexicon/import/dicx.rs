//! LIWC-22's dictionaries: a CSV whose first column is `DicTerm` and whose others are categories, with an `X`
//! where a term belongs to one.

use super::ForeignTerm;
use crate::error::Result;
use crate::lexicon::csv_rows::{csv_error, data_error};

pub(super) fn parse(path: &str, text: &str) -> Result<Vec<ForeignTerm>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| csv_error(path, &error))?.clone();
    if !header.get(0).is_some_and(|name| name.eq_ignore_ascii_case("DicTerm")) {
        let expected = "DicTerm, then a column for each category";
        return Err(data_error(path, 1, "no column 'DicTerm' at the beginning", expected));
    }
    let mut terms = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| csv_error(path, &error))?;
        let line = record.position().map_or(0, csv::Position::line);
        let Some(written) = record.get(0).filter(|term| !term.is_empty()) else { continue };
        let marked = header.iter().zip(&record).skip(1).filter(|(_, cell)| !cell.is_empty() && *cell != "0");
        let categories = marked.map(|(name, _)| name.to_owned()).collect();
        terms.push(ForeignTerm { written: written.to_owned(), categories, language: None, line });
    }
    Ok(terms)
}
