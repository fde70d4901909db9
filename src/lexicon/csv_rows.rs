//! Rows of the data files, with their lines, so that an error names the place.

use std::rc::Rc;

use crate::error::{Error, Result};

/// An error in a data file.
pub fn data_error(path: &str, line: u64, problem: impl Into<String>, expected: impl Into<String>) -> Error {
    Error::Data { path: path.to_owned(), line, problem: problem.into(), expected: expected.into() }
}

/// The rows of a CSV file whose header holds known columns, in any order.
pub struct Rows<'a> {
    path: &'a str,
    columns: Rc<[String]>,
    records: csv::StringRecordsIntoIter<&'a [u8]>,
}

/// One row.
#[derive(Debug)]
pub struct Row<'a> {
    path: &'a str,
    columns: Rc<[String]>,
    record: csv::StringRecord,
    /// 1-based line.
    pub line: u64,
}

impl<'a> Rows<'a> {
    /// Reads the header of `text`: `known` columns may be there, `required` ones must.
    ///
    /// # Errors
    /// [`Error::Data`] for another column or a missing one.
    pub fn new(path: &'a str, text: &'a str, known: &[&str], required: &[&str]) -> Result<Rows<'a>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
        let header = reader.headers().map_err(|error| csv_error(path, &error))?;
        let columns: Rc<[String]> = header.iter().map(str::to_lowercase).collect();
        if let Some(unknown) = columns.iter().find(|column| !known.contains(&column.as_str())) {
            return Err(data_error(path, 1, format!("unknown column '{unknown}'"), known.join(", ")));
        }
        if let Some(missing) = required.iter().find(|&&name| !columns.iter().any(|column| column == name)) {
            return Err(data_error(path, 1, format!("no column '{missing}'"), required.join(", ")));
        }
        Ok(Rows { path, columns, records: reader.into_records() })
    }
}

impl<'a> Iterator for Rows<'a> {
    type Item = Result<Row<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        let record = match self.records.next()? {
            Ok(record) => record,
            Err(error) => return Some(Err(csv_error(self.path, &error))),
        };
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() > self.columns.len() {
            let problem = format!("{} cells", record.len());
            let expected =
                format!("{} ({}); put cells with commas in quotes", self.columns.len(), self.columns.join(", "));
            return Some(Err(data_error(self.path, line, problem, expected)));
        }
        Some(Ok(Row { path: self.path, columns: Rc::clone(&self.columns), record, line }))
    }
}

impl Row<'_> {
    /// The cell of a column; empty where there is none.
    pub fn get(&self, column: &str) -> &str {
        let number = self.columns.iter().position(|name| name == column);
        number.and_then(|number| self.record.get(number)).unwrap_or_default()
    }

    /// Whether the file has that column.
    pub fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|name| name == column)
    }

    /// The cell of a column that must not be empty.
    ///
    /// # Errors
    /// [`Error::Data`] if it is.
    pub fn required(&self, column: &str) -> Result<&str> {
        match self.get(column) {
            "" => {
                Err(data_error(self.path, self.line, format!("an empty {column}"), format!("a {column} in every row")))
            }
            cell => Ok(cell),
        }
    }
}

/// A broken CSV as an error with its line.
pub fn csv_error(path: &str, error: &csv::Error) -> Error {
    let line = error.position().map_or(1, csv::Position::line);
    data_error(path, line, error.to_string(), "CSV in UTF-8 with a header line")
}
