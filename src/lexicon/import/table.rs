//! CSV with a column `term` or `word` and a column `category`, perhaps `language`; separated by commas,
//! semicolons or tabs.

use super::ForeignTerm;
use crate::document::Lang;
use crate::error::Result;
use crate::lexicon::csv_rows::{csv_error, data_error};

const TERM_NAMES: [&str; 2] = ["term", "word"];
const CATEGORY: &str = "category";
const LANGUAGE: &str = "language";

/// Whether the header is that of such a table.
pub(super) fn fits(text: &str) -> bool {
    delimiter(text).is_some()
}

fn delimiter(text: &str) -> Option<u8> {
    let header = text.strip_prefix('\u{feff}').unwrap_or(text).lines().next()?.to_lowercase();
    b",;\t".iter().copied().find(|&delimiter| {
        let cells: Vec<&str> = header.split(char::from(delimiter)).map(|cell| cell.trim().trim_matches('"')).collect();
        cells.contains(&CATEGORY) && TERM_NAMES.iter().any(|name| cells.contains(name))
    })
}

pub(super) fn parse(path: &str, text: &str) -> Result<Vec<ForeignTerm>> {
    let Some(delimiter) = delimiter(text) else {
        return Err(data_error(path, 1, "no column 'term' or 'word', or no 'category'", "word,category"));
    };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| csv_error(path, &error))?.clone();
    let column = |name: &str| header.iter().position(|cell| cell.eq_ignore_ascii_case(name));
    let term = TERM_NAMES.iter().find_map(|name| column(name));
    let (category, language) = (column(CATEGORY), column(LANGUAGE));
    let mut terms = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| csv_error(path, &error))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |column: Option<usize>| column.and_then(|column| record.get(column)).unwrap_or_default();
        let required = |column: Option<usize>, name: &str| match cell(column) {
            "" => Err(data_error(path, line, format!("an empty {name}"), format!("a {name} in every row"))),
            cell => Ok(cell.to_owned()),
        };
        let language = match cell(language) {
            "" => None,
            code => Some(Lang::parse(code).ok_or_else(|| {
                let expected = "a code such as en, or nothing for all languages";
                data_error(path, line, format!("no language code '{code}'"), expected)
            })?),
        };
        let written = required(term, "word")?;
        terms.push(ForeignTerm { written, categories: vec![required(category, CATEGORY)?], language, line });
    }
    Ok(terms)
}
