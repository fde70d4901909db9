//! quanteda's dictionaries in YAML: keys, perhaps within keys, above lists of terms.
//!
//! Read as a stream of events, so that nothing is ever built that the text does not hold: an alias is
//! refused, not followed, and nesting is bounded.

use granit_parser::{Event, Parser};

use super::{CategoryMap, ForeignTerm};
use crate::document::Lang;
use crate::error::{Error, Result};
use crate::lexicon::csv_rows::data_error;

/// quanteda itself warns beyond a hundred levels; real dictionaries have two or three.
const MOST_LEVELS: usize = 32;

/// An open collection: a list of terms, or a mapping with the key that its next value belongs to.
enum Level {
    List,
    Mapping { key: Option<String> },
}

pub(super) fn parse(path: &str, text: &str, map: &CategoryMap) -> Result<Vec<ForeignTerm>> {
    let mut levels: Vec<Level> = Vec::new();
    let mut terms = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            data_error(path, line_number(error.marker().line()), error.info(), "YAML: keys above lists of terms")
        })?;
        let line = line_number(span.start.line());
        let refuse = |problem: &str, expected: &str| -> Error { data_error(path, line, problem, expected) };
        match event {
            Event::Scalar(value, ..) => match levels.last_mut() {
                Some(Level::Mapping { key: key @ None }) => *key = Some(value.into_owned()),
                _ => {
                    // A key without a value has the value `~`.
                    if !matches!(value.trim(), "" | "~") {
                        terms
                            .push(term(value.into_owned(), line, &levels, map).ok_or_else(|| {
                                refuse("a term without a category", "a key above each list of terms")
                            })?);
                    }
                    value_ends(&mut levels);
                }
            },
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                if levels.len() == MOST_LEVELS {
                    return Err(refuse("keys within keys without end", "at most 32 levels"));
                }
                if matches!(levels.last(), Some(Level::Mapping { key: None })) {
                    return Err(refuse("a key that is a list", "a word as a key"));
                }
                let is_list = matches!(event, Event::SequenceStart(..));
                levels.push(if is_list { Level::List } else { Level::Mapping { key: None } });
            }
            Event::SequenceEnd | Event::MappingEnd => {
                levels.pop();
                value_ends(&mut levels);
            }
            Event::Alias(_) => return Err(refuse("an alias", "the terms themselves")),
            _ => {}
        }
    }
    Ok(terms)
}

/// Numbers of lines in memory fit.
fn line_number(line: usize) -> u64 {
    line as u64
}

/// What comes next in a mapping is a key again.
fn value_ends(levels: &mut [Level]) {
    if let Some(Level::Mapping { key }) = levels.last_mut() {
        *key = None;
    }
}

/// A term below its keys; `None` if there is no key.
fn term(written: String, line: u64, levels: &[Level], map: &CategoryMap) -> Option<ForeignTerm> {
    let mut keys: Vec<&str> = levels
        .iter()
        .filter_map(|level| match level {
            Level::Mapping { key } => key.as_deref(),
            Level::List => None,
        })
        .collect();
    // `de: {front: ...}` says a language; `back: {it: ...}` and a mapped `it` do not.
    let language = match keys.as_slice() {
        [first, _, ..] if first.len() == 2 && map.side_of_name(first).is_none() => Lang::parse(first),
        _ => None,
    };
    if language.is_some() {
        keys.remove(0);
    }
    (!keys.is_empty()).then(|| ForeignTerm { written, categories: vec![keys.join("/")], language, line })
}
